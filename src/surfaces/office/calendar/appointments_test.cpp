#include "office/frame/test_office.h"

namespace office::test {
namespace {

class OfficeDayList : public OfficeTest {
protected:
    OfficeDayList() { as_owner(); }
};

TEST_P(OfficeDayList, OfTheDayBeforeAreShownWhileTheyLast) {
    using namespace std::chrono_literals;
    const auto booked = world.book(world.anna, world.salon.cut, world.salon.mira, "tue 16:00").value().booking;
    const auto midnight = world.salon.zone.span(world.salon.zone.day(booked.time.begin)).end;
    const auto lasts_until = [&](Instant end) {
        world.db().write([&](db::Tx& tx) {
            tx.execute("update appointments set starts_at = :from, ends_at = :to where business_id = :business and "
                       "id = :id",
                       midnight - 30min, end, business(), booked.appointment_id);
        });
        return get(calendar, office("/calendar?view=list&day=2026-12-02"));
    };
    const auto link = office("/bookings/" + base::to_text(booked.id));

    const auto wednesday = lasts_until(midnight + 15min);
    EXPECT_TRUE(shows(wednesday, link));
    EXPECT_TRUE(shows(wednesday, "1 appointment<"));
    EXPECT_TRUE(shows(wednesday, "began on Tue 1 December"));
    const auto tuesday = get(calendar, office("/calendar?view=list&day=2026-12-01"));
    EXPECT_TRUE(shows(tuesday, "1 appointment<")) << "only once";
    EXPECT_FALSE(shows(tuesday, "began on"));

    EXPECT_FALSE(shows(lasts_until(midnight), link)) << "half-open";
}

TEST_P(OfficeDayList, OfMoreThanAPageSaysSoAndGoesOn) {
    std::vector<std::string> ids;
    for (int i = 0; i < 203; ++i) {
        const auto made =
            world.book(world.anna, world.salon.cut, world.salon.mira, i < 202 ? "tue 10:00" : "wed 10:00");
        world.db().write([&](db::Tx& tx) {
            CHECK(bookings::cancel(tx, world.context(), business(), made->booking.id, {activity::ActorKind::staff, 1},
                                   bookings::Rules::staff));
        });
        ids.push_back(base::to_text(made->booking.id));
    }
    const auto rows = [](const http::Response& page) {
        std::size_t out = 0;
        for (auto at = page.body->find("tb-link tb-slot"); at != std::string::npos; ++out)
            at = page.body->find("tb-link tb-slot", at + 1);
        return out;
    };
    const std::string cancelled = "/calendar?view=list&day=2026-12-01&status=cancelled";
    const auto first = get(calendar, office(cancelled));
    EXPECT_EQ(rows(first), 200u);
    EXPECT_TRUE(shows(first, "There are more appointments than fit on a page."));
    EXPECT_FALSE(shows(first, "200 appointments")) << "the day is cut, so that is not their number";
    EXPECT_TRUE(shows(first, "&amp;status=cancelled&amp;after=" + ids.at(199)));
    const auto rest = get(calendar, office(cancelled + "&after=" + ids.at(199)));
    EXPECT_EQ(rows(rest), 3u);
    EXPECT_FALSE(shows(rest, "There are more"));
    EXPECT_FALSE(shows(rest, "2 appointments"));
    EXPECT_TRUE(shows(rest, "1 appointment<")) << "of Wednesday, which is whole";
    EXPECT_FALSE(shows(get(calendar, office("/calendar?view=list&day=2026-12-02")), "There are more"));
}

TEST_P(OfficeDayList, SaysInTheMenuHowManyWaitAndWhere) {
    const auto here = [&] { return get(calendar, office("/calendar?view=list")); };
    EXPECT_FALSE(shows(here(), "tb-count"));
    const auto first = world.book(world.anna, world.salon.colour, world.salon.mira, "tue 10:00").value().booking;
    EXPECT_TRUE(shows(here(), "1 waits for approval"));
    const auto later = world.book(world.ben, world.salon.colour, world.salon.jonas, "wed+2 10:00").value().booking;
    ASSERT_TRUE(world.book(world.ben, world.salon.cut, world.salon.jonas, "fri 10:00"));
    EXPECT_TRUE(shows(here(), "2 wait for approval"));
    EXPECT_TRUE(shows(here(), office("/calendar/waiting")));
    const auto list = get(waiting_appointments, office("/calendar/waiting"));
    EXPECT_TRUE(shows(list, base::to_text(first.id)));
    EXPECT_TRUE(shows(list, base::to_text(later.id))) << "whatever day it is on";

    // A provider is told of their own alone.
    hire("Jo Other", "jo@example.com", businesses::Role::provider);
    ASSERT_EQ(sign_in_as("jo@example.com").status, 303);
    EXPECT_FALSE(shows(here(), "tb-count"));
    EXPECT_TRUE(shows(get(waiting_appointments, office("/calendar/waiting")), "Nothing waits."));
    as_owner();
    for (const auto& booking : {first, later})
        world.db().write([&](db::Tx& tx) {
            CHECK(bookings::change_status(tx, world.context(), business(), booking.id, bookings::Status::approved,
                                          {activity::ActorKind::staff, 1}, bookings::Rules::staff));
        });
    EXPECT_FALSE(shows(here(), "tb-count"));
}

INSTANTIATE_TEST_SUITE_P(Engines, OfficeDayList, testing::ValuesIn(support::engines()), support::engine_name);

}  // namespace
}  // namespace office::test
