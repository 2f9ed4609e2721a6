#include "bookings/booking.h"

#include "accounts/account.h"
#include "base/typed.h"
#include "bookings/activities.h"
#include "bookings/allowed.h"
#include "bookings/answers.h"
#include "bookings/booking_store.h"
#include "bookings/edit.h"
#include "bookings/free_times.h"
#include "bookings/guest.h"
#include "bookings/hold_store.h"
#include "bookings/manage_links.h"
#include "bookings/many.h"
#include "bookings/once.h"
#include "bookings/personal.h"
#include "bookings/session.h"
#include "bookings/session_store.h"
#include "bookings/tailored.h"
#include "bookings/verbs.h"
#include "businesses/standing.h"
#include "db/db.h"

#include <spdlog/spdlog.h>

#include <map>
#include <span>

namespace bookings {
namespace {

using catalog::Service;
using nlohmann::json;

// An appointment that may take one more, locked.
Result<Appointment> with_a_place(db::Tx& tx, const Snapshot& snapshot, AppointmentId id, Instant now, Rules rules) {
    auto found = store::find_for_update(tx, snapshot.business.id, id);
    if (!found) return not_found("appointment.unknown");
    const auto* service = snapshot.service(found->service_id);
    CHECK(service);
    if (rules == Rules::customer && !is_bookable(snapshot, service->id)) return not_found("service.not_offered");
    if (!found->live || found->time.end <= now) return conflict("appointment.ended");
    if (const auto in_time = within_bookable(snapshot, *service, found->time.begin, now, rules); !in_time)
        return std::unexpected(in_time.error());
    make_room(tx, *found);
    if (found->seats.left() <= 0) return conflict("appointment.full");
    return *std::move(found);
}

struct Who {
    CustomerId id;
    bool is_new = false, verified = false, name_differs = false;
};

// Somebody may write both names into one field, or leave the surname out where it is not asked for.
bool is_named(const customers::Customer& stored, const customers::Details& given) {
    const auto name = base::folded(given.name), surname = base::folded(given.surname);
    if (surname.empty() && name == base::folded(stored.name)) return true;
    return base::full_name(name, surname) == base::folded(stored.full_name());
}

}  // namespace

Result<Guest> join_guest(db::Tx& tx, const Context& context, const businesses::Business& business,
                         const customers::Details& details, activity::Actor actor, Rules rules) {
    // Why there is no room is for the staff to know; the customer is told that nobody new can book by themselves.
    if (business.standing.limits.customers && !customers::find_by_email(tx, business.id, details.email.key))
        if (const auto room = customers::has_room(tx, business.id); !room)
            return rules == Rules::staff ? std::unexpected(room.error()) : conflict("customers.no_new_online");
    const auto [customer, is_new] = customers::join(tx, business.id, context.clock, details);
    if (is_new)
        activity::record(tx, context.registry, business.id, context.clock.now(),
                         {"customer.created", customer.id.value, actor});
    if (business.customer.logins != businesses::Logins::off)
        accounts::ensure(tx, {context.clock, context.registry}, business.id, customer, actor);
    Guest guest{.id = customer.id, .is_new = is_new};
    const auto check = business.customer.name_check;
    if (is_new || check == businesses::NameCheck::off || rules == Rules::staff) return guest;
    guest.name_differs = !is_named(customer, details);
    if (guest.name_differs && check == businesses::NameCheck::refuse) return invalid("booking.name_differs");
    return guest;
}

namespace {

Result<Who> as_guest(db::Tx& tx, const Context& context, const businesses::Business& business, const Wish& wish,
                     Rules rules) {
    const auto guest = join_guest(tx, context, business, wish.details, wish.actor, rules);
    if (!guest) return std::unexpected(guest.error());
    return Who{.id = guest->id, .is_new = guest->is_new, .name_differs = guest->name_differs};
}

// Bookings that were made while signed in count apart from those under an address that anybody may have typed: a
// stranger's guest bookings keep nobody from booking with their account.
Result<void> within_open_bookings(db::Tx& tx, const Context& context, const businesses::Business& business,
                                  const Who& who) {
    customers::lock(tx, business.id, who.id);
    const auto max = business.customer.open_bookings_max;
    if (store::count_open(tx, business.id, who.id, who.verified, context.clock.now()) < max) return {};
    return refuse(Fault::too_many, "booking.too_many_open", {{"max", std::to_string(max)}});
}

Result<Who> who_books(db::Tx& tx, const Context& context, const businesses::Business& business, const Wish& wish,
                      Rules rules) {
    if (wish.customer) {
        // Whoever erases them at this moment waits, or has done it: then nothing is booked under their name.
        customers::lock(tx, business.id, *wish.customer);
        const auto known = customers::find(tx, business.id, *wish.customer);
        if (!known || known->anonymised) return not_found("customer.unknown");
    }
    const auto who = wish.customer ? Result<Who>(Who{.id = *wish.customer, .verified = true})
                                   : as_guest(tx, context, business, wish, rules);
    if (!who || who->is_new || rules == Rules::staff) return who;
    if (const auto within = within_open_bookings(tx, context, business, *who); !within)
        return std::unexpected(within.error());
    return who;
}

}  // namespace

// With the panel switched off there is nowhere to sign in.
bool needs_sign_in(const businesses::Business& business, const Service& service) {
    using businesses::Logins;
    const auto logins = business.customer.logins;
    if (logins == Logins::off || !business.has(accounts::kCustomerPanel)) return false;
    return logins == Logins::required || service.who_may_book == catalog::WhoMayBook::signed_in;
}

Span week_of(const Zone& zone, Instant moment) {
    const auto day = zone.day(moment);
    const auto monday = day - (std::chrono::weekday{day} - std::chrono::Monday);
    return {zone.instant(monday), zone.instant(monday + std::chrono::days{7})};
}

std::string_view to_text(Telling telling) {
    constexpr std::array<std::string_view, 5> kTexts{"at_once", "after_undo", "nobody", "for_all", "with_others"};
    return kTexts[static_cast<std::size_t>(telling)];
}

std::optional<Telling> parse_telling(std::string_view text) {
    for (const auto telling :
         {Telling::at_once, Telling::after_undo, Telling::nobody, Telling::for_all, Telling::with_others})
        if (to_text(telling) == text) return telling;
    return std::nullopt;
}

std::string_view to_text(Status status) {
    constexpr std::array<std::string_view, 6> kTexts{"pending",   "approved",  "declined",
                                                     "cancelled", "completed", "no_show"};
    return kTexts[static_cast<std::size_t>(status)];
}

std::string_view to_text(Source source) {
    constexpr std::array<std::string_view, 6> kTexts{"", "page", "embed", "link", "api", "staff"};
    return kTexts[static_cast<std::size_t>(source)];
}

Source parse_source(std::string_view text) {
    for (const auto source : {Source::page, Source::embed, Source::link, Source::api, Source::staff})
        if (to_text(source) == text) return source;
    return Source::unknown;
}

std::optional<Status> parse_status(std::string_view text) {
    for (const auto status :
         {Status::pending, Status::approved, Status::declined, Status::cancelled, Status::completed, Status::no_show})
        if (to_text(status) == text) return status;
    return std::nullopt;
}

namespace {

Result<void> may_book_unknown(const Snapshot& snapshot, const Service& service, const Wish& wish, Rules rules) {
    if (rules == Rules::customer && !wish.customer && needs_sign_in(snapshot.business, service))
        return refuse(Fault::forbidden, "booking.sign_in_needed");
    return {};
}

Asked asked(ServiceId service, const Wish& wish) { return {service, wish.key, wish.customer, wish.add_ons}; }

// A place in the appointment named. One that takes longer with add-ons has no place in it.
Result<Wished> join_appointment(db::Tx& tx, const Snapshot& snapshot, const Wish& wish, Instant now, Rules rules,
                                Booking& booking) {
    const auto joined = with_a_place(tx, snapshot, *wish.appointment, now, rules);
    if (!joined) return std::unexpected(joined.error());
    put_into(booking, *joined);
    lock_place(tx, *joined, std::nullopt);
    auto wished = wished_service(tx, snapshot, asked(joined->service_id, wish), rules);
    if (!wished) return wished;
    if (catalog::sum_of(wished->add_ons).duration > Minutes{0}) return not_found("add_on.not_offered");
    if (const auto may = may_book_unknown(snapshot, wished->service, wish, rules); !may)
        return std::unexpected(may.error());
    return wished;
}

// What the visitor holds, expired or not: it is theirs until somebody else wants it.
std::optional<Hold> held_by(db::Session& session, BusinessId business, const Wish& wish, Rules rules) {
    if (rules == Rules::staff) return std::nullopt;
    if (wish.held) return store::find_hold(session, business, *wish.held);
    if (wish.visitor.empty()) return std::nullopt;
    return store::find_hold(session, business, base::hash(wish.visitor));
}

// What an appointment is opened with.
struct Opening {
    const Snapshot& snapshot;
    const Service& service;
    const std::vector<Candidate>& providers;
    const Terms& terms;
    const std::optional<Hold>& held;
};

// Takes the time for an appointment of its own; what is held is given up for it.
Result<void> open_appointment(db::Tx& tx, const Context& context, const Opening& opening, const Wish& wish,
                              Booking& booking) {
    const auto& [snapshot, service, providers, terms, held] = opening;
    booking.appointment_id = base::make_id<AppointmentId>();
    booking.service_id = service.id;
    Taking taking{snapshot, service, wish.starts_at, booking.appointment_id, terms};
    if (held && !held->place_in) give_up(tx, *held, taking);
    if (held && held->place_in) {
        store::find_for_update(tx, held->business_id, *held->place_in);
        taking.given_up.push_back(staff::occupant(held->provider_id));
    }
    const auto found = take_first(tx, context, taking, providers, [&](const Candidate& candidate) {
        booking.provider_id = candidate.provider;
        booking.location_id = candidate.location;
        booking.time = {wish.starts_at, wish.starts_at + service.duration_with(candidate.provider)};
        booking.seats = {service.capacity_with(candidate.provider), 1};
        store::insert_appointment(tx, booking, snapshot.business.zone);
    });
    if (!found) return std::unexpected(found.error());
    if (found->over) booking.overbooking = terms.overbooking;
    if (!held) return {};
    store::delete_hold(tx, held->business_id, held->id);
    if (held->place_in) settle(tx, held->business_id, *held->place_in);
    return {};
}

// False: there is no place at that time.
bool join_shared(db::Tx& tx, const Shared& shared, Booking& booking) {
    const auto joined = find_shared(tx, shared);
    if (!joined) return false;
    lock_place(tx, *joined, shared.held);
    put_into(booking, *joined);
    return true;
}

bool may_be_shared_now(db::Session& session, const Shared& shared) {
    return !store::list_joinable_at(session, shared.snapshot.business.id, shared.service.id, shared.start).empty();
}

// Finds the booking a place in the appointment that it joins, or takes the time for an appointment of its own. Returns
// the service as it is for who books it, with the add-ons.
Result<Wished> find_place(db::Tx& tx, const Context& context, const Snapshot& snapshot, const Wish& wish, Rules rules,
                          Booking& booking) {
    const auto now = context.clock.now();
    if (wish.appointment) return join_appointment(tx, snapshot, wish, now, rules, booking);
    auto wished = wished_service(tx, snapshot, asked(wish.service_id, wish), rules);
    if (!wished) return wished;
    if (wish.duration && rules == Rules::staff) {
        if (const auto fits = check_length(*wish.duration); !fits) return std::unexpected(fits.error());
        wished->service = wished->service.with({.duration = *wish.duration});
    }
    const auto& service = wished->service;
    const auto providers = candidates(tx, snapshot, service, wish.provider_id, wish.location_id, wish.starts_at);
    if (!providers) return std::unexpected(providers.error());
    const auto held = held_by(tx, snapshot.business.id, wish, rules);
    // What is kept does not become too soon meanwhile.
    const bool is_kept = held && held->time.begin == wish.starts_at && held->expires_at > db::now(tx);
    if (const auto in_time =
            within_bookable(snapshot, service, wish.starts_at, is_kept ? std::min(now, held->created_at) : now, rules);
        !in_time)
        return std::unexpected(in_time.error());
    if (const auto may = may_book_unknown(snapshot, service, wish, rules); !may) return std::unexpected(may.error());
    const auto terms = terms_for(tx, snapshot.business.id, rules, wish.outside_hours, wish.overbooking, wish.actor);
    if (!terms) return std::unexpected(terms.error());

    if (!service.is_for_groups()) {
        const auto opened = open_appointment(tx, context, {snapshot, service, *providers, *terms, held}, wish, booking);
        if (!opened) return std::unexpected(opened.error());
        return wished;
    }
    // The time that they hold for themselves is theirs alone.
    const bool holds_time = held && !held->place_in && held->time.begin == wish.starts_at;
    Shared shared{snapshot, service, wish.starts_at, wish.provider_id, wish.location_id};
    if (rules == Rules::staff) shared.length = wish.duration;
    shared.held = held;
    if (!holds_time && join_shared(tx, shared, booking)) return wished;
    if (service.times == catalog::Times::sessions && rules == Rules::customer) return conflict("booking.time_taken");
    {
        db::Savepoint attempt(tx);
        const auto opened = open_appointment(tx, context, {snapshot, service, *providers, *terms, held}, wish, booking);
        if (opened) {
            attempt.keep();
            return wished;
        }
        if (!is_time_gone(opened.error())) return std::unexpected(opened.error());
        // Who came first while this one waited may have left places. With the savepoint the locks are given back, so
        // that the appointment's comes first.
        if (holds_time || !may_be_shared_now(tx, shared)) return std::unexpected(opened.error());
    }
    if (join_shared(tx, shared, booking)) return wished;
    return conflict("booking.time_taken");
}

Source source_of(const Wish& wish, Rules rules) {
    if (rules == Rules::staff) return Source::staff;
    return wish.key.empty() ? wish.source : Source::link;
}

void keep_add_ons(Booking& booking, std::vector<catalog::AddOn> chosen) {
    for (auto& each : chosen)
        booking.add_ons.push_back({each.id, std::move(each.name), each.duration, std::move(each.price)});
}

}  // namespace

Result<Made> book(db::Tx& tx, const Context& context, BusinessId business, const Wish& wish, Rules rules) {
    const auto now = context.clock.now();
    const auto snapshot = context.snapshots.current(tx, business);
    if (!snapshot) return not_found("business.unknown");
    if (const auto open = businesses::is_open(snapshot->business); !open) return std::unexpected(open.error());
    Booking booking{.business_id = business,
                    .id = base::make_id<BookingId>(),
                    .appointment_id = {},
                    .customer_id = {},
                    .service_id = {},
                    .provider_id = {},
                    .location_id = {},
                    .time = {},
                    .price = {},
                    .name = wish.details.name,
                    .surname = wish.details.surname,
                    .email = wish.details.email.text,
                    .phone = wish.details.phone,
                    .note = wish.note,
                    .language = wish.details.language,
                    .visitor_zone = wish.visitor_zone,
                    .calendar_sequence = 0,
                    .created_at = now,
                    .changed_at = now,
                    .paid_at = {},
                    .hidden_at = {},
                    .name_differs = false};
    if (!wish.attendee.empty()) {
        booking.name = wish.attendee;
        booking.surname.clear();
    }
    if (wish.consent && !wish.actor.in_person()) return refuse(Fault::forbidden, "account.customer_alone");
    auto place = find_place(tx, context, *snapshot, wish, rules, booking);
    if (!place) return std::unexpected(place.error());
    const auto& service = place->service;
    booking.status = service.needs_approval && rules == Rules::customer ? Status::pending : Status::approved;
    booking.price = service.price_with(booking.provider_id);
    if (wish.price && rules == Rules::staff) {
        if (const auto allowed = check_price(tx, *snapshot, *wish.price, wish.actor); !allowed)
            return std::unexpected(allowed.error());
        booking.price = *wish.price;
    }
    if (rules == Rules::staff) booking.internal_note = wish.internal_note;
    keep_add_ons(booking, std::move(place->add_ons));
    const auto answers =
        check_answers(*snapshot, booking.service_id, wish.answers, wish.answers_later ? Rules::staff : rules);
    if (!answers) return std::unexpected(answers.error());

    // Asked last: what is answered about the time says nothing about who is known here.
    const auto who = who_books(tx, context, snapshot->business, wish, rules);
    if (!who) return std::unexpected(who.error());
    booking.customer_id = who->id;
    booking.name_differs = who->name_differs;
    const auto visit = base::make_id<VisitId>();
    store::insert_visit(tx, business, visit, who->id, now);
    // By its id the booking is found, so no index of random values is kept for the secret.
    auto token = fmt::format("{}-{}", base::to_text(booking.id), base::new_token());
    store::insert_booking(tx, booking, visit, base::hash(token), who->verified,
                          wish.consent ? std::optional(now) : wish.earlier_consent, source_of(wish, rules));
    keep_answers(tx, business, booking.id, *answers, wish.answers);
    if (booking.seats.capacity > 1 || booking.stands) {
        const auto seats = store::count_seats(tx, business, booking.appointment_id);
        if (!seats) return conflict("appointment.full");
        booking.seats = *seats;
    }
    json data{{"after", time_of(booking)}};
    if (!booking.overbooking.empty()) data["after"]["overbooking"] = booking.overbooking;
    record(tx, context, booking, "booking.made", wish.actor, std::move(data), telling_by(rules, wish.telling));
    return Made{std::move(booking), std::move(token)};
}

std::optional<LocationId> location_to_keep(const Snapshot& snapshot, ServiceId id, std::optional<LocationId> location,
                                           Instant now) {
    const auto* service = snapshot.service(id);
    if (!service || !location || snapshot.locations.size() < 2) return std::nullopt;
    const auto places = snapshot.locations_of(*service, snapshot.business.zone.day(now));
    const bool is_one = std::ranges::find(places, *location, &staff::Location::id) != places.end();
    return is_one && places.size() > 1 ? location : std::nullopt;
}

namespace {

Result<void> still_live(const Booking& booking) {
    if (is_live(booking.status)) return {};
    return conflict(is_given_up(booking.status) ? "booking.already_cancelled" : "booking.already_over");
}

Allowed allowed_for(const Snapshot& snapshot, const Booking& booking, Instant now, const activity::Actor& actor) {
    return what_may(snapshot.business, booking, is_bookable(snapshot, booking.service_id), now,
                    way_of(actor).value_or(Way::panel));
}

Result<void> may_move(const Snapshot& snapshot, const Booking& booking, Instant now, const activity::Actor& actor,
                      Rules rules) {
    if (rules == Rules::staff) return still_live(booking);
    return allowed_for(snapshot, booking, now, actor).reschedule;
}

Result<void> may_set(const Snapshot& snapshot, const Booking& booking, Status status, Instant now,
                     const activity::Actor& actor, Rules rules) {
    if (rules == Rules::staff) return staff_may_set(booking, status, now);
    return allowed_for(snapshot, booking, now, actor).change_to(status);
}

template <class Moved>  // a booking or an appointment
bool is_there(const Moved& moved, const Move& move) {
    return move.starts_at == moved.time.begin &&
           (move.any_provider || move.provider_id.value_or(moved.provider_id) == moved.provider_id) &&
           (!move.location_id || move.location_id == moved.location_id) &&
           (!move.duration || *move.duration == moved.time.end - moved.time.begin);
}

// Of staff's own length. Errors: those of check_length.
template <class Moved>
Result<Service> service_for(const Snapshot& snapshot, const Moved& moved, const Move& move, Rules rules) {
    const auto* offered = snapshot.service(moved.service_id);
    CHECK(offered);
    if (!move.duration || rules == Rules::customer) return tailor(*offered, moved.time, moved.provider_id);
    if (const auto fits = check_length(*move.duration); !fits) return std::unexpected(fits.error());
    return offered->with({.duration = *move.duration});
}

// Who may get it where it moves to.
template <class Moved>
Result<std::vector<Candidate>> candidates_for(db::Session& session, const Snapshot& snapshot, const Service& service,
                                              const Moved& moved, const Move& move, Instant now) {
    std::optional<ProviderId> wanted;
    if (!move.any_provider) wanted = move.provider_id.value_or(moved.provider_id);
    const auto place =
        move.location_id ? move.location_id : location_to_keep(snapshot, service.id, moved.location_id, now);
    return candidates(session, snapshot, service, wanted, place, move.starts_at);
}

// Gives the place up and takes one in the other appointment.
Result<void> change_appointment(db::Tx& tx, const Context& context, const Snapshot& snapshot, AppointmentId to,
                                Rules rules, Booking& booking) {
    const auto joined = with_a_place(tx, snapshot, to, context.clock.now(), rules);
    if (!joined) return std::unexpected(joined.error());
    if (joined->service_id != booking.service_id) return not_found("appointment.unknown");
    staff::lock(tx, booking.business_id, {staff::occupant(joined->provider_id), staff::occupant(booking.provider_id)});
    put_into(booking, *joined);
    booking.overbooking.clear();
    return {};
}

// An appointment at the time moved to that the booking may share; nullopt: there is none. Locked with the one that it
// leaves, as `lock_both` does.
std::optional<AppointmentId> find_shared_for(db::Tx& tx, const Snapshot& snapshot, const Booking& booking,
                                             const Move& move, Instant now) {
    const auto* service = snapshot.service(booking.service_id);
    if (move.appointment) return move.appointment;
    if (!service || !service->is_for_groups() || is_there(booking, move)) return std::nullopt;
    if (move.duration && *move.duration != length_of(booking)) return std::nullopt;
    const auto place = location_to_keep(snapshot, service->id, booking.location_id, now);
    std::optional<ProviderId> wanted;
    if (!move.any_provider) wanted = move.provider_id.value_or(booking.provider_id);
    for (const auto& each : store::list_joinable_at(tx, snapshot.business.id, service->id, move.starts_at))
        if (each.id != booking.appointment_id && (!wanted || each.provider_id == *wanted) &&
            (!place || each.location_id == place))
            return each.id;
    return std::nullopt;
}

// Takes the time moved to: for its own appointment, or for a new one where others have, or may have, a place in it too.
Result<void> change_time(db::Tx& tx, const Context& context, const Snapshot& snapshot, const Move& move,
                         const activity::Actor& actor, Rules rules, Booking& booking) {
    const auto wanted = service_for(snapshot, booking, move, rules);
    if (!wanted) return std::unexpected(wanted.error());
    const auto providers = candidates_for(tx, snapshot, *wanted, booking, move, context.clock.now());
    if (!providers) return std::unexpected(providers.error());
    if (auto in_time = within_bookable(snapshot, *wanted, move.starts_at, context.clock.now(), rules); !in_time)
        return in_time;
    const auto terms = terms_for(tx, booking.business_id, rules, move.outside_hours, move.overbooking, actor);
    if (!terms) return std::unexpected(terms.error());

    return take_anew(tx, context, snapshot, *wanted, *providers, move.starts_at, *terms, booking);
}

json place_of(const Booking& booking) {
    json location;
    if (booking.location_id) location = booking.location_id->value;
    return {{"appointment_id", booking.appointment_id.value},
            {"location_id", location},
            {"overbooking", booking.overbooking}};
}

// Its place is another one now, and the former is given back. What it was before is kept whole, so that it can be put
// back. What is recorded comes after the last lock (verbs.h).
Result<void> write_moved(db::Tx& tx, const Context& context, Booking& booking, const Booking& before,
                         activity::Actor actor, Telling telling) {
    ++booking.calendar_sequence;
    booking.changed_at = context.clock.now();
    store::update_booking(tx, booking);
    if (const auto left = leave(tx, booking, before.appointment_id); !left) return std::unexpected(left.error());
    json data{{"before", time_of(before)}, {"after", time_of(booking)}, {"from", place_of(before)}};
    if (!booking.overbooking.empty()) data["after"]["overbooking"] = booking.overbooking;
    if (const auto was = length_of(before), is = length_of(booking); was != is) {
        data["before"]["minutes"] = was.count();
        data["after"]["minutes"] = is.count();
    }
    record(tx, context, booking, "booking.rescheduled", actor, std::move(data), telling);
    return {};
}

// Only the booking's own row. Returns what is to be recorded of it.
json write_status(db::Tx& tx, const Context& context, Booking& booking, Status status) {
    auto data = status_change(booking.status, status);
    // Calendars hear of what they show: whether it takes place.
    if (is_live(booking.status)) ++booking.calendar_sequence;
    booking.status = status;
    booking.changed_at = context.clock.now();
    store::update_booking(tx, booking);
    return data;
}

void record_status(db::Tx& tx, const Context& context, const Booking& booking, json data, activity::Actor actor,
                   Telling telling = Telling::at_once) {
    record(tx, context, booking, fmt::format("booking.{}", to_text(booking.status)), actor, std::move(data), telling);
}

}  // namespace

Result<Booking> reschedule(db::Tx& tx, const Context& context, BusinessId business, BookingId id, const Move& move,
                           activity::Actor actor, Rules rules) {
    const auto snapshot = context.snapshots.current(tx, business);
    std::optional<AppointmentId> into;
    if (snapshot)
        if (const auto here = find(tx, business, id)) {
            into = find_shared_for(tx, *snapshot, *here, move, context.clock.now());
            if (into) store::lock_both(tx, business, here->appointment_id, *into);
        }
    auto found = store::find_for_update(tx, business, id);
    if (!found || !snapshot) return not_found("booking.unknown");
    if (const auto open = businesses::is_open(snapshot->business); !open) return std::unexpected(open.error());
    auto booking = *std::move(found);
    if (const auto allowed = may_move(*snapshot, booking, context.clock.now(), actor, rules); !allowed)
        return std::unexpected(allowed.error());
    if (rules == Rules::staff)
        if (const auto same = check_version(booking, move.version); !same) return std::unexpected(same.error());
    if (into ? *into == booking.appointment_id : is_there(booking, move)) return booking;
    const bool in_sessions = snapshot->service(booking.service_id)->times == catalog::Times::sessions;
    if (!into && in_sessions && rules == Rules::customer) return conflict("booking.time_taken");

    const auto before = booking;
    const auto moved = into ? change_appointment(tx, context, *snapshot, *into, rules, booking)
                            : change_time(tx, context, *snapshot, move, actor, rules, booking);
    if (!moved) return std::unexpected(moved.error());
    // A new time is a new question where staff decide.
    const bool is_question = rules == Rules::customer && snapshot->service(booking.service_id)->needs_approval;
    if (is_question) booking.status = Status::pending;
    if (const auto written = write_moved(tx, context, booking, before, actor, telling_by(rules, move.telling));
        !written)
        return std::unexpected(written.error());
    return booking;
}

Result<std::vector<Booking>> move_appointment(db::Tx& tx, const Context& context, BusinessId business, AppointmentId id,
                                              const Move& move, activity::Actor actor) {
    auto found = store::find_for_update(tx, business, id);
    const auto snapshot = context.snapshots.current(tx, business);
    if (!found || !snapshot) return not_found("appointment.unknown");
    if (const auto open = businesses::is_open(snapshot->business); !open) return std::unexpected(open.error());
    auto appointment = *std::move(found);
    if (!appointment.live) return conflict("appointment.ended");
    auto bookings = list_as_seen(tx, business, id, move.seen);
    if (!bookings) return bookings;
    for (const auto& booking : *bookings)
        if (const auto live = still_live(booking); !live) return std::unexpected(live.error());
    if (is_there(appointment, move)) return bookings;
    const auto wanted = service_for(*snapshot, appointment, move, Rules::staff);
    if (!wanted) return std::unexpected(wanted.error());
    const auto providers = candidates_for(tx, *snapshot, *wanted, appointment, move, context.clock.now());
    if (!providers) return std::unexpected(providers.error());
    const auto terms = terms_for(tx, business, Rules::staff, move.outside_hours, move.overbooking, actor);
    if (!terms) return std::unexpected(terms.error());

    const auto before = *bookings;
    const auto time_before = time_of(appointment);
    if (const auto taken =
            take_whole(tx, context, *snapshot, *wanted, *providers, move.starts_at, *terms, appointment, *bookings);
        !taken)
        return std::unexpected(taken.error());
    for (std::size_t i = 0; i < bookings->size(); ++i)
        if (const auto written = write_moved(tx, context, (*bookings)[i], before[i], actor, move.telling); !written)
            return std::unexpected(written.error());
    if (appointment.stands)
        record_session(tx, context, appointment, "session.changed", actor,
                       {{"before", time_before}, {"after", time_of(appointment)}});
    return bookings;
}

Result<Booking> change_status(db::Tx& tx, const Context& context, BusinessId business, BookingId id, Status status,
                              activity::Actor actor, Rules rules, Telling telling) {
    auto found = store::find_for_update(tx, business, id);
    const auto snapshot = context.snapshots.current(tx, business);
    if (!found || !snapshot) return not_found("booking.unknown");
    if (const auto open = businesses::is_open(snapshot->business); !open) return std::unexpected(open.error());
    auto booking = *std::move(found);
    if (booking.status == status) return booking;
    if (const auto allowed = may_set(*snapshot, booking, status, context.clock.now(), actor, rules); !allowed)
        return std::unexpected(allowed.error());
    auto data = write_status(tx, context, booking, status);
    settle(tx, business, booking.appointment_id);
    record_status(tx, context, booking, std::move(data), actor, telling_by(rules, telling));
    return booking;
}

Result<Booking> cancel(db::Tx& tx, const Context& context, BusinessId business, BookingId id, activity::Actor actor,
                       Rules rules, Telling telling) {
    return change_status(tx, context, business, id, Status::cancelled, actor, rules, telling);
}

Result<std::vector<Booking>> cancel_appointment(db::Tx& tx, const Context& context, BusinessId business,
                                                AppointmentId id, activity::Actor actor) {
    const auto appointment = store::find_for_update(tx, business, id);
    if (!appointment) return not_found("appointment.unknown");
    if (appointment->stands) return cancel_session(tx, context, business, id, actor);
    return cancel_all(tx, context, *appointment, {actor});
}

std::vector<Booking> cancel_all(db::Tx& tx, const Context& context, const Appointment& appointment,
                                const CancelAll& how) {
    const auto business = appointment.business_id;
    auto bookings = list_of_appointment(tx, business, appointment.id);
    std::erase_if(bookings, [](const Booking& booking) { return !is_live(booking.status); });
    std::vector<json> data;
    for (auto& booking : bookings) data.push_back(write_status(tx, context, booking, Status::cancelled));
    if (!bookings.empty() || how.falls) settle(tx, business, appointment.id);
    for (std::size_t i = 0; i < bookings.size(); ++i)
        record(tx, context, bookings[i], how.too_few ? "booking.called_off" : "booking.cancelled", how.actor,
               std::move(data[i]), how.telling);
    return bookings;
}

Result<void> hide(db::Tx& tx, const Context& context, BusinessId business, BookingId id, activity::Actor actor) {
    const auto now = context.clock.now();
    const auto booking = store::find_for_update(tx, business, id);
    const auto snapshot = context.snapshots.current(tx, business);
    if (!booking || !snapshot) return not_found("booking.unknown");
    if (booking->hidden_at) return {};
    if (auto allowed = what_may(snapshot->business, *booking, false, now, Way::panel).hide; !allowed) return allowed;
    store::set_hidden(tx, business, id, now);
    record(tx, context, *booking, "booking.hidden", actor, json::object());
    return {};
}

Result<Booking> set_paid(db::Tx& tx, const Context& context, BusinessId business, BookingId id, bool paid,
                         activity::Actor actor) {
    auto found = store::find_for_update(tx, business, id);
    if (!found) return not_found("booking.unknown");
    auto booking = *std::move(found);
    if (booking.paid_at.has_value() == paid) return booking;
    if (const auto may = staff_may_set_paid(booking, paid); !may) return std::unexpected(may.error());
    ++booking.version;
    booking.paid_at = paid ? std::optional(context.clock.now()) : std::nullopt;
    store::set_paid(tx, business, id, booking.paid_at);
    record(tx, context, booking, paid ? "booking.paid" : "booking.unpaid", actor,
           {{"before", {{"paid", !paid}}}, {"after", {{"paid", paid}}}});
    return booking;
}

std::string make_manage_link(db::Tx& tx, const Clock& clock, BusinessId business, BookingId id) {
    auto token = base::new_token();
    store::insert_link(tx, business, id, base::hash(token), clock.now(), std::nullopt);
    return token;
}

std::string make_panel_link(db::Tx& tx, const Clock& clock, BusinessId business, BookingId id) {
    return make_panel_link_for(tx, clock, business, id, kPanelLinkLifetime);
}

std::string make_panel_link_for(db::Tx& tx, const Clock& clock, BusinessId business, BookingId id, Seconds lifetime) {
    auto token = base::new_token();
    const auto now = clock.now();
    store::insert_link(tx, business, id, base::hash(token), now, now + lifetime);
    return token;
}

namespace {

constexpr int kFinishedAtOnce = 100;

struct Finished {
    Booking booking;
    Status before;
};

// What was approved took place; what nobody answered is declined. Nullopt when it was changed meanwhile.
std::optional<Finished> finish(db::Tx& tx, const store::Over& over, Instant now) {
    auto booking = store::find_for_update(tx, over.business, over.id);
    if (!booking || !is_live(booking->status) || booking->time.end > now) return std::nullopt;
    const auto before = booking->status;
    booking->status = before == Status::approved ? Status::completed : Status::declined;
    booking->changed_at = booking->time.end;
    store::update_booking(tx, *booking);
    return Finished{*std::move(booking), before};
}

// Those whose time may be free now.
void lock_occupants(db::Tx& tx, const std::vector<Finished>& finished) {
    std::map<BusinessId, std::vector<OccupantId>> all;
    for (const auto& [booking, before] : finished)
        if (is_given_up(booking.status))
            std::ranges::move(occupants(store::list_occupied(tx, booking.business_id, booking.appointment_id)),
                              std::back_inserter(all[booking.business_id]));
    for (auto& [business, those] : all) staff::lock(tx, business, std::move(those));
}

void record_finished(db::Tx& tx, const activity::Registry& registry, const Finished& finished) {
    const auto& [booking, before] = finished;
    auto data = status_change(before, booking.status);
    data["booking_id"] = booking.id.value;
    data["status"] = to_text(booking.status);
    activity::record(tx, registry, booking.business_id, booking.time.end,
                     {fmt::format("booking.{}", to_text(booking.status)), booking.id.value, {}, data.dump()});
}

// In the order of locks that verbs.h states, for all of them.
int finish(db::Tx& tx, const activity::Registry& registry, std::span<const store::Over> over, Instant now) {
    std::vector<Finished> finished;
    for (const auto& each : over)
        if (auto one = finish(tx, each, now)) finished.push_back(*std::move(one));
    lock_occupants(tx, finished);
    for (const auto& [booking, before] : finished) settle(tx, booking.business_id, booking.appointment_id);
    for (const auto& each : finished) record_finished(tx, registry, each);
    return static_cast<int>(finished.size());
}

// In one transaction; one by one where that fails, so that one which cannot be finished is in nobody's way.
int finish(db::Database& database, const activity::Registry& registry, std::span<const store::Over> over, Instant now) {
    try {
        return database.write([&](db::Tx& tx) { return finish(tx, registry, over, now); });
    } catch (const std::exception& error) {
        if (over.size() == 1) {
            spdlog::error("msg=booking_not_finished id={} error={}", base::to_text(over.front().id), error.what());
            return 0;
        }
    }
    int finished = 0;
    for (std::size_t i = 0; i < over.size(); ++i) finished += finish(database, registry, over.subspan(i, 1), now);
    return finished;
}

// Its bookings are finished by themselves; the hour stays taken, as that of any appointment that took place.
int finish_sessions(db::Database& database, Instant now) {
    int finished = 0;
    for (store::SessionKey last{};;) {
        const auto some =
            database.read([&](db::Session& session) { return store::list_sessions_over(session, now, last); });
        if (some.empty()) return finished;
        database.write([&](db::Tx& tx) {
            for (const auto& [business, id] : some) {
                const auto appointment = store::find_for_update(tx, business, id);
                if (!appointment || !appointment->stands || appointment->time.end > now) continue;
                store::set_fallen(tx, business, id);
                CHECK(store::count_seats(tx, business, id));
                ++finished;
            }
        });
        last = some.back();
    }
}

}  // namespace

int finish_over(db::Database& database, const activity::Registry& registry, const Clock& clock) {
    const auto now = clock.now();
    int finished = 0;
    for (store::Over last{};;) {
        const auto some =
            database.read([&](db::Session& session) { return store::list_over(session, now, last, kFinishedAtOnce); });
        if (some.empty()) break;
        finished += finish(database, registry, some, now);
        last = some.back();
    }
    return finished + finish_sessions(database, now);
}

void subscribe(activity::Registry& registry) {
    registry.add(activity_types());
    registry.add(activity::Log{"groups", N_("Groups")});
    registry.add(status_names());
    for (const auto& permission : {kManageBookings, kSeeOwnBookings, kOutsideHours, kOverbooking, kChangePrices})
        registry.add(permission);
    registry.add(activity::Housekeeping{[&registry](db::Database& database, Instant now) {
        forget_old_answers(database, now);
        forget_old_links(database, now);
        forget_deleted(database, registry, now);
        forget_expired_holds(database);
    }});
    add_personal(registry);
    subscribe_to_changed_addresses(registry);
    add_sweep(registry);
}

void add_sweep(activity::Registry& registry) {
    registry.sweep(
        [&registry](db::Database& database, const Clock& clock) { return finish_over(database, registry, clock); });
    registry.sweep(
        [&registry, snapshots = std::make_shared<Snapshots>(&registry)](db::Database& database, const Clock& clock) {
            return decide_sessions(database, registry, *snapshots, clock);
        });
}

std::int64_t count_between(db::Session& session, BusinessId business, Span span, std::int64_t most) {
    return store::count_between(session, business, span, most);
}

}  // namespace bookings
