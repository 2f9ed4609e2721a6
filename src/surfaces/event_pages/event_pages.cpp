#include "event_pages/event_pages.h"

#include "booking_page/shown.h"
#include "booking_page/start_link.h"
#include "businesses/standing.h"
#include "event_pages/shown_event.h"
#include "http/http.h"
#include "i18n/names.h"
#include "pages/brand.h"
#include "waiting/waiting.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace event_pages {
namespace {

using events::Session;
using nlohmann::json;
using pages::Page;

constexpr int kMostFeed = 500;

Response not_found(const Page& page) {
    return pages::explain(page, 404, i18n::message(page.language, "event.unknown"), pages::start_again(page));
}

bool is_on(const Page& page) { return page.business().has(events::kModule); }

std::vector<events::Dated> read_list(const Page& page) {
    return page.environment.database.snapshot(
        [&](db::Session& session) { return events::list_shown(session, *page.snapshot, page.now); });
}

void fill_picture(html::Values& row, const Page& page, const catalog::Service& service, int width) {
    const auto* picture = page.snapshot->picture({.service_id = service.id});
    if (!picture) return;
    row.add("PICTURE")
        .set("PICTURE_URL", pages::picture_path(page.business(), *picture, width))
        .set("PICTURE_SET", pages::picture_set(page.business(), *picture))
        .set("PICTURE_WIDTH", std::int64_t{picture->sizes.back().width})
        .set("PICTURE_HEIGHT", std::int64_t{picture->sizes.back().height});
}

bool is_sold_out(const std::vector<Session>& dates) {
    return std::ranges::all_of(dates, [](const Session& date) { return date.seats.left() <= 0; });
}

void fill_row(html::Values& row, const Page& page, const events::Dated& each) {
    const auto* service = page.snapshot->service(each.event.service_id);
    CHECK(service);
    row.set("URL", fmt::format("{}/{}", events_path(page), base::to_text(each.event.id)));
    row.set("NAME", page.text(service->name)).set("PRICE", pages::price_of(page, *service));
    row.set("WHEN", pages::when(page, each.dates.front().time));
    row.set("PLACE", place_text(page, *service, each.dates.front()));
    if (each.dates.size() > 1)
        row.add("MORE_DATES")
            .set("MORE_DATES_TEXT", i18n::count(page.language, "and {n} more date", "and {n} more dates",
                                                static_cast<std::int64_t>(each.dates.size()) - 1));
    fill_picture(row, page, *service, 320);
    if (is_sold_out(each.dates))
        row.show("SOLD_OUT");
    else if (each.dates.size() == 1)
        row.add("LEFT").set("LEFT_TEXT", left_text(page, each.dates.front()));
}

// Where nothing is left of a date: to wait for it. Not for a private event, and not behind the time to book it.
void fill_waiting(html::Values& row, const Page& page, const ShownEvent& shown, const Session& date) {
    if (!page.business().has(waiting::kModule) || !waiting::may_wait_for(*page.snapshot, shown.service)) return;
    row.add("WAIT").set(
        "WAIT_URL", fmt::format("{}/waiting?service={}&day={}", pages::home_path(page), base::to_text(shown.service.id),
                                base::to_text(page.zone().day(date.time.begin))));
}

void fill_dates(html::Values& values, const Page& page, const ShownEvent& shown) {
    const bool is_closed = !closed_text(page, shown).empty();
    if (shown.dates.empty()) return;
    auto& list = values.add("DATES");
    for (const auto& date : shown.dates) {
        auto& row = list.add("DATE").set("WHEN", pages::when(page, date.time)).set("LEFT", left_text(page, date));
        const auto place = place_text(page, shown.service, date);
        const auto* leader = page.snapshot->provider(date.provider_id);
        if (!place.empty()) row.add("PLACED").set("PLACE", place).show_if(leader != nullptr, "APART");
        if (leader) row.add("LED").set("LEADER", leader->name);
        const auto left = std::min(date.seats.left(), events::kMostTickets);
        if (left <= 0) row.show("SOLD_OUT");
        if (left <= 0 && !is_closed) fill_waiting(row, page, shown, date);
        if (left <= 0 || is_closed) continue;
        auto& book = row.add("BOOK").set("ACTION", event_path(page, shown, "/tickets"));
        book.set("DATE_ID", base::to_text(date.id));
        if (!shown.link.empty()) book.add("LINKED").set("LINK", shown.link);
        for (int n = 1; n <= left; ++n)
            book.add("NUMBER")
                .set("N", std::int64_t{n})
                .set("N_TEXT", i18n::count(page.language, "{n} ticket", "{n} tickets", n));
    }
}

bookings::CalendarEntry calendar_entry(const Page& page, const catalog::Service& service, EventId event,
                                       const Session& date) {
    const auto& origin = page.request.origin;
    const auto& email = page.business().email;
    bookings::CalendarEntry out;
    out.id = BookingId{date.id.value};
    out.host = booking_page::host_of(origin);
    out.title = page.text(service.name);
    out.place = place_text(page, service, date);
    out.description = page.text(service.description);
    out.url = fmt::format("{}{}/{}", origin, events_path(page), base::to_text(event));
    out.organizer = email.empty() ? origin + pages::home_path(page) : "mailto:" + email;
    out.organizer_name = page.name();
    out.time = date.time;
    out.zone = page.zone();
    out.sequence = date.version;
    out.changed_at = page.now;
    return out;
}

// As schema.org knows it: an event for each of its dates.
json data_of(const Page& page, const ShownEvent& shown, const std::string& url) {
    const auto& service = shown.service;
    auto out = json::array();
    for (const auto& date : shown.dates) {
        const bool online = !service.meeting_url.empty();
        json one{{"@context", "https://schema.org"},
                 {"@type", "Event"},
                 {"name", page.text(service.name)},
                 {"url", url},
                 {"startDate", base::to_text(date.time.begin, page.zone())},
                 {"endDate", base::to_text(date.time.end, page.zone())},
                 {"eventStatus", "https://schema.org/EventScheduled"},
                 {"eventAttendanceMode", online ? "https://schema.org/OnlineEventAttendanceMode"
                                                : "https://schema.org/OfflineEventAttendanceMode"},
                 {"organizer", {{"@type", "Organization"}, {"name", page.name()}}}};
        if (online)
            one["location"] = {{"@type", "VirtualLocation"}, {"url", url}};
        else
            one["location"] = {{"@type", "Place"}, {"name", page.name()}, {"address", place_text(page, service, date)}};
        if (const auto& text = page.text(service.description); !text.empty()) one["description"] = text;
        if (const auto* picture = page.snapshot->picture({.service_id = service.id}))
            one["image"] = page.request.origin + pages::picture_path(page.business(), *picture, 640);
        if (service.price_kind == catalog::PriceKind::fixed || service.price_kind == catalog::PriceKind::free)
            one["offers"] = {
                {"@type", "Offer"},
                {"url", url},
                {"price", i18n::plain_amount(service.price_with(date.provider_id))},
                {"priceCurrency", page.business().currency},
                {"availability", date.seats.left() > 0 ? "https://schema.org/InStock" : "https://schema.org/SoldOut"}};
        out.push_back(std::move(one));
    }
    return out;
}

html::Shared shared_of(const Page& page, const ShownEvent& shown) {
    html::Shared out;
    out.url = fmt::format("{}/{}/events/{}", businesses::base_of(page.business(), page.request.origin),
                          page.business().slug, base::to_text(shown.event.id));
    out.site = page.name();
    if (const auto* picture = page.snapshot->picture({.service_id = shown.service.id})) {
        const auto& largest = picture->sizes.back();
        out.picture_url = page.request.origin + pages::picture_path(page.business(), *picture, largest.width);
        out.picture_width = largest.width;
        out.picture_height = largest.height;
    }
    if (!shown.dates.empty())
        out.data = data_of(page, shown, out.url).dump(-1, ' ', false, json::error_handler_t::replace);
    return out;
}

}  // namespace

