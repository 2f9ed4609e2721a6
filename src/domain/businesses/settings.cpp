// The settings as they are stored, written and told of in the activity settings.changed.
#include "businesses/settings.h"

#include "businesses/business_store.h"
#include "businesses/setting_fields.h"
#include "db/db.h"

#include <nlohmann/json.hpp>

namespace businesses {
namespace {

using nlohmann::json;

json json_of(const Text& text) {
    json out{{"", text.fallback}};
    for (const auto& [tag, translation] : text.translations) out[tag] = translation;
    return out;
}

json json_of(const ChangeRule& rule) {
    if (rule.rule == Rule::always) return "always";
    if (rule.rule == Rule::never) return "never";
    return rule.before.count();
}

json json_of(const Zone& zone) { return zone.name(); }

template <class Choice>
requires std::is_enum_v<Choice> json json_of(Choice value) { return to_text(value); }
template <class Choice>
requires std::is_enum_v<Choice> json json_of(const std::set<Choice>& values) {
    json out = json::array();
    for (const auto value : values) out.push_back(to_text(value));
    return out;
}
template <class Plain>
requires(!std::is_enum_v<Plain>) json json_of(const Plain& value) { return value; }

// All that the settings' pages change. Rules and modules have no single column.
json settings_of(const Business& business) {
    json out{{"reschedule", json_of(business.reschedule)},
             {"cancel", json_of(business.cancel)},
             {"switched_off", business.switched_off}};
    for_each_setting(business,
                     [&](const auto& setting, const auto& value) { out[std::string(setting.name)] = json_of(value); });
    return out;
}

Result<void> write(db::Tx& tx, const Business& before, const Business& after) {
    const auto id = after.id;
    set_change_rules(tx, id, after.reschedule, after.cancel);
    auto touched = before.switched_off;
    touched.insert(after.switched_off.begin(), after.switched_off.end());
    for (const auto& module : touched)
        if (before.switched_off.contains(module) != after.switched_off.contains(module))
            set_module(tx, id, module, !after.switched_off.contains(module));
    if (auto wrong = wrong_fields(after); !wrong.empty())
        return std::unexpected(Error{Fault::invalid, "form.invalid", {}, std::move(wrong)});
    update_settings(tx, id, after);
    return set_customer_settings(tx, id, after.customer);
}

void record(db::Tx& tx, const Context& context, BusinessId id, activity::Actor actor, const json& before,
            const json& after) {
    activity::record(tx, context.registry, id, context.clock.now(),
                     {"settings.changed", id.value, actor, json{{"before", before}, {"after", after}}.dump()});
}

}  // namespace

void lock(db::Tx& tx, BusinessId id) { tx.execute("update businesses set version = version where id = :business", id); }

Result<void> change_settings(db::Tx& tx, const Context& context, BusinessId id, const Change& change,
                             activity::Actor actor) {
    lock(tx, id);
    const auto before = find(tx, id);
    CHECK(before);
    auto after = *before;
    change(after);
    auto was = settings_of(*before), is = settings_of(after);
    const auto all = was;
    for (const auto& [name, value] : all.items())
        if (is[name] == value) {
            was.erase(name);
            is.erase(name);
        }
    if (is.empty()) return {};
    if (auto written = write(tx, *before, after); !written) return written;
    record(tx, context, id, actor, was, is);
    return {};
}

Result<void> may_have_slug(db::Session& session, std::optional<BusinessId> own, std::string_view slug) {
    const auto wrong = [](Fault fault, const char* code) {
        return std::unexpected(Error{fault, code, {}, {{"slug", code, {}}}});
    };
    if (!is_slug(slug)) return wrong(Fault::invalid, "business.slug_invalid");
    if (const auto holder = find_version(session, slug); holder && holder->first != own)
        return wrong(Fault::conflict, "business.slug_taken");
    if (const auto former = find_former_holder(session, slug); former && *former != own)
        return wrong(Fault::conflict, "business.slug_former");
    return {};
}

Result<void> change_slug(db::Tx& tx, const Context& context, BusinessId id, std::string_view slug,
                         activity::Actor actor) {
    lock(tx, id);
    const auto before = find(tx, id);
    CHECK(before);
    if (before->slug == slug) return {};
    if (const auto may = may_have_slug(tx, id, slug); !may) return may;
    if (!update_slug(tx, id, before->slug, slug, context.clock.now()))
        return std::unexpected(
            Error{Fault::conflict, "business.slug_taken", {}, {{"slug", "business.slug_taken", {}}}});
    record(tx, context, id, actor, {{"slug", before->slug}}, {{"slug", slug}});
    return {};
}

void change_logo(db::Tx& tx, const Context& context, BusinessId id, const std::optional<Logo>& logo,
                 activity::Actor actor) {
    lock(tx, id);
    const bool had = find_logo(tx, id).has_value();
    if (!logo && !had) return;
    if (logo)
        set_logo(tx, id, logo->media_type, logo->content);
    else
        remove_logo(tx, id);
    record(tx, context, id, actor, {{"logo", had ? "kept" : "none"}},
           {{"logo", !logo ? "none"
                     : had ? "replaced"
                           : "kept"}});
}

}  // namespace businesses
