#include "accounts/email_change.h"

#include "accounts/test_salon.h"

namespace accounts {
namespace {

class ChangingTheAddress : public testing::TestWithParam<db::Engine> {
protected:
    Salon salon{GetParam()};
    AccountId anna = salon.settled("anna@example.com", "laptop");

    // Asks, and gives the token that the mail to the new address holds.
    std::string asked(std::string_view email) {
        return salon.write([&](db::Tx& tx) {
            CHECK(ask_email_change(tx, salon.context, salon.id, anna, address(email)));
            const auto id = tx.value<std::int64_t>("select id from registrations where email_key = :email", email);
            return make_link(tx, salon.clock, salon.id, Purpose::registration, id.value(), email);
        });
    }
    std::string confirm(AccountId account, std::string_view token) {
        return code_of(
            salon.write([&](db::Tx& tx) { return confirm_email_change(tx, salon.context, salon.id, account, token); }));
    }
};
INSTANTIATE_TEST_SUITE_P(Engines, ChangingTheAddress, testing::ValuesIn(support::engines()), support::engine_name);

TEST_P(ChangingTheAddress, WaitsForTheLinkAndTheAccountThatAsked) {
    const auto token = asked("new@example.com");
    EXPECT_EQ(salon.account(anna).email, "anna@example.com");
    EXPECT_EQ(confirm(salon.guest("ben@example.com"), token), "account.link_dead");
    EXPECT_EQ(confirm(anna, token), "fine");
    EXPECT_EQ(salon.account(anna).email, "new@example.com");
    EXPECT_TRUE(salon.account(anna).email_confirmed);
    EXPECT_EQ(confirm(anna, token), "account.link_dead");
}

TEST_P(ChangingTheAddress, IsNoRegistrationOfWhoeverReceivedTheMail) {
    const auto token = asked("new@example.com");
    const auto confirmed = salon.write(
        [&](db::Tx& tx) { return confirm_registration(tx, salon.context, salon.id, token, new_browser()); });
    EXPECT_EQ(code_of(confirmed), "account.link_dead");
    EXPECT_EQ(salon.value("select count(*) from accounts"), 1);
    EXPECT_EQ(confirm(anna, token), "fine") << "it was not used up by that";
}

TEST_P(ChangingTheAddress, ToAnAddressThatSomebodyHasIsRefusedAtTheEnd) {
    salon.guest("ben@example.com");
    const auto token = asked("ben@example.com");
    EXPECT_EQ(confirm(anna, token), "customer.email_taken");
    EXPECT_EQ(salon.account(anna).email, "anna@example.com");
}

}  // namespace
}  // namespace accounts
