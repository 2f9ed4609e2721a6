#include "outgoing/outgoing.h"

#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <cstring>

namespace outgoing {
namespace {

// The first `bits` bits of an address, which stand for all that begin so.
struct Network4 {
    std::array<std::uint8_t, 4> begin;
    int bits;
};
// The IANA registry of special IPv4 addresses, and those for several at once.
constexpr Network4 kSpecial4[] = {{{0, 0, 0, 0}, 8},      {{10, 0, 0, 0}, 8},     {{100, 64, 0, 0}, 10},
                                  {{127, 0, 0, 0}, 8},    {{169, 254, 0, 0}, 16}, {{172, 16, 0, 0}, 12},
                                  {{192, 0, 0, 0}, 24},   {{192, 0, 2, 0}, 24},   {{192, 88, 99, 0}, 24},
                                  {{192, 168, 0, 0}, 16}, {{198, 18, 0, 0}, 15},  {{198, 51, 100, 0}, 24},
                                  {{203, 0, 113, 0}, 24}, {{224, 0, 0, 0}, 4},    {{240, 0, 0, 0}, 4}};

bool begins_with(const std::uint8_t* address, const std::uint8_t* begin, int bits) {
    const auto whole = static_cast<std::size_t>(bits / 8);
    if (std::memcmp(address, begin, whole) != 0) return false;
    const int rest = bits % 8;
    return rest == 0 || (address[whole] ^ begin[whole]) >> (8 - rest) == 0;
}

bool is_public4(const std::uint8_t* address) {
    for (const auto& [begin, bits] : kSpecial4)
        if (begins_with(address, begin.data(), bits)) return false;
    return true;
}

// Of IPv6 only 2000::/3 is given out, and parts of that are for other purposes.
bool is_public6(const std::uint8_t* address) {
    constexpr std::array<std::uint8_t, 2> kGivenOut{0x20, 0x00};
    constexpr std::array<std::uint8_t, 3> kProtocols{0x20, 0x01, 0x00};  // 2001::/23, Teredo (2001::/32) in it
    constexpr std::array<std::uint8_t, 4> kExamples{0x20, 0x01, 0x0d, 0xb8};
    constexpr std::array<std::uint8_t, 2> kOver4{0x20, 0x02};               // 6to4: an IPv4 address follows
    constexpr std::array<std::uint8_t, 3> kMoreExamples{0x3f, 0xff, 0x00};  // 3fff::/20
    return begins_with(address, kGivenOut.data(), 3) && !begins_with(address, kProtocols.data(), 23) &&
           !begins_with(address, kExamples.data(), 32) && !begins_with(address, kOver4.data(), 16) &&
           !begins_with(address, kMoreExamples.data(), 20);
}

}  // namespace

bool is_public(const sockaddr& address) {
    if (address.sa_family == AF_INET) {
        sockaddr_in in{};
        std::memcpy(&in, &address, sizeof in);
        std::array<std::uint8_t, 4> bytes{};
        std::memcpy(bytes.data(), &in.sin_addr, bytes.size());
        return is_public4(bytes.data());
    }
    if (address.sa_family != AF_INET6) return false;
    sockaddr_in6 in{};
    std::memcpy(&in, &address, sizeof in);
    std::array<std::uint8_t, 16> bytes{};
    std::memcpy(bytes.data(), &in.sin6_addr, bytes.size());
    return is_public6(bytes.data());
}

}  // namespace outgoing
