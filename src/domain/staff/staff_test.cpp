#include "staff/staff.h"

#include "db/db.h"
#include "support/engines.h"

#include <gtest/gtest.h>

namespace staff {
namespace {

using namespace std::chrono_literals;
using availability::WeeklyHours;

Day day(std::string_view text) { return base::parse_day(text).value(); }

businesses::Business draft(std::string slug) {
    businesses::Business out;
    out.slug = std::move(slug);
    out.name.fallback = "Studio Lind";
    out.country = "NO";
    out.currency = "NOK";
    out.languages = {"nb"};
    out.accent_colour = "#0f766e";
    return out;
}

class Staff : public testing::TestWithParam<db::Engine> {
protected:
    Staff() {
        fresh->write([&](db::Tx& tx) {
            salon = businesses::create(tx, clock, draft("salon")).value();
            other = businesses::create(tx, clock, draft("other")).value();
            mira = add_provider(tx, salon,
                                {.id = {}, .name = "Mira", .title = {"Frisør", {{"en", "Stylist"}}}, .location_id = {}},
                                businesses::Role::provider, "mira@example.com");
            jonas = add_provider(
                tx, salon,
                {.id = {}, .name = "Jonas", .title = {}, .location_id = {}, .bookable = false, .position = -1},
                businesses::Role::owner, "jonas@example.com");
        });
    }

    std::int64_t version(BusinessId business) {
        return fresh->read([&](db::Session& session) { return businesses::find(session, business)->version; });
    }
    std::int64_t version(OccupantId occupant) {
        return fresh->read([&](db::Session& session) {
            return session.value<std::int64_t>("select version from occupants where id = :id", occupant).value();
        });
    }
    availability::Schedule schedule(ProviderId provider, Day from = {}) {
        return fresh->read([&](db::Session& session) { return list_schedules(session, salon, from).at(provider); });
    }

