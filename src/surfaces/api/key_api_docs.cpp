// What a key of the business opens.
#include "api/booking_api_docs.h"
#include "api/docs_parts.h"

namespace api::docs {

// Literals, since they stand within others.
#define TIMEBOK_KEY \
    TIMEBOK_PROBLEM("401", "The key is missing, not known, revoked or over.") \
    TIMEBOK_PROBLEM("403", "The key does not allow it.")
#define TIMEBOK_CUSTOMER \
    R"json({"id": "01KQ7W3M2ZCD1", "name": "Anna", "surname": "Berg", "email": "anna@example.com", "phone": "+4741234567", "more_phones": null, "street": "Storgata 1", "postal_code": "0155", "city": "Oslo", "country": "NO", "customer_number": "4711", "language": "nb",
  "date_of_birth": "1990-05-17", "gender": "female", "remind_by_email": true, "important_note": null, "note": null, "labels": ["Regular"], "custom_fields": [{"field": "01KQ7W3M2ZCF1", "name": "Shoe size", "value": "42"}], "erased": false, "created_at": "2027-03-20T09:00:00Z", "version": 3})json"
#define TIMEBOK_NEXT \
    R"json({"name": "after", "in": "query", "description": "The next of the page before, to the same question.", "schema": {"type": "string"}},
{"name": "limit", "in": "query", "description": "How many at most.", "schema": {"type": "integer", "minimum": 1, "maximum": 200, "default": 50}}])json"

const http::ApiDoc list_customers{
    .operation = "listCustomers",
    .summary = "The customers of the business",
    .description = "Those that were erased are left out.",
    .parameters =
        R"json([{"name": "search", "in": "query", "description": "As staff search: parts of words, of one or two letters their beginnings; name, address, phone number or customer number.", "schema": {"type": "string"}},
{"name": "label", "in": "query", "description": "Only those who have it.", "schema": {"$ref": "#/components/schemas/Id"}},
{"name": "order", "in": "query", "schema": {"type": "string", "enum": ["name", "email", "phone", "created"], "default": "name"}},
{"name": "descending", "in": "query", "schema": {"type": "string", "enum": ["yes", "no"], "default": "no"}},)json" TIMEBOK_NEXT,
    .request = "",
    .responses =
        R"json({"200": {"description": "Where there are more, next is what after has to be for them.", "schema": {"type": "object", "required": ["customers"], "properties": {"customers": {"type": "array", "items": {"$ref": "#/components/schemas/Customer"}}, "next": {"type": "string"}}},
  "example": {"customers": [)json" TIMEBOK_CUSTOMER "]}}" TIMEBOK_KEY TIMEBOK_INVALID TIMEBOK_TOO_MANY "}",
    .bearer = true};

const http::ApiDoc show_customer{
    .operation = "showCustomer",
    .summary = "One customer",
    .description = "",
    .parameters = "",
    .request = "",
    .responses =
        R"json({"200": {"description": "ETag is what If-Match of a change names.", "schema": {"$ref": "#/components/schemas/Customer"}, "example": )json" TIMEBOK_CUSTOMER
        "}" TIMEBOK_KEY TIMEBOK_NOT_FOUND TIMEBOK_TOO_MANY "}",
    .bearer = true};

const http::ApiDoc create_customer{
    .operation = "createCustomer",
    .summary = "Add a customer",
    .description = "Nothing is mailed to them.",
    .parameters = kOnceHeader,
    .request =
        R"json({"schema": {"$ref": "#/components/schemas/ChangedCustomer"}, "example": {"name": "Anna", "surname": "Berg", "email": "anna@example.com", "phone": "+47 412 34 567", "customer_number": "4711"}})json",
    .responses =
        R"json({"201": {"description": "The customer as stored.", "schema": {"$ref": "#/components/schemas/Customer"}, "example": )json" TIMEBOK_CUSTOMER
        "}" TIMEBOK_PROBLEM("409", "Another customer has the address or the number, or there may be no more.")
            TIMEBOK_KEY TIMEBOK_BODY "}",
    .bearer = true};

const http::ApiDoc update_customer{
    .operation = "updateCustomer",
    .summary = "Change a customer",
    .description = "",
    .parameters =
        R"json([{"name": "If-Match", "in": "header", "required": true, "description": "The ETag that the customer was read with.", "schema": {"type": "string"}, "example": "\"3\""}])json",
    .request =
        R"json({"schema": {"$ref": "#/components/schemas/ChangedCustomer"}, "example": {"phone": "+47 412 34 567", "note": null}})json",
    .responses =
        R"json({"200": {"description": "The customer as stored.", "schema": {"$ref": "#/components/schemas/Customer"}, "example": )json" TIMEBOK_CUSTOMER
        "}" TIMEBOK_PROBLEM("409", "Another customer has the address or the number.")
            TIMEBOK_PROBLEM("412", "Somebody changed the customer since: read it again.")
                TIMEBOK_PROBLEM("428", "If-Match is missing.") TIMEBOK_KEY TIMEBOK_NOT_FOUND TIMEBOK_BODY "}",
    .bearer = true};

