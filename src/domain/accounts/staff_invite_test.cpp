// How staff come in by an invitation, and what single permissions let them do.
#include "accounts/staff_invite.h"
#include "accounts/staff_link.h"
#include "accounts/test_salon.h"

namespace accounts::staff {
namespace {

using namespace std::chrono_literals;
using businesses::Role;

constexpr businesses::Permission kCustomers{"manage_customers", businesses::kAllButProviders};
constexpr businesses::Permission kPrices{"change_prices", businesses::kOwnersOnly};

class StaffInvitations : public testing::TestWithParam<db::Engine> {
protected:
    StaffInvitations() {
        for (const auto& each : {businesses::kManageSettings, businesses::kManageStaff, kCustomers, kPrices})
            salon.registry.add(each);
    }
    StaffId hire(std::string_view name, Role role) {
        const auto email = fmt::format("{}@example.com", name);
        const auto hash = salon.hasher.hash(kPassword).value();
        return salon.write([&](db::Tx& tx) {
            const auto id = add(tx, salon.context, salon.id, name, email, role, {}).value();
            CHECK(set_login(tx, salon.context, salon.id, id, address(email), hash, {}));
            return id;
        });
    }
    StaffId add_one(std::string_view name, Role role = Role::provider) {
        return salon.write([&](db::Tx& tx) {
            return add(tx, salon.context, salon.id, name, fmt::format("{}@example.com", name), role, {}).value();
        });
    }
    static activity::Actor by(StaffId who) { return {activity::ActorKind::staff, who.value}; }
    Result<std::string> invite(StaffId whom, std::string_view email, StaffId who) {
        return salon.write([&](db::Tx& tx) {
            return staff::invite(tx, salon.context, salon.id, whom, address(email), InviteBy::hand, "nb", by(who));
        });
    }
    std::string accept(std::string_view token) {
        const auto hash = salon.hasher.hash(kPassword).value();
        return code_of(
            salon.write([&](db::Tx& tx) { return set_password_by_link(tx, salon.context, salon.id, token, hash); }));
    }
    std::string signs_in(std::string_view email) {
        return code_of(staff::sign_in(salon.db(), salon.context, salon.hasher, salon.id, address(email), kPassword,
                                      new_browser()));
    }
    std::string permit(StaffId whom, std::map<std::string, bool, std::less<>> wanted, StaffId who) {
        return code_of(salon.write(
            [&](db::Tx& tx) { return set_permissions(tx, salon.context, salon.id, whom, wanted, by(who)); }));
    }
    std::string set_active(StaffId whom, bool active, StaffId who) {
        return code_of(salon.write(
            [&](db::Tx& tx) { return staff::set_active(tx, salon.context, salon.id, whom, active, by(who)); }));
    }
    Member stored(StaffId id) {
        return *salon.read([&](db::Session& session) { return find(session, salon.id, id); });
    }
    SignIn state(StaffId id) { return sign_in_state(stored(id), salon.clock.now()); }

