#include "accounts/merging.h"

#include "accounts/account.h"
#include "accounts/deletion.h"
#include "accounts/login.h"
#include "personal/merge.h"

#include <nlohmann/json.hpp>

namespace accounts {
namespace {

using nlohmann::json;
using personal::Merging;

// True when they were related.
bool drop(db::Tx& tx, BusinessId business, AccountId account, CustomerId customer) {
    return tx.execute("delete from account_customers where business_id = :business and account_id = :account "
                      "and customer_id = :customer and relation = 'dependant'",
                      business, account, customer) == 1;
}
// True when they were not related before.
bool add(db::Tx& tx, BusinessId business, AccountId account, CustomerId customer) {
    return tx.execute("insert into account_customers (business_id, account_id, customer_id, relation) "
                      "values (:business, :account, :customer, 'dependant') on conflict do nothing",
                      business, account, customer) == 1;
}

std::vector<AccountId> accounts_that_look_after(db::Session& session, BusinessId business, CustomerId customer) {
    std::vector<AccountId> out;
    for (const auto& [account] : session.rows<AccountId>("select account_id from account_customers where business_id = "
                                                         ":business and customer_id = :customer and relation = "
                                                         "'dependant' order by account_id",
                                                         business, customer))
        out.push_back(account);
    return out;
}
std::vector<CustomerId> dependants_of(db::Session& session, BusinessId business, AccountId account) {
    std::vector<CustomerId> out;
    for (const auto& [customer] : session.rows<CustomerId>("select customer_id from account_customers where "
                                                           "business_id = :business and account_id = :account and "
                                                           "relation = 'dependant' order by customer_id",
                                                           business, account))
        out.push_back(customer);
    return out;
}

std::optional<AccountId> id_of(db::Session& session, BusinessId business, CustomerId customer) {
    const auto found = find_by_customer(session, business, customer);
    return found ? std::optional(found->id) : std::nullopt;
}

void give(db::Tx& tx, BusinessId business, AccountId account, CustomerId from, CustomerId to) {
    tx.execute("update account_customers set customer_id = :to where business_id = :business "
               "and account_id = :account and customer_id = :from and relation = 'self'",
               to, business, account, from);
}

// What goes with the record of the other one is put aside and comes back with it (accounts/deletion.h). Kept here is
// what comes instead, by rows {account, customer}.
std::string move(db::Tx& tx, const Merging& merging) {
    const auto business = merging.business;
    json come = json::array(), out = json::object();
    const auto join = [&](AccountId account, CustomerId customer) {
        if (add(tx, business, account, customer)) come.push_back({account.value, customer.value});
    };
    const auto own = id_of(tx, business, merging.survivor), others = id_of(tx, business, merging.other);
    for (const auto account : accounts_that_look_after(tx, business, merging.other))
        if (account != own && account != others) join(account, merging.survivor);
    if (others && own)
        for (const auto customer : dependants_of(tx, business, *others))
            if (customer != merging.survivor) join(*own, customer);
    if (others && !own) {
        out["account"] = store::login_of(tx, business, *others);
        // Nobody is looked after by themselves.
        out["looked_after_survivor"] = drop(tx, business, *others, merging.survivor);
        give(tx, business, *others, merging.other, merging.survivor);
    }
    const auto address = customers::find(tx, business, merging.other)->email;
    if (own && address) {
        out["own"] = store::login_of(tx, business, *own);
        out["others_address"] = base::folded(*address);
    }
    if (come.empty() && out.empty()) return {};
    out["come"] = std::move(come);
    return out.dump();
}

std::optional<std::string> text_in(const json& data, const char* name) {
    return data.at(name).is_null() ? std::nullopt : std::optional(data.at(name).get<std::string>());
}

// The address, the password and the other ways in that it had, if it got another address since.
void put_login_back(db::Tx& tx, BusinessId business, const json& login) {
    const AccountId account{login.at("id").get<std::int64_t>()};
    const auto now = find(tx, business, account);
    const auto key = login.at("email_key").get<std::string>();
    if (!now || base::folded(now->email) == key) return;
    const auto confirmed = login.at("email_confirmed_at");
    tx.execute("update accounts set email = :email, email_key = :key, password_hash = :hash, "
               "email_confirmed_at = :confirmed where business_id = :business and id = :id",
               login.at("email").get<std::string>(), key, text_in(login, "password_hash"),
               confirmed.is_null() ? std::nullopt : std::optional(Instant{Seconds{confirmed.get<std::int64_t>()}}),
               business, account);
    store::put_back_ways(tx, business, account, login);
    end_sessions(tx, business, account);
    store::take_back_links(tx, business, account);
}

// False when it is the survivor's no more.
bool give_back(db::Tx& tx, const Merging& merging, const json& login) {
    const AccountId account{login.at("id").get<std::int64_t>()};
    if (id_of(tx, merging.business, merging.survivor) != account) return false;
    give(tx, merging.business, account, merging.survivor, merging.other);
    put_login_back(tx, merging.business, login);
    return true;
}

void take_back(db::Tx& tx, const Merging& merging, const std::string& text) {
    const auto moved = json::parse(text);
    for (const auto& row : moved.at("come"))
        drop(tx, merging.business, AccountId{row.at(0).get<std::int64_t>()}, CustomerId{row.at(1).get<std::int64_t>()});
    if (const auto own = moved.find("own"); own != moved.end()) {
        // Whatever address the survivor has chosen since stays.
        const auto now = find(tx, merging.business, AccountId{own->at("id").get<std::int64_t>()});
        if (now && base::folded(now->email) == moved.at("others_address").get<std::string>())
            put_login_back(tx, merging.business, *own);
    }
    const auto login = moved.find("account");
    if (login == moved.end() || !give_back(tx, merging, *login)) return;
    if (moved.at("looked_after_survivor").get<bool>())
        add(tx, merging.business, AccountId{login->at("id").get<std::int64_t>()}, merging.survivor);
}

}  // namespace

void add_merging(activity::Registry& registry) {
    registry.add(personal::MergePart{
        .name = "account", .tables = {{"account_customers"}}, .move = move, .take_back = take_back});
}

}  // namespace accounts
