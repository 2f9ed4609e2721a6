// A visit of several parts, moved and cancelled as a whole.
#include "bookings/visit.h"

#include "bookings/session.h"
#include "support/seed.h"
#include "support/world.h"

#include <gtest/gtest.h>

#include <atomic>
#include <random>
#include <thread>

namespace bookings {
namespace {

using namespace std::chrono_literals;

constexpr activity::Actor kByLink{activity::ActorKind::manage_link, 1};

struct Visits : testing::TestWithParam<db::Engine> {
    support::World world{GetParam()};
    support::Salon& salon = world.salon;

    // Cut 09:00 to 09:45 with Mira, then with Jonas to 10:30.
    std::vector<Made> book_visit(const customers::Details& who) {
        return world.db()
            .write([&](db::Tx& tx) {
                return book_all(tx, world.context(), salon.id,
                                {world.wish(who, salon.cut, salon.mira, "tue 09:00"),
                                 world.wish(who, salon.cut, salon.jonas, "tue 09:45")},
                                {.one_visit = true}, Rules::customer);
            })
            .value();
    }
    Result<std::vector<Booking>> cancel(VisitId id, Rules rules = Rules::customer) {
        return world.db().write([&](db::Tx& tx) {
            return cancel_visit(tx, world.context(), salon.id, id,
                                rules == Rules::staff ? activity::Actor{activity::ActorKind::system} : kByLink, rules);
        });
    }
    Result<std::vector<Booking>> move(VisitId id, const std::map<BookingId, Move>& moves) {
        return world.db().write(
            [&](db::Tx& tx) { return move_visit(tx, world.context(), salon.id, id, moves, kByLink, Rules::customer); });
    }
    Booking stored(BookingId id) {
        return world.db().read([&](db::Session& s) { return find(s, salon.id, id).value(); });
    }
    std::optional<Booking> by_token(std::string_view token) {
        return world.db().read([&](db::Session& s) { return find_by_token(s, salon.id, token, world.clock.now()); });
    }
};
INSTANTIATE_TEST_SUITE_P(Engines, Visits, testing::ValuesIn(support::engines()), support::engine_name);

TEST_P(Visits, LeaveTheirPartsInSessionsWhereSessionsAre) {
    catalog::Service draft;
    draft.name.fallback = "Yoga";
    draft.duration = 60min;
    draft.capacity = 3;
    draft.times = catalog::Times::sessions;
    draft.providers = {salon.jonas};
    const auto yoga = world.db().write([&](db::Tx& tx) { return catalog::add_service(tx, salon.id, draft); });
    SessionDraft session{.service_id = yoga, .provider_id = salon.jonas, .starts_at = world.at("tue 10:00")};
    session.capacity = 3;
    const auto made = world.db().write([&](db::Tx& tx) -> Result<std::vector<Made>> {
        CHECK(add_session(tx, world.context(), salon.id, session, {}));
        return book_all(tx, world.context(), salon.id,
                        {world.wish(world.anna, salon.cut, salon.mira, "tue 09:00"),
                         world.wish(world.anna, yoga, std::nullopt, "tue 10:00")},
                        {.one_visit = true}, Rules::customer);
    });
    ASSERT_TRUE(made) << made.error().code;
    const auto& part = made->at(1).booking;
    EXPECT_TRUE(part.stands);
    EXPECT_EQ(part.seats, (Seats{3, 1}));

    const auto moved = move(part.visit_id, {{part.id, {.starts_at = world.at("wed 10:00"), .any_provider = true}}});
    ASSERT_FALSE(moved);
    EXPECT_EQ(moved.error().code, "booking.time_taken");

    ASSERT_TRUE(cancel(part.visit_id));
    EXPECT_TRUE(world.diary(salon.mira).empty());
    EXPECT_EQ(world.diary(salon.jonas).size(), 1u) << "the session stands";
}

TEST_P(Visits, AreCancelledAsAWhole) {
    const auto made = book_visit(world.anna);
    const auto cancelled = cancel(made[0].booking.visit_id);
    ASSERT_TRUE(cancelled);
    EXPECT_EQ(cancelled->size(), 2u);
    EXPECT_TRUE(world.diary(salon.mira).empty());
    EXPECT_TRUE(world.diary(salon.jonas).empty());
    for (const auto& each : made)
        EXPECT_EQ(world.activities_of(each.booking.id),
                  (std::vector<std::string>{"booking.made", "booking.cancelled"}));
    EXPECT_TRUE(cancel(made[0].booking.visit_id)->empty()) << "twice changes nothing";
}

TEST_P(Visits, AreCancelledByTheRulesOfEachPartOrNotAtAll) {
    const auto made = book_visit(world.anna);
    world.db().write([&](db::Tx& tx) {
        tx.execute("update businesses set cancel_rule = 'before', cancel_minutes = 120, version = version + 1 "
                   "where id = :id",
                   salon.id);
    });
    world.clock.set(world.at("tue 07:30"));
    const auto refused = cancel(made[0].booking.visit_id);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "booking.cancel_too_late");
    EXPECT_NE(std::ranges::find(refused.error().parameters, std::pair<std::string, std::string>("part", "1")),
              refused.error().parameters.end());
    for (const auto& each : made) EXPECT_EQ(world.status_of(each.booking.id), Status::approved);
    EXPECT_TRUE(cancel(made[0].booking.visit_id, Rules::staff));
}

TEST_P(Visits, LeaveWhatIsCancelledAloneAsItIs) {
    const auto made = book_visit(world.anna);
    ASSERT_TRUE(world.db().write([&](db::Tx& tx) {
        return bookings::cancel(tx, world.context(), salon.id, made[0].booking.id, kByLink, Rules::customer);
    }));
    EXPECT_EQ(world.status_of(made[1].booking.id), Status::approved);
    const auto rest = cancel(made[0].booking.visit_id);
    ASSERT_TRUE(rest);
    ASSERT_EQ(rest->size(), 1u);
    EXPECT_EQ(rest->front().id, made[1].booking.id);
}

TEST_P(Visits, MoveIntoTheTimesThatTheirOwnPartsLeave) {
    const auto made = book_visit(world.anna);
    const auto first = made[0].booking, second = made[1].booking;
    // Each takes the other's time and provider.
    const auto moved = move(first.visit_id, {{first.id, {.starts_at = second.time.begin, .provider_id = salon.jonas}},
                                             {second.id, {.starts_at = first.time.begin, .provider_id = salon.mira}}});
    ASSERT_TRUE(moved) << moved.error().code;
    EXPECT_EQ(stored(first.id).time, second.time);
    EXPECT_EQ(stored(first.id).provider_id, salon.jonas);
    EXPECT_EQ(stored(second.id).time, first.time);
    EXPECT_EQ(world.diary(salon.mira), std::vector<Span>{first.time});
    EXPECT_EQ(world.diary(salon.jonas), std::vector<Span>{second.time});
}

TEST_P(Visits, MoveAllOrNone) {
    const auto made = book_visit(world.anna);
    const auto first = made[0].booking, second = made[1].booking;
    ASSERT_TRUE(world.book(world.ben, salon.cut, salon.jonas, "wed 09:45"));
    const auto refused = move(first.visit_id, {{first.id, {.starts_at = world.at("wed 09:00")}},
                                               {second.id, {.starts_at = world.at("wed 09:45")}}});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "booking.time_taken");
    EXPECT_NE(std::ranges::find(refused.error().parameters, std::pair<std::string, std::string>("part", "2")),
              refused.error().parameters.end());
    EXPECT_EQ(stored(first.id).time, first.time);
    EXPECT_EQ(world.diary(salon.mira), std::vector<Span>{first.time});
    EXPECT_EQ(world.activities_of(first.id), std::vector<std::string>{"booking.made"});
}

