#include "base/secret.h"
#include "db/db.h"
#include "torture/doors.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

namespace torture {
namespace {

using nlohmann::json;

struct Account {
    Door door;
    bool confirmed = false;
    std::vector<std::int64_t> own_customers;
};

struct Rows {
    std::map<std::int64_t, Account> accounts;
    std::vector<std::pair<Door, std::int64_t>> customers;        // those with an address
    std::map<std::int64_t, std::vector<std::int64_t>> of;        // accounts of a customer, as their own
    std::map<std::string, std::int64_t> sessions;                // account by the hash of the token
    std::map<std::string, bool> links;                           // used, by the hash of the token
    std::map<Door, int> sign_ins;                                // activities account.signed_in
    std::map<std::int64_t, int> confirmations;                   // activities registration.confirmed
    std::map<std::int64_t, std::pair<int, bool>> registrations;  // activities registration.asked; confirmed by the row
};

Rows read_rows(db::Session& session, const std::vector<House>& houses) {
    std::map<BusinessId, std::size_t> house_of;
    for (std::size_t i = 0; i < houses.size(); ++i) house_of[houses[i].id] = i;
    Rows out;
    for (auto& [business, id, email, confirmed] : session.rows<BusinessId, std::int64_t, std::string, bool>(
             "select business_id, id, email_key, case when email_confirmed_at is null then 0 else 1 end from accounts"))
        out.accounts[id] = {{house_of.at(business), std::move(email)}, confirmed, {}};
    for (auto& [business, id, email] : session.rows<BusinessId, std::int64_t, std::string>(
             "select business_id, id, email_key from customers where email_key is not null"))
        out.customers.push_back({{house_of.at(business), std::move(email)}, id});
    for (const auto& [account, customer] : session.rows<std::int64_t, std::int64_t>(
             "select account_id, customer_id from account_customers where relation = 'self'")) {
        out.accounts[account].own_customers.push_back(customer);
        out.of[customer].push_back(account);
    }
    for (auto& [token, account] : session.rows<std::string, std::int64_t>(
             "select token_hash, account_id from account_sessions where expires_at > 0"))
        out.sessions[std::move(token)] = account;
    for (auto& [token, used] : session.rows<std::string, bool>(
             "select token_hash, case when used_at is null then 0 else 1 end from one_time_links"))
        out.links[std::move(token)] = used;
    for (const auto& [id, confirmed] : session.rows<std::int64_t, bool>(
             "select id, case when confirmed_at is null then 0 else 1 end from registrations"))
        out.registrations[id] = {0, confirmed};
    for (auto& [type, subject, data] : session.rows<std::string, std::int64_t, std::string>(
             "select type, subject_id, data from activities where type in ('account.signed_in', 'registration.asked', "
             "'registration.confirmed')")) {
        if (type == "registration.asked")
            ++out.registrations[subject].first;
        else if (type == "registration.confirmed")
            ++out.confirmations[json::parse(data).at("registration_id").get<std::int64_t>()];
        else
            ++out.sign_ins[out.accounts[json::parse(data).at("account_id").get<std::int64_t>()].door];
    }
    return out;
}

std::string name(const Door& door) { return fmt::format("{} at business {}", door.email, door.house); }

template <class F>
void each_deed(const std::vector<DoorJournal>& journals, F&& body) {
    for (const auto& journal : journals)
        for (const auto& deed : journal.deeds) body(deed);
}

Check one_account(const Rows& rows) {
    Check check{
        "an address has one account and one customer at a business, and neither has two of the other", {}, {}, {}};
    std::map<Door, int> accounts, customers;
    for (const auto& [id, account] : rows.accounts) {
        ++check.looked_at;
        if (++accounts[account.door] > 1) check.fail(name(account.door) + " has several accounts");
        if (account.own_customers.size() != 1)
            check.fail(
                fmt::format("the account of {} has {} customers", name(account.door), account.own_customers.size()));
    }
    for (const auto& [door, id] : rows.customers)
        if (++customers[door] > 1) check.fail(name(door) + " has several customers");
    for (const auto& [customer, own] : rows.of)
        if (own.size() != 1) check.fail(fmt::format("a customer has {} accounts", own.size()));
    return check;
}

Check links_once(const Rows& rows, const std::vector<DoorJournal>& journals) {
    Check check{"a link opens once at most, and whoever it opened for has used it up", {}, {}, {}};
    struct Use {
        Door door;
        int opened = 0, unknown = 0;
    };
    std::map<std::string, Use> uses;
    each_deed(journals, [&](const Deed& deed) {
        if (deed.link.empty()) return;
        auto& use = uses[deed.link];
        use.door = deed.door;
        ++(deed.told == Told::yes ? use.opened : use.unknown);
    });
    std::set<std::string> tried;
    for (const auto& [token, use] : uses) {
        ++check.looked_at;
        if (use.opened > 1) check.fail(fmt::format("a link of {} opened {} times", name(use.door), use.opened));
        const auto hash = base::hash(token);
        tried.insert(hash);
        const auto found = rows.links.find(hash);
        if (use.opened > 0 && (found == rows.links.end() || !found->second))
            check.fail("a link of " + name(use.door) + " opened and is not used up");
    }
    for (const auto& [hash, used] : rows.links)
        if (used && !tried.contains(hash)) check.fail("a link is used up, and nobody was told that it opened");
    for (const auto& [id, count] : rows.confirmations) {
        const auto found = rows.registrations.find(id);
        if (count != 1 || found == rows.registrations.end() || !found->second.second)
            check.fail(fmt::format("a registration was confirmed {} times", count));
    }
    return check;
}

Check sessions_hold(const Rows& rows, const std::vector<DoorJournal>& journals) {
    Check check{"whoever was told to be signed in is, until somebody ended it", {}, {}, {}};
    std::set<std::string> ended;       // by its own sign-out
    std::map<Door, Moment> all_ended;  // when the last request that ends all of an account was over
    each_deed(journals, [&](const Deed& deed) {
        if (deed.kind == Deed::Kind::sign_out) ended.insert(deed.session);
        if (deed.kind == Deed::Kind::password) all_ended[deed.door] = std::max(all_ended[deed.door], deed.end);
    });
    std::map<Door, std::pair<int, int>> told;  // that a session was made; not known
    each_deed(journals, [&](const Deed& deed) {
        if (deed.kind == Deed::Kind::sign_out) {
            if (deed.told == Told::yes && rows.sessions.contains(base::hash(deed.session)))
                check.fail("a session of " + name(deed.door) + " was signed out and is still there");
            return;
        }
        auto& [made, unknown] = told[deed.door];
        ++(deed.told == Told::yes ? made : unknown);
        if (deed.told != Told::yes) return;
        ++check.looked_at;
        const auto found = rows.sessions.find(base::hash(deed.session));
        if (found != rows.sessions.end()) {
            if (rows.accounts.at(found->second).door != deed.door)
                check.fail("a session of " + name(deed.door) + " belongs to another account");
            return;
        }
        const auto all = all_ended.find(deed.door);
        if (!ended.contains(deed.session) && (all == all_ended.end() || all->second < deed.begin))
            check.fail("a session of " + name(deed.door) + " is gone, and nobody ended it");
    });
    for (const auto& [door, counts] : told) {
        const auto found = rows.sign_ins.find(door);
        const int recorded = found == rows.sign_ins.end() ? 0 : found->second;
        if (recorded < counts.first || recorded > counts.first + counts.second)
            check.fail(
                fmt::format("{} was signed in {} times by the activities, {} times by what was told, and {} times "
                            "nobody knows",
                            name(door), recorded, counts.first, counts.second));
    }
    for (const auto& [door, recorded] : rows.sign_ins)
        if (!told.contains(door)) check.fail(name(door) + " was signed in, and nobody did it");
    return check;
}

Check confirmed_by_link(const Rows& rows, const std::vector<Settled>& settled,
                        const std::vector<DoorJournal>& journals) {
    Check check{"no address is confirmed without a link that was sent to it", {}, {}, {}};
    std::set<Door> proved, certainly;
    for (const auto& each : settled) proved.insert(each.door);
    each_deed(journals, [&](const Deed& deed) {
        if (deed.link.empty()) return;
        proved.insert(deed.door);
        if (deed.told == Told::yes) certainly.insert(deed.door);
    });
    for (const auto& [id, account] : rows.accounts) {
        if (account.confirmed) ++check.looked_at;
        if (account.confirmed && !proved.contains(account.door))
            check.fail(name(account.door) + " is confirmed, and nobody used a link");
        if (!account.confirmed && certainly.contains(account.door))
            check.fail(name(account.door) + " is not confirmed, though a link opened");
    }
    for (const auto& door : certainly)
        if (std::ranges::none_of(rows.accounts, [&](const auto& each) { return each.second.door == door; }))
            check.fail(name(door) + " has no account, though a link opened");
    for (const auto& [id, asked] : rows.registrations)
        if (asked.first > 1) check.fail("a registration was asked for twice");
    return check;
}

Check fair_answers(const std::vector<DoorJournal>& journals) {
    Check check{"every answer at the doors was one that may be", {}, {}, {}};
    for (const auto& journal : journals) {
        for (const auto& [kind, count] : journal.answers) check.looked_at += count;
        for (const auto& text : journal.wrong) check.fail(text);
        check.wrong += journal.wrong_count - std::ssize(journal.wrong);
    }
    return check;
}

Check fierce(const std::vector<DoorJournal>& journals) {
    Check check{"it was a fight at the doors too", {}, {}, {}, true};
    std::map<std::pair<std::string, int>, std::int64_t> answers;
    for (const auto& journal : journals)
        for (const auto& [kind, count] : journal.answers) {
            answers[kind] += count;
            check.looked_at += count;
        }
    for (const auto& [kind, status, least] :
         {std::tuple("register", 303, 5), std::tuple("confirm", 303, 1), std::tuple("confirm", 404, 1),
          std::tuple("use link", 303, 1), std::tuple("use link", 404, 1), std::tuple("set password", 303, 1),
          std::tuple("sign in", 303, 3), std::tuple("sign in wrongly", 422, 3), std::tuple("sign out", 303, 1)})
        if (answers[{kind, status}] < least)
            check.fail(fmt::format("{} was answered {} only {} times", kind, status, answers[{kind, status}]));
    return check;
}

}  // namespace

std::vector<Check> check_doors(db::Database& database, const std::vector<House>& houses,
                               const std::vector<Settled>& settled, const std::vector<DoorJournal>& journals,
                               bool has_to_be_a_fight) {
    const auto rows = database.snapshot([&](db::Session& session) { return read_rows(session, houses); });
    std::vector out{one_account(rows), links_once(rows, journals), sessions_hold(rows, journals),
                    confirmed_by_link(rows, settled, journals), fair_answers(journals)};
    if (has_to_be_a_fight) out.push_back(fierce(journals));
    return out;
}

}  // namespace torture
