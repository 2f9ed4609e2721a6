#include "api/booking_api_docs.h"

#include "api/docs_parts.h"

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
  "answers": {"$ref": "#/components/schemas/Answers"},
  "note": {"type": ["string", "null"], "maxLength": 1000}}},
"Answers": {"type": ["array", "null"], "maxItems": 30, "description": "To the service's fields.", "items": {"type": "object", "required": ["field", "values"], "additionalProperties": false, "properties": {
  "field": {"$ref": "#/components/schemas/Id"},
  "values": {"type": "array", "description": "One value; of choices any number.", "items": {"type": "string", "maxLength": 2000}}}}},
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
"MadeVisit": {"type": "object", "required": ["visit", "bookings"], "properties": {
  "visit": {"type": ["string", "null"], "description": "What was booked in one go belongs together by this; null where it is one booking."},
  "bookings": {"type": "array", "minItems": 1, "description": "One for each part or ticket, in the order of the request.", "items": {"allOf": [{"$ref": "#/components/schemas/MadeBooking"}, {"type": "object", "required": ["service", "attendee"], "properties": {
    "service": {"$ref": "#/components/schemas/Id"}, "attendee": {"$ref": "#/components/schemas/Attendee"}}}]}}}},
"Attendee": {"type": ["string", "null"], "description": "Who comes, where it is not who booked."},
"NewVisit": {"type": "object", "required": ["parts", "customer"], "additionalProperties": false, "properties": {
  "parts": {"type": "array", "minItems": 1, "maxItems": 8, "items": {"type": "object", "required": ["service", "provider", "start"], "additionalProperties": false, "properties": {
    "service": {"$ref": "#/components/schemas/Id"},
    "provider": {"type": "string", "description": "A provider's id, or any."},
    "location": {"type": ["string", "null"]},
    "start": {"$ref": "#/components/schemas/Time"},
    "add_ons": {"type": ["array", "null"], "maxItems": 10, "items": {"$ref": "#/components/schemas/Id"}},
    "answers": {"$ref": "#/components/schemas/Answers"},
    "attendee": {"type": ["string", "null"], "maxLength": 100, "description": "Who comes, where it is not the customer."}}}},
  "customer": {"$ref": "#/components/schemas/NewCustomer"},
  "note": {"type": ["string", "null"], "maxLength": 1000}}},
"VisitTimes": {"type": "object", "required": ["start", "end", "parts"], "properties": {
  "start": {"$ref": "#/components/schemas/Time"}, "end": {"$ref": "#/components/schemas/Time"},
  "parts": {"type": "array", "description": "As the services of the question.", "items": {"type": "object", "required": ["service", "provider", "start", "end"], "properties": {
    "service": {"$ref": "#/components/schemas/Id"}, "provider": {"$ref": "#/components/schemas/Id"},
    "start": {"$ref": "#/components/schemas/Time"}, "end": {"$ref": "#/components/schemas/Time"}}}}}},
"Event": {"type": "object", "required": ["id", "name", "description", "picture", "url", "service", "cancelled", "duration_minutes", "price", "price_kind", "online", "venue", "needs_approval", "sign_in_needed", "booked_from", "booked_until", "dates", "fields"], "properties": {
  "id": {"$ref": "#/components/schemas/Id"}, "name": {"type": "string"}, "description": {"type": "string"},
  "picture": {"$ref": "#/components/schemas/Picture"},
  "url": {"type": "string", "format": "uri", "description": "Its page."},
  "service": {"$ref": "#/components/schemas/Id", "description": "What is booked of it: by this the waiting list knows it."},
  "cancelled": {"type": "boolean", "description": "It does not take place."},
  "duration_minutes": {"type": "integer", "minimum": 1, "description": "Of each date."},
  "price": {"$ref": "#/components/schemas/Money"},
  "price_kind": {"type": "string", "enum": ["fixed", "from", "free", "on_request"]},
  "online": {"type": "boolean", "description": "It is an online meeting."},
  "venue": {"type": "string", "description": "Where it takes place, in words, or empty: then each date has its location."},
  "needs_approval": {"type": "boolean", "description": "Tickets are pending until the business approves them."},
  "sign_in_needed": {"type": "boolean", "description": "Only customers who are signed in can book it, on its page."},
  "booked_from": {"type": ["string", "null"], "format": "date-time", "description": "From when it can be booked."},
  "booked_until": {"type": ["string", "null"], "format": "date-time"},
  "dates": {"type": "array", "items": {"$ref": "#/components/schemas/EventDate"}, "description": "Those that have not begun, by start."},
  "fields": {"type": "array", "items": {"$ref": "#/components/schemas/ExtraField"}, "description": "What is asked once for all tickets."}}},
