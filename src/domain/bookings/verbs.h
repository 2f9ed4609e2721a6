// What the verbs on bookings share: whose rules hold for a time, how it is taken under the lock, and how what happened
// is recorded. Internal to bookings.
#pragma once

#include "bookings/booking.h"
#include "bookings/booking_store.h"
#include "bookings/hold.h"

#include <functional>
#include <nlohmann/json.hpp>

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
};
struct Got {
    Candidate candidate;
    bool over = false;  // another appointment
};
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

// For a booking that is in an appointment already: for its own appointment where that is one for one and stays so, else
// for a new one. Puts the booking there, as long as the service says; leave() comes after it is written.
Result<void> take_anew(db::Tx& tx, const Context& context, const Snapshot& snapshot, const catalog::Service& service,
                       const std::vector<Candidate>& candidates, Instant start, const Terms& terms, Booking& booking);
// Its place in `from` is given back, where it is in another appointment now, whose places are counted.
// Errors: conflict appointment.full.
Result<void> leave(db::Tx& tx, Booking& booking, AppointmentId from);

std::vector<OccupantId> occupants(const std::vector<store::Occupied>& taken);
// Counts the places of the appointment anew, whose row is locked. Where nobody holds one any more, its time is free.
void settle(db::Tx& tx, BusinessId business, AppointmentId appointment);
void put_into(Booking& booking, const Appointment& appointment);

Minutes length_of(const Booking& booking);
nlohmann::json time_of(const Booking& booking);
nlohmann::json status_change(Status before, Status after);
// `telling` is for notify to read. Called when the last occupant is locked: subscribers lock rows of their own (daybook
// the provider's version), so a verb that locks a provider afterwards waits for one that has them the other way round.
void record(db::Tx& tx, const Context& context, const Booking& booking, std::string_view type, activity::Actor actor,
            nlohmann::json data, Telling telling = Telling::at_once);

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
