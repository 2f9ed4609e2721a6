#include "catalog/add_ons.h"

#include "activity/telling.h"
#include "db/db.h"
#include "support/engines.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace catalog {
namespace {

using namespace std::chrono_literals;

class AddOns : public testing::TestWithParam<db::Engine> {
protected:
    AddOns() {
        subscribe(registry);
        salon = open("salon");
        other = open("other");
        cut = add(salon, "Klipp");
        colour = add(salon, "Farge");
        foreign = add(other, "Trim");
    }
    BusinessId open(std::string slug) {
        businesses::Business draft;
        draft.slug = std::move(slug);
        draft.name.fallback = "Studio Lind";
        draft.country = "NO";
        draft.currency = "NOK";
        draft.languages = {"nb", "en"};
        draft.accent_colour = "#0f766e";
        return fresh->write([&](db::Tx& tx) { return businesses::create(tx, clock, draft); }).value();
    }
    ServiceId add(BusinessId business, std::string name) {
        Service draft;
        draft.name.fallback = std::move(name);
        return fresh->write([&](db::Tx& tx) { return add_service(tx, business, draft); });
    }
    Result<AddOnId> create(const AddOn& draft) {
        return fresh->write([&](db::Tx& tx) { return create_add_on(tx, context(), salon, draft, actor); });
    }
    AddOnId made(std::string name) {
        return create({.id = {}, .name = {std::move(name), {}}, .duration = 10min, .services = {cut}}).value();
    }
    Result<void> change(const AddOn& typed) {
        return fresh->write([&](db::Tx& tx) { return change_add_on(tx, context(), salon, typed, actor); });
    }
    std::vector<AddOn> stored(BusinessId business) {
        return fresh->read([&](db::Session& session) { return list_add_ons(session, business, "NOK"); });
    }
    AddOn stored(AddOnId id) {
        for (auto& each : stored(salon))
            if (each.id == id) return std::move(each);
        return {};
    }
    std::string order() {
        std::string out;
        for (const auto& each : stored(salon)) out += each.name.fallback;
        return out;
    }
    std::int64_t version() {
        return fresh->read([&](db::Session& session) { return businesses::find(session, salon)->version; });
    }
    std::vector<activity::Recorded> recorded(AddOnId id) {
        return fresh->read([&](db::Session& session) { return activity::list(session, salon, id.value); });
    }
    activity::Context context() const { return {clock, registry}; }

    support::FreshDatabase fresh{GetParam()};
    base::ManualClock clock{base::parse_instant("2026-11-30T08:00:00Z").value()};
    activity::Registry registry;
    activity::Actor actor{activity::ActorKind::staff, 7};
    BusinessId salon, other;
    ServiceId cut, colour, foreign;
};
INSTANTIATE_TEST_SUITE_P(Engines, AddOns, testing::ValuesIn(support::engines()), support::engine_name);

std::set<std::string> wrong_fields(const Error& error) {
    std::set<std::string> out;
    for (const auto& field : error.fields) out.insert(field.field);
    return out;
}

TEST_P(AddOns, AreKeptAsTheyWereMade) {
    const auto before = version();
    const auto id = create({.id = {},
                            .name = {" Hårkur ", {{"en", "Hair treatment"}}},
                            .description = {"Fukt og glans", {{"en", "Moisture and shine"}}},
                            .duration = 20min,
                            .price = {25000, "EUR"},
                            .services = {colour, cut, cut}})
                        .value();
    const auto add_on = stored(id);
    EXPECT_EQ(add_on.name.fallback, "Hårkur");
    EXPECT_EQ(add_on.name.in("en"), "Hair treatment");
    EXPECT_EQ(add_on.description.in("en"), "Moisture and shine");
    EXPECT_EQ(add_on.duration, 20min);
    EXPECT_EQ(add_on.price.amount, 25000);
    EXPECT_EQ(add_on.price.currency, "NOK");
    EXPECT_EQ(add_on.services, (std::vector{std::min(cut, colour), std::max(cut, colour)}));
    EXPECT_TRUE(add_on.active);
    EXPECT_GT(version(), before);
    EXPECT_TRUE(stored(other).empty());
}

TEST_P(AddOns, NameEachFieldThatIsWrong) {
    const auto made = create({.id = {}, .name = {}, .duration = 25h, .price = {-1, ""}});
    ASSERT_FALSE(made);
    EXPECT_EQ(wrong_fields(made.error()), (std::set<std::string>{"name", "duration", "price"}));
    EXPECT_TRUE(stored(salon).empty());
}

TEST_P(AddOns, BelongToServicesOfTheBusinessAlone) {
    const auto made = create({.id = {}, .name = {"Kur", {}}, .services = {foreign}});
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().code, "service.part_gone");
}

TEST_P(AddOns, AreNotOverwrittenByAFormThatWasDrawnBeforeAnothersChange) {
    const auto id = made("Kur");
    auto first = stored(id), second = first;
    first.duration = 30min;
    ASSERT_TRUE(change(first));
    second.name.fallback = "Hårkur";
    const auto refused = change(second);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "add_on.changed_meanwhile");
    second.version = stored(id).version;
    EXPECT_TRUE(change(second));
    EXPECT_EQ(stored(id).name.fallback, "Hårkur");
}

