// What several operations of the API say of themselves: literals that are put together, so macros.
#pragma once

#include <string_view>

namespace api::docs {

inline constexpr std::string_view kOnceHeader = R"json([
{"name": "Idempotency-Key", "in": "header", "description": "Sent again with the same key, the same request does its work once and gets the first answer again, with Idempotent-Replay: true. Kept for a day.",
 "schema": {"type": "string", "pattern": "^[!-~]{1,200}$"}}])json";

// The refusals that one answer or another may be, each with the same schema.
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

}  // namespace api::docs
