#include "booking_page/choice.h"
#include "bookings/allowed.h"
#include "bookings/session.h"
#include "catalog/event_service.h"
#include "customers/custom_values.h"
#include "events/event.h"
#include "html/browser.h"
#include "portal/test_house.h"
#include "support/busy.h"
#include "support/pictures.h"

#include <nlohmann/json.hpp>

namespace portal::test {
namespace {

class Panel : public Portal {
protected:
    Login login = enter();

    Pairs of(BookingId id) const { return {{"id", base::to_text(id)}}; }
    http::Response home() { return browser.get(appointments, "/studio-lind/my"); }
    http::Response page_of(BookingId id, const std::string& query = {}) {
        return browser.get(appointment, "/studio-lind/my/appointments/x" + query, of(id));
    }
    bookings::Status status_of(BookingId id) { return world.status_of(id); }
    int customers_in_all() {
        return world.db().read([](db::Session& s) { return s.value<int>("select count(*) from customers").value(); });
    }
};
INSTANTIATE_TEST_SUITE_P(Engines, Panel, testing::ValuesIn(support::engines()), support::engine_name);

TEST_P(Panel, BeginsWithAWayToBook) {
    const auto page = home();
    EXPECT_EQ(page.status, 200);
    EXPECT_TRUE(shows(page, "No appointments yet"));
    EXPECT_TRUE(shows(page, "href=\"/studio-lind\">Book an appointment"));
    EXPECT_EQ(header(page, "Cache-Control"), "no-store");
    EXPECT_EQ(count(main_of(page), "aria-current=\"page\""), 1);
}

TEST_P(Panel, ShowsWhatIsComingAndWhatIsOver) {
    const auto first = book(world.anna, "tue 10:00");
    const auto second = book(world.anna, "thu 10:00");
    world.book(world.anna, world.salon.colour, world.salon.jonas, "fri 10:00").value();
    book(world.ben, "wed 10:00");
    world.clock.set(first.time.end + Seconds{60});
    world.run_jobs();
    const auto page = home();
    EXPECT_TRUE(shows(page, "Coming up"));
    EXPECT_TRUE(shows(page, "Haircut with Mira"));
    EXPECT_TRUE(shows(page, "10:00 to 10:45, 45 min"));
    EXPECT_TRUE(shows(page, "690"));
    EXPECT_TRUE(shows(page, "Colour with Jonas"));
    EXPECT_TRUE(shows(page, "awaiting approval"));
    EXPECT_TRUE(shows(page, "<b>3</b>"));
    EXPECT_TRUE(shows(page, "/my/appointments/" + base::to_text(second.id) + "/reschedule"));
    EXPECT_FALSE(shows(page, "/my/appointments/" + base::to_text(first.id) + "/reschedule"));
    const auto past = main_of(page).substr(main_of(page).find("Earlier and cancelled"));
    EXPECT_NE(past.find("Tuesday 1 December, 10:00 to 10:45"), past.npos);
    EXPECT_NE(past.find("Book again"), past.npos);
    EXPECT_EQ(count(main_of(page), "<li class=\"tb-row tb-row-wrap\">"), 3);
}

TEST_P(Panel, LeadsToNoBookingPageThatIsSwitchedOff) {
    const auto made = book(world.anna, "tue 10:00");
    world.db().write([&](db::Tx& tx) {
        bookings::cancel(tx, world.context(), salon(), made.id, {activity::ActorKind::staff, 1}, bookings::Rules::staff)
            .value();
        businesses::set_module(tx, salon(), "booking_page", false);
    });
    EXPECT_FALSE(shows(home(), "Book an appointment"));
    for (const auto& page : {home(), page_of(made.id)}) EXPECT_FALSE(shows(page, "Book again"));
    world.db().write([&](db::Tx& tx) { businesses::set_module(tx, salon(), "booking_page", true); });
    EXPECT_TRUE(shows(home(), "Book an appointment"));
    EXPECT_TRUE(shows(page_of(made.id), "Book again"));
}

TEST_P(Panel, PagesThroughALongHistory) {
    std::vector<std::string> latest_last;
    for (int i = 0; i < 25; ++i) {
        const auto made = book(world.anna, fmt::format("{}+{} 10:00", i % 2 ? "wed" : "tue", i / 2));
        latest_last.push_back(base::to_text(made.id));
        world.db()
            .write([&](db::Tx& tx) {
                return bookings::cancel(tx, world.context(), salon(), made.id, {activity::ActorKind::staff, 1},
                                        bookings::Rules::staff);
            })
            .value();
    }
    EXPECT_EQ(count(main_of(home()), "tb-row-past"), 10);
    const auto at = [&](std::string_view where, std::size_t of) {
        return fmt::format("/studio-lind/my?{}={}", where, latest_last.at(of));
    };
    EXPECT_TRUE(shows(home(), at("after", 15)));
    EXPECT_FALSE(shows(home(), "/my?before="));
    const auto rest = browser.get(appointments, at("after", 5));
    EXPECT_EQ(count(main_of(rest), "tb-row-past"), 5);
    EXPECT_FALSE(shows(rest, "/my?after="));
    EXPECT_TRUE(shows(rest, at("before", 4)));
    const auto middle = browser.get(appointments, at("before", 4));
    EXPECT_EQ(count(main_of(middle), "tb-row-past"), 10);
    EXPECT_TRUE(shows(middle, at("before", 14)));
    for (const auto* nonsense : {"-1", "x", "99999999999999", "2000"})
        EXPECT_EQ(
            count(main_of(browser.get(appointments, fmt::format("/studio-lind/my?after={}", nonsense))), "tb-row-past"),
            10);
}

TEST_P(Panel, PagesThroughManyThatAreComing) {
    settings([](auto& s) { s.open_bookings_max = 100; });
    std::vector<std::string> ids;
    for (const auto week : {0, 1, 2})
        for (const auto* day : {"tue", "wed", "thu", "fri"})
            for (const auto* hour : {"09:00", "10:00", "11:00", "13:00", "14:00"})
                ids.push_back(base::to_text(book(world.anna, fmt::format("{}+{} {}", day, week, hour)).id));
    const auto first = home();
    EXPECT_EQ(count(main_of(first), "<li class=\"tb-row tb-row-wrap\">"), 50);
    EXPECT_TRUE(shows(first, "/my?coming_after=" + ids.at(49)));
    EXPECT_FALSE(shows(first, "coming_before"));
    const auto rest = browser.get(appointments, "/studio-lind/my?coming_after=" + ids.at(49));
    EXPECT_EQ(count(main_of(rest), "<li class=\"tb-row tb-row-wrap\">"), 10);
    EXPECT_TRUE(shows(rest, "/my?coming_before=" + ids.at(50)));
    EXPECT_FALSE(shows(rest, "coming_after"));
}

TEST_P(Panel, LeavesOutEventsWhereItShowsAppointmentsOnly) {
    const auto haircut = book(world.anna, "tue 10:00");
    const auto ticket = world.db().write([&](db::Tx& tx) {
        catalog::Service draft;
        draft.name.fallback = "Braiding";
        draft.times = catalog::Times::sessions;
        draft.providers = {world.salon.mira};
        const auto service = catalog::create_event_service(tx, salon(), draft).value().service.id;
        const auto date = bookings::add_session(
            tx, world.context(), salon(),
            {.service_id = service, .provider_id = world.salon.mira, .starts_at = world.at("wed 14:00")}, {});
        auto wish = world.wish(world.anna, service, world.salon.mira, "wed 14:00");
        wish.appointment = date.value().id;
        return bookings::book(tx, world.context(), salon(), wish, bookings::Rules::customer).value().booking;
    });
    const auto of_ticket = "/my/appointments/" + base::to_text(ticket.id);
    EXPECT_TRUE(shows(home(), of_ticket));
    world.db().write([&](db::Tx& tx) { businesses::set_module(tx, salon(), events::kInPanel.name, false); });
    EXPECT_FALSE(shows(home(), of_ticket));
    EXPECT_TRUE(shows(home(), "/my/appointments/" + base::to_text(haircut.id)));
    EXPECT_EQ(page_of(ticket.id).status, 200) << "a link that leads to it goes on leading there";
}

TEST_P(Panel, SaysWhyNotAndWhatToDoInstead) {
    const auto made = book(world.anna, "tue 10:00");
    world.db().write([&](db::Tx& tx) {
        businesses::set_change_rules(tx, salon(), {businesses::Rule::never, {}},
                                     {businesses::Rule::before, std::chrono::hours{48}});
        businesses::set_branding(tx, salon(), {"#0f766e", {}, {}, "", "", "+4722334455", "hello@studio-lind.example"})
            .value();
    });
    for (const auto& page : {home(), page_of(made.id)}) {
        EXPECT_TRUE(shows(page, "This appointment cannot be moved online."));
        EXPECT_TRUE(
            shows(page, "It was possible to cancel this appointment online until Sunday 29 November at 10:00."));
        EXPECT_TRUE(shows(page, "+4722334455"));
        EXPECT_FALSE(shows(page, "/reschedule\""));
        EXPECT_FALSE(shows(page, "/cancellation\""));
    }
    const auto form = browser.get(cancellation_form, "/x", of(made.id));
    EXPECT_EQ(form.status, 409);
    EXPECT_EQ(browser.submit(cancel, page_of(made.id), {}, of(made.id)).status, 422);  // no form, so no token of ours
    EXPECT_EQ(status_of(made.id), bookings::Status::approved);
}

TEST_P(Panel, APaidOneSaysTheBusinesssOwnWords) {
    settings([](auto& now) {
        now.paid_cancel = businesses::PaidRule::never;
        now.paid_text.fallback = "Call us, and we pay it back.";
    });
    const auto made = book(world.anna, "fri 10:00");
    world.db()
        .write([&](db::Tx& tx) {
            return bookings::set_paid(tx, world.context(), salon(), made.id, true, {activity::ActorKind::staff, 1});
        })
        .value();
    EXPECT_TRUE(
        shows(home(), "This appointment is paid, so it cannot be changed online. Call us, and we pay it back."));
    EXPECT_FALSE(shows(home(), "Call us, and we pay it back. Call us")) << "once";
    EXPECT_TRUE(shows(home(), "/reschedule"));
}

TEST_P(Panel, AnotherOnesAppointmentDoesNotExist) {
    const auto other = book(world.ben, "tue 10:00");
    const auto own = book(world.anna, "wed 10:00");
    const auto abroad = world.book(world.anna, world.neighbour.trim, world.neighbour.eva, "tue 10:00").value().booking;
    const auto token = Browser::token_of(browser.get(cancellation_form, "/x", of(own.id)));
    ASSERT_FALSE(token.empty());
    for (const auto& id :
         {base::to_text(other.id), base::to_text(abroad.id), std::string("nonsense"), std::string("0000000000001")}) {
        for (const auto handler : {appointment, reschedule_form, cancellation_form, calendar_file})
            EXPECT_EQ(browser.get(handler, "/x", {{"id", id}}).status, 404) << id;
        for (const auto handler : {reschedule, cancel, change_status, hide}) {
            const auto refused = browser.post(
                handler, "/x",
                {{"token", token}, {"status", "cancelled"}, {"start", base::to_text(world.at("thu 10:00"))}},
                {{"id", id}});
            EXPECT_EQ(refused.status, 404) << id;
            EXPECT_FALSE(shows(refused, "Dahl"));
        }
    }
    EXPECT_EQ(status_of(other.id), bookings::Status::approved);
    EXPECT_EQ(world.activities_of(other.id), std::vector<std::string>{"booking.made"});
    EXPECT_EQ(status_of(abroad.id), bookings::Status::approved);
}

TEST_P(Panel, CancelsAfterAskingAndFreesTheTime) {
    const auto made = book(world.anna, "thu 10:00");
    const auto form = browser.get(cancellation_form, "/x", of(made.id));
    EXPECT_TRUE(shows(form, "Cancel this appointment?"));
    EXPECT_EQ(status_of(made.id), bookings::Status::approved);
    EXPECT_EQ(browser.post(cancel, "/x", {}, of(made.id)).status, 422);
    EXPECT_EQ(status_of(made.id), bookings::Status::approved);
    const auto done = browser.submit(cancel, form, {}, of(made.id));
    EXPECT_EQ(header(done, "Location"), "/studio-lind/my/appointments/" + base::to_text(made.id) + "?cancelled=1");
    EXPECT_EQ(status_of(made.id), bookings::Status::cancelled);
    EXPECT_TRUE(world.diary(world.salon.mira).empty());
    const auto page = page_of(made.id, "?cancelled=1");
    EXPECT_TRUE(shows(page, "The appointment is cancelled."));
    EXPECT_TRUE(shows(page, "Book again"));
}

TEST_P(Panel, ShowsAVisitAsOneCardAndLooksAfterAllOfIt) {
    auto second = world.wish(world.anna, world.salon.cut, world.salon.jonas, "thu 10:45");
    second.attendee = "Ida";
    const auto made = world.db()
                          .write([&](db::Tx& tx) {
                              return bookings::book_all(
                                  tx, world.context(), salon(),
                                  {world.wish(world.anna, world.salon.cut, world.salon.mira, "thu 10:00"), second},
                                  {.one_visit = true}, bookings::Rules::customer);
                          })
                          .value();
    const auto first = made[0].booking.id;
    const auto list = home();
    EXPECT_EQ(count(main_of(list), "class=\"tb-row-link\""), 1);
    const auto path = "/studio-lind/my/appointments/" + base::to_text(first);
    for (const auto& text : {path + "/visit/reschedule", path + "/visit/cancellation", std::string("for Ida"),
                             "/my/appointments/" + base::to_text(made[1].booking.id)})
        EXPECT_TRUE(shows(list, text));
    EXPECT_TRUE(shows(page_of(first), "Your whole visit"));

    const auto calendar = browser.get(reschedule_visit_form, "/x?provider=any", of(first));
    EXPECT_TRUE(shows(calendar, "Back to your visit"));
    EXPECT_TRUE(shows(calendar, path + "/visit/reschedule?"));
    const auto start = [&](std::string_view at, ProviderId with) {
        return booking_page::to_text(booking_page::Start{world.at(at), with});
    };
    const auto plan = start("fri 09:00", world.salon.mira) + "-" + start("fri 09:00", world.salon.jonas);
    const auto sure = browser.get(reschedule_visit_form, "/x?start=" + plan, of(first));
    EXPECT_TRUE(shows(sure, "Move your visit?"));
    EXPECT_EQ(browser.post(reschedule_visit, "/x", {{"start", plan}}, of(first)).status, 422) << "without a token";
    EXPECT_EQ(browser.submit(reschedule_visit, sure, {{"start", plan}}, of(first)).status, 303);
    EXPECT_EQ(world.diary(world.salon.mira).front().begin, world.at("fri 09:00"));
    EXPECT_TRUE(shows(page_of(first, "?visit_moved=1"), "The visit is moved."));

    const auto asked = browser.get(visit_cancellation_form, "/x", of(first));
    EXPECT_TRUE(shows(asked, "Cancel the whole visit?"));
    EXPECT_EQ(browser.submit(cancel_visit, asked, {}, of(first)).status, 303);
    for (const auto& each : made) EXPECT_EQ(status_of(each.booking.id), bookings::Status::cancelled);
    EXPECT_TRUE(shows(page_of(first, "?visit_cancelled=1"), "The visit is cancelled."));
}

TEST_P(Panel, MovesInTheBookingPagesCalendar) {
    const auto made = book(world.anna, "thu 10:00");
    const auto calendar = browser.get(reschedule_form, "/x", of(made.id));
    EXPECT_TRUE(shows(calendar, "tb-month"));
    EXPECT_TRUE(shows(calendar, "/studio-lind/my/appointments/" + base::to_text(made.id) + "/reschedule?"));
    const auto start = base::to_text(world.at("fri 14:00"));
    const auto sure = browser.get(reschedule_form, "/x?start=" + start, of(made.id));
    EXPECT_TRUE(shows(sure, "Move your appointment?"));
    const auto provider = base::to_text(world.salon.mira);
    EXPECT_EQ(browser.post(reschedule, "/x", {{"start", start}, {"provider", provider}}, of(made.id)).status, 422);
    const auto moved = browser.submit(reschedule, sure, {{"start", start}, {"provider", provider}}, of(made.id));
    EXPECT_EQ(moved.status, 303);
    EXPECT_TRUE(shows(page_of(made.id, "?moved=1"), "The appointment is moved."));
    EXPECT_TRUE(shows(page_of(made.id), "Friday 4 December, 14:00 to 14:45"));

    book(world.ben, "wed 10:00");
    const auto taken = browser.submit(
        reschedule, sure, {{"start", base::to_text(world.at("wed 10:00"))}, {"provider", provider}}, of(made.id));
    EXPECT_EQ(taken.status, 409);
    EXPECT_TRUE(shows(taken, "This time was just taken."));
    EXPECT_TRUE(shows(taken, "type=\"radio\""));
    EXPECT_EQ(browser.submit(reschedule, taken, {{"provider", provider}}, of(made.id)).status, 422);
}

TEST_P(Panel, SetsOnlyTheStatusesThatTheBusinessLists) {
    settings([](auto& now) { now.status_changes = {"cancelled", "approved"}; });
    const auto made = world.book(world.anna, world.salon.colour, world.salon.jonas, "fri 10:00").value().booking;
    const auto page = page_of(made.id);
    EXPECT_TRUE(shows(page, "Confirm that I come"));
    for (const auto* status : {"completed", "no_show", "declined", "nonsense", ""}) {
        const auto refused = browser.submit(change_status, page, {{"status", status}}, of(made.id));
        EXPECT_GE(refused.status, 400) << status;
        EXPECT_EQ(status_of(made.id), bookings::Status::pending) << status;
    }
    EXPECT_EQ(browser.post(change_status, "/x", {{"status", "approved"}}, of(made.id)).status, 422);
    EXPECT_EQ(browser.submit(change_status, page, {{"status", "approved"}}, of(made.id)).status, 303);
    EXPECT_EQ(status_of(made.id), bookings::Status::approved);
}

TEST_P(Panel, HidesWhatIsOverAndNothingElse) {
    const auto made = book(world.anna, "thu 10:00");
    EXPECT_FALSE(shows(page_of(made.id), "Hide it"));
    EXPECT_EQ(browser.submit(hide, browser.get(cancellation_form, "/x", of(made.id)), {}, of(made.id)).status, 409);
    browser.submit(cancel, browser.get(cancellation_form, "/x", of(made.id)), {}, of(made.id));
    EXPECT_EQ(count(main_of(home()), "tb-row-past"), 1);
    const auto done = browser.submit(hide, page_of(made.id), {}, of(made.id));
    EXPECT_EQ(header(done, "Location"), "/studio-lind/my?hidden=1");
    const auto page = browser.get(appointments, "/studio-lind/my?hidden=1");
    EXPECT_TRUE(shows(page, "The appointment is no longer shown here."));
    EXPECT_EQ(count(main_of(page), "tb-row-past"), 0);
}

TEST_P(Panel, GivesTheAppointmentToACalendar) {
    const auto made = book(world.anna, "thu 10:00");
    const auto file = browser.get(calendar_file, "/x", of(made.id));
    EXPECT_TRUE(file.type.starts_with("text/calendar"));
    EXPECT_NE(file.body->find("SUMMARY:Haircut\\, Studio Lind"), std::string::npos) << *file.body;
    EXPECT_EQ(header(file, "Cache-Control"), "no-store");
    // What goes to others holds no address of ours that needs no signing in.
    EXPECT_TRUE(shows(page_of(made.id), "calendar.google.com"));
}

TEST_P(Panel, ShowsThoseTheAccountLooksAfterByName) {
    const auto people = browser.get(people_form, "/studio-lind/my/people");
    EXPECT_TRUE(shows(people, "There is nobody but you yet."));
    EXPECT_EQ(browser.submit(add_person, people, {{"name", " "}, {"surname", "Berg"}}).status, 422);
    ASSERT_EQ(browser.submit(add_person, people, {{"name", "Emma"}, {"surname", "Berg"}}).status, 303);
    const auto list = world.db().read([&](db::Session& s) { return accounts::list_people(s, salon(), login.account); });
    ASSERT_EQ(list.size(), 2u);
    auto wish = world.wish(world.anna, world.salon.cut, world.salon.mira, "tue 10:00");
    wish.customer = list[1].id;
    wish.actor = {activity::ActorKind::customer, login.customer.value};
    const auto hers = world.db()
                          .write([&](db::Tx& tx) {
                              return bookings::book(tx, world.context(), salon(), wish, bookings::Rules::customer);
                          })
                          .value()
                          .booking;
    book(world.anna, "wed 10:00");
    EXPECT_TRUE(shows(home(), "for Emma Berg"));
    EXPECT_TRUE(shows(home(), "for Anna Berg"));
    EXPECT_EQ(page_of(hers.id).status, 200);

    const auto page = browser.get(people_form, "/studio-lind/my/people");
    EXPECT_EQ(count(main_of(page), "/removal"), 1);
    const auto remove = [&](CustomerId id) {
        return browser.submit(remove_person, page, {}, {{"id", base::to_text(id)}});
    };
    EXPECT_EQ(remove(login.customer).status, 404);
    EXPECT_EQ(remove(make_account(world.ben).customer).status, 404);
    EXPECT_EQ(browser.post(remove_person, "/x", {}, {{"id", base::to_text(list[1].id)}}).status, 422);
    EXPECT_EQ(remove(list[1].id).status, 303);
    EXPECT_EQ(page_of(hers.id).status, 404);
    EXPECT_FALSE(shows(home(), "Emma"));
}

Pairs profile_form_of(const http::Response& page) {
    return {{"name", "Anna"},
            {"surname", "Berg"},
            {"email", "anna@example.com"},
            {"phone", "412 34 567"},
            {"phone_country", "NO"},
            {"language", "nb"},
            {"remind_by_email", "yes"},
            {"date_of_birth", ""},
            {"version", after(main_of(page), "name=\"version\" value=\"")}};
}
Pairs with(Pairs form, const std::string& name, const std::string& value) {
    std::erase_if(form, [&](const auto& pair) { return pair.first == name; });
    form.emplace_back(name, value);
    return form;
}

// For another address.
Pairs address_form_of(const http::Response& page) {
    return with(profile_form_of(page), "current_password", "correct horse battery");
}

TEST_P(Panel, KeepsWhatTheProfileSays) {
    const auto page = browser.get(profile_form, "/studio-lind/my/profile");
    EXPECT_TRUE(shows(page, "value=\"412 34 567\""));
    auto form = profile_form_of(page);
    for (const auto& [name, value] : Pairs{{"name", "Anne"},
                                           {"phone", "70 123 45 67"},
                                           {"phone_country", "SE"},
                                           {"language", "en"},
                                           {"date_of_birth", "1990-05-04"}})
        form = with(form, name, value);
    std::erase_if(form, [](const auto& pair) { return pair.first == "remind_by_email"; });
    EXPECT_EQ(header(browser.submit(profile, page, form), "Location"), "/studio-lind/my/profile?saved=1");
    const auto now = record(login.customer);
    EXPECT_EQ(now.name, "Anne");
    EXPECT_EQ(now.phone, "+46701234567");
    EXPECT_EQ(now.language, "en");
    EXPECT_EQ(now.reminders, (customers::Reminders{.email = false, .sms = false}));
    EXPECT_EQ(now.date_of_birth, base::parse_day("1990-05-04"));
    EXPECT_EQ(activities_of("customer.changed"), 1);
}

TEST_P(Panel, HasTheCustomFieldsThatAreForCustomers) {
    using customers::CustomField;
    const auto add = [&](const CustomField& field) {
        return world.db().write([&](db::Tx& tx) {
            return customers::create_custom_field(tx, {world.clock, world.registry}, salon(), field, {}).value();
        });
    };
    add({.label = {"Inner", {}}});
    const auto size =
        add({.kind = CustomField::Kind::number, .label = {"Shoe size", {}}, .required = true, .in_profile = true});
    const auto name = "custom_" + base::to_text(size);
    const auto page = browser.get(profile_form, "/studio-lind/my/profile");
    EXPECT_TRUE(shows(page, "Shoe size"));
    EXPECT_FALSE(shows(page, "Inner"));
    const auto wrong = browser.submit(profile, page, with(with(profile_form_of(page), name, ""), "name", ""));
    EXPECT_EQ(wrong.status, 422);
    EXPECT_EQ(count(main_of(wrong), fmt::format("id=\"tb-{}-wrong\"", name)), 1);
    EXPECT_EQ(count(main_of(wrong), "id=\"tb-name-wrong\""), 1) << "all mistakes at once";
    EXPECT_EQ(browser.submit(profile, page, with(profile_form_of(page), name, "42")).status, 303);
    EXPECT_EQ(world.db().read([&](db::Session& s) { return customers::custom_values_of(s, salon(), login.customer); }),
              (customers::CustomValues{{size, "42"}}));
    EXPECT_TRUE(shows(browser.get(profile_form, "/studio-lind/my/profile"), "value=\"42\""));
}

TEST_P(Panel, OffersNoRemindersThatNothingSends) {
    world.db().write([&](db::Tx& tx) {
        auto changes = customers::changes_of(*customers::find(tx, salon(), login.customer));
        changes.reminders.sms = true;
        customers::update(tx, {world.clock, world.registry}, salon(), "NO", login.customer, changes, {}, {}).value();
    });
    const auto page = browser.get(profile_form, "/studio-lind/my/profile");
    EXPECT_TRUE(shows(page, "name=\"remind_by_email\" value=\"yes\" checked"));
    EXPECT_FALSE(shows(page, "text message"));
    EXPECT_FALSE(shows(page, "SMS"));
    auto form = with(with(profile_form_of(page), "name", "Anne"), "remind_by_sms", "yes");
    EXPECT_EQ(browser.submit(profile, page, form).status, 303);
    EXPECT_EQ(record(login.customer).reminders, (customers::Reminders{.email = true, .sms = true}))
        << "what the form does not ask stays";
}

TEST_P(Panel, NamesEveryMistakeOfTheProfileAtOnce) {
    const auto page = browser.get(profile_form, "/studio-lind/my/profile");
    auto form = profile_form_of(page);
    for (const auto& [name, value] : Pairs{{"name", ""},
                                           {"surname", std::string(101, 'x')},
                                           {"email", "anna@"},
                                           {"phone", "12"},
                                           {"date_of_birth", "2099-01-01"}})
        form = with(form, name, value);
    const auto wrong = browser.submit(profile, page, form);
    EXPECT_EQ(wrong.status, 422);
    for (const auto* field : {"name", "surname", "email", "phone", "date_of_birth"})
        EXPECT_EQ(count(main_of(wrong), fmt::format("id=\"tb-{}-wrong\"", field)), 1) << field;
    EXPECT_EQ(count(main_of(wrong), " autofocus"), 1);
    EXPECT_TRUE(shows(wrong, "value=\"anna@\""));
    EXPECT_EQ(record(login.customer).name, "Anna");
    EXPECT_EQ(record(login.customer).version, 1);
}

TEST_P(Panel, ExtraFieldsChangeNothing) {
    const auto other = make_account(world.ben);
    const auto before = record(login.customer);
    auto form = profile_form_of(browser.get(profile_form, "/studio-lind/my/profile"));
    for (const auto& [name, value] : Pairs{{"note", "x"},
                                           {"important_note", "x"},
                                           {"gender", "other"},
                                           {"email_trouble", "x"},
                                           {"id", base::to_text(other.customer)},
                                           {"customer_id", base::to_text(other.customer)},
                                           {"account_id", base::to_text(other.account)},
                                           {"business_id", "2"},
                                           {"allowed", "0"},
                                           {"anonymised_at", "1"},
                                           {"has_picture", "1"},
                                           {"password_hash", "x"}})
        form.emplace_back(name, value);
    ASSERT_EQ(browser.submit(profile, browser.get(profile_form, "/studio-lind/my/profile"), form).status, 303);
    const auto now = record(login.customer);
    EXPECT_EQ(now.note, before.note);
    EXPECT_EQ(now.important_note, before.important_note);
    EXPECT_EQ(now.gender, before.gender);
    EXPECT_EQ(now.email_trouble, before.email_trouble);
    EXPECT_EQ(now.email, before.email);
    EXPECT_FALSE(now.anonymised);
    EXPECT_EQ(record(other.customer).version, 1);
    EXPECT_EQ(record(other.customer).name, "Ben");
}

TEST_P(Panel, TellsOfAChangeByStaffInBetween) {
    const auto page = browser.get(profile_form, "/studio-lind/my/profile");
    world.db()
        .write([&](db::Tx& tx) {
            auto changes = customers::changes_of(*customers::find(tx, salon(), login.customer));
            changes.phone = "+4741234568";
            return customers::update(tx, {world.clock, world.registry}, salon(), "NO", login.customer, changes, {}, {});
        })
        .value();
    const auto refused = browser.submit(profile, page, with(profile_form_of(page), "name", "Anne"));
    EXPECT_EQ(refused.status, 409);
    EXPECT_TRUE(shows(refused, "Somebody else changed this meanwhile."));
    EXPECT_TRUE(shows(refused, "value=\"Anne\""));
    EXPECT_EQ(record(login.customer).name, "Anna");
}

TEST_P(Panel, ANewAddressCountsOnceItsLinkIsUsedByWhoeverAskedForIt) {
    const auto page = browser.get(profile_form, "/studio-lind/my/profile");
    const auto asked = browser.submit(profile, page, with(address_form_of(page), "email", "Anna.New@example.com"));
    EXPECT_EQ(header(asked, "Location"), "/studio-lind/my/profile?mailed=1");
    EXPECT_EQ(record(login.customer).email, "anna@example.com");
    EXPECT_EQ(activities_of("registration.asked"), 1);
    const auto token = world.db().write([&](db::Tx& tx) {
        const auto id = tx.value<std::int64_t>("select id from registrations").value();
        return accounts::make_link(tx, world.clock, salon(), accounts::Purpose::registration, id,
                                   "anna.new@example.com");
    });
    const Pairs params{{"token", token}};
    // Who merely got the mail, signed in or not, changes nothing by it.
    make_account(world.ben);
    Browser stranger(environment), ben(environment);
    sign_in(ben, "ben@example.com");
    for (auto* who : {&stranger, &ben}) {
        const auto refused = who->get(confirm_form, "/studio-lind/registration/x", params);
        EXPECT_EQ(refused.status, 403);
        EXPECT_EQ(who->submit(confirm, refused, {}, params).status, 403);
    }
    EXPECT_EQ(record(login.customer).email, "anna@example.com");
    const auto customers_before = customers_in_all();

    const auto sure = browser.get(confirm_form, "/studio-lind/registration/x", params);
    EXPECT_TRUE(shows(sure, "Anna.New@example.com"));
    EXPECT_EQ(header(browser.submit(confirm, sure, {}, params), "Location"), "/studio-lind/my/profile?address=1");
    EXPECT_EQ(record(login.customer).email, "Anna.New@example.com");
    EXPECT_EQ(customers_in_all(), customers_before);
    Browser again(environment);
    EXPECT_EQ(sign_in(again, "anna@example.com").status, 422);
    EXPECT_EQ(sign_in(again, "anna.new@example.com").status, 303);
    EXPECT_EQ(browser.get(confirm_form, "/studio-lind/registration/x", params).status, 404);
}

TEST_P(Panel, AsksForThePasswordBeforeTheAddressIsChanged) {
    auto page = browser.get(profile_form, "/studio-lind/my/profile");
    EXPECT_FALSE(shows(page, "name=\"current_password\"")) << "only where it is needed";
    auto form = with(with(profile_form_of(page), "email", "new@example.com"), "name", "Anne");
    const auto asked = browser.submit(profile, page, form);
    EXPECT_EQ(asked.status, 422);
    EXPECT_TRUE(shows(asked, "To change the e-mail address, write your current password too."));
    EXPECT_TRUE(shows(asked, "name=\"current_password\" type=\"password\" value=\"\""));
    EXPECT_TRUE(shows(asked, "autocomplete=\"current-password\""));
    EXPECT_TRUE(shows(asked, "value=\"new@example.com\""));
    const auto wrong = browser.submit(profile, page, with(form, "current_password", "guessed"));
    EXPECT_EQ(wrong.status, 422);
    EXPECT_TRUE(shows(wrong, "id=\"tb-current_password-wrong\""));
    EXPECT_FALSE(shows(wrong, "guessed"));
    EXPECT_EQ(activities_of("registration.asked"), 0);
    EXPECT_EQ(record(login.customer).name, "Anna") << "nothing else was saved either";
    for (int i = 0; i < 9; ++i) browser.submit(profile, page, with(form, "current_password", "guessed"));
    form = with(form, "current_password", std::string(kPassword));
    EXPECT_EQ(browser.submit(profile, page, form).status, 429) << "it cannot be guessed here";
    world.clock.advance(std::chrono::minutes{15});
    page = browser.get(profile_form, "/studio-lind/my/profile");
    EXPECT_EQ(header(browser.submit(profile, page, form), "Location"), "/studio-lind/my/profile?mailed=1");
    EXPECT_EQ(activities_of("registration.asked"), 1);
    EXPECT_EQ(record(login.customer).name, "Anne");
}

TEST_P(Panel, AnAccountWithoutAPasswordChangesItsAddressByTheLinkAlone) {
    world.db().write([&](db::Tx& tx) { tx.execute("update accounts set password_hash = null"); });
    const auto page = browser.get(profile_form, "/studio-lind/my/profile");
    EXPECT_EQ(
        header(browser.submit(profile, page, with(profile_form_of(page), "email", "new@example.com")), "Location"),
        "/studio-lind/my/profile?mailed=1");
    EXPECT_EQ(activities_of("registration.asked"), 1);
}

TEST_P(Panel, AnAddressOfAnotherCustomerIsNotTakenOver) {
    const auto other = make_account(world.ben);
    const auto page = browser.get(profile_form, "/studio-lind/my/profile");
    // The answer is that for any address.
    EXPECT_EQ(
        header(browser.submit(profile, page, with(address_form_of(page), "email", "ben@example.com")), "Location"),
        "/studio-lind/my/profile?mailed=1");
    const auto token = world.db().write([&](db::Tx& tx) {
        const auto id = tx.value<std::int64_t>("select id from registrations").value();
        return accounts::make_link(tx, world.clock, salon(), accounts::Purpose::registration, id, "ben@example.com");
    });
    const auto sure = browser.get(confirm_form, "/x", {{"token", token}});
    EXPECT_EQ(browser.submit(confirm, sure, {}, {{"token", token}}).status, 409);
    EXPECT_EQ(record(login.customer).email, "anna@example.com");
    EXPECT_EQ(record(other.customer).email, "ben@example.com");
}

TEST_P(Panel, ErasureIsAskedForAndWithdrawn) {
    const auto page = browser.get(profile_form, "/studio-lind/my/profile");
    EXPECT_EQ(browser.post(ask_erasure, "/x", {}).status, 422);
    EXPECT_EQ(browser.submit(ask_erasure, page, {}).status, 303);
    EXPECT_EQ(browser.submit(ask_erasure, page, {}).status, 303);
    EXPECT_EQ(activities_of("customer.erasure_asked"), 1);
    const auto asked = browser.get(profile_form, "/studio-lind/my/profile");
    EXPECT_TRUE(shows(asked, "You asked for this on 30 November 2026."));
    EXPECT_EQ(browser.submit(withdraw_erasure, asked, {}).status, 303);
    EXPECT_EQ(activities_of("customer.erasure_decided"), 1);
    EXPECT_TRUE(shows(browser.get(profile_form, "/studio-lind/my/profile"), "Ask to be deleted"));
}

const std::string kPng = support::grey_png(24, 24);

class Upload : public Panel {
protected:
    http::Response upload(const std::string& file, const std::string& token) {
        auto made = browser.request(http::Method::post, "/studio-lind/my/picture", {});
        made.headers.emplace_back("content-type", "multipart/form-data; boundary=b");
        made.body = "--b\r\nContent-Disposition: form-data; name=\"token\"\r\n\r\n" + token +
                    "\r\n--b\r\nContent-Disposition: form-data; name=\"picture\"; filename=\"me.png\"\r\nContent-Type: "
                    "image/png\r\n\r\n" +
                    file + "\r\n--b--\r\n";
        return browser.send(set_picture, made);
    }
    std::string token() { return Browser::token_of(browser.get(profile_form, "/studio-lind/my/profile")); }
};
INSTANTIATE_TEST_SUITE_P(Engines, Upload, testing::ValuesIn(support::engines()), support::engine_name);

TEST_P(Upload, IsKeptSmallAndShownToItsOwnerAlone) {
    EXPECT_EQ(header(upload(kPng, token()), "Location"), "/studio-lind/my/profile?picture=1");
    EXPECT_TRUE(record(login.customer).has_picture);
    const Pairs params{{"id", base::to_text(login.customer)}};
    const auto shown = browser.get(picture, "/x", params);
    EXPECT_EQ(shown.type, "image/jpeg");
    EXPECT_TRUE(shown.body->starts_with("\xff\xd8\xff"));
    EXPECT_EQ(header(shown, "Cache-Control"), "private, max-age=3600");
    make_account(world.ben);
    Browser ben(environment), nobody(environment);
    sign_in(ben, "ben@example.com");
    EXPECT_EQ(ben.get(picture, "/x", params).status, 404);
    EXPECT_EQ(nobody.get(picture, "/x", params).status, 303);

    const auto page = browser.get(profile_form, "/studio-lind/my/profile");
    EXPECT_TRUE(shows(page, "/my/pictures/" + base::to_text(login.customer)));
    const auto in_menu = "tb-avatar-small\" src=\"/studio-lind/my/pictures/" + base::to_text(login.customer);
    EXPECT_NE(browser.get(appointments, "/studio-lind/my").body->find(in_menu), std::string::npos);
    EXPECT_EQ(browser.submit(remove_picture, page, {}).status, 303);
    EXPECT_EQ(browser.get(picture, "/x", params).status, 404);
}

TEST_P(Upload, IsAskedForAgainWhereAllAreBusyDrawingOthers) {
    const auto form = token();
    {
        const support::Busy drawing(environment.pool, work::Kind::slow);
        const auto refused = upload(kPng, form);
        EXPECT_EQ(refused.status, 429);
        EXPECT_TRUE(shows(refused, "There is a lot to do just now. Try again in a minute."));
        EXPECT_FALSE(record(login.customer).has_picture);
    }
    EXPECT_EQ(upload(kPng, form).status, 303);
}

TEST_P(Upload, ThatIsNoPictureIsRefusedBesideTheField) {
    for (const auto& [file, text] :
         Pairs{{"<svg xmlns=\"http://www.w3.org/2000/svg\"/>", "Choose a JPEG, PNG or WebP file."},
               {"", "Choose a picture first."},
               {kPng.substr(0, 40), "the file is damaged"}}) {
        const auto refused = upload(file, token());
        EXPECT_EQ(refused.status, 422);
        EXPECT_TRUE(shows(refused, text));
        EXPECT_TRUE(shows(refused, "id=\"tb-picture-wrong\""));
    }
    EXPECT_EQ(upload(kPng, "a.b.c").status, 422);
    EXPECT_EQ(browser.post(set_picture, "/x", {{"token", token()}}).status, 422);
    EXPECT_FALSE(record(login.customer).has_picture);
}

TEST_P(Panel, ListsWhereItIsSignedInAndEndsOneOrAll) {
    Browser phone(environment);
    phone.user_agent = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Version/17.5 "
                       "Mobile/15E148 Safari/604.1";
    sign_in(phone, "anna@example.com");
    const auto page = browser.get(security_form, "/studio-lind/my/security");
    EXPECT_TRUE(shows(page, "Firefox on Linux"));
    EXPECT_TRUE(shows(page, "Safari on iPhone"));
    EXPECT_TRUE(shows(page, "Last used: Today at 09:00"));
    EXPECT_EQ(count(main_of(page), "this one"), 1);
    const auto id = main_of(page).substr(main_of(page).find("/my/sessions/") + 13, 13);
    EXPECT_EQ(browser.post(end_session, "/x", {}, {{"id", id}}).status, 422);
    make_account(world.ben);
    Browser ben(environment);
    sign_in(ben, "ben@example.com");
    EXPECT_EQ(ben.submit(end_session, ben.get(security_form, "/x"), {}, {{"id", id}}).status, 404);
    EXPECT_EQ(phone.get(appointments, "/studio-lind/my").status, 200);
    EXPECT_EQ(browser.submit(end_session, page, {}, {{"id", id}}).status, 303);
    EXPECT_EQ(phone.get(appointments, "/studio-lind/my").status, 303);

    EXPECT_EQ(header(browser.submit(end_sessions, page, {}), "Location"), "/studio-lind/sign-in?ended=1");
    EXPECT_EQ(home().status, 303);
    EXPECT_EQ(ben.get(appointments, "/studio-lind/my").status, 200);
}

TEST_P(Panel, ChangesThePasswordForWhoeverKnowsTheOldOne) {
    Browser other(environment);
    sign_in(other, "anna@example.com");
    const auto page = browser.get(security_form, "/studio-lind/my/security");
    const auto change = [&](std::string_view current, const std::string& fresh) {
        return browser.submit(change_password, page, {{"current_password", std::string(current)}, {"password", fresh}});
    };
    auto wrong = change("not it", "seven quiet green boats");
    EXPECT_EQ(wrong.status, 422);
    EXPECT_TRUE(shows(wrong, "id=\"tb-current_password-wrong\""));
    wrong = change(kPassword, "password");
    EXPECT_TRUE(shows(wrong, "id=\"tb-password-wrong\""));
    EXPECT_EQ(change(kPassword, "").status, 422);
    EXPECT_EQ(change(kPassword, "seven quiet green boats").status, 303);
    EXPECT_EQ(home().status, 200);
    EXPECT_EQ(other.get(appointments, "/studio-lind/my").status, 303);
    EXPECT_EQ(sign_in(other, "anna@example.com").status, 422);
    EXPECT_EQ(sign_in(other, "anna@example.com", "seven quiet green boats").status, 303);
}

TEST_P(Panel, APrivateCalendarAddressIsToldOnceAndCanBeTakenBack) {
    const auto made = book(world.anna, "thu 10:00");
    book(world.ben, "fri 10:00");
    auto page = browser.get(security_form, "/studio-lind/my/security");
    EXPECT_EQ(browser.post(make_feed, "/x", {}).status, 422);
    page = browser.submit(make_feed, page, {});
    const std::string mark = "https://book.example.org/studio-lind/calendar/";
    const auto token = main_of(page).substr(main_of(page).find(mark) + mark.size(), 32);
    Browser calendar(environment);
    const Pairs params{{"token", token}};
    const auto read = calendar.get(feed, "/x", params);
    ASSERT_EQ(read.status, 200);
    EXPECT_TRUE(read.type.starts_with("text/calendar"));
    EXPECT_EQ(count(*read.body, "BEGIN:VEVENT"), 1);
    EXPECT_NE(read.body->find("UID:" + base::to_text(made.id)), std::string::npos);
    EXPECT_NE(read.body->find("DTSTART:20261203T090000Z"), std::string::npos) << *read.body;
    EXPECT_FALSE(shows(browser.get(security_form, "/x"), token));
    EXPECT_EQ(calendar.get(feed, "/x", {{"token", "nonsense"}}).status, 404);
    EXPECT_EQ(Browser(environment, "salong-nord").get(feed, "/x", params).status, 404);

    browser.submit(revoke_feed, page, {});
    EXPECT_EQ(calendar.get(feed, "/x", params).status, 404);
}

TEST(BrowserName, IsInPlainWords) {
    const auto name = [](std::string_view agent) { return html::browser_name(i18n::Language::en, agent); };
    EXPECT_EQ(name("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 "
                   "Safari/537.36 Edg/126.0.0.0"),
              "Edge on Windows");
    EXPECT_EQ(name("Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile "
                   "Safari/537.36"),
              "Chrome on Android");
    EXPECT_EQ(name("Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 "
                   "Safari/605.1.15"),
              "Safari on Mac");
    EXPECT_EQ(name("curl/8.0"), "An unknown browser");
    EXPECT_EQ(name(""), "An unknown browser");
}

}  // namespace
}  // namespace portal::test
