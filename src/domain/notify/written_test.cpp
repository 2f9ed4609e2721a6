// What staff write to all in a group: each person once, each alone in To, and in the log.
#include "notify/written.h"

#include "bookings/session.h"
#include "notify/test_post.h"

namespace notify::test {
namespace {

struct WrittenToAll : testing::TestWithParam<db::Engine> {
    WrittenToAll() {
        post.only({});
        world.change(salon.cut, [](catalog::Service& service) { service.capacity = 6; });
    }
    bookings::Booking book(const customers::Details& who) {
        return world.book(who, salon.cut, salon.mira, "tue 10:00").value().booking;
    }
    // As staff make one for who has no address.
    bookings::Booking book_by_name(std::string_view name) {
        return world.db().write([&](db::Tx& tx) {
            customers::Changes person;
            person.name = name;
            person.language = "nb";
            const auto customer = customers::create(tx, post.context(), salon.id, "NO", person, {}).value();
            auto wish = world.wish(world.anna, salon.cut, salon.mira, "tue 10:00");
            wish.customer = customer;
            wish.details = {std::string(name), "", {}, "", "nb"};
            return bookings::book(tx, world.context(), salon.id, wish, bookings::Rules::staff).value().booking;
        });
    }
    Result<int> write(AppointmentId appointment, const Written& written, bool can_send = true) {
        return world.db().write([&](db::Tx& tx) {
            return write_to_group(tx, world.context(), kBase, salon.id, appointment, written, can_send,
                                  {activity::ActorKind::staff, 1});
        });
    }

    Post post{GetParam()};
    support::World& world = post.world;
    support::Salon& salon = world.salon;
};
INSTANTIATE_TEST_SUITE_P(Engines, WrittenToAll, testing::ValuesIn(support::engines()), support::engine_name);

TEST_P(WrittenToAll, GoesToEachOnceAndAlone) {
    const auto anna = book(world.anna), twice = book(world.anna), ben = book(world.ben);
    const auto ida = book_by_name("Ida");
    const auto group = anna.appointment_id;
    ASSERT_EQ(ben.appointment_id, group);
    ASSERT_EQ(ida.appointment_id, group);
    const auto readers = world.db().read([&](db::Session& s) {
        return readers_of(s, bookings::load_snapshot(s, salon.id), bookings::list_of_appointment(s, salon.id, group),
                          world.clock.now());
    });
    ASSERT_EQ(readers.reached.size(), 2u);
    EXPECT_EQ(readers.reached[0].address, world.anna.email.text);
    ASSERT_EQ(readers.not_reached.size(), 1u);
    EXPECT_EQ(readers.not_reached[0].id, ida.id);
    EXPECT_EQ(write(group, {"Mats & more", "Bring a <mat>.\r\n\r\nSee you!"}).value(), 2);
    post.run();
    ASSERT_EQ(post.catcher.mails().size(), 2u);
    for (const auto& mail : post.catcher.mails()) {
        const auto text = decoded(mail.bytes);
        EXPECT_NE(text.find("Bring a <mat>."), text.npos) << text;
        EXPECT_NE(text.find("Bring a &lt;mat&gt;."), text.npos) << text;
        EXPECT_NE(text.find("See you!</p>"), text.npos) << "a paragraph of its own";
        const bool annas = mail.bytes.find(world.anna.email.text) != mail.bytes.npos;
        const bool bens = mail.bytes.find(world.ben.email.text) != mail.bytes.npos;
        EXPECT_NE(annas, bens) << "nobody sees another's address";
    }
    const auto log = post.messages();
    ASSERT_EQ(log.size(), 2u);
    EXPECT_EQ(log[0].state, State::sent);
    EXPECT_EQ(log[0].subject, "Mats & more");
    EXPECT_EQ(occasion_of(i18n::Language::en, log[0]), "Written by the staff");
}

TEST_P(WrittenToAll, LeavesOutWhoGaveTheirPlaceUpAndSaysWhereNobodyIsReached) {
    const auto anna = book(world.anna);
    const auto ida = book_by_name("Ida");
    post.cancel(anna.id);
    const auto refused = write(ida.appointment_id, {"Mats", "Bring one."});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "session.nobody_reached");
    EXPECT_TRUE(post.messages().empty());
}

TEST_P(WrittenToAll, NeedsASubjectAndATextOfSomeLength) {
    const auto group = book(world.anna).appointment_id;
    for (const auto& [subject, text, field] :
         {std::tuple(std::string(), std::string("x"), "subject"),
          std::tuple(std::string("x"), std::string(" "), "text"),
          std::tuple(std::string(kLongestWrittenSubject + 1, 'x'), std::string("x"), "subject"),
          std::tuple(std::string("x"), std::string(kLongestWritten + 1, 'x'), "text")}) {
        const auto refused = write(group, {subject, text});
        ASSERT_FALSE(refused);
        ASSERT_EQ(refused.error().fields.size(), 1u);
        EXPECT_EQ(refused.error().fields[0].field, field);
    }
    EXPECT_TRUE(post.messages().empty());
}

TEST_P(WrittenToAll, IsKeptWhereNothingCanBeSent) {
    const auto group = book(world.anna).appointment_id;
    EXPECT_EQ(write(group, {"Mats", "Bring one."}, false).value(), 1);
    post.run();
    EXPECT_TRUE(post.catcher.mails().empty());
    ASSERT_EQ(post.messages().size(), 1u);
    EXPECT_EQ(post.messages()[0].state, State::not_sent);
}

}  // namespace
}  // namespace notify::test
