// Which customers a list shows by their accounts (customers/list.h).
#pragma once

#include "customers/list.h"

namespace accounts {

// Has an address and was not refused by staff, as is_allowed says (customer_access.h); neither needs an account.
extern const customers::Condition kMaySignIn, kMayNotSignIn;
// Agreed, by the account, that the business keeps their details.
extern const customers::Condition kConsented, kNotConsented;

}  // namespace accounts
