// The rules of availability a second time, slowly, for tests: it walks through the minutes of UTC, looks at the wall
// clock at each, and asks of each minute whether the provider is at work and whether anything is in the way. It shares
// nothing with what it judges: no types, no code, no way from wall time to instant.
#pragma once

#include <date/tz.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace oracle {

using Minute = std::int64_t;  // since 1970-01-01 00:00, of UTC or of a wall clock

struct Range {
    Minute from, to;
    friend bool operator==(const Range&, const Range&) = default;
};
inline constexpr int kEverywhere = 0;
struct Days {
    Minute first, last;  // days since 1970-01-01
};
struct Weekly {
    int weekday;  // 1 Monday
    Range of_day;
    int location = kEverywhere;  // kEverywhere: the provider's own
    int every = 1;               // weeks
    Minute monday = 4;           // a day of a week in which it holds
    Days valid = {-1'000'000, 1'000'000};
};
struct Placed {
    Range of_day;
    int location = kEverywhere;
};
struct Special {
    Minute day;
    std::vector<Placed> of_day;
};
struct Taken {
    Range time;
    int location = kEverywhere;  // kEverywhere: at none
};
struct Use {
    Range time;
    int quantity;
};
struct Need {
    int quantity, available;
    std::vector<Use> uses;
    int location = kEverywhere;  // where it is; kEverywhere: wherever
};
struct World {
    std::string zone;
    Minute day;
    std::vector<Weekly> hours, breaks;
    std::vector<Days> days_off, holidays;
    std::vector<Special> specials;
    int duration, before, after, interval;
    std::vector<Taken> taken;
    std::vector<Need> needs;
    int home = kEverywhere;
    int asked = kEverywhere;                    // the location asked for; kEverywhere: any
    std::vector<int> offered_at;                // of the service; empty: everywhere
    std::map<std::pair<int, int>, int> travel;  // both ways round
    std::vector<Special> blocked;               // their locations mean nothing
};
inline constexpr int kLocations = 3;  // 1, 2 and 3

inline Minute floor_minute(Minute seconds) { return (seconds >= 0 ? seconds : seconds - 59) / 60; }

// What a clock on the wall reads, asked for rising times.
class WallClock {
public:
    explicit WallClock(const std::string& zone) : zone_(date::locate_zone(zone)) {}

    Minute read(Minute utc) {
        const date::sys_seconds instant{std::chrono::minutes{utc}};
        if (!info_ || instant < info_->begin || instant >= info_->end) info_ = zone_->get_info(instant);
        return utc + info_->offset.count() / 60;
    }

private:
    const date::time_zone* zone_;
    std::optional<date::sys_info> info_;
};

// The minutes of UTC around a calendar day and its neighbours, wherever on earth.
inline Range around(Minute day) { return {day * 1440 - 48 * 60, (day + 3) * 1440 + 20 * 60}; }

// For each minute around the day: the furthest that the wall clock has read so far. A clock that is put back reads
// nothing new until it has caught up with itself.
inline std::vector<Minute> furthest_readings(const std::string& zone, Minute day) {
    WallClock clock(zone);
    const auto window = around(day);
    std::vector<Minute> result;
    result.reserve(static_cast<std::size_t>(window.to - window.from));
    Minute furthest = clock.read(window.from - 1);
    for (Minute t = window.from; t < window.to; ++t) {
        furthest = std::max(furthest, clock.read(t));
        result.push_back(furthest);
    }
    return result;
}

// The first minute that no longer belongs to the day.
inline Minute end_of_day(const std::string& zone, Minute day) {
    Minute t = around(day).from;
    for (const auto reading : furthest_readings(zone, day)) {
        if (reading >= (day + 1) * 1440) return t;
        ++t;
    }
    return t;
}

inline Minute day_of(const std::string& zone, Minute utc) {
    const Minute wall = WallClock(zone).read(utc);
    return (wall - ((wall % 1440) + 1440) % 1440) / 1440;
}

// The days of UTC on which the zone's offset changes, 1975 to 2037.
inline std::vector<Minute> changes(const std::string& zone) {
    using namespace date::literals;
    const auto* tz = date::locate_zone(zone);
    const date::sys_seconds last = date::sys_days{date::year{2037} / 12 / 1};
    std::vector<Minute> result;
    for (auto info = tz->get_info(date::sys_seconds{date::sys_days{date::year{1975} / 1 / 1}}); info.end < last;
         info = tz->get_info(info.end)) {
        result.push_back(date::floor<date::days>(info.end).time_since_epoch().count());
    }
    return result;
}

