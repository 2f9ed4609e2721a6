#include "bookings/session.h"

#include "bookings/session_store.h"
#include "bookings/verbs.h"
#include "businesses/standing.h"
#include "catalog/offer.h"
#include "db/db.h"

#include <spdlog/spdlog.h>

#include <algorithm>

namespace bookings {
namespace {

using catalog::Service;
using nlohmann::json;

Result<void> check_places(int capacity, int minimum) {
    std::vector<FieldError> wrong;
    const auto check = [&](const char* field, int value, int least, int most) {
        if (value < least || value > most)
            wrong.push_back(
                {field, "field.number_between", {{"from", std::to_string(least)}, {"to", std::to_string(most)}}});
    };
    check("capacity", capacity, 1, catalog::kMostPlaces);
    check("minimum", minimum, 0, std::max(1, capacity));
    if (wrong.empty()) return {};
    return std::unexpected(Error{Fault::invalid, "form.invalid", {}, std::move(wrong)});
}

// As long as the draft says.
Result<Service> service_of(const Snapshot& snapshot, const SessionDraft& draft) {
    const auto* offered = snapshot.service(draft.service_id);
    if (!offered || !offered->active) return not_found("service.not_offered");
    if (draft.duration == Minutes{0}) return *offered;
    if (const auto fits = check_length(draft.duration); !fits) return std::unexpected(fits.error());
    return offered->with({.duration = draft.duration});
}

struct Adding {
    const Snapshot& snapshot;
    const Service& service;
    const SessionDraft& draft;
    const Terms& terms;
};

Result<Session> put(db::Tx& tx, const Context& context, const Adding& adding, Instant start) {
    const auto& [snapshot, service, draft, terms] = adding;
    if (start <= context.clock.now()) return invalid("session.past");
    const auto who = candidates(tx, snapshot, service, draft.provider_id, draft.location_id, start);
    if (!who) return std::unexpected(who.error());
    Session session{.business_id = snapshot.business.id,
                    .id = base::make_id<AppointmentId>(),
                    .service_id = service.id,
                    .provider_id = draft.provider_id,
                    .location_id = {},
                    .time = {start, start + service.duration_with(draft.provider_id)},
                    .seats = {draft.capacity, 0},
                    .minimum = draft.minimum,
                    .decided_before = service.decided_before};
    const Taking taking{snapshot, service, start, session.id, terms};
    const auto got = take_first(tx, context, taking, *who, [&](const Candidate& candidate) {
        session.location_id = candidate.location;
        store::insert_appointment(tx,
                                  Appointment{session.business_id, session.id, session.service_id, session.provider_id,
                                              session.location_id, session.time, session.seats, true, true},
                                  snapshot.business.zone);
    });
    if (!got) return std::unexpected(got.error());
    store::insert_session(tx, session);
    return session;
}

// Which of several it is about.
std::unexpected<Error> about(Error error, Instant start, const Zone& zone) {
    error.parameters.emplace_back("at", to_text(start, zone));
    return std::unexpected(std::move(error));
}

Appointment appointment_of(const Session& session) {
    return {session.business_id,
            session.id,
            session.service_id,
            session.provider_id,
            session.location_id,
            session.time,
            session.seats,
            true,
            true};
}

}  // namespace

Result<std::vector<Session>> add_sessions(db::Tx& tx, const Context& context, BusinessId business,
                                          const SessionDraft& draft, const std::vector<Instant>& starts,
                                          activity::Actor actor) {
    const auto snapshot = context.snapshots.current(tx, business);
    if (!snapshot) return not_found("business.unknown");
    if (const auto open = businesses::is_open(snapshot->business); !open) return std::unexpected(open.error());
    if (const auto same = check_zone(context, snapshot->business); !same) return std::unexpected(same.error());
    if (starts.size() > kMostSessionsAtOnce)
        return invalid("session.too_many", {{"max", std::to_string(kMostSessionsAtOnce)}});
    if (const auto fine = check_places(draft.capacity, draft.minimum); !fine) return std::unexpected(fine.error());
    const auto service = service_of(*snapshot, draft);
    if (!service) return std::unexpected(service.error());
    const auto terms = terms_for(tx, business, Rules::staff, draft.outside_hours, draft.overbooking, actor);
    if (!terms) return std::unexpected(terms.error());
    std::vector<Session> out;
    for (const auto start : starts) {
        auto put_in = put(tx, context, {*snapshot, *service, draft, *terms}, start);
        if (!put_in) return about(std::move(put_in.error()), start, snapshot->business.zone);
        out.push_back(*std::move(put_in));
    }
    for (const auto& session : out)
        record_session(tx, context, appointment_of(session), "session.added", actor,
                       {{"after", {{"capacity", session.seats.capacity}, {"minimum", session.minimum}}}});
    return out;
}

Result<Session> add_session(db::Tx& tx, const Context& context, BusinessId business, const SessionDraft& draft,
                            activity::Actor actor) {
    auto added = add_sessions(tx, context, business, draft, {draft.starts_at}, actor);
    if (!added) return std::unexpected(added.error());
    return std::move(added->front());
}

std::vector<SessionPlan> plan_weekly(db::Session& session, const Snapshot& snapshot, const SessionDraft& draft,
                                     int weeks, Instant now) {
    const auto service = service_of(snapshot, draft);
    if (!service) return {};
    const auto& zone = snapshot.business.zone;
    const auto first = zone.wall(draft.starts_at);
    const auto obstacle = [&](Instant start, WallTime wall) {
        if (zone.wall(start) != wall) return Obstacle::no_such_hour;
        if (start <= now) return Obstacle::past;
        const auto who = candidates(session, snapshot, *service, draft.provider_id, draft.location_id, start);
        auto out = Obstacle::taken;
        if (!who) return out;
        for (const auto& each : *who)
            switch (look(session, snapshot, *service, each, start,
                         {Rules::staff, draft.outside_hours, draft.overbooking})) {
                case Fit::free:
                case Fit::over: return Obstacle::none;
                case Fit::outside_hours: out = Obstacle::outside_hours; break;
                case Fit::taken: break;
            }
        return out;
    };
    std::vector<SessionPlan> out;
    for (int i = 0; i < std::clamp(weeks, 1, kMostSessionsAtOnce); ++i) {
        const auto wall = first + std::chrono::days{7} * i;
        const auto start = zone.instant(wall);
        out.push_back({start, obstacle(start, wall)});
    }
    return out;
}

Result<Appointment> change_places(db::Tx& tx, const Context& context, BusinessId business, AppointmentId id,
                                  int capacity, activity::Actor actor) {
    auto found = store::find_for_update(tx, business, id);
    if (!found) return not_found("appointment.unknown");
    if (!found->live || found->time.end <= context.clock.now()) return conflict("appointment.ended");
    const auto before = found->seats.capacity;
    if (before == capacity) return *std::move(found);
    if (const auto fine = check_places(capacity, 0); !fine) return std::unexpected(fine.error());
    if (capacity < found->seats.taken)
        return conflict("session.places_taken", {{"taken", std::to_string(found->seats.taken)}});
    store::set_capacity(tx, business, id, capacity);
    found->seats.capacity = capacity;
    staff::lock(tx, business, {staff::occupant(found->provider_id)});
    record_session(tx, context, *found, "session.changed", actor,
                   {{"before", {{"capacity", before}}}, {"after", {{"capacity", capacity}}}});
    return *std::move(found);
}

Result<Session> change_session(db::Tx& tx, const Context& context, BusinessId business, AppointmentId id,
                               const SessionChange& change, activity::Actor actor) {
    const auto appointment = store::find_for_update(tx, business, id);
    auto found = find_session(tx, business, id);
    if (!appointment || !found) return not_found("session.unknown");
    auto session = *std::move(found);
    const bool is_there = session.planned ? appointment->stands : appointment->live;
    if (!is_there || session.time.end <= context.clock.now()) return conflict("session.ended");
    if (change.version && *change.version != session.version) return conflict("session.changed_meanwhile");
    const auto capacity = change.capacity.value_or(session.seats.capacity);
    const auto minimum = change.minimum.value_or(session.minimum);
    if (capacity == session.seats.capacity && minimum == session.minimum) return session;
    if (const auto fine = check_places(capacity, minimum); !fine) return std::unexpected(fine.error());
    if (capacity < session.seats.taken)
        return conflict("session.places_taken", {{"taken", std::to_string(session.seats.taken)}});
    json before = json::object(), after = json::object();
    if (capacity != session.seats.capacity) {
        before["capacity"] = session.seats.capacity;
        after["capacity"] = capacity;
        store::set_capacity(tx, business, id, capacity);
    }
    if (minimum != session.minimum) {
        before["minimum"] = session.minimum;
        after["minimum"] = minimum;
        session.decided = false;
    }
    session.seats.capacity = capacity;
    session.minimum = minimum;
    store::update_session(tx, session);
    staff::lock(tx, business, {staff::occupant(session.provider_id)});
    record_session(tx, context, appointment_of(session), "session.changed", actor,
                   {{"before", before}, {"after", after}});
    return session;
}

namespace {

std::vector<Booking> end(db::Tx& tx, const Context& context, const Appointment& appointment, Session& session,
                         const CancelAll& how) {
    session.cancelled_at = context.clock.now();
    session.decided = true;
    store::update_session(tx, session);
    store::set_fallen(tx, appointment.business_id, appointment.id);
    const auto taken = session.seats.taken;
    auto bookings = cancel_all(tx, context, appointment, how);
    record_session(tx, context, appointment, how.too_few ? "session.called_off" : "session.cancelled", how.actor,
                   {{"taken", taken}, {"minimum", session.minimum}});
    return bookings;
}

}  // namespace

Result<std::vector<Booking>> cancel_session(db::Tx& tx, const Context& context, BusinessId business, AppointmentId id,
                                            activity::Actor actor, Telling telling) {
    const auto appointment = store::find_for_update(tx, business, id);
    auto session = find_session(tx, business, id);
    if (!appointment || !session) return not_found("session.unknown");
    if (session->cancelled_at) return std::vector<Booking>();
    if (!appointment->stands) return conflict("session.ended");
    return end(tx, context, *appointment, *session, {.actor = actor, .telling = telling, .falls = true});
}

namespace {

// False: it has enough, or is another by now.
bool decide(db::Tx& tx, const Context& context, const store::SessionKey& key) {
    const auto& [business, id] = key;
    const auto appointment = store::find_for_update(tx, business, id);
    auto session = find_session(tx, business, id);
    if (!appointment || !session || session->decided || session->minimum == 0) return false;
    const auto now = context.clock.now();
    if (now < session->time.begin - session->decided_before) return false;
    // Once it has begun it takes place; one that is over or was cancelled has nothing to decide.
    const bool is_there = session->planned ? appointment->stands : appointment->live;
    if (!is_there || session->seats.taken >= session->minimum || session->time.begin <= now) {
        session->decided = true;
        store::update_session(tx, *session);
        return false;
    }
    end(tx, context, *appointment, *session, {.actor = {}, .falls = session->planned, .too_few = true});
    return true;
}

}  // namespace

int decide_sessions(db::Database& database, const activity::Registry& registry, Snapshots& snapshots,
                    const Clock& clock) {
    const Context context{clock, registry, snapshots};
    int cancelled = 0;
    for (store::SessionKey last{};;) {
        const auto some =
            database.read([&](db::Session& session) { return store::list_undecided(session, clock.now(), last); });
        if (some.empty()) return cancelled;
        for (const auto& key : some) try {
                cancelled += database.write([&](db::Tx& tx) { return decide(tx, context, key); });
            } catch (const std::exception& error) {
                spdlog::error("msg=session_not_decided id={} error={}", base::to_text(key.second), error.what());
            }
        last = some.back();
    }
}

}  // namespace bookings
