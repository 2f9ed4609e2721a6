// An appointment is one provider's time with room for so many customers; a booking is a customer's place in it. An
// appointment of one is nothing else: its capacity is 1.
//
// The rule that must never break: at no moment is more taken of a provider or resource than there is, but for what
// staff who may put over another and say why (Wish::overbooking). The database enforces it
// (migrations/0008_no_double_booking.*.sql); this header names the outcomes. Nor are there ever more
// bookings in an appointment than it has places, nor fewer places counted than bookings that hold one. The lock on what
// concerns an appointment and its bookings is the appointment's row; it is taken before the locks of occupants
// (staff::lock).
#pragma once

#include "activity/activity.h"
#include "base/msgid.h"
#include "bookings/rules.h"
#include "bookings/snapshot.h"
#include "bookings/source.h"
#include "customers/customer.h"

#include <map>

namespace bookings {

// Online by a visitor; without it appointments are made by staff alone.
inline constexpr businesses::Module kBookingPage{"booking_page", N_("Booking page")};
// To book and move to when the provider is not at work.
inline constexpr businesses::Permission kOutsideHours{"outside_hours", businesses::kOwnersAndManagers,
                                                      N_("Appointments outside the hours")};
// To put an appointment over another, with a reason.
inline constexpr businesses::Permission kOverbooking{"overbooking", businesses::kOwnersAndManagers,
                                                     N_("Appointments over another")};
// To agree on another price than the service has.
inline constexpr businesses::Permission kChangePrices{"change_prices", businesses::kAllButProviders,
                                                      N_("Prices of appointments")};
inline constexpr businesses::Permission kManageBookings{"manage_bookings", businesses::kAllButProviders,
                                                        N_("Everybody's appointments")};
inline constexpr businesses::Permission kSeeOwnBookings{"see_own_bookings", businesses::kAllRoles,
                                                        N_("Their own appointments")};

// Whom of what staff do the customer hears. after_undo: when it can no longer be undone. nobody: never; the colleagues
// whom it concerns hear of it as of everything. The last two are of what is done with many at once, of all of which the
// customer hears by what the caller records for them (many.h): for_all: the colleagues hear of this one for all;
// with_others: nobody hears of this one by itself.
enum class Telling { at_once, after_undo, nobody, for_all, with_others };
std::string_view to_text(Telling telling);
// How long undo_move puts a move back, and what is told after_undo waits.
inline constexpr Seconds kUndoFor{10};
inline constexpr std::size_t kLongestReason = 200;  // for putting one over another
inline constexpr std::size_t kLongestInternalNote = 5000;

enum class Status { pending, approved, declined, cancelled, completed, no_show };
std::string_view to_text(Status status);
std::optional<Status> parse_status(std::string_view text);
// Takes its time: pending counts.
inline bool is_live(Status status) { return status == Status::pending || status == Status::approved; }
// Gave its place back: nothing brings it back.
inline bool is_given_up(Status status) { return status == Status::cancelled || status == Status::declined; }

// How many places an appointment has, and how many of them are held: by its bookings but those that were given up.
struct Seats {
    int capacity = 1, taken = 1;
    int left() const { return capacity - taken; }
    friend bool operator==(const Seats&, const Seats&) = default;
};

struct Appointment {
    BusinessId business_id;
    AppointmentId id;
    ServiceId service_id;
    ProviderId provider_id;
    std::optional<LocationId> location_id;
    Span time;  // half-open, UTC, without buffers
    Seats seats;
    // A booking in it is pending or approved, or it stands; what nobody holds a place in takes no time either, unless
    // it stands.
    bool live = true;
    bool stands = false;  // it is a session (session.h) that is neither over nor cancelled
};

// An add-on as it was when it was chosen; what staff change of it later does not change it.
struct ChosenAddOn {
    AddOnId id;
    businesses::Text name;
    Minutes duration{0};
    Money price{};
};

// A customer's place in an appointment, with what is told of it.
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
    std::optional<Instant> paid_at;    // settled, so the paid bookings' own rule holds
    std::optional<Instant> hidden_at;  // the customer took it out of their own list
    bool name_differs = false;         // the name given is not the one stored for that address
    Seats seats{};                     // of the appointment
    std::vector<ChosenAddOn> add_ons{};
    int version = 1;                      // grows with every change of it or of its appointment
    std::string internal_note{};          // of the staff, for the staff alone
    std::string overbooking{};            // why staff put it over another appointment; empty: it is not
    std::optional<Instant> deleted_at{};  // taken out of the book; only edit.h finds it then
    bool stands = false;                  // as its appointment does
    VisitId visit_id{};                   // of those that were booked together
    int visit_part = 0;                   // which of them, from 1; 0: it is the only one
    std::string attendee{};               // who comes, where it is not who booked
};

