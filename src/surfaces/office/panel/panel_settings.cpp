// Settings > Customer panel (FEATURES 2.3 to 2.5, 2.15 to 2.17), with what a customer would then see of an appointment.
#include "bookings/allowed.h"
#include "events/event.h"
#include "office/frame/registered.h"
#include "office/frame/settings.h"
#include "office/panel/panel.h"

namespace office {
namespace {

using bookings::Booking;
using bookings::Status;
using businesses::Business;
using Kind = Field::Kind;

std::string path(const Page& page) { return page.home() + "/settings/customer-panel"; }

// The settings as typed; what cannot be read is in `wrong`, and as it was stored.
struct Typed {
    Business business;
    Wrong wrong{};
};

std::vector<Option> movable_options(i18n::Language language) {
    return {{"approved", i18n::words(language, "Booked")}, {"pending", i18n::words(language, "Awaiting approval")}};
}

std::vector<Option> status_options(i18n::Language language) {
    return {{"cancelled", i18n::words(language, "Cancelled")},
            {"approved", i18n::words(language, "Booked")},
            {"declined", i18n::words(language, "Declined")}};
}

std::vector<Option> shown_options(i18n::Language language) {
    return {{"all", i18n::words(language, "Appointments and events")},
            {"appointments", i18n::words(language, "Appointments only")}};
}

std::vector<Option> paid_options(i18n::Language language) {
    return {{"as_others", i18n::words(language, "As all others")}, {"never", i18n::words(language, "Never online")}};
}

Typed stored(const Page& page) { return {page.business()}; }

void read_into(const Page& page, Business& business, std::vector<FieldError>& errors) {
    const auto& form = page.request.form;
    auto& settings = business.customer;
    if (ticked(form, "panel"))
        business.switched_off.erase(std::string(accounts::kCustomerPanel.name));
    else
        business.switched_off.insert(std::string(accounts::kCustomerPanel.name));
    const auto reschedule = read_rule(form, "reschedule", errors), cancel = read_rule(form, "cancel", errors);
    if (errors.empty()) {
        business.reschedule = reschedule;
        business.cancel = cancel;
    }
    settings.reschedule_statuses = ticks(form, "reschedule_statuses", movable_options(page.language));
    settings.status_changes = ticks(form, "status_changes", status_options(page.language));
    read_settings(page, business,
                  {"paid_reschedule", "paid_cancel", "paid_text", "mail_reschedule", "mail_cancel", "panel_welcome"});
    if (!business.has(events::kModule)) return;
    // "all" or "appointments".
    if (form.get("panel_shows") == "appointments")
        business.switched_off.insert(std::string(events::kInPanel.name));
    else
        business.switched_off.erase(std::string(events::kInPanel.name));
}

Typed read_typed(const Page& page) {
    Typed out{page.business()};
    read_into(page, out.business, out.wrong.fields);
    return out;
}

// What was typed into a rule comes back as typed, even when it is no number.
Field rule_as_typed(const Page& page, Field field) {
    const auto& form = page.request.form;
    if (!form.has(field.name)) return field;
    field.value = line(form, field.name);
    field.number = line(form, field.name + "_number");
    field.unit = line(form, field.name + "_unit");
    return field;
}

Form form_of(const Page& page, const Typed& typed) {
    const auto language = page.language;
    const auto& business = typed.business;
    const auto& settings = business.customer;
    Form form{.action = path(page), .token = form_token(page)};
    form.submit = i18n::words(language, "Save");
    form.live = path(page) + "/preview";
    form.wrong = typed.wrong;
    form.fields = {
        {.kind = Kind::toggle,
         .name = "panel",
         .label = i18n::words(language, "Customers have a panel of their own"),
         .hint =
             i18n::words(language, "Switched off, nobody can sign in, links to the panel lead nowhere, and only the "
                                   "links in mails about one appointment still work."),
         .value = !business.has(accounts::kCustomerPanel) ? "" : "yes"},
        {.kind = Kind::heading, .label = i18n::words(language, "Moving an appointment")},
        rule_as_typed(
            page, rule_field("reschedule", i18n::words(language, "Customers may move it"), {}, business.reschedule)),
        {.kind = Kind::checks,
         .name = "reschedule_statuses",
         .label = i18n::words(language, "While it is"),
         .options = movable_options(language),
         .chosen = settings.reschedule_statuses},
        {.kind = Kind::heading, .label = i18n::words(language, "Cancelling and other changes")},
        rule_as_typed(page,
                      rule_field("cancel", i18n::words(language, "Customers may cancel it"), {}, business.cancel)),
        {.kind = Kind::checks,
         .name = "status_changes",
         .label = i18n::words(language, "Customers may set it to"),
         .hint = i18n::words(language, "Without Cancelled, nobody cancels online. The time limit is the one above."),
         .options = status_options(language),
         .chosen = settings.status_changes},
        {.kind = Kind::heading, .label = i18n::words(language, "Appointments that are paid")},
        {.kind = Kind::select,
         .name = "paid_reschedule",
         .label = i18n::words(language, "May be moved"),
         .value = std::string(to_text(settings.paid_reschedule)),
         .options = paid_options(language)},
        {.kind = Kind::select,
         .name = "paid_cancel",
         .label = i18n::words(language, "May be cancelled"),
         .value = std::string(to_text(settings.paid_cancel)),
         .options = paid_options(language)},
    };
    add_text_fields(form.fields, page, "paid_text", i18n::words(language, "What to do instead"),
                    i18n::words(language, "Shown where a paid appointment cannot be changed online."),
                    settings.paid_text, 2000);
    form.fields.push_back({.kind = Kind::heading,
                           .label = i18n::words(language, "Links in mails"),
                           .hint = i18n::words(language, "They work without signing in, for one appointment.")});
    form.fields.push_back({.kind = Kind::toggle,
                           .name = "mail_reschedule",
                           .label = i18n::words(language, "Move by the link in a mail"),
                           .value = settings.mail_reschedule ? "yes" : ""});
    form.fields.push_back({.kind = Kind::toggle,
                           .name = "mail_cancel",
                           .label = i18n::words(language, "Cancel by the link in a mail"),
                           .value = settings.mail_cancel ? "yes" : ""});
    form.fields.push_back({.kind = Kind::heading, .label = i18n::words(language, "The panel itself")});
    if (business.has(events::kModule))
        form.fields.push_back({.kind = Kind::select,
                               .name = "panel_shows",
                               .label = i18n::words(language, "The panel shows"),
                               .hint = i18n::words(language, "Tickets for events that it does not show are moved and "
                                                             "cancelled by the links in their mails."),
                               .value = business.has(events::kInPanel) ? "all" : "appointments",
                               .options = shown_options(language)});
    add_text_fields(form.fields, page, "panel_welcome", i18n::words(language, "Words of welcome"), {},
                    settings.panel_welcome, 2000);
    name_text_fields(form.wrong.fields, page, {"paid_text", "panel_welcome"});
    return form;
}

struct Sample {
    std::string when;
    Seconds ahead;
    bool paid = false;
};

void fill_sample(html::Values& row, const pages::Page& page, const Sample& sample) {
    const auto& business = page.business();
    const auto& services = page.snapshot->services;
    const auto service = services.empty() ? catalog::Service{} : services.front();
    Booking booking;
    const auto start = std::chrono::ceil<std::chrono::hours>(page.now + sample.ahead);
    booking.time = {start, start + service.duration};
    booking.status = Status::approved;
    if (sample.paid) booking.paid_at = page.now;
    const auto may = bookings::what_may(business, booking, true, page.now, bookings::Way::panel);
    row.set("SAMPLE_WHEN", sample.when).set("SAMPLE_TIME", pages::moment(page, booking.time.begin));
    row.set("SAMPLE_SERVICE", services.empty() ? i18n::words(page.language, "Appointment") : page.text(service.name));
    row.show_if(may.reschedule.has_value(), "SAMPLE_MOVE").show_if(may.cancel.has_value(), "SAMPLE_CANCEL");
    std::vector<std::string> whys;
    for (const auto* each : {&may.reschedule, &may.cancel})
        if (!*each) {
            auto why = pages::sentence(page, each->error());
            if (whys.empty() || whys.back() != why) whys.push_back(std::move(why));
        }
    for (const auto& why : whys) row.add("SAMPLE_WHY").set("SAMPLE_WHY_TEXT", why);
}

// A customer's page, as if what was typed were stored.
pages::Page as_typed(const Page& page, const Business& business) {
    auto snapshot = *page.snapshot;
    snapshot.business = business;
    pages::Page out = page;
    out.snapshot = std::make_shared<const bookings::Snapshot>(std::move(snapshot));
    return out;
}

html::Values preview_values(const Page& page, const Business& business) {
    using std::chrono::hours;
    html::Values out;
    const bool off = !business.has(accounts::kCustomerPanel);
    out.show_if(off, "PANEL_OFF");
    if (off) return out;
    const auto& welcome = business.customer.panel_welcome.in(i18n::tag(page.language));
    auto& panel = out.add("PANEL");
    if (!welcome.empty()) panel.add("WELCOME").set("WELCOME_TEXT", welcome);
    const auto language = page.language;
    const auto customers = as_typed(page, business);
    for (const auto& sample : {Sample{i18n::words(language, "In two hours"), hours{2}},
                               Sample{i18n::words(language, "In three days"), hours{72}},
                               Sample{i18n::words(language, "In five weeks, paid"), hours{24 * 35}, true}})
        fill_sample(panel.add("SAMPLE"), customers, sample);
    return out;
}

Response settings_page(const Page& page, const Typed& typed) {
    const auto title = i18n::words(page.language, "Settings");
    return render(page, {"office/panel/settings_panel", title, "settings", typed.wrong.page_status()},
                  [&](html::Values& values) {
                      include_settings_head(values, page, "customer-panel");
                      include_form(values, "FORM", page, form_of(page, typed));
                      values.include("PREVIEW", "office/panel/panel_preview", preview_values(page, typed.business));
                  });
}

}  // namespace

Response panel_settings(const Page& page) { return settings_page(page, stored(page)); }

Response save_panel_settings(const Page& page) {
    auto typed = read_typed(page);
    if (typed.wrong.any()) return settings_page(page, typed);
    const auto saved = save_settings(page, [&](Business& business) {
        std::vector<FieldError> none;
        read_into(page, business, none);
    });
    if (saved) return back_to(path(page), "saved");
    typed.wrong = pages::wrong_of(page, saved.error());
    return settings_page(page, typed);
}

// A part of a page: what stands in #tb-preview.
Response panel_preview(const Page& page) {
    const auto typed = read_typed(page);
    auto response = http::html(page.environment.pages.render("office/panel/panel_preview", page.language,
                                                             preview_values(page, typed.business)));
    response.set("Cache-Control", "no-store");
    return response;
}

void register_panel(activity::Registry& registry) {
    registry.add(SettingsPage{20, "customer-panel", N_("Customer panel"), businesses::kManageSettings,
                              accounts::kCustomerPanel,
                              [](const Page& page) { return form_of(page, stored(page)).fields; }});
}

}  // namespace office
