#include "api_keys/api_key.h"
#include "activity/telling.h"
#include "db/db.h"
#include "support/world.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace api_keys {
namespace {

using namespace std::chrono_literals;

class ApiKeys : public testing::TestWithParam<db::Engine> {
protected:
    ApiKeys() {
        subscribe(world.registry);
        world.registry.add(Area{1, "customers", N_("Customers")});
        world.registry.add(Area{2, "bookings", N_("Appointments"), false});
        owner = *world.db().read([&](db::Session& session) {
            return session.value<StaffId>("select min(id) from staff_members where business_id = :business", salon);
        });
    }
    Result<Made> make(Draft draft) {
        return world.db().write([&](db::Tx& tx) { return api_keys::make(tx, context, salon, draft, owner); });
    }
    Made made(std::set<Grant> grants = {{"customers", Access::read}}, std::optional<Instant> until = {}) {
        return make({"Till", std::move(grants), until}).value();
    }
    std::optional<Key> find(std::string_view key, std::optional<BusinessId> business = {}) {
        return world.db().read([&](db::Session& session) {
            return find_usable(session, business.value_or(salon), key, world.clock.now());
        });
    }
    Result<void> revoke(ApiKeyId id, std::optional<BusinessId> business = {}) {
        return world.db().write(
            [&](db::Tx& tx) { return api_keys::revoke(tx, context, business.value_or(salon), id, staff); });
    }
    std::vector<Key> keys() {
        return world.db().read([&](db::Session& session) { return list(session, salon, world.clock.now()); });
    }
    std::vector<std::string> wrong(Draft draft) {
        const auto answer = make(std::move(draft));
        std::vector<std::string> out;
        if (!answer)
            for (const auto& field : answer.error().fields) out.push_back(field.field + " " + field.code);
        return out;
    }

