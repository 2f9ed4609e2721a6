// The demo's businesses once they are there: who may look around in them, and taking them away.
#pragma once

#include "accounts/staff_account.h"

namespace demo {

bool is_demo(db::Session& session, BusinessId business);

// Somebody who works at a demo business, as whom visitors may look around.
struct Role {
    BusinessId business;
    std::string slug, business_name;
    StaffId member;
    std::string member_name;
    businesses::Role role = businesses::Role::provider;
};
// One of each role of each demo business that nobody has made their own by signing in with a password; by business and
// role. Empty where the installation has any other business.
std::vector<Role> list_roles(db::Session& session);

// Signs in as one of them. Errors: not_found demo.closed.
Result<accounts::staff::NewSession> look_around(db::Tx& tx, const accounts::Context& context, BusinessId business,
                                                StaffId member, const accounts::Client& client);

// All demo businesses with everything in them, one in each transaction; returns how many.
int remove(db::Database& database);

}  // namespace demo
