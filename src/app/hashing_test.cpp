#include "app/test_house.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

namespace app::test {
namespace {

// Workers wait while passwords are hashed, so those who sign in must not be able to take them all.
TEST(Hashing, LeavesWorkersToEverybodyElse) {
    Site site(db::Engine::sqlite, {"--workers", "12"});
    auto& hasher = site.app.environment().hasher;
    std::atomic<int> refused = 0;
    std::vector<std::jthread> threads;
    for (int i = 0; i < 12; ++i)
        threads.emplace_back([&] {
            const auto done = hasher.verify(std::nullopt, "a password");
            if (!done && done.error().code == "server.busy") ++refused;
        });
    threads.clear();
    EXPECT_GE(refused, 1) << "12 callers, 2 threads, 4 places to wait";
}

TEST(Hashing, WorksWithASingleWorkerToo) {
    Site site(db::Engine::sqlite, {"--workers", "1"});
    EXPECT_TRUE(site.app.environment().hasher.verify(std::nullopt, "a password"));
}

}  // namespace
}  // namespace app::test
