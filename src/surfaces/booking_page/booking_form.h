// The form in which a visitor gives their details, as typed and as read.
#pragma once

#include "booking_page/choice.h"
#include "bookings/booking.h"
#include "customers/custom_values.h"
#include "pages/form.h"

namespace booking_page {

using customers::kLongestEmail;
using customers::kLongestName;
using customers::kLongestPhone;
inline constexpr std::size_t kLongestNote = 1000;  // a customer's own, to one appointment

// What was typed; it comes back in the form when something is wrong with it.
struct Typed {
    std::string name, surname, email, phone, note;
    std::string customer;  // for whom a signed-in visitor books; empty: for themselves
    bool consent = false;
    std::string shown_in{};            // the zone by whose clock the form showed its times (pages/shown_in.h)
    std::string visitor_zone;          // IANA name that the visitor's browser told; empty: not told, or no such zone
    std::string key;                   // of this form: a second submit with it does nothing again
    bookings::Answers answers{};       // to the extra fields
    customers::CustomValues custom{};  // of the custom fields of customers
    std::vector<FieldError> errors;
};
Typed read_form(const http::Form& form);
// The form as it was sent, with the files in it: as a form alone, or in parts where it may hold files. Nullopt: it
// cannot be read.
struct Sent {
    http::Form form;
    std::map<catalog::ExtraFieldId, bookings::AnswerFile> files{};
};
std::optional<Sent> read_sent(const http::Request& request);

// Who fills the form in. `people` are those whom the account looks after, its own profile first; none for a guest.
struct Filler {
    std::optional<accounts::SignedIn> visitor;
    std::vector<accounts::Person> people;
    std::optional<Instant> consent{};              // when the account agreed that its details are kept
    std::vector<customers::CustomField> custom{};  // that the business asks for when somebody books, by position
    std::map<CustomerId, customers::CustomValues> known{};  // of the people

    bool has_choice() const { return people.size() > 1; }
    // Of a guest nothing is known.
    bool knows(CustomerId person, CustomFieldId field) const;
    // Whether it is asked: of a guest each time, of others until it is known of all of them.
    bool asks(const customers::CustomField& field) const;
};
// One read where somebody is signed in.
Filler filler_of(const pages::Page& page);
// A new form, filled in with what the profile of a signed-in visitor says.
Typed new_form(const pages::Page& page, const Filler& filler);

// The wish made of it; errors are left in `typed`. Nullopt when there are any. A signed-in visitor's address is the
// account's, whatever was sent; what the business does not ask for is not read.
std::optional<bookings::Wish> read_wish(Typed& typed, const pages::Page& page, const Filler& filler,
                                        const Choice& choice);

}  // namespace booking_page
