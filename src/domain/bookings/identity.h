// What a business is (name, kind, country, time zone, currency, languages), where that concerns what was booked.
#pragma once

#include "bookings/booking.h"
#include "businesses/settings.h"

namespace bookings {

// As businesses::change_settings, for all settings. Appointments keep the moment that they were booked for: in another
// time zone the clock on the wall says another hour then. Hours are by the clock on the wall and stay what is written.
// Errors: those of businesses::change_settings; conflict business.currency_in_use {currency} (field currency), once
// something is priced.
Result<void> change_identity(db::Tx& tx, const activity::Context& context, BusinessId business,
                             const businesses::Change& change, activity::Actor actor);

// A service has a price in the business's currency, or something was booked in it: that is what was agreed.
bool is_priced(db::Session& session, BusinessId business);

// Coming bookings that are live, by start; at most `limit`, which is at most 1000.
std::vector<Booking> list_coming(db::Session& session, BusinessId business, std::optional<ProviderId> provider,
                                 Instant now, int limit);

}  // namespace bookings
