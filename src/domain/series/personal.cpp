// What series add to what is told of a customer and erased (personal/personal.h).
#include "personal/personal.h"

#include "db/db.h"
#include "series/record.h"
#include "series/words.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace series {
namespace {

using json = nlohmann::ordered_json;
using personal::json_time;

constexpr int kMost = 1000;

std::string label(i18n::Language language, std::string_view member) {
    const std::pair<std::string_view, std::string> labels[] = {
        {"service", i18n::words(language, "Service")},     {"repeated", i18n::words(language, "Repeated")},
        {"first_day", i18n::words(language, "First day")}, {"until_day", i18n::words(language, "Last day")},
        {"made_at", i18n::words(language, "Booked on")},   {"appointments", i18n::words(language, "Appointments")},
        {"planned_at", i18n::words(language, "Begins")},   {"provider", i18n::words(language, "With")},
    };
    for (const auto& [name, text] : labels)
        if (name == member) return text;
    return {};
}

template <class All, class Id>
std::string name_of(const All& all, Id id, const auto& name) {
    const auto found = std::ranges::find_if(all, [&](const auto& each) { return each.id == id; });
    return found == all.end() ? std::string() : name(*found);
}

personal::Files files(db::Session& session, const Clock&, const personal::Subject& subject) {
    const auto all = store::list_of_customer(session, subject.business, subject.customer, kMost);
    if (all.empty()) return {};
    const auto business = businesses::find(session, subject.business);
    CHECK(business);
    const auto services = catalog::list_services(session, business->id, business->currency);
    const auto providers = staff::list_providers(session, business->id);
    json out = json::array();
    for (const auto& series : all) {
        json appointments = json::array();
        for (const auto& member : store::list_members(session, subject.business, series.id))
            appointments.push_back(
                {{"position", member.position},
                 {"planned_at", base::to_text(member.planned_at, business->zone)},
                 {"provider", name_of(providers, member.provider_id, [](const auto& each) { return each.name; })}});
        const auto& rule = series.rule;
        const auto language = i18n::tag(subject.language);
        out.push_back({{"service",
                        name_of(services, series.service_id, [&](const auto& each) { return each.name.in(language); })},
                       {"repeated", rule_in_words(subject.language, rule, series.first, series.time_of_day)},
                       {"unit", to_text(rule.unit)},
                       {"every", rule.interval},
                       {"weekdays", rule.weekdays},
                       {"first_day", base::to_text(series.first)},
                       {"minute_of_day", series.time_of_day.count()},
                       {"times", rule.times ? json(*rule.times) : json()},
                       {"until_day", rule.until ? json(base::to_text(*rule.until)) : json()},
                       {"made_at", json_time(series.created_at)},
                       {"appointments", std::move(appointments)}});
    }
    return {{"series.json", out.dump(2)}};
}

void erase(db::Tx& tx, const personal::Erasing& erasing) {
    tx.execute("delete from series where business_id = :business and customer_id = :customer", erasing.subject.business,
               erasing.subject.customer);
}

}  // namespace

void add_personal(activity::Registry& registry) {
    registry.add(personal::Part{
        .name = "series",
        .tables = {{"series", "customer_id service_id", "whose it is; the service is named"},
                   {"series_bookings", "series_id booking_id provider_id",
                    "they stand with their series, and the bookings in a file of their own; the provider is named"}},
        .heading = [](i18n::Language language) { return i18n::words(language, "Series"); },
        .label = label,
        .files = files,
        .erase = erase});
}

}  // namespace series
