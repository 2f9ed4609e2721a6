// Series: recurring appointments of one customer (FEATURES 3.5).
//
// A series is a rule (rule.h) and the bookings that came of it. Each of them is a booking like any other: it is moved,
// changed and cancelled by itself too. One that is elsewhere than the series has it, or with somebody else, is an
// exception: what is done with several of them leaves it as it is. Nothing is booked or moved that was not shown first:
// a preview says of each date what it meets, the caller says what becomes of each, and all of that happens in one
// transaction or nothing does.
#pragma once

#include "bookings/booking.h"
#include "bookings/explain.h"
#include "bookings/free_times.h"
#include "series/rule.h"

using SeriesId = base::Id<struct SeriesTag>;

namespace series {

using bookings::Context;
using bookings::Rules;

// What is to be booked again and again.
struct Plan {
    ServiceId service_id;
    std::optional<ProviderId> provider_id{};  // none: whoever is free, on each date
    std::optional<LocationId> location_id{};
    std::optional<CustomerId> customer{};  // whose own length of the service holds; none: not said yet
    std::vector<bookings::AddOnId> add_ons{};
    Rule rule{};
    Day first{};
    Minutes time_of_day{};  // on the wall
};

// What a date meets, as the rules of who asks have it.
enum class State {
    free,
    hour_twice,     // free, but the clock shows that hour twice: which one is asked
    no_such_day,    // the month has none
    no_such_hour,   // the clocks skip it
    past,           // it would have begun
    too_soon,       // the notice that customers have to give
    too_far,        // behind what customers may book
    holiday,        // of the business
    day_off,        // of the provider
    outside_hours,  // or within a break, or at another location
    taken,
    no_resource,  // a room or the like is taken
    not_given,    // nobody gives the service any more
};
std::string_view to_text(State state);
std::optional<State> parse_state(std::string_view text);

// A date of the table. The alternatives are free, sorted by time, and not the time itself.
struct Row {
    int position = 1;  // among the dates of the rule, from 1
    Date date{};
    State state = State::free;
    // What the rule means: free, or where staff may book outside the hours. None: there is no such time.
    std::optional<bookings::FreeStart> at{};
    std::optional<Instant> again{};               // of hour_twice: the second time
    std::vector<bookings::FreeStart> that_day{};  // nearest to the time, at most kThatDay
    std::vector<bookings::FreeStart> around{};    // within kAround days before and after, at most kAroundIt
    std::optional<BookingId> booking{};           // that is there already
};
inline constexpr std::size_t kThatDay = 4, kAroundIt = 4;
inline constexpr std::chrono::days kAround{3};

// What the memory of free times and the transaction's own look are asked with.
struct Asking {
    db::Session& session;
    const bookings::Snapshot& snapshot;
    bookings::FreeTimes& free_times;
    Instant now;
};
// Of all dates of the plan, or of those from `from` on. Dates that are free cost next to nothing.
std::vector<Row> preview(const Asking& asking, const Plan& plan, Rules rules, int from = 1);

// What was decided about a date: booked at the time given, which may be another one than the rule's. Dates that are not
// chosen are left out.
struct Chosen {
    int position = 1;
    Instant starts_at;
    std::optional<ProviderId> provider_id{};
    bool outside_hours = false;  // as in a bookings::Wish
};

struct Series {
    BusinessId business_id;
    SeriesId id;
    CustomerId customer_id;
    ServiceId service_id;
    Rule rule;
    Day first;
    Minutes time_of_day;
    Instant created_at;
};

struct Draft {
    // Who books what, with everything but the time: a service, perhaps a provider, a customer or somebody new.
    bookings::Wish wish;
    Rule rule;
    Day first;
    Minutes time_of_day{};
    std::vector<Chosen> chosen;           // by position
    std::optional<BookingId> existing{};  // is the one at position 1: the customer's, live and in no other series
};
struct Made {
    Series series;
    std::vector<bookings::Booking> bookings;  // by time, the existing one among them
    std::string manage_token{};               // of the first that was booked
};
// Books all that was chosen or nothing, and records series.made for the first booking. Of what each of them records,
// booking.made, the customer hears nothing; the colleagues hear of the first.
// Errors: those of bookings::book_all, with the parameter {position} in place of {index}; invalid series.rule,
// series.too_few, series.too_many {max}, series.choice; not_found booking.unknown; conflict series.in_another. By
// customers' rules also forbidden series.not_offered. After an error the transaction has to be undone.
Result<Made> add(db::Tx& tx, const Context& context, BusinessId business, const Draft& draft, Rules rules);

// More dates of the same rule, behind the last one, as `add` books them: `rule` says the new end, and the positions go
// on. Records series.extended. Errors: those of add; not_found series.unknown.
struct Extension {
    Rule rule;
    bookings::Wish wish;
    std::vector<Chosen> chosen;
};
Result<Made> extend(db::Tx& tx, const Context& context, BusinessId business, SeriesId series, const Extension& more,
                    Rules rules);

// A booking of a series.
struct Part {
    int position = 1;
    Instant planned_at;
    ProviderId provider_id;
    bookings::Booking booking;
    // Elsewhere than the series has it, or with somebody else: moved or changed by itself.
    bool is_exception() const;
};

std::optional<Series> find(db::Session& session, BusinessId business, SeriesId id);
// Whose the booking is; none: it stands alone.
std::optional<Series> find_of(db::Session& session, BusinessId business, BookingId booking);
// Its bookings by position, but those that were deleted. A few statements.
std::vector<Part> list_parts(db::Session& session, BusinessId business, SeriesId id);
// The latest first, at most `limit`.
std::vector<Series> list_of_customers(db::Session& session, BusinessId business,
                                      const std::vector<CustomerId>& customers, int limit);
// Of these bookings those that are in a series.
std::map<BookingId, SeriesId> list_series_of(db::Session& session, BusinessId business,
                                             const std::vector<BookingId>& bookings);

// How many appointments a series may have that customers book by themselves; 0: they may book none of that service.
int most_by_customers(db::Session& session, BusinessId business, ServiceId service);
// By staff; 0, or 2 to kMostDates. Records series.offer_changed. Errors: invalid form.invalid (field series_max);
// not_found service.unknown.
Result<void> set_most_by_customers(db::Tx& tx, const Context& context, BusinessId business, ServiceId service, int most,
                                   activity::Actor actor);

// How far a change reaches, seen from one booking. What is over, was given up or stands before it under `following` is
// never touched.
enum class Reach { this_one, following, all };
std::string_view to_text(Reach reach);
std::optional<Reach> parse_reach(std::string_view text);
struct Reached {
    std::vector<Part> parts;       // that are changed, by position
    std::vector<Part> exceptions;  // that are left as they are
};
// The booking itself is reached though it is an exception.
Reached reached(const std::vector<Part>& all, BookingId from, Reach reach, Instant now);

// Cancels them in one transaction, with the exceptions where `exceptions` says so, and records series.cancelled for the
// first. By customers' rules those that may still be cancelled.
// Errors: those of bookings::cancel, where none of them could be; not_found series.unknown.
struct Cancelling {
    BookingId from;
    Reach reach = Reach::all;
    bool exceptions = false;
    bool tell = true;  // by staff's rules: the customer
};
struct Cancelled {
    std::vector<bookings::Booking> bookings;
    std::vector<Part> kept;  // exceptions, and what customers may not cancel any more
};
Result<Cancelled> cancel(db::Tx& tx, const Context& context, BusinessId business, const Cancelling& what,
                         activity::Actor actor, Rules rules);

// By staff: moves by one shift on the wall, whatever the clocks do meanwhile; and, where a provider is named, to them.
struct Shift {
    Seconds by{0};
    std::optional<ProviderId> provider_id{};  // none: each keeps its own
};
// The table for that: of each that is reached, with its booking, what it would meet. The times that they leave do not
// stand in the way of one another.
std::vector<Row> preview_move(const Asking& asking, const Reached& reached, const Shift& shift);

struct Moving {
    BookingId from;
    Reach reach = Reach::following;
    Shift shift;
    struct To {
        BookingId booking;
        int version;  // as it was seen
        Instant starts_at;
        std::optional<ProviderId> provider_id{};
        bool outside_hours = false;
    };
    std::vector<To> to{};  // those that are not named stay where they are
    bool tell = true;
};
// Moves all that are named or none, and records series.moved for the first. Where one was given the time of the shift,
// the series has it there from now on; one with another time becomes an exception.
// Errors: those of bookings::reschedule, with {position}; not_found series.unknown; invalid series.choice.
Result<std::vector<bookings::Booking>> move(db::Tx& tx, const Context& context, BusinessId business,
                                            const Moving& moving, activity::Actor actor);

// The activities, and what it tells of a customer and erases.
void subscribe(activity::Registry& registry);

}  // namespace series
