#include "signing/signing.h"

#include "signing/test_key.h"

#include <gtest/gtest.h>

namespace signing {
namespace {

class Signing : public testing::TestWithParam<Algorithm> {};

TEST_P(Signing, AKeyKnowsItsOwnSignaturesAndNoOther) {
    const test::Key key(GetParam()), other(GetParam());
    const auto signature = key.sign("what was said");
    EXPECT_TRUE(key.public_key().verify("what was said", signature));
    EXPECT_FALSE(key.public_key().verify("what was not said", signature));
    EXPECT_FALSE(other.public_key().verify("what was said", signature));
    EXPECT_FALSE(key.public_key().verify("what was said", ""));
    for (std::size_t at = 0; at < signature.size(); at += 7) {
        auto changed = signature;
        changed[at] = static_cast<char>(changed[at] ^ 1);
        EXPECT_FALSE(key.public_key().verify("what was said", changed)) << at;
    }
}

INSTANTIATE_TEST_SUITE_P(Every, Signing, testing::Values(Algorithm::rs256, Algorithm::es256, Algorithm::eddsa));

TEST(Signing, RefusesWhatIsNoKey) {
    EXPECT_FALSE(PublicKey::p256(std::string(32, '\1'), std::string(32, '\1')));  // not on the curve
    EXPECT_FALSE(PublicKey::p256(std::string(31, '\1'), std::string(32, '\1')));
    EXPECT_FALSE(PublicKey::ed25519("short"));
    EXPECT_FALSE(PublicKey::rsa(std::string(128, '\xff'), "\x01\x00\x01"));  // 1024 bits
    EXPECT_FALSE(PublicKey::rsa(std::string(256, '\xff'), "\x01"));
    EXPECT_FALSE(PublicKey::rsa(std::string(256, '\xff'), ""));
    EXPECT_FALSE(PublicKey::rsa("", "\x03"));
}

TEST(Signing, WritesBase64AsTheStandardSays) {
    EXPECT_EQ(base64url("\xfb\xff"), "-_8");
    EXPECT_EQ(base64("\xfb\xff"), "+/8=");
    EXPECT_EQ(base64url(""), "");
    for (std::size_t size = 0; size < 40; ++size) {
        const auto bytes = random_bytes(size);
        EXPECT_EQ(base64url_decoded(base64url(bytes)), bytes);
    }
    for (const auto* text : {"A", "-_9", "AA==", "+/8", "A A"}) EXPECT_FALSE(base64url_decoded(text)) << text;
}

TEST(Signing, HashesAsTheStandardSays) {
    EXPECT_EQ(hex(sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(hex(hmac_sha256("Jefe", "what do ya want for nothing?")),  // RFC 4231
              "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

}  // namespace
}  // namespace signing
