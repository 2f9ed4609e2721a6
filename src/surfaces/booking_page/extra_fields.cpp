#include "booking_page/extra_fields.h"

#include <algorithm>

namespace booking_page {

using namespace pages;
namespace {

using catalog::ExtraField;
using Kind = ExtraField::Kind;

const std::vector<std::string>& values_of(const Typed& typed, const ExtraField& field) {
    static const std::vector<std::string> none;
    const auto found = typed.answers.values.find(field.id);
    return found == typed.answers.values.end() ? none : found->second;
}

struct Drawn {
    const Page& page;
    const ExtraField& field;
    const std::vector<std::string>& values;
    const FieldError* error;
    bool focused;
    Asks asks;

    std::string name() const { return field.form_name(); }
    bool has(std::string_view value) const { return std::ranges::find(values, value) != values.end(); }
};

void fill_input(html::Values& input, const Drawn& drawn) {
    input.set("ASKED_NAME", drawn.name()).set("ASKED_VALUE", drawn.values.empty() ? "" : drawn.values.front());
    input.show_if(drawn.field.required && drawn.asks == Asks::customer, "ASKED_REQUIRED")
        .show_if(drawn.focused, "ASKED_FOCUS");
    input.show_if(drawn.error != nullptr, "ASKED_WRONG");
}

void fill_option(html::Values& list, const Drawn& drawn, std::string_view type, const std::string& value,
                 const std::string& label, bool is_first) {
    auto& option = list.add("OPTION").set("OPTION_TYPE", type).set("OPTION_NAME", drawn.name());
    option.set("OPTION_VALUE", value).set("OPTION_LABEL", label).show_if(drawn.has(value), "OPTION_ON");
    option.show_if(is_first && drawn.focused, "OPTION_FOCUS");
}

void fill_options(html::Values& row, const Drawn& drawn) {
    auto& group = row.add("ASKED_GROUP").show_if(!drawn.field.required, "ASKED_OPTIONAL");
    if (drawn.field.kind == Kind::yes_no) {
        fill_option(group, drawn, "radio", "yes", i18n::words(drawn.page.language, "Yes"), true);
        fill_option(group, drawn, "radio", "no", i18n::words(drawn.page.language, "No"), false);
        return;
    }
    const auto type = drawn.field.kind == Kind::choices ? "checkbox" : "radio";
    for (const auto& option : drawn.field.options)
        fill_option(group, drawn, type, option.key, drawn.page.text(option.name),
                    &option == &drawn.field.options.front());
}

void fill_control(html::Values& row, const Drawn& drawn) {
    if (drawn.field.may_decide()) return fill_options(row, drawn);
    auto& one = row.add("ASKED_ONE").show_if(!drawn.field.required, "ASKED_OPTIONAL");
    if (drawn.field.kind == Kind::long_text) {
        auto& area = one.add("ASKED_AREA").set("ASKED_LIMIT", static_cast<std::int64_t>(catalog::kLongestAnswer));
        return fill_input(area, drawn);
    }
    auto& line = one.add("ASKED_LINE");
    const auto type = drawn.field.kind == Kind::date ? "date" : drawn.field.kind == Kind::file ? "file" : "text";
    line.set("ASKED_TYPE", type).set("ASKED_LIMIT", static_cast<std::int64_t>(catalog::kLongestLine));
    line.show_if(drawn.field.kind == Kind::file, "ASKED_ACCEPT");
    fill_input(line, drawn);
}

std::string value_name(const Page& page, const ExtraField& field, const std::string& value) {
    if (field.kind == Kind::yes_no)
        return value == "yes" ? i18n::words(page.language, "Yes") : i18n::words(page.language, "No");
    const auto found = std::ranges::find(field.options, value, &ExtraField::Option::key);
    return found == field.options.end() ? std::string() : page.text(found->name);
}

void fill_condition(html::Values& row, const Page& page, const ExtraField& field,
                    const std::vector<const ExtraField*>& asked) {
    const auto other =
        std::ranges::find_if(asked, [&](const ExtraField* each) { return each->id == field.condition->field; });
    if (other == asked.end()) return;
    auto& condition = row.add("ASKED_IF");
    condition.set("IF_NAME", (*other)->form_name()).set("IF_VALUE", field.condition->value);
    condition.set("IF_TEXT", i18n::words(page.language, "Only if the answer to this is {answer}: {label}",
                                         {{"answer", value_name(page, **other, field.condition->value)},
                                          {"label", page.text((*other)->label)}}));
}

// Another one's answer decides, which is not asked here: it is never shown.
bool is_hidden(const ExtraField& field, const std::vector<const ExtraField*>& asked) {
    return field.condition &&
           std::ranges::none_of(asked, [&](const ExtraField* each) { return each->id == field.condition->field; });
}

std::string joined(std::string first, const std::string& second) {
    if (first.empty()) return second;
    return std::move(first) + " " + second;
}

// What a file needs said: which ones, and that a form that comes back has lost it.
std::string help_of(const Page& page, const ExtraField& field, const Typed& typed, Asks asks) {
    auto out = page.text(field.help);
    if (field.required && asks == Asks::staff)
        out = joined(std::move(out), i18n::words(page.language, "Customers have to answer this."));
    if (field.kind != Kind::file) return out;
    out = joined(std::move(out), i18n::words(page.language,
                                             "A picture (JPEG, PNG, WebP) or a PDF of at most "
                                             "{megabytes} MB.",
                                             {{"megabytes", std::to_string(bookings::kLargestFile >> 20)}}));
    if (typed.answers.files.contains(field.id)) out += " " + i18n::words(page.language, "Choose the file once more.");
    return out;
}

}  // namespace

void include_extra_fields(html::Values& values, const Page& page, const std::vector<const ExtraField*>& asked,
                          const Typed& typed, std::string_view focus, Asks asks) {
    html::Values out;
    for (const auto* field : asked) {
        if (is_hidden(*field, asked)) continue;
        const auto name = field->form_name();
        const Drawn drawn{page,          *field, values_of(typed, *field), pages::error_of(typed.errors, name),
                          focus == name, asks};
        auto& row = out.add("ASKED").set("ASKED_ID", "tb-" + name).set("ASKED_LABEL", page.text(field->label));
        if (field->condition) fill_condition(row, page, *field, asked);
        fill_control(row, drawn);
        const auto help = help_of(page, *field, typed, asks);
        if (help.empty() && !drawn.error) continue;
        auto& about = row.add("ASKED_ABOUT");
        if (!help.empty()) about.add("ASKED_HELP").set("ASKED_HELP_TEXT", help);
        if (drawn.error) about.add("ASKED_BAD").set("ASKED_BAD_TEXT", pages::sentence(page, *drawn.error));
    }
    values.include("EXTRA_FIELDS", "booking_page/extra_fields", std::move(out));
}

}  // namespace booking_page
