// Pictures that attack, made byte by byte.
#pragma once

#include <cstdint>
#include <string>

namespace support {

// Of one colour, in grey; a few bytes for any number of pixels.
std::string grey_png(std::uint32_t width, std::uint32_t height);

// A progressive JPEG, grey, whose pixels are gone over `scans` times, at some 40 bytes each for 25 megapixels.
std::string scanned_jpeg(std::uint16_t width, std::uint16_t height, int scans);

}  // namespace support
