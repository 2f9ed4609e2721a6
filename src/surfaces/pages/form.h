// The forms of all pages: described as values, so that all of them name their faults in the same way; read from what
// was sent; and answered behind the token that each carries.
#pragma once

#include "http/typed.h"
#include "pages/page.h"

#include <charconv>

namespace pages {

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
        phone,    // a number and, sent as NAME_country, its country
        rule,     // always, never, or until a time before
        heading,  // over the fields that follow
    };
    Kind kind = Kind::line;
    std::string name{}, label{}, hint{};
    std::string value{};  // of a toggle: "yes" or empty
    std::string type = "text";
    std::string autocomplete = "off";
    std::size_t limit = 200;
    bool required = false;
    std::vector<Option> options{};         // of a phone its countries
    std::set<std::string> chosen{};        // of checks
    std::string country{};                 // of a phone: the chosen one
    std::string number{}, unit = "hours";  // of a rule
    int rows = 3;
    std::string check{};       // of a line: an address that says below it, while it is typed, whether it will do
    std::string check_with{};  // another field that the check is sent, and that it follows
};

// Nullptr: nothing is wrong with it.
const FieldError* error_of(const std::vector<FieldError>& errors, std::string_view field);
// What is wrong with a field, as the page says it.
std::string sentence(const Page& page, const FieldError& error);

// What is wrong with a form, field by field, and with the whole.
struct Wrong {
    std::vector<FieldError> fields{};
    std::string notice{};
    int status = 422;

    bool any() const { return !fields.empty() || !notice.empty(); }
    int page_status() const { return any() ? status : 200; }
    const FieldError* find(std::string_view field) const { return error_of(fields, field); }
    void add(std::string field, std::string_view code) { fields.push_back({std::move(field), std::string(code), {}}); }
    void add(std::string field, const Error& error) {
        fields.push_back({std::move(field), error.code, error.parameters});
    }
    // What was said of another field.
    void add(std::string field, const FieldError& error) {
        fields.push_back({std::move(field), error.code, error.parameters});
    }
};
// An error of a verb: its fields, else its sentence above the form.
Wrong wrong_of(const Page& page, const Error& error);
// The same, beside that field where the error names none.
Wrong wrong_at(std::string field, const Error& error);
// It carries no token of its page.
Wrong expired(const Page& page);

// How fields look: the view that draws them, what their ids begin with, and whether the hint of a field and what is
// wrong with it have each an id of their own.
struct Look {
    std::string_view view, id;
    bool apart;
};
inline constexpr Look kCustomersLook{"pages/fields", "tb-", true};

// Under {{>MARKER}}. The keyboard begins in the field `focus`.
void include_fields(html::Values& values, std::string_view marker, const Page& page, const Look& look,
                    const std::vector<Field>& fields, const std::vector<FieldError>& errors, std::string_view focus);
// Above a form what is wrong with the whole, or what was just done: NOTICE, DONE.
void fill_notice(html::Values& values, const Wrong& wrong, const std::string& done = {});
// The name of the first field that is wrong, in the order of the form; "": none is.
std::string_view first_wrong(const std::vector<Field>& fields, const std::vector<FieldError>& errors);

using http::line;
using http::text;
bool ticked(const http::Form& form, std::string_view name);
// Nullopt for what is anything else.
template <class Number = std::int64_t>
std::optional<Number> whole_number(std::string_view typed) {
    Number out = 0;
    const auto read = std::from_chars(typed.data(), typed.data() + typed.size(), out);
    return read.ec == std::errc() && read.ptr == typed.data() + typed.size() ? std::optional(out) : std::nullopt;
}
std::set<std::string> ticks(const http::Form& form, std::string_view name, const std::vector<Option>& options);
// The units of a rule, with their minutes. A month is thirty days: a rule has to say the same of every appointment.
struct RuleUnit {
    std::string_view name;
    std::int64_t minutes;
};
inline constexpr std::array<RuleUnit, 5> kRuleUnits{
    {{"minutes", 1}, {"hours", 60}, {"days", 1440}, {"weeks", 10080}, {"months", 43200}}};

// Of every form on customers' pages, bound to who is signed in.
std::string form_token(const Page& page);
// Whether what was sent carries it, among the parts where it was sent in parts.
bool has_form_token(const Page& page);

// Where to go on: what the form says, else what the address of its page does.
std::string_view next_of(const http::Request& request);

// What answers a form that was sent. The scope of its route asks for the token before `take` does what the form asks
// for, and has its page drawn again, with what was typed, where it carries none: no handler can forget either.
template <class Of>
struct FormHandler {
    http::Response (*again)(const Of&, const Wrong&);
    http::Response (*take)(const Of&);
};
inline http::Response answer(const FormHandler<Page>& form, const Page& page) {
    return has_form_token(page) ? form.take(page) : form.again(page, expired(page));
}

}  // namespace pages
