// A series is shown first, and then booked, moved and cancelled as a whole or not at all.
#include "series/series.h"

#include "activity/activity_log.h"
#include "bookings/edit.h"
#include "bookings/identity.h"
#include "db/db.h"
#include "personal/personal.h"
#include "series/words.h"
#include "staff/schedule.h"
#include "support/seed.h"
#include "support/world.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <random>

namespace series {
namespace {

using namespace std::chrono_literals;
using std::chrono::days;

constexpr activity::Actor kDesk{};

#define EXPECT_REFUSED(result, code_) \
    do { \
        const auto& result_ = (result); \
        ASSERT_FALSE(result_); \
        EXPECT_EQ(result_.error().code, code_); \
    } while (false)

std::string parameter(const Error& error, std::string_view name) {
    for (const auto& [key, value] : error.parameters)
        if (key == name) return value;
    return {};
}

struct OfSeries : testing::TestWithParam<db::Engine> {
    template <class Body>
    auto write(const Body& body) {
        return world.db().write(body);
    }
    template <class Body>
    auto read(const Body& body) {
        return world.db().snapshot(body);
    }
    Plan plan(int times, std::string_view first = "tue 10:00") {
        const auto start = world.at(first);
        const auto day = salon.zone.day(start);
        return {.service_id = salon.cut,
                .provider_id = salon.mira,
                .customer = anna,
                .rule = {.times = times},
                .first = day,
                .time_of_day = std::chrono::floor<Minutes>(salon.zone.wall(start) - day)};
    }
    std::vector<Row> preview(const Plan& wanted, Rules rules = Rules::staff) {
        return read([&](db::Session& session) {
            return series::preview({session, *world.snapshots.find(session, salon.slug), free_times, world.clock.now()},
                                   wanted, rules);
        });
    }
    std::string states(const std::vector<Row>& rows) {
        std::string out;
        for (const auto& row : rows) out += fmt::format("{}{}", out.empty() ? "" : " ", to_text(row.state));
        return out;
    }
    static std::vector<Chosen> those_free(const std::vector<Row>& rows) {
        std::vector<Chosen> out;
        for (const auto& row : rows)
            if (row.state == State::free) out.push_back({row.position, row.at->start, row.at->provider_id});
        return out;
    }
    Draft draft(const Plan& wanted, std::vector<Chosen> chosen) {
        return {.wish = {.service_id = wanted.service_id,
                         .provider_id = wanted.provider_id,
                         .starts_at = {},
                         .details = world.anna,
                         .note = {},
                         .visitor_zone = {},
                         .customer = anna,
                         .actor = kDesk},
                .rule = wanted.rule,
                .first = wanted.first,
                .time_of_day = wanted.time_of_day,
                .chosen = std::move(chosen)};
    }
    Result<Made> add(const Draft& wanted, Rules rules = Rules::staff) {
        return write([&](db::Tx& tx) { return series::add(tx, world.context(), salon.id, wanted, rules); });
    }
    Made made(int times, std::string_view first = "tue 10:00") {
        const auto wanted = plan(times, first);
        return add(draft(wanted, those_free(preview(wanted)))).value();
    }
    std::vector<Part> parts(SeriesId id) {
        return read([&](db::Session& session) { return list_parts(session, salon.id, id); });
    }
    // "1 2026-12-01 10:00, 2 ...!", an exception with a mark; what was cancelled in brackets.
    std::string told(SeriesId id) {
        std::string out;
        for (const auto& part : parts(id)) {
            const auto text =
                fmt::format("{} {}{}", part.position, base::to_text(part.booking.time.begin, salon.zone).substr(5, 11),
                            part.is_exception() ? "!" : "");
            out += fmt::format("{}{}", out.empty() ? "" : ", ",
                               bookings::is_live(part.booking.status) ? text : "(" + text + ")");
        }
        return out;
    }
    std::int64_t count(const std::string& table) {
        return read(
            [&](db::Session& session) { return session.value<std::int64_t>("select count(*) from " + table).value(); });
    }
    void holiday(std::string_view when) {
        const auto day = salon.zone.day(world.at(when));
        write([&](db::Tx& tx) { return staff::add_days_off(tx, salon.id, {}, {day, day}, "Holiday"); }).value();
    }
    Result<std::vector<bookings::Booking>> move(const Moving& moving) {
        return write([&](db::Tx& tx) { return series::move(tx, world.context(), salon.id, moving, kDesk); });
    }
    std::vector<Row> preview_move(SeriesId id, BookingId from, Reach reach, const Shift& shift) {
        return read([&](db::Session& session) {
            return series::preview_move(
                {session, *world.snapshots.find(session, salon.slug), free_times, world.clock.now()},
                reached(list_parts(session, salon.id, id), from, reach, world.clock.now()), shift);
        });
    }
    Moving moving(SeriesId id, BookingId from, Reach reach, const Shift& shift) {
        Moving out{.from = from, .reach = reach, .shift = shift};
        std::map<BookingId, int> versions;
        for (const auto& part : parts(id)) versions[part.booking.id] = part.booking.version;
        for (const auto& row : preview_move(id, from, reach, shift))
            if (row.state == State::free)
                out.to.push_back({*row.booking, versions.at(*row.booking), row.at->start, row.at->provider_id});
        return out;
    }
    Result<Cancelled> cancel(const Cancelling& what, Rules rules = Rules::staff) {
        return write([&](db::Tx& tx) {
            const activity::Actor customer{activity::ActorKind::customer, anna.value};
            return series::cancel(tx, world.context(), salon.id, what, rules == Rules::staff ? kDesk : customer, rules);
        });
    }
    void reschedule(BookingId id, std::string_view when) {
        ASSERT_TRUE(write([&](db::Tx& tx) {
            return bookings::reschedule(tx, world.context(), salon.id, id, {.starts_at = world.at(when)}, kDesk,
                                        Rules::staff);
        }));
    }
    void offer(int most) {
        ASSERT_TRUE(write(
            [&](db::Tx& tx) { return set_most_by_customers(tx, world.context(), salon.id, salon.cut, most, kDesk); }));
    }
    std::string telling_of(BookingId id, std::string_view type) {
        return read([&](db::Session& session) -> std::string {
            for (const auto& each : activity::list(session, salon.id, id.value))
                if (each.type == type) return nlohmann::json::parse(each.data).value("telling", "at_once");
            return "none";
        });
    }

