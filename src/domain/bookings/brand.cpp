// A business's colour and logo.
#include "bookings/accent.h"
#include "bookings/booking_public.h"
#include "bookings/page.h"

namespace bookings::pages {
namespace {

// With the current version in its address it never changes; without, it is asked again.
void set_lifetime(http::Response& response, const http::Request& request, const Offer& offer,
                  std::string_view content) {
    const bool versioned = request.query.get("v") == std::to_string(offer.business.version);
    response.set("Cache-Control", versioned ? "public, max-age=31536000, immutable" : "public, no-cache");
    response.set("ETag", fmt::format("\"{}\"", base::hash(content).substr(0, 24)));
    response.set("X-Content-Type-Options", "nosniff");
}

http::Response send(const http::Request& request, const Offer& offer, std::string type, std::string content) {
    http::Response response;
    response.type = std::move(type);
    set_lifetime(response, request, offer, content);
    response.body = std::make_shared<const std::string>(std::move(content));
    return response;
}

std::shared_ptr<const Offer> find_offer(const http::Request& request, Desk& desk) {
    return desk.database.read(
        [&](db::Session& session) { return desk.offers.find(session, request.param("business")); });
}

}  // namespace

http::Response brand_css(const http::Request& request, Desk& desk) {
    const auto offer = find_offer(request, desk);
    if (!offer) return error_page(request, desk, 404);
    return send(request, *offer, "text/css; charset=utf-8", bookings::brand_css(offer->business.accent_colour));
}

http::Response logo(const http::Request& request, Desk& desk) {
    const auto offer = find_offer(request, desk);
    if (!offer || !offer->business.has_logo) return error_page(request, desk, 404);
    auto logo =
        desk.database.read([&](db::Session& session) { return businesses::find_logo(session, offer->business.id); });
    if (!logo) return error_page(request, desk, 404);
    auto response = send(request, *offer, logo->media_type, std::move(logo->content));
    // A picture may be a document with scripts of its own (SVG); opened by itself it may do nothing.
    response.set("Content-Security-Policy",
                 "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'");
    return response;
}

}  // namespace bookings::pages
