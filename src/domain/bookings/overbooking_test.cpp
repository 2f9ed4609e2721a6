// Staff put appointments over others: what is taken stays as it should be, whoever goes or moves, and no customer ever
// gets such a time.
#include "accounts/staff_account.h"
#include "bookings/booking_store.h"
#include "bookings/edit.h"
#include "bookings/free_times.h"
#include "support/seed.h"
#include "support/world.h"

#include <gtest/gtest.h>

#include <random>
#include <thread>

namespace bookings {
namespace {

using namespace std::chrono_literals;

constexpr activity::Actor kSystem{};

struct Over : testing::TestWithParam<db::Engine> {
    support::World world{GetParam()};
    support::Salon& salon = world.salon;

    template <class Verb>
    auto write(const Verb& verb) {
        return world.db().write([&](db::Tx& tx) { return verb(tx, world.context()); });
    }
    // At the system's hand, who may everything.
    Result<Made> put(std::string_view when, Minutes length, std::string reason, activity::Actor actor = kSystem) {
        return put(world.at(when), length, std::move(reason), actor);
    }
    Result<Made> put(Instant start, Minutes length, std::string reason, activity::Actor actor = kSystem) {
        Wish wish{};
        wish.service_id = salon.cut;
        wish.provider_id = salon.mira;
        wish.starts_at = start;
        wish.details = world.ben;
        wish.actor = actor;
        wish.duration = length;
        wish.overbooking = std::move(reason);
        return write([&](db::Tx& tx, const Context& c) { return book(tx, c, salon.id, wish, Rules::staff); });
    }
    Result<Booking> move(BookingId id, const Move& to, activity::Actor actor = kSystem) {
        return write(
            [&](db::Tx& tx, const Context& c) { return reschedule(tx, c, salon.id, id, to, actor, Rules::staff); });
    }
    void cancel_one(BookingId id) {
        ASSERT_TRUE(
            write([&](db::Tx& tx, const Context& c) { return cancel(tx, c, salon.id, id, kSystem, Rules::staff); }));
    }
    Booking stored(BookingId id) {
        return world.db().read([&](db::Session& s) { return find(s, salon.id, id).value(); });
    }
    std::vector<Span> spans(AppointmentId id, bool over) {
        std::vector<Span> out;
        for (const auto& each : world.db().read([&](db::Session& s) { return store::list_occupied(s, salon.id, id); }))
            if (each.over == over) out.push_back(each.span);
        return out;
    }
    Span span(std::string_view from, std::string_view to) const { return {world.at(from), world.at(to)}; }
    bool is_offered(std::string_view when, std::optional<AppointmentId> moving = {}) {
        FreeTimes free_times;
        const auto start = world.at(when);
        const auto day = salon.zone.day(start);
        const auto free = world.db().read([&](db::Session& s) {
            return free_times.list(s, *world.snapshots.find(s, salon.slug),
                                   {.service_id = salon.cut, .provider_id = salon.mira, .moving = moving}, day, day,
                                   world.clock.now());
        });
        return std::ranges::find(free, start, &FreeStart::start) != free.end();
    }
    activity::Actor member(std::string_view name, businesses::Role role) {
        const auto id = world.db().write([&](db::Tx& tx) {
            return accounts::staff::add(tx, {world.clock, world.registry}, salon.id, name,
                                        std::string(name) + "@lind.example", role, kSystem);
        });
        return {activity::ActorKind::staff, id.value().value};
    }
};

#define EXPECT_REFUSED(result, code_) \
    do { \
        const auto& refused = (result); \
        ASSERT_FALSE(refused); \
        EXPECT_EQ(refused.error().code, code_); \
    } while (false)

TEST_P(Over, OnlyWhoMayAndSaysWhy) {
    const auto below = put("tue 10:00", 60min, "").value().booking;
    const auto manager = member("mona", businesses::Role::manager),
               desk = member("dan", businesses::Role::receptionist);
    EXPECT_REFUSED(put("tue 10:30", 60min, "", manager), "booking.time_taken");
    EXPECT_REFUSED(put("tue 10:30", 60min, "she waits", desk), "booking.overbooking_not_allowed");
    EXPECT_REFUSED(put("tue 10:30", 60min, std::string(kLongestReason + 1, 'x'), manager), "form.invalid");
    const auto over = put("tue 10:30", 60min, "she waits", manager).value().booking;
    EXPECT_EQ(stored(over.id).overbooking, "she waits");
    EXPECT_EQ(stored(below.id).overbooking, "");
    const auto beside = put("tue 14:00", 60min, "in case", manager).value().booking;
    EXPECT_EQ(beside.overbooking, "") << "nothing was in the way";
    auto as_customer = world.wish(world.anna, salon.cut, salon.mira, "tue 10:15");
    as_customer.overbooking = "please";
    EXPECT_REFUSED(
        write([&](db::Tx& tx, const Context& c) { return book(tx, c, salon.id, as_customer, Rules::customer); }),
        "booking.time_taken");
}

TEST_P(Over, OnlyTheStretchThatOverlapsIsMarked) {
    const auto below = put("tue 10:30", 30min, "").value().booking;
    const auto over = put("tue 10:00", 90min, "urgent").value().booking;
    EXPECT_EQ(spans(over.appointment_id, false),
              (std::vector{span("tue 10:00", "tue 10:30"), span("tue 11:00", "tue 11:30")}));
    EXPECT_EQ(spans(over.appointment_id, true), (std::vector{span("tue 10:30", "tue 11:00")}));
    EXPECT_EQ(spans(below.appointment_id, false), (std::vector{below.time}));
    for (const auto* when : {"tue 09:30", "tue 10:00", "tue 10:30", "tue 11:00", "tue 11:15"})
        EXPECT_FALSE(is_offered(when)) << when;
    EXPECT_TRUE(is_offered("tue 09:15"));
    EXPECT_FALSE(is_offered("tue 11:30")) << "the break";
    EXPECT_REFUSED(world.book(world.anna, salon.cut, salon.mira, "tue 10:30"), "booking.time_taken");
}

TEST_P(Over, TheOneAboveTakesThePlaceOfTheOneBelowThatGoes) {
    const auto below = put("tue 10:30", 30min, "").value().booking;
    const auto over = put("tue 10:00", 90min, "urgent").value().booking;
    cancel_one(below.id);
    EXPECT_EQ(spans(over.appointment_id, false), (std::vector{over.time}));
    EXPECT_TRUE(spans(over.appointment_id, true).empty());
    EXPECT_FALSE(is_offered("tue 10:30"));
    cancel_one(over.id);
    EXPECT_TRUE(world.diary(salon.mira).empty());
    EXPECT_TRUE(is_offered("tue 10:30"));
}

TEST_P(Over, TheOneBelowKeepsItsTimeWhenTheOneAboveGoes) {
    const auto below = put("tue 10:00", 60min, "").value().booking;
    const auto over = put("tue 10:00", 60min, "twins").value().booking;
    EXPECT_TRUE(spans(over.appointment_id, false).empty());
    cancel_one(over.id);
    EXPECT_TRUE(spans(over.appointment_id, true).empty());
    EXPECT_EQ(world.diary(salon.mira), (std::vector{below.time}));
}

TEST_P(Over, TheOneBelowCannotMoveToWhereTheOneAboveStillIs) {
    const auto below = put("tue 10:00", 60min, "").value().booking;
    const auto over = put("tue 10:00", 30min, "short").value().booking;
    EXPECT_REFUSED(move(below.id, {world.at("tue 10:15")}), "booking.time_taken");
    EXPECT_FALSE(is_offered("tue 10:15", below.appointment_id));
    EXPECT_TRUE(is_offered("tue 10:30", below.appointment_id));
    const auto moved = move(below.id, {.starts_at = world.at("tue 10:30"), .version = below.version}).value();
    EXPECT_EQ(world.diary(salon.mira), (std::vector{over.time, moved.time}));
    EXPECT_TRUE(spans(over.appointment_id, true).empty());
    EXPECT_REFUSED(move(over.id, {.starts_at = over.time.begin, .duration = 45min}), "booking.time_taken");
    const auto longer = move(over.id, {.starts_at = over.time.begin, .duration = 45min, .overbooking = "longer"});
    ASSERT_TRUE(longer);
    EXPECT_EQ(longer->overbooking, "longer");
    EXPECT_EQ(spans(over.appointment_id, true), (std::vector{span("tue 10:30", "tue 10:45")}));
    const auto away = move(over.id, {world.at("wed 10:00")}).value();
    EXPECT_EQ(away.overbooking, "");
    EXPECT_TRUE(spans(over.appointment_id, true).empty());
}

TEST_P(Over, AProviderWhoIsFreeIsTakenFirst) {
    put("tue 10:00", 60min, "").value();
    Wish wish = world.wish(world.ben, salon.cut, std::nullopt, "tue 10:00");
    wish.overbooking = "anybody";
    wish.actor = kSystem;
    const auto any = [&] {
        return write([&](db::Tx& tx, const Context& c) { return book(tx, c, salon.id, wish, Rules::staff); })
            .value()
            .booking;
    };
    const auto free = any();
    EXPECT_EQ(free.provider_id, salon.jonas);
    EXPECT_EQ(free.overbooking, "");
    EXPECT_EQ(any().overbooking, "anybody");
}

// What staff do at random, against a model that only counts. Whatever they do, the time of each appointment is taken
// whole; ordinary rows never overlap; where one is marked, nothing is left; and what is offered overlaps none of them.
TEST_P(Over, WhateverStaffDoEveryMomentOfEachAppointmentIsTaken) {
    const support::Seed seed(20261201);
    std::mt19937_64 random(seed.value);
    const auto pick = [&](int count) { return static_cast<int>(random() % static_cast<unsigned>(count)); };
    std::vector<BookingId> live;
    const auto nine = world.at("tue 09:00");
    const auto any_start = [&] { return nine + 15min * pick(12); };
    for (int round = 0; round < 120; ++round) {
        SCOPED_TRACE(round);
        const auto reason = pick(3) ? std::string("because") : std::string();
        const auto length = Minutes{15 * (1 + pick(6))};
        const int what = pick(6);
        if (live.size() < 3 || what < 2) {
            Wish wish = world.wish(world.ben, salon.cut, salon.mira, "tue 09:00");
            wish.starts_at = any_start();
            wish.duration = length;
            wish.overbooking = reason;
            wish.outside_hours = true;
            wish.actor = kSystem;
            const auto made =
                write([&](db::Tx& tx, const Context& c) { return book(tx, c, salon.id, wish, Rules::staff); });
            if (made) live.push_back(made->booking.id);
            EXPECT_TRUE(made || (reason.empty() && made.error().code == "booking.time_taken"));
        } else {
            const auto at = static_cast<std::size_t>(pick(static_cast<int>(live.size())));
            const auto id = live[at];
            if (what == 2) {
                cancel_one(id);
                live.erase(live.begin() + static_cast<std::ptrdiff_t>(at));
            } else if (what == 3) {
                ASSERT_TRUE(write(
                    [&](db::Tx& tx, const Context& c) { return discard(tx, c, salon.id, id, std::nullopt, kSystem); }));
                live.erase(live.begin() + static_cast<std::ptrdiff_t>(at));
                const auto back =
                    write([&](db::Tx& tx, const Context& c) { return restore(tx, c, salon.id, id, kSystem); });
                if (back) live.push_back(id);
            } else {
                (void)move(
                    id, {.starts_at = any_start(), .outside_hours = true, .duration = length, .overbooking = reason});
            }
        }
        struct Row {
            Span span;
            bool over;
        };
        std::vector<Row> all;
        std::vector<Span> times;
        for (const auto id : live) {
            const auto booking = stored(id);
            times.push_back(booking.time);
            std::vector<Row> own;
            for (const auto over : {false, true})
                for (const auto& each : spans(booking.appointment_id, over)) own.push_back({each, over});
            std::ranges::sort(own, {}, [](const Row& row) { return row.span.begin; });
            auto until = booking.time.begin;
            for (const auto& row : own) {
                ASSERT_EQ(row.span.begin, until) << "no gap and nothing twice";
                until = row.span.end;
            }
            ASSERT_EQ(until, booking.time.end);
            all.insert(all.end(), own.begin(), own.end());
        }
        for (auto minute = nine; minute < nine + 6h; minute += 15min) {
            int ordinary = 0, over = 0;
            for (const auto& row : all)
                if (row.span.begin <= minute && minute < row.span.end) ++(row.over ? over : ordinary);
            ASSERT_LE(ordinary, 1);
            ASSERT_TRUE(over == 0 || ordinary == 1);
        }
        if (round % 10) continue;
        FreeTimes free_times;
        const auto day = salon.zone.day(nine);
        const auto free = world.db().read([&](db::Session& s) {
            return free_times.list(s, *world.snapshots.find(s, salon.slug),
                                   {.service_id = salon.cut, .provider_id = salon.mira}, day, day, world.clock.now());
        });
        for (const auto& each : free)
            for (const auto& time : times)
                ASSERT_FALSE(time.overlaps({each.start, each.start + 45min})) << base::to_text(each.start);
    }
}

// Customers book while staff put theirs over, move and cancel them.
TEST_P(Over, NoCustomerEverGetsATimeThatStaffPutOver) {
    const support::Seed seed(20261202);
    std::atomic<int> wrong = 0;
    {
        std::vector<std::jthread> many;
        for (unsigned thread = 0; thread < 3; ++thread)
            many.emplace_back([&, thread] {
                std::mt19937_64 dice(seed.value + thread);
                for (int round = 0; round < 12; ++round) {
                    const auto start = world.at("tue 09:00") + 15min * static_cast<int>(dice() % 10);
                    const auto made = put(start, 45min, "busy");
                    if (!made) continue;
                    if (dice() % 2)
                        (void)move(made->booking.id,
                                   {.starts_at = start + 15min, .duration = 60min, .overbooking = "longer"});
                    if (dice() % 2) cancel_one(made->booking.id);
                }
            });
        for (unsigned thread = 0; thread < 2; ++thread)
            many.emplace_back([&, thread] {
                std::mt19937_64 dice(seed.value + 100 + thread);
                for (int round = 0; round < 12; ++round) {
                    auto wish = world.wish(world.anna, salon.cut, salon.mira, "tue 09:00");
                    wish.starts_at += 15min * static_cast<int>(dice() % 10);
                    wish.actor.kind = activity::ActorKind::visitor;
                    const auto made = write(
                        [&](db::Tx& tx, const Context& c) { return book(tx, c, salon.id, wish, Rules::customer); });
                    if (!made) {
                        wrong +=
                            made.error().code != "booking.time_taken" && made.error().code != "booking.too_many_open";
                        continue;
                    }
                    if (dice() % 2) cancel_one(made->booking.id);
                }
            });
    }
    EXPECT_EQ(wrong, 0);
    const auto day = salon.zone.day(world.at("tue 09:00"));
    const auto all = world.db().read([&](db::Session& s) {
        return list_between(s, salon.id, salon.zone.span(day), salon.mira, std::nullopt, 200).bookings;
    });
    for (const auto& one : all)
        for (const auto& other : all)
            if (is_live(one.status) && is_live(other.status) && one.id < other.id && one.time.overlaps(other.time)) {
                // A customer's own was there first: then staff put theirs over it.
                const auto& later = one.overbooking.empty() ? other : one;
                EXPECT_FALSE(later.overbooking.empty()) << base::to_text(one.id) << " and " << base::to_text(other.id);
            }
}

INSTANTIATE_TEST_SUITE_P(Engines, Over, testing::ValuesIn(support::engines()), support::engine_name);

}  // namespace
}  // namespace bookings
