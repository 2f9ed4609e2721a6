#include "accounts/test_salon.h"

#include <thread>

namespace accounts {
namespace {

using namespace std::chrono_literals;

class Accounts : public testing::TestWithParam<db::Engine> {
protected:
    Salon salon{GetParam()};
    const activity::Actor staff{activity::ActorKind::staff, 1};

    CustomerId customer_of(AccountId account) { return salon.account(account).customer_id; }
    Result<CustomerId> add_child(AccountId account, std::string_view name = "Ida") {
        return salon.write(
            [&](db::Tx& tx) { return add_dependant(tx, salon.context, salon.id, account, name, "Berg", "nb"); });
    }
    bool looks_after(AccountId account, CustomerId customer) {
        return salon.read([&](db::Session& s) { return accounts::looks_after(s, salon.id, account, customer); });
    }
    std::optional<AccountId> feed(std::string_view token) {
        return salon.read([&](db::Session& s) { return find_feed(s, salon.id, token); });
    }
};
INSTANTIATE_TEST_SUITE_P(Engines, Accounts, testing::ValuesIn(support::engines()), support::engine_name);

TEST_P(Accounts, AreMadeOnceForACustomerWithAnAddress) {
    const auto account = salon.guest("Anna@example.com");
    EXPECT_EQ(salon.guest("anna@EXAMPLE.com"), account);
    EXPECT_EQ(salon.activities(), std::vector<std::string>{"account.created"});
    EXPECT_EQ(salon.last_data("account.created"),
              fmt::format(R"({{"account_id":{},"email":"Anna@example.com"}})", account.value));
    const auto found = salon.account(account);
    EXPECT_FALSE(found.has_password);
    EXPECT_FALSE(found.email_confirmed);
    EXPECT_TRUE(found.allowed);
    EXPECT_EQ(salon.read([&](db::Session& s) { return find_by_email(s, salon.id, address("ANNA@example.com")); })->id,
              account);
    EXPECT_FALSE(salon.read([&](db::Session& s) { return find(s, salon.other, account); }));

    const auto nameless = add_child(account).value();
    EXPECT_FALSE(salon.write([&](db::Tx& tx) { return ensure(tx, salon.context, salon.id, nameless, staff); }));
}

TEST_P(Accounts, AreMadeOnceByManyAtOnce) {
    std::vector<std::thread> threads;
    std::array<AccountId, 4> made;
    for (auto& each : made) threads.emplace_back([&] { each = salon.guest("anna@example.com"); });
    for (auto& thread : threads) thread.join();
    for (const auto& each : made) EXPECT_EQ(each, made[0]);
    EXPECT_EQ(salon.count_of("account.created"), 1);
}

TEST_P(Accounts, OfAnAddressThatAnotherAccountHasAreNotMade) {
    const auto anna = salon.guest("anna@example.com");
    ASSERT_TRUE(salon.write([&](db::Tx& tx) {
        return change_email(tx, salon.context, salon.id, anna, address("ben@example.com"), true, staff);
    }));
    const auto ben = salon.write([&](db::Tx& tx) {
        const auto joined =
            customers::join(tx, salon.id, salon.clock, {"Ben", "Vik", address("ben@example.com"), "", "nb"});
        return ensure(tx, salon.context, salon.id, joined.customer.id, staff);
    });
    EXPECT_FALSE(ben);
}

TEST_P(Accounts, RefusedByStaffAreSignedOutAtOnce) {
    const auto account = salon.settled("anna@example.com", "laptop");
    const auto token = salon.sign_in("anna@example.com", kPassword, browser("laptop"))->session_token;
    salon.write([&](db::Tx& tx) { set_allowed(tx, salon.context, salon.id, account, false, staff); });
    EXPECT_FALSE(salon.visitor(token));
    EXPECT_EQ(code_of(salon.sign_in("anna@example.com", kPassword, browser("laptop"))), "account.wrong_sign_in");
    salon.write([&](db::Tx& tx) {
        set_allowed(tx, salon.context, salon.id, account, false, staff);  // again
        set_allowed(tx, salon.context, salon.id, account, true, staff);
    });
    EXPECT_FALSE(salon.visitor(token)) << "the old session does not come back";
    EXPECT_TRUE(salon.sign_in("anna@example.com", kPassword, browser("laptop")));
    EXPECT_EQ(salon.count_of("account.refused"), 1);
    EXPECT_EQ(salon.count_of("account.allowed"), 1);
}

TEST_P(Accounts, FollowTheCustomersAddress) {
    const auto anna = salon.settled("anna@example.com", "laptop");
    salon.guest("ben@example.com");
    const auto change = [&](std::string_view email, bool confirmed) {
        return salon.write([&](db::Tx& tx) {
            return change_email(tx, salon.context, salon.id, anna, address(email), confirmed, staff);
        });
    };
    EXPECT_EQ(code_of(change("Ben@example.com", true)), "account.email_taken");
    EXPECT_EQ(salon.account(anna).email, "anna@example.com");
    ASSERT_TRUE(change("ANNA@example.com", false)) << "the same one, written otherwise";
    EXPECT_TRUE(salon.account(anna).email_confirmed);
    ASSERT_TRUE(change("anna.berg@example.com", false));
    EXPECT_FALSE(salon.account(anna).email_confirmed);
    EXPECT_NE(salon.last_data("account.email_changed").find(R"("after":{"email":"anna.berg@example.com"})"),
              std::string::npos);
    for (const auto* email : {"anna.berg@example.com", "anna@example.com"})
        EXPECT_FALSE(salon.sign_in(email, kPassword, browser("laptop"))) << "whose it is now, nobody has shown";
}

TEST_P(Accounts, PasswordSetByStaffEndsWhatWasBefore) {
    const auto account = salon.settled("anna@example.com", "laptop");
    const auto token = salon.sign_in("anna@example.com", kPassword, browser("laptop"))->session_token;
    const auto hash = salon.hasher.hash("purple anchor window cheese").value();
    salon.write([&](db::Tx& tx) { set_password(tx, salon.context, salon.id, account, hash, staff); });
    EXPECT_FALSE(salon.visitor(token));
    EXPECT_TRUE(salon.sign_in("anna@example.com", "purple anchor window cheese", browser("laptop")));
    EXPECT_EQ(salon.count_of("account.password_set"), 1);
}

TEST_P(Accounts, LookAfterOthers) {
    const auto anna = salon.guest("anna@example.com");
    const auto ben = salon.guest("ben@example.com", "Ben");
    const auto ida = add_child(anna);
    ASSERT_TRUE(ida);
    ASSERT_TRUE(add_child(anna, "Are"));
    EXPECT_EQ(code_of(add_child(anna, "")), "form.invalid");
    const auto people = salon.read([&](db::Session& s) { return list_people(s, salon.id, anna); });
    ASSERT_EQ(people.size(), 3u);
    EXPECT_EQ(people[0].name, "Anna");
    EXPECT_TRUE(people[0].self);
    EXPECT_EQ(people[1].name, "Are");
    EXPECT_EQ(people[2].name, "Ida");
    EXPECT_TRUE(looks_after(anna, *ida));
    EXPECT_TRUE(looks_after(anna, customer_of(anna)));
    EXPECT_FALSE(looks_after(ben, *ida));
    EXPECT_FALSE(looks_after(ben, customer_of(anna)));

    const auto remove = [&](AccountId account, CustomerId customer) {
        return salon.write(
            [&](db::Tx& tx) { return remove_dependant(tx, salon.context, salon.id, account, customer); });
    };
    EXPECT_FALSE(remove(ben, *ida));
    EXPECT_FALSE(remove(anna, customer_of(anna))) << "oneself";
    EXPECT_TRUE(remove(anna, *ida));
    EXPECT_FALSE(looks_after(anna, *ida));
    EXPECT_TRUE(salon.read([&](db::Session& s) { return customers::find(s, salon.id, *ida); }));
}

TEST_P(Accounts, LookAfterTwentyAtMostAlsoAtOnce) {
    const auto anna = salon.guest("anna@example.com");
    std::atomic<int> added = 0;
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t)
        threads.emplace_back([&] {
            for (int i = 0; i < 6; ++i) added += add_child(anna).has_value();
        });
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(added, kMostDependants);
    const auto refused = add_child(anna);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "account.too_many_dependants");
    EXPECT_EQ(refused.error().parameters.at(0).second, "20");
}

