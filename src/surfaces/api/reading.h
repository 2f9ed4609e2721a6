// How the API's handlers read what was sent, and do the work of one request once.
#pragma once

#include "bookings/booking.h"
#include "bookings/once.h"
#include "http/json.h"
#include "pages/environment.h"

#include <nlohmann/json.hpp>

namespace api {

inline constexpr std::size_t kLongestNote = 1000;
// Ids, times and language tags: far more than any of them needs.
inline constexpr std::size_t kLongestWord = 100;

Error of_field(std::string field, Error error);

// The body of a request that has no parameters.
Result<nlohmann::json> read_body(const http::Request& request);
// No body, or an empty object.
Result<void> read_nothing(const http::Request& request);

// Nothing where it is absent; field.invalid where it is no id.
template <class I>
std::optional<I> as_id(http::JsonObject& object, std::string_view name, const std::optional<std::string>& typed) {
    if (!typed) return std::nullopt;
    const auto id = base::parse_id<I>(*typed);
    if (!id) object.add(name, "field.invalid");
    return id;
}

template <class I>
std::optional<I> read_id(http::JsonObject& object, std::string_view name) {
    return as_id<I>(object, name, object.text(name, kLongestWord));
}
// Of the query.
template <class I>
std::optional<I> read_id(const http::Form& query, std::string_view name, http::FieldErrors& errors) {
    const auto typed = query.find(name);
    if (!typed) return std::nullopt;
    const auto id = base::parse_id<I>(*typed);
    if (!id) errors.add(std::string(name), "field.invalid");
    return id;
}

// The service, provider, place, start, add-ons and answers of a wish.
void read_what(http::JsonObject& object, bookings::Wish& wish);
// {"field": "...", "values": ["..."]} for each; of a file no value can be sent here.
void read_answers(http::JsonObject& object, bookings::Wish& wish);
Instant read_start(http::JsonObject& object);
// Who books, and what they add to it.
void read_who(http::JsonObject& object, const businesses::Business& business, bookings::Wish& wish);
customers::Details read_customer(http::JsonObject customer, const businesses::Business& business);

// The request's Idempotency-Key. Errors: invalid fields.invalid.
Result<std::optional<bookings::Once>> read_once(const http::Request& request, const pages::Environment& environment);

struct Answer {
    std::string body;
    bool is_replay = false;
};

// In one transaction what `work`, a Result<std::string>(db::Tx&), answers, or what it answered the first time. Only
// what was done is remembered.
template <class Work>
Result<Answer> write_once(pages::Environment& environment, const std::optional<bookings::Once>& once,
                          BusinessId business, const Work& work) {
    return environment.database.write([&](db::Tx& tx) -> Result<Answer> {
        if (once) {
            auto earlier = once->earlier(tx, business);
            if (!earlier) return std::unexpected(of_field("Idempotency-Key", earlier.error()));
            if (*earlier) return Answer{**std::move(earlier), true};
        }
        Result<std::string> body = work(tx);
        if (!body) return std::unexpected(body.error());
        if (once) once->remember(tx, business, environment.clock.now(), *body);
        return Answer{*std::move(body), false};
    });
}

http::Response answered(const Answer& answer, int status);

}  // namespace api
