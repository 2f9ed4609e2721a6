#include "torture/rows.h"

#include "db/db.h"
#include "torture/desk.h"
#include "torture/together.h"
#include "torture/waiters.h"

#include <fmt/format.h>

namespace torture {
namespace {

using nlohmann::json;

std::vector<Booking> read_bookings(db::Session& session) {
    std::vector<Booking> out;
    std::map<VisitId, std::string> together;
    for (auto& [business, id, appointment, status, note, sequence, service, provider, start, end, live, capacity, taken,
                visit, part] : session.rows<BusinessId, BookingId, AppointmentId, std::string, std::string, int,
                                            ServiceId, ProviderId, Instant, Instant, bool, int, int, VisitId, int>(
             "select b.business_id, b.id, b.appointment_id, b.status, b.note, b.calendar_sequence, a.service_id, "
             "a.provider_id, a.starts_at, a.ends_at, a.live, a.capacity, a.seats_taken - (select count(*) from holds h "
             "where h.business_id = a.business_id and h.place_in = a.id), b.visit_id, b.visit_part from bookings b "
             "join appointments a on a.business_id = b.business_id and a.id = b.appointment_id order by b.id")) {
        // Of several tickets the first has the note.
        if (is_of_several(note)) together[visit] = note;
        out.push_back({business,
                       id,
                       appointment,
                       bookings::parse_status(status).value(),
                       std::move(note),
                       sequence,
                       service,
                       {start, provider},
                       end,
                       live,
                       capacity,
                       taken,
                       false,
                       false,
                       visit,
                       part,
                       {}});
    }
    std::set<BookingId> offered;
    for (const auto& [id] :
         session.rows<BookingId>("select booking_id from waiting_offers where booking_id is not null"))
        offered.insert(id);
    for (auto& booking : out) {
        booking.by_staff = is_of_desk(booking.note);
        booking.of_queue = booking.note == kGrabbed || offered.contains(booking.id);
        if (const auto found = together.find(booking.visit); found != together.end()) booking.together = found->second;
    }
    return out;
}

std::vector<Taken> read_spans(db::Session& session, std::string_view table) {
    std::vector<Taken> out;
    for (const auto& [business, occupant, appointment, begin, end, quantity] :
         session.rows<BusinessId, OccupantId, AppointmentId, Instant, Instant, int>(fmt::format(
             "select business_id, occupant_id, appointment_id, starts_at, ends_at, quantity from {}", table)))
        out.push_back({business, occupant, appointment, {begin, end}, quantity});
    return out;
}

void read_holds(db::Session& session, Rows& out) {
    for (const auto& [business, appointment, service, provider, start, end, place_in] :
         session.rows<BusinessId, AppointmentId, ServiceId, ProviderId, Instant, Instant, std::optional<AppointmentId>>(
             "select a.business_id, a.id, a.service_id, a.provider_id, a.starts_at, a.ends_at, h.place_in from holds h "
             "join appointments a on a.business_id = h.business_id and a.id = h.appointment_id"))
        out.holds.push_back({business, appointment, service, {start, provider}, end, place_in});
    // Who was alone in a class and has moved leaves its appointment behind, which is not live then.
    out.appointments_of_nobody =
        session
            .value<std::int64_t>("select count(*) from appointments a where a.stands = 0 and (a.capacity = 1 or "
                                 "a.live = 1) and not exists (select 1 from bookings b "
                                 "where b.business_id = a.business_id and b.appointment_id = a.id) and not exists "
                                 "(select 1 from holds h where h.business_id = a.business_id and "
                                 "(h.appointment_id = a.id or h.place_in = a.id))")
            .value();
}

void read_appointments(db::Session& session, Rows& out) {
    for (const auto& [business, id, service, provider, start, end, capacity, taken, live, stands] :
         session.rows<BusinessId, AppointmentId, ServiceId, ProviderId, Instant, Instant, int, int, bool, bool>(
             "select business_id, id, service_id, provider_id, starts_at, ends_at, capacity, seats_taken, live, stands "
             "from appointments"))
        out.appointments.push_back({business, id, service, {start, provider}, end, capacity, taken, live, stands});
}

}  // namespace

void read_taken(db::Session& session, Rows& out) {
    out.taken = read_spans(session, "occupancies");
    out.over = read_spans(session, "overbooked");
    for (const auto& [id, quantity] : session.rows<OccupantId, int>("select id, quantity from occupants"))
        out.quantities[id] = quantity;
}

std::vector<Places> read_places(db::Session& session) {
    std::vector<Places> out;
    for (const auto& [business, id, service, capacity, held] :
         session.rows<BusinessId, AppointmentId, ServiceId, int, int>(
             "select a.business_id, a.id, a.service_id, a.capacity, (select count(*) from bookings b where "
             "b.business_id = a.business_id and b.appointment_id = a.id and b.status <> 'cancelled' and "
             "b.status <> 'declined') + (select count(*) from holds h where h.business_id = a.business_id and "
             "h.place_in = a.id) from appointments a where a.capacity > 1"))
        out.push_back({business, id, service, capacity, held});
    return out;
}

Rows read_rows(db::Session& session) {
    Rows out;
    out.bookings = read_bookings(session);
    read_appointments(session, out);
    read_holds(session, out);
    read_taken(session, out);
    for (auto& [id, type, subject, data] : session.rows<ActivityId, std::string, std::int64_t, std::string>(
             "select id, type, subject_id, data from activities order by id"))
        out.activities.push_back({id, std::move(type), subject, json::parse(data)});
    for (auto& [activity, kind, run_at, payload] : session.rows<ActivityId, std::string, Instant, std::string>(
             "select activity_id, kind, run_at, payload from jobs"))
        out.jobs.push_back({activity, std::move(kind), run_at, json::parse(payload)});
    for (const auto& [id] : session.rows<CustomerId>("select id from customers where walk_in = 0"))
        out.customers.insert(id.value);
    return out;
}

std::string name(const Taken& taken) {
    return fmt::format("occupant {} {}..{} by appointment {}", base::to_text(taken.occupant),
                       base::to_text(taken.span.begin), base::to_text(taken.span.end),
                       base::to_text(taken.appointment));
}
std::string name(const Appointment& appointment) {
    return fmt::format("appointment {} at {}", base::to_text(appointment.id), base::to_text(appointment.place.start));
}
std::string name(const Booking& booking) {
    return fmt::format("booking {} ({}, asked for as {})", base::to_text(booking.id), bookings::to_text(booking.status),
                       booking.note);
}

}  // namespace torture
