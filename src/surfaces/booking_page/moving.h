// Moving a booking in the booking page's calendar, for every page that shows one: choose, confirm, move.
#pragma once

#include "pages/page.h"

namespace booking_page {

// The booking, and where its page is.
struct Moving {
    const pages::Page& page;
    const bookings::Booking& booking;
    std::string path;   // of the booking's page; the pages of moving are at path/reschedule
    std::string token;  // of the form that moves it; empty: none is asked for
    pages::Secrecy secrecy = pages::Secrecy::manage;
};

// The calendar, or, with a start in the query, what will change. That it may be moved was asked before.
http::Response moving_page(const Moving& moving, const http::Form& query);

// Moves it to what the form says. Nothing: the answer is the page that says why not, or asks for another time.
// Errors: those of bookings::reschedule that another time does not mend.
Result<std::optional<http::Response>> move(const Moving& moving, const http::Form& form, activity::Actor actor);

// "Friday 11 December, 14:45 to 15:30, with Mira"
std::string with_provider(const pages::Page& page, const Span& time, std::optional<ProviderId> provider);
}  // namespace booking_page
