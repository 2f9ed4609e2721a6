#include "accounts/staff_manage.h"
#include "notify/decide.h"
#include "notify/staff_choice.h"
#include "notify/staff_mail.h"
#include "notify/test_post.h"

namespace notify::test {
namespace {

constexpr std::string_view kMira = "mira@lind.example", kJonas = "jonas@lind.example", kOlga = "olga@lind.example";

std::string name_of(const customers::Details& who) { return base::full_name(who.name, who.surname); }

struct StaffNotice : testing::TestWithParam<db::Engine> {
    Post post{GetParam()};
    support::World& world = post.world;
    support::SmtpCatcher& catcher = post.catcher;

    StaffNotice() {
        post.give_address(world.salon.mira, kMira);
        post.give_address(world.salon.jonas, kJonas);
    }
    bookings::Booking book_anna(std::string_view when = "thu 10:00") {
        return post.book(world.anna, world.salon.cut, world.salon.mira, when);
    }
    // The customer herself.
    void cancel(BookingId booking, activity::Actor actor = {activity::ActorKind::manage_link, 0}) {
        world.db().write([&](db::Tx& tx) {
            bookings::cancel(tx, world.context(), world.salon.id, booking, actor, bookings::Rules::staff).value();
        });
    }
    void move(BookingId booking, std::string_view when, std::optional<ProviderId> to = {}) {
        world.db().write([&](db::Tx& tx) {
            bookings::reschedule(tx, world.context(), world.salon.id, booking, {world.at(when), to},
                                 {activity::ActorKind::manage_link, 0}, bookings::Rules::staff)
                .value();
        });
    }
    std::vector<std::string> receivers() {
        std::vector<std::string> out;
        for (const auto& mail : catcher.mails()) out.push_back(mail.to);
        std::ranges::sort(out);
        return out;
    }
    std::string text(std::size_t index = 0) { return decoded(catcher.mails().at(index).bytes); }
    void choose(StaffId id, const Choices& wanted) {
        world.db().write(
            [&](db::Tx& tx) { CHECK(notify::choose(tx, post.context(), world.salon.id, id, wanted, {})); });
    }
    StaffId mira() const { return {world.salon.mira.value}; }
    // The workflow that tells staff of that.
    Workflow to_staff(std::string_view trigger) {
        const auto all = world.db().read([&](db::Session& s) { return list_workflows(s, world.salon.id); });
        const auto found = std::ranges::find_if(all, [&](const Workflow& each) {
            return each.trigger == trigger && !each.actions.at(0).recipients.customer;
        });
        CHECK(found != all.end());
        return *found;
    }
    std::vector<notify::Run> runs_of(const Workflow& workflow) {
        return world.db().read([&](db::Session& s) { return list_runs(s, world.salon.id, workflow.id); });
    }
    Result<void> save(const Workflow& workflow, activity::Actor actor = {}) {
        return world.db().write(
            [&](db::Tx& tx) { return update_workflow(tx, post.context(), world.salon.id, workflow, actor); });
    }
};
INSTANTIATE_TEST_SUITE_P(Engines, StaffNotice, testing::ValuesIn(support::engines()), support::engine_name);

TEST_P(StaffNotice, TellsTheProviderOnceWhoWhatWhenAndWhereToSeeIt) {
    post.only_to_staff({"booked"});
    const auto booking = book_anna();
    post.run();
    post.run();
    ASSERT_EQ(receivers(), std::vector{std::string(kMira)});
    const auto mail = text();
    EXPECT_NE(mail.find(name_of(world.anna)), mail.npos) << mail;
    EXPECT_NE(mail.find("10:00"), mail.npos);
    EXPECT_NE(mail.find("https://book.example.org/studio-lind/office/bookings/" + base::to_text(booking.id)),
              mail.npos);
    EXPECT_NE(mail.find("https://book.example.org/studio-lind/office/notices"), mail.npos)
        << "the foot says where to choose";
    EXPECT_EQ(mail.find("/studio-lind/bookings/"), mail.npos) << "the customer's own link";
    EXPECT_EQ(mail.find("BEGIN:VCALENDAR"), mail.npos);
    const auto logged = post.messages();
    ASSERT_EQ(logged.size(), 1u);
    EXPECT_EQ(logged[0].to, To::staff);
    EXPECT_EQ(logged[0].staff_id, mira());
}

TEST_P(StaffNotice, NeedsNoSetUpAndLeavesTheCustomersMailAsItIs) {
    book_anna();
    post.run();
    EXPECT_EQ(receivers(), (std::vector<std::string>{"anna@example.com", std::string(kMira)}));
}

TEST_P(StaffNotice, TellsOfAMoveToSomebodyElseBothOfThem) {
    post.only_to_staff({"rescheduled"});
    const auto booking = book_anna();
    move(booking.id, "fri 14:00", world.salon.jonas);
    post.run();
    ASSERT_EQ(receivers(), (std::vector{std::string(kJonas), std::string(kMira)}));
    EXPECT_NE(text(0).find("10:00"), std::string::npos) << "when it was before";
    EXPECT_NE(text(0).find("14:00"), std::string::npos);
}

TEST_P(StaffNotice, SaysToTheCustomerTooWhenItWasBefore) {
    post.only({"rescheduled"});
    post.write("rescheduled", {"Moved", "<p>[{{moved_from}}]</p>", ""});
    const auto booking = book_anna();
    move(booking.id, "fri 14:00");
    post.run();
    ASSERT_EQ(catcher.mails().size(), 1u);
    EXPECT_NE(text().find("10:00]"), std::string::npos) << text();
}

TEST_P(StaffNotice, TellsNobodyOfWhatTheyDidThemselves) {
    post.only_to_staff({"cancelled"});
    cancel(book_anna().id, {activity::ActorKind::staff, world.salon.mira.value});
    post.run();
    EXPECT_TRUE(catcher.mails().empty());
    const auto runs = runs_of(to_staff("cancelled"));
    ASSERT_EQ(runs.size(), 1u);
    EXPECT_EQ(runs[0].why, "own_action");
    EXPECT_NE(post.why(runs[0]).find("Mira"), std::string::npos);
    cancel(book_anna("fri 10:00").id, {activity::ActorKind::staff, world.salon.jonas.value});
    post.run();
    EXPECT_EQ(receivers(), std::vector{std::string(kMira)}) << "a colleague did this one";
}

TEST_P(StaffNotice, AsksTheOwnersToApproveAndTellsThemOfItNoSecondTime) {
    const auto olga = post.hire("Olga", kOlga, businesses::Role::owner);
    world.db().write(
        [&](db::Tx& tx) { tx.execute("update staff_members set role = 'owner' where id = :id", world.salon.mira); });
    for (const auto id : {mira(), olga}) choose(id, {.language = "en"});
    post.only_to_staff({"awaiting_approval", "booked"});
    const auto booking = post.book(world.anna, world.salon.colour, world.salon.mira, "thu 10:00");
    ASSERT_EQ(booking.status, bookings::Status::pending);
    post.run();
    ASSERT_EQ(receivers(), (std::vector{std::string(kMira), std::string(kOlga)}))
        << "Mira gives it and is an owner: once";
    for (std::size_t i = 0; i < 2; ++i)
        EXPECT_NE(text(i).find("An appointment waits for approval"), std::string::npos) << text(i);
    EXPECT_EQ(runs_of(to_staff("booked")).at(0).why, "told_already");
    // What needs no approval is nothing to the owners, nor decided on for them.
    catcher.forget();
    book_anna("fri 10:00");
    post.run();
    EXPECT_EQ(receivers(), std::vector{std::string(kMira)});
    EXPECT_EQ(runs_of(to_staff("awaiting_approval")).size(), 1u);
}

TEST_P(StaffNotice, SaysNothingOfWhatIsAnsweredAlready) {
    post.hire("Olga", kOlga, businesses::Role::owner);
    post.only_to_staff({"awaiting_approval"});
    const auto booking = post.book(world.anna, world.salon.colour, world.salon.mira, "thu 10:00");
    world.db().write([&](db::Tx& tx) {
        CHECK(bookings::change_status(tx, world.context(), world.salon.id, booking.id, bookings::Status::approved,
                                      {activity::ActorKind::staff, 1}, bookings::Rules::staff));
    });
    post.run();
    EXPECT_TRUE(catcher.mails().empty());
}

TEST_P(StaffNotice, ForgetsWhoLeftAndWhoHasNoAddress) {
    post.only_to_staff({"booked"});
    book_anna();
    world.run_jobs();
    world.db().write([&](db::Tx& tx) { staff::set_active(tx, world.salon.id, mira(), false); });
    post.run();
    EXPECT_TRUE(catcher.mails().empty());
    ASSERT_EQ(post.messages().size(), 1u);
    EXPECT_EQ(post.messages()[0].state, State::dropped);
    EXPECT_EQ(post.messages()[0].why, "staff_gone");

    world.db().write([&](db::Tx& tx) { staff::set_active(tx, world.salon.id, mira(), true); });
    post.give_address(world.salon.mira, "");
    book_anna("fri 10:00");
    post.run();
    EXPECT_TRUE(catcher.mails().empty());
    EXPECT_EQ(runs_of(to_staff("booked")).at(0).why, "no_staff_address");
}

TEST_P(StaffNotice, KeepsToWhatAMemberChose) {
    post.only_to_staff({"booked", "cancelled"});
    choose(mira(), {.told = {{NoticeKind::booked, Told::never}}, .language = "en"});
    const auto booking = book_anna();
    post.run();
    EXPECT_TRUE(catcher.mails().empty());
    EXPECT_EQ(runs_of(to_staff("booked")).at(0).why, "not_wanted");
    cancel(booking.id);
    post.run();
    ASSERT_EQ(receivers(), std::vector{std::string(kMira)});
    EXPECT_NE(text().find("An appointment has been cancelled"), std::string::npos) << "in her language";
}

TEST_P(StaffNotice, DropsWhatWaitsOnceItIsNotWantedAnyMore) {
    post.only_to_staff({"booked"});
    book_anna();
    world.run_jobs();
    choose(mira(), {.told = {{NoticeKind::booked, Told::never}}});
    post.run();
    EXPECT_TRUE(catcher.mails().empty());
    EXPECT_EQ(post.messages().at(0).why, "not_wanted");
}

TEST_P(StaffNotice, NeverHoldsWhatLetsInTheCustomer) {
    post.only_to_staff({"booked"});
    auto workflow = to_staff("booked");
    const Source secret{"Booked", "<p><a href=\"{{booking_link}}\">here</a></p>", ""};
    const auto theirs = world.db().write([&](db::Tx& tx) {
        return create_template(tx, post.context(), world.salon.id, "Secret", "nb", secret, {}).value();
    });
    const auto ours = *workflow.actions[0].template_id;
    workflow.actions[0].template_id = theirs;
    const auto refused = save(workflow);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().fields.at(0).code, "template.customers_only");
    // Nor by writing it into the text afterwards.
    const auto written = world.db().write(
        [&](db::Tx& tx) { return update_template(tx, post.context(), world.salon.id, ours, "nb", secret, {}, {}); });
    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().fields.at(0).code, "template.customers_only");
    // And were it there all the same, it would lead nowhere: also where the member has the customer's own address.
    world.db().write([&](db::Tx& tx) {
        tx.execute("insert into message_template_texts (business_id, template_id, language, subject, html, text) "
                   "values (:business, :id, 'nb', 'S', :html, '')",
                   world.salon.id, ours,
                   "<p>[{{#if booking_link}}b{{/if}}{{#if access_link}}a{{/if}}{{#if set_password_link}}p{{/if}}"
                   "{{#if booking_panel_link}}c{{/if}}{{customer_panel_password}}]</p>");
    });
    post.give_address(world.salon.mira, "anna@example.com");
    book_anna();
    post.run();
    ASSERT_EQ(catcher.mails().size(), 1u);
    EXPECT_NE(text().find("[]"), std::string::npos) << text();
}

