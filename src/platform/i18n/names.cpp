#include "i18n/names.h"

#include <unicode/dcfmtsym.h>
#include <unicode/dtptngen.h>
#include <unicode/locid.h>
#include <unicode/normalizer2.h>
#include <unicode/smpdtfmt.h>
#include <unicode/uchar.h>

namespace i18n {
namespace {

icu::Locale icu_locale(Language language) { return icu::Locale::createFromName(facts_of(language).locale); }

std::string utf8(const icu::UnicodeString& text) {
    std::string out;
    text.toUTF8String(out);
    return out;
}

// Formatting changes the formatter, so each thread has its own. The day is read as if it were one of GMT.
std::string formatted(Language language, const char16_t* skeleton, Day day) {
    thread_local std::map<std::pair<Language, const char16_t*>, std::unique_ptr<icu::SimpleDateFormat>> formats;
    auto& format = formats[{language, skeleton}];
    if (!format) {
        UErrorCode status = U_ZERO_ERROR;
        const auto locale = icu_locale(language);
        const std::unique_ptr<icu::DateTimePatternGenerator> generator(
            icu::DateTimePatternGenerator::createInstance(locale, status));
        CHECK(U_SUCCESS(status));
        auto pattern = generator->getBestPattern(skeleton, status);
        format = std::make_unique<icu::SimpleDateFormat>(pattern, locale, status);
        CHECK(U_SUCCESS(status));
        format->setTimeZone(*icu::TimeZone::getGMT());
    }
    icu::UnicodeString out;
    format->format(static_cast<UDate>(day.time_since_epoch().count()) * 86'400'000.0, out);
    return utf8(out);
}

constexpr const char16_t* kMonth = u"LLL";
constexpr const char16_t* kWeekday = u"ccc";
constexpr const char16_t* kFull = u"dMMMMy";

}  // namespace

std::string country_name(Language language, std::string_view country) {
    icu::UnicodeString out;
    icu::Locale("", std::string(country).c_str()).getDisplayCountry(icu_locale(language), out);
    return utf8(out);
}

std::string month_brief(Language language, Day day) { return formatted(language, kMonth, day); }
std::string weekday_brief(Language language, Day day) { return formatted(language, kWeekday, day); }
std::string decimal_sign(Language language) {
    UErrorCode status = U_ZERO_ERROR;
    const icu::DecimalFormatSymbols symbols(icu_locale(language), status);
    CHECK(U_SUCCESS(status));
    return utf8(symbols.getConstSymbol(icu::DecimalFormatSymbols::kDecimalSeparatorSymbol));
}

std::string full_date(Language language, Day day) { return formatted(language, kFull, day); }

// Composed first, so that a letter comes with its accent; what marks follow it are left out.
std::string initials(std::string_view name) {
    UErrorCode status = U_ZERO_ERROR;
    const auto* composed = icu::Normalizer2::getNFCInstance(status);
    CHECK(U_SUCCESS(status));
    // Whoever writes more before the second word is known by one letter.
    constexpr std::size_t kLooked = 400;
    const auto begin = name.substr(0, kLooked);
    const auto text = composed->normalize(
        icu::UnicodeString::fromUTF8(icu::StringPiece(begin.data(), static_cast<int>(begin.size()))), status);
    icu::UnicodeString out;
    bool wanted = true;
    for (std::int32_t at = 0; at < text.length() && out.countChar32() < 2; at = text.moveIndex32(at, 1)) {
        const auto c = text.char32At(at);
        if (u_isUWhiteSpace(c)) wanted = true;
        if (!wanted || !u_isalnum(c)) continue;
        out.append(u_totitle(c));
        wanted = false;
    }
    return utf8(out);
}

}  // namespace i18n
