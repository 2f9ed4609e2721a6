#include "notify/digest.h"

#include "notify/staff_choice.h"
#include "notify/test_post.h"
#include "personal/personal.h"
#include "support/plans.h"
#include "support/seed.h"

#include <atomic>
#include <random>
#include <thread>

namespace notify::test {
namespace {

std::string name_of(const customers::Details& who) { return base::full_name(who.name, who.surname); }

// Mira has everything once a day, at 18:00 in Oslo. The clock stands on Monday, 09:00 there.
struct Digest : testing::TestWithParam<db::Engine> {
    Post post{GetParam()};
    support::World& world = post.world;
    support::SmtpCatcher& catcher = post.catcher;

    Digest() {
        post.only_to_staff({"booked", "rescheduled", "cancelled", "awaiting_approval"});
        post.give_address(world.salon.mira, "mira@lind.example");
        choose(Told::daily);
    }
    void choose(Told told, Minutes at = 18h) {
        Choices wanted{.digest_at = at, .language = "en"};
        for (const auto kind : kNoticeKinds) wanted.told[kind] = told;
        world.db().write([&](db::Tx& tx) {
            CHECK(notify::choose(tx, post.context(), world.salon.id, StaffId{world.salon.mira.value}, wanted, {}));
        });
    }
    bookings::Booking book(std::string_view when, const customers::Details& who) {
        return post.book(who, world.salon.cut, world.salon.mira, when);
    }
    void stand_at(std::string_view when) {
        world.clock.set(world.at(when));
        post.run();
    }
    std::string text(std::size_t index = 0) { return decoded(catcher.mails().at(index).bytes); }
};
INSTANTIATE_TEST_SUITE_P(Engines, Digest, testing::ValuesIn(support::engines()), support::engine_name);

TEST_P(Digest, IsOneMailADayWithWhatHappenedSince) {
    book("thu 10:00", world.anna);
    const auto other = book("fri 14:15", world.ben);
    post.move(other.id, "fri 15:30");
    post.run();
    EXPECT_TRUE(catcher.mails().empty()) << "not at once";
    stand_at("mon 17:59");
    EXPECT_TRUE(catcher.mails().empty());
    stand_at("mon 18:00");
    post.run();
    ASSERT_EQ(catcher.mails().size(), 1u);
    EXPECT_EQ(catcher.mails()[0].to, "mira@lind.example");
    const auto mail = text();
    EXPECT_NE(mail.find(name_of(world.anna)), mail.npos) << mail;
    EXPECT_NE(mail.find(name_of(world.ben)), mail.npos);
    EXPECT_NE(mail.find("14:15"), mail.npos) << "when it was before";
    EXPECT_NE(mail.find("/studio-lind/office/bookings/" + base::to_text(other.id)), mail.npos);
    EXPECT_NE(mail.find("/studio-lind/office/notices"), mail.npos);
    EXPECT_EQ(mail.find("/studio-lind/bookings/"), mail.npos);

    stand_at("tue 18:00");
    EXPECT_EQ(catcher.mails().size(), 1u) << "nothing has happened";
    book("thu 13:00", world.ben);
    stand_at("wed 18:00");
    ASSERT_EQ(catcher.mails().size(), 2u);
    EXPECT_EQ(text(1).find(name_of(world.anna)), std::string::npos) << "only what is new";
}

TEST_P(Digest, GoesOnceHoweverManyLookForIt) {
    book("thu 10:00", world.anna);
    world.run_jobs();
    world.clock.set(world.at("mon 18:00"));
    std::atomic<int> made = 0;
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 4; ++i)
            threads.emplace_back([&] {
                Houses houses;
                const auto options = post.options();
                made += send_digests(world.db(), {world.clock, options}, houses, {});
            });
    }
    EXPECT_EQ(made, 1);
    post.run();
    EXPECT_EQ(catcher.mails().size(), 1u);
}

