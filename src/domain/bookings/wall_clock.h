// A business gets another time zone and its appointments keep the hour on the wall: what was at 14:00 there is at 14:00
// here, at another moment. All of them move at once or none does (identity.h).
#pragma once

#include "bookings/booking.h"

namespace bookings {

inline constexpr std::size_t kMostByWall = 20'000;  // appointments that are moved in one transaction

// Why an appointment cannot keep its hour.
enum class WallTrouble {
    no_such_hour,  // the clocks skip it there on that day
    over,          // it would have begun by now
    taken,         // another one would lie over it, or not enough of a resource be left
};
struct WallMove {
    AppointmentId id;
    Span from, to;
};
struct WallPlan {
    std::vector<WallMove> moves{};                                  // by start
    std::vector<std::pair<AppointmentId, WallTrouble>> troubles{};  // by start; empty: all can move
    bool too_many = false;                                          // more than kMostByWall; then the rest is empty
};
// Of the appointments that are live and have not begun.
WallPlan plan_by_wall(db::Session& session, const Snapshot& snapshot, const Zone& to, Instant now);

// Locks everybody and everything, moves the appointments with their bookings, and records booking.rescheduled of each;
// `tell`: customers and staff hear of it as of any move. Calendars that were subscribed to follow. `snapshot` still has
// the former zone.
// Errors: conflict business.too_many_to_move {max}, business.hours_collide {count}.
Result<void> move_by_wall(db::Tx& tx, const Context& context, const Snapshot& snapshot, const Zone& to, bool tell,
                          activity::Actor actor);

}  // namespace bookings
