// What is offered for a visit can be booked, and what others take of it is not offered.
#include "bookings/visit_free.h"
#include "bookings/booking.h"
#include "support/world.h"

#include <gtest/gtest.h>

namespace bookings {
namespace {

using namespace std::chrono_literals;

struct FreeVisits : testing::TestWithParam<db::Engine> {
    support::World world{GetParam()};
    support::Salon& salon = world.salon;
    FreeTimes free_times;

    std::vector<VisitTimes> list(const VisitWanted& wanted, std::string_view day, const support::House& house) {
        const auto on = house.zone.day(world.at(fmt::format("{} 12:00", day), house.zone));
        return world.db().read([&](db::Session& session) {
            return list_visits(session, *world.snapshots.find(session, house.slug), free_times, wanted, on, on,
                               world.clock.now(), 1000);
        });
    }
    // Whether it could be booked; nothing stays.
    bool could_book(const VisitWanted& wanted, const VisitTimes& visit, BusinessId business) {
        std::vector<Wish> wishes;
        for (std::size_t i = 0; i < visit.places.size(); ++i) {
            Wish wish{};
            wish.service_id = wanted.parts[i].service_id;
            wish.provider_id = visit.places[i].provider;
            wish.starts_at = visit.places[i].time.begin;
            wish.details = world.anna;
            wishes.push_back(wish);
        }
        bool could = false;
        EXPECT_FALSE(world.db().write([&](db::Tx& tx) -> Result<void> {
            could = book_all(tx, world.context(), business, wishes, {.one_visit = true}, Rules::customer).has_value();
            return base::conflict("undone");
        }));
        return could;
    }
};
INSTANTIATE_TEST_SUITE_P(Engines, FreeVisits, testing::ValuesIn(support::engines()), support::engine_name);

TEST_P(FreeVisits, CanAllBeBooked) {
    ASSERT_TRUE(world.book(world.ben, salon.cut, salon.mira, "tue 10:00"));
    ASSERT_TRUE(world.book(world.ben, salon.cut, salon.jonas, "tue 14:00"));
    const VisitWanted wanted{.parts = {{salon.colour}, {salon.cut}}, .in_order = false};
    const auto found = list(wanted, "tue", salon);
    EXPECT_GT(found.size(), 5u);
    for (const auto& visit : found) {
        EXPECT_TRUE(could_book(wanted, visit, salon.id)) << base::to_text(visit.time.begin);
        EXPECT_LE(visit.waiting, wanted.longest_gap);
    }
}

TEST_P(FreeVisits, GiveTwoPeopleTwoProvidersOrTheSameOneAfterTheOther) {
    VisitWanted wanted{.parts = {{salon.cut, std::nullopt, 0}, {salon.cut, std::nullopt, 1}}};
    const auto beside = list(wanted, "tue", salon);
    ASSERT_FALSE(beside.empty());
    EXPECT_EQ(beside.front().time.begin, world.at("tue 09:00"));
    EXPECT_NE(beside.front().places[0].provider, beside.front().places[1].provider);
    wanted.parts[0].provider_id = wanted.parts[1].provider_id = salon.mira;
    EXPECT_TRUE(list(wanted, "tue", salon).empty()) << "Mira has two hands";
    wanted.side_by_side = false;
    const auto after = list(wanted, "tue", salon);
    ASSERT_FALSE(after.empty());
    EXPECT_EQ(after.front().places[1].time.begin, world.at("tue 09:45"));
    EXPECT_TRUE(could_book(wanted, after.front(), salon.id));
}

TEST_P(FreeVisits, ShareOneRoomOneAfterTheOther) {
    auto& clinic = world.clinic;
    VisitWanted wanted{.parts = {{clinic.consultation, std::nullopt, 0}, {clinic.consultation, std::nullopt, 1}},
                       .longest_gap = 0min};
    EXPECT_TRUE(list(wanted, "tue", clinic).empty()) << "there is one room";
    wanted.side_by_side = false;
    const auto found = list(wanted, "tue", clinic);
    ASSERT_FALSE(found.empty());
    EXPECT_TRUE(could_book(wanted, found.front(), clinic.id));
    // Of scanners there are two.
    const VisitWanted scans{.parts = {{clinic.scan, clinic.ada, 0}, {clinic.scan, clinic.max, 1}}, .longest_gap = 0min};
    const auto both = list(scans, "tue", clinic);
    ASSERT_FALSE(both.empty());
    EXPECT_TRUE(could_book(scans, both.front(), clinic.id));
}

TEST_P(FreeVisits, AreNoneWhereAPartCannotBeBooked) {
    EXPECT_TRUE(list({.parts = {{salon.cut}, {world.clinic.scan}}}, "tue", salon).empty());
}

TEST_P(FreeVisits, TakeTheExtrasOfEachPartIntoAccount) {
    catalog::AddOn draft;
    draft.name.fallback = "Treatment";
    draft.duration = 30min;
    draft.services = {salon.cut};
    const auto add_on = world.db().write([&](db::Tx& tx) { return catalog::add_add_on(tx, salon.id, draft); });
    VisitWanted wanted{.parts = {{salon.cut, salon.mira}, {salon.cut, salon.mira}}};
    wanted.parts[0].add_ons = {add_on};
    const auto found = list(wanted, "tue", salon);
    ASSERT_FALSE(found.empty());
    EXPECT_EQ(found.front().places[0].time, (Span{world.at("tue 09:00"), world.at("tue 10:15")}));
    EXPECT_EQ(found.front().places[1].time.begin, world.at("tue 10:15"));
}

TEST_P(FreeVisits, OfAVisitThatMovesItsOwnTimesAreFree) {
    const auto made = world.db()
                          .write([&](db::Tx& tx) {
                              return book_all(tx, world.context(), salon.id,
                                              {world.wish(world.anna, salon.cut, salon.mira, "tue 09:00"),
                                               world.wish(world.anna, salon.colour, salon.mira, "tue 09:45")},
                                              {.one_visit = true}, Rules::customer);
                          })
                          .value();
    VisitWanted wanted{.parts = {{salon.cut, salon.mira}, {salon.colour, salon.mira}}};
    const auto starts = [&] {
        std::vector<Instant> out;
        for (const auto& visit : list(wanted, "tue", salon)) out.push_back(visit.time.begin);
        return out;
    };
    const auto before = starts();
    EXPECT_EQ(std::ranges::find(before, world.at("tue 09:15")), before.end());
    for (std::size_t i = 0; i < 2; ++i) wanted.parts[i].moving = made[i].booking.appointment_id;
    const auto now = starts();
    EXPECT_NE(std::ranges::find(now, world.at("tue 09:00")), now.end()) << "where it is";
    EXPECT_NE(std::ranges::find(now, world.at("tue 09:15")), now.end()) << "over both of its own times";
    const auto snapshot = [&](db::Session& s) { return world.snapshots.find(s, salon.slug); };
    const auto fits = [&](std::string_view first, std::string_view second) {
        return world.db().read([&](db::Session& s) {
            return is_free(s, *snapshot(s), free_times, wanted,
                           {{salon.mira, {world.at(first), world.at(first) + 45min}},
                            {salon.mira, {world.at(second), world.at(second) + 90min}}},
                           world.clock.now());
        });
    };
    EXPECT_TRUE(fits("tue 09:15", "tue 10:00"));
    ASSERT_TRUE(world.book(world.ben, salon.cut, salon.mira, "wed 10:00"));
    EXPECT_FALSE(fits("tue 09:15", "wed 10:00"));
}

TEST_P(FreeVisits, TellTheDaysOnWhichOneBegins) {
    const VisitWanted wanted{.parts = {{salon.cut}, {salon.colour}}, .in_order = false};
    const auto first = salon.zone.day(world.at("mon 12:00")), last = first + std::chrono::days{13};
    const auto days = world.db().read([&](db::Session& s) {
        return list_visit_days(s, *world.snapshots.find(s, salon.slug), free_times, wanted, first, last,
                               world.clock.now());
    });
    std::vector<Day> expected;
    for (auto day = first; day <= last; day += std::chrono::days{1}) {
        const auto found = world.db().read([&](db::Session& s) {
            return list_visits(s, *world.snapshots.find(s, salon.slug), free_times, wanted, day, day, world.clock.now(),
                               1);
        });
        if (!found.empty()) expected.push_back(day);
    }
    EXPECT_EQ(days, expected);
    EXPECT_FALSE(days.empty());
    EXPECT_LT(days.size(), 14u);
}

}  // namespace
}  // namespace bookings
