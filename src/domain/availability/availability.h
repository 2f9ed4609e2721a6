// When could this service start? Pure: hours - exceptions - what is taken -> free starts. No SQL, no clock.
//
// The rules, in one place (FEATURES 3.2):
// - A provider's day is, in this order of precedence: a day off of the provider (nothing), a special day (its hours
//   instead of the week's, without the week's breaks), a holiday of the business (nothing), the week's hours less
//   the week's breaks.
// - Wall-clock hours are resolved in the business's zone per day: an opening that the clocks skip begins when the gap
//   ends, a repeated one at its first occurrence. 24:00 is the next day's midnight. Put exactly: hours and breaks are
//   the UTC interval [zone.instant(day + from), zone.instant(day + to)), that is, the instants at which the furthest
//   that the wall clock has read so far lies within [from, to). So an opening that ends within a repeated hour ends at
//   its first occurrence, and one that lasts past the repeated hour has that hour twice.
// - Starts stand on a grid that begins at each opening and steps in UTC by the slot interval; breaks and appointments
//   do not move the grid. So no start appears twice and none is invented when the clocks change. Two openings that
//   touch or overlap are one.
// - The appointment itself lies within one opening and touches no break. Its buffers may reach outside the hours and
//   into breaks, but not into what is taken.
// - What is taken includes the buffers of what took it. Touching is not overlapping.
// - A resource has a quantity; at no moment may the sum of what is taken and what is needed exceed it. Resources are
//   needed for the appointment and its buffers.
#pragma once

#include "base/base.h"

#include <span>
#include <vector>

namespace availability {

// Minutes after midnight by the wall clock: 0 <= from < to <= 24 h.
struct Hours {
    Minutes from{}, to{};
    friend auto operator<=>(const Hours&, const Hours&) = default;
};
struct WeeklyHours {
    int weekday = 1;  // ISO 8601: 1 Monday .. 7 Sunday
    Hours hours;
};
struct Days {
    Day first, last;  // both included
};
struct SpecialDay {
    Day day;
    std::vector<Hours> hours;
};

struct Schedule {
    std::vector<WeeklyHours> hours{}, breaks{};
    std::vector<Days> days_off{}, holidays{};
    std::vector<SpecialDay> special_days{};  // at most one for a day
};

// An opening, with the breaks in it.
struct Opening {
    Span span;
    std::vector<Span> breaks;  // sorted, apart, within the span
};
// Sorted and apart. Openings that the clock change swallows whole are left out.
std::vector<Opening> openings(const Schedule& schedule, const Zone& zone, Day day);

// What is taken of a resource.
struct Use {
    Span span;
    int quantity = 1;
};
struct Need {
    int quantity = 1;              // how many of it the service needs
    int available = 1;             // how many there are
    std::span<const Use> taken{};  // sorted by begin
    // No use is longer than this; zero: unknown. With months of uses it lets the search skip the past.
    Seconds longest{};
};

struct Service {
    Minutes duration{};  // > 0
    Minutes buffer_before{}, buffer_after{};
    Minutes slot_interval{};  // > 0
    // The appointment with its buffers.
    Span occupied(Instant start) const { return {start - buffer_before, start + duration + buffer_after}; }
};

// All starts within the openings, sorted. `taken`: the provider's live occupancies, sorted by begin, apart; those far
// from the openings cost next to nothing.
std::vector<Instant> starts(const Service& service, std::span<const Opening> openings, std::span<const Span> taken,
                            std::span<const Need> needs = {});
// Whether `start` is one of them, without listing them all; `on_grid` false accepts any second.
bool can_start(const Service& service, std::span<const Opening> openings, std::span<const Span> taken,
               std::span<const Need> needs, Instant start, bool on_grid = true);

// When a start may be, seen from `now`: not before now + notice; not after the last day of the horizon, counted in
// calendar days of the zone from today (0: today only). Its end is excluded; empty (begin == end) when the notice
// reaches past the horizon.
Span bookable(Instant now, Minutes minimum_notice, std::chrono::days horizon, const Zone& zone);

// The most of a resource in use at any one moment within `span`. `taken` is sorted by begin.
int peak(std::span<const Use> taken, Span span);

}  // namespace availability
