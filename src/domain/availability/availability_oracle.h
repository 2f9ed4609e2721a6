// The rules of availability a second time, slowly, for tests: it walks through the minutes of UTC, looks at the wall
// clock at each, and asks of each minute whether the provider is at work and whether anything is in the way. It shares
// nothing with what it judges: no types, no code, no way from wall time to instant.
#pragma once

#include <date/tz.h>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace oracle {

using Minute = std::int64_t;  // since 1970-01-01 00:00, of UTC or of a wall clock

struct Range {
    Minute from, to;
    friend bool operator==(const Range&, const Range&) = default;
};
struct Weekly {
    int weekday;  // 1 Monday
    Range of_day;
};
struct Days {
    Minute first, last;  // days since 1970-01-01
};
struct Special {
    Minute day;
    std::vector<Range> of_day;
};
struct Use {
    Range time;
    int quantity;
};
struct Need {
    int quantity, available;
    std::vector<Use> uses;
};
struct World {
    std::string zone;
    Minute day;
    std::vector<Weekly> hours, breaks;
    std::vector<Days> days_off, holidays;
    std::vector<Special> specials;
    int duration, before, after, interval;
    std::vector<Range> taken;
    std::vector<Need> needs;
};

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

// The minutes of UTC around a calendar day, wherever on earth.
inline Range around(Minute day) { return {day * 1440 - 20 * 60, (day + 1) * 1440 + 16 * 60}; }

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

// One day of one provider, minute by minute.
class Diary {
public:
    explicit Diary(const World& world) : world_(world), window_(around(world.day)) {
        const auto readings = furthest_readings(world.zone, world.day);
        const auto count = readings.size();
        at_work_.assign(count, 0);
        pause_.assign(count, 0);
        taken_.assign(count, 0);
        choose_hours();
        for (std::size_t i = 0; i < count; ++i) {
            const Minute of_day = readings[i] - world.day * 1440;
            if (of_day < 0 || of_day >= 1440) continue;
            at_work_[i] = within(hours_, of_day);
            pause_[i] = within(breaks_, of_day);
        }
        for (const auto& time : world.taken) mark(taken_, time, 1);
        for (const auto& need : world.needs) {
            in_use_.emplace_back(count, 0);
            for (const auto& use : need.uses) mark(in_use_.back(), use.time, use.quantity);
        }
    }

    // Where the provider is at work, breaks or not, as runs of minutes.
    std::vector<Range> openings() const {
        return runs([this](std::size_t i) { return at_work_[i] != 0; });
    }
    std::vector<Range> breaks() const {
        return runs([this](std::size_t i) { return at_work_[i] != 0 && pause_[i] != 0; });
    }

    // Whether an appointment whose minutes are [begin, end) may be, wherever the grid is.
    bool is_free(Minute begin, Minute end) const {
        for (Minute t = begin; t < end; ++t) {
            if (t < window_.from || t >= window_.to || !at_work_[index(t)] || pause_[index(t)]) return false;
        }
        for (Minute t = begin - world_.before; t < end + world_.after; ++t) {
            if (t < window_.from || t >= window_.to) continue;
            if (taken_[index(t)]) return false;
            for (std::size_t n = 0; n < world_.needs.size(); ++n) {
                if (in_use_[n][index(t)] + world_.needs[n].quantity > world_.needs[n].available) return false;
            }
        }
        return true;
    }

    std::vector<Minute> starts() const {
        std::vector<Minute> result;
        std::optional<Minute> came_to_work;
        for (Minute t = window_.from; t < window_.to; ++t) {
            if (!at_work_[index(t)]) {
                came_to_work.reset();
                continue;
            }
            if (!came_to_work) came_to_work = t;
            if ((t - *came_to_work) % world_.interval == 0 && is_free(t, t + world_.duration)) result.push_back(t);
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

    void choose_hours() {
        if (within(world_.days_off, world_.day)) return;
        for (const auto& special : world_.specials) {
            if (special.day != world_.day) continue;
            hours_ = special.of_day;
            return;
        }
        if (within(world_.holidays, world_.day)) return;
        const auto weekday = (world_.day + 3) % 7 + 1;  // 1970-01-01 was a Thursday
        for (const auto& weekly : world_.hours) {
            if (weekly.weekday == weekday) hours_.push_back(weekly.of_day);
        }
        for (const auto& weekly : world_.breaks) {
            if (weekly.weekday == weekday) breaks_.push_back(weekly.of_day);
        }
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
    std::vector<Range> hours_, breaks_;
    std::vector<unsigned char> at_work_, pause_, taken_;
    std::vector<std::vector<int>> in_use_;
};

}  // namespace oracle
