// How staff sign in: apart from customers in everything (tables, cookies, pages). A staff member of one business has
// at most one login there; a second factor (TOTP, RFC 6238) with recovery codes may be required per role.
#pragma once

#include "accounts/account.h"

using StaffId = base::Id<struct StaffTag>;  // a staff member; a provider has the same number
using StaffSessionId = base::Id<struct StaffSessionTag>;

namespace accounts::staff {

// What single members may do besides what their role says (true), or may not do although it says so (false), by the
// permission's name (FEATURES 8.2). An owner may do everything.
using Single = std::map<std::string, bool, std::less<>>;
bool may(businesses::Role role, const Single& single, const businesses::Permission& permission);

struct Member {
    StaffId id;
    std::string name, email;
    businesses::Role role = businesses::Role::provider;
    bool has_login = false, has_password = false, has_totp = false;
    std::optional<Instant> last_sign_in_at;
    bool active = true;                 // still works here; else signs in no more
    std::optional<Instant> invited_at;  // to choose a password (staff_invite.h)
    Single single{};

    bool may(const businesses::Permission& permission) const { return staff::may(role, single, permission); }
};
std::optional<Member> find(db::Session& session, BusinessId business, StaffId id);
std::vector<Member> list(db::Session& session, BusinessId business);
// The businesses that somebody with this address owns, by id; at most 100.
std::vector<BusinessId> list_owned(db::Session& session, const Email& email);

// A staff member who is no provider. Records staff.added. Errors: forbidden staff.owners_only, where other staff make
// an owner; conflict staff.email_taken, staff.limit_reached {max}; invalid form.invalid with fields name, email.
Result<StaffId> add(db::Tx& tx, const Context& context, BusinessId business, std::string_view name,
                    std::string_view email, businesses::Role role, activity::Actor actor);

// Staff have shown once more who they are (prove, staff_manage.h), just before they change what concerns sign-ins.
struct Proof {
    StaffId id;
    std::string password_hash;  // that was right; the proof holds while it is the stored one
};
// Makes or changes the login; `hash` from Hasher. Ends the member's sessions. Records staff.password_set {replaced},
// whether there was a password before, and staff.email_changed {before, after} where a login gets another address.
// Errors: those of may_change (staff_manage.h); conflict staff.email_taken; not_found staff.unknown.
Result<void> set_login(db::Tx& tx, const Context& context, BusinessId business, StaffId id, const Email& email,
                       const std::string& hash, activity::Actor actor, const std::optional<Proof>& proof = {});

struct NewSession {
    StaffId id;
    StaffSessionId session_id;
    std::string session_token;  // for the cookie, told once
    std::string device_token;   // for the device cookie
    bool needs_totp = false;    // a code has to come first: only the page that asks for it is open
    bool must_set_up_totp = false;
};
inline constexpr Seconds kStaffSession = std::chrono::hours{12};  // since last seen

// As accounts::sign_in, with the same secrecy and throttle. Errors: invalid account.wrong_sign_in; too_many ...
Result<NewSession> sign_in(db::Database& database, const Context& context, Hasher& hasher, BusinessId business,
                           const Email& email, std::string_view password, const Client& client);
// For the demo's businesses, whose staff are made up: makes a login without a password where there is none, and signs
// in by it. Errors: not_found staff.unknown.
Result<NewSession> sign_in_without_password(db::Tx& tx, const Context& context, BusinessId business, StaffId id,
                                            const Client& client);
// A code of the app, or an unused recovery code. A code works once. `secret` is the installation's, which opens the
// sealed TOTP secret. Errors: invalid staff.wrong_code; too_many account.too_many_attempts {minutes}.
Result<void> pass_totp(db::Database& database, const Context& context, BusinessId business, StaffSessionId session,
                       std::string_view code, std::string_view secret);

struct SignedIn {
    StaffId id;
    StaffSessionId session_id;
    std::string name;
    businesses::Role role = businesses::Role::provider;
    bool passed_totp = true;        // false: only the page that asks for the code is open
    bool must_set_up_totp = false;  // its role requires a second factor that it does not have
    Single single{};

    bool may(const businesses::Permission& permission) const { return staff::may(role, single, permission); }
};
std::optional<SignedIn> find_signed_in(db::Session& session, const Clock& clock, BusinessId business,
                                       std::string_view token);
void keep_alive(db::Database& database, const Clock& clock, BusinessId business, StaffSessionId id);
void end_session(db::Tx& tx, BusinessId business, StaffSessionId id);
void end_sessions(db::Tx& tx, BusinessId business, StaffId id, std::optional<StaffSessionId> but = {});

struct TotpSetup {
    std::string key;  // base 32, to type in
    std::string url;  // otpauth://totp/... for the QR code
};
// A new secret, not in force before confirm_totp; one that is in force stays so until then.
TotpSetup begin_totp(db::Tx& tx, BusinessId business, StaffId id, std::string_view issuer, std::string_view secret);
// Ends the member's other sessions. Records staff.totp_set. Returns ten recovery codes, told once, stored hashed.
// Errors: invalid staff.wrong_code.
Result<std::vector<std::string>> confirm_totp(db::Tx& tx, const Context& context, BusinessId business, StaffId id,
                                              StaffSessionId session, std::string_view code, std::string_view secret);
// Records staff.totp_removed. Errors: those of may_change (staff_manage.h); not_found staff.unknown.
Result<void> remove_totp(db::Tx& tx, const Context& context, BusinessId business, StaffId id, activity::Actor actor,
                         const std::optional<Proof>& proof = {});

// The code that the console prints while no staff member of the installation has a password; nullopt once one has. It
// stays the same over restarts until it is used, stored sealed with the installation's secret.
std::optional<std::string> make_setup_code(db::Tx& tx, std::string_view secret);
// True while the set-up waits for its code.
bool setup_is_open(db::Session& session);
// Uses the code up. Errors: invalid setup.wrong_code; conflict setup.closed.
Result<void> use_setup_code(db::Tx& tx, std::string_view secret, std::string_view code);

}  // namespace accounts::staff
