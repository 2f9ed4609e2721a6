#include "office/frame/business_history.h"

#include "booking_page/shown.h"
#include "bookings/words.h"
#include "businesses/setting_fields.h"
#include "notify/channel.h"
#include "notify/workflow.h"
#include "office/frame/workflow_words.h"

#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace office {
namespace {

using i18n::Language;
using nlohmann::json;

constexpr std::array<std::string_view, 4> kKindNames{"settings", "staff", "workflows", "templates"};

// Kind by kind, so that the types of each are a part of all.
constexpr std::array<std::string_view, 18> kTypes{
    "settings.changed",   "archive.everybody_asked",  //
    "staff.added",        "staff.role_changed",       "staff.login_made",    "staff.login_removed",
    "staff.password_set", "staff.password_changed",   "staff.email_changed", "staff.totp_set",
    "staff.totp_removed", "staff.recovery_code_used",                      //
    "workflow.created",   "workflow.changed",         "workflow.removed",  //
    "template.created",   "template.changed",         "template.removed"};
constexpr std::array<std::size_t, 5> kBegins{0, 2, 12, 15, 18};

std::string of_staff(Language language, std::string_view type) {
    if (type == "staff.added") return i18n::words(language, "Added to the staff");
    if (type == "staff.role_changed") return i18n::words(language, "Given another role");
    if (type == "staff.login_made") return i18n::words(language, "Given a login from the console");
    if (type == "staff.login_removed") return i18n::words(language, "Login taken away");
    if (type == "staff.password_set") return i18n::words(language, "Given a password");
    if (type == "staff.password_changed") return i18n::words(language, "Changed their own password");
    if (type == "staff.email_changed") return i18n::words(language, "Given another address for signing in");
    if (type == "staff.totp_set") return i18n::words(language, "Set up codes for signing in");
    if (type == "staff.totp_removed") return i18n::words(language, "Codes for signing in taken away");
    if (type == "staff.recovery_code_used") return i18n::words(language, "Signed in with a recovery code");
    return {};
}

std::string of_messages(Language language, std::string_view type, const json& data) {
    if (type == "workflow.created") return i18n::words(language, "Workflow added");
    if (type == "workflow.changed") return i18n::words(language, "Workflow changed");
    if (type == "workflow.removed") return i18n::words(language, "Workflow removed");
    if (type == "template.created") return i18n::words(language, "Template added");
    if (type == "template.removed") return i18n::words(language, "Template removed");
    if (type != "template.changed") return {};
    if (data.contains("reset")) return i18n::words(language, "Text of our own taken out of the template");
    if (!data.contains("language")) return i18n::words(language, "Template renamed");
    return i18n::words(language, "Template changed");
}

std::string text_of(const json& data, const char* name) {
    const auto found = data.find(name);
    return found != data.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::string name_in(const std::map<std::int64_t, std::string>& names, std::int64_t id) {
    const auto found = names.find(id);
    return found == names.end() ? std::string() : found->second;
}

// What it happened to, by the name that it had then where the activity says it.
std::string about(const HistoryNames& names, const activity::Recorded& activity, const json& data) {
    if (activity.type.starts_with("staff.")) return name_in(names.staff, activity.subject_id);
    if (!activity.type.starts_with("workflow.") && !activity.type.starts_with("template.")) return {};
    std::string name;
    for (const auto* part : {"after", "before"})
        if (name.empty() && data.contains(part)) name = text_of(data[part], "name");
    if (name.empty()) name = text_of(data, "name");
    if (name.empty() && activity.type.starts_with("workflow.")) name = name_in(names.workflows, activity.subject_id);
    if (name.empty() && activity.type.starts_with("template.")) name = name_in(names.templates, activity.subject_id);
    if (const auto language = i18n::parse_language(text_of(data, "language")))
        name += fmt::format(" ({})", i18n::native_name(*language));
    return name;
}

std::string workflow_field(Language language, std::string_view field) {
    if (field == "name") return i18n::words(language, "Name");
    if (field == "trigger") return i18n::words(language, "When this happens");
    if (field == "offset_minutes") return i18n::words(language, "How long");
    if (field == "conditions") return i18n::words(language, "Only when");
    if (field == "actions") return i18n::words(language, "Send this");
    if (field == "active") return i18n::words(language, "Switched on");
    return {};
}

std::string field_name(Language language, std::string_view type, std::string_view field) {
    if (type == "staff.added" || type == "staff.role_changed")
        return field == "role" ? i18n::words(language, "Role") : std::string();
    if (type == "staff.email_changed") return field == "email" ? i18n::words(language, "E-mail") : std::string();
    if (type == "workflow.changed") return workflow_field(language, field);
    if (type == "template.changed") return field == "subject" ? i18n::words(language, "Subject") : std::string();
    const auto* words = type == "settings.changed" ? businesses::setting_words(field) : nullptr;
    return words ? i18n::words(language, words) : std::string();
}

std::string choice_words(Language language, std::string_view field, const std::string& value) {
    if (field == "logins") {
        if (value == "off") return i18n::words(language, "Off");
        return value == "required" ? i18n::words(language, "Required") : i18n::words(language, "Optional");
    }
    if (field == "name_check") {
        if (value == "off") return i18n::words(language, "Do nothing");
        return value == "refuse" ? i18n::words(language, "Refuse the booking kindly")
                                 : i18n::words(language, "Mark the appointment for staff");
    }
    if (field.ends_with("_field")) {
        if (value == "hidden") return i18n::words(language, "Not asked for");
        return value == "required" ? i18n::words(language, "Has to be filled in")
                                   : i18n::words(language, "May be left empty");
    }
    if (field == "reschedule" || field == "cancel")
        return value == "never" ? i18n::words(language, "Never online")
                                : i18n::words(language, "Always, until it begins");
    if (field.starts_with("paid_"))
        return value == "never" ? i18n::words(language, "Never online") : i18n::words(language, "As all others");
    if (field == "logo") {
        if (value == "none") return i18n::words(language, "none");
        return value == "replaced" ? i18n::words(language, "another picture") : i18n::words(language, "a picture");
    }
    if (field == "role")
        if (const auto role = businesses::parse_role(value)) return role_name(language, *role);
    if (field == "trigger")
        if (const auto* trigger = notify::find_trigger(value)) return trigger->words(language);
    return value.empty() ? i18n::words(language, "empty") : value;
}

std::string number_words(const Page& page, std::string_view field, std::int64_t value) {
    const auto language = page.language;
    if (field == "reschedule" || field == "cancel")
        return i18n::words(language, "until {time} before it begins", {{"time", span_words(language, Minutes{value})}});
    if (field == "offset_minutes")
        return value == 0 ? i18n::words(language, "at once") : span_words(language, Minutes{value});
    return i18n::number(language, value);
}

std::string item_words(Language language, std::string_view field, const std::string& item) {
    if (field == "totp_roles")
        if (const auto role = businesses::parse_role(item)) return role_name(language, *role);
    if (field == "reschedule_statuses" || field == "status_changes")
        if (const auto status = bookings::parse_status(item)) return bookings::status_name(language, *status);
    if (field != "switched_off") return item;
    if (item == "booking_page") return i18n::words(language, "Booking page");
    if (item == "customer_panel") return i18n::words(language, "Customer panel");
    return i18n::words(language, "Interface for other programs");
}

std::string list_words(Language language, std::string_view field, const json& list) {
    std::vector<std::string> out;
    for (const auto& item : list)
        if (item.is_string()) out.push_back(item_words(language, field, item.get<std::string>()));
    return out.empty() ? i18n::words(language, "none") : fmt::format("{}", fmt::join(out, ", "));
}

std::string action_words(const Page& page, const HistoryNames& names, const json& actions) {
    const auto language = page.language;
    std::vector<std::string> out;
    for (const auto& action : actions) {
        auto name = name_in(names.templates, action.value("template_id", std::int64_t{0}));
        if (name.empty()) name = i18n::words(language, "a template that is gone");
        if (action.contains("options") && action["options"].contains("calendar_file"))
            name = i18n::words(language, "{name}, with a calendar file", {{"name", name}});
        const auto* channel = notify::find_channel(text_of(action, "target"));
        if (channel && channel->name() != "email") name = fmt::format("{} ({})", name, channel->words(language));
        out.push_back(std::move(name));
    }
    return fmt::format("{}", fmt::join(out, "; "));
}

std::string value_words(const Page& page, const HistoryNames& names, std::string_view field, const json& value) {
    const auto language = page.language;
    if (field == "conditions" && value.is_array()) return condition_words(page, notify::conditions_of(value.dump()));
    if (field == "actions" && value.is_array()) return action_words(page, names, value);
    if (value.is_boolean()) return value.get<bool>() ? i18n::words(language, "on") : i18n::words(language, "off");
    if (value.is_number_integer()) return number_words(page, field, value.get<std::int64_t>());
    if (value.is_array()) return list_words(language, field, value);
    return value.is_string() ? choice_words(language, field, value.get<std::string>()) : plain_value(language, value);
}

// A text has a line for each language in which it changed; "" is the business's first.
void add_text_changes(std::vector<ShownChange>& changes, const Page& page, const std::string& name, const json& before,
                      const json& after) {
    std::set<std::string> tags;
    for (const auto* texts : {&before, &after})
        for (const auto& [tag, text] : texts->items()) tags.insert(tag);
    const auto& languages = page.business().languages;
    for (const auto& tag : tags) {
        const auto was = text_of(before, tag.c_str()), is = text_of(after, tag.c_str());
        if (was == is) continue;
        const auto language = i18n::parse_language(tag.empty() ? languages.front() : tag);
        auto field = name;
        if (languages.size() > 1 && language) field += fmt::format(" ({})", i18n::native_name(*language));
        const auto shown = [&](const std::string& text) {
            return text.empty() ? i18n::words(page.language, "empty") : text;
        };
        changes.push_back({.field = std::move(field), .before = shown(was), .after = shown(is)});
    }
}

std::vector<ShownChange> changes_of(const Page& page, const HistoryNames& names, const activity::Recorded& activity,
                                    const json& data) {
    std::vector<ShownChange> out;
    const auto before = data.value("before", json::object());
    const auto after = activity.type == "staff.added" ? data : data.value("after", json::object());
    if (!before.is_object() || !after.is_object()) return out;
    for (const auto& [field, value] : after.items()) {
        auto name = field_name(page.language, activity.type, field);
        const bool had = before.contains(field);
        if (had && before[field] == value) continue;
        // What was made is told by its name alone.
        if (name.empty() && !activity.type.ends_with("changed")) continue;
        if (name.empty()) name = plain_name(field);
        if (value.is_object()) {
            add_text_changes(out, page, name, had && before[field].is_object() ? before[field] : json::object(), value);
            continue;
        }
        auto& change =
            out.emplace_back(ShownChange{name, {}, value_words(page, names, field, value), field == "phone"});
        if (had) change.before = value_words(page, names, field, before[field]);
    }
    return out;
}

}  // namespace

std::string plain_name(std::string_view field) {
    std::string out(field);
    std::ranges::replace(out, '_', ' ');
    return out;
}

std::string plain_value(Language language, const json& value) {
    if (value.is_boolean()) return value.get<bool>() ? i18n::words(language, "on") : i18n::words(language, "off");
    if (value.is_null()) return i18n::words(language, "empty");
    return value.is_string() ? value.get<std::string>() : value.dump();
}

std::string_view to_text(ChangeKind kind) { return kKindNames.at(static_cast<std::size_t>(kind)); }

std::optional<ChangeKind> parse_change_kind(std::string_view text) {
    for (const auto kind : kChangeKinds)
        if (to_text(kind) == text) return kind;
    return std::nullopt;
}

std::string name_of(Language language, ChangeKind kind) {
    switch (kind) {
        case ChangeKind::settings: return i18n::words(language, "Settings");
        case ChangeKind::staff: return i18n::words(language, "Staff");
        case ChangeKind::workflows: return i18n::words(language, "Workflows");
        case ChangeKind::templates: return i18n::words(language, "Templates");
    }
    return {};
}

std::span<const std::string_view> types_of(std::optional<ChangeKind> kind) {
    if (!kind) return kTypes;
    const auto at = static_cast<std::size_t>(*kind);
    return std::span(kTypes).subspan(kBegins.at(at), kBegins.at(at + 1) - kBegins.at(at));
}

HistoryNames find_names(const Page& page, const std::vector<activity::Recorded>& activities) {
    const auto any = [&](std::string_view prefix) {
        return std::ranges::any_of(activities, [&](const auto& activity) { return activity.type.starts_with(prefix); });
    };
    const bool by_staff =
        std::ranges::any_of(activities, [](const auto& activity) { return activity.actor == "staff"; });
    HistoryNames out;
    page.environment.database.read([&](db::Session& session) {
        if (by_staff || any("staff."))
            for (const auto& each : accounts::staff::list(session, page.id())) out.staff[each.id.value] = each.name;
        if (any("workflow."))
            for (const auto& each : notify::list_workflows(session, page.id()))
                out.workflows[each.id.value] = each.name;
        if (any("workflow.") || any("template."))
            for (const auto& each : notify::list_templates(session, page.id()))
                out.templates[each.id.value] = each.name;
    });
    return out;
}

std::optional<ShownActivity> shown_activity(const Page& page, const HistoryNames& names,
                                            const activity::Recorded& activity, const json& data) {
    if (std::ranges::find(kTypes, activity.type) == kTypes.end() || !data.is_object()) return std::nullopt;
    ShownActivity out;
    if (activity.type == "settings.changed")
        out.what = i18n::words(page.language, "The settings were changed");
    else if (activity.type == "archive.everybody_asked")
        out.what = i18n::words(page.language, "A file with everything about all customers was asked for");
    else if (activity.type.starts_with("staff."))
        out.what = of_staff(page.language, activity.type);
    else
        out.what = of_messages(page.language, activity.type, data);
    out.about = about(names, activity, data);
    out.changes = changes_of(page, names, activity, data);
    return out;
}

}  // namespace office
