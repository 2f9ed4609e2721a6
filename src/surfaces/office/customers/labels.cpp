// Labels of customers (FEATURES 5.15): made, coloured, merged and deleted in the settings; stuck on a customer on the
// customer's page.
#include "customers/labels.h"
#include "office/customers/customers.h"
#include "office/frame/colours.h"
#include "office/frame/customer_record.h"
#include "office/frame/settings.h"

#include <algorithm>
#include <iterator>

namespace office {
namespace {

using customers::CountedLabel;
using customers::Label;
using Kind = Field::Kind;

constexpr std::string_view kKey = "labels";

std::string list_path(const Page& page) { return settings_path(page, kKey); }
std::string path_of(const Page& page, LabelId id) { return fmt::format("{}/{}", list_path(page), base::to_text(id)); }

customers::Context context_of(const Page& page) { return {page.environment.clock, page.environment.registry}; }

std::vector<Field> fields_of(const Page& page, const Label& label) {
    const auto language = page.language;
    Field colour{.kind = Kind::select, .name = "colour", .label = i18n::words(language, "Colour")};
    colour.value = label.colour;
    colour.options.push_back({"", colour_name(language, "")});
    for (const auto each : businesses::kPalette)
        colour.options.push_back({std::string(each), colour_name(language, each)});
    return {{.name = "name",
             .label = i18n::words(language, "Name"),
             .value = label.name,
             .limit = customers::kLongestLabel,
             .required = true},
            std::move(colour)};
}

Label read_label(const Page& page, LabelId id) {
    const auto& form = page.request.form;
    return {id, line(form, "name"), std::string(form.get("colour")),
            pages::whole_number(form.get("version")).value_or(0)};
}

std::string count_text(const Page& page, std::int64_t customers) {
    if (customers >= customers::kMostCounted)
        return i18n::words(page.language, "{n} customers or more", {{"n", i18n::number(page.language, customers)}});
    return customers == 0 ? i18n::words(page.language, "no customer")
                          : i18n::count(page.language, "{n} customer", "{n} customers", customers);
}

Response list_page(const Page& page, const Label& draft, const Wrong& wrong) {
    const auto all = page.environment.database.read(
        [&](db::Session& session) { return customers::list_counted_labels(session, page.id()); });
    const auto title = i18n::words(page.language, "Settings");
    return render(page, {"office/customers/labels", title, "settings", wrong.page_status()}, [&](html::Values& values) {
        include_settings_head(values, page, kKey);
        values.show_if(all.empty(), "NONE").show_if(all.empty() || wrong.any(), "ADD_OPEN");
        if (!all.empty())
            for (auto& list = values.add("LIST"); const auto& [label, customers] : all) {
                auto& row = list.add("ROW").set("URL", path_of(page, label.id)).set("NAME", label.name);
                row.set("CUSTOMERS", count_text(page, customers));
                if (!label.colour.empty()) row.add("DOT").set("COLOUR", label.colour);
            }
        Form add{.action = list_path(page), .token = form_token(page)};
        add.submit = i18n::words(page.language, "Add");
        add.fields = fields_of(page, draft);
        add.wrong = wrong;
        include_form(values, "ADD_FORM", page, add);
    });
}

struct Known {
    Label label;
    std::vector<CountedLabel> all;
    std::int64_t customers = 0;
};
std::optional<Known> find_known(const Page& page) {
    const auto id = base::parse_id<LabelId>(page.request.param("id"));
    if (!id) return std::nullopt;
    auto all = page.environment.database.read(
        [&](db::Session& session) { return customers::list_counted_labels(session, page.id()); });
    for (const auto& [label, customers] : all)
        if (label.id == *id) {
            Known out{label, {}, customers};
            out.all = std::move(all);
            return out;
        }
    return std::nullopt;
}

void include_merge(html::Values& values, const Page& page, const Known& known) {
    if (known.all.size() < 2) return;
    Form form{.action = path_of(page, known.label.id) + "/merge", .token = form_token(page)};
    form.submit = i18n::words(page.language, "Merge");
    form.weight = Form::Weight::danger;
    Field into{.kind = Kind::select, .name = "into", .label = i18n::words(page.language, "Into")};
    for (const auto& [label, customers] : known.all)
        if (label.id != known.label.id)
            into.options.push_back(
                {base::to_text(label.id), fmt::format("{} ({})", label.name, count_text(page, customers))});
    form.fields = {std::move(into)};
    include_form(values.add("MERGE"), "MERGE_FORM", page, form);
}

Response label_page(const Page& page, const Known& known, const Label& draft, const Wrong& wrong) {
    return render(
        page, {"office/customers/label", known.label.name, "settings", wrong.page_status()}, [&](html::Values& values) {
            include_done(values, page);
            values.set("LIST_URL", list_path(page)).set("CUSTOMERS", count_text(page, known.customers));
            if (page.may(customers::kManageCustomers) && known.customers > 0)
                values.add("SHOW").set(
                    "SHOW_URL", fmt::format("{}/customers?label={}", page.home(), base::to_text(known.label.id)));
            Form form{.action = path_of(page, known.label.id), .token = form_token(page)};
            form.submit = i18n::words(page.language, "Save");
            form.hidden = {{"version", std::to_string(known.label.version)}};
            form.fields = fields_of(page, draft);
            form.wrong = wrong;
            include_form(values, "FORM", page, form);
            include_merge(values, page, known);
            Form remove{.action = path_of(page, known.label.id) + "/deletion", .token = form_token(page)};
            remove.submit = i18n::words(page.language, "Delete");
            remove.weight = Form::Weight::danger;
            include_form(values, "DELETE_FORM", page, remove);
        });
}

// Of the fields whose names begin so and go on with an id; nullopt: one is none.
std::optional<std::set<LabelId>> ids_of(const http::Form& form, std::string_view begin) {
    std::set<LabelId> out;
    for (const auto& [name, value] : form.pairs()) {
        if (!name.starts_with(begin) || value != "yes") continue;
        const auto id = base::parse_id<LabelId>(std::string_view(name).substr(begin.size()));
        if (!id) return std::nullopt;
        out.insert(*id);
    }
    return out;
}

}  // namespace

Response labels(const Page& page) { return list_page(page, {}, {}); }

Response add_label(const Page& page) {
    const auto draft = read_label(page, {});
    const auto made = page.environment.database.write(
        [&](db::Tx& tx) { return customers::create_label(tx, context_of(page), page.id(), draft, page.actor()); });
    return made ? back_to(list_path(page), "added") : list_page(page, draft, pages::wrong_of(page, made.error()));
}

Response label(const Page& page) {
    const auto known = find_known(page);
    return known ? label_page(page, *known, known->label, {}) : nothing_here(page);
}

Response save_label(const Page& page) {
    const auto known = find_known(page);
    if (!known) return nothing_here(page);
    const auto draft = read_label(page, known->label.id);
    const auto saved = page.environment.database.write(
        [&](db::Tx& tx) { return customers::change_label(tx, context_of(page), page.id(), draft, page.actor()); });
    return saved ? back_to(path_of(page, draft.id), "saved")
                 : label_page(page, *known, draft, pages::wrong_of(page, saved.error()));
}

Response merge_label(const Page& page) {
    const auto known = find_known(page);
    const auto into = base::parse_id<LabelId>(page.request.form.get("into"));
    if (!known || !into) return nothing_here(page);
    const auto merged = page.environment.database.write([&](db::Tx& tx) {
        return customers::merge_labels(tx, context_of(page), page.id(), known->label.id, *into, page.actor());
    });
    return merged ? back_to(path_of(page, *into), "saved")
                  : label_page(page, *known, known->label, pages::wrong_of(page, merged.error()));
}

Response delete_label(const Page& page) {
    const auto id = base::parse_id<LabelId>(page.request.param("id"));
    if (!id) return nothing_here(page);
    const auto deleted = page.environment.database.write(
        [&](db::Tx& tx) { return customers::delete_label(tx, context_of(page), page.id(), *id, page.actor()); });
    return deleted ? back_to(list_path(page), "removed") : nothing_here(page);
}

Response stick_labels(const Page& page) {
    return record::of_customer(page, [&](const Page&, const customers::Customer& customer) {
        const auto ticked = ids_of(page.request.form, "label_"), had = ids_of(page.request.form, "had_");
        if (!ticked || !had) return nothing_here(page);
        customers::Relabelling wanted;
        std::ranges::set_difference(*ticked, *had, std::inserter(wanted.on, wanted.on.end()));
        std::ranges::set_difference(*had, *ticked, std::inserter(wanted.off, wanted.off.end()));
        const auto stuck = page.environment.database.write([&](db::Tx& tx) {
            return customers::relabel(tx, context_of(page), page.id(), customer.id, wanted, page.actor());
        });
        return stuck ? back_to(record::path(page, customer), "saved")
                     : refuse(page, stuck.error(),
                              {record::path(page, customer), i18n::words(page.language, "Back to the customer")});
    });
}

}  // namespace office
