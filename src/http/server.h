// libmicrohttpd behind a plain header: I/O threads parse and write, handlers run on a pool of workers.
#pragma once

#include "http/http.h"
#include "http/router.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace http {

struct ServerOptions {
    std::string listen = "127.0.0.1";  // an IPv4 or IPv6 address
    std::uint16_t port = 8080;         // 0: any free one
    unsigned io_threads = 2;
    unsigned workers = 16;
    std::size_t queue = 1024;  // requests waiting for a worker; 503 with Retry-After above
    Seconds header_timeout{10};
    Seconds idle_timeout{30};
    unsigned connections = 4000;
    unsigned connections_per_address = 1000;
    std::vector<std::string> trusted_proxies;  // addresses or CIDR blocks whose X-Forwarded-* are believed
    std::string base_url;                      // "https://book.example.org"; empty: from the request's Host
};

// What the server asks about a request whose headers have come, before it reads the body.
struct Admission {
    std::optional<Response> refusal;  // sent at once
    std::size_t body_limit = 0;
    std::size_t route = 0;  // handed back to `handle`
};

// The application behind the server. Both are called from many threads.
struct Application {
    // Headers, address and target are there; body and form are not. Runs on an I/O thread: quick, no database.
    std::function<Admission(Request&)> admit;
    // Runs on a worker. What it throws becomes a 500 (db::Unavailable and the like: the application maps them itself).
    std::function<Response(const Request&, std::size_t route)> handle;
    // After the answer was handed over: for the log and the metrics.
    std::function<void(const Request&, std::size_t route, int status, std::chrono::nanoseconds took, std::size_t bytes)> done;
};

// Answers HEAD and OPTIONS, gzip, X-Request-Id, security headers that are the same for every answer
// (X-Content-Type-Options, Referrer-Policy, Cross-Origin-Opener-Policy ...), and what is wrong with a request before
// it reaches a route: 400, 408, 413, 414, 431, 503.
class Server {
public:
    Server(ServerOptions options, Application application);  // throws std::runtime_error: address in use, say
    ~Server();

    std::uint16_t port() const;
    // Takes no new connections, finishes what is in flight, returns when all is done.
    void stop();

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace http
