// What happens on the waiting list, and what the waiting list does by itself.
#include "bookings/hold.h"
#include "bookings/session.h"
#include "db/db.h"
#include "db/forget.h"
#include "waiting/deletion.h"
#include "waiting/record.h"

#include <mutex>
#include <nlohmann/json.hpp>

namespace waiting {
namespace {

using activity::Reader;
using nlohmann::json;

constexpr auto kBooked = "waiting.booked", kCancelled = "waiting.cancelled";
constexpr Seconds kAhead = kLongestWait + std::chrono::days{1};
constexpr int kDatesLooked = 1000;

activity::Say say_named(std::string_view kind) {
    return [kind](const Reader& reader, const json& value) {
        return value.is_number_integer() ? reader.named(kind, value.get<std::int64_t>())
                                         : activity::plain_value(reader, value);
    };
}

std::string say_moment(const Reader& reader, const json& value) {
    return value.is_number_integer() ? reader.moment(Instant{Seconds{value.get<std::int64_t>()}})
                                     : activity::plain_value(reader, value);
}

std::optional<Offer> open_offer_of(db::Session& session, const Entry& entry) {
    for (auto& each : list_offers(session, entry.business_id, entry.id))
        if (each.state == OfferState::open) return std::move(each);
    return std::nullopt;
}

// Who has booked what they wait for waits no more.
activity::Outcome end_what_is_booked(db::Tx& tx, const Context& context, BusinessId business, BookingId id) {
    store::take_turns(tx, business);
    const auto booking = bookings::find(tx, business, id);
    const auto snapshot = context.snapshots.current(tx, business);
    if (!booking || !snapshot || !bookings::is_live(booking->status)) return activity::Outcome::dropped;
    const Place place{booking->service_id, booking->provider_id, booking->location_id, booking->time.begin};
    bool any = false;
    for (auto& entry : store::list_open_of_customer(tx, business, booking->customer_id)) {
        if (!fits(entry.wish, place, snapshot->business.zone)) continue;
        any = true;
        auto offered = open_offer_of(tx, entry);
        set_state(tx, context, entry, State::booked);
        if (offered) give_up(tx, context, *offered, OfferState::withdrawn);
        record(tx, context, entry, "waiting.ended", {});
        if (offered) pass_on(tx, context, *offered);
    }
    return any ? activity::Outcome::done : activity::Outcome::dropped;
}

Place place_of(const bookings::Session& date) {
    return {date.service_id, date.provider_id, date.location_id, date.time.begin};
}

// Whom no date of the event fits any more, now that this one is cancelled. A new date of a service comes with the next
// week; what an event announces is all that there is of it.
std::vector<Entry> list_left_without(db::Session& session, const bookings::Snapshot& snapshot,
                                     const bookings::Session& gone, Instant now) {
    const auto business = snapshot.business.id;
    const auto dates = bookings::list_sessions(session, business, gone.service_id, {now, now + kAhead}, kDatesLooked);
    auto out = store::list_open_of_service(session, business, gone.service_id);
    std::erase_if(out, [&](const Entry& entry) {
        const auto suits = [&](const bookings::Session& date) {
            return fits(entry.wish, place_of(date), snapshot.business.zone);
        };
        return std::ranges::any_of(dates, suits) || (!dates.empty() && !suits(gone));
    });
    return out;
}

activity::Outcome end_what_is_cancelled(db::Tx& tx, const Context& context, BusinessId business, AppointmentId id) {
    store::take_turns(tx, business);
    const auto gone = bookings::find_session(tx, business, id);
    const auto snapshot = context.snapshots.current(tx, business);
    const auto* service = gone && snapshot ? snapshot->service(gone->service_id) : nullptr;
    if (!service || !gone->cancelled_at || service->kind != catalog::ServiceKind::event)
        return activity::Outcome::dropped;
    auto ended = list_left_without(tx, *snapshot, *gone, context.clock.now());
    // What happened is recorded when the last lock is taken.
    for (auto& entry : ended) {
        auto offered = open_offer_of(tx, entry);
        set_state(tx, context, entry, State::expired, "cancelled");
        if (offered) give_up(tx, context, *offered, OfferState::withdrawn);
    }
    for (const auto& entry : ended) record(tx, context, entry, "waiting.called_off", {});
    return ended.empty() ? activity::Outcome::dropped : activity::Outcome::done;
}

// Its own memory of what businesses offer.
struct Shop {
    const activity::Registry& registry;
    bookings::Snapshots snapshots{&registry};
    Watch watch{};
    std::mutex one_at_a_time{};
    Instant next_look{};

