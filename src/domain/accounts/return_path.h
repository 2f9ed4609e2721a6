// Where somebody goes on after a link that is mailed to them, in whatever browser they open it (FEATURES 1.18).
#pragma once

#include "accounts/account.h"

#include <string>
#include <string_view>

namespace accounts {

// Kept for the address typed, whether it is known or not, for as long as a registration waits; the one before goes.
// The path is checked when it is used.
void keep_return_path(db::Tx& tx, const Clock& clock, BusinessId business, const Email& email, std::string_view path);
// Uses it up. Empty: none.
std::string take_return_path(db::Tx& tx, const Clock& clock, BusinessId business, AccountId account);

}  // namespace accounts
