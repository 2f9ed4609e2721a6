// The manage links of a booking: whoever has one sees, moves and cancels it (FEATURES 2.15). One is told at booking,
// and each mail brings its own. Only hashes are stored, so nobody can tell them apart afterwards: what is known is of
// which booking they are and when one of them was last used, and they are taken back together.
#pragma once

#include "bookings/booking.h"

namespace bookings {

struct ManageLinks {
    Booking booking;
    std::optional<Instant> used_at{};  // to the hour
};
// Of the bookings of these customers that have one which works, the latest start first; at most `limit`.
std::vector<ManageLinks> list_manage_links(db::Session& session, BusinessId business,
                                           const std::vector<CustomerId>& customers, Instant now, int limit);

// As make_panel_link (booking.h), for so long.
std::string make_panel_link_for(db::Tx& tx, const Clock& clock, BusinessId business, BookingId id, Seconds lifetime);

// Somebody has used this link of the booking: remembered at most once an hour; free of charge otherwise.
void note_manage_link(db::Database& database, const Clock& clock, const Booking& booking, std::string_view token);

// None of the booking's links works any more; later mails bring new ones. Records booking.links_revoked. False: it has
// none, or is not one of these customers'.
bool revoke_manage_links(db::Tx& tx, const Context& context, BusinessId business,
                         const std::vector<CustomerId>& customers, BookingId id, activity::Actor actor);
// The same for every booking of these customers.
void revoke_all_manage_links(db::Tx& tx, const Context& context, BusinessId business,
                             const std::vector<CustomerId>& customers, activity::Actor actor);

// The links that were mailed to an address end with it: when the address of a customer or of the login that looks after
// them changes, in the same transaction.
void subscribe_to_changed_addresses(activity::Registry& registry);

}  // namespace bookings
