#include "webauthn/webauthn.h"

#include "webauthn/cbor.h"
#include "webauthn/test_device.h"

#include <gtest/gtest.h>

namespace webauthn {
namespace {

using signing::Algorithm;
using test::Device;

const Place kPlace = place_of("https://book.example.org");
const std::string kChallenge = "0123456789abcdef0123456789abcdef";

std::expected<Credential, Wrong> make(const Device& device, const std::string& client_data,
                                      const Place& place = kPlace) {
    return check_registration(place, kChallenge, client_data, device.attestation("book.example.org"));
}
std::expected<Credential, Wrong> make(const Device& device) {
    return make(device, Device::client_data("webauthn.create", kChallenge, kPlace.origin));
}
std::expected<std::uint32_t, Wrong> use(const Device& device, const Credential& credential,
                                        const std::string& client_data, std::string_view host = "book.example.org") {
    const auto data = device.data(host, false);
    const auto signature = device.sign(data, client_data);
    return check_assertion(kPlace, kChallenge, credential, {client_data, data, signature});
}
std::expected<std::uint32_t, Wrong> use(const Device& device, const Credential& credential) {
    return use(device, credential, Device::client_data("webauthn.get", kChallenge, kPlace.origin));
}

class Passkey : public testing::TestWithParam<Algorithm> {};

TEST_P(Passkey, IsMadeAndUsed) {
    Device device(GetParam());
    const auto credential = make(device);
    ASSERT_TRUE(credential);
    EXPECT_EQ(credential->id, device.id);
    EXPECT_EQ(use(device, *credential), 0u);
    Device other(GetParam());
    EXPECT_EQ(use(other, *credential), std::unexpected(Wrong::signature));
}

INSTANTIATE_TEST_SUITE_P(Every, Passkey, testing::Values(Algorithm::es256, Algorithm::eddsa, Algorithm::rs256));

TEST(Passkeys, AreForOnePlaceOneChallengeAndOnePurpose) {
    const Device device;
    const auto data = [](std::string_view type, std::string_view challenge, std::string_view origin) {
        return Device::client_data(type, challenge, origin);
    };
    EXPECT_EQ(make(device, data("webauthn.get", kChallenge, kPlace.origin)).error(), Wrong::type);
    EXPECT_EQ(make(device, data("webauthn.create", "another", kPlace.origin)).error(), Wrong::challenge);
    EXPECT_EQ(make(device, data("webauthn.create", kChallenge, "https://evil.example")).error(), Wrong::origin);
    EXPECT_EQ(make(device, data("webauthn.create", kChallenge, "https://x.book.example.org")).error(), Wrong::origin);
    EXPECT_EQ(make(device, "{}").error(), Wrong::type);
    EXPECT_EQ(make(device, "no JSON").error(), Wrong::malformed);
    auto crossed = data("webauthn.create", kChallenge, kPlace.origin);
    crossed.replace(crossed.find("false"), 5, "true");
    EXPECT_EQ(make(device, crossed).error(), Wrong::origin);
    const Place other{"other.example.org", kPlace.origin};
    EXPECT_EQ(make(device, data("webauthn.create", kChallenge, kPlace.origin), other).error(), Wrong::place);

    const auto credential = make(device).value();
    EXPECT_EQ(use(device, credential, data("webauthn.create", kChallenge, kPlace.origin)).error(), Wrong::type);
    EXPECT_EQ(use(device, credential, data("webauthn.get", "another", kPlace.origin)).error(), Wrong::challenge);
    EXPECT_EQ(use(device, credential, data("webauthn.get", kChallenge, "https://evil.example")).error(), Wrong::origin);
    EXPECT_EQ(use(device, credential, data("webauthn.get", kChallenge, kPlace.origin), "evil.example").error(),
              Wrong::place);
    EXPECT_EQ(check_assertion(kPlace, "", credential, {data("webauthn.get", "", kPlace.origin), "", ""}).error(),
              Wrong::challenge);
}

TEST(Passkeys, NeedSomebodyWhomTheDeviceHasVerified) {
    Device device;
    const auto credential = make(device).value();
    device.flags = 1;
    EXPECT_EQ(make(device).error(), Wrong::verification);
    EXPECT_EQ(use(device, credential).error(), Wrong::verification);
    device.flags = 4;
    EXPECT_EQ(make(device).error(), Wrong::presence);
    EXPECT_EQ(use(device, credential).error(), Wrong::presence);
}

TEST(Passkeys, CountUpwardsWhereTheyCount) {
    Device device;
    device.counter = 7;
    auto credential = make(device).value();
    EXPECT_EQ(credential.counter, 7u);
    EXPECT_EQ(use(device, credential).error(), Wrong::counter);
    device.counter = 8;
    EXPECT_EQ(use(device, credential), 8u);
    device.counter = 0;
    EXPECT_EQ(use(device, credential).error(), Wrong::counter);
}

TEST(Passkeys, HaveNothingBehindThem) {
    Device device;
    device.extra = "x";
    EXPECT_EQ(make(device).error(), Wrong::malformed);
    device.extra = test::cbor_head(5, 0);
    device.flags |= 128;
    EXPECT_TRUE(make(device));
    const Device plain;
    const auto whole = plain.attestation("book.example.org");
    const auto client = Device::client_data("webauthn.create", kChallenge, kPlace.origin);
    for (std::size_t size = 0; size < whole.size(); ++size)
        EXPECT_FALSE(check_registration(kPlace, kChallenge, client, whole.substr(0, size))) << size;
    EXPECT_FALSE(check_registration(kPlace, kChallenge, client, whole + "x"));
}

TEST(Passkeys, KnowTheirPlace) {
    EXPECT_EQ(place_of("http://localhost:8080").host, "localhost");
    EXPECT_EQ(place_of("https://book.example.org").host, "book.example.org");
    EXPECT_EQ(place_of("nothing").host, "");
}

TEST(Cbor, ReadsWhatIsThereAndNoMore) {
    EXPECT_EQ(Cbor(test::cbor_number(-257)).integer(), -257);
    EXPECT_EQ(Cbor(test::cbor_number(24)).integer(), 24);
    EXPECT_FALSE(Cbor(std::string_view("\x5b\xff\xff\xff\xff\xff\xff\xff\xff", 9)).bytes());  // 2^64 bytes
    EXPECT_FALSE(Cbor(std::string_view("\x9b\xff\xff\xff\xff\xff\xff\xff\xff", 9)).any());
    EXPECT_FALSE(Cbor("\x5f").bytes());  // of no definite length
    EXPECT_FALSE(Cbor("").any());
    EXPECT_FALSE(Cbor("\x81\x81\x81\x81\x81\x01").any());  // too deep
    EXPECT_EQ(Cbor("\x82\x01\x02").any(), std::string_view("\x82\x01\x02"));
}

}  // namespace
}  // namespace webauthn
