// Extra fields: what customers are asked at booking besides name and address.
#include "bookings/words.h"
#include "catalog/extra_field_editing.h"
#include "i18n/names.h"
#include "office/frame/settings.h"
#include "office/services/offer_pages.h"

namespace office {
namespace {

using catalog::ExtraField;
using catalog::ExtraFieldId;
using FieldKind = ExtraField::Kind;
using Kind = Field::Kind;

constexpr std::size_t kSpareOptions = 3;  // empty lines for more of them

std::string fields_path(const Page& page) { return services_path(page, "/fields"); }
std::string path_of(const Page& page, ExtraFieldId id) { return services_path(page, "/fields", id); }

std::string kind_name(i18n::Language language, FieldKind kind) {
    switch (kind) {
        case FieldKind::text: return i18n::words(language, "A line of text");
        case FieldKind::long_text: return i18n::words(language, "A longer text");
        case FieldKind::choice: return i18n::words(language, "One of several options");
        case FieldKind::choices: return i18n::words(language, "Any of several options");
        case FieldKind::yes_no: return i18n::words(language, "Yes or no");
        case FieldKind::date: return i18n::words(language, "A day");
        case FieldKind::file: return i18n::words(language, "A picture or a PDF");
    }
    CHECK(false);
}

// A field as stored or as typed.
struct Draft {
    ExtraField field;
    Wrong wrong{};
};

// What it is shown by, as the form sends it: "ID=VALUE", or empty.
std::string condition_text(const ExtraField& field) {
    return field.condition ? base::to_text(field.condition->field) + "=" + field.condition->value : std::string();
}

std::optional<ExtraField::Condition> read_condition(std::string_view typed) {
    const auto mark = typed.find('=');
    if (mark == typed.npos) return std::nullopt;
    return ExtraField::Condition{base::parse_id<ExtraFieldId>(typed.substr(0, mark)).value_or(ExtraFieldId{}),
                                 std::string(typed.substr(mark + 1))};
}

// Those that the form was drawn with, and the empty lines below them: "option_KEY_LANGUAGE".
std::vector<ExtraField::Option> read_options(const Page& page, const ExtraField& stored) {
    std::vector<ExtraField::Option> out;
    const auto read = [&](const std::string& key, const std::string& name) {
        auto text = read_text(page, "option_" + name);
        // One that was taken away in the first language is gone.
        if (!text.fallback.empty()) out.push_back({key, std::move(text)});
    };
    for (const auto& option : stored.options) read(option.key, option.key);
    for (std::size_t n = 1; n <= kSpareOptions; ++n) read("", fmt::format("new{}", n));
    return out;
}

// The services that it may be asked for, and the events: those that are not cancelled, or that it is asked for already.
std::vector<const catalog::Service*> asking(const Page& page, const ExtraField& field) {
    std::vector<const catalog::Service*> out;
    for (const auto& service : page.snapshot->services) out.push_back(&service);
    for (const auto& service : page.snapshot->event_services)
        if (service.active || std::ranges::find(field.services, service.id) != field.services.end())
            out.push_back(&service);
    return out;
}

Draft read_draft(const Page& page, const ExtraField& stored) {
    const auto& form = page.request.form;
    Draft out{stored};
    auto& field = out.field;
    field.version = std::max(0, typed_number(form, "version"));
    field.kind = catalog::parse_extra_field_kind(form.get("kind")).value_or(stored.kind);
    field.label = read_text(page, "label");
    field.help = read_text(page, "help");
    field.options = read_options(page, stored);
    field.required = ticked(form, "required");
    field.active = ticked(form, "active");
    field.all_services = form.get("asked") != "some";
    field.services.clear();
    for (const auto* service : asking(page, stored))
        if (ticked(form, "service_" + base::to_text(service->id))) field.services.push_back(service->id);
    field.condition = read_condition(form.get("condition"));
    return out;
}

std::string value_name(const Page& page, const ExtraField& field, const std::string& value) {
    if (field.kind == FieldKind::yes_no)
        return value == "yes" ? i18n::words(page.language, "Yes") : i18n::words(page.language, "No");
    const auto found = std::ranges::find(field.options, value, &ExtraField::Option::key);
    return found == field.options.end() ? std::string() : page.text(found->name);
}

std::string answer_name(const Page& page, const ExtraField& field, const std::string& value) {
    return page.text(field.label) + ": " + value_name(page, field, value);
}

// Every answer of the other fields that may decide.
Field condition_field(const Page& page, const ExtraField& field) {
    Field out{.kind = Kind::select, .name = "condition", .label = i18n::words(page.language, "Shown")};
    out.hint = i18n::words(page.language, "Where it is not shown, it need not be answered either.");
    out.value = condition_text(field);
    out.options.push_back({"", i18n::words(page.language, "always")});
    for (const auto& other : page.snapshot->extra_fields) {
        if (other.id == field.id || !other.may_decide()) continue;
        const auto add = [&](const std::string& value) {
            out.options.push_back(
                {base::to_text(other.id) + "=" + value,
                 i18n::words(page.language, "only after: {answer}", {{"answer", answer_name(page, other, value)}})});
        };
        if (other.kind == FieldKind::yes_no)
            for (const auto* value : {"yes", "no"}) add(value);
        for (const auto& option : other.options) add(option.key);
    }
    return out;
}

void add_services(std::vector<Field>& out, const Page& page, const ExtraField& field) {
    const auto all = asking(page, field);
    if (all.empty()) return;
    Field asked{.kind = Kind::choice, .name = "asked", .label = i18n::words(page.language, "Asked for")};
    asked.value = field.all_services ? "all" : "some";
    asked.options = {{"all", i18n::words(page.language, "all services"), {}},
                     {"some", i18n::words(page.language, "only these services"), {}}};
    out.push_back(std::move(asked));
    Field some{.kind = Kind::checks, .name = "service", .label = i18n::words(page.language, "Services")};
    for (const auto* service : all) some.options.push_back({base::to_text(service->id), page.text(service->name)});
    for (const auto id : field.services) some.chosen.insert(base::to_text(id));
    out.push_back(std::move(some));
}

void add_options(std::vector<Field>& out, const Page& page, const ExtraField& field) {
    if (!field.has_options()) return;
    const auto language = page.language;
    out.push_back(
        {.kind = Kind::heading,
         .label = i18n::words(language, "Options"),
         .hint = i18n::words(language, "Empty an option to take it away. There are more lines after saving.")});
    const auto add = [&](const std::string& name, const std::string& label, const businesses::Text& text) {
        add_text_fields(out, page, "option_" + name, label, {}, text, catalog::kLongestOption, true);
    };
    std::size_t number = 0;
    std::size_t spare = 0;
    for (const auto& option : field.options) {
        const auto name = option.key.empty() ? fmt::format("new{}", ++spare) : option.key;
        add(name, i18n::words(language, "Option {n}", {{"n", i18n::number(language, static_cast<int>(++number))}}),
            option.name);
    }
    while (spare < kSpareOptions)
        add(fmt::format("new{}", ++spare),
            i18n::words(language, "Option {n}", {{"n", i18n::number(language, static_cast<int>(++number))}}), {});
}

// The first option's error stands for all, since the form counts them in another way.
Wrong drawn_wrong(const Page& page, const Draft& draft) {
    auto out = draft.wrong;
    const auto first = draft.field.options.empty() || draft.field.options.front().key.empty()
                           ? std::string("option_new1")
                           : "option_" + draft.field.options.front().key;
    for (auto& error : out.fields)
        if (error.field == "options" || error.field == "option_") error.field = first;
    std::vector<std::string> texts{"label", "help", first};
    for (const auto& option : draft.field.options) texts.push_back("option_" + option.key);
    name_text_fields(out.fields, page, texts);
    return out;
}

Form form_of(const Page& page, const Draft& draft, std::string action, std::string submit) {
    const auto language = page.language;
    const auto& field = draft.field;
    Form form{.action = std::move(action), .token = form_token(page)};
    form.submit = std::move(submit);
    form.wrong = drawn_wrong(page, draft);
    form.hidden = {{"version", std::to_string(field.version)}};
    add_text_fields(form.fields, page, "label", i18n::words(language, "What you ask"), {}, field.label,
                    catalog::kLongestLabel, true);
    form.fields.front().required = true;
    add_text_fields(form.fields, page, "help", i18n::words(language, "A word of help below it"), {}, field.help,
                    catalog::kLongestHelp);
    add_options(form.fields, page, field);
    form.fields.push_back({.kind = Kind::toggle,
                           .name = "required",
                           .label = i18n::words(language, "Has to be answered"),
                           .value = field.required ? "yes" : ""});
    add_services(form.fields, page, field);
    if (auto condition = condition_field(page, field); condition.options.size() > 1)
        form.fields.push_back(std::move(condition));
    form.fields.push_back({.kind = Kind::toggle,
                           .name = "active",
                           .label = i18n::words(language, "Is asked"),
                           .value = field.active ? "yes" : ""});
    return form;
}

// What and of which kind; all else is on its own page.
Form add_form(const Page& page, const Draft& draft) {
    const auto language = page.language;
    Form form{.action = fields_path(page), .token = form_token(page)};
    form.submit = i18n::words(language, "Add");
    form.wrong = drawn_wrong(page, draft);
    add_text_fields(form.fields, page, "label", i18n::words(language, "What you ask"), {}, draft.field.label,
                    catalog::kLongestLabel, true);
    form.fields.front().required = true;
    Field kind{.kind = Kind::select, .name = "kind", .label = i18n::words(language, "Kind of answer")};
    kind.hint = i18n::words(language, "The kind stays as it is. Options are read from the lines below.");
    kind.value = to_text(draft.field.kind);
    for (const auto each : {FieldKind::text, FieldKind::long_text, FieldKind::choice, FieldKind::choices,
                            FieldKind::yes_no, FieldKind::date, FieldKind::file})
        kind.options.push_back({std::string(to_text(each)), kind_name(language, each), {}});
    form.fields.push_back(std::move(kind));
    Field options{.kind = Kind::area, .name = "option_lines", .label = i18n::words(language, "Options, one a line")};
    options.value = http::text(page.request.form, "option_lines");
    options.hint = i18n::words(language, "For a choice only.");
    options.limit = catalog::kMostOptions * (catalog::kLongestOption + 1);
    form.fields.push_back(std::move(options));
    return form;
}

Draft read_new(const Page& page) {
    Draft out;
    const auto& form = page.request.form;
    out.field.label = read_text(page, "label");
    out.field.kind = catalog::parse_extra_field_kind(form.get("kind")).value_or(FieldKind::text);
    auto rest = http::text(form, "option_lines");
    while (!rest.empty()) {
        const auto end = std::min(rest.find('\n'), rest.size());
        if (end > 0) out.field.options.push_back({"", {rest.substr(0, end), {}}});
        rest.erase(0, std::min(end + 1, rest.size()));
    }
    return out;
}

std::string facts(const Page& page, const ExtraField& field) {
    auto out = kind_name(page.language, field.kind);
    if (field.required) out += " · " + i18n::words(page.language, "has to be answered");
    const auto n = static_cast<std::int64_t>(field.services.size());
    out += " · ";
    out += field.all_services ? i18n::words(page.language, "all services")
                              : i18n::count(page.language, "{n} service", "{n} services", n);
    if (!field.condition) return out;
    const auto& all = page.snapshot->extra_fields;
    const auto other = std::ranges::find(all, field.condition->field, &ExtraField::id);
    if (other == all.end()) return out;
    return out + " · " +
           i18n::words(page.language, "only after: {answer}",
                       {{"answer", answer_name(page, *other, field.condition->value)}});
}

Response list_page(const Page& page, const Draft& draft) {
    const auto& fields = page.snapshot->extra_fields;
    const auto title = i18n::words(page.language, "Services");
    return render(page, {"office/services/extra_fields", title, "services", draft.wrong.page_status()},
                  [&](html::Values& values) {
                      include_offer_head(values, page, "/fields");
                      values.show_if(fields.empty(), "NONE").show_if(draft.wrong.any() || fields.empty(), "ADD_OPEN");
                      include_form(values, "ADD_FORM", page, add_form(page, draft));
                      std::vector<Ordered> rows;
                      for (const auto& each : fields)
                          rows.push_back({base::to_text(each.id), page.text(each.label), facts(page, each),
                                          path_of(page, each.id), !each.active});
                      include_ordered(values, page, fields_path(page), rows);
                  });
}

Form action_form(const Page& page, const ExtraField& field, const std::string& what, std::string submit,
                 Form::Weight weight) {
    Form out{.action = path_of(page, field.id) + "/action", .token = form_token(page)};
    out.hidden = {{"do", what}};
    out.submit = std::move(submit);
    out.weight = weight;
    return out;
}

Response field_page(const Page& page, const ExtraField& stored, const Draft& draft) {
    return render(
        page, {"office/services/extra_field", page.text(stored.label), "services", draft.wrong.page_status()},
        [&](html::Values& values) {
            include_done(values, page);
            values.set("LIST_URL", fields_path(page)).show_if(!stored.active, "OFF");
            values.set("KIND", kind_name(page.language, stored.kind));
            values.set("PLACEHOLDER", "{{field_" + stored.key + "}}");
            include_form(values, "FORM", page,
                         form_of(page, draft, path_of(page, stored.id), i18n::words(page.language, "Save")));
            include_form(values, "COPY_FORM", page,
                         action_form(page, stored, "copy", i18n::words(page.language, "Copy"), Form::Weight::plain));
            include_form(
                values, "DELETE_FORM", page,
                action_form(page, stored, "delete", i18n::words(page.language, "Delete"), Form::Weight::danger));
        });
}

std::optional<ExtraField> find_field(const Page& page) {
    const auto& all = page.snapshot->extra_fields;
    const auto id = base::parse_id<ExtraFieldId>(page.request.param("id"));
    const auto found = id ? std::ranges::find(all, *id, &ExtraField::id) : all.end();
    return found == all.end() ? std::nullopt : std::optional(*found);
}

}  // namespace

Response extra_fields(const Page& page) { return list_page(page, {}); }

Response add_extra_field(const Page& page) {
    auto draft = read_new(page);
    const auto made = write(page, [&](db::Tx& tx, const auto& context, BusinessId business) {
        return catalog::create_extra_field(tx, context, business, draft.field, page.actor());
    });
    if (made) return back_to(path_of(page, *made), "added");
    draft.wrong = pages::wrong_of(page, made.error());
    for (auto& error : draft.wrong.fields)
        if (error.field.starts_with("option")) error.field = "option_lines";
    return list_page(page, draft);
}

Response move_extra_field(const Page& page) {
    const auto moved = read_move(page.request.form);
    const auto id = moved ? base::parse_id<ExtraFieldId>(moved->id) : std::nullopt;
    if (!id) return nothing_here(page);
    const auto done = write(page, [&](db::Tx& tx, const auto& context, BusinessId business) {
        return catalog::move_extra_field(tx, context, business, *id, base::parse_id<ExtraFieldId>(moved->before),
                                         page.actor());
    });
    return done ? back_to_row(fields_path(page), *moved) : nothing_here(page);
}

Response extra_field(const Page& page) {
    const auto stored = find_field(page);
    return stored ? field_page(page, *stored, {*stored}) : nothing_here(page);
}

// Saved once more, what was typed stands, knowing that somebody else had saved meanwhile.
Response save_extra_field(const Page& page) {
    const auto stored = find_field(page);
    if (!stored) return nothing_here(page);
    auto draft = read_draft(page, *stored);
    const auto saved = write(page, [&](db::Tx& tx, const auto& context, BusinessId business) {
        return catalog::change_extra_field(tx, context, business, draft.field, page.actor());
    });
    if (saved) return back_to(path_of(page, stored->id), "saved");
    draft.wrong = pages::wrong_of(page, saved.error());
    draft.field.kind = stored->kind;
    if (saved.error().code == "extra_field.changed_meanwhile") draft.field.version = stored->version;
    return field_page(page, *stored, draft);
}

Response do_extra_field(const Page& page) {
    const auto stored = find_field(page);
    const auto what = page.request.form.get("do");
    if (!stored || (what != "copy" && what != "delete")) return nothing_here(page);
    if (what == "copy") {
        const auto copy = write(page, [&](db::Tx& tx, const auto& context, BusinessId business) {
            return catalog::duplicate_extra_field(tx, context, business, stored->id, page.actor());
        });
        if (copy) return back_to(path_of(page, *copy), "added");
        Draft draft{*stored};
        draft.wrong = pages::wrong_of(page, copy.error());
        return field_page(page, *stored, draft);
    }
    const auto done = write(page, [&](db::Tx& tx, const auto& context, BusinessId business) {
        return catalog::delete_extra_field(tx, context, business, stored->id, page.actor());
    });
    if (done) return back_to(fields_path(page), "removed");
    Draft draft{*stored};
    draft.wrong = pages::wrong_of(page, done.error());
    return field_page(page, *stored, draft);
}

}  // namespace office
