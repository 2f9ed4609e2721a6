#include "customers/custom_fields.h"

#include "activity/telling.h"
#include "businesses/checking.h"
#include "businesses/settings.h"
#include "businesses/text_columns.h"
#include "customers/custom_words.h"
#include "db/db.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace customers {
namespace {

using activity::Actor;
using businesses::Checking;
using nlohmann::json;
using Kind = CustomField::Kind;

constexpr std::array<std::string_view, 6> kKinds{"text", "long_text", "number", "date", "choice", "yes_no"};
constexpr std::array<std::string_view, 3> kCircles{"everybody", "managers", "owners"};
constexpr std::int64_t kMostCountedValues = 10'000;

// ---- How a field lies in its row

std::string text_of(const std::vector<CustomField::Option>& options) {
    auto out = json::array();
    for (const auto& option : options) {
        json name{{"", option.name.fallback}};
        for (const auto& [tag, translation] : option.name.translations) name[tag] = translation;
        out.push_back({{"key", option.key}, {"name", name}});
    }
    return out.dump();
}

std::vector<CustomField::Option> options_of(std::string_view text) {
    std::vector<CustomField::Option> out;
    for (const auto& each : json::parse(text)) {
        auto& option = out.emplace_back();
        option.key = each.at("key").get<std::string>();
        for (const auto& [tag, name] : each.at("name").items())
            (tag.empty() ? option.name.fallback : option.name.translations[tag]) = name.get<std::string>();
    }
    return out;
}

std::string translations_of(const CustomField& field) {
    return businesses::translations_of({{"label", &field.label}, {"help", &field.help}});
}

void insert(db::Tx& tx, BusinessId business, const CustomField& field) {
    tx.execute(R"sql(
        insert into customer_fields (business_id, id, kind, label, help, translations, options, required, seen_by,
                                     changed_by, asked_online, in_profile, position)
        values (:business, :id, :kind, :label, :help, :translations, :options, :required, :seen_by, :changed_by,
                :asked_online, :in_profile, :position))sql",
               business, field.id, to_text(field.kind), field.label.fallback, field.help.fallback,
               translations_of(field), text_of(field.options), field.required, to_text(field.seen_by),
               to_text(field.changed_by), field.asked_online, field.in_profile, field.position);
}

void update(db::Tx& tx, BusinessId business, const CustomField& field) {
    tx.execute(R"sql(
        update customer_fields set label = :label, help = :help, translations = :translations, options = :options,
            required = :required, seen_by = :seen_by, changed_by = :changed_by, asked_online = :asked_online,
            in_profile = :in_profile, version = version + 1
        where business_id = :business and id = :id)sql",
               field.label.fallback, field.help.fallback, translations_of(field), text_of(field.options),
               field.required, to_text(field.seen_by), to_text(field.changed_by), field.asked_online, field.in_profile,
               business, field.id);
}

// ---- What a field has to be

void check_options(Checking& check, CustomField& field) {
    if (field.kind != Kind::choice) return field.options.clear();
    for (auto& option : field.options) check.text("option_" + option.key, option.name, kLongestCustomOption);
    std::erase_if(field.options, [](const CustomField::Option& option) { return option.name.fallback.empty(); });
    std::set<std::string> keys;
    for (auto& option : field.options) {
        // No two ever have the same key, so that what is noted never means another option later.
        if (option.key.empty()) option.key = base::to_text(base::make_id<CustomFieldId>());
        keys.insert(option.key);
    }
    if (field.options.size() < 2) check.refuse("options", "extra_field.options_missing");
    if (field.options.size() > kMostCustomOptions)
        check.refuse("options", "extra_field.too_many_options", {{"max", std::to_string(kMostCustomOptions)}});
    if (keys.size() < field.options.size()) check.refuse("options", "field.invalid");
}

Result<void> check(CustomField& field) {
    Checking check;
    check.text("label", field.label, kLongestCustomLabel);
    check.required("label", field.label.fallback);
    check.text("help", field.help, kLongestCustomHelp, Checking::Lines::many);
    check_options(check, field);
    if (field.changed_by == Circle::everybody) field.changed_by = Circle::managers;
    field.changed_by = std::max(field.changed_by, field.seen_by);
    return std::move(check).result();
}

const CustomField* find(const std::vector<CustomField>& all, CustomFieldId id) {
    const auto found = std::ranges::find(all, id, &CustomField::id);
    return found == all.end() ? nullptr : &*found;
}

