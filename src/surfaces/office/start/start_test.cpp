#include "office/start/start.h"

#include "catalog/catalog.h"
#include "notify/workflow.h"
#include "office/frame/test_office.h"
#include "onboarding/onboarding.h"
#include "staff/schedule.h"

namespace office {
namespace {

using test::form_of;
using test::Handler;
using test::header;
using test::OfficeTest;
using test::Pairs;
using test::shows;
using test::with;
using test::without;

// The first days of a business that has nothing yet but its owner.
class Start : public OfficeTest {
protected:
    BusinessId fresh;
    StaffId nora;

    Start() {
        register_start(world.registry);
        fresh = world.db()
                    .write([&](db::Tx& tx) {
                        businesses::Business draft;
                        draft.slug = "harmoni";
                        draft.name.fallback = "Harmoni";
                        draft.kind = "hair";
                        draft.country = "NO";
                        draft.zone = world.salon.zone;
                        draft.currency = "NOK";
                        draft.languages = {"nb", "en"};
                        draft.accent_colour = "#0f766e";
                        return businesses::create(tx, world.clock, draft);
                    })
                    .value();
        nora = hire("Nora Dahl", "nora@example.com", businesses::Role::owner, fresh);
        slug = "harmoni";
        EXPECT_EQ(sign_in_as("nora@example.com").status, 303);
    }

