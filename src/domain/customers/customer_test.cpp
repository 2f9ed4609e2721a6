#include "customers/customer.h"

#include "customers/fields.h"

#include "db/db.h"
#include "support/engines.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <thread>

namespace customers {
namespace {

class Customers : public testing::TestWithParam<db::Engine> {
protected:
    Customers() {
        salon = open(1, "salon");
        other = open(2, "other");
    }
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

    static Changes kari() {
        Changes out;
        out.name = "Kari";
        out.surname = "Nordmann";
        out.email = "kari@example.com";
        out.phone = "412 34 567";
        out.language = "nb";
        return out;
    }
    Result<CustomerId> create(const Changes& changes) {
        return fresh->write([&](db::Tx& tx) { return customers::create(tx, context, salon, "NO", changes, staff); });
    }
    Result<void> update(CustomerId id, const Changes& changes, std::optional<std::int64_t> version = {}) {
        return fresh->write(
            [&](db::Tx& tx) { return customers::update(tx, context, salon, "NO", id, changes, version, staff); });
    }
    // What happened to the customer, as "type data".
    std::vector<std::string> history(CustomerId id) {
        std::vector<std::string> out;
        for (const auto& activity :
             fresh->read([&](db::Session& session) { return activity::list(session, salon, id.value); }))
            out.push_back(activity.type + " " + activity.data);
        return out;
    }
    std::string found(const Wanted& wanted) {
        std::string out;
        const auto page = fresh->read([&](db::Session& session) { return list(session, salon, wanted); });
        for (const auto& each : page.customers) out += each.name + " ";
        return out + (page.more ? "..." : "");
    }
    CustomerId named(const std::string& name) {
        return fresh->read([&](db::Session& session) {
            return session.value<CustomerId>("select id from customers where name = :name", name).value();
        });
    }
    std::string found(std::string search) { return found(Wanted{.search = std::move(search)}); }

