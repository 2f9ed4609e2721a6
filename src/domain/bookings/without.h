// A customer's own lists (booking.h) without the bookings of some services.
#pragma once

#include "bookings/booking.h"

#include <set>

namespace bookings {

using Without = std::set<ServiceId>;

// As those of booking.h; pages are as long as theirs where there are so many.
Listed list_of_customers(db::Session& session, BusinessId business, const std::vector<CustomerId>& customers,
                         Which which, Instant now, const From& from, int limit, const Without& without);
Lists lists_of_customers(db::Session& session, BusinessId business, const std::vector<CustomerId>& customers,
                         Instant now, int upcoming_limit, const From& past_from, int past_limit,
                         const Without& without);

}  // namespace bookings
