#include "activity/jobs.h"

#include "activity/activity_log.h"
#include "activity/pieces.h"
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

// Work of three pieces that leaves an idempotency key for each, so that what was rolled back shows.
struct Pieces : Jobs {
    std::function<void(db::Tx&, int piece)> meanwhile = [](db::Tx&, int) {};
    ActivityId asked_by{};

    Pieces() {
        registry.subscribe("asked", [this](db::Tx&, BusinessId, ActivityId, const Activity&) {
            return std::vector<Wanted>{{"long", clock.now(), R"({"of":3})", 3}};
        });
        registry.handle_pieces(
            "long",
            [this](db::Tx& tx, BusinessId, const nlohmann::json& payload, const Piece& so_far) -> std::optional<Piece> {
                tx.execute(
                    "insert into idempotency_keys (business_id, key_hash, request_hash, sealed_answer, created_at) "
                    "values (1, :key, '', '', 0)",
                    std::to_string(so_far.done));
                meanwhile(tx, so_far.done);
                const int all = payload.at("of").get<int>(), now = so_far.done + 1;
                return Piece{now, all, now == all};
            });
        asked_by = fresh->write([&](db::Tx& tx) {
            return record(tx, registry, business, clock.now(), {"asked", 7, {}});
        });
    }
    // "done/all", and how many pieces have left something.
    std::string progress() {
        return fresh->read([&](db::Session& s) {
            const auto work = find_work(s, business, asked_by, "long").value();
            const auto made = s.value<int>("select count(*) from idempotency_keys").value();
            constexpr std::array words{"under way", "done", "stopped", "failed"};
            return fmt::format("{} {}/{} {}", words.at(static_cast<std::size_t>(work.standing)), work.done, work.all,
                               made);
        });
    }
    int run_one() { return run_due(*fresh, registry, clock, 1); }
    bool stop() {
        return fresh->write([&](db::Tx& tx) { return stop_work(tx, clock, business, asked_by, "long"); });
    }
};
INSTANTIATE_TEST_SUITE_P(Engines, Pieces, testing::ValuesIn(support::engines()), support::engine_name);

TEST_P(Pieces, AreDoneOneAfterTheOtherAndTellHowFarTheyAre) {
    EXPECT_EQ(progress(), "under way 0/3 0");
    run_one();
    EXPECT_EQ(progress(), "under way 1/3 1");
    run_one();
    EXPECT_EQ(progress(), "under way 2/3 2");
    run_one();
    EXPECT_EQ(progress(), "done 3/3 3");
    EXPECT_EQ(run_one(), 0);
}

TEST_P(Pieces, EndWhereTheyAreStopped) {
    run_one();
    EXPECT_TRUE(stop());
    EXPECT_FALSE(stop()) << "it has ended";
    EXPECT_EQ(run_one(), 0);
    EXPECT_EQ(progress(), "stopped 1/3 1");
}

TEST_P(Pieces, AreTriedAgainAndNotBegunAnew) {
    int failures = 12;
    meanwhile = [&](db::Tx&, int piece) {
        if (piece > 0 && failures-- > 0) throw std::runtime_error("no room");
    };
    run_one();
    EXPECT_EQ(progress(), "under way 1/3 1");
    for (int i = 0; i < kAttempts; ++i) {
        EXPECT_EQ(progress(), "under way 1/3 1");
        run_one();
        clock.advance(6h);
    }
    EXPECT_EQ(progress(), "failed 1/3 1");
    const auto dead = list_dead(*fresh);
    ASSERT_EQ(dead.size(), 1u);
    EXPECT_EQ(dead[0].last_error, "no room");
    ASSERT_TRUE(retry(*fresh, clock, business, dead[0].id));
    for (int i = 0; i < 4; ++i) {
        run_one();
        clock.advance(6h);
    }
    EXPECT_EQ(progress(), "done 3/3 3");
}

// The process was suspended for longer than its lease, and another went on: what it wakes up with is rolled back.
TEST_P(Pieces, AreThereOnceWhereTheLeaseWasLost) {
    bool lost = true;
    meanwhile = [&](db::Tx& tx, int piece) {
        if (piece == 1 && std::exchange(lost, false))
            tx.execute("update jobs set pieces_done = 2, attempts = 1, state = 'leased'");
    };
    run_one();
    run_one();
    EXPECT_EQ(progress(), "under way 1/3 1") << "with it went what the other one is said to have done here";
    clock.advance(kLease);
    for (int i = 0; i < 3; ++i) run_one();
    EXPECT_EQ(progress(), "done 3/3 3");
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
