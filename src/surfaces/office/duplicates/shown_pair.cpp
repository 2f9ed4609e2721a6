#include "office/duplicates/shown_pair.h"

#include "base/typed.h"
#include "customers/fields.h"
#include "customers/words.h"
#include "i18n/names.h"

namespace office {
namespace {

using customers::Customer;

std::string in_words(const Page&, const std::string& value) { return value; }
std::string in_words(const Page&, const std::optional<std::string>& value) { return value.value_or(""); }
std::string in_words(const Page& page, const std::optional<Day>& value) {
    return value ? i18n::long_date(page.language, *value, 0) : std::string();
}
std::string in_words(const Page& page, bool value) {
    return value ? i18n::words(page.language, "Yes") : i18n::words(page.language, "No");
}

void add(std::string& to, std::string_view part) {
    if (part.empty()) return;
    if (!to.empty()) to += ", ";
    to += part;
}

}  // namespace

std::string reasons_in_words(i18n::Language language, unsigned reasons) {
    std::string out;
    const auto say = [&](duplicates::Reason reason, const std::string& words) {
        if (reasons & reason) add(out, words);
    };
    say(duplicates::same_name, i18n::words(language, "same name"));
    say(duplicates::similar_name, i18n::words(language, "nearly the same name"));
    say(duplicates::same_phone, i18n::words(language, "same phone"));
    say(duplicates::same_birthday, i18n::words(language, "same date of birth"));
    say(duplicates::same_street, i18n::words(language, "same street"));
    say(duplicates::same_mailbox, i18n::words(language, "same mailbox"));
    say(duplicates::other_birthday, i18n::words(language, "but another date of birth"));
    return out;
}

std::string likelihood(i18n::Language language, int points) {
    return points >= duplicates::kLikely ? i18n::words(language, "Very likely") : i18n::words(language, "Possible");
}

const Customer* ShownCustomers::find(CustomerId id) {
    auto known = known_.find(id);
    if (known == known_.end())
        known = known_
                    .emplace(id, page_.environment.database.read(
                                     [&](db::Session& session) { return customers::find(session, page_.id(), id); }))
                    .first;
    const auto& customer = known->second;
    return customer && !customer->anonymised ? &*customer : nullptr;
}

std::string told_apart_by(const Page& page, const Customer& customer) {
    std::string out;
    add(out, customer.email.value_or(""));
    add(out, customer.phone.empty() ? "" : base::phone_for_reading(customer.phone));
    if (customer.date_of_birth) add(out, i18n::long_date(page.language, *customer.date_of_birth, 0));
    return out;
}

std::string field_in_words(const Page& page, std::string_view field, const Customer& customer) {
    if (field == "gender") return customer.gender.empty() ? "" : customers::gender_name(page.language, customer.gender);
    if (field == "country") return customer.country.empty() ? "" : i18n::country_name(page.language, customer.country);
    if (field == "phone") return customer.phone.empty() ? "" : base::phone_for_reading(customer.phone);
    if (field == "language")
        if (const auto known = i18n::parse_language(customer.language)) return std::string(i18n::native_name(*known));
    std::string out;
    customers::for_each_field([&](const auto& each) {
        if (each.name == field) out = in_words(page, each.of(customer));
    });
    return out;
}

}  // namespace office
