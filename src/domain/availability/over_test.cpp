// Appointments over others, against a slow oracle that counts minute by minute.
#include "availability/over.h"
#include "support/seed.h"

#include <gtest/gtest.h>

#include <random>

namespace availability {
namespace {

Instant at(int minute) { return Instant{Seconds{60 * minute}}; }

TEST(Pieces, AreOneWhereNothingIsTaken) {
    EXPECT_EQ(pieces({at(0), at(60)}, 1, 1, {}), (std::vector<Piece>{{{at(0), at(60)}, 1, 0}}));
}

TEST(Pieces, OnlyTheStretchThatOverlapsIsOver) {
    const std::vector<Use> taken{{{at(30), at(45)}}};
    EXPECT_EQ(pieces({at(0), at(60)}, 1, 1, taken),
              (std::vector<Piece>{{{at(0), at(30)}, 1, 0}, {{at(30), at(45)}, 0, 1}, {{at(45), at(60)}, 1, 0}}));
}

TEST(Pieces, TakeWhatThereStillIsOfAResource) {
    const std::vector<Use> taken{{{at(-10), at(20)}, 2}};
    EXPECT_EQ(pieces({at(0), at(60)}, 2, 3, taken),
              (std::vector<Piece>{{{at(0), at(20)}, 1, 1}, {{at(20), at(60)}, 2, 0}}));
}

TEST(Pieces, AreAsAnOracleSaysThatCountsMinuteByMinute) {
    const support::Seed seed(20261130);
    std::mt19937_64 random(seed.value);
    const auto pick = [&](int low, int high) {
        return low + static_cast<int>(random() % static_cast<unsigned>(high - low + 1));
    };
    for (int round = 0; round < 2000; ++round) {
        SCOPED_TRACE(round);
        const int available = pick(1, 4), quantity = pick(1, available);
        std::vector<Use> taken;
        for (int n = pick(0, 6); n > 0; --n) {
            const int begin = pick(-20, 70);
            taken.push_back({{at(begin), at(begin + pick(1, 40))}, pick(1, available)});
        }
        const Span wanted{at(0), at(pick(1, 60))};
        const auto found = pieces(wanted, quantity, available, taken);
        ASSERT_EQ(found.front().span.begin, wanted.begin);
        ASSERT_EQ(found.back().span.end, wanted.end);
        for (std::size_t n = 1; n < found.size(); ++n) {
            ASSERT_EQ(found[n].span.begin, found[n - 1].span.end);
            ASSERT_NE(found[n].ordinary, found[n - 1].ordinary);
        }
        for (const auto& piece : found)
            for (auto minute = piece.span.begin; minute < piece.span.end; minute += Minutes{1}) {
                int in_use = 0;
                for (const auto& use : taken)
                    if (use.span.begin <= minute && minute < use.span.end) in_use += use.quantity;
                ASSERT_EQ(piece.ordinary, std::min(quantity, std::max(0, available - in_use)));
                ASSERT_EQ(piece.ordinary + piece.over, quantity);
            }
    }
}

TEST(LaidBare, IsWhatOthersHaveOverWhatGoes) {
    const std::vector<Span> gone{{at(0), at(30)}, {at(45), at(60)}};
    const std::vector<Use> over{{{at(10), at(50)}}, {{at(20), at(25)}}, {{at(70), at(80)}}};
    EXPECT_EQ(laid_bare(gone, over, true), (std::vector<Use>{{{at(10), at(30)}}, {{at(45), at(50)}}}));
    EXPECT_EQ(laid_bare(gone, over, false),
              (std::vector<Use>{{{at(10), at(30)}}, {{at(20), at(25)}}, {{at(45), at(50)}}}));
    EXPECT_TRUE(laid_bare({}, over, true).empty());
}

}  // namespace
}  // namespace availability
