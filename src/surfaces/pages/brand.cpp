#include "pages/brand.h"

#include "businesses/accent.h"
#include "pages/error_page.h"
#include "pages/page.h"

namespace pages {

using namespace bookings;
namespace {

// With the current version in its address it never changes; without, it is asked again.
void set_lifetime(http::Response& response, const http::Request& request, const Snapshot& snapshot,
                  std::string_view content) {
    const bool versioned = request.query.get("v") == std::to_string(snapshot.business.version);
    response.set("Cache-Control", versioned ? "public, max-age=31536000, immutable" : "public, no-cache");
    response.set("ETag", fmt::format("\"{}\"", base::hash(content).substr(0, 24)));
    response.set("X-Content-Type-Options", "nosniff");
}

http::Response send(const http::Request& request, const Snapshot& snapshot, std::string type, std::string content) {
    http::Response response;
    response.type = std::move(type);
    set_lifetime(response, request, snapshot, content);
    response.body = std::make_shared<const std::string>(std::move(content));
    return response;
}

std::shared_ptr<const Snapshot> find_snapshot(const http::Request& request, Environment& environment) {
    return environment.database.read(
        [&](db::Session& session) { return environment.snapshots.find(session, request.param("business")); });
}

}  // namespace

http::Response brand_css(const http::Request& request, Environment& environment) {
    const auto snapshot = find_snapshot(request, environment);
    if (!snapshot) return error_page(request, environment, 404);
    return send(request, *snapshot, "text/css; charset=utf-8", businesses::brand_css(snapshot->business.accent_colour));
}

http::Response logo(const http::Request& request, Environment& environment) {
    const auto snapshot = find_snapshot(request, environment);
    if (!snapshot || !snapshot->business.has_logo) return error_page(request, environment, 404);
    auto logo = environment.database.read(
        [&](db::Session& session) { return businesses::find_logo(session, snapshot->business.id); });
    if (!logo) return error_page(request, environment, 404);
    auto response = send(request, *snapshot, logo->media_type, std::move(logo->content));
    // A picture may be a document with scripts of its own (SVG); opened by itself it may do nothing.
    response.set("Content-Security-Policy",
                 "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'");
    return response;
}

}  // namespace pages
