// What the pages of one booking share.
#pragma once

#include "office/calendar/calendar.h"
#include "office/frame/page.h"

namespace office {

// By the path's id, within this business; a provider has only their own.
std::optional<bookings::Booking> find_booking(const Page& page);
// "/salon/office/bookings/ID", with what follows it.
std::string booking_path(const Page& page, const bookings::Booking& booking, std::string_view rest = {});
// Those who share its appointment and did not give their place up; the booking itself where it is one for one.
std::vector<bookings::Booking> who_share(const Page& page, const bookings::Booking& booking);
// Whether one of them has an address, and a workflow answers.
bool hears_of(const Page& page, const std::vector<bookings::Booking>& those, std::string_view trigger);
// Who was seen in an appointment, as a form says it: "ID-VERSION ID-VERSION". What cannot be read is left out.
std::string to_text(const bookings::Seen& seen);
bookings::Seen seen_of(const std::vector<bookings::Booking>& bookings);
bookings::Seen read_seen(std::string_view text);
// Why not, and back to the booking.
Response refuse_change(const Page& page, const bookings::Booking& booking, const Error& error);

}  // namespace office
