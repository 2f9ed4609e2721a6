#include "operators/sign_up.h"

#include "office/frame/address_check.h"
#include "operator_pages/opening_form.h"
#include "operator_pages/page.h"

namespace operator_pages {
namespace {

using office::line;
using operators::SignUp;

SignUp how(const Environment& environment) { return operators::parse_sign_up(environment.sign_up).value(); }

Response no_way(const pages::Page& page, int status, std::string_view code) {
    const auto title = i18n::words(page.language, "No business can be opened here");
    return office::render_bare(page, {"office/frame/explain", title, "", status}, [&](html::Values& values) {
        values.set("EXPLANATION", i18n::message(page.language, code));
        values.set("WAY_ON_URL", "/").set("WAY_ON_TEXT", i18n::words(page.language, "To the start page"));
    });
}

// Why there is no form for this visitor; nullopt: there is.
std::optional<Response> closed(const pages::Page& page, std::string_view invitation) {
    const auto& environment = page.environment;
    if (how(environment) == SignUp::closed) return no_way(page, 403, "sign_up.closed");
    if (how(environment) == SignUp::open) return std::nullopt;
    const bool invited = environment.database.read(
        [&](db::Session& session) { return operators::is_invitation(session, environment.clock, invitation); });
    if (invited) return std::nullopt;
    return no_way(page, invitation.empty() ? 403 : 404, invitation.empty() ? "sign_up.closed" : "sign_up.link_dead");
}

// The invitation that led here, which the form brings back.
std::string invitation_of(const pages::Page& page) {
    const auto& request = page.request;
    return line(request.method == http::Method::get ? request.query : request.form, "invitation");
}

Response form_page(const pages::Page& page, const pages::Wrong& wrong) {
    const auto language = page.language;
    const auto invitation = invitation_of(page);
    if (auto no = closed(page, invitation)) return *std::move(no);
    auto form = opening_form(page, read_draft(page), wrong, i18n::words(language, "You, the owner"),
                             i18n::words(language, "You sign in with it. A link to choose a password goes there; with "
                                                   "it your business opens."),
                             "/sign-up/address?invitation=" + base::percent_encoded(invitation));
    form.action = "/sign-up";
    form.token = office::bare_token(page);
    form.submit = i18n::words(language, "Open the business");
    form.hidden = {{"invitation", invitation}};
    const auto title = i18n::words(language, "Open your business");
    return office::render_bare(page, {"operator_pages/sign_up", title, "", wrong.page_status()},
                               [&](html::Values& values) { include_form(values, "FORM", page, form); });
}

std::optional<pages::WayOn> way_to_sign_up(const pages::Page& page) {
    if (how(page.environment) != SignUp::open) return std::nullopt;
    return pages::WayOn{"/sign-up", i18n::words(page.language, "Open your own business here")};
}

}  // namespace

Response sign_up_form(const pages::Page& page) {
    if (page.request.query.has("sent")) {
        const auto title = i18n::words(page.language, "Look in your inbox");
        return office::render_bare(page, {"office/frame/explain", title, "", 200}, [&](html::Values& values) {
            values.set(
                "EXPLANATION",
                i18n::words(page.language, "A mail is on its way to the address you gave. Open the link in it and "
                                           "choose a password: then your business is open. The link works for a "
                                           "week."));
            values.set("WAY_ON_URL", "/").set("WAY_ON_TEXT", i18n::words(page.language, "To the start page"));
        });
    }
    return form_page(page, {});
}

Response check_sign_up_address(const pages::Page& page) {
    if (auto no = closed(page, page.request.query.get("invitation"))) return *std::move(no);
    return office::address_check(page, {}, office::typed_slug(page.request.query));
}

const FormHandler<pages::Page> sign_up(form_page, [](const pages::Page& page) -> Response {
    const auto invitation = invitation_of(page);
    if (auto no = closed(page, invitation)) return *std::move(no);
    const auto opened =
        operators::sign_up(page.environment.database, page.environment.accounts_context(), how(page.environment),
                           invitation, opening_of(read_draft(page)), pages::client_of(page.request));
    return opened ? http::see_other("/sign-up?sent=1") : form_page(page, pages::wrong_of(page, opened.error()));
});

void register_pages(activity::Registry& registry) { registry.add(pages::HomeLink{way_to_sign_up}); }

}  // namespace operator_pages
