// Who waits is offered what becomes free, one after the other: nobody twice, and nobody else gets it meanwhile.
#include "waiting/waiting.h"

#include "activity/activity_log.h"
#include "bookings/edit.h"
#include "bookings/hold.h"
#include "bookings/session.h"
#include "catalog/event_service.h"
#include "db/db.h"
#include "staff/schedule.h"
#include "support/seed.h"
#include "support/world.h"

#include <gtest/gtest.h>

#include <atomic>
#include <random>
#include <thread>

namespace waiting {
namespace {

using namespace std::chrono_literals;
using std::chrono::days;

constexpr activity::Actor kSystem{}, kStaff{activity::ActorKind::staff, 1};

#define EXPECT_REFUSED(result, code_) \
    do { \
        const auto& result_ = (result); \
        ASSERT_FALSE(result_); \
        EXPECT_EQ(result_.error().code, code_); \
    } while (false)

struct WaitingList : testing::TestWithParam<db::Engine> {
    WaitingList() { subscribe(world.registry, world.clock); }

    template <class Verb>
    auto write(const Verb& verb) {
        return world.db().write([&](db::Tx& tx) { return verb(tx, world.context()); });
    }
    template <class Read>
    auto read(const Read& body) {
        return world.db().read(body);
    }
    CustomerId customer(std::string_view name) {
        const customers::Details details{std::string(name), "Berg",
                                         base::parse_email(fmt::format("{}@example.com", name)).value(), "", "nb"};
        return write(
            [&](db::Tx& tx, const Context& c) { return customers::join(tx, salon.id, c.clock, details).customer.id; });
    }
    Wish wish(std::string_view first, std::string_view last) {
        return {.service = salon.cut,
                .provider = salon.mira,
                .first_day = salon.zone.day(world.at(std::string(first) + " 12:00")),
                .last_day = salon.zone.day(world.at(std::string(last) + " 12:00"))};
    }
    Result<Entry> join(CustomerId who, const Wish& wanted, Rules rules = Rules::customer) {
        return write([&](db::Tx& tx, const Context& c) {
            return waiting::join(tx, c, salon.id, wanted,
                                 {.customer = who, .actor = {activity::ActorKind::customer, who.value}}, rules);
        });
    }
    WaitingEntryId waits(CustomerId who, std::string_view day = "tue") { return join(who, wish(day, day)).value().id; }
    By by(CustomerId who) { return {.actor = {activity::ActorKind::customer, who.value}, .customers = {who}}; }
    Result<Offer> offer(WaitingEntryId entry, Instant start) {
        return write([&](db::Tx& tx, const Context& c) {
            return waiting::offer(tx, c, salon.id, entry, start, salon.mira, kStaff);
        });
    }
    Result<Offer> offer(WaitingEntryId entry, std::string_view when) { return offer(entry, world.at(when)); }
    Result<bookings::Made> accept(WaitingOfferId id, const By& who) {
        return write([&](db::Tx& tx, const Context& c) { return waiting::accept(tx, c, salon.id, id, who); });
    }
    Result<void> decline(WaitingOfferId id, const By& who) {
        return write([&](db::Tx& tx, const Context& c) { return waiting::decline(tx, c, salon.id, id, who); });
    }
    Result<void> leave(WaitingEntryId id, const By& who) {
        return write([&](db::Tx& tx, const Context& c) { return waiting::leave(tx, c, salon.id, id, who); });
    }
    // Mira's whole day, so that nothing is free.
    void fill(std::string_view day) {
        for (const auto* time :
             {"09:00", "09:45", "10:30", "11:15", "12:30", "13:15", "14:00", "14:45", "15:30", "16:15"})
            if (auto made = world.book(world.ben, salon.cut, salon.mira, fmt::format("{} {}", day, time)); made)
                booked[fmt::format("{} {}", day, time)] = made->booking.id;
    }
    void more_at_a_time() {
        world.db().write([&](db::Tx& tx) {
            auto settings = businesses::find(tx, salon.id)->customer;
            settings.open_bookings_max = 1000;
            CHECK(businesses::set_customer_settings(tx, salon.id, settings));
        });
    }
    void set_hours(int from, int until, int minutes = 60) {
        world.db().write([&](db::Tx& tx) {
            auto settings = businesses::find(tx, salon.id)->customer;
            settings.open_bookings_max = 1000;
            settings.offers_from_hour = from;
            settings.offers_until_hour = until;
            settings.offer_minutes = minutes;
            CHECK(businesses::set_customer_settings(tx, salon.id, settings));
        });
    }
    void cancel(const std::string& when) {
        ASSERT_TRUE(write([&](db::Tx& tx, const Context& c) {
            return bookings::cancel(tx, c, salon.id, booked.at(when), kSystem, Rules::staff);
        }));
    }
    int look() { return watch.look(world.db(), world.context()); }
    int expire() { return expire_offers(world.db(), world.context()); }
    Entry entry(WaitingEntryId id) {
        return read([&](db::Session& s) { return find(s, salon.id, id); }).value();
    }
    State state(WaitingEntryId id) { return entry(id).state; }
    std::optional<Offer> open_offer(WaitingEntryId id) {
        return read([&](db::Session& s) { return find_open_offer(s, salon.id, id); });
    }
    std::vector<Offer> offers(WaitingEntryId id) {
        return read([&](db::Session& s) { return list_offers(s, salon.id, id); });
    }
    bool is_free(std::string_view when) {
        const auto start = world.at(when);
        const auto day = salon.zone.day(start);
        const auto all = read([&](db::Session& s) {
            return free_times.list(s, *world.snapshots.find(s, salon.slug), {salon.cut, salon.mira}, day, day,
                                   world.clock.now());
        });
        return std::ranges::find(all, start, &bookings::FreeStart::start) != all.end();
    }
    std::vector<std::string> activities_of(CustomerId who) {
        std::vector<std::string> out;
        for (const auto& each : read([&](db::Session& s) { return activity::list(s, salon.id, who.value); }))
            out.push_back(each.type);
        return out;
    }
    int rows(const std::string& table) {
        return read(
            [&](db::Session& s) { return s.value<int>(fmt::format("select count(*) from {}", table)).value(); });
    }

