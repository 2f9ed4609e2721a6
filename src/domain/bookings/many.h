// For a caller that does something with many bookings, one after the other, in one transaction.
#pragma once

#include "bookings/booking.h"

namespace bookings {

std::optional<Telling> parse_telling(std::string_view text);
inline bool is_of_many(Telling telling) { return telling == Telling::for_all || telling == Telling::with_others; }
// What customers' rules leave of it.
inline Telling telling_by(Rules rules, Telling telling) {
    return rules == Rules::staff || is_of_many(telling) ? telling : Telling::at_once;
}

// Those of them that are there, in the order in which they are named; a few statements, however many there are.
std::vector<Booking> find_all(db::Session& session, BusinessId business, const std::vector<BookingId>& those);

// All that an appointment of the service with that provider may take, wherever it is.
std::vector<OccupantId> occupants_of(const catalog::Service& service, ProviderId provider);

// Locks their appointments, and then what those take and `more`, each in the order of their ids, for the rest of the
// transaction: what is done with one of them afterwards waits for nobody who waits for another.
void lock_all(db::Tx& tx, BusinessId business, const std::vector<BookingId>& those, std::vector<OccupantId> more);

}  // namespace bookings
