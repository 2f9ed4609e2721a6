#include "bookings/booking.h"

#include "accounts/staff_account.h"
#include "base/faults.h"
#include "base/typed.h"
#include "bookings/activities.h"
#include "bookings/allowed.h"
#include "bookings/answers.h"
#include "bookings/booking_store.h"
#include "bookings/free_times.h"
#include "bookings/manage_links.h"
#include "bookings/once.h"
#include "bookings/personal.h"
#include "bookings/tailored.h"
#include "businesses/standing.h"
#include "db/db.h"

#include <spdlog/spdlog.h>

#include <nlohmann/json.hpp>
#include <span>

namespace bookings {
namespace {

using availability::Opening;
using catalog::Service;
using nlohmann::json;

// Who may get an appointment, and where it then takes place.
struct Candidate {
    ProviderId provider;
    std::optional<LocationId> location;
};

// The occupants that an appointment takes, with its buffers.
std::vector<store::Occupied> occupied(const Snapshot& snapshot, const Service& service, const Candidate& who,
                                      Instant start) {
    const auto span = service.timing(who.provider).occupied(start);
    std::vector<store::Occupied> out{{staff::occupant(who.provider), span, 1, true, who.location}};
    for (const auto& need : service.needs)
        out.push_back({staff::occupant(need.resource_id), span, need.quantity,
                       snapshot.resource(need.resource_id)->quantity == 1});
    return out;
}

std::vector<OccupantId> occupants(const std::vector<store::Occupied>& taken) {
    std::vector<OccupantId> out;
    for (const auto& each : taken) out.push_back(each.occupant);
    return out;
}

// Whose rules hold for a time, and whether staff who may go outside the hours mean it.
struct Terms {
    Rules rules = Rules::customer;
    bool outside_hours = false;
};

Result<Terms> terms_for(db::Session& session, BusinessId business, Rules rules, bool outside_hours,
                        const activity::Actor& actor) {
    if (rules == Rules::customer || !outside_hours) return Terms{rules, false};
    if (actor.kind != activity::ActorKind::system) {
        const auto member = actor.kind == activity::ActorKind::staff
                                ? accounts::staff::find(session, business, StaffId{actor.id})
                                : std::nullopt;
        if (!member || !member->active || !member->may(kOutsideHours))
            return refuse(Fault::forbidden, "booking.outside_hours_not_allowed");
    }
    return Terms{rules, true};
}

enum class Fit { free, outside_hours, taken };

std::vector<Opening> openings_at(const Snapshot& snapshot, ProviderId provider, Instant start) {
    const auto& zone = snapshot.business.zone;
    return availability::openings_for(snapshot.schedule(provider), zone, zone.day(start));
}

// Hours, time off and what is taken, as this transaction sees them. The appointment that is left does not stand in the
// way.
Fit fit(db::Session& session, const Snapshot& snapshot, const Service& service, const Candidate& who, Instant start,
        std::optional<AppointmentId> left, const Terms& terms) {
    const auto business = snapshot.business.id;
    const auto timing = service.timing(who.provider);
    const auto around = timing.occupied(start);
    const auto& travel = snapshot.travel;
    const auto taken =
        availability::taken_from(who.location,
                                 store::list_taken(session, business, staff::occupant(who.provider), 1,
                                                   {around.begin - travel.longest(), around.end + travel.longest()},
                                                   left, travel.empty() ? store::Places::unread : store::Places::read),
                                 travel);
    std::vector<std::vector<availability::Use>> uses;
    uses.reserve(service.needs.size());
    std::vector<availability::Need> needs;
    for (const auto& need : service.needs) {
        const auto quantity = snapshot.resource(need.resource_id)->quantity;
        uses.push_back(store::list_taken(session, business, staff::occupant(need.resource_id), quantity, around, left));
        needs.push_back({need.quantity, quantity, uses.back()});
    }
    auto openings = openings_at(snapshot, who.provider, start);
    std::erase_if(openings, [&](const Opening& opening) {
        const auto place = availability::place_of(opening, {who.location, service.locations});
        return !place || place->location != who.location;
    });
    const bool on_grid = terms.rules == Rules::customer;
    if (availability::can_start(timing, openings, taken, needs, start, on_grid)) return Fit::free;
    if (terms.rules == Rules::customer) return Fit::taken;
    const std::vector<Opening> whenever{{{start, start + timing.duration}, {}}};
    if (!availability::can_start(timing, whenever, taken, needs, start, false)) return Fit::taken;
    return terms.outside_hours ? Fit::free : Fit::outside_hours;
}

Result<void> within_bookable(const Snapshot& snapshot, const Service& service, Instant start, Instant now,
                             Rules rules) {
    if (rules == Rules::staff) return {};
    const auto bookable =
        availability::bookable(now, service.minimum_notice, service.booking_horizon, snapshot.business.zone);
    if (start < bookable.begin) return invalid("booking.too_soon");
    if (start >= bookable.end) return invalid("booking.too_far");
    return {};
}

// Seconds of work that begin in the week (Monday to Sunday) of that day.
std::int64_t work_in_week(db::Session& session, const Snapshot& snapshot, ProviderId provider, Instant start) {
    return store::sum_taken(session, snapshot.business.id, staff::occupant(provider),
                            week_of(snapshot.business.zone, start));
}

// Where the provider may take it: wherever the hours of that time are; where there are none, what is wrong with the
// time is found by asking.
void add_candidates(std::vector<Candidate>& out, const Snapshot& snapshot, const Service& service, ProviderId provider,
                    std::optional<LocationId> location, Instant start) {
    if (snapshot.locations.empty()) return out.push_back({provider, std::nullopt});
    std::set<std::optional<LocationId>> places;
    for (const auto& opening : openings_at(snapshot, provider, start))
        if (const auto place = availability::place_of(opening, {location, service.locations});
            place && opening.span.begin <= start && start < opening.span.end)
            places.insert(place->location);
    if (places.empty()) places.insert(location ? location : snapshot.provider(provider)->location_id);
    for (const auto& place : places) out.push_back({provider, place});
}

// Who may get it, best first: the one asked for, or all who give the service, those with the least work first.
Result<std::vector<Candidate>> candidates(db::Session& session, const Snapshot& snapshot, const Service& service,
                                          std::optional<ProviderId> wanted, std::optional<LocationId> location,
                                          Instant start) {
    const auto all = snapshot.providers_of(service);
    if (all.empty()) return not_found("service.not_offered");
    std::vector<std::pair<std::int64_t, ProviderId>> out;
    for (const auto* provider : all)
        if (!wanted || provider->id == *wanted) out.emplace_back(0, provider->id);
    if (out.empty()) return not_found("provider.not_offered");
    if (location && !snapshot.is_offered_at(service, *location)) return not_found("location.not_offered");
    if (out.size() > 1)
        for (auto& [work, id] : out) work = work_in_week(session, snapshot, id, start);
    std::ranges::stable_sort(out, {}, &std::pair<std::int64_t, ProviderId>::first);
    std::vector<Candidate> found;
    for (const auto& [work, id] : out) add_candidates(found, snapshot, service, id, location, start);
    return found;
}

// What takes a time: an appointment, and what it gives up for it.
struct Taking {
    const Snapshot& snapshot;
    const Service& service;
    Instant start;
    AppointmentId appointment;
    Terms terms;
    std::optional<AppointmentId> left{};  // whose time becomes free with it: its own former one, where it moves
    std::vector<OccupantId> given_up{};   // locked too, in the same order
};

// Locks the provider and resources, asks again, and takes the time for the appointment.
Fit take(db::Tx& tx, const Context& context, const Taking& taking, const Candidate& who) {
    const auto business = taking.snapshot.business.id;
    std::vector<OccupantId> locked{staff::occupant(who.provider)};
    for (const auto& need : taking.service.needs) locked.push_back(staff::occupant(need.resource_id));
    locked.insert(locked.end(), taking.given_up.begin(), taking.given_up.end());
    if (!faults::on("book_without_lock")) staff::lock(tx, business, std::move(locked));
    // Schedule edits take the same lock, so what is read from here on stays true until the commit. SQLite has one
    // writer at a time: there nothing has changed since this transaction read it.
    const auto newest = tx.engine() == db::Engine::sqlite ? nullptr : context.snapshots.current(tx, business);
    const auto& snapshot = newest ? *newest : taking.snapshot;
    const auto found = fit(tx, snapshot, taking.service, who, taking.start, taking.left, taking.terms);
    if (found != Fit::free && !faults::on("book_without_asking")) return found;
    if (taking.left) store::release(tx, business, *taking.left);
    const auto wanted = occupied(snapshot, taking.service, who, taking.start);
    return store::occupy(tx, business, taking.appointment, wanted) ? Fit::free : Fit::taken;
}

// The first of them whose time can be taken; `prepare` is called before each is tried. A savepoint gives back the lock
// on one who turns out to be taken before the next is tried; after the last the caller has nothing left to try, and the
// whole transaction is undone.
template <class Prepare>
Result<Candidate> take_first(db::Tx& tx, const Context& context, const Taking& taking,
                             const std::vector<Candidate>& candidates, const Prepare& prepare) {
    bool at_work = true;
    for (const auto& candidate : candidates) {
        std::optional<db::Savepoint> attempt;
        if (&candidate != &candidates.back()) attempt.emplace(tx);
        prepare(candidate);
        const auto found = take(tx, context, taking, candidate);
        if (found == Fit::outside_hours) at_work = false;
        if (found != Fit::free) continue;
        if (attempt) attempt->keep();
        return candidate;
    }
    return conflict(at_work ? "booking.time_taken" : "booking.outside_hours");
}

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
    if (found->seats.left() <= 0) return conflict("appointment.full");
    return *std::move(found);
}

void put_into(Booking& booking, const Appointment& appointment) {
    booking.appointment_id = appointment.id;
    booking.service_id = appointment.service_id;
    booking.provider_id = appointment.provider_id;
    booking.location_id = appointment.location_id;
    booking.time = appointment.time;
    booking.seats = appointment.seats;
}

// Counts the places of the appointment anew, whose row is locked. Where nobody holds one any more, its time is free.
void settle(db::Tx& tx, BusinessId business, AppointmentId appointment) {
    const auto seats = store::count_seats(tx, business, appointment);
    CHECK(seats);
    if (seats->taken > 0) return;
    const auto taken = store::list_occupied(tx, business, appointment);
    if (taken.empty()) return;
    staff::lock(tx, business, occupants(taken));
    store::release(tx, business, appointment);
}

json time_of(const Booking& booking) {
    return {{"starts_at", booking.time.begin.time_since_epoch().count()},
            {"ends_at", booking.time.end.time_since_epoch().count()},
            {"provider_id", booking.provider_id.value}};
}

void record(db::Tx& tx, const Context& context, const Booking& booking, std::string_view type, activity::Actor actor,
            json data) {
    data["booking_id"] = booking.id.value;
    data["calendar_sequence"] = booking.calendar_sequence;
    data["status"] = to_text(booking.status);
    data["ends_at"] = booking.time.end.time_since_epoch().count();
    activity::record(tx, context.registry, booking.business_id, context.clock.now(),
                     {type, booking.id.value, actor, data.dump()});
}

json status_change(Status before, Status after) {
    return {{"before", {{"status", to_text(before)}}}, {"after", {{"status", to_text(after)}}}};
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

// An unverified guest is linked by the address, and never changes the stored profile (FEATURES 1.11).
Result<Who> join_guest(db::Tx& tx, const Context& context, const businesses::Business& business, const Wish& wish,
                       Rules rules) {
    // Why there is no room is for the staff to know; the customer is told that nobody new can book by themselves.
    if (business.standing.limits.customers && !customers::find_by_email(tx, business.id, wish.details.email.key))
        if (const auto room = customers::has_room(tx, business.id); !room)
            return rules == Rules::staff ? std::unexpected(room.error()) : conflict("customers.no_new_online");
    const auto [customer, is_new] = customers::join(tx, business.id, context.clock, wish.details);
    if (is_new)
        activity::record(tx, context.registry, business.id, context.clock.now(),
                         {"customer.created", customer.id.value, wish.actor});
    if (business.customer.logins != businesses::Logins::off)
        accounts::ensure(tx, {context.clock, context.registry}, business.id, customer, wish.actor);
    Who who{.id = customer.id, .is_new = is_new};
    const auto check = business.customer.name_check;
    if (is_new || check == businesses::NameCheck::off || rules == Rules::staff) return who;
    who.name_differs = !is_named(customer, wish.details);
    if (who.name_differs && check == businesses::NameCheck::refuse) return invalid("booking.name_differs");
    return who;
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
                                   : join_guest(tx, context, business, wish, rules);
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

std::string_view to_text(Status status) {
    constexpr std::array<std::string_view, 6> kTexts{"pending",   "approved",  "declined",
                                                     "cancelled", "completed", "no_show"};
    return kTexts[static_cast<std::size_t>(status)];
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

// Whatever the door: a service that staff keep to themselves, or to those who have its link, is not offered to others.
Result<void> may_book_it(const Service& service, const Wish& wish, Rules rules) {
    if (rules == Rules::customer && !service.admits(wish.key)) return not_found("service.not_offered");
    return {};
}

// The service as it is wished for, by a customer or staff who may book it.
Result<Wished> wished_service(db::Tx& tx, const Snapshot& snapshot, ServiceId id, const Wish& wish, Rules rules) {
    const auto* service = snapshot.service(id);
    if (!service) return not_found("service.not_offered");
    if (const auto may = may_book_it(*service, wish, rules); !may) return std::unexpected(may.error());
    return snapshot.wished(*tailor(tx, snapshot.business.id, *service, {wish.customer}), wish.add_ons);
}

// A place in the appointment named. One that takes longer with add-ons has no place in it.
Result<Wished> join_appointment(db::Tx& tx, const Snapshot& snapshot, const Wish& wish, Instant now, Rules rules,
                                Booking& booking) {
    const auto joined = with_a_place(tx, snapshot, *wish.appointment, now, rules);
    if (!joined) return std::unexpected(joined.error());
    put_into(booking, *joined);
    auto wished = wished_service(tx, snapshot, joined->service_id, wish, rules);
    if (!wished) return wished;
    if (catalog::sum_of(wished->add_ons).duration > Minutes{0}) return not_found("add_on.not_offered");
    if (const auto may = may_book_unknown(snapshot, wished->service, wish, rules); !may)
        return std::unexpected(may.error());
    return wished;
}

// Finds the booking a place in the appointment that it joins, or takes the time for an appointment of its own. Returns
// the service as it is for who books it, with the add-ons.
Result<Wished> find_place(db::Tx& tx, const Context& context, const Snapshot& snapshot, const Wish& wish, Rules rules,
                          Booking& booking) {
    const auto now = context.clock.now();
    if (wish.appointment) return join_appointment(tx, snapshot, wish, now, rules, booking);
    auto wished = wished_service(tx, snapshot, wish.service_id, wish, rules);
    if (!wished) return wished;
    const auto& service = wished->service;
    const auto providers = candidates(tx, snapshot, service, wish.provider_id, wish.location_id, wish.starts_at);
    if (!providers) return std::unexpected(providers.error());
    if (const auto in_time = within_bookable(snapshot, service, wish.starts_at, now, rules); !in_time)
        return std::unexpected(in_time.error());
    if (const auto may = may_book_unknown(snapshot, service, wish, rules); !may) return std::unexpected(may.error());
    const auto terms = terms_for(tx, snapshot.business.id, rules, wish.outside_hours, wish.actor);
    if (!terms) return std::unexpected(terms.error());

    booking.appointment_id = base::make_id<AppointmentId>();
    booking.service_id = service.id;
    booking.seats = {service.capacity, 1};
    const Taking taking{snapshot, service, wish.starts_at, booking.appointment_id, *terms};
    const auto found = take_first(tx, context, taking, *providers, [&](const Candidate& candidate) {
        booking.provider_id = candidate.provider;
        booking.location_id = candidate.location;
        booking.time = {wish.starts_at, wish.starts_at + service.duration_with(candidate.provider)};
        store::insert_appointment(tx, booking, snapshot.business.zone);
    });
    if (!found) return std::unexpected(found.error());
    return wished;
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
    auto place = find_place(tx, context, *snapshot, wish, rules, booking);
    if (!place) return std::unexpected(place.error());
    const auto& service = place->service;
    booking.status = service.needs_approval && rules == Rules::customer ? Status::pending : Status::approved;
    booking.price = service.price_with(booking.provider_id);
    keep_add_ons(booking, std::move(place->add_ons));
    const auto answers = check_answers(*snapshot, booking.service_id, wish.answers, rules);
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
                          wish.consent ? std::optional(now) : wish.earlier_consent);
    keep_answers(tx, business, booking.id, *answers, wish.answers);
    if (wish.appointment) {
        const auto seats = store::count_seats(tx, business, booking.appointment_id);
        if (!seats) return conflict("appointment.full");
        booking.seats = *seats;
    }
    record(tx, context, booking, "booking.made", wish.actor, {{"after", time_of(booking)}});
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
           (move.any_provider || move.provider_id.value_or(moved.provider_id) == moved.provider_id);
}

// Who may get it where it moves to.
template <class Moved>
Result<std::vector<Candidate>> candidates_for(db::Session& session, const Snapshot& snapshot, const Service& service,
                                              const Moved& moved, const Move& move, Instant now) {
    std::optional<ProviderId> wanted;
    if (!move.any_provider) wanted = move.provider_id.value_or(moved.provider_id);
    const auto place = location_to_keep(snapshot, service.id, moved.location_id, now);
    return candidates(session, snapshot, service, wanted, place, move.starts_at);
}

// Gives the place up and takes one in the other appointment.
Result<void> change_appointment(db::Tx& tx, const Context& context, const Snapshot& snapshot, AppointmentId to,
                                Rules rules, Booking& booking) {
    const auto joined = with_a_place(tx, snapshot, to, context.clock.now(), rules);
    if (!joined) return std::unexpected(joined.error());
    if (joined->service_id != booking.service_id) return not_found("appointment.unknown");
    put_into(booking, *joined);
    return {};
}

// Takes the time moved to: for its own appointment, or for a new one where others have, or may have, a place in it too.
Result<void> change_time(db::Tx& tx, const Context& context, const Snapshot& snapshot, const Move& move,
                         const activity::Actor& actor, Rules rules, Booking& booking) {
    const auto* offered = snapshot.service(booking.service_id);
    CHECK(offered);
    const auto service = tailor(*offered, booking.time, booking.provider_id);
    const auto providers = candidates_for(tx, snapshot, service, booking, move, context.clock.now());
    if (!providers) return std::unexpected(providers.error());
    if (auto in_time = within_bookable(snapshot, service, move.starts_at, context.clock.now(), rules); !in_time)
        return in_time;
    const auto terms = terms_for(tx, booking.business_id, rules, move.outside_hours, actor);
    if (!terms) return std::unexpected(terms.error());

    const auto from = booking.appointment_id;
    const bool along = booking.seats.capacity == 1, alone = booking.seats.taken == 1;
    Taking taking{snapshot, service, move.starts_at, along ? from : base::make_id<AppointmentId>(), *terms};
    if (alone) {
        taking.left = from;
        taking.given_up = occupants(store::list_occupied(tx, booking.business_id, from));
    }
    booking.appointment_id = taking.appointment;
    if (!along) booking.seats = {service.capacity, 1};
    const auto found = take_first(tx, context, taking, *providers, [&](const Candidate& candidate) {
        booking.provider_id = candidate.provider;
        booking.location_id = candidate.location;
        booking.time = {move.starts_at, move.starts_at + service.duration_with(candidate.provider)};
        if (!along) store::insert_appointment(tx, booking, snapshot.business.zone);
    });
    if (!found) return std::unexpected(found.error());
    if (along)
        store::update_time(tx,
                           {booking.business_id, from, booking.service_id, booking.provider_id, booking.location_id,
                            booking.time, booking.seats},
                           snapshot.business.zone);
    return {};
}

// Its place is another one now.
void write_moved(db::Tx& tx, const Context& context, Booking& booking, const json& before, activity::Actor actor) {
    ++booking.calendar_sequence;
    booking.changed_at = context.clock.now();
    store::update_booking(tx, booking);
    record(tx, context, booking, "booking.rescheduled", actor, {{"before", before}, {"after", time_of(booking)}});
}

// Only the booking's own row, and what is told of it.
void write_status(db::Tx& tx, const Context& context, Booking& booking, Status status, activity::Actor actor) {
    auto data = status_change(booking.status, status);
    // Calendars hear of what they show: whether it takes place.
    if (is_live(booking.status)) ++booking.calendar_sequence;
    booking.status = status;
    booking.changed_at = context.clock.now();
    store::update_booking(tx, booking);
    record(tx, context, booking, fmt::format("booking.{}", to_text(status)), actor, std::move(data));
}

}  // namespace

Result<Booking> reschedule(db::Tx& tx, const Context& context, BusinessId business, BookingId id, const Move& move,
                           activity::Actor actor, Rules rules) {
    if (move.appointment)
        if (const auto here = find(tx, business, id))
            store::lock_both(tx, business, here->appointment_id, *move.appointment);
    auto found = store::find_for_update(tx, business, id);
    const auto snapshot = context.snapshots.current(tx, business);
    if (!found || !snapshot) return not_found("booking.unknown");
    if (const auto open = businesses::is_open(snapshot->business); !open) return std::unexpected(open.error());
    auto booking = *std::move(found);
    if (const auto allowed = may_move(*snapshot, booking, context.clock.now(), actor, rules); !allowed)
        return std::unexpected(allowed.error());
    if (move.appointment ? *move.appointment == booking.appointment_id : is_there(booking, move)) return booking;

    const auto from = booking.appointment_id;
    const auto before = time_of(booking);
    const auto moved = move.appointment ? change_appointment(tx, context, *snapshot, *move.appointment, rules, booking)
                                        : change_time(tx, context, *snapshot, move, actor, rules, booking);
    if (!moved) return std::unexpected(moved.error());
    // A new time is a new question where staff decide.
    const bool is_question = rules == Rules::customer && snapshot->service(booking.service_id)->needs_approval;
    if (is_question) booking.status = Status::pending;
    write_moved(tx, context, booking, before, actor);
    if (booking.appointment_id == from) return booking;
    const auto seats = store::count_seats(tx, business, booking.appointment_id);
    if (!seats) return conflict("appointment.full");
    booking.seats = *seats;
    settle(tx, business, from);
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
    auto bookings = list_of_appointment(tx, business, id);
    std::erase_if(bookings, [](const Booking& booking) { return is_given_up(booking.status); });
    for (const auto& booking : bookings)
        if (const auto live = still_live(booking); !live) return std::unexpected(live.error());
    if (is_there(appointment, move)) return bookings;
    const auto* offered = snapshot->service(appointment.service_id);
    CHECK(offered);
    const auto service = tailor(*offered, appointment.time, appointment.provider_id);
    const auto providers = candidates_for(tx, *snapshot, service, appointment, move, context.clock.now());
    if (!providers) return std::unexpected(providers.error());
    const auto terms = terms_for(tx, business, Rules::staff, move.outside_hours, actor);
    if (!terms) return std::unexpected(terms.error());

    const Taking taking{
        *snapshot, service, move.starts_at, id, *terms, id, occupants(store::list_occupied(tx, business, id))};
    const auto found_free = take_first(tx, context, taking, *providers, [](const Candidate&) {});
    if (!found_free) return std::unexpected(found_free.error());
    if (appointment.seats.capacity > 1) store::leave_behind(tx, appointment);
    appointment.provider_id = found_free->provider;
    appointment.location_id = found_free->location;
    appointment.time = {move.starts_at, move.starts_at + service.duration_with(found_free->provider)};
    store::update_time(tx, appointment, snapshot->business.zone);
    for (auto& booking : bookings) {
        const auto before = time_of(booking);
        put_into(booking, appointment);
        write_moved(tx, context, booking, before, actor);
    }
    return bookings;
}

Result<Booking> change_status(db::Tx& tx, const Context& context, BusinessId business, BookingId id, Status status,
                              activity::Actor actor, Rules rules) {
    auto found = store::find_for_update(tx, business, id);
    const auto snapshot = context.snapshots.current(tx, business);
    if (!found || !snapshot) return not_found("booking.unknown");
    if (const auto open = businesses::is_open(snapshot->business); !open) return std::unexpected(open.error());
    auto booking = *std::move(found);
    if (booking.status == status) return booking;
    if (const auto allowed = may_set(*snapshot, booking, status, context.clock.now(), actor, rules); !allowed)
        return std::unexpected(allowed.error());
    write_status(tx, context, booking, status, actor);
    settle(tx, business, booking.appointment_id);
    return booking;
}

Result<Booking> cancel(db::Tx& tx, const Context& context, BusinessId business, BookingId id, activity::Actor actor,
                       Rules rules) {
    return change_status(tx, context, business, id, Status::cancelled, actor, rules);
}

Result<std::vector<Booking>> cancel_appointment(db::Tx& tx, const Context& context, BusinessId business,
                                                AppointmentId id, activity::Actor actor) {
    if (!store::find_for_update(tx, business, id)) return not_found("appointment.unknown");
    auto bookings = list_of_appointment(tx, business, id);
    std::erase_if(bookings, [](const Booking& booking) { return !is_live(booking.status); });
    if (bookings.empty()) return bookings;
    for (auto& booking : bookings) write_status(tx, context, booking, Status::cancelled, actor);
    settle(tx, business, id);
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
    auto token = base::new_token();
    const auto now = clock.now();
    store::insert_link(tx, business, id, base::hash(token), now, now + kPanelLinkLifetime);
    return token;
}

namespace {

constexpr int kFinishedAtOnce = 100;

// What was approved took place; what nobody answered is declined. False when it was changed meanwhile.
bool finish(db::Tx& tx, const activity::Registry& registry, const store::Over& over, Instant now) {
    auto booking = store::find_for_update(tx, over.business, over.id);
    if (!booking || !is_live(booking->status) || booking->time.end > now) return false;
    const auto before = booking->status;
    booking->status = before == Status::approved ? Status::completed : Status::declined;
    booking->changed_at = booking->time.end;
    store::update_booking(tx, *booking);
    settle(tx, over.business, booking->appointment_id);
    auto data = status_change(before, booking->status);
    data["booking_id"] = booking->id.value;
    data["status"] = to_text(booking->status);
    activity::record(tx, registry, over.business, booking->time.end,
                     {fmt::format("booking.{}", to_text(booking->status)), booking->id.value, {}, data.dump()});
    return true;
}

// In one transaction; one by one where that fails, so that one which cannot be finished is in nobody's way.
int finish(db::Database& database, const activity::Registry& registry, std::span<const store::Over> over, Instant now) {
    try {
        return database.write([&](db::Tx& tx) {
            return static_cast<int>(
                std::ranges::count_if(over, [&](const auto& each) { return finish(tx, registry, each, now); }));
        });
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

}  // namespace

int finish_over(db::Database& database, const activity::Registry& registry, const Clock& clock) {
    const auto now = clock.now();
    int finished = 0;
    for (store::Over last{};;) {
        const auto some =
            database.read([&](db::Session& session) { return store::list_over(session, now, last, kFinishedAtOnce); });
        if (some.empty()) return finished;
        finished += finish(database, registry, some, now);
        last = some.back();
    }
}

void subscribe(activity::Registry& registry) {
    registry.add(activity_types());
    registry.add(status_names());
    for (const auto& permission : {kManageBookings, kSeeOwnBookings, kOutsideHours}) registry.add(permission);
    registry.add(activity::Housekeeping{[](db::Database& database, Instant now) {
        forget_old_answers(database, now);
        forget_old_links(database, now);
    }});
    add_personal(registry);
    subscribe_to_changed_addresses(registry);
    add_sweep(registry);
}

void add_sweep(activity::Registry& registry) {
    registry.sweep(
        [&registry](db::Database& database, const Clock& clock) { return finish_over(database, registry, clock); });
}

std::int64_t count_between(db::Session& session, BusinessId business, Span span, std::int64_t most) {
    return store::count_between(session, business, span, most);
}

}  // namespace bookings