TEST_P(Digest, ComesOnceADayThoughItsHourIsChanged) {
    book("thu 10:00", world.anna);
    stand_at("mon 18:00");
    ASSERT_EQ(catcher.mails().size(), 1u);
    choose(Told::daily, 20h);
    book("thu 13:00", world.ben);
    stand_at("mon 20:00");
    EXPECT_EQ(catcher.mails().size(), 1u);
    stand_at("tue 20:00");
    EXPECT_EQ(catcher.mails().size(), 2u);
}

TEST_P(Digest, SaysHowThingsAreWhenItIsMade) {
    post.cancel(book("thu 10:00", world.anna).id);
    stand_at("mon 18:00");
    ASSERT_EQ(catcher.mails().size(), 1u);
    EXPECT_NE(text().find("Cancelled"), std::string::npos);
    EXPECT_EQ(text().find("Booked"), std::string::npos) << text();

    const auto pending = post.book(world.ben, world.salon.colour, world.salon.mira, "fri 10:00");
    world.db().write(
        [&](db::Tx& tx) { tx.execute("update staff_members set role = 'owner' where id = :id", world.salon.mira); });
    world.run_jobs();
    post.cancel(pending.id);
    stand_at("tue 18:00");
    ASSERT_EQ(catcher.mails().size(), 2u);
    EXPECT_EQ(text(1).find("Waiting for approval"), std::string::npos) << text(1);
    EXPECT_NE(text(1).find("Cancelled"), std::string::npos);
}

TEST_P(Digest, HasNothingToSayWhereNothingIsTrueAnyMore) {
    post.only_to_staff({"booked"});
    post.cancel(book("thu 10:00", world.anna).id);
    stand_at("mon 18:00");
    stand_at("tue 18:00");
    EXPECT_TRUE(catcher.mails().empty());
}

TEST_P(Digest, IsNotForWhoLeftNorForWhatIsNoLongerWanted) {
    book("thu 10:00", world.anna);
    world.run_jobs();
    choose(Told::never);
    stand_at("mon 18:00");
    EXPECT_TRUE(catcher.mails().empty());

    choose(Told::daily);
    book("thu 13:00", world.ben);
    world.run_jobs();
    world.db().write(
        [&](db::Tx& tx) { staff::set_active(tx, world.salon.id, StaffId{world.salon.mira.value}, false); });
    stand_at("tue 18:00");
    world.db().write([&](db::Tx& tx) { staff::set_active(tx, world.salon.id, StaffId{world.salon.mira.value}, true); });
    stand_at("wed 18:00");
    EXPECT_TRUE(catcher.mails().empty()) << "what happened while she was away is nothing to her";
}

TEST_P(Digest, IsDroppedWhereTheMemberLeavesOrTheMailServerIsAwayForLong) {
    book("thu 10:00", world.anna);
    world.run_jobs();
    world.clock.set(world.at("mon 18:00"));
    post.sweep_now();
    world.db().write(
        [&](db::Tx& tx) { staff::set_active(tx, world.salon.id, StaffId{world.salon.mira.value}, false); });
    post.run();
    EXPECT_EQ(post.messages().at(0).why, "staff_gone");
    world.db().write([&](db::Tx& tx) { staff::set_active(tx, world.salon.id, StaffId{world.salon.mira.value}, true); });
    book("thu 13:00", world.ben);
    world.run_jobs();
    world.clock.set(world.at("tue 18:00"));
    post.sweep_now();
    world.clock.advance(kDigestGoodFor + 1min);
    post.run();
    EXPECT_EQ(post.messages().at(0).why, "too_late");
    EXPECT_TRUE(catcher.mails().empty());
}

TEST_P(Digest, LosesNothingWhereTheChoiceChangesBackToAtOnce) {
    book("thu 10:00", world.anna);
    world.run_jobs();
    choose(Told::at_once);
    book("thu 13:00", world.ben);
    post.run();
    ASSERT_EQ(catcher.mails().size(), 1u);
    EXPECT_NE(text().find(name_of(world.ben)), std::string::npos);
    stand_at("mon 18:00");
    ASSERT_EQ(catcher.mails().size(), 2u);
    EXPECT_NE(text(1).find(name_of(world.anna)), std::string::npos);
    EXPECT_EQ(text(1).find(name_of(world.ben)), std::string::npos);
}