    support::FreshDatabase fresh{GetParam()};
    const activity::Actor staff{activity::ActorKind::staff, 7};
    activity::Registry registry;
    base::ManualClock clock{base::parse_instant("2026-11-30T08:00:00Z").value()};
    Context context{clock, registry};
    BusinessId salon, other;
};
INSTANTIATE_TEST_SUITE_P(Engines, Customers, testing::ValuesIn(support::engines()), support::engine_name);

TEST_P(Customers, AreMadeOfWhatTheyGave) {
    const auto joined = join(salon, anna());
    EXPECT_TRUE(joined.is_new);
    const auto found = find(salon, joined.customer.id);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->id, joined.customer.id);
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
    EXPECT_EQ(second.customer.id, first.customer.id);
    EXPECT_FALSE(second.is_new);
    const auto found = find(salon, first.customer.id);
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
    EXPECT_NE(here.customer.id, there.customer.id);
    EXPECT_FALSE(find(other, here.customer.id));
    EXPECT_FALSE(find(salon, there.customer.id));
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

TEST_P(Customers, AreMadeByStaffOfWhatWasTyped) {
    auto typed = kari();
    typed.name = "  Kari\tAnne ";
    typed.date_of_birth = base::parse_day("1990-02-28");
    typed.gender = "female";
    typed.reminders = {.email = true, .sms = true};
    typed.note = "Likes\ntea";
    const auto id = create(typed);
    ASSERT_TRUE(id);
    const auto stored = find(salon, *id);
    ASSERT_TRUE(stored);
    EXPECT_EQ(stored->name, "Kari Anne");
    EXPECT_EQ(stored->full_name(), "Kari Anne Nordmann");
    EXPECT_EQ(stored->phone, "+4741234567");
    EXPECT_EQ(stored->date_of_birth, typed.date_of_birth);
    EXPECT_EQ(stored->gender, "female");
    EXPECT_EQ(stored->reminders, typed.reminders);
    EXPECT_EQ(stored->note, "Likes\ntea");
    EXPECT_EQ(stored->created_at, clock.now());
    EXPECT_EQ(stored->version, 1);
    EXPECT_EQ(history(*id), std::vector<std::string>{"customer.created {}"});

    auto nameless = kari();
    nameless.email = "";
    nameless.phone = "";
    EXPECT_TRUE(create(nameless));
    EXPECT_TRUE(create(nameless)) << "without an address any number may be alike";
}

TEST_P(Customers, HaveNumbersThatNobodyElseOfTheBusinessHas) {
    auto typed = kari();
    typed.customer_number = " K-1001 ";
    const auto id = create(typed).value();
    EXPECT_EQ(find(salon, id)->customer_number, "K-1001");
    for (const auto* search : {"K-1001", "k1001", "1001"})
        EXPECT_EQ(found(search), find(salon, id)->name + " ") << search << ": so that staff find who has it";
    auto ben = kari();
    ben.email = "ben@example.com";
    ben.customer_number = "K-1001";
    const auto refused = create(ben);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "customer.number_taken");
    EXPECT_EQ(refused.error().fields.front().field, "customer_number");
    ben.customer_number = "";
    const auto other_id = create(ben).value();
    ben.email = "carl@example.com";
    EXPECT_TRUE(create(ben)) << "any number of customers have none";
    ben.email = "ben@example.com";
    ben.customer_number = "K-1001";
    EXPECT_EQ(update(other_id, ben).error().code, "customer.number_taken");
    ben.customer_number = "K-1002";
    EXPECT_TRUE(update(other_id, ben));
    EXPECT_TRUE(update(id, changes_of(*find(salon, id)))) << "one's own is no other's";
    EXPECT_TRUE(fresh->write([&](db::Tx& tx) { return customers::create(tx, context, other, "NO", typed, staff); }))
        << "another business has its own numbers";
    EXPECT_EQ(history(other_id).back(), R"(customer.changed {"after":{"customer_number":"K-1002"},"before":)"
                                        R"({"customer_number":""},"customer_id":)" +
                                            std::to_string(other_id.value) + "}");
    typed.customer_number = std::string(51, '1');
    EXPECT_EQ(update(id, typed).error().fields.front().code, "field.too_long");

