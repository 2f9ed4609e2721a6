// Who may change what of the logins of staff: what concerns owners, owners alone, and what concerns an owner or oneself
// only with the password once more, and a code.
#include "accounts/staff_manage.h"
#include "accounts/test_salon.h"

#include <liboath/oath.h>

namespace accounts::staff {
namespace {

using namespace std::chrono_literals;
using businesses::Role;

constexpr std::string_view kSecret = "the installation's secret";
constexpr std::string_view kEvil = "gravel under seven moons";

class StaffRights : public testing::TestWithParam<db::Engine> {
protected:
    StaffId hire(std::string_view name, std::string_view email, Role role) {
        const auto hash = salon.hasher.hash(kPassword).value();
        return salon.write([&](db::Tx& tx) {
            const auto id = add(tx, salon.context, salon.id, name, email, role, {}).value();
            CHECK(set_login(tx, salon.context, salon.id, id, address(email), hash, {}));
            return id;
        });
    }
    static activity::Actor by(StaffId who) { return {activity::ActorKind::staff, who.value}; }
    Result<Proof> proof(StaffId who, std::string_view password = kPassword, std::string_view code = {}) {
        return prove(salon.db(), salon.context, salon.hasher, salon.id, who, password, code, kSecret);
    }
    std::string take_over(StaffId whom, StaffId who, const std::optional<Proof>& shown = {}) {
        const auto hash = salon.hasher.hash(kEvil).value();
        return accounts::code_of(salon.write([&](db::Tx& tx) {
            return set_login(tx, salon.context, salon.id, whom, address("evil@example.com"), hash, by(who), shown);
        }));
    }
    std::string set_role(StaffId whom, Role role, StaffId who, const std::optional<Proof>& shown = {}) {
        return accounts::code_of(salon.write(
            [&](db::Tx& tx) { return staff::set_role(tx, salon.context, salon.id, whom, role, by(who), shown); }));
    }
    std::string remove_codes(StaffId whom, StaffId who, const std::optional<Proof>& shown = {}) {
        return accounts::code_of(
            salon.write([&](db::Tx& tx) { return remove_totp(tx, salon.context, salon.id, whom, by(who), shown); }));
    }
    std::string remove(StaffId whom, StaffId who, const std::optional<Proof>& shown = {}) {
        return accounts::code_of(
            salon.write([&](db::Tx& tx) { return remove_login(tx, salon.context, salon.id, whom, by(who), shown); }));
    }
    std::string set_roles(std::set<Role> roles, StaffId who) {
        return accounts::code_of(
            salon.write([&](db::Tx& tx) { return set_totp_roles(tx, salon.context, salon.id, roles, by(who)); }));
    }
    std::set<Role> stored_roles() {
        return salon.read([&](db::Session& s) { return businesses::find(s, salon.id)->customer.totp_roles; });
    }
    std::string email_of(StaffId who) {
        return salon.read([&](db::Session& s) { return find(s, salon.id, who)->email; });
    }

    // What the app on the phone shows.
    std::string code_of_key(std::string padded) const {
        padded.append((8 - padded.size() % 8) % 8, '=');
        char* bytes = nullptr;
        std::size_t size = 0;
        EXPECT_EQ(oath_base32_decode(padded.data(), padded.size(), &bytes, &size), OATH_OK);
        std::array<char, 7> out{};
        oath_totp_generate(bytes, size, salon.clock.now().time_since_epoch().count(), 30, 0, 6, out.data());
        std::free(bytes);
        return out.data();
    }
    std::string set_up_codes(StaffId who, std::string_view email) {
        const auto session =
            staff::sign_in(salon.db(), salon.context, salon.hasher, salon.id, address(email), kPassword, new_browser())
                ->session_id;
        const auto setup =
            salon.write([&](db::Tx& tx) { return begin_totp(tx, salon.id, who, "Studio Lind", kSecret); });
        salon.write([&](db::Tx& tx) {
            CHECK(confirm_totp(tx, salon.context, salon.id, who, session, code_of_key(setup.key), kSecret));
        });
        salon.clock.advance(60s);
        return setup.key;
    }

