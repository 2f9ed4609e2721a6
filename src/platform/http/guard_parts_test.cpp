#include "http/guard_parts.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <set>
#include <thread>

namespace http {
namespace {

const Instant noon{std::chrono::sys_days{std::chrono::year{2027} / 3 / 29} + std::chrono::hours{12}};

Request sent(std::vector<std::pair<std::string, std::string>> headers, std::string origin = "https://book.example") {
    Request request;
    request.headers = std::move(headers);
    request.origin = std::move(origin);
    return request;
}

TEST(FormToken, HoldsForItsPurposeSessionAndTime) {
    const FormTokens tokens("secret");
    const auto token = tokens.make("book", "session", noon);
    EXPECT_TRUE(tokens.valid(token, "book", "session", noon));
    EXPECT_TRUE(tokens.valid(token, "book", "session", noon + std::chrono::hours{12} - Seconds{1}));
    EXPECT_FALSE(tokens.valid(token, "book", "session", noon + std::chrono::hours{12}));
    EXPECT_FALSE(tokens.valid(token, "book", "session", noon - std::chrono::hours{1}));
    EXPECT_FALSE(tokens.valid(token, "cancel", "session", noon));
    EXPECT_FALSE(tokens.valid(token, "book", "", noon));
    EXPECT_FALSE(tokens.valid(token, "booksession", "", noon));
    EXPECT_FALSE(FormTokens("other").valid(token, "book", "session", noon));
}

TEST(FormToken, FailsWhenAnyLetterChanges) {
    const FormTokens tokens("secret");
    const auto token = tokens.make("book", "", noon);
    for (std::size_t i = 0; i < token.size(); ++i) {
        auto changed = token;
        changed[i] = changed[i] == 'a' ? 'b' : 'a';
        EXPECT_FALSE(tokens.valid(changed, "book", "", noon)) << changed;
    }
    for (const auto* bad : {"", ".", "..", "a.b.c"}) EXPECT_FALSE(tokens.valid(bad, "book", "", noon)) << bad;
    for (std::size_t i = 0; i < token.size(); ++i) EXPECT_FALSE(tokens.valid(token.substr(0, i), "book", "", noon));
    EXPECT_FALSE(tokens.valid(token + "a", "book", "", noon));
}

TEST(FormToken, IsNewEachTimeAndSafeInAUrl) {
    const FormTokens tokens("secret");
    std::set<std::string> seen;
    for (int i = 0; i < 100; ++i) {
        const auto token = tokens.make("book", "", noon);
        EXPECT_EQ(base::percent_encoded(token), token);
        EXPECT_TRUE(seen.insert(token).second);
    }
}

TEST(Origin, IsTakenFromTheBrowser) {
    EXPECT_TRUE(same_origin(sent({{"sec-fetch-site", "same-origin"}})));
    EXPECT_TRUE(same_origin(sent({{"sec-fetch-site", "none"}})));
    EXPECT_FALSE(same_origin(sent({{"sec-fetch-site", "same-site"}})));
    EXPECT_FALSE(same_origin(sent({{"sec-fetch-site", "cross-site"}, {"origin", "https://book.example"}})));
    EXPECT_TRUE(same_origin(sent({})));
}

TEST(Origin, IsComparedWhereTheBrowserDoesNotSayMore) {
    EXPECT_TRUE(same_origin(sent({{"origin", "https://book.example"}})));
    EXPECT_TRUE(same_origin(sent({{"origin", "https://BOOK.example:443"}})));
    EXPECT_TRUE(same_origin(sent({{"origin", "https://book.example"}}, "https://book.example:443")));
    for (const auto* foreign : {"null", "http://book.example", "https://book.example:8443", "https://evil.example",
                                "https://book.example.evil.example", "https://book.example/x", "x"})
        EXPECT_FALSE(same_origin(sent({{"origin", foreign}}))) << foreign;
    EXPECT_FALSE(same_origin(sent({{"origin", "null"}}, "null")));
}

TEST(RateLimit, AllowsAFullBucketThenTheRate) {
    RateLimiter limiter;
    for (int i = 0; i < 6; ++i) EXPECT_FALSE(limiter.exceeded("a", 6, noon));
    EXPECT_EQ(limiter.exceeded("a", 6, noon), Seconds{10});
    EXPECT_EQ(limiter.exceeded("a", 6, noon + Seconds{4}), Seconds{6});
    EXPECT_FALSE(limiter.exceeded("b", 6, noon));
    EXPECT_FALSE(limiter.exceeded("a", 6, noon + Seconds{10}));
    EXPECT_TRUE(limiter.exceeded("a", 6, noon + Seconds{10}));
    for (int i = 0; i < 6; ++i) EXPECT_FALSE(limiter.exceeded("a", 6, noon + std::chrono::hours{1}));
    EXPECT_TRUE(limiter.exceeded("a", 6, noon + std::chrono::hours{1}));
    EXPECT_FALSE(limiter.exceeded("a", 0, noon));
}

TEST(RateLimit, DoesNotRefillWhenTheClockGoesBack) {
    RateLimiter limiter;
    EXPECT_FALSE(limiter.exceeded("a", 1, noon));
    EXPECT_EQ(limiter.exceeded("a", 1, noon - std::chrono::hours{1}), Seconds{60});
    EXPECT_EQ(limiter.exceeded("a", 1, noon + Seconds{20}), Seconds{40});
}

TEST(RateLimit, ForgetsTheLeastRecentlyUsedKeysOnly) {
    RateLimiter limiter(1600);
    EXPECT_FALSE(limiter.exceeded("busy", 1, noon));
    for (int i = 0; i < 100'000; ++i) {
        limiter.exceeded(fmt::format("other {}", i), 1, noon);
        if (i % 100 == 0) {
            ASSERT_TRUE(limiter.exceeded("busy", 1, noon)) << i;
        }
    }
    EXPECT_FALSE(limiter.exceeded("other 0", 1, noon)) << "a key that should have been forgotten is still there";
}

TEST(RateLimit, CountsExactlyAcrossThreads) {
    RateLimiter limiter;
    std::atomic<int> allowed = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; ++i)
        threads.emplace_back([&] {
            for (int j = 0; j < 500; ++j) allowed += !limiter.exceeded("a", 100, noon);
        });
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(allowed, 100);
}

}  // namespace
}  // namespace http
