#include "customers/labels.h"

#include "db/db.h"
#include "support/engines.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace customers {
namespace {

class Labels : public testing::TestWithParam<db::Engine> {
protected:
    Labels() {
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
    CustomerId customer(const std::string& name, std::optional<BusinessId> of = {}) {
        Changes changes;
        changes.name = name;
        changes.language = "nb";
        return fresh->write([&](db::Tx& tx) {
            return customers::create(tx, context, of.value_or(salon), "NO", changes, staff).value();
        });
    }
    Result<LabelId> create(const std::string& name, const std::string& colour = "", std::optional<BusinessId> of = {}) {
        return fresh->write([&](db::Tx& tx) {
            return create_label(tx, context, of.value_or(salon), {.id = {}, .name = name, .colour = colour}, staff);
        });
    }
    Result<void> relabel(CustomerId who, const Relabelling& wanted) {
        return fresh->write([&](db::Tx& tx) { return customers::relabel(tx, context, salon, who, wanted, staff); });
    }
    // These and no others.
    Result<void> set(CustomerId who, const std::vector<LabelId>& labels) {
        Relabelling wanted{.on = {labels.begin(), labels.end()}, .off = {}};
        for (const auto& each : fresh->read([&](db::Session& session) { return list_labels(session, salon); }))
            if (!wanted.on.contains(each.id)) wanted.off.insert(each.id);
        return relabel(who, wanted);
    }
    Label read(LabelId id) {
        return fresh->read([&](db::Session& session) { return find_label(session, salon, id).value(); });
    }
    std::string names_of(CustomerId who) {
        std::string out;
        const auto all = fresh->read([&](db::Session& session) { return list_labels_of(session, salon, {who}); });
        for (const auto& [customer, labels] : all)
            for (const auto& each : labels) out += each.name + " ";
        return out;
    }
    std::string counted() {
        std::string out;
        for (const auto& [label, customers] :
             fresh->read([&](db::Session& session) { return list_counted_labels(session, salon); }))
            out += fmt::format("{} {}, ", label.name, customers);
        return out;
    }
    std::size_t count_of(std::int64_t subject) {
        return fresh->read([&](db::Session& session) { return activity::list(session, salon, subject).size(); });
    }
    std::string last_of(std::int64_t subject) {
        const auto all = fresh->read([&](db::Session& session) { return activity::list(session, salon, subject); });
        return all.empty() ? "" : all.back().type + " " + all.back().data;
    }

    support::FreshDatabase fresh{GetParam()};
    const activity::Actor staff{activity::ActorKind::staff, 7};
    activity::Registry registry;
    base::ManualClock clock{base::parse_instant("2026-11-30T08:00:00Z").value()};
    Context context{clock, registry};
    BusinessId salon, other;
};
INSTANTIATE_TEST_SUITE_P(Engines, Labels, testing::ValuesIn(support::engines()), support::engine_name);

TEST_P(Labels, AreListedAsTheLanguageSortsWithHowManyHaveThem) {
    const auto regular = create("Østers").value(), vip = create("VIP", "#b91c1c").value();
    ASSERT_TRUE(create("allergi"));
    const auto anna = customer("Anna"), bo = customer("Bo");
    ASSERT_TRUE(set(anna, {vip, regular, vip}));
    ASSERT_TRUE(set(bo, {vip}));
    EXPECT_EQ(counted(), "allergi 0, VIP 2, Østers 1, ");
    EXPECT_EQ(names_of(anna), "VIP Østers ");
    EXPECT_EQ(last_of(anna.value),
              R"(customer.labels_changed {"after":{"labels":["VIP","Østers"]},"before":{"labels":[]}})");
    ASSERT_TRUE(set(anna, {regular}));
    EXPECT_EQ(names_of(anna), "Østers ");
    const auto told = count_of(anna.value);
    ASSERT_TRUE(set(anna, {regular}));
    EXPECT_EQ(count_of(anna.value), told) << "what changes nothing is not told";
}

TEST_P(Labels, HaveOneNameEachAndAColourOfThePalette) {
    const auto vip = create(" VIP ").value();
    EXPECT_EQ(read(vip).name, "VIP");
    EXPECT_EQ(create("vip").error().code, "label.name_taken");
    EXPECT_TRUE(create("vip", "", other)) << "another business has names of its own";
    EXPECT_EQ(create("").error().fields.front().code, "field.required");
    EXPECT_EQ(create("red", "#ff0000").error().fields.front().field, "colour");
    EXPECT_EQ(create(std::string(kLongestLabel + 1, 'x')).error().fields.front().code, "field.too_long");
}

TEST_P(Labels, AreRenamedByWhoeverSawTheNewest) {
    const auto vip = create("VIP").value();
    ASSERT_TRUE(create("Regular"));
    const auto change = [&](Label typed) {
        return fresh->write([&](db::Tx& tx) { return change_label(tx, context, salon, typed, staff); });
    };
    ASSERT_TRUE(change({vip, "vip", "#1d4ed8", 1})) << "its own name in another case";
    EXPECT_EQ(read(vip).version, 2);
    EXPECT_EQ(last_of(vip.value),
              R"(label.changed {"after":{"colour":"#1d4ed8","name":"vip"},"before":{"colour":"","name":"VIP"},)"
              R"("name":"vip"})");
    EXPECT_EQ(change({vip, "Gold", "", 1}).error().code, "label.changed_meanwhile");
    EXPECT_EQ(change({vip, "REGULAR", "", 2}).error().code, "label.name_taken");
    EXPECT_EQ(change({LabelId{5}, "Gold", "", 1}).error().code, "label.unknown");
}

TEST_P(Labels, KeepWhatTwoPeopleChangeOfOneCustomerAtOnce) {
    const auto vip = create("VIP").value(), late = create("Late").value(), allergic = create("Allergic").value();
    const auto anna = customer("Anna");
    ASSERT_TRUE(set(anna, {late}));
    // Both saw the one label. One sticks another on, one takes it off and sticks a third on.
    ASSERT_TRUE(relabel(anna, {.on = {vip}, .off = {}}));
    ASSERT_TRUE(relabel(anna, {.on = {allergic}, .off = {late}}));
    EXPECT_EQ(names_of(anna), "Allergic VIP ");
    ASSERT_TRUE(fresh->write([&](db::Tx& tx) { return delete_label(tx, context, salon, vip, staff); }));
    EXPECT_TRUE(relabel(anna, {.on = {}, .off = {vip}})) << "it is off already";
    EXPECT_EQ(relabel(anna, {.on = {vip}, .off = {}}).error().code, "label.unknown");
}

TEST_P(Labels, AreMergedSoThatNobodyHasOneTwice) {
    const auto vip = create("VIP").value(), gold = create("Gold").value();
    const auto anna = customer("Anna"), bo = customer("Bo"), cleo = customer("Cleo");
    ASSERT_TRUE(set(anna, {vip, gold}) && set(bo, {gold}) && set(cleo, {vip}));
    const auto merge = [&](LabelId from, LabelId into) {
        return fresh->write([&](db::Tx& tx) { return merge_labels(tx, context, salon, from, into, staff); });
    };
    EXPECT_EQ(merge(gold, gold).error().code, "label.unknown");
    EXPECT_EQ(merge(gold, vip).value(), 2);
    EXPECT_EQ(counted(), "VIP 3, ");
    EXPECT_EQ(names_of(anna), "VIP ");
    EXPECT_EQ(merge(gold, vip).error().code, "label.unknown");
}

TEST_P(Labels, GoFromEverybodyWhenTheyAreDeleted) {
    const auto vip = create("VIP").value();
    const auto anna = customer("Anna");
    ASSERT_TRUE(set(anna, {vip}));
    const auto remove = [&] {
        return fresh->write([&](db::Tx& tx) { return delete_label(tx, context, salon, vip, staff); });
    };
    EXPECT_EQ(remove().value(), 1);
    EXPECT_EQ(names_of(anna), "");
    EXPECT_EQ(remove().error().code, "label.unknown");
}

TEST_P(Labels, StickOnlyOnCustomersOfTheBusinessAndWithinTheirNumber) {
    const auto vip = create("VIP").value(), theirs = create("VIP", "", other).value();
    const auto anna = customer("Anna"), stranger = customer("Bo", other);
    EXPECT_EQ(set(anna, {theirs}).error().code, "label.unknown");
    EXPECT_EQ(set(stranger, {vip}).error().code, "customer.unknown");
    std::vector<LabelId> many;
    for (int i = 0; i <= kMostLabelsOfOne; ++i) many.push_back(create(fmt::format("label {}", i)).value());
    EXPECT_EQ(set(anna, many).error().code, "label.too_many_of_one");
    many.pop_back();
    EXPECT_TRUE(set(anna, many));
}

// The list of those who have a label is the list of all without the others, page by page, whichever way it is read.
TEST_P(Labels, ListWhoHasThemInTheOrderOfTheList) {
    const auto seed = std::random_device{}();
    SCOPED_TRACE(seed);
    std::mt19937 random(seed);
    const auto vip = create("VIP").value();
    std::vector<CustomerId> having;
    for (int i = 0; i < 60; ++i) {
        const auto who = customer(fmt::format("Person {}", random() % 1000));
        if (random() % 3 != 0) continue;
        ASSERT_TRUE(set(who, {vip}));
        having.push_back(who);
    }
    const auto ids = [](const Listed& listed) {
        std::vector<CustomerId> out;
        for (const auto& each : listed.customers) out.push_back(each.id);
        return out;
    };
    const auto page = [&](Wanted wanted) {
        return fresh->read([&](db::Session& session) { return list(session, salon, wanted); });
    };
    for (const auto order : {Order::name, Order::created, Order::email}) {
        std::vector<CustomerId> expected;
        for (const auto id : ids(page({.search = {}, .order = order, .limit = 100})))
            if (std::ranges::find(having, id) != having.end()) expected.push_back(id);
        EXPECT_EQ(ids(page({.search = {}, .order = order, .label = vip, .limit = 100})), expected);
        std::vector<CustomerId> walked;
        Wanted wanted{.search = "person", .order = order, .label = vip, .limit = 7};
        for (bool more = true; more;) {
            const auto some = page(wanted);
            std::ranges::copy(ids(some), std::back_inserter(walked));
            if (!walked.empty()) wanted.after = walked.back();
            more = some.more;
        }
        EXPECT_EQ(walked, expected);
    }
}

}  // namespace
}  // namespace customers
