#include "series/words.h"

#include <fmt/ranges.h>

namespace series {
namespace {

using i18n::Language;
using i18n::words;
using std::chrono::days;

// 1970-01-05 was a Monday.
constexpr Day kSomeMonday{days{4}};

std::string weekdays(Language language, int bits) {
    std::vector<std::string> out;
    for (auto day = kSomeMonday; day < kSomeMonday + days{7}; day += days{1})
        if (bits & base::weekday_bit(day)) out.push_back(i18n::weekday_long(language, day));
    return fmt::format("{}", fmt::join(out, ", "));
}

int day_of_month(Day day) { return static_cast<int>(static_cast<unsigned>(std::chrono::year_month_day{day}.day())); }

std::string ordinal(Language language, int number) {
    switch (number) {
        case 1: return words(language, "first");
        case 2: return words(language, "second");
        case 3: return words(language, "third");
        case 4: return words(language, "fourth");
        default: return words(language, "fifth");
    }
}

int which_weekday(Day day) { return (day_of_month(day) - 1) / 7 + 1; }

std::string how_often(Language language, const Rule& rule, Day first) {
    const auto n = rule.interval;
    switch (rule.unit) {
        case Unit::day: return i18n::count(language, "Every day", "Every {n} days", n);
        case Unit::week:
            return words(language, "{how_often} on {weekdays}",
                         {{"how_often", i18n::count(language, "Once a week", "Every {n} weeks", n)},
                          {"weekdays", weekdays(language, rule.weekdays ? rule.weekdays : base::weekday_bit(first))}});
        case Unit::month:
            return words(language, "{how_often} on day {day} of the month",
                         {{"how_often", i18n::count(language, "Every month", "Every {n} months", n)},
                          {"day", std::to_string(day_of_month(first))}});
        case Unit::month_weekday:
            return words(language, "{how_often} on the {which} {weekday}",
                         {{"how_often", i18n::count(language, "Every month", "Every {n} months", n)},
                          {"which", ordinal(language, which_weekday(first))},
                          {"weekday", i18n::weekday_long(language, first)}});
    }
    CHECK(false);
}

}  // namespace

std::string rule_in_words(Language language, const Rule& rule, Day first, Minutes time_of_day) {
    return words(language, "{how_often} at {time}",
                 {{"how_often", how_often(language, rule, first)},
                  {"time", i18n::time_of_day(language, WallTime{first} + time_of_day)}});
}

std::string state_in_words(Language language, State state) {
    switch (state) {
        case State::free: return words(language, "Free");
        case State::hour_twice: return words(language, "The clocks go back: this hour comes twice");
        case State::no_such_day: return words(language, "There is no such day");
        case State::no_such_hour: return words(language, "The clocks go forward: there is no such hour");
        case State::past: return words(language, "Over");
        case State::too_soon: return words(language, "Too soon");
        case State::too_far: return words(language, "Too far ahead");
        case State::holiday: return words(language, "Holiday");
        case State::day_off: return words(language, "Day off");
        case State::outside_hours: return words(language, "Outside the hours");
        case State::taken: return words(language, "Taken");
        case State::no_resource: return words(language, "Room or equipment is taken");
        case State::not_given: return words(language, "Not offered");
    }
    CHECK(false);
}

std::string no_such_day(Language language, const Rule& rule, Day first, const Date& date) {
    const auto month = i18n::month_name(language, date.day);
    if (rule.unit == Unit::month_weekday)
        return words(language, "{month} has no {which} {weekday}",
                     {{"month", month},
                      {"which", ordinal(language, which_weekday(first))},
                      {"weekday", i18n::weekday_long(language, first)}});
    return words(language, "{month} has no day {day}",
                 {{"month", month}, {"day", std::to_string(day_of_month(first))}});
}

}  // namespace series
