#include "office/customers/customer_form.h"

#include "base/phone_countries.h"
#include "customers/custom_words.h"
#include "customers/fields.h"
#include "customers/words.h"
#include "i18n/names.h"
#include "pages/custom_fields.h"

#include <algorithm>

namespace office {

using customers::Ask;
using Kind = Field::Kind;

namespace {

bool has_logins(const Page& page) { return page.business().customer.logins != businesses::Logins::off; }

// FEATURES 1.3: with the details, so that allowing and telling is one step.
void add_access_fields(std::vector<Field>& fields, const Page& page, const CustomerForm& form) {
    const auto language = page.language;
    fields.push_back({.kind = Kind::heading, .label = i18n::words(language, "Signing in")});
    fields.push_back(
        {.kind = Kind::toggle,
         .name = "allowed",
         .label = i18n::words(language, "Allowed to sign in"),
         .hint = i18n::words(language, "With the e-mail address above, by a link that they ask for or by a "
                                       "password. Allowing by itself sends nothing."),
         .value = form.allowed ? "yes" : ""});
    fields.push_back({.kind = Kind::toggle,
                      .name = "mails_access",
                      .label = i18n::words(language, "E-mail the details for signing in now"),
                      .value = form.mails_access ? "yes" : ""});
    fields.push_back({.name = "password",
                      .label = i18n::words(language, "Password"),
                      .hint = i18n::words(language, "Only to set one. Tell it to the customer yourself. It ends their "
                                                    "sessions."),
                      .type = "password",
                      .autocomplete = "new-password"});
}

std::string hint_of(i18n::Language language, std::string_view field) {
    if (field == "language") return i18n::words(language, "Of the booking page and of messages.");
    if (field == "important_note")
        return i18n::words(language, "Staff see it with every appointment, such as an allergy. Customers do not.");
    if (field == "customer_number") return i18n::words(language, "What another system knows them by.");
    if (field == "note") return i18n::words(language, "For staff only.");
    if (field == "phone") return i18n::words(language, "Messages go to this one.");
    if (field == "more_phones")
        return i18n::words(language, "A number in each line, with a word before it if you like: Work: 412 34 567");
    return {};
}

std::vector<Option> options_of(i18n::Language language, std::string_view field) {
    std::vector<Option> out;
    if (field == "language")
        for (const auto each : i18n::languages)
            out.push_back({std::string(i18n::tag(each)), std::string(i18n::native_name(each))});
    if (field == "gender")
        for (const auto* each : {"", "female", "male", "other"})
            out.push_back({each, customers::gender_name(language, each)});
    if (field == "country") {
        out.push_back({"", i18n::words(language, "not given")});
        for (const auto& each : base::phone_countries())
            out.push_back({each.country, i18n::country_name(language, each.country)});
        std::ranges::sort(out.begin() + 1, out.end(), {},
                          [&](const Option& option) { return i18n::sort_key(language, option.label); });
    }
    return out;
}

Kind kind_of(Ask ask) {
    switch (ask) {
        case Ask::area: return Kind::area;
        case Ask::toggle: return Kind::toggle;
        case Ask::choice: return Kind::select;
        case Ask::line:
        case Ask::email:
        case Ask::phone:
        case Ask::day:
        case Ask::nothing: break;
    }
    return Kind::line;
}

std::string type_of(Ask ask) {
    if (ask == Ask::email) return "email";
    if (ask == Ask::phone) return "tel";
    return ask == Ask::day ? "date" : "text";
}

std::string shown_value(const CustomerForm&, const std::string& value) { return value; }
std::string shown_value(const CustomerForm&, bool value) { return value ? "yes" : ""; }
// As it was typed, even where it is no day.
std::string shown_value(const CustomerForm& form, const std::optional<Day>&) { return form.date_of_birth; }

std::string meanwhile_hint(const Page& page, const std::string& hint) {
    const auto meanwhile = i18n::words(page.language, "Somebody else has just changed this.");
    return hint.empty() ? meanwhile : fmt::format("{} {}", meanwhile, hint);
}

template <class Described>
Field field_of(const Page& page, const CustomerForm& form, const Described& field) {
    Field out{.kind = kind_of(field.ask), .name = std::string(field.name)};
    out.label = i18n::words(page.language, field.words);
    out.hint = hint_of(page.language, field.name);
    out.value = shown_value(form, field.of(form.changes));
    out.type = type_of(field.ask);
    if (field.limit > 0) out.limit = field.limit;
    out.required = field.name == "name";
    out.options = options_of(page.language, field.name);
    if (field.name == "important_note" || field.name == "more_phones") out.rows = 2;
    if (form.others.contains(out.name)) out.hint = meanwhile_hint(page, out.hint);
    return out;
}

// A value of a field as people say it.
std::string said(const Page& page, std::string_view field, const std::string& value) {
    if (value.empty()) return i18n::words(page.language, "empty");
    for (const auto& option : options_of(page.language, field))
        if (option.value == value) return option.label;
    const auto day = field == "date_of_birth" ? base::parse_day(value) : std::nullopt;
    return day ? i18n::long_date(page.language, *day, 0) : value;
}

// As a form sends it.
std::string sent(const std::string& value) { return value; }
std::string sent(bool value) { return value ? "yes" : ""; }
std::string sent(const std::optional<Day>& value) { return value ? base::to_text(*value) : ""; }

void take_sent(std::string& to, const std::string& value) { to = value; }
void take_sent(bool& to, const std::string& value) { to = value == "yes"; }
void take_sent(std::optional<Day>& to, const std::string& value) { to = base::parse_day(value); }

std::string choice_of(std::string_view field) { return fmt::format("choice_{}", field); }
std::string hidden_of(std::string_view what, std::string_view field) { return fmt::format("{}_{}", what, field); }

// The fields that the member may change, empty.
std::vector<CustomerForm::Custom> customs(const Page& page) {
    std::vector<CustomerForm::Custom> out;
    const auto circle = circle_of(page);
    for (auto& field : page.environment.database.read(
             [&](db::Session& session) { return customers::list_custom_fields(session, page.id()); }))
        if (field.is_changed_by(circle)) out.push_back({std::move(field)});
    return out;
}

std::string value_in(const customers::CustomValues& values, CustomFieldId field) {
    const auto found = values.find(field);
    return found == values.end() ? std::string() : found->second;
}

std::string said(const Page& page, const customers::CustomField& field, const std::string& value) {
    if (value.empty()) return i18n::words(page.language, "empty");
    const auto words = customers::value_words(page.language, field, value);
    return words.empty() ? value : words;
}

// Which of two values holds: what was there when the form was drawn, what is stored, what was typed.
struct Values {
    std::string before, theirs, mine;
};
Field question(const Page& page, const std::string& name, std::string label, const Values& values) {
    Field out{.kind = Kind::choice, .name = choice_of(name), .label = std::move(label)};
    out.hint = i18n::words(page.language, "When you opened it: {value}", {{"value", values.before}});
    out.required = true;
    out.options = {{"theirs", values.theirs, i18n::words(page.language, "What somebody else has just saved")},
                   {"mine", values.mine, i18n::words(page.language, "What you typed")}};
    return out;
}

template <class Described>
Field question_of(const Page& page, const CustomerForm& form, const Described& field) {
    const auto name = std::string(field.name);
    const auto& [before, mine] = form.both.at(name);
    return question(
        page, name, i18n::words(page.language, field.words),
        {said(page, name, before), said(page, name, sent(field.of(form.seen->changes))), said(page, name, mine)});
}

void add_custom_fields(Form& out, const Page& page, const CustomerForm& form) {
    for (const auto& [field, seen, typed] : form.custom) {
        const auto name = field.form_name();
        if (seen) out.hidden.emplace_back(hidden_of("was", name), *seen);
        if (const auto both = form.both.find(name); both != form.both.end()) {
            const auto& [before, mine] = both->second;
            out.hidden.emplace_back(hidden_of("before", name), before);
            out.hidden.emplace_back(hidden_of("mine", name), mine);
            out.fields.push_back(
                question(page, name, page.text(field.label),
                         {said(page, field, before), said(page, field, *seen), said(page, field, mine)}));
            continue;
        }
        auto drawn = pages::field_of(page, field, typed, false);
        if (form.others.contains(name)) drawn.hint = meanwhile_hint(page, drawn.hint);
        out.fields.push_back(std::move(drawn));
    }
}

// As read_seen does of the other fields.
void read_custom(const http::Form& sent_form, CustomerForm& form, CustomerForm::Custom& custom) {
    const auto name = custom.field.form_name();
    custom.typed = pages::read_custom(sent_form, custom.field);
    if (!form.seen) return;
    custom.seen = text(sent_form, hidden_of("was", name));
    if (!sent_form.has(hidden_of("mine", name))) return;
    const CustomerForm::Both both{text(sent_form, hidden_of("before", name)), text(sent_form, hidden_of("mine", name))};
    const auto choice = sent_form.get(choice_of(name));
    custom.typed = choice == "mine" ? both.mine : *custom.seen;
    if (choice == "mine" || choice == "theirs") return;
    form.both[name] = both;
    form.others.insert(name);
    form.wrong.add(choice_of(name), "field.choose_one");
}

// As customers::merged does of the other fields.
void take_newest(CustomerForm& form, CustomerForm::Custom& custom, const std::string& stored) {
    const auto name = custom.field.form_name();
    std::vector<FieldError> wrong;
    const auto before = *custom.seen, mine = customers::read_custom_value(custom.field, custom.typed, wrong);
    custom.seen = stored;
    if (stored != before) form.others.insert(name);
    if (mine == before) custom.typed = stored;
    if (stored == before || mine == before || mine == stored) return;
    form.both[name] = {before, mine};
    custom.typed = stored;
}

// What the form was drawn of, and of the fields that both changed which of two was chosen.
template <class Described>
void read_seen(const http::Form& sent_form, CustomerForm& form, const Described& field) {
    const auto name = std::string(field.name);
    take_sent(field.of(form.seen->changes), text(sent_form, hidden_of("was", name)));
    if (!sent_form.has(hidden_of("mine", name))) return;
    const CustomerForm::Both both{text(sent_form, hidden_of("before", name)), text(sent_form, hidden_of("mine", name))};
    const auto choice = sent_form.get(choice_of(name));
    const auto stored = sent(field.of(form.seen->changes));
    const auto value = choice == "mine" ? both.mine : stored;
    take_sent(field.of(form.changes), value);
    if (name == "date_of_birth") form.date_of_birth = value;
    if (choice == "mine" || choice == "theirs") return;
    form.both[name] = both;
    form.others.insert(name);
    form.wrong.add(choice_of(name), "field.choose_one");
}

}  // namespace

customers::Circle circle_of(const Page& page) {
    if (page.may(businesses::kManageSettings)) return customers::Circle::owners;
    return page.may(customers::kManageCustomers) ? customers::Circle::managers : customers::Circle::everybody;
}

CustomerForm new_form(const Page& page) {
    CustomerForm out;
    out.changes.language = page.business().languages.front();
    out.custom = customs(page);
    return out;
}

CustomerForm form_of(const Page& page, const customers::Customer& customer,
                     const std::optional<accounts::Account>& account, const customers::CustomValues& values) {
    CustomerForm out{.changes = customers::changes_of(customer), .date_of_birth = {}};
    out.custom = customs(page);
    for (auto& [field, seen, typed] : out.custom) seen = typed = value_in(values, field.id);
    out.seen = customers::Seen{customer.version, out.changes};
    out.allowed = out.was_allowed = accounts::is_allowed(account);
    if (customer.date_of_birth) out.date_of_birth = base::to_text(*customer.date_of_birth);
    return out;
}

void take_newest(CustomerForm& form, const customers::Customer& stored, const customers::CustomValues& values) {
    const auto merged = customers::merged(stored, form.seen->changes, form.changes);
    form.others = {merged.others.begin(), merged.others.end()};
    customers::for_each_field([&](const auto& field) {
        const auto name = std::string(field.name);
        if (std::ranges::find(merged.both, name) != merged.both.end())
            form.both[name] = {sent(field.of(form.seen->changes)), sent(field.of(form.changes))};
    });
    form.changes = merged.changes;
    form.date_of_birth = sent(form.changes.date_of_birth);
    form.seen = customers::Seen{merged.version, customers::changes_of(stored)};
    for (auto& custom : form.custom) take_newest(form, custom, value_in(values, custom.field.id));
}

Result<bool> save_custom(db::Tx& tx, const Page& page, CustomerId customer, const CustomerForm& form) {
    std::vector<customers::CustomChange> changes;
    for (const auto& [field, seen, typed] : form.custom) changes.push_back({field.id, seen, typed});
    const auto circle = circle_of(page);
    return customers::change_custom_values(
        tx, {page.environment.clock, page.environment.registry}, page.id(), customer, changes,
        [&](const customers::CustomField& field) { return field.is_changed_by(circle); }, false, page.actor());
}

CustomerForm read_customer(const Page& page) {
    const auto& form = page.request.form;
    CustomerForm out;
    auto& changes = out.changes;
    customers::for_each_field([&](const auto& field) {
        [[maybe_unused]] auto& value = field.of(changes);
        if constexpr (std::is_same_v<std::remove_reference_t<decltype(value)>, std::string>)
            value = field.ask == Ask::area ? text(form, field.name) : line(form, field.name);
        else if constexpr (std::is_same_v<std::remove_reference_t<decltype(value)>, bool>)
            value = field.ask != Ask::nothing && ticked(form, field.name);
    });
    out.date_of_birth = line(form, "date_of_birth");
    changes.date_of_birth = base::parse_day(out.date_of_birth);
    if (const auto version = pages::whole_number(form.get("version"))) {
        out.seen = customers::Seen{*version};
        customers::for_each_field([&](const auto& field) {
            if (field.ask != Ask::nothing) read_seen(form, out, field);
        });
    }
    out.custom = customs(page);
    for (auto& custom : out.custom) read_custom(form, out, custom);
    if (!out.date_of_birth.empty() && !changes.date_of_birth) out.wrong.add("date_of_birth", "field.invalid");
    if (!i18n::parse_language(changes.language)) changes.language = page.business().languages.front();
    out.allowed = ticked(form, "allowed");
    out.was_allowed = form.get("was_allowed") != "no";
    out.mails_access = ticked(form, "mails_access");
    return out;
}

std::optional<accounts::Access> read_access(const Page& page, CustomerForm& form) {
    if (!has_logins(page)) return std::nullopt;
    accounts::Access out{.mail = form.mails_access};
    // Somebody else may have said meanwhile whether they may, of which this form was not drawn.
    if (!form.seen || form.allowed != form.was_allowed) out.allowed = form.allowed;
    const auto password = page.request.form.get("password");
    if (password.empty()) return out;
    const auto& changes = form.changes;
    auto hash = page.environment.hasher.hash_new(password, {changes.name, changes.surname, changes.email, page.name()});
    if (!hash) {
        form.wrong.add("password", hash.error());
        return std::nullopt;
    }
    out.password_hash = *std::move(hash);
    return out;
}

Form drawn(const Page& page, const CustomerForm& form, std::string action) {
    const auto language = page.language;
    Form out{.action = std::move(action), .token = form_token(page)};
    out.submit = form.seen ? i18n::words(language, "Save") : i18n::words(language, "Add customer");
    out.wrong = form.wrong;
    if (form.seen)
        out.hidden = {{"version", std::to_string(form.seen->version)},
                      {"was_allowed", form.was_allowed ? "yes" : "no"}};
    customers::for_each_field([&](const auto& field) {
        if (field.ask == Ask::nothing) return;
        const auto name = std::string(field.name);
        if (form.seen) out.hidden.emplace_back(hidden_of("was", name), sent(field.of(form.seen->changes)));
        const auto both = form.both.find(name);
        if (both == form.both.end()) {
            out.fields.push_back(field_of(page, form, field));
            return;
        }
        out.hidden.emplace_back(hidden_of("before", name), both->second.before);
        out.hidden.emplace_back(hidden_of("mine", name), both->second.mine);
        out.fields.push_back(question_of(page, form, field));
    });
    add_custom_fields(out, page, form);
    if (has_logins(page)) add_access_fields(out.fields, page, form);
    return out;
}

}  // namespace office
