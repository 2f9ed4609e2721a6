// Appointments as rows: the list of the calendar, which is also what it shows where there is no script, and those that
// wait for approval.
#pragma once

#include "office/calendar/calendar_state.h"
#include "office/frame/registered.h"

namespace office {

// The days of the view under {{>AGENDA}}, with a link on where there are more than fit on a page.
void include_agenda(html::Values& values, const Page& page, const Showing& shown);
// "99+" where more than those were counted; nullopt: nothing waits.
std::optional<MenuCount> waiting_count(const Page& page);

}  // namespace office
