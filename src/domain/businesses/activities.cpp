#include "activity/telling.h"
#include "businesses/setting_fields.h"
#include "businesses/settings.h"
#include "businesses/words.h"

#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

namespace businesses {
namespace {

using activity::Reader;
using i18n::Language;
using nlohmann::json;

const char* words_of(Logins value) {
    switch (value) {
        case Logins::off: return N_("Off");
        case Logins::optional: return N_("Optional");
        case Logins::required: return N_("Required");
    }
    CHECK(false);
}
const char* words_of(NameCheck value) {
    switch (value) {
        case NameCheck::off: return N_("Do nothing");
        case NameCheck::warn: return N_("Mark the appointment for staff");
        case NameCheck::refuse: return N_("Refuse the booking kindly");
    }
    CHECK(false);
}
const char* words_of(FieldRule value) {
    switch (value) {
        case FieldRule::hidden: return N_("Not asked for");
        case FieldRule::optional: return N_("May be left empty");
        case FieldRule::required: return N_("Has to be filled in");
    }
    CHECK(false);
}
const char* words_of(PaidRule value) { return value == PaidRule::never ? N_("Never online") : N_("As all others"); }
const char* words_of(Layout value) {
    switch (value) {
        case Layout::cards: return N_("Cards");
        case Layout::list: return N_("A list");
        case Layout::compact: return N_("A short list");
    }
    CHECK(false);
}
const char* words_of(Font value) {
    switch (value) {
        case Font::system: return N_("Plain");
        case Font::serif: return N_("With serifs");
        case Font::rounded: return N_("Rounded");
    }
    CHECK(false);
}
const char* words_of(Corners value) {
    switch (value) {
        case Corners::soft: return N_("A little round");
        case Corners::round: return N_("Round");
        case Corners::square: return N_("Square");
    }
    CHECK(false);
}
const char* words_of(Density value) { return value == Density::dense ? N_("Little") : N_("Much"); }

template <class Choice>
std::string say_choice(const Reader& reader, const json& value) {
    if (value.is_string())
        if (const auto choice = parse_choice(std::type_identity<Choice>{}, value.get<std::string>()))
            return i18n::words(reader.language, words_of(*choice));
    return activity::plain_value(reader, value);
}

// Each item by its name where one is known.
template <class Name>
std::string say_list(const Reader& reader, const json& value, Name&& name) {
    if (!value.is_array()) return activity::plain_value(reader, value);
    json names = json::array();
    for (const auto& item : value)
        if (item.is_string()) {
            auto known = name(item.get<std::string>());
            names.push_back(known.empty() ? item.get<std::string>() : std::move(known));
        }
    return activity::plain_value(reader, names);
}

std::string say_roles(const Reader& reader, const json& value) {
    return say_list(reader, value, [&](const std::string& item) {
        const auto role = parse_role(item);
        return role ? role_name(reader.language, *role) : std::string();
    });
}
std::string say_statuses(const Reader& reader, const json& value) {
    return say_list(reader, value, [&](const std::string& item) { return reader.named("status", item); });
}
std::string say_modules(const Reader& reader, const json& value) {
    return say_list(reader, value, [&](const std::string& item) {
        const auto& all = reader.registry().all<Module>();
        const auto module = std::ranges::find(all, item, &Module::name);
        return module == all.end() ? std::string() : i18n::words(reader.language, module->words);
    });
}

std::string say_rule(const Reader& reader, const json& value) {
    if (value.is_number_integer())
        return i18n::words(reader.language, "until {time} before it begins",
                           {{"time", i18n::span(reader.language, Minutes{value.get<std::int64_t>()})}});
    return value == "never" ? i18n::words(reader.language, "Never online")
                            : i18n::words(reader.language, "Always, until it begins");
}

std::string say_logo(const Reader& reader, const json& value) {
    if (value == "none") return i18n::words(reader.language, "none");
    return value == "replaced" ? i18n::words(reader.language, "another picture")
                               : i18n::words(reader.language, "a picture");
}

std::string say_kind(const Reader& reader, const json& value) {
    return value.is_string() ? kind_name(reader.language, value.get<std::string>()) : std::string();
}

template <class Value>
activity::Say say_of(std::string_view name) {
    if (name == "kind") return say_kind;
    if constexpr (std::is_enum_v<Value>)
        return say_choice<Value>;
    else if constexpr (std::is_same_v<Value, std::set<Role>>)
        return say_roles;
    else if constexpr (std::is_same_v<Value, std::set<std::string>>)
        return say_statuses;
    else
        return {};
}

std::vector<activity::Field> fields() {
    std::vector<activity::Field> out{{"switched_off", N_("Switched off"), say_modules},
                                     {"reschedule", N_("Customers may move it"), say_rule},
                                     {"cancel", N_("Customers may cancel it"), say_rule},
                                     {"logo", N_("Your logo"), say_logo},
                                     {"slug", N_("Address of the page")}};
    const Business any;
    for_each_setting(any, [&](const auto& setting, const auto& value) {
        using Value = std::remove_cvref_t<decltype(value)>;
        out.push_back({std::string(setting.name), setting.words, say_of<Value>(setting.name), setting.name == "phone"});
    });
    return out;
}

}  // namespace

std::string role_name(Language language, Role role) {
    switch (role) {
        case Role::owner: return i18n::words(language, "Owner");
        case Role::manager: return i18n::words(language, "Manager");
        case Role::receptionist: return i18n::words(language, "Receptionist");
        case Role::provider: return i18n::words(language, "Provider");
    }
    return {};
}

std::string kind_name(Language language, std::string_view kind) {
    if (kind == "hair") return i18n::words(language, "Hair");
    if (kind == "beauty") return i18n::words(language, "Beauty and nails");
    if (kind == "massage") return i18n::words(language, "Massage and wellness");
    if (kind == "health") return i18n::words(language, "Clinic and health");
    if (kind == "physiotherapy") return i18n::words(language, "Physiotherapy");
    if (kind == "fitness") return i18n::words(language, "Fitness and sport");
    if (kind == "teaching") return i18n::words(language, "Teaching and courses");
    if (kind == "animals") return i18n::words(language, "Animals");
    if (kind == "repairs") return i18n::words(language, "Repairs and workshop");
    if (kind == "advice") return i18n::words(language, "Advice and coaching");
    if (kind == "other") return i18n::words(language, "Something else");
    return {};
}

void subscribe(activity::Registry& registry) {
    registry.add(activity::Log{"settings", N_("Settings")});
    registry.add(activity::Type{
        .name = "settings.changed", .words = N_("The settings were changed"), .fields = fields(), .log = "settings"});
    for (const auto& [name, words] : std::initializer_list<std::pair<const char*, const char*>>{
             {"business.host_asked", N_("Asked the operator for a host name")},
             {"business.host_ask_withdrawn", N_("No longer asked for a host name")},
             {"business.host_given", N_("The operator gave a host name")},
             {"business.host_refused", N_("The operator refused a host name")}})
        registry.add(activity::Type{.name = name,
                                    .words = words,
                                    .fields = {{"host", N_("Host name")}, {"why", N_("Why")}},
                                    .log = "settings"});
    for (const auto& permission : {kManageSettings, kManageStaff}) registry.add(permission);
}

}  // namespace businesses