TEST_P(Accounts, HaveOnePrivateCalendarAddress) {
    const auto anna = salon.guest("anna@example.com");
    const auto make = [&] {
        return salon.write([&](db::Tx& tx) { return make_feed(tx, salon.clock, salon.id, anna); });
    };
    const auto first = make();
    EXPECT_EQ(feed(first), anna);
    const auto second = make();
    EXPECT_FALSE(feed(first));
    EXPECT_EQ(feed(second), anna);
    salon.write([&](db::Tx& tx) { set_allowed(tx, salon.context, salon.id, anna, false, staff); });
    EXPECT_FALSE(feed(second));
    salon.write([&](db::Tx& tx) { set_allowed(tx, salon.context, salon.id, anna, true, staff); });
    salon.write([&](db::Tx& tx) { revoke_feed(tx, salon.id, anna); });
    EXPECT_FALSE(feed(second));
    EXPECT_FALSE(salon.read([&](db::Session& s) { return feed_of(s, salon.id, anna); }));
}

TEST_P(Accounts, AreErasedWithAllThatHangsOnThem) {
    const auto anna = salon.settled("anna@example.com", "laptop");
    const auto customer = customer_of(anna);
    const auto child = add_child(anna).value();
    const auto token = salon.sign_in("anna@example.com", kPassword, browser("laptop"))->session_token;
    salon.link(Purpose::access, anna, "anna@example.com");
    salon.write([&](db::Tx& tx) {
        make_feed(tx, salon.clock, salon.id, anna);
        erase(tx, salon.context, salon.id, customer, staff);
        customers::anonymise(tx, {salon.clock, salon.registry}, salon.id, customer, staff);
    });
    EXPECT_FALSE(salon.visitor(token));
    for (const auto* table : {"accounts", "account_sessions", "account_customers", "one_time_links", "calendar_feeds"})
        EXPECT_EQ(salon.value(fmt::format("select count(*) from {}", table)), 0) << table;
    EXPECT_TRUE(salon.read([&](db::Session& s) { return customers::find(s, salon.id, child); }));
    EXPECT_EQ(salon.value("select count(*) from activities where data like '%anna@%'"), 0);

    // Whoever books with that address later is somebody new.
    const auto later = salon.guest("anna@example.com");
    EXPECT_NE(customer_of(later), customer);
}

