#include "base/base.h"
#include "base/phone_countries.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <set>
#include <thread>

namespace base {
namespace {

TEST(Id, ReadsBackWhatItWrites) {
    for (const auto value : {std::int64_t{1}, std::int64_t{31}, new_id(), INT64_MAX})
        EXPECT_EQ(id_value(id_text(value)), value);
    EXPECT_EQ(id_text(INT64_MAX), "7ZZZZZZZZZZZZ");
}

TEST(Id, RefusesWhatIsNoId) {
    for (const auto* text :
         {"", "0", "0000000000000", "8000000000000", "ZZZZZZZZZZZZZ", "000000000000U", "00000000000001"})
        EXPECT_FALSE(id_value(text)) << text;
}

TEST(Id, IsNewEveryTimeInEveryThreadAndGrows) {
    std::vector<std::vector<std::int64_t>> made(4);
    std::vector<std::thread> threads;
    for (auto& ids : made)
        threads.emplace_back([&ids] {
            for (int i = 0; i < 20'000; ++i) ids.push_back(new_id());
        });
    for (auto& thread : threads) thread.join();
    std::set<std::int64_t> all;
    for (const auto& ids : made) {
        EXPECT_TRUE(std::is_sorted(ids.begin(), ids.end()));
        all.insert(ids.begin(), ids.end());
    }
    EXPECT_EQ(all.size(), 80'000u);
}

Zone zone(std::string_view name) { return Zone::find(name).value(); }
WallTime wall(std::string_view day, int hour, int minute) {
    return WallTime{parse_day(day).value()} + std::chrono::hours{hour} + std::chrono::minutes{minute};
}

TEST(Zone, TakesTheEndOfAGapAndTheFirstOfARepeatedHour) {
    const auto oslo = zone("Europe/Oslo");
    EXPECT_EQ(to_text(oslo.instant(wall("2026-03-29", 2, 30)), oslo), "2026-03-29T03:00:00+02:00");
    EXPECT_EQ(to_text(oslo.instant(wall("2026-10-25", 2, 30)), oslo), "2026-10-25T02:30:00+02:00");
    EXPECT_EQ(to_text(zone("Australia/Lord_Howe").instant(wall("2026-10-04", 2, 15)), zone("Australia/Lord_Howe")),
              "2026-10-04T02:30:00+11:00");
}

TEST(Zone, KnowsHowLongADayIs) {
    const auto hours = [](const char* name, const char* day) {
        const auto span = zone(name).span(parse_day(day).value());
        return std::chrono::duration_cast<std::chrono::minutes>(span.end - span.begin).count() / 30;
    };
    EXPECT_EQ(hours("Europe/Oslo", "2026-03-29"), 46);
    EXPECT_EQ(hours("Europe/Oslo", "2026-10-25"), 50);
    EXPECT_EQ(hours("Asia/Beirut", "2026-03-29"), 46);
    EXPECT_EQ(hours("Australia/Lord_Howe", "2026-10-04"), 47);
}

TEST(Zone, KnowsNoMadeUpName) {
    for (const auto* name : {"", "Oslo", "Europe/Oslo ", "../etc/passwd", "europe/oslo"})
        EXPECT_FALSE(Zone::find(name)) << name;
}

TEST(Instant, IsReadFromRfc3339AndNothingElse) {
    EXPECT_EQ(to_text(parse_instant("2027-03-29T09:00:00+02:00").value()), "2027-03-29T07:00:00Z");
    EXPECT_EQ(to_text(parse_instant("2027-03-29t09:00:00.000z").value()), "2027-03-29T09:00:00Z");
    EXPECT_EQ(to_text(parse_instant("2027-03-29T09:00:00-03:30").value()), "2027-03-29T12:30:00Z");
    for (const auto* text :
         {"", "2027-03-29", "2027-03-29T09:00", "2027-03-29T09:00:00", "2027-02-30T09:00:00Z", "2027-03-29T24:00:00Z",
          "2027-03-29T09:00:00+2:00", "2027-03-29T09:00:00Z ", "0000-01-01T00:00:00Z", "2027-03-29T09:00:00.5Z",
          "2027-03-29T09:00:00+0200", "9999-12-31T23:59:59-00:01", "0001-01-01T00:00:00+00:01"})
        EXPECT_FALSE(parse_instant(text)) << text;
}

TEST(Day, IsReadAndWritten) {
    EXPECT_EQ(to_text(parse_day("2028-02-29").value()), "2028-02-29");
    EXPECT_EQ(to_text(parse_month("2026-12").value()), "2026-12-01");
    for (const auto* text : {"2027-02-29", "2026-13-01", "26-1-1", "2026-01-01x", " 2026-01-01", "2026-00-10"})
        EXPECT_FALSE(parse_day(text)) << text;
}

TEST(Text, IsCleanWithoutControlCharactersOrBrokenUtf8) {
    EXPECT_TRUE(is_clean_text("Åse\tØrn\r\n語😀"));
    for (const std::string_view text :
         {std::string_view("a\0b", 3), std::string_view("\x1b[0m"), std::string_view("\xff"), std::string_view("\xc3"),
          std::string_view("\xed\xa0\x80"), std::string_view("\xc0\x80"), std::string_view("\xef\xbf\xbf")})
        EXPECT_FALSE(is_clean_text(text)) << text;
}

TEST(Text, IsNormalisedAndCountedAsPeopleDo) {
    EXPECT_EQ(normalised("  A\xcc\x8aSE \n"), "\xc3\x85SE");
    EXPECT_EQ(length("Åse"), 3u);
    EXPECT_EQ(folded("STRASSE"), folded("straße"));
}

TEST(Text, HasNoSignsOfDirectionInNames) {
    for (const auto* sign :
         {"\u200E", "\u200F", "\u202A", "\u202B", "\u202C", "\u202D", "\u202E", "\u2066", "\u2067", "\u2068", "\u2069"})
        EXPECT_EQ(name_of(fmt::format("{0} An{0}na {0}", sign)), "Anna") << sign;
    for (const auto* name : {"Åse-Marie", "שרה", "محمد علي", "👩‍👧", ""}) EXPECT_EQ(name_of(name), name);
}

TEST(Email, AcceptsWhatBrowsersAccept) {
    for (const auto* text : {"a@b.no", "First.Last+tag@sub.example.co.uk", "o'brien@example.com"})
        EXPECT_TRUE(parse_email(text)) << text;
    for (const auto* text :
         {"", "a", "@b.no", "a@b", "a b@c.no", "a@-b.no", "a@b..no", "a@b.no\nBcc: x@y.z", "a@b.no,c@d.no", "æ@b.no"})
        EXPECT_FALSE(parse_email(text)) << text;
    EXPECT_EQ(parse_email("Anna@Example.ORG"), parse_email("anna@example.org"));
    EXPECT_EQ(parse_email("Anna@Example.ORG")->text, "Anna@Example.ORG");
}

TEST(Phone, BecomesE164) {
    EXPECT_EQ(parse_phone("412 34 567", "NO"), "+4741234567");
    EXPECT_EQ(parse_phone("0047 41234567", "NO"), "+4741234567");
    EXPECT_EQ(parse_phone("(11) 91234-5678", "BR"), "+5511912345678");
    for (const auto* text : {"", "12", "hello", "+47"}) EXPECT_FALSE(parse_phone(text, "NO")) << text;
    // What is kept is read back as the same number.
    EXPECT_EQ(parse_phone("0803 123 4567", "NG"), "+2348031234567");
    EXPECT_FALSE(parse_phone("00~101 UAUS34a0 3", "NG"));
}

TEST(Phone, IsReadWithSpacesBehindItsCountryCode) {
    EXPECT_EQ(phone_for_reading("+4741234567"), "+47 412 34 567");
    EXPECT_EQ(phone_for_reading("+5511912345678"), "+55 11 91234-5678");
    for (const auto* text : {"", "412 34 567", "+", "ask for Mira"}) EXPECT_EQ(phone_for_reading(text), text);
}

TEST(Phone, HasAnExampleOfEachCountry) {
    EXPECT_TRUE(example_phone("BR").starts_with("+55 "));
    EXPECT_TRUE(example_phone("NO").starts_with("+47 "));
    EXPECT_EQ(example_phone("nowhere"), "+44 7400 123456");
}

TEST(PhoneCountries, HaveTheirCallingCodes) {
    const auto& all = phone_countries();
    ASSERT_GT(all.size(), 200u);
    const auto code_of = [&](std::string_view country) {
        return std::ranges::find(all, country, &PhoneCountry::country)->calling_code;
    };
    EXPECT_EQ(code_of("NO"), 47);
    EXPECT_EQ(code_of("BR"), 55);
    EXPECT_TRUE(is_phone_country("GB"));
    EXPECT_FALSE(is_phone_country("001"));
    EXPECT_FALSE(is_phone_country(""));
}

TEST(PhoneCountries, ShowAStoredNumberAsItsCountryWritesIt) {
    const auto parts = split_phone("+4741234567");
    ASSERT_TRUE(parts);
    EXPECT_EQ(parts->country, "NO");
    EXPECT_EQ(parts->national, "412 34 567");
    EXPECT_EQ(parse_phone(parts->national, parts->country), "+4741234567");
    for (const auto* text : {"", "41234567", "+", "+9999999999999", "hello"}) EXPECT_FALSE(split_phone(text)) << text;
}

TEST(Secret, SealsAndOpensUnderTheSameKeyOnly) {
    const auto sealed = seal("key", "words");
    EXPECT_EQ(open_seal("key", sealed), "words");
    EXPECT_FALSE(open_seal("other", sealed));
    auto changed = sealed;
    changed.back() = changed.back() == '0' ? '1' : '0';
    EXPECT_FALSE(open_seal("key", changed));
    EXPECT_FALSE(open_seal("key", "zz"));
}

TEST(Secret, TokensAreLongAndNeverTheSame) {
    EXPECT_EQ(new_token().size(), 32u);
    EXPECT_NE(new_token(), new_token());
    EXPECT_NE(keyed_hash("a", "x"), keyed_hash("b", "x"));
    EXPECT_EQ(hash("x").size(), 64u);
}

TEST(Check, FailsTheRequestWithTheCondition) { EXPECT_THROW(CHECK(1 == 2), std::logic_error); }

}  // namespace
}  // namespace base
