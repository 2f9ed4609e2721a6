// The public JSON API of booking (docs/api.md). Same guards as the pages; a manage token comes as a Bearer.
#pragma once

#include "api_keys/api_key.h"
#include "pages/environment.h"

namespace api {

// The module.
void register_pages(activity::Registry& registry);

using api_keys::kModule;

// The booking of the request's manage token, when it is the one that the path's {id} names: for the guard of the routes
// that get it. Errors: forbidden request.token_needed (401 over HTTP), not_found booking.unknown.
Result<bookings::Booking> find_owned(db::Session& session, const http::Request& request, BusinessId business,
                                     Instant now);

http::Response businesses(const http::Request& request, pages::Environment& environment);  // GET  /api/v1/businesses
http::Response services(const http::Request& request, pages::Environment& environment,
                        const bookings::Snapshot& snapshot);  // GET  /api/v1/{business}/services
http::Response providers(const http::Request& request, pages::Environment& environment,
                         const bookings::Snapshot& snapshot);  // GET  /api/v1/{business}/providers?service=ID
http::Response locations(const http::Request& request, pages::Environment& environment,
                         const bookings::Snapshot& snapshot);  // GET  /api/v1/{business}/locations
http::Response next_slots(const http::Request& request, pages::Environment& environment,
                          const bookings::Snapshot& snapshot);  // GET  /api/v1/{business}/slots/next?service=ID
http::Response slots(const http::Request& request, pages::Environment& environment,
                     const bookings::Snapshot& snapshot);  // GET  /api/v1/{business}/slots?service&provider&from&to
http::Response create(const http::Request& request, pages::Environment& environment,
                      const bookings::Snapshot& snapshot);  // POST /api/v1/{business}/bookings
http::Response visit_slots(const http::Request& request, pages::Environment& environment,
                           const bookings::Snapshot& snapshot);  // GET  .../visits/slots?services&providers&from&to
http::Response create_visit(const http::Request& request, pages::Environment& environment,
                            const bookings::Snapshot& snapshot);  // POST /api/v1/{business}/visits
http::Response show(const http::Request& request, pages::Environment& environment, const bookings::Snapshot& snapshot,
                    const bookings::Booking& booking);  // GET  /api/v1/{business}/bookings/{id}
http::Response reschedule(const http::Request& request, pages::Environment& environment,
                          const bookings::Snapshot& snapshot,
                          const bookings::Booking& booking);  // POST /api/v1/{business}/bookings/{id}/reschedule
http::Response cancel(const http::Request& request, pages::Environment& environment, const bookings::Snapshot& snapshot,
                      const bookings::Booking& booking);  // POST /api/v1/{business}/bookings/{id}/cancellation

}  // namespace api
