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

// What counts as one for open_bookings_max though it has several bookings, registered by the feature that knows it: how
// many of these bookings of a customer count with another one of them.
struct CountedTogether {
    std::int64_t (*surplus)(db::Session&, BusinessId, const std::vector<BookingId>&);
};

// How several that are booked at once count for open_bookings_max: each by itself, all as one, or with one that counts
// already.
enum class Counting { each, as_one, already };
// As book_all (booking.h), which counts each.
Result<std::vector<Made>> book_all(db::Tx& tx, const Context& context, BusinessId business,
                                   const std::vector<Wish>& wishes, const BookAll& how, Rules rules, Counting counting);

// Those of them that are there, in the order in which they are named; a few statements, however many there are.
std::vector<Booking> find_all(db::Session& session, BusinessId business, const std::vector<BookingId>& those);

// All that an appointment of the service with that provider may take, wherever it is.
std::vector<OccupantId> occupants_of(const catalog::Service& service, ProviderId provider);

// Locks their appointments, and then what those take and `more`, each in the order of their ids, for the rest of the
// transaction: what is done with one of them afterwards waits for nobody who waits for another.
void lock_all(db::Tx& tx, BusinessId business, const std::vector<BookingId>& those, std::vector<OccupantId> more);

}  // namespace bookings
