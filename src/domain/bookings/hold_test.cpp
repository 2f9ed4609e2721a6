// A time is kept for a visitor for a while: nobody else gets it, they get it whole, and what has expired is free.
#include "bookings/hold.h"

#include "bookings/agenda.h"
#include "bookings/explain.h"
#include "bookings/free_times.h"
#include "bookings/hold_store.h"
#include "bookings/wall_clock.h"
#include "db/db.h"
#include "support/seed.h"
#include "support/world.h"

#include <gtest/gtest.h>

#include <random>
#include <thread>

namespace bookings {
namespace {

using namespace std::chrono_literals;
using std::chrono::days;

constexpr activity::Actor kSystem{};
constexpr auto kKept = 15min;

#define EXPECT_REFUSED(result, code_) \
    do { \
        const auto& result_ = (result); \
        ASSERT_FALSE(result_); \
        EXPECT_EQ(result_.error().code, code_); \
    } while (false)

struct Held : testing::TestWithParam<db::Engine> {
    Held() {
        for (const auto house : {world.salon.id, world.clinic.id}) keep_for(house, kKept);
    }

    void keep_for(BusinessId business, Minutes minutes) {
        world.db().write([&](db::Tx& tx) {
            auto settings = businesses::find(tx, business)->customer;
            settings.hold_minutes = static_cast<int>(minutes.count());
            settings.open_bookings_max = 1000;
            CHECK(businesses::set_customer_settings(tx, business, settings));
        });
    }
    template <class Verb>
    auto write(const Verb& verb) {
        return world.db().write([&](db::Tx& tx) { return verb(tx, world.context()); });
    }
    HoldWish wish(std::string visitor, ServiceId service, std::optional<ProviderId> provider, Instant start) {
        HoldWish out{.service_id = service, .provider_id = provider, .starts_at = start};
        out.visitor = std::move(visitor);
        return out;
    }
    Result<Hold> hold(const HoldWish& wanted) {
        const auto business = world.house_of(wanted.service_id).id;
        return write([&](db::Tx& tx, const Context& c) { return bookings::hold(tx, c, business, wanted); });
    }
    Result<Hold> hold(std::string visitor, std::string_view when, std::optional<ProviderId> provider) {
        return hold(wish(std::move(visitor), salon.cut, provider, world.at(when)));
    }
    Result<Hold> hold(std::string visitor, std::string_view when) { return hold(std::move(visitor), when, salon.mira); }
    Result<Made> book(std::string visitor, ServiceId service, std::optional<ProviderId> provider, Instant start) {
        auto wanted = world.wish(world.anna, service, provider, "tue 10:00");
        wanted.starts_at = start;
        wanted.visitor = std::move(visitor);
        const auto business = world.house_of(service).id;
        return write(
            [&](db::Tx& tx, const Context& c) { return bookings::book(tx, c, business, wanted, Rules::customer); });
    }
    Result<Made> book(std::string visitor, std::string_view when) {
        return book(std::move(visitor), salon.cut, salon.mira, world.at(when));
    }
    void release(std::string_view visitor) {
        world.db().write([&](db::Tx& tx) { release_hold(tx, salon.id, visitor); });
    }
    std::optional<Hold> find(std::string_view visitor) {
        return world.db().read([&](db::Session& s) { return find_hold(s, salon.id, visitor); });
    }
    int rows(const std::string& table) {
        return world.db().read(
            [&](db::Session& s) { return s.value<int>(fmt::format("select count(*) from {}", table)).value(); });
    }
    std::vector<FreeStart> list(FreeTimes& memory, const support::House& house, const Wanted& wanted, Day day) {
        return world.db().read([&](db::Session& s) {
            return memory.list(s, *world.snapshots.find(s, house.slug), wanted, day, day, world.clock.now());
        });
    }
    bool is_offered(std::string_view when, std::optional<ProviderId> provider) {
        const auto start = world.at(when);
        const auto free = list(free_times, salon, {salon.cut, provider}, salon.zone.day(start));
        return std::ranges::find(free, start, &FreeStart::start) != free.end();
    }
    bool is_offered(std::string_view when) { return is_offered(when, salon.mira); }
    std::int64_t stamp() {
        return world.db().read([&](db::Session& s) {
            return free_times.stamp(s, *world.snapshots.find(s, salon.slug), {salon.cut, salon.mira});
        });
    }
    std::optional<Reason> against(std::string_view when) {
        const auto told = world.db().read([&](db::Session& s) {
            return explain(s, *world.snapshots.find(s, salon.slug),
                           {.service_id = salon.cut, .provider_id = salon.mira, .starts_at = world.at(when)},
                           world.clock.now());
        });
        for (const auto& reason : told.reasons)
            if (!reason.holds) return reason;
        return std::nullopt;
    }
    Span span(std::string_view from, std::string_view to) const { return {world.at(from), world.at(to)}; }

