#include "pages/custom_fields.h"

#include "customers/custom_values.h"
#include "customers/custom_words.h"

namespace pages {

using customers::CustomField;
using Kind = CustomField::Kind;

namespace {

// A stored number as people write it; what was typed and is none stays as it is.
std::string number_value(const Page& page, const CustomField& field, const std::string& value) {
    std::vector<FieldError> wrong;
    const auto number = customers::read_custom_value(field, value, wrong);
    return wrong.empty() ? customers::value_words(page.language, field, number) : value;
}

}  // namespace

Field field_of(const Page& page, const CustomField& field, const std::string& value, bool required) {
    Field out{.name = field.form_name(), .label = page.text(field.label), .hint = page.text(field.help)};
    out.value = value;
    out.required = required && field.required;
    out.limit = customers::kLongestCustomLine;
    switch (field.kind) {
        case Kind::text: break;
        case Kind::long_text:
            out.kind = Field::Kind::area;
            out.limit = customers::kLongestCustomText;
            break;
        case Kind::number:
            out.value = number_value(page, field, value);
            out.limit = customers::kLongestCustomNumber;
            break;
        case Kind::date:
            out.type = "date";
            out.limit = 10;
            break;
        case Kind::choice:
        case Kind::yes_no:
            out.kind = Field::Kind::select;
            out.options.push_back({"", i18n::words(page.language, "not given")});
            if (field.kind == Kind::yes_no)
                for (const auto* each : {"yes", "no"})
                    out.options.push_back({each, customers::value_words(page.language, field, each)});
            for (const auto& option : field.options) out.options.push_back({option.key, page.text(option.name)});
            break;
    }
    return out;
}

std::string read_custom(const http::Form& form, const CustomField& field) {
    return field.kind == Kind::long_text ? text(form, field.form_name()) : line(form, field.form_name());
}

}  // namespace pages
