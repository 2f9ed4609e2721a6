// How operators sign in: password, then a code; the first one by the console's code, others and who lost something by
// the console's link.
#include "office/frame/second_factor.h"
#include "operator_pages/page.h"

namespace operator_pages {
namespace {

using office::Form;
using office::line;
using pages::Wrong;

constexpr std::string_view kIssuer = "Timebok";

std::string next_of(const pages::Page& page) { return safe_next(pages::next_of(page.request)); }

Response sign_in_page(const pages::Page& page, const Wrong& wrong) {
    const auto title = i18n::words(page.language, "Sign in as operator");
    return office::render_bare(page, {"operator_pages/sign_in", title, "", wrong.page_status()},
                               [&](html::Values& values) {
                                   Form form{.action = "/operator/sign-in", .token = office::bare_token(page)};
                                   form.submit = i18n::words(page.language, "Sign in");
                                   form.hidden = {{"next", next_of(page)}};
                                   form.wrong = wrong;
                                   form.fields = {{.name = "email",
                                                   .label = i18n::words(page.language, "E-mail"),
                                                   .value = line(page.request.form, "email"),
                                                   .type = "email",
                                                   .autocomplete = "username",
                                                   .limit = 254,
                                                   .required = true},
                                                  {.name = "password",
                                                   .label = i18n::words(page.language, "Password"),
                                                   .type = "password",
                                                   .autocomplete = "current-password",
                                                   .required = true}};
                                   values.show_if(page.request.query.has("bye"), "BYE");
                                   values.show_if(page.request.query.has("changed"), "CHANGED");
                                   const bool first = page.environment.database.read(operators::waits_for_first);
                                   values.show_if(first, "FIRST");
                                   include_form(values, "FORM", page, form);
                               });
}

void set_cookie(Response& response, const Request& request, const std::string& token, std::optional<Seconds> age) {
    http::set_cookie(response, request, {std::string(kCookie), token, age, "/operator", true});
}

office::Field password_field(const pages::Page& page) {
    return {.name = "password",
            .label = i18n::words(page.language, "Password"),
            .hint = i18n::words(page.language, "At least 8 characters. Several words are better than one."),
            .type = "password",
            .autocomplete = "new-password",
            .required = true};
}

// A page with one form, before anybody has signed in.
Response form_page(const pages::Page& page, const std::string& title, const std::string& intro, const Form& form,
                   int status) {
    return office::render_bare(page, {"operator_pages/door", title, "", status}, [&](html::Values& values) {
        values.set("INTRO", intro);
        include_form(values, "FORM", page, form);
    });
}

Response no_more(const pages::Page& page, int status, const std::string& words) {
    const auto title = i18n::words(page.language, "That is not possible any more");
    return office::render_bare(page, {"office/frame/explain", title, "", status}, [&](html::Values& values) {
        values.set("EXPLANATION", words);
        values.set("WAY_ON_URL", "/operator/sign-in").set("WAY_ON_TEXT", i18n::words(page.language, "Sign in"));
    });
}

struct First {
    std::string code, name, email;
};

First read_first(const http::Form& form) {
    return {line(form, "code"), base::name_of(line(form, "name")), line(form, "email")};
}

Response first_is_there(const pages::Page& page) {
    return no_more(page, 409, i18n::message(page.language, "operator.not_first"));
}

Response begin_page(const pages::Page& page, const Wrong& wrong) {
    if (!page.environment.database.read(operators::waits_for_first)) return first_is_there(page);
    const auto first = read_first(page.request.form);
    Form form{.action = "/operator/begin", .token = office::bare_token(page)};
    form.submit = i18n::words(page.language, "Go on");
    form.wrong = wrong;
    form.fields = {{.name = "code",
                    .label = i18n::words(page.language, "Code"),
                    .value = first.code,
                    .limit = 60,
                    .required = true},
                   {.name = "name",
                    .label = i18n::words(page.language, "Your name"),
                    .value = first.name,
                    .autocomplete = "name",
                    .limit = 100,
                    .required = true},
                   {.name = "email",
                    .label = i18n::words(page.language, "E-mail"),
                    .hint = i18n::words(page.language, "You sign in with it."),
                    .value = first.email,
                    .type = "email",
                    .autocomplete = "username",
                    .limit = 254,
                    .required = true},
                   password_field(page)};
    return form_page(page, i18n::words(page.language, "Operate this installation"),
                     i18n::words(page.language,
                                 "The window in which Timebok was started shows a code. With it you become the one who "
                                 "opens, limits and suspends businesses here. You work in none of them."),
                     form, wrong.page_status());
}

std::optional<operators::Operator> link_of(const pages::Page& page) {
    return page.environment.database.read([&](db::Session& session) {
        return operators::find_link(session, page.environment.clock, page.request.param("token"));
    });
}

Response dead_link(const pages::Page& page) {
    return no_more(page, 404, i18n::message(page.language, "account.link_dead"));
}

Response link_page(const pages::Page& page, const Wrong& wrong) {
    const auto who = link_of(page);
    if (!who) return dead_link(page);
    Form form{.action = "/operator/link/" + base::percent_encoded(page.request.param("token")),
              .token = office::bare_token(page)};
    form.submit = i18n::words(page.language, "Set the password");
    form.wrong = wrong;
    form.fields = {password_field(page)};
    return form_page(
        page, i18n::words(page.language, "Choose a password"),
        i18n::words(page.language, "For {name}. It signs you out everywhere, and codes from an app are set up anew.",
                    {{"name", who->name}}),
        form, wrong.page_status());
}

Response code_page(const HalfwayPage& page, const Wrong& wrong) {
    const auto title = i18n::words(page.language, "One more step");
    return office::render_bare(
        page, {"operator_pages/code", title, "", wrong.page_status()}, [&](html::Values& values) {
            Form form{.action = "/operator/code", .token = form_token(page)};
            form.submit = i18n::words(page.language, "Go on");
            form.hidden = {{"next", next_of(page)}};
            form.fields = {{.name = "code",
                            .label = i18n::words(page.language, "Code"),
                            .hint = i18n::words(page.language, "Without your phone, type one of your recovery codes."),
                            .autocomplete = "one-time-code",
                            .limit = 40,
                            .required = true}};
            form.wrong = wrong;
            values.set("TOKEN", form_token(page));
            include_form(values, "FORM", page, form);
        });
}

Response codes_page(const Page& page, const office::TotpShown& shown, const Wrong& wrong) {
    const auto title = i18n::words(page.language, "Set up codes");
    return office::render_bare(page, {"office/frame/totp", title, "", wrong.page_status()}, [&](html::Values& values) {
        office::fill_totp(values, shown, "");
        Form form{.action = "/operator/codes/confirmation", .token = form_token(page)};
        form.hidden = {{"key", shown.key}, {"url", shown.url}};
        form.submit = i18n::words(page.language, "Turn codes on");
        form.fields = {{.name = "code",
                        .label = i18n::words(page.language, "The code that the app shows now"),
                        .autocomplete = "one-time-code",
                        .limit = 20,
                        .required = true}};
        form.wrong = wrong;
        include_form(values, "FORM", page, form);
    });
}

// A key is shown once and never again, so these begin anew.
Response codes_again(const HalfwayPage&, const Wrong&) { return http::see_other("/operator/codes"); }

Response start_page(const SessionPage&, const Wrong&) { return http::see_other("/operator"); }

}  // namespace

Response sign_in_form(const pages::Page& page) {
    if (const auto inside = open_operator(page.request, page.environment); inside && inside->who.passed_totp)
        return http::see_other(next_of(page));
    return sign_in_page(page, {});
}

const FormHandler<pages::Page> sign_in(sign_in_page, [](const pages::Page& page) -> Response {
    const auto& form = page.request.form;
    const auto email = base::parse_email(line(form, "email"));
    if (!email) return sign_in_page(page, {{}, i18n::message(page.language, "account.wrong_sign_in")});
    const auto entered = operators::sign_in(page.environment.database, page.environment.clock, page.environment.hasher,
                                            *email, form.get("password"), pages::client_of(page.request));
    if (!entered) return sign_in_page(page, pages::wrong_of(page, entered.error()));
    // A session that was here before ends: whoever signs in gets one that nobody else could know.
    if (const auto old = open_operator(page.request, page.environment))
        page.environment.database.write([&](db::Tx& tx) { operators::end_session(tx, old->who.session_id); });
    auto response = http::see_other(entered->has_totp ? "/operator/code?next=" + base::percent_encoded(next_of(page))
                                                      : "/operator/codes");
    set_cookie(response, page.request, entered->session_token, {});
    response.set("Cache-Control", "no-store");
    return response;
});

Response begin_form(const pages::Page& page) { return begin_page(page, {}); }

const FormHandler<pages::Page> begin(begin_page, [](const pages::Page& page) -> Response {
    if (!page.environment.database.read(operators::waits_for_first)) return first_is_there(page);
    const auto first = read_first(page.request.form);
    const auto password = page.request.form.get("password");
    const auto email = base::parse_email(first.email);
    Wrong wrong;
    if (first.code.empty()) wrong.add("code", "field.required");
    if (first.name.empty()) wrong.add("name", "field.required");
    if (!email) wrong.add("email", first.email.empty() ? "field.required" : "field.email");
    if (const auto fine = accounts::may_be_password(password); !fine) wrong.add("password", fine.error());
    if (wrong.any()) return begin_page(page, wrong);
    const auto again = [&](const Error& error) {
        return begin_page(
            page, error.code == "setup.wrong_code" ? pages::wrong_at("code", error) : pages::wrong_of(page, error));
    };
    const auto hash = page.environment.hasher.hash_new(password, {first.name, first.email});
    if (!hash) return again(hash.error());
    const auto made = page.environment.database.write([&](db::Tx& tx) {
        return operators::make_first(tx, page.environment.clock, page.environment.secret, first.code, first.name,
                                     *email, *hash);
    });
    return made ? http::see_other("/operator/sign-in?changed=1") : again(made.error());
});

Response link_form(const pages::Page& page) { return link_page(page, {}); }

const FormHandler<pages::Page> use_link(link_page, [](const pages::Page& page) -> Response {
    const auto who = link_of(page);
    if (!who) return dead_link(page);
    const auto hash = page.environment.hasher.hash_new(page.request.form.get("password"), {who->name, who->email});
    if (!hash) return link_page(page, pages::wrong_at("password", hash.error()));
    const auto set = page.environment.database.write([&](db::Tx& tx) {
        return operators::set_password_by_link(tx, page.environment.clock, page.request.param("token"), *hash);
    });
    return set ? http::see_other("/operator/sign-in?changed=1") : dead_link(page);
});

Response code_form(const HalfwayPage& page) {
    if (!page.who.has_totp) return http::see_other("/operator/codes");
    return code_page(page, {});
}

const FormHandler<HalfwayPage> give_code(code_page, [](const HalfwayPage& page) -> Response {
    const auto passed = operators::pass_totp(page.environment.database, page.environment.clock, page.who.session_id,
                                             line(page.request.form, "code"), page.environment.secret);
    if (passed) return http::see_other(next_of(page));
    if (passed.error().fault == Fault::too_many) return no_more(page, 429, pages::sentence(page, passed.error()));
    return code_page(page, pages::wrong_at("code", passed.error()));
});

Response codes_form(const HalfwayPage& page) {
    if (page.who.has_totp) return http::see_other("/operator/code");
    Form form{.action = "/operator/codes", .token = form_token(page)};
    form.submit = i18n::words(page.language, "Set up codes");
    return form_page(
        page, i18n::words(page.language, "A second step, first"),
        i18n::words(page.language, "Operators sign in with a password and a code from an app on their phone. Have the "
                                   "phone at hand, and set the codes up now."),
        form, 200);
}

const FormHandler<HalfwayPage> begin_codes(codes_again, [](const HalfwayPage& page) -> Response {
    const auto begun = page.environment.database.write(
        [&](db::Tx& tx) { return operators::begin_totp(tx, page.who.id, kIssuer, page.environment.secret); });
    if (!begun) return http::see_other("/operator/code");
    return codes_page(page, {begun->key, begun->url}, {});
});

const FormHandler<HalfwayPage> confirm_codes(codes_again, [](const HalfwayPage& page) -> Response {
    const auto codes = page.environment.database.write([&](db::Tx& tx) {
        return operators::confirm_totp(tx, page.environment.clock, page.who.id, page.who.session_id,
                                       line(page.request.form, "code"), page.environment.secret);
    });
    if (codes) {
        const auto title = i18n::words(page.language, "Keep these recovery codes");
        return office::render_bare(page, {"office/frame/recovery_codes", title, "", 200}, [&](html::Values& values) {
            office::fill_recovery_codes(values, *codes, "/operator");
        });
    }
    const office::TotpShown shown{line(page.request.form, "key"), line(page.request.form, "url")};
    if (!office::is_showable(shown)) return http::see_other("/operator/codes");
    return codes_page(page, shown, pages::wrong_at("code", codes.error()));
});

const FormHandler<SessionPage> sign_out(start_page, [](const SessionPage& page) -> Response {
    auto response = http::see_other("/operator/sign-in?bye=1");
    page.environment.database.write([&](db::Tx& tx) { operators::end_session(tx, page.who.session_id); });
    set_cookie(response, page.request, "", Seconds{0});
    return response;
});

}  // namespace operator_pages
