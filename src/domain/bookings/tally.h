// What is in the book, read to be counted: for reports. As much is in memory at a time as a month has.
#pragma once

#include "bookings/booking.h"

namespace bookings {

// How long before its start a booking was cancelled.
enum class Lead { none, after_start, under_a_day, under_two_days, under_a_week, a_week };
Lead lead_of(Status status, Instant starts_at, Instant changed_at);  // none: it was not cancelled

struct Counted {
    Span span;  // whose start lies in it
    std::optional<ProviderId> provider{};
    std::optional<LocationId> location{};
    std::optional<ServiceId> service{};
};
// A booking as far as it is counted. What was deleted is not.
struct Tallied {
    BookingId id;
    AppointmentId appointment_id;
    ProviderId provider_id;
    ServiceId service_id;
    CustomerId customer_id;
    Span time;
    int seats_taken = 0;  // of the appointment
    Status status;
    Source source;
    Lead lead;
    Money price;
};
// By start; bookings of one appointment are of one call of `piece`.
void tally(db::Session& session, BusinessId business, const Counted& counted,
           const std::function<void(const std::vector<Tallied>& piece)>& piece);

// Of each of the customers the booking that was made first, whatever became of it. What was deleted was no booking.
std::vector<BookingId> list_firsts(db::Session& session, BusinessId business, const std::vector<CustomerId>& customers);

// Appointments, held by somebody, that are going on at that moment, having begun before it; by start.
struct GoingOn {
    AppointmentId id;
    ProviderId provider_id;
    ServiceId service_id;
    Span time;
};
std::vector<GoingOn> list_going_on(db::Session& session, BusinessId business, const Counted& counted, Instant at);

// The stretches of a span in which the zone's clocks are as far from UTC.
struct Stretch {
    Span span;
    Seconds offset;  // east of UTC
};
std::vector<Stretch> stretches(const Zone& zone, Span span);

}  // namespace bookings
