// What features add to a customer's own appointments in the panel, their list and the page of one; registered at start.
#pragma once

#include "pages/page.h"

#include <map>

namespace pages {

// A way on from the appointment, where there is one.
struct OwnBookingWay {
    int place;
    std::optional<WayOn> (*way)(const Page&, const bookings::Booking&);
};

// What several bookings of a customer's list have in common, so that they are told as one, in the place of the first.
struct OwnBookingGroup {
    std::string key{};    // the same for all of them
    std::string about{};  // "Every week on Tuesday at 10:00"
    WayOn all;            // to the page of all of them
};
struct OwnBookingGroups {
    int place;
    std::map<BookingId, OwnBookingGroup> (*groups)(const Page&, const std::vector<BookingId>&);
};

}  // namespace pages
