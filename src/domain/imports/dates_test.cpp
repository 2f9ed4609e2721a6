#include "imports/dates.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

namespace imports {
namespace {

const Day kToday = base::parse_day("2026-11-30").value();

std::string read(std::string_view cell, DateOrder order = DateOrder::day_month) {
    const auto day = read_day(cell, order, kToday);
    return day ? base::to_text(*day) : "none";
}
DateOrder order_of(const std::vector<std::string>& cells) {
    DateOrderSeen seen;
    for (const auto& cell : cells) seen.see(cell);
    return seen.order();
}

TEST(ImportDates, AreReadInTheNotationsThatProgramsWrite) {
    EXPECT_EQ(read("1980-12-04"), "1980-12-04");
    EXPECT_EQ(read("1980-12-04T00:00:00Z"), "1980-12-04");
    EXPECT_EQ(read("1980-12-04 00:00"), "1980-12-04");
    EXPECT_EQ(read("1980/12/04"), "1980-12-04");
    EXPECT_EQ(read("4.12.1980"), "1980-12-04");
    EXPECT_EQ(read("04. 12. 1980"), "1980-12-04");
    EXPECT_EQ(read("04/12/1980"), "1980-12-04");
    EXPECT_EQ(read("12/04/1980", DateOrder::month_day), "1980-12-04");
    EXPECT_EQ(read("12-04-1980", DateOrder::month_day), "1980-12-04");
    EXPECT_EQ(read("4.12.1980", DateOrder::month_day), "1980-12-04") << "full stops are no American notation";
    EXPECT_EQ(read("04/12/80"), "1980-12-04");
    EXPECT_EQ(read("04/12/26"), "2026-12-04");
    EXPECT_EQ(read("04/12/27"), "1927-12-04");
    EXPECT_EQ(read("19801204"), "1980-12-04");
    EXPECT_EQ(read("29559"), "1980-12-04") << "as a spreadsheet counts";
    EXPECT_EQ(read("4 Dec 1980"), "1980-12-04");
    EXPECT_EQ(read("December 4, 1980"), "1980-12-04");
    EXPECT_EQ(read("4. desember 1980"), "1980-12-04");
}

TEST(ImportDates, AreNotGuessedFromWhatIsNone) {
    for (const auto* cell : {"", "4 Dec", "31/02/1980", "1980", "99", "4/12", "12", "unknown", "04.12.1980.",
                             "4-12/1980", "00/00/0000", "2026-13-01", "123456789", "1/2/3/4"})
        EXPECT_EQ(read(cell), "none") << cell;
    EXPECT_EQ(read(std::string(1000, '1')), "none");
}

TEST(ImportDates, AreReadInTheOrderThatTheWholeColumnSays) {
    EXPECT_EQ(order_of({"04/12/1980", "05/06/1990", "25/12/1980"}), DateOrder::day_month);
    EXPECT_EQ(order_of({"04/12/1980", "12/25/1980"}), DateOrder::month_day);
    EXPECT_EQ(order_of({"04/12/1980", "05/06/1990"}), DateOrder::open);
    EXPECT_EQ(order_of({"25/12/1980", "12/25/1980"}), DateOrder::open) << "they contradict each other";
    EXPECT_EQ(order_of({"1980-12-04", "4.12.1980", "Oslo", "05/05/1990"}), DateOrder::any);
    EXPECT_EQ(order_of({"+47 41/12/34", "12/04/1980 10:00"}), DateOrder::open);
}

RC_GTEST_PROP(ImportDatesProperty, ReadsEveryDayBack, ()) {
    const auto days = *rc::gen::inRange(-25'000, 20'000);
    const Day day{std::chrono::days{days}};
    const std::chrono::year_month_day date{day};
    const int y = static_cast<int>(date.year());
    const auto m = static_cast<unsigned>(date.month()), d = static_cast<unsigned>(date.day());
    RC_ASSERT(read(fmt::format("{}/{}/{}", d, m, y)) == base::to_text(day));
    RC_ASSERT(read(fmt::format("{:02}-{:02}-{}", m, d, y), DateOrder::month_day) == base::to_text(day));
    RC_ASSERT(read(fmt::format("{}.{}.{}", d, m, y), DateOrder::open) == base::to_text(day));
    RC_ASSERT(read(fmt::format("{}{:02}{:02}", y, m, d)) == base::to_text(day));
}

}  // namespace
}  // namespace imports
