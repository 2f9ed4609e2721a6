#include "activity/telling.h"
#include "staff/places.h"
#include "staff/schedule.h"

#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include <nlohmann/json.hpp>

namespace staff {
namespace {

using activity::Reader;
using nlohmann::json;

std::string say_day(const Reader& reader, const json& value) {
    const auto day = value.is_string() ? base::parse_day(value.get<std::string>()) : std::nullopt;
    return day ? i18n::long_date(reader.language, *day, 0) : activity::plain_value(reader, value);
}

std::string say_opening(const Reader& reader, const json& opening) {
    auto out = hours_text(availability::Hours{Minutes{opening.value("from", 0)}, Minutes{opening.value("to", 1)}});
    const auto add = [&](const std::string& words) { out += " " + words; };
    if (opening.contains("location"))
        add("(" + reader.named("location", opening["location"].get<std::int64_t>()) + ")");
    if (opening.contains("every_weeks"))
        add(i18n::words(reader.language, "every {n} weeks, counted from {day}",
                        {{"n", std::to_string(opening.value("every_weeks", 1))},
                         {"day", say_day(reader, opening.value("monday", ""))}}));
    if (opening.contains("valid_from"))
        add(i18n::words(reader.language, "from {day}", {{"day", say_day(reader, opening["valid_from"])}}));
    if (opening.contains("valid_to"))
        add(i18n::words(reader.language, "until {day}", {{"day", say_day(reader, opening["valid_to"])}}));
    return out;
}

std::string say_hours(const Reader& reader, const json& value) {
    if (!value.is_array()) return activity::plain_value(reader, value);
    if (value.empty()) return i18n::words(reader.language, "none");
    std::vector<std::string> out;
    for (const auto& opening : value)
        if (opening.is_object()) out.push_back(say_opening(reader, opening));
    return fmt::format("{}", fmt::join(out, ", "));
}

std::string say_yearly(const Reader& reader, const json&) { return i18n::words(reader.language, "every year"); }

std::string about_provider(const Reader& reader, const activity::Recorded& recorded, const json&) {
    auto name = reader.named("provider", recorded.subject_id);
    return name.empty() ? i18n::words(reader.language, "everyone") : name;
}
std::string about_location(const Reader& reader, const activity::Recorded& recorded, const json&) {
    return reader.named("location", recorded.subject_id);
}
std::string about_day(const Reader& reader, const activity::Recorded& recorded, const json& data) {
    return fmt::format("{}, {}", about_provider(reader, recorded, data), say_day(reader, data.value("day", json())));
}

constexpr std::array kHoursWords{N_("Monday"), N_("Tuesday"),  N_("Wednesday"), N_("Thursday"),
                                 N_("Friday"), N_("Saturday"), N_("Sunday")};
constexpr std::array kBreakWords{N_("Breaks on Monday"),   N_("Breaks on Tuesday"), N_("Breaks on Wednesday"),
                                 N_("Breaks on Thursday"), N_("Breaks on Friday"),  N_("Breaks on Saturday"),
                                 N_("Breaks on Sunday")};

std::vector<activity::Field> week_fields() {
    std::vector<activity::Field> out;
    for (std::size_t n = 0; n < 7; ++n) {
        out.push_back({fmt::format("hours_{}", n + 1), kHoursWords[n], say_hours});
        out.push_back({fmt::format("breaks_{}", n + 1), kBreakWords[n], say_hours});
    }
    return out;
}

void add_types(activity::Registry& registry) {
    registry.add(activity::Log{"hours", N_("Hours")});
    const std::vector<activity::Field> time_off{{"first_day", N_("First day"), say_day},
                                                {"last_day", N_("Last day"), say_day},
                                                {"hours", N_("Hours"), say_hours},
                                                {"yearly", N_("Repeated"), say_yearly},
                                                {"reason", N_("Reason")}};
    registry.add(activity::Type{.name = "hours.changed",
                                .words = N_("The weekly hours were changed"),
                                .fields = week_fields(),
                                .log = "hours",
                                .about = about_provider});
    registry.add(activity::Type{.name = "special_day.changed",
                                .words = N_("The hours of one day were changed"),
                                .fields = {{"hours", N_("Hours"), say_hours}},
                                .log = "hours",
                                .about = about_day});
    registry.add(activity::Type{.name = "time_off.added",
                                .words = N_("Time off was added"),
                                .fields = time_off,
                                .log = "hours",
                                .about = about_provider});
    registry.add(activity::Type{.name = "time_off.removed",
                                .words = N_("Time off was removed"),
                                .fields = time_off,
                                .log = "hours",
                                .about = about_provider});
    registry.add(activity::Type{.name = "opening_hours.changed",
                                .words = N_("The opening hours were changed"),
                                .fields = week_fields(),
                                .log = "hours",
                                .about = about_location});
}

}  // namespace

namespace {

std::string person_name(const activity::Reader& reader, const activity::Recorded& activity, const nlohmann::json&) {
    return reader.named("staff", activity.subject_id);
}

std::string say_location(const activity::Reader& reader, const nlohmann::json& value) {
    return value.is_number_integer() ? reader.named("location", value.get<std::int64_t>())
                                     : i18n::words(reader.language, "none");
}

}  // namespace

void subscribe(activity::Registry& registry) {
    registry.add(activity::Type{.name = "staff.changed",
                                .words = N_("Their entry was changed"),
                                .fields = {{"name", N_("Name")},
                                           {"title", N_("Title")},
                                           {"about", N_("About them")},
                                           {"colour", N_("Colour")},
                                           {"location_id", N_("Location"), say_location},
                                           {"bookable", N_("Customers may book them")}},
                                .log = "staff",
                                .about = person_name});
    registry.add(activity::Type{.name = "staff.made_provider",
                                .words = N_("Gives services from now on"),
                                .log = "staff",
                                .about = person_name});
    registry.add(activity::Names{"provider", [](db::Session& session, BusinessId business, i18n::Language) {
                                     std::map<std::string, std::string> out;
                                     for (const auto& each : list_providers(session, business))
                                         out.emplace(std::to_string(each.id.value), each.name);
                                     return out;
                                 }});
    registry.add(activity::Names{"location", [](db::Session& session, BusinessId business, i18n::Language) {
                                     std::map<std::string, std::string> out;
                                     for (const auto& each : list_locations(session, business))
                                         out.emplace(std::to_string(each.id.value), each.name);
                                     return out;
                                 }});
    add_types(registry);
    registry.add(kManageHours);
    subscribe_places(registry);
}

}  // namespace staff
