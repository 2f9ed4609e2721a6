// Who is at the other end: addresses, and what trusted proxies say about the client behind them.
#pragma once

#include "http/http.h"

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace http {

// IPv4 is kept as ::ffff:a.b.c.d, so that both kinds compare alike.
struct Address {
    std::array<unsigned char, 16> bytes{};
    friend bool operator==(const Address&, const Address&) = default;
};
// "10.0.0.1", "10.0.0.1:80", "::1", "[::1]", "[::1]:80"; a zone ("%eth0") is refused.
std::optional<Address> parse_address(std::string_view text);
std::string to_text(const Address& address);

// What one customer of a network provider has: an IPv4 address, or the /64 of an IPv6 address. An address that carries
// an IPv4 address through IPv6 counts as that one (6to4, RFC 3056; NAT64, RFC 6052): its holder has millions of /64s.
// Anything else stays.
std::string network_of(std::string_view address);
// What a provider gives to one site, and what is had for a few euros: the /48 of an IPv6 address ("2001:db8:1::/48").
// Of all else as network_of.
std::string site_of(std::string_view address);

// Whether somebody else passed the request on to us: any header that proxies add, whatever it says.
bool was_forwarded(const Request& request);

class TrustedProxies {
public:
    // Addresses or CIDR blocks; throws std::runtime_error for anything else.
    explicit TrustedProxies(const std::vector<std::string>& blocks);
    bool contains(const Address& address) const;

    struct Client {
        std::string address;
        std::string scheme;  // "http" or "https"
        std::string host;    // empty: nothing said
    };
    // The rightmost address that is not a trusted proxy's. X-Forwarded-For, -Proto and -Host where the first is there,
    // else Forwarded (RFC 7239); neither is believed from a peer that is not trusted.
    Client client(const std::string& peer, const Request& request) const;

private:
    struct Block {
        Address address;
        unsigned bits;
    };
    std::vector<Block> blocks_;
};

}  // namespace http
