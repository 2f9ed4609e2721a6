// Password, where one is signed in, and the private calendar address (FEATURES 1.10, 2.13).
#include "html/browser.h"
#include "html/names.h"
#include "portal/parts.h"

namespace portal {
namespace {

using html::Values;
using http::Request;
using http::Response;
using pages::Secrecy;

std::string security_done(const Page& page) {
    const auto& query = page.request.query;
    if (query.has("password"))
        return html::words(page.language, "Your password is changed. All other devices are signed out.");
    if (query.has("session")) return html::words(page.language, "That device is signed out.");
    if (query.has("feed")) return html::words(page.language, "The calendar address no longer works.");
    return {};
}

// "today at 14:45", "11 December 2026 at 14:45"
std::string last_use(const Page& page, Instant at) {
    const auto day = page.zone().day(at);
    const auto time = html::time_of_day(page.language, page.zone().wall(at));
    if (day == page.zone().day(page.now)) return html::words(page.language, "Today at {time}", {{"time", time}});
    return html::words(page.language, "{day} at {time}",
                       {{"day", html::full_date(page.language, day)}, {"time", time}});
}

void fill_sessions(Values& values, const Visit& visit, const std::vector<accounts::Session>& sessions) {
    const auto& page = visit.page;
    for (const auto& session : sessions) {
        auto& row = values.add("SESSION");
        row.set("BROWSER", html::browser_name(page.language, session.user_agent));
        row.set("LAST_USE",
                html::words(page.language, "Last used: {when}", {{"when", last_use(page, session.seen_at)}}));
        if (session.id == visit.who.session_id)
            row.show("SESSION_HERE");
        else
            row.add("SESSION_END")
                .set("END_ACTION", visit.path(fmt::format("/sessions/{}/end", base::to_text(session.id))));
    }
    values.set("END_ALL_ACTION", visit.path("/sessions/end"));
}

std::vector<Field> password_fields(const Page& page, bool has_password) {
    std::vector<Field> out;
    if (has_password)
        out.push_back({.name = "current_password",
                       .label = html::words(page.language, "Current password"),
                       .type = "password",
                       .autocomplete = "current-password",
                       .limit = accounts::kLongestPassword,
                       .required = true});
    out.push_back(new_password_field(page, true));
    return out;
}

// Where to go on once a password is chosen.
std::string next_of(const Page& page) {
    const auto& request = page.request;
    return safe_next(page, request.method == http::Method::get ? request.query.get("next") : request.form.get("next"),
                     "");
}

// `feed_token`: the calendar address that was made just now, which is told this once.
Response security_page(const Visit& visit, const Wrong& wrong = {}, const std::string& feed_token = {}) {
    const auto& page = visit.page;
    const auto title = html::words(page.language, "Sign-in and security");
    std::optional<accounts::Account> account;
    std::vector<accounts::Session> sessions;
    bool has_feed = false;
    page.desk.database.read([&](db::Session& session) {
        account = accounts::find(session, visit.business(), visit.who.account_id);
        sessions = accounts::list_sessions(session, page.desk.clock, visit.business(), visit.who.account_id);
        has_feed = accounts::has_feed(session, visit.business(), visit.who.account_id);
    });
    const bool has_password = account && account->has_password;
    return pages::render(
        page, {"portal/security", title, wrong.any() ? wrong.status : 200, Secrecy::personal, visit.path("/security")},
        [&](Values& values) {
            include_tabs(values, page, Tab::security);
            fill_notice(values, wrong, security_done(page));
            values.set("TOKEN", form_token(page)).set("EMAIL", visit.who.email);
            if (page.business().customer.password_sign_in) {
                auto& form = values.add("PASSWORD");
                form.set("ACTION", visit.path("/security")).set("NEXT", next_of(page));
                form.set("PASSWORD_TITLE", has_password ? html::words(page.language, "Change password")
                                                        : html::words(page.language, "Choose a password"));
                const bool choose = page.request.query.has("choose") && !has_password;
                if (choose)
                    form.add("PASSWORD_WHY")
                        .set("PASSWORD_WHY_TEXT",
                             html::words(page.language,
                                         "Your account has no password yet. Choose one, or sign in with a "
                                         "link next time."));
                include_fields(form, page, password_fields(page, has_password), wrong, choose ? "password" : "");
            }
            fill_sessions(values, visit, sessions);
            values.set("FEED_ACTION", visit.path("/calendar"));
            if (!feed_token.empty())
                values.add("FEED_MADE")
                    .set("FEED_URL", fmt::format("{}{}/calendar/{}/appointments.ics", page.request.origin,
                                                 pages::home_path(page), feed_token));
            values.show_if(has_feed && feed_token.empty(), "FEED_THERE");
            if (has_feed) values.add("FEED_REMOVAL").set("REMOVAL_ACTION", visit.path("/calendar/removal"));
            values.set("FEED_SUBMIT", has_feed ? html::words(page.language, "Make a new address")
                                               : html::words(page.language, "Make an address"));
        });
}

}  // namespace

Response security_form(const Request& request, Desk& desk) {
    return signed_in(request, desk, [](const Visit& visit) { return security_page(visit); });
}

Response change_password(const Request& request, Desk& desk) {
    return signed_in(request, desk, [&](const Visit& visit) {
        const auto& page = visit.page;
        const auto& form = request.form;
        if (!page.business().customer.password_sign_in)
            return pages::explain(page, 404, html::message(page.language, "page.not_found"),
                                  pages::WayOn{visit.path(), html::words(page.language, "My appointments")},
                                  Secrecy::personal);
        if (!is_our_form(page, form)) return security_page(visit, expired(page));
        if (form.get("password").empty()) {
            Wrong wrong;
            wrong.add("password", "field.required");
            return security_page(visit, wrong);
        }
        const auto changed = accounts::change_password(desk.database, desk.accounts_context(), desk.hasher,
                                                       visit.business(), visit.who.account_id, visit.who.session_id,
                                                       form.get("current_password"), form.get("password"));
        if (!changed) return security_page(visit, wrong_of(page, changed.error()));
        const auto next = next_of(page);
        return go_to(next.empty() ? visit.path("/security?password=1") : next);
    });
}

Response end_session(const Request& request, Desk& desk) {
    return signed_in(request, desk, [&](const Visit& visit) {
        if (!is_our_form(visit.page, request.form)) return security_page(visit, expired(visit.page));
        const auto id = base::parse_id<AccountSessionId>(request.param("id"));
        const bool ended = id && desk.database.write([&](db::Tx& tx) {
            return accounts::end_session(tx, visit.business(), visit.who.account_id, *id);
        });
        if (ended) return go_to(visit.path("/security?session=1"));
        return pages::explain(
            visit.page, 404, html::message(visit.page.language, "page.not_found"),
            pages::WayOn{visit.path("/security"), html::words(visit.page.language, "Sign-in and security")},
            Secrecy::personal);
    });
}

Response end_sessions(const Request& request, Desk& desk) {
    return signed_in(request, desk, [&](const Visit& visit) {
        if (!is_our_form(visit.page, request.form)) return security_page(visit, expired(visit.page));
        desk.database.write([&](db::Tx& tx) { accounts::end_sessions(tx, visit.business(), visit.who.account_id); });
        auto response = go_to(pages::home_path(visit.page) + "/sign-in?ended=1");
        pages::end_session(response, visit.page);
        return response;
    });
}

// The answer shows the address, since it is stored hashed and cannot be shown again; so it is no redirect.
Response make_feed(const Request& request, Desk& desk) {
    return signed_in(request, desk, [&](const Visit& visit) {
        if (!is_our_form(visit.page, request.form)) return security_page(visit, expired(visit.page));
        const auto token = desk.database.write(
            [&](db::Tx& tx) { return accounts::make_feed(tx, desk.clock, visit.business(), visit.who.account_id); });
        return security_page(visit, {}, token);
    });
}

Response revoke_feed(const Request& request, Desk& desk) {
    return signed_in(request, desk, [&](const Visit& visit) {
        if (!is_our_form(visit.page, request.form)) return security_page(visit, expired(visit.page));
        desk.database.write([&](db::Tx& tx) { accounts::revoke_feed(tx, visit.business(), visit.who.account_id); });
        return go_to(visit.path("/security?feed=1"));
    });
}

}  // namespace portal