TEST_P(StaffNotice, GoesToNamedMembersAndTypedAddressesEachOnce) {
    const auto nora = post.hire("Nora", "nora@lind.example");
    post.only_to_staff({"booked"});
    auto workflow = to_staff("booked");
    auto& to = workflow.actions[0].recipients;
    to = {.customer = false,
          .provider = true,
          .owners = true,
          .members = {nora, mira(), nora},
          .addresses = {"Desk@lind.example", "desk@lind.example"}};
    ASSERT_TRUE(save(workflow));
    EXPECT_EQ(to_staff("booked").actions[0].recipients, to) << "stored as it was";
    post.agree("desk@lind.example");
    book_anna();
    post.run();
    EXPECT_EQ(receivers(), (std::vector<std::string>{"Desk@lind.example", std::string(kMira), "nora@lind.example"}));
    const auto mails = catcher.mails();
    const auto desk = std::ranges::find(mails, "Desk@lind.example", &support::CaughtMail::to);
    const auto mail = decoded(desk->bytes);
    EXPECT_EQ(mail.find("/office/"), mail.npos) << "no way into the back office";
    EXPECT_NE(mail.find("Studio Lind"), mail.npos);
}

TEST_P(StaffNotice, LetsOnlyAnOwnerAddAnAddress) {
    const auto manager = post.hire("Nora", "nora@lind.example");
    const auto owner = post.hire("Olga", kOlga, businesses::Role::owner);
    const activity::Actor by_manager{activity::ActorKind::staff, manager.value};
    auto workflow = to_staff("booked");
    workflow.actions[0].recipients.addresses = {"desk@lind.example"};
    const auto refused = save(workflow, by_manager);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().fields.at(0).field, "addresses");
    EXPECT_EQ(refused.error().fields.at(0).code, "recipient.owners_only");
    ASSERT_TRUE(save(workflow, {activity::ActorKind::staff, owner.value}));
    workflow = to_staff("booked");
    workflow.name = "Another name";
    EXPECT_TRUE(save(workflow, by_manager)) << "it was there before";
}

