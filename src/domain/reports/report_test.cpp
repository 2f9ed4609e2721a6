#include "reports/report.h"

#include "bookings/booking_store.h"
#include "db/db.h"
#include "support/seed.h"
#include "support/world.h"

#include <gtest/gtest.h>

#include <random>
#include <set>

namespace reports {
namespace {

using namespace std::chrono_literals;
using bookings::Booking;
using bookings::Source;
using bookings::Status;
using std::chrono::days;

Day day(std::string_view text) { return base::parse_day(text).value(); }

struct Counting : testing::TestWithParam<db::Engine> {
    support::World world{GetParam()};
    support::Salon& salon = world.salon;
    std::map<BookingId, Source> sources;

    // As it may lie in the book after years, whatever the rules of today say; it takes no time of anybody.
    Booking put(Booking booking, std::optional<AppointmentId> into = {}, Source source = Source::page) {
        booking.business_id = salon.id;
        booking.id = base::make_id<BookingId>();
        if (booking.price.currency.empty()) booking.price.currency = "NOK";
        booking.language = "nb";
        world.db().write([&](db::Tx& tx) {
            booking.customer_id = customers::join(tx, salon.id, world.clock, world.anna).customer.id;
            write(tx, booking, into, source);
        });
        return booking;
    }
    void write(db::Tx& tx, Booking& booking, std::optional<AppointmentId> into, Source source) {
        booking.visit_id = base::make_id<VisitId>();
        bookings::store::insert_visit(tx, salon.id, booking.visit_id, booking.customer_id, booking.created_at);
        booking.appointment_id = into.value_or(base::make_id<AppointmentId>());
        if (!into) bookings::store::insert_appointment(tx, booking, salon.zone);
        bookings::store::insert_booking(tx, booking, "hash", false, std::nullopt, source);
        bookings::store::count_seats(tx, salon.id, booking.appointment_id);
        sources[booking.id] = source;
    }
    Booking at(std::string_view begins, Minutes length, Status status, std::int64_t amount = 0) const {
        Booking out{};
        out.service_id = salon.cut;
        out.provider_id = salon.mira;
        const auto begin = base::parse_instant(begins).value();
        out.time = {begin, begin + length};
        out.status = status;
        out.price.amount = amount;
        out.created_at = out.changed_at = begin - 72h;
        out.seats = {3, 1};
        return out;
    }

