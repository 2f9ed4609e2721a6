// What was booked in one go, on the pages of its parts: seen, moved and cancelled together or one by one.
#include "bookings/visit.h"
#include "notify/message.h"
#include "office/frame/test_office.h"

namespace office::test {
namespace {

using namespace std::chrono_literals;

class VisitParts : public OfficeTest {
protected:
    std::vector<bookings::Booking> parts = booked("wed 10:00", "wed 10:45");

    VisitParts() { as_owner(); }

    std::vector<bookings::Booking> booked(std::string_view first, std::string_view second) {
        const std::vector wishes{world.wish(world.anna, world.salon.cut, world.salon.mira, first),
                                 world.wish(world.anna, world.salon.cut, world.salon.jonas, second)};
        std::vector<bookings::Booking> out;
        for (const auto& made : world.db().write([&](db::Tx& tx) {
                 return bookings::book_all(tx, world.context(), business(), wishes, {.one_visit = true},
                                           bookings::Rules::customer)
                     .value();
             }))
            out.push_back(made.booking);
        return out;
    }
    std::string id(std::size_t part = 0) const { return base::to_text(parts.at(part).id); }
    std::string path(std::string_view rest = {}, std::size_t part = 0) const {
        return office(fmt::format("/bookings/{}{}", id(part), rest));
    }
    http::Response page(std::size_t part = 0) { return get(appointment, path({}, part), id(part)); }
    bookings::Booking now(std::size_t part) {
        return world.db().read(
            [&](db::Session& s) { return bookings::find(s, business(), parts.at(part).id).value(); });
    }
    http::Response ask(const std::string& query) { return get(visit_moving_form, path("/visit/move") + query, id()); }
    http::Response move(const Pairs& form) { return post(move_visit, path("/visit/move"), form, id()); }
    Pairs form(std::string_view when) {
        return form_of(*ask("?start=" + base::to_text(world.at(when))).body, path("/visit/move"));
    }
};
INSTANTIATE_TEST_SUITE_P(Engines, VisitParts, testing::ValuesIn(support::engines()), support::engine_name);

TEST_P(VisitParts, StandOnThePageOfEach) {
    EXPECT_TRUE(shows(page(), "Booked together"));
    EXPECT_TRUE(shows(page(), path({}, 1)));
    EXPECT_TRUE(shows(page(1), path({}, 0)));
    world.book(world.ben, world.salon.cut, world.salon.mira, "thu 10:00").value();
    const auto alone = world.book(world.ben, world.salon.cut, world.salon.mira, "thu 10:45").value().booking;
    const auto other = base::to_text(alone.id);
    EXPECT_FALSE(shows(get(appointment, office("/bookings/" + other), other), "Booked together"));
    EXPECT_EQ(get(visit_moving_form, office("/bookings/" + other + "/visit/move"), other).status, 404);
}

TEST_P(VisitParts, AreCancelledTogetherOrOneAlone) {
    const auto target = path("/visit/cancellation");
    const auto all = form_of(*page().body, target);
    const auto one = post(set_appointment_status, path("/status", 1),
                          with(form_of(*page(1).body, path("/status", 1)), "status", "cancelled"), id(1));
    ASSERT_EQ(one.status, 303);
    EXPECT_EQ(now(0).status, bookings::Status::approved);
    EXPECT_EQ(now(1).status, bookings::Status::cancelled);
    EXPECT_FALSE(shows(page(), "/visit/cancellation")) << "one is left";
    parts = booked("thu 10:00", "thu 10:45");
    const auto whole = path("/visit/cancellation");
    ASSERT_EQ(post(cancel_visit, whole, form_of(*page().body, whole), id()).status, 303);
    EXPECT_EQ(now(0).status, bookings::Status::cancelled);
    EXPECT_EQ(now(1).status, bookings::Status::cancelled);
}

TEST_P(VisitParts, MoveTogetherAndKeepTheirDistance) {
    const auto offered = ask("?day=" + base::to_text(world.salon.zone.day(world.at("thu 12:00"))));
    EXPECT_TRUE(shows(offered, base::to_text(world.at("thu 09:00"))));
    EXPECT_FALSE(shows(offered, base::to_text(world.at("thu 16:00")))) << "the second would be after the hours";
    ASSERT_EQ(move(form("thu 13:00")).status, 303);
    EXPECT_EQ(now(0).time.begin, world.at("thu 13:00"));
    EXPECT_EQ(now(1).time.begin, world.at("thu 13:45"));
    EXPECT_EQ(now(0).provider_id, world.salon.mira);
    EXPECT_EQ(now(1).provider_id, world.salon.jonas);
}

TEST_P(VisitParts, MoveALittleThoughTheyHaveThatTimeThemselves) {
    EXPECT_TRUE(shows(ask("?day=" + base::to_text(world.salon.zone.day(world.at("wed 12:00")))),
                      base::to_text(world.at("wed 10:15"))));
    ASSERT_EQ(move(form("wed 10:15")).status, 303);
    EXPECT_EQ(now(0).time.begin, world.at("wed 10:15"));
}

TEST_P(VisitParts, StayWhereTheyAreWhereOneCannotMove) {
    const auto typed = form("thu 13:00");
    world.book(world.ben, world.salon.cut, world.salon.jonas, "thu 13:45").value();
    const auto asked = move(typed);
    EXPECT_EQ(asked.status, 409);
    EXPECT_TRUE(shows(asked, "name=\"overbooking\"")) << "an owner may";
    EXPECT_EQ(now(0).time.begin, world.at("wed 10:00"));
    EXPECT_EQ(now(1).time.begin, world.at("wed 10:45"));
    ASSERT_EQ(move(with(form_of(*asked.body, path("/visit/move")), "overbooking", "They agreed.")).status, 303);
    EXPECT_EQ(now(1).time.begin, world.at("thu 13:45"));
    EXPECT_EQ(now(1).overbooking, "They agreed.");
}

TEST_P(VisitParts, AreShownAnewWhereOneChangedMeanwhile) {
    const auto typed = form("thu 13:00");
    world.db().write([&](db::Tx& tx) {
        return bookings::cancel(tx, world.context(), business(), parts[1].id, {}, bookings::Rules::staff);
    });
    EXPECT_EQ(move(typed).status, 409);
    EXPECT_EQ(now(0).time.begin, world.at("wed 10:00"));
}

}  // namespace
}  // namespace office::test
