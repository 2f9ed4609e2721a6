// What browsers answer about passkeys.
#include "fuzz/fuzz.h"
#include "signing/signing.h"
#include "webauthn/cbor.h"
#include "webauthn/webauthn.h"

void fuzz(std::string_view bytes) {
    webauthn::Cbor reader(bytes);
    while (reader.any()) CHECK(reader.rest().size() < bytes.size());
    const auto place = webauthn::place_of("https://book.example.org");
    const std::string challenge(32, 'c');
    const auto client = R"({"type":"webauthn.create","challenge":")" + signing::base64url(challenge) +
                        R"(","origin":"https://book.example.org"})";
    const auto made = webauthn::check_registration(place, challenge, client, bytes);
    if (made) CHECK(!made->id.empty() && made->id.size() <= webauthn::kLongestId);
    webauthn::challenge_in(bytes);
    const webauthn::Credential stored{"id", std::string(bytes), 0, false};
    CHECK(!webauthn::check_assertion(place, challenge, stored, {bytes, bytes, bytes}));
}
