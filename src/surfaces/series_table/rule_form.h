// How often an appointment is repeated, as a form asks for it.
#pragma once

#include "pages/form.h"
#include "series/rule.h"

namespace series_table {

// What was typed, and the rule that it makes; the rule is whole where nothing is wrong.
struct RuleForm {
    series::Rule rule{};
    std::string every = "1", times = "10", until{};
    std::vector<FieldError> wrong{};
};
// `most`: appointments that the series may have.
RuleForm read_rule(const pages::Page& page, const http::Form& form, Day first, int most);
std::vector<pages::Field> rule_fields(const pages::Page& page, const RuleForm& typed, Day first, int most);
// What the form sends, for the page that follows it.
std::vector<std::pair<std::string, std::string>> kept_of(const RuleForm& typed);

}  // namespace series_table
