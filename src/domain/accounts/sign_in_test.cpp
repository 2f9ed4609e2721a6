#include "accounts/test_salon.h"

#include <thread>

namespace accounts {
namespace {

using namespace std::chrono_literals;

class SignIn : public testing::TestWithParam<db::Engine> {
protected:
    Salon salon{GetParam()};

    std::string tried(std::string_view email, std::string_view password, const Client& client) {
        return code_of(salon.sign_in(email, password, client));
    }
    void set_ways(bool password, bool link) {
        salon.write([&](db::Tx& tx) {
            businesses::CustomerSettings settings;
            settings.password_sign_in = password;
            settings.access_link_sign_in = link;
            return businesses::set_customer_settings(tx, salon.id, settings);
        });
    }
};
INSTANTIATE_TEST_SUITE_P(Engines, SignIn, testing::ValuesIn(support::engines()), support::engine_name);

TEST_P(SignIn, GivesASessionThatTheTokenFinds) {
    const auto account = salon.settled("anna@example.com", "laptop");
    const auto signed_in = salon.sign_in("Anna@Example.com", kPassword, browser("laptop"));
    ASSERT_TRUE(signed_in);
    EXPECT_EQ(signed_in->account_id, account);
    const auto visitor = salon.visitor(signed_in->session_token);
    ASSERT_TRUE(visitor);
    EXPECT_EQ(visitor->session_id, signed_in->session_id);
    EXPECT_EQ(visitor->customer_id, signed_in->customer_id);
    EXPECT_EQ(visitor->name, "Anna");
    EXPECT_EQ(visitor->surname, "Berg");
    EXPECT_EQ(visitor->email, "anna@example.com");
    EXPECT_EQ(visitor->language, "nb");
    EXPECT_EQ(salon.account(account).last_sign_in_at, salon.clock.now());
    EXPECT_EQ(salon.account(account).last_sign_in_address, "192.0.2.1");
    EXPECT_FALSE(salon.read([&](db::Session& session) {
        return find_signed_in(session, salon.clock, salon.other, signed_in->session_token);
    })) << "the other business";
}

TEST_P(SignIn, SaysTheSameWhateverIsWrong) {
    salon.settled("anna@example.com", "laptop");
    salon.guest("guest@example.com");
    const auto refused = salon.settled("refused@example.com", "laptop");
    salon.write([&](db::Tx& tx) {
        set_allowed(tx, salon.context, salon.id, refused, false, {activity::ActorKind::staff, 1});
    });
    for (const auto* email : {"nobody@example.com", "guest@example.com", "refused@example.com"})
        EXPECT_EQ(tried(email, kPassword, browser("laptop")), "account.wrong_sign_in") << email;
    EXPECT_EQ(tried("anna@example.com", "wrong", browser("laptop")), "account.wrong_sign_in");
    EXPECT_EQ(salon.value("select count(*) from account_sessions where expires_at > 0"), 1);
}

TEST_P(SignIn, LeadsToANewTokenEachTime) {
    salon.settled("anna@example.com", "laptop");
    const auto first = salon.sign_in("anna@example.com", kPassword, browser("laptop"));
    const auto second = salon.sign_in("anna@example.com", kPassword, browser("laptop"));
    ASSERT_TRUE(first && second);
    EXPECT_NE(first->session_token, second->session_token);
    EXPECT_TRUE(salon.visitor(first->session_token)) << "the other tab's";
    EXPECT_EQ(
        salon.value(fmt::format("select count(*) from account_sessions where token_hash = '{}'", first->session_token)),
        0)
        << "only its hash is stored";
}

TEST_P(SignIn, TellsOfABrowserThatWasNeverHere) {
    const auto account = salon.settled("anna@example.com", "laptop");
    EXPECT_EQ(salon.count_of("account.new_device"), 0) << "the first sign-in";
    ASSERT_TRUE(salon.sign_in("anna@example.com", kPassword, browser("laptop")));
    EXPECT_EQ(salon.count_of("account.new_device"), 0);
    const auto elsewhere = salon.sign_in("anna@example.com", kPassword, new_browser());
    ASSERT_TRUE(elsewhere);
    EXPECT_EQ(salon.count_of("account.new_device"), 1);
    EXPECT_EQ(elsewhere->device_token.size(), 32u);

    // Signing out does not make the browser a stranger.
    salon.write([&](db::Tx& tx) { end_sessions(tx, salon.id, account); });
    auto again = new_browser();
    again.device = elsewhere->device_token;
    ASSERT_TRUE(salon.sign_in("anna@example.com", kPassword, again));
    EXPECT_EQ(salon.count_of("account.new_device"), 1);
    EXPECT_EQ(salon.count_of("account.signed_in"), 4);
}

TEST_P(SignIn, IsThrottledByAddressKnownOrNot) {
    salon.settled("anna@example.com", "laptop");
    for (const auto* email : {"anna@example.com", "nobody@example.com"}) {
        for (int i = 0; i < 10; ++i)
            EXPECT_EQ(tried(email, "wrong", new_browser()), "account.wrong_sign_in") << email << i;
        const auto refused = salon.sign_in(email, kPassword, new_browser("198.51.100.7"));
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().fault, Fault::too_many);
        EXPECT_EQ(refused.error().code, "account.too_many_attempts");
        EXPECT_EQ(refused.error().parameters.at(0), std::pair(std::string("minutes"), std::string("15")));
    }
    salon.clock.advance(14min + 59s);
    EXPECT_EQ(tried("anna@example.com", kPassword, new_browser()), "account.too_many_attempts");
    salon.clock.advance(1s);
    EXPECT_EQ(tried("anna@example.com", kPassword, new_browser()), "fine");
    EXPECT_EQ(tried("anna@example.com", "wrong", new_browser()), "account.wrong_sign_in") << "all is forgiven";
}

TEST_P(SignIn, WaitsNoLongerThanItSaysWhenTheClockIsSetBack) {
    salon.settled("anna@example.com", "laptop");
    for (int i = 0; i < 10; ++i) EXPECT_EQ(tried("anna@example.com", "wrong", new_browser()), "account.wrong_sign_in");
    salon.clock.advance(-24h * 30);
    const auto refused = salon.sign_in("anna@example.com", kPassword, new_browser());
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().parameters.at(0), std::pair(std::string("minutes"), std::string("15")));
    salon.clock.advance(15min);
    EXPECT_EQ(tried("anna@example.com", kPassword, new_browser()), "fine");
}

