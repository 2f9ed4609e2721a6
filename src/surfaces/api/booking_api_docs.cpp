#include "api/booking_api_docs.h"

namespace api::docs {
namespace {

constexpr std::string_view kSchemas = R"json({
"Id": {"type": "string", "pattern": "^[0-9A-HJKMNP-TV-Z]{13}$", "description": "Thirteen letters of Crockford's base 32."},
"Money": {"type": "object", "required": ["amount", "currency"], "additionalProperties": false, "properties": {
  "amount": {"type": "integer", "format": "int64", "description": "In minor units of the currency: 69000 is NOK 690.00."},
  "currency": {"type": "string", "pattern": "^[A-Z]{3}$", "description": "ISO 4217."}}},
"Time": {"type": "string", "format": "date-time", "description": "RFC 3339, whole seconds. Answers carry the offset that the business has at that moment."},
"Business": {"type": "object", "required": ["slug", "name", "time_zone", "currency", "languages"], "properties": {
  "slug": {"type": "string"}, "name": {"type": "string"},
  "time_zone": {"type": "string", "description": "IANA name."},
  "currency": {"type": "string"},
  "languages": {"type": "array", "items": {"type": "string"}, "description": "BCP 47; the first is the default."}}},
"Location": {"type": "object", "required": ["id", "name", "address"], "properties": {
  "id": {"$ref": "#/components/schemas/Id"}, "name": {"type": "string"}, "address": {"type": "string"}}},
"LocationInFull": {"type": "object", "required": ["id", "name", "address", "phone", "map_url", "directions", "opening_hours"], "properties": {
  "id": {"$ref": "#/components/schemas/Id"}, "name": {"type": "string"}, "address": {"type": "string"},
  "phone": {"type": "string", "description": "E.164, or empty."}, "map_url": {"type": "string", "description": "An https address, or empty."},
  "directions": {"type": "string"},
  "opening_hours": {"type": "array", "items": {"$ref": "#/components/schemas/OpeningHours"}, "description": "Its own; none where those of the business hold."}}},
"OpeningHours": {"type": "object", "required": ["weekday", "from", "to"], "description": "As told to customers. What can be booked are the slots.", "properties": {
  "weekday": {"type": "integer", "minimum": 1, "maximum": 7, "description": "ISO 8601: 1 is Monday."},
  "from": {"type": "string", "pattern": "^[0-9]{2}:[0-9]{2}$"},
  "to": {"type": "string", "pattern": "^[0-9]{2}:[0-9]{2}$", "description": "Past midnight it goes on: 26:00 is two in the night that follows."}}},
"Picture": {"type": ["array", "null"], "description": "The same picture in each of its sizes, the smallest first. Another picture has another address, so each may be kept.", "items": {"type": "object", "required": ["url", "width", "height"], "properties": {
  "url": {"type": "string", "format": "uri"}, "width": {"type": "integer"}, "height": {"type": "integer"}}}},
"Category": {"type": "object", "required": ["id", "name"], "properties": {
  "id": {"$ref": "#/components/schemas/Id"}, "name": {"type": "string"}}},
"Service": {"type": "object", "required": ["id", "name", "description", "category", "picture", "online", "duration_minutes", "price", "places", "times", "price_kind", "sign_in_needed", "providers", "locations", "add_ons", "fields"], "properties": {
  "id": {"$ref": "#/components/schemas/Id"}, "name": {"type": "string"}, "description": {"type": "string"},
  "category": {"type": ["string", "null"], "description": "The id of one of the categories."},
  "picture": {"$ref": "#/components/schemas/Picture"},
  "online": {"type": "boolean", "description": "It is an online meeting."},
  "duration_minutes": {"type": "integer", "minimum": 1}, "price": {"$ref": "#/components/schemas/Money"},
  "places": {"type": "integer", "minimum": 1, "description": "How many customers one appointment has room for; a provider or a group may have another number."},
  "times": {"type": "string", "enum": ["hours", "sessions"], "description": "sessions: it can be had only at the times of groups that the business has planned."},
  "price_kind": {"type": "string", "enum": ["fixed", "from", "free", "on_request"], "description": "from: the price is the lowest; on_request: it is told on request, and price says nothing."},
  "sign_in_needed": {"type": "boolean", "description": "Only customers who are signed in can book it, on the booking page."},
  "providers": {"type": "array", "description": "Who gives it, with the length and price that it has with them.", "items": {"type": "object", "required": ["id", "duration_minutes", "price"], "properties": {
    "id": {"$ref": "#/components/schemas/Id"}, "duration_minutes": {"type": "integer", "minimum": 1}, "price": {"$ref": "#/components/schemas/Money"}}}},
  "locations": {"type": "array", "items": {"$ref": "#/components/schemas/Location"}, "description": "Where it can be had; with more than one, ask the customer which."},
  "add_ons": {"type": "array", "items": {"$ref": "#/components/schemas/AddOn"}, "description": "What can be chosen with it, at most 10 at a time: a longer and dearer appointment."},
  "fields": {"type": "array", "items": {"$ref": "#/components/schemas/ExtraField"}, "description": "What the business asks for at booking."}}},
"AddOn": {"type": "object", "required": ["id", "name", "duration_minutes", "price"], "properties": {
  "id": {"$ref": "#/components/schemas/Id"}, "name": {"type": "string"}, "description": {"type": "string"},
  "duration_minutes": {"type": "integer", "minimum": 0}, "price": {"$ref": "#/components/schemas/Money"}}},
"ExtraField": {"type": "object", "required": ["id", "kind", "label", "help", "required", "options", "shown_if"], "properties": {
  "id": {"$ref": "#/components/schemas/Id"},
  "kind": {"type": "string", "enum": ["text", "long_text", "choice", "choices", "yes_no", "date", "file"], "description": "The values of yes_no are yes and no, that of a date is 2027-03-29. A file can be sent on the booking page only."},
  "label": {"type": "string"}, "help": {"type": "string"}, "required": {"type": "boolean"},
  "options": {"type": "array", "items": {"type": "object", "required": ["value", "name"], "properties": {"value": {"type": "string"}, "name": {"type": "string"}}}},
  "shown_if": {"type": ["object", "null"], "description": "Ask it only where that field has this value; else it need not be answered, and its answer is not kept.", "required": ["field", "value"], "properties": {
    "field": {"$ref": "#/components/schemas/Id"}, "value": {"type": "string"}}}}},
"Provider": {"type": "object", "required": ["id", "name", "title", "about", "picture", "locations"], "properties": {
  "id": {"$ref": "#/components/schemas/Id"}, "name": {"type": "string"}, "title": {"type": "string"},
  "about": {"type": "string", "description": "What they say of themselves."},
  "picture": {"$ref": "#/components/schemas/Picture"},
  "locations": {"type": "array", "items": {"$ref": "#/components/schemas/Id"}, "description": "Where they work from today on."}}},
"NextSlot": {"type": "object", "required": ["service", "start", "provider"], "properties": {
  "service": {"$ref": "#/components/schemas/Id"}, "start": {"$ref": "#/components/schemas/Time"}, "provider": {"$ref": "#/components/schemas/Id"}}},
"Slot": {"type": "object", "required": ["start", "provider"], "properties": {
  "start": {"$ref": "#/components/schemas/Time"}, "provider": {"$ref": "#/components/schemas/Id"},
  "places_left": {"type": "integer", "minimum": 1, "description": "Only of a service that several customers may share."}}},
"Status": {"type": "string", "enum": ["pending", "approved", "declined", "cancelled", "completed", "no_show"]},
"NewBooking": {"type": "object", "required": ["service", "provider", "start", "customer"], "additionalProperties": false, "properties": {
  "service": {"$ref": "#/components/schemas/Id"},
  "provider": {"type": "string", "description": "A provider's id, or any."},
  "location": {"type": ["string", "null"], "description": "One of the service's locations; wherever the hours of that time are where there is none."},
  "start": {"$ref": "#/components/schemas/Time"},
  "customer": {"$ref": "#/components/schemas/NewCustomer"},
  "add_ons": {"type": ["array", "null"], "maxItems": 10, "items": {"$ref": "#/components/schemas/Id"}},
  "answers": {"type": ["array", "null"], "maxItems": 30, "description": "To the service's fields.", "items": {"type": "object", "required": ["field", "values"], "additionalProperties": false, "properties": {
    "field": {"$ref": "#/components/schemas/Id"},
    "values": {"type": "array", "description": "One value; of choices any number.", "items": {"type": "string", "maxLength": 2000}}}}},
  "note": {"type": ["string", "null"], "maxLength": 1000}}},
"NewCustomer": {"type": "object", "required": ["name", "email"], "additionalProperties": false, "properties": {
  "name": {"type": "string", "minLength": 1, "maxLength": 100},
  "surname": {"type": ["string", "null"], "maxLength": 100, "description": "Required unless the business has set otherwise."},
  "email": {"type": "string", "format": "email", "maxLength": 254},
  "phone": {"type": ["string", "null"], "description": "With country code, or as dialled in the business's country."},
  "language": {"type": ["string", "null"], "description": "BCP 47. Of the business's languages the same or a related one is taken, else its first."}}},
"MadeBooking": {"type": "object", "required": ["id", "status", "start", "end", "provider", "location", "manage_token", "manage_url"], "properties": {
  "id": {"$ref": "#/components/schemas/Id"}, "status": {"$ref": "#/components/schemas/Status"},
  "start": {"$ref": "#/components/schemas/Time"}, "end": {"$ref": "#/components/schemas/Time"},
  "provider": {"$ref": "#/components/schemas/Id"}, "location": {"type": ["string", "null"]},
  "manage_token": {"type": "string", "description": "Whoever has it may see, move and cancel this booking. It is told this once."},
  "manage_url": {"type": "string", "format": "uri", "description": "The page for the customer."}}},
"Permission": {"type": "object", "required": ["allowed"], "properties": {
  "allowed": {"type": "boolean"},
  "reason": {"type": "string", "description": "The code of the rule that forbids it.", "examples": ["booking.cancel_too_late"]},
  "until": {"$ref": "#/components/schemas/Time"}}},
"Booking": {"type": "object", "required": ["id", "status", "start", "end", "provider", "location", "service", "price", "add_ons", "can_reschedule", "can_cancel"], "properties": {
  "id": {"$ref": "#/components/schemas/Id"}, "status": {"$ref": "#/components/schemas/Status"},
  "start": {"$ref": "#/components/schemas/Time"}, "end": {"$ref": "#/components/schemas/Time"},
  "provider": {"$ref": "#/components/schemas/Id"}, "service": {"$ref": "#/components/schemas/Id"},
  "location": {"type": ["string", "null"]},
  "price": {"$ref": "#/components/schemas/Money"},
  "add_ons": {"type": "array", "items": {"$ref": "#/components/schemas/AddOn"}, "description": "As they were booked."},
  "can_reschedule": {"$ref": "#/components/schemas/Permission"}, "can_cancel": {"$ref": "#/components/schemas/Permission"}}},
"Move": {"type": "object", "required": ["start"], "additionalProperties": false, "properties": {
  "start": {"$ref": "#/components/schemas/Time"},
  "provider": {"type": ["string", "null"], "description": "A provider's id, or any; the same as before where there is none."}}},
"Nothing": {"type": "object", "additionalProperties": false},
"Problem": {"type": "object", "required": ["type", "title", "status"], "description": "RFC 9457.", "properties": {
  "type": {"type": "string"}, "title": {"type": "string"}, "status": {"type": "integer"},
  "detail": {"type": "string", "description": "English, for developers."},
  "code": {"type": "string", "description": "Stable: decide by this."},
  "errors": {"type": "array", "items": {"$ref": "#/components/schemas/FieldError"}}}},
"FieldError": {"type": "object", "required": ["field", "code", "detail"], "properties": {
  "field": {"type": "string", "description": "Member, parameter or header, as it was sent: customer.email"},
  "code": {"type": "string"}, "detail": {"type": "string"}}},
"TimeTaken": {"allOf": [{"$ref": "#/components/schemas/Problem"}, {"type": "object", "properties": {
  "nearest": {"type": "array", "maxItems": 6, "items": {"$ref": "#/components/schemas/Slot"}, "description": "Free times nearest to the wish, with booking.time_taken and booking.time_held."},
  "until": {"$ref": "#/components/schemas/Time", "description": "Until when a visitor holds the time, with booking.time_held."}}}]}
})json";

