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
        return get(appointments, office("?from=2026-12-02"));
    };
    const auto link = office("/bookings/" + base::to_text(booked.id));

    const auto wednesday = lasts_until(midnight + 15min);
    EXPECT_TRUE(shows(wednesday, link));
    EXPECT_TRUE(shows(wednesday, "1 appointment<"));
    EXPECT_TRUE(shows(wednesday, "began on Tue 1 December"));
    const auto tuesday = get(appointments, office("?from=2026-12-01"));
    EXPECT_TRUE(shows(tuesday, "1 appointment<")) << "only once";
    EXPECT_FALSE(shows(tuesday, "began on"));

    EXPECT_FALSE(shows(lasts_until(midnight), link)) << "half-open";
}

INSTANTIATE_TEST_SUITE_P(Engines, OfficeDayList, testing::ValuesIn(support::engines()), support::engine_name);

}  // namespace
}  // namespace office::test
