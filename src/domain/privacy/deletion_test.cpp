#include "privacy/deletion.h"

#include "accounts/login.h"
#include "bookings/verbs.h"
#include "customers/contacts.h"
#include "customers/walk.h"
#include "privacy/erasure.h"
#include "privacy/test_life.h"

#include <gtest/gtest.h>

namespace privacy {
namespace {

class Deletion : public testing::TestWithParam<db::Engine> {
protected:
    // Nothing lies ahead of her any more.
    Deletion() {
        life.world.clock.set(life.world.at("mon+3 10:00"));
        life.write([&](db::Tx& tx) { tx.execute("update waiting_entries set state = 'expired', why = 'over'"); });
    }
    template <class Body>
    auto read(Body&& body) {
        return life.world.db().read(std::forward<Body>(body));
    }
    std::string delete_her() { return remove(life.quendolin); }
    std::string remove(CustomerId whom, std::optional<BusinessId> where = {}) {
        const auto done = life.write([&](db::Tx& tx) {
            return delete_customer(tx, life.customers_context(), where.value_or(life.business()), whom,
                                   test::Life::staff);
        });
        return done ? "" : done.error().code;
    }
    std::string restore(std::optional<BusinessId> where = {}) {
        const auto done = life.write([&](db::Tx& tx) {
            return restore_customer(tx, life.customers_context(), where.value_or(life.business()), life.quendolin,
                                    test::Life::staff);
        });
        return done ? "" : done.error().code;
    }
    customers::Customer her() {
        return read([&](db::Session& s) { return *customers::find(s, life.business(), life.quendolin); });
    }
    std::size_t found(std::string_view search) {
        return read([&](db::Session& s) {
            return customers::list(s, life.business(), {.search = std::string(search)}).customers.size();
        });
    }
    // But what tells of the deletion itself, and sessions, links and registrations, which end.
    std::string all_rows() {
        return read([&](db::Session& s) { return test::all_rows(s, kLeft); });
    }
    std::int64_t count(std::string_view what) {
        return read([&](db::Session& s) {
            return s.value<std::int64_t>(fmt::format("select cast(count(*) as bigint) from {}", what)).value();
        });
    }

