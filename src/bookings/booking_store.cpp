#include "bookings/booking_store.h"

#include "db/db.h"

#include <fmt/format.h>

namespace bookings {
namespace {

constexpr std::string_view kSelect = R"sql(
    select b.id, b.appointment_id, b.customer_id, a.service_id, a.provider_id, a.location_id, a.starts_at, a.ends_at,
           b.status, b.price_amount, b.currency, b.given_name, b.given_surname, b.given_email, b.given_phone, b.note,
           b.language, b.visitor_time_zone, b.calendar_sequence, b.created_at, b.changed_at
    from bookings b join appointments a on a.business_id = b.business_id and a.id = b.appointment_id
    where b.business_id = :business)sql";

template <class... Args>
std::optional<Booking> read(db::Session& session, BusinessId business, const std::string& sql, const Args&... args) {
    auto row =
        session.row<BookingId, AppointmentId, CustomerId, ServiceId, ProviderId, std::optional<LocationId>, Instant,
                    Instant, std::string, std::int64_t, std::string, std::string, std::string, std::string, std::string,
                    std::string, std::string, std::string, int, Instant, Instant>(sql, business, args...);
    if (!row) return std::nullopt;
    auto& [id, appointment, customer, service, provider, location, starts, ends, status, amount, currency, name,
           surname, email, phone, note, language, zone, sequence, created, changed] = *row;
    return Booking{business,
                   id,
                   appointment,
                   customer,
                   service,
                   provider,
                   location,
                   {starts, ends},
                   parse_status(status).value(),
                   {amount, std::move(currency)},
                   std::move(name),
                   std::move(surname),
                   std::move(email),
                   std::move(phone),
                   std::move(note),
                   std::move(language),
                   std::move(zone),
                   sequence,
                   created,
                   changed};
}

std::string local_start(const Booking& booking, const Zone& zone) {
    return to_text(booking.time.begin, zone).substr(0, std::string_view("2027-03-29T09:00:00").size());
}

}  // namespace

std::optional<Booking> find(db::Session& session, BusinessId business, BookingId id) {
    static const auto sql = std::string(kSelect) + " and b.id = :id";
    return read(session, business, sql, id);
}

std::optional<Booking> find_by_token(db::Session& session, BusinessId business, std::string_view token) {
    static const auto sql = std::string(kSelect) + " and b.manage_token_hash = :hash";
    return read(session, business, sql, base::hash(token));
}

namespace store {
namespace {

// The longest occupancy that booking makes: a day's service with a day's buffers on both sides, and one to spare.
constexpr auto kLongest = std::chrono::days{4};

}  // namespace

std::optional<Booking> find_for_update(db::Tx& tx, BusinessId business, BookingId id) {
    static const auto plain = std::string(kSelect) + " and b.id = :id";
    static const auto locking = plain + " for update of b";
    return read(tx, business, tx.engine() == db::Engine::postgres ? locking : plain, id);
}

std::vector<availability::Use> list_taken(db::Session& session, BusinessId business, OccupantId occupant, Span around,
                                          std::optional<AppointmentId> without) {
    std::vector<availability::Use> out;
    for (const auto& [begin, end, quantity, appointment] : session.rows<Instant, Instant, int, AppointmentId>(
             "select starts_at, ends_at, quantity, appointment_id from occupancies where business_id = :business "
             "and occupant_id = :occupant and starts_at > :since and starts_at < :until and ends_at > :from order by "
             "starts_at",
             business, occupant, around.begin - kLongest, around.end, around.begin))
        if (appointment != without) out.push_back({{begin, end}, quantity});
    return out;
}

std::vector<availability::Use> list_taken_since(db::Session& session, BusinessId business, OccupantId occupant,
                                                Instant since) {
    std::vector<availability::Use> out;
    for (const auto& [begin, end, quantity] : session.rows<Instant, Instant, int>(
             "select starts_at, ends_at, quantity from occupancies where business_id = :business "
             "and occupant_id = :occupant and starts_at > :since order by starts_at",
             business, occupant, since - kLongest))
        out.push_back({{begin, end}, quantity});
    return out;
}

std::int64_t sum_taken(db::Session& session, BusinessId business, OccupantId occupant, Span span) {
    return session
        .value<std::int64_t>("select cast(coalesce(sum(ends_at - starts_at), 0) as bigint) from occupancies where "
                             "business_id = :business "
                             "and occupant_id = :occupant and starts_at >= :from and starts_at < :until",
                             business, occupant, span.begin, span.end)
        .value();
}

std::vector<Occupied> list_occupied(db::Session& session, BusinessId business, AppointmentId appointment) {
    std::vector<Occupied> out;
    for (const auto& [occupant, begin, end, quantity] : session.rows<OccupantId, Instant, Instant, int>(
             "select occupant_id, starts_at, ends_at, quantity from occupancies where business_id = :business "
             "and appointment_id = :appointment order by occupant_id",
             business, appointment))
        out.push_back({occupant, {begin, end}, quantity});
    return out;
}

void insert_visit(db::Tx& tx, BusinessId business, VisitId id, CustomerId customer, Instant now) {
    tx.execute("insert into visits (business_id, id, customer_id, created_at) values (:business, :id, :customer, :now)",
               business, id, customer, now);
}

void insert_appointment(db::Tx& tx, const Booking& booking, const Zone& zone) {
    tx.execute(R"sql(
        insert into appointments (business_id, id, service_id, provider_id, location_id, starts_at, ends_at, local_start, time_zone)
        values (:business, :id, :service, :provider, :location, :starts_at, :ends_at, :local_start, :time_zone))sql",
               booking.business_id, booking.appointment_id, booking.service_id, booking.provider_id,
               booking.location_id, booking.time.begin, booking.time.end, local_start(booking, zone), zone.name());
}

