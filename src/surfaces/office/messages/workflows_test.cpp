#include "notify/notice_address.h"
#include "notify/staff_choice.h"
#include "notify/workflow.h"
#include "office/frame/test_office.h"

namespace office::test {
namespace {

std::string value(const Pairs& form, std::string_view name) {
    const auto found = std::ranges::find(form, name, &Pairs::value_type::first);
    return found == form.end() ? "" : found->second;
}

class OfficeWorkflows : public OfficeTest {
protected:
    OfficeWorkflows() {
        world.db().write(
            [&](db::Tx& tx) { notify::install_defaults(tx, world.clock, *businesses::find(tx, business())); });
        as_owner();
    }
    std::vector<notify::Workflow> all() {
        return world.db().read([&](db::Session& reading) { return notify::list_workflows(reading, business()); });
    }
    notify::Workflow of(std::string_view trigger) {
        const auto list = all();
        const auto found = std::ranges::find(list, trigger, &notify::Workflow::trigger);
        CHECK(found != list.end());
        return *found;
    }
    http::Response shown(const notify::Workflow& which) {
        return get(workflow, office("/workflows/" + base::to_text(which.id)), base::to_text(which.id));
    }
    void act(const notify::Workflow& which, const std::string& what) {
        const auto at = office("/workflows/" + base::to_text(which.id) + "/action");
        const auto form = with(form_of(*shown(which).body, at), "do", what);
        ASSERT_EQ(post(do_workflow, at, form, base::to_text(which.id)).status, 303);
    }
    http::Response edit(TemplateId id) {
        return get(edit_template, office("/templates/" + base::to_text(id)), base::to_text(id));
    }
};

TEST_P(OfficeWorkflows, BeginOnOrOffAsIsAsked) {
    const auto page = get(new_workflow, office("/workflows/new"));
    EXPECT_TRUE(shows(page, "Switch it on right away"));
    auto form = form_of(*page.body, office("/workflows/new"));
    form = with(with(form, "trigger", "booked"), "template", base::to_text(*of("booked").actions.at(0).template_id));
    ASSERT_EQ(post(create_workflow, office("/workflows/new"), with(form, "name", "Off at first")).status, 303);
    form = with(form, "active", "yes");
    ASSERT_EQ(post(create_workflow, office("/workflows/new"), with(form, "name", "On at once")).status, 303);
    const auto list = all();
    EXPECT_FALSE(std::ranges::find(list, "Off at first", &notify::Workflow::name)->active);
    EXPECT_TRUE(std::ranges::find(list, "On at once", &notify::Workflow::name)->active);
}

TEST_P(OfficeWorkflows, AskTwiceBeforeSignInLinksStop) {
    constexpr std::string_view kOnly = "This is the only workflow that sends sign-in links.";
    constexpr std::string_view kNone = "While this one is off, sign-in links do not work.";
    const auto links = of("access_link_asked");
    ASSERT_TRUE(links.active);
    EXPECT_TRUE(shows(shown(links), kOnly));
    EXPECT_FALSE(shows(shown(links), kNone));
    EXPECT_FALSE(shows(shown(of("booked")), kOnly));
    act(links, "off");
    EXPECT_TRUE(shows(shown(links), kNone));
    EXPECT_FALSE(shows(shown(of("booked")), kNone));
    act(links, "on");
    EXPECT_FALSE(shows(shown(links), kNone));

    act(links, "copy");
    for (const auto& each : all())
        if (each.trigger == links.trigger && !each.active) act(each, "on");
    EXPECT_FALSE(shows(shown(links), kOnly)) << "another sends them";
}

TEST_P(OfficeWorkflows, AreSilentAboutLinksWhereNobodySignsIn) {
    world.db().write([&](db::Tx& tx) {
        auto settings = businesses::find(tx, business())->customer;
        settings.logins = businesses::Logins::off;
        CHECK(businesses::set_customer_settings(tx, business(), settings));
    });
    EXPECT_FALSE(shows(shown(of("access_link_asked")), "This is the only workflow"));
}

TEST_P(OfficeWorkflows, WarnOfAnAccessMailWithoutItsLink) {
    const auto links = of("access_link_asked");
    const auto id = base::to_text(*links.actions.at(0).template_id);
    const auto at = office("/templates/" + id);
    EXPECT_FALSE(shows(edit(*links.actions.at(0).template_id), "to let people in"));
    auto form = form_of(*edit(*links.actions.at(0).template_id).body, at);
    form = with(with(with(form, "subject", "Hello"), "html", "<p>Hello</p>"), "text", "");
    ASSERT_EQ(post(save_template, at, form, id).status, 303) << "it is saved all the same";
    EXPECT_TRUE(shows(edit(*links.actions.at(0).template_id), "to let people in"));
    EXPECT_TRUE(shows(edit(*links.actions.at(0).template_id), "Add {{access_link}}."));
    EXPECT_TRUE(shows(shown(links), "to let people in"));
    EXPECT_FALSE(shows(edit(*of("booked").actions.at(0).template_id), "to let people in"));

    form = form_of(*edit(*links.actions.at(0).template_id).body, at);
    form = with(form, "html", "<p><a href=\"{{access_link}}\">In</a></p>");
    ASSERT_EQ(post(save_template, at, form, id).status, 303);
    EXPECT_FALSE(shows(edit(*links.actions.at(0).template_id), "to let people in"));
}

TEST_P(OfficeWorkflows, UseABlankNewTemplate) {
    EXPECT_TRUE(shows(get(templates, office("/templates")), office("/templates/new")));
    const auto page = get(new_template, office("/templates/new"));
    auto form = form_of(*page.body, office("/templates/new"));
    const auto before = all().size();
    const auto added = post(create_template, office("/templates/new"), with(form, "name", "Parking {near} \u2066us"));
    ASSERT_EQ(added.status, 303);
    EXPECT_EQ(all().size(), before) << "no workflow was asked for";
    const auto where = header(added, "Location");
    const auto id = where.substr(where.find("/templates/") + 11, 13);
    const auto editor = edit(*base::parse_id<TemplateId>(id));
    EXPECT_TRUE(shows(editor, "Parking {near}"));
    EXPECT_TRUE(shows(editor, "{{customer_name}}"));

    form = with(with(form, "name", "See you soon"), "trigger", "before_start");
    ASSERT_EQ(post(create_template, office("/templates/new"), form).status, 303);
    const auto list = all();
    const auto made = std::ranges::find(list, "See you soon", &notify::Workflow::name);
    ASSERT_NE(made, list.end());
    EXPECT_FALSE(made->active);
    EXPECT_EQ(made->offset, Minutes{24 * 60});

    const auto nameless = post(create_template, office("/templates/new"), with(form, "name", " "));
    EXPECT_EQ(nameless.status, 422);
    EXPECT_TRUE(shows(nameless, "tb-error"));
    EXPECT_EQ(all().size(), before + 1) << "nothing half made";
}

TEST_P(OfficeWorkflows, HoldSeveralMessages) {
    const auto first = of("booked");
    const auto id = base::to_text(first.id);
    const auto at = office("/workflows/" + id);
    const auto other = *of("cancelled").actions.at(0).template_id;
    EXPECT_FALSE(shows(shown(first), "Take this message away")) << "one looks as simple as it is";
    EXPECT_TRUE(shows(shown(first), at + "?more=yes"));

    // Room for one more that is left empty adds nothing.
    const auto room = [&] { return form_of(*get(workflow, at + "?more=yes", id).body, at); };
    EXPECT_FALSE(shows(get(workflow, at + "?more=yes", id), "Take this message away"));
    ASSERT_EQ(post(save_workflow, at, room(), id).status, 303);
    EXPECT_EQ(of("booked").actions.size(), 1u);
    ASSERT_EQ(post(save_workflow, at, with(room(), "template_2", base::to_text(other)), id).status, 303);
    auto now = of("booked");
    ASSERT_EQ(now.actions.size(), 2u);
    EXPECT_EQ(now.actions[0], first.actions[0]);
    EXPECT_EQ(now.actions[1].template_id, other);
    EXPECT_FALSE(now.actions[1].has_calendar_file());

    const auto form = [&] { return form_of(*shown(now).body, at); };
    ASSERT_EQ(post(save_workflow, at, with(with(form(), "place_2", "1"), "calendar_file_2", "yes"), id).status, 303);
    const auto before = std::exchange(now, of("booked"));
    ASSERT_EQ(now.actions.size(), 2u);
    EXPECT_EQ(now.actions[0].id, before.actions[1].id);
    EXPECT_TRUE(now.actions[0].has_calendar_file());
    EXPECT_EQ(now.actions[1], before.actions[0]);
    ASSERT_EQ(post(save_workflow, at, with(form(), "place", "2"), id).status, 303);
    now = of("booked");
    EXPECT_EQ(now.actions[0], before.actions[0]);

    const auto none = post(save_workflow, at, with(with(form(), "take_away", "yes"), "take_away_2", "yes"), id);
    EXPECT_EQ(none.status, 422);
    EXPECT_TRUE(shows(none, "A workflow needs at least one message."));
    const auto gone = post(save_workflow, at, with(form(), "template_2", "AAAAAAAAAAAAB"), id);
    EXPECT_EQ(gone.status, 422);
    EXPECT_TRUE(shows(gone, "tb-error"));
    ASSERT_EQ(post(save_workflow, at, with(form(), "take_away", "yes"), id).status, 303);
    EXPECT_EQ(of("booked").actions.size(), 1u);
    EXPECT_EQ(of("booked").actions[0].template_id, other);
    EXPECT_FALSE(shows(shown(of("booked")), "Take this message away"));
}

TEST_P(OfficeWorkflows, SayWhichAddressesWaitAndAskThemOnceMore) {
    auto workflow = of("booked");
    for (const auto& each : all())
        if (each.trigger == "booked" && each.actions[0].recipients.provider) workflow = each;
    const auto id = base::to_text(workflow.id), at = office("/workflows/" + id);
    const auto page = [&] { return get(office::workflow, at, id); };
    ASSERT_EQ(post(save_workflow, at, with(form_of(*page().body, at), "addresses", "desk@example.com"), id).status,
              303);
    EXPECT_TRUE(shows(page(), "desk@example.com was asked on"));
    const auto waiting = page().body->substr(page().body->find("desk@example.com was asked on"));
    const auto form = form_of(waiting, at + "/action");
    ASSERT_EQ(value(form, "do"), "ask");
    ASSERT_EQ(post(do_workflow, at + "/action", form, id).status, 303);
    EXPECT_EQ(post(do_workflow, at + "/action", with(form, "address", "other@example.com"), id).status, 404);
    EXPECT_EQ(post(do_workflow, at + "/action", with(form, "address", "nowhere"), id).status, 404);
    http::Response last;
    for (int i = 0; i < 5; ++i) last = post(do_workflow, at + "/action", form, id);
    EXPECT_EQ(last.status, 429);

    const auto token = world.db().write([&](db::Tx& tx) -> Result<std::string> {
        const auto now = notify::find_workflow(tx, business(), workflow.id).value();
        const auto address = notify::list_waiting(tx, business(), now).at(0);
        return notify::make_notice_link(tx, world.clock, business(), address.id);
    });
    const auto link = office("/notice-address/" + *token);
    const auto open = [&](std::string_view with_token, std::string_view where) {
        auto asked = request(http::Method::get, link);
        asked.params = {{"business", std::string(where)}, {"token", std::string(with_token)}};
        return Handler(notice_address)(asked, environment);
    };
    const auto agree = [&](const Pairs& sent) {
        auto asked = request(http::Method::post, link);
        asked.params = {{"business", slug}, {"token", *token}};
        asked.form = http::Form(sent);
        return Handler(confirm_notice_address)(asked, environment);
    };
    session.clear();
    EXPECT_EQ(open("nonsense", slug).status, 404);
    EXPECT_EQ(open(*token, "fjord-clinic").status, 404) << "another business's";
    const auto asked = open(*token, slug);
    EXPECT_TRUE(shows(asked, "May messages come here?"));
    EXPECT_TRUE(shows(asked, "desk@example.com"));
    EXPECT_EQ(agree({}).status, 422) << "a form of another site";
    const auto agreed = agree(form_of(*asked.body, link));
    EXPECT_TRUE(shows(agreed, "Thank you"));
    EXPECT_EQ(agree(form_of(*asked.body, link)).status, 404) << "twice";
    as_owner();
    EXPECT_FALSE(shows(page(), "was asked on"));
}

TEST_P(OfficeWorkflows, GoToWhomTheEditorNames) {
    const auto to_provider = [&] {
        const auto list = all();
        const auto found = std::ranges::find_if(
            list, [](const auto& each) { return each.trigger == "booked" && each.actions[0].recipients.provider; });
        CHECK(found != list.end());
        return *found;
    };
    const auto workflow = to_provider();
    const auto id = base::to_text(workflow.id);
    const auto at = office("/workflows/" + id);
    const auto nora = hire("Nora Berg", "nora@example.com", businesses::Role::receptionist);
    EXPECT_TRUE(shows(get(workflows, office("/workflows")), "to the provider"));
    auto form = form_of(*shown(workflow).body, at);
    EXPECT_EQ(value(form, "recipients_provider"), "yes");
    form = with(with(form, "recipients_" + base::to_text(nora), "yes"), "addresses", "desk@example.com, x@example.com");
    ASSERT_EQ(post(save_workflow, at, form, id).status, 303);
    const auto now = to_provider().actions[0].recipients;
    EXPECT_EQ(now.members, std::vector{nora});
    EXPECT_EQ(now.addresses, (std::vector<std::string>{"desk@example.com", "x@example.com"}));
    EXPECT_FALSE(now.customer);
    EXPECT_TRUE(shows(shown(to_provider()), "to the provider, Nora Berg, desk@example.com, x@example.com"));

    form = form_of(*shown(to_provider()).body, at);
    auto refused = post(save_workflow, at, with(form, "addresses", "nowhere"), id);
    EXPECT_EQ(refused.status, 422);
    EXPECT_TRUE(shows(refused, "tb-error"));
    EXPECT_TRUE(shows(refused, "nowhere")) << "what was typed stays";
    // A text with the customer's own links goes to nobody else.
    const auto confirmation = base::to_text(*of("booked").actions.at(0).template_id);
    refused = post(save_workflow, at, with(form, "template", confirmation), id);
    EXPECT_EQ(refused.status, 422);
    EXPECT_TRUE(shows(refused, "opens something private to the customer"));
    form = without(without(form, "recipients_provider"), "recipients_" + base::to_text(nora));
    refused = post(save_workflow, at, with(form, "addresses", ""), id);
    EXPECT_EQ(refused.status, 422);
    EXPECT_TRUE(shows(refused, "Tick at least one."));
    // A form without the question leaves the answer as it is.
    for (const auto* field : {"to_drawn", "recipients_provider"}) form = without(form, field);
    ASSERT_EQ(post(save_workflow, at, form, id).status, 303);
    EXPECT_EQ(to_provider().actions[0].recipients, now);
}

TEST_P(OfficeWorkflows, LetStaffChooseHowTheyHearOfAppointments) {
    const auto choices = [&](StaffId who) {
        return world.db().read([&](db::Session& reading) { return notify::find_choices(reading, business(), who); });
    };
    const auto at = office("/notices");
    auto form = form_of(*get(notices, at).body, at);
    EXPECT_EQ(value(form, "told_booked"), "at_once");
    EXPECT_EQ(value(form, "digest_at"), "18:00");
    form = with(with(with(form, "told_booked", "daily"), "told_moved", "never"), "digest_at", "07:30");
    EXPECT_EQ(header(post(save_notices, at, with(form, "notice_language", "da")), "Location"), at + "?done=saved");
    EXPECT_EQ(choices(owner).of(notify::NoticeKind::booked), notify::Told::daily);
    EXPECT_EQ(choices(owner).of(notify::NoticeKind::moved), notify::Told::never);
    EXPECT_EQ(choices(owner).digest_at, Minutes{450});
    EXPECT_EQ(choices(owner).language, "da");
    for (const auto* wrong : {"", "24:00", "7", "07:60", "x:y", "-1:00", "07:30:00"}) {
        const auto refused = post(save_notices, at, with(form, "digest_at", wrong));
        EXPECT_EQ(refused.status, 422) << wrong;
        EXPECT_TRUE(shows(refused, "tb-error"));
        EXPECT_TRUE(shows(refused, "value=\"daily\" selected")) << "what was chosen stays";
    }
    EXPECT_EQ(choices(owner).digest_at, Minutes{450});

    // Of others, who manages the team.
    const auto nora = hire("Nora Berg", "nora@example.com", businesses::Role::receptionist);
    const auto id = base::to_text(nora);
    const auto theirs = office("/people/" + id + "/notices");
    form = form_of(*get(person_notices, theirs, id).body, theirs);
    ASSERT_EQ(post(save_person_notices, theirs, with(form, "told_cancelled", "never"), id).status, 303);
    EXPECT_EQ(choices(nora).of(notify::NoticeKind::cancelled), notify::Told::never);
    const auto card = get(person, office("/people/" + id), id);
    EXPECT_TRUE(shows(card, "What they are told"));
    EXPECT_TRUE(shows(card, theirs));
    EXPECT_TRUE(shows(get(security, office("/security")), office("/notices")));

    hire("Max", "max@example.com", businesses::Role::manager);
    ASSERT_EQ(sign_in_as("max@example.com").status, 303);
    const auto owners = office("/people/" + base::to_text(owner) + "/notices");
    form = form_of(*get(person_notices, owners, base::to_text(owner)).body, owners);
    EXPECT_EQ(post(save_person_notices, owners, form, base::to_text(owner)).status, 403);
    EXPECT_EQ(choices(owner).language, "da");
}

INSTANTIATE_TEST_SUITE_P(Engines, OfficeWorkflows, testing::ValuesIn(support::engines()), support::engine_name);

}  // namespace
}  // namespace office::test
