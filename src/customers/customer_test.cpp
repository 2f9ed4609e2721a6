#include "customers/customer.h"

#include "db/db.h"
#include "support/engines.h"

#include <gtest/gtest.h>

#include <thread>

namespace customers {
namespace {

class Customers : public testing::TestWithParam<db::Engine> {
protected:
    Customers() {
        salon = open(1, "salon");
        other = open(2, "other");
    }
    // Customers stand below businesses in the house, so the row is made here.
    BusinessId open(std::int64_t id, std::string slug) {
        fresh->write([&](db::Tx& tx) {
            tx.execute(R"sql(
                insert into businesses (id, slug, name, country, time_zone, currency, languages, accent_colour, created_at)
                values (:id, :slug, 'Salon', 'NO', 'Europe/Oslo', 'NOK', 'nb', '#0f766e', 0))sql",
                       id, slug);
        });
        return {id};
    }
    Joined join(BusinessId business, const Details& details) {
        return fresh->write([&](db::Tx& tx) { return customers::join(tx, business, clock, details); });
    }
    std::optional<Customer> find(BusinessId business, CustomerId id) {
        return fresh->read([&](db::Session& session) { return customers::find(session, business, id); });
    }
    static Details anna(std::string_view email = "Anna@Example.com") {
        return {"Anna", "Berg", base::parse_email(email).value(), "+4741234567", "nb"};
    }

    support::FreshDatabase fresh{GetParam()};
    base::ManualClock clock{base::parse_instant("2026-11-30T08:00:00Z").value()};
    BusinessId salon, other;
};
INSTANTIATE_TEST_SUITE_P(Engines, Customers, testing::ValuesIn(support::engines()), support::engine_name);

TEST_P(Customers, AreMadeOfWhatTheyGave) {
    const auto joined = join(salon, anna());
    EXPECT_TRUE(joined.is_new);
    const auto found = find(salon, joined.id);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->id, joined.id);
    EXPECT_EQ(found->name, "Anna");
    EXPECT_EQ(found->surname, "Berg");
    EXPECT_EQ(found->email, "Anna@Example.com");
    EXPECT_EQ(found->phone, "+4741234567");
    EXPECT_EQ(found->language, "nb");
}

TEST_P(Customers, AreKnownByTheirAddressAndNotChangedByIt) {
    const auto first = join(salon, anna());
    const auto second =
        join(salon, {"Mallory", "Evil", base::parse_email("anna@example.COM").value(), "+4799999999", "en"});
    EXPECT_EQ(second.id, first.id);
    EXPECT_FALSE(second.is_new);
    const auto found = find(salon, first.id);
    EXPECT_EQ(found->name, "Anna");
    EXPECT_EQ(found->surname, "Berg");
    EXPECT_EQ(found->email, "Anna@Example.com");
    EXPECT_EQ(found->phone, "+4741234567");
    EXPECT_EQ(found->language, "nb");
}

TEST_P(Customers, BelongToOneBusiness) {
    const auto here = join(salon, anna());
    const auto there = join(other, anna());
    EXPECT_TRUE(there.is_new);
    EXPECT_NE(here.id, there.id);
    EXPECT_FALSE(find(other, here.id));
    EXPECT_FALSE(find(salon, there.id));
    EXPECT_THROW(join(BusinessId{3}, anna()), db::ConstraintViolation);
}

TEST_P(Customers, JoinOnceWhenOneAddressComesManyTimesAtOnce) {
    constexpr int kAddresses = 20;
    std::atomic<int> made = 0;
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t)
        threads.emplace_back([&] {
            for (int i = 0; i < kAddresses; ++i)
                if (join(salon, anna(fmt::format("anna{}@example.com", i))).is_new) ++made;
        });
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(made, kAddresses);
    EXPECT_EQ(fresh->read([](db::Session& session) { return session.value<int>("select count(*) from customers"); }),
              kAddresses);
}

}  // namespace
}  // namespace customers
