#include "staff/schedule.h"

#include "activity/telling.h"
#include "db/db.h"
#include "support/engines.h"

#include <gtest/gtest.h>

namespace staff {
namespace {

using namespace std::chrono_literals;
using availability::WeeklyHours;

Day day(std::string_view text) { return base::parse_day(text).value(); }

class Schedule : public testing::TestWithParam<db::Engine> {
protected:
    Schedule() {
        subscribe(registry);
        fresh->write([&](db::Tx& tx) {
            salon = businesses::create(tx, clock, draft("salon")).value();
            other = businesses::create(tx, clock, draft("other")).value();
            const auto hire = [&](BusinessId where, std::string name) {
                return add_provider(tx, where, {.id = {}, .name = std::move(name), .title = {}, .location_id = {}},
                                    businesses::Role::provider, "");
            };
            mira = hire(salon, "Mira"), jonas = hire(salon, "Jonas"), eva = hire(other, "Eva");
            harbour = add_location(tx, salon, {{}, "Harbour", "", 1});
        });
    }
    static businesses::Business draft(std::string slug) {
        businesses::Business out;
        out.slug = std::move(slug);
        out.name.fallback = "Studio Lind";
        out.country = "NO";
        out.currency = "NOK";
        out.languages = {"nb"};
        out.accent_colour = "#0f766e";
        return out;
    }

    template <class Verb>
    auto write(Verb verb) {
        return fresh->write([&](db::Tx& tx) { return verb(tx, Context{clock, registry}); });
    }
    Result<void> change(ProviderId provider, const Week& week, const std::optional<std::string>& drawn_from = {}) {
        return write([&](db::Tx& tx, const Context& context) {
            return change_weekly_hours(tx, context, salon, provider, week, {}, drawn_from);
        });
    }
    Week week_of(ProviderId provider) {
        return fresh->read([&](db::Session& session) { return find_week(session, salon, provider); });
    }
    availability::Schedule schedule(ProviderId provider) {
        return fresh->read(
            [&](db::Session& session) { return list_schedules(session, salon, day("2026-11-30")).at(provider); });
    }
    std::int64_t version() {
        return fresh->read([&](db::Session& session) { return businesses::find(session, salon)->version; });
    }
    std::int64_t version(ProviderId provider) {
        return fresh->read([&](db::Session& session) {
            return session.value<std::int64_t>("select version from occupants where id = :id", occupant(provider))
                .value();
        });
    }
    // As the log tells it: "what (about): field: before -> after; ...".
    std::vector<std::string> told(std::int64_t subject) {
        std::vector<std::string> out;
        fresh->read([&](db::Session& session) {
            const activity::Reader reader(session, registry, salon, i18n::Language::en, Zone::utc(), {"nb"});
            for (const auto& recorded : activity::list(session, salon, subject)) {
                const auto story = activity::tell(registry, reader, recorded);
                auto& line = out.emplace_back(fmt::format("{} ({})", story.what, story.about));
                for (const auto& each : story.changes)
                    line += fmt::format("; {}: {} -> {}", each.field, each.before.value_or(""), each.after);
            }
        });
        return out;
    }

