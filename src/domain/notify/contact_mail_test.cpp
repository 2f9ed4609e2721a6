// Contact persons who are to get messages about a customer's appointments.
#include "accounts/customer_access.h"
#include "customers/contacts.h"
#include "notify/test_post.h"

namespace notify::test {
namespace {

struct ContactMail : testing::TestWithParam<db::Engine> {
    Post post{GetParam()};
    support::World& world = post.world;
    support::Salon& salon = world.salon;
    bookings::Booking booking = post.book(world.anna, salon.cut, salon.mira, "thu 10:00");

    ContactMail() {
        post.run();
        add("Kari", "kari@example.com", true);
        add("Ola", "ola@example.com", false);
    }
    void add(std::string name, std::string email, bool gets_messages) {
        world.db()
            .write([&](db::Tx& tx) {
                return customers::add_contact_person(
                    tx, {world.clock, world.registry}, salon.id, "NO", booking.customer_id,
                    {.name = std::move(name), .email = std::move(email), .gets_messages = gets_messages}, {});
            })
            .value();
    }
    std::vector<std::string> mails_to(std::string_view address) {
        std::vector<std::string> out;
        for (const auto& mail : post.catcher.mails())
            if (mail.to == address) out.push_back(decoded(mail.bytes));
        return out;
    }
};
INSTANTIATE_TEST_SUITE_P(Engines, ContactMail, testing::ValuesIn(support::engines()), support::engine_name);

TEST_P(ContactMail, TellsOfAppointmentsWithTheirLinks) {
    post.only({"rescheduled"});
    const auto before = mails_to(world.anna.email.text).size();
    post.move(booking.id, "fri 10:00");
    post.run();
    EXPECT_EQ(mails_to(world.anna.email.text).size(), before + 1);
    const auto mails = mails_to("kari@example.com");
    ASSERT_EQ(mails.size(), 1u);
    EXPECT_NE(mails[0].find("10:00"), std::string::npos);
    EXPECT_NE(mails[0].find("/bookings/"), std::string::npos) << "the way to move and cancel";
    EXPECT_TRUE(mails_to("ola@example.com").empty());
}

TEST_P(ContactMail, TellsNothingThatOpensTheAccount) {
    world.db().write([&](db::Tx& tx) {
        const auto account = accounts::find_by_customer(tx, salon.id, booking.customer_id).value();
        return accounts::send_access(tx, {world.clock, world.registry}, salon.id, account.id,
                                     {activity::ActorKind::staff, 1});
    });
    const auto before = mails_to(world.anna.email.text).size();
    post.run();
    EXPECT_EQ(mails_to(world.anna.email.text).size(), before + 1);
    EXPECT_TRUE(mails_to("kari@example.com").empty());
}

TEST_P(ContactMail, TellsThemWhereTheCustomerHasNoAddress) {
    post.only({"cancelled"});
    world.db().write([&](db::Tx& tx) {
        tx.execute("update customers set email = null, email_key = null where business_id = :business and id = :id",
                   salon.id, booking.customer_id);
        accounts::erase(tx, {world.clock, world.registry}, salon.id, booking.customer_id, {});
    });
    post.cancel(booking.id);
    post.run();
    EXPECT_EQ(mails_to("kari@example.com").size(), 1u);
}

}  // namespace
}  // namespace notify::test
