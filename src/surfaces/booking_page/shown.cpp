#include "booking_page/shown.h"
#include "bookings/words.h"

namespace booking_page {

using namespace bookings;
using namespace pages;
namespace {

// "book.example.org" of "https://book.example.org:8443"

}  // namespace

std::string host_of(std::string_view origin) {
    const auto scheme = origin.find("://");
    auto host = scheme == origin.npos ? origin : origin.substr(scheme + 3);
    const auto colon = host.rfind(':');
    if (colon != host.npos && !host.ends_with(']')) host = host.substr(0, colon);
    return std::string(host);
}

const catalog::Service& service_of(const Page& page, const Booking& booking) {
    const auto* found = page.snapshot->service(booking.service_id);
    CHECK(found);
    return *found;
}

std::string provider_name(const Page& page, const Booking& booking) {
    const auto* provider = page.snapshot->provider(booking.provider_id);
    return provider ? provider->name : std::string();
}

std::string place_of(const Page& page, const Booking& booking) {
    return place(*page.snapshot, &service_of(page, booking), page.snapshot->provider(booking.provider_id),
                 booking.location_id);
}

CalendarEntry calendar_entry(const Page& page, const Booking& booking, const std::string& path, bool told) {
    const auto& origin = page.request.origin;
    const auto& service = service_of(page, booking);
    const auto& email = page.business().email;
    CalendarEntry entry;
    entry.id = booking.id;
    entry.host = host_of(origin);
    entry.url = origin + path;
    entry.title = i18n::words(page.language, "{service}, {business}",
                              {{"service", page.text(service.name)}, {"business", page.name()}});
    entry.place = service.meeting_url.empty() ? place_of(page, booking) : service.meeting_url;
    entry.description = i18n::words(page.language, "With {name}.", {{"name", provider_name(page, booking)}});
    if (const auto names = add_on_names(page.language, booking); !names.empty())
        entry.description += "\n" + i18n::words(page.language, "Extras: {list}", {{"list", names}});
    if (told)
        entry.description += "\n" + i18n::words(page.language, "See, move or cancel it: {url}", {{"url", entry.url}});
    entry.organizer = email.empty() ? origin + home_path(page) : "mailto:" + email;
    entry.organizer_name = page.name();
    entry.time = booking.time;
    entry.zone = page.zone();
    entry.status = booking.status;
    entry.sequence = booking.calendar_sequence;
    entry.changed_at = booking.changed_at;
    return entry;
}

http::Response calendar_answer(const Page& page, std::string text) {
    http::Response response;
    response.type = "text/calendar; charset=utf-8; method=PUBLISH";
    response.body = std::make_shared<const std::string>(std::move(text));
    response.set("Content-Disposition", fmt::format("attachment; filename=\"{}.ics\"", page.business().slug));
    response.set("Cache-Control", "no-store");
    response.set("Referrer-Policy", "no-referrer");
    response.set("X-Robots-Tag", "noindex, nofollow");
    return response;
}

}  // namespace booking_page
