#include "pictures/kind.h"

#include <algorithm>

namespace pictures {

using namespace std::string_view_literals;

std::optional<Kind> kind_of(std::string_view upload) {
    if (upload.starts_with("\xff\xd8\xff"sv)) return Kind::jpeg;
    if (upload.starts_with("\x89PNG\r\n\x1a\n"sv)) return Kind::png;
    if (upload.starts_with("RIFF"sv) && upload.substr(std::min<std::size_t>(8, upload.size())).starts_with("WEBP"))
        return Kind::webp;
    return std::nullopt;
}

int scans_of_jpeg(std::string_view jpeg) {
    constexpr unsigned char kStart = 0xd8, kEnd = 0xd9, kScan = 0xda, kFirstRestart = 0xd0, kLastRestart = 0xd7;
    const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(jpeg[at]); };
    int scans = 0;
    for (auto at = jpeg.find('\xff'); at < jpeg.size() - 1; at = jpeg.find('\xff', at)) {
        const auto marker = byte(++at);
        if (marker == 0xff) continue;  // filling
        if (marker == kEnd) break;
        const bool alone = marker <= 1 || marker == kStart || (marker >= kFirstRestart && marker <= kLastRestart);
        if (alone || at + 2 >= jpeg.size()) continue;
        if (marker == kScan) ++scans;
        at += 1 + std::max<std::size_t>(2, std::size_t{byte(at + 1)} << 8U | byte(at + 2));
    }
    return scans;
}

}  // namespace pictures
