#include "office/calendar/one_booking.h"

#include "notify/workflow.h"

#include <algorithm>

namespace office {

using bookings::Booking;

std::vector<Booking> who_share(const Page& page, const Booking& booking) {
    if (booking.seats.capacity == 1) return {booking};
    auto out = page.environment.database.read([&](db::Session& session) {
        return bookings::list_of_appointment(session, page.id(), booking.appointment_id);
    });
    std::erase_if(out, [](const Booking& each) { return bookings::is_given_up(each.status); });
    return out;
}

bool hears_of(const Page& page, const std::vector<Booking>& those, std::string_view trigger) {
    return !std::ranges::all_of(those, [](const Booking& each) { return each.email.empty(); }) &&
           page.environment.database.read(
               [&](db::Session& session) { return notify::is_answered(session, page.id(), trigger); });
}

std::string to_text(const bookings::Seen& seen) {
    std::string out;
    for (const auto& [id, version] : seen)
        out += fmt::format("{}{}-{}", out.empty() ? "" : " ", base::to_text(id), version);
    return out;
}

bookings::Seen seen_of(const std::vector<Booking>& bookings) {
    bookings::Seen out;
    for (const auto& each : bookings) out.emplace(each.id, each.version);
    return out;
}

bookings::Seen read_seen(std::string_view text) {
    bookings::Seen out;
    while (!text.empty()) {
        const auto each = text.substr(0, text.find(' '));
        text.remove_prefix(std::min(text.size(), each.size() + 1));
        const auto dash = each.find('-');
        if (dash == each.npos) continue;
        const auto id = base::parse_id<BookingId>(each.substr(0, dash));
        const auto version = pages::whole_number<int>(each.substr(dash + 1));
        if (id && version) out.emplace(*id, *version);
    }
    return out;
}

}  // namespace office
