#include "i18n/i18n.h"

#include <gtest/gtest.h>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace i18n {
namespace {

using namespace std::chrono_literals;

Day day(std::string_view text) { return base::parse_day(text).value(); }

// What is shown, with plain spaces for those that do not break.
std::string shown(std::string text) {
    for (const std::string_view space : {"\u00a0", "\u202f"})
        for (std::size_t at = 0; (at = text.find(space, at)) != text.npos;) text.replace(at, space.size(), " ");
    return text;
}

using InEach = std::array<std::string, 5>;  // en, nb, da, nl, pt-BR

template <class Format>
InEach in_each(Format format) {
    InEach out;
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = shown(format(languages[i]));
    return out;
}

TEST(LongDate, IsWrittenOut) {
    EXPECT_EQ(in_each([](Language l) { return long_date(l, day("2026-12-11")); }),
              (InEach{"Friday 11 December", "fredag 11. desember", "fredag 11. december", "vrijdag 11 december",
                      "sexta-feira, 11 de dezembro"}));
}

TEST(LongDate, HasTheYearWhenItIsAnother) {
    EXPECT_EQ(long_date(Language::en, day("2026-12-11"), 2026), "Friday 11 December");
    EXPECT_EQ(in_each([](Language l) { return long_date(l, day("2027-01-01"), 2026); }),
              (InEach{"Friday 1 January 2027", "fredag 1. januar 2027", "fredag 1. januar 2027",
                      "vrijdag 1 januari 2027", "sexta-feira, 1 de janeiro de 2027"}));
}

TEST(ShortDate, ShortensTheWeekdayOnly) {
    EXPECT_EQ(in_each([](Language l) { return short_date(l, day("2026-12-11")); }),
              (InEach{"Fri 11 December", "fre. 11. desember", "fre. 11. december", "vr 11 december",
                      "sex., 11 de dezembro"}));
}

TEST(MonthName, HasItsYear) {
    EXPECT_EQ(in_each([](Language l) { return month_name(l, day("2026-12-01")); }),
              (InEach{"December 2026", "desember 2026", "december 2026", "december 2026", "dezembro de 2026"}));
}

TEST(Weekdays, AreLongOrTwoLettersWide) {
    EXPECT_EQ(in_each([](Language l) { return weekday_long(l, day("2026-12-11")); }),
              (InEach{"Friday", "fredag", "fredag", "vrijdag", "sexta-feira"}));
    EXPECT_EQ(in_each([](Language l) { return weekday_short(l, day("2026-12-11")); }),
              (InEach{"Fr", "fr", "fr", "vr", "sex"}));
}

TEST(Weeks, StartOnSundayInBrazilOnly) {
    for (const auto language : languages) EXPECT_EQ(week_starts_on_sunday(language), language == Language::pt_br);
}

TEST(TimeOfDay, HasTwentyFourHours) {
    const auto at = [](Seconds time) {
        return in_each([=](Language l) { return time_of_day(l, WallTime{day("2026-12-11")} + time); });
    };
    EXPECT_EQ(at(14h + 45min), (InEach{"14:45", "14:45", "14.45", "14:45", "14:45"}));
    EXPECT_EQ(at(0h), (InEach{"00:00", "00:00", "00.00", "00:00", "00:00"}));
}

TEST(TimeOfDay, KeepsAnHourThatSomeZoneSkips) {
    // 02:30 does not exist in Oslo on this day; a wall-clock time is shown as it is all the same.
    EXPECT_EQ(time_of_day(Language::nb, WallTime{day("2026-03-29")} + 2h + 30min), "02:30");
}

TEST(Dates, ReachFromTheFirstYearToTheLast) {
    EXPECT_EQ(month_name(Language::en, day("9999-12-31")), "December 9999");
    EXPECT_EQ(weekday_long(Language::en, day("1970-01-01")), "Thursday");
    EXPECT_EQ(long_date(Language::en, day("1969-12-31")), "Wednesday 31 December");
}

TEST(Duration, NamesHoursAndMinutes) {
    EXPECT_EQ(in_each([](Language l) { return duration(l, 45min); }),
              (InEach{"45 min", "45 min", "45 min.", "45 min", "45 min"}));
    EXPECT_EQ(in_each([](Language l) { return duration(l, 90min); }),
              (InEach{"1 hr 30 min", "1 t 30 min", "1 t. 30 min.", "1 uur 30 min", "1 h 30 min"}));
    EXPECT_EQ(duration(Language::en, 2h), "2 hr");
}

TEST(MoneyText, LeavesOutTheMinorPartOfWholeAmounts) {
    const auto written = [](std::int64_t amount, const char* currency) {
        return in_each([=](Language l) { return money(l, {amount, currency}); });
    };
    EXPECT_EQ(written(69'000, "NOK"), (InEach{"kr 690", "690 kr", "690 kr.", "kr 690", "kr 690"}));
    EXPECT_EQ(written(123'450, "EUR"), (InEach{"€1,234.50", "1 234,50 €", "1.234,50 €", "€ 1.234,50", "€ 1.234,50"}));
}

TEST(MoneyText, KnowsEachCurrencysMinorUnit) {
    EXPECT_EQ(shown(money(Language::en, {1234, "JPY"})), "¥1,234");
    EXPECT_EQ(shown(money(Language::en, {1234, "KWD"})), "KWD 1.234");
    EXPECT_EQ(shown(money(Language::pt_br, {15'000, "BRL"})), "R$ 150");
    EXPECT_EQ(shown(money(Language::en, {-4500, "GBP"})), "-£45");
    EXPECT_EQ(shown(money(Language::en, {0, "GBP"})), "£0");
}

TEST(ZoneCity, IsNamedInTheLanguage) {
    const auto city = [](Language language, const char* zone) { return zone_city(language, Zone::find(zone).value()); };
    EXPECT_EQ(city(Language::en, "Europe/Oslo"), "Oslo");
    EXPECT_EQ(city(Language::en, "Europe/Copenhagen"), "Copenhagen");
    EXPECT_EQ(city(Language::da, "Europe/Copenhagen"), "København");
    EXPECT_EQ(city(Language::en, "America/New_York"), "New York");
    EXPECT_EQ(city(Language::en, "America/Argentina/Buenos_Aires"), "Buenos Aires");
}

TEST(SortKey, OrdersAsTheLanguageDoes) {
    const auto sorted = [](Language language, std::vector<std::string> names) {
        std::ranges::sort(names, {}, [&](const std::string& name) { return sort_key(language, name); });
        return names;
    };
    using Names = std::vector<std::string>;
    EXPECT_EQ(sorted(Language::nb, {"Åse", "Zebra", "Ørn", "anne", "Ægir"}),
              (Names{"anne", "Zebra", "Ægir", "Ørn", "Åse"}));
    EXPECT_EQ(sorted(Language::nl, {"Åse", "Zebra", "anne"}), (Names{"anne", "Åse", "Zebra"}));
    EXPECT_TRUE(sort_key(Language::en, "").empty() || sort_key(Language::en, "") < sort_key(Language::en, "a"));
}

TEST(SortKey, IsATextThatADatabaseTakes) {
    for (const auto& text :
         {std::string(1, '\x7f'), std::string("Åse Ærlig"), std::string("日本語"), std::string("\U0001F484")})
        for (const auto language : languages) {
            const auto key = sort_key(language, text);
            EXPECT_NO_THROW(static_cast<void>(nlohmann::json(key).dump())) << "not UTF-8: " << text;
            EXPECT_EQ(key.find('\0'), std::string::npos) << text;
        }
}

TEST(SortKey, SortsByTheFirstOfTwoTextsThenByTheSecond) {
    const auto key = [](std::string_view first, std::string_view second) {
        return sort_key(Language::nb, fmt::format("{}\uFFFE{}", first, second));
    };
    EXPECT_LT(key("berg", "Å"), key("Bergan", "A"));
    EXPECT_LT(key("Berg", "a"), key("Berg", "b"));
    EXPECT_LT(key("berg", "Åse"), key("Berg", "Åse")) << "case counts last";
    EXPECT_LT(key("Berg", "Anne"), key("berg", "Åse")) << "and after the second text";
}

TEST(Formats, AreRightInManyThreadsAtOnce) {
    std::vector<std::thread> threads;
    std::atomic<int> wrong = 0;
    for (int i = 0; i < 4; ++i)
        threads.emplace_back([&] {
            for (int n = 0; n < 50; ++n) {
                wrong += long_date(Language::nb, day("2026-12-11")) != "fredag 11. desember";
                wrong += shown(money(Language::nb, {69'000, "NOK"})) != "690 kr";
                wrong += zone_city(Language::da, Zone::find("Europe/Oslo").value()) != "Oslo";
            }
        });
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(wrong, 0);
}

}  // namespace
}  // namespace i18n
