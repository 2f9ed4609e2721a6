#include "api/event_api.h"

#include "api/booking_api_parts.h"
#include "api/reading.h"
#include "api/told.h"
#include "bookings/guest.h"
#include "events/event.h"
#include "pages/page.h"

#include <algorithm>
#include <charconv>

namespace api {

using bookings::Snapshot;
using events::Event;
using events::Session;
using pages::Environment;
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMostOfPage = 50;

Json dates_json(const Snapshot& snapshot, const catalog::Service& service, const std::vector<Session>& dates) {
    const auto& zone = snapshot.business.zone;
    auto out = Json::array();
    for (const auto& date : dates)
        out.push_back({{"id", base::to_text(date.id)},
                       {"start", base::to_text(date.time.begin, zone)},
                       {"end", base::to_text(date.time.end, zone)},
                       {"provider", base::to_text(date.provider_id)},
                       {"location", service.venue.empty() && service.meeting_url.empty() && date.location_id
                                        ? Json(base::to_text(*date.location_id))
                                        : Json(nullptr)},
                       {"places", date.seats.capacity},
                       {"places_left", std::max(date.seats.left(), 0)},
                       {"price", money_json(service.price_with(date.provider_id))}});
    return out;
}

Json moment_json(const std::optional<Instant>& moment, const Zone& zone) {
    return moment ? Json(base::to_text(*moment, zone)) : Json(nullptr);
}

// `link`: of a private event, the key of its link.
Json event_json(const http::Request& request, const Snapshot& snapshot, const events::Dated& dated,
                std::string_view link, std::string_view language) {
    const auto& [event, dates] = dated;
    const auto* service = snapshot.service(event.service_id);
    CHECK(service);
    const auto& zone = snapshot.business.zone;
    auto url = fmt::format("{}/{}/events/{}", request.origin, snapshot.business.slug, base::to_text(event.id));
    if (!link.empty()) url += fmt::format("?link={}", base::percent_encoded(link));
    return {{"id", base::to_text(event.id)},
            {"name", service->name.in(language)},
            {"description", service->description.in(language)},
            {"picture", picture_json(request, snapshot, {.service_id = service->id})},
            {"url", std::move(url)},
            {"service", base::to_text(service->id)},
            {"cancelled", event.state == events::State::cancelled},
            {"duration_minutes", service->duration.count()},
            {"price", money_json(service->price)},
            {"price_kind", catalog::to_text(service->price_kind)},
            {"online", !service->meeting_url.empty()},
            {"venue", service->venue},
            {"needs_approval", service->needs_approval},
            {"sign_in_needed", bookings::needs_sign_in(snapshot.business, *service)},
            {"booked_from", moment_json(service->booked_from, zone)},
            {"booked_until", moment_json(service->booked_until, zone)},
            {"dates", dates_json(snapshot, *service, dates)},
            {"fields", fields_json(snapshot, *service, language)}};
}

// ---- The list

// Where a page ends: the next date of its last event, and which it was.
using Cursor = std::pair<std::int64_t, std::int64_t>;
Cursor cursor_of(const events::Dated& each) {
    return {each.dates.front().time.begin.time_since_epoch().count(), each.event.id.value};
}
std::string to_text(const events::Dated& each) {
    return fmt::format("{}-{}", each.dates.front().time.begin.time_since_epoch().count(), base::to_text(each.event.id));
}
std::optional<Cursor> parse_cursor(std::string_view text) {
    const auto dash = text.find('-');
    if (dash == std::string_view::npos) return std::nullopt;
    Cursor out;
    const auto* const end = text.data() + dash;
    const auto read = std::from_chars(text.data(), end, out.first);
    const auto id = base::parse_id<EventId>(text.substr(dash + 1));
    if (read.ec != std::errc() || read.ptr != end || !id) return std::nullopt;
    out.second = id->value;
    return out;
}

http::Response answer_events(const http::Request& request, Environment& environment, const Snapshot& snapshot) {
    http::FieldErrors errors;
    std::optional<Cursor> after;
    if (const auto typed = request.query.find("after")) {
        after = parse_cursor(*typed);
        if (!after) errors.add("after", "field.invalid");
    }
    refuse_other_parameters(request.query, {"after"}, errors);
    if (!errors.empty()) return refused(std::move(errors).refusal().error());
    std::vector<events::Dated> all;
    if (snapshot.business.has(events::kModule))
        all = environment.database.snapshot(
            [&](db::Session& session) { return events::list_shown(session, snapshot, environment.clock.now()); });
    std::ranges::sort(all, {}, cursor_of);
    if (after) std::erase_if(all, [&](const events::Dated& each) { return cursor_of(each) <= *after; });
    const auto language = request.best_language(snapshot.business.languages);
    auto listed = Json::array();
    for (const auto& each : all) {
        if (listed.size() == kMostOfPage) break;
        listed.push_back(event_json(request, snapshot, each, {}, language));
    }
    Json body{{"time_zone", snapshot.business.zone.name()}, {"events", std::move(listed)}};
    if (all.size() > kMostOfPage) body["next"] = to_text(all[kMostOfPage - 1]);
    return in_language(http::json(body.dump()), language);
}

// ---- One event

struct Opened {
    events::Dated dated;
    std::string link{};
};
// The one of the path, which the key of its link opens where it is private. Nullopt: there is none to be seen.
std::optional<Opened> find_shown(const http::Request& request, Environment& environment, const Snapshot& snapshot,
                                 std::string_view link) {
    const auto id = base::parse_id<EventId>(request.param("event"));
    if (!id || !snapshot.business.has(events::kModule)) return std::nullopt;
    return environment.database.snapshot([&](db::Session& session) -> std::optional<Opened> {
        auto event = events::find(session, snapshot.business.id, *id);
        const auto* service = event ? snapshot.service(event->service_id) : nullptr;
        if (!service || !events::is_shown(*event, *service, link)) return std::nullopt;
        const bool is_private = event->who_may_book == catalog::WhoMayBook::link;
        auto dates = events::coming_dates(session, snapshot.business.id, event->service_id, environment.clock.now());
        return Opened{{*std::move(event), std::move(dates)}, is_private ? std::string(link) : std::string()};
    });
}

http::Response answer_event(const http::Request& request, Environment& environment, const Snapshot& snapshot) {
    http::FieldErrors errors;
    refuse_other_parameters(request.query, {"link"}, errors);
    if (!errors.empty()) return refused(std::move(errors).refusal().error());
    const auto opened = find_shown(request, environment, snapshot, request.query.get("link"));
    if (!opened) return refused(base::not_found("event.unknown").error());
    const auto language = request.best_language(snapshot.business.languages);
    return in_language(http::json(event_json(request, snapshot, opened->dated, opened->link, language).dump()),
                       language);
}

// ---- Tickets

Result<events::Order> read_order(const http::Request& request, const nlohmann::json& body,
                                 const businesses::Business& business) {
    http::FieldErrors errors;
    http::JsonObject object(body, errors);
    events::Order out;
    // What is no id opens nothing.
    out.event = base::parse_id<EventId>(request.param("event")).value_or(EventId{});
    out.date =
        as_id<AppointmentId>(object, "date", object.required_text("date", kLongestWord)).value_or(AppointmentId{});
    out.attendees = object.texts("attendees", std::size_t{events::kMostTickets}, customers::kLongestName);
    out.wish.key = object.text("link", kLongestWord).value_or("");
    read_answers(object, out.wish);
    read_who(object, business, out.wish);
    object.refuse_others();
    if (!errors.empty()) return std::move(errors).refusal();
    return out;
}

http::Response not_booked(const Error& error) {
    const auto& code = error.code;
    if (code == "service.not_offered") return refused(base::not_found("event.unknown").error());
    if (code == "event.date_unknown" || code == "booking.not_yet" || code == "booking.over_by")
        return refused(of_field("date", error));
    if (code == "event.tickets") return refused(of_field("attendees", error));
    if (code == "event.sold_out" || code == "event.few_places") {
        int left = 0;
        for (const auto& [name, value] : error.parameters)
            if (name == "left") std::from_chars(value.data(), value.data() + value.size(), left);
        return refused(error, Json{{"places_left", left}}.dump());
    }
    return refused(in_fields(error));
}

http::Response answer_tickets(const http::Request& request, Environment& environment, const Snapshot& snapshot) {
    const auto once = read_once(request, environment);
    if (!once) return refused(once.error());
    const auto body = read_body(request);
    if (!body) return refused(body.error());
    const auto order = read_order(request, *body, snapshot.business);
    if (!order) return refused(order.error());
    if (!find_shown(request, environment, snapshot, order->wish.key))
        return refused(base::not_found("event.unknown").error());

    const auto answer = bookings::book_as_guest(
        {environment.database, environment.clock, snapshot.business, order->wish.details.email,
         pages::client_of(request)},
        [&] {
            return write_once(environment, *once, snapshot.business.id, [&](db::Tx& tx) -> Result<std::string> {
                const auto booked =
                    events::book(tx, environment.context(), snapshot.business.id, *order, events::Rules::customer);
                if (!booked) return std::unexpected(booked.error());
                return told(*booked, snapshot, request.origin).dump();
            });
        });
    if (!answer) return not_booked(answer.error());
    return made(request, snapshot, answer->body, answer->is_replay);
}

}  // namespace

http::Response list_events(const http::Request& request, Environment& environment, const Snapshot& snapshot) {
    return open_to_all(answer_events(request, environment, snapshot));
}
http::Response show_event(const http::Request& request, Environment& environment, const Snapshot& snapshot) {
    return open_to_all(answer_event(request, environment, snapshot));
}
http::Response book_tickets(const http::Request& request, Environment& environment, const Snapshot& snapshot) {
    return for_one(answer_tickets(request, environment, snapshot));
}

}  // namespace api
