// What the verbs on bookings share: whose rules hold for a time, how it is taken under the lock, and how what happened
// is recorded. Internal to bookings.
#pragma once

#include "bookings/booking.h"
#include "bookings/booking_store.h"
#include "bookings/hold.h"

#include <functional>
#include <nlohmann/json.hpp>
#include <set>

namespace bookings {

// Who may get an appointment, and where it then takes place.
struct Candidate {
    ProviderId provider;
    std::optional<LocationId> location;
};

// Whose rules hold for a time, and what staff who may mean: outside the hours, over another appointment.
struct Terms {
    Rules rules = Rules::customer;
    bool outside_hours = false;
    std::string overbooking{};  // why over another; empty: not
};
// Rules::customer means nothing of it. Errors: forbidden booking.outside_hours_not_allowed,
// booking.overbooking_not_allowed; invalid form.invalid (field overbooking).
Result<Terms> terms_for(db::Session& session, BusinessId business, Rules rules, bool outside_hours,
                        const std::string& overbooking, const activity::Actor& actor);
// The system may; of the staff who is active and has the permission.
bool may(db::Session& session, BusinessId business, const activity::Actor& actor,
         const businesses::Permission& permission);
// Errors: forbidden booking.price_not_allowed; invalid form.invalid (field price): in another currency, or below zero.
Result<void> check_price(db::Session& session, const Snapshot& snapshot, const Money& price,
                         const activity::Actor& actor);
// Errors: invalid form.invalid (field duration): none, or longer than catalog::kLongestService.
Result<void> check_length(Minutes length);

// Errors: invalid form.invalid of that field.
std::unexpected<Error> wrong_field(std::string_view field, std::string_view code,
                                   std::vector<std::pair<std::string, std::string>> parameters = {});

// How a time suits its provider and what the service needs: `over` where terms allow it over another appointment.
enum class Fit { free, over, outside_hours, taken };
// As it is now, nothing locked; what has expired of holds is in nobody's way.
Fit look(db::Session& session, const Snapshot& snapshot, const catalog::Service& service, const Candidate& who,
         Instant start, const Terms& terms);

Result<void> within_bookable(const Snapshot& snapshot, const catalog::Service& service, Instant start, Instant now,
                             Rules rules);
// Whatever the door: a service that staff keep to themselves, or to those who have its link, is not offered to others.
// As it is for the customer, with its add-ons. Errors: not_found service.not_offered; those of Snapshot::wished.
struct Asked {
    ServiceId service;
    const std::string& key;
    std::optional<CustomerId> customer;
    const std::vector<AddOnId>& add_ons;
};
Result<Wished> wished_service(db::Session& session, const Snapshot& snapshot, const Asked& asked, Rules rules);
// Who may get it, best first: the one asked for, or all who give the service, those with the least work first.
Result<std::vector<Candidate>> candidates(db::Session& session, const Snapshot& snapshot,
                                          const catalog::Service& service, std::optional<ProviderId> wanted,
                                          std::optional<LocationId> location, Instant start);

// What takes a time: an appointment, and what it gives up for it.
struct Taking {
    const Snapshot& snapshot;
    const catalog::Service& service;
    Instant start;
    AppointmentId appointment;
    Terms terms;
    // Whose time becomes free with it: its own former one, where it moves; what the visitor held.
    std::optional<AppointmentId> left{};
    std::vector<OccupantId> given_up{};  // locked too, in the same order
    // Several times are taken in one transaction: all that occupants_of found are locked already, and nobody else is
    // now.
    const std::vector<OccupantId>* locked = nullptr;
};
struct Got {
    Candidate candidate;
    bool over = false;  // another appointment
};
// Whose time may become free with a place that is kept (Hold::place_in), whose appointment is locked.
std::vector<OccupantId> occupants_left_by(db::Session& session, const Hold& place);
// The hold's time does not stand in its way, and goes with it.
void give_up(db::Session& session, const Hold& hold, Taking& taking);
// Locks the provider and resources, asks again, and takes the time for the appointment: for the first of them whose
// time can be taken, else, where it may be over another, for the first. `prepare` is called before each is tried. A
// savepoint gives back the lock on one who turns out to be taken before the next is tried; after the last the caller
// has nothing left to try, and the whole transaction is undone.
// What has expired of holds in its way is deleted before.
// Errors: conflict booking.time_taken, booking.outside_hours; for customers booking.time_held {until}.
Result<Got> take_first(db::Tx& tx, const Context& context, const Taking& taking,
                       const std::vector<Candidate>& candidates, const std::function<void(const Candidate&)>& prepare);

// Whom take_first may lock for one of the candidates, in no particular order.
std::vector<OccupantId> occupants_of(db::Session& session, const Taking& taking,
                                     const std::vector<Candidate>& candidates);

// For a booking that is in an appointment already: for its own appointment where that is one for one and stays so, else
// for a new one. Puts the booking there, as long as the service says; leave() comes after it is written.
Result<void> take_anew(db::Tx& tx, const Context& context, const Snapshot& snapshot, const catalog::Service& service,
                       const std::vector<Candidate>& candidates, Instant start, const Terms& terms, Booking& booking,
                       const std::vector<OccupantId>* locked = nullptr);  // as in Taking
// Its place in `from` is given back, where it is in another appointment now, whose places are counted.
// Errors: conflict appointment.full.
Result<void> leave(db::Tx& tx, Booking& booking, AppointmentId from);

std::vector<OccupantId> occupants(const std::vector<store::Occupied>& taken);
// A new appointment of a group, which the first booking in it has opened, has its service's minimum (session.h).
void note_minimum(db::Tx& tx, const catalog::Service& service, const Booking& booking, Instant now);
// Counts the places of the appointment anew, whose row is locked. Where nobody holds one any more, its time is free,
// unless it stands; else its provider is locked where there are more or fewer than before, as free times have to know.
void settle(db::Tx& tx, BusinessId business, AppointmentId appointment);
// What it keeps is free again: its time, or its place. Locks the appointment that the place is in, and the occupants.
void let_go(db::Tx& tx, const Hold& hold);

// Where several may share an appointment of that service at that start.
struct Shared {
    const Snapshot& snapshot;
    const catalog::Service& service;
    Instant start;
    std::optional<ProviderId> provider{};
    std::optional<LocationId> location{};
    std::optional<Minutes> length{};                 // of the appointment; none: whatever it is
    const std::set<AppointmentId>* among = nullptr;  // none but these, which are locked already
    std::optional<Hold> held{};  // of who wants the place: it counts as free, and its appointment is locked too
};
// An appointment with a place left, locked, the one with the fewest first; nullopt: there is none. What has expired of
// holds in it is deleted.
std::optional<Appointment> find_shared(db::Tx& tx, const Shared& wanted);
// Of an appointment, locked: deletes the holds of places in it that have expired, where none is left, and counts anew.
void make_room(db::Tx& tx, Appointment& appointment);
// The place that somebody held goes to their booking in that appointment, which find_shared has found for them: locks
// all occupants at once and deletes the hold. The places are counted by the caller, once the booking is written.
void lock_place(db::Tx& tx, const Appointment& joined, const std::optional<Hold>& held);

void put_into(Booking& booking, const Appointment& appointment);

Minutes length_of(const Booking& booking);
nlohmann::json time_of(const Booking& booking);
nlohmann::json time_of(const Appointment& appointment);
nlohmann::json status_change(Status before, Status after);
// `telling` is for notify to read. Called when the last occupant is locked: subscribers lock rows of their own (daybook
// the provider's version), so a verb that locks a provider afterwards waits for one that has them the other way round.
void record(db::Tx& tx, const Context& context, const Booking& booking, std::string_view type, activity::Actor actor,
            nlohmann::json data, Telling telling = Telling::at_once);

// Of a session, by its appointment: what happened, with what it is.
void record_session(db::Tx& tx, const Context& context, const Appointment& session, std::string_view type,
                    activity::Actor actor, nlohmann::json data);

struct CancelAll {
    activity::Actor actor{};
    Telling telling = Telling::at_once;
    bool falls = false;    // it stood until now
    bool too_few = false;  // have come, which is what its participants are told (booking.called_off)
};
// The live bookings of an appointment, whose row is locked, each with its own activity; returns them.
std::vector<Booking> cancel_all(db::Tx& tx, const Context& context, const Appointment& appointment,
                                const CancelAll& how);

// What may_... refuse is in Allowed (allowed.h); of staff's it is staff_may_set and what is over.
Result<void> may_move(const Snapshot& snapshot, const Booking& booking, Instant now, const activity::Actor& actor,
                      Rules rules);
Result<void> may_set(const Snapshot& snapshot, const Booking& booking, Status status, Instant now,
                     const activity::Actor& actor, Rules rules);
// Whom change_time may lock for it. Errors: those of book about the service and who gives it.
Result<std::vector<OccupantId>> occupants_of_move(db::Tx& tx, const Context& context, const Snapshot& snapshot,
                                                  const Booking& booking, const Move& move, Rules rules);
// An appointment at the time moved to that the booking may share, the one named or another; nullopt: there is none.
std::optional<AppointmentId> find_shared_for(db::Tx& tx, const Snapshot& snapshot, const Booking& booking,
                                             const Move& move, Instant now);
// What a move was refused for, in words of what was asked: where a group filled up or ended meanwhile, whoever
// asked for its time hears booking.time_taken.
Error told_of_time(const Move& move, Error error);
// Gives the place up and takes one in that appointment, which is locked.
Result<void> change_appointment(db::Tx& tx, const Context& context, const Snapshot& snapshot, AppointmentId to,
                                Rules rules, Booking& booking);
// Takes the time moved to: for its own appointment, or for a new one where others have, or may have, a place in it too.
// `locked` as in Taking.
Result<void> change_time(db::Tx& tx, const Context& context, const Snapshot& snapshot, const Move& move,
                         const activity::Actor& actor, Rules rules, Booking& booking,
                         const std::vector<OccupantId>* locked);
// Its place is another one now, and the former is given back. What it was before is kept whole, so that it can be put
// back. Returns what is to be recorded of it, which comes after the last lock.
Result<nlohmann::json> write_moved(db::Tx& tx, const Context& context, Booking& booking, const Booking& before);
// Only the booking's own row. Returns what is to be recorded of it.
nlohmann::json write_status(db::Tx& tx, const Context& context, Booking& booking, Status status);
void record_status(db::Tx& tx, const Context& context, const Booking& booking, nlohmann::json data,
                   activity::Actor actor, Telling telling = Telling::at_once);

// Errors: conflict booking.changed_meanwhile.
Result<void> check_version(const Booking& booking, std::optional<int> version);
// The bookings in an appointment, whose row is locked, that were not given up. Errors: conflict
// booking.changed_meanwhile: they are others than were seen, or have other versions.
Result<std::vector<Booking>> list_as_seen(db::Tx& tx, BusinessId business, AppointmentId appointment, const Seen& seen);
// Takes another time for a whole appointment, whose row is locked, and puts the bookings into it, which are to be
// written. Those of its bookings that were given up keep the time they had. Errors: those of take_first.
Result<void> take_whole(db::Tx& tx, const Context& context, const Snapshot& snapshot, const catalog::Service& service,
                        const std::vector<Candidate>& candidates, Instant start, const Terms& terms,
                        Appointment& appointment, std::vector<Booking>& bookings);

}  // namespace bookings
