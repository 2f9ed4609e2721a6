#include "bookings/explain.h"
#include "db/db.h"
#include "support/seed.h"
#include "support/world.h"

#include <gtest/gtest.h>

#include <random>

namespace bookings {
namespace {

using namespace std::chrono_literals;

class ExplainStaff : public testing::TestWithParam<db::Engine> {
protected:
    std::shared_ptr<const Snapshot> snapshot(const support::House& house) {
        return world.db().read([&](db::Session& s) { return world.snapshots.find(s, house.slug); });
    }
    std::vector<RefusedStarts> ask(const Booking& booking, ProviderId provider, Span starts) {
        const auto now = snapshot(world.house_of(booking.service_id));
        return world.db().read([&](db::Session& session) {
            return explain_staff(session, *now, {.booking = booking, .provider_id = provider}, starts,
                                 world.clock.now());
        });
    }
    Span day_of(std::string_view when) { return world.salon.zone.span(world.salon.zone.day(world.at(when))); }
    Booking made(std::string_view when) {
        return world.book(world.anna, world.salon.cut, world.salon.mira, when).value().booking;
    }
    static std::optional<RefusedStarts> at(const std::vector<RefusedStarts>& all, Instant start) {
        for (const auto& each : all)
            if (each.starts.begin <= start && start < each.starts.end) return each;
        return std::nullopt;
    }
    // What the verb itself says, which is undone.
    std::string verb_says(const Booking& booking, ProviderId provider, Instant start) {
        std::string said = "moved";
        (void)world.db().write([&](db::Tx& tx) -> Result<void> {
            const auto moved = reschedule(tx, world.context(), booking.business_id, booking.id,
                                          {.starts_at = start, .provider_id = provider}, {}, Rules::staff);
            if (!moved) said = moved.error().code;
            return conflict("undone");
        });
        return said;
    }

