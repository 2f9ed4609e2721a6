// What staff say of a service holds for every booking: who may book it, and each provider's own length and price.
#include "catalog/offer.h"
#include "bookings/booking.h"
#include "bookings/free_times.h"
#include "support/world.h"

#include <gtest/gtest.h>

namespace bookings {
namespace {

using namespace std::chrono_literals;
using catalog::Service;
using catalog::WhoMayBook;

struct OfferedService : testing::TestWithParam<db::Engine> {
    support::World world{GetParam()};
    support::Salon& salon = world.salon;
    FreeTimes free_times;

    Result<Made> book(const Wish& wish, Rules rules = Rules::customer) {
        return world.db().write([&](db::Tx& tx) { return bookings::book(tx, world.context(), salon.id, wish, rules); });
    }
    Wish wish(std::string_view when) { return world.wish(world.anna, salon.cut, salon.mira, when); }
    Service allow(WhoMayBook who) {
        return world.change(salon.cut, [&](Service& service) { service.who_may_book = who; });
    }
    std::vector<FreeStart> free_on(Day day, ProviderId provider) {
        return world.db().read([&](db::Session& session) {
            return free_times.list(session, *world.snapshots.find(session, salon.slug), {salon.cut, provider}, day, day,
                                   world.clock.now());
        });
    }
};
INSTANTIATE_TEST_SUITE_P(Engines, OfferedService, testing::ValuesIn(support::engines()), support::engine_name);

TEST_P(OfferedService, IsKeptForStaffWhateverTheDoor) {
    allow(WhoMayBook::staff);
    for (const auto kind :
         {activity::ActorKind::visitor, activity::ActorKind::customer, activity::ActorKind::api_key}) {
        auto asked = wish("tue 10:00");
        asked.actor = {kind, 1};
        const auto refused = book(asked);
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().code, "service.not_offered");
    }
    EXPECT_TRUE(book(wish("tue 10:00"), Rules::staff));
}

TEST_P(OfferedService, IsBookedByItsLinkOnly) {
    const auto key = allow(WhoMayBook::link).link_key;
    auto asked = wish("tue 10:00");
    EXPECT_EQ(book(asked).error().code, "service.not_offered");
    asked.key = key + "x";
    EXPECT_EQ(book(asked).error().code, "service.not_offered");
    asked.key = key;
    EXPECT_TRUE(book(asked));
}

TEST_P(OfferedService, AsksWhoIsNotSignedInToSignIn) {
    const auto known = book(wish("tue 10:00"))->booking.customer_id;
    allow(WhoMayBook::signed_in);
    auto asked = wish("wed 10:00");
    EXPECT_EQ(book(asked).error().code, "booking.sign_in_needed");
    asked.customer = known;
    EXPECT_TRUE(book(asked));
}

TEST_P(OfferedService, IsJoinedOnlyByThoseWhoMayBookIt) {
    world.change(salon.cut, [](Service& service) { service.capacity = 3; });
    auto asked = wish("tue 10:00");
    asked.appointment = book(asked)->booking.appointment_id;
    asked.details = world.ben;
    allow(WhoMayBook::staff);
    EXPECT_EQ(book(asked).error().code, "service.not_offered");
    EXPECT_TRUE(book(asked, Rules::staff));
}

TEST_P(OfferedService, TakesAsLongAndCostsAsMuchAsTheProviderSays) {
    world.change(salon.cut, [&](Service& service) {
        service.own = {{salon.mira, 90min, 99000}, {salon.jonas, 15min, {}}};
    });
    const auto mira = book(wish("tue 10:00")).value().booking;
    EXPECT_EQ(mira.time.end - mira.time.begin, Seconds{90min});
    EXPECT_EQ(mira.price.amount, 99000);
    EXPECT_EQ(world.diary(salon.mira), (std::vector<Span>{mira.time}));
    const auto jonas = book(world.wish(world.ben, salon.cut, salon.jonas, "tue 10:00")).value().booking;
    EXPECT_EQ(jonas.time.end - jonas.time.begin, Seconds{15min});
    EXPECT_EQ(jonas.price.amount, 69000);

    const auto day = salon.zone.day(world.at("tue 10:00"));
    for (const auto& free : free_on(day, salon.mira))
        EXPECT_TRUE(free.start >= mira.time.end || free.start + Seconds{90min} <= mira.time.begin);
    EXPECT_EQ(free_on(day, salon.jonas).back().start, world.at("tue 16:45"));
    EXPECT_EQ(free_on(day, salon.mira).back().start, world.at("tue 15:30"));

    const auto moved = world.db().write([&](db::Tx& tx) {
        return reschedule(tx, world.context(), salon.id, jonas.id, {world.at("wed 10:00"), salon.mira}, {},
                          Rules::staff);
    });
    ASSERT_TRUE(moved);
    EXPECT_EQ(moved->time.end - moved->time.begin, Seconds{90min});
    EXPECT_EQ(moved->price.amount, 69000) << "the price stays as agreed";
}

TEST_P(OfferedService, StaysInTheBooksOnceItWasBooked) {
    const auto made = book(wish("tue 10:00")).value();
    const auto erase = [&] {
        return world.db().write([&](db::Tx& tx) {
            return catalog::delete_service(tx, {world.clock, world.registry}, salon.id, salon.cut, {});
        });
    };
    EXPECT_EQ(erase().error().code, "service.in_use");
    world.change(salon.cut, [](Service& service) { service.active = false; });
    EXPECT_EQ(book(wish("wed 10:00")).error().code, "service.not_offered");
    EXPECT_EQ(world.status_of(made.booking.id), Status::approved);
}

}  // namespace
}  // namespace bookings