    OfSeries() {
        subscribe(world.registry);
        anna = write([&](db::Tx& tx) { return customers::join(tx, salon.id, world.clock, world.anna).customer.id; });
    }

    support::World world{GetParam()};
    const support::Salon& salon = world.salon;
    bookings::FreeTimes free_times;
    CustomerId anna;
};
INSTANTIATE_TEST_SUITE_P(Engines, OfSeries, testing::ValuesIn(support::engines()), support::engine_name);

TEST_P(OfSeries, SaysWhatEachDateMeetsAndOffersFreeTimesNearby) {
    holiday("tue+1 10:00");
    ASSERT_TRUE(world.book(world.ben, salon.cut, salon.mira, "tue+2 10:00"));
    const auto rows = preview(plan(4));
    ASSERT_EQ(states(rows), "free holiday taken free");
    EXPECT_TRUE(rows[0].that_day.empty());
    EXPECT_TRUE(rows[1].that_day.empty()) << "nobody works that day";
    ASSERT_FALSE(rows[1].around.empty());
    EXPECT_EQ(salon.zone.wall(rows[1].around.front().start) - WallTime{salon.zone.day(rows[1].around.front().start)},
              10h);
    ASSERT_EQ(rows[2].that_day.size(), kThatDay);
    EXPECT_TRUE(std::ranges::is_sorted(rows[2].that_day));
    EXPECT_EQ(rows[2].that_day.front().start, world.at("tue+2 09:00")) << "the nearest to ten o'clock";
}

TEST_P(OfSeries, TellsAnyProviderAndTimesOffTheGridByStaffsRules) {
    ASSERT_TRUE(world.book(world.ben, salon.cut, salon.mira, "tue+1 10:00"));
    auto wanted = plan(2);
    wanted.provider_id.reset();
    const auto rows = preview(wanted);
    ASSERT_EQ(states(rows), "free free");
    EXPECT_EQ(rows[1].at->provider_id, salon.jonas);
    EXPECT_EQ(states(preview(plan(2, "tue 13:07"))), "free free");
    EXPECT_EQ(states(preview(plan(2, "tue 13:07"), Rules::customer)), "outside_hours outside_hours");
    EXPECT_EQ(states(preview(plan(2, "tue 18:00"))), "outside_hours outside_hours");
    EXPECT_TRUE(preview(plan(2, "tue 18:00")).front().at) << "who may can book it there all the same";
    EXPECT_EQ(states(preview(plan(2, "sat 10:00"))), "outside_hours outside_hours");
}

TEST_P(OfSeries, AsksAboutDaysAndHoursThatAreNotThere) {
    auto monthly = plan(3);
    monthly.rule = {.unit = Unit::month, .times = 3};
    monthly.first = base::parse_day("2026-12-31").value();
    EXPECT_EQ(states(preview(monthly)), "free outside_hours no_such_day") << "the 31st of January is a Sunday";
    EXPECT_FALSE(preview(monthly).back().at);
    EXPECT_FALSE(preview(monthly).back().around.empty());
    auto nightly = plan(1);
    nightly.time_of_day = Minutes{2 * 60 + 30};
    nightly.first = base::parse_day("2027-03-28").value();
    EXPECT_EQ(states(preview(nightly)), "no_such_hour");
}

TEST_P(OfSeries, BooksWhatWasChosenAndTellsOfItOnce) {
    holiday("tue+1 10:00");
    const auto wanted = plan(4);
    auto chosen = those_free(preview(wanted));
    chosen.insert(chosen.begin() + 1, {2, world.at("wed+1 10:00"), salon.mira});
    const auto booked = add(draft(wanted, chosen)).value();
    ASSERT_EQ(booked.bookings.size(), 4u);
    EXPECT_EQ(told(booked.series.id), "1 12-01T10:00, 2 12-09T10:00!, 3 12-15T10:00, 4 12-22T10:00");
    EXPECT_EQ(telling_of(booked.bookings[0].id, "booking.made"), "for_all");
    EXPECT_EQ(telling_of(booked.bookings[1].id, "booking.made"), "with_others");
    EXPECT_EQ(world.activities_of(booked.bookings[0].id), (std::vector<std::string>{"booking.made", "series.made"}));
    const auto found = read([&](db::Session& session) { return find_of(session, salon.id, booked.bookings[2].id); });
    ASSERT_TRUE(found);
    EXPECT_EQ(found->id, booked.series.id);
    EXPECT_EQ(found->customer_id, anna);
}

TEST_P(OfSeries, BooksNothingWhereOneTimeIsGoneMeanwhile) {
    const auto wanted = plan(4);
    const auto chosen = those_free(preview(wanted));
    ASSERT_TRUE(world.book(world.ben, salon.cut, salon.mira, "tue+2 10:15"));
    const auto before = count("bookings");
    const auto refused = add(draft(wanted, chosen));
    EXPECT_REFUSED(refused, "booking.time_taken");
    EXPECT_EQ(parameter(refused.error(), "position"), "3");
    EXPECT_EQ(count("bookings"), before);
    EXPECT_EQ(count("series"), 0);
    EXPECT_EQ(count("series_bookings"), 0);
    EXPECT_EQ(states(preview(wanted)), "free free taken free") << "the table says what has changed";
}

TEST_P(OfSeries, RefusesWhatIsNoSeries) {
    const auto wanted = plan(4);
    const auto chosen = those_free(preview(wanted));
    EXPECT_REFUSED(add(draft(wanted, {chosen[0]})), "series.too_few");
    EXPECT_REFUSED(add(draft(wanted, {chosen[1], chosen[0]})), "series.choice");
    auto beyond = chosen[1];
    beyond.position = 5;
    EXPECT_REFUSED(add(draft(wanted, {chosen[0], beyond})), "series.choice");
    auto endless = draft(wanted, chosen);
    endless.rule.interval = 0;
    EXPECT_REFUSED(add(endless), "series.rule");
}

TEST_P(OfSeries, KeepsTheHourOnTheWallAcrossAChangeOfTheClocks) {
    world.clock.set(base::parse_instant("2027-03-15T08:00:00Z").value());
    const auto booked = made(3);
    EXPECT_EQ(told(booked.series.id), "1 03-16T10:00, 2 03-23T10:00, 3 03-30T10:00");
    EXPECT_EQ(booked.bookings[2].time.begin - booked.bookings[1].time.begin, days{7} - 1h);
}

TEST_P(OfSeries, BeginsWithABookingThatIsThere) {
    const auto first = world.book(world.anna, salon.cut, salon.mira, "tue 10:00").value().booking;
    const auto wanted = plan(3);
    auto repeated = draft(wanted, those_free(preview(wanted)));
    repeated.existing = first.id;
    ASSERT_EQ(repeated.chosen.size(), 2u);
    const auto booked = add(repeated).value();
    EXPECT_EQ(told(booked.series.id), "1 12-01T10:00, 2 12-08T10:00, 3 12-15T10:00");
    EXPECT_EQ(parts(booked.series.id).front().booking.id, first.id);
    const auto later = plan(6);
    auto again = draft(later, those_free(preview(later)));
    again.existing = first.id;
    EXPECT_REFUSED(add(again), "series.in_another");
}

TEST_P(OfSeries, LetsCustomersBookOneOnlyWhereTheServiceSaysSo) {
    const auto wanted = plan(3);
    auto own = draft(wanted, those_free(preview(wanted, Rules::customer)));
    own.wish.actor = {activity::ActorKind::customer, anna.value};
    EXPECT_REFUSED(add(own, Rules::customer), "series.not_offered");
    offer(2);
    EXPECT_REFUSED(add(own, Rules::customer), "series.too_many");
    offer(3);
    const auto booked = add(own, Rules::customer);
    ASSERT_TRUE(booked) << booked.error().code;
    EXPECT_EQ(telling_of(booked->bookings[1].id, "booking.made"), "with_others");
}

TEST_P(OfSeries, CountsOnceForWhatACustomerMayHaveOpen) {
    write([&](db::Tx& tx) {
        auto settings = businesses::find(tx, salon.id)->customer;
        settings.open_bookings_max = 2;
        CHECK(businesses::set_customer_settings(tx, salon.id, settings));
    });
    offer(12);
    const activity::Actor own{activity::ActorKind::customer, anna.value};
    const auto book = [&](std::string_view when) {
        auto wish = world.wish(world.anna, salon.cut, salon.mira, when);
        wish.customer = anna;
        wish.actor = own;
        return write([&](db::Tx& tx) { return bookings::book(tx, world.context(), salon.id, wish, Rules::customer); });
    };
    const auto again_and_again = [&](const Plan& wanted, std::optional<BookingId> existing = {}) {
        auto all = those_free(preview(wanted, Rules::customer));
        auto wish = draft(wanted, std::move(all));
        wish.wish.actor = own;
        wish.existing = existing;
        return add(wish, Rules::customer);
    };

    ASSERT_TRUE(again_and_again(plan(5)));
    // One of two is left, and what is there already may be repeated.
    const auto other = book("wed 11:00");
    ASSERT_TRUE(other) << other.error().code;
    EXPECT_REFUSED(book("thu 11:00"), "booking.too_many_open");
    EXPECT_REFUSED(again_and_again(plan(3, "fri 10:00")), "booking.too_many_open");
    const auto repeated = again_and_again(plan(4, "wed 11:00"), other->booking.id);
    ASSERT_TRUE(repeated) << repeated.error().code;
    EXPECT_EQ(repeated->bookings.size(), 4u);
    EXPECT_REFUSED(book("thu 11:00"), "booking.too_many_open");
    // A cancelled series has none open.
    ASSERT_TRUE(cancel({.from = other->booking.id, .reach = Reach::all}));
    EXPECT_TRUE(book("thu 11:00"));
}

TEST_P(OfSeries, ExtendsBehindTheLastDate) {
    const auto booked = made(2);
    auto wanted = plan(4);
    auto chosen = those_free(preview(wanted));
    const auto extend = [&](std::vector<Chosen> those) {
        return write([&](db::Tx& tx) {
            return series::extend(tx, world.context(), salon.id, booked.series.id,
                                  {wanted.rule, draft(wanted, {}).wish, std::move(those)}, Rules::staff);
        });
    };
    ASSERT_EQ(chosen.front().position, 3);
    ASSERT_TRUE(extend(chosen));
    EXPECT_EQ(told(booked.series.id), "1 12-01T10:00, 2 12-08T10:00, 3 12-15T10:00, 4 12-22T10:00");
    EXPECT_REFUSED(extend(chosen), "series.choice");
}

TEST_P(OfSeries, CancelsThisAndTheFollowingAndKeepsExceptions) {
    const auto booked = made(5);
    reschedule(booked.bookings[3].id, "wed+3 11:00");
    const auto done = cancel({.from = booked.bookings[2].id, .reach = Reach::following}).value();
    EXPECT_EQ(done.bookings.size(), 2u);
    ASSERT_EQ(done.kept.size(), 1u);
    EXPECT_EQ(done.kept[0].booking.id, booked.bookings[3].id);
    EXPECT_EQ(told(booked.series.id), "1 12-01T10:00, 2 12-08T10:00, (3 12-15T10:00), 4 12-23T11:00!, (5 12-29T10:00)");
    EXPECT_EQ(telling_of(booked.bookings[2].id, "booking.cancelled"), "for_all");
    EXPECT_EQ(telling_of(booked.bookings[4].id, "booking.cancelled"), "with_others");
    EXPECT_EQ(telling_of(booked.bookings[2].id, "series.cancelled"), "at_once");
    ASSERT_TRUE(cancel({.from = booked.bookings[0].id, .exceptions = true}));
    EXPECT_EQ(told(booked.series.id),
              "(1 12-01T10:00), (2 12-08T10:00), (3 12-15T10:00), (4 12-23T11:00!), (5 12-29T10:00)");
}

TEST_P(OfSeries, NeverTouchesWhatIsOver) {
    const auto booked = made(3);
    world.clock.set(world.at("wed 08:00"));
    const auto done = cancel({.from = booked.bookings[1].id, .reach = Reach::all}).value();
    EXPECT_EQ(done.bookings.size(), 2u);
    EXPECT_EQ(world.status_of(booked.bookings[0].id), bookings::Status::approved);
}

TEST_P(OfSeries, LetsCustomersCancelWhatTheyStillMay) {
    write([&](db::Tx& tx) {
        const businesses::ChangeRule two_days{businesses::Rule::before, 48h};
        businesses::set_change_rules(tx, salon.id, two_days, two_days);
    });
    const auto booked = made(3);
    const auto done = cancel({.from = booked.bookings[0].id}, Rules::customer).value();
    EXPECT_EQ(told(booked.series.id), "1 12-01T10:00, (2 12-08T10:00), (3 12-15T10:00)");
    ASSERT_EQ(done.kept.size(), 1u);
    EXPECT_REFUSED(cancel({.from = booked.bookings[0].id}, Rules::customer), "booking.cancel_too_late");
}

TEST_P(OfSeries, MovesThisAndTheFollowingByOneShiftEachWhereTheNextOneWas) {
    const auto booked = made(5);
    reschedule(booked.bookings[3].id, "wed+3 11:00");
    const auto from = booked.bookings[1].id;
    const Shift a_week{.by = days{7}};
    EXPECT_EQ(states(preview_move(booked.series.id, from, Reach::following, a_week)), "free free free");
    const auto moved = move(moving(booked.series.id, from, Reach::following, a_week));
    ASSERT_TRUE(moved) << moved.error().code;
    EXPECT_EQ(told(booked.series.id), "1 12-01T10:00, 2 12-15T10:00, 3 12-22T10:00, 4 12-23T11:00!, 5 01-05T10:00");
    EXPECT_EQ(telling_of(from, "booking.rescheduled"), "for_all");
    EXPECT_EQ(telling_of(from, "series.moved"), "at_once");
    ASSERT_TRUE(move(moving(booked.series.id, from, Reach::following, {.by = -days{7}})));
    EXPECT_EQ(told(booked.series.id), "1 12-01T10:00, 2 12-08T10:00, 3 12-15T10:00, 4 12-23T11:00!, 5 12-29T10:00");
}

TEST_P(OfSeries, MovesByTheClockOnTheWall) {
    world.clock.set(base::parse_instant("2027-03-15T08:00:00Z").value());
    const auto booked = made(3);
    ASSERT_TRUE(move(moving(booked.series.id, booked.bookings[0].id, Reach::all, {.by = days{1} + 45min})));
    EXPECT_EQ(told(booked.series.id), "1 03-17T10:45, 2 03-24T10:45, 3 03-31T10:45");
}

TEST_P(OfSeries, MovesNothingWhereOneHasChangedMeanwhile) {
    const auto booked = made(3);
    const auto wanted = moving(booked.series.id, booked.bookings[0].id, Reach::all, {.by = 1h});
    ASSERT_EQ(wanted.to.size(), 3u);
    ASSERT_TRUE(write([&](db::Tx& tx) {
        return bookings::change_notes(tx, world.context(), salon.id, booked.bookings[2].id, {.note = "Bring the X-ray"},
                                      kDesk);
    }));
    const auto refused = move(wanted);
    EXPECT_REFUSED(refused, "booking.changed_meanwhile");
    EXPECT_EQ(parameter(refused.error(), "position"), "3");
    EXPECT_EQ(told(booked.series.id), "1 12-01T10:00, 2 12-08T10:00, 3 12-15T10:00");
}

TEST_P(OfSeries, MakesAnExceptionOfWhatStaysWhenTheOthersMove) {
    const auto booked = made(3);
    ASSERT_TRUE(world.book(world.ben, salon.cut, salon.mira, "tue+1 14:00"));
    const auto from = booked.bookings[0].id;
    EXPECT_EQ(states(preview_move(booked.series.id, from, Reach::all, {.by = 4h})), "free taken free");
    ASSERT_TRUE(move(moving(booked.series.id, from, Reach::all, {.by = 4h})));
    EXPECT_EQ(told(booked.series.id), "1 12-01T14:00, 2 12-08T10:00!, 3 12-15T14:00");
    // What is extended goes on where the series is now.
    auto wanted = plan(4, "tue 14:00");
    const auto row = preview(wanted).back();
    ASSERT_EQ(row.state, State::free);
    ASSERT_TRUE(write([&](db::Tx& tx) {
        return series::extend(tx, world.context(), salon.id, booked.series.id,
                              {wanted.rule, draft(wanted, {}).wish, {{4, row.at->start, row.at->provider_id}}},
                              Rules::staff);
    }));
    EXPECT_EQ(told(booked.series.id), "1 12-01T14:00, 2 12-08T10:00!, 3 12-15T14:00, 4 12-22T14:00");
}

TEST_P(OfSeries, LetsGoOfWhatIsDeletedForGood) {
    const auto booked = made(2);
    for (const auto& each : booked.bookings)
        ASSERT_TRUE(write([&](db::Tx& tx) {
            return bookings::discard(tx, world.context(), salon.id, each.id, std::nullopt, kDesk);
        }));
    EXPECT_TRUE(parts(booked.series.id).empty());
    EXPECT_EQ(count("series_bookings"), 2) << "they can be restored";
    bookings::forget_deleted(world.db(), world.registry, world.clock.now() + bookings::kDeletedKept + 1h);
    EXPECT_EQ(count("series_bookings"), 0);
    EXPECT_EQ(count("series"), 0);
}

TEST_P(OfSeries, StandsInTheFilesOfTheCustomerAndGoesWithThem) {
    made(3);
    const auto subject =
        read([&](db::Session& s) { return personal::find(s, world.registry, salon.id, anna, i18n::Language::en); });
    const auto& all = personal::parts(world.registry);
    const auto part = std::ranges::find(all, std::string_view("series"), &personal::Part::name);
    ASSERT_NE(part, all.end());
    const auto files = read([&](db::Session& s) { return part->files(s, world.clock, subject); });
    ASSERT_EQ(files.size(), 1u);
    const auto told = nlohmann::json::parse(files[0].second);
    EXPECT_EQ(told[0]["repeated"], "Once a week on Tuesday at 10:00");
    EXPECT_EQ(told[0]["appointments"].size(), 3u);
    write([&](db::Tx& tx) {
        part->erase(tx, {world.clock, world.registry, subject, kDesk});
        return true;
    });
    EXPECT_EQ(count("series"), 0);
    EXPECT_EQ(count("series_bookings"), 0);
}

// What the table calls free can be booked, all of it at once, and what it does not cannot.
TEST_P(OfSeries, PreviewsWhatTheVerbDoes) {
    const support::Seed seed(20261130);
    std::mt19937_64 random(seed.value);
    const auto roll = [&](int from, int to) { return std::uniform_int_distribution(from, to)(random); };
    for (int n = 0; n < 25; ++n) {
        const auto when = world.at("tue 09:00") + days{roll(0, 60)} + roll(0, 28) * 15min;
        (void)write([&](db::Tx& tx) {
            bookings::Wish wish{.service_id = salon.cut,
                                .provider_id = salon.mira,
                                .starts_at = when,
                                .details = world.ben,
                                .note = {},
                                .visitor_zone = {},
                                .customer = {},
                                .actor = kDesk};
            return bookings::book(tx, world.context(), salon.id, wish, Rules::staff);
        });
    }
    for (int n = 0; n < 4; ++n) {
        const auto day = salon.zone.day(world.at("tue 09:00")) + days{roll(0, 60)};
        (void)write([&](db::Tx& tx) {
            return staff::add_days_off(tx, salon.id, n % 2 ? std::optional(salon.mira) : std::nullopt, {day, day}, "");
        });
    }
    for (int round = 0; round < 6; ++round) {
        auto wanted = plan(roll(4, 20));
        wanted.first += days{roll(0, 10)};
        wanted.time_of_day = Minutes{roll(9 * 4, 16 * 4) * 15};
        wanted.rule.unit = static_cast<Unit>(roll(0, 3));
        wanted.rule.interval = roll(1, 2);
        if (wanted.rule.unit == Unit::month || wanted.rule.unit == Unit::month_weekday) wanted.rule.times = 3;
        const auto rows = preview(wanted);
        for (const auto& row : rows) {
            if (row.state == State::free || row.state == State::past || !row.date.exists) continue;
            const auto start = on_the_clock(salon.zone, row.date.day, wanted.time_of_day).start;
            const auto refused = write([&](db::Tx& tx) {
                auto wish = draft(wanted, {}).wish;
                wish.starts_at = start;
                return bookings::book(tx, world.context(), salon.id, wish, Rules::staff);
            });
            EXPECT_FALSE(refused) << to_text(row.state) << " " << base::to_text(start);
            for (const auto& each : row.that_day) EXPECT_NE(each.start, start);
        }
        auto chosen = those_free(rows);
        if (chosen.size() < 2) continue;
        const auto booked = add(draft(wanted, chosen));
        EXPECT_TRUE(booked) << booked.error().code << " at " << parameter(booked.error(), "position");
    }
}

TEST_P(OfSeries, IsNotBookedExtendedOrMovedByTheClockOfAnotherZone) {
    const auto series = made(3);
    const auto before = told(series.series.id);
    const auto wanted = plan(4, "thu 10:00");
    const auto chosen = those_free(preview(wanted));
    ASSERT_TRUE(write([&](db::Tx& tx) {
        return bookings::change_identity(
            tx, world.context(), salon.id,
            [](businesses::Business& business) { business.zone = Zone::find("Europe/London").value(); }, kDesk);
    }));
    auto context = world.context();
    context.shown_in = "Europe/Oslo";
    const auto bookings = count("bookings");
    EXPECT_REFUSED(
        write([&](db::Tx& tx) { return series::add(tx, context, salon.id, draft(wanted, chosen), Rules::staff); }),
        "booking.zone_changed");
    const auto next = world.at("tue+3 10:00");
    EXPECT_REFUSED(write([&](db::Tx& tx) {
                       return series::extend(tx, context, salon.id, series.series.id,
                                             {{.times = 4}, draft(wanted, {}).wish, {{4, next, salon.mira}}},
                                             Rules::staff);
                   }),
                   "booking.zone_changed");
    const auto& first = series.bookings.front();
    const Moving moving{.from = first.id,
                        .reach = Reach::this_one,
                        .shift = {.by = 1h},
                        .to = {{first.id, first.version, first.time.begin + 1h, salon.mira}}};
    EXPECT_REFUSED(write([&](db::Tx& tx) { return series::move(tx, context, salon.id, moving, kDesk); }),
                   "booking.zone_changed");
    EXPECT_EQ(count("bookings"), bookings);
    EXPECT_EQ(told(series.series.id), before);
}

}  // namespace
}  // namespace series