// Whether customers have to sign in to book it: where the business asks it of everybody, or for this service.
bool needs_sign_in(const businesses::Business& business, const catalog::Service& service);

// The week, Monday to Sunday, by which `any` spreads the work.
Span week_of(const Zone& zone, Instant moment);

inline constexpr std::size_t kLargestFile = std::size_t{5} << 20;

struct AnswerFile {
    std::string name;          // as the customer's device named it, for showing only
    std::string media_type{};  // as found in its bytes
    std::string content;
};
// What was typed into the extra fields, and the files that came with it.
struct Answers {
    catalog::Given values{};
    std::map<catalog::ExtraFieldId, AnswerFile> files{};
};

struct Wish {
    ServiceId service_id;
    std::optional<ProviderId> provider_id;  // none: any who is free, the one with the least work that week
    Instant starts_at;
    // Where; none: wherever the hours of that time are and the service is offered.
    std::optional<LocationId> location_id{};
    customers::Details details{};
    std::string note;
    std::string visitor_zone;
    bool consent = false;                      // given now
    std::optional<Instant> earlier_consent{};  // of the account that is signed in
    // The profile that a signed-in visitor books for, their own or a dependant's; the caller has checked that the
    // account looks after it. None: a guest, who is known by the address typed, unverified.
    std::optional<CustomerId> customer;
    activity::Actor actor;  // customer: signed in, with the id of the account's own profile
    // Joins this appointment instead, whose service, provider and time are then meant.
    std::optional<AppointmentId> appointment{};
    bool outside_hours = false;  // Rules::staff: they mean it, though the provider is not at work then
    std::string key{};           // of the link of a service that is booked by its secret link only
    std::vector<AddOnId> add_ons{};
    Answers answers{};
    std::string visitor{};  // Rules::customer: what this visitor holds (hold.h) is given up for it
    // Rules::customer: the same of this hold, which the caller has found to be kept for who books.
    std::optional<AppointmentId> held{};
    bool answers_later = false;       // what extra fields require may be missing, since nobody was asked
    std::string attendee{};           // who comes, where it is not who books; a name as customers have
    Source source = Source::unknown;  // the door; by staff's rules it is staff and with a key link, whatever it says
    // The rest is Rules::staff only.
    std::optional<Minutes> duration{};  // all of it, with the add-ons; none: as long as the service takes
    std::optional<Money> price{};       // needs kChangePrices; none: as the service and its add-ons cost
    std::string internal_note{};
    std::string overbooking{};  // why it may be over another appointment, needs kOverbooking; empty: it may not
    Telling telling = Telling::at_once;  // of what is done with many at once by either rules
};

// Whether it says that somebody else has the time, for good or for a while, so that another one may be offered instead.
inline bool is_time_gone(const Error& error) {
    return error.code == "booking.time_taken" || error.code == "booking.time_held";
}

struct Made {
    Booking booking;
    std::string manage_token;  // told once, stored hashed
};

