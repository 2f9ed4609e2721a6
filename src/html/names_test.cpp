#include "html/names.h"

#include <gtest/gtest.h>

namespace html {
namespace {

TEST(Names, OfCountriesAreTheLanguagesOwn) {
    EXPECT_EQ(country_name(Language::en, "NO"), "Norway");
    EXPECT_EQ(country_name(Language::nb, "NO"), "Norge");
    EXPECT_EQ(country_name(Language::nl, "DE"), "Duitsland");
    EXPECT_EQ(country_name(Language::pt_br, "DE"), "Alemanha");
}

TEST(Names, OfDaysAndMonthsAreShort) {
    const auto day = base::parse_day("2026-12-11").value();
    EXPECT_EQ(month_brief(Language::en, day), "Dec");
    EXPECT_EQ(weekday_brief(Language::en, day), "Fri");
    EXPECT_EQ(month_brief(Language::nb, day), "des");
    EXPECT_EQ(full_date(Language::en, day), "11 December 2026");
    EXPECT_EQ(full_date(Language::pt_br, day), "11 de dezembro de 2026");
}

}  // namespace
}  // namespace html
