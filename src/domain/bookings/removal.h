// Takes a booking away as if it had never been made: the owner's test booking, which was no customer's. What was a
// customer's is cancelled and stays.
#pragma once

#include "bookings/booking.h"

namespace bookings {

// With all that is stored about it: messages, links, answers, activities and the jobs that follow from them. It holds
// no time any more: cancelled, or over. Twice changes nothing.
void remove(db::Tx& tx, BusinessId business, BookingId id);

// In any state, whenever it was.
bool has_booked(db::Session& session, BusinessId business, CustomerId customer);

}  // namespace bookings
