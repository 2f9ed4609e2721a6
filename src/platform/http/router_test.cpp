#include "http/router.h"
#include "support/seed.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace http {
namespace {

using Params = std::vector<std::pair<std::string, std::string>>;

Matcher of(const std::vector<std::pair<Method, std::string>>& routes) {
    Matcher matcher;
    for (std::size_t i = 0; i < routes.size(); ++i) matcher.add(routes[i].first, routes[i].second, i);
    return matcher;
}

TEST(Matching, PrefersLiteralsAndDecodesNames) {
    const auto matcher =
        of({{Method::get, "/{business}"}, {Method::get, "/assets"}, {Method::get, "/{business}/bookings/{token}"}});
    EXPECT_EQ(matcher.match(Method::get, "/assets").index, 1u);
    EXPECT_EQ(matcher.match(Method::get, "/oslo").index, 0u);
    const auto match = matcher.match(Method::get, "/a%20b/bookings/x%2Fy");
    EXPECT_EQ(match.index, 2u);
    EXPECT_EQ(match.params, (Params{{"business", "a b"}, {"token", "x/y"}}));
}

TEST(Matching, GoesBackWhenALiteralLeadsNowhere) {
    const auto matcher = of({{Method::get, "/a/b/c"},
                             {Method::get, "/{x}/b/d"},
                             {Method::get, "/a/{y}/e"},
                             {Method::post, "/a/b/c"},
                             {Method::put, "/{x}/b/c"}});
    EXPECT_EQ(matcher.match(Method::get, "/a/b/d").index, 1u);
    EXPECT_EQ(matcher.match(Method::get, "/a/b/e").index, 2u);
    EXPECT_EQ(matcher.match(Method::get, "/a/b/e").params, (Params{{"y", "b"}}));
    EXPECT_EQ(matcher.match(Method::put, "/a/b/c").index, 4u);
    EXPECT_EQ(matcher.match(Method::patch, "/a/b/c").allowed, (std::vector{Method::get, Method::post, Method::put}));
}

TEST(Matching, TellsAWrongMethodFromAWrongPath) {
    const auto matcher = of({{Method::post, "/a"}, {Method::get, "/a"}});
    EXPECT_EQ(matcher.match(Method::del, "/a").allowed, (std::vector{Method::get, Method::post}));
    EXPECT_FALSE(matcher.match(Method::del, "/a").index);
    EXPECT_TRUE(matcher.match(Method::del, "/b").allowed.empty());
    EXPECT_EQ(allow_header({Method::get, Method::post}), "GET, HEAD, POST, OPTIONS");
}

TEST(Matching, TakesATrailingSlashForAnotherPath) {
    const auto matcher = of({{Method::get, "/"}, {Method::get, "/a"}, {Method::get, "/{x}/{y}"}});
    EXPECT_EQ(matcher.match(Method::get, "/").index, 0u);
    EXPECT_EQ(matcher.match(Method::get, "/a").index, 1u);
    for (const auto* path : {"/a/", "//", "//a", "/a//", "", "a", "/x/y/", "/x//y", "/%", "/%2"}) {
        EXPECT_FALSE(matcher.match(Method::get, path).index) << path;
        EXPECT_TRUE(matcher.match(Method::get, path).allowed.empty()) << path;
    }
}

TEST(Matching, EndsQuicklyOnVeryLongPaths) {
    const auto matcher = of({{Method::get, "/{a}/{b}/{c}"}});
    std::string path;
    for (int i = 0; i < 100'000; ++i) path += "/x";
    EXPECT_FALSE(matcher.match(Method::get, path).index);
    EXPECT_FALSE(matcher.match(Method::get, std::string(100'000, '/')).index);
}

TEST(Matching, RefusesPatternsThatMakeNoSense) {
    for (const auto* bad : {"", "a", "/a/", "//", "/{}", "/{a}/{a}", "/{a", "/a}", "/x{a}", "/{A b}", "/a?b"}) {
        Matcher matcher;
        EXPECT_ANY_THROW(matcher.add(Method::get, bad, 0)) << bad;
    }
    Matcher matcher;
    matcher.add(Method::get, "/a/{x}", 0);
    matcher.add(Method::post, "/a/{other}", 1);
    EXPECT_ANY_THROW(matcher.add(Method::get, "/a/{y}", 2));
    EXPECT_EQ(matcher.match(Method::post, "/a/1").params, (Params{{"other", "1"}}));
}

// The oracle tries every route, and takes the one whose literals come first.
struct Oracle {
    std::vector<std::pair<Method, std::vector<std::string>>> routes;

    static bool fits(const std::vector<std::string>& pattern, const std::vector<std::string>& path) {
        if (pattern.size() != path.size()) return false;
        for (std::size_t i = 0; i < path.size(); ++i)
            if (path[i].empty() || (pattern[i][0] != '{' && pattern[i] != path[i])) return false;
        return true;
    }
    static std::string shape(const std::vector<std::string>& pattern) {
        std::string text;
        for (const auto& segment : pattern) text += segment[0] == '{' ? '1' : '0';
        return text;
    }
    std::optional<std::size_t> find(Method method, const std::vector<std::string>& path,
                                    std::vector<Method>& allowed) const {
        std::optional<std::size_t> best;
        for (std::size_t i = 0; i < routes.size(); ++i) {
            if (!fits(routes[i].second, path)) continue;
            allowed.push_back(routes[i].first);
            if (routes[i].first == method && (!best || shape(routes[i].second) < shape(routes[*best].second))) best = i;
        }
        std::ranges::sort(allowed);
        allowed.erase(std::unique(allowed.begin(), allowed.end()), allowed.end());
        return best;
    }
};

TEST(Matching, AgreesWithASlowOracle) {
    const support::Seed seed(20260101);
    std::mt19937 random(seed.value);
    const std::vector<std::string> words = {"a", "b", "c"};
    const auto join = [](const std::vector<std::string>& segments) {
        std::string text;
        for (const auto& segment : segments) text += "/" + segment;
        return text.empty() ? std::string("/") : text;
    };
    for (int round = 0; round < 300; ++round) {
        Oracle oracle;
        Matcher matcher;
        std::vector<std::string> known;
        for (int i = 0; i < 12; ++i) {
            std::vector<std::string> pattern;
            for (auto left = random() % 5; left > 0; --left)
                pattern.push_back(random() % 2 ? words[random() % words.size()]
                                               : fmt::format("{{p{}}}", std::string(pattern.size() + 1, 'x')));
            const auto method = static_cast<Method>(random() % 3);
            const auto key = fmt::format("{} {}", to_text(method), join(pattern));
            if (std::ranges::find(known, key) != known.end()) continue;
            known.push_back(key);
            matcher.add(method, join(pattern), oracle.routes.size());
            oracle.routes.emplace_back(method, pattern);
        }
        for (int i = 0; i < 60; ++i) {
            std::vector<std::string> path;
            for (auto left = random() % 5; left > 0; --left)
                path.push_back(random() % 8 ? words[random() % words.size()] : "");
            if (!path.empty() && path.size() == 1 && path[0].empty()) path.clear();
            const auto method = static_cast<Method>(random() % 3);
            std::vector<Method> allowed;
            const auto expected = oracle.find(method, path, allowed);
            const auto match = matcher.match(method, join(path));
            ASSERT_EQ(match.index, expected) << join(path);
            if (!expected) {
                ASSERT_EQ(match.allowed, allowed) << join(path);
            }
        }
    }
}

}  // namespace
}  // namespace http
