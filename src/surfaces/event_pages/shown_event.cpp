#include "event_pages/shown_event.h"

#include "bookings/words.h"

namespace event_pages {

using pages::Page;

std::optional<ShownEvent> find_shown(const Page& page, std::string_view link) {
    const auto id = base::parse_id<EventId>(page.request.param("event"));
    if (!id || !page.business().has(events::kModule)) return std::nullopt;
    return page.environment.database.snapshot([&](db::Session& session) -> std::optional<ShownEvent> {
        auto event = events::find(session, page.business().id, *id);
        const auto* service = event ? page.snapshot->service(event->service_id) : nullptr;
        if (!service || !events::is_shown(*event, *service, link)) return std::nullopt;
        auto dates = events::coming_dates(session, page.business().id, event->service_id, page.now);
        const bool is_private = event->who_may_book == catalog::WhoMayBook::link;
        return ShownEvent{*std::move(event), *service, std::move(dates), is_private ? std::string(link) : ""};
    });
}

std::string events_path(const Page& page) { return pages::home_path(page) + "/events"; }

std::string event_path(const Page& page, const ShownEvent& shown, std::string_view rest, std::string_view query) {
    auto out = fmt::format("{}/{}{}", events_path(page), base::to_text(shown.event.id), rest);
    std::string_view sign = "?";
    if (!shown.link.empty()) out += fmt::format("?link={}", base::percent_encoded(shown.link)), sign = "&";
    if (!query.empty()) out += fmt::format("{}{}", sign, query);
    return out;
}

std::string left_text(const Page& page, const events::Session& date) {
    const auto left = date.seats.left();
    return left <= 0 ? i18n::words(page.language, "Sold out")
                     : i18n::count(page.language, "{n} place left", "{n} places left", left);
}

std::string place_text(const Page& page, const catalog::Service& service, const events::Session& date) {
    if (!service.meeting_url.empty()) return i18n::words(page.language, "Online");
    return bookings::place(*page.snapshot, &service, page.snapshot->provider(date.provider_id), date.location_id);
}

std::string closed_text(const Page& page, const ShownEvent& shown) {
    const auto& service = shown.service;
    if (shown.event.state == events::State::cancelled) return i18n::words(page.language, "This event was cancelled.");
    if (shown.dates.empty()) return i18n::words(page.language, "This event is over.");
    if (service.booked_from && page.now < *service.booked_from)
        return i18n::words(page.language, "It can be booked from {from}.",
                           {{"from", pages::moment(page, *service.booked_from)}});
    if (service.booked_until && page.now >= *service.booked_until)
        return i18n::words(page.language, "It was possible to book this until {until}.",
                           {{"until", pages::moment(page, *service.booked_until)}});
    return {};
}

}  // namespace event_pages
