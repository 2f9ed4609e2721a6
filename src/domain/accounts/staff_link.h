// A staff member who forgot the password chooses a new one by a link that works once. The link is mailed to the login's
// own address (notify makes it at hand-over), or given by the operator at the console. It sets the password and does
// nothing else: whoever used it signs in afterwards, with the second factor where there is one.
#pragma once

#include "accounts/staff_account.h"

namespace accounts::staff {

inline constexpr Seconds kStaffLinkLifetime = std::chrono::minutes{30};
inline constexpr int kMostStaffLinks = 3;  // live ones of a member; the oldest go

// Records staff.password_asked {language} for the login of that address where there is one; otherwise nothing. The
// answer and the number of writes are the same either way. `language` is the one that the mail is to be in. Over 5 an
// hour for one address nothing is recorded, over 30 for one network: Errors: too_many account.too_many_attempts
// {minutes}.
Result<void> ask_password_link(db::Database& database, const Context& context, BusinessId business, const Email& email,
                               std::string_view language, const Client& client);

// Whose login it is, as a mail to them and the page behind the link say it.
struct Holder {
    StaffId id;
    std::string name;
    Email email;
    bool invited = false;  // and has not chosen a password yet
};
// Nullopt: the member has no login.
std::optional<Holder> find_holder(db::Session& session, BusinessId business, StaffId id);

// A new link to the login's address, hashed in the caller's transaction; returns its token. The member has a login.
std::string make_link(db::Tx& tx, const Clock& clock, BusinessId business, StaffId id,
                      Seconds lifetime = kStaffLinkLifetime);

// Whom a POST with this token would serve now; nothing changes. Nullopt: used, expired, taken back, never there.
std::optional<Holder> find_link(db::Session& session, const Clock& clock, BusinessId business, std::string_view token);

// Uses the link up and sets the password; ends all of the member's sessions and takes back the other links. Records
// staff.password_changed {by_link}, or staff.invitation_accepted of who was invited. Errors: not_found
// account.link_dead.
Result<void> set_password_by_link(db::Tx& tx, const Context& context, BusinessId business, std::string_view token,
                                  const std::string& hash);

// For the operator: the login of that address; where the business has no owner who can sign in, one is made without a
// password, for the member of that address or a new one of that name. Records staff.login_made then.
// Errors: not_found staff.no_login; those of add.
Result<StaffId> login_for(db::Tx& tx, const Context& context, BusinessId business, const Email& email,
                          std::string_view name);

}  // namespace accounts::staff
