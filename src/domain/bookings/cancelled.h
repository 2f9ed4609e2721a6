// What was cancelled lately, whose times are free again. Few are at any time, and an index has those alone.
#pragma once

#include "bookings/booking.h"

namespace bookings {

// Of the business or of one provider: cancelled since that moment and not begun by `now`, the latest first; at most
// `limit` (50).
std::vector<Booking> list_cancelled(db::Session& session, BusinessId business, std::optional<ProviderId> provider,
                                    Instant since, Instant now, int limit);

}  // namespace bookings
