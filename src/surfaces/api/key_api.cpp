#include "api/key_api.h"

#include "activity/feed.h"
#include "api/booking_api_parts.h"
#include "api/reading.h"
#include "bookings/booking.h"

#include <algorithm>

namespace api {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::chrono::days kLongestRange{366};
// Whoever writes gets an id first and commits then: what is so young is told the next time, so that nothing is told
// before what has a smaller id.
constexpr Seconds kSettled{10};
// What the feed tells of. How staff sign in and what they set is none of its business.
constexpr std::string_view kToldTypes[]{"booking.", "customer.", "event.", "waiting."};

Json told(const bookings::Booking& booking, const Zone& zone) {
    const auto text = [](const std::string& value) { return value.empty() ? Json(nullptr) : Json(value); };
    return {{"id", base::to_text(booking.id)},
            {"status", to_text(booking.status)},
            {"start", base::to_text(booking.time.begin, zone)},
            {"end", base::to_text(booking.time.end, zone)},
            {"service", base::to_text(booking.service_id)},
            {"provider", base::to_text(booking.provider_id)},
            {"location", booking.location_id ? Json(base::to_text(*booking.location_id)) : Json(nullptr)},
            {"customer", base::to_text(booking.customer_id)},
            {"price", money_json(booking.price)},
            {"paid", booking.paid_at.has_value()},
            {"note", text(booking.note)},
            {"internal_note", text(booking.internal_note)},
            {"attendee", text(booking.attendee)},
            {"version", booking.version}};
}

bool is_told(std::string_view type) {
    return std::ranges::any_of(kToldTypes, [&](std::string_view begin) { return type.starts_with(begin); });
}

}  // namespace

http::Response list_bookings(const KeyVisit& visit) {
    const auto& query = visit.request.query;
    const auto& business = visit.business();
    http::FieldErrors errors;
    refuse_other_parameters(query, {"from", "to", "provider", "after", "limit"}, errors);
    const auto from = read_day(query, "from", errors), to = read_day(query, "to", errors);
    if (from && to && *to < *from) errors.add("to", "range.reversed");
    if (from && to && *to - *from >= kLongestRange)
        errors.add("to", "range.too_long", {{"days", std::to_string(kLongestRange.count())}});
    const auto provider = read_id<ProviderId>(query, "provider", errors);
    const auto limit = read_limit(query, errors);
    const auto question =
        fmt::format("bookings {} {} {}", query.get("from"), query.get("to"), provider ? base::to_text(*provider) : "");
    const auto after = read_after(visit, question, errors);
    if (!errors.empty()) return for_one(refused(std::move(errors).refusal().error()));

    const Span span{business.zone.span(*from).begin, business.zone.span(*to).end};
    return visit.environment.database.read([&](db::Session& session) {
        const auto listed = bookings::list_between(session, business.id, span, provider,
                                                   after ? std::optional(BookingId{*after}) : std::nullopt, limit);
        auto all = Json::array();
        for (const auto& booking : listed.bookings) all.push_back(told(booking, business.zone));
        Json out{{"time_zone", business.zone.name()}, {"bookings", std::move(all)}};
        if (listed.more) out["next"] = make_cursor(visit, question, listed.bookings.back().id.value);
        return for_one(http::json(out.dump()));
    });
}

http::Response list_activity(const KeyVisit& visit) {
    constexpr std::string_view kQuestion = "activity";
    const auto& query = visit.request.query;
    http::FieldErrors errors;
    refuse_other_parameters(query, {"after", "limit"}, errors);
    const auto limit = read_limit(query, errors);
    const auto after = read_after(visit, kQuestion, errors);
    if (!errors.empty()) return for_one(refused(std::move(errors).refusal().error()));

    const auto settled = visit.environment.clock.now() - kSettled;
    return visit.environment.database.read([&](db::Session& session) {
        auto all = Json::array();
        auto last = after.value_or(0);
        for (const auto& each : activity::list_after(session, visit.business().id, ActivityId{last}, limit)) {
            if (each.at > settled) break;
            last = each.id.value;
            if (!is_told(each.type)) continue;
            all.push_back({{"id", base::to_text(each.id)},
                           {"at", base::to_text(each.at)},
                           {"type", each.type},
                           {"subject", base::id_text(each.subject_id)},
                           {"actor", each.actor}});
        }
        // The place to go on from, also where there is nothing new.
        Json out{{"activity", std::move(all)}};
        if (last) out["next"] = make_cursor(visit, kQuestion, last);
        return for_one(http::json(out.dump()));
    });
}

}  // namespace api
