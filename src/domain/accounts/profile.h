// What customers change of their own record (FEATURES 2.7), and what the login has to follow when the record's address
// changes, whoever changes it.
#pragma once

#include "accounts/account.h"

namespace accounts {

// As the customer typed it.
struct Profile {
    std::string name, surname, email, phone;
    std::string country;   // gives a phone number without + its meaning
    std::string language;  // empty: as it is
    std::optional<Day> date_of_birth;
    bool remind_by_email = true;
    bool may_change_email = false;  // accounts::may_change_email said so
    std::int64_t by_staff = 0;      // who acts in the customer's stead (activity::Actor)
};

// Whether that is another address than the login's, so that may_change_email is asked before update_profile.
bool is_other_address(const SignedIn& visitor, std::string_view email);

// Writes everything but another address: that waits until the link which is mailed to it is used (ask_email_change).
// Says whether one was asked for. `wrong`: of the form's own, told together with what is wrong here; with any of it
// nothing changes. Errors: those of customers::update; invalid field.required of an empty address, and of an empty
// surname where the business asks for one; account.password_needed (field current_password) of another address that
// may_change_email was not asked about; account.customer_alone (field email) of another address in a quick login; those
// of ask_email_change; not_found account.unknown.
Result<bool> update_profile(db::Tx& tx, const Context& context, const businesses::Business& business, AccountId account,
                            const Profile& profile, std::optional<std::int64_t> version,
                            std::vector<FieldError> wrong = {});

// The record, as customers::update, and the login's address after it, as change_email: `confirmed` where its holder has
// shown that the new address is theirs. Every change of a customer who may have a login goes through it.
// Errors: those of customers::update; invalid account.needs_email (field email), where an account would be left
// without; conflict account.email_taken (field email).
Result<void> update_record(db::Tx& tx, const Context& context, BusinessId business, std::string_view country,
                           CustomerId customer, const customers::Changes& changes, std::optional<std::int64_t> version,
                           bool confirmed, activity::Actor actor);

}  // namespace accounts
