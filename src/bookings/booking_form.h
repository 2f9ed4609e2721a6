// The form in which a visitor gives their details, as typed and as read.
#pragma once

#include "bookings/booking.h"
#include "bookings/choice.h"
#include "customers/customer.h"

namespace bookings::pages {

inline constexpr std::size_t kLongestName = 100, kLongestEmail = 254, kLongestPhone = 40, kLongestNote = 1000;

// What was typed; it comes back in the form when something is wrong with it.
struct Typed {
    std::string name, surname, email, phone, note;
    bool consent = false;
    std::string visitor_zone;  // IANA name that the visitor's browser told; empty: not told, or no such zone
    std::string key;           // of this form: a second submit with it does nothing again
    std::vector<FieldError> errors;

    const FieldError* error(std::string_view field) const;
};
Typed empty_form();
Typed read_form(const http::Form& form);

// The wish made of it; errors are left in `typed`. Nullopt when there are any.
std::optional<Wish> read_wish(Typed& typed, const Choice& choice, std::string_view country, std::string_view language);

}  // namespace bookings::pages
