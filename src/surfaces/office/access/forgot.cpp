// Staff who forgot their password: a link to the address that they sign in with. As for customers, a GET never uses a
// link up, and nothing tells a stranger whether an address is known.
#include "accounts/staff_link.h"
#include "office/access/access.h"
#include "office/frame/form.h"

namespace office {
namespace {

namespace staff = accounts::staff;

std::string path(const pages::Page& page, std::string_view rest) {
    return fmt::format("{}/office/{}", pages::home_path(page), rest);
}

struct Asking {
    std::string title, intro, email{}, notice{};
    std::vector<FieldError> errors{};
    int status = 200;
};

Asking forgotten(const pages::Page& page) {
    return {i18n::words(page.language, "Forgot your password?"),
            i18n::words(page.language, "Give the e-mail address that you sign in with, and we send you a link to "
                                       "choose a new one.")};
}

Asking dead_link(const pages::Page& page) {
    Asking out{i18n::words(page.language, "This link no longer works"),
               i18n::words(page.language, "It was used already, is too old, or a newer one has taken its place. We can "
                                          "send you a new one.")};
    out.status = 404;
    return out;
}

Response ask_page(const pages::Page& page, const Asking& asking) {
    return render_bare(page, {"office/access/forgot", asking.title, "", asking.status}, [&](html::Values& values) {
        Form form{.action = path(page, "forgot-password"), .token = bare_token(page)};
        form.submit = i18n::words(page.language, "E-mail me a link");
        form.notice = asking.notice;
        form.errors = asking.errors;
        form.fields = {{.name = "email",
                        .label = i18n::words(page.language, "E-mail"),
                        .value = asking.email,
                        .type = "email",
                        .autocomplete = "username",
                        .limit = 254,
                        .required = true}};
        values.set("INTRO", asking.intro).set("SIGN_IN_URL", path(page, "sign-in"));
        include_form(values, "FORM", page, form);
    });
}

Response sent_page(const pages::Page& page) {
    const auto title = i18n::words(page.language, "Look in your inbox");
    return render_bare(page, {"office/frame/explain", title, ""}, [&](html::Values& values) {
        values.set("EXPLANATION",
                   i18n::words(page.language,
                               "If somebody at {name} signs in with that address, a link to choose a new password is "
                               "on its way to it. It works once, for 30 minutes. If none comes, an owner of {name} "
                               "can set a new password for you.",
                               {{"name", page.name()}}));
        values.set("WAY_ON_URL", path(page, "sign-in"));
        values.set("WAY_ON_TEXT", i18n::words(page.language, "Back to signing in"));
    });
}

struct Choosing {
    std::string notice{};
    std::vector<FieldError> errors{};
    int status = 200;
};

Response choose_page(const pages::Page& page, const staff::Holder& holder, const Choosing& choosing) {
    const auto title = holder.invited ? i18n::words(page.language, "Welcome, {name}", {{"name", holder.name}})
                                      : i18n::words(page.language, "Choose a new password");
    return render_bare(page, {"office/access/forgot", title, "", choosing.status}, [&](html::Values& values) {
        Form form{.action = path(page, "password/" + base::percent_encoded(page.request.param("token"))),
                  .token = bare_token(page)};
        form.submit = i18n::words(page.language, "Set the password");
        form.notice = choosing.notice;
        form.errors = choosing.errors;
        form.fields = {{.name = "password",
                        .label = holder.invited ? i18n::words(page.language, "A password of your own")
                                                : i18n::words(page.language, "A new password"),
                        .hint = i18n::words(page.language, "At least 8 characters. Several words are better than one."),
                        .type = "password",
                        .autocomplete = "new-password",
                        .required = true}};
        values.set("INTRO", holder.invited
                                ? i18n::words(page.language, "Choose a password for {email}. Then you sign in with it.",
                                              {{"email", holder.email.text}})
                                : i18n::words(page.language,
                                              "For {email}. You are signed out everywhere, and sign in with "
                                              "the new password then.",
                                              {{"email", holder.email.text}}));
        values.set("SIGN_IN_URL", path(page, "sign-in"));
        include_form(values, "FORM", page, form);
    });
}

std::optional<staff::Holder> holder_of(const pages::Page& page) {
    return page.environment.database.read([&](db::Session& session) {
        return staff::find_link(session, page.environment.clock, page.business().id, page.request.param("token"));
    });
}

}  // namespace

Response forgot_form(const Request& request, Environment& environment) {
    const auto page = open_bare(request, environment);
    if (!page.snapshot) return pages::no_such_business(page);
    return request.query.has("sent") ? sent_page(page) : ask_page(page, forgotten(page));
}

Response forgot(const Request& request, Environment& environment) {
    const auto page = open_bare(request, environment);
    if (!page.snapshot) return pages::no_such_business(page);
    auto asking = forgotten(page);
    asking.email = line(request.form, "email");
    asking.status = 422;
    if (!has_bare_token(page)) {
        asking.notice = i18n::message(page.language, "form.expired");
        return ask_page(page, asking);
    }
    const auto email = base::parse_email(asking.email);
    if (!email) {
        asking.errors = {{"email", asking.email.empty() ? "field.required" : "field.email", {}}};
        return ask_page(page, asking);
    }
    const auto asked =
        staff::ask_password_link(environment.database, environment.accounts_context(), page.business().id, *email,
                                 i18n::tag(page.language), pages::client_of(request));
    if (asked) return http::see_other(path(page, "forgot-password?sent=1"));
    asking.notice = pages::sentence(page, asked.error());
    asking.status = http::status_of(asked.error().fault);
    return ask_page(page, asking);
}

Response new_password_form(const Request& request, Environment& environment) {
    const auto page = open_bare(request, environment);
    if (!page.snapshot) return pages::no_such_business(page);
    const auto holder = holder_of(page);
    return holder ? choose_page(page, *holder, {}) : ask_page(page, dead_link(page));
}

Response new_password(const Request& request, Environment& environment) {
    const auto page = open_bare(request, environment);
    if (!page.snapshot) return pages::no_such_business(page);
    const auto holder = holder_of(page);
    if (!holder) return ask_page(page, dead_link(page));
    const auto again = [&](std::string notice, int status) {
        return choose_page(page, *holder, {.notice = std::move(notice), .status = status});
    };
    if (!has_bare_token(page)) return again(i18n::message(page.language, "form.expired"), 422);
    const auto password = request.form.get("password");
    const auto hash = environment.hasher.hash_new(password, {holder->name, holder->email.text, page.name()});
    if (!hash && hash.error().fault == Fault::invalid)
        return choose_page(page, *holder, {.errors = hash.error().fields, .status = 422});
    if (!hash) return again(pages::sentence(page, hash.error()), http::status_of(hash.error().fault));
    const auto set = environment.database.write([&](db::Tx& tx) {
        return staff::set_password_by_link(tx, environment.accounts_context(), page.business().id,
                                           request.param("token"), *hash);
    });
    return set ? http::see_other(path(page, "sign-in?changed=1")) : ask_page(page, dead_link(page));
}

}  // namespace office