const http::ApiDoc upsert_customers{
    .operation = "upsertCustomers",
    .summary = "Add or change many customers by their customer number",
    .description =
        "Each stands for itself: what is refused does not keep the others out. The results come in the order "
        "that the customers were sent in.",
    .parameters = kOnceHeader,
    .request =
        R"json({"schema": {"type": "object", "required": ["customers"], "additionalProperties": false, "properties": {
  "existing": {"type": ["string", "null"], "enum": ["update", "skip", null], "description": "What happens to one that is there already; update where there is none."},
  "customers": {"type": "array", "minItems": 1, "maxItems": 100, "items": {"allOf": [{"$ref": "#/components/schemas/ChangedCustomer"}], "required": ["customer_number"]}}}},
  "example": {"customers": [{"customer_number": "4711", "name": "Anna", "surname": "Berg"}]}})json",
    .responses =
        R"json({"200": {"description": "What was done with each.", "schema": {"type": "object", "required": ["results"], "properties": {"results": {"type": "array", "items": {"type": "object", "required": ["result"], "properties": {
  "result": {"type": "string", "enum": ["created", "updated", "unchanged", "skipped", "refused"]}, "id": {"$ref": "#/components/schemas/Id"}, "problem": {"$ref": "#/components/schemas/Problem"}}}}}},
  "example": {"results": [{"result": "created", "id": "01KQ7W3M2ZCD1"}]}})json" TIMEBOK_KEY TIMEBOK_BODY "}",
    .bearer = true};

const http::ApiDoc list_bookings{
    .operation = "listBookings",
    .summary = "What is in the book",
    .description =
        "By start, whatever their status. `from` and `to` are days of the business's calendar, both included.",
    .parameters =
        R"json([{"name": "from", "in": "query", "required": true, "schema": {"type": "string", "format": "date"}, "example": "2027-03-29"},
{"name": "to", "in": "query", "required": true, "description": "At most 365 days after from.", "schema": {"type": "string", "format": "date"}, "example": "2027-03-29"},
{"name": "provider", "in": "query", "schema": {"$ref": "#/components/schemas/Id"}},)json" TIMEBOK_NEXT,
    .request = "",
    .responses =
        R"json({"200": {"description": "Where there are more, next is what after has to be for them.", "schema": {"type": "object", "required": ["time_zone", "bookings"], "properties": {"time_zone": {"type": "string"}, "bookings": {"type": "array", "items": {"$ref": "#/components/schemas/BookEntry"}}, "next": {"type": "string"}}},
  "example": {"time_zone": "Europe/Oslo", "bookings": [{"id": "01KQ7W3M2ZCAB", "status": "approved", "start": "2027-03-29T09:00:00+02:00", "end": "2027-03-29T09:45:00+02:00", "service": "01KQ7W3M2ZC8T", "provider": "01KQ7W3M2ZC9A", "location": null, "customer": "01KQ7W3M2ZCD1",
    "price": {"amount": 69000, "currency": "NOK"}, "paid": false, "note": null, "internal_note": null, "attendee": null, "version": 1}]}})json" TIMEBOK_KEY
            TIMEBOK_INVALID TIMEBOK_TOO_MANY "}",
    .bearer = true};

const http::ApiDoc list_activity{
    .operation = "listActivity",
    .summary = "What happened to bookings, customers, events and the waiting list",
    .description =
        "Oldest first, from the beginning where there is no `after`. What happened shows ten seconds later. Keep "
        "`next` and ask again from there.",
    .parameters = "[" TIMEBOK_NEXT,
    .request = "",
    .responses =
        R"json({"200": {"description": "A page may be empty and the next one not: go on until next stays the same.", "schema": {"type": "object", "required": ["activity"], "properties": {"activity": {"type": "array", "items": {"$ref": "#/components/schemas/Happening"}}, "next": {"type": "string"}}},
  "example": {"activity": [{"id": "01KQ7W3M2ZCF1", "at": "2027-03-20T09:00:00Z", "type": "booking.made", "subject": "01KQ7W3M2ZCAB", "actor": "visitor"}], "next": "01KQ7W3M2ZCF1.0123456789abcdef0123"}})json" TIMEBOK_KEY
            TIMEBOK_INVALID TIMEBOK_TOO_MANY "}",
    .bearer = true};

#undef TIMEBOK_KEY
#undef TIMEBOK_CUSTOMER
#undef TIMEBOK_NEXT

}  // namespace api::docs
