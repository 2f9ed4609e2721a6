// Pictures that people send of themselves. Whatever comes is checked by its header before anything is decoded, and what
// is kept was drawn anew: small, without what cameras write beside the picture.
#pragma once

#include "base/base.h"

#include <string>
#include <string_view>

namespace portal {

inline constexpr std::size_t kLargestUpload = 5 * 1024 * 1024;  // bytes
inline constexpr std::int64_t kMostPixels = 50'000'000;
inline constexpr int kPictureSide = 256;  // of what is kept

// A JPEG of kPictureSide squared, cut around the middle, upright.
// Errors: invalid picture.missing, picture.too_large {mb}, picture.wrong_type (anything but JPEG, PNG and WebP),
// picture.too_many_pixels {mp}, picture.broken; too_many server.busy.
Result<std::string> prepare_picture(std::string_view upload);

}  // namespace portal
