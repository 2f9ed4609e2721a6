// When could this service start? Pure: hours - exceptions - what is taken -> free starts. No SQL, no clock.
//
// The rules, in one place (FEATURES 3.2):
// - A provider's day is, in this order of precedence: a day off of the provider (nothing), a special day (its hours
//   instead of the week's, without the week's breaks), a holiday of the business (nothing), the week's hours less
//   the week's breaks.
// - Blocked time is a break of whatever opening it meets: the week's or a special day's, that day's or one of the day
//   before that goes past midnight.
// - Wall-clock hours are resolved in the business's zone per day: an opening that the clocks skip begins when the gap
//   ends, a repeated one at its first occurrence. 24:00 is the next day's midnight. Put exactly: hours and breaks are
//   the UTC interval [zone.instant(day + from), zone.instant(day + to)), that is, the instants at which the furthest
//   that the wall clock has read so far lies within [from, to). So an opening that ends within a repeated hour ends at
//   its first occurrence, and one that lasts past the repeated hour has that hour twice.
// - Hours may go past midnight: 22:00 to 26:00 is one opening that ends at 02:00 of the next day. It belongs to the day
//   on which it begins: that day's weekday, validity, time off or special hours decide on it, the next day's change
//   nothing. So do its breaks: one at half past midnight is a break of the day before, at 24:30.
// - Weekly hours may hold from a day, until a day (both included), and in every n-th week only, counted from a stated
//   Monday both ways.
// - Starts stand on a grid that begins at each opening and steps in UTC by the slot interval; breaks and appointments
//   do not move the grid. So no start appears twice and none is invented when the clocks change. Two openings of one
//   day and one location that touch or overlap are one; those of different days or locations stay apart, and a start is
//   offered that is a start of either.
// - A start belongs to the calendar day on which it lies, not to that of its opening.
// - Hours name a location, or are the provider's own location's (Schedule::home), or, where there is none, of every
//   location. A service may be offered at some locations only. In an opening of every location the appointment is where
//   it was asked for; where no location was asked for, at the first that the service is offered at, or at none.
// - The appointment itself lies within one opening and touches no break. Its buffers may reach outside the hours and
//   into breaks, but not into what is taken.
// - What is taken includes the buffers of what took it. Touching is not overlapping.
// - Between what two appointments of a provider take at different locations lies at least the travel time: it comes on
//   top of both buffers. To or from no location there is none.
// - A resource has a quantity; at no moment may the sum of what is taken and what is needed exceed it. Resources are
//   needed for the appointment and its buffers. One that is at a location is not needed for an appointment at another;
//   an appointment at none needs all of them.
#pragma once

#include "base/base.h"

#include <functional>
#include <map>
#include <optional>
#include <span>
#include <vector>

