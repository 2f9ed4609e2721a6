#include "pages/shown_in.h"

namespace pages {
namespace {

constexpr std::size_t kLongestZone = 64;

std::string sent(const http::Form& form) {
    const auto name = form.get(kShownIn);
    return name.size() <= kLongestZone ? std::string(name) : std::string();
}

}  // namespace

std::pair<std::string, std::string> shown_in_field(const Page& page) {
    return {std::string(kShownIn), page.zone().name()};
}

bookings::Context context_of(const Page& page, const http::Form& form) {
    auto out = page.environment.context();
    out.shown_in = sent(form);
    return out;
}

bool is_shown_otherwise(const Page& page, const http::Form& form) {
    const auto zone = sent(form);
    return !zone.empty() && zone != page.zone().name();
}

Instant as_shown(const Page& page, const http::Form& form, Instant at) {
    if (!is_shown_otherwise(page, form)) return at;
    const auto zone = Zone::find(sent(form));
    return zone ? page.zone().instant(zone->wall(at)) : at;
}

Error shown_otherwise(const Page& page) {
    return {base::Fault::conflict, "booking.zone_changed", {{"zone", page.zone().name()}}, {}};
}

}  // namespace pages
