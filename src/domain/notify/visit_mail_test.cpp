// Of a visit of several parts the customer hears once, and each provider of their own part.
#include "notify/test_post.h"

namespace notify::test {
namespace {

struct VisitMail : testing::TestWithParam<db::Engine> {
    Post post{GetParam()};
    support::World& world = post.world;
    support::SmtpCatcher& catcher = post.catcher;
    support::Salon& salon = world.salon;

    std::vector<bookings::Made> book_visit(std::string_view attendee = "") {
        auto second = world.wish(world.anna, salon.cut, salon.jonas, "thu 10:45");
        second.attendee = attendee;
        return world.db()
            .write([&](db::Tx& tx) {
                return bookings::book_all(tx, world.context(), salon.id,
                                          {world.wish(world.anna, salon.colour, salon.mira, "thu 09:00"), second},
                                          {.one_visit = true}, bookings::Rules::customer);
            })
            .value();
    }
    std::vector<std::string> mails_to(std::string_view address) {
        std::vector<std::string> out;
        for (const auto& mail : catcher.mails())
            if (mail.to == address) out.push_back(decoded(mail.bytes));
        return out;
    }
    static int count(std::string_view text, std::string_view what) {
        int out = 0;
        for (auto at = text.find(what); at != text.npos; at = text.find(what, at + 1)) ++out;
        return out;
    }
};
INSTANTIATE_TEST_SUITE_P(Engines, VisitMail, testing::ValuesIn(support::engines()), support::engine_name);

TEST_P(VisitMail, TellsOfAllPartsAtOnce) {
    post.only({"booked"});
    const auto made = book_visit("Ida");
    post.run();
    const auto mails = mails_to(world.anna.email.text);
    ASSERT_EQ(mails.size(), 1u);
    for (const auto* told : {"Mira", "Jonas", "Ida", "09:00", "10:45"})
        EXPECT_NE(mails[0].find(told), std::string::npos) << told;
    EXPECT_EQ(count(mails[0], "BEGIN:VEVENT"), 2) << "the calendar file has all parts";
    EXPECT_EQ(count(mails[0], "BEGIN:VTIMEZONE"), 1);
    EXPECT_EQ(mails[0].find("/reschedule"), std::string::npos) << "the page of the visit leads to each part";
    const auto runs = post.runs("booked");
    ASSERT_EQ(runs.size(), 2u);
    const auto other = std::ranges::find(runs, made[1].booking.id, [](const auto& run) { return *run.booking_id; });
    ASSERT_NE(other, runs.end());
    EXPECT_EQ(post.why(*other), "Not sent: the message about the whole visit tells of it.");
}

TEST_P(VisitMail, TellsEachProviderOfTheirOwnPart) {
    post.only_to_staff({"booked", "awaiting_approval"});
    post.give_address(salon.mira, "mira@lind.example");
    post.give_address(salon.jonas, "jonas@lind.example");
    book_visit();
    post.run();
    ASSERT_EQ(mails_to("mira@lind.example").size(), 1u);
    const auto jonas = mails_to("jonas@lind.example");
    ASSERT_EQ(jonas.size(), 1u);
    EXPECT_NE(jonas[0].find("10:45"), std::string::npos);
    EXPECT_EQ(jonas[0].find("09:00"), std::string::npos);
}

TEST_P(VisitMail, TellsByTheFirstPartThatTheWorkflowIsAbout) {
    post.only({"booked"});
    auto workflow = post.workflow_of("booked");
    workflow.conditions = {{Fact::service, true, {base::to_text(salon.cut)}}};
    post.change(workflow);
    book_visit();
    post.run();
    EXPECT_EQ(mails_to(world.anna.email.text).size(), 1u);
}

TEST_P(VisitMail, RemindsOfAllPartsOnce) {
    post.only({"before_start"});
    const auto made = book_visit();
    world.db()
        .write([&](db::Tx& tx) {
            return bookings::change_status(tx, world.context(), salon.id, made[0].booking.id,
                                           bookings::Status::approved, {activity::ActorKind::system},
                                           bookings::Rules::staff);
        })
        .value();
    world.clock.set(world.at("wed 11:00"));
    post.sweep_now();
    post.run();
    const auto mails = mails_to(world.anna.email.text);
    ASSERT_EQ(mails.size(), 1u);
    EXPECT_NE(mails[0].find("Mira"), std::string::npos);
    EXPECT_NE(mails[0].find("Jonas"), std::string::npos);
}

}  // namespace
}  // namespace notify::test
