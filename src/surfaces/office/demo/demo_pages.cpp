#include "office/demo/demo_pages.h"

#include "businesses/words.h"
#include "demo/visit.h"
#include "i18n/names.h"
#include "office/frame/form.h"
#include "office/frame/registered.h"

namespace office {
namespace {

constexpr const char* kPath = "/demo";

// None where a mail server is set, since strangers could send mails by it.
std::vector<demo::Role> roles_of(Environment& environment) {
    if (environment.sends_mail) return {};
    return environment.database.read(demo::list_roles);
}

Response roles_page(const pages::Page& page, const Wrong& wrong) {
    const auto title = i18n::words(page.language, "Look around in the demo");
    const auto roles = roles_of(page.environment);
    return render_bare(page, {"office/demo/roles", title, "", wrong.page_status()}, [&](html::Values& values) {
        pages::fill_notice(values, wrong);
        if (roles.empty()) values.show("NONE");
        html::Values* business = nullptr;
        std::string shown;
        for (const auto& role : roles) {
            if (role.slug != shown) {
                business = &values.add("BUSINESS");
                business->set("BUSINESS_NAME", role.business_name).set("BUSINESS_URL", "/" + role.slug);
                business->set("BUSINESS_ID", role.slug);
                shown = role.slug;
            }
            auto& row = business->add("ROLE").set("ROLE_ACTION", kPath).set("ROLE_TOKEN", bare_token(page));
            row.set("ROLE_MEMBER", base::to_text(role.member));
            row.set("ROLE_NAME", role_name(page.language, role.role)).set("MEMBER_NAME", role.member_name);
        }
    });
}

std::optional<std::string> says_demo(const Page& page) {
    const bool is_demo =
        page.environment.database.read([&](db::Session& session) { return demo::is_demo(session, page.id()); });
    if (!is_demo) return std::nullopt;
    return i18n::words(page.language, "This is a demo business: everybody in it is made up.");
}

std::optional<pages::WayOn> way_to_demo(const pages::Page& page) {
    if (roles_of(page.environment).empty()) return std::nullopt;
    return pages::WayOn{std::string(kPath), i18n::words(page.language, "Look around in the back office")};
}

}  // namespace

Response demo_roles(const pages::Page& page) { return roles_page(page, {}); }

const FormHandler<pages::Page> look_around(roles_page, [](const pages::Page& page) -> Response {
    const auto roles = roles_of(page.environment);
    const auto role = std::ranges::find(roles, base::parse_id<StaffId>(page.request.form.get("member")),
                                        [](const auto& each) { return std::optional(each.member); });
    if (role == roles.end()) return http::see_other(kPath);
    const auto session = page.environment.database.write([&](db::Tx& tx) {
        return demo::look_around(tx, page.environment.accounts_context(), role->business, role->member,
                                 pages::client_of(page.request));
    });
    if (!session) return http::see_other(kPath);
    const auto home = "/" + role->slug + "/office";
    auto response = http::see_other(home);
    http::set_cookie(response, page.request,
                     {std::string(pages::kStaffCookie), session->session_token, {}, home, true});
    response.set("Cache-Control", "no-store");
    return response;
});

void register_demo(activity::Registry& registry) {
    registry.add(Notice{10, says_demo});
    registry.add(pages::HomeLink{way_to_demo});
}

}  // namespace office
