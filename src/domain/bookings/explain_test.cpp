#include "bookings/explain.h"

#include "bookings/free_times.h"
#include "bookings/session.h"
#include "db/db.h"
#include "support/seed.h"
#include "support/world.h"

#include <gtest/gtest.h>

#include <random>

namespace bookings {
namespace {

using namespace std::chrono_literals;

class Explain : public testing::TestWithParam<db::Engine> {
protected:
    std::shared_ptr<const Snapshot> snapshot(const support::House& house) {
        return world.db().read([&](db::Session& s) { return world.snapshots.find(s, house.slug); });
    }
    Explanation ask(ServiceId service, ProviderId provider, Instant start) {
        const auto now = snapshot(world.house_of(service));
        return world.db().read([&](db::Session& session) {
            return explain(session, *now, {.service_id = service, .provider_id = provider, .starts_at = start},
                           world.clock.now());
        });
    }
    // The first rule that does not hold.
    std::optional<Reason> against(ServiceId service, ProviderId provider, Instant start) {
        const auto told = ask(service, provider, start);
        for (const auto& reason : told.reasons)
            if (!reason.holds) return reason;
        EXPECT_TRUE(told.offered);
        return std::nullopt;
    }
    std::optional<Rule> against(std::string_view when) {
        const auto found = against(world.salon.cut, world.salon.mira, world.at(when));
        return found ? std::optional(found->rule) : std::nullopt;
    }

