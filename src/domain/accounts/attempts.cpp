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

}  // namespace

std::optional<Seconds> count_attempt(db::Tx& tx, BusinessId business, Instant now, std::string_view key,
                                     const Limit& limit) {
    const auto hash = hash_of(key);
    // Made first and then locked, so that two at once are counted one after the other.
    tx.execute("insert into sign_in_attempts (business_id, key_hash, failures, since) "
               "values (:business, :key, 0, :now) on conflict (business_id, key_hash) do nothing",
               business, hash, now);
    const auto found = tx.row<int, Instant>(
        "update sign_in_attempts set failures = failures where business_id = :business and key_hash = :key "
        "returning failures, since",
        business, hash);
    CHECK(found);
    auto [failures, since] = *found;
    // The clock was set back: what was counted stays, but is of now.
    if (now < since) {
        since = now;
        tx.execute("update sign_in_attempts set since = :now where business_id = :business and key_hash = :key", now,
                   business, hash);
    }
    const auto age = now - since;
    if (failures >= limit.most && age < wait_after(failures, limit)) return wait_after(failures, limit) - age;
    if (age >= memory_of(failures, limit)) {
        failures = 0;
        since = now;
    }
    if (++failures >= limit.most) since = now;
    tx.execute("update sign_in_attempts set failures = :failures, since = :since "
               "where business_id = :business and key_hash = :key",
               failures, since, business, hash);
    return std::nullopt;
}

void forget_attempts(db::Tx& tx, BusinessId business, std::string_view key) {
    tx.execute("delete from sign_in_attempts where business_id = :business and key_hash = :key", business,
               hash_of(key));
}

void take_back_attempt(db::Tx& tx, BusinessId business, std::string_view key) {
    tx.execute("update sign_in_attempts set failures = failures - 1 "
               "where business_id = :business and key_hash = :key and failures > 0",
               business, hash_of(key));
}

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
    auto wait = count_attempt(tx, business, now, origin.network, limit);
    if (wait || origin.site.empty()) return wait;
    wait = count_attempt(tx, business, now, origin.site, {kNetworksInASite * limit.most, limit.window, limit.longest});
    if (wait) take_back_attempt(tx, business, origin.network);
    return wait;
}

void take_back_attempt(db::Tx& tx, BusinessId business, const Origin& origin) {
    take_back_attempt(tx, business, origin.network);
    if (!origin.site.empty()) take_back_attempt(tx, business, origin.site);
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
}

}  // namespace accounts
