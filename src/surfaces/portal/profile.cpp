// The customer's own profile: contact details, language, reminders, picture (FEATURES 2.7), and the people they book
// for (1.14). Each form changes what it names and nothing else, whatever else is sent.
#include "accounts/profile.h"
#include "accounts/email_change.h"
#include "customers/custom_values.h"
#include "customers/erasure.h"
#include "http/multipart.h"
#include "i18n/names.h"
#include "pages/custom_fields.h"
#include "pages/kept_form.h"
#include "pictures/picture.h"
#include "portal/parts.h"

#include <algorithm>

namespace portal {
namespace {

using businesses::FieldRule;
using html::Values;
using http::Request;
using http::Response;
using pages::Secrecy;

using customers::kLongestEmail;
using customers::kLongestName;

customers::Customer own_record(const Visit& visit) {
    auto found = visit.page.environment.database.read(
        [&](db::Session& session) { return customers::find(session, visit.business(), visit.who.customer_id); });
    CHECK(found);
    return *std::move(found);
}

// A page with the form that the browser kept while the session ended, where it was this customer's; nullopt: none is
// kept. `draw` fills the page with it.
std::optional<Response> with_kept_form(const Visit& visit,
                                       const std::function<Response(const http::Form&, const Wrong&)>& draw) {
    const auto& page = visit.page;
    const auto form = pages::kept_form(page, page.request.raw_path());
    if (!form || form->get("whose") != base::to_text(visit.who.customer_id)) return std::nullopt;
    Wrong unsaved;
    unsaved.status = 200;
    unsaved.notice = i18n::words(page.language, "You were signed out before this was saved. Look at it once more and "
                                                "save it.");
    auto response = draw(*form, unsaved);
    pages::forget_form(response, page);
    return response;
}

struct Typed {
    std::string name, surname, email, language, date_of_birth;
    bool remind_by_email = false;
    Field phone;
    bool asks_password = false;  // another address was typed
    // What the business asks for besides, of what customers see.
    struct Custom {
        customers::CustomField field;
        std::string value;
        bool sent = true;  // false: the form was drawn before the field was there
    };
    std::vector<Custom> custom{};
};

std::vector<Typed::Custom> custom_of(const Visit& visit, const http::Form* form) {
    return visit.page.environment.database.read([&](db::Session& session) {
        std::vector<Typed::Custom> out;
        const auto values = form ? customers::CustomValues{}
                                 : customers::custom_values_of(session, visit.business(), visit.who.customer_id);
        for (auto& field : customers::list_custom_fields(session, visit.business())) {
            if (!field.in_profile) continue;
            const auto stored = values.find(field.id);
            auto value = form ? pages::read_custom(*form, field) : stored == values.end() ? "" : stored->second;
            const bool sent = !form || form->has(field.form_name());
            out.push_back({std::move(field), std::move(value), sent});
        }
        return out;
    });
}

Typed stored(const Visit& visit, const customers::Customer& customer) {
    return {customer.name,
            customer.surname,
            customer.email.value_or(""),
            customer.language,
            customer.date_of_birth ? base::to_text(*customer.date_of_birth) : std::string(),
            customer.reminders.email,
            phone_field(visit.page, customer.phone, false),
            false,
            custom_of(visit, nullptr)};
}

Typed read_typed(const Visit& visit, const http::Form& form) {
    return {base::name_of(line(form, "name")),
            base::name_of(line(form, "surname")),
            line(form, "email"),
            line(form, "language"),
            line(form, "date_of_birth"),
            form.has("remind_by_email"),
            phone_field(visit.page, form, false),
            false,
            custom_of(visit, &form)};
}

std::vector<Option> language_options(const Page& page) {
    std::vector<Option> out;
    for (const auto& tag : page.business().languages)
        if (const auto language = i18n::parse_language(tag))
            out.push_back({std::string(i18n::tag(*language)), std::string(i18n::native_name(*language))});
    return out;
}

std::string language_of(std::string_view tag) {
    const auto language = i18n::parse_language(tag);
    return std::string(language ? i18n::tag(*language) : tag);
}

std::vector<Field> fields(const Page& page, const Typed& typed) {
    std::vector<Field> out;
    out.push_back({.name = "name",
                   .label = i18n::words(page.language, "First name"),
                   .value = typed.name,
                   .autocomplete = "given-name",
                   .limit = kLongestName,
                   .required = true});
    out.push_back({.name = "surname",
                   .label = i18n::words(page.language, "Last name"),
                   .value = typed.surname,
                   .autocomplete = "family-name",
                   .limit = kLongestName,
                   .required = page.business().customer.surname_field == FieldRule::required});
    out.push_back(
        {.name = "email",
         .label = i18n::words(page.language, "E-mail"),
         .hint = i18n::words(page.language, "You sign in with it. A new address counts once you have used the "
                                            "link that we send to it."),
         .value = typed.email,
         .type = "email",
         .autocomplete = "email",
         .limit = kLongestEmail,
         .required = true});
    if (typed.asks_password)
        out.push_back({.name = "current_password",
                       .label = i18n::words(page.language, "Current password"),
                       .type = "password",
                       .autocomplete = "current-password",
                       .limit = accounts::kLongestPassword,
                       .required = true});
    out.push_back(typed.phone);
    out.push_back({.name = "date_of_birth",
                   .label = i18n::words(page.language, "Date of birth"),
                   .value = typed.date_of_birth,
                   .type = "date",
                   .autocomplete = "bday",
                   .limit = 10});
    if (auto languages = language_options(page); languages.size() > 1)
        out.push_back({.kind = Field::Kind::select,
                       .name = "language",
                       .label = i18n::words(page.language, "Language"),
                       .hint = i18n::words(page.language, "Of these pages and of the messages you get."),
                       .value = language_of(typed.language),
                       .options = std::move(languages)});
    for (const auto& custom : typed.custom) out.push_back(pages::field_of(page, custom.field, custom.value, true));
    // Text messages are asked about once something sends them.
    out.push_back({.kind = Field::Kind::toggle,
                   .name = "remind_by_email",
                   .label = i18n::words(page.language, "Remind me of my appointments by e-mail"),
                   .value = typed.remind_by_email ? "yes" : ""});
    return out;
}

void fill_picture(Values& values, const Visit& visit, const customers::Customer& customer, const Wrong& wrong) {
    const auto& page = visit.page;
    values.set("PICTURE_ACTION", visit.path("/picture"));
    if (customer.has_picture) {
        const auto url =
            fmt::format("{}?v={}", visit.path("/pictures/" + base::to_text(customer.id)), customer.version);
        values.add("PICTURE").set("PICTURE_URL", url);
        values.add("PICTURE_REMOVAL").set("REMOVAL_ACTION", visit.path("/picture/removal"));
    } else {
        values.add("NO_PICTURE").set("OWN_INITIALS", i18n::initials(customer.full_name()));
    }
    if (const auto* error = wrong.find("picture"))
        values.add("PICTURE_BAD").set("PICTURE_WRONG", pages::sentence(page, *error));
}

void fill_erasure(Values& values, const Visit& visit) {
    const auto& page = visit.page;
    const auto open = page.environment.database.read([&](db::Session& session) {
        return customers::find_erasure(session, visit.business(), visit.who.customer_id);
    });
    if (open)
        values.add("ERASURE_ASKED")
            .set("ERASURE_TEXT", i18n::words(page.language, "You asked for this on {day}. {name} will answer you.",
                                             {{"day", i18n::full_date(page.language, page.zone().day(open->asked_at))},
                                              {"name", page.name()}}))
            .set("ERASURE_ACTION", visit.path("/erasure/withdrawal"));
    else
        values.add("ERASURE")
            .set("ERASURE_TEXT",
                 i18n::words(page.language,
                             "{name} looks at your request and then removes your account and all that says who you "
                             "are. What the law asks it to keep for its bookkeeping stays, without your name.",
                             {{"name", page.name()}}))
            .set("ERASURE_ACTION", visit.path("/erasure"));
}

std::string profile_done(const Page& page) {
    const auto& query = page.request.query;
    if (query.has("address")) return i18n::words(page.language, "Your new address is confirmed.");
    if (query.has("mailed"))
        return i18n::words(page.language,
                           "Your profile is saved. To confirm the new address, open the link that we sent to it.");
    if (query.has("saved")) return i18n::words(page.language, "Your profile is saved.");
    if (query.has("picture")) return i18n::words(page.language, "Your picture is saved.");
    if (query.has("removed")) return i18n::words(page.language, "Your picture is removed.");
    if (query.has("erasure")) return i18n::words(page.language, "Your request has arrived.");
    if (query.has("withdrawn")) return i18n::words(page.language, "Your request is withdrawn.");
    return {};
}

Response profile_page(const Visit& visit, const std::optional<Typed>& typed, const Wrong& wrong) {
    const auto& page = visit.page;
    const auto title = i18n::words(page.language, "My profile");
    const auto customer = own_record(visit);
    return pages::render(
        page, {"portal/profile", title, wrong.page_status(), Secrecy::personal, visit.path("/profile")},
        [&](Values& values) {
            include_tabs(values, page, "/profile");
            fill_notice(values, wrong, profile_done(page));
            values.set("ACTION", visit.path("/profile")).set("TOKEN", form_token(page));
            values.set("VERSION", customer.version).set("WHOSE", base::to_text(customer.id));
            include_fields(values, page, fields(page, typed ? *typed : stored(visit, customer)), wrong);
            fill_picture(values, visit, customer, wrong);
            for (const auto* section : pages::by_place<pages::PanelSection>(page))
                values.add("SECTION")
                    .set("SECTION_ID", section->id)
                    .set("SECTION_PATH", section->path)
                    .set("SECTION_HEADING", i18n::words(page.language, section->heading))
                    .set("SECTION_TEXT", i18n::words(page.language, section->text))
                    .set("SECTION_LINK", i18n::words(page.language, section->link));
            fill_erasure(values, visit);
        });
}

// With what was typed.
Response profile_again(const Visit& visit, const Wrong& wrong) {
    return profile_page(visit, read_typed(visit, visit.page.request.form), wrong);
}

// As it is stored: for the forms beside it.
Response stored_again(const Visit& visit, const Wrong& wrong) { return profile_page(visit, {}, wrong); }

// What no verb can tell of the form is left in `wrong`.
accounts::Profile read_profile(const Visit& visit, const Typed& typed, std::vector<FieldError>& wrong) {
    accounts::Profile out{.name = typed.name,
                          .surname = typed.surname,
                          .email = typed.email,
                          .phone = typed.phone.value,
                          .country = typed.phone.country,
                          .language = {},
                          .date_of_birth = base::parse_day(typed.date_of_birth),
                          .remind_by_email = typed.remind_by_email};
    if (!typed.date_of_birth.empty() && !out.date_of_birth) wrong.push_back({"date_of_birth", "field.date", {}});
    const auto languages = language_options(visit.page);
    if (std::ranges::find(languages, typed.language, &Option::value) != languages.end()) out.language = typed.language;
    return out;
}

std::vector<customers::CustomChange> read_custom(const Typed& typed, std::vector<FieldError>& wrong) {
    std::vector<customers::CustomChange> out;
    for (const auto& [field, value, sent] : typed.custom) {
        if (!sent) continue;
        const auto read = customers::read_custom_value(field, value, wrong);
        if (field.required && read.empty()) wrong.push_back({field.form_name(), "field.required", {}});
        out.push_back({field.id, {}, value});
    }
    return out;
}

// In the order of the form, each field once.
void sort_wrong(Wrong& wrong, const std::vector<Field>& fields) {
    const auto rank = [&](const FieldError& error) {
        return std::ranges::find(fields, error.field, &Field::name) - fields.begin();
    };
    std::ranges::stable_sort(wrong.fields, {}, rank);
    const auto same = std::ranges::unique(wrong.fields, {}, &FieldError::field);
    wrong.fields.erase(same.begin(), same.end());
}

Response bad_picture(const Visit& visit, const Error& error) {
    Wrong wrong;
    wrong.status = http::status_of(error.fault);
    wrong.fields.push_back({"picture", error.code, error.parameters});
    return stored_again(visit, wrong);
}

struct TypedPerson {
    std::string name, surname;
};

TypedPerson read_person(const http::Form& form) {
    return {base::name_of(line(form, "name")), base::name_of(line(form, "surname"))};
}

Response people_page(const Visit& visit, const TypedPerson& typed, const Wrong& wrong) {
    const auto& page = visit.page;
    const auto title = i18n::words(page.language, "People I book for");
    const auto people = page.environment.database.read(
        [&](db::Session& session) { return accounts::list_people(session, visit.business(), visit.who.account_id); });
    const std::vector<Field> fields{{.name = "name",
                                     .label = i18n::words(page.language, "First name"),
                                     .value = typed.name,
                                     .limit = kLongestName,
                                     .required = true},
                                    {.name = "surname",
                                     .label = i18n::words(page.language, "Last name"),
                                     .value = typed.surname,
                                     .limit = kLongestName,
                                     .required = false}};
    return pages::render(
        page, {"portal/people", title, wrong.page_status(), Secrecy::personal, visit.path("/people")},
        [&](Values& values) {
            include_tabs(values, page, "/people");
            const auto& query = page.request.query;
            fill_notice(values, wrong,
                        query.has("added")     ? i18n::words(page.language, "Added. You can book for them now.")
                        : query.has("removed") ? i18n::words(page.language, "Removed from your account.")
                                               : std::string());
            values.set("TOKEN", form_token(page)).set("ACTION", visit.path("/people"));
            values.set("WHOSE", base::to_text(visit.who.customer_id));
            for (const auto& person : people) {
                auto& row = values.add("PERSON");
                row.set("PERSON_NAME", base::full_name(person.name, person.surname));
                if (person.self)
                    row.show("PERSON_SELF");
                else
                    row.add("PERSON_REMOVAL")
                        .set("REMOVAL_ACTION", visit.path(fmt::format("/people/{}/removal", base::to_text(person.id))));
            }
            values.show_if(people.size() < 2, "ALONE");
            include_fields(values, page, fields, wrong);
        });
}

Response people_again(const Visit& visit, const Wrong& wrong) {
    return people_page(visit, read_person(visit.page.request.form), wrong);
}

}  // namespace

Response profile_form(const Visit& visit) {
    auto kept = with_kept_form(visit, [&](const http::Form& form, const Wrong& unsaved) {
        return profile_page(visit, read_typed(visit, form), unsaved);
    });
    return kept ? *std::move(kept) : stored_again(visit, {});
}

const FormHandler<Visit> profile(profile_again, [](const Visit& visit) -> Response {
    const auto& page = visit.page;
    auto& environment = page.environment;
    const auto& form = page.request.form;
    auto typed = read_typed(visit, form);
    std::vector<FieldError> errors;
    auto profile = read_profile(visit, typed, errors);
    const auto custom = read_custom(typed, errors);
    profile.by_staff = visit.by_staff();
    if (!visit.by_staff() && accounts::is_other_address(visit.who, typed.email)) {
        const auto may =
            accounts::may_change_email(environment.database, environment.accounts_context(), environment.hasher,
                                       visit.business(), visit.who.account_id, form.get("current_password"));
        // Asked for once it is needed, so that the form has no password in it for everything else.
        typed.asks_password = form.has("current_password") || !may;
        if (!may && may.error().fields.empty()) return profile_page(visit, typed, wrong_of(page, may.error()));
        if (!may) std::ranges::copy(may.error().fields, std::back_inserter(errors));
        profile.may_change_email = may.has_value();
    }
    const auto asked = environment.database.write([&](db::Tx& tx) {
        auto updated =
            accounts::update_profile(tx, environment.accounts_context(), page.business(), visit.who.account_id, profile,
                                     pages::whole_number(form.get("version")), errors);
        if (!updated) return updated;
        const auto noted = customers::change_custom_values(
            tx, {environment.clock, environment.registry}, visit.business(), visit.who.customer_id, custom,
            [](const customers::CustomField& field) { return field.in_profile; }, true, visit.actor());
        return noted ? updated : Result<bool>(std::unexpected(noted.error()));
    });
    if (asked) return go_to(visit.path(*asked ? "/profile?mailed=1" : "/profile?saved=1"));
    auto wrong = wrong_of(page, asked.error());
    sort_wrong(wrong, fields(page, typed));
    return profile_page(visit, typed, wrong);
});

const FormHandler<Visit> set_picture(stored_again, [](const Visit& visit) -> Response {
    const auto& page = visit.page;
    const auto parts = http::parse_multipart(page.request.header("content-type"), page.request.body);
    if (!parts) return bad_picture(visit, {Fault::invalid, "picture.missing", {}, {}});
    const auto* file = http::find_file(*parts, "picture");
    auto prepared = pictures::portrait(page.environment.pool, file ? file->content : std::string_view());
    if (!prepared) return bad_picture(visit, prepared.error());
    const customers::Picture picture{"image/jpeg", *std::move(prepared), page.now};
    page.environment.database.write([&](db::Tx& tx) {
        customers::set_picture(tx, {page.environment.clock, page.environment.registry}, visit.business(),
                               visit.who.customer_id, picture, visit.actor());
    });
    return go_to(visit.path("/profile?picture=1"));
});

const FormHandler<Visit> remove_picture(stored_again, [](const Visit& visit) -> Response {
    const auto& page = visit.page;
    page.environment.database.write([&](db::Tx& tx) {
        customers::remove_picture(tx, {page.environment.clock, page.environment.registry}, visit.business(),
                                  visit.who.customer_id, visit.actor());
    });
    return go_to(visit.path("/profile?removed=1"));
});

Response picture(const Visit& visit) {
    const auto& page = visit.page;
    const auto id = base::parse_id<CustomerId>(page.request.param("id"));
    std::optional<customers::Picture> found;
    if (id)
        found = page.environment.database.read([&](db::Session& session) {
            const bool own = accounts::looks_after(session, visit.business(), visit.who.account_id, *id);
            return own ? customers::find_picture(session, visit.business(), *id) : std::nullopt;
        });
    if (!found)
        return pages::explain(page, 404, i18n::message(page.language, "page.not_found"),
                              pages::WayOn{visit.path(), i18n::words(page.language, "My appointments")},
                              Secrecy::personal);
    return pages::picture(*std::move(found));
}

const FormHandler<Visit> ask_erasure(stored_again, [](const Visit& visit) -> Response {
    const auto& page = visit.page;
    const auto asked = page.environment.database.write([&](db::Tx& tx) {
        return customers::ask_erasure(tx, {page.environment.clock, page.environment.registry}, visit.business(),
                                      visit.who.customer_id, visit.actor());
    });
    if (!asked) return only_in_person(visit);
    return go_to(visit.path("/profile?erasure=1"));
});

const FormHandler<Visit> withdraw_erasure(stored_again, [](const Visit& visit) -> Response {
    const auto& page = visit.page;
    if (visit.by_staff()) return only_in_person(visit);
    page.environment.database.write([&](db::Tx& tx) {
        customers::decide_erasure(tx, {page.environment.clock, page.environment.registry}, visit.business(),
                                  visit.who.customer_id, customers::Decision::withdrawn, visit.actor());
    });
    return go_to(visit.path("/profile?withdrawn=1"));
});

Response people_form(const Visit& visit) {
    auto kept = with_kept_form(visit, [&](const http::Form& form, const Wrong& unsaved) {
        return people_page(visit, read_person(form), unsaved);
    });
    return kept ? *std::move(kept) : people_again(visit, {});
}

const FormHandler<Visit> add_person(people_again, [](const Visit& visit) -> Response {
    const auto& page = visit.page;
    const auto typed = read_person(page.request.form);
    const auto added = page.environment.database.write([&](db::Tx& tx) {
        return accounts::add_dependant(tx, page.environment.accounts_context(), visit.business(), visit.who.account_id,
                                       typed.name, typed.surname, i18n::tag(page.language), visit.by_staff());
    });
    return added ? go_to(visit.path("/people?added=1")) : people_again(visit, wrong_of(page, added.error()));
});

const FormHandler<Visit> remove_person(people_again, [](const Visit& visit) -> Response {
    const auto& page = visit.page;
    const auto id = base::parse_id<CustomerId>(page.request.param("id"));
    const bool removed = id && page.environment.database.write([&](db::Tx& tx) {
        return accounts::remove_dependant(tx, page.environment.accounts_context(), visit.business(),
                                          visit.who.account_id, *id, visit.by_staff());
    });
    if (removed) return go_to(visit.path("/people?removed=1"));
    return pages::explain(page, 404, i18n::message(page.language, "page.not_found"),
                          pages::WayOn{visit.path("/people"), i18n::words(page.language, "People I book for")},
                          Secrecy::personal);
});

}  // namespace portal
