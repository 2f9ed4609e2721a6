#include "api/told.h"

#include "api/booking_api_parts.h"
#include "api/reading.h"
#include "bookings/allowed.h"
#include "events/event.h"
#include "series/series.h"

#include <algorithm>
#include <charconv>

namespace api {

using namespace bookings;
using pages::Environment;
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kNearest = 6;

Json to_json(const Booking& booking, const Zone& zone) {
    return {{"id", base::to_text(booking.id)},
            {"status", to_text(booking.status)},
            {"start", base::to_text(booking.time.begin, zone)},
            {"end", base::to_text(booking.time.end, zone)},
            {"provider", base::to_text(booking.provider_id)},
            {"location", booking.location_id ? Json(base::to_text(*booking.location_id)) : Json(nullptr)}};
}

Json add_ons_json(const Booking& booking) {
    auto out = Json::array();
    for (const auto& each : booking.add_ons)
        out.push_back({{"id", base::to_text(each.id)},
                       {"name", each.name.in(booking.language)},
                       {"duration_minutes", each.duration.count()},
                       {"price", money_json(each.price)}});
    return out;
}

Json to_json(const Result<void>& allowed, const std::optional<Instant>& until, const Zone& zone) {
    Json out{{"allowed", allowed.has_value()}};
    if (allowed) {
        if (until) out["until"] = base::to_text(*until, zone);
        return out;
    }
    out["reason"] = allowed.error().code;
    for (const auto& [name, value] : allowed.error().parameters)
        if (name == "until") out["until"] = value;
    return out;
}

template <class Id>
Json id_or_null(const std::optional<Id>& id) {
    return id ? Json(base::to_text(*id)) : Json(nullptr);
}

Json text_or_null(const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); }

std::optional<VisitId> visit_of(const Booking& booking) {
    return booking.visit_part > 0 ? std::optional(booking.visit_id) : std::nullopt;
}

// The event that it is a ticket of.
std::optional<EventId> event_of(db::Session& session, const Booking& booking, const Snapshot& snapshot) {
    if (std::ranges::find(snapshot.event_services, booking.service_id, &catalog::Service::id) ==
        snapshot.event_services.end())
        return std::nullopt;
    const auto event = events::find_by_service(session, booking.business_id, booking.service_id);
    return event ? std::optional(event->id) : std::nullopt;
}

// Of wrong answers each by its field: "answers.ID".
Error in_answers(const Error& error, std::string_view in) {
    constexpr std::string_view kOfForm = "field_";
    Error out{Fault::invalid, "fields.invalid", {}, error.fields};
    for (auto& field : out.fields)
        if (field.field.starts_with(kOfForm))
            field.field = fmt::format("{}answers.{}", in, field.field.substr(kOfForm.size()));
        else if (field.field == "attendee")
            field.field = fmt::format("{}attendee", in);
    return out;
}

// The start is one that the business never offers, taken or not: off the grid, outside the hours, in a break.
bool is_a_start(const Snapshot& snapshot, const Wanted& wanted, Instant start) {
    const auto* const offered = snapshot.service(wanted.service_id);
    if (!offered) return false;
    const auto wished = snapshot.wished(*offered, wanted.add_ons);
    if (!wished) return false;
    const auto* const service = &wished->service;
    return std::ranges::any_of(snapshot.providers_of(*service), [&](const staff::Provider* provider) {
        if (wanted.provider_id && *wanted.provider_id != provider->id) return false;
        const auto& zone = snapshot.business.zone;
        auto openings = availability::openings_for(snapshot.schedule(provider->id), zone, zone.day(start));
        std::erase_if(openings, [&](const availability::Opening& opening) {
            return !availability::place_of(opening, {wanted.location_id, service->places});
        });
        return availability::can_start(service->timing(provider->id), openings, {}, {}, start);
    });
}

}  // namespace

Json told(const Made& made, const Snapshot& snapshot, std::string_view origin) {
    auto out = to_json(made.booking, snapshot.business.zone);
    out["manage_token"] = made.manage_token;
    out["manage_url"] = fmt::format("{}/{}/bookings/{}", origin, snapshot.business.slug, made.manage_token);
    return out;
}

