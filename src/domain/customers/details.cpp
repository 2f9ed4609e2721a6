#include "customers/details.h"

#include "base/typed.h"

namespace customers {

void FieldCheck::refuse(std::string_view field, std::string_view code,
                        std::vector<std::pair<std::string, std::string>> parameters) {
    wrong_.push_back({std::string(field), std::string(code), std::move(parameters)});
}

std::string FieldCheck::text(std::string_view field, std::string_view typed, std::size_t limit, FieldRule rule) {
    if (rule == FieldRule::hidden) return {};
    if (!base::is_clean_text(typed)) {
        refuse(field, "field.not_clean");
        return {};
    }
    auto out = base::normalised(typed);
    if (out.empty() && rule == FieldRule::required) refuse(field, "field.required");
    if (base::length(out) <= limit) return out;
    refuse(field, "field.too_long", {{"limit", std::to_string(limit)}});
    return {};
}

std::string FieldCheck::line(std::string_view field, std::string_view typed, std::size_t limit, FieldRule rule) {
    return base::on_one_line(text(field, typed, limit, rule));
}

std::string FieldCheck::name(std::string_view field, std::string_view typed, FieldRule rule) {
    const auto written = line(field, typed, kLongestName, rule);
    auto out = base::name_of(written);
    if (out.empty() && !written.empty() && rule == FieldRule::required) refuse(field, "field.required");
    return out;
}

std::optional<Email> FieldCheck::email(std::string_view typed, FieldRule rule) {
    const auto written = line("email", typed, kLongestEmail, rule);
    if (written.empty()) return std::nullopt;
    auto parsed = base::parse_email(written);
    if (!parsed) refuse("email", "field.email");
    return parsed;
}

std::string FieldCheck::phone(std::string_view typed, std::string_view country, FieldRule rule) {
    const auto written = line("phone", typed, kLongestPhone, rule);
    if (written.empty()) return {};
    auto parsed = base::parse_phone(written, country);
    if (!parsed) refuse("phone", "field.phone", {{"example", base::example_phone(country)}});
    return parsed.value_or("");
}

void read_names(Details& out, const TypedDetails& typed, const businesses::CustomerSettings& settings,
                FieldCheck& check) {
    out.name = check.name("name", typed.name, businesses::FieldRule::required);
    out.surname = check.name("surname", typed.surname, settings.surname_field);
}

void read_email(Details& out, const TypedDetails& typed, FieldCheck& check) {
    out.email = check.email(typed.email, businesses::FieldRule::required).value_or(Email{});
}

void read_phone(Details& out, const TypedDetails& typed, const businesses::CustomerSettings& settings,
                FieldCheck& check) {
    out.phone = check.phone(typed.phone, typed.country, settings.phone_field);
}

Details read_details(const TypedDetails& typed, const businesses::CustomerSettings& settings, std::string_view language,
                     FieldCheck& check) {
    Details out;
    out.language = language;
    read_names(out, typed, settings, check);
    read_email(out, typed, check);
    read_phone(out, typed, settings, check);
    return out;
}

}  // namespace customers
