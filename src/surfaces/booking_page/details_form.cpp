#include "booking_page/details_form.h"

#include "bookings/changing.h"
#include "i18n/names.h"
#include "pages/custom_fields.h"

#include <algorithm>

namespace booking_page {

using namespace pages;
namespace {

using businesses::FieldRule;

std::string label_of(const Page& page, std::string_view field, const std::vector<Field>& all) {
    const auto found = std::ranges::find(all, field, &Field::name);
    if (found != all.end()) return found->label;
    const auto& asked = page.snapshot->extra_fields;
    if (const auto extra = std::ranges::find(asked, field, &catalog::ExtraField::form_name); extra != asked.end())
        return page.text(extra->label);
    if (field == "customer") return i18n::words(page.language, "For whom");
    return field == "start" ? i18n::words(page.language, "Day and time") : i18n::words(page.language, "Your consent");
}

}  // namespace

std::vector<Field> detail_fields(const Page& page, const DetailsForm& form) {
    const auto& settings = page.business().customer;
    const auto& typed = form.typed;
    std::vector<Field> out;
    const auto add = [&](FieldRule rule, Field field) {
        field.required = rule == FieldRule::required;
        if (rule != FieldRule::hidden) out.push_back(std::move(field));
    };
    if (!form.filler.has_choice()) {
        add(FieldRule::required, {.name = "name",
                                  .label = i18n::words(page.language, "First name"),
                                  .value = typed.name,
                                  .autocomplete = "given-name",
                                  .limit = kLongestName});
        add(settings.surname_field, {.name = "surname",
                                     .label = i18n::words(page.language, "Last name"),
                                     .value = typed.surname,
                                     .autocomplete = "family-name",
                                     .limit = kLongestName});
    }
    if (!form.filler.visitor)
        add(FieldRule::required, {.name = "email",
                                  .label = i18n::words(page.language, "E-mail"),
                                  .value = typed.email,
                                  .type = "email",
                                  .autocomplete = "email",
                                  .limit = kLongestEmail});
    add(settings.phone_field, {.name = "phone",
                               .label = i18n::words(page.language, "Phone"),
                               .value = typed.phone,
                               .type = "tel",
                               .autocomplete = "tel",
                               .limit = kLongestPhone});
    for (const auto& field : form.filler.custom) {
        if (!form.filler.asks(field)) continue;
        const auto given = typed.custom.find(field.id);
        out.push_back(pages::field_of(page, field, given == typed.custom.end() ? "" : given->second, true));
    }
    add(settings.note_field, {.kind = Field::Kind::area,
                              .name = "note",
                              .label = i18n::words(page.language, "A note for us"),
                              .value = typed.note,
                              .limit = kLongestNote});
    return out;
}

void fill_wrong(html::Values& values, const Page& page, const Typed& typed, const std::vector<Field>& all) {
    if (typed.errors.empty()) return;
    auto& wrong = values.add("WRONG");
    wrong.set("WRONG_TITLE",
              i18n::count(page.language, "One thing is missing or wrong", "{n} things are missing or wrong",
                          static_cast<std::int64_t>(typed.errors.size())));
    for (const auto& error : typed.errors)
        wrong.add("WRONG_FIELD")
            .set("WRONG_ID", "tb-" + error.field)
            .set("WRONG_LABEL", label_of(page, error.field, all))
            .set("WRONG_TEXT", sentence(page, error));
}

void include_consent(html::Values& values, const Page& page, const DetailsForm& form, std::string_view focus) {
    const auto& visitor = form.filler.visitor;
    const auto& consent = form.filler.consent;
    const i18n::Parameters name{{"name", page.name()}};
    html::Values out;
    if (const auto& url = page.business().privacy_url; !url.empty()) out.add("PRIVACY").set("PRIVACY_URL", url);
    if (consent) {
        const auto this_year = static_cast<int>(std::chrono::year_month_day{page.zone().day(page.now)}.year());
        const auto day = i18n::long_date(page.language, page.zone().day(*consent), this_year);
        out.add("CONSENTED")
            .set("CONSENTED_TEXT", i18n::words(page.language, "You agreed on {day} that {name} may keep your details.",
                                               {{"name", page.name()}, {"day", day}}));
    } else if (!visitor || !visitor->acting) {
        auto& asked = out.add("CONSENT");
        asked.set("CONSENT_TEXT",
                  visitor ? i18n::words(page.language, "{name} may keep my details to handle my appointments", name)
                          : i18n::words(page.language, "{name} may keep my details to handle this booking", name));
        asked.show_if(form.typed.consent, "CONSENT_GIVEN").show_if(focus == "consent", "CONSENT_FOCUS");
        if (const auto* error = error_of(form.typed.errors, "consent"))
            asked.add("CONSENT_BAD").set("CONSENT_WRONG", sentence(page, *error));
    }
    values.include("CONSENT", "booking_page/consent", std::move(out));
}

void include_policy(html::Values& values, const Page& page, const catalog::Service& service,
                    std::optional<Instant> start) {
    const auto& policy = page.text(page.business().cancellation_policy);
    if (!start && policy.empty()) return;
    html::Values out;
    if (!policy.empty()) out.add("POLICY_OWN").set("POLICY_TEXT", policy);
    if (start) {
        const auto told = bookings::changing(page.business(), page.language, service, *start, page.now);
        out.add(told.over ? "CHANGING_OVER" : "CHANGING").set("CHANGING_TEXT", told.text);
    }
    values.include("POLICY", "booking_page/policy", std::move(out));
}

std::string shown_in(const Page& page, const Typed& typed) {
    return typed.shown_in.empty() ? page.zone().name() : typed.shown_in;
}

std::string back_here(const Page& page, std::string_view where, std::string_view path) {
    return fmt::format("{}/{}?next={}", home_path(page), where, base::percent_encoded(path));
}

void include_person(html::Values& values, const Page& page, const DetailsForm& form) {
    const auto& visitor = form.filler.visitor;
    const auto& people = form.filler.people;
    html::Values out;
    if (visitor) out.add("SIGNED_IN").set("SIGNED_IN_EMAIL", visitor->email);
    if (!visitor && has_logins(page))
        out.add("GUEST")
            .set("SIGN_IN_HERE_URL", back_here(page, "sign-in", form.here))
            .set("REGISTER_URL", back_here(page, "register", form.here));
    if (form.filler.has_choice()) {
        auto& choice = out.add("PEOPLE");
        if (const auto* error = error_of(form.typed.errors, "customer"))
            choice.add("PEOPLE_BAD").set("PEOPLE_WRONG", sentence(page, *error));
        for (const auto& person : people) {
            const bool chosen =
                form.typed.customer.empty() ? person.self : form.typed.customer == base::to_text(person.id);
            choice.add("PERSON")
                .set("PERSON_ID", base::to_text(person.id))
                .set("PERSON_NAME", base::full_name(person.name, person.surname))
                .show_if(chosen, "PERSON_CHOSEN");
        }
    }
    values.include("WHO", "booking_page/who", std::move(out));
}

bool must_sign_in(const Page& page, const catalog::Service& service) {
    return !page.signed_in && bookings::needs_sign_in(page.business(), service);
}

}  // namespace booking_page
