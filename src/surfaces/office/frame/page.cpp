#include "office/frame/page.h"

#include "html/layout.h"
#include "http/wire.h"
#include "i18n/names.h"
#include "office/frame/menu.h"
#include "office/frame/registered.h"
#include "office/frame/settings.h"

#include <fmt/ranges.h>

#include <algorithm>

namespace office {
namespace {

using businesses::Role;
using i18n::Language;

constexpr std::string_view kLanguageCookie = "tb_language";
constexpr std::string_view kTokenPurpose = "office", kBarePurpose = "office.sign-in";
// As every page's, and frames of our own: a mail is shown in one.
constexpr std::string_view kPolicy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; "
                                     "connect-src 'self'; form-action 'self'; frame-src 'self'; "
                                     "base-uri 'none'; frame-ancestors 'none'";

// Staff choose among all languages, whatever the business's customers see.
Language language_of(const http::Request& request) {
    if (const auto asked = i18n::parse_language(request.query.get("lang"))) return *asked;
    if (const auto kept = i18n::parse_language(request.cookie(kLanguageCookie))) return *kept;
    std::vector<std::string> all;
    for (const auto language : i18n::languages) all.emplace_back(i18n::tag(language));
    return i18n::parse_language(request.best_language(all)).value_or(Language::en);
}

std::string slug_of(const http::Request& request) {
    const auto found = std::ranges::find(request.params, "business", &std::pair<std::string, std::string>::first);
    return found == request.params.end() ? std::string() : found->second;
}

pages::SnapshotPtr find_snapshot(db::Session& session, const http::Request& request, Environment& environment) {
    const auto slug = slug_of(request);
    return slug.empty() ? nullptr : environment.snapshots.find(session, slug);
}

void finish(http::Response& response, const pages::Page& page) {
    response.set("Content-Security-Policy", std::string(kPolicy));
    response.set("Cache-Control", "no-store");
    response.set("Vary", "Accept-Language, Cookie");
    response.set("Referrer-Policy", "same-origin");
    response.set("X-Robots-Tag", "noindex, nofollow");
    if (i18n::parse_language(page.request.query.get("lang")))
        http::set_cookie(
            response, page.request,
            {std::string(kLanguageCookie), std::string(i18n::tag(page.language)), std::chrono::days{365}, "/", true});
}

// What the frame says of a page with and without a menu alike.
void fill_frame(html::Values& values, const pages::Page& page, const Frame& frame) {
    html::Values head;
    const auto set = [&](std::string_view marker, std::string_view value) { values.set_global(marker, value); };
    set("LANG", i18n::tag(page.language));
    set("TITLE", page.snapshot ? frame.title + ", " + page.name() : frame.title);
    set("HEADING", frame.title);
    set("CSS", html::asset("app.css"));
    set("OFFICE_CSS", html::asset("office.css"));
    set("JS", html::asset("app.js"));
    set("HTMX_CONFIG", html::htmx_config());
    if (page.snapshot) {
        const auto& business = page.business();
        head.add("BRAND").set("BRAND_CSS", fmt::format("/{}/brand.css?v={}", business.slug, business.version));
    }
    if (frame.live && page.snapshot)
        head.add("LIVE")
            .set("LIVE_JS", html::asset("live.js"))
            .set("LIVE_URL", pages::home_path(page) + "/office/live");
    // Without one, browsers would ask for /favicon.ico.
    if (page.snapshot && page.business().has_logo)
        head.add("ICON").set("ICON_URL", logo_url(page));
    else
        head.show("NO_ICON");
    values.include("HEAD", "office/frame/head", std::move(head));
}

void fill_mark(html::Values& values, const pages::Page& page) {
    if (page.business().has_logo)
        values.add("LOGO").set("LOGO_URL", logo_url(page));
    else
        values.add("INITIALS_SHOWN").set("INITIALS", i18n::initials(page.name()));
}

// This page in every language; an answer to a POST has no address of its own, so it has no such links.
void fill_languages(html::Values& values, const pages::Page& page) {
    if (page.request.method != http::Method::get) return;
    auto path = page.request.raw_path();
    while (path.starts_with("//") || path.starts_with("/\\")) path.remove_prefix(1);
    auto base = std::string(path) + "?";
    for (const auto& [name, value] : page.request.query.pairs())
        if (name != "lang" && name != "done")
            base += base::percent_encoded(name) + "=" + base::percent_encoded(value) + "&";
    auto& menu = values.add("LANGUAGES").set("CURRENT_LANGUAGE", i18n::native_name(page.language));
    menu.set("CURRENT_TAG", i18n::tag(page.language).substr(0, 2));
    for (const auto language : i18n::languages)
        menu.add("LANGUAGE")
            .set("LANGUAGE_NAME", i18n::native_name(language))
            .set("LANGUAGE_TAG", i18n::tag(language))
            .set("LANGUAGE_URL", base + "lang=" + std::string(i18n::tag(language)))
            .show_if(language == page.language, "CURRENT_ONE");
}

constexpr std::string_view kSettingsIcon = "M4 7h9M17 7h3M4 17h3M11 17h9M15 4v6M9 14v6";

html::Values menu_of(const Page& page, const Frame& frame) {
    html::Values menu;
    const auto add = [&](std::string_view key, const std::string& path, std::string_view icon,
                         const char* words) -> html::Values& {
        return menu.add("ENTRY")
            .set("ENTRY_URL", page.home() + path)
            .set("ENTRY_ICON", icon)
            .set("ENTRY_TEXT", i18n::words(page.language, words))
            .show_if(frame.section == key, "ENTRY_CURRENT");
    };
    for (const auto* each : pages::by_place<MenuEntry>(page))
        if (page.may(each->permission) && (!each->is_shown || each->is_shown(page))) {
            auto& entry = add(each->key, std::string(each->path), each->icon, each->words);
            if (const auto waiting = each->counts ? each->counts(page) : std::nullopt)
                entry.add("ENTRY_WAITING").set("ENTRY_COUNT", waiting->number).set("ENTRY_COUNT_WORDS", waiting->words);
        }
    if (const auto settings = shown_settings(page); !settings.empty())
        add("settings", fmt::format("/settings/{}", settings.front()->key), kSettingsIcon, N_("Settings"));
    return menu;
}

// The languages and one's own account, at the top of every page.
void fill_top(html::Values& values, const Page& page, const Frame& frame) {
    fill_languages(values, page);
    values.set("ACCOUNT_URL", page.home() + "/security").set("ACCOUNT_NAME", page.who.name);
    values.set("ACCOUNT_ROLE", role_name(page.language, page.who.role));
    values.set("ACCOUNT_INITIALS", i18n::initials(page.who.name));
    values.show_if(frame.section == "account", "ACCOUNT_CURRENT");
    for (const auto* each : pages::by_place<AccountPage>(page))
        values.add("ACCOUNT_PAGE")
            .set("ACCOUNT_PAGE_URL", fmt::format("{}{}", page.home(), each->path))
            .set("ACCOUNT_PAGE_TEXT", i18n::words(page.language, each->words))
            .show_if(frame.section == each->key, "ACCOUNT_PAGE_CURRENT");
    values.set("SIGN_OUT_URL", page.home() + "/sign-out").set("SIGN_OUT_TOKEN", form_token(page));
    if (page.business().has(bookings::kBookingPage)) values.add("PUBLIC").set("PUBLIC_URL", pages::home_path(page));
}

void fill_search(html::Values& values, const Page& page) {
    const auto& doors = page.environment.registry.all<SearchDoor>();
    if (doors.empty()) return;
    const auto url = page.home() + std::string(doors.front().path);
    values.add("SEARCH_LINK").set("SEARCH_URL", url);
    values.add("SEARCH").set("SEARCH_URL", url).set("FOUND_URL", page.home() + std::string(doors.front().found));
}

Frame error_frame(const pages::Page& page, int status) {
    const auto title = status == 404 ? i18n::words(page.language, "This page does not exist")
                                     : i18n::words(page.language, "That did not work");
    return {"office/frame/explain", title, {}, status};
}

// Owners, by name, whom somebody asks who may not do something.
std::string who_can_give_it(const Page& page) {
    constexpr std::size_t kMostNamed = 3;
    std::vector<std::string> names;
    page.environment.database.read([&](db::Session& session) {
        for (auto& member : accounts::staff::list(session, page.id()))
            if (member.role == Role::owner && member.active && member.has_password && names.size() < kMostNamed)
                names.push_back(std::move(member.name));
    });
    if (names.empty()) return {};
    return i18n::words(page.language, "Who can give you the permission: {names}.",
                       {{"names", fmt::format("{}", fmt::join(names, ", "))}});
}

std::string nothing_words(Language language) {
    return i18n::words(language, "The address may be mistyped, or what was here is gone.");
}

bool has_form_token(const Page& page, const http::Form& form) {
    return page.environment.tokens.valid(form.get("token"), kTokenPurpose, base::to_text(page.who.session_id),
                                         page.now);
}

http::Response expired(const Page& page) {
    return explain(page, 422, i18n::message(page.language, "form.expired"),
                   {page.home(), i18n::words(page.language, "To the appointments")});
}

// Of one business, or of the installation.
std::string bare_purpose(const pages::Page& page) {
    return page.snapshot ? fmt::format("{}:{}", kBarePurpose, page.business().slug) : std::string(kBarePurpose);
}

}  // namespace

std::string logo_url(const pages::Page& page) { return pages::logo_path(page.business()); }

std::optional<ProviderId> Page::only_provider() const {
    if (may(bookings::kManageBookings)) return std::nullopt;
    return ProviderId{who.id.value};
}

pages::Page open_bare(const Request& request, Environment& environment, pages::SnapshotPtr business) {
    return {request, environment, std::move(business), language_of(request), environment.clock.now()};
}

Page open_office(const Request& request, Environment& environment, pages::SnapshotPtr business,
                 accounts::staff::SignedIn who) {
    accounts::staff::keep_alive(environment.database, environment.clock, business->business.id, who.session_id);
    return {open_bare(request, environment, std::move(business)), std::move(who)};
}

std::optional<Page> open_office(const pages::Page& bare) {
    const auto token = bare.request.cookie(pages::kStaffCookie);
    if (token.empty() || !bare.snapshot) return std::nullopt;
    auto visitor = bare.environment.database.read([&](db::Session& session) {
        return accounts::staff::find_signed_in(session, bare.environment.clock, bare.business().id, token);
    });
    if (!visitor) return std::nullopt;
    return open_office(bare.request, bare.environment, bare.snapshot, *std::move(visitor));
}

Response posted(const Page& page, pages::HandlerOf<Page> handler) {
    return has_form_token(page) ? handler(page) : expired(page);
}

Response posted(const Page& page, FileHandler handler) {
    const auto parts = http::parse_multipart(page.request.header("content-type"), page.request.body);
    if (!parts || !has_form_token(page, http::fields_of(*parts))) return expired(page);
    return handler(page, *parts);
}

std::string form_token(const Page& page) {
    return page.environment.tokens.make(kTokenPurpose, base::to_text(page.who.session_id), page.now);
}

bool has_form_token(const Page& page) { return has_form_token(page, page.request.form); }

std::string bare_token(const pages::Page& page) {
    return page.environment.tokens.make(bare_purpose(page), "", page.now);
}

Response answer_bare(const FormHandler<pages::Page>& form, const pages::Page& page) {
    const auto& environment = page.environment;
    const bool ours = environment.tokens.valid(page.request.form.get("token"), bare_purpose(page), "", page.now);
    return ours ? form.take(page) : form.again(page, pages::expired(page));
}

http::Response render(const Page& page, const Frame& frame, const std::function<void(html::Values&)>& fill) {
    html::Values values;
    fill_frame(values, page, frame);
    values.set("HOME_URL", page.home()).set("BUSINESS_NAME", page.name());
    if (page.may(bookings::kManageBookings)) values.add("BOOK").set("BOOK_URL", page.home() + "/bookings/new");
    fill_mark(values, page);
    fill_top(values, page, frame);
    fill_search(values, page);
    values.include("MENU", "office/frame/menu", menu_of(page, frame));
    for (const auto* notice : pages::by_place<Notice>(page))
        if (const auto says = notice->says(page)) values.add("NOTICE").set("NOTICE_TEXT", *says);
    html::Values main;
    fill(main);
    values.include("MAIN", frame.view, std::move(main));
    auto response =
        http::html(page.environment.pages.render("office/frame/layout", page.language, values), frame.status);
    finish(response, page);
    return response;
}

http::Response render_within(std::string_view layout, const pages::Page& page, const Frame& frame,
                             const Fill& fill_layout, const Fill& fill) {
    html::Values values;
    fill_frame(values, page, frame);
    fill_layout(values);
    fill_languages(values, page);
    html::Values main;
    fill(main);
    values.include("MAIN", frame.view, std::move(main));
    auto response = http::html(page.environment.pages.render(layout, page.language, values), frame.status);
    finish(response, page);
    return response;
}

http::Response render_bare(const pages::Page& page, const Frame& frame,
                           const std::function<void(html::Values&)>& fill) {
    const auto fill_layout = [&](html::Values& values) {
        if (page.snapshot) {
            auto& business = values.add("BUSINESS").set("BUSINESS_NAME", page.name());
            business.set("HOME_URL", pages::home_path(page));
            fill_mark(business, page);
        }
        values.show_if(!page.snapshot, "INSTALLATION");
    };
    return render_within("office/frame/bare", page, frame, fill_layout, fill);
}

std::optional<std::string> menu_path(const Page& page, std::string_view key) {
    const auto& menu = page.environment.registry.all<MenuEntry>();
    const auto found = std::ranges::find(menu, key, &MenuEntry::key);
    return found == menu.end() ? std::nullopt : std::optional(page.home() + std::string(found->path));
}

http::Response explain(const Page& page, int status, const std::string& explanation, const pages::WayOn& way_on) {
    return render(page, error_frame(page, status), [&](html::Values& values) {
        values.set("EXPLANATION", explanation).set("WAY_ON_URL", way_on.path).set("WAY_ON_TEXT", way_on.words);
    });
}

http::Response refuse(const Page& page, const Error& error, const pages::WayOn& way_on) {
    return explain(page, http::status_of(error.fault), pages::sentence(page, error), way_on);
}

http::Response nothing_here(const Page& page) {
    return explain(page, 404, nothing_words(page.language),
                   {page.home(), i18n::words(page.language, "To the appointments")});
}

namespace {

// For the staff: why, whom to ask, and for owners the way to what is theirs.
http::Response suspended_page(const Page& page, int status) {
    const auto title = i18n::words(page.language, "{name} is suspended", {{"name", page.name()}});
    return render_bare(page, {"office/frame/suspended", title, {}, status}, [&](html::Values& values) {
        const auto& standing = page.business().standing;
        if (!standing.suspended_why.empty()) values.add("WHY").set("WHY_TEXT", standing.suspended_why);
        const auto& contact = page.environment.operator_contact;
        if (!contact.empty()) values.add("CONTACT").set("CONTACT_TEXT", contact);
        values.show_if(contact.empty(), "NO_CONTACT");
        if (page.may(businesses::kManageSettings))
            values.add("ARCHIVE").set("ARCHIVE_URL", page.home() + "/customers/data");
        values.set("SIGN_OUT_URL", page.home() + "/sign-out").set("TOKEN", form_token(page));
    });
}

}  // namespace

std::optional<http::Response> error_page(const http::Request& request, Environment& environment, int status,
                                         std::string_view code) {
    const auto bare = open_bare(request, environment, environment.database.read([&](db::Session& session) {
        return find_snapshot(session, request, environment);
    }));
    if (!bare.snapshot) return std::nullopt;
    const auto page = open_office(bare);
    if (page && code == "business.suspended") return suspended_page(*page, status);
    const pages::WayOn way_on{pages::home_path(bare) + "/office", i18n::words(bare.language, "To the appointments")};
    if (page && page->who.passed_totp && !page->who.must_set_up_totp) {
        if (status == 404) return nothing_here(*page);
        auto words = i18n::message(page->language, code);
        if (code == "staff.not_permitted") words += " " + who_can_give_it(*page);
        return explain(*page, status, words, way_on);
    }
    return render_bare(bare, error_frame(bare, status), [&](html::Values& values) {
        values.set("EXPLANATION", status == 404 ? nothing_words(bare.language) : i18n::message(bare.language, code));
        values.set("WAY_ON_URL", way_on.path).set("WAY_ON_TEXT", way_on.words);
    });
}

void include_done(html::Values& values, const Page& page) {
    const auto done = page.request.query.get("done");
    const auto language = page.language;
    std::string words;
    if (done == "saved") words = i18n::words(language, "Saved.");
    if (done == "merged")
        words = i18n::words(language, "Saved, with what somebody else changed meanwhile. Changes tells what that was.");
    if (done == "added") words = i18n::words(language, "Added.");
    if (done == "allowed") words = i18n::words(language, "The customer may sign in.");
    if (done == "refused") words = i18n::words(language, "The customer can no longer sign in.");
    if (done == "password") words = i18n::words(language, "The password is set.");
    if (done == "access") words = i18n::words(language, "The details for signing in are on their way.");
    if (done == "status") words = i18n::words(language, "The appointment is changed.");
    if (done == "booked") words = i18n::words(language, "The appointment is booked.");
    if (done == "moved") words = i18n::words(language, "The appointment is moved.");
    if (done == "erased") words = i18n::words(language, "Everything that says who it was is gone.");
    if (done == "kept") words = i18n::words(language, "The request is refused; everything stays.");
    if (done == "sessions") words = i18n::words(language, "You are signed out everywhere else.");
    if (done == "session") words = i18n::words(language, "That browser is signed out.");
    if (done == "totp") words = i18n::words(language, "Codes are no longer asked for.");
    if (done == "sent") words = i18n::words(language, "The test message is on its way.");
    if (done == "written") words = i18n::words(language, "The message is on its way.");
    if (done == "test-kept")
        words = i18n::words(language, "The test message is kept here, since no mail server is set.");
    if (done == "again") words = i18n::words(language, "It is sent again.");
    if (done == "invited") words = i18n::words(language, "The invitation is on its way.");
    if (done == "asked") words = i18n::words(language, "The question is on its way.");
    if (done == "withdrawn") words = i18n::words(language, "The invitation no longer works.");
    if (done == "left") words = i18n::words(language, "They can no longer sign in or be booked.");
    if (done == "restored") words = i18n::words(language, "The appointment is back.");
    if (done == "revoked") words = i18n::words(language, "Revoked.");
    if (done == "customer-deleted")
        words = i18n::words(language, "The customer is deleted. Below, it can be taken back.");
    if (done == "customer-restored") words = i18n::words(language, "The customer is back.");
    if (done == "customers-merged")
        words = i18n::words(language, "The two are one customer now. Below, the merge can be undone.");
    if (done == "merge-undone") words = i18n::words(language, "They are two customers again.");
    if (done == "told-apart") words = i18n::words(language, "They are not shown as one any more.");
    if (done == "passkey") words = i18n::words(language, "The passkey is added. You can sign in with it now.");
    if (done == "removed") words = i18n::words(language, "Removed.");
    if (!words.empty()) values.add("DONE").set("DONE_TEXT", words);
}

http::Response back_to(std::string path, std::string_view done) {
    path += path.find('?') == std::string::npos ? "?done=" : "&done=";
    return http::see_other(path + std::string(done));
}

std::string moment_with_year(const Page& page, Instant at) {
    return i18n::words(page.language, "{day} at {time}",
                       {{"day", i18n::long_date(page.language, page.zone().day(at), 0)},
                        {"time", i18n::time_of_day(page.language, page.zone().wall(at))}});
}

// For the browser's session only; the server ends it sooner when nobody works.
void set_staff_cookie(http::Response& response, const pages::Page& page, const std::string& token) {
    http::set_cookie(response, page.request,
                     {std::string(pages::kStaffCookie), token, {}, pages::home_path(page) + "/office", true});
}

void forget_staff_cookie(http::Response& response, const pages::Page& page) {
    http::set_cookie(response, page.request,
                     {std::string(pages::kStaffCookie), "", Seconds{0}, pages::home_path(page) + "/office", true});
}

std::string safe_next(const pages::Page& page, std::string_view next) {
    constexpr std::size_t longest = 500;
    auto home = pages::home_path(page) + "/office";
    return next.size() <= longest && http::leads_inside(next, home) ? std::string(next) : std::move(home);
}

}  // namespace office
