#include "accounts/staff_link.h"

#include "accounts/staff_manage.h"
#include "accounts/test_salon.h"

#include <atomic>
#include <thread>

namespace accounts::staff {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view kNew = "purple anchor window cheese";
constexpr activity::Actor kOperator{};

class StaffLinks : public testing::TestWithParam<db::Engine> {
protected:
    StaffLinks() { mira = hire("Mira Lind", "mira@example.com", businesses::Role::owner); }

    StaffId hire(std::string_view name, std::string_view email, businesses::Role role, BusinessId where = {}) {
        if (!where) where = salon.id;
        const auto hash = salon.hasher.hash(kPassword).value();
        return salon.write([&](db::Tx& tx) {
            const auto id = staff::add(tx, salon.context, where, name, email, role, {}).value();
            CHECK(set_login(tx, salon.context, where, id, address(email), hash, {}));
            return id;
        });
    }
    std::string ask(std::string_view email, const Client& client = new_browser()) {
        return accounts::code_of(ask_password_link(salon.db(), salon.context, salon.id, address(email), "nb", client));
    }
    std::string link(StaffId id) {
        return salon.write([&](db::Tx& tx) { return staff::make_link(tx, salon.clock, salon.id, id); });
    }
    bool is_live(std::string_view token, BusinessId where = {}) {
        return salon.read([&](db::Session& s) { return find_link(s, salon.clock, where ? where : salon.id, token); })
            .has_value();
    }
    std::string use(std::string_view token, BusinessId where = {}) {
        const auto hash = salon.hasher.hash(kNew).value();
        return accounts::code_of(salon.write([&](db::Tx& tx) {
            return staff::set_password_by_link(tx, salon.context, where ? where : salon.id, token, hash);
        }));
    }
    Result<NewSession> sign_in(std::string_view email, std::string_view password,
                               const Client& client = new_browser()) {
        return staff::sign_in(salon.db(), salon.context, salon.hasher, salon.id, address(email), password, client);
    }
    bool is_open(const NewSession& session) {
        return salon
            .read([&](db::Session& s) { return find_signed_in(s, salon.clock, salon.id, session.session_token); })
            .has_value();
    }

