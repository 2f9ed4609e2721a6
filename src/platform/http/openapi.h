// An OpenAPI 3.1 document (https://spec.openapis.org/oas/v3.1.0) made from the routes that the program serves.
#pragma once

#include "http/http.h"

#include <span>
#include <string>
#include <string_view>

namespace http {

// What a route's documentation says beside its method and pattern. The members named JSON are texts of JSON.
struct ApiDoc {
    std::string_view operation;    // operationId, unique
    std::string_view summary;      // one line
    std::string_view description;  // Markdown; may be empty
    std::string_view
        parameters;  // JSON: OpenAPI parameters of the query and the headers; the path's come from the pattern
    std::string_view request;  // JSON: {"schema", "example"} of the body, application/json; empty: none
    // JSON: by status, {"description", "headers"?, "schema"?, "example"?, "type"?}; type is application/json for 2xx
    // and application/problem+json for the rest where it is not given.
    std::string_view responses;
    bool bearer = false;  // authorised by a Bearer token
};

struct DocumentedRoute {
    Method method;
    std::string_view pattern;
    const ApiDoc* doc;
};

struct ApiInfo {
    std::string_view title, version, description;
    std::string_view schemas;          // JSON: components.schemas
    std::string_view path_parameters;  // JSON: by {name}, {"description", "schema", "example"?}
    std::string_view bearer;           // what the token is
};

// CHECKs that every text is JSON, that operations are unique and that each {name} of a pattern is described.
std::string openapi(const ApiInfo& info, std::span<const DocumentedRoute> routes);

}  // namespace http