// Four visits chase one another through a week, half of them asked for in the other order.
TEST_P(Visits, MoveAllOrNoneWhileOthersMoveToo) {
    const support::Seed seed(20261204);
    const auto starts = [&] {
        std::vector<Instant> out;
        for (const auto* day : {"tue", "wed"})
            for (const auto* hour : {"09:00", "09:45", "13:00"})
                out.push_back(world.at(fmt::format("{} {}", day, hour)));
        return out;
    }();
    std::vector<std::vector<Booking>> visits;
    for (const auto* day : {"thu", "fri", "mon+1", "tue+1"}) {
        const bool turned = visits.size() % 2 == 1;
        auto wishes = std::vector{
            world.wish(world.anna, salon.cut, turned ? salon.jonas : salon.mira, fmt::format("{} 14:00", day)),
            world.wish(world.anna, salon.cut, turned ? salon.mira : salon.jonas, fmt::format("{} 14:45", day))};
        if (turned) std::ranges::reverse(wishes);
        const auto made = world.db().write([&](db::Tx& tx) {
            return book_all(tx, world.context(), salon.id, wishes, {.one_visit = true}, Rules::customer);
        });
        auto& parts = visits.emplace_back();
        for (const auto& each : made.value()) parts.push_back(each.booking);
    }
    std::atomic<int> moved = 0, refused = 0, calls = 0, runs = 0;
    {
        std::vector<std::jthread> many;
        for (unsigned thread = 0; thread < visits.size(); ++thread)
            many.emplace_back([&, thread] {
                std::mt19937 dice(seed.value + thread);
                const auto& parts = visits[thread];
                const auto first = std::ranges::min_element(parts, {}, [](const Booking& b) { return b.time.begin; });
                for (int round = 0; round < 12; ++round) {
                    const auto shift = starts[dice() % starts.size()] - first->time.begin;
                    std::map<BookingId, Move> moves;
                    for (const auto& part : parts) moves[part.id] = {.starts_at = part.time.begin + shift};
                    ++calls;
                    const auto done = world.db().write([&](db::Tx& tx) {
                        ++runs;
                        return move_visit(tx, world.context(), salon.id, parts.front().visit_id, moves, kByLink,
                                          Rules::customer);
                    });
                    ++(done ? moved : refused);
                    if (!done) EXPECT_EQ(done.error().code, "booking.time_taken");
                }
            });
    }
    EXPECT_GT(moved, 0);
    // SQLite plays those who share a commit again where one of them is refused.
    if (world.db().engine() == db::Engine::postgres) EXPECT_EQ(runs, calls) << "two waited for each other";
    for (const auto& parts : visits) {
        const auto one = stored(parts[0].id), other = stored(parts[1].id);
        EXPECT_EQ(other.time.begin - one.time.begin, parts[1].time.begin - parts[0].time.begin);
        EXPECT_EQ(one.provider_id, parts[0].provider_id);
        EXPECT_EQ(other.provider_id, parts[1].provider_id);
    }
    for (const auto provider : {salon.mira, salon.jonas}) {
        const auto spans = world.diary(provider);
        EXPECT_EQ(spans.size(), visits.size());
        for (std::size_t i = 1; i < spans.size(); ++i) EXPECT_LE(spans[i - 1].end, spans[i].begin);
    }
}

