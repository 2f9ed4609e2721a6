// How staff sign in, apart from customers in pages, cookies and tables.
#include "office/access/access.h"
#include "office/frame/form.h"

namespace office {
namespace {

struct Attempt {
    std::string email, next, notice;
    int status = 200;
};

Response sign_in_page(const pages::Page& page, const Attempt& attempt) {
    const auto title = i18n::words(page.language, "Sign in to the back office");
    return render_bare(page, {"office/access/sign_in", title, "", attempt.status}, [&](html::Values& values) {
        Form form{.action = pages::home_path(page) + "/office/sign-in", .token = bare_token(page)};
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
        values.set("INTRO", i18n::words(page.language, "For those who work at {name}.", {{"name", page.name()}}));
        values.show_if(page.request.query.has("bye"), "BYE");
        values.show_if(page.request.query.has("changed"), "CHANGED");
        values.set("FORGOT_URL", pages::home_path(page) + "/office/forgot-password");
        include_form(values, "FORM", page, form);
    });
}

Response code_page(const Page& page, const std::string& next, const std::string& notice, int status) {
    const auto title = i18n::words(page.language, "One more step");
    return render_bare(page, {"office/access/code", title, "", status}, [&](html::Values& values) {
        Form form{.action = page.home() + "/code", .token = form_token(page)};
        form.submit = i18n::words(page.language, "Go on");
        form.hidden = {{"next", next}};
        form.fields = {{.name = "code",
                        .label = i18n::words(page.language, "Code"),
                        .hint = i18n::words(page.language, "Without your phone, type one of your recovery codes."),
                        .autocomplete = "one-time-code",
                        .limit = 40,
                        .required = true}};
        if (!notice.empty()) form.errors = {{"code", notice, {}}};
        values.set("SIGN_OUT_URL", page.home() + "/sign-out").set("TOKEN", form_token(page));
        include_form(values, "FORM", page, form);
    });
}

// A session that was here before ends: whoever signs in gets one that nobody else could know.
void end_old_session(const Request& request, Environment& environment) {
    const auto old = open_office(request, environment);
    if (!old) return;
    environment.database.write([&](db::Tx& tx) { accounts::staff::end_session(tx, old->id(), old->who.session_id); });
}

}  // namespace

Response sign_in_form(const Request& request, Environment& environment) {
    const auto page = open_bare(request, environment);
    if (!page.snapshot) return pages::no_such_business(page);
    const auto next = safe_next(page, request.query.get("next"));
    if (const auto inside = open_office(request, environment); inside && inside->who.passed_totp)
        return http::see_other(next);
    return sign_in_page(page, {.email = {}, .next = next, .notice = {}});
}

Response sign_in(const Request& request, Environment& environment) {
    const auto page = open_bare(request, environment);
    if (!page.snapshot) return pages::no_such_business(page);
    Attempt attempt{line(request.form, "email"), safe_next(page, request.form.get("next")), {}, 422};
    const auto again = [&](std::string notice, int status = 422) {
        attempt.notice = std::move(notice);
        attempt.status = status;
        return sign_in_page(page, attempt);
    };
    if (!has_bare_token(page)) return again(i18n::message(page.language, "form.expired"));
    const auto email = base::parse_email(attempt.email);
    if (!email) return again(i18n::message(page.language, "account.wrong_sign_in"));
    const auto signed_in =
        accounts::staff::sign_in(environment.database, environment.accounts_context(), environment.hasher,
                                 page.business().id, *email, request.form.get("password"), pages::client_of(request));
    if (!signed_in) return again(pages::sentence(page, signed_in.error()), http::status_of(signed_in.error().fault));
    end_old_session(request, environment);
    const auto home = pages::home_path(page) + "/office";
    auto response = http::see_other(signed_in->needs_totp ? home + "/code?next=" + base::percent_encoded(attempt.next)
                                    : signed_in->must_set_up_totp ? home + "/security"
                                                                  : attempt.next);
    set_staff_cookie(response, page, signed_in->session_token);
    // A browser that is known has attempts of its own, so nobody else's lock it out.
    http::set_cookie(response, page.request,
                     {std::string(pages::kDeviceCookie), signed_in->device_token, std::chrono::days{730},
                      pages::home_path(page), true});
    response.set("Cache-Control", "no-store");
    return response;
}

Response code_form(const Request& request, Environment& environment) {
    const auto page = open_office(request, environment);
    if (!page) return as_staff(request, environment, {});
    const auto next = safe_next(*page, request.query.get("next"));
    return page->who.passed_totp ? http::see_other(next) : code_page(*page, next, {}, 200);
}

Response give_code(const Request& request, Environment& environment) {
    const auto page = open_office(request, environment);
    if (!page) return as_staff(request, environment, {});
    const auto next = safe_next(*page, request.form.get("next"));
    if (page->who.passed_totp) return http::see_other(next);
    if (!has_form_token(*page)) return code_page(*page, next, "form.expired", 422);
    const auto passed =
        accounts::staff::pass_totp(environment.database, environment.accounts_context(), page->id(),
                                   page->who.session_id, line(request.form, "code"), environment.secret);
    if (passed) return http::see_other(next);
    if (passed.error().fault == Fault::too_many)
        return render_bare(*page, {"office/frame/explain", i18n::words(page->language, "Please wait"), "", 429},
                           [&](html::Values& values) {
                               values.set("EXPLANATION", pages::sentence(*page, passed.error()));
                               values.set("WAY_ON_URL", page->home() + "/code");
                               values.set("WAY_ON_TEXT", i18n::words(page->language, "Try again"));
                           });
    return code_page(*page, next, passed.error().code, 422);
}

Response sign_out(const Request& request, Environment& environment) {
    const auto page = open_office(request, environment);
    auto response = http::see_other(fmt::format("/{}/office/sign-in?bye", request.param("business")));
    if (!page) return response;
    if (!has_form_token(*page)) return http::see_other(page->home());
    environment.database.write([&](db::Tx& tx) { accounts::staff::end_session(tx, page->id(), page->who.session_id); });
    forget_staff_cookie(response, *page);
    return response;
}

}  // namespace office
