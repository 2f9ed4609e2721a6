// What a person says of themselves, as typed and as stored: the one place that decides what a name, an address and a
// phone number may be, for the booking page, the API, registering, the panel and staff alike.
#pragma once

#include "businesses/business.h"
#include "customers/customer.h"

#include <string>
#include <string_view>
#include <vector>

namespace customers {

// Turns what was typed into what is stored, field by field; what is wrong is added to `wrong` under the field's name:
// field.required, field.not_clean, field.too_long {limit}, field.email, field.phone {example}. What is wrong, or not
// asked for, gives nothing.
class FieldCheck {
public:
    using FieldRule = businesses::FieldRule;

    explicit FieldCheck(std::vector<FieldError>& wrong) : wrong_(wrong) {}

    void refuse(std::string_view field, std::string_view code,
                std::vector<std::pair<std::string, std::string>> parameters = {});
    std::string text(std::string_view field, std::string_view typed, std::size_t limit,
                     FieldRule rule = FieldRule::optional);
    std::string line(std::string_view field, std::string_view typed, std::size_t limit,
                     FieldRule rule = FieldRule::optional);
    // Of a person, without the signs that set the direction of text (base::name_of).
    std::string name(std::string_view field, std::string_view typed, FieldRule rule);
    std::optional<Email> email(std::string_view typed, FieldRule rule);
    // `country` gives a number without + its meaning.
    std::string phone(std::string_view typed, std::string_view country, FieldRule rule);

private:
    std::vector<FieldError>& wrong_;
};

struct TypedDetails {
    std::string name, surname, email, phone;
    std::string country;  // of the phone number
};

// What the business asks of a customer who books or registers; what it does not ask for is not read. Name and address
// always are. A customer who is signed in has an address, and perhaps a name, so those parts can be read apart.
void read_names(Details& out, const TypedDetails& typed, const businesses::CustomerSettings& settings,
                FieldCheck& check);
void read_email(Details& out, const TypedDetails& typed, FieldCheck& check);
void read_phone(Details& out, const TypedDetails& typed, const businesses::CustomerSettings& settings,
                FieldCheck& check);
Details read_details(const TypedDetails& typed, const businesses::CustomerSettings& settings, std::string_view language,
                     FieldCheck& check);

}  // namespace customers