// One moves the whole while another cancels it: it is moved and cancelled, or cancelled where it was.
TEST_P(Visits, AreMovedAndCancelledAtTheSameTimeWithoutBecomingHalf) {
    for (const auto* day : {"tue", "wed", "thu", "fri"}) {
        const auto made =
            world.db()
                .write([&](db::Tx& tx) {
                    return book_all(tx, world.context(), salon.id,
                                    {world.wish(world.anna, salon.cut, salon.mira, fmt::format("{} 09:00", day)),
                                     world.wish(world.anna, salon.cut, salon.jonas, fmt::format("{} 09:45", day))},
                                    {.one_visit = true}, Rules::customer);
                })
                .value();
        const auto &one = made[0].booking, &other = made[1].booking;
        {
            const std::jthread moving([&] {
                const auto moved = move(one.visit_id, {{one.id, {.starts_at = one.time.begin + 4h}},
                                                       {other.id, {.starts_at = other.time.begin + 4h}}});
                if (!moved) EXPECT_EQ(moved.error().code, "booking.already_cancelled");
            });
            const std::jthread cancelling([&] {
                const auto cancelled = cancel(one.visit_id);
                ASSERT_TRUE(cancelled);
                EXPECT_EQ(cancelled->size(), 2u);
            });
        }
        EXPECT_EQ(world.status_of(one.id), Status::cancelled);
        EXPECT_EQ(world.status_of(other.id), Status::cancelled);
        EXPECT_EQ(stored(other.id).time.begin - stored(one.id).time.begin, 45min);
    }
    EXPECT_TRUE(world.diary(salon.mira).empty());
    EXPECT_TRUE(world.diary(salon.jonas).empty());
}

TEST_P(Visits, MoveNoPartOfAnother) {
    const auto made = book_visit(world.anna);
    const auto other = world.book(world.ben, salon.cut, salon.mira, "wed 09:00").value();
    const auto refused = move(made[0].booking.visit_id, {{other.booking.id, {.starts_at = world.at("wed 10:00")}}});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "booking.unknown");
}

TEST_P(Visits, AreOpenedByTheLinkOfAnyPart) {
    const auto made = book_visit(world.anna);
    const auto& token = made[0].manage_token;
    EXPECT_EQ(by_token(token)->id, made[0].booking.id);
    const auto other = token_of_part(token, made[1].booking);
    ASSERT_TRUE(by_token(other));
    EXPECT_EQ(by_token(other)->id, made[1].booking.id);
    EXPECT_EQ(token_of_part(other, made[0].booking), token_of_part(token, made[0].booking));
    // Nothing else is.
    const auto alone = world.book(world.anna, salon.cut, salon.mira, "wed 09:00").value();
    EXPECT_FALSE(by_token(token_of_part(token, alone.booking)));
    EXPECT_FALSE(by_token(token_of_part(alone.manage_token, made[0].booking)));
    EXPECT_FALSE(by_token("wrong~" + base::to_text(made[0].booking.id)));
    EXPECT_FALSE(by_token(token + "~"));
}