    explicit Shop(const activity::Registry& of) : registry(of) {}
    Context context(const Clock& clock) { return {clock, registry, snapshots}; }
};

int sweep(Shop& shop, db::Database& database, const Clock& clock) {
    const std::unique_lock lock(shop.one_at_a_time, std::try_to_lock);
    if (!lock) return 0;
    const auto context = shop.context(clock);
    auto done = expire_offers(database, context);
    if (const auto now = clock.now(); now >= shop.next_look || shop.next_look > now + kLookEvery) {
        shop.next_look = now + kLookEvery;
        done += shop.watch.look(database, context);
    }
    return done;
}

}  // namespace

void record(db::Tx& tx, const Context& context, const Entry& entry, std::string_view type, activity::Actor actor,
            const Offer* offer) {
    json after{{"service_id", entry.wish.service.value}};
    json data{{"entry_id", entry.id.value}};
    if (offer) {
        after["provider_id"] = offer->provider_id.value;
        after["starts_at"] = offer->time.begin.time_since_epoch().count();
        data["offer_id"] = offer->id.value;
    }
    data["after"] = std::move(after);
    activity::record(tx, context.registry, entry.business_id, context.clock.now(),
                     {type, entry.customer_id.value, actor, data.dump()});
}

std::vector<activity::Type> activity_types() {
    const std::vector<activity::Field> fields{{"service_id", N_("Service"), say_named("service")},
                                              {"provider_id", N_("With"), say_named("provider")},
                                              {"starts_at", N_("Time"), say_moment}};
    return {
        {.name = "waiting.joined", .words = N_("Joined the waiting list"), .fields = fields},
        {.name = "waiting.left", .words = N_("Taken off the waiting list"), .fields = fields},
        {.name = "waiting.offered", .words = N_("Was offered a free time"), .fields = fields},
        {.name = "waiting.accepted", .words = N_("Took the time that was offered"), .fields = fields},
        {.name = "waiting.declined", .words = N_("Declined the time that was offered"), .fields = fields},
        {.name = "waiting.offer_expired", .words = N_("Did not answer an offer in time"), .fields = fields},
        {.name = "waiting.called_off", .words = N_("What they waited for was cancelled"), .fields = fields},
        {.name = "waiting.ended", .words = N_("No longer on the waiting list"), .fields = fields},
    };
}

void subscribe(activity::Registry& registry, const Clock& clock) {
    registry.add(activity_types());
    registry.add(kManageWaiting);
    add_personal(registry);
    add_deletion(registry);
    add_merging(registry);
    registry.add(activity::Housekeeping{[](db::Database& database, Instant now) {
        db::forget_in_each(database, R"sql(
            delete from waiting_entries where business_id = :business and id in (
                select id from waiting_entries
                where business_id = :business and state not in ('waiting', 'offered') and changed_at < :before
                order by id limit {}))sql",
                           now - kEndedKept);
    }});
    const auto shop = std::make_shared<Shop>(registry);
    registry.sweep([shop](db::Database& database, const Clock& clock) { return sweep(*shop, database, clock); });
    registry.subscribe("booking.made", [&clock](db::Tx& tx, BusinessId business, ActivityId,
                                                const activity::Activity& activity) {
        if (!store::has_open(tx, business)) return std::vector<activity::Wanted>{};
        return std::vector<activity::Wanted>{{kBooked, clock.now(), json{{"booking_id", activity.subject_id}}.dump()}};
    });
    for (const auto* type : {"session.cancelled", "session.called_off"})
        registry.subscribe(type,
                           [&clock](db::Tx& tx, BusinessId business, ActivityId, const activity::Activity& activity) {
                               if (!store::has_open(tx, business)) return std::vector<activity::Wanted>{};
                               return std::vector<activity::Wanted>{
                                   {kCancelled, clock.now(), json{{"appointment_id", activity.subject_id}}.dump()}};
                           });
    registry.handle(kCancelled, [shop, &clock](db::Tx& tx, BusinessId business, const json& payload) {
        return end_what_is_cancelled(tx, shop->context(clock), business,
                                     AppointmentId{payload.at("appointment_id").get<std::int64_t>()});
    });
    registry.handle(kBooked, [shop, &clock](db::Tx& tx, BusinessId business, const json& payload) {
        return end_what_is_booked(tx, shop->context(clock), business,
                                  BookingId{payload.at("booking_id").get<std::int64_t>()});
    });
}

}  // namespace waiting