    support::FreshDatabase fresh{GetParam()};
    base::ManualClock clock{base::parse_instant("2026-11-30T08:00:00Z").value()};
    activity::Registry registry;
    BusinessId salon, other;
    ProviderId mira, jonas, eva;
    LocationId harbour;
};
INSTANTIATE_TEST_SUITE_P(Engines, Schedule, testing::ValuesIn(support::engines()), support::engine_name);

TEST_P(Schedule, ChangesAWeekAndTellsWhatIsDifferent) {
    const auto before = version(), locked = version(mira);
    ASSERT_TRUE(change(mira, {{{1, {9h, 17h}}, {2, {9h, 17h}}}, {{1, {12h, 13h}}}}));
    ASSERT_TRUE(change(mira, {{{1, {9h, 17h}}, {2, {22h, 26h, harbour}, 2, day("2026-12-07"), day("2026-12-01")}},
                              {{2, {24h, 25h}, 2, day("2026-12-07")}}}));
    EXPECT_EQ(version(), before + 2);
    EXPECT_EQ(version(mira), locked + 2);
    EXPECT_EQ(told(mira.value),
              (std::vector<std::string>{
                  "The weekly hours were changed (Mira); Breaks on Monday: none -> 12:00-13:00; "
                  "Monday: none -> 09:00-17:00; Tuesday: none -> 09:00-17:00",
                  "The weekly hours were changed (Mira); Breaks on Monday: 12:00-13:00 -> none; "
                  "Breaks on Tuesday: none -> 00:00-01:00 every 2 weeks, counted from Monday 7 December 2026; "
                  "Tuesday: 09:00-17:00 -> 22:00-02:00 (Harbour) every 2 weeks, counted from Monday 7 December 2026 "
                  "from Tuesday 1 December 2026"}));
    const auto week = week_of(mira);
    EXPECT_EQ(week.hours.size(), 2u);
    EXPECT_EQ(week.breaks.size(), 1u);

    ASSERT_TRUE(change(mira, week)) << "the same once more changes nothing";
    EXPECT_EQ(version(), before + 2);
    EXPECT_EQ(told(mira.value).size(), 2u);
    ASSERT_TRUE(change(mira, {}));
    EXPECT_TRUE(week_of(mira).hours.empty());
}

TEST_P(Schedule, RefusesAWeekThatCannotBe) {
    const auto codes = [&](const Week& week) {
        std::string out;
        const auto changed = change(mira, week);
        if (!changed)
            for (const auto& each : changed.error().fields) out += each.field + " " + each.code + ";";
        return out;
    };
    EXPECT_EQ(codes({{{1, {9h, 12h}}, {1, {11h, 14h}}, {3, {9h, 9h}}}, {}}), "hours_3 schedule.hours;");
    EXPECT_EQ(codes({{{1, {9h, 12h}}, {1, {11h, 14h, harbour}}}, {}}), "hours_1 hours.overlap;");
    EXPECT_EQ(codes({{{1, {9h, 12h}}, {1, {12h, 14h}}}, {}}), "");
    EXPECT_EQ(codes({{{7, {22h, 26h}}, {1, {1h, 5h}}}, {}}), "hours_7 schedule.night;");
    EXPECT_EQ(codes({{{7, {22h, 26h}}, {1, {2h, 5h}}}, {}}), "");
    EXPECT_EQ(codes({{{1, {9h, 12h}}, {1, {13h, 17h}}}, {{1, {12h, 13h}}, {2, {9h, 10h}}}}),
              "breaks_1 schedule.break_outside;breaks_2 schedule.break_outside;");
    // In turns: the one week, then the other.
    const auto even = day("2026-12-07"), odd = day("2026-12-14");
    EXPECT_EQ(codes({{{1, {9h, 17h}, 2, even}, {1, {12h, 20h}, 2, odd}}, {}}), "");
    EXPECT_EQ(codes({{{1, {9h, 17h}, 2, even}, {1, {12h, 20h}, 3, odd}}, {}}), "hours_1 hours.overlap;");
    EXPECT_EQ(codes({{{7, {20h, 28h}, 2, even}, {1, {1h, 5h}, 2, even}}, {}}), "")
        << "the night ends in the other week";
    EXPECT_EQ(codes({{{7, {20h, 28h}, 2, even}, {1, {1h, 5h}, 2, odd}}, {}}), "hours_7 schedule.night;");
    EXPECT_EQ(codes({{{1, {9h, 17h}, 1, availability::kSomeMonday, {}, day("2026-12-31")},
                      {1, {10h, 18h}, 1, availability::kSomeMonday, day("2027-01-01")}},
                     {}}),
              "");
    EXPECT_EQ(change(eva, {}).error().code, "provider.not_offered");
    EXPECT_EQ(change(mira, {{{1, {9h, 17h, LocationId{4}}}}, {}}).error().code, "location.unknown");
}

TEST_P(Schedule, DoesNotOverwriteWhatSomebodyElseChangedMeanwhile) {
    const auto drawn = stamp(week_of(mira));
    ASSERT_TRUE(change(mira, {{{1, {9h, 17h}}}, {}}, drawn));
    const auto late = change(mira, {{{2, {9h, 17h}}}, {}}, drawn);
    ASSERT_FALSE(late);
    EXPECT_EQ(late.error().code, "schedule.changed_meanwhile");
    EXPECT_EQ(week_of(mira).hours.front().weekday, 1);
}

TEST_P(Schedule, CopiesADayAndAWeek) {
    const Week week{{{1, {9h, 17h}}, {2, {10h, 11h}}, {3, {12h, 13h}}}, {{1, {12h, 13h}}, {2, {10h, 10h + 30min}}}};
    const Week copied = copy_day(week, 1, {2, 5, 1});
    EXPECT_EQ(copied, (Week{{{1, {9h, 17h}}, {2, {9h, 17h}}, {3, {12h, 13h}}, {5, {9h, 17h}}},
                            {{1, {12h, 13h}}, {2, {12h, 13h}}, {5, {12h, 13h}}}}));
    const auto copy = [&](std::vector<ProviderId> to) {
        return write([&](db::Tx& tx, const Context& context) {
            return change_weekly_hours(tx, context, salon, mira, copied, {}, {}, to);
        });
    };
    ASSERT_TRUE(copy({jonas, mira}));
    EXPECT_EQ(week_of(jonas), copied);
    EXPECT_EQ(week_of(mira), copied);
    EXPECT_EQ(told(jonas.value).size(), 1u);
    EXPECT_EQ(copy({eva}).error().code, "provider.not_offered");
}

TEST_P(Schedule, HasTimeOffByDaysByHoursAndEveryYear) {
    const auto add = [&](const TimeOff& draft) {
        return write([&](db::Tx& tx, const Context& context) { return add_time_off(tx, context, salon, draft, {}); });
    };
    const auto locked = version(jonas);
    const auto holiday = add({{}, {}, {day("2026-12-24"), day("2026-12-26"), true}, {}, "Christmas"}).value();
    EXPECT_EQ(version(jonas), locked + 1) << "a holiday concerns everyone";
    const auto dentist =
        add({{}, mira, {day("2026-12-01"), day("2026-12-01")}, availability::Hours{13h, 15h}, "Dentist"}).value();
    EXPECT_EQ(version(jonas), locked + 1);
    EXPECT_EQ(schedule(mira).blocked.size(), 1u);
    EXPECT_TRUE(schedule(jonas).blocked.empty());
    ASSERT_EQ(schedule(jonas).holidays.size(), 1u);
    EXPECT_TRUE(availability::covers(schedule(jonas).holidays[0], day("2031-12-25")));
    EXPECT_FALSE(availability::covers(schedule(jonas).holidays[0], day("2031-12-27")));

    const auto list = fresh->read([&](db::Session& s) { return list_time_off(s, salon, day("2027-01-10")); });
    ASSERT_EQ(list.size(), 1u) << "what comes back stays, the dentist is over";
    EXPECT_EQ(list[0].id, holiday);
    EXPECT_EQ(told(salon.value).back(), "Time off was added (everyone); First day:  -> Thursday 24 December 2026; "
                                        "Last day:  -> Saturday 26 December 2026; Reason:  -> Christmas; "
                                        "Repeated:  -> every year");

    EXPECT_EQ(add({{}, {}, {day("2026-12-24"), day("2026-12-23")}, {}, ""}).error().code, "schedule.days");
    EXPECT_EQ(add({{}, {}, {day("2026-12-24"), day("2027-12-24"), true}, {}, ""}).error().code,
              "schedule.too_many_days");
    EXPECT_EQ(add({{}, {}, {day("2026-12-24"), day("2026-12-25")}, availability::Hours{9h, 10h}, ""}).error().code,
              "schedule.hours");
    EXPECT_EQ(add({{}, {}, {day("2026-12-24"), day("2026-12-24")}, {}, std::string(201, 'x')}).error().code,
              "field.too_long");
    EXPECT_EQ(add({{}, eva, {day("2026-12-24"), day("2026-12-24")}, {}, ""}).error().code, "provider.not_offered");

    const auto remove = [&](BusinessId business, TimeOffId id) {
        return write(
            [&](db::Tx& tx, const Context& context) { return remove_time_off(tx, context, business, id, {}); });
    };
    EXPECT_EQ(remove(other, dentist).error().code, "schedule.time_off_gone");
    ASSERT_TRUE(remove(salon, dentist));
    ASSERT_TRUE(remove(salon, holiday));
    EXPECT_EQ(remove(salon, dentist).error().code, "schedule.time_off_gone");
    EXPECT_TRUE(schedule(mira).blocked.empty());
    EXPECT_TRUE(schedule(mira).holidays.empty());
    EXPECT_EQ(told(mira.value).size(), 2u);
}

TEST_P(Schedule, GivesEverybodyWhoCanBeBookedTheHoursOfOneDay) {
    const auto set = [&](const std::vector<availability::Hours>& hours) {
        return write([&](db::Tx& tx, const Context& context) {
            return change_special_day_of_all(tx, context, salon, {day("2026-12-24"), hours}, {});
        });
    };
    const auto hours_of = [&](ProviderId provider) {
        std::vector<availability::Hours> out;
        for (const auto& special : schedule(provider).special_days)
            if (special.day == day("2026-12-24")) out.insert(out.end(), special.hours.begin(), special.hours.end());
        return out;
    };
    ASSERT_TRUE(set({{9h, 12h}}));
    EXPECT_EQ(hours_of(mira), (std::vector<availability::Hours>{{9h, 12h}}));
    EXPECT_EQ(hours_of(jonas), (std::vector<availability::Hours>{{9h, 12h}}));
    EXPECT_EQ(set({{12h, 9h}}).error().code, "schedule.hours");
    EXPECT_EQ(hours_of(mira), hours_of(jonas));
    ASSERT_TRUE(set({}));
    EXPECT_TRUE(hours_of(jonas).empty());
}

TEST_P(Schedule, GivesOneDayHoursOfItsOwn) {
    const auto set = [&](std::vector<availability::Hours> hours) {
        return write([&](db::Tx& tx, const Context& context) {
            return change_special_day(tx, context, salon, mira, {day("2026-12-24"), hours}, {});
        });
    };
    ASSERT_TRUE(set({{9h, 12h}}));
    ASSERT_TRUE(set({{9h, 12h}}));
    ASSERT_TRUE(set({{9h, 11h}, {12h, 13h}}));
    ASSERT_TRUE(set({}));
    EXPECT_EQ(told(mira.value),
              (std::vector<std::string>{
                  "The hours of one day were changed (Mira, Thursday 24 December 2026); Hours: none -> 09:00-12:00",
                  "The hours of one day were changed (Mira, Thursday 24 December 2026); "
                  "Hours: 09:00-12:00 -> 09:00-11:00, 12:00-13:00",
                  "The hours of one day were changed (Mira, Thursday 24 December 2026); "
                  "Hours: 09:00-11:00, 12:00-13:00 -> none"}));
    EXPECT_EQ(set({{9h, 12h}, {11h, 13h}}).error().code, "hours.overlap");
    EXPECT_EQ(set({{9h, 9h}}).error().code, "schedule.hours");
}

TEST_P(Schedule, TellsCustomersOpeningHoursOfTheBusinessAndOfALocation) {
    const auto set = [&](std::optional<LocationId> location, std::vector<OpeningHours> hours) {
        return write([&](db::Tx& tx, const Context& context) {
            return set_opening_hours(tx, context, salon, location, hours, {});
        });
    };
    const auto before = version(), locked = version(mira);
    ASSERT_TRUE(set({}, {{1, {9h, 17h}}, {2, {9h, 12h}}, {2, {13h, 17h}}}));
    ASSERT_TRUE(set(harbour, {{6, {10h, 15h}}}));
    ASSERT_TRUE(set(harbour, {{6, {10h, 15h}}}));
    EXPECT_EQ(version(), before + 2);
    EXPECT_EQ(version(mira), locked) << "nobody is offered by them";
    const auto all = fresh->read([&](db::Session& session) { return list_opening_hours(session, salon); });
    EXPECT_EQ(all,
              (std::vector<OpeningHours>{{1, {9h, 17h}}, {2, {9h, 12h}}, {2, {13h, 17h}}, {6, {10h, 15h, harbour}}}));
    EXPECT_EQ(starting_week(all, harbour), (Week{{{6, {10h, 15h}}}, {}}));
    EXPECT_EQ(starting_week(all, {}).hours.size(), 3u);
    EXPECT_EQ(starting_week(all, LocationId{9}).hours.size(), 3u);
    EXPECT_EQ(told(harbour.value),
              std::vector<std::string>{"The opening hours were changed (Harbour); Saturday: none -> 10:00-15:00"});
    EXPECT_EQ(set({}, {{1, {9h, 17h}}, {1, {16h, 18h}}}).error().fields.front().field, "hours_1");
    EXPECT_EQ(set(LocationId{9}, {}).error().code, "location.unknown");
}

}  // namespace
}  // namespace staff
