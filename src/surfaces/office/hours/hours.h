// When the business and its people work, as staff set it. Every handler stands behind a guard of app/routes.cpp, which
// names the permission.
#pragma once

#include "office/frame/page.h"

namespace office {

void register_hours(activity::Registry& registry);

Response hours(const Page& page);               // GET  /hours ?week=2026-12-07
Response opening_hours(const Page& page);       // GET  /hours/opening ?location=ID
Response save_opening_hours(const Page& page);  // POST
Response weekly_hours(const Page& page);        // GET  /hours/people/{id} ?plans=2
Response save_weekly_hours(const Page& page);   // POST
Response preview_hours(const Page& page);       // POST /hours/people/{id}/preview
Response time_off(const Page& page);            // GET  /hours/time-off ?who=ID
Response add_time_off(const Page& page);        // POST
Response remove_time_off(const Page& page);     // POST /hours/time-off/{id}/removal
Response save_special_day(const Page& page);    // POST /hours/special-days
Response holidays(const Page& page);            // GET  /hours/holidays ?year=2027
Response add_holidays(const Page& page);        // POST
Response own_hours(const Page& page);           // GET  /own-hours ?week
Response why_offered(const Page& page);         // GET  /hours/why ?service&provider&day&time

}  // namespace office
