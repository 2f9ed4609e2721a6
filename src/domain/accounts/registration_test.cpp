#include "accounts/test_salon.h"

#include <thread>

namespace accounts {
namespace {

using namespace std::chrono_literals;

class Registering : public testing::TestWithParam<db::Engine> {
protected:
    Salon salon{GetParam()};

    void enroll(std::string_view email, std::string_view name, const Client& client,
                std::optional<std::string_view> password = kPassword) {
        Registration registration{{std::string(name), "Berg", address(email), "+4741234567", "nb"}, std::nullopt};
        if (password) registration.password = *password;
        ASSERT_TRUE(register_customer(salon.db(), salon.context, salon.hasher, salon.id, registration, client));
    }
    // As the delivery does for the newest one.
    std::string mailed(std::string_view email) {
        return salon.write([&](db::Tx& tx) {
            const auto id = tx.value<std::int64_t>(
                "select id from registrations where email_key = :email order by id desc limit 1", email);
            return make_link(tx, salon.clock, salon.id, Purpose::registration, id.value(), email);
        });
    }
    Result<NewSession> confirm(std::string_view token, const Client& client) {
        return salon.write(
            [&](db::Tx& tx) { return confirm_registration(tx, salon.context, salon.id, token, client); });
    }
    bool is_live(std::string_view token) {
        return salon.read([&](db::Session& session) {
            return link_is_live(session, salon.clock, salon.id, Purpose::registration, token);
        });
    }
    std::string name_of(CustomerId customer) {
        return salon.read([&](db::Session& session) { return customers::find(session, salon.id, customer); })->name;
    }
};
INSTANTIATE_TEST_SUITE_P(Engines, Registering, testing::ValuesIn(support::engines()), support::engine_name);

TEST_P(Registering, ChangesNothingBeforeTheAddressIsConfirmed) {
    enroll("anna@example.com", "Anna", browser("anna"));
    EXPECT_EQ(salon.activities(), std::vector<std::string>{"registration.asked"});
    EXPECT_EQ(salon.last_data("registration.asked"), R"({"known":false})");
    EXPECT_EQ(salon.value("select count(*) from customers"), 0);
    EXPECT_EQ(salon.value("select count(*) from accounts"), 0);
    EXPECT_EQ(code_of(salon.sign_in("anna@example.com", kPassword, browser("anna"))), "account.wrong_sign_in");
}

TEST_P(Registering, MakesCustomerAndAccountWhenConfirmedInTheSameBrowser) {
    enroll("anna@example.com", "Anna", browser("anna"));
    const auto token = mailed("anna@example.com");
    const auto id = RegistrationId{salon.value<std::int64_t>("select id from registrations")};
    const auto pending = salon.read([&](db::Session& s) { return find_registration(s, salon.id, id); });
    ASSERT_TRUE(pending);
    EXPECT_EQ(pending->email, "anna@example.com");
    EXPECT_EQ(pending->language, "nb");
    EXPECT_TRUE(is_live(token));

    const auto anna = confirm(token, browser("anna"));
    ASSERT_TRUE(anna);
    EXPECT_EQ(anna->no_password, NewSession::NoPassword::no_matter);
    EXPECT_EQ(salon.visitor(anna->session_token)->name, "Anna");
    EXPECT_TRUE(salon.account(anna->account_id).email_confirmed);
    EXPECT_EQ(salon.activities(), (std::vector<std::string>{"registration.asked", "customer.created", "account.created",
                                                            "registration.confirmed", "account.signed_in"}));
    EXPECT_TRUE(salon.sign_in("anna@example.com", kPassword, browser("anna")));
    EXPECT_FALSE(is_live(token));
    EXPECT_EQ(code_of(confirm(token, browser("anna"))), "account.link_dead");
    EXPECT_EQ(code_of(confirm(mailed("anna@example.com"), browser("anna"))), "account.link_dead") << "a second link";
}

TEST_P(Registering, EndsAfterTwoDays) {
    enroll("anna@example.com", "Anna", browser("anna"));
    const auto token = mailed("anna@example.com");
    salon.clock.advance(48h);
    EXPECT_FALSE(is_live(token));
    EXPECT_EQ(code_of(confirm(token, browser("anna"))), "account.link_dead");
    EXPECT_EQ(salon.value("select count(*) from customers"), 0);
}

TEST_P(Registering, DoesNotGiveAwayAnAddressByAPasswordThatAStrangerTyped) {
    // Mallory registers Anna's address; Anna follows the link in the mail.
    enroll("anna@example.com", "Mallory", browser("mallory"));
    const auto anna = confirm(mailed("anna@example.com"), browser("anna"));
    ASSERT_TRUE(anna);
    EXPECT_EQ(anna->no_password, NewSession::NoPassword::other_browser);
    EXPECT_EQ(code_of(salon.sign_in("anna@example.com", kPassword, browser("mallory"))), "account.wrong_sign_in");
    EXPECT_FALSE(salon.account(anna->account_id).has_password);
}

TEST_P(Registering, FromABrowserWithoutAnyDeviceNeverSetsAPassword) {
    enroll("anna@example.com", "Mallory", new_browser());
    const auto anna = confirm(mailed("anna@example.com"), new_browser());
    ASSERT_TRUE(anna);
    EXPECT_EQ(anna->no_password, NewSession::NoPassword::other_browser);
}

TEST_P(Registering, JoinsWhoBookedBeforeAndKeepsTheirProfile) {
    const auto account = salon.guest("anna@example.com", "Anna");
    enroll("anna@example.com", "Annie", browser("anna"));
    EXPECT_EQ(salon.last_data("registration.asked"), R"({"known":true})");
    const auto anna = confirm(mailed("anna@example.com"), browser("anna"));
    ASSERT_TRUE(anna);
    EXPECT_EQ(anna->account_id, account);
    EXPECT_EQ(name_of(anna->customer_id), "Anna");
    EXPECT_EQ(salon.value("select count(*) from customers"), 1);
    EXPECT_TRUE(salon.sign_in("anna@example.com", kPassword, browser("anna")));
}

TEST_P(Registering, JoinsACustomerWhoHadNoAccount) {
    const auto customer = salon.write([&](db::Tx& tx) {
        return customers::join(tx, salon.id, salon.clock, {"Anna", "Berg", address("anna@example.com"), "", "nb"})
            .customer;
    });
    enroll("anna@example.com", "Annie", browser("anna"), std::nullopt);
    const auto anna = confirm(mailed("anna@example.com"), browser("anna"));
    ASSERT_TRUE(anna);
    EXPECT_EQ(anna->customer_id, customer.id);
    EXPECT_EQ(salon.count_of("customer.created"), 0);
    EXPECT_EQ(anna->no_password, NewSession::NoPassword::no_matter) << "none was wanted";
}

TEST_P(Registering, AnAddressWithAPasswordIsMailedAnAccessLinkInstead) {
    salon.settled("anna@example.com", "anna");
    enroll("anna@example.com", "Mallory", browser("mallory"), "mallory knows this one");
    EXPECT_EQ(salon.count_of("registration.asked"), 0);
    EXPECT_EQ(salon.count_of("access_link.asked"), 1);
    EXPECT_NE(salon.last_data("access_link.asked").find(R"("registered":true)"), std::string::npos);
}

TEST_P(Registering, NeverReplacesAPasswordThatCameMeanwhile) {
    salon.guest("anna@example.com");
    enroll("anna@example.com", "Mallory", browser("anna"), "mallory knows this one");
    const auto token = mailed("anna@example.com");
    salon.settled("anna@example.com", "anna");
    const auto anna = confirm(token, browser("anna"));
    ASSERT_TRUE(anna);
    EXPECT_EQ(anna->no_password, NewSession::NoPassword::no_matter);
    EXPECT_TRUE(salon.sign_in("anna@example.com", kPassword, browser("anna")));
    EXPECT_EQ(code_of(salon.sign_in("anna@example.com", "mallory knows this one", browser("anna"))),
              "account.wrong_sign_in");
}

TEST_P(Registering, IsNothingForAnAccountThatStaffRefused) {
    const auto account = salon.guest("anna@example.com");
    enroll("anna@example.com", "Anna", browser("anna"));
    const auto token = mailed("anna@example.com");
    salon.write([&](db::Tx& tx) { set_allowed(tx, salon.context, salon.id, account, false, {}); });
    EXPECT_EQ(code_of(confirm(token, browser("anna"))), "account.link_dead");
    const auto before = salon.activities().size();
    enroll("anna@example.com", "Anna", browser("anna"));
    EXPECT_EQ(salon.activities().size(), before);
}

TEST_P(Registering, TwiceAtOnceMakesOneAccount) {
    for (int i = 0; i < 5; ++i) {
        const auto email = fmt::format("anna{}@example.com", i);
        enroll(email, "Anna", browser("anna"));
        const auto first = mailed(email);
        enroll(email, "Anna", browser("anna"));
        const auto second = mailed(email);
        std::vector<std::thread> threads;
        for (const auto& token : {first, second})
            threads.emplace_back([&, token] { EXPECT_TRUE(confirm(token, browser("anna"))); });
        for (auto& thread : threads) thread.join();
        EXPECT_EQ(salon.value("select count(*) from accounts"), i + 1);
        EXPECT_EQ(salon.value("select count(*) from customers"), i + 1);
        EXPECT_EQ(salon.count_of("account.created"), i + 1);
    }
}

TEST_P(Registering, IsThrottled) {
    for (int i = 0; i < 8; ++i) enroll("anna@example.com", "Anna", browser("anna"));
    EXPECT_EQ(salon.count_of("registration.asked"), 5);
    EXPECT_EQ(salon.value("select count(*) from registrations"), 5);
    // A password that may not be one counts against the network alone, and gives no further mail either.
    const auto easy =
        register_customer(salon.db(), salon.context, salon.hasher, salon.id,
                          {{"Anna", "Berg", address("anna@example.com"), "", "nb"}, "password1"}, browser("anna"));
    EXPECT_EQ(code_of(easy), "password.too_easy");
    enroll("anna@example.com", "Anna", browser("anna"));
    EXPECT_EQ(salon.count_of("registration.asked"), 5);
    for (int i = 10; i < 30; ++i) enroll(fmt::format("anna{}@example.com", i), "Anna", browser("anna"));
    const auto refused =
        register_customer(salon.db(), salon.context, salon.hasher, salon.id,
                          {{"Anna", "Berg", address("ben@example.com"), "", "nb"}, std::nullopt}, browser("anna"));
    EXPECT_EQ(code_of(refused), "account.too_many_attempts");
}

}  // namespace
}  // namespace accounts
