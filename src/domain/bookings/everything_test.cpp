// Free times with everything at once: services with buffers and rooms, groups, dates of an event, visits, several
// weeks booked in one go, times that are held, days and hours off. What the memory lists is what an oracle says that
// walks through the minutes of what is written down here by hand, and what is tried goes through where it says so.
#include "availability/availability_oracle.h"
#include "bookings/free_times.h"
#include "bookings/hold.h"
#include "bookings/session.h"
#include "bookings/visit.h"
#include "catalog/event_service.h"
#include "db/db.h"
#include "staff/schedule.h"
#include "support/seed.h"
#include "support/world.h"

#include <gtest/gtest.h>

#include <random>

namespace bookings {
namespace {

using namespace std::chrono_literals;
using std::chrono::days;

constexpr activity::Actor kDesk{activity::ActorKind::system};
constexpr int kDays = 4, kVisitors = 4;

oracle::Minute minute(Instant at) { return oracle::floor_minute(at.time_since_epoch().count()); }

struct Known {
    ServiceId id{};
    int duration = 0, before = 0, after = 0, capacity = 1;
    bool sessions = false;  // its times are those of its sessions
    std::optional<ResourceId> room{};
};

// An appointment, a session, or what somebody holds.
struct Entry {
    AppointmentId id{};
    std::size_t service = 0;
    ProviderId provider{};
    Instant start{};
    int capacity = 1, booked = 0;
    bool session = false;
    std::optional<int> visitor{};          // of a hold
    Instant expires_at{};                  // likewise
    std::optional<AppointmentId> place{};  // a place in that one, not a time of its own
};

struct Off {
    staff::TimeOffId id{};
    std::optional<ProviderId> provider{};
    Day day{};
    std::optional<oracle::Range> of_day{};
};

// What was done, by hand.
struct Book {
    std::vector<Entry> entries{};
    std::vector<Off> off{};
    Instant now{};

    bool is_gone(const Entry& entry) const { return entry.visitor && entry.expires_at <= now; }
    int left(const Entry& entry) const {
        const auto holds =
            std::ranges::count_if(entries, [&](const Entry& each) { return each.place == entry.id && !is_gone(each); });
        return entry.capacity - entry.booked - static_cast<int>(holds);
    }
    bool takes_time(const Entry& entry) const {
        if (entry.visitor) return !entry.place && !is_gone(entry);
        return entry.session || entry.booked > 0;
    }
    Entry* find(AppointmentId id) {
        const auto found = std::ranges::find(entries, id, &Entry::id);
        return found == entries.end() ? nullptr : &*found;
    }
};

struct Everything : testing::TestWithParam<db::Engine> {
    support::World world{GetParam()};
    support::Salon& salon = world.salon;
    FreeTimes free_times;
    std::vector<Known> services{};
    std::vector<ResourceId> rooms{};
    Day first = salon.zone.day(world.at("tue 09:00"));
    Book book{};
    std::vector<std::pair<BookingId, AppointmentId>> booked{};
    std::mt19937_64 dice{};
    int went = 0, refused = 0;  // tries

    int roll(int low, int high) { return std::uniform_int_distribution(low, high)(dice); }
    template <class Verb>
    auto write(const Verb& verb) {
        return world.db().write([&](db::Tx& tx) { return verb(tx, world.context()); });
    }

    void offer(Known known) {
        catalog::Service draft;
        draft.name.fallback = fmt::format("Service {}", services.size());
        draft.duration = Minutes{known.duration};
        draft.buffer_before = Minutes{known.before};
        draft.buffer_after = Minutes{known.after};
        draft.slot_interval = 15min;
        draft.booking_horizon = days{60};
        draft.capacity = known.capacity;
        draft.times = known.sessions ? catalog::Times::sessions : catalog::Times::hours;
        draft.providers = {salon.mira, salon.jonas};
        if (known.room) draft.needs = {{*known.room, 1}};
        const bool is_event = known.sessions && !known.room;
        known.id = world.db().write([&](db::Tx& tx) {
            return is_event ? catalog::create_event_service(tx, salon.id, draft).value().service.id
                            : catalog::add_service(tx, salon.id, draft);
        });
        services.push_back(known);
    }
    void open() {
        world.db().write([&](db::Tx& tx) {
            auto settings = businesses::find(tx, salon.id)->customer;
            settings.open_bookings_max = 1000;
            settings.hold_minutes = 10;
            CHECK(businesses::set_customer_settings(tx, salon.id, settings));
            using Kind = staff::Resource::Kind;
            rooms = {staff::add_resource(tx, salon.id, {{}, "Room", Kind::room, 1}),
                     staff::add_resource(tx, salon.id, {{}, "Basin", Kind::equipment, 2})};
        });
        offer({.duration = 45});
        offer({.duration = 60, .before = 10, .after = 15, .room = rooms[0]});
        offer({.duration = 30, .after = 5, .room = rooms[1]});
        offer({.duration = 45, .before = 5, .capacity = 2});
        offer({.duration = 60, .capacity = 3, .sessions = true, .room = rooms[0]});
        offer({.duration = 120, .capacity = 2, .sessions = true});
    }

