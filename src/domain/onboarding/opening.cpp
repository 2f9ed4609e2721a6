#include "onboarding/opening.h"

#include "businesses/business.h"
#include "businesses/countries.h"
#include "db/db.h"
#include "notify/workflow.h"

#include <algorithm>

namespace onboarding {
namespace {

constexpr std::size_t kLongestName = 100;

const businesses::Country* country_of(std::string_view code) {
    const auto found = std::ranges::find(businesses::kCountries, code, &businesses::Country::code);
    return found == businesses::kCountries.end() ? nullptr : &*found;
}

businesses::Business draft_of(const Opening& opening) {
    businesses::Business out;
    const auto& country = *country_of(opening.country);
    out.name.fallback = opening.name;
    out.kind = opening.kind;
    out.slug = opening.slug;
    out.country = opening.country;
    out.zone = Zone::find(opening.zone.empty() ? country.zone : opening.zone).value();
    out.currency = opening.currency.empty() ? std::string(country.currency) : opening.currency;
    out.languages = {opening.language};
    for (const auto& tag : opening.others)
        if (std::ranges::find(out.languages, tag) == out.languages.end()) out.languages.push_back(tag);
    out.accent_colour = opening.colour;
    out.email = opening.contact;
    return out;
}

// The fields are named as who opens the business meets them.
Error as_opened(Error error) {
    for (auto& field : error.fields) {
        if (field.field == "accent_colour") field.field = "colour";
        if (field.field == "email") field.field = "contact";
        if (field.field == "slug") field.code = "business.slug_invalid";
    }
    if (error.code == "business.slug_taken") error.fields.push_back({"slug", error.code, {}});
    return error;
}

}  // namespace

std::vector<FieldError> wrong_fields(const Opening& opening) {
    std::vector<FieldError> wrong;
    const auto expect = [&](bool fine, const char* field, const char* code) {
        if (!fine) wrong.push_back({field, code, {}});
    };
    expect(!opening.owner.empty(), "owner", "field.required");
    expect(base::length(opening.owner) <= kLongestName, "owner", "field.invalid");
    expect(base::parse_email(opening.email.text).has_value(), "email", "field.email");
    expect(!opening.name.empty(), "name", "field.required");
    expect(businesses::is_slug(opening.slug), "slug", "business.slug_invalid");
    expect(country_of(opening.country) != nullptr, "country", "field.invalid");
    expect(opening.zone.empty() || Zone::find(opening.zone), "zone", "zone.invalid");
    expect(i18n::parse_language(opening.language).has_value(), "language", "field.invalid");
    expect(opening.contact.empty() || base::parse_email(opening.contact), "contact", "field.email");
    return wrong;
}

Result<Opened> open_business(db::Tx& tx, const accounts::Context& context, const Opening& opening) {
    if (auto wrong = wrong_fields(opening); !wrong.empty())
        return std::unexpected(Error{Fault::invalid, "form.invalid", {}, std::move(wrong)});
    const auto made = businesses::create(tx, context.clock, draft_of(opening));
    if (!made) return std::unexpected(as_opened(made.error()));
    notify::install_defaults(tx, context.clock, *businesses::find(tx, *made));
    const auto owner =
        accounts::staff::add(tx, context, *made, opening.owner, opening.email.text, businesses::Role::owner, {});
    if (!owner) return std::unexpected(owner.error());
    return Opened{*made, *owner};
}

}  // namespace onboarding
