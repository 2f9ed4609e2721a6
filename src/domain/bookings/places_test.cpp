// Several locations, the way between them, nights and weeks by turns: what is offered is what can be booked.
#include "bookings/booking.h"
#include "bookings/booking_store.h"
#include "bookings/free_times.h"
#include "bookings/session.h"
#include "support/seed.h"
#include "support/world.h"

#include <gtest/gtest.h>

#include <random>
#include <thread>

namespace bookings {
namespace {

using namespace std::chrono_literals;
using availability::WeeklyHours;
using std::chrono::days;

struct Places : testing::TestWithParam<db::Engine> {
    support::World world{GetParam()};
    support::Salon& salon = world.salon;
    FreeTimes free_times;
    LocationId harbour, hill;

    Places() {
        world.db().write([&](db::Tx& tx) {
            harbour = staff::add_location(tx, salon.id, {{}, "Harbour", "Quay 1", 1});
            hill = staff::add_location(tx, salon.id, {{}, "Hill", "Top 2", 2});
            staff::set_travel_time(tx, salon.id, hill, harbour, 40min).value();
        });
    }

    void work(ProviderId provider, const std::vector<WeeklyHours>& hours) {
        world.db()
            .write([&](db::Tx& tx) { return staff::set_weekly_hours(tx, salon.id, provider, hours, {}); })
            .value();
    }
    ResourceId add_room(std::string name, std::optional<LocationId> where,
                        staff::Resource::Kind kind = staff::Resource::Kind::room) {
        return world.db().write([&](db::Tx& tx) {
            return staff::add_resource(tx, salon.id, {{}, std::move(name), kind, 1, where});
        });
    }
    ServiceId add_cut(std::vector<LocationId> locations, std::vector<catalog::Need> needs = {}) {
        catalog::Service draft;
        draft.name.fallback = "Klipp ute";
        draft.duration = 45min;
        draft.providers = {salon.mira, salon.jonas};
        draft.locations = std::move(locations);
        draft.needs = std::move(needs);
        return world.db().write([&](db::Tx& tx) { return catalog::add_service(tx, salon.id, draft); });
    }
    std::vector<FreeStart> list(const Wanted& wanted, Day first, Day last) {
        return world.db().read([&](db::Session& session) {
            return free_times.list(session, *world.snapshots.find(session, salon.slug), wanted, first, last,
                                   world.clock.now());
        });
    }
    bool is_free(std::string_view when, std::optional<LocationId> location) {
        const auto start = world.at(when);
        const auto day = salon.zone.day(start);
        const auto all = list({salon.cut, salon.mira, {}, location}, day, day);
        return std::ranges::find(all, start, &FreeStart::start) != all.end();
    }
    Wish wish(std::string_view when, std::optional<LocationId> location) {
        auto out = world.wish(world.anna, salon.cut, salon.mira, when);
        out.location_id = location;
        return out;
    }
    Result<Made> book(const Wish& wish) {
        return world.db().write(
            [&](db::Tx& tx) { return bookings::book(tx, world.context(), salon.id, wish, Rules::customer); });
    }
    // Whether it could be booked; nothing stays.
    bool could_book(const Wish& wish) {
        bool could = false;
        world.db()
            .write([&](db::Tx& tx) -> Result<void> {
                could = bookings::book(tx, world.context(), salon.id, wish, Rules::customer).has_value();
                return base::conflict("only.asked");
            })
            .error();
        return could;
    }
};

TEST_P(Places, HaveTimesOnlyInTheHoursThere) {
    work(salon.mira, {{2, {9h, 12h, harbour}}, {2, {13h, 16h, hill}}});
    EXPECT_TRUE(is_free("tue 09:00", harbour));
    EXPECT_FALSE(is_free("tue 09:00", hill));
    EXPECT_TRUE(is_free("tue 13:00", hill));
    EXPECT_TRUE(is_free("tue 09:00", std::nullopt));
    EXPECT_FALSE(could_book(wish("tue 09:00", hill)));
    const auto made = book(wish("tue 09:00", harbour)).value();
    EXPECT_EQ(made.booking.location_id, harbour);
    EXPECT_EQ(book(wish("tue 13:00", std::nullopt)).value().booking.location_id, hill);
}

TEST_P(Places, OfferAGroupThatIsNowhereInParticularWhereverSomebodyLooks) {
    work(salon.mira, {{2, {9h, 12h, harbour}}});
    world.change(salon.cut, [](catalog::Service& service) {
        service.capacity = 3;
        service.times = catalog::Times::sessions;
    });
    const auto add = [&](std::string_view when) {
        return world.db()
            .write([&](db::Tx& tx) {
                return add_session(tx, world.context(), salon.id,
                                   {.service_id = salon.cut,
                                    .provider_id = salon.mira,
                                    .starts_at = world.at(when),
                                    .capacity = 3,
                                    .outside_hours = true},
                                   {});
            })
            .value();
    };
    EXPECT_EQ(add("tue 10:00").location_id, harbour);
    EXPECT_EQ(add("tue 19:00").location_id, std::nullopt);
    EXPECT_TRUE(is_free("tue 10:00", harbour));
    EXPECT_FALSE(is_free("tue 10:00", hill));
    for (const auto& where : {std::optional(harbour), std::optional(hill), std::optional<LocationId>()}) {
        EXPECT_TRUE(is_free("tue 19:00", where));
        EXPECT_TRUE(could_book(wish("tue 19:00", where)));
    }
    EXPECT_FALSE(could_book(wish("tue 10:00", hill)));
    EXPECT_EQ(book(wish("tue 19:00", hill)).value().booking.location_id, std::nullopt) << "it is not there";
}

TEST_P(Places, KeepTheWayBetweenThemFree) {
    work(salon.mira, {{2, {9h, 17h, harbour}}, {2, {9h, 17h, hill}}});
    ASSERT_TRUE(book(wish("tue 11:00", harbour)));  // to 11:45
    EXPECT_TRUE(is_free("tue 11:45", harbour));
    EXPECT_FALSE(is_free("tue 12:15", hill));
    EXPECT_TRUE(is_free("tue 12:30", hill));
    EXPECT_FALSE(is_free("tue 09:45", hill));
    EXPECT_TRUE(is_free("tue 09:30", hill));
    EXPECT_FALSE(could_book(wish("tue 12:15", hill)));
    EXPECT_FALSE(could_book(wish("tue 09:45", hill)));
    ASSERT_TRUE(book(wish("tue 12:30", hill)));
    ASSERT_TRUE(book(wish("tue 09:30", hill)));
    // Where no location is asked for, one that can be had is found.
    EXPECT_FALSE(is_free("tue 13:15", harbour));
    EXPECT_EQ(book(wish("tue 13:15", std::nullopt)).value().booking.location_id, hill);
}

TEST_P(Places, ShowATimeThatWentToAnotherLocationMeanwhile) {
    work(salon.mira, {{2, {9h, 17h, harbour}}, {2, {9h, 17h, hill}}});
    const auto made = book(wish("tue 11:00", harbour)).value();
    EXPECT_FALSE(is_free("tue 12:00", hill));
    world.db()
        .write([&](db::Tx& tx) { return cancel(tx, world.context(), salon.id, made.booking.id, {}, Rules::staff); })
        .value();
    ASSERT_TRUE(book(wish("tue 11:00", hill)));
    EXPECT_TRUE(is_free("tue 12:00", hill));
    EXPECT_FALSE(is_free("tue 12:00", harbour));
}

TEST_P(Places, OfAServiceAreThoseWhereItIsOffered) {
    work(salon.mira, {{2, {9h, 12h, harbour}}, {2, {13h, 16h, hill}}, {2, {17h, 19h}}});
    const auto cut = add_cut({hill});
    const auto day = salon.zone.day(world.at("tue 09:00"));
    for (const auto& free : list({cut, salon.mira, {}}, day, day)) EXPECT_GE(free.start, world.at("tue 13:00"));
    EXPECT_TRUE(list({cut, salon.mira, {}, harbour}, day, day).empty());
    auto evening = wish("tue 17:00", std::nullopt);
    evening.service_id = cut;
    EXPECT_EQ(book(evening).value().booking.location_id, hill);
    evening.location_id = harbour;
    EXPECT_EQ(book(evening).error().code, "location.not_offered");
}

TEST_P(Places, TakeTheRoomsThatAreThereAndNoOthers) {
    for (const auto provider : {salon.mira, salon.jonas})
        work(provider, {{2, {9h, 17h, harbour}}, {2, {9h, 17h, hill}}});
    const auto below = add_room("Below", harbour), above = add_room("Above", hill);
    const auto cut = add_cut({}, {{below, 1}, {above, 1}});
    const auto wish_for = [&](ProviderId provider, LocationId where) {
        auto out = wish("tue 11:00", where);
        out.service_id = cut;
        out.provider_id = provider;
        return out;
    };
    const auto first = book(wish_for(salon.mira, harbour)).value();
    const auto taken = [&](ResourceId room) {
        return world.db().read([&](db::Session& session) {
            return store::list_taken(session, salon.id, staff::occupant(room), 1,
                                     salon.zone.span(salon.zone.day(world.at("tue 11:00"))), {})
                .size();
        });
    };
    EXPECT_EQ(taken(below), 1u);
    EXPECT_EQ(taken(above), 0u) << "it is elsewhere";
    const auto day = salon.zone.day(world.at("tue 11:00"));
    const auto offered = [&](LocationId where) {
        const auto all = list({cut, salon.jonas, {}, where}, day, day);
        return std::ranges::find(all, world.at("tue 11:00"), &FreeStart::start) != all.end();
    };
    EXPECT_FALSE(offered(harbour));
    EXPECT_TRUE(offered(hill));
    EXPECT_EQ(book(wish_for(salon.jonas, harbour)).error().code, "booking.time_taken");
    EXPECT_TRUE(book(wish_for(salon.jonas, hill)));
    EXPECT_EQ(taken(above), 1u);
    // Where both are taken, staff see why and cannot either.
    auto over = wish_for(salon.jonas, harbour);
    over.provider_id = salon.mira;
    over.location_id = hill;
    const auto refused =
        world.db().write([&](db::Tx& tx) { return bookings::book(tx, world.context(), salon.id, over, Rules::staff); });
    EXPECT_EQ(refused.error().code, "booking.time_taken");
    // A move takes along nothing of the other place.
    world.db()
        .write([&](db::Tx& tx) {
            return reschedule(tx, world.context(), salon.id, first.booking.id, {world.at("tue 13:00"), {}, false}, {},
                              Rules::staff);
        })
        .value();
    EXPECT_EQ(taken(below), 1u);
    EXPECT_EQ(taken(above), 1u);
}

TEST_P(Places, OfAServiceAreThoseWhereWhatItNeedsIs) {
    using Kind = staff::Resource::Kind;
    work(salon.mira, {{2, {9h, 12h, harbour}}, {2, {13h, 16h, hill}}, {2, {17h, 19h}}});
    const auto below = add_room("Below", harbour), above = add_room("Above", hill), chair = add_room("Chair", {});
    const auto laser = add_room("Laser", hill, Kind::equipment);
    const auto places = [&](std::vector<catalog::Need> needs, std::vector<LocationId> locations = {}) {
        const auto cut = add_cut(std::move(locations), std::move(needs));
        std::set<std::string> out;
        const std::pair<std::string, std::string> times[] = {
            {"harbour", "tue 09:00"}, {"hill", "tue 13:00"}, {"evening", "tue 17:00"}};
        for (const auto& [name, when] : times) {
            auto each = wish(when, {});
            each.service_id = cut;
            const auto day = salon.zone.day(each.starts_at);
            const auto all = list({cut, salon.mira, {}}, day, day);
            const bool offered = std::ranges::find(all, each.starts_at, &FreeStart::start) != all.end();
            EXPECT_EQ(could_book(each), offered) << name;
            if (offered) out.insert(name);
        }
        return out;
    };
    using Set = std::set<std::string>;
    EXPECT_EQ(places({{chair, 1}}), (Set{"harbour", "hill", "evening"}));
    EXPECT_EQ(places({{below, 1}, {above, 1}}), (Set{"harbour", "hill", "evening"}));
    EXPECT_EQ(places({{below, 1}, {chair, 1}}), (Set{"harbour", "evening"}));
    EXPECT_EQ(places({{below, 1}, {above, 1}, {laser, 1}}), (Set{"hill", "evening"})) << "there is one laser";
    EXPECT_EQ(places({{above, 1}}, {harbour}), Set{}) << "it is offered where the room is not";
    EXPECT_EQ(places({{below, 1}, {laser, 1}}), Set{}) << "they are nowhere together";
}

TEST_P(Places, StayTheSameWhenAnAppointmentIsMoved) {
    work(salon.mira, {{2, {9h, 12h, harbour}}, {2, {13h, 16h, hill}}});
    const auto made = book(wish("tue 09:00", harbour)).value();
    const auto move = [&](std::string_view when) {
        return world.db().write([&](db::Tx& tx) {
            return reschedule(tx, world.context(), salon.id, made.booking.id, {world.at(when), {}, false}, {},
                              Rules::customer);
        });
    };
    EXPECT_EQ(move("tue 13:00").error().code, "booking.time_taken");
    EXPECT_EQ(move("tue 10:00").value().location_id, harbour);
    // Where it cannot be had any more, it goes where the hours are.
    work(salon.mira, {{2, {13h, 16h, hill}}});
    work(salon.jonas, {});
    EXPECT_EQ(move("tue 13:00").value().location_id, hill);
}

TEST_P(Places, AreOpenPastMidnight) {
    work(salon.mira, {{1, {22h, 26h, harbour}}});
    const auto tuesday = salon.zone.day(world.at("tue 00:00"));
    const auto night = list({salon.cut, salon.mira, {}}, tuesday, tuesday);
    ASSERT_FALSE(night.empty());
    EXPECT_EQ(night.front().start, world.at("tue 00:00"));
    EXPECT_EQ(night.back().start, world.at("tue 01:15"));
    EXPECT_FALSE(could_book(wish("tue 01:30", {})));
    ASSERT_TRUE(book(wish("tue 01:15", {})));
    ASSERT_TRUE(book(wish("mon+1 23:30", {})));
    EXPECT_FALSE(is_free("tue+1 00:00", {}));
    EXPECT_TRUE(is_free("tue+1 00:15", {}));
}

// No constraint holds the way between two locations; the provider's lock does.
TEST_P(Places, KeepTheWayFreeWhenManyBookAtOnce) {
    work(salon.mira, {{2, {9h, 17h, harbour}}, {2, {9h, 17h, hill}}});
    std::vector<Wish> wishes;
    for (int n = 0; n < 24; ++n) {
        auto each = wish("tue 09:00", n % 2 ? harbour : hill);
        each.actor = {activity::ActorKind::staff, 1};
        each.starts_at += n * 15min;
        wishes.push_back(each);
    }
    {
        std::vector<std::jthread> people;
        for (const auto& each : wishes) people.emplace_back([&] { (void)book(each); });
    }
    const auto day = salon.zone.span(salon.zone.day(world.at("tue 09:00")));
    const auto booked = world.db().read(
        [&](db::Session& session) { return list_between(session, salon.id, day, {}, {}, 50).bookings; });
    EXPECT_GE(booked.size(), 4u);
    for (std::size_t i = 1; i < booked.size(); ++i) {
        const auto way = booked[i].location_id == booked[i - 1].location_id ? 0min : 40min;
        EXPECT_GE(booked[i].time.begin - booked[i - 1].time.end, way) << base::to_text(booked[i].time.begin);
    }
}

// What the list offers, the check under the lock lets through, and nothing else, over random schedules.
TEST_P(Places, OfferWhatCanBeBookedAndNothingElse) {
    const auto seed = support::seed_or(static_cast<std::uint64_t>(std::random_device{}()));
    std::printf("TIMEBOK_TEST_SEED=%llu\n", static_cast<unsigned long long>(seed));
    SCOPED_TRACE(seed);
    std::mt19937_64 engine(seed);
    const auto roll = [&](int low, int high) { return std::uniform_int_distribution(low, high)(engine); };
    const std::vector<std::optional<LocationId>> anywhere{std::nullopt, harbour, hill};
    const auto pick = [&] { return anywhere[static_cast<std::size_t>(roll(0, 2))]; };
    const std::vector rooms{add_room("Below", harbour), add_room("Above", hill), add_room("Chair", {})};
    int offered = 0, refused = 0;
    // Until there were enough of both; random hours may leave little to offer.
    const auto enough = [&] { return offered > 20 && refused > 20; };
    for (int round = 0; round < 6 || (round < 60 && !enough()); ++round) {
        // Around both changes of the clocks, and between them.
        world.clock.set(base::parse_instant(std::array{"2027-03-26T06:00:00Z", "2027-10-29T06:00:00Z",
                                                       "2027-06-01T06:00:00Z"}[static_cast<std::size_t>(round % 3)])
                            .value());
        for (const auto provider : {salon.mira, salon.jonas}) {
            std::vector<WeeklyHours> hours;
            for (int n = roll(3, 9); n > 0; --n) {
                const Minutes from{roll(0, 95) * 15};
                hours.push_back({roll(1, 7), {from, from + Minutes{roll(4, 40) * 15}, pick()}, roll(1, 2)});
            }
            work(provider, hours);
        }
        std::vector<catalog::Need> needs;
        for (const auto room : rooms)
            if (roll(0, 2) == 0) needs.push_back({room, 1});
        const auto cut = add_cut(roll(0, 1) ? std::vector<LocationId>{} : std::vector{hill}, std::move(needs));
        const auto random_wish = [&] {
            auto out = world.wish(world.anna, cut, {}, "mon 09:00");
            // Somebody new each time, so that nobody has too many open.
            out.details.email = base::parse_email(fmt::format("guest.{}@example.com", engine())).value();
            const auto midnight = salon.zone.span(salon.zone.day(world.clock.now()) + days{1}).begin;
            out.starts_at = midnight + Minutes{roll(0, 4 * 96) * 15};
            out.provider_id = std::array<std::optional<ProviderId>, 3>{
                std::nullopt, salon.mira, salon.jonas}[static_cast<std::size_t>(roll(0, 2))];
            out.location_id = pick();
            return out;
        };
        for (int n = 0; n < 60; ++n) {
            const auto asked = random_wish();
            const auto day = salon.zone.day(asked.starts_at);
            const auto all = list({cut, asked.provider_id, {}, asked.location_id}, day, day);
            const bool is_offered = std::ranges::find(all, asked.starts_at, &FreeStart::start) != all.end();
            ASSERT_EQ(could_book(asked), is_offered) << base::to_text(asked.starts_at) << " round " << round;
            (is_offered ? offered : refused)++;
            if (is_offered && roll(0, 1)) {
                ASSERT_TRUE(book(asked));
            }
        }
    }
    EXPECT_GT(offered, 20);
    EXPECT_GT(refused, 20);
}

INSTANTIATE_TEST_SUITE_P(Engines, Places, testing::ValuesIn(support::engines()), support::engine_name);

}  // namespace
}  // namespace bookings
