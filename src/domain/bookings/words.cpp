#include "bookings/words.h"

#include "base/typed.h"
#include "bookings/snapshot.h"

namespace bookings {

std::string who_comes(const Booking& booking) {
    return booking.attendee.empty() ? base::full_name(booking.name, booking.surname) : booking.attendee;
}

std::string add_on_names(i18n::Language language, const Booking& booking) {
    std::string out;
    for (const auto& each : booking.add_ons) out += (out.empty() ? "" : ", ") + each.name.in(i18n::tag(language));
    return out;
}

std::string source_name(i18n::Language language, Source source) {
    switch (source) {
        case Source::page: return i18n::words(language, "Booking page");
        case Source::embed: return i18n::words(language, "Booking page inside your website");
        case Source::link: return i18n::words(language, "Secret link of a service");
        case Source::api: return i18n::words(language, "Another program");
        case Source::staff: return i18n::words(language, "Made by the team");
        case Source::unknown: return i18n::words(language, "Not recorded");
    }
    return {};
}

std::string status_name(i18n::Language language, Status status) {
    switch (status) {
        case Status::pending: return i18n::words(language, "awaiting approval");
        case Status::approved: return i18n::words(language, "booked");
        case Status::declined: return i18n::words(language, "declined");
        case Status::cancelled: return i18n::words(language, "cancelled");
        case Status::completed: return i18n::words(language, "completed");
        case Status::no_show: return i18n::words(language, "missed");
    }
    return {};
}

std::string place(const Snapshot& snapshot, const catalog::Service* service, const staff::Provider* provider,
                  std::optional<LocationId> location) {
    if (service && !service->venue.empty()) return service->venue;
    const auto* found = snapshot.location(location ? location : provider ? provider->location_id : std::nullopt);
    if (!found) return snapshot.business.address;
    return found->address.empty() ? found->name : found->name + ", " + found->address;
}

}  // namespace bookings
