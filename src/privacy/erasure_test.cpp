#include "privacy/erasure.h"

#include "accounts/account.h"
#include "privacy/archive.h"
#include "support/world.h"

#include <gtest/gtest.h>

namespace privacy {
namespace {

class Erasure : public testing::TestWithParam<db::Engine> {
protected:
    Erasure() {
        customer = world.book(world.anna, world.salon.cut, world.salon.mira, "tue 10:00").value().booking.customer_id;
    }

    void add_message(std::int64_t id, std::optional<CustomerId> about, std::string_view state) {
        world.db().write([&](db::Tx& tx) {
            tx.execute(R"sql(
                insert into messages (business_id, id, happens, customer_id, recipient_name, address, address_key, language,
                                      subject, html, text, state, reply, wanted_at, due_at, message_id, created_at)
                values (:business, :id, 'booked', :customer, 'Anna Berg', 'anna@example.com', 'anna@example.com', 'nb',
                        'For Anna', '<p>Anna</p>', 'Anna', :state, '250 anna@example.com', 0, 0, 'x', 0))sql",
                       world.salon.id, id, about, state);
        });
    }
    // Where the text still stands, table by table.
    std::string where(std::string_view text) {
        std::string out;
        world.db().read([&](db::Session& session) {
            const bool sqlite = session.engine() == db::Engine::sqlite;
            for (const auto& [table] : session.rows<std::string>(
                     sqlite ? "select name from sqlite_master where type = 'table' and name not like 'sqlite_%'"
                            : "select cast(tablename as text) from pg_tables where schemaname = 'public'")) {
                std::string row = "cast(t as text)";
                if (sqlite) {
                    row.clear();
                    for (const auto& [column] :
                         session.rows<std::string>("select name from pragma_table_info(:table)", table))
                        row += fmt::format("{}quote({})", row.empty() ? "" : "||", column);
                }
                if (session.value<int>(fmt::format("select 1 from {} t where lower({}) like :text limit 1", table, row),
                                       fmt::format("%{}%", text)))
                    out += table + " ";
            }
        });
        return out;
    }

    support::World world{GetParam()};
    CustomerId customer;
};

TEST_P(Erasure, LeavesNothingThatSaysWhoItWas) {
    const accounts::Context context{world.clock, world.registry};
    world.db().write([&](db::Tx& tx) {
        const auto account = accounts::ensure(tx, context, world.salon.id, customer, {}).value();
        accounts::make_link(tx, world.clock, world.salon.id, accounts::Purpose::access, account.value,
                            "anna@example.com");
        accounts::make_link(tx, world.clock, world.salon.id, accounts::Purpose::registration, 77, "anna@example.com");
        ask(tx, {world.clock, world.registry}, world.salon.id, customer, html::Language::nb, {});
        tx.execute("update archives set state = 'ready', content_hex = 'aa'");
    });
    add_message(1, customer, "sent");
    add_message(2, std::nullopt, "sent");
    add_message(3, customer, "waiting");
    ASSERT_NE(where("anna@example.com").find("messages"), std::string::npos);
    ASSERT_NE(where("anna@example.com").find("bookings"), std::string::npos);

    world.db().write([&](db::Tx& tx) { erase(tx, {world.clock, world.registry}, world.salon.id, customer, {}); });
    for (const auto* text : {"anna", "41234567"}) EXPECT_EQ(where(text), "") << text;
    const auto value = [&](std::string_view sql) {
        return world.db().read([&](db::Session& session) { return session.value<std::int64_t>(sql).value(); });
    };
    EXPECT_EQ(value("select count(*) from archives"), 0);
    EXPECT_EQ(value("select count(*) from messages where state = 'waiting'"), 0) << "nothing is sent to them any more";
    EXPECT_EQ(value("select count(*) from bookings"), 1) << "the bookkeeping stays";
}

TEST_P(Erasure, TouchesNobodyElse) {
    ASSERT_TRUE(world.book(world.ben, world.salon.cut, world.salon.jonas, "tue 10:00"));
    const auto before = where("ben@example.com");
    world.db().write([&](db::Tx& tx) { erase(tx, {world.clock, world.registry}, world.salon.id, customer, {}); });
    EXPECT_EQ(where("ben@example.com"), before);
    EXPECT_NE(before.find("bookings"), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(Engines, Erasure, testing::ValuesIn(support::engines()), support::engine_name);

}  // namespace
}  // namespace privacy
