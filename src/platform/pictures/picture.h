// Pictures that people send. Whatever comes is checked by its header before anything is decoded, and what is kept was
// drawn anew: small, without what cameras and drawing programs write beside the picture.
#pragma once

#include "base/base.h"

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace work {
class Pool;
}

namespace pictures {

inline constexpr std::size_t kLargestUpload = 5 * 1024 * 1024;  // bytes
inline constexpr std::int64_t kMostPixels = 50'000'000;
inline constexpr int kPortraitSide = 256;                  // of what is kept
inline constexpr int kLogoWidth = 480, kLogoHeight = 160;  // at most, of what is kept
inline constexpr std::size_t kPlainLogoBytes = 64 * 1024;  // a larger one gets by with 256 colours
inline constexpr std::size_t kLargestLogo = 2 * kPlainLogoBytes;

inline constexpr int kShortestEdge = 16;  // pixels
inline constexpr int kMostEdgeRatio = 8;  // the longer side to the shorter one
inline constexpr std::size_t kLargestPortrait = 256 * 1024;

// Both take a JPEG, PNG or WebP, and decode it in a process of its own (work/apart.h) that `pool` waits for. Errors:
// invalid picture.missing, picture.too_large {megabytes}, picture.wrong_type, picture.too_many_pixels {mp},
// picture.too_small {min}, picture.too_narrow {times}, picture.broken; picture.too_costly, which takes too long or too
// much memory to decode; too_many server.busy.

// Of a person: a JPEG of kPortraitSide squared, cut around the middle, upright, on white where it was clear.
Result<std::string> portrait(work::Pool& pool, std::string_view upload);

// Of a business: a PNG as it is, clear where it was clear, scaled down into kLogoWidth by kLogoHeight where it is
// larger. PNG because mail programs show it too; at most kLargestLogo.
Result<std::string> logo(work::Pool& pool, std::string_view upload);

// How a photo is cut, around its middle.
enum class Shape { cover, service, person };
// A picture in one of the sizes that its shape is drawn in.
struct Rendition {
    int width = 0, height = 0;  // pixels
    std::string media_type, content;
};
struct Size {
    int width, height;
    std::size_t bytes_max;  // what would be larger is drawn again with less detail
};
// The larger one first. Their bytes keep what a first visit to a booking page loads near 120 KB.
inline constexpr std::array kCoverSizes{Size{1280, 512, 48 * 1024}, Size{640, 256, 20 * 1024}};
inline constexpr std::array kServiceSizes{Size{640, 480, 36 * 1024}, Size{320, 240, 12 * 1024}};
inline constexpr std::array kPersonSizes{Size{320, 320, 20 * 1024}, Size{160, 160, 6 * 1024}};
inline constexpr std::size_t kLargestPhoto = 256 * 1024;  // where even little detail is a lot
inline constexpr int kShortestCoverEdge = 240;            // pixels, of what is sent
inline constexpr int kShortestPhotoEdge = 120;

// For a public page: WebP or JPEG, whichever is smaller, on white where it was clear, in each size of the shape. Errors
// as above; picture.too_small from kShortestCoverEdge or kShortestPhotoEdge on.
Result<std::vector<Rendition>> photo(work::Pool& pool, std::string_view upload, Shape shape);

}  // namespace pictures
