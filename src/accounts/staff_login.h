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
    bool has_totp = false, knows_device = false;
};
std::optional<Login> find_login(db::Session& session, BusinessId business, std::string_view email_key,
                                const Client& client);
std::optional<Login> find_login(db::Session& session, BusinessId business, StaffId id);

// Whether the business wants a second factor of that role.
bool needs_totp(db::Session& session, BusinessId business, businesses::Role role);

void take_back_links(db::Tx& tx, BusinessId business, StaffId id);

void record(db::Tx& tx, const Context& context, BusinessId business, StaffId id, std::string_view type,
            events::Actor actor, std::string data = "{}");
events::Actor actor_of(StaffId id);

}  // namespace accounts::staff::store
