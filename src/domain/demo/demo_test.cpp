#include "demo/demo.h"

#include "demo/shop.h"
#include "support/engines.h"
#include "support/seed.h"

#include <gtest/gtest.h>

#include <set>

namespace demo {
namespace {

using std::chrono::days;

constexpr std::array<const char*, 3> kSlugs{"studio-lind", "anna-vos-coaching", "clinica-boa-vista"};

class Demo : public testing::TestWithParam<db::Engine> {
protected:
    Demo() { bookings::add_sweep(registry); }
    void load(std::string_view now, int months = 1) {
        now_ = base::parse_instant(now).value();
        demo::load(*fresh, registry, now_, months);
    }
    template <class... Args>
    std::int64_t number(std::string_view sql, const Args&... args) {
        return fresh->read([&](db::Session& session) { return session.value<std::int64_t>(sql, args...).value(); });
    }
    std::shared_ptr<const bookings::Snapshot> snapshot(std::string_view slug) {
        bookings::Snapshots snapshots;
        return fresh->read([&](db::Session& session) { return snapshots.find(session, slug); });
    }

    support::FreshDatabase fresh{GetParam()};
    activity::Registry registry;
    Instant now_;
};
INSTANTIATE_TEST_SUITE_P(Engines, Demo, testing::ValuesIn(support::engines()), support::engine_name);

TEST_P(Demo, HasAPastAndAFutureInEveryBusiness) {
    load("2026-11-30T08:00:00Z");

    for (const auto* slug : kSlugs) {
        const auto business = snapshot(slug)->business.id;
        const auto count = [&](std::string_view status, std::string_view which) {
            return number(
                fmt::format("select count(*) from bookings b join appointments a on a.business_id = b.business_id "
                            "and a.id = b.appointment_id where b.business_id = :business and b.status = :status "
                            "and {}",
                            which),
                business, status, now_);
        };
        EXPECT_GT(count("completed", "a.ends_at <= :now"), 20) << slug;
        EXPECT_GT(count("approved", "a.starts_at > :now"), 20) << slug;
        EXPECT_EQ(count("approved", "a.ends_at <= :now"), 0) << slug;
        EXPECT_EQ(count("completed", "a.ends_at > :now"), 0) << slug;
        EXPECT_EQ(count("declined", "a.ends_at <= :now"), 0) << slug;
        EXPECT_GT(count("cancelled", "b.created_at <= :now"), 0) << slug;
        EXPECT_EQ(
            number("select count(*) from bookings where business_id = :business and created_at > :now", business, now_),
            0);
        EXPECT_EQ(number("select count(*) from customers where business_id = :business and created_at > :now", business,
                         now_),
                  0);
    }
    EXPECT_GT(number("select count(*) from activities where type = 'booking.rescheduled'"), 0);
    EXPECT_GT(number("select count(*) from bookings where status = 'pending'"), 0);
    EXPECT_EQ(number("select count(*) from jobs where state <> 'done' and state <> 'dropped' and run_at <= :now", now_),
              0);
    EXPECT_EQ(db::integrity_errors(*fresh), std::vector<std::string>{});
}

TEST_P(Demo, HasAddOnsAndAnswersToWhatTheBusinessAsks) {
    load("2026-11-30T08:00:00Z", 3);
    EXPECT_GT(number("select count(*) from bookings where add_ons <> ''"), 3);
    EXPECT_GT(number("select count(*) from booking_answers where kind = 'yes_no'"), 5);
    EXPECT_GT(number("select count(*) from booking_answers where kind = 'choice'"), 5);
    EXPECT_GT(number("select count(*) from booking_answers where kind = 'text'"), 0);
}

TEST_P(Demo, LeavesHalfOfTheComingTwoWeeksFree) {
    load("2026-11-30T08:00:00Z", 0);
    for (const auto* slug : kSlugs) {
        const auto all = snapshot(slug);
        Seconds open{}, taken{};
        const auto today = all->business.zone.day(now_);
        for (const auto& provider : all->providers)
            for (auto day = today + days{1}; day <= today + days{14}; day += days{1})
                for (const auto& opening :
                     availability::openings(all->schedule(provider.id), all->business.zone, day)) {
                    open += opening.span.end - opening.span.begin;
                    for (const auto& pause : opening.breaks) open -= pause.end - pause.begin;
                    taken += Seconds{number(R"sql(
                        select coalesce(sum(ends_at - starts_at), 0) from appointments
                        where provider_id = :provider and live = 1 and starts_at >= :from and starts_at < :to)sql",
                                            provider.id, opening.span.begin, opening.span.end)};
                }
        const auto full = static_cast<double>(taken.count()) / static_cast<double>(open.count());
        EXPECT_GT(full, 0.45) << slug;
        EXPECT_LT(full, 0.75) << slug;
    }
}

TEST_P(Demo, IsNotLoadedTwice) {
    load("2026-11-30T08:00:00Z", 0);
    const auto before = number("select count(*) from bookings");
    load("2026-12-15T08:00:00Z", 0);
    EXPECT_EQ(number("select count(*) from bookings"), before);
    EXPECT_EQ(number("select count(*) from businesses"), 3);
}

TEST_P(Demo, AddsWhatIsMissing) {
    fresh->write([&](db::Tx& tx) {
        const base::ManualClock clock(base::parse_instant("2026-11-30T08:00:00Z").value());
        studio_lind().open(tx, clock, base::parse_day("2026-11-30").value());
    });
    ASSERT_EQ(number("select count(*) from businesses"), 1);
    load("2026-11-30T08:00:00Z", 0);
    for (const auto* slug : kSlugs) EXPECT_TRUE(snapshot(slug)) << slug;
}

TEST_P(Demo, SpeaksTheLanguagesOfEachBusiness) {
    load("2026-11-30T08:00:00Z", 0);
    for (const auto* slug : kSlugs) {
        const auto all = snapshot(slug);
        ASSERT_TRUE(all->business.has_logo);
        for (std::size_t i = 1; i < all->business.languages.size(); ++i) {
            const auto& language = all->business.languages[i];
            EXPECT_TRUE(all->business.tagline.translations.contains(language)) << slug;
            for (const auto& service : all->services) {
                EXPECT_TRUE(service.name.translations.contains(language)) << service.name.fallback;
                EXPECT_TRUE(service.description.translations.contains(language)) << service.name.fallback;
                EXPECT_FALSE(all->providers_of(service).empty()) << service.name.fallback;
            }
            for (const auto& category : all->categories) EXPECT_TRUE(category.name.translations.contains(language));
        }
    }
}

// Planned in memory, so one engine tells. Where days, months, years and offsets change, and anywhere in a year.
TEST(DemoAtAnyMoment, IsLoadedAndSaysHowFarItIs) {
    const support::Seed seed(20261128);
    const auto any = base::parse_instant("2026-11-28T00:00:00Z").value() +
                     Seconds{static_cast<std::int64_t>(seed.value % std::uint64_t{365 * 86400})};
    activity::Registry registry;
    bookings::add_sweep(registry);
    for (const auto& moment : {std::string("2026-12-31T22:59:59Z"), std::string("2027-03-28T00:59:59Z"),
                               std::string("2028-02-29T11:00:00Z"), base::to_text(any)}) {
        SCOPED_TRACE(moment);
        support::FreshDatabase fresh(db::Engine::sqlite);
        std::vector<int> told;
        load(*fresh, registry, base::parse_instant(moment).value(), 0, [&](int percent) { told.push_back(percent); });
        ASSERT_GE(told.size(), 3u);
        EXPECT_TRUE(std::ranges::is_sorted(told));
        EXPECT_GT(told.front(), 0);
        EXPECT_EQ(told.back(), 100);
    }
}

TEST(DemoPeople, HaveAddressesOfTheirOwnAndNumbersThatCanBe) {
    for (const auto& shop : {studio_lind(), anna_vos(), boa_vista()}) {
        Random random(shop.seed);
        std::set<std::string> addresses;
        for (const auto& person : make_people(shop.people, random)) {
            EXPECT_TRUE(addresses.insert(person.email.key).second) << person.email.text;
            EXPECT_EQ(base::parse_phone(person.phone, ""), person.phone);
        }
        EXPECT_EQ(addresses.size(), shop.people.count);
    }
}

}  // namespace
}  // namespace demo
