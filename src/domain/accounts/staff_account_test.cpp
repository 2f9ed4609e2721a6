#include "accounts/staff_account.h"

#include "accounts/staff_manage.h"
#include "accounts/test_salon.h"

#include <liboath/oath.h>

#include <thread>

namespace accounts::staff {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view kSecret = "the installation's secret";

class Staff : public testing::TestWithParam<db::Engine> {
protected:
    Staff() {
        owner = add("Mira Lind", "mira@example.com", businesses::Role::owner).value();
        set_login(owner, "mira@example.com");
    }

    Result<StaffId> add(std::string_view name, std::string_view email, businesses::Role role) {
        return salon.write([&](db::Tx& tx) {
            return staff::add(tx, salon.context, salon.id, name, email, role, {activity::ActorKind::system, 0});
        });
    }
    void set_login(StaffId id, std::string_view email, std::string_view password = kPassword) {
        const auto hash = salon.hasher.hash(password).value();
        ASSERT_TRUE(salon.write(
            [&](db::Tx& tx) { return staff::set_login(tx, salon.context, salon.id, id, address(email), hash, {}); }));
    }
    Result<NewSession> sign_in(std::string_view email, std::string_view password,
                               const Client& client = new_browser()) {
        return staff::sign_in(salon.db(), salon.context, salon.hasher, salon.id, address(email), password, client);
    }
    std::optional<SignedIn> visitor(std::string_view token) {
        return salon.read([&](db::Session& s) { return find_signed_in(s, salon.clock, salon.id, token); });
    }
    void require_totp(std::set<businesses::Role> roles) {
        ASSERT_TRUE(salon.write([&](db::Tx& tx) {
            businesses::CustomerSettings settings;
            settings.totp_roles = std::move(roles);
            return businesses::set_customer_settings(tx, salon.id, settings);
        }));
    }

    // What the app on the phone shows.
    std::string code_of_key(std::string_view key, Seconds ahead = 0s) const {
        std::string padded(key);
        padded.append((8 - padded.size() % 8) % 8, '=');
        char* bytes = nullptr;
        std::size_t size = 0;
        EXPECT_EQ(oath_base32_decode(padded.data(), padded.size(), &bytes, &size), OATH_OK);
        std::array<char, 7> out{};
        oath_totp_generate(bytes, size, (salon.clock.now() + ahead).time_since_epoch().count(), 30, 0, 6, out.data());
        std::free(bytes);
        return out.data();
    }
    TotpSetup begin() {
        return salon.write([&](db::Tx& tx) { return begin_totp(tx, salon.id, owner, "Studio Lind", kSecret); });
    }
    Result<std::vector<std::string>> confirm(StaffSessionId session, std::string_view code) {
        return salon.write(
            [&](db::Tx& tx) { return confirm_totp(tx, salon.context, salon.id, owner, session, code, kSecret); });
    }
    std::string pass(StaffSessionId session, std::string_view code) {
        return accounts::code_of(pass_totp(salon.db(), salon.context, salon.id, session, code, kSecret));
    }
    struct WithTotp {
        std::string key;
        std::vector<std::string> recovery;
    };
    WithTotp set_up_totp() {
        const auto session = sign_in("mira@example.com", kPassword)->session_id;
        const auto setup = begin();
        auto codes = confirm(session, code_of_key(setup.key));
        CHECK(codes);
        salon.clock.advance(60s);
        return {setup.key, *codes};
    }

