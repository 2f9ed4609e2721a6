#include "i18n/names.h"

#include <gtest/gtest.h>

namespace i18n {
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

TEST(Initials, AreTheFirstLettersOfTwoWords) {
    EXPECT_EQ(initials("Studio Lind"), "SL");
    EXPECT_EQ(initials("mira lind larsen"), "ML");
    EXPECT_EQ(initials("Cher"), "C");
    EXPECT_EQ(initials("  Anna\t\xc2\xa0"
                       "Berg "),
              "AB");
    EXPECT_EQ(initials("(Barber) & 3 sisters"), "B3");
}

TEST(Initials, KnowEveryAlphabet) {
    EXPECT_EQ(initials("åse Østby"), "ÅØ");
    EXPECT_EQ(initials("A\xcc\x8ase"), "Å");  // a letter and its ring apart
    EXPECT_EQ(initials("анна Борисова"), "АБ");
    EXPECT_EQ(initials("東京 大阪"), "東大");
    EXPECT_EQ(initials("\xf0\x9f\x8c\xb8 Salon"), "S");                              // a flower
    EXPECT_EQ(initials("\xf0\x90\x90\xa8\xf0\x90\x91\x80 x"), "\xf0\x90\x90\x80X");  // beyond 16 bits
}

TEST(Initials, AreShortForAnyName) {
    EXPECT_EQ(initials(""), "");
    EXPECT_EQ(initials("   "), "");
    EXPECT_EQ(initials("*** &"), "");
    EXPECT_EQ(initials("\xff\xfe"), "");
    EXPECT_EQ(initials(std::string(100'000, 'a') + " b"), "A");
    std::string marks = "e";
    for (int i = 0; i < 100; ++i) marks += "\xcc\xb6";  // struck through, again and again
    EXPECT_EQ(initials(marks + " f"), "EF");
}

}  // namespace
}  // namespace i18n
