#include "office/customers/customer_form.h"

#include "office/frame/history.h"

#include <charconv>

namespace office {

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
    changes.name = line(form, "name");
    changes.surname = line(form, "surname");
    changes.email = line(form, "email");
    changes.phone = line(form, "phone");
    changes.language = line(form, "language");
    changes.gender = line(form, "gender");
    changes.note = text(form, "note");
    changes.important_note = text(form, "important_note");
    changes.reminders.email = ticked(form, "remind_by_email");
    out.date_of_birth = line(form, "date_of_birth");
    changes.date_of_birth = base::parse_day(out.date_of_birth);
    if (!out.date_of_birth.empty() && !changes.date_of_birth)
        out.errors.push_back({"date_of_birth", "field.invalid", {}});
    if (!i18n::parse_language(changes.language)) changes.language = page.business().languages.front();
    out.allowed = ticked(form, "allowed");
    out.mails_access = ticked(form, "mails_access");
    const auto version = form.get("version");
    std::int64_t n = 0;
    if (std::from_chars(version.data(), version.data() + version.size(), n).ec == std::errc()) out.version = n;
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
        form.errors.push_back({"password", hash.error().code, hash.error().parameters});
        return std::nullopt;
    }
    out.password_hash = *std::move(hash);
    return out;
}

Form drawn(const Page& page, const CustomerForm& form, std::string action) {
    const auto language = page.language;
    const auto& changes = form.changes;
    Form out{.action = std::move(action), .token = form_token(page)};
    out.submit = form.version ? i18n::words(language, "Save") : i18n::words(language, "Add customer");
    out.errors = form.errors;
    out.notice = form.notice;
    if (form.version) out.hidden = {{"version", std::to_string(*form.version)}};
    std::vector<Option> languages, genders;
    for (const auto each : i18n::languages)
        languages.push_back({std::string(i18n::tag(each)), std::string(i18n::native_name(each))});
    for (const auto* each : {"", "female", "male", "other"}) genders.push_back({each, gender_name(language, each)});
    out.fields = {
        {.name = "name",
         .label = i18n::words(language, "First name"),
         .value = changes.name,
         .limit = 100,
         .required = true},
        {.name = "surname", .label = i18n::words(language, "Last name"), .value = changes.surname, .limit = 100},
        {.name = "email",
         .label = i18n::words(language, "E-mail"),
         .value = changes.email,
         .type = "email",
         .limit = 254},
        {.name = "phone", .label = i18n::words(language, "Phone"), .value = changes.phone, .type = "tel", .limit = 40},
        {.kind = Kind::select,
         .name = "language",
         .label = i18n::words(language, "Language"),
         .hint = i18n::words(language, "Of the booking page and of messages."),
         .value = changes.language,
         .options = languages},
        {.kind = Kind::toggle,
         .name = "remind_by_email",
         .label = i18n::words(language, "Reminders by e-mail"),
         .value = changes.reminders.email ? "yes" : ""},
        {.name = "date_of_birth",
         .label = i18n::words(language, "Date of birth"),
         .value = form.date_of_birth,
         .type = "date",
         .limit = 10},
        {.kind = Kind::select,
         .name = "gender",
         .label = i18n::words(language, "Gender"),
         .value = changes.gender,
         .options = genders},
        {.kind = Kind::area,
         .name = "important_note",
         .label = i18n::words(language, "Important note"),
         .hint = i18n::words(language, "Staff see it with every appointment, such as an allergy. Customers do not."),
         .value = changes.important_note,
         .limit = 2000,
         .rows = 2},
        {.kind = Kind::area,
         .name = "note",
         .label = i18n::words(language, "Note"),
         .hint = i18n::words(language, "For staff only."),
         .value = changes.note,
         .limit = 2000},
    };
    if (has_logins(page)) add_access_fields(out.fields, page, form);
    return out;
}

void take_errors(const Page& page, CustomerForm& form, const Error& error) {
    form.errors.insert(form.errors.end(), error.fields.begin(), error.fields.end());
    if (error.fields.empty()) form.notice = pages::sentence(page, error);
}

}  // namespace office
