// A customer's login at one business (FEATURES block 1). An account has one profile of its own, and may look after
// others (dependants). Who holds an account is proved by a password or by a link that was mailed to its address; no
// answer here tells a stranger whether an address is known.
//
// Secrets (session tokens, links) are random, stored hashed, told once. Links are made at hand-over: asking for one
// only records what was asked, and the delivery makes the link in its own transaction.
//
// Nobody gets into an account that a stranger prepared. An account that a guest's booking made has no password and an
// address that nobody has confirmed; a password is set by who proved the address, or by staff. The first who proves an
// unconfirmed address, from a browser that the account does not know, gets it without the password and the sessions it
// had. A password typed at registration counts only where the same browser confirms the address; elsewhere a new
// one has to be chosen.
//
// Activities have the customer as subject (a registration's its own id) and account_id in their data.
#pragma once

#include "accounts/password.h"
#include "activity/activity.h"
#include "base/msgid.h"
#include "businesses/business.h"
#include "customers/customer.h"

#include <string>
#include <string_view>
#include <vector>

namespace db {
class Database;
class Session;
class Tx;
}  // namespace db

using AccountId = base::Id<struct AccountTag>;
using AccountSessionId = base::Id<struct AccountSessionTag>;
using RegistrationId = base::Id<struct RegistrationTag>;

