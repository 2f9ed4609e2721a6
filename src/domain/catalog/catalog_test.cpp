#include "catalog/catalog.h"

#include "db/db.h"
#include "staff/staff.h"
#include "support/engines.h"

#include <gtest/gtest.h>

namespace catalog {
namespace {

using namespace std::chrono_literals;

class Catalog : public testing::TestWithParam<db::Engine> {
protected:
    Catalog() {
        salon = open("salon");
        other = open("other");
        fresh->write([&](db::Tx& tx) {
            mira = staff::add_provider(tx, salon, {.id = {}, .name = "Mira", .title = {}, .location_id = {}},
                                       businesses::Role::provider, "");
            station = staff::add_resource(tx, salon, {{}, "Fargestasjon", staff::Resource::Kind::equipment, 2});
            strangers = staff::add_provider(tx, other, {.id = {}, .name = "Eva", .title = {}, .location_id = {}},
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
    ServiceId add(BusinessId business, const Service& draft) {
        return fresh->write([&](db::Tx& tx) { return add_service(tx, business, draft); });
    }
    std::vector<Service> services(BusinessId business) {
        return fresh->read([&](db::Session& session) { return list_services(session, business, "NOK"); });
    }

    support::FreshDatabase fresh{GetParam()};
    base::ManualClock clock{base::parse_instant("2026-11-30T08:00:00Z").value()};
    BusinessId salon, other;
    ProviderId mira, strangers;
    ResourceId station;
};
INSTANTIATE_TEST_SUITE_P(Engines, Catalog, testing::ValuesIn(support::engines()), support::engine_name);

TEST_P(Catalog, ReadsAServiceBackAsItWasMade) {
    const auto colours = fresh->write([&](db::Tx& tx) {
        return add_category(tx, salon, {{}, {"Farge", {{"en", "Colour"}}}, 2});
    });
    Service draft;
    draft.category_id = colours;
    draft.name = {"Helfarge", {{"en", "Full colour"}, {"da", "Helfarve"}}};
    draft.description = {"Rot til tupp", {{"en", "Root to tip"}}};
    draft.duration = 90min;
    draft.buffer_before = 5min;
    draft.buffer_after = 15min;
    draft.minimum_notice = 120min;
    draft.booking_horizon = std::chrono::days{60};
    draft.slot_interval = 30min;
    draft.price = {149000, "NOK"};
    draft.needs_approval = true;
    draft.meeting_url = "https://meet.example.com/x";
    draft.position = 4;
    draft.active = false;
    draft.providers = {mira};
    draft.needs = {{station, 2}};
    const auto id = add(salon, draft);

    const auto found = services(salon);
    ASSERT_EQ(found.size(), 1u);
    const auto& service = found[0];
    EXPECT_EQ(service.id, id);
    EXPECT_EQ(service.category_id, colours);
    EXPECT_EQ(service.name.in("nb"), "Helfarge");
    EXPECT_EQ(service.name.in("da"), "Helfarve");
    EXPECT_EQ(service.description.in("en"), "Root to tip");
    EXPECT_EQ(service.description.in("da"), "Rot til tupp");
    EXPECT_EQ(service.duration, 90min);
    EXPECT_EQ(service.buffer_before, 5min);
    EXPECT_EQ(service.buffer_after, 15min);
    EXPECT_EQ(service.minimum_notice, 120min);
    EXPECT_EQ(service.booking_horizon, std::chrono::days{60});
    EXPECT_EQ(service.slot_interval, 30min);
    EXPECT_EQ(service.price, (Money{149000, "NOK"}));
    EXPECT_TRUE(service.needs_approval);
    EXPECT_EQ(service.meeting_url, "https://meet.example.com/x");
    EXPECT_FALSE(service.active);
    EXPECT_EQ(service.providers, std::vector{mira});
    ASSERT_EQ(service.needs.size(), 1u);
    EXPECT_EQ(service.needs[0].resource_id, station);
    EXPECT_EQ(service.needs[0].quantity, 2);
}

TEST_P(Catalog, ListsByPositionAndNothingOfAnotherBusiness) {
    fresh->write([&](db::Tx& tx) {
        add_category(tx, salon, {{}, {"Farge", {{"en", "Colour"}}}, 2});
        add_category(tx, salon, {{}, {"Klipp", {}}, 1});
    });
    Service draft;
    for (const auto& [name, position] : {std::pair("b", 2), std::pair("a", 3), std::pair("c", 1)}) {
        draft.name.fallback = name;
        draft.position = position;
        add(salon, draft);
    }
    std::string order;
    for (const auto& service : services(salon)) order += service.name.fallback;
    EXPECT_EQ(order, "cba");
    EXPECT_TRUE(services(other).empty());
    fresh->read([&](db::Session& session) {
        const auto categories = list_categories(session, salon);
        ASSERT_EQ(categories.size(), 2u);
        EXPECT_EQ(categories[0].name.fallback, "Klipp");
        EXPECT_EQ(categories[1].name.in("en"), "Colour");
        EXPECT_TRUE(list_categories(session, other).empty());
    });
}

TEST_P(Catalog, RefusesProvidersResourcesAndCategoriesOfAnotherBusiness) {
    const auto foreign = fresh->write([&](db::Tx& tx) { return add_category(tx, other, {{}, {"Farge", {}}, 0}); });
    Service by_stranger, with_their_station, in_their_category;
    by_stranger.providers = {mira, strangers};
    with_their_station.needs = {{station, 1}};
    in_their_category.category_id = foreign;
    EXPECT_THROW(add(salon, by_stranger), db::ConstraintViolation);
    EXPECT_THROW(add(other, with_their_station), db::ConstraintViolation);
    EXPECT_THROW(add(salon, in_their_category), db::ConstraintViolation);
    EXPECT_TRUE(services(salon).empty());
    EXPECT_TRUE(services(other).empty());
}

TEST_P(Catalog, RaisesTheVersionOfItsBusinessOnly) {
    const auto version = [&](BusinessId id) {
        return fresh->read([&](db::Session& session) { return businesses::find(session, id)->version; });
    };
    const auto before = version(salon), others = version(other);
    add(salon, {});
    EXPECT_EQ(version(salon), before + 1);
    EXPECT_EQ(version(other), others);
}

}  // namespace
}  // namespace catalog
