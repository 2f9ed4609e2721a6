// Who operates the installation: an identity of its own, neither staff nor customer of any business (FEATURES 8.14).
// Each has a password and a second factor, without which nothing but setting it up is open.
//
// Whoever reads the console may make the first operator, by a code, and any other or one who lost password or phone, by
// `timebok operator-link`.
#pragma once

#include "accounts/account.h"
#include "accounts/one_time_code.h"

using OperatorId = base::Id<struct OperatorTag>;
using OperatorSessionId = base::Id<struct OperatorSessionTag>;

namespace operators {

struct Operator {
    OperatorId id;
    std::string name, email;
    bool has_password = false, has_totp = false;
    std::optional<Instant> last_sign_in_at{};
};
std::vector<Operator> list(db::Session& session);

// The code that the console prints while nobody can operate the installation; nullopt once somebody can. It stays the
// same over restarts until it is used.
std::optional<std::string> make_first_code(db::Tx& tx, std::string_view secret);
bool waits_for_first(db::Session& session);
// Uses the code up and makes the first operator. `hash` from Hasher. Errors: invalid setup.wrong_code; conflict
// operator.not_first; invalid form.invalid with field name.
Result<OperatorId> make_first(db::Tx& tx, const Clock& clock, std::string_view secret, std::string_view code,
                              std::string_view name, const Email& email, const std::string& hash);

inline constexpr Seconds kLinkLifetime = std::chrono::minutes{30};
struct Link {
    std::string token;  // told once
    bool is_new = false;
};
// For the console: by the link the operator of that address chooses a password, and the second factor that was set is
// taken away, to be set up anew. Where nobody has the address, an operator of that name is made. Links before no longer
// work. Errors: invalid operator.name_invalid.
Result<Link> make_link(db::Tx& tx, const Clock& clock, const Email& email, std::string_view name);
// Whom a POST with this token would serve now; nothing changes. Nullopt: used, expired, never there.
std::optional<Operator> find_link(db::Session& session, const Clock& clock, std::string_view token);
// Uses the link up; ends all sessions and the second factor. Errors: not_found account.link_dead.
Result<void> set_password_by_link(db::Tx& tx, const Clock& clock, std::string_view token, const std::string& hash);

inline constexpr Seconds kSession = std::chrono::hours{4};  // since last seen
struct NewSession {
    OperatorId id;
    OperatorSessionId session_id;
    std::string session_token;  // for the cookie, told once
    bool has_totp = false;
};
// As accounts::sign_in, with the same secrecy and throttle, counted by address and network. Errors: invalid
// account.wrong_sign_in; too_many account.too_many_attempts {minutes}, server.busy.
Result<NewSession> sign_in(db::Database& database, const Clock& clock, accounts::Hasher& hasher, const Email& email,
                           std::string_view password, const accounts::Client& client);
// A code of the app, or an unused recovery code; a code works once. Errors: invalid staff.wrong_code; too_many
// account.too_many_attempts {minutes}.
Result<void> pass_totp(db::Database& database, const Clock& clock, OperatorSessionId session, std::string_view code,
                       std::string_view secret);

struct SignedIn {
    OperatorId id;
    OperatorSessionId session_id;
    std::string name, email;
    bool has_totp = false;
    bool passed_totp = false;  // false: only the page that asks for the code, or sets it up, is open
};
std::optional<SignedIn> find_signed_in(db::Session& session, const Clock& clock, std::string_view token);
void keep_alive(db::Database& database, const Clock& clock, OperatorSessionId id);
void end_session(db::Tx& tx, OperatorSessionId id);

// A new secret, in force from confirm_totp on. Errors: conflict operator.has_totp, where one is in force: it is taken
// away at the console alone.
Result<accounts::codes::Setup> begin_totp(db::Tx& tx, OperatorId id, std::string_view issuer, std::string_view secret);
// Ends the other sessions. Returns the recovery codes, told once, stored hashed. Errors: invalid staff.wrong_code.
Result<std::vector<std::string>> confirm_totp(db::Tx& tx, const Clock& clock, OperatorId id, OperatorSessionId session,
                                              std::string_view code, std::string_view secret);

// Links and sessions whose time is over go, and what operators did after two years; and those of sign_up.h.
void subscribe(activity::Registry& registry);

}  // namespace operators
