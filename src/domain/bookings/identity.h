// What a business is (name, kind, country, time zone, currency, languages), where that concerns what was booked.
#pragma once

#include "bookings/booking.h"
#include "businesses/settings.h"

namespace bookings {

// What the coming appointments keep in another time zone: the moment, so that the clock on the wall says another hour
// then, or that hour, so that they are at another moment (wall_clock.h).
struct InAnotherZone {
    enum class Keep { moment, wall };
    Keep keep = Keep::moment;
    bool tell = false;  // of those that move
};
// As businesses::change_settings, for all settings. Hours are by the clock on the wall and stay what is written.
// Errors: those of businesses::change_settings and of move_by_wall; conflict business.currency_in_use {currency} (field
// currency), once something is priced.
Result<void> change_identity(db::Tx& tx, const Context& context, BusinessId business, const businesses::Change& change,
                             activity::Actor actor, const InAnotherZone& in_another = {});

// A service has a price in the business's currency, or something was booked in it: that is what was agreed.
bool is_priced(db::Session& session, BusinessId business);

// Coming bookings that are live, by start; at most `limit`, which is at most 1000.
std::vector<Booking> list_coming(db::Session& session, BusinessId business, std::optional<ProviderId> provider,
                                 Instant now, int limit);

}  // namespace bookings