    fresh->write([&](db::Tx& tx) { anonymise(tx, context, salon, id, staff); });
    EXPECT_EQ(find(salon, id)->customer_number, "");
    ben.customer_number = "K-1001";
    EXPECT_TRUE(update(other_id, ben)) << "the number of an erased customer is free";
}

TEST_P(Customers, HaveEachFieldOfTheDescriptionStoredAndToldOf) {
    auto typed = kari();
    const auto id = create(typed).value();
    typed.surname = "Vik";
    typed.email = "vik@example.com";
    typed.phone = "412 00 000";
    typed.customer_number = "7";
    typed.language = "en";
    typed.name = "Kåre";
    typed.reminders = {.email = false, .sms = true};
    typed.date_of_birth = base::parse_day("1990-05-17");
    typed.gender = "male";
    typed.note = "one";
    typed.important_note = "two";
    typed.more_phones = "Work: 412 00 001";
    typed.street = "Storgata 1";
    typed.postal_code = "0155";
    typed.city = "Oslo";
    typed.country = "NO";
    EXPECT_TRUE(update(id, typed));
    const auto stored = *find(salon, id);
    const auto last = nlohmann::json::parse(history(id).back().substr(std::string("customer.changed ").size()));
    for_each_field([&](const auto& field) {
        EXPECT_TRUE(last["before"].contains(std::string(field.name))) << field.name;
        EXPECT_NE(last["before"][std::string(field.name)], last["after"][std::string(field.name)]) << field.name;
    });
}

TEST_P(Customers, AreRefusedFieldByField) {
    const auto wrong = [&](auto change) {
        auto typed = kari();
        change(typed);
        const auto made = create(typed);
        if (made) return std::string("fine");
        EXPECT_EQ(made.error().code, "form.invalid");
        std::string out;
        for (const auto& field : made.error().fields) out += field.field + " " + field.code + " ";
        return out;
    };
    EXPECT_EQ(wrong([](Changes& c) { c.name = " "; }), "name field.required ");
    EXPECT_EQ(wrong([](Changes& c) { c.name = std::string(101, 'x'); }), "name field.too_long ");
    EXPECT_EQ(wrong([](Changes& c) { c.surname = std::string("a\0b", 3); }), "surname field.not_clean ");
    EXPECT_EQ(wrong([](Changes& c) { c.email = "kari@"; }), "email field.email ");
    EXPECT_EQ(wrong([](Changes& c) { c.phone = "12"; }), "phone field.phone ");
    EXPECT_EQ(wrong([](Changes& c) { c.date_of_birth = base::parse_day("1899-12-31"); }),
              "date_of_birth field.invalid ");
    EXPECT_EQ(wrong([](Changes& c) { c.date_of_birth = base::parse_day("2026-12-01"); }),
              "date_of_birth field.invalid ");
    EXPECT_EQ(wrong([](Changes& c) { c.date_of_birth = base::parse_day("2026-11-30"); }), "fine");
    EXPECT_EQ(wrong([](Changes& c) { c.email = "other@example.com", c.gender = "x"; }), "gender field.invalid ");
    EXPECT_EQ(wrong([](Changes& c) { c.note = std::string(4001, 'x'), c.phone = "x"; }),
              "phone field.phone note field.too_long ");
}

TEST_P(Customers, ShareNoAddress) {
    const auto id = create(kari()).value();
    const auto second = create(kari());
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().fault, Fault::conflict);
    EXPECT_EQ(second.error().code, "customer.email_taken");
    EXPECT_EQ(second.error().fields.at(0).field, "email");
    const auto other_id = join(salon, anna()).customer.id;
    auto changes = changes_of(*find(salon, other_id));
    changes.email = "KARI@example.com";
    EXPECT_EQ(update(other_id, changes).error().code, "customer.email_taken");
    changes.email = "ANNA@EXAMPLE.com";
    EXPECT_TRUE(update(other_id, changes)) << "their own, written otherwise";
    EXPECT_EQ(find(salon, id)->version, 1);
}

TEST_P(Customers, RememberWhatWasChangedAndNothingElse) {
    const auto id = create(kari()).value();
    auto changes = changes_of(*find(salon, id));
    ASSERT_TRUE(update(id, changes));
    EXPECT_EQ(history(id).size(), 1u) << "nothing was";
    changes.surname = "Hansen";
    changes.phone = "";
    ASSERT_TRUE(update(id, changes));
    ASSERT_EQ(history(id).size(), 2u);
    const auto data = nlohmann::json::parse(history(id)[1].substr(std::string("customer.changed ").size()));
    EXPECT_EQ(data["before"], (nlohmann::json{{"surname", "Nordmann"}, {"phone", "+4741234567"}}));
    EXPECT_EQ(data["after"], (nlohmann::json{{"surname", "Hansen"}, {"phone", ""}}));
    EXPECT_EQ(find(salon, id)->surname, "Hansen");
    EXPECT_EQ(find(salon, id)->version, 2);
    EXPECT_EQ(found("hansen"), "Kari ");
    EXPECT_EQ(found("nordmann"), "");
}

TEST_P(Customers, AreNotOverwrittenByTwoEditors) {
    const auto id = create(kari()).value();
    auto mine = changes_of(*find(salon, id)), theirs = mine;
    mine.note = "mine";
    theirs.note = "theirs";
    EXPECT_TRUE(update(id, mine, 1));
    const auto refused = update(id, theirs, 1);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "customer.changed_meanwhile");
    EXPECT_EQ(find(salon, id)->note, "mine");
    EXPECT_TRUE(update(id, theirs, 2));
    EXPECT_EQ(update({99}, theirs).error().code, "customer.unknown");
}

