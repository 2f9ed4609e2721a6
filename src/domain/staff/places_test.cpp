#include "staff/places.h"

#include "activity/telling.h"
#include "db/db.h"
#include "support/engines.h"

#include <gtest/gtest.h>

namespace staff {
namespace {

using namespace std::chrono_literals;

class Places : public testing::TestWithParam<db::Engine> {
protected:
    Places() {
        subscribe(registry);
        salon = open("salon");
        other = open("other");
        mira = fresh->write([&](db::Tx& tx) {
            return add_provider(tx, salon, {.id = {}, .name = "Mira", .title = {}, .location_id = {}},
                                businesses::Role::provider, "");
        });
    }
    BusinessId open(std::string slug) {
        businesses::Business draft;
        draft.slug = std::move(slug);
        draft.name.fallback = "Studio Lind";
        draft.country = "NO";
        draft.currency = "NOK";
        draft.languages = {"nb"};
        draft.accent_colour = "#0f766e";
        return fresh->write([&](db::Tx& tx) { return businesses::create(tx, clock, draft); }).value();
    }
    template <class Verb>
    auto write(const Verb& verb) {
        return fresh->write([&](db::Tx& tx) { return verb(tx); });
    }
    LocationId location(std::string name) {
        Location draft;
        draft.name = std::move(name);
        return write([&](db::Tx& tx) { return create_location(tx, context(), salon, "NO", draft, actor); }).value();
    }
    Result<ResourceId> make(const Resource& draft) {
        return write([&](db::Tx& tx) { return create_resource(tx, context(), salon, draft, actor); });
    }
    Result<void> change(const Resource& typed) {
        return write([&](db::Tx& tx) { return change_resource(tx, context(), salon, typed, actor); });
    }
    std::vector<Location> locations() {
        return fresh->read([&](db::Session& session) { return list_locations(session, salon); });
    }
    std::vector<Resource> resources() {
        return fresh->read([&](db::Session& session) { return list_resources(session, salon); });
    }
    std::string order() {
        std::string out;
        for (const auto& each : locations()) out += each.name;
        for (const auto& each : resources()) out += each.name;
        return out;
    }
    std::vector<std::string> types_of(std::int64_t subject) {
        std::vector<std::string> out;
        fresh->read([&](db::Session& session) {
            for (const auto& each : activity::list(session, salon, subject)) out.push_back(each.type);
        });
        return out;
    }
    activity::Context context() const { return {clock, registry}; }