"EventDate": {"type": "object", "required": ["id", "start", "end", "provider", "location", "places", "places_left", "price"], "properties": {
  "id": {"$ref": "#/components/schemas/Id"},
  "start": {"$ref": "#/components/schemas/Time"}, "end": {"$ref": "#/components/schemas/Time"},
  "provider": {"$ref": "#/components/schemas/Id"}, "location": {"type": ["string", "null"]},
  "places": {"type": "integer", "minimum": 1}, "places_left": {"type": "integer", "minimum": 0, "description": "0: it is sold out."},
  "price": {"$ref": "#/components/schemas/Money"}}},
"NewTickets": {"type": "object", "required": ["date", "customer"], "additionalProperties": false, "properties": {
  "date": {"type": "string", "description": "The id of one of its dates."},
  "attendees": {"type": ["array", "null"], "maxItems": 20, "items": {"type": "string", "maxLength": 100}, "description": "Who comes, a ticket each; one ticket for the customer where there is none."},
  "customer": {"$ref": "#/components/schemas/NewCustomer"},
  "answers": {"$ref": "#/components/schemas/Answers"},
  "link": {"type": ["string", "null"], "description": "Of a private event: the key of its link."},
  "note": {"type": ["string", "null"], "maxLength": 1000}}},
"FewPlaces": {"allOf": [{"$ref": "#/components/schemas/Problem"}, {"type": "object", "properties": {
  "places_left": {"type": "integer", "minimum": 0, "description": "With event.few_places and event.sold_out."}}}]},
"NewWaiting": {"type": "object", "required": ["service", "first_day", "last_day", "customer"], "additionalProperties": false, "properties": {
  "service": {"$ref": "#/components/schemas/Id"},
  "provider": {"type": ["string", "null"], "description": "A provider's id, or any."},
  "location": {"type": ["string", "null"]},
  "first_day": {"type": "string", "format": "date"}, "last_day": {"type": "string", "format": "date", "description": "At most a year ahead."},
  "weekdays": {"type": ["array", "null"], "maxItems": 7, "items": {"type": "integer", "minimum": 1, "maximum": 7}, "description": "ISO 8601: 1 is Monday. All where there is none."},
  "parts": {"type": ["array", "null"], "items": {"$ref": "#/components/schemas/PartOfDay"}, "description": "All where there is none."},
  "from": {"type": ["string", "null"], "pattern": "^[0-9]{2}:[0-9]{2}$", "description": "Begins not before."},
  "until": {"type": ["string", "null"], "pattern": "^[0-9]{2}:[0-9]{2}$", "description": "Begins before; 24:00 is the end of the day."},
  "customer": {"$ref": "#/components/schemas/NewCustomer"}}},
"PartOfDay": {"type": "string", "enum": ["morning", "afternoon", "evening"], "description": "Until 12:00, until 17:00, until midnight."},
"Waiting": {"type": "object", "required": ["id", "state", "service", "provider", "location", "first_day", "last_day", "weekdays", "parts", "from", "until", "joined_at", "offer"], "properties": {
  "id": {"$ref": "#/components/schemas/Id"},
  "state": {"type": "string", "enum": ["waiting", "offered", "booked", "left", "expired"]},
  "service": {"$ref": "#/components/schemas/Id"}, "provider": {"type": ["string", "null"]}, "location": {"type": ["string", "null"]},
  "first_day": {"type": "string", "format": "date"}, "last_day": {"type": "string", "format": "date"},
  "weekdays": {"type": "array", "items": {"type": "integer"}}, "parts": {"type": "array", "items": {"$ref": "#/components/schemas/PartOfDay"}},
  "from": {"type": "string"}, "until": {"type": "string"}, "joined_at": {"$ref": "#/components/schemas/Time"},
  "offer": {"type": ["object", "null"], "description": "A time that is kept for them.", "required": ["id", "start", "end", "provider", "location", "until"], "properties": {
    "id": {"$ref": "#/components/schemas/Id"}, "start": {"$ref": "#/components/schemas/Time"}, "end": {"$ref": "#/components/schemas/Time"},
    "provider": {"$ref": "#/components/schemas/Id"}, "location": {"type": ["string", "null"]},
    "until": {"$ref": "#/components/schemas/Time", "description": "Until when it can be answered."}}}}},
