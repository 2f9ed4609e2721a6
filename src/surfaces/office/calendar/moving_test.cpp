#include "notify/workflow.h"
#include "office/frame/test_office.h"

namespace office::test {
namespace {

class OfficeMove : public OfficeTest {
protected:
    bookings::Booking booked = world.book(world.anna, world.salon.cut, world.salon.mira, "tue 10:00").value().booking;
    std::string id = base::to_text(booked.id);
    std::string path = office("/bookings/" + id + "/move");

    OfficeMove() { as_owner(); }

    http::Response ask(const std::string& query = {}) { return get(moving_form, path + query, id); }
    // Through the page that says what will change.
    http::Response move(std::string_view day, std::string_view time, ProviderId provider) {
        const auto page = ask(fmt::format("?day={}&time={}&provider={}", day, time, base::to_text(provider)));
        EXPECT_EQ(page.status, 200);
        return post(move_booking, path, form_of(*page.body, path), id);
    }
    bookings::Booking now() {
        return world.db().read([&](db::Session& s) { return bookings::find(s, business(), booked.id).value(); });
    }
    void as(businesses::Role role) {
        hire("Kim Dahl", "kim@example.com", role);
        ASSERT_EQ(sign_in_as("kim@example.com").status, 303);
    }
};

TEST_P(OfficeMove, FreeTimesOfADayAreOfferedAndOneIsTaken) {
    EXPECT_TRUE(shows(get(appointment, office("/bookings/" + id), id), path));
    const auto day = ask("?day=2026-12-02&provider=" + base::to_text(world.salon.jonas));
    EXPECT_TRUE(shows(day, "start=2026-12-02T08:00:00Z"));
    EXPECT_TRUE(shows(day, ">16:15<"));
    EXPECT_FALSE(shows(day, ">16:30<"));
    const auto page = ask("?day=2026-12-02&start=2026-12-02T08:00:00Z&provider=" + base::to_text(world.salon.jonas));
    EXPECT_TRUE(shows(page, "Tuesday 1 December, 10:00 to 10:45, with Mira"));
    EXPECT_TRUE(shows(page, "Wednesday 2 December, 09:00 to 09:45, with Jonas"));
    EXPECT_TRUE(shows(page, "no mail goes out"));

    const auto done = post(move_booking, path, form_of(*page.body, path), id);
    EXPECT_EQ(done.status, 303);
    EXPECT_EQ(header(done, "Location"), office("/bookings/" + id + "?done=moved"));
    EXPECT_EQ(now().time.begin, world.at("wed 09:00"));
    EXPECT_EQ(now().provider_id, world.salon.jonas);
    EXPECT_EQ(now().status, bookings::Status::approved);
    EXPECT_EQ(world.activities_of(booked.id), (std::vector<std::string>{"booking.made", "booking.rescheduled"}));
}

TEST_P(OfficeMove, SaysWhereItIsAndWillBe) {
    const auto [harbour, hill] = world.db().write([&](db::Tx& tx) {
        return std::pair(staff::add_location(tx, business(), {{}, "Harbour", "Quay 1", 1}),
                         staff::add_location(tx, business(), {{}, "Hill", "Top 2", 2}));
    });
    using namespace std::chrono_literals;
    world.db()
        .write([&](db::Tx& tx) {
            return staff::set_weekly_hours(tx, business(), world.salon.mira,
                                           {{2, {9h, 17h, harbour}}, {3, {9h, 17h, hill}}, {4, {9h, 17h, harbour}}},
                                           {});
        })
        .value();
    EXPECT_TRUE(shows(ask(), "not said")) << "it was made before there were any";
    EXPECT_TRUE(shows(ask("?day=2026-12-02&time=9:00"), "<del><bdi>not said</bdi></del> <bdi class=\"fw-bold\">Hill"));
    ASSERT_EQ(move("2026-12-02", "9:00", world.salon.mira).status, 303);
    EXPECT_EQ(now().location_id, hill);
    EXPECT_TRUE(shows(ask(), "<bdi>Hill</bdi>"));
    // It stays there, so no times of the other location are offered.
    EXPECT_FALSE(shows(ask("?day=2026-12-03"), "start=2026-12-03T"));
    EXPECT_TRUE(shows(ask("?day=2026-12-02&time=11:00"), "<bdi class=\"fw-bold\">Hill"));
}

TEST_P(OfficeMove, ATypedTimeMayStandOffTheGrid) {
    EXPECT_EQ(move("2026-12-03", "9:07", world.salon.mira).status, 303);
    EXPECT_EQ(now().time.begin, world.at("thu 09:07"));
    for (const auto* nonsense : {"9", "25:00", "9:60", "9:7x", ":", "soon"}) {
        const auto page = ask(fmt::format("?day=2026-12-03&time={}", nonsense));
        EXPECT_EQ(page.status, 422) << nonsense;
        EXPECT_TRUE(shows(page, "This is no time of day. Write it as 14:05."));
    }
    EXPECT_EQ(ask("?day=9999-99-99&provider=none&start=never").status, 200);
}

TEST_P(OfficeMove, SaysWhetherTheCustomerGetsAMail) {
    world.db().write([&](db::Tx& tx) {
        notify::install_defaults(tx, world.clock, businesses::find(tx, business()).value());
        for (const auto& workflow : notify::list_workflows(tx, business()))
            notify::set_active(tx, context(), business(), workflow.id, true, {}).value();
    });
    EXPECT_TRUE(shows(ask("?day=2026-12-03&time=10:00"), "Your workflows send Anna Berg a mail about the new time."));
    world.db().write([&](db::Tx& tx) {
        tx.execute("update bookings set given_email = '' where business_id = :b and id = :id", business(), booked.id);
    });
    EXPECT_TRUE(shows(ask("?day=2026-12-03&time=10:00"), "Anna Berg has no e-mail address here."));
}

TEST_P(OfficeMove, AllWhoShareAnAppointmentMoveTogetherWhereThatIsChosen) {
    EXPECT_FALSE(shows(ask(), "name=\"whole\"")) << "nobody shares it";
    world.change(world.salon.colour, [](catalog::Service& service) { service.capacity = 3; });
    booked = world.book(world.anna, world.salon.colour, world.salon.mira, "wed 10:00").value().booking;
    id = base::to_text(booked.id);
    path = office("/bookings/" + id + "/move");
    auto wish = world.wish(world.ben, world.salon.colour, world.salon.mira, "wed 10:00");
    wish.appointment = booked.appointment_id;
    const auto other = world.db()
                           .write([&](db::Tx& tx) {
                               return bookings::book(tx, world.context(), business(), wish, bookings::Rules::staff);
                           })
                           .value()
                           .booking;
    const auto begin = [&](BookingId of) {
        return world.db().read([&](db::Session& s) { return bookings::find(s, business(), of).value().time.begin; });
    };
    EXPECT_TRUE(shows(ask("?day=2026-12-02"), "Move all 2 who share the appointment"));
    const auto free = ask("?day=2026-12-02&whole=yes");
    EXPECT_TRUE(shows(free, "&amp;whole=yes&amp;start=2026-12-02T09:15:00Z")) << "over the time that it leaves";
    const auto page = ask("?day=2026-12-02&time=10:15&whole=yes");
    EXPECT_TRUE(shows(page, "Anna Berg, Ben"));
    auto form = with(form_of(*page.body, path), "length", "100");
    const auto wrong = post(move_booking, path, with(form, "length", "0"), id);
    EXPECT_EQ(wrong.status, 409);
    EXPECT_EQ(begin(booked.id), world.at("wed 10:00"));

    world.db().write(
        [&](db::Tx& tx) { bookings::set_paid(tx, world.context(), business(), other.id, true, {}).value(); });
    const auto refused = post(move_booking, path, form, id);
    EXPECT_EQ(refused.status, 409);
    EXPECT_TRUE(shows(refused, "Somebody else has changed this appointment meanwhile."));
    EXPECT_EQ(begin(other.id), world.at("wed 10:00"));

    EXPECT_EQ(post(move_booking, path, form_of(*refused.body, path), id).status, 303);
    for (const auto each : {booked.id, other.id}) EXPECT_EQ(begin(each), world.at("wed 10:15"));
    EXPECT_EQ(now().time.end - now().time.begin, std::chrono::minutes{100}) << "as it was typed";
}

TEST_P(OfficeMove, OverAnotherAppointmentAnOwnerSaysWhy) {
    world.book(world.ben, world.salon.cut, world.salon.mira, "wed 10:00").value();
    const auto asked = move("2026-12-02", "10:30", world.salon.mira);
    EXPECT_EQ(asked.status, 409);
    EXPECT_TRUE(shows(asked, "Another appointment is in the way then."));
    EXPECT_EQ(now().time, booked.time);
    const auto form = with(form_of(*asked.body, path), "overbooking", "She waits.");
    EXPECT_EQ(post(move_booking, path, form, id).status, 303);
    EXPECT_EQ(now().time.begin, world.at("wed 10:30"));
    EXPECT_TRUE(shows(get(appointment, office("/bookings/" + id), id), "She waits."));
}

TEST_P(OfficeMove, WhatIsMovedMeanwhileIsShownWithBothTimes) {
    const auto page = ask("?day=2026-12-03&time=10:00");
    ASSERT_EQ(move("2026-12-02", "14:00", world.salon.mira).status, 303);
    const auto refused = post(move_booking, path, form_of(*page.body, path), id);
    EXPECT_EQ(refused.status, 409);
    EXPECT_TRUE(shows(refused, "Somebody else has changed this appointment meanwhile."));
    EXPECT_TRUE(shows(refused, "Wednesday 2 December"));
    EXPECT_TRUE(shows(refused, "Thursday 3 December"));
    EXPECT_EQ(post(move_booking, path, form_of(*refused.body, path), id).status, 303);
    EXPECT_EQ(now().time.begin, world.at("thu 10:00"));
}

TEST_P(OfficeMove, NeverOverAnotherAppointmentByAReceptionist) {
    as(businesses::Role::receptionist);
    world.book(world.ben, world.salon.cut, world.salon.mira, "wed 10:00").value();
    const auto refused = move("2026-12-02", "10:30", world.salon.mira);
    EXPECT_EQ(refused.status, 409);
    EXPECT_TRUE(shows(refused, "Another appointment is in the way then."));
    EXPECT_TRUE(shows(refused, ">11:00<")) << "the free times of that day";
    EXPECT_EQ(now().time, booked.time);
}

TEST_P(OfficeMove, OutsideTheHoursIsAskedOnceMore) {
    const auto asked = move("2026-12-02", "18:00", world.salon.mira);
    EXPECT_EQ(asked.status, 409);
    EXPECT_TRUE(shows(asked, "Move it outside the hours"));
    EXPECT_EQ(now().time, booked.time);
    EXPECT_EQ(post(move_booking, path, form_of(*asked.body, path), id).status, 303);
    EXPECT_EQ(now().time.begin, world.at("wed 18:00"));
}

TEST_P(OfficeMove, AReceptionistStaysWithinTheHours) {
    as(businesses::Role::receptionist);
    const auto refused = move("2026-12-02", "18:00", world.salon.mira);
    EXPECT_EQ(refused.status, 409);
    EXPECT_TRUE(shows(refused, "ask an owner or a manager"));
    EXPECT_FALSE(shows(refused, "Move it outside the hours"));
    const auto page = ask("?day=2026-12-02&time=18:00");
    const auto forged = with(form_of(*page.body, path), "outside_hours", "yes");
    EXPECT_EQ(post(move_booking, path, forged, id).status, 409);
    EXPECT_EQ(now().time, booked.time);
}

TEST_P(OfficeMove, GoesNowhereByTheClockOfAnotherZone) {
    const auto page = ask(fmt::format("?day=2026-12-02&time=14:05&provider={}", base::to_text(world.salon.mira)));
    change_zone("Europe/London");
    const auto refused = post(move_booking, path, form_of(*page.body, path), id);
    EXPECT_EQ(refused.status, 409);
    EXPECT_TRUE(shows(refused, "by the clock in London"));
    EXPECT_TRUE(shows(refused, "Wednesday 2 December, 14:05 to 14:50"));
    EXPECT_EQ(now().time, booked.time);
    EXPECT_EQ(post(move_booking, path, form_of(*refused.body, path), id).status, 303);
    EXPECT_EQ(now().time.begin, world.at("wed 14:05", Zone::find("Europe/London").value()));
}

TEST_P(OfficeMove, WhatIsCancelledIsNotMoved) {
    const auto page = ask("?day=2026-12-02&time=10:00");
    world.db().write([&](db::Tx& tx) {
        return bookings::cancel(tx, world.context(), business(), booked.id, {}, bookings::Rules::staff);
    });
    EXPECT_TRUE(shows(ask(), "This appointment is cancelled."));
    const auto refused = post(move_booking, path, form_of(*page.body, path), id);
    EXPECT_TRUE(shows(refused, "This appointment is cancelled."));
    EXPECT_FALSE(shows(get(appointment, office("/bookings/" + id), id), path));
}

INSTANTIATE_TEST_SUITE_P(Engines, OfficeMove, testing::ValuesIn(support::engines()), support::engine_name);

}  // namespace
}  // namespace office::test