Response list(const Page& page) {
    if (!is_on(page)) return not_found(page);
    const auto all = read_list(page);
    pages::Frame frame{"event_pages/events", i18n::words(page.language, "Events"), 200, pages::Secrecy::open};
    frame.description = i18n::words(page.language, "What comes up at {name}.", {{"name", page.name()}});
    return pages::render(page, frame, [&](html::Values& values) {
        values.set("HEADING", i18n::words(page.language, "Events"));
        values.set("HOME_URL", pages::home_path(page)).set("HOME", page.name());
        if (all.empty()) return void(values.show("NONE"));
        auto& some = values.add("SOME").set("FEED_URL", pages::home_path(page) + "/events.ics");
        for (const auto& each : all) fill_row(some.add("EVENT"), page, each);
    });
}

Response show(const Page& page) {
    const auto shown = find_shown(page, page.request.query.get("link"));
    if (!shown) return not_found(page);
    const auto& service = shown->service;
    pages::Frame frame{"event_pages/event", page.text(service.name), 200,
                       shown->link.empty() ? pages::Secrecy::open : pages::Secrecy::manage};
    if (shown->link.empty()) {
        frame.description = page.text(service.description);
        frame.shared = shared_of(page, *shown);
    }
    return pages::render(page, frame, [&](html::Values& values) {
        values.set("HEADING", page.text(service.name));
        values.set("LIST_URL", events_path(page)).set("PRICE", pages::price_of(page, service));
        values.show_if(service.needs_approval, "PENDING");
        fill_picture(values, page, service, 640);
        if (const auto& text = page.text(service.description); !text.empty()) values.add("TOLD").set("TEXT", text);
        if (const auto why = closed_text(page, *shown); !why.empty()) values.add("CLOSED").set("CLOSED_TEXT", why);
        fill_dates(values, page, *shown);
    });
}

namespace {

std::map<BusinessId, std::vector<std::string>> found_pages(db::Session& session) {
    std::map<BusinessId, std::vector<std::string>> out;
    for (const auto& [business, event] : events::list_announced(session)) {
        auto& paths = out[business];
        if (paths.empty()) paths.emplace_back("/events");
        paths.push_back("/events/" + base::to_text(event));
    }
    return out;
}

}  // namespace

Response feed(const Page& page) {
    if (!is_on(page)) return not_found(page);
    std::vector<bookings::CalendarEntry> entries;
    for (const auto& each : read_list(page)) {
        const auto* service = page.snapshot->service(each.event.service_id);
        CHECK(service);
        for (const auto& date : each.dates)
            if (entries.size() < std::size_t{kMostFeed})
                entries.push_back(calendar_entry(page, *service, each.event.id, date));
    }
    const auto name = i18n::words(page.language, "{name}: events", {{"name", page.name()}});
    return booking_page::calendar_answer(page, bookings::calendar_feed(entries, name));
}

void register_pages(activity::Registry& registry) {
    registry.add(events::kInPanel);
    registry.add(booking_page::FoundPages{10, events::kModule, found_pages});
    registry.add(
        booking_page::StartLink{10, [](const Page& page) -> std::optional<pages::WayOn> {
                                    if (!page.business().has(events::kModule) || read_list(page).empty())
                                        return std::nullopt;
                                    return pages::WayOn{events_path(page), i18n::words(page.language, "Events")};
                                }});
}

}  // namespace event_pages