TEST_P(SignIn, CountsAllNetworksOfASiteTogether) {
    const auto ask = [&](const std::string& network, int who) {
        const auto email = address(fmt::format("nobody{}@example.com", who));
        return code_of(ask_access_link(salon.db(), salon.context, salon.id, email, new_browser(network)));
    };
    int heard = 0;
    for (int i = 0; i < 250; ++i) heard += ask(fmt::format("2001:db8:1:{:x}::", i), i) == "fine";
    EXPECT_EQ(heard, 240) << "as often as eight networks";
    EXPECT_EQ(ask("2001:db8:2::", 1000), "fine");
    EXPECT_EQ(ask("192.0.2.1", 1001), "fine");
}

TEST_P(SignIn, WaitsLongerTheLongerItGoesOn) {
    salon.settled("anna@example.com", "laptop");
    const auto minutes = [&] {
        const auto refused = salon.sign_in("anna@example.com", "wrong", new_browser());
        return refused ? "" : refused.error().parameters.empty() ? "none" : refused.error().parameters[0].second;
    };
    for (int i = 0; i < 10; ++i) EXPECT_EQ(minutes(), "none");
    EXPECT_EQ(minutes(), "15");
    salon.clock.advance(15min);
    EXPECT_EQ(minutes(), "none");
    EXPECT_EQ(minutes(), "30");
    salon.clock.advance(30min);
    EXPECT_EQ(minutes(), "none");
    EXPECT_EQ(minutes(), "60");
    salon.clock.advance(1h);
    EXPECT_EQ(minutes(), "none");
    EXPECT_EQ(minutes(), "60");
    salon.clock.advance(24h);
    EXPECT_EQ(minutes(), "none");
    EXPECT_EQ(minutes(), "none");
}

