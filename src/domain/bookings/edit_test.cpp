// What staff change of one booking on its page.
#include "bookings/edit.h"

#include "accounts/staff_account.h"
#include "activity/activity_log.h"
#include "bookings/answers.h"
#include "bookings/booking_store.h"
#include "catalog/add_ons.h"
#include "support/world.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace bookings {
namespace {

using namespace std::chrono_literals;

constexpr activity::Actor kSystem{};

struct Edited : testing::TestWithParam<db::Engine> {
    support::World world{GetParam()};
    support::Salon& salon = world.salon;
    activity::Actor desk = member("dan", businesses::Role::receptionist);
    Booking booking = world.book(world.anna, salon.cut, salon.mira, "tue 10:00").value().booking;

    activity::Actor member(std::string_view name, businesses::Role role) {
        const auto id = world.db().write([&](db::Tx& tx) {
            return accounts::staff::add(tx, {world.clock, world.registry}, salon.id, name,
                                        std::string(name) + "@lind.example", role, kSystem);
        });
        return {activity::ActorKind::staff, id.value().value};
    }
    template <class Verb>
    auto write(const Verb& verb) {
        return world.db().write([&](db::Tx& tx) { return verb(tx, world.context()); });
    }
    Result<Booking> change_it(const Edit& edit) {
        return write([&](db::Tx& tx, const Context& c) { return change(tx, c, salon.id, booking.id, edit, desk); });
    }
    Result<Booking> note_it(const Notes& notes) {
        return write(
            [&](db::Tx& tx, const Context& c) { return change_notes(tx, c, salon.id, booking.id, notes, desk); });
    }
    Result<Booking> move_it(const Move& move) {
        return write([&](db::Tx& tx, const Context& c) {
            return reschedule(tx, c, salon.id, booking.id, move, desk, Rules::staff);
        });
    }
    Result<Booking> undo(int version) {
        return write(
            [&](db::Tx& tx, const Context& c) { return undo_move(tx, c, salon.id, booking.id, version, desk); });
    }
    Result<void> delete_it() {
        return write(
            [&](db::Tx& tx, const Context& c) { return discard(tx, c, salon.id, booking.id, std::nullopt, desk); });
    }
    Result<Booking> restore_it() {
        return write([&](db::Tx& tx, const Context& c) { return restore(tx, c, salon.id, booking.id, desk); });
    }
    std::optional<Booking> stored() {
        return world.db().read([&](db::Session& s) { return find(s, salon.id, booking.id); });
    }
    std::string last_type() { return world.activities_of(booking.id).back(); }
    nlohmann::json last_data() {
        return nlohmann::json::parse(world.db().read([&](db::Session& s) {
            return activity::list_latest(s, salon.id, booking.id.value, std::nullopt, 1).at(0).data;
        }));
    }
};

#define EXPECT_REFUSED(result, code_) \
    do { \
        const auto& refused = (result); \
        ASSERT_FALSE(refused); \
        EXPECT_EQ(refused.error().code, code_); \
    } while (false)

TEST_P(Edited, AnotherServiceBringsItsLengthAndPrice) {
    const auto changed = change_it({.service_id = salon.colour, .version = booking.version}).value();
    EXPECT_EQ(changed.service_id, salon.colour);
    EXPECT_EQ(changed.time.end - changed.time.begin, 90min);
    EXPECT_EQ(changed.price.amount, 149000);
    EXPECT_EQ(changed.appointment_id, booking.appointment_id);
    EXPECT_EQ(changed.version, booking.version + 1);
    EXPECT_EQ(stored()->version, changed.version);
    EXPECT_EQ(stored()->price.amount, 149000);
    EXPECT_EQ(changed.status, Status::approved) << "staff decide";
    EXPECT_EQ(world.diary(salon.mira), (std::vector<Span>{{world.at("tue 10:00"), world.at("tue 11:45")}}));
    EXPECT_EQ(last_type(), "booking.changed");
    const auto after = last_data().at("after");
    EXPECT_EQ(after.at("minutes"), 90);
    EXPECT_EQ(after.at("price"), "149000 NOK");
    EXPECT_FALSE(after.contains("starts_at"));
}

TEST_P(Edited, WhoSeesAnOldVersionIsToldAndNothingIsOverwritten) {
    ASSERT_TRUE(change_it({.price = Money{50000, "NOK"}, .version = booking.version}));
    EXPECT_REFUSED(change_it({.service_id = salon.colour, .version = booking.version}), "booking.changed_meanwhile");
    EXPECT_REFUSED(note_it({.note = "x", .version = booking.version}), "booking.changed_meanwhile");
    EXPECT_REFUSED(move_it({.starts_at = world.at("wed 10:00"), .version = booking.version}),
                   "booking.changed_meanwhile");
    EXPECT_EQ(stored()->price.amount, 50000);
}

TEST_P(Edited, APriceNeedsThePermissionAndTheCurrency) {
    const auto provider = member("pia", businesses::Role::provider);
    const auto as = [&](const activity::Actor& actor, const Money& price) {
        return write(
            [&](db::Tx& tx, const Context& c) { return change(tx, c, salon.id, booking.id, {.price = price}, actor); });
    };
    EXPECT_REFUSED(as(provider, {50000, "NOK"}), "booking.price_not_allowed");
    EXPECT_REFUSED(as(desk, {-1, "NOK"}), "form.invalid");
    EXPECT_REFUSED(as(desk, {50000, "EUR"}), "form.invalid");
    ASSERT_TRUE(as(desk, {50000, "NOK"}));
    EXPECT_EQ(world.activities_of(booking.id).size(), 2u);
    ASSERT_TRUE(as(provider, {50000, "NOK"})) << "nothing changes";
    EXPECT_EQ(world.activities_of(booking.id).size(), 2u);
    Wish wish = world.wish(world.ben, salon.cut, salon.mira, "wed 10:00");
    wish.actor = provider;
    wish.price = Money{1, "NOK"};
    const auto booked = [&](Rules rules) {
        return write([&](db::Tx& tx, const Context& c) { return book(tx, c, salon.id, wish, rules); });
    };
    EXPECT_REFUSED(booked(Rules::staff), "booking.price_not_allowed");
    EXPECT_EQ(booked(Rules::customer).value().booking.price.amount, 69000) << "a customer says no price";
}

TEST_P(Edited, AddOnsKeepWhatWasAgreedAndChangeLengthAndPriceByTheirs) {
    const auto add = [&](std::string_view name, Minutes duration, std::int64_t price) {
        catalog::AddOn draft;
        draft.name.fallback = name;
        draft.duration = duration;
        draft.price = {price, "NOK"};
        draft.services = {salon.cut};
        return world.db()
            .write([&](db::Tx& tx) {
                return catalog::create_add_on(tx, {world.clock, world.registry}, salon.id, draft, kSystem);
            })
            .value();
    };
    const auto wash = add("Wash", 15min, 10000), beard = add("Beard", 30min, 20000);
    const auto with_both = change_it({.add_ons = std::vector{wash, beard}}).value();
    EXPECT_EQ(with_both.time.end - with_both.time.begin, 90min);
    EXPECT_EQ(with_both.price.amount, 99000);
    ASSERT_TRUE(change_it({.price = Money{90000, "NOK"}}));
    const auto with_one = change_it({.add_ons = std::vector{wash}}).value();
    EXPECT_EQ(with_one.time.end - with_one.time.begin, 60min);
    EXPECT_EQ(with_one.price.amount, 70000) << "less what the beard cost";
    const auto coloured = change_it({.service_id = salon.colour}).value();
    EXPECT_TRUE(coloured.add_ons.empty()) << "it cannot be chosen with it";
    EXPECT_REFUSED(change_it({.add_ons = std::vector{beard}}), "add_on.not_offered");
}

TEST_P(Edited, ATimeThatIsTakenIsRefusedUnlessItMayBeOver) {
    world.book(world.ben, salon.cut, salon.mira, "tue 11:00").value();
    EXPECT_REFUSED(change_it({.service_id = salon.colour}), "booking.time_taken");
    EXPECT_EQ(stored()->service_id, salon.cut);
    EXPECT_REFUSED(change_it({.service_id = salon.colour, .overbooking = "x"}), "booking.overbooking_not_allowed");
    const auto owner = member("olga", businesses::Role::owner);
    const auto over = write([&](db::Tx& tx, const Context& c) {
        return change(tx, c, salon.id, booking.id, {.service_id = salon.colour, .overbooking = "she insists"}, owner);
    });
    ASSERT_TRUE(over);
    EXPECT_EQ(over->overbooking, "she insists");
    EXPECT_EQ(last_data().at("after").at("overbooking"), "she insists");
}

TEST_P(Edited, WhatIsOverChangesItsPriceAloneAndWhatIsGivenUpNothing) {
    world.clock.set(booking.time.end);
    finish_over(world.db(), world.registry, world.clock);
    EXPECT_REFUSED(change_it({.service_id = salon.colour}), "booking.already_over");
    EXPECT_TRUE(change_it({.price = Money{1, "NOK"}}));
    EXPECT_TRUE(note_it({.internal_note = "late"}));
    booking = world.book(world.ben, salon.cut, salon.mira, "wed 10:00").value().booking;
    ASSERT_TRUE(
        write([&](db::Tx& tx, const Context& c) { return cancel(tx, c, salon.id, booking.id, desk, Rules::staff); }));
    EXPECT_REFUSED(change_it({.price = Money{1, "NOK"}}), "booking.already_cancelled");
}

TEST_P(Edited, NotesAreTheCustomersOrTheStaffsAlone) {
    ASSERT_TRUE(note_it({.note = "Bring photos", .internal_note = "Talks a lot"}));
    EXPECT_EQ(stored()->note, "Bring photos");
    EXPECT_EQ(stored()->internal_note, "Talks a lot");
    EXPECT_EQ(last_data().at("after").at("internal_note"), "Talks a lot");
    const auto count = world.activities_of(booking.id).size();
    ASSERT_TRUE(note_it({.note = "Bring photos"}));
    EXPECT_EQ(world.activities_of(booking.id).size(), count);
    EXPECT_REFUSED(note_it({.internal_note = std::string(kLongestInternalNote + 1, 'x')}), "form.invalid");
}

TEST_P(Edited, ALengthOfItsOwnStaysWithIt) {
    const auto longer = move_it({.starts_at = booking.time.begin, .duration = 2h}).value();
    EXPECT_EQ(longer.time.end - longer.time.begin, 2h);
    EXPECT_EQ(last_data().at("after").at("minutes"), 120);
    EXPECT_REFUSED(move_it({.starts_at = booking.time.begin, .duration = 0min}), "form.invalid");
    EXPECT_REFUSED(move_it({.starts_at = booking.time.begin, .duration = 25h}), "form.invalid");
    const auto moved = move_it({.starts_at = world.at("wed 09:00"), .provider_id = salon.jonas}).value();
    EXPECT_EQ(moved.time.end - moved.time.begin, 2h);
}

TEST_P(Edited, AMoveIsPutBackForTenSeconds) {
    const auto moved = move_it({.starts_at = world.at("wed 14:00"),
                                .provider_id = salon.jonas,
                                .duration = 1h,
                                .telling = Telling::after_undo})
                           .value();
    world.clock.advance(kUndoFor);
    EXPECT_REFUSED(undo(booking.version), "booking.changed_meanwhile");
    const auto back = undo(moved.version).value();
    EXPECT_EQ(back.time, booking.time);
    EXPECT_EQ(back.provider_id, salon.mira);
    EXPECT_EQ(world.diary(salon.mira), (std::vector<Span>{booking.time}));
    EXPECT_TRUE(world.diary(salon.jonas).empty());
    EXPECT_EQ(last_type(), "booking.move_undone");
    EXPECT_REFUSED(undo(back.version), "booking.undo_too_late");
}

TEST_P(Edited, NoMoveIsPutBackLaterOrWhereItWasToldOrIsTaken) {
    const auto told = move_it({.starts_at = world.at("wed 10:00")}).value();
    EXPECT_REFUSED(undo(told.version), "booking.undo_too_late");
    const auto late = move_it({.starts_at = world.at("wed 11:00"), .telling = Telling::after_undo}).value();
    world.clock.advance(kUndoFor + 1s);
    EXPECT_REFUSED(undo(late.version), "booking.undo_too_late");
    const auto moved = move_it({.starts_at = world.at("thu 10:00"), .telling = Telling::nobody}).value();
    world.book(world.ben, salon.cut, salon.mira, "wed 11:00").value();
    EXPECT_REFUSED(undo(moved.version), "booking.time_taken");
}

TEST_P(Edited, WhatIsDeletedIsNowhereAndComesBackAsItWas) {
    const auto token = world.book(world.ben, salon.cut, salon.mira, "wed 10:00").value().manage_token;
    booking =
        world.db().read([&](db::Session& s) { return find_by_token(s, salon.id, token, world.clock.now()).value(); });
    ASSERT_TRUE(delete_it());
    EXPECT_FALSE(stored());
    EXPECT_REFUSED(delete_it(), "booking.unknown");
    EXPECT_TRUE(world.diary(salon.mira).size() == 1);
    world.db().read([&](db::Session& s) {
        EXPECT_FALSE(find_by_token(s, salon.id, token, world.clock.now()));
        EXPECT_TRUE(list_all_of_customer(s, salon.id, booking.customer_id, {}, 10).bookings.empty());
        EXPECT_EQ(list_deleted(s, salon.id, std::nullopt, 10).bookings.size(), 1u);
        EXPECT_TRUE(find_deleted(s, salon.id, booking.id));
        const auto day = salon.zone.span(salon.zone.day(booking.time.begin));
        EXPECT_EQ(count_between(s, salon.id, day, 10), 0);
        EXPECT_TRUE(list_between(s, salon.id, day, std::nullopt, std::nullopt, 10).bookings.empty());
    });
    ASSERT_TRUE(restore_it());
    EXPECT_EQ(stored()->time, booking.time);
    EXPECT_EQ(stored()->status, Status::approved);
    EXPECT_EQ(world.diary(salon.mira).size(), 2u);
    EXPECT_EQ(last_type(), "booking.restored");
    EXPECT_REFUSED(restore_it(), "booking.unknown");
}

TEST_P(Edited, WhoseTimeIsTakenMeanwhileDoesNotComeBack) {
    ASSERT_TRUE(delete_it());
    world.book(world.ben, salon.cut, salon.mira, "tue 10:15").value();
    EXPECT_REFUSED(restore_it(), "booking.time_taken");
}

TEST_P(Edited, WhatWasGivenUpComesBackGivenUp) {
    ASSERT_TRUE(
        write([&](db::Tx& tx, const Context& c) { return cancel(tx, c, salon.id, booking.id, desk, Rules::staff); }));
    ASSERT_TRUE(delete_it());
    world.book(world.ben, salon.cut, salon.mira, "tue 10:00").value();
    ASSERT_TRUE(restore_it());
    EXPECT_EQ(stored()->status, Status::cancelled);
    EXPECT_EQ(world.diary(salon.mira).size(), 1u);
}

TEST_P(Edited, AfterThirtyDaysItIsGoneButForTheLog) {
    ASSERT_TRUE(delete_it());
    const auto kept = world.book(world.ben, salon.cut, salon.mira, "tue 10:00").value().booking;
    world.clock.advance(kDeletedKept);
    forget_deleted(world.db(), world.registry, world.clock.now());
    EXPECT_TRUE(world.db().read([&](db::Session& s) { return find_deleted(s, salon.id, booking.id); }));
    world.clock.advance(1s);
    forget_deleted(world.db(), world.registry, world.clock.now());
    world.db().read([&](db::Session& s) {
        EXPECT_FALSE(find_deleted(s, salon.id, booking.id));
        EXPECT_FALSE(find_appointment(s, salon.id, booking.appointment_id));
        EXPECT_TRUE(find(s, salon.id, kept.id));
    });
    EXPECT_EQ(world.activities_of(booking.id), (std::vector<std::string>{"booking.made", "booking.deleted"}));
    EXPECT_REFUSED(restore_it(), "booking.unknown");
}

INSTANTIATE_TEST_SUITE_P(Engines, Edited, testing::ValuesIn(support::engines()), support::engine_name);

}  // namespace
}  // namespace bookings
