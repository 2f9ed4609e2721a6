#include "accounts/identity.h"

#include "accounts/passkey.h"
#include "accounts/test_salon.h"
#include "businesses/settings.h"
#include "signing/signing.h"
#include "webauthn/test_device.h"

namespace accounts {
namespace {

const webauthn::Place kPlace = webauthn::place_of("https://book.example.org");

class Ways : public testing::TestWithParam<db::Engine> {
protected:
    Ways() { add_provider(); }

    void add_provider() {
        salon.write([&](db::Tx& tx) {
            provider = base::make_id<IdentityProviderId>();
            identity_providers::add(tx, salon.context, salon.id, provider,
                                    {.kind = identity_providers::Kind::openid,
                                     .name = "Lind ID",
                                     .issuer = "https://id.example",
                                     .client_id = "client"},
                                    "installation", {})
                .value();
        });
    }
    static openid::Person person(std::string email, bool verified, std::string subject = "anna-there") {
        return {.issuer = "https://id.example",
                .subject = std::move(subject),
                .email = std::move(email),
                .email_verified = verified,
                .name = "Anna"};
    }
    Result<NewSession> come(const openid::Person& who, std::string_view with = "anna's") {
        return salon.write([&](db::Tx& tx) { return enter(tx, salon.context, salon.id, who, browser(with)); });
    }
    Result<NewSession> join(const openid::Person& who, std::string_view email) {
        return salon.write([&](db::Tx& tx) {
            return sign_up(tx, salon.context, salon.id, who, {"Anna", "Berg", address(email), "", "nb"},
                           browser("anna's"));
        });
    }
    std::string connect(AccountId account, const openid::Person& who) {
        return code_of(salon.write([&](db::Tx& tx) { return link(tx, salon.context, salon.id, account, who); }));
    }
    std::vector<Identity> identities(AccountId account) {
        return salon.read([&](db::Session& session) { return list_identities(session, salon.id, account); });
    }
    void only_passwords() {
        salon.write([&](db::Tx& tx) {
            auto settings = businesses::find(tx, salon.id)->customer;
            settings.access_link_sign_in = false;
            CHECK(businesses::set_customer_settings(tx, salon.id, settings));
        });
    }

