#include "availability/availability.h"

#include <algorithm>
#include <array>
#include <functional>
#include <memory_resource>
#include <utility>

namespace availability {
namespace {

bool covered(const std::vector<Days>& list, Day day) {
    return std::ranges::any_of(list, [day](const Days& days) { return covers(days, day); });
}

Day in_year(Day day, std::chrono::year year) {
    const std::chrono::year_month_day date{day};
    const auto same = year / date.month() / date.day();
    return same.ok() ? Day{same} : Day{year / date.month() / std::chrono::last};
}

struct Placed {
    std::optional<LocationId> location;
    Span span;
    friend auto operator<=>(const Placed&, const Placed&) = default;
};

// The hours are monotone in the zone (a later wall time is never an earlier instant), so what the clock change
// swallows is exactly what comes out empty.
void add(std::vector<Placed>& spans, const Hours& hours, const std::optional<LocationId>& home, const Zone& zone,
         Day day) {
    const Span span{zone.instant(WallTime{day} + hours.from), zone.instant(WallTime{day} + hours.to)};
    if (span.begin < span.end) spans.push_back({hours.location ? hours.location : home, span});
}

bool holds(const WeeklyHours& weekly, Day day) {
    if (weekly.weekday != static_cast<int>(std::chrono::weekday{day}.iso_encoding())) return false;
    if ((weekly.valid_from && day < *weekly.valid_from) || (weekly.valid_to && day > *weekly.valid_to)) return false;
    return std::chrono::floor<std::chrono::weeks>(day - weekly.monday).count() % weekly.every_weeks == 0;
}

// Sorts, and makes one of what touches or overlaps at one location.
void merge(std::vector<Placed>& spans) {
    if (spans.size() < 2) return;
    std::ranges::sort(spans);
    auto last = spans.begin();
    for (auto next = last + 1; next != spans.end(); ++next) {
        if (next->location == last->location && next->span.begin <= last->span.end) {
            last->span.end = std::max(last->span.end, next->span.end);
        } else {
            *++last = *next;
        }
    }
    spans.erase(last + 1, spans.end());
}

std::vector<Opening> with_breaks(const std::vector<Placed>& spans, const std::vector<Placed>& breaks) {
    std::vector<Opening> result;
    result.reserve(spans.size());
    for (const auto& [location, span] : spans) {
        auto& opening = result.emplace_back(Opening{span, {}, location});
        for (const auto& [of_all, pause] : breaks) {
            if (!pause.overlaps(span)) continue;
            opening.breaks.push_back({std::max(pause.begin, span.begin), std::min(pause.end, span.end)});
        }
    }
    return result;
}

void check(const Service& service) {
    CHECK(service.duration > Minutes{0});
    CHECK(service.slot_interval > Minutes{0});
    CHECK(service.buffer_before >= Minutes{0});
    CHECK(service.buffer_after >= Minutes{0});
}

// Past everything that ends before `span` begins. Spans that are apart are sorted by their ends too.
std::span<const Span> from(std::span<const Span> sorted, Span span) {
    const auto first = std::ranges::partition_point(sorted, [&](const Span& s) { return s.end <= span.begin; });
    return {first, sorted.end()};
}

// The uses that may overlap `span`; others may be among them.
std::span<const Use> around(const Need& need, Span span) {
    const auto uses = need.taken;
    const auto last = std::ranges::partition_point(uses, [&](const Use& use) { return use.span.begin < span.end; });
    auto first = uses.begin();
    if (need.longest > Seconds{0}) {
        first = std::partition_point(first, last,
                                     [&](const Use& use) { return use.span.begin + need.longest <= span.begin; });
    }
    return {first, last};
}

// Walks forward over sorted, apart spans as the asked times grow.
class Cursor {
public:
    explicit Cursor(std::span<const Span> sorted) : next_(sorted.begin()), end_(sorted.end()) {}

