// One person's accounts over all businesses of the installation (FEATURES 1.15).
#pragma once

#include "accounts/account.h"

namespace accounts {

// Where that address may sign in, or is a customer's, at most `limit`; filled up with others to that number, so that
// what is done for each of them takes as long for an address that nobody knows.
std::vector<BusinessId> businesses_for(db::Session& session, const Email& email, int limit);

}  // namespace accounts