    support::World world{GetParam()};
    support::Salon& salon = world.salon;
    bookings::FreeTimes free_times;
    Watch watch;
    std::map<std::string, BookingId> booked;
};

// ---- Joining and leaving

TEST_P(WaitingList, IsJoinedOnceForOneWish) {
    const auto anna = customer("anna");
    const auto wanted = wish("tue", "thu");
    const auto joined = join(anna, wanted).value();
    EXPECT_EQ(joined.state, State::waiting);
    EXPECT_EQ(joined.wish, wanted);
    EXPECT_EQ(entry(joined.id).wish, wanted);
    EXPECT_REFUSED(join(anna, wanted), "waiting.already");
    auto other = wanted;
    other.parts = kMorning;
    EXPECT_TRUE(join(anna, other));
    EXPECT_TRUE(join(customer("cara"), wanted));
    EXPECT_EQ(read([&](db::Session& s) { return count_open(s, salon.id); }), 3);
    EXPECT_EQ(activities_of(anna), (std::vector<std::string>{"waiting.joined", "waiting.joined"}));
    EXPECT_EQ(rows("holds"), 0);
}

TEST_P(WaitingList, SaysHowManyWaitForADay) {
    const auto count = [&](std::string_view first, std::string_view last) {
        return read([&](db::Session& s) {
            return count_for(s, salon.id, salon.zone.day(world.at(std::string(first) + " 12:00")),
                             salon.zone.day(world.at(std::string(last) + " 12:00")));
        });
    };
    auto on_wednesdays = wish("tue", "thu");
    on_wednesdays.weekdays = 4;
    ASSERT_TRUE(join(customer("anna"), wish("tue", "wed")));
    const auto cara = join(customer("cara"), on_wednesdays).value();
    EXPECT_EQ(count("tue", "tue"), 1);
    EXPECT_EQ(count("wed", "wed"), 2);
    EXPECT_EQ(count("thu", "thu"), 0);
    EXPECT_EQ(count("tue", "thu"), 2) << "each counts once";
    ASSERT_TRUE(leave(cara.id, {.actor = kStaff}));
    EXPECT_EQ(count("wed", "wed"), 1);
}

TEST_P(WaitingList, TakesOnlyWhatCanComeTrue) {
    const auto anna = customer("anna");
    const auto refused = [&](const Wish& wanted) {
        const auto result = join(anna, wanted);
        if (result) return std::string("joined");
        return result.error().fields.empty()
                   ? result.error().code
                   : fmt::format("{} {}", result.error().fields.front().field, result.error().fields.front().code);
    };
    auto wanted = wish("tue", "tue");
    wanted.first_day -= days{7}, wanted.last_day -= days{7};
    EXPECT_EQ(refused(wanted), "last_day waiting.day_over");
    wanted = wish("thu", "tue");
    EXPECT_EQ(refused(wanted), "last_day report.days");
    wanted = wish("tue", "tue");
    wanted.last_day += days{400};
    EXPECT_EQ(refused(wanted), "last_day waiting.too_far");
    wanted = wish("tue", "thu");
    wanted.weekdays = 1;
    EXPECT_EQ(refused(wanted), "weekdays waiting.no_day");
    wanted.weekdays = 0;
    EXPECT_EQ(refused(wanted), "weekdays field.choose_one");
    wanted = wish("tue", "thu");
    wanted.parts = 0;
    EXPECT_EQ(refused(wanted), "parts field.choose_one");
    wanted.parts = kEvening;
    wanted.until = Minutes{12 * 60};
    EXPECT_EQ(refused(wanted), "until waiting.no_time");
    wanted.from = Minutes{13 * 60};
    EXPECT_EQ(refused(wanted), "until waiting.until");
    wanted = wish("tue", "thu");
    wanted.provider = world.clinic.ada;
    EXPECT_EQ(refused(wanted), "provider.not_offered");
    wanted = wish("tue", "thu");
    wanted.service = world.clinic.scan;
    EXPECT_EQ(refused(wanted), "service.not_offered");
    world.change(salon.colour, [](catalog::Service& service) { service.who_may_book = catalog::WhoMayBook::staff; });
    wanted = wish("tue", "thu");
    wanted.service = salon.colour;
    EXPECT_EQ(refused(wanted), "service.not_offered");
    world.db().write([&](db::Tx& tx) { businesses::set_module(tx, salon.id, kModule.name, false); });
    EXPECT_EQ(refused(wish("tue", "thu")), "waiting.off");
    EXPECT_EQ(rows("waiting_entries"), 0);
}

TEST_P(WaitingList, LeavesOutTheDaysThatAreOver) {
    auto wanted = wish("tue", "tue");
    wanted.first_day -= days{30};
    EXPECT_EQ(join(customer("anna"), wanted).value().wish.first_day, salon.zone.day(world.clock.now()));
}

TEST_P(WaitingList, HasRoomForSoManyOfOneCustomer) {
    const auto anna = customer("anna");
    for (int i = 0; i < kMostOfCustomer; ++i) {
        auto wanted = wish("tue", "tue");
        wanted.last_day += days{i};
        ASSERT_TRUE(join(anna, wanted)) << i;
    }
    EXPECT_REFUSED(join(anna, wish("thu", "thu")), "waiting.too_many");
    EXPECT_TRUE(join(customer("cara"), wish("thu", "thu")));
}

TEST_P(WaitingList, TakesInAGuestUnderTheirAddress) {
    const Joining who{.details = world.anna, .actor = {activity::ActorKind::visitor, 0}, .consent = true};
    const auto joined = write([&](db::Tx& tx, const Context& c) {
                            return waiting::join(tx, c, salon.id, wish("tue", "thu"), who, Rules::customer);
                        }).value();
    EXPECT_EQ(joined.consent_at, world.clock.now());
    const auto stored = read([&](db::Session& s) { return customers::find(s, salon.id, joined.customer_id); });
    EXPECT_EQ(stored.value().name, world.anna.name);
    EXPECT_REFUSED(write([&](db::Tx& tx, const Context& c) {
                       return waiting::join(tx, c, salon.id, wish("tue", "thu"), who, Rules::customer);
                   }),
                   "waiting.already");
}

TEST_P(WaitingList, IsLeftByWhomItIsAndByStaffAlone) {
    const auto anna = customer("anna"), cara = customer("cara");
    const auto id = waits(anna);
    EXPECT_REFUSED(leave(id, by(cara)), "waiting.unknown");
    EXPECT_REFUSED(leave(id, {.token = "guessed"}), "waiting.unknown");
    EXPECT_EQ(state(id), State::waiting);
    EXPECT_TRUE(leave(id, by(anna)));
    EXPECT_EQ(state(id), State::left);
    EXPECT_TRUE(leave(id, by(anna)));
    EXPECT_EQ(activities_of(anna), (std::vector<std::string>{"waiting.joined", "waiting.left"}));
    const auto other = waits(cara);
    EXPECT_TRUE(leave(other, {.actor = kStaff}));
    const auto third = waits(cara);
    const auto token = write([&](db::Tx& tx, const Context& c) { return make_link(tx, c.clock, salon.id, third); });
    EXPECT_REFUSED(leave(id == third ? other : waits(anna), {.token = token}), "waiting.unknown");
    EXPECT_TRUE(leave(third, {.token = token}));
    EXPECT_EQ(state(third), State::left);
}

// ---- Who is next

TEST_P(WaitingList, NextForAgreesWithAList) {
    const support::Seed seed(20261207);
    std::mt19937 random(seed.value);
    const auto below = [&](auto n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
    std::vector<Entry> all;
    const auto monday = salon.zone.day(world.clock.now());
    for (int i = 0; i < 40; ++i) {
        Wish wanted{.service = below(3) ? salon.cut : salon.colour};
        if (below(2)) wanted.provider = below(2) ? salon.mira : salon.jonas;
        wanted.first_day = monday + days{below(10)};
        wanted.last_day = wanted.first_day + days{below(10)};
        wanted.weekdays = 1 + below(127);
        wanted.parts = 1 + below(7);
        wanted.from = Minutes{60 * below(12)};
        wanted.until = wanted.from + Minutes{60 * (1 + below(12))};
        const auto who = customer(fmt::format("c{}", below(25)));
        if (auto joined = join(who, wanted)) all.push_back(*std::move(joined));
        world.clock.advance(Seconds{below(2)});
    }
    ASSERT_GT(all.size(), 10u);
    int found = 0;
    for (int round = 0; round < 200; ++round) {
        const Place place{below(2) ? std::optional(below(2) ? salon.cut : salon.colour) : std::nullopt,
                          below(2) ? salon.mira : salon.jonas,
                          {},
                          salon.zone.instant(WallTime{monday + days{below(20)}} + 15min * below(96))};
        std::vector<WaitingEntryId> expected;
        // By counting on the clock on the wall, entry by entry, in the order in which they came.
        std::ranges::stable_sort(all, {}, [](const Entry& each) { return std::pair(each.created_at, each.id.value); });
        for (const auto& each : all) {
            const auto& wanted = each.wish;
            if (place.service && *place.service != wanted.service) continue;
            if (wanted.provider && *wanted.provider != place.provider) continue;
            const auto text = base::to_text(place.start, salon.zone);  // "2026-12-04T14:45:00+01:00"
            const auto day = base::parse_day(text.substr(0, 10)).value();
            const int hour = std::stoi(text.substr(11, 2)), minute = hour * 60 + std::stoi(text.substr(14, 2));
            if (day < wanted.first_day || wanted.last_day < day) continue;
            constexpr std::array kBits{64, 1, 2, 4, 8, 16, 32};  // Sunday first
            if (!(wanted.weekdays & kBits.at(std::chrono::weekday{day}.c_encoding()))) continue;
            if (!(wanted.parts & (hour < 12 ? 1 : hour < 17 ? 2 : 4))) continue;
            if (minute < wanted.from.count() || minute >= wanted.until.count()) continue;
            expected.push_back(each.id);
        }
        const auto next =
            read([&](db::Session& s) { return next_for(s, *world.snapshots.find(s, salon.slug), place, 1000); });
        std::vector<WaitingEntryId> got;
        for (const auto& each : next) got.push_back(each.id);
        ASSERT_EQ(got, expected) << "round " << round;
        found += static_cast<int>(!got.empty());
    }
    EXPECT_GT(found, 5);
}

// ---- Offers

TEST_P(WaitingList, AnOfferKeepsItsTimeAndIsBooked) {
    const auto anna = customer("anna");
    const auto id = waits(anna);
    const auto made = offer(id, "tue 10:00").value();
    EXPECT_EQ(state(id), State::offered);
    EXPECT_EQ(made.expires_at, world.clock.now() + 60min);
    EXPECT_FALSE(is_free("tue 10:00"));
    EXPECT_REFUSED(world.book(world.ben, salon.cut, salon.mira, "tue 10:00"), "booking.time_held");
    EXPECT_REFUSED(offer(id, "tue 13:00"), "waiting.offered");

    const auto booking = accept(made.id, by(anna)).value().booking;
    EXPECT_EQ(booking.customer_id, anna);
    EXPECT_EQ(booking.time, made.time);
    EXPECT_EQ(booking.email, "anna@example.com");
    EXPECT_EQ(state(id), State::booked);
    EXPECT_EQ(rows("holds"), 0);
    EXPECT_EQ(world.diary(salon.mira), (std::vector{booking.time}));
    EXPECT_EQ(offers(id).front().state, OfferState::accepted);
    EXPECT_EQ(offers(id).front().booking_id, booking.id);
    EXPECT_EQ(activities_of(anna), (std::vector<std::string>{"waiting.joined", "waiting.offered", "waiting.accepted"}));
    world.run_jobs();
    EXPECT_EQ(state(id), State::booked);
}

TEST_P(WaitingList, AnOfferIsAcceptedOnceInTimeAndByWhomItWasMadeTo) {
    const auto anna = customer("anna"), cara = customer("cara");
    const auto id = waits(anna);
    const auto made = offer(id, "tue 10:00").value();
    EXPECT_REFUSED(accept(made.id, by(cara)), "waiting.unknown");
    EXPECT_REFUSED(accept(made.id, {.token = "guessed"}), "waiting.unknown");
    EXPECT_REFUSED(decline(made.id, by(cara)), "waiting.unknown");
    EXPECT_EQ(rows("bookings"), 0);
    ASSERT_TRUE(accept(made.id, by(anna)));
    EXPECT_REFUSED(accept(made.id, by(anna)), "waiting.offer_accepted");
    EXPECT_REFUSED(decline(made.id, by(anna)), "waiting.offer_accepted");
    EXPECT_EQ(rows("bookings"), 1);

    const auto late = waits(cara);
    const auto over = offer(late, "tue 13:00").value();
    world.clock.advance(59min);
    EXPECT_TRUE(open_offer(late));
    world.clock.advance(1min);
    EXPECT_FALSE(open_offer(late));
    EXPECT_REFUSED(accept(over.id, by(cara)), "waiting.offer_over");
    EXPECT_EQ(expire(), 1);
    EXPECT_REFUSED(accept(over.id, by(cara)), "waiting.offer_over");
    EXPECT_REFUSED(decline(over.id, by(cara)), "waiting.offer_over");
    EXPECT_EQ(rows("bookings"), 1);
    EXPECT_TRUE(is_free("tue 13:00"));
}

TEST_P(WaitingList, DecliningPassesItOnAtOnceToWhoWaitsLongest) {
    const auto anna = customer("anna"), cara = customer("cara"), dina = customer("dina");
    const auto first = waits(anna);
    world.clock.advance(1min);
    const auto second = waits(cara);
    world.clock.advance(1min);
    const auto third = waits(dina);
    const auto made = offer(first, "tue 10:00").value();
    ASSERT_TRUE(decline(made.id, by(anna)));
    EXPECT_EQ(state(first), State::waiting);
    ASSERT_TRUE(open_offer(second));
    EXPECT_EQ(open_offer(second)->time, made.time);
    EXPECT_FALSE(open_offer(third));
    EXPECT_FALSE(is_free("tue 10:00"));
    EXPECT_EQ(rows("holds"), 1);
    EXPECT_TRUE(decline(made.id, by(anna))) << "twice changes nothing";
    EXPECT_EQ(rows("waiting_offers"), 2);

    ASSERT_TRUE(leave(second, by(cara)));
    ASSERT_TRUE(open_offer(third)) << "who leaves passes it on as well";
    ASSERT_TRUE(decline(open_offer(third)->id, by(dina)));
    EXPECT_TRUE(is_free("tue 10:00")) << "nobody is left who was not asked";
    EXPECT_EQ(rows("holds"), 0);
    EXPECT_REFUSED(offer(first, "tue 10:00"), "waiting.offered_before");
}

TEST_P(WaitingList, WhatRunsOutIsPassedOnBeforeAnybodyElseCanTakeIt) {
    const auto anna = customer("anna"), cara = customer("cara");
    const auto first = waits(anna);
    world.clock.advance(1min);
    const auto second = waits(cara);
    const auto made = offer(first, "tue 10:00").value();
    world.clock.advance(60min);
    EXPECT_REFUSED(world.book(world.ben, salon.cut, salon.mira, "tue 10:00"), "booking.time_held");
    EXPECT_EQ(expire(), 1);
    EXPECT_EQ(expire(), 0);
    EXPECT_EQ(state(first), State::waiting);
    EXPECT_EQ(entry(first).unanswered, 1);
    EXPECT_EQ(offers(first).front().state, OfferState::expired);
    ASSERT_TRUE(open_offer(second));
    EXPECT_EQ(open_offer(second)->time, made.time);
    world.clock.advance(60min + kPassedOnWithin);
    EXPECT_TRUE(is_free("tue 10:00")) << "whatever the sweep does, a hold runs out";
    EXPECT_TRUE(world.book(world.ben, salon.cut, salon.mira, "tue 10:00"));
    EXPECT_EQ(expire(), 1);
}

TEST_P(WaitingList, WhoNeverAnswersIsAskedNoMore) {
    const auto anna = customer("anna");
    const auto id = waits(anna, "thu");
    for (const auto* when : {"thu 10:00", "thu 11:00", "thu 13:00"}) {
        ASSERT_TRUE(offer(id, when));
        world.clock.advance(61min);
        ASSERT_EQ(expire(), 1);
    }
    EXPECT_EQ(state(id), State::expired);
    EXPECT_EQ(entry(id).why, "unanswered");
    EXPECT_EQ(activities_of(anna).back(), "waiting.ended");
    EXPECT_REFUSED(offer(id, "thu 14:00"), "waiting.over");
}

TEST_P(WaitingList, AnOfferNearTheStartIsShort) {
    const auto id = waits(customer("anna"));
    const auto opening = world.at("tue 09:00");
    world.clock.set(opening - 6min);
    EXPECT_REFUSED(offer(id, opening), "waiting.too_near");
    world.clock.set(opening);
    EXPECT_EQ(offer(id, opening + 45min).value().expires_at, opening + 22min + 30s);
}

TEST_P(WaitingList, WhatSomebodyBooksThemselvesEndsTheirWaiting) {
    const auto anna = write(
        [&](db::Tx& tx, const Context& c) { return customers::join(tx, salon.id, c.clock, world.anna).customer.id; });
    const auto fitting = waits(anna);
    auto later = wish("thu", "thu");
    const auto other = join(anna, later).value().id;
    ASSERT_TRUE(offer(fitting, "tue 13:00"));
    ASSERT_TRUE(world.book(world.anna, salon.cut, salon.mira, "tue 10:00"));
    world.run_jobs();
    EXPECT_EQ(state(fitting), State::booked);
    EXPECT_EQ(offers(fitting).front().state, OfferState::withdrawn);
    EXPECT_TRUE(is_free("tue 13:00"));
    EXPECT_EQ(state(other), State::offered) << "the sweep goes on for what else they wait for";
    EXPECT_EQ(rows("holds"), 1);
}

// ---- What becomes free

TEST_P(WaitingList, WhatIsCancelledIsOfferedToWhoWaitsLongest) {
    more_at_a_time();
    fill("tue");
    const auto anna = customer("anna"), cara = customer("cara");
    const auto first = waits(anna);
    world.clock.advance(1min);
    const auto second = waits(cara);
    EXPECT_EQ(look(), 0);
    cancel("tue 10:30");
    EXPECT_EQ(look(), 1);
    ASSERT_TRUE(open_offer(first));
    EXPECT_EQ(open_offer(first)->time.begin, world.at("tue 10:30"));
    EXPECT_FALSE(open_offer(second));
    EXPECT_EQ(look(), 0);
    cancel("tue 14:00");
    EXPECT_EQ(look(), 1);
    ASSERT_TRUE(open_offer(second));
    EXPECT_EQ(open_offer(second)->time.begin, world.at("tue 14:00"));
}

TEST_P(WaitingList, MovesDeletionsAndNewHoursFreeTimesToo) {
    more_at_a_time();
    fill("tue");
    const auto one = waits(customer("anna")), two = waits(customer("cara")), three = waits(customer("dina"));
    ASSERT_EQ(look(), 0);
    ASSERT_TRUE(write([&](db::Tx& tx, const Context& c) {
        return bookings::reschedule(tx, c, salon.id, booked.at("tue 09:00"), {.starts_at = world.at("wed 09:00")},
                                    kSystem, Rules::staff);
    }));
    EXPECT_EQ(look(), 1);
    ASSERT_TRUE(write([&](db::Tx& tx, const Context& c) {
        return bookings::discard(tx, c, salon.id, booked.at("tue 13:15"), std::nullopt, kSystem);
    }));
    EXPECT_EQ(look(), 1);
    world.db().write([&](db::Tx& tx) {
        auto week = staff::find_week(tx, salon.id, salon.mira);
        for (auto& each : week.hours)
            if (each.weekday == 2) each.hours.to = Minutes{18 * 60};
        staff::set_weekly_hours(tx, salon.id, salon.mira, week.hours, week.breaks).value();
    });
    EXPECT_EQ(look(), 1);
    EXPECT_EQ(state(one), State::offered);
    EXPECT_EQ(state(two), State::offered);
    EXPECT_EQ(state(three), State::offered);
}

TEST_P(WaitingList, OffersNothingThatDoesNotSuitOrAtNight) {
    more_at_a_time();
    fill("tue");
    auto wanted = wish("tue", "tue");
    wanted.parts = kAfternoon;
    const auto id = join(customer("anna"), wanted).value().id;
    cancel("tue 10:30");
    EXPECT_EQ(look(), 0);
    world.clock.set(world.at("mon 22:00"));
    cancel("tue 14:00");
    EXPECT_EQ(look(), 0) << "it is night";
    EXPECT_EQ(state(id), State::waiting);
    world.clock.set(world.at("tue 08:30"));
    EXPECT_EQ(look(), 1);
    EXPECT_EQ(open_offer(id)->time.begin, world.at("tue 14:00"));
}

TEST_P(WaitingList, EndsWhenItsDaysAreOver) {
    more_at_a_time();
    fill("tue");
    const auto id = waits(customer("anna"));
    ASSERT_EQ(look(), 0);
    world.clock.advance(days{2});
    EXPECT_EQ(look(), 1);
    EXPECT_EQ(state(id), State::expired);
    EXPECT_EQ(entry(id).why, "over");
    EXPECT_EQ(look(), 0);
}

TEST_P(WaitingList, OffersNothingWhileItIsSwitchedOff) {
    more_at_a_time();
    const auto id = waits(customer("anna"));
    world.db().write([&](db::Tx& tx) { businesses::set_module(tx, salon.id, kModule.name, false); });
    EXPECT_EQ(look(), 0);
    EXPECT_EQ(state(id), State::waiting);
    world.db().write([&](db::Tx& tx) { businesses::set_module(tx, salon.id, kModule.name, true); });
    EXPECT_EQ(look(), 1);
}

// ---- How long an offer is kept

TEST_P(WaitingList, AnOfferRunsOutByTheHoursOfTheBusiness) {
    const auto at = [&](std::string_view when) { return world.at(when); };
    set_hours(8, 21);
    const auto business = read([&](db::Session& s) { return businesses::find(s, salon.id); }).value();
    const auto snapshot = read([&](db::Session& s) { return bookings::load_snapshot(s, salon.id); });
    auto service = *snapshot->service(salon.cut);
    const auto until = [&](std::string_view start, std::string_view now, bool by_hand = false) {
        return offer_until(business, service, at(start), at(now), by_hand);
    };
    EXPECT_EQ(until("fri 10:00", "tue 10:00"), at("tue 11:00"));
    EXPECT_EQ(until("fri 10:00", "tue 20:40"), at("wed 08:40")) << "what is left runs on in the morning";
    EXPECT_EQ(until("wed 07:30", "tue 20:40"), at("tue 21:00")) << "half of the time would be over at night";
    EXPECT_EQ(until("fri 10:00", "tue 21:00"), std::nullopt);
    EXPECT_EQ(until("fri 10:00", "tue 07:59"), std::nullopt);
    EXPECT_EQ(until("fri 10:00", "tue 22:00", true), at("tue 23:00")) << "staff who offer by hand mean it";
    EXPECT_EQ(until("tue 11:00", "tue 10:00"), at("tue 10:30")) << "half of the time that is left";
    EXPECT_EQ(until("tue 10:09", "tue 10:00"), std::nullopt);
    service.minimum_notice = Minutes{120};
    EXPECT_EQ(until("tue 12:30", "tue 10:00"), at("tue 10:30")) << "not into the notice";
    EXPECT_EQ(until("tue 12:04", "tue 10:00"), std::nullopt);
    EXPECT_EQ(until("tue 11:00", "tue 10:00", true), std::nullopt);
}

// ---- Many at once

TEST_P(WaitingList, OfManyWhoAreOfferedOneTimeAndAnswerAtOnceOneGetsIt) {
    more_at_a_time();
    fill("tue");
    std::vector<CustomerId> who;
    std::vector<WaitingEntryId> ids;
    for (int i = 0; i < 8; ++i) {
        who.push_back(customer(fmt::format("w{}", i)));
        ids.push_back(waits(who.back()));
        world.clock.advance(1s);
    }
    cancel("tue 10:30");
    cancel("tue 14:00");
    std::atomic<int> accepted = 0;
    {
        std::vector<std::jthread> threads;
        for (int t = 0; t < 2; ++t)
            threads.emplace_back([&] {
                Watch other;
                for (int i = 0; i < 4; ++i) {
                    (void)other.look(world.db(), world.context());
                    (void)expire();
                }
            });
        for (std::size_t t = 0; t < who.size(); ++t)
            threads.emplace_back([&, t] {
                for (int i = 0; i < 12; ++i) {
                    const auto open = open_offer(ids[t]);
                    if (!open) continue;
                    if (t % 2)
                        (void)decline(open->id, by(who[t]));
                    else
                        accepted += accept(open->id, by(who[t])).has_value();
                }
            });
    }
    look();
    for (std::size_t t = 0; t < who.size(); ++t)
        if (const auto open = open_offer(ids[t])) accepted += accept(open->id, by(who[t])).has_value();
    EXPECT_LE(accepted, 2);
    EXPECT_GE(accepted, 1);
    const auto spans = world.diary(salon.mira);
    for (std::size_t i = 1; i < spans.size(); ++i) EXPECT_LE(spans[i - 1].end, spans[i].begin);
    EXPECT_EQ(
        rows(
            "(select 1 from waiting_offers group by customer_id, provider_id, starts_at having count(*) > 1) as twice"),
        0);
}

TEST_P(WaitingList, StaffSeeWhoWouldFitIntoFreeTime) {
    fill("tue");
    const auto first = waits(customer("ada")), second = waits(customer("bo"));
    auto afternoon = wish("tue", "tue");
    afternoon.parts = kAfternoon;
    join(customer("cy"), afternoon).value();
    auto of_jonas = wish("tue", "tue");
    of_jonas.provider = salon.jonas;
    join(customer("dag"), of_jonas).value();
    cancel("tue 09:45");
    const auto suited = [&](std::string_view from, std::string_view until, std::size_t limit = 5) {
        std::vector<std::pair<WaitingEntryId, Instant>> out;
        for (const auto& each : read([&](db::Session& s) {
                 return who_suits(s, *world.snapshots.find(s, salon.slug), free_times, salon.mira,
                                  {world.at(from), world.at(until)}, world.clock.now(), limit);
             }))
            out.emplace_back(each.entry.id, each.start);
        return out;
    };
    const auto nine = world.at("tue 09:45");
    using Found = std::vector<std::pair<WaitingEntryId, Instant>>;
    EXPECT_EQ(suited("tue 09:45", "tue 10:30"), (Found{{first, nine}, {second, nine}}));
    EXPECT_EQ(suited("tue 09:45", "tue 10:30", 1), (Found{{first, nine}}));
    EXPECT_EQ(suited("tue 13:00", "tue 14:00"), Found{}) << "nothing is free then";
}

INSTANTIATE_TEST_SUITE_P(Engines, WaitingList, testing::ValuesIn(support::engines()), support::engine_name);

TEST_P(WaitingList, OffersThePlaceThatBecomesFreeOnADateOfAnEvent) {
    more_at_a_time();
    const auto service = write([&](db::Tx& tx, const Context&) {
        catalog::Service draft;
        draft.name.fallback = "Braiding";
        draft.duration = Minutes{120};
        draft.booking_horizon = catalog::kLongestHorizon;
        draft.times = catalog::Times::sessions;
        draft.providers = {salon.mira};
        return catalog::create_event_service(tx, salon.id, draft).value().service.id;
    });
    const auto date = write([&](db::Tx& tx, const Context& c) {
        return bookings::add_session(
                   tx, c, salon.id,
                   {.service_id = service, .provider_id = salon.mira, .starts_at = world.at("wed 14:00")}, kStaff)
            .value()
            .id;
    });
    auto wish = world.wish(world.ben, service, salon.mira, "wed 14:00");
    wish.appointment = date;
    const auto ticket = write([&](db::Tx& tx, const Context& c) {
        return bookings::book(tx, c, salon.id, wish, Rules::customer).value().booking.id;
    });
    const auto anna = customer("anna");
    auto wanted = this->wish("wed", "wed");
    wanted.service = service;
    wanted.provider.reset();
    const auto entry = join(anna, wanted).value().id;
    EXPECT_EQ(look(), 0);

    ASSERT_TRUE(write([&](db::Tx& tx, const Context& c) {
        return bookings::cancel(tx, c, salon.id, ticket, kSystem, Rules::staff);
    }));
    EXPECT_EQ(look(), 1);
    const auto offered = open_offer(entry).value();
    EXPECT_EQ(offered.time.begin, world.at("wed 14:00"));
    const auto late =
        write([&](db::Tx& tx, const Context& c) { return bookings::book(tx, c, salon.id, wish, Rules::customer); });
    EXPECT_REFUSED(late, "appointment.full");
    const auto made = accept(offered.id, by(anna));
    ASSERT_TRUE(made) << made.error().code;
    EXPECT_EQ(made->booking.appointment_id, date);
    EXPECT_EQ(state(entry), State::booked);
}

TEST_P(WaitingList, TakesNobodyForAnEventThatIsNotPublishedOrIsPrivate) {
    for (const auto who : {catalog::WhoMayBook::staff, catalog::WhoMayBook::link}) {
        const auto service = write([&](db::Tx& tx, const Context&) {
            catalog::Service draft;
            draft.name.fallback = "Braiding";
            draft.providers = {salon.mira};
            draft.times = catalog::Times::sessions;
            draft.who_may_book = who;
            return catalog::create_event_service(tx, salon.id, draft).value().service.id;
        });
        auto wanted = wish("wed", "wed");
        wanted.service = service;
        EXPECT_REFUSED(join(customer("anna"), wanted), "service.not_offered");
    }
}

// Two dates of an event, on Wednesday and on Thursday at 14:00, one ticket each.
struct WaitingForAnEvent : WaitingList {
    ServiceId service = write([&](db::Tx& tx, const Context&) {
        catalog::Service draft;
        draft.name.fallback = "Braiding";
        draft.capacity = 1;
        draft.duration = 120min;
        draft.booking_horizon = catalog::kLongestHorizon;
        draft.times = catalog::Times::sessions;
        draft.providers = {salon.mira};
        return catalog::create_event_service(tx, salon.id, draft).value().service.id;
    });
    std::vector<AppointmentId> dates = {date("wed 14:00"), date("thu 14:00")};

    AppointmentId date(std::string_view when) {
        return write([&](db::Tx& tx, const Context& c) {
            return bookings::add_session(
                       tx, c, salon.id, {.service_id = service, .provider_id = salon.mira, .starts_at = world.at(when)},
                       kStaff)
                .value()
                .id;
        });
    }
    BookingId ticket(std::size_t of) {
        auto wish = world.wish(world.ben, service, salon.mira, "wed 14:00");
        wish.appointment = dates.at(of);
        return write([&](db::Tx& tx, const Context& c) {
            return bookings::book(tx, c, salon.id, wish, Rules::customer).value().booking.id;
        });
    }
    WaitingEntryId waits_for(CustomerId who, std::string_view first, std::string_view last) {
        auto wanted = wish(first, last);
        wanted.service = service;
        wanted.provider.reset();
        return join(who, wanted).value().id;
    }
    void call_off(std::size_t of) {
        ASSERT_TRUE(write([&](db::Tx& tx, const Context& c) {
            return bookings::cancel_session(tx, c, salon.id, dates.at(of), kStaff);
        }));
        world.run_jobs();
    }
};
INSTANTIATE_TEST_SUITE_P(Engines, WaitingForAnEvent, testing::ValuesIn(support::engines()), support::engine_name);

TEST_P(WaitingForAnEvent, EndsWithTheDateAndLeavesWhoWaitsForAnother) {
    ticket(0), ticket(1);
    const auto anna = customer("anna"), cara = customer("cara"), dag = customer("dag");
    const auto of_wednesday = waits_for(anna, "wed", "wed"), of_thursday = waits_for(cara, "thu", "thu"),
               of_both = waits_for(dag, "wed", "thu");
    call_off(0);
    EXPECT_EQ(state(of_wednesday), State::expired);
    EXPECT_EQ(entry(of_wednesday).why, "cancelled");
    EXPECT_EQ(activities_of(anna), (std::vector<std::string>{"waiting.joined", "waiting.called_off"}));
    EXPECT_EQ(state(of_thursday), State::waiting);
    EXPECT_EQ(state(of_both), State::waiting) << "the other date is left";
    call_off(1);
    EXPECT_EQ(state(of_thursday), State::expired);
    EXPECT_EQ(state(of_both), State::expired);
    EXPECT_EQ(activities_of(dag), (std::vector<std::string>{"waiting.joined", "waiting.called_off"})) << "told once";
    EXPECT_EQ(look(), 0) << "nothing is left to be ended by the days";
}

TEST_P(WaitingForAnEvent, TakesBackWhatWasOffered) {
    const auto sold = ticket(0);
    const auto anna = customer("anna");
    const auto waits = waits_for(anna, "wed", "wed");
    ASSERT_TRUE(write(
        [&](db::Tx& tx, const Context& c) { return bookings::cancel(tx, c, salon.id, sold, kSystem, Rules::staff); }));
    ASSERT_TRUE(offer(waits, "wed 14:00"));
    const auto offered = open_offer(waits).value();
    call_off(0);
    EXPECT_EQ(state(waits), State::expired);
    EXPECT_FALSE(open_offer(waits));
    ASSERT_EQ(offers(waits).size(), 1u);
    EXPECT_EQ(offers(waits)[0].state, OfferState::withdrawn);
    EXPECT_REFUSED(accept(offered.id, by(anna)), "waiting.offer_over");
    EXPECT_EQ(activities_of(anna).back(), "waiting.called_off");
    EXPECT_EQ(expire(), 0);
}

TEST_P(WaitingForAnEvent, GoesOnWhereAnotherDateOfThatDayWasPutIn) {
    dates.push_back(date("wed 10:00"));
    ticket(0), ticket(2);
    const auto waits = waits_for(customer("anna"), "wed", "wed");
    call_off(0);
    EXPECT_EQ(state(waits), State::waiting);
}

TEST_P(WaitingForAnEvent, IsNotEndedByAGroupOfAServiceWhichComesAgainNextWeek) {
    world.change(salon.cut, [](catalog::Service& service) {
        service.capacity = 3;
        service.times = catalog::Times::sessions;
    });
    const auto group = write([&](db::Tx& tx, const Context& c) {
        return bookings::add_session(tx, c, salon.id,
                                     {.service_id = salon.cut,
                                      .provider_id = salon.mira,
                                      .starts_at = world.at("fri 10:00"),
                                      .capacity = 3},
                                     kStaff)
            .value()
            .id;
    });
    const auto waits = join(customer("anna"), wish("fri", "fri+1")).value().id;
    ASSERT_TRUE(
        write([&](db::Tx& tx, const Context& c) { return bookings::cancel_session(tx, c, salon.id, group, kStaff); }));
    world.run_jobs();
    EXPECT_EQ(state(waits), State::waiting);
}

}  // namespace
}  // namespace waiting
