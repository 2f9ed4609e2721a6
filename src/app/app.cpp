#include "app/app.h"

#include "accounts/staff_account.h"
#include "api/booking_api.h"
#include "api/booking_api_docs.h"
#include "api/booking_api_parts.h"
#include "db/commit_unknown.h"
#include "db/installation.h"
#include "http/proxy.h"
#include "http/wire.h"
#include "office/frame/page.h"
#include "operator_pages/operator_pages.h"
#include "operators/operator.h"
#include "pages/error_page.h"
#include "pages/kept_form.h"
#include "pages/page.h"

#include <spdlog/spdlog.h>

namespace app {
namespace {

using http::Request;
using http::Response;

std::vector<std::string> names(const std::vector<Route>& routes) {
    std::vector<std::string> out;
    for (const auto& route : routes) out.push_back(fmt::format("{} {}", to_text(route.method), route.pattern));
    return out;
}

std::string_view path_of(const Request& request) {
    return std::string_view(request.target).substr(0, request.target.find('?'));
}

// A reverse proxy on this machine that is not in --trusted-proxies looks like this machine but for its headers.
bool is_this_machine(const Request& request) {
    const bool loopback = request.address == "::1" || request.address.starts_with("127.");
    return loopback && !http::was_forwarded(request);
}

bool is_of_office(const Request& request) {
    const auto path = path_of(request);
    const auto second = path.find('/', 1);
    if (second == path.npos) return false;
    const auto rest = path.substr(second);
    return rest == "/office" || rest.starts_with("/office/");
}

// The segments of a path, as sent; those of doubled slashes and of one at the end are left out.
std::vector<std::string> segments_of(std::string_view path) {
    std::vector<std::string> out;
    for (std::size_t at = 0; at < path.size();) {
        const auto end = std::min(path.find('/', at), path.size());
        if (end > at) out.emplace_back(path.substr(at, end - at));
        at = end + 1;
    }
    return out;
}

// For the limits, whose buckets would not refill while a clock on the wall that was set back has not caught up.
Instant steady_now() {
    return Instant{std::chrono::floor<Seconds>(std::chrono::steady_clock::now().time_since_epoch())};
}

// A site may ask as often as so many networks together.
constexpr unsigned kNetworksInASite = 8;

// Of one key of the API, whatever it asks.
constexpr unsigned kOfKeyPerMinute = 600;

// How much of its share the key has left, as draft-ietf-httpapi-ratelimit-headers-03 says it.
Response in_turn(Response response, const http::RateLimiter::Turn& turn) {
    return std::move(response)
        .set("RateLimit-Limit", std::to_string(kOfKeyPerMinute))
        .set("RateLimit-Remaining", std::to_string(turn.left))
        .set("RateLimit-Reset",
             std::to_string(turn.wait.value_or(Seconds{turn.left < kOfKeyPerMinute ? 1 : 0}).count()));
}

bool changes_something(const Route& route) { return route.method != http::Method::get; }

// The code of a business that its operator has suspended.
constexpr std::string_view kSuspended = "business.suspended";

// Where no route says it; the target is there even when it cannot be read.
Surface surface_of(const Request& request) {
    return request.target.starts_with("/api/") ? Surface::api : Surface::page;
}

// Why the server itself refused, before the request had a route.
std::string_view code_of(int status) {
    if (status == 413) return "request.too_large";
    if (status == 503) return "server.unavailable";
    return status < 500 || status == 501 ? "request.malformed" : "server.error";
}

// Those who wait for costly work leave most workers to everybody else.
work::Size at_most(const Config& config, std::size_t part_of_workers) {
    return {2, std::max<std::size_t>(config.number("workers") / part_of_workers, 1)};
}

// What may be kept in memory so that it need not be read or made again.
std::size_t kept_bytes(const Config& config) { return config.number("cache") << 20; }

std::string make_openapi(const std::vector<Route>& routes) {
    std::vector<http::DocumentedRoute> documented;
    for (const auto& route : routes)
        if (route.policy.doc) documented.push_back({route.method, route.pattern, route.policy.doc});
    return http::openapi(api::docs::info, documented);
}

// What there is at a business's own host: itself, and what every page needs.
bool is_at_own_host(std::string_view path, const std::string& slug) {
    const auto segments = segments_of(path);
    if (segments.empty()) return false;
    const auto& first = segments.front();
    if (first == "api") return segments.size() > 2 && (segments[2] == slug || segments[2] == "openapi.json");
    return first == slug || first == "assets" || first == "embed.js" || first == "robots.txt" || first == "healthz";
}

}  // namespace

std::string installation_secret(db::Database& database, const Config& config) {
    if (!config.text("secret").empty()) return config.text("secret");
    return database.write(
        [](db::Tx& tx) { return db::installation::find_or_keep(tx, "secret", base::new_token() + base::new_token()); });
}

App::App(const Config& config, db::Database& database, const activity::Registry& registry, const Clock& clock,
         const html::Pages& pages, const std::vector<Feature>& features)
    : database_(database),
      clock_(clock),
      hosts_(database),
      pool_(at_most(config, 3), at_most(config, 8)),
      hasher_(pool_),
      tokens_(installation_secret(database, config)),
      desk_{database,
            clock,
            registry,
            pages,
            tokens_,
            hasher_,
            pool_,
            installation_secret(database, config),
            bookings::Snapshots(&registry, kept_bytes(config) / 8 * 3),
            bookings::FreeTimes(kept_bytes(config) / 8 * 3),
            pages::KeptPages(kept_bytes(config) / 4)},
      metrics_token_(config.text("metrics-token")),
      rate_limits_(config.on("rate-limits")),
      routes_(routes_of(features)),
      nowhere_{http::Method::get,
               "none",
               {Terms{}, Guard::everyone,
                [](const Request& request, App& app, const Found&) { return app.nothing_there(request); }},
               {.body = 0, .per_minute = 1200}},
      metrics_(names(routes_)),
      openapi_(make_openapi(routes_)) {
    desk_.sends_mail = !config.text("mail-server").empty();
    desk_.sign_up = config.text("sign-up");
    desk_.operator_contact = config.text("operator-contact");
    for (std::size_t i = 0; i < routes_.size(); ++i) matcher_.add(routes_[i].method, routes_[i].pattern, i);
}

http::Application App::application() {
    return {.admit = [this](Request& request) { return admit(request); },
            .handle = [this](const Request& request, std::size_t route) { return handle(request, route); },
            .done =
                [this](const Request& request, std::size_t route, int status, std::chrono::nanoseconds took,
                       std::size_t bytes) {
                    metrics_.observe(route, status, took);
                    // The pattern, not the path: a path may hold a manage token.
                    spdlog::info("msg=request request={} method={} route={} status={} ms={:.2f} bytes={} address={}",
                                 request.id, to_text(request.method),
                                 route < routes_.size() ? routes_[route].pattern : "none", status,
                                 std::chrono::duration<double, std::milli>(took).count(), bytes, request.address);
                },
            .error = [this](const Request& request,
                            int status) { return quick_error(request, surface_of(request), status, code_of(status)); }};
}

http::Admission App::admit(Request& request) {
    auto match = matcher_.match(request.method, path_of(request));
    const auto surface = surface_of(request);
    if (!match.index && match.allowed.empty()) {
        if (surface != Surface::page || request.method != http::Method::get)
            return {.refusal = quick_error(request, surface, 404, "page.not_found")};
        return {.refusal = too_many(request, nowhere_)};
    }
    if (!match.index)
        return {.refusal =
                    quick_error(request, surface, 405, "page.method").set("Allow", http::allow_header(match.allowed))};
    request.params = std::move(match.params);
    const auto& route = routes_[*match.index];
    if (auto refusal = too_many(request, route)) return {.refusal = std::move(refusal), .route = *match.index};
    return {.refusal = {}, .body_limit = route.limits.body, .route = *match.index, .inline_ok = route.policy.quick};
}

Response App::handle(const Request& request, std::size_t index) {
    const auto& route = index < routes_.size() ? routes_[index] : nowhere_;
    try {
        const auto slug = route.policy.quick ? std::nullopt : hosts_.find(request.host);
        return slug ? at_own_host(request, route, *slug) : guarded(request, route);
    } catch (const db::CommitUnknown& trouble) {
        return unavailable(request, route, trouble, "server.commit_unknown");
    } catch (const db::Unavailable& trouble) {
        return unavailable(request, route, trouble, "server.unavailable");
    } catch (const std::exception& mistake) {
        spdlog::error("msg=failed request={} route={} error={:?}", request.id, route.pattern,
                      std::string(mistake.what()));
        return error(request, route.policy.surface, 500, "server.error");
    }
}

Response App::unavailable(const Request& request, const Route& route, const db::Unavailable& trouble,
                          std::string_view code) {
    spdlog::error("msg=unavailable request={} route={} error={:?}", request.id, route.pattern,
                  std::string(trouble.what()));
    return error(request, route.policy.surface, 503, code).set("Retry-After", "5");
}

Response App::at_own_host(const Request& request, const Route& route, const std::string& slug) {
    auto here = request;
    here.origin = here.origin.substr(0, here.origin.find("://") + 3) + request.host;
    if (path_of(request) == "/") return http::see_other("/" + slug);
    if (is_at_own_host(path_of(request), slug)) return guarded(here, route);
    // Of no other business anything is said.
    here.params.clear();
    return error(here, route.policy.surface, 404, "page.not_found");
}

Response App::guarded(const Request& request, const Route& route) {
    Found found;
    if (auto refusal = refused(request, route, found)) return *std::move(refusal);
    if (!found.key) return route.policy.handler(request, *this, std::move(found));
    // Every key has the same share, from wherever it is used.
    const auto turn = limiter_.take("key " + base::to_text(found.key->id), kOfKeyPerMinute, steady_now());
    if (turn.wait && rate_limits_) return in_turn(too_soon(request, route, *turn.wait), turn);
    return in_turn(route.policy.handler(request, *this, std::move(found)), turn);
}

std::optional<Response> App::refused(const Request& request, const Route& route, Found& found) {
    const auto& policy = route.policy;
    if (policy.surface == Surface::page && changes_something(route) && !http::same_origin(request))
        return error(request, policy.surface, 403, "request.other_site");
    if (policy.guard == Guard::everyone) return std::nullopt;
    if (policy.guard == Guard::this_machine) {
        if (!metrics_token_.empty() && base::equal_in_constant_time(http::bearer(request), metrics_token_))
            return std::nullopt;
        if (is_this_machine(request)) return std::nullopt;
        return error(request, policy.surface, 403, "request.operators_only");
    }
    const auto no = database_.read([&](db::Session& session) {
        return policy.guard == Guard::operators || policy.guard == Guard::operator_halfway
                   ? operator_refusal(session, request, policy, found)
                   : refusal(session, request, policy, found);
    });
    if (!no) return std::nullopt;
    if (!no->go_to.empty()) return to_sign_in(request, route, no->go_to);
    if (no->code == "business.unknown" && policy.surface == Surface::page)
        if (const auto meant = canonical(request)) return http::permanent_redirect(*meant);
    auto response = error(request, policy.surface, no->status, no->code);
    if (no->status == 401) response.set("WWW-Authenticate", "Bearer");
    if (no->code == kSuspended) response.set("X-Robots-Tag", "noindex");
    return response;
}

http::Response App::nothing_there(const Request& request) {
    if (const auto meant = canonical(request)) return http::permanent_redirect(*meant);
    // No route has read the path.
    auto known = request;
    if (const auto segments = segments_of(path_of(request)); !segments.empty())
        known.params = {{"business", http::percent_decoded(segments.front()).value_or("")}};
    return error(known, Surface::page, 404, "page.not_found");
}

std::optional<std::string> App::canonical(const Request& request) {
    if (request.method != http::Method::get) return std::nullopt;
    const auto asked = path_of(request);
    auto segments = segments_of(asked);
    if (segments.empty()) return asked == "/" ? std::nullopt : std::optional<std::string>("/");
    const auto first = http::percent_decoded(segments.front());
    const auto slug = first ? businesses::slug_of(*first) : std::string();
    // The business's of that address, or the one that had it before, under the address of today.
    const auto today = businesses::is_slug(slug) ? database_.read([&](db::Session& session) {
        return desk_.snapshots.find(session, slug) ? std::optional(slug)
                                                   : businesses::find_by_former_slug(session, slug);
    })
                                                 : std::nullopt;
    const bool known = today.has_value();
    if (known) segments.front() = *today;
    std::string path;
    for (const auto& segment : segments) path += "/" + segment;
    const auto match = matcher_.match(http::Method::get, path);
    const bool of_business = match.index && !match.params.empty() && match.params.front().first == "business";
    if (!match.index || path == asked || (of_business && !known)) return std::nullopt;
    return path + request.target.substr(asked.size());
}

std::string App::next(const Request& request, const std::string& start) const {
    const bool has_page = matcher_.match(http::Method::get, path_of(request)).index.has_value();
    auto target = std::string_view(start);
    if (request.method == http::Method::get)
        target = request.target;
    else if (has_page)
        target = path_of(request);
    return "?next=" + base::percent_encoded(target);
}

Response App::to_sign_in(const Request& request, const Route& route, const std::string& path) {
    const bool sent = changes_something(route);
    auto response = http::see_other(path + (sent && route.policy.guard == Guard::customer ? "&expired=1" : ""));
    response.set("Cache-Control", "no-store");
    if (sent && route.policy.keeps_typed) pages::keep_form(response, pages::open(request, desk_));
    return response;
}

// What the business, its modules and the token have to say.
std::optional<App::Refusal> App::refusal(db::Session& session, const Request& request, const Policy& policy,
                                         Found& found) {
    found.business = desk_.snapshots.find(session, request.param("business"));
    if (!found.business) return Refusal{404, "business.unknown"};
    const auto& business = found.business->business;
    if (policy.module && !business.has(*policy.module)) return Refusal{404, "page.not_found"};
    const bool of_staff = policy.guard == Guard::staff || policy.guard == Guard::staff_halfway;
    const bool closed = business.standing.suspended_at && !policy.while_suspended;
    if (closed && !of_staff) return Refusal{503, std::string(kSuspended)};
    // Without logins nothing of the customers' own pages is there.
    if (policy.module == accounts::kCustomerPanel && policy.guard != Guard::staff &&
        business.customer.logins == businesses::Logins::off)
        return Refusal{404, "page.not_found"};
    if (policy.guard == Guard::customer) return customer_refusal(session, request, found);
    if (of_staff) {
        auto no = staff_refusal(session, request, policy, found);
        return !no && closed ? Refusal{403, std::string(kSuspended)} : no;
    }
    if (policy.guard == Guard::manage_link) return link_refusal(session, request, found);
    if (policy.guard == Guard::api_key) return key_refusal(session, request, policy, found);
    if (policy.guard == Guard::manage_bearer) {
        auto owned = api::find_owned(session, request, business.id, clock_.now());
        if (!owned) return Refusal{api::status_of(owned.error()), owned.error().code};
        found.booking = *std::move(owned);
    }
    return std::nullopt;
}

// A panel link whose time is over leads to signing in, where a new link is mailed, and from there to its booking.
std::optional<App::Refusal> App::link_refusal(db::Session& session, const Request& request, Found& found) {
    const auto& business = found.business->business;
    const auto token = request.param("token");
    found.booking = bookings::find_by_token(session, business.id, token, clock_.now());
    if (found.booking) return std::nullopt;
    const auto expired = bookings::find_by_expired_token(session, business.id, token, clock_.now());
    if (!expired || business.customer.logins == businesses::Logins::off || !business.has(accounts::kCustomerPanel))
        return Refusal{404, "booking.link_unknown"};
    const auto path = fmt::format("/{}/my/appointments/{}", business.slug, base::to_text(*expired));
    return Refusal{303, "booking.link_expired",
                   fmt::format("/{}/sign-in?next={}&old-link=1", business.slug, base::percent_encoded(path))};
}

std::optional<App::Refusal> App::key_refusal(db::Session& session, const Request& request, const Policy& policy,
                                             Found& found) {
    found.key = api_keys::find_usable(session, found.business->business.id, http::bearer(request), clock_.now());
    if (!found.key) return Refusal{401, "api_key.needed"};
    const auto access = request.method == http::Method::get ? api_keys::Access::read : api_keys::Access::write;
    if (!found.key->may(policy.area, access)) return Refusal{403, "api_key.not_granted"};
    return std::nullopt;
}

std::optional<App::Refusal> App::customer_refusal(db::Session& session, const Request& request, Found& found) {
    const auto& business = found.business->business;
    found.customer = pages::find_signed_in(session, request, clock_, business.id);
    if (found.customer) return std::nullopt;
    return Refusal{303, "account.sign_in_needed",
                   fmt::format("/{}/sign-in{}", business.slug, next(request, "/" + business.slug + "/my"))};
}

std::optional<App::Refusal> App::staff_refusal(db::Session& session, const Request& request, const Policy& policy,
                                               Found& found) {
    const auto& business = found.business->business;
    const auto office = "/" + business.slug + "/office";
    const auto token = request.cookie(pages::kStaffCookie);
    auto& visitor = found.member;
    if (!token.empty()) visitor = accounts::staff::find_signed_in(session, clock_, business.id, token);
    if (!visitor) return Refusal{303, "staff.sign_in_needed", office + "/sign-in" + next(request, office)};
    if (policy.guard == Guard::staff_halfway) return std::nullopt;
    if (!visitor->passed_totp) return Refusal{303, "staff.code_needed", office + "/code" + next(request, office)};
    if (visitor->must_set_up_totp) return Refusal{303, "staff.totp_needed", office + "/security"};
    if (policy.permission && !visitor->may(*policy.permission)) return Refusal{403, "staff.not_permitted"};
    return std::nullopt;
}

std::optional<App::Refusal> App::operator_refusal(db::Session& session, const Request& request, const Policy& policy,
                                                  Found& found) {
    const auto token = request.cookie(operator_pages::kCookie);
    auto& who = found.who_operates;
    if (!token.empty()) who = operators::find_signed_in(session, clock_, token);
    if (!who) return Refusal{303, "operator.sign_in_needed", "/operator/sign-in" + next(request, "/operator")};
    if (policy.guard == Guard::operator_halfway || who->passed_totp) return std::nullopt;
    return Refusal{303, "operator.code_needed", who->has_totp ? "/operator/code" : "/operator/codes"};
}

std::optional<Response> App::too_many(const Request& request, const Route& route) {
    if (!rate_limits_ || route.limits.per_minute == 0) return std::nullopt;
    const auto now = steady_now();
    const auto network = http::network_of(request.address);
    const auto site = http::site_of(request.address);
    const auto exceeded = [&](const std::string& who, unsigned per_minute) {
        return limiter_.exceeded(fmt::format("{} {} {}", who, to_text(route.method), route.pattern), per_minute, now);
    };
    auto wait = exceeded(network, route.limits.per_minute);
    if (!wait && site != network) wait = exceeded(site, kNetworksInASite * route.limits.per_minute);
    return wait ? std::optional(too_soon(request, route, *wait)) : std::nullopt;
}

Response App::too_soon(const Request& request, const Route& route, Seconds wait) {
    const auto seconds = std::to_string(wait.count());
    return quick_error(request, route.policy.surface, 429, "request.too_many", {{"seconds", seconds}})
        .set("Retry-After", seconds);
}

Response App::error(const Request& request, Surface surface, int status, std::string_view code) {
    if (surface == Surface::page && is_of_office(request) && status < 500)
        if (auto page = office::error_page(request, desk_, status, code)) return *std::move(page);
    if (surface == Surface::page) return pages::error_page(request, desk_, status, code);
    return quick_error(request, surface, status, code);
}

Response App::quick_error(const Request& request, Surface surface, int status, std::string_view code,
                          const i18n::Parameters& parameters) {
    if (surface == Surface::page) return pages::bare_error_page(request, desk_, status);
    const auto detail = code.empty() ? std::string() : i18n::message(i18n::Language::en, code, parameters);
    if (surface == Surface::plain) return http::text(detail + "\n", status);
    return http::problem(status, http::title_of(status), detail, code);
}

}  // namespace app