TEST_P(Customers, AreFoundByPartsOfTheirWords) {
    const auto add = [&](std::string name, std::string surname, std::string email, std::string phone) {
        Changes typed;
        typed.name = std::move(name);
        typed.surname = std::move(surname);
        typed.email = std::move(email);
        typed.phone = std::move(phone);
        typed.language = "nb";
        EXPECT_TRUE(create(typed));
    };
    add("Kari Anne", "Nordmann", "kari@example.com", "41234567");
    add("Øyvind", "Hansen", "", "99887766");
    add("Karin", "Aas", "100%@example.com", "+45 32 12 34 56");
    EXPECT_EQ(found(""), "Øyvind Kari Anne Karin ") << "by surname, where Aa is the last letter, as Å is";
    EXPECT_EQ(found("kar"), "Kari Anne Karin ");
    EXPECT_EQ(found("KARI nord"), "Kari Anne ");
    EXPECT_EQ(found("anne"), "Kari Anne ");
    EXPECT_EQ(found("ari"), "Kari Anne Karin ");
    EXPECT_EQ(found("ri"), "") << "not the beginning of a word";
    EXPECT_EQ(found("ka"), "Kari Anne Karin ");
    EXPECT_EQ(found("øyv"), "Øyvind ");
    EXPECT_EQ(found("kari@ex"), "Kari Anne ");
    EXPECT_EQ(found("412 34"), "Kari Anne ");
    EXPECT_EQ(found("+47 998"), "Øyvind ");
    EXPECT_EQ(found("0045 3212"), "Karin ");
    EXPECT_EQ(found("100%"), "Karin ");
    EXPECT_EQ(found("%"), "") << "is a letter like others";
    EXPECT_EQ(found("_ari"), "Kari Anne Karin ");
    EXPECT_EQ(found("k_ri"), "");
    EXPECT_EQ(found("' or 1=1 --"), "");
    EXPECT_EQ(found("--"), "") << "there is no word in it";
    EXPECT_EQ(fresh->read([&](db::Session& session) { return list(session, other, {}).customers.size(); }), 0u);
}

TEST_P(Customers, AreFoundHoweverTheirNamesAndNumbersAreWritten) {
    const auto add = [&](std::string name, std::string surname, std::string phone = "") {
        Changes typed;
        typed.name = std::move(name);
        typed.surname = std::move(surname);
        typed.phone = std::move(phone);
        typed.language = "nb";
        EXPECT_TRUE(create(typed));
    };
    add("Ann-Marie", "O\u2019Brien");
    add("\u0130brahim", "I\u015f\u0131k");
    add("Bj\u00f8rn", "Stra\u00dfe", "+49 30 1234567");
    add("J\u00f3zef", "\u0141ukasz");
    for (const auto* search : {"marie", "ann marie", "Ann-M", "annmarie", "brien", "o'brien", "OBRIEN", "o\u2019b"})
        EXPECT_EQ(found(search), "Ann-Marie ") << search;
    for (const auto* search : {"ibrahim", "\u0130BRAH\u0130M", "i\u0307brahim", "\u0131\u015f\u0131k", "isik", "ISIK"})
        EXPECT_EQ(found(search), "\u0130brahim ") << search;
    for (const auto* search : {"bjorn", "BJ\u00d8RN", "strasse", "stra\u00dfe"})
        EXPECT_EQ(found(search), "Bj\u00f8rn ") << search;
    for (const auto* search : {"0049 (0)30 123", "+49 (0)30/123-4567", "+4930123", "0049301234567", "(030) 1234"})
        EXPECT_EQ(found(search), "Bj\u00f8rn ") << search;
    EXPECT_EQ(found("jozef lukasz"), "J\u00f3zef ");
    EXPECT_EQ(found("rien"), "Ann-Marie ");
    EXPECT_EQ(found("en"), "") << "not the beginning of a word";
}

