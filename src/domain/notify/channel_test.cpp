// A second channel, text messages to a phone that a list in this file keeps, beside e-mail: what the seam of channels
// has to stand, and a second kind of action beside messages.
#include "notify/channel.h"

#include "notify/action.h"
#include "notify/test_post.h"

#include <thread>

namespace notify::test {
namespace {

struct Text {
    std::string to, bytes, id;
};

// The provider of text messages.
struct Operator {
    std::mutex mutex;
    std::vector<Text> taken;
    Outcome answer{.kind = Outcome::Kind::sent};
    bool set_up = true;
    std::vector<std::string> troubles;  // keys that were refused for good
};
Operator& the_operator() {
    static Operator one;
    return one;
}

class Phone : public Channel {
public:
    std::string made_of(const Letter& letter) const override {
        EXPECT_EQ(letter.subject + letter.html + letter.calendar_file, "") << "it takes text alone";
        return letter.id + "|" + letter.text;
    }
    Outcome deliver(const std::string& address, const std::string& bytes, const std::function<void()>& before_content,
                    const std::stop_token&) override {
        before_content();
        auto& one = the_operator();
        const std::lock_guard lock(one.mutex);
        if (one.answer.kind == Outcome::Kind::sent) {
            const auto bar = bytes.find('|');
            one.taken.push_back({address, bytes.substr(bar + 1), bytes.substr(0, bar)});
        }
        return one.answer;
    }
};

class PhoneKind : public ChannelKind {
public:
    std::string name() const override { return "phone"; }
    std::string words(i18n::Language) const override { return "Text message"; }
    bool is_plain() const override { return true; }
    std::optional<Address> address_of(const Facts& facts, const Trigger&) const override {
        if (!facts.customer || facts.customer->phone.empty()) return std::nullopt;
        return Address{facts.customer->phone, facts.customer->phone};
    }
    std::string trouble_of(db::Session&, BusinessId, std::string_view key) const override {
        const auto& all = the_operator().troubles;
        return std::ranges::find(all, key) == all.end() ? "" : "no such number";
    }
    void note_trouble(db::Tx&, const Context&, BusinessId, std::string_view key, const std::string&) const override {
        the_operator().troubles.emplace_back(key);
    }
    bool is_set_up(const Options&) const override { return the_operator().set_up; }
    std::unique_ptr<Channel> open(const Options&) const override { return std::make_unique<Phone>(); }
};

// Notes in a list that a workflow answered.
std::vector<std::pair<std::string, RunId>>& noted() {
    static std::vector<std::pair<std::string, RunId>> all;
    return all;
}
class NoteKind : public ActionKind {
public:
    std::string name() const override { return "note"; }
    std::vector<FieldError> faults_of(db::Session&, BusinessId, const Workflow&, const Action& action) const override {
        return action.target.empty() ? std::vector<FieldError>{{"target", "field.required", {}}}
                                     : std::vector<FieldError>{};
    }
    std::optional<Refusal> plan(db::Tx&, const Setting&, const Question&, const Facts&, const Action& action,
                                Plan& to) const override {
        to.others.emplace_back([target = action.target](db::Tx&, RunId run) { noted().emplace_back(target, run); });
        return std::nullopt;
    }
};

bool registered() {
    static const bool once = [] {
        add_channel(std::make_unique<PhoneKind>());
        add_action_kind(std::make_unique<NoteKind>());
        return true;
    }();
    auto& one = the_operator();
    one.taken.clear();
    one.troubles.clear();
    one.answer = {.kind = Outcome::Kind::sent};
    one.set_up = true;
    noted().clear();
    return once;
}

struct Channels : testing::TestWithParam<db::Engine> {
    bool there = registered();
    Post post{GetParam()};
    support::World& world = post.world;
    Operator& phones = the_operator();
    const activity::Actor owner{activity::ActorKind::staff, 1};

