#include "activity/telling.h"

#include "db/db.h"

#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <set>

namespace activity {
namespace {

using nlohmann::json;

// For a field that no words are known for, such as one of a later version: "some_field" -> "some field".
std::string plain_name(std::string_view field) {
    std::string out(field);
    std::ranges::replace(out, '_', ' ');
    return out;
}

std::string staff_name(const Reader& reader, std::int64_t id) {
    auto name = reader.named("staff", id);
    return name.empty() ? i18n::words(reader.language, "someone of the staff") : name;
}

std::string who(const Reader& reader, const Recorded& activity) {
    if (activity.actor == "staff") return staff_name(reader, activity.actor_id);
    if (activity.by_staff)
        return i18n::words(reader.language, "{name}, signed in as the customer",
                           {{"name", staff_name(reader, activity.by_staff)}});
    if (activity.actor == "customer") return i18n::words(reader.language, "the customer");
    if (activity.actor == "visitor") return i18n::words(reader.language, "a visitor of the booking page");
    if (activity.actor == "manage_link") return i18n::words(reader.language, "the customer, by the link in a mail");
    if (activity.actor == "api_key") {
        const auto name = reader.named("api_key", activity.actor_id);
        if (name.empty()) return i18n::words(reader.language, "another program");
        return i18n::words(reader.language, "another program, by the key {name}", {{"name", name}});
    }
    return i18n::words(reader.language, "Timebok by itself");
}

const Field* find_field(const Type* type, std::string_view name) {
    if (!type) return nullptr;
    const auto found = std::ranges::find(type->fields, name, &Field::name);
    return found == type->fields.end() ? nullptr : &*found;
}

std::string said(const Reader& reader, const Field* field, const json& value) {
    return field && field->say ? field->say(reader, value) : plain_value(reader, value);
}

// A text of the business has a line for each language in which it changed; "" is its first language.
void add_text_changes(std::vector<Change>& changes, const Reader& reader, const std::string& name, const json& before,
                      const json& after) {
    std::set<std::string> tags;
    for (const auto* texts : {&before, &after})
        for (const auto& [tag, text] : texts->items()) tags.insert(tag);
    for (const auto& tag : tags) {
        const auto text_in = [&](const json& texts) {
            const auto found = texts.find(tag);
            return found != texts.end() && found->is_string() ? found->get<std::string>() : std::string();
        };
        const auto was = text_in(before), is = text_in(after);
        if (was == is) continue;
        const auto language =
            i18n::parse_language(tag.empty() && !reader.languages.empty() ? reader.languages.front() : tag);
        auto field = name;
        if (reader.languages.size() > 1 && language) field += fmt::format(" ({})", i18n::native_name(*language));
        changes.push_back({std::move(field), plain_value(reader, was), plain_value(reader, is)});
    }
}

std::vector<Change> changes_of(const Reader& reader, const Type* type, const json& data) {
    std::vector<Change> out;
    if (!data.is_object()) return out;
    const auto before = data.value("before", json::object()), after = data.value("after", json::object());
    if (!before.is_object() || !after.is_object()) return out;
    for (const auto& [member, value] : after.items()) {
        const auto* field = find_field(type, member);
        const auto was = before.find(member);
        const bool had = was != before.end();
        if (had && *was == value) continue;
        if (field ? !field->words : type && type->only_fields) continue;
        const auto name = field ? i18n::words(reader.language, field->words) : plain_name(member);
        if (value.is_object()) {
            add_text_changes(out, reader, name, had && was->is_object() ? *was : json::object(), value);
            continue;
        }
        auto& change = out.emplace_back(Change{name, {}, said(reader, field, value), field && field->is_phone});
        if (had) change.before = said(reader, field, *was);
    }
    return out;
}

}  // namespace

std::string Reader::named(std::string_view kind, const std::string& key) const {
    auto found = names_.find(kind);
    if (found == names_.end()) {
        found = names_.emplace(std::string(kind), std::map<std::string, std::string>()).first;
        for (const auto& names : registry_.all<Names>())
            if (names.kind == kind) found->second.merge(names.load(session_, business_, language));
    }
    const auto name = found->second.find(key);
    return name == found->second.end() ? std::string() : name->second;
}

std::string Reader::moment(Instant at) const {
    return i18n::words(
        language, "{day} at {time}",
        {{"day", i18n::long_date(language, zone.day(at), 0)}, {"time", i18n::time_of_day(language, zone.wall(at))}});
}

std::string plain_value(const Reader& reader, const json& value) {
    if (value.is_boolean())
        return value.get<bool>() ? i18n::words(reader.language, "on") : i18n::words(reader.language, "off");
    if (value.is_number_integer()) return i18n::number(reader.language, value.get<std::int64_t>());
    if (value.is_null() || (value.is_string() && value.get_ref<const std::string&>().empty()))
        return i18n::words(reader.language, "empty");
    if (value.is_string()) return value.get<std::string>();
    if (!value.is_array()) return value.dump();
    std::vector<std::string> items;
    for (const auto& item : value)
        if (item.is_string()) items.push_back(item.get<std::string>());
    return items.empty() ? i18n::words(reader.language, "none") : fmt::format("{}", fmt::join(items, ", "));
}

const Type* find_type(const Registry& registry, std::string_view name) {
    const auto& types = registry.all<Type>();
    const auto found = std::ranges::find(types, name, &Type::name);
    return found == types.end() ? nullptr : &*found;
}

std::vector<std::string_view> types_of(const Registry& registry, std::optional<std::string_view> log) {
    std::vector<std::string_view> out;
    for (const auto& type : registry.all<Type>())
        if (log ? type.log == *log : !type.log.empty()) out.push_back(type.name);
    return out;
}

Told tell(const Registry& registry, const Reader& reader, const Recorded& activity) {
    const auto* type = find_type(registry, activity.type);
    const auto data = json::parse(activity.data, nullptr, false);
    Told out{.at = activity.at, .who = who(reader, activity), .what = {}, .about = {}, .changes = {}};
    const char* words = type ? type->words : N_("Something was changed");
    if (type && type->words_of && data.is_object())
        if (const char* instead = type->words_of(data)) words = instead;
    out.what = i18n::words(reader.language, words);
    if (type && type->about && data.is_object()) out.about = type->about(reader, activity, data);
    out.changes = changes_of(reader, type, data);
    return out;
}

}  // namespace activity
