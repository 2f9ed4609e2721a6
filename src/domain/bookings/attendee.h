// Those who come with somebody else's booking: with a ticket for an event, as a part of a visit. They are no customers,
// so their bookings are found by the name itself.
#pragma once

#include "bookings/booking.h"

namespace bookings {

// Bookings whose attendee's name begins with what was typed, first name or surname first, each further word a beginning
// of another word of theirs. Those to come first, the next one first; then the latest. At most `limit` (20); of very
// many who are called like that only some are looked at.
std::vector<Booking> find_by_attendee(db::Session& session, BusinessId business, std::string_view typed, Instant now,
                                      int limit);

}  // namespace bookings
