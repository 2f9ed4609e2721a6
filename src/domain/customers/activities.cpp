#include "activity/telling.h"
#include "customers/custom_fields.h"
#include "customers/custom_values.h"
#include "customers/customer.h"
#include "customers/deletion.h"
#include "customers/fields.h"
#include "customers/labels.h"
#include "customers/merges.h"
#include "customers/personal.h"
#include "customers/words.h"
#include "db/db.h"
#include "i18n/names.h"

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

std::string say_country(const Reader& reader, const json& value) {
    if (!value.is_string() || value.get_ref<const std::string&>().empty()) return activity::plain_value(reader, value);
    return i18n::country_name(reader.language, value.get<std::string>());
}

std::string say_labels(const Reader& reader, const json& value) {
    if (!value.is_array()) return activity::plain_value(reader, value);
    std::string out;
    for (const auto& name : value)
        if (name.is_string()) out += (out.empty() ? "" : ", ") + name.get<std::string>();
    return out.empty() ? i18n::words(reader.language, "none") : out;
}

activity::Say say_of(std::string_view field) {
    if (field == "gender") return say_gender;
    if (field == "date_of_birth") return say_day;
    if (field == "language") return say_language;
    if (field == "country") return say_country;
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
    const std::vector<activity::Field> said_of_contacts{{"name", N_("Name")},
                                                        {"relation", N_("Relation")},
                                                        {"phone", N_("Phone"), {}, true},
                                                        {"email", N_("E-mail")},
                                                        {"gets_messages", N_("Gets messages about appointments")}};
    registry.add(std::vector<activity::Type>{
        {.name = "customer.created", .words = N_("The customer was added")},
        {.name = "customer.changed", .words = N_("The details were changed"), .fields = told_fields()},
        {.name = "customer.picture_changed", .words = N_("The picture was changed")},
        {.name = "customer.labels_changed",
         .words = N_("The labels were changed"),
         .fields = {{"labels", N_("Labels"), say_labels}}},
        {.name = "contact_person.added", .words = N_("A contact person was added"), .fields = said_of_contacts},
        {.name = "contact_person.changed", .words = N_("A contact person was changed"), .fields = said_of_contacts},
        {.name = "contact_person.removed", .words = N_("A contact person was removed"), .fields = said_of_contacts},
        {.name = "customer.deleted", .words = N_("The customer was deleted")},
        {.name = "customer.restored", .words = N_("The customer was restored")},
        {.name = "customer.merged", .words = N_("Another customer's record was merged into this one")},
        {.name = "customer.merge_undone", .words = N_("A merge with another customer's record was undone")},
        {.name = "customer.email_refused", .words = N_("The e-mail address was refused")},
        {.name = "customer.erasure_asked", .words = N_("Asked to be erased")},
        {.name = "customer.erasure_decided", .words = N_("The request to be erased was decided")},
        {.name = "customer.anonymised", .words = N_("Everything personal was erased")}});
    const auto of_label = [](std::string name, const char* words, std::vector<activity::Field> fields) {
        activity::Type out{.name = std::move(name), .words = words, .fields = std::move(fields), .log = "labels"};
        out.about = [](const Reader&, const activity::Recorded&, const json& data) {
            return data.is_object() ? data.value("name", std::string()) : std::string();
        };
        return out;
    };
    const std::vector<activity::Field> said{{"name", N_("Name")}, {"colour", N_("Colour")}};
    const activity::Field had{"customers", N_("Customers who had it")};
    registry.add(std::vector<activity::Type>{
        of_label("label.created", N_("A label was added"), said),
        of_label("label.changed", N_("A label was changed"), said),
        of_label("label.merged", N_("A label was merged into another"), {{"into", N_("Into")}, had}),
        of_label("label.deleted", N_("A label was deleted"), {had})});
    registry.add(activity::Log{"labels", N_("Labels")});
    registry.add(activity::Names{"label", [](db::Session& session, BusinessId business, Language) {
                                     std::map<std::string, std::string> out;
                                     for (const auto& label : list_labels(session, business))
                                         out.emplace(std::to_string(label.id.value), label.name);
                                     return out;
                                 }});
    registry.add(kManageCustomers);
    registry.add(activity::Housekeeping{[](db::Database& database, Instant) { renew_keys(database); }, true});
    add_custom_fields(registry);
    add_personal(registry);
    add_custom_values(registry);
    add_deletion(registry);
    add_merging(registry);
}

}  // namespace customers
