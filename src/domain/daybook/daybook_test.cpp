#include "activity/telling.h"
#include "daybook/changes.h"
#include "daybook/day_notes.h"
#include "db/db.h"
#include "support/world.h"

#include <gtest/gtest.h>

namespace daybook {
namespace {

using namespace std::chrono_literals;

class Daybook : public testing::TestWithParam<db::Engine> {
protected:
    Daybook() {
        subscribe_notes(world.registry);
        subscribe(world.registry);
        look();
    }

    std::vector<Change> look() {
        return world.db().read([&](db::Session& session) { return changes.look(session, {salon, clinic}); });
    }
    // The only one since the last look.
    Change only() {
        const auto all = look();
        EXPECT_EQ(all.size(), 1u);
        return all.empty() ? Change{} : all.front();
    }
    Span time(std::string_view when, Minutes length = 45min) const { return {world.at(when), world.at(when) + length}; }
    bookings::Booking book(std::string_view when) {
        return world.book(world.anna, world.salon.cut, world.salon.mira, when).value().booking;
    }
    Result<DayNoteId> add(const DayNote& note) {
        return world.db().write([&](db::Tx& tx) { return add_note(tx, context, salon, note, staff); });
    }
    std::vector<DayNote> notes(BusinessId business, Day first, Day last) {
        return world.db().read([&](db::Session& session) { return list_notes(session, business, first, last); });
    }
    std::string code_of(const auto& result) { return result ? "fine" : result.error().code; }

