#include "duplicates/merge.h"

#include "accounts/profile.h"
#include "bookings/booking.h"
#include "customers/labels.h"
#include "duplicates/search.h"
#include "personal/merge.h"
#include "privacy/deletion.h"
#include "privacy/erasure.h"
#include "privacy/test_life.h"

#include <gtest/gtest.h>

namespace duplicates {
namespace {

using privacy::test::Life;

class Merge : public testing::TestWithParam<db::Engine> {
protected:
    Merge() {
        // Else she cannot go.
        life.write([&](db::Tx& tx) {
            tx.execute("update erasure_requests set decided_at = :now, decision = 'refused'", life.world.clock.now());
        });
    }
    template <class Body>
    auto read(Body&& body) {
        return life.world.db().read(std::forward<Body>(body));
    }
    customers::Customer find(CustomerId id) {
        return read([&](db::Session& s) { return *customers::find(s, life.business(), id); });
    }
    Result<void> try_merge(CustomerId survivor, CustomerId other, std::set<std::string> from_other = {},
                           std::optional<BusinessId> where = {}) {
        const MergeWish wish{survivor, other, std::move(from_other), find(survivor).version, find(other).version};
        return life.write([&](db::Tx& tx) {
            return merge(tx, life.customers_context(), where.value_or(life.business()), "NO", wish, Life::staff);
        });
    }
    std::string merged(CustomerId survivor, CustomerId other, std::set<std::string> from_other = {}) {
        const auto done = try_merge(survivor, other, std::move(from_other));
        return done ? "" : done.error().code;
    }
    std::string undo(CustomerId other, std::optional<BusinessId> where = {}) {
        const auto done = life.write([&](db::Tx& tx) {
            return undo_merge(tx, life.customers_context(), where.value_or(life.business()), "NO", other, Life::staff);
        });
        return done ? "" : done.error().code;
    }
    // But what tells of the merge itself, and sessions, links and registrations, which end.
    std::string all_rows() {
        return read([&](db::Session& s) {
            return privacy::test::all_rows(
                s, {"activities", "jobs", "account_sessions", "one_time_links", "registrations", "calendar_versions"});
        });
    }
    std::int64_t count(std::string_view what) {
        return read([&](db::Session& s) {
            return s.value<std::int64_t>(fmt::format("select cast(count(*) as bigint) from {}", what)).value();
        });
    }
    static std::string line_of(const std::string& rows, std::string_view text) {
        const auto at = rows.find(text);
        if (at == rows.npos) return {};
        const auto begin = rows.rfind('\n', at) + 1;
        return rows.substr(begin, rows.find('\n', at) - begin);
    }
    CustomerId add(std::string name, std::string email = {}) {
        customers::Changes changes;
        changes.name = std::move(name);
        changes.email = std::move(email);
        changes.language = "nb";
        return life
            .write([&](db::Tx& tx) {
                return customers::create(tx, life.customers_context(), life.business(), "NO", changes, Life::staff);
            })
            .value();
    }