    support::World world{GetParam()};
    const BusinessId salon = world.salon.id;
    const Context context{world.clock, world.registry};
    const activity::Actor staff{activity::ActorKind::staff, 1};
    StaffId owner;
};
INSTANTIATE_TEST_SUITE_P(Engines, ApiKeys, testing::ValuesIn(support::engines()), support::engine_name);

TEST_P(ApiKeys, OpenWhatTheyAreGrantedAndNothingElse) {
    const auto key = find(made({{"customers", Access::read}}).key);
    ASSERT_TRUE(key);
    EXPECT_TRUE(key->may("customers", Access::read));
    EXPECT_FALSE(key->may("customers", Access::write));
    EXPECT_FALSE(key->may("bookings", Access::read));
    const auto other = find(made({{"customers", Access::write}, {"bookings", Access::read}}).key);
    ASSERT_TRUE(other);
    EXPECT_TRUE(other->may("customers", Access::read)) << "who may change may read";
    EXPECT_TRUE(other->may("customers", Access::write));
    EXPECT_TRUE(other->may("bookings", Access::read));
    EXPECT_FALSE(other->may("bookings", Access::write));
    EXPECT_EQ(other->name, "Till");
    EXPECT_EQ(other->made_by, owner);
}

TEST_P(ApiKeys, NothingButTheWholeKeyOpensAnything) {
    const auto key = made().key;
    ASSERT_TRUE(key.starts_with("tbk_"));
    const auto mark = key.rfind('_');
    const auto other = made().key;
    for (const auto& text : {std::string(), std::string("tbk_"), key.substr(0, mark), key.substr(0, mark + 1),
                             key + "a", key.substr(0, key.size() - 1), key.substr(4),
                             key.substr(0, mark + 1) + other.substr(other.rfind('_') + 1), "TBK_" + key.substr(4)})
        EXPECT_FALSE(find(text)) << text;
    EXPECT_FALSE(find(key, world.neighbour.id)) << "another business";
    EXPECT_TRUE(find(key));
    const auto stored = *world.db().read([&](db::Session& session) {
        return session.value<std::string>("select min(secret_hash) from api_keys where business_id = :business", salon);
    });
    EXPECT_EQ(key.find(stored), key.npos) << "the secret itself is stored nowhere";
}

TEST_P(ApiKeys, ARevokedKeyOpensNothingFromThatMomentOn) {
    const auto [id, key] = made();
    EXPECT_EQ(revoke(id, world.neighbour.id).error().code, "api_key.unknown");
    EXPECT_TRUE(find(key));
    EXPECT_TRUE(revoke(id));
    EXPECT_FALSE(find(key));
    EXPECT_TRUE(revoke(id)) << "twice is no error";
    const auto recorded =
        world.db().read([&](db::Session& session) { return activity::list(session, salon, id.value); });
    ASSERT_EQ(recorded.size(), 2u);
    EXPECT_EQ(recorded[0].type, "api_key.made");
    EXPECT_EQ(recorded[1].type, "api_key.revoked");
    for (const auto& each : recorded) EXPECT_EQ(each.data.find(key.substr(key.rfind('_') + 1)), std::string::npos);
}

TEST_P(ApiKeys, AKeyIsOverToTheSecond) {
    const auto [id, key] = made({{"customers", Access::read}}, world.clock.now() + 30 * 24h);
    world.clock.advance(30 * 24h - 1s);
    EXPECT_TRUE(find(key));
    world.clock.advance(1s);
    EXPECT_FALSE(find(key));
    EXPECT_EQ(keys().size(), 1u);
    world.clock.advance(kShownFor);
    EXPECT_TRUE(keys().empty()) << "nobody looks for it any more";
}

TEST_P(ApiKeys, WhatIsWrongWithADraftIsSaidByItsField) {
    using Wrong = std::vector<std::string>;
    const std::set<Grant> some{{"customers", Access::read}};
    EXPECT_EQ(wrong({" ", some, {}}), Wrong{"name field.required"});
    EXPECT_EQ(wrong({std::string(61, 'a'), some, {}}), Wrong{"name field.too_long"});
    EXPECT_EQ(wrong({"a", {}, {}}), Wrong{"grants api_key.nothing_granted"});
    EXPECT_EQ(wrong({"a", {{"money", Access::read}}, {}}), Wrong{"grants field.invalid"});
    EXPECT_EQ(wrong({"a", {{"bookings", Access::write}}, {}}), Wrong{"grants field.invalid"});
    EXPECT_EQ(wrong({"a", {{"customers", Access::read}, {"customers", Access::write}}, {}}),
              Wrong{"grants field.invalid"});
    EXPECT_EQ(wrong({"a", some, world.clock.now()}), Wrong{"expires_at api_key.expires_too_soon"});
    EXPECT_EQ(wrong({"a", some, world.clock.now() + kLongestLife + 1s}), Wrong{"expires_at api_key.expires_too_late"});
    EXPECT_TRUE(keys().empty());
}

TEST_P(ApiKeys, ABusinessHasOnlySoManyThatWork) {
    std::vector<ApiKeyId> ids;
    for (int i = 0; i < kMostUsable; ++i) ids.push_back(made().id);
    EXPECT_EQ(make({"One more", {{"customers", Access::read}}, {}}).error().code, "api_key.too_many");
    ASSERT_TRUE(revoke(ids.front()));
    EXPECT_TRUE(make({"One more", {{"customers", Access::read}}, {}}));
    const auto all = keys();
    ASSERT_EQ(all.size(), std::size_t{kMostUsable} + 1);
    EXPECT_EQ(all.front().name, "One more") << "the newest first";
    EXPECT_EQ(all.back().id, ids.front()) << "what is revoked last";
}

TEST_P(ApiKeys, TheLastUseIsNotedToTheMinute) {
    const auto key = made().key;
    const auto first = world.clock.now();
    note_use(world.db(), world.clock, *find(key));
    EXPECT_EQ(find(key)->used_at, first);
    world.clock.advance(30s);
    note_use(world.db(), world.clock, *find(key));
    EXPECT_EQ(find(key)->used_at, first);
    world.clock.advance(30s);
    note_use(world.db(), world.clock, *find(key));
    EXPECT_EQ(find(key)->used_at, first + 60s);
}

TEST_P(ApiKeys, TheLogNamesTheKeyThatChangedSomething) {
    const auto id = made().id;
    world.db().write([&](db::Tx& tx) {
        activity::record(tx, world.registry, salon, world.clock.now(),
                         {"customer.created", 7, {activity::ActorKind::api_key, id.value}});
    });
    world.db().read([&](db::Session& session) {
        const activity::Reader reader(session, world.registry, salon, i18n::Language::en, world.salon.zone, {"en"});
        const auto recorded = activity::list(session, salon, 7);
        ASSERT_EQ(recorded.size(), 1u);
        EXPECT_EQ(activity::tell(world.registry, reader, recorded.front()).who, "another program, by the key Till");
    });
}

}  // namespace
}  // namespace api_keys