    Report make(const Asked& asked) {
        return world.db().snapshot([&](db::Session& session) {
            return reports::make(session, *world.snapshots.find(session, salon.slug), asked);
        });
    }
    Totals totals(const Asked& asked) {
        return world.db().snapshot([&](db::Session& session) {
            return reports::totals(session, *world.snapshots.find(session, salon.slug), asked);
        });
    }
};

TEST_P(Counting, TellsWhatWasBookedEarnedAndLost) {
    put(at("2026-11-03T09:00:00Z", 45min, Status::completed, 69000));
    put(at("2026-11-04T09:00:00Z", 45min, Status::no_show, 69000), {}, Source::staff);
    put(at("2026-11-05T09:00:00Z", 45min, Status::pending, 69000));
    put(at("2026-11-06T09:00:00Z", 45min, Status::cancelled, 69000));
    auto foreign = at("2026-11-06T10:00:00Z", 45min, Status::completed, 5000);
    foreign.price.currency = "EUR";
    put(foreign);

    const auto report = make({{day("2026-11-01"), day("2026-11-30")}});

    EXPECT_EQ(report.totals.booked, 4);
    EXPECT_EQ(report.totals.revenue, 69000) << "of what took place, in the business's own currency";
    EXPECT_EQ(report.other_currencies, (std::map<std::string, std::int64_t>{{"EUR", 5000}}));
    EXPECT_EQ(report.totals.no_shows, 1);
    EXPECT_EQ(report.totals.cancelled, 1);
    EXPECT_EQ(report.leads.at(bookings::Lead::under_a_week), 1);
    EXPECT_EQ(report.totals.busy, 4 * 45min) << "who did not come had the time";
    EXPECT_EQ(report.totals.working, 2 * 21 * (8h - 30min)) << "two people, 21 working days";
    EXPECT_EQ(report.parts.size(), 30u);
    EXPECT_EQ(report.parts[2].figures.revenue, 69000);
    ASSERT_EQ(report.sources.size(), 2u);
    EXPECT_EQ(report.sources[1].source, Source::staff);
}

TEST_P(Counting, WhoCameForTheFirstTimeIsNewOnce) {
    put(at("2026-10-02T09:00:00Z", 45min, Status::cancelled));
    put(at("2026-10-03T09:00:00Z", 45min, Status::completed));
    put(at("2026-11-03T09:00:00Z", 45min, Status::completed));
    const auto in = [&](std::string_view first, std::string_view last) {
        return make({{day(first), day(last)}}).totals;
    };
    EXPECT_EQ(in("2026-09-01", "2026-09-30").customers, 0);
    EXPECT_EQ(in("2026-10-01", "2026-10-31").fresh, 1);
    EXPECT_EQ(in("2026-11-01", "2026-11-30").fresh, 0);
    EXPECT_EQ(in("2026-11-01", "2026-11-30").returning(), 1);
    EXPECT_EQ(in("2026-09-01", "2026-11-30").fresh, 1);
}

TEST_P(Counting, WhatWasDeletedWasNobodysFirstTime) {
    auto mistake = put(at("2026-10-02T09:00:00Z", 45min, Status::approved));
    put(at("2026-11-03T09:00:00Z", 45min, Status::completed));
    const auto fresh = [&] { return totals({{day("2026-11-01"), day("2026-11-30")}}).fresh; };
    EXPECT_EQ(fresh(), 0);
    world.db().write([&](db::Tx& tx) { bookings::store::set_deleted(tx, mistake, world.clock.now()); });
    EXPECT_EQ(fresh(), 1);
}

TEST_P(Counting, AnAppointmentWithSeveralPlacesIsOneTimeOfItsProvider) {
    const auto first = put(at("2026-11-03T09:00:00Z", 60min, Status::completed, 100));
    put(at("2026-11-03T09:00:00Z", 60min, Status::no_show, 100), first.appointment_id);
    put(at("2026-11-03T09:00:00Z", 60min, Status::cancelled, 100), first.appointment_id);
    const auto report = make({{day("2026-11-03"), day("2026-11-03")}});
    EXPECT_EQ(report.totals.booked, 2);
    EXPECT_EQ(report.totals.busy, 60min);
    EXPECT_EQ(report.week[1][10].busy, 60min) << "Tuesday at ten, in Oslo";
}

TEST_P(Counting, TheDayOfTheChangeOfTheClocksHasAnHourMoreOrLess) {
    // 25 October 2026: 03:00 becomes 02:00 at 01:00 UTC.
    put(at("2026-10-25T00:30:00Z", 60min, Status::completed));
    const auto report = make({{day("2026-10-25"), day("2026-10-25")}});
    EXPECT_EQ(report.week[6][2].busy, 60min) << "02:30 to 02:30, an hour later";
    EXPECT_EQ(report.week[6][3].busy, 0min);
    put(at("2027-03-28T00:30:00Z", 60min, Status::completed));
    const auto spring = make({{day("2027-03-28"), day("2027-03-28")}});
    EXPECT_EQ(spring.week[6][1].busy, 30min);
    EXPECT_EQ(spring.week[6][2].busy, 0min);
    EXPECT_EQ(spring.week[6][3].busy, 30min);
}

TEST_P(Counting, OnlyWhatLiesWithinThePeriodIsTimeOfIt) {
    put(at("2026-11-02T22:30:00Z", 60min, Status::completed));  // 23:30 to 00:30
    const auto before = make({{day("2026-11-02"), day("2026-11-02")}}),
               after = make({{day("2026-11-03"), day("2026-11-03")}});
    EXPECT_EQ(before.totals.booked, 1);
    EXPECT_EQ(after.totals.booked, 0) << "counted by when it begins";
    EXPECT_EQ(before.totals.busy, 30min);
    EXPECT_EQ(after.totals.busy, 30min);
    EXPECT_EQ(after.week[1][0].busy, 30min);
}

TEST_P(Counting, ReadsNothingOfAnotherBusiness) {
    ASSERT_TRUE(world.book(world.anna, world.neighbour.trim, world.neighbour.eva, "tue 10:00"));
    EXPECT_EQ(make({{day("2026-11-30"), day("2026-12-06")}}).totals.booked, 0);
    EXPECT_EQ(make({{day("2026-11-30"), day("2026-12-06")}, world.neighbour.eva}).totals.busy, 0min);
}

TEST_P(Counting, KeepsWhereABookingCameFrom) {
    const auto ask = [&](std::string_view when, Source source, std::string key, bookings::Rules rules) {
        auto wish = world.wish(world.anna, salon.cut, salon.mira, when);
        wish.source = source;
        wish.key = std::move(key);
        world.db()
            .write([&](db::Tx& tx) { return bookings::book(tx, world.context(), salon.id, wish, rules); })
            .value();
    };
    ask("tue 10:00", Source::embed, "", bookings::Rules::customer);
    ask("tue 11:00", Source::page, "a key", bookings::Rules::customer);
    ask("wed 10:00", Source::page, "", bookings::Rules::staff);
    std::set<Source> found;
    for (const auto& each : make({{day("2026-11-30"), day("2026-12-06")}}).sources) found.insert(each.source);
    EXPECT_EQ(found, (std::set{Source::embed, Source::link, Source::staff}));
}

TEST_P(Counting, TellsWhatTheWaitingListWon) {
    waiting::subscribe(world.registry, world.clock);
    ASSERT_TRUE(world.book(world.ben, salon.cut, salon.mira, "tue 09:00"));
    const auto booked = world.db().write([&](db::Tx& tx) {
        const auto context = world.context();
        const auto who = customers::join(tx, salon.id, world.clock, world.anna).customer.id;
        const auto tuesday = salon.zone.day(world.at("tue 12:00"));
        const auto entry =
            waiting::join(tx, context, salon.id, {.service = salon.cut, .first_day = tuesday, .last_day = tuesday},
                          {.customer = who, .consent = true}, bookings::Rules::staff)
                .value();
        const auto offer =
            waiting::offer(tx, context, salon.id, entry.id, world.at("tue 10:00"), salon.mira, {}).value();
        const waiting::By by{.actor = {activity::ActorKind::customer, who.value}, .customers = {who}};
        return waiting::accept(tx, context, salon.id, offer.id, by).value().booking;
    });
    const Asked week{{day("2026-11-30"), day("2026-12-06")}};
    EXPECT_EQ(make(week).totals.booked, 2);
    EXPECT_EQ(make(week).totals.from_waiting, 1);
    EXPECT_EQ(totals(week).from_waiting_revenue, booked.price.amount);
    EXPECT_EQ(totals({week.period, salon.jonas}).from_waiting, 0);
    world.db()
        .write([&](db::Tx& tx) {
            return bookings::cancel(tx, world.context(), salon.id, booked.id, {}, bookings::Rules::staff);
        })
        .value();
    EXPECT_EQ(make(week).totals.from_waiting, 0);
    EXPECT_EQ(totals(week).from_waiting_revenue, 0);
}

// Every booking and every minute looked at by itself.
struct Oracle {
    const Counting& test;
    const std::vector<Booking>& all;
    const bookings::Snapshot& snapshot;
    const Asked& asked;

