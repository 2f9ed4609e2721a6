// Settings > Appearance (FEATURES 2.10).
#include "businesses/accent.h"
#include "office/settings/branding.h"
#include "office/settings/settings_fields.h"
#include "office/settings/settings_pages.h"

namespace office {
namespace {

using businesses::Change;
using Kind = Field::Kind;

Change branding_change(const Page& page) {
    return [&page](businesses::Business& business) {
        read_settings(page, business,
                      {"accent_colour", "tagline", "cancellation_policy", "privacy_url", "address", "phone", "email"});
    };
}

std::vector<Field> fields_of(const Page& page, const businesses::Business& business) {
    const auto language = page.language;
    std::vector<Field> out = {
        {.name = "accent_colour",
         .label = i18n::words(language, "Colour"),
         .hint = i18n::words(language, "Of buttons and links. Where it would be hard to read it is made "
                                       "darker or lighter, as shown here."),
         .value = business.accent_colour,
         .type = "color",
         .limit = 7,
         .required = true}};
    add_text_fields(out, page, "tagline", i18n::words(language, "A line about you"), {}, business.tagline, 200, true);
    out.push_back({.kind = Kind::heading, .label = i18n::words(language, "How customers reach you")});
    out.push_back(
        {.name = "address", .label = i18n::words(language, "Address"), .value = business.address, .limit = 300});
    out.push_back({.name = "phone",
                   .label = i18n::words(language, "Phone"),
                   .value = business.phone,
                   .type = "tel",
                   .limit = 40});
    out.push_back({.name = "email",
                   .label = i18n::words(language, "E-mail"),
                   .value = business.email,
                   .type = "email",
                   .limit = 254});
    out.push_back({.kind = Kind::heading, .label = i18n::words(language, "What customers should know")});
    add_text_fields(out, page, "cancellation_policy", i18n::words(language, "If they cannot come"),
                    i18n::words(language, "Shown before booking and before cancelling."), business.cancellation_policy,
                    2000);
    out.push_back({.name = "privacy_url",
                   .label = i18n::words(language, "Page about how their details are used"),
                   .value = business.privacy_url,
                   .type = "url",
                   .limit = 2000});
    return out;
}

}  // namespace

std::vector<Field> branding_fields(const Page& page) { return fields_of(page, page.business()); }

Response branding_page(const Page& page, const businesses::Business& business, const Error* error) {
    Form form;
    form.fields = fields_of(page, business);
    const auto colour = businesses::is_colour(business.accent_colour) ? business.accent_colour : "#0f766e";
    return settings_page(
        page, {"office/settings/settings_branding", "branding", error, {"tagline", "cancellation_policy"}}, form,
        [&](html::Values& values) {
            const auto light = businesses::light_accent(colour), dark = businesses::dark_accent(colour);
            values.set("LIGHT", light.colour).set("LIGHT_INK", light.ink);
            values.set("DARK", dark.colour).set("DARK_INK", dark.ink);
            include_logo(values, page, error);
        });
}

Response branding_settings(const Page& page) { return branding_page(page, page.business(), nullptr); }
Response save_branding_settings(const Page& page) {
    return save_settings_page(page, "branding", branding_change(page), branding_page);
}

}  // namespace office
