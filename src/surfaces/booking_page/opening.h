// When a business is open, as its booking page says it.
#pragma once

#include "bookings/snapshot.h"

namespace booking_page {

// What begins on the day, sorted and apart; it may end on the next.
struct OpenDay {
    Day day;
    std::vector<Span> open;
};
// `count` days from `first` on: the hours that the business tells, without its holidays; where it tells none, while one
// of the providers who can be booked is at work, breaks included.
std::vector<OpenDay> open_days(const bookings::Snapshot& snapshot, Day first, int count);

// Until when it is open now, or when it opens next; neither: not within these days, of which the first is yesterday.
struct OpenNow {
    std::optional<Instant> until, next;
};
OpenNow open_now(const std::vector<OpenDay>& days, Instant now);

}  // namespace booking_page
