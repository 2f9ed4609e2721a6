#include "notify/test_post.h"

namespace notify::test {
namespace {

struct MailedLogo : testing::TestWithParam<db::Engine> {
    Post post{GetParam()};

    std::string mailed(std::string_view when) {
        post.catcher.forget();
        post.world.clock.advance(1min);
        post.book(post.world.anna, post.world.salon.cut, post.world.salon.mira, when);
        post.run();
        EXPECT_EQ(post.catcher.mails().size(), 1u);
        return post.catcher.mails().empty() ? "" : decoded(post.catcher.mails()[0].bytes);
    }
};

TEST_P(MailedLogo, StandsInThePlaceOfTheNameAndSaysIt) {
    post.only({"booked"});
    EXPECT_EQ(mailed("wed 10:00").find("<img"), std::string::npos);
    auto& world = post.world;
    world.db().write([&](db::Tx& tx) { businesses::set_logo(tx, world.salon.id, "image/png", "\x89PNG"); });
    const auto version = world.db().read(
        [&](db::Session& session) { return businesses::find_version(session, "studio-lind").value().second; });
    const auto mail = mailed("thu 10:00");
    EXPECT_NE(mail.find(fmt::format("src=\"{}/studio-lind/logo?v={}\" alt=\"Studio Lind\"", kBase, version)), mail.npos)
        << mail;
    world.db().write([&](db::Tx& tx) { businesses::remove_logo(tx, world.salon.id); });
    const auto bare = mailed("fri 10:00");
    EXPECT_EQ(bare.find("<img"), bare.npos);
    EXPECT_NE(bare.find(">Studio Lind</p>"), bare.npos);
}

INSTANTIATE_TEST_SUITE_P(Engines, MailedLogo, testing::ValuesIn(support::engines()), support::engine_name);

}  // namespace
}  // namespace notify::test
