// What staff change of logins: their own, and, as the business's managers, others'.
//
// The rule of all of it (may_change): what concerns an owner is changed by owners alone, and what concerns an owner or
// oneself only by a staff member who has just shown the password once more and, with a second factor, a code. So a
// browser left open gives nobody a business for good. The set-up and the operator's console (ActorKind::system) are not
// bound by it.
#pragma once

#include "accounts/staff_account.h"

namespace accounts::staff {

// The member's present password and, with a second factor, a code, which is used up; `secret` is the installation's.
// Both are counted before they are looked at, as at signing in.
// Errors: invalid staff.password_needed, account.wrong_password (both field password), staff.code_needed,
// staff.wrong_code (both field code); too_many account.too_many_attempts {minutes} (field password or code),
// server.busy (field password).
Result<Proof> prove(db::Database& database, const Context& context, Hasher& hasher, BusinessId business, StaffId id,
                    std::string_view password, std::string_view code, std::string_view secret);

// The two halves of the rule, for pages that offer what may_change then allows. Staff of the role `acting` make others
// `concerned`, and change the logins of those who are.
bool may_decide(businesses::Role acting, businesses::Role concerned);
// Whether the password is asked for once more.
bool needs_proof(bool own, bool touches_owners);

// Whether `actor` may change the role or login of `target`, which is an owner or is to become one where
// `touches_owners`. Whoever is no owner changes nothing of a member who may do more than they: with that login they
// would be more too. Takes lock_owners. Errors: forbidden staff.not_permitted, staff.owners_only, staff.more_than_own;
// invalid staff.password_needed, where there is no proof or the password has changed since.
Result<void> may_change(db::Tx& tx, const Context& context, BusinessId business, StaffId target, bool touches_owners,
                        activity::Actor actor, const std::optional<Proof>& proof);

// One's own. Ends all other sessions; records staff.password_changed. Errors: those of Hasher::hash_new;
// invalid staff.password_needed as may_change.
Result<void> change_password(db::Database& database, const Context& context, Hasher& hasher, BusinessId business,
                             StaffSessionId session, const Proof& proof, std::string_view password);

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
// commit. The verbs here do it themselves.
void lock_owners(db::Tx& tx, BusinessId business);
// Records staff.role_changed {before, after}. Errors: those of may_change; forbidden staff.more_than_own, where the
// role may do what the acting member, who is no owner, may not; conflict staff.last_owner, when nobody else with a
// login would be left who may change the settings; not_found staff.unknown.
Result<void> set_role(db::Tx& tx, const Context& context, BusinessId business, StaffId id, businesses::Role role,
                      activity::Actor actor, const std::optional<Proof>& proof = {});
// The login goes with its sessions; the member stays. Records staff.login_removed. Errors: those of set_role.
Result<void> remove_login(db::Tx& tx, const Context& context, BusinessId business, StaffId id, activity::Actor actor,
                          const std::optional<Proof>& proof = {});
// Who no longer works here signs in no more and cannot be booked; sessions and links end, history and coming
// appointments stay. Nobody does it to themselves. Records staff.deactivated or .activated; twice changes nothing.
// Errors: those of set_role; forbidden staff.not_yourself; conflict staff.limit_reached {max}.
Result<void> set_active(db::Tx& tx, const Context& context, BusinessId business, StaffId id, bool active,
                        activity::Actor actor, const std::optional<Proof>& proof = {});
// What the member may do from now on of the permissions named; the others stay. Only what differs from the role is
// kept. Records staff.permissions_changed {before, after}. Errors: forbidden staff.not_permitted,
// staff.own_permissions, staff.owners_only, where the manager's role does not hold it and the acting member is no
// owner, staff.more_than_own, where the acting member does not hold it; conflict staff.owners_may_all; not_found
// staff.unknown.
Result<void> set_permissions(db::Tx& tx, const Context& context, BusinessId business, StaffId id,
                             const std::map<std::string, bool, std::less<>>& wanted, activity::Actor actor);
// The roles that have to give a code at signing in. Records settings.changed {before, after}. Errors: forbidden
// staff.owners_only, where other staff would change what owners have to do.
Result<void> set_totp_roles(db::Tx& tx, const Context& context, BusinessId business,
                            const std::set<businesses::Role>& roles, activity::Actor actor);

// The businesses that nobody can sign in to yet, by name: what the set-up offers.
std::vector<std::pair<BusinessId, std::string>> list_without_login(db::Session& session);

}  // namespace accounts::staff
