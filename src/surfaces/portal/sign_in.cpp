// Signing in by password or by a mailed link, and the links themselves. A GET never uses a link up, since mail scanners
// open what they find; and nothing here tells a stranger whether an address is known.
#include "pages/kept_form.h"
#include "portal/parts.h"
#include "portal/ways_in.h"

namespace portal {
namespace {

using html::Values;
using http::Request;
using http::Response;
using pages::Secrecy;

const businesses::CustomerSettings& settings(const Page& page) { return page.business().customer; }

Response not_this_way(const Page& page) {
    return pages::explain(page, 404, i18n::message(page.language, "page.not_found"),
                          pages::WayOn{pages::home_path(page) + "/sign-in", i18n::words(page.language, "Sign in")});
}

Field email_field(const Page& page, std::string value) {
    return {.name = "email",
            .label = i18n::words(page.language, "E-mail"),
            .value = std::move(value),
            .type = "email",
            .autocomplete = "username",
            .limit = 254,
            .required = true};
}

// The address typed; what is wrong with it is left in `wrong`.
Email read_email(const http::Form& form, Wrong& wrong) {
    const auto typed = line(form, "email");
    auto email = base::parse_email(typed);
    if (!email) wrong.add("email", typed.empty() ? "field.required" : "field.email");
    return email.value_or(Email());
}

std::string just_done(const Page& page) {
    const auto& query = page.request.query;
    if (query.has("out")) return i18n::words(page.language, "You are signed out.");
    if (query.has("expired"))
        return pages::has_kept_form(page)
                   ? i18n::words(page.language, "You were signed out before this was saved. Sign in again: what you "
                                                "typed is still there.")
                   : i18n::words(page.language, "You were signed out meanwhile, so nothing was changed. Sign in, and "
                                                "you are back where you were.");
    if (query.has("old-link"))
        return i18n::words(page.language, "That link opened the appointment for 30 days. Sign in to see it; you can "
                                          "have a link mailed to you for that.");
    if (query.has("ended")) return i18n::words(page.language, "You are signed out on all devices.");
    return {};
}

Response sign_in_page(const Page& page, const std::string& email, std::string_view next, const Wrong& wrong) {
    const auto title = i18n::words(page.language, "Sign in");
    const auto& by = settings(page);
    const auto root = pages::home_path(page);
    std::vector<Field> fields{email_field(page, email)};
    fields.front().autocomplete = "username webauthn";
    if (by.password_sign_in)
        fields.push_back({.name = "password",
                          .label = i18n::words(page.language, "Password"),
                          .type = "password",
                          .autocomplete = "current-password",
                          .limit = accounts::kLongestPassword,
                          .required = true});
    const auto link = root + "/sign-in/link";
    return pages::render(
        page,
        {"portal/sign_in", title, wrong.page_status(), Secrecy::personal, with_next(page, root + "/sign-in", next)},
        [&](Values& values) {
            fill_notice(values, wrong, just_done(page));
            values.set("ACTION", by.password_sign_in ? root + "/sign-in" : link);
            values.set("TOKEN", form_token(page)).set("NEXT", safe_next(page, next, ""));
            values.set("SUBMIT", by.password_sign_in ? title : i18n::words(page.language, "E-mail me a sign-in link"));
            values.set("REGISTER_URL", with_next(page, root + "/register", next));
            if (by.password_sign_in)
                values.add("FORGOT").set("FORGOT_URL", with_next(page, root + "/forgot-password", next));
            if (by.password_sign_in && by.access_link_sign_in) values.add("LINK").set("LINK_URL", link);
            values.show_if(!by.password_sign_in, "LINK_ONLY");
            include_fields(values, page, fields, wrong, "email");
            include_providers(values, page, next);
            include_passkey_door(values, page, next);
        });
}

Response inbox_page(const Page& page, const std::string& text) {
    const auto title = i18n::words(page.language, "Look in your inbox");
    return pages::render(page, {"portal/inbox", title, 200, Secrecy::personal}, [&](Values& values) {
        values.set("INBOX_TEXT", text);
        values.set("BACK_URL", pages::home_path(page) + "/sign-in");
        values.set("BACK_TEXT", i18n::words(page.language, "Back to signing in"));
    });
}

struct Asking {
    std::string heading, explanation, action, submit;
    int status = 200;
    bool back = true;
    std::string next{};  // where to go on
};

Response ask_page(const Page& page, const Asking& asking, const std::string& email, const Wrong& wrong) {
    const auto status = wrong.any() ? wrong.status : asking.status;
    const pages::Frame frame{"portal/ask_address", asking.heading, status, Secrecy::manage,
                             asking.status == 200 ? asking.action : std::string()};
    return pages::render(page, frame, [&](Values& values) {
        values.set("HEADING", asking.heading).set("EXPLANATION", asking.explanation);
        values.set("ACTION", asking.action).set("SUBMIT", asking.submit).set("TOKEN", form_token(page));
        if (const auto next = safe_next(page, asking.next, ""); !next.empty()) values.add("GO_ON").set("NEXT", next);
        fill_notice(values, wrong);
        include_fields(values, page, {email_field(page, email)}, wrong, "email");
        if (asking.back)
            values.add("BACK")
                .set("BACK_URL", pages::home_path(page) + "/sign-in")
                .set("BACK_TEXT", i18n::words(page.language, "Back to signing in"));
    });
}

Asking new_link(const Page& page) {
    return {
        i18n::words(page.language, "This link no longer works"),
        i18n::words(page.language, "It was used already, is too old, or a newer one has taken its place. We can send "
                                   "you a new one."),
        pages::home_path(page) + "/sign-in/link",
        i18n::words(page.language, "E-mail me a sign-in link"),
        404,
        true,
        {}};
}

Asking forgotten(const Page& page, std::string_view next = {}) {
    return {.heading = i18n::words(page.language, "Forgot your password?"),
            .explanation =
                i18n::words(page.language, "Give your e-mail address, and we send you a link to choose a new one."),
            .action = pages::home_path(page) + "/forgot-password",
            .submit = i18n::words(page.language, "E-mail me a link"),
            .next = std::string(next)};
}

Asking new_password_link(const Page& page) {
    auto asking = forgotten(page);
    asking.heading = i18n::words(page.language, "This link no longer works");
    asking.explanation = i18n::words(page.language, "It was used already, is too old, or a newer one has taken its "
                                                    "place. We can send you a new one.");
    asking.status = 404;
    return asking;
}

// A link that cannot be used: by the way that the business has.
Response dead_link(const Page& page, Asking asking, bool possible) {
    if (possible) return ask_page(page, asking, {}, {});
    return pages::explain(page, 404, i18n::message(page.language, "account.link_dead"),
                          pages::WayOn{pages::home_path(page) + "/sign-in", i18n::words(page.language, "Sign in")},
                          Secrecy::manage);
}

Response dead_access(const Page& page) { return dead_link(page, new_link(page), settings(page).access_link_sign_in); }

Response dead_password(const Page& page) {
    return dead_link(page, new_password_link(page), settings(page).password_sign_in);
}

bool is_live(const Page& page, accounts::Purpose purpose) {
    return page.environment.database.read([&](db::Session& session) {
        return accounts::link_is_live(session, page.environment.clock, page.business().id, purpose,
                                      page.request.param("token"));
    });
}

std::string link_path(const Page& page, std::string_view kind) {
    return fmt::format("{}/{}/{}", pages::home_path(page), kind, base::percent_encoded(page.request.param("token")));
}

Response access_page(const Page& page, const Wrong& wrong) {
    const auto title = i18n::words(page.language, "Sign in");
    return pages::render(
        page, {"portal/one_button", title, wrong.page_status(), Secrecy::manage, link_path(page, "access")},
        [&](Values& values) {
            fill_notice(values, wrong);
            values.set("HEADING", i18n::words(page.language, "Sign in to {name}", {{"name", page.name()}}));
            values.set("EXPLANATION",
                       i18n::words(page.language, "This button uses up the link and shows you your appointments."));
            values.set("ACTION", link_path(page, "access")).set("SUBMIT", title).set("TOKEN", form_token(page));
        });
}

Response password_page(const Page& page, const Wrong& wrong) {
    const auto title = i18n::words(page.language, "Choose a password");
    return pages::render(page,
                         {"portal/password", title, wrong.page_status(), Secrecy::manage, link_path(page, "password")},
                         [&](Values& values) {
                             fill_notice(values, wrong);
                             values.set("ACTION", link_path(page, "password")).set("TOKEN", form_token(page));
                             include_fields(values, page, {new_password_field(page, true)}, wrong, "password");
                         });
}

Response sign_in_again(const Page& page, const Wrong& wrong) {
    const auto& form = page.request.form;
    return sign_in_page(page, line(form, "email"), form.get("next"), wrong);
}

Response access_again(const Page& page, const Wrong& wrong) {
    return is_live(page, accounts::Purpose::access) ? access_page(page, wrong) : dead_access(page);
}

Response forgot_again(const Page& page, const Wrong& wrong) {
    if (!settings(page).password_sign_in) return not_this_way(page);
    const auto& form = page.request.form;
    return ask_page(page, forgotten(page, form.get("next")), line(form, "email"), wrong);
}

Response password_again(const Page& page, const Wrong& wrong) {
    return is_live(page, accounts::Purpose::password) ? password_page(page, wrong) : dead_password(page);
}

}  // namespace

Field new_password_field(const Page& page, bool required) {
    return {.name = "password",
            .label = i18n::words(page.language, "New password"),
            .hint = i18n::words(page.language,
                                "At least {min} characters. Three or four words that only you would put together are "
                                "easy to remember and hard to guess.",
                                {{"min", std::to_string(accounts::kShortestPassword)}}),
            .type = "password",
            .autocomplete = "new-password",
            .limit = accounts::kLongestPassword,
            .required = required};
}

Response sign_in_form(const Page& page) {
    const auto next = page.request.query.get("next");
    if (page.signed_in) return go_to(safe_next(page, next, pages::home_path(page) + "/my"));
    if (page.request.query.has("sent"))
        return inbox_page(page, i18n::words(page.language,
                                            "If {name} knows the address you gave, a sign-in link is on its way to "
                                            "it. It works once, for 15 minutes.",
                                            {{"name", page.name()}}));
    return sign_in_page(page, {}, next, {});
}

const FormHandler<Page> sign_in(sign_in_again, [](const Page& page) -> Response {
    if (!settings(page).password_sign_in) return not_this_way(page);
    const auto& form = page.request.form;
    Wrong wrong;
    const auto email = read_email(form, wrong);
    if (form.get("password").empty()) wrong.add("password", "field.required");
    if (wrong.any()) return sign_in_again(page, wrong);
    const auto entered =
        accounts::sign_in(page.environment.database, page.environment.accounts_context(), page.environment.hasher,
                          page.business().id, email, form.get("password"), pages::client_of(page.request));
    if (!entered) return sign_in_again(page, wrong_of(page, entered.error()));
    return let_in(page, *entered, safe_next(page, form.get("next"), pages::home_path(page) + "/my"));
});

const FormHandler<Page> ask_link(sign_in_again, [](const Page& page) -> Response {
    if (!settings(page).access_link_sign_in) return not_this_way(page);
    const auto& form = page.request.form;
    Wrong wrong;
    const auto email = read_email(form, wrong);
    if (wrong.any()) return sign_in_again(page, wrong);
    const auto asked = accounts::ask_access_link(page.environment.database, page.environment.accounts_context(),
                                                 page.business().id, email, pages::client_of(page.request));
    if (!asked) return sign_in_again(page, wrong_of(page, asked.error()));
    keep_next(page, email, form.get("next"));
    return go_to(pages::home_path(page) + "/sign-in?sent=1");
});

Response access_form(const Page& page) { return access_again(page, {}); }

const FormHandler<Page> access(access_again, [](const Page& page) -> Response {
    const auto entered = page.environment.database.write([&](db::Tx& tx) {
        return accounts::sign_in_by_link(tx, page.environment.accounts_context(), page.business().id,
                                         page.request.param("token"), pages::client_of(page.request));
    });
    if (!entered) return dead_access(page);
    return let_in_by_mail(page, *entered, pages::home_path(page) + "/my");
});

const FormHandler<Page> sign_out(explain_wrong, [](const Page& page) -> Response {
    if (!page.signed_in) return nobody_signed_in(page);
    const Visit visit{page, *page.signed_in};
    if (visit.by_staff()) return end_quick(page);
    page.environment.database.write(
        [&](db::Tx& tx) { accounts::end_session(tx, visit.business(), visit.who.account_id, visit.who.session_id); });
    auto response = go_to(pages::home_path(page) + "/sign-in?out=1");
    pages::end_session(response, page);
    return response;
});

Response forgot_form(const Page& page) {
    if (!settings(page).password_sign_in) return not_this_way(page);
    if (page.request.query.has("sent"))
        return inbox_page(page, i18n::words(page.language,
                                            "If {name} knows the address you gave, a link to choose a new password "
                                            "is on its way to it. It works once, for 24 hours.",
                                            {{"name", page.name()}}));
    return ask_page(page, forgotten(page, page.request.query.get("next")), {}, {});
}

const FormHandler<Page> forgot(forgot_again, [](const Page& page) -> Response {
    if (!settings(page).password_sign_in) return not_this_way(page);
    const auto& form = page.request.form;
    Wrong wrong;
    const auto email = read_email(form, wrong);
    if (wrong.any()) return forgot_again(page, wrong);
    const auto asked = accounts::ask_password_link(page.environment.database, page.environment.accounts_context(),
                                                   page.business().id, email, pages::client_of(page.request));
    if (!asked) return forgot_again(page, wrong_of(page, asked.error()));
    keep_next(page, email, form.get("next"));
    return go_to(pages::home_path(page) + "/forgot-password?sent=1");
});

Response password_form(const Page& page) { return password_again(page, {}); }

const FormHandler<Page> password(password_again, [](const Page& page) -> Response {
    if (!is_live(page, accounts::Purpose::password)) return dead_password(page);
    const auto typed = page.request.form.get("password");
    if (typed.empty()) {
        Wrong wrong;
        wrong.add("password", "field.required");
        return password_page(page, wrong);
    }
    const auto hash = page.environment.hasher.hash_new(typed, {page.name()});
    if (!hash) return password_page(page, wrong_of(page, hash.error()));
    const auto entered = page.environment.database.write([&](db::Tx& tx) {
        return accounts::set_password_by_link(tx, page.environment.accounts_context(), page.business().id,
                                              page.request.param("token"), *hash, pages::client_of(page.request));
    });
    if (!entered) return dead_password(page);
    return let_in_by_mail(page, *entered, pages::home_path(page) + "/my?password=1");
});

}  // namespace portal