    // The workflow of that trigger, alone, with a text message besides the mail.
    Workflow with_phone(std::string_view trigger,
                        const std::string& words = "Hei {{customer_name}}: {{service}}\n{{booking_link}}") {
        post.only({trigger});
        const auto text = world.db().write([&](db::Tx& tx) {
            return create_template(tx, post.context(), world.salon.id, "Short", "nb", {"Short", "", words}, owner)
                .value();
        });
        auto workflow = post.workflow_of(trigger);
        workflow.actions.push_back({.target = "phone", .template_id = text});
        post.change(workflow);
        return post.workflow_of(trigger);
    }
    bookings::Booking book_anna(std::string_view when = "thu 10:00") {
        return post.book(world.anna, world.salon.cut, world.salon.mira, when);
    }
    // "email sent, phone waiting", by channel.
    std::string states() {
        std::vector<std::string> all;
        for (const auto& message : post.messages())
            all.push_back(message.channel + " " + std::string(to_text(message.state)));
        std::ranges::sort(all);
        return fmt::format("{}", fmt::join(all, ", "));
    }
};
INSTANTIATE_TEST_SUITE_P(Engines, Channels, testing::ValuesIn(support::engines()), support::engine_name);

TEST_P(Channels, MakeTwoMessagesOfOneDecisionEachByItsOwn) {
    with_phone("booked");
    const auto booking = book_anna();
    for (int i = 0; i < 3; ++i) post.run();

    EXPECT_EQ(states(), "email sent, phone sent");
    ASSERT_EQ(post.catcher.mails().size(), 1u);
    EXPECT_EQ(post.catcher.mails()[0].to, "anna@example.com");
    ASSERT_EQ(phones.taken.size(), 1u);
    EXPECT_EQ(phones.taken[0].to, world.anna.phone);
    const auto token = after(phones.taken[0].bytes, "https://book.example.org/studio-lind/bookings/");
    const auto found = world.db().read(
        [&](db::Session& s) { return bookings::find_by_token(s, world.salon.id, token, world.clock.now()); });
    ASSERT_TRUE(found) << phones.taken[0].bytes;
    EXPECT_EQ(found->id, booking.id);

    const auto runs = post.runs("booked");
    ASSERT_EQ(runs.size(), 1u);
    EXPECT_TRUE(runs[0].acted);
    EXPECT_EQ(runs[0].why, "");
    ASSERT_EQ(runs[0].messages.size(), 2u);
    EXPECT_EQ(runs[0].messages[0].channel, "email");
    EXPECT_EQ(runs[0].messages[1].channel, "phone");
    for (const auto& message : post.messages()) {
        EXPECT_EQ(message.text.find(token), std::string::npos) << "the log has dots";
        if (message.channel == "phone") {
            EXPECT_EQ(message.subject + message.html, "");
            EXPECT_EQ(message.address, world.anna.phone);
        }
    }
}

// A telephone is not the address that the account is known by.
TEST_P(Channels, TellOfAnAccountWithoutWhatOpensIt) {
    with_phone("account_created", "Hei {{customer_name}}!\n{{set_password_link}}\n{{customer_panel_url}}");
    book_anna();
    post.run();
    EXPECT_EQ(states(), "email sent, phone sent");
    EXPECT_NE(decoded(post.catcher.mails().at(0).bytes).find("/password/"), std::string::npos);
    ASSERT_EQ(phones.taken.size(), 1u);
    EXPECT_EQ(phones.taken[0].bytes.find("/password/"), std::string::npos) << phones.taken[0].bytes;
    EXPECT_NE(phones.taken[0].bytes.find("/my"), std::string::npos);
}

TEST_P(Channels, AreTriedAgainWithoutTheOther) {
    with_phone("booked");
    phones.answer = {.kind = Outcome::Kind::try_later, .reply = "busy", .concerns_all = true};
    book_anna();
    post.run();
    EXPECT_EQ(states(), "email sent, phone waiting");
    phones.answer = {.kind = Outcome::Kind::sent};
    world.clock.advance(wait_after(1));
    post.run();
    EXPECT_EQ(states(), "email sent, phone sent");
    EXPECT_EQ(phones.taken.size(), 1u);
    EXPECT_EQ(post.catcher.mails().size(), 1u);
    for (const auto& message : post.messages()) EXPECT_EQ(message.attempts, message.channel == "phone" ? 2 : 1);
}

TEST_P(Channels, AreGivenUpWithoutTheOther) {
    with_phone("booked");
    phones.answer = {.kind = Outcome::Kind::our_fault, .reply = "no credit"};
    book_anna();
    for (int i = 1; i <= kAttempts; ++i) {
        post.run();
        world.clock.advance(wait_after(i));
    }
    EXPECT_EQ(states(), "email sent, phone failed");
    for (const auto& message : post.messages())
        if (message.channel == "phone") {
            EXPECT_EQ(explain(i18n::Language::en, message.why, message.why_values),
                      "Text message did not take it: no credit");
        }
}

TEST_P(Channels, RefuseAnAddressOfTheirOwnAlone) {
    with_phone("booked");
    phones.answer = {.kind = Outcome::Kind::refused_for_good, .reply = "no such number"};
    book_anna();
    post.run();
    EXPECT_EQ(states(), "email sent, phone refused");
    book_anna("fri 10:00");
    post.run();
    EXPECT_EQ(states(), "email sent, email sent, phone refused, phone refused");
    EXPECT_EQ(phones.troubles, std::vector<std::string>{world.anna.phone});
    const auto customer = world.db().read(
        [&](db::Session& s) { return customers::find_by_email(s, world.salon.id, "anna@example.com").value(); });
    EXPECT_EQ(customer.email_trouble, "");
}

TEST_P(Channels, LeaveOutTheOneThatDoesNotReachTheCustomerAndSaySo) {
    with_phone("booked");
    world.anna.phone = "";
    book_anna();
    post.run();
    EXPECT_EQ(states(), "email sent");
    const auto runs = post.runs("booked");
    ASSERT_EQ(runs.size(), 1u);
    EXPECT_TRUE(runs[0].acted);
    EXPECT_EQ(post.why(runs[0]), "Not sent: Text message does not reach this customer.");
}

TEST_P(Channels, KeepWhatIsNotSetUp) {
    phones.set_up = false;
    with_phone("booked");
    book_anna();
    post.run();
    EXPECT_EQ(states(), "email sent, phone not_sent");
    for (const auto& message : post.messages())
        if (message.channel == "phone") {
            EXPECT_EQ(explain(i18n::Language::en, message.why, message.why_values),
                      "Not sent: Text message is not set up.");
        }
}

TEST_P(Channels, SendTwoMailsOfOneWorkflowEachOnce) {
    auto workflow = with_phone("booked");
    workflow.actions.at(1).target = "email";
    post.change(workflow);
    book_anna();
    for (int i = 0; i < 3; ++i) post.run();
    EXPECT_EQ(states(), "email sent, email sent");
    EXPECT_EQ(post.catcher.mails().size(), 2u);
}

// The mail of the reminder went when the appointment was moved away and back; the text message had not.
TEST_P(Channels, DoNotRemindTwiceOfWhatOneOfThemSaidBefore) {
    with_phone("before_start");
    const auto booking = book_anna("thu 10:00");
    phones.answer = {.kind = Outcome::Kind::try_later, .reply = "busy"};
    world.clock.advance(world.at("wed 10:00") - world.clock.now());
    post.run();
    EXPECT_EQ(states(), "email sent, phone waiting");
    post.move(booking.id, "fri 10:00");
    world.clock.advance(wait_after(1));
    post.run();
    EXPECT_EQ(states(), "email sent, phone dropped");
    phones.answer = {.kind = Outcome::Kind::sent};
    post.move(booking.id, "thu 10:00");
    post.run();
    EXPECT_EQ(post.catcher.mails().size(), 1u);
    EXPECT_EQ(phones.taken.size(), 0u);
}

// Neither had gone: the moment is asked for again, and then both go.
TEST_P(Channels, RemindAgainWhereNoneOfThemHadGone) {
    with_phone("before_start");
    const auto booking = book_anna("thu 10:00");
    world.clock.advance(world.at("wed 10:00") - world.clock.now());
    post.sweep_now();
    EXPECT_EQ(states(), "email waiting, phone waiting");
    post.move(booking.id, "fri 10:00");
    post.run();
    EXPECT_EQ(states(), "email dropped, phone dropped");
    post.move(booking.id, "thu 10:00");
    post.run();
    EXPECT_EQ(states(), "email dropped, email sent, phone dropped, phone sent");
    EXPECT_EQ(post.catcher.mails().size(), 1u);
    EXPECT_EQ(phones.taken.size(), 1u);
}

TEST_P(Channels, NeverSendTwiceWithTwoThatDeliver) {
    with_phone("booked");
    for (const auto* when : {"tue 09:00", "tue 10:00", "tue 11:00", "wed 09:00"}) book_anna(when);
    world.run_jobs();
    std::vector<std::jthread> threads;
    for (int i = 0; i < 2; ++i)
        threads.emplace_back([&] {
            Deliverer deliverer(world.db(), world.registry, world.clock, accounts::Hasher::cheap(), post.options());
            while (deliverer.run_due() > 0) {
            }
        });
    threads.clear();
    std::set<std::string> ids;
    for (const auto& text : phones.taken) ids.insert(text.id);
    EXPECT_EQ(ids.size(), 4u);
    EXPECT_EQ(phones.taken.size(), 4u);
    EXPECT_EQ(post.catcher.mails().size(), 4u);
}

TEST_P(Channels, KeepTheirMessagesApartWhenActionsAreTakenAwayAndPutInAnotherOrder) {
    auto workflow = with_phone("booked");
    const auto mail = workflow.actions.at(0).id, phone = workflow.actions.at(1).id;
    EXPECT_NE(mail, phone);
    std::swap(workflow.actions.at(0), workflow.actions.at(1));
    post.change(workflow);
    workflow = post.workflow_of("booked");
    EXPECT_EQ(workflow.actions.at(0).id, phone);
    EXPECT_EQ(workflow.actions.at(1).id, mail);
    workflow.actions.erase(workflow.actions.begin());
    post.change(workflow);
    book_anna();
    post.run();
    EXPECT_EQ(states(), "email sent");
}

TEST_P(Channels, AreTriedOutByMail) {
    const auto workflow = with_phone("booked");
    const auto sent = world.db().write([&](db::Tx& tx) {
        return test_send(tx, post.context(), kBase, world.salon.id, workflow.id, i18n::Language::en, "Mira",
                         "mira@lind.example", true);
    });
    ASSERT_TRUE(sent);
    EXPECT_EQ(sent->size(), 2u);
    post.run();
    EXPECT_EQ(post.catcher.mails().size(), 2u);
    EXPECT_TRUE(phones.taken.empty());
}

TEST_P(Channels, StandBesideActionsOfOtherKinds) {
    auto workflow = with_phone("booked");
    workflow.actions.at(1) = {.kind = "note", .target = "Call them"};
    post.change(workflow);
    book_anna();
    for (int i = 0; i < 3; ++i) post.run();
    EXPECT_EQ(states(), "email sent");
    ASSERT_EQ(noted().size(), 1u);
    EXPECT_EQ(noted()[0].first, "Call them");
    EXPECT_EQ(noted()[0].second, post.runs("booked").at(0).id);
    workflow = post.workflow_of("booked");
    EXPECT_EQ(workflow.actions.at(1), (Action{.id = workflow.actions.at(1).id, .kind = "note", .target = "Call them"}));
    workflow.actions.at(1).target = "";
    const auto refused = world.db().write(
        [&](db::Tx& tx) { return update_workflow(tx, post.context(), world.salon.id, workflow, owner); });
    EXPECT_EQ(refused.error().fields.at(0).field, "target_2");
}

}  // namespace
}  // namespace notify::test
