#include "api/booking_api_docs.h"
#include "api/docs_parts.h"

namespace api::docs {

// A literal, since it stands within others.
#define TIMEBOK_EVENT \
    R"json({"id": "01KQ7W3M2ZCE1", "name": "Colour workshop", "description": "An evening on colour.", "picture": null, "url": "https://book.example.org/studio-lind/events/01KQ7W3M2ZCE1", "service": "01KQ7W3M2ZC8E", "cancelled": false, "duration_minutes": 120,
  "price": {"amount": 45000, "currency": "NOK"}, "price_kind": "fixed", "online": false, "venue": "Town hall, Oslo", "needs_approval": false, "sign_in_needed": false, "booked_from": null, "booked_until": null,
  "dates": [{"id": "01KQ7W3M2ZCD1", "start": "2027-04-06T18:00:00+02:00", "end": "2027-04-06T20:00:00+02:00", "provider": "01KQ7W3M2ZC9A", "location": null, "places": 30, "places_left": 12, "price": {"amount": 45000, "currency": "NOK"}}],
  "fields": []})json"

const http::ApiDoc list_events{
    .operation = "listEvents",
    .summary = "The events that come up",
    .description = "Those that anyone may see. Names are in the best of the business's languages for Accept-Language.",
    .parameters = R"json([
{"name": "after", "in": "query", "description": "Where to go on: the next of the page before.", "schema": {"type": "string"}}])json",
    .request = "",
    .responses =
        R"json({"200": {"description": "By their next date; at most 50. Where there are more, next is what after has to be for them.",
  "schema": {"type": "object", "required": ["time_zone", "events"], "properties": {"time_zone": {"type": "string"}, "events": {"type": "array", "items": {"$ref": "#/components/schemas/Event"}}, "next": {"type": "string"}}},
  "example": {"time_zone": "Europe/Oslo", "events": [)json" TIMEBOK_EVENT
        "]}}" TIMEBOK_NOT_FOUND TIMEBOK_INVALID TIMEBOK_TOO_MANY "}"};

const http::ApiDoc show_event{
    .operation = "showEvent",
    .summary = "An event with its dates",
    .description = "",
    .parameters = R"json([
{"name": "link", "in": "query", "description": "Of a private event: the key of its link.", "schema": {"type": "string"}}])json",
    .request = "",
    .responses =
        R"json({"200": {"description": "The event.", "schema": {"$ref": "#/components/schemas/Event"}, "example": )json" TIMEBOK_EVENT
        "}" TIMEBOK_NOT_FOUND TIMEBOK_INVALID TIMEBOK_TOO_MANY "}"};

const http::ApiDoc book_tickets{
    .operation = "bookTickets",
    .summary = "Book tickets for a date of an event",
    .description = "All of them or none. Each ticket is a booking of its own, which can be moved to another date of "
                   "the event and cancelled by itself.",
    .parameters = kOnceHeader,
    .request =
        R"json({"schema": {"$ref": "#/components/schemas/NewTickets"}, "example": {"date": "01KQ7W3M2ZCD1", "attendees": ["Anna Berg", "Dag Lund"],
  "customer": {"name": "Anna", "surname": "Berg", "email": "anna@example.com"}}})json",
    .responses = R"json({"201": {"description": "Booked; pending where the business approves first.",
  "headers": {"Location": {"description": "The first ticket in this API.", "schema": {"type": "string"}}, "Idempotent-Replay": {"description": "true: this is the first answer again.", "schema": {"type": "string"}}},
  "schema": {"$ref": "#/components/schemas/MadeVisit"},
  "example": {"visit": null, "bookings": [{"id": "01KQ7W3M2ZCAB", "status": "approved", "start": "2027-04-06T18:00:00+02:00", "end": "2027-04-06T20:00:00+02:00", "provider": "01KQ7W3M2ZC9A", "location": null,
    "manage_token": "01KQ7W3M2ZCAB-k3v9w2m4q7r8s5t6x1y0z2a3b4c5d6e7", "manage_url": "https://book.example.org/studio-lind/bookings/01KQ7W3M2ZCAB-k3v9w2m4q7r8s5t6x1y0z2a3b4c5d6e7", "service": "01KQ7W3M2ZC8E", "attendee": null}]}},
"409": {"description": "There are not as many places.", "schema": {"$ref": "#/components/schemas/FewPlaces"}})json" TIMEBOK_PROBLEM(
        "403", "Only customers who are signed in may book here.") TIMEBOK_NOT_FOUND TIMEBOK_BODY "}"};

#undef TIMEBOK_EVENT

}  // namespace api::docs