    Span span() const {
        return {test.salon.zone.span(asked.period.first).begin, test.salon.zone.span(asked.period.last).end};
    }
    bool is_meant(const Booking& each) const {
        return (!asked.provider || asked.provider == each.provider_id) &&
               (!asked.service || asked.service == each.service_id) &&
               (!asked.location || asked.location == each.location_id);
    }
    std::vector<Booking> counted() const {
        std::vector<Booking> out;
        for (const auto& each : all)
            if (is_meant(each) && span().begin <= each.time.begin && each.time.begin < span().end) out.push_back(each);
        return out;
    }
    Totals totals() const {
        Totals out;
        std::set<CustomerId> came;
        std::set<BookingId> seen;
        for (const auto& each : counted()) {
            seen.insert(each.id);
            out.booked += !bookings::is_given_up(each.status);
            out.cancelled += each.status == Status::cancelled;
            out.declined += each.status == Status::declined;
            out.no_shows += each.status == Status::no_show;
            if (each.price.currency == "NOK" && (each.status == Status::approved || each.status == Status::completed))
                out.revenue += each.price.amount;
            if (!bookings::is_given_up(each.status)) came.insert(each.customer_id);
        }
        std::map<CustomerId, BookingId> first;
        for (const auto& each : all) first.try_emplace(each.customer_id, each.id);  // as they were made
        out.customers = std::ssize(came);
        out.fresh = std::ranges::count_if(came, [&](CustomerId id) { return seen.contains(first.at(id)); });
        for (const auto& row : week())
            for (const auto& hour : row) {
                out.busy += hour.busy;
                out.working += hour.working;
            }
        return out;
    }
    Week week() const {
        Week out{};
        std::map<AppointmentId, Booking> held;
        for (const auto& each : all)
            if (is_meant(each) && !bookings::is_given_up(each.status)) held.emplace(each.appointment_id, each);
        std::map<ProviderId, std::set<Instant>> working;
        for (const auto& provider : snapshot.providers) {
            if (asked.provider && asked.provider != provider.id) continue;
            auto& minutes = working[provider.id];
            for (auto date = asked.period.first - days{2}; date <= asked.period.last; date += days{1})
                for (const auto& opening :
                     availability::openings(snapshot.schedule(provider.id), test.salon.zone, date)) {
                    if (asked.location && opening.location && opening.location != asked.location) continue;
                    for (auto at = opening.span.begin; at < opening.span.end; at += 1min)
                        if (std::ranges::none_of(
                                opening.breaks, [&](const Span& pause) { return pause.begin <= at && at < pause.end; }))
                            minutes.insert(at);
                }
        }
        for (auto at = span().begin; at < span().end; at += 1min) {
            const auto wall = test.salon.zone.wall(at);
            const auto date = test.salon.zone.day(at);
            auto& hour = out.at(static_cast<std::size_t>(std::chrono::weekday{date}.iso_encoding() - 1))
                             .at(static_cast<std::size_t>((wall - date) / 1h));
            for (const auto& [id, each] : held)
                if (each.time.begin <= at && at < each.time.end) hour.busy += 1min;
            for (const auto& [id, minutes] : working)
                if (minutes.contains(at)) hour.working += 1min;
        }
        return out;
    }
};

TEST_P(Counting, AgreesWithCountingOneByOne) {
    const support::Seed seed(20261129);
    std::mt19937_64 random(seed.value);
    const auto upto = [&](int most) { return static_cast<int>(random() % static_cast<std::uint64_t>(most + 1)); };
    std::vector<LocationId> places;
    world.db().write([&](db::Tx& tx) {
        for (const auto* name : {"North", "South"})
            places.push_back(staff::add_location(tx, salon.id, {{}, name, "", 1}));
        std::vector<availability::WeeklyHours> hours;
        for (int weekday = 1; weekday <= 7; ++weekday) hours.push_back({weekday, {20h, 28h, places[0]}});
        hours.push_back({7, {1h, 4h + 30min, places[1]}});
        staff::set_weekly_hours(tx, salon.id, salon.jonas, hours, {{2, {23h, 25h}}}).value();
        staff::add_days_off(tx, salon.id, salon.mira, {day("2026-10-20"), day("2026-10-22")}, "").value();
    });
    const auto begins = base::parse_instant("2026-10-15T00:00:00Z").value();
    constexpr Status kStatuses[] = {Status::pending,   Status::approved, Status::completed, Status::completed,
                                    Status::cancelled, Status::no_show,  Status::declined};
    std::vector<Booking> all;
    world.db().write([&](db::Tx& tx) {
        all.clear();
        for (int n = 0; n < 250; ++n) {
            Booking next{};
            next.business_id = salon.id;
            next.id = base::make_id<BookingId>();
            next.language = "nb";
            auto details = world.anna;
            details.email = base::parse_email(fmt::format("c{}@example.com", upto(60))).value();
            next.customer_id = customers::join(tx, salon.id, world.clock, details).customer.id;
            next.provider_id = upto(1) ? salon.mira : salon.jonas;
            next.service_id = upto(2) ? salon.cut : salon.colour;
            if (upto(2)) next.location_id = places[static_cast<std::size_t>(upto(1))];
            // Many around the change of the clocks.
            const auto begin = upto(3) ? begins + Minutes{upto(20 * 24 * 60)} : begins + 240h + Minutes{upto(24 * 60)};
            next.time = {begin, begin + Minutes{5 + upto(upto(5) ? 120 : 1200)}};
            next.status = kStatuses[random() % std::size(kStatuses)];
            next.price = {upto(1000), upto(9) ? "NOK" : "EUR"};
            next.created_at = next.changed_at = begin - Minutes{upto(20000) - 500};
            next.seats = {3, 1};
            std::optional<AppointmentId> into;
            if (!all.empty() && upto(3) == 0) {
                const auto& with = all[random() % all.size()];
                const auto taken = std::ranges::count_if(all, [&](const Booking& each) {
                    return each.appointment_id == with.appointment_id && !bookings::is_given_up(each.status);
                });
                if (taken < 3) {
                    into = with.appointment_id;
                    next.time = with.time;
                    next.provider_id = with.provider_id;
                    next.service_id = with.service_id;
                    next.location_id = with.location_id;
                }
            }
            write(tx, next, into, Source::page);
            all.push_back(next);
        }
    });
    const auto snapshot = world.db().read([&](db::Session& s) { return world.snapshots.find(s, salon.slug); });
    auto complete = *snapshot;  // with the days off that are over
    complete.schedules =
        world.db().read([&](db::Session& s) { return staff::list_schedules(s, salon.id, day("2026-10-01")); });
    for (int n = 0; n < 12; ++n) {
        const auto first = day("2026-10-14") + days{upto(18)};
        Asked asked{{first, first + days{upto(n % 3 == 0 ? 20 : 3)}}};
        if (upto(2) == 0) asked.provider = upto(1) ? salon.mira : salon.jonas;
        if (upto(3) == 0) asked.service = salon.cut;
        if (upto(3) == 0) asked.location = places[0];
        SCOPED_TRACE(base::to_text(asked.period.first) + " to " + base::to_text(asked.period.last));
        const Oracle oracle{*this, all, complete, asked};
        const auto report = make(asked);
        const auto right = oracle.totals();
        EXPECT_EQ(report.totals, right) << report.totals.booked << " and " << right.booked << "; busy "
                                        << report.totals.busy.count() << " and " << right.busy.count() << "; working "
                                        << report.totals.working.count() << " and " << right.working.count();
        EXPECT_EQ(report.week, oracle.week());
        EXPECT_EQ(totals(asked), right);
        Figures in_parts, of_providers, of_services;
        const auto add = [](Figures& sum, const Figures& each) {
            sum.booked += each.booked;
            sum.cancelled += each.cancelled;
            sum.no_shows += each.no_shows;
            sum.revenue += each.revenue;
            sum.busy += each.busy;
        };
        for (const auto& each : report.parts) add(in_parts, each.figures);
        for (const auto& each : report.providers) add(of_providers, each.figures);
        for (const auto& each : report.services) add(of_services, each.figures);
        EXPECT_EQ(in_parts.booked, right.booked);
        EXPECT_EQ(in_parts.revenue, right.revenue);
        EXPECT_EQ(of_providers, of_services);
        EXPECT_EQ(of_providers.busy, right.busy);
        EXPECT_EQ(of_providers.revenue, right.revenue);
    }
}

INSTANTIATE_TEST_SUITE_P(Engines, Counting, testing::ValuesIn(support::engines()), support::engine_name);

TEST(Period, IsNamedByToday) {
    const auto today = day("2026-11-29");  // a Sunday
    EXPECT_EQ(period_of(Named::this_week, today), (Period{day("2026-11-23"), day("2026-11-29")}));
    EXPECT_EQ(period_of(Named::last_month, today), (Period{day("2026-10-01"), day("2026-10-31")}));
    EXPECT_EQ(period_of(Named::this_quarter, today), (Period{day("2026-10-01"), day("2026-12-31")}));
    EXPECT_EQ(period_of(Named::last_quarter, day("2027-01-02")), (Period{day("2026-10-01"), day("2026-12-31")}));
    EXPECT_EQ(period_of(Named::last_year, today), (Period{day("2025-01-01"), day("2025-12-31")}));
    for (const auto named : kNamed) {
        EXPECT_EQ(parse_named(to_text(named)), named);
        EXPECT_TRUE(check(period_of(named, today)));
    }
}

TEST(Period, IsComparedWithOneOfItsKind) {
    EXPECT_EQ(before({day("2027-03-01"), day("2027-03-31")}), (Period{day("2027-02-01"), day("2027-02-28")}));
    EXPECT_EQ(before({day("2026-11-10"), day("2026-11-12")}), (Period{day("2026-11-07"), day("2026-11-09")}));
    EXPECT_EQ(a_year_before({day("2026-11-23"), day("2026-11-29")}), (Period{day("2025-11-24"), day("2025-11-30")}));
    EXPECT_EQ(a_year_before({day("2029-02-01"), day("2029-02-28")}), (Period{day("2028-02-01"), day("2028-02-29")}));
    EXPECT_EQ(a_year_before({day("2028-02-27"), day("2028-02-29")}), (Period{day("2027-02-27"), day("2027-02-28")}));
}

TEST(Period, IsAtMostFiveYears) {
    EXPECT_TRUE(check({day("2021-12-01"), day("2026-11-30")}));
    EXPECT_EQ(check({day("2021-11-30"), day("2026-11-30")}).error().code, "report.too_long");
    EXPECT_EQ(check({day("2026-11-30"), day("2026-11-29")}).error().code, "report.days");
    EXPECT_EQ(check({day("0900-11-30"), day("0900-11-30")}).error().code, "report.far_off");
}

TEST(Period, FallsIntoPartsThatAreAllOfIt) {
    for (const auto& period :
         {Period{day("2026-11-01"), day("2026-11-30")}, Period{day("2026-10-01"), day("2026-12-31")},
          Period{day("2024-01-15"), day("2026-11-30")}}) {
        const auto all = parts(period, step_of(period));
        EXPECT_EQ(all.front().first, period.first);
        EXPECT_EQ(all.back().last, period.last);
        for (std::size_t i = 1; i < all.size(); ++i) EXPECT_EQ(all[i].first, all[i - 1].last + days{1});
    }
    EXPECT_EQ(parts({day("2026-01-01"), day("2026-12-31")}, Step::month).size(), 12u);
}

}  // namespace
}  // namespace reports
