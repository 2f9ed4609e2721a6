// How operators sign in: password, then a code; the first one by the console's code, others and who lost something by
// the console's link.
#include "office/frame/second_factor.h"
#include "operator_pages/page.h"

namespace operator_pages {
namespace {

using office::Form;
using office::line;

constexpr std::string_view kIssuer = "Timebok";

struct Attempt {
    std::string email, next, notice;
    int status = 200;
};

Response sign_in_page(const pages::Page& page, const Attempt& attempt) {
    const auto title = i18n::words(page.language, "Sign in as operator");
    return office::render_bare(page, {"operator_pages/sign_in", title, "", attempt.status}, [&](html::Values& values) {
        Form form{.action = "/operator/sign-in", .token = office::bare_token(page)};
        form.submit = i18n::words(page.language, "Sign in");
        form.hidden = {{"next", attempt.next}};
        form.notice = attempt.notice;
        form.fields = {{.name = "email",
                        .label = i18n::words(page.language, "E-mail"),
                        .value = attempt.email,
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
    std::vector<FieldError> errors;
    std::string notice;
};

Response begin_page(const pages::Page& page, const First& first, int status) {
    Form form{.action = "/operator/begin", .token = office::bare_token(page)};
    form.submit = i18n::words(page.language, "Go on");
    form.errors = first.errors;
    form.notice = first.notice;
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
                     form, status);
}

Response first_is_there(const pages::Page& page) {
    return no_more(page, 409, i18n::message(page.language, "operator.not_first"));
}

Response link_page(const pages::Page& page, const operators::Operator& who, const std::vector<FieldError>& errors,
                   int status) {
    Form form{.action = "/operator/link/" + base::percent_encoded(page.request.param("token")),
              .token = office::bare_token(page)};
    form.submit = i18n::words(page.language, "Set the password");
    form.errors = errors;
    form.fields = {password_field(page)};
    return form_page(
        page, i18n::words(page.language, "Choose a password"),
        i18n::words(page.language, "For {name}. It signs you out everywhere, and codes from an app are set up anew.",
                    {{"name", who.name}}),
        form, status);
}

Response dead_link(const pages::Page& page) {
    return no_more(page, 404, i18n::message(page.language, "account.link_dead"));
}

std::optional<operators::Operator> link_of(const pages::Page& page) {
    return page.environment.database.read([&](db::Session& session) {
        return operators::find_link(session, page.environment.clock, page.request.param("token"));
    });
}

Response code_page(const Page& page, const std::string& next, const std::string& wrong, int status) {
    const auto title = i18n::words(page.language, "One more step");
    return office::render_bare(page, {"operator_pages/code", title, "", status}, [&](html::Values& values) {
        Form form{.action = "/operator/code", .token = form_token(page)};
        form.submit = i18n::words(page.language, "Go on");
        form.hidden = {{"next", next}};
        form.fields = {{.name = "code",
                        .label = i18n::words(page.language, "Code"),
                        .hint = i18n::words(page.language, "Without your phone, type one of your recovery codes."),
                        .autocomplete = "one-time-code",
                        .limit = 40,
                        .required = true}};
        if (!wrong.empty()) form.errors = {{"code", wrong, {}}};
        values.set("TOKEN", form_token(page));
        include_form(values, "FORM", page, form);
    });
}

Response codes_page(const Page& page, const office::TotpShown& shown, const std::string& wrong, int status) {
    const auto title = i18n::words(page.language, "Set up codes");
    return office::render_bare(page, {"office/frame/totp", title, "", status}, [&](html::Values& values) {
        office::fill_totp(values, shown, "");
        Form form{.action = "/operator/codes/confirmation", .token = form_token(page)};
        form.hidden = {{"key", shown.key}, {"url", shown.url}};
        form.submit = i18n::words(page.language, "Turn codes on");
        form.fields = {{.name = "code",
                        .label = i18n::words(page.language, "The code that the app shows now"),
                        .autocomplete = "one-time-code",
                        .limit = 20,
                        .required = true}};
        if (!wrong.empty()) form.errors = {{"code", wrong, {}}};
        include_form(values, "FORM", page, form);
    });
}

}  // namespace

Response sign_in_form(const Request& request, Environment& environment) {
    const auto page = office::open_bare(request, environment);
    const auto next = safe_next(request.query.get("next"));
    if (const auto inside = open_operator(request, environment); inside && inside->who.passed_totp)
        return http::see_other(next);
    return sign_in_page(page, {.email = {}, .next = next, .notice = {}});
}

Response sign_in(const Request& request, Environment& environment) {
    const auto page = office::open_bare(request, environment);
    Attempt attempt{line(request.form, "email"), safe_next(request.form.get("next")), {}, 422};
    const auto again = [&](std::string notice, int status = 422) {
        attempt.notice = std::move(notice);
        attempt.status = status;
        return sign_in_page(page, attempt);
    };
    if (!office::has_bare_token(page)) return again(i18n::message(page.language, "form.expired"));
    const auto email = base::parse_email(attempt.email);
    if (!email) return again(i18n::message(page.language, "account.wrong_sign_in"));
    const auto entered = operators::sign_in(environment.database, environment.clock, environment.hasher, *email,
                                            request.form.get("password"), pages::client_of(request));
    if (!entered) return again(pages::sentence(page, entered.error()), http::status_of(entered.error().fault));
    // A session that was here before ends: whoever signs in gets one that nobody else could know.
    if (const auto old = open_operator(request, environment))
        environment.database.write([&](db::Tx& tx) { operators::end_session(tx, old->who.session_id); });
    auto response = http::see_other(entered->has_totp ? "/operator/code?next=" + base::percent_encoded(attempt.next)
                                                      : "/operator/codes");
    set_cookie(response, request, entered->session_token, {});
    response.set("Cache-Control", "no-store");
    return response;
}

Response begin_form(const Request& request, Environment& environment) {
    const auto page = office::open_bare(request, environment);
    return environment.database.read(operators::waits_for_first) ? begin_page(page, {}, 200) : first_is_there(page);
}

Response begin(const Request& request, Environment& environment) {
    const auto page = office::open_bare(request, environment);
    if (!environment.database.read(operators::waits_for_first)) return first_is_there(page);
    const auto& form = request.form;
    First first{line(form, "code"), base::name_of(line(form, "name")), line(form, "email"), {}, {}};
    const auto wrong = [&](const char* field, const std::string& code, const i18n::Parameters& parameters = {}) {
        first.errors.push_back({field, code, parameters});
    };
    if (!office::has_bare_token(page)) {
        first.notice = i18n::message(page.language, "form.expired");
        return begin_page(page, first, 422);
    }
    const auto email = base::parse_email(first.email);
    if (first.code.empty()) wrong("code", "field.required");
    if (first.name.empty()) wrong("name", "field.required");
    if (!email) wrong("email", first.email.empty() ? "field.required" : "field.email");
    if (const auto fine = accounts::may_be_password(form.get("password")); !fine)
        wrong("password", fine.error().code, fine.error().parameters);
    if (!first.errors.empty()) return begin_page(page, first, 422);
    const auto again = [&](const Error& error) {
        first.errors = error.fields;
        if (error.code == "setup.wrong_code") wrong("code", error.code);
        if (first.errors.empty()) first.notice = pages::sentence(page, error);
        return begin_page(page, first, http::status_of(error.fault));
    };
    const auto hash = environment.hasher.hash_new(form.get("password"), {first.name, first.email});
    if (!hash) return again(hash.error());
    const auto made = environment.database.write([&](db::Tx& tx) {
        return operators::make_first(tx, environment.clock, environment.secret, first.code, first.name, *email, *hash);
    });
    if (!made) return again(made.error());
    return http::see_other("/operator/sign-in?changed=1");
}

Response link_form(const Request& request, Environment& environment) {
    const auto page = office::open_bare(request, environment);
    const auto who = link_of(page);
    return who ? link_page(page, *who, {}, 200) : dead_link(page);
}

Response use_link(const Request& request, Environment& environment) {
    const auto page = office::open_bare(request, environment);
    const auto who = link_of(page);
    if (!who) return dead_link(page);
    const auto again = [&](const Error& error) {
        auto errors = error.fields;
        if (errors.empty()) errors.push_back({"password", error.code, error.parameters});
        return link_page(page, *who, errors, http::status_of(error.fault));
    };
    if (!office::has_bare_token(page)) return again(Error{Fault::invalid, "form.expired", {}, {}});
    const auto hash = environment.hasher.hash_new(request.form.get("password"), {who->name, who->email});
    if (!hash) return again(hash.error());
    const auto set = environment.database.write([&](db::Tx& tx) {
        return operators::set_password_by_link(tx, environment.clock, request.param("token"), *hash);
    });
    return set ? http::see_other("/operator/sign-in?changed=1") : dead_link(page);
}

Response code_form(const Request& request, Environment& environment) {
    return as_halfway(request, environment, [&](const Page& page) {
        if (!page.who.has_totp) return http::see_other("/operator/codes");
        return code_page(page, safe_next(request.query.get("next")), {}, 200);
    });
}

Response give_code(const Request& request, Environment& environment) {
    return as_halfway(request, environment, [&](const Page& page) {
        const auto next = safe_next(request.form.get("next"));
        if (!has_form_token(page)) return code_page(page, next, "form.expired", 422);
        const auto passed = operators::pass_totp(environment.database, environment.clock, page.who.session_id,
                                                 line(request.form, "code"), environment.secret);
        if (passed) return http::see_other(next);
        if (passed.error().fault == Fault::too_many) return no_more(page, 429, pages::sentence(page, passed.error()));
        return code_page(page, next, passed.error().code, 422);
    });
}

Response codes_form(const Request& request, Environment& environment) {
    return as_halfway(request, environment, [&](const Page& page) {
        if (page.who.has_totp) return http::see_other("/operator/code");
        Form form{.action = "/operator/codes", .token = form_token(page)};
        form.submit = i18n::words(page.language, "Set up codes");
        return form_page(
            page, i18n::words(page.language, "A second step, first"),
            i18n::words(page.language,
                        "Operators sign in with a password and a code from an app on their phone. Have the "
                        "phone at hand, and set the codes up now."),
            form, 200);
    });
}

Response begin_codes(const Request& request, Environment& environment) {
    return as_halfway(request, environment, [&](const Page& page) {
        if (!has_form_token(page)) return http::see_other("/operator/codes");
        const auto begun = environment.database.write(
            [&](db::Tx& tx) { return operators::begin_totp(tx, page.who.id, kIssuer, environment.secret); });
        if (!begun) return http::see_other("/operator/code");
        return codes_page(page, {begun->key, begun->url}, {}, 200);
    });
}

Response confirm_codes(const Request& request, Environment& environment) {
    return as_halfway(request, environment, [&](const Page& page) {
        if (!has_form_token(page)) return http::see_other("/operator/codes");
        const auto codes = environment.database.write([&](db::Tx& tx) {
            return operators::confirm_totp(tx, environment.clock, page.who.id, page.who.session_id,
                                           line(request.form, "code"), environment.secret);
        });
        if (codes) {
            const auto title = i18n::words(page.language, "Keep these recovery codes");
            return office::render_bare(
                page, {"office/frame/recovery_codes", title, "", 200},
                [&](html::Values& values) { office::fill_recovery_codes(values, *codes, "/operator"); });
        }
        const office::TotpShown shown{line(request.form, "key"), line(request.form, "url")};
        if (!office::is_showable(shown)) return http::see_other("/operator/codes");
        return codes_page(page, shown, codes.error().code, 422);
    });
}

Response sign_out(const Request& request, Environment& environment) {
    const auto page = open_operator(request, environment);
    auto response = http::see_other("/operator/sign-in?bye=1");
    if (!page) return response;
    if (!has_form_token(*page)) return http::see_other("/operator");
    environment.database.write([&](db::Tx& tx) { operators::end_session(tx, page->who.session_id); });
    set_cookie(response, request, "", Seconds{0});
    return response;
}

}  // namespace operator_pages
