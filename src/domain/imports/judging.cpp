#include "imports/judging.h"

#include "customers/by_number.h"
#include "customers/fields.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace imports {
namespace {

using customers::Changes;
using customers::Customer;
using nlohmann::json;

json value_of(const std::string& value) { return value; }
json value_of(const std::optional<std::string>& value) { return value.value_or(""); }
json value_of(const std::optional<Day>& value) { return value ? base::to_text(*value) : ""; }
json value_of(bool value) { return value; }

void put(std::string& to, const json& value) { to = value.get<std::string>(); }
void put(std::optional<Day>& to, const json& value) { to = base::parse_day(value.get<std::string>()); }
void put(bool& to, const json& value) { to = value.get<bool>(); }

bool is_empty(const std::string& value) { return value.empty(); }
bool is_empty(const std::optional<Day>& value) { return !value; }
bool is_empty(bool) { return false; }

// What the row says over what is there; an empty cell says nothing.
Changes applied(const Plan& plan, const Customer& existing, const ReadRow& row) {
    auto out = customers::changes_of(existing);
    customers::for_each_field([&](const auto& field) {
        if (!row.given.contains(std::string(field.name))) return;
        const auto& said = field.of(row.changes);
        auto& member = field.of(out);
        if (is_empty(said) || (plan.settings.existing == Existing::fill && !is_empty(member))) return;
        member = said;
    });
    return out;
}

// A field that checking refuses, as the row's problem.
void add_problems(Judged& out, const ReadRow& row, const Error& error) {
    if (error.fields.empty()) out.problems.push_back({error.code, error.parameters, -1, true});
    for (const auto& field : error.fields) {
        const auto column = row.columns.find(field.field);
        out.problems.push_back({field.code, field.parameters, column == row.columns.end() ? -1 : column->second, true});
    }
}

}  // namespace

json values_of(const Customer& customer) {
    auto out = json::object();
    customers::for_each_field([&](const auto& field) { out[std::string(field.name)] = value_of(field.of(customer)); });
    return out;
}

std::pair<json, json> difference(const Customer& before, const Customer& after) {
    auto was = json::object(), is = json::object();
    customers::for_each_field([&](const auto& field) {
        if (field.of(before) == field.of(after)) return;
        was[std::string(field.name)] = value_of(field.of(before));
        is[std::string(field.name)] = value_of(field.of(after));
    });
    return {std::move(was), std::move(is)};
}

void put_value(Changes& changes, std::string_view name, const json& value) {
    customers::for_each_field([&](const auto& field) {
        if (field.name == name) put(field.of(changes), value);
    });
}

Judge::Known Judge::known_by(const Changes& changes) const {
    Known out;
    if (base::is_clean_text(changes.customer_number)) out.number = base::normalised(changes.customer_number);
    if (const auto email = base::parse_email(changes.email)) out.email_key = email->key;
    if (!changes.phone.empty()) out.phone = base::parse_phone(changes.phone, plan_.country).value_or("");
    const bool clean = base::is_clean_text(changes.name) && base::is_clean_text(changes.surname);
    if (clean) out.full_name = base::normalised(base::full_name(changes.name, changes.surname));
    return out;
}

std::optional<Customer> Judge::find_existing(const Known& known) const {
    if (!known.number.empty())
        if (auto found = customers::find_by_number(session_, business_, known.number)) return found;
    if (!known.email_key.empty())
        if (auto found = customers::find_by_email(session_, business_, known.email_key)) return found;
    if (known.phone.empty() || known.full_name.empty()) return std::nullopt;
    return customers::find_by_phone_and_name(session_, business_, known.phone, known.full_name);
}

Judged Judge::operator()(const store::Row& row) const {
    Judged out;
    auto read = read_row(plan_, row.cells);
    if (row.stray_quote) read.problems.push_back({"import.stray_quote", {}, -1, true});
    if (row.broken_text) read.problems.push_back({"import.broken_text", {}, -1, true});
    const auto known = known_by(read.changes);
    out.full_name = known.full_name;
    out.existing = find_existing(known);
    auto checked = check_row(context_, plan_, read, !out.existing);
    out.problems = std::move(read.problems);
    if (!checked.customer) return out;

    out.labels = std::move(read.labels);
    if (!out.existing) {
        out.added = *std::move(checked.customer);
        out.becomes = Becomes::added;
        return out;
    }
    if (plan_.settings.existing == Existing::skip) {
        out.becomes = Becomes::left_alone;
        return out;
    }
    out.changed = applied(plan_, *out.existing, read);
    const auto wanted = customers::checked(context_, plan_.country, out.changed);
    if (!wanted) {
        add_problems(out, read, wanted.error());
        return out;
    }
    const auto holder =
        known.email_key.empty() ? std::nullopt : customers::find_by_email(session_, business_, known.email_key);
    if (holder && holder->id != out.existing->id && wanted->email && base::folded(*wanted->email) == known.email_key) {
        add_problems(out, read, {Fault::conflict, "customer.email_taken", {}, {{"email", "customer.email_taken", {}}}});
        return out;
    }
    const auto [before, after] = difference(*out.existing, *wanted);
    const bool changes = !after.empty() || !out.labels.empty() || !plan_.settings.label.empty();
    out.becomes = changes ? Becomes::changed : Becomes::left_alone;
    return out;
}

}  // namespace imports
