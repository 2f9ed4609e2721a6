#include "activity/activity_log.h"

#include "db/db.h"
#include "support/engines.h"

#include <gtest/gtest.h>

namespace activity {
namespace {

using namespace std::chrono_literals;

struct ActivityLog : testing::TestWithParam<db::Engine> {
    support::FreshDatabase fresh{GetParam()};
    base::ManualClock clock{base::parse_instant("2026-11-30T08:00:00Z").value()};
    Registry registry;
    BusinessId business{1}, other{2};

    ActivityLog() {
        fresh->write([&](db::Tx& tx) {
            for (const auto& [id, slug] : {std::pair{1, "a"}, {2, "b"}})
                tx.execute("insert into businesses (id, slug, name, country, time_zone, currency, languages, "
                           "accent_colour, created_at) "
                           "values (:id, :slug, 'A', 'NO', 'Europe/Oslo', 'NOK', 'nb', '#0f766e', 0)",
                           id, slug);
        });
    }
    ActivityId happen(std::string_view type, std::int64_t subject, BusinessId where = {1}) {
        return fresh->write([&](db::Tx& tx) {
            return record(tx, registry, where, clock.now(), {type, subject, {ActorKind::staff, 7}, R"({"a":1})"});
        });
    }
    std::vector<std::int64_t> subjects(std::span<const std::string_view> types, std::optional<ActivityId> before = {},
                                       int limit = 10) {
        std::vector<std::int64_t> out;
        for (const auto& each :
             fresh->read([&](db::Session& session) { return list_of_types(session, business, types, before, limit); }))
            out.push_back(each.subject_id);
        return out;
    }
};

constexpr std::array<std::string_view, 2> kBoth{"settings.changed", "staff.added"};

TEST_P(ActivityLog, HasTheTypesAskedForNewestFirst) {
    happen("settings.changed", 1);
    happen("staff.added", 2);
    happen("customer.changed", 3);
    happen("settings.changed", 4, other);
    happen("settings.changed", 5);
    EXPECT_EQ(subjects(kBoth), (std::vector<std::int64_t>{5, 2, 1}));
    EXPECT_EQ(subjects(std::span(kBoth).subspan(1)), (std::vector<std::int64_t>{2}));
    const auto newest =
        fresh->read([&](db::Session& session) { return list_of_types(session, business, kBoth, {}, 1); });
    ASSERT_EQ(newest.size(), 1u);
    EXPECT_EQ(newest[0].type, "settings.changed");
    EXPECT_EQ(newest[0].actor, "staff");
    EXPECT_EQ(newest[0].actor_id, 7);
    EXPECT_EQ(newest[0].data, R"({"a":1})");
    EXPECT_EQ(newest[0].at, clock.now());
}

TEST_P(ActivityLog, GoesOnWhereAPageEnded) {
    std::vector<ActivityId> ids;
    for (int i = 0; i < 7; ++i) ids.push_back(happen(kBoth[static_cast<std::size_t>(i % 2)], i));
    EXPECT_EQ(subjects(kBoth, {}, 3), (std::vector<std::int64_t>{6, 5, 4}));
    EXPECT_EQ(subjects(kBoth, ids[4], 3), (std::vector<std::int64_t>{3, 2, 1}));
    EXPECT_EQ(subjects(kBoth, ids[1], 3), (std::vector<std::int64_t>{0}));
    EXPECT_TRUE(subjects(kBoth, ids[0], 3).empty());
}

TEST_P(ActivityLog, IsReadByItsIndex) {
    happen("settings.changed", 1);
    const auto plan = fresh->write([&](db::Tx& tx) {
        std::string out;
        if (GetParam() == db::Engine::sqlite) {
            for (const auto& [id, parent, unused, detail] : tx.rows<int, int, int, std::string>(
                     fmt::format("explain query plan {}", kOfOneType), business, "settings.changed", 99, 3))
                out += detail + "\n";
            return out;
        }
        tx.execute("set local enable_seqscan = off");
        for (const auto& [line] : tx.rows<std::string>(fmt::format("explain {}", kOfOneType), business,
                                                       "settings.changed", std::int64_t{99}, 3))
            out += line + "\n";
        return out;
    });
    EXPECT_NE(plan.find("activities_by_type"), plan.npos) << plan;
    // In its order: nothing has to be sorted.
    EXPECT_EQ(plan.find("TEMP B-TREE"), plan.npos) << plan;
    EXPECT_EQ(plan.find("Sort"), plan.npos) << plan;
}

INSTANTIATE_TEST_SUITE_P(Engines, ActivityLog, testing::ValuesIn(support::engines()), support::engine_name);

}  // namespace
}  // namespace activity