namespace accounts {

// Customers' own pages; without, nobody signs in.
inline constexpr businesses::Module kCustomerPanel{"customer_panel", N_("Customer panel")};

struct Account {
    AccountId id;
    CustomerId customer_id;  // its own profile
    std::string email;
    bool has_password = false;
    bool email_confirmed = false;
    bool allowed = true;  // to sign in
    Instant created_at;
    std::optional<Instant> last_sign_in_at;
    std::string last_sign_in_address;
};

using activity::Context;

std::optional<Account> find(db::Session& session, BusinessId business, AccountId id);
std::optional<Account> find_by_customer(db::Session& session, BusinessId business, CustomerId customer);  // as `self`
std::optional<Account> find_by_email(db::Session& session, BusinessId business, const Email& email);

// The account of the customer, made where there is none yet; records account.created {email} then. The customer has
// an address. Without address, or where another account has it: nullopt, nothing changes. Called by every way in:
// a booking, a confirmed registration, staff, a link that is asked for.
enum class Told { by_workflow, nothing };  // nothing: no workflow is set off by it
std::optional<AccountId> ensure(db::Tx& tx, const Context& context, BusinessId business,
                                const customers::Customer& customer, activity::Actor actor,
                                Told told = Told::by_workflow);
std::optional<AccountId> ensure(db::Tx& tx, const Context& context, BusinessId business, CustomerId customer,
                                activity::Actor actor, Told told = Told::by_workflow);

// Off ends the account's sessions and its calendar address, and takes back its links. Records account.allowed /
// account.refused.
void set_allowed(db::Tx& tx, const Context& context, BusinessId business, AccountId id, bool allowed,
                 activity::Actor actor);

// The login's address follows the record's; links to the former one are taken back. `confirmed`: the holder has shown,
// signed in, that the new one is theirs. Otherwise the login may be changing hands, or comes back to its holder: it is
// as new, without password, sessions, known browsers, calendar address and asked changes, and whoever proves the new
// address by a mailed link gets it. Records account.email_changed {before, after, was_confirmed}: the former address is
// told where it was shown to be theirs. Errors: conflict account.email_taken.
Result<void> change_email(db::Tx& tx, const Context& context, BusinessId business, AccountId id, const Email& email,
                          bool confirmed, activity::Actor actor);

// The account goes with all that hangs on it: sessions, links, its asks for another address, calendar address. Those it
// looked after stay as customers. Nothing to do for a customer without one. Registrations of the addresses that the
// customer had are another part (accounts/personal.cpp).
void erase(db::Tx& tx, const Context& context, BusinessId business, CustomerId customer, activity::Actor actor);

// The browser in front of us, as far as it tells.
struct Client {
    std::string address;     // on the network
    std::string user_agent;  // cut to 300 bytes when stored
    std::string device;      // the long-lived device cookie's token; empty: a browser that was never here
    std::string network;     // what limits count by: http::network_of(address); empty: the address
};

struct NewSession {
    AccountId account_id;
    CustomerId customer_id;
    AccountSessionId session_id;
    std::string session_token;  // for the cookie, told once
    std::string device_token;   // for the device cookie
    // Why no password is left although one was typed or set: they are asked to choose one (change_password).
    enum class NoPassword {
        no_matter,
        other_browser,  // it was typed at registration, in a browser other than the one that confirms
        not_theirs,     // it was set before the address was confirmed, perhaps by a stranger
    };
    NoPassword no_password = NoPassword::no_matter;
};

inline constexpr Seconds kSessionLifetime = std::chrono::days{90};  // since last seen
inline constexpr Seconds kAccessLinkLifetime = std::chrono::minutes{15};
inline constexpr Seconds kPasswordLinkLifetime = std::chrono::hours{24};
inline constexpr Seconds kRegistrationLifetime = std::chrono::hours{48};

// Checks the throttle (by account and by network), hashes outside of any transaction, then signs in. The same answer
// after the same time for an unknown address, a wrong password, an account without one and one that is not allowed.
// Records account.signed_in {new_device}; a browser not seen before also account.new_device (not at the first sign-in).
// Throttle: 10 attempts in 15 minutes for an address, known or not, and 60 for a network; then 15 minutes pass, and up
// to an hour if it goes on. A browser that the account knows has its own 10, so that nobody can lock others out.
// Errors: invalid account.wrong_sign_in; too_many account.too_many_attempts {minutes}, server.busy.
Result<NewSession> sign_in(db::Database& database, const Context& context, Hasher& hasher, BusinessId business,
                           const Email& email, std::string_view password, const Client& client);

// Records access_link.asked for the account of that address where there is one that may sign in. For a customer of that
// address without an account, as staff and imports make them, it records access_link.wanted instead, whose job makes
// the account and asks (subscribe). Otherwise nothing. The answer and the number of writes are the same in any case.
// Over 5 an hour for one address nothing is recorded, over 30 for one network: Errors: too_many
// account.too_many_attempts {minutes}.
Result<void> ask_access_link(db::Database& database, const Context& context, BusinessId business, const Email& email,
                             const Client& client);
// The same for a forgotten password of an account: records password_reset.asked.
Result<void> ask_password_link(db::Database& database, const Context& context, BusinessId business, const Email& email,
                               const Client& client);

enum class Purpose { access, password, registration };
std::string_view to_text(Purpose purpose);

// Makes one, hashed in the caller's transaction; returns its token. At most kMostLinks live ones of a subject: the
// oldest go. `email_key` is the address that it is sent to.
inline constexpr int kMostLinks = 5;
std::string make_link(db::Tx& tx, const Clock& clock, BusinessId business, Purpose purpose, std::int64_t subject_id,
                      std::string_view email_key);

// Whether a POST with this token would work now; nothing changes.
bool link_is_live(db::Session& session, const Clock& clock, BusinessId business, Purpose purpose,
                  std::string_view token);

// Uses the link up and signs in; shows that the address is theirs (email_confirmed_at). Purpose access.
// Errors: not_found account.link_dead (used, expired, taken back, never there).
Result<NewSession> sign_in_by_link(db::Tx& tx, const Context& context, BusinessId business, std::string_view token,
                                   const Client& client);

// Uses the link up and sets the password; ends all other sessions, signs in. `hash` comes from Hasher.
// Records account.password_changed {by_link, first}. Errors: not_found account.link_dead.
Result<NewSession> set_password_by_link(db::Tx& tx, const Context& context, BusinessId business, std::string_view token,
                                        const std::string& hash, const Client& client);

struct Registration {
    customers::Details details;
    std::optional<std::string> password;  // none: access links only
};
// Stores what was typed until the address is confirmed; records registration.asked {known}, whether the address is a
// customer's. Nothing stored is shown, joined or changed before. For an address whose account has a password already
// the mail says so (access_link.asked {registered: true} instead, or password_reset.asked where access links are off);
// the answer is the same. `client.device` has to be the token that the browser's device cookie has after the answer, so
// that confirm_registration knows the browser again. Throttled as ask_access_link, before the password is looked at.
// Errors: too_many account.too_many_attempts {minutes}; those of Hasher::hash_new.
Result<void> register_customer(db::Database& database, const Context& context, Hasher& hasher, BusinessId business,
                               const Registration& registration, const Client& client);
// Joins the customer of that address or makes one, then the account, confirmed; signs in.
// A known customer's stored profile is kept, and a password that the account has already.
// Errors: not_found account.link_dead; conflict customers.no_new_online, where the business's limit leaves no room.
Result<NewSession> confirm_registration(db::Tx& tx, const Context& context, BusinessId business, std::string_view token,
                                        const Client& client);

struct PendingRegistration {
    std::string name, surname, email, language;
    std::optional<CustomerId> customer_id{};  // who asked for another address of their account
};
std::optional<PendingRegistration> find_registration(db::Session& session, BusinessId business, RegistrationId id);

// After signing in (1.10). Ends all other sessions, takes back links. An account without a password gets its first one;
// `current` is not looked at then. Records account.password_changed. Errors: forbidden account.customer_alone, in a
// quick login; invalid account.wrong_password (field current_password), those of Hasher::hash_new; too_many
// account.too_many_attempts {minutes}, server.busy; not_found account.unknown.
Result<void> change_password(db::Database& database, const Context& context, Hasher& hasher, BusinessId business,
                             AccountId id, AccountSessionId session, std::string_view current,
                             std::string_view password);
// By staff, or at hand-over of a random one (1.4). Ends the account's sessions and calendar address if it had a
// password. Records account.password_set.
void set_password(db::Tx& tx, const Context& context, BusinessId business, AccountId id, const std::string& hash,
                  activity::Actor actor);

// The staff member who looks at the customer's pages in their stead (quick_login.h), and until when.
struct Acting {
    std::int64_t staff_id = 0;
    std::string staff_name;
    Instant until;
};

struct SignedIn {
    AccountId account_id;
    CustomerId customer_id;
    AccountSessionId session_id;
    std::string name, surname, email, language;
    Instant seen_at;
    std::optional<Instant> picture_at{};  // since when the picture they uploaded is there
    std::optional<Acting> acting{};       // none: the customer themselves

