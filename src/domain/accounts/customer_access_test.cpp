#include "accounts/customer_access.h"

#include "accounts/email_change.h"
#include "accounts/everywhere.h"
#include "accounts/test_salon.h"
#include "activity/jobs.h"

namespace accounts {
namespace {

using namespace std::chrono_literals;

class CustomerAccess : public testing::TestWithParam<db::Engine> {
protected:
    CustomerAccess() {
        customers::subscribe(salon.registry);
        subscribe(salon.registry, salon.clock);
    }

    // As staff or an import make one: a customer without an account.
    CustomerId list(std::string_view email, std::string_view name = "Anna") {
        return salon.write([&](db::Tx& tx) {
            return customers::join(tx, salon.id, salon.clock, {std::string(name), "Berg", address(email), "", "nb"})
                .customer.id;
        });
    }
    std::string set(CustomerId customer, const Access& access) {
        return code_of(
            salon.write([&](db::Tx& tx) { return set_access(tx, salon.context, salon.id, customer, access, staff); }));
    }
    std::optional<Account> account(CustomerId customer) {
        return salon.read([&](db::Session& s) { return find_by_customer(s, salon.id, customer); });
    }
    std::string move_to(CustomerId customer, std::string_view email) {
        return code_of(salon.write([&](db::Tx& tx) {
            auto changes = customers::changes_of(*customers::find(tx, salon.id, customer));
            changes.email = email;
            return update_customer(tx, salon.context, salon.id, "NO", customer, changes, {}, staff);
        }));
    }
    std::string ask(std::string_view email, const Client& client = new_browser()) {
        return code_of(ask_access_link(salon.db(), salon.context, salon.id, address(email), client));
    }
    void run_jobs() {
        while (activity::run_due(salon.db(), salon.registry, salon.clock) > 0) {
        }
    }
    bool reads(std::string_view feed) {
        return salon.read([&](db::Session& s) { return find_feed(s, salon.id, feed); }).has_value();
    }
    std::string make_feed_of(AccountId of) {
        return salon.write([&](db::Tx& tx) { return make_feed(tx, salon.clock, salon.id, of); });
    }

