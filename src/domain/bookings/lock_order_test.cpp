// The order of locks that verbs.h states, watched by the database while each verb runs: appointment, occupants in the
// order of their ids, customer, and nothing recorded before the last occupant is locked; no time is taken of an
// occupant that is not locked. PostgreSQL alone, since SQLite has one writer.
#include "activity/activity.h"
#include "bookings/booking_store.h"
#include "bookings/edit.h"
#include "bookings/hold.h"
#include "bookings/visit.h"
#include "db/db.h"
#include "support/world.h"

#include <gtest/gtest.h>

namespace bookings {
namespace {

using namespace std::chrono_literals;

constexpr activity::Actor kDesk{activity::ActorKind::staff, 1};

// A sequence for each rule counts what breaks it, in transactions that are undone too.
class Watch {
public:
    explicit Watch(db::Database& database) : database_(database) {
        database_.write([](db::Tx& tx) {
            tx.script(R"sql(
                create sequence recorded_before_occupant;
                create sequence occupant_before_appointment;
                create sequence customer_before_occupant;
                create sequence occupant_out_of_order;
                create sequence taken_without_lock;
                create function watch_record() returns trigger language plpgsql as $$ begin
                    perform set_config('timebok.recorded', 'yes', true);
                    return null;
                end $$;
                create function watch_occupant() returns trigger language plpgsql as $$
                declare
                    me bigint = cast(cast(cast(pg_current_xact_id() as xid) as text) as bigint);
                    -- What a savepoint gives back goes from here too.
                    locked bigint[] = cast(coalesce(nullif(current_setting('timebok.locked', true), ''), '{}')
                        as bigint[]);
                begin
                    if not new.id = any (locked) then
                        if exists (select 1 from unnest(locked) as before(id) where before.id > new.id) then
                            perform nextval('occupant_out_of_order');
                        end if;
                        perform set_config('timebok.locked', cast(locked || new.id as text), true);
                    end if;
                    if current_setting('timebok.recorded', true) = 'yes' then
                        perform nextval('recorded_before_occupant');
                    end if;
                    -- A row has the transaction that locks it, and the one that wrote it; what is within a savepoint has a
                    -- later number than the whole, and nobody else is at work here.
                    if not exists (select 1 from appointments where cast(cast(xmin as text) as bigint) >= me
                            or cast(cast(xmax as text) as bigint) >= me) then
                        perform nextval('occupant_before_appointment');
                    end if;
                    if exists (select 1 from customers where cast(cast(xmax as text) as bigint) >= me) then
                        perform nextval('customer_before_occupant');
                    end if;
                    return null;
                end $$;
                create function watch_taken() returns trigger language plpgsql as $$ begin
                    if not new.occupant_id = any (cast(coalesce(nullif(current_setting('timebok.locked', true), ''),
                            '{}') as bigint[])) then
                        perform nextval('taken_without_lock');
                    end if;
                    return null;
                end $$;
                create trigger watch_taken after insert on occupancies
                    for each row execute function watch_taken();
                create trigger watch_over after insert on overbooked
                    for each row execute function watch_taken();
                create trigger watch_record after insert on activities
                    for each statement execute function watch_record();
                create trigger watch_counter after insert or update on calendar_versions
                    for each statement execute function watch_record();
                create trigger watch_occupant after update on occupants
                    for each row execute function watch_occupant())sql");
        });
    }
    Watch(const Watch&) = delete;
    Watch& operator=(const Watch&) = delete;
    // The database is used again by the next test.
    ~Watch() {
        database_.write([](db::Tx& tx) {
            tx.script(R"sql(
                drop function watch_record() cascade;
                drop function watch_occupant() cascade;
                drop function watch_taken() cascade;
                drop sequence recorded_before_occupant, occupant_before_appointment, customer_before_occupant,
                    occupant_out_of_order, taken_without_lock)sql");
        });
    }

