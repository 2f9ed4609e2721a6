#include "i18n/amount.h"

#include <gtest/gtest.h>

#include <random>

namespace i18n {
namespace {

TEST(Amount, IsReadAsPeopleTypeIt) {
    const std::vector<std::pair<std::string, std::int64_t>> fine{{"450", 45000},       {"450,50", 45050},
                                                                 {"450.5", 45050},     {"0", 0},
                                                                 {"1 450,50", 145050}, {"1.450,50", 145050},
                                                                 {"1,450.50", 145050}, {"1.450", 145000},
                                                                 {"1,450", 145000},    {"1.450.000", 145000000},
                                                                 {"1'450.50", 145050}, {"1\u00a0450,50", 145050},
                                                                 {"450,-", 45000},     {"kr 450", 45000},
                                                                 {"450 kr", 45000},    {"kr. 450,50", 45050},
                                                                 {"R$ 450,50", 45050}, {"€45", 4500},
                                                                 {" 45 € ", 4500},     {"NOK 1 234 567,89", 123456789}};
    for (const auto& [typed, expected] : fine) EXPECT_EQ(parse_amount(typed, "NOK"), expected) << typed;
    EXPECT_EQ(parse_amount("1.450", "JPY"), 1450);
    EXPECT_EQ(parse_amount("450", "JPY"), 450);
    EXPECT_EQ(parse_amount("1.450", "KWD"), 1450);
}

TEST(Amount, RefusesWhatIsNone) {
    for (const auto* typed : {"", "kr", "-450", "450-500", "4,5,6", "1.45.000", "1,2.3,4", "45%", "4e5", "12:30", "x9",
                              "9x", "12a", "1234567890123456", ".50.50", "1..5"})
        EXPECT_FALSE(parse_amount(typed, "NOK")) << typed;
    EXPECT_FALSE(parse_amount("4.5", "JPY"));
}

TEST(Amount, ReadsBackWhatItWrites) {
    std::mt19937_64 random(4);
    for (int i = 0; i < 2000; ++i)
        for (const auto* currency : {"NOK", "JPY", "BRL"})
            for (const auto language : languages) {
                const Money money{static_cast<std::int64_t>(random() % 100'000'000), currency};
                ASSERT_EQ(parse_amount(amount(language, money), currency), money.amount);
                ASSERT_EQ(parse_amount(i18n::money(language, money), currency), money.amount)
                    << i18n::money(language, money);
            }
    EXPECT_EQ(amount(Language::en, {45050, "NOK"}), "450.50");
    EXPECT_EQ(amount(Language::nb, {45005, "NOK"}), "450,05");
    EXPECT_EQ(amount(Language::nb, {45000, "NOK"}), "450");
}

}  // namespace
}  // namespace i18n