    support::World world{GetParam()};
};
INSTANTIATE_TEST_SUITE_P(Engines, Explain, testing::ValuesIn(support::engines()), support::engine_name);

TEST_P(Explain, KnowsServicesWhoseTimesComeFromPlannedGroupsAlone) {
    auto& salon = world.salon;
    catalog::Service draft;
    draft.name.fallback = "Yoga";
    draft.duration = 60min;
    draft.capacity = 1;
    draft.times = catalog::Times::sessions;
    draft.price.amount = 20000;
    draft.providers = {salon.mira, salon.jonas};
    const auto yoga = world.db().write([&](db::Tx& tx) { return catalog::add_service(tx, salon.id, draft); });
    const auto ten = world.at("tue 10:00");
    EXPECT_EQ(against(yoga, salon.mira, ten).value().rule, Rule::group) << "in the hours, and free";
    EXPECT_EQ(against(yoga, salon.mira, ten)->span, Span{});
    const auto add = [&](std::string_view when) {
        return world.db()
            .write([&](db::Tx& tx) {
                return add_session(
                    tx, world.context(), salon.id,
                    {.service_id = yoga, .provider_id = salon.mira, .starts_at = world.at(when), .outside_hours = true},
                    {});
            })
            .value();
    };
    const auto group = add("tue 10:00"), early = add("tue 07:00");
    EXPECT_EQ(against(yoga, salon.mira, ten), std::nullopt);
    EXPECT_EQ(against(yoga, salon.mira, early.time.begin), std::nullopt) << "before the hours";
    EXPECT_EQ(against(yoga, salon.jonas, ten).value().rule, Rule::group);
    ASSERT_TRUE(world.book(world.anna, yoga, std::nullopt, "tue 10:00"));
    const auto full = against(yoga, salon.mira, ten);
    ASSERT_TRUE(full);
    EXPECT_EQ(full->rule, Rule::group);
    EXPECT_EQ(full->span, group.time);
}

TEST_P(Explain, OffersAPlaceInAGroupThatOthersOpened) {
    world.change(world.salon.cut, [](catalog::Service& service) { service.capacity = 2; });
    ASSERT_TRUE(world.book(world.anna, world.salon.cut, world.salon.mira, "tue 10:00"));
    EXPECT_EQ(against("tue 10:00"), std::nullopt);
    EXPECT_EQ(against("tue 10:15"), Rule::taken);
    ASSERT_TRUE(world.book(world.ben, world.salon.cut, world.salon.mira, "tue 10:00"));
    EXPECT_EQ(against("tue 10:00"), Rule::taken);
}

TEST_P(Explain, NamesTheRuleThatIsInTheWay) {
    EXPECT_EQ(against("tue 10:00"), std::nullopt);
    EXPECT_EQ(against("tue 08:45"), Rule::hours);
    EXPECT_EQ(against("sat 10:00"), Rule::hours);
    EXPECT_EQ(against("tue 16:30"), Rule::end);
    EXPECT_EQ(against("tue 11:30"), Rule::pause);
    EXPECT_EQ(against("tue 10:07"), Rule::grid);
    const auto made = world.book(world.anna, world.salon.cut, world.salon.mira, "tue 10:00").value().booking;
    const auto taken = against(world.salon.cut, world.salon.mira, world.at("tue 10:30"));
    ASSERT_TRUE(taken);
    EXPECT_EQ(taken->rule, Rule::taken);
    EXPECT_EQ(taken->booking.value().id, made.id);
    EXPECT_EQ(taken->span, made.time);
    EXPECT_EQ(against(world.salon.cut, world.salon.mira, world.clock.now() - 24h * 4)->rule, Rule::notice);
    EXPECT_EQ(against(world.salon.cut, world.salon.mira, world.at("tue 10:00") + std::chrono::days{91})->rule,
              Rule::horizon);
    const auto day = world.salon.zone.day(world.at("wed 10:00"));
    world.db().write([&](db::Tx& tx) {
        return staff::add_time_off(
            tx, {world.clock, world.registry}, world.salon.id,
            {.provider = world.salon.mira, .days = {day, day}, .hours = availability::Hours{10h, 11h}}, {});
    });
    EXPECT_EQ(against("wed 10:30"), Rule::blocked);
    world.db().write([&](db::Tx& tx) { return staff::add_days_off(tx, world.salon.id, {}, {day, day}, "closed"); });
    EXPECT_EQ(against("wed 14:00"), Rule::day);
    EXPECT_EQ(ask(world.salon.cut, world.salon.mira, world.at("wed 14:00")).source, availability::Source::holiday);
}

TEST_P(Explain, NamesTheResourceThatIsTaken) {
    const auto at = world.at("tue 10:00", world.clinic.zone);
    world.book(world.anna, world.clinic.consultation, world.clinic.ada, "tue 10:00").value();
    const auto found = against(world.clinic.consultation, world.clinic.max, at);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->rule, Rule::resource);
    EXPECT_EQ(found->resource, world.clinic.room);
}

TEST_P(Explain, SaysOfferedExactlyWhereTheTimeIsOffered) {
    const support::Seed seed(20'261'129);
    std::mt19937_64 dice(seed.value);
    const auto roll = [&](int low, int high) { return std::uniform_int_distribution(low, high)(dice); };
    const std::array houses{std::pair(world.salon.cut, std::array{world.salon.mira, world.salon.jonas}),
                            std::pair(world.salon.colour, std::array{world.salon.mira, world.salon.jonas}),
                            std::pair(world.clinic.consultation, std::array{world.clinic.ada, world.clinic.max}),
                            std::pair(world.clinic.scan, std::array{world.clinic.ada, world.clinic.max})};
    FreeTimes free_times;
    int offered = 0, refused = 0;
    for (int round = 0; round < 12; ++round) {
        const auto& [service, providers] = houses[static_cast<std::size_t>(roll(0, 3))];
        const auto& house = world.house_of(service);
        const auto day = house.zone.day(world.clock.now()) + std::chrono::days{roll(0, 9)};
        for (int n = roll(0, 3); n > 0; --n) {
            auto wish = world.wish(world.anna, service, providers[static_cast<std::size_t>(roll(0, 1))], "tue 09:00");
            wish.starts_at = house.zone.instant(WallTime{day} + Minutes{roll(36, 64) * 15});
            (void)world.db().write([&](db::Tx& tx) { return book(tx, world.context(), house.id, wish, Rules::staff); });
        }
        if (roll(0, 2) == 0)
            world.db().write([&](db::Tx& tx) {
                const Minutes from{roll(8, 15) * 60};
                return staff::add_time_off(tx, {world.clock, world.registry}, house.id,
                                           {.provider = providers[0],
                                            .days = {day, day},
                                            .hours = availability::Hours{from, from + Minutes{roll(1, 120)}}},
                                           {});
            });
        const auto now = snapshot(house);
        for (const auto provider : providers) {
            const auto free = world.db().read([&](db::Session& session) {
                return free_times.list(session, *now, {.service_id = service, .provider_id = provider}, day, day,
                                       world.clock.now());
            });
            for (int minute = 8 * 60; minute < 18 * 60; minute += roll(0, 3) == 0 ? 7 : 15) {
                const auto start = house.zone.instant(WallTime{day} + Minutes{minute / 15 * 15 + roll(0, 5) / 5});
                const bool is_free = std::ranges::find(free, start, &FreeStart::start) != free.end();
                ASSERT_EQ(ask(service, provider, start).offered, is_free) << base::to_text(start);
                ++(is_free ? offered : refused);
            }
        }
    }
    EXPECT_GT(offered, 50);
    EXPECT_GT(refused, 50);
}

}  // namespace
}  // namespace bookings
