// How staff sign in, apart from customers in pages, cookies and tables.
#include "office/access/access.h"
#include "office/frame/form.h"
#include "pages/passkey.h"

namespace office {
namespace {

std::string next_of(const pages::Page& page) { return safe_next(page, pages::next_of(page.request)); }

Response sign_in_page(const pages::Page& page, const Wrong& wrong) {
    const auto title = i18n::words(page.language, "Sign in to the back office");
    return render_bare(page, {"office/access/sign_in", title, "", wrong.page_status()}, [&](html::Values& values) {
        Form form{.action = pages::home_path(page) + "/office/sign-in", .token = bare_token(page)};
        form.submit = i18n::words(page.language, "Sign in");
        form.hidden = {{"next", next_of(page)}};
        form.wrong = wrong;
        form.fields = {{.name = "email",
                        .label = i18n::words(page.language, "E-mail"),
                        .value = line(page.request.form, "email"),
                        .type = "email",
                        .autocomplete = "username webauthn",
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
        pages::include_passkey_door(values, page, pages::home_path(page) + "/office/sign-in", bare_token(page),
                                    next_of(page));
    });
}

Response code_page(const HalfwayPage& page, const Wrong& wrong) {
    const auto next = next_of(page);
    if (page.who.passed_totp) return http::see_other(next);
    const auto title = i18n::words(page.language, "One more step");
    return render_bare(page, {"office/access/code", title, "", wrong.page_status()}, [&](html::Values& values) {
        Form form{.action = page.home() + "/code", .token = form_token(page)};
        form.submit = i18n::words(page.language, "Go on");
        form.hidden = {{"next", next}};
        form.fields = {{.name = "code",
                        .label = i18n::words(page.language, "Code"),
                        .hint = i18n::words(page.language, "Without your phone, type one of your recovery codes."),
                        .autocomplete = "one-time-code",
                        .limit = 40,
                        .required = true}};
        form.wrong = wrong;
        values.set("SIGN_OUT_URL", page.home() + "/sign-out").set("TOKEN", form_token(page));
        include_form(values, "FORM", page, form);
    });
}

Response start_page(const HalfwayPage& page, const Wrong&) { return http::see_other(page.home()); }

// A session that was here before ends: whoever signs in gets one that nobody else could know.
void end_old_session(const pages::Page& page) {
    const auto old = open_office(page);
    if (!old) return;
    page.environment.database.write(
        [&](db::Tx& tx) { accounts::staff::end_session(tx, old->id(), old->who.session_id); });
}

Response let_in(const pages::Page& page, const accounts::staff::NewSession& in) {
    end_old_session(page);
    const auto home = pages::home_path(page) + "/office", next = next_of(page);
    auto response = http::see_other(in.needs_totp         ? home + "/code?next=" + base::percent_encoded(next)
                                    : in.must_set_up_totp ? home + "/security"
                                                          : next);
    set_staff_cookie(response, page, in.session_token);
    // A browser that is known has attempts of its own, so nobody else's lock it out.
    http::set_cookie(
        response, page.request,
        {std::string(pages::kDeviceCookie), in.device_token, std::chrono::days{730}, pages::home_path(page), true});
    response.set("Cache-Control", "no-store");
    return response;
}

Response not_now(const pages::Page&, const Wrong& wrong) {
    return http::problem(wrong.status, "Expired", wrong.notice);
}

}  // namespace

Response sign_in_form(const pages::Page& page) {
    if (const auto inside = open_office(page); inside && inside->who.passed_totp) return http::see_other(next_of(page));
    return sign_in_page(page, {});
}

const FormHandler<pages::Page> sign_in(sign_in_page, [](const pages::Page& page) -> Response {
    const auto& form = page.request.form;
    const auto email = base::parse_email(line(form, "email"));
    if (!email) return sign_in_page(page, {{}, i18n::message(page.language, "account.wrong_sign_in")});
    const auto signed_in = accounts::staff::sign_in(page.environment.database, page.environment.accounts_context(),
                                                    page.environment.hasher, page.business().id, *email,
                                                    form.get("password"), pages::client_of(page.request));
    if (!signed_in) return sign_in_page(page, pages::wrong_of(page, signed_in.error()));
    return let_in(page, *signed_in);
});

const FormHandler<pages::Page> passkey_challenge(not_now, [](const pages::Page& page) -> Response {
    const auto challenge = page.environment.database.write([&](db::Tx& tx) {
        return accounts::staff::begin_passkey_sign_in(tx, page.environment.clock, page.business().id);
    });
    return pages::passkey_to_use(page, challenge);
});

const FormHandler<pages::Page> sign_in_by_passkey(sign_in_page, [](const pages::Page& page) -> Response {
    const auto in = accounts::staff::sign_in_by_passkey(
        page.environment.database, page.environment.accounts_context(), page.business().id, pages::place_of(page),
        pages::read_answer(page.request.form), pages::client_of(page.request));
    return in ? let_in(page, *in) : sign_in_page(page, pages::wrong_of(page, in.error()));
});

Response code_form(const HalfwayPage& page) { return code_page(page, {}); }

const FormHandler<HalfwayPage> give_code(code_page, [](const HalfwayPage& page) -> Response {
    const auto next = next_of(page);
    if (page.who.passed_totp) return http::see_other(next);
    const auto passed =
        accounts::staff::pass_totp(page.environment.database, page.environment.accounts_context(), page.id(),
                                   page.who.session_id, line(page.request.form, "code"), page.environment.secret);
    if (passed) return http::see_other(next);
    if (passed.error().fault == Fault::too_many)
        return render_bare(page, {"office/frame/explain", i18n::words(page.language, "Please wait"), "", 429},
                           [&](html::Values& values) {
                               values.set("EXPLANATION", pages::sentence(page, passed.error()));
                               values.set("WAY_ON_URL", page.home() + "/code");
                               values.set("WAY_ON_TEXT", i18n::words(page.language, "Try again"));
                           });
    return code_page(page, pages::wrong_at("code", passed.error()));
});

const FormHandler<HalfwayPage> sign_out(start_page, [](const HalfwayPage& page) -> Response {
    page.environment.database.write(
        [&](db::Tx& tx) { accounts::staff::end_session(tx, page.id(), page.who.session_id); });
    auto response = http::see_other(page.home() + "/sign-in?bye");
    forget_staff_cookie(response, page);
    return response;
});

}  // namespace office
