// How a business comes to be, whoever opens it: its owner at the set-up, an operator, or a stranger who will own it.
#pragma once

#include "accounts/staff_account.h"

namespace onboarding {

// What is left empty of zone and currency is the country's.
struct Opening {
    std::string name, kind, slug, country, zone, currency;
    std::string language;               // of its customers
    std::vector<std::string> others{};  // languages that they may choose besides
    std::string colour = "#0f766e";
    std::string contact;  // the address that customers see; empty: none
    std::string owner;
    Email email{};  // the owner's
};
// What can be said of it before the database is asked. Fields name, slug, country, zone, language, contact, owner,
// email.
std::vector<FieldError> wrong_fields(const Opening& opening);

struct Opened {
    BusinessId id;
    StaffId owner;  // without a login
};
// With the messages that every business begins with. Errors: invalid form.invalid with the fields of wrong_fields,
// kind, currency, colour; conflict business.slug_taken (field slug).
Result<Opened> open_business(db::Tx& tx, const accounts::Context& context, const Opening& opening);

}  // namespace onboarding