    // Of all that is done while signed in so.
    activity::Actor actor() const {
        return {activity::ActorKind::customer, customer_id.value, acting ? acting->staff_id : 0};
    }
};
// Who holds that session token; nullopt when it ended, expired, or the account is not allowed to sign in. One read.
std::optional<SignedIn> find_signed_in(db::Session& session, const Clock& clock, BusinessId business,
                                       std::string_view token);
// Moves the end of the session on, at most once an hour, never of a quick login; free of charge otherwise. True: it was
// moved, and the browser's cookie has to be as well.
bool keep_alive(db::Database& database, const Clock& clock, BusinessId business, const SignedIn& visitor);

struct Session {
    AccountSessionId id;
    std::string user_agent, address;
    Instant created_at, seen_at;
};
// The customer's own; without quick logins.
std::vector<Session> list_sessions(db::Session& session, const Clock& clock, BusinessId business, AccountId id);
// False when it is not one of this account's.
bool end_session(db::Tx& tx, BusinessId business, AccountId account, AccountSessionId id);
// All but one, with the calendar address, which shows what a session shows.
void end_sessions(db::Tx& tx, BusinessId business, AccountId account, std::optional<AccountSessionId> but = {});

// Whoever is signed in agreed that the business keeps their details. Asked once: a later moment changes nothing.
void note_consent(db::Tx& tx, BusinessId business, AccountId id, Instant at);
// When that was; nullopt: not asked yet.
std::optional<Instant> find_consent(db::Session& session, BusinessId business, AccountId id);

inline constexpr int kMostDependants = 20;
// `by_staff`: who acts in the customer's stead (activity::Actor).
// Errors: conflict account.too_many_dependants {max}; not_found account.unknown; those of customers::create.
Result<CustomerId> add_dependant(db::Tx& tx, const Context& context, BusinessId business, AccountId account,
                                 std::string_view name, std::string_view surname, std::string_view language,
                                 std::int64_t by_staff = 0);
// The profile stays with its bookings; the account no longer sees it. False when it is not one of them.
bool remove_dependant(db::Tx& tx, const Context& context, BusinessId business, AccountId account, CustomerId customer,
                      std::int64_t by_staff = 0);
struct Person {
    CustomerId id;
    std::string name, surname;
    bool self = false;
};
// The account's own profile first, then by name. Whatever a customer may see or change belongs to one of these.
std::vector<Person> list_people(db::Session& session, BusinessId business, AccountId account);
bool looks_after(db::Session& session, BusinessId business, AccountId account, CustomerId customer);

// A new address; the one before stops working. It shows the account's appointments until it is revoked or the sessions
// end (end_sessions).
std::string make_feed(db::Tx& tx, const Clock& clock, BusinessId business, AccountId account);
void revoke_feed(db::Tx& tx, BusinessId business, AccountId account);
struct Feed {
    Instant made_at;
    std::optional<Instant> used_at;  // to the hour
};
std::optional<Feed> feed_of(db::Session& session, BusinessId business, AccountId account);
std::optional<AccountId> find_feed(db::Session& session, BusinessId business, std::string_view token);
// A calendar has read it: remembered at most once an hour; free of charge otherwise.
void note_feed_use(db::Database& database, const Clock& clock, BusinessId business, AccountId account);

// Has accounts made for those who ask for a link and have none yet.
void subscribe(activity::Registry& registry, const Clock& clock);

// Forgets links, registrations, sessions and attempts whose time is over, and after a year that somebody signed in or
// asked for a link; a few in each transaction. Now and then, by the housekeeper.
void forget_old(db::Database& database, Instant now);

}  // namespace accounts
