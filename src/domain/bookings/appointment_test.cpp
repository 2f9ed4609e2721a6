// Appointments with room for several: places are counted, and what happens to one booking touches no other.
#include "accounts/staff_account.h"
#include "bookings/allowed.h"
#include "bookings/booking_store.h"
#include "bookings/free_times.h"
#include "support/seed.h"
#include "support/world.h"

#include <gtest/gtest.h>

#include <random>
#include <set>
#include <thread>

namespace bookings {
namespace {

using namespace std::chrono_literals;

constexpr activity::Actor kSystem{};

struct Group : testing::TestWithParam<db::Engine> {
    support::World world{GetParam()};
    support::Salon& salon = world.salon;
    ServiceId course = offer(3);  // 60 min, both give it

    ServiceId offer(int capacity) {
        catalog::Service draft;
        draft.name.fallback = "Course";
        draft.duration = 60min;
        draft.capacity = capacity;
        draft.price.amount = 20000;
        draft.providers = {salon.mira, salon.jonas};
        return world.db().write([&](db::Tx& tx) { return catalog::add_service(tx, salon.id, draft); });
    }
    template <class Verb>
    auto write(const Verb& verb) {
        return world.db().write([&](db::Tx& tx) { return verb(tx, world.context()); });
    }
    Result<Made> book_at(ServiceId service, ProviderId provider, Instant start, Rules rules = Rules::customer) {
        Wish wish{};
        wish.service_id = service;
        wish.provider_id = provider;
        wish.starts_at = start;
        wish.details = world.anna;
        return write([&](db::Tx& tx, const Context& c) { return book(tx, c, salon.id, wish, rules); });
    }
    Result<Made> join(AppointmentId id, const customers::Details& who, Rules rules = Rules::customer) {
        Wish wish{};
        wish.details = who;
        wish.appointment = id;
        wish.actor.kind = activity::ActorKind::visitor;
        return write([&](db::Tx& tx, const Context& c) { return book(tx, c, salon.id, wish, rules); });
    }
    Result<Booking> cancel_one(BookingId id) {
        return write([&](db::Tx& tx, const Context& c) { return cancel(tx, c, salon.id, id, kSystem, Rules::staff); });
    }
    Result<Booking> move_one(BookingId id, const Move& move, Rules rules = Rules::staff) {
        return write(
            [&](db::Tx& tx, const Context& c) { return reschedule(tx, c, salon.id, id, move, kSystem, rules); });
    }
    Result<std::vector<Booking>> move_all(AppointmentId id, const Move& move) {
        return write(
            [&](db::Tx& tx, const Context& c) { return move_appointment(tx, c, salon.id, id, move, kSystem); });
    }
    Result<std::vector<Booking>> cancel_all(AppointmentId id) {
        return write([&](db::Tx& tx, const Context& c) { return cancel_appointment(tx, c, salon.id, id, kSystem); });
    }
    Booking stored(BookingId id) {
        return world.db().read([&](db::Session& s) { return find(s, salon.id, id).value(); });
    }
    Appointment stored(AppointmentId id) {
        return world.db().read([&](db::Session& s) { return find_appointment(s, salon.id, id).value(); });
    }
    // A course with anna in it, and ben.
    std::pair<Booking, Booking> two(std::string_view when) {
        const auto first = book_at(course, salon.mira, world.at(when)).value().booking;
        return {first, join(first.appointment_id, world.ben).value().booking};
    }
    std::vector<store::Occupied> occupied(AppointmentId id) {
        return world.db().read([&](db::Session& s) { return store::list_occupied(s, salon.id, id); });
    }
};

#define EXPECT_REFUSED(result, code_) \
    do { \
        const auto& refused = (result); \
        ASSERT_FALSE(refused); \
        EXPECT_EQ(refused.error().code, code_); \
    } while (false)

TEST_P(Group, ABookingJoinsWhileThereIsAPlace) {
    const auto [anna, ben] = two("tue 10:00");
    EXPECT_EQ(ben.appointment_id, anna.appointment_id);
    EXPECT_EQ(ben.time, anna.time);
    EXPECT_EQ(ben.seats, (Seats{3, 2}));
    EXPECT_EQ(world.diary(salon.mira), (std::vector<Span>{anna.time})) << "the time is taken once";
    ASSERT_TRUE(join(anna.appointment_id, world.ben)) << "for a friend";
    EXPECT_REFUSED(join(anna.appointment_id, world.ben), "appointment.full");
    EXPECT_EQ(stored(anna.appointment_id).seats, (Seats{3, 3}));
    EXPECT_REFUSED(book_at(course, salon.mira, anna.time.begin), "booking.time_taken");
    const auto alone = book_at(salon.cut, salon.jonas, anna.time.begin).value().booking;
    EXPECT_REFUSED(join(alone.appointment_id, world.ben), "appointment.full");  // one for one
}

TEST_P(Group, JoiningObeysTheCustomersRulesAndNotStaffs) {
    const auto anna = book_at(course, salon.mira, world.at("tue 10:00")).value().booking;
    EXPECT_REFUSED(join(base::make_id<AppointmentId>(), world.ben), "appointment.unknown");
    world.clock.set(anna.time.begin + 5min);
    EXPECT_REFUSED(join(anna.appointment_id, world.ben), "booking.too_soon");
    EXPECT_TRUE(join(anna.appointment_id, world.ben, Rules::staff)) << "who came too late";
    world.clock.set(anna.time.end);
    EXPECT_REFUSED(join(anna.appointment_id, world.ben, Rules::staff), "appointment.ended");
}

TEST_P(Group, CancellingOneFreesAPlaceAndTheLastOneTheTime) {
    const auto [anna, ben] = two("tue 10:00");
    ASSERT_TRUE(cancel_one(anna.id));
    EXPECT_EQ(world.status_of(ben.id), Status::approved);
    EXPECT_EQ(world.activities_of(ben.id), (std::vector<std::string>{"booking.made"}));
    EXPECT_EQ(stored(anna.appointment_id).seats, (Seats{3, 1}));
    EXPECT_EQ(world.diary(salon.mira), (std::vector<Span>{anna.time}));
    ASSERT_TRUE(cancel_one(ben.id));
    const auto ended = stored(anna.appointment_id);
    EXPECT_EQ(ended.seats, (Seats{3, 0}));
    EXPECT_FALSE(ended.live);
    EXPECT_TRUE(world.diary(salon.mira).empty());
    EXPECT_REFUSED(join(anna.appointment_id, world.ben), "appointment.ended");
    EXPECT_TRUE(book_at(salon.cut, salon.mira, anna.time.begin));
}

TEST_P(Group, CancellingTheAppointmentEndsAllAndTellsEach) {
    const auto [anna, ben] = two("tue 10:00");
    const auto gone = join(anna.appointment_id, world.ben).value().booking;
    ASSERT_TRUE(cancel_one(gone.id));
    const auto ended = cancel_all(anna.appointment_id).value();
    EXPECT_EQ(ended.size(), 2u);
    for (const auto& id : {anna.id, ben.id, gone.id})
        EXPECT_EQ(world.activities_of(id), (std::vector<std::string>{"booking.made", "booking.cancelled"}));
    EXPECT_TRUE(world.diary(salon.mira).empty());
    EXPECT_TRUE(cancel_all(anna.appointment_id).value().empty()) << "twice changes nothing";
    EXPECT_REFUSED(cancel_all(base::make_id<AppointmentId>()), "appointment.unknown");
}

TEST_P(Group, MovingOneLeavesTheOthersWhereTheyAre) {
    const auto [anna, ben] = two("tue 10:00");
    const auto moved = move_one(anna.id, {world.at("wed 10:00")}).value();
    EXPECT_NE(moved.appointment_id, ben.appointment_id);
    EXPECT_EQ(stored(ben.id).time, ben.time);
    EXPECT_EQ(world.activities_of(ben.id), (std::vector<std::string>{"booking.made"}));
    EXPECT_EQ(world.diary(salon.mira), (std::vector{ben.time, moved.time}));
    const auto back = move_one(anna.id, {ben.time.begin}).value();
    EXPECT_EQ(back.appointment_id, ben.appointment_id) << "where there is a place at that time";
    EXPECT_EQ(back.time, ben.time);
    EXPECT_EQ(back.calendar_sequence, 2);
    EXPECT_EQ(back.seats, (Seats{3, 2}));
    EXPECT_EQ(world.diary(salon.mira), (std::vector{ben.time}));
    const auto other = book_at(salon.cut, salon.jonas, world.at("wed 10:00")).value().booking;
    EXPECT_REFUSED(move_one(anna.id, {.starts_at = {}, .appointment = other.appointment_id}), "appointment.full");
}

TEST_P(Group, TheOnlyOneInItMovesOntoATimeThatOverlapsItsOwn) {
    const auto anna = book_at(course, salon.mira, world.at("tue 10:00")).value().booking;
    const auto moved = move_one(anna.id, {world.at("tue 10:15")});
    ASSERT_TRUE(moved);
    EXPECT_EQ(world.diary(salon.mira), (std::vector<Span>{moved->time}));
    join(moved->appointment_id, world.ben).value();
    EXPECT_REFUSED(move_one(anna.id, {world.at("tue 10:30")}), "booking.time_taken");  // ben stays
}

TEST_P(Group, MovingTheAppointmentTakesAllAlong) {
    const auto [anna, ben] = two("tue 10:00");
    const auto gone = join(anna.appointment_id, world.ben).value().booking;
    ASSERT_TRUE(cancel_one(gone.id));
    const auto wednesday = world.at("wed 10:00");
    const auto moved = move_all(anna.appointment_id, {wednesday, salon.jonas}).value();
    EXPECT_EQ(moved.size(), 2u);
    for (const auto& id : {anna.id, ben.id}) {
        EXPECT_EQ(stored(id).time.begin, wednesday);
        EXPECT_EQ(stored(id).provider_id, salon.jonas);
        EXPECT_EQ(stored(id).appointment_id, anna.appointment_id);
        EXPECT_EQ(world.activities_of(id), (std::vector<std::string>{"booking.made", "booking.rescheduled"}));
    }
    EXPECT_EQ(stored(gone.id).time, gone.time) << "it was cancelled at its former time";
    EXPECT_EQ(world.activities_of(gone.id).size(), 2u);
    EXPECT_TRUE(world.diary(salon.mira).empty());
    EXPECT_EQ(stored(anna.appointment_id).seats, (Seats{3, 2}));
    book_at(salon.cut, salon.mira, world.at("tue 10:00")).value();
    EXPECT_REFUSED(move_all(anna.appointment_id, {world.at("tue 10:00"), salon.mira}), "booking.time_taken");
    ASSERT_TRUE(cancel_all(anna.appointment_id));
    EXPECT_REFUSED(move_all(anna.appointment_id, {wednesday}), "appointment.ended");
}

TEST_P(Group, MovesAsItWasSeen) {
    const auto [anna, ben] = two("tue 10:00");
    const Seen seen{{anna.id, anna.version}, {ben.id, ben.version}};
    Move move{.starts_at = world.at("wed 10:00"), .seen = {{anna.id, anna.version}}};
    EXPECT_REFUSED(move_all(anna.appointment_id, move), "booking.changed_meanwhile");
    move.seen = seen;
    ASSERT_TRUE(move_all(anna.appointment_id, move));
    EXPECT_REFUSED(move_all(anna.appointment_id, move), "booking.changed_meanwhile");
}

TEST_P(Group, AMoveOfAllIsPutBackForAll) {
    const activity::Actor desk{activity::ActorKind::staff, 1};
    const auto [anna, ben] = two("tue 10:00");
    const auto gone = join(anna.appointment_id, world.ben).value().booking;
    ASSERT_TRUE(cancel_one(gone.id));
    const auto move = [&](const Move& to) {
        return write([&](db::Tx& tx, const Context& c) {
            return move_appointment(tx, c, salon.id, anna.appointment_id, to, desk);
        });
    };
    const auto undo = [&](const std::vector<Booking>& those) {
        Seen seen;
        for (const auto& each : those) seen.emplace(each.id, each.version);
        return write(
            [&](db::Tx& tx, const Context& c) { return undo_move(tx, c, salon.id, anna.appointment_id, seen, desk); });
    };
    const Move away{.starts_at = world.at("wed 10:00"),
                    .provider_id = salon.jonas,
                    .duration = 90min,
                    .telling = Telling::after_undo};
    const auto moved = move(away).value();
    EXPECT_REFUSED(undo({moved.front()}), "booking.changed_meanwhile");
    const auto back = undo(moved).value();
    EXPECT_EQ(back.size(), 2u);
    for (const auto& was : {anna, ben}) {
        const auto is = stored(was.id);
        EXPECT_EQ(is.time, was.time);
        EXPECT_EQ(is.provider_id, salon.mira);
        EXPECT_EQ(is.appointment_id, anna.appointment_id);
        EXPECT_EQ(world.activities_of(was.id),
                  (std::vector<std::string>{"booking.made", "booking.rescheduled", "booking.move_undone"}));
    }
    EXPECT_EQ(stored(gone.id).time, gone.time);
    EXPECT_EQ(world.diary(salon.mira), std::vector<Span>{anna.time});
    EXPECT_TRUE(world.diary(salon.jonas).empty());
    EXPECT_REFUSED(undo(back), "booking.undo_too_late");

    const auto again = move(away).value();
    world.clock.advance(kUndoFor + 1s);
    EXPECT_REFUSED(undo(again), "booking.undo_too_late");
}

TEST_P(Group, NoMoveIsPutBackForAllWhereOneOfThemMovedAlone) {
    const activity::Actor desk{activity::ActorKind::staff, 1};
    const auto [anna, ben] = two("tue 10:00");
    const auto there = book_at(course, salon.mira, world.at("wed 10:00")).value().booking;
    const auto joined =
        write([&](db::Tx& tx, const Context& c) {
            return reschedule(
                tx, c, salon.id, ben.id,
                {.starts_at = there.time.begin, .appointment = there.appointment_id, .telling = Telling::nobody}, desk,
                Rules::staff);
        }).value();
    EXPECT_REFUSED(
        write([&](db::Tx& tx, const Context& c) { return undo_move(tx, c, salon.id, there.appointment_id, {}, desk); }),
        "booking.undo_too_late");
    EXPECT_EQ(stored(joined.id).time.begin, there.time.begin);
}

TEST_P(Group, WhatIsOverIsFinishedByEachBookingsOwnStatus) {
    const auto [anna, ben] = two("tue 10:00");
    const auto late = join(anna.appointment_id, world.ben).value().booking;
    world.db().write([&](db::Tx& tx) {
        tx.execute("update bookings set status = 'pending' where business_id = :b and id = :id", salon.id, late.id);
    });
    world.clock.set(anna.time.begin);
    ASSERT_TRUE(write([&](db::Tx& tx, const Context& c) {
        return change_status(tx, c, salon.id, ben.id, Status::no_show, kSystem, Rules::staff);
    }));
    EXPECT_TRUE(stored(anna.appointment_id).live);
    EXPECT_REFUSED(move_all(anna.appointment_id, {world.at("wed 10:00")}), "booking.already_over");
    world.clock.set(anna.time.end);
    EXPECT_EQ(finish_over(world.db(), world.registry, world.clock), 2);
    EXPECT_EQ(world.status_of(anna.id), Status::completed);
    EXPECT_EQ(world.status_of(ben.id), Status::no_show);
    EXPECT_EQ(world.status_of(late.id), Status::declined);
    const auto over = stored(anna.appointment_id);
    EXPECT_FALSE(over.live);
    EXPECT_EQ(over.seats, (Seats{3, 2})) << "who had a place had it";
    EXPECT_EQ(finish_over(world.db(), world.registry, world.clock), 0);
}

TEST_P(Group, TheDatabaseItselfRefusesMoreThanThereArePlaces) {
    const auto anna = book_at(salon.cut, salon.mira, world.at("tue 10:00")).value().booking;
    for (const auto* seats : {"capacity + 1", "-1"})
        EXPECT_THROW(world.db().write([&](db::Tx& tx) {
            tx.execute(std::string("update appointments set seats_taken = ") + seats + " where id = :id",
                       anna.appointment_id);
        }),
                     db::ConstraintViolation);
    const auto counted = world.db().write([&](db::Tx& tx) -> Result<void> {
        auto second = anna;
        second.id = base::make_id<BookingId>();
        second.visit_id = base::make_id<VisitId>();
        store::insert_visit(tx, salon.id, second.visit_id, anna.customer_id, world.clock.now());
        store::insert_booking(tx, second, "hash", false, std::nullopt, Source::page);
        if (store::count_seats(tx, salon.id, anna.appointment_id)) return {};
        return base::conflict("appointment.full");
    });
    EXPECT_REFUSED(counted, "appointment.full");
}

TEST_P(Group, StaffObeyNoNoticeHorizonGridOrApproval) {
    world.db().write([&](db::Tx& tx) {
        tx.execute(
            "update services set minimum_notice_minutes = 2880, booking_horizon_days = 10 where business_id = :b",
            salon.id);
        tx.execute("update businesses set version = version + 1 where id = :b", salon.id);
    });
    const auto at = [&](std::string_view when, Rules rules) {
        return book_at(salon.colour, salon.mira, world.at(when), rules);
    };
    EXPECT_REFUSED(at("tue 10:00", Rules::customer), "booking.too_soon");
    EXPECT_REFUSED(at("thu+3 10:00", Rules::customer), "booking.too_far");
    EXPECT_REFUSED(at("thu 10:07", Rules::customer), "booking.time_taken");
    EXPECT_TRUE(at("thu+3 10:00", Rules::staff));
    const auto odd = at("thu 10:07", Rules::staff).value().booking;
    EXPECT_EQ(odd.status, Status::approved);
    EXPECT_REFUSED(at("thu 11:00", Rules::staff), "booking.time_taken");
    const auto asked = at("thu 14:00", Rules::customer).value().booking;
    EXPECT_EQ(asked.status, Status::pending);

    EXPECT_EQ(move_one(odd.id, {world.at("tue 10:01")}).value().status, Status::approved);
    EXPECT_EQ(move_one(asked.id, {world.at("tue 14:01")}).value().status, Status::pending) << "nobody has answered yet";
    EXPECT_REFUSED(move_one(odd.id, {world.at("tue 14:00")}), "booking.time_taken");
    EXPECT_EQ(move_one(odd.id, {world.at("fri 10:00")}, Rules::customer).value().status, Status::pending);
}

TEST_P(Group, StaffAreOfferedTimesThatCustomersAreNot) {
    world.db().write([&](db::Tx& tx) {
        tx.execute(
            "update services set minimum_notice_minutes = 2880, booking_horizon_days = 10 where business_id = :b",
            salon.id);
        tx.execute("update businesses set version = version + 1 where id = :b", salon.id);
    });
    FreeTimes free_times;
    const auto offered = [&](std::string_view when, Rules rules) {
        const auto start = world.at(when);
        const auto day = salon.zone.day(start);
        const auto free = world.db().read([&](db::Session& s) {
            return free_times.list(s, *world.snapshots.find(s, salon.slug),
                                   {.service_id = salon.cut, .provider_id = salon.mira, .rules = rules}, day, day,
                                   world.clock.now());
        });
        return std::ranges::find(free, start, &FreeStart::start) != free.end();
    };
    for (const auto* when : {"mon 09:15", "tue 10:00", "thu+3 10:00"}) {
        EXPECT_FALSE(offered(when, Rules::customer)) << when;
        EXPECT_TRUE(offered(when, Rules::staff)) << when;
    }
    EXPECT_TRUE(offered("fri 10:00", Rules::customer));
    world.clock.advance(3h);
    const auto day = salon.zone.day(world.clock.now());
    const auto today = world.db().read([&](db::Session& s) {
        return free_times.list(s, *world.snapshots.find(s, salon.slug),
                               {.service_id = salon.cut, .provider_id = salon.mira, .rules = Rules::staff}, day, day,
                               world.clock.now());
    });
    ASSERT_FALSE(today.empty());
    EXPECT_GE(today.front().start, world.clock.now()) << "what is past is not offered";
}

TEST_P(Group, OutsideTheHoursOnlyWhoMayAndMeansIt) {
    const auto member = [&](std::string_view name, businesses::Role role) {
        return world.db()
            .write([&](db::Tx& tx) {
                return accounts::staff::add(tx, {world.clock, world.registry}, salon.id, name,
                                            std::string(name) + "@lind.example", role, kSystem);
            })
            .value();
    };
    const activity::Actor manager{activity::ActorKind::staff, member("mona", businesses::Role::manager).value};
    const activity::Actor desk{activity::ActorKind::staff, member("dan", businesses::Role::receptionist).value};
    const auto booked = book_at(salon.cut, salon.mira, world.at("wed 10:00")).value().booking;
    const auto move = [&](std::string_view when, const activity::Actor& actor, Rules rules, bool meant) {
        return write([&](db::Tx& tx, const Context& c) {
            return reschedule(tx, c, salon.id, booked.id, {.starts_at = world.at(when), .outside_hours = meant}, actor,
                              rules);
        });
    };
    for (const auto* when : {"wed 08:00", "wed 16:30", "wed 12:10", "sat 10:00"}) {
        EXPECT_REFUSED(move(when, manager, Rules::staff, false), "booking.outside_hours");
        EXPECT_REFUSED(move(when, desk, Rules::staff, true), "booking.outside_hours_not_allowed");
        EXPECT_REFUSED(move(when, {activity::ActorKind::manage_link}, Rules::staff, true),
                       "booking.outside_hours_not_allowed");
        EXPECT_REFUSED(move(when, {activity::ActorKind::manage_link}, Rules::customer, true), "booking.time_taken");
        ASSERT_TRUE(move(when, manager, Rules::staff, true)) << when;
        EXPECT_EQ(stored(booked.id).time.begin, world.at(when));
    }
    const auto other = book_at(salon.cut, salon.mira, world.at("thu 10:00")).value().booking;
    EXPECT_REFUSED(move("thu 10:30", manager, Rules::staff, true), "booking.time_taken");  // never over another
    EXPECT_EQ(stored(other.id).time, other.time);
}

// What the bookings do, seen from the outside, by a model that only counts.
struct Model {
    struct Appointment {
        ServiceId service;
        ProviderId provider;
        Span time;
        int capacity = 1;
        std::set<BookingId> in{};  // who holds a place
    };
    struct Booking {
        AppointmentId appointment;
        Span time;
        bool gone = false;
        std::size_t activities = 1;
    };
    std::map<AppointmentId, Appointment> appointments;
    std::map<BookingId, Booking> bookings;

