#include "signing/signing.h"

#include "base/result.h"

#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/param_build.h>
#include <openssl/rand.h>

#include <array>

namespace signing {
namespace {

constexpr std::size_t kCoordinate = 32;  // bytes
constexpr int kFewestBits = 2048, kMostBits = 8192;

template <auto Free>
struct Freed {
    template <class Value>
    void operator()(Value* value) const {
        Free(value);
    }
};
using Number = std::unique_ptr<BIGNUM, Freed<BN_free>>;
using Builder = std::unique_ptr<OSSL_PARAM_BLD, Freed<OSSL_PARAM_BLD_free>>;
using Parameters = std::unique_ptr<OSSL_PARAM, Freed<OSSL_PARAM_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, Freed<EVP_PKEY_CTX_free>>;
using Digest = std::unique_ptr<EVP_MD_CTX, Freed<EVP_MD_CTX_free>>;
using Signature = std::unique_ptr<ECDSA_SIG, Freed<ECDSA_SIG_free>>;
using Key = std::shared_ptr<EVP_PKEY>;

const unsigned char* bytes_of(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

Number number_of(std::string_view text) {
    return Number(BN_bin2bn(bytes_of(text), static_cast<int>(text.size()), nullptr));
}

// Empty: no such key.
Key key_of(const char* type, OSSL_PARAM_BLD* builder) {
    const Parameters parameters(OSSL_PARAM_BLD_to_param(builder));
    const KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
    EVP_PKEY* key = nullptr;
    if (!parameters || !context || EVP_PKEY_fromdata_init(context.get()) != 1 ||
        EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, parameters.get()) != 1)
        return {};
    return {key, EVP_PKEY_free};
}

std::string encoded(std::string_view bytes, std::string_view letters) {
    std::string out;
    std::uint32_t held = 0;
    int bits = 0;
    for (const char c : bytes) {
        held = (held << 8U) | static_cast<unsigned char>(c);
        for (bits += 8; bits >= 6; bits -= 6) out += letters[(held >> (bits - 6)) & 63U];
    }
    if (bits > 0) out += letters[(held << (6 - bits)) & 63U];
    return out;
}

constexpr std::string_view kLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

}  // namespace

std::optional<PublicKey> PublicKey::rsa(std::string_view modulus, std::string_view exponent) {
    if (modulus.size() > kMostBits / 8 + 1 || exponent.size() > 8) return std::nullopt;
    const auto n = number_of(modulus), e = number_of(exponent);
    if (!n || !e || BN_num_bits(n.get()) < kFewestBits || BN_num_bits(n.get()) > kMostBits || !BN_is_odd(n.get()) ||
        !BN_is_odd(e.get()) || BN_is_one(e.get()))
        return std::nullopt;
    const Builder builder(OSSL_PARAM_BLD_new());
    if (!builder || OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get()) != 1 ||
        OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e.get()) != 1)
        return std::nullopt;
    auto key = key_of("RSA", builder.get());
    return key ? std::optional(PublicKey(Algorithm::rs256, std::move(key))) : std::nullopt;
}

std::optional<PublicKey> PublicKey::p256(std::string_view x, std::string_view y) {
    if (x.size() != kCoordinate || y.size() != kCoordinate) return std::nullopt;
    const auto point = "\x04" + std::string(x) + std::string(y);
    const Builder builder(OSSL_PARAM_BLD_new());
    if (!builder || OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1", 0) != 1 ||
        OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size()) != 1)
        return std::nullopt;
    auto key = key_of("EC", builder.get());
    if (!key) return std::nullopt;
    const KeyContext context(EVP_PKEY_CTX_new_from_pkey(nullptr, key.get(), nullptr));
    if (!context || EVP_PKEY_public_check(context.get()) != 1) return std::nullopt;
    return PublicKey(Algorithm::es256, std::move(key));
}

std::optional<PublicKey> PublicKey::ed25519(std::string_view x) {
    if (x.size() != kCoordinate) return std::nullopt;
    Key key(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, bytes_of(x), x.size()), EVP_PKEY_free);
    return key ? std::optional(PublicKey(Algorithm::eddsa, std::move(key))) : std::nullopt;
}

bool PublicKey::verify(std::string_view message, std::string_view signature) const {
    const Digest context(EVP_MD_CTX_new());
    CHECK(context);
    const auto* digest = algorithm_ == Algorithm::eddsa ? nullptr : EVP_sha256();
    return EVP_DigestVerifyInit(context.get(), nullptr, digest, nullptr, key_.get()) == 1 &&
           EVP_DigestVerify(context.get(), bytes_of(signature), signature.size(), bytes_of(message), message.size()) ==
               1;
}

std::string der_of(std::string_view raw) {
    if (raw.size() != 2 * kCoordinate) return {};
    const Signature signature(ECDSA_SIG_new());
    auto r = number_of(raw.substr(0, kCoordinate)), s = number_of(raw.substr(kCoordinate));
    if (!signature || !r || !s || ECDSA_SIG_set0(signature.get(), r.release(), s.release()) != 1) return {};
    unsigned char* bytes = nullptr;
    const int size = i2d_ECDSA_SIG(signature.get(), &bytes);
    if (size <= 0) return {};
    std::string out(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size));
    OPENSSL_free(bytes);
    return out;
}

std::string sha256(std::string_view text) {
    std::array<unsigned char, 32> out{};
    CHECK(EVP_Digest(text.data(), text.size(), out.data(), nullptr, EVP_sha256(), nullptr) == 1);
    return {reinterpret_cast<const char*>(out.data()), out.size()};
}

std::string hmac_sha256(std::string_view key, std::string_view text) {
    std::array<unsigned char, 32> out{};
    CHECK(
        HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), bytes_of(text), text.size(), out.data(), nullptr));
    return {reinterpret_cast<const char*>(out.data()), out.size()};
}

std::string hex(std::string_view bytes) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string out;
    for (const char c : bytes) {
        out += kDigits[static_cast<unsigned char>(c) >> 4U];
        out += kDigits[static_cast<unsigned char>(c) & 15U];
    }
    return out;
}

std::string base64url(std::string_view bytes) { return encoded(bytes, std::string(kLetters) + "-_"); }

std::string base64(std::string_view bytes) {
    auto out = encoded(bytes, std::string(kLetters) + "+/");
    while (out.size() % 4 != 0) out += '=';
    return out;
}

std::optional<std::string> base64url_decoded(std::string_view text) {
    if (text.size() % 4 == 1) return std::nullopt;
    static const std::string letters = std::string(kLetters) + "-_";
    std::string out;
    std::uint32_t held = 0;
    int bits = 0;
    for (const char c : text) {
        const auto value = letters.find(c);
        if (value == std::string::npos) return std::nullopt;
        held = (held << 6U) | static_cast<std::uint32_t>(value);
        bits += 6;
        if (bits < 8) continue;
        bits -= 8;
        out += static_cast<char>((held >> bits) & 255U);
    }
    // What is left over is nothing, so that each text stands for bytes of its own.
    if ((held & ((1U << bits) - 1U)) != 0) return std::nullopt;
    return out;
}

std::string random_bytes(std::size_t count) {
    std::string out(count, '\0');
    CHECK(RAND_bytes(reinterpret_cast<unsigned char*>(out.data()), static_cast<int>(count)) == 1);
    return out;
}

}  // namespace signing
