// The waiting list by the API: joining it, and what the Bearer token of a mailed link opens: the entry and its offer.
#pragma once

#include "pages/environment.h"

namespace api {

http::Response join_waiting(const http::Request& request, pages::Environment& environment,
                            const bookings::Snapshot& snapshot);  // POST /api/v1/{business}/waiting
http::Response show_waiting(const http::Request& request, pages::Environment& environment,
                            const bookings::Snapshot& snapshot);  // GET  /api/v1/{business}/waiting
http::Response leave_waiting(const http::Request& request, pages::Environment& environment,
                             const bookings::Snapshot& snapshot);  // POST /api/v1/{business}/waiting/leaving
http::Response accept_offer(const http::Request& request, pages::Environment& environment,
                            const bookings::Snapshot& snapshot);  // POST .../waiting/offers/{offer}/acceptance
http::Response decline_offer(const http::Request& request, pages::Environment& environment,
                             const bookings::Snapshot& snapshot);  // POST .../waiting/offers/{offer}/refusal

}  // namespace api