TEST_P(StaffNotice, RefusesRecipientsWhoCannotBe) {
    const auto code_of = [&](const Recipients& to, std::string_view trigger = "booked") {
        auto workflow = to_staff("booked");
        workflow.trigger = trigger;
        workflow.actions[0].recipients = to;
        const auto saved = save(workflow);
        if (saved) return std::string();
        const auto& fields = saved.error().fields;
        return fields.empty() ? "another" : fields.front().code;
    };
    EXPECT_EQ(code_of({.customer = false}), "field.choose_one");
    EXPECT_EQ(code_of({.customer = false, .members = {StaffId{12345}}}), "field.invalid");
    EXPECT_EQ(code_of({.customer = false, .addresses = {"nowhere"}}), "field.email");
    EXPECT_EQ(code_of({.customer = false, .addresses = {"a@b.example", "c@b.example", "d@b.example", "e@b.example"}}),
              "recipient.too_many");
    EXPECT_EQ(code_of({.customer = false, .provider = true}, "customer_created"), "field.invalid");
    EXPECT_EQ(code_of({.customer = false, .owners = true}), "");
}

TEST_P(StaffNotice, CountsAsNoAnswerToTheCustomer) {
    post.only_to_staff({"booked"});
    world.db().read([&](db::Session& s) { EXPECT_FALSE(is_answered(s, world.salon.id, "booked")); });
    post.only({"booked"});
    world.db().read([&](db::Session& s) { EXPECT_TRUE(is_answered(s, world.salon.id, "booked")); });
}

