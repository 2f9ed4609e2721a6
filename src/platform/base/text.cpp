#include "base/text.h"

#include "base/result.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

namespace base {
namespace {

bool is_unreserved(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
           c == '_' || c == '~';
}

}  // namespace

std::string percent_encoded(std::string_view text) {
    static constexpr std::string_view digits = "0123456789ABCDEF";
    std::string result;
    result.reserve(text.size() + 16);
    for (const char c : text) {
        if (is_unreserved(c)) {
            result += c;
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        result += '%';
        result += digits[byte >> 4];
        result += digits[byte & 15];
    }
    return result;
}

namespace {

const icu::Normalizer2& nfc() {
    static const icu::Normalizer2* const found = [] {
        UErrorCode status = U_ZERO_ERROR;
        return icu::Normalizer2::getNFCInstance(status);
    }();
    return *found;
}

icu::UnicodeString nfc_of(std::string_view text) {
    UErrorCode status = U_ZERO_ERROR;
    auto out = nfc().normalize(
        icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<int>(text.size()))), status);
    CHECK(U_SUCCESS(status));
    return out;
}

std::string utf8(const icu::UnicodeString& text) {
    std::string out;
    text.toUTF8String(out);
    return out;
}

bool is_atext(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view(".!#$%&'*+/=?^_`{|}~-").find(c) != std::string_view::npos;
}

bool is_label(std::string_view label) {
    if (label.empty() || label.size() > 63 || label.front() == '-' || label.back() == '-') return false;
    for (const char c : label) {
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
        if (!letter) return false;
    }
    return true;
}

}  // namespace

bool is_clean_text(std::string_view text) {
    const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
    const auto size = static_cast<std::int32_t>(text.size());
    for (std::int32_t at = 0; at < size;) {
        UChar32 c = 0;
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wsign-conversion"
        U8_NEXT(bytes, at, size, c);
#pragma GCC diagnostic pop
        if (c < 0) return false;
        if (c == 0x7F || (c < 0x20 && c != '\t' && c != '\n' && c != '\r') || (c >= 0x80 && c < 0xA0)) return false;
        if ((c & 0xFFFE) == 0xFFFE) return false;
    }
    return true;
}

std::string normalised(std::string_view text) {
    auto out = nfc_of(text);
    std::int32_t begin = 0;
    std::int32_t end = out.length();
    while (begin < end && u_isUWhiteSpace(out[begin])) ++begin;
    while (end > begin && u_isUWhiteSpace(out[end - 1])) --end;
    return utf8(out.tempSubStringBetween(begin, end));
}

std::string name_of(std::string_view text) {
    const auto sets_direction = [](UChar32 c) {
        return c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
    };
    const auto all =
        icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
    icu::UnicodeString out;
    for (std::int32_t at = 0; at < all.length(); at = all.moveIndex32(at, 1))
        if (const auto c = all.char32At(at); !sets_direction(c)) out.append(c);
    return normalised(utf8(out));
}

std::size_t length(std::string_view text) {
    std::size_t count = 0;
    for (const char c : text) count += (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
    return count;
}

std::string folded(std::string_view text) { return utf8(nfc_of(utf8(nfc_of(text).foldCase()))); }

std::optional<Email> parse_email(std::string_view text) {
    if (text.size() > 254 || !is_clean_text(text)) return std::nullopt;
    const auto at = text.rfind('@');
    if (at == std::string_view::npos || at == 0 || at > 64) return std::nullopt;
    for (const char c : text.substr(0, at))
        if (!is_atext(c)) return std::nullopt;
    auto domain = text.substr(at + 1);
    if (domain.find('.') == std::string_view::npos) return std::nullopt;
    while (true) {
        const auto dot = domain.find('.');
        if (!is_label(domain.substr(0, dot))) return std::nullopt;
        if (dot == std::string_view::npos) break;
        domain.remove_prefix(dot + 1);
    }
    return Email{std::string(text), folded(text)};
}

}  // namespace base
