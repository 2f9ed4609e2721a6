// Who comes with somebody else's booking is found by name, and lists leave out what they are told to.
#include "bookings/attendee.h"
#include "bookings/without.h"
#include "db/db.h"
#include "support/world.h"

#include <gtest/gtest.h>

namespace bookings {
namespace {

struct Attendees : testing::TestWithParam<db::Engine> {
    Booking book(const std::string& attendee, std::string_view when) {
        auto wish = world.wish(world.anna, salon.cut, salon.mira, when);
        wish.attendee = attendee;
        return world.db()
            .write([&](db::Tx& tx) {
                return bookings::book(tx, world.context(), salon.id, wish, Rules::customer).value();
            })
            .booking;
    }
    std::vector<BookingId> found(std::string_view typed, int limit = 20) {
        return world.db().read([&](db::Session& session) {
            std::vector<BookingId> out;
            for (const auto& each : find_by_attendee(session, salon.id, typed, world.clock.now(), limit))
                out.push_back(each.id);
            return out;
        });
    }
    using Ids = std::vector<BookingId>;

    support::World world{GetParam()};
    support::Salon& salon = world.salon;
};
INSTANTIATE_TEST_SUITE_P(Engines, Attendees, testing::ValuesIn(support::engines()), support::engine_name);

TEST_P(Attendees, AreFoundByTheBeginningsOfTheirNames) {
    const auto dag = book("Dag Erik Åsgård", "thu 10:00").id, later = book("Dagny Berg", "fri 10:00").id;
    book("", "fri 12:30");

    EXPECT_EQ(found("dag"), (Ids{dag, later}));
    EXPECT_EQ(found("DAG er"), (Ids{dag}));
    EXPECT_EQ(found("asgard"), (Ids{dag}));
    EXPECT_EQ(found("Åsgård dag"), (Ids{dag}));
    EXPECT_EQ(found("anna"), Ids{}) << "who booked is a customer";
    EXPECT_EQ(found("%"), Ids{});
    EXPECT_EQ(found(""), Ids{});
    EXPECT_EQ(found("dag", 1), (Ids{dag}));
    EXPECT_EQ(found("dag\xff"), Ids{});
}

TEST_P(Attendees, StandBeforeThoseWhoseTimeIsOver) {
    const auto first = book("Dag Lund", "tue 10:00"), second = book("Dag Lund", "wed 10:00"),
               third = book("Dag Lund", "thu 10:00");
    world.clock.set(second.time.end);
    EXPECT_EQ(found("dag"), (Ids{third.id, second.id, first.id}));
    world.db().write([&](db::Tx& tx) {
        return cancel(tx, world.context(), salon.id, third.id, {activity::ActorKind::staff, 1}, Rules::staff).value();
    });
    EXPECT_EQ(found("dag"), (Ids{third.id, second.id, first.id})) << "the latest first";
}

TEST_P(Attendees, AreForgottenWithTheirBooking) {
    book("Dag Lund", "tue 10:00");
    world.db().write([&](db::Tx& tx) {
        tx.execute("update bookings set deleted_at = :now where business_id = :business", world.clock.now(), salon.id);
    });
    EXPECT_EQ(found("dag"), Ids{});
}

TEST_P(Attendees, AServiceThatIsLeftOutLeavesWholePages) {
    std::vector<BookingId> cuts;
    const std::vector<std::string> days{"tue", "wed", "thu", "fri"};
    CustomerId anna;
    for (const auto& day : days) {
        const auto made = book("", day + " 09:00");
        anna = made.customer_id;
        cuts.push_back(made.id);
        ASSERT_TRUE(world.book(world.anna, salon.colour, salon.jonas, day + " 13:00"));
    }
    const auto ids = [](const Listed& listed) {
        std::vector<BookingId> out;
        for (const auto& each : listed.bookings) out.push_back(each.id);
        return out;
    };
    world.db().read([&](db::Session& session) {
        const Without without{salon.colour};
        const auto list = [&](const From& from) {
            return list_of_customers(session, salon.id, {anna}, Which::upcoming, world.clock.now(), from, 2, without);
        };
        const auto first = list({});
        EXPECT_EQ(ids(first), (Ids{cuts[0], cuts[1]}));
        EXPECT_TRUE(first.more);
        const auto second = list({.after = cuts[1]});
        EXPECT_EQ(ids(second), (Ids{cuts[2], cuts[3]}));
        EXPECT_FALSE(second.more);
        EXPECT_TRUE(second.earlier);
        EXPECT_EQ(ids(list({.before = cuts[2]})), (Ids{cuts[0], cuts[1]}));
        const auto both = lists_of_customers(session, salon.id, {anna}, world.clock.now(), 50, {}, 10, without);
        EXPECT_EQ(ids(both.upcoming), cuts);
        EXPECT_EQ(lists_of_customers(session, salon.id, {anna}, world.clock.now(), 50, {}, 10).upcoming.bookings.size(),
                  8u);
    });
}

}  // namespace
}  // namespace bookings
