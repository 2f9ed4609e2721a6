#include "pages/page.h"

#include "accounts/quick_login.h"
#include "base/typed.h"
#include "bookings/changing.h"
#include "html/layout.h"
#include "http/proxy.h"
#include "pages/brand.h"
#include "pages/form.h"

#include <fmt/ranges.h>

#include <algorithm>

namespace pages {

using namespace bookings;
namespace {

using i18n::Language;

constexpr std::string_view kLanguageCookie = "tb_language";
const std::string kPolicy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; "
                            "connect-src 'self'; form-action 'self'; "
                            "base-uri 'none'; frame-ancestors ";

std::string_view slug_of(const http::Request& request) {
    const auto found = std::ranges::find(request.params, "business", &std::pair<std::string, std::string>::first);
    return found == request.params.end() ? std::string_view() : std::string_view(found->second);
}

// Those of the business that we speak, the first being its default.
std::vector<std::string> offered_languages(const Snapshot* snapshot) {
    std::vector<std::string> out;
    if (snapshot)
        for (const auto& tag : snapshot->business.languages)
            if (i18n::parse_language(tag)) out.push_back(tag);
    if (out.empty())
        for (const auto language : i18n::languages) out.emplace_back(i18n::tag(language));
    return out;
}

std::optional<Language> offered(const std::vector<std::string>& languages, std::string_view wanted) {
    const auto language = i18n::parse_language(wanted);
    const bool has = language && std::ranges::any_of(
                                     languages, [&](const auto& tag) { return i18n::parse_language(tag) == language; });
    return has ? language : std::nullopt;
}

Language language_of(const http::Request& request, const Snapshot* snapshot,
                     const std::optional<accounts::SignedIn>& visitor) {
    const auto languages = offered_languages(snapshot);
    if (const auto asked = offered(languages, request.query.get("lang"))) return *asked;
    if (const auto kept = offered(languages, request.cookie(kLanguageCookie))) return *kept;
    if (visitor)
        if (const auto own = offered(languages, visitor->language)) return *own;
    return i18n::parse_language(request.best_language(languages)).value_or(Language::en);
}

// Who may show the page inside their own: the sites that the business named, and nobody for the back office.
std::string frame_ancestors(const Page& page) {
    if (!page.snapshot || page.request.raw_path().starts_with(home_path(page) + "/office")) return "'none'";
    const auto& origins = page.business().customer.embed_origins;
    return origins.empty() ? "'none'" : fmt::format("{}", fmt::join(origins, " "));
}

void set_headers(http::Response& response, const Page& page, Secrecy secrecy) {
    response.set("Content-Security-Policy", kPolicy + frame_ancestors(page));
    response.set("Cache-Control", secrecy == Secrecy::open ? "no-cache" : "no-store");
    response.set("Vary", "Accept-Language, Cookie");
    if (secrecy != Secrecy::manage) return;
    response.set("Referrer-Policy", "no-referrer");
    response.set("X-Robots-Tag", "noindex, nofollow");
}

std::string heading(Language language, int status) {
    if (status == 404) return i18n::words(language, "This page does not exist");
    if (status == 409) return i18n::words(language, "That is not possible any more");
    if (status == 429) return i18n::words(language, "Too many requests");
    if (status == 503) return i18n::words(language, "We are not available right now");
    if (status >= 500) return i18n::words(language, "Something went wrong");
    return i18n::words(language, "That did not work");
}

// This page in another language; where it is the answer to a POST, the page of its form.
std::string path_in(const Page& page, const Frame& frame, Language language) {
    const auto tag = "lang=" + std::string(i18n::tag(language));
    if (page.request.method != http::Method::get)
        return frame.address + (frame.address.find('?') == frame.address.npos ? "?" : "&") + tag;
    auto path = page.request.raw_path();
    // "//elsewhere.example" would lead to another site.
    while (path.starts_with("//") || path.starts_with("/\\")) path.remove_prefix(1);
    auto out = std::string(path) + "?";
    for (const auto& [name, value] : page.request.query.pairs())
        if (name != "lang") out += base::percent_encoded(name) + "=" + base::percent_encoded(value) + "&";
    return out + tag;
}

bool allows_logins(const businesses::Business& business) {
    return business.customer.logins != businesses::Logins::off && business.has(accounts::kCustomerPanel);
}

// Where no business can say it. Without any modules, as in tests of one part, every one is there.
bool is_registered(const Page& page, const businesses::Module& module) {
    const auto& all = page.environment.registry.all<businesses::Module>();
    return all.empty() || std::ranges::find(all, module) != all.end();
}

void fill_stead(html::Shell& out, const Page& page) {
    const auto& visitor = *page.signed_in;
    html::InStead stead;
    stead.who = i18n::words(
        page.language, "{staff}, you look at these pages as {customer}.",
        {{"staff", visitor.acting->staff_name}, {"customer", base::full_name(visitor.name, visitor.surname)}});
    const auto left = std::chrono::ceil<Minutes>(visitor.acting->until - page.now).count();
    stead.left = i18n::words(page.language, "Ends at {time}, in {n} min.",
                             {{"time", i18n::time_of_day(page.language, page.zone().wall(visitor.acting->until))},
                              {"n", i18n::number(page.language, left)}});
    stead.end_url = home_path(page) + "/quick-login/end";
    stead.token = form_token(page);
    out.in_stead = std::move(stead);
}

void fill_account(html::Shell& out, const Page& page) {
    if (!has_logins(page)) return;
    if (page.quick_login_over) out.stead_over_url = home_path(page) + "/office/customers";
    const auto home = home_path(page);
    if (!page.signed_in) {
        out.sign_in_url = home + "/sign-in";
        return;
    }
    const auto& visitor = *page.signed_in;
    html::AccountMenu menu;
    menu.name = base::full_name(visitor.name, visitor.surname);
    if (visitor.picture_at)
        menu.picture_url = fmt::format("{}/my/pictures/{}?v={}", home, base::to_text(visitor.customer_id),
                                       visitor.picture_at->time_since_epoch().count());
    for (const auto* tab : panel_tabs(page))
        menu.links.push_back({fmt::format("{}/my{}", home, tab->path), i18n::words(page.language, tab->menu_words)});
    if (visitor.acting) fill_stead(out, page);
    menu.sign_out_url = home + "/sign-out";
    menu.sign_out_token = form_token(page);
    out.account = std::move(menu);
}

html::Shell shell(const Page& page, const Frame& frame) {
    html::Shell out;
    out.title = frame.title;
    out.description = frame.description;
    out.shared = frame.shared;
    out.noindex = frame.secrecy != Secrecy::open || frame.status != 200;
    if (page.snapshot) {
        const auto& business = page.business();
        out.title += frame.title.empty() ? page.name() : ", " + page.name();
        out.business_name = page.name();
        out.address = business.address;
        out.look = look_classes(business);
        out.home_url = home_path(page);
        out.brand_css_url = fmt::format("/{}/brand.css?v={}", business.slug, business.version);
        if (business.has_logo) out.logo_url = logo_path(business);
    } else if (page.request.raw_path() == "/" && is_registered(page, accounts::kCustomerPanel)) {
        out.sign_in_url = "/sign-in";
    }
    fill_account(out, page);
    if (page.request.method != http::Method::get && frame.address.empty()) return out;
    for (const auto& tag : offered_languages(page.snapshot.get()))
        if (const auto language = i18n::parse_language(tag))
            out.languages.push_back({*language, path_in(page, frame, *language)});
    return out;
}

}  // namespace

namespace {

void set_own_cookie(http::Response& response, const http::Request& request, std::string path, std::string_view name,
                    std::string value, Seconds max_age) {
    http::set_cookie(response, request,
                     {std::string(name), std::move(value), max_age, std::move(path), true, http::is_embedded(request)});
}

bool is_quick(const http::Request& request) { return !request.cookie(kQuickCookie).empty(); }

}  // namespace

http::Response keep_session(http::Response response, const Page& page) {
    const auto mine = std::string(kCustomerCookie) + "=";
    const auto is_mine = [&](const auto& header) {
        return header.first == "Set-Cookie" && header.second.starts_with(mine);
    };
    if (page.moved_on && std::ranges::none_of(response.headers, is_mine))
        set_own_cookie(response, page.request, home_path(page), kCustomerCookie,
                       std::string(page.request.cookie(kCustomerCookie)), accounts::kSessionLifetime);
    return response;
}

std::vector<const PanelTab*> panel_tabs(const Page& page) {
    auto out = by_place<PanelTab>(page);
    std::erase_if(out, [&](const PanelTab* tab) { return tab->module && !page.business().has(*tab->module); });
    return out;
}

std::optional<accounts::SignedIn> find_signed_in(db::Session& session, const http::Request& request, const Clock& clock,
                                                 BusinessId business) {
    const bool quick = is_quick(request);
    const auto token = request.cookie(quick ? kQuickCookie : kCustomerCookie);
    if (token.empty()) return std::nullopt;
    auto visitor = accounts::find_signed_in(session, clock, business, token);
    // Neither kind of session lets in by the other's cookie.
    if (visitor && visitor->acting.has_value() != quick) visitor.reset();
    return visitor;
}

Page open(const http::Request& request, Environment& environment, SnapshotPtr business,
          std::optional<accounts::SignedIn> visitor) {
    const auto& clock = environment.clock;
    const bool moved_on = visitor && accounts::keep_alive(environment.database, clock, business->business.id, *visitor);
    if (moved_on) visitor->seen_at = clock.now();
    const auto language = language_of(request, business.get(), visitor);
    const bool over = business && !visitor && is_quick(request);
    return {request, environment, std::move(business), language, clock.now(), std::move(visitor), over, moved_on};
}

Page open(const http::Request& request, Environment& environment, SnapshotPtr business) {
    const bool has_cookie = is_quick(request) || !request.cookie(kCustomerCookie).empty();
    auto visitor = business && has_cookie && allows_logins(business->business)
                       ? environment.database.read([&](db::Session& session) {
                             return find_signed_in(session, request, environment.clock, business->business.id);
                         })
                       : std::nullopt;
    return open(request, environment, std::move(business), std::move(visitor));
}

Page open(const http::Request& request, Environment& environment) {
    const auto slug = slug_of(request);
    if (slug.empty()) return open(request, environment, nullptr);
    return open(request, environment, environment.database.read([&](db::Session& session) {
        return environment.snapshots.find(session, slug);
    }));
}

bool has_logins(const Page& page) { return page.snapshot && allows_logins(page.business()); }

void set_session(http::Response& response, const Page& page, const accounts::NewSession& signed_in) {
    const auto set = [&](std::string_view name, const std::string& value, Seconds max_age) {
        set_own_cookie(response, page.request, home_path(page), name, value, max_age);
    };
    set(kCustomerCookie, signed_in.session_token, accounts::kSessionLifetime);
    set(kDeviceCookie, signed_in.device_token, std::chrono::days{730});
}

void set_quick_session(http::Response& response, const http::Request& request, const businesses::Business& business,
                       const std::string& token) {
    set_own_cookie(response, request, "/" + business.slug, kQuickCookie, token, accounts::kQuickLoginLifetime);
}

void end_quick_session(http::Response& response, const Page& page) {
    set_own_cookie(response, page.request, home_path(page), kQuickCookie, "", Seconds{0});
}

void end_session(http::Response& response, const Page& page) {
    set_own_cookie(response, page.request, home_path(page), kCustomerCookie, "", Seconds{0});
}

accounts::Client client_of(const http::Request& request) {
    return {request.address, std::string(request.header("user-agent")), std::string(request.cookie(kDeviceCookie)),
            http::network_of(request.address)};
}

void keep_language(http::Response& response, const Page& page) {
    if (!offered(offered_languages(page.snapshot.get()), page.request.query.get("lang"))) return;
    http::set_cookie(response, page.request,
                     {std::string(kLanguageCookie), std::string(i18n::tag(page.language)), std::chrono::days{365}, "/",
                      true, http::is_embedded(page.request)});
}

http::Response render(const Page& page, const Frame& frame, const std::function<void(html::Values&)>& fill) {
    html::Values values;
    fill(values);
    auto response =
        http::html(html::page(page.environment.pages, page.language, shell(page, frame), frame.view, std::move(values)),
                   frame.status);
    // With the name of who is signed in on it, a page is nobody else's.
    const bool named = (page.signed_in || page.quick_login_over) && frame.secrecy == Secrecy::open;
    set_headers(response, page, named ? Secrecy::personal : frame.secrecy);
    keep_language(response, page);
    if (page.quick_login_over) end_quick_session(response, page);  // it has been told now
    return response;
}

http::Response kept(const Page& visit, const std::string& path, const Stamp& stamp,
                    const std::function<http::Response(const Page&)>& make) {
    if (visit.signed_in || visit.quick_login_over) return make(visit);
    auto& pages = visit.environment.kept_pages;
    const auto business = visit.business().id;
    const auto what = fmt::format("{} {}{}", i18n::tag(visit.language), visit.request.origin, path);
    auto found = pages.find(business, what, stamp);
    if (!found) {
        http::Request bare;
        bare.target = path;
        bare.origin = visit.request.origin;
        bare.query =
            http::parse_form(std::string_view(path).substr(std::min(path.find('?'), path.size() - 1) + 1)).value();
        auto response = make({bare, visit.environment, visit.snapshot, visit.language, visit.now});
        if (response.status != 200) return response;
        found = pages.keep(business, what, stamp, std::move(response));
    }
    auto response = *found;
    keep_language(response, visit);
    return response;
}

namespace {

bool has_booking_page(const Page& page) { return !page.snapshot || page.business().has(bookings::kBookingPage); }

// What a link to the booking page leads to while it is switched off.
bool asks_for_booking_page(const Page& page) {
    const auto path = page.request.raw_path();
    return path == home_path(page) || path == home_path(page) + "/book";
}

}  // namespace

http::Response explain(const Page& page, int status, std::string explanation, const std::optional<WayOn>& where,
                       Secrecy secrecy) {
    auto title = heading(page.language, status);
    auto way_on = where;
    if (!has_booking_page(page)) {
        if (way_on && way_on->path == home_path(page)) way_on.reset();
        if (status == 404 && asks_for_booking_page(page)) {
            title = i18n::words(page.language, "No booking online");
            explanation = i18n::words(page.language, "Nothing can be booked online right now.");
        }
    }
    return render(page, {"pages/error", title, status, secrecy}, [&](html::Values& values) {
        values.set("HEADING", title);
        values.set("EXPLANATION", explanation);
        if (way_on) values.add("WAY_ON").set("WAY_ON_URL", way_on->path).set("WAY_ON_TEXT", way_on->words);
        if (page.snapshot) include_contact(values, page);
        // Nothing went wrong where the operator has closed the business.
        if (status >= 500 && !(page.snapshot && page.business().standing.suspended_at))
            values.add("REFERENCE")
                .set("REFERENCE_TEXT", i18n::words(page.language, "Reference: {id}", {{"id", page.request.id}}));
    });
}

http::Response no_such_business(const Page& page) {
    return explain(page, 404, i18n::message(page.language, "business.unknown"), start_again(page));
}

WayOn start_again(const Page& page) {
    return {home_path(page), page.snapshot ? i18n::words(page.language, "See all services")
                                           : i18n::words(page.language, "To the start page")};
}

http::Response picture(customers::Picture picture) {
    http::Response response;
    response.type = std::move(picture.media_type);
    response.body = std::make_shared<const std::string>(std::move(picture.content));
    response.set("Cache-Control", "private, max-age=3600");
    response.set("Content-Security-Policy", "default-src 'none'; sandbox");
    return response;
}

void include_contact(html::Values& values, const Page& page) {
    const auto& business = page.business();
    if (business.phone.empty() && business.email.empty()) return;
    html::Values contact;
    contact.set("CONTACT_INTRO", i18n::words(page.language, "You can reach {name} here:", {{"name", page.name()}}));
    auto dial = business.phone;
    std::erase_if(dial, [](char c) { return !(c == '+' || (c >= '0' && c <= '9')); });
    if (!business.phone.empty())
        contact.add("CONTACT_PHONE")
            .set("CONTACT_PHONE_TEXT", base::phone_for_reading(business.phone))
            .set("CONTACT_PHONE_DIAL", dial);
    contact.show_if(!business.phone.empty() && !business.email.empty(), "CONTACT_BOTH");
    if (!business.email.empty()) contact.add("CONTACT_EMAIL").set("CONTACT_EMAIL_TEXT", business.email);
    values.include("CONTACT", "pages/contact", std::move(contact));
}

std::string logo_path(const businesses::Business& business) {
    return fmt::format("/{}/logo?v={}", business.slug, business.version);
}

std::string home_path(const Page& page) { return page.snapshot ? "/" + page.business().slug : "/"; }

std::string price(const Page& page, const Money& money) {
    return money.amount == 0 ? i18n::words(page.language, "Free of charge") : i18n::money(page.language, money);
}

namespace {

// One for each who gives it, or of the one chosen.
template <class Of>
auto range_of(const Page& page, const catalog::Service& service, std::optional<ProviderId> provider, const Of& of) {
    auto least = provider ? of(*provider) : of(ProviderId{}), most = least;
    if (provider) return std::pair(least, most);
    bool is_first = true;
    for (const auto* each : page.snapshot->providers_of(service)) {
        const auto value = of(each->id);
        least = is_first ? value : std::min(least, value);
        most = is_first ? value : std::max(most, value);
        is_first = false;
    }
    return std::pair(least, most);
}

}  // namespace

std::string price_of(const Page& page, const catalog::Service& service, std::optional<ProviderId> provider) {
    using catalog::PriceKind;
    if (service.price_kind == PriceKind::on_request) return i18n::words(page.language, "Price on request");
    const auto [least, most] =
        range_of(page, service, provider, [&](ProviderId each) { return service.price_with(each).amount; });
    const auto told = price(page, {least, service.price.currency});
    const bool is_lowest = service.price_kind == PriceKind::from || least != most;
    return is_lowest && least > 0 ? i18n::words(page.language, "from {price}", {{"price", told}}) : told;
}

std::string length_of(const Page& page, const catalog::Service& service, std::optional<ProviderId> provider) {
    const auto [least, most] =
        range_of(page, service, provider, [&](ProviderId each) { return service.duration_with(each); });
    const auto shortest = i18n::duration(page.language, least);
    if (least == most) return shortest;
    return i18n::words(page.language, "{from} to {to}",
                       {{"from", shortest}, {"to", i18n::duration(page.language, most)}});
}

std::string add_on_facts(const Page& page, Minutes duration, const Money& money) {
    if (duration == Minutes{0}) return price(page, money);
    const auto length = i18n::duration(page.language, duration);
    return money.amount == 0 ? length : length + " · " + price(page, money);
}

std::vector<std::string> add_on_lines(const Page& page, const std::vector<bookings::ChosenAddOn>& add_ons) {
    std::vector<std::string> out;
    for (const auto& each : add_ons)
        out.push_back(page.text(each.name) + ", " + add_on_facts(page, each.duration, each.price));
    return out;
}

std::string agreed_price(const Page& page, const bookings::Booking& booking) {
    const auto* service = page.snapshot ? page.snapshot->service(booking.service_id) : nullptr;
    const bool on_request = service && service->price_kind == catalog::PriceKind::on_request;
    return on_request && booking.price.amount == 0 ? price_of(page, *service) : price(page, booking.price);
}

std::string when(const Page& page, const Span& time, const Zone& zone) {
    const auto from = zone.wall(time.begin), to = zone.wall(time.end);
    const auto day = zone.day(time.begin);
    const auto this_year = static_cast<int>(std::chrono::year_month_day{zone.day(page.now)}.year());
    return i18n::words(page.language, "{day}, {from} to {to}",
                       {{"day", i18n::long_date(page.language, day, this_year)},
                        {"from", i18n::time_of_day(page.language, from)},
                        {"to", i18n::time_of_day(page.language, to)}});
}

std::string when(const Page& page, const Span& time) { return when(page, time, page.zone()); }

std::string moment(const Page& page, Instant at) { return bookings::moment(page.language, page.zone(), at, page.now); }

std::optional<Zone> other_zone(const Page& page, std::string_view visitor_zone, Instant at) {
    auto zone = visitor_zone.empty() ? std::nullopt : Zone::find(visitor_zone);
    if (!zone || zone->offset(at) == page.zone().offset(at)) return std::nullopt;
    return zone;
}

std::string own_time(const Page& page, const Span& time, const Zone& zone) {
    return i18n::words(page.language, "For you in {city}: {when}",
                       {{"city", i18n::zone_city(page.language, zone)}, {"when", when(page, time, zone)}});
}

void fill_own_time(html::Values& values, const Page& page, const Span& time, std::string_view visitor_zone,
                   std::string_view section) {
    html::Values own;
    own.set("OWN_ZONE_NAME", page.zone().name()).set("OWN_INSTANT", base::to_text(time.begin));
    own.set("OWN_TIMES_IN",
            i18n::words(page.language, "Times in {city}.", {{"city", i18n::zone_city(page.language, page.zone())}}));
    if (const auto zone = other_zone(page, visitor_zone, time.begin))
        own.add("OWN_THERE").set("OWN_TIME_TEXT", own_time(page, time, *zone));
    values.add(section).include("OWN_TIME", "pages/own_time", std::move(own));
}

std::string sentence(const Page& page, const Error& error) {
    auto parameters = error.parameters;
    for (auto& [name, value] : parameters) {
        if (name == "zone")
            if (const auto zone = Zone::find(value)) value = i18n::zone_city(page.language, *zone);
        if (name == "until" || name == "from")
            if (const auto until = base::parse_instant(value))
                value = error.code == "booking.time_held" ? i18n::time_of_day(page.language, page.zone().wall(*until))
                                                          : moment(page, *until);
    }
    auto out = i18n::message(page.language, error.code, parameters);
    if (error.code == "booking.paid_not_online" && page.snapshot)
        if (const auto& instead = page.text(page.business().customer.paid_text); !instead.empty()) out += " " + instead;
    return out;
}

namespace {

// How customers find a location.
void fill_way(html::Values& place, const staff::Location& location) {
    if (!location.map_url.empty()) place.add("FACT_MAP").set("FACT_MAP_URL", location.map_url);
    if (!location.directions.empty()) place.add("FACT_WAY").set("FACT_WAY_TEXT", location.directions);
    if (!location.phone.empty())
        place.add("FACT_CALL")
            .set("FACT_DIAL", location.phone)
            .set("FACT_PHONE", base::phone_for_reading(location.phone));
}

}  // namespace

void include_facts(html::Values& values, const Page& page, const Facts& facts) {
    html::Values out;
    out.set("FACT_WITH", facts.provider);
    out.set("FACT_PRICE", facts.price);
    if (!facts.add_ons.empty()) {
        auto& add_ons = out.add("FACT_ADD_ONS");
        for (const auto& line : facts.add_ons) add_ons.add("FACT_ADD_ON").set("FACT_ADD_ON_TEXT", line);
    }
    if (facts.time) {
        out.add("FACT_TIME").set("FACT_WHEN", when(page, *facts.time));
        fill_own_time(out, page, *facts.time, facts.visitor_zone, "FACT_OWN");
    } else {
        out.show("FACT_NO_TIME");
    }
    if (facts.online) {
        auto& online = out.add("FACT_ONLINE");
        if (!facts.meeting_url.empty()) online.add("FACT_MEETING").set("FACT_MEETING_URL", facts.meeting_url);
    } else if (!facts.place.empty()) {
        auto& place = out.add("FACT_PLACE").set("FACT_PLACE_TEXT", facts.place);
        if (facts.location) fill_way(place, *facts.location);
    }
    values.include("FACTS", "pages/facts", std::move(out));
}

void include_answers(html::Values& values, const Page& page, const std::vector<bookings::StoredAnswer>& answers,
                     const std::string& files_path) {
    html::Values out;
    for (const auto& answer : answers) {
        const auto text = bookings::answer_text(answer, page.language);
        auto& row = out.add("ANSWER").set("ANSWER_LABEL", page.text(answer.label));
        if (answer.kind == catalog::ExtraField::Kind::file)
            row.add("ANSWER_FILE")
                .set("ANSWER_URL", fmt::format("{}/{}", files_path, base::to_text(answer.field_id)))
                .set("ANSWER_NAME", text);
        else
            row.add("ANSWER_TOLD").set("ANSWER_TEXT", text);
    }
    values.include("ANSWERS", "pages/answers", std::move(out));
}

http::Response stored_file(const Page& page, const bookings::Booking& booking) {
    const auto field = base::parse_id<catalog::ExtraFieldId>(page.request.param("field"));
    auto found = field ? page.environment.database.read([&](db::Session& session) {
        return bookings::find_file(session, booking.business_id, booking.id, *field);
    })
                       : std::nullopt;
    if (!found) return explain(page, 404, i18n::message(page.language, "page.not_found"));
    auto& file = *found;
    // The name is the customer's: what a quoted string cannot hold is left out of it, and stands in the other form.
    const auto full_name = base::name_of(file.name);
    std::string name;
    for (const char c : full_name)
        if (c >= ' ' && c < 0x7f && c != '"' && c != '\\' && c != '/') name += c;
    http::Response response;
    response.type = std::move(file.media_type);
    response.body = std::make_shared<const std::string>(std::move(file.content));
    response.set("Content-Disposition", fmt::format("attachment; filename=\"{}\"; filename*=UTF-8''{}", name,
                                                    base::percent_encoded(full_name)));
    response.set("Cache-Control", "no-store");
    response.set("Referrer-Policy", "no-referrer");
    response.set("Content-Security-Policy", "default-src 'none'; sandbox; frame-ancestors 'none'");
    return response;
}

}  // namespace pages
