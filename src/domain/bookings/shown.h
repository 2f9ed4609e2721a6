// A booking in words, for every page that shows one.
#pragma once

#include "bookings/booking_calendar.h"
#include "bookings/page.h"

namespace bookings::pages {

std::string status_name(html::Language language, Status status);
const catalog::Service& service_of(const Page& page, const Booking& booking);
std::string provider_name(const Page& page, const Booking& booking);  // empty: no longer known
std::string place_of(const Page& page, const Booking& booking);

// `path` of the page where the booking is looked after. What goes to a calendar on the web must not hold an address
// that grants access: `told` false leaves it out of the text.
CalendarEntry calendar_entry(const Page& page, const Booking& booking, const std::string& path, bool told);
// An attachment that is kept nowhere.
http::Response calendar_answer(const Page& page, std::string text);

}  // namespace bookings::pages
