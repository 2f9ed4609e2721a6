#include "demo/visit.h"

#include "support/world.h"

#include <gtest/gtest.h>

namespace demo {
namespace {

class Visit : public testing::TestWithParam<db::Engine> {
protected:
    void make_demo(std::initializer_list<BusinessId> businesses) {
        world.db().write([&](db::Tx& tx) {
            for (const auto id : businesses) tx.execute("insert into demo_businesses (business_id) values (:id)", id);
            tx.execute("update staff_members set email = 'p' || id || '@example.com' where email = ''");
        });
    }
    std::vector<Role> roles() { return world.db().read(list_roles); }
    Result<accounts::staff::NewSession> enter(BusinessId business, StaffId member) {
        return world.db().write([&](db::Tx& tx) {
            return look_around(tx, {world.clock, world.registry}, business, member,
                               {.address = "192.0.2.7", .user_agent = "browser", .device = {}, .network = {}});
        });
    }
    std::int64_t count(std::string_view table, BusinessId business) {
        return world.db().read([&](db::Session& session) {
            return session
                .value<std::int64_t>(
                    fmt::format("select cast(count(*) as bigint) from {} where business_id = :business", table),
                    business)
                .value();
        });
    }

    support::World world{GetParam()};
};

TEST_P(Visit, EntersADemoBusinessAsOneOfEachRole) {
    EXPECT_TRUE(roles().empty());
    make_demo({world.salon.id, world.clinic.id, world.neighbour.id});
    const auto all = roles();
    ASSERT_FALSE(all.empty());
    const auto session = enter(all.front().business, all.front().member);
    ASSERT_TRUE(session) << session.error().code;
    const auto who = world.db().read([&](db::Session& reading) {
        return accounts::staff::find_signed_in(reading, world.clock, all.front().business, session->session_token);
    });
    ASSERT_TRUE(who);
    EXPECT_EQ(who->id, all.front().member);
    EXPECT_EQ(roles().size(), all.size()) << "others may look around as well";
}

TEST_P(Visit, NobodyEntersABusinessThatIsSomebodys) {
    make_demo({world.salon.id, world.clinic.id});
    EXPECT_TRUE(roles().empty()) << "one of the installation's businesses is real";
    EXPECT_FALSE(enter(world.salon.id, {world.salon.mira.value}));

    make_demo({world.neighbour.id});
    const auto all = roles();
    const auto at_the_salon = std::ranges::find(all, world.salon.id, &Role::business);
    ASSERT_NE(at_the_salon, all.end());
    const auto member = at_the_salon->member;
    ASSERT_TRUE(enter(world.salon.id, member));
    const auto given = world.db().write([&](db::Tx& tx) {
        const auto email = base::parse_email("stranger@example.com").value();
        const activity::Actor stranger{activity::ActorKind::staff, member.value};
        return accounts::staff::set_login(tx, {world.clock, world.registry}, world.salon.id, member, email, "hash",
                                          stranger);
    });
    EXPECT_EQ(given.error().code, "staff.not_permitted") << "a stranger makes no password, which would end the set-up";
    world.db()
        .write([&](db::Tx& tx) {
            const auto email = base::parse_email("mira@example.com").value();
            return accounts::staff::set_login(tx, {world.clock, world.registry}, world.salon.id,
                                              {world.salon.mira.value}, email, "hash", {});
        })
        .value();
    EXPECT_FALSE(enter(world.salon.id, member));
    EXPECT_FALSE(enter(world.clinic.id, member)) << "nor by another business's door";
}

TEST_P(Visit, RemovingTheDemoTakesEverythingOfItAndNothingElse) {
    ASSERT_TRUE(world.book(world.anna, world.salon.cut, world.salon.mira, "tue 10:00"));
    ASSERT_TRUE(world.book(world.anna, world.clinic.scan, world.clinic.ada, "tue 10:00"));
    make_demo({world.salon.id});
    EXPECT_EQ(remove(world.db()), 1);
    EXPECT_EQ(remove(world.db()), 0);
    for (const auto* table : {"bookings", "occupancies", "customers", "services", "staff_members", "activities"})
        EXPECT_EQ(count(table, world.salon.id), 0) << table;
    EXPECT_FALSE(
        world.db().read([&](db::Session& session) { return businesses::find(session, world.salon.id); }).has_value());
    EXPECT_EQ(count("bookings", world.clinic.id), 1);
    EXPECT_TRUE(db::integrity_errors(*world.fresh).empty());
}

INSTANTIATE_TEST_SUITE_P(Engines, Visit, testing::ValuesIn(support::engines()), support::engine_name);

}  // namespace
}  // namespace demo
