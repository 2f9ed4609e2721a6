#include "base/text.h"
#include "base/typed.h"
#include "businesses/checking.h"
#include "businesses/settings.h"
#include "businesses/standing.h"
#include "catalog/event_service.h"
#include "events/event_store.h"
#include "gallery/gallery.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>

namespace events {
namespace {

using activity::Actor;
using base::conflict;
using base::invalid;
using base::not_found;
using bookings::Booking;
using bookings::Snapshot;
using businesses::Checking;
using catalog::Service;
using catalog::WhoMayBook;
using nlohmann::json;

constexpr Span kEver{Instant{}, Instant{std::chrono::days{365 * 1000}}};
constexpr int kAllDates = 1000;

// Whoever changes events of a business takes turns; the lock comes before those of appointments.
Result<std::shared_ptr<const Snapshot>> begin(db::Tx& tx, const Context& context, BusinessId business) {
    businesses::lock(tx, business);
    auto snapshot = context.snapshots.current(tx, business);
    if (!snapshot) return not_found("business.unknown");
    if (const auto open = businesses::is_open(snapshot->business); !open) return std::unexpected(open.error());
    if (const auto same = bookings::check_zone(context, snapshot->business); !same)
        return std::unexpected(same.error());
    return snapshot;
}

// An event that is not cancelled, with what is booked of it.
struct Found {
    Event event;
    Service service;
};
Result<Found> find_alive(db::Session& session, const Snapshot& snapshot, EventId id) {
    auto event = find(session, snapshot.business.id, id);
    if (!event) return not_found("event.unknown");
    if (event->state == State::cancelled) return conflict("event.cancelled");
    const auto* service = snapshot.service(event->service_id);
    CHECK(service);
    return Found{*std::move(event), *service};
}

void record(db::Tx& tx, const Context& context, const Event& event, std::string_view type, Actor actor,
            const json& data = json::object()) {
    activity::record(tx, context.registry, event.business_id, context.clock.now(),
                     {type, event.id.value, actor, data.dump()});
}

// ---- What is said of an event

Result<void> check(const Snapshot& snapshot, const Draft& draft) {
    Checking check;
    const auto* leader = draft.leader ? snapshot.provider(*draft.leader) : nullptr;
    if (!draft.leader) check.refuse("leader", "field.required");
    if (draft.leader && !(leader && leader->bookable)) check.refuse("leader", "field.invalid");
    if (draft.location && !snapshot.location(draft.location)) check.refuse("location", "field.invalid");
    if (draft.who_may_book == WhoMayBook::staff) check.refuse("who_may_book", "field.invalid");
    if (draft.booked_from && draft.booked_until && *draft.booked_until <= *draft.booked_from)
        check.refuse("booked_until", "event.window");
    return std::move(check).result();
}

// What is booked of an event that is in that state.
Service service_of(const Draft& draft, State state, Service service) {
    service.name = draft.name;
    service.description = draft.description;
    service.duration = draft.duration;
    service.minimum_notice = Minutes{0};
    service.booking_horizon = catalog::kLongestHorizon;
    service.price.amount = draft.price_kind == catalog::PriceKind::free ? 0 : draft.price_amount;
    service.price_kind = draft.price_kind;
    service.capacity = draft.capacity;
    service.times = catalog::Times::sessions;
    service.needs_approval = draft.needs_approval;
    service.meeting_url = draft.meeting_url;
    service.venue = draft.meeting_url.empty() ? draft.venue : std::string();
    service.locations.clear();
    if (draft.location && draft.meeting_url.empty() && draft.venue.empty())
        service.locations.push_back(*draft.location);
    service.providers = {*draft.leader};
    service.who_may_book = state == State::published ? draft.who_may_book : WhoMayBook::staff;
    service.active = state != State::cancelled && state != State::deleted;
    service.booked_from = draft.booked_from;
    service.booked_until = draft.booked_until;
    service.colour = draft.colour;
    return service;
}

// In the words of the event: who may book it once it is published.
void tell_who(json& before, json& after, std::optional<WhoMayBook> was, WhoMayBook is) {
    before.erase("who_may_book");
    after.erase("who_may_book");
    if (was == is) return;
    if (was) before["who_may_book"] = to_text(*was);
    after["who_may_book"] = to_text(is);
}

// ---- Its dates

bookings::SessionDraft session_of(const Service& service, const Dating& dating) {
    return {.service_id = service.id,
            .provider_id = service.providers.front(),
            .location_id = service.locations.empty() ? std::nullopt : std::optional(service.locations.front()),
            .starts_at = {},
            .duration = service.duration,
            .capacity = service.capacity,
            .outside_hours = dating.outside_hours};
}

Result<std::vector<Session>> put_dates(db::Tx& tx, const Context& context, const Event& event,
                                       const bookings::SessionDraft& draft, std::vector<Instant> starts,
                                       const Actor& actor) {
    std::ranges::sort(starts);
    const auto [twice, end] = std::ranges::unique(starts);
    starts.erase(twice, end);
    if (starts.empty()) return std::vector<Session>{};
    const auto there = coming_dates(tx, event.business_id, event.service_id, context.clock.now());
    if (there.size() + starts.size() > std::size_t{kMostDates})
        return invalid("event.too_many_dates", {{"max", std::to_string(kMostDates)}});
    return bookings::add_sessions(tx, context, event.business_id, draft, starts, actor);
}

// Those that have not begun go where the event is now.
Result<void> move_dates(db::Tx& tx, const Context& context, const Event& event, const Service& service,
                        const Dating& dating, const Actor& actor) {
    for (const auto& date : coming_dates(tx, event.business_id, event.service_id, context.clock.now())) {
        bookings::Move move{.starts_at = date.time.begin,
                            .provider_id = service.providers.front(),
                            .outside_hours = dating.outside_hours,
                            .duration = service.duration,
                            .telling = dating.telling};
        if (!service.locations.empty()) move.location_id = service.locations.front();
        const auto moved = bookings::move_appointment(tx, context, event.business_id, date.id, move, actor);
        if (!moved) return std::unexpected(moved.error());
    }
    return {};
}

// One of the event's that is not cancelled.
std::optional<Session> find_date(db::Session& session, const Event& event, AppointmentId id) {
    auto found = bookings::find_session(session, event.business_id, id);
    const bool is_its = found && found->service_id == event.service_id && !found->cancelled_at;
    return is_its ? std::move(found) : std::nullopt;
}

Result<std::vector<Booking>> cancel_dates(db::Tx& tx, const Context& context, const Event& event, const Actor& actor,
                                          Telling telling) {
    std::vector<Booking> out;
    for (const auto& date : coming_dates(tx, event.business_id, event.service_id, context.clock.now())) {
        auto cancelled = bookings::cancel_session(tx, context, event.business_id, date.id, actor, telling);
        if (!cancelled) return cancelled;
        std::ranges::move(*cancelled, std::back_inserter(out));
    }
    return out;
}

// The event's row and its service in another state.
Result<Event> set_state(db::Tx& tx, const Context& context, Found found, State state) {
    auto& [event, service] = found;
    const auto draft = draft_of(event, service);
    event.state = state;
    event.changed_at = context.clock.now();
    ++event.version;
    store::update(tx, event);
    if (const auto written =
            catalog::change_event_service(tx, event.business_id, service_of(draft, state, std::move(service)));
        !written)
        return std::unexpected(written.error());
    return event;
}

}  // namespace

bool is_shown(const Event& event, const Service& service, std::string_view key) {
    if (event.state != State::published && event.state != State::cancelled) return false;
    return event.who_may_book != WhoMayBook::link || base::equal_in_constant_time(key, service.link_key);
}

Draft draft_of(const Event& event, const Service& service) {
    return {.name = service.name,
            .description = service.description,
            .leader = service.providers.empty() ? std::nullopt : std::optional(service.providers.front()),
            .duration = service.duration,
            .meeting_url = service.meeting_url,
            .venue = service.venue,
            .location = service.locations.empty() ? std::nullopt : std::optional(service.locations.front()),
            .price_kind = service.price_kind,
            .price_amount = service.price.amount,
            .capacity = service.capacity,
            .who_may_book = event.who_may_book,
            .needs_approval = service.needs_approval,
            .booked_from = service.booked_from,
            .booked_until = service.booked_until,
            .colour = service.colour};
}

Result<Event> create(db::Tx& tx, const Context& context, BusinessId business, const Draft& draft,
                     const std::vector<Instant>& starts, const Dating& dating, Actor actor) {
    const auto snapshot = begin(tx, context, business);
    if (!snapshot) return std::unexpected(snapshot.error());
    if (store::count_open(tx, business) >= kMostEvents)
        return conflict("event.too_many", {{"max", std::to_string(kMostEvents)}});
    if (const auto fine = check(**snapshot, draft); !fine) return std::unexpected(fine.error());
    auto written = catalog::create_event_service(tx, business, service_of(draft, State::draft, {}));
    if (!written) return std::unexpected(written.error());
    const auto now = context.clock.now();
    Event event{.business_id = business,
                .id = base::make_id<EventId>(),
                .service_id = written->service.id,
                .who_may_book = draft.who_may_book,
                .created_at = now,
                .changed_at = now};
    store::insert(tx, event);
    if (const auto dates = put_dates(tx, context, event, session_of(written->service, dating), starts, actor); !dates)
        return std::unexpected(dates.error());
    tell_who(written->before, written->after, std::nullopt, event.who_may_book);
    record(tx, context, event, "event.created", actor, {{"after", written->after}});
    return event;
}

Result<Event> change(db::Tx& tx, const Context& context, BusinessId business, EventId id, const Draft& draft,
                     std::int64_t version, const Dating& dating, Actor actor) {
    const auto snapshot = begin(tx, context, business);
    if (!snapshot) return std::unexpected(snapshot.error());
    auto found = find_alive(tx, **snapshot, id);
    if (!found) return std::unexpected(found.error());
    auto& event = found->event;
    if (event.version != version) return conflict("event.changed_meanwhile");
    if (const auto fine = check(**snapshot, draft); !fine) return std::unexpected(fine.error());
    auto written = catalog::change_event_service(tx, business, service_of(draft, event.state, found->service));
    if (!written) return std::unexpected(written.error());
    tell_who(written->before, written->after, event.who_may_book, draft.who_may_book);
    if (written->after.empty()) return event;
    event.who_may_book = draft.who_may_book;
    event.changed_at = context.clock.now();
    ++event.version;
    store::update(tx, event);
    const auto& was = found->service;
    const auto& is = written->service;
    if (was.providers != is.providers || was.duration != is.duration || was.locations != is.locations)
        if (const auto moved = move_dates(tx, context, event, is, dating, actor); !moved)
            return std::unexpected(moved.error());
    record(tx, context, event, "event.changed", actor, {{"before", written->before}, {"after", written->after}});
    return event;
}

Result<std::vector<Session>> add_dates(db::Tx& tx, const Context& context, BusinessId business, EventId id,
                                       const std::vector<Instant>& starts, std::optional<int> capacity,
                                       const Dating& dating, Actor actor) {
    const auto snapshot = begin(tx, context, business);
    if (!snapshot) return std::unexpected(snapshot.error());
    auto found = find_alive(tx, **snapshot, id);
    if (!found) return std::unexpected(found.error());
    auto draft = session_of(found->service, dating);
    if (capacity) draft.capacity = *capacity;
    auto added = put_dates(tx, context, found->event, draft, starts, actor);
    if (!added || added->empty() || !found->event.over_at) return added;
    found->event.over_at.reset();
    store::update(tx, found->event);
    return added;
}

Result<Session> change_date(db::Tx& tx, const Context& context, BusinessId business, EventId id, AppointmentId date,
                            const DateChange& change, const Dating& dating, Actor actor) {
    const auto snapshot = begin(tx, context, business);
    if (!snapshot) return std::unexpected(snapshot.error());
    const auto found = find_alive(tx, **snapshot, id);
    if (!found) return std::unexpected(found.error());
    const auto stored = find_date(tx, found->event, date);
    if (!stored) return not_found("event.date_unknown");
    if (change.capacity || change.version) {
        auto changed = bookings::change_session(tx, context, business, date,
                                                {.capacity = change.capacity, .version = change.version}, actor);
        if (!changed) return changed;
    }
    if (change.starts_at && *change.starts_at != stored->time.begin) {
        if (*change.starts_at <= context.clock.now()) return invalid("session.past");
        const auto moved = bookings::move_appointment(
            tx, context, business, date,
            {.starts_at = *change.starts_at, .outside_hours = dating.outside_hours, .telling = dating.telling}, actor);
        if (!moved) return std::unexpected(moved.error());
    }
    return bookings::find_session(tx, business, date).value();
}

Result<std::vector<Booking>> cancel_date(db::Tx& tx, const Context& context, BusinessId business, EventId id,
                                         AppointmentId date, Actor actor, Telling telling) {
    const auto snapshot = begin(tx, context, business);
    if (!snapshot) return std::unexpected(snapshot.error());
    const auto event = find(tx, business, id);
    if (!event) return not_found("event.unknown");
    if (!find_date(tx, *event, date)) return not_found("event.date_unknown");
    return bookings::cancel_session(tx, context, business, date, actor, telling);
}

Result<Event> publish(db::Tx& tx, const Context& context, BusinessId business, EventId id, Actor actor) {
    const auto snapshot = begin(tx, context, business);
    if (!snapshot) return std::unexpected(snapshot.error());
    auto found = find_alive(tx, **snapshot, id);
    if (!found) return std::unexpected(found.error());
    if (found->event.state == State::published) return found->event;
    if (coming_dates(tx, business, found->event.service_id, context.clock.now()).empty())
        return conflict("event.no_dates");
    auto out = set_state(tx, context, *std::move(found), State::published);
    if (out) record(tx, context, *out, "event.published", actor);
    return out;
}

Result<Event> withdraw(db::Tx& tx, const Context& context, BusinessId business, EventId id, Actor actor) {
    const auto snapshot = begin(tx, context, business);
    if (!snapshot) return std::unexpected(snapshot.error());
    auto found = find_alive(tx, **snapshot, id);
    if (!found) return std::unexpected(found.error());
    if (found->event.state == State::draft) return found->event;
    auto out = set_state(tx, context, *std::move(found), State::draft);
    if (out) record(tx, context, *out, "event.withdrawn", actor);
    return out;
}

Result<std::vector<Booking>> cancel(db::Tx& tx, const Context& context, BusinessId business, EventId id, Actor actor,
                                    Telling telling) {
    const auto snapshot = begin(tx, context, business);
    if (!snapshot) return std::unexpected(snapshot.error());
    auto found = find_alive(tx, **snapshot, id);
    if (!found && found.error().code == "event.cancelled") return std::vector<Booking>{};
    if (!found) return std::unexpected(found.error());
    auto cancelled = cancel_dates(tx, context, found->event, actor, telling);
    if (!cancelled) return cancelled;
    found->event.over_at = context.clock.now();
    const auto event = set_state(tx, context, *std::move(found), State::cancelled);
    if (!event) return std::unexpected(event.error());
    record(tx, context, *event, "event.cancelled", actor, {{"telling", to_text(telling)}});
    return cancelled;
}

Result<void> remove(db::Tx& tx, const Context& context, BusinessId business, EventId id, Actor actor) {
    const auto snapshot = begin(tx, context, business);
    if (!snapshot) return std::unexpected(snapshot.error());
    auto event = find(tx, business, id);
    if (!event) return not_found("event.unknown");
    const auto dates = dates_of(tx, business, event->service_id);
    if (std::ranges::any_of(dates, [](const Session& date) { return date.seats.taken > 0; }))
        return conflict("event.has_bookings");
    if (const auto cancelled = cancel_dates(tx, context, *event, actor, Telling::nobody); !cancelled)
        return std::unexpected(cancelled.error());
    const auto* service = (*snapshot)->service(event->service_id);
    CHECK(service);
    const auto out = set_state(tx, context, {*std::move(event), *service}, State::deleted);
    if (!out) return std::unexpected(out.error());
    record(tx, context, *out, "event.deleted", actor);
    return {};
}

Result<Event> duplicate(db::Tx& tx, const Context& context, BusinessId business, EventId id,
                        const std::vector<Instant>& starts, const Dating& dating, Actor actor) {
    const auto snapshot = begin(tx, context, business);
    if (!snapshot) return std::unexpected(snapshot.error());
    const auto from = find(tx, business, id);
    if (!from) return not_found("event.unknown");
    const auto* service = (*snapshot)->service(from->service_id);
    CHECK(service);
    auto draft = draft_of(*from, *service);
    // When the other one could be booked says nothing of this one.
    draft.booked_from.reset();
    draft.booked_until.reset();
    auto made = create(tx, context, business, draft, starts, dating, actor);
    if (!made) return made;
    catalog::copy_extra_fields(tx, business, from->service_id, made->service_id);
    if (const auto copied = gallery::copy(tx, {context.clock, context.registry}, business,
                                          {.service_id = from->service_id}, {.service_id = made->service_id}, actor);
        !copied)
        return std::unexpected(copied.error());
    return made;
}

Result<std::vector<bookings::Made>> book(db::Tx& tx, const Context& context, BusinessId business, const Order& order,
                                         Rules rules) {
    const auto snapshot = context.snapshots.current(tx, business);
    if (!snapshot) return not_found("business.unknown");
    const auto event = find(tx, business, order.event);
    if (!event) return not_found("event.unknown");
    const auto* service = snapshot->service(event->service_id);
    CHECK(service);
    const bool is_open = event->state == State::published && is_shown(*event, *service, order.wish.key);
    if (rules == Rules::customer && !is_open) return not_found("event.unknown");
    const auto date = find_date(tx, *event, order.date);
    if (!date) return not_found("event.date_unknown");
    const auto tickets = std::max<std::size_t>(order.attendees.size(), 1);
    if (tickets > std::size_t{kMostTickets}) return invalid("event.tickets", {{"max", std::to_string(kMostTickets)}});
    const auto few = [](int left) {
        return left <= 0 ? conflict("event.sold_out") : conflict("event.few_places", {{"left", std::to_string(left)}});
    };
    if (date->seats.left() < static_cast<int>(tickets)) return few(date->seats.left());

    std::vector<bookings::Wish> wishes(tickets, order.wish);
    const auto own = base::folded(base::full_name(order.wish.details.name, order.wish.details.surname));
    for (std::size_t i = 0; i < tickets; ++i) {
        auto& wish = wishes[i];
        wish.service_id = event->service_id;
        wish.appointment = order.date;
        if (i < order.attendees.size() && base::folded(order.attendees[i]) != own)
            wish.attendee = base::typed_line(order.attendees[i]);
        if (i == 0) continue;
        // Asked once for all of them.
        wish.answers = {};
        wish.answers_later = true;
        wish.note.clear();
    }
    auto made = bookings::book_all(tx, context, business, wishes, {.one_visit = true}, rules);
    if (made || made.error().code != "appointment.full") return made;
    // Somebody was quicker: there were as many left as stand before the one that has no place.
    int left = 0;
    for (const auto& [name, value] : made.error().parameters)
        if (name == "index") std::from_chars(value.data(), value.data() + value.size(), left);
    return few(left);
}

std::vector<Session> dates_of(db::Session& session, BusinessId business, ServiceId service) {
    return bookings::list_sessions(session, business, service, kEver, kAllDates);
}

std::vector<Session> coming_dates(db::Session& session, BusinessId business, ServiceId service, Instant now) {
    return bookings::list_sessions(session, business, service, {now + Seconds{1}, kEver.end}, kAllDates);
}

std::vector<Dated> list_shown(db::Session& session, const Snapshot& snapshot, Instant now) {
    std::vector<Dated> out;
    for (auto& event : list_open(session, snapshot.business.id)) {
        if (event.state != State::published || event.who_may_book == WhoMayBook::link) continue;
        auto dates = coming_dates(session, snapshot.business.id, event.service_id, now);
        if (!dates.empty()) out.push_back({std::move(event), std::move(dates)});
    }
    std::ranges::stable_sort(out, {}, [](const Dated& each) { return each.dates.front().time.begin; });
    return out;
}

namespace {

// Since when it is over; nullopt: it is not. A draft waits for dates, and so does what has none.
std::optional<Instant> over_since(db::Session& session, const Event& event, Instant now) {
    if (event.state == State::draft) return std::nullopt;
    std::optional<Instant> last;
    for (const auto& date : dates_of(session, event.business_id, event.service_id))
        last = std::max(last.value_or(date.time.end), date.time.end);
    return last && *last <= now ? last : std::nullopt;
}

}  // namespace

std::vector<std::pair<BusinessId, EventId>> list_announced(db::Session& session) {
    constexpr int kAtOnce = 200;
    std::vector<std::pair<BusinessId, EventId>> out;
    for (std::pair<BusinessId, EventId> after{};;) {
        const auto some = store::list_unmarked(session, after, kAtOnce);
        for (const auto& event : some)
            if (event.state == State::published && event.who_may_book != WhoMayBook::link)
                out.emplace_back(event.business_id, event.id);
        if (some.size() < std::size_t{kAtOnce}) return out;
        after = {some.back().business_id, some.back().id};
    }
}

void mark_over(db::Database& database, Instant now) {
    constexpr int kAtOnce = 200;
    std::pair<BusinessId, EventId> after{};
    for (;;) {
        std::vector<Event> over;
        const auto some = database.snapshot([&](db::Session& session) {
            over.clear();
            auto all = store::list_unmarked(session, after, kAtOnce);
            for (const auto& event : all)
                if (over_since(session, event, now)) over.push_back(event);
            return all;
        });
        for (const auto& each : over)
            database.write([&](db::Tx& tx) {
                businesses::lock(tx, each.business_id);
                auto event = find(tx, each.business_id, each.id);
                if (!event || event->over_at) return;
                event->over_at = over_since(tx, *event, now);
                if (event->over_at) store::update(tx, *event);
            });
        if (some.size() < std::size_t{kAtOnce}) return;
        after = {some.back().business_id, some.back().id};
    }
}

}  // namespace events
