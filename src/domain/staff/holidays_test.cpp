#include "staff/holidays.h"

#include <gtest/gtest.h>

namespace staff {
namespace {

std::string days_of(std::string_view country, int year) {
    std::string out;
    for (const auto& each : list_holidays(country, year))
        out += (out.empty() ? "" : " ") + base::to_text(each.day).substr(5);
    return out;
}

TEST(Holidays, EasterIsWhereTheCalendarsHaveIt) {
    for (const auto* day : {"1943-04-25", "2000-04-23", "2008-03-23", "2019-04-21", "2024-03-31", "2025-04-20",
                            "2026-04-05", "2027-03-28", "2038-04-25", "2100-03-28"})
        EXPECT_EQ(base::to_text(easter(std::stoi(std::string(day, 4)))), day);
}

TEST(Holidays, AreThoseOfTheCountrysOwnCalendar) {
    EXPECT_EQ(days_of("NO", 2027), "01-01 03-25 03-26 03-28 03-29 05-01 05-06 05-16 05-17 05-17 12-25 12-26");
    EXPECT_EQ(days_of("DK", 2026), "01-01 04-02 04-03 04-05 04-06 05-14 05-24 05-25 12-25 12-26");
    EXPECT_EQ(days_of("NL", 2025), "01-01 04-20 04-21 04-26 05-05 05-29 06-08 06-09 12-25 12-26");
    EXPECT_EQ(days_of("BR", 2026), "01-01 02-16 02-17 04-03 04-21 05-01 06-04 09-07 10-12 11-02 11-15 11-20 12-25");
    EXPECT_EQ(days_of("GB", 2027), "01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28");
    EXPECT_EQ(days_of("GB", 2022), "01-03 04-15 04-18 05-02 05-30 08-29 12-26 12-27");
    EXPECT_EQ(days_of("US", 2026), "01-01 01-19 02-16 05-25 06-19 07-04 09-07 10-12 11-11 11-26 12-25");
    EXPECT_EQ(days_of("DE", 2026), "01-01 04-03 04-06 05-01 05-14 05-25 10-03 12-25 12-26");
    EXPECT_EQ(days_of("SE", 2026), "01-01 01-06 04-03 04-05 04-06 05-01 05-14 05-24 06-06 06-20 10-31 12-25 12-26");
    EXPECT_EQ(days_of("SE", 2027).substr(54), "06-26 11-06 12-25 12-26");
    EXPECT_EQ(days_of("FR", 2026), "");
}

}  // namespace
}  // namespace staff