    Salon salon{GetParam()};
    IdentityProviderId provider;
};
INSTANTIATE_TEST_SUITE_P(Engines, Ways, testing::ValuesIn(support::engines()), support::engine_name);

TEST_P(Ways, MakeAnAccountOfAnAddressThatTheProviderSaysIsTheirs) {
    const auto who = person("anna@example.com", true);
    EXPECT_EQ(code_of(come(who)), "identity.unknown");
    const auto entered = join(who, "anna@example.com");
    ASSERT_TRUE(entered);
    EXPECT_TRUE(salon.account(entered->account_id).email_confirmed);
    const auto again = come(who);
    ASSERT_TRUE(again);
    EXPECT_EQ(again->account_id, entered->account_id);
    const auto has = identities(entered->account_id);
    ASSERT_EQ(has.size(), 1u);
    EXPECT_EQ(has[0].provider, "Lind ID");
    EXPECT_TRUE(has[0].works);
    EXPECT_TRUE(has[0].used_at);
}

TEST_P(Ways, MakeNoAccountAtOnceOfAnAddressThatNobodyHasShown) {
    EXPECT_EQ(code_of(join(person("anna@example.com", false), "anna@example.com")), "identity.by_mail");
    EXPECT_EQ(code_of(join(person("anna@example.com", true), "ben@example.com")), "identity.by_mail");
    EXPECT_EQ(code_of(join(person("", false), "ben@example.com")), "identity.by_mail");
    EXPECT_EQ(salon.value("select count(*) from accounts"), 0);
}

TEST_P(Ways, OpenAnAccountOnlyWhereBothSidesKnowTheAddress) {
    const auto account = salon.settled("anna@example.com", "anna's");
    EXPECT_EQ(code_of(come(person("anna@example.com", false))), "identity.unknown");
    EXPECT_TRUE(identities(account).empty());
    const auto entered = come(person("Anna@Example.com", true));
    ASSERT_TRUE(entered);
    EXPECT_EQ(entered->account_id, account);
    EXPECT_EQ(salon.count_of("account.identity_linked"), 1);
}

TEST_P(Ways, DoNotOpenAnAccountWhoseAddressNobodyHasConfirmed) {
    salon.guest("anna@example.com");
    const auto who = person("anna@example.com", true);
    EXPECT_EQ(code_of(come(who)), "identity.unknown");
    EXPECT_EQ(code_of(join(who, "anna@example.com")), "identity.by_mail");
}

TEST_P(Ways, AreByTheNumberAndNotByTheAddress) {
    const auto anna = join(person("anna@example.com", true), "anna@example.com")->account_id;
    // The address there is somebody else's by now; who they are is not.
    const auto again = come(person("other@example.com", true));
    ASSERT_TRUE(again);
    EXPECT_EQ(again->account_id, anna);
    // And somebody else who has the address there now is another person, who gets in by it alone, once.
    salon.write([&](db::Tx& tx) { tx.execute("update accounts set email_confirmed_at = null"); });
    EXPECT_EQ(code_of(come(person("anna@example.com", true, "somebody-else"))), "identity.unknown");
}

TEST_P(Ways, AreOfOneAccountEach) {
    const auto anna = salon.settled("anna@example.com", "anna's"), ben = salon.settled("ben@example.com", "ben's");
    EXPECT_EQ(connect(anna, person("", false)), "fine");
    EXPECT_EQ(connect(anna, person("", false)), "fine");
    EXPECT_EQ(connect(ben, person("", false)), "identity.of_another");
    for (int at = 0; at < kMostIdentities - 1; ++at)
        EXPECT_EQ(connect(anna, person("", false, fmt::format("number {}", at))), "fine");
    EXPECT_EQ(connect(anna, person("", false, "one more")), "identity.too_many");
}

TEST_P(Ways, LetNobodyInWhoIsNotAllowed) {
    const auto entered = join(person("anna@example.com", true), "anna@example.com");
    salon.write([&](db::Tx& tx) { set_allowed(tx, salon.context, salon.id, entered->account_id, false, {}); });
    EXPECT_EQ(code_of(come(person("anna@example.com", true))), "identity.not_allowed");
}

TEST_P(Ways, KeepTheLastOne) {
    const auto entered = join(person("anna@example.com", true), "anna@example.com");
    const auto visitor = salon.visitor(entered->session_token).value();
    const auto one = identities(visitor.account_id).front().id;
    const auto remove = [&] {
        return code_of(salon.write([&](db::Tx& tx) { return unlink(tx, salon.context, salon.id, visitor, one); }));
    };
    only_passwords();
    EXPECT_EQ(remove(), "account.last_way");
    salon.write([&](db::Tx& tx) {
        set_password(tx, salon.context, salon.id, visitor.account_id, salon.hasher.hash(kPassword).value(), {});
    });
    EXPECT_EQ(remove(), "fine");
    EXPECT_EQ(remove(), "identity.unknown");
    EXPECT_EQ(code_of(come(person("", false))), "identity.unknown");
}

TEST_P(Ways, GoWithWhatAStrangerPrepared) {
    const auto account = salon.with_password("anna@example.com");
    EXPECT_EQ(connect(account, person("stranger@example.com", true, "stranger")), "fine");
    ASSERT_TRUE(salon.by_link(salon.link(Purpose::access, account, "anna@example.com"), browser("anna's")));
    EXPECT_TRUE(identities(account).empty());
    EXPECT_EQ(connect(account, person("anna@example.com", true)), "fine");
    salon.write([&](db::Tx& tx) {
        change_email(tx, salon.context, salon.id, account, address("new@example.com"), false, {}).value();
    });
    EXPECT_TRUE(identities(account).empty());
}

// Passkeys.

class Passkeys : public Ways {
protected:
    Passkeys() : entered(join(person("anna@example.com", true), "anna@example.com").value()) {}

