#include "bookings/cancelled.h"

#include "support/world.h"

#include <gtest/gtest.h>

namespace bookings {
namespace {

using namespace std::chrono_literals;

struct CancelledLately : testing::TestWithParam<db::Engine> {
    support::World world{GetParam()};
    BookingId made(ProviderId provider, std::string_view when) {
        return world.book(world.anna, world.salon.cut, provider, when).value().booking.id;
    }
    void cancel_it(BookingId id) {
        world.db()
            .write([&](db::Tx& tx) { return cancel(tx, world.context(), world.salon.id, id, {}, Rules::staff); })
            .value();
    }
    std::vector<BookingId> list(std::optional<ProviderId> provider, Instant since, int limit = 10) {
        std::vector<BookingId> out;
        world.db().read([&](db::Session& session) {
            for (const auto& each : list_cancelled(session, world.salon.id, provider, since, world.clock.now(), limit))
                out.push_back(each.id);
        });
        return out;
    }
};

TEST_P(CancelledLately, AreThoseWhoseTimeIsStillToCome) {
    const auto begun = world.clock.now();
    const auto first = made(world.salon.mira, "tue 10:00"), second = made(world.salon.jonas, "wed 10:00");
    made(world.salon.mira, "thu 10:00");
    EXPECT_TRUE(list({}, begun).empty());
    cancel_it(first);
    world.clock.advance(1h);
    cancel_it(second);
    EXPECT_EQ(list({}, begun), (std::vector{second, first}));
    EXPECT_EQ(list({}, begun, 1), (std::vector{second}));
    EXPECT_EQ(list(world.salon.mira, begun), (std::vector{first}));
    EXPECT_EQ(list({}, begun + 1h), (std::vector{second}));
    world.clock.set(world.at("tue 11:00"));
    EXPECT_EQ(list({}, begun), (std::vector{second})) << "the other's time has gone by";
}

INSTANTIATE_TEST_SUITE_P(Engines, CancelledLately, testing::ValuesIn(support::engines()), support::engine_name);

}  // namespace
}  // namespace bookings
