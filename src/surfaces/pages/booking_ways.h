// What features add to the page of a customer's own appointment in the panel; registered at start.
#pragma once

#include "pages/page.h"

namespace pages {

// A way on from the appointment, where there is one.
struct OwnBookingWay {
    int place;
    std::optional<WayOn> (*way)(const Page&, const bookings::Booking&);
};

}  // namespace pages
