// A session is an appointment that stands in the book by itself, with its own number of places, before anybody has one:
// a class, a workshop (FEATURES 3.5). It takes the time of its provider and of what the service needs like any
// appointment until it is over or cancelled, also with nobody in it. Customers book a place in it by Wish::appointment.
// Its time changes by move_appointment (booking.h), also with nobody in it. What one participant cancels or moves is
// their own place.
//
// Where it has a minimum, it is asked so many hours before its start, as its service said when it was made, whether it
// takes place: a sweep then cancels the one that has fewer places taken, with all bookings in it. An appointment of a
// group that the first who booked opened has its service's minimum too, unless it is opened later than that would be
// asked; then it takes place.
#pragma once

#include "bookings/booking.h"

namespace bookings {

struct Session {
    BusinessId business_id;
    AppointmentId id;
    ServiceId service_id;
    ProviderId provider_id;
    std::optional<LocationId> location_id;
    Span time;  // half-open, UTC, without buffers
    Seats seats;
    int minimum = 0;                        // of places taken, so that it takes place; 0: it takes place in any case
    std::chrono::hours decided_before{24};  // its start: as the service said when it was made
    bool decided = false;                   // whether that was asked already
    std::optional<Instant> cancelled_at{};
    int version = 1;      // grows with every change of its places, its minimum and its time
    bool planned = true;  // staff put it into the book; else the first who booked opened it
};

struct SessionDraft {
    ServiceId service_id;
    ProviderId provider_id;
    std::optional<LocationId> location_id{};  // none: wherever the provider's hours of that time are
    Instant starts_at;
    Minutes duration{};  // none: as long as the service takes with the provider
    int capacity = 1;
    int minimum = 0;
    bool outside_hours = false;  // as in a wish of staff
    std::string overbooking{};   // as in a wish of staff
};

struct SessionChange {
    std::optional<int> capacity{};
    std::optional<int> minimum{};
    std::optional<int> version{};  // of the session, that the staff saw
};

inline constexpr int kMostSessionsAtOnce = 104;

// By staff: puts a session into the book and records session.added.
// Errors: forbidden business.suspended; those of book about the time by staff's rules; not_found service.not_offered,
// provider.not_offered, location.not_offered; invalid form.invalid (fields duration, capacity, minimum), session.past.
Result<Session> add_session(db::Tx& tx, const Context& context, BusinessId business, const SessionDraft& draft,
                            activity::Actor actor);
// The same at each of the starts, whatever draft.starts_at says: all of them or none. Errors: those of add_session, and
// invalid session.too_many {max}. The error of a start names it: parameter `at`.
Result<std::vector<Session>> add_sessions(db::Tx& tx, const Context& context, BusinessId business,
                                          const SessionDraft& draft, const std::vector<Instant>& starts,
                                          activity::Actor actor);

// What stands in the way of one of several sessions.
enum class Obstacle { none, taken, outside_hours, past, no_such_hour };
struct SessionPlan {
    Instant starts_at;
    Obstacle obstacle = Obstacle::none;
};
// The draft's time on the wall on its day and every week after it, `weeks` times in all (at most kMostSessionsAtOnce),
// each with what stands in its way if it were put into the book now. An hour that the clocks skip is no_such_hour.
std::vector<SessionPlan> plan_weekly(db::Session& session, const Snapshot& snapshot, const SessionDraft& draft,
                                     int weeks, Instant now);

// The places of any appointment of a group, a session or not; records session.changed. Errors: not_found
// appointment.unknown; conflict appointment.ended, session.places_taken {taken}; invalid form.invalid (field capacity).
Result<Appointment> change_places(db::Tx& tx, const Context& context, BusinessId business, AppointmentId id,
                                  int capacity, activity::Actor actor);

// By staff, also of one that the first who booked opened; records session.changed. Errors: not_found session.unknown;
// conflict session.ended, session.changed_meanwhile, session.places_taken {taken}: fewer than are booked; invalid
// form.invalid (fields capacity, minimum).
Result<Session> change_session(db::Tx& tx, const Context& context, BusinessId business, AppointmentId id,
                               const SessionChange& change, activity::Actor actor);
// By staff: gives its time back and cancels all its live bookings, each with its own booking.cancelled; returns them.
// Records session.cancelled. Cancelling twice changes nothing. Errors: not_found session.unknown; conflict
// session.ended.
Result<std::vector<Booking>> cancel_session(db::Tx& tx, const Context& context, BusinessId business, AppointmentId id,
                                            activity::Actor actor, Telling telling = Telling::at_once);

// Also one that the first who booked opened, where it has a minimum.
std::optional<Session> find_session(db::Session& session, BusinessId business, AppointmentId id);
// That staff put into the book, are not cancelled and begin within `span`, by start. `limit` at most 1000.
std::vector<Session> list_sessions(db::Session& session, BusinessId business, ServiceId service, Span span, int limit);
// The same of all services, of one provider or of all.
std::vector<Session> list_sessions(db::Session& session, BusinessId business, Span span,
                                   std::optional<ProviderId> provider, int limit);

// Asks of those whose minimum is to be decided by now whether they have it, and cancels those that have not, as
// cancel_session does; its bookings record booking.called_off and it session.called_off, by which everybody is told
// why. One whose service changes or that begins meanwhile takes place. Returns how many were cancelled. A sweep of the
// workers.
int decide_sessions(db::Database& database, const activity::Registry& registry, Snapshots& snapshots,
                    const Clock& clock);

}  // namespace bookings