TEST_P(Customers, OfBeforeAreFoundInTheNewWayOnceTheirKeysAreRenewed) {
    for (int i = 0; i < 450; ++i) join(salon, anna(fmt::format("p{}@example.com", i)));
    auto details = anna("ann@example.com");
    details.name = "Ann-Marie";
    const auto ann = join(salon, details).customer.id;
    fresh->write([&](db::Tx& tx) {
        tx.execute("update customers set keys_stale = 1");
        tx.execute("update customers set search_key = ' ann-marie berg ann@example.com ' where id = :id", ann);
    });
    ASSERT_EQ(found("annmarie"), "");
    EXPECT_EQ(renew_keys(*fresh), 451);
    EXPECT_EQ(found("annmarie"), "Ann-Marie ");
    EXPECT_EQ(renew_keys(*fresh), 0);
}

TEST_P(Customers, AreListedPageByPageInAnOrder) {
    for (const auto* name : {"Berit", "Cato", "Anders"}) {
        auto typed = kari();
        typed.name = name;
        typed.surname = "";
        typed.email = fmt::format("{}@example.com", name[0] == 'A' ? "z" : name);
        ASSERT_TRUE(create(typed));
        clock.advance(std::chrono::hours{1});
    }
    EXPECT_EQ(found(Wanted{.search = "", .limit = 2}), "Anders Berit ...");
    const auto berit = named("Berit");
    EXPECT_EQ(found(Wanted{.search = "", .after = berit, .limit = 2}), "Cato ");
    EXPECT_EQ(found(Wanted{.search = "", .before = named("Cato"), .limit = 1}), "Berit ...");
    EXPECT_EQ(found(Wanted{.search = "", .before = berit, .limit = 2}), "Anders Berit ...") << "a whole page";
    EXPECT_EQ(found(Wanted{.search = "", .after = CustomerId{77}, .limit = 1}), "Anders ...") << "nobody's";
    EXPECT_EQ(found(Wanted{.search = "", .descending = true}), "Cato Berit Anders ");
    EXPECT_EQ(found(Wanted{.search = "", .order = Order::email}), "Berit Cato Anders ");
    EXPECT_EQ(found(Wanted{.search = "", .order = Order::created, .descending = true}), "Anders Cato Berit ");
    auto without = kari();
    without.email = "";
    ASSERT_TRUE(create(without));
    EXPECT_EQ(found(Wanted{.search = "", .order = Order::email}), "Berit Cato Anders Kari ");
    EXPECT_EQ(found(Wanted{.search = "", .order = Order::email, .descending = true}), "Anders Cato Berit Kari ");
}

TEST_P(Customers, AreListedByPhoneThoseWithoutOneLast) {
    for (const auto& [name, phone] : std::vector<std::pair<std::string, std::string>>{
             {"Berit", "41000003"}, {"Cato", ""}, {"Anders", "41000001"}, {"Dina", "41000002"}}) {
        auto typed = kari();
        typed.name = name;
        typed.email = "";
        typed.phone = phone;
        ASSERT_TRUE(create(typed));
    }
    EXPECT_EQ(found(Wanted{.search = "", .order = Order::phone}), "Anders Dina Berit Cato ");
    EXPECT_EQ(found(Wanted{.search = "", .order = Order::phone, .descending = true}), "Cato Berit Dina Anders ");
    EXPECT_EQ(found(Wanted{.search = "", .order = Order::phone, .after = named("Anders"), .limit = 2}),
              "Dina Berit ...");
}

