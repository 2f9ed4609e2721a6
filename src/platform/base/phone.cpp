#include "base/phone_countries.h"
#include "base/result.h"
#include "base/text.h"

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wsign-conversion"
#pragma GCC diagnostic ignored "-Wold-style-cast"
#pragma GCC diagnostic ignored "-Wshadow"
#pragma GCC diagnostic ignored "-Wpedantic"
#pragma GCC diagnostic ignored "-Wunused-parameter"
#include <phonenumbers/phonenumberutil.h>
#pragma GCC diagnostic pop

namespace base {
namespace {

std::string e164_of(const i18n::phonenumbers::PhoneNumber& number) {
    using i18n::phonenumbers::PhoneNumberUtil;
    std::string out;
    PhoneNumberUtil::GetInstance()->Format(number, PhoneNumberUtil::E164, &out);
    return out;
}

}  // namespace

std::optional<std::string> parse_phone(std::string_view text, std::string_view country) {
    using i18n::phonenumbers::PhoneNumber;
    using i18n::phonenumbers::PhoneNumberUtil;
    if (text.size() > 40) return std::nullopt;
    const auto& util = *PhoneNumberUtil::GetInstance();
    PhoneNumber number;
    if (util.Parse(std::string(text), std::string(country), &number) != PhoneNumberUtil::NO_PARSING_ERROR)
        return std::nullopt;
    if (!util.IsPossibleNumber(number)) return std::nullopt;
    auto out = e164_of(number);
    if (out == text) return out;  // has just been read
    // Of several trunk prefixes in a row one stays within the number, and the next reading would take it off.
    PhoneNumber again;
    const bool same = util.Parse(out, "ZZ", &again) == PhoneNumberUtil::NO_PARSING_ERROR && e164_of(again) == out;
    return same ? std::optional(std::move(out)) : std::nullopt;
}

const std::vector<PhoneCountry>& phone_countries() {
    static const auto all = [] {
        const auto& util = *i18n::phonenumbers::PhoneNumberUtil::GetInstance();
        std::set<std::string> regions;
        util.GetSupportedRegions(&regions);
        std::vector<PhoneCountry> out;
        for (const auto& region : regions)
            if (const auto code = util.GetCountryCodeForRegion(region); code > 0) out.push_back({region, code});
        return out;
    }();
    return all;
}

bool is_phone_country(std::string_view country) {
    return std::ranges::find(phone_countries(), country, &PhoneCountry::country) != phone_countries().end();
}

std::optional<PhoneParts> split_phone(std::string_view e164) {
    using i18n::phonenumbers::PhoneNumber;
    using i18n::phonenumbers::PhoneNumberUtil;
    if (!e164.starts_with('+') || e164.size() > 20) return std::nullopt;
    const auto& util = *PhoneNumberUtil::GetInstance();
    PhoneNumber number;
    if (util.Parse(std::string(e164), "ZZ", &number) != PhoneNumberUtil::NO_PARSING_ERROR) return std::nullopt;
    PhoneParts parts;
    util.GetRegionCodeForNumber(number, &parts.country);
    // A new range that the number plan does not know yet still has its calling code.
    if (!is_phone_country(parts.country)) util.GetRegionCodeForCountryCode(number.country_code(), &parts.country);
    if (!is_phone_country(parts.country)) return std::nullopt;
    util.Format(number, PhoneNumberUtil::NATIONAL, &parts.national);
    return parts;
}

std::string phone_for_reading(std::string_view phone) {
    using i18n::phonenumbers::PhoneNumber;
    using i18n::phonenumbers::PhoneNumberUtil;
    const auto& util = *PhoneNumberUtil::GetInstance();
    PhoneNumber number;
    if (!phone.starts_with('+') || phone.size() > 40 ||
        util.Parse(std::string(phone), "", &number) != PhoneNumberUtil::NO_PARSING_ERROR)
        return std::string(phone);
    std::string out;
    util.Format(number, PhoneNumberUtil::INTERNATIONAL, &out);
    return out;
}

std::string example_phone(std::string_view country) {
    using i18n::phonenumbers::PhoneNumber;
    using i18n::phonenumbers::PhoneNumberUtil;
    const auto& util = *PhoneNumberUtil::GetInstance();
    PhoneNumber number;
    if (!util.GetExampleNumberForType(std::string(country), PhoneNumberUtil::MOBILE, &number)) return "+44 7400 123456";
    std::string out;
    util.Format(number, PhoneNumberUtil::INTERNATIONAL, &out);
    return out;
}

}  // namespace base
