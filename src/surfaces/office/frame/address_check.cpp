#include "office/frame/address_check.h"

#include "businesses/settings.h"
#include "http/typed.h"

namespace office {
namespace {

html::Values check(const pages::Page& page, std::optional<BusinessId> own, std::string_view typed) {
    const auto slug = businesses::slug_of(typed);
    const auto address = page.request.origin + "/" + slug;
    html::Values out;
    page.environment.database.read([&](db::Session& session) {
        if (const auto may = businesses::may_have_slug(session, own, slug); !may)
            out.add("WRONG").set("WRONG_TEXT", pages::sentence(page, may.error()));
        else if (const auto held = businesses::find_version(session, slug); own && held && held->first == *own)
            out.add("FINE").set("FINE_TEXT", i18n::words(page.language, "This is your address now."));
        else
            out.add("FINE").set("FINE_TEXT",
                                i18n::words(page.language, "{address} can be yours.", {{"address", address}}));
    });
    return out;
}

}  // namespace

std::string typed_slug(const http::Form& form) {
    const auto typed = http::line(form, "slug");
    return businesses::slug_of(typed.empty() ? http::line(form, "name") : typed);
}

void include_address_check(html::Values& values, std::string_view marker, const pages::Page& page,
                           std::optional<BusinessId> own, std::string_view typed) {
    values.include(marker, "office/frame/address_check", check(page, own, typed));
}

http::Response address_check(const pages::Page& page, std::optional<BusinessId> own, std::string_view typed) {
    auto response = http::html(
        page.environment.pages.render("office/frame/address_check", page.language, check(page, own, typed)), 200);
    response.set("Cache-Control", "no-store");
    return response;
}

}  // namespace office