// What the verbs work with besides the transaction.
struct Context {
    const Clock& clock;
    const activity::Registry& registry;
    Snapshots& snapshots;
    // The zone by whose clock the page of the caller showed or took the hours: a time that was chosen by it is refused
    // once the business has another (check_zone). Empty: the caller means instants.
    std::string shown_in{};
};

// Asked by every verb that takes a time. Errors: conflict booking.zone_changed {zone}: the one that the business has.
Result<void> check_zone(const Context& context, const businesses::Business& business);

// Takes the time and records booking.made (and customer.created) in the same transaction; makes the account of a new
// address unless the business has no logins. Errors about the time come before those about who books. Of
// open_bookings_max a customer may hold as many again under an address that nobody has shown to be theirs.
// A service that customers may not book by themselves (Service::admits) is service.not_offered to them.
// The appointment is as long as the service is with its add-ons, whose names, lengths and prices are kept with the
// booking.
// Of the answers those are kept that check_answers (answers.h) lets through, whose errors come after those about the
// time.
// Errors: those of check_zone; forbidden business.suspended; conflict customers.no_new_online
// (customers.limit_reached for staff);
// not_found service.not_offered, provider.not_offered, location.not_offered, and those of Snapshot::wished;
// invalid booking.too_soon, booking.too_far, booking.not_yet {from}, booking.over_by {until}, booking.name_differs;
// forbidden booking.sign_in_needed; too_many booking.too_many_open {max}; conflict booking.time_taken, or
// booking.time_held {until} where a hold alone is in the way. For staff: conflict booking.outside_hours; forbidden
// booking.outside_hours_not_allowed, booking.overbooking_not_allowed, booking.price_not_allowed; invalid form.invalid
// (fields overbooking, price, duration). Of a customer erased meanwhile: not_found customer.unknown. Of joining:
// not_found appointment.unknown; conflict appointment.ended, appointment.full. After an error the transaction has to be
// undone.
Result<Made> book(db::Tx& tx, const Context& context, BusinessId business, const Wish& wish, Rules rules);

inline constexpr std::size_t kMostBookedAtOnce = 104;
// one_visit: all are parts of one visit, of which the customer is told by one confirmation; else each is its own.
struct BookAll {
    bool one_visit = false;
};
// Books all of them or none, as book does each, in the order given: what one takes is taken for those behind it, and
// counts for open_bookings_max. The appointments that are joined, then all occupants and then all customers that are
// concerned are locked in the order of their ids before anything is written to them, so two who book the same in
// another order take turns. What a visitor holds is given up for the first of their wishes alone.
// Errors: invalid booking.too_many_at_once {max}; form.invalid without any wish; those of book, with one parameter
// more, {index}: of the wish that it is about, from 0. After an error the transaction has to be undone.
Result<std::vector<Made>> book_all(db::Tx& tx, const Context& context, BusinessId business,
                                   const std::vector<Wish>& wishes, const BookAll& how, Rules rules);

// Where a booking of that service stays when it is moved: where it is, if the service can be had there and elsewhere
// too; none: wherever the new time is.
std::optional<LocationId> location_to_keep(const Snapshot& snapshot, ServiceId service,
                                           std::optional<LocationId> location, Instant now);

// Where an appointment of the service may take place that begins then with that provider, as their hours of that time
// say; `location`: kept. None: the provider's own location where there are no hours, or nowhere in particular.
std::vector<std::optional<LocationId>> places_at(const Snapshot& snapshot, const catalog::Service& service,
                                                 ProviderId provider, std::optional<LocationId> location,
                                                 Instant start);

// Who the staff saw in an appointment: each booking that was not given up, with its version. Empty: whoever is in it.
using Seen = std::map<BookingId, int>;

