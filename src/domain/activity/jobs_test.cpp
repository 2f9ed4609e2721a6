#include "activity/jobs.h"

#include "activity/activity_log.h"
#include "db/db.h"
#include "support/engines.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace activity {
namespace {

using namespace std::chrono_literals;

struct Jobs : testing::TestWithParam<db::Engine> {
    support::FreshDatabase fresh{GetParam()};
    base::ManualClock clock{base::parse_instant("2026-11-30T08:00:00Z").value()};
    Registry registry;
    BusinessId business{1};
    std::atomic<int> done{0};

    Jobs() {
        registry.subscribe("tested", [this](db::Tx&, BusinessId, ActivityId, const Activity& activity) {
            return std::vector<Wanted>{{"work", clock.now() + 1h, activity.data}};
        });
        registry.handle("work", [this](db::Tx&, BusinessId, const nlohmann::json& payload) {
            if (payload.value("fails", false)) throw std::runtime_error("the work failed");
            ++done;
            return payload.value("unwanted", false) ? Outcome::dropped : Outcome::done;
        });
        fresh->write([&](db::Tx& tx) {
            tx.execute("insert into businesses (id, slug, name, country, time_zone, currency, languages, "
                       "accent_colour, created_at) "
                       "values (1, 'a', 'A', 'NO', 'Europe/Oslo', 'NOK', 'nb', '#0f766e', 0)");
        });
    }
    void happen(const std::string& data = "{}") {
        fresh->write([&](db::Tx& tx) { record(tx, registry, business, clock.now(), {"tested", 7, {}, data}); });
    }
    int run() { return run_due(*fresh, registry, clock); }
    std::string state() {
        return fresh->read(
            [](db::Session& s) { return s.value<std::string>("select state from jobs").value_or("none"); });
    }
};

TEST_P(Jobs, AreDoneOnceWhenTheyAreDue) {
    happen();
    EXPECT_EQ(run(), 0);
    clock.advance(1h);
    EXPECT_EQ(run(), 1);
    EXPECT_EQ(run(), 0);
    EXPECT_EQ(done, 1);
    EXPECT_EQ(state(), "done");
}

TEST_P(Jobs, AreDoneWhereASweepFails) {
    int swept = 0;
    registry.sweep([](db::Database&, const Clock&) -> int { throw std::runtime_error("the sweep failed"); });
    registry.sweep([&](db::Database&, const Clock&) { return ++swept; });
    happen(R"({"fails":true})");
    happen();
    clock.advance(1h);
    EXPECT_EQ(run(), 3) << "the second sweep and both jobs";
    EXPECT_EQ(swept, 1);
    EXPECT_EQ(done, 1);
}

TEST_P(Jobs, AreKeptForAWhileWithoutWhatTheyWorkedWith) {
    // More than go in one transaction.
    for (int i = 0; i < 520; ++i) happen();
    happen(R"({"fails": true, "email": "anna@example.com"})");
    clock.advance(1h);
    while (run_due(*fresh, registry, clock, 200) > 0) {
    }
    const auto count = [&](std::string_view which) {
        return fresh->read([&](db::Session& s) {
            return s.value<std::int64_t>(fmt::format("select cast(count(*) as bigint) from jobs where {}", which));
        });
    };
    EXPECT_EQ(count("state = 'done' and payload = '{}'"), 520);
    forget_old_jobs(*fresh, clock.now() + kDoneKept);
    EXPECT_EQ(count("state = 'done'"), 520);
    forget_old_jobs(*fresh, clock.now() + kDoneKept + 1s);
    EXPECT_EQ(count("state = 'done'"), 0);
    EXPECT_EQ(count("state = 'waiting' and payload like '%anna%'"), 1) << "what waits needs it";

    fresh->write([&](db::Tx& tx) { tx.execute("update jobs set state = 'dead', finished_at = :now", clock.now()); });
    forget_old_jobs(*fresh, clock.now() + kDoneKept + 1s);
    EXPECT_EQ(count("state = 'dead'"), 1) << "somebody has to look at it";
    forget_old_jobs(*fresh, clock.now() + kDeadKept + 1s);
    EXPECT_EQ(count("1 = 1"), 0);
}

TEST_P(Jobs, EventsOfPassingThingsGoOnceTheirJobsHaveGone) {
    happen();
    clock.advance(1h);
    run();
    happen();
    fresh->write([&](db::Tx& tx) { record(tx, registry, business, clock.now() - 400 * 24h, {"kept", 7, {}}); });
    const auto count = [&] {
        return fresh->read(
            [](db::Session& s) { return s.value<std::int64_t>("select cast(count(*) as bigint) from activities"); });
    };
    constexpr std::array<std::string_view, 1> kTypes{"tested"};
    forget(*fresh, kTypes, clock.now() + 1h);
    EXPECT_EQ(count(), 3) << "their jobs still point at them";
    forget_old_jobs(*fresh, clock.now() + kDoneKept + 1s);
    forget(*fresh, kTypes, clock.now() + 1h);
    EXPECT_EQ(count(), 2) << "the one that is done, and not of other types";
}

TEST_P(Jobs, VanishWithTheEventThatIsRolledBack) {
    EXPECT_THROW(fresh->write([&](db::Tx& tx) {
        record(tx, registry, business, clock.now(), {"tested", 7, {}, "{}"});
        throw std::runtime_error("no");
    }),
                 std::runtime_error);
    EXPECT_EQ(state(), "none");
}

TEST_P(Jobs, ThatAreNoLongerWantedAreDropped) {
    happen(R"({"unwanted":true})");
    clock.advance(1h);
    run();
    EXPECT_EQ(state(), "dropped");
}

TEST_P(Jobs, ThatFailAreTriedAgainWithBackOffAndThenLieDeadUntilRetried) {
    happen(R"({"fails":true})");
    clock.advance(1h);
    for (int attempt = 1; attempt <= kAttempts; ++attempt) {
        EXPECT_EQ(run(), 1) << attempt;
        EXPECT_EQ(run(), 0) << "not before its back-off";
        clock.advance(back_off(attempt));
    }
    EXPECT_EQ(run(), 0);
    const auto dead = list_dead(*fresh);
    ASSERT_EQ(dead.size(), 1u);
    EXPECT_EQ(dead[0].last_error, "the work failed");
    EXPECT_EQ(dead[0].attempts, kAttempts);
    EXPECT_EQ(count(*fresh, clock).dead, 1);
    EXPECT_TRUE(retry(*fresh, clock, business, dead[0].id));
    EXPECT_FALSE(retry(*fresh, clock, business, dead[0].id));
    EXPECT_EQ(run(), 1);
}

TEST_P(Jobs, OfAProcessThatDiedAreTakenOverWhenItsLeaseEnds) {
    happen();
    clock.advance(1h);
    fresh->write([&](db::Tx& tx) {
        tx.execute("update jobs set state = 'leased', attempts = 1, leased_until = :until", clock.now() + kLease);
    });
    EXPECT_EQ(run(), 0);
    clock.advance(kLease);
    EXPECT_EQ(run(), 1);
    EXPECT_EQ(done, 1);
}

TEST_P(Jobs, AreDoneOnceByManyWorkers) {
    for (int i = 0; i < 30; ++i) happen();
    clock.advance(1h);
    std::atomic<int> taken{0};
    {
        std::vector<std::jthread> workers;
        for (int i = 0; i < 4; ++i)
            workers.emplace_back([&] {
                for (int round = 0; round < 10; ++round) taken += run_due(*fresh, registry, clock, 5);
            });
    }
    EXPECT_EQ(taken, 30);
    EXPECT_EQ(done, 30);
}

TEST_P(Jobs, SayHowLongTheyHaveWaited) {
    happen();
    clock.advance(1h + 5min);
    EXPECT_EQ(count(*fresh, clock).waiting, 1);
    EXPECT_EQ(count(*fresh, clock).oldest_due, 5min);
}

TEST(BackOff, DoublesUpToSixHours) {
    EXPECT_EQ(back_off(1), 10s);
    EXPECT_EQ(back_off(2), 20s);
    EXPECT_EQ(back_off(40), 6h);
}

INSTANTIATE_TEST_SUITE_P(Engines, Jobs, testing::ValuesIn(support::engines()), support::engine_name);

}  // namespace
}  // namespace activity
