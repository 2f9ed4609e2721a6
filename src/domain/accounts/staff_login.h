// What signing in, passwords and the second factor of staff share.
#pragma once

#include "accounts/login.h"
#include "accounts/staff_account.h"

namespace accounts::staff::store {

struct Login {
    StaffId id;
    std::string email_key, name;
    std::optional<std::string> password_hash;
    businesses::Role role = businesses::Role::provider;
    bool has_totp = false, knows_device = false, invited = false;
    Single single{};

    bool may(const businesses::Permission& permission) const { return staff::may(role, single, permission); }
};
// Of those who still work here.
std::optional<Login> find_login(db::Session& session, BusinessId business, std::string_view email_key,
                                const Client& client);
std::optional<Login> find_login(db::Session& session, BusinessId business, StaffId id);

// Whether the business wants a second factor of that role.
bool needs_totp(db::Session& session, BusinessId business, businesses::Role role);

// What is set for single members: of one, or of all.
Single find_single(db::Session& session, BusinessId business, StaffId id);
std::map<StaffId, Single> list_single(db::Session& session, BusinessId business);

// Kept only where it differs from the role.
void set_single(db::Tx& tx, BusinessId business, StaffId id, const businesses::Permission& permission,
                businesses::Role role, bool granted);

// Whether another member has that address.
bool is_taken(db::Session& session, BusinessId business, const Email& email, StaffId but);
std::unexpected<Error> email_taken();
// With its sessions, links and codes.
void erase_login(db::Tx& tx, BusinessId business, StaffId id);

// What was shown to get in: the password, after which a code may be asked for, or both at once.
enum class Factors { password, both };
NewSession start_session(db::Tx& tx, const Context& context, BusinessId business, const Login& login,
                         const Client& client, Factors shown = Factors::password);

void take_back_links(db::Tx& tx, BusinessId business, StaffId id);

// Uses up a code of the app, or a recovery code; counted before it is looked at. Errors: invalid staff.wrong_code;
// too_many account.too_many_attempts {minutes}.
Result<void> use_totp(db::Database& database, const Context& context, BusinessId business, StaffId id,
                      std::string_view code, std::string_view secret);

// Errors: forbidden staff.owners_only, where staff who are no owner act. Takes lock_owners.
Result<void> only_owners(db::Tx& tx, BusinessId business, activity::Actor actor);

void record(db::Tx& tx, const Context& context, BusinessId business, StaffId id, std::string_view type,
            activity::Actor actor, std::string data = "{}");
activity::Actor actor_of(StaffId id);

}  // namespace accounts::staff::store
