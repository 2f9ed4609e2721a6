#include "app/operations.h"

#include "app/app.h"
#include "notify/delivery.h"

namespace app::operations {

http::Response asset(const http::Request& request, App&) {
    const auto* asset = html::find_asset(request.param("file"));
    if (!asset) return http::text("There is no such file.\n", 404);
    http::Response response;
    response.type = asset->type;
    response.body = asset->content;
    response.gzip = asset->gzip;
    // The name holds the content's hash.
    return std::move(response).set("Cache-Control", "public, max-age=31536000, immutable");
}

// Under an address that stays the same, since it stands in other sites' pages.
http::Response embed_script(const http::Request&, App&) {
    static const auto* asset = html::find_asset(html::asset("embed.js").substr(std::string_view("/assets/").size()));
    CHECK(asset);
    http::Response response;
    response.type = asset->type;
    response.body = asset->content;
    response.gzip = asset->gzip;
    return std::move(response)
        .set("Cache-Control", "public, max-age=3600")
        .set("Cross-Origin-Resource-Policy", "cross-origin");
}

http::Response robots(const http::Request& request, App&) {
    return http::text(
        "User-agent: *\nDisallow: /*/bookings/\nDisallow: /*/office\nDisallow: /*/my\nDisallow: /*/events/*/tickets\n"
        "Disallow: /api/\n"
        "Sitemap: " +
        request.origin + "/sitemap.xml\n");
}

http::Response openapi(const http::Request&, App& app) {
    return http::json(app.openapi()).set("Access-Control-Allow-Origin", "*").set("Cache-Control", "no-cache");
}

http::Response health(const http::Request&, App& app) {
    app.database().ping();
    return http::text("ok\n").set("Cache-Control", "no-store");
}

http::Response metrics(const http::Request&, App& app) {
    const auto jobs = activity::count(app.database(), app.environment().clock);
    auto& all = http::metrics();
    all.gauge("timebok_jobs_due", "Jobs that are due and not done").set(jobs.waiting);
    all.gauge("timebok_jobs_dead", "Jobs that failed for good").set(jobs.dead);
    all.gauge("timebok_jobs_oldest_due_seconds", "How long the oldest due job has waited").set(jobs.oldest_due.count());
    const auto mails = notify::count(app.database(), app.environment().clock);
    all.gauge("timebok_messages_due", "Messages that are due and not sent").set(mails.waiting);
    all.gauge("timebok_messages_failed", "Messages that were given up").set(mails.failed);
    all.gauge("timebok_messages_oldest_due_seconds", "How long the oldest due message has waited")
        .set(mails.oldest_due.count());
    auto response = http::text(all.text());
    response.type = "text/plain; version=0.0.4; charset=utf-8";
    return std::move(response).set("Cache-Control", "no-store");
}

}  // namespace app::operations
