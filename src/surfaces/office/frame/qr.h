// A QR code (ISO/IEC 18004) as the outline of its dark squares.
#pragma once

#include <optional>
#include <string>

namespace office {

struct QrCode {
    int size = 0;      // squares on a side, the quiet zone of four included
    std::string path;  // for the d of an SVG path, one unit a square
};
// Nullopt when the text is too long for one.
std::optional<QrCode> qr_code(const std::string& text);

}  // namespace office
