// What messages to a customer need to know of accounts: whose answers for them, and its password's hash.
#pragma once

#include "accounts/account.h"

namespace accounts {

// The account of the customer: their own or, for a dependant, that of who looks after them.
std::optional<AccountId> find_in_charge(db::Session& session, BusinessId business, CustomerId customer);

// Of the password that is set; nullopt: none is.
std::optional<std::string> password_hash_of(db::Session& session, BusinessId business, AccountId account);

}  // namespace accounts
