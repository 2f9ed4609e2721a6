// One sign-in page for the whole installation (FEATURES 1.15): each business where the address has an account mails its
// own link, so the inbox is where a person chooses. The page tells nobody which businesses those are.
#include "accounts/everywhere.h"
#include "portal/parts.h"

namespace portal {
namespace {

using http::Request;
using http::Response;
using pages::Secrecy;

constexpr int kMostBusinesses = 8;
constexpr std::string_view kPurpose = "portal";

Response everywhere_page(const Page& page, const std::string& email, const Wrong& wrong) {
    const auto title = i18n::words(page.language, "Sign in");
    const auto status = wrong.any() ? wrong.status : 200;
    return pages::render(
        page, {"portal/ask_address", title, status, Secrecy::personal, "/sign-in"}, [&](html::Values& values) {
            values.set("HEADING", title);
            values.set("EXPLANATION",
                       i18n::words(page.language, "Give the e-mail address that you book with. Each business "
                                                  "that knows it sends you a link to sign in."));
            values.set("ACTION", "/sign-in").set("TOKEN", page.environment.tokens.make(kPurpose, "", page.now));
            values.set("SUBMIT", i18n::words(page.language, "E-mail me the links"));
            fill_notice(values, wrong);
            include_fields(values, page,
                           {{.name = "email",
                             .label = i18n::words(page.language, "E-mail"),
                             .type = "email",
                             .autocomplete = "username",
                             .value = email,
                             .limit = 254,
                             .required = true}},
                           wrong, "email");
        });
}

bool mails_links(const Environment& environment, BusinessId id) {
    const auto business =
        environment.database.read([&](db::Session& session) { return businesses::find(session, id); });
    return business && business->customer.logins != businesses::Logins::off && business->customer.access_link_sign_in &&
           business->has(accounts::kCustomerPanel);
}

}  // namespace

Response everywhere_form(const Request& request, Environment& environment) {
    const auto page = pages::open(request, environment);
    if (!request.query.has("sent")) return everywhere_page(page, {}, {});
    const auto title = i18n::words(page.language, "Look in your inbox");
    return pages::render(page, {"portal/inbox", title, 200, Secrecy::personal}, [&](html::Values& values) {
        values.set("INBOX_TEXT",
                   i18n::words(page.language, "Each business that knows the address you gave sends a link to "
                                              "it. A link works once, for 15 minutes."));
        values.set("BACK_URL", "/sign-in").set("BACK_TEXT", i18n::words(page.language, "Back to signing in"));
    });
}

Response everywhere(const Request& request, Environment& environment) {
    const auto page = pages::open(request, environment);
    const auto typed = line(request.form, "email");
    if (!environment.tokens.valid(request.form.get("token"), kPurpose, "", page.now))
        return everywhere_page(page, typed, expired(page));
    const auto email = base::parse_email(typed);
    if (!email) {
        Wrong wrong;
        wrong.add("email", typed.empty() ? "field.required" : "field.email");
        return everywhere_page(page, typed, wrong);
    }
    const auto ids = environment.database.read(
        [&](db::Session& session) { return accounts::businesses_for(session, *email, kMostBusinesses); });
    // One that refuses, because it was asked too often, says nothing: the answer is the same for every address.
    for (const auto id : ids)
        if (mails_links(environment, id))
            (void)accounts::ask_access_link(environment.database, environment.accounts_context(), id, *email,
                                            pages::client_of(request));
    return go_to("/sign-in?sent=1");
}

}  // namespace portal
