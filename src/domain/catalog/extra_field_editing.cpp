#include "catalog/extra_field_editing.h"

#include "base/search.h"
#include "businesses/settings.h"
#include "catalog/extra_field_store.h"
#include "catalog/writing.h"
#include "i18n/i18n.h"

namespace catalog {
namespace {

using activity::Actor;
using activity::Context;
using businesses::Checking;
using nlohmann::json;

json options_of(const ExtraField& field) {
    auto out = json::array();
    for (const auto& option : field.options) out.push_back(json_of(option.name));
    return out;
}

json condition_of(const ExtraField& field) {
    if (!field.condition) return json::array();
    return json::array({std::to_string(field.condition->field.value), field.condition->value});
}

// What the log tells of; the words of each stand in activities.cpp.
json told(const ExtraField& field) {
    return {{"label", json_of(field.label)},
            {"help", json_of(field.help)},
            {"options", options_of(field)},
            {"required", field.required},
            {"services", field.all_services ? json("all") : json_of(field.services)},
            {"condition", condition_of(field)},
            {"active", field.active}};
}

bool is_key(std::string_view key) {
    const auto fits = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; };
    return !key.empty() && key.size() <= kLongestKey && std::ranges::all_of(key, fits);
}

// "first_visit" of "First visit?"; "field" where nothing of it can be in a key.
std::string key_of(std::string_view label) {
    std::string out;
    for (const auto& word : base::search_words(label)) {
        if (!is_key(word)) continue;
        if (out.size() + word.size() > kLongestKey - 4) break;
        out += (out.empty() ? "" : "_") + word;
    }
    return out.empty() ? "field" : out;
}

bool has_key(const std::vector<ExtraField>& all, std::string_view key) {
    return std::ranges::find(all, key, &ExtraField::key) != all.end();
}

// "first_visit", else "first_visit_2", ...
std::string free_key(const std::vector<ExtraField>& all, const std::string& wanted) {
    auto out = wanted;
    for (int n = 2; has_key(all, out); ++n) out = fmt::format("{}_{}", wanted, n);
    return out;
}

// Options without a name go. No two ever have the same key, so that an answer never means another option later.
void key_options(ExtraField& field) {
    std::erase_if(field.options, [](const ExtraField::Option& option) { return option.name.fallback.empty(); });
    for (auto& option : field.options)
        if (option.key.empty()) option.key = base::to_text(base::make_id<ExtraFieldId>());
}

void check_options(Checking& check, ExtraField& field) {
    if (!field.has_options()) return field.options.clear();
    for (auto& option : field.options) check.text("option_" + option.key, option.name, kLongestOption);
    key_options(field);
    std::set<std::string> keys;
    for (const auto& option : field.options) keys.insert(option.key);
    if (field.options.size() < 2) check.refuse("options", "extra_field.options_missing");
    if (field.options.size() > kMostOptions)
        check.refuse("options", "extra_field.too_many_options", {{"max", std::to_string(kMostOptions)}});
    if (keys.size() < field.options.size()) check.refuse("options", "field.invalid");
}

const ExtraField* find(const std::vector<ExtraField>& all, ExtraFieldId id) {
    const auto found = std::ranges::find(all, id, &ExtraField::id);
    return found == all.end() ? nullptr : &*found;
}

// Whether what the field is shown by leads back to it.
bool is_circle(const std::vector<ExtraField>& all, const ExtraField& field) {
    const auto* other = field.condition ? find(all, field.condition->field) : nullptr;
    for (std::size_t steps = 0; other && steps <= all.size(); ++steps) {
        if (other->id == field.id) return true;
        other = other->condition ? find(all, other->condition->field) : nullptr;
    }
    return false;
}

void check_condition(Checking& check, const std::vector<ExtraField>& all, const ExtraField& field) {
    if (!field.condition) return;
    const auto* other = find(all, field.condition->field);
    if (!other || !other->has_value(field.condition->value)) return check.refuse("condition", "field.invalid");
    if (is_circle(all, field)) check.refuse("condition", "extra_field.circle");
}

// An option by which another field is shown cannot go.
void check_needed(Checking& check, const std::vector<ExtraField>& all, const ExtraField& field) {
    for (const auto& other : all)
        if (other.condition && other.condition->field == field.id && !field.has_value(other.condition->value))
            check.refuse("options", "extra_field.option_needed", {{"label", other.label.fallback}});
}

Result<void> check(const std::vector<ExtraField>& all, ExtraField& field) {
    Checking check;
    check.text("label", field.label, kLongestLabel);
    check.required("label", field.label.fallback);
    check.text("help", field.help, kLongestHelp, Checking::Lines::many);
    if (!is_key(field.key)) check.refuse("key", "extra_field.key");
    check_options(check, field);
    check_condition(check, all, field);
    check_needed(check, all, field);
    if (field.all_services) field.services.clear();
    sort_ids(field.services);
    return std::move(check).result();
}

Result<ExtraFieldId> insert(db::Tx& tx, const Context& context, BusinessId business, const std::vector<ExtraField>& all,
                            ExtraField field, Actor actor) {
    if (all.size() >= kMostExtraFields)
        return base::conflict("extra_field.too_many", {{"max", std::to_string(kMostExtraFields)}});
    if (has_key(all, field.key)) return base::conflict("extra_field.key_taken");
    field.version = 1;
    field.position = all.empty() ? 1 : all.back().position + 1;
    if (const auto written = with_parts([&] { store::insert(tx, business, field); }); !written)
        return std::unexpected(written.error());
    record(tx, context, business, "extra_field.created", field.id.value, actor, field.label, {{"after", told(field)}});
    businesses::touch(tx, business);
    return field.id;
}

}  // namespace

