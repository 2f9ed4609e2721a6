// What the calendar shows: every choice stands in its address, and is kept for the person in a cookie (FEATURES 8.1).
#pragma once

#include "bookings/agenda.h"
#include "office/frame/page.h"

namespace office {

enum class View { day, rooms, week, month, list };
enum class Colour { service, provider, status };
std::string_view to_text(View view);
std::string_view to_text(Colour colour);

struct Showing {
    View view = View::day;
    Day day{};
    std::vector<ProviderId> providers{};  // in the business's order; empty: all
    std::optional<LocationId> location{};
    std::optional<ServiceId> service{};
    std::optional<bookings::Status> status{};  // none: all but those that were given up
    Colour colour = Colour::service;
    bool dense = false;
    bool chosen = false;  // the view was, by the address or before; a phone begins with the list otherwise

    Day first{}, last{};  // both included: the days of the view
    bool filters() const { return !providers.empty() || location || service || status; }
};

// Of the address, and where it says nothing of the view, what the person chose last. What cannot be read is as if it
// had not been said; a provider who sees their own appointments only gets no other.
Showing read_shown(const Page& page);
// "/salon/office/calendar?view=week&day=2026-12-04" with what is chosen besides.
std::string calendar_path(const Page& page, const Showing& shown);
std::string calendar_path(const Page& page, Showing shown, Day day);
std::string calendar_path(const Page& page, Showing shown, View view);
// With everything but the day, for the next time.
void keep_shown(http::Response& response, const Page& page, const Showing& shown);

// Whose columns are shown: those chosen, or all who can be booked and fit the location.
std::vector<const staff::Provider*> shown_providers(const Page& page, const Showing& shown);
bool passes(const Showing& shown, ProviderId provider, ServiceId service, std::optional<LocationId> location,
            bookings::Status status);

}  // namespace office
