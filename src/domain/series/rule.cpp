#include "series/rule.h"

#include <algorithm>
#include <array>

namespace series {
namespace {

using std::chrono::days;
using std::chrono::local_days;
using std::chrono::months;
using std::chrono::year_month;
using std::chrono::year_month_day;

constexpr std::array<std::string_view, 4> kUnits{"day", "week", "month", "month_weekday"};

// Takes the dates one after the other, until the rule has had enough.
class Collecting {
public:
    Collecting(const Rule& rule, Day first) : first_(first), most_(rule.times.value_or(kMostDates)) {
        last_ = first + kLongestSpan;
        if (rule.until) last_ = std::min(last_, *rule.until);
    }
    // False: enough.
    bool take(Date date) {
        if (date.day > last_ || std::ssize(found_) >= most_) return false;
        if (date.day >= first_) found_.push_back(date);
        return true;
    }
    std::vector<Date> found() && { return std::move(found_); }

private:
    Day first_, last_;
    int most_;
    std::vector<Date> found_;
};

void collect_weeks(const Rule& rule, Day first, Collecting& out) {
    const auto weekdays = rule.weekdays == 0 ? base::weekday_bit(first) : rule.weekdays;
    const auto monday = first - (std::chrono::weekday{first} - std::chrono::Monday);
    for (auto week = monday;; week += days{7 * rule.interval})
        for (auto day = week; day < week + days{7}; day += days{1})
            if ((weekdays & base::weekday_bit(day)) != 0 && !out.take({day})) return;
}

Date by_day(year_month month, std::chrono::day day) {
    const year_month_day date{month / day};
    if (date.ok()) return {local_days{date}};
    return {local_days{month / std::chrono::last}, false};
}

Date by_weekday(year_month month, std::chrono::weekday weekday, unsigned number) {
    const auto date = month / weekday[number];
    if (date.ok()) return {local_days{date}};
    return {local_days{month / std::chrono::last}, false};
}

void collect_months(const Rule& rule, Day first, Collecting& out) {
    const year_month_day begin{first};
    const std::chrono::weekday weekday{first};
    const auto number = (static_cast<unsigned>(begin.day()) - 1) / 7 + 1;
    for (auto month = begin.year() / begin.month();; month += months{rule.interval}) {
        const auto date = rule.unit == Unit::month ? by_day(month, begin.day()) : by_weekday(month, weekday, number);
        if (!out.take(date)) return;
    }
}

}  // namespace

std::string_view to_text(Unit unit) { return kUnits[static_cast<std::size_t>(unit)]; }

std::optional<Unit> parse_unit(std::string_view text) {
    const auto found = std::ranges::find(kUnits, text);
    if (found == kUnits.end()) return std::nullopt;
    return static_cast<Unit>(found - kUnits.begin());
}

bool is_sound(const Rule& rule) {
    return rule.interval >= 1 && rule.interval <= kLongestInterval && rule.weekdays >= 0 && rule.weekdays <= 127 &&
           (!rule.times || (*rule.times >= 1 && *rule.times <= kMostDates)) && !(rule.times && rule.until);
}

std::vector<Date> dates(const Rule& rule, Day first) {
    Collecting out(rule, first);
    switch (rule.unit) {
        case Unit::day:
            for (auto day = first; out.take({day}); day += days{rule.interval}) {
            }
            break;
        case Unit::week: collect_weeks(rule, first, out); break;
        case Unit::month:
        case Unit::month_weekday: collect_months(rule, first, out); break;
    }
    return std::move(out).found();
}

OnTheClock on_the_clock(const Zone& zone, Day day, Minutes time_of_day) {
    const auto wall = WallTime{day} + time_of_day;
    OnTheClock out{zone.instant(wall)};
    out.exists = zone.wall(out.start) == wall;
    if (!out.exists) return out;
    // Where the clocks are set back within a day, the same wall time comes again so much later.
    const auto set_back = zone.offset(out.start) - zone.offset(out.start + days{1});
    if (set_back > Seconds{0} && zone.wall(out.start + set_back) == wall) out.again = out.start + set_back;
    return out;
}

}  // namespace series
