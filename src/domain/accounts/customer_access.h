// What staff say of a customer's signing in (FEATURES 1.3), and what the login has to follow when they change the
// record.
#pragma once

#include "accounts/account.h"

namespace accounts {

// Whoever is in the list of customers with an address may sign in unless staff said otherwise (FEATURES 1.8).
struct Access {
    std::optional<bool> allowed{};               // none: as it is
    bool mail = false;                           // the details for signing in go out now
    std::optional<std::string> password_hash{};  // of one that staff typed and tell; from Hasher
};
bool is_allowed(const std::optional<Account>& account);
// Makes the account where there is none, which by itself tells the customer nothing. A customer without an address has
// nothing to sign in with, so nothing is done unless a mail or a password is wanted.
// Errors: invalid account.needs_email (field email); conflict account.email_taken; not_found customer.unknown; conflict
// account.not_allowed, where a mail or a password is wanted for a customer who is not allowed.
Result<void> set_access(db::Tx& tx, const Context& context, BusinessId business, CustomerId customer,
                        const Access& access, activity::Actor actor);

// The record as staff change it, and the login's address after it, which nobody has confirmed. What others changed
// since the form was drawn is kept, by customers::merge; returns whether there was anything. Errors: those of
// customers::merge and of update_record (profile.h).
Result<bool> update_customer(db::Tx& tx, const Context& context, BusinessId business, std::string_view country,
                             CustomerId customer, const customers::Changes& changes,
                             const std::optional<customers::Seen>& seen, activity::Actor actor);

// A customer's details for signing in go out, whatever the workflow on account.created says of itself; records
// access.sent. Nothing for an account that may not sign in: false.
bool send_access(db::Tx& tx, const Context& context, BusinessId business, AccountId id, activity::Actor actor);

}  // namespace accounts
