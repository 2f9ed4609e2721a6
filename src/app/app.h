// The program put together: what a request goes through from its headers to its answer.
#pragma once

#include "activity/jobs.h"
#include "app/config.h"
#include "app/features.h"
#include "app/hosts.h"
#include "http/metrics.h"
#include "http/server.h"
#include "pages/environment.h"
#include "work/pool.h"

namespace app {

// The key for form tokens and seals: the configured one, or the one of the database, made at the first start.
std::string installation_secret(db::Database& database, const Config& config);

class App {
public:
    // `registry` has what the features register, and `pages` their templates.
    App(const Config& config, db::Database& database, const activity::Registry& registry, const Clock& clock,
        const html::Pages& pages, const std::vector<Feature>& features = app::features());

    http::Application application();

    pages::Environment& environment() { return desk_; }
    db::Database& database() { return database_; }
    const std::vector<Route>& routes() const { return routes_; }
    const std::string& metrics_token() const { return metrics_token_; }
    const std::string& openapi() const { return openapi_; }

private:
    http::Admission admit(http::Request& request);
    http::Response handle(const http::Request& request, std::size_t route);
    http::Response unavailable(const http::Request& request, const Route& route, const db::Unavailable& trouble,
                               std::string_view code);
    // At the own host of the business with that slug.
    http::Response at_own_host(const http::Request& request, const Route& route, const std::string& slug);
    http::Response guarded(const http::Request& request, const Route& route);
    // What no route takes: to the address that was meant, where there is one, else a page of the business that says so.
    http::Response nothing_there(const http::Request& request);
    // A page's address as it is written here: the business's slug, no doubled or last slash. Nullopt where it is so
    // already, or where nothing is there.
    std::optional<std::string> canonical(const http::Request& request);
    // Nullopt: the guard lets in, and `found` is what it read.
    std::optional<http::Response> refused(const http::Request& request, const Route& route, Found& found);
    struct Refusal {
        int status;
        std::string code;
        std::string go_to = {};  // instead of an error: the page where the missing thing can be given
    };
    // Where to go on after signing in: the page that was asked for; since a POST cannot be repeated, the page that
    // holds its form, or else `start`.
    std::string next(const http::Request& request, const std::string& start) const;
    http::Response to_sign_in(const http::Request& request, const Route& route, const std::string& path);
    std::optional<Refusal> refusal(db::Session& session, const http::Request& request, const Policy& policy,
                                   Found& found);
    std::optional<Refusal> link_refusal(db::Session& session, const http::Request& request, Found& found);
    std::optional<Refusal> customer_refusal(db::Session& session, const http::Request& request, Found& found);
    std::optional<Refusal> staff_refusal(db::Session& session, const http::Request& request, const Policy& policy,
                                         Found& found);
    std::optional<Refusal> operator_refusal(db::Session& session, const http::Request& request, const Policy& policy,
                                            Found& found);
    std::optional<Refusal> key_refusal(db::Session& session, const http::Request& request, const Policy& policy,
                                       Found& found);
    std::optional<http::Response> too_many(const http::Request& request, const Route& route);
    http::Response too_soon(const http::Request& request, const Route& route, Seconds wait);
    // What is wrong, in the surface's own form.
    http::Response error(const http::Request& request, Surface surface, int status, std::string_view code);
    // The same for the I/O threads: without the database, and so without the business's look.
    http::Response quick_error(const http::Request& request, Surface surface, int status, std::string_view code,
                               const i18n::Parameters& parameters = {});

    db::Database& database_;
    const Clock& clock_;
    Hosts hosts_;
    work::Pool pool_;
    accounts::Hasher hasher_;
    http::FormTokens tokens_;
    pages::Environment desk_;
    std::string metrics_token_;
    bool rate_limits_;
    http::RateLimiter limiter_;
    std::vector<Route> routes_;
    Route nowhere_;  // stands for whatever no route takes
    http::Matcher matcher_;
    http::RouteMetrics metrics_;
    std::string openapi_;
};

}  // namespace app