TEST_P(Digest, IsEmptiedWhenACustomerIsErased) {
    const auto booking = book("thu 10:00", world.anna);
    world.run_jobs();
    world.clock.set(world.at("mon 18:00"));
    post.sweep_now();
    ASSERT_EQ(post.messages().size(), 1u);
    ASSERT_NE(post.messages()[0].text.find(name_of(world.anna)), std::string::npos);
    world.db().write([&](db::Tx& tx) {
        const personal::Subject subject{.business = world.salon.id, .customer = booking.customer_id};
        for (const auto& part : personal::parts(world.registry))
            if (part.name == "messages") part.erase(tx, {world.clock, world.registry, subject, {}});
    });
    EXPECT_EQ(post.messages()[0].text, "");
    EXPECT_EQ(post.messages()[0].state, State::dropped);
}

TEST_P(Digest, IsFoundAndErasedByIndexes) {
    const auto booking = book("thu 10:00", world.anna);
    stand_at("mon 18:00");
    ASSERT_EQ(catcher.mails().size(), 1u);
    const auto look = [](db::Session& session) {
        for (const auto& scan : support::table_scans(session))
            EXPECT_EQ(scan.find("staff_notice"), std::string::npos) << "walks through a whole table: " << scan;
    };
    world.db().read(look);
    world.db().write([&](db::Tx& tx) {
        const personal::Subject subject{.business = world.salon.id, .customer = booking.customer_id};
        for (const auto& part : personal::parts(world.registry))
            if (part.name == "messages") part.erase(tx, {world.clock, world.registry, subject, {}});
        look(tx);
    });
}

TEST_P(Digest, OfOneDayIsForgottenLongAfter) {
    const auto kept = [&] {
        return world.db().read(
            [](db::Session& s) { return s.value<std::int64_t>("select count(*) from staff_notices").value(); });
    };
    book("thu 10:00", world.anna);
    stand_at("mon 18:00");
    book("fri 10:00", world.ben);
    post.run();
    ASSERT_EQ(kept(), 2);
    forget_old(world.db(), world.clock.now() + std::chrono::days{59});
    EXPECT_EQ(kept(), 2);
    forget_old(world.db(), world.clock.now() + std::chrono::days{61});
    EXPECT_EQ(kept(), 1) << "what still waits is not forgotten";
}

// Once each day of a year, at an hour of every kind, in zones whose clocks change.
TEST(DigestTime, ComesOnceOnEachDay) {
    const support::Seed seed(20261129);
    std::mt19937_64 dice(seed.value);
    for (const auto* name : {"Europe/Oslo", "America/New_York", "Australia/Lord_Howe", "America/Sao_Paulo", "UTC"}) {
        const auto zone = Zone::find(name).value();
        const Minutes at{std::uniform_int_distribution<std::int64_t>(0, kLatestDigest.count())(dice)};
        const auto begin = zone.instant(WallTime{std::chrono::local_days{std::chrono::January / 1 / 2027}});
        std::set<Day> days;
        std::set<Instant> moments;
        for (auto now = begin; now < begin + std::chrono::days{365}; now += 13min) {
            const auto due = last_digest_time(zone, at, now);
            ASSERT_LE(due.at, now);
            ASSERT_GT(due.at, now - 26h) << name << " " << at.count();
            ASSERT_EQ(zone.instant(WallTime{due.day} + at), due.at);
            days.insert(due.day);
            moments.insert(due.at);
        }
        EXPECT_EQ(days.size(), moments.size()) << name << " " << at.count();
        EXPECT_GE(days.size(), 365u);
        EXPECT_LE(days.size(), 366u);
    }
}

}  // namespace
}  // namespace notify::test
