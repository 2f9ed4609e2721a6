// Signatures that others made with keys of theirs: of ID tokens (RFC 7518) and of passkeys (RFC 9053). OpenSSL.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

struct evp_pkey_st;

namespace signing {

// RS256: RSASSA-PKCS1-v1_5 with SHA-256. ES256: ECDSA over P-256 with SHA-256. EdDSA: Ed25519.
enum class Algorithm : std::uint8_t { rs256, es256, eddsa };

class PublicKey {
public:
    // Numbers as bytes, the most significant first. Nullopt for what is no such key, a point that is not on the curve,
    // an RSA key of less than 2048 or more than 8192 bits, or one with an unusual exponent.
    static std::optional<PublicKey> rsa(std::string_view modulus, std::string_view exponent);
    static std::optional<PublicKey> p256(std::string_view x, std::string_view y);
    static std::optional<PublicKey> ed25519(std::string_view x);

    Algorithm algorithm() const { return algorithm_; }
    // An ES256 signature is in DER.
    bool verify(std::string_view message, std::string_view signature) const;

private:
    PublicKey(Algorithm algorithm, std::shared_ptr<evp_pkey_st> key) : algorithm_(algorithm), key_(std::move(key)) {}

    Algorithm algorithm_;
    std::shared_ptr<evp_pkey_st> key_;
};

// An ES256 signature of a JWT, 64 bytes, in DER; empty where it is none.
std::string der_of(std::string_view raw);

std::string sha256(std::string_view text);                             // 32 bytes
std::string hmac_sha256(std::string_view key, std::string_view text);  // 32 bytes
std::string hex(std::string_view bytes);
// RFC 4648 section 5, without padding.
std::string base64url(std::string_view bytes);
std::optional<std::string> base64url_decoded(std::string_view text);  // nullopt for anything else, padding too
std::string base64(std::string_view bytes);                           // section 4
std::string random_bytes(std::size_t count);

}  // namespace signing
