#include "accounts/password.h"

#include "work/pool.h"

#include <gtest/gtest.h>

#include <chrono>
#include <thread>

namespace accounts {
namespace {

std::string said_of(std::string_view password, const std::vector<std::string>& own = {}) {
    const auto hash = Hasher::cheap().hash_new(password, own);
    if (hash) return "fine";
    EXPECT_EQ(hash.error().fields.front().field, "password");
    // What costs nothing to find out is found out without the pool too.
    const auto may = may_be_password(password);
    EXPECT_EQ(may ? hash.error().code : may.error().code, hash.error().code);
    return hash.error().code;
}

TEST(Passwords, AreRefusedForLengthAndGuessabilityAlone) {
    EXPECT_EQ(said_of("mango violin tractor sunday"), "fine");
    EXPECT_EQ(said_of("sommerfugl på blått gjerde"), "fine");
    EXPECT_EQ(said_of("1234567"), "password.too_short");
    EXPECT_EQ(said_of("ååååååå"), "password.too_short") << "seven characters, fourteen bytes";
    EXPECT_EQ(said_of(std::string(201, 'x')), "password.too_long");
    EXPECT_EQ(said_of("password1"), "password.too_easy");
    EXPECT_EQ(said_of("aaaaaaaaaaaa"), "password.too_easy");
    EXPECT_EQ(said_of(std::string("mango\0violin tractor", 20)), "field.not_clean");
}

TEST(Passwords, ThatMayBeSetCanBeHashedAndVerified) {
    auto& hasher = Hasher::cheap();
    std::string jamo;  // three letters and nine bytes each, which are one letter when composed
    for (int i = 0; i < 100; ++i) jamo += i % 2 == 0 ? "\u1100\u1161\u11a8" : "\u1112\u1175\u11ab";
    for (const auto& password :
         {"mango violin tractor sunday" + std::string(700, ' '), "mango violin tractor sunday" + std::string(900, ' '),
          jamo + " mango violin tractor sunday"}) {
        if (!may_be_password(password)) continue;
        const auto hash = hasher.hash(password);
        ASSERT_TRUE(hash);
        EXPECT_TRUE(hasher.verify(*hash, password).value());
    }
    EXPECT_EQ(said_of("mango violin tractor sunday" + std::string(700, ' ')), "fine");
    EXPECT_EQ(said_of("mango violin tractor sunday" + std::string(900, ' ')), "password.too_long");
}

TEST(Passwords, OfTheirOwnersNamesAreEasy) {
    EXPECT_EQ(said_of("kariNordmann1", {"Kari", "Nordmann", "kari@example.com"}), "password.too_easy");
    EXPECT_EQ(said_of("studiolind2027", {"Studio Lind"}), "password.too_easy");
}

TEST(Passwords, AreHashedWithASaltAndVerified) {
    auto& hasher = Hasher::cheap();
    const auto hash = hasher.hash("mango violin tractor sunday").value();
    EXPECT_TRUE(hash.starts_with("$argon2id$"));
    EXPECT_NE(hash, hasher.hash("mango violin tractor sunday").value());
    EXPECT_TRUE(hasher.verify(hash, "mango violin tractor sunday").value());
    EXPECT_FALSE(hasher.verify(hash, "mango violin tractor monday").value());
    EXPECT_FALSE(hasher.verify(std::nullopt, "mango violin tractor sunday").value());
    EXPECT_FALSE(hasher.verify(hash, std::string(100'000, 'x')).value());
}

TEST(Passwords, AreTheSameHoweverTheKeyboardComposesThem) {
    auto& hasher = Hasher::cheap();
    const auto hash = hasher.hash("bl\u00e5b\u00e6r og fl\u00f8te").value();
    EXPECT_TRUE(hasher.verify(hash, "bla\u030ab\u00e6r og fl\u00f8te").value());
}

// zxcvbn alone took seconds for the first, and the more the longer.
TEST(Passwords, CostNoMoreToGuessTheLongerTheyAre) {
    std::string every_kind;
    for (int i = 0; i < 25; ++i) every_kind += "password1qwerty21";
    for (auto typed : {every_kind, std::string(200, 'a'), std::string(200, '1')}) {
        typed.resize(200);
        const auto began = std::chrono::steady_clock::now();
        (void)Hasher::cheap().hash_new(typed, {});
        EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds{1}) << typed;
    }
    std::string digits;
    for (int i = 0; i < 100; ++i) digits += "21";
    const auto began = std::chrono::steady_clock::now();
    EXPECT_EQ(said_of(digits), "password.too_easy");
    EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds{1});
}

TEST(Hashers, CostWhatIsMeantAndAsMuchWithoutAnAccount) {
    work::Pool pool({1, 10});
    Hasher hasher(pool);
    const auto hash = hasher.hash("mango violin tractor sunday").value();
    EXPECT_NE(hash.find("$m=19456,t=2,p=1$"), std::string::npos) << hash;
    const auto fastest = [&](const std::optional<std::string>& stored) {
        auto best = std::chrono::nanoseconds::max();
        for (int i = 0; i < 5; ++i) {
            const auto began = std::chrono::steady_clock::now();
            EXPECT_FALSE(hasher.verify(stored, "wrong horse").value());
            best = std::min<std::chrono::nanoseconds>(best, std::chrono::steady_clock::now() - began);
        }
        return static_cast<double>(best.count());
    };
    const auto known = fastest(hash), unknown = fastest(std::nullopt);
    EXPECT_LT(known, unknown * 2);
    EXPECT_LT(unknown, known * 2);
}

TEST(Hashers, RefuseWhatWouldWaitTooLong) {
    work::Pool pool({1, 1});
    Hasher hasher(pool);
    std::atomic<int> served = 0, refused = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 16; ++i)
        threads.emplace_back([&] {
            const auto done = hasher.verify(std::nullopt, "x");
            if (done)
                ++served;
            else if (done.error().code == "server.busy")
                ++refused;
        });
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(served + refused, 16);
    EXPECT_GE(served, 1);
    EXPECT_GE(refused, 1);
}

}  // namespace
}  // namespace accounts
