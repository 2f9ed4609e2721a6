#include "customers/personal.h"

#include "customers/customer_store.h"
#include "customers/fields.h"
#include "customers/labels.h"
#include "personal/personal.h"

#include <nlohmann/json.hpp>

namespace customers {
namespace {

using json = nlohmann::ordered_json;
using personal::json_time;

std::string label(i18n::Language language, std::string_view member) {
    if (member == "created_at") return i18n::words(language, "Since");
    const auto* field = field_words(member);
    return field ? i18n::words(language, field) : std::string();
}

json told(const std::string& value) { return value; }
json told(const std::optional<std::string>& value) { return value.value_or(""); }
json told(const std::optional<Day>& value) { return value ? json(base::to_text(*value)) : json(); }
json told(bool value) { return value; }

personal::Files profile(db::Session& session, const Clock&, const personal::Subject& subject) {
    const auto customer = find(session, subject.business, subject.customer);
    CHECK(customer);
    json out{{"id", base::to_text(customer->id)}};
    for_each_field([&](const auto& field) {
        if (auto value = told(field.of(*customer)); !value.is_null()) out[std::string(field.name)] = std::move(value);
    });
    out["email_trouble"] = customer->email_trouble;
    out["created_at"] = json_time(customer->created_at);
    personal::Files files;
    if (auto picture = find_picture(session, subject.business, subject.customer)) {
        out["picture_changed_at"] = json_time(picture->changed_at);
        files.emplace_back("picture." + picture->media_type.substr(picture->media_type.find('/') + 1),
                           std::move(picture->content));
    }
    files.emplace_back("profile.json", out.dump(2));
    return files;
}

personal::Files labels(db::Session& session, const Clock&, const personal::Subject& subject) {
    json out = json::array();
    for (const auto& [customer, all] : list_labels_of(session, subject.business, {subject.customer}))
        for (const auto& each : all) out.push_back({{"name", each.name}});
    if (out.empty()) return {};
    return {{"labels.json", out.dump(2)}};
}

personal::Files contact_persons(db::Session& session, const Clock&, const personal::Subject& subject) {
    json out = json::array();
    using S = std::string;
    for (const auto& [name, relation, phone, email, gets_messages, created] : session.rows<S, S, S, S, bool, Instant>(
             "select name, relation, phone, email, gets_messages, created_at from contact_persons "
             "where business_id = :business and customer_id = :customer order by id",
             subject.business, subject.customer))
        out.push_back({{"name", name},
                       {"relation", relation},
                       {"phone", phone},
                       {"email", email},
                       {"gets_messages", gets_messages},
                       {"created_at", json_time(created)}});
    if (out.empty()) return {};
    return {{"contact_persons.json", out.dump(2)}};
}

personal::Files erasure_requests(db::Session& session, const Clock&, const personal::Subject& subject) {
    json out = json::array();
    for (const auto& [asked, decided, decision] : session.rows<Instant, std::optional<Instant>, std::string>(
             "select asked_at, decided_at, decision from erasure_requests "
             "where business_id = :business and customer_id = :customer order by id",
             subject.business, subject.customer))
        out.push_back({{"asked_at", json_time(asked)},
                       {"decided_at", decided ? json(json_time(*decided)) : json(nullptr)},
                       {"decision", decision}});
    if (out.empty()) return {};
    return {{"erasure_requests.json", out.dump(2)}};
}

void find_addresses(db::Session& session, personal::Subject& subject) {
    const auto customer = find(session, subject.business, subject.customer);
    if (customer && customer->email) subject.add_address(*customer->email);
}

bool is_of_another(db::Session& session, const personal::Subject& subject, std::string_view address) {
    const auto holder = store::find_by_email(session, subject.business, address);
    return holder && holder->id != subject.customer;
}

}  // namespace

void add_personal(activity::Registry& registry) {
    registry.add(personal::Part{
        .name = "profile",
        .tables = {{"customers", "email_key sort_key search_key surname_key keys_stale anonymised_at walk_in version",
                    "keys made of the name and the address; an erased one is nobody's; a counter"},
                   {"customer_visits", "*", "what the bookings say, kept to sort by"},
                   {"customer_pictures", "customer_id", "whose"},
                   {"customer_deletions", "*", "what restores a deleted customer; it is not there while there is one"}},
        .heading = [](i18n::Language language) { return i18n::words(language, "Profile"); },
        .label = label,
        .find = find_addresses,
        .is_of_another = is_of_another,
        .files = profile,
        .erase =
            [](db::Tx& tx, const personal::Erasing& erasing) {
                anonymise(tx, {erasing.clock, erasing.registry}, erasing.subject.business, erasing.subject.customer,
                          erasing.actor);
            }});
    registry.add(personal::Part{
        .name = "labels",
        .tables = {{"customer_labels", "customer_id label_id", "whose; the label is named"}},
        .heading = [](i18n::Language language) { return i18n::words(language, "Labels"); },
        .label = [](i18n::Language language, std::string_view member) -> std::string {
            if (member == "name") return i18n::words(language, "Name");
            return {};
        },
        .files = labels,
        .erase =
            [](db::Tx& tx, const personal::Erasing& erasing) {
                tx.execute("delete from customer_labels where business_id = :business and customer_id = :customer",
                           erasing.subject.business, erasing.subject.customer);
            }});
    registry.add(personal::Part{
        .name = "contact_persons",
        .tables = {{"contact_persons", "customer_id version", "whose; a counter"}},
        .heading = [](i18n::Language language) { return i18n::words(language, "Contact persons"); },
        .label = [](i18n::Language language, std::string_view member) -> std::string {
            if (member == "name") return i18n::words(language, "Name");
            if (member == "relation") return i18n::words(language, "Relation");
            if (member == "phone") return i18n::words(language, "Phone");
            if (member == "email") return i18n::words(language, "E-mail");
            if (member == "gets_messages") return i18n::words(language, "Gets messages about appointments");
            if (member == "created_at") return i18n::words(language, "Since");
            return {};
        },
        .files = contact_persons,
        .erase =
            [](db::Tx& tx, const personal::Erasing& erasing) {
                tx.execute("delete from contact_persons where business_id = :business and customer_id = :customer",
                           erasing.subject.business, erasing.subject.customer);
            }});
    registry.add(personal::Part{
        .name = "erasure_requests",
        .tables = {{"erasure_requests", "customer_id", "whose"}},
        .heading = [](i18n::Language language) { return i18n::words(language, "Requests to be erased"); },
        .label = [](i18n::Language language, std::string_view member) -> std::string {
            if (member == "asked_at") return i18n::words(language, "When");
            return {};
        },
        .files = erasure_requests});
}

}  // namespace customers