    const std::set<std::string> kLeft{"activities", "jobs", "account_sessions", "one_time_links", "registrations"};
    test::Life life{GetParam()};
};

TEST_P(Deletion, HidesACustomerFromEverythingAndIsTakenBackWhole) {
    const auto before = all_rows();
    const auto email = *her().email;
    ASSERT_EQ(found("quendolin"), 1u);

    EXPECT_EQ(delete_her(), "");
    EXPECT_TRUE(her().deleted);
    EXPECT_EQ(her().full_name(), "");
    EXPECT_EQ(found("quendolin"), 0u);
    EXPECT_EQ(found("90909090"), 0u);
    read([&](db::Session& s) {
        EXPECT_FALSE(customers::find_by_email(s, life.business(), base::folded(email)));
        EXPECT_FALSE(accounts::find_by_customer(s, life.business(), life.quendolin));
        EXPECT_TRUE(customers::born_on(s, life.business(), base::parse_day("2027-05-17").value()).empty());
    });
    EXPECT_EQ(count("account_sessions"), 0);
    EXPECT_EQ(delete_her(), "customer.unknown") << "twice";

    EXPECT_EQ(restore(life.world.neighbour.id), "customer.not_deleted") << "another business's";
    EXPECT_EQ(restore(), "");
    EXPECT_EQ(all_rows(), before);
    EXPECT_FALSE(her().deleted);
    EXPECT_EQ(found("quendolin"), 1u);
    EXPECT_EQ(restore(), "customer.not_deleted");
    const auto log = read([&](db::Session& s) { return activity::list(s, life.business(), life.quendolin.value); });
    std::string types;
    for (const auto& each : log)
        if (each.type == "customer.deleted" || each.type == "customer.restored") types += each.type + " ";
    EXPECT_EQ(types, "customer.deleted customer.restored ");
}

TEST_P(Deletion, IsRefusedWhereAppointmentsLieAheadOrTheyWait) {
    const auto booking =
        life.world.book(life.world.ben, life.world.salon.cut, life.world.salon.mira, "mon+4 10:00").value().booking;
    EXPECT_EQ(remove(booking.customer_id), "customer.has_bookings_ahead");
    EXPECT_EQ(found("ben"), 1u);
    life.write([&](db::Tx& tx) {
            return bookings::cancel(tx, life.world.context(), life.business(), booking.id, test::Life::staff,
                                    bookings::Rules::staff);
        })
        .value();
    life.write([&](db::Tx& tx) { tx.execute("update waiting_entries set state = 'waiting', why = ''"); });
    EXPECT_EQ(delete_her(), "customer.waits");
    EXPECT_EQ(remove(booking.customer_id), "");
    EXPECT_EQ(remove(booking.customer_id, life.world.neighbour.id), "customer.unknown");
    EXPECT_EQ(remove(CustomerId{1}), "customer.unknown");
}

TEST_P(Deletion, LeavesTheAddressToOthersAndIsTakenBackOnlyWithIt) {
    const auto email = *her().email;
    ASSERT_EQ(delete_her(), "");
    const auto address = base::parse_email(email).value();
    const auto other = life.write([&](db::Tx& tx) {
        return customers::join(tx, life.business(), life.world.clock, {"Ola", "Vik", address, "", "nb"}).customer;
    });
    EXPECT_NE(other.id, life.quendolin);
    EXPECT_EQ(restore(), "customer.email_taken_since");
    EXPECT_TRUE(her().deleted) << "nothing of it is done";
    life.write([&](db::Tx& tx) {
            auto changes = customers::changes_of(other);
            changes.email = "ola@example.com";
            return customers::update(tx, life.customers_context(), life.business(), "NO", other.id, changes, {},
                                     test::Life::staff);
        })
        .value();
    EXPECT_EQ(restore(), "");
    EXPECT_EQ(her().email, email);
}

TEST_P(Deletion, OfManySaysWhoCouldNotBeDeleted) {
    const auto booked = life.world.book(life.world.ben, life.world.salon.cut, life.world.salon.mira, "mon+4 10:00")
                            .value()
                            .booking.customer_id;
    const auto done = life.write([&](db::Tx& tx) {
        return delete_customers(tx, life.customers_context(), life.business(), {life.quendolin, booked, life.quendolin},
                                test::Life::staff);
    });
    EXPECT_EQ(done.count, 1);
    ASSERT_EQ(done.refused.size(), 1u);
    EXPECT_EQ(done.refused.front().first, booked);
    const auto list = read([&](db::Session& s) { return customers::list_deletions(s, life.business(), {}, 10); });
    ASSERT_EQ(list.deletions.size(), 1u);
    EXPECT_EQ(list.deletions.front().name, "Quendolin Xerxes");
    EXPECT_FALSE(list.more);
}

TEST_P(Deletion, EndsAfterThirtyDaysForGood) {
    const auto nobody = life.write([&](db::Tx& tx) {
        customers::Changes changes;
        changes.name = "Zacharias";
        changes.email = "zacharias@example.com";
        changes.language = "nb";
        const auto made =
            customers::create(tx, life.customers_context(), life.business(), "NO", changes, test::Life::staff).value();
        customers::add_contact_person(tx, life.customers_context(), life.business(), "NO", made, {.name = "Zoe"},
                                      test::Life::staff)
            .value();
        return made;
    });
    ASSERT_EQ(delete_her(), "");
    ASSERT_EQ(remove(nobody), "");
    life.world.clock.advance(customers::kDeletedKept);
    finish_deletions(life.world.db(), life.customers_context());
    EXPECT_TRUE(her().deleted) << "the last moment";
    life.world.clock.advance(Seconds{1});
    finish_deletions(life.world.db(), life.customers_context());
    EXPECT_FALSE(her().deleted);
    EXPECT_TRUE(her().anonymised) << "who has booked stays for the books";
    EXPECT_EQ(restore(), "customer.not_deleted");
    read([&](db::Session& s) { EXPECT_FALSE(customers::find(s, life.business(), nobody)); });
    const auto rows = all_rows();
    for (const auto* text : {"uendolin", "Xerxes", "90909090", "Zacharias", "Zoe"})
        EXPECT_EQ(rows.find(text), std::string::npos) << text;
}

TEST_P(Deletion, IsEndedByErasingToo) {
    ASSERT_EQ(delete_her(), "");
    life.write([&](db::Tx& tx) {
            return erase_asked(tx, life.customers_context(), life.business(), life.quendolin, test::Life::staff);
        })
        .value();
    EXPECT_FALSE(her().deleted);
    EXPECT_TRUE(her().anonymised);
    EXPECT_EQ(restore(), "customer.not_deleted");
    const auto rows = all_rows();
    for (const auto* text : {"uendolin", "Xerxes", "90909090"}) EXPECT_EQ(rows.find(text), std::string::npos) << text;
    EXPECT_EQ(count("erasure_requests where decision = 'erased'"), 1);
    const auto again = life.write([&](db::Tx& tx) {
        return erase_asked(tx, life.customers_context(), life.business(), life.quendolin, test::Life::staff);
    });
    EXPECT_EQ(again.error().code, "customer.unknown");
}

INSTANTIATE_TEST_SUITE_P(Engines, Deletion, testing::ValuesIn(support::engines()), support::engine_name);

}  // namespace
}  // namespace privacy