    Life life{GetParam()};
};

TEST_P(Merge, MovesWhateverHangsOnWhoGoesAndIsTakenBackWhole) {
    const auto before = all_rows();
    for (const auto& [survivor, other] : {std::pair(life.ben, life.quendolin), std::pair(life.quendolin, life.ben)}) {
        ASSERT_EQ(merged(survivor, other), "");
        EXPECT_TRUE(find(other).anonymised);
        EXPECT_EQ(find(other).full_name(), "");
        for (const auto* table : {"bookings", "messages", "workflow_runs", "series", "waiting_entries",
                                  "contact_persons", "customer_labels", "customer_pictures", "visits"})
            EXPECT_EQ(count(fmt::format("{} where customer_id = {}", table, other.value)), 0) << table;
        EXPECT_EQ(read([&](db::Session& s) { return customers::survivor_of(s, life.business(), other); }), survivor);
        EXPECT_EQ(undo(other, life.world.neighbour.id), "customer.not_merged") << "another business's";
        ASSERT_EQ(undo(other), "");
        EXPECT_EQ(all_rows(), before);
        EXPECT_EQ(undo(other), "customer.not_merged") << "twice";
    }
}

TEST_P(Merge, GivesTheSurvivorTheLoginThatThereIs) {
    const auto nobody = add("Quendoline");
    const auto address = *find(life.quendolin).email;
    ASSERT_EQ(merged(nobody, life.quendolin, {"email"}), "");
    read([&](db::Session& s) {
        const auto account = accounts::find_by_customer(s, life.business(), nobody);
        ASSERT_TRUE(account);
        EXPECT_EQ(account->id, life.account);
        EXPECT_EQ(account->email, address);
        EXPECT_TRUE(accounts::looks_after(s, life.business(), life.account, life.child)) << "with whom they look after";
    });
    EXPECT_EQ(find(nobody).email, address);
    ASSERT_EQ(undo(life.quendolin), "");
    read([&](db::Session& s) {
        EXPECT_FALSE(accounts::find_by_customer(s, life.business(), nobody));
        EXPECT_EQ(accounts::find_by_customer(s, life.business(), life.quendolin)->id, life.account);
    });
    EXPECT_EQ(find(nobody).email, std::nullopt);
    EXPECT_EQ(find(life.quendolin).email, address);
}

TEST_P(Merge, LeavesALoginThatGetsTheOthersAddressToWhoHasThatAddress) {
    const auto other = add("Quendoline", "quendoline@example.com");
    const auto login = [&] {
        return *read([&](db::Session& s) { return accounts::find_by_customer(s, life.business(), life.quendolin); });
    };
    life.write([&](db::Tx& tx) {
        tx.execute("update accounts set password_hash = 'hash', email_confirmed_at = :now where id = :id",
                   life.world.clock.now(), life.account);
    });
    const auto before = login();
    ASSERT_TRUE(before.has_password && before.email_confirmed);
    ASSERT_EQ(merged(life.quendolin, other, {"email"}), "");
    EXPECT_EQ(login().email, "quendoline@example.com");
    EXPECT_FALSE(login().has_password) << "whoever knows it has not shown that the address is theirs";
    EXPECT_FALSE(login().email_confirmed);
    ASSERT_EQ(undo(other), "");
    EXPECT_EQ(login().email, before.email);
    EXPECT_TRUE(login().has_password);
    EXPECT_TRUE(login().email_confirmed);
    EXPECT_EQ(find(life.quendolin).email, before.email);
}

TEST_P(Merge, IsUndoneWithoutAnAddressThatTheSurvivorHasChosenSince) {
    const auto other = add("Quendoline", "quendoline@example.com");
    ASSERT_EQ(merged(life.quendolin, other), "");
    life.write([&](db::Tx& tx) {
            auto changes = customers::changes_of(*customers::find(tx, life.business(), life.quendolin));
            changes.email = "quendolin.fifth@example.com";
            return accounts::update_record(tx, life.context(), life.business(), "NO", life.quendolin, changes, {}, true,
                                           Life::staff);
        })
        .value();
    life.write([&](db::Tx& tx) {
        tx.execute("update accounts set password_hash = 'chosen since' where id = :id", life.account);
    });
    ASSERT_EQ(undo(other), "");
    const auto login =
        read([&](db::Session& s) { return *accounts::find_by_customer(s, life.business(), life.quendolin); });
    EXPECT_EQ(login.email, "quendolin.fifth@example.com");
    EXPECT_TRUE(login.has_password);
    EXPECT_TRUE(login.email_confirmed);
}

TEST_P(Merge, OfALoginNeedsAnAddress) {
    const auto nobody = add("Quendoline");
    const auto done = try_merge(nobody, life.quendolin);
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().fields.at(0).code, "account.needs_email");
    EXPECT_FALSE(find(life.quendolin).anonymised) << "nothing of it is done";
}

TEST_P(Merge, OfACustomerAndTheChildThatTheyLookAfterLeavesNobodyOfTheirOwn) {
    ASSERT_EQ(merged(life.quendolin, life.child), "");
    read([&](db::Session& s) { EXPECT_EQ(accounts::list_people(s, life.business(), life.account).size(), 1u); });
    ASSERT_EQ(undo(life.child), "");
    ASSERT_EQ(merged(life.child, life.quendolin, {"email"}), "");
    read([&](db::Session& s) {
        EXPECT_EQ(accounts::find_by_customer(s, life.business(), life.child)->id, life.account);
        EXPECT_EQ(accounts::list_people(s, life.business(), life.account).size(), 1u);
    });
    ASSERT_EQ(undo(life.quendolin), "");
    read([&](db::Session& s) { EXPECT_EQ(accounts::list_people(s, life.business(), life.account).size(), 2u); });
}

TEST_P(Merge, KeepsNotesOfBothAndThePhoneThatIsNotChosen) {
    customers::Customer one, other;
    one.name = "Anna";
    one.phone = "+4790909090";
    one.note = "Likes tea";
    other.name = "Ann";
    other.surname = "Berg";
    other.phone = "+4791919191";
    other.note = "By the window";
    EXPECT_EQ(proposed(one, other), (std::set<std::string>{"surname"}));
    const auto record = combined(one, other, {"surname", "phone"});
    EXPECT_EQ(record.name, "Anna");
    EXPECT_EQ(record.surname, "Berg");
    EXPECT_EQ(record.phone, "+4791919191");
    EXPECT_EQ(record.more_phones, "+4790909090");
    EXPECT_EQ(record.note, "Likes tea\nBy the window");
    EXPECT_EQ(combined(one, one, {}).note, "Likes tea") << "the same note once";
}

TEST_P(Merge, IsRefusedOfOneAloneOfStrangersAndOfWhatWasChangedMeanwhile) {
    EXPECT_EQ(merged(life.ben, life.ben), "customer.merged_with_itself");
    const auto elsewhere = try_merge(life.ben, life.quendolin, {}, life.world.neighbour.id);
    ASSERT_FALSE(elsewhere);
    EXPECT_EQ(elsewhere.error().code, "customer.unknown");
    const MergeWish stale{life.ben, life.quendolin, {}, find(life.ben).version, find(life.quendolin).version - 1};
    const auto late = life.write(
        [&](db::Tx& tx) { return merge(tx, life.customers_context(), life.business(), "NO", stale, Life::staff); });
    ASSERT_FALSE(late);
    EXPECT_EQ(late.error().code, "customer.changed_meanwhile");
    life.write([&](db::Tx& tx) { tx.execute("update erasure_requests set decided_at = null, decision = ''"); });
    EXPECT_EQ(merged(life.ben, life.quendolin), "customer.asked_to_be_erased");
}

TEST_P(Merge, IsUndoneWithoutWhatWasChangedSince) {
    ASSERT_EQ(merged(life.ben, life.quendolin, {"name", "surname"}), "");
    EXPECT_EQ(find(life.ben).full_name(), "Quendolin Xerxes");
    auto changes = customers::changes_of(find(life.ben));
    changes.surname = "Xerxes-Dahl";
    life.write([&](db::Tx& tx) {
            return customers::update(tx, life.customers_context(), life.business(), "NO", life.ben, changes, {},
                                     Life::staff);
        })
        .value();
    ASSERT_EQ(undo(life.quendolin), "");
    EXPECT_EQ(find(life.ben).name, "Ben");
    EXPECT_EQ(find(life.ben).surname, "Xerxes-Dahl") << "what staff wrote since stays";
}

TEST_P(Merge, OfSeveralGoesBackInTurn) {
    const auto third = add("Third");
    ASSERT_EQ(merged(life.ben, life.quendolin), "");
    ASSERT_EQ(merged(third, life.ben, {"email"}), "");
    EXPECT_EQ(read([&](db::Session& s) { return customers::survivor_of(s, life.business(), life.quendolin); }), third);
    EXPECT_EQ(undo(life.quendolin), "customer.survivor_is_gone");
    ASSERT_EQ(undo(life.ben), "");
    ASSERT_EQ(undo(life.quendolin), "");
    EXPECT_EQ(find(life.quendolin).full_name(), "Quendolin Xerxes");
}

TEST_P(Merge, CannotBeUndoneAfterThirtyDaysAndWhatWasSentStays) {
    ASSERT_EQ(merged(life.ben, life.quendolin), "");
    const auto sent = count("messages where address <> ''");
    life.world.clock.advance(customers::kMergeKept + Seconds{1});
    finish_merges(life.world.db(), life.customers_context());
    EXPECT_EQ(undo(life.quendolin), "customer.not_merged");
    EXPECT_EQ(read([&](db::Session& s) { return customers::survivor_of(s, life.business(), life.quendolin); }),
              life.ben)
        << "old addresses lead on";
    EXPECT_EQ(count("customer_merges where kept <> '' or name <> ''"), 0);
    EXPECT_EQ(count("messages where address <> ''"), sent);
    EXPECT_EQ(find(life.ben).full_name(), "Ben Dahl");
}

TEST_P(Merge, GoesWithTheSurvivorWhoIsErased) {
    ASSERT_EQ(merged(life.ben, life.quendolin, {"note"}), "");
    life.write([&](db::Tx& tx) {
            return privacy::erase_asked(tx, life.customers_context(), life.business(), life.ben, Life::staff);
        })
        .value();
    EXPECT_EQ(count("customer_merges"), 0);
    EXPECT_EQ(undo(life.quendolin), "customer.not_merged");
    const auto rows = all_rows();
    for (const auto* text : {"uendolin", "Xerxes", "90909090", "Dahl"})
        EXPECT_EQ(rows.find(text), std::string::npos) << text << " in " << line_of(rows, text);
}

TEST_P(Merge, OfWhoWasToldApartIsStillPossibleAndNoPairIsLeft) {
    const auto pair_count = [&] { return count("duplicate_pairs"); };
    life.write([&](db::Tx& tx) {
        tx.execute("insert into duplicate_pairs values (:business, :first, :second, 70, 1)", life.business(),
                   std::min(life.ben, life.quendolin), std::max(life.ben, life.quendolin));
    });
    ASSERT_EQ(pair_count(), 1);
    ASSERT_EQ(merged(life.ben, life.quendolin), "");
    EXPECT_EQ(pair_count(), 0);
}

TEST_P(Merge, KnowsEveryTableThatNamesACustomer) {
    std::set<std::string> known;
    for (const auto& part : personal::merge_parts(life.world.registry))
        for (const auto& table : part.tables) known.insert(table.name);
    // Made to be read once, of one record.
    for (const auto* left : {"archives", "everybody_folders"}) known.insert(left);
    read([&](db::Session& s) {
        for (const auto& table : privacy::test::tables_of(s)) {
            const bool names =
                std::ranges::any_of(table.columns, [](const auto& column) { return column.name == "customer_id"; });
            EXPECT_EQ(names && !known.contains(table.name), false)
                << table.name << " is moved by no feature's merge part, nor said to stay";
        }
    });
}

INSTANTIATE_TEST_SUITE_P(Engines, Merge, testing::ValuesIn(support::engines()), support::engine_name);

}  // namespace
}  // namespace duplicates
