// The bookings that wait for approval, of the business or of one provider. Few ever wait, and an index has those alone.
#pragma once

#include "bookings/booking.h"

namespace bookings {

// Those beyond are not counted: "99+" says enough.
inline constexpr int kMostPendingCounted = 100;
int count_pending(db::Session& session, BusinessId business, std::optional<ProviderId> provider);

// By start; at most `limit` (200), behind `after` where it is given.
Listed list_pending(db::Session& session, BusinessId business, std::optional<ProviderId> provider,
                    std::optional<BookingId> after, int limit);

}  // namespace bookings
