// Forms of the back office: described as values, drawn by one template (views/form.html), so that all of them name
// their faults in the same way.
#pragma once

#include "http/typed.h"
#include "office/frame/page.h"

namespace office {

struct Option {
    std::string value, label, hint{};
};

struct Field {
    enum class Kind {
        line,
        area,
        choice,   // one of a few, each with its line of explanation
        select,   // one of many
        checks,   // any of a few; sent as NAME_VALUE=yes
        toggle,   // on or off; sent as NAME=yes
        rule,     // always, never, or until a time before
        heading,  // over the fields that follow
    };
    Kind kind = Kind::line;
    std::string name{}, label{}, hint{};
    std::string value{};
    std::string type = "text";
    std::string autocomplete = "off";
    std::size_t limit = 200;
    bool required = false;
    std::vector<Option> options{};
    std::set<std::string> chosen{};        // of checks
    std::string number{}, unit = "hours";  // of a rule
    int rows = 3;
    std::string check{};       // of a line: an address that says below it, while it is typed, whether it will do
    std::string check_with{};  // another field that the check is sent, and that it follows
};

struct Form {
    enum class Weight { primary, plain, danger };
    std::string action{};
    std::string token{};
    std::string submit{};
    Weight weight = Weight::primary;
    std::vector<Field> fields{};
    std::vector<std::pair<std::string, std::string>> hidden{};
    std::vector<FieldError> errors{};
    std::string notice{};  // what is wrong with the whole
    std::string live{};    // an address that draws a preview into #tb-preview at each change
};
// Under {{>MARKER}}.
void include_form(html::Values& values, std::string_view marker, const pages::Page& page, const Form& form);

// Fields alone, under {{>MARKER}}, for a page that draws the form around them, in sections. The first of the page that
// is wrong is where the keyboard begins: `focused` says whether one was drawn already.
void include_fields(html::Values& values, std::string_view marker, const pages::Page& page,
                    const std::vector<Field>& fields, const std::vector<FieldError>& errors, bool& focused);

using http::line;
using http::text;
// A length of time as i18n::parse_length reads it; -1 minutes, which is out of every range, for what is none.
Minutes typed_minutes(const http::Form& form, std::string_view name);
bool ticked(const http::Form& form, std::string_view name);
std::set<std::string> ticks(const http::Form& form, std::string_view name, const std::vector<Option>& options);

// A rule's field and what it sends: NAME, NAME_number, NAME_unit.
Field rule_field(std::string name, std::string label, std::string hint, const businesses::ChangeRule& rule);
// The rule that was sent; errors are left in `errors`.
businesses::ChangeRule read_rule(const http::Form& form, std::string_view name, std::vector<FieldError>& errors);

// The first field that is wrong, as the page says it.
std::string sentence(const pages::Page& page, const FieldError& error);

}  // namespace office