TEST_P(AddOns, TellOfWhatDiffersAndOfNothingWhereNothingDoes) {
    const auto id = made("Kur");
    auto typed = stored(id);
    ASSERT_TRUE(change(typed));
    EXPECT_EQ(recorded(id).size(), 1u);
    typed.price.amount = 9900;
    ASSERT_TRUE(change(typed));
    const auto all = recorded(id);
    ASSERT_EQ(all.size(), 2u);
    const auto data = nlohmann::json::parse(all.back().data);
    EXPECT_EQ(data.at("after"), (nlohmann::json{{"price", {9900, "NOK"}}}));
}

TEST_P(AddOns, StandInTheOrderThatTheyWerePutIn) {
    const auto a = made("A"), b = made("B"), c = made("C");
    EXPECT_EQ(order(), "ABC");
    const auto move = [&](AddOnId id, std::optional<AddOnId> before) {
        return fresh->write([&](db::Tx& tx) { return move_add_on(tx, context(), salon, id, before, actor); });
    };
    ASSERT_TRUE(move(c, a));
    EXPECT_EQ(order(), "CAB");
    ASSERT_TRUE(move(c, {}));
    EXPECT_EQ(order(), "ABC");
    EXPECT_FALSE(move(b, b));
}

TEST_P(AddOns, AreFiftyAtMost) {
    for (int n = 0; n < kMostAddOns; ++n) (void)made(fmt::format("{}", n));
    const auto one_more = create({.id = {}, .name = {"Kur", {}}});
    ASSERT_FALSE(one_more);
    EXPECT_EQ(one_more.error().code, "add_on.too_many");
}

TEST_P(AddOns, GoWithoutTheirServicesAndLeaveThem) {
    const auto id = made("Kur");
    ASSERT_TRUE(fresh->write([&](db::Tx& tx) { return delete_service(tx, context(), salon, cut, actor); }));
    EXPECT_TRUE(stored(id).services.empty());
    ASSERT_TRUE(fresh->write([&](db::Tx& tx) { return delete_add_on(tx, context(), salon, id, actor); }));
    EXPECT_TRUE(stored(salon).empty());
    const auto again = fresh->write([&](db::Tx& tx) { return delete_add_on(tx, context(), salon, id, actor); });
    EXPECT_EQ(again.error().code, "add_on.unknown");
}

TEST_P(AddOns, OfAServiceAreThoseOfItsCopyToo) {
    const auto id = made("Kur");
    const auto copy =
        fresh->write([&](db::Tx& tx) { return duplicate_service(tx, context(), salon, cut, actor); }).value();
    EXPECT_EQ(stored(id).services, (std::vector{std::min(cut, copy), std::max(cut, copy)}));
    auto service = fresh->read([&](db::Session& session) { return find_service(session, salon, cut, "NOK"); }).value();
    service.duration = 50min;
    ASSERT_TRUE(fresh->write([&](db::Tx& tx) { return change_service(tx, context(), salon, service, actor); }));
    EXPECT_EQ(stored(id).services.size(), 2u) << "an edit of the service leaves them";
}

TEST(Extra, MakesAServiceLongerAndDearerForEachWhoGivesIt) {
    const ProviderId mira{1}, jonas{2}, eva{3};
    Service service;
    service.duration = 45min;
    service.price = {69000, "NOK"};
    service.own = {{mira, 60min, {}}, {jonas, {}, 50000}};
    const auto longer = service.plus({20min, 15000});
    EXPECT_EQ(longer.duration_with(mira), 80min);
    EXPECT_EQ(longer.duration_with(jonas), 65min);
    EXPECT_EQ(longer.duration_with(eva), 65min);
    EXPECT_EQ(longer.longest(), 80min);
    EXPECT_EQ(longer.price_with(mira).amount, 84000);
    EXPECT_EQ(longer.price_with(jonas).amount, 65000);
}

TEST(Extra, OfAFreeServiceIsAllThatItCosts) {
    const ProviderId mira{1};
    Service service;
    service.price = {69000, "NOK"};
    service.own = {{mira, {}, 50000}};
    service.price_kind = PriceKind::free;
    EXPECT_EQ(service.plus({10min, 0}).price_with(mira).amount, 0);
    EXPECT_EQ(service.plus({10min, 0}).price_kind, PriceKind::free);
    EXPECT_EQ(service.plus({0min, 15000}).price_with(mira).amount, 15000);
    service.price_kind = PriceKind::on_request;
    EXPECT_EQ(service.plus({0min, 15000}).price_with(mira).amount, 0) << "told on request";
}

TEST(Extra, ThatTakesTimeIsNotForAnAppointmentThatSeveralShare) {
    Service course;
    course.id = ServiceId{5};
    course.capacity = 8;
    AddOn longer{.id = {}, .name = {}, .duration = 10min, .services = {course.id}};
    AddOn mat{.id = {}, .name = {}, .services = {course.id}};
    EXPECT_FALSE(longer.fits(course));
    EXPECT_TRUE(mat.fits(course));
    course.capacity = 1;
    EXPECT_TRUE(longer.fits(course));
    longer.active = false;
    EXPECT_FALSE(longer.fits(course));
}

}  // namespace
}  // namespace catalog
