// What authenticators write: the canonical CBOR of CTAP 2, of definite lengths and a few levels (RFC 8949). Values are
// read where they stand; nothing is copied or allocated.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace webauthn {

class Cbor {
public:
    explicit Cbor(std::string_view bytes) : rest_(bytes) {}

    // Each takes the next value, which has to be such a one.
    std::optional<std::int64_t> integer();
    std::optional<std::string_view> bytes();
    std::optional<std::string_view> text();
    std::optional<std::uint64_t> map();  // how many pairs follow
    // Takes the next value, whatever it is; its bytes.
    std::optional<std::string_view> any(int depth = 4);

    std::string_view rest() const { return rest_; }

private:
    struct Head {
        std::uint8_t major;
        std::uint64_t argument;
    };
    std::optional<Head> head();
    std::optional<std::string_view> run(std::uint8_t major);

    std::string_view rest_;
};

}  // namespace webauthn
