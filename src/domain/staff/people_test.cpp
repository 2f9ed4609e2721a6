#include "staff/people.h"

#include "db/db.h"
#include "staff/schedule.h"
#include "support/engines.h"

#include <gtest/gtest.h>

namespace staff {
namespace {

class People : public testing::TestWithParam<db::Engine> {
protected:
    People() {
        businesses::Business draft;
        draft.name.fallback = "Studio Lind";
        draft.country = "NO";
        draft.currency = "NOK";
        draft.languages = {"nb", "en"};
        draft.accent_colour = "#0f766e";
        fresh->write([&](db::Tx& tx) {
            draft.slug = "salon";
            salon = businesses::create(tx, clock, draft).value();
            draft.slug = "other";
            other = businesses::create(tx, clock, draft).value();
            elsewhere = add_location(tx, other, {.id = {}, .name = "There", .address = {}});
            add_member(tx, salon, mira, "Mira", "mira@example.com", businesses::Role::owner);
        });
    }
    Person stored() {
        return *fresh->read([&](db::Session& session) { return find_person(session, salon, mira); });
    }
    std::string change(const Person& typed) {
        const auto changed = fresh->write([&](db::Tx& tx) { return change_person(tx, context, salon, typed, {}); });
        return changed ? "fine" : changed.error().code;
    }
    ProviderId make() {
        return fresh->write([&](db::Tx& tx) { return make_provider(tx, context, salon, mira, {}); }).value();
    }

    support::FreshDatabase fresh{GetParam()};
    base::ManualClock clock{base::parse_instant("2026-11-30T08:00:00Z").value()};
    activity::Registry registry;
    activity::Context context{clock, registry};
    BusinessId salon, other;
    LocationId elsewhere;
    StaffId mira{4711};
};
INSTANTIATE_TEST_SUITE_P(Engines, People, testing::ValuesIn(support::engines()), support::engine_name);

TEST_P(People, GiveServicesFromWhenTheyAreMadeProviders) {
    EXPECT_FALSE(stored().profile);
    EXPECT_EQ(make().value, mira.value);
    EXPECT_EQ(make().value, mira.value) << "twice changes nothing";
    ASSERT_TRUE(stored().profile);
    EXPECT_TRUE(stored().profile->bookable);
    const auto providers = fresh->read([&](db::Session& session) { return list_providers(session, salon); });
    ASSERT_EQ(providers.size(), 1u);
    EXPECT_EQ(providers.front().name, "Mira");
}

TEST_P(People, BeginWithTheOpeningHours) {
    using namespace std::chrono_literals;
    fresh->write([&](db::Tx& tx) {
        CHECK(set_opening_hours(tx, context, salon, std::nullopt, {{1, {9h, 17h, {}}}, {2, {10h, 18h, {}}}}, {}));
    });
    const auto provider = make();
    const auto week = fresh->read([&](db::Session& session) { return find_week(session, salon, provider); });
    ASSERT_EQ(week.hours.size(), 2u);
    EXPECT_EQ(week.hours.back().hours.to, 18h);
}

TEST_P(People, AreChangedAsWhoeverChangesThemHasReadThem) {
    make();
    auto typed = stored();
    typed.name = "  Mira Lind ";
    typed.profile->title = {"Frisør", {{"en", "Stylist"}}};
    typed.profile->about.fallback = "Klipper.";
    typed.profile->colour = "#2563eb";
    EXPECT_EQ(change(typed), "fine");
    EXPECT_EQ(stored().name, "Mira Lind");
    EXPECT_EQ(stored().profile->title.in("en"), "Stylist");
    EXPECT_EQ(change(typed), "staff.changed_meanwhile");
    const auto version = stored().version;
    EXPECT_EQ(change(stored()), "fine");
    EXPECT_EQ(stored().version, version) << "nothing differs";
}

TEST_P(People, AreNotWrittenWrong) {
    make();
    const auto wrong = [&](const std::function<void(Person&)>& how) {
        auto typed = stored();
        how(typed);
        return change(typed);
    };
    EXPECT_EQ(wrong([](Person& p) { p.name = " "; }), "form.invalid");
    EXPECT_EQ(wrong([](Person& p) { p.name = std::string(101, 'a'); }), "form.invalid");
    EXPECT_EQ(wrong([](Person& p) { p.profile->about.translations["en"] = std::string(2001, 'a'); }), "form.invalid");
    EXPECT_EQ(wrong([](Person& p) { p.profile->colour = "red"; }), "form.invalid");
    EXPECT_EQ(wrong([&](Person& p) { p.profile->location_id = elsewhere; }), "form.invalid") << "another business's";
    auto unknown = stored();
    unknown.id = StaffId{1};
    EXPECT_EQ(change(unknown), "staff.unknown");
}

TEST_P(People, WhoLeaveCannotBeBooked) {
    make();
    fresh->write([&](db::Tx& tx) { set_active(tx, salon, mira, false); });
    EXPECT_FALSE(stored().active);
    EXPECT_TRUE(stored().profile->bookable) << "as it is set, for when they come back";
    EXPECT_FALSE(fresh->read([&](db::Session& session) { return list_providers(session, salon); }).front().bookable);
}

}  // namespace
}  // namespace staff
