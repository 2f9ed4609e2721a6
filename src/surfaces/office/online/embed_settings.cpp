// Settings > Your website (FEATURES 1.13): which sites may show the pages, where mails lead, and what to put there.
#include "events/event.h"
#include "office/frame/registered.h"
#include "office/frame/settings.h"
#include "office/online/online.h"
#include "office/online/settings_fields.h"

namespace office {
namespace {

using Kind = Field::Kind;

std::string path(const Page& page) { return page.home() + "/settings/embedding"; }

std::string joined(const std::vector<std::string>& lines) {
    std::string out;
    for (const auto& each : lines) out += (out.empty() ? "" : "\n") + each;
    return out;
}

// As stored, or as typed and not fit to be stored.
struct Typed {
    std::string origins, panel_address;
    bool by_script = true;
    Wrong wrong{};
};

Typed stored(const Page& page) {
    const auto& settings = page.business().customer;
    return {joined(settings.embed_origins), settings.panel_address, settings.panel_by_script};
}

Form form_of(const Page& page, const Typed& typed) {
    const auto language = page.language;
    Form form{.action = path(page), .token = form_token(page)};
    form.submit = i18n::words(language, "Save");
    form.wrong = typed.wrong;
    form.fields = {{.kind = Kind::area,
                    .name = "embed_origins",
                    .label = i18n::words(language, "Sites that may show it"),
                    .hint = i18n::words(language, "One a line, such as https://salon.example. No other site can."),
                    .value = typed.origins,
                    .limit = 4000},
                   {.name = "panel_address",
                    .label = i18n::words(language, "Your own page that shows the panel"),
                    .hint = i18n::words(language, "Links in mails lead there. Left empty, they lead here."),
                    .value = typed.panel_address,
                    .type = "url",
                    .limit = 2000},
                   {.kind = Kind::choice,
                    .name = "panel_by",
                    .label = i18n::words(language, "How that page shows the panel"),
                    .value = typed.by_script ? "script" : "frame",
                    .options = {{"script", i18n::words(language, "By the script"),
                                 i18n::words(language, "Links in mails open on your page.")},
                                {"frame", i18n::words(language, "As a plain frame"),
                                 i18n::words(language, "A plain frame cannot open the links in mails, such as for a "
                                                       "new password, so those lead here.")}}}};
    return form;
}

// What is shown there, as the script's data-show says it.
constexpr std::string_view kBooking = "booking", kEvents = "events", kPanel = "panel";

struct Wanted {
    std::string_view show = kBooking;
    const catalog::Service* service = nullptr;
    const staff::Provider* provider = nullptr;  // gives the service
    std::string language{};                     // empty: the visitor's own
};

// What cannot be, such as a provider who does not give the service, is left out.
Wanted wanted(const Page& page) {
    const auto& query = page.request.query;
    Wanted out;
    if (query.get("show") == kPanel) out.show = kPanel;
    if (query.get("show") == kEvents && page.business().has(events::kModule)) out.show = kEvents;
    for (const auto& tag : page.business().languages)
        if (tag == query.get("language")) out.language = tag;
    if (out.show != kBooking) return out;
    for (const auto* service : page.snapshot->bookable_services())
        if (base::to_text(service->id) == query.get("service")) out.service = service;
    if (out.service)
        for (const auto* provider : page.snapshot->providers_of(*out.service))
            if (base::to_text(provider->id) == query.get("provider")) out.provider = provider;
    return out;
}

std::string address_of(const Page& page, const Wanted& wanted) {
    auto out = fmt::format("{}/{}", page.request.origin, page.business().slug);
    if (wanted.show == kPanel) out += "/my";
    if (wanted.show == kEvents) out += "/events";
    if (wanted.service) out += "/book?service=" + base::to_text(wanted.service->id);
    if (wanted.provider) out += "&provider=" + base::to_text(wanted.provider->id);
    if (!wanted.language.empty()) out += (wanted.service ? "&lang=" : "?lang=") + wanted.language;
    return out;
}

std::string attribute(std::string_view name, std::string_view value) {
    std::string out = fmt::format(" {}=\"", name);
    for (const char c : value) {
        if (c == '&')
            out += "&amp;";
        else if (c == '"')
            out += "&quot;";
        else if (c == '<')
            out += "&lt;";
        else
            out += c;
    }
    return out + '"';
}

std::string frame_title(const Page& page, const Wanted& wanted) {
    const i18n::Parameters name{{"name", page.name()}};
    if (wanted.show == kPanel) return i18n::words(page.language, "Your appointments at {name}", name);
    if (wanted.show == kEvents) return i18n::words(page.language, "Events at {name}", name);
    return i18n::words(page.language, "Book at {name}", name);
}

std::string script_of(const Page& page, const Wanted& wanted) {
    auto out = "<script async" + attribute("src", page.request.origin + "/embed.js");
    out += attribute("data-business", page.business().slug);
    out += attribute("data-show", wanted.show);
    if (wanted.service) out += attribute("data-service", base::to_text(wanted.service->id));
    if (wanted.provider) out += attribute("data-provider", base::to_text(wanted.provider->id));
    if (!wanted.language.empty()) out += attribute("data-language", wanted.language);
    return out + attribute("data-title", frame_title(page, wanted)) + "></script>";
}

std::string iframe_of(const Page& page, const Wanted& wanted) {
    return "<iframe" + attribute("src", address_of(page, wanted)) + attribute("title", frame_title(page, wanted)) +
           attribute("allow", "clipboard-write") + attribute("style", "width:100%;height:900px;border:0") +
           "></iframe>";
}

void add_option(html::Values& select, std::string_view value, std::string_view label, bool on) {
    select.add("OPTION").set("OPTION_VALUE", value).set("OPTION_LABEL", label).show_if(on, "OPTION_ON");
}

html::Values& add_select(html::Values& values, std::string_view name, std::string_view label) {
    return values.add("SELECT").set("SELECT_NAME", name).set("SELECT_LABEL", label);
}

void fill_choices(html::Values& values, const Page& page, const Wanted& wanted) {
    const auto language = page.language;
    auto& show = add_select(values, "show", i18n::words(language, "What to show"));
    add_option(show, kBooking, i18n::words(language, "Booking page"), wanted.show == kBooking);
    if (page.business().has(events::kModule))
        add_option(show, kEvents, i18n::words(language, "Events"), wanted.show == kEvents);
    add_option(show, kPanel, i18n::words(language, "Customer panel"), wanted.show == kPanel);

    auto& service = add_select(values, "service", i18n::words(language, "With this service chosen"));
    add_option(service, "", i18n::words(language, "None, visitors choose"), !wanted.service);
    for (const auto* each : page.snapshot->bookable_services())
        add_option(service, base::to_text(each->id), page.text(each->name), each == wanted.service);

    auto& provider = add_select(values, "provider", i18n::words(language, "And this person"));
    add_option(provider, "", i18n::words(language, "None, visitors choose"), !wanted.provider);
    for (const auto& each : page.snapshot->providers)
        add_option(provider, base::to_text(each.id), each.name, wanted.provider && wanted.provider->id == each.id);

    if (page.business().languages.size() < 2) return;
    auto& tongue = add_select(values, "language", i18n::words(language, "In this language"));
    add_option(tongue, "", i18n::words(language, "The visitor's own"), wanted.language.empty());
    for (const auto& tag : page.business().languages)
        if (const auto known = i18n::parse_language(tag))
            add_option(tongue, tag, i18n::native_name(*known), tag == wanted.language);
}

Response settings_page(const Page& page, const Typed& typed) {
    const auto title = i18n::words(page.language, "Settings");
    return render(page, {"office/online/settings_embedding", title, "settings", typed.wrong.page_status()},
                  [&](html::Values& values) {
                      include_settings_head(values, page, "embedding");
                      include_form(values, "FORM", page, form_of(page, typed));
                      const auto choice = wanted(page);
                      values.show_if(page.business().customer.embed_origins.empty(), "NO_SITES");
                      const auto& settings = page.business().customer;
                      values.show_if(!settings.panel_address.empty() && settings.panel_by_script, "NEEDS_SCRIPT");
                      values.set("CHOICE_URL", path(page));
                      fill_choices(values, page, choice);
                      values.set("SCRIPT", script_of(page, choice)).set("IFRAME", iframe_of(page, choice));
                      values.set("ADDRESS", address_of(page, choice));
                  });
}

}  // namespace

Response embed_settings(const Page& page) { return settings_page(page, stored(page)); }

Response save_embed_settings(const Page& page) {
    const auto& form = page.request.form;
    Typed typed{text(form, "embed_origins"), line(form, "panel_address"), form.get("panel_by") != "frame"};
    const auto saved = save_settings(page, [&](businesses::Business& business) {
        read_settings(page, business, {"embed_origins", "panel_address"});
        business.customer.panel_by_script = typed.by_script;
    });
    if (saved) return back_to(path(page), "saved");
    typed.wrong = pages::wrong_of(page, saved.error());
    return settings_page(page, typed);
}

void register_online(activity::Registry& registry) {
    registry.add(SettingsPage{10, "booking-page", N_("Booking page"), businesses::kManageSettings,
                              bookings::kBookingPage, booking_page_fields});
    registry.add(
        SettingsPage{12, "look", N_("Layout"), businesses::kManageSettings, bookings::kBookingPage, look_fields});
    registry.add(SettingsPage{15, "pictures", N_("Pictures"), businesses::kManageSettings, bookings::kBookingPage});
    registry.add(
        SettingsPage{30, "embedding", N_("Your website"), businesses::kManageSettings, {}, [](const Page& page) {
                         return form_of(page, stored(page)).fields;
                     }});
    registry.add(StartTask{50, "embedding", N_("Show your booking page on your own website"),
                           N_("A line for your site puts it there; a link to the page does too."),
                           "/settings/embedding", businesses::kManageSettings,
                           [](const Page& page) { return !page.business().customer.embed_origins.empty(); }});
}

}  // namespace office
