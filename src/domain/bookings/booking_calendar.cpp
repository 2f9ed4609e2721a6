#include "bookings/booking_calendar.h"

#include <libical/ical.h>

#include <algorithm>
#include <map>
#include <memory>

namespace bookings {
namespace {

struct FreeComponent {
    void operator()(icalcomponent* component) const { icalcomponent_free(component); }
};
using Component = std::unique_ptr<icalcomponent, FreeComponent>;

icaltimetype calendar_time(WallTime wall, bool utc) {
    const auto day = std::chrono::floor<std::chrono::days>(wall);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss clock{wall - day};
    auto out = icaltime_null_time();
    out.year = static_cast<int>(date.year());
    out.month = static_cast<int>(static_cast<unsigned>(date.month()));
    out.day = static_cast<int>(static_cast<unsigned>(date.day()));
    out.hour = static_cast<int>(clock.hours().count());
    out.minute = static_cast<int>(clock.minutes().count());
    out.second = static_cast<int>(clock.seconds().count());
    if (utc) out.zone = icaltimezone_get_utc_timezone();
    return out;
}

icaltimetype utc_time(Instant at) { return calendar_time(WallTime{at.time_since_epoch()}, true); }

// A stretch of one offset, from the moment the clocks changed.
struct Observance {
    Instant from;
    Seconds before, after;
};

// The first instant in (low, high] with another offset than `low`, to the second.
Instant change_between(const Zone& zone, Instant low, Instant high) {
    const auto offset = zone.offset(low);
    while (high - low > Seconds{1}) {
        const auto middle = low + (high - low) / 2;
        (zone.offset(middle) == offset ? low : high) = middle;
    }
    return high;
}

// Every change of the clocks from a good year before the appointment to a good year after it, and what was before.
std::vector<Observance> find_observances(const Zone& zone, Day around_day) {
    constexpr auto kReach = std::chrono::days{400};
    constexpr auto kStep = std::chrono::days{3};  // no zone changes there and back within it
    const Instant around{around_day.time_since_epoch()};
    const auto first = zone.offset(around - kReach);
    std::vector<Observance> out{{Instant{}, first, first}};
    for (auto at = around - kReach; at < around + kReach; at += kStep) {
        if (zone.offset(at) == zone.offset(at + kStep)) continue;
        const auto change = change_between(zone, at, at + kStep);
        out.push_back({change, zone.offset(at), zone.offset(change)});
    }
    return out;
}

// Each thread keeps those of the last days asked for.
const std::vector<Observance>& observances(const Zone& zone, Instant around) {
    constexpr std::size_t kMost = 200;
    thread_local std::map<std::pair<std::string, Day>, std::vector<Observance>> kept;
    const std::pair key{zone.name(), Day{std::chrono::floor<std::chrono::days>(around).time_since_epoch()}};
    if (kept.size() >= kMost && !kept.contains(key)) kept.clear();
    auto [found, is_new] = kept.try_emplace(key);
    if (is_new) found->second = find_observances(zone, key.second);
    return found->second;
}

icalcomponent* observance_component(const Observance& observance) {
    auto* component =
        icalcomponent_new(observance.after > observance.before ? ICAL_XDAYLIGHT_COMPONENT : ICAL_XSTANDARD_COMPONENT);
    const WallTime start{observance.from.time_since_epoch() + observance.before};
    icalcomponent_add_property(component, icalproperty_new_dtstart(calendar_time(start, false)));
    icalcomponent_add_property(component, icalproperty_new_tzoffsetfrom(static_cast<int>(observance.before.count())));
    icalcomponent_add_property(component, icalproperty_new_tzoffsetto(static_cast<int>(observance.after.count())));
    return component;
}

icalcomponent* zone_component(const Zone& zone, Instant around) {
    auto* component = icalcomponent_new(ICAL_VTIMEZONE_COMPONENT);
    icalcomponent_add_property(component, icalproperty_new_tzid(zone.name().c_str()));
    for (const auto& observance : observances(zone, around))
        icalcomponent_add_component(component, observance_component(observance));
    return component;
}

// The second run of a repeated hour has no name on the wall: RFC 5545 3.3.5 takes such a time for the first. UTC says
// it.
bool is_tellable(const CalendarEntry& entry) {
    if (entry.zone == Zone::utc()) return false;
    const auto tells = [&](Instant at) { return entry.zone.instant(entry.zone.wall(at)) == at; };
    return tells(entry.time.begin) && tells(entry.time.end);
}

icaltimetype local_or_utc(const CalendarEntry& entry, Instant at) {
    return is_tellable(entry) ? calendar_time(entry.zone.wall(at), false) : utc_time(at);
}

icalproperty* in_zone(icalproperty* property, const CalendarEntry& entry) {
    if (is_tellable(entry)) icalproperty_add_parameter(property, icalparameter_new_tzid(entry.zone.name().c_str()));
    return property;
}

icalproperty_status calendar_status(Status status) {
    if (status == Status::pending) return ICAL_STATUS_TENTATIVE;
    return status == Status::cancelled || status == Status::declined ? ICAL_STATUS_CANCELLED : ICAL_STATUS_CONFIRMED;
}

icalproperty* organizer(const CalendarEntry& entry) {
    auto name = entry.organizer_name;
    std::ranges::replace(name, '"', '\'');  // a parameter's value has no way to hold one (RFC 5545 3.2)
    auto* property = icalproperty_new_organizer(entry.organizer.c_str());
    icalproperty_add_parameter(property, icalparameter_new_cn(name.c_str()));
    return property;
}

icalcomponent* event_component(const CalendarEntry& entry) {
    auto* event = icalcomponent_new(ICAL_VEVENT_COMPONENT);
    const auto add = [&](icalproperty* property) { icalcomponent_add_property(event, property); };
    add(icalproperty_new_uid(fmt::format("{}@{}", base::to_text(entry.id), entry.host).c_str()));
    add(icalproperty_new_dtstamp(utc_time(entry.changed_at)));
    add(icalproperty_new_lastmodified(utc_time(entry.changed_at)));
    add(in_zone(icalproperty_new_dtstart(local_or_utc(entry, entry.time.begin)), entry));
    add(in_zone(icalproperty_new_dtend(local_or_utc(entry, entry.time.end)), entry));
    add(organizer(entry));
    add(icalproperty_new_sequence(entry.sequence));
    add(icalproperty_new_status(calendar_status(entry.status)));
    add(icalproperty_new_summary(entry.title.c_str()));
    if (!entry.place.empty()) add(icalproperty_new_location(entry.place.c_str()));
    add(icalproperty_new_description(entry.description.c_str()));
    add(icalproperty_new_url(entry.url.c_str()));
    return event;
}

Component new_calendar() {
    Component calendar(icalcomponent_new(ICAL_VCALENDAR_COMPONENT));
    icalcomponent_add_property(calendar.get(), icalproperty_new_version("2.0"));
    icalcomponent_add_property(calendar.get(), icalproperty_new_prodid("-//Timebok//Timebok//EN"));
    icalcomponent_add_property(calendar.get(), icalproperty_new_method(ICAL_METHOD_PUBLISH));
    return calendar;
}

std::string text_of(const Component& calendar) {
    const std::unique_ptr<char, decltype(&icalmemory_free_buffer)> text(
        static_cast<char*>(icalcomponent_as_ical_string_r(calendar.get())),
        [](void* buffer) { icalmemory_free_buffer(buffer); });
    return text.get();
}

// "20270329T070000Z"
std::string compact(Instant at) {
    auto text = base::to_text(at);
    std::erase_if(text, [](char c) { return c == '-' || c == ':'; });
    return text;
}

}  // namespace

std::string calendar_file(const CalendarEntry& entry) { return calendar_file(std::vector{entry}); }

std::string calendar_file(const std::vector<CalendarEntry>& entries) {
    const auto calendar = new_calendar();
    icalcomponent_add_component(calendar.get(), zone_component(entries.at(0).zone, entries[0].time.begin));
    for (const auto& entry : entries) icalcomponent_add_component(calendar.get(), event_component(entry));
    return text_of(calendar);
}

std::string calendar_feed(const std::vector<CalendarEntry>& entries, const std::string& name) {
    const auto calendar = new_calendar();
    const auto add_x = [&](const char* property, const std::string& value) {
        auto* x = icalproperty_new_x(value.c_str());
        icalproperty_set_x_name(x, property);
        icalcomponent_add_property(calendar.get(), x);
    };
    add_x("X-WR-CALNAME", name);
    add_x("X-PUBLISHED-TTL", "PT1H");
    for (auto entry : entries) {
        entry.zone = Zone::utc();
        icalcomponent_add_component(calendar.get(), event_component(entry));
    }
    return text_of(calendar);
}

std::string google_calendar_url(const CalendarEntry& entry) {
    return fmt::format(
        "https://calendar.google.com/calendar/render?action=TEMPLATE&text={}&dates={}/{}&ctz={}&details={}&location={}",
        base::percent_encoded(entry.title), compact(entry.time.begin), compact(entry.time.end),
        base::percent_encoded(entry.zone.name()), base::percent_encoded(entry.description),
        base::percent_encoded(entry.place));
}

std::string outlook_calendar_url(const CalendarEntry& entry) {
    return fmt::format("https://outlook.live.com/calendar/0/action/"
                       "compose?rru=addevent&subject={}&startdt={}&enddt={}&body={}&location={}",
                       base::percent_encoded(entry.title), base::percent_encoded(base::to_text(entry.time.begin)),
                       base::percent_encoded(base::to_text(entry.time.end)), base::percent_encoded(entry.description),
                       base::percent_encoded(entry.place));
}

}  // namespace bookings