TEST_P(Accounts, ForgetWhatIsOver) {
    const auto anna = salon.settled("anna@example.com", "laptop");
    salon.sign_in("nobody@example.com", "wrong", new_browser());
    salon.link(Purpose::access, anna, "anna@example.com");
    ASSERT_TRUE(register_customer(salon.db(), salon.context, salon.hasher, salon.id,
                                  {{"Ben", "Vik", address("ben@example.com"), "", "nb"}, std::nullopt}, new_browser()));
    const auto forget = [&] { forget_old(salon.db(), salon.clock.now()); };
    const auto count = [&](std::string_view table) {
        return salon.value(fmt::format("select count(*) from {}", table));
    };
    forget();
    EXPECT_EQ(count("one_time_links"), 2);
    EXPECT_EQ(count("registrations"), 1);
    EXPECT_GT(count("sign_in_attempts"), 0);
    salon.clock.advance(std::chrono::days{91});
    forget();
    EXPECT_EQ(count("one_time_links"), 0);
    EXPECT_EQ(count("registrations"), 0);
    EXPECT_EQ(count("sign_in_attempts"), 0);
    EXPECT_EQ(count("account_sessions where address = ''"), 1) << "its browser is still known";
    ASSERT_TRUE(salon.sign_in("anna@example.com", kPassword, browser("laptop")));
    EXPECT_EQ(salon.count_of("account.new_device"), 0);
    salon.clock.advance(std::chrono::days{366});
    forget();
    EXPECT_EQ(count("account_sessions"), 0);
}

}  // namespace
}  // namespace accounts
