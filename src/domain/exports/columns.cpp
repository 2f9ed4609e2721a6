#include "exports/columns.h"

#include "customers/custom_words.h"
#include "customers/fields.h"
#include "customers/labels.h"
#include "customers/visits.h"
#include "customers/words.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace exports {
namespace {

using customers::Customer;
using customers::CustomField;
using nlohmann::json;
using sheets::Cell;

constexpr std::array<std::string_view, 12> kUsual{"name",   "surname",     "email", "phone",   "customer_number",
                                                  "street", "postal_code", "city",  "country", "date_of_birth",
                                                  "labels", "created_at"};

Cell day_cell(std::optional<Day> day) { return day ? Cell(*day) : Cell(); }

// Countries and languages are by their codes, which other programs read.
Cell cell(i18n::Language language, std::string_view name, const std::string& value) {
    if (value.empty()) return {};
    return name == "gender" ? customers::gender_name(language, value) : value;
}
Cell cell(i18n::Language, std::string_view, const std::optional<std::string>& value) {
    return value ? Cell(*value) : Cell();
}
Cell cell(i18n::Language, std::string_view, const std::optional<Day>& value) { return day_cell(value); }
Cell cell(i18n::Language language, std::string_view, bool value) {
    return value ? i18n::words(language, "Yes") : i18n::words(language, "No");
}

Cell custom_cell(i18n::Language language, const CustomField& field, const std::string& value) {
    if (field.kind == CustomField::Kind::number) return sheets::Number{value};
    if (field.kind == CustomField::Kind::date) return day_cell(base::parse_day(value));
    return customers::value_words(language, field, value);
}

std::string joined(const std::vector<customers::Label>& labels) {
    std::string out;
    for (const auto& label : labels) out += (out.empty() ? "" : ", ") + label.name;
    return out;
}

// What is read once for all of them.
struct Known {
    std::vector<CustomField> fields;
    std::map<CustomerId, customers::CustomValues> custom;
    std::map<CustomerId, std::vector<customers::Label>> labels;
    std::map<CustomerId, customers::Visits> visits;
};

Known read_known(db::Session& session, BusinessId business, const std::vector<Customer>& customers) {
    std::vector<CustomerId> ids;
    for (const auto& customer : customers) ids.push_back(customer.id);
    return {customers::list_custom_fields(session, business), customers::list_custom_values(session, business, ids),
            customers::list_labels_of(session, business, ids), customers::list_visits(session, business, ids)};
}

Cell cell_of(const businesses::Business& business, i18n::Language language, const std::string& key,
             const Customer& customer, const Known& known) {
    const auto day = [&](std::optional<Instant> at) { return at ? Cell(business.zone.day(*at)) : Cell(); };
    if (key == "created_at") return day(customer.created_at);
    if (key == "labels") {
        const auto found = known.labels.find(customer.id);
        return found == known.labels.end() ? Cell() : Cell(joined(found->second));
    }
    if (key == "last_visit" || key == "next_visit") {
        const auto found = known.visits.find(customer.id);
        if (found == known.visits.end()) return {};
        return day(key == "last_visit" ? found->second.last : found->second.next);
    }
    if (const auto field = std::ranges::find(known.fields, key, &CustomField::form_name); field != known.fields.end()) {
        const auto values = known.custom.find(customer.id);
        if (values == known.custom.end()) return {};
        const auto value = values->second.find(field->id);
        return value == values->second.end() ? Cell() : custom_cell(language, *field, value->second);
    }
    Cell out;
    customers::for_each_field([&](const auto& field) {
        if (field.name == key) out = cell(language, field.name, field.of(customer));
    });
    return out;
}

}  // namespace

std::vector<Column> columns_of(db::Session& session, BusinessId business, i18n::Language language,
                               customers::Circle circle) {
    std::vector<Column> out;
    customers::for_each_field([&](const auto& field) {
        if (field.ask != customers::Ask::nothing)
            out.push_back({std::string(field.name), i18n::words(language, field.words)});
    });
    for (const auto& field : customers::list_custom_fields(session, business))
        if (field.is_seen_by(circle)) out.push_back({field.form_name(), field.label.in(i18n::tag(language))});
    out.push_back({"labels", i18n::words(language, "Labels")});
    out.push_back({"created_at", i18n::words(language, "Customer since")});
    out.push_back({"last_visit", i18n::words(language, "Last visit")});
    out.push_back({"next_visit", i18n::words(language, "Next visit")});
    return out;
}

bool is_usual(std::string_view key) {
    return key.starts_with("custom_") || std::ranges::find(kUsual, key) != kUsual.end();
}

std::vector<Described> describe(db::Session& session, const businesses::Business& business, i18n::Language language,
                                const std::vector<std::string>& keys, const std::vector<Customer>& customers) {
    const auto known = read_known(session, business.id, customers);
    std::vector<Described> out;
    for (const auto& customer : customers) {
        auto& row = out.emplace_back(customer.id);
        for (const auto& key : keys) row.cells.push_back(cell_of(business, language, key, customer, known));
    }
    return out;
}

std::string text_of(const sheets::Row& row) {
    auto out = json::array();
    for (const auto& cell : row) {
        if (const auto* text = std::get_if<std::string>(&cell))
            out.push_back(*text);
        else if (const auto* number = std::get_if<sheets::Number>(&cell))
            out.push_back({{"number", number->text}});
        else if (const auto* day = std::get_if<Day>(&cell))
            out.push_back({{"day", base::to_text(*day)}});
        else
            out.push_back(nullptr);
    }
    return out.dump();
}

sheets::Row row_of(const std::string& text) {
    sheets::Row out;
    for (const auto& value : json::parse(text)) {
        if (value.is_string())
            out.emplace_back(value.get<std::string>());
        else if (value.contains("number"))
            out.emplace_back(sheets::Number{value.at("number").get<std::string>()});
        else if (value.contains("day"))
            out.emplace_back(base::parse_day(value.at("day").get<std::string>()).value());
        else
            out.emplace_back();
    }
    return out;
}

}  // namespace exports