Result<ExtraFieldId> create_extra_field(db::Tx& tx, const Context& context, BusinessId business,
                                        const ExtraField& draft, Actor actor) {
    businesses::lock(tx, business);
    const auto all = list_extra_fields(tx, business);
    auto field = draft;
    field.id = base::make_id<ExtraFieldId>();
    if (field.key.empty()) field.key = free_key(all, key_of(field.label.fallback));
    if (const auto fine = check(all, field); !fine) return std::unexpected(fine.error());
    return insert(tx, context, business, all, std::move(field), actor);
}

Result<void> change_extra_field(db::Tx& tx, const Context& context, BusinessId business, const ExtraField& typed,
                                Actor actor) {
    businesses::lock(tx, business);
    const auto all = list_extra_fields(tx, business);
    const auto* before = find(all, typed.id);
    if (!before) return base::not_found("extra_field.unknown");
    if (before->version != typed.version) return base::conflict("extra_field.changed_meanwhile");
    auto after = typed;
    after.kind = before->kind;
    after.key = before->key;
    if (auto fine = check(all, after); !fine) return fine;
    auto was = told(*before), is = told(after);
    keep_changes(was, is);
    if (is.empty()) return {};
    after.version = before->version + 1;
    if (auto written = with_parts([&] { store::update(tx, business, after); }); !written) return written;
    record(tx, context, business, "extra_field.changed", after.id.value, actor, after.label,
           {{"before", was}, {"after", is}});
    businesses::touch(tx, business);
    return {};
}

Result<ExtraFieldId> duplicate_extra_field(db::Tx& tx, const Context& context, BusinessId business, ExtraFieldId id,
                                           Actor actor) {
    businesses::lock(tx, business);
    const auto all = list_extra_fields(tx, business);
    const auto* original = find(all, id);
    if (!original) return base::not_found("extra_field.unknown");
    auto field = *original;
    field.id = base::make_id<ExtraFieldId>();
    field.key = free_key(all, original->key.substr(0, kLongestKey - 3));
    field.active = false;
    const auto copied = [](std::string_view tag, std::string& label) {
        const auto language = i18n::parse_language(tag).value_or(i18n::Language::en);
        if (auto out = i18n::words(language, "{name} (copy)", {{"name", label}}); base::length(out) <= kLongestLabel)
            label = std::move(out);
    };
    copied(businesses::main_language(tx, business), field.label.fallback);
    for (auto& [tag, label] : field.label.translations) copied(tag, label);
    if (const auto fine = check(all, field); !fine) return std::unexpected(fine.error());
    return insert(tx, context, business, all, std::move(field), actor);
}

Result<void> move_extra_field(db::Tx& tx, const Context& context, BusinessId business, ExtraFieldId id,
                              std::optional<ExtraFieldId> before, Actor actor) {
    businesses::lock(tx, business);
    auto all = list_extra_fields(tx, business);
    const auto moved = std::ranges::find(all, id, &ExtraField::id);
    const auto target = before ? std::ranges::find(all, *before, &ExtraField::id) : all.end();
    if (moved == all.end() || before == id || (before && target == all.end()))
        return base::not_found("extra_field.unknown");
    const auto label = moved->label;
    place(all, static_cast<std::size_t>(moved - all.begin()), target - all.begin());
    for (std::size_t i = 0; i < all.size(); ++i) store::set_position(tx, business, all[i].id, static_cast<int>(i) + 1);
    record(tx, context, business, "extra_field.moved", id.value, actor, label, json::object());
    businesses::touch(tx, business);
    return {};
}

Result<void> delete_extra_field(db::Tx& tx, const Context& context, BusinessId business, ExtraFieldId id, Actor actor) {
    businesses::lock(tx, business);
    const auto all = list_extra_fields(tx, business);
    const auto* field = find(all, id);
    if (!field) return base::not_found("extra_field.unknown");
    if (!store::erase(tx, business, id)) return base::conflict("extra_field.in_use");
    record(tx, context, business, "extra_field.deleted", id.value, actor, field->label, json::object());
    businesses::touch(tx, business);
    return {};
}

}  // namespace catalog
