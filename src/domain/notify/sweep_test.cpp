#include "notify/test_post.h"

#include <spdlog/spdlog.h>

#include <thread>

namespace notify::test {
namespace {

struct ByTime : testing::TestWithParam<db::Engine> {
    Post post{GetParam()};
    support::World& world = post.world;
    support::SmtpCatcher& catcher = post.catcher;

    void use(std::string_view trigger) {
        post.only({trigger});
        auto workflow = post.workflow_of(trigger);
        workflow.active = true;
        post.change(workflow);
        post.write(trigger, {"{{customer_name}}", "<p>hello</p>", ""});
    }
    bookings::Booking book_anna(std::string_view when) {
        return post.book(world.anna, world.salon.cut, world.salon.mira, when);
    }
    std::size_t mails_at(Instant at) {
        world.clock.set(at);
        post.run();
        return catcher.mails().size();
    }
};
INSTANTIATE_TEST_SUITE_P(Engines, ByTime, testing::ValuesIn(support::engines()), support::engine_name);

TEST_P(ByTime, RemindsOnceADayBefore) {
    use("before_start");
    const auto start = book_anna("thu 10:00").time.begin;
    EXPECT_EQ(mails_at(start - 24h - 1s), 0u);
    EXPECT_EQ(mails_at(start - 24h), 1u);
    EXPECT_EQ(mails_at(start - 23h), 1u);
    EXPECT_EQ(mails_at(start - 1h), 1u);
    EXPECT_EQ(post.runs("before_start").size(), 1u);
}

TEST_P(ByTime, CountsHoursAndNotTheClockOnTheWallWhenTheClocksChange) {
    use("before_start");
    world.clock.set(base::parse_instant("2027-03-22T08:00:00Z").value());
    const auto start = book_anna("mon+1 10:00").time.begin;  // the day after the clocks went forward
    ASSERT_EQ(base::to_text(start), "2027-03-29T08:00:00Z");
    EXPECT_EQ(mails_at(start - 24h - 1s), 0u);
    EXPECT_EQ(mails_at(start - 24h), 1u);
}

TEST_P(ByTime, RemindsOfTheNewTimeAndNotOfTheOld) {
    use("before_start");
    const auto booking = book_anna("thu 10:00");
    EXPECT_EQ(mails_at(booking.time.begin - 24h), 1u);
    post.move(booking.id, "fri 14:00");
    const auto start = booking.time.begin + 28h;
    EXPECT_EQ(mails_at(booking.time.begin - 23h), 1u);
    EXPECT_EQ(mails_at(start - 24h), 2u);
    EXPECT_EQ(mails_at(start - 1h), 2u);
}

TEST_P(ByTime, RemindsNobodyOfWhatWasCancelled) {
    use("before_start");
    const auto booking = book_anna("thu 10:00");
    post.cancel(booking.id);
    EXPECT_EQ(mails_at(booking.time.begin - 24h), 0u);
}

TEST_P(ByTime, SaysWhyALateBookingGetsNoReminder) {
    use("before_start");
    book_anna("mon 16:00");  // today
    post.run();
    EXPECT_TRUE(catcher.mails().empty());
    ASSERT_EQ(post.runs("before_start").size(), 1u);
    EXPECT_EQ(post.why(post.runs("before_start")[0]),
              "Not sent: its moment was over before the appointment was booked.");
    post.run();
    EXPECT_EQ(post.runs("before_start").size(), 1u);
}

TEST_P(ByTime, SendsUntilTheStartWhatWasDueWhileNobodyWasThere) {
    use("before_start");
    const auto start = book_anna("thu 10:00").time.begin;
    const auto later = post.book(world.ben, world.salon.cut, world.salon.jonas, "thu 11:00").time.begin;
    EXPECT_EQ(mails_at(start), 1u) << "that one has begun";
    EXPECT_EQ(catcher.mails()[0].to, "ben@example.com");
    EXPECT_EQ(mails_at(later - 1s), 1u);
}

TEST_P(ByTime, ThanksADayLateAtMostWhenNobodyWasThere) {
    use("after_end");
    const auto anna = book_anna("thu 10:00").time.end;
    const auto ben = post.book(world.ben, world.salon.cut, world.salon.jonas, "thu 11:00").time.end;
    EXPECT_EQ(mails_at(anna + 2h + 24h), 1u);
    EXPECT_EQ(catcher.mails()[0].to, "ben@example.com");
    EXPECT_LT(anna, ben);
}

TEST_P(ByTime, SendsNothingLateForWhatBecameSoAfterItsMoment) {
    use("before_start");
    const auto moved = book_anna("fri 10:00");
    auto workflow = post.workflow_of("before_start");
    const auto start = post.book(world.ben, world.salon.cut, world.salon.jonas, "thu 15:00").time.begin;
    world.clock.set(start - 20h);
    post.move(moved.id, "thu 14:00");  // its own moment was over then, and the mail about the move says when it is
    workflow.name = "Edited meanwhile";
    post.change(workflow);
    EXPECT_EQ(mails_at(start - 20h), 0u);
    ASSERT_EQ(post.runs("before_start").size(), 2u);
    for (const auto& run : post.runs("before_start"))
        EXPECT_EQ(post.why(run), "Not sent: its moment was over for too long.");
}

TEST_P(ByTime, RemindsOfATimeThatWasLeftAndTakenAgain) {
    use("before_start");
    const auto booking = book_anna("thu 10:00");
    const auto start = booking.time.begin;
    const auto decide_at = [&](Instant at) {
        world.clock.set(at);
        post.sweep_now();
    };
    decide_at(start - 24h);
    post.move(booking.id, "fri 14:00");
    post.move(booking.id, "thu 10:00");
    EXPECT_EQ(mails_at(start - 24h), 1u) << "the mail waited while the booking was away";

    const auto other = post.book(world.ben, world.salon.cut, world.salon.jonas, "thu 11:00");
    decide_at(start - 23h);
    post.move(other.id, "fri 15:00");
    EXPECT_EQ(mails_at(start - 23h), 1u) << "it was away when its mail was to go";
    post.move(other.id, "thu 11:00");
    EXPECT_EQ(mails_at(start - 23h), 2u);
    EXPECT_EQ(mails_at(start - 22h), 2u);
}

TEST_P(ByTime, GoesOnWhenOneDecisionFails) {
    spdlog::set_level(spdlog::level::off);
    for (const auto* trigger : {"before_start", "after_end", "birthday"}) use(trigger);
    post.only({"before_start", "after_end", "birthday"});
    const auto first = book_anna("thu 09:00"), second = book_anna("thu 10:00");
    const std::array good{post.workflow_of("before_start").id, post.workflow_of("birthday").id};
    world.db().write([&](db::Tx& tx) {
        std::vector<WorkflowId> broken;
        for (const auto id : good) {
            broken.push_back(duplicate_workflow(tx, post.context(), world.salon.id, id, "Broken", {}).value());
            set_active(tx, post.context(), world.salon.id, broken.back(), true, {}).value();
        }
        for (const auto id : broken)
            tx.execute("update workflows set conditions = '{' where business_id = :business and id = :id",
                       world.salon.id, id);
        tx.execute("update customers set date_of_birth = :day where business_id = :business and id = :id",
                   base::parse_day("1988-12-05").value(), world.salon.id, first.customer_id);
    });
    world.clock.set(second.time.begin - 24h);
    post.sweep_now();
    EXPECT_EQ(post.messages().size(), 2u);
    world.clock.set(second.time.end + 3h);
    post.sweep_now();
    EXPECT_EQ(post.messages().size(), 4u);
    world.clock.set(base::parse_instant("2026-12-05T08:00:00Z").value());
    post.sweep_now();
    EXPECT_EQ(post.messages().size(), 5u);
}

TEST_P(ByTime, FollowsAnEditOfTheTimeWithoutRemindingTwice) {
    use("before_start");
    const auto early = book_anna("thu 10:00");
    const auto start = early.time.begin;
    EXPECT_EQ(mails_at(start - 24h), 1u);
    world.clock.set(start - 22h);
    const auto late = post.book(world.ben, world.salon.cut, world.salon.jonas, "thu 10:00");
    ASSERT_EQ(late.time.begin, start);
    EXPECT_EQ(mails_at(start - 20h), 1u);  // booked too late for a day before
    auto workflow = post.workflow_of("before_start");
    workflow.offset = 2h;
    post.change(workflow);
    EXPECT_EQ(mails_at(start - 3h), 1u);
    EXPECT_EQ(mails_at(start - 2h), 2u);  // ben, and not anna again
    EXPECT_EQ(catcher.mails()[1].to, "ben@example.com");
}

TEST_P(ByTime, DecidesOnceWhenTwoProcessesSweep) {
    use("before_start");
    for (const auto* when : {"thu 09:00", "thu 10:00", "thu 11:00", "thu 13:00"}) book_anna(when);
    world.clock.set(world.at("thu 13:00") - 23h - 30min);
    db::Database other({.url = world.fresh.url()});
    {
        const std::jthread beside([&] { sweep(other, world.clock, post.options()); });
        post.sweep_now();
    }
    EXPECT_EQ(post.runs("before_start").size(), 4u);
    std::set<BookingId> bookings;
    for (const auto& message : post.messages()) EXPECT_TRUE(bookings.insert(*message.booking_id).second);
}

TEST_P(ByTime, RespectsThatACustomerWantsNoReminders) {
    use("before_start");
    const auto booking = book_anna("thu 10:00");
    world.db().write([&](db::Tx& tx) {
        auto changes = customers::changes_of(customers::find(tx, world.salon.id, booking.customer_id).value());
        changes.reminders = {.email = false, .sms = true};
        customers::update(tx, {world.clock, world.registry}, world.salon.id, "NO", booking.customer_id, changes,
                          std::nullopt, {})
            .value();
    });
    EXPECT_EQ(mails_at(booking.time.begin - 24h), 0u);
    EXPECT_EQ(post.why(post.runs("before_start")[0]), "Not sent: the customer does not want reminders by e-mail.");
}

TEST_P(ByTime, ThanksAfterTheEndAndNotForLastMonth) {
    post.only({});
    const auto old = book_anna("tue 10:00");
    world.clock.set(old.time.end + std::chrono::days{10});
    world.run_jobs();
    use("after_end");
    const auto booking = book_anna("thu 10:00");
    EXPECT_EQ(mails_at(booking.time.end + 2h - 1s), 0u);
    EXPECT_EQ(mails_at(booking.time.end + 2h), 1u);
    EXPECT_EQ(mails_at(booking.time.end + 3h), 1u);
    EXPECT_EQ(post.runs("after_end").size(), 1u);
}

TEST_P(ByTime, GreetsOnBirthdaysAtNineByTheClockOfTheBusiness) {
    use("birthday");
    const auto customer = book_anna("thu 10:00").customer_id;
    const auto born = [&](std::string_view day) {
        world.db().write([&](db::Tx& tx) {
            auto changes = customers::changes_of(customers::find(tx, world.salon.id, customer).value());
            changes.date_of_birth = base::parse_day(day);
            customers::update(tx, {world.clock, world.registry}, world.salon.id, "NO", customer, changes, std::nullopt,
                              {})
                .value();
        });
    };
    born("1988-12-05");
    EXPECT_EQ(mails_at(base::parse_instant("2026-12-05T07:59:59Z").value()), 0u);
    EXPECT_EQ(mails_at(base::parse_instant("2026-12-05T08:00:00Z").value()), 1u);
    EXPECT_EQ(mails_at(base::parse_instant("2026-12-05T12:00:00Z").value()), 1u);
    EXPECT_EQ(mails_at(base::parse_instant("2026-12-06T12:00:00Z").value()), 1u);
    born("1992-02-29");
    EXPECT_EQ(mails_at(base::parse_instant("2027-02-28T09:00:00Z").value()), 2u);
    EXPECT_EQ(mails_at(base::parse_instant("2027-03-01T09:00:00Z").value()), 2u);
}

}  // namespace
}  // namespace notify::test