// ---- What is told of it

json told(const CustomField& field) {
    auto options = json::array();
    for (const auto& option : field.options) options.push_back(option.name.fallback);
    return {{"label", field.label.fallback},      {"help", field.help.fallback},
            {"options", std::move(options)},      {"required", field.required},
            {"seen_by", to_text(field.seen_by)},  {"changed_by", to_text(field.changed_by)},
            {"asked_online", field.asked_online}, {"in_profile", field.in_profile}};
}

void record(db::Tx& tx, const Context& context, BusinessId business, std::string_view type, const CustomField& field,
            Actor actor, json data) {
    data["name"] = field.label.fallback;
    activity::record(tx, context.registry, business, context.clock.now(), {type, field.id.value, actor, data.dump()});
}

std::string say_circle(const activity::Reader& reader, const json& value) {
    const auto circle = value.is_string() ? parse_circle(value.get<std::string>()) : std::nullopt;
    return circle ? circle_name(reader.language, *circle) : activity::plain_value(reader, value);
}

std::string say_options(const activity::Reader& reader, const json& value) {
    if (!value.is_array()) return activity::plain_value(reader, value);
    std::string out;
    for (const auto& name : value)
        if (name.is_string()) out += (out.empty() ? "" : ", ") + name.get<std::string>();
    return out.empty() ? i18n::words(reader.language, "none") : out;
}

// The options that are gone, with what was noted by them.
void drop_options(db::Tx& tx, BusinessId business, const CustomField& before, const CustomField& after) {
    for (const auto& option : before.options)
        if (std::ranges::find(after.options, option.key, &CustomField::Option::key) == after.options.end())
            tx.execute("delete from customer_field_values where business_id = :business and field_id = :field "
                       "and value = :key",
                       business, after.id, option.key);
}

}  // namespace

std::string_view to_text(Kind kind) { return kKinds.at(static_cast<std::size_t>(kind)); }
std::optional<Kind> parse_custom_kind(std::string_view text) {
    const auto found = std::ranges::find(kKinds, text);
    return found == kKinds.end() ? std::nullopt : std::optional(static_cast<Kind>(found - kKinds.begin()));
}

std::string_view to_text(Circle circle) { return kCircles.at(static_cast<std::size_t>(circle)); }
std::optional<Circle> parse_circle(std::string_view text) {
    const auto found = std::ranges::find(kCircles, text);
    return found == kCircles.end() ? std::nullopt : std::optional(static_cast<Circle>(found - kCircles.begin()));
}

std::string CustomField::form_name() const { return "custom_" + base::to_text(id); }

std::vector<CustomField> list_custom_fields(db::Session& session, BusinessId business) {
    using S = std::string;
    std::vector<CustomField> out;
    for (auto& [id, kind, label, help, translations, options, required, seen_by, changed_by, asked_online, in_profile,
                position, version] :
         session.rows<CustomFieldId, S, S, S, S, S, bool, S, S, bool, bool, int, std::int64_t>(R"sql(
            select id, kind, label, help, translations, options, required, seen_by, changed_by, asked_online,
                   in_profile, position, version
            from customer_fields where business_id = :business order by position, id)sql",
                                                                                               business)) {
        auto& field = out.emplace_back();
        field.id = id;
        field.kind = parse_custom_kind(kind).value();
        field.label.fallback = std::move(label);
        field.help.fallback = std::move(help);
        businesses::read_translations(translations, {{"label", &field.label}, {"help", &field.help}});
        field.options = options_of(options);
        field.required = required;
        field.seen_by = parse_circle(seen_by).value();
        field.changed_by = parse_circle(changed_by).value();
        field.asked_online = asked_online;
        field.in_profile = in_profile;
        field.position = position;
        field.version = version;
    }
    return out;
}

std::int64_t count_custom_values(db::Session& session, BusinessId business, CustomFieldId field) {
    return session
        .value<std::int64_t>("select count(*) from (select 1 from customer_field_values where business_id = :business "
                             "and field_id = :field limit :most) few",
                             business, field, kMostCountedValues)
        .value();
}

