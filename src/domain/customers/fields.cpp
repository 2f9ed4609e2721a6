#include "customers/fields.h"

#include "base/phone_countries.h"
#include "base/text.h"
#include "customers/phones.h"

#include <algorithm>
#include <array>

namespace customers {
namespace fields {
namespace {

using businesses::FieldRule;
using std::chrono::local_days;

constexpr Day kFirstBirthday = local_days{std::chrono::year{1900} / 1 / 1};
constexpr std::array<std::string_view, 4> kGenders{"", "female", "male", "other"};

}  // namespace

std::string line(const Reading& reading, const std::string& typed, std::size_t limit) {
    return reading.check.line(reading.name, typed, limit);
}

std::string name(const Reading& reading, const std::string& typed, std::size_t) {
    return reading.check.name(reading.name, typed, FieldRule::optional);
}

std::string required_name(const Reading& reading, const std::string& typed, std::size_t) {
    return reading.check.name(reading.name, typed, FieldRule::required);
}

std::string text(const Reading& reading, const std::string& typed, std::size_t limit) {
    return reading.check.text(reading.name, typed, limit);
}

std::optional<std::string> email(const Reading& reading, const std::string& typed, std::size_t) {
    auto read = reading.check.email(typed, FieldRule::optional);
    return read ? std::optional(std::move(read->text)) : std::nullopt;
}

std::string phone(const Reading& reading, const std::string& typed, std::size_t) {
    return reading.check.phone(typed, reading.country, FieldRule::optional);
}

std::string more_phones(const Reading& reading, const std::string& typed, std::size_t limit) {
    const auto text = reading.check.text(reading.name, typed, limit);
    auto phones = phones_in(text);
    const auto refuse = [&](std::string_view code, std::vector<std::pair<std::string, std::string>> parameters) {
        reading.check.refuse(reading.name, code, std::move(parameters));
        return std::string();
    };
    if (phones.size() > kMostPhones) return refuse("customer.too_many_phones", {{"max", std::to_string(kMostPhones)}});
    for (auto& [word, number] : phones) {
        auto parsed = base::parse_phone(number, reading.country);
        if (!parsed) return refuse("field.phone", {{"example", base::example_phone(reading.country)}});
        number = *std::move(parsed);
    }
    return phones_text(phones);
}

std::string country(const Reading& reading, const std::string& typed, std::size_t) {
    if (!typed.empty() && !base::is_phone_country(typed)) reading.check.refuse(reading.name, "field.invalid");
    return typed;
}

std::string gender(const Reading& reading, const std::string& typed, std::size_t) {
    if (std::ranges::find(kGenders, typed) == kGenders.end()) reading.check.refuse(reading.name, "field.invalid");
    return typed;
}

std::optional<Day> birthday(const Reading& reading, const std::optional<Day>& typed, std::size_t) {
    if (typed && (*typed < kFirstBirthday || Zone::utc().day(reading.now) < *typed))
        reading.check.refuse(reading.name, "field.invalid");
    return typed;
}

}  // namespace fields

const char* field_words(std::string_view name) {
    const char* out = nullptr;
    for_each_field([&](const auto& field) {
        if (field.name == name) out = field.words;
    });
    return out;
}

}  // namespace customers
