// The SQL of bookings; nothing else.
#pragma once

#include "bookings/agenda.h"
#include "bookings/booking.h"

#include <map>

namespace bookings::store {

// The longest occupancy that booking makes: a day's service with a day's buffers on both sides, and one to spare.
inline constexpr auto kLongest = std::chrono::days{4};

// Whether it is also read where a provider then is: the index by which the rest is read does not hold it. Where
// appointments lie over each other, each is read then, else only that the time is taken.
enum class Places { unread, read };
// What is taken within a span of an occupant that there are so many of, sorted by begin, as if the appointments
// `without` were gone.
std::vector<availability::Use> list_taken(db::Session& session, BusinessId business, OccupantId occupant, int quantity,
                                          Span within, const std::vector<AppointmentId>& without = {},
                                          Places places = Places::unread);
// What begins at `since` or later, sorted by begin.
std::vector<availability::Use> list_taken_since(db::Session& session, BusinessId business, OccupantId occupant,
                                                Instant since, Places places = Places::unread);

// Of a provider: live appointments that are not over, by start.
struct Held {
    AppointmentId id;
    Span time;
    std::optional<LocationId> location_id{};
};
std::vector<Held> list_held(db::Session& session, BusinessId business, ProviderId provider, Instant now);

// For the staff's calendar (agenda.h): the bookings whose appointments lie at least in part within the span, by start.
std::vector<AgendaEntry> list_agenda(db::Session& session, BusinessId business, Span span,
                                     std::optional<ProviderId> provider, bool given_up, int limit);
// What those appointments take of whom.
struct Taken {
    AppointmentId appointment_id;
    OccupantId occupant;
    Span span;
};
std::vector<Taken> list_taken_of_appointments(db::Session& session, BusinessId business, Span span,
                                              std::optional<ProviderId> provider);

// The first appointment but those that takes any of the occupant's time within the span.
std::optional<AppointmentId> find_taking(db::Session& session, BusinessId business, OccupantId occupant, Span span,
                                         const std::vector<AppointmentId>& but);

// Seconds taken by what begins within `span`.
std::int64_t sum_taken(db::Session& session, BusinessId business, OccupantId occupant, Span span);

struct Occupied {
    OccupantId occupant;
    Span span;
    int quantity = 1;
    bool exclusive = true;                    // there is one of it
    std::optional<LocationId> location_id{};  // where, of a provider's time
    bool over = false;                        // over another appointment: beyond what there is
};
// With what it takes over others.
std::vector<Occupied> list_occupied(db::Session& session, BusinessId business, AppointmentId appointment);
// What one booking leaves when it goes: all of it where it is alone in the appointment, else nothing.
std::vector<Occupied> list_left_by_one(db::Session& session, BusinessId business, AppointmentId appointment);
// What appointments but `those` have over the times of `own`, which are theirs, of that occupant, and take when they
// go; sorted by begin.
std::vector<availability::Use> list_laid_bare(db::Session& session, BusinessId business, OccupantId occupant,
                                              const std::vector<Occupied>& own,
                                              const std::vector<AppointmentId>& those);

// Bookings that are live and not over, those made while signed in (`verified`) or the others.
std::int64_t count_between(db::Session& session, BusinessId business, Span span, std::int64_t most);
int count_open(db::Session& session, BusinessId business, CustomerId customer, bool verified, Instant now);
std::vector<BookingId> list_open(db::Session& session, BusinessId business, CustomerId customer, bool verified,
                                 Instant now);
void insert_visit(db::Tx& tx, BusinessId business, VisitId id, CustomerId customer, Instant now);
void insert_appointment(db::Tx& tx, const Appointment& appointment, const Zone& zone);
// With the booking's place taken in it; live while the booking is.
void insert_appointment(db::Tx& tx, const Booking& booking, const Zone& zone);
void insert_booking(db::Tx& tx, const Booking& booking, std::string_view manage_token_hash, bool customer_verified,
                    std::optional<Instant> consent_at, Source source);
// False when the time overlaps a live occupancy: the backstop, since the caller looked under the lock. The transaction
// has to be undone then, to a savepoint of the caller's at least.
bool occupy(db::Tx& tx, BusinessId business, AppointmentId appointment, const std::vector<Occupied>& wanted);
// The same where another appointment may be in the way: what there still is is taken as by occupy, the rest is
// overbooked. So wherever an occupant is overbooked, nothing of it is left, and who asks what is free need not know of
// it. The occupants are locked.
void occupy_over(db::Tx& tx, BusinessId business, AppointmentId appointment, const std::vector<Occupied>& wanted);
// One piece that is beyond what there is, as occupy_over finds it. The occupants are locked.
void insert_overbooked(db::Tx& tx, BusinessId business, AppointmentId appointment, const Occupied& taken);
// What others have over it then takes its place. The occupants are locked.
void release(db::Tx& tx, BusinessId business, AppointmentId appointment);

// When the customer was here last and comes next (customers/visits.h), by their bookings as they now are. What writes
// a booking or the time of an appointment here does it by itself; it is for whoever writes them otherwise.
void keep_visits(db::Tx& tx, BusinessId business, CustomerId customer);
void update_time(db::Tx& tx, const Appointment& appointment, const Zone& zone);
// Writes appointment_id, status, calendar_sequence, overbooking and changed_at, and raises the version.
void update_booking(db::Tx& tx, Booking& booking);
// Counts its bookings, and the places in it that are held, anew and writes seats_taken and live. The appointment's row
// is locked. nullopt: more than there are places, the backstop; the transaction has to be undone then.
std::optional<Seats> count_seats(db::Tx& tx, BusinessId business, AppointmentId appointment);
// Puts its bookings that were given up into a copy of the appointment that has ended, before it moves: they keep the
// time they had.
void leave_behind(db::Tx& tx, const Appointment& appointment);
// Writes price, add_ons, note and internal_note; update_booking raises the version.
void update_agreed(db::Tx& tx, const Booking& booking);
// Raises the version. The places of the appointment are to be counted anew.
void set_deleted(db::Tx& tx, Booking& booking, std::optional<Instant> at);
// As find_for_update, of those that are deleted.
std::optional<Booking> find_deleted_for_update(db::Tx& tx, BusinessId business, BookingId id);
// What was deleted before `before`, of all businesses; a few hundred at most.
std::vector<std::pair<BusinessId, BookingId>> list_deleted_before(db::Session& session, Instant before);
std::vector<Booking> list_deleted_of_customer(db::Session& session, BusinessId business, CustomerId customer,
                                              int limit);
// For good, with its answers and links, and its appointment where that has no other booking.
void erase_booking(db::Tx& tx, BusinessId business, BookingId id);
void set_hidden(db::Tx& tx, BusinessId business, BookingId id, Instant at);
void set_paid(db::Tx& tx, BusinessId business, BookingId id, std::optional<Instant> at);

// Without `expires_at` it works until forget_old_links takes it.
void insert_link(db::Tx& tx, BusinessId business, BookingId id, std::string_view token_hash, Instant now,
                 std::optional<Instant> expires_at);
// The row of the link that was told at booking, unless it is there or the link was taken back.
void insert_told_link(db::Tx& tx, BusinessId business, BookingId id, std::string_view token_hash);
void set_link_used(db::Tx& tx, BusinessId business, std::string_view token_hash, Instant now);
// When it was last used, or else made; nullopt: it has no row.
std::optional<Instant> find_link_use(db::Session& session, BusinessId business, std::string_view token_hash);
// Of each booking of the customer with rows of links: the last use of one of them.
std::map<BookingId, std::optional<Instant>> list_link_use(db::Session& session, BusinessId business,
                                                          CustomerId customer);
// Those with a link that works, the latest start first.
std::vector<Booking> list_with_links(db::Session& session, BusinessId business, CustomerId customer, Instant now,
                                     int limit);
std::vector<BookingId> list_ids_with_links(db::Session& session, BusinessId business, CustomerId customer);
// False: it had none.
bool erase_links(db::Tx& tx, BusinessId business, BookingId id);

// For update: locks the appointment and then the booking for the rest of the transaction.
std::optional<Booking> find_for_update(db::Tx& tx, BusinessId business, BookingId id);
std::optional<Appointment> find_for_update(db::Tx& tx, BusinessId business, AppointmentId id);
// In the order of their ids.
void lock_both(db::Tx& tx, BusinessId business, AppointmentId one, AppointmentId other);

struct Over {
    BusinessId business;
    BookingId id;
    Instant ended;
};
// Live bookings of any business that are over by `now`, by end, those after `last`.
std::vector<Over> list_over(db::Session& session, Instant now, const Over& last, int limit);

}  // namespace bookings::store
