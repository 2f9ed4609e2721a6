#include "i18n/length.h"

#include <gtest/gtest.h>

namespace i18n {
namespace {

using namespace std::chrono_literals;

TEST(TypedLength, IsMinutesWhereNothingElseIsSaid) {
    EXPECT_EQ(parse_length("90"), 90min);
    EXPECT_EQ(parse_length(" 5 "), 5min);
    EXPECT_EQ(parse_length("0"), 0min);
}

TEST(TypedLength, IsReadAsPeopleWriteIt) {
    for (const auto* typed : {"90 min",
                              "90min",
                              "90 min.",
                              "90 m",
                              "1:30",
                              "01:30",
                              "1 h 30",
                              "1h30",
                              "1h30m",
                              "1 h 30 min",
                              "1H30",
                              "1 hr 30 mins",
                              "1,5 h",
                              "1.5 hours",
                              "1.50h",
                              "1 t 30 min",
                              "1 t. 30 min.",
                              "1 time og 30 minutter",
                              "1 uur en 30 minuten",
                              "1,5 uur",
                              "1 hora e 30 minutos",
                              "90 minut"})
        EXPECT_EQ(parse_length(typed), 90min) << typed;
    EXPECT_EQ(parse_length("2 timer"), 2h);
    EXPECT_EQ(parse_length("24:00"), 24h);
    EXPECT_EQ(parse_length("0,25 t"), 15min);
}

TEST(TypedLength, IsNoneOfWhatIsNoLength) {
    for (const auto* typed : {"",
                              "-5",
                              "+5",
                              "abc",
                              "1,5",
                              "1.5",
                              "1:60",
                              "1:",
                              ":30",
                              "1:30:10",
                              "1 h 60",
                              "1 h 30 h",
                              "30 min 5",
                              "1 day",
                              "1,01 h",
                              "1,0001 h",
                              "1 h -5",
                              "1 30",
                              "9999999999999999999999",
                              "10000000",
                              "1 h and",
                              "10 000",
                              "1 h\n30",
                              "1;30"})
        EXPECT_EQ(parse_length(typed), std::nullopt) << typed;
}

TEST(TypedLength, IsReadBackAsItIsShownInEachLanguage) {
    for (const auto language : languages)
        for (const auto length : {5min, 45min, 60min, 61min, 90min, 600min, 1439min})
            EXPECT_EQ(parse_length(duration(language, length)), length) << duration(language, length);
}

}  // namespace
}  // namespace i18n