// Where a booking or an appointment shall be.
struct Move {
    Instant starts_at;
    std::optional<ProviderId> provider_id{};  // none: the one it has
    bool any_provider = false;
    bool outside_hours = false;  // as in a wish
    // Rules::staff: where; none: where it is, or wherever the hours of that time are.
    std::optional<LocationId> location_id{};
    // Of a booking: into this appointment of the same service instead.
    std::optional<AppointmentId> appointment{};
    // The rest is Rules::staff only.
    std::optional<Minutes> duration{};   // none: it keeps its length
    std::optional<int> version{};        // of the booking, that the staff saw
    Seen seen{};                         // of an appointment
    std::string overbooking{};           // as in a wish
    Telling telling = Telling::at_once;  // as in a wish
};

// Moves one booking, with its add-ons, and with it its appointment where it is one for one. It keeps its length
// (tailored.h): only what takes as long as the service does with its provider takes as long as another provider says
// there. Of an appointment with more places it gives one back, and takes one in the appointment named or in a new one.
// To where it already is: changes nothing. For customers a service that needs approval makes it pending again. Records
// booking.rescheduled.
// Errors: those of book and of Allowed::reschedule; not_found booking.unknown; conflict booking.changed_meanwhile.
Result<Booking> reschedule(db::Tx& tx, const Context& context, BusinessId business, BookingId id, const Move& move,
                           activity::Actor actor, Rules rules);
// By staff: moves the appointment with all its bookings that are live, each of which records booking.rescheduled. They
// are returned. Those that were given up keep the time they had. It keeps its places, and takes the service's present
// buffers; its length as in reschedule.
// Errors: those of book about the time; forbidden business.suspended; not_found appointment.unknown; conflict
// appointment.ended, booking.changed_meanwhile where others are in it than were seen, and booking.already_over where it
// took place for one of them.
Result<std::vector<Booking>> move_appointment(db::Tx& tx, const Context& context, BusinessId business, AppointmentId id,
                                              const Move& move, activity::Actor actor);

// By staff: puts back their last move of it, within kUndoFor of it, and records booking.move_undone. The customer is
// told of neither, so only of a move that was not told at once. `version`: as the move left it. Errors: conflict
// booking.undo_too_late, booking.changed_meanwhile, booking.time_taken; not_found booking.unknown.
Result<Booking> undo_move(db::Tx& tx, const Context& context, BusinessId business, BookingId id, int version,
                          activity::Actor actor);
// The same of a whole appointment (move_appointment): all are put back, each with its own booking.move_undone, or none.
Result<std::vector<Booking>> undo_move(db::Tx& tx, const Context& context, BusinessId business, AppointmentId id,
                                       const Seen& seen, activity::Actor actor);
// Whether that move of it was undone, as notify asks.
bool is_undone(db::Session& session, BusinessId business, BookingId id, ActivityId move);

// Sets the status and records booking.approved, .declined, .cancelled, .completed or .no_show. What is cancelled or
// declined gives its place back; when nobody holds one in the appointment any more, its time is free. To the status it
// has: changes nothing.
// Errors: forbidden business.suspended; those of Allowed::change_to, for staff those of staff_may_set; not_found
// booking.unknown.
Result<Booking> change_status(db::Tx& tx, const Context& context, BusinessId business, BookingId id, Status status,
                              activity::Actor actor, Rules rules, Telling telling = Telling::at_once);
// The same with cancelled.
Result<Booking> cancel(db::Tx& tx, const Context& context, BusinessId business, BookingId id, activity::Actor actor,
                       Rules rules, Telling telling = Telling::at_once);
// By staff: cancels all its bookings that are live, each with its own booking.cancelled, and returns them. Where none
// is left: changes nothing. Errors: not_found appointment.unknown.
Result<std::vector<Booking>> cancel_appointment(db::Tx& tx, const Context& context, BusinessId business,
                                                AppointmentId id, activity::Actor actor);

// Out of the customer's own list; staff still see it. Records booking.hidden; twice changes nothing.
// Errors: conflict booking.hide_not_yet; not_found booking.unknown.
Result<void> hide(db::Tx& tx, const Context& context, BusinessId business, BookingId id, activity::Actor actor);

