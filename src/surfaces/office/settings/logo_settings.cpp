// The business's logo, under Settings > Appearance (FEATURES 2.10).
#include "office/settings/branding.h"
#include "office/settings/settings_pages.h"
#include "pictures/picture.h"

namespace office {
namespace {

std::string path(const Page& page, std::string_view rest = {}) {
    return fmt::format("{}/settings/branding{}", page.home(), rest);
}

void change_logo(const Page& page, const std::optional<businesses::Logo>& logo) {
    page.environment.database.write([&](db::Tx& tx) {
        businesses::change_logo(tx, {page.environment.clock, page.environment.registry}, page.id(), logo, page.actor());
    });
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

Response set_logo(const Page& page, const std::vector<http::Part>& parts) {
    const auto* file = http::find_file(parts, "logo");
    const auto drawn = pictures::logo(page.environment.pool, file ? file->content : std::string_view());
    if (!drawn) return refused(page, drawn.error());
    change_logo(page, businesses::Logo{"image/png", *drawn});
    return back_to(path(page), "saved");
}

Response remove_logo(const Page& page) {
    change_logo(page, std::nullopt);
    return back_to(path(page), "removed");
}

}  // namespace office
