// What the operator's word means for mails: none of a suspended business, and no more than its limit in a day.
#include "businesses/standing.h"
#include "notify/test_post.h"

namespace notify::test {
namespace {

struct Standing : testing::TestWithParam<db::Engine> {
    Post post{GetParam()};
    support::World& world = post.world;

    bookings::Booking book(const customers::Details& who, std::string_view when) {
        return post.book(who, world.salon.cut, world.salon.mira, when);
    }
    std::vector<Message> waiting_now() {
        MessageFilter filter;
        filter.state = State::waiting;
        return post.messages(filter);
    }
    void suspend() {
        world.db().write([&](db::Tx& tx) { businesses::suspend(tx, world.salon.id, world.clock.now(), ""); });
    }
    void limit(std::optional<int> mails) {
        world.db().write(
            [&](db::Tx& tx) { businesses::set_limits(tx, world.salon.id, {.mails_a_day = mails}).value(); });
    }
};
INSTANTIATE_TEST_SUITE_P(Engines, Standing, testing::ValuesIn(support::engines()), support::engine_name);

TEST_P(Standing, WhatWasBookedBeforeTheSuspensionIsConfirmedAndNobodyIsRemindedDuringIt) {
    post.only({"booked", "before_start"});
    book(world.anna, "thu 10:00");
    world.clock.advance(1min);
    suspend();
    post.run();
    EXPECT_EQ(post.catcher.mails().size(), 1u) << "the booking is in, so is its confirmation";
    world.clock.set(world.at("wed 11:00"));
    post.sweep_now();
    post.run();
    EXPECT_EQ(post.catcher.mails().size(), 1u);
    ASSERT_FALSE(post.runs("before_start").empty());
    EXPECT_EQ(post.why(post.runs("before_start").front()), "Not sent: the business was suspended at that time.");
}

TEST_P(Standing, WhatIsAboveTheLimitOfADayGoesOnTheNext) {
    post.only({"booked"});
    limit(2);
    book(world.anna, "thu 10:00");
    book(world.ben, "thu 11:00");
    book(world.anna, "fri 10:00");
    post.run();
    EXPECT_EQ(post.catcher.mails().size(), 2u);
    post.run();
    EXPECT_EQ(post.catcher.mails().size(), 2u);
    const auto waiting = waiting_now();
    ASSERT_EQ(waiting.size(), 1u);
    EXPECT_EQ(waiting[0].why, "mails_a_day");
    EXPECT_EQ(waiting[0].attempts, 0) << "nobody tried";
    EXPECT_EQ(waiting[0].due_at,
              world.salon.zone.instant(world.salon.zone.day(world.clock.now()) + std::chrono::days{1}));
    world.clock.set(waiting[0].due_at);
    post.run();
    EXPECT_EQ(post.catcher.mails().size(), 3u);
    EXPECT_TRUE(waiting_now().empty());
}

TEST_P(Standing, WhatWaitsForTheLimitGoesUntilTheAppointmentBegins) {
    post.only({"booked"});
    limit(1);
    book(world.anna, "thu 10:00");
    book(world.ben, "mon+1 10:00");
    book(world.anna, "tue+1 10:00");
    post.run();
    ASSERT_EQ(post.catcher.mails().size(), 1u);
    limit(0);
    world.clock.set(world.at("fri 12:00"));
    post.run();
    post.run();
    ASSERT_EQ(waiting_now().size(), 2u) << "three days later they are still to go";
    const auto held =
        world.db().read([&](db::Session& session) { return count_held(session, world.salon.id, world.clock.now()); });
    EXPECT_EQ(held.waiting, 2);
    EXPECT_EQ(held.lost, 0);
    EXPECT_TRUE(held.oldest);
}

TEST_P(Standing, WhatTheLimitHeldUntilItWasOfNoUseIsTold) {
    post.only({"booked"});
    limit(0);
    book(world.anna, "thu 10:00");
    book(world.ben, "mon+1 10:00");
    post.run();
    ASSERT_EQ(waiting_now().size(), 2u);
    limit(50);
    world.clock.set(world.at("fri 12:00"));
    post.run();
    ASSERT_EQ(post.catcher.mails().size(), 1u);
    EXPECT_EQ(post.catcher.mails().front().to, world.ben.email.text);
    MessageFilter filter;
    filter.state = State::dropped;
    ASSERT_EQ(post.messages(filter).size(), 1u);
    EXPECT_EQ(post.messages(filter).front().why, "mails_a_day_over");
    const auto held = world.db().read([&](db::Session& session) { return list_held(session, world.clock.now()); });
    ASSERT_EQ(held.size(), 1u);
    EXPECT_EQ(held.front().business_id, world.salon.id);
    EXPECT_EQ(held.front().waiting, 0);
    EXPECT_EQ(held.front().lost, 1);
    world.clock.advance(8 * 24h);
    EXPECT_TRUE(world.db().read([&](db::Session& session) { return list_held(session, world.clock.now()); }).empty());
}

TEST_P(Standing, AConfirmationIsSentForWhatWasBookedInThePast) {
    post.only({"booked"});
    world.clock.set(world.at("thu 12:00"));
    auto wish = world.wish(world.anna, world.salon.cut, world.salon.mira, "thu 12:00");
    wish.starts_at -= std::chrono::hours{1};
    ASSERT_TRUE(world.db().write(
        [&](db::Tx& tx) { return bookings::book(tx, world.context(), world.salon.id, wish, bookings::Rules::staff); }));
    post.run();
    EXPECT_EQ(post.catcher.mails().size(), 1u) << "it was past when it was said";
}

TEST_P(Standing, ALimitIsOneBusinesssAlone) {
    post.only({"booked"});
    limit(0);
    book(world.anna, "thu 10:00");
    post.book(world.ben, world.clinic.consultation, world.clinic.ada, "thu 10:00");
    post.run();
    ASSERT_EQ(post.catcher.mails().size(), 1u);
    EXPECT_EQ(post.catcher.mails().front().to, world.ben.email.text);
    limit(std::nullopt);
    world.clock.advance(24h);
    post.run();
    EXPECT_EQ(post.catcher.mails().size(), 2u);
}

}  // namespace
}  // namespace notify::test