// The hours of one day that begin on it, at one location or at every one.
struct Shift {
    Minute day;
    int location;
    std::vector<unsigned char> at_work, pause;  // by minute of the window
    std::vector<Minute> came_to_work;           // when, for each minute at work
};

// One day of one provider, minute by minute, with what reaches into it from the day before.
class Diary {
public:
    explicit Diary(const World& world)
        : world_(world), window_(around(world.day)), readings_(furthest_readings(world.zone, world.day)) {
        for (const Minute day : {world.day - 1, world.day})
            for (int location = kEverywhere; location <= kLocations; ++location) add_shift(day, location);
        taken_.assign(kLocations + 1, std::vector<unsigned char>(readings_.size(), 0));
        for (const auto& each : world.taken) mark(taken_[static_cast<std::size_t>(each.location)], each.time, 1);
        for (const auto& need : world.needs) {
            in_use_.emplace_back(readings_.size(), 0);
            for (const auto& use : need.uses) mark(in_use_.back(), use.time, use.quantity);
        }
    }

    // The shifts that begin on the day.
    std::vector<const Shift*> shifts_of_the_day() const {
        std::vector<const Shift*> result;
        for (const auto& shift : shifts_)
            if (shift.day == world_.day) result.push_back(&shift);
        return result;
    }
    // Where the provider is at work, breaks or not, as runs of minutes.
    std::vector<Range> openings(const Shift& shift) const {
        return runs([&](std::size_t i) { return shift.at_work[i] != 0; });
    }
    std::vector<Range> breaks(const Shift& shift) const {
        return runs([&](std::size_t i) { return shift.pause[i] != 0; });
    }

    // Where an appointment of the shift would be; nullopt: nowhere that was asked for.
    std::optional<int> place(const Shift& shift) const {
        int where = shift.location;
        if (where == kEverywhere) where = world_.asked;
        if (where == kEverywhere && !world_.offered_at.empty()) where = world_.offered_at.front();
        if (world_.asked != kEverywhere && where != world_.asked) return std::nullopt;
        const auto& offered = world_.offered_at;
        if (!offered.empty() && std::find(offered.begin(), offered.end(), where) == offered.end()) return std::nullopt;
        return where;
    }

    // Whether an appointment whose minutes are [begin, end) may be, wherever the grid is and whatever day it lies on.
    bool is_free(Minute begin, Minute end) const {
        return std::any_of(shifts_.begin(), shifts_.end(), [&](const Shift& s) { return is_free(s, begin, end); });
    }

    std::vector<Minute> starts() const {
        std::vector<Minute> result;
        for (Minute t = window_.from; t < window_.to; ++t) {
            const auto reading = readings_[index(t)];
            if (reading < world_.day * 1440 || reading >= (world_.day + 1) * 1440) continue;
            if (std::any_of(shifts_.begin(), shifts_.end(), [&](const Shift& s) { return is_start(s, t); }))
                result.push_back(t);
        }
        return result;
    }

    int peak(std::size_t need, Range time) const {
        int most = 0;
        for (Minute t = std::max(time.from, window_.from); t < std::min(time.to, window_.to); ++t) {
            most = std::max(most, in_use_[need][index(t)]);
        }
        return most;
    }

private:
    static bool within(const std::vector<Range>& ranges, Minute t) {
        return std::any_of(ranges.begin(), ranges.end(), [t](const Range& r) { return r.from <= t && t < r.to; });
    }
    static bool within(const std::vector<Days>& list, Minute day) {
        return std::any_of(list.begin(), list.end(), [day](const Days& d) { return d.first <= day && day <= d.last; });
    }

    static bool holds(const Weekly& weekly, Minute day) {
        if (weekly.weekday != (day + 3) % 7 + 1) return false;  // 1970-01-01 was a Thursday
        if (day < weekly.valid.first || day > weekly.valid.last) return false;
        // Walk from the stated week to that of the day, a turn at a time.
        const auto monday = day - (weekly.weekday - 1);
        auto turn = weekly.monday;
        while (turn > monday) turn -= 7 * weekly.every;
        while (turn < monday) turn += 7 * weekly.every;
        return turn == monday;
    }

