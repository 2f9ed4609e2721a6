// What guards are built from: signed form tokens, the check of where a POST came from, and rate limits.
#pragma once

#include "http/http.h"

#include <memory>
#include <string>
#include <string_view>

namespace http {

// A signed, stateless form token: says that this installation rendered a form for `purpose` not long ago. It works
// without cookies, inside an iframe too; where the visitor has a session, `session` binds it to that session.
class FormTokens {
public:
    explicit FormTokens(std::string secret) : secret_(std::move(secret)) {}
    // Different at each call, so compressed pages do not leak it (BREACH). URL-safe.
    std::string make(std::string_view purpose, std::string_view session, Instant now) const;
    bool valid(std::string_view token, std::string_view purpose, std::string_view session, Instant now,
               Seconds lifetime = std::chrono::hours{12}) const;

private:
    std::string secret_;
};

// False when the browser says that another site sent this (Sec-Fetch-Site, else Origin); true when it says nothing.
bool same_origin(const Request& request);

// The token of "Authorization: Bearer" (RFC 6750 2.1); empty when there is none.
std::string_view bearer(const Request& request);

// Token buckets by key, bounded in number: the least recently used are forgotten first. Thread-safe.
class RateLimiter {
public:
    explicit RateLimiter(std::size_t keys = 100'000);
    ~RateLimiter();
    struct Turn {
        std::optional<Seconds> wait;  // until there is one to take; nullopt: one was taken
        unsigned left = 0;            // how many more there are at once
    };
    // Takes one of `per_minute` (a full bucket allows that many at once).
    Turn take(std::string_view key, unsigned per_minute, Instant now);
    std::optional<Seconds> exceeded(std::string_view key, unsigned per_minute, Instant now) {
        return take(key, per_minute, now).wait;
    }

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace http
