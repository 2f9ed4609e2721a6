#include "office/customers/customer_form.h"

#include "customers/fields.h"
#include "customers/words.h"

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
    if (field.name == "important_note") out.rows = 2;
    return out;
}

}  // namespace

CustomerForm form_of(const customers::Customer& customer, const std::optional<accounts::Account>& account) {
    CustomerForm out{.changes = customers::changes_of(customer), .date_of_birth = {}, .version = customer.version};
    out.allowed = accounts::is_allowed(account);
    if (customer.date_of_birth) out.date_of_birth = base::to_text(*customer.date_of_birth);
    return out;
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
    if (!out.date_of_birth.empty() && !changes.date_of_birth) out.wrong.add("date_of_birth", "field.invalid");
    if (!i18n::parse_language(changes.language)) changes.language = page.business().languages.front();
    out.allowed = ticked(form, "allowed");
    out.mails_access = ticked(form, "mails_access");
    out.version = pages::whole_number(form.get("version"));
    return out;
}

std::optional<accounts::Access> read_access(const Page& page, CustomerForm& form) {
    if (!has_logins(page)) return std::nullopt;
    accounts::Access out{.allowed = form.allowed, .mail = form.mails_access};
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
    out.submit = form.version ? i18n::words(language, "Save") : i18n::words(language, "Add customer");
    out.wrong = form.wrong;
    if (form.version) out.hidden = {{"version", std::to_string(*form.version)}};
    customers::for_each_field([&](const auto& field) {
        if (field.ask != Ask::nothing) out.fields.push_back(field_of(page, form, field));
    });
    if (has_logins(page)) add_access_fields(out.fields, page, form);
    return out;
}

}  // namespace office
