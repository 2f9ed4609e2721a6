// The days that a report is about, and those that it is compared with. Pure.
#pragma once

#include "base/base.h"

#include <vector>

namespace reports {

struct Period {
    Day first, last;  // both included
    std::chrono::days length() const { return last - first + std::chrono::days{1}; }
    friend bool operator==(const Period&, const Period&) = default;
};

inline constexpr int kMostYears = 5;
// Errors: invalid report.days where the last is before the first, report.too_long {years} where it is more than
// kMostYears, report.far_off for days before 1990 or after 2199.
Result<Period> check(Period period);

enum class Named {
    this_week,
    last_week,
    this_month,
    last_month,
    this_quarter,
    last_quarter,
    this_year,
    last_year,
};
inline constexpr Named kNamed[] = {Named::this_week,    Named::last_week,    Named::this_month, Named::last_month,
                                   Named::this_quarter, Named::last_quarter, Named::this_year,  Named::last_year};
std::string_view to_text(Named named);
std::optional<Named> parse_named(std::string_view text);
// Weeks begin on Monday.
Period period_of(Named named, Day today);

// The one before: of whole months as many whole months, else as many days.
Period before(const Period& period);
// A year before: of whole weeks 52 weeks before, so that weekends meet weekends; else the same dates, of whole months
// whole months.
Period a_year_before(const Period& period);

// By what a period is drawn: by day up to 31 days, by week up to half a year, else by month.
enum class Step { day, week, month };
Step step_of(const Period& period);
// The period in such parts; the first and last may be cut.
std::vector<Period> parts(const Period& period, Step step);

}  // namespace reports
