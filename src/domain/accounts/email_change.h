// A signed-in customer's new address (FEATURES 2.7). It waits like a registration until a mailed link is used by the
// browser that is signed in: whoever merely typed an address, or merely received the mail, changes nothing. So nobody
// takes an address over whose owner has bookings under it.
#pragma once

#include "accounts/account.h"

namespace accounts {

// Whether whoever sits at the browser may ask for another address: where the account has a password, they know it.
// Taken as change_password takes it, with the same throttle. Errors: invalid account.password_needed (none was typed),
// account.wrong_password (both field current_password); too_many account.too_many_attempts {minutes}, server.busy.
Result<void> may_change_email(db::Database& database, const Context& context, Hasher& hasher, BusinessId business,
                              AccountId account, std::string_view current);

// Records registration.asked, which mails the link. At most kAskLimit an hour.
// Errors: too_many account.too_many_attempts {minutes}.
Result<void> ask_email_change(db::Tx& tx, const Context& context, BusinessId business, AccountId account,
                              const Email& email);

struct EmailChange {
    AccountId account_id;
    Email email;
};
// What a live registration link would change; nullopt where it is a registration, or dead.
std::optional<EmailChange> find_email_change(db::Session& session, const Clock& clock, BusinessId business,
                                             std::string_view token);

// Uses the link up; customer and account get the address, confirmed. Errors: forbidden account.customer_alone, in a
// quick login; not_found account.link_dead (of another account too); conflict account.email_taken,
// customer.email_taken.
Result<void> confirm_email_change(db::Tx& tx, const Context& context, BusinessId business, AccountId account,
                                  std::string_view token, const activity::Actor& actor = {});

}  // namespace accounts
