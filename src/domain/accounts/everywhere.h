// One person's accounts over all businesses of the installation (FEATURES 1.15).
#pragma once

#include "accounts/account.h"

namespace accounts {

// Where that address may sign in, or is a customer's, at most `limit`; filled up with others to that number, so that
// what is done for each of them takes as long for an address that nobody knows.
std::vector<BusinessId> businesses_for(db::Session& session, const Email& email, int limit);

// By password, at each business where the address has an account with it, at most `limit`: so many are tried for every
// address, so that neither the answer nor its time tells where one is known. Throttled as sign_in. Errors: those of
// sign_in.
struct Entered {
    BusinessId business;
    NewSession session;
};
Result<std::vector<Entered>> sign_in_everywhere(db::Database& database, const Context& context, Hasher& hasher,
                                                const Email& email, std::string_view password, const Client& client,
                                                int limit);
// Whether customers sign in there at all, and by a password.
bool has_panel(const businesses::Business& business);
bool takes_passwords(const businesses::Business& business);

}  // namespace accounts
