#include "pages/brand.h"

#include "businesses/accent.h"
#include "pages/error_page.h"
#include "pages/page.h"

#include <charconv>

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

std::string path_of(const businesses::Business& business, const gallery::Picture& picture, int width) {
    return fmt::format("/{}/pictures/{}-{}", business.slug, base::to_text(picture.id), width);
}

struct Named {
    gallery::PictureId id;
    int width = 0;
};
std::optional<Named> parse_name(std::string_view text) {
    const auto dash = text.rfind('-');
    if (dash == text.npos) return std::nullopt;
    const auto id = base::parse_id<gallery::PictureId>(text.substr(0, dash));
    const auto digits = text.substr(dash + 1);
    int width = 0;
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), width);
    if (!id || read.ec != std::errc() || read.ptr != digits.data() + digits.size()) return std::nullopt;
    return Named{*id, width};
}

}  // namespace

http::Response brand_css(const http::Request& request, Environment&, const Snapshot& snapshot) {
    return send(request, snapshot, "text/css; charset=utf-8", businesses::brand_css(snapshot.business.accent_colour));
}

http::Response logo(const http::Request& request, Environment& environment, const Snapshot& snapshot) {
    if (!snapshot.business.has_logo) return error_page(request, environment, 404);
    auto logo = environment.database.read(
        [&](db::Session& session) { return businesses::find_logo(session, snapshot.business.id); });
    if (!logo) return error_page(request, environment, 404);
    auto response = send(request, snapshot, logo->media_type, std::move(logo->content));
    // A picture may be a document with scripts of its own (SVG); opened by itself it may do nothing.
    response.set("Content-Security-Policy",
                 "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'");
    return response;
}

http::Response gallery_picture(const http::Request& request, Environment& environment, const Snapshot& snapshot) {
    const auto named = parse_name(request.param("picture"));
    if (!named) return error_page(request, environment, 404);
    auto found = environment.database.read(
        [&](db::Session& session) { return gallery::find(session, snapshot.business.id, named->id, named->width); });
    if (!found) return error_page(request, environment, 404);
    http::Response response;
    response.type = found->media_type;
    response.set("Cache-Control", "public, max-age=31536000, immutable");
    response.set("X-Content-Type-Options", "nosniff");
    response.set("Content-Security-Policy", "default-src 'none'; sandbox; frame-ancestors 'none'");
    response.body = std::make_shared<const std::string>(std::move(found->content));
    return response;
}

std::string look_classes(const businesses::Business& business) {
    return fmt::format("tb-font-{} tb-corners-{} tb-density-{}", to_text(business.look_font),
                       to_text(business.look_corners), to_text(business.look_density));
}

std::string picture_path(const businesses::Business& business, const gallery::Picture& picture, int width) {
    const auto wide = std::ranges::find_if(picture.sizes, [&](const auto& size) { return size.width >= width; });
    return path_of(business, picture, wide == picture.sizes.end() ? picture.sizes.back().width : wide->width);
}

std::string picture_set(const businesses::Business& business, const gallery::Picture& picture) {
    std::string out;
    for (const auto& size : picture.sizes) {
        if (!out.empty()) out += ", ";
        out += fmt::format("{} {}w", path_of(business, picture, size.width), size.width);
    }
    return out;
}

}  // namespace pages
