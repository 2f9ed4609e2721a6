// What a mail says about moving and cancelling is what the form and the confirmation say (bookings/changing.h).
#include "notify/test_post.h"

namespace notify::test {
namespace {

struct ToldInMails : testing::TestWithParam<db::Engine> {
    Post post{GetParam()};
    support::World& world = post.world;

    // Of the confirmation of a booking that is made and sent now.
    std::string told(std::string_view when) {
        post.only({"booked"});
        post.write("booked", {"Booked", "<p>{{cancellation_policy}}</p>", "{{cancellation_policy}}"});
        post.book(world.anna, world.salon.cut, world.salon.mira, when);
        post.run();
        return decoded(post.catcher.mails().back().bytes);
    }
};
INSTANTIATE_TEST_SUITE_P(Engines, ToldInMails, testing::ValuesIn(support::engines()), support::engine_name);

TEST_P(ToldInMails, UntilWhenItCanBeChanged) {
    world.anna.language = "en";
    EXPECT_NE(told("thu 10:00").find("can be moved or cancelled online until Wednesday 2 December at 10:00."),
              std::string::npos);
}

TEST_P(ToldInMails, ThatItIsTooLateToChangeIt) {
    world.anna.language = "en";
    world.clock.set(world.at("mon 11:00"));
    const auto mail = told("tue 10:00");
    EXPECT_NE(mail.find("begins so soon that it cannot be moved or cancelled online."), std::string::npos) << mail;
    EXPECT_EQ(mail.find("online until"), std::string::npos);
}

}  // namespace
}  // namespace notify::test
