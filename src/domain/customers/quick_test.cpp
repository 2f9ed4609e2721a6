#include "customers/quick.h"

#include "db/db.h"
#include "support/engines.h"

#include <gtest/gtest.h>

namespace customers {
namespace {

struct FoundQuickly : testing::TestWithParam<db::Engine> {
    support::FreshDatabase fresh{GetParam()};
    base::ManualClock clock{base::parse_instant("2026-11-30T08:00:00Z").value()};
    activity::Registry registry;
    BusinessId salon = open("salon"), other = open("other");

    BusinessId open(std::string slug) {
        businesses::Business draft;
        draft.slug = std::move(slug);
        draft.name.fallback = "Salon";
        draft.country = "NO";
        draft.zone = Zone::find("Europe/Oslo").value();
        draft.currency = "NOK";
        draft.languages = {"nb"};
        draft.accent_colour = "#0f766e";
        return fresh->write([&](db::Tx& tx) { return businesses::create(tx, clock, draft).value(); });
    }

    void add(std::string_view name, std::string_view surname, std::string_view email, std::string_view phone,
             std::string_view number = {}) {
        Changes changes;
        changes.name = name;
        changes.surname = surname;
        changes.email = email;
        changes.phone = phone;
        changes.language = "nb";
        changes.customer_number = number;
        fresh->write([&](db::Tx& tx) { return create(tx, {clock, registry}, salon, "NO", changes, {}); }).value();
    }
    std::string find(std::string_view typed, int limit = 10) {
        std::string out;
        fresh->read([&](db::Session& session) {
            const auto business = *businesses::find(session, salon);
            for (const auto& each : find_quickly(session, business, typed, limit))
                out += (out.empty() ? "" : ", ") + each.full_name();
        });
        return out;
    }

    FoundQuickly() {
        add("Anna", "Bj\u00f8rnstad", "anna@example.com", "+47 911 22 334", "K-17");
        add("Kari", "Anker", "kari@example.com", "+31 6 12345678");
        add("Ann-Marie", "O'Brien", "marie@example.org", "");
    }
};

TEST_P(FoundQuickly, ByTheBeginningOfAnyName) {
    EXPECT_EQ(find("ann"), "Ann-Marie O'Brien, Anna Bj\u00f8rnstad");
    EXPECT_EQ(find("BJORN"), "Anna Bj\u00f8rnstad") << "whatever the accents";
    EXPECT_EQ(find("bj\u00f8rnstad anna"), "Anna Bj\u00f8rnstad");
    EXPECT_EQ(find("anna bj"), "Anna Bj\u00f8rnstad");
    EXPECT_EQ(find("anna o"), "");
    EXPECT_EQ(find("ank"), "Kari Anker");
    EXPECT_EQ(find("ann", 1), "Ann-Marie O'Brien");
    EXPECT_EQ(find("nna"), "");
}

TEST_P(FoundQuickly, ByPhoneInAnyNotation) {
    for (const auto* typed : {"911 22", "+47 911", "0047 91122334", "4791122", "(911) 22-334"})
        EXPECT_EQ(find(typed), "Anna Bj\u00f8rnstad") << typed;
    EXPECT_EQ(find("+31 6"), "Kari Anker");
    EXPECT_EQ(find("91"), "") << "too little to be a number";
}

TEST_P(FoundQuickly, ByAddressAndNumber) {
    EXPECT_EQ(find("KARI@ex"), "Kari Anker");
    EXPECT_EQ(find("marie@"), "Ann-Marie O'Brien");
    EXPECT_EQ(find("K-17"), "Anna Bj\u00f8rnstad");
}

TEST_P(FoundQuickly, NobodyByNothing) {
    for (const auto* typed : {"", " ", "%", "_", "!", "'", "\xff", "+", "----"}) EXPECT_EQ(find(typed), "") << typed;
}

TEST_P(FoundQuickly, NotOfAnotherBusinessAndNotWhenErased) {
    fresh->write([&](db::Tx& tx) {
        const auto id = find_by_email(tx, salon, "kari@example.com")->id;
        anonymise(tx, {clock, registry}, salon, id, {});
    });
    EXPECT_EQ(find("ank"), "");
    EXPECT_EQ(find("kari"), "");
    const auto business = fresh->read([&](db::Session& s) { return *businesses::find(s, other); });
    EXPECT_TRUE(fresh->read([&](db::Session& s) { return find_quickly(s, business, "anna", 10); }).empty());
}

TEST_P(FoundQuickly, AgainAfterTheKeysWereMadeAnew) {
    fresh->write([&](db::Tx& tx) { tx.execute("update customers set surname_key = '', keys_stale = 1"); });
    EXPECT_EQ(find("ank"), "");
    renew_keys(*fresh);
    EXPECT_EQ(find("ank"), "Kari Anker");
}

INSTANTIATE_TEST_SUITE_P(Engines, FoundQuickly, testing::ValuesIn(support::engines()), support::engine_name);

}  // namespace
}  // namespace customers
