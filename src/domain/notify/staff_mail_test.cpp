#include "notify/staff_mail.h"

#include "accounts/staff_invite.h"
#include "accounts/staff_manage.h"
#include "notify/test_post.h"

namespace notify::test {
namespace {

const accounts::Client kBrowser{"192.0.2.1", "Firefox", "", "192.0.2.1"};

struct StaffMail : testing::TestWithParam<db::Engine> {
    Post post{GetParam()};
    support::World& world = post.world;
    support::SmtpCatcher& catcher = post.catcher;
    accounts::Context context{world.clock, world.registry};
    StaffId mira = hire();

    StaffId hire() {
        const auto hash = accounts::Hasher::cheap().hash("heron under the long bridge").value();
        return world.db().write([&](db::Tx& tx) {
            const auto id = accounts::staff::add(tx, context, world.salon.id, "Mira <Lind>", "mira@example.com",
                                                 businesses::Role::owner, {})
                                .value();
            CHECK(accounts::staff::set_login(tx, context, world.salon.id, id,
                                             base::parse_email("Mira@example.com").value(), hash, {}));
            return id;
        });
    }
    void ask(std::string_view language = "nb", std::string_view email = "mira@example.com") {
        ASSERT_TRUE(accounts::staff::ask_password_link(world.db(), context, world.salon.id,
                                                       base::parse_email(email).value(), language, kBrowser));
    }
    bool is_live(std::string_view token) {
        return world.db()
            .read([&](db::Session& s) { return accounts::staff::find_link(s, world.clock, world.salon.id, token); })
            .has_value();
    }
};
INSTANTIATE_TEST_SUITE_P(Engines, StaffMail, testing::ValuesIn(support::engines()), support::engine_name);

TEST_P(StaffMail, HoldsALinkThatIsNowhereElse) {
    post.only({});  // it is no workflow's
    ask("en");
    post.run();
    ASSERT_EQ(catcher.mails().size(), 1u);
    EXPECT_EQ(catcher.mails()[0].to, "Mira@example.com");
    const auto text = decoded(catcher.mails()[0].bytes);
    EXPECT_NE(text.find("Mira &lt;Lind&gt;"), text.npos);
    const auto token = after(text, "https://book.example.org/studio-lind/office/password/").substr(0, 32);
    ASSERT_EQ(token.size(), 32u) << text;
    EXPECT_TRUE(is_live(token));
    EXPECT_EQ(everything_in(world.fresh, GetParam()).find(token), std::string::npos);

    const auto logged = post.messages();
    ASSERT_EQ(logged.size(), 1u);
    EXPECT_EQ(logged[0].state, State::sent);
    EXPECT_NE(logged[0].text.find("/office/password/••••••"), std::string::npos) << logged[0].text;
    EXPECT_EQ(occasion_of(i18n::Language::en, logged[0]), "A staff member has forgotten the password");
    EXPECT_FALSE(logged[0].customer_id);
    world.clock.advance(accounts::staff::kStaffLinkLifetime);
    EXPECT_FALSE(is_live(token));
}

TEST_P(StaffMail, InvitesByALinkThatWorksForSevenDays) {
    const auto invite = [&](accounts::staff::InviteBy by) {
        return world.db().write([&](db::Tx& tx) -> Result<StaffId> {
            const auto id =
                accounts::staff::add(tx, context, world.salon.id, "Nora", fmt::format("nora{}@example.com", int(by)),
                                     businesses::Role::provider, {})
                    .value();
            const auto email = base::parse_email(fmt::format("nora{}@example.com", int(by))).value();
            CHECK(accounts::staff::invite(tx, context, world.salon.id, id, email, by, "en", {}));
            return id;
        });
    };
    ASSERT_TRUE(invite(accounts::staff::InviteBy::hand));
    const auto nora = invite(accounts::staff::InviteBy::mail).value();
    post.run();
    ASSERT_EQ(catcher.mails().size(), 1u) << "what is handed over is not mailed too";
    const auto text = decoded(catcher.mails()[0].bytes);
    EXPECT_NE(text.find("You are invited"), text.npos);
    const auto token = after(text, "https://book.example.org/studio-lind/office/password/").substr(0, 32);
    EXPECT_EQ(everything_in(world.fresh, GetParam()).find(token), std::string::npos);
    world.clock.advance(accounts::staff::kInvitationLifetime - 1min);
    EXPECT_TRUE(is_live(token));
    world.clock.advance(1min);
    EXPECT_FALSE(is_live(token));
    // Withdrawn before it was sent.
    world.db().write([&](db::Tx& tx) {
        CHECK(accounts::staff::invite(tx, context, world.salon.id, nora, base::parse_email("nora0@x.example").value(),
                                      accounts::staff::InviteBy::mail, "en", {}));
    });
    world.run_jobs();
    world.db().write(
        [&](db::Tx& tx) { CHECK(accounts::staff::withdraw_invitation(tx, context, world.salon.id, nora, {})); });
    post.run();
    EXPECT_EQ(catcher.mails().size(), 1u);
}

TEST_P(StaffMail, IsInTheLanguageOfWhoAskedAndLeadsToOurOwnPages) {
    world.db().write([&](db::Tx& tx) {
        auto settings = businesses::find(tx, world.salon.id)->customer;
        settings.panel_address = "https://lind.example/my-page";
        CHECK(businesses::set_customer_settings(tx, world.salon.id, settings));
    });
    ask("nl");
    post.run();
    ASSERT_EQ(catcher.mails().size(), 1u);
    EXPECT_EQ(post.messages()[0].language, "nl");
    const auto text = decoded(catcher.mails()[0].bytes);
    EXPECT_EQ(text.find("lind.example"), text.npos) << "not through the customers' page on another site";
}

TEST_P(StaffMail, GoesAgainWithANewLinkWhereTheServerWasAway) {
    catcher.answer("CONTENT", "451 4.3.0 Later");
    ask();
    post.run();
    EXPECT_EQ(post.messages()[0].state, State::waiting);
    catcher.answer("CONTENT", "");
    catcher.forget();
    world.clock.advance(5min);
    post.run();
    ASSERT_EQ(catcher.mails().size(), 1u);
    const auto token = after(decoded(catcher.mails()[0].bytes), "/studio-lind/office/password/").substr(0, 32);
    EXPECT_TRUE(is_live(token));
}

TEST_P(StaffMail, IsNotSentLongAfterwardsNorToWhoLeft) {
    ask();
    world.run_jobs();
    world.clock.advance(find_staff_mail("staff_password_asked")->good_for + 1min);
    post.run();
    EXPECT_EQ(post.messages()[0].state, State::dropped);
    EXPECT_EQ(post.messages()[0].why, "too_late");

    ask();
    world.run_jobs();
    world.db().write([&](db::Tx& tx) {
        tx.execute("update staff_members set role = 'manager' where id = :id", mira);
        CHECK(accounts::staff::remove_login(tx, context, world.salon.id, mira, {}));
    });
    post.run();
    EXPECT_EQ(post.messages()[0].state, State::dropped);
    EXPECT_EQ(post.messages()[0].why, "no_staff_login");
    EXPECT_TRUE(catcher.mails().empty());
    EXPECT_FALSE(explain(i18n::Language::en, "no_staff_login", {}).empty());
}

TEST_P(StaffMail, TellsWhoseLoginItIsThatThePasswordWasChanged) {
    post.only({});  // it is no workflow's
    post.run();
    EXPECT_TRUE(catcher.mails().empty()) << "a first password is no change";

    const accounts::Client browser{"192.0.2.1", "Firefox", "", "192.0.2.1"};
    auto& hasher = accounts::Hasher::cheap();
    const auto in =
        accounts::staff::sign_in(world.db(), context, hasher, world.salon.id,
                                 base::parse_email("mira@example.com").value(), "heron under the long bridge", browser);
    ASSERT_TRUE(in);
    const auto change = [&](std::string_view current) -> Result<void> {
        const auto proof =
            accounts::staff::prove(world.db(), context, hasher, world.salon.id, mira, current, "", "secret");
        if (!proof) return std::unexpected(proof.error());
        return accounts::staff::change_password(world.db(), context, hasher, world.salon.id, in->session_id, *proof,
                                                "a quiet lake in autumn");
    };
    ASSERT_FALSE(change("wrong"));
    post.run();
    EXPECT_TRUE(catcher.mails().empty());

    ASSERT_TRUE(change("heron under the long bridge"));
    post.run();
    ASSERT_EQ(catcher.mails().size(), 1u);
    EXPECT_EQ(catcher.mails()[0].to, "Mira@example.com");
    const auto text = decoded(catcher.mails()[0].bytes);
    EXPECT_NE(text.find("https://book.example.org/studio-lind/office/sign-in"), text.npos) << text;
    EXPECT_EQ(text.find("/office/password/"), text.npos) << "nothing in it opens the login";
    EXPECT_EQ(occasion_of(i18n::Language::en, post.messages()[0]), "The password of a staff member is changed");
    EXPECT_EQ(post.messages()[0].language, "nb") << "the business's first";

    // By somebody else of the staff, too.
    world.db().write([&](db::Tx& tx) {
        CHECK(accounts::staff::set_login(tx, context, world.salon.id, mira,
                                         base::parse_email("Mira@example.com").value(), "hash", {}));
    });
    post.run();
    EXPECT_EQ(catcher.mails().size(), 2u);
}

// Whoever takes a login over by another address does not do so unseen.
TEST_P(StaffMail, TellsTheFormerAddressThatTheLoginHasAnother) {
    post.only({});  // it is no workflow's
    world.db().write([&](db::Tx& tx) {
        CHECK(accounts::staff::set_login(tx, context, world.salon.id, mira,
                                         base::parse_email("evil@example.com").value(), "hash", {}));
    });
    post.run();
    const auto mails = catcher.mails();
    ASSERT_EQ(mails.size(), 2u);
    const auto former = std::ranges::find(mails, "Mira@example.com", &support::CaughtMail::to);
    ASSERT_NE(former, mails.end());
    const auto text = decoded(former->bytes);
    EXPECT_NE(text.find("Mira &lt;Lind&gt;"), text.npos);
    EXPECT_EQ(text.find("/office/"), text.npos) << "nothing in it opens the login";
    EXPECT_EQ(text.find("evil@"), text.npos);
    const auto logged = post.messages();
    EXPECT_TRUE(std::ranges::any_of(logged, [](const auto& message) {
        return message.trigger == "staff_email_changed" && message.state == State::sent &&
               message.address == "Mira@example.com";
    }));
}

TEST_P(StaffMail, TellsWhoseLoginItIsThatTheSecondStepWasRemoved) {
    post.only({});  // it is no workflow's
    const auto remove = [&] {
        world.db().write(
            [&](db::Tx& tx) { CHECK(accounts::staff::remove_totp(tx, context, world.salon.id, mira, {})); });
        post.run();
    };
    remove();
    EXPECT_TRUE(catcher.mails().empty()) << "there was none";
    world.db().write([&](db::Tx& tx) {
        tx.execute("update staff_logins set totp_secret = 'sealed' where staff_member_id = :id", mira);
    });
    remove();
    ASSERT_EQ(catcher.mails().size(), 1u);
    EXPECT_EQ(catcher.mails()[0].to, "Mira@example.com");
    const auto text = decoded(catcher.mails()[0].bytes);
    EXPECT_NE(text.find("https://book.example.org/studio-lind/office/sign-in"), text.npos) << text;
    EXPECT_EQ(text.find("/office/password/"), text.npos) << "nothing in it opens the login";
    EXPECT_EQ(occasion_of(i18n::Language::en, post.messages()[0]),
              "The second step of a staff member's sign-in is removed");
}

// Staff and customers share nothing, not even what became of an address.
TEST_P(StaffMail, IsNoBusinessOfACustomerWithTheSameAddress) {
    auto customer = world.anna;
    customer.email = base::parse_email("mira@example.com").value();
    const auto booked = post.book(customer, world.salon.cut, world.salon.mira, "thu 10:00");
    post.only({});
    world.run_jobs();
    catcher.forget();
    catcher.refuse("Mira@example.com", 550);
    ask();
    post.run();
    EXPECT_EQ(post.messages()[0].state, State::refused);
    const auto stored = [&] {
        return world.db().read(
            [&](db::Session& s) { return customers::find(s, world.salon.id, booked.customer_id)->email_trouble; });
    };
    EXPECT_EQ(stored(), "");
    catcher.accept("Mira@example.com");
    world.db().write([&](db::Tx& tx) {
        customers::note_email_trouble(tx, {world.clock, world.registry}, world.salon.id, booked.customer_id, "550");
    });
    ask();
    post.run();
    EXPECT_EQ(post.messages()[0].state, State::sent);
}

TEST(StaffMailWithoutAServer, IsKeptUnsentWithDotsForItsLink) {
    Post post(db::Engine::sqlite, false);
    auto& world = post.world;
    const accounts::Context context{world.clock, world.registry};
    world.db().write([&](db::Tx& tx) {
        const auto id =
            accounts::staff::add(tx, context, world.salon.id, "Mira", "mira@example.com", businesses::Role::owner, {})
                .value();
        CHECK(accounts::staff::set_login(tx, context, world.salon.id, id, base::parse_email("mira@example.com").value(),
                                         "hash", {}));
    });
    ASSERT_TRUE(accounts::staff::ask_password_link(world.db(), context, world.salon.id,
                                                   base::parse_email("mira@example.com").value(), "en", kBrowser));
    post.run();
    ASSERT_EQ(post.messages().size(), 1u);
    EXPECT_EQ(post.messages()[0].state, State::not_sent);
    EXPECT_NE(post.messages()[0].html.find("/office/password/••••••"), std::string::npos);
}

}  // namespace
}  // namespace notify::test
