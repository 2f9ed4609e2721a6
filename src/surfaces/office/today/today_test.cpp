#include "office/today/today.h"

#include "office/frame/test_office.h"
#include "office/today/gaps.h"
#include "waiting/waiting.h"
#include "waiting_list/waiting_pages.h"

namespace office::test {
namespace {

using namespace std::chrono_literals;

class StartPage : public OfficeTest {
protected:
    StartPage() {
        register_today(world.registry);
        as_owner();
    }
    http::Response page() { return get(today, office()); }
    bookings::Booking book(const customers::Details& who, ServiceId service, ProviderId provider,
                           std::string_view when) {
        return world.book(who, service, provider, when).value().booking;
    }
    std::string link(const bookings::Booking& booking) const {
        return office("/bookings/" + base::to_text(booking.id)) + "\"";
    }
};

TEST_P(StartPage, IsCalmWhereThereIsNothing) {
    const auto shown = page();
    EXPECT_EQ(shown.status, 200);
    EXPECT_TRUE(shows(shown, "Nothing is booked for the next seven days."));
    EXPECT_TRUE(shows(shown, "Nobody has cancelled."));
    EXPECT_FALSE(shows(shown, "Waiting for approval"));
    EXPECT_FALSE(shows(shown, "Birthdays"));
    EXPECT_FALSE(shows(shown, "did not arrive"));
}

TEST_P(StartPage, ShowsWhatIsNextAndWhatIsFree) {
    const auto next = book(world.anna, world.salon.cut, world.salon.mira, "mon 10:00");
    const auto gone = book(world.ben, world.salon.cut, world.salon.jonas, "tue 10:00");
    world.db()
        .write([&](db::Tx& tx) {
            return bookings::cancel(tx, world.context(), business(), gone.id, {}, bookings::Rules::staff);
        })
        .value();
    world.db()
        .write([&](db::Tx& tx) {
            auto changes = customers::changes_of(*customers::find(tx, business(), next.customer_id));
            changes.important_note = "Allergic to <nickel>";
            return customers::update(tx, {world.clock, world.registry}, business(), "NO", next.customer_id, changes, {},
                                     {});
        })
        .value();
    const auto shown = page();
    EXPECT_TRUE(shows(shown, link(next)));
    EXPECT_TRUE(shows(shown, "Important: Allergic to &lt;nickel&gt;"));
    EXPECT_TRUE(shows(shown, link(gone))) << "as cancelled";
    EXPECT_TRUE(shows(shown, "until 10:00, 1 hr")) << "of Mira, until Anna comes";
    EXPECT_TRUE(shows(shown, office("/bookings/new?day=2026-11-30&amp;service=")));
    world.clock.set(world.at("mon 10:10"));
    EXPECT_TRUE(shows(page(), ">Now<"));
    world.clock.set(world.at("mon 10:45"));
    EXPECT_FALSE(shows(page(), link(next))) << "it is over";
}

TEST_P(StartPage, AnswersWhatWaits) {
    const auto first = book(world.anna, world.salon.colour, world.salon.mira, "tue 10:00"),
               second = book(world.ben, world.salon.colour, world.salon.mira, "wed 10:00");
    const auto shown = page();
    EXPECT_TRUE(shows(shown, "Waiting for approval"));
    const auto answer = [&](const bookings::Booking& booking, const std::string& status) {
        const auto id = base::to_text(booking.id), path = office("/bookings/" + id + "/status");
        return post(set_appointment_status, path, with(form_of(*shown.body, path), "status", status), id);
    };
    EXPECT_EQ(header(answer(first, "approved"), "Location"), office("?done=status"));
    EXPECT_EQ(world.status_of(first.id), bookings::Status::approved);
    EXPECT_EQ(answer(second, "declined").status, 303);
    EXPECT_EQ(world.status_of(second.id), bookings::Status::declined);
    EXPECT_EQ(answer(second, "approved").status, 409) << "the time was given back";
    EXPECT_FALSE(shows(page(), "Waiting for approval"));
}

TEST_P(StartPage, IsAProvidersOwn) {
    const auto of_mira = book(world.anna, world.salon.colour, world.salon.mira, "tue 10:00");
    hire("Jo Other", "jo@example.com", businesses::Role::provider);
    ASSERT_EQ(sign_in_as("jo@example.com").status, 303);
    const auto shown = page();
    EXPECT_EQ(shown.status, 200);
    EXPECT_FALSE(shows(shown, link(of_mira)));
    EXPECT_FALSE(shows(shown, "Waiting for approval"));
    EXPECT_FALSE(shows(shown, office("/bookings/new")));
    EXPECT_TRUE(shows(shown, "Your own appointments."));
}

TEST_P(StartPage, TellsOfBirthdaysOfThoseWhoCome) {
    const auto born = [&](const bookings::Booking& booking, std::string_view day) {
        world.db().write([&](db::Tx& tx) {
            tx.execute("update customers set date_of_birth = :day where business_id = :business and id = :id",
                       base::parse_day(day).value(), business(), booking.customer_id);
        });
    };
    born(book(world.anna, world.salon.cut, world.salon.mira, "wed 10:00"), "1990-12-03");
    EXPECT_TRUE(shows(page(), "comes Wed 2 December at 10:00"));
    born(book(world.ben, world.salon.cut, world.salon.mira, "thu 10:00"), "1990-12-07");
    EXPECT_FALSE(shows(page(), "comes Thu 3 December")) << "his is after this week";
}

TEST_P(StartPage, NamesWhoWouldFitIntoWhatIsFree) {
    waiting::subscribe(world.registry, world.clock);
    waiting_list::register_pages(world.registry);
    const auto today = world.salon.zone.day(world.clock.now());
    const auto entry = world.db().write([&](db::Tx& tx) {
        const auto who = customers::join(tx, business(), world.clock, world.anna).customer.id;
        return waiting::join(tx, world.context(), business(),
                             {.service = world.salon.cut, .first_day = today, .last_day = today + std::chrono::days{1}},
                             {.customer = who, .consent = true}, bookings::Rules::staff)
            .value();
    });
    const auto link = office("/waiting/" + base::to_text(entry.id)) + "\"";
    EXPECT_TRUE(shows(page(), link));
    EXPECT_TRUE(shows(page(), "On the waiting list:"));
    world.db().write([&](db::Tx& tx) { businesses::set_module(tx, business(), waiting::kModule.name, false); });
    EXPECT_FALSE(shows(page(), link));
}

INSTANTIATE_TEST_SUITE_P(Engines, StartPage, testing::ValuesIn(support::engines()), support::engine_name);

}  // namespace
}  // namespace office::test
