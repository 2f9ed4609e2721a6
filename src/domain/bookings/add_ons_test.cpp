// Add-ons: a longer and dearer appointment, from the free times to history.
#include "catalog/add_ons.h"
#include "availability/availability_oracle.h"
#include "bookings/explain.h"
#include "bookings/free_times.h"
#include "catalog/customer_terms.h"
#include "db/db.h"
#include "support/seed.h"
#include "support/world.h"

#include <gtest/gtest.h>

#include <random>

namespace bookings {
namespace {

using namespace std::chrono_literals;
using std::chrono::days;

class AddOns : public testing::TestWithParam<db::Engine> {
protected:
    AddOnId add(std::string name, Minutes duration, std::int64_t price) {
        return world.db()
            .write([&](db::Tx& tx) {
                return catalog::create_add_on(tx, {world.clock, world.registry}, salon.id,
                                              {.id = {},
                                               .name = {std::move(name), {{"en", "Treatment"}}},
                                               .duration = duration,
                                               .price = {price, ""},
                                               .services = {salon.cut}},
                                              {});
            })
            .value();
    }
    std::shared_ptr<const Snapshot> snapshot(db::Session& session) { return world.snapshots.find(session, salon.slug); }
    Result<Made> book(std::string_view when, std::vector<AddOnId> add_ons, Rules rules = Rules::customer) {
        auto wish = world.wish(world.anna, salon.cut, salon.mira, when);
        wish.add_ons = std::move(add_ons);
        return world.db().write([&](db::Tx& tx) { return bookings::book(tx, world.context(), salon.id, wish, rules); });
    }
    std::vector<Instant> starts(std::string_view when, std::vector<AddOnId> add_ons) {
        const auto day = salon.zone.day(world.at(when));
        std::vector<Instant> out;
        world.db().read([&](db::Session& s) {
            const Wanted wanted{.service_id = salon.cut, .provider_id = salon.mira, .add_ons = std::move(add_ons)};
            for (const auto& free : free_times.list(s, *snapshot(s), wanted, day, day, world.clock.now()))
                out.push_back(free.start);
        });
        return out;
    }
    bool offers(std::string_view when, std::vector<AddOnId> add_ons) {
        return std::ranges::count(starts(when, std::move(add_ons)), world.at(when)) == 1;
    }
    Booking stored(BookingId id) {
        return world.db().read([&](db::Session& s) { return find(s, salon.id, id); }).value();
    }

