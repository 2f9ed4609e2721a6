// The step of the look: the colour, the logo, a line about the business and how customers reach it.
#include "office/frame/settings.h"
#include "office/start/step_page.h"
#include "pictures/picture.h"

namespace office {
namespace {

struct Typed {
    std::string colour, tagline, address, phone;
};

Typed stored(const Page& page) {
    const auto& business = page.business();
    return {business.accent_colour, business.tagline.fallback, business.address, business.phone};
}

void fill_field(html::Values& values, const Page& page, const std::string& name, const std::string& value,
                const std::vector<FieldError>& errors) {
    values.set(name, value);
    const auto field = std::ranges::find_if(
        errors, [&](const auto& error) { return base::folded(error.field) == base::folded(name); });
    if (field != errors.end())
        values.show(name + "_BAD").add(name + "_WRONG").set("WRONG_TEXT", sentence(page, *field));
}

Response look_page(const Page& page, const Typed& typed, const std::vector<FieldError>& errors = {}, int status = 200) {
    return step_page(page, Step::look, "office/start/look", status, [&](html::Values& values) {
        values.set("ACTION", step_path(page, Step::look)).set("TOKEN", form_token(page));
        fill_field(values, page, "ACCENT_COLOUR", typed.colour, errors);
        fill_field(values, page, "TAGLINE", typed.tagline, errors);
        fill_field(values, page, "ADDRESS", typed.address, errors);
        fill_field(values, page, "PHONE", typed.phone, errors);
        fill_field(values, page, "LOGO_FILE", {}, errors);
        if (page.business().has_logo) values.add("LOGO").set("LOGO_URL", logo_url(page));
    });
}

std::optional<businesses::Logo> read_logo(const Page& page, const std::vector<http::Part>& parts, Error& error) {
    const auto* file = http::find_file(parts, "logo");
    if (!file || file->content.empty()) return std::nullopt;
    auto drawn = pictures::logo(page.environment.pool, file->content);
    if (drawn) return businesses::Logo{"image/png", *std::move(drawn)};
    error = drawn.error();
    error.fields = {{"logo_file", error.code, error.parameters}};
    return std::nullopt;
}

}  // namespace

Response start_look(const Request& request, Environment& environment) {
    return as_staff(request, environment, [](const Page& page) { return look_page(page, stored(page)); });
}

Response save_look(const Request& request, Environment& environment) {
    return posted_with_file(request, environment, [&](const Page& page, const std::vector<http::Part>& parts) {
        const auto form = http::fields_of(parts);
        auto typed = stored(page);
        // What the form does not send stays.
        for (const auto& [name, value] : {std::pair{"accent_colour", &typed.colour},
                                          {"tagline", &typed.tagline},
                                          {"address", &typed.address},
                                          {"phone", &typed.phone}})
            if (form.has(name)) *value = line(form, name);
        Error error;
        const auto logo = read_logo(page, parts, error);
        if (!error.code.empty()) return look_page(page, typed, error.fields, 422);
        const auto saved = save_settings(page, [&](businesses::Business& business) {
            business.accent_colour = typed.colour;
            business.tagline.fallback = typed.tagline;
            business.address = typed.address;
            business.phone = typed.phone;
        });
        if (!saved) return look_page(page, typed, saved.error().fields, http::status_of(saved.error().fault));
        if (logo)
            environment.database.write([&](db::Tx& tx) {
                businesses::change_logo(tx, {environment.clock, environment.registry}, page.id(), logo, page.actor());
            });
        return go_on(page, Step::look);
    });
}

}  // namespace office
