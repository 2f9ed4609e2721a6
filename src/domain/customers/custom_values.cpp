#include "customers/custom_values.h"

#include "activity/telling.h"
#include "customers/custom_words.h"
#include "customers/details.h"
#include "db/db.h"
#include "personal/deletion.h"
#include "personal/merge.h"
#include "personal/personal.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

namespace customers {
namespace {

using activity::Actor;
using nlohmann::json;
using Kind = CustomField::Kind;

constexpr std::chrono::year kFirstYear{1900}, kLastYear{2200};
constexpr std::size_t kMostDigits = 15, kMostDecimals = 6;

bool is_day(const std::string& text) {
    const auto day = base::parse_day(text);
    if (!day) return false;
    const auto year = std::chrono::year_month_day{*day}.year();
    return kFirstYear <= year && year <= kLastYear;
}

bool is_digits(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

// "1 200,50" is "1200.5"; nullopt: no number, or one with too many digits.
std::optional<std::string> read_number(std::string text) {
    std::erase(text, ' ');
    const bool is_negative = text.starts_with('-');
    if (is_negative || text.starts_with('+')) text.erase(0, 1);
    std::ranges::replace(text, ',', '.');
    const auto point = std::min(text.find('.'), text.size());
    auto whole = text.substr(0, point), rest = point < text.size() ? text.substr(point + 1) : std::string();
    if (!is_digits(whole) || !is_digits(rest) || whole.empty() || (point < text.size() && rest.empty()))
        return std::nullopt;
    whole.erase(0, std::min(whole.find_first_not_of('0'), whole.size() - 1));
    while (rest.ends_with('0')) rest.pop_back();
    if (whole.size() > kMostDigits || rest.size() > kMostDecimals) return std::nullopt;
    auto out = rest.empty() ? whole : whole + "." + rest;
    return is_negative && out != "0" ? "-" + out : out;
}

bool is_option(const CustomField& field, const std::string& value) {
    return std::ranges::find(field.options, value, &CustomField::Option::key) != field.options.end();
}

std::string option_name(const CustomField& field, const std::string& value) {
    const auto found = std::ranges::find(field.options, value, &CustomField::Option::key);
    return found == field.options.end() ? std::string() : found->name.fallback;
}

// A browser sends a line's end as two characters, however it was stored.
bool is_same(std::string one, std::string other) {
    std::erase(one, '\r');
    std::erase(other, '\r');
    return one == other;
}

// ---- What the log tells

struct Noted {
    const CustomField* field;
    std::string before, after;
};

// Under the name that it has. Of what only owners see the log says no more than that it changed.
json told(const std::vector<Noted>& all, std::string Noted::*value) {
    auto out = json::array();
    for (const auto& noted : all) {
        json one{{"name", noted.field->label.fallback}, {"kind", to_text(noted.field->kind)}};
        if (!noted.field->is_seen_by(Circle::managers)) {
            if (value == &Noted::before) continue;
            one["hidden"] = true;
        } else {
            one["value"] = noted.field->kind == Kind::choice ? option_name(*noted.field, noted.*value) : noted.*value;
        }
        out.push_back(std::move(one));
    }
    return out;
}

std::string say_noted(const activity::Reader& reader, const json& value) {
    if (!value.is_array()) return activity::plain_value(reader, value);
    std::string out;
    for (const auto& one : value) {
        if (!one.is_object()) continue;
        out += (out.empty() ? "" : "; ") + one.value("name", std::string());
        if (one.value("hidden", false)) {
            out += ": " + i18n::words(reader.language, "changed");
            continue;
        }
        const auto kind = parse_custom_kind(one.value("kind", std::string())).value_or(Kind::text);
        const auto text = one.value("value", std::string());
        CustomField field{.kind = kind == Kind::choice ? Kind::text : kind};
        out +=
            ": " + (text.empty() ? i18n::words(reader.language, "empty") : value_words(reader.language, field, text));
    }
    return out;
}

void record(db::Tx& tx, const Context& context, BusinessId business, CustomerId customer, std::string_view type,
            Actor actor, const json& data) {
    activity::record(tx, context.registry, business, context.clock.now(), {type, customer.value, actor, data.dump()});
}

// ---- How it is stored

void store(db::Tx& tx, BusinessId business, CustomerId customer, CustomFieldId field, const std::string& value) {
    if (value.empty()) {
        tx.execute("delete from customer_field_values where business_id = :business and customer_id = :customer "
                   "and field_id = :field",
                   business, customer, field);
        return;
    }
    tx.execute("insert into customer_field_values (business_id, customer_id, field_id, value) "
               "values (:business, :customer, :field, :value) "
               "on conflict (business_id, customer_id, field_id) do update set value = excluded.value",
               business, customer, field, value);
}

void write(db::Tx& tx, const Context& context, BusinessId business, CustomerId customer, const std::vector<Noted>& all,
           Actor actor) {
    for (const auto& noted : all) store(tx, business, customer, noted.field->id, noted.after);
    tx.execute("update customers set version = version + 1 where business_id = :business and id = :id", business,
               customer);
    json data{{"after", {{"custom", told(all, &Noted::after)}}}};
    if (auto before = told(all, &Noted::before); !before.empty()) data["before"] = {{"custom", std::move(before)}};
    record(tx, context, business, customer, "customer.custom_changed", actor, data);
}

// The fields, of which none is deleted or loses an option before the commit.
std::vector<CustomField> hold_fields(db::Tx& tx, BusinessId business) {
    if (tx.engine() == db::Engine::postgres)
        tx.rows<CustomFieldId>("select id from customer_fields where business_id = :business order by id for share",
                               business);
    return list_custom_fields(tx, business);
}

// What was typed and may be stored, in the order of the fields.
std::vector<Noted> given_of(const std::vector<CustomField>& all, const CustomValues& stored,
                            const CustomValues& given) {
    std::vector<Noted> out;
    for (const auto& field : all) {
        const auto typed = given.find(field.id);
        if (!field.asked_online || typed == given.end()) continue;
        std::vector<FieldError> wrong;
        auto value = read_custom_value(field, typed->second, wrong);
        if (!wrong.empty() || value.empty()) continue;
        const auto before = stored.find(field.id);
        out.push_back({&field, before == stored.end() ? std::string() : before->second, std::move(value)});
    }
    return out;
}

// ---- What is known of a customer

personal::Files files(db::Session& session, const Clock&, const personal::Subject& subject) {
    const auto values = custom_values_of(session, subject.business, subject.customer);
    if (values.empty()) return {};
    auto out = nlohmann::ordered_json::array();
    for (const auto& field : list_custom_fields(session, subject.business))
        if (const auto found = values.find(field.id); found != values.end())
            out.push_back({{"name", field.label.in(i18n::tag(subject.language))},
                           {"value", value_words(subject.language, field, found->second)}});
    return {{"custom_fields.json", out.dump(2)}};
}

void erase(db::Tx& tx, BusinessId business, CustomerId customer) {
    tx.execute("delete from customer_field_values where business_id = :business and customer_id = :customer", business,
               customer);
}

std::string take(db::Tx& tx, Instant, BusinessId business, CustomerId customer) {
    const auto values = custom_values_of(tx, business, customer);
    if (values.empty()) return {};
    json out = json::object();
    for (const auto& [field, value] : values) out[base::to_text(field)] = value;
    erase(tx, business, customer);
    return out.dump();
}

// What was noted in a field that is gone, or by an option that is, stays away.
Result<void> restore(db::Tx& tx, BusinessId business, CustomerId customer, const std::string& kept, bool) {
    const auto data = json::parse(kept);
    for (const auto& field : hold_fields(tx, business)) {
        const auto value = data.value(base::to_text(field.id), std::string());
        if (!value.empty() && (field.kind != Kind::choice || is_option(field, value)))
            store(tx, business, customer, field.id, value);
    }
    return {};
}

}  // namespace

CustomValues custom_values_of(db::Session& session, BusinessId business, CustomerId customer) {
    CustomValues out;
    for (auto& [field, value] : session.rows<CustomFieldId, std::string>(
             "select field_id, value from customer_field_values where business_id = :business "
             "and customer_id = :customer",
             business, customer))
        out.emplace(field, std::move(value));
    return out;
}

std::map<CustomerId, CustomValues> list_custom_values(db::Session& session, BusinessId business,
                                                      const std::vector<CustomerId>& customers) {
    constexpr std::size_t kAtOnce = 100;
    static const auto sql = [] {
        std::string out = "select customer_id, field_id, value from customer_field_values "
                          "where business_id = :business and customer_id in (";
        for (std::size_t n = 0; n < kAtOnce; ++n) out += fmt::format("{}:c{}", n ? ", " : "", n);
        return out + ")";
    }();
    std::map<CustomerId, CustomValues> out;
    for (std::size_t from = 0; from < customers.size(); from += kAtOnce) {
        std::array<CustomerId, kAtOnce> some{};  // 0 is nobody's id
        std::copy_n(customers.begin() + static_cast<std::ptrdiff_t>(from), std::min(kAtOnce, customers.size() - from),
                    some.begin());
        auto found = std::apply(
            [&](const auto&... id) {
                return session.rows<CustomerId, CustomFieldId, std::string>(sql, business, id...);
            },
            some);
        for (auto& [customer, field, value] : found) out[customer].emplace(field, std::move(value));
    }
    return out;
}

std::string read_custom_value(const CustomField& field, const std::string& typed, std::vector<FieldError>& wrong) {
    FieldCheck check(wrong);
    const auto name = field.form_name();
    const auto errors = wrong.size();
    if (field.kind == Kind::long_text) return check.text(name, typed, kLongestCustomText);
    const auto limit = field.kind == Kind::number ? kLongestCustomNumber : kLongestCustomLine;
    auto value = check.line(name, typed, limit);
    if (value.empty() || wrong.size() > errors) return value;
    bool fits = true;
    switch (field.kind) {
        case Kind::text:
        case Kind::long_text: break;
        case Kind::number: {
            auto number = read_number(value);
            if (!number) check.refuse(name, "field.number");
            return number ? *std::move(number) : value;
        }
        case Kind::date:
            if (!is_day(value)) check.refuse(name, "field.date");
            return value;
        case Kind::choice: fits = is_option(field, value); break;
        case Kind::yes_no: fits = value == "yes" || value == "no"; break;
    }
    if (!fits) check.refuse(name, "field.invalid");
    return value;
}

Result<bool> change_custom_values(db::Tx& tx, const Context& context, BusinessId business, CustomerId customer,
                                  const std::vector<CustomChange>& changes, const MayChange& may, bool required,
                                  Actor actor) {
    if (changes.empty()) return false;
    lock(tx, business, customer);
    const auto known = find(tx, business, customer);
    if (!known || known->anonymised) return not_found("customer.unknown");
    const auto all = hold_fields(tx, business);
    const auto stored = custom_values_of(tx, business, customer);
    std::vector<FieldError> wrong, both;
    std::vector<Noted> noted;
    for (const auto& field : all) {
        const auto change = std::ranges::find(changes, field.id, &CustomChange::field);
        if (change == changes.end()) continue;
        if (!may(field)) return refuse(Fault::forbidden, "custom_field.not_yours");
        const auto found = stored.find(field.id);
        const auto before = found == stored.end() ? std::string() : found->second;
        // Whoever did not touch it asks for nothing, even where it would not do by now.
        if (change->seen && is_same(*change->seen, change->typed) && !(required && field.required)) continue;
        const auto errors = wrong.size();
        auto value = read_custom_value(field, change->typed, wrong);
        if (wrong.size() > errors) continue;
        if (required && field.required && value.empty()) {
            wrong.push_back({field.form_name(), "field.required", {}});
            continue;
        }
        if (is_same(value, before) || (change->seen && is_same(*change->seen, value))) continue;
        if (change->seen && !is_same(*change->seen, before))
            both.push_back({field.form_name(), "customer.both_changed", {}});
        else
            noted.push_back({&field, before, std::move(value)});
    }
    if (!wrong.empty()) return std::unexpected(Error{Fault::invalid, "form.invalid", {}, std::move(wrong)});
    if (!both.empty()) return std::unexpected(Error{Fault::conflict, "customer.both_changed", {}, std::move(both)});
    if (noted.empty()) return false;
    write(tx, context, business, customer, noted, actor);
    return true;
}

void fill_in_custom_values(db::Tx& tx, const Context& context, BusinessId business, CustomerId customer,
                           const CustomValues& given, Actor actor) {
    if (given.empty()) return;
    lock(tx, business, customer);
    const auto known = find(tx, business, customer);
    if (!known || known->anonymised) return;
    const auto all = hold_fields(tx, business);
    const auto stored = custom_values_of(tx, business, customer);
    auto noted = given_of(all, stored, given);
    std::erase_if(noted, [](const Noted& each) { return !each.before.empty(); });
    if (!noted.empty()) write(tx, context, business, customer, noted, actor);
}

void tell_custom_values(db::Tx& tx, const Context& context, BusinessId business, CustomerId customer,
                        const CustomValues& given, Actor actor) {
    if (given.empty()) return;
    const auto all = list_custom_fields(tx, business);
    auto noted = given_of(all, custom_values_of(tx, business, customer), given);
    std::erase_if(noted, [](const Noted& each) { return is_same(each.before, each.after); });
    if (!noted.empty())
        record(tx, context, business, customer, "customer.custom_given", actor,
               {{"after", {{"custom", told(noted, &Noted::after)}}}});
}

namespace {

void move_value(db::Tx& tx, BusinessId business, CustomFieldId field, CustomerId from, CustomerId to) {
    tx.execute("update customer_field_values set customer_id = :to where business_id = :business "
               "and customer_id = :from and field_id = :field",
               to, business, from, field);
}

// What the survivor has nothing in comes from the other one; what both have the survivor is right in.
std::string move_values(db::Tx& tx, const personal::Merging& merging) {
    const auto mine = custom_values_of(tx, merging.business, merging.survivor);
    json moved = json::array();
    for (const auto& [field, value] : custom_values_of(tx, merging.business, merging.other)) {
        if (mine.contains(field)) continue;
        move_value(tx, merging.business, field, merging.other, merging.survivor);
        moved.push_back(field.value);
    }
    return moved.empty() ? std::string() : moved.dump();
}

void take_values_back(db::Tx& tx, const personal::Merging& merging, const std::string& moved) {
    for (const auto& field : json::parse(moved))
        move_value(tx, merging.business, CustomFieldId{field.get<std::int64_t>()}, merging.survivor, merging.other);
}

}  // namespace

void add_custom_values(activity::Registry& registry) {
    const std::vector<activity::Field> said{{"custom", N_("Customer fields"), say_noted}};
    registry.add(std::vector<activity::Type>{
        {.name = "customer.custom_changed", .words = N_("The customer fields were changed"), .fields = said},
        {.name = "customer.custom_given",
         .words = N_("A guest who booked with this address typed something else; it was not taken over"),
         .fields = said}});
    registry.add(
        personal::Part{.name = "custom_fields",
                       .tables = {{"customer_field_values", "customer_id field_id", "whose; the field is named"}},
                       .heading = [](i18n::Language language) { return i18n::words(language, "Customer fields"); },
                       .label = [](i18n::Language language, std::string_view member) -> std::string {
                           if (member == "name") return i18n::words(language, "Name");
                           if (member == "value") return i18n::words(language, "Value");
                           return {};
                       },
                       .files = files,
                       .erase =
                           [](db::Tx& tx, const personal::Erasing& erasing) {
                               erase(tx, erasing.subject.business, erasing.subject.customer);
                           }});
    registry.add(personal::DeletionPart{.name = "custom_fields", .take = take, .restore = restore});
    registry.add(personal::MergePart{.name = "custom_fields",
                                     .tables = {{"customer_field_values"}},
                                     .move = move_values,
                                     .take_back = take_values_back});
}

}  // namespace customers