"Permission": {"type": "object", "required": ["allowed"], "properties": {
  "allowed": {"type": "boolean"},
  "reason": {"type": "string", "description": "The code of the rule that forbids it.", "examples": ["booking.cancel_too_late"]},
  "until": {"$ref": "#/components/schemas/Time"}}},
"Booking": {"type": "object", "required": ["id", "status", "start", "end", "provider", "location", "service", "price", "add_ons", "attendee", "visit", "series", "event", "can_reschedule", "can_cancel"], "properties": {
  "id": {"$ref": "#/components/schemas/Id"}, "status": {"$ref": "#/components/schemas/Status"},
  "start": {"$ref": "#/components/schemas/Time"}, "end": {"$ref": "#/components/schemas/Time"},
  "provider": {"$ref": "#/components/schemas/Id"}, "service": {"$ref": "#/components/schemas/Id"},
  "location": {"type": ["string", "null"]},
  "price": {"$ref": "#/components/schemas/Money"},
  "add_ons": {"type": "array", "items": {"$ref": "#/components/schemas/AddOn"}, "description": "As they were booked."},
  "attendee": {"$ref": "#/components/schemas/Attendee"},
  "visit": {"type": ["string", "null"], "description": "The id that it has in common with what was booked in one go with it."},
  "series": {"type": ["string", "null"], "description": "The id of the series that it is one of."},
  "event": {"type": ["string", "null"], "description": "The id of the event that it is a ticket of."},
  "can_reschedule": {"$ref": "#/components/schemas/Permission"}, "can_cancel": {"$ref": "#/components/schemas/Permission"}}},
"Customer": {"type": "object", "required": ["id", "name", "surname", "email", "phone", "more_phones", "street", "postal_code", "city", "country", "customer_number", "language", "date_of_birth", "gender", "remind_by_email", "important_note", "note", "labels", "custom_fields", "erased", "created_at", "version"], "properties": {
  "id": {"$ref": "#/components/schemas/Id"},
  "name": {"type": ["string", "null"]}, "surname": {"type": ["string", "null"]}, "email": {"type": ["string", "null"]},
  "phone": {"type": ["string", "null"], "description": "E.164."},
  "more_phones": {"type": ["string", "null"], "description": "Further numbers, a line each, perhaps with a word before the number."},
  "street": {"type": ["string", "null"]}, "postal_code": {"type": ["string", "null"]}, "city": {"type": ["string", "null"]},
  "country": {"type": ["string", "null"], "description": "ISO 3166, two letters."},
  "customer_number": {"type": ["string", "null"], "description": "In your system; of one customer at most."},
  "language": {"type": ["string", "null"]}, "date_of_birth": {"type": ["string", "null"], "format": "date"},
  "gender": {"type": ["string", "null"], "enum": ["female", "male", "other", null]},
  "remind_by_email": {"type": "boolean"}, "important_note": {"type": ["string", "null"]}, "note": {"type": ["string", "null"]},
  "labels": {"type": "array", "items": {"type": "string"}},
  "custom_fields": {"type": "array", "description": "What is noted in the fields that the business has made itself.", "items": {"type": "object", "required": ["field", "name", "value"], "properties": {
    "field": {"$ref": "#/components/schemas/Id"}, "name": {"type": "string"},
    "value": {"type": "string", "description": "A text, a number, a day, the key of an option, or yes or no."}}}},
  "erased": {"type": "boolean", "description": "All that said who it was is gone."},
  "created_at": {"$ref": "#/components/schemas/Time"},
  "version": {"type": "integer", "description": "What If-Match names, in quotation marks."}}},
