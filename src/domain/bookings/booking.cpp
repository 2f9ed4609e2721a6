#include "bookings/booking.h"

#include "accounts/account.h"
#include "base/faults.h"
#include "base/typed.h"
#include "bookings/allowed.h"
#include "bookings/booking_store.h"
#include "bookings/free_times.h"
#include "bookings/manage_links.h"
#include "bookings/personal.h"
#include "db/db.h"

#include <spdlog/spdlog.h>

#include <nlohmann/json.hpp>
#include <set>
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
    const auto span = service.timing().occupied(start);
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

std::vector<Opening> openings_at(const Snapshot& snapshot, ProviderId provider, Instant start) {
    const auto& zone = snapshot.business.zone;
    return availability::openings_for(snapshot.schedule(provider), zone, zone.day(start));
}

// Hours, time off and what is taken, as this transaction sees them. `moving` does not stand in its own way.
bool is_free(db::Session& session, const Snapshot& snapshot, const Service& service, const Candidate& who,
             Instant start, std::optional<AppointmentId> moving) {
    const auto business = snapshot.business.id;
    const auto around = service.timing().occupied(start);
    const auto& travel = snapshot.travel;
    const auto taken = availability::taken_from(
        who.location,
        store::list_taken(session, business, staff::occupant(who.provider), 1,
                          {around.begin - travel.longest(), around.end + travel.longest()}, moving,
                          travel.empty() ? store::Places::unread : store::Places::read),
        travel);
    std::vector<std::vector<availability::Use>> uses;
    uses.reserve(service.needs.size());
    std::vector<availability::Need> needs;
    for (const auto& need : service.needs) {
        const auto quantity = snapshot.resource(need.resource_id)->quantity;
        uses.push_back(
            store::list_taken(session, business, staff::occupant(need.resource_id), quantity, around, moving));
        needs.push_back({need.quantity, quantity, uses.back()});
    }
    auto openings = openings_at(snapshot, who.provider, start);
    std::erase_if(openings, [&](const Opening& opening) {
        const auto place = availability::place_of(opening, {who.location, service.locations});
        return !place || place->location != who.location;
    });
    return availability::can_start(service.timing(), openings, taken, needs, start);
}