Json told(const std::vector<Made>& made, const Snapshot& snapshot, std::string_view origin) {
    auto all = Json::array();
    for (const auto& each : made) {
        auto one = told(each, snapshot, origin);
        one["service"] = base::to_text(each.booking.service_id);
        one["attendee"] = text_or_null(each.booking.attendee);
        all.push_back(std::move(one));
    }
    return {{"visit", id_or_null(visit_of(made.front().booking))}, {"bookings", std::move(all)}};
}

Json told(db::Session& session, const Booking& booking, const Snapshot& snapshot, Instant now) {
    const auto& business = snapshot.business;
    auto out = to_json(booking, business.zone);
    out["service"] = base::to_text(booking.service_id);
    out["price"] = money_json(booking.price);
    out["add_ons"] = add_ons_json(booking);
    out["attendee"] = text_or_null(booking.attendee);
    out["visit"] = id_or_null(visit_of(booking));
    const auto series = series::find_of(session, booking.business_id, booking.id);
    out["series"] = series ? Json(base::to_text(series->id)) : Json(nullptr);
    out["event"] = id_or_null(event_of(session, booking, snapshot));
    const auto starts_at = booking.time.begin;
    const auto may = what_may(business, booking, is_bookable(snapshot, booking.service_id), now, Way::mailed_link);
    out["can_reschedule"] = to_json(may.reschedule, business.reschedule.until(starts_at), business.zone);
    out["can_cancel"] = to_json(may.cancel, business.cancel.until(starts_at), business.zone);
    return out;
}

http::Response made(const http::Request& request, const Snapshot& snapshot, const std::string& body, bool is_replay) {
    const auto answer = nlohmann::json::parse(body);
    const auto& first = answer.contains("bookings") ? answer.at("bookings").at(0) : answer;
    return answered({body, is_replay}, 201)
        .set("Location", fmt::format("{}/api/v1/{}/bookings/{}", request.origin, snapshot.business.slug,
                                     first.at("id").get<std::string>()));
}

Error in_fields(const Error& error, std::string_view in) {
    const auto at = [&](std::string_view member) { return of_field(fmt::format("{}{}", in, member), error); };
    if (error.code == "booking.too_soon" || error.code == "booking.too_far") return at("start");
    if (error.code == "service.not_offered") return at("service");
    if (error.code == "provider.not_offered") return at("provider");
    if (error.code == "location.not_offered") return at("location");
    if (error.code == "add_on.not_offered" || error.code == "booking.too_many_add_ons" ||
        error.code == "booking.too_long")
        return at("add_ons");
    if (error.code == "form.invalid") return in_answers(error, in);
    return error;
}

http::Response time_taken(Environment& environment, const Snapshot& snapshot, const Error& error, const Wanted& wanted,
                          Instant start, std::string_view in) {
    auto nearest = Json::array();
    if (!is_a_start(snapshot, wanted, start))
        return refused(of_field(fmt::format("{}start", in), {Fault::invalid, "booking.not_a_start", {}, {}}));
    environment.database.read([&](db::Session& session) {
        for (const auto& free :
             environment.free_times.nearest(session, snapshot, wanted, start, kNearest, environment.clock.now()))
            nearest.push_back({{"start", base::to_text(free.start, snapshot.business.zone)},
                               {"provider", base::to_text(free.provider_id)}});
    });
    Json more{{"nearest", std::move(nearest)}};
    for (const auto& [name, value] : error.parameters)
        if (name == "until") more["until"] = value;
    if (const auto index = index_of(error)) more["part"] = *index;
    return refused(error, more.dump());
}

std::optional<std::size_t> index_of(const Error& error) {
    std::size_t out = 0;
    for (const auto& [name, value] : error.parameters)
        if (name == "index" && std::from_chars(value.data(), value.data() + value.size(), out).ec == std::errc())
            return out;
    return std::nullopt;
}

}  // namespace api
