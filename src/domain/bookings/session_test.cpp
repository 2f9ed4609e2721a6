// Sessions stand in the book by themselves; places in them and in any shared appointment are free times.
#include "bookings/session.h"

#include "bookings/booking_store.h"
#include "bookings/free_times.h"
#include "bookings/hold.h"
#include "bookings/wall_clock.h"
#include "support/seed.h"
#include "support/world.h"

#include <gtest/gtest.h>

#include <random>
#include <thread>

namespace bookings {
namespace {

using namespace std::chrono_literals;

struct Sessions : testing::TestWithParam<db::Engine> {
    support::World world{GetParam()};
    support::Salon& salon = world.salon;
    FreeTimes free_times;
    ServiceId yoga = offer(catalog::Times::sessions);

    ServiceId offer(catalog::Times times, int capacity = 3) {
        catalog::Service draft;
        draft.name.fallback = "Yoga";
        draft.duration = 60min;
        draft.capacity = capacity;
        draft.times = times;
        draft.price.amount = 20000;
        draft.providers = {salon.mira, salon.jonas};
        return world.db().write([&](db::Tx& tx) { return catalog::add_service(tx, salon.id, draft); });
    }
    template <class Verb>
    auto write(const Verb& verb) {
        return world.db().write([&](db::Tx& tx) { return verb(tx, world.context()); });
    }
    SessionDraft draft(std::string_view when, int capacity = 3, int minimum = 0) const {
        SessionDraft out{.service_id = yoga, .provider_id = salon.mira, .starts_at = world.at(when)};
        out.capacity = capacity;
        out.minimum = minimum;
        return out;
    }
    Result<Session> add(const SessionDraft& draft) {
        return write([&](db::Tx& tx, const Context& c) { return add_session(tx, c, salon.id, draft, {}); });
    }
    Result<Made> book_at(ServiceId service, std::string_view when, const customers::Details& who,
                         Rules rules = Rules::customer) {
        const auto wish = world.wish(who, service, std::nullopt, when);
        return write([&](db::Tx& tx, const Context& c) { return book(tx, c, salon.id, wish, rules); });
    }
    Result<Booking> cancel_one(BookingId id) {
        return write([&](db::Tx& tx, const Context& c) { return cancel(tx, c, salon.id, id, {}, Rules::staff); });
    }
    std::vector<FreeStart> free(ServiceId service, std::string_view when, std::optional<AppointmentId> held = {}) {
        const auto day = salon.zone.day(world.at(when));
        return world.db().read([&](db::Session& s) {
            Wanted wanted{service, std::nullopt, {}};
            wanted.held = held;
            return free_times.list(s, *world.snapshots.find(s, salon.slug), wanted, day, day, world.clock.now());
        });
    }
    int left(ServiceId service, std::string_view when, std::optional<AppointmentId> held = {}) {
        for (const auto& each : free(service, when, held))
            if (each.start == world.at(when)) return each.left;
        return 0;
    }
    std::int64_t stamp() {
        return world.db().read([&](db::Session& s) {
            return free_times.stamp(s, *world.snapshots.find(s, salon.slug), {yoga, std::nullopt, {}});
        });
    }
    Session stored(AppointmentId id) {
        return world.db().read([&](db::Session& s) { return find_session(s, salon.id, id).value(); });
    }
    Appointment appointment(AppointmentId id) {
        return world.db().read([&](db::Session& s) { return find_appointment(s, salon.id, id).value(); });
    }
    std::vector<std::string> activities(AppointmentId id) {
        std::vector<std::string> out;
        for (const auto& each : world.db().read([&](db::Session& s) { return activity::list(s, salon.id, id.value); }))
            out.push_back(each.type);
        return out;
    }
};

#define EXPECT_REFUSED(result, code_) \
    do { \
        const auto& refused = (result); \
        ASSERT_FALSE(refused); \
        EXPECT_EQ(refused.error().code, code_); \
    } while (false)

TEST_P(Sessions, TakeTheirTimeWithNobodyInThemAndAreTheOnlyTimesOfferedOfTheirService) {
    EXPECT_TRUE(free(yoga, "tue 10:00").empty());
    const auto session = add(draft("tue 10:00")).value();
    EXPECT_EQ(world.diary(salon.mira), (std::vector<Span>{session.time}));
    EXPECT_EQ(activities(session.id), (std::vector<std::string>{"session.added"}));
    EXPECT_EQ(free(yoga, "tue 10:00"), (std::vector<FreeStart>{{world.at("tue 10:00"), salon.mira, 3, true}}));
    EXPECT_REFUSED(book_at(yoga, "tue 11:00", world.anna), "booking.time_taken");
    EXPECT_REFUSED(write([&](db::Tx& tx, const Context& c) {
                       return book(tx, c, salon.id, world.wish(world.anna, salon.cut, salon.mira, "tue 10:15"),
                                   Rules::customer);
                   }),
                   "booking.time_taken");
    EXPECT_REFUSED(add(draft("tue 10:30")), "booking.time_taken");
    EXPECT_REFUSED(add(draft("tue 20:00")), "booking.outside_hours");
    EXPECT_REFUSED(add(draft("tue 13:00", 0)), "form.invalid");
    EXPECT_REFUSED(add(draft("tue 13:00", 3, 4)), "form.invalid");
}

TEST_P(Sessions, SellEachPlaceOnceAndKeepTheirTimeWhenAllHaveGone) {
    const auto session = add(draft("tue 10:00", 2)).value();
    auto before = stamp();
    const auto anna = book_at(yoga, "tue 10:00", world.anna).value().booking;
    EXPECT_EQ(anna.appointment_id, session.id);
    EXPECT_EQ(anna.seats, (Seats{2, 1}));
    EXPECT_NE(stamp(), std::exchange(before, stamp())) << "kept pages notice the place";
    EXPECT_EQ(left(yoga, "tue 10:00"), 1);
    const auto ben = book_at(yoga, "tue 10:00", world.ben).value().booking;
    EXPECT_TRUE(free(yoga, "tue 10:00").empty());
    EXPECT_REFUSED(book_at(yoga, "tue 10:00", world.anna), "booking.time_taken");
    ASSERT_TRUE(cancel_one(anna.id));
    EXPECT_EQ(world.status_of(ben.id), Status::approved);
    EXPECT_EQ(left(yoga, "tue 10:00"), 1);
    ASSERT_TRUE(cancel_one(ben.id));
    EXPECT_EQ(left(yoga, "tue 10:00"), 2);
    EXPECT_EQ(world.diary(salon.mira), (std::vector<Span>{session.time}));
}

TEST_P(Sessions, SellTheLastPlaceToOneOfManyWhoWantItAtOnce) {
    const auto session = add(draft("tue 10:00", 3)).value();
    std::atomic<int> made = 0, refused = 0;
    {
        std::vector<std::jthread> all;
        for (int i = 0; i < 8; ++i)
            all.emplace_back([&, i] {
                auto who = world.anna;
                who.email = *base::parse_email(fmt::format("a{}@example.com", i));
                const auto one = book_at(yoga, "tue 10:00", who);
                ++(one ? made : refused);
                if (!one) {
                    EXPECT_TRUE(one.error().code == "booking.time_taken" || one.error().code == "appointment.full");
                }
            });
    }
    EXPECT_EQ(made, 3);
    EXPECT_EQ(refused, 5);
    EXPECT_EQ(appointment(session.id).seats, (Seats{3, 3}));
}

TEST_P(Sessions, OfferPlacesLeftInWhatACustomerHasOpenedByTheHours) {
    const auto course = offer(catalog::Times::hours);
    EXPECT_EQ(left(course, "tue 10:00"), 3);
    const auto anna = book_at(course, "tue 10:00", world.anna).value().booking;
    EXPECT_EQ(left(course, "tue 10:00"), 2);
    const auto ben = book_at(course, "tue 10:00", world.ben).value().booking;
    EXPECT_EQ(ben.appointment_id, anna.appointment_id) << "they share it though another provider is free";
    EXPECT_EQ(left(course, "tue 10:00"), 1);
    ASSERT_TRUE(cancel_one(anna.id));
    ASSERT_TRUE(cancel_one(ben.id));
    EXPECT_TRUE(world.diary(salon.mira).empty());
    EXPECT_TRUE(world.diary(salon.jonas).empty());
}

TEST_P(Sessions, OpenOneAppointmentForAllWhoWantItsTimeAtOnce) {
    auto own = offer(catalog::Times::hours, 4);
    world.change(own, [&](catalog::Service& service) { service.providers = {salon.mira}; });
    std::atomic<int> made = 0;
    {
        std::vector<std::jthread> all;
        for (int i = 0; i < 6; ++i)
            all.emplace_back([&, i] {
                auto who = world.anna;
                who.email = *base::parse_email(fmt::format("b{}@example.com", i));
                made += book_at(own, "tue 14:00", who).has_value();
            });
    }
    EXPECT_EQ(made, 4);
    EXPECT_EQ(world.diary(salon.mira).size(), 1u);
}

TEST_P(Sessions, HaveAProvidersOwnPlaces) {
    const auto course = offer(catalog::Times::hours);
    world.change(course, [&](catalog::Service& service) {
        service.own = {{salon.jonas, {}, {}, 5}};
        service.providers = {salon.jonas};
    });
    EXPECT_EQ(left(course, "tue 10:00"), 5);
    EXPECT_EQ(book_at(course, "tue 10:00", world.anna).value().booking.seats, (Seats{5, 1}));
}

TEST_P(Sessions, AreMovedWithNobodyInThemAndStayWhenOneParticipantMoves) {
    const auto session = add(draft("tue 10:00", 2)).value();
    const auto later = add(draft("tue 14:00", 2)).value();
    const auto move = [&](AppointmentId id, Move to) {
        return write([&](db::Tx& tx, const Context& c) { return move_appointment(tx, c, salon.id, id, to, {}); });
    };
    ASSERT_TRUE(move(session.id, {.starts_at = world.at("wed 10:00")}));
    EXPECT_EQ(stored(session.id).time.begin, world.at("wed 10:00"));
    EXPECT_EQ(activities(session.id), (std::vector<std::string>{"session.added", "session.changed"}));
    const auto anna = book_at(yoga, "wed 10:00", world.anna).value().booking;
    const auto ben = book_at(yoga, "wed 10:00", world.ben).value().booking;
    const auto moved = write([&](db::Tx& tx, const Context& c) {
        return reschedule(tx, c, salon.id, anna.id, {.starts_at = world.at("tue 14:00"), .any_provider = true}, {},
                          Rules::customer);
    });
    ASSERT_TRUE(moved);
    EXPECT_EQ(moved->appointment_id, later.id);
    EXPECT_EQ(world.activities_of(ben.id), (std::vector<std::string>{"booking.made"}));
    EXPECT_EQ(appointment(session.id).seats, (Seats{2, 1}));
    EXPECT_REFUSED(write([&](db::Tx& tx, const Context& c) {
                       return reschedule(tx, c, salon.id, ben.id,
                                         {.starts_at = world.at("tue 15:30"), .any_provider = true}, {},
                                         Rules::customer);
                   }),
                   "booking.time_taken");
}

TEST_P(Sessions, KeepTheirHourWithTheBookWhereThatMovesToAnotherZone) {
    const auto session = add(draft("tue 10:00")).value();
    const auto new_york = Zone::find("America/New_York").value();
    ASSERT_TRUE(write([&](db::Tx& tx, const Context& c) {
        return move_by_wall(tx, c, *world.snapshots.current(tx, salon.id), new_york, false, {});
    }));
    EXPECT_EQ(new_york.wall(stored(session.id).time.begin), salon.zone.wall(session.time.begin));
    EXPECT_EQ(world.diary(salon.mira), (std::vector<Span>{stored(session.id).time}));
}

TEST_P(Sessions, EndForAllWhoHaveAPlaceAndGiveTheirTimeBack) {
    const auto session = add(draft("tue 10:00")).value();
    const auto anna = book_at(yoga, "tue 10:00", world.anna).value().booking;
    const auto ben = book_at(yoga, "tue 10:00", world.ben).value().booking;
    ASSERT_TRUE(cancel_one(ben.id));
    const auto cancel = [&] {
        return write([&](db::Tx& tx, const Context& c) { return cancel_session(tx, c, salon.id, session.id, {}); });
    };
    EXPECT_EQ(cancel().value().size(), 1u);
    EXPECT_EQ(world.status_of(anna.id), Status::cancelled);
    EXPECT_EQ(world.activities_of(ben.id).size(), 2u) << "who had cancelled is told nothing more";
    EXPECT_TRUE(world.diary(salon.mira).empty());
    EXPECT_TRUE(free(yoga, "tue 10:00").empty());
    EXPECT_TRUE(cancel().value().empty()) << "twice changes nothing";
    EXPECT_TRUE(activities(session.id).back() == "session.cancelled");
}

TEST_P(Sessions, AreOverAtTheirEndWithOrWithoutAnybody) {
    const auto empty = add(draft("tue 10:00")).value();
    const auto full = add(draft("tue 14:00", 1)).value();
    const auto anna = book_at(yoga, "tue 14:00", world.anna).value().booking;
    world.clock.set(full.time.end + 1min);
    EXPECT_EQ(finish_over(world.db(), world.registry, world.clock), 3);
    EXPECT_EQ(world.status_of(anna.id), Status::completed);
    for (const auto id : {empty.id, full.id}) {
        EXPECT_FALSE(appointment(id).live);
        EXPECT_FALSE(appointment(id).stands);
    }
    EXPECT_EQ(finish_over(world.db(), world.registry, world.clock), 0);
    EXPECT_REFUSED(write([&](db::Tx& tx, const Context& c) { return cancel_session(tx, c, salon.id, full.id, {}); }),
                   "session.ended");
}

TEST_P(Sessions, HaveNeverFewerPlacesThanAreTaken) {
    const auto session = add(draft("tue 10:00", 3)).value();
    ASSERT_TRUE(book_at(yoga, "tue 10:00", world.anna));
    ASSERT_TRUE(book_at(yoga, "tue 10:00", world.ben));
    const auto change = [&](const SessionChange& to) {
        return write([&](db::Tx& tx, const Context& c) { return change_session(tx, c, salon.id, session.id, to, {}); });
    };
    EXPECT_REFUSED(change({.capacity = 1}), "session.places_taken");
    EXPECT_EQ(change({.capacity = 2}).value().seats, (Seats{2, 2}));
    EXPECT_TRUE(free(yoga, "tue 10:00").empty());
    EXPECT_EQ(change({.capacity = 7, .minimum = 3}).value().seats, (Seats{7, 2}));
    EXPECT_EQ(left(yoga, "tue 10:00"), 5);
    EXPECT_REFUSED(change({.capacity = 8, .version = 1}), "session.changed_meanwhile");
}

TEST_P(Sessions, AreCancelledADayBeforeWhereTooFewWillCome) {
    const auto few = add(draft("thu 10:00", 3, 2)).value();
    const auto enough = add(draft("thu 14:00", 3, 2)).value();
    const auto anna = book_at(yoga, "thu 10:00", world.anna).value().booking;
    ASSERT_TRUE(book_at(yoga, "thu 14:00", world.anna));
    const auto ben = book_at(yoga, "thu 14:00", world.ben).value().booking;
    const auto decide = [&] { return decide_sessions(world.db(), world.registry, world.snapshots, world.clock); };
    world.clock.set(few.time.begin - 24h - 1min);
    EXPECT_EQ(decide(), 0);
    world.clock.set(enough.time.begin - 24h);
    EXPECT_EQ(decide(), 1);
    EXPECT_EQ(world.status_of(anna.id), Status::cancelled);
    EXPECT_EQ(world.activities_of(anna.id).back(), "booking.called_off");
    EXPECT_EQ(activities(few.id).back(), "session.called_off");
    EXPECT_EQ(world.status_of(ben.id), Status::approved);
    ASSERT_TRUE(cancel_one(ben.id));
    EXPECT_EQ(decide(), 0) << "what was decided takes place";
    EXPECT_TRUE(appointment(enough.id).stands);
}

TEST_P(Sessions, HaveAMinimumTooWhereTheFirstWhoBooksOpensThem) {
    const auto course = offer(catalog::Times::hours);
    world.change(course, [](catalog::Service& service) { service.minimum = 2; });
    const auto anna = book_at(course, "thu 10:00", world.anna).value().booking;
    const auto ben = book_at(course, "thu 13:00", world.ben).value().booking;
    ASSERT_TRUE(book_at(course, "thu 13:00", world.anna));
    const auto left_again = book_at(course, "fri 10:00", world.anna).value().booking;
    ASSERT_TRUE(cancel_one(left_again.id));
    EXPECT_EQ(stored(anna.appointment_id).minimum, 2);
    EXPECT_FALSE(stored(anna.appointment_id).planned);
    const auto listed = [&] {
        return world.db().read([&](db::Session& s) {
            return list_sessions(s, salon.id, course, {world.clock.now(), Instant::max()}, 100).size();
        });
    };
    EXPECT_EQ(listed(), 0u) << "nobody planned them";
    const auto decide = [&] { return decide_sessions(world.db(), world.registry, world.snapshots, world.clock); };
    world.clock.set(anna.time.begin - 24h - 1min);
    EXPECT_EQ(decide(), 0);
    world.clock.set(ben.time.begin - 24h);
    EXPECT_EQ(decide(), 1);
    EXPECT_EQ(world.status_of(anna.id), Status::cancelled);
    EXPECT_EQ(world.activities_of(anna.id).back(), "booking.called_off");
    EXPECT_FALSE(appointment(anna.appointment_id).live);
    EXPECT_EQ(world.status_of(ben.id), Status::approved);
    world.clock.set(left_again.time.begin - 24h);
    EXPECT_EQ(decide(), 0) << "where everybody left there is nothing to decide";
    EXPECT_TRUE(stored(left_again.appointment_id).decided);
}

TEST_P(Sessions, TakePlaceWhereTheFirstBooksLaterThanTheMinimumIsAsked) {
    const auto course = offer(catalog::Times::hours);
    world.change(course, [](catalog::Service& service) { service.minimum = 2; });
    world.clock.set(world.at("thu 10:00") - 3h);
    const auto anna = book_at(course, "thu 10:00", world.anna).value().booking;
    EXPECT_EQ(decide_sessions(world.db(), world.registry, world.snapshots, world.clock), 0);
    EXPECT_EQ(world.status_of(anna.id), Status::approved);
}

TEST_P(Sessions, WhichTheFirstWhoBookedOpenedGetAnotherMinimumByStaff) {
    const auto course = offer(catalog::Times::hours);
    world.change(course, [](catalog::Service& service) { service.minimum = 2; });
    const auto anna = book_at(course, "thu 10:00", world.anna).value().booking;
    const auto change = [&](const SessionChange& to) {
        return write(
            [&](db::Tx& tx, const Context& c) { return change_session(tx, c, salon.id, anna.appointment_id, to, {}); });
    };
    EXPECT_EQ(change({.minimum = 0, .version = 1}).value().minimum, 0);
    world.clock.set(anna.time.begin - 24h);
    EXPECT_EQ(decide_sessions(world.db(), world.registry, world.snapshots, world.clock), 0);
    EXPECT_EQ(world.status_of(anna.id), Status::approved);
    ASSERT_TRUE(cancel_one(anna.id));
    EXPECT_REFUSED(change({.minimum = 1}), "session.ended");
}

TEST_P(Sessions, ArePutIntoTheBookForManyWeeksOrNone) {
    ASSERT_TRUE(world.book(world.anna, salon.cut, salon.mira, "wed+1 10:15"));
    const auto first = draft("wed 10:00");
    const auto plan = world.db().read([&](db::Session& s) {
        return plan_weekly(s, *world.snapshots.find(s, salon.slug), first, 18, world.clock.now());
    });
    ASSERT_EQ(plan.size(), 18u);
    std::vector<Instant> all, clear;
    for (std::size_t i = 0; i < plan.size(); ++i) {
        EXPECT_EQ(salon.zone.wall(plan[i].starts_at).time_since_epoch() % 86400s, 10h) << "across the change of clocks";
        EXPECT_EQ(plan[i].obstacle, i == 1 ? Obstacle::taken : Obstacle::none) << i;
        all.push_back(plan[i].starts_at);
        if (plan[i].obstacle == Obstacle::none) clear.push_back(plan[i].starts_at);
    }
    const auto put = [&](const std::vector<Instant>& starts) {
        return write([&](db::Tx& tx, const Context& c) { return add_sessions(tx, c, salon.id, first, starts, {}); });
    };
    EXPECT_REFUSED(put(all), "booking.time_taken");
    EXPECT_EQ(world.diary(salon.mira).size(), 1u) << "none at all";
    EXPECT_EQ(put(clear).value().size(), 17u);
    EXPECT_EQ(world.db().read([&](db::Session& s) {
        return list_sessions(s, salon.id, yoga, {world.clock.now(), Instant::max()}, 1000).size();
    }),
              17u);
}

TEST_P(Sessions, KeepOnePlaceForWhoHoldsIt) {
    const auto session = add(draft("tue 10:00", 1)).value();
    const auto later = add(draft("tue 14:00", 2)).value();
    const auto keep = [&](std::string_view when, std::string visitor) {
        HoldWish wish{
            .service_id = yoga, .provider_id = {}, .starts_at = world.at(when), .visitor = std::move(visitor)};
        wish.purpose = Purpose::offer;
        wish.until = world.clock.now() + 10min;
        return write([&](db::Tx& tx, const Context& c) { return hold(tx, c, salon.id, wish); });
    };
    const auto held = keep("tue 10:00", "one").value();
    EXPECT_EQ(held.place_in, session.id);
    EXPECT_EQ(left(yoga, "tue 10:00"), 0);
    EXPECT_EQ(left(yoga, "tue 10:00", held.id), 1) << "it is free for who holds it";
    EXPECT_REFUSED(book_at(yoga, "tue 10:00", world.ben), "booking.time_taken");
    const auto moved = keep("tue 14:00", "one").value();
    EXPECT_EQ(moved.place_in, later.id);
    EXPECT_EQ(left(yoga, "tue 10:00"), 1) << "one place at a time";
    EXPECT_EQ(left(yoga, "tue 14:00"), 1);
    auto wish = world.wish(world.anna, yoga, std::nullopt, "tue 14:00");
    wish.visitor = "one";
    const auto anna =
        write([&](db::Tx& tx, const Context& c) { return book(tx, c, salon.id, wish, Rules::customer); }).value();
    EXPECT_EQ(anna.booking.seats, (Seats{2, 1})) << "the held place is hers now";
    ASSERT_TRUE(keep("tue 14:00", "two"));
    EXPECT_EQ(left(yoga, "tue 14:00"), 0);
    world.clock.advance(11min);
    EXPECT_EQ(left(yoga, "tue 14:00"), 1) << "it has expired";
    EXPECT_TRUE(book_at(yoga, "tue 14:00", world.ben));
    EXPECT_EQ(appointment(later.id).seats, (Seats{2, 2}));
}

// Whatever is offered can be booked, and nothing else, with the places that are said to be left.
TEST_P(Sessions, AgreeWithBookingThroughManyRandomChanges) {
    const support::Seed seed(20261201);
    std::mt19937 random(seed.value);
    const auto pick = [&](auto count) { return static_cast<std::size_t>(random() % static_cast<std::size_t>(count)); };
    const auto course = offer(catalog::Times::hours, 2);
    world.db().write([&](db::Tx& tx) {
        auto settings = businesses::find(tx, salon.id)->customer;
        settings.open_bookings_max = 1000;
        CHECK(businesses::set_customer_settings(tx, salon.id, settings));
    });
    constexpr std::array kTimes{"tue 09:00", "tue 09:15", "tue 10:00", "tue 11:00", "tue 14:00", "tue 15:30"};
    std::vector<BookingId> booked;
    std::vector<AppointmentId> sessions;
    for (int round = 0; round < 80; ++round) {
        const auto service = std::array{yoga, course, salon.cut}[pick(3)];
        const auto* when = kTimes.at(pick(kTimes.size()));
        const auto is = left(service, when);
        // What there is, counted by hand.
        int seats = 0;
        world.db().read([&](db::Session& s) {
            for (const auto& [id, taken, capacity] : s.rows<AppointmentId, int, int>(
                     "select id, seats_taken, capacity from appointments where business_id = :b and service_id = :s "
                     "and starts_at = :at and live = 1",
                     salon.id, service, world.at(when)))
                seats = std::max(seats, capacity - taken);
        });
        if (seats > 0) {
            EXPECT_GT(is, 0) << "round " << round;
        }
        const auto made = book_at(service, when, world.anna);
        ASSERT_EQ(made.has_value(), is > 0) << "round " << round << " " << when;
        if (made) {
            booked.push_back(made->booking.id);
            EXPECT_EQ(made->booking.seats.left() + 1, is) << "round " << round;
        }
        if (pick(4) == 0)
            if (const auto session = add(draft(when, 1 + static_cast<int>(pick(3))))) sessions.push_back(session->id);
        if (booked.size() > 5 && pick(2)) {
            const auto gone = pick(booked.size());
            ASSERT_TRUE(cancel_one(booked[gone]));
            booked.erase(booked.begin() + static_cast<std::ptrdiff_t>(gone));
        }
        if (sessions.size() > 2 && pick(3) == 0) {
            ASSERT_TRUE(write(
                [&](db::Tx& tx, const Context& c) { return cancel_session(tx, c, salon.id, sessions.back(), {}); }));
            sessions.pop_back();
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Engines, Sessions, testing::ValuesIn(support::engines()), support::engine_name);

}  // namespace
}  // namespace bookings
