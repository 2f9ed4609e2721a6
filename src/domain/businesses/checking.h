// What staff typed, made into what is stored, field by field: the checks that the verbs of what a business has share.
#pragma once

#include "businesses/business.h"

#include <string>
#include <string_view>
#include <vector>

namespace businesses {

// Normalises what it is given and remembers what is wrong under the field's name: field.required, field.not_clean,
// field.too_long {limit}, field.number_between {from, to}. Limits are in code points.
class Checking {
public:
    enum class Lines { one, many };

    void refuse(std::string_view field, std::string_view code,
                std::vector<std::pair<std::string, std::string>> parameters = {});
    void text(std::string_view field, std::string& value, std::size_t limit, Lines lines = Lines::one);
    void required(std::string_view field, const std::string& value);
    // In all languages; a translation that says the same as the fallback, or nothing, is left out.
    void text(std::string_view field, Text& value, std::size_t limit, Lines lines = Lines::one);
    void between(std::string_view field, std::int64_t value, std::int64_t from, std::int64_t to);

    // invalid form.invalid with the fields, where anything was wrong.
    Result<void> result() &&;

private:
    std::vector<FieldError> wrong_;
};

}  // namespace businesses