void insert_booking(db::Tx& tx, const Booking& booking, VisitId visit, std::string_view manage_token_hash,
                    bool customer_verified, std::optional<Instant> consent_at) {
    tx.execute(R"sql(
        insert into bookings (business_id, id, appointment_id, visit_id, customer_id, status, price_amount, currency,
            given_name, given_surname, given_email, given_phone, customer_verified, note, language, visitor_time_zone,
            manage_token_hash, calendar_sequence, consent_at, created_at, changed_at)
        values (:business, :id, :appointment, :visit, :customer, :status, :amount, :currency,
            :name, :surname, :email, :phone, :verified, :note, :language, :zone,
            :token, :sequence, :consent, :created, :changed))sql",
               booking.business_id, booking.id, booking.appointment_id, visit, booking.customer_id,
               to_text(booking.status), booking.price.amount, booking.price.currency, booking.name, booking.surname,
               booking.email, booking.phone, customer_verified, booking.note, booking.language, booking.visitor_zone,
               manage_token_hash, booking.calendar_sequence, consent_at, booking.created_at, booking.changed_at);
}

bool occupy(db::Tx& tx, BusinessId business, AppointmentId appointment, const std::vector<Occupied>& wanted) try {
    db::Savepoint savepoint(tx);
    for (const auto& taken : wanted)
        tx.execute(R"sql(
            insert into occupancies (business_id, id, occupant_id, appointment_id, starts_at, ends_at, quantity, exclusive)
            select :business, :id, o.id, :appointment, :starts_at, :ends_at, :quantity, case when o.quantity = 1 then 1 else 0 end
            from occupants o where o.business_id = :of_business and o.id = :occupant)sql",
                   business, base::new_id(), appointment, taken.span.begin, taken.span.end, taken.quantity, business,
                   taken.occupant);
    savepoint.keep();
    return true;
} catch (const db::ConstraintViolation& violation) {
    if (violation.constraint == "occupancies_no_overlap" || violation.constraint == "occupancies_within_quantity")
        return false;
    throw;
}

void release(db::Tx& tx, BusinessId business, AppointmentId appointment) {
    tx.execute("delete from occupancies where business_id = :business and appointment_id = :appointment", business,
               appointment);
}

void update_time(db::Tx& tx, const Booking& booking, const Zone& zone) {
    tx.execute("update appointments set provider_id = :provider, location_id = :location, starts_at = :starts_at, "
               "ends_at = :ends_at, local_start = :local_start, time_zone = :time_zone "
               "where business_id = :business and id = :id",
               booking.provider_id, booking.location_id, booking.time.begin, booking.time.end,
               local_start(booking, zone), zone.name(), booking.business_id, booking.appointment_id);
    update_status(tx, booking);
}

void update_status(db::Tx& tx, const Booking& booking) {
    tx.execute("update bookings set status = :status, calendar_sequence = :sequence, changed_at = :changed "
               "where business_id = :business and id = :id",
               to_text(booking.status), booking.calendar_sequence, booking.changed_at, booking.business_id, booking.id);
    tx.execute("update appointments set live = :live where business_id = :business and id = :id",
               is_live(booking.status), booking.business_id, booking.appointment_id);
}

}  // namespace store
}  // namespace bookings
