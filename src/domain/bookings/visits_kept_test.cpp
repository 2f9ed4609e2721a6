// When each customer was here last and comes next follows whatever happens to their bookings.
#include "bookings/edit.h"
#include "customers/visits.h"
#include "support/seed.h"
#include "support/world.h"

#include <gtest/gtest.h>

#include <random>

namespace bookings {
namespace {

struct VisitsKept : testing::TestWithParam<db::Engine> {
    support::World world{GetParam()};
    support::Salon& salon = world.salon;

    template <class Verb>
    auto write(const Verb& verb) {
        return world.db().write([&](db::Tx& tx) { return verb(tx, world.context()); });
    }
    customers::Visits kept(CustomerId customer) {
        return world.db().read(
            [&](db::Session& session) { return customers::list_visits(session, salon.id, {customer}).at(customer); });
    }
    // By looking at all of their bookings.
    customers::Visits slowly(CustomerId customer) {
        customers::Visits out;
        const auto all = world.db().read(
            [&](db::Session& session) { return list_all_of_customer(session, salon.id, customer, {}, 200).bookings; });
        for (const auto& booking : all) {
            const auto start = booking.time.begin;
            if (booking.status == Status::completed && (!out.last || *out.last < start)) out.last = start;
            if (is_live(booking.status) && (!out.next || *out.next > start)) out.next = start;
        }
        return out;
    }
};
INSTANTIATE_TEST_SUITE_P(Engines, VisitsKept, testing::ValuesIn(support::engines()), support::engine_name);

TEST_P(VisitsKept, WithEachBookingMadeMovedCancelledDeletedAndOver) {
    const auto first = world.book(world.anna, salon.cut, salon.mira, "wed 10:00").value().booking;
    const auto anna = first.customer_id;
    EXPECT_EQ(kept(anna), (customers::Visits{{}, world.at("wed 10:00")}));
    const auto second = world.book(world.anna, salon.cut, salon.mira, "tue 10:00").value().booking;
    EXPECT_EQ(kept(anna).next, world.at("tue 10:00"));
    world.book(world.anna, salon.cut, salon.mira, "thu 10:00").value();
    EXPECT_EQ(kept(anna).next, world.at("tue 10:00"));
    const activity::Actor system{};
    write([&](db::Tx& tx, const Context& c) {
        return reschedule(tx, c, salon.id, second.id,
                          {.starts_at = world.at("fri 10:00"), .provider_id = salon.mira, .version = second.version},
                          system, Rules::staff);
    }).value();
    EXPECT_EQ(kept(anna).next, world.at("wed 10:00"));
    write([&](db::Tx& tx, const Context& c) {
        return cancel(tx, c, salon.id, first.id, system, Rules::staff);
    }).value();
    EXPECT_EQ(kept(anna).next, world.at("thu 10:00"));
    write([&](db::Tx& tx, const Context& c) {
        return discard(tx, c, salon.id, second.id, std::nullopt, system);
    }).value();
    const auto thursday = world.at("thu 10:00");
    world.clock.advance(std::chrono::days{5});
    world.run_jobs();
    EXPECT_EQ(kept(anna), (customers::Visits{thursday, {}}));
    EXPECT_EQ(kept(anna), slowly(anna));
    (void)write([&](db::Tx& tx, const Context& c) { return restore(tx, c, salon.id, second.id, system); });
    EXPECT_EQ(kept(anna), slowly(anna));
}

TEST_P(VisitsKept, AsTheBookingsSayAfterWhateverHappened) {
    const support::Seed seed(20261130);
    std::mt19937_64 random(seed.value);
    const auto below = [&](int n) { return std::uniform_int_distribution(0, n - 1)(random); };
    const std::array days{"tue", "wed", "thu", "fri", "mon+1", "tue+1"};
    const activity::Actor system{};
    std::vector<Booking> made;
    for (int n = 0; n < 60; ++n) {
        const auto when = fmt::format("{} {:02}:00", days.at(static_cast<std::size_t>(below(6))), 9 + below(7));
        if (made.empty() || below(2) == 0) {
            const auto& who = below(2) == 0 ? world.anna : world.ben;
            if (const auto booked = world.book(who, salon.cut, {}, when)) made.push_back(booked->booking);
        } else {
            const auto& one = made[static_cast<std::size_t>(below(static_cast<int>(made.size())))];
            const auto what = below(3);
            (void)write([&](db::Tx& tx, const Context& c) -> Result<void> {
                const auto now = find(tx, salon.id, one.id);
                if (!now) return {};
                Result<Booking> done = *now;
                if (what == 0) done = cancel(tx, c, salon.id, one.id, system, Rules::staff);
                if (what == 1)
                    done = reschedule(tx, c, salon.id, one.id,
                                      {.starts_at = world.at(when), .provider_id = {}, .version = now->version}, system,
                                      Rules::staff);
                if (what == 2) return discard(tx, c, salon.id, one.id, std::nullopt, system);
                return done ? Result<void>() : std::unexpected(done.error());
            });
        }
        if (n % 12 == 11) {
            world.clock.advance(std::chrono::days{1});
            world.run_jobs();
        }
        for (const auto& each : made) EXPECT_EQ(kept(each.customer_id), slowly(each.customer_id)) << n;
    }
}

}  // namespace
}  // namespace bookings
