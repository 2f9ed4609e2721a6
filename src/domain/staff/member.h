// A staff member, whether they can be booked or not. Their login is accounts' (accounts/staff_account.h).
#pragma once

#include "businesses/business.h"

using StaffId = base::Id<struct StaffTag>;

namespace staff {

// How many work here, who may sign in or be booked.
int count_active(db::Session& session, BusinessId business);
// Whether one more may (businesses::Limits); asked before one is made or comes back, under a lock of those who do it at
// the same time, where there is a limit. Errors: conflict staff.limit_reached {max}.
Result<void> has_room(db::Tx& tx, BusinessId business);

// The caller has checked name and address.
void add_member(db::Tx& tx, BusinessId business, StaffId id, std::string_view name, std::string_view email,
                businesses::Role role);
// Raises the version and, of who can be booked, locks them.
void set_active(db::Tx& tx, BusinessId business, StaffId id, bool active);
void set_role(db::Tx& tx, BusinessId business, StaffId id, businesses::Role role);

}  // namespace staff
