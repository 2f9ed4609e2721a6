#include "pictures/picture.h"

#include "pictures/draw.h"
#include "pictures/kind.h"
#include "work/apart.h"
#include "work/pool.h"

#include <algorithm>

namespace pictures {
namespace {

const work::Job kPortrait{"portrait", draw_portrait, {}};
const work::Job kLogo{"logo", draw_logo, {}};

template <const auto& sizes, std::size_t i, int shortest_edge>
Result<std::string> draw(std::string_view upload) {
    return draw_photo(upload, sizes[i], shortest_edge);
}
const work::Job kLargeCover{"large cover", draw<kCoverSizes, 0, kShortestCoverEdge>, {}};
const work::Job kSmallCover{"small cover", draw<kCoverSizes, 1, kShortestCoverEdge>, {}};
const work::Job kLargeService{"large photo", draw<kServiceSizes, 0, kShortestPhotoEdge>, {}};
const work::Job kSmallService{"small photo", draw<kServiceSizes, 1, kShortestPhotoEdge>, {}};
const work::Job kLargePerson{"large face", draw<kPersonSizes, 0, kShortestPhotoEdge>, {}};
const work::Job kSmallPerson{"small face", draw<kPersonSizes, 1, kShortestPhotoEdge>, {}};

Error error_of(std::string_view code, int shortest_edge = kShortestEdge) {
    const auto with = [&](const char* name, std::int64_t value) {
        return Error{Fault::invalid, std::string(code), {{name, std::to_string(value)}}, {}};
    };
    if (code == "picture.too_large") return with("megabytes", kLargestUpload / (1024 * 1024));
    if (code == "picture.too_many_pixels") return with("mp", kMostPixels / 1'000'000);
    if (code == "picture.too_small") return with("min", shortest_edge);
    if (code == "picture.too_narrow") return with("times", kMostEdgeRatio);
    return {Fault::invalid, std::string(code), {}, {}};
}
std::unexpected<Error> refused(std::string_view code, int shortest_edge = kShortestEdge) {
    return std::unexpected(error_of(code, shortest_edge));
}

// What may come back.
struct Expected {
    std::initializer_list<Kind> kinds;
    std::size_t largest;
    int shortest_edge = kShortestEdge;  // of what was sent
};

// What came from the process, by its name: a stranger's bytes may speak for it.
Result<std::string> judged(Result<std::string> made, const Expected& expected) {
    if (made) {
        const auto kind = kind_of(*made);
        const bool is_known = kind && std::ranges::find(expected.kinds, *kind) != expected.kinds.end();
        if (is_known && made->size() <= expected.largest) return made;
        return refused("picture.broken");
    }
    const auto& code = made.error().code;
    if (made.error().fault == Fault::too_many) return made;
    if (code == "work.ended_early") return refused("picture.too_costly");
    for (const auto* known : {"picture.wrong_type", "picture.too_costly", "picture.too_many_pixels",
                              "picture.too_small", "picture.too_narrow"})
        if (code == known) return refused(known, expected.shortest_edge);
    return refused("picture.broken");
}

Result<std::string> drawn(work::Pool& pool, const work::Job& job, std::string_view upload, const Expected& expected) {
    if (upload.empty()) return refused("picture.missing");
    if (upload.size() > kLargestUpload) return refused("picture.too_large");
    if (!kind_of(upload)) return refused("picture.wrong_type");
    Result<std::string> made;
    const auto ran = pool.run(work::Kind::slow, [&] { made = job.apart(upload); });
    if (!ran) return std::unexpected(ran.error());
    return judged(std::move(made), expected);
}

}  // namespace

Result<std::string> portrait(work::Pool& pool, std::string_view upload) {
    return drawn(pool, kPortrait, upload, {{Kind::jpeg}, kLargestPortrait});
}
Result<std::string> logo(work::Pool& pool, std::string_view upload) {
    return drawn(pool, kLogo, upload, {{Kind::png}, kLargestLogo});
}

Result<std::vector<Rendition>> photo(work::Pool& pool, std::string_view upload, Shape shape) {
    struct Way {
        const std::array<Size, 2>& sizes;
        std::array<const work::Job*, 2> jobs;
        int shortest_edge;
    };
    const auto way = shape == Shape::cover ? Way{kCoverSizes, {&kLargeCover, &kSmallCover}, kShortestCoverEdge}
                     : shape == Shape::service
                         ? Way{kServiceSizes, {&kLargeService, &kSmallService}, kShortestPhotoEdge}
                         : Way{kPersonSizes, {&kLargePerson, &kSmallPerson}, kShortestPhotoEdge};
    std::vector<Rendition> out;
    for (std::size_t i = 0; i < way.sizes.size(); ++i) {
        const auto& size = way.sizes[i];
        auto made = drawn(pool, *way.jobs[i], upload, {{Kind::jpeg, Kind::webp}, kLargestPhoto, way.shortest_edge});
        if (!made) return std::unexpected(made.error());
        const bool is_webp = kind_of(*made) == Kind::webp;
        out.push_back({size.width, size.height, is_webp ? "image/webp" : "image/jpeg", *std::move(made)});
    }
    return out;
}

}  // namespace pictures
