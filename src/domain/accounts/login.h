// What the ways of signing in share: the account that is signed in to, its sessions and links.
#pragma once

#include "accounts/account.h"
#include "db/db.h"

#include <nlohmann/json_fwd.hpp>

namespace accounts::store {

// An account, as somebody in front of that browser may get into it.
struct Login {
    AccountId id;
    CustomerId customer_id;
    std::string email_key;
    std::optional<std::string> password_hash;
    bool email_confirmed = false, allowed = false;
    bool was_here = false;      // signed in before
    bool knows_device = false;  // by the browser's device cookie
};
std::optional<Login> find_login(db::Session& session, BusinessId business, std::string_view email_key,
                                const Client& client);
std::optional<Login> find_login(db::Session& session, BusinessId business, AccountId id, const Client& client);

// How the business lets customers sign in.
struct Ways {
    bool password = true, link = true;
};
Ways find_ways(db::Session& session, BusinessId business);

// Empty: none that could be known.
std::string device_hash(const Client& client);
// The browser's own where it is one of ours, else a new one.
std::string device_token(const Client& client);
// Cut where a character begins.
std::string short_agent(const Client& client);

// Errors: forbidden account.customer_alone, where a staff member acts in the customer's stead.
Result<void> in_person(const activity::Actor& actor);
// The staff member by whose session a quick login goes, while they may; without its end.
std::optional<Acting> find_acting(db::Session& session, const Clock& clock, BusinessId business, std::int64_t member,
                                  std::int64_t staff_session);

activity::Actor actor_of(const Login& login);
void record(db::Tx& tx, const Context& context, BusinessId business, const Login& login, std::string_view type,
            activity::Actor actor, nlohmann::json data);
// As much work as recording what was asked, where nothing is to come of it.
void record_nothing(db::Tx& tx, const Context& context, BusinessId business);

// A new session with a new token; records account.signed_in and account.new_device.
NewSession start_session(db::Tx& tx, const Context& context, BusinessId business, const Login& login,
                         const Client& client);

// The account of the address, made with its customer where there is none. Errors: conflict customers.no_new_online;
// not_found account.link_dead.
Result<Login> join(db::Tx& tx, const Context& context, BusinessId business, const customers::Details& details,
                   const Client& client);

// Whoever is in front of the browser has shown that the address is theirs. What somebody else prepared before goes:
// see account.h. True when the account lost its password by that.
bool prove_address(db::Tx& tx, const Context& context, BusinessId business, Login& login);

// Whether `current` is the account's password; fine where it has none. Counted before it is looked at, and forgotten
// where it was right. Errors: invalid account.wrong_password (field current_password); too_many
// account.too_many_attempts {minutes}, server.busy; not_found account.unknown.
Result<Login> prove_password(db::Database& database, const Context& context, Hasher& hasher, BusinessId business,
                             AccountId id, std::string_view current);
std::unexpected<Error> wrong_field(std::string_view field, Error error);

// Identities and passkeys: nobody gets in by one of them any more.
void forget_other_ways(db::Tx& tx, BusinessId business, AccountId id);
// The customer's account with all that hangs on it, and that others look after them.
void drop_account(db::Tx& tx, BusinessId business, CustomerId customer);
void write_password(db::Tx& tx, BusinessId business, AccountId id, const std::optional<std::string>& hash);
void take_back_links(db::Tx& tx, BusinessId business, AccountId id);

// Uses a link up: exactly one of those who try at once gets it. Nullopt: dead.
struct Link {
    std::int64_t subject_id;
    std::string email_key;
};
std::optional<Link> use_link(db::Tx& tx, Instant now, BusinessId business, Purpose purpose, std::string_view token);

}  // namespace accounts::store
