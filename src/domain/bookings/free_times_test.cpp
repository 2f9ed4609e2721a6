#include "bookings/free_times.h"

#include "bookings/booking.h"
#include "bookings/booking_store.h"
#include "support/seed.h"
#include "support/world.h"

#include <gtest/gtest.h>

#include <random>

namespace bookings {
namespace {

using namespace std::chrono_literals;
using std::chrono::days;

struct Free : testing::TestWithParam<db::Engine> {
    support::World world{GetParam()};
    support::Salon& salon = world.salon;
    FreeTimes free_times;

    std::vector<FreeStart> list(const support::House& house, const Wanted& wanted, Day first, Day last) {
        return world.db().read([&](db::Session& s) {
            const auto snapshot = world.snapshots.find(s, house.slug);
            return free_times.list(s, *snapshot, wanted, first, last, world.clock.now());
        });
    }
    std::vector<FreeStart> on(std::string_view when, std::optional<ProviderId> provider) {
        const auto day = salon.zone.day(world.at(when));
        return list(salon, {salon.cut, provider, {}}, day, day);
    }
    bool snapshots(std::string_view when, std::optional<ProviderId> provider) {
        return std::ranges::any_of(on(when, provider),
                                   [&](const FreeStart& free) { return free.start == world.at(when); });
    }
};

TEST_P(Free, ShowABookingInTheNextAnswer) {
    EXPECT_TRUE(snapshots("tue 10:00", salon.mira));
    const auto made = world.book(world.anna, salon.cut, salon.mira, "tue 10:00").value();
    EXPECT_FALSE(snapshots("tue 10:00", salon.mira));
    EXPECT_FALSE(snapshots("tue 09:30", salon.mira));
    EXPECT_TRUE(snapshots("tue 10:45", salon.mira));
    world.db().write(
        [&](db::Tx& tx) { return cancel(tx, world.context(), salon.id, made.booking.id, {}, Rules::staff); });
    EXPECT_TRUE(snapshots("tue 10:00", salon.mira));
}

TEST_P(Free, ShowAScheduleChangeInTheNextAnswer) {
    EXPECT_TRUE(snapshots("tue 10:00", salon.mira));
    const auto day = salon.zone.day(world.at("tue 10:00"));
    world.db().write([&](db::Tx& tx) { return staff::add_days_off(tx, salon.id, salon.mira, {day, day}, "ill"); });
    EXPECT_FALSE(snapshots("tue 10:00", salon.mira));
    EXPECT_TRUE(snapshots("tue 10:00", salon.jonas));
}

TEST_P(Free, NameForAnyTheOneWithTheLeastWork) {
    ASSERT_TRUE(world.book(world.anna, salon.cut, salon.mira, "tue 10:00"));
    for (const auto& free : on("wed 10:00", std::nullopt)) EXPECT_EQ(free.provider_id, salon.jonas);
    const auto tuesday = on("tue 10:00", std::nullopt);
    EXPECT_EQ(std::ranges::count(tuesday, world.at("tue 10:00"), &FreeStart::start), 1);
}

TEST_P(Free, CountTheMovedAppointmentsOwnTimeAsFree) {
    const auto made = world.book(world.anna, salon.cut, salon.mira, "tue 10:00").value();
    const auto day = salon.zone.day(world.at("tue 10:00"));
    const auto free = list(salon, {salon.cut, salon.mira, made.booking.appointment_id}, day, day);
    EXPECT_EQ(std::ranges::count(free, world.at("tue 10:15"), &FreeStart::start), 1);
    EXPECT_FALSE(snapshots("tue 10:15", salon.mira));
}

TEST_P(Free, BeginForEachServiceAndProviderWithTheFirstOfTheirList) {
    const auto snapshot = world.db().read([&](db::Session& s) { return world.snapshots.find(s, salon.slug); });
    const auto services = snapshot->bookable_services();
    const auto expect_firsts = [&] {
        const auto firsts = world.db().read([&](db::Session& s) {
            return free_times.first_starts(s, *snapshot, services, days{6}, world.clock.now());
        });
        EXPECT_TRUE(std::ranges::is_sorted(firsts, {}, [](const auto& first) { return first.free.start; }));
        std::size_t with_some = 0;
        const auto today = salon.zone.day(world.clock.now());
        for (const auto* service : services)
            for (const auto provider : service->providers) {
                const auto all = list(salon, {service->id, provider, {}}, today, today + days{6});
                const auto found = std::ranges::find_if(firsts, [&](const auto& first) {
                    return first.service_id == service->id && first.free.provider_id == provider;
                });
                ASSERT_EQ(found == firsts.end(), all.empty());
                if (all.empty()) continue;
                EXPECT_EQ(found->free.start, all.front().start);
                ++with_some;
            }
        EXPECT_EQ(firsts.size(), with_some);
    };
    const auto stamp = [&] {
        return world.db().read([&](db::Session& s) { return free_times.stamp_of_all(s, *snapshot); });
    };
    expect_firsts();
    auto before = stamp();
    for (const auto* when : {"mon 09:15", "mon 10:00", "mon 13:00", "tue 09:00", "thu 09:00"}) {
        ASSERT_TRUE(world.book(world.anna, salon.cut, salon.mira, when));
        EXPECT_NE(stamp(), std::exchange(before, stamp()));
        expect_firsts();
    }
    const auto today = salon.zone.day(world.clock.now());
    world.db().write([&](db::Tx& tx) {
        return staff::add_days_off(tx, salon.id, salon.jonas, {today, today + days{9}}, "ill");
    });
    EXPECT_NE(stamp(), before);
}

TEST_P(Free, AreEmptyForWhatCannotBeBooked) {
    const auto day = salon.zone.day(world.at("tue 10:00"));
    EXPECT_TRUE(list(salon, {world.neighbour.trim, std::nullopt, {}}, day, day).empty());
    EXPECT_TRUE(list(salon, {salon.cut, world.neighbour.eva, {}}, day, day).empty());
    EXPECT_TRUE(list(salon, {salon.cut, salon.mira, {}}, day + days{400}, day + days{430}).empty());
}

TEST_P(Free, AreNearestToTheWish) {
    ASSERT_TRUE(world.book(world.anna, salon.cut, salon.mira, "tue 10:00"));
    const auto nearest = world.db().read([&](db::Session& s) {
        const auto snapshot = world.snapshots.find(s, salon.slug);
        return free_times.nearest(s, *snapshot, {salon.cut, salon.mira, {}}, world.at("tue 10:00"), 3,
                                  world.clock.now());
    });
    std::vector<Instant> starts;
    for (const auto& free : nearest) starts.push_back(free.start);
    EXPECT_EQ(starts, (std::vector<Instant>{world.at("tue 09:00"), world.at("tue 09:15"), world.at("tue 10:45")}));
}

// Every start that is offered with anyone, against the schedules and the database asked for each provider.
TEST_P(Free, NameTheLeastBusyOnEveryDayOfTheWeek) {
    const std::vector<availability::WeeklyHours> all_days = [] {
        std::vector<availability::WeeklyHours> out;
        for (int day = 1; day <= 7; ++day) out.push_back({day, {Minutes{9 * 60}, Minutes{12 * 60}}});
        return out;
    }();
    for (const auto provider : {salon.mira, salon.jonas})
        ASSERT_TRUE(world.db().write(
            [&](db::Tx& tx) { return staff::set_weekly_hours(tx, salon.id, provider, all_days, {}); }));
    for (const auto* when : {"mon 10:00", "mon 11:00", "sat+1 10:00"})
        ASSERT_TRUE(world.book(world.anna, salon.cut, salon.mira, when)) << when;
    for (const auto* when : {"wed 09:00", "wed+1 09:00", "wed+1 11:00"})
        ASSERT_TRUE(world.book(world.anna, salon.cut, salon.jonas, when)) << when;
    world.clock.advance(3h);
    for (int day = 0; day < 14; ++day, world.clock.advance(days{1})) {
        FreeTimes after_a_start;
        const auto today = salon.zone.day(world.clock.now());
        for (auto* memory : {&free_times, &after_a_start})
            world.db().read([&](db::Session& s) {
                const auto snapshot = world.snapshots.find(s, salon.slug);
                const auto with = [&](std::optional<ProviderId> provider) {
                    return memory->list(s, *snapshot, {salon.cut, provider, {}}, today, today + days{8},
                                        world.clock.now());
                };
                const auto work = [&](const FreeStart& free) {
                    return store::sum_taken(s, salon.id, staff::occupant(free.provider_id),
                                            week_of(salon.zone, free.start));
                };
                std::map<Instant, FreeStart> best;
                for (const auto provider : {salon.mira, salon.jonas})
                    for (const auto& free : with(provider)) {
                        const auto [found, is_new] = best.try_emplace(free.start, free);
                        if (!is_new && work(free) < work(found->second)) found->second = free;
                    }
                std::vector<FreeStart> expected;
                for (const auto& [start, free] : best) expected.push_back(free);
                EXPECT_FALSE(expected.empty());
                EXPECT_EQ(with(std::nullopt), expected) << base::to_text(today);
            });
    }
}

// A request that has read the settings before their last change, of an appointment that is being moved.
TEST_P(Free, CountTheMovedAppointmentsOwnTimeAsFreeForOlderSettingsToo) {
    const auto made = world.book(world.anna, salon.cut, salon.mira, "tue 10:00").value();
    const auto day = salon.zone.day(world.at("tue 10:00"));
    const Wanted moving{salon.cut, salon.mira, made.booking.appointment_id};
    const auto older = world.db().read([&](db::Session& s) { return world.snapshots.find(s, salon.slug); });
    world.db().write([&](db::Tx& tx) { businesses::touch(tx, salon.id); });
    const auto free = list(salon, moving, day, day);
    const auto free_before = world.db().read(
        [&](db::Session& s) { return free_times.list(s, *older, moving, day, day, world.clock.now()); });
    EXPECT_EQ(free_before, free);
    EXPECT_EQ(std::ranges::count(free, world.at("tue 10:15"), &FreeStart::start), 1);
}

TEST_P(Free, LeaveOutWhatIsTakenWhenTheClockGoesBack) {
    ASSERT_TRUE(world.book(world.anna, salon.cut, salon.mira, "tue 10:00"));
    const auto before = on("tue 10:00", salon.mira);
    world.clock.advance(days{5});
    EXPECT_FALSE(on("tue+1 10:00", salon.mira).empty()) << "read from days later on";
    world.clock.advance(-days{5});
    EXPECT_FALSE(snapshots("tue 10:00", salon.mira));
    EXPECT_EQ(on("tue 10:00", salon.mira), before);
}

// As after a failover to a standby that had not heard of everything: what it did not hear of is gone, versions too.
TEST_P(Free, FollowADatabaseThatWentBack) {
    EXPECT_TRUE(snapshots("tue 10:00", salon.mira));
    ASSERT_TRUE(world.book(world.anna, salon.cut, salon.mira, "tue 10:00"));
    EXPECT_FALSE(snapshots("tue 10:00", salon.mira));
    world.db().write([&](db::Tx& tx) {
        tx.execute("delete from occupancies where business_id = :business", salon.id);
        tx.execute("update occupants set version = version - 1 where business_id = :business and id = :id", salon.id,
                   staff::occupant(salon.mira));
    });
    EXPECT_TRUE(snapshots("tue 10:00", salon.mira));
}

TEST_P(Free, FollowSettingsThatWentBack) {
    const auto day = salon.zone.day(world.at("tue 10:00"));
    const auto version = [&] {
        return world.db().read([&](db::Session& s) {
            return s.value<std::int64_t>("select version from businesses where id = :id", salon.id).value();
        });
    };
    const auto set_version = [&](std::int64_t to) {
        world.db().write(
            [&](db::Tx& tx) { tx.execute("update businesses set version = :to where id = :id", to, salon.id); });
    };
    const auto first = version();
    world.db().write([&](db::Tx& tx) { return staff::add_days_off(tx, salon.id, salon.mira, {day, day}, "ill"); });
    const auto second = version();
    ASSERT_GT(second, first);
    EXPECT_FALSE(snapshots("tue 10:00", salon.mira));
    world.db().write([&](db::Tx& tx) { tx.execute("delete from days_off where business_id = :business", salon.id); });
    set_version(first);
    EXPECT_TRUE(snapshots("tue 10:00", salon.mira));
    set_version(second);
    EXPECT_TRUE(snapshots("tue 10:00", salon.mira)) << "the number was that of other settings";
}

TEST_P(Free, ForARequestThatBeganBeforeTheSettingsChangedAreThoseOfItsSettings) {
    const auto day = salon.zone.day(world.at("tue 10:00"));
    const auto old = world.db().read([&](db::Session& s) { return world.snapshots.find(s, salon.slug); });
    EXPECT_TRUE(snapshots("tue 10:00", salon.mira));
    world.db().write([&](db::Tx& tx) { return staff::add_days_off(tx, salon.id, salon.mira, {day, day}, "ill"); });
    EXPECT_FALSE(snapshots("tue 10:00", salon.mira));
    EXPECT_FALSE(world.db()
                     .read([&](db::Session& s) {
                         return free_times.list(s, *old, {salon.cut, salon.mira, {}}, day, day, world.clock.now());
                     })
                     .empty());
    EXPECT_FALSE(snapshots("tue 10:00", salon.mira));
}

// Whatever is offered can be booked, and nothing else; seen from a memory that lives through many random changes.
TEST_P(Free, AgreeWithBookingThroughManyRandomChanges) {
    auto& clinic = world.clinic;
    const support::Seed seed(20261130);
    std::mt19937 random(seed.value);
    const auto pick = [&](auto count) { return static_cast<std::size_t>(random() % static_cast<std::size_t>(count)); };
    const Day first = clinic.zone.day(world.at("tue 09:00", clinic.zone));
    world.db().write([&](db::Tx& tx) {
        auto settings = businesses::find(tx, clinic.id)->customer;
        settings.open_bookings_max = 1000;
        CHECK(businesses::set_customer_settings(tx, clinic.id, settings));
    });
    std::vector<BookingId> booked;
    for (int round = 0; round < 60; ++round) {
        const auto service = pick(2) ? clinic.scan : clinic.consultation;
        const std::optional<ProviderId> provider =
            std::array{std::optional<ProviderId>{}, std::optional(clinic.ada), std::optional(clinic.max)}[pick(3)];
        const auto free = list(clinic, {service, provider, {}}, first, first + days{1});
        FreeTimes fresh;
        const auto anew = world.db().read([&](db::Session& s) {
            return fresh.list(s, *world.snapshots.find(s, clinic.slug), {service, provider, {}}, first, first + days{1},
                              world.clock.now());
        });
        ASSERT_EQ(free, anew) << "round " << round;
        const auto minute = clinic.zone.instant(WallTime{first} + 9h) + std::chrono::minutes{15 * pick(32)};
        auto wish = world.wish(world.anna, service, provider, "tue 10:00");
        wish.starts_at = pick(3) && !free.empty() ? free[pick(free.size())].start : minute;
        const bool offered = std::ranges::find(free, wish.starts_at, &FreeStart::start) != free.end();
        const auto made =
            world.db().write([&](db::Tx& tx) { return book(tx, world.context(), clinic.id, wish, Rules::customer); });
        ASSERT_EQ(made.has_value(), offered) << "round " << round;
        if (made) booked.push_back(made->booking.id);
        if (booked.size() > 6 && pick(2)) {
            const auto gone = pick(booked.size());
            ASSERT_TRUE(world.db().write(
                [&](db::Tx& tx) { return cancel(tx, world.context(), clinic.id, booked[gone], {}, Rules::staff); }));
            booked.erase(booked.begin() + static_cast<std::ptrdiff_t>(gone));
        }
    }
}

TEST_P(Free, AreTheSameWhereThereIsHardlyRoomToKeepThem) {
    const auto day = salon.zone.day(world.at("tue 10:00"));
    FreeTimes small(1);
    world.db().read([&](db::Session& s) {
        for (int round = 0; round < 3; ++round)
            for (const support::House* house :
                 {static_cast<support::House*>(&world.salon), static_cast<support::House*>(&world.neighbour)}) {
                const auto snapshot = world.snapshots.find(s, house->slug);
                const Wanted wanted{snapshot->services.front().id, std::nullopt, {}};
                const auto roomy = free_times.list(s, *snapshot, wanted, day, day, world.clock.now());
                EXPECT_FALSE(roomy.empty());
                EXPECT_EQ(small.list(s, *snapshot, wanted, day, day, world.clock.now()), roomy);
            }
    });
}

INSTANTIATE_TEST_SUITE_P(Engines, Free, testing::ValuesIn(support::engines()), support::engine_name);

}  // namespace
}  // namespace bookings