namespace availability {

// Minutes after midnight by the wall clock. Openings: 0 <= from < 24 h, from < to <= from + 24 h. Breaks: 0 <= from and
// from < to <= 48 h, and their location is not read.
struct Hours {
    Minutes from{}, to{};
    std::optional<LocationId> location{};
    friend auto operator<=>(const Hours&, const Hours&) = default;
};
// 1970-01-05. Weeks that hold by turns are counted from it where nothing else is said.
inline constexpr Day kSomeMonday{std::chrono::days{4}};
struct WeeklyHours {
    int weekday = 1;  // ISO 8601: 1 Monday .. 7 Sunday
    Hours hours;
    int every_weeks = 1;       // 2: every other week
    Day monday = kSomeMonday;  // of a week in which they hold
    std::optional<Day> valid_from{}, valid_to{};
    friend auto operator<=>(const WeeklyHours&, const WeeklyHours&) = default;
};
struct Days {
    Day first, last;      // both included
    bool yearly = false;  // in every later year too, as many days from the same date on; 29 February is then the 28th
    friend bool operator==(const Days&, const Days&) = default;
};
bool covers(const Days& days, Day day);
struct SpecialDay {
    Day day;
    std::vector<Hours> hours;
};
// Hours off on one day; `hours` as of an opening, their location is not read.
struct Blocked {
    Day day;
    Hours hours;
};

struct Schedule {
    std::vector<WeeklyHours> hours{}, breaks{};
    std::vector<Days> days_off{}, holidays{};
    std::vector<SpecialDay> special_days{};  // at most one for a day
    std::optional<LocationId> home{};        // of hours that name no location
    std::vector<Blocked> blocked{};
};
// Whether any of its hours, now or from `today` on, are at the location or at every one.
bool works_at(const Schedule& schedule, LocationId location, Day today);

// An opening, with the breaks in it.
struct Opening {
    Span span;
    std::vector<Span> breaks;              // sorted, apart, within the span
    std::optional<LocationId> location{};  // none: every one
};
// Those that begin on the day, by location, those of every location first; at one location sorted and apart. Openings
// that the clock change swallows whole are left out.
std::vector<Opening> openings(const Schedule& schedule, const Zone& zone, Day day);
// Those in which a start of the calendar day may lie: its own and, of the day before, those that go past midnight. By
// location and begin; at one location those of the two days may overlap.
std::vector<Opening> openings_for(const Schedule& schedule, const Zone& zone, Day day);

// What is taken of a provider or resource; of a provider also where.
struct Use {
    Span span;
    int quantity = 1;
    std::optional<LocationId> location{};
    friend auto operator<=>(const Use&, const Use&) = default;
};
struct Need {
    int quantity = 1;              // how many of it the service needs
    int available = 1;             // how many there are
    std::span<const Use> taken{};  // sorted by begin
    // No use is longer than this; zero: unknown. With months of uses it lets the search skip the past.
    Seconds longest{};
    std::optional<LocationId> location{};  // where it is; none: wherever
};
// Whether an appointment at `here` needs it.
bool is_needed(const Need& need, std::optional<LocationId> here);

struct Service {
    Minutes duration{};  // > 0
    Minutes buffer_before{}, buffer_after{};
    Minutes slot_interval{};  // > 0
    // The appointment with its buffers.
    Span occupied(Instant start) const { return {start - buffer_before, start + duration + buffer_after}; }
};

// All starts within the openings, sorted, each once. `taken`: the provider's live occupancies, sorted by begin, apart;
// those far from the openings cost next to nothing.
std::vector<Instant> starts(const Service& service, std::span<const Opening> openings, std::span<const Span> taken,
                            std::span<const Need> needs = {});
// Whether `start` is one of them, without listing them all; `on_grid` false accepts any second.
bool can_start(const Service& service, std::span<const Opening> openings, std::span<const Span> taken,
               std::span<const Need> needs, Instant start, bool on_grid = true);

// The minutes that a provider is on the way between two locations, either way; at most a day.
class Travel {
public:
    void set(LocationId a, LocationId b, Minutes minutes);
    Minutes between(std::optional<LocationId> a, std::optional<LocationId> b) const;
    Minutes longest() const { return longest_; }
    bool empty() const { return minutes_.empty(); }

private:
    std::map<std::pair<LocationId, LocationId>, Minutes> minutes_;  // the lesser id first
    Minutes longest_{};
};

// What stands in the way of an appointment at `here`: what is taken, and the way there and back. Sorted and apart.
std::vector<Span> taken_from(std::optional<LocationId> here, std::span<const Use> taken, const Travel& travel);

// Where an appointment may be.
struct Asked {
    std::optional<LocationId> location{};      // asked for; none: wherever it is offered
    std::span<const LocationId> offered_at{};  // of the service; empty: everywhere
};
struct Place {
    std::optional<LocationId> location;
};
// Where appointments of the opening take place; nullopt: it does not answer what was asked.
std::optional<Place> place_of(const Opening& opening, const Asked& asked);

// The provider's taken time as it is seen from a location (taken_from).
using TakenFrom = std::function<std::span<const Span>(std::optional<LocationId>)>;
// The starts that lie in `day`, at whatever location was asked for, sorted, each once. `openings` of openings_for.
std::vector<Instant> starts_of_day(const Service& service, std::span<const Opening> openings, const Asked& asked,
                                   const TakenFrom& taken, std::span<const Need> needs, Span day);

// When a start may be, seen from `now`: not before now + notice; not after the last day of the horizon, counted in
// calendar days of the zone from today (0: today only). Its end is excluded; empty (begin == end) when the notice
// reaches past the horizon.
Span bookable(Instant now, Minutes minimum_notice, std::chrono::days horizon, const Zone& zone);

// The most of a resource in use at any one moment within `span`. `taken` is sorted by begin.
int peak(std::span<const Use> taken, Span span);

}  // namespace availability
