// What the API says of bookings, and of why there is none.
#pragma once

#include "bookings/free_times.h"
#include "pages/environment.h"

#include <nlohmann/json.hpp>

namespace api {

// As it was just made, with its manage token; `origin`: of the program.
nlohmann::ordered_json told(const bookings::Made& made, const bookings::Snapshot& snapshot, std::string_view origin);
// What was booked in one go: {"visit", "bookings"}.
nlohmann::ordered_json told(const std::vector<bookings::Made>& made, const bookings::Snapshot& snapshot,
                            std::string_view origin);
// All that its holder may know of it, and what they may do with it.
nlohmann::ordered_json told(db::Session& session, const bookings::Booking& booking, const bookings::Snapshot& snapshot,
                            Instant now);

// 201 with the address of the booking, or of the first of several, in the API.
http::Response made(const http::Request& request, const bookings::Snapshot& snapshot, const std::string& body,
                    bool is_replay);

// The domain's answer in the words of the request's body; `in`: before the names of its members, "parts.1.".
Error in_fields(const Error& error, std::string_view in = {});

// The time that was asked for cannot be had: 409 with the times nearest to it, or 422 where it is none that is ever
// offered. `in` as above.
http::Response time_taken(pages::Environment& environment, const bookings::Snapshot& snapshot, const Error& error,
                          const bookings::Wanted& wanted, Instant start, std::string_view in = {});

// Of which of several wishes an error tells.
std::optional<std::size_t> index_of(const Error& error);

}  // namespace api
