// Which coming appointments a change of hours would leave outside them. Changes never move appointments: staff are told
// before they save, and move or keep them.
#pragma once

#include "bookings/booking.h"

namespace bookings {

struct LeftOut {
    int count = 0;                    // of appointments, all of them
    std::vector<Booking> bookings{};  // of the first ones, by start: one of each, at most `limit`
};

// The provider's live appointments that are not over and lie within the hours of `now_held`, but not of `planned`.
// Those that lie outside already were put there by staff who meant it.
LeftOut left_out(db::Session& session, BusinessId business, ProviderId provider, const Zone& zone,
                 const availability::Schedule& now_held, const availability::Schedule& planned, Instant now, int limit);

}  // namespace bookings