"ChangedCustomer": {"type": "object", "additionalProperties": false, "description": "What is not there stays as it is, null empties it.", "properties": {
  "name": {"type": ["string", "null"]}, "surname": {"type": ["string", "null"]}, "email": {"type": ["string", "null"]},
  "phone": {"type": ["string", "null"], "description": "E.164, or as it is written in the business's country."},
  "more_phones": {"type": ["string", "null"]}, "street": {"type": ["string", "null"]}, "postal_code": {"type": ["string", "null"]},
  "city": {"type": ["string", "null"]}, "country": {"type": ["string", "null"]},
  "customer_number": {"type": ["string", "null"]}, "language": {"type": ["string", "null"]},
  "date_of_birth": {"type": ["string", "null"], "format": "date"}, "gender": {"type": ["string", "null"], "enum": ["female", "male", "other", null]},
  "remind_by_email": {"type": ["boolean", "null"]}, "important_note": {"type": ["string", "null"]}, "note": {"type": ["string", "null"]},
  "custom_fields": {"type": "array", "description": "Those that are not named stay as they are.", "items": {"type": "object", "required": ["field"], "additionalProperties": false, "properties": {
    "field": {"$ref": "#/components/schemas/Id"}, "value": {"type": ["string", "null"]}}}}}},
"BookEntry": {"type": "object", "required": ["id", "status", "start", "end", "service", "provider", "location", "customer", "price", "paid", "note", "internal_note", "attendee", "version"], "properties": {
  "id": {"$ref": "#/components/schemas/Id"}, "status": {"$ref": "#/components/schemas/Status"},
  "start": {"$ref": "#/components/schemas/Time"}, "end": {"$ref": "#/components/schemas/Time"},
  "service": {"$ref": "#/components/schemas/Id"}, "provider": {"$ref": "#/components/schemas/Id"}, "location": {"type": ["string", "null"]},
  "customer": {"$ref": "#/components/schemas/Id"}, "price": {"$ref": "#/components/schemas/Money"}, "paid": {"type": "boolean"},
  "note": {"type": ["string", "null"]}, "internal_note": {"type": ["string", "null"]}, "attendee": {"type": ["string", "null"]},
  "version": {"type": "integer"}}},
"Happening": {"type": "object", "required": ["id", "at", "type", "subject", "actor"], "properties": {
  "id": {"$ref": "#/components/schemas/Id"}, "at": {"$ref": "#/components/schemas/Time"},
  "type": {"type": "string", "examples": ["booking.made", "customer.changed"]},
  "subject": {"$ref": "#/components/schemas/Id", "description": "The booking, the customer, or what else the type is about."},
  "actor": {"type": "string", "enum": ["system", "visitor", "manage_link", "customer", "staff", "api_key"]}}},
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
  "until": {"$ref": "#/components/schemas/Time", "description": "Until when a visitor holds the time, with booking.time_held."},
  "part": {"type": "integer", "minimum": 0, "description": "Of a visit: which of its parts, from 0."}}}]}
})json";

constexpr std::string_view kPathParameters = R"json({
"business": {"description": "The business's slug.", "schema": {"type": "string"}, "example": "studio-lind"},
"id": {"description": "The booking.", "schema": {"$ref": "#/components/schemas/Id"}},
"customer": {"description": "The customer.", "schema": {"$ref": "#/components/schemas/Id"}},
"event": {"description": "The event.", "schema": {"$ref": "#/components/schemas/Id"}},
"offer": {"description": "What the waiting list offers.", "schema": {"$ref": "#/components/schemas/Id"}}
})json";

}  // namespace

const http::ApiInfo info{
    .title = "Timebok",
    .version = "1",
    .description = "Find free times and events, book them, and wait for what is taken. Unknown parameters and members "
                   "are refused. Errors are RFC 9457 problems "
                   "with a stable `code`.",
    .schemas = kSchemas,
    .path_parameters = kPathParameters,
    .bearer =
        "A key of the business for customers, the list of bookings and activity; the manage_token of a booking; for "
        "the waiting list the token of the link that was mailed."};

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

