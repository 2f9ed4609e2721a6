#include "openid/openid.h"

#include "openid/test_provider.h"

#include <gtest/gtest.h>

namespace openid {
namespace {

using nlohmann::json;
using test::FakeProvider;

const outgoing::Client kClient{{.private_addresses = true}};

class OpenId : public testing::Test {
protected:
    OpenId() { provider.nonce = attempt.nonce; }

    std::expected<Person, Failure> redeem(std::string_view answer_issuer = {}) {
        return party.redeem(provider.client(), attempt, "code-1", answer_issuer);
    }
    // Which check the token fails.
    std::string fails(const char* claim, const json& value) {
        const auto before = provider.claims;
        provider.claims[claim] = value;
        auto out = fails();
        provider.claims = before;
        return out;
    }
    std::string fails() {
        const auto person = redeem();
        return person ? "" : person.error().trouble == Trouble::wrong_token ? person.error().detail : "?";
    }

    FakeProvider provider;
    base::ManualClock clock{Instant{Seconds{1'800'000'000}}};
    Party party{kClient, clock};
    Attempt attempt = begin();
};

TEST_F(OpenId, TellsWhoCame) {
    const auto person = redeem();
    ASSERT_TRUE(person) << person.error().detail;
    EXPECT_EQ(person->issuer, provider.issuer());
    EXPECT_EQ(person->subject, "subject-1");
    EXPECT_EQ(person->email, "anna@example.com");
    EXPECT_TRUE(person->email_verified);
    EXPECT_EQ(person->name, "Anna");
    EXPECT_EQ(person->surname, "Berg");
    const auto asked = provider.asked();
    EXPECT_NE(asked.find("Authorization: Basic " + signing::base64("client-1:secret-1")), std::string::npos);
    EXPECT_NE(asked.find("code_verifier=" + attempt.verifier), std::string::npos);
}

TEST_F(OpenId, AsksForACodeWithPkceStateAndNonce) {
    const auto known = party.provider(provider.issuer()).value();
    const auto url = authorization_url(known, provider.client(), attempt, "nb");
    for (const auto& part :
         {std::string("response_type=code"), std::string("client_id=client-1"),
          std::string("redirect_uri=https%3A%2F%2Fbook.example.org%2Fback"), "state=" + attempt.state,
          "nonce=" + attempt.nonce, std::string("code_challenge_method=S256"),
          "code_challenge=" + signing::base64url(signing::sha256(attempt.verifier))})
        EXPECT_NE(url.find(part), std::string::npos) << part;
    EXPECT_EQ(url.find(attempt.verifier), std::string::npos);
}

TEST_F(OpenId, BelievesNoLiar) {
    EXPECT_EQ(fails("iss", "https://evil.example"), "issuer");
    EXPECT_EQ(fails("aud", "another-client"), "audience");
    EXPECT_EQ(fails("aud", json::array({"another", "one"})), "audience");
    EXPECT_EQ(fails("aud", json::array({"client-1", "another"})), "azp");
    EXPECT_EQ(fails("azp", "another"), "azp");
    const auto now = clock.now().time_since_epoch().count();
    EXPECT_EQ(fails("exp", now - 200), "expired");
    EXPECT_EQ(fails("exp", "soon"), "expired");
    EXPECT_EQ(fails("iat", now + 200), "issued");
    EXPECT_EQ(fails("nonce", "another"), "nonce");
    EXPECT_EQ(fails("nonce", json()), "nonce");
    EXPECT_EQ(fails("sub", ""), "subject");
    EXPECT_EQ(fails("sub", std::string(256, 'x')), "subject");
    EXPECT_EQ(fails("exp", now - 60), "");  // within what clocks may differ
    EXPECT_EQ(fails("aud", json::array({"client-1"})), "");

    provider.header = {{"alg", "none"}};
    provider.without_signature = true;
    EXPECT_EQ(fails(), "algorithm");
    provider.header = {{"alg", "HS256"}, {"kid", "key-1"}};
    EXPECT_EQ(fails(), "algorithm");
    provider.header = {{"alg", "RS256"}, {"kid", "key-1"}};
    EXPECT_EQ(fails(), "key");  // the key is one for ES256
    provider.header = {{"alg", "ES256"}, {"kid", "key-1"}, {"crit", json::array({"exp"})}};
    EXPECT_EQ(fails(), "algorithm");
    provider.header = {{"alg", "ES256"}, {"kid", "key-1"}};
    EXPECT_EQ(fails(), "signature");
    provider.without_signature = false;
    EXPECT_EQ(fails(), "");
    provider.key = signing::test::Key(signing::Algorithm::es256);
    EXPECT_EQ(fails(), "signature");  // another key under the same id
}

TEST_F(OpenId, AsksOnceForNewKeysWhereNoneIsKnown) {
    EXPECT_TRUE(redeem());
    provider.key = signing::test::Key(signing::Algorithm::es256);
    provider.kid = "key-2";
    provider.header["kid"] = "key-2";
    EXPECT_EQ(fails(), "key");  // too soon after the last time
    clock.advance(Seconds{31});
    EXPECT_TRUE(redeem());
    provider.header["kid"] = "key-3";
    EXPECT_EQ(fails(), "key");
    const auto before = provider.asked().size();
    EXPECT_EQ(fails(), "key");
    EXPECT_EQ(provider.asked().find("/keys", before), std::string::npos);
}

TEST_F(OpenId, TakesNoAnswerThatWasForAnother) {
    provider.document = {{"authorization_response_iss_parameter_supported", true}};
    EXPECT_EQ(fails(), "iss");
    EXPECT_EQ(redeem("https://evil.example").error().detail, "iss");
    EXPECT_TRUE(redeem(provider.issuer()));
}

TEST_F(OpenId, TellsWhatIsWrongWithAProvider) {
    const auto trouble = [&](const json& document) {
        provider.document = document;
        return party.discover(provider.issuer()).error().trouble;
    };
    EXPECT_EQ(trouble({{"issuer", "https://other.example"}}), Trouble::other_issuer);
    EXPECT_EQ(trouble({{"token_endpoint", nullptr}}), Trouble::no_provider);
    EXPECT_EQ(trouble({{"authorization_endpoint", "javascript:alert(1)"}}), Trouble::address);
    EXPECT_EQ(trouble({{"response_types_supported", {"id_token"}}}), Trouble::unsupported);
    EXPECT_EQ(trouble({{"id_token_signing_alg_values_supported", {"HS256"}}}), Trouble::unsupported);
    EXPECT_EQ(party.discover(provider.issuer() + "/nowhere").error().trouble, Trouble::other_issuer);
    EXPECT_EQ(party.discover("https://127.0.0.1:1").error().trouble, Trouble::unreachable);
    EXPECT_EQ(party.discover("nothing").error().trouble, Trouble::address);
    const outgoing::Client strict;
    Party careful(strict, clock);
    EXPECT_EQ(careful.discover("https://127.0.0.1").error().trouble, Trouble::address);
}

TEST_F(OpenId, TriesTheClientWithoutAPerson) {
    EXPECT_TRUE(party.try_client(provider.client()));
    provider.token_status = 400;
    EXPECT_TRUE(party.try_client(provider.client()));  // the code that nobody gave out is refused
    provider.token_error = "invalid_client";
    EXPECT_EQ(party.try_client(provider.client()).error().trouble, Trouble::wrong_client);
}

TEST_F(OpenId, KnowsAProviderForAWhile) {
    EXPECT_TRUE(party.provider(provider.issuer()));
    const auto before = provider.asked().size();
    EXPECT_TRUE(party.provider(provider.issuer()));
    EXPECT_EQ(provider.asked().size(), before);
    clock.advance(std::chrono::hours{2});
    EXPECT_TRUE(party.provider(provider.issuer()));
    EXPECT_GT(provider.asked().size(), before);
}

TEST_F(OpenId, TakesFacebooksAnswerWithoutBelievingTheAddress) {
    const facebook::Places places{provider.issuer() + "/dialog", provider.issuer()};
    auto client = provider.client();
    const auto person = facebook::redeem(party, places, client, "code-1");
    ASSERT_TRUE(person) << person.error().detail;
    EXPECT_EQ(person->subject, "subject-1");
    EXPECT_EQ(person->email, "anna@example.com");
    EXPECT_FALSE(person->email_verified);
    EXPECT_TRUE(facebook::try_client(party, places, client));
    provider.claims.erase("email");
    EXPECT_EQ(facebook::redeem(party, places, client, "code-1")->email, "");
    client.secret = "another";
    EXPECT_EQ(facebook::redeem(party, places, client, "code-1").error().trouble, Trouble::wrong_client);
    EXPECT_EQ(facebook::try_client(party, places, client).error().trouble, Trouble::wrong_client);
}

}  // namespace
}  // namespace openid
