#include "businesses/settings.h"

#include "db/db.h"
#include "support/engines.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace businesses {
namespace {

using namespace std::string_literals;
using nlohmann::json;

class Settings : public testing::TestWithParam<db::Engine> {
protected:
    Settings() {
        Business draft;
        draft.slug = "studio-lind";
        draft.name = {"Studio Lind", {}};
        draft.country = "NO";
        draft.zone = Zone::find("Europe/Oslo").value();
        draft.currency = "NOK";
        draft.languages = {"nb", "en"};
        draft.accent_colour = "#0f766e";
        id = fresh->write([&](db::Tx& tx) { return create(tx, clock, draft).value(); });
    }
    Result<void> change(const Change& body) {
        return fresh->write([&](db::Tx& tx) { return change_settings(tx, context, id, body, owner); });
    }
    void logo(const std::optional<Logo>& wanted) {
        fresh->write([&](db::Tx& tx) { change_logo(tx, context, id, wanted, owner); });
    }
    Business stored() {
        return fresh->read([&](db::Session& session) { return *find(session, id); });
    }
    // What was told, oldest first.
    std::vector<std::string> told() {
        std::vector<std::string> out;
        for (const auto& activity :
             fresh->read([&](db::Session& session) { return activity::list(session, id, id.value); })) {
            EXPECT_EQ(activity.type, "settings.changed");
            EXPECT_EQ(activity.actor, "staff");
            EXPECT_EQ(activity.actor_id, owner.id);
            const auto data = json::parse(activity.data);
            out.push_back(data.at("before").dump() + data.at("after").dump());
        }
        return out;
    }

    support::FreshDatabase fresh{GetParam()};
    base::ManualClock clock{base::parse_instant("2026-11-30T08:00:00Z").value()};
    activity::Registry registry;
    Context context{clock, registry};
    const activity::Actor owner{activity::ActorKind::staff, 7};
    BusinessId id;
};
INSTANTIATE_TEST_SUITE_P(Engines, Settings, testing::ValuesIn(support::engines()), support::engine_name);

TEST_P(Settings, ThatDifferAreWrittenAndToldOf) {
    const auto version = stored().version;
    EXPECT_TRUE(change([](Business& business) {
        business.customer.logins = Logins::required;
        business.customer.panel_welcome = {"Hei", {{"en", "Hi"}}};
        business.customer.totp_roles = {Role::owner, Role::manager};
        business.cancel = {Rule::never, {}};
        business.tagline.fallback = "Midt i byen";
        business.switched_off = {"api"};
    }));
    EXPECT_GT(stored().version, version);
    EXPECT_EQ(stored().customer.logins, Logins::required);
    EXPECT_EQ(stored().customer.panel_welcome.in("en"), "Hi");
    EXPECT_EQ(stored().cancel.rule, Rule::never);
    EXPECT_EQ(stored().tagline.in("nb"), "Midt i byen");
    EXPECT_EQ(stored().switched_off, (std::set<std::string, std::less<>>{"api"}));
    ASSERT_EQ(told().size(), 1u);
    EXPECT_EQ(told().front(),
              R"({"cancel":1440,"logins":"optional","panel_welcome":{"":""},"switched_off":[],"tagline":{"":""},)"
              R"("totp_roles":[]})"
              R"({"cancel":"never","logins":"required","panel_welcome":{"":"Hei","en":"Hi"},"switched_off":["api"],)"
              R"("tagline":{"":"Midt i byen"},"totp_roles":["owner","manager"]})");
}

TEST_P(Settings, WithoutADifferenceAreNeitherWrittenNorToldOf) {
    const auto version = stored().version;
    EXPECT_TRUE(change([](Business& business) { business.customer.logins = Logins::optional; }));
    EXPECT_EQ(stored().version, version);
    EXPECT_EQ(told(), std::vector<std::string>());
}

TEST_P(Settings, ThatCannotBeChangeNothing) {
    const auto refused = change([](Business& business) {
        business.tagline.fallback = "Midt i byen";
        business.customer.open_bookings_max = 0;
    });
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().fields.front().field, "open_bookings_max");
    EXPECT_EQ(change([](Business& business) { business.accent_colour = "red"; }).error().fields.front().field,
              "accent_colour");
    EXPECT_EQ(stored().tagline.fallback, "");
    EXPECT_EQ(told(), std::vector<std::string>());
}