TEST_P(SignIn, IsNotLockedForABrowserThatTheAccountKnows) {
    salon.settled("anna@example.com", "laptop");
    for (int i = 0; i < 20; ++i) tried("anna@example.com", "wrong", new_browser());
    EXPECT_EQ(tried("anna@example.com", kPassword, new_browser()), "account.too_many_attempts");
    EXPECT_EQ(tried("anna@example.com", kPassword, browser("laptop")), "fine");
    EXPECT_EQ(tried("anna@example.com", kPassword, new_browser()), "account.too_many_attempts");
    for (int i = 0; i < 10; ++i) tried("anna@example.com", "wrong", browser("laptop"));
    EXPECT_EQ(tried("anna@example.com", kPassword, browser("laptop")), "account.too_many_attempts");
}

TEST_P(SignIn, IsThrottledByNetwork) {
    salon.settled("anna@example.com", "laptop");
    const auto from = [](int host) { return Client{fmt::format("2001:db8:1:2::{:x}", host), "Firefox", "", ""}; };
    for (int i = 0; i < 60; ++i)
        ASSERT_EQ(tried(fmt::format("nobody{}@example.com", i), "wrong", from(i)), "account.wrong_sign_in") << i;
    EXPECT_EQ(tried("anna@example.com", kPassword, from(99)), "account.too_many_attempts");
    EXPECT_EQ(tried("anna@example.com", kPassword, Client{"2001:db8:1:3::1", "Firefox", "", ""}), "fine");
    salon.clock.advance(15min);
    for (int i = 0; i < 100; ++i)
        ASSERT_EQ(tried("anna@example.com", kPassword, browser("laptop", "2001:db8:1:3::1")), "fine")
            << "what is right is not counted";
}

TEST_P(SignIn, CountsManyAtOnceOneByOne) {
    salon.settled("anna@example.com", "laptop");
    std::atomic<int> looked_at = 0, refused = 0;
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t)
        threads.emplace_back([&] {
            for (int i = 0; i < 8; ++i)
                ++(tried("anna@example.com", "wrong", new_browser()) == "account.wrong_sign_in" ? looked_at : refused);
        });
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(looked_at, 10);
    EXPECT_EQ(refused, 22);
}

TEST_P(SignIn, ByAWayThatTheBusinessDoesNotHaveIsAsIfNobodyWereThere) {
    salon.settled("anna@example.com", "laptop");
    set_ways(false, true);
    EXPECT_EQ(tried("anna@example.com", kPassword, browser("laptop")), "account.wrong_sign_in");
    EXPECT_TRUE(ask_password_link(salon.db(), salon.context, salon.id, address("anna@example.com"), new_browser()));
    EXPECT_EQ(salon.count_of("password_reset.asked"), 0);
    set_ways(true, false);
    EXPECT_EQ(tried("anna@example.com", kPassword, browser("laptop")), "fine");
    EXPECT_TRUE(ask_access_link(salon.db(), salon.context, salon.id, address("anna@example.com"), new_browser()));
    EXPECT_EQ(salon.count_of("access_link.asked"), 0);
}

TEST_P(SignIn, LinksAreRecordedForThoseWhoMaySignInAlone) {
    const auto account = salon.guest("anna@example.com");
    const auto refused = salon.guest("refused@example.com");
    salon.write([&](db::Tx& tx) { set_allowed(tx, salon.context, salon.id, refused, false, {}); });
    const auto before = salon.activities().size();
    for (const auto* email : {"nobody@example.com", "refused@example.com"}) {
        EXPECT_TRUE(ask_access_link(salon.db(), salon.context, salon.id, address(email), new_browser()));
        EXPECT_TRUE(ask_password_link(salon.db(), salon.context, salon.id, address(email), new_browser()));
    }
    EXPECT_EQ(salon.activities().size(), before);
    EXPECT_TRUE(ask_access_link(salon.db(), salon.context, salon.id, address("Anna@example.com"), new_browser()));
    EXPECT_TRUE(ask_password_link(salon.db(), salon.context, salon.id, address("anna@example.com"), new_browser()));
    EXPECT_EQ(salon.count_of("access_link.asked"), 1);
    EXPECT_EQ(salon.count_of("password_reset.asked"), 1);
    EXPECT_EQ(salon.last_data("access_link.asked"), fmt::format(R"({{"account_id":{}}})", account.value));
}

