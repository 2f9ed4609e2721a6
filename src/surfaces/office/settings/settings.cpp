#include "office/settings/settings.h"
#include "office/settings/settings_pages.h"

#include <nlohmann/json.hpp>

namespace office {
namespace {

using businesses::Business;
using businesses::ChangeRule;
using businesses::Permission;
using businesses::Rule;
using nlohmann::json;

json json_of(const businesses::Text& text) {
    json out{{"", text.fallback}};
    for (const auto& [tag, translation] : text.translations) out[tag] = translation;
    return out;
}

json json_of(const ChangeRule& rule) {
    if (rule.rule == Rule::always) return "always";
    if (rule.rule == Rule::never) return "never";
    return rule.before.count();
}

// All that the settings' pages change.
json json_of(const Business& business) {
    const auto& customer = business.customer;
    json roles = json::array(), off = json::array();
    for (const auto role : customer.totp_roles) roles.push_back(to_text(role));
    for (const auto module : business.switched_off) off.push_back(to_text(module));
    return {{"logins", to_text(customer.logins)},
            {"password_sign_in", customer.password_sign_in},
            {"access_link_sign_in", customer.access_link_sign_in},
            {"name_check", to_text(customer.name_check)},
            {"surname_field", to_text(customer.surname_field)},
            {"phone_field", to_text(customer.phone_field)},
            {"note_field", to_text(customer.note_field)},
            {"reschedule", json_of(business.reschedule)},
            {"cancel", json_of(business.cancel)},
            {"reschedule_statuses", customer.reschedule_statuses},
            {"status_changes", customer.status_changes},
            {"paid_reschedule", to_text(customer.paid_reschedule)},
            {"paid_cancel", to_text(customer.paid_cancel)},
            {"paid_text", json_of(customer.paid_text)},
            {"open_bookings_max", customer.open_bookings_max},
            {"mail_reschedule", customer.mail_reschedule},
            {"mail_cancel", customer.mail_cancel},
            {"panel_welcome", json_of(customer.panel_welcome)},
            {"panel_address", customer.panel_address},
            {"panel_by_script", customer.panel_by_script},
            {"embed_origins", customer.embed_origins},
            {"sender_name", customer.sender_name},
            {"reply_to", customer.reply_to},
            {"totp_roles", roles},
            {"switched_off", off},
            {"accent_colour", business.accent_colour},
            {"tagline", json_of(business.tagline)},
            {"cancellation_policy", json_of(business.cancellation_policy)},
            {"privacy_url", business.privacy_url},
            {"address", business.address},
            {"phone", business.phone},
            {"email", business.email}};
}

Result<void> write(db::Tx& tx, const Business& before, const Business& after) {
    const auto id = after.id;
    businesses::set_change_rules(tx, id, after.reschedule, after.cancel);
    auto touched = before.switched_off;
    touched.insert(after.switched_off.begin(), after.switched_off.end());
    for (const auto module : touched)
        if (before.switched_off.contains(module) != after.switched_off.contains(module))
            businesses::set_module(tx, id, module, !after.switched_off.contains(module));
    if (auto set = businesses::set_branding(tx, id,
                                            {after.accent_colour, after.tagline, after.cancellation_policy,
                                             after.privacy_url, after.address, after.phone, after.email});
        !set)
        return set;
    return businesses::set_customer_settings(tx, id, after.customer);
}

}  // namespace

Result<void> save_settings(const Page& page, const Change& change) {
    return page.environment.database.write([&](db::Tx& tx) -> Result<void> {
        const auto before = businesses::find(tx, page.id());
        CHECK(before);
        auto after = *before;
        change(after);
        auto was = json_of(*before), is = json_of(after);
        const auto all = was;
        for (const auto& [name, value] : all.items())
            if (is[name] == value) {
                was.erase(name);
                is.erase(name);
            }
        if (is.empty()) return {};
        if (auto written = write(tx, *before, after); !written) return written;
        activity::record(
            tx, page.environment.registry, page.id(), page.now,
            {"settings.changed", page.id().value, page.actor(), json{{"before", was}, {"after", is}}.dump()});
        return {};
    });
}

void include_settings_head(html::Values& values, const Page& page, SettingsTab tab) {
    html::Values head;
    const auto add = [&](SettingsTab each, std::string_view rest, const std::string& words) {
        head.add("TAB")
            .set("TAB_URL", fmt::format("{}/settings/{}", page.home(), rest))
            .set("TAB_TEXT", words)
            .show_if(tab == each, "TAB_HERE");
    };
    if (page.may(Permission::manage_settings)) {
        add(SettingsTab::booking_page, "booking-page", i18n::words(page.language, "Booking page"));
        add(SettingsTab::customer_panel, "customer-panel", i18n::words(page.language, "Customer panel"));
        add(SettingsTab::embedding, "embedding", i18n::words(page.language, "Your website"));
        add(SettingsTab::branding, "branding", i18n::words(page.language, "Appearance"));
        add(SettingsTab::messages, "messages", i18n::words(page.language, "Messages"));
    }
    if (page.may(Permission::manage_staff)) add(SettingsTab::staff, "staff", i18n::words(page.language, "Staff"));
    if (page.may(Permission::manage_settings))
        add(SettingsTab::changes, "changes", i18n::words(page.language, "Changes"));
    include_done(head, page);
    values.include("SETTINGS_HEAD", "office/settings/settings_head", std::move(head));
}

void add_text_fields(std::vector<Field>& fields, const Page& page, const std::string& name, const std::string& label,
                     const std::string& hint, const businesses::Text& text, std::size_t limit, bool one_line) {
    const auto& tags = page.business().languages;
    for (const auto& tag : tags) {
        const auto language = i18n::parse_language(tag);
        auto named = label;
        if (tags.size() > 1) named += " (" + (language ? std::string(i18n::native_name(*language)) : tag) + ")";
        fields.push_back({.kind = one_line ? Field::Kind::line : Field::Kind::area,
                          .name = name + "_" + tag,
                          .label = named,
                          .hint = tag == tags.front() ? hint : std::string(),
                          .value = text.in(tag),
                          .limit = limit});
    }
}

businesses::Text read_text(const Page& page, const std::string& name) {
    businesses::Text out;
    const auto& tags = page.business().languages;
    for (const auto& tag : tags) {
        auto typed = text(page.request.form, name + "_" + tag);
        if (tag == tags.front())
            out.fallback = std::move(typed);
        else if (!typed.empty() && typed != out.fallback)
            out.translations[tag] = std::move(typed);
    }
    return out;
}

void name_text_fields(std::vector<FieldError>& errors, const Page& page, const std::vector<std::string>& names) {
    for (auto& error : errors)
        for (const auto& name : names)
            if (error.field == name) error.field = name + "_" + page.business().languages.front();
}

}  // namespace office
