#include "http/proxy.h"

#include "http/wire.h"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <stdexcept>

namespace http {
namespace {

constexpr std::array<unsigned char, 12> mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
constexpr std::size_t hops_max = 32;

bool is_ipv4(const Address& address) { return std::equal(mapped.begin(), mapped.end(), address.bytes.begin()); }

Address ipv4(const unsigned char* bytes) {
    Address out;
    std::copy(mapped.begin(), mapped.end(), out.bytes.begin());
    std::copy_n(bytes, 4, out.bytes.begin() + mapped.size());
    return out;
}

// The IPv4 address that a 6to4 or NAT64 address carries; any other stays.
Address inner(const Address& address) {
    constexpr std::array<unsigned char, 2> sixto4 = {0x20, 0x02};
    constexpr std::array<unsigned char, 12> nat64 = {0x00, 0x64, 0xff, 0x9b};
    const auto& bytes = address.bytes;
    if (std::equal(sixto4.begin(), sixto4.end(), bytes.begin())) return ipv4(bytes.data() + sixto4.size());
    if (std::equal(nat64.begin(), nat64.end(), bytes.begin())) return ipv4(bytes.data() + nat64.size());
    return address;
}

// The first `bytes` of it, and zeros.
Address prefix(Address address, std::ptrdiff_t bytes) {
    std::fill(address.bytes.begin() + bytes, address.bytes.end(), static_cast<unsigned char>(0));
    return address;
}

// "[::1]:80" and "1.2.3.4:80" without brackets and port; "::1" stays.
std::string_view without_port(std::string_view text) {
    if (text.starts_with('[')) {
        const auto end = text.find(']');
        if (end == std::string_view::npos) return {};
        const auto rest = text.substr(end + 1);
        return rest.empty() || (rest[0] == ':' && parse_length(rest.substr(1))) ? text.substr(1, end - 1)
                                                                                : std::string_view();
    }
    const auto colon = text.find(':');
    if (colon == std::string_view::npos || text.find(':', colon + 1) != std::string_view::npos) return text;
    return parse_length(text.substr(colon + 1)) ? text.substr(0, colon) : std::string_view();
}

struct Hops {
    std::vector<std::string> addresses;  // nearest last
    std::string scheme, host;            // as the nearest proxy said
};

Hops from_x_forwarded(const Request& request) {
    Hops hops;
    for (const auto& [name, value] : request.headers) {
        if (name == "x-forwarded-for")
            split(value, ',', [&](std::string_view piece) { hops.addresses.emplace_back(piece); });
        if (name == "x-forwarded-proto")
            split(value, ',', [&](std::string_view piece) { hops.scheme = lower_case(piece); });
        if (name == "x-forwarded-host") split(value, ',', [&](std::string_view piece) { hops.host = piece; });
    }
    return hops;
}

Hops from_forwarded(const Request& request) {
    Hops hops;
    for (const auto& [name, value] : request.headers) {
        if (name != "forwarded") continue;
        split(value, ',', [&](std::string_view element) {
            std::string address;
            hops.scheme.clear();
            hops.host.clear();
            split(element, ';', [&](std::string_view pair) {
                const auto equals = std::min(pair.find('='), pair.size());
                const auto key = lower_case(trimmed(pair.substr(0, equals)));
                auto text = trimmed(pair.substr(std::min(equals + 1, pair.size())));
                if (text.size() >= 2 && text.front() == '"' && text.back() == '"')
                    text = text.substr(1, text.size() - 2);
                if (key == "for") address = text;
                if (key == "proto") hops.scheme = lower_case(text);
                if (key == "host") hops.host = text;
            });
            hops.addresses.push_back(std::move(address));
        });
    }
    return hops;
}

}  // namespace

std::optional<Address> parse_address(std::string_view text) {
    const std::string plain(without_port(text));
    Address address;
    in_addr four{};
    if (inet_pton(AF_INET, plain.c_str(), &four) == 1) {
        std::copy(mapped.begin(), mapped.end(), address.bytes.begin());
        std::memcpy(address.bytes.data() + mapped.size(), &four, sizeof four);
        return address;
    }
    if (inet_pton(AF_INET6, plain.c_str(), address.bytes.data()) == 1) return address;
    return std::nullopt;
}

std::string to_text(const Address& address) {
    std::array<char, INET6_ADDRSTRLEN> text{};
    const bool four = is_ipv4(address);
    inet_ntop(four ? AF_INET : AF_INET6, address.bytes.data() + (four ? mapped.size() : 0), text.data(), text.size());
    return text.data();
}

std::string network_of(std::string_view text) {
    const auto address = parse_address(text);
    if (!address) return std::string(text);
    return to_text(is_ipv4(inner(*address)) ? inner(*address) : prefix(*address, 8));
}

std::string site_of(std::string_view text) {
    const auto address = parse_address(text);
    if (!address || is_ipv4(inner(*address))) return network_of(text);
    return to_text(prefix(*address, 6)) + "/48";
}

bool was_forwarded(const Request& request) {
    static constexpr std::array<std::string_view, 9> names = {"forwarded",
                                                              "via",
                                                              "x-real-ip",
                                                              "x-client-ip",
                                                              "x-cluster-client-ip",
                                                              "true-client-ip",
                                                              "client-ip",
                                                              "cf-connecting-ip",
                                                              "x-original-forwarded-for"};
    return std::ranges::any_of(request.headers, [](const auto& header) {
        return header.first.starts_with("x-forwarded") || std::ranges::find(names, header.first) != names.end();
    });
}

TrustedProxies::TrustedProxies(const std::vector<std::string>& blocks) {
    for (const auto& text : blocks) {
        const auto slash = std::min(text.find('/'), text.size());
        const auto address = parse_address(std::string_view(text).substr(0, slash));
        if (!address)
            throw std::runtime_error(fmt::format("trusted proxy '{}' is not an address or a CIDR block", text));
        const unsigned width = is_ipv4(*address) ? 32 : 128;
        const auto bits = slash == text.size() ? width : parse_length(std::string_view(text).substr(slash + 1));
        if (!bits || *bits > width)
            throw std::runtime_error(fmt::format("trusted proxy '{}' has a bad prefix length", text));
        blocks_.push_back({*address, static_cast<unsigned>(*bits) + (128 - width)});
    }
}

bool TrustedProxies::contains(const Address& address) const {
    return std::ranges::any_of(blocks_, [&](const Block& block) {
        const auto whole = block.bits / 8;
        if (std::memcmp(block.address.bytes.data(), address.bytes.data(), whole) != 0) return false;
        if (block.bits % 8 == 0) return true;
        const auto mask = 0xffu << (8 - block.bits % 8) & 0xffu;
        return ((block.address.bytes[whole] ^ address.bytes[whole]) & mask) == 0;
    });
}

TrustedProxies::Client TrustedProxies::client(const std::string& peer, const Request& request) const {
    Client client{peer, "http", {}};
    if (blocks_.empty()) return client;
    auto at = parse_address(peer);
    if (!at || !contains(*at)) return client;

    auto hops = from_x_forwarded(request);
    if (hops.addresses.empty()) {
        auto standard = from_forwarded(request);
        if (!standard.addresses.empty()) hops = std::move(standard);
    }
    if (hops.scheme == "https") client.scheme = "https";
    client.host = std::move(hops.host);
    for (std::size_t hop = 0; hop < std::min(hops.addresses.size(), hops_max) && contains(*at); ++hop) {
        const auto next = parse_address(hops.addresses[hops.addresses.size() - 1 - hop]);
        if (!next) break;  // whoever wrote this is the last that is known
        at = next;
    }
    client.address = to_text(*at);
    return client;
}

}  // namespace http
