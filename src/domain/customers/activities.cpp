#include "activity/telling.h"
#include "customers/customer.h"
#include "customers/fields.h"
#include "customers/personal.h"
#include "customers/words.h"
#include "db/db.h"

#include <nlohmann/json.hpp>

namespace customers {
namespace {

using activity::Reader;
using i18n::Language;
using nlohmann::json;

std::string say_gender(const Reader& reader, const json& value) {
    return value.is_string() ? gender_name(reader.language, value.get<std::string>())
                             : activity::plain_value(reader, value);
}
std::string say_day(const Reader& reader, const json& value) {
    const auto day = value.is_string() ? base::parse_day(value.get<std::string>()) : std::nullopt;
    return day ? i18n::long_date(reader.language, *day, 0) : activity::plain_value(reader, value);
}
std::string say_language(const Reader& reader, const json& value) {
    const auto known = value.is_string() ? i18n::parse_language(value.get<std::string>()) : std::nullopt;
    return known ? std::string(i18n::native_name(*known)) : activity::plain_value(reader, value);
}

activity::Say say_of(std::string_view field) {
    if (field == "gender") return say_gender;
    if (field == "date_of_birth") return say_day;
    if (field == "language") return say_language;
    return {};
}

std::vector<activity::Field> told_fields() {
    std::vector<activity::Field> out;
    for_each_field([&](const auto& field) {
        out.push_back({std::string(field.name), field.words, say_of(field.name), field.name == "phone"});
    });
    return out;
}

}  // namespace

std::string gender_name(Language language, std::string_view gender) {
    if (gender == "female") return i18n::words(language, "female");
    if (gender == "male") return i18n::words(language, "male");
    if (gender == "other") return i18n::words(language, "other");
    return i18n::words(language, "not given");
}

void subscribe(activity::Registry& registry) {
    registry.add(std::vector<activity::Type>{
        {.name = "customer.created", .words = N_("The customer was added")},
        {.name = "customer.changed", .words = N_("The details were changed"), .fields = told_fields()},
        {.name = "customer.picture_changed", .words = N_("The picture was changed")},
        {.name = "customer.email_refused", .words = N_("The e-mail address was refused")},
        {.name = "customer.erasure_asked", .words = N_("Asked to be erased")},
        {.name = "customer.erasure_decided", .words = N_("The request to be erased was decided")},
        {.name = "customer.anonymised", .words = N_("Everything personal was erased")}});
    registry.add(kManageCustomers);
    registry.add(activity::Housekeeping{[](db::Database& database, Instant) { renew_keys(database); }, true});
    add_personal(registry);
}

}  // namespace customers
