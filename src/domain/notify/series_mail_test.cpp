// A series is told by one mail with all of its dates, and so are moves and cancellations of several of it.
#include "bookings/free_times.h"
#include "notify/test_post.h"
#include "series/series.h"

namespace notify::test {
namespace {

using series::Rules;
using std::chrono::days;

struct SeriesMail : testing::TestWithParam<db::Engine> {
    SeriesMail() {
        series::subscribe(world.registry);
        post.only({"booked", "rescheduled", "cancelled", "series_booked", "series_moved", "series_cancelled"});
    }
    template <class Verb>
    auto write(const Verb& verb) {
        return world.db().write([&](db::Tx& tx) { return verb(tx, world.context()); });
    }
    series::Made made(int times, bool tell = true) {
        const auto first = world.at("tue 10:00");
        const auto customer =
            write([&](db::Tx& tx, const auto& c) { return customers::join(tx, salon.id, c.clock, world.anna); });
        series::Draft draft{.wish = {.service_id = salon.cut,
                                     .provider_id = salon.mira,
                                     .starts_at = {},
                                     .details = world.anna,
                                     .note = {},
                                     .visitor_zone = {},
                                     .customer = customer.customer.id,
                                     .actor = {},
                                     .telling = tell ? bookings::Telling::at_once : bookings::Telling::nobody},
                            .rule = {.times = times},
                            .first = salon.zone.day(first),
                            .time_of_day = std::chrono::hours{10},
                            .chosen = {}};
        for (int n = 0; n < times; ++n) draft.chosen.push_back({n + 1, first + days{7 * n}});
        return write([&](db::Tx& tx, const auto& c) { return series::add(tx, c, salon.id, draft, Rules::staff); })
            .value();
    }
    std::vector<std::string> mails() {
        post.run();
        std::vector<std::string> out;
        for (const auto& mail : post.catcher.mails()) out.push_back(decoded(mail.bytes));
        return out;
    }

    Post post{GetParam()};
    support::World& world = post.world;
    const support::Salon& salon = world.salon;
};
INSTANTIATE_TEST_SUITE_P(Engines, SeriesMail, testing::ValuesIn(support::engines()), support::engine_name);

TEST_P(SeriesMail, TellsAllDatesInOneMail) {
    made(3);
    const auto sent = mails();
    ASSERT_EQ(sent.size(), 1u);
    for (const auto* date : {"1. desember", "8. desember", "15. desember"})
        EXPECT_NE(sent[0].find(date), std::string::npos) << sent[0];
}

TEST_P(SeriesMail, HasAllDatesInOneCalendarFile) {
    const auto series = made(3);
    auto sent = mails();
    ASSERT_EQ(sent.size(), 1u);
    const auto count = [](const std::string& text, std::string_view part) {
        int n = 0;
        for (auto at = text.find(part); at != text.npos; at = text.find(part, at + 1)) ++n;
        return n;
    };
    EXPECT_EQ(count(sent[0], "BEGIN:VEVENT"), 3) << sent[0];
    for (const auto& booking : series.bookings)
        EXPECT_NE(sent[0].find("UID:" + base::to_text(booking.id)), std::string::npos);
    // The link opens the first of them alone.
    EXPECT_EQ(count(sent[0], "URL:"), 3);
    ASSERT_TRUE(write([&](db::Tx& tx, const auto& c) {
        return series::cancel(tx, c, salon.id, {.from = series.bookings[1].id, .reach = series::Reach::following}, {},
                              Rules::staff);
    }));
    sent = mails();
    ASSERT_EQ(sent.size(), 2u);
    EXPECT_EQ(count(sent[1], "STATUS:CANCELLED"), 2) << sent[1];
}

TEST_P(SeriesMail, IsNotSentWhereStaffDoNotWantIt) {
    made(3, false);
    EXPECT_TRUE(mails().empty());
}

TEST_P(SeriesMail, TellsWhatIsMovedAndCancelledOnceForAll) {
    const auto series = made(3);
    ASSERT_EQ(mails().size(), 1u);
    series::Moving moving{.from = series.bookings[0].id, .reach = series::Reach::all, .shift = {.by = days{1}}};
    for (const auto& each : series.bookings) moving.to.push_back({each.id, each.version, each.time.begin + days{1}});
    ASSERT_TRUE(write([&](db::Tx& tx, const auto& c) { return series::move(tx, c, salon.id, moving, {}); }));
    auto sent = mails();
    ASSERT_EQ(sent.size(), 2u);
    EXPECT_NE(sent[1].find("16. desember"), std::string::npos) << sent[1];
    ASSERT_TRUE(write([&](db::Tx& tx, const auto& c) {
        return series::cancel(tx, c, salon.id, {.from = series.bookings[1].id, .reach = series::Reach::following}, {},
                              Rules::staff);
    }));
    sent = mails();
    ASSERT_EQ(sent.size(), 3u);
    EXPECT_EQ(sent[2].find(" 2. desember"), std::string::npos) << "that one stays: " << sent[2];
    EXPECT_NE(sent[2].find("9. desember"), std::string::npos) << sent[2];
}

TEST_P(SeriesMail, TellsOneAloneAsEver) {
    const auto series = made(3);
    ASSERT_EQ(mails().size(), 1u);
    ASSERT_TRUE(write([&](db::Tx& tx, const auto& c) {
        return series::cancel(tx, c, salon.id, {.from = series.bookings[1].id, .reach = series::Reach::this_one}, {},
                              Rules::staff);
    }));
    ASSERT_EQ(mails().size(), 2u);
    EXPECT_EQ(post.runs("series_cancelled").size(), 0u);
    EXPECT_EQ(post.runs("cancelled").size(), 1u);
}

TEST_P(SeriesMail, IsWrittenInEveryLanguage) {
    for (const auto* key : {"series_booked", "series_moved", "series_cancelled"}) {
        const auto* shipped = find_shipped(key);
        ASSERT_TRUE(shipped);
        std::set<std::string> texts;
        for (const auto language : i18n::languages) texts.insert(shipped_source(*shipped, language).html);
        EXPECT_EQ(texts.size(), std::size(i18n::languages)) << key;
    }
}

}  // namespace
}  // namespace notify::test
