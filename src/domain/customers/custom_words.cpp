#include "customers/custom_words.h"

#include "i18n/names.h"

#include <algorithm>

namespace customers {

using Kind = CustomField::Kind;

std::string kind_name(i18n::Language language, Kind kind) {
    switch (kind) {
        case Kind::text: return i18n::words(language, "A line of text");
        case Kind::long_text: return i18n::words(language, "A longer text");
        case Kind::number: return i18n::words(language, "A number");
        case Kind::date: return i18n::words(language, "A day");
        case Kind::choice: return i18n::words(language, "One of several options");
        case Kind::yes_no: return i18n::words(language, "Yes or no");
    }
    CHECK(false);
}

std::string circle_name(i18n::Language language, Circle circle) {
    switch (circle) {
        case Circle::everybody: return i18n::words(language, "All staff who see the appointment");
        case Circle::managers: return i18n::words(language, "Those who manage customers");
        case Circle::owners: return i18n::words(language, "Owners only");
    }
    CHECK(false);
}

std::string value_words(i18n::Language language, const CustomField& field, const std::string& value) {
    switch (field.kind) {
        case Kind::text:
        case Kind::long_text: return value;
        case Kind::number: {
            auto out = value;
            if (const auto point = out.find('.'); point != out.npos)
                out.replace(point, 1, i18n::decimal_sign(language));
            return out;
        }
        case Kind::date: {
            const auto day = base::parse_day(value);
            return day ? i18n::full_date(language, *day) : value;
        }
        case Kind::choice: {
            const auto found = std::ranges::find(field.options, value, &CustomField::Option::key);
            return found == field.options.end() ? std::string() : found->name.in(i18n::tag(language));
        }
        case Kind::yes_no: return value == "yes" ? i18n::words(language, "Yes") : i18n::words(language, "No");
    }
    CHECK(false);
}

}  // namespace customers