constexpr std::string_view kPathParameters = R"json({
"business": {"description": "The business's slug.", "schema": {"type": "string"}, "example": "studio-lind"},
"id": {"description": "The booking.", "schema": {"$ref": "#/components/schemas/Id"}}
})json";

constexpr std::string_view kOnceHeader = R"json([
{"name": "Idempotency-Key", "in": "header", "description": "Sent again with the same key, the same request does its work once and gets the first answer again, with Idempotent-Replay: true. Kept for a day.",
 "schema": {"type": "string", "pattern": "^[!-~]{1,200}$"}}])json";

// The refusals that one answer or another may be, each with the same schema; a macro, since these are literals.
#define TIMEBOK_PROBLEM(status, description) \
    ",\"" status "\": {\"description\": \"" description "\", \"schema\": {\"$ref\": " \
    "\"#/components/schemas/Problem\"}}"
#define TIMEBOK_INVALID TIMEBOK_PROBLEM("422", "Something has to be corrected; each wrong field is in errors.")
#define TIMEBOK_NOT_FOUND TIMEBOK_PROBLEM("404", "There is no such business, service, provider or booking here.")
#define TIMEBOK_TOO_MANY TIMEBOK_PROBLEM("429", "Too many requests; see Retry-After.")
#define TIMEBOK_BODY \
    TIMEBOK_PROBLEM("400", "The body is not JSON.") \
    TIMEBOK_PROBLEM("413", "The body is too large.") \
    TIMEBOK_PROBLEM("415", "The body is not application/json.") TIMEBOK_INVALID TIMEBOK_TOO_MANY
