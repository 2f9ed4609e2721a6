#include "bookings/verbs.h"

#include "accounts/staff_account.h"
#include "base/faults.h"
#include "base/typed.h"
#include "bookings/free_times.h"
#include "bookings/hold_store.h"
#include "bookings/many.h"
#include "bookings/session_store.h"
#include "bookings/tailored.h"
#include "catalog/offer.h"
#include "customers/details.h"
#include "db/db.h"

#include <set>

namespace bookings {

std::vector<OccupantId> occupants(const std::vector<store::Occupied>& taken) {
    std::vector<OccupantId> out;
    for (const auto& each : taken) out.push_back(each.occupant);
    return out;
}

namespace {

using availability::Opening;
using catalog::Service;
using nlohmann::json;

// The occupants that an appointment takes, with its buffers.
std::vector<store::Occupied> occupied(const Snapshot& snapshot, const Service& service, const Candidate& who,
                                      Instant start) {
    const auto span = service.timing(who.provider).occupied(start);
    std::vector<store::Occupied> out{{staff::occupant(who.provider), span, 1, true, who.location}};
    for (const auto& need : snapshot.needs_at(service, who.location))
        out.push_back({staff::occupant(need.resource_id), span, need.quantity,
                       snapshot.resource(need.resource_id)->quantity == 1});
    return out;
}

// All that it may need, wherever it is: the locations of resources are read again under the lock.
std::vector<OccupantId> wanted_occupants(const Service& service, const Candidate& who) {
    return occupants_of(service, who.provider);
}

// What is found of one candidate.
struct Found {
    Fit fit = Fit::taken;
    std::optional<Instant> held_until{};  // of what is taken: until then, by holds alone
    std::optional<Error> refused{};       // whoever it is: nobody else is tried
};

std::vector<Opening> openings_at(const Snapshot& snapshot, ProviderId provider, Instant start) {
    const auto& zone = snapshot.business.zone;
    return availability::openings_for(snapshot.schedule(provider), zone, zone.day(start));
}

// What may stand in its way: with the ways between locations.
Span around_with_ways(const Snapshot& snapshot, Span around) {
    return {around.begin - snapshot.travel.longest(), around.end + snapshot.travel.longest()};
}

// Hours, time off and what is taken, as this transaction sees them. The appointments `without` do not stand in the way.
Fit fit(db::Session& session, const Snapshot& snapshot, const Service& service, const Candidate& who, Instant start,
        const std::vector<AppointmentId>& without, const Terms& terms) {
    const auto business = snapshot.business.id;
    const auto timing = service.timing(who.provider);
    const auto around = timing.occupied(start);
    const auto& travel = snapshot.travel;
    const auto taken = availability::taken_from(
        who.location,
        store::list_taken(session, business, staff::occupant(who.provider), 1, around_with_ways(snapshot, around),
                          without, travel.empty() ? store::Places::unread : store::Places::read),
        travel);
    std::vector<std::vector<availability::Use>> uses;
    const auto needed = snapshot.needs_at(service, who.location);
    uses.reserve(needed.size());
    std::vector<availability::Need> needs;
    for (const auto& need : needed) {
        const auto quantity = snapshot.resource(need.resource_id)->quantity;
        uses.push_back(
            store::list_taken(session, business, staff::occupant(need.resource_id), quantity, around, without));
        needs.push_back({need.quantity, quantity, uses.back()});
    }
    auto openings = openings_at(snapshot, who.provider, start);
    std::erase_if(openings, [&](const Opening& opening) {
        const auto place = availability::place_of(opening, {who.location, service.places});
        return !place || place->location != who.location;
    });
    const bool on_grid = terms.rules == Rules::customer;
    if (availability::can_start(timing, openings, taken, needs, start, on_grid)) return Fit::free;
    if (terms.rules == Rules::customer) return Fit::taken;
    const std::vector<Opening> whenever{{{start, start + timing.duration}, {}}};
    const bool is_clear = availability::can_start(timing, whenever, taken, needs, start, false);
    if (!is_clear && terms.overbooking.empty()) return Fit::taken;
    const bool at_work = availability::can_start(timing, openings, {}, {}, start, false);
    if (!at_work && !terms.outside_hours) return Fit::outside_hours;
    return is_clear ? Fit::free : Fit::over;
}

// Seconds of work that begin in the week (Monday to Sunday) of that day.
std::int64_t work_in_week(db::Session& session, const Snapshot& snapshot, ProviderId provider, Instant start) {
    return store::sum_taken(session, snapshot.business.id, staff::occupant(provider),
                            week_of(snapshot.business.zone, start));
}

void add_candidates(std::vector<Candidate>& out, const Snapshot& snapshot, const Service& service, ProviderId provider,
                    std::optional<LocationId> location, Instant start) {
    for (const auto& place : places_at(snapshot, service, provider, location, start)) out.push_back({provider, place});
}

// The holds that take anything of these occupants where the time is wanted.
std::vector<store::Kept> holds_in_the_way(db::Session& session, const Taking& taking, const Candidate& who) {
    const auto within = around_with_ways(taking.snapshot, taking.service.timing(who.provider).occupied(taking.start));
    auto out = store::list_kept(session, taking.snapshot.business.id, within);
    const auto wanted = wanted_occupants(taking.service, who);
    std::erase_if(out, [&](const auto& each) { return each.id == taking.left || !store::takes(each, wanted, within); });
    return out;
}

// Of them those that have expired: nothing makes them live again.
std::vector<store::Kept> expired_in_the_way(db::Session& session, const Taking& taking, const Candidate& who) {
    auto out = holds_in_the_way(session, taking, who);
    if (out.empty() || faults::on("hold_without_expiry")) return out;
    const auto now = db::now(session);
    std::erase_if(out, [&](const auto& each) { return each.expires_at > now; });
    return out;
}

// With what expired in its way.
std::vector<OccupantId> locked_for(const Taking& taking, const Candidate& who,
                                   const std::vector<store::Kept>& expired) {
    auto out = wanted_occupants(taking.service, who);
    out.insert(out.end(), taking.given_up.begin(), taking.given_up.end());
    for (const auto& each : expired) std::ranges::move(occupants(each.taken), std::back_inserter(out));
    return out;
}

bool are_among(const std::vector<OccupantId>& those, const std::vector<OccupantId>& all) {
    return std::ranges::all_of(those, [&](OccupantId each) { return std::ranges::find(all, each) != all.end(); });
}

// Until when it is taken, where nothing but holds is in its way.
std::optional<Instant> held_until(db::Session& session, const Snapshot& snapshot, const Taking& taking,
                                  const Candidate& who, std::vector<AppointmentId> without) {
    const auto holds = holds_in_the_way(session, taking, who);
    if (holds.empty()) return std::nullopt;
    for (const auto& each : holds) without.push_back(each.id);
    if (fit(session, snapshot, taking.service, who, taking.start, without, {Rules::customer}) != Fit::free)
        return std::nullopt;
    return std::ranges::max_element(holds, {}, &store::Kept::expires_at)->expires_at;
}

// Locks the provider and resources, asks again, and takes the time for the appointment.
Found take(db::Tx& tx, const Context& context, const Taking& taking, const Candidate& who, const Terms& terms) {
    const auto business = taking.snapshot.business.id;
    auto expired = expired_in_the_way(tx, taking, who);
    // What expired since the others were locked is left: its occupants may come before those in the order.
    if (taking.locked)
        std::erase_if(expired, [&](const auto& each) { return !are_among(occupants(each.taken), *taking.locked); });
    else if (!faults::on("book_without_lock"))
        staff::lock(tx, business, locked_for(taking, who, expired));
    // What was booked or deleted before the lock was got is no hold any more.
    for (const auto& each : expired) store::delete_hold(tx, business, each.id);
    // Schedule edits take the same lock, so what is read from here on stays true until the commit. SQLite has one
    // writer at a time: there nothing has changed since this transaction read it.
    const auto newest = tx.engine() == db::Engine::sqlite ? nullptr : context.snapshots.current(tx, business);
    const auto& snapshot = newest ? *newest : taking.snapshot;
    if (auto same = check_zone(context, snapshot.business); !same) return {.refused = std::move(same.error())};
    std::vector<AppointmentId> without;
    if (taking.left) without.push_back(*taking.left);
    const auto found = fit(tx, snapshot, taking.service, who, taking.start, without, terms);
    const bool fits = found == Fit::free || found == Fit::over;
    if (!fits && !faults::on("book_without_asking")) {
        if (found != Fit::taken || terms.rules == Rules::staff) return {found};
        return {found, held_until(tx, snapshot, taking, who, std::move(without))};
    }
    if (taking.left) store::release(tx, business, *taking.left);
    const auto wanted = occupied(snapshot, taking.service, who, taking.start);
    if (found == Fit::over) {
        store::occupy_over(tx, business, taking.appointment, wanted);
        return {Fit::over};
    }
    return {store::occupy(tx, business, taking.appointment, wanted) ? Fit::free : Fit::taken};
}

}  // namespace

Fit look(db::Session& session, const Snapshot& snapshot, const Service& service, const Candidate& who, Instant start,
         const Terms& terms) {
    const auto around = around_with_ways(snapshot, service.timing(who.provider).occupied(start));
    const auto expired = store::list_expired(session, snapshot.business.id, around);
    return fit(session, snapshot, service, who, start, expired, terms);
}

std::unexpected<Error> wrong_field(std::string_view field, std::string_view code,
                                   std::vector<std::pair<std::string, std::string>> parameters) {
    return std::unexpected(
        Error{Fault::invalid, "form.invalid", {}, {{std::string(field), std::string(code), std::move(parameters)}}});
}

// Wherever the hours of that time are; where there are none, what is wrong with the time is found by asking.
std::vector<std::optional<LocationId>> places_at(const Snapshot& snapshot, const Service& service, ProviderId provider,
                                                 std::optional<LocationId> location, Instant start) {
    if (snapshot.locations.empty()) return {std::nullopt};
    std::set<std::optional<LocationId>> places;
    for (const auto& opening : openings_at(snapshot, provider, start))
        if (const auto place = availability::place_of(opening, {location, service.places});
            place && opening.span.begin <= start && start < opening.span.end)
            places.insert(place->location);
    if (places.empty()) places.insert(location ? location : snapshot.provider(provider)->location_id);
    return {places.begin(), places.end()};
}

bool may(db::Session& session, BusinessId business, const activity::Actor& actor,
         const businesses::Permission& permission) {
    if (actor.kind == activity::ActorKind::system) return true;
    if (actor.kind != activity::ActorKind::staff) return false;
    const auto member = accounts::staff::find(session, business, StaffId{actor.id});
    return member && member->active && member->may(permission);
}

Result<Terms> terms_for(db::Session& session, BusinessId business, Rules rules, bool outside_hours,
                        const std::string& overbooking, const activity::Actor& actor) {
    if (rules == Rules::customer) return Terms{rules};
    if (outside_hours && !may(session, business, actor, kOutsideHours))
        return refuse(Fault::forbidden, "booking.outside_hours_not_allowed");
    if (!overbooking.empty() && !may(session, business, actor, kOverbooking))
        return refuse(Fault::forbidden, "booking.overbooking_not_allowed");
    std::vector<FieldError> wrong;
    auto reason = customers::FieldCheck(wrong).line("overbooking", overbooking, kLongestReason);
    if (!wrong.empty()) return std::unexpected(Error{Fault::invalid, "form.invalid", {}, std::move(wrong)});
    return Terms{rules, outside_hours, std::move(reason)};
}

Result<void> check_price(db::Session& session, const Snapshot& snapshot, const Money& price,
                         const activity::Actor& actor) {
    if (!may(session, snapshot.business.id, actor, kChangePrices))
        return refuse(Fault::forbidden, "booking.price_not_allowed");
    if (price.amount < 0 || price.currency != snapshot.business.currency) return wrong_field("price", "field.invalid");
    return {};
}

Result<void> check_length(Minutes length) {
    if (length < Minutes{1} || length > catalog::kLongestService) return wrong_field("duration", "field.invalid");
    return {};
}

Result<void> within_bookable(const Snapshot& snapshot, const Service& service, Instant start, Instant now,
                             Rules rules) {
    if (rules == Rules::staff) return {};
    const auto bookable =
        availability::bookable(now, service.minimum_notice, service.booking_horizon, snapshot.business.zone);
    if (start < bookable.begin) return invalid("booking.too_soon");
    if (start >= bookable.end) return invalid("booking.too_far");
    const auto& zone = snapshot.business.zone;
    if (service.booked_from && now < *service.booked_from)
        return invalid("booking.not_yet", {{"from", base::to_text(*service.booked_from, zone)}});
    if (service.booked_until && now >= *service.booked_until)
        return invalid("booking.over_by", {{"until", base::to_text(*service.booked_until, zone)}});
    return {};
}

Result<Wished> wished_service(db::Session& session, const Snapshot& snapshot, const Asked& asked, Rules rules) {
    const auto* service = snapshot.service(asked.service);
    if (!service || (rules == Rules::customer && !service->admits(asked.key))) return not_found("service.not_offered");
    return snapshot.wished(*tailor(session, snapshot.business.id, *service, {asked.customer}), asked.add_ons);
}

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

std::vector<OccupantId> occupants_left_by(db::Session& session, const Hold& place) {
    auto out = occupants(store::list_occupied(session, place.business_id, *place.place_in));
    out.push_back(staff::occupant(place.provider_id));
    return out;
}

void give_up(db::Session& session, const Hold& hold, Taking& taking) {
    taking.left = hold.id;
    taking.given_up = occupants(store::list_occupied(session, hold.business_id, hold.id));
}

Result<Got> take_first(db::Tx& tx, const Context& context, const Taking& taking,
                       const std::vector<Candidate>& candidates, const std::function<void(const Candidate&)>& prepare) {
    std::vector<Terms> rounds{taking.terms};
    // Over another only where nobody is free.
    if (candidates.size() > 1 && !taking.terms.overbooking.empty())
        rounds.insert(rounds.begin(), {taking.terms.rules, taking.terms.outside_hours});
    bool at_work = true;
    std::optional<Instant> free_again;  // when the first of them may be, which is held
    for (const auto& terms : rounds)
        for (const auto& candidate : candidates) {
            const bool is_last = &candidate == &candidates.back() && &terms == &rounds.back();
            std::optional<db::Savepoint> attempt;
            if (!is_last) attempt.emplace(tx);
            prepare(candidate);
            const auto found = take(tx, context, taking, candidate, terms);
            if (found.refused) return std::unexpected(*found.refused);
            if (found.fit == Fit::outside_hours) at_work = false;
            if (found.held_until) free_again = std::min(free_again.value_or(*found.held_until), *found.held_until);
            if (found.fit != Fit::free && found.fit != Fit::over) continue;
            if (attempt) attempt->keep();
            return Got{candidate, found.fit == Fit::over};
        }
    if (free_again)
        return conflict("booking.time_held", {{"until", to_text(*free_again, taking.snapshot.business.zone)}});
    return conflict(at_work ? "booking.time_taken" : "booking.outside_hours");
}

std::vector<OccupantId> occupants_of(db::Session& session, const Taking& taking,
                                     const std::vector<Candidate>& candidates) {
    std::vector<OccupantId> out;
    for (const auto& who : candidates)
        std::ranges::move(locked_for(taking, who, expired_in_the_way(session, taking, who)), std::back_inserter(out));
    return out;
}

Result<void> take_anew(db::Tx& tx, const Context& context, const Snapshot& snapshot, const Service& service,
                       const std::vector<Candidate>& candidates, Instant start, const Terms& terms, Booking& booking,
                       const std::vector<OccupantId>* locked) {
    const auto from = booking.appointment_id;
    // A session stays where it is, whoever leaves it.
    const bool along = booking.seats.capacity == 1 && !booking.stands && !service.is_for_groups();
    const bool alone = booking.seats.taken == 1 && !booking.stands;
    Taking taking{snapshot, service, start, along ? from : base::make_id<AppointmentId>(), terms};
    taking.given_up = occupants(store::list_occupied(tx, booking.business_id, from));
    taking.locked = locked;
    if (alone) taking.left = from;
    booking.appointment_id = taking.appointment;
    booking.service_id = service.id;
    const auto got = take_first(tx, context, taking, candidates, [&](const Candidate& candidate) {
        booking.provider_id = candidate.provider;
        booking.location_id = candidate.location;
        booking.time = {start, start + service.duration_with(candidate.provider)};
        if (along) return;
        booking.seats = {service.capacity_with(candidate.provider), 1};
        booking.stands = false;
        store::insert_appointment(tx, booking, snapshot.business.zone);
    });
    if (!got) return std::unexpected(got.error());
    booking.overbooking = got->over ? terms.overbooking : std::string();
    if (!along) note_minimum(tx, service, booking, context.clock.now());
    if (along)
        store::update_time(tx,
                           {booking.business_id, from, booking.service_id, booking.provider_id, booking.location_id,
                            booking.time, booking.seats},
                           snapshot.business.zone);
    return {};
}

void note_minimum(db::Tx& tx, const catalog::Service& service, const Booking& booking, Instant now) {
    const auto minimum = std::min(service.minimum, booking.seats.capacity);
    const bool may_be_too_few = minimum > 1 && !booking.stands && booking.seats.capacity > 1;
    if (may_be_too_few && now < booking.time.begin - service.decided_before)
        store::insert_minimum(tx, booking.business_id, booking.appointment_id, minimum, service.decided_before);
}

Result<void> leave(db::Tx& tx, Booking& booking, AppointmentId from) {
    if (booking.appointment_id == from) return {};
    // Both have other numbers of places left, of which free times have to know.
    std::vector<OccupantId> both{staff::occupant(booking.provider_id)};
    if (const auto left = find_appointment(tx, booking.business_id, from))
        both.push_back(staff::occupant(left->provider_id));
    staff::lock(tx, booking.business_id, std::move(both));
    const auto seats = store::count_seats(tx, booking.business_id, booking.appointment_id);
    if (!seats) return conflict("appointment.full");
    booking.seats = *seats;
    settle(tx, booking.business_id, from);
    return {};
}

void settle(db::Tx& tx, BusinessId business, AppointmentId appointment) {
    const auto before = find_appointment(tx, business, appointment);
    CHECK(before);
    const auto seats = store::count_seats(tx, business, appointment);
    CHECK(seats);
    const bool goes = seats->taken == 0 && !before->stands;
    if (!goes) {
        // Free times have another number of places at its start.
        if (seats->taken != before->seats.taken) staff::lock(tx, business, {staff::occupant(before->provider_id)});
        return;
    }
    const auto taken = store::list_occupied(tx, business, appointment);
    if (taken.empty()) return;
    staff::lock(tx, business, occupants(taken));
    store::release(tx, business, appointment);
}

void let_go(db::Tx& tx, const Hold& hold) {
    if (!hold.place_in) {
        staff::lock(tx, hold.business_id, occupants(store::list_occupied(tx, hold.business_id, hold.id)));
        store::delete_hold(tx, hold.business_id, hold.id);
        return;
    }
    const auto appointment = store::find_for_update(tx, hold.business_id, *hold.place_in);
    store::delete_hold(tx, hold.business_id, hold.id);
    if (appointment) settle(tx, hold.business_id, appointment->id);
}

void make_room(db::Tx& tx, Appointment& appointment) {
    if (appointment.seats.left() > 0) return;
    const auto now = faults::on("hold_without_expiry") ? db::now(tx) + std::chrono::days{1} : db::now(tx);
    const auto expired = store::list_expired_places(tx, appointment.business_id, appointment.id, now);
    if (expired.empty()) return;
    for (const auto& hold : expired) store::delete_hold(tx, hold.business_id, hold.id);
    const auto seats = store::count_seats(tx, appointment.business_id, appointment.id);
    CHECK(seats);
    appointment.seats = *seats;
}

namespace {

// Locked, if it suits still.
std::optional<Appointment> lock_shared(db::Tx& tx, const Shared& wanted, AppointmentId id) {
    const auto business = wanted.snapshot.business.id;
    const auto own = wanted.held ? wanted.held->place_in : std::nullopt;
    if (own && *own != id) store::lock_both(tx, business, *own, id);
    auto found = store::find_for_update(tx, business, id);
    if (!found || !found->live || found->time.begin != wanted.start || found->service_id != wanted.service.id)
        return std::nullopt;
    make_room(tx, *found);
    if (found->seats.left() <= 0 && own != id) return std::nullopt;
    return found;
}

bool suits(const Shared& wanted, const store::JoinableAt& each) {
    return (!wanted.provider || each.provider_id == *wanted.provider) &&
           (!wanted.location || !each.location_id || *each.location_id == *wanted.location) &&
           (!wanted.length || each.length == *wanted.length) && (!wanted.among || wanted.among->contains(each.id));
}

}  // namespace

std::optional<Appointment> find_shared(db::Tx& tx, const Shared& wanted) {
    if (!wanted.service.is_for_groups()) return std::nullopt;
    const auto business = wanted.snapshot.business.id;
    const auto givers = wanted.snapshot.providers_of(wanted.service);
    auto all = store::list_joinable_at(tx, business, wanted.service.id, wanted.start);
    if (wanted.held && wanted.held->place_in)
        std::ranges::stable_partition(all, [&](const auto& each) { return each.id == *wanted.held->place_in; });
    for (const auto& each : all) {
        if (!suits(wanted, each)) continue;
        if (std::ranges::find(givers, each.provider_id, &staff::Provider::id) == givers.end()) continue;
        // A savepoint gives back the lock on one that is full by now.
        db::Savepoint attempt(tx);
        if (auto found = lock_shared(tx, wanted, each.id)) {
            attempt.keep();
            return found;
        }
    }
    return std::nullopt;
}

void lock_place(db::Tx& tx, const Appointment& joined, const std::optional<Hold>& held) {
    std::vector<OccupantId> locked{staff::occupant(joined.provider_id)};
    if (held) {
        std::ranges::move(occupants(store::list_occupied(tx, held->business_id, held->id)), std::back_inserter(locked));
        if (held->place_in) std::ranges::move(occupants_left_by(tx, *held), std::back_inserter(locked));
    }
    staff::lock(tx, joined.business_id, std::move(locked));
    if (!held) return;
    store::delete_hold(tx, held->business_id, held->id);
    if (held->place_in && *held->place_in != joined.id) settle(tx, held->business_id, *held->place_in);
}

void put_into(Booking& booking, const Appointment& appointment) {
    booking.appointment_id = appointment.id;
    booking.service_id = appointment.service_id;
    booking.provider_id = appointment.provider_id;
    booking.location_id = appointment.location_id;
    booking.time = appointment.time;
    booking.seats = appointment.seats;
    booking.stands = appointment.stands;
}

Minutes length_of(const Booking& booking) { return std::chrono::floor<Minutes>(booking.time.end - booking.time.begin); }

json time_of(const Booking& booking) {
    return {{"starts_at", booking.time.begin.time_since_epoch().count()},
            {"ends_at", booking.time.end.time_since_epoch().count()},
            {"provider_id", booking.provider_id.value}};
}

json time_of(const Appointment& appointment) {
    return {{"starts_at", appointment.time.begin.time_since_epoch().count()},
            {"ends_at", appointment.time.end.time_since_epoch().count()},
            {"provider_id", appointment.provider_id.value}};
}

void record_session(db::Tx& tx, const Context& context, const Appointment& session, std::string_view type,
                    activity::Actor actor, json data) {
    data["service_id"] = session.service_id.value;
    data["time"] = time_of(session);
    activity::record(tx, context.registry, session.business_id, context.clock.now(),
                     {type, session.id.value, actor, data.dump()});
}

json status_change(Status before, Status after) {
    return {{"before", {{"status", to_text(before)}}}, {"after", {{"status", to_text(after)}}}};
}

void record(db::Tx& tx, const Context& context, const Booking& booking, std::string_view type, activity::Actor actor,
            json data, Telling telling) {
    data["booking_id"] = booking.id.value;
    data["calendar_sequence"] = booking.calendar_sequence;
    data["status"] = to_text(booking.status);
    data["ends_at"] = booking.time.end.time_since_epoch().count();
    if (telling != Telling::at_once) data["telling"] = to_text(telling);
    activity::record(tx, context.registry, booking.business_id, context.clock.now(),
                     {type, booking.id.value, actor, data.dump()});
}

Result<void> check_version(const Booking& booking, std::optional<int> version) {
    if (version && *version != booking.version) return conflict("booking.changed_meanwhile");
    return {};
}

Result<std::vector<Booking>> list_as_seen(db::Tx& tx, BusinessId business, AppointmentId appointment,
                                          const Seen& seen) {
    auto out = list_of_appointment(tx, business, appointment);
    std::erase_if(out, [](const Booking& booking) { return is_given_up(booking.status); });
    if (seen.empty()) return out;
    Seen now;
    for (const auto& booking : out) now.emplace(booking.id, booking.version);
    if (now != seen) return conflict("booking.changed_meanwhile");
    return out;
}

Result<void> take_whole(db::Tx& tx, const Context& context, const Snapshot& snapshot, const Service& service,
                        const std::vector<Candidate>& candidates, Instant start, const Terms& terms,
                        Appointment& appointment, std::vector<Booking>& bookings) {
    const auto id = appointment.id;
    const Taking taking{
        snapshot, service, start, id, terms, id, occupants(store::list_occupied(tx, appointment.business_id, id))};
    const auto got = take_first(tx, context, taking, candidates, [](const Candidate&) {});
    if (!got) return std::unexpected(got.error());
    if (appointment.stands) store::touch_session(tx, appointment.business_id, id);
    if (appointment.seats.capacity > 1 || appointment.stands) store::leave_behind(tx, appointment);
    appointment.provider_id = got->candidate.provider;
    appointment.location_id = got->candidate.location;
    appointment.time = {start, start + service.duration_with(appointment.provider_id)};
    store::update_time(tx, appointment, snapshot.business.zone);
    for (auto& booking : bookings) {
        put_into(booking, appointment);
        booking.overbooking = got->over ? terms.overbooking : std::string();
    }
    return {};
}

}  // namespace bookings
