#include "availability/availability.h"
#include "availability/explain.h"

#include <gtest/gtest.h>

using namespace availability;
using namespace std::chrono_literals;
using base::to_text;

namespace {

Zone zone(std::string_view name) { return Zone::find(name).value(); }
Day day(std::string_view text) { return base::parse_day(text).value(); }
Instant at(std::string_view text) { return base::parse_instant(text).value(); }
Span span(std::string_view begin, std::string_view end) { return {at(begin), at(end)}; }

Minutes clock(std::string_view text) {  // "09:30"
    const auto two = [&](std::size_t i) { return (text.at(i) - '0') * 10 + (text.at(i + 1) - '0'); };
    return Minutes{two(0) * 60 + two(3)};
}
Hours hours(std::string_view from, std::string_view to) { return {clock(from), clock(to)}; }

std::vector<WeeklyHours> every_day(std::initializer_list<Hours> list) {
    std::vector<WeeklyHours> result;
    for (int weekday = 1; weekday <= 7; ++weekday) {
        for (const auto& one : list) result.push_back({weekday, one});
    }
    return result;
}
Schedule open(std::initializer_list<Hours> list) { return {.hours = every_day(list)}; }

const auto oslo = [] { return zone("Europe/Oslo"); };
constexpr auto tuesday = "2027-06-01";  // no change of clocks near

using Texts = std::vector<std::string>;

// "09:00+02:00..17:00+02:00" for each opening, its breaks in brackets.
Texts texts(const std::vector<Opening>& openings, const Zone& zone) {
    const auto clock_text = [&](Instant t) { return to_text(t, zone).substr(11, 5) + to_text(t, zone).substr(19); };
    Texts result;
    for (const auto& opening : openings) {
        auto text = clock_text(opening.span.begin) + ".." + clock_text(opening.span.end);
        for (const auto& pause : opening.breaks)
            text += " [" + clock_text(pause.begin) + ".." + clock_text(pause.end) + "]";
        result.push_back(text);
    }
    return result;
}
Texts opened(const Schedule& schedule, const Zone& zone, std::string_view date) {
    return texts(openings(schedule, zone, day(date)), zone);
}

// "09:00+02:00" for each.
Texts texts(const std::vector<Instant>& starts, const Zone& zone) {
    Texts result;
    for (const auto t : starts) result.push_back(to_text(t, zone).substr(11, 5) + to_text(t, zone).substr(19));
    return result;
}
Texts offered(const Service& service, const Schedule& schedule, const Zone& zone, std::string_view date,
              std::span<const Span> taken = {}, std::span<const Need> needs = {}) {
    return texts(starts(service, openings(schedule, zone, day(date)), taken, needs), zone);
}

// Of the Tuesday in UTC, where most rules can be read without a zone.
Span on_tuesday(std::string_view from, std::string_view to) {
    const Instant midnight{day(tuesday).time_since_epoch()};
    return {midnight + clock(from), midnight + clock(to)};
}
Texts times(const Service& service, std::initializer_list<Hours> list, const std::vector<Span>& taken = {},
            std::span<const Need> needs = {}) {
    auto result = offered(service, open(list), Zone::utc(), tuesday, taken, needs);
    for (auto& text : result) text.resize(5);
    return result;
}

constexpr Service half_hour{.duration = 30min, .slot_interval = 30min};
constexpr Service hour{.duration = 60min, .slot_interval = 30min};

// Which hours count.

TEST(Openings, AreTheWeeksHoursOfTheWeekday) {
    const Schedule schedule{
        .hours = {{1, hours("08:00", "12:00")}, {2, hours("09:00", "17:00")}, {7, hours("10:00", "11:00")}}};
    EXPECT_EQ(opened(schedule, oslo(), "2027-05-31"), Texts{"08:00+02:00..12:00+02:00"});  // Monday
    EXPECT_EQ(opened(schedule, oslo(), tuesday), Texts{"09:00+02:00..17:00+02:00"});
    EXPECT_EQ(opened(schedule, oslo(), "2027-06-02"), Texts{});
    EXPECT_EQ(opened(schedule, oslo(), "2027-06-06"), Texts{"10:00+02:00..11:00+02:00"});  // Sunday
}

TEST(Openings, AreNoneOnADayOffEvenIfTheDayIsSpecial) {
    auto schedule = open({hours("09:00", "17:00")});
    schedule.special_days = {{day(tuesday), {hours("10:00", "12:00")}}};
    schedule.days_off = {{day("2027-05-30"), day(tuesday)}};
    EXPECT_EQ(opened(schedule, oslo(), "2027-05-29").size(), 1u);
    EXPECT_EQ(opened(schedule, oslo(), "2027-05-30"), Texts{});
    EXPECT_EQ(opened(schedule, oslo(), tuesday), Texts{});
    EXPECT_EQ(opened(schedule, oslo(), "2027-06-02").size(), 1u);
}

TEST(Openings, OfASpecialDayReplaceTheWeeksAndItsBreaks) {
    auto schedule = open({hours("09:00", "17:00")});
    schedule.breaks = every_day({hours("11:00", "11:30")});
    schedule.special_days = {{day(tuesday), {hours("10:00", "12:00")}}};
    EXPECT_EQ(opened(schedule, oslo(), tuesday), Texts{"10:00+02:00..12:00+02:00"});
    EXPECT_EQ(opened(schedule, oslo(), "2027-06-02"), Texts{"09:00+02:00..17:00+02:00 [11:00+02:00..11:30+02:00]"});
}

TEST(Openings, OfASpecialDayWithoutHoursAreNone) {
    auto schedule = open({hours("09:00", "17:00")});
    schedule.special_days = {{day(tuesday), {}}};
    EXPECT_EQ(opened(schedule, oslo(), tuesday), Texts{});
}

TEST(Openings, OfASpecialDayCountOnAHolidayWhenTheWeeksDoNot) {
    auto schedule = open({hours("09:00", "17:00")});
    schedule.holidays = {{day(tuesday), day("2027-06-02")}};
    schedule.special_days = {{day(tuesday), {hours("10:00", "12:00")}}};
    EXPECT_EQ(opened(schedule, oslo(), tuesday), Texts{"10:00+02:00..12:00+02:00"});
    EXPECT_EQ(opened(schedule, oslo(), "2027-06-02"), Texts{});
    EXPECT_EQ(opened(schedule, oslo(), "2027-06-03").size(), 1u);
}

TEST(Openings, ThatTouchOrOverlapAreOne) {
    const auto schedule = open({hours("13:00", "15:00"), hours("09:00", "12:00"), hours("12:00", "12:30"),
                                hours("14:00", "14:30"), hours("14:45", "16:00")});
    EXPECT_EQ(opened(schedule, oslo(), tuesday), (Texts{"09:00+02:00..12:30+02:00", "13:00+02:00..16:00+02:00"}));
}

TEST(Openings, CarryTheirBreaksMergedAndClipped) {
    auto schedule = open({hours("09:00", "12:00"), hours("13:00", "17:00")});
    schedule.breaks =
        every_day({hours("11:45", "13:15"), hours("14:00", "14:15"), hours("14:15", "14:30"), hours("18:00", "19:00")});
    EXPECT_EQ(opened(schedule, oslo(), tuesday),
              (Texts{"09:00+02:00..12:00+02:00 [11:45+02:00..12:00+02:00]",
                     "13:00+02:00..17:00+02:00 [13:00+02:00..13:15+02:00] [14:00+02:00..14:30+02:00]"}));
}

TEST(Openings, MayLastUntilTheNextMidnight) {
    EXPECT_EQ(openings(open({hours("22:00", "24:00")}), oslo(), day(tuesday)).at(0).span,
              span("2027-06-01T22:00:00+02:00", "2027-06-02T00:00:00+02:00"));
}

// When the clocks change.

TEST(SkippedHour, StartsAnOpeningWhenItEnds) {
    EXPECT_EQ(opened(open({hours("02:30", "04:00")}), oslo(), "2026-03-29"), Texts{"03:00+02:00..04:00+02:00"});
}

TEST(SkippedHour, EndsAnOpeningWhenItBegins) {
    EXPECT_EQ(openings(open({hours("01:00", "02:30")}), oslo(), day("2026-03-29")).at(0).span,
              span("2026-03-29T01:00:00+01:00", "2026-03-29T02:00:00+01:00"));
}

TEST(SkippedHour, SwallowsAnOpeningWithinIt) {
    EXPECT_EQ(opened(open({hours("02:00", "03:00"), hours("02:15", "02:45")}), oslo(), "2026-03-29"), Texts{});
}

TEST(SkippedHour, MakesOneOfTheOpeningsAroundIt) {
    EXPECT_EQ(opened(open({hours("01:00", "02:15"), hours("02:45", "04:00")}), oslo(), "2026-03-29"),
              Texts{"01:00+01:00..04:00+02:00"});
}

TEST(SkippedHour, IsNotOffered) {
    EXPECT_EQ(offered(half_hour, open({hours("01:00", "04:00")}), oslo(), "2026-03-29"),
              (Texts{"01:00+01:00", "01:30+01:00", "03:00+02:00", "03:30+02:00"}));
}

TEST(RepeatedHour, StartsAnOpeningAtItsFirstOccurrence) {
    EXPECT_EQ(offered(half_hour, open({hours("02:30", "04:00")}), oslo(), "2026-10-25"),
              (Texts{"02:30+02:00", "02:00+01:00", "02:30+01:00", "03:00+01:00", "03:30+01:00"}));
}

TEST(RepeatedHour, EndsAnOpeningAtItsFirstOccurrence) {
    EXPECT_EQ(opened(open({hours("01:00", "02:30")}), oslo(), "2026-10-25"), Texts{"01:00+02:00..02:30+02:00"});
}

TEST(RepeatedHour, LengthensABreakThatLastsPastIt) {
    auto schedule = open({hours("01:00", "05:00")});
    schedule.breaks = every_day({hours("02:30", "03:30")});
    EXPECT_EQ(offered(half_hour, schedule, oslo(), "2026-10-25"),
              (Texts{"01:00+02:00", "01:30+02:00", "02:00+02:00", "03:30+01:00", "04:00+01:00", "04:30+01:00"}));
}

TEST(SkippedMidnight, OpensTheDayWhenTheGapEndsInSaoPaulo) {
    const auto sao_paulo = zone("America/Sao_Paulo");
    EXPECT_EQ(opened(open({hours("00:00", "02:00")}), sao_paulo, "2018-11-04"), Texts{"01:00-02:00..02:00-02:00"});
    EXPECT_EQ(openings(open({hours("22:00", "24:00")}), sao_paulo, day("2018-11-03")).at(0).span,
              span("2018-11-03T22:00:00-03:00", "2018-11-04T00:00:00-03:00"));
}

TEST(SkippedMidnight, OpensTheDayWhenTheGapEndsInBeirut) {
    EXPECT_EQ(offered(half_hour, open({hours("00:00", "02:00")}), zone("Asia/Beirut"), "2026-03-29"),
              (Texts{"01:00+03:00", "01:30+03:00"}));
}

TEST(RepeatedMidnight, GivesTheHourToTheDayThatItBeganIn) {
    // In Havana 01:00 becomes 00:00 again: 00:00 to 01:00 twice, both of the Sunday.
    const auto havana = zone("America/Havana");
    EXPECT_EQ(offered(hour, open({hours("00:00", "02:00")}), havana, "2026-11-01").size(), 5u);
    EXPECT_EQ(openings(open({hours("23:00", "24:00")}), havana, day("2026-10-31")).at(0).span,
              span("2026-10-31T23:00:00-04:00", "2026-11-01T00:00:00-04:00"));
}

TEST(LordHowe, ChangesByHalfAnHour) {
    const auto lord_howe = zone("Australia/Lord_Howe");
    EXPECT_EQ(offered(half_hour, open({hours("01:00", "03:00")}), lord_howe, "2026-04-05"),
              (Texts{"01:00+11:00", "01:30+11:00", "01:30+10:30", "02:00+10:30", "02:30+10:30"}));
    EXPECT_EQ(offered(half_hour, open({hours("01:00", "03:00")}), lord_howe, "2026-10-04"),
              (Texts{"01:00+10:30", "01:30+10:30", "02:30+11:00"}));
}

TEST(Casablanca, TurnsTheClockBackForRamadan) {
    const auto casablanca = zone("Africa/Casablanca");
    EXPECT_EQ(opened(open({hours("02:30", "04:00")}), casablanca, "2026-02-15"), Texts{"02:30+01:00..04:00+00:00"});
    EXPECT_EQ(offered(hour, open({hours("01:00", "04:00")}), casablanca, "2026-03-22"),
              (Texts{"01:00+00:00", "01:30+00:00", "03:00+01:00"}));
}

TEST(Apia, HadNoThirtiethOfDecember2011) {
    const auto apia = zone("Pacific/Apia");
    const auto schedule = open({hours("00:00", "24:00")});
    EXPECT_EQ(opened(schedule, apia, "2011-12-30"), Texts{});
    EXPECT_EQ(openings(schedule, apia, day("2011-12-29")).at(0).span.end, at("2011-12-31T00:00:00+14:00"));
    EXPECT_EQ(openings(schedule, apia, day("2011-12-31")).at(0).span.begin, at("2011-12-31T00:00:00+14:00"));
}

// The grid.

TEST(Starts, StandOnAGridFromTheOpeningWhileTheAppointmentFits) {
    EXPECT_EQ(times(hour, {hours("09:10", "11:00")}), (Texts{"09:10", "09:40"}));
    EXPECT_EQ(times(hour, {hours("09:00", "10:00")}), (Texts{"09:00"}));
    EXPECT_EQ(times(hour, {hours("09:00", "09:59")}), Texts{});
}

TEST(Starts, BeginANewGridAtEachOpening) {
    EXPECT_EQ(times(hour, {hours("09:00", "10:45"), hours("13:10", "14:40")}),
              (Texts{"09:00", "09:30", "13:10", "13:40"}));
}

TEST(Starts, KeepTheFirstOpeningsGridWhereOpeningsTouch) {
    EXPECT_EQ(times(hour, {hours("09:00", "10:10"), hours("10:10", "11:00")}), (Texts{"09:00", "09:30", "10:00"}));
}

TEST(Starts, KeepTheGridAfterBreaksAndAppointments) {
    auto schedule = open({hours("09:00", "12:00")});
    schedule.breaks = every_day({hours("09:40", "09:50")});
    const std::vector taken{on_tuesday("10:35", "10:50")};
    EXPECT_EQ(offered(half_hour, schedule, Zone::utc(), tuesday, taken),
              (Texts{"09:00+00:00", "10:00+00:00", "11:00+00:00", "11:30+00:00"}));
}

TEST(Starts, TouchBreaksAndAppointmentsWithoutOverlappingThem) {
    auto schedule = open({hours("09:00", "12:00")});
    schedule.breaks = every_day({hours("10:00", "10:30")});
    const std::vector taken{on_tuesday("11:00", "11:30")};
    EXPECT_EQ(offered(half_hour, schedule, Zone::utc(), tuesday, taken),
              (Texts{"09:00+00:00", "09:30+00:00", "10:30+00:00", "11:30+00:00"}));
}

TEST(Starts, AreSparedBySecondsToo) {
    std::vector taken{on_tuesday("09:30", "10:00")};
    taken[0].begin -= 1s;
    EXPECT_EQ(times(half_hour, {hours("09:00", "10:30")}, taken), (Texts{"10:00"}));
    taken[0] = {on_tuesday("09:30", "10:00").begin, on_tuesday("09:30", "10:00").end + 1s};
    EXPECT_EQ(times(half_hour, {hours("09:00", "10:30")}, taken), (Texts{"09:00"}));
}

// Buffers.

constexpr Service buffered{.duration = 30min, .buffer_before = 10min, .buffer_after = 20min, .slot_interval = 30min};

TEST(Buffers, MayReachOutsideTheHoursAndIntoBreaks) {
    auto schedule = open({hours("09:00", "11:00")});
    schedule.breaks = every_day({hours("10:00", "10:30")});
    EXPECT_EQ(offered(buffered, schedule, Zone::utc(), tuesday), (Texts{"09:00+00:00", "09:30+00:00", "10:30+00:00"}));
}

TEST(Buffers, MayNotReachIntoWhatIsTaken) {
    // 09:00 would need 08:50..09:50, 09:30 09:20..10:20, 10:00 09:50..10:50, 10:30 10:20..11:20.
    const auto day_hours = {hours("09:00", "11:00")};
    EXPECT_EQ(times(buffered, day_hours, {on_tuesday("08:00", "08:50")}), (Texts{"09:00", "09:30", "10:00", "10:30"}));
    EXPECT_EQ(times(buffered, day_hours, {on_tuesday("08:00", "08:51")}), (Texts{"09:30", "10:00", "10:30"}));
    EXPECT_EQ(times(buffered, day_hours, {on_tuesday("11:20", "12:00")}), (Texts{"09:00", "09:30", "10:00", "10:30"}));
    EXPECT_EQ(times(buffered, day_hours, {on_tuesday("11:19", "12:00")}), (Texts{"09:00", "09:30", "10:00"}));
    EXPECT_EQ(times(buffered, day_hours, {on_tuesday("09:50", "09:51")}), (Texts{"09:00", "10:30"}));
}

// Resources.

TEST(Resources, OfOneAreFreeOrNot) {
    const std::vector<Use> uses{{on_tuesday("09:30", "10:00")}};
    const std::vector<Need> needs{{.quantity = 1, .available = 1, .taken = uses}};
    EXPECT_EQ(times(half_hour, {hours("09:00", "10:30")}, {}, needs), (Texts{"09:00", "10:00"}));
}

TEST(Resources, AreNeededForTheBuffersToo) {
    const std::vector<Use> uses{{on_tuesday("10:40", "10:50")}};
    const std::vector<Need> needs{{.quantity = 1, .available = 1, .taken = uses}};
    EXPECT_EQ(times(buffered, {hours("09:00", "11:30")}, {}, needs), (Texts{"09:00", "09:30", "11:00"}));
}

TEST(Resources, CountWhatIsInUseAtOneMomentNotAltogether) {
    // Two one after the other are one at any moment, so a third of three fits, and a second of two.
    const std::vector<Use> uses{{on_tuesday("09:00", "09:30")}, {on_tuesday("09:30", "10:00")}};
    const auto with = [&](int quantity, int available) {
        const std::vector<Need> needs{{quantity, available, uses}};
        return times(hour, {hours("09:00", "10:00")}, {}, needs).size();
    };
    EXPECT_EQ(with(1, 1), 0u);
    EXPECT_EQ(with(1, 2), 1u);
    EXPECT_EQ(with(2, 2), 0u);
    EXPECT_EQ(with(2, 3), 1u);
}

TEST(Resources, AllHaveToBeFree) {
    const std::vector<Use> room{{on_tuesday("09:00", "09:30")}}, laser{{on_tuesday("10:00", "10:30")}};
    const std::vector<Need> needs{{1, 1, room}, {1, 1, laser}};
    EXPECT_EQ(times(half_hour, {hours("09:00", "11:00")}, {}, needs), (Texts{"09:30", "10:30"}));
}

TEST(Resources, ThatAreTooFewAreNeverFree) {
    const std::vector<Need> needs{{.quantity = 2, .available = 1}};
    EXPECT_EQ(times(half_hour, {hours("09:00", "11:00")}, {}, needs), Texts{});
}

TEST(Resources, StayTakenUnderALongUseThatBeganBeforeOthers) {
    const std::vector<Use> uses{{on_tuesday("08:00", "12:00")}, {on_tuesday("08:30", "09:00")}};
    for (const Seconds longest : {Seconds{0}, Seconds{4h}}) {
        const std::vector<Need> needs{{1, 1, uses, longest}};
        EXPECT_EQ(times(half_hour, {hours("11:00", "13:00")}, {}, needs), (Texts{"12:00", "12:30"}));
    }
}

TEST(Peak, IsTheMostAtOneMomentWithinTheSpan) {
    const std::vector<Use> uses{{on_tuesday("09:00", "12:00"), 1},
                                {on_tuesday("09:30", "10:00"), 2},
                                {on_tuesday("10:00", "10:30"), 3},
                                {on_tuesday("11:00", "11:30"), 1}};
    EXPECT_EQ(peak(uses, on_tuesday("08:00", "13:00")), 4);
    EXPECT_EQ(peak(uses, on_tuesday("08:00", "10:00")), 3);
    EXPECT_EQ(peak(uses, on_tuesday("10:30", "11:00")), 1);
    EXPECT_EQ(peak(uses, on_tuesday("12:00", "13:00")), 0);
    EXPECT_EQ(peak({}, on_tuesday("08:00", "13:00")), 0);
}

TEST(Peak, CountsMoreThanTheStackHolds) {
    std::vector<Use> uses;
    for (int n = 0; n < 1000; ++n) uses.push_back({on_tuesday("09:00", "10:00"), 1});
    EXPECT_EQ(peak(uses, on_tuesday("09:59", "10:01")), 1000);
}

// One start alone.

TEST(CanStart, AgreesWithTheListOnTheGridAndTakesAnySecondOffIt) {
    const auto open_hours = openings(open({hours("09:00", "11:00")}), Zone::utc(), day(tuesday));
    const std::vector taken{on_tuesday("10:00", "10:15")};
    const auto ask = [&](std::string_view time, Seconds extra, bool on_grid) {
        return can_start(half_hour, open_hours, taken, {}, on_tuesday(time, "24:00").begin + extra, on_grid);
    };
    EXPECT_TRUE(ask("09:30", 0s, true));
    EXPECT_FALSE(ask("10:00", 0s, true));
    EXPECT_FALSE(ask("09:15", 0s, true));
    EXPECT_TRUE(ask("09:15", 0s, false));
    EXPECT_TRUE(ask("09:29", 59s, false));
    EXPECT_FALSE(ask("09:30", 1s, false));
    EXPECT_TRUE(ask("10:15", 0s, false));
    EXPECT_FALSE(ask("10:14", 59s, false));
    EXPECT_TRUE(ask("10:30", 0s, false));
    EXPECT_FALSE(ask("10:30", 1s, false));
    EXPECT_FALSE(ask("08:59", 59s, false));
}

TEST(CanStart, RefusesBreaksAndMissingResources) {
    auto schedule = open({hours("09:00", "11:00")});
    schedule.breaks = every_day({hours("10:00", "10:30")});
    const auto open_hours = openings(schedule, Zone::utc(), day(tuesday));
    const std::vector<Use> room{{on_tuesday("09:00", "09:30"), 2}}, laser{{on_tuesday("10:30", "11:00")}};
    const std::vector<Need> needs{{1, 2, room}, {1, 1, laser}};
    const auto ask = [&](std::string_view time) {
        return can_start(half_hour, open_hours, {}, needs, on_tuesday(time, "24:00").begin);
    };
    EXPECT_FALSE(ask("09:00"));
    EXPECT_TRUE(ask("09:30"));
    EXPECT_FALSE(ask("10:00"));
    EXPECT_FALSE(ask("10:30"));
}

// From when to when.

TEST(Bookable, BeginsExactlyAtTheNotice) {
    const auto now = at("2027-06-01T12:34:56+02:00");
    EXPECT_EQ(bookable(now, 90min, std::chrono::days{30}, oslo()).begin, at("2027-06-01T14:04:56+02:00"));
    EXPECT_EQ(bookable(now, 0min, std::chrono::days{30}, oslo()).begin, now);
}

TEST(Bookable, LastsUntilTonightWithAHorizonOfZero) {
    EXPECT_EQ(bookable(at("2027-06-01T12:00:00+02:00"), 0min, std::chrono::days{0}, oslo()).end,
              at("2027-06-02T00:00:00+02:00"));
    EXPECT_EQ(bookable(at("2027-06-01T23:59:59+02:00"), 0min, std::chrono::days{0}, oslo()).end,
              at("2027-06-02T00:00:00+02:00"));
    EXPECT_EQ(bookable(at("2027-06-02T00:00:00+02:00"), 0min, std::chrono::days{0}, oslo()).end,
              at("2027-06-03T00:00:00+02:00"));
}

TEST(Bookable, CountsDaysOverMonthEnds) {
    EXPECT_EQ(bookable(at("2027-01-31T12:00:00+01:00"), 0min, std::chrono::days{29}, oslo()).end,
              at("2027-03-02T00:00:00+01:00"));
    EXPECT_EQ(bookable(at("2028-02-28T12:00:00+01:00"), 0min, std::chrono::days{1}, oslo()).end,
              at("2028-03-01T00:00:00+01:00"));
}

TEST(Bookable, CountsCalendarDaysWhenTheClocksChange) {
    EXPECT_EQ(bookable(at("2026-03-28T12:00:00+01:00"), 0min, std::chrono::days{1}, oslo()).end,
              at("2026-03-30T00:00:00+02:00"));
    EXPECT_EQ(bookable(at("2026-10-24T12:00:00+02:00"), 0min, std::chrono::days{1}, oslo()).end,
              at("2026-10-26T00:00:00+01:00"));
    EXPECT_EQ(bookable(at("2018-11-02T12:00:00-03:00"), 0min, std::chrono::days{1}, zone("America/Sao_Paulo")).end,
              at("2018-11-04T01:00:00-02:00"));
}

TEST(Bookable, MeasuresTheNoticeInRealTimeWhenTheClocksChange) {
    EXPECT_EQ(bookable(at("2026-03-29T01:30:00+01:00"), 60min, std::chrono::days{1}, oslo()).begin,
              at("2026-03-29T03:30:00+02:00"));
}

TEST(Bookable, IsEmptyWhenTheNoticeReachesPastTheHorizon) {
    const auto nothing = bookable(at("2027-06-01T12:00:00+02:00"), 48h, std::chrono::days{0}, oslo());
    EXPECT_EQ(nothing.begin, nothing.end);
}

// Whatever comes in.

TEST(Extremes, OfNoOpeningsAndNoHoursOfferNothing) {
    EXPECT_TRUE(openings({}, oslo(), day(tuesday)).empty());
    EXPECT_TRUE(starts(half_hour, {}, {}).empty());
    EXPECT_FALSE(can_start(half_hour, {}, {}, {}, at("2027-06-01T12:00:00Z"), false));
    const std::vector<Opening> empty{{on_tuesday("09:00", "09:00"), {}}};
    EXPECT_TRUE(starts(half_hour, empty, {}).empty());
}

TEST(Extremes, OfEmptySpansAreTreatedTheSameByBoth) {
    const auto open_hours = openings(open({hours("09:00", "12:00")}), Zone::utc(), day(tuesday));
    const std::vector taken{on_tuesday("09:00", "09:00"), on_tuesday("09:45", "09:45"), on_tuesday("11:00", "11:00")};
    const std::vector<Use> uses{{on_tuesday("10:15", "10:15"), 1}};
    const std::vector<Need> needs{{.quantity = 1, .available = 1, .taken = uses}};
    const auto listed = starts(half_hour, open_hours, taken, needs);
    for (auto t = open_hours[0].span.begin; t < open_hours[0].span.end; t += 30min) {
        EXPECT_EQ(can_start(half_hour, open_hours, taken, needs, t), std::ranges::binary_search(listed, t));
    }
}

TEST(Extremes, OfTheCalendarAreDaysLikeOthers) {
    EXPECT_EQ(offered(hour, open({hours("00:00", "24:00")}), oslo(), "9999-12-31").size(), 47u);
    EXPECT_EQ(offered(hour, open({hours("00:00", "24:00")}), Zone::utc(), "0001-01-01").size(), 47u);
    const auto long_future = bookable(at("9999-12-31T12:00:00Z"), 60min, std::chrono::days{3650}, oslo());
    EXPECT_LT(long_future.begin, long_future.end);
}

TEST(Extremes, OfAServiceLongerThanTheDayFitNowhere) {
    EXPECT_EQ(times({.duration = 25h, .slot_interval = 1min}, {hours("00:00", "24:00")}), Texts{});
}

TEST(Extremes, OfAServiceWithoutDurationOrIntervalAreAMistake) {
    const auto open_hours = openings(open({hours("09:00", "12:00")}), Zone::utc(), day(tuesday));
    EXPECT_ANY_THROW(starts({.duration = 0min, .slot_interval = 5min}, open_hours, {}));
    EXPECT_ANY_THROW(starts({.duration = 5min, .slot_interval = 0min}, open_hours, {}));
}

// Locations, nights, weeks by turns.

constexpr LocationId harbour{1}, hill{2};

TEST(Openings, PastMidnightAreOneThatBelongsToItsFirstDay) {
    auto schedule = open({});
    schedule.hours = {{1, {22h, 26h}}};  // Mondays; 2027-06-01 is a Tuesday
    schedule.days_off = {{day("2027-06-01"), day("2027-06-01")}};
    EXPECT_EQ(opened(schedule, oslo(), "2027-05-31"), (Texts{"22:00+02:00..02:00+02:00"}));
    EXPECT_EQ(opened(schedule, oslo(), "2027-06-01"), (Texts{}));
    EXPECT_EQ(texts(openings_for(schedule, oslo(), day("2027-06-01")), oslo()), (Texts{"22:00+02:00..02:00+02:00"}));
    EXPECT_TRUE(openings_for(schedule, oslo(), day("2027-06-02")).empty());
    schedule.days_off = {{day("2027-05-31"), day("2027-05-31")}};
    EXPECT_TRUE(openings_for(schedule, oslo(), day("2027-06-01")).empty());
}

TEST(Openings, PastMidnightLastAsLongAsTheWallClockSaysWhenTheClocksChange) {
    Schedule schedule{.hours = {{6, {22h, 28h}}}};  // Saturdays, 22:00 to 04:00
    EXPECT_EQ(opened(schedule, oslo(), "2027-03-27"), (Texts{"22:00+01:00..04:00+02:00"}));  // five hours
    EXPECT_EQ(opened(schedule, oslo(), "2027-10-30"), (Texts{"22:00+02:00..04:00+01:00"}));  // seven
}

TEST(Openings, HaveTheirBreaksAfterMidnight) {
    const Schedule schedule{.hours = {{1, {22h, 26h}}}, .breaks = {{1, {24h, 24h + 30min}}, {2, {1h, 2h}}}};
    EXPECT_EQ(opened(schedule, oslo(), "2027-05-31"), (Texts{"22:00+02:00..02:00+02:00 [00:00+02:00..00:30+02:00]"}));
}

TEST(Openings, HoldByTurnsFromAStatedMondayBothWays) {
    const Schedule schedule{.hours = {{2, {9h, 10h}, 2, day("2027-05-31")}, {2, {14h, 15h}, 2, day("2027-06-07")}}};
    EXPECT_EQ(opened(schedule, oslo(), "2027-06-01"), (Texts{"09:00+02:00..10:00+02:00"}));
    EXPECT_EQ(opened(schedule, oslo(), "2027-06-08"), (Texts{"14:00+02:00..15:00+02:00"}));
    EXPECT_EQ(opened(schedule, oslo(), "2027-05-25"), (Texts{"14:00+02:00..15:00+02:00"}));
    EXPECT_EQ(opened(schedule, oslo(), "2027-05-18"), (Texts{"09:00+02:00..10:00+02:00"}));
}

TEST(Openings, HoldFromTheFirstToTheLastDayOfTheirValidity) {
    const Schedule schedule{.hours = {{2, {9h, 10h}, 1, kSomeMonday, day("2027-06-01"), day("2027-06-08")}}};
    EXPECT_TRUE(opened(schedule, oslo(), "2027-05-25").empty());
    EXPECT_FALSE(opened(schedule, oslo(), "2027-06-01").empty());
    EXPECT_FALSE(opened(schedule, oslo(), "2027-06-08").empty());
    EXPECT_TRUE(opened(schedule, oslo(), "2027-06-15").empty());
}

TEST(Openings, OfDifferentLocationsStayApart) {
    const Schedule schedule{.hours = {{2, {9h, 12h, harbour}}, {2, {12h, 15h, hill}}, {2, {11h, 13h}}}, .home = hill};
    const auto found = openings(schedule, Zone::utc(), day(tuesday));
    ASSERT_EQ(found.size(), 2u);
    EXPECT_EQ(found[0].location, harbour);
    EXPECT_EQ(found[0].span, on_tuesday("09:00", "12:00"));
    EXPECT_EQ(found[1].location, hill);
    EXPECT_EQ(found[1].span, on_tuesday("11:00", "15:00"));
}

TEST(Places, AreThoseThatWereAskedForAndAreOffered) {
    const Opening here{on_tuesday("09:00", "10:00"), {}, harbour}, everywhere{on_tuesday("09:00", "10:00"), {}};
    const std::vector offered_at{hill};
    EXPECT_EQ(place_of(here, {})->location, harbour);
    EXPECT_EQ(place_of(here, {harbour, {}})->location, harbour);
    EXPECT_FALSE(place_of(here, {hill, {}}));
    EXPECT_FALSE(place_of(here, {{}, offered_at}));
    EXPECT_EQ(place_of(everywhere, {})->location, std::nullopt);
    EXPECT_EQ(place_of(everywhere, {hill, {}})->location, hill);
    EXPECT_EQ(place_of(everywhere, {{}, offered_at})->location, hill);
    EXPECT_FALSE(place_of(everywhere, {harbour, offered_at}));
}

TEST(Travel, KeepsTheWayFreeOnTopOfTheBuffers) {
    Travel travel;
    travel.set(hill, harbour, 30min);
    const std::vector<Use> taken{{on_tuesday("10:00", "11:00"), 1, harbour}, {on_tuesday("14:00", "15:00"), 1, {}}};
    EXPECT_EQ(taken_from(hill, taken, travel),
              (std::vector{on_tuesday("09:30", "11:30"), on_tuesday("14:00", "15:00")}));
    EXPECT_EQ(taken_from(harbour, taken, travel), (std::vector{taken[0].span, taken[1].span}));
    EXPECT_EQ(taken_from(std::nullopt, taken, travel), (std::vector{taken[0].span, taken[1].span}));
}

TEST(WorksAt, CountsOnlyHoursThatAreStillToCome) {
    const auto today = day(tuesday);
    const Schedule schedule{.hours = {{1, {9h, 10h, harbour}, 1, kSomeMonday, {}, day("2027-05-31")}},
                            .special_days = {{today, {{9h, 10h, hill}}}}};
    EXPECT_FALSE(works_at(schedule, harbour, today));
    EXPECT_TRUE(works_at(schedule, harbour, day("2027-05-31")));
    EXPECT_TRUE(works_at(schedule, hill, today));
    EXPECT_FALSE(works_at(schedule, hill, day("2027-06-02")));
    EXPECT_TRUE(works_at({.hours = {{1, {9h, 10h}}}}, hill, today));
    EXPECT_FALSE(works_at({.hours = {{1, {9h, 10h}}}, .home = harbour}, hill, today));
}

TEST(Availability, DaysThatComeBackEveryYearAreCoveredFromTheFirstOn) {
    const auto date = [](std::string_view text) { return base::parse_day(text).value(); };
    const availability::Days christmas{date("2026-12-30"), date("2027-01-02"), true};
    for (const auto* text : {"2026-12-30", "2027-01-02", "2027-12-30", "2028-01-02", "2031-01-01"})
        EXPECT_TRUE(availability::covers(christmas, date(text))) << text;
    for (const auto* text : {"2025-12-31", "2026-01-01", "2027-01-03", "2027-12-29", "2028-01-03"})
        EXPECT_FALSE(availability::covers(christmas, date(text))) << text;
    const availability::Days leap{date("2028-02-29"), date("2028-02-29"), true};
    EXPECT_TRUE(availability::covers(leap, date("2029-02-28")));
    EXPECT_FALSE(availability::covers(leap, date("2029-03-01")));
    EXPECT_TRUE(availability::covers(leap, date("2032-02-29")));
    EXPECT_FALSE(availability::covers(leap, date("2032-02-28")));
}

// In St. John's the clocks once went back from one minute past midnight to the evening before.
TEST(Why, BelongsToTheDayThatHasBegunThoughTheWallTellsTheOneBeforeOnceMore) {
    const auto here = zone("America/St_Johns");
    const Schedule sundays{.hours = {{7, {0h, 24h}}}};
    const Service service{.duration = 15min, .slot_interval = 1min};
    const auto nothing = [](auto) { return std::span<const Span>(); };
    const auto offered = [&](std::string_view start) {
        return why(service, sundays, here, {}, nothing, {}, at(start)).offered;
    };
    EXPECT_FALSE(offered("1998-10-25T02:29:00Z")) << "Saturday evening";
    EXPECT_TRUE(offered("1998-10-25T02:30:00Z"));
    EXPECT_TRUE(offered("1998-10-25T02:52:00Z")) << "when the wall says 23:22 of Saturday";
}

}  // namespace