#define TIMEBOK_TOKEN TIMEBOK_PROBLEM("401", "The manage token is missing or not known.")

}  // namespace

const http::ApiInfo info{
    .title = "Timebok",
    .version = "1",
    .description =
        "Find free times and book them. Unknown parameters and members are refused. Errors are RFC 9457 problems "
        "with a stable `code`.",
    .schemas = kSchemas,
    .path_parameters = kPathParameters,
    .bearer = "The manage_token of the booking."};

const http::ApiDoc businesses{
    .operation = "listBusinesses",
    .summary = "The businesses that are listed",
    .description = "",
    .parameters = R"json([
{"name": "after", "in": "query", "description": "The slug behind which to go on: the next of the page before.", "schema": {"type": "string"}}])json",
    .request = "",
    .responses =
        R"json({"200": {"description": "By name; at most 200. Where there are more, next is what after has to be for them.",
  "schema": {"type": "object", "required": ["businesses"], "properties": {"businesses": {"type": "array", "items": {"$ref": "#/components/schemas/Business"}}, "next": {"type": "string"}}},
  "example": {"businesses": [{"slug": "studio-lind", "name": "Studio Lind", "time_zone": "Europe/Oslo", "currency": "NOK", "languages": ["nb", "en"]}]}})json" TIMEBOK_INVALID
            TIMEBOK_TOO_MANY "}"};