TEST_P(Customers, OfARefusedAddressAreWarnedOfUntilItIsCorrected) {
    const auto id = create(kari()).value();
    const auto note = [&] {
        fresh->write([&](db::Tx& tx) { note_email_trouble(tx, context, salon, id, "550 no such user"); });
    };
    note();
    note();
    EXPECT_EQ(find(salon, id)->email_trouble, "550 no such user");
    EXPECT_EQ(history(id).size(), 2u) << "said once";
    auto changes = changes_of(*find(salon, id));
    changes.note = "call her";
    ASSERT_TRUE(update(id, changes));
    EXPECT_EQ(find(salon, id)->email_trouble, "550 no such user");
    changes.email = "kari.nordmann@example.com";
    ASSERT_TRUE(update(id, changes));
    EXPECT_EQ(find(salon, id)->email_trouble, "");
}

TEST_P(Customers, HaveAPicture) {
    const auto id = create(kari()).value();
    const auto picture = [&] {
        return fresh->read([&](db::Session& session) { return find_picture(session, salon, id); });
    };
    EXPECT_FALSE(picture());
    const std::string bytes("\x89PNG\0\xff", 6);
    fresh->write([&](db::Tx& tx) {
        set_picture(tx, context, salon, id, {"image/jpeg", "old", clock.now()}, staff);
        set_picture(tx, context, salon, id, {"image/png", bytes, clock.now()}, staff);
    });
    ASSERT_TRUE(picture());
    EXPECT_EQ(picture()->media_type, "image/png");
    EXPECT_EQ(picture()->content, bytes);
    EXPECT_TRUE(find(salon, id)->has_picture);
    fresh->write([&](db::Tx& tx) {
        remove_picture(tx, context, salon, id, staff);
        remove_picture(tx, context, salon, id, staff);
    });
    EXPECT_FALSE(picture());
    EXPECT_EQ(history(id).size(), 4u);
}

TEST_P(Customers, AreAnonymisedWithTheirHistoryAndMayComeBackAsSomebodyNew) {
    const auto id = join(salon, anna()).customer.id;
    auto changes = changes_of(*find(salon, id));
    changes.note = "Berg is my maiden name";
    ASSERT_TRUE(update(id, changes));
    fresh->write([&](db::Tx& tx) {
        set_picture(tx, context, salon, id, {"image/png", "x", clock.now()}, staff);
        anonymise(tx, context, salon, id, staff);
        anonymise(tx, context, salon, id, staff);
    });
    const auto stored = find(salon, id);
    ASSERT_TRUE(stored);
    EXPECT_TRUE(stored->anonymised);
    EXPECT_EQ(stored->full_name() + stored->email.value_or("") + stored->phone + stored->note, "");
    EXPECT_FALSE(stored->has_picture);
    EXPECT_EQ(history(id), (std::vector<std::string>{"customer.changed {}", "customer.picture_changed {}",
                                                     "customer.anonymised {}"}));
    EXPECT_EQ(found(""), "");
    EXPECT_EQ(update(id, kari()).error().code, "customer.unknown");
    const auto back = join(salon, anna());
    EXPECT_TRUE(back.is_new);
    EXPECT_NE(back.customer.id, id);
}