    bool is_free(ProviderId provider, Span time, const std::set<AppointmentId>& but = {}) const {
        return std::ranges::none_of(appointments, [&](const auto& each) {
            const auto& [id, other] = each;
            return !other.in.empty() && !but.contains(id) && other.provider == provider &&
                   other.time.begin < time.end && time.begin < other.time.end;
        });
    }
    // Where one more has a place at that time.
    std::optional<AppointmentId> find_shared(ServiceId service, ProviderId provider, Instant start,
                                             std::optional<AppointmentId> but = {}) const {
        for (const auto& [id, each] : appointments)
            if (id != but && each.service == service && each.provider == provider && each.time.begin == start &&
                !each.in.empty() && std::ssize(each.in) < each.capacity)
                return id;
        return std::nullopt;
    }
    void leave(BookingId id) { appointments.at(bookings.at(id).appointment).in.erase(id); }
    void enter(BookingId id, AppointmentId into) {
        bookings[id].appointment = into;
        bookings[id].time = appointments.at(into).time;
        appointments.at(into).in.insert(id);
    }
};

struct RandomGroups : Group {
    Model model;
    ServiceId pair = offer(2);
    std::mt19937_64 random;

    std::size_t pick(std::size_t count) { return static_cast<std::size_t>(random() % count); }
    template <class Map>
    auto any_of(const Map& map) {
        return std::next(map.begin(), static_cast<std::ptrdiff_t>(pick(map.size())))->first;
    }
    ProviderId any_provider() { return pick(2) ? salon.mira : salon.jonas; }
    Instant any_start() {
        const auto day = salon.zone.day(world.at("tue 09:00")) + std::chrono::days{pick(2)};
        return salon.zone.instant(WallTime{day} + 9h) + 30min * static_cast<int>(pick(14));
    }
    Seconds length(ServiceId service) const { return service == salon.cut ? Minutes{45} : Minutes{60}; }
    bool within_hours(Span time) const {
        const auto midnight = WallTime{salon.zone.day(time.begin)};
        const auto from = salon.zone.wall(time.begin) - midnight, to = salon.zone.wall(time.end) - midnight;
        return (from >= 9h && to <= 12h) || (from >= 12h + 30min && to <= 17h);
    }
    bool fits(ProviderId provider, Span time, const std::set<AppointmentId>& but = {}) const {
        return within_hours(time) && model.is_free(provider, time, but);
    }