const http::ApiDoc services{.operation = "listServices",
                            .summary = "The services that can be booked",
                            .description = "Names are in the best of the business's languages for Accept-Language.",
                            .parameters = "",
                            .request = "",
                            .responses = R"json({"200": {"description": "In the business's order.",
  "schema": {"type": "object", "required": ["categories", "services"], "properties": {"categories": {"type": "array", "items": {"$ref": "#/components/schemas/Category"}}, "services": {"type": "array", "items": {"$ref": "#/components/schemas/Service"}}}},
  "example": {"categories": [{"id": "01KQ7W3M2ZC8A", "name": "Hair"}], "services": [{"id": "01KQ7W3M2ZC8T", "name": "Haircut", "description": "Wash, cut and finish.", "category": "01KQ7W3M2ZC8A", "picture": null, "online": false, "duration_minutes": 45, "price": {"amount": 69000, "currency": "NOK"}, "price_kind": "fixed", "sign_in_needed": false, "providers": [{"id": "01KQ7W3M2ZC9A", "duration_minutes": 45, "price": {"amount": 69000, "currency": "NOK"}}], "locations": [],
    "add_ons": [{"id": "01KQ7W3M2ZCB1", "name": "Hair treatment", "description": "", "duration_minutes": 20, "price": {"amount": 25000, "currency": "NOK"}}], "fields": []}]}})json" TIMEBOK_NOT_FOUND
                                TIMEBOK_INVALID TIMEBOK_TOO_MANY "}"};

