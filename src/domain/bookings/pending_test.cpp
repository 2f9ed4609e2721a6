#include "bookings/pending.h"

#include "support/world.h"

#include <gtest/gtest.h>

namespace bookings {
namespace {

struct Pending : testing::TestWithParam<db::Engine> {
    support::World world{GetParam()};
    int count(std::optional<ProviderId> provider = {}) {
        return world.db().read([&](db::Session& s) { return count_pending(s, world.salon.id, provider); });
    }
    std::vector<BookingId> list(std::optional<ProviderId> provider = {}, std::optional<BookingId> after = {},
                                int limit = 10) {
        std::vector<BookingId> out;
        for (const auto& each :
             world.db()
                 .read([&](db::Session& s) { return list_pending(s, world.salon.id, provider, after, limit); })
                 .bookings)
            out.push_back(each.id);
        return out;
    }
    BookingId book(ServiceId service, ProviderId provider, std::string_view when) {
        return world.book(world.anna, service, provider, when).value().booking.id;
    }
};
INSTANTIATE_TEST_SUITE_P(Engines, Pending, testing::ValuesIn(support::engines()), support::engine_name);

TEST_P(Pending, AreWhatWaitsForApprovalAndNothingElse) {
    const auto& salon = world.salon;
    const auto later = book(salon.colour, salon.mira, "thu 10:00");
    const auto sooner = book(salon.colour, salon.jonas, "wed 10:00");
    book(salon.cut, salon.mira, "wed 13:00");
    EXPECT_EQ(count(), 2);
    EXPECT_EQ(count(salon.mira), 1);
    EXPECT_EQ(list(), (std::vector{sooner, later}));
    EXPECT_EQ(list(salon.mira), std::vector{later});
    EXPECT_EQ(list({}, {}, 1), std::vector{sooner});
    EXPECT_EQ(list({}, sooner, 1), std::vector{later});
    world.db().write([&](db::Tx& tx) {
        CHECK(change_status(tx, world.context(), salon.id, later, Status::declined, {activity::ActorKind::staff, 1},
                            Rules::staff));
    });
    EXPECT_EQ(count(), 1);
    EXPECT_EQ(count(salon.mira), 0);
    EXPECT_EQ(world.db().read([&](db::Session& s) { return count_pending(s, world.neighbour.id, {}); }), 0);
}

// The count stands on every page of the back office.
TEST_P(Pending, AreCountedByAnIndexThatHasNothingElse) {
    // PostgreSQL reads so small a table whole, whatever indexes it has.
    if (GetParam() == db::Engine::postgres) {
        const auto index = world.db().read([&](db::Session& s) {
            return s.value<std::string>("select indexdef::text from pg_indexes where indexname = 'bookings_pending'");
        });
        ASSERT_TRUE(index);
        EXPECT_NE(index->find("WHERE (status = 'pending'"), std::string::npos) << *index;
        return;
    }
    std::string plan;
    world.db().read([&](db::Session& s) {
        for (const auto& [id, parent, unused, detail] : s.rows<std::int64_t, std::int64_t, std::int64_t, std::string>(
                 "explain query plan select 1 from bookings where business_id = :business and status = 'pending' "
                 "limit 100",
                 world.salon.id))
            plan += detail + "\n";
    });
    EXPECT_NE(plan.find("bookings_pending"), std::string::npos) << plan;
}

}  // namespace
}  // namespace bookings