Result<void> within_bookable(const Snapshot& snapshot, const Service& service, Instant start, Instant now) {
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

// Locks the provider and resources, asks again, and takes the time for the appointment. False when it is gone.
// `also` are locked too, in the same order: those that the appointment gives up.
bool take(db::Tx& tx, const Context& context, const Snapshot& known, const Service& service, const Candidate& who,
          Instant start, AppointmentId appointment, const std::vector<OccupantId>& also, bool moving) {
    const auto business = known.business.id;
    std::vector<OccupantId> locked{staff::occupant(who.provider)};
    for (const auto& need : service.needs) locked.push_back(staff::occupant(need.resource_id));
    locked.insert(locked.end(), also.begin(), also.end());
    if (!faults::on("book_without_lock")) staff::lock(tx, business, std::move(locked));
    // Schedule edits take the same lock, so what is read from here on stays true until the commit. SQLite has one
    // writer at a time: there nothing has changed since this transaction read it.
    const auto newest = tx.engine() == db::Engine::sqlite ? nullptr : context.snapshots.current(tx, business);
    const auto& snapshot = newest ? *newest : known;
    const bool free = is_free(tx, snapshot, service, who, start, moving ? std::optional(appointment) : std::nullopt);
    if (!free && !faults::on("book_without_asking")) return false;
    if (moving) store::release(tx, business, appointment);
    return store::occupy(tx, business, appointment, occupied(snapshot, service, who, start));
}

// The first of them whom `take` gets. A savepoint gives back the lock on one who turns out to be taken before the next
// is tried; after the last the caller has nothing left to try, and the whole transaction is undone.
template <class Take>
std::optional<Candidate> first_free(db::Tx& tx, const std::vector<Candidate>& candidates, const Take& take) {
    for (const auto& candidate : candidates) {
        std::optional<db::Savepoint> attempt;
        if (&candidate != &candidates.back()) attempt.emplace(tx);
        if (!take(candidate)) continue;
        if (attempt) attempt->keep();
        return candidate;
    }
    return std::nullopt;
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

bool is_staff(const activity::Actor& actor) { return !way_of(actor); }

// Somebody may write both names into one field, or leave the surname out where it is not asked for.
bool is_named(const customers::Customer& stored, const customers::Details& given) {
    const auto name = base::folded(given.name), surname = base::folded(given.surname);
    if (surname.empty() && name == base::folded(stored.name)) return true;
    return base::full_name(name, surname) == base::folded(stored.full_name());
}

// An unverified guest is linked by the address, and never changes the stored profile (FEATURES 1.11).
Result<Who> join_guest(db::Tx& tx, const Context& context, const businesses::Business& business, const Wish& wish) {
    const auto [customer, is_new] = customers::join(tx, business.id, context.clock, wish.details);
    if (is_new)
        activity::record(tx, context.registry, business.id, context.clock.now(),
                         {"customer.created", customer.id.value, wish.actor});
    if (business.customer.logins != businesses::Logins::off)
        accounts::ensure(tx, {context.clock, context.registry}, business.id, customer, wish.actor);
    Who who{.id = customer.id, .is_new = is_new};
    const auto check = business.customer.name_check;
    if (is_new || check == businesses::NameCheck::off || is_staff(wish.actor)) return who;
    who.name_differs = !is_named(customer, wish.details);
    if (who.name_differs && check == businesses::NameCheck::refuse) return invalid("booking.name_differs");
    return who;
}

// With the panel switched off there is nowhere to sign in.
bool needs_sign_in(const businesses::Business& business) {
    return business.customer.logins == businesses::Logins::required &&
           !business.switched_off.contains(businesses::Module::customer_panel);
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

Result<Who> who_books(db::Tx& tx, const Context& context, const businesses::Business& business, const Wish& wish) {
    const auto who = wish.customer ? Result<Who>(Who{.id = *wish.customer, .verified = true})
                                   : join_guest(tx, context, business, wish);
    if (!who || who->is_new || is_staff(wish.actor)) return who;
    if (const auto within = within_open_bookings(tx, context, business, *who); !within)
        return std::unexpected(within.error());
    return who;
}

}  // namespace

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

Result<Made> book(db::Tx& tx, const Context& context, BusinessId business, const Wish& wish) {
    const auto now = context.clock.now();
    const auto snapshot = context.snapshots.current(tx, business);
    if (!snapshot) return not_found("business.unknown");
    const auto* service = snapshot->service(wish.service_id);
    if (!service) return not_found("service.not_offered");
    const auto providers = candidates(tx, *snapshot, *service, wish.provider_id, wish.location_id, wish.starts_at);
    if (!providers) return std::unexpected(providers.error());
    if (const auto in_time = within_bookable(*snapshot, *service, wish.starts_at, now); !in_time)
        return std::unexpected(in_time.error());

    if (needs_sign_in(snapshot->business) && !wish.customer && !is_staff(wish.actor))
        return refuse(Fault::forbidden, "booking.sign_in_needed");

    Booking booking{.business_id = business,
                    .id = base::make_id<BookingId>(),
                    .appointment_id = base::make_id<AppointmentId>(),
                    .customer_id = {},
                    .service_id = service->id,
                    .provider_id = {},
                    .location_id = {},
                    .time = {wish.starts_at, wish.starts_at + service->duration},
                    .status = service->needs_approval ? Status::pending : Status::approved,
                    .price = service->price,
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
    const auto found = first_free(tx, *providers, [&](const Candidate& candidate) {
        booking.provider_id = candidate.provider;
        booking.location_id = candidate.location;
        store::insert_appointment(tx, booking, snapshot->business.zone);
        return take(tx, context, *snapshot, *service, candidate, wish.starts_at, booking.appointment_id, {}, false);
    });
    if (!found) return conflict("booking.time_taken");

    // Asked last: what is answered about the time says nothing about who is known here.
    const auto who = who_books(tx, context, snapshot->business, wish);
    if (!who) return std::unexpected(who.error());
    booking.customer_id = who->id;
    booking.name_differs = who->name_differs;
    const auto visit = base::make_id<VisitId>();
    store::insert_visit(tx, business, visit, who->id, now);
    // By its id the booking is found, so no index of random values is kept for the secret.
    auto token = fmt::format("{}-{}", base::to_text(booking.id), base::new_token());
    store::insert_booking(tx, booking, visit, base::hash(token), who->verified,
                          wish.consent ? std::optional(now) : wish.earlier_consent);
    record(tx, context, booking, "booking.made", wish.actor, {{"after", time_of(booking)}});
    return Made{std::move(booking), std::move(token)};
}

namespace {

Result<void> may_move(const Snapshot& snapshot, const Booking& booking, Instant now, const activity::Actor& actor) {
    if (const auto way = way_of(actor))
        return what_may(snapshot.business, booking, is_bookable(snapshot, booking.service_id), now, *way).reschedule;
    if (is_live(booking.status)) return {};
    return conflict(booking.status == Status::completed || booking.status == Status::no_show
                        ? "booking.already_over"
                        : "booking.already_cancelled");
}

Result<void> may_set(const Snapshot& snapshot, const Booking& booking, Status status, Instant now,
                     const activity::Actor& actor) {
    const auto way = way_of(actor);
    if (!way) return staff_may_set(booking, status, now);
    return what_may(snapshot.business, booking, is_bookable(snapshot, booking.service_id), now, *way).change_to(status);
}

}  // namespace

std::optional<LocationId> location_to_keep(const Snapshot& snapshot, const Booking& booking, Instant now) {
    const auto* service = snapshot.service(booking.service_id);
    if (!service || !booking.location_id || snapshot.locations.size() < 2) return std::nullopt;
    const auto places = snapshot.locations_of(*service, snapshot.business.zone.day(now));
    const bool is_one = std::ranges::find(places, *booking.location_id, &staff::Location::id) != places.end();
    return is_one && places.size() > 1 ? booking.location_id : std::nullopt;
}

Result<Booking> reschedule(db::Tx& tx, const Context& context, BusinessId business, BookingId id, const Move& move,
                           activity::Actor actor) {
    const auto now = context.clock.now();
    auto found = store::find_for_update(tx, business, id);
    const auto snapshot = context.snapshots.current(tx, business);
    if (!found || !snapshot) return not_found("booking.unknown");
    auto booking = *std::move(found);
    if (const auto allowed = may_move(*snapshot, booking, now, actor); !allowed)
        return std::unexpected(allowed.error());
    const auto* service = snapshot->service(booking.service_id);
    CHECK(service);
    if (move.starts_at == booking.time.begin &&
        (move.any_provider || move.provider_id.value_or(booking.provider_id) == booking.provider_id))
        return booking;
    std::optional<ProviderId> wanted;
    if (!move.any_provider) wanted = move.provider_id.value_or(booking.provider_id);
    const auto providers =
        candidates(tx, *snapshot, *service, wanted, location_to_keep(*snapshot, booking, now), move.starts_at);
    if (!providers) return std::unexpected(providers.error());
    if (const auto in_time = within_bookable(*snapshot, *service, move.starts_at, now); !in_time)
        return std::unexpected(in_time.error());

    const auto given_up = occupants(store::list_occupied(tx, business, booking.appointment_id));
    const auto before = time_of(booking);
    const auto found_free = first_free(tx, *providers, [&](const Candidate& candidate) {
        return take(tx, context, *snapshot, *service, candidate, move.starts_at, booking.appointment_id, given_up,
                    true);
    });
    if (!found_free) return conflict("booking.time_taken");
    booking.provider_id = found_free->provider;
    booking.location_id = found_free->location;
    booking.time = {move.starts_at, move.starts_at + service->duration};
    // A new time is a new question where staff decide.
    if (service->needs_approval) booking.status = Status::pending;
    ++booking.calendar_sequence;
    booking.changed_at = now;
    store::update_time(tx, booking, snapshot->business.zone);
    record(tx, context, booking, "booking.rescheduled", actor, {{"before", before}, {"after", time_of(booking)}});
    return booking;
}

Result<Booking> change_status(db::Tx& tx, const Context& context, BusinessId business, BookingId id, Status status,
                              activity::Actor actor) {
    const auto now = context.clock.now();
    auto found = store::find_for_update(tx, business, id);
    const auto snapshot = context.snapshots.current(tx, business);
    if (!found || !snapshot) return not_found("booking.unknown");
    auto booking = *std::move(found);
    if (booking.status == status) return booking;
    if (const auto allowed = may_set(*snapshot, booking, status, now, actor); !allowed)
        return std::unexpected(allowed.error());

    if (status == Status::cancelled || status == Status::declined) {
        staff::lock(tx, business, occupants(store::list_occupied(tx, business, booking.appointment_id)));
        store::release(tx, business, booking.appointment_id);
    }
    auto data = status_change(booking.status, status);
    // Calendars hear of what they show: whether it takes place.
    if (is_live(booking.status)) ++booking.calendar_sequence;
    booking.status = status;
    booking.changed_at = now;
    store::update_status(tx, booking);
    record(tx, context, booking, fmt::format("booking.{}", to_text(status)), actor, std::move(data));
    return booking;
}

Result<Booking> cancel(db::Tx& tx, const Context& context, BusinessId business, BookingId id, activity::Actor actor) {
    return change_status(tx, context, business, id, Status::cancelled, actor);
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
    store::update_status(tx, *booking);
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
    add_personal();
    subscribe_to_changed_addresses(registry);
    registry.sweep(
        [&registry](db::Database& database, const Clock& clock) { return finish_over(database, registry, clock); });
}

}  // namespace bookings
