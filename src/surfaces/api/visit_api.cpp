// Several services in one go, and when that can be: all of them are booked or none.
#include "api/booking_api.h"
#include "api/booking_api_parts.h"
#include "api/reading.h"
#include "api/told.h"
#include "bookings/guest.h"
#include "bookings/visit_free.h"
#include "pages/page.h"

#include <algorithm>
#include <ranges>

namespace api {

using namespace bookings;
using pages::Environment;
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMostTimes = 500;
constexpr int kMostDays = 14;

// ---- Booking

Result<std::vector<Wish>> read_wishes(const nlohmann::json& body, const businesses::Business& business) {
    http::FieldErrors errors;
    http::JsonObject object(body, errors);
    std::vector<Wish> out;
    for (auto& part : object.objects("parts", kMostVisitParts)) {
        read_what(part, out.emplace_back());
        out.back().attendee = part.text("attendee", customers::kLongestName).value_or("");
        part.refuse_others();
    }
    if (out.empty() && !object.is_refused("parts")) object.add("parts", "field.required");
    Wish who;
    read_who(object, business, who);
    object.refuse_others();
    if (!errors.empty()) return std::move(errors).refusal();
    for (auto& wish : out) {
        wish.details = who.details;
        wish.actor = who.actor;
        wish.source = who.source;
    }
    out.front().note = who.note;
    return out;
}

http::Response not_booked(Environment& environment, const Snapshot& snapshot, const Error& error,
                          const std::vector<Wish>& wishes) {
    const auto index = index_of(error);
    if (!index || *index >= wishes.size()) return refused(in_fields(error));
    const auto in = fmt::format("parts.{}.", *index);
    if (!is_time_gone(error)) return refused(in_fields(error, in));
    const auto& wish = wishes[*index];
    return time_taken(environment, snapshot, error,
                      {.service_id = wish.service_id,
                       .provider_id = wish.provider_id,
                       .location_id = wish.location_id,
                       .add_ons = wish.add_ons},
                      wish.starts_at, in);
}

http::Response answer_visit(const http::Request& request, Environment& environment, const Snapshot& snapshot) {
    const auto once = read_once(request, environment);
    if (!once) return refused(once.error());
    const auto body = read_body(request);
    if (!body) return refused(body.error());
    const auto wishes = read_wishes(*body, snapshot.business);
    if (!wishes) return refused(wishes.error());

    const auto answer = book_as_guest(
        {environment.database, environment.clock, snapshot.business, wishes->front().details.email,
         pages::client_of(request)},
        [&] {
            return write_once(environment, *once, snapshot.business.id, [&](db::Tx& tx) -> Result<std::string> {
                const auto booked = book_all(tx, environment.context(), snapshot.business.id, *wishes,
                                             {.one_visit = true}, Rules::customer);
                if (!booked) return std::unexpected(booked.error());
                return told(*booked, snapshot, request.origin).dump();
            });
        });
    if (!answer) return not_booked(environment, snapshot, answer.error(), *wishes);
    return made(request, snapshot, answer->body, answer->is_replay);
}

// ---- When it can be

struct TimesQuestion {
    VisitWanted wanted{};
    Day first, last;
};

// "ID,ID", none of them empty.
std::vector<std::string_view> listed(std::string_view typed) {
    std::vector<std::string_view> out;
    for (const auto each : std::views::split(typed, ',')) out.emplace_back(each.begin(), each.end());
    return out;
}

void read_parts(const http::Form& query, VisitWanted& wanted, http::FieldErrors& errors) {
    if (query.get("services").empty()) return errors.add("services", "field.required");
    const auto services = listed(query.get("services"));
    if (services.size() > kMostVisitParts)
        return errors.add("services", "field.too_many", {{"max", std::to_string(kMostVisitParts)}});
    for (const auto typed : services) {
        const auto id = base::parse_id<ServiceId>(typed);
        if (!id) return errors.add("services", "field.invalid");
        wanted.parts.push_back({.service_id = *id});
    }
    if (!query.find("providers")) return;
    const auto providers = listed(query.get("providers"));
    if (providers.size() != services.size()) return errors.add("providers", "field.invalid");
    for (std::size_t i = 0; i < providers.size(); ++i) {
        if (providers[i] == "any") continue;
        wanted.parts[i].provider_id = base::parse_id<ProviderId>(providers[i]);
        if (!wanted.parts[i].provider_id) return errors.add("providers", "field.invalid");
    }
}

Result<TimesQuestion> read_times(const http::Form& query) {
    http::FieldErrors errors;
    TimesQuestion out{};
    read_parts(query, out.wanted, errors);
    const auto order = query.find("in_order").value_or("yes");
    if (order != "yes" && order != "no") errors.add("in_order", "field.invalid");
    out.wanted.in_order = order == "yes";
    out.wanted.location_id = read_id<LocationId>(query, "location", errors);
    const auto first = read_day(query, "from", errors), last = read_day(query, "to", errors);
    if (first && last && *last < *first) errors.add("to", "range.reversed");
    if (first && last && *last - *first >= std::chrono::days{kMostDays})
        errors.add("to", "range.too_long", {{"days", std::to_string(kMostDays)}});
    refuse_other_parameters(query, {"services", "providers", "in_order", "location", "from", "to"}, errors);
    if (!errors.empty()) return std::move(errors).refusal();
    out.first = *first;
    out.last = *last;
    return out;
}

Result<void> check_offered(const Snapshot& snapshot, const VisitWanted& wanted) {
    for (const auto& part : wanted.parts) {
        const auto* const service = snapshot.service(part.service_id);
        if (!service || !snapshot.may_choose(*service)) return base::not_found("service.not_offered");
        const auto givers = snapshot.providers_of(*service);
        if (part.provider_id && std::ranges::find(givers, *part.provider_id, &staff::Provider::id) == givers.end())
            return base::not_found("provider.not_offered");
        if (wanted.location_id && !snapshot.is_offered_at(*service, *wanted.location_id))
            return base::not_found("location.not_offered");
    }
    return {};
}

Json times_json(const VisitTimes& visit, const VisitWanted& wanted, const Zone& zone) {
    auto parts = Json::array();
    for (std::size_t i = 0; i < visit.places.size(); ++i)
        parts.push_back({{"service", base::to_text(wanted.parts[i].service_id)},
                         {"provider", base::to_text(visit.places[i].provider)},
                         {"start", base::to_text(visit.places[i].time.begin, zone)},
                         {"end", base::to_text(visit.places[i].time.end, zone)}});
    return {{"start", base::to_text(visit.time.begin, zone)},
            {"end", base::to_text(visit.time.end, zone)},
            {"parts", std::move(parts)}};
}

http::Response answer_times(const http::Request& request, Environment& environment, const Snapshot& snapshot) {
    const auto asked = read_times(request.query);
    if (!asked) return refused(asked.error());
    if (const auto possible = check_offered(snapshot, asked->wanted); !possible) return refused(possible.error());
    const auto& zone = snapshot.business.zone;
    auto visits = Json::array();
    environment.database.read([&](db::Session& session) {
        for (const auto& visit : list_visits(session, snapshot, environment.free_times, asked->wanted, asked->first,
                                             asked->last, environment.clock.now(), kMostTimes))
            visits.push_back(times_json(visit, asked->wanted, zone));
    });
    return http::json(Json{{"time_zone", zone.name()}, {"visits", std::move(visits)}}.dump());
}

}  // namespace

http::Response create_visit(const http::Request& request, Environment& environment, const Snapshot& snapshot) {
    return for_one(answer_visit(request, environment, snapshot));
}
http::Response visit_slots(const http::Request& request, Environment& environment, const Snapshot& snapshot) {
    return open_to_all(answer_times(request, environment, snapshot));
}

}  // namespace api
