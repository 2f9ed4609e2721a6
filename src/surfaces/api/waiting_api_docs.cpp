#include "api/booking_api_docs.h"
#include "api/docs_parts.h"

namespace api::docs {

// Literals, since they stand within others.
#define TIMEBOK_WAITING \
    R"json({"id": "01KQ7W3M2ZCW1", "state": "offered", "service": "01KQ7W3M2ZC8T", "provider": null, "location": null, "first_day": "2027-03-29", "last_day": "2027-04-16", "weekdays": [1, 2, 3, 4, 5], "parts": ["afternoon", "evening"], "from": "00:00", "until": "24:00",
  "joined_at": "2027-03-20T10:00:00+01:00", "offer": {"id": "01KQ7W3M2ZCW2", "start": "2027-03-30T15:00:00+02:00", "end": "2027-03-30T15:45:00+02:00", "provider": "01KQ7W3M2ZC9A", "location": null, "until": "2027-03-29T12:00:00+02:00"}})json"
#define TIMEBOK_NO_LINK TIMEBOK_PROBLEM("401", "The token of the link is missing or not known.")

const http::ApiDoc join_waiting{
    .operation = "joinWaitingList",
    .summary = "Wait for a time to become free",
    .description =
        "A link with a token is mailed to the customer: whoever has that token sees the entry, leaves the "
        "list and answers offers. It is not told here, since the address need not be theirs who asks; and so "
        "the answer is the same where they wait for exactly this already.",
    .parameters = kOnceHeader,
    .request =
        R"json({"schema": {"$ref": "#/components/schemas/NewWaiting"}, "example": {"service": "01KQ7W3M2ZC8T", "provider": "any", "first_day": "2027-03-29", "last_day": "2027-04-16",
  "weekdays": [1, 2, 3, 4, 5], "parts": ["afternoon", "evening"], "customer": {"name": "Anna", "surname": "Berg", "email": "anna@example.com"}}})json",
    .responses =
        R"json({"202": {"description": "They are on the list.", "schema": {"type": "object", "required": ["state"], "properties": {"state": {"type": "string", "enum": ["waiting"]}}}, "example": {"state": "waiting"}})json" TIMEBOK_PROBLEM(
            "403", "Only customers who are signed in may book it.")
            TIMEBOK_PROBLEM("409", "The business has no waiting list.") TIMEBOK_NOT_FOUND TIMEBOK_BODY "}"};

const http::ApiDoc show_waiting{
    .operation = "showWaiting",
    .summary = "What the token's link is of",
    .description = "",
    .parameters = "",
    .request = "",
    .responses =
        R"json({"200": {"description": "The entry, with what is offered.", "schema": {"$ref": "#/components/schemas/Waiting"}, "example": )json" TIMEBOK_WAITING
        "}" TIMEBOK_NO_LINK TIMEBOK_NOT_FOUND TIMEBOK_INVALID TIMEBOK_TOO_MANY "}",
    .bearer = true};

const http::ApiDoc leave_waiting{
    .operation = "leaveWaitingList",
    .summary = "Leave the waiting list",
    .description = "What was offered goes to the next. Leaving twice is no error.",
    .parameters = kOnceHeader,
    .request = R"json({"required": false, "schema": {"$ref": "#/components/schemas/Nothing"}, "example": {}})json",
    .responses =
        R"json({"200": {"description": "The entry as it is now.", "schema": {"$ref": "#/components/schemas/Waiting"}})json" TIMEBOK_NO_LINK
            TIMEBOK_NOT_FOUND TIMEBOK_BODY "}",
    .bearer = true};

const http::ApiDoc accept_offer{
    .operation = "acceptOffer",
    .summary = "Book what is offered",
    .description = "",
    .parameters = kOnceHeader,
    .request = R"json({"required": false, "schema": {"$ref": "#/components/schemas/Nothing"}, "example": {}})json",
    .responses =
        R"json({"201": {"description": "Booked.", "schema": {"$ref": "#/components/schemas/MadeBooking"}})json" TIMEBOK_PROBLEM(
            "409", "The offer is over, or was accepted.") TIMEBOK_NO_LINK TIMEBOK_NOT_FOUND TIMEBOK_BODY "}",
    .bearer = true};

const http::ApiDoc decline_offer{
    .operation = "declineOffer",
    .summary = "Pass on what is offered",
    .description = "The entry goes on waiting.",
    .parameters = kOnceHeader,
    .request = R"json({"required": false, "schema": {"$ref": "#/components/schemas/Nothing"}, "example": {}})json",
    .responses =
        R"json({"200": {"description": "The entry as it is now.", "schema": {"$ref": "#/components/schemas/Waiting"}})json" TIMEBOK_PROBLEM(
            "409", "The offer is over, or was accepted.") TIMEBOK_NO_LINK TIMEBOK_NOT_FOUND TIMEBOK_BODY "}",
    .bearer = true};

#undef TIMEBOK_WAITING
#undef TIMEBOK_NO_LINK

}  // namespace api::docs