    http::Response send(const Handler& form, const Handler& save, const std::string& path, const Pairs& typed) {
        auto fields = form_of(*get(form, office(path)).body, office(path));
        for (const auto& [name, value] : typed) fields = with(std::move(fields), name, value);
        return post(save, office(path), std::move(fields));
    }
    std::vector<catalog::Service> services() {
        return world.db().read([&](db::Session& reading) { return catalog::list_services(reading, fresh, "NOK"); });
    }
    std::vector<staff::OpeningHours> opening_hours() {
        return world.db().read([&](db::Session& reading) { return staff::list_opening_hours(reading, fresh); });
    }
    std::size_t bookings() {
        return world.db().read([&](db::Session& reading) {
            const Span all{Instant{}, world.clock.now() + std::chrono::days{365}};
            return bookings::list_between(reading, fresh, all, {}, {}, 100).bookings.size();
        });
    }
    void do_hours() {
        ASSERT_EQ(header(send(start_hours, save_hours, "/start/hours", {}), "Location"), office("/start/services"));
    }
    void do_services() {
        ASSERT_EQ(header(send(start_services, save_services, "/start/services", {{"s0_price", "690"}}), "Location"),
                  office("/start/people"));
    }
    void do_people() {
        ASSERT_EQ(header(send(start_people, save_people, "/start/people", {}), "Location"), office("/start/look"));
    }
};

TEST_P(Start, LeadsFromNothingToAPageOnWhichPeopleBook) {
    EXPECT_TRUE(shows(get(start, office("/start")), "Nobody can book yet"));
    do_hours();
    EXPECT_EQ(opening_hours().size(), 5u) << "Monday to Friday stand there to begin with";
    do_services();
    const auto made = services();
    ASSERT_EQ(made.size(), 5u) << "what is usual at a hairdresser's is ticked";
    EXPECT_EQ(made.front().price, (Money{69000, "NOK"}));
    EXPECT_EQ(made.front().name.in("nb"), "Klipp") << "in every language of the business";
    EXPECT_EQ(made.front().name.in("en"), "Haircut");
    EXPECT_EQ(made.back().price_kind, catalog::PriceKind::on_request) << "its price was left empty";
    EXPECT_TRUE(shows(get(start, office("/start")), "Nobody gives a service yet"));
    do_people();
    const auto page = get(start, office("/start"));
    EXPECT_TRUE(shows(page, "Customers can book"));
    EXPECT_TRUE(shows(page, "https://book.example.org/harmoni"));
}

TEST_P(Start, EachStepIsKeptAndGoesOnWhereItWasLeft) {
    EXPECT_TRUE(shows(get(start, office("/start")), office("/start/hours") + "\">Go on"));
    do_hours();
    session.clear();
    ASSERT_EQ(sign_in_as("nora@example.com").status, 303);
    EXPECT_TRUE(shows(get(start, office("/start")), office("/start/services") + "\">Go on"));
    const auto again = get(start_hours, office("/start/hours"));
    EXPECT_TRUE(shows(again, "value=\"09:00-17:00\"")) << "what was saved, not what is usual";
}

TEST_P(Start, SaysWhatIsWrongBesideItsLineAndKeepsWhatWasTyped) {
    const auto hours = send(start_hours, save_hours, "/start/hours", {{"hours_1", "17-9"}, {"hours_2", "10-14"}});
    EXPECT_EQ(hours.status, 422);
    EXPECT_TRUE(shows(hours, "value=\"17-9\""));
    EXPECT_TRUE(shows(hours, "value=\"10-14\""));
    EXPECT_TRUE(opening_hours().empty()) << "nothing is half saved";

    const auto priced = send(start_services, save_services, "/start/services",
                             {{"s0_price", "cheap"}, {"s1_minutes", "0"}, {"s2_name", ""}});
    EXPECT_EQ(priced.status, 422);
    for (const auto* each : {"value=\"cheap\"", "id=\"f-s0-about\"", "id=\"f-s1-about\"", "id=\"f-s2-about\""})
        EXPECT_TRUE(shows(priced, each));
    EXPECT_TRUE(services().empty());

    const auto wrong = send(start_people, save_people, "/start/people",
                            {{"p0_name", "Liv Berg"}, {"p0_email", "liv"}, {"p1_name", "Ada"}, {"p1_email", ""}});
    EXPECT_EQ(wrong.status, 422);
    EXPECT_TRUE(shows(wrong, "id=\"f-p0-about\""));
    EXPECT_TRUE(world.db().read([&](db::Session& reading) { return staff::list_providers(reading, fresh); }).empty());
}

TEST_P(Start, AsksForOneDayOneServiceAndOneWhoGivesIt) {
    Pairs closed;
    for (int day = 1; day <= 7; ++day) closed.emplace_back(fmt::format("hours_{}", day), "");
    EXPECT_EQ(send(start_hours, save_hours, "/start/hours", closed).status, 422);

    auto none = form_of(*get(start_services, office("/start/services")).body, office("/start/services"));
    for (int n = 0; n < 20; ++n) none = without(std::move(none), fmt::format("s{}_on", n));
    EXPECT_EQ(post(save_services, office("/start/services"), std::move(none)).status, 422);

    auto nobody = form_of(*get(start_people, office("/start/people")).body, office("/start/people"));
    EXPECT_EQ(post(save_people, office("/start/people"), without(std::move(nobody), "me")).status, 422);
}

TEST_P(Start, WhoIsNamedWorksHereInTheOpeningHours) {
    do_hours();
    do_services();
    const auto saved = send(start_people, save_people, "/start/people",
                            {{"p0_name", "Liv Berg"}, {"p0_email", "liv@example.com"}, {"p0_gives", "yes"}});
    EXPECT_EQ(saved.status, 303);
    const auto providers = world.db().read([&](db::Session& reading) { return staff::list_providers(reading, fresh); });
    ASSERT_EQ(providers.size(), 2u);
    for (const auto& provider : providers) {
        const auto week =
            world.db().read([&](db::Session& reading) { return staff::find_week(reading, fresh, provider.id); });
        EXPECT_EQ(week.hours.size(), 5u) << provider.name;
    }
    for (const auto& service : services()) EXPECT_EQ(service.providers.size(), 2u);
}

TEST_P(Start, ATestBookingIsMadeAndTakenBack) {
    do_hours();
    do_services();
    do_people();
    const auto live = get(start_live, office("/start/live"));
    auto form = form_of(*live.body, office("/start/live/test"));
    EXPECT_EQ(post(make_test_booking, office("/start/live/test"), std::move(form)).status, 303);
    EXPECT_EQ(bookings(), 1u);
    const auto made = get(start_live, office("/start/live"));
    EXPECT_TRUE(shows(made, "nora@example.com") || shows(made, "kept under Messages"));
    form = form_of(*made.body, office("/start/live/test/removal"));
    EXPECT_EQ(post(take_back_test, office("/start/live/test/removal"), std::move(form)).status, 303);
    EXPECT_TRUE(shows(get(start_live, office("/start/live")), "Make a test booking"));
}

TEST_P(Start, IsInTheMenuUntilTheOwnerIsDoneWithIt) {
    const auto shown = [&] {
        return get(calendar, office("/calendar?view=list")).body->find(office("/start")) != std::string::npos;
    };
    EXPECT_TRUE(shown());
    for (const auto step : onboarding::kSteps)
        world.db().write([&](db::Tx& tx) { onboarding::set_done(tx, world.clock, fresh, onboarding::to_text(step)); });
    const auto page = get(start, office("/start"));
    EXPECT_TRUE(shows(page, "Let your mails go out"));
    auto aside = form_of(*page.body, office("/start/tasks"));
    EXPECT_EQ(post(put_aside, office("/start/tasks"), std::move(aside)).status, 303);
    EXPECT_FALSE(shows(get(start, office("/start")), "Let your mails go out"));
    EXPECT_EQ(post(put_aside, office("/start/tasks"),
                   with(form_of(*page.body, office("/start/tasks")), "task", "no-such-task"))
                  .status,
              404);
    EXPECT_EQ(post(finish_start, office("/start/end"), form_of(*page.body, office("/start/end"))).status, 303);
    EXPECT_FALSE(shown());
    EXPECT_EQ(header(get(start, office("/start")), "Location"), office());
}

INSTANTIATE_TEST_SUITE_P(Engines, Start, testing::ValuesIn(support::engines()), support::engine_name);

}  // namespace
}  // namespace office
