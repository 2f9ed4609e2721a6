// What the pages of events share: the event of an address, and its facts in words.
#pragma once

#include "events/event.h"
#include "pages/page.h"

namespace event_pages {

struct ShownEvent {
    events::Event event;
    const catalog::Service& service;
    std::vector<events::Session> dates{};  // that have not begun, by start
    std::string link{};                    // the key of its link, where it came by that
};
// The one of the path's {event}, which the link of the query or form opens where it is private. Nullopt: there is none
// to be seen.
std::optional<ShownEvent> find_shown(const pages::Page& page, std::string_view link);

std::string events_path(const pages::Page& page);
// With the key of its link, where it came by that.
std::string event_path(const pages::Page& page, const ShownEvent& shown, std::string_view rest = {},
                       std::string_view query = {});

// "2 places left", "Sold out".
std::string left_text(const pages::Page& page, const events::Session& date);
// Where it takes place: "Online", an address or a location.
std::string place_text(const pages::Page& page, const catalog::Service& service, const events::Session& date);
// Why nothing of it can be booked now; empty: it can.
std::string closed_text(const pages::Page& page, const ShownEvent& shown);

}  // namespace event_pages
