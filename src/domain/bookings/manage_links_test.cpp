#include "bookings/manage_links.h"

#include "accounts/profile.h"
#include "support/world.h"

#include <gtest/gtest.h>

namespace bookings {
namespace {

class MailedLinks : public testing::TestWithParam<db::Engine> {
protected:
    support::World world{GetParam()};
    BusinessId salon = world.salon.id;
    Made booked = world.book(world.anna, world.salon.cut, world.salon.mira, "tue 10:00").value();
    std::string mailed =
        world.db().write([&](db::Tx& tx) { return make_manage_link(tx, world.clock, salon, booked.booking.id); });

    bool works(std::string_view token) {
        return world.db().read(
            [&](db::Session& s) { return find_by_token(s, salon, token, world.clock.now()).has_value(); });
    }
    void change(const std::function<void(customers::Changes&)>& edit) {
        world.db().write([&](db::Tx& tx) {
            const auto customer = booked.booking.customer_id;
            auto changes = customers::changes_of(customers::find(tx, salon, customer).value());
            edit(changes);
            const accounts::Context context{world.clock, world.registry};
            ASSERT_TRUE(accounts::update_record(tx, context, salon, "NO", customer, changes, {}, false, {}));
        });
    }
    std::size_t listed() {
        return world.db().read([&](db::Session& s) {
            return list_manage_links(s, salon, {booked.booking.customer_id}, world.clock.now(), 50).size();
        });
    }
};
INSTANTIATE_TEST_SUITE_P(Engines, MailedLinks, testing::ValuesIn(support::engines()), support::engine_name);

TEST_P(MailedLinks, EndWithTheAddressThatTheyWereMailedTo) {
    change([](customers::Changes& changes) { changes.email = "anna.new@example.com"; });
    EXPECT_FALSE(works(booked.manage_token));
    EXPECT_FALSE(works(mailed));
    const auto next =
        world.db().write([&](db::Tx& tx) { return make_manage_link(tx, world.clock, salon, booked.booking.id); });
    EXPECT_TRUE(works(next)) << "the next mail goes to the new address";
}

TEST_P(MailedLinks, EndWithTheAddressOfWhoHasNoLogin) {
    world.db().write([&](db::Tx& tx) {
        const accounts::Context context{world.clock, world.registry};
        accounts::erase(tx, context, salon, booked.booking.customer_id, {});
    });
    change([](customers::Changes& changes) { changes.email.clear(); });
    EXPECT_FALSE(works(mailed));
}

TEST_P(MailedLinks, OfThoseWhomTheLoginLooksAfterEndWithItsAddress) {
    const auto kim = world.db().write([&](db::Tx& tx) {
        const accounts::Context context{world.clock, world.registry};
        const auto account = accounts::find_by_customer(tx, salon, booked.booking.customer_id).value();
        return accounts::add_dependant(tx, context, salon, account.id, "Kim", "Berg", "en").value();
    });
    auto wish = world.wish(world.anna, world.salon.cut, world.salon.mira, "wed 10:00");
    wish.customer = kim;
    wish.actor = {activity::ActorKind::customer, booked.booking.customer_id.value};
    const auto made =
        world.db().write([&](db::Tx& tx) { return book(tx, world.context(), salon, wish, Rules::customer); }).value();
    EXPECT_TRUE(works(made.manage_token));
    change([](customers::Changes& changes) { changes.email = "anna.new@example.com"; });
    EXPECT_FALSE(works(made.manage_token));
}

TEST_P(MailedLinks, StayWhereTheAddressIsTheSame) {
    change([](customers::Changes& changes) {
        changes.name = "Annika";
        changes.email = "Anna@Example.com";
    });
    EXPECT_TRUE(works(booked.manage_token));
    EXPECT_TRUE(works(mailed));
}

TEST_P(MailedLinks, AreListedWhileOneOfThemWorks) {
    EXPECT_EQ(listed(), 1U);
    world.db().write([&](db::Tx& tx) {
        revoke_all_manage_links(tx, world.context(), salon, {booked.booking.customer_id}, {});
        make_panel_link(tx, world.clock, salon, booked.booking.id);
    });
    EXPECT_EQ(listed(), 1U);
    world.clock.set(world.clock.now() + kPanelLinkLifetime);
    EXPECT_EQ(listed(), 0U);
}

}  // namespace
}  // namespace bookings
