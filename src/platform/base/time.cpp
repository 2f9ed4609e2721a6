#include "base/time.h"

#include "base/test_clock.h"

#include <date/date.h>
#include <date/tz.h>
#include <fmt/format.h>

#include <charconv>

namespace base {
namespace {

const date::time_zone* tz(const void* zone) { return static_cast<const date::time_zone*>(zone); }

date::local_seconds foreign(WallTime wall) { return date::local_seconds{wall.time_since_epoch()}; }

// `count` digits at the front, which are taken away.
std::optional<int> digits(std::string_view& text, std::size_t count) {
    if (text.size() < count) return std::nullopt;
    int value = 0;
    for (const char c : text.substr(0, count)) {
        if (c < '0' || c > '9') return std::nullopt;
        value = value * 10 + (c - '0');
    }
    text.remove_prefix(count);
    return value;
}

bool take(std::string_view& text, char c) {
    if (!text.starts_with(c)) return false;
    text.remove_prefix(1);
    return true;
}

std::optional<Day> take_day(std::string_view& text) {
    const auto year = digits(text, 4);
    if (!year || *year == 0 || !take(text, '-')) return std::nullopt;
    const auto month = digits(text, 2);
    if (!month || !take(text, '-')) return std::nullopt;
    const auto day = digits(text, 2);
    if (!day) return std::nullopt;
    const std::chrono::year_month_day ymd{std::chrono::year{*year}, std::chrono::month{static_cast<unsigned>(*month)},
                                          std::chrono::day{static_cast<unsigned>(*day)}};
    if (!ymd.ok()) return std::nullopt;
    return Day{ymd};
}

std::string text_of(WallTime wall) {
    const auto day = std::chrono::floor<std::chrono::days>(wall);
    const std::chrono::hh_mm_ss time{wall - day};
    return fmt::format("{}T{:02}:{:02}:{:02}", to_text(Day{day}), time.hours().count(), time.minutes().count(),
                       time.seconds().count());
}

}  // namespace

std::optional<Zone> Zone::find(std::string_view name) {
    if (name.empty()) return std::nullopt;
    try {
        return Zone(date::locate_zone(std::string(name)));
    } catch (const std::runtime_error&) {
        return std::nullopt;
    }
}

Zone Zone::utc() {
    static const auto* const zone = date::locate_zone("Etc/UTC");
    return Zone(zone);
}

const std::string& Zone::name() const { return tz(zone_)->name(); }

Instant Zone::instant(WallTime wall) const {
    const auto info = tz(zone_)->get_info(foreign(wall));
    if (info.result == date::local_info::nonexistent) return Instant{info.first.end.time_since_epoch()};
    return Instant{wall.time_since_epoch() - info.first.offset};
}

WallTime Zone::wall(Instant instant) const { return WallTime{instant.time_since_epoch() + offset(instant)}; }

Day Zone::day(Instant instant) const { return std::chrono::floor<std::chrono::days>(wall(instant)); }

Seconds Zone::offset(Instant instant) const {
    return tz(zone_)->get_info(date::sys_seconds{instant.time_since_epoch()}).offset;
}

Span Zone::span(Day day) const { return {instant(day), instant(day + std::chrono::days{1})}; }

std::optional<Day> parse_day(std::string_view text) {
    const auto day = take_day(text);
    return text.empty() ? day : std::nullopt;
}

std::string to_text(Day day) {
    const std::chrono::year_month_day ymd{day};
    return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(ymd.year()), static_cast<unsigned>(ymd.month()),
                       static_cast<unsigned>(ymd.day()));
}

std::optional<Day> parse_month(std::string_view text) {
    if (text.size() != 7) return std::nullopt;
    return parse_day(std::string(text) + "-01");
}

std::optional<Instant> parse_instant(std::string_view text) {
    const auto day = take_day(text);
    if (!day || !(take(text, 'T') || take(text, 't') || take(text, ' '))) return std::nullopt;
    const auto hour = digits(text, 2);
    if (!hour || *hour > 23 || !take(text, ':')) return std::nullopt;
    const auto minute = digits(text, 2);
    if (!minute || *minute > 59 || !take(text, ':')) return std::nullopt;
    const auto second = digits(text, 2);
    if (!second || *second > 59) return std::nullopt;
    if (take(text, '.')) {
        if (!text.starts_with('0')) return std::nullopt;
        text.remove_prefix(std::min(text.find_first_not_of('0'), text.size()));
    }
    const Instant utc{day->time_since_epoch() + std::chrono::hours{*hour} + std::chrono::minutes{*minute} +
                      std::chrono::seconds{*second}};
    if (text == "Z" || text == "z") return utc;
    const bool west = text.starts_with('-');
    if (!take(text, '+') && !take(text, '-')) return std::nullopt;
    const auto hours = digits(text, 2);
    if (!hours || *hours > 23 || !take(text, ':')) return std::nullopt;
    const auto minutes = digits(text, 2);
    if (!minutes || *minutes > 59 || !text.empty()) return std::nullopt;
    const Seconds offset = std::chrono::hours{*hours} + std::chrono::minutes{*minutes};
    const auto instant = west ? utc + offset : utc - offset;
    // Before the year 1 and after 9999 we could not write it down.
    const auto year =
        static_cast<int>(std::chrono::year_month_day{std::chrono::floor<std::chrono::days>(instant)}.year());
    return year >= 1 && year <= 9999 ? std::optional(instant) : std::nullopt;
}

std::string to_text(Instant instant, const Zone& zone) {
    const auto offset = zone.offset(instant);
    const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(std::chrono::abs(offset)).count();
    return fmt::format("{}{}{:02}:{:02}", text_of(WallTime{instant.time_since_epoch() + offset}),
                       offset < Seconds{0} ? '-' : '+', minutes / 60, minutes % 60);
}

std::string to_text(Instant instant) { return text_of(WallTime{instant.time_since_epoch()}) + "Z"; }

Instant SystemClock::now() const {
    return std::chrono::floor<Seconds>(std::chrono::system_clock::now()) + ahead_of_machine();
}

}  // namespace base
