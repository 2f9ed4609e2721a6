#include "staff/hours_text.h"

#include "support/seed.h"

#include <gtest/gtest.h>

#include <random>

namespace staff {
namespace {

using namespace std::chrono_literals;
using availability::Hours;

std::string again(std::string_view text) {
    const auto hours = parse_hours(text);
    return hours ? hours_text(*hours) : "error: " + hours.error().code;
}

TEST(HoursText, ReadsWhatPeopleWrite) {
    const std::vector<std::pair<std::string, std::string>> cases{
        {"9-17", "09:00-17:00"},
        {"9-12, 13-17", "09:00-12:00, 13:00-17:00"},
        {" 9:30 - 17 ", "09:30-17:00"},
        {"9.30\u201317", "09:30-17:00"},
        {"9h30-17h", "09:30-17:00"},
        {"0930-1745", "09:30-17:45"},
        {"930-1745", "09:30-17:45"},
        {"13-17; 9-12", "09:00-12:00, 13:00-17:00"},
        {"9-12 13-17", "09:00-12:00, 13:00-17:00"},
        {"9-12\n13-17", "09:00-12:00, 13:00-17:00"},
        {"9am-5pm", "09:00-17:00"},
        {"9 AM - 12:30 pm", "09:00-12:30"},
        {"12am-1am", "00:00-01:00"},
        {"0-24", "00:00-24:00"},
        {"22-02", "22:00-02:00"},
        {"18-0", "18:00-24:00"},
        {"22\u20142", "22:00-02:00"},
        {"20-08+1", "20:00-08:00+1"},
        {"20-8+", "20:00-08:00+1"},
        {"22-2+1", "22:00-02:00"},
        {"9-9+1", "09:00-09:00+1"},
        {"9-12, 12-15", "09:00-12:00, 12:00-15:00"},
    };
    for (const auto& [typed, printed] : cases) EXPECT_EQ(again(typed), printed) << typed;
    for (const auto* closed : {"", "  ", "-", "\u2013", "closed", "Stengt", "LUKKET", "gesloten", "Fechado"})
        EXPECT_EQ(again(closed), "") << closed;
    EXPECT_EQ(parse_hours("22-02").value(), (std::vector<Hours>{{22h, 26h}}));
}

TEST(HoursText, SaysWhatIsWrong) {
    const std::vector<std::pair<std::string, std::string>> cases{
        {"9", "hours.unreadable"},       {"9-", "hours.unreadable"},         {"nine to five", "hours.unreadable"},
        {"9-12-15", "hours.unreadable"}, {"9-12, soon", "hours.unreadable"}, {"9:5-12", "hours.unreadable"},
        {"9:-12", "hours.unreadable"},   {"12345-13", "hours.unreadable"},   {"9-17+1", "hours.unreadable"},
        {"25-26", "hours.no_time"},      {"9:60-12", "hours.no_time"},       {"24-26", "hours.no_time"},
        {"24-02", "hours.no_time"},      {"13pm-14", "hours.no_time"},       {"0am-4", "hours.no_time"},
        {"17-9", "hours.backwards"},     {"9-5", "hours.backwards"},         {"11-2", "hours.backwards"},
        {"9-9", "hours.no_length"},      {"9-12, 11-14", "hours.overlap"},   {"22-02, 23-24", "hours.overlap"},
    };
    for (const auto& [typed, code] : cases) EXPECT_EQ(again(typed), "error: " + code) << typed;
    EXPECT_EQ(parse_hours("8-10, 17 - 9").error().parameters,
              (std::vector<std::pair<std::string, std::string>>{{"part", "17 - 9"}, {"marked", "17 - 9+1"}}));
    EXPECT_EQ(parse_hours("8-10, soon, 12-13").error().parameters.front().second, "soon");
    EXPECT_EQ(again(std::string(201, ' ')), "error: hours.too_long");
    std::string many;
    for (int n = 0; n < 13; ++n) many += fmt::format("{}:00-{}:30 ", n, n);
    EXPECT_EQ(again(many), "error: hours.too_many");
}

TEST(HoursText, ReadsASingleTimeOfDay) {
    EXPECT_EQ(parse_time_of_day(" 9:05 "), Minutes{545});
    EXPECT_EQ(parse_time_of_day("9.05 pm"), Minutes{21 * 60 + 5});
    EXPECT_EQ(parse_time_of_day("0"), Minutes{0});
    for (const auto* none : {"", "24", "9-10", "9:60", "soon", "9:05 x"}) EXPECT_FALSE(parse_time_of_day(none)) << none;
}

TEST(HoursText, WhatIsPrintedIsReadAsTheSame) {
    std::mt19937_64 dice(support::seed_or(20'261'129));
    const auto roll = [&](int low, int high) { return std::uniform_int_distribution(low, high)(dice); };
    for (int n = 0; n < 5000; ++n) {
        std::vector<Hours> hours;
        for (int at = roll(0, 700); at < 1440 && hours.size() < kOpeningsMax;) {
            const auto to = std::min(at + roll(1, roll(0, 3) == 0 ? 1440 : 200), at + 1440);
            hours.push_back({Minutes{at}, Minutes{to}});
            at = to + (roll(0, 3) == 0 ? 0 : roll(1, 300));
        }
        const auto printed = hours_text(hours);
        const auto read = parse_hours(printed);
        ASSERT_TRUE(read) << printed << ": " << read.error().code;
        ASSERT_EQ(*read, hours) << printed;
        ASSERT_EQ(hours_text(*read), printed);
    }
}

TEST(HoursText, AnythingTypedIsHoursThatAreFineOrAnError) {
    std::mt19937_64 dice(support::seed_or(20'261'130));
    constexpr std::string_view kSigns = "0123456789-:., ;+hampcl\xe2\x80\x93";
    std::size_t fine = 0;
    for (int n = 0; n < 50'000; ++n) {
        std::string text;
        for (auto length = std::uniform_int_distribution(0, 14)(dice); length > 0; --length)
            text += kSigns[std::uniform_int_distribution<std::size_t>(0, kSigns.size() - 1)(dice)];
        const auto read = parse_hours(text);
        if (!read) continue;
        ++fine;
        Minutes end{};
        for (const auto& each : *read) {
            ASSERT_GE(each.from, end) << text;
            ASSERT_LT(each.from, 24h) << text;
            ASSERT_LT(each.from, each.to) << text;
            ASSERT_LE(each.to, each.from + 24h) << text;
            end = each.to;
        }
        ASSERT_EQ(again(hours_text(*read)), hours_text(*read)) << text;
    }
    EXPECT_GT(fine, 1000u);
}

TEST(HoursText, ABreakPastMidnightBelongsToTheOpeningBefore) {
    const std::vector<Hours> night{{9h, 12h}, {20h, 28h}};
    EXPECT_EQ(settle_breaks(parse_hours("0:30-1, 10-11").value(), night),
              (std::vector<Hours>{{10h, 11h}, {24h + 30min, 25h}}));
    EXPECT_EQ(settle_breaks({{5h, 6h}}, night), (std::vector<Hours>{{5h, 6h}}));
    EXPECT_EQ(hours_text(Hours{24h + 30min, 25h}), "00:30-01:00");
}

}  // namespace
}  // namespace staff
