// Settings of the booking page, the appearance and the sender of messages.
#include "office/settings/settings_pages.h"
#include "businesses/accent.h"
#include "notify/workflow.h"
#include "office/settings/settings.h"

namespace office {
namespace {

using businesses::Change;
using businesses::CustomerSettings;
using businesses::FieldRule;
using Kind = Field::Kind;

std::string path(const Page& page, std::string_view tab) { return fmt::format("{}/settings/{}", page.home(), tab); }

void set_errors(Form& form, const Page& page, const Error& error) {
    form.errors = error.fields;
    if (error.fields.empty()) form.notice = pages::sentence(page, error);
}

Response settings_page(const Page& page, const Frame& frame, SettingsTab tab, Form form,
                       const std::function<void(html::Values&)>& more = {}) {
    form.token = form_token(page);
    form.submit = i18n::words(page.language, "Save");
    return render(page, frame, [&](html::Values& values) {
        include_settings_head(values, page, tab);
        include_form(values, "FORM", page, form);
        if (more) more(values);
    });
}

Response save(const Page& page, std::string_view tab, const Change& change,
              const std::function<Response(const businesses::Business&, const Error&)>& again) {
    const auto saved = save_settings(page, change);
    if (saved) return back_to(path(page, tab), "saved");
    auto typed = page.business();
    change(typed);
    return again(typed, saved.error());
}

std::vector<Option> login_options(i18n::Language language) {
    return {{"off", i18n::words(language, "Off"),
             i18n::words(language, "Nobody signs in. Suits a business whose customers come once, or by phone.")},
            {"optional", i18n::words(language, "Optional"),
             i18n::words(language, "Everyone can book without a login; those who come back may have one. Suits most.")},
            {"required", i18n::words(language, "Required"),
             i18n::words(language, "Customers sign in or register before they book. Suits clubs and clinics that know "
                                   "everyone who comes.")}};
}

std::vector<Option> way_options(i18n::Language language) {
    return {{"password", i18n::words(language, "Password")},
            {"link", i18n::words(language, "Link by e-mail, without a password")}};
}

Field field_rule(i18n::Language language, std::string name, std::string label, FieldRule rule) {
    return {.kind = Kind::select,
            .name = std::move(name),
            .label = std::move(label),
            .value = std::string(to_text(rule)),
            .options = {{"hidden", i18n::words(language, "Not asked for")},
                        {"optional", i18n::words(language, "May be left empty")},
                        {"required", i18n::words(language, "Has to be filled in")}}};
}

Response booking_page_page(const Page& page, const businesses::Business& business, const Error* error = nullptr) {
    const auto language = page.language;
    const auto& settings = business.customer;
    Form form{.action = path(page, "booking-page")};
    std::set<std::string> ways;
    if (settings.password_sign_in) ways.insert("password");
    if (settings.access_link_sign_in) ways.insert("link");
    form.fields = {
        {.kind = Kind::choice,
         .name = "logins",
         .label = i18n::words(language, "Logins of customers"),
         .value = std::string(to_text(settings.logins)),
         .options = login_options(language)},
        {.kind = Kind::checks,
         .name = "password_sign_in",
         .label = i18n::words(language, "Ways of signing in"),
         .options = way_options(language),
         .chosen = ways},
        {.kind = Kind::heading,
         .label = i18n::words(language, "What is asked for at booking"),
         .hint = i18n::words(language, "First name and e-mail address are always asked for.")},
        field_rule(language, "surname_field", i18n::words(language, "Last name"), settings.surname_field),
        field_rule(language, "phone_field", i18n::words(language, "Phone"), settings.phone_field),
        field_rule(language, "note_field", i18n::words(language, "A note for us"), settings.note_field),
        {.kind = Kind::choice,
         .name = "name_check",
         .label = i18n::words(language, "When the name is not the one stored for the address"),
         .value = std::string(to_text(settings.name_check)),
         .options = {{"off", i18n::words(language, "Do nothing")},
                     {"warn", i18n::words(language, "Mark the appointment for staff")},
                     {"refuse", i18n::words(language, "Refuse the booking kindly")}}},
        {.kind = Kind::heading, .label = i18n::words(language, "How much one customer may book")},
        {.name = "open_bookings_max",
         .label = i18n::words(language, "Coming appointments at a time"),
         .hint = i18n::words(language, "From 1 to 1000. Whoever has so many can book another online once one is over "
                                       "or cancelled; so nobody fills your whole calendar.") +
                 " " + i18n::words(language, "What is booked without signing in counts apart."),
         .value = error ? line(page.request.form, "open_bookings_max") : std::to_string(settings.open_bookings_max),
         .limit = 4,
         .required = true},
    };
    if (error) set_errors(form, page, *error);
    const auto title = i18n::words(language, "Settings");
    return settings_page(page, {"office/settings/settings_booking", title, Section::settings, error ? 422 : 200},
                         SettingsTab::booking_page, form, [&](html::Values& values) {
                             const bool answered = page.environment.database.read([&](db::Session& session) {
                                 return notify::is_answered(session, page.id(), "access_link_asked");
                             });
                             values.show_if(settings.access_link_sign_in && !answered, "NO_LINK_MAIL");
                         });
}

Change booking_page_change(const Page& page) {
    return [&page](businesses::Business& business) {
        const auto& form = page.request.form;
        auto& settings = business.customer;
        const auto ways = ticks(form, "password_sign_in", way_options(page.language));
        settings.password_sign_in = ways.contains("password");
        settings.access_link_sign_in = ways.contains("link");
        read_settings(page, business,
                      {"logins", "surname_field", "phone_field", "note_field", "name_check", "open_bookings_max"});
    };
}

Change branding_change(const Page& page) {
    return [&page](businesses::Business& business) {
        read_settings(page, business,
                      {"accent_colour", "tagline", "cancellation_policy", "privacy_url", "address", "phone", "email"});
    };
}

Response messages_page(const Page& page, const businesses::Business& business, const Error* error = nullptr) {
    const auto language = page.language;
    Form form{.action = path(page, "messages")};
    form.fields = {
        {.name = "sender_name",
         .label = i18n::words(language, "Sender's name"),
         .hint = i18n::words(language, "Left empty: {name}.", {{"name", page.name()}}),
         .value = business.customer.sender_name,
         .limit = 100},
        {.name = "reply_to",
         .label = i18n::words(language, "Answers go to"),
         .hint = i18n::words(language, "An e-mail address. Left empty: the one that customers reach you by."),
         .value = business.customer.reply_to,
         .type = "email",
         .limit = 254}};
    if (error) set_errors(form, page, *error);
    const auto title = i18n::words(language, "Settings");
    return settings_page(page, {"office/settings/settings_messages", title, Section::settings, error ? 422 : 200},
                         SettingsTab::messages, form, [&](html::Values& values) {
                             values.set("WORKFLOWS_URL", page.home() + "/workflows");
                             values.set("TEMPLATES_URL", page.home() + "/templates");
                         });
}

Change messages_change(const Page& page) {
    return [&page](businesses::Business& business) { read_settings(page, business, {"sender_name", "reply_to"}); };
}

using Draw = Response (*)(const Page&, const businesses::Business&, const Error*);
using Read = Change (*)(const Page&);

Response shown(const Request& request, Environment& environment, Draw draw) {
    return as_staff(request, environment, [&](const Page& page) { return draw(page, page.business(), nullptr); });
}

Response saved(const Request& request, Environment& environment, std::string_view tab, Read read, Draw draw) {
    return posted(request, environment, [&](const Page& page) {
        return save(page, tab, read(page),
                    [&](const businesses::Business& typed, const Error& error) { return draw(page, typed, &error); });
    });
}

}  // namespace

Response branding_page(const Page& page, const businesses::Business& business, const Error* error) {
    const auto language = page.language;
    Form form{.action = path(page, "branding")};
    form.fields = {{.name = "accent_colour",
                    .label = i18n::words(language, "Colour"),
                    .hint = i18n::words(language, "Of buttons and links. Where it would be hard to read it is made "
                                                  "darker or lighter, as shown here."),
                    .value = business.accent_colour,
                    .type = "color",
                    .limit = 7,
                    .required = true}};
    add_text_fields(form.fields, page, "tagline", i18n::words(language, "A line about you"), {}, business.tagline, 200,
                    true);
    form.fields.push_back({.kind = Kind::heading, .label = i18n::words(language, "How customers reach you")});
    form.fields.push_back(
        {.name = "address", .label = i18n::words(language, "Address"), .value = business.address, .limit = 300});
    form.fields.push_back({.name = "phone",
                           .label = i18n::words(language, "Phone"),
                           .value = business.phone,
                           .type = "tel",
                           .limit = 40});
    form.fields.push_back({.name = "email",
                           .label = i18n::words(language, "E-mail"),
                           .value = business.email,
                           .type = "email",
                           .limit = 254});
    form.fields.push_back({.kind = Kind::heading, .label = i18n::words(language, "What customers should know")});
    add_text_fields(form.fields, page, "cancellation_policy", i18n::words(language, "If they cannot come"),
                    i18n::words(language, "Shown before booking and before cancelling."), business.cancellation_policy,
                    2000);
    form.fields.push_back({.name = "privacy_url",
                           .label = i18n::words(language, "Page about how their details are used"),
                           .value = business.privacy_url,
                           .type = "url",
                           .limit = 2000});
    if (error) set_errors(form, page, *error);
    name_text_fields(form.errors, page, {"tagline", "cancellation_policy"});
    const auto title = i18n::words(language, "Settings");
    const auto colour = businesses::is_colour(business.accent_colour) ? business.accent_colour : "#0f766e";
    return settings_page(page, {"office/settings/settings_branding", title, Section::settings, error ? 422 : 200},
                         SettingsTab::branding, form, [&](html::Values& values) {
                             const auto light = businesses::light_accent(colour),
                                        dark = businesses::dark_accent(colour);
                             values.set("LIGHT", light.colour).set("LIGHT_INK", light.ink);
                             values.set("DARK", dark.colour).set("DARK_INK", dark.ink);
                             include_logo(values, page, error);
                         });
}

Response booking_page_settings(const Request& request, Environment& environment) {
    return shown(request, environment, booking_page_page);
}
Response save_booking_page_settings(const Request& request, Environment& environment) {
    return saved(request, environment, "booking-page", booking_page_change, booking_page_page);
}
Response branding_settings(const Request& request, Environment& environment) {
    return shown(request, environment, branding_page);
}
Response save_branding_settings(const Request& request, Environment& environment) {
    return saved(request, environment, "branding", branding_change, branding_page);
}
Response message_settings(const Request& request, Environment& environment) {
    return shown(request, environment, messages_page);
}
Response save_message_settings(const Request& request, Environment& environment) {
    return saved(request, environment, "messages", messages_change, messages_page);
}

}  // namespace office