    support::World world{GetParam()};
    support::Salon& salon = world.salon;
    FreeTimes free_times;
};
INSTANTIATE_TEST_SUITE_P(Engines, AddOns, testing::ValuesIn(support::engines()), support::engine_name);

TEST_P(AddOns, MakeTheAppointmentLongerAndDearer) {
    const auto treatment = add("Kur", 20min, 25000), beard = add("Skjegg", 15min, 10000);
    const auto booking = book("tue 10:00", {beard, treatment}).value().booking;
    EXPECT_EQ(booking.time.end - booking.time.begin, 80min);
    EXPECT_EQ(booking.price.amount, 69000 + 35000);
    EXPECT_EQ(world.diary(salon.mira), (std::vector{booking.time}));
    const auto kept = stored(booking.id);
    ASSERT_EQ(kept.add_ons.size(), 2u);
    EXPECT_EQ(kept.add_ons[0].id, treatment) << "in the order of the list";
    EXPECT_EQ(kept.add_ons[0].name.in("en"), "Treatment");
    EXPECT_EQ(kept.add_ons[0].duration, 20min);
    EXPECT_EQ(kept.add_ons[0].price.amount, 25000);
    EXPECT_EQ(kept.add_ons[1].name.fallback, "Skjegg");
}

TEST_P(AddOns, StayAsTheyWereBookedWhateverStaffChange) {
    const auto treatment = add("Kur", 20min, 25000);
    const auto id = book("tue 10:00", {treatment}).value().booking.id;
    world.db().write([&](db::Tx& tx) {
        CHECK(catalog::delete_add_on(tx, {world.clock, world.registry}, salon.id, treatment, {}));
    });
    const auto kept = stored(id);
    ASSERT_EQ(kept.add_ons.size(), 1u);
    EXPECT_EQ(kept.add_ons[0].name.fallback, "Kur");
    EXPECT_EQ(kept.price.amount, 94000);
    EXPECT_EQ(kept.time.end - kept.time.begin, 65min);
}

TEST_P(AddOns, AreOfferedOnlyWhereAllOfItFits) {
    const auto treatment = add("Kur", 20min, 25000);
    EXPECT_TRUE(offers("tue 11:15", {}));
    EXPECT_FALSE(offers("tue 11:15", {treatment})) << "the break begins at 12:00";
    EXPECT_TRUE(offers("tue 10:45", {treatment}));
    EXPECT_EQ(book("tue 11:15", {treatment}).error().code, "booking.time_taken");
    EXPECT_TRUE(book("tue 10:45", {treatment}));
    EXPECT_FALSE(offers("tue 10:15", {}));
    EXPECT_TRUE(offers("tue 10:00", {}));
    EXPECT_FALSE(offers("tue 10:00", {treatment}));
}

TEST_P(AddOns, ThatTheServiceDoesNotHaveCannotBeBooked) {
    const auto treatment = add("Kur", 20min, 25000);
    auto wish = world.wish(world.anna, salon.colour, salon.mira, "tue 10:00");
    wish.add_ons = {treatment};
    const auto of_another = world.db().write(
        [&](db::Tx& tx) { return bookings::book(tx, world.context(), salon.id, wish, Rules::customer); });
    EXPECT_EQ(of_another.error().code, "add_on.not_offered");
    EXPECT_EQ(book("tue 10:00", {AddOnId{12345}}).error().code, "add_on.not_offered");
    EXPECT_TRUE(starts("tue 10:00", {AddOnId{12345}}).empty());
    world.db().write([&](db::Tx& tx) {
        auto typed = catalog::list_add_ons(tx, salon.id, "NOK").front();
        typed.active = false;
        CHECK(catalog::change_add_on(tx, {world.clock, world.registry}, salon.id, typed, {}));
    });
    EXPECT_EQ(book("tue 10:00", {treatment}).error().code, "add_on.not_offered");
    EXPECT_EQ(book("tue 10:00", {treatment}, Rules::staff).error().code, "add_on.not_offered");
    EXPECT_TRUE(world.diary(salon.mira).empty());
}

TEST_P(AddOns, AreTenAtMostAndADayAtMost) {
    std::vector<AddOnId> all;
    for (int n = 0; n < 11; ++n) all.push_back(add(fmt::format("{}", n), 1min, 100));
    EXPECT_EQ(book("tue 10:00", all).error().code, "booking.too_many_add_ons");
    all.pop_back();
    EXPECT_TRUE(book("tue 10:00", all));
    const auto night = add("Natt", 24h, 0);
    EXPECT_EQ(book("wed 10:00", {night}, Rules::staff).error().code, "booking.too_long");
    EXPECT_TRUE(starts("wed 10:00", {night}).empty());
}

TEST_P(AddOns, OnceEachHoweverOftenTheyAreSent) {
    const auto treatment = add("Kur", 20min, 25000);
    const auto booking = book("tue 10:00", {treatment, treatment}).value().booking;
    EXPECT_EQ(booking.add_ons.size(), 1u);
    EXPECT_EQ(booking.time.end - booking.time.begin, 65min);
}

TEST_P(AddOns, MoveWithTheBooking) {
    const auto treatment = add("Kur", 20min, 25000);
    const auto booking = book("tue 10:00", {treatment}).value().booking;
    const auto day = salon.zone.day(world.at("wed 10:00"));
    const Wanted moving{salon.cut, salon.mira, booking.appointment_id};
    const auto free = world.db().read(
        [&](db::Session& s) { return free_times.list(s, *snapshot(s), moving, day, day, world.clock.now()); });
    const auto is_free = [&](std::string_view when) {
        return std::ranges::count(free, world.at(when), &FreeStart::start) == 1;
    };
    EXPECT_TRUE(is_free("wed 10:45"));
    EXPECT_FALSE(is_free("wed 11:15")) << "as long as it was booked it ends in the break";
    const auto move = [&](std::string_view when) {
        return world.db().write([&](db::Tx& tx) {
            return reschedule(tx, world.context(), salon.id, booking.id, {.starts_at = world.at(when)}, {},
                              Rules::customer);
        });
    };
    EXPECT_EQ(move("wed 11:15").error().code, "booking.time_taken");
    const auto moved = move("wed 10:45").value();
    EXPECT_EQ(moved.time.end - moved.time.begin, 65min);
    EXPECT_EQ(stored(booking.id).add_ons.size(), 1u);
    EXPECT_EQ(stored(booking.id).price.amount, 94000);
    const auto by_staff = world.db()
                              .write([&](db::Tx& tx) {
                                  return move_appointment(tx, world.context(), salon.id, booking.appointment_id,
                                                          {.starts_at = world.at("thu 09:10")}, {});
                              })
                              .value();
    EXPECT_EQ(by_staff.front().time.end - by_staff.front().time.begin, 65min);
    EXPECT_EQ(world.diary(salon.mira), (std::vector{by_staff.front().time}));
}

TEST_P(AddOns, OfAnAppointmentThatSeveralShareTakeNoTime) {
    const auto longer = add("Kur", 20min, 25000), drink = add("Drikke", 0min, 4000);
    world.change(salon.cut, [](catalog::Service& service) { service.capacity = 3; });
    EXPECT_EQ(book("tue 10:00", {longer}).error().code, "add_on.not_offered");
    const auto first = book("tue 10:00", {drink}).value().booking;
    EXPECT_EQ(first.price.amount, 73000);
    auto wish = world.wish(world.ben, salon.cut, salon.mira, "tue 10:00");
    wish.appointment = first.appointment_id;
    wish.add_ons = {drink};
    const auto second =
        world.db()
            .write([&](db::Tx& tx) { return bookings::book(tx, world.context(), salon.id, wish, Rules::staff); })
            .value()
            .booking;
    EXPECT_EQ(second.time, first.time);
    EXPECT_EQ(second.price.amount, 73000);
    EXPECT_EQ(stored(second.id).add_ons.size(), 1u);
}

TEST_P(AddOns, StandOnTopOfWhatACustomerHasAgreed) {
    const auto treatment = add("Kur", 20min, 25000);
    const auto anna = book("mon 13:00", {}).value().booking.customer_id;
    world.db().write([&](db::Tx& tx) {
        CHECK(catalog::change_customer_terms(
            tx, {world.clock, world.registry}, salon.id, anna,
            {{.service_id = salon.cut, .terms = {.duration = 30min, .price_amount = 50000}}}, {}));
    });
    auto wish = world.wish(world.anna, salon.cut, salon.mira, "tue 11:00");
    wish.customer = anna;
    wish.add_ons = {treatment};
    const auto day = salon.zone.day(wish.starts_at);
    const auto free = world.db().read([&](db::Session& s) {
        const Wanted wanted{
            .service_id = salon.cut, .provider_id = salon.mira, .customer = anna, .add_ons = {treatment}};
        return free_times.list(s, *snapshot(s), wanted, day, day, world.clock.now());
    });
    EXPECT_EQ(std::ranges::count(free, world.at("tue 11:00"), &FreeStart::start), 1)
        << "it ends ten minutes before noon";
    EXPECT_EQ(std::ranges::count(free, world.at("tue 11:15"), &FreeStart::start), 0);
    const auto booking =
        world.db()
            .write([&](db::Tx& tx) { return bookings::book(tx, world.context(), salon.id, wish, Rules::customer); })
            .value()
            .booking;
    EXPECT_EQ(booking.time.end - booking.time.begin, 50min);
    EXPECT_EQ(booking.price.amount, 75000);
}

TEST_P(AddOns, AreToldOfWhereATimeIsExplained) {
    const auto treatment = add("Kur", 20min, 25000);
    const auto against = [&](std::string_view when, std::vector<AddOnId> add_ons) -> std::optional<Rule> {
        const auto told = world.db().read([&](db::Session& s) {
            return explain(s, *snapshot(s),
                           {.service_id = salon.cut,
                            .provider_id = salon.mira,
                            .starts_at = world.at(when),
                            .add_ons = std::move(add_ons)},
                           world.clock.now());
        });
        for (const auto& reason : told.reasons)
            if (!reason.holds) return reason.rule;
        EXPECT_TRUE(told.offered);
        return std::nullopt;
    };
    EXPECT_EQ(against("tue 11:15", {}), std::nullopt);
    EXPECT_EQ(against("tue 11:15", {treatment}), Rule::pause);
    EXPECT_EQ(against("tue 10:45", {treatment}), std::nullopt);
    EXPECT_EQ(against("tue 10:45", {AddOnId{12345}}), Rule::service);
    // With a provider who takes longer than the service says.
    world.change(salon.cut, [&](catalog::Service& service) { service.own = {{salon.mira, 60min, {}}}; });
    EXPECT_EQ(against("tue 11:15", {}), Rule::pause);
}

// Random add-ons and bookings: what is offered with add-ons is what the oracle offers of a service that takes as long
// as all of it, it can be booked, and nothing else can.
TEST_P(AddOns, AreOfferedWhenAServiceThatTakesAsLongWouldBe) {
    const support::Seed seed(20261129);
    std::mt19937 random(seed.value);
    const auto roll = [&](int low, int high) { return std::uniform_int_distribution(low, high)(random); };
    world.db().write([&](db::Tx& tx) {
        auto settings = businesses::find(tx, salon.id)->customer;
        settings.open_bookings_max = 1000;
        CHECK(businesses::set_customer_settings(tx, salon.id, settings));
    });
    struct Known {
        AddOnId id;
        Minutes duration;
    };
    std::vector<Known> known;
    for (int n = 0; n < 5; ++n) {
        const Minutes duration{roll(0, 13) * 5};
        known.push_back({add(fmt::format("{}", n), duration, 100), duration});
    }
    const auto minute = [](Instant at) { return oracle::floor_minute(at.time_since_epoch().count()); };
    int offered = 0, refused = 0;
    for (int round = 0; round < 40; ++round) {
        std::vector<AddOnId> chosen;
        Minutes all = 45min;
        for (const auto& each : known)
            if (roll(0, 2) == 0) {
                chosen.push_back(each.id);
                all += each.duration;
            }
        const auto day = salon.zone.day(world.at("tue 09:00")) + days{roll(0, 2)};
        oracle::World asked{};
        asked.zone = "Europe/Oslo";
        asked.day = day.time_since_epoch().count();
        for (int weekday = 1; weekday <= 5; ++weekday) {
            asked.hours.push_back({.weekday = weekday, .of_day = {9 * 60, 17 * 60}});
            asked.breaks.push_back({.weekday = weekday, .of_day = {12 * 60, 12 * 60 + 30}});
        }
        asked.duration = static_cast<int>(all.count());
        asked.interval = 15;
        for (const auto& taken : world.diary(salon.mira))
            asked.taken.push_back({{minute(taken.begin), minute(taken.end)}});
        std::vector<oracle::Minute> expected = oracle::Diary(asked).starts(), found;
        const auto when = fmt::format(
            "{} 09:00",
            std::array{"tue", "wed",
                       "thu"}[static_cast<std::size_t>((day - salon.zone.day(world.at("tue 09:00"))).count())]);
        const auto free = starts(when, chosen);
        for (const auto start : free) found.push_back(minute(start));
        ASSERT_EQ(found, expected) << "round " << round;

        auto wish = world.wish(world.anna, salon.cut, salon.mira, when);
        wish.add_ons = chosen;
        wish.starts_at += Minutes{roll(0, 30) * 15};
        const bool is_free = std::ranges::count(free, wish.starts_at) == 1;
        const auto made = world.db().write(
            [&](db::Tx& tx) { return bookings::book(tx, world.context(), salon.id, wish, Rules::customer); });
        ASSERT_EQ(made.has_value(), is_free) << "round " << round;
        ++(is_free ? offered : refused);
        if (made && roll(0, 1) == 0)
            world.db().write(
                [&](db::Tx& tx) { CHECK(cancel(tx, world.context(), salon.id, made->booking.id, {}, Rules::staff)); });
    }
    EXPECT_GT(offered, 3);
    EXPECT_GT(refused, 3);
}

}  // namespace
}  // namespace bookings
