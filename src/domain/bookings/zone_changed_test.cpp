// The business gets another time zone between the page that showed an hour and the verb that takes it.
#include "bookings/hold.h"
#include "bookings/identity.h"
#include "bookings/session.h"
#include "bookings/visit.h"
#include "support/world.h"

#include <gtest/gtest.h>

#include <latch>
#include <thread>

namespace bookings {
namespace {

using namespace std::chrono_literals;
using Keep = InAnotherZone::Keep;

constexpr activity::Actor kDesk{activity::ActorKind::system};

struct ZoneChanged : testing::TestWithParam<db::Engine> {
    support::World world{GetParam()};
    support::Salon& salon = world.salon;

    // As a page sends it that was drawn by the clock in Oslo.
    Context shown_in_oslo() {
        auto out = world.context();
        out.shown_in = "Europe/Oslo";
        return out;
    }
    template <class Verb>
    auto write(const Verb& verb) {
        return world.db().write([&](db::Tx& tx) { return verb(tx, shown_in_oslo()); });
    }
    Result<void> to(std::string_view zone, Keep keep = Keep::moment) {
        return world.db().write([&](db::Tx& tx) {
            return change_identity(tx, world.context(), salon.id,
                                   [&](businesses::Business& business) { business.zone = Zone::find(zone).value(); },
                                   kDesk, {keep});
        });
    }
    Result<Made> book_by_page(std::string_view when, Rules rules = Rules::staff) {
        const auto wish = world.wish(world.anna, salon.cut, salon.mira, when);
        return write([&](db::Tx& tx, const Context& c) { return book(tx, c, salon.id, wish, rules); });
    }
    Booking stored(BookingId id) {
        return world.db().read([&](db::Session& session) { return find(session, salon.id, id).value(); });
    }
    static void expect_refused(const Error& error, std::string_view zone = "Europe/London") {
        EXPECT_EQ(error.code, "booking.zone_changed");
        EXPECT_EQ(error.fault, Fault::conflict);
        ASSERT_EQ(error.parameters.size(), 1u);
        EXPECT_EQ(error.parameters.front(), std::pair(std::string("zone"), std::string(zone)));
    }
};
INSTANTIATE_TEST_SUITE_P(Engines, ZoneChanged, testing::ValuesIn(support::engines()), support::engine_name);

TEST_P(ZoneChanged, IsNoticedByBothRulesBeforeAnythingIsTaken) {
    ASSERT_TRUE(to("Europe/London"));
    for (const auto rules : {Rules::staff, Rules::customer}) {
        const auto refused = book_by_page("tue 11:00", rules);
        ASSERT_FALSE(refused);
        expect_refused(refused.error());
    }
    EXPECT_TRUE(world.diary(salon.mira).empty());
}

TEST_P(ZoneChanged, IsNothingToWhoMeansInstantsOrWasShownTheSameClock) {
    ASSERT_TRUE(book_by_page("tue 10:00"));
    ASSERT_TRUE(to("Europe/London"));
    EXPECT_TRUE(world.book(world.ben, salon.cut, salon.mira, "tue 15:00")) << "no page says what it showed";
    auto context = world.context();
    context.shown_in = "Europe/London";
    const auto wish = world.wish(world.ben, salon.cut, salon.mira, "tue 16:00");
    EXPECT_TRUE(world.db().write([&](db::Tx& tx) { return book(tx, context, salon.id, wish, Rules::staff); }));
}

TEST_P(ZoneChanged, IsNoticedWhereASecondSubmitComesAfterTheWayBack) {
    ASSERT_TRUE(to("Europe/London"));
    ASSERT_FALSE(book_by_page("tue 11:00"));
    ASSERT_TRUE(to("Europe/Oslo"));
    EXPECT_TRUE(book_by_page("tue 11:00")) << "the page's clock is the right one again";
}

TEST_P(ZoneChanged, KeepsWhatMovesWhereItIs) {
    const auto one = book_by_page("tue 10:00").value().booking;
    ASSERT_TRUE(to("Europe/London"));
    const Move move{.starts_at = world.at("tue 14:00")};
    const auto moved = write(
        [&](db::Tx& tx, const Context& c) { return reschedule(tx, c, salon.id, one.id, move, kDesk, Rules::staff); });
    ASSERT_FALSE(moved);
    expect_refused(moved.error());
    const auto whole = write([&](db::Tx& tx, const Context& c) {
        return move_appointment(tx, c, salon.id, one.appointment_id, move, kDesk);
    });
    ASSERT_FALSE(whole);
    expect_refused(whole.error());
    const Move there{.starts_at = one.time.begin};
    const auto stays = write(
        [&](db::Tx& tx, const Context& c) { return reschedule(tx, c, salon.id, one.id, there, kDesk, Rules::staff); });
    ASSERT_FALSE(stays) << "to where it is, but that was meant by another clock";
    expect_refused(stays.error());
    EXPECT_EQ(stored(one.id).time, one.time);
    EXPECT_EQ(stored(one.id).version, one.version);
}

TEST_P(ZoneChanged, TakesAllOrNothingOfAVisitAndLeavesItWhereItIs) {
    const std::vector<Wish> wishes{world.wish(world.anna, salon.cut, salon.mira, "tue 09:00"),
                                   world.wish(world.anna, salon.cut, salon.jonas, "tue 09:45")};
    const auto book_them = [&] {
        return write([&](db::Tx& tx, const Context& c) {
            return book_all(tx, c, salon.id, wishes, {.one_visit = true}, Rules::staff);
        });
    };
    const auto visit = book_them().value();
    ASSERT_TRUE(to("Europe/London"));
    std::map<BookingId, Move> moves;
    for (const auto& part : visit) moves[part.booking.id] = {.starts_at = part.booking.time.begin + 3h};
    const auto moved = write([&](db::Tx& tx, const Context& c) {
        return move_visit(tx, c, salon.id, visit.front().booking.visit_id, moves, kDesk, Rules::staff);
    });
    ASSERT_FALSE(moved);
    expect_refused(moved.error());
    for (const auto& part : visit) EXPECT_EQ(stored(part.booking.id).time, part.booking.time);
    const auto again = book_them();
    ASSERT_FALSE(again);
    expect_refused(again.error());
    EXPECT_EQ(world.diary(salon.mira).size(), 1u);
}

TEST_P(ZoneChanged, PutsNoSessionIntoTheBookAndKeepsNoTime) {
    ASSERT_TRUE(to("Europe/London"));
    const SessionDraft draft{.service_id = salon.cut, .provider_id = salon.mira, .starts_at = world.at("tue 10:00")};
    const auto added = write([&](db::Tx& tx, const Context& c) {
        return add_sessions(tx, c, salon.id, draft, {world.at("tue 10:00"), world.at("tue 14:00")}, kDesk);
    });
    ASSERT_FALSE(added);
    expect_refused(added.error());
    const HoldWish wish{
        .service_id = salon.cut,
        .provider_id = salon.mira,
        .starts_at = world.at("tue 15:00"),
        .visitor = "a visitor",
        .until = world.clock.now() + 1h,
    };
    const auto held = write([&](db::Tx& tx, const Context& c) { return hold(tx, c, salon.id, wish); });
    ASSERT_FALSE(held);
    expect_refused(held.error());
    EXPECT_TRUE(world.diary(salon.mira).empty());
}

// The zone is another one by the time that the booking has got its lock; what it read before is of the former one.
TEST_P(ZoneChanged, IsNoticedWhileItWaitsForTheProvider) {
    std::latch changed{1};
    std::jthread owner([&] {
        world.db().write([&](db::Tx& tx) {
            const auto done = change_identity(
                tx, world.context(), salon.id,
                [](businesses::Business& business) { business.zone = Zone::find("Europe/London").value(); }, kDesk,
                {Keep::wall});
            EXPECT_TRUE(done);
            if (changed.try_wait()) return done;
            changed.count_down();
            std::this_thread::sleep_for(300ms);
            return done;
        });
    });
    changed.wait();
    const auto refused = book_by_page("tue 10:00");
    ASSERT_FALSE(refused);
    expect_refused(refused.error());
    EXPECT_TRUE(world.diary(salon.mira).empty());
}

}  // namespace
}  // namespace bookings
