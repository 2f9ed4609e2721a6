// What customers see and do about the ways into their own account, and nobody in their stead.
// Errors of all: forbidden account.customer_alone, in a quick login (quick_login.h).
#pragma once

#include "accounts/account.h"

namespace accounts {

// Without quick logins, which the change log tells of.
Result<std::vector<Session>> list_own_sessions(db::Session& session, const Clock& clock, BusinessId business,
                                               const SignedIn& visitor);
// False when it is not one of this account's.
Result<bool> end_own_session(db::Tx& tx, BusinessId business, const SignedIn& visitor, AccountSessionId id);
Result<void> end_own_sessions(db::Tx& tx, BusinessId business, const SignedIn& visitor);

Result<std::string> make_own_feed(db::Tx& tx, const Clock& clock, BusinessId business, const SignedIn& visitor);
Result<void> revoke_own_feed(db::Tx& tx, BusinessId business, const SignedIn& visitor);

Result<void> note_own_consent(db::Tx& tx, BusinessId business, const SignedIn& visitor, Instant at);

}  // namespace accounts
