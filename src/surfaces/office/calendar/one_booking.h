// What the pages of one booking share.
#pragma once

#include "office/calendar/calendar.h"
#include "office/frame/page.h"

namespace office {

// By the path's id, within this business; a provider has only their own.
std::optional<bookings::Booking> find_booking(const Page& page);
// "/salon/office/bookings/ID", with what follows it.
std::string booking_path(const Page& page, const bookings::Booking& booking, std::string_view rest = {});
// Why not, and back to the booking.
Response refuse_change(const Page& page, const bookings::Booking& booking, const Error& error);

}  // namespace office