    support::FreshDatabase fresh{GetParam()};
    base::ManualClock clock{base::parse_instant("2026-11-30T08:00:00Z").value()};
    activity::Registry registry;
    activity::Actor actor{activity::ActorKind::staff, 7};
    BusinessId salon, other;
    ProviderId mira;
};
INSTANTIATE_TEST_SUITE_P(Engines, Places, testing::ValuesIn(support::engines()), support::engine_name);

TEST_P(Places, KeepsWhatIsSaidOfALocation) {
    Location draft{{}, " Havna ", "Kaia 2\n0150 Oslo", 9, "22 33 44 55", "https://maps.example/h", "Second floor"};
    const auto id =
        write([&](db::Tx& tx) { return create_location(tx, context(), salon, "NO", draft, actor); }).value();
    auto stored = locations().front();
    EXPECT_EQ(stored.name, "Havna");
    EXPECT_EQ(stored.address, "Kaia 2\n0150 Oslo");
    EXPECT_EQ(stored.phone, "+4722334455");
    EXPECT_EQ(stored.map_url, "https://maps.example/h");
    EXPECT_EQ(stored.directions, "Second floor");

    stored.directions = "Third floor";
    const auto change = [&](const Location& typed, BusinessId where) {
        return write([&](db::Tx& tx) { return change_location(tx, context(), where, "NO", typed, actor); });
    };
    ASSERT_TRUE(change(stored, salon));
    ASSERT_TRUE(change(locations().front(), salon)) << "the same once more changes nothing";
    EXPECT_EQ(locations().front().directions, "Third floor");
    EXPECT_EQ(types_of(id.value), (std::vector<std::string>{"location.created", "location.changed"}));
    EXPECT_EQ(change(stored, other).error().code, "location.unknown");
}

TEST_P(Places, NamesTheFieldsThatAreWrong) {
    Location draft{{}, "", "", 0, "123", "javascript:alert(1)", std::string(kLongestDirections + 1, 'x')};
    const auto refused = write([&](db::Tx& tx) { return create_location(tx, context(), salon, "NO", draft, actor); });
    std::set<std::string> fields;
    for (const auto& each : refused.error().fields) fields.insert(each.field);
    EXPECT_EQ(fields, (std::set<std::string>{"name", "phone", "map_url", "directions"}));
    const auto none = make({{}, "", Resource::Kind::room, 0});
    ASSERT_EQ(none.error().fields.size(), 2u);
    EXPECT_EQ(none.error().fields[1].field, "quantity");
    EXPECT_EQ(make({{}, "Room", Resource::Kind::room, 1, LocationId{5}}).error().code, "location.unknown");
    EXPECT_TRUE(order().empty());
}

TEST_P(Places, RefusesALocationThatWasChangedMeanwhileAndTellsWhatChanged) {
    const auto id = location("Havna"), hill = location("Hill");
    const auto seen = locations().front();
    const auto change = [&](const Location& typed) {
        return write([&](db::Tx& tx) { return change_location(tx, context(), salon, "NO", typed, actor); });
    };
    const auto since = [&](LocationId of, std::int64_t version) {
        std::vector<std::string> out;
        for (const auto& each :
             fresh->read([&](db::Session& session) { return list_changes_since(session, salon, of, version); }))
            out.push_back(each.type);
        return out;
    };
    auto first = seen, second = seen;
    first.name = "Harbour";
    second.directions = "Second floor";
    ASSERT_TRUE(change(first));
    EXPECT_EQ(change(second).error().code, "location.changed_meanwhile");
    EXPECT_EQ(locations().front().name, "Harbour");
    EXPECT_EQ(locations().front().directions, "");
    EXPECT_EQ(since(id, seen.version), (std::vector<std::string>{"location.changed"}));
    second.version = locations().front().version;
    EXPECT_TRUE(change(second));

    const auto before = locations()[1];
    ASSERT_TRUE(
        write([&](db::Tx& tx) { return change_travel_time(tx, context(), salon, id, hill, Minutes{20}, actor); }));
    EXPECT_EQ(change(before).error().code, "location.changed_meanwhile") << "the way to it stands on its page too";
    EXPECT_EQ(since(hill, before.version), (std::vector<std::string>{"location.travel_changed"}));
    EXPECT_TRUE(since(hill, locations()[1].version).empty());
}

TEST_P(Places, RefusesARoomThatWasChangedMeanwhileAndTellsWhatChanged) {
    const auto id = make({{}, "Chair", Resource::Kind::equipment, 2}).value();
    auto first = resources().front(), second = first;
    first.quantity = 3;
    second.name = "Seat";
    ASSERT_TRUE(change(first));
    EXPECT_EQ(change(second).error().code, "resource.changed_meanwhile");
    EXPECT_EQ(resources().front().name, "Chair");
    EXPECT_EQ(resources().front().quantity, 3);
    const auto changes =
        fresh->read([&](db::Session& session) { return list_changes_since(session, salon, id, second.version); });
    ASSERT_EQ(changes.size(), 1u);
    EXPECT_EQ(changes[0].type, "resource.changed");
    second.version = resources().front().version;
    EXPECT_TRUE(change(second));
}

TEST_P(Places, ReordersBoth) {
    const auto a = location("a"), b = location("b"), c = location("c");
    const auto x = make({{}, "x"}).value(), y = make({{}, "y"}).value();
    ASSERT_TRUE(write([&](db::Tx& tx) { return move_location(tx, context(), salon, c, a, actor); }));
    ASSERT_TRUE(write([&](db::Tx& tx) { return move_resource(tx, context(), salon, x, {}, actor); }));
    EXPECT_EQ(order(), "cabyx");
    EXPECT_EQ(types_of(y.value), (std::vector<std::string>{"resource.created"}));
    EXPECT_EQ(
        write([&](db::Tx& tx) { return move_location(tx, context(), salon, b, LocationId{5}, actor); }).error().code,
        "location.unknown");
    EXPECT_EQ(write([&](db::Tx& tx) { return move_resource(tx, context(), other, x, {}, actor); }).error().code,
              "resource.unknown");
}

TEST_P(Places, DeletesALocationOnlyWhileNobodyWorksThere) {
    const auto harbour = location("a"), hill = location("b");
    ASSERT_TRUE(
        write([&](db::Tx& tx) { return change_travel_time(tx, context(), salon, harbour, hill, 20min, actor); }));
    ASSERT_TRUE(write([&](db::Tx& tx) { return set_weekly_hours(tx, salon, mira, {{1, {9h, 17h, hill}}}, {}); }));
    const auto erase = [&](LocationId id) {
        return write([&](db::Tx& tx) { return delete_location(tx, context(), salon, id, actor); });
    };
    EXPECT_EQ(erase(hill).error().code, "location.in_use");
    EXPECT_EQ(order(), "ab");
    ASSERT_TRUE(erase(harbour));
    EXPECT_EQ(order(), "b");
    EXPECT_EQ(types_of(harbour.value).back(), "location.deleted");
    EXPECT_EQ(erase(harbour).error().code, "location.unknown");
}

TEST_P(Places, LocksAResourceWhoseNumberChanges) {
    const auto hill = location("Hill");
    const auto id = make({{}, "Scanner", Resource::Kind::equipment, 2}).value();
    const auto version = [&] {
        return fresh->read([&](db::Session& session) {
            return session.value<std::int64_t>("select version from occupants where id = :id", occupant(id)).value();
        });
    };
    const auto before = version();
    ASSERT_TRUE(change({id, "MR", Resource::Kind::room, 3, hill}));
    const auto stored = resources().front();
    EXPECT_EQ(stored.name, "MR");
    EXPECT_EQ(stored.kind, Resource::Kind::room);
    EXPECT_EQ(stored.quantity, 3);
    EXPECT_EQ(stored.location_id, hill);
    EXPECT_EQ(version(), before + 1);
    EXPECT_EQ(change({ResourceId{5}, "MR"}).error().code, "resource.unknown");
    ASSERT_TRUE(write([&](db::Tx& tx) { return delete_resource(tx, context(), salon, id, actor); }));
    EXPECT_TRUE(resources().empty());
    EXPECT_EQ(types_of(id.value).back(), "resource.deleted");
}

}  // namespace
}  // namespace staff