const http::ApiDoc providers{
    .operation = "listProviders",
    .summary = "Who can be booked",
    .description = "",
    .parameters =
        R"json([{"name": "service", "in": "query", "description": "Only those who give it.", "schema": {"$ref": "#/components/schemas/Id"}}])json",
    .request = "",
    .responses = R"json({"200": {"description": "In the business's order.",
  "schema": {"type": "object", "required": ["providers"], "properties": {"providers": {"type": "array", "items": {"$ref": "#/components/schemas/Provider"}}}},
  "example": {"providers": [{"id": "01KQ7W3M2ZC9A", "name": "Mira", "title": "Master stylist", "about": "", "picture": null, "locations": []}]}})json" TIMEBOK_NOT_FOUND
        TIMEBOK_INVALID TIMEBOK_TOO_MANY "}"};

const http::ApiDoc locations{
    .operation = "listLocations",
    .summary = "Where the business is, and when it is open",
    .description = "",
    .parameters = "",
    .request = "",
    .responses = R"json({"200": {"description": "In the business's order, with the opening hours of the business.",
  "schema": {"type": "object", "required": ["time_zone", "opening_hours", "locations"], "properties": {"time_zone": {"type": "string"},
    "opening_hours": {"type": "array", "items": {"$ref": "#/components/schemas/OpeningHours"}}, "locations": {"type": "array", "items": {"$ref": "#/components/schemas/LocationInFull"}}}},
  "example": {"time_zone": "Europe/Oslo", "opening_hours": [{"weekday": 1, "from": "09:00", "to": "17:00"}], "locations": [{"id": "01KQ7W3M2ZC7B", "name": "Havna", "address": "Kaia 2, 0150 Oslo", "phone": "+4722334455", "map_url": "", "directions": "Second floor", "opening_hours": []}]}})json" TIMEBOK_NOT_FOUND
        TIMEBOK_INVALID TIMEBOK_TOO_MANY "}"};

const http::ApiDoc next_slots{
    .operation = "listNextSlots",
    .summary = "The next free time of each service with each provider",
    .description = "Looked for within 31 days; with whom there is none until then is left out.",
    .parameters =
        R"json([{"name": "service", "in": "query", "description": "Only of this one.", "schema": {"$ref": "#/components/schemas/Id"}}])json",
    .request = "",
    .responses = R"json({"200": {"description": "Sorted by start.",
  "schema": {"type": "object", "required": ["time_zone", "slots"], "properties": {"time_zone": {"type": "string"}, "slots": {"type": "array", "items": {"$ref": "#/components/schemas/NextSlot"}}}},
  "example": {"time_zone": "Europe/Oslo", "slots": [{"service": "01KQ7W3M2ZC8T", "start": "2027-03-29T09:00:00+02:00", "provider": "01KQ7W3M2ZC9A"}]}})json" TIMEBOK_NOT_FOUND
        TIMEBOK_INVALID TIMEBOK_TOO_MANY "}"};

const http::ApiDoc slots{
    .operation = "listSlots",
    .summary = "The free times of a service",
    .description =
        "`from` and `to` are days of the business's calendar, both included. With `any`, each start names the "
        "provider who would get it now: the one with the least work that week.",
    .parameters = R"json([
{"name": "service", "in": "query", "required": true, "schema": {"$ref": "#/components/schemas/Id"}},
{"name": "provider", "in": "query", "required": true, "description": "A provider's id, or any.", "schema": {"type": "string"}, "example": "any"},
{"name": "location", "in": "query", "description": "One of the service's locations; wherever it is offered where there is none.", "schema": {"$ref": "#/components/schemas/Id"}},
{"name": "add_ons", "in": "query", "description": "Ids of the service's add-ons with commas between them: the times in which all of it fits.", "schema": {"type": "string"}},
{"name": "from", "in": "query", "required": true, "schema": {"type": "string", "format": "date"}, "example": "2027-03-29"},
{"name": "to", "in": "query", "required": true, "description": "At most 61 days after from.", "schema": {"type": "string", "format": "date"}, "example": "2027-03-29"},
{"name": "time_zone", "in": "query", "description": "An IANA zone to answer in; the business's where there is none.", "schema": {"type": "string"}, "example": "Europe/London"}])json",
    .request = "",
    .responses = R"json({"200": {"description": "Sorted by start.",
  "schema": {"type": "object", "required": ["time_zone", "slots"], "properties": {"time_zone": {"type": "string"}, "slots": {"type": "array", "items": {"$ref": "#/components/schemas/Slot"}}}},
  "example": {"time_zone": "Europe/Oslo", "slots": [{"start": "2027-03-29T09:00:00+02:00", "provider": "01KQ7W3M2ZC9A"}]}})json" TIMEBOK_NOT_FOUND
        TIMEBOK_INVALID TIMEBOK_TOO_MANY "}"};

