// A device that makes and uses passkeys, for tests: it writes what authenticators and browsers write.
#pragma once

#include "signing/test_key.h"
#include "webauthn/webauthn.h"

#include <fmt/format.h>

namespace webauthn::test {

inline std::string cbor_head(unsigned major, std::size_t argument) {
    const auto first = [&](unsigned low) { return static_cast<char>(major << 5U | low); };
    if (argument < 24) return {first(static_cast<unsigned>(argument))};
    if (argument < 256) return {first(24), static_cast<char>(argument)};
    return {first(25), static_cast<char>(argument >> 8U), static_cast<char>(argument & 255U)};
}
inline std::string cbor_number(int number) {
    return number < 0 ? cbor_head(1, static_cast<std::size_t>(-1 - number))
                      : cbor_head(0, static_cast<std::size_t>(number));
}
inline std::string cbor_bytes(std::string_view bytes) { return cbor_head(2, bytes.size()) + std::string(bytes); }
inline std::string cbor_text(std::string_view text) { return cbor_head(3, text.size()) + std::string(text); }

class Device {
public:
    explicit Device(signing::Algorithm algorithm = signing::Algorithm::es256)
        : key(algorithm), id(signing::random_bytes(16)) {}

    signing::test::Key key;
    std::string id;
    std::uint8_t flags = 1 | 4;  // somebody was there, and was verified
    std::uint32_t counter = 0;
    std::string extra{};  // after the credential

    static std::string client_data(std::string_view type, std::string_view challenge, std::string_view origin) {
        return fmt::format(R"({{"type":"{}","challenge":"{}","origin":"{}","crossOrigin":false}})", type,
                           signing::base64url(challenge), origin);
    }
    std::string data(std::string_view host, bool with_credential) const {
        auto out = signing::sha256(host);
        out += static_cast<char>(flags | (with_credential ? 64 : 0));
        for (const int shift : {24, 16, 8, 0}) out += static_cast<char>(counter >> shift & 255U);
        if (!with_credential) return out;
        out += std::string(16, '\0');
        out += static_cast<char>(id.size() >> 8U);
        out += static_cast<char>(id.size() & 255U);
        return out + id + cose() + extra;
    }
    std::string attestation(std::string_view host) const {
        return cbor_head(5, 3) + cbor_text("fmt") + cbor_text("none") + cbor_text("attStmt") + cbor_head(5, 0) +
               cbor_text("authData") + cbor_bytes(data(host, true));
    }
    std::string sign(std::string_view authenticator_data, std::string_view client) const {
        return key.sign(std::string(authenticator_data) + signing::sha256(client));
    }

private:
    std::string cose() const {
        const auto pair = [](int label, const std::string& value) { return cbor_number(label) + value; };
        switch (key.algorithm()) {
            case signing::Algorithm::es256:
                return cbor_head(5, 5) + pair(1, cbor_number(2)) + pair(3, cbor_number(-7)) + pair(-1, cbor_number(1)) +
                       pair(-2, cbor_bytes(key.x())) + pair(-3, cbor_bytes(key.y()));
            case signing::Algorithm::eddsa:
                return cbor_head(5, 4) + pair(1, cbor_number(1)) + pair(3, cbor_number(-8)) + pair(-1, cbor_number(6)) +
                       pair(-2, cbor_bytes(key.x()));
            case signing::Algorithm::rs256:
                return cbor_head(5, 4) + pair(1, cbor_number(3)) + pair(3, cbor_number(-257)) +
                       pair(-1, cbor_bytes(key.modulus())) + pair(-2, cbor_bytes(key.exponent()));
        }
        return {};
    }
};

}  // namespace webauthn::test
