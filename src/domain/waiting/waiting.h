// The waiting list (FEATURES 2.14): who waits for a time of a service to become free, and the offers that they get.
//
// An offer is made to one at a time, those who wait longest first, and is theirs alone: its time is kept by a hold
// (bookings/hold.h), so nobody else can take it, and it runs out by the database's clock (db::now). Whoever declines or
// lets it run out passes it on to the next. Nobody is offered one place twice. Everything that is done with offers of a
// business takes turns until the end of its transaction, so each sees what the one before did.
#pragma once

#include "base/weekdays.h"
#include "bookings/booking.h"
#include "bookings/free_times.h"

using WaitingEntryId = base::Id<struct WaitingEntryTag>;
using WaitingOfferId = base::Id<struct WaitingOfferTag>;

namespace waiting {

using bookings::Context;
using bookings::Rules;

inline constexpr businesses::Module kModule{"waiting_list", N_("Waiting list")};
inline constexpr businesses::Permission kManageWaiting{"manage_waiting", businesses::kAllButProviders,
                                                       N_("Waiting list")};

// That wait or are offered something at a time.
inline constexpr int kMostOfCustomer = 10, kMostOfBusiness = 2000;
// How far ahead somebody may wait.
inline constexpr std::chrono::days kLongestWait{366};
// Offers that ran out unanswered, one after the other: after so many the entry ends.
inline constexpr int kMostUnanswered = 3;
// An offer that would be kept for less is not made.
inline constexpr Minutes kShortestOffer{5};
// The hold of an offer stays for so long after its end, so that it is passed on before anybody else can take the time.
inline constexpr Seconds kPassedOnWithin = std::chrono::minutes{2};
inline constexpr Seconds kEndedKept = std::chrono::days{365};  // entries that ended

// offered: an offer to it is open.
enum class State { waiting, offered, booked, left, expired };
std::string_view to_text(State state);
inline bool is_open(State state) { return state == State::waiting || state == State::offered; }

// Parts of the day on the wall: until 12:00, until 17:00, until midnight.
enum Part : int { kMorning = 1, kAfternoon = 2, kEvening = 4 };
inline constexpr int kAllParts = 7, kAllWeekdays = base::kAllWeekdays;
inline constexpr Minutes kNoon{12 * 60}, kEveningBegins{17 * 60}, kMidnight{24 * 60};
Part part_of(Minutes minute);

// Whether customers may wait for it: what they may choose by themselves, and what is booked of a published event, which
// is not for those of its link alone.
bool may_wait_for(const bookings::Snapshot& snapshot, const catalog::Service& service);

// What somebody waits for. An appointment fits that begins on one of these days, at a time of the day on the wall that
// is within the parts and not before `from`, but before `until`.
struct Wish {
    ServiceId service;
    std::optional<ProviderId> provider{};  // none: any
    std::optional<LocationId> location{};  // none: any
    Day first_day{}, last_day{};           // both included
    int weekdays = kAllWeekdays, parts = kAllParts;
    Minutes from{0}, until = kMidnight;
    friend bool operator==(const Wish&, const Wish&) = default;
};

struct Entry {
    BusinessId business_id;
    WaitingEntryId id;
    CustomerId customer_id;
    Wish wish;
    State state = State::waiting;
    std::string why{};   // of what has expired: over, unanswered, cancelled
    int unanswered = 0;  // offers that ran out one after the other
    Instant created_at, changed_at;
    std::optional<Instant> consent_at{};  // that their details are kept
};

enum class OfferState { open, accepted, declined, expired, withdrawn };
std::string_view to_text(OfferState state);

struct Offer {
    BusinessId business_id;
    WaitingOfferId id;
    WaitingEntryId entry_id;
    CustomerId customer_id;
    ServiceId service_id;
    ProviderId provider_id;
    std::optional<LocationId> location_id;
    Span time;                     // half-open, UTC
    AppointmentId appointment_id;  // of its hold
    OfferState state = OfferState::open;
    Instant created_at, expires_at;  // by the database's clock
    std::optional<Instant> answered_at{};
    std::optional<BookingId> booking_id{};
};

// A start that is free, of any service of the provider where none is named.
struct Place {
    std::optional<ServiceId> service{};
    ProviderId provider;
    std::optional<LocationId> location{};
    Instant start;
};
bool fits(const Wish& wish, const Place& place, const Zone& zone);
// Who of the queue waits for that, those who wait longest first, at most `limit`: none who was offered the place.
std::vector<Entry> next_for(db::Session& session, const bookings::Snapshot& snapshot, const Place& place, int limit);

// Who waits and would fit into free time of a provider, those who wait longest first, each with the first start that
// suits them: for staff, who may offer what the list does not offer by itself. At most `limit` people; of a long queue
// only the front is looked at.
struct Suited {
    Entry entry;
    Instant start;
};
std::vector<Suited> who_suits(db::Session& session, const bookings::Snapshot& snapshot, bookings::FreeTimes& free_times,
                              ProviderId provider, Span free, Instant now, std::size_t limit);

// Until when an offer of that start is kept that is made at `now`: as long as the business says, by the hours in which
// offers run out; but no longer than half of the time that is left, nor into the notice that the service wants.
// Nullopt: not for kShortestOffer, or, unless it is by hand, not at this hour.
std::optional<Instant> offer_until(const businesses::Business& business, const catalog::Service& service, Instant start,
                                   Instant now, bool by_hand);

// Who wants to wait.
struct Joining {
    std::optional<CustomerId> customer{};  // whom the caller has found they may act for; none: a guest
    customers::Details details{};          // of a guest
    activity::Actor actor{};
    bool consent = false;                      // given now
    std::optional<Instant> earlier_consent{};  // of the account that is signed in
};
// Records waiting.joined. Days that are over are left out of the wish.
// Errors: conflict waiting.off; not_found service.not_offered, provider.not_offered, location.not_offered,
// customer.unknown; forbidden business.suspended, booking.sign_in_needed, account.customer_alone; invalid form.invalid
// (fields first_day, last_day, weekdays, parts, until); conflict waiting.already; too_many waiting.too_many {max},
// waiting.full; those of bookings::join_guest.
Result<Entry> join(db::Tx& tx, const Context& context, BusinessId business, const Wish& wish, const Joining& who,
                   Rules rules);

// Who answers: an account for the customers whom it looks after, who holds the link of the entry, or the staff.
struct By {
    activity::Actor actor{};
    std::vector<CustomerId> customers{};
    std::string token{};
};

// Takes it out of the queue and records waiting.left; what was offered is passed on. What has ended stays as it is.
// Errors: not_found waiting.unknown, also where it is none of theirs.
Result<void> leave(db::Tx& tx, const Context& context, BusinessId business, WaitingEntryId entry, const By& by);

// By hand, or by the sweep (actor: system): keeps that time of its service for it, by the customers' rules, and records
// waiting.offered. Errors: not_found waiting.unknown; conflict waiting.off, waiting.over, waiting.offered (something
// else), waiting.offered_before, waiting.too_near; those of bookings::hold. After an error the transaction has to be
// undone.
Result<Offer> offer(db::Tx& tx, const Context& context, BusinessId business, WaitingEntryId entry, Instant start,
                    std::optional<ProviderId> provider, activity::Actor actor);

// Books what was offered, by the customers' rules, and records waiting.accepted. What extra fields require may be
// missing. Errors: not_found waiting.unknown, also where it is none of theirs; conflict waiting.offer_accepted,
// waiting.offer_over; those of bookings::book. After an error the transaction has to be undone.
Result<bookings::Made> accept(db::Tx& tx, const Context& context, BusinessId business, WaitingOfferId offer,
                              const By& by);
// Records waiting.declined; the time is offered to the next at once. Twice changes nothing. Errors: those of accept
// about the offer.
Result<void> decline(db::Tx& tx, const Context& context, BusinessId business, WaitingOfferId offer, const By& by);

std::optional<Entry> find(db::Session& session, BusinessId business, WaitingEntryId id);
std::optional<Offer> find_offer(db::Session& session, BusinessId business, WaitingOfferId id);
// That is open and has not run out.
std::optional<Offer> find_open_offer(db::Session& session, BusinessId business, WaitingEntryId entry);
// In the order in which they came; at most `limit`, behind `after` where it is given.
std::vector<Entry> list_open(db::Session& session, BusinessId business, std::optional<WaitingEntryId> after, int limit);
// The latest first.
std::vector<Entry> list_of_customers(db::Session& session, BusinessId business,
                                     const std::vector<CustomerId>& customers, int limit);
std::vector<Offer> list_offers(db::Session& session, BusinessId business, WaitingEntryId entry);
int count_open(db::Session& session, BusinessId business);
// Those whose days are among first..last, both included; each counts once.
int count_for(db::Session& session, BusinessId business, Day first, Day last);
// What was booked by an offer of a time that begins within the span; sorted.
std::vector<BookingId> list_won(db::Session& session, BusinessId business, Span span);

// A link for a mail, by which it is found; the token is told once and stored hashed.
std::string make_link(db::Tx& tx, const Clock& clock, BusinessId business, WaitingEntryId entry);
std::optional<Entry> find_by_token(db::Session& session, BusinessId business, std::string_view token);

// Passes on what has run out, of all businesses; returns how many. One that fails is in the log and comes again.
int expire_offers(db::Database& database, const Context& context);
// Looks for free times for those who wait, and ends what is over; returns how much it did. Whatever frees a time, a
// cancellation, a move, new hours, another provider, is found so. Of a business nothing but a number is read while
// nothing of it has changed. One thread at a time uses it.
class Watch {
public:
    Watch();
    ~Watch();
    int look(db::Database& database, const Context& context);

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};
inline constexpr Seconds kLookEvery{10};

// The activities, permission, sweeps, housekeeping, what it tells of a customer and erases; that an entry ends when its
// customer has booked what it waits for; and that one for an event ends, with waiting.called_off, when a date of it is
// cancelled and none is left that it fits. What was offered of it is withdrawn.
void subscribe(activity::Registry& registry, const Clock& clock);

}  // namespace waiting
