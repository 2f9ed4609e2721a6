#include "pictures/picture.h"

#include "pictures/draw.h"
#include "pictures/kind.h"
#include "work/apart.h"
#include "work/pool.h"

namespace pictures {
namespace {

const work::Job kPortrait{"portrait", draw_portrait, {}};
const work::Job kLogo{"logo", draw_logo, {}};

Error error_of(std::string_view code) {
    const auto with = [&](const char* name, std::int64_t value) {
        return Error{Fault::invalid, std::string(code), {{name, std::to_string(value)}}, {}};
    };
    if (code == "picture.too_large") return with("mb", kLargestUpload / (1024 * 1024));
    if (code == "picture.too_many_pixels") return with("mp", kMostPixels / 1'000'000);
    if (code == "picture.too_small") return with("min", kShortestEdge);
    if (code == "picture.too_narrow") return with("times", kMostEdgeRatio);
    return {Fault::invalid, std::string(code), {}, {}};
}
std::unexpected<Error> refused(std::string_view code) { return std::unexpected(error_of(code)); }

// What came from the process, by its name: a stranger's bytes may speak for it.
Result<std::string> judged(Result<std::string> made, Kind kind, std::size_t largest) {
    if (made) {
        if (kind_of(*made) == kind && made->size() <= largest) return made;
        return refused("picture.broken");
    }
    const auto& code = made.error().code;
    if (made.error().fault == Fault::too_many) return made;
    if (code == "work.ended_early") return refused("picture.too_costly");
    for (const auto* known : {"picture.wrong_type", "picture.too_costly", "picture.too_many_pixels",
                              "picture.too_small", "picture.too_narrow"})
        if (code == known) return refused(known);
    return refused("picture.broken");
}

Result<std::string> drawn(work::Pool& pool, const work::Job& job, std::string_view upload, Kind kind,
                          std::size_t largest) {
    if (upload.empty()) return refused("picture.missing");
    if (upload.size() > kLargestUpload) return refused("picture.too_large");
    if (!kind_of(upload)) return refused("picture.wrong_type");
    Result<std::string> made;
    const auto ran = pool.run(work::Kind::slow, [&] { made = job.apart(upload); });
    if (!ran) return std::unexpected(ran.error());
    return judged(std::move(made), kind, largest);
}

}  // namespace

Result<std::string> portrait(work::Pool& pool, std::string_view upload) {
    return drawn(pool, kPortrait, upload, Kind::jpeg, kLargestPortrait);
}
Result<std::string> logo(work::Pool& pool, std::string_view upload) {
    return drawn(pool, kLogo, upload, Kind::png, kLargestLogo);
}

}  // namespace pictures
