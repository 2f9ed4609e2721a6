// What the API's handlers share: how they read, refuse and answer.
#pragma once

#include "http/json.h"
#include "pages/environment.h"

#include <initializer_list>
#include <nlohmann/json_fwd.hpp>
#include <optional>

namespace api {

// The HTTP status of a refusal.
int status_of(const Error& error);
// RFC 9457 with the code, its English sentence, and what is wrong with each field. `members`: more members, as JSON.
http::Response refused(const Error& error, std::string_view members = {});

// Cache-Control and, since nothing in them depends on who asks, CORS for the answers that anyone may read.
http::Response open_to_all(http::Response response);
http::Response for_one(http::Response response);

// A field error for each parameter that is not in `known` or is there twice.
void refuse_other_parameters(const http::Form& query, std::initializer_list<std::string_view> known,
                             http::FieldErrors& errors);

// In the language that its names are in.
http::Response in_language(http::Response response, std::string_view language);

// A day that has to be there. field.required, day.invalid.
std::optional<Day> read_day(const http::Form& query, std::string_view name, http::FieldErrors& errors);

// {"amount", "currency"}.
nlohmann::ordered_json money_json(const Money& money);
// Of a picture its sizes, the smallest first; null: there is none.
nlohmann::ordered_json picture_json(const http::Request& request, const bookings::Snapshot& snapshot,
                                    const gallery::Subject& of);
// What is asked at booking.
nlohmann::ordered_json fields_json(const bookings::Snapshot& snapshot, const catalog::Service& service,
                                   std::string_view language);

}  // namespace api
