#include "activity/telling.h"
#include "notify/message.h"
#include "notify/workflow.h"
#include "office/frame/test_office.h"
#include "office/settings/settings_pages.h"

#include <nlohmann/json.hpp>

namespace office::test {
namespace {

class BusinessLog : public OfficeTest {
protected:
    const std::string at = office("/settings/changes");

    BusinessLog() {
        world.db().write(
            [&](db::Tx& tx) { notify::install_defaults(tx, world.clock, *businesses::find(tx, business())); });
        as_owner();
    }
    http::Response log(const std::string& query = {}) { return get(business_log, at + query); }
    // What a reader reads of the log.
    std::string read(const std::string& query = {}) {
        const auto page = log(query);
        EXPECT_EQ(page.status, 200);
        std::string text = page.body->substr(page.body->find("<main"));
        std::string out;
        bool tag = false;
        for (const char c : text) {
            if (c == '<') tag = true;
            if (!tag) out += c;
            if (c == '>') tag = false;
        }
        return unescaped(out);
    }
    static std::size_t times(std::string_view text, std::string_view part) {
        std::size_t n = 0;
        for (auto found = text.find(part); found != text.npos; found = text.find(part, found + 1)) ++n;
        return n;
    }
    void change(const Handler& show, const Handler& save, const std::string& path, const Pairs& changes) {
        auto form = form_of(*get(show, path).body, path);
        for (const auto& [name, value] : changes) form = with(form, name, value);
        ASSERT_EQ(post(save, path, form).status, 303);
    }
    std::vector<std::string> recorded_types() {
        std::vector<std::string> out;
        for (auto& [type] : world.db().read([&](db::Session& reading) {
                 return reading.rows<std::string>("select distinct type from activities where business_id = :business",
                                                  business());
             }))
            out.push_back(type);
        return out;
    }
};

TEST_P(BusinessLog, SaysWhatWasChangedByWhomAndWhen) {
    change(booking_page_settings, save_booking_page_settings, office("/settings/booking-page"),
           {{"logins", "required"}, {"phone_field", "required"}, {"open_bookings_max", "3"}});
    change(panel_settings, save_panel_settings, office("/settings/customer-panel"),
           {{"reschedule", "before"}, {"reschedule_number", "2"}, {"reschedule_unit", "weeks"}, {"cancel", "never"}});
    change(branding_settings, save_branding_settings, office("/settings/branding"),
           {{"accent_colour", "#102030"}, {"tagline_nb", "Klipp <og> farge"}});
    const auto text = read();
    for (const auto* line :
         {"The settings were changed", "Logins of customers: Optional &rarr; Required",
          "Phone: May be left empty &rarr; Has to be filled in", "Coming appointments at a time: 10 &rarr; 3",
          "Customers may move it: until 1 day before it begins &rarr; until 2 weeks before it begins",
          "&rarr; Never online", "&rarr; #102030", "Klipp <og> farge", ", Mira Lind"})
        EXPECT_NE(text.find(line), text.npos) << line << " in " << text;
    // The newest stands first.
    EXPECT_LT(text.find("#102030"), text.find("Never online"));
    EXPECT_LT(text.find("Never online"), text.find("Logins of customers"));
    // By the business's clock: an hour ahead of UTC.
    const auto zone = stored().zone;
    EXPECT_NE(text.find(i18n::time_of_day(i18n::Language::en, zone.wall(world.clock.now()))), text.npos) << text;
    EXPECT_FALSE(shows(log(), "<og>"));
}

TEST_P(BusinessLog, NamesPeopleWorkflowsAndTemplates) {
    const auto liv = hire("Liv Berg", "liv@example.com", businesses::Role::receptionist);
    world.db().write([&](db::Tx& tx) {
        return accounts::staff::set_role(tx, context(), business(), liv, businesses::Role::manager,
                                         {activity::ActorKind::staff, owner.value});
    });
    const auto workflows =
        world.db().read([&](db::Session& reading) { return notify::list_workflows(reading, business()); });
    const auto booked = *std::ranges::find(workflows, "booked", &notify::Workflow::trigger);
    const activity::Actor mira{activity::ActorKind::staff, owner.value};
    const notify::Context noting{world.clock, world.registry};
    world.db().write([&](db::Tx& tx) {
        auto changed = booked;
        changed.name = "Told at once";
        changed.conditions = {{notify::Fact::customer, true, {"new"}}};
        changed.active = false;
        return notify::update_workflow(tx, noting, business(), changed, mira);
    });
    const auto copy = world.db()
                          .write([&](db::Tx& tx) {
                              return notify::duplicate_template(tx, noting, business(),
                                                                *booked.actions.at(0).template_id, "Ours", mira);
                          })
                          .value();
    world.db().write([&](db::Tx& tx) {
        return notify::update_template(tx, noting, business(), copy, "nb", {"Velkommen", "<p>Hei</p>", ""}, {}, mira);
    });
    world.db().write([&](db::Tx& tx) { return notify::remove_template(tx, noting, business(), copy, mira); });

    const auto text = read();
    for (const auto* line :
         {"Added to the staff: Liv Berg", "Role: Receptionist", "Given another role: Liv Berg",
          "Role: Receptionist &rarr; Manager", "Workflow changed: Told at once", "&rarr; Told at once",
          "Only when: none &rarr; ", "is one of these: new", "Switched on: on &rarr; off", "Template added: Ours",
          "Template changed: Ours (Norsk", "&rarr; Velkommen", "Template removed: Ours"})
        EXPECT_NE(text.find(line), text.npos) << line << " in " << text;
}

TEST_P(BusinessLog, ShowsFieldsThatItHasNoWordsFor) {
    world.db().write([&](db::Tx& tx) {
        activity::record(
            tx, world.registry, business(), world.clock.now(),
            {"settings.changed",
             business().value,
             {activity::ActorKind::staff, owner.value},
             R"({"before": {"gift_cards": false, "queue": {"a": 1}}, "after": {"gift_cards": true, "queue": "b"}})"});
    });
    const auto text = read();
    for (const auto* line : {"gift cards: off &rarr; on", R"(queue: {"a":1} &rarr; b)"})
        EXPECT_NE(text.find(line), text.npos) << line << " in " << text;
}

TEST_P(BusinessLog, ShowsEachKindAlone) {
    EXPECT_NE(read("?kind=settings").find("Nothing yet."), std::string::npos);
    EXPECT_NE(read("?kind=workflows").find("Nothing yet."), std::string::npos);
    EXPECT_NE(read("?kind=staff").find("Added to the staff: Mira Lind"), std::string::npos);
    EXPECT_NE(read("?kind=nonsense").find("Added to the staff: Mira Lind"), std::string::npos);
    // Signing in changes nothing.
    EXPECT_EQ(read().find("Something was changed"), std::string::npos);
    const auto all = activity::types_of(world.registry, std::nullopt);
    for (const auto& type : recorded_types())
        for (const auto* owned : {"staff.", "settings.", "workflow.", "template."})
            EXPECT_TRUE(!type.starts_with(owned) || type == "staff.signed_in" ||
                        std::ranges::find(all, type) != all.end())
                << type;
    std::size_t n = 0;
    for (const auto& each : world.registry.all<activity::Log>())
        n += activity::types_of(world.registry, each.name).size();
    EXPECT_EQ(n, all.size());
}

TEST_P(BusinessLog, ShowsWhatWasWrittenByHandWithoutBreaking) {
    for (const auto* data : {R"([])", R"({"before":1,"after":[]})", R"({"after":{"logins":7,"tagline":"x"}})",
                             R"({"before":{"tagline":"x"},"after":{"tagline":{"nb":1},"totp_roles":{}}})"})
        world.db().write([&](db::Tx& tx) {
            activity::record(tx, world.registry, business(), world.clock.now(),
                             {"settings.changed", business().value, {activity::ActorKind::staff, owner.value}, data});
        });
    EXPECT_EQ(times(*log("?kind=settings").body, "The settings were changed"), 4u);
}

TEST_P(BusinessLog, GoesBackPageByPage) {
    for (int i = 0; i < 30; ++i)
        world.db().write([&](db::Tx& tx) {
            activity::record(tx, world.registry, business(), world.clock.now(),
                             {"settings.changed",
                              business().value,
                              {activity::ActorKind::staff, owner.value},
                              fmt::format(R"({{"before":{{"address":"{}"}},"after":{{"address":"Way {}."}}}})", i, i)});
        });
    const auto first = log("?kind=settings");
    EXPECT_EQ(times(*first.body, "The settings were changed"), 25u);
    EXPECT_TRUE(shows(first, "Way 29."));
    EXPECT_FALSE(shows(first, "Way 4."));
    const auto link = first.body->find(at + "?before=");
    EXPECT_TRUE(shows(first, "Older ones"));
    ASSERT_NE(link, std::string::npos);
    const auto older = unescaped(first.body->substr(link, first.body->find('"', link) - link));
    const auto second = get(business_log, older);
    EXPECT_EQ(times(*second.body, "The settings were changed"), 5u);
    EXPECT_TRUE(shows(second, "Way 4."));
    EXPECT_FALSE(shows(second, "Way 5."));
    EXPECT_FALSE(shows(second, "Older ones"));
}

TEST_P(BusinessLog, KnowsNothingOfAnotherBusiness) {
    hire("Someone Else", "else@example.com", businesses::Role::owner, world.neighbour.id);
    EXPECT_EQ(read().find("Someone Else"), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(Engines, BusinessLog, testing::ValuesIn(support::engines()), support::engine_name);

}  // namespace
}  // namespace office::test
