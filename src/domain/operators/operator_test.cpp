#include "operators/operator.h"

#include "accounts/attempts.h"
#include "accounts/staff_account.h"
#include "operators/log.h"
#include "support/world.h"

#include <gtest/gtest.h>
#include <liboath/oath.h>

namespace operators {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view kSecret = "of the installation", kPassword = "seven quiet green boats";
const accounts::Client kBrowser{"192.0.2.1", "Browser", "", ""};

// What an authenticator app shows at that moment.
std::string code_of(const std::string& key, Instant now) {
    char* secret = nullptr;
    std::size_t size = 0;
    EXPECT_EQ(oath_base32_decode(key.data(), key.size(), &secret, &size), OATH_OK);
    char code[8] = {};
    EXPECT_EQ(oath_totp_generate(secret, size, now.time_since_epoch().count(), OATH_TOTP_DEFAULT_TIME_STEP_SIZE,
                                 OATH_TOTP_DEFAULT_START_TIME, 6, code),
              OATH_OK);
    std::free(secret);
    return code;
}

class Operators : public testing::TestWithParam<db::Engine> {
protected:
    accounts::Hasher& hasher = accounts::Hasher::cheap();
    support::World world{GetParam()};
    Email oda = base::parse_email("oda@example.com").value();

    template <class F>
    auto write(F&& body) {
        return world.db().write(std::forward<F>(body));
    }
    std::optional<std::string> first_code() {
        return write([&](db::Tx& tx) { return make_first_code(tx, kSecret); });
    }
    Result<OperatorId> begin(const std::string& code) {
        const auto hash = hasher.hash(kPassword).value();
        return write([&](db::Tx& tx) { return make_first(tx, world.clock, kSecret, code, "Oda", oda, hash); });
    }
    Result<NewSession> sign_in(std::string_view password = kPassword) {
        return operators::sign_in(world.db(), world.clock, hasher, oda, password, kBrowser);
    }
    std::optional<SignedIn> who(const NewSession& session) {
        return world.db().read(
            [&](db::Session& reading) { return find_signed_in(reading, world.clock, session.session_token); });
    }
    // Signed in with a second factor; returns the recovery codes.
    std::vector<std::string> set_up(const NewSession& session) {
        return write([&](db::Tx& tx) {
            key = begin_totp(tx, session.id, "Timebok", kSecret).value().key;
            return confirm_totp(tx, world.clock, session.id, session.session_id, code_of(key, world.clock.now()),
                                kSecret)
                .value();
        });
    }
    Link link() {
        return write([&](db::Tx& tx) { return make_link(tx, world.clock, oda, "Oda"); }).value();
    }

