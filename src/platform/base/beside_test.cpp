#include "base/beside.h"

#include <gtest/gtest.h>

#include <stdexcept>
#include <vector>

namespace base {
namespace {

TEST(Beside, DoesOneThingAfterTheOtherInOneThread) {
    Beside beside;
    std::vector<int> order;
    std::vector<Doing<std::thread::id>> all;
    for (int i = 0; i < 100; ++i)
        all.push_back(beside.run([&order, i] {
            order.push_back(i);
            return std::this_thread::get_id();
        }));
    const auto first = all.front().get();
    EXPECT_NE(first, std::this_thread::get_id());
    for (std::size_t i = 1; i < all.size(); ++i) EXPECT_EQ(all[i].get(), first);
    for (int i = 0; i < 100; ++i) EXPECT_EQ(order.at(static_cast<std::size_t>(i)), i);
}

TEST(Beside, BringsWhatWasThrown) {
    Beside beside;
    auto doing = beside.run([]() -> int { throw std::runtime_error("no"); });
    EXPECT_TRUE(doing.valid());
    EXPECT_THROW(doing.get(), std::runtime_error);
    EXPECT_FALSE(doing.valid());
    EXPECT_EQ(beside.run([] { return 1; }).get(), 1) << "and goes on";
}

TEST(Beside, IsWaitedForByWhoForgotToAsk) {
    bool done = false;
    Beside beside;
    {
        const auto doing = beside.run([&] {
            std::this_thread::sleep_for(std::chrono::milliseconds{20});
            done = true;
        });
    }
    EXPECT_TRUE(done);
}

TEST(Beside, EndsOnlyWhenAllIsDone) {
    std::atomic<int> done = 0;
    std::vector<Doing<void>> all;
    {
        Beside beside;
        for (int i = 0; i < 5; ++i)
            all.push_back(beside.run([&] {
                std::this_thread::sleep_for(std::chrono::milliseconds{2});
                ++done;
            }));
    }
    EXPECT_EQ(done, 5);
}

}  // namespace
}  // namespace base
