// The business's logo, under Settings > Appearance (FEATURES 2.10).
#include "office/settings/settings.h"
#include "office/settings/settings_pages.h"
#include "pictures/picture.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace office {
namespace {

using nlohmann::json;

std::string path(const Page& page, std::string_view rest = {}) {
    return fmt::format("{}/settings/branding{}", page.home(), rest);
}

// Only that there was one: the picture itself stays where it is.
void record(db::Tx& tx, const Page& page, std::string_view before, std::string_view after) {
    const json data{{"before", {{"logo", before}}}, {"after", {{"logo", after}}}};
    activity::record(tx, page.environment.registry, page.id(), page.now,
                     {"settings.changed", page.id().value, page.actor(), data.dump()});
}

Response refused(const Page& page, const Error& error) {
    const Error beside{error.fault, error.code, {}, {{"logo", error.code, error.parameters}}};
    return branding_page(page, page.business(), &beside);
}

}  // namespace

void include_logo(html::Values& values, const Page& page, const Error* error) {
    html::Values logo;
    logo.set("UPLOAD_ACTION", path(page, "/logo")).set("LOGO_TOKEN", form_token(page));
    if (page.business().has_logo) {
        logo.add("SHOWN").set("LOGO_URL", logo_url(page)).set("BUSINESS_NAME", page.name());
        logo.add("SHOWN_REMOVAL")
            .set("REMOVAL_ACTION", path(page, "/logo/removal"))
            .set("REMOVAL_TOKEN", form_token(page));
    } else {
        logo.show("NOT_SHOWN");
    }
    if (error)
        for (const auto& each : error->fields)
            if (each.field == "logo") logo.show("BAD").add("WRONG").set("WRONG_TEXT", sentence(page, each));
    values.include("LOGO", "office/settings/logo", std::move(logo));
}

Response set_logo(const Request& request, Environment& environment) {
    return posted_with_file(request, environment, [&](const Page& page, const std::vector<http::Part>& parts) {
        const auto* file = http::find_file(parts, "logo");
        const auto drawn = pictures::logo(environment.pool, file ? file->content : std::string_view());
        if (!drawn) return refused(page, drawn.error());
        environment.database.write([&](db::Tx& tx) {
            const bool had = businesses::find_logo(tx, page.id()).has_value();
            businesses::set_logo(tx, page.id(), "image/png", *drawn);
            record(tx, page, had ? "kept" : "none", had ? "replaced" : "kept");
        });
        return back_to(path(page), "saved");
    });
}

Response remove_logo(const Request& request, Environment& environment) {
    return posted(request, environment, [&](const Page& page) {
        environment.database.write([&](db::Tx& tx) {
            if (businesses::remove_logo(tx, page.id())) record(tx, page, "kept", "none");
        });
        return back_to(path(page), "removed");
    });
}

}  // namespace office
