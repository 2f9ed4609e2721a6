#include "businesses/checking.h"

#include "base/typed.h"

namespace businesses {

void Checking::refuse(std::string_view field, std::string_view code,
                      std::vector<std::pair<std::string, std::string>> parameters) {
    const bool known = std::ranges::any_of(wrong_, [&](const FieldError& error) { return error.field == field; });
    if (!known) wrong_.push_back({std::string(field), std::string(code), std::move(parameters)});
}

void Checking::text(std::string_view field, std::string& value, std::size_t limit, Lines lines) {
    if (!base::is_clean_text(value)) return refuse(field, "field.not_clean");
    value = base::normalised(lines == Lines::one ? base::on_one_line(std::move(value)) : value);
    if (base::length(value) > limit) refuse(field, "field.too_long", {{"limit", std::to_string(limit)}});
}

void Checking::required(std::string_view field, const std::string& value) {
    if (value.empty()) refuse(field, "field.required");
}

void Checking::text(std::string_view field, Text& value, std::size_t limit, Lines lines) {
    text(field, value.fallback, limit, lines);
    for (auto& [language, translation] : value.translations) text(field, translation, limit, lines);
    std::erase_if(value.translations,
                  [&](const auto& each) { return each.second.empty() || each.second == value.fallback; });
}

void Checking::between(std::string_view field, std::int64_t value, std::int64_t from, std::int64_t to) {
    if (value < from || value > to)
        refuse(field, "field.number_between", {{"from", std::to_string(from)}, {"to", std::to_string(to)}});
}

Result<void> Checking::result() && {
    if (wrong_.empty()) return {};
    return std::unexpected(Error{Fault::invalid, "form.invalid", {}, std::move(wrong_)});
}

}  // namespace businesses
