// How somebody of the staff comes to sign in without anybody else knowing their password: a login without one is made
// for their address, and a link, which works once, to choose it (staff_link.h). By mail, or told to whoever invites,
// once.
#pragma once

#include "accounts/staff_account.h"
#include "accounts/staff_manage.h"

namespace accounts::staff {

inline constexpr Seconds kInvitationLifetime = std::chrono::days{7};

enum class InviteBy { mail, hand };
// Again: the links before no longer work. Records staff.invited {by, language}; by mail, notify sends the link in that
// language. By hand: returns the token of the link, which is stored hashed; by mail it is empty.
// Errors: those of may_change (staff_manage.h); not_found staff.unknown; conflict staff.has_password, staff.inactive,
// staff.email_taken; too_many account.too_many_attempts {minutes}, over 5 an hour for one address or 60 for the
// business.
Result<std::string> invite(db::Tx& tx, const Context& context, BusinessId business, StaffId id, const Email& email,
                           InviteBy by, std::string_view language, activity::Actor actor,
                           const std::optional<Proof>& proof = {});
// The login that was made for it goes. Without an open invitation: changes nothing. Records
// staff.invitation_withdrawn. Errors: those of may_change; not_found staff.unknown.
Result<void> withdraw_invitation(db::Tx& tx, const Context& context, BusinessId business, StaffId id,
                                 activity::Actor actor, const std::optional<Proof>& proof = {});

enum class SignIn { none, invited, expired, accepted };
// How far the member has come; the invitation is from `invited_at` on.
SignIn sign_in_state(const Member& member, Instant now);

}  // namespace accounts::staff