TEST_P(SignIn, LinksAreSentFiveTimesAnHourAndTheAnswerStaysTheSame) {
    salon.guest("anna@example.com");
    const auto ask = [&](std::string_view email, const Client& client) {
        return code_of(ask_access_link(salon.db(), salon.context, salon.id, address(email), client));
    };
    for (int i = 0; i < 12; ++i) EXPECT_EQ(ask("anna@example.com", new_browser()), "fine");
    EXPECT_EQ(salon.count_of("access_link.asked"), 5);
    salon.clock.advance(1h);
    for (int i = 0; i < 30; ++i) EXPECT_EQ(ask("anna@example.com", new_browser()), "fine");
    EXPECT_EQ(salon.count_of("access_link.asked"), 10);
    EXPECT_EQ(ask("ben@example.com", new_browser()), "account.too_many_attempts");
    EXPECT_EQ(ask("ben@example.com", new_browser("198.51.100.7")), "fine");
}

TEST_P(SignIn, SessionsEndWithoutUseAndByHand) {
    const auto account = salon.settled("anna@example.com", "laptop");
    const auto token = salon.sign_in("anna@example.com", kPassword, browser("laptop"))->session_token;
    const auto visitor = salon.visitor(token).value();
    salon.clock.advance(std::chrono::days{89});
    keep_alive(salon.db(), salon.clock, salon.id, visitor);
    salon.clock.advance(std::chrono::days{89});
    EXPECT_TRUE(salon.visitor(token)) << "kept alive";
    salon.clock.advance(std::chrono::days{1});
    EXPECT_FALSE(salon.visitor(token));
    keep_alive(salon.db(), salon.clock, salon.id, visitor);
    EXPECT_FALSE(salon.visitor(token)) << "what is over stays over";

    const auto first = salon.sign_in("anna@example.com", kPassword, browser("laptop")).value();
    const auto second = salon.sign_in("anna@example.com", kPassword, browser("phone")).value();
    const auto sessions = [&] {
        return salon.read([&](db::Session& s) { return list_sessions(s, salon.clock, salon.id, account); });
    };
    ASSERT_EQ(sessions().size(), 2u);
    EXPECT_EQ(sessions()[0].user_agent, "Firefox of phone");
    const auto end = [&](AccountId whose, AccountSessionId which) {
        return salon.write([&](db::Tx& tx) { return end_session(tx, salon.id, whose, which); });
    };
    EXPECT_FALSE(end(salon.settled("ben@example.com", "his"), first.session_id)) << "somebody else's";
    EXPECT_TRUE(salon.visitor(first.session_token));
    EXPECT_TRUE(end(account, first.session_id));
    EXPECT_FALSE(salon.visitor(first.session_token));
    EXPECT_TRUE(salon.visitor(second.session_token));
    EXPECT_EQ(sessions().size(), 1u);
}

TEST_P(SignIn, KeepsASessionAliveOnceAnHour) {
    salon.settled("anna@example.com", "laptop");
    const auto token = salon.sign_in("anna@example.com", kPassword, browser("laptop"))->session_token;
    const auto look = [&] {
        const auto visitor = salon.visitor(token).value();
        keep_alive(salon.db(), salon.clock, salon.id, visitor);
        return salon.visitor(token)->seen_at;
    };
    const auto began = look();
    EXPECT_EQ(began, salon.clock.now());
    salon.clock.advance(59min);
    EXPECT_EQ(look(), began);
    salon.clock.advance(1min);
    EXPECT_EQ(look(), began + 1h);
}