    // ---- What the oracle says

    oracle::World world_of(const Book& now, std::size_t service, ProviderId provider, Day day) const {
        const auto& known = services[service];
        oracle::World out{};
        out.zone = "Europe/Oslo";
        out.day = day.time_since_epoch().count();
        for (int weekday = 1; weekday <= 5; ++weekday) {
            out.hours.push_back({.weekday = weekday, .of_day = {9 * 60, 17 * 60}});
            out.breaks.push_back({.weekday = weekday, .of_day = {12 * 60, 12 * 60 + 30}});
        }
        for (const auto& off : now.off) {
            if (off.provider && off.provider != provider) continue;
            const auto at = off.day.time_since_epoch().count();
            if (off.of_day)
                out.blocked.push_back({at, {{*off.of_day}}});
            else
                (off.provider ? out.days_off : out.holidays).push_back({at, at});
        }
        out.duration = known.duration;
        out.before = known.before;
        out.after = known.after;
        out.interval = 15;
        if (known.room) out.needs.push_back({1, *known.room == rooms[0] ? 1 : 2, {}});
        for (const auto& entry : now.entries) {
            if (!now.takes_time(entry)) continue;
            const auto& of = services[entry.service];
            const auto at = minute(entry.start);
            const oracle::Range time{at - of.before, at + of.duration + of.after};
            if (entry.provider == provider) out.taken.push_back({time});
            if (known.room && of.room == known.room) out.needs.front().uses.push_back({time, 1});
        }
        return out;
    }
    // Of each start how many places it has.
    std::map<Instant, int> expected(const Book& now, std::size_t service, ProviderId provider, Day day) const {
        std::map<Instant, int> out;
        if (!services[service].sessions)
            for (const auto at : oracle::Diary(world_of(now, service, provider, day)).starts())
                out[Instant{std::chrono::minutes{at}}] = services[service].capacity;
        for (const auto& entry : now.entries) {
            const bool is_one = entry.service == service && entry.provider == provider && !entry.visitor &&
                                entry.capacity > 1 && now.takes_time(entry) && salon.zone.day(entry.start) == day;
            if (is_one && now.left(entry) > 0) out[entry.start] = now.left(entry);
        }
        return out;
    }
    bool has(const Book& now, std::size_t service, ProviderId provider, Instant start) const {
        return expected(now, service, provider, salon.zone.day(start)).contains(start);
    }
    // Staff put it on no grid.
    bool has_room(std::size_t service, ProviderId provider, Instant start) const {
        const auto asked = world_of(book, service, provider, salon.zone.day(start));
        return oracle::Diary(asked).is_free(minute(start), minute(start) + services[service].duration);
    }

    // ---- What is tried

