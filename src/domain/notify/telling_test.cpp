// Whom of what staff do the customer hears: at once, once it can no longer be undone, or not at all.
#include "bookings/edit.h"
#include "notify/test_post.h"

namespace notify::test {
namespace {

using bookings::Telling;

struct Tells : testing::TestWithParam<db::Engine> {
    Post post{GetParam()};
    support::World& world = post.world;
    support::SmtpCatcher& catcher = post.catcher;
    activity::Actor mona{activity::ActorKind::staff, post.hire("Mona", "mona@lind.example").value};

    bookings::Booking book_anna() { return post.book(world.anna, world.salon.cut, world.salon.mira, "thu 10:00"); }
    bookings::Booking move(const bookings::Booking& booking, std::string_view when, Telling telling,
                           std::optional<Minutes> duration = {}) {
        return world.db()
            .write([&](db::Tx& tx) {
                return bookings::reschedule(tx, world.context(), world.salon.id, booking.id,
                                            {.starts_at = world.at(when), .duration = duration, .telling = telling},
                                            mona, bookings::Rules::staff);
            })
            .value();
    }
    void undo(const bookings::Booking& moved) {
        ASSERT_TRUE(world.db().write([&](db::Tx& tx) {
            return bookings::undo_move(tx, world.context(), world.salon.id, moved.id, moved.version, mona);
        }));
    }
    std::size_t mails() {
        post.run();
        return catcher.mails().size();
    }
};
INSTANTIATE_TEST_SUITE_P(Engines, Tells, testing::ValuesIn(support::engines()), support::engine_name);

TEST_P(Tells, OfAMoveOnceItCanNoLongerBeUndone) {
    post.only({"rescheduled"});
    move(book_anna(), "fri 10:00", Telling::after_undo);
    EXPECT_EQ(mails(), 0u);
    world.clock.advance(bookings::kUndoFor - 1s);
    EXPECT_EQ(mails(), 0u);
    world.clock.advance(1s);
    EXPECT_EQ(mails(), 1u);
}

TEST_P(Tells, NobodyOfAMoveThatWasUndoneNorOfTheUndoing) {
    post.only({"rescheduled"});
    const auto booking = book_anna();
    undo(move(booking, "fri 10:00", Telling::after_undo));
    undo(move(booking, "thu 10:00", Telling::after_undo, 2h));  // the start tells nothing of it
    world.clock.advance(1h);
    EXPECT_EQ(mails(), 0u);
    move(booking, "fri 11:00", Telling::after_undo);
    world.clock.advance(1h);
    EXPECT_EQ(mails(), 1u) << "the one that stands";
}

TEST_P(Tells, TheColleagueAndNotTheCustomerWhereNobodyIsToBeTold) {
    post.give_address(world.salon.mira, "mira@lind.example");
    const auto booking = book_anna();
    post.run();
    catcher.forget();
    move(booking, "fri 10:00", Telling::nobody);
    post.run();
    ASSERT_EQ(catcher.mails().size(), 1u);
    EXPECT_EQ(catcher.mails()[0].to, "mira@lind.example");
    const auto runs = post.runs("rescheduled");
    ASSERT_EQ(runs.size(), 1u);
    EXPECT_EQ(runs[0].why, "not_told");
    EXPECT_EQ(post.why(runs[0]), "Not sent: who did it chose not to tell the customer.");
}

TEST_P(Tells, OfAChangeOnceAndOfAMoveByItsOwnMail) {
    post.only({"changed", "rescheduled"});
    const auto booking = book_anna();
    const auto change = [&](const bookings::Edit& edit) {
        return world.db()
            .write([&](db::Tx& tx) {
                return bookings::change(tx, world.context(), world.salon.id, booking.id, edit, mona);
            })
            .value();
    };
    change({.service_id = world.salon.colour, .provider_id = world.salon.jonas});
    ASSERT_EQ(mails(), 1u);
    const auto mail = decoded(catcher.mails()[0].bytes);
    EXPECT_NE(mail.find("har endret timen din"), mail.npos);
    EXPECT_NE(mail.find("Jonas"), mail.npos);
    EXPECT_TRUE(post.runs("rescheduled").empty());
    change({.service_id = world.salon.colour, .provider_id = world.salon.jonas});
    EXPECT_EQ(mails(), 1u) << "nothing changed";
    change({.duration = 100min, .telling = Telling::nobody});
    EXPECT_EQ(mails(), 1u);

    const auto changes = post.runs("changed").size();
    move(booking, "fri 10:00", Telling::at_once);
    EXPECT_EQ(mails(), 2u);
    EXPECT_EQ(post.runs("rescheduled").size(), 1u);
    EXPECT_EQ(post.runs("changed").size(), changes) << "a move is told as such alone";
}

TEST_P(Tells, AllWhoMoveTogetherOnceItStands) {
    post.only({"rescheduled"});
    world.change(world.salon.cut, [](catalog::Service& service) { service.capacity = 3; });
    const auto anna = book_anna();
    auto wish = world.wish(world.ben, world.salon.cut, world.salon.mira, "thu 10:00");
    wish.appointment = anna.appointment_id;
    ASSERT_TRUE(world.db().write(
        [&](db::Tx& tx) { return bookings::book(tx, world.context(), world.salon.id, wish, bookings::Rules::staff); }));
    const auto move_all = [&](std::string_view when) {
        return world.db()
            .write([&](db::Tx& tx) {
                return bookings::move_appointment(tx, world.context(), world.salon.id, anna.appointment_id,
                                                  {.starts_at = world.at(when), .telling = Telling::after_undo}, mona);
            })
            .value();
    };
    move_all("fri 10:00");
    ASSERT_TRUE(world.db().write([&](db::Tx& tx) {
        return bookings::undo_move(tx, world.context(), world.salon.id, anna.appointment_id, {}, mona);
    }));
    world.clock.advance(1h);
    EXPECT_EQ(mails(), 0u);
    move_all("fri 11:00");
    world.clock.advance(bookings::kUndoFor);
    EXPECT_EQ(mails(), 2u);
}

TEST_P(Tells, OfABookingByStaffOnlyWhereTheyWantIt) {
    post.only({"booked", "cancelled"});
    const auto made = [&](Telling telling, std::string_view when) {
        auto wish = world.wish(world.anna, world.salon.cut, world.salon.mira, when);
        wish.actor = mona;
        wish.telling = telling;
        return world.db()
            .write([&](db::Tx& tx) {
                return bookings::book(tx, world.context(), world.salon.id, wish, bookings::Rules::staff);
            })
            .value()
            .booking;
    };
    const auto quiet = made(Telling::nobody, "thu 10:00");
    EXPECT_EQ(mails(), 0u);
    made(Telling::at_once, "thu 11:00");
    EXPECT_EQ(mails(), 1u);
    ASSERT_TRUE(world.db().write([&](db::Tx& tx) {
        return bookings::cancel(tx, world.context(), world.salon.id, quiet.id, mona, bookings::Rules::staff,
                                Telling::nobody);
    }));
    EXPECT_EQ(mails(), 1u);
}

}  // namespace
}  // namespace notify::test
