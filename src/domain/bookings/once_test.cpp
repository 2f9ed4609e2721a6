#include "bookings/once.h"

#include "support/world.h"

#include <gtest/gtest.h>

namespace bookings {
namespace {

struct Repeated : testing::TestWithParam<db::Engine> {
    support::World world{GetParam()};
    BusinessId business = world.salon.id;

    Result<std::string> ask(std::string_view key, std::string_view request, std::string_view answer,
                            std::string_view client = "somebody") {
        const Once once("secret", client, key, request);
        return world.db().write([&](db::Tx& tx) -> Result<std::string> {
            const auto earlier = once.earlier(tx, business);
            if (!earlier) return std::unexpected(earlier.error());
            if (*earlier) return **earlier;
            once.remember(tx, business, world.clock.now(), answer);
            return std::string(answer);
        });
    }
};

TEST_P(Repeated, GetsTheFirstAnswerAgain) {
    EXPECT_EQ(ask("key", "book ten", "first"), "first");
    EXPECT_EQ(ask("key", "book ten", "second"), "first");
    EXPECT_EQ(ask("other key", "book ten", "third"), "third");
}

TEST_P(Repeated, IsRefusedForAnotherRequest) {
    ASSERT_TRUE(ask("key", "book ten", "first"));
    EXPECT_EQ(ask("key", "book eleven", "second").error().code, "idempotency.mismatch");
}

TEST_P(Repeated, IsOfTheSameClientOnly) {
    ASSERT_TRUE(ask("key", "book ten", "first"));
    EXPECT_EQ(ask("key", "book ten", "second", "another"), "second");
    EXPECT_EQ(ask("key", "book eleven", "third", "a third"), "third");
    EXPECT_EQ(ask("key", "book ten", "fourth"), "first");
    EXPECT_EQ(ask(":key", "book ten", "fifth", "somebod"), "fifth") << "where the client ends is part of it";
}

TEST_P(Repeated, AtTheSameMomentDoesItsWorkOnce) {
    std::array<std::string, 8> answers;
    {
        std::vector<std::jthread> threads;
        for (std::size_t i = 0; i < answers.size(); ++i)
            threads.emplace_back([&, i] { answers[i] = ask("key", "book ten", std::to_string(i)).value(); });
    }
    for (const auto& answer : answers) EXPECT_EQ(answer, answers[0]);
}

TEST_P(Repeated, KeepsNeitherKeyNorAnswerReadable) {
    ASSERT_TRUE(ask("the-key", "book ten", "the-token"));
    world.db().read([&](db::Session& s) {
        const auto row = s.row<std::string, std::string, std::string>(
            "select key_hash, request_hash, sealed_answer from idempotency_keys");
        const auto all = std::get<0>(*row) + std::get<1>(*row) + std::get<2>(*row);
        EXPECT_EQ(all.find("the-"), std::string::npos);
    });
}

TEST_P(Repeated, IsForgottenAfterADay) {
    ASSERT_TRUE(ask("key", "book ten", "first"));
    forget_old_answers(world.db(), world.clock.now() + std::chrono::hours{24});
    EXPECT_EQ(ask("key", "book ten", "second"), "first");
    forget_old_answers(world.db(), world.clock.now() + std::chrono::hours{25});
    EXPECT_EQ(ask("key", "book ten", "third"), "third");
}

INSTANTIATE_TEST_SUITE_P(Engines, Repeated, testing::ValuesIn(support::engines()), support::engine_name);

}  // namespace
}  // namespace bookings
