#include "catalog/offer.h"

#include "activity/telling.h"
#include "db/db.h"
#include "staff/staff.h"
#include "support/engines.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace catalog {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;

class Offer : public testing::TestWithParam<db::Engine> {
protected:
    Offer() {
        staff::subscribe(registry);
        subscribe(registry);
        salon = open("salon");
        other = open("other");
        fresh->write([&](db::Tx& tx) {
            mira = hire(tx, salon, "Mira");
            jonas = hire(tx, salon, "Jonas");
            stranger = hire(tx, other, "Eva");
            station = staff::add_resource(tx, salon, {{}, "Fargestasjon", staff::Resource::Kind::equipment, 2});
        });
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
    static ProviderId hire(db::Tx& tx, BusinessId business, std::string name) {
        return staff::add_provider(tx, business, {.id = {}, .name = std::move(name), .title = {}, .location_id = {}},
                                   businesses::Role::provider, "");
    }

    template <class Verb>
    auto write(const Verb& verb) {
        return fresh->write([&](db::Tx& tx) { return verb(tx); });
    }
    Result<ServiceId> create(const Service& draft) {
        return write([&](db::Tx& tx) { return create_service(tx, context(), salon, draft, actor); });
    }
    ServiceId made(std::string name, std::optional<CategoryId> category = {}) {
        Service draft;
        draft.name.fallback = std::move(name);
        draft.category_id = category;
        return create(draft).value();
    }
    CategoryId category(std::string name) {
        return write([&](db::Tx& tx) {
                   return create_category(tx, context(), salon, {std::move(name), {}}, actor);
               })
            .value();
    }
    Result<void> change(const Service& typed) {
        return write([&](db::Tx& tx) { return change_service(tx, context(), salon, typed, actor); });
    }
    Service stored(ServiceId id) {
        return fresh->read([&](db::Session& session) { return find_service(session, salon, id, "NOK"); }).value();
    }
    std::string order() {
        std::string out;
        for (const auto& service :
             fresh->read([&](db::Session& session) { return list_services(session, salon, "NOK"); }))
            out += service.name.fallback;
        return out;
    }
    std::vector<activity::Recorded> recorded(std::int64_t subject) {
        return fresh->read([&](db::Session& session) { return activity::list(session, salon, subject); });
    }
    std::int64_t version() {
        return fresh->read([&](db::Session& session) { return businesses::find(session, salon)->version; });
    }
    activity::Context context() const { return {clock, registry}; }

    support::FreshDatabase fresh{GetParam()};
    base::ManualClock clock{base::parse_instant("2026-11-30T08:00:00Z").value()};
    activity::Registry registry;
    activity::Actor actor{activity::ActorKind::staff, 7};
    BusinessId salon, other;
    ProviderId mira, jonas, stranger;
    ResourceId station;
};
INSTANTIATE_TEST_SUITE_P(Engines, Offer, testing::ValuesIn(support::engines()), support::engine_name);

std::set<std::string> wrong_fields(const Error& error) {
    std::set<std::string> out;
    for (const auto& field : error.fields) out.insert(field.field);
    return out;
}

TEST_P(Offer, KeepsAllThatAServiceIsMadeWith) {
    Service draft;
    draft.name = {" Helfarge ", {{"en", "Full colour"}}};
    draft.price = {149000, "EUR"};
    draft.price_kind = PriceKind::from;
    draft.colour = "#be185d";
    draft.who_may_book = WhoMayBook::signed_in;
    draft.providers = {jonas, mira};
    draft.own = {{mira, 60min, 169000}, {jonas, 30min, {}}};
    draft.needs = {{station, 2}};
    const auto before = version();
    const auto service = stored(create(draft).value());

    EXPECT_EQ(service.name.fallback, "Helfarge");
    EXPECT_EQ(service.name.in("en"), "Full colour");
    EXPECT_EQ(service.price, (Money{149000, "NOK"}));
    EXPECT_EQ(service.price_kind, PriceKind::from);
    EXPECT_EQ(service.colour, "#be185d");
    EXPECT_EQ(service.who_may_book, WhoMayBook::signed_in);
    EXPECT_TRUE(service.link_key.empty());
    EXPECT_EQ(service.version, 1);
    EXPECT_EQ(service.own, (std::vector<Own>{{mira, 60min, 169000}}))
        << "as long as the service is nothing of one's own";
    EXPECT_EQ(service.duration_with(mira), 60min);
    EXPECT_EQ(service.duration_with(jonas), 30min);
    EXPECT_EQ(service.price_with(mira).amount, 169000);
    EXPECT_EQ(service.price_with(jonas).amount, 149000);
    EXPECT_EQ(version(), before + 1);
    const auto told = recorded(service.id.value);
    ASSERT_EQ(told.size(), 1u);
    EXPECT_EQ(told[0].type, "service.created");
    EXPECT_EQ(told[0].actor_id, 7);
}

TEST_P(Offer, NamesEveryFieldThatIsWrong) {
    Service draft;
    draft.name.fallback = "  ";
    draft.description.fallback = std::string(kLongestDescription + 1, 'x');
    draft.duration = 4min;
    draft.buffer_before = -1min;
    draft.buffer_after = 24h + 1min;
    draft.minimum_notice = kLongestNotice + 1min;
    draft.booking_horizon = kLongestHorizon + std::chrono::days{1};
    draft.slot_interval = 0min;
    draft.capacity = 0;
    draft.price.amount = -1;
    draft.colour = "red";
    draft.meeting_url = "javascript:alert(1)";
    draft.providers = {mira};
    draft.own = {{mira, 1min, -5}};
    const auto refused = create(draft);

    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "form.invalid");
    const auto id = base::to_text(mira);
    EXPECT_EQ(wrong_fields(refused.error()),
              (std::set<std::string>{"name", "description", "duration", "buffer_before", "buffer_after",
                                     "minimum_notice", "booking_horizon", "slot_interval", "capacity", "price",
                                     "colour", "meeting_url", "own_duration_" + id, "own_price_" + id}));
    EXPECT_TRUE(order().empty());
}

