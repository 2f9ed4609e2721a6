// When the business and its people work, as staff set it. Every handler stands behind a guard of app/routes.cpp, which
// names the permission.
#pragma once

#include "pages/environment.h"

namespace office {

void register_hours(activity::Registry& registry);

using http::Request;
using http::Response;
using pages::Environment;

Response hours(const Request& request, Environment& environment);               // GET  /hours ?week=2026-12-07
Response opening_hours(const Request& request, Environment& environment);       // GET  /hours/opening ?location=ID
Response save_opening_hours(const Request& request, Environment& environment);  // POST
Response weekly_hours(const Request& request, Environment& environment);        // GET  /hours/people/{id} ?plans=2
Response save_weekly_hours(const Request& request, Environment& environment);   // POST
Response preview_hours(const Request& request, Environment& environment);       // POST /hours/people/{id}/preview
Response time_off(const Request& request, Environment& environment);            // GET  /hours/time-off ?who=ID
Response add_time_off(const Request& request, Environment& environment);        // POST
Response remove_time_off(const Request& request, Environment& environment);     // POST /hours/time-off/{id}/removal
Response save_special_day(const Request& request, Environment& environment);    // POST /hours/special-days
Response holidays(const Request& request, Environment& environment);            // GET  /hours/holidays ?year=2027
Response add_holidays(const Request& request, Environment& environment);        // POST
Response own_hours(const Request& request, Environment& environment);           // GET  /own-hours ?week
Response why_offered(const Request& request, Environment& environment);  // GET  /hours/why ?service&provider&day&time

}  // namespace office
