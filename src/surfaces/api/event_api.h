// Events by the API: what is announced, its dates and tickets. Where a business announces none, there is none.
#pragma once

#include "pages/environment.h"

namespace api {

http::Response list_events(const http::Request& request, pages::Environment& environment,
                           const bookings::Snapshot& snapshot);  // GET  /api/v1/{business}/events?after
http::Response show_event(const http::Request& request, pages::Environment& environment,
                          const bookings::Snapshot& snapshot);  // GET  /api/v1/{business}/events/{event}?link
http::Response book_tickets(const http::Request& request, pages::Environment& environment,
                            const bookings::Snapshot& snapshot);  // POST /api/v1/{business}/events/{event}/tickets

}  // namespace api
