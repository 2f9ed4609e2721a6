#include "bookings/booking.h"

#include "accounts/account.h"
#include "activity/jobs.h"
#include "bookings/booking_store.h"
#include "support/world.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include <atomic>
#include <thread>

namespace bookings {
namespace {

using namespace std::chrono_literals;

Rules rules_of(const activity::Actor& actor) {
    return actor.kind == activity::ActorKind::staff ? Rules::staff : Rules::customer;
}

struct Booked : testing::TestWithParam<db::Engine> {
    support::World world{GetParam()};
    support::Salon& salon = world.salon;

    Made made(const customers::Details& who, std::string_view when) {
        return world.book(who, salon.cut, salon.mira, when).value();
    }
    Result<Booking> move(BookingId id, std::string_view when, std::optional<ProviderId> provider = {}) {
        return world.db().write([&](db::Tx& tx) {
            return reschedule(tx, world.context(), salon.id, id, {world.at(when), provider},
                              {activity::ActorKind::manage_link}, Rules::customer);
        });
    }
    Result<Booking> cancelled(BookingId id) {
        return world.db().write([&](db::Tx& tx) {
            return cancel(tx, world.context(), salon.id, id, {activity::ActorKind::manage_link}, Rules::customer);
        });
    }
    Result<Booking> set(BookingId id, Status status, activity::Actor actor) {
        return world.db().write([&](db::Tx& tx) {
            return change_status(tx, world.context(), salon.id, id, status, actor, rules_of(actor));
        });
    }
    Booking stored(BookingId id) {
        return world.db().read([&](db::Session& s) { return find(s, salon.id, id).value(); });
    }
    // Changes the salon's settings for its customers.
    template <class Change>
    void settings(const Change& change) {
        world.db().write([&](db::Tx& tx) {
            auto settings = businesses::find(tx, salon.id)->customer;
            change(settings);
            CHECK(businesses::set_customer_settings(tx, salon.id, settings));
        });
    }
    Result<Made> book_as(const Wish& wish) {
        return world.db().write(
            [&](db::Tx& tx) { return book(tx, world.context(), salon.id, wish, rules_of(wish.actor)); });
    }
    std::vector<BookingId> listed(std::vector<CustomerId> of, Which which, const From& from = {}, int limit = 50) {
        std::vector<BookingId> out;
        for (const auto& each : world.db()
                                    .read([&](db::Session& s) {
                                        return list_of_customers(s, salon.id, of, which, world.clock.now(), from,
                                                                 limit);
                                    })
                                    .bookings)
            out.push_back(each.id);
        return out;
    }
    std::int64_t rows(const std::string& table) {
        return world.db().read(
            [&](db::Session& s) { return s.value<std::int64_t>("select count(*) from " + table).value(); });
    }
    // Whether another appointment like it may take that too, as far as the database is asked.
    bool may_take(const Booking& like, const store::Occupied& taken) {
        return world.db()
            .write([&](db::Tx& tx) -> Result<void> {
                auto another = like;
                another.appointment_id = base::make_id<AppointmentId>();
                store::insert_appointment(tx, another, Zone::utc());
                if (store::occupy(tx, like.business_id, another.appointment_id, {taken})) return {};
                return base::conflict("booking.time_taken");
            })
            .has_value();
    }
    void rules(std::string_view reschedule_rule, int reschedule_minutes, std::string_view cancel_rule,
               int cancel_minutes) {
        world.db().write([&](db::Tx& tx) {
            tx.execute("update businesses set reschedule_rule = :rr, reschedule_minutes = :rm, cancel_rule = :cr, "
                       "cancel_minutes = :cm, version = version + 1 where id = :id",
                       reschedule_rule, reschedule_minutes, cancel_rule, cancel_minutes, salon.id);
        });
    }
};

#define EXPECT_REFUSED(result, code_) \
    do { \
        const auto& refused = (result); \
        ASSERT_FALSE(refused); \
        EXPECT_EQ(refused.error().code, code_); \
    } while (false)

TEST_P(Booked, TakesTheTimeAndSaysSoInOneTransaction) {
    const auto booked = world.book(world.anna, salon.cut, salon.mira, "tue 10:00");
    ASSERT_TRUE(booked);
    EXPECT_EQ(booked->booking.status, Status::approved);
    EXPECT_EQ(booked->booking.time.end - booked->booking.time.begin, 45min);
    EXPECT_EQ(world.diary(salon.mira), (std::vector<Span>{booked->booking.time}));
    EXPECT_EQ(world.activities_of(booked->booking.id), (std::vector<std::string>{"booking.made"}));
    EXPECT_EQ(rows("customers"), 1);
    EXPECT_EQ(rows("visits"), 1);
}

TEST_P(Booked, RefusesATimeThatOverlapsALiveAppointment) {
    made(world.anna, "tue 10:00");
    EXPECT_REFUSED(world.book(world.ben, salon.cut, salon.mira, "tue 10:15"), "booking.time_taken");
    EXPECT_REFUSED(world.book(world.ben, salon.cut, salon.mira, "tue 09:30"), "booking.time_taken");
    EXPECT_EQ(world.diary(salon.mira).size(), 1u);
    EXPECT_EQ(rows("bookings"), 1);
    EXPECT_EQ(rows("customers"), 1) << "nothing of ben's attempt is left";
    EXPECT_EQ(rows("activities"), 3) << "customer.created, account.created and booking.made of anna";
}

TEST_P(Booked, TouchesItsNeighbourWithoutOverlapping) {
    made(world.anna, "tue 10:00");
    EXPECT_TRUE(world.book(world.ben, salon.cut, salon.mira, "tue 10:45"));
    EXPECT_TRUE(world.book(world.ben, salon.cut, salon.mira, "tue 09:15"));
}

TEST_P(Booked, CountsPendingAndBuffersAsTaken) {
    const auto colour = world.book(world.anna, salon.colour, salon.mira, "tue 09:00").value();
    EXPECT_EQ(colour.booking.status, Status::pending);
    EXPECT_REFUSED(world.book(world.ben, salon.cut, salon.mira, "tue 10:30"), "booking.time_taken");
    EXPECT_TRUE(world.book(world.ben, salon.cut, salon.mira, "tue 10:45"));
}

TEST_P(Booked, RefusesWhatTheHoursAndRulesDoNotAllow) {
    EXPECT_REFUSED(world.book(world.anna, salon.cut, salon.mira, "tue 08:45"), "booking.time_taken");
    EXPECT_REFUSED(world.book(world.anna, salon.cut, salon.mira, "tue 11:30"), "booking.time_taken");
    EXPECT_REFUSED(world.book(world.anna, salon.cut, salon.mira, "sat 10:00"), "booking.time_taken");
    EXPECT_REFUSED(world.book(world.anna, salon.cut, salon.mira, "tue 10:07"), "booking.time_taken");
    world.clock.advance(std::chrono::days{1} + 3h);
    const auto past = world.wish(world.anna, salon.cut, salon.mira, "mon 10:00");
    auto wish = past;
    wish.starts_at = world.clock.now() - 1h;
    const auto book_at = [&](Instant start) {
        wish.starts_at = start;
        return world.db().write([&](db::Tx& tx) { return book(tx, world.context(), salon.id, wish, Rules::customer); });
    };
    EXPECT_REFUSED(book_at(world.clock.now() - 1h), "booking.too_soon");
    EXPECT_REFUSED(book_at(world.clock.now() + std::chrono::days{400}), "booking.too_far");
}

TEST_P(Booked, KnowsOnlyWhatItsBusinessOffers) {
    auto foreign = world.wish(world.anna, salon.cut, salon.mira, "tue 10:00");
    const auto book_in = [&](BusinessId business) {
        return world.db().write(
            [&](db::Tx& tx) { return book(tx, world.context(), business, foreign, Rules::customer); });
    };
    EXPECT_REFUSED(book_in(world.neighbour.id), "service.not_offered");
    foreign.service_id = world.neighbour.trim;
    EXPECT_REFUSED(book_in(world.neighbour.id), "provider.not_offered");
    EXPECT_EQ(rows("bookings"), 0);
}

TEST_P(Booked, AnyTakesTheProviderWithTheLeastWorkThatWeek) {
    made(world.anna, "tue 10:00");
    const auto first = world.book(world.ben, salon.cut, std::nullopt, "wed 10:00").value();
    EXPECT_EQ(first.booking.provider_id, salon.jonas);
    const auto second = world.book(world.anna, salon.cut, std::nullopt, "wed 10:00").value();
    EXPECT_EQ(second.booking.provider_id, salon.mira) << "the other one is taken";
    EXPECT_REFUSED(world.book(world.ben, salon.cut, std::nullopt, "wed 10:00"), "booking.time_taken");
}

TEST_P(Booked, NeverGivesOutMoreRoomsThanThereAre) {
    auto& clinic = world.clinic;
    ASSERT_TRUE(world.book(world.anna, clinic.consultation, clinic.ada, "tue 10:00"));
    EXPECT_REFUSED(world.book(world.ben, clinic.consultation, clinic.max, "tue 10:00"), "booking.time_taken");
    ASSERT_TRUE(world.book(world.anna, clinic.scan, clinic.max, "tue 10:00"));
    ASSERT_TRUE(world.book(world.ben, clinic.scan, clinic.ada, "tue 10:30"));
    EXPECT_EQ(world.diary(clinic.scanner).size(), 2u);
}

TEST_P(Booked, AKnownAddressIsLinkedAndItsProfileStaysAsItIs) {
    const auto first = made(world.anna, "tue 10:00");
    auto other = world.anna;
    other.name = "Mallory";
    other.phone = "+4799999999";
    other.email =
        base::parse_email("ANNA@" + world.anna.email.text.substr(world.anna.email.text.find('@') + 1)).value();
    const auto second = world.book(other, salon.cut, salon.mira, "wed 10:00").value();
    EXPECT_EQ(second.booking.customer_id, first.booking.customer_id);
    EXPECT_EQ(second.booking.name, "Mallory") << "what was given stays on the booking";
    const auto stored =
        world.db().read([&](db::Session& s) { return customers::find(s, salon.id, first.booking.customer_id); });
    EXPECT_EQ(stored->name, world.anna.name);
    EXPECT_EQ(stored->phone, world.anna.phone);
}

TEST_P(Booked, IsFoundByAPanelLinkForThirtyDays) {
    const auto booked = made(world.anna, "tue 10:00").booking;
    const auto token =
        world.db().write([&](db::Tx& tx) { return make_panel_link(tx, world.clock, salon.id, booked.id); });
    const auto found = [&](BusinessId where) {
        return world.db().read([&](db::Session& s) { return find_by_token(s, where, token, world.clock.now()); });
    };
    const auto expired = [&](BusinessId where) {
        return world.db().read(
            [&](db::Session& s) { return find_by_expired_token(s, where, token, world.clock.now()); });
    };
    world.clock.advance(kPanelLinkLifetime - 1s);
    ASSERT_TRUE(found(salon.id));
    EXPECT_EQ(found(salon.id)->id, booked.id);
    EXPECT_FALSE(found(world.neighbour.id));
    EXPECT_FALSE(expired(salon.id));
    world.clock.advance(1s);
    EXPECT_FALSE(found(salon.id));
    EXPECT_EQ(expired(salon.id), booked.id);
    EXPECT_FALSE(expired(world.neighbour.id));
}

TEST_P(Booked, IsFoundByItsTokenInItsOwnBusinessOnly) {
    const auto booked = made(world.anna, "tue 10:00"), other = made(world.anna, "tue 14:00");
    world.db().read([&](db::Session& s) {
        EXPECT_EQ(find_by_token(s, salon.id, booked.manage_token, world.clock.now())->id, booked.booking.id);
        EXPECT_FALSE(find_by_token(s, world.neighbour.id, booked.manage_token, world.clock.now()));
        EXPECT_FALSE(find_by_token(s, salon.id, booked.manage_token + "0", world.clock.now()));
        EXPECT_FALSE(find_by_token(s, salon.id, "", world.clock.now()));
        EXPECT_FALSE(find_by_token(s, salon.id, "-", world.clock.now()));
        const auto secret = booked.manage_token.substr(booked.manage_token.find('-'));
        EXPECT_FALSE(find_by_token(s, salon.id, secret, world.clock.now())) << "without the booking's id";
        EXPECT_FALSE(find_by_token(s, salon.id, base::to_text(other.booking.id) + secret, world.clock.now()))
            << "another booking's";
        EXPECT_FALSE(find_by_token(s, salon.id, base::to_text(booked.booking.id) + "-", world.clock.now()));
        EXPECT_FALSE(find(s, world.neighbour.id, booked.booking.id));
        EXPECT_EQ(s.value<std::int64_t>("select count(*) from bookings where manage_token_hash = :token",
                                        booked.manage_token),
                  0);
    });
}

TEST_P(Booked, LosesTheLinksInMailsAYearAfterItsEnd) {
    const auto booked = made(world.anna, "tue 10:00").booking;
    const auto token = world.db().write([&](db::Tx& tx) {
        for (int i = 0; i < 510; ++i) make_manage_link(tx, world.clock, salon.id, booked.id);
        return make_manage_link(tx, world.clock, salon.id, booked.id);
    });
    const auto opens = [&] {
        return world.db().read(
            [&](db::Session& s) { return find_by_token(s, salon.id, token, world.clock.now()).has_value(); });
    };
    forget_old_links(world.db(), booked.time.end + kLinksKept);
    EXPECT_TRUE(opens());
    forget_old_links(world.db(), booked.time.end + kLinksKept + 1s);
    EXPECT_FALSE(opens());
    world.db().read([&](db::Session& s) {
        EXPECT_EQ(s.value<std::int64_t>("select cast(count(*) as bigint) from booking_links"), 0);
        EXPECT_TRUE(find(s, salon.id, booked.id)) << "the appointment stays";
    });
}

TEST_P(Booked, MovesFreeingTheOldTimeAndTakingTheNew) {
    const auto booked = made(world.anna, "tue 10:00");
    const auto moved = move(booked.booking.id, "wed 14:00");
    ASSERT_TRUE(moved);
    EXPECT_EQ(moved->calendar_sequence, 1);
    EXPECT_EQ(world.diary(salon.mira), (std::vector<Span>{moved->time}));
    EXPECT_TRUE(world.book(world.ben, salon.cut, salon.mira, "tue 10:00"));
    EXPECT_EQ(world.activities_of(booked.booking.id),
              (std::vector<std::string>{"booking.made", "booking.rescheduled"}));
}

TEST_P(Booked, MovesOntoATimeThatOverlapsItsOwnOldOne) {
    const auto booked = made(world.anna, "tue 10:00");
    ASSERT_TRUE(move(booked.booking.id, "tue 10:15"));
    EXPECT_EQ(world.diary(salon.mira).size(), 1u);
}

TEST_P(Booked, MovesToAnotherProviderAndFreesTheFirst) {
    const auto booked = made(world.anna, "tue 10:00");
    ASSERT_TRUE(move(booked.booking.id, "tue 10:00", salon.jonas));
    EXPECT_TRUE(world.diary(salon.mira).empty());
    EXPECT_EQ(world.diary(salon.jonas).size(), 1u);
}

TEST_P(Booked, StaysWhereItIsWhenTheNewTimeIsTaken) {
    const auto booked = made(world.anna, "tue 10:00");
    made(world.ben, "wed 14:00");
    EXPECT_REFUSED(move(booked.booking.id, "wed 14:15"), "booking.time_taken");
    const auto now = world.db().read([&](db::Session& s) { return find(s, salon.id, booked.booking.id); });
    EXPECT_EQ(now->time, booked.booking.time);
    EXPECT_EQ(now->calendar_sequence, 0);
    EXPECT_EQ(world.diary(salon.mira).size(), 2u);
}

TEST_P(Booked, MovedToWhereItIsChangesNothing) {
    const auto booked = made(world.anna, "tue 10:00");
    ASSERT_TRUE(move(booked.booking.id, "tue 10:00"));
    EXPECT_EQ(world.activities_of(booked.booking.id).size(), 1u);
}

TEST_P(Booked, CancelledFreesTheTimeAndKeepsTheRecord) {
    const auto booked = made(world.anna, "wed 10:00");
    EXPECT_EQ(cancelled(booked.booking.id)->status, Status::cancelled);
    EXPECT_EQ(cancelled(booked.booking.id)->status, Status::cancelled) << "twice is not an error";
    EXPECT_TRUE(world.diary(salon.mira).empty());
    EXPECT_EQ(world.activities_of(booked.booking.id), (std::vector<std::string>{"booking.made", "booking.cancelled"}));
    EXPECT_TRUE(world.book(world.ben, salon.cut, salon.mira, "wed 10:00"));
    EXPECT_REFUSED(move(booked.booking.id, "wed 14:00"), "booking.already_cancelled");
}

TEST_P(Booked, FollowsTheBusinessesRulesToTheSecond) {
    const auto booked = made(world.anna, "fri 10:00");
    const auto begin = booked.booking.time.begin;
    rules("before", 24 * 60, "never", 0);
    EXPECT_REFUSED(cancelled(booked.booking.id), "booking.cancel_never");
    world.clock.set(begin - 24h + 1s);
    EXPECT_REFUSED(move(booked.booking.id, "mon 10:00"), "booking.reschedule_too_late");
    world.clock.set(begin - 24h);
    EXPECT_TRUE(move(booked.booking.id, "fri 14:00")) << "the moment of the limit is in time";
    rules("never", 0, "always", 0);
    EXPECT_REFUSED(move(booked.booking.id, "mon 10:00"), "booking.reschedule_never");
    world.clock.set(world.at("fri 14:00"));
    EXPECT_REFUSED(cancelled(booked.booking.id), "booking.already_over");
    world.clock.set(world.clock.now() - 1s);
    EXPECT_TRUE(cancelled(booked.booking.id));
}

TEST_P(Booked, IsCompletedWhenItIsOverOrDeclinedWhenNobodyAnswered) {
    const auto cut = made(world.anna, "tue 10:00");
    const auto colour = world.book(world.ben, salon.colour, salon.jonas, "tue 10:00").value();
    const auto moved = made(world.ben, "tue 14:00");
    ASSERT_TRUE(move(moved.booking.id, "thu 14:00"));
    const auto off = made(world.anna, "wed 14:00");
    ASSERT_TRUE(cancelled(off.booking.id));
    world.clock.set(world.at("wed 20:00"));
    world.run_jobs();
    EXPECT_EQ(world.status_of(cut.booking.id), Status::completed);
    EXPECT_EQ(world.status_of(colour.booking.id), Status::declined);
    EXPECT_EQ(world.status_of(moved.booking.id), Status::approved);
    EXPECT_EQ(world.status_of(off.booking.id), Status::cancelled);
    world.clock.set(world.clock.now() + std::chrono::days{2});
    world.run_jobs();
    EXPECT_EQ(world.status_of(moved.booking.id), Status::completed);
    EXPECT_EQ(activity::count(world.db(), world.clock).waiting, 0);
    EXPECT_EQ(world.activities_of(cut.booking.id), (std::vector<std::string>{"booking.made", "booking.completed"}));
    EXPECT_EQ(finish_over(world.db(), world.registry, world.clock), 0) << "once";
}

TEST_P(Booked, IsFinishedByOneOfManyWhoLookAtOnce) {
    for (const auto* when : {"tue 10:00", "tue 11:00", "tue 14:00"}) made(world.anna, when);
    world.clock.set(world.at("wed 20:00"));
    std::atomic<int> finished{0};
    {
        std::vector<std::jthread> workers;
        for (int i = 0; i < 4; ++i)
            workers.emplace_back([&] { finished += finish_over(world.db(), world.registry, world.clock); });
    }
    EXPECT_EQ(finished, 3);
    EXPECT_EQ(world.db().read([](db::Session& session) {
        return session.value<int>("select count(*) from activities where type = 'booking.completed'");
    }),
              3);
}

TEST_P(Booked, ThatCannotBeFinishedIsInNobodysWay) {
    const auto first = made(world.anna, "tue 10:00"), second = made(world.ben, "tue 11:00");
    activity::Registry registry;
    registry.subscribe("booking.completed", [&](db::Tx&, BusinessId, ActivityId, const activity::Activity& activity) {
        if (activity.subject_id == first.booking.id.value) throw std::runtime_error("a workflow that fails");
        return std::vector<activity::Wanted>{};
    });
    world.clock.set(world.at("wed 20:00"));
    EXPECT_EQ(finish_over(world.db(), registry, world.clock), 1);
    EXPECT_EQ(world.status_of(first.booking.id), Status::approved);
    EXPECT_EQ(world.status_of(second.booking.id), Status::completed);
    EXPECT_EQ(finish_over(world.db(), world.registry, world.clock), 1) << "when it does no longer fail";
}

TEST_P(Booked, LeavesNothingBehindWhenTheTransactionFails) {
    EXPECT_THROW(world.db().write([&](db::Tx& tx) {
        const auto wish = world.wish(world.anna, salon.cut, salon.mira, "tue 10:00");
        if (book(tx, world.context(), salon.id, wish, Rules::customer))
            throw std::runtime_error("the process died here");
    }),
                 std::runtime_error);
    for (const auto* table :
         {"bookings", "appointments", "occupancies", "customers", "accounts", "visits", "activities", "jobs"})
        EXPECT_EQ(rows(table), 0) << table;
}

TEST_P(Booked, OfManyWhoAskAtOnceOneGetsTheTime) {
    constexpr int kClients = 16;
    std::atomic<int> won{0};
    std::vector<std::jthread> clients;
    for (int i = 0; i < kClients; ++i)
        clients.emplace_back([&, i] {
            auto details = world.anna;
            details.email = base::parse_email(fmt::format("client{}@example.org", i)).value();
            won += world.book(details, salon.cut, i % 2 ? std::optional(salon.mira) : std::nullopt, "tue 10:00")
                       .has_value();
        });
    clients.clear();
    EXPECT_GE(won, 1);
    EXPECT_LE(won, 2) << "two providers";
    EXPECT_EQ(rows("occupancies"), won);
    EXPECT_EQ(rows("bookings"), won);
}

constexpr activity::Actor kStaff{activity::ActorKind::staff, 7}, kCustomer{activity::ActorKind::customer, 8},
    kLink{activity::ActorKind::manage_link, 9};

TEST_P(Booked, ApprovedByStaffItKeepsItsTimeAndIsCompletedAtItsEnd) {
    const auto colour = world.book(world.anna, salon.colour, salon.mira, "tue 09:00").value().booking;
    const auto taken = world.diary(salon.mira);
    EXPECT_REFUSED(set(colour.id, Status::approved, kLink), "booking.change_not_offered");
    EXPECT_REFUSED(set(colour.id, Status::completed, kStaff), "booking.not_begun");
    ASSERT_EQ(set(colour.id, Status::approved, kStaff)->status, Status::approved);
    ASSERT_TRUE(set(colour.id, Status::approved, kStaff)) << "twice is not an error";
    EXPECT_EQ(world.diary(salon.mira), taken);
    EXPECT_EQ(stored(colour.id).calendar_sequence, 1) << "so that calendars show it as certain";
    EXPECT_EQ(world.activities_of(colour.id), (std::vector<std::string>{"booking.made", "booking.approved"}));
    world.clock.set(colour.time.end);
    world.run_jobs();
    EXPECT_EQ(world.status_of(colour.id), Status::completed);
    ASSERT_TRUE(set(colour.id, Status::no_show, kStaff));
    EXPECT_EQ(world.activities_of(colour.id),
              (std::vector<std::string>{"booking.made", "booking.approved", "booking.completed", "booking.no_show"}));
}

TEST_P(Booked, DeclinedByStaffItsTimeIsFree) {
    const auto colour = world.book(world.anna, salon.colour, salon.mira, "tue 09:00").value().booking;
    ASSERT_TRUE(set(colour.id, Status::declined, kStaff));
    EXPECT_TRUE(world.diary(salon.mira).empty());
    EXPECT_TRUE(world.book(world.ben, salon.cut, salon.mira, "tue 09:00"));
    EXPECT_REFUSED(set(colour.id, Status::approved, kStaff), "booking.already_cancelled");
    const auto told = world.db().read([&](db::Session& s) { return activity::list(s, salon.id, colour.id.value); });
    const auto data = nlohmann::json::parse(told.back().data);
    EXPECT_EQ(told.back().actor, "staff");
    EXPECT_EQ(data.at("before").at("status"), "pending");
    EXPECT_EQ(data.at("after").at("status"), "declined");
}

TEST_P(Booked, CustomersSetWhatTheBusinessListsWithinTheLimitOfCancelling) {
    rules("always", 0, "before", 24 * 60);
    const auto booked = made(world.anna, "fri 10:00").booking;
    EXPECT_REFUSED(set(booked.id, Status::declined, kCustomer), "booking.change_not_offered");
    settings([](auto& s) { s.status_changes = {"declined"}; });
    EXPECT_REFUSED(set(booked.id, Status::cancelled, kCustomer), "booking.cancel_never");
    EXPECT_REFUSED(cancelled(booked.id), "booking.cancel_never");
    world.clock.set(booked.time.begin - 24h + 1s);
    EXPECT_REFUSED(set(booked.id, Status::declined, kCustomer), "booking.change_too_late");
    EXPECT_EQ(world.diary(salon.mira).size(), 1u);
    world.clock.set(booked.time.begin - 24h);
    EXPECT_TRUE(set(booked.id, Status::declined, kCustomer));
    EXPECT_TRUE(world.diary(salon.mira).empty());
}

TEST_P(Booked, LinksAndPaidOnesObeyTheirOwnRules) {
    const auto booked = made(world.anna, "fri 10:00").booking;
    settings([](auto& s) { s.mail_cancel = s.mail_reschedule = false; });
    EXPECT_REFUSED(cancelled(booked.id), "booking.not_by_link");
    EXPECT_REFUSED(move(booked.id, "fri 14:00"), "booking.not_by_link");
    settings([](auto& s) { s.paid_cancel = businesses::PaidRule::never; });
    const auto pay = [&](bool paid) {
        return world.db().write(
            [&](db::Tx& tx) { return set_paid(tx, world.context(), salon.id, booked.id, paid, kStaff); });
    };
    ASSERT_TRUE(pay(true));
    ASSERT_TRUE(pay(true)) << "twice is not an error";
    EXPECT_EQ(stored(booked.id).paid_at, world.clock.now());
    EXPECT_REFUSED(set(booked.id, Status::cancelled, kCustomer), "booking.paid_not_online");
    ASSERT_TRUE(pay(false));
    EXPECT_TRUE(set(booked.id, Status::cancelled, kCustomer));
    EXPECT_EQ(world.activities_of(booked.id),
              (std::vector<std::string>{"booking.made", "booking.paid", "booking.unpaid", "booking.cancelled"}));
}

TEST_P(Booked, IsNotPaidBeforeItIsAgreed) {
    const auto pending = world.book(world.ben, salon.colour, salon.jonas, "wed 10:00").value().booking;
    const auto pay = [&] {
        return world.db().write(
            [&](db::Tx& tx) { return set_paid(tx, world.context(), salon.id, pending.id, true, kStaff); });
    };
    EXPECT_REFUSED(pay(), "booking.not_payable");
    ASSERT_TRUE(set(pending.id, Status::approved, kStaff));
    EXPECT_REFUSED(set(pending.id, Status::declined, kStaff), "booking.change_not_offered");
    EXPECT_TRUE(pay());
    EXPECT_EQ(world.activities_of(pending.id),
              (std::vector<std::string>{"booking.made", "booking.approved", "booking.paid"}));
}

TEST_P(Booked, StaffAreNotBoundByTheCustomersRules) {
    rules("never", 0, "never", 0);
    const auto booked = made(world.anna, "fri 10:00").booking;
    ASSERT_TRUE(world.db().write([&](db::Tx& tx) {
        return reschedule(tx, world.context(), salon.id, booked.id, {world.at("fri 14:00")}, kStaff, Rules::staff);
    }));
    EXPECT_TRUE(set(booked.id, Status::cancelled, kStaff));
}

TEST_P(Booked, ListsWhatIsToComeAndWhatIsPastOfSeveralCustomers) {
    const auto late = made(world.anna, "thu 10:00").booking, soon = made(world.ben, "tue 10:00").booking,
               middle = made(world.anna, "wed 10:00").booking, off = made(world.anna, "fri 10:00").booking;
    ASSERT_TRUE(cancelled(off.id));
    const std::vector both{late.customer_id, soon.customer_id};
    EXPECT_EQ(listed(both, Which::upcoming), (std::vector{soon.id, middle.id, late.id}));
    EXPECT_EQ(listed(both, Which::upcoming, {.after = soon.id}, 1), (std::vector{middle.id}));
    EXPECT_EQ(listed({soon.customer_id}, Which::upcoming), (std::vector{soon.id}));
    EXPECT_EQ(listed(both, Which::past), (std::vector{off.id}));
    EXPECT_TRUE(listed({}, Which::upcoming).empty());
    world.clock.set(middle.time.end);
    EXPECT_EQ(listed(both, Which::past), (std::vector{off.id, middle.id, soon.id})) << "the latest first";
    world.db().read([&](db::Session& s) {
        EXPECT_EQ(count_of_customers(s, salon.id, both, Which::upcoming, world.clock.now()), 1);
        EXPECT_EQ(count_of_customers(s, salon.id, both, Which::past, world.clock.now()), 3);
        EXPECT_EQ(list_all_of_customer(s, salon.id, late.customer_id, {}, 10).bookings.size(), 3u);
        EXPECT_TRUE(list_of_customers(s, salon.id, both, Which::past, world.clock.now(), {}, 2).more);
        EXPECT_FALSE(list_of_customers(s, salon.id, both, Which::past, world.clock.now(), {.after = off.id}, 2).more);
        EXPECT_TRUE(
            list_of_customers(s, world.neighbour.id, both, Which::past, world.clock.now(), {}, 9).bookings.empty());
    });
}

TEST_P(Booked, BothListsAtOnceAreTheSameForFewAndForMany) {
    const std::vector who{made(world.anna, "tue 10:00").booking.customer_id};
    made(world.anna, "wed 10:00");
    made(world.anna, "thu 10:00");
    const auto same = [&](const From& past_from, int past_limit) {
        world.db().read([&](db::Session& s) {
            const auto now = world.clock.now();
            const auto lists = lists_of_customers(s, salon.id, who, now, 2, past_from, past_limit);
            const auto expect = [&](const Listed& got, const Listed& wanted) {
                EXPECT_EQ(std::pair(got.earlier, got.more), std::pair(wanted.earlier, wanted.more));
                EXPECT_TRUE(std::ranges::equal(got.bookings, wanted.bookings, {}, &Booking::id, &Booking::id));
            };
            expect(lists.upcoming, list_of_customers(s, salon.id, who, Which::upcoming, now, {}, 2));
            expect(lists.past, list_of_customers(s, salon.id, who, Which::past, now, past_from, past_limit));
            EXPECT_EQ(lists.upcoming.bookings.size(), 2u);
            EXPECT_TRUE(lists.upcoming.more);
        });
    };
    same({}, 10);
    std::vector<BookingId> past;
    for (int i = 0; i < 35; ++i) {
        past.push_back(made(world.anna, "fri 10:00").booking.id);
        cancelled(past.back());
        if (i % 7 == 0) same({.after = past[static_cast<std::size_t>(i / 2)]}, 3);
        if (i % 7 == 0) same({.before = past[static_cast<std::size_t>(i / 2)]}, 3);
    }
    same({}, 10);
    same({.after = past[4]}, 10);
    same({.before = past[4]}, 10);
    same({.after = BookingId{1}}, 10);
}

// Against the whole list, cut into pages by hand; a third of them begin at the same moment, so that ids decide.
TEST_P(Booked, PagesOfAListJoinWithoutAGapInBothDirections) {
    const auto anna = made(world.anna, "tue 10:00").booking.customer_id;
    const auto ben = made(world.ben, "tue 11:00").booking.customer_id;
    for (int i = 0; i < 9; ++i) {
        cancelled(made(world.anna, i % 3 == 0 ? "fri 10:00" : fmt::format("wed+{} 10:00", i % 5)).booking.id);
        cancelled(made(world.ben, i % 3 == 0 ? "fri 10:00" : fmt::format("thu+{} 10:00", i % 5)).booking.id);
    }
    const std::vector both{anna, ben};
    const auto all = listed(both, Which::past);
    ASSERT_EQ(all.size(), 18u);
    const auto page = [&](const From& from, int limit) {
        return world.db().read([&](db::Session& s) {
            return list_of_customers(s, salon.id, both, Which::past, world.clock.now(), from, limit);
        });
    };
    for (int limit = 1; limit <= 19; ++limit) {
        std::vector<BookingId> forwards;
        From from;
        for (;;) {
            const auto got = page(from, limit);
            EXPECT_EQ(got.earlier, !forwards.empty());
            for (const auto& each : got.bookings) forwards.push_back(each.id);
            if (!got.more) break;
            from = {.after = forwards.back()};
        }
        EXPECT_EQ(forwards, all) << "pages of " << limit;
        for (std::size_t at = 0; at < all.size(); ++at) {
            const auto got = page({.before = all[at]}, limit);
            const auto begin = at > static_cast<std::size_t>(limit) ? at - static_cast<std::size_t>(limit) : 0;
            ASSERT_FALSE(got.bookings.empty());
            EXPECT_EQ(got.bookings.front().id, all[begin]) << at << " of " << limit;
            EXPECT_EQ(got.earlier, begin > 0) << at << " of " << limit;
        }
    }
}

TEST_P(Booked, HidesFromTheCustomersOwnListWhatIsOver) {
    const auto booked = made(world.anna, "tue 10:00").booking;
    const auto hidden = [&] {
        return world.db().write([&](db::Tx& tx) { return hide(tx, world.context(), salon.id, booked.id, kCustomer); });
    };
    EXPECT_REFUSED(hidden(), "booking.hide_not_yet");
    world.clock.set(booked.time.end);
    ASSERT_TRUE(hidden());
    ASSERT_TRUE(hidden()) << "twice is not an error";
    EXPECT_TRUE(listed({booked.customer_id}, Which::past).empty());
    world.db().read([&](db::Session& s) {
        EXPECT_EQ(list_all_of_customer(s, salon.id, booked.customer_id, {}, 10).bookings.size(), 1u)
            << "staff still see it";
    });
    EXPECT_EQ(world.activities_of(booked.id), (std::vector<std::string>{"booking.made", "booking.hidden"}));
}

TEST_P(Booked, TheBookOfADayIsListedByStart) {
    const auto ten = made(world.anna, "tue 10:00").booking;
    const auto nine = world.book(world.ben, salon.cut, salon.jonas, "tue 09:00").value().booking;
    const auto other = made(world.anna, "wed 10:00").booking;
    const Span tuesday{world.at("tue 00:00"), world.at("tue 00:00") + 24h};
    const auto page = [&](std::optional<ProviderId> provider, std::optional<BookingId> after, int limit) {
        return world.db().read(
            [&](db::Session& s) { return list_between(s, salon.id, tuesday, provider, after, limit); });
    };
    const auto day = [&](std::optional<ProviderId> provider) {
        std::vector<BookingId> out;
        for (const auto& each : page(provider, {}, 100).bookings) out.push_back(each.id);
        return out;
    };
    EXPECT_EQ(day({}), (std::vector{nine.id, ten.id}));
    EXPECT_FALSE(page({}, {}, 2).more);
    EXPECT_TRUE(page({}, {}, 1).more);
    EXPECT_EQ(page({}, nine.id, 1).bookings.at(0).id, ten.id);
    EXPECT_FALSE(page({}, nine.id, 1).more);
    EXPECT_EQ(day(salon.mira), (std::vector{ten.id}));
    world.db().read([&](db::Session& s) {
        const Span touching{ten.time.end, other.time.begin};
        EXPECT_TRUE(list_between(s, salon.id, touching, {}, {}, 9).bookings.empty()) << "half-open";
    });
}

TEST_P(Booked, IsFoundByEveryLinkThatWasMailed) {
    const auto booked = made(world.anna, "tue 10:00");
    const auto link = [&] {
        return world.db().write(
            [&](db::Tx& tx) { return make_manage_link(tx, world.clock, salon.id, booked.booking.id); });
    };
    const auto first = link(), second = link();
    world.db().read([&](db::Session& s) {
        for (const auto& token : {booked.manage_token, first, second})
            EXPECT_EQ(find_by_token(s, salon.id, token, world.clock.now())->id, booked.booking.id);
        EXPECT_FALSE(find_by_token(s, world.neighbour.id, first, world.clock.now()));
        EXPECT_EQ(s.value<std::int64_t>("select count(*) from booking_links where token_hash = :token", first), 0);
    });
}

TEST_P(Booked, AGuestGetsAnAccountUnlessThereAreNoLogins) {
    settings([](auto& s) { s.logins = businesses::Logins::off; });
    made(world.anna, "tue 10:00");
    EXPECT_EQ(rows("accounts"), 0);
    settings([](auto& s) { s.logins = businesses::Logins::optional; });
    const auto again = made(world.anna, "wed 10:00").booking;
    EXPECT_EQ(rows("accounts"), 1);
    made(world.anna, "thu 10:00");
    EXPECT_EQ(rows("accounts"), 1);
    world.db().read([&](db::Session& s) {
        EXPECT_FALSE(accounts::find_by_customer(s, salon.id, again.customer_id)->has_password);
    });
}

TEST_P(Booked, WhereLoginsAreRequiredOnlyWhoIsSignedInBooksAndStaff) {
    const auto anna = made(world.anna, "tue 10:00").booking.customer_id;
    settings([](auto& s) { s.logins = businesses::Logins::required; });
    auto wish = world.wish(world.anna, salon.cut, salon.mira, "wed 10:00");
    EXPECT_REFUSED(book_as(wish), "booking.sign_in_needed");
    EXPECT_EQ(rows("bookings"), 1);
    wish.customer = anna;
    wish.actor = {activity::ActorKind::customer, anna.value};
    ASSERT_TRUE(book_as(wish));
    EXPECT_EQ(rows("bookings where customer_verified = 1"), 1) << "who is signed in is known";
    auto by_staff = world.wish(world.ben, salon.cut, salon.mira, "thu 10:00");
    by_staff.actor = kStaff;
    EXPECT_TRUE(book_as(by_staff));
}

TEST_P(Booked, NothingIsBookedForWhoWasErasedMeanwhile) {
    auto wish = world.wish(world.anna, salon.cut, salon.mira, "wed 10:00");
    wish.customer = made(world.anna, "tue 10:00").booking.customer_id;
    wish.actor = kStaff;
    world.db().write([&](db::Tx& tx) {
        tx.execute("update customers set anonymised_at = :now where business_id = :b and id = :id", world.clock.now(),
                   salon.id, *wish.customer);
    });
    EXPECT_REFUSED(book_as(wish), "customer.unknown");
    EXPECT_EQ(rows("bookings"), 1);
}

TEST_P(Booked, AnotherNameForAKnownAddressIsMarkedOrRefusedAsTheBusinessWants) {
    const auto first = made(world.anna, "tue 10:00").booking;
    EXPECT_FALSE(first.name_differs);
    auto other = world.anna;
    other.name = "  ";
    const auto given = [&](std::string name, std::string surname, std::string_view when) {
        other.name = std::move(name);
        other.surname = std::move(surname);
        return world.book(other, salon.cut, salon.mira, when);
    };
    EXPECT_TRUE(stored(given("Mallory", "Berg", "wed 10:00")->booking.id).name_differs);
    EXPECT_FALSE(given("ANNA", "berg", "wed 11:00")->booking.name_differs);
    settings([](auto& s) { s.name_check = businesses::NameCheck::refuse; });
    EXPECT_REFUSED(given("Mallory", "Berg", "thu 10:00"), "booking.name_differs");
    EXPECT_EQ(rows("bookings"), 3);
    EXPECT_TRUE(given("Anna Berg", "", "thu 10:00")) << "both in one field";
    EXPECT_TRUE(given("Anna", "", "thu 11:00")) << "where no surname is asked for";
    settings([](auto& s) { s.name_check = businesses::NameCheck::off; });
    EXPECT_FALSE(given("Mallory", "Berg", "fri 10:00")->booking.name_differs);
}

TEST_P(Booked, HoldsNoMoreOpenOnesThanTheBusinessAllows) {
    settings([](auto& s) { s.open_bookings_max = 2; });
    const auto first = made(world.anna, "tue 10:00").booking;
    made(world.anna, "wed 10:00");
    const auto third = world.book(world.anna, salon.cut, salon.mira, "thu 10:00");
    EXPECT_REFUSED(third, "booking.too_many_open");
    EXPECT_EQ(third.error().fault, Fault::too_many);
    EXPECT_EQ(world.diary(salon.mira).size(), 2u);
    EXPECT_TRUE(world.book(world.ben, salon.cut, salon.mira, "thu 10:00")) << "it is each customer's own number";
    auto by_staff = world.wish(world.anna, salon.cut, salon.mira, "fri 10:00");
    by_staff.actor = kStaff;
    const auto fourth = book_as(by_staff);
    ASSERT_TRUE(fourth);
    ASSERT_TRUE(cancelled(fourth->booking.id));
    ASSERT_TRUE(cancelled(first.id));
    EXPECT_TRUE(world.book(world.anna, salon.cut, salon.mira, "thu 14:00"));
}

TEST_P(Booked, WhoIsSignedInIsNotStoppedByWhatGuestsBookedUnderTheirAddress) {
    settings([](auto& s) { s.open_bookings_max = 2; });
    const auto anna = made(world.anna, "tue 10:00").booking.customer_id;
    made(world.anna, "wed 10:00");
    EXPECT_REFUSED(world.book(world.anna, salon.cut, salon.mira, "thu 10:00"), "booking.too_many_open");
    const auto signed_in = [&](std::string_view when) {
        auto wish = world.wish(world.anna, salon.cut, salon.jonas, when);
        wish.customer = anna;
        wish.actor = {activity::ActorKind::customer, anna.value};
        return book_as(wish);
    };
    EXPECT_TRUE(signed_in("tue 10:00"));
    EXPECT_TRUE(signed_in("wed 10:00"));
    EXPECT_REFUSED(signed_in("thu 10:00"), "booking.too_many_open");
}

TEST_P(Booked, ATakenTimeIsToldBeforeAnythingAboutWhoBooks) {
    made(world.anna, "tue 10:00");
    made(world.ben, "wed 10:00");
    settings([](auto& s) {
        s.open_bookings_max = 1;
        s.name_check = businesses::NameCheck::refuse;
    });
    auto other_name = world.anna;
    other_name.name = "Mallory";
    auto unknown = world.anna;
    unknown.email = base::parse_email("nobody@example.com").value();
    for (const auto& who : {world.anna, other_name, unknown}) {
        EXPECT_REFUSED(world.book(who, salon.cut, salon.mira, "wed 10:00"), "booking.time_taken");
        EXPECT_REFUSED(world.book(who, salon.cut, std::nullopt, "sat 10:00"), "booking.time_taken");
    }
    EXPECT_REFUSED(world.book(other_name, salon.cut, salon.mira, "thu 10:00"), "booking.name_differs");
    EXPECT_REFUSED(world.book(world.anna, salon.cut, salon.mira, "thu 10:00"), "booking.too_many_open");
    EXPECT_EQ(world.diary(salon.mira).size(), 2u) << "what was refused holds no time";
    EXPECT_EQ(rows("customers"), 2);
}

TEST_P(Booked, HoldsNoMoreOpenOnesWhereTwoAreBookedAtTheSameTime) {
    made(world.anna, "tue 10:00");
    settings([](auto& s) { s.open_bookings_max = 2; });
    // The first has booked and not committed when the second begins, with somebody else and for another day.
    std::atomic<bool> booked = false;
    std::jthread first([&] {
        world.db().write([&](db::Tx& tx) {
            const auto wish = world.wish(world.anna, salon.cut, salon.mira, "wed 10:00");
            EXPECT_TRUE(book(tx, world.context(), salon.id, wish, Rules::customer));
            booked = true;
            booked.notify_all();
            std::this_thread::sleep_for(200ms);
        });
    });
    booked.wait(false);
    const auto second = world.book(world.anna, salon.cut, salon.jonas, "thu 10:00");
    first.join();
    EXPECT_REFUSED(second, "booking.too_many_open");
    EXPECT_EQ(rows("bookings"), 2);
}

// SQLite would make one for each row whose check names a list of three and more (docs/decisions.md 44).
TEST_P(Booked, WritesNothingThatNeedsATemporaryTable) {
    if (world.db().engine() != db::Engine::sqlite) return;
    using S = std::optional<std::string>;
    for (const auto* table : {"customers", "accounts", "account_customers", "visits", "appointments", "bookings",
                              "activities", "jobs", "messages", "one_time_links"})
        for (const auto& step : world.db().read([&](db::Session& session) {
                 return session.rows<int, S, int, int, int, S, int, S>(
                     fmt::format("explain insert into {} default values", table));
             }))
            EXPECT_NE(std::get<1>(step), "OpenEphemeral") << table;
}

// The last line of defence, without the code above it.
TEST_P(Booked, TheDatabaseItselfRefusesAnOverlap) {
    const auto booked = made(world.anna, "tue 10:00");
    const auto insert = [&](OccupantId occupant, Span span, int quantity) {
        return may_take(booked.booking, {occupant, span, quantity});
    };
    const auto mira = staff::occupant(salon.mira);
    const auto time = booked.booking.time;
    EXPECT_FALSE(insert(mira, {time.begin + 10min, time.begin + 20min}, 1));
    EXPECT_FALSE(insert(mira, {time.begin - 10min, time.end + 10min}, 1));
    EXPECT_TRUE(insert(mira, {time.end, time.end + 10min}, 1));
    EXPECT_THROW(world.db().write([&](db::Tx& tx) {
        tx.execute("update occupancies set ends_at = ends_at + 60 where business_id = :b and occupant_id = :o and "
                   "starts_at = :s",
                   salon.id, mira, time.begin);
    }),
                 db::ConstraintViolation);
    EXPECT_EQ(world.diary(salon.mira).size(), 2u);
}

TEST_P(Booked, TheDatabaseItselfRefusesMoreThanAResourceHas) {
    auto& clinic = world.clinic;
    const auto booked = world.book(world.anna, clinic.scan, clinic.max, "tue 10:00").value();
    const auto time = booked.booking.time;
    const auto insert = [&](Span span, int quantity) {
        return may_take(booked.booking, {staff::occupant(clinic.scanner), span, quantity, false});
    };
    EXPECT_FALSE(insert(time, 2));
    EXPECT_TRUE(insert({time.begin + 30min, time.end + 30min}, 1));
    EXPECT_FALSE(insert({time.end - 10min, time.end}, 1));
    EXPECT_FALSE(insert({time.begin - 10min, time.end + 60min}, 1)) << "the peak is in the middle";
    EXPECT_TRUE(insert({time.begin - 10min, time.begin + 30min}, 1));
}

INSTANTIATE_TEST_SUITE_P(Engines, Booked, testing::ValuesIn(support::engines()), support::engine_name);

}  // namespace
}  // namespace bookings
