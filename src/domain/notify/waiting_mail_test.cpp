// Who joins the waiting list is told, and so is who is offered a time: by a link that opens it, and changes nothing.
#include "bookings/session.h"
#include "catalog/event_service.h"
#include "notify/test_post.h"
#include "waiting/waiting.h"

namespace notify::test {
namespace {

using waiting::Rules;

struct WaitingMail : testing::TestWithParam<db::Engine> {
    WaitingMail() {
        waiting::subscribe(world.registry, world.clock);
        post.only({"time_offered", "waiting_joined", "waiting_called_off"});
        // Only by hand, not by the sweep.
        world.db().write([&](db::Tx& tx) {
            auto settings = businesses::find(tx, world.salon.id)->customer;
            settings.offers_from_hour = 20;
            CHECK(businesses::set_customer_settings(tx, world.salon.id, settings));
        });
    }
    template <class Verb>
    auto write(const Verb& verb) {
        return world.db().write([&](db::Tx& tx) { return verb(tx, world.context()); });
    }
    waiting::Entry join() {
        const auto day = world.salon.zone.day(world.at("tue 10:00"));
        const waiting::Wish wish{.service = world.salon.cut, .first_day = day, .last_day = day};
        const waiting::Joining who{.details = world.anna, .actor = {activity::ActorKind::visitor, 0}, .consent = true};
        return write([&](db::Tx& tx, const auto& context) {
                   return waiting::join(tx, context, world.salon.id, wish, who, Rules::customer);
               })
            .value();
    }
    waiting::Offer offer(const waiting::Entry& entry) {
        return write([&](db::Tx& tx, const auto& context) {
                   return waiting::offer(tx, context, world.salon.id, entry.id, world.at("tue 10:00"), world.salon.mira,
                                         {activity::ActorKind::staff, 1});
               })
            .value();
    }
    std::string token_in(const std::string& mail) {
        return after(decoded(mail), "https://book.example.org/studio-lind/waiting/");
    }

    Post post{GetParam()};
    support::World& world = post.world;
};
INSTANTIATE_TEST_SUITE_P(Engines, WaitingMail, testing::ValuesIn(support::engines()), support::engine_name);

TEST_P(WaitingMail, TellsOfJoiningAndOfAnOfferWithALinkOfItsOwn) {
    const auto entry = join();
    post.run();
    ASSERT_EQ(post.catcher.mails().size(), 1u);
    EXPECT_EQ(post.catcher.mails()[0].to, "anna@example.com");
    const auto made = offer(entry);
    post.run();
    ASSERT_EQ(post.catcher.mails().size(), 2u);
    const auto token = token_in(post.catcher.mails()[1].bytes);
    ASSERT_FALSE(token.empty()) << decoded(post.catcher.mails()[1].bytes);
    EXPECT_NE(token, token_in(post.catcher.mails()[0].bytes));
    EXPECT_EQ(everything_in(world.fresh, GetParam()).find(token), std::string::npos) << "it is stored hashed";
    for (const auto& message : post.messages()) EXPECT_EQ(message.text.find(token), std::string::npos);
    const auto found =
        world.db().read([&](db::Session& s) { return waiting::find_by_token(s, world.salon.id, token); });
    ASSERT_TRUE(found);
    EXPECT_EQ(found->id, entry.id);
    const auto booked = write([&](db::Tx& tx, const auto& context) {
        return waiting::accept(tx, context, world.salon.id, made.id,
                               {.actor = {activity::ActorKind::manage_link, entry.id.value}, .token = token});
    });
    ASSERT_TRUE(booked);
    EXPECT_EQ(booked->booking.customer_id, entry.customer_id);
}

TEST_P(WaitingMail, DoesNotGoOnceTheOfferIsAnswered) {
    const auto entry = join();
    post.run();
    const auto made = offer(entry);
    ASSERT_TRUE(write([&](db::Tx& tx, const auto& context) {
        return waiting::decline(tx, context, world.salon.id, made.id, {.actor = {activity::ActorKind::staff, 1}});
    }));
    post.run();
    EXPECT_EQ(post.catcher.mails().size(), 1u);
    const auto runs = post.runs("time_offered");
    ASSERT_EQ(runs.size(), 1u);
    EXPECT_FALSE(runs[0].acted);
    EXPECT_EQ(runs[0].why, "offer_over");
}

TEST_P(WaitingMail, TellsWhoWaitsForAnEventThatItIsCancelled) {
    const auto service = write([&](db::Tx& tx, const auto&) {
        catalog::Service draft;
        draft.name.fallback = "Braiding";
        draft.times = catalog::Times::sessions;
        draft.providers = {world.salon.mira};
        return catalog::create_event_service(tx, world.salon.id, draft).value().service.id;
    });
    const auto date = write([&](db::Tx& tx, const auto& context) {
        return bookings::add_session(
                   tx, context, world.salon.id,
                   {.service_id = service, .provider_id = world.salon.mira, .starts_at = world.at("tue 10:00")}, {})
            .value()
            .id;
    });
    const auto day = world.salon.zone.day(world.at("tue 10:00"));
    const waiting::Wish wish{.service = service, .first_day = day, .last_day = day};
    const waiting::Joining who{.details = world.anna, .actor = {activity::ActorKind::visitor, 0}, .consent = true};
    ASSERT_TRUE(write([&](db::Tx& tx, const auto& context) {
        return waiting::join(tx, context, world.salon.id, wish, who, Rules::customer);
    }));
    post.run();
    ASSERT_EQ(post.catcher.mails().size(), 1u);
    ASSERT_TRUE(write([&](db::Tx& tx, const auto& context) {
        return bookings::cancel_session(tx, context, world.salon.id, date, {});
    }));
    post.run();
    ASSERT_EQ(post.catcher.mails().size(), 2u);
    EXPECT_EQ(post.catcher.mails()[1].to, "anna@example.com");
    EXPECT_NE(decoded(post.catcher.mails()[1].bytes).find("Braiding"), std::string::npos);
    post.run();
    EXPECT_EQ(post.catcher.mails().size(), 2u);
}

TEST_P(WaitingMail, IsWrittenInEveryLanguage) {
    for (const auto* key : {"time_offered", "waiting_joined", "waiting_called_off"}) {
        const auto* shipped = find_shipped(key);
        ASSERT_TRUE(shipped);
        std::set<std::string> texts;
        for (const auto language : i18n::languages) texts.insert(shipped_source(*shipped, language).html);
        EXPECT_EQ(texts.size(), std::size(i18n::languages)) << key;
    }
}

}  // namespace
}  // namespace notify::test
