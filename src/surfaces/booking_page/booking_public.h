// The booking page and the page behind the manage link (FEATURES 3.1, 2.15). The guards have run before: the business
// exists, its module is on, a POST came from our own page, a manage token is known.
#pragma once

#include "pages/environment.h"

namespace booking_page {

// The module.
void register_pages(activity::Registry& registry);

http::Response home(const http::Request& request, pages::Environment& environment);      // GET  /
http::Response sitemap(const http::Request& request, pages::Environment& environment);   // GET  /sitemap.xml
http::Response services(const http::Request& request, pages::Environment& environment);  // GET  /{business}
http::Response choose(const http::Request& request,
                      pages::Environment& environment);  // GET  /{business}/book?service&provider&month&day&start
http::Response create(const http::Request& request, pages::Environment& environment);  // POST /{business}/bookings
http::Response show(const http::Request& request, pages::Environment& environment);  // GET /{business}/bookings/{token}
http::Response calendar_file(const http::Request& request,
                             pages::Environment& environment);  // GET  /{business}/bookings/{token}/calendar.ics
http::Response answer_file(const http::Request& request,
                           pages::Environment& environment);  // GET  /{business}/bookings/{token}/files/{field}
http::Response reschedule_form(const http::Request& request,
                               pages::Environment& environment);  // GET  /{business}/bookings/{token}/reschedule
http::Response reschedule(const http::Request& request,
                          pages::Environment& environment);  // POST /{business}/bookings/{token}/reschedule
http::Response cancellation_form(const http::Request& request,
                                 pages::Environment& environment);  // GET  /{business}/bookings/{token}/cancellation
http::Response cancel(const http::Request& request,
                      pages::Environment& environment);  // POST /{business}/bookings/{token}/cancellation

}  // namespace booking_page
