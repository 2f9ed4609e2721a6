// How long the links of a mail work is its template's to say.
#include "accounts/account.h"
#include "notify/test_post.h"

namespace notify::test {
namespace {

const accounts::Client kBrowser{"192.0.2.1", "Browser", "", ""};

struct LinkLifetime : testing::TestWithParam<db::Engine> {
    Post post{GetParam()};
    support::World& world = post.world;
};
INSTANTIATE_TEST_SUITE_P(Engines, LinkLifetime, testing::ValuesIn(support::engines()), support::engine_name);

TEST_P(LinkLifetime, LinksWorkForAsLongAsTheirTemplateSays) {
    post.only({"access_link_asked"});
    post.book(world.anna, world.salon.cut, world.salon.mira, "thu 10:00");
    const accounts::Context context{world.clock, world.registry};
    const auto set = [&](std::optional<Minutes> works) {
        return world.db().write([&](db::Tx& tx) {
            const auto all = list_workflows(tx, world.salon.id);
            const auto sends = std::ranges::find(all, "access_link_asked", &Workflow::trigger);
            return set_link_works(tx, context, world.salon.id, *sends->actions.front().template_id, works, {});
        });
    };
    const auto mailed = [&] {
        EXPECT_TRUE(accounts::ask_access_link(world.db(), context, world.salon.id, world.anna.email, kBrowser));
        post.run();
        return decoded(post.catcher.mails().back().bytes);
    };
    const auto opens = [&](const std::string& mail) {
        const auto token = after(mail, "/studio-lind/access/").substr(0, 32);
        return world.db().write([&](db::Tx& tx) {
            return accounts::sign_in_by_link(tx, context, world.salon.id, token, kBrowser).has_value();
        });
    };
    auto mail = mailed();
    EXPECT_NE(mail.find("15 minutter"), mail.npos) << mail;
    world.clock.advance(16min);
    EXPECT_FALSE(opens(mail));

    EXPECT_EQ(set(14min).error().fields.front().field, "link_works");
    EXPECT_EQ(set(31 * 24h).error().fields.front().field, "link_works");
    ASSERT_TRUE(set(2h));
    mail = mailed();
    EXPECT_NE(mail.find("2 timer"), mail.npos) << mail;
    world.clock.advance(119min);
    EXPECT_TRUE(opens(mail));

    ASSERT_TRUE(set(30 * 24h));
    mail = mailed();
    EXPECT_NE(mail.find("i 1 dag"), mail.npos) << "no longer for what opens the whole account";
    world.clock.advance(25h);
    EXPECT_FALSE(opens(mail));
}

}  // namespace
}  // namespace notify::test
