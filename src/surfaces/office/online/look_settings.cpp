// Settings > Look of the booking page (FEATURES 3.9), with a preview beside it.
#include "office/frame/settings.h"
#include "office/online/online.h"
#include "office/online/settings_fields.h"
#include "pages/brand.h"

namespace office {
namespace {

using businesses::Business;
using Kind = Field::Kind;

constexpr std::size_t kPreviewed = 3;  // services

Field choice(std::string name, std::string label, std::string_view value, std::vector<Option> options) {
    return {.kind = Kind::choice,
            .name = std::move(name),
            .label = std::move(label),
            .value = std::string(value),
            .options = std::move(options)};
}

Form form_of(const Page& page, const Business& business) {
    const auto language = page.language;
    Form form;
    form.live = settings_path(page, "look") + "/preview";
    form.fields = {choice("look_layout", i18n::words(language, "Services stand as"), to_text(business.look_layout),
                          {{"cards", i18n::words(language, "Cards"),
                            i18n::words(language, "Side by side, with their pictures. Suits most.")},
                           {"list", i18n::words(language, "A list"),
                            i18n::words(language, "One below the other, with their pictures.")},
                           {"compact", i18n::words(language, "A short list"),
                            i18n::words(language, "Name, length and price in a line. Suits many services.")}}),
                   choice("look_font", i18n::words(language, "Typeface"), to_text(business.look_font),
                          {{"system", i18n::words(language, "Plain")},
                           {"serif", i18n::words(language, "With serifs")},
                           {"rounded", i18n::words(language, "Rounded")}}),
                   choice("look_corners", i18n::words(language, "Corners"), to_text(business.look_corners),
                          {{"soft", i18n::words(language, "A little round")},
                           {"round", i18n::words(language, "Round")},
                           {"square", i18n::words(language, "Square")}}),
                   choice("look_density", i18n::words(language, "Space between things"), to_text(business.look_density),
                          {{"roomy", i18n::words(language, "Much")}, {"dense", i18n::words(language, "Little")}})};
    return form;
}

html::Values preview_values(const Page& page, const Business& business) {
    html::Values out;
    out.set("LOOK_CLASSES", pages::look_classes(business)).set("LAYOUT", to_text(business.look_layout));
    std::size_t n = 0;
    for (const auto* service : page.snapshot->bookable_services()) {
        if (n++ == kPreviewed) break;
        auto& row = out.add("SERVICE");
        row.set("SERVICE_NAME", page.text(service->name));
        row.set("SERVICE_DURATION", pages::length_of(page, *service));
        row.set("SERVICE_PRICE", pages::price_of(page, *service));
        if (business.look_layout == businesses::Layout::compact) continue;
        if (const auto* picture = page.snapshot->picture({.service_id = service->id}))
            row.add("SERVICE_PICTURE").set("SERVICE_PICTURE_URL", pages::picture_path(page.business(), *picture, 320));
    }
    return out;
}

Response look_page(const Page& page, const Business& business, const Error* error = nullptr) {
    return settings_page(page, {"office/online/settings_look", "look", error}, form_of(page, business),
                         [&](html::Values& values) {
                             values.set("BOOKING_URL", pages::home_path(page));
                             values.include("PREVIEW", "office/online/look_preview", preview_values(page, business));
                         });
}

businesses::Change look_change(const Page& page) {
    return [&page](Business& business) {
        read_settings(page, business, {"look_layout", "look_font", "look_corners", "look_density"});
    };
}

}  // namespace

std::vector<Field> look_fields(const Page& page) { return form_of(page, page.business()).fields; }

Response look_settings(const Page& page) { return look_page(page, page.business()); }

Response save_look_settings(const Page& page) { return save_settings_page(page, "look", look_change(page), look_page); }

// A part of a page: what stands in #tb-preview.
Response look_preview(const Page& page) {
    auto typed = page.business();
    look_change(page)(typed);
    auto response = http::html(
        page.environment.pages.render("office/online/look_preview", page.language, preview_values(page, typed)));
    response.set("Cache-Control", "no-store");
    return response;
}

}  // namespace office
