// The booking page and the page behind the manage link (FEATURES 3.1, 2.15). The guards have run before: the business
// exists, its module is on, a POST came from our own page, a manage token is known.
#pragma once

#include "bookings/desk.h"

namespace bookings::pages {

http::Response home(const http::Request& request, Desk& desk);      // GET  /
http::Response services(const http::Request& request, Desk& desk);  // GET  /{business}
http::Response choose(const http::Request& request,
                      Desk& desk);  // GET  /{business}/book?service&provider&month&day&start
http::Response create(const http::Request& request, Desk& desk);  // POST /{business}/bookings
http::Response show(const http::Request& request, Desk& desk);    // GET  /{business}/bookings/{token}
http::Response calendar_file(const http::Request& request,
                             Desk& desk);  // GET  /{business}/bookings/{token}/calendar.ics
http::Response reschedule_form(const http::Request& request,
                               Desk& desk);                           // GET  /{business}/bookings/{token}/reschedule
http::Response reschedule(const http::Request& request, Desk& desk);  // POST /{business}/bookings/{token}/reschedule
http::Response cancellation_form(const http::Request& request,
                                 Desk& desk);                        // GET  /{business}/bookings/{token}/cancellation
http::Response cancel(const http::Request& request, Desk& desk);     // POST /{business}/bookings/{token}/cancellation
http::Response brand_css(const http::Request& request, Desk& desk);  // GET  /{business}/brand.css
http::Response logo(const http::Request& request, Desk& desk);       // GET  /{business}/logo

// The page for an error, in the visitor's language and the business's look where there is one. It explains `code` where
// there is more to say than the status does.
http::Response error_page(const http::Request& request, Desk& desk, int status, std::string_view code = {});
// The same without the business's look: it asks the database nothing, so that an I/O thread may answer with it.
http::Response bare_error_page(const http::Request& request, Desk& desk, int status);

}  // namespace bookings::pages