TEST_P(StaffNotice, StaysOutOfTheCustomersOwnMessages) {
    const auto booking = book_anna();
    post.run();
    ASSERT_EQ(catcher.mails().size(), 2u);
    const auto theirs = post.messages({.customer = booking.customer_id, .booking = {}, .state = {}, .before = {}});
    ASSERT_EQ(theirs.size(), 1u);
    EXPECT_EQ(theirs[0].to, To::customer);
}

TEST_P(StaffNotice, MarksNoCustomersAddressAsBrokenForAStaffMembers) {
    post.give_address(world.salon.mira, "anna@example.com");
    post.only_to_staff({"booked"});
    catcher.refuse("anna@example.com", 550);
    const auto booking = book_anna();
    post.run();
    EXPECT_EQ(post.messages().at(0).state, State::refused);
    const auto anna = world.db().read(
        [&](db::Session& s) { return customers::find(s, world.salon.id, booking.customer_id).value(); });
    EXPECT_EQ(anna.email_trouble, "");
}

TEST_P(StaffNotice, IsChosenByOneselfOrByWhoManagesTheTeam) {
    const auto nora = post.hire("Nora", "nora@lind.example");
    const auto olga = post.hire("Olga", kOlga, businesses::Role::owner);
    const auto by = [](StaffId id) { return activity::Actor{activity::ActorKind::staff, id.value}; };
    Choices wanted{.told = {{NoticeKind::booked, Told::daily}}, .digest_at = 7h + 30min, .language = "da"};
    const auto choose_as = [&](StaffId whose, activity::Actor actor) {
        const auto done = world.db().write(
            [&](db::Tx& tx) { return notify::choose(tx, post.context(), world.salon.id, whose, wanted, actor); });
        return done ? std::string() : done.error().code;
    };
    EXPECT_EQ(choose_as(mira(), by(mira())), "");
    EXPECT_EQ(world.db().read([&](db::Session& s) { return find_choices(s, world.salon.id, mira()); }), wanted);
    EXPECT_EQ(choose_as(nora, by(mira())), "staff.not_permitted") << "a provider for a manager";
    wanted.language = "nl";
    EXPECT_EQ(choose_as(mira(), by(nora)), "");
    EXPECT_EQ(choose_as(olga, by(nora)), "staff.owners_only");
    EXPECT_EQ(choose_as(nora, by(olga)), "");
    EXPECT_EQ(choose_as(mira(), {activity::ActorKind::customer, 1}), "staff.not_permitted");
    EXPECT_EQ(choose_as(StaffId{7}, by(olga)), "staff.unknown");
    const auto neighbours = StaffId{world.neighbour.eva.value};
    EXPECT_EQ(choose_as(neighbours, by(olga)), "staff.unknown") << "of another business";
    wanted.digest_at = 24h;
    EXPECT_EQ(choose_as(mira(), by(mira())), "form.invalid");
    wanted = {.language = "xx"};
    EXPECT_EQ(choose_as(mira(), by(mira())), "form.invalid");
}

TEST_P(StaffNotice, GivesEveryTriggerAnAnswerInFiveLanguages) {
    for (const auto language : i18n::languages)
        for (const auto source : {provider_booked_source, provider_rescheduled_source, provider_cancelled_source,
                                  owners_awaiting_approval_source})
            EXPECT_TRUE(faults_of(source(language)).empty()) << i18n::tag(language);
}

}  // namespace
}  // namespace notify::test