TEST_P(Offer, RefusesProvidersAndCategoriesOfAnotherBusiness) {
    Service draft;
    draft.name.fallback = "Klipp";
    draft.providers = {mira, stranger};
    EXPECT_EQ(create(draft).error().code, "service.part_gone");
    draft.providers = {mira};
    draft.category_id = CategoryId{12345};
    EXPECT_EQ(create(draft).error().code, "service.part_gone");
    EXPECT_TRUE(order().empty());
}

TEST_P(Offer, TellsWhatWasChangedAndNothingWhereNothingWas) {
    const auto id = made("Klipp");
    auto typed = stored(id);
    const auto before = version();
    ASSERT_TRUE(change(typed));
    EXPECT_EQ(version(), before);
    EXPECT_EQ(recorded(id.value).size(), 1u);

    typed.duration = 45min;
    typed.price.amount = 50000;
    typed.providers = {mira};
    ASSERT_TRUE(change(typed));
    EXPECT_EQ(stored(id).version, 2);
    EXPECT_EQ(version(), before + 1);
    const auto activities = recorded(id.value);
    ASSERT_EQ(activities.size(), 2u);
    const auto data = json::parse(activities[1].data);
    EXPECT_EQ(data["version"], 2);
    EXPECT_EQ(data["after"].size(), 3u);
    fresh->read([&](db::Session& session) {
        const activity::Reader reader(session, registry, salon, i18n::Language::en, Zone::utc(), {"nb", "en"});
        const auto told = activity::tell(registry, reader, activities[1]);
        EXPECT_EQ(told.about, "Klipp");
        std::map<std::string, std::string> after;
        for (const auto& each : told.changes) after.emplace(each.field, each.after);
        EXPECT_EQ(after.at("Length"), "45 minutes");
        EXPECT_EQ(after.at("Who gives it"), "Mira");
        EXPECT_TRUE(after.at("Price").find("500") != std::string::npos);
    });
}

TEST_P(Offer, RefusesToOverwriteWhatSomebodyElseSaved) {
    const auto id = made("Klipp");
    auto mine = stored(id), theirs = stored(id);
    theirs.duration = 60min;
    ASSERT_TRUE(change(theirs));
    mine.price.amount = 1;
    const auto refused = change(mine);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().fault, Fault::conflict);
    EXPECT_EQ(refused.error().code, "service.changed_meanwhile");
    EXPECT_EQ(stored(id).duration, 60min);
    EXPECT_EQ(stored(id).price.amount, 0);
}

TEST_P(Offer, GivesASecretLinkOnlyWhileItIsBookedByIt) {
    const auto id = made("Klipp");
    auto typed = stored(id);
    typed.who_may_book = WhoMayBook::link;
    typed.link_key = "guessed";
    ASSERT_TRUE(change(typed));
    const auto hidden = stored(id);
    EXPECT_EQ(hidden.link_key.size(), 32u);
    EXPECT_TRUE(hidden.admits(hidden.link_key));
    EXPECT_FALSE(hidden.admits());
    EXPECT_FALSE(hidden.admits("guessed"));
    for (const auto& each : recorded(id.value)) EXPECT_EQ(each.data.find(hidden.link_key), std::string::npos);

    auto open = hidden;
    open.who_may_book = WhoMayBook::everybody;
    ASSERT_TRUE(change(open));
    EXPECT_TRUE(stored(id).link_key.empty());
    auto again = stored(id);
    again.who_may_book = WhoMayBook::link;
    ASSERT_TRUE(change(again));
    EXPECT_NE(stored(id).link_key, hidden.link_key);
}

