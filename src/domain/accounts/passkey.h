// Passkeys of customers and of staff (FEATURES 1.12, webauthn). A customer's takes the place of the password, a staff
// member's that of the password and the code: the device has always verified who was there.
//
// A browser gets a challenge, which is stored hashed, is for one purpose, and is used up by the first answer to it.
#pragma once

#include "accounts/account.h"
#include "accounts/staff_account.h"
#include "webauthn/webauthn.h"

using PasskeyId = base::Id<struct PasskeyTag>;

namespace accounts {

inline constexpr int kMostPasskeys = 10;  // of one person
inline constexpr std::size_t kLongestPasskeyName = 60;
inline constexpr Seconds kChallengeLifetime = std::chrono::minutes{5};

struct Passkey {
    PasskeyId id;
    std::string name;
    bool synced = false;  // may be on several devices
    Instant created_at;
    std::optional<Instant> used_at;
    std::string credential;  // its id, base64url
};

// Bytes as the browser sent them, decoded.
struct MadePasskey {
    std::string name, client_data, attestation;
};
struct PasskeyAnswer {
    std::string credential, client_data, authenticator_data, signature;
};

// A challenge in base64url.
std::string begin_passkey_sign_in(db::Tx& tx, const Clock& clock, BusinessId business);
std::string begin_passkey(db::Tx& tx, const Clock& clock, BusinessId business, AccountId account);

std::vector<Passkey> list_passkeys(db::Session& session, BusinessId business, AccountId account);
// By the customer alone. Records account.passkey_added {name}. Errors: forbidden account.customer_alone; invalid
// passkey.refused; conflict passkey.too_many {max}; invalid form.invalid (name).
Result<void> add_passkey(db::Database& database, const Context& context, BusinessId business, const SignedIn& visitor,
                         const webauthn::Place& place, const MadePasskey& made);
// Records account.passkey_removed {name}. Errors: forbidden account.customer_alone; not_found passkey.unknown; conflict
// account.last_way.
Result<void> remove_passkey(db::Tx& tx, const Context& context, BusinessId business, const SignedIn& visitor,
                            PasskeyId id);
// Throttled by network as passwords are. Errors: invalid passkey.refused; too_many account.too_many_attempts {minutes}.
Result<NewSession> sign_in_by_passkey(db::Database& database, const Context& context, BusinessId business,
                                      const webauthn::Place& place, const PasskeyAnswer& answer, const Client& client);

void forget_challenges(db::Database& database, Instant now);

namespace staff {

std::string begin_passkey_sign_in(db::Tx& tx, const Clock& clock, BusinessId business);
std::string begin_passkey(db::Tx& tx, const Clock& clock, BusinessId business, StaffId id);
std::vector<Passkey> list_passkeys(db::Session& session, BusinessId business, StaffId id);
// Of oneself, after a proof (prove, staff_manage.h). Records staff.passkey_added {name}. Errors: as above.
Result<void> add_passkey(db::Database& database, const Context& context, BusinessId business, StaffId id,
                         const webauthn::Place& place, const MadePasskey& made);
// Records staff.passkey_removed {name}. Errors: not_found passkey.unknown.
Result<void> remove_passkey(db::Tx& tx, const Context& context, BusinessId business, StaffId id, PasskeyId passkey);
// No code is asked for after it.
Result<NewSession> sign_in_by_passkey(db::Database& database, const Context& context, BusinessId business,
                                      const webauthn::Place& place, const PasskeyAnswer& answer, const Client& client);

}  // namespace staff

}  // namespace accounts
