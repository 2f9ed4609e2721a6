// Appointments as staff see them. Every handler stands behind a guard of
// app/routes.cpp, which names the permission.
#pragma once

#include "office/frame/page.h"

namespace office {

void register_calendar(activity::Registry& registry);

// GET /calendar ?view=day|rooms|week|month|list&day=2026-12-04&provider=ID&location&service&status&colour&dense
Response calendar(const Page& page);
Response calendar_data(const Page& page);         // GET /calendar/data: the same, as JSON
Response waiting_appointments(const Page& page);  // GET /calendar/waiting
// GET /calendar/bookings/{id}/refusals ?from&to&provider&length&whole: where it may not be dropped, and why. JSON.
Response calendar_refusals(const Page& page);
// POST /calendar/bookings/{id}/move: at=2026-12-04T09:00, provider, length, version, tell, outside_hours, overbooking,
// and which=first|second of a time that comes twice; whole=yes: with all who share its appointment, seen=ID-VERSION of
// each. JSON: version, seen, words; or code, words, ask.
Response calendar_move(const Page& page);
Response calendar_undo(const Page& page);  // POST /calendar/bookings/{id}/undo: version; whole, seen

Response appointment_file(const Page& page);  // GET  /bookings/{id}/files/{field}
Response appointment(const Page& page);       // GET  /bookings/{id}
// POST /bookings/{id}/status: status; back=the page of the office where it was asked, else the booking's.
Response set_appointment_status(const Page& page);
Response set_appointment_paid(const Page& page);  // POST /bookings/{id}/payment

// GET /bookings/{id}/mail ?workflow=ID&as=cancelled, or &start=&provider=: what the workflow will say to the customer.
Response appointment_mail(const Page& page);
Response change_appointment_what(const Page& page);   // POST /bookings/{id}/what
Response change_appointment_notes(const Page& page);  // POST /bookings/{id}/notes
Response change_appointment_answers(const Page& page,
                                    const std::vector<http::Part>& parts);  // POST /bookings/{id}/answers
Response delete_appointment(const Page& page);                              // POST /bookings/{id}/deletion
Response restore_appointment(const Page& page);                             // POST /bookings/{id}/restoration
Response deleted_appointments(const Page& page);                            // GET  /bookings/deleted

// GET /bookings/new ?service&provider&day&customer: free times; with &start= or &time=14:05: who it is for, ?q finds.
Response new_appointment(const Page& page);
Response make_appointment(const Page& page, const std::vector<http::Part>& parts);  // POST /bookings/new

// GET /bookings/{id}/move ?day=2026-12-04&provider=ID: free times; with &start= or &time=14:05: what will change.
Response moving_form(const Page& page);
Response move_booking(const Page& page);  // POST /bookings/{id}/move

// Of all that was booked together (bookings/visit.h): the same two pages, each part with its distance from the first.
Response visit_moving_form(const Page& page);  // GET  /bookings/{id}/visit/move ?day &start= or &time=
Response move_visit(const Page& page);         // POST /bookings/{id}/visit/move: start, seen
Response cancel_visit(const Page& page);       // POST /bookings/{id}/visit/cancellation

}  // namespace office
