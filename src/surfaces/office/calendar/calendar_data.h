// What the script of the calendar draws: the appointments and shades of the shown days, as wall-clock times of the
// business.
#pragma once

#include "office/calendar/calendar_state.h"

namespace office {

// JSON; see web/calendar/data.ts for what its members mean.
std::string calendar_json(const Page& page, const Showing& shown);
// Whether it is kept for somebody on the waiting list.
bool is_offer(const bookings::Hold& hold);
// "Haircut, kept for a visitor until 10:15"
std::string held_text(const Page& page, const bookings::Hold& hold);
// "2026-12-04T09:00" by the wall clock of the business.
std::string wall_text(const Page& page, Instant at);

}  // namespace office