TEST_P(Visits, NameTheirPartsByStart) {
    const auto made = book_visit(world.anna);
    const auto parts = world.db().read([&](db::Session& s) { return parts_beside(s, made[1].booking); });
    ASSERT_EQ(parts.size(), 2u);
    EXPECT_EQ(parts[0].id, made[0].booking.id);
    const auto alone = world.book(world.anna, salon.cut, salon.mira, "wed 09:00").value();
    EXPECT_TRUE(world.db().read([&](db::Session& s) { return parts_beside(s, alone.booking); }).empty());
}

TEST_P(Visits, MoveIntoTheGroupThatIsThere) {
    catalog::Service draft;
    draft.name.fallback = "Pilates";
    draft.duration = 45min;
    draft.capacity = 3;
    draft.providers = {salon.jonas};
    const auto pilates = world.db().write([&](db::Tx& tx) { return catalog::add_service(tx, salon.id, draft); });
    const auto there = world.book(world.ben, pilates, salon.jonas, "wed 10:00").value().booking;
    const auto made = world.db()
                          .write([&](db::Tx& tx) {
                              return book_all(tx, world.context(), salon.id,
                                              {world.wish(world.anna, salon.cut, salon.mira, "tue 09:00"),
                                               world.wish(world.anna, pilates, salon.jonas, "tue 09:45")},
                                              {.one_visit = true}, Rules::customer);
                          })
                          .value();
    const auto moved = move(made[0].booking.visit_id, {{made[0].booking.id, {.starts_at = world.at("wed 09:15")}},
                                                       {made[1].booking.id, {.starts_at = world.at("wed 10:00")}}});
    ASSERT_TRUE(moved) << moved.error().code;
    EXPECT_EQ(stored(made[1].booking.id).appointment_id, there.appointment_id);
    EXPECT_EQ(stored(made[1].booking.id).seats, (Seats{3, 2}));
    EXPECT_EQ(world.diary(salon.jonas).size(), 1u) << "what they had there is free";
    EXPECT_EQ(stored(made[0].booking.id).time.begin, world.at("wed 09:15"));
}

TEST_P(Visits, LeaveThePartsOfOthersAlone) {
    auto of_ben = world.wish(world.ben, salon.cut, salon.jonas, "tue 09:45");
    const auto made = world.db()
                          .write([&](db::Tx& tx) {
                              return book_all(tx, world.context(), salon.id,
                                              {world.wish(world.anna, salon.cut, salon.mira, "tue 09:00"), of_ben,
                                               world.wish(world.anna, salon.cut, salon.mira, "tue 09:45")},
                                              {.one_visit = true}, Rules::customer);
                          })
                          .value();
    const auto cancelled = world.db().write([&](db::Tx& tx) {
        return cancel_visit(tx, world.context(), salon.id, made[0].booking.visit_id, kByLink, Rules::customer,
                            Telling::at_once, &made[0].booking);
    });
    ASSERT_TRUE(cancelled);
    EXPECT_EQ(cancelled->size(), 2u);
    EXPECT_EQ(world.status_of(made[1].booking.id), Status::approved);
}

TEST_P(Visits, AreNotForCustomersWhereServicesAreBookedOneAtATime) {
    world.db().write([&](db::Tx& tx) { businesses::set_module(tx, salon.id, kVisits.name, false); });
    const std::vector<Wish> wishes{world.wish(world.anna, salon.cut, salon.mira, "tue 09:00"),
                                   world.wish(world.anna, salon.cut, salon.jonas, "tue 09:45")};
    const auto book = [&](const std::vector<Wish>& some, Rules rules) {
        return world.db().write(
            [&](db::Tx& tx) { return book_all(tx, world.context(), salon.id, some, {.one_visit = true}, rules); });
    };
    const auto refused = book(wishes, Rules::customer);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "visit.not_offered");
    EXPECT_TRUE(world.diary(salon.mira).empty());
    EXPECT_TRUE(book({wishes[0]}, Rules::customer));
    EXPECT_TRUE(book({wishes[1], world.wish(world.anna, salon.cut, salon.jonas, "tue 10:30")}, Rules::staff));
}

}  // namespace
}  // namespace bookings
