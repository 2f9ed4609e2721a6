// The public JSON API of booking (docs/api.md). Same guards as the pages; a manage token comes as a Bearer.
#pragma once

#include "bookings/desk.h"

namespace bookings::api {

http::Response businesses(const http::Request& request, Desk& desk);  // GET  /api/v1/businesses
http::Response services(const http::Request& request, Desk& desk);    // GET  /api/v1/{business}/services
http::Response providers(const http::Request& request, Desk& desk);   // GET  /api/v1/{business}/providers?service=ID
http::Response slots(const http::Request& request,
                     Desk& desk);  // GET  /api/v1/{business}/slots?service&provider&from&to
http::Response create(const http::Request& request, Desk& desk);  // POST /api/v1/{business}/bookings
http::Response show(const http::Request& request, Desk& desk);    // GET  /api/v1/{business}/bookings/{id}
http::Response reschedule(const http::Request& request,
                          Desk& desk);                            // POST /api/v1/{business}/bookings/{id}/reschedule
http::Response cancel(const http::Request& request, Desk& desk);  // POST /api/v1/{business}/bookings/{id}/cancellation

}  // namespace bookings::api
