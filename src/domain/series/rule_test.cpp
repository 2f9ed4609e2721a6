// The dates of a series, against a slow oracle that looks at every day by itself. TIMEBOK_TEST_SEED=n repeats a run.
#include "series/rule.h"

#include "base/base.h"
#include "support/seed.h"

#include <gtest/gtest.h>

#include <random>

namespace series {
namespace {

using namespace std::chrono_literals;
using std::chrono::days;
using std::chrono::local_days;
using std::chrono::year_month_day;

Day day(std::string_view text) { return base::parse_day(text).value(); }

std::string told(const std::vector<Date>& dates) {
    std::string out;
    for (const auto& each : dates) out += (out.empty() ? "" : " ") + base::to_text(each.day) + (each.exists ? "" : "?");
    return out;
}

// ---- The oracle: asks of each day whether it belongs, by counting days and months one at a time.

int month_number(Day of) {
    const year_month_day date{of};
    return static_cast<int>(date.year()) * 12 + static_cast<int>(static_cast<unsigned>(date.month())) - 1;
}
int day_of_month(Day of) { return static_cast<int>(static_cast<unsigned>(year_month_day{of}.day())); }
bool is_last_of_month(Day of) { return month_number(of + days{1}) != month_number(of); }

int which_weekday_of_month(Day of) {
    int number = 1;
    while (month_number(of - days{7}) == month_number(of)) {
        of -= days{7};
        ++number;
    }
    return number;
}

bool has_day(Day in_month, int wanted) {
    for (auto each = in_month - days{31}; each <= in_month + days{31}; each += days{1})
        if (month_number(each) == month_number(in_month) && day_of_month(each) == wanted) return true;
    return false;
}

bool has_weekday(Day in_month, std::chrono::weekday weekday, int number) {
    int seen = 0;
    for (auto each = in_month - days{31}; each <= in_month + days{31}; each += days{1})
        if (month_number(each) == month_number(in_month) && std::chrono::weekday{each} == weekday) ++seen;
    return seen >= number;
}

std::optional<Date> belongs(const Rule& rule, Day first, Day asked) {
    const auto apart = (asked - first).count();
    switch (rule.unit) {
        case Unit::day: return apart % rule.interval == 0 ? std::optional(Date{asked}) : std::nullopt;
        case Unit::week: {
            auto monday = first;  // of the week of the first day
            while (std::chrono::weekday{monday} != std::chrono::Monday) monday -= days{1};
            int weeks = 0;
            for (auto next = monday + days{7}; next <= asked; next += days{7}) ++weeks;
            const bool fits = rule.weekdays == 0
                                  ? std::chrono::weekday{asked} == std::chrono::weekday{first}
                                  : (rule.weekdays >> (std::chrono::weekday{asked}.iso_encoding() - 1)) % 2 == 1;
            return weeks % rule.interval == 0 && fits ? std::optional(Date{asked}) : std::nullopt;
        }
        case Unit::month: {
            if ((month_number(asked) - month_number(first)) % rule.interval != 0) return std::nullopt;
            if (day_of_month(asked) == day_of_month(first)) return Date{asked};
            if (is_last_of_month(asked) && !has_day(asked, day_of_month(first))) return Date{asked, false};
            return std::nullopt;
        }
        case Unit::month_weekday: {
            if ((month_number(asked) - month_number(first)) % rule.interval != 0) return std::nullopt;
            const std::chrono::weekday weekday{first};
            const auto number = which_weekday_of_month(first);
            if (std::chrono::weekday{asked} == weekday && which_weekday_of_month(asked) == number) return Date{asked};
            if (is_last_of_month(asked) && !has_weekday(asked, weekday, number)) return Date{asked, false};
            return std::nullopt;
        }
    }
    return std::nullopt;
}

std::vector<Date> slowly(const Rule& rule, Day first) {
    std::vector<Date> out;
    for (auto each = first; each <= first + kLongestSpan; each += days{1}) {
        if (rule.until && each > *rule.until) break;
        if (std::ssize(out) == rule.times.value_or(kMostDates)) break;
        if (const auto found = belongs(rule, first, each)) out.push_back(*found);
    }
    return out;
}

TEST(SeriesRule, NamesTheDatesThatASlowOracleNames) {
    const support::Seed seed(std::random_device{}());
    std::mt19937_64 random(seed.value);
    const auto roll = [&](int from, int to) { return std::uniform_int_distribution(from, to)(random); };
    for (int round = 0; round < 100; ++round) {
        Rule rule{.unit = static_cast<Unit>(roll(0, 3)), .interval = roll(1, roll(0, 3) == 0 ? 52 : 4)};
        if (rule.unit == Unit::week && roll(0, 2) > 0) rule.weekdays = roll(1, 127);
        const auto first = day("2026-01-01") + days{roll(0, 1500)};
        switch (roll(0, 2)) {
            case 0: rule.times = roll(1, kMostDates); break;
            case 1: rule.until = first + days{roll(-3, 900)}; break;
            default: break;
        }
        SCOPED_TRACE(fmt::format("round {}: every {} {}, weekdays {}, from {}", round, rule.interval,
                                 to_text(rule.unit), rule.weekdays, base::to_text(first)));
        ASSERT_TRUE(is_sound(rule));
        ASSERT_EQ(told(dates(rule, first)), told(slowly(rule, first)));
    }
}

TEST(SeriesRule, SaysThatAMonthHasNoSuchDay) {
    EXPECT_EQ(told(dates({.unit = Unit::month, .times = 4}, day("2027-01-31"))),
              "2027-01-31 2027-02-28? 2027-03-31 2027-04-30?");
    EXPECT_EQ(told(dates({.unit = Unit::month, .times = 3}, day("2027-12-29"))), "2027-12-29 2028-01-29 2028-02-29");
}

TEST(SeriesRule, CountsWeekdaysOfTheMonthAndSaysWhereThereIsNoFifth) {
    EXPECT_EQ(told(dates({.unit = Unit::month_weekday, .times = 3}, day("2026-12-08"))),
              "2026-12-08 2027-01-12 2027-02-09");
    EXPECT_EQ(told(dates({.unit = Unit::month_weekday, .times = 3}, day("2026-12-29"))),
              "2026-12-29 2027-01-31? 2027-02-28?");
}

TEST(SeriesRule, TakesTheWeekdaysOfEverySecondWeekFromTheWeekOfTheFirstDayOn) {
    // Tuesday and Friday, from a Wednesday on.
    EXPECT_EQ(told(dates({.unit = Unit::week, .interval = 2, .weekdays = 2 + 16, .times = 4}, day("2026-12-02"))),
              "2026-12-04 2026-12-15 2026-12-18 2026-12-29");
}

TEST(SeriesRule, EndsOnTheLastDayOrAfterAHundredAndFourDates) {
    EXPECT_EQ(told(dates({.unit = Unit::day, .until = day("2026-12-03")}, day("2026-12-01"))),
              "2026-12-01 2026-12-02 2026-12-03");
    EXPECT_TRUE(dates({.unit = Unit::day, .until = day("2026-11-30")}, day("2026-12-01")).empty());
    EXPECT_EQ(dates({.unit = Unit::day}, day("2026-12-01")).size(), 104u);
}

TEST(SeriesRule, RefusesWhatIsOutOfBounds) {
    EXPECT_FALSE(is_sound({.interval = 0}));
    EXPECT_FALSE(is_sound({.interval = 53}));
    EXPECT_FALSE(is_sound({.weekdays = 128}));
    EXPECT_FALSE(is_sound({.times = 0}));
    EXPECT_FALSE(is_sound({.times = 105}));
    EXPECT_FALSE(is_sound({.times = 2, .until = day("2027-01-01")}));
}

TEST(SeriesRule, KeepsTheHourOnTheWallAcrossAChangeOfTheClocks) {
    const auto oslo = Zone::find("Europe/Oslo").value();
    const auto before = on_the_clock(oslo, day("2027-03-27"), 9h);
    const auto after = on_the_clock(oslo, day("2027-03-28"), 9h);
    EXPECT_EQ(oslo.wall(after.start) - oslo.wall(before.start), 24h);
    EXPECT_EQ(after.start - before.start, 23h);
    EXPECT_TRUE(after.exists && !after.again);
}

TEST(SeriesRule, SaysThatTheClocksSkipAnHourOrHaveItTwice) {
    const auto oslo = Zone::find("Europe/Oslo").value();
    const auto skipped = on_the_clock(oslo, day("2027-03-28"), Minutes{2 * 60 + 30});
    EXPECT_FALSE(skipped.exists);
    EXPECT_EQ(skipped.start, base::parse_instant("2027-03-28T01:00:00Z"));
    const auto twice = on_the_clock(oslo, day("2027-10-31"), Minutes{2 * 60 + 30});
    EXPECT_TRUE(twice.exists);
    EXPECT_EQ(twice.start, base::parse_instant("2027-10-31T00:30:00Z"));
    EXPECT_EQ(twice.again, base::parse_instant("2027-10-31T01:30:00Z"));
    EXPECT_FALSE(on_the_clock(oslo, day("2027-10-31"), Minutes{60 + 59}).again);
    EXPECT_FALSE(on_the_clock(oslo, day("2027-10-31"), Minutes{3 * 60}).again);
}

// Every quarter of an hour of the days around the changes of a year is found by walking through its moments.
TEST(SeriesRule, FindsEachTimeOfDayAsOftenAsTheClockShowsIt) {
    for (const auto* name : {"Europe/Oslo", "Australia/Lord_Howe", "America/Sao_Paulo"}) {
        const auto zone = Zone::find(name).value();
        std::map<WallTime, std::vector<Instant>> shown;
        const auto is_near_a_change = [&](Day each) {
            return zone.offset(zone.span(each - days{1}).begin) != zone.offset(zone.span(each + days{1}).end);
        };
        for (auto each = day("2027-01-01"); each < day("2028-01-01"); each += days{1}) {
            if (!is_near_a_change(each)) continue;
            shown.clear();
            for (auto at = zone.span(each).begin - 3h; at < zone.span(each).end + 3h; at += 15min)
                shown[zone.wall(at)].push_back(at);
            for (Minutes minute{0}; minute < Minutes{24 * 60}; minute += 15min) {
                const auto found = on_the_clock(zone, each, minute);
                const auto known = shown.find(WallTime{each} + minute);
                ASSERT_EQ(found.exists, known != shown.end()) << name << " " << base::to_text(found.start);
                if (!found.exists) continue;
                ASSERT_EQ(found.start, known->second.front());
                ASSERT_EQ(found.again.has_value(), known->second.size() == 2);
                if (found.again) {
                    ASSERT_EQ(*found.again, known->second.back());
                }
            }
        }
    }
}

}  // namespace
}  // namespace series
