// Password, where one is signed in, and what else opens the appointments: the private calendar address and the links in
// mails (FEATURES 1.10, 2.13, 2.15).
#include "accounts/own_sign_in.h"
#include "booking_page/shown.h"
#include "bookings/manage_links.h"
#include "html/browser.h"
#include "i18n/names.h"
#include "portal/parts.h"
#include "portal/ways_in.h"

namespace portal {
namespace {

using html::Values;
using http::Request;
using http::Response;
using pages::Secrecy;

constexpr int kMostLinks = 50;  // appointments that are listed with theirs

std::string security_done(const Page& page) {
    const auto& query = page.request.query;
    if (query.has("password"))
        return i18n::words(page.language, "Your password is changed. All other devices are signed out.");
    if (query.has("session")) return i18n::words(page.language, "That device is signed out.");
    if (query.has("connected")) return i18n::words(page.language, "Connected. You can sign in with it from now on.");
    if (query.has("disconnected")) return i18n::words(page.language, "Disconnected.");
    if (query.has("passkey")) return i18n::words(page.language, "The passkey is added. You can sign in with it now.");
    if (query.has("no-passkey"))
        return i18n::words(page.language, "The passkey is removed. Delete it on your device as well.");
    if (query.has("feed")) return i18n::words(page.language, "The calendar address no longer works.");
    if (query.has("links")) return i18n::words(page.language, "These links no longer work.");
    return {};
}

// "today at 14:45", "11 December 2026 at 14:45"
std::string last_use(const Page& page, Instant at) {
    const auto day = page.zone().day(at);
    const auto time = i18n::time_of_day(page.language, page.zone().wall(at));
    if (day == page.zone().day(page.now)) return i18n::words(page.language, "Today at {time}", {{"time", time}});
    return i18n::words(page.language, "{day} at {time}",
                       {{"day", i18n::full_date(page.language, day)}, {"time", time}});
}

void fill_sessions(Values& values, const Visit& visit, const std::vector<accounts::Session>& sessions) {
    const auto& page = visit.page;
    for (const auto& session : sessions) {
        auto& row = values.add("SESSION");
        row.set("BROWSER", html::browser_name(page.language, session.user_agent));
        row.set("LAST_USE",
                i18n::words(page.language, "Last used: {when}", {{"when", last_use(page, session.seen_at)}}));
        if (session.id == visit.who.session_id)
            row.show("SESSION_HERE");
        else
            row.add("SESSION_END")
                .set("END_ACTION", visit.path(fmt::format("/sessions/{}/end", base::to_text(session.id))));
    }
    values.set("END_ALL_ACTION", visit.path("/sessions/end"));
}

std::vector<CustomerId> people_of(db::Session& session, const Visit& visit) {
    return ids_of(accounts::list_people(session, visit.business(), visit.who.account_id));
}

// When it was last used; else when it was made.
std::string use_of(const Page& page, Instant made_at, const std::optional<Instant>& used_at) {
    if (used_at) return i18n::words(page.language, "Last used: {when}", {{"when", last_use(page, *used_at)}});
    return i18n::words(page.language, "Made: {when}", {{"when", last_use(page, made_at)}});
}

void fill_links(Values& values, const Visit& visit, const std::vector<bookings::ManageLinks>& links) {
    const auto& page = visit.page;
    if (links.empty()) {
        values.show("NO_LINKS");
        return;
    }
    auto& list = values.add("LINKS").set("LINKS_END_ALL", visit.path("/links/end"));
    for (const auto& each : links) {
        const auto& booking = each.booking;
        auto& row = list.add("LINK");
        row.set("LINK_SERVICE", page.text(booking_page::service_of(page, booking).name));
        row.set("LINK_WHEN",
                i18n::words(page.language, "{day} at {time}",
                            {{"day", i18n::full_date(page.language, page.zone().day(booking.time.begin))},
                             {"time", i18n::time_of_day(page.language, page.zone().wall(booking.time.begin))}}));
        row.set("LINK_USE", use_of(page, booking.created_at, each.used_at));
        row.set("LINK_END", visit.path(fmt::format("/links/{}/end", base::to_text(booking.id))));
    }
}

// Why one is asked to choose a password.
std::string why_choose(const Page& page) {
    const auto why = page.request.query.get("choose");
    if (why == "other-browser")
        return i18n::words(
            page.language,
            "You opened the link in another browser than the one in which you registered. So that nobody "
            "else can choose your password, the one typed there does not count. Choose one here, or sign "
            "in with a link next time.");
    if (why == "not-theirs")
        return i18n::words(page.language,
                           "The password that your account had was set before this address was confirmed, so it no "
                           "longer counts. Choose one here, or sign in with a link next time.");
    return {};
}

std::vector<Field> password_fields(const Page& page, bool has_password) {
    std::vector<Field> out;
    if (has_password)
        out.push_back({.name = "current_password",
                       .label = i18n::words(page.language, "Current password"),
                       .type = "password",
                       .autocomplete = "current-password",
                       .limit = accounts::kLongestPassword,
                       .required = true});
    out.push_back(new_password_field(page, true));
    return out;
}

// Where to go on once a password is chosen.
std::string next_of(const Page& page) { return safe_next(page, pages::next_of(page.request), ""); }

// `feed_token`: the calendar address that was made just now, which is told this once.
Response security_page(const InPerson& visit, const Wrong& wrong, const std::string& feed_token) {
    const auto& page = visit.page;
    const auto title = i18n::words(page.language, "Sign-in and security");
    std::optional<accounts::Account> account;
    std::vector<accounts::Session> sessions;
    std::optional<accounts::Feed> feed;
    std::vector<bookings::ManageLinks> links;
    page.environment.database.read([&](db::Session& session) {
        account = accounts::find(session, visit.business(), visit.who.account_id);
        // The page is the customer's alone, so it is not refused.
        sessions = accounts::list_own_sessions(session, page.environment.clock, visit.business(), visit.who).value();
        feed = accounts::feed_of(session, visit.business(), visit.who.account_id);
        links = bookings::list_manage_links(session, visit.business(), people_of(session, visit), page.now, kMostLinks);
    });
    const bool has_password = account && account->has_password;
    return pages::render(
        page, {"portal/security", title, wrong.page_status(), Secrecy::personal, visit.path("/security")},
        [&](Values& values) {
            include_tabs(values, page, "/security");
            fill_notice(values, wrong, security_done(page));
            values.set("TOKEN", form_token(page)).set("EMAIL", visit.who.email);
            if (page.business().customer.password_sign_in) {
                auto& form = values.add("PASSWORD");
                form.set("ACTION", visit.path("/security")).set("NEXT", next_of(page));
                form.set("PASSWORD_TITLE", has_password ? i18n::words(page.language, "Change password")
                                                        : i18n::words(page.language, "Choose a password"));
                const auto why = has_password ? std::string() : why_choose(page);
                if (!why.empty()) form.add("PASSWORD_WHY").set("PASSWORD_WHY_TEXT", why);
                include_fields(form, page, password_fields(page, has_password), wrong, why.empty() ? "" : "password");
            }
            fill_ways(values, visit);
            fill_sessions(values, visit, sessions);
            values.set("FEED_ACTION", visit.path("/calendar"));
            if (!feed_token.empty())
                values.add("FEED_MADE")
                    .set("FEED_URL", fmt::format("{}{}/calendar/{}/appointments.ics", page.request.origin,
                                                 pages::home_path(page), feed_token));
            if (feed && feed_token.empty())
                values.add("FEED_THERE").set("FEED_USE", use_of(page, feed->made_at, feed->used_at));
            if (feed) values.add("FEED_REMOVAL").set("REMOVAL_ACTION", visit.path("/calendar/removal"));
            values.set("FEED_SUBMIT", feed ? i18n::words(page.language, "Make a new address")
                                           : i18n::words(page.language, "Make an address"));
            fill_links(values, visit, links);
        });
}

Response security_again(const InPerson& visit, const Wrong& wrong) { return security_page(visit, wrong, {}); }

// What was to be ended is not theirs, or is over.
Response not_there(const Visit& visit) {
    const auto& page = visit.page;
    return pages::explain(page, 404, i18n::message(page.language, "page.not_found"),
                          pages::WayOn{visit.path("/security"), i18n::words(page.language, "Sign-in and security")},
                          Secrecy::personal);
}

}  // namespace

Response security_form(const InPerson& visit) { return security_again(visit, {}); }

const FormHandler<InPerson> change_password(security_again, [](const InPerson& visit) -> Response {
    const auto& page = visit.page;
    const auto& form = page.request.form;
    if (!page.business().customer.password_sign_in)
        return pages::explain(page, 404, i18n::message(page.language, "page.not_found"),
                              pages::WayOn{visit.path(), i18n::words(page.language, "My appointments")},
                              Secrecy::personal);
    if (form.get("password").empty()) {
        Wrong wrong;
        wrong.add("password", "field.required");
        return security_again(visit, wrong);
    }
    const auto changed = accounts::change_password(
        page.environment.database, page.environment.accounts_context(), page.environment.hasher, visit.business(),
        visit.who.account_id, visit.who.session_id, form.get("current_password"), form.get("password"));
    if (!changed) return security_again(visit, wrong_of(page, changed.error()));
    const auto next = next_of(page);
    return go_to(next.empty() ? visit.path("/security?password=1") : next);
});

const FormHandler<InPerson> end_session(security_again, [](const InPerson& visit) -> Response {
    const auto& page = visit.page;
    const auto id = base::parse_id<AccountSessionId>(page.request.param("id"));
    const auto ended = id ? page.environment.database.write([&](db::Tx& tx) {
        return accounts::end_own_session(tx, visit.business(), visit.who, *id);
    })
                          : Result<bool>(false);
    return ended.value_or(false) ? go_to(visit.path("/security?session=1")) : not_there(visit);
});

const FormHandler<InPerson> end_sessions(security_again, [](const InPerson& visit) -> Response {
    const auto& page = visit.page;
    const auto ended = page.environment.database.write(
        [&](db::Tx& tx) { return accounts::end_own_sessions(tx, visit.business(), visit.who); });
    if (!ended) return only_in_person(visit);
    auto response = go_to(pages::home_path(page) + "/sign-in?ended=1");
    pages::end_session(response, page);
    return response;
});

// The answer shows the address, since it is stored hashed and cannot be shown again; so it is no redirect.
const FormHandler<InPerson> make_feed(security_again, [](const InPerson& visit) -> Response {
    const auto& page = visit.page;
    const auto token = page.environment.database.write(
        [&](db::Tx& tx) { return accounts::make_own_feed(tx, page.environment.clock, visit.business(), visit.who); });
    return token ? security_page(visit, {}, *token) : only_in_person(visit);
});

const FormHandler<InPerson> revoke_feed(security_again, [](const InPerson& visit) -> Response {
    const auto& page = visit.page;
    const auto revoked = page.environment.database.write(
        [&](db::Tx& tx) { return accounts::revoke_own_feed(tx, visit.business(), visit.who); });
    if (!revoked) return only_in_person(visit);
    return go_to(visit.path("/security?feed=1"));
});

const FormHandler<InPerson> revoke_links(security_again, [](const InPerson& visit) -> Response {
    const auto& page = visit.page;
    const auto id = base::parse_id<BookingId>(page.request.param("id"));
    const bool revoked = id && page.environment.database.write([&](db::Tx& tx) {
        return bookings::revoke_manage_links(tx, page.environment.context(), visit.business(), people_of(tx, visit),
                                             *id, visit.actor());
    });
    return revoked ? go_to(visit.path("/security?links=1")) : not_there(visit);
});

const FormHandler<InPerson> revoke_all_links(security_again, [](const InPerson& visit) -> Response {
    const auto& page = visit.page;
    page.environment.database.write([&](db::Tx& tx) {
        bookings::revoke_all_manage_links(tx, page.environment.context(), visit.business(), people_of(tx, visit),
                                          visit.actor());
    });
    return go_to(visit.path("/security?links=1"));
});

}  // namespace portal
