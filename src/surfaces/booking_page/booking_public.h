// The booking page and the page behind the manage link (FEATURES 3.1, 2.15). The guards have run before: the business
// exists, its module is on, a POST came from our own page, a manage token is known.
#pragma once

#include "pages/form.h"

namespace booking_page {

// A page behind a mailed link, and the booking that it leads to.
struct LinkVisit {
    const pages::Page& page;
    const bookings::Booking& booking;
};

// The module.
void register_pages(activity::Registry& registry);

http::Response home(const pages::Page& page);               // GET  /
http::Response sitemap(const pages::Page& page);            // GET  /sitemap.xml
http::Response services(const pages::Page& page);           // GET  /{business}
http::Response choose(const pages::Page& page);             // GET  /{business}/book?service&provider&month&day&start
extern const pages::FormHandler<pages::Page> keep_time;     // POST /{business}/book
extern const pages::FormHandler<pages::Page> create;        // POST /{business}/bookings
http::Response choose_visit(const pages::Page& page);       // GET  /{business}/visit?parts&people&order&beside&location
http::Response visit_times(const pages::Page& page);        // GET  /{business}/visit/times?parts&...&month&day&start
extern const pages::FormHandler<pages::Page> keep_visit;    // POST /{business}/visit/times
extern const pages::FormHandler<pages::Page> create_visit;  // POST /{business}/visits
http::Response show(const LinkVisit& link);                 // GET /{business}/bookings/{token}
http::Response calendar_file(const LinkVisit& link);        // GET  /{business}/bookings/{token}/calendar.ics
http::Response answer_file(const LinkVisit& link);          // GET  /{business}/bookings/{token}/files/{field}
http::Response reschedule_form(const LinkVisit& link);      // GET  /{business}/bookings/{token}/reschedule
http::Response reschedule(const LinkVisit& link);           // POST /{business}/bookings/{token}/reschedule
http::Response cancellation_form(const LinkVisit& link);    // GET  /{business}/bookings/{token}/cancellation
http::Response cancel(const LinkVisit& link);               // POST /{business}/bookings/{token}/cancellation
// The same of all parts of a visit.
http::Response reschedule_visit_form(const LinkVisit& link);    // GET  /{business}/bookings/{token}/visit/reschedule
http::Response reschedule_visit(const LinkVisit& link);         // POST /{business}/bookings/{token}/visit/reschedule
http::Response visit_cancellation_form(const LinkVisit& link);  // GET  /{business}/bookings/{token}/visit/cancellation
http::Response cancel_visit(const LinkVisit& link);             // POST /{business}/bookings/{token}/visit/cancellation

}  // namespace booking_page