    SignedIn anna() { return salon.visitor(entered.session_token).value(); }
    std::string challenge_for(AccountId account) {
        return signing::base64url_decoded(
                   salon.write([&](db::Tx& tx) { return begin_passkey(tx, salon.clock, salon.id, account); }))
            .value();
    }
    std::string add(const webauthn::test::Device& device, const std::string& challenge, std::string name = "Phone") {
        const auto client = webauthn::test::Device::client_data("webauthn.create", challenge, kPlace.origin);
        return code_of(add_passkey(salon.db(), salon.context, salon.id, anna(), kPlace,
                                   {std::move(name), client, device.attestation(kPlace.host)}));
    }
    std::string challenge() {
        return signing::base64url_decoded(
                   salon.write([&](db::Tx& tx) { return begin_passkey_sign_in(tx, salon.clock, salon.id); }))
            .value();
    }
    Result<NewSession> use(const webauthn::test::Device& device, const std::string& asked,
                           const webauthn::Place& place = kPlace) {
        const auto client = webauthn::test::Device::client_data("webauthn.get", asked, kPlace.origin);
        const auto data = device.data(kPlace.host, false);
        return accounts::sign_in_by_passkey(salon.db(), salon.context, salon.id, place,
                                            {device.id, client, data, device.sign(data, client)}, browser("anna's"));
    }

