// What a database of an older program says of reminders, after they became two switches.
#include "customers/customer.h"
#include "db/db.h"
#include "db/migrations.h"
#include "support/engines.h"

#include <gtest/gtest.h>

namespace embedded {
std::span<const File> migrations();
}

namespace customers {
namespace {

struct UpgradedReminders : testing::TestWithParam<db::Engine> {
    support::FreshDatabase fresh{GetParam(), support::Schema::empty};
};
INSTANTIATE_TEST_SUITE_P(Engines, UpgradedReminders, testing::ValuesIn(support::engines()), support::engine_name);

TEST_P(UpgradedReminders, ReachWhoeverWantedThem) {
    std::vector<embedded::File> older;
    for (const auto& file : embedded::migrations())
        if (file.name < std::string_view("0015")) older.push_back(file);
    db::migrate(fresh.db(), older);
    fresh->write([](db::Tx& tx) {
        tx.script(R"sql(
            insert into businesses (id, slug, name, country, time_zone, currency, languages, accent_colour, created_at)
                values (1, 'salon', 'Salon', 'NO', 'Europe/Oslo', 'NOK', 'nb', '#123456', 0);
            insert into customers (business_id, id, name, surname, language, created_at, reminder_choice)
                values (1, 2, 'Anna', 'Berg', 'nb', 0, 'email'), (1, 3, 'Ben', 'Dahl', 'nb', 0, 'sms'),
                       (1, 4, 'Cara', 'Lund', 'nb', 0, 'none');
        )sql");
    });
    db::migrate(fresh.db());
    EXPECT_EQ(db::integrity_errors(fresh.db()), std::vector<std::string>{});
    const auto reminders = [&](std::int64_t id) {
        return fresh->read(
            [&](db::Session& session) { return find(session, BusinessId{1}, CustomerId{id})->reminders; });
    };
    EXPECT_EQ(reminders(2), (Reminders{.email = true, .sms = false}));
    EXPECT_EQ(reminders(3), (Reminders{.email = true, .sms = true})) << "text messages, which nothing sent";
    EXPECT_EQ(reminders(4), (Reminders{.email = false, .sms = false}));
}

}  // namespace
}  // namespace customers
