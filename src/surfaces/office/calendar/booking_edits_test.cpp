// The page of one booking: its forms, what others changed meanwhile, messages, deleting and restoring.
#include "bookings/edit.h"
#include "notify/message.h"
#include "office/frame/test_office.h"

namespace office::test {
namespace {

class BookingPageForms : public OfficeTest {
protected:
    bookings::Booking booked = world.book(world.anna, world.salon.cut, world.salon.mira, "tue 10:00").value().booking;
    std::string id = base::to_text(booked.id);
    std::string path = office("/bookings/" + id);

    BookingPageForms() { as_owner(); }

    http::Response page() { return get(appointment, path, id); }
    Pairs form(const http::Response& from, std::string_view rest) {
        return form_of(*from.body, path + std::string(rest));
    }
    http::Response send(auto handler, std::string_view rest, const Pairs& form) {
        return post(handler, path + std::string(rest), form, id);
    }
    bookings::Booking now() {
        return world.db().read([&](db::Session& s) { return bookings::find(s, business(), booked.id).value(); });
    }
    void install_workflows() {
        world.db().write([&](db::Tx& tx) {
            notify::install_defaults(tx, world.clock, businesses::find(tx, business()).value());
            for (const auto& workflow : notify::list_workflows(tx, business()))
                notify::set_active(tx, context(), business(), workflow.id, true, {}).value();
        });
    }
};

TEST_P(BookingPageForms, ChangesServiceLengthAndPrice) {
    auto typed = with(form(page(), "/what"), "service", base::to_text(world.salon.colour));
    ASSERT_EQ(send(change_appointment_what, "/what", typed).status, 303);
    EXPECT_EQ(now().service_id, world.salon.colour);
    EXPECT_EQ(now().price.amount, 149000) << "what stood in the form was the other service's";
    typed = with(with(form(page(), "/what"), "duration", "60"), "price", "1200");
    ASSERT_EQ(send(change_appointment_what, "/what", typed).status, 303);
    EXPECT_EQ(now().time.end - now().time.begin, std::chrono::minutes{60});
    EXPECT_EQ(now().price.amount, 120000);
    const auto wrong = send(change_appointment_what, "/what", with(form(page(), "/what"), "duration", "long"));
    EXPECT_EQ(wrong.status, 422);
    EXPECT_TRUE(shows(wrong, "value=\"long\""));
}

TEST_P(BookingPageForms, TheSecondSeesWhatTheFirstChangedAndKeepsWhatTheyTyped) {
    const auto first = page(), second = page();
    ASSERT_EQ(send(change_appointment_what, "/what", with(form(first, "/what"), "price", "500")).status, 303);
    const auto refused =
        send(change_appointment_notes, "/notes", with(form(second, "/notes"), "internal_note", "Bring the contract."));
    EXPECT_EQ(refused.status, 409);
    EXPECT_TRUE(shows(refused, "Somebody else has changed this appointment meanwhile."));
    EXPECT_TRUE(shows(refused, "Bring the contract."));
    EXPECT_TRUE(now().internal_note.empty());
    ASSERT_EQ(send(change_appointment_notes, "/notes", form(refused, "/notes")).status, 303);
    EXPECT_EQ(now().internal_note, "Bring the contract.");
    EXPECT_EQ(now().price.amount, 50000);
    EXPECT_TRUE(shows(page(), "Bring the contract."));
}

TEST_P(BookingPageForms, OverAnotherOneNeedsAReason) {
    world.book(world.ben, world.salon.cut, world.salon.mira, "tue 11:00").value();
    const auto asked = send(change_appointment_what, "/what", with(form(page(), "/what"), "duration", "90"));
    EXPECT_EQ(asked.status, 409);
    const auto typed = with(form(asked, "/what"), "overbooking", "They come together.");
    ASSERT_EQ(send(change_appointment_what, "/what", typed).status, 303);
    EXPECT_EQ(now().overbooking, "They come together.");
    EXPECT_TRUE(shows(page(), "Over another appointment:"));
}

TEST_P(BookingPageForms, CancelsWithoutTellingWhereThatIsChosen) {
    install_workflows();
    const auto shown = page();
    EXPECT_TRUE(shows(shown, "Tell the customer by mail"));
    const auto mail = shown.body->find("/mail?workflow=");
    ASSERT_NE(mail, std::string::npos);
    const auto workflows = world.db().read([&](db::Session& s) { return notify::list_workflows(s, business()); });
    const auto cancelled = std::ranges::find_if(workflows, [](const notify::Workflow& each) {
        return each.trigger == "cancelled" && each.actions.at(0).recipients.customer;
    });
    const auto read = get(appointment_mail, path + "/mail?as=cancelled&workflow=" + base::to_text(cancelled->id), id);
    EXPECT_EQ(read.status, 200);
    EXPECT_TRUE(shows(read, "anna"));
    EXPECT_TRUE(shows(shown, "Still to come")) << "the reminder";
    auto form = Pairs{{"status", "cancelled"}, {"asked_to_tell", "cancelled"}};
    ASSERT_EQ(send(set_appointment_status, "/status",
                   with(form, "token", form_of(*shown.body, path + "/notes").front().second))
                  .status,
              303);
    EXPECT_EQ(now().status, bookings::Status::cancelled);
    world.run_jobs();
    const auto messages = world.db().read([&](db::Session& s) {
        notify::MessageFilter about{};
        about.booking = booked.id;
        return notify::list_messages(s, business(), about).size();
    });
    EXPECT_EQ(messages, 0u);
}

TEST_P(BookingPageForms, DeletesAndRestores) {
    ASSERT_EQ(send(delete_appointment, "/deletion", form(page(), "/deletion")).status, 303);
    const auto gone = page();
    EXPECT_TRUE(shows(gone, "It can be restored until"));
    EXPECT_TRUE(shows(get(deleted_appointments, office("/bookings/deleted")), path));
    EXPECT_FALSE(shows(get(calendar, office("/calendar?view=list&day=2026-12-01")), path));
    world.book(world.ben, world.salon.cut, world.salon.mira, "tue 10:15").value();
    const auto refused = send(restore_appointment, "/restoration", form(gone, "/restoration"));
    EXPECT_EQ(refused.status, 409);
    EXPECT_TRUE(shows(refused, "given to somebody else"));
}

INSTANTIATE_TEST_SUITE_P(Engines, BookingPageForms, testing::ValuesIn(support::engines()), support::engine_name);

}  // namespace
}  // namespace office::test
