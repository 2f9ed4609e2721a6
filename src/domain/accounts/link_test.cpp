#include "accounts/test_salon.h"

#include <thread>

namespace accounts {
namespace {

using namespace std::chrono_literals;

class Links : public testing::TestWithParam<db::Engine> {
protected:
    Salon salon{GetParam()};

    bool is_live(Purpose purpose, std::string_view token) {
        return salon.read(
            [&](db::Session& session) { return link_is_live(session, salon.clock, salon.id, purpose, token); });
    }
    std::string access(AccountId account, std::string_view email = "anna@example.com") {
        return salon.link(Purpose::access, account, email);
    }
};
INSTANTIATE_TEST_SUITE_P(Engines, Links, testing::ValuesIn(support::engines()), support::engine_name);

TEST_P(Links, SignInOnceAndShowWhoseTheAddressIs) {
    const auto account = salon.guest("anna@example.com");
    EXPECT_FALSE(salon.account(account).email_confirmed);
    const auto token = access(account);
    EXPECT_TRUE(is_live(Purpose::access, token));
    EXPECT_TRUE(is_live(Purpose::access, token)) << "looking does not use it up";
    const auto signed_in = salon.by_link(token, new_browser());
    ASSERT_TRUE(signed_in);
    EXPECT_EQ(signed_in->account_id, account);
    EXPECT_EQ(signed_in->no_password, NewSession::NoPassword::no_matter) << "there was none to lose";
    EXPECT_TRUE(salon.account(account).email_confirmed);
    EXPECT_TRUE(salon.visitor(signed_in->session_token));

    EXPECT_FALSE(is_live(Purpose::access, token));
    EXPECT_EQ(code_of(salon.by_link(token, new_browser())), "account.link_dead");
    EXPECT_EQ(salon.value("select count(*) from account_sessions"), 1);
    EXPECT_EQ(salon.value(fmt::format("select count(*) from one_time_links where token_hash = '{}'", token)), 0);
}

TEST_P(Links, WorkForOneOfManyWhoUseThemAtOnce) {
    const auto account = salon.guest("anna@example.com");
    for (int round = 0; round < 5; ++round) {
        const auto token = access(account);
        std::atomic<int> in = 0, dead = 0;
        std::vector<std::thread> threads;
        for (int t = 0; t < 4; ++t) threads.emplace_back([&] { ++(salon.by_link(token, new_browser()) ? in : dead); });
        for (auto& thread : threads) thread.join();
        EXPECT_EQ(in, 1);
        EXPECT_EQ(dead, 3);
    }
    EXPECT_EQ(salon.value("select count(*) from account_sessions"), 5);
}

TEST_P(Links, EndWithTheirTime) {
    const auto account = salon.guest("anna@example.com");
    const auto token = access(account);
    const auto password = salon.link(Purpose::password, account, "anna@example.com");
    salon.clock.advance(15min - 1s);
    EXPECT_TRUE(is_live(Purpose::access, token));
    salon.clock.advance(1s);
    EXPECT_FALSE(is_live(Purpose::access, token));
    EXPECT_EQ(code_of(salon.by_link(token, new_browser())), "account.link_dead");
    EXPECT_TRUE(is_live(Purpose::password, password));
    salon.clock.advance(24h);
    EXPECT_FALSE(is_live(Purpose::password, password));
}

TEST_P(Links, OpenNothingElse) {
    const auto account = salon.guest("anna@example.com");
    const auto token = access(account);
    const auto password = salon.link(Purpose::password, account, "anna@example.com");
    EXPECT_FALSE(is_live(Purpose::password, token));
    EXPECT_EQ(code_of(salon.by_link(password, new_browser())), "account.link_dead");
    EXPECT_EQ(code_of(salon.write([&](db::Tx& tx) {
                  return set_password_by_link(tx, salon.context, salon.id, token, "hash", new_browser());
              })),
              "account.link_dead");
    EXPECT_EQ(code_of(salon.write(
                  [&](db::Tx& tx) { return sign_in_by_link(tx, salon.context, salon.other, token, new_browser()); })),
              "account.link_dead")
        << "another business";
    EXPECT_TRUE(salon.by_link(token, new_browser())) << "none of this used it up";
}

TEST_P(Links, AreFiveAtMostAndTheNewest) {
    const auto account = salon.guest("anna@example.com");
    std::vector<std::string> tokens;
    for (int i = 0; i < 7; ++i) {
        tokens.push_back(access(account));
        salon.clock.advance(1s);
    }
    for (std::size_t i = 0; i < tokens.size(); ++i) EXPECT_EQ(is_live(Purpose::access, tokens[i]), i >= 2) << i;
    EXPECT_EQ(salon.value("select count(*) from one_time_links"), 5);
}

TEST_P(Links, DieWhenTheAddressChangesOrTheAccountIsRefused) {
    const auto account = salon.guest("anna@example.com");
    const auto old = access(account);
    const auto sent_late = [&] { return access(account); };  // to the old address, though it changed
    ASSERT_TRUE(salon.write([&](db::Tx& tx) {
        return change_email(tx, salon.context, salon.id, account, address("new@example.com"), false,
                            {activity::ActorKind::staff, 1});
    }));
    const auto late = sent_late();
    for (const auto& token : {old, late}) {
        EXPECT_FALSE(is_live(Purpose::access, token));
        EXPECT_EQ(code_of(salon.by_link(token, new_browser())), "account.link_dead");
    }
    const auto token = access(account, "new@example.com");
    EXPECT_TRUE(is_live(Purpose::access, token));
    const auto allow = [&](bool on) {
        salon.write([&](db::Tx& tx) { set_allowed(tx, salon.context, salon.id, account, on, {}); });
    };
    allow(false);
    const auto made_meanwhile = access(account, "new@example.com");
    EXPECT_FALSE(is_live(Purpose::access, made_meanwhile));
    EXPECT_EQ(code_of(salon.by_link(made_meanwhile, new_browser())), "account.link_dead");
    allow(true);
    EXPECT_EQ(code_of(salon.by_link(token, new_browser())), "account.link_dead") << "it was taken back";
}

TEST_P(Links, SetAPasswordAndEndWhatWasBefore) {
    const auto account = salon.settled("anna@example.com", "laptop");
    const auto before = salon.sign_in("anna@example.com", kPassword, browser("laptop")).value();
    const auto other_link = access(account);
    const auto token = salon.link(Purpose::password, account, "anna@example.com");
    const auto hash = salon.hasher.hash("purple anchor window cheese").value();
    const auto signed_in = salon.write(
        [&](db::Tx& tx) { return set_password_by_link(tx, salon.context, salon.id, token, hash, browser("laptop")); });
    ASSERT_TRUE(signed_in);
    EXPECT_FALSE(salon.visitor(before.session_token));
    EXPECT_TRUE(salon.visitor(signed_in->session_token));
    EXPECT_FALSE(is_live(Purpose::access, other_link));
    EXPECT_EQ(code_of(salon.sign_in("anna@example.com", kPassword, browser("laptop"))), "account.wrong_sign_in");
    EXPECT_TRUE(salon.sign_in("anna@example.com", "purple anchor window cheese", browser("laptop")));
}

TEST_P(Links, GiveAnAccountThatSomebodyElsePreparedWithoutItsPassword) {
    // Booked by a stranger with Anna's address, who then had staff set a password on the phone, and signed in.
    const auto account = salon.with_password("anna@example.com");
    const auto stranger = salon.sign_in("anna@example.com", kPassword, browser("stranger")).value();
    const auto feed = salon.write([&](db::Tx& tx) { return make_feed(tx, salon.clock, salon.id, account); });
    const auto anna = salon.by_link(access(account), browser("anna"));
    ASSERT_TRUE(anna);
    EXPECT_FALSE(salon.read([&](db::Session& session) { return find_feed(session, salon.id, feed); }));
    EXPECT_EQ(anna->no_password, NewSession::NoPassword::not_theirs);
    EXPECT_FALSE(salon.visitor(stranger.session_token));
    EXPECT_TRUE(salon.visitor(anna->session_token));
    EXPECT_EQ(code_of(salon.sign_in("anna@example.com", kPassword, browser("stranger"))), "account.wrong_sign_in");
}

TEST_P(Links, LeaveAPasswordToTheBrowserThatUsesIt) {
    const auto account = salon.with_password("anna@example.com");
    const auto anna = salon.sign_in("anna@example.com", kPassword, browser("anna")).value();
    const auto again = salon.by_link(access(account), browser("anna"));
    ASSERT_TRUE(again);
    EXPECT_EQ(again->no_password, NewSession::NoPassword::no_matter);
    EXPECT_TRUE(salon.visitor(anna.session_token));
    EXPECT_TRUE(salon.sign_in("anna@example.com", kPassword, browser("anna")));
}

}  // namespace
}  // namespace accounts
