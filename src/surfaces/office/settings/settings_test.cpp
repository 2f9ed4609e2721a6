#include "office/frame/settings.h"
#include "events/event.h"
#include "notify/message.h"
#include "office/frame/test_office.h"
#include "office/settings/settings_pages.h"

namespace office::test {
namespace {

class OfficeSettings : public OfficeTest {
protected:
    OfficeSettings() {
        world.db().write(
            [&](db::Tx& tx) { notify::install_defaults(tx, world.clock, *businesses::find(tx, business())); });
        as_owner();
    }
    Pairs form(const Handler& page, const std::string& rest) {
        return form_of(*get(page, office(rest)).body, office(rest));
    }
    int settings_activities() {
        return static_cast<int>(std::ranges::count(activities_of(business().value), "settings.changed"));
    }
};

TEST_P(OfficeSettings, SayTheSameAfterSavingWhatIsShown) {
    const struct {
        Handler show, save;
        std::string at;
    } all[] = {{booking_page_settings, save_booking_page_settings, "/settings/booking-page"},
               {panel_settings, save_panel_settings, "/settings/customer-panel"},
               {embed_settings, save_embed_settings, "/settings/embedding"},
               {branding_settings, save_branding_settings, "/settings/branding"},
               {message_settings, save_message_settings, "/settings/messages"},
               {business_settings, save_business_settings, "/settings/business"},
               {module_settings, save_module_settings, "/settings/modules"}};
    for (const auto& each : all) {
        const auto saved = post(each.save, office(each.at), form(each.show, each.at));
        EXPECT_EQ(saved.status, 303) << each.at;
        EXPECT_EQ(settings_activities(), 0) << each.at;
    }
}

TEST_P(OfficeSettings, OfTheBookingPageAreKept) {
    auto typed = form(booking_page_settings, "/settings/booking-page");
    typed = with(with(with(typed, "logins", "required"), "phone_field", "required"), "name_check", "refuse");
    typed = without(typed, "password_sign_in_password");
    EXPECT_EQ(post(save_booking_page_settings, office("/settings/booking-page"), typed).status, 303);
    const auto settings = stored().customer;
    EXPECT_EQ(settings.logins, businesses::Logins::required);
    EXPECT_EQ(settings.phone_field, businesses::FieldRule::required);
    EXPECT_EQ(settings.name_check, businesses::NameCheck::refuse);
    EXPECT_FALSE(settings.password_sign_in);
    EXPECT_EQ(settings_activities(), 1);

    typed = without(typed, "password_sign_in_link");  // no way in at all
    const auto refused = post(save_booking_page_settings, office("/settings/booking-page"), typed);
    EXPECT_EQ(refused.status, 422);
    EXPECT_TRUE(shows(refused, "tb-error"));
    EXPECT_TRUE(stored().customer.access_link_sign_in);
}

TEST_P(OfficeSettings, OfTheBookingPageLimitWhatOneCustomerHolds) {
    const auto typed = form(booking_page_settings, "/settings/booking-page");
    const auto with_limit = [&](const std::string& n) { return with(typed, "open_bookings_max", n); };
    EXPECT_EQ(post(save_booking_page_settings, office("/settings/booking-page"), with_limit("3")).status, 303);
    EXPECT_EQ(stored().customer.open_bookings_max, 3);
    EXPECT_EQ(settings_activities(), 1);
    for (const auto* wrong : {"0", "1001", "-1", "3.5", "many", "", "99999999999"}) {
        const auto refused = post(save_booking_page_settings, office("/settings/booking-page"), with_limit(wrong));
        EXPECT_EQ(refused.status, 422) << wrong;
        EXPECT_TRUE(shows(refused, "Write a whole number from 1 to 1000.")) << wrong;
        EXPECT_TRUE(shows(refused, fmt::format("name=\"open_bookings_max\" type=\"text\" value=\"{}\"", wrong)));
    }
    EXPECT_EQ(stored().customer.open_bookings_max, 3);
}

TEST_P(OfficeSettings, OfTheBookingPageSayHowLongAChosenTimeIsKept) {
    const auto typed = form(booking_page_settings, "/settings/booking-page");
    EXPECT_EQ(stored().customer.hold_minutes, 0);
    const auto with_minutes = [&](const std::string& n) { return with(typed, "hold_minutes", n); };
    EXPECT_EQ(post(save_booking_page_settings, office("/settings/booking-page"), with_minutes("15")).status, 303);
    EXPECT_EQ(stored().customer.hold_minutes, 15);
    for (const auto* wrong : {"31", "-1", "a while", ""}) {
        const auto refused = post(save_booking_page_settings, office("/settings/booking-page"), with_minutes(wrong));
        EXPECT_EQ(refused.status, 422) << wrong;
        EXPECT_TRUE(shows(refused, "Write a whole number from 0 to 30.")) << wrong;
    }
    EXPECT_EQ(post(save_booking_page_settings, office("/settings/booking-page"), with_minutes("0")).status, 303);
    EXPECT_EQ(stored().customer.hold_minutes, 0);
}

TEST_P(OfficeSettings, OfThePanelTakePlainLimits) {
    auto typed = form(panel_settings, "/settings/customer-panel");
    typed = with(with(with(typed, "reschedule", "before"), "reschedule_number", "2"), "reschedule_unit", "weeks");
    typed = with(with(typed, "cancel", "never"), "paid_reschedule", "never");
    EXPECT_EQ(post(save_panel_settings, office("/settings/customer-panel"), typed).status, 303);
    EXPECT_EQ(stored().reschedule.before, Minutes{2 * 7 * 1440});
    EXPECT_EQ(stored().cancel.rule, businesses::Rule::never);
    EXPECT_EQ(stored().customer.paid_reschedule, businesses::PaidRule::never);

    for (const auto* number : {"-1", "0", "abc", "999999", ""}) {
        const auto refused =
            post(save_panel_settings, office("/settings/customer-panel"), with(typed, "reschedule_number", number));
        EXPECT_EQ(refused.status, 422) << number;
    }
    EXPECT_EQ(stored().reschedule.before, Minutes{2 * 7 * 1440});
}

TEST_P(OfficeSettings, OfThePanelAreShownAsACustomerWouldMeetThem) {
    auto typed = form(panel_settings, "/settings/customer-panel");
    const auto preview = "/settings/customer-panel/preview";
    auto shown = post(panel_preview, office(preview), with(typed, "cancel", "never"));
    EXPECT_TRUE(shows(shown, "This appointment cannot be cancelled online."));
    EXPECT_FALSE(shows(shown, "<html"));
    shown = post(panel_preview, office(preview), with(typed, "cancel", "always"));
    EXPECT_FALSE(shows(shown, "This appointment cannot be cancelled online."));
    shown = post(panel_preview, office(preview), with(with(typed, "paid_cancel", "never"), "paid_text_en", "Call us."));
    EXPECT_TRUE(shows(shown, "This appointment is paid, so it cannot be changed online. Call us."));
    EXPECT_FALSE(shows(shown, "Call us. Call us.")) << "once";
    shown = post(panel_preview, office(preview), without(typed, "panel"));
    EXPECT_TRUE(shows(shown, "There is no panel."));
    EXPECT_EQ(settings_activities(), 0);  // looking changes nothing
}

TEST_P(OfficeSettings, ThePanelShowsEventsOrAppointmentsOnly) {
    const auto at = office("/settings/customer-panel");
    const auto typed = form(panel_settings, "/settings/customer-panel");
    EXPECT_TRUE(stored().has(events::kInPanel));
    ASSERT_EQ(post(save_panel_settings, at, with(typed, "panel_shows", "appointments")).status, 303);
    EXPECT_FALSE(stored().has(events::kInPanel));
    EXPECT_TRUE(shows(get(panel_settings, at), "value=\"appointments\" selected"));
    ASSERT_EQ(post(save_panel_settings, at, with(typed, "panel_shows", "all")).status, 303);
    EXPECT_TRUE(stored().has(events::kInPanel));
}

TEST_P(OfficeSettings, KeepEachModuleThatAPageSwitches) {
    world.db().write([&](db::Tx& tx) { businesses::set_module(tx, business(), "booking_page", false); });
    auto typed = form(panel_settings, "/settings/customer-panel");
    EXPECT_EQ(post(save_panel_settings, office("/settings/customer-panel"), without(typed, "panel")).status, 303);
    EXPECT_EQ(stored().switched_off, (std::set<std::string, std::less<>>{"booking_page", "customer_panel"}))
        << "the other stays off";
    // Whatever a page may switch one day.
    const pages::HandlerOf<Page> switch_one = [](const Page& page) {
        EXPECT_TRUE(save_settings(page, [](businesses::Business& now) { now.switched_off = {"api"}; }));
        return http::text("saved");
    };
    get(switch_one, office("/settings"));
    EXPECT_EQ(stored().switched_off, (std::set<std::string, std::less<>>{"api"}));
}

TEST_P(OfficeSettings, KeepTextsInEachLanguage) {
    auto typed = form(branding_settings, "/settings/branding");
    typed = with(with(typed, "cancellation_policy_nb", "Ring oss."), "cancellation_policy_en", "Call us.");
    EXPECT_EQ(
        post(save_branding_settings, office("/settings/branding"), with(typed, "accent_colour", "#FFee00")).status,
        303);
    EXPECT_EQ(stored().cancellation_policy.in("nb"), "Ring oss.");
    EXPECT_EQ(stored().cancellation_policy.in("en"), "Call us.");
    // Yellow is made readable.
    EXPECT_FALSE(shows(get(branding_settings, office("/settings/branding")), "fill=\"#FFee00\""));
    EXPECT_EQ(post(save_branding_settings, office("/settings/branding"), with(typed, "accent_colour", "red")).status,
              422);
}

TEST_P(OfficeSettings, ListEveryWorkflowAndOpenIt) {
    const auto list = get(office::workflows, office("/workflows"));
    EXPECT_EQ(list.status, 200);
    for (const auto& workflow :
         world.db().read([&](db::Session& reading) { return notify::list_workflows(reading, business()); })) {
        const auto id = base::to_text(workflow.id);
        const auto path = office("/workflows/" + id);
        EXPECT_TRUE(shows(list, path));
        const auto page = get(office::workflow, path, id);
        EXPECT_EQ(page.status, 200);
        // What is shown can be saved, and is then the same.
        EXPECT_EQ(post(save_workflow, path, form_of(*page.body, path), id).status, 303) << workflow.name;
        const auto after = world.db().read(
            [&](db::Session& reading) { return *notify::find_workflow(reading, business(), workflow.id); });
        EXPECT_EQ(after.offset, workflow.offset) << workflow.name;
        EXPECT_EQ(after.conditions, workflow.conditions) << workflow.name;
        EXPECT_EQ(after.actions, workflow.actions) << workflow.name;
        EXPECT_EQ(after.active, workflow.active) << workflow.name;
    }
}

TEST_P(OfficeSettings, EditSwitchCopyTestAndRemoveAWorkflow) {
    const auto workflows =
        world.db().read([&](db::Session& reading) { return notify::list_workflows(reading, business()); });
    const auto found = std::ranges::find(workflows, "booked", &notify::Workflow::trigger);
    ASSERT_NE(found, workflows.end());
    const auto id = base::to_text(found->id);
    const auto path = office("/workflows/" + id);
    const auto again = [&] {
        return world.db().read(
            [&](db::Session& reading) { return notify::find_workflow(reading, business(), found->id); });
    };
    auto typed = form_of(*get(office::workflow, path, id).body, path);
    typed = with(with(typed, "offset", "3"), "unit", "days");
    typed = with(with(typed, "only_service", "not"), "only_service_value_" + base::to_text(world.salon.cut), "yes");
    EXPECT_EQ(post(save_workflow, path, with(typed, "name", ""), id).status, 422);
    EXPECT_EQ(post(save_workflow, path, typed, id).status, 303);
    EXPECT_EQ(again()->offset, Minutes{3 * 1440});
    ASSERT_EQ(again()->conditions.size(), 1u);
    EXPECT_FALSE(again()->conditions.front().is);
    EXPECT_EQ(post(save_workflow, path, typed, id).status, 409);  // from before the change

    const auto action = form_of(*get(office::workflow, path, id).body, path + "/action");
    EXPECT_EQ(post(do_workflow, path + "/action", with(action, "do", "off"), id).status, 303);
    EXPECT_FALSE(again()->active);
    const auto count = [&] {
        return world.db().read(
            [&](db::Session& reading) { return notify::list_workflows(reading, business()).size(); });
    };
    const auto before = count();
    EXPECT_EQ(post(do_workflow, path + "/action", with(action, "do", "copy"), id).status, 303);
    EXPECT_EQ(count(), before + 1);
    const auto tested = post(do_workflow, path + "/action", with(action, "do", "test"), id);
    ASSERT_EQ(tested.status, 303);
    const auto message = header(tested, "Location").substr(office("/messages/").size(), 13);
    EXPECT_EQ(get(office::message, office("/messages/" + message), message).status, 200);
    const auto mail = get(message_mail, office("/messages/" + message + "/mail"), message);
    EXPECT_NE(header(mail, "Content-Security-Policy").find("sandbox"), std::string::npos);
    EXPECT_TRUE(shows(get(office::messages, office("/messages")), message));
    EXPECT_EQ(post(do_workflow, path + "/action", with(action, "do", "removal"), id).status, 303);
    EXPECT_FALSE(again());
}

TEST_P(OfficeSettings, AddAWorkflow) {
    auto typed = form(new_workflow, "/workflows/new");
    const auto source =
        world.db().read([&](db::Session& reading) { return notify::list_templates(reading, business()); });
    ASSERT_FALSE(source.empty());
    typed = with(with(typed, "name", "Thanks"), "trigger", "customer_created");
    EXPECT_EQ(post(create_workflow, office("/workflows/new"), with(typed, "template", "0000000000000")).status, 422);
    EXPECT_EQ(post(create_workflow, office("/workflows/new"), with(typed, "offset", "soon")).status, 422);
}

TEST_P(OfficeSettings, EditATemplateWithItsFaultsInTheirLine) {
    const auto templates =
        world.db().read([&](db::Session& reading) { return notify::list_templates(reading, business()); });
    ASSERT_FALSE(templates.empty());
    EXPECT_EQ(get(office::templates, office("/templates")).status, 200);
    const auto id = base::to_text(templates.front().id);
    const auto path = office("/templates/" + id);
    const auto page = get(edit_template, path + "?text=en", id);
    ASSERT_EQ(page.status, 200);
    const auto typed = form_of(*page.body, path);
    const auto wrong = post(save_template, path, with(typed, "html", "<p>one</p>\n<p>{{no_such_thing}}</p>"), id);
    EXPECT_EQ(wrong.status, 422);
    EXPECT_TRUE(shows(wrong, "Line 2"));
    EXPECT_EQ(post(save_template, path, with(typed, "subject", "A subject of our own"), id).status, 303);
    const auto stored_template = world.db().read(
        [&](db::Session& reading) { return *notify::find_template(reading, business(), templates.front().id); });
    EXPECT_EQ(stored_template.sources.at("en").subject, "A subject of our own");

    const auto preview = post(preview_template, path + "/preview", typed, id);
    EXPECT_EQ(preview.status, 200);
    EXPECT_TRUE(shows(preview, "srcdoc=\""));
    EXPECT_NE(header(preview, "Content-Security-Policy").find("sandbox"), std::string::npos);
    EXPECT_TRUE(
        shows(post(preview_template, path + "/preview", with(typed, "html", "{{no_such_thing}}"), id), "Line 1"));
}

TEST_P(OfficeSettings, AreFoundByTheirWordsAndStandWhereTheSearchLeads) {
    const auto search = [&](const std::string& words) {
        return *get(settings_search, office("/settings/search?q=" + words)).body;
    };
    EXPECT_TRUE(search("CANC%20lin").contains("/settings/customer-panel#f-mail_cancel\""));
    EXPECT_FALSE(search("canc%20lin").contains("#f-mail_reschedule\""));
    EXPECT_TRUE(search("zzz").contains("No setting has these words"));

    const std::map<std::string, Handler> pages{{"business", business_settings}, {"booking-page", booking_page_settings},
                                               {"look", look_settings},         {"customer-panel", panel_settings},
                                               {"embedding", embed_settings},   {"branding", branding_settings},
                                               {"messages", message_settings},  {"modules", module_settings}};
    const auto all = search("");
    const auto begin = office("/settings/");
    int found = 0;
    for (auto at = all.find("#f-"); at != all.npos; at = all.find("#f-", at + 1)) {
        const auto from = all.rfind(begin, at) + begin.size();
        const auto key = all.substr(from, at - from), id = all.substr(at + 1, all.find('"', at) - at - 1);
        ASSERT_TRUE(pages.contains(key)) << key;
        EXPECT_TRUE(shows(get(pages.at(key), begin + key), fmt::format("id=\"{}\"", id))) << key << ' ' << id;
        ++found;
    }
    EXPECT_GT(found, 30);

    world.db().write([&](db::Tx& tx) {
        businesses::change_settings(tx, {world.clock, world.registry}, business(),
                                    [](auto& changed) { changed.switched_off.insert("booking_page"); }, {})
            .value();
    });
    EXPECT_FALSE(search("").contains("/settings/look")) << "what is off is seen nowhere";
}

INSTANTIATE_TEST_SUITE_P(Engines, OfficeSettings, testing::ValuesIn(support::engines()), support::engine_name);

}  // namespace
}  // namespace office::test