    const Span* overlapping(Span span) {
        while (next_ != end_ && next_->end <= span.begin) ++next_;
        return next_ != end_ && next_->begin < span.end ? &*next_ : nullptr;
    }

private:
    std::span<const Span>::iterator next_, end_;
};

// The first time of the grid that is not before `earliest`.
Instant on_grid_from(Instant anchor, Seconds interval, Instant earliest) {
    const auto steps = (earliest - anchor + interval - Seconds{1}) / interval;
    return anchor + steps * interval;
}

// Appends the starts that the provider is free for: inside the opening, off the breaks, off what is taken.
void add_free(std::vector<Instant>& result, const Service& service, const Opening& opening,
              std::span<const Span> taken) {
    Cursor breaks(opening.breaks);
    Cursor busy(from(taken, service.occupied(opening.span.begin)));
    const auto anchor = opening.span.begin;
    for (auto start = anchor; start + service.duration <= opening.span.end;) {
        if (const auto* pause = breaks.overlapping({start, start + service.duration})) {
            start = on_grid_from(anchor, service.slot_interval, pause->end);
        } else if (const auto* other = busy.overlapping(service.occupied(start))) {
            start = on_grid_from(anchor, service.slot_interval, other->end + service.buffer_before);
        } else {
            result.push_back(start);
            start += service.slot_interval;
        }
    }
}

// Whether `need` can be met for `span`, looking only at `uses`.
bool is_met(const Need& need, std::span<const Use> uses, Span span) {
    const int free = need.available - need.quantity;
    if (free < 0) return false;
    int sum = 0;  // of all that overlap, at whatever moment: most often already little enough
    for (const auto& use : uses) {
        if (use.span.begin >= span.end) break;
        if (use.span.overlaps(span)) sum += use.quantity;
    }
    if (sum <= free) return true;
    return free > 0 && peak(uses, span) <= free;
}

// Keeps of `tail`, which is sorted, the starts for which `need` is met; the new end.
std::vector<Instant>::iterator keep_met(std::span<Instant> tail, std::vector<Instant>::iterator out,
                                        const Service& service, const Need& need) {
    auto uses = around(need, {service.occupied(tail.front()).begin, service.occupied(tail.back()).end});
    for (const auto start : tail) {
        const auto span = service.occupied(start);
        while (!uses.empty() && uses.front().span.end <= span.begin) uses = uses.subspan(1);
        if (is_met(need, uses, span)) *out++ = start;
    }
    return out;
}

bool goes_past_midnight(const Schedule& schedule) {
    constexpr Minutes kDay = std::chrono::days{1};
    const auto does = [&](const Hours& hours) { return hours.to > kDay; };
    return std::ranges::any_of(schedule.hours, does, &WeeklyHours::hours) ||
           std::ranges::any_of(schedule.special_days,
                               [&](const SpecialDay& special) { return std::ranges::any_of(special.hours, does); });
}

bool are_apart(std::span<const Opening> openings) {
    return std::ranges::adjacent_find(openings, [](const Opening& a, const Opening& b) {
               return b.span.begin < a.span.end;
           }) == openings.end();
}

void sort_out(std::vector<Instant>& starts) {
    std::ranges::sort(starts);
    const auto [repeated, end] = std::ranges::unique(starts);
    starts.erase(repeated, end);
}

bool lies_on(const Opening& opening, const Service& service, Instant start, bool on_grid) {
    const Span appointment{start, start + service.duration};
    if (!opening.span.contains(appointment)) return false;
    if (on_grid && (start - opening.span.begin) % service.slot_interval != Seconds{0}) return false;
    return !Cursor(from(opening.breaks, appointment)).overlapping(appointment);
}

}  // namespace

bool covers(const Days& days, Day day) {
    if (!days.yearly || day < days.first) return days.first <= day && day <= days.last;
    const auto year = std::chrono::year_month_day{day}.year();
    return std::ranges::any_of(std::array{year - std::chrono::years{1}, year}, [&](std::chrono::year each) {
        const auto first = in_year(days.first, each);
        return first >= days.first && first <= day && day - first <= days.last - days.first;
    });
}

std::vector<Opening> openings(const Schedule& schedule, const Zone& zone, Day day) {
    if (covered(schedule.days_off, day)) return {};
    std::vector<Placed> spans, breaks;
    const auto special = std::ranges::find(schedule.special_days, day, &SpecialDay::day);
    if (special != schedule.special_days.end()) {
        for (const auto& hours : special->hours) add(spans, hours, schedule.home, zone, day);
    } else if (!covered(schedule.holidays, day)) {
        for (const auto& weekly : schedule.hours)
            if (holds(weekly, day)) add(spans, weekly.hours, schedule.home, zone, day);
        for (const auto& weekly : schedule.breaks)
            if (!spans.empty() && holds(weekly, day)) add(breaks, {weekly.hours.from, weekly.hours.to}, {}, zone, day);
    }
    // An opening ends within the next day, and what is blocked from the day before on within this one.
    for (const auto& blocked : schedule.blocked)
        if (!spans.empty() && std::chrono::abs(blocked.day - day) <= std::chrono::days{1})
            add(breaks, {blocked.hours.from, blocked.hours.to}, {}, zone, blocked.day);
    merge(spans);
    merge(breaks);
    return with_breaks(spans, breaks);
}

std::vector<Opening> openings_for(const Schedule& schedule, const Zone& zone, Day day) {
    auto result = openings(schedule, zone, day);
    if (!goes_past_midnight(schedule)) return result;
    const auto midnight = zone.span(day).begin;
    const auto own = result.size();
    for (auto& opening : openings(schedule, zone, day - std::chrono::days{1}))
        if (opening.span.end > midnight) result.push_back(std::move(opening));
    if (result.size() > own) std::ranges::sort(result, {}, [](const Opening& o) { return Placed{o.location, o.span}; });
    return result;
}

bool works_at(const Schedule& schedule, LocationId location, Day today) {
    const auto is_there = [&](const Hours& hours) {
        const auto& where = hours.location ? hours.location : schedule.home;
        return !where || *where == location;
    };
    const auto week = [&](const WeeklyHours& weekly) {
        return is_there(weekly.hours) && (!weekly.valid_to || *weekly.valid_to >= today);
    };
    const auto day = [&](const SpecialDay& special) {
        return special.day >= today && std::ranges::any_of(special.hours, is_there);
    };
    return std::ranges::any_of(schedule.hours, week) || std::ranges::any_of(schedule.special_days, day);
}

std::vector<Instant> starts(const Service& service, std::span<const Opening> openings, std::span<const Span> taken,
                            std::span<const Need> needs) {
    check(service);
    std::vector<Instant> result;
    std::size_t room = 0;
    for (const auto& opening : openings) {
        const Seconds spare = opening.span.end - opening.span.begin - service.duration;
        if (spare >= Seconds{0}) room += static_cast<std::size_t>(spare / service.slot_interval) + 1;
    }
    result.reserve(room);
    for (const auto& opening : openings) {
        const auto before = result.size();
        add_free(result, service, opening, taken);
        for (const auto& need : needs) {
            const auto tail = std::span(result).subspan(before);
            if (tail.empty()) break;
            const auto first = result.begin() + static_cast<std::ptrdiff_t>(before);
            result.erase(keep_met(tail, first, service, need), result.end());
        }
    }
    if (!are_apart(openings)) sort_out(result);
    return result;
}

bool is_needed(const Need& need, std::optional<LocationId> here) {
    return !here || !need.location || *need.location == *here;
}

bool can_start(const Service& service, std::span<const Opening> openings, std::span<const Span> taken,
               std::span<const Need> needs, Instant start, bool on_grid) {
    check(service);
    const auto fits = [&](const Opening& opening) { return lies_on(opening, service, start, on_grid); };
    if (std::ranges::none_of(openings, fits)) return false;
    const auto span = service.occupied(start);
    if (Cursor(from(taken, span)).overlapping(span)) return false;
    return std::ranges::all_of(needs, [&](const Need& need) { return is_met(need, around(need, span), span); });
}

void Travel::set(LocationId a, LocationId b, Minutes minutes) {
    CHECK(a != b && minutes >= Minutes{0} && minutes <= Minutes{std::chrono::days{1}});
    minutes_[std::minmax(a, b)] = minutes;
    longest_ = {};
    for (const auto& [way, each] : minutes_) longest_ = std::max(longest_, each);
}

Minutes Travel::between(std::optional<LocationId> a, std::optional<LocationId> b) const {
    if (!a || !b || *a == *b) return {};
    const auto found = minutes_.find(std::minmax(*a, *b));
    return found == minutes_.end() ? Minutes{} : found->second;
}

std::vector<Span> taken_from(std::optional<LocationId> here, std::span<const Use> taken, const Travel& travel) {
    std::vector<Placed> spans;
    spans.reserve(taken.size());
    for (const auto& use : taken) {
        const auto way = travel.between(here, use.location);
        spans.push_back({{}, {use.span.begin - way, use.span.end + way}});
    }
    if (!travel.empty()) merge(spans);
    std::vector<Span> result;
    result.reserve(spans.size());
    for (const auto& each : spans) result.push_back(each.span);
    return result;
}

std::optional<Place> place_of(const Opening& opening, const Asked& asked) {
    const auto& where = opening.location ? opening.location : asked.location;
    if (asked.location && where != asked.location) return std::nullopt;
    if (!where) return asked.offered_at.empty() ? Place{} : Place{asked.offered_at.front()};
    if (!asked.offered_at.empty() && std::ranges::find(asked.offered_at, *where) == asked.offered_at.end())
        return std::nullopt;
    return Place{where};
}

std::vector<Instant> starts_of_day(const Service& service, std::span<const Opening> openings, const Asked& asked,
                                   const TakenFrom& taken, std::span<const Need> needs, Span day) {
    std::vector<Instant> result;
    while (!openings.empty()) {
        const auto end = std::ranges::find_if(
            openings, [&](const Opening& opening) { return opening.location != openings.front().location; });
        const auto there = openings.first(static_cast<std::size_t>(end - openings.begin()));
        openings = openings.subspan(there.size());
        const auto place = place_of(there.front(), asked);
        if (!place) continue;
        std::vector<Need> needed;
        for (const auto& need : needs)
            if (is_needed(need, place->location)) needed.push_back(need);
        auto some = starts(service, there, taken(place->location), needed);
        if (result.empty()) {
            result = std::move(some);
        } else {
            result.insert(result.end(), some.begin(), some.end());
            sort_out(result);
        }
    }
    while (!result.empty() && result.back() >= day.end) result.pop_back();
    result.erase(result.begin(), std::ranges::lower_bound(result, day.begin));
    return result;
}

Span bookable(Instant now, Minutes minimum_notice, std::chrono::days horizon, const Zone& zone) {
    const Instant begin = now + minimum_notice;
    return {begin, std::max(begin, zone.span(zone.day(now) + horizon).end)};
}

int peak(std::span<const Use> taken, Span span) {
    // The uses under way, the first to end on top; a stack's worth of them before memory is asked for.
    using Under = std::pair<Instant, int>;
    std::array<std::byte, 64 * sizeof(Under)> buffer;
    std::pmr::monotonic_buffer_resource memory(buffer.data(), buffer.size());
    std::pmr::vector<Under> under_way(&memory);
    under_way.reserve(32);
    int now = 0, most = 0;
    for (const auto& use : taken) {
        if (use.span.begin >= span.end) break;
        if (!use.span.overlaps(span)) continue;
        const auto begin = std::max(use.span.begin, span.begin);
        while (!under_way.empty() && under_way.front().first <= begin) {
            now -= under_way.front().second;
            std::ranges::pop_heap(under_way, std::greater{});
            under_way.pop_back();
        }
        under_way.emplace_back(use.span.end, use.quantity);
        std::ranges::push_heap(under_way, std::greater{});
        now += use.quantity;
        most = std::max(most, now);
    }
    return most;
}

}  // namespace availability
