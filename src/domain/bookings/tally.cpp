#include "bookings/tally.h"

#include "bookings/booking_store.h"
#include "db/db.h"

#include <fmt/format.h>

#include <algorithm>

namespace bookings {
namespace {

constexpr std::chrono::days kPiece{31};
constexpr std::size_t kCustomersAtOnce = 5000;

// The instant from which on the clocks are as they are at `end` (they change once in between).
Instant change_of(const Zone& zone, Instant begin, Instant end) {
    const auto before = zone.offset(begin);
    while (end - begin > Seconds{1}) {
        const auto middle = begin + (end - begin) / 2;
        (zone.offset(middle) == before ? begin : end) = middle;
    }
    return end;
}

// The ids of a list that is given as one value, since a statement has as many values as it says.
std::string_view ids_of(db::Engine engine) {
    return engine == db::Engine::sqlite ? "json_each(:ids)"
                                        : "json_array_elements_text(cast(:ids as json)) as t(value)";
}

}  // namespace

Lead lead_of(Status status, Instant starts_at, Instant changed_at) {
    using std::chrono::days;
    if (status != Status::cancelled) return Lead::none;
    const auto before = starts_at - changed_at;
    if (before <= Seconds{0}) return Lead::after_start;
    if (before < days{1}) return Lead::under_a_day;
    if (before < days{2}) return Lead::under_two_days;
    return before < days{7} ? Lead::under_a_week : Lead::a_week;
}

void tally(db::Session& session, BusinessId business, const Counted& counted,
           const std::function<void(const std::vector<Tallied>&)>& piece) {
    std::vector<Tallied> found;
    for (auto begin = counted.span.begin; begin < counted.span.end; begin += kPiece) {
        found.clear();
        for (auto& [id, appointment, provider, service, customer, starts, ends, seats, status_text, source, changed,
                    amount, currency] :
             session.rows<BookingId, AppointmentId, ProviderId, ServiceId, CustomerId, Instant, Instant, int,
                          std::string, std::string, Instant, std::int64_t, std::string>(
                 R"sql(
                 select b.id, a.id, a.provider_id, a.service_id, b.customer_id, a.starts_at, a.ends_at, a.seats_taken,
                     b.status, b.source, b.changed_at, b.price_amount, b.currency
                 from appointments a join bookings b on b.business_id = a.business_id and b.appointment_id = a.id
                 where a.business_id = :business and a.starts_at >= :begin and a.starts_at < :end
                     and (a.provider_id = :provider or :all_providers = 1)
                     and (a.location_id = :location or :all_locations = 1)
                     and (a.service_id = :service or :all_services = 1) and b.deleted_at is null
                 order by a.starts_at)sql",
                 business, begin, std::min(begin + kPiece, counted.span.end), counted.provider.value_or(ProviderId{}),
                 !counted.provider, counted.location.value_or(LocationId{}), !counted.location,
                 counted.service.value_or(ServiceId{}), !counted.service)) {
            const auto status = parse_status(status_text).value();
            found.push_back({id,
                             appointment,
                             provider,
                             service,
                             customer,
                             {starts, ends},
                             seats,
                             status,
                             parse_source(source),
                             lead_of(status, starts, changed),
                             {amount, std::move(currency)}});
        }
        piece(found);
    }
}

std::vector<BookingId> list_firsts(db::Session& session, BusinessId business,
                                   const std::vector<CustomerId>& customers) {
    // The sum keeps the databases from walking along all ids until one is the customer's. What was deleted is read by
    // its own small index, so that the bookings of a customer are not read for it, one after the other.
    const auto sql = fmt::format("select (select min(b.id + 0) from bookings b where b.business_id = :business and "
                                 "b.customer_id = cast(value as bigint) and b.id not in (select d.id from bookings d "
                                 "where d.business_id = :of_business and d.deleted_at is not null)) from {}",
                                 ids_of(session.engine()));
    std::vector<BookingId> out;
    for (std::size_t at = 0; at < customers.size(); at += kCustomersAtOnce) {
        std::string ids = "[";
        for (auto i = at; i < std::min(at + kCustomersAtOnce, customers.size()); ++i)
            ids += fmt::format("{}{}", i > at ? "," : "", customers[i].value);
        for (const auto& [id] : session.rows<std::optional<BookingId>>(sql, business, business, ids + "]"))
            if (id) out.push_back(*id);
    }
    return out;
}

std::vector<Stretch> stretches(const Zone& zone, Span span) {
    std::vector<Stretch> out;
    auto begin = span.begin;
    for (auto at = span.begin; at < span.end;) {
        const auto next = std::min(at + std::chrono::days{1}, span.end);
        if (zone.offset(next) != zone.offset(at)) {
            const auto change = change_of(zone, at, next);
            if (change < span.end) {
                out.push_back({{begin, change}, zone.offset(at)});
                begin = change;
            }
        }
        at = next;
    }
    out.push_back({{begin, span.end}, zone.offset(begin)});
    return out;
}

std::vector<GoingOn> list_going_on(db::Session& session, BusinessId business, const Counted& counted, Instant at) {
    std::vector<GoingOn> out;
    for (const auto& [id, provider, service, begin, end] :
         session.rows<AppointmentId, ProviderId, ServiceId, Instant, Instant>(
             R"sql(
             select id, provider_id, service_id, starts_at, ends_at from appointments
             where business_id = :business and starts_at > :since and starts_at < :at and ends_at > :at
                 and seats_taken > 0 and (provider_id = :provider or :all_providers = 1)
                 and (location_id = :location or :all_locations = 1)
                 and (service_id = :service or :all_services = 1)
             order by starts_at, id)sql",
             business, at - store::kLongest, at, counted.provider.value_or(ProviderId{}), !counted.provider,
             counted.location.value_or(LocationId{}), !counted.location, counted.service.value_or(ServiceId{}),
             !counted.service))
        out.push_back({id, provider, service, {begin, end}});
    return out;
}

}  // namespace bookings
