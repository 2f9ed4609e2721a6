// One's own account: password, second factor, sessions. Open to those whose role asks for a second factor that they do
// not have yet, but not to those who have one and gave no code.
#include "html/browser.h"
#include "office/access/access.h"
#include "office/frame/proof.h"
#include "office/frame/registered.h"
#include "office/frame/second_factor.h"
#include "pages/passkey.h"

namespace office {
namespace {

using accounts::staff::TotpSetup;

std::string path(const Page& page, std::string_view rest = {}) {
    return fmt::format("{}/security{}", page.home(), rest);
}

Field new_password_field(const Page& page) {
    return {.name = "password",
            .label = i18n::words(page.language, "A new password"),
            .hint = i18n::words(page.language, "At least 8 characters. Several words are better than one."),
            .type = "password",
            .autocomplete = "new-password",
            .required = true};
}

void fill_sessions(html::Values& values, const Page& page, const std::vector<accounts::staff::OpenSession>& sessions) {
    const auto token = form_token(page);
    for (const auto& session : sessions) {
        auto& row = values.add("SESSION").set("BROWSER", html::browser_name(page.language, session.user_agent));
        row.set("LAST_USE",
                i18n::words(page.language, "Last used: {when}", {{"when", moment_with_year(page, session.seen_at)}}));
        if (session.id == page.who.session_id)
            row.show("SESSION_HERE");
        else
            row.add("SESSION_END")
                .set("END_URL", path(page, fmt::format("/sessions/{}/end", base::to_text(session.id))))
                .set("END_TOKEN", token);
    }
}

Response security_page(const Page& page, const Wrong& wrong = {}) {
    const auto [member, open, passkeys] = page.environment.database.snapshot([&](db::Session& session) {
        return std::tuple(accounts::staff::find(session, page.id(), page.who.id),
                          accounts::staff::list_sessions(session, page.environment.clock, page.id(), page.who.id),
                          accounts::staff::list_passkeys(session, page.id(), page.who.id));
    });
    const auto title = i18n::words(page.language, "Your account");
    return render(page, {"office/access/security", title, "account", wrong.page_status()}, [&](html::Values& values) {
        include_done(values, page);
        values.set("NAME", page.who.name).set("ROLE", role_name(page.language, page.who.role));
        values.set("EMAIL", member ? member->email : std::string());
        values.show_if(page.who.must_set_up_totp, "MUST");
        Form password{.action = path(page), .token = form_token(page)};
        password.submit = i18n::words(page.language, "Change the password");
        password.weight = Form::Weight::plain;
        password.wrong = wrong;
        const bool on = member && member->has_totp;
        add_proof_fields(password.fields, page, "current", on);
        password.fields.push_back(new_password_field(page));
        include_form(values, "PASSWORD_FORM", page, password);
        values.show(on ? "TOTP_ON" : "TOTP_OFF");
        Form totp{.action = path(page, on ? "/codes/removal" : "/codes"), .token = form_token(page)};
        totp.weight = page.who.must_set_up_totp ? Form::Weight::primary : Form::Weight::plain;
        totp.submit =
            on ? i18n::words(page.language, "Stop asking for codes") : i18n::words(page.language, "Set up codes");
        add_proof_fields(totp.fields, page, "totp", on);
        totp.wrong = wrong;
        include_form(values, "TOTP_FORM", page, totp);
        pages::include_passkeys(values, page,
                                {.passkeys = passkeys,
                                 .path = path(page, "/passkeys"),
                                 .token = form_token(page),
                                 .list_class = "tb-list",
                                 .proof = [&](html::Values& into) {
                                     std::vector<Field> fields;
                                     add_proof_fields(fields, page, "passkey", on);
                                     bool focused = true;
                                     include_fields(into, "PROOF", page, fields, wrong, focused);
                                 }});
        for (const auto* each : pages::by_place<AccountPage>(page))
            if (!page.who.must_set_up_totp)
                values.add("ALSO")
                    .set("ALSO_URL", fmt::format("{}{}", page.home(), each->path))
                    .set("ALSO_ID", each->key)
                    .set("ALSO_HEADING", i18n::words(page.language, each->words))
                    .set("ALSO_WHY", i18n::words(page.language, each->why));
        fill_sessions(values, page, open);
        if (open.size() < 2) return;
        Form sessions{.action = path(page, "/sessions/end"), .token = form_token(page)};
        sessions.weight = Form::Weight::plain;
        sessions.submit = i18n::words(page.language, "Sign out everywhere else");
        include_form(values.add("OTHERS"), "SESSIONS_FORM", page, sessions);
    });
}

Response totp_page(const Page& page, const TotpSetup& setup, const Wrong& wrong) {
    const auto title = i18n::words(page.language, "Set up codes");
    return render(page, {"office/frame/totp", title, "account", wrong.page_status()}, [&](html::Values& values) {
        fill_totp(values, {setup.key, setup.url}, path(page));
        Form form{.action = path(page, "/codes/confirmation"), .token = form_token(page)};
        form.hidden = {{"key", setup.key}, {"url", setup.url}};
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

Response codes_page(const Page& page, const std::vector<std::string>& codes) {
    const auto title = i18n::words(page.language, "Keep these recovery codes");
    return render(page, {"office/frame/recovery_codes", title, "account", 200},
                  [&](html::Values& values) { fill_recovery_codes(values, codes, page.home()); });
}

// `field`: beside which it is said what has none of its own.
Response refused(const Page& page, const Error& error, const std::string& field) {
    return security_page(page, pages::wrong_at(field, error));
}

}  // namespace

Response on_account(const OwnPage& page, pages::HandlerOf<OwnPage> handler) {
    // Whoever has to give a code first does that.
    if (!page.who.passed_totp) return http::see_other(page.home() + "/sign-in");
    if (page.request.method == http::Method::get || has_form_token(page)) return handler(page);
    return explain(page, 422, i18n::message(page.language, "form.expired"),
                   {path(page), i18n::words(page.language, "Back")});
}

Response security(const OwnPage& page) { return security_page(page); }

Response change_password(const OwnPage& page) {
    const auto proof = read_proof(page, "current");
    if (!proof) return refused(page, proof.error(), "current_password");
    const auto changed = accounts::staff::change_password(
        page.environment.database, page.environment.accounts_context(), page.environment.hasher, page.id(),
        page.who.session_id, *proof, page.request.form.get("password"));
    return changed ? back_to(path(page), "password") : refused(page, changed.error(), "current_password");
}

Response begin_totp(const OwnPage& page) {
    // Whoever finds the browser open neither exchanges what is on, nor locks the member out with a phone of theirs.
    if (const auto proof = read_proof(page, "totp"); !proof) return refused(page, proof.error(), "totp_password");
    const auto begun = page.environment.database.write([&](db::Tx& tx) {
        return accounts::staff::begin_totp(tx, page.id(), page.who.id, page.name(), page.environment.secret);
    });
    return totp_page(page, begun, {});
}

Response confirm_totp(const OwnPage& page) {
    auto codes = page.environment.database.write([&](db::Tx& tx) {
        return accounts::staff::confirm_totp(tx, page.environment.accounts_context(), page.id(), page.who.id,
                                             page.who.session_id, line(page.request.form, "code"),
                                             page.environment.secret);
    });
    if (codes) return codes_page(page, *codes);
    // The key is stored sealed; the form brings it back, for showing only.
    TotpSetup shown{line(page.request.form, "key"), line(page.request.form, "url")};
    if (!is_showable({shown.key, shown.url})) return http::see_other(path(page));
    return totp_page(page, shown, pages::wrong_at("code", codes.error()));
}

Response remove_totp(const OwnPage& page) {
    const auto proof = read_proof(page, "totp");
    if (!proof) return refused(page, proof.error(), "totp_password");
    const auto removed = page.environment.database.write([&](db::Tx& tx) {
        return accounts::staff::remove_totp(tx, page.environment.accounts_context(), page.id(), page.who.id,
                                            page.actor(), *proof);
    });
    return removed ? back_to(path(page), "totp") : refused(page, removed.error(), "totp_password");
}

Response end_one_session(const OwnPage& page) {
    const auto id = base::parse_id<StaffSessionId>(page.request.param("id"));
    const bool ended = id && page.environment.database.write([&](db::Tx& tx) {
        return accounts::staff::end_session(tx, page.environment.clock, page.id(), page.who.id, *id);
    });
    return ended ? back_to(path(page), "session") : nothing_here(page);
}

// Whoever finds the browser open makes no way in of their own. The script shows what is wrong.
Response new_passkey(const OwnPage& page) {
    if (const auto proof = read_proof(page, "passkey"); !proof) {
        const auto wrong = pages::wrong_at("passkey_password", proof.error());
        const auto why = wrong.fields.empty() ? wrong.notice : pages::sentence(page, wrong.fields.front());
        return http::problem(http::status_of(proof.error().fault), "Refused", why);
    }
    const auto [challenge, there, member] = page.environment.database.write([&](db::Tx& tx) {
        return std::tuple(accounts::staff::begin_passkey(tx, page.environment.clock, page.id(), page.who.id),
                          accounts::staff::list_passkeys(tx, page.id(), page.who.id),
                          accounts::staff::find(tx, page.id(), page.who.id));
    });
    return pages::passkey_to_make(
        page, challenge, {"staff " + base::to_text(page.who.id), member ? member->email : page.who.name, page.who.name},
        there);
}

Response add_passkey(const OwnPage& page) {
    const auto added =
        accounts::staff::add_passkey(page.environment.database, page.environment.accounts_context(), page.id(),
                                     page.who.id, pages::place_of(page), pages::read_made(page.request.form));
    return added ? back_to(path(page), "passkey") : refused(page, added.error(), "name");
}

Response remove_passkey(const OwnPage& page) {
    const auto id = base::parse_id<PasskeyId>(page.request.param("id"));
    const auto removed = page.environment.database.write([&](db::Tx& tx) {
        return accounts::staff::remove_passkey(tx, page.environment.accounts_context(), page.id(), page.who.id,
                                               id.value_or(PasskeyId{}));
    });
    return removed ? back_to(path(page), "removed") : nothing_here(page);
}

Response end_sessions(const OwnPage& page) {
    page.environment.database.write(
        [&](db::Tx& tx) { accounts::staff::end_sessions(tx, page.id(), page.who.id, page.who.session_id); });
    return back_to(path(page), "sessions");
}

void register_access(activity::Registry& registry) {
    registry.add(StartTask{40, "second-factor", N_("Add a second step to your sign-in"),
                           N_("A code from your phone, so that nobody gets in who only knows your password."),
                           "/security", businesses::kManageSettings, [](const Page& page) {
                               const auto me = page.environment.database.read([&](db::Session& session) {
                                   return accounts::staff::find(session, page.id(), page.who.id);
                               });
                               return me && me->has_totp;
                           }});
}

}  // namespace office
