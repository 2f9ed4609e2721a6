// Several booked at once: all of them or none.
#include "bookings/booking.h"
#include "bookings/booking_store.h"
#include "support/world.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include <atomic>
#include <thread>

namespace bookings {
namespace {

using namespace std::chrono_literals;

struct BookAllAtOnce : testing::TestWithParam<db::Engine> {
    support::World world{GetParam()};
    support::Salon& salon = world.salon;

    Wish wish(ServiceId service, std::optional<ProviderId> provider, std::string_view when) {
        return world.wish(world.anna, service, provider, when);
    }
    Result<std::vector<Made>> book_all(const std::vector<Wish>& wishes, const BookAll& how = {.one_visit = true},
                                       Rules rules = Rules::customer) {
        return world.db().write(
            [&](db::Tx& tx) { return bookings::book_all(tx, world.context(), salon.id, wishes, how, rules); });
    }
    std::int64_t rows(std::string_view table) {
        return world.db().read([&](db::Session& s) {
            return s.value<std::int64_t>(fmt::format("select count(*) from {}", table)).value();
        });
    }
    // 60 min with two places.
    ServiceId offer_course(bool by_both = false) {
        catalog::Service draft;
        draft.name.fallback = "Course";
        draft.duration = 60min;
        draft.capacity = 2;
        draft.providers = {salon.mira};
        if (by_both) draft.providers.push_back(salon.jonas);
        return world.db().write([&](db::Tx& tx) { return catalog::add_service(tx, salon.id, draft); });
    }
};

std::string index_of(const Error& error) {
    for (const auto& [name, value] : error.parameters)
        if (name == "index") return value;
    return "none";
}

#define EXPECT_REFUSED(result, code_, index_) \
    do { \
        const auto& refused = (result); \
        ASSERT_FALSE(refused); \
        EXPECT_EQ(refused.error().code, code_); \
        EXPECT_EQ(index_of(refused.error()), index_); \
    } while (false)

TEST_P(BookAllAtOnce, TakesAllTimesForOneVisit) {
    const auto made = book_all({wish(salon.colour, salon.mira, "tue 09:00"), wish(salon.cut, salon.jonas, "tue 10:45"),
                                wish(salon.cut, salon.mira, "tue 12:30")});
    ASSERT_TRUE(made) << made.error().code;
    ASSERT_EQ(made->size(), 3u);
    EXPECT_EQ(rows("visits"), 1);
    EXPECT_EQ(rows("customers"), 1);
    EXPECT_EQ(world.diary(salon.mira).size(), 2u);
    EXPECT_EQ(world.diary(salon.jonas).size(), 1u);
    EXPECT_EQ(made->at(0).booking.status, Status::pending) << "each by the rules of its service";
    EXPECT_EQ(made->at(1).booking.status, Status::approved);
    const auto parts =
        world.db().read([&](db::Session& s) { return list_of_visit(s, salon.id, made->front().booking.visit_id); });
    ASSERT_EQ(parts.size(), 3u);
    for (std::size_t i = 0; i < parts.size(); ++i) {
        EXPECT_EQ(parts[i].id, made->at(i).booking.id);
        EXPECT_EQ(parts[i].visit_part, static_cast<int>(i) + 1);
        EXPECT_EQ(world.activities_of(parts[i].id), std::vector<std::string>{"booking.made"});
    }
}

TEST_P(BookAllAtOnce, MakesEachAVisitOfItsOwnWhereNoneIsAskedFor) {
    const auto made = book_all({wish(salon.cut, salon.mira, "tue 09:00"), wish(salon.cut, salon.mira, "wed 09:00")},
                               {.one_visit = false});
    ASSERT_TRUE(made);
    EXPECT_EQ(rows("visits"), 2);
    for (const auto& each : *made) {
        EXPECT_EQ(each.booking.visit_part, 0);
        EXPECT_TRUE(
            world.db().read([&](db::Session& s) { return list_of_visit(s, salon.id, each.booking.visit_id); }).empty());
    }
}

TEST_P(BookAllAtOnce, IsAnOrdinaryBookingWhereThereIsOneAlone) {
    const auto made = book_all({wish(salon.cut, salon.mira, "tue 09:00")});
    ASSERT_TRUE(made);
    EXPECT_EQ(made->front().booking.visit_part, 0);
    EXPECT_EQ(rows("visits"), 1);
}

TEST_P(BookAllAtOnce, BooksNoneWhereOneIsTakenAndSaysWhich) {
    ASSERT_TRUE(world.book(world.ben, salon.cut, salon.jonas, "tue 10:45"));
    const auto before = rows("activities");
    EXPECT_REFUSED(book_all({wish(salon.colour, salon.mira, "tue 09:00"), wish(salon.cut, salon.jonas, "tue 10:45")}),
                   "booking.time_taken", "1");
    for (const auto* table : {"bookings", "appointments", "visits", "customers", "occupancies"})
        EXPECT_EQ(rows(table), 1) << table;
    EXPECT_EQ(rows("activities"), before);
    EXPECT_TRUE(world.diary(salon.mira).empty());
}

TEST_P(BookAllAtOnce, LetsNoPartLieOverAnother) {
    EXPECT_REFUSED(book_all({wish(salon.cut, salon.mira, "tue 09:00"), wish(salon.cut, salon.mira, "tue 09:30")}),
                   "booking.time_taken", "1");
    EXPECT_EQ(rows("bookings"), 0);
}

TEST_P(BookAllAtOnce, GivesTwoAtOneTimeToTwoProviders) {
    const auto made =
        book_all({wish(salon.cut, std::nullopt, "tue 09:00"), wish(salon.cut, std::nullopt, "tue 09:00")});
    ASSERT_TRUE(made) << made.error().code;
    EXPECT_NE(made->at(0).booking.provider_id, made->at(1).booking.provider_id);
    EXPECT_EQ(world.diary(salon.mira).size(), 1u);
    EXPECT_EQ(world.diary(salon.jonas).size(), 1u);
    // The row says whose time it is, though another one was tried first.
    for (const auto& each : *made) {
        const auto stored = world.db().read([&](db::Session& s) { return find(s, salon.id, each.booking.id).value(); });
        EXPECT_EQ(stored.provider_id, each.booking.provider_id);
        EXPECT_EQ(stored.time, each.booking.time);
    }
    EXPECT_REFUSED(book_all({wish(salon.cut, std::nullopt, "tue 11:00"), wish(salon.cut, std::nullopt, "tue 11:00"),
                             wish(salon.cut, std::nullopt, "tue 11:00")}),
                   "booking.time_taken", "2");
}

TEST_P(BookAllAtOnce, SellsTheLastPlaceOnce) {
    const auto course = offer_course();
    const auto first = world.book(world.ben, course, salon.mira, "tue 10:00").value();
    Wish joining{};
    joining.details = world.anna;
    joining.appointment = first.booking.appointment_id;
    EXPECT_REFUSED(book_all({joining, joining}), "appointment.full", "1");
    EXPECT_EQ(rows("bookings"), 1);
    const auto made = book_all({joining});
    ASSERT_TRUE(made);
    EXPECT_EQ(made->front().booking.seats.taken, 2);
}

TEST_P(BookAllAtOnce, SharesThePlacesOfAGroupAmongItsWishes) {
    const auto course = offer_course(true);
    const auto made = book_all(std::vector<Wish>(3, wish(course, std::nullopt, "tue 10:00")));
    ASSERT_TRUE(made) << made.error().code;
    EXPECT_EQ(made->at(0).booking.appointment_id, made->at(1).booking.appointment_id);
    EXPECT_EQ(made->at(1).booking.seats, (Seats{2, 2}));
    EXPECT_NE(made->at(2).booking.appointment_id, made->at(0).booking.appointment_id);
    EXPECT_NE(made->at(2).booking.provider_id, made->at(0).booking.provider_id);
    EXPECT_EQ(rows("appointments"), 2);
    // The last place that is there is taken first.
    const auto last = book_all({wish(course, std::nullopt, "tue 10:00")});
    ASSERT_TRUE(last) << last.error().code;
    EXPECT_EQ(last->front().booking.appointment_id, made->at(2).booking.appointment_id);
    EXPECT_REFUSED(book_all({wish(course, std::nullopt, "tue 10:00")}), "booking.time_taken", "0");
}

TEST_P(BookAllAtOnce, JoinsTheGroupThatIsThereAndOpensAnotherBesideIt) {
    const auto course = offer_course(true);
    const auto there = world.book(world.ben, course, salon.mira, "tue 10:00").value().booking;
    const auto made = book_all({wish(course, std::nullopt, "tue 10:00"), wish(course, std::nullopt, "tue 10:00"),
                                wish(salon.cut, salon.mira, "tue 11:00")});
    ASSERT_TRUE(made) << made.error().code;
    EXPECT_EQ(made->at(0).booking.appointment_id, there.appointment_id);
    EXPECT_EQ(made->at(0).booking.seats, (Seats{2, 2}));
    EXPECT_EQ(made->at(1).booking.provider_id, salon.jonas);
    EXPECT_EQ(made->at(1).booking.seats, (Seats{2, 1}));
    EXPECT_EQ(rows("appointments"), 3);
    EXPECT_REFUSED(book_all({wish(course, salon.mira, "tue 10:00")}), "booking.time_taken", "0");
}

TEST_P(BookAllAtOnce, CountsEachForTheLimitOfOneCustomer) {
    world.db().write([&](db::Tx& tx) {
        auto settings = businesses::find(tx, salon.id)->customer;
        settings.open_bookings_max = 2;
        CHECK(businesses::set_customer_settings(tx, salon.id, settings));
    });
    ASSERT_TRUE(world.book(world.anna, salon.cut, salon.mira, "mon 12:30"));
    EXPECT_REFUSED(book_all({wish(salon.cut, salon.mira, "tue 09:00"), wish(salon.cut, salon.mira, "tue 10:00")}),
                   "booking.too_many_open", "1");
    EXPECT_EQ(rows("bookings"), 1);
}

TEST_P(BookAllAtOnce, KeepsWhoComes) {
    auto child = wish(salon.cut, salon.jonas, "tue 09:00");
    child.attendee = "  Ida  ";
    const auto made = book_all({wish(salon.cut, salon.mira, "tue 09:00"), child});
    ASSERT_TRUE(made);
    const auto stored =
        world.db().read([&](db::Session& s) { return find(s, salon.id, made->at(1).booking.id).value(); });
    EXPECT_EQ(stored.attendee, "Ida");
    EXPECT_EQ(stored.customer_id, made->at(0).booking.customer_id);
    EXPECT_FALSE(stored.name_differs);
    child.attendee = std::string(500, 'x');
    child.starts_at = world.at("wed 09:00");
    EXPECT_REFUSED(book_all({child}), "form.invalid", "0");
}

TEST_P(BookAllAtOnce, RefusesNoneAndTooMany) {
    EXPECT_REFUSED(book_all({}), "form.invalid", "none");
    EXPECT_REFUSED(book_all(std::vector<Wish>(kMostBookedAtOnce + 1, wish(salon.cut, salon.mira, "tue 09:00"))),
                   "booking.too_many_at_once", "none");
}

// Who books the same in another order takes turns: nobody waits for who waits for them.
TEST_P(BookAllAtOnce, TakesTurnsWithWhoBooksTheSameInAnotherOrder) {
    std::atomic<int> booked{0}, refused{0};
    {
        std::vector<std::jthread> many;
        for (const auto* who : {&world.anna, &world.ben})
            many.emplace_back([&, who] {
                for (const auto* day : {"tue", "wed", "thu", "fri"}) {
                    std::vector<Wish> wishes{world.wish(*who, salon.cut, salon.mira, fmt::format("{} 10:00", day)),
                                             world.wish(*who, salon.cut, salon.jonas, fmt::format("{} 10:45", day))};
                    if (who == &world.ben) std::ranges::reverse(wishes);
                    const auto made = book_all(wishes);
                    if (made)
                        ++booked;
                    else
                        refused += made.error().code == "booking.time_taken";
                }
            });
    }
    EXPECT_EQ(booked, 4);
    EXPECT_EQ(refused, 4);
    EXPECT_EQ(rows("bookings"), 8);
}

// The second looks while the first has opened the class and not committed: it waits, finds the time gone, and begins
// again.
TEST_P(BookAllAtOnce, SharesTheGroupThatSomebodyElseOpensMeanwhile) {
    const auto course = offer_course();
    std::atomic<bool> opened = false;
    std::jthread first([&] {
        world.db().write([&](db::Tx& tx) {
            const auto made =
                bookings::book_all(tx, world.context(), salon.id,
                                   {wish(course, salon.mira, "tue 10:00"), wish(salon.cut, salon.jonas, "tue 11:00")},
                                   {.one_visit = true}, Rules::customer);
            EXPECT_TRUE(made);
            opened = true;
            opened.notify_all();
            std::this_thread::sleep_for(200ms);
            return made;
        });
    });
    opened.wait(false);
    const auto second = book_all({world.wish(world.ben, salon.cut, salon.jonas, "tue 09:00"),
                                  world.wish(world.ben, course, std::nullopt, "tue 10:00")});
    first.join();
    ASSERT_TRUE(second) << second.error().code;
    EXPECT_EQ(second->at(1).booking.seats, (Seats{2, 2}));
    EXPECT_EQ(rows("appointments"), 3) << "one class and two of their own";
    EXPECT_EQ(rows("bookings"), 4);
    EXPECT_EQ(rows("visits"), 2);
    EXPECT_EQ(world.diary(salon.mira).size(), 1u);
    EXPECT_EQ(world.diary(salon.jonas).size(), 2u) << "what was taken at the first try was given back";
    // Full by now: who comes third is told so, and which wish it is about.
    EXPECT_REFUSED(book_all({world.wish(world.ben, salon.cut, salon.jonas, "wed 09:00"),
                             world.wish(world.ben, course, std::nullopt, "tue 10:00")}),
                   "booking.time_taken", "1");
    EXPECT_EQ(rows("bookings"), 4);
}

INSTANTIATE_TEST_SUITE_P(Engines, BookAllAtOnce, testing::ValuesIn(support::engines()), support::engine_name);

}  // namespace
}  // namespace bookings
