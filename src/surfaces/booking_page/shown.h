// A booking in words, for every page that shows one.
#pragma once

#include "bookings/booking_calendar.h"
#include "pages/page.h"

namespace booking_page {

const catalog::Service& service_of(const pages::Page& page, const bookings::Booking& booking);
std::string provider_name(const pages::Page& page, const bookings::Booking& booking);  // empty: no longer known
std::string place_of(const pages::Page& page, const bookings::Booking& booking);

// `path` of the page where the booking is looked after. What goes to a calendar on the web must not hold an address
// that grants access: `told` false leaves it out of the text.
bookings::CalendarEntry calendar_entry(const pages::Page& page, const bookings::Booking& booking,
                                       const std::string& path, bool told);
// Of an address of ours: "book.example.com".
std::string host_of(std::string_view origin);
// An attachment that is kept nowhere.
http::Response calendar_answer(const pages::Page& page, std::string text);

}  // namespace booking_page
