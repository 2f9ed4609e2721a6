#include "office/frame/form.h"

#include "i18n/length.h"

#include <algorithm>
#include <charconv>

namespace office {
namespace {

using businesses::ChangeRule;
using businesses::Rule;
using Kind = Field::Kind;

struct Unit {
    std::string_view name;
    std::int64_t minutes;
};
// A month is thirty days here: a rule has to say the same of every appointment.
constexpr std::array<Unit, 5> kUnits{
    {{"minutes", 1}, {"hours", 60}, {"days", 1440}, {"weeks", 10080}, {"months", 43200}}};
constexpr std::int64_t kLongestRule = 12 * 43200;

std::string unit_name(i18n::Language language, std::string_view unit) {
    if (unit == "minutes") return i18n::words(language, "minutes");
    if (unit == "hours") return i18n::words(language, "hours");
    if (unit == "days") return i18n::words(language, "days");
    if (unit == "weeks") return i18n::words(language, "weeks");
    return i18n::words(language, "months");
}

const FieldError* error_of(const std::vector<FieldError>& errors, std::string_view field) {
    const auto found = std::ranges::find(errors, field, &FieldError::field);
    return found == errors.end() ? nullptr : &*found;
}

void fill_options(html::Values& row, std::string_view section, const Field& field, const std::string& id) {
    int n = 0;
    for (const auto& option : field.options) {
        auto& each = row.add(section);
        each.set("OPTION_ID", n == 0 ? id : fmt::format("{}-{}", id, n));
        each.set("OPTION_VALUE", option.value).set("OPTION_LABEL", option.label);
        each.set("OPTION_NAME", field.kind == Kind::checks ? field.name + "_" + option.value : field.name);
        const bool explained = field.kind == Kind::choice || field.kind == Kind::checks;
        if (explained && !option.hint.empty()) each.add("OPTION_HINT").set("OPTION_HINT_TEXT", option.hint);
        const bool on = field.kind == Kind::checks ? field.chosen.contains(option.value) : field.value == option.value;
        each.show_if(on && field.kind != Kind::line, "OPTION_ON");
        ++n;
    }
}

void fill_rule(html::Values& row, const pages::Page& page, const Field& field, bool focus) {
    auto& rule = row.add("RULE");
    rule.show_if(field.value == "always", "RULE_ALWAYS").show_if(field.value == "never", "RULE_NEVER");
    rule.show_if(field.value == "before", "RULE_BEFORE").show_if(focus, "FOCUS");
    rule.set("RULE_NUMBER", field.number);
    for (const auto& unit : kUnits)
        rule.add("RULE_UNIT")
            .set("RULE_UNIT_VALUE", unit.name)
            .set("RULE_UNIT_LABEL", unit_name(page.language, unit.name))
            .show_if(field.unit == unit.name, "RULE_UNIT_ON");
}

// How the field's control is drawn.
struct Shown {
    std::string id;
    bool bad = false, focus = false, described = false;
};

void mark(html::Values& control, const Shown& shown) {
    control.show_if(shown.bad, "BAD").show_if(shown.described, "DESCRIBED").show_if(shown.focus, "FOCUS");
}

void fill_kind(html::Values& row, const pages::Page& page, const Field& field, const Shown& shown) {
    switch (field.kind) {
        case Kind::line: {
            auto& control = row.add("LINE").set("FIELD_TYPE", field.type).set("FIELD_AUTOCOMPLETE", field.autocomplete);
            control.set("FIELD_VALUE", field.value).set("FIELD_LIMIT", static_cast<std::int64_t>(field.limit));
            control.show_if(!field.options.empty(), "HAS_LIST").show_if(field.required, "REQUIRED");
            control.show_if(field.type == "password", "SECRET");
            if (!field.check.empty()) {
                control.add("CHECKED").set("CHECK_URL", field.check).set("CHECK_WITH", "#f-" + field.check_with);
                row.add("CHECK").set("CHECK_ID", shown.id + "-check");
            }
            mark(control, shown);
            if (!field.options.empty()) fill_options(row.add("LIST"), "OPTION", field, shown.id);
            break;
        }
        case Kind::area: {
            auto& control = row.add("AREA").set("FIELD_VALUE", field.value).set("FIELD_ROWS", field.rows);
            control.set("FIELD_LIMIT", static_cast<std::int64_t>(field.limit));
            mark(control, shown);
            break;
        }
        case Kind::select: {
            auto& control = row.add("SELECT");
            fill_options(control, "OPTION", field, shown.id);
            mark(control, shown);
            break;
        }
        case Kind::toggle: {
            auto& control = row.add("TOGGLE").show_if(field.value == "yes", "TOGGLE_ON");
            mark(control, shown);
            break;
        }
        case Kind::choice: fill_options(row.add("CHOICE"), "OPTION", field, shown.id); break;
        case Kind::checks: fill_options(row.add("CHECKS"), "OPTION", field, shown.id); break;
        case Kind::rule: fill_rule(row, page, field, shown.focus); break;
        case Kind::heading: break;
    }
}

bool is_group(Kind kind) { return kind == Kind::choice || kind == Kind::checks || kind == Kind::rule; }

// What the label is: of one control, the legend of several, or beside a switch.
void fill_label(html::Values& row, const Field& field) {
    if (field.kind == Kind::toggle) return;
    auto& label = row.add(is_group(field.kind) ? "LEGEND" : "LABEL");
    const bool optional = !field.required && (field.kind == Kind::line || field.kind == Kind::area);
    label.show_if(optional, "OPTIONAL");
}

}  // namespace

void include_fields(html::Values& values, std::string_view marker, const pages::Page& page,
                    const std::vector<Field>& fields, const std::vector<FieldError>& errors, bool& focused) {
    html::Values out;
    for (const auto& field : fields) {
        auto& part = out.add("FORM_PART");
        if (field.kind == Kind::heading) {
            auto& heading = part.add("HEADING").set("HEADING_TEXT", field.label);
            if (!field.hint.empty()) heading.add("HEADING_HINT").set("HEADING_HINT_TEXT", field.hint);
            continue;
        }
        const auto* error = error_of(errors, field.name);
        const Shown shown{"f-" + field.name, error != nullptr, error && !focused, error || !field.hint.empty()};
        focused = focused || error;
        auto& row = part.add(is_group(field.kind) ? "GROUP" : "FIELD");
        row.set("FIELD_ID", shown.id).set("FIELD_NAME", field.name).set("FIELD_LABEL", field.label);
        fill_label(row, field);
        fill_kind(row, page, field, shown);
        if (is_group(field.kind)) row.show_if(shown.described, "DESCRIBED");
        if (!shown.described) continue;
        auto& about = row.add("ABOUT");
        if (!field.hint.empty()) about.add("HINT").set("HINT_TEXT", field.hint);
        if (error) about.add("WRONG").set("WRONG_TEXT", sentence(page, *error));
    }
    values.include(marker, "office/frame/fields", std::move(out));
}

void include_form(html::Values& values, std::string_view marker, const pages::Page& page, const Form& form) {
    html::Values out;
    out.set("FORM_ACTION", form.action).set("FORM_TOKEN", form.token).set("FORM_SUBMIT", form.submit);
    out.show_if(form.weight == Form::Weight::primary, "FORM_PRIMARY");
    out.show_if(form.weight == Form::Weight::danger, "FORM_DANGER");
    if (!form.live.empty()) out.add("FORM_LIVE").set("FORM_LIVE_URL", form.live);
    if (!form.notice.empty()) out.add("FORM_NOTICE").set("FORM_NOTICE_TEXT", form.notice);
    for (const auto& [name, value] : form.hidden)
        out.add("FORM_HIDDEN").set("HIDDEN_NAME", name).set("HIDDEN_VALUE", value);
    bool focused = false;
    include_fields(out, "FORM_FIELDS", page, form.fields, form.errors, focused);
    values.include(marker, "office/frame/form", std::move(out));
}

Minutes typed_minutes(const http::Form& form, std::string_view name) {
    return i18n::parse_length(line(form, name)).value_or(Minutes{-1});
}

bool ticked(const http::Form& form, std::string_view name) { return !form.get(name).empty(); }

std::set<std::string> ticks(const http::Form& form, std::string_view name, const std::vector<Option>& options) {
    std::set<std::string> out;
    for (const auto& option : options)
        if (ticked(form, fmt::format("{}_{}", name, option.value))) out.insert(option.value);
    return out;
}

Field rule_field(std::string name, std::string label, std::string hint, const ChangeRule& rule) {
    Field out{.kind = Kind::rule, .name = std::move(name), .label = std::move(label), .hint = std::move(hint)};
    out.value = rule.rule == Rule::always ? "always" : rule.rule == Rule::never ? "never" : "before";
    const auto minutes = rule.before.count();
    out.number = std::to_string(minutes);
    out.unit = "minutes";
    for (const auto& unit : kUnits)
        if (minutes > 0 && minutes % unit.minutes == 0) {
            out.number = std::to_string(minutes / unit.minutes);
            out.unit = unit.name;
        }
    return out;
}

ChangeRule read_rule(const http::Form& form, std::string_view name, std::vector<FieldError>& errors) {
    const auto wrong = [&] { errors.push_back({std::string(name), "field.rule_number", {}}); };
    const auto choice = form.get(name);
    if (choice == "always") return {Rule::always, {}};
    if (choice == "never") return {Rule::never, {}};
    const auto number = line(form, fmt::format("{}_number", name));
    const auto unit = std::ranges::find(kUnits, form.get(fmt::format("{}_unit", name)), &Unit::name);
    std::int64_t n = 0;
    const auto* const end = number.data() + number.size();
    const auto read = std::from_chars(number.data(), end, n);
    const bool fine = choice == "before" && read.ec == std::errc() && read.ptr == end && unit != kUnits.end() &&
                      n > 0 && n <= kLongestRule / unit->minutes;
    if (!fine) {
        wrong();
        return {};
    }
    return {Rule::before, Minutes{n * unit->minutes}};
}

std::string sentence(const pages::Page& page, const FieldError& error) {
    return i18n::message(page.language, error.code, error.parameters);
}

}  // namespace office
