// The tables of series. Internal to series.
#pragma once

#include "series/series.h"

namespace series::store {

struct Member {
    int position = 1;
    BookingId booking_id;
    Instant planned_at;
    ProviderId provider_id;
};

void insert(db::Tx& tx, const Series& series);
void insert(db::Tx& tx, BusinessId business, SeriesId series, const Member& member);
// Its rule, and from when on it holds.
void update(db::Tx& tx, const Series& series);
void update(db::Tx& tx, BusinessId business, SeriesId series, const Member& member);
// Locks the row for the rest of the transaction: who changes a series takes turns.
bool lock(db::Tx& tx, BusinessId business, SeriesId series);
// By position.
std::vector<Member> list_members(db::Session& session, BusinessId business, SeriesId series);
// How many of these bookings are in a series of which another one is among them.
std::int64_t count_with_others(db::Session& session, BusinessId business, const std::vector<BookingId>& bookings);
// Of what is erased; a series without any goes with its last.
void let_go_of_booking(db::Tx& tx, BusinessId business, BookingId booking);
std::vector<Series> list_of_customer(db::Session& session, BusinessId business, CustomerId customer, int limit);

}  // namespace series::store
