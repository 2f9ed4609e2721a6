#include "office/frame/form.h"

#include "i18n/length.h"

#include <algorithm>

namespace office {
namespace {

using businesses::ChangeRule;
using businesses::Rule;
using Kind = Field::Kind;

constexpr pages::Look kLook{"office/frame/fields", "f-", false};
constexpr std::int64_t kLongestRule = 12 * 43200;

}  // namespace

void include_fields(html::Values& values, std::string_view marker, const pages::Page& page,
                    const std::vector<Field>& fields, const Wrong& wrong, bool& focused) {
    const auto first = pages::first_wrong(fields, wrong.fields);
    pages::include_fields(values, marker, page, kLook, fields, wrong.fields, focused ? std::string_view() : first);
    focused = focused || !first.empty();
}

void include_form(html::Values& values, std::string_view marker, const pages::Page& page, const Form& form) {
    html::Values out;
    out.set("FORM_ACTION", form.action).set("FORM_TOKEN", form.token).set("FORM_SUBMIT", form.submit);
    out.show_if(form.weight == Form::Weight::primary, "FORM_PRIMARY");
    out.show_if(form.weight == Form::Weight::danger, "FORM_DANGER");
    if (!form.live.empty()) out.add("FORM_LIVE").set("FORM_LIVE_URL", form.live);
    if (!form.wrong.notice.empty()) out.add("FORM_NOTICE").set("FORM_NOTICE_TEXT", form.wrong.notice);
    for (const auto& [name, value] : form.hidden)
        out.add("FORM_HIDDEN").set("HIDDEN_NAME", name).set("HIDDEN_VALUE", value);
    bool focused = false;
    include_fields(out, "FORM_FIELDS", page, form.fields, form.wrong, focused);
    values.include(marker, "office/frame/form", std::move(out));
}

Minutes typed_minutes(const http::Form& form, std::string_view name) {
    return i18n::parse_length(line(form, name)).value_or(Minutes{-1});
}

Field rule_field(std::string name, std::string label, std::string hint, const ChangeRule& rule) {
    Field out{.kind = Kind::rule, .name = std::move(name), .label = std::move(label), .hint = std::move(hint)};
    out.value = rule.rule == Rule::always ? "always" : rule.rule == Rule::never ? "never" : "before";
    const auto minutes = rule.before.count();
    out.number = std::to_string(minutes);
    out.unit = "minutes";
    for (const auto& unit : pages::kRuleUnits)
        if (minutes > 0 && minutes % unit.minutes == 0) {
            out.number = std::to_string(minutes / unit.minutes);
            out.unit = unit.name;
        }
    return out;
}

ChangeRule read_rule(const http::Form& form, std::string_view name, std::vector<FieldError>& errors) {
    const auto choice = form.get(name);
    if (choice == "always") return {Rule::always, {}};
    if (choice == "never") return {Rule::never, {}};
    const auto number = pages::whole_number(line(form, fmt::format("{}_number", name)));
    const auto unit =
        std::ranges::find(pages::kRuleUnits, form.get(fmt::format("{}_unit", name)), &pages::RuleUnit::name);
    const bool fine = choice == "before" && unit != pages::kRuleUnits.end() && number && *number > 0 &&
                      *number <= kLongestRule / unit->minutes;
    if (fine) return {Rule::before, Minutes{*number * unit->minutes}};
    errors.push_back({std::string(name), "field.rule_number", {}});
    return {};
}

}  // namespace office
