// Another time zone, in which the appointments keep the hour on the wall.
#include "bookings/wall_clock.h"

#include "bookings/booking_store.h"
#include "bookings/identity.h"
#include "support/world.h"

#include <gtest/gtest.h>

#include <random>

namespace bookings {
namespace {

using namespace std::chrono_literals;
using Keep = InAnotherZone::Keep;

struct Wall : testing::TestWithParam<db::Engine> {
    support::World world{GetParam()};
    support::Salon& salon = world.salon;

    Booking put(std::string_view local, Minutes length = 45min, std::string over = {}) {
        Wish wish{};
        wish.service_id = salon.cut;
        wish.provider_id = salon.mira;
        wish.starts_at = salon.zone.instant(parse(local));
        wish.details = world.anna;
        wish.duration = length;
        wish.outside_hours = true;
        wish.overbooking = std::move(over);
        return world.db()
            .write([&](db::Tx& tx) { return book(tx, world.context(), salon.id, wish, Rules::staff); })
            .value()
            .booking;
    }
    static WallTime parse(std::string_view local) {
        return WallTime{base::parse_day(local.substr(0, 10)).value()} +
               std::chrono::hours{std::stoi(std::string(local.substr(11, 2)))} +
               Minutes{std::stoi(std::string(local.substr(14, 2)))};
    }
    Result<void> to(std::string_view zone, Keep keep = Keep::wall, bool tell = false) {
        return world.db().write([&](db::Tx& tx) {
            return change_identity(tx, world.context(), salon.id,
                                   [&](businesses::Business& business) { business.zone = Zone::find(zone).value(); },
                                   {activity::ActorKind::staff, 1}, {keep, tell});
        });
    }
    WallPlan plan(std::string_view zone) {
        return world.db().read([&](db::Session& session) {
            return plan_by_wall(session, *load_snapshot(session, salon.id), Zone::find(zone).value(),
                                world.clock.now());
        });
    }
    Booking stored(BookingId id) {
        return world.db().read([&](db::Session& session) { return find(session, salon.id, id).value(); });
    }
    std::string wall(BookingId id, std::string_view zone) {
        const auto at = Zone::find(zone).value();
        return base::to_text(stored(id).time.begin, at).substr(0, 16);
    }
    Zone zone_now() {
        return world.db().read([&](db::Session& session) { return businesses::find(session, salon.id)->zone; });
    }
};
INSTANTIATE_TEST_SUITE_P(Engines, Wall, testing::ValuesIn(support::engines()), support::engine_name);

TEST_P(Wall, KeepsTheHourAndMovesTheMoment) {
    const auto one = put("2026-12-08 14:00"), other = put("2027-07-06 09:30");
    ASSERT_TRUE(to("America/New_York"));
    EXPECT_EQ(zone_now().name(), "America/New_York");
    EXPECT_EQ(wall(one.id, "America/New_York"), "2026-12-08T14:00");
    EXPECT_EQ(wall(other.id, "America/New_York"), "2027-07-06T09:30");
    EXPECT_EQ(stored(one.id).time.end - stored(one.id).time.begin, 45min);
    EXPECT_EQ(world.diary(salon.mira).front().begin, stored(one.id).time.begin) << "and the time is taken there";
    EXPECT_EQ(stored(one.id).calendar_sequence, one.calendar_sequence + 1) << "subscribed calendars follow";
    EXPECT_GT(stored(one.id).version, one.version);
    EXPECT_EQ(world.activities_of(one.id).back(), "booking.rescheduled");
}

TEST_P(Wall, KeepsTheMomentWhereThatIsChosen) {
    const auto one = put("2026-12-08 14:00");
    ASSERT_TRUE(to("America/New_York", Keep::moment));
    EXPECT_EQ(stored(one.id).time, one.time);
    EXPECT_EQ(stored(one.id).calendar_sequence, one.calendar_sequence);
}

TEST_P(Wall, MovesNeighboursThatTouchAndLeavesWhatHasBegunOrIsGivenUp) {
    std::vector<Booking> all;
    for (const auto* at : {"2026-12-08 12:00", "2026-12-08 12:45", "2026-12-08 13:30"}) all.push_back(put(at));
    const auto gone = put("2026-12-08 15:00");
    ASSERT_TRUE(
        world.db().write([&](db::Tx& tx) { return cancel(tx, world.context(), salon.id, gone.id, {}, Rules::staff); }));
    world.clock.set(all[0].time.begin + 10min);
    ASSERT_TRUE(to("Europe/London"));
    EXPECT_EQ(stored(all[0].id).time, all[0].time) << "somebody sits there";
    EXPECT_EQ(stored(all[1].id).time.begin, all[1].time.begin + 1h);
    EXPECT_EQ(stored(all[2].id).time.begin, all[2].time.begin + 1h);
    EXPECT_EQ(stored(gone.id).time, gone.time);
}

TEST_P(Wall, RefusesAnHourThatTheClocksSkipAndChangesNothing) {
    const auto fine = put("2027-03-13 12:00");
    const auto skipped = put("2027-03-14 02:30");
    const auto refused = to("America/New_York");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "business.hours_collide");
    const auto troubles = plan("America/New_York").troubles;
    ASSERT_EQ(troubles.size(), 1u);
    EXPECT_EQ(troubles[0].first, skipped.appointment_id);
    EXPECT_EQ(troubles[0].second, WallTrouble::no_such_hour);
    EXPECT_EQ(stored(fine.id).time, fine.time);
    EXPECT_EQ(zone_now().name(), "Europe/Oslo");
}

TEST_P(Wall, RefusesTwoThatWouldBeAtOneHour) {
    // 02:30 comes twice in Oslo on that night, and once in UTC.
    const auto first = put("2027-10-31 02:30", 30min);
    Wish wish{};
    wish.service_id = salon.cut;
    wish.provider_id = salon.mira;
    wish.starts_at = first.time.begin + 1h;
    wish.details = world.ben;
    wish.duration = 30min;
    wish.outside_hours = true;
    const auto second = world.db()
                            .write([&](db::Tx& tx) { return book(tx, world.context(), salon.id, wish, Rules::staff); })
                            .value()
                            .booking;
    const auto troubles = plan("UTC").troubles;
    ASSERT_EQ(troubles.size(), 1u);
    EXPECT_EQ(troubles[0].first, std::max(first.appointment_id, second.appointment_id));
    EXPECT_EQ(troubles[0].second, WallTrouble::taken);
    EXPECT_FALSE(to("UTC"));
}

TEST_P(Wall, RefusesWhatWouldHaveBegunByNow) {
    const auto soon = put("2026-11-30 14:00");
    const auto troubles = plan("Asia/Tokyo").troubles;
    ASSERT_EQ(troubles.size(), 1u);
    EXPECT_EQ(troubles[0].second, WallTrouble::over);
    EXPECT_FALSE(to("Asia/Tokyo"));
    EXPECT_EQ(stored(soon.id).time, soon.time);
}

TEST_P(Wall, WhatIsOverAnotherStaysSo) {
    const auto under = put("2026-12-08 12:00", 60min);
    const auto over = put("2026-12-08 12:30", 60min, "A child with a fever");
    ASSERT_TRUE(to("Europe/London"));
    const auto taken = world.db().read(
        [&](db::Session& session) { return store::list_occupied(session, salon.id, over.appointment_id); });
    EXPECT_TRUE(std::ranges::any_of(taken, &store::Occupied::over));
    EXPECT_EQ(stored(under.id).time.begin, under.time.begin + 1h);
    EXPECT_EQ(stored(over.id).time.begin, over.time.begin + 1h);
}

// Each keeps its own hour by the clock, whatever the zones and days are.
TEST_P(Wall, KeepsEveryHourOverRandomYears) {
    std::mt19937 random(7);
    std::vector<std::pair<BookingId, std::string>> all;
    for (int i = 0; i < 40; ++i) {
        const auto day = Day{std::chrono::year{2026} / 12 / 2} + std::chrono::days{i * 9};
        const auto at = fmt::format("{} {:02}:{:02}", base::to_text(day), 9 + random() % 9, random() % 2 * 30);
        all.emplace_back(put(at).id, at);
    }
    for (const auto* zone : {"America/Sao_Paulo", "Australia/Lord_Howe", "Europe/Lisbon", "Europe/Oslo"}) {
        ASSERT_TRUE(to(zone)) << zone;
        for (const auto& [id, at] : all) {
            auto expected = at;
            expected[10] = 'T';
            EXPECT_EQ(wall(id, zone), expected) << zone;
        }
    }
}

}  // namespace
}  // namespace bookings