    // The rules that were broken so far.
    std::vector<std::string> broken() {
        return database_.read([](db::Session& session) {
            std::vector<std::string> out;
            for (const auto* rule : {"recorded_before_occupant", "occupant_before_appointment",
                                     "customer_before_occupant", "occupant_out_of_order", "taken_without_lock"})
                if (session.value<bool>(fmt::format("select case when is_called then 1 else 0 end from {}", rule))
                        .value())
                    out.emplace_back(rule);
            return out;
        });
    }

private:
    db::Database& database_;
};

class LockOrder : public testing::Test {
protected:
    support::World world{db::Engine::postgres};
    support::Salon& salon = world.salon;
    ServiceId course = offer_course();
    // The same by somebody who comes behind the room that it needs, in the order of the ids.
    struct InRoom {
        ServiceId service;
        ProviderId liv;
    };
    InRoom offer_in_room() {
        return world.db().write([&](db::Tx& tx) {
            const auto room = staff::add_resource(tx, salon.id, {{}, "Room", staff::Resource::Kind::room, 4});
            staff::Provider draft;
            draft.name = "Liv";
            const auto liv = staff::add_provider(tx, salon.id, draft, businesses::Role::provider, "");
            CHECK(staff::occupant(room) < staff::occupant(liv));
            std::vector<availability::WeeklyHours> hours;
            for (int weekday = 1; weekday <= 5; ++weekday) hours.push_back({weekday, {9h, 17h}});
            staff::set_weekly_hours(tx, salon.id, liv, hours, {}).value();
            catalog::Service offered;
            offered.name.fallback = "In a room";
            offered.duration = 60min;
            offered.capacity = 3;
            offered.providers = {liv};
            offered.needs = {{room, 1}};
            return InRoom{catalog::add_service(tx, salon.id, offered), liv};
        });
    }
    InRoom in_room = offer_in_room();
    Watch watch{world.db()};

