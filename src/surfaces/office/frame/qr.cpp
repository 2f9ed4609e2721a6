#include "office/frame/qr.h"

#include <fmt/format.h>
#include <qrencode.h>

#include <memory>

namespace office {

std::optional<QrCode> qr_code(const std::string& text) {
    constexpr int kQuiet = 4;
    const std::unique_ptr<QRcode, decltype(&QRcode_free)> code(QRcode_encodeString8bit(text.c_str(), 0, QR_ECLEVEL_M),
                                                               &QRcode_free);
    if (!code) return std::nullopt;
    QrCode out{code->width + 2 * kQuiet, {}};
    for (int y = 0; y < code->width; ++y)
        for (int x = 0; x < code->width; ++x) {
            const int from = x;
            while (x < code->width && (code->data[y * code->width + x] & 1u)) ++x;
            if (x > from) out.path += fmt::format("M{} {}h{}v1h-{}z", from + kQuiet, y + kQuiet, x - from, x - from);
        }
    return out;
}

}  // namespace office
