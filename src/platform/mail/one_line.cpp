#include "mail/one_line.h"

#include <algorithm>
#include <cstdint>

namespace mail {
namespace {

// The length of the well-formed sequence at the front, 0 when there is none; its code point.
std::size_t sequence(std::string_view text, std::uint32_t& code_point) {
    const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
    const auto first = byte(0);
    if (first < 0x80) {
        code_point = first;
        return 1;
    }
    const std::size_t length = first >= 0xC2 && first < 0xE0   ? 2
                               : (first & 0xF0U) == 0xE0       ? 3
                               : first >= 0xF0 && first < 0xF5 ? 4
                                                               : 0;
    if (length == 0 || text.size() < length) return 0;
    code_point = first & (0x7FU >> length);
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte(i) & 0xC0U) != 0x80) return 0;
        code_point = code_point << 6U | (byte(i) & 0x3FU);
    }
    const bool overlong = (length == 3 && code_point < 0x800) || (length == 4 && code_point < 0x10000);
    const bool surrogate = code_point >= 0xD800 && code_point < 0xE000;
    return overlong || surrogate || code_point > 0x10FFFF ? 0 : length;
}

bool breaks_a_line(std::uint32_t c) { return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x2028 || c == 0x2029; }

}  // namespace

std::string one_line(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    while (!text.empty()) {
        std::uint32_t code_point = 0;
        const auto length = sequence(text, code_point);
        if (length == 0)
            out += "\uFFFD";
        else if (code_point != ' ' && !breaks_a_line(code_point))
            out += text.substr(0, length);
        else if (!out.empty() && out.back() != ' ')
            out += ' ';
        text.remove_prefix(std::max<std::size_t>(length, 1));
    }
    if (out.ends_with(' ')) out.pop_back();
    return out;
}

}  // namespace mail
