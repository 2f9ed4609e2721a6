// ICU formats wall-clock times as if they were GMT: its own tzdata is older than the system's, so zones are
// converted by base::Zone before.
#include "i18n/names.h"

#include <unicode/calendar.h>
#include <unicode/coll.h>
#include <unicode/currunit.h>
#include <unicode/dtptngen.h>
#include <unicode/numberformatter.h>
#include <unicode/smpdtfmt.h>
#include <unicode/tznames.h>
#include <unicode/ucurr.h>

namespace i18n {
namespace {

icu::Locale icu_locale(Language language) { return icu::Locale::createFromName(facts_of(language).locale); }

void check(UErrorCode status) { CHECK(U_SUCCESS(status)); }

std::string utf8(const icu::UnicodeString& text) {
    std::string out;
    text.toUTF8String(out);
    return out;
}

icu::UnicodeString utf16(std::string_view text) {
    return icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
}

enum class Form { long_date, long_date_year, short_date, month, weekday_short, weekday_long, time };

icu::UnicodeString pattern(Language language, Form form) {
    if (form == Form::weekday_short) return u"EEEEEE";
    if (form == Form::weekday_long) return u"EEEE";
    constexpr std::array<const char16_t*, 7> kSkeletons{u"EEEEdMMMM", u"EEEEdMMMMy", u"EEEdMMMM", u"MMMMy",
                                                        u"",          u"",           u"Hm"};
    UErrorCode status = U_ZERO_ERROR;
    const std::unique_ptr<icu::DateTimePatternGenerator> generator(
        icu::DateTimePatternGenerator::createInstance(icu_locale(language), status));
    check(status);
    auto out = generator->getBestPattern(kSkeletons[static_cast<std::size_t>(form)], status);
    check(status);
    if (language == Language::en) out.findAndReplace(u",", u"");
    if (language == Language::da) out.findAndReplace(u"'den' ", u"");  // CLDR has it in some forms only
    return out;
}

// Formatting changes the formatter, so each thread has its own.
std::string format_anew(Language language, Form form, WallTime wall) {
    thread_local std::map<std::pair<Language, Form>, std::unique_ptr<icu::SimpleDateFormat>> formats;
    auto& format = formats[{language, form}];
    if (!format) {
        UErrorCode status = U_ZERO_ERROR;
        format = std::make_unique<icu::SimpleDateFormat>(pattern(language, form), icu_locale(language), status);
        check(status);
        format->setTimeZone(*icu::TimeZone::getGMT());
    }
    icu::UnicodeString out;
    const auto milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(wall.time_since_epoch());
    format->format(static_cast<double>(milliseconds.count()), out);
    return utf8(out);
}

// Pages show the same few days and times of day again and again, so each thread keeps those it formatted.
std::string formatted(Language language, Form form, WallTime wall) {
    constexpr std::size_t kMost = 1000;
    thread_local std::map<std::tuple<Language, Form, Seconds>, std::string> kept;
    const auto day = std::chrono::floor<std::chrono::days>(wall);
    const auto said = form == Form::time ? Seconds{wall - day} : Seconds{day.time_since_epoch()};
    const auto found = kept.find({language, form, said});
    if (found != kept.end()) return found->second;
    if (kept.size() >= kMost) kept.clear();
    return kept.emplace(std::tuple(language, form, said), format_anew(language, form, wall)).first->second;
}

}  // namespace

std::string long_date(Language language, Day day) { return formatted(language, Form::long_date, WallTime{day}); }

std::string long_date(Language language, Day day, int this_year) {
    const bool this_one = static_cast<int>(std::chrono::year_month_day{day}.year()) == this_year;
    return formatted(language, this_one ? Form::long_date : Form::long_date_year, WallTime{day});
}

std::string short_date(Language language, Day day) { return formatted(language, Form::short_date, WallTime{day}); }
std::string month_name(Language language, Day day) { return formatted(language, Form::month, WallTime{day}); }
std::string weekday_short(Language language, Day day) {
    auto text = formatted(language, Form::weekday_short, WallTime{day});
    if (text.ends_with('.')) text.pop_back();  // a column's head needs no full stop
    return text;
}
std::string weekday_long(Language language, Day day) { return formatted(language, Form::weekday_long, WallTime{day}); }
bool week_starts_on_sunday(Language language) {
    static const auto all = [] {
        std::array<bool, std::size(languages)> out{};
        for (const auto each : languages) {
            UErrorCode status = U_ZERO_ERROR;
            const std::unique_ptr<icu::Calendar> calendar(icu::Calendar::createInstance(icu_locale(each), status));
            check(status);
            out[static_cast<std::size_t>(each)] = calendar->getFirstDayOfWeek(status) == UCAL_SUNDAY;
            check(status);
        }
        return out;
    }();
    return all[static_cast<std::size_t>(language)];
}
std::string time_of_day(Language language, WallTime time) { return formatted(language, Form::time, time); }

std::string duration(Language language, Minutes length) {
    const auto hours = length.count() / 60;
    const auto minutes = length.count() % 60;
    if (hours == 0) return words(language, "{minutes} min", {{"minutes", std::to_string(minutes)}});
    if (minutes == 0) return words(language, "{hours} hr", {{"hours", std::to_string(hours)}});
    return words(language, "{hours} hr {minutes} min",
                 {{"hours", std::to_string(hours)}, {"minutes", std::to_string(minutes)}});
}

std::string span(Language language, Minutes length) {
    const auto n = length.count();
    if (n > 0 && n % 10080 == 0) return count(language, "{n} week", "{n} weeks", n / 10080);
    if (n > 0 && n % 1440 == 0) return count(language, "{n} day", "{n} days", n / 1440);
    if (n > 0 && n % 60 == 0) return count(language, "{n} hour", "{n} hours", n / 60);
    return count(language, "{n} minute", "{n} minutes", n);
}

std::string number(Language language, std::int64_t n) {
    if (std::abs(n) < 1000) return std::to_string(n);  // alike in every language, and nearly every number
    UErrorCode status = U_ZERO_ERROR;
    const auto out =
        icu::number::NumberFormatter::withLocale(icu_locale(language)).formatInt(n, status).toString(status);
    check(status);
    return utf8(out);
}

namespace {

struct MoneyForm {
    icu::number::LocalizedNumberFormatter formatter;
    icu::UnicodeString after;
};

MoneyForm money_form(Language language, const std::string& currency) {
    const auto locale = icu_locale(language);
    auto code = utf16(currency);
    const icu::ConstChar16Ptr iso(code.getTerminatedBuffer());
    UErrorCode status = U_ZERO_ERROR;
    const auto digits = ucurr_getDefaultFractionDigits(iso, &status);
    const icu::CurrencyUnit unit(iso, status);
    const auto precision = icu::number::Precision::fixedFraction(digits);
    const auto plain = icu::number::NumberFormatter::withLocale(locale)
                           .precision(precision.trailingZeroDisplay(UNUM_TRAILING_ZERO_HIDE_IF_WHOLE))
                           .scale(icu::number::Scale::powerOfTen(-digits));
    if (language != Language::nb) {
        check(status);
        return {plain.unit(unit).unitWidth(UNUM_UNIT_WIDTH_NARROW), u""};
    }
    // CLDR 42 still writes "kr 690" in Norwegian; since 44 it is "690 kr", as prices are written there.
    std::int32_t length = 0;
    const auto* symbol = ucurr_getName(iso, locale.getName(), UCURR_NARROW_SYMBOL_NAME, nullptr, &length, &status);
    check(status);
    return {plain, icu::UnicodeString(u'\u00a0').append(symbol, length)};
}

}  // namespace

std::string plain_amount(const Money& money) {
    UErrorCode status = U_ZERO_ERROR;
    auto code = utf16(money.currency);
    const auto digits = ucurr_getDefaultFractionDigits(icu::ConstChar16Ptr(code.getTerminatedBuffer()), &status);
    std::int64_t unit = 1;
    for (int i = 0; i < digits; ++i) unit *= 10;
    return digits <= 0 ? std::to_string(money.amount)
                       : fmt::format("{}.{:0{}}", money.amount / unit, money.amount % unit, digits);
}

std::string money(Language language, const Money& money) {
    using Key = std::pair<Language, std::string>;
    thread_local std::map<Key, MoneyForm> forms;
    auto found = forms.find({language, money.currency});
    if (found == forms.end())
        found = forms.emplace(Key{language, money.currency}, money_form(language, money.currency)).first;
    const auto& [formatter, after] = found->second;
    UErrorCode status = U_ZERO_ERROR;
    const auto out = formatter.formatInt(money.amount, status).toString(status);
    check(status);
    return utf8(out + after);
}

std::string zone_city(Language language, const Zone& zone) {
    static std::mutex mutex;
    static std::map<std::pair<Language, std::string>, std::string> known;
    const std::lock_guard guard(mutex);
    auto& city = known[{language, zone.name()}];
    if (!city.empty()) return city;
    UErrorCode status = U_ZERO_ERROR;
    const std::unique_ptr<icu::TimeZoneNames> names(icu::TimeZoneNames::createInstance(icu_locale(language), status));
    icu::UnicodeString found;
    if (U_SUCCESS(status)) names->getExemplarLocationName(utf16(zone.name()), found);
    city = utf8(found);
    if (city.empty()) {
        city = zone.name().substr(zone.name().rfind('/') + 1);
        std::ranges::replace(city, '_', ' ');
    }
    return city;
}

std::string sort_key(Language language, std::string_view text) {
    thread_local std::map<Language, std::unique_ptr<icu::Collator>> collators;
    auto& collator = collators[language];
    UErrorCode status = U_ZERO_ERROR;
    if (!collator) collator.reset(icu::Collator::createInstance(icu_locale(language), status));
    check(status);
    const auto wide = utf16(text);
    std::string key(static_cast<std::size_t>(collator->getSortKey(wide, nullptr, 0)), '\0');
    collator->getSortKey(wide, reinterpret_cast<std::uint8_t*>(key.data()), static_cast<std::int32_t>(key.size()));
    key.pop_back();  // its final zero, the only one
    // The byte as the code point of that number: UTF-8 sorts by code points, so the order stays.
    std::string out;
    for (const char c : key) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x80) {
            out += c;
        } else {
            out += static_cast<char>(0xc0 | (byte >> 6));
            out += static_cast<char>(0x80 | (byte & 0x3f));
        }
    }
    return out;
}

}  // namespace i18n
