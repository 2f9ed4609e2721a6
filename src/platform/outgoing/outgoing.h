// Requests to addresses that others chose: a business's own sign-in provider today. Whoever types an address must not
// reach by it what only this machine or its network may (SSRF), nor hold a thread or fill the memory.
//
// So: https, or http where a request allows it, to ports 443 and 80 and to nothing else; the address that a name
// resolved to is judged at the moment that its socket is opened, so no second answer of a name server gets past it; no
// redirects, no proxy, no cookies, no names of users; and each request has a limit of time and one of size.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

struct sockaddr;

namespace outgoing {

struct Options {
    // Addresses of this machine and of private networks, any port and http:// are allowed too: for tests, and for an
    // operator whose providers stand on a network of their own.
    bool private_addresses = false;
};

enum class Method : std::uint8_t { get, post };

struct Request {
    Method method = Method::get;
    std::string url;
    std::vector<std::pair<std::string, std::string>> headers{};
    std::string body{};             // of a POST; its Content-Type is one of the headers
    bool plain = false;             // http:// is allowed too
    std::size_t most = 256 * 1024;  // bytes of the answer
    std::chrono::milliseconds patience{8000};
};

struct Answer {
    int status = 0;
    std::string type;  // Content-Type
    std::string body;
};

enum class Failure : std::uint8_t {
    address,      // it is none that may be asked: another scheme or port, a user's name in it, a host that is none
    forbidden,    // it leads to this machine or to a private network
    unreachable,  // no such name, nobody answers, the connection broke
    certificate,  // what answers cannot show that it is who was asked
    too_slow,
    too_large,
};
std::string_view to_text(Failure failure);

// Safe to use from several threads at once.
class Client {
public:
    explicit Client(Options options = {});

    // An answer of any status, 3xx too. Blocks for `patience` at most.
    std::expected<Answer, Failure> send(const Request& request) const;

    const Options& options() const { return options_; }

private:
    Options options_;
};

// Whether anybody may be asked at that address: none of this machine, of a private network, of several at once, and
// none that carries such an IPv4 address inside (RFC 6890 and its registries).
bool is_public(const sockaddr& address);

// "a=1&b=x%20y"
std::string form_of(const std::vector<std::pair<std::string, std::string>>& fields);

}  // namespace outgoing