    int at(int location) const { return location == kEverywhere ? world_.home : location; }

    void add_shift(Minute day, int location) {
        std::vector<Range> hours, breaks;
        if (within(world_.days_off, day)) return;
        const auto special = std::find_if(world_.specials.begin(), world_.specials.end(),
                                          [day](const Special& each) { return each.day == day; });
        if (special != world_.specials.end()) {
            for (const auto& placed : special->of_day)
                if (at(placed.location) == location) hours.push_back(placed.of_day);
        } else if (!within(world_.holidays, day)) {
            for (const auto& weekly : world_.hours)
                if (holds(weekly, day) && at(weekly.location) == location) hours.push_back(weekly.of_day);
            for (const auto& weekly : world_.breaks)
                if (holds(weekly, day)) breaks.push_back(weekly.of_day);
        }
        if (hours.empty()) return;
        for (const auto& each : world_.blocked)
            for (const auto& placed : each.of_day) {
                const auto shift = (each.day - day) * 1440;
                breaks.push_back({placed.of_day.from + shift, placed.of_day.to + shift});
            }
        const auto count = readings_.size();
        Shift shift{day, location, std::vector<unsigned char>(count), std::vector<unsigned char>(count),
                    std::vector<Minute>(count)};
        for (std::size_t i = 0; i < count; ++i) {
            const auto of_day = readings_[i] - day * 1440;
            if (of_day < 0 || of_day >= 2 * 1440 || !within(hours, of_day)) continue;
            shift.at_work[i] = 1;
            shift.pause[i] = within(breaks, of_day);
            const bool was_there = i > 0 && shift.at_work[i - 1];
            shift.came_to_work[i] = was_there ? shift.came_to_work[i - 1] : window_.from + static_cast<Minute>(i);
        }
        shifts_.push_back(std::move(shift));
    }

    bool is_start(const Shift& shift, Minute t) const {
        if (!shift.at_work[index(t)]) return false;
        return (t - shift.came_to_work[index(t)]) % world_.interval == 0 && is_free(shift, t, t + world_.duration);
    }

    bool is_free(const Shift& shift, Minute begin, Minute end) const {
        const auto here = place(shift);
        if (!here) return false;
        for (Minute t = begin; t < end; ++t) {
            if (t < window_.from || t >= window_.to || !shift.at_work[index(t)] || shift.pause[index(t)]) return false;
        }
        for (int there = 0; there <= kLocations; ++there) {
            const auto way = world_.travel.find({*here, there});
            const Minute minutes = way == world_.travel.end() ? 0 : way->second;
            const auto& taken = taken_[static_cast<std::size_t>(there)];
            const auto last = std::min(end + world_.after + minutes, window_.to);
            for (Minute t = std::max(begin - world_.before - minutes, window_.from); t < last; ++t)
                if (taken[index(t)]) return false;
        }
        for (Minute t = begin - world_.before; t < end + world_.after; ++t) {
            if (t < window_.from || t >= window_.to) continue;
            for (std::size_t n = 0; n < world_.needs.size(); ++n) {
                const auto where = world_.needs[n].location;
                const bool elsewhere = where != kEverywhere && *here != kEverywhere && where != *here;
                if (elsewhere) continue;
                if (in_use_[n][index(t)] + world_.needs[n].quantity > world_.needs[n].available) return false;
            }
        }
        return true;
    }

    std::size_t index(Minute t) const { return static_cast<std::size_t>(t - window_.from); }

    template <class T>
    void mark(std::vector<T>& minutes, Range time, int quantity) const {
        for (Minute t = std::max(time.from, window_.from); t < std::min(time.to, window_.to); ++t) {
            minutes[index(t)] = static_cast<T>(minutes[index(t)] + quantity);
        }
    }

    template <class Is>
    std::vector<Range> runs(Is is) const {
        std::vector<Range> result;
        for (Minute t = window_.from; t < window_.to; ++t) {
            if (!is(index(t))) continue;
            if (result.empty() || result.back().to != t) result.push_back({t, t});
            result.back().to = t + 1;
        }
        return result;
    }

    const World& world_;
    Range window_;
    std::vector<Minute> readings_;
    std::vector<Shift> shifts_;
    std::vector<std::vector<unsigned char>> taken_;  // by location
    std::vector<std::vector<int>> in_use_;
};

}  // namespace oracle
