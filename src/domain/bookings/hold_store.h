// The SQL of holds; nothing else.
#pragma once

#include "bookings/booking_store.h"
#include "bookings/hold.h"

namespace bookings::store {

// A hold by what it takes.
struct Kept {
    AppointmentId id;
    Instant expires_at;
    std::vector<Occupied> taken{};
};
// Of the business, expired or not, that take anything within the span.
std::vector<Kept> list_kept(db::Session& session, BusinessId business, Span span);
// Those of them that have expired: they are in nobody's way.
std::vector<AppointmentId> list_expired(db::Session& session, BusinessId business, Span span);
bool takes(const Kept& kept, const std::vector<OccupantId>& occupants, Span span);

std::int64_t count_expired(db::Session& session, BusinessId business, Instant now);

std::optional<Hold> find_hold(db::Session& session, BusinessId business, const std::string& visitor_hash);
std::optional<Hold> find_hold(db::Session& session, BusinessId business, AppointmentId id);
// Those that keep a place in the appointment and have expired.
std::vector<Hold> list_expired_places(db::Session& session, BusinessId business, AppointmentId place_in, Instant now);
// Expired or not.
std::vector<Hold> list_holds(db::Session& session, BusinessId business, Span span);
std::vector<AppointmentId> list_hold_ids(db::Session& session, BusinessId business);
// A few hundred at most, of all businesses.
std::vector<std::pair<BusinessId, AppointmentId>> list_expired_of_all(db::Session& session, Instant now);
int count_of_network(db::Session& session, BusinessId business, const std::string& network_hash,
                     const std::string& but_visitor_hash, Instant now);

// Two that hold from one network, or as one visitor, take turns until the end of the transaction. PostgreSQL only.
void take_turns(db::Tx& tx, BusinessId business, const std::string& hash);
// Its appointment is there.
void insert_hold(db::Tx& tx, const Hold& hold, const std::string& visitor_hash, const std::string& network_hash);
// With its appointment and what it takes; the occupants are locked. Without one: changes nothing. Where it keeps a
// place in another appointment, its places are to be counted anew.
void delete_hold(db::Tx& tx, BusinessId business, AppointmentId id);

}  // namespace bookings::store