    support::FreshDatabase fresh{GetParam()};
    base::ManualClock clock{base::parse_instant("2026-11-30T08:00:00Z").value()};
    BusinessId salon, other;
    ProviderId mira, jonas;
};
INSTANTIATE_TEST_SUITE_P(Engines, Staff, testing::ValuesIn(support::engines()), support::engine_name);

TEST_P(Staff, ListsWhatABusinessHasAndNothingOfAnother) {
    LocationId location;
    fresh->write([&](db::Tx& tx) {
        location = add_location(tx, salon, {{}, "Sentrum", "Storgata 1", 3});
        add_location(tx, salon, {{}, "Havna", "Kaia 2", 1});
        add_resource(tx, salon, {{}, "Fargestasjon", Resource::Kind::equipment, 2});
        add_provider(tx, salon, {.id = {}, .name = "Ida", .title = {}, .location_id = location, .position = 5},
                     businesses::Role::provider, "");
    });

    fresh->read([&](db::Session& session) {
        const auto providers = list_providers(session, salon);
        ASSERT_EQ(providers.size(), 3u);
        EXPECT_EQ(providers[0].id, jonas);
        EXPECT_FALSE(providers[0].bookable);
        EXPECT_EQ(providers[1].name, "Mira");
        EXPECT_TRUE(providers[1].bookable);
        EXPECT_EQ(providers[1].title.in("en"), "Stylist");
        EXPECT_EQ(providers[1].title.in("nb"), "Frisør");
        EXPECT_EQ(providers[2].location_id, location);

        const auto locations = list_locations(session, salon);
        ASSERT_EQ(locations.size(), 2u);
        EXPECT_EQ(locations[0].name, "Havna");
        EXPECT_EQ(locations[1].address, "Storgata 1");

        const auto resources = list_resources(session, salon);
        ASSERT_EQ(resources.size(), 1u);
        EXPECT_EQ(resources[0].quantity, 2);
        EXPECT_EQ(resources[0].kind, Resource::Kind::equipment);

        EXPECT_TRUE(list_providers(session, other).empty());
        EXPECT_TRUE(list_locations(session, other).empty());
        EXPECT_TRUE(list_resources(session, other).empty());
        EXPECT_TRUE(list_schedules(session, other, {}).empty());
    });
}

TEST_P(Staff, ReplacesTheWeekAndRaisesBothVersions) {
    const auto before = version(salon);
    const auto locked = version(occupant(mira));
    const std::vector<WeeklyHours> first{{1, {9h, 17h}}, {2, {9h, 17h}}};
    const std::vector<WeeklyHours> second{{3, {10h, 12h}}, {3, {13h, 24h}}};
    fresh->write([&](db::Tx& tx) { return set_weekly_hours(tx, salon, mira, first, {{1, {12h, 13h}}}); }).value();
    fresh->write([&](db::Tx& tx) { return set_weekly_hours(tx, salon, mira, second, {}); }).value();

    const auto week = schedule(mira);
    ASSERT_EQ(week.hours.size(), 2u);
    EXPECT_EQ(week.hours[0].weekday, 3);
    EXPECT_EQ(week.hours[0].hours, (availability::Hours{10h, 12h}));
    EXPECT_EQ(week.hours[1].hours, (availability::Hours{13h, 24h}));
    EXPECT_TRUE(week.breaks.empty());
    EXPECT_TRUE(schedule(jonas).hours.empty());
    EXPECT_EQ(version(salon), before + 2);
    EXPECT_EQ(version(occupant(mira)), locked + 2);
    EXPECT_EQ(version(other), 1);
}

TEST_P(Staff, RefusesHoursThatAreOutOfOrderOrOutOfTheDay) {
    const auto before = version(salon);
    for (const auto& wrong :
         {WeeklyHours{0, {9h, 10h}}, WeeklyHours{8, {9h, 10h}}, WeeklyHours{1, {10h, 10h}}, WeeklyHours{1, {11h, 10h}},
          WeeklyHours{1, {-1min, 10h}}, WeeklyHours{1, {9h, 48h + 1min}}, WeeklyHours{1, {9h, 10h}, 0},
          WeeklyHours{1, {9h, 10h}, 53}, WeeklyHours{1, {9h, 10h}, 2, day("2026-12-01")},
          WeeklyHours{1, {9h, 10h}, 1, availability::kSomeMonday, day("2026-12-02"), day("2026-12-01")}}) {
        const auto as_hours = fresh->write([&](db::Tx& tx) { return set_weekly_hours(tx, salon, mira, {wrong}, {}); });
        const auto as_break = fresh->write([&](db::Tx& tx) { return set_weekly_hours(tx, salon, mira, {}, {wrong}); });
        ASSERT_FALSE(as_hours);
        EXPECT_EQ(as_hours.error().code, "schedule.hours");
        EXPECT_FALSE(as_break);
    }
    // A break may be after midnight, an opening begins on its day and lasts a day at most.
    for (const auto& night : {WeeklyHours{1, {24h, 25h}}, WeeklyHours{1, {9h, 33h + 1min}}}) {
        EXPECT_FALSE(fresh->write([&](db::Tx& tx) { return set_weekly_hours(tx, salon, mira, {night}, {}); }));
        EXPECT_FALSE(fresh->write([&](db::Tx& tx) {
            return set_special_day(tx, salon, mira, {day("2026-12-24"), {night.hours}});
        }));
    }
    const auto special = fresh->write([&](db::Tx& tx) {
        return set_special_day(tx, salon, mira, {day("2026-12-24"), {{12h, 9h}}});
    });
    EXPECT_FALSE(special);
    const auto days = fresh->write([&](db::Tx& tx) {
        return add_days_off(tx, salon, mira, {day("2026-12-24"), day("2026-12-23")}, "");
    });
    EXPECT_EQ(days.error().code, "schedule.days");
    EXPECT_EQ(version(salon), before);
}

TEST_P(Staff, DoesNotTouchTheScheduleOfAnotherBusiness) {
    const auto week = fresh->write([&](db::Tx& tx) { return set_weekly_hours(tx, other, mira, {{1, {9h, 17h}}}, {}); });
    ASSERT_FALSE(week);
    EXPECT_EQ(week.error().fault, Fault::not_found);
    EXPECT_EQ(week.error().code, "provider.not_offered");
    EXPECT_FALSE(fresh->write([&](db::Tx& tx) {
        return add_days_off(tx, other, mira, {day("2026-12-24"), day("2026-12-24")}, "");
    }));
    EXPECT_FALSE(fresh->write([&](db::Tx& tx) {
        return set_special_day(tx, other, mira, {day("2026-12-24"), {{9h, 10h}}});
    }));
    EXPECT_THROW(fresh->write([&](db::Tx& tx) { lock(tx, other, {occupant(mira)}); }), std::logic_error);
    EXPECT_TRUE(schedule(mira).hours.empty());
}

TEST_P(Staff, KeepsLocationsWeeksAndValidityOfHours) {
    const auto [harbour, hill] = fresh->write([&](db::Tx& tx) {
        return std::pair(add_location(tx, salon, {{}, "Harbour", "", 1}), add_location(tx, salon, {{}, "Hill", "", 2}));
    });
    const std::vector<WeeklyHours> hours{
        {1, {22h, 26h, harbour}, 2, day("2026-12-07"), day("2026-12-01"), day("2027-06-30")},
        {2, {9h, 17h, hill}},
        {2, {18h, 19h}}};
    const std::vector<WeeklyHours> breaks{{1, {24h, 24h + 30min}, 2, day("2026-12-07")}};
    const availability::SpecialDay special{day("2026-12-24"), {{9h, 12h, hill}, {20h, 25h}}};
    fresh->write([&](db::Tx& tx) { return set_weekly_hours(tx, salon, mira, hours, breaks); }).value();
    fresh->write([&](db::Tx& tx) { return set_special_day(tx, salon, mira, special); }).value();

    EXPECT_EQ(schedule(mira).hours, hours);
    EXPECT_EQ(schedule(mira).breaks, breaks);
    ASSERT_EQ(schedule(mira).special_days.size(), 1u);
    EXPECT_EQ(schedule(mira).special_days[0].hours, special.hours);

    const auto elsewhere = fresh->write([&](db::Tx& tx) { return add_location(tx, other, {{}, "Elsewhere", "", 0}); });
    const auto week = fresh->write([&](db::Tx& tx) {
        return set_weekly_hours(tx, salon, mira, {{1, {9h, 10h, elsewhere}}}, {});
    });
    EXPECT_EQ(week.error().code, "location.unknown");
    EXPECT_EQ(schedule(mira).hours, hours);
}

TEST_P(Staff, KnowsTheWayBetweenTwoLocationsBothWays) {
    const auto [harbour, hill] = fresh->write([&](db::Tx& tx) {
        return std::pair(add_location(tx, salon, {{}, "Harbour", "", 1}), add_location(tx, salon, {{}, "Hill", "", 2}));
    });
    const auto set = [&](LocationId a, LocationId b, Minutes minutes) {
        return fresh->write([&](db::Tx& tx) { return set_travel_time(tx, salon, a, b, minutes); });
    };
    const auto way = [&] { return fresh->read([&](db::Session& session) { return load_travel(session, salon); }); };
    const auto locked = version(occupant(mira));
    ASSERT_TRUE(set(hill, harbour, 20min));
    ASSERT_TRUE(set(harbour, hill, 35min));
    EXPECT_EQ(version(occupant(mira)), locked + 2);
    EXPECT_EQ(way().between(harbour, hill), Minutes{35});
    EXPECT_EQ(way().between(hill, harbour), Minutes{35});
    EXPECT_EQ(way().between(hill, std::nullopt), Minutes{0});
    EXPECT_EQ(set(hill, hill, 5min).error().code, "schedule.travel");
    EXPECT_EQ(set(hill, harbour, 24h + 1min).error().code, "schedule.travel");
    EXPECT_EQ(set(hill, LocationId{1}, 5min).error().code, "location.unknown");
    ASSERT_TRUE(set(hill, harbour, 0min));
    EXPECT_TRUE(way().empty());
}

TEST_P(Staff, CannotStandAtALocationOfAnotherBusiness) {
    const auto elsewhere = fresh->write([&](db::Tx& tx) { return add_location(tx, other, {{}, "Elsewhere", "", 0}); });
    EXPECT_THROW(fresh->write([&](db::Tx& tx) {
        add_provider(tx, salon, {.id = {}, .name = "Ida", .title = {}, .location_id = elsewhere},
                     businesses::Role::provider, "");
    }),
                 db::ConstraintViolation);
    EXPECT_EQ(fresh->read([&](db::Session& session) { return list_providers(session, salon).size(); }), 2u);
}

TEST_P(Staff, HasHolidaysForAllAndDaysOffForOne) {
    const auto before = version(occupant(jonas));
    fresh
        ->write([&](db::Tx& tx) {
            return add_days_off(tx, salon, std::nullopt, {day("2027-07-01"), day("2027-07-14")}, "Ferie");
        })
        .value();
    fresh->write([&](db::Tx& tx) {
             return add_days_off(tx, salon, mira, {day("2026-12-28"), day("2026-12-28")}, "");
         })
        .value();

    EXPECT_EQ(schedule(mira).holidays.size(), 1u);
    EXPECT_EQ(schedule(jonas).holidays.size(), 1u);
    EXPECT_EQ(schedule(mira).days_off.size(), 1u);
    EXPECT_TRUE(schedule(jonas).days_off.empty());
    EXPECT_EQ(version(occupant(jonas)), before + 1);
}

TEST_P(Staff, ReplacesASpecialDayAndForgetsItWithoutHours) {
    const auto set = [&](std::vector<availability::Hours> hours) {
        fresh->write([&](db::Tx& tx) { return set_special_day(tx, salon, mira, {day("2026-12-23"), hours}); }).value();
    };
    set({{8h, 20h}});
    set({{14h, 16h}, {10h, 12h}});
    const auto special = schedule(mira).special_days;
    ASSERT_EQ(special.size(), 1u);
    EXPECT_EQ(special[0].hours, (std::vector<availability::Hours>{{10h, 12h}, {14h, 16h}}));
    set({});
    EXPECT_TRUE(schedule(mira).special_days.empty());
}

TEST_P(Staff, LeavesThePastOutOfTheSchedules) {
    fresh
        ->write([&](db::Tx& tx) -> Result<void> {
            for (const auto& days : {availability::Days{day("2026-01-01"), day("2026-01-05")},
                                     availability::Days{day("2026-01-04"), day("2026-01-06")}}) {
                add_days_off(tx, salon, mira, days, "").value();
                add_days_off(tx, salon, std::nullopt, days, "").value();
            }
            set_special_day(tx, salon, mira, {day("2026-01-05"), {{9h, 10h}}}).value();
            return set_special_day(tx, salon, mira, {day("2026-01-06"), {{9h, 10h}}});
        })
        .value();
    const auto now = schedule(mira, day("2026-01-06"));
    EXPECT_EQ(now.days_off.size(), 1u);
    EXPECT_EQ(now.holidays.size(), 1u);
    EXPECT_EQ(now.special_days.size(), 1u);
}

TEST_P(Staff, LocksEachOccupantOnce) {
    const auto first = version(occupant(mira)), second = version(occupant(jonas));
    fresh->write([&](db::Tx& tx) { lock(tx, salon, {occupant(jonas), occupant(mira), occupant(jonas)}); });
    EXPECT_EQ(version(occupant(mira)), first + 1);
    EXPECT_EQ(version(occupant(jonas)), second + 1);
}

}  // namespace
}  // namespace staff
