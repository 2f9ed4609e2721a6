#include "customers/contacts.h"

#include "db/db.h"
#include "support/engines.h"

#include <gtest/gtest.h>

namespace customers {
namespace {

class ContactPersons : public testing::TestWithParam<db::Engine> {
protected:
    ContactPersons() {
        fresh->write([&](db::Tx& tx) {
            for (const auto& [id, slug] : {std::pair{1, "salon"}, std::pair{2, "other"}})
                tx.execute(R"sql(
                    insert into businesses (id, slug, name, country, time_zone, currency, languages, accent_colour, created_at)
                    values (:id, :slug, 'Salon', 'NO', 'Europe/Oslo', 'NOK', 'nb', '#0f766e', 0))sql",
                           id, slug);
            Changes changes;
            changes.name = "Anna";
            changes.language = "nb";
            anna = customers::create(tx, context, salon, "NO", changes, staff).value();
        });
    }
    Result<ContactPersonId> add(const ContactPerson& typed, std::optional<BusinessId> where = {}) {
        return fresh->write([&](db::Tx& tx) {
            return add_contact_person(tx, context, where.value_or(salon), "NO", anna, typed, staff);
        });
    }
    Result<void> change(const ContactPerson& typed) {
        return fresh->write(
            [&](db::Tx& tx) { return change_contact_person(tx, context, salon, "NO", anna, typed, staff); });
    }
    std::vector<ContactPerson> all() {
        return fresh->read([&](db::Session& session) { return list_contact_persons(session, salon, anna); });
    }
    std::vector<activity::Recorded> log() {
        return fresh->read([&](db::Session& session) { return activity::list(session, salon, anna.value); });
    }
    static std::string field_of(const auto& result) {
        return result ? "" : result.error().fields.at(0).field + " " + result.error().fields.at(0).code;
    }

    support::FreshDatabase fresh{GetParam()};
    activity::Registry registry;
    base::ManualClock clock{base::parse_instant("2026-11-30T08:00:00Z").value()};
    const Context context{clock, registry};
    const activity::Actor staff{activity::ActorKind::staff, 1};
    const BusinessId salon{1}, other{2};
    CustomerId anna;
};

TEST_P(ContactPersons, AreCheckedAndStoredAsTheyAreRead) {
    EXPECT_EQ(field_of(add({})), "name field.required");
    EXPECT_EQ(field_of(add({.name = "Kari", .phone = "12"})), "phone field.phone");
    EXPECT_EQ(field_of(add({.name = "Kari", .email = "kari"})), "email field.email");
    EXPECT_EQ(field_of(add({.name = "Kari", .gets_messages = true})), "email contact_person.needs_email");
    EXPECT_EQ(field_of(add({.name = "Kari", .relation = std::string(kLongestRelation + 1, 'x')})),
              "relation field.too_long");
    EXPECT_TRUE(all().empty());

    ASSERT_TRUE(add({.name = "Kari", .relation = "mother", .phone = "412 34 567", .email = "Kari@Example.com"}));
    const auto stored = all().at(0);
    EXPECT_EQ(stored.phone, "+4741234567");
    EXPECT_EQ(stored.relation, "mother");
    EXPECT_FALSE(stored.gets_messages);
    EXPECT_EQ(log().back().type, "contact_person.added");
    EXPECT_EQ(add({.name = "Ola"}, other).error().code, "customer.unknown") << "another business's customer";
}

TEST_P(ContactPersons, AreChangedByOneAfterTheOther) {
    add({.name = "Kari", .relation = "mother"}).value();
    auto typed = all().at(0);
    const auto before = log().size();
    EXPECT_TRUE(change(typed));
    EXPECT_EQ(log().size(), before) << "as it is";
    auto mine = typed, theirs = typed;
    mine.relation = "aunt";
    theirs.relation = "sister";
    EXPECT_TRUE(change(mine));
    EXPECT_EQ(change(theirs).error().code, "contact_person.changed_meanwhile");
    EXPECT_EQ(all().at(0).relation, "aunt");
    EXPECT_NE(log().back().data.find("aunt"), std::string::npos);
    EXPECT_NE(log().back().data.find("Kari"), std::string::npos) << "the log says whose";
}

TEST_P(ContactPersons, AreRemovedAndNotAddedWithoutEnd) {
    for (std::size_t n = 0; n < kMostContactPersons; ++n) ASSERT_TRUE(add({.name = "K"}));
    EXPECT_EQ(add({.name = "K"}).error().code, "contact_person.too_many");
    const auto id = all().at(0).id;
    const auto remove = [&](CustomerId whose) {
        return fresh->write([&](db::Tx& tx) { return remove_contact_person(tx, context, salon, whose, id, staff); });
    };
    EXPECT_TRUE(remove(anna));
    EXPECT_EQ(all().size(), kMostContactPersons - 1);
    EXPECT_EQ(remove(anna).error().code, "contact_person.unknown");
    EXPECT_EQ(remove(CustomerId{5}).error().code, "customer.unknown");
}

INSTANTIATE_TEST_SUITE_P(Engines, ContactPersons, testing::ValuesIn(support::engines()), support::engine_name);

}  // namespace
}  // namespace customers