    std::string key;
};
INSTANTIATE_TEST_SUITE_P(Engines, Operators, testing::ValuesIn(support::engines()), support::engine_name);

TEST_P(Operators, TheFirstOneNeedsTheCodeOfTheConsoleWhichStaysUntilItIsUsed) {
    const auto code = first_code();
    ASSERT_TRUE(code);
    EXPECT_EQ(first_code(), code) << "a restart";
    EXPECT_EQ(begin("aaaa-aaaa-aaaa-aaaa").error().code, "setup.wrong_code");
    ASSERT_TRUE(begin(*code));
    EXPECT_EQ(first_code(), std::nullopt);
    EXPECT_EQ(begin(*code).error().code, "operator.not_first");
}

TEST_P(Operators, NothingIsOpenBeforeASecondFactorIsSetUpAndGiven) {
    begin(*first_code()).value();
    const auto session = sign_in().value();
    EXPECT_FALSE(session.has_totp);
    EXPECT_FALSE(who(session)->passed_totp);
    const auto recovery = set_up(session);
    EXPECT_EQ(recovery.size(), 10u);
    EXPECT_TRUE(who(session)->passed_totp);

    const auto later = sign_in().value();
    EXPECT_FALSE(who(later)->passed_totp);
    const auto pass = [&](std::string_view code) {
        return pass_totp(world.db(), world.clock, later.session_id, code, kSecret);
    };
    EXPECT_EQ(pass("000000").error().code, "staff.wrong_code");
    EXPECT_EQ(pass(code_of(key, world.clock.now())).error().code, "staff.wrong_code") << "it was used to set it up";
    EXPECT_FALSE(who(later)->passed_totp);
    world.clock.advance(31s);
    EXPECT_TRUE(pass(code_of(key, world.clock.now())));
    EXPECT_TRUE(who(later)->passed_totp);
    const auto third = sign_in().value();
    EXPECT_TRUE(pass_totp(world.db(), world.clock, third.session_id, recovery.front(), kSecret));
    const auto fourth = sign_in().value();
    EXPECT_FALSE(pass_totp(world.db(), world.clock, fourth.session_id, recovery.front(), kSecret)) << "once";
}

TEST_P(Operators, ASecondFactorInForceIsNotExchangedByWhoFindsTheBrowserOpen) {
    begin(*first_code()).value();
    const auto session = sign_in().value();
    set_up(session);
    EXPECT_EQ(write([&](db::Tx& tx) { return begin_totp(tx, session.id, "Timebok", kSecret); }).error().code,
              "operator.has_totp");
}

TEST_P(Operators, TheConsolesLinkSetsThePasswordOnceAndTakesTheSecondFactorAway) {
    begin(*first_code()).value();
    const auto session = sign_in().value();
    set_up(session);
    const auto old = link(), newer = link();
    EXPECT_FALSE(newer.is_new);
    const auto set = [&](const std::string& token) {
        const auto hash = hasher.hash("another long pass phrase").value();
        return write([&](db::Tx& tx) { return set_password_by_link(tx, world.clock, token, hash); });
    };
    EXPECT_FALSE(set(old.token)) << "a newer one is there";
    EXPECT_TRUE(set(newer.token));
    EXPECT_FALSE(set(newer.token));
    EXPECT_FALSE(who(session)) << "signed out everywhere";
    EXPECT_FALSE(sign_in());
    const auto again = sign_in("another long pass phrase");
    ASSERT_TRUE(again);
    EXPECT_FALSE(again->has_totp);
    const auto late = link();
    world.clock.advance(kLinkLifetime + 1s);
    EXPECT_FALSE(set(late.token));
}

TEST_P(Operators, TheConsolesLinkMakesAnOperatorWhereNobodyHasTheAddress) {
    EXPECT_TRUE(link().is_new);
    EXPECT_TRUE(first_code()) << "nobody has a password yet";
    EXPECT_EQ(
        write([&](db::Tx& tx) { return make_link(tx, world.clock, base::parse_email("x@example.com").value(), ""); })
            .error()
            .code,
        "operator.name_invalid");
}

TEST_P(Operators, AreThrottledAndNobodyLearnsWhichAddressIsOne) {
    begin(*first_code()).value();
    const auto wrong = sign_in("not the password").error();
    const auto unknown = operators::sign_in(world.db(), world.clock, hasher,
                                            base::parse_email("who@example.com").value(), kPassword, kBrowser)
                             .error();
    EXPECT_EQ(wrong.code, "account.wrong_sign_in");
    EXPECT_EQ(unknown.code, wrong.code);
    for (int i = 1; i < accounts::kAccountLimit.most; ++i) EXPECT_FALSE(sign_in("not the password"));
    EXPECT_EQ(sign_in().error().code, "account.too_many_attempts");
    world.clock.advance(accounts::kAccountLimit.longest);
    EXPECT_TRUE(sign_in());
}

TEST_P(Operators, AreSignedOutWhenNobodyWorks) {
    begin(*first_code()).value();
    const auto session = sign_in().value();
    world.clock.advance(kSession - 1min);
    keep_alive(world.db(), world.clock, session.session_id);
    world.clock.advance(kSession - 1min);
    EXPECT_TRUE(who(session));
    world.clock.advance(2min);
    EXPECT_FALSE(who(session));
}

TEST_P(Operators, AreNoStaffAndNoCustomers) {
    begin(*first_code()).value();
    const auto session = sign_in().value();
    set_up(session);
    world.db().read([&](db::Session& reading) {
        EXPECT_FALSE(accounts::staff::find_signed_in(reading, world.clock, world.salon.id, session.session_token));
        EXPECT_FALSE(accounts::find_signed_in(reading, world.clock, world.salon.id, session.session_token));
    });
}

TEST_P(Operators, EverythingTheyDoIsInTheirLog) {
    begin(*first_code()).value();
    set_up(sign_in().value());
    const auto log =
        world.db().read([](db::Session& reading) { return list_log(reading, i18n::Language::en, std::nullopt); });
    ASSERT_EQ(log.size(), 3u);
    EXPECT_EQ(log[0].words, "Set up codes for signing in");
    EXPECT_EQ(log[0].who, "Oda");
    EXPECT_EQ(log[1].words, "Signed in");
    EXPECT_EQ(log[2].words, "An operator was added");
    EXPECT_EQ(log[2].who, "") << "at the console";
}

}  // namespace
}  // namespace operators
