// What a database of an older program holds, after the migrations that change how bookings are kept.
#include "base/secret.h"
#include "bookings/booking.h"
#include "db/migrations.h"
#include "support/engines.h"

#include <gtest/gtest.h>

namespace embedded {
std::span<const File> migrations();
}

namespace bookings {
namespace {

struct Upgraded : testing::TestWithParam<db::Engine> {
    support::FreshDatabase fresh{GetParam(), support::Schema::empty};

    void migrate_before(std::string_view version) {
        std::vector<embedded::File> older;
        for (const auto& file : embedded::migrations())
            if (file.name < version) older.push_back(file);
        db::migrate(fresh.db(), older);
    }
    void script(const char* sql) {
        fresh->write([&](db::Tx& tx) { tx.script(sql); });
    }
    template <class T>
    T value(std::string_view sql) {
        return fresh->read([&](db::Session& session) { return session.value<T>(sql).value(); });
    }
};

TEST_P(Upgraded, KeepsItsBookingsAndEveryLinkToThem) {
    constexpr BusinessId salon{1};
    const std::string told = "k3v9w2m4q7r8s5t6x1y0z2a3b4c5d6e7", mailed = "a3b4c5d6e7k3v9w2m4q7r8s5t6x1y0z2";
    migrate_before("0007");
    script(R"sql(
        insert into businesses (id, slug, name, country, time_zone, currency, languages, accent_colour, created_at)
            values (1, 'salon', 'Salon', 'NO', 'Europe/Oslo', 'NOK', 'nb', '#123456', 0);
        insert into services (business_id, id, name, duration_minutes, price_amount) values (1, 2, 'Cut', 30, 100);
        insert into occupants (business_id, id) values (1, 3);
        insert into staff_members (business_id, id, name, role) values (1, 3, 'Mira', 'provider');
        insert into providers (business_id, id) values (1, 3);
        insert into customers (business_id, id, name, surname, language, created_at) values (1, 4, 'Anna', 'Berg', 'nb', 0);
        insert into visits (business_id, id, customer_id, created_at) values (1, 5, 4, 10), (1, 15, 4, 20);
        insert into appointments (business_id, id, service_id, provider_id, starts_at, ends_at, local_start, time_zone, live)
            values (1, 6, 2, 3, 1800, 3600, '1970-01-01T01:30:00', 'Europe/Oslo', 0),
                   (1, 16, 2, 3, 3600, 5400, '1970-01-01T02:00:00', 'Europe/Oslo', 1);
        insert into occupancies (business_id, appointment_id, occupant_id, starts_at, ends_at) values (1, 16, 3, 3600, 5400);
    )sql");
    for (const auto& [id, hash] : {std::pair(7, base::hash("another")), std::pair(17, base::hash(told))})
        fresh->write([&, id = id, hash = hash](db::Tx& tx) {
            tx.execute(R"sql(
                insert into bookings (business_id, id, appointment_id, visit_id, customer_id, status, price_amount, currency,
                    given_name, given_surname, given_email, given_phone, language, manage_token_hash, created_at, changed_at)
                values (1, :id, :appointment, :visit, 4, 'approved', 100, 'NOK', 'Anna', 'Berg', '', '', 'nb', :hash, 20, 20))sql",
                       id, id - 1, id - 2, hash);
        });
    fresh->write([&](db::Tx& tx) {
        tx.execute(
            "insert into booking_links (business_id, token_hash, booking_id, created_at) values (1, :hash, 17, 30)",
            base::hash(mailed));
    });

    db::migrate(fresh.db());

    EXPECT_EQ(db::integrity_errors(fresh.db()), std::vector<std::string>{});
    fresh->read([&](db::Session& session) {
        for (const auto& token : {told, mailed}) {
            const auto found = find_by_token(session, salon, token);
            ASSERT_TRUE(found) << token;
            EXPECT_EQ(found->id, BookingId{17});
            EXPECT_EQ(found->time.begin, Instant{Seconds{3600}});
            EXPECT_EQ(found->provider_id, ProviderId{3});
        }
        EXPECT_FALSE(find_by_token(session, salon, "nobody's"));
        EXPECT_EQ(list_between(session, salon, {Instant{}, Instant{Seconds{7200}}}, {}).size(), 2u);
    });
    EXPECT_EQ(value<int>("select cast(sum(customer_id * id) as bigint) from visits"), 4 * 5 + 4 * 15);
    EXPECT_EQ(value<int>("select cast(count(*) as bigint) from appointments where live = 1 and capacity = 1"), 1);
    EXPECT_THROW(script("delete from appointments where id = 16"), db::ConstraintViolation)
        << "it is still referred to";
    EXPECT_THROW(script("delete from visits where id = 5"), db::ConstraintViolation);
    EXPECT_THROW(script("update bookings set appointment_id = 99 where id = 17"), db::ConstraintViolation);
    EXPECT_THROW(script("update appointments set ends_at = starts_at"), db::ConstraintViolation);
}

INSTANTIATE_TEST_SUITE_P(Engines, Upgraded, testing::ValuesIn(support::engines()), support::engine_name);

}  // namespace
}  // namespace bookings