    Salon salon{GetParam()};
    StaffId mira = hire("Mira", "mira@example.com", Role::owner), olga = hire("Olga", "olga@example.com", Role::owner);
    StaffId mona = hire("Mona", "mona@example.com", Role::manager),
            rita = hire("Rita", "rita@example.com", Role::receptionist);
};
INSTANTIATE_TEST_SUITE_P(Engines, StaffRights, testing::ValuesIn(support::engines()), support::engine_name);

TEST(StaffRoles, AreMadeByWhoMayDecideOnThem) {
    for (const auto role : {Role::owner, Role::manager, Role::receptionist, Role::provider}) {
        EXPECT_TRUE(may_decide(Role::owner, role));
        EXPECT_EQ(may_decide(Role::manager, role), role != Role::owner);
    }
}

TEST_P(StaffRights, OfOnesOwnLoginNeedThePresentPassword) {
    EXPECT_EQ(take_over(mira, mira), "staff.password_needed");
    EXPECT_EQ(remove(mira, mira), "staff.password_needed");
    EXPECT_EQ(remove_codes(mira, mira), "staff.password_needed");
    EXPECT_EQ(set_role(mira, Role::provider, mira), "staff.password_needed");
    EXPECT_EQ(take_over(mona, mona), "staff.password_needed");
    EXPECT_EQ(take_over(mira, mira, proof(olga).value()), "staff.password_needed") << "somebody else's";
    EXPECT_EQ(email_of(mira), "mira@example.com");
    EXPECT_EQ(take_over(mira, mira, proof(mira).value()), "fine");
}

TEST_P(StaffRights, OfAnOwnerAreOwnersWhoProveIt) {
    EXPECT_EQ(take_over(mira, olga), "staff.password_needed");
    EXPECT_EQ(set_role(rita, Role::owner, olga), "staff.password_needed") << "a new owner";
    EXPECT_EQ(set_role(rita, Role::owner, mona), "staff.owners_only");
    EXPECT_EQ(set_role(mira, Role::provider, olga), "staff.password_needed");
    EXPECT_EQ(take_over(rita, olga), "fine") << "what concerns no owner";
    EXPECT_EQ(set_role(rita, Role::provider, olga), "fine");
    EXPECT_EQ(set_role(rita, Role::owner, olga, proof(olga).value()), "fine");

    const auto shown = proof(mona).value();
    EXPECT_EQ(take_over(mira, mona, shown), "staff.owners_only");
    EXPECT_EQ(remove(mira, mona, shown), "staff.owners_only");
    EXPECT_EQ(remove_codes(mira, mona, shown), "staff.owners_only");
    EXPECT_EQ(set_role(mira, Role::provider, mona, shown), "staff.owners_only");
    EXPECT_EQ(set_role(mona, Role::owner, mona, shown), "staff.owners_only");
    EXPECT_EQ(accounts::code_of(salon.write([&](db::Tx& tx) {
                  return add(tx, salon.context, salon.id, "Eve", "eve@example.com", Role::owner, by(mona));
              })),
              "staff.owners_only");
    EXPECT_EQ(email_of(mira), "mira@example.com");
}

TEST_P(StaffRights, OfOthersAreThoseWhoManageStaff) {
    const auto hash = salon.hasher.hash(kPassword).value();
    const auto nina = hire("Nina", "nina@example.com", Role::provider);
    EXPECT_EQ(take_over(nina, rita, proof(rita).value()), "staff.not_permitted");
    EXPECT_EQ(set_role(nina, Role::manager, rita), "staff.not_permitted");
    EXPECT_EQ(take_over(nina, StaffId{99}), "staff.not_permitted");
    EXPECT_EQ(take_over(nina, mona), "fine");
}

TEST_P(StaffRights, LapseWithThePasswordThatProvedThem) {
    const auto shown = proof(mira).value();
    const auto session = staff::sign_in(salon.db(), salon.context, salon.hasher, salon.id, address("mira@example.com"),
                                        kPassword, new_browser())
                             ->session_id;
    ASSERT_TRUE(change_password(salon.db(), salon.context, salon.hasher, salon.id, session, shown, kEvil));
    EXPECT_EQ(take_over(mira, mira, shown), "staff.password_needed");
    EXPECT_FALSE(change_password(salon.db(), salon.context, salon.hasher, salon.id, session, shown, kPassword));
}

TEST_P(StaffRights, AreProvedByACodeTooWhereThereIsASecondFactor) {
    const auto key = set_up_codes(mira, "mira@example.com");
    EXPECT_EQ(accounts::code_of(proof(mira)), "staff.code_needed");
    EXPECT_EQ(accounts::code_of(proof(mira, kPassword, "000000")), "staff.wrong_code");
    const auto code = code_of_key(key);
    const auto shown = proof(mira, kPassword, code);
    ASSERT_TRUE(shown);
    EXPECT_EQ(accounts::code_of(proof(mira, kPassword, code)), "staff.wrong_code") << "it works once";
    EXPECT_EQ(remove_codes(mira, mira), "staff.password_needed");
    EXPECT_EQ(remove_codes(mira, mira, *shown), "fine");
    EXPECT_TRUE(proof(mira)) << "no code is asked for any more";
}

TEST_P(StaffRights, AreGuessedAtAFewTimesOnly) {
    const auto wrong = proof(mira, "guessed");
    ASSERT_FALSE(wrong);
    EXPECT_EQ(wrong.error().fields.at(0).field, "password");
    for (int i = 1; i < 10; ++i) EXPECT_EQ(accounts::code_of(proof(mira, "guessed")), "account.wrong_password");
    EXPECT_EQ(accounts::code_of(proof(mira)), "account.too_many_attempts");
    EXPECT_TRUE(proof(olga)) << "each for themselves";
    salon.clock.advance(15min);
    EXPECT_TRUE(proof(mira));
}

TEST_P(StaffRights, OfTheDutyOfOwnersToGiveCodesAreOwners) {
    EXPECT_EQ(set_roles({Role::owner, Role::manager}, mira), "fine");
    EXPECT_EQ(set_roles({Role::manager}, mona), "staff.owners_only");
    EXPECT_EQ(set_roles({}, mona), "staff.owners_only");
    EXPECT_EQ(stored_roles(), (std::set<Role>{Role::owner, Role::manager}));
    EXPECT_EQ(set_roles({Role::owner, Role::receptionist}, mona), "fine") << "what concerns no owner";
    EXPECT_EQ(set_roles({Role::receptionist}, olga), "fine");
    EXPECT_EQ(set_roles({Role::owner}, mona), "staff.owners_only") << "nor is the duty made";
    EXPECT_EQ(salon.count_of("settings.changed"), 3);
}

TEST_P(StaffRights, LeaveWordOfTheFormerAddress) {
    EXPECT_EQ(take_over(mira, mira, proof(mira).value()), "fine");
    EXPECT_EQ(salon.last_data("staff.email_changed"),
              R"({"after":{"email":"evil@example.com"},"before":{"email":"mira@example.com"}})");
    EXPECT_EQ(salon.count_of("staff.email_changed"), 1) << "not of the first ones";
}

}  // namespace
}  // namespace accounts::staff
