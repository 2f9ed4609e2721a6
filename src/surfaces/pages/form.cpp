#include "pages/form.h"

#include "http/multipart.h"

#include <algorithm>

namespace pages {
namespace {

using Kind = Field::Kind;

std::string unit_name(i18n::Language language, std::string_view unit) {
    if (unit == "minutes") return i18n::words(language, "minutes");
    if (unit == "hours") return i18n::words(language, "hours");
    if (unit == "days") return i18n::words(language, "days");
    if (unit == "weeks") return i18n::words(language, "weeks");
    return i18n::words(language, "months");
}

void fill_options(html::Values& row, std::string_view section, const Field& field, std::string_view chosen,
                  const std::string& id) {
    int n = 0;
    for (const auto& option : field.options) {
        auto& each = row.add(section);
        each.set("OPTION_ID", n == 0 ? id : fmt::format("{}-{}", id, n));
        each.set("OPTION_VALUE", option.value).set("OPTION_LABEL", option.label);
        each.set("OPTION_NAME", field.kind == Kind::checks ? field.name + "_" + option.value : field.name);
        const bool explained = field.kind == Kind::choice || field.kind == Kind::checks;
        if (explained && !option.hint.empty()) each.add("OPTION_HINT").set("OPTION_HINT_TEXT", option.hint);
        const bool on = field.kind == Kind::checks ? field.chosen.contains(option.value) : chosen == option.value;
        each.show_if(on && field.kind != Kind::line, "OPTION_ON");
        ++n;
    }
}

void fill_rule(html::Values& row, const Page& page, const Field& field, bool focus) {
    auto& rule = row.add("RULE");
    rule.show_if(field.value == "always", "RULE_ALWAYS").show_if(field.value == "never", "RULE_NEVER");
    rule.show_if(field.value == "before", "RULE_BEFORE").show_if(focus, "FOCUS");
    rule.set("RULE_NUMBER", field.number);
    for (const auto& unit : kRuleUnits)
        rule.add("RULE_UNIT")
            .set("RULE_UNIT_VALUE", unit.name)
            .set("RULE_UNIT_LABEL", unit_name(page.language, unit.name))
            .show_if(field.unit == unit.name, "RULE_UNIT_ON");
}

// How the field's control is drawn.
struct Shown {
    std::string id;
    bool bad = false, focus = false;
    std::string described_by{};  // the ids of its hint and of what is wrong
};

bool is_typed(const Field& field) {
    return field.kind == Kind::line || field.kind == Kind::area || field.kind == Kind::phone;
}

void mark(html::Values& control, const Field& field, const Shown& shown) {
    control.show_if(shown.bad, "BAD").show_if(shown.focus, "FOCUS");
    control.show_if(field.required && is_typed(field), "REQUIRED");
    if (!shown.described_by.empty()) control.add("DESCRIBED").set("DESCRIBED_BY", shown.described_by);
}

html::Values& fill_input(html::Values& control, const Field& field) {
    control.set("FIELD_TYPE", field.type).set("FIELD_AUTOCOMPLETE", field.autocomplete);
    return control.set("FIELD_VALUE", field.value).set("FIELD_LIMIT", static_cast<std::int64_t>(field.limit));
}

void fill_kind(html::Values& row, const Page& page, const Look& look, const Field& field, const Shown& shown) {
    switch (field.kind) {
        case Kind::line: {
            auto& control = fill_input(row.add("LINE"), field);
            control.show_if(!field.options.empty(), "HAS_LIST").show_if(field.type == "password", "SECRET");
            if (!field.check.empty()) {
                control.add("CHECKED")
                    .set("CHECK_URL", field.check)
                    .set("CHECK_WITH", fmt::format("#{}{}", look.id, field.check_with));
                row.add("CHECK").set("CHECK_ID", shown.id + "-check");
            }
            mark(control, field, shown);
            if (!field.options.empty()) fill_options(row.add("LIST"), "OPTION", field, field.value, shown.id);
            break;
        }
        case Kind::phone: {
            auto& control = fill_input(row.add("PHONE"), field);
            fill_options(control, "OPTION", field, field.country, shown.id);
            mark(control, field, shown);
            break;
        }
        case Kind::area: {
            auto& control = row.add("AREA").set("FIELD_VALUE", field.value).set("FIELD_ROWS", field.rows);
            control.set("FIELD_LIMIT", static_cast<std::int64_t>(field.limit));
            mark(control, field, shown);
            break;
        }
        case Kind::select: {
            auto& control = row.add("SELECT").set("FIELD_AUTOCOMPLETE", field.autocomplete);
            fill_options(control, "OPTION", field, field.value, shown.id);
            mark(control, field, shown);
            break;
        }
        case Kind::toggle: {
            auto& control = row.add("TOGGLE").show_if(field.value == "yes", "TOGGLE_ON");
            mark(control, field, shown);
            break;
        }
        case Kind::choice: fill_options(row.add("CHOICE"), "OPTION", field, field.value, shown.id); break;
        case Kind::checks: fill_options(row.add("CHECKS"), "OPTION", field, field.value, shown.id); break;
        case Kind::rule: fill_rule(row, page, field, shown.focus); break;
        case Kind::heading: break;
    }
}

bool is_group(Kind kind) { return kind == Kind::choice || kind == Kind::checks || kind == Kind::rule; }

// What the label is: of one control, the legend of several, or beside a switch.
void fill_label(html::Values& row, const Field& field) {
    if (field.kind == Kind::toggle) return;
    auto& label = row.add(is_group(field.kind) ? "LEGEND" : "LABEL");
    label.show_if(is_typed(field) && !field.required, "OPTIONAL");
}

std::string described_by(const Look& look, const std::string& id, bool hinted, bool wrong) {
    if (!hinted && !wrong) return {};
    if (!look.apart) return id + "-about";
    return hinted && wrong ? fmt::format("{0}-hint {0}-wrong", id) : id + (hinted ? "-hint" : "-wrong");
}

void fill_heading(html::Values& part, const Field& field) {
    auto& heading = part.add("HEADING").set("HEADING_TEXT", field.label);
    if (!field.hint.empty()) heading.add("HEADING_HINT").set("HEADING_HINT_TEXT", field.hint);
}

void fill_field(html::Values& part, const Page& page, const Look& look, const Field& field, const FieldError* error,
                bool focus) {
    const auto id = fmt::format("{}{}", look.id, field.name);
    const Shown shown{id, error != nullptr, focus, described_by(look, id, !field.hint.empty(), error != nullptr)};
    auto& row = part.add(is_group(field.kind) ? "GROUP" : "FIELD");
    row.set("FIELD_ID", shown.id).set("FIELD_NAME", field.name).set("FIELD_LABEL", field.label);
    fill_label(row, field);
    fill_kind(row, page, look, field, shown);
    if (shown.described_by.empty()) return;
    if (is_group(field.kind)) row.add("DESCRIBED").set("DESCRIBED_BY", shown.described_by);
    auto& about = row.add("ABOUT");
    if (!field.hint.empty()) about.add("HINT").set("HINT_TEXT", field.hint);
    if (error) about.add("WRONG").set("WRONG_TEXT", sentence(page, *error));
}

// Of one business, or of the installation.
std::string token_purpose(const Page& page) { return page.snapshot ? "portal:" + page.business().slug : "portal"; }

std::string sent_token(const http::Request& request) {
    if (!request.header("content-type").starts_with("multipart/form-data"))
        return std::string(request.form.get("token"));
    const auto parts = http::parse_multipart(request.header("content-type"), request.body);
    return parts ? std::string(http::fields_of(*parts).get("token")) : std::string();
}

}  // namespace

const FieldError* error_of(const std::vector<FieldError>& errors, std::string_view field) {
    const auto found = std::ranges::find(errors, field, &FieldError::field);
    return found == errors.end() ? nullptr : &*found;
}

std::string sentence(const Page& page, const FieldError& error) {
    return i18n::message(page.language, error.code, error.parameters);
}

Wrong wrong_of(const Page& page, const Error& error) {
    Wrong out;
    out.fields = error.fields;
    out.status = http::status_of(error.fault);
    if (out.fields.empty()) out.notice = sentence(page, error);
    return out;
}

Wrong wrong_at(std::string field, const Error& error) {
    Wrong out{error.fields, {}, http::status_of(error.fault)};
    if (out.fields.empty()) out.fields.push_back({std::move(field), error.code, error.parameters});
    return out;
}

Wrong expired(const Page& page) { return {{}, i18n::message(page.language, "form.expired"), 422}; }

void include_fields(html::Values& values, std::string_view marker, const Page& page, const Look& look,
                    const std::vector<Field>& fields, const std::vector<FieldError>& errors, std::string_view focus) {
    html::Values out;
    for (const auto& field : fields) {
        auto& part = out.add("FORM_PART");
        if (field.kind == Kind::heading)
            fill_heading(part, field);
        else
            fill_field(part, page, look, field, error_of(errors, field.name), focus == field.name);
    }
    values.include(marker, look.view, std::move(out));
}

void fill_notice(html::Values& values, const Wrong& wrong, const std::string& done) {
    if (!wrong.notice.empty()) values.add("NOTICE").set("NOTICE_TEXT", wrong.notice);
    if (!done.empty() && !wrong.any()) values.add("DONE").set("DONE_TEXT", done);
}

std::string_view first_wrong(const std::vector<Field>& fields, const std::vector<FieldError>& errors) {
    const auto found = std::ranges::find_if(fields, [&](const Field& field) { return error_of(errors, field.name); });
    return found == fields.end() ? std::string_view() : std::string_view(found->name);
}

bool ticked(const http::Form& form, std::string_view name) { return !form.get(name).empty(); }

std::set<std::string> ticks(const http::Form& form, std::string_view name, const std::vector<Option>& options) {
    std::set<std::string> out;
    for (const auto& option : options)
        if (ticked(form, fmt::format("{}_{}", name, option.value))) out.insert(option.value);
    return out;
}

std::string_view next_of(const http::Request& request) {
    return request.method == http::Method::get ? request.query.get("next") : request.form.get("next");
}

std::string form_token(const Page& page) {
    return page.environment.tokens.make(token_purpose(page), page.form_session(), page.now);
}

bool has_form_token(const Page& page) {
    return page.environment.tokens.valid(sent_token(page.request), token_purpose(page), page.form_session(), page.now);
}

}  // namespace pages
