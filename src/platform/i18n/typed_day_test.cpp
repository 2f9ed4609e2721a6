#include "i18n/typed_day.h"

#include <gtest/gtest.h>

namespace i18n {
namespace {

std::string read(std::string_view typed) {
    const auto found = parse_typed_day(typed, base::parse_day("2026-11-29").value());
    return found ? base::to_text(*found) : "";
}

TEST(TypedDay, IsReadAsPeopleWriteIt) {
    for (const auto* typed : {"2026-12-04", "4.12.", "4.12", "04.12.26", "4/12", "4/12/2026", "4-12-2026", "4 dec",
                              "4dec", "4. desember", "December 4", "4 de dezembro de 2026", "4 DEZ", "4 december 2026"})
        EXPECT_EQ(read(typed), "2026-12-04") << typed;
    EXPECT_EQ(read("1 mai"), "2027-05-01");
    EXPECT_EQ(read("1 mei"), "2027-05-01");
    EXPECT_EQ(read("1 mrt"), "") << "three letters of a name";
}

TEST(TypedDay, LiesNearToTodayWithoutAYear) {
    EXPECT_EQ(read("29.11."), "2026-11-29");
    EXPECT_EQ(read("1.9."), "2026-09-01");
    EXPECT_EQ(read("1.8."), "2027-08-01");
    EXPECT_EQ(read("29.2."), "") << "not within these years";
}

TEST(TypedDay, IsNothingElse) {
    for (const auto* typed : {"", "4", "anna berg", "32.1.", "4.13.", "31.2.2026", "4 de", "911 22 334", "4 xyz", "..",
                              "0.0.", "4.12.026", "1.2.3.4", "99999 12", "\xff"})
        EXPECT_EQ(read(typed), "") << typed;
}

}  // namespace
}  // namespace i18n
