// A pair of keys, for tests of what others sign.
#pragma once

#include "signing/signing.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include <memory>

namespace signing::test {

class Key {
public:
    explicit Key(Algorithm algorithm) : algorithm_(algorithm), key_(make(algorithm), EVP_PKEY_free) {}

    Algorithm algorithm() const { return algorithm_; }

    // ES256 in DER.
    std::string sign(std::string_view message) const {
        const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
        const auto* digest = algorithm_ == Algorithm::eddsa ? nullptr : EVP_sha256();
        EVP_DigestSignInit(context.get(), nullptr, digest, nullptr, key_.get());
        const auto* bytes = reinterpret_cast<const unsigned char*>(message.data());
        std::size_t size = 0;
        EVP_DigestSign(context.get(), nullptr, &size, bytes, message.size());
        std::string out(size, '\0');
        EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(out.data()), &size, bytes, message.size());
        out.resize(size);
        return out;
    }
    // ES256 as JWTs have it.
    std::string sign_raw(std::string_view message) const {
        const auto der = sign(message);
        if (algorithm_ != Algorithm::es256) return der;
        const auto* bytes = reinterpret_cast<const unsigned char*>(der.data());
        const std::unique_ptr<ECDSA_SIG, decltype(&ECDSA_SIG_free)> signature(
            d2i_ECDSA_SIG(nullptr, &bytes, static_cast<long>(der.size())), ECDSA_SIG_free);
        std::string out(64, '\0');
        BN_bn2binpad(ECDSA_SIG_get0_r(signature.get()), reinterpret_cast<unsigned char*>(out.data()), 32);
        BN_bn2binpad(ECDSA_SIG_get0_s(signature.get()), reinterpret_cast<unsigned char*>(out.data()) + 32, 32);
        return out;
    }

    std::string x() const {
        if (algorithm_ != Algorithm::eddsa) return point().substr(1, 32);
        std::string out(32, '\0');
        std::size_t size = out.size();
        EVP_PKEY_get_raw_public_key(key_.get(), reinterpret_cast<unsigned char*>(out.data()), &size);
        return out;
    }
    std::string y() const { return point().substr(33, 32); }
    std::string modulus() const { return number(OSSL_PKEY_PARAM_RSA_N); }
    std::string exponent() const { return number(OSSL_PKEY_PARAM_RSA_E); }

    PublicKey public_key() const {
        if (algorithm_ == Algorithm::rs256) return PublicKey::rsa(modulus(), exponent()).value();
        return algorithm_ == Algorithm::es256 ? PublicKey::p256(x(), y()).value() : PublicKey::ed25519(x()).value();
    }

private:
    static EVP_PKEY* make(Algorithm algorithm) {
        if (algorithm == Algorithm::rs256) return EVP_RSA_gen(2048);
        return algorithm == Algorithm::es256 ? EVP_EC_gen("P-256") : EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519");
    }
    std::string point() const {
        std::string out(65, '\0');
        std::size_t size = 0;
        EVP_PKEY_get_octet_string_param(key_.get(), OSSL_PKEY_PARAM_PUB_KEY,
                                        reinterpret_cast<unsigned char*>(out.data()), out.size(), &size);
        return out;
    }
    std::string number(const char* name) const {
        BIGNUM* found = nullptr;
        EVP_PKEY_get_bn_param(key_.get(), name, &found);
        std::string out(static_cast<std::size_t>(BN_num_bytes(found)), '\0');
        BN_bn2bin(found, reinterpret_cast<unsigned char*>(out.data()));
        BN_free(found);
        return out;
    }

    Algorithm algorithm_;
    std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key_;
};

}  // namespace signing::test
