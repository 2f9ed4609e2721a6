#include "accounts/deletion.h"

#include "accounts/account.h"
#include "accounts/login.h"
#include "personal/deletion.h"

#include <nlohmann/json.hpp>

namespace accounts {
namespace {

using nlohmann::json;

json kept(const std::optional<std::string>& value) { return value ? json(*value) : json(); }
json kept(Instant value) { return value.time_since_epoch().count(); }
json kept(const std::optional<Instant>& value) { return value ? kept(*value) : json(); }

std::optional<std::string> text_in(const json& data, const char* name) {
    return data.at(name).is_null() ? std::nullopt : std::optional(data.at(name).get<std::string>());
}
Instant instant_in(const json& value) { return Instant{Seconds{value.get<std::int64_t>()}}; }
std::optional<Instant> moment_in(const json& data, const char* name) {
    return data.at(name).is_null() ? std::nullopt : std::optional(instant_in(data.at(name)));
}

// Whom the account looks after, itself too, or by whose account the customer is looked after.
json relations(db::Session& session, BusinessId business, CustomerId customer, std::optional<AccountId> account) {
    json out = json::array();
    const auto add = [&](AccountId of, CustomerId whom, const std::string& relation) {
        out.push_back({{"account", of.value}, {"customer", whom.value}, {"relation", relation}});
    };
    for (const auto& [of] : session.rows<AccountId>("select account_id from account_customers "
                                                    "where business_id = :business and customer_id = :customer "
                                                    "and relation = 'dependant' order by account_id",
                                                    business, customer))
        if (of != account) add(of, customer, "dependant");
    if (account)
        for (const auto& [whom, relation] : session.rows<CustomerId, std::string>(
                 "select customer_id, relation from account_customers where business_id = :business "
                 "and account_id = :account order by customer_id",
                 business, *account))
            add(*account, whom, relation);
    return out;
}

}  // namespace

json store::login_of(db::Session& session, BusinessId business, AccountId account) {
    using S = std::string;
    const auto row = session.row<S, S, std::optional<S>, std::optional<Instant>, std::optional<Instant>, bool, Instant,
                                 std::optional<Instant>, S>(
        "select email, email_key, password_hash, email_confirmed_at, consent_at, allowed, created_at, "
        "last_sign_in_at, last_sign_in_address from accounts where business_id = :business and id = :id",
        business, account);
    const auto& [email, key, hash, confirmed, consent, allowed, created, signed_in, address] = row.value();
    json out{{"id", account.value},
             {"email", email},
             {"email_key", key},
             {"password_hash", kept(hash)},
             {"email_confirmed_at", kept(confirmed)},
             {"consent_at", kept(consent)},
             {"allowed", allowed},
             {"created_at", kept(created)},
             {"last_sign_in_at", kept(signed_in)},
             {"last_sign_in_address", address}};
    out["identities"] = json::array();
    for (const auto& [id, issuer, subject, address_there, linked, used] :
         session.rows<std::int64_t, S, S, S, Instant, std::optional<Instant>>(
             "select id, issuer, subject, email, linked_at, used_at from account_identities "
             "where business_id = :business and account_id = :account order by id",
             business, account))
        out["identities"].push_back({{"id", id},
                                     {"issuer", issuer},
                                     {"subject", subject},
                                     {"email", address_there},
                                     {"linked_at", kept(linked)},
                                     {"used_at", kept(used)}});
    out["passkeys"] = json::array();
    for (const auto& [id, name, credential, public_key, counter, synced, made, used] :
         session.rows<std::int64_t, S, S, S, std::int64_t, bool, Instant, std::optional<Instant>>(
             "select id, name, credential_id, public_key, counter, synced, created_at, used_at from account_passkeys "
             "where business_id = :business and account_id = :account order by id",
             business, account))
        out["passkeys"].push_back({{"id", id},
                                   {"name", name},
                                   {"credential_id", credential},
                                   {"public_key", public_key},
                                   {"counter", counter},
                                   {"synced", synced},
                                   {"created_at", kept(made)},
                                   {"used_at", kept(used)}});
    if (const auto feed = session.row<S, Instant, std::optional<Instant>>(
            "select token_hash, created_at, used_at from calendar_feeds where business_id = :business "
            "and account_id = :account",
            business, account))
        out["feed"] = {{"token_hash", std::get<0>(*feed)},
                       {"created_at", kept(std::get<1>(*feed))},
                       {"used_at", kept(std::get<2>(*feed))}};
    return out;
}

namespace {

std::vector<std::string> tells(db::Session& session, BusinessId business, CustomerId customer,
                               i18n::Language language) {
    if (!find_by_customer(session, business, customer)) return {};
    return {i18n::words(language, "The login: they are signed out everywhere, and cannot sign in")};
}

std::string take(db::Tx& tx, Instant, BusinessId business, CustomerId customer) {
    const auto account = find_by_customer(tx, business, customer);
    json out{{"people", relations(tx, business, customer, account ? std::optional(account->id) : std::nullopt)}};
    if (account) out["account"] = store::login_of(tx, business, account->id);
    if (!account && out["people"].empty()) return {};
    store::drop_account(tx, business, customer);
    return out.dump();
}

}  // namespace

// Other ways in; an identity that is another account's by now stays there. Customers who were deleted before there were
// any have none.
void store::put_back_ways(db::Tx& tx, BusinessId business, AccountId account, const json& login) {
    for (const auto& each : login.value("identities", json::array()))
        tx.execute("insert into account_identities (business_id, id, account_id, issuer, subject, email, linked_at, "
                   "used_at) values (:business, :id, :account, :issuer, :subject, :email, :linked, :used) "
                   "on conflict do nothing",
                   business, each.at("id").get<std::int64_t>(), account, each.at("issuer").get<std::string>(),
                   each.at("subject").get<std::string>(), each.at("email").get<std::string>(),
                   instant_in(each.at("linked_at")), moment_in(each, "used_at"));
    for (const auto& each : login.value("passkeys", json::array()))
        tx.execute("insert into account_passkeys (business_id, id, account_id, name, credential_id, public_key, "
                   "counter, synced, created_at, used_at) values (:business, :id, :account, :name, :credential, :key, "
                   ":counter, :synced, :created, :used) on conflict do nothing",
                   business, each.at("id").get<std::int64_t>(), account, each.at("name").get<std::string>(),
                   each.at("credential_id").get<std::string>(), each.at("public_key").get<std::string>(),
                   each.at("counter").get<std::int64_t>(), each.at("synced").get<bool>(),
                   instant_in(each.at("created_at")), moment_in(each, "used_at"));
}

namespace {

void put_back(db::Tx& tx, BusinessId business, const json& login) {
    const AccountId id{login.at("id").get<std::int64_t>()};
    tx.execute("insert into accounts (business_id, id, email, email_key, password_hash, email_confirmed_at, "
               "consent_at, allowed, created_at, last_sign_in_at, last_sign_in_address) "
               "values (:business, :id, :email, :key, :hash, :confirmed, :consent, :allowed, :created, :signed_in, "
               ":address)",
               business, id, login.at("email").get<std::string>(), login.at("email_key").get<std::string>(),
               text_in(login, "password_hash"), moment_in(login, "email_confirmed_at"), moment_in(login, "consent_at"),
               login.at("allowed").get<bool>(), instant_in(login.at("created_at")), moment_in(login, "last_sign_in_at"),
               login.at("last_sign_in_address").get<std::string>());
    store::put_back_ways(tx, business, id, login);
    if (!login.contains("feed")) return;
    const auto& feed = login.at("feed");
    tx.execute("insert into calendar_feeds (business_id, account_id, token_hash, created_at, used_at) "
               "values (:business, :account, :hash, :created, :used)",
               business, id, feed.at("token_hash").get<std::string>(), instant_in(feed.at("created_at")),
               moment_in(feed, "used_at"));
}

Result<void> restore(db::Tx& tx, BusinessId business, CustomerId customer, const std::string& text, bool whole) {
    const auto data = json::parse(text);
    std::optional<AccountId> back;
    if (const auto login = data.find("account"); login != data.end()) {
        const auto key = login->at("email_key").get<std::string>();
        const auto holder = find_by_email(tx, business, {key, key});
        if (holder && whole) return conflict("account.email_taken");
        if (!holder) {
            put_back(tx, business, *login);
            back = AccountId{login->at("id").get<std::int64_t>()};
        }
    }
    for (const auto& each : data.at("people")) {
        const AccountId account{each.at("account").get<std::int64_t>()};
        const CustomerId whom{each.at("customer").get<std::int64_t>()};
        // Those who are gone or have been taken over meanwhile stay as they are.
        if (account != back && !find(tx, business, account)) continue;
        const auto other = whom == customer ? std::nullopt : customers::find(tx, business, whom);
        if (whom != customer && (!other || other->anonymised)) continue;
        tx.execute("insert into account_customers (business_id, account_id, customer_id, relation) "
                   "values (:business, :account, :customer, :relation) on conflict do nothing",
                   business, account, whom, each.at("relation").get<std::string>());
    }
    return {};
}

}  // namespace

void add_deletion(activity::Registry& registry) {
    registry.add(personal::DeletionPart{.name = "account", .tells = tells, .take = take, .restore = restore});
}

}  // namespace accounts
