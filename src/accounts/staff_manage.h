// What staff change of a login: their own password, and, as the business's managers, others' roles.
#pragma once

#include "accounts/staff_account.h"

namespace accounts::staff {

// Whether it is the member's password; throttled by account. Errors: invalid account.wrong_password; too_many ...
Result<void> check_password(db::Database& database, const Context& context, Hasher& hasher, BusinessId business,
                            StaffId id, std::string_view password);
// Ends all other sessions; records staff.password_changed. Errors: those of check_password (field current_password)
// and of may_be_password (field password).
Result<void> change_password(db::Database& database, const Context& context, Hasher& hasher, BusinessId business,
                             StaffId id, StaffSessionId session, std::string_view current, std::string_view password);

struct OpenSession {
    StaffSessionId id;
    std::string user_agent, address;
    Instant created_at, seen_at;
};
// Where the member is signed in, last used first; at most 100.
std::vector<OpenSession> list_sessions(db::Session& session, const Clock& clock, BusinessId business, StaffId id);
// False when it is not an open one of this member's.
bool end_session(db::Tx& tx, const Clock& clock, BusinessId business, StaffId member, StaffSessionId id);

// Whoever changes who owns the business does so one after the other; what is read from here on stays true until the
// commit. set_role and remove_login do it themselves.
void lock_owners(db::Tx& tx, BusinessId business);
// Records staff.role_changed {before, after}. Errors: conflict staff.last_owner, when nobody else with a login would
// be left who may change the settings; not_found staff.unknown.
Result<void> set_role(db::Tx& tx, const Context& context, BusinessId business, StaffId id, businesses::Role role,
                      events::Actor actor);
// The login goes with its sessions; the member stays. Records staff.login_removed. Errors: those of set_role.
Result<void> remove_login(db::Tx& tx, const Context& context, BusinessId business, StaffId id, events::Actor actor);

// A customer's details for signing in go out again, whatever the workflow on account.created says of itself; records
// access.sent. Nothing for an account that may not sign in: false.
bool send_access(db::Tx& tx, const Context& context, BusinessId business, AccountId id, events::Actor actor);

// The businesses that nobody can sign in to yet, by name: what the set-up offers.
std::vector<std::pair<BusinessId, std::string>> list_without_login(db::Session& session);

}  // namespace accounts::staff