    Salon salon{GetParam()};
    StaffId owner;
};
INSTANTIATE_TEST_SUITE_P(Engines, Staff, testing::ValuesIn(support::engines()), support::engine_name);

TEST_P(Staff, SignInToSessionsOfTheirOwn) {
    const auto signed_in = sign_in("Mira@example.com", kPassword);
    ASSERT_TRUE(signed_in);
    EXPECT_FALSE(signed_in->needs_totp);
    EXPECT_FALSE(signed_in->must_set_up_totp);
    const auto found = visitor(signed_in->session_token);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->id, owner);
    EXPECT_EQ(found->name, "Mira Lind");
    EXPECT_EQ(found->role, businesses::Role::owner);
    EXPECT_TRUE(found->passed_totp);
    EXPECT_FALSE(salon.visitor(signed_in->session_token)) << "not a customer's";
    EXPECT_FALSE(salon.read(
        [&](db::Session& s) { return find_signed_in(s, salon.clock, salon.other, signed_in->session_token); }));

    // Nor is a customer's session staff's, with the same address and password.
    salon.settled("mira@example.com", "laptop");
    const auto customer = salon.sign_in("mira@example.com", kPassword, browser("laptop"));
    ASSERT_TRUE(customer);
    EXPECT_FALSE(visitor(customer->session_token));
}

TEST_P(Staff, SaysTheSameWhateverIsWrongAndIsThrottled) {
    add("Jonas", "jonas@example.com", businesses::Role::provider).value();
    EXPECT_EQ(accounts::code_of(sign_in("jonas@example.com", kPassword)), "account.wrong_sign_in") << "no login yet";
    EXPECT_EQ(accounts::code_of(sign_in("nobody@example.com", kPassword)), "account.wrong_sign_in");
    for (int i = 0; i < 10; ++i)
        EXPECT_EQ(accounts::code_of(sign_in("mira@example.com", "wrong")), "account.wrong_sign_in");
    EXPECT_EQ(accounts::code_of(sign_in("mira@example.com", kPassword)), "account.too_many_attempts");
    salon.clock.advance(15min);
    const auto known = sign_in("mira@example.com", kPassword, browser("desk"));
    ASSERT_TRUE(known);
    for (int i = 0; i < 11; ++i) sign_in("mira@example.com", "wrong");
    EXPECT_EQ(accounts::code_of(sign_in("mira@example.com", kPassword)), "account.too_many_attempts");
    EXPECT_TRUE(sign_in("mira@example.com", kPassword, browser("desk"))) << "a browser that is known";
}

TEST_P(Staff, SessionsEndAfterTwelveHoursWithoutUseOrByHand) {
    const auto first = sign_in("mira@example.com", kPassword).value();
    salon.clock.advance(11h);
    keep_alive(salon.db(), salon.clock, salon.id, first.session_id);
    salon.clock.advance(12h - 1s);
    EXPECT_TRUE(visitor(first.session_token));
    salon.clock.advance(1s);
    EXPECT_FALSE(visitor(first.session_token));

    const auto here = sign_in("mira@example.com", kPassword).value();
    const auto there = sign_in("mira@example.com", kPassword).value();
    salon.write([&](db::Tx& tx) { end_sessions(tx, salon.id, owner, here.session_id); });
    EXPECT_TRUE(visitor(here.session_token));
    EXPECT_FALSE(visitor(there.session_token));
    salon.write([&](db::Tx& tx) { end_session(tx, salon.id, here.session_id); });
    EXPECT_FALSE(visitor(here.session_token));
}

