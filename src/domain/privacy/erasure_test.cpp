#include "privacy/erasure.h"

#include "privacy/test_life.h"

#include <gtest/gtest.h>

namespace privacy {
namespace {

class Erasure : public testing::TestWithParam<db::Engine> {
protected:
    void erase() {
        life.write([&](db::Tx& tx) {
            privacy::erase(tx, life.customers_context(), life.business(), life.quendolin, test::Life::staff);
        });
    }
    // Where the text stands in any column of any table.
    std::string where(std::string_view text) {
        return life.world.db().read([&](db::Session& session) {
            std::string out;
            for (const auto& table : test::tables_of(session))
                for (const auto& column : table.columns)
                    if (column.is_text &&
                        session.value<int>(
                            fmt::format("select 1 from {} where lower({}) like :text limit 1", table.name, column.name),
                            fmt::format("%{}%", text)))
                        out += fmt::format("{}.{} ", table.name, column.name);
            return out;
        });
    }
    std::int64_t count(std::string_view what) {
        return life.world.db().read([&](db::Session& session) {
            return session.value<std::int64_t>(fmt::format("select cast(count(*) as bigint) from {}", what)).value();
        });
    }

    test::Life life{GetParam()};
};

TEST_P(Erasure, LeavesNothingInAnyTableThatSaysWhoItWas) {
    // She was to be found before, so that the search below says something.
    for (const auto* place :
         {"customers.email", "bookings.given_email", "messages.address_key", "messages.text", "registrations.email",
          "one_time_links.email_key", "activities.data", "jobs.last_error", "account_sessions.user_agent"})
        EXPECT_NE(where("quendolin").find(place), std::string::npos) << place << " of " << where("quendolin");
    const auto messages = count("messages");

    erase();
    for (const auto* text : {"quendolin", "xerxes", "90909090", "192.0.2.1", "1990-05-17"})
        EXPECT_EQ(where(text), "") << text;
    EXPECT_EQ(count("archives"), 0);
    EXPECT_EQ(count("everybody_folders where customer_id in (select id from customers where surname = 'Vik')"), 0)
        << "which told what she gave for the child";
    EXPECT_EQ(count("messages"), messages) << "that something was sent stays";
    EXPECT_EQ(count("bookings"), 3) << "and so does the bookkeeping";
}

TEST_P(Erasure, SendsNothingMoreToAnyOfTheirAddresses) {
    life.write([&](db::Tx& tx) { tx.execute("update messages set state = 'waiting', finished_at = null"); });
    erase();
    EXPECT_EQ(count("messages where state = 'waiting' and address = ''"), 0);
    EXPECT_GT(count("messages where state = 'waiting'"), 0) << "Ben's";
}

TEST_P(Erasure, TouchesNobodyElse) {
    const auto bens = count(fmt::format("messages where customer_id = {} and text <> ''", life.ben.value));
    ASSERT_GT(bens, 0);
    erase();
    EXPECT_EQ(count(fmt::format("messages where customer_id = {} and text <> ''", life.ben.value)), bens);
    EXPECT_EQ(count("customers where email = 'ben@example.com' and surname = 'Dahl'"), 1);
    EXPECT_EQ(count("bookings where given_email = 'ben@example.com'"), 1);
    EXPECT_EQ(count("customers where name = 'Ida'"), 1) << "whom she looked after stays";
    EXPECT_EQ(count("bookings where given_name = 'Ida' and given_email = '' and given_phone = ''"), 1);
}

INSTANTIATE_TEST_SUITE_P(Engines, Erasure, testing::ValuesIn(support::engines()), support::engine_name);

}  // namespace
}  // namespace privacy