    support::World world{GetParam()};
    support::Salon& salon = world.salon;
    FreeTimes free_times;
};

TEST_P(Held, ATimeIsNobodyElses) {
    const auto held = hold("anna", "tue 10:00").value();
    EXPECT_EQ(held.time, span("tue 10:00", "tue 10:45"));
    EXPECT_EQ(held.provider_id, salon.mira);
    EXPECT_EQ(held.expires_at, world.clock.now() + kKept);
    EXPECT_EQ(find("anna").value().id, held.id);
    EXPECT_FALSE(find("ben"));
    EXPECT_EQ(world.diary(salon.mira), (std::vector{held.time}));
    EXPECT_FALSE(is_offered("tue 10:00"));
    EXPECT_FALSE(is_offered("tue 10:30"));
    EXPECT_TRUE(is_offered("tue 10:45"));

    const auto refused = book("ben", "tue 10:30");
    EXPECT_REFUSED(refused, "booking.time_held");
    EXPECT_EQ(refused.error().fault, Fault::conflict);
    EXPECT_EQ(refused.error().parameters,
              (std::vector<std::pair<std::string, std::string>>{{"until", "2026-11-30T09:15:00+01:00"}}));
    EXPECT_REFUSED(book("", "tue 10:00"), "booking.time_held");
    EXPECT_REFUSED(hold("ben", "tue 10:15"), "booking.time_held");
    EXPECT_EQ(rows("bookings"), 0);
}

TEST_P(Held, ItIsTheirsToBookWithoutAMomentInWhichItIsFree) {
    const auto held = hold("anna", "tue 10:00").value();
    const auto made = book("anna", "tue 10:00");
    ASSERT_TRUE(made);
    EXPECT_EQ(made->booking.time, held.time);
    EXPECT_EQ(rows("holds"), 0);
    EXPECT_EQ(rows("appointments"), 1);
    EXPECT_EQ(world.diary(salon.mira), (std::vector{held.time}));
    EXPECT_FALSE(find("anna"));
    EXPECT_REFUSED(book("ben", "tue 10:00"), "booking.time_taken");
}

TEST_P(Held, WhatHasExpiredIsFreeForWhoeverWantsIt) {
    hold("anna", "tue 10:00").value();
    EXPECT_FALSE(is_offered("tue 10:00"));
    const auto before = stamp();
    world.clock.advance(kKept - 1s);
    EXPECT_FALSE(is_offered("tue 10:00"));
    EXPECT_EQ(stamp(), before);
    world.clock.advance(1s);
    EXPECT_TRUE(is_offered("tue 10:00")) << "from a memory in which it was taken";
    const auto expired = stamp();
    EXPECT_NE(expired, before);
    EXPECT_FALSE(find("anna"));
    EXPECT_EQ(against("tue 10:00"), std::nullopt);
    ASSERT_TRUE(book("ben", "tue 10:00"));
    EXPECT_EQ(rows("holds"), 0);
    EXPECT_EQ(rows("appointments"), 1);
    EXPECT_NE(stamp(), expired);
    EXPECT_NE(stamp(), before);
    EXPECT_REFUSED(book("anna", "tue 10:00"), "booking.time_taken");
}

TEST_P(Held, WhatHasExpiredIsStillTheirsWhereNobodyWantedIt) {
    hold("anna", "tue 10:00").value();
    world.clock.advance(2 * kKept);
    ASSERT_TRUE(book("anna", "tue 10:00"));
    EXPECT_EQ(rows("holds"), 0);
    EXPECT_EQ(world.diary(salon.mira).size(), 1u);
}

TEST_P(Held, AnotherTimeTakesThePlaceOfTheFirst) {
    const auto first = hold("anna", "tue 10:00").value();
    world.clock.advance(5min);
    const auto second = hold("anna", "tue 10:15").value();
    EXPECT_EQ(second.expires_at, world.clock.now() + kKept) << "it overlaps their own alone";
    EXPECT_NE(second.id, first.id);
    EXPECT_EQ(rows("holds"), 1);
    EXPECT_EQ(rows("appointments"), 1);
    EXPECT_EQ(world.diary(salon.mira), (std::vector{second.time}));
    EXPECT_TRUE(is_offered("tue 09:15"));
    ASSERT_TRUE(hold("anna", "wed 10:00", salon.jonas));
    EXPECT_TRUE(is_offered("tue 10:00"));
    EXPECT_FALSE(is_offered("wed 10:00", salon.jonas));
    // What is refused leaves them what they hold.
    ASSERT_TRUE(hold("ben", "tue 10:00"));
    EXPECT_REFUSED(hold("anna", "tue 10:15"), "booking.time_held");
    EXPECT_EQ(find("anna")->provider_id, salon.jonas);
}

TEST_P(Held, AskingAgainKeepsItNoLonger) {
    const auto first = hold("anna", "tue 10:00").value();
    world.clock.advance(10min);
    const auto again = hold("anna", "tue 10:00").value();
    EXPECT_EQ(again.id, first.id);
    EXPECT_EQ(again.expires_at, first.expires_at);
    const auto whoever = hold("anna", "tue 10:00", std::nullopt).value();
    EXPECT_EQ(whoever.id, first.id);
    world.clock.advance(5min);
    const auto anew = hold("anna", "tue 10:00").value();
    EXPECT_NE(anew.id, first.id) << "it had expired";
    EXPECT_EQ(rows("holds"), 1);
}

TEST_P(Held, ItGoesWithAnotherTimeThatTheyBook) {
    hold("anna", "tue 10:00").value();
    ASSERT_TRUE(book("anna", "tue 14:00"));
    EXPECT_EQ(rows("holds"), 0);
    EXPECT_TRUE(is_offered("tue 10:00"));
    hold("anna", "tue 10:00").value();
    release("ben");
    EXPECT_EQ(rows("holds"), 1);
    release("anna");
    release("anna");
    EXPECT_EQ(rows("holds"), 0);
    EXPECT_EQ(rows("appointments"), 1);
    EXPECT_TRUE(is_offered("tue 10:00"));
}

TEST_P(Held, ItDoesNotBecomeTooSoonMeanwhile) {
    world.change(salon.cut, [](catalog::Service& service) { service.minimum_notice = 60min; });
    world.clock.set(world.at("tue 09:00"));
    ASSERT_TRUE(hold("anna", "tue 10:00"));
    world.clock.advance(5min);
    EXPECT_REFUSED(book("ben", "tue 10:00"), "booking.too_soon");
    EXPECT_TRUE(book("anna", "tue 10:00"));
    world.clock.set(world.at("wed 09:00"));
    ASSERT_TRUE(hold("anna", "wed 10:00"));
    world.clock.advance(kKept);
    EXPECT_REFUSED(book("anna", "wed 10:00"), "booking.too_soon");
}

TEST_P(Held, OnlyWhatIsOffered) {
    keep_for(salon.id, 0min);
    EXPECT_REFUSED(hold("anna", "tue 10:00"), "hold.off");
    keep_for(salon.id, kKept);
    EXPECT_REFUSED(hold("anna", "tue 10:07"), "booking.time_taken");
    EXPECT_REFUSED(hold("anna", "tue 20:00"), "booking.time_taken");
    EXPECT_REFUSED(hold(wish("anna", salon.cut, world.clinic.ada, world.at("tue 10:00"))), "provider.not_offered");
    EXPECT_REFUSED(hold(wish("anna", salon.cut, salon.mira, world.clock.now() - 24h)), "booking.too_soon");
    world.change(salon.cut, [](catalog::Service& service) { service.active = false; });
    EXPECT_REFUSED(hold("anna", "tue 10:00"), "service.not_offered");
    EXPECT_EQ(rows("holds"), 0);
    EXPECT_EQ(rows("appointments"), 0);
}

TEST_P(Held, OnlySoManyFromANetworkAndOfAProvidersDay) {
    const auto from = [&](int visitor, Instant start, std::string network) {
        auto wanted = wish(std::to_string(visitor), salon.cut, salon.mira, start);
        wanted.network = std::move(network);
        return hold(wanted);
    };
    const auto start = world.at("tue 09:00");
    const auto nth = [&](int day, int n) { return start + days{day} + n * 45min + (n >= 4 ? 30min : 0min); };
    for (int i = 0; i < kHoldsOfProviderDay; ++i) ASSERT_TRUE(from(i, nth(0, i), "")) << i;
    EXPECT_REFUSED(from(99, nth(0, kHoldsOfProviderDay), "a"), "hold.too_many");
    ASSERT_TRUE(from(0, nth(0, kHoldsOfProviderDay), "")) << "in place of their own";
    for (int i = 0; i < kHoldsOfNetwork; ++i) ASSERT_TRUE(from(100 + i, nth(1 + i % 3, i / 3), "a")) << i;
    EXPECT_REFUSED(from(99, nth(3, 4), "a"), "hold.too_many");
    EXPECT_TRUE(from(98, nth(3, 4), "b"));
    EXPECT_TRUE(from(100, nth(3, 5), "a")) << "in place of their own";
    world.clock.advance(kKept);
    EXPECT_TRUE(from(99, nth(0, 0), "a"));
}

TEST_P(Held, OfWhoeverIsFreeTheOthersAreThere) {
    const auto first = hold("anna", "tue 10:00", std::nullopt).value();
    const auto second = hold("ben", "tue 10:00", std::nullopt).value();
    EXPECT_NE(first.provider_id, second.provider_id);
    EXPECT_REFUSED(hold("eva", "tue 10:00", std::nullopt), "booking.time_held");
    EXPECT_FALSE(is_offered("tue 10:00", std::nullopt));
    const auto made = book("anna", salon.cut, std::nullopt, world.at("tue 10:00"));
    ASSERT_TRUE(made);
    EXPECT_EQ(made->booking.provider_id, first.provider_id);
}

TEST_P(Held, RoomsAndEquipmentAreHeldToo) {
    auto& clinic = world.clinic;
    const auto at = world.at("tue 10:00", clinic.zone);
    ASSERT_TRUE(hold(wish("anna", clinic.consultation, clinic.ada, at)));
    EXPECT_REFUSED(book("ben", clinic.consultation, clinic.max, at), "booking.time_held");
    ASSERT_TRUE(hold(wish("ben", clinic.scan, clinic.max, at)));
    EXPECT_EQ(world.diary(clinic.scanner).size(), 1u);
    world.clock.advance(kKept);
    // What has expired of one provider goes with the room it is wanted for.
    ASSERT_TRUE(book("eva", clinic.consultation, clinic.max, at));
    EXPECT_EQ(rows("holds"), 0);
    EXPECT_EQ(world.diary(clinic.room).size(), 1u);
    EXPECT_TRUE(world.diary(clinic.ada).empty());
    EXPECT_TRUE(world.diary(clinic.scanner).empty());
}

TEST_P(Held, StaffSeeItAndWhyTheTimeIsNotOffered) {
    const auto held = hold("anna", "tue 10:00").value();
    const auto reason = against("tue 10:30");
    ASSERT_TRUE(reason);
    EXPECT_EQ(reason->rule, Rule::taken);
    EXPECT_EQ(reason->held_until, held.expires_at);
    EXPECT_FALSE(reason->booking);
    const auto day = salon.zone.day(held.time.begin);
    const auto agenda = [&](Day of, std::optional<ProviderId> provider) {
        return world.db().read(
            [&](db::Session& s) { return list_agenda(s, salon.id, salon.zone.span(of), provider, false); });
    };
    ASSERT_EQ(agenda(day, std::nullopt).holds.size(), 1u);
    EXPECT_TRUE(agenda(day, std::nullopt).entries.empty());
    EXPECT_EQ(agenda(day, salon.mira).holds.front().expires_at, held.expires_at);
    EXPECT_TRUE(agenda(day, salon.jonas).holds.empty());
    EXPECT_TRUE(agenda(day + days{1}, salon.mira).holds.empty());
    world.clock.advance(kKept);
    EXPECT_TRUE(agenda(day, salon.mira).holds.empty());
}

TEST_P(Held, StaffMayPutOneOverItAndTakeWhatHasExpired) {
    hold("anna", "tue 10:00").value();
    auto wanted = world.wish(world.ben, salon.cut, salon.mira, "tue 10:15");
    wanted.actor = kSystem;
    const auto by_staff = [&] {
        return write(
            [&](db::Tx& tx, const Context& c) { return bookings::book(tx, c, salon.id, wanted, Rules::staff); });
    };
    EXPECT_REFUSED(by_staff(), "booking.time_taken");
    wanted.overbooking = "she stands here";
    const auto over = by_staff().value().booking;
    EXPECT_EQ(over.overbooking, "she stands here");
    EXPECT_REFUSED(book("anna", "tue 10:00"), "booking.time_taken");
    EXPECT_EQ(rows("holds"), 1);
    EXPECT_FALSE(is_offered("tue 10:15"));
    world.clock.advance(kKept);
    EXPECT_FALSE(is_offered("tue 10:15"));
    EXPECT_FALSE(is_offered("tue 10:45")) << "what is over the hold has its place";
    EXPECT_TRUE(is_offered("tue 11:00"));
    EXPECT_TRUE(is_offered("tue 09:30"));
    forget_expired_holds(world.db());
    EXPECT_EQ(world.diary(salon.mira), (std::vector{over.time}));
    EXPECT_EQ(rows("overbooked"), 0);

    hold("anna", "tue 13:00").value();
    const Move to{.starts_at = world.at("tue 13:00")};
    const auto move = [&] {
        return write([&](db::Tx& tx, const Context& c) {
            return reschedule(tx, c, salon.id, over.id, to, kSystem, Rules::staff);
        });
    };
    EXPECT_REFUSED(move(), "booking.time_taken");
    world.clock.advance(kKept);
    EXPECT_TRUE(move());
    EXPECT_EQ(rows("holds"), 0);
}

TEST_P(Held, NobodyJoinsItsAppointment) {
    const auto held = hold("anna", "tue 10:00").value();
    auto wanted = world.wish(world.ben, salon.cut, salon.mira, "tue 10:00");
    wanted.appointment = held.id;
    for (const auto rules : {Rules::customer, Rules::staff})
        EXPECT_REFUSED(
            write([&](db::Tx& tx, const Context& c) { return bookings::book(tx, c, salon.id, wanted, rules); }),
            "appointment.ended");
    EXPECT_REFUSED(write([&](db::Tx& tx, const Context& c) {
                       return move_appointment(tx, c, salon.id, held.id, {.starts_at = world.at("tue 13:00")}, kSystem);
                   }),
                   "appointment.ended");
}

TEST_P(Held, TheHousekeeperDeletesWhatHasExpired) {
    hold("anna", "tue 10:00").value();
    world.clock.advance(5min);
    hold("ben", "tue 11:00").value();
    world.clock.advance(10min);
    forget_expired_holds(world.db());
    EXPECT_EQ(rows("holds"), 1);
    EXPECT_EQ(rows("appointments"), 1);
    EXPECT_EQ(world.diary(salon.mira), (std::vector{span("tue 11:00", "tue 11:45")}));
}

TEST_P(Held, ItDoesNotMoveWithTheBusinessToAnotherTimeZone) {
    hold("anna", "tue 10:00").value();
    ASSERT_TRUE(book("ben", "wed 10:00"));
    const auto helsinki = Zone::find("Europe/Helsinki").value();
    ASSERT_TRUE(write([&](db::Tx& tx, const Context& c) {
        return move_by_wall(tx, c, *c.snapshots.current(tx, salon.id), helsinki, false, kSystem);
    }));
    EXPECT_EQ(rows("holds"), 0);
    EXPECT_EQ(world.diary(salon.mira).size(), 1u);
}

// What is told of each try is what a list of spans says, and the memory tells what a fresh one does.
TEST_P(Held, AgreesWithAListThroughManyRandomChanges) {
    struct Entry {
        Span time;
        std::optional<int> visitor{};  // of a hold
        Instant expires_at{};
    };
    const support::Seed seed(20261202);
    std::mt19937 random(seed.value);
    const auto below = [&](auto n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
    std::vector<Entry> entries;
    const auto day = salon.zone.day(world.at("tue 09:00"));
    constexpr int kVisitors = 4;
    for (int round = 0; round < 120; ++round) {
        world.clock.advance(Seconds{below(400)});
        const auto now = world.clock.now();
        const int visitor = below(kVisitors);
        const Instant start = world.at("tue 09:00") + below(10) * 15min;
        const Span wanted{start, start + 45min};
        const auto is_own = [&](const Entry& each) { return each.visitor == visitor; };
        const bool taken = std::ranges::any_of(entries, [&](const Entry& each) {
            return each.time.overlaps(wanted) && !is_own(each) && (!each.visitor || each.expires_at > now);
        });
        const bool by_holds = std::ranges::none_of(
            entries, [&](const Entry& each) { return each.time.overlaps(wanted) && !each.visitor; });
        const auto name = fmt::format("visitor {}", visitor);
        const auto forget_what_is_gone = [&] {
            std::erase_if(entries, [&](const Entry& each) {
                return is_own(each) || (each.visitor && each.expires_at <= now && each.time.overlaps(wanted));
            });
        };
        const auto expect_told = [&](const auto& result) {
            ASSERT_EQ(result.has_value(), !taken) << "round " << round;
            if (result) return;
            ASSERT_EQ(result.error().code, by_holds ? "booking.time_held" : "booking.time_taken") << round;
        };
        switch (below(5)) {
            case 0: {
                release(name);
                std::erase_if(entries, is_own);
                break;
            }
            case 1:
            case 2: {
                const auto own = std::ranges::find_if(entries, is_own);
                const bool same = own != entries.end() && own->time == wanted && own->expires_at > now;
                const auto held = hold(wish(name, salon.cut, salon.mira, start));
                expect_told(held);
                if (!held || same) break;
                forget_what_is_gone();
                entries.push_back({wanted, visitor, held->expires_at});
                break;
            }
            case 3: {
                const auto made = book(name, salon.cut, salon.mira, start);
                expect_told(made);
                if (!made) break;
                forget_what_is_gone();
                entries.push_back({wanted});
                break;
            }
            default: {
                const auto booked = std::ranges::find_if(entries, [](const Entry& each) { return !each.visitor; });
                if (booked == entries.end()) break;
                const auto listed = world.db().read([&](db::Session& s) {
                    return list_between(s, salon.id, {booked->time.begin, booked->time.end}, salon.mira, {}, 200);
                });
                for (const auto& each : listed.bookings) {
                    if (!is_live(each.status)) continue;
                    ASSERT_TRUE(write([&](db::Tx& tx, const Context& c) {
                        return cancel(tx, c, salon.id, each.id, kSystem, Rules::staff);
                    }));
                }
                const auto gone = booked->time;
                std::erase_if(entries, [&](const Entry& each) {
                    return !each.visitor && each.time.begin >= gone.begin && each.time.begin < gone.end;
                });
            }
        }
        FreeTimes fresh;
        ASSERT_EQ(list(free_times, salon, {salon.cut, salon.mira}, day),
                  list(fresh, salon, {salon.cut, salon.mira}, day))
            << "round " << round;
        std::vector<Span> live;
        for (const auto& each : entries)
            if (!each.visitor || each.expires_at > world.clock.now()) live.push_back(each.time);
        for (const auto& free : list(free_times, salon, {salon.cut, salon.mira}, day))
            for (const auto& span : live) ASSERT_FALSE(span.overlaps({free.start, free.start + 45min})) << round;
    }
}

TEST_P(Held, OfManyWhoHoldAtOnceOneGetsTheTime) {
    std::atomic<int> won = 0, other = 0;
    {
        std::vector<std::jthread> visitors;
        for (int i = 0; i < 12; ++i)
            visitors.emplace_back([&, i] {
                const auto held = hold(std::to_string(i), i % 2 ? "tue 10:00" : "tue 10:15");
                won += held.has_value();
                other += !held && held.error().code != "booking.time_held";
            });
    }
    EXPECT_EQ(won, 1);
    EXPECT_EQ(other, 0);
    EXPECT_EQ(world.diary(salon.mira).size(), 1u);
}

TEST_P(Held, OneVisitorWhoHoldsSeveralAtOnceHoldsOne) {
    {
        std::vector<std::jthread> requests;
        for (int i = 0; i < 8; ++i)
            requests.emplace_back(
                [&, i] { (void)hold(wish("anna", salon.cut, std::nullopt, world.at("tue 09:00") + i * 15min)); });
    }
    EXPECT_EQ(rows("holds"), 1);
    EXPECT_EQ(rows("occupancies"), 1);
    EXPECT_EQ(rows("appointments"), 1);
}

// While it is kept, others try in vain; its visitor gets it.
TEST_P(Held, WhoHoldsItWinsAgainstAllOthers) {
    for (int round = 0; round < 4; ++round) {
        const auto when = world.at("tue 09:00") + round * 45min;
        ASSERT_TRUE(hold(wish("anna", salon.cut, salon.mira, when)));
        std::atomic<int> others = 0;
        bool own = false;
        {
            std::vector<std::jthread> many;
            for (int i = 0; i < 6; ++i)
                many.emplace_back([&, i] {
                    others += (i % 2 ? book("", salon.cut, salon.mira, when).has_value()
                                     : hold(wish(std::to_string(i), salon.cut, salon.mira, when)).has_value());
                });
            many.emplace_back([&] { own = book("anna", salon.cut, salon.mira, when).has_value(); });
        }
        EXPECT_TRUE(own);
        EXPECT_EQ(others, 0);
    }
    EXPECT_EQ(rows("holds"), 0);
    EXPECT_EQ(rows("occupancies"), 4);
}

// When it has expired all are equal: its visitor, others who book, others who hold, and the housekeeper.
TEST_P(Held, OfManyWhoWantWhatHasExpiredOneGetsIt) {
    for (int round = 0; round < 6; ++round) {
        const auto when = world.at("tue 09:00") + days{round / 3 * 7} + (round % 3) * 45min;
        ASSERT_TRUE(hold(wish("anna", salon.cut, salon.mira, when)));
        world.clock.advance(kKept);
        std::atomic<int> won = 0;
        {
            std::vector<std::jthread> many;
            for (int i = 0; i < 4; ++i)
                many.emplace_back([&] { won += book("", salon.cut, salon.mira, when).has_value(); });
            many.emplace_back([&] { won += book("anna", salon.cut, salon.mira, when).has_value(); });
            many.emplace_back([&] { won += hold(wish("ben", salon.cut, salon.mira, when)).has_value(); });
            many.emplace_back([&] { forget_expired_holds(world.db()); });
        }
        EXPECT_EQ(won, 1) << "round " << round;
        release("ben");
    }
}

// Services that share a room, wanted by visitors who hold, book and let expire at once: no deadlock, no double booking.
TEST_P(Held, WhatTakesRoomsIsHeldAndBookedByManyAtOnce) {
    auto& clinic = world.clinic;
    const support::Seed seed(20261203);
    {
        std::vector<std::jthread> many;
        for (unsigned thread = 0; thread < 5; ++thread)
            many.emplace_back([&, thread] {
                std::mt19937 dice(seed.value + thread);
                const auto name = std::to_string(thread);
                for (int round = 0; round < 15; ++round) {
                    const auto service = dice() % 2 ? clinic.consultation : clinic.scan;
                    const auto provider = std::array{std::optional<ProviderId>{}, std::optional(clinic.ada),
                                                     std::optional(clinic.max)}[dice() % 3];
                    const auto start = world.at("tue 09:00", clinic.zone) + (dice() % 12) * 15min;
                    if (dice() % 3)
                        (void)hold(wish(name, service, provider, start));
                    else
                        (void)book(name, service, provider, start);
                    if (dice() % 4 == 0)
                        world.db().write([&](db::Tx& tx) {
                            tx.execute("update holds set created_at = 1, expires_at = 2 where business_id = :business",
                                       clinic.id);
                        });
                }
            });
    }
    for (const auto provider : {clinic.ada, clinic.max}) {
        const auto spans = world.diary(provider);
        for (std::size_t i = 1; i < spans.size(); ++i) EXPECT_LE(spans[i - 1].end, spans[i].begin);
    }
    EXPECT_EQ(rows("appointments"), rows("holds") + rows("bookings"));
}

INSTANTIATE_TEST_SUITE_P(Engines, Held, testing::ValuesIn(support::engines()), support::engine_name);

}  // namespace
}  // namespace bookings