    void make() {
        const auto service = std::array{course, pair, salon.cut}[pick(3)];
        const auto provider = any_provider();
        const auto start = any_start();
        const Span time{start, start + length(service)};
        const auto made = book_at(service, provider, start, Rules::staff);
        const auto shared = model.find_shared(service, provider, start);
        ASSERT_EQ(made.has_value(), shared || fits(provider, time));
        if (!made) return;
        if (shared) {
            ASSERT_EQ(made->booking.appointment_id, *shared);
            return model.enter(made->booking.id, *shared);
        }
        const int capacity = service == course ? 3 : service == pair ? 2 : 1;
        model.appointments[made->booking.appointment_id] = {service, provider, time, capacity};
        model.enter(made->booking.id, made->booking.appointment_id);
    }
    void join_any() {
        const auto id = any_of(model.appointments);
        const auto& into = model.appointments.at(id);
        const auto joined = join(id, world.ben, Rules::staff);
        if (into.in.empty()) {
            EXPECT_REFUSED(joined, "appointment.ended");
            return;
        }
        if (std::ssize(into.in) == into.capacity) {
            EXPECT_REFUSED(joined, "appointment.full");
            return;
        }
        ASSERT_TRUE(joined);
        model.enter(joined->booking.id, id);
    }
    void cancel_any() {
        const auto id = any_of(model.bookings);
        auto& known = model.bookings.at(id);
        ASSERT_TRUE(cancel_one(id));
        if (known.gone) return;
        model.leave(id);
        known.gone = true;
        ++known.activities;
    }
    void move_any() {
        const auto id = any_of(model.bookings);
        auto& known = model.bookings.at(id);
        const auto from = known.appointment;
        auto old = model.appointments.at(from);
        const auto provider = any_provider();
        const auto start = any_start();
        const Span time{start, start + length(old.service)};
        const auto moved = move_one(id, {start, provider});
        if (known.gone) {
            EXPECT_REFUSED(moved, "booking.already_cancelled");
            return;
        }
        if (time == known.time && provider == old.provider) {
            ASSERT_TRUE(moved);
            return;
        }
        const auto shared = model.find_shared(old.service, provider, start, from);
        if (shared) {
            ASSERT_TRUE(moved);
            ASSERT_EQ(moved->appointment_id, *shared);
            ++known.activities;
            model.leave(id);
            return model.enter(id, *shared);
        }
        const bool alone = old.in.size() == 1;
        ASSERT_EQ(moved.has_value(), fits(provider, time, alone ? std::set{from} : std::set<AppointmentId>{}));
        if (!moved) return;
        ++known.activities;
        model.leave(id);
        EXPECT_EQ(moved->appointment_id == from, old.capacity == 1);
        model.appointments[moved->appointment_id] = {old.service, provider, time, old.capacity};
        model.enter(id, moved->appointment_id);
    }
    void move_into_any() {
        const auto id = any_of(model.bookings);
        auto& known = model.bookings.at(id);
        const auto to = any_of(model.appointments);
        const auto& into = model.appointments.at(to);
        const auto moved = move_one(id, {.starts_at = {}, .appointment = to});
        if (known.gone) {
            EXPECT_REFUSED(moved, "booking.already_cancelled");
            return;
        }
        if (to == known.appointment) {
            ASSERT_TRUE(moved);
            return;
        }
        const bool open = !into.in.empty() && std::ssize(into.in) < into.capacity;
        ASSERT_EQ(moved.has_value(), open && into.service == model.appointments.at(known.appointment).service);
        if (!moved) return;
        ++known.activities;
        model.leave(id);
        model.enter(id, to);
    }
    void move_all_of_any() {
        const auto id = any_of(model.appointments);
        auto& known = model.appointments.at(id);
        const auto provider = any_provider();
        const auto start = any_start();
        const Span time{start, start + length(known.service)};
        const auto moved = move_all(id, {start, provider});
        if (known.in.empty()) {
            EXPECT_REFUSED(moved, "appointment.ended");
            return;
        }
        if (time == known.time && provider == known.provider) {
            ASSERT_TRUE(moved);
            return;
        }
        ASSERT_EQ(moved.has_value(), fits(provider, time, {id}));
        if (!moved) return;
        EXPECT_EQ(moved->size(), known.in.size());
        known.provider = provider;
        known.time = time;
        for (const auto& booking : known.in) {
            model.bookings.at(booking).time = time;
            ++model.bookings.at(booking).activities;
        }
    }
    void cancel_all_of_any() {
        const auto id = any_of(model.appointments);
        auto& known = model.appointments.at(id);
        const auto ended = cancel_all(id);
        ASSERT_TRUE(ended);
        EXPECT_EQ(ended->size(), known.in.size());
        for (const auto& booking : known.in) {
            model.bookings.at(booking).gone = true;
            ++model.bookings.at(booking).activities;
        }
        known.in.clear();
    }
    void compare() {
        for (const auto& [id, known] : model.appointments) {
            const auto is = stored(id);
            ASSERT_EQ(is.seats, (Seats{known.capacity, static_cast<int>(known.in.size())}));
            ASSERT_EQ(is.live, !known.in.empty());
            ASSERT_EQ(is.time, known.time);
            ASSERT_EQ(is.provider_id, known.provider);
            const auto taken = occupied(id);
            ASSERT_EQ(taken.size(), known.in.empty() ? 0u : 1u);
            if (taken.empty()) continue;
            ASSERT_EQ(taken.front().span, known.time);
            ASSERT_EQ(taken.front().occupant, staff::occupant(known.provider));
        }
        for (const auto& [id, known] : model.bookings) {
            const auto is = stored(id);
            ASSERT_EQ(is.status, known.gone ? Status::cancelled : Status::approved);
            ASSERT_EQ(is.time, known.time);
            if (!known.gone) {
                ASSERT_EQ(is.appointment_id, known.appointment);
            }
            ASSERT_EQ(world.activities_of(id).size(), known.activities);
        }
    }
};

TEST_P(RandomGroups, AreAsAModelSaysThatOnlyCounts) {
    const support::Seed seed(20261128);
    random.seed(seed.value);
    make();
    while (model.bookings.empty()) make();
    for (int round = 0; round < 250; ++round) {
        SCOPED_TRACE(round);
        switch (pick(10)) {
            case 0:
            case 1: make(); break;
            case 2:
            case 3:
            case 4: join_any(); break;
            case 5: cancel_any(); break;
            case 6: move_any(); break;
            case 7: move_into_any(); break;
            case 8: move_all_of_any(); break;
            default:
                if (pick(3) == 0) cancel_all_of_any();
        }
        if (round % 5 == 0) compare();
        if (HasFatalFailure()) return;
    }
    compare();
}

TEST_P(Group, OneOfManyGetsTheLastPlace) {
    const auto anna = book_at(course, salon.mira, world.at("tue 10:00")).value().booking;
    std::atomic<int> joined = 0, full = 0;
    {
        std::vector<std::jthread> many;
        for (int i = 0; i < 8; ++i)
            many.emplace_back([&] {
                const auto made = join(anna.appointment_id, world.ben, Rules::staff);
                if (made)
                    ++joined;
                else if (made.error().code == "appointment.full")
                    ++full;
            });
    }
    EXPECT_EQ(joined, 2);
    EXPECT_EQ(full, 6);
    EXPECT_EQ(stored(anna.appointment_id).seats, (Seats{3, 3}));
}

// They come, go and move between two appointments at the same time.
TEST_P(Group, ManyAtOnceNeverHoldMorePlacesThanThereAre) {
    const support::Seed seed(20261129);
    const auto first = book_at(course, salon.mira, world.at("tue 10:00")).value().booking;
    const auto second = book_at(course, salon.jonas, world.at("tue 10:00")).value().booking;
    const std::array both{first.appointment_id, second.appointment_id};
    std::atomic<int> wrong = 0;
    {
        std::vector<std::jthread> many;
        for (unsigned thread = 0; thread < 4; ++thread)
            many.emplace_back([&, thread] {
                std::mt19937_64 dice(seed.value + thread);
                for (int round = 0; round < 15; ++round) {
                    if (round == 10 && thread == 0) wrong += !cancel_all(both.at(0));
                    const auto here = dice() % 2;
                    const auto made = join(both.at(here), world.ben, Rules::staff);
                    if (!made) {
                        wrong += made.error().code != "appointment.full" && made.error().code != "appointment.ended";
                        continue;
                    }
                    const auto moved = move_one(made->booking.id, {.starts_at = {}, .appointment = both.at(1 - here)});
                    if (!moved)
                        wrong += moved.error().code != "appointment.full" &&
                                 moved.error().code != "appointment.ended" &&
                                 moved.error().code != "booking.already_cancelled";
                    wrong += !cancel_one(made->booking.id);
                }
            });
    }
    EXPECT_EQ(wrong, 0);
    EXPECT_EQ(stored(both[0]).seats, (Seats{3, 0}));
    EXPECT_TRUE(occupied(both[0]).empty());
    EXPECT_EQ(stored(both[1]).seats, (Seats{3, 1}));
    EXPECT_EQ(occupied(both[1]).size(), 1u);
}

// One leaves as the last while another comes: the place is kept or the time is free, never half of each.
TEST_P(Group, TheLastOneLeavesWhileAnotherJoins) {
    for (int round = 0; round < 12; ++round) {
        const auto anna = book_at(course, salon.mira, world.at("tue 10:00"), Rules::staff).value().booking;
        bool joined = false;
        {
            std::jthread leaving([&] { EXPECT_TRUE(cancel_one(anna.id)); });
            std::jthread coming([&] { joined = join(anna.appointment_id, world.ben, Rules::staff).has_value(); });
        }
        const auto after = stored(anna.appointment_id);
        EXPECT_EQ(after.seats.taken, joined ? 1 : 0);
        EXPECT_EQ(after.live, joined);
        EXPECT_EQ(occupied(anna.appointment_id).size(), joined ? 1u : 0u);
        ASSERT_TRUE(cancel_all(anna.appointment_id));
    }
}

INSTANTIATE_TEST_SUITE_P(Engines, Group, testing::ValuesIn(support::engines()), support::engine_name);
INSTANTIATE_TEST_SUITE_P(Engines, RandomGroups, testing::ValuesIn(support::engines()), support::engine_name);

}  // namespace
}  // namespace bookings