TEST_P(Offer, CopiesAServiceRightBehindIt) {
    const auto first = made("a");
    made("b");
    auto typed = stored(first);
    typed.name.translations["en"] = "A";
    typed.providers = {mira};
    typed.own = {{mira, 10min, {}}};
    ASSERT_TRUE(change(typed));
    const auto copy = write([&](db::Tx& tx) { return duplicate_service(tx, context(), salon, first, actor); }).value();

    EXPECT_EQ(order(), "a" + stored(copy).name.fallback + "b");
    EXPECT_EQ(stored(copy).name.in("en"), "A (copy)");
    EXPECT_FALSE(stored(copy).active);
    EXPECT_EQ(stored(copy).own, stored(first).own);
    EXPECT_EQ(write([&](db::Tx& tx) { return duplicate_service(tx, context(), other, first, actor); }).error().code,
              "service.unknown");
}

TEST_P(Offer, MovesServicesWithinAndBetweenCategories) {
    const auto cuts = category("Klipp"), colours = category("Farge");
    const auto a = made("a", cuts), b = made("b", cuts), c = made("c", colours);
    const auto move = [&](ServiceId id, std::optional<CategoryId> to, std::optional<ServiceId> before) {
        return write([&](db::Tx& tx) { return move_service(tx, context(), salon, id, to, before, actor); });
    };
    ASSERT_TRUE(move(b, cuts, a));
    EXPECT_EQ(order(), "bac");
    ASSERT_TRUE(move(a, colours, c));
    EXPECT_EQ(order(), "bac");
    EXPECT_EQ(stored(a).category_id, colours);
    ASSERT_TRUE(move(a, std::nullopt, std::nullopt));
    EXPECT_EQ(order(), "bca");
    EXPECT_FALSE(stored(a).category_id);
    EXPECT_EQ(move(a, cuts, c).error().code, "service.unknown") << "c is of another category";
    EXPECT_EQ(move(a, CategoryId{99}, {}).error().code, "category.unknown");
}

TEST_P(Offer, MovesServicesAsAListWould) {
    std::vector<ServiceId> ids;
    std::string expected;
    for (const char name : std::string("abcdefg")) {
        ids.push_back(made(std::string(1, name)));
        expected += name;
    }
    std::uint32_t seed = 7;
    const auto random = [&](std::uint32_t n) { return (seed = seed * 1664525u + 1013904223u) / 65536u % n; };
    for (int turn = 0; turn < 20; ++turn) {
        const auto moved = random(7), to = random(8);
        if (moved == to) continue;
        const auto before = to == 7 ? std::optional<ServiceId>() : ids[to];
        ASSERT_TRUE(
            write([&](db::Tx& tx) { return move_service(tx, context(), salon, ids[moved], {}, before, actor); }));
        const auto name = static_cast<char>('a' + moved);
        std::erase(expected, name);
        expected.insert(to == 7 ? expected.size() : expected.find(static_cast<char>('a' + to)), 1, name);
        EXPECT_EQ(order(), expected);
    }
}

TEST_P(Offer, SwitchesOffAndDeletes) {
    const auto id = made("a");
    const auto set = [&](bool on) {
        return write([&](db::Tx& tx) { return set_active(tx, context(), salon, id, on, actor); });
    };
    ASSERT_TRUE(set(false));
    EXPECT_FALSE(stored(id).active);
    ASSERT_TRUE(set(false));
    EXPECT_EQ(recorded(id.value).size(), 2u);
    ASSERT_TRUE(write([&](db::Tx& tx) { return delete_service(tx, context(), salon, id, actor); }));
    EXPECT_TRUE(order().empty());
    EXPECT_EQ(recorded(id.value).back().type, "service.deleted");
    EXPECT_EQ(set(true).error().code, "service.unknown");
}

TEST_P(Offer, KeepsTheServicesOfADeletedCategory) {
    const auto cuts = category("Klipp"), colours = category("Farge");
    const auto a = made("a", cuts);
    ASSERT_TRUE(write([&](db::Tx& tx) { return move_category(tx, context(), salon, colours, cuts, actor); }));
    ASSERT_TRUE(write([&](db::Tx& tx) { return rename_category(tx, context(), salon, cuts, {"Hår", {}}, actor); }));
    const auto names = [&] {
        std::string out;
        fresh->read([&](db::Session& session) {
            for (const auto& each : list_categories(session, salon)) out += each.name.fallback + " ";
        });
        return out;
    };
    EXPECT_EQ(names(), "Farge Hår ");
    ASSERT_TRUE(write([&](db::Tx& tx) { return delete_category(tx, context(), salon, cuts, actor); }));
    EXPECT_EQ(names(), "Farge ");
    EXPECT_FALSE(stored(a).category_id);
    EXPECT_EQ(recorded(cuts.value).back().type, "category.deleted");
    const auto unnamed = write([&](db::Tx& tx) { return create_category(tx, context(), salon, {"", {}}, actor); });
    EXPECT_EQ(wrong_fields(unnamed.error()), std::set<std::string>{"name"});
    EXPECT_EQ(write([&](db::Tx& tx) { return delete_category(tx, context(), other, colours, actor); }).error().code,
              "category.unknown");
}

}  // namespace
}  // namespace catalog
