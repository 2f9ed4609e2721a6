// Staff look at the booking page and the panel as one of the customers (FEATURES 5.1): a session of the customer's
// account that is bound to the staff member's own, beside it and in a cookie of its own. Everything that is done by it
// is recorded as done by the customer with the staff member's name behind it (activity::Actor::by_staff). What only the
// customer may do (own_sign_in.h, a new address, asking for erasure or for a copy of the data, consent) is refused.
//
// It ends after kQuickLoginLifetime, when the staff member ends it, signs out, is deactivated or loses the permission,
// and when the customer may no longer sign in or is erased.
#pragma once

#include "accounts/staff_account.h"

namespace accounts {

inline constexpr businesses::Permission kQuickLogin{"quick_login", businesses::kOwnersOnly,
                                                    N_("Quick login as a customer")};
inline constexpr Seconds kQuickLoginLifetime = std::chrono::minutes{30};
inline constexpr std::size_t kLongestQuickLoginReason = 200;  // letters

struct QuickLogin {
    std::string session_token;  // for the cookie, told once
    Instant until;
};
// Makes the customer's account where there is none yet, of which nobody is told. One that the staff member has already
// ends. Records customer.quick_login {reason}.
// Errors: forbidden staff.not_permitted; not_found customer.unknown (erased too); conflict quick_login.no_logins,
// quick_login.needs_email, quick_login.not_allowed; invalid form.invalid with the field reason.
Result<QuickLogin> begin_quick_login(db::Tx& tx, const Context& context, BusinessId business,
                                     const staff::SignedIn& who, CustomerId customer, std::string_view reason,
                                     const Client& client);
// Records customer.quick_login_ended; twice changes nothing.
void end_quick_login(db::Tx& tx, const Context& context, BusinessId business, const SignedIn& visitor);

// Forbidden account.customer_alone where a staff member acts in the customer's stead.
Result<void> in_person(const SignedIn& visitor);

}  // namespace accounts
