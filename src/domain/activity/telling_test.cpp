#include "activity/telling.h"

#include "db/db.h"
#include "support/engines.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace activity {
namespace {

int loaded = 0;

class Telling : public testing::TestWithParam<db::Engine> {
protected:
    Telling() {
        loaded = 0;
        registry.add(std::vector<Type>{
            {.name = "shelf.changed",
             .words = "The shelf was changed",
             .fields = {{"room", "Room",
                         [](const Reader& reader, const nlohmann::json& value) {
                             return reader.named("room", value.get<std::int64_t>());
                         }},
                        {"weight", nullptr}},
             .log = "shelves"},
            {.name = "shelf.made", .words = "A shelf was made", .log = "shelves", .only_fields = true},
            {.name = "shelf.seen", .words = "The shelf was seen"}});
        registry.add(Names{"room", [](db::Session&, BusinessId, i18n::Language) {
                               ++loaded;
                               return std::map<std::string, std::string>{{"1", "Attic"}, {"2", "Cellar"}};
                           }});
    }
    Told told(std::string type, std::string data, int times = 1) {
        return fresh->read([&](db::Session& session) {
            const Reader reader(session, registry, BusinessId{1}, i18n::Language::en, Zone::utc(), {"en", "nb"});
            Recorded activity;
            activity.type = std::move(type);
            activity.data = std::move(data);
            for (int i = 1; i < times; ++i) tell(registry, reader, activity);
            return tell(registry, reader, activity);
        });
    }

    support::FreshDatabase fresh{GetParam()};
    Registry registry;
};

INSTANTIATE_TEST_SUITE_P(Engines, Telling, testing::ValuesIn(support::engines()), support::engine_name);

TEST_P(Telling, SaysWhatDiffersInTheWordsOfItsFeature) {
    const auto shown = told("shelf.changed", R"({"before":{"room":1,"weight":3,"old_name":"A","doors":2},
                                                 "after":{"room":2,"weight":4,"old_name":"B","doors":2}})",
                            3);
    EXPECT_EQ(shown.what, "The shelf was changed");
    EXPECT_EQ(shown.who, "Timebok by itself");
    ASSERT_EQ(shown.changes.size(), 2u) << "what is alike and what has no words is left out";
    EXPECT_EQ(shown.changes[0].field, "old name") << "of a later version";
    EXPECT_EQ(shown.changes[1].field, "Room");
    EXPECT_EQ(shown.changes[1].before, "Attic");
    EXPECT_EQ(shown.changes[1].after, "Cellar");
    EXPECT_EQ(loaded, 1) << "names are read once for a page";
}

TEST_P(Telling, LeavesOutWhatTheTypeDoesNotName) {
    EXPECT_TRUE(told("shelf.made", R"({"after":{"room":1}})").changes.empty());
    EXPECT_EQ(loaded, 0);
}

TEST_P(Telling, ShowsATextInEachLanguageInWhichItChanged) {
    const auto shown = told("shelf.changed", R"({"before":{"label":{"":"Old","nb":"Samme"}},
                                                 "after":{"label":{"":"New","nb":"Samme"}}})");
    ASSERT_EQ(shown.changes.size(), 1u);
    EXPECT_EQ(shown.changes[0].field, "label (English)");
    EXPECT_EQ(shown.changes[0].after, "New");
}

TEST_P(Telling, SaysOfATypeOfALaterVersionThatSomethingWasChanged) {
    EXPECT_EQ(told("box.moved", "[]").what, "Something was changed");
}

TEST_P(Telling, KnowsTheTypesOfALog) {
    EXPECT_EQ(types_of(registry, "shelves"), (std::vector<std::string_view>{"shelf.changed", "shelf.made"}));
    EXPECT_EQ(types_of(registry, std::nullopt).size(), 2u);
    EXPECT_TRUE(types_of(registry, "boxes").empty());
}

TEST_P(Telling, RefusesToRecordATypeThatNobodyRegistered) {
    fresh->write([](db::Tx& tx) {
        tx.execute("insert into businesses (id, slug, name, country, time_zone, currency, languages, accent_colour, "
                   "created_at) values (1, 'a', 'A', 'NO', 'Europe/Oslo', 'NOK', 'nb', '#0f766e', 0)");
    });
    const auto note = [&](std::string_view type) {
        fresh->write([&](db::Tx& tx) { record(tx, registry, BusinessId{1}, Instant{}, {type, 7, {}}); });
    };
    EXPECT_NO_THROW(note("shelf.seen"));
    EXPECT_ANY_THROW(note("box.moved"));
}

}  // namespace
}  // namespace activity