TEST_P(Staff, SeeWhereTheyAreSignedInAndEndOneOfTheirOwn) {
    const auto jonas = add("Jonas", "jonas@example.com", businesses::Role::manager).value();
    set_login(jonas, "jonas@example.com");
    const auto his = sign_in("jonas@example.com", kPassword).value();
    const auto first = sign_in("mira@example.com", kPassword, browser("laptop")).value();
    salon.clock.advance(1min);
    const auto second = sign_in("mira@example.com", kPassword, browser("phone")).value();
    const auto sessions = [&] {
        return salon.read([&](db::Session& s) { return list_sessions(s, salon.clock, salon.id, owner); });
    };
    const auto end = [&](BusinessId where, StaffId whose, StaffSessionId which) {
        return salon.write([&](db::Tx& tx) { return end_session(tx, salon.clock, where, whose, which); });
    };
    ASSERT_EQ(sessions().size(), 2u);
    EXPECT_EQ(sessions()[0].id, second.session_id);
    EXPECT_EQ(sessions()[0].user_agent, "Firefox of phone");
    EXPECT_EQ(sessions()[1].seen_at, salon.clock.now() - 1min);
    EXPECT_FALSE(end(salon.id, owner, his.session_id)) << "somebody else's";
    EXPECT_FALSE(end(salon.other, owner, first.session_id));
    EXPECT_TRUE(visitor(his.session_token));
    EXPECT_TRUE(end(salon.id, owner, first.session_id));
    EXPECT_FALSE(end(salon.id, owner, first.session_id)) << "it is over";
    EXPECT_FALSE(visitor(first.session_token));
    EXPECT_TRUE(visitor(second.session_token));
    EXPECT_EQ(sessions().size(), 1u);
    salon.clock.advance(12h);
    EXPECT_TRUE(sessions().empty());
}

TEST_P(Staff, ANewPasswordEndsTheSessions) {
    const auto token = sign_in("mira@example.com", kPassword)->session_token;
    set_login(owner, "mira.lind@example.com", "purple anchor window cheese");
    EXPECT_FALSE(visitor(token));
    EXPECT_FALSE(sign_in("mira@example.com", kPassword));
    EXPECT_TRUE(sign_in("mira.lind@example.com", "purple anchor window cheese"));
    const auto member = salon.read([&](db::Session& s) { return find(s, salon.id, owner); });
    EXPECT_EQ(member->email, "mira.lind@example.com");
    EXPECT_TRUE(member->has_login && member->has_password);
    EXPECT_EQ(member->last_sign_in_at, salon.clock.now());
}

TEST_P(Staff, AreListedAndHaveAnAddressOfTheirOwn) {
    EXPECT_EQ(accounts::code_of(add("Mona", "MIRA@example.com", businesses::Role::manager)), "staff.email_taken");
    const auto wrong = add(" ", "mona", businesses::Role::manager);
    ASSERT_FALSE(wrong);
    EXPECT_EQ(wrong.error().fields.size(), 2u);
    const auto jonas = add("Jonas", "jonas@example.com", businesses::Role::receptionist).value();
    const auto taken = salon.write([&](db::Tx& tx) {
        return staff::set_login(tx, salon.context, salon.id, jonas, address("mira@example.com"), "hash", {});
    });
    EXPECT_EQ(accounts::code_of(taken), "staff.email_taken");
    const auto members = salon.read([&](db::Session& s) { return list(s, salon.id); });
    ASSERT_EQ(members.size(), 2u);
    EXPECT_EQ(members[0].name, "Jonas");
    EXPECT_FALSE(members[0].has_login);
    EXPECT_EQ(members[0].role, businesses::Role::receptionist);
    EXPECT_TRUE(members[1].has_login);
}

TEST_P(Staff, ASecondFactorCountsOnceACodeHasConfirmedIt) {
    const auto session = sign_in("mira@example.com", kPassword).value();
    const auto elsewhere = sign_in("mira@example.com", kPassword).value();
    const auto setup = begin();
    EXPECT_EQ(setup.key.size(), 32u);
    EXPECT_EQ(setup.url, fmt::format("otpauth://totp/Studio%20Lind:mira%40example.com?secret={}&issuer=Studio%20Lind"
                                     "&algorithm=SHA1&digits=6&period=30",
                                     setup.key));
    EXPECT_FALSE(sign_in("mira@example.com", kPassword)->needs_totp) << "not in force yet";
    EXPECT_EQ(accounts::code_of(confirm(session.session_id, "000000")), "staff.wrong_code");
    const auto codes = confirm(session.session_id, code_of_key(setup.key));
    ASSERT_TRUE(codes);
    EXPECT_EQ(codes->size(), 10u);
    EXPECT_TRUE(visitor(session.session_token)->passed_totp);
    EXPECT_FALSE(visitor(elsewhere.session_token));
    EXPECT_EQ(salon.value(fmt::format("select count(*) from staff_logins where totp_secret like '%{}%'", setup.key)),
              0);

    const auto next = sign_in("mira@example.com", kPassword);
    ASSERT_TRUE(next);
    EXPECT_TRUE(next->needs_totp);
    EXPECT_FALSE(visitor(next->session_token)->passed_totp);

    // Beginning anew, by whoever sits at the open desk, does not switch the old one off.
    begin();
    EXPECT_TRUE(sign_in("mira@example.com", kPassword)->needs_totp);
}