    support::World world{GetParam()};
    const BusinessId salon = world.salon.id, clinic = world.clinic.id;
    const activity::Context context{world.clock, world.registry};
    const activity::Actor staff{activity::ActorKind::staff, 1};
    const Day day = *base::parse_day("2026-12-09");
    Changes changes;
};
INSTANTIATE_TEST_SUITE_P(Engines, Daybook, testing::ValuesIn(support::engines()), support::engine_name);

TEST_P(Daybook, TellsOfABookingOnceWithItsProviderAndTime) {
    book("tue 10:00");
    const auto made = only();
    EXPECT_EQ(made.business, salon);
    EXPECT_EQ(made.provider, world.salon.mira);
    EXPECT_EQ(made.time, time("tue 10:00"));
    EXPECT_TRUE(look().empty());
}

TEST_P(Daybook, TellsOfEveryChangeOfABookingThatTheCalendarShows) {
    const auto booking = book("tue 10:00");
    look();
    const auto change = [&](auto&& verb) {
        world.db().write([&](db::Tx& tx) { verb(tx); });
        return only();
    };
    using bookings::Rules;
    const auto before =
        change([&](db::Tx& tx) { bookings::set_paid(tx, world.context(), salon, booking.id, true, staff).value(); });
    EXPECT_EQ(before.time, time("tue 10:00"));
    const auto moved = change([&](db::Tx& tx) {
        bookings::reschedule(tx, world.context(), salon, booking.id, {.starts_at = world.at("wed 14:00")}, staff,
                             Rules::staff)
            .value();
    });
    EXPECT_EQ(moved.version, before.version + 1);
    // From the time that it left to the one that it took.
    EXPECT_EQ(moved.time, (Span{time("tue 10:00").begin, time("wed 14:00").end}));
    EXPECT_EQ(change([&](db::Tx& tx) {
                  bookings::cancel(tx, world.context(), salon, booking.id, staff, Rules::staff).value();
              }).time,
              time("wed 14:00"));
}

TEST_P(Daybook, TellsBothProvidersWhereABookingGoesFromOneToTheOther) {
    const auto booking = book("tue 10:00");
    look();
    world.db().write([&](db::Tx& tx) {
        bookings::reschedule(tx, world.context(), salon, booking.id,
                             {.starts_at = world.at("tue 10:00"), .provider_id = world.salon.jonas}, staff,
                             bookings::Rules::staff)
            .value();
    });
    std::set<ProviderId> who;
    for (const auto& each : look()) who.insert(each.provider.value());
    EXPECT_EQ(who, (std::set{world.salon.mira, world.salon.jonas}));
}

TEST_P(Daybook, SaysNoTimeWhereMoreThanOneThingChanged) {
    book("tue 10:00");
    book("wed 10:00");
    const auto both = only();
    EXPECT_EQ(both.provider, world.salon.mira);
    EXPECT_FALSE(both.time);
}

TEST_P(Daybook, SaysNothingOfWhatWasUndone) {
    try {
        world.db().write([&](db::Tx& tx) {
            note_change(tx, salon, world.salon.mira, {});
            throw std::runtime_error("undone");
        });
    } catch (const std::runtime_error&) {
    }
    EXPECT_TRUE(look().empty());
}

TEST_P(Daybook, TellsOfSettingsAsOfAnybodys) {
    world.db().write([&](db::Tx& tx) { businesses::touch(tx, clinic); });
    const auto touched = only();
    EXPECT_EQ(touched.business, clinic);
    EXPECT_FALSE(touched.provider);
    EXPECT_FALSE(touched.time);
}

TEST_P(Daybook, TellsNothingOfABusinessThatWasNotLookedAtBefore) {
    book("tue 10:00");
    Changes fresh;
    const auto at = [&](const std::vector<BusinessId>& businesses) {
        return world.db().read([&](db::Session& session) { return fresh.look(session, businesses); });
    };
    EXPECT_TRUE(at({salon}).empty());
    book("wed 10:00");
    EXPECT_EQ(at({salon, clinic}).size(), 1u);
    EXPECT_TRUE(at({clinic}).empty());
    book("thu 10:00");
    EXPECT_TRUE(at({salon}).empty()) << "nobody listened meanwhile";
}

TEST_P(Daybook, LooksAtMoreBusinessesThanFitIntoOneStatement) {
    std::vector<BusinessId> many;
    for (std::int64_t id = 1000; id < 1040; ++id) many.push_back(BusinessId{id});
    many.push_back(salon);
    Changes fresh;
    const auto at = [&] { return world.db().read([&](db::Session& session) { return fresh.look(session, many); }); };
    at();
    book("tue 10:00");
    EXPECT_EQ(at().size(), 1u);
}

TEST_P(Daybook, KeepsNotesByDayAndTellsOfThem) {
    const auto first = add({.day = day, .text = "The lift is being repaired"}).value();
    EXPECT_FALSE(only().provider);
    add({.day = day + std::chrono::days{1}, .provider = world.salon.mira, .text = "Leaves at four"}).value();
    EXPECT_EQ(only().provider, world.salon.mira);
    ASSERT_EQ(notes(salon, day, day).size(), 1u);
    EXPECT_EQ(notes(salon, day, day).front().id, first);
    EXPECT_EQ(notes(salon, day, day).front().text, "The lift is being repaired");
    EXPECT_EQ(notes(salon, day, day + std::chrono::days{6}).size(), 2u);
    EXPECT_TRUE(notes(clinic, day, day).empty());
}

TEST_P(Daybook, ChangesANoteUnlessSomebodyElseDidMeanwhile) {
    auto note = DayNote{.day = day, .text = "One"};
    note.id = add(note).value();
    const auto change = [&](std::string text) {
        note.text = std::move(text);
        return code_of(world.db().write([&](db::Tx& tx) { return change_note(tx, context, salon, note, staff); }));
    };
    EXPECT_EQ(change("Two"), "fine");
    EXPECT_EQ(change("Three"), "day_note.changed_meanwhile");
    note.version = 2;
    EXPECT_EQ(change("Three"), "fine");
    EXPECT_EQ(notes(salon, day, day).front().text, "Three");
    const auto remove = [&](BusinessId business) {
        return code_of(
            world.db().write([&](db::Tx& tx) { return remove_note(tx, context, business, note.id, staff); }));
    };
    EXPECT_EQ(remove(clinic), "day_note.unknown");
    EXPECT_EQ(remove(salon), "fine");
    EXPECT_EQ(remove(salon), "day_note.unknown");
    EXPECT_EQ(change("Four"), "day_note.unknown");
}

TEST_P(Daybook, RefusesNotesThatAreNone) {
    EXPECT_EQ(code_of(add({.day = day, .text = ""})), "form.invalid");
    EXPECT_EQ(code_of(add({.day = day, .text = std::string(501, 'x')})), "form.invalid");
    std::string long_one;
    for (int i = 0; i < 500; ++i) long_one += "æ";
    EXPECT_EQ(code_of(add({.day = day, .text = long_one})), "fine") << "letters are counted, not bytes";
    EXPECT_EQ(code_of(add({.day = day, .provider = world.clinic.ada, .text = "x"})), "provider.not_offered");
    EXPECT_EQ(code_of(add({.day = day, .location = LocationId{7}, .text = "x"})), "location.unknown");
    for (int i = 1; i < kMostNotesOfADay; ++i) ASSERT_EQ(code_of(add({.day = day, .text = "x"})), "fine");
    EXPECT_EQ(code_of(add({.day = day, .text = "x"})), "day_note.too_many");
}

TEST_P(Daybook, WritesIntoTheLogThatThereWasANoteAndNotWhatItSaid) {
    const auto id = add({.day = day, .text = "Anna is ill"}).value();
    const auto log = world.db().read([&](db::Session& session) { return activity::list(session, salon, id.value); });
    ASSERT_EQ(log.size(), 1u);
    EXPECT_EQ(log.front().type, "day_note.added");
    EXPECT_EQ(log.front().data.find("Anna"), std::string::npos);
}

TEST_P(Daybook, ForgetsNotesTwoYearsAfterTheirDay) {
    add({.day = day, .text = "Old"}).value();
    add({.day = day + std::chrono::days{20}, .text = "Not so old"}).value();
    world.clock.advance(std::chrono::days{2 * 365 + 15});
    for (const auto& each : world.registry.all<activity::Housekeeping>()) each.tidy(world.db(), world.clock.now());
    ASSERT_EQ(notes(salon, day, day + std::chrono::days{30}).size(), 1u);
}

}  // namespace
}  // namespace daybook
