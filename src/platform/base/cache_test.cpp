#include "base/cache.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace base {
namespace {

using Texts = Cache<int, std::string>;

std::shared_ptr<std::string> text(std::string words) { return std::make_shared<std::string>(std::move(words)); }

TEST(Cache, FindsWhatWasPut) {
    Texts cache(1000);
    cache.put(1, text("one"), 10);

    ASSERT_TRUE(cache.find(1));
    EXPECT_EQ(*cache.find(1), "one");
    EXPECT_FALSE(cache.find(2));
}

TEST(Cache, DropsWhatWasUsedLongestAgo) {
    Texts cache(1000);
    for (int i = 0; i < 10; ++i) cache.put(i, text("kept"), 100);
    EXPECT_TRUE(cache.find(0));
    cache.put(10, text("one too many"), 100);

    EXPECT_TRUE(cache.find(0)) << "it was asked for a moment ago";
    EXPECT_FALSE(cache.find(1));
    EXPECT_TRUE(cache.find(10));
}

TEST(Cache, DoesNotKeepWhatIsLargerThanItself) {
    Texts cache(1000);
    cache.put(1, text("large"), 1001);

    EXPECT_FALSE(cache.find(1));
    EXPECT_EQ(cache.bytes(), 0U);
}

TEST(Cache, MakesRoomForWhatGrew) {
    Texts cache(1000);
    const auto growing = text("growing");
    cache.put(1, text("old"), 400);
    cache.put(2, growing, 400);
    cache.resize(2, growing, 900);

    EXPECT_FALSE(cache.find(1));
    EXPECT_TRUE(cache.find(2));
    EXPECT_EQ(cache.bytes(), 900U);
}

TEST(Cache, HearsNothingOfTheSizeOfWhatIsNoLongerKept) {
    Texts cache(1000);
    const auto former = text("former");
    cache.put(1, former, 100);
    cache.put(1, text("present"), 100);
    cache.resize(1, former, 900);

    EXPECT_EQ(cache.bytes(), 100U);
}

TEST(Cache, WeighsWhatItKeepsAndNoMoreThanItMay) {
    const auto seed = std::random_device{}();
    SCOPED_TRACE(seed);
    std::mt19937 random(seed);
    Texts cache(10'000);
    std::unordered_map<int, std::size_t> weights;
    for (int i = 0; i < 5000; ++i) {
        const auto key = static_cast<int>(random() % 200);
        weights[key] = random() % 300;
        cache.put(key, text(std::to_string(key)), weights[key]);
        ASSERT_LE(cache.bytes(), 10'000U);
        ASSERT_TRUE(cache.find(key)) << "what was put last is there";
    }
    std::size_t sum = 0;
    for (const auto& [key, weight] : weights)
        if (cache.find(key)) sum += weight;
    EXPECT_EQ(sum, cache.bytes());
}

}  // namespace
}  // namespace base