const http::ApiDoc visit_slots{
    .operation = "listVisitSlots",
    .summary = "When several services can be had in one go",
    .description =
        "Of each start the visit with the least waiting between its parts; at most 15 minutes lie between two of them.",
    .parameters = R"json([
{"name": "services", "in": "query", "required": true, "description": "Ids with commas between them, at most 8.", "schema": {"type": "string"}, "example": "01KQ7W3M2ZC8T,01KQ7W3M2ZC8V"},
{"name": "providers", "in": "query", "description": "An id or any for each of the services, with commas between them; any where there is none.", "schema": {"type": "string"}, "example": "any,01KQ7W3M2ZC9A"},
{"name": "in_order", "in": "query", "description": "no: the services may come in any order.", "schema": {"type": "string", "enum": ["yes", "no"]}},
{"name": "location", "in": "query", "description": "All of it there.", "schema": {"$ref": "#/components/schemas/Id"}},
{"name": "from", "in": "query", "required": true, "schema": {"type": "string", "format": "date"}, "example": "2027-03-29"},
{"name": "to", "in": "query", "required": true, "description": "At most 13 days after from.", "schema": {"type": "string", "format": "date"}, "example": "2027-03-29"}])json",
    .request = "",
    .responses = R"json({"200": {"description": "Sorted by start; at most 500.",
  "schema": {"type": "object", "required": ["time_zone", "visits"], "properties": {"time_zone": {"type": "string"}, "visits": {"type": "array", "items": {"$ref": "#/components/schemas/VisitTimes"}}}},
  "example": {"time_zone": "Europe/Oslo", "visits": [{"start": "2027-03-29T09:00:00+02:00", "end": "2027-03-29T11:15:00+02:00", "parts": [
    {"service": "01KQ7W3M2ZC8T", "provider": "01KQ7W3M2ZC9A", "start": "2027-03-29T09:00:00+02:00", "end": "2027-03-29T09:45:00+02:00"},
    {"service": "01KQ7W3M2ZC8V", "provider": "01KQ7W3M2ZC9A", "start": "2027-03-29T09:45:00+02:00", "end": "2027-03-29T11:15:00+02:00"}]}]}})json" TIMEBOK_NOT_FOUND
        TIMEBOK_INVALID TIMEBOK_TOO_MANY "}"};

const http::ApiDoc create_visit{
    .operation = "createVisit",
    .summary = "Book several services in one go",
    .description = "All of them or none. Each part is a booking of its own, with its own manage_token; the customer is "
                   "told of all in one mail.",
    .parameters = kOnceHeader,
    .request =
        R"json({"schema": {"$ref": "#/components/schemas/NewVisit"}, "example": {"parts": [
  {"service": "01KQ7W3M2ZC8T", "provider": "any", "start": "2027-03-29T09:00:00+02:00"},
  {"service": "01KQ7W3M2ZC8V", "provider": "01KQ7W3M2ZC9A", "start": "2027-03-29T09:45:00+02:00", "attendee": "Ida Berg"}],
  "customer": {"name": "Anna", "surname": "Berg", "email": "anna@example.com"}}})json",
    .responses = R"json({"201": {"description": "Booked; parts that the business approves first are pending.",
  "headers": {"Location": {"description": "The first of them in this API.", "schema": {"type": "string"}}, "Idempotent-Replay": {"description": "true: this is the first answer again.", "schema": {"type": "string"}}},
  "schema": {"$ref": "#/components/schemas/MadeVisit"},
  "example": {"visit": "01KQ7W3M2ZCAC", "bookings": [{"id": "01KQ7W3M2ZCAB", "status": "approved", "start": "2027-03-29T09:00:00+02:00", "end": "2027-03-29T09:45:00+02:00", "provider": "01KQ7W3M2ZC9A", "location": null,
    "manage_token": "01KQ7W3M2ZCAB-k3v9w2m4q7r8s5t6x1y0z2a3b4c5d6e7", "manage_url": "https://book.example.org/studio-lind/bookings/01KQ7W3M2ZCAB-k3v9w2m4q7r8s5t6x1y0z2a3b4c5d6e7", "service": "01KQ7W3M2ZC8T", "attendee": null}]}},
"409": {"description": "The time of one part is taken.", "schema": {"$ref": "#/components/schemas/TimeTaken"}})json" TIMEBOK_PROBLEM(
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

}  // namespace api::docs
