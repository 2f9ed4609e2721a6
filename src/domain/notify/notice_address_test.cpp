#include "notify/notice_address.h"

#include "accounts/staff_account.h"
#include "notify/test_post.h"

namespace notify::test {
namespace {

constexpr std::string_view kDesk = "desk@lind.example";

struct TypedAddress : testing::TestWithParam<db::Engine> {
    Post post{GetParam()};
    support::World& world = post.world;
    support::SmtpCatcher& catcher = post.catcher;

    TypedAddress() {
        post.give_address(world.salon.mira, "mira@lind.example");
        post.only_to_staff({"booked"});
    }
    Workflow to_staff(BusinessId business) {
        const auto all = world.db().read([&](db::Session& s) { return list_workflows(s, business); });
        const auto found = std::ranges::find_if(all, [](const Workflow& each) {
            return each.trigger == "booked" && !each.actions.at(0).recipients.customer;
        });
        CHECK(found != all.end());
        return *found;
    }
    void name(std::vector<std::string> addresses, BusinessId business = {}) {
        if (!business) business = world.salon.id;
        auto workflow = to_staff(business);
        workflow.actions[0].recipients = {.customer = false, .provider = true, .addresses = std::move(addresses)};
        world.db().write(
            [&](db::Tx& tx) { CHECK(update_workflow(tx, post.context(), business, workflow, activity::Actor{})); });
    }
    std::vector<NoticeAddress> waiting() {
        const auto workflow = to_staff(world.salon.id);
        return world.db().read([&](db::Session& s) { return list_waiting(s, world.salon.id, workflow); });
    }
    Result<void> ask(std::string_view address = kDesk, BusinessId business = {}) {
        if (!business) business = world.salon.id;
        return world.db().write([&](db::Tx& tx) {
            return ask_address(tx, post.context(), business, base::parse_email(address).value(), {});
        });
    }
    // What the newest mail to the address leads to.
    std::string token(std::string_view address = kDesk) {
        post.run();
        const auto mails = catcher.mails();
        for (auto mail = mails.rbegin(); mail != mails.rend(); ++mail)
            if (mail->to == address)
                return after(decoded(mail->bytes), "/studio-lind/office/notice-address/").substr(0, 32);
        return {};
    }
    bool is_live(std::string_view token, BusinessId business = {}) {
        if (!business) business = world.salon.id;
        return world.db()
            .read([&](db::Session& s) { return find_notice_link(s, world.clock, business, token); })
            .has_value();
    }
    Result<std::string> confirm(std::string_view token, BusinessId business = {}) {
        if (!business) business = world.salon.id;
        return world.db().write([&](db::Tx& tx) { return confirm_address(tx, post.context(), business, token); });
    }
    std::size_t told(std::string_view address = kDesk) {
        std::size_t out = 0;
        for (const auto& mail : catcher.mails())
            if (mail.to == address && decoded(mail.bytes).find("notice-address") == std::string::npos) ++out;
        return out;
    }
    void book(std::string_view when) {
        post.book(world.anna, world.salon.cut, world.salon.mira, when);
        post.run();
    }
};
INSTANTIATE_TEST_SUITE_P(Engines, TypedAddress, testing::ValuesIn(support::engines()), support::engine_name);

TEST_P(TypedAddress, GetsNothingBeforeItsReaderAgrees) {
    name({std::string(kDesk)});
    const auto link = token();
    ASSERT_EQ(link.size(), 32u);
    EXPECT_EQ(everything_in(world.fresh, GetParam()).find(link), std::string::npos);
    book("thu 10:00");
    EXPECT_EQ(told(), 0u);
    const auto workflow = to_staff(world.salon.id);
    const auto runs = world.db().read([&](db::Session& s) { return list_runs(s, world.salon.id, workflow.id); });
    ASSERT_EQ(runs.size(), 1u);
    EXPECT_EQ(post.why(runs[0]), "Not sent: desk@lind.example has not agreed to messages yet.");
    ASSERT_EQ(waiting().size(), 1u);
    EXPECT_TRUE(waiting()[0].asked_at);
    EXPECT_TRUE(is_live(link));
    EXPECT_TRUE(is_live(link)) << "looking uses nothing up";
    EXPECT_EQ(confirm(link).value(), kDesk);
    EXPECT_TRUE(waiting().empty());
    book("thu 14:00");
    EXPECT_EQ(told(), 1u);
}

TEST_P(TypedAddress, AgreesOnceByTheNewestLinkOfItsOwnBusinessWithinSevenDays) {
    name({std::string(kDesk)});
    const auto first = token();
    ASSERT_TRUE(ask());
    const auto second = token();
    ASSERT_NE(first, second);
    EXPECT_EQ(confirm(first).error().code, "account.link_dead") << "a newer one has taken its place";
    EXPECT_EQ(confirm(second, world.clinic.id).error().code, "account.link_dead") << "it is another business's";
    EXPECT_FALSE(is_live(second, world.clinic.id));
    for (const std::string& nonsense : {std::string(), base::new_token(), second + "a"})
        EXPECT_EQ(confirm(nonsense).error().code, "account.link_dead");
    world.clock.advance(kNoticeLinkLifetime);
    EXPECT_FALSE(is_live(second));
    EXPECT_EQ(confirm(second).error().code, "account.link_dead");
    ASSERT_TRUE(ask());
    const auto third = token();
    ASSERT_TRUE(confirm(third));
    EXPECT_EQ(confirm(third).error().code, "account.link_dead") << "it is used";
    EXPECT_TRUE(waiting().empty());
}

TEST_P(TypedAddress, OfAnotherBusinessAndAnotherOneHaveNotAgreed) {
    name({std::string(kDesk)});
    const auto link = token();
    name({std::string(kDesk), "back@lind.example"});
    const auto other = token("back@lind.example");
    ASSERT_TRUE(confirm(link));
    ASSERT_EQ(waiting().size(), 1u) << "each for itself";
    EXPECT_EQ(waiting()[0].email.text, "back@lind.example");
    EXPECT_TRUE(is_live(other));
    world.db().read([&](db::Session& s) {
        EXPECT_TRUE(is_confirmed(s, world.salon.id, std::string(kDesk)));
        EXPECT_FALSE(is_confirmed(s, world.clinic.id, std::string(kDesk)));
    });
}

TEST_P(TypedAddress, ThatIsTakenOutIsAskedAnewWhereItComesBack) {
    name({std::string(kDesk)});
    const auto link = token();
    ASSERT_TRUE(confirm(link));
    name({});
    EXPECT_EQ(ask().error().code, "notice_address.unknown");
    name({std::string(kDesk)});
    EXPECT_EQ(waiting().size(), 1u);
    const auto next = token();
    EXPECT_NE(next, link);
    name({});
    EXPECT_FALSE(is_live(next)) << "what no workflow names has no link";
}

TEST_P(TypedAddress, IsNotAskedWithoutEnd) {
    name({std::string(kDesk)});
    int asked = 1;
    auto last = ask();
    for (; last && asked < 100; ++asked) last = ask();
    ASSERT_FALSE(last);
    EXPECT_EQ(last.error().code, "account.too_many_attempts");
    EXPECT_LE(asked, 5);
    post.run();
    EXPECT_EQ(std::ssize(catcher.mails()), asked);
    // Nor by another business.
    name({std::string(kDesk)}, world.clinic.id);
    post.run();
    EXPECT_EQ(std::ssize(catcher.mails()), asked);
    world.clock.advance(2h);
    EXPECT_TRUE(ask());
}

TEST_P(TypedAddress, OfWhoSignsInNeedsNoLink) {
    const auto nora = post.hire("Nora", "nora@lind.example");
    name({"Nora@lind.example"});
    EXPECT_EQ(waiting().size(), 1u) << "nobody has signed in with it yet";
    const auto hash = accounts::Hasher::cheap().hash("heron under the long bridge").value();
    world.db().write([&](db::Tx& tx) {
        CHECK(accounts::staff::set_login(tx, {world.clock, world.registry}, world.salon.id, nora,
                                         base::parse_email("nora@lind.example").value(), hash, {}));
    });
    EXPECT_TRUE(waiting().empty());
    EXPECT_TRUE(ask("nora@lind.example"));
    EXPECT_EQ(token("nora@lind.example"), "") << "nothing is asked that is known";
}

}  // namespace
}  // namespace notify::test