// By staff. Records booking.paid or booking.unpaid. Errors: those of staff_may_set_paid (allowed.h);
// not_found booking.unknown.
Result<Booking> set_paid(db::Tx& tx, const Context& context, BusinessId business, BookingId id, bool paid,
                         activity::Actor actor);

std::optional<Booking> find(db::Session& session, BusinessId business, BookingId id);
std::optional<Appointment> find_appointment(db::Session& session, BusinessId business, AppointmentId id);
// All bookings in it, whatever their status, in the order they were made.
std::vector<Booking> list_of_appointment(db::Session& session, BusinessId business, AppointmentId id);
// The bookings of a visit of several, in their order; empty: it has one alone.
std::vector<Booking> list_of_visit(db::Session& session, BusinessId business, VisitId id);
// By the token of a manage link that works: the one told at booking, or one made for a mail.
std::optional<Booking> find_by_token(db::Session& session, BusinessId business, std::string_view token, Instant now);
// The booking that a panel link led to until its time was over.
std::optional<BookingId> find_by_expired_token(db::Session& session, BusinessId business, std::string_view token,
                                               Instant now);
// One more manage link of it, for a mail; returns its token, which is stored hashed.
std::string make_manage_link(db::Tx& tx, const Clock& clock, BusinessId business, BookingId id);
// One for who has a panel (FEATURES 1.17): it opens this one booking, never the account, and for so long.
inline constexpr Seconds kPanelLinkLifetime = std::chrono::days{30};
std::string make_panel_link(db::Tx& tx, const Clock& clock, BusinessId business, BookingId id);

// What a customer's own list shows. upcoming: live and not over, the next first; past: all others, the latest first.
// Hidden ones are left out.
enum class Which { upcoming, past };
// Where a page of a list stands: behind one of its bookings, or so that it ends before one. Both empty, or not of the
// list, or nothing there: at its beginning.
struct From {
    std::optional<BookingId> after{}, before{};
};
struct Listed {
    std::vector<Booking> bookings;
    bool earlier = false, more = false;  // whether the list has any before the first and behind the last
};
// `limit` at most 200.
Listed list_of_customers(db::Session& session, BusinessId business, const std::vector<CustomerId>& customers,
                         Which which, Instant now, const From& from, int limit);
struct Lists {
    Listed upcoming, past;
};
// Both of them, the upcoming ones from the beginning.
Lists lists_of_customers(db::Session& session, BusinessId business, const std::vector<CustomerId>& customers,
                         Instant now, int upcoming_limit, const From& past_from, int past_limit);
int count_of_customers(db::Session& session, BusinessId business, const std::vector<CustomerId>& customers, Which which,
                       Instant now);
// Everything of a customer, hidden ones too, the latest first.
Listed list_all_of_customer(db::Session& session, BusinessId business, CustomerId customer, const From& from,
                            int limit);

// Links in mails open a booking until a year after its end; then they go, a few in each transaction. The appointments
// themselves stay. Now and then, by the housekeeper.
inline constexpr Seconds kLinksKept = std::chrono::days{365};
void forget_old_links(db::Database& database, Instant now);

// How many bookings begin within `span` that nobody gave up; counted up to `most`.
std::int64_t count_between(db::Session& session, BusinessId business, Span span, std::int64_t most);
// What is in the book within `span`, whatever its status, by start; at most `limit`, behind `after` where it is given.
Listed list_between(db::Session& session, BusinessId business, Span span, std::optional<ProviderId> provider,
                    std::optional<BookingId> after, int limit);

// What is over is finished, each booking by its own status: completed when it was approved, declined when it was still
// pending, which records booking.completed or booking.declined at its end. Returns how many; one that fails is logged
// and tried the next time.
int finish_over(db::Database& database, const activity::Registry& registry, const Clock& clock);
// Has that done by the workers.
void add_sweep(activity::Registry& registry);
// The activities, permissions and housekeeping of this folder, what it tells of a customer and erases, and the sweep.
void subscribe(activity::Registry& registry);

}  // namespace bookings
