// What the forms share in which a visitor gives their details: the steps of a booking and the tickets of an event.
#pragma once

#include "booking_page/booking_form.h"

namespace booking_page {

struct DetailsForm {
    const Filler& filler;
    const Typed& typed;
    std::string here;  // the address of the form, to which signing in leads back
};

// Those that the business asks for. A signed-in visitor's address is the account's; who books for several is asked for
// whom instead of for a name.
std::vector<pages::Field> detail_fields(const pages::Page& page, const DetailsForm& form);
// The zone by whose clock the times of the form are meant: that of the page on which they were chosen.
std::string shown_in(const pages::Page& page, const Typed& typed);
// What is wrong, above the form; `all` are its fields.
void fill_wrong(html::Values& values, const pages::Page& page, const Typed& typed,
                const std::vector<pages::Field>& all);
// Under {{>WHO}}: who is signed in and for whom they book, or how to sign in.
void include_person(html::Values& values, const pages::Page& page, const DetailsForm& form);
// Under {{>POLICY}}: until when it can be moved and cancelled, where a start is chosen, and the business's own words on
// it; a warning where that is over already.
void include_policy(html::Values& values, const pages::Page& page, const catalog::Service& service,
                    std::optional<Instant> start);
// Under {{>CONSENT}}: asked of guests each time, and once of whoever is signed in.
void include_consent(html::Values& values, const pages::Page& page, const DetailsForm& form, std::string_view focus);

// Where only customers with a login may book, and nobody is signed in.
bool must_sign_in(const pages::Page& page, const catalog::Service& service);
// "sign-in" or "register", which lead back to that path.
std::string back_here(const pages::Page& page, std::string_view where, std::string_view path);

}  // namespace booking_page
