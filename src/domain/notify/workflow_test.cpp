#include "notify/workflow.h"

#include "catalog/add_ons.h"
#include "catalog/extra_field_editing.h"
#include "customers/labels.h"
#include "notify/test_post.h"

namespace notify::test {
namespace {

using i18n::Language;

struct Workflows : testing::TestWithParam<db::Engine> {
    Post post{GetParam()};
    support::World& world = post.world;
    BusinessId salon = world.salon.id;
    const activity::Actor owner{activity::ActorKind::staff, 1};

    auto write(const auto& body) { return world.db().write(body); }
    auto read(const auto& body) { return world.db().read(body); }
    std::optional<Template> find(TemplateId id) {
        return read([&](db::Session& session) { return find_template(session, salon, id); });
    }
    Result<TemplateId> create(const Source& source, std::string_view language = "nb") {
        return write(
            [&](db::Tx& tx) { return create_template(tx, post.context(), salon, "Mine", language, source, owner); });
    }
    bookings::Booking book_anna(std::string_view when = "thu 10:00") {
        return post.book(world.anna, world.salon.cut, world.salon.mira, when);
    }
    // Of the first run of `booked`, once it was decided.
    std::string decided_with(std::vector<Condition> conditions) {
        post.only({"booked"});
        auto workflow = post.workflow_of("booked");
        workflow.conditions = std::move(conditions);
        post.change(workflow);
        book_anna();
        post.run();
        const auto runs = post.runs("booked");
        return runs.empty() ? "no run" : runs.front().acted ? "sent" : post.why(runs.front());
    }
};
INSTANTIATE_TEST_SUITE_P(Engines, Workflows, testing::ValuesIn(support::engines()), support::engine_name);

TEST(Gallery, HasTextsOfWhichEachCanBeSentByItsOwnTriggerInEveryLanguage) {
    for (const auto& shipped : gallery()) {
        const auto* trigger = find_trigger(shipped.trigger);
        ASSERT_TRUE(trigger) << shipped.key;
        auto names = names_of(placeholders_of(*trigger));
        for (const auto language : i18n::languages) {
            const auto source = shipped_source(shipped, language);
            EXPECT_TRUE(engine::parse(source.subject, engine::Form::subject, names)) << shipped.key;
            const auto parsed = engine::parse(source.html, engine::Form::html, names);
            EXPECT_TRUE(parsed) << shipped.key << " " << (parsed ? "" : parsed.error().code);
            EXPECT_TRUE(faults_of(source).empty()) << shipped.key;
        }
    }
}

TEST_P(Workflows, AreThereFromTheStartWithTextsInAllLanguages) {
    const auto all = read([&](db::Session& session) { return list_workflows(session, salon); });
    EXPECT_EQ(all.size(), gallery().size());
    for (const auto& workflow : all) EXPECT_EQ(find(*workflow.actions.at(0).template_id)->sources.size(), 5u);
    EXPECT_TRUE(post.workflow_of("booked").active);
    EXPECT_FALSE(post.workflow_of("account_created").active);
    EXPECT_FALSE(post.workflow_of("birthday").active);
    EXPECT_FALSE(post.workflow_of("after_end").active);
}

TEST_P(Workflows, AndTheirMessagesAreForgottenAfterTwoYears) {
    post.book(world.anna, world.salon.cut, world.salon.mira, "tue 10:00");
    post.run();
    const auto first = post.messages().size();
    ASSERT_GT(first, 0u);
    const auto then = world.clock.now();
    forget_old(world.db(), then + kMessagesKept);
    EXPECT_EQ(post.messages().size(), first);
    world.clock.advance(24h);
    post.book(world.anna, world.salon.cut, world.salon.mira, "fri 10:00");
    post.run();
    ASSERT_GT(post.messages().size(), first);
    const auto later = post.messages().size() - first;
    forget_old(world.db(), then + kMessagesKept + 1h);
    EXPECT_EQ(post.messages().size(), later);
    for (const auto& run : post.runs("booked")) EXPECT_GT(run.at, then);
    forget_old(world.db(), then + kMessagesKept + 49h);
    EXPECT_TRUE(post.messages().empty());
    EXPECT_TRUE(post.runs("booked").empty());
}

TEST_P(Workflows, RefuseTextsThatCannotBeSent) {
    const auto unknown = create({"Hi", "<p>line one</p>\n<p>{{custommer_name}}</p>", ""});
    ASSERT_FALSE(unknown);
    ASSERT_EQ(unknown.error().fields.size(), 1u);
    EXPECT_EQ(unknown.error().fields[0].field, "html");
    EXPECT_EQ(unknown.error().fields[0].code, "template.unknown_placeholder_near");
    EXPECT_EQ(unknown.error().fields[0].parameters[0], (std::pair<std::string, std::string>("line", "2")));
    EXPECT_FALSE(create({"Hi", "{{#each upcoming_bookings}} never closed", ""}));
    EXPECT_FALSE(create({"", "<p>no subject</p>", ""}));
    EXPECT_FALSE(create({"Nothing to say", "", ""}));
    EXPECT_FALSE(create({"Hi", "<p>x</p>", ""}, "fr"));
    EXPECT_TRUE(create({"Hi {{customer_name}}", "", "Plain {{service}}"}));
}

TEST_P(Workflows, TellOfAddOnsAndOfAnswersByTheNamesOfTheirFields) {
    const activity::Context context{world.clock, world.registry};
    const auto [drink, allergies] = write([&](db::Tx& tx) {
        const auto add_on = catalog::create_add_on(
            tx, context, salon, {.id = {}, .name = {"Kaffe", {{"en", "Coffee"}}}, .services = {world.salon.cut}},
            owner);
        catalog::ExtraField field;
        field.label = {"Allergier", {{"en", "Allergies"}}};
        return std::pair(add_on.value(), catalog::create_extra_field(tx, context, salon, field, owner).value());
    });
    const Source source{"{{field_allergier}}",
                        "<p>{{add_ons}}:{{#each extra_fields}} {{label}} {{answer}}{{/each}}{{field_allergier}}</p>",
                        ""};
    ASSERT_TRUE(create(source));
    const auto unknown = create({"Hi", "<p>{{field_allergy}}</p>", ""});
    ASSERT_FALSE(unknown);
    EXPECT_EQ(unknown.error().fields[0].code, "template.unknown_field");
    EXPECT_EQ(unknown.error().fields[0].field, "html");

    auto wish = world.wish(world.anna, world.salon.cut, world.salon.mira, "thu 10:00");
    wish.add_ons = {drink};
    wish.answers.values[allergies] = {"nuts <b>"};
    const auto booking =
        write([&](db::Tx& tx) { return bookings::book(tx, world.context(), salon, wish, bookings::Rules::customer); })
            .value()
            .booking;
    const auto business = read([&](db::Session& session) { return *businesses::find(session, salon); });
    const auto shown =
        read([&](db::Session& session) {
            return preview(session, world.clock, kBase, business, source, Language::en, booking.customer_id);
        }).value();
    EXPECT_EQ(shown.subject, "nuts <b>");
    EXPECT_NE(shown.html.find("Coffee: Allergies nuts &lt;b&gt;nuts &lt;b&gt;"), std::string::npos) << shown.html;
}

TEST_P(Workflows, RefuseAPlaceholderThatTheTriggerDoesNotHave) {
    const auto id = create({"Hi", "<p>{{service}}</p>", ""}).value();
    auto workflow = post.workflow_of("account_created");
    workflow.actions.at(0).template_id = id;
    const auto given = write([&](db::Tx& tx) { return update_workflow(tx, post.context(), salon, workflow, owner); });
    ASSERT_FALSE(given);
    EXPECT_EQ(given.error().fields[0].code, "template.not_here");

    // And the other way round: the template of a workflow cannot get one.
    const auto used = *post.workflow_of("account_created").actions.at(0).template_id;
    const auto saved = write([&](db::Tx& tx) {
        return update_template(tx, post.context(), salon, used, "nb", {"Hi", "<p>{{service}}</p>", ""}, std::nullopt,
                               owner);
    });
    ASSERT_FALSE(saved);
    EXPECT_EQ(saved.error().fields[0].code, "template.not_here");
}

TEST_P(Workflows, KeepEditsApartFromTheProgramsTextsAndCanGoBack) {
    const auto id = *post.workflow_of("booked").actions.at(0).template_id;
    const auto before = find(id).value();
    const auto update = [&](std::optional<std::int64_t> version) {
        return write([&](db::Tx& tx) {
            return update_template(tx, post.context(), salon, id, "nb", {"Mine", "<p>mine</p>", ""}, version, owner);
        });
    };
    ASSERT_TRUE(update(before.version));
    EXPECT_EQ(update(before.version).error().code, "template.changed_meanwhile");
    EXPECT_EQ(find(id)->sources.at("nb").subject, "Mine");
    EXPECT_EQ(find(id)->edited, std::vector<std::string>{"nb"});
    EXPECT_EQ(find(id)->sources.at("da"), before.sources.at("da"));
    ASSERT_TRUE(write([&](db::Tx& tx) { return reset_template(tx, post.context(), salon, id, "nb", owner); }));
    EXPECT_EQ(find(id)->sources, before.sources);
    EXPECT_EQ(write([&](db::Tx& tx) { return remove_template(tx, post.context(), salon, id, owner); }).error().code,
              "template.in_use");
}

TEST_P(Workflows, AreApartForEachBusiness) {
    const auto theirs = post.workflow_of(world.clinic.id, "booked");
    EXPECT_FALSE(read([&](db::Session& session) { return find_workflow(session, salon, theirs.id); }));
    EXPECT_FALSE(find(*theirs.actions.at(0).template_id));
    EXPECT_FALSE(write([&](db::Tx& tx) { return set_active(tx, post.context(), salon, theirs.id, false, owner); }));
    auto mine = post.workflow_of("booked");
    mine.actions.at(0).template_id = theirs.actions.at(0).template_id;
    EXPECT_FALSE(write([&](db::Tx& tx) { return update_workflow(tx, post.context(), salon, mine, owner); }));
}

TEST_P(Workflows, CanBeDuplicatedSwitchedAndRemovedWithTheirHistoryKept) {
    const auto first = post.workflow_of("booked");
    const auto copy =
        write([&](db::Tx& tx) { return duplicate_workflow(tx, post.context(), salon, first.id, "Second", owner); });
    ASSERT_TRUE(copy);
    post.only({"booked"});
    book_anna();
    post.run();
    EXPECT_EQ(post.catcher.mails().size(), 2u);  // each of the two once
    ASSERT_TRUE(write([&](db::Tx& tx) { return remove_workflow(tx, post.context(), salon, *copy, owner); }));
    book_anna("fri 10:00");
    post.run();
    EXPECT_EQ(post.catcher.mails().size(), 3u);
    EXPECT_EQ(read([&](db::Session& session) { return list_runs(session, salon, *copy); }).size(), 1u);
    const auto found = read([&](db::Session& session) { return find_workflow(session, salon, *copy); });
    EXPECT_FALSE(found);
}

TEST_P(Workflows, DoNotOverwriteAnotherEditorsChange) {
    auto mine = post.workflow_of("booked"), theirs = mine;
    mine.name = "Mine";
    theirs.name = "Theirs";
    ASSERT_TRUE(write([&](db::Tx& tx) { return update_workflow(tx, post.context(), salon, mine, owner); }));
    EXPECT_EQ(write([&](db::Tx& tx) { return update_workflow(tx, post.context(), salon, theirs, owner); }).error().code,
              "workflow.changed_meanwhile");
}

TEST_P(Workflows, SendWhereTheConditionsHold) {
    EXPECT_EQ(decided_with({{Fact::service, true, {base::to_text(world.salon.cut)}},
                            {Fact::provider, false, {base::to_text(world.salon.jonas)}},
                            {Fact::customer, true, {"new"}},
                            {Fact::made_by, true, {"customer"}},
                            {Fact::language, true, {"nb"}},
                            {Fact::status, true, {"approved", "pending"}}}),
              "sent");
}

TEST_P(Workflows, AskWhetherTheCustomerHasOneOfSomeLabels) {
    const auto anna = book_anna("wed 10:00").customer_id;
    const auto label = [&](std::string name) {
        return write([&](db::Tx& tx) {
                   return customers::create_label(tx, post.context(), salon, {.id = {}, .name = std::move(name)},
                                                  owner);
               })
            .value();
    };
    const auto regular = label("Regular"), allergic = label("Allergic"), other = label("Late payer");
    write([&](db::Tx& tx) {
        return customers::relabel(tx, post.context(), salon, anna, {.on = {regular, allergic}}, owner);
    }).value();
    EXPECT_EQ(decided_with({{Fact::label, true, {base::to_text(allergic), base::to_text(other)}}}), "sent");
}

TEST_P(Workflows, ExplainThatTheCustomerHasNoneOfTheLabels) {
    const auto label =
        write([&](db::Tx& tx) {
            return customers::create_label(tx, post.context(), salon, {.id = {}, .name = "Regular"}, owner);
        }).value();
    EXPECT_EQ(decided_with({{Fact::label, true, {base::to_text(label)}}}),
              "Not sent. The customer's labels: nothing. It has to be: Regular.");
}

TEST_P(Workflows, ExplainTheConditionThatDoesNotHold) {
    EXPECT_EQ(decided_with({{Fact::service, true, {base::to_text(world.salon.colour)}}}),
              "Not sent. The service: Klipp. It has to be: Farge.");
}

TEST_P(Workflows, ExplainTheConditionThatExcludes) {
    EXPECT_EQ(decided_with({{Fact::customer, false, {"new"}}}), "Not sent. The customer: new. It must not be: new.");
}

TEST_P(Workflows, WaitAsLongAsTheirDelaySays) {
    post.only({"booked"});
    auto workflow = post.workflow_of("booked");
    workflow.offset = 30min;
    post.change(workflow);
    book_anna();
    post.run();
    EXPECT_TRUE(post.catcher.mails().empty());
    world.clock.advance(30min);
    post.run();
    EXPECT_EQ(post.catcher.mails().size(), 1u);
}

TEST_P(Workflows, RefuseATimeBeforeTheStartThatIsNone) {
    auto workflow = post.workflow_of("before_start");
    workflow.offset = Minutes{0};
    const auto refused = write([&](db::Tx& tx) { return update_workflow(tx, post.context(), salon, workflow, owner); });
    ASSERT_FALSE(refused);
    ASSERT_EQ(refused.error().fields.size(), 1u);
    EXPECT_EQ(refused.error().fields[0].field, "offset");
    EXPECT_EQ(refused.error().fields[0].code, "workflow.no_time_before");
    workflow.trigger = "after_end";
    EXPECT_TRUE(write([&](db::Tx& tx) { return update_workflow(tx, post.context(), salon, workflow, owner); }));
}

TEST_P(Workflows, RefuseConditionsThatMakeNoSense) {
    auto workflow = post.workflow_of("booked");
    const auto update = [&] {
        return write([&](db::Tx& tx) { return update_workflow(tx, post.context(), salon, workflow, owner); });
    };
    for (const auto& condition : {Condition{Fact::status, true, {"finished"}}, Condition{Fact::service, true, {}},
                                  Condition{Fact::customer, true, {"old"}}}) {
        workflow.conditions = {condition};
        EXPECT_EQ(update().error().fields.at(0).field, "conditions");
    }
    workflow.conditions = {};
    workflow.offset = kLongestOffset + 1min;
    EXPECT_EQ(update().error().fields.at(0).field, "offset");
    workflow = post.workflow_of("account_created");
    workflow.actions.at(0).options["calendar_file"] = "yes";
    EXPECT_EQ(update().error().fields.at(0).field, "calendar_file");
    workflow = post.workflow_of("booked");
    workflow.actions.push_back({.target = "pigeon", .template_id = workflow.actions.at(0).template_id});
    EXPECT_EQ(update().error().fields.at(0).field, "target_2");
    workflow.actions.at(1) = {.kind = "dance"};
    EXPECT_EQ(update().error().fields.at(0).field, "actions");
    workflow.actions.assign(kMostActions + 1, workflow.actions.at(0));
    EXPECT_EQ(update().error().fields.at(0).field, "actions");
    workflow.actions.clear();
    EXPECT_EQ(update().error().fields.at(0).field, "actions");
}

TEST_P(Workflows, PreviewWithARealCustomerAndWithoutAnybody) {
    const auto booking = book_anna();
    const auto business = read([&](db::Session& session) { return businesses::find(session, salon).value(); });
    const Source source{"{{service}}", "<p>{{customer_name}} {{booking_link}} {{customer_panel_password}}</p>", ""};
    const auto with = [&](std::optional<CustomerId> customer) {
        return read([&](db::Session& session) {
            return preview(session, world.clock, kBase, business, source, Language::en, customer);
        });
    };
    const auto real = with(booking.customer_id);
    ASSERT_TRUE(real);
    EXPECT_EQ(real->subject, "Haircut");
    EXPECT_EQ(real->customer_name, "Anna Berg");
    EXPECT_NE(real->text.find("Anna"), std::string::npos);
    EXPECT_NE(real->text.find("••••••"), std::string::npos);
    EXPECT_NE(real->html.find("<!doctype html>"), std::string::npos);
    const auto invented = with(std::nullopt);
    ASSERT_TRUE(invented);
    EXPECT_EQ(invented->customer_name, "");
    EXPECT_TRUE(post.messages().empty());
}

TEST_P(Workflows, LeaveAWholePastedDocumentAsItIs) {
    const auto business = read([&](db::Session& session) { return businesses::find(session, salon).value(); });
    const std::string document = "<!DOCTYPE html>\n<html><head><style>p { color: red }</style></head>\n"
                                 "<body bgcolor=#fff><p>Hello</p></body></html>";
    const auto shown = read([&](db::Session& session) {
        return preview(session, world.clock, kBase, business, {"x", document, ""}, Language::en);
    });
    ASSERT_TRUE(shown);
    EXPECT_EQ(shown->html, document);
}

TEST_P(Workflows, CanBeTriedOutWithoutASecret) {
    const auto workflow = post.workflow_of("access_link_asked");
    const auto id = write([&](db::Tx& tx) {
        return test_send(tx, post.context(), kBase, salon, workflow.id, Language::en, "Mira", "mira@lind.example",
                         true);
    });
    ASSERT_TRUE(id);
    post.run();
    ASSERT_EQ(post.catcher.mails().size(), 1u);
    EXPECT_EQ(post.catcher.mails()[0].to, "mira@lind.example");
    EXPECT_NE(post.catcher.mails()[0].bytes.find("Subject: Test: "), std::string::npos);
    EXPECT_EQ(post.messages()[0].state, State::sent);
    EXPECT_EQ(read([&](db::Session& session) {
                  return session.value<std::int64_t>("select count(*) from one_time_links").value();
              }),
              0);
}

TEST_P(Workflows, AddFromTheGallerySwitchedOff) {
    const auto id =
        write([&](db::Tx& tx) { return add_from_gallery(tx, post.context(), salon, "reminder", Language::en, owner); });
    ASSERT_TRUE(id);
    const auto added = read([&](db::Session& session) { return find_workflow(session, salon, *id).value(); });
    EXPECT_FALSE(added.active);
    EXPECT_EQ(added.name, "Reminder");
    EXPECT_EQ(added.offset, Minutes{24 * 60});
    EXPECT_FALSE(
        write([&](db::Tx& tx) { return add_from_gallery(tx, post.context(), salon, "nothing", Language::en, owner); }));
}

}  // namespace
}  // namespace notify::test