    // 60 min with three places; both give it.
    ServiceId offer_course() {
        catalog::Service draft;
        draft.name.fallback = "Course";
        draft.duration = 60min;
        draft.capacity = 3;
        draft.price.amount = 20000;
        draft.providers = {salon.mira, salon.jonas};
        return world.db().write([&](db::Tx& tx) { return catalog::add_service(tx, salon.id, draft); });
    }
    // What the verb gives; it has kept the order.
    template <class Verb>
    auto in_order(const char* name, const Verb& verb) {
        auto out = world.db().write([&](db::Tx& tx) { return verb(tx, world.context()); });
        EXPECT_TRUE(out) << name << ": " << (out ? std::string() : out.error().code);
        EXPECT_EQ(watch.broken(), std::vector<std::string>()) << name;
        return std::move(out).value();
    }
    Booking book_at(ServiceId service, std::string_view when, Wish wish = {}) {
        wish.service_id = service;
        if (!wish.provider_id) wish.provider_id = salon.mira;
        wish.starts_at = world.at(when);
        if (wish.details.name.empty()) wish.details = world.anna;
        return in_order("book",
                        [&](db::Tx& tx, const Context& c) { return book(tx, c, salon.id, wish, Rules::customer); })
            .booking;
    }
    static Wish with(ProviderId provider) {
        Wish out{};
        out.provider_id = provider;
        return out;
    }
    Booking join(const Booking& with, const customers::Details& who) {
        Wish wish{};
        wish.details = who;
        wish.appointment = with.appointment_id;
        return in_order("join",
                        [&](db::Tx& tx, const Context& c) { return book(tx, c, salon.id, wish, Rules::customer); })
            .booking;
    }
    Booking move(BookingId id, const Move& to) {
        return in_order("reschedule", [&](db::Tx& tx, const Context& c) {
            return reschedule(tx, c, salon.id, id, to, kDesk, Rules::staff);
        });
    }
};

TEST_F(LockOrder, IsKeptWhereSomebodyBooks) {
    const auto first = book_at(salon.cut, "tue 09:00");  // as a new customer, and as one who is known
    book_at(salon.cut, "tue 10:00");
    Wish own{};
    own.customer = first.customer_id;
    book_at(salon.cut, "tue 11:00", own);
    join(book_at(course, "wed 10:00"), world.ben);
}

TEST_F(LockOrder, IsKeptWhereSeveralAreBookedAtOnce) {
    const auto place = book_at(course, "wed 10:00");
    const auto all = [&](std::vector<Wish> wishes) {
        return in_order("book_all", [&](db::Tx& tx, const Context& c) {
            return book_all(tx, c, salon.id, wishes, {.one_visit = true}, Rules::customer);
        });
    };
    Wish joining{};
    joining.details = world.ben;
    joining.appointment = place.appointment_id;
    const auto made = all({joining, world.wish(world.ben, salon.cut, salon.jonas, "thu 09:00"),
                           world.wish(world.ben, salon.colour, std::nullopt, "thu 10:00")});
    in_order("move_visit", [&](db::Tx& tx, const Context& c) {
        return move_visit(tx, c, salon.id, made[0].booking.visit_id,
                          {{made[0].booking.id, {.starts_at = world.at("fri 13:00")}},
                           {made[2].booking.id, {.starts_at = world.at("thu 13:00")}}},
                          kDesk, Rules::staff);
    });
    in_order("cancel_visit", [&](db::Tx& tx, const Context& c) {
        return cancel_visit(tx, c, salon.id, made[0].booking.visit_id, kDesk, Rules::staff);
    });
    auto own = world.wish(world.anna, salon.cut, salon.jonas, "fri 09:00");
    own.customer = place.customer_id;
    all({own, world.wish(world.ben, salon.cut, salon.mira, "fri 09:00")});
}

TEST_F(LockOrder, IsKeptWhereOneIsMovedAndPutBack) {
    const auto cut = book_at(salon.cut, "tue 09:00");
    move(cut.id, {.starts_at = world.at("tue 14:00"), .provider_id = salon.jonas});
    const auto moved = move(cut.id, {.starts_at = world.at("tue 15:00"), .telling = Telling::nobody});
    in_order("undo_move",
             [&](db::Tx& tx, const Context& c) { return undo_move(tx, c, salon.id, cut.id, moved.version, kDesk); });
}

TEST_F(LockOrder, IsKeptWhereOneOfSeveralMoves) {
    const auto here = book_at(course, "wed 10:00"), beside = join(here, world.ben),
               there = book_at(course, "thu 10:00");
    move(beside.id, {.starts_at = world.at("thu 10:00"), .appointment = there.appointment_id});
    move(beside.id, {.starts_at = world.at("fri 10:00")});
    // The last one leaves, and the time there is free.
    move(beside.id, {.starts_at = world.at("thu 10:00"), .appointment = there.appointment_id});
}

// The last one leaves a class whose room is free then, for another class, another time, or a time of another service.
TEST_F(LockOrder, IsKeptWhereARoomBecomesFreeWithIt) {
    const auto [service, liv] = in_room;
    const auto book_with = [&](const char* when) { return book_at(service, when, with(liv)); };
    const auto here = book_with("wed 10:00"), there = book_with("thu 10:00");
    move(here.id, {.starts_at = world.at("thu 10:00"), .appointment = there.appointment_id});
    const auto moved = move(there.id, {.starts_at = world.at("fri 10:00"), .any_provider = true});
    move(moved.id, {.starts_at = world.at("thu 10:00"), .appointment = there.appointment_id});
    for (const auto id : {here.id, there.id})
        in_order("cancel",
                 [&](db::Tx& tx, const Context& c) { return cancel(tx, c, salon.id, id, kDesk, Rules::staff); });
}

// A place that is kept in one class is given up for another one, or for a time of its own.
TEST_F(LockOrder, IsKeptWhereAKeptPlaceIsGivenUp) {
    const auto [service, liv] = in_room;
    world.db().write([&](db::Tx& tx) {
        auto settings = businesses::find(tx, salon.id)->customer;
        settings.hold_minutes = 10;
        CHECK(businesses::set_customer_settings(tx, salon.id, settings));
    });
    const auto keep = [&](std::string_view when, ServiceId which, ProviderId provider) {
        return in_order("hold", [&](db::Tx& tx, const Context& c) {
            HoldWish wish{.service_id = which, .provider_id = provider, .starts_at = world.at(when)};
            wish.visitor = "v";
            return hold(tx, c, salon.id, wish);
        });
    };
    // Who opened the class is gone: only the place that is kept holds it.
    const auto keep_alone = [&](std::string_view when) {
        const auto opened = book_at(service, when, with(liv));
        EXPECT_TRUE(keep(when, service, liv).place_in);
        in_order("cancel",
                 [&](db::Tx& tx, const Context& c) { return cancel(tx, c, salon.id, opened.id, kDesk, Rules::staff); });
    };
    book_at(service, "thu 10:00", with(liv));
    keep_alone("wed 10:00");
    EXPECT_TRUE(keep("thu 10:00", service, liv).place_in);
    keep_alone("wed 10:00");
    EXPECT_FALSE(keep("fri 10:00", salon.cut, salon.jonas).place_in);
    keep_alone("wed 13:00");
    Wish wish{};
    wish.visitor = "v";
    wish.details = world.ben;
    book_at(salon.cut, "fri 13:00", wish);
    keep_alone("wed 14:00");
    wish.provider_id = liv;
    book_at(service, "thu 10:00", wish);
}

TEST_F(LockOrder, IsKeptWhereAWholeAppointmentMovesAndIsCancelled) {
    const auto here = book_at(course, "wed 10:00");
    const auto beside = join(here, world.ben);
    in_order("cancel",
             [&](db::Tx& tx, const Context& c) { return cancel(tx, c, salon.id, beside.id, kDesk, Rules::staff); });
    in_order("move_appointment", [&](db::Tx& tx, const Context& c) {
        return move_appointment(
            tx, c, salon.id, here.appointment_id,
            {.starts_at = world.at("fri 10:00"), .provider_id = salon.jonas, .telling = Telling::nobody}, kDesk);
    });
    in_order("undo_move of all",
             [&](db::Tx& tx, const Context& c) { return undo_move(tx, c, salon.id, here.appointment_id, {}, kDesk); });
    in_order("cancel_appointment", [&](db::Tx& tx, const Context& c) {
        return cancel_appointment(tx, c, salon.id, here.appointment_id, kDesk);
    });
}

TEST_F(LockOrder, IsKeptWhereOneIsChangedAnsweredDeletedAndRestored) {
    const auto cut = book_at(salon.cut, "tue 09:00");
    in_order("change", [&](db::Tx& tx, const Context& c) {
        return change(tx, c, salon.id, cut.id, {.service_id = salon.colour, .provider_id = salon.jonas}, kDesk);
    });
    in_order("discard", [&](db::Tx& tx, const Context& c) -> Result<bool> {
        const auto done = discard(tx, c, salon.id, cut.id, std::nullopt, kDesk);
        return done ? Result<bool>(true) : std::unexpected(done.error());
    });
    in_order("restore", [&](db::Tx& tx, const Context& c) { return restore(tx, c, salon.id, cut.id, kDesk); });
    const auto asked = book_at(salon.colour, "wed 09:00");
    in_order("decline", [&](db::Tx& tx, const Context& c) {
        return change_status(tx, c, salon.id, asked.id, Status::declined, kDesk, Rules::staff);
    });
}

TEST_F(LockOrder, IsKeptWhereSeveralAreFinishedAtOnce) {
    for (const auto* when : {"tue 09:00", "tue 13:00", "wed 09:00"}) book_at(salon.colour, when);
    book_at(salon.cut, "wed 14:00");
    world.clock.set(world.at("fri 09:00"));
    EXPECT_EQ(finish_over(world.db(), world.registry, world.clock), 4);
    EXPECT_EQ(watch.broken(), std::vector<std::string>());
}

TEST_F(LockOrder, IsSeenToBeBroken) {
    const auto cut = book_at(salon.cut, "tue 09:00");
    const auto lock = [&](db::Tx& tx) { staff::lock(tx, salon.id, {staff::occupant(salon.mira)}); };
    world.db().write([&](db::Tx& tx) {
        store::find_for_update(tx, salon.id, cut.id);
        activity::record(tx, world.registry, salon.id, world.clock.now(), {"booking.noted", cut.id.value, kDesk});
        lock(tx);
    });
    EXPECT_EQ(watch.broken(), std::vector<std::string>{"recorded_before_occupant"});
    world.db().write([&](db::Tx& tx) {
        lock(tx);
        store::find_for_update(tx, salon.id, cut.id);
    });
    EXPECT_EQ(watch.broken(), (std::vector<std::string>{"recorded_before_occupant", "occupant_before_appointment"}));
    world.db().write([&](db::Tx& tx) {
        store::find_for_update(tx, salon.id, cut.id);
        customers::lock(tx, salon.id, cut.customer_id);
        lock(tx);
    });
    EXPECT_EQ(watch.broken(), (std::vector<std::string>{"recorded_before_occupant", "occupant_before_appointment",
                                                        "customer_before_occupant"}));
    const auto both = std::minmax({staff::occupant(salon.mira), staff::occupant(salon.jonas)});
    world.db().write([&](db::Tx& tx) {
        store::find_for_update(tx, salon.id, cut.id);
        staff::lock(tx, salon.id, {both.second});
        staff::lock(tx, salon.id, {both.first});
    });
    EXPECT_EQ(watch.broken().back(), "occupant_out_of_order");
    world.db().write([&](db::Tx& tx) {
        ASSERT_TRUE(store::occupy(tx, salon.id, cut.appointment_id,
                                  {{staff::occupant(salon.jonas), {world.at("sat 09:00"), world.at("sat 10:00")}}}));
    });
    EXPECT_EQ(watch.broken().back(), "taken_without_lock");
}

}  // namespace
}  // namespace bookings
