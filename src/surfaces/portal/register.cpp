// Registering (FEATURES 1.2). What is typed waits until the address is confirmed: before that nothing stored is shown,
// joined or changed, and the answer does not tell whether the address is known.
#include "accounts/email_change.h"
#include "customers/details.h"
#include "portal/parts.h"
#include "portal/registering.h"
#include "portal/ways_in.h"

namespace portal {

using customers::kLongestEmail;
using customers::kLongestName;

namespace registering {

using businesses::FieldRule;
using html::Values;

Typed read_typed(const Page& page, const http::Form& form) {
    const bool needs_phone = page.business().customer.phone_field == FieldRule::required;
    return {base::name_of(line(form, "name")), base::name_of(line(form, "surname")), line(form, "email"),
            phone_field(page, form, needs_phone), pages::ticked(form, "consent")};
}

std::vector<Field> details_fields(const Page& page, const Typed& typed) {
    const auto& settings = page.business().customer;
    std::vector<Field> out;
    out.push_back({.name = "name",
                   .label = i18n::words(page.language, "First name"),
                   .value = typed.name,
                   .autocomplete = "given-name",
                   .limit = kLongestName,
                   .required = true});
    if (settings.surname_field != FieldRule::hidden)
        out.push_back({.name = "surname",
                       .label = i18n::words(page.language, "Last name"),
                       .value = typed.surname,
                       .autocomplete = "family-name",
                       .limit = kLongestName,
                       .required = settings.surname_field == FieldRule::required});
    out.push_back({.name = "email",
                   .label = i18n::words(page.language, "E-mail"),
                   .value = typed.email,
                   .type = "email",
                   .autocomplete = "email",
                   .limit = kLongestEmail,
                   .required = true});
    if (settings.phone_field != FieldRule::hidden) out.push_back(typed.phone);
    return out;
}

customers::Details read_details(const Page& page, const Typed& typed, Wrong& wrong) {
    customers::FieldCheck check(wrong.fields);
    return customers::read_details({typed.name, typed.surname, typed.email, typed.phone.value, typed.phone.country},
                                   page.business().customer, i18n::tag(page.language), check);
}

void fill_consent(Values& values, const Page& page, const Typed& typed, const Wrong& wrong) {
    values.set("CONSENT_TEXT",
               i18n::words(page.language, "{name} may keep my details for this account", {{"name", page.name()}}));
    values.show_if(typed.consent, "CONSENT_GIVEN");
    values.show_if(wrong.find("consent") && wrong.fields.size() == 1, "CONSENT_FOCUS");
    if (const auto* error = wrong.find("consent"))
        values.add("CONSENT_BAD").set("CONSENT_WRONG", pages::sentence(page, *error));
    if (!page.business().privacy_url.empty()) values.add("PRIVACY").set("PRIVACY_URL", page.business().privacy_url);
}

}  // namespace registering

namespace {

using namespace registering;
using html::Values;
using http::Request;
using http::Response;
using pages::Secrecy;

std::vector<Field> fields(const Page& page, const Typed& typed) {
    const auto& settings = page.business().customer;
    auto out = details_fields(page, typed);
    if (settings.password_sign_in) {
        auto password = new_password_field(page, !settings.access_link_sign_in);
        password.label = i18n::words(page.language, "Password");
        if (settings.access_link_sign_in)
            password.hint +=
                " " + i18n::words(page.language, "Without one, we e-mail you a link each time you sign in.");
        out.push_back(std::move(password));
    }
    return out;
}

Response register_page(const Page& page, const Wrong& wrong) {
    const auto typed = read_typed(page, page.request.form);
    const auto title = i18n::words(page.language, "Make an account");
    return pages::render(
        page,
        {"portal/register", title, wrong.page_status(), Secrecy::personal,
         with_next(page, pages::home_path(page) + "/register", pages::next_of(page.request))},
        [&](Values& values) {
            const auto root = pages::home_path(page);
            fill_notice(values, wrong);
            values.set("INTRO", i18n::words(page.language,
                                            "To see, move and cancel your appointments at {name}, and to book without "
                                            "typing your details again.",
                                            {{"name", page.name()}}));
            const auto next = pages::next_of(page.request);
            values.set("ACTION", root + "/register").set("NEXT", safe_next(page, next, ""));
            values.set("SIGN_IN_URL", with_next(page, root + "/sign-in", next));
            values.set("TOKEN", form_token(page));
            include_fields(values, page, fields(page, typed), wrong, wrong.find("consent") ? "" : "name");
            include_providers(values, page, next);
            fill_consent(values, page, typed, wrong);
        });
}

void check_password(const Page& page, std::string_view password, Wrong& wrong) {
    const auto& settings = page.business().customer;
    if (password.empty()) {
        if (!settings.access_link_sign_in) wrong.add("password", "field.required");
        return;
    }
    const auto may = accounts::may_be_password(password);
    if (!may) wrong.fields.push_back({"password", may.error().code, may.error().parameters});
}

std::string own_path(const Page& page) {
    return fmt::format("{}/registration/{}", pages::home_path(page),
                       base::percent_encoded(page.request.param("token")));
}

// A new account, or an account's new address.
Response confirm_page(const Page& page, const std::optional<accounts::EmailChange>& change, const Wrong& wrong) {
    const auto title = i18n::words(page.language, "Confirm your address");
    return pages::render(
        page, {"portal/one_button", title, wrong.page_status(), Secrecy::manage, own_path(page)}, [&](Values& values) {
            fill_notice(values, wrong);
            values.set("HEADING", title);
            values.set("EXPLANATION",
                       change
                           ? i18n::words(page.language, "From now on your account at {name} has the address {email}.",
                                         {{"name", page.name()}, {"email", change->email.text}})
                           : i18n::words(page.language, "This makes your account at {name} and signs you in.",
                                         {{"name", page.name()}}));
            values.set("SUBMIT", change ? i18n::words(page.language, "Confirm the address")
                                        : i18n::words(page.language, "Confirm and sign in"));
            values.set("ACTION", own_path(page)).set("TOKEN", form_token(page));
        });
}

Response dead_registration(const Page& page) {
    return pages::explain(
        page, 404,
        i18n::words(page.language, "This link no longer works: it was used already, or is too old. If "
                                   "your account is not there yet, register again."),
        pages::WayOn{pages::home_path(page) + "/register", i18n::words(page.language, "Register again")},
        Secrecy::manage);
}

bool is_live(const Page& page) {
    return page.environment.database.read([&](db::Session& session) {
        return accounts::link_is_live(session, page.environment.clock, page.business().id,
                                      accounts::Purpose::registration, page.request.param("token"));
    });
}

std::optional<accounts::EmailChange> find_change(const Page& page) {
    return page.environment.database.read([&](db::Session& session) {
        return accounts::find_email_change(session, page.environment.clock, page.business().id,
                                           page.request.param("token"));
    });
}

bool is_theirs(const Page& page, const accounts::EmailChange& change) {
    return page.signed_in && page.signed_in->account_id == change.account_id;
}

// Whoever got the mail without having asked for it has no account here that could change.
Response sign_in_first(const Page& page) {
    const auto path = fmt::format("{}/sign-in?next={}", pages::home_path(page), base::percent_encoded(own_path(page)));
    return pages::explain(
        page, 403,
        i18n::words(page.language, "To confirm the new address of your account, sign in to it first. If "
                                   "you did not ask for this, there is nothing to do."),
        pages::WayOn{path, i18n::words(page.language, "Sign in")}, Secrecy::manage);
}

Response confirm_change(const Page& page, const accounts::EmailChange& change) {
    const auto confirmed = page.environment.database.write([&](db::Tx& tx) {
        return accounts::confirm_email_change(tx, page.environment.accounts_context(), page.business().id,
                                              change.account_id, page.request.param("token"),
                                              page.signed_in ? page.signed_in->actor() : activity::Actor{});
    });
    if (confirmed) return go_to(pages::home_path(page) + "/my/profile?address=1");
    if (confirmed.error().fault == Fault::not_found) return dead_registration(page);
    return pages::explain(
        page, 409, pages::sentence(page, confirmed.error()),
        pages::WayOn{pages::home_path(page) + "/my/profile", i18n::words(page.language, "My profile")},
        Secrecy::manage);
}

Response confirm_again(const Page& page, const Wrong& wrong) {
    if (!is_live(page)) return dead_registration(page);
    const auto change = find_change(page);
    if (change && !is_theirs(page, *change)) return sign_in_first(page);
    return confirm_page(page, change, wrong);
}

}  // namespace

Response register_form(const Page& page) {
    if (page.signed_in) return go_to(safe_next(page, page.request.query.get("next"), pages::home_path(page) + "/my"));
    if (page.request.query.has("sent")) {
        const auto title = i18n::words(page.language, "Look in your inbox");
        return pages::render(page, {"portal/inbox", title, 200, Secrecy::personal}, [&](Values& values) {
            values.set("INBOX_TEXT", i18n::words(page.language, "We sent a message to the address you gave. Open the "
                                                                "link in it to go on. It works once, for 48 hours."));
            values.set("BACK_URL", pages::home_path(page));
            values.set("BACK_TEXT", i18n::words(page.language, "See all services"));
        });
    }
    return register_page(page, {});
}

const FormHandler<Page> register_one(register_page, [](const Page& page) -> Response {
    const auto& form = page.request.form;
    const auto typed = read_typed(page, form);
    Wrong wrong;
    accounts::Registration registration;
    registration.details = read_details(page, typed, wrong);
    const auto password = page.business().customer.password_sign_in ? form.get("password") : std::string_view();
    check_password(page, password, wrong);
    if (!typed.consent) wrong.add("consent", "field.consent");
    if (wrong.any()) return register_page(page, wrong);
    if (!password.empty()) registration.password = password;
    // The link is confirmed in this browser or another one; which of the two, the device's cookie tells.
    auto client = pages::client_of(page.request);
    if (client.device.empty()) client.device = base::new_token();
    const auto registered =
        accounts::register_customer(page.environment.database, page.environment.accounts_context(),
                                    page.environment.hasher, page.business().id, registration, client);
    if (!registered) return register_page(page, wrong_of(page, registered.error()));
    keep_next(page, registration.details.email, form.get("next"));
    auto response = go_to(pages::home_path(page) + "/register?sent=1");
    http::set_cookie(response, page.request,
                     {std::string(pages::kDeviceCookie), client.device, std::chrono::days{730}, pages::home_path(page),
                      true, http::is_embedded(page.request)});
    return response;
});

Response confirm_form(const Page& page) { return confirm_again(page, {}); }

const FormHandler<Page> confirm(confirm_again, [](const Page& page) -> Response {
    if (!is_live(page)) return dead_registration(page);
    const auto change = find_change(page);
    if (change && !is_theirs(page, *change)) return sign_in_first(page);
    if (change) return confirm_change(page, *change);
    const auto entered = page.environment.database.write([&](db::Tx& tx) {
        return accounts::confirm_registration(tx, page.environment.accounts_context(), page.business().id,
                                              page.request.param("token"), pages::client_of(page.request));
    });
    if (!entered && entered.error().fault == Fault::conflict)
        return pages::explain(page, 409, pages::sentence(page, entered.error()), {}, Secrecy::manage);
    if (!entered) return dead_registration(page);
    return let_in_by_mail(page, *entered, pages::home_path(page) + "/my?welcome=1");
});

}  // namespace portal
