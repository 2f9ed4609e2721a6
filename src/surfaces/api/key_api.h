// What else a key opens to read: the book, and what happens in it.
#pragma once

#include "api/key_visit.h"

namespace api {

http::Response list_bookings(const KeyVisit& visit);  // GET /bookings ?from&to&provider&after&limit
http::Response list_activity(const KeyVisit& visit);  // GET /activity ?after&limit

}  // namespace api