    Salon salon{GetParam()};
    StaffId mira;
};
INSTANTIATE_TEST_SUITE_P(Engines, StaffLinks, testing::ValuesIn(support::engines()), support::engine_name);

TEST_P(StaffLinks, SetThePasswordOnceAndEndEverySession) {
    const auto before = sign_in("mira@example.com", kPassword).value();
    const auto token = link(mira), other = link(mira);
    EXPECT_TRUE(is_live(token));
    EXPECT_TRUE(is_live(token)) << "looking does not use it up";
    EXPECT_EQ(salon.value(fmt::format("select count(*) from staff_links where token_hash = '{}'", token)), 0);
    EXPECT_EQ(use(token), "fine");
    EXPECT_FALSE(is_open(before));
    EXPECT_FALSE(is_live(token));
    EXPECT_EQ(use(token), "account.link_dead");
    EXPECT_EQ(use(other), "account.link_dead") << "the others are taken back";
    EXPECT_FALSE(sign_in("mira@example.com", kPassword));
    EXPECT_TRUE(sign_in("mira@example.com", kNew));
    EXPECT_EQ(salon.last_data("staff.password_changed"), R"({"by_link":true})");
}

TEST_P(StaffLinks, LetWhoForgotItInAtOnceAfterManyAttempts) {
    for (int i = 0; i < 11; ++i) sign_in("mira@example.com", "wrong");
    EXPECT_EQ(accounts::code_of(sign_in("mira@example.com", kPassword)), "account.too_many_attempts");
    EXPECT_EQ(use(link(mira)), "fine");
    EXPECT_TRUE(sign_in("mira@example.com", kNew));
}

TEST_P(StaffLinks, DoNotSkipTheSecondFactor) {
    salon.write([&](db::Tx& tx) {
        tx.execute("update staff_logins set totp_secret = 'sealed' where staff_member_id = :id", mira);
    });
    EXPECT_EQ(use(link(mira)), "fine");
    EXPECT_EQ(salon.value("select count(*) from staff_sessions"), 0) << "nobody is signed in by it";
    EXPECT_TRUE(sign_in("mira@example.com", kNew)->needs_totp);
}

TEST_P(StaffLinks, AreOverAfterHalfAnHour) {
    const auto token = link(mira);
    salon.clock.advance(kStaffLinkLifetime - 1s);
    EXPECT_TRUE(is_live(token));
    salon.clock.advance(1s);
    EXPECT_FALSE(is_live(token));
    EXPECT_EQ(use(token), "account.link_dead");
    forget_old(salon.db(), salon.clock.now());
    EXPECT_EQ(salon.value("select count(*) from staff_links"), 0);
}

TEST_P(StaffLinks, AreDeadOnceTheLoginIsAnotherOrGone) {
    hire("Jonas", "jonas@example.com", businesses::Role::owner);
    const auto hash = salon.hasher.hash(kPassword).value();
    auto token = link(mira);
    salon.write([&](db::Tx& tx) {
        CHECK(set_login(tx, salon.context, salon.id, mira, address("mira.lind@example.com"), hash, kOperator));
    });
    EXPECT_EQ(use(token), "account.link_dead");
    token = link(mira);
    salon.write([&](db::Tx& tx) {
        tx.execute("update staff_logins set email_key = 'else@example.com' where staff_member_id = :id", mira);
    });
    EXPECT_FALSE(is_live(token));
    EXPECT_EQ(use(token), "account.link_dead") << "sent to an address that is no longer theirs";
    token = link(mira);
    salon.write([&](db::Tx& tx) { CHECK(remove_login(tx, salon.context, salon.id, mira, kOperator)); });
    EXPECT_EQ(use(token), "account.link_dead");
    EXPECT_EQ(salon.value("select count(*) from staff_links"), 0);
}

TEST_P(StaffLinks, AreOfOneBusiness) {
    const auto there = hire("Mira Lind", "mira@example.com", businesses::Role::owner, salon.other);
    const auto token = link(mira);
    EXPECT_FALSE(is_live(token, salon.other));
    EXPECT_EQ(use(token, salon.other), "account.link_dead");
    EXPECT_EQ(use(token), "fine");
    const auto untouched = salon.read([&](db::Session& s) { return find_holder(s, salon.other, there); });
    ASSERT_TRUE(untouched);
    EXPECT_EQ(untouched->email.key, "mira@example.com");
    EXPECT_TRUE(staff::sign_in(salon.db(), salon.context, salon.hasher, salon.other, address("mira@example.com"),
                               kPassword, new_browser()));
}

TEST_P(StaffLinks, AreNoneOfTheCustomersAndTheOtherWayRound) {
    const auto account = salon.settled("mira@example.com", "laptop");
    const auto of_staff = link(mira);
    const auto hash = salon.hasher.hash(kNew).value();
    EXPECT_EQ(accounts::code_of(salon.by_link(of_staff, new_browser())), "account.link_dead");
    EXPECT_EQ(accounts::code_of(salon.write([&](db::Tx& tx) {
                  return accounts::set_password_by_link(tx, salon.context, salon.id, of_staff, hash, new_browser());
              })),
              "account.link_dead");
    for (const auto purpose : {Purpose::access, Purpose::password, Purpose::registration})
        EXPECT_FALSE(
            salon.read([&](db::Session& s) { return link_is_live(s, salon.clock, salon.id, purpose, of_staff); }));
    for (const auto purpose : {Purpose::access, Purpose::password}) {
        const auto of_customer = salon.link(purpose, account, "mira@example.com");
        EXPECT_FALSE(is_live(of_customer));
        EXPECT_EQ(use(of_customer), "account.link_dead");
    }
    EXPECT_TRUE(sign_in("mira@example.com", kPassword));
    EXPECT_EQ(use(of_staff), "fine");
    EXPECT_TRUE(salon.sign_in("mira@example.com", kPassword, browser("laptop"))) << "the customer's stays";
}

TEST_P(StaffLinks, KeepFewLiveOnes) {
    std::vector<std::string> tokens;
    for (int i = 0; i < kMostStaffLinks + 1; ++i) tokens.push_back(link(mira));
    EXPECT_FALSE(is_live(tokens.front()));
    EXPECT_TRUE(is_live(tokens[1]));
    EXPECT_TRUE(is_live(tokens.back()));
}

TEST_P(StaffLinks, LetOneOfManyAtOnceSetThePassword) {
    const auto token = link(mira);
    std::atomic<int> set = 0;
    std::vector<std::jthread> threads;
    for (int t = 0; t < 4; ++t) threads.emplace_back([&] { set += use(token) == "fine"; });
    threads.clear();
    EXPECT_EQ(set, 1);
}

TEST_P(StaffLinks, AreAskedForWithTheSameWordsAndWritesForKnownAndUnknown) {
    const auto rows = [&] { return salon.value("select count(*) from sign_in_attempts"); };
    EXPECT_EQ(ask("Mira@example.com"), "fine");
    const auto known = rows();
    EXPECT_EQ(salon.count_of("staff.password_asked"), 1);
    EXPECT_EQ(salon.last_data("staff.password_asked"), R"({"language":"nb"})");
    EXPECT_EQ(ask("nobody@example.com"), "fine");
    EXPECT_EQ(rows(), known + 1) << "one more address, counted alike";
    salon.settled("anna@example.com", "laptop");
    EXPECT_EQ(ask("anna@example.com"), "fine");
    EXPECT_EQ(salon.count_of("staff.password_asked"), 1) << "a customer is nobody of the staff";
    EXPECT_EQ(salon.count_of("password_reset.asked"), 0);
    EXPECT_EQ(accounts::code_of(accounts::ask_password_link(salon.db(), salon.context, salon.id,
                                                            address("mira@example.com"), new_browser())),
              "fine");
    EXPECT_EQ(salon.count_of("password_reset.asked"), 0) << "and staff are no customers";
    EXPECT_EQ(salon.count_of("account.nothing_asked"), 0);
}

TEST_P(StaffLinks, AreAskedForAFewTimesAnHour) {
    for (int i = 0; i < 8; ++i) EXPECT_EQ(ask("mira@example.com", new_browser("192.0.2.9")), "fine");
    EXPECT_EQ(salon.count_of("staff.password_asked"), 5) << "silently no more for one address";
    hire("Jonas", "jonas@example.com", businesses::Role::provider);
    for (int i = 8; i < 30; ++i) ask(fmt::format("nobody{}@example.com", i), new_browser("192.0.2.9"));
    EXPECT_EQ(ask("jonas@example.com", new_browser("192.0.2.9")), "account.too_many_attempts");
    EXPECT_EQ(ask("jonas@example.com", new_browser("192.0.2.10")), "fine");
    EXPECT_EQ(salon.count_of("staff.password_asked"), 6);
    salon.clock.advance(1h);
    EXPECT_EQ(ask("mira@example.com", new_browser("192.0.2.9")), "fine");
    EXPECT_EQ(salon.count_of("staff.password_asked"), 7);
}

TEST_P(StaffLinks, AreGivenByTheOperatorForALoginThatIsThere) {
    const auto for_whom = [&](BusinessId where, std::string_view email) {
        return salon.write(
            [&](db::Tx& tx) { return login_for(tx, salon.context, where, address(email), "New Owner"); });
    };
    EXPECT_EQ(for_whom(salon.id, "MIRA@example.com"), mira);
    EXPECT_EQ(accounts::code_of(for_whom(salon.id, "stranger@example.com")), "staff.no_login");
    EXPECT_EQ(salon.value("select count(*) from staff_members"), 1) << "nobody was let in besides";

    const auto owner = for_whom(salon.other, "kari@example.com");
    ASSERT_TRUE(owner);
    const auto member = salon.read([&](db::Session& s) { return find(s, salon.other, *owner); });
    EXPECT_EQ(member->name, "New Owner");
    EXPECT_EQ(member->role, businesses::Role::owner);
    EXPECT_TRUE(member->has_login);
    EXPECT_FALSE(member->has_password);
    EXPECT_EQ(for_whom(salon.other, "kari@example.com"), *owner) << "asked again, it is the same one";
    EXPECT_EQ(accounts::code_of(for_whom(salon.other, "second@example.com")), "staff.no_login");
    EXPECT_FALSE(staff::sign_in(salon.db(), salon.context, salon.hasher, salon.other, address("kari@example.com"), "",
                                new_browser()));
    const auto token = salon.write([&](db::Tx& tx) { return staff::make_link(tx, salon.clock, salon.other, *owner); });
    EXPECT_EQ(use(token, salon.other), "fine");
    EXPECT_TRUE(staff::sign_in(salon.db(), salon.context, salon.hasher, salon.other, address("kari@example.com"), kNew,
                               new_browser()));
}

TEST_P(StaffLinks, AreGivenByTheOperatorToWhoeverWorksThereAlready) {
    const auto eva = salon.write([&](db::Tx& tx) {
        return staff::add(tx, salon.context, salon.other, "Eva", "eva@example.com", businesses::Role::provider, {})
            .value();
    });
    const auto owner = salon.write(
        [&](db::Tx& tx) { return login_for(tx, salon.context, salon.other, address("eva@example.com"), "Else"); });
    ASSERT_TRUE(owner);
    EXPECT_EQ(*owner, eva);
    const auto member = salon.read([&](db::Session& s) { return find(s, salon.other, eva); });
    EXPECT_EQ(member->name, "Eva");
    EXPECT_EQ(member->role, businesses::Role::owner);
}

TEST_P(StaffLinks, TwoOwnersWhoGiveUpAtTheSameTimeLeaveOne) {
    const auto jonas = hire("Jonas", "jonas@example.com", businesses::Role::owner);
    const auto at_once = [&](const auto& first_does, const auto& second_does) {
        // The first has done it and not committed when the second begins.
        std::atomic<bool> done = false;
        std::jthread first([&] {
            salon.write([&](db::Tx& tx) {
                EXPECT_EQ(accounts::code_of(first_does(tx)), "fine");
                done = true;
                done.notify_all();
                std::this_thread::sleep_for(200ms);
            });
        });
        done.wait(false);
        return accounts::code_of(salon.write(second_does));
    };
    const auto demoted = [&](StaffId who) {
        return [&, who](db::Tx& tx) {
            return set_role(tx, salon.context, salon.id, who, businesses::Role::manager, kOperator);
        };
    };
    const auto removed = [&](StaffId who) {
        return [&, who](db::Tx& tx) { return remove_login(tx, salon.context, salon.id, who, kOperator); };
    };
    EXPECT_EQ(at_once(demoted(mira), demoted(jonas)), "staff.last_owner");
    EXPECT_EQ(
        at_once([&](db::Tx& tx) { return set_role(tx, salon.context, salon.id, mira, businesses::Role::owner, {}); },
                demoted(jonas)),
        "fine")
        << "another has become one meanwhile";
    salon.write([&](db::Tx& tx) { CHECK(set_role(tx, salon.context, salon.id, jonas, businesses::Role::owner, {})); });
    EXPECT_EQ(at_once(removed(jonas), removed(mira)), "staff.last_owner");
    EXPECT_EQ(salon.value("select count(*) from staff_logins"), 1);
}

}  // namespace
}  // namespace accounts::staff
