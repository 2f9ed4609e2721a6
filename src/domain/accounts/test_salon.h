// A salon whose customers and staff have logins, for the tests of this folder.
#pragma once

#include "accounts/account.h"
#include "db/db.h"
#include "support/engines.h"

namespace accounts {

inline constexpr std::string_view kPassword = "mango violin tractor sunday";

inline Email address(std::string_view text) { return base::parse_email(text).value(); }

// A browser of its own for each name.
inline Client browser(std::string_view name, std::string_view network = "192.0.2.1") {
    auto device = base::hash(name).substr(0, 32);
    return {std::string(network), fmt::format("Firefox of {}", name), std::move(device), std::string(network)};
}
inline Client new_browser(std::string_view network = "192.0.2.1") {
    return {std::string(network), "Firefox", "", std::string(network)};
}

class Salon {
public:
    explicit Salon(db::Engine engine) : fresh(engine) {
        open(id, "salon");
        open(other, "other");
    }

    db::Database& db() { return *fresh; }
    template <class F>
    auto write(F&& body) {
        return fresh->write(std::forward<F>(body));
    }
    template <class F>
    auto read(F&& body) {
        return fresh->read(std::forward<F>(body));
    }
    template <class T = int>
    T value(std::string_view sql) {
        return read([&](db::Session& session) { return session.value<T>(sql); }).value();
    }
    // The types of all that happened here, oldest first.
    std::vector<std::string> activities() {
        std::vector<std::string> out;
        for (auto& [type] : read([&](db::Session& session) {
                 return session.rows<std::string>("select type from activities where business_id = :b order by id", id);
             }))
            out.push_back(std::move(type));
        return out;
    }
    int count_of(std::string_view activity) { return static_cast<int>(std::ranges::count(activities(), activity)); }
    std::string last_data(std::string_view activity) {
        return read([&](db::Session& session) {
                   return session.value<std::string>(
                       "select data from activities where business_id = :b and type = :type order by id desc limit 1",
                       id, activity);
               })
            .value_or("");
    }

    // As a booking by a guest does.
    AccountId guest(std::string_view email, std::string_view name = "Anna") {
        return write([&](db::Tx& tx) {
            const auto joined =
                customers::join(tx, id, clock, {std::string(name), "Berg", address(email), "+4741234567", "nb"});
            return ensure(tx, context, id, joined.customer.id, {activity::ActorKind::visitor, 0}).value();
        });
    }
    // As staff do, on the phone.
    AccountId with_password(std::string_view email, std::string_view password = kPassword) {
        const auto account = guest(email);
        const auto hash = hasher.hash(password).value();
        write([&](db::Tx& tx) { set_password(tx, context, id, account, hash, {activity::ActorKind::staff, 1}); });
        return account;
    }
    std::string link(Purpose purpose, AccountId account, std::string_view email) {
        return write([&](db::Tx& tx) { return make_link(tx, clock, id, purpose, account.value, address(email).key); });
    }
    Result<NewSession> sign_in(std::string_view email, std::string_view password, const Client& client) {
        return accounts::sign_in(db(), context, hasher, id, address(email), password, client);
    }
    Result<NewSession> by_link(std::string_view token, const Client& client) {
        return write([&](db::Tx& tx) { return sign_in_by_link(tx, context, id, token, client); });
    }
    // A customer who proved the address and chose a password, in the browser of that name.
    AccountId settled(std::string_view email, std::string_view name) {
        const auto account = guest(email);
        const auto token = link(Purpose::password, account, email);
        const auto hash = hasher.hash(kPassword).value();
        const auto signed_in =
            write([&](db::Tx& tx) { return set_password_by_link(tx, context, id, token, hash, browser(name)); });
        CHECK(signed_in);
        return account;
    }
    Account account(AccountId which) {
        return read([&](db::Session& session) { return find(session, id, which); }).value();
    }
    std::optional<SignedIn> visitor(std::string_view token) {
        return read([&](db::Session& session) { return find_signed_in(session, clock, id, token); });
    }

    support::FreshDatabase fresh;
    base::ManualClock clock{base::parse_instant("2026-11-30T08:00:00Z").value()};
    activity::Registry registry;
    Context context{clock, registry};
    Hasher& hasher = Hasher::cheap();
    BusinessId id{1}, other{2};

private:
    void open(BusinessId business, std::string slug) {
        write([&](db::Tx& tx) {
            tx.execute(R"sql(
                insert into businesses (id, slug, name, country, time_zone, currency, languages, accent_colour, created_at)
                values (:id, :slug, 'Studio Lind', 'NO', 'Europe/Oslo', 'NOK', 'nb', '#0f766e', 0))sql",
                       business, slug);
        });
    }
};

inline std::string code_of(const auto& result) { return result ? "fine" : result.error().code; }

}  // namespace accounts
