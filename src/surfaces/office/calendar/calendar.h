// Appointments as staff see them. Every handler stands behind a guard of
// app/routes.cpp, which names the permission.
#pragma once

#include "pages/environment.h"

namespace office {

void register_calendar(activity::Registry& registry);

using http::Request;
using http::Response;
using pages::Environment;

Response appointments(const Request& request, Environment& environment);            // GET  / ?from=2026-12-04
Response appointment_file(const Request& request, Environment& environment);        // GET  /bookings/{id}/files/{field}
Response appointment(const Request& request, Environment& environment);             // GET  /bookings/{id}
Response set_appointment_status(const Request& request, Environment& environment);  // POST /bookings/{id}/status
Response set_appointment_paid(const Request& request, Environment& environment);    // POST /bookings/{id}/payment

// GET /bookings/new ?service&provider&day&customer: free times; with &start= or &time=14:05: who it is for, ?q finds.
Response new_appointment(const Request& request, Environment& environment);
Response make_appointment(const Request& request, Environment& environment);  // POST /bookings/new

// GET /bookings/{id}/move ?day=2026-12-04&provider=ID: free times; with &start= or &time=14:05: what will change.
Response moving_form(const Request& request, Environment& environment);
Response move_booking(const Request& request, Environment& environment);  // POST /bookings/{id}/move

}  // namespace office
