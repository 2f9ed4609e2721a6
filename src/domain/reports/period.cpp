#include "reports/period.h"

#include <algorithm>
#include <array>

namespace reports {
namespace {

using std::chrono::days;
using std::chrono::months;
using std::chrono::year_month;
using std::chrono::year_month_day;
using std::chrono::years;

year_month month_of(Day day) {
    const year_month_day date{day};
    return date.year() / date.month();
}
Day first_of(year_month month) { return Day{month / 1}; }
Day last_of(year_month month) { return Day{month / std::chrono::last}; }
Period whole(year_month first, months length) { return {first_of(first), last_of(first + length - months{1})}; }

Day monday_of(Day day) { return day - (std::chrono::weekday{day} - std::chrono::Monday); }

bool is_whole_months(const Period& period) {
    return first_of(month_of(period.first)) == period.first && last_of(month_of(period.last)) == period.last;
}
months months_of(const Period& period) { return month_of(period.last) - month_of(period.first) + months{1}; }

// The same date; 29 February is then the 28th.
Day years_before(Day day, years by) {
    const auto date = year_month_day{day} - by;
    return date.ok() ? Day{date} : last_of(date.year() / date.month());
}

year_month quarter_of(Day day) {
    const auto month = month_of(day);
    return month - months{(static_cast<unsigned>(month.month()) - 1) % 3};
}

}  // namespace

Result<Period> check(Period period) {
    using namespace std::chrono_literals;
    if (period.last < period.first) return invalid("report.days");
    if (period.first < Day{1990y / 1 / 1} || period.last > Day{2199y / 12 / 31}) return invalid("report.far_off");
    if (years_before(period.last, years{kMostYears}) >= period.first)
        return invalid("report.too_long", {{"years", std::to_string(kMostYears)}});
    return period;
}

std::string_view to_text(Named named) {
    constexpr std::array<std::string_view, 8> kTexts{"this-week",    "last-week",    "this-month", "last-month",
                                                     "this-quarter", "last-quarter", "this-year",  "last-year"};
    return kTexts[static_cast<std::size_t>(named)];
}

std::optional<Named> parse_named(std::string_view text) {
    for (const auto named : kNamed)
        if (to_text(named) == text) return named;
    return std::nullopt;
}

Period period_of(Named named, Day today) {
    const auto january = year_month_day{today}.year() / std::chrono::January;
    switch (named) {
        case Named::this_week: return {monday_of(today), monday_of(today) + days{6}};
        case Named::last_week: return {monday_of(today) - days{7}, monday_of(today) - days{1}};
        case Named::this_month: return whole(month_of(today), months{1});
        case Named::last_month: return whole(month_of(today) - months{1}, months{1});
        case Named::this_quarter: return whole(quarter_of(today), months{3});
        case Named::last_quarter: return whole(quarter_of(today) - months{3}, months{3});
        case Named::this_year: return whole(january, months{12});
        case Named::last_year: return whole(january - years{1}, months{12});
    }
    return {};
}

Period before(const Period& period) {
    if (is_whole_months(period)) return whole(month_of(period.first) - months_of(period), months_of(period));
    return {period.first - period.length(), period.first - days{1}};
}

Period a_year_before(const Period& period) {
    if (is_whole_months(period)) return whole(month_of(period.first) - years{1}, months_of(period));
    if (period.first == monday_of(period.first) && period.length() % days{7} == days{0})
        return {period.first - days{364}, period.last - days{364}};
    return {years_before(period.first, years{1}), years_before(period.last, years{1})};
}

Step step_of(const Period& period) {
    if (period.length() <= days{31}) return Step::day;
    return period.length() <= days{184} && !(is_whole_months(period) && months_of(period) > months{3}) ? Step::week
                                                                                                       : Step::month;
}

std::vector<Period> parts(const Period& period, Step step) {
    std::vector<Period> out;
    for (auto first = period.first; first <= period.last;) {
        auto last = first;
        if (step == Step::week) last = monday_of(first) + days{6};
        if (step == Step::month) last = last_of(month_of(first));
        last = std::min(last, period.last);
        out.push_back({first, last});
        first = last + days{1};
    }
    return out;
}

}  // namespace reports
