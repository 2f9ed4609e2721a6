#include "bookings/personal.h"

#include "bookings/answers.h"
#include "bookings/booking_store.h"
#include "catalog/catalog.h"
#include "db/db.h"
#include "personal/personal.h"
#include "staff/staff.h"

#include <nlohmann/json.hpp>

namespace bookings {
namespace {

using json = nlohmann::ordered_json;
using personal::json_time;
using personal::Subject;
using personal::time_of;

constexpr int kMost = 5000;

std::string label(i18n::Language language, std::string_view member) {
    const std::pair<std::string_view, std::string> labels[] = {
        {"service", i18n::words(language, "Service")},
        {"provider", i18n::words(language, "With")},
        {"starts_at", i18n::words(language, "Begins")},
        {"ends_at", i18n::words(language, "Ends")},
        {"status", i18n::words(language, "Status")},
        {"price", i18n::words(language, "Price")},
        {"given_name", i18n::words(language, "First name")},
        {"given_surname", i18n::words(language, "Last name")},
        {"given_email", i18n::words(language, "E-mail")},
        {"given_phone", i18n::words(language, "Phone")},
        {"note", i18n::words(language, "Note")},
        {"internal_note", i18n::words(language, "Internal note")},
        {"overbooking", i18n::words(language, "Over another appointment, because")},
        {"deleted_at", i18n::words(language, "Deleted")},
        {"add_ons", i18n::words(language, "Extras")},
        {"answers", i18n::words(language, "Answers")},
        {"language", i18n::words(language, "Language")},
        {"booked_at", i18n::words(language, "Booked")},
    };
    for (const auto& [name, text] : labels)
        if (name == member) return text;
    return {};
}

template <class Items, class Id>
std::string name_in(const Items& items, Id id, auto&& name) {
    const auto found = std::ranges::find(items, id, [](const auto& each) { return each.id; });
    return found == items.end() ? std::string() : name(*found);
}

// What its verbs need no field for.
struct Proof {
    std::optional<Instant> consent_at;
    bool verified = false;
    std::string source;
};

Proof proof_of(db::Session& session, const Booking& booking) {
    const auto found = session.row<std::optional<Instant>, bool, std::string>(
        "select consent_at, customer_verified, source from bookings where business_id = :business and id = :id",
        booking.business_id, booking.id);
    CHECK(found);
    return {std::get<0>(*found), std::get<1>(*found), std::get<2>(*found)};
}

json links_of(db::Session& session, const Booking& booking) {
    json out = json::array();
    for (const auto& [made, used, until] : session.rows<Instant, std::optional<Instant>, std::optional<Instant>>(
             "select created_at, used_at, expires_at from booking_links where business_id = :business and booking_id = "
             ":id "
             "order by created_at, token_hash",
             booking.business_id, booking.id))
        out.push_back({{"made_at", json_time(made)}, {"used_at", time_of(used)}, {"until", time_of(until)}});
    return out;
}

json add_ons_of(const Booking& booking, i18n::Language language) {
    json out = json::array();
    for (const auto& each : booking.add_ons)
        out.push_back({{"id", base::to_text(each.id)},
                       {"name", each.name.in(i18n::tag(language))},
                       {"minutes", each.duration.count()},
                       {"price", {{"amount", each.price.amount}, {"currency", each.price.currency}}}});
    return out;
}

// The files among them, named by booking and field, are added to `files`.
json answers_of(db::Session& session, const Booking& booking, i18n::Language language, personal::Files& files) {
    json out = json::array();
    for (const auto& answer : list_answers(session, booking.business_id, booking.id)) {
        json told{{"label", answer.label.in(i18n::tag(language))},
                  {"answer", answer_text(answer, language)},
                  {"value", answer.value}};
        if (auto file = find_file(session, booking.business_id, booking.id, answer.field_id)) {
            const auto name = fmt::format("answers/{}-{}.{}", base::to_text(booking.id), base::to_text(answer.field_id),
                                          ending_of(file->media_type));
            told["file"] = name;
            files.emplace_back(name, std::move(file->content));
        }
        out.push_back(std::move(told));
    }
    return out;
}

// Their own, deleted ones too while they are stored, and those that they made with their own address for whom they look
// after.
std::vector<Booking> bookings_of(db::Session& session, const Subject& subject) {
    const auto all_of = [&](CustomerId customer) {
        auto out = list_all_of_customer(session, subject.business, customer, {}, kMost).bookings;
        std::ranges::move(store::list_deleted_of_customer(session, subject.business, customer, kMost),
                          std::back_inserter(out));
        return out;
    };
    auto out = all_of(subject.customer);
    for (const auto dependant : subject.dependants)
        for (auto& booking : all_of(dependant))
            if (subject.had(booking.email)) out.push_back(std::move(booking));
    return out;
}

personal::Files files(db::Session& session, const Clock&, const Subject& subject) {
    const auto business = businesses::find(session, subject.business);
    CHECK(business);
    const auto services = catalog::list_services(session, business->id, business->currency);
    const auto providers = staff::list_providers(session, business->id);
    json out = json::array();
    personal::Files of_answers;
    for (const auto& booking : bookings_of(session, subject)) {
        const auto proof = proof_of(session, booking);
        out.push_back(
            {{"id", base::to_text(booking.id)},
             {"service", name_in(services, booking.service_id,
                                 [&](const auto& each) { return each.name.in(i18n::tag(subject.language)); })},
             {"provider", name_in(providers, booking.provider_id, [](const auto& each) { return each.name; })},
             {"starts_at", base::to_text(booking.time.begin, business->zone)},
             {"ends_at", base::to_text(booking.time.end, business->zone)},
             {"status", to_text(booking.status)},
             {"price", {{"amount", booking.price.amount}, {"currency", booking.price.currency}}},
             {"paid_at", time_of(booking.paid_at)},
             {"given_name", booking.name},
             {"given_surname", booking.surname},
             {"given_email", booking.email},
             {"given_phone", booking.phone},
             {"name_differs_from_stored", booking.name_differs},
             {"booked_signed_in", proof.verified},
             {"source", proof.source},
             {"consent_at", time_of(proof.consent_at)},
             {"attendee", booking.attendee},
             {"note", booking.note},
             {"internal_note", booking.internal_note},
             {"overbooking", booking.overbooking},
             {"add_ons", add_ons_of(booking, subject.language)},
             {"answers", answers_of(session, booking, subject.language, of_answers)},
             {"language", booking.language},
             {"time_zone", booking.visitor_zone},
             {"booked_at", json_time(booking.created_at)},
             {"changed_at", json_time(booking.changed_at)},
             {"hidden_at", time_of(booking.hidden_at)},
             {"deleted_at", time_of(booking.deleted_at)},
             {"links", links_of(session, booking)}});
    }
    personal::Files all{{"bookings.json", out.dump(2)}};
    std::ranges::move(of_answers, std::back_inserter(all));
    return all;
}

void find_records(db::Session& session, Subject& subject) {
    for (const auto& [id] : session.rows<std::int64_t>(
             "select id from bookings where business_id = :business and customer_id = :customer order by id limit "
             ":limit",
             subject.business, subject.customer, kMost))
        subject.records.push_back(id);
}

// When, what and how much stays, for bookkeeping. Of whom they look after only what they gave of themselves goes.
void erase(db::Tx& tx, const personal::Erasing& erasing) {
    const auto& subject = erasing.subject;
    tx.execute(
        "update bookings set given_name = '', given_surname = '', given_email = '', given_phone = '', note = '', "
        "attendee = '', attendee_key = '', attendee_surname_key = '', internal_note = '', overbooking = '' "
        "where business_id = :business and customer_id = :customer",
        subject.business, subject.customer);
    tx.execute("delete from booking_answers where business_id = :business and booking_id in "
               "(select id from bookings where business_id = :of_business and customer_id = :customer)",
               subject.business, subject.business, subject.customer);
    for (const auto dependant : subject.dependants)
        for (const auto& address : subject.addresses)
            tx.execute("update bookings set given_email = '', given_phone = '' where business_id = :business "
                       "and customer_id = :customer and lower(given_email) = :address",
                       subject.business, dependant, address);
}

}  // namespace

void add_personal(activity::Registry& registry) {
    registry.add(personal::Part{
        .name = "bookings",
        .tables =
            {{"bookings",
              "appointment_id visit_id visit_part customer_id manage_token_hash calendar_sequence version attendee_key "
              "attendee_surname_key",
              "the appointment is told with it; whose; a hash; counters; the attendee's name, folded"},
             {"booking_answers", "booking_id field_id position kind key",
              "told with its booking; of what was asked the label is told"},
             {"booking_files", "*", "a file of the archive"},
             {"booking_links", "booking_id token_hash", "which; a hash"},
             {"visits", "*", "a visit is told by its bookings"}},
        .heading = [](i18n::Language language) { return i18n::words(language, "Appointments"); },
        .label = label,
        .find = find_records,
        .files = files,
        .erase = erase});
}

}  // namespace bookings
