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
    unsigned workers = 32;
    std::size_t queue = 1024;  // requests waiting for a worker; 503 with Retry-After above
    Seconds header_timeout{10};
    Seconds body_timeout{30};  // for a whole body, which no route lets grow beyond its limit
    // Of all bodies together that are being read or answered. Above it 503 for who sends more than 64 KiB, so that
    // files from many sides at once cannot take all memory, and forms still come through.
    std::size_t bodies_memory = std::size_t{256} << 20;
    Seconds idle_timeout{30};
    Seconds stop_timeout{20};  // for what is in flight when the server stops
    // Beyond seven eighths of them, each new one takes the place of one that waits for its client: of the site with the
    // most connections, and of these the one whose time is over next.
    unsigned connections = 4000;
    unsigned connections_per_site = 1000;  // http::site_of; trusted proxies may have any number
    // Answers that go on (stream.h), counted apart from these connections so that neither takes the other's place.
    // Above it 503.
    unsigned streams = 2000;
    std::vector<std::string> trusted_proxies;  // addresses or CIDR blocks whose X-Forwarded-* are believed
    std::string base_url;                      // "https://book.example.org"; empty: from the request's Host
};

// The route of a request that was refused before it had one.
constexpr std::size_t no_route = static_cast<std::size_t>(-1);

// What the server asks about a request whose headers have come, before it reads the body.
struct Admission {
    std::optional<Response> refusal;  // sent at once, instead of reading the body
    std::size_t body_limit = 0;
    std::size_t route = no_route;  // handed back to `handle` and `done`
    bool inline_ok = false;        // `handle` never blocks here: it runs on the I/O thread, without a worker
};

// The application behind the server. Both are called from many threads.
struct Application {
    // Headers, address and target are there; body and form are not. Runs on an I/O thread: quick, no database.
    std::function<Admission(Request&)> admit;
    // Runs on a worker. What it throws becomes a 500 (db::Unavailable and the like: the application maps them itself).
    std::function<Response(const Request&, std::size_t route)> handle;
    // After the answer was handed over: for the log and the metrics. Runs on an I/O thread: quick. `route` is no_route
    // where `admit` was not asked or named none; status 0 when the client went away before its answer. Of a stream:
    // when it has ended, with the time until it began.
    std::function<void(const Request&, std::size_t route, int status, std::chrono::nanoseconds took, std::size_t bytes)>
        done;
    // How the server's own answers look (400, 413, 500, 503 ...). Runs on any thread. None: problem+json.
    std::function<Response(const Request&, int status)> error = {};
};

// Answers HEAD and OPTIONS, gzip, X-Request-Id, security headers that are the same for every answer
// (X-Content-Type-Options, Referrer-Policy, Cross-Origin-Opener-Policy ...), and what is wrong with a request before
// it reaches a route: 400, 408, 413, 414, 431, 503.
class Server {
public:
    Server(ServerOptions options, Application application);  // throws std::runtime_error: address in use, say
    ~Server();

    std::uint16_t port() const;
    // Takes no new connections and finishes what is in flight. After stop_timeout, what no worker has begun gets 503,
    // and clients that are still sending or reading are cut off. A handler never is: its end is waited for.
    void stop();

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace http