    support::World world{GetParam()};
};
INSTANTIATE_TEST_SUITE_P(Engines, ExplainStaff, testing::ValuesIn(support::engines()), support::engine_name);

TEST_P(ExplainStaff, TellsWhereAnAppointmentMayNotBeDroppedAndWhy) {
    const auto booking = made("tue 10:00");
    world.book(world.ben, world.salon.cut, world.salon.mira, "tue 14:00").value();
    const auto refused = ask(booking, world.salon.mira, day_of("tue 10:00"));
    const auto rule = [&](std::string_view when) {
        const auto found = at(refused, world.at(when));
        return found ? std::optional(found->rule) : std::nullopt;
    };
    EXPECT_EQ(rule("tue 08:59"), Rule::hours);
    EXPECT_EQ(rule("tue 09:00"), std::nullopt);
    EXPECT_EQ(rule("tue 10:00"), std::nullopt);  // its own time is not in its way
    EXPECT_EQ(rule("tue 11:15"), std::nullopt);
    EXPECT_EQ(rule("tue 11:16"), Rule::pause);
    EXPECT_EQ(rule("tue 12:30"), std::nullopt);
    EXPECT_EQ(rule("tue 13:16"), Rule::taken);
    EXPECT_EQ(rule("tue 14:44"), Rule::taken);
    EXPECT_EQ(rule("tue 14:45"), std::nullopt);
    EXPECT_EQ(rule("tue 16:16"), Rule::end);
    EXPECT_EQ(rule("tue 17:00"), Rule::hours);
}

TEST_P(ExplainStaff, RefusesWhoDoesNotGiveTheServiceAtAnyTime) {
    const auto booking = made("tue 10:00");
    world.change(world.salon.cut, [&](catalog::Service& service) { service.providers = {world.salon.mira}; });
    const auto day = day_of("tue 10:00");
    EXPECT_EQ(ask(booking, world.salon.jonas, day), (std::vector<RefusedStarts>{{day, Rule::gives, {}}}));
}

TEST_P(ExplainStaff, NamesTheRoomThatIsTaken) {
    const auto booking =
        world.book(world.anna, world.clinic.consultation, world.clinic.ada, "tue 10:00").value().booking;
    world.book(world.ben, world.clinic.consultation, world.clinic.max, "tue 14:00").value();
    const auto& zone = world.clinic.zone;
    const auto start = world.at("tue 14:00", zone);
    const auto found = at(ask(booking, world.clinic.ada, zone.span(zone.day(start))), start);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->rule, Rule::resource);
    EXPECT_EQ(found->resource, world.clinic.room);
}

TEST_P(ExplainStaff, LeavesAWholeAppointmentItsOwnTime) {
    world.change(world.salon.cut, [&](catalog::Service& service) { service.capacity = 2; });
    const auto anna = made("tue 10:00");
    auto wish = world.wish(world.ben, world.salon.cut, world.salon.mira, "tue 10:00");
    wish.appointment = anna.appointment_id;
    (void)world.db()
        .write([&](db::Tx& tx) { return book(tx, world.context(), world.salon.id, wish, Rules::staff); })
        .value();
    world.book(world.ben, world.salon.colour, world.salon.mira, "tue 14:00").value();
    const auto shared = world.db().read([&](db::Session& s) { return *find(s, world.salon.id, anna.id); });
    const auto now = snapshot(world.salon);
    const auto refused = [&](bool whole) {
        return world.db().read([&](db::Session& session) {
            return explain_staff(session, *now, {.booking = shared, .provider_id = world.salon.mira, .whole = whole},
                                 day_of("tue 10:00"), world.clock.now());
        });
    };
    EXPECT_EQ(at(refused(false), world.at("tue 10:15"))->rule, Rule::taken) << "the other one stays there";
    const auto of_all = refused(true);
    for (const auto* when :
         {"tue 08:00", "tue 09:00", "tue 10:15", "tue 11:30", "tue 13:00", "tue 14:30", "tue 16:30"}) {
        std::string said = "moved";
        (void)world.db().write([&](db::Tx& tx) -> Result<void> {
            const auto moved = move_appointment(tx, world.context(), world.salon.id, anna.appointment_id,
                                                {.starts_at = world.at(when)}, {});
            if (!moved) said = moved.error().code;
            return conflict("undone");
        });
        EXPECT_EQ(said == "moved", !at(of_all, world.at(when))) << when << ": " << said;
    }
}

TEST_P(ExplainStaff, AllowsExactlyWhatTheVerbDoes) {
    const support::Seed seed(20'261'203);
    std::mt19937_64 dice(seed.value);
    const auto roll = [&](int low, int high) { return std::uniform_int_distribution(low, high)(dice); };
    const std::array houses{std::pair(world.salon.cut, std::array{world.salon.mira, world.salon.jonas}),
                            std::pair(world.salon.colour, std::array{world.salon.mira, world.salon.jonas}),
                            std::pair(world.clinic.consultation, std::array{world.clinic.ada, world.clinic.max}),
                            std::pair(world.clinic.scan, std::array{world.clinic.ada, world.clinic.max})};
    int moved = 0, outside = 0, taken = 0;
    for (int round = 0; round < 10; ++round) {
        const auto& [service, providers] = houses[static_cast<std::size_t>(roll(0, 3))];
        const auto& house = world.house_of(service);
        const auto day = house.zone.day(world.clock.now()) + std::chrono::days{roll(0, 9)};
        std::optional<Booking> booking;
        for (int n = roll(2, 6); n > 0; --n) {
            auto wish = world.wish(world.anna, service, providers[static_cast<std::size_t>(roll(0, 1))], "tue 09:00");
            wish.starts_at = house.zone.instant(WallTime{day} + Minutes{roll(36, 64) * 15});
            wish.outside_hours = true;
            wish.actor.kind = activity::ActorKind::system;
            const auto made =
                world.db().write([&](db::Tx& tx) { return book(tx, world.context(), house.id, wish, Rules::staff); });
            if (made) booking = made->booking;
        }
        if (roll(0, 1) == 0)
            world.db().write([&](db::Tx& tx) {
                const Minutes from{roll(8, 15) * 60};
                return staff::add_time_off(tx, {world.clock, world.registry}, house.id,
                                           {.provider = providers[0],
                                            .days = {day, day},
                                            .hours = availability::Hours{from, from + Minutes{roll(1, 120)}}},
                                           {});
            });
        if (!booking) continue;
        for (const auto provider : providers) {
            const auto refused = ask(*booking, provider, house.zone.span(day));
            for (int n = 0; n < 40; ++n) {
                const auto start = house.zone.instant(WallTime{day} + Minutes{roll(7 * 60, 18 * 60)} +
                                                      Seconds{roll(0, 4) == 0 ? roll(-1, 1) : 0});
                if (start == booking->time.begin && provider == booking->provider_id) continue;
                const auto said = verb_says(*booking, provider, start);
                const auto found = at(refused, start);
                ASSERT_EQ(said == "moved", !found) << said << " at " << base::to_text(start);
                if (!found) {
                    ++moved;
                } else if (found->rule == Rule::taken || found->rule == Rule::resource) {
                    ASSERT_EQ(said, "booking.time_taken") << base::to_text(start);
                    ++taken;
                } else {
                    ASSERT_EQ(said, "booking.outside_hours") << base::to_text(start);
                    ++outside;
                }
            }
        }
    }
    EXPECT_GT(moved, 30);
    EXPECT_GT(outside, 30);
    EXPECT_GT(taken, 30);
}

}  // namespace
}  // namespace bookings