    NewSession entered;
};
INSTANTIATE_TEST_SUITE_P(Engines, Passkeys, testing::ValuesIn(support::engines()), support::engine_name);

TEST_P(Passkeys, SignIn) {
    const webauthn::test::Device device;
    EXPECT_EQ(add(device, challenge_for(entered.account_id)), "fine");
    const auto in = use(device, challenge());
    ASSERT_TRUE(in) << code_of(in);
    EXPECT_EQ(in->account_id, entered.account_id);
    const auto has = salon.read([&](db::Session& s) { return list_passkeys(s, salon.id, entered.account_id); });
    ASSERT_EQ(has.size(), 1u);
    EXPECT_EQ(has[0].name, "Phone");
    EXPECT_TRUE(has[0].used_at);
    EXPECT_EQ(salon.count_of("account.passkey_added"), 1);
}

TEST_P(Passkeys, AnswerEachChallengeOnce) {
    const webauthn::test::Device device;
    const auto made = challenge_for(entered.account_id);
    EXPECT_EQ(add(device, made), "fine");
    EXPECT_EQ(add(webauthn::test::Device(), made), "passkey.refused");
    const auto asked = challenge();
    EXPECT_EQ(code_of(use(device, asked)), "fine");
    EXPECT_EQ(code_of(use(device, asked)), "passkey.refused");
    EXPECT_EQ(code_of(use(device, "a challenge of nobody's")), "passkey.refused");
    EXPECT_EQ(code_of(use(device, challenge_for(entered.account_id))), "passkey.refused");  // for another purpose
    const auto late = challenge();
    salon.clock.advance(kChallengeLifetime);
    EXPECT_EQ(code_of(use(device, late)), "passkey.refused");
    forget_challenges(salon.db(), salon.clock.now());
    EXPECT_EQ(salon.value("select count(*) from passkey_challenges"), 0);
}

TEST_P(Passkeys, AreOfOneBusinessAndOneHost) {
    const webauthn::test::Device device;
    EXPECT_EQ(add(device, challenge_for(entered.account_id)), "fine");
    EXPECT_EQ(code_of(use(device, challenge(), webauthn::place_of("https://other.example.org"))), "passkey.refused");
    EXPECT_EQ(code_of(use(webauthn::test::Device(), challenge())), "passkey.refused");
    EXPECT_EQ(add(device, challenge_for(entered.account_id)), "passkey.refused");  // it is there already
    EXPECT_EQ(add(webauthn::test::Device(), challenge_for(AccountId{1})), "passkey.refused");
}

TEST_P(Passkeys, AreRefusedWhereTheyHaveBeenCopied) {
    webauthn::test::Device device;
    device.counter = 5;
    EXPECT_EQ(add(device, challenge_for(entered.account_id)), "fine");
    device.counter = 6;
    EXPECT_EQ(code_of(use(device, challenge())), "fine");
    EXPECT_EQ(code_of(use(device, challenge())), "passkey.refused");
}

TEST_P(Passkeys, AreRemovedUnlessTheyAreTheLastWay) {
    const webauthn::test::Device device;
    EXPECT_EQ(add(device, challenge_for(entered.account_id)), "fine");
    const auto one =
        salon.read([&](db::Session& s) { return list_passkeys(s, salon.id, entered.account_id); }).front().id;
    only_passwords();
    // Two ways are there; each alone is the last one.
    const auto identity = identities(entered.account_id).front().id;
    const auto visitor = anna();
    EXPECT_EQ(code_of(salon.write([&](db::Tx& tx) { return unlink(tx, salon.context, salon.id, visitor, identity); })),
              "fine");
    const auto remove = [&] {
        return code_of(
            salon.write([&](db::Tx& tx) { return remove_passkey(tx, salon.context, salon.id, visitor, one); }));
    };
    EXPECT_EQ(remove(), "account.last_way");
    EXPECT_EQ(connect(entered.account_id, person("", false)), "fine");
    EXPECT_EQ(remove(), "fine");
    EXPECT_EQ(remove(), "passkey.unknown");
    EXPECT_EQ(code_of(use(device, challenge())), "passkey.refused");
}

TEST_P(Passkeys, OfStaffAreBothFactors) {
    const auto id = salon.write([&](db::Tx& tx) {
        const auto made =
            staff::add(tx, salon.context, salon.id, "Olga", "olga@example.com", businesses::Role::owner, {}).value();
        staff::set_login(tx, salon.context, salon.id, made, address("olga@example.com"),
                         salon.hasher.hash(kPassword).value(), {})
            .value();
        tx.execute("update staff_logins set totp_secret = 'x'");
        return made;
    });
    const webauthn::test::Device device;
    const auto asked = signing::base64url_decoded(salon.write([&](db::Tx& tx) {
                           return staff::begin_passkey(tx, salon.clock, salon.id, id);
                       })).value();
    const auto made = webauthn::test::Device::client_data("webauthn.create", asked, kPlace.origin);
    EXPECT_EQ(code_of(staff::add_passkey(salon.db(), salon.context, salon.id, id, kPlace,
                                         {"Phone", made, device.attestation(kPlace.host)})),
              "fine");
    const auto use_for = [&](const std::string& challenge) {
        const auto client = webauthn::test::Device::client_data("webauthn.get", challenge, kPlace.origin);
        const auto data = device.data(kPlace.host, false);
        return staff::sign_in_by_passkey(salon.db(), salon.context, salon.id, kPlace,
                                         {device.id, client, data, device.sign(data, client)}, browser("olga's"));
    };
    EXPECT_EQ(code_of(use_for(challenge())), "passkey.refused");  // a customer's challenge
    const auto in = use_for(signing::base64url_decoded(salon.write([&](db::Tx& tx) {
                                return staff::begin_passkey_sign_in(tx, salon.clock, salon.id);
                            })).value());
    ASSERT_TRUE(in) << code_of(in);
    EXPECT_FALSE(in->needs_totp);
    const auto member =
        salon.read([&](db::Session& s) { return staff::find_signed_in(s, salon.clock, salon.id, in->session_token); });
    ASSERT_TRUE(member);
    EXPECT_TRUE(member->passed_totp);
}

}  // namespace
}  // namespace accounts
