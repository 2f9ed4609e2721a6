// The last touch on every answer: conditional requests, compression, and the headers that are the same everywhere.
#pragma once

#include "http/http.h"

namespace http {

// Completes `response` for `request`: 304 where If-None-Match fits the ETag of a 200, gzip where it helps and is
// accepted, security headers that the application did not set itself, X-Request-Id. No header but Set-Cookie is there
// twice afterwards; Content-Type stays in `type` (empty where there is no body).
void finish(Response& response, const Request& request);

// RFC 9110 12.5.3: true when gzip has a weight above 0.
bool accepts_gzip(std::string_view accept_encoding);
// Level 1: fast.
std::string gzip(std::string_view text);

}  // namespace http