TEST_P(Staff, ACodeWorksOnceAndWithinAStepOfNow) {
    const auto totp = set_up_totp();
    const auto session = sign_in("mira@example.com", kPassword).value();
    EXPECT_EQ(pass(session.session_id, code_of_key(totp.key, 60s)), "staff.wrong_code");
    EXPECT_EQ(pass(session.session_id, code_of_key(totp.key, -60s)), "staff.wrong_code");
    EXPECT_FALSE(visitor(session.session_token)->passed_totp);
    const auto code = code_of_key(totp.key);
    EXPECT_EQ(pass(session.session_id, code.substr(0, 3) + " " + code.substr(3)), "fine");
    EXPECT_TRUE(visitor(session.session_token)->passed_totp);

    const auto other = sign_in("mira@example.com", kPassword).value();
    EXPECT_EQ(pass(other.session_id, code), "staff.wrong_code") << "somebody looked over the shoulder";
    EXPECT_EQ(pass(other.session_id, code_of_key(totp.key, -30s)), "staff.wrong_code") << "older than the last one";
    EXPECT_EQ(pass(other.session_id, code_of_key(totp.key, 30s)), "fine") << "a phone that is ahead";
}

TEST_P(Staff, ACodeOpensOneOfManySessionsAtOnce) {
    const auto totp = set_up_totp();
    const auto code = code_of_key(totp.key);
    std::vector<StaffSessionId> sessions;
    for (int i = 0; i < 4; ++i) sessions.push_back(sign_in("mira@example.com", kPassword)->session_id);
    std::atomic<int> passed = 0;
    std::vector<std::thread> threads;
    for (const auto session : sessions) threads.emplace_back([&, session] { passed += pass(session, code) == "fine"; });
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(passed, 1);
}

TEST_P(Staff, GuessingCodesIsThrottledOverAllSessions) {
    const auto totp = set_up_totp();
    for (int i = 0; i < 10; ++i) {
        const auto session = sign_in("mira@example.com", kPassword).value();
        EXPECT_EQ(pass(session.session_id, "000000"), "staff.wrong_code");
    }
    const auto session = sign_in("mira@example.com", kPassword).value();
    EXPECT_EQ(pass(session.session_id, code_of_key(totp.key)), "account.too_many_attempts");
    salon.clock.advance(15min);
    EXPECT_EQ(pass(session.session_id, code_of_key(totp.key)), "fine");
}

TEST_P(Staff, ARecoveryCodeWorksOnceInsteadOfThePhone) {
    const auto totp = set_up_totp();
    const auto session = sign_in("mira@example.com", kPassword).value();
    EXPECT_EQ(pass(session.session_id, "aaaa-bbbb-cccc-dddd"), "staff.wrong_code");
    EXPECT_EQ(pass(session.session_id, totp.recovery[3]), "fine");
    EXPECT_TRUE(visitor(session.session_token)->passed_totp);
    const auto other = sign_in("mira@example.com", kPassword).value();
    EXPECT_EQ(pass(other.session_id, totp.recovery[3]), "staff.wrong_code");
    EXPECT_EQ(pass(other.session_id, totp.recovery[4]), "fine");
    EXPECT_EQ(salon.count_of("staff.recovery_code_used"), 2);
}

