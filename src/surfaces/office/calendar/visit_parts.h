// What was booked together, on the page of each of its parts. Internal to the calendar.
#pragma once

#include "office/calendar/one_booking.h"

namespace office {

// All parts of the booking's visit that are in the book, by start; empty: it is alone.
std::vector<bookings::Booking> parts_of_visit(const Page& page, const bookings::Booking& booking);
// The parts of it that may still be cancelled or moved together; empty: not together, as there is one at most, or one
// is a colleague's and who asks has only their own.
std::vector<bookings::Booking> live_parts(const Page& page, const std::vector<bookings::Booking>& parts);

void fill_visit(html::Values& values, const Page& page, const bookings::Booking& booking);

}  // namespace office