const http::ApiDoc create{
    .operation = "createBooking",
    .summary = "Book a time",
    .description = "",
    .parameters = kOnceHeader,
    .request =
        R"json({"schema": {"$ref": "#/components/schemas/NewBooking"}, "example": {"service": "01KQ7W3M2ZC8T", "provider": "any",
  "start": "2027-03-29T09:00:00+02:00", "customer": {"name": "Anna", "surname": "Berg", "email": "anna@example.com", "phone": "+47 412 34 567", "language": "nb"}, "note": "First visit"}})json",
    .responses = R"json({"201": {"description": "Booked; pending where the business approves first.",
  "headers": {"Location": {"description": "The booking in this API.", "schema": {"type": "string"}}, "Idempotent-Replay": {"description": "true: this is the first answer again.", "schema": {"type": "string"}}},
  "schema": {"$ref": "#/components/schemas/MadeBooking"},
  "example": {"id": "01KQ7W3M2ZCAB", "status": "approved", "start": "2027-03-29T09:00:00+02:00", "end": "2027-03-29T09:45:00+02:00", "provider": "01KQ7W3M2ZC9A", "location": null,
    "manage_token": "01KQ7W3M2ZCAB-k3v9w2m4q7r8s5t6x1y0z2a3b4c5d6e7", "manage_url": "https://book.example.org/studio-lind/bookings/01KQ7W3M2ZCAB-k3v9w2m4q7r8s5t6x1y0z2a3b4c5d6e7"}},
"409": {"description": "The time is taken.", "schema": {"$ref": "#/components/schemas/TimeTaken"}})json" TIMEBOK_PROBLEM(
        "403", "Only customers who are signed in may book here.") TIMEBOK_NOT_FOUND TIMEBOK_BODY "}"};

const http::ApiDoc show{
    .operation = "showBooking",
    .summary = "A booking and what may be done with it",
    .description = "",
    .parameters = "",
    .request = "",
    .responses =
        R"json({"200": {"description": "The booking.", "schema": {"$ref": "#/components/schemas/Booking"}})json" TIMEBOK_TOKEN
            TIMEBOK_NOT_FOUND TIMEBOK_INVALID TIMEBOK_TOO_MANY "}",
    .bearer = true};

const http::ApiDoc reschedule{
    .operation = "rescheduleBooking",
    .summary = "Move a booking",
    .description = "To where it already is: changes nothing.",
    .parameters = kOnceHeader,
    .request =
        R"json({"schema": {"$ref": "#/components/schemas/Move"}, "example": {"start": "2027-03-30T10:00:00+02:00"}})json",
    .responses =
        R"json({"200": {"description": "The booking as it is now.", "schema": {"$ref": "#/components/schemas/Booking"}},
"409": {"description": "The time is taken, or a rule forbids it.", "schema": {"$ref": "#/components/schemas/TimeTaken"}})json" TIMEBOK_TOKEN
            TIMEBOK_NOT_FOUND TIMEBOK_BODY "}",
    .bearer = true};

const http::ApiDoc cancel{
    .operation = "cancelBooking",
    .summary = "Cancel a booking",
    .description = "Cancelling twice is no error.",
    .parameters = kOnceHeader,
    .request = R"json({"required": false, "schema": {"$ref": "#/components/schemas/Nothing"}, "example": {}})json",
    .responses =
        R"json({"200": {"description": "The booking as it is now.", "schema": {"$ref": "#/components/schemas/Booking"}})json" TIMEBOK_PROBLEM(
            "409", "A rule forbids it.") TIMEBOK_TOKEN TIMEBOK_NOT_FOUND TIMEBOK_BODY "}",
    .bearer = true};

#undef TIMEBOK_PROBLEM
#undef TIMEBOK_INVALID
#undef TIMEBOK_NOT_FOUND
#undef TIMEBOK_TOO_MANY
#undef TIMEBOK_BODY
#undef TIMEBOK_TOKEN

}  // namespace api::docs