TEST_P(Customers, WhomTwoChangeAtOnceKeepWhatEachChanged) {
    const auto id = create(kari()).value();
    const auto seen = find(salon, id).value();
    const Seen drawn{seen.version, changes_of(seen)};
    const auto merge_of = [&](const Changes& typed) {
        return fresh->write([&](db::Tx& tx) { return merge(tx, salon, id, drawn, typed); });
    };
    auto mine = drawn.changes;
    mine.note = "Sits by the window";
    const auto alone = merge_of(mine);
    ASSERT_TRUE(alone);
    EXPECT_TRUE(alone->others.empty());
    EXPECT_EQ(alone->changes.note, mine.note);

    auto theirs = drawn.changes;
    theirs.phone = "476 54 321";
    theirs.street = "Storgata 1";
    theirs.language = "da";
    ASSERT_TRUE(update(id, theirs));
    mine.language = "da";
    auto both = merge_of(mine);
    ASSERT_TRUE(both);
    EXPECT_EQ(both->others, (std::vector<std::string>{"phone", "street", "language"}));
    EXPECT_EQ(both->changes.phone, "+4747654321");
    EXPECT_EQ(both->changes.note, mine.note);
    EXPECT_EQ(both->version, seen.version + 1);
    ASSERT_TRUE(update(id, both->changes, both->version));

    auto lines = mine;
    lines.note = "Sits by the window\r\nComes on foot";
    auto sent = drawn.changes;
    sent.note = "Sits by the window";
    const auto by_browser = fresh->write([&](db::Tx& tx) {
        return merge(tx, salon, id, {drawn.version, sent}, lines);
    });
    ASSERT_TRUE(by_browser) << "a line's end is no change";
    ASSERT_TRUE(update(id, by_browser->changes, by_browser->version));
    sent.note = "Sits by the window\nComes on foot";
    lines.note = "Sits elsewhere";
    const auto over = fresh->write([&](db::Tx& tx) { return merge(tx, salon, id, {drawn.version, sent}, lines); });
    ASSERT_TRUE(over) << "a line's end is no change";
    EXPECT_EQ(over->changes.note, "Sits elsewhere");

    mine.phone = "911 22 333";
    mine.note = drawn.changes.note;
    const auto refused = merge_of(mine);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "customer.both_changed");
    ASSERT_EQ(refused.error().fields.size(), 1u);
    EXPECT_EQ(refused.error().fields[0].field, "phone");
    const auto merged_now = merged(find(salon, id).value(), drawn.changes, mine);
    EXPECT_EQ(merged_now.both, std::vector<std::string>{"phone"});
    EXPECT_EQ(merged_now.changes.phone, "+4747654321") << "theirs, until somebody chooses";

    const auto elsewhere = fresh->write([&](db::Tx& tx) { return merge(tx, other, id, drawn, mine); });
    EXPECT_EQ(elsewhere.error().code, "customer.unknown");
}

TEST_P(Customers, HaveAnAddressAndFurtherPhonesThatTheyAreFoundBy) {
    auto typed = kari();
    typed.more_phones = " Work :  911 22 333\n\n+47 476 54 321 ";
    typed.street = "Storgata 1";
    typed.postal_code = "0155";
    typed.city = "Oslo";
    typed.country = "NO";
    const auto id = create(typed).value();
    const auto stored = find(salon, id).value();
    EXPECT_EQ(stored.more_phones, "Work: +4791122333\n+4747654321");
    EXPECT_EQ(stored.city, "Oslo");
    EXPECT_EQ(found({.search = "91122333"}), "Kari ");
    EXPECT_EQ(found({.search = "476 54 321"}), "Kari ");

    const auto wrong = [&](auto Changes::*member, std::string value) {
        auto changes = changes_of(stored);
        changes.*member = std::move(value);
        const auto refused = update(id, changes);
        return refused ? "" : refused.error().fields.at(0).field + " " + refused.error().fields.at(0).code;
    };
    EXPECT_EQ(wrong(&Changes::more_phones, "Work: never"), "more_phones field.phone");
    EXPECT_EQ(wrong(&Changes::more_phones, "911 22 333\n911 22 334\n911 22 335\n911 22 336\n911 22 337\n911 22 338"),
              "more_phones customer.too_many_phones");
    EXPECT_EQ(wrong(&Changes::country, "ZZ"), "country field.invalid");
    EXPECT_EQ(wrong(&Changes::street, std::string(kLongestStreet + 1, 'x')), "street field.too_long");
    EXPECT_EQ(wrong(&Changes::city, "Bergen"), "");
    EXPECT_EQ(history(id).back(), R"(customer.changed {"after":{"city":"Bergen"},"before":{"city":"Oslo"},)" +
                                      fmt::format(R"("customer_id":{}}})", id.value));
}

}  // namespace
}  // namespace customers