    struct Try {
        std::size_t service;
        ProviderId provider;
        Instant start;
    };
    Try random_try() {
        Try out{static_cast<std::size_t>(roll(0, static_cast<int>(services.size()) - 1)),
                roll(0, 1) ? salon.mira : salon.jonas,
                {}};
        const auto day = first + days{roll(0, kDays - 1)};
        out.start = salon.zone.instant(WallTime{day} + Minutes{8 * 60 + roll(0, 40) * 15});
        const auto free = expected(book, out.service, out.provider, day);
        if (!free.empty() && roll(0, 5) > 0)
            out.start = std::next(free.begin(), roll(0, static_cast<int>(free.size()) - 1))->first;
        return out;
    }
    Wish wish_of(const Try& wanted) const {
        Wish out{};
        out.service_id = services[wanted.service].id;
        out.provider_id = wanted.provider;
        out.starts_at = wanted.start;
        out.details = world.anna;
        out.actor = {activity::ActorKind::visitor, 0};
        return out;
    }
    // As it then is: the place is taken in what is there, or in one of its own.
    static void enter(Book& now, const Known& known, const Try& wanted, AppointmentId id) {
        for (auto& entry : now.entries)
            if (entry.id == id ||
                (entry.service == wanted.service && entry.provider == wanted.provider && entry.start == wanted.start &&
                 !entry.visitor && entry.capacity > 1 && now.takes_time(entry) && now.left(entry) > 0)) {
                ++entry.booked;
                return;
            }
        now.entries.push_back({id, wanted.service, wanted.provider, wanted.start, known.capacity, 1});
    }
    // All of them or none, one after the other.
    void try_booking(const std::vector<Try>& tries, bool one_visit) {
        auto after = book;
        bool fits = true;
        std::int64_t unknown = -1;
        for (const auto& each : tries) {
            fits = fits && has(after, each.service, each.provider, each.start);
            if (fits) enter(after, services[each.service], each, AppointmentId{unknown--});
        }
        std::vector<Wish> wishes;
        for (const auto& each : tries) wishes.push_back(wish_of(each));
        const auto made = write([&](db::Tx& tx, const Context& c) {
            return book_all(tx, c, salon.id, wishes, {.one_visit = one_visit}, Rules::customer);
        });
        ASSERT_EQ(made.has_value(), fits) << (made ? "" : made.error().code);
        ++(fits ? went : refused);
        if (!made) return;
        for (std::size_t i = 0; i < tries.size(); ++i) {
            const auto& booking = (*made)[i].booking;
            enter(book, services[tries[i].service], tries[i], booking.appointment_id);
            booked.emplace_back(booking.id, booking.appointment_id);
        }
    }
    void try_session() {
        auto wanted = random_try();
        wanted.service = static_cast<std::size_t>(roll(3, 5));
        wanted.start += Minutes{roll(0, 2) * 5};
        const auto& known = services[wanted.service];
        const bool fits = has_room(wanted.service, wanted.provider, wanted.start);
        const SessionDraft draft{.service_id = known.id,
                                 .provider_id = wanted.provider,
                                 .starts_at = wanted.start,
                                 .capacity = known.capacity};
        const auto made =
            write([&](db::Tx& tx, const Context& c) { return add_session(tx, c, salon.id, draft, kDesk); });
        ASSERT_EQ(made.has_value(), fits) << (made ? "" : made.error().code);
        ++(fits ? went : refused);
        if (made)
            book.entries.push_back({made->id, wanted.service, wanted.provider, wanted.start, known.capacity, 0, true});
    }
    void try_hold() {
        const auto wanted = random_try();
        const int visitor = roll(0, kVisitors - 1);
        auto without = book;
        const auto own = std::ranges::find(without.entries, std::optional(visitor), &Entry::visitor);
        bool is_same = false;
        if (own != without.entries.end()) {
            is_same = !book.is_gone(*own) && own->service == wanted.service && own->start == wanted.start &&
                      own->provider == wanted.provider;
            without.entries.erase(own);
        }
        const bool fits = is_same || has(without, wanted.service, wanted.provider, wanted.start);
        const HoldWish wish{.service_id = services[wanted.service].id,
                            .provider_id = wanted.provider,
                            .starts_at = wanted.start,
                            .visitor = fmt::format("visitor {}", visitor)};
        const auto held = write([&](db::Tx& tx, const Context& c) { return hold(tx, c, salon.id, wish); });
        ASSERT_EQ(held.has_value(), fits) << (held ? "" : held.error().code);
        ++(fits ? went : refused);
        if (!held || is_same) return;
        book = std::move(without);
        book.entries.push_back({held->id, wanted.service, wanted.provider, wanted.start, 1, 0, false, visitor,
                                held->expires_at, held->place_in});
    }
    bool is_held_in(AppointmentId id) const {
        return std::ranges::any_of(book.entries, [&](const Entry& each) { return each.place == id; });
    }
    void cancel_one() {
        if (booked.empty()) return;
        const auto at = booked.begin() + roll(0, static_cast<int>(booked.size()) - 1);
        const auto [id, appointment] = *at;
        auto* entry = book.find(appointment);
        ASSERT_TRUE(entry);
        if (!entry->session && is_held_in(appointment)) return;
        ASSERT_TRUE(
            write([&](db::Tx& tx, const Context& c) { return cancel(tx, c, salon.id, id, kDesk, Rules::staff); }));
        --entry->booked;
        booked.erase(at);
    }
    void cancel_a_session() {
        const auto found =
            std::ranges::find_if(book.entries, [&](const Entry& each) { return each.session && !is_held_in(each.id); });
        if (found == book.entries.end()) return;
        const auto id = found->id;
        ASSERT_TRUE(write([&](db::Tx& tx, const Context& c) { return cancel_session(tx, c, salon.id, id, kDesk); }));
        std::erase_if(booked, [&](const auto& each) { return each.second == id; });
        book.entries.erase(found);
    }
    void change_time_off() {
        if (book.off.size() > 2 || (!book.off.empty() && roll(0, 1))) {
            const auto gone = book.off.back();
            ASSERT_TRUE(write([&](db::Tx& tx, const Context& c) {
                return staff::remove_time_off(tx, {c.clock, c.registry}, salon.id, gone.id, {});
            }));
            book.off.pop_back();
            return;
        }
        Off off{.day = first + days{roll(0, kDays - 1)}};
        if (roll(0, 2)) off.provider = roll(0, 1) ? salon.mira : salon.jonas;
        staff::TimeOff draft{.provider = off.provider, .days = {off.day, off.day}};
        if (roll(0, 1)) {
            const int from = roll(9, 15) * 60;
            off.of_day = {{from, from + 90}};
            draft.hours = {Minutes{from}, Minutes{from + 90}, {}};
        }
        off.id = write([&](db::Tx& tx, const Context& c) {
                     return staff::add_time_off(tx, {c.clock, c.registry}, salon.id, draft, {});
                 }).value();
        book.off.push_back(off);
    }
    void look(std::size_t service, ProviderId provider, Day day) {
        std::map<Instant, int> listed;
        world.db().read([&](db::Session& session) {
            const Wanted wanted{.service_id = services[service].id, .provider_id = provider};
            for (const auto& free : free_times.list(session, *world.snapshots.find(session, salon.slug), wanted, day,
                                                    day, world.clock.now()))
                listed[free.start] = free.left;
        });
        ASSERT_EQ(listed, expected(book, service, provider, day))
            << "service " << service << " with " << (provider == salon.mira ? "Mira" : "Jonas") << " on "
            << base::to_text(day);
    }
};
INSTANTIATE_TEST_SUITE_P(Engines, Everything, testing::ValuesIn(support::engines()), support::engine_name);

TEST_P(Everything, IsFreeWhereTheOracleSaysSo) {
    const support::Seed seed(std::random_device{}());
    dice.seed(seed.value);
    open();
    for (int round = 0; round < 40; ++round) {
        SCOPED_TRACE(fmt::format("round {}", round));
        world.clock.advance(Seconds{roll(0, 240)});
        book.now = world.clock.now();
        switch (roll(0, 9)) {
            case 0: change_time_off(); break;
            case 1: cancel_one(); break;
            case 2: cancel_a_session(); break;
            case 3:
            case 4: try_hold(); break;
            case 5:
            case 6: try_session(); break;
            case 7: {
                // A visit: the second begins when the first is over, or as it comes.
                auto one = random_try(), other = random_try();
                if (roll(0, 1)) other.start = one.start + Minutes{services[one.service].duration};
                try_booking({one, other}, true);
                break;
            }
            case 8: {
                const auto one = random_try();
                std::vector<Try> series{one};
                for (int i = 1; i < 3; ++i) series.push_back({one.service, one.provider, one.start + days{i}});
                try_booking(series, false);
                break;
            }
            default: try_booking({random_try()}, false);
        }
        if (HasFatalFailure()) return;
        look(static_cast<std::size_t>(roll(0, static_cast<int>(services.size()) - 1)),
             roll(0, 1) ? salon.mira : salon.jonas, first + days{roll(0, kDays - 1)});
        if (HasFatalFailure()) return;
    }
    for (std::size_t service = 0; service < services.size(); ++service) {
        look(service, salon.mira, first + days{roll(0, kDays - 1)});
        if (HasFatalFailure()) return;
    }
    EXPECT_GT(went, 5);
    EXPECT_GT(refused, 0);
}

}  // namespace
}  // namespace bookings