TEST_P(SignIn, ChangingThePasswordEndsTheOtherSessions) {
    const auto account = salon.settled("anna@example.com", "laptop");
    const auto here = salon.sign_in("anna@example.com", kPassword, browser("laptop")).value();
    const auto there = salon.sign_in("anna@example.com", kPassword, browser("phone")).value();
    const auto token = salon.link(Purpose::access, account, "anna@example.com");
    const auto change = [&](std::string_view current, std::string_view password) {
        return change_password(salon.db(), salon.context, salon.hasher, salon.id, account, here.session_id, current,
                               password);
    };
    const auto wrong = change("wrong", "four other words here");
    ASSERT_FALSE(wrong);
    EXPECT_EQ(wrong.error().code, "account.wrong_password");
    EXPECT_EQ(wrong.error().fields.at(0).field, "current_password");
    const auto easy = change(kPassword, "studiolind1");
    ASSERT_FALSE(easy);
    EXPECT_EQ(easy.error().code, "password.too_easy");
    EXPECT_EQ(easy.error().fields.at(0).field, "password");
    EXPECT_TRUE(salon.visitor(there.session_token));

    ASSERT_TRUE(change(kPassword, "purple anchor window cheese"));
    EXPECT_TRUE(salon.visitor(here.session_token));
    EXPECT_FALSE(salon.visitor(there.session_token));
    EXPECT_FALSE(salon.by_link(token, browser("laptop")));
    EXPECT_EQ(tried("anna@example.com", kPassword, browser("laptop")), "account.wrong_sign_in");
    EXPECT_EQ(tried("anna@example.com", "purple anchor window cheese", browser("laptop")), "fine");
    EXPECT_EQ(salon.count_of("account.password_changed"), 2) << "the first by a link";
    for (int i = 0; i < 10; ++i) EXPECT_EQ(code_of(change("wrong", "four other words here")), "account.wrong_password");
    EXPECT_EQ(code_of(change("wrong", "four other words here")), "account.too_many_attempts");
}

TEST_P(SignIn, AFirstPasswordNeedsNoOther) {
    const auto account = salon.guest("anna@example.com");
    const auto here = salon.by_link(salon.link(Purpose::access, account, "anna@example.com"), new_browser()).value();
    ASSERT_TRUE(
        change_password(salon.db(), salon.context, salon.hasher, salon.id, account, here.session_id, "", kPassword));
    EXPECT_EQ(tried("anna@example.com", kPassword, new_browser()), "fine");
}

// The changes that one connection makes can be counted on SQLite; the code is the same for both.
TEST(SignInWrites, AsMuchForAStrangersAddress) {
    Salon salon(db::Engine::sqlite);
    salon.settled("anna@example.com", "laptop");
    salon.guest("guest@example.com");
    const auto changes = [&](const auto& act) {
        const auto total = [&] {
            return salon.write([](db::Tx& tx) { return tx.value<std::int64_t>("select total_changes()"); }).value();
        };
        const auto before = total();
        act();
        return total() - before;
    };
    const auto client = new_browser();
    const auto sign_in = [&](std::string_view email) {
        return changes([&] { EXPECT_EQ(code_of(salon.sign_in(email, "wrong", client)), "account.wrong_sign_in"); });
    };
    const auto ask = [&](std::string_view email) {
        return changes(
            [&] { EXPECT_TRUE(ask_access_link(salon.db(), salon.context, salon.id, address(email), client)); });
    };
    const auto enroll = [&](std::string_view email) {
        return changes([&] {
            EXPECT_TRUE(register_customer(salon.db(), salon.context, salon.hasher, salon.id,
                                          {{"Anna", "Berg", address(email), "", "nb"}, std::string(kPassword)},
                                          client));
        });
    };
    sign_in("first@example.com");  // the network's own row
    ask("first@example.com");
    EXPECT_EQ(sign_in("anna@example.com"), sign_in("nobody@example.com"));
    EXPECT_EQ(ask("anna@example.com"), ask("nobody@example.com"));
    const auto known = enroll("anna@example.com");
    EXPECT_EQ(known, enroll("nobody@example.com"));
    EXPECT_EQ(known, enroll("guest@example.com") - 1) << "the address is counted for the first time";
    salon.write([&](db::Tx& tx) {
        customers::join(tx, salon.id, salon.clock, {"Ida", "Vik", address("listed@example.com"), "", "nb"});
    });
    EXPECT_EQ(ask("listed@example.com"), ask("another@example.com")) << "a customer who has no account yet";
}

}  // namespace
}  // namespace accounts
