#include "work/pool.h"

#include "support/busy.h"

#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>
#include <thread>

namespace work {
namespace {

using namespace std::chrono_literals;

bool is_busy(const Result<void>& done) { return !done && done.error().code == "server.busy"; }

TEST(Pools, DoWhatTheyAreGivenInThreadsOfTheirOwn) {
    Pool pool;
    for (const auto kind : {Kind::quick, Kind::slow}) {
        std::thread::id where;
        EXPECT_TRUE(pool.run(kind, [&] { where = std::this_thread::get_id(); }));
        EXPECT_NE(where, std::this_thread::get_id());
        EXPECT_NE(where, std::thread::id());
    }
}

TEST(Pools, HandOnWhatIsThrown) {
    Pool pool({1, 1}, {1, 1});
    EXPECT_THROW((void)pool.run(Kind::quick, [] { throw std::runtime_error("no"); }), std::runtime_error);
    EXPECT_TRUE(pool.run(Kind::quick, [] {}));
}

TEST(Pools, RefuseThoseWhoWouldWaitBehindTooMany) {
    Pool pool({1, 0}, {1, 0});
    bool done = false;
    {
        const support::Busy busy(pool, Kind::quick);
        EXPECT_TRUE(is_busy(pool.run(Kind::quick, [&] { done = true; })));
    }
    EXPECT_FALSE(done);
    EXPECT_TRUE(pool.run(Kind::quick, [&] { done = true; }));
    EXPECT_TRUE(done);
}

TEST(Pools, LetNobodyWaitForLongerThanTheirPatience) {
    Pool pool({1, 8}, {1, 0});
    bool done = false;
    const support::Busy busy(pool, Kind::quick);
    EXPECT_TRUE(is_busy(pool.run(
        Kind::quick, [&] { done = true; }, 5ms)));
    EXPECT_FALSE(done);
}

TEST(Pools, DoNotLetSlowWorkHoldUpWhatIsQuick) {
    Pool pool({1, 0}, {1, 0});
    const support::Busy busy(pool, Kind::slow);
    EXPECT_TRUE(pool.run(Kind::quick, [] {}));
}

TEST(Pools, NeverDoMoreAtOnceThanTheyHaveThreads) {
    Pool pool({2, 100}, {1, 0});
    std::atomic<int> at_once = 0, most = 0, done = 0;
    std::vector<std::jthread> callers;
    for (int i = 0; i < 20; ++i)
        callers.emplace_back([&] {
            const auto ran = pool.run(Kind::quick, [&] {
                most = std::max<int>(most, ++at_once);
                std::this_thread::yield();
                --at_once;
            });
            if (ran) ++done;
        });
    callers.clear();
    EXPECT_EQ(done, 20);
    EXPECT_LE(most, 2);
}

}  // namespace
}  // namespace work