    Salon salon{GetParam()};
    const activity::Actor staff{activity::ActorKind::staff, 1};
};
INSTANTIATE_TEST_SUITE_P(Engines, CustomerAccess, testing::ValuesIn(support::engines()), support::engine_name);

TEST_P(CustomerAccess, OfAnAddressThatStaffChangeIsAsNew) {
    const auto anna = salon.settled("anna@example.com", "laptop");
    const auto customer = salon.account(anna).customer_id;
    const auto session = salon.sign_in("anna@example.com", kPassword, browser("laptop"))->session_token;
    const auto feed = make_feed_of(anna);
    const auto link = salon.link(Purpose::access, anna, "anna@example.com");
    const auto reset = salon.link(Purpose::password, anna, "anna@example.com");
    const auto asked = salon.write([&](db::Tx& tx) {
        CHECK(ask_email_change(tx, salon.context, salon.id, anna, address("third@example.com")));
        const auto id = tx.value<std::int64_t>("select id from registrations where email_key = 'third@example.com'");
        return make_link(tx, salon.clock, salon.id, Purpose::registration, id.value(), "third@example.com");
    });

    EXPECT_EQ(move_to(customer, "new@example.com"), "fine");
    EXPECT_FALSE(salon.visitor(session));
    EXPECT_FALSE(reads(feed));
    EXPECT_FALSE(salon.by_link(link, browser("laptop")));
    EXPECT_FALSE(
        salon.read([&](db::Session& s) { return link_is_live(s, salon.clock, salon.id, Purpose::password, reset); }));
    EXPECT_FALSE(salon.read([&](db::Session& s) { return find_email_change(s, salon.clock, salon.id, asked); }));
    EXPECT_EQ(code_of(salon.sign_in("new@example.com", kPassword, browser("laptop"))), "account.wrong_sign_in");
    const auto after = salon.account(anna);
    EXPECT_EQ(after.email, "new@example.com");
    EXPECT_FALSE(after.has_password);
    EXPECT_FALSE(after.email_confirmed);
    EXPECT_NE(salon.last_data("account.email_changed").find(R"("was_confirmed":true)"), std::string::npos)
        << "so the former address is told";

    // Whoever reads the mails of the new address gets in, in a browser that the account no longer knows.
    const auto in = salon.by_link(salon.link(Purpose::access, anna, "new@example.com"), browser("laptop"));
    ASSERT_TRUE(in);
    EXPECT_TRUE(salon.account(anna).email_confirmed);
    EXPECT_EQ(salon.count_of("account.new_device"), 1);
}

TEST_P(CustomerAccess, StaysWhereOnlyTheSpellingOrSomethingElseIsChanged) {
    const auto anna = salon.settled("anna@example.com", "laptop");
    const auto session = salon.sign_in("anna@example.com", kPassword, browser("laptop"))->session_token;
    EXPECT_EQ(move_to(salon.account(anna).customer_id, "Anna@Example.com"), "fine");
    EXPECT_TRUE(salon.visitor(session));
    EXPECT_TRUE(salon.account(anna).has_password);
    EXPECT_TRUE(salon.account(anna).email_confirmed);
}

TEST_P(CustomerAccess, IsLeftWithItsAddressWhereTheNewOneCannotBe) {
    const auto anna = salon.settled("anna@example.com", "laptop");
    const auto session = salon.sign_in("anna@example.com", kPassword, browser("laptop"))->session_token;
    salon.guest("ben@example.com", "Ben");
    const auto customer = salon.account(anna).customer_id;
    EXPECT_EQ(move_to(customer, "ben@example.com"), "customer.email_taken");
    EXPECT_EQ(move_to(customer, ""), "account.needs_email");
    EXPECT_TRUE(salon.visitor(session)) << "nothing was half done";
    EXPECT_EQ(salon.account(anna).email, "anna@example.com");
}

TEST_P(CustomerAccess, OfWhoConfirmsANewAddressThemselvesStays) {
    const auto anna = salon.settled("anna@example.com", "laptop");
    const auto session = salon.sign_in("anna@example.com", kPassword, browser("laptop"))->session_token;
    salon.write([&](db::Tx& tx) {
        CHECK(change_email(tx, salon.context, salon.id, anna, address("new@example.com"), true, {}));
    });
    EXPECT_TRUE(salon.visitor(session));
    EXPECT_TRUE(salon.account(anna).has_password);
}

TEST_P(CustomerAccess, ByCalendarAddressEndsWithTheSessions) {
    const auto anna = salon.settled("anna@example.com", "laptop");
    const auto here = salon.sign_in("anna@example.com", kPassword, browser("laptop")).value();

    auto feed = make_feed_of(anna);
    ASSERT_TRUE(change_password(salon.db(), salon.context, salon.hasher, salon.id, anna, here.session_id, kPassword,
                                "purple anchor window cheese"));
    EXPECT_FALSE(reads(feed)) << "a new password";

    feed = make_feed_of(anna);
    salon.write([&](db::Tx& tx) { end_sessions(tx, salon.id, anna); });
    EXPECT_FALSE(reads(feed)) << "signed out everywhere";

    feed = make_feed_of(anna);
    const auto token = salon.link(Purpose::password, anna, "anna@example.com");
    ASSERT_TRUE(salon.write([&](db::Tx& tx) {
        return set_password_by_link(tx, salon.context, salon.id, token, "hash", browser("laptop"));
    }));
    EXPECT_FALSE(reads(feed)) << "a forgotten password";

    feed = make_feed_of(anna);
    salon.write([&](db::Tx& tx) { set_password(tx, salon.context, salon.id, anna, "hash", staff); });
    EXPECT_FALSE(reads(feed)) << "a password that staff set";
}

TEST_P(CustomerAccess, ByCalendarAddressSaysWhenItWasLastUsedToTheHour) {
    const auto anna = salon.settled("anna@example.com", "laptop");
    const auto used_at = [&] {
        return salon.read([&](db::Session& s) { return feed_of(s, salon.id, anna); })->used_at;
    };
    make_feed_of(anna);
    note_feed_use(salon.db(), salon.clock, salon.id, anna);
    EXPECT_FALSE(used_at()) << "just made";
    salon.clock.advance(1h);
    note_feed_use(salon.db(), salon.clock, salon.id, anna);
    const auto first = salon.clock.now();
    EXPECT_EQ(used_at(), first);
    salon.clock.advance(59min);
    note_feed_use(salon.db(), salon.clock, salon.id, anna);
    EXPECT_EQ(used_at(), first);
    make_feed_of(anna);
    EXPECT_FALSE(used_at()) << "another one";
}

TEST_P(CustomerAccess, IsAllowedWithoutTellingAndMailedOnlyWhenWanted) {
    const auto anna = list("anna@example.com");
    EXPECT_EQ(set(anna, {.allowed = true}), "fine");
    ASSERT_TRUE(account(anna));
    EXPECT_NE(salon.last_data("account.created").find(R"("quiet":true)"), std::string::npos);
    EXPECT_EQ(salon.count_of("access.sent"), 0);
    EXPECT_EQ(set(anna, {.mail = true}), "fine");
    EXPECT_EQ(salon.count_of("access.sent"), 1);
    const auto hash = salon.hasher.hash(kPassword).value();
    EXPECT_EQ(set(anna, {.password_hash = hash}), "fine");
    EXPECT_TRUE(salon.sign_in("anna@example.com", kPassword, new_browser()));
    EXPECT_EQ(salon.count_of("account.created"), 1);

    EXPECT_EQ(set(anna, {.allowed = false}), "fine");
    EXPECT_EQ(set(anna, {.mail = true}), "account.not_allowed");
    EXPECT_EQ(set(anna, {.password_hash = hash}), "account.not_allowed");
    EXPECT_EQ(salon.count_of("access.sent"), 1);
}

TEST_P(CustomerAccess, NeedsAnAddress) {
    const auto nameless = salon.write([&](db::Tx& tx) {
        customers::Changes changes;
        changes.name = "Ida";
        changes.language = "nb";
        return customers::create(tx, {salon.clock, salon.registry}, salon.id, "NO", changes, staff).value();
    });
    EXPECT_EQ(set(nameless, {.allowed = true}), "fine");
    EXPECT_FALSE(account(nameless));
    EXPECT_EQ(set(nameless, {.mail = true}), "account.needs_email");
}

TEST_P(CustomerAccess, ByLinkIsForEverybodyInTheListWithAnAddress) {
    const auto anna = list("anna@example.com");
    EXPECT_EQ(ask("Anna@example.com"), "fine");
    run_jobs();
    ASSERT_TRUE(account(anna));
    EXPECT_EQ(salon.count_of("access_link.asked"), 1);
    EXPECT_NE(salon.last_data("account.created").find(R"("quiet":true)"), std::string::npos) << "one mail, the link";
    EXPECT_FALSE(account(anna)->email_confirmed) << "asking proves nothing";

    EXPECT_EQ(ask("anna@example.com"), "fine");
    run_jobs();
    EXPECT_EQ(salon.count_of("access_link.asked"), 2);
    EXPECT_EQ(salon.count_of("account.created"), 1);
}

TEST_P(CustomerAccess, ByLinkIsNotForWhomStaffHaveRefused) {
    const auto anna = list("anna@example.com");
    EXPECT_EQ(set(anna, {.allowed = false}), "fine");
    EXPECT_EQ(ask("anna@example.com"), "fine");
    EXPECT_EQ(ask("nobody@example.com"), "fine");
    run_jobs();
    EXPECT_EQ(salon.count_of("access_link.asked"), 0);
    EXPECT_EQ(salon.count_of("access_link.wanted"), 0);
    EXPECT_FALSE(account(anna)->allowed);
}

TEST_P(CustomerAccess, OfTheWholeInstallationKnowsThoseInTheListsToo) {
    list("anna@example.com");
    const auto businesses =
        salon.read([&](db::Session& s) { return businesses_for(s, address("anna@example.com"), 1); });
    EXPECT_EQ(businesses, std::vector<BusinessId>{salon.id});
    salon.write([&](db::Tx& tx) {
        customers::join(tx, salon.other, salon.clock, {"Anna", "Berg", address("there@example.com"), "", "nb"});
    });
    EXPECT_EQ(salon.read([&](db::Session& s) { return businesses_for(s, address("there@example.com"), 1); }),
              std::vector<BusinessId>{salon.other});
}

}  // namespace
}  // namespace accounts
