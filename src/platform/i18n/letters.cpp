#include "i18n/letters.h"

#include <unicode/locid.h>
#include <unicode/unistr.h>

namespace i18n {
namespace {

icu::UnicodeString utf16(std::string_view text) {
    return icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
}

std::string utf8(const icu::UnicodeString& text) {
    std::string out;
    text.toUTF8String(out);
    return out;
}

}  // namespace

std::string upper_case(std::string_view text) { return utf8(utf16(text).toUpper(icu::Locale::getRoot())); }
std::string lower_case(std::string_view text) { return utf8(utf16(text).toLower(icu::Locale::getRoot())); }

}  // namespace i18n
