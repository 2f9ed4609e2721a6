// A time that is kept for a while without being booked: while a visitor types their details (FEATURES 3.10), or until
// somebody of the waiting list has answered an offer (2.14). Its provider and resources are taken as by an appointment,
// in which nobody has a place yet. What has expired, by the database's clock (db::now), is free: whoever wants the time
// deletes it first, under the lock. Who books with their own hold takes its time over in the same transaction, so there
// is no moment at which it is free. Where others have a place in an appointment at that time, one place in it is kept,
// and counted as taken under the lock of its row (FEATURES 3.5).
#pragma once

#include "bookings/booking.h"

namespace bookings {

// What a time is kept for: details that are typed, or an offer of the waiting list.
enum class Purpose { form, offer };
std::string_view to_text(Purpose purpose);
std::optional<Purpose> parse_purpose(std::string_view text);

struct Hold {
    BusinessId business_id;
    AppointmentId id;
    ServiceId service_id;
    ProviderId provider_id;
    std::optional<LocationId> location_id;
    Span time;  // half-open, UTC, without buffers
    Purpose purpose = Purpose::form;
    Instant created_at, expires_at;           // by the database's clock
    std::optional<AppointmentId> place_in{};  // a place in that appointment; none: all of its time
};

// That visitors keep at a time: so that nobody makes a calendar look full.
inline constexpr int kHoldsOfNetwork = 10;
inline constexpr int kHoldsOfProviderDay = 6;

// Which time; as in a Wish.
struct HoldWish {
    ServiceId service_id;
    std::optional<ProviderId> provider_id;
    Instant starts_at;
    std::optional<LocationId> location_id{};
    std::optional<CustomerId> customer{};
    std::string key{};
    std::vector<AddOnId> add_ons{};
    std::string visitor{};  // a secret that their browser alone knows, as Wish::visitor
    std::string network{};  // where from, in a form that tells nobody; empty: not counted
    Purpose purpose = Purpose::form;
    // Until when, by the database's clock, whatever the business says; of an offer.
    std::optional<Instant> until{};
};

// Keeps a time that is offered, by the customers' rules, for as many minutes as the business says, in place of the one
// that the visitor held before. The time that they hold already is kept no longer by asking again.
// Errors: conflict hold.off, the business keeps no times; too_many hold.too_many; those of `book` about the service and
// the time. After an error the transaction has to be undone.
Result<Hold> hold(db::Tx& tx, const Context& context, BusinessId business, const HoldWish& wish);
// Keeps the times of all parts of a visit, or none, each for a visitor's secret of its own (hold_of_part). What the
// visitor held for any of them before is let go first, unless it is all the same as before.
// Errors: those of hold.
Result<std::vector<Hold>> hold_all(db::Tx& tx, const Context& context, BusinessId business,
                                   const std::vector<HoldWish>& wishes);
// The secret by which the visitor holds that part of a visit, counted from 0; the first by their own.
std::string hold_of_part(std::string_view visitor, std::size_t part);

// The visitor wants it no more. Without one: changes nothing.
void release_hold(db::Tx& tx, BusinessId business, std::string_view visitor);
// What the visitor holds, unless it has expired.
std::optional<Hold> find_hold(db::Session& session, BusinessId business, std::string_view visitor);
// The one of that appointment is wanted no more. Without one: changes nothing.
void release_hold(db::Tx& tx, BusinessId business, AppointmentId hold);

// That have not expired and lie at least in part within `span`, by start.
std::vector<Hold> list_holds(db::Session& session, BusinessId business, Span span, std::optional<ProviderId> provider);

// Deletes what has expired, of all businesses. Now and then, by the housekeeper.
void forget_expired_holds(db::Database& database);

}  // namespace bookings