TEST_P(Settings, AreChangedByOneAfterTheOther) {
    std::vector<std::jthread> staff;
    for (int i = 0; i < 6; ++i)
        staff.emplace_back(
            [&] { EXPECT_TRUE(change([](Business& business) { ++business.customer.open_bookings_max; })); });
    staff.clear();
    EXPECT_EQ(stored().customer.open_bookings_max, 16) << "each saw what the one before had written";
    EXPECT_EQ(told().size(), 6u);
}

TEST_P(Settings, TellOfALogoThatComesStaysAndGoes) {
    logo({});
    EXPECT_EQ(told(), std::vector<std::string>()) << "there was none";
    logo(Logo{"image/png", "one"});
    logo(Logo{"image/png", "two"});
    EXPECT_TRUE(stored().has_logo);
    logo({});
    EXPECT_FALSE(stored().has_logo);
    EXPECT_EQ(told(), (std::vector{R"({"logo":"none"}{"logo":"kept"})"s, R"({"logo":"kept"}{"logo":"replaced"})"s,
                                   R"({"logo":"kept"}{"logo":"none"})"s}));
}

TEST_P(Settings, OfWhatTheBusinessIsAreChangedAndTold) {
    ASSERT_TRUE(change([](Business& business) {
        business.name.translations["en"] = "Lind's";
        business.kind = "hair";
        business.zone = Zone::find("Europe/Lisbon").value();
        business.languages = {"en", "nb"};
    }));
    EXPECT_EQ(stored().name.in("en"), "Lind's");
    EXPECT_EQ(stored().kind, "hair");
    EXPECT_EQ(stored().zone.name(), "Europe/Lisbon");
    EXPECT_EQ(stored().languages.front(), "en");
    ASSERT_EQ(told().size(), 1u);
    for (const Change& wrong :
         std::vector<Change>{[](Business& b) { b.name.fallback.clear(); }, [](Business& b) { b.kind = "spaceship"; },
                             [](Business& b) { b.country = "Norway"; }, [](Business& b) { b.languages.clear(); }})
        EXPECT_EQ(change(wrong).error().code, "form.invalid");
}

TEST_P(Settings, KeepFormerAddressesForThoseWhoHadThem) {
    const auto rename = [&](BusinessId which, std::string_view slug) {
        const auto done = fresh->write([&](db::Tx& tx) { return change_slug(tx, context, which, slug, owner); });
        return done ? "fine"s : done.error().code;
    };
    const auto today = [&](std::string_view former) {
        return fresh->read([&](db::Session& session) { return find_by_former_slug(session, former); }).value_or("");
    };
    EXPECT_EQ(rename(id, "lind-hair"), "fine");
    EXPECT_EQ(rename(id, "lind"), "fine");
    EXPECT_EQ(today("studio-lind"), "lind");
    EXPECT_EQ(today("lind-hair"), "lind");
    EXPECT_EQ(rename(id, "api"), "business.slug_invalid");

    auto draft = stored();
    draft.slug = "studio-lind";
    const auto made = fresh->write([&](db::Tx& tx) { return create(tx, clock, draft); });
    EXPECT_EQ(made.error().code, "business.slug_taken") << "it still leads to the first";
    draft.slug = "other";
    const auto other = fresh->write([&](db::Tx& tx) { return create(tx, clock, draft); }).value();
    EXPECT_EQ(rename(other, "lind"), "business.slug_taken");
    EXPECT_EQ(rename(other, "lind-hair"), "business.slug_former");
    EXPECT_EQ(rename(id, "studio-lind"), "fine") << "one's own comes back";
    EXPECT_EQ(today("studio-lind"), "");
    EXPECT_EQ(today("lind"), "studio-lind");
}

}  // namespace
}  // namespace businesses
