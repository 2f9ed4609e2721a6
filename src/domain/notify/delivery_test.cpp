#include "accounts/account.h"
#include "accounts/customer_access.h"
#include "notify/facts.h"
#include "notify/test_post.h"

#include <nlohmann/json.hpp>

#include <atomic>
#include <thread>

namespace notify::test {
namespace {

const accounts::Client kBrowser{"192.0.2.1", "Browser", "", ""};

struct Delivery : testing::TestWithParam<db::Engine> {
    Post post{GetParam()};
    support::World& world = post.world;
    support::SmtpCatcher& catcher = post.catcher;

    bookings::Booking book_anna(std::string_view when = "thu 10:00") {
        return post.book(world.anna, world.salon.cut, world.salon.mira, when);
    }
    accounts::Account account_of(CustomerId customer) {
        return world.db()
            .read([&](db::Session& s) { return accounts::find_by_customer(s, world.salon.id, customer); })
            .value();
    }
};
INSTANTIATE_TEST_SUITE_P(Engines, Delivery, testing::ValuesIn(support::engines()), support::engine_name);

TEST_P(Delivery, ConfirmsABookingOnceWithTheCalendarFileAndALinkThatWorks) {
    post.only({"booked"});
    const auto booking = book_anna();
    post.run();
    post.run();

    ASSERT_EQ(catcher.mails().size(), 1u);
    const auto mail = catcher.mails().front();
    EXPECT_EQ(mail.from, "post@book.example.org");
    EXPECT_EQ(mail.to, "anna@example.com");
    EXPECT_NE(mail.bytes.find("Studio Lind"), mail.bytes.npos);
    const auto text = decoded(mail.bytes);
    EXPECT_NE(text.find("BEGIN:VCALENDAR"), text.npos);
    const auto token = after(text, "https://book.example.org/studio-lind/bookings/");
    ASSERT_EQ(token.substr(0, token.find('/')).size(), 32u) << text;
    const auto found = world.db().read([&](db::Session& s) {
        return bookings::find_by_token(s, world.salon.id, token.substr(0, token.find('/')), world.clock.now());
    });
    ASSERT_TRUE(found);
    EXPECT_EQ(found->id, booking.id);

    const auto messages = post.messages();
    ASSERT_EQ(messages.size(), 1u);
    EXPECT_EQ(messages[0].state, State::sent);
    EXPECT_EQ(messages[0].booking_id, booking.id);
    EXPECT_NE(messages[0].text.find("••••••"), std::string::npos);
    EXPECT_EQ(messages[0].text.find(token.substr(0, 32)), std::string::npos);
    ASSERT_EQ(post.runs("booked").size(), 1u);
    EXPECT_TRUE(post.runs("booked")[0].acted);
    EXPECT_EQ(post.runs("booked")[0].messages.at(0).state, "sent");
}

TEST_P(Delivery, OpensThatOneBookingFromThePanelLinkForThirtyDays) {
    post.only({"booked"});
    post.write("booked",
               {"Booked", "<p><a href=\"{{booking_panel_link}}\">here</a> or {{customer_panel_url}}</p>", ""});
    const auto booking = book_anna();
    const auto other = book_anna("fri 10:00");
    post.run();
    ASSERT_EQ(catcher.mails().size(), 2u);
    const auto token = after(decoded(catcher.mails()[0].bytes), "/studio-lind/bookings/").substr(0, 32);
    ASSERT_EQ(token.size(), 32u);
    const auto opens = [&] {
        return world.db().read(
            [&](db::Session& s) { return bookings::find_by_token(s, world.salon.id, token, world.clock.now()); });
    };
    ASSERT_TRUE(opens());
    EXPECT_EQ(opens()->id, booking.id);
    EXPECT_NE(opens()->id, other.id);
    EXPECT_EQ(everything_in(world.fresh, GetParam()).find(token), std::string::npos);
    EXPECT_FALSE(world.db().write([&](db::Tx& tx) {
        return accounts::sign_in_by_link(tx, {world.clock, world.registry}, world.salon.id, token, kBrowser);
    })) << "never the account";
    world.clock.advance(bookings::kPanelLinkLifetime);
    EXPECT_FALSE(opens());
}

TEST_P(Delivery, HasNoPanelLinkForWhoMayNotSignIn) {
    post.only({"booked"});
    post.write("booked", {"Booked", "<p>[{{#if booking_panel_link}}panel{{else}}none{{/if}}]</p>", ""});
    book_anna();
    world.db().write([&](db::Tx& tx) {
        tx.execute("update accounts set allowed = 0 where business_id = :business", world.salon.id);
    });
    post.run();
    ASSERT_EQ(catcher.mails().size(), 1u);
    EXPECT_NE(decoded(catcher.mails()[0].bytes).find("[none]"), std::string::npos);
}

TEST_P(Delivery, TellsANewCustomerOfThePanelWithALinkThatSetsAPassword) {
    post.only({"account_created"});
    const auto booking = book_anna();
    post.run();

    ASSERT_EQ(catcher.mails().size(), 1u);
    const auto token = after(decoded(catcher.mails()[0].bytes), "/studio-lind/password/");
    const auto signed_in = world.db().write([&](db::Tx& tx) {
        return accounts::set_password_by_link(tx, {world.clock, world.registry}, world.salon.id, token.substr(0, 32),
                                              accounts::Hasher::cheap().hash("a fine long password").value(), {});
    });
    ASSERT_TRUE(signed_in);
    EXPECT_EQ(signed_in->customer_id, booking.customer_id);
}

TEST_P(Delivery, TellsWhomStaffAllowToSignInOnlyWhenTheySaySo) {
    post.only({"account_created", "access_link_asked"});
    const accounts::Context context{world.clock, world.registry};
    const auto anna = world.db().write(
        [&](db::Tx& tx) { return customers::join(tx, world.salon.id, world.clock, world.anna).customer.id; });
    const auto set = [&](const accounts::Access& access) {
        world.db().write([&](db::Tx& tx) {
            CHECK(accounts::set_access(tx, context, world.salon.id, anna, access, {activity::ActorKind::staff, 1}));
        });
        post.run();
    };
    set({.allowed = true});
    EXPECT_TRUE(catcher.mails().empty()) << "allowing is no mail";
    set({.mail = true});
    EXPECT_EQ(catcher.mails().size(), 1u);
    post.only({});
    set({.mail = true});
    EXPECT_EQ(catcher.mails().size(), 2u) << "staff's word goes, whatever the workflow says of itself";
}

TEST_P(Delivery, MailsALinkToACustomerOfTheListWhoHasNoAccountYet) {
    post.only({"account_created", "access_link_asked"});
    const accounts::Context context{world.clock, world.registry};
    world.db().write([&](db::Tx& tx) { customers::join(tx, world.salon.id, world.clock, world.anna); });
    ASSERT_TRUE(accounts::ask_access_link(world.db(), context, world.salon.id, world.anna.email, {}));
    post.run();
    ASSERT_EQ(catcher.mails().size(), 1u) << "the link, and no welcome besides";
    const auto token = after(decoded(catcher.mails()[0].bytes), "/studio-lind/access/").substr(0, 32);
    EXPECT_TRUE(world.db().write(
        [&](db::Tx& tx) { return accounts::sign_in_by_link(tx, context, world.salon.id, token, {}); }));
}

TEST_P(Delivery, KeepsNoSecretAnywhereButInTheMail) {
    post.only({"account_created"});
    post.write("account_created", {"Welcome",
                                   "<p>Password {{customer_panel_password}} and <a href=\"{{access_link}}\">in</a> and "
                                   "<a href=\"{{set_password_link}}\">set</a></p>",
                                   ""});
    const auto booking = book_anna();
    post.run();

    ASSERT_EQ(catcher.mails().size(), 1u);
    const auto text = decoded(catcher.mails()[0].bytes);
    const auto password = after(text, "Password "), access = after(text, "/access/").substr(0, 32),
               set = after(text, "/password/").substr(0, 32);
    ASSERT_GE(password.size(), 10u) << text;
    ASSERT_EQ(access.size(), 32u) << text;
    ASSERT_EQ(set.size(), 32u) << text;
    const auto everything = everything_in(world.fresh, GetParam());
    ASSERT_NE(everything.find("anna@example.com"), everything.npos);
    for (const auto& secret : {password, access, set}) EXPECT_EQ(everything.find(secret), everything.npos);

    const auto signed_in = accounts::sign_in(world.db(), {world.clock, world.registry}, accounts::Hasher::cheap(),
                                             world.salon.id, world.anna.email, password, kBrowser);
    ASSERT_TRUE(signed_in);
    EXPECT_EQ(signed_in->customer_id, booking.customer_id);
    EXPECT_NE(post.messages()[0].text.find("Password ••••••"), std::string::npos);
}

// Everybody may book under any address, and move what they booked.
TEST_P(Delivery, SendsFiveMailsAnHourToAnAddressThatNobodyHasProved) {
    post.only({"booked", "rescheduled", "cancelled"});
    const auto booking = book_anna();
    const auto move = [&](std::string_view when) {
        world.db().write([&](db::Tx& tx) {
            bookings::reschedule(tx, world.context(), world.salon.id, booking.id, {world.at(when)},
                                 {activity::ActorKind::manage_link, 0}, bookings::Rules::customer)
                .value();
        });
        post.run();
    };
    for (int i = 0; i < 10; ++i) {
        move("fri 11:00");
        move("fri 10:00");
    }
    EXPECT_EQ(catcher.mails().size(), 5u);
    world.clock.advance(59min);
    post.run();
    EXPECT_EQ(catcher.mails().size(), 5u);
    world.clock.advance(2min);
    post.run();
    EXPECT_GT(catcher.mails().size(), 5u) << "what waited goes when there is room";
    EXPECT_LE(catcher.mails().size(), 10u);
    bool said = false;
    for (const auto& run : post.runs("rescheduled"))
        said = said || post.why(run) ==
                           "Not sent: too many mails went to this address, and nobody has shown that it is "
                           "theirs.";
    EXPECT_TRUE(said);
}

TEST_P(Delivery, SendsFiveMailsAnHourWhereTwoProcessesDecideAtTheSameTime) {
    post.only({"booked", "rescheduled"});
    const auto thursday = book_anna("thu 10:00"), friday = book_anna("fri 10:00");
    const auto move = [&](const bookings::Booking& booking, std::string_view when) {
        world.db().write([&](db::Tx& tx) {
            bookings::reschedule(tx, world.context(), world.salon.id, booking.id, {world.at(when)},
                                 {activity::ActorKind::manage_link, 0}, bookings::Rules::customer)
                .value();
        });
    };
    move(thursday, "thu 11:00");
    post.run();
    move(friday, "fri 11:00");
    post.run();
    ASSERT_EQ(catcher.mails().size(), 4u);
    move(thursday, "thu 13:00");
    move(friday, "fri 13:00");
    using Job = std::tuple<std::string, std::string>;
    const auto jobs = world.db().read([](db::Session& session) {
        std::vector<Job> out;
        for (auto& job : session.rows<std::string, std::string>(
                 "select kind, payload from jobs where state = 'waiting' and kind = 'message.decide' order by id"))
            out.push_back(std::move(job));
        return out;
    });
    ASSERT_EQ(jobs.size(), 2u);
    const auto decide = [&](db::Tx& tx, const Job& job) {
        (*world.registry.handler(std::get<0>(job)))(tx, world.salon.id, nlohmann::json::parse(std::get<1>(job)));
    };
    db::Database other({.url = world.fresh.url()});
    // The first has decided and not committed when the second begins.
    std::atomic<bool> decided = false;
    std::jthread first([&] {
        world.db().write([&](db::Tx& tx) {
            decide(tx, jobs[0]);
            decided = true;
            decided.notify_all();
            std::this_thread::sleep_for(200ms);
        });
    });
    decided.wait(false);
    other.write([&](db::Tx& tx) { decide(tx, jobs[1]); });
    first.join();
    const auto now = world.clock.now();
    EXPECT_EQ(std::ranges::count_if(post.messages(), [&](const auto& each) { return each.due_at <= now; }), 5);
}

TEST_P(Delivery, SendsAllMailsOfStaffAndToAProvedAddress) {
    post.only({"booked", "rescheduled", "cancelled"});
    const auto booking = book_anna();
    for (int i = 0; i < 4; ++i) {
        post.move(booking.id, "fri 11:00");
        post.run();
        post.move(booking.id, "fri 10:00");
        post.run();
    }
    EXPECT_EQ(catcher.mails().size(), 9u) << "staff moved it";
    world.db().write([&](db::Tx& tx) {
        tx.execute("update accounts set email_confirmed_at = :now where business_id = :business", world.clock.now(),
                   world.salon.id);
    });
    world.db().write([&](db::Tx& tx) {
        bookings::cancel(tx, world.context(), world.salon.id, booking.id, {activity::ActorKind::manage_link, 0},
                         bookings::Rules::customer)
            .value();
    });
    post.run();
    EXPECT_EQ(catcher.mails().size(), 10u);
}

TEST_P(Delivery, GreetsNobodyByANameThatIsAnAddress) {
    post.only({"booked"});
    auto who = world.anna;
    who.name = "Win at evil.example/now";
    who.surname = "";
    post.book(who, world.salon.cut, world.salon.mira, "thu 10:00");
    post.run();
    ASSERT_EQ(catcher.mails().size(), 1u);
    const auto text = decoded(catcher.mails()[0].bytes);
    EXPECT_EQ(text.find("evil"), text.npos) << text;
    EXPECT_EQ(catcher.mails()[0].bytes.find("evil"), text.npos) << "nor in its headers";
}

TEST(Names, ThatLookLikeAddressesAreNotSaid) {
    for (const auto* const name : {"evil.example", "t.co", "www.x.no", "a@b", "https://x", "x/y", "Win: x",
                                   "evil\u3002com", "Go to evil.example now"})
        EXPECT_EQ(sayable_name(name), "") << name;
    for (const auto* const name : {"Anna", "Dr. Lind", "Kim B.", "J. R. Berg", "O'Brien", "Åse-Marie", "Jr.", "."})
        EXPECT_EQ(sayable_name(name), name);
}

TEST_P(Delivery, SendsOneMailForAFirstBookingWhichTellsOfThePanel) {
    book_anna();
    post.run();
    ASSERT_EQ(catcher.mails().size(), 1u) << "the access mail is off in a new business";
    const auto text = decoded(catcher.mails()[0].bytes);
    EXPECT_NE(text.find("https://book.example.org/studio-lind/my"), text.npos) << text;
    EXPECT_EQ(post.messages()[0].trigger, "booked");
}

TEST_P(Delivery, AsksNobodyToChooseAPasswordWhoHasRegisteredWithOne) {
    post.only({"account_created"});
    const auto booking = book_anna();
    const auto hash = accounts::Hasher::cheap().hash("my own good password").value();
    const auto account = account_of(booking.customer_id).id;
    world.db().write([&](db::Tx& tx) {
        accounts::set_password(tx, {world.clock, world.registry}, world.salon.id, account, hash, {});
    });
    post.run();
    EXPECT_TRUE(catcher.mails().empty());
    ASSERT_EQ(post.runs("account_created").size(), 1u);
    EXPECT_EQ(post.why(post.runs("account_created")[0]), "Not sent: the customer has chosen a password already.");
}

TEST_P(Delivery, GreetsTheParentInMailsAboutAChildAndSaysWhomItIsFor) {
    post.only({"booked"});
    const auto parent = book_anna();
    post.run();
    const auto child = world.db().write([&](db::Tx& tx) {
        const auto account = accounts::find_by_customer(tx, world.salon.id, parent.customer_id).value().id;
        const auto id = accounts::add_dependant(tx, {world.clock, world.registry}, world.salon.id, account, "Lilly",
                                                "Solberg", "nb")
                            .value();
        tx.execute("update bookings set customer_id = :child where business_id = :business and id = :id", id,
                   world.salon.id, parent.id);
        return id;
    });
    const auto booking = book_anna("fri 10:00");
    world.db().write([&](db::Tx& tx) {
        tx.execute("update bookings set customer_id = :child where business_id = :business and id = :id", child,
                   world.salon.id, booking.id);
    });
    catcher.forget();
    post.run();
    ASSERT_EQ(catcher.mails().size(), 1u);
    EXPECT_EQ(catcher.mails()[0].to, "anna@example.com");
    const auto text = decoded(catcher.mails()[0].bytes);
    EXPECT_NE(text.find(world.anna.name + ","), text.npos) << text;
    EXPECT_EQ(text.find("Lilly,"), text.npos) << text;
    EXPECT_NE(text.find("Lilly Solberg"), text.npos) << text;
    EXPECT_EQ(post.messages()[0].customer_id, child);

    MessageFilter of_parent;
    of_parent.customer = parent.customer_id;
    const auto own = post.messages(of_parent).size();
    of_parent.with_dependants = true;
    EXPECT_EQ(post.messages(of_parent).size(), 2u) << "the parent's page shows them";
    EXPECT_EQ(own, 1u);
}

TEST_P(Delivery, MakesNoPasswordForALoginThatHasOne) {
    post.only({"account_created"});
    post.write("account_created", {"Welcome", "<p>Password: [{{customer_panel_password}}]</p>", ""});
    const auto booking = book_anna();
    world.run_jobs();
    const auto hash = accounts::Hasher::cheap().hash("my own good password").value();
    const auto account = account_of(booking.customer_id).id;
    world.db().write([&](db::Tx& tx) {
        accounts::set_password(tx, {world.clock, world.registry}, world.salon.id, account, hash, {});
    });
    post.run();

    ASSERT_EQ(catcher.mails().size(), 1u);
    EXPECT_NE(decoded(catcher.mails()[0].bytes).find("Password: []"), std::string::npos);
    EXPECT_TRUE(accounts::sign_in(world.db(), {world.clock, world.registry}, accounts::Hasher::cheap(), world.salon.id,
                                  world.anna.email, "my own good password", kBrowser));
}

TEST_P(Delivery, MakesAnotherPasswordWhenTheFirstAttemptFailed) {
    post.only({"account_created"});
    post.write("account_created", {"Welcome", "<p>Password {{customer_panel_password}} .</p>", ""});
    book_anna();
    catcher.answer("CONTENT", "451 4.3.0 Later");
    post.run();
    catcher.answer("CONTENT", "");
    catcher.forget();
    world.clock.advance(10min);
    post.run();

    ASSERT_EQ(catcher.mails().size(), 1u);
    const auto password = after(decoded(catcher.mails()[0].bytes), "Password ");
    EXPECT_TRUE(accounts::sign_in(world.db(), {world.clock, world.registry}, accounts::Hasher::cheap(), world.salon.id,
                                  world.anna.email, password, kBrowser));
}

TEST_P(Delivery, KeepsMessagesReadableWithoutAServerAndSendsNoneOfThemLater) {
    Post silent(GetParam(), false);
    silent.only({"booked"});
    silent.book(silent.world.anna, silent.world.salon.cut, silent.world.salon.mira, "thu 10:00");
    silent.run();

    auto messages = silent.messages();
    ASSERT_EQ(messages.size(), 1u);
    EXPECT_EQ(messages[0].state, State::not_sent);
    EXPECT_EQ(explain(i18n::Language::en, messages[0].why, messages[0].why_values), "Not sent: no mail server is set.");
    EXPECT_NE(messages[0].html.find("Studio Lind"), std::string::npos);

    silent.with_server = true;
    Deliverer later(silent.world.db(), silent.world.registry, silent.world.clock, accounts::Hasher::cheap(),
                    silent.options());
    EXPECT_EQ(later.run_due(), 0);
    EXPECT_TRUE(silent.catcher.mails().empty());

    silent.world.db().write(
        [&](db::Tx& tx) { send_again(tx, silent.context(), silent.world.salon.id, messages[0].id, {}).value(); });
    EXPECT_EQ(later.run_due(), 1);
    EXPECT_EQ(silent.catcher.mails().size(), 1u);
}

TEST_P(Delivery, MarksAnAddressThatIsRefusedForGoodAndSendsNothingMoreToIt) {
    post.only({"booked", "cancelled"});
    const auto booking = book_anna();
    catcher.refuse("anna@example.com", 550, "5.1.1 no such mailbox");
    post.run();

    EXPECT_EQ(post.messages()[0].state, State::refused);
    const auto customer =
        world.db().read([&](db::Session& s) { return customers::find(s, world.salon.id, booking.customer_id); });
    EXPECT_NE(customer->email_trouble.find("550"), std::string::npos);

    catcher.accept("anna@example.com");
    post.cancel(booking.id);
    post.run();
    EXPECT_TRUE(catcher.mails().empty());
    ASSERT_EQ(post.messages().size(), 2u);
    EXPECT_EQ(post.messages()[0].state, State::refused);

    auto changes = customers::changes_of(*customer);
    changes.email = "anna.new@example.com";
    world.db().write([&](db::Tx& tx) {
        customers::update(tx, {world.clock, world.registry}, world.salon.id, "NO", booking.customer_id, changes,
                          std::nullopt, {})
            .value();
    });
    book_anna("fri 11:00");  // as typed: the old address, now of a customer of its own
    post.run();
    EXPECT_EQ(catcher.mails().size(), 1u);
}

TEST_P(Delivery, SendsNothingMoreToARefusedAddressFromTheSameBatchEither) {
    post.only({"booked"});
    for (const auto* when : {"thu 09:00", "thu 10:00", "thu 11:00"}) book_anna(when);
    catcher.refuse("anna@example.com", 550, "5.1.1 no such mailbox");
    post.run();
    int asked = 0;
    for (const auto& command : catcher.commands()) asked += command.starts_with("RCPT") ? 1 : 0;
    EXPECT_EQ(asked, 1);
    for (const auto& message : post.messages()) EXPECT_EQ(message.state, State::refused);
}

TEST_P(Delivery, GivesBackWhatWasPreparedWhenItEnds) {
    post.only({"booked"});
    for (const auto* when : {"thu 09:00", "thu 10:00", "thu 11:00"}) book_anna(when);
    world.run_jobs();
    auto options = post.options();
    options.batch = 1;
    {
        Deliverer once(world.db(), world.registry, world.clock, accounts::Hasher::cheap(), options);
        EXPECT_EQ(once.run_due(), 1);
    }
    MessageFilter waiting;
    waiting.state = State::waiting;
    EXPECT_EQ(post.messages(waiting).size(), 2u);
    post.run();
    EXPECT_EQ(catcher.mails().size(), 3u);
}

TEST_P(Delivery, TriesAgainLaterUnderTheSameMessageId) {
    post.only({"booked"});
    book_anna();
    catcher.answer("CONTENT", "451 4.3.0 Try later");
    post.run();

    auto messages = post.messages();
    EXPECT_EQ(messages[0].state, State::waiting);
    EXPECT_EQ(messages[0].attempts, 1);
    EXPECT_EQ(messages[0].due_at, world.clock.now() + 1min);
    EXPECT_NE(messages[0].reply.find("451"), std::string::npos);
    catcher.forget();
    catcher.answer("CONTENT", "");
    world.clock.advance(59s);
    post.run();
    EXPECT_TRUE(catcher.mails().empty());
    world.clock.advance(1s);
    post.run();
    ASSERT_EQ(catcher.mails().size(), 1u);
    messages = post.messages();
    EXPECT_EQ(messages[0].state, State::sent);
    EXPECT_NE(catcher.mails()[0].bytes.find(base::to_text(messages[0].id) + "@book.example.org"), std::string::npos);
}

TEST_P(Delivery, GivesUpAfterTheLastAttemptAndSaysSo) {
    post.only({"booked"});
    book_anna("thu+3 10:00");
    catcher.answer("CONTENT", "451 4.3.0 Try later");
    for (int i = 0; i < kAttempts; ++i) {
        post.run();
        world.clock.advance(wait_after(i + 1));
    }
    const auto messages = post.messages();
    EXPECT_EQ(messages[0].state, State::failed);
    EXPECT_EQ(messages[0].attempts, kAttempts);
    EXPECT_NE(explain(i18n::Language::en, messages[0].why, messages[0].why_values).find("451"), std::string::npos);
    EXPECT_EQ(count(world.db(), world.clock).failed, 1);
}

TEST_P(Delivery, LetsTheRestWaitWhenTheServerDoesNotAnswer) {
    post.only({"booked"});
    for (const auto* when : {"thu 09:00", "thu 10:00", "thu 11:00"}) book_anna(when);
    catcher.answer("GREETING", "421 4.3.2 Closed");
    post.world.run_jobs();
    post.deliverer->run_due();

    int attempts = 0;
    for (const auto& message : post.messages()) {
        EXPECT_EQ(message.state, State::waiting);
        attempts += message.attempts;
    }
    EXPECT_EQ(attempts, 1);
    catcher.answer("GREETING", "");
    world.clock.advance(2min);
    post.run();
    EXPECT_EQ(catcher.mails().size(), 3u);
}

TEST_P(Delivery, DropsWhatIsNoLongerTrueWhenItsTurnComes) {
    post.only({"booked", "rescheduled"});
    const auto booking = book_anna();
    post.move(booking.id, "thu 13:00");
    world.run_jobs();  // both are decided before anything goes out
    post.move(booking.id, "thu 14:00");
    post.cancel(book_anna("fri 10:00").id);
    post.run();

    // The first move's mail is dropped at delivery, the cancelled booking's confirmation at the decision.
    std::map<State, int> states;
    for (const auto& message : post.messages()) ++states[message.state];
    EXPECT_EQ(states[State::sent], 2);  // the confirmation with the newest time, and the second move
    EXPECT_EQ(states[State::dropped], 1);
    EXPECT_EQ(catcher.mails().size(), 2u);
    EXPECT_EQ(post.why(post.runs("booked")[0]), "Not sent: the appointment was cancelled meanwhile.");
}

TEST_P(Delivery, SaysThatItIsMovedAlsoWhenStaffApproveTheNewTimeBeforeTheMailGoes) {
    post.only({"rescheduled"});
    const auto booking = book_anna();
    post.move(booking.id, "thu 13:00");
    world.run_jobs();
    const activity::Actor staff{activity::ActorKind::staff, 1};
    world.db().write([&](db::Tx& tx) {
        tx.execute("update bookings set status = 'pending' where business_id = :business and id = :id", world.salon.id,
                   booking.id);
        bookings::change_status(tx, world.context(), world.salon.id, booking.id, bookings::Status::approved, staff,
                                bookings::Rules::staff)
            .value();
    });
    post.run();
    ASSERT_EQ(catcher.mails().size(), 1u);
}

TEST_P(Delivery, LetsOneThatCannotBeMadeWaitAlone) {
    post.only({"booked"});
    for (const auto* when : {"thu 09:00", "thu 10:00", "thu 11:00"}) book_anna(when);
    world.run_jobs();
    const auto broken = post.messages()[1].id;
    world.db().write([&](db::Tx& tx) {
        tx.execute("update messages set address = 'no address' where business_id = :business and id = :id",
                   world.salon.id, broken);
    });
    post.run();
    EXPECT_EQ(catcher.mails().size(), 2u);
    const auto find = [&] {
        return world.db().read([&](db::Session& s) { return find_message(s, world.salon.id, broken).value(); });
    };
    EXPECT_EQ(find().state, State::waiting);
    EXPECT_EQ(find().attempts, 1);
    EXPECT_EQ(find().due_at, world.clock.now() + 1min);
    for (int i = 1; i < kAttempts; ++i) {
        world.clock.advance(wait_after(i));
        post.run();
    }
    EXPECT_EQ(find().state, State::failed);
    EXPECT_NE(explain(i18n::Language::en, find().why, find().why_values), find().why) << "it is said in words";
    EXPECT_EQ(catcher.mails().size(), 2u);
}

TEST_P(Delivery, EndsSoonAfterAStopAndLosesNothingWhenTheServerHangs) {
    post.only({"booked"});
    for (const auto* when : {"thu 09:00", "thu 10:00", "thu 11:00"}) book_anna(when);
    world.run_jobs();
    support::SmtpCatcher hanging;
    hanging.hang_at("CONTENT");
    auto options = post.options();
    options.server = mail::parse_server(hanging.url()).value();
    std::chrono::steady_clock::time_point stopped;
    {
        const Worker worker(world.db(), world.registry, world.clock, accounts::Hasher::cheap(), options);
        EXPECT_TRUE(hanging.wait_for_command("DATA"));
        stopped = std::chrono::steady_clock::now();
    }
    EXPECT_LT(std::chrono::steady_clock::now() - stopped, 3s);
    for (const auto& message : post.messages()) {
        EXPECT_EQ(message.state, State::waiting);
        EXPECT_EQ(message.attempts, 0) << "the end of the program is no attempt";
    }
    post.run();
    EXPECT_EQ(catcher.mails().size(), 3u);
}

TEST_P(Delivery, FindsWhatIsDueByTimeWhileTheServerKeepsItBusy) {
    post.only({"booked", "before_start"});
    const auto start = book_anna("thu 09:00").time.begin;
    auto reminder = post.workflow_of("before_start");
    world.run_jobs();
    support::SmtpCatcher hanging;
    hanging.hang_at("CONTENT");
    auto options = post.options();
    options.server = mail::parse_server(hanging.url()).value();
    options.sweep_every = 20ms;
    const Worker worker(world.db(), world.registry, world.clock, accounts::Hasher::cheap(), options);
    ASSERT_TRUE(hanging.wait_for_command("DATA"));
    EXPECT_EQ(post.messages().size(), 1u);
    reminder.offset = std::chrono::floor<Minutes>(start - world.clock.now());
    post.change(reminder);
    for (int i = 0; i < 500 && post.messages().size() == 1; ++i) std::this_thread::sleep_for(10ms);
    EXPECT_EQ(post.messages().size(), 2u);
}

TEST_P(Delivery, SendsSignInLinksThatWorkAndForgetsThoseAskedForLongAgo) {
    post.only({"access_link_asked"});
    book_anna();
    const accounts::Context context{world.clock, world.registry};
    const auto ask = [&] {
        return accounts::ask_access_link(world.db(), context, world.salon.id, world.anna.email, kBrowser);
    };
    ASSERT_TRUE(ask());
    post.run();
    ASSERT_EQ(catcher.mails().size(), 1u);
    const auto token = after(decoded(catcher.mails()[0].bytes), "/studio-lind/access/").substr(0, 32);
    EXPECT_TRUE(world.db().write(
        [&](db::Tx& tx) { return accounts::sign_in_by_link(tx, context, world.salon.id, token, kBrowser); }));

    ASSERT_TRUE(ask());
    world.run_jobs();
    world.clock.advance(2h);
    post.run();
    EXPECT_EQ(catcher.mails().size(), 1u);
    EXPECT_EQ(post.messages()[0].state, State::dropped);
}

TEST_P(Delivery, SendsALinkIntoAnAccountToItsOwnAddressOnly) {
    post.only({"access_link_asked"});
    const auto booking = book_anna();
    const accounts::Context context{world.clock, world.registry};
    ASSERT_TRUE(accounts::ask_access_link(world.db(), context, world.salon.id, world.anna.email, kBrowser));
    world.run_jobs();
    const auto account = account_of(booking.customer_id).id;
    world.db().write([&](db::Tx& tx) {
        accounts::change_email(tx, context, world.salon.id, account, base::parse_email("other@example.com").value(),
                               true, {})
            .value();
    });
    post.run();
    EXPECT_TRUE(catcher.mails().empty());
    EXPECT_EQ(post.messages()[0].state, State::dropped);
}

TEST_P(Delivery, TellsTheFormerAddressThatItWasChanged) {
    const auto booking = book_anna();
    post.only({"email_changed"});
    world.run_jobs();
    const accounts::Context context{world.clock, world.registry};
    const auto account = account_of(booking.customer_id).id;
    const auto change = [&](std::string_view email, bool confirmed) {
        world.db().write([&](db::Tx& tx) {
            accounts::change_email(tx, context, world.salon.id, account, base::parse_email(email).value(), confirmed,
                                   {})
                .value();
        });
    };
    change("anna.new@example.com", true);
    post.run();
    EXPECT_TRUE(catcher.mails().empty()) << "nobody has shown that the address before was theirs";
    EXPECT_EQ(post.why(post.runs("email_changed").at(0)), "Not sent: there is no e-mail address.");

    change("Else@example.com", true);
    post.run();
    ASSERT_EQ(catcher.mails().size(), 1u);
    EXPECT_EQ(catcher.mails()[0].to, "anna.new@example.com");
    const auto text = decoded(catcher.mails()[0].bytes);
    EXPECT_EQ(text.find("Else@example.com"), text.npos) << "nor is the new one told";
    EXPECT_EQ(post.messages()[0].customer_id, booking.customer_id);

    // Whatever the business writes into it, it opens nothing.
    post.write("email_changed",
               {"Changed", "<p>[{{access_link}}] [{{set_password_link}}] [{{customer_panel_password}}]</p>", ""});
    change("third@example.com", true);
    post.run();
    ASSERT_EQ(catcher.mails().size(), 2u);
    EXPECT_EQ(catcher.mails()[1].to, "Else@example.com");
    const auto bare = decoded(catcher.mails()[1].bytes);
    for (const auto* path : {"/access/", "/password/"}) EXPECT_EQ(bare.find(path), bare.npos) << bare;
    EXPECT_EQ(world.db().read([](db::Session& s) { return s.value<int>("select count(*) from one_time_links"); }), 0);
}

TEST_P(Delivery, TellsWhoseLoginItIsThatThePasswordWasChanged) {
    const auto booking = book_anna();
    post.only({"password_changed"});
    world.run_jobs();
    const accounts::Context context{world.clock, world.registry};
    const auto account = account_of(booking.customer_id).id;
    const auto by_link = [&] {
        world.db().write([&](db::Tx& tx) {
            const auto token = accounts::make_link(tx, world.clock, world.salon.id, accounts::Purpose::password,
                                                   account.value, world.anna.email.key);
            CHECK(accounts::set_password_by_link(tx, context, world.salon.id, token, "hash", kBrowser));
        });
        post.run();
    };
    by_link();
    EXPECT_TRUE(catcher.mails().empty()) << "the first, chosen by a link that was mailed there";

    by_link();
    ASSERT_EQ(catcher.mails().size(), 1u);
    EXPECT_EQ(catcher.mails()[0].to, world.anna.email.text);
    const auto text = decoded(catcher.mails()[0].bytes);
    for (const auto* path : {"/access/", "/password/"}) EXPECT_EQ(text.find(path), text.npos) << text;
    EXPECT_EQ(post.messages()[0].customer_id, booking.customer_id);

    const auto set = [&](activity::Actor actor) {
        world.db().write(
            [&](db::Tx& tx) { accounts::set_password(tx, context, world.salon.id, account, "another hash", actor); });
        post.run();
    };
    set({});
    EXPECT_EQ(catcher.mails().size(), 1u) << "the random one that a mail of ours holds";
    set({activity::ActorKind::staff, 1});
    EXPECT_EQ(catcher.mails().size(), 2u);
}

TEST_P(Delivery, ConfirmsARegistration) {
    post.only({"registration_asked"});
    accounts::Registration registration;
    registration.details = world.ben;
    ASSERT_TRUE(accounts::register_customer(world.db(), {world.clock, world.registry}, accounts::Hasher::cheap(),
                                            world.salon.id, registration, kBrowser));
    post.run();
    ASSERT_EQ(catcher.mails().size(), 1u);
    EXPECT_EQ(catcher.mails()[0].to, "ben@example.com");
    EXPECT_EQ(after(decoded(catcher.mails()[0].bytes), "/studio-lind/registration/").substr(0, 32).size(), 32u);
}

TEST_P(Delivery, WritesInTheCustomersLanguageOrTheBusinesss) {
    post.only({"booked"});
    post.write("booked", {"Norsk {{service}}", "<p>norsk</p>", ""}, "nb");
    const auto id = post.workflow_of("booked").actions.at(0).template_id.value();
    world.db().write([&](db::Tx& tx) {
        update_template(tx, post.context(), world.salon.id, id, "en", {"English {{service}}", "<p>english</p>", ""},
                        std::nullopt, {})
            .value();
    });
    auto english = world.ben;
    english.language = "en";
    auto danish = world.ben;
    danish.email = base::parse_email("dane@example.com").value();
    danish.language = "da";  // which the salon does not write
    book_anna();
    post.book(english, world.salon.cut, world.salon.mira, "fri 10:00");
    post.book(danish, world.salon.cut, world.salon.mira, "fri 11:00");
    post.run();

    std::map<std::string, std::string> subjects;
    for (const auto& message : post.messages()) subjects[message.address] = message.subject;
    EXPECT_EQ(subjects["anna@example.com"], "Norsk Klipp");
    EXPECT_EQ(subjects["ben@example.com"], "English Haircut");
    EXPECT_EQ(subjects["dane@example.com"], "Norsk Klipp");
}

TEST_P(Delivery, SendsEachMailOnceWhenTwoProcessesHandOver) {
    post.only({"booked"});
    constexpr int kMails = 24;
    for (int i = 0; i < kMails; ++i) {
        auto who = world.anna;
        who.email = base::parse_email("c" + std::to_string(i) + "@example.com").value();
        const auto provider = i % 2 ? world.salon.mira : world.salon.jonas;
        const int hour = 9 + i / 2 % 3;
        const auto when = fmt::format("{}{} {:02}:00", i / 6 % 2 ? "wed" : "thu", i / 12 ? "+1" : "", hour);
        post.book(who, world.salon.cut, provider, when);
    }
    world.run_jobs();
    db::Database other({.url = world.fresh.url()});
    auto options = post.options();
    options.batch = 3;
    Deliverer first(world.db(), world.registry, world.clock, accounts::Hasher::cheap(), options);
    Deliverer second(other, world.registry, world.clock, accounts::Hasher::cheap(), options);
    {
        const std::jthread beside([&] {
            while (second.run_due() > 0) {
            }
        });
        while (first.run_due() > 0) {
        }
    }
    std::map<std::string, int> by_address;
    for (const auto& mail : catcher.mails()) ++by_address[mail.to];
    EXPECT_EQ(by_address.size(), static_cast<std::size_t>(kMails));
    EXPECT_EQ(catcher.mails().size(), static_cast<std::size_t>(kMails));
}

TEST_P(Delivery, LeadsToTheBusinesssOwnPageWhereThereIsOne) {
    post.only({"booked"});
    world.db().write([&](db::Tx& tx) {
        auto settings = businesses::find(tx, world.salon.id)->customer;
        settings.panel_address = "https://lind.example/my-page";
        settings.sender_name = "Lind, the salon";
        settings.reply_to = "desk@lind.example";
        businesses::set_customer_settings(tx, world.salon.id, settings).value();
    });
    book_anna();
    post.run();
    ASSERT_EQ(catcher.mails().size(), 1u);
    const auto mail = catcher.mails()[0].bytes;
    EXPECT_NE(decoded(mail).find("https://lind.example/my-page#timebok=/studio-lind/bookings/"), std::string::npos);
    EXPECT_NE(mail.find("\"Lind, the salon\" <post@book.example.org>"), std::string::npos);
    EXPECT_NE(mail.find("desk@lind.example"), std::string::npos);
}

TEST_P(Delivery, LeadsHereWhereThatPageIsAPlainFrame) {
    post.only({"booked"});
    world.db().write([&](db::Tx& tx) {
        auto settings = businesses::find(tx, world.salon.id)->customer;
        settings.panel_address = "https://lind.example/my-page";
        settings.panel_by_script = false;
        businesses::set_customer_settings(tx, world.salon.id, settings).value();
    });
    book_anna();
    post.run();
    ASSERT_EQ(catcher.mails().size(), 1u);
    const auto mail = decoded(catcher.mails()[0].bytes);
    EXPECT_EQ(mail.find("#timebok="), std::string::npos);
    EXPECT_NE(mail.find("https://book.example.org/studio-lind/bookings/"), std::string::npos);
    const auto business =
        world.db().read([&](db::Session& session) { return *businesses::find(session, world.salon.id); });
    EXPECT_EQ(link_to(business, "https://book.example.org", "my"), "https://lind.example/my-page");
    EXPECT_EQ(link_to(business, "https://book.example.org", "password/x"),
              "https://book.example.org/studio-lind/password/x");
}

}  // namespace
}  // namespace notify::test
