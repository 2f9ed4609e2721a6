// By whose clock a page shows hours and takes them. A form that chooses a time sends its zone along, so that nothing is
// booked by another clock where the business has got another zone since the page was drawn
// (bookings::Context::shown_in). The hour on the wall is what was meant: the form comes back with it, by the clock of
// now.
#pragma once

#include "pages/page.h"

namespace pages {

inline constexpr std::string_view kShownIn = "shown_in";

// The field, as the forms of this page send it.
std::pair<std::string, std::string> shown_in_field(const Page& page);
// For the verb that takes the time which the form, or the address, chose.
bookings::Context context_of(const Page& page, const http::Form& form);
// Whether the page that the form came from showed its hours by another clock than this one.
bool is_shown_otherwise(const Page& page, const http::Form& form);
// The moment at which this page's clock shows the hour that the form's page showed for that one.
Instant as_shown(const Page& page, const http::Form& form, Instant at);
// What the verbs say of it, for a page that comes back before one was asked.
Error shown_otherwise(const Page& page);

}  // namespace pages
