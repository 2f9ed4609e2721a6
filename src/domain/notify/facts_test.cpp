#include "notify/facts.h"

#include "db/db.h"
#include "support/world.h"

#include <gtest/gtest.h>

namespace notify {
namespace {

struct HousesKept : testing::TestWithParam<db::Engine> {
    support::World world{GetParam()};
    Houses houses;

    void set_phone(db::Tx& tx, const std::string& phone) {
        tx.execute("update businesses set phone = :phone where id = :id", phone, world.salon.id);
        businesses::touch(tx, world.salon.id);
    }
    std::string phone() {
        return world.db().read(
            [&](db::Session& session) { return houses.find(session, world.salon.id)->business.phone; });
    }
    std::string phone_in_a_transaction() {
        return world.db().write([&](db::Tx& tx) { return houses.find(tx, world.salon.id)->business.phone; });
    }
};
INSTANTIATE_TEST_SUITE_P(Engines, HousesKept, testing::ValuesIn(support::engines()), support::engine_name);

TEST_P(HousesKept, AreNotWhatATransactionSawThatFailed) {
    const auto failed = world.db().write([&](db::Tx& tx) -> Result<void> {
        set_phone(tx, "+4711111111");
        EXPECT_EQ(houses.find(tx, world.salon.id)->business.phone, "+4711111111");
        return base::conflict("test.failed");
    });
    ASSERT_FALSE(failed);
    world.db().write([&](db::Tx& tx) { set_phone(tx, "+4722222222"); });
    EXPECT_EQ(phone(), "+4722222222");
    EXPECT_EQ(phone_in_a_transaction(), "+4722222222");
}

TEST_P(HousesKept, AreReadOnceForManyTransactions) {
    const auto read_for_itself = [&] {
        return world.db().write([&](db::Tx& tx) { return houses.find(tx, world.salon.id); });
    };
    EXPECT_NE(read_for_itself(), read_for_itself());
    houses.keep_missed(world.db());
    const auto kept = read_for_itself();
    EXPECT_EQ(kept, read_for_itself());
    world.db().write([&](db::Tx& tx) { set_phone(tx, "+4733333333"); });
    EXPECT_EQ(phone_in_a_transaction(), "+4733333333");
    EXPECT_NE(kept, read_for_itself());
    houses.keep_missed(world.db());
    EXPECT_EQ(read_for_itself(), read_for_itself());
}

}  // namespace
}  // namespace notify
