// Instants are UTC seconds, spans are half-open, wall-clock rules live in an IANA zone.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace base {

using namespace std::chrono_literals;

using Instant = std::chrono::sys_seconds;
using Seconds = std::chrono::seconds;
using Minutes = std::chrono::duration<std::int64_t, std::ratio<60>>;
using Day = std::chrono::local_days;          // a calendar day, of no zone
using WallTime = std::chrono::local_seconds;  // a clock on the wall, of no zone

struct Span {
    Instant begin;
    Instant end;  // begin < end

    bool overlaps(const Span& other) const { return begin < other.end && other.begin < end; }
    bool contains(const Span& other) const { return begin <= other.begin && other.end <= end; }
    friend auto operator<=>(const Span&, const Span&) = default;
};

// An IANA time zone of the system's tzdata, read once per process. Copies are free.
class Zone {
public:
    // Nullopt for a name that tzdata does not have.
    static std::optional<Zone> find(std::string_view name);
    static Zone utc();

    const std::string& name() const;
    // A time that the clocks skip becomes the instant the gap ends; of a repeated one, the earlier.
    Instant instant(WallTime wall) const;
    WallTime wall(Instant instant) const;
    Day day(Instant instant) const;
    Seconds offset(Instant instant) const;  // east of UTC
    // The instants at which a calendar day starts and the next one starts.
    Span span(Day day) const;

    friend bool operator==(const Zone& a, const Zone& b) { return a.zone_ == b.zone_; }

private:
    explicit Zone(const void* zone) : zone_(zone) {}
    const void* zone_;  // date::time_zone, owned by tzdata for the life of the process
};

// "2027-03-29", years 0001 to 9999; nullopt for anything else and for days that do not exist.
std::optional<Day> parse_day(std::string_view text);
std::string to_text(Day day);
// "2026-12": its first day.
std::optional<Day> parse_month(std::string_view text);
// RFC 3339 with an offset or Z, whole seconds (a fraction of zeros is accepted); nullopt for anything else.
std::optional<Instant> parse_instant(std::string_view text);
// "2027-03-29T09:00:00+02:00", the offset of that moment in the zone.
std::string to_text(Instant instant, const Zone& zone);
// "2027-03-29T07:00:00Z"
std::string to_text(Instant instant);

// The clock is handed in, so that tests and the demo can travel.
class Clock {
public:
    virtual ~Clock() = default;
    virtual Instant now() const = 0;
};

class SystemClock final : public Clock {
public:
    Instant now() const override;
};

// Stands where it was put.
class ManualClock final : public Clock {
public:
    explicit ManualClock(Instant now) : now_(now) {}
    Instant now() const override { return now_; }
    void set(Instant now) { now_ = now; }
    void advance(Seconds by) { now_ += by; }

private:
    Instant now_;
};

}  // namespace base

using base::Clock;
using base::Day;
using base::Instant;
using base::Minutes;
using base::Seconds;
using base::Span;
using base::WallTime;
using base::Zone;
