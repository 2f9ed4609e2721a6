// What deleting a customer takes of their login, and how it comes back (personal/deletion.h).
#pragma once

#include "accounts/account.h"

#include <nlohmann/json_fwd.hpp>

namespace accounts {

// The account with its password and calendar address is kept aside, so that its address is free for others; sessions
// and links end for good. Restoring refuses conflict account.email_taken.
void add_deletion(activity::Registry& registry);

namespace store {
// What makes the account anew: its address, password, other ways in, what was agreed to and the calendar address.
nlohmann::json login_of(db::Session& session, BusinessId business, AccountId account);
// The providers and passkeys of such a login, where they are nobody else's by now.
void put_back_ways(db::Tx& tx, BusinessId business, AccountId account, const nlohmann::json& login);
}  // namespace store

}  // namespace accounts
