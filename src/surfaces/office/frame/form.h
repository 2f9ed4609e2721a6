// Forms of the back office (pages/form.h), as its template views/form.html draws them.
#pragma once

#include "office/frame/page.h"

namespace office {

using pages::Field;
using pages::Option;

struct Form {
    enum class Weight { primary, plain, danger };
    std::string action{};
    std::string token{};
    std::string submit{};
    Weight weight = Weight::primary;
    std::vector<Field> fields{};
    std::vector<std::pair<std::string, std::string>> hidden{};
    Wrong wrong{};
    std::string live{};  // an address that draws a preview into #tb-preview at each change
};
// Under {{>MARKER}}.
void include_form(html::Values& values, std::string_view marker, const pages::Page& page, const Form& form);

// Fields alone, under {{>MARKER}}, for a page that draws the form around them, in sections. The first of the page that
// is wrong is where the keyboard begins: `focused` says whether one was drawn already.
void include_fields(html::Values& values, std::string_view marker, const pages::Page& page,
                    const std::vector<Field>& fields, const Wrong& wrong, bool& focused);

using pages::line;
using pages::text;
using pages::ticked;
using pages::ticks;
// A length of time as i18n::parse_length reads it; -1 minutes, which is out of every range, for what is none.
Minutes typed_minutes(const http::Form& form, std::string_view name);

// A rule's field and what it sends: NAME, NAME_number, NAME_unit.
Field rule_field(std::string name, std::string label, std::string hint, const businesses::ChangeRule& rule);
// The rule that was sent; errors are left in `errors`.
businesses::ChangeRule read_rule(const http::Form& form, std::string_view name, std::vector<FieldError>& errors);

}  // namespace office
