// Which days a series falls on, and at which moments: pure, of no business and no database.
//
// A series keeps its hour on the wall across changes of the clocks. What a rule names and the calendar or the clock
// does not have, the 31st of a month that ends with the 30th, an hour that is skipped, is told as such: nothing is
// moved silently.
#pragma once

#include "base/weekdays.h"

#include <optional>
#include <vector>

namespace series {

inline constexpr int kMostDates = 104;
inline constexpr int kLongestInterval = 52;
// How far behind the first day the last one may be; what a rule names later is not in the series.
inline constexpr std::chrono::days kLongestSpan{10 * 366};

// week: on the weekdays of the rule. month: on the day of the month that the first day is. month_weekday: on the
// weekday and the week of the month that the first day is in, such as the second Tuesday.
enum class Unit { day, week, month, month_weekday };
std::string_view to_text(Unit unit);
std::optional<Unit> parse_unit(std::string_view text);

// Every `interval` days, weeks or months from the first day on, `times` times or until a day, which is included. With
// neither it has kMostDates.
struct Rule {
    Unit unit = Unit::week;
    int interval = 1;
    int weekdays = 0;  // of Unit::week, as in base/weekdays.h; 0: that of the first day
    std::optional<int> times{};
    std::optional<Day> until{};
    friend bool operator==(const Rule&, const Rule&) = default;
};
// Within these bounds: an interval of 1 to kLongestInterval, weekdays of 0 to 127, 1 to kMostDates times, and one end
// at most.
bool is_sound(const Rule& rule);

// One date that a rule names. Where the month has no such day: the last day of the month, and not `exists`.
struct Date {
    Day day;
    bool exists = true;
    friend bool operator==(const Date&, const Date&) = default;
};
// In order, each once, at most kMostDates and within kLongestSpan. The first day belongs to a series only where the
// rule names it. Dates that do not exist count. The rule is sound.
std::vector<Date> dates(const Rule& rule, Day first);

// When that time of day is on that day.
struct OnTheClock {
    Instant start;                   // of an hour that the clocks skip: the moment at which they do
    bool exists = true;              // not skipped
    std::optional<Instant> again{};  // of an hour that comes twice: the second time; `start` is the first
    friend bool operator==(const OnTheClock&, const OnTheClock&) = default;
};
OnTheClock on_the_clock(const Zone& zone, Day day, Minutes time_of_day);

}  // namespace series
