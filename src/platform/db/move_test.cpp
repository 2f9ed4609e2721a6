#include "db/move.h"

#include "db/catalogue.h"
#include "support/engines.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>

namespace {

using db::detail::Table;

struct Catalogue : testing::TestWithParam<db::Engine> {
    support::FreshDatabase fresh{GetParam()};
    std::vector<Table> tables() { return fresh->read(db::detail::list_tables); }
};
INSTANTIATE_TEST_SUITE_P(Engines, Catalogue, testing::ValuesIn(support::engines()), support::engine_name);

TEST(CatalogueOfAll, IsTheSameOnBothEngines) {
    support::FreshDatabase sqlite(db::Engine::sqlite), postgres(db::Engine::postgres);
    EXPECT_EQ(sqlite->read(db::detail::list_tables), postgres->read(db::detail::list_tables));
}

TEST_P(Catalogue, KnowsKeysAndParents) {
    const auto all = tables();
    const auto found = std::ranges::find(all, "occupancies", &Table::name);
    ASSERT_NE(found, all.end());
    std::vector<std::string> key;
    for (const auto& column : found->key) key.push_back(column.name);
    EXPECT_EQ(key, (std::vector<std::string>{"business_id", "appointment_id", "occupant_id", "starts_at"}));
    EXPECT_EQ(found->parents, (std::vector<std::string>{"appointments", "occupants"}));
}

TEST_P(Catalogue, HasEachTableOfTheSchemaAfterItsParents) {
    const auto ordered = db::detail::parents_first(tables());
    EXPECT_EQ(ordered.size(), tables().size());
    for (auto table = ordered.begin(); table != ordered.end(); ++table)
        for (const auto& parent : table->parents)
            EXPECT_TRUE(std::ranges::find(ordered.begin(), table, parent, &Table::name) != table)
                << table->name << " before " << parent;
}

TEST(CatalogueOfAll, RefusesTablesThatPointInACircle) {
    const Table hen{"hen", {}, {}, {"egg"}}, egg{"egg", {}, {}, {"hen"}}, alone{"alone", {}, {}, {"alone"}};
    EXPECT_THROW(db::detail::parents_first({hen, egg}), std::logic_error);
    EXPECT_THROW(db::detail::parents_first({alone}), std::logic_error);
}

// What counts by itself would have to be set anew in the target.
TEST(CatalogueOfAll, HasNoSequences) {
    support::FreshDatabase postgres(db::Engine::postgres);
    EXPECT_EQ(postgres->read([](db::Session& s) { return s.value<int>("select count(*) from pg_sequences"); }), 0);
}

// Text keys lie in another order there than bytes do, with pieces that end between them.
TEST(MoveByKey, GoesThroughTextsInTheOrderOfTheirDatabase) {
    auto source = support::FreshDatabase::postgres_in("sv");
    support::FreshDatabase target(db::Engine::sqlite, support::Schema::empty);
    source->write([](db::Tx& tx) {
        for (int i = 0; i < 2100; ++i)
            tx.execute(
                "insert into installation (name, value) values (:name, :value)",
                fmt::format("{}-{}",
                            std::array{"ö", "Z", "z", "Å", "a", "é", "e", "_"}[static_cast<std::size_t>(i % 8)], i),
                i % 97);
    });
    int stops = 0;
    for (int most = 1;; ++most) {
        int steps = 0;
        if (db::move(*source, *target, [&](const db::MoveStep&) { return ++steps < most; }).whole) break;
        ASSERT_LT(++stops, 1000);
    }
    EXPECT_GT(stops, 2);
    EXPECT_EQ(target->read([](db::Session& s) { return s.value<int>("select count(*) from installation"); }), 2100);
}

TEST(MoveByKey, IsNotDoneByTwoAtOnce) {
    support::FreshDatabase source(db::Engine::sqlite), target(db::Engine::sqlite, support::Schema::empty);
    source->write([](db::Tx& tx) {
        for (int i = 0; i < 1500; ++i)
            tx.execute("insert into installation (name, value) values (:name, '')", std::to_string(i));
    });
    // Broken off by itself a piece later, while the other stands between its two.
    const auto second = [&] {
        db::Database from({.url = source.url(), .readers = 1}), to({.url = target.url(), .readers = 1});
        EXPECT_FALSE(db::move(from, to, [](const db::MoveStep&) { return false; }).whole);
    };
    EXPECT_THROW(db::move(*source, *target,
                          [&](const db::MoveStep& step) {
                              if (step.rows_done == 1000) second();
                              return true;
                          }),
                 db::Unavailable);
    EXPECT_TRUE(db::move(*source, *target, [](const db::MoveStep&) { return true; }).whole);
}

}  // namespace
