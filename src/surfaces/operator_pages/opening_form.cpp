#include "operator_pages/opening_form.h"

#include "businesses/countries.h"
#include "office/frame/address_check.h"

namespace operator_pages {
namespace {

using office::Field;
using office::Form;
using office::line;

std::vector<office::Option> country_options() {
    std::vector<office::Option> out;
    for (const auto& country : businesses::kCountries)
        out.push_back({std::string(country.code), std::string(country.name)});
    return out;
}

std::vector<office::Option> language_options() {
    std::vector<office::Option> out;
    for (const auto language : i18n::languages)
        out.push_back({std::string(i18n::tag(language)), std::string(i18n::native_name(language))});
    return out;
}

}  // namespace

Draft read_draft(const pages::Page& page) {
    const auto& form = page.request.form;
    Draft out;
    out.name = line(form, "name");
    out.slug = office::typed_slug(form);
    if (form.has("country")) out.country = line(form, "country");
    out.language = form.has("language") ? line(form, "language") : std::string(i18n::tag(page.language));
    out.owner = base::name_of(line(form, "owner"));
    out.email = line(form, "email");
    return out;
}

Form opening_form(const pages::Page& page, const Draft& draft, const pages::Wrong& wrong, std::string owner_heading,
                  std::string email_hint, std::string address_check) {
    const auto language = page.language;
    Form form;
    form.wrong = wrong;
    form.fields = {
        {.name = "name",
         .label = i18n::words(language, "Name of the business"),
         .value = draft.name,
         .limit = 100,
         .required = true},
        {.name = "slug",
         .label = i18n::words(language, "Address of the booking page"),
         .hint = i18n::words(language,
                             "The last part of {url}. Small letters, digits and hyphens. Left empty, it is made from "
                             "the name.",
                             {{"url", page.request.origin + "/studio-lind"}}),
         .value = draft.slug,
         .limit = 40,
         .check = std::move(address_check),
         .check_with = "name"},
        {.kind = Field::Kind::select,
         .name = "country",
         .label = i18n::words(language, "Country"),
         .hint = i18n::words(language, "Gives the time zone and the currency; the owner can change them."),
         .value = draft.country,
         .options = country_options()},
        {.kind = Field::Kind::select,
         .name = "language",
         .label = i18n::words(language, "Language of the customers"),
         .value = draft.language,
         .options = language_options()},
        {.kind = Field::Kind::heading, .label = std::move(owner_heading)},
        {.name = "owner", .label = i18n::words(language, "Name"), .value = draft.owner, .limit = 100, .required = true},
        {.name = "email",
         .label = i18n::words(language, "E-mail"),
         .hint = std::move(email_hint),
         .value = draft.email,
         .type = "email",
         .limit = 254,
         .required = true}};
    return form;
}

onboarding::Opening opening_of(const Draft& draft) {
    onboarding::Opening out;
    out.name = draft.name;
    out.slug = draft.slug;
    out.country = draft.country;
    out.language = draft.language;
    out.owner = draft.owner;
    out.email = base::parse_email(draft.email).value_or(Email{draft.email, {}});
    return out;
}

}  // namespace operator_pages
