#include "accounts/attempts.h"

#include "db/forget.h"

#include <arpa/inet.h>

namespace accounts {
namespace {

constexpr Seconds kKept = std::chrono::hours{24};
constexpr int kNetworksInASite = 8;

std::string hash_of(std::string_view key) { return base::hash(fmt::format("attempt:{}", key)); }

Seconds wait_after(int failures, const Limit& limit) {
    auto wait = limit.window;
    for (int i = limit.most; i < failures && wait < limit.longest; ++i) wait *= 2;
    return std::min(wait, limit.longest);
}

// How long attempts count. A wait is remembered for long where the next one is to be longer.
Seconds memory_of(int failures, const Limit& limit) {
    return failures >= limit.most && limit.longest > limit.window ? kKept : limit.window;
}

// Whose attempts they are. The installation, where its operators sign in, is no business.
struct Book {
    std::string_view table, columns, values, where;
};
constexpr Book kOfBusiness{"sign_in_attempts", "business_id, key_hash", ":business, :key",
                           "business_id = :business and key_hash = :key"};
constexpr Book kOfInstallation{"installation_attempts", "key_hash", ":key", "key_hash = :key"};

template <class... Row>
std::optional<Seconds> count(db::Tx& tx, const Book& book, Instant now, const Limit& limit, const Row&... row) {
    // Made first and then locked, so that two at once are counted one after the other.
    tx.execute(fmt::format("insert into {} ({}, failures, since) values ({}, 0, :now) on conflict ({}) do nothing",
                           book.table, book.columns, book.values, book.columns),
               row..., now);
    const auto found = tx.row<int, Instant>(
        fmt::format("update {} set failures = failures where {} returning failures, since", book.table, book.where),
        row...);
    CHECK(found);
    auto [failures, since] = *found;
    // The clock was set back: what was counted stays, but is of now.
    if (now < since) {
        since = now;
        tx.execute(fmt::format("update {} set since = :now where {}", book.table, book.where), now, row...);
    }
    const auto age = now - since;
    if (failures >= limit.most && age < wait_after(failures, limit)) return wait_after(failures, limit) - age;
    if (age >= memory_of(failures, limit)) {
        failures = 0;
        since = now;
    }
    if (++failures >= limit.most) since = now;
    tx.execute(fmt::format("update {} set failures = :failures, since = :since where {}", book.table, book.where),
               failures, since, row...);
    return std::nullopt;
}

template <class... Row>
void forget(db::Tx& tx, const Book& book, const Row&... row) {
    tx.execute(fmt::format("delete from {} where {}", book.table, book.where), row...);
}

template <class... Row>
void take_back(db::Tx& tx, const Book& book, const Row&... row) {
    tx.execute(fmt::format("update {} set failures = failures - 1 where {} and failures > 0", book.table, book.where),
               row...);
}

// The network, and the site around it.
template <class Count, class TakeBack>
std::optional<Seconds> count_origin(const Origin& origin, const Limit& limit, const Count& count_one,
                                    const TakeBack& take_back_one) {
    auto wait = count_one(origin.network, limit);
    if (wait || origin.site.empty()) return wait;
    wait = count_one(origin.site, Limit{kNetworksInASite * limit.most, limit.window, limit.longest});
    if (wait) take_back_one(origin.network);
    return wait;
}

}  // namespace

std::optional<Seconds> count_attempt(db::Tx& tx, BusinessId business, Instant now, std::string_view key,
                                     const Limit& limit) {
    return count(tx, kOfBusiness, now, limit, business, hash_of(key));
}

void forget_attempts(db::Tx& tx, BusinessId business, std::string_view key) {
    forget(tx, kOfBusiness, business, hash_of(key));
}

void take_back_attempt(db::Tx& tx, BusinessId business, std::string_view key) {
    take_back(tx, kOfBusiness, business, hash_of(key));
}

std::optional<Seconds> count_attempt(db::Tx& tx, Instant now, std::string_view key, const Limit& limit) {
    return count(tx, kOfInstallation, now, limit, hash_of(key));
}

void forget_attempts(db::Tx& tx, std::string_view key) { forget(tx, kOfInstallation, hash_of(key)); }

void take_back_attempt(db::Tx& tx, std::string_view key) { take_back(tx, kOfInstallation, hash_of(key)); }

Origin origin_of(std::string_view purpose, const Client& client) {
    std::array<unsigned char, 16> bytes{};
    const auto& network = client.network.empty() ? client.address : client.network;
    if (inet_pton(AF_INET6, network.c_str(), bytes.data()) != 1) return {fmt::format("{}:{}", purpose, network), {}};
    const auto prefix = [&](std::size_t count) {
        auto key = fmt::format("{}:", purpose);
        for (std::size_t i = 0; i < count; ++i) key += fmt::format("{:02x}", bytes[i]);
        return key;
    };
    return {prefix(8), prefix(6)};
}

std::optional<Seconds> count_attempt(db::Tx& tx, BusinessId business, Instant now, const Origin& origin,
                                     const Limit& limit) {
    return count_origin(
        origin, limit,
        [&](const std::string& key, const Limit& of) { return count_attempt(tx, business, now, key, of); },
        [&](const std::string& key) { take_back_attempt(tx, business, key); });
}

std::optional<Seconds> count_attempt(db::Tx& tx, Instant now, const Origin& origin, const Limit& limit) {
    return count_origin(
        origin, limit, [&](const std::string& key, const Limit& of) { return count_attempt(tx, now, key, of); },
        [&](const std::string& key) { take_back_attempt(tx, key); });
}

void take_back_attempt(db::Tx& tx, BusinessId business, const Origin& origin) {
    take_back_attempt(tx, business, origin.network);
    if (!origin.site.empty()) take_back_attempt(tx, business, origin.site);
}

void take_back_attempt(db::Tx& tx, const Origin& origin) {
    take_back_attempt(tx, origin.network);
    if (!origin.site.empty()) take_back_attempt(tx, origin.site);
}

std::unexpected<Error> too_many_attempts(Seconds wait) {
    const auto minutes = std::chrono::ceil<std::chrono::minutes>(wait).count();
    return refuse(Fault::too_many, "account.too_many_attempts", {{"minutes", std::to_string(minutes)}});
}

void forget_old_attempts(db::Database& database, Instant now) {
    db::forget(database,
               "delete from sign_in_attempts where (business_id, key_hash) in "
               "(select business_id, key_hash from sign_in_attempts where since < :before limit {})",
               now - kKept);
    db::forget(database,
               "delete from installation_attempts where key_hash in "
               "(select key_hash from installation_attempts where since < :before limit {})",
               now - kKept);
}

}  // namespace accounts
