// Events (FEATURES 3.5, 2.9): dated sessions with places that a business announces, such as a workshop.
//
// What is booked of an event is a service that stands in no list of services (catalog/event_service.h): the event's
// name, text, price, places and rules are that service's. Each of its dates is a session of it (bookings/session.h),
// led by the provider who gives it. So bookings, mails, calendar files, reports, mailed links, the customer panel and
// its rules hold for events as they do for every appointment.
//
// A draft is for the staff alone, its dates take its leader's time already. Customers book what is published; what was
// cancelled or deleted comes back only as a duplicate.
#pragma once

#include "base/msgid.h"
#include "bookings/session.h"

using EventId = base::Id<struct EventTag>;

namespace events {

using bookings::Context;
using bookings::Rules;
using bookings::Session;
using bookings::Telling;

inline constexpr businesses::Module kModule{"events", N_("Events")};
// Switched off, the customer panel lists appointments only (FEATURES 2.9); tickets are then looked after by the links
// in their mails.
inline constexpr businesses::Module kInPanel{"events_in_panel", N_("Events in the customer panel")};
inline constexpr businesses::Permission kManageEvents{"manage_events", businesses::kOwnersAndManagers, N_("Events")};

inline constexpr int kMostEvents = 200;  // of a business that are not over
inline constexpr int kMostDates = 60;    // of an event that are not over
inline constexpr int kMostTickets = 20;  // that are booked at once

enum class State { draft, published, cancelled, deleted };
std::string_view to_text(State state);

struct Event {
    BusinessId business_id;
    EventId id;
    ServiceId service_id;
    State state = State::draft;
    // Who may book it once it is published: everybody, signed_in or link. The service's own says staff until then.
    catalog::WhoMayBook who_may_book = catalog::WhoMayBook::everybody;
    Instant created_at, changed_at;
    std::optional<Instant> over_at{};  // since when no date is left that is not over; found some time later
    std::int64_t version = 1;          // grows with every change by staff of all but its dates
};

// Whether it is shown to visitors: to those of a private event, with the key of its link.
bool is_shown(const Event& event, const catalog::Service& service, std::string_view key = {});

// What staff say of an event.
struct Draft {
    businesses::Text name{}, description{};
    std::optional<ProviderId> leader{};
    Minutes duration{120};  // of each date
    // Where: online at an address, else in words, else at one of the locations, else where its leader works.
    std::string meeting_url{}, venue{};
    std::optional<LocationId> location{};
    catalog::PriceKind price_kind = catalog::PriceKind::fixed;
    std::int64_t price_amount = 0;  // of a ticket, in minor units of the business's currency
    int capacity = 12;              // places of a date, unless the date says otherwise
    catalog::WhoMayBook who_may_book = catalog::WhoMayBook::everybody;
    bool needs_approval = false;
    std::optional<Instant> booked_from{}, booked_until{};  // none: at once, until each date begins
    std::string colour{};
};
// As it is now.
Draft draft_of(const Event& event, const catalog::Service& service);

// How dates are put into the book and moved.
struct Dating {
    bool outside_hours = false;  // they mean it, though the leader is not at work then; needs bookings::kOutsideHours
    Telling telling = Telling::at_once;  // of who has booked a date that moves
};

// A draft with these dates, or with none yet. Records event.created.
// Errors: forbidden business.suspended; conflict event.too_many {max}; invalid event.too_many_dates {max}; invalid
// form.invalid, named as the members of Draft; those of bookings::add_sessions; conflict service.part_gone. After an
// error the transaction has to be undone, as with all verbs.
Result<Event> create(db::Tx& tx, const Context& context, BusinessId business, const Draft& draft,
                     const std::vector<Instant>& starts, const Dating& dating, activity::Actor actor);
// Its dates that have not begun follow: another leader, length or location moves them, and who has booked is told.
// Where it is the same as before nothing changes. Records event.changed.
// Errors: those of create; not_found event.unknown; conflict event.changed_meanwhile, event.cancelled; those of
// bookings::move_appointment.
Result<Event> change(db::Tx& tx, const Context& context, BusinessId business, EventId id, const Draft& draft,
                     std::int64_t version, const Dating& dating, activity::Actor actor);

// Errors: not_found event.unknown; conflict event.cancelled; invalid event.too_many_dates {max}; those of
// bookings::add_sessions.
Result<std::vector<Session>> add_dates(db::Tx& tx, const Context& context, BusinessId business, EventId id,
                                       const std::vector<Instant>& starts, std::optional<int> capacity,
                                       const Dating& dating, activity::Actor actor);
// To another time or number of places; `version`: of the session that the staff saw.
struct DateChange {
    std::optional<Instant> starts_at{};
    std::optional<int> capacity{};
    std::optional<int> version{};
};
// Errors: not_found event.unknown, event.date_unknown; those of bookings::change_session and move_appointment.
Result<Session> change_date(db::Tx& tx, const Context& context, BusinessId business, EventId id, AppointmentId date,
                            const DateChange& change, const Dating& dating, activity::Actor actor);
// Who has booked it is told by the bookings' own mail. Errors: not_found event.unknown, event.date_unknown; those of
// bookings::cancel_session.
Result<std::vector<bookings::Booking>> cancel_date(db::Tx& tx, const Context& context, BusinessId business, EventId id,
                                                   AppointmentId date, activity::Actor actor, Telling telling);

// For customers to see and book. Records event.published; twice changes nothing. Errors: not_found event.unknown;
// conflict event.cancelled, event.no_dates.
Result<Event> publish(db::Tx& tx, const Context& context, BusinessId business, EventId id, activity::Actor actor);
// A draft again; the bookings that there are stay. Records event.withdrawn.
Result<Event> withdraw(db::Tx& tx, const Context& context, BusinessId business, EventId id, activity::Actor actor);
// With all dates that have not begun, whose bookings are returned. Records event.cancelled; twice changes nothing.
// Errors: not_found event.unknown.
Result<std::vector<bookings::Booking>> cancel(db::Tx& tx, const Context& context, BusinessId business, EventId id,
                                              activity::Actor actor, Telling telling);
// Out of every list. Records event.deleted. Errors: not_found event.unknown; conflict event.has_bookings: somebody has
// a place on one of its dates, or had and it took place.
Result<void> remove(db::Tx& tx, const Context& context, BusinessId business, EventId id, activity::Actor actor);
// A draft of the same event with its picture, on other dates or none yet. Errors: those of create; not_found
// event.unknown.
Result<Event> duplicate(db::Tx& tx, const Context& context, BusinessId business, EventId id,
                        const std::vector<Instant>& starts, const Dating& dating, activity::Actor actor);

// Tickets for one date, which one customer books at once.
struct Order {
    EventId event;
    AppointmentId date;
    bookings::Wish wish{};                 // who books; of service, provider and time nothing is read
    std::vector<std::string> attendees{};  // who comes, a ticket each; empty: who books
};
// Each ticket is a booking of its own; all of them or none. What extra fields ask is answered once, with the first.
// Errors: not_found event.unknown, event.date_unknown; invalid event.tickets {max}; conflict event.sold_out,
// event.few_places {left}; those of bookings::book.
Result<std::vector<bookings::Made>> book(db::Tx& tx, const Context& context, BusinessId business, const Order& order,
                                         Rules rules);

// What was deleted is not found.
std::optional<Event> find(db::Session& session, BusinessId business, EventId id);
std::optional<Event> find_by_service(db::Session& session, BusinessId business, ServiceId service);
// Those that are not over, in the order in which they were made: kMostEvents at most, and what has ended lately.
std::vector<Event> list_open(db::Session& session, BusinessId business);
// Those that are over, the latest first, at most `limit`, behind `after` where it is given.
std::vector<Event> list_over(db::Session& session, BusinessId business, std::optional<EventId> after, int limit);

// Of an event that is not cancelled: its dates by start, those that are over too.
std::vector<Session> dates_of(db::Session& session, BusinessId business, ServiceId service);
// Those that have not begun at `now`.
std::vector<Session> coming_dates(db::Session& session, BusinessId business, ServiceId service, Instant now);

struct Dated {
    Event event;
    std::vector<Session> dates{};  // that have not begun, by start
};
// What visitors may see without a link: published events that have a date to come, by their next date.
std::vector<Dated> list_shown(db::Session& session, const bookings::Snapshot& snapshot, Instant now);

// Of all businesses: published events that are not marked as over and that visitors may see without a link.
std::vector<std::pair<BusinessId, EventId>> list_announced(db::Session& session);

// Marks those that are over by now, of all businesses. Now and then, by the housekeeper.
void mark_over(db::Database& database, Instant now);

// The activities, the permission and the housekeeping.
void subscribe(activity::Registry& registry);

}  // namespace events
