// What the pages of the hours share.
#pragma once

#include "bookings/left_out.h"
#include "office/frame/form.h"
#include "office/frame/page.h"
#include "office/hours/hours.h"
#include "staff/schedule.h"

namespace office {

std::string hours_path(const Page& page, std::string_view rest = {});
Day monday_of(Day day);
// A member who sees their own appointments only changes their own hours only.
bool may_change_hours_of(const Page& page, ProviderId provider);
// By the path's id; nullptr: not of this business, or not theirs to change.
const staff::Provider* provider_of_path(const Page& page);
// The providers whose hours the member may change.
std::vector<const staff::Provider*> changeable_providers(const Page& page);
staff::Context hours_context(const Page& page);
// Whether the member works but may not change hours, so that a page shows them their own.
bool has_own_hours(const Page& page);

// The day's openings, in LINE, and why it is not as the week says.
void fill_day_hours(html::Values& cell, const Page& page, const availability::Schedule& schedule, Day day);
// "Monday 7 December to Friday 11 December".
std::string days_text(const Page& page, const availability::Days& days);

// Its appointments that the planned schedules would leave outside.
using Planned = std::vector<std::pair<ProviderId, availability::Schedule>>;
bookings::LeftOut find_left_out(const Page& page, const Planned& planned);
// Under {{>LEFT_OUT}}; nothing where there are none.
void include_left_out(html::Values& values, const Page& page, const bookings::LeftOut& left_out);

}  // namespace office
