// Expected outcomes. A Result<T> is a value or an Error that the caller has to look at; the environment
// (database, network) throws instead, and a programmer's mistake is a CHECK.
#pragma once

#include <fmt/format.h>

#include <expected>
#include <string>
#include <utility>
#include <vector>

namespace base {

// What kind of no it is. The edge maps each to one HTTP status.
enum class Fault {
    invalid,    // 422: a value the caller can correct
    not_found,  // 404
    forbidden,  // 403
    conflict,   // 409: right when asked, no longer possible
    too_many,   // 429
};

// One wrong field of a form or a JSON body.
struct FieldError {
    std::string field;  // as the client named it: "customer.email"
    std::string code;   // message code, "field.required"
    std::vector<std::pair<std::string, std::string>> parameters;
};

struct Error {
    Fault fault = Fault::invalid;
    std::string code;  // message code; the surface translates it: "booking.time_taken"
    std::vector<std::pair<std::string, std::string>> parameters;  // values for the message's {names}
    std::vector<FieldError> fields;
};

template <class T>
using Result = std::expected<T, Error>;

inline std::unexpected<Error> refuse(Fault fault, std::string code,
                                     std::vector<std::pair<std::string, std::string>> parameters = {}) {
    return std::unexpected(Error{fault, std::move(code), std::move(parameters), {}});
}
inline std::unexpected<Error> invalid(std::string code,
                                      std::vector<std::pair<std::string, std::string>> parameters = {}) {
    return refuse(Fault::invalid, std::move(code), std::move(parameters));
}
inline std::unexpected<Error> not_found(std::string code) { return refuse(Fault::not_found, std::move(code)); }
inline std::unexpected<Error> conflict(std::string code,
                                       std::vector<std::pair<std::string, std::string>> parameters = {}) {
    return refuse(Fault::conflict, std::move(code), std::move(parameters));
}

// Thrown by CHECK: a programmer's mistake. The request fails after its transaction is rolled back.
[[noreturn]] void check_failed(const char* condition, const char* file, int line);

}  // namespace base

// Stays on in production.
#define CHECK(condition) \
    do { \
        if (!(condition)) [[unlikely]] \
            ::base::check_failed(#condition, __FILE__, __LINE__); \
    } while (false)

using base::conflict;
using base::Error;
using base::Fault;
using base::FieldError;
using base::invalid;
using base::not_found;
using base::refuse;
using base::Result;
