// A customer holds one span of one provider's time.
//
// The rule that must never break: at no moment is more taken of a provider or resource than there is. The database
// enforces it (migrations/0002_occupancies.*.sql); this header names the outcomes.
#pragma once

#include "bookings/offer.h"
#include "customers/customer.h"
#include "events/event.h"

namespace bookings {

enum class Status { pending, approved, declined, cancelled, completed, no_show };
std::string_view to_text(Status status);
std::optional<Status> parse_status(std::string_view text);
// Takes its time: pending counts.
inline bool is_live(Status status) { return status == Status::pending || status == Status::approved; }

// A customer's place in an appointment; a one-to-one appointment has one place.
struct Booking {
    BusinessId business_id;
    BookingId id;
    AppointmentId appointment_id;
    CustomerId customer_id;
    ServiceId service_id;
    ProviderId provider_id;
    std::optional<LocationId> location_id;
    Span time;  // half-open, UTC, without buffers
    Status status = Status::approved;
    Money price;                              // as agreed
    std::string name, surname, email, phone;  // as given at booking
    std::string note, language, visitor_zone;
    int calendar_sequence = 0;  // of the .ics; grows with every change
    Instant created_at, changed_at;
};

// The week, Monday to Sunday, by which `any` spreads the work.
Span week_of(const Zone& zone, Instant moment);

struct Wish {
    ServiceId service_id;
    std::optional<ProviderId> provider_id;  // none: any who is free, the one with the least work that week
    Instant starts_at;
    customers::Details details;
    std::string note;
    std::string visitor_zone;
    bool consent = false;
    events::Actor actor;
};

struct Made {
    Booking booking;
    std::string manage_token;  // told once, stored hashed
};

// What the verbs work with besides the transaction.
struct Context {
    const Clock& clock;
    const events::Registry& registry;
    Offers& offers;
};

// Takes the time and records booking.made (and customer.created) in the same transaction.
// Errors: not_found service.not_offered, provider.not_offered; invalid booking.too_soon, booking.too_far;
// conflict booking.time_taken.
Result<Made> book(db::Tx& tx, const Context& context, BusinessId business, const Wish& wish);

// Moves to another time, and to another provider when one is given; without one the provider stays.
// To where it already is: changes nothing.
// Errors: those of book and of may_reschedule; not_found booking.link_unknown.
struct Move {
    Instant starts_at;
    std::optional<ProviderId> provider_id;
    bool any_provider = false;
};
Result<Booking> reschedule(db::Tx& tx, const Context& context, BusinessId business, BookingId id, const Move& move,
                           events::Actor actor);

// Cancelling twice is not an error; the second call changes nothing.
// Errors: those of may_cancel; not_found booking.link_unknown.
Result<Booking> cancel(db::Tx& tx, const Context& context, BusinessId business, BookingId id, events::Actor actor);

// Whether the customer may do it at `now`, by the business's rules (FEATURES 2.3); the moment of the limit is in time.
// Errors: conflict booking.reschedule_never, .reschedule_too_late {until}, .cancel_never, .cancel_too_late {until},
// .already_cancelled, .already_over. {until} is RFC 3339 in the business's zone.
Result<void> may_reschedule(const businesses::Business& business, const Booking& booking, Instant now);
Result<void> may_cancel(const businesses::Business& business, const Booking& booking, Instant now);

std::optional<Booking> find(db::Session& session, BusinessId business, BookingId id);
// By the token of a manage link.
std::optional<Booking> find_by_token(db::Session& session, BusinessId business, std::string_view token);

// Which jobs bookings want: booking.finish at the end, which completes what was approved and declines what was still
// pending.
void subscribe(events::Registry& registry);

}  // namespace bookings
