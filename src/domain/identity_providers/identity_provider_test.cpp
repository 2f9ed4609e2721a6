#include "identity_providers/identity_provider.h"

#include "db/db.h"
#include "openid/test_provider.h"
#include "support/engines.h"

namespace identity_providers {
namespace {

class Providers : public testing::TestWithParam<db::Engine> {
protected:
    Providers() {
        fresh->write([&](db::Tx& tx) {
            tx.execute(R"sql(
                insert into businesses (id, slug, name, country, time_zone, currency, languages, accent_colour, created_at)
                values (1, 'salon', 'Studio Lind', 'NO', 'Europe/Oslo', 'NOK', 'nb', '#0f766e', 0))sql");
        });
        subscribe(registry, make_gateway(clock, {.private_addresses = true}));
    }

    Draft draft(std::string secret = "secret-1") const {
        return {.kind = Kind::openid,
                .name = "Lind ID",
                .issuer = there.issuer(),
                .client_id = "client-1",
                .client_secret = std::move(secret)};
    }
    std::string add(const Draft& wanted) {
        id = base::make_id<IdentityProviderId>();
        const auto added = fresh->write(
            [&](db::Tx& tx) { return identity_providers::add(tx, context, business, id, wanted, "key", {}); });
        return added ? "fine" : added.error().code;
    }
    std::string change(const Draft& wanted) {
        const auto changed = fresh->write(
            [&](db::Tx& tx) { return identity_providers::change(tx, context, business, id, wanted, "key", {}); });
        return changed ? "fine" : changed.error().code;
    }
    Provider stored() {
        return fresh->read([&](db::Session& session) { return find(session, business, id); }).value();
    }
    std::string told() {
        std::string out;
        for (auto& [data] : fresh->read(
                 [&](db::Session& session) { return session.rows<std::string>("select data from activities"); }))
            out += data;
        return out;
    }

    support::FreshDatabase fresh{GetParam()};
    base::ManualClock clock{Instant{Seconds{1'800'000'000}}};
    activity::Registry registry;
    Context context{clock, registry};
    BusinessId business{1};
    openid::test::FakeProvider there;
    IdentityProviderId id;
};
INSTANTIATE_TEST_SUITE_P(Engines, Providers, testing::ValuesIn(support::engines()), support::engine_name);

TEST_P(Providers, AreAskedWithTheSecretThatNobodyIsTold) {
    ASSERT_EQ(add(draft()), "fine");
    EXPECT_EQ(stored().sealed_secret.find("secret-1"), std::string::npos);
    EXPECT_EQ(told().find("secret-1"), std::string::npos);
    const Door door(registry, business, stored(), "key", "https://book.example.org/back");
    EXPECT_TRUE(door.try_out());
    EXPECT_NE(there.asked().find("Authorization: Basic " + signing::base64("client-1:secret-1")), std::string::npos);
    const auto attempt = openid::begin();
    there.nonce = attempt.nonce;
    EXPECT_EQ(door.redeem(attempt, "code-1", "")->subject, "subject-1");
    EXPECT_NE(door.address(attempt, "nb")->find(attempt.state), std::string::npos);
}

TEST_P(Providers, KeepTheSecretForTheIssuerThatItWasTypedFor) {
    ASSERT_EQ(add(draft()), "fine");
    auto other = draft();
    other.client_secret.reset();
    other.name = "Another name";
    EXPECT_EQ(change(other), "fine");
    EXPECT_NE(stored().sealed_secret, "");
    other.issuer = "https://another.example";
    EXPECT_EQ(change(other), "fine");
    EXPECT_EQ(stored().sealed_secret, "");
}

TEST_P(Providers, AreThereOnceEach) {
    ASSERT_EQ(add(draft()), "fine");
    EXPECT_EQ(add(draft()), "identity_provider.there");
    auto google = Draft{.kind = Kind::google, .name = "", .issuer = "", .client_id = "client-1", .client_secret = "x"};
    EXPECT_EQ(add(google), "fine");
    EXPECT_EQ(stored().issuer, "https://accounts.google.com");
    EXPECT_EQ(add(google), "identity_provider.there");
    google.kind = Kind::facebook;
    EXPECT_EQ(add(google), "fine");
    EXPECT_EQ(stored().identity_issuer(), "https://www.facebook.com/client-1");
}

TEST_P(Providers, SayWhatIsMissing) {
    EXPECT_EQ(add({.kind = Kind::google, .name = "", .issuer = "", .client_id = "client-1"}),
              "form.invalid");  // no secret
    for (const auto* issuer : {"", "id.example", "javascript:alert(1)", "https://id.example/?x=1"}) {
        auto wrong = draft();
        wrong.issuer = issuer;
        EXPECT_EQ(add(wrong), "form.invalid") << issuer;
    }
    auto nameless = draft();
    nameless.name = " ";
    EXPECT_EQ(add(nameless), "form.invalid");
}

}  // namespace
}  // namespace identity_providers
