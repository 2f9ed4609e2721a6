// The SQL of sessions, and of the places that are left in appointments; nothing else.
#pragma once

#include "bookings/session.h"

namespace bookings::store {

// After its appointment.
void insert_session(db::Tx& tx, const Session& session);
// Of an appointment that the first who booked opened; where it is there already, it stays.
void insert_minimum(db::Tx& tx, BusinessId business, AppointmentId id, int minimum, std::chrono::hours before);
// Writes minimum, decided and cancelled_at, and raises the version.
void update_session(db::Tx& tx, Session& session);
// Raises the version.
void touch_session(db::Tx& tx, BusinessId business, AppointmentId id);
// It stands no more: it is over or cancelled. What lives of it and its places are to be counted anew.
void set_fallen(db::Tx& tx, BusinessId business, AppointmentId id);
void set_capacity(db::Tx& tx, BusinessId business, AppointmentId id, int capacity);

// Of all businesses: that stand and are over by `now`, by end; that are to be decided by `now`. A hundred at most,
// those after `last`.
using SessionKey = std::pair<BusinessId, AppointmentId>;
std::vector<SessionKey> list_sessions_over(db::Session& session, Instant now, const SessionKey& last);
std::vector<SessionKey> list_undecided(db::Session& session, Instant now, const SessionKey& last);

// An appointment that is not over with a place left.
struct Joinable {
    AppointmentId id;
    ServiceId service_id;
    std::optional<LocationId> location_id;
    Span time;
    int left = 1;
    friend bool operator==(const Joinable&, const Joinable&) = default;
};
// Of a provider, that begin at `since` or later, by start. Places held count as free where they have expired; those in
// which all that is left is held have none left. `until`: when the first of the others expires.
struct AllJoinable {
    std::vector<Joinable> all{};
    std::optional<Instant> until{};
};
AllJoinable list_joinable(db::Session& session, BusinessId business, ProviderId provider, Instant since);
// Of the service, that begin at that moment, those with the fewest places left first; with those in which a place is
// held.
struct JoinableAt {
    AppointmentId id;
    ProviderId provider_id;
    std::optional<LocationId> location_id;
    Minutes length{};
};
std::vector<JoinableAt> list_joinable_at(db::Session& session, BusinessId business, ServiceId service, Instant start);

}  // namespace bookings::store
