// Pictures that people send. Whatever comes is checked by its header before anything is decoded, and what is kept was
// drawn anew: small, without what cameras and drawing programs write beside the picture.
#pragma once

#include "base/base.h"

#include <string>
#include <string_view>

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
// invalid picture.missing, picture.too_large {mb}, picture.wrong_type, picture.too_many_pixels {mp}, picture.too_small
// {min}, picture.too_narrow {times}, picture.broken; picture.too_costly, which takes too long or too much memory to
// decode; too_many server.busy.

// Of a person: a JPEG of kPortraitSide squared, cut around the middle, upright, on white where it was clear.
Result<std::string> portrait(work::Pool& pool, std::string_view upload);

// Of a business: a PNG as it is, clear where it was clear, scaled down into kLogoWidth by kLogoHeight where it is
// larger. PNG because mail programs show it too; at most kLargestLogo.
Result<std::string> logo(work::Pool& pool, std::string_view upload);

}  // namespace pictures