    Salon salon{GetParam()};
    StaffId mira = hire("mira", Role::owner), mona = hire("mona", Role::manager);
    StaffId nora = add_one("nora");
};
INSTANTIATE_TEST_SUITE_P(Engines, StaffInvitations, testing::ValuesIn(support::engines()), support::engine_name);

TEST_P(StaffInvitations, LetSomebodyChooseAPasswordOnce) {
    EXPECT_EQ(state(nora), SignIn::none);
    const auto token = invite(nora, "nora@example.com", mona).value();
    EXPECT_EQ(state(nora), SignIn::invited);
    EXPECT_NE(signs_in("nora@example.com"), "fine") << "nothing opens it before";
    EXPECT_TRUE(salon.read([&](db::Session& s) { return find_link(s, salon.clock, salon.id, token); })->invited);
    EXPECT_EQ(accept(token), "fine");
    EXPECT_EQ(salon.count_of("staff.invitation_accepted"), 1);
    EXPECT_EQ(state(nora), SignIn::accepted);
    EXPECT_EQ(signs_in("nora@example.com"), "fine");
    EXPECT_EQ(accept(token), "account.link_dead") << "once";
    EXPECT_EQ(code_of(invite(nora, "nora@example.com", mona)), "staff.has_password");
}

TEST_P(StaffInvitations, EndWhenTheyAreWithdrawnSentAgainOrTooOld) {
    const auto first = invite(nora, "nora@example.com", mona).value(),
               second = invite(nora, "nora@elsewhere.example", mona).value();
    EXPECT_EQ(accept(first), "account.link_dead") << "the newer one counts";
    salon.write([&](db::Tx& tx) { CHECK(withdraw_invitation(tx, salon.context, salon.id, nora, by(mona))); });
    EXPECT_EQ(state(nora), SignIn::none);
    EXPECT_EQ(accept(second), "account.link_dead");
    const auto third = invite(nora, "nora@example.com", mona).value();
    salon.clock.advance(kInvitationLifetime);
    EXPECT_EQ(state(nora), SignIn::expired);
    EXPECT_EQ(accept(third), "account.link_dead");
    // The page for forgotten passwords is no way around it.
    ASSERT_TRUE(
        ask_password_link(salon.db(), salon.context, salon.id, address("nora@example.com"), "nb", new_browser()));
    EXPECT_EQ(salon.count_of("staff.password_asked"), 0);
}

TEST_P(StaffInvitations, AreForThoseWhoMayLetOthersIn) {
    const auto rita = hire("rita", Role::receptionist), olga = add_one("olga", Role::owner);
    EXPECT_EQ(code_of(invite(nora, "nora@example.com", rita)), "staff.not_permitted");
    EXPECT_EQ(code_of(invite(olga, "olga@example.com", mona)), "staff.owners_only");
    EXPECT_EQ(code_of(invite(olga, "olga@example.com", mira)), "staff.password_needed");
    EXPECT_EQ(code_of(invite(nora, "mira@example.com", mona)), "staff.email_taken");
    EXPECT_EQ(code_of(invite(StaffId{1}, "x@example.com", mona)), "staff.unknown");
    for (int n = 0; n < 5; ++n) ASSERT_TRUE(invite(nora, "nora@example.com", mona));
    EXPECT_EQ(code_of(invite(nora, "nora@example.com", mona)), "account.too_many_attempts");
}

TEST_P(StaffInvitations, MakeNoOwnerWhoCouldBeTheLast) {
    const auto olga = add_one("olga", Role::owner);
    salon.write([&](db::Tx& tx) {
        CHECK(staff::invite(tx, salon.context, salon.id, olga, address("olga@example.com"), InviteBy::hand, "nb", {}));
    });
    const auto gives_up =
        salon.write([&](db::Tx& tx) { return set_role(tx, salon.context, salon.id, mira, Role::manager, {}); });
    EXPECT_EQ(code_of(gives_up), "staff.last_owner");
}

TEST_P(StaffInvitations, EndWithTheWorkHere) {
    const auto token = invite(nora, "nora@example.com", mona).value();
    ASSERT_EQ(set_active(nora, false, mona), "fine");
    EXPECT_EQ(accept(token), "account.link_dead");
    EXPECT_EQ(code_of(invite(nora, "nora@example.com", mona)), "staff.inactive");

    const auto session = staff::sign_in(salon.db(), salon.context, salon.hasher, salon.id, address("mona@example.com"),
                                        kPassword, new_browser())
                             ->session_token;
    EXPECT_EQ(set_active(mona, false, mona), "staff.not_yourself");
    ASSERT_EQ(set_active(mona, false, mira), "fine");
    EXPECT_FALSE(salon.read([&](db::Session& s) { return find_signed_in(s, salon.clock, salon.id, session); }));
    EXPECT_EQ(signs_in("mona@example.com"), "account.wrong_sign_in");
    EXPECT_EQ(set_active(nora, true, mona), "staff.not_permitted") << "she does nothing here any more";
    EXPECT_EQ(set_active(mira, false, hire("max", Role::manager)), "staff.owners_only");
}

TEST_P(StaffInvitations, OfTheLastOwnerStay) {
    EXPECT_EQ(code_of(salon.write(
                  [&](db::Tx& tx) { return staff::set_active(tx, salon.context, salon.id, mira, false, {}); })),
              "staff.last_owner");
}

TEST_P(StaffInvitations, GiveOnlyWhatTheGiverMayDo) {
    const auto rita = hire("rita", Role::receptionist);
    EXPECT_TRUE(stored(rita).may(kCustomers));
    EXPECT_EQ(permit(rita, {{"manage_customers", false}}, mona), "fine");
    EXPECT_FALSE(stored(rita).may(kCustomers));
    EXPECT_EQ(
        salon.last_data("staff.permissions_changed"),
        R"({"after":{"permissions":{"manage_customers":false}},"before":{"permissions":{"manage_customers":true}}})");
    EXPECT_EQ(permit(rita, {{"manage_customers", true}}, mona), "fine");
    EXPECT_TRUE(stored(rita).single.empty()) << "as the role again";

    EXPECT_EQ(permit(rita, {{"change_prices", true}}, mona), "staff.owners_only");
    EXPECT_EQ(permit(mona, {{"change_prices", true}}, mona), "staff.own_permissions");
    EXPECT_EQ(permit(mira, {{"change_prices", false}}, mona), "staff.owners_may_all");
    EXPECT_EQ(permit(rita, {{"manage_staff", true}}, rita), "staff.not_permitted");
    EXPECT_EQ(permit(rita, {{"change_prices", true}}, mira), "fine");
    EXPECT_TRUE(stored(rita).may(kPrices));
    // What a manager was denied, they do not give.
    EXPECT_EQ(permit(mona, {{"manage_customers", false}}, mira), "fine");
    EXPECT_EQ(permit(nora, {{"manage_customers", true}}, mona), "staff.more_than_own");
}

TEST_P(StaffInvitations, OpenNoWayAboveOneself) {
    const auto rita = hire("rita", Role::receptionist);
    ASSERT_EQ(permit(rita, {{"manage_staff", true}}, mira), "fine");
    const auto hash = salon.hasher.hash(kPassword).value();
    const auto take_over = salon.write([&](db::Tx& tx) {
        return set_login(tx, salon.context, salon.id, mona, address("evil@example.com"), hash, by(rita));
    });
    EXPECT_EQ(code_of(take_over), "fine") << "nothing that a manager may do here is not hers too";
    ASSERT_EQ(permit(mona, {{"change_prices", true}}, mira), "fine");
    const auto more = salon.write([&](db::Tx& tx) {
        return set_login(tx, salon.context, salon.id, mona, address("evil@example.com"), hash, by(rita));
    });
    EXPECT_EQ(code_of(more), "staff.more_than_own");
    const auto made =
        salon.write([&](db::Tx& tx) { return set_role(tx, salon.context, salon.id, nora, Role::owner, by(rita)); });
    EXPECT_EQ(code_of(made), "staff.owners_only");
}

}  // namespace
}  // namespace accounts::staff