TEST_P(Staff, ASecondFactorMayBeRequiredOfARole) {
    require_totp({businesses::Role::owner});
    const auto signed_in = sign_in("mira@example.com", kPassword).value();
    EXPECT_TRUE(signed_in.must_set_up_totp);
    EXPECT_TRUE(visitor(signed_in.session_token)->must_set_up_totp);
    const auto setup = begin();
    ASSERT_TRUE(confirm(signed_in.session_id, code_of_key(setup.key)));
    EXPECT_FALSE(visitor(signed_in.session_token)->must_set_up_totp);
    ASSERT_TRUE(salon.write([&](db::Tx& tx) { return remove_totp(tx, salon.context, salon.id, owner, {}); }));
    EXPECT_TRUE(visitor(signed_in.session_token)->must_set_up_totp);
    require_totp({businesses::Role::manager});
    EXPECT_FALSE(visitor(signed_in.session_token)->must_set_up_totp);
    EXPECT_EQ(salon.value("select count(*) from staff_recovery_codes"), 0);
}

class SetUp : public testing::TestWithParam<db::Engine> {
protected:
    Salon salon{GetParam()};
    std::string secret = "the installation's secret";

    std::optional<std::string> make() {
        return salon.write([&](db::Tx& tx) { return make_setup_code(tx, secret); });
    }
    std::string use(std::string_view code) {
        return accounts::code_of(salon.write([&](db::Tx& tx) { return use_setup_code(tx, secret, code); }));
    }
    bool is_open() {
        return salon.read([](db::Session& session) { return setup_is_open(session); });
    }
};
INSTANTIATE_TEST_SUITE_P(Engines, SetUp, testing::ValuesIn(support::engines()), support::engine_name);

TEST_P(SetUp, HasTheSameCodeUntilItIsUsed) {
    EXPECT_FALSE(is_open());
    EXPECT_EQ(use("aaaa-bbbb-cccc-dddd"), "setup.closed");
    const auto code = make().value();
    EXPECT_EQ(make(), code) << "a restart keeps it";
    EXPECT_TRUE(is_open());
    EXPECT_EQ(use(""), "setup.wrong_code");
    EXPECT_EQ(use("aaaa-bbbb-cccc-dddd"), "setup.wrong_code");
    EXPECT_EQ(salon.value(fmt::format("select count(*) from installation where value like '%{}%'", code.substr(0, 4))),
              0)
        << "whoever reads the database does not learn it";
    auto typed = code;
    std::ranges::replace(typed, '-', ' ');
    EXPECT_EQ(use(typed), "fine");
    EXPECT_FALSE(is_open());
    EXPECT_EQ(use(code), "setup.closed");
    EXPECT_NE(make(), code) << "what was used is over";
}

TEST_P(SetUp, HasANewCodeUnderAnotherSecret) {
    const auto code = make().value();
    secret = "another one";
    EXPECT_EQ(use(code), "setup.wrong_code");
    const auto other = make().value();
    EXPECT_NE(other, code);
    EXPECT_EQ(use(code), "setup.wrong_code");
    EXPECT_EQ(use(other), "fine");
}

TEST_P(SetUp, IsOverOnceSomebodyHasALogin) {
    const auto code = make().value();
    salon.write([&](db::Tx& tx) {
        const auto id =
            staff::add(tx, salon.context, salon.id, "Mira", "mira@example.com", businesses::Role::owner, {});
        CHECK(staff::set_login(tx, salon.context, salon.id, *id, address("mira@example.com"), "hash", {}));
    });
    EXPECT_FALSE(is_open());
    EXPECT_EQ(use(code), "setup.closed");
    EXPECT_FALSE(make());
}

TEST_P(SetUp, LetsOneOfManyIn) {
    const auto code = make().value();
    std::atomic<int> in = 0;
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) threads.emplace_back([&] { in += use(code) == "fine"; });
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(in, 1);
}

}  // namespace
}  // namespace accounts::staff
