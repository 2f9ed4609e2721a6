// The doors of the whole installation, besides each business's own (FEATURES 1.15, 1.16): signing in, registering and a
// forgotten password. None of them tells anybody which businesses know an address.
#include "accounts/everywhere.h"

#include "businesses/overview.h"
#include "i18n/names.h"
#include "portal/parts.h"

namespace portal {
namespace {

using http::Request;
using http::Response;
using pages::Secrecy;

constexpr int kMostBusinesses = 8;
constexpr int kMostPasswords = 5;  // each is hashed

Response everywhere_page(const Page& page, const Wrong& wrong) {
    const auto email = line(page.request.form, "email");
    const auto title = i18n::words(page.language, "Sign in");
    return pages::render(page, {"portal/everywhere", title, wrong.page_status(), Secrecy::personal, "/sign-in"},
                         [&](html::Values& values) {
                             values.set("TOKEN", form_token(page));
                             fill_notice(values, wrong);
                             include_fields(values, page,
                                            {{.name = "email",
                                              .label = i18n::words(page.language, "E-mail"),
                                              .hint = i18n::words(page.language, "The address that you book with."),
                                              .value = email,
                                              .type = "email",
                                              .autocomplete = "username",
                                              .limit = 254,
                                              .required = true},
                                             {.name = "password",
                                              .label = i18n::words(page.language, "Password"),
                                              .type = "password",
                                              .autocomplete = "current-password",
                                              .limit = accounts::kLongestPassword,
                                              .required = true}},
                                            wrong, "email");
                         });
}

std::optional<businesses::Business> find_business(const Environment& environment, BusinessId id) {
    return environment.database.read([&](db::Session& session) { return businesses::find(session, id); });
}

bool mails_links(const Environment& environment, BusinessId id) {
    const auto business = find_business(environment, id);
    return business && accounts::has_panel(*business) && business->customer.access_link_sign_in;
}

void set_session(Response& response, const Request& request, const businesses::Business& business,
                 const accounts::NewSession& entered) {
    const auto set = [&](std::string_view name, const std::string& value, Seconds age) {
        http::set_cookie(response, request, {std::string(name), value, age, "/" + business.slug, true});
    };
    set(pages::kCustomerCookie, entered.session_token, accounts::kSessionLifetime);
    set(pages::kDeviceCookie, entered.device_token, std::chrono::days{730});
}

// Signed in wherever the password was right: on to the only one, or to the one that the person chooses.
Response let_in_everywhere(const Page& page, const std::vector<accounts::Entered>& entered) {
    const auto& environment = page.environment;
    std::vector<businesses::Business> all;
    for (const auto& each : entered)
        if (auto business = find_business(environment, each.business)) all.push_back(*std::move(business));
    if (all.size() != entered.size() || all.empty()) return go_to("/sign-in");
    auto response = go_to("/" + all.front().slug + "/my");
    if (all.size() > 1) {
        const auto title = i18n::words(page.language, "Where do you want to go?");
        response = pages::render(page, {"portal/choose_panel", title, 200, Secrecy::personal, "/sign-in"},
                                 [&](html::Values& values) {
                                     values.set("HEADING", title);
                                     for (const auto& business : all)
                                         values.add("BUSINESS")
                                             .set("BUSINESS_URL", "/" + business.slug + "/my")
                                             .set("BUSINESS_NAME", page.text(business.name))
                                             .set("BUSINESS_INITIALS", i18n::initials(page.text(business.name)));
                                 });
    }
    for (std::size_t i = 0; i < all.size(); ++i) set_session(response, page.request, all[i], entered[i].session);
    return response;
}

Response by_password(const Page& page, const Email& email, std::string_view password) {
    auto& environment = page.environment;
    const auto entered =
        accounts::sign_in_everywhere(environment.database, environment.accounts_context(), environment.hasher, email,
                                     password, pages::client_of(page.request), kMostPasswords);
    if (!entered) return everywhere_page(page, wrong_of(page, entered.error()));
    return let_in_everywhere(page, *entered);
}

Response by_links(const Page& page, const Email& email) {
    auto& environment = page.environment;
    const auto ids = environment.database.read(
        [&](db::Session& session) { return accounts::businesses_for(session, email, kMostBusinesses); });
    // One that refuses, because it was asked too often, says nothing: the answer is the same for every address.
    for (const auto id : ids)
        if (mails_links(environment, id))
            (void)accounts::ask_access_link(environment.database, environment.accounts_context(), id, email,
                                            pages::client_of(page.request));
    return go_to("/sign-in?sent=1");
}

// Which business: then the person goes on at its own page.
struct Choosing {
    std::string title, explanation, path;  // the page's own, and after /{business}
    bool (*has_it)(const businesses::Business&);
};

Response choose_page(const Page& page, const Choosing& choosing) {
    const auto search = line(page.request.query, "q");
    const auto found = page.environment.database.read([&](db::Session& session) {
        std::vector<businesses::Business> out;
        for (const auto& brief : businesses::find_public(session, search))
            if (auto business = businesses::find(session, brief.id); business && choosing.has_it(*business))
                out.push_back(*std::move(business));
        return out;
    });
    return pages::render(
        page, {"portal/choose_business", choosing.title, 200, Secrecy::open}, [&](html::Values& values) {
            values.set("HEADING", choosing.title).set("EXPLANATION", choosing.explanation);
            values.set("ACTION", choosing.path).set("SEARCH", search);
            values.show_if(found.empty() && search.empty(), "NONE_LISTED");
            values.show_if(found.empty() && !search.empty(), "NONE_FOUND");
            if (found.empty()) return;
            auto& list = values.add("LIST");
            for (const auto& business : found) {
                auto& row =
                    list.add("BUSINESS").set("BUSINESS_URL", fmt::format("/{}{}", business.slug, choosing.path));
                row.set("BUSINESS_NAME", page.text(business.name));
                row.set("BUSINESS_INITIALS", i18n::initials(page.text(business.name)));
                if (!business.address.empty()) row.add("HAS_ADDRESS").set("BUSINESS_ADDRESS", business.address);
            }
        });
}

}  // namespace

Response everywhere_form(const Page& page) {
    if (!page.request.query.has("sent")) return everywhere_page(page, {});
    const auto title = i18n::words(page.language, "Look in your inbox");
    return pages::render(page, {"portal/inbox", title, 200, Secrecy::personal}, [&](html::Values& values) {
        values.set("INBOX_TEXT",
                   i18n::words(page.language, "Each business that knows the address you gave sends a link to "
                                              "it. A link works once, for 15 minutes."));
        values.set("BACK_URL", "/sign-in").set("BACK_TEXT", i18n::words(page.language, "Back to signing in"));
    });
}

const FormHandler<Page> everywhere(everywhere_page, [](const Page& page) -> Response {
    const auto& form = page.request.form;
    const auto typed = line(form, "email");
    const auto email = base::parse_email(typed);
    const bool wants_links = form.has("links");
    Wrong wrong;
    if (!email) wrong.add("email", typed.empty() ? "field.required" : "field.email");
    if (!wants_links && form.get("password").empty()) wrong.add("password", "field.required");
    if (wrong.any()) return everywhere_page(page, wrong);
    return wants_links ? by_links(page, *email) : by_password(page, *email, form.get("password"));
});

Response register_somewhere(const Page& page) {
    return choose_page(page, {i18n::words(page.language, "Make an account"),
                              i18n::words(page.language, "Each business keeps its own customers. At which one do you "
                                                         "want an account?"),
                              "/register", accounts::has_panel});
}

Response forgot_somewhere(const Page& page) {
    return choose_page(page, {i18n::words(page.language, "Forgot your password?"),
                              i18n::words(page.language, "Each business has its own password. For which one do you "
                                                         "want to choose a new one?"),
                              "/forgot-password", accounts::takes_passwords});
}

}  // namespace portal
