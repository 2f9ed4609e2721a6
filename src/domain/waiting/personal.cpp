// What the waiting list adds to what is told of a customer and erased (personal/personal.h).
#include "personal/personal.h"

#include "db/db.h"
#include "waiting/record.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace waiting {
namespace {

using json = nlohmann::ordered_json;
using personal::json_time;
using personal::time_of;

constexpr int kMost = 5000;

std::string label(i18n::Language language, std::string_view member) {
    const std::pair<std::string_view, std::string> labels[] = {
        {"service", i18n::words(language, "Service")},         {"provider", i18n::words(language, "With")},
        {"location", i18n::words(language, "Location")},       {"first_day", i18n::words(language, "First day")},
        {"last_day", i18n::words(language, "Last day")},       {"state", i18n::words(language, "Status")},
        {"joined_at", i18n::words(language, "Waiting since")}, {"offers", i18n::words(language, "Offers")},
        {"starts_at", i18n::words(language, "Begins")},        {"expires_at", i18n::words(language, "Kept until")},
    };
    for (const auto& [name, text] : labels)
        if (name == member) return text;
    return {};
}

struct Told {
    const businesses::Business business;
    const std::vector<catalog::Service> services;
    const std::vector<staff::Provider> providers;
    const std::vector<staff::Location> locations;
    const i18n::Language language;

    std::string service(ServiceId id) const {
        const auto found = std::ranges::find(services, id, &catalog::Service::id);
        return found == services.end() ? std::string() : found->name.in(i18n::tag(language));
    }
    std::string provider(std::optional<ProviderId> id) const {
        const auto found = std::ranges::find_if(providers, [&](const auto& each) { return id == each.id; });
        return found == providers.end() ? std::string() : found->name;
    }
    std::string location(std::optional<LocationId> id) const {
        const auto found = std::ranges::find_if(locations, [&](const auto& each) { return id == each.id; });
        return found == locations.end() ? std::string() : found->name;
    }
};

std::string wall(Minutes minute) { return fmt::format("{:02}:{:02}", minute.count() / 60, minute.count() % 60); }

json chosen(int bits, std::initializer_list<std::string_view> names) {
    json out = json::array();
    for (int at = 0; const auto name : names)
        if (bits & (1 << at++)) out.push_back(name);
    return out;
}

json offers_of(const Told& told, const Entry& entry, const std::vector<Offer>& all) {
    json out = json::array();
    for (const auto& offer : all)
        if (offer.entry_id == entry.id)
            out.push_back({{"starts_at", base::to_text(offer.time.begin, told.business.zone)},
                           {"ends_at", base::to_text(offer.time.end, told.business.zone)},
                           {"provider", told.provider(offer.provider_id)},
                           {"location", told.location(offer.location_id)},
                           {"state", to_text(offer.state)},
                           {"made_at", json_time(offer.created_at)},
                           {"expires_at", json_time(offer.expires_at)},
                           {"answered_at", time_of(offer.answered_at)}});
    return out;
}

json links_of(db::Session& session, const Entry& entry) {
    json out = json::array();
    for (const auto& [made] :
         session.rows<Instant>("select created_at from waiting_links where business_id = :business "
                               "and entry_id = :entry order by created_at, token_hash",
                               entry.business_id, entry.id))
        out.push_back({{"made_at", json_time(made)}});
    return out;
}

personal::Files files(db::Session& session, const Clock&, const personal::Subject& subject) {
    const auto entries = list_of_customers(session, subject.business, {subject.customer}, kMost);
    if (entries.empty()) return {};
    const auto business = businesses::find(session, subject.business);
    CHECK(business);
    const Told told{*business, catalog::list_services(session, business->id, business->currency),
                    staff::list_providers(session, business->id), staff::list_locations(session, business->id),
                    subject.language};
    const auto offers = store::list_offers_of_customer(session, subject.business, subject.customer);
    json out = json::array();
    for (const auto& entry : entries) {
        const auto& wish = entry.wish;
        out.push_back({{"service", told.service(wish.service)},
                       {"provider", told.provider(wish.provider)},
                       {"location", told.location(wish.location)},
                       {"first_day", base::to_text(wish.first_day)},
                       {"last_day", base::to_text(wish.last_day)},
                       {"weekdays", chosen(wish.weekdays, {"monday", "tuesday", "wednesday", "thursday", "friday",
                                                           "saturday", "sunday"})},
                       {"parts_of_the_day", chosen(wish.parts, {"morning", "afternoon", "evening"})},
                       {"from", wall(wish.from)},
                       {"until", wall(wish.until)},
                       {"state", to_text(entry.state)},
                       {"why", entry.why},
                       {"unanswered_offers", entry.unanswered},
                       {"joined_at", json_time(entry.created_at)},
                       {"changed_at", json_time(entry.changed_at)},
                       {"consent_at", time_of(entry.consent_at)},
                       {"offers", offers_of(told, entry, offers)},
                       {"links", links_of(session, entry)}});
    }
    return {{"waiting_list.json", out.dump(2)}};
}

// What is kept for them at the moment runs out by itself, and says nothing of whom it is kept for.
void erase(db::Tx& tx, const personal::Erasing& erasing) {
    tx.execute("delete from waiting_entries where business_id = :business and customer_id = :customer",
               erasing.subject.business, erasing.subject.customer);
}

}  // namespace

void add_personal(activity::Registry& registry) {
    registry.add(personal::Part{
        .name = "waiting_list",
        .tables = {{"waiting_entries", "customer_id service_id provider_id location_id",
                    "whose it is; service, provider and location are named"},
                   {"waiting_offers",
                    "entry_id customer_id service_id provider_id location_id appointment_id booking_id",
                    "an offer stands with its entry; provider and location are named; what kept the time, and what was "
                    "booked"},
                   {"waiting_links", "token_hash entry_id", "a hash; a link stands with its entry"}},
        .heading = [](i18n::Language language) { return i18n::words(language, "Waiting list"); },
        .label = label,
        .files = files,
        .erase = erase});
}

}  // namespace waiting
