// The business's own fields of its customers (FEATURES 5.25), described in the settings.
#include "customers/custom_fields.h"

#include "customers/custom_words.h"
#include "office/customers/customers.h"
#include "office/frame/ordered.h"
#include "office/frame/settings.h"

#include <algorithm>

namespace office {
namespace {

using customers::Circle;
using customers::CustomField;
using FieldKind = CustomField::Kind;
using Kind = Field::Kind;

constexpr std::string_view kKey = "customer-fields";
constexpr std::size_t kSpareOptions = 3;  // empty lines for more of them

std::string list_path(const Page& page) { return settings_path(page, kKey); }
std::string path_of(const Page& page, CustomFieldId id) {
    return fmt::format("{}/{}", list_path(page), base::to_text(id));
}

customers::Context context_of(const Page& page) { return {page.environment.clock, page.environment.registry}; }

std::vector<CustomField> read_all(const Page& page) {
    return page.environment.database.read(
        [&](db::Session& session) { return customers::list_custom_fields(session, page.id()); });
}

std::optional<CustomField> find_field(const Page& page) {
    const auto id = base::parse_id<CustomFieldId>(page.request.param("id"));
    const auto all = read_all(page);
    const auto found = id ? std::ranges::find(all, *id, &CustomField::id) : all.end();
    return found == all.end() ? std::nullopt : std::optional(*found);
}

// ---- What was typed

// Those that the form was drawn with, and the empty lines below them: "option_KEY_LANGUAGE".
std::vector<CustomField::Option> read_options(const Page& page, const CustomField& stored) {
    std::vector<CustomField::Option> out;
    const auto read = [&](const std::string& key, const std::string& name) {
        auto text = read_text(page, "option_" + name);
        // One that was taken away in the first language is gone.
        if (!text.fallback.empty()) out.push_back({key, std::move(text)});
    };
    for (const auto& option : stored.options) read(option.key, option.key);
    for (std::size_t n = 1; n <= kSpareOptions; ++n) read("", fmt::format("new{}", n));
    return out;
}

CustomField read_field(const Page& page, const CustomField& stored) {
    const auto& form = page.request.form;
    auto out = stored;
    out.version = pages::whole_number(form.get("version")).value_or(0);
    out.label = read_text(page, "label");
    out.help = read_text(page, "help");
    out.options = read_options(page, stored);
    out.required = ticked(form, "required");
    out.asked_online = ticked(form, "asked_online");
    out.in_profile = ticked(form, "in_profile");
    out.seen_by = customers::parse_circle(form.get("seen_by")).value_or(stored.seen_by);
    out.changed_by = customers::parse_circle(form.get("changed_by")).value_or(stored.changed_by);
    return out;
}

CustomField read_new(const Page& page) {
    CustomField out;
    const auto& form = page.request.form;
    out.label = read_text(page, "label");
    out.kind = customers::parse_custom_kind(form.get("kind")).value_or(FieldKind::text);
    auto rest = http::text(form, "option_lines");
    while (!rest.empty()) {
        const auto end = std::min(rest.find('\n'), rest.size());
        if (end > 0) out.options.push_back({"", {rest.substr(0, end), {}}});
        rest.erase(0, std::min(end + 1, rest.size()));
    }
    return out;
}

// ---- Forms

void add_options(std::vector<Field>& out, const Page& page, const CustomField& field) {
    if (field.kind != FieldKind::choice) return;
    const auto language = page.language;
    out.push_back({.kind = Kind::heading,
                   .label = i18n::words(language, "Options"),
                   .hint = i18n::words(language, "Empty an option to take it away; then it is also taken off the "
                                                 "customers who have it. There are more lines after saving.")});
    std::size_t number = 0, spare = 0;
    const auto add = [&](const std::string& name, const businesses::Text& text) {
        add_text_fields(
            out, page, "option_" + name,
            i18n::words(language, "Option {n}", {{"n", i18n::number(language, static_cast<std::int64_t>(++number))}}),
            {}, text, customers::kLongestCustomOption, true);
    };
    for (const auto& option : field.options)
        add(option.key.empty() ? fmt::format("new{}", ++spare) : option.key, option.name);
    while (spare < kSpareOptions) add(fmt::format("new{}", ++spare), {});
}

Field circle_field(const Page& page, std::string name, std::string label, Circle value, bool everybody) {
    Field out{.kind = Kind::select, .name = std::move(name), .label = std::move(label)};
    out.value = to_text(value);
    for (const auto each : {Circle::everybody, Circle::managers, Circle::owners})
        if (each != Circle::everybody || everybody)
            out.options.push_back({std::string(to_text(each)), customers::circle_name(page.language, each)});
    return out;
}

Field toggle(std::string name, std::string label, std::string hint, bool on) {
    return {.kind = Kind::toggle,
            .name = std::move(name),
            .label = std::move(label),
            .hint = std::move(hint),
            .value = on ? "yes" : ""};
}

// The first option's error stands for all, since the form counts them in another way.
Wrong drawn_wrong(const Page& page, const CustomField& field, Wrong wrong) {
    const auto first = field.options.empty() || field.options.front().key.empty()
                           ? std::string("option_new1")
                           : "option_" + field.options.front().key;
    for (auto& error : wrong.fields)
        if (error.field == "options" || error.field == "option_") error.field = first;
    std::vector<std::string> texts{"label", "help", first};
    for (const auto& option : field.options) texts.push_back("option_" + option.key);
    name_text_fields(wrong.fields, page, texts);
    return wrong;
}

Form field_form(const Page& page, const CustomField& field, const Wrong& wrong) {
    const auto language = page.language;
    Form form{.action = path_of(page, field.id), .token = form_token(page)};
    form.submit = i18n::words(language, "Save");
    form.wrong = drawn_wrong(page, field, wrong);
    form.hidden = {{"version", std::to_string(field.version)}};
    add_text_fields(form.fields, page, "label", i18n::words(language, "Name"), {}, field.label,
                    customers::kLongestCustomLabel, true);
    form.fields.front().required = true;
    add_text_fields(form.fields, page, "help", i18n::words(language, "A word of help below it"), {}, field.help,
                    customers::kLongestCustomHelp);
    add_options(form.fields, page, field);
    form.fields.push_back({.kind = Kind::heading, .label = i18n::words(language, "Staff")});
    form.fields.push_back(circle_field(page, "seen_by", i18n::words(language, "Seen by"), field.seen_by, true));
    form.fields.push_back(
        circle_field(page, "changed_by", i18n::words(language, "Changed by"), field.changed_by, false));
    form.fields.push_back({.kind = Kind::heading, .label = i18n::words(language, "Customers")});
    form.fields.push_back(
        toggle("asked_online", i18n::words(language, "Asked when booking online"),
               i18n::words(language, "Of guests each time, of customers who are signed in until it is known. A guest "
                                     "whose address is known already changes nothing; you find what they typed among "
                                     "the changes of the customer."),
               field.asked_online));
    form.fields.push_back(toggle("in_profile", i18n::words(language, "In the customer's profile"),
                                 i18n::words(language, "Customers who are signed in see it and change it themselves."),
                                 field.in_profile));
    form.fields.push_back(toggle("required", i18n::words(language, "Customers have to answer it"),
                                 i18n::words(language, "Staff may leave it empty."), field.required));
    return form;
}

// What and of which kind; all else is on its own page.
Form add_form(const Page& page, const CustomField& draft, Wrong wrong) {
    const auto language = page.language;
    for (auto& error : wrong.fields)
        if (error.field.starts_with("option")) error.field = "option_lines";
    name_text_fields(wrong.fields, page, {"label"});
    Form form{.action = list_path(page), .token = form_token(page)};
    form.submit = i18n::words(language, "Add");
    form.wrong = std::move(wrong);
    add_text_fields(form.fields, page, "label", i18n::words(language, "Name"), {}, draft.label,
                    customers::kLongestCustomLabel, true);
    form.fields.front().required = true;
    Field kind{.kind = Kind::select, .name = "kind", .label = i18n::words(language, "Kind")};
    kind.hint = i18n::words(language, "The kind stays as it is. Options are read from the lines below.");
    kind.value = to_text(draft.kind);
    for (const auto each : {FieldKind::text, FieldKind::long_text, FieldKind::number, FieldKind::date,
                            FieldKind::choice, FieldKind::yes_no})
        kind.options.push_back({std::string(to_text(each)), customers::kind_name(language, each)});
    form.fields.push_back(std::move(kind));
    Field options{.kind = Kind::area, .name = "option_lines", .label = i18n::words(language, "Options, one a line")};
    options.value = http::text(page.request.form, "option_lines");
    options.hint = i18n::words(language, "For a choice only.");
    options.limit = customers::kMostCustomOptions * (customers::kLongestCustomOption + 1);
    form.fields.push_back(std::move(options));
    return form;
}

// ---- Pages

std::string facts(const Page& page, const CustomField& field) {
    auto out = customers::kind_name(page.language, field.kind);
    const auto add = [&](const std::string& words) { out += " · " + words; };
    if (field.asked_online) add(i18n::words(page.language, "asked when booking online"));
    if (field.in_profile) add(i18n::words(page.language, "in the profile"));
    if (field.required && (field.asked_online || field.in_profile))
        add(i18n::words(page.language, "has to be answered"));
    if (field.seen_by == Circle::owners) add(customers::circle_name(page.language, field.seen_by));
    return out;
}

Response list_page(const Page& page, const CustomField& draft, const Wrong& wrong) {
    const auto fields = read_all(page);
    const auto title = i18n::words(page.language, "Settings");
    return render(
        page, {"office/customers/custom_fields", title, "settings", wrong.page_status()}, [&](html::Values& values) {
            include_settings_head(values, page, kKey);
            values.show_if(fields.empty(), "NONE").show_if(wrong.any() || fields.empty(), "ADD_OPEN");
            include_form(values, "ADD_FORM", page, add_form(page, draft, wrong));
            std::vector<Ordered> rows;
            for (const auto& each : fields)
                rows.push_back(
                    {base::to_text(each.id), page.text(each.label), facts(page, each), path_of(page, each.id)});
            include_ordered(values, page, list_path(page), rows);
        });
}

std::string values_words(const Page& page, std::int64_t count) {
    if (count == 0) return i18n::words(page.language, "No customer has anything in it.");
    return i18n::count(page.language, "What is noted in it of {n} customer goes with it, for good.",
                       "What is noted in it of {n} customers goes with it, for good.", count);
}

Response field_page(const Page& page, const CustomField& stored, const CustomField& draft, const Wrong& wrong) {
    const auto count = page.environment.database.read(
        [&](db::Session& session) { return customers::count_custom_values(session, page.id(), stored.id); });
    return render(page, {"office/customers/custom_field", page.text(stored.label), "settings", wrong.page_status()},
                  [&](html::Values& values) {
                      include_done(values, page);
                      values.set("LIST_URL", list_path(page));
                      values.set("KIND", customers::kind_name(page.language, stored.kind));
                      values.set("GOES_ALONG", values_words(page, count));
                      include_form(values, "FORM", page, field_form(page, draft, wrong));
                      Form remove{.action = path_of(page, stored.id) + "/deletion", .token = form_token(page)};
                      remove.submit = i18n::words(page.language, "Delete the field");
                      remove.weight = Form::Weight::danger;
                      include_form(values, "DELETE_FORM", page, remove);
                  });
}

}  // namespace

Response custom_fields(const Page& page) { return list_page(page, {}, {}); }

Response add_custom_field(const Page& page) {
    const auto draft = read_new(page);
    const auto made = page.environment.database.write([&](db::Tx& tx) {
        return customers::create_custom_field(tx, context_of(page), page.id(), draft, page.actor());
    });
    return made ? back_to(path_of(page, *made), "added") : list_page(page, draft, pages::wrong_of(page, made.error()));
}

Response move_custom_field(const Page& page) {
    const auto moved = read_move(page.request.form);
    const auto id = moved ? base::parse_id<CustomFieldId>(moved->id) : std::nullopt;
    if (!id) return nothing_here(page);
    const auto done = page.environment.database.write([&](db::Tx& tx) {
        return customers::move_custom_field(tx, context_of(page), page.id(), *id,
                                            base::parse_id<CustomFieldId>(moved->before), page.actor());
    });
    return done ? back_to_row(list_path(page), *moved) : nothing_here(page);
}

Response custom_field(const Page& page) {
    const auto stored = find_field(page);
    return stored ? field_page(page, *stored, *stored, {}) : nothing_here(page);
}

// Saved once more, what was typed stands, knowing that somebody else had saved meanwhile.
Response save_custom_field(const Page& page) {
    const auto stored = find_field(page);
    if (!stored) return nothing_here(page);
    auto draft = read_field(page, *stored);
    const auto saved = page.environment.database.write([&](db::Tx& tx) {
        return customers::change_custom_field(tx, context_of(page), page.id(), draft, page.actor());
    });
    if (saved) return back_to(path_of(page, stored->id), "saved");
    if (saved.error().code == "custom_field.changed_meanwhile") draft.version = stored->version;
    return field_page(page, *stored, draft, pages::wrong_of(page, saved.error()));
}

Response delete_custom_field(const Page& page) {
    const auto id = base::parse_id<CustomFieldId>(page.request.param("id"));
    if (!id) return nothing_here(page);
    const auto deleted = page.environment.database.write(
        [&](db::Tx& tx) { return customers::delete_custom_field(tx, context_of(page), page.id(), *id, page.actor()); });
    return deleted ? back_to(list_path(page), "removed") : nothing_here(page);
}

}  // namespace office
