#include "bookings/left_out.h"

#include "db/db.h"
#include "support/world.h"

#include <gtest/gtest.h>

namespace bookings {
namespace {

using namespace std::chrono_literals;

class LeftOutOf : public testing::TestWithParam<db::Engine> {
protected:
    availability::Schedule schedule() {
        return world.db().read([&](db::Session& session) {
            return staff::list_schedules(session, world.salon.id, Day{}).at(world.salon.mira);
        });
    }
    LeftOut ask(const availability::Schedule& planned, int limit = 10) {
        const auto held = schedule();
        return world.db().read([&](db::Session& session) {
            return left_out(session, world.salon.id, world.salon.mira, world.salon.zone, held, planned,
                            world.clock.now(), limit);
        });
    }
    BookingId book(std::string_view when) {
        return world.book(world.anna, world.salon.cut, world.salon.mira, when).value().booking.id;
    }
    static availability::Schedule until(Minutes end) {
        availability::Schedule out;
        for (int weekday = 1; weekday <= 5; ++weekday) out.hours.push_back({weekday, {9h, end}});
        return out;
    }

    support::World world{GetParam()};
};
INSTANTIATE_TEST_SUITE_P(Engines, LeftOutOf, testing::ValuesIn(support::engines()), support::engine_name);

TEST_P(LeftOutOf, NamesWhatTheNewHoursDoNotContainInTheOrderOfTime) {
    const auto late = book("wed 15:00"), later = book("thu 14:30");
    book("tue 10:00"), book("wed 13:15");
    EXPECT_EQ(ask(schedule()).count, 0);
    EXPECT_EQ(ask(until(17h)).count, 0);
    const auto found = ask(until(15h));
    EXPECT_EQ(found.count, 2);
    ASSERT_EQ(found.bookings.size(), 2u);
    EXPECT_EQ(found.bookings[0].id, late);
    EXPECT_EQ(found.bookings[1].id, later);
    EXPECT_EQ(ask(until(15h), 1).bookings.size(), 1u);
    EXPECT_EQ(ask(until(15h), 1).count, 2);
    EXPECT_EQ(ask({}).count, 4);
}

TEST_P(LeftOutOf, LooksAtBreaksTimeOffAndBlockedTime) {
    book("tue 10:00");
    auto planned = schedule();
    planned.breaks.push_back({2, {10h + 30min, 11h}});
    EXPECT_EQ(ask(planned).count, 1);
    planned = schedule();
    const auto tuesday = world.salon.zone.day(world.at("tue 10:00"));
    planned.days_off.push_back({tuesday, tuesday});
    EXPECT_EQ(ask(planned).count, 1);
    planned = schedule();
    planned.blocked.push_back({tuesday, {10h + 45min, 12h}});
    EXPECT_EQ(ask(planned).count, 0) << "touching is not overlapping";
    planned.blocked.push_back({tuesday, {10h + 44min, 12h}});
    EXPECT_EQ(ask(planned).count, 1);
}

TEST_P(LeftOutOf, LeavesOutWhatIsOverGivenUpAnothersOrOutsideAlready) {
    const auto id = book("tue 10:00");
    world.book(world.ben, world.salon.cut, world.salon.jonas, "tue 10:00").value();
    const Move move{.starts_at = world.at("wed 19:00"), .outside_hours = true};
    const auto outside = book("wed 10:00");
    world.db()
        .write([&](db::Tx& tx) {
            return reschedule(tx, world.context(), world.salon.id, outside, move, {}, Rules::staff);
        })
        .value();
    EXPECT_EQ(ask({}).count, 1);
    world.db()
        .write([&](db::Tx& tx) { return cancel(tx, world.context(), world.salon.id, id, {}, Rules::staff); })
        .value();
    EXPECT_EQ(ask({}).count, 0);
    book("thu 10:00");
    EXPECT_EQ(ask({}).count, 1);
    world.clock.set(world.at("thu 10:45"));
    EXPECT_EQ(ask({}).count, 0);
}

TEST_P(LeftOutOf, TakesNoTimeForTenThousandAppointments) {
    world.db().write([&](db::Tx& tx) {
        const auto first = world.at("tue 09:00");
        for (int n = 0; n < 10'000; ++n) {
            const auto starts = first + std::chrono::days{n / 16} + Minutes{30 * (n % 16)};
            tx.execute(R"sql(
                insert into appointments (business_id, id, service_id, provider_id, starts_at, ends_at, local_start,
                                          time_zone)
                values (:business, :id, :service, :provider, :starts, :ends, '', ''))sql",
                       world.salon.id, base::new_id(), world.salon.cut, world.salon.mira, starts, starts + 30min);
        }
    });
    const auto begun = std::chrono::steady_clock::now();
    EXPECT_GT(ask({}, 0).count, 5000);
    const auto took = std::chrono::steady_clock::now() - begun;
    EXPECT_LT(took, 2s) << "100 ms where nothing else runs";
    std::printf("10,000 appointments: %lld ms\n",
                static_cast<long long>(std::chrono::duration_cast<std::chrono::milliseconds>(took).count()));
}

}  // namespace
}  // namespace bookings
