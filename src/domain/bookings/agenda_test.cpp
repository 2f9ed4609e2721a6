#include "bookings/agenda.h"

#include "db/db.h"
#include "support/world.h"

#include <gtest/gtest.h>

namespace bookings {
namespace {

using namespace std::chrono_literals;

class AgendaTest : public testing::TestWithParam<db::Engine> {
protected:
    std::shared_ptr<const Snapshot> snapshot(const support::House& house) {
        return world.db().read([&](db::Session& s) { return world.snapshots.find(s, house.slug); });
    }
    Agenda list(const support::House& house, Day day, std::optional<ProviderId> provider = {}, bool given_up = false) {
        return world.db().snapshot([&](db::Session& session) {
            return list_agenda(session, house.id, house.zone.span(day), provider, given_up);
        });
    }
    Day day(std::string_view when) { return world.salon.zone.day(world.at(when)); }

    support::World world{GetParam()};
};
INSTANTIATE_TEST_SUITE_P(Engines, AgendaTest, testing::ValuesIn(support::engines()), support::engine_name);

TEST_P(AgendaTest, TellsWhatIsBookedWithItsBuffersAndNothingOfOtherDaysOrBusinesses) {
    const auto cut = world.book(world.anna, world.salon.cut, world.salon.mira, "tue 10:00").value().booking;
    const auto colour = world.book(world.ben, world.salon.colour, world.salon.jonas, "tue 13:00").value().booking;
    world.book(world.anna, world.salon.cut, world.salon.mira, "wed 10:00").value();
    world.book(world.anna, world.neighbour.trim, world.neighbour.eva, "tue 10:00").value();

    const auto found = list(world.salon, day("tue 10:00")).entries;
    ASSERT_EQ(found.size(), 2u);
    EXPECT_EQ(found[0].id, cut.id);
    EXPECT_EQ(found[0].time, cut.time);
    EXPECT_EQ(found[0].taken, cut.time);
    EXPECT_EQ(found[1].id, colour.id);
    EXPECT_EQ(found[1].status, Status::pending);
    EXPECT_EQ(found[1].taken, (Span{colour.time.begin, colour.time.end + 15min}));

    const auto own = list(world.salon, day("tue 10:00"), world.salon.mira).entries;
    ASSERT_EQ(own.size(), 1u);
    EXPECT_EQ(own[0].id, cut.id);
}

TEST_P(AgendaTest, LeavesOutWhatWasGivenUpUnlessItIsAskedFor) {
    const auto made = world.book(world.anna, world.salon.cut, world.salon.mira, "tue 10:00").value().booking;
    (void)world.db().write([&](db::Tx& tx) {
        return change_status(tx, world.context(), world.salon.id, made.id, Status::cancelled, {}, Rules::staff);
    });
    EXPECT_TRUE(list(world.salon, day("tue 10:00")).entries.empty());
    const auto all = list(world.salon, day("tue 10:00"), {}, true).entries;
    ASSERT_EQ(all.size(), 1u);
    EXPECT_EQ(all[0].status, Status::cancelled);
}

TEST_P(AgendaTest, NamesTheRoomsThatAnAppointmentTakes) {
    world.book(world.anna, world.clinic.consultation, world.clinic.ada, "tue 10:00").value();
    const auto day = world.clinic.zone.day(world.at("tue 10:00", world.clinic.zone));
    const auto found = list(world.clinic, day).entries;
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0].resources, std::vector{world.clinic.room});
}

TEST_P(AgendaTest, CarriesTheImportantNoteOfWhoComes) {
    const auto made = world.book(world.anna, world.salon.cut, world.salon.mira, "tue 10:00").value().booking;
    world.book(world.ben, world.salon.cut, world.salon.mira, "tue 11:00").value();
    (void)world.db().write([&](db::Tx& tx) {
        auto changes = customers::changes_of(*customers::find(tx, world.salon.id, made.customer_id));
        changes.important_note = "Allergic to ammonia";
        return customers::update(tx, {world.clock, world.registry}, world.salon.id, "NO", made.customer_id, changes, {},
                                 {});
    });
    const auto found = list(world.salon, day("tue 10:00")).entries;
    ASSERT_EQ(found.size(), 2u);
    EXPECT_EQ(found[0].important_note, "Allergic to ammonia");
    EXPECT_EQ(found[1].important_note, "");
}

TEST_P(AgendaTest, ShadesWhatIsClosedPausedBlockedAndOff) {
    const auto tuesday = day("tue 10:00"), wednesday = day("wed 10:00");
    world.db().write([&](db::Tx& tx) {
        const staff::Context context{world.clock, world.registry};
        EXPECT_TRUE(staff::add_time_off(tx, context, world.salon.id,
                                        {.provider = world.salon.mira,
                                         .days = {tuesday, tuesday},
                                         .hours = availability::Hours{14h, 15h},
                                         .reason = "Dentist"},
                                        {}));
        return staff::add_time_off(tx, context, world.salon.id,
                                   {.provider = world.salon.mira, .days = {wednesday, wednesday}, .reason = "Course"},
                                   {});
    });
    const auto now = snapshot(world.salon);
    const auto time_off =
        world.db().read([&](db::Session& session) { return staff::list_time_off(session, world.salon.id, tuesday); });
    const auto found = shades(*now, {world.salon.mira}, tuesday, wednesday, time_off);
    const auto has = [&](Shade::Kind kind, std::string_view from, std::string_view to, std::string_view reason) {
        return std::ranges::any_of(found, [&](const Shade& shade) {
            return shade.kind == kind && shade.reason == reason && shade.span == Span{world.at(from), world.at(to)};
        });
    };
    EXPECT_TRUE(has(Shade::Kind::closed, "tue 00:00", "tue 09:00", ""));
    EXPECT_TRUE(has(Shade::Kind::pause, "tue 12:00", "tue 12:30", ""));
    EXPECT_TRUE(has(Shade::Kind::blocked, "tue 14:00", "tue 15:00", "Dentist"));
    EXPECT_TRUE(has(Shade::Kind::closed, "tue 17:00", "wed 00:00", ""));
    EXPECT_TRUE(has(Shade::Kind::day_off, "wed 00:00", "thu 00:00", "Course"));
}

TEST_P(AgendaTest, CountsWhatIsBookedAndHowMuchIsFree) {
    world.book(world.anna, world.salon.cut, world.salon.mira, "tue 10:00").value();
    world.book(world.ben, world.salon.colour, world.salon.mira, "tue 13:00").value();
    const auto tuesday = day("tue 10:00");
    const auto load = load_of(*snapshot(world.salon), world.salon.mira, tuesday, list(world.salon, tuesday).entries);
    EXPECT_EQ(load.booked, 2);
    EXPECT_EQ(load.free, 8h - 30min - 45min - 105min);
}

}  // namespace
}  // namespace bookings
