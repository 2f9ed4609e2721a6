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
    std::string title, intro;
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

Response ask_page(const pages::Page& page, const Asking& asking, const Wrong& wrong = {}) {
    const auto status = wrong.any() ? wrong.status : asking.status;
    return render_bare(page, {"office/access/forgot", asking.title, "", status}, [&](html::Values& values) {
        Form form{.action = path(page, "forgot-password"), .token = bare_token(page)};
        form.submit = i18n::words(page.language, "E-mail me a link");
        form.wrong = wrong;
        form.fields = {{.name = "email",
                        .label = i18n::words(page.language, "E-mail"),
                        .value = line(page.request.form, "email"),
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

Response choose_page(const pages::Page& page, const staff::Holder& holder, const Wrong& wrong) {
    const auto title = holder.invited ? i18n::words(page.language, "Welcome, {name}", {{"name", holder.name}})
                                      : i18n::words(page.language, "Choose a new password");
    return render_bare(page, {"office/access/forgot", title, "", wrong.page_status()}, [&](html::Values& values) {
        Form form{.action = path(page, "password/" + base::percent_encoded(page.request.param("token"))),
                  .token = bare_token(page)};
        form.submit = i18n::words(page.language, "Set the password");
        form.wrong = wrong;
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

Response forgot_page(const pages::Page& page, const Wrong& wrong) { return ask_page(page, forgotten(page), wrong); }

Response password_page(const pages::Page& page, const Wrong& wrong) {
    const auto holder = holder_of(page);
    return holder ? choose_page(page, *holder, wrong) : ask_page(page, dead_link(page));
}

}  // namespace

Response forgot_form(const pages::Page& page) {
    return page.request.query.has("sent") ? sent_page(page) : forgot_page(page, {});
}

const FormHandler<pages::Page> forgot(forgot_page, [](const pages::Page& page) -> Response {
    const auto typed = line(page.request.form, "email");
    const auto email = base::parse_email(typed);
    if (!email) return forgot_page(page, {{{"email", typed.empty() ? "field.required" : "field.email", {}}}});
    const auto asked =
        staff::ask_password_link(page.environment.database, page.environment.accounts_context(), page.business().id,
                                 *email, i18n::tag(page.language), pages::client_of(page.request));
    return asked ? http::see_other(path(page, "forgot-password?sent=1"))
                 : forgot_page(page, {{}, pages::sentence(page, asked.error()), http::status_of(asked.error().fault)});
});

Response new_password_form(const pages::Page& page) { return password_page(page, {}); }

const FormHandler<pages::Page> new_password(password_page, [](const pages::Page& page) -> Response {
    const auto holder = holder_of(page);
    if (!holder) return ask_page(page, dead_link(page));
    const auto password = page.request.form.get("password");
    const auto hash = page.environment.hasher.hash_new(password, {holder->name, holder->email.text, page.name()});
    if (!hash) return choose_page(page, *holder, pages::wrong_of(page, hash.error()));
    const auto set = page.environment.database.write([&](db::Tx& tx) {
        return staff::set_password_by_link(tx, page.environment.accounts_context(), page.business().id,
                                           page.request.param("token"), *hash);
    });
    return set ? http::see_other(path(page, "sign-in?changed=1")) : ask_page(page, dead_link(page));
});

}  // namespace office
