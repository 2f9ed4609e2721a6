// A customer's own length and price of a service, in everything that asks for times, takes them or tells a price.
#include "bookings/tailored.h"

#include "bookings/booking.h"
#include "bookings/explain.h"
#include "bookings/free_times.h"
#include "catalog/customer_terms.h"
#include "catalog/offer.h"
#include "support/seed.h"
#include "support/world.h"

#include <gtest/gtest.h>

#include <random>

namespace bookings {
namespace {

using namespace std::chrono_literals;
using catalog::CustomerTerms;
using catalog::Service;

struct TailoredService : testing::TestWithParam<db::Engine> {
    support::World world{GetParam()};
    support::Salon& salon = world.salon;
    FreeTimes free_times;
    CustomerId anna = customer(world.anna), ben = customer(world.ben);

    CustomerId customer(const customers::Details& details) {
        return world.db().write(
            [&](db::Tx& tx) { return customers::join(tx, salon.id, world.clock, details).customer.id; });
    }
    void agree(CustomerId with, ServiceId service, const CustomerTerms& terms) {
        const auto agreed = world.db().write([&](db::Tx& tx) {
            return catalog::change_customer_terms(tx, {world.clock, world.registry}, salon.id, with, {{service, terms}},
                                                  {});
        });
        ASSERT_TRUE(agreed) << agreed.error().code;
    }
    Wish wish(std::optional<CustomerId> customer, ProviderId provider, std::string_view when) {
        auto out = world.wish(world.anna, salon.cut, provider, when);
        out.customer = customer;
        return out;
    }
    Result<Made> book(const Wish& wish, Rules rules = Rules::customer) {
        return world.db().write([&](db::Tx& tx) { return bookings::book(tx, world.context(), salon.id, wish, rules); });
    }
    Result<Booking> move(BookingId id, std::string_view when, std::optional<ProviderId> provider = {}) {
        return world.db().write([&](db::Tx& tx) {
            return reschedule(tx, world.context(), salon.id, id, {world.at(when), provider}, {}, Rules::staff);
        });
    }
    std::shared_ptr<const Snapshot> snapshot() {
        return world.db().read([&](db::Session& session) { return world.snapshots.find(session, salon.slug); });
    }
    std::vector<Instant> free_on(FreeTimes& times, Day day, const Wanted& wanted) {
        const auto now = snapshot();
        std::vector<Instant> out;
        for (const auto& free : world.db().read(
                 [&](db::Session& session) { return times.list(session, *now, wanted, day, day, world.clock.now()); }))
            out.push_back(free.start);
        return out;
    }
    std::vector<Instant> free_for(std::optional<CustomerId> customer, std::string_view when = "tue 10:00") {
        return free_on(free_times, salon.zone.day(world.at(when)),
                       {.service_id = salon.cut, .provider_id = salon.mira, .customer = customer});
    }
    static Minutes length(const Booking& booking) {
        return std::chrono::duration_cast<Minutes>(booking.time.end - booking.time.begin);
    }
};
INSTANTIATE_TEST_SUITE_P(Engines, TailoredService, testing::ValuesIn(support::engines()), support::engine_name);

TEST_P(TailoredService, TakesAsLongAndCostsAsMuchAsWasAgreedWithTheCustomer) {
    agree(anna, salon.cut, {90min, 50000});
    const auto made = book(wish(anna, salon.mira, "tue 10:00")).value().booking;
    EXPECT_EQ(length(made), 90min);
    EXPECT_EQ(made.price, (Money{50000, "NOK"}));
    EXPECT_EQ(world.diary(salon.mira), (std::vector<Span>{made.time}));

    const auto other = book(wish(ben, salon.mira, "wed 10:00")).value().booking;
    EXPECT_EQ(length(other), 45min);
    EXPECT_EQ(other.price.amount, 69000);
}

TEST_P(TailoredService, IsTheCustomersOwnBeforeTheProvidersAndThatBeforeTheServices) {
    world.change(salon.cut, [&](Service& service) { service.own = {{salon.mira, 60min, 99000}}; });
    agree(anna, salon.cut, {30min, {}});
    const auto at_mira = book(wish(anna, salon.mira, "tue 10:00")).value().booking;
    EXPECT_EQ(length(at_mira), 30min);
    EXPECT_EQ(at_mira.price.amount, 99000) << "of the price nothing was agreed";

    agree(anna, salon.cut, {{}, 0});
    const auto later = book(wish(anna, salon.mira, "wed 10:00")).value().booking;
    EXPECT_EQ(length(later), 60min);
    EXPECT_EQ(later.price.amount, 0);
    agree(anna, salon.cut, {});
    EXPECT_EQ(book(wish(anna, salon.mira, "thu 10:00")).value().booking.price.amount, 99000);
}

TEST_P(TailoredService, HasAPriceForTheCustomerThoughItIsToldToOthersOnRequest) {
    world.change(salon.cut, [](Service& service) { service.price_kind = catalog::PriceKind::on_request; });
    agree(anna, salon.cut, {{}, 12300});
    EXPECT_EQ(book(wish(anna, salon.mira, "tue 10:00")).value().booking.price.amount, 12300);
    EXPECT_EQ(book(wish(ben, salon.mira, "wed 10:00")).value().booking.price.amount, 0);
}

TEST_P(TailoredService, IsOfferedAtTheTimesThatTheCustomersOwnLengthFits) {
    agree(anna, salon.cut, {150min, {}});
    EXPECT_EQ(free_for({}).back(), world.at("tue 16:15"));
    EXPECT_EQ(free_for(anna).back(), world.at("tue 14:30"));
    EXPECT_EQ(free_for(ben), free_for({})) << "what was agreed with one customer is kept from the others";

    agree(anna, salon.cut, {15min, {}});
    EXPECT_EQ(free_for(anna).back(), world.at("tue 16:45"));
    EXPECT_EQ(free_for({}).back(), world.at("tue 16:15"));
    agree(anna, salon.cut, {});
    EXPECT_EQ(free_for(anna), free_for({}));
}

TEST_P(TailoredService, IsForGuestsAsForEverybodyWhateverAddressTheyType) {
    agree(anna, salon.cut, {90min, 50000});
    const auto made = book(wish({}, salon.mira, "tue 10:00")).value().booking;
    EXPECT_EQ(made.customer_id, anna);
    EXPECT_EQ(length(made), 45min);
    EXPECT_EQ(made.price.amount, 69000);
}

TEST_P(TailoredService, IsTheSameWhenStaffBookForTheCustomer) {
    agree(anna, salon.cut, {90min, 50000});
    const auto made = book(wish(anna, salon.mira, "tue 15:30"), Rules::staff).value().booking;
    EXPECT_EQ(length(made), 90min);
    EXPECT_EQ(made.price.amount, 50000);
}

TEST_P(TailoredService, CostsInAGroupWhatWasAgreedAndTakesAsLongAsTheGroup) {
    world.change(salon.cut, [](Service& service) { service.capacity = 3; });
    const auto first = book(wish(ben, salon.mira, "tue 10:00")).value().booking;
    agree(anna, salon.cut, {90min, 50000});
    auto joining = wish(anna, salon.mira, "tue 10:00");
    joining.appointment = first.appointment_id;
    const auto joined = book(joining).value().booking;
    EXPECT_EQ(joined.time, first.time);
    EXPECT_EQ(joined.price.amount, 50000);
}

TEST_P(TailoredService, KeepsTheLengthAndPriceOfWhatIsMoved) {
    agree(anna, salon.cut, {90min, 50000});
    const auto made = book(wish(anna, salon.mira, "tue 10:00")).value().booking;
    agree(anna, salon.cut, {30min, 10000});
    world.change(salon.cut, [&](Service& service) { service.own = {{salon.jonas, 20min, {}}}; });
    const auto day = salon.zone.day(world.at("wed 10:00"));
    const auto free =
        free_on(free_times, day,
                {.service_id = salon.cut, .provider_id = salon.mira, .moving = made.appointment_id, .customer = anna});
    EXPECT_EQ(free.back(), world.at("wed 15:30"));

    const auto moved = move(made.id, "wed 15:30").value();
    EXPECT_EQ(length(moved), 90min);
    EXPECT_EQ(moved.price.amount, 50000);
    EXPECT_EQ(length(move(made.id, "wed 13:00", salon.jonas).value()), 90min);
    const auto with_all = world.db().write([&](db::Tx& tx) {
        return move_appointment(tx, world.context(), salon.id, moved.appointment_id, {world.at("thu 10:00")}, {});
    });
    ASSERT_TRUE(with_all);
    EXPECT_EQ(length(with_all->front()), 90min);
    EXPECT_EQ(world.diary(salon.jonas), (std::vector<Span>{with_all->front().time}));
}

TEST_P(TailoredService, KeepsTheLengthOfWhatIsMovedThoughTheServiceTakesLongerNow) {
    const auto made = book(wish(anna, salon.mira, "tue 10:00")).value().booking;
    world.change(salon.cut, [](Service& service) { service.duration = 120min; });
    EXPECT_EQ(length(move(made.id, "wed 16:15").value()), 45min);
}

TEST_P(TailoredService, IsForTheNextBookingOnlyWhatWasAgreedBefore) {
    const auto made = book(wish(anna, salon.mira, "tue 10:00")).value().booking;
    agree(anna, salon.cut, {90min, 50000});
    const auto found = world.db().read([&](db::Session& session) { return find(session, salon.id, made.id).value(); });
    EXPECT_EQ(found.time, made.time);
    EXPECT_EQ(found.price, made.price);
}

// Against a plain service that takes as long, against what booking says, and against memory that begins anew: random
// lengths of customers, providers and the service, with random appointments between them.
TEST_P(TailoredService, IsOfferedAsAPlainServiceOfThatLengthWouldBe) {
    const support::Seed seed(20'261'130);
    std::mt19937_64 dice(seed.value);
    const auto roll = [&](int low, int high) { return std::uniform_int_distribution(low, high)(dice); };
    const auto maybe = [&](int low, int high) {
        return roll(0, 2) == 0 ? std::nullopt : std::optional(Minutes{5 * roll(low, high)});
    };
    auto twin = *snapshot()->service(salon.cut);
    twin.name = {"Twin", {}};
    const auto plain = world.db().write([&](db::Tx& tx) {
        return catalog::create_service(tx, {world.clock, world.registry}, salon.id, twin, {}).value();
    });
    int offered = 0;
    for (int round = 0; round < 25; ++round) {
        const Minutes of_service{5 * roll(1, 30)};
        const auto of_mira = maybe(1, 40), of_anna = maybe(1, 60), of_ben = maybe(1, 60);
        world.change(salon.cut, [&](Service& service) {
            service.duration = of_service;
            service.own = {{salon.mira, of_mira, {}}};
        });
        agree(anna, salon.cut, {of_anna, {}});
        agree(ben, salon.cut, {of_ben, {}});
        const auto day = salon.zone.day(world.clock.now()) + std::chrono::days{roll(1, 4)};
        for (const auto& [who, own] : {std::pair(std::optional(anna), of_anna),
                                       {std::optional(ben), of_ben},
                                       {std::optional<CustomerId>{}, std::optional<Minutes>{}}}) {
            const auto length = own.value_or(of_mira.value_or(of_service));
            world.change(plain, [&](Service& service) { service.duration = length; });
            const Wanted wanted{.service_id = salon.cut, .provider_id = salon.mira, .customer = who};
            const auto free = free_on(free_times, day, wanted);
            ASSERT_EQ(free, free_on(free_times, day, {.service_id = plain, .provider_id = salon.mira}));
            FreeTimes anew;
            ASSERT_EQ(free, free_on(anew, day, wanted));

            auto asked = wish(who, salon.mira, "tue 10:00");
            asked.starts_at = salon.zone.instant(WallTime{day} + Minutes{roll(9 * 12, 17 * 12) * 5});
            if (!free.empty() && roll(0, 1) == 1)
                asked.starts_at = free[static_cast<std::size_t>(roll(0, static_cast<int>(free.size()) - 1))];
            const bool is_free = std::ranges::binary_search(free, asked.starts_at);
            const auto now = snapshot();
            const auto explained = world.db().read([&](db::Session& session) {
                return explain(session, *now, {salon.cut, salon.mira, {}, asked.starts_at, who}, world.clock.now());
            });
            EXPECT_EQ(explained.offered, is_free) << base::to_text(asked.starts_at);
            const auto made = book(asked);
            ASSERT_EQ(made.has_value(), is_free) << base::to_text(asked.starts_at);
            if (!made) continue;
            EXPECT_EQ(length, TailoredService::length(made->booking));
            ++offered;
        }
    }
    EXPECT_GT(offered, 10);
}

}  // namespace
}  // namespace bookings