Result<CustomFieldId> create_custom_field(db::Tx& tx, const Context& context, BusinessId business,
                                          const CustomField& draft, Actor actor) {
    businesses::lock(tx, business);
    const auto all = list_custom_fields(tx, business);
    auto field = draft;
    field.id = base::make_id<CustomFieldId>();
    if (const auto fine = check(field); !fine) return std::unexpected(fine.error());
    if (all.size() >= kMostCustomFields)
        return conflict("custom_field.too_many", {{"max", std::to_string(kMostCustomFields)}});
    field.position = all.empty() ? 1 : all.back().position + 1;
    insert(tx, business, field);
    record(tx, context, business, "custom_field.created", field, actor, {{"after", told(field)}});
    return field.id;
}

Result<void> change_custom_field(db::Tx& tx, const Context& context, BusinessId business, const CustomField& typed,
                                 Actor actor) {
    businesses::lock(tx, business);
    const auto all = list_custom_fields(tx, business);
    const auto* before = find(all, typed.id);
    if (!before) return not_found("custom_field.unknown");
    if (before->version != typed.version) return conflict("custom_field.changed_meanwhile");
    auto after = typed;
    after.kind = before->kind;
    if (auto fine = check(after); !fine) return fine;
    auto was = told(*before), is = told(after);
    for (const auto& [name, value] : told(after).items())
        if (was[name] == value) {
            was.erase(name);
            is.erase(name);
        }
    const bool same_words = translations_of(*before) == translations_of(after);
    if (is.empty() && same_words && text_of(before->options) == text_of(after.options)) return {};
    update(tx, business, after);
    drop_options(tx, business, *before, after);
    record(tx, context, business, "custom_field.changed", after, actor, {{"before", was}, {"after", is}});
    return {};
}

Result<void> move_custom_field(db::Tx& tx, const Context& context, BusinessId business, CustomFieldId id,
                               std::optional<CustomFieldId> before, Actor actor) {
    businesses::lock(tx, business);
    auto all = list_custom_fields(tx, business);
    const auto moved = std::ranges::find(all, id, &CustomField::id);
    if (moved == all.end() || before == id || (before && !find(all, *before))) return not_found("custom_field.unknown");
    auto field = *moved;
    all.erase(moved);
    const auto target = before ? std::ranges::find(all, *before, &CustomField::id) : all.end();
    all.insert(target, field);
    for (int position = 1; const auto& each : all)
        tx.execute("update customer_fields set position = :position where business_id = :business and id = :id",
                   position++, business, each.id);
    record(tx, context, business, "custom_field.moved", field, actor, json::object());
    return {};
}

Result<std::int64_t> delete_custom_field(db::Tx& tx, const Context& context, BusinessId business, CustomFieldId id,
                                         Actor actor) {
    businesses::lock(tx, business);
    const auto all = list_custom_fields(tx, business);
    const auto* field = find(all, id);
    if (!field) return not_found("custom_field.unknown");
    const auto had = tx.execute("delete from customer_field_values where business_id = :business and field_id = :field",
                                business, id);
    tx.execute("delete from customer_fields where business_id = :business and id = :id", business, id);
    record(tx, context, business, "custom_field.deleted", *field, actor, {{"after", {{"customers", had}}}});
    return static_cast<std::int64_t>(had);
}

void add_custom_fields(activity::Registry& registry) {
    const auto type = [](std::string name, const char* words, std::vector<activity::Field> fields) {
        activity::Type out{.name = std::move(name), .words = words, .fields = std::move(fields)};
        out.log = "customer_fields";
        out.about = [](const activity::Reader&, const activity::Recorded&, const json& data) {
            return data.is_object() ? data.value("name", std::string()) : std::string();
        };
        return out;
    };
    const std::vector<activity::Field> said{{"label", N_("Name")},
                                            {"help", N_("A word of help below it")},
                                            {"options", N_("Options"), say_options},
                                            {"required", N_("Customers have to answer it")},
                                            {"seen_by", N_("Seen by"), say_circle},
                                            {"changed_by", N_("Changed by"), say_circle},
                                            {"asked_online", N_("Asked when booking online")},
                                            {"in_profile", N_("In the customer's profile")}};
    registry.add(std::vector<activity::Type>{
        type("custom_field.created", N_("A customer field was added"), said),
        type("custom_field.changed", N_("A customer field was changed"), said),
        type("custom_field.moved", N_("A customer field was moved in the list"), {}),
        type("custom_field.deleted", N_("A customer field was deleted"), {{"customers", N_("Customers who had it")}})});
    registry.add(activity::Log{"customer_fields", N_("Customer fields")});
}

}  // namespace customers
