#include "duplicates/search.h"

#include "duplicates/merge.h"
#include "support/seed.h"
#include "support/world.h"

#include <gtest/gtest.h>

#include <random>

namespace duplicates {
namespace {

constexpr activity::Actor kStaff{activity::ActorKind::staff, 7};

class DuplicateSearch : public testing::TestWithParam<db::Engine> {
protected:
    DuplicateSearch() { subscribe(world.registry, world.clock); }

    customers::Context context() { return {world.clock, world.registry}; }
    template <class Body>
    auto read(Body&& body) {
        return world.db().read(std::forward<Body>(body));
    }
    template <class Body>
    auto write(Body&& body) {
        return world.db().write(std::forward<Body>(body));
    }
    CustomerId add(const customers::Changes& changes) {
        return write(
                   [&](db::Tx& tx) { return customers::create(tx, context(), world.salon.id, "NO", changes, kStaff); })
            .value();
    }
    CustomerId add(std::string name, std::string surname, std::string phone = {}, std::string birthday = {}) {
        customers::Changes changes;
        changes.name = std::move(name);
        changes.surname = std::move(surname);
        changes.phone = std::move(phone);
        changes.language = "nb";
        if (!birthday.empty()) changes.date_of_birth = base::parse_day(birthday);
        return add(changes);
    }
    void search() {
        write([&](db::Tx& tx) { ask(tx, context(), world.salon.id, kStaff); });
        world.run_jobs();
    }
    std::vector<Pair> found() {
        return read([&](db::Session& s) { return list_pairs(s, world.salon.id, {}, 5'000).pairs; });
    }
    std::vector<CustomerId> like(CustomerId customer) {
        std::vector<CustomerId> out;
        for (const auto& pair : read([&](db::Session& s) { return find_for(s, world.salon.id, customer); }))
            out.push_back(pair.first == customer ? pair.second : pair.first);
        return out;
    }

    support::World world{GetParam()};
};

TEST_P(DuplicateSearch, FindsWhoSharesAPhoneANameWithABirthdayOrNearlySo) {
    const auto anna = add("Anna", "Berg", "90909090"), ann = add("Ann", "B", "+47 90 90 90 90");
    const auto kari = add("Kari", "Moe", "", "1980-01-02"), kari2 = add("kari", "MOE", "91919191", "1980-01-02");
    const auto kristine = add("Kristine", "Holm", "", "1980-01-02"),
               kristina = add("Kristina", "Holm", "", "1980-01-02");
    add("Kari", "Moe", "", "1990-01-02");
    add("Ola", "Nordmann");
    add("Ola", "Nordmann");
    search();
    const auto status = read([&](db::Session& s) { return find_search(s, world.salon.id); });
    ASSERT_TRUE(status);
    EXPECT_EQ(status->state, State::done);
    EXPECT_EQ(status->percent, 100);
    EXPECT_EQ(status->found, 3);
    std::set<std::pair<CustomerId, CustomerId>> pairs;
    for (const auto& pair : found()) pairs.emplace(pair.first, pair.second);
    EXPECT_EQ(pairs, (std::set<std::pair<CustomerId, CustomerId>>{
                         {std::min(anna, ann), std::max(anna, ann)},
                         {std::min(kari, kari2), std::max(kari, kari2)},
                         {std::min(kristine, kristina), std::max(kristine, kristina)}}));
    EXPECT_EQ(found().front().score.points, 70) << "the likeliest first";
    EXPECT_EQ(like(anna), std::vector{ann});
    EXPECT_EQ(like(kari), std::vector{kari2});
    EXPECT_TRUE(read([&](db::Session& s) { return list_pairs(s, world.neighbour.id, {}, 200).pairs; }).empty());
}

TEST_P(DuplicateSearch, FindsAPhoneAmongTheFurtherOnesOfOneCustomer) {
    customers::Changes changes;
    changes.name = "Anna";
    changes.language = "nb";
    changes.more_phones = "work: 90909090";
    const auto anna = add(changes);
    const auto other = add("Berg", "", "90909090");
    EXPECT_EQ(like(other), std::vector{anna});
    EXPECT_EQ(like(anna), std::vector{other});
}

TEST_P(DuplicateSearch, ShowsNobodyAgainWhomStaffToldApart) {
    const auto anna = add("Anna", "Berg", "90909090"), twin = add("Anne", "Berg", "90909090");
    search();
    ASSERT_EQ(found().size(), 1u);
    const auto tell = [&] {
        return write([&](db::Tx& tx) { return tell_apart(tx, context(), world.salon.id, twin, anna, kStaff); });
    };
    EXPECT_TRUE(tell());
    EXPECT_TRUE(tell()) << "twice";
    EXPECT_TRUE(found().empty());
    EXPECT_TRUE(like(anna).empty());
    search();
    EXPECT_TRUE(found().empty());
    EXPECT_EQ(read([&](db::Session& s) { return list_told_apart(s, world.salon.id, anna, 10); }), std::vector{twin});
    write([&](db::Tx& tx) { take_back_told_apart(tx, world.salon.id, anna, twin); });
    EXPECT_EQ(like(anna), std::vector{twin});
    EXPECT_FALSE(write([&](db::Tx& tx) { return tell_apart(tx, context(), world.neighbour.id, twin, anna, kStaff); }));
}

TEST_P(DuplicateSearch, ListsByTheLikelyAndPageByPage) {
    for (int i = 0; i < 6; ++i) add("Anna", "Berg", "90909090");
    search();
    std::vector<std::pair<CustomerId, CustomerId>> all, paged;
    for (const auto& pair : found()) all.emplace_back(pair.first, pair.second);
    ASSERT_EQ(all.size(), 15u);
    std::optional<Pair> after;
    for (bool more = true; more;) {
        const auto page = read([&](db::Session& s) { return list_pairs(s, world.salon.id, after, 4); });
        for (const auto& pair : page.pairs) paged.emplace_back(pair.first, pair.second);
        more = page.more;
        if (more) after = page.pairs.back();
    }
    EXPECT_EQ(paged, all);
}

TEST_P(DuplicateSearch, IsStoppedAndBegunAnew) {
    add("Anna", "Berg", "90909090");
    write([&](db::Tx& tx) {
        ask(tx, context(), world.salon.id, kStaff);
        ask(tx, context(), world.salon.id, kStaff);
    });
    EXPECT_TRUE(write([&](db::Tx& tx) { return stop(tx, context(), world.salon.id); }));
    EXPECT_FALSE(write([&](db::Tx& tx) { return stop(tx, context(), world.salon.id); }));
    world.run_jobs();
    EXPECT_EQ(read([&](db::Session& s) { return find_search(s, world.salon.id)->state; }), State::stopped);
    search();
    EXPECT_EQ(read([&](db::Session& s) { return find_search(s, world.salon.id)->state; }), State::done);
}

TEST_P(DuplicateSearch, LeavesOutWhoIsErasedAndWalkIns) {
    const auto anna = add("Anna", "Berg", "90909090"), other = add("Anna", "Berg", "90909090");
    write([&](db::Tx& tx) { customers::anonymise(tx, context(), world.salon.id, other, kStaff); });
    search();
    EXPECT_TRUE(found().empty());
    EXPECT_TRUE(like(anna).empty());
}

// Held against comparing everybody with everybody.
TEST_P(DuplicateSearch, FindsWhatComparingAllWithAllFinds) {
    const support::Seed seed(20261201);
    std::mt19937_64 dice(seed.value);
    const auto one_of = [&](std::vector<std::string> values) {
        return values[std::uniform_int_distribution<std::size_t>(0, values.size() - 1)(dice)];
    };
    std::vector<CustomerId> all;
    for (int i = 0; i < 60; ++i)
        all.push_back(add(one_of({"Anna", "Anne", "Kristine", "Kristina", "Ola"}), one_of({"Berg", "Bergh", "Moe"}),
                          one_of({"", "", "90909090", "91919191"}), one_of({"", "1980-01-02", "1990-03-04"})));
    search();
    std::set<std::tuple<CustomerId, CustomerId, int>> expected, got;
    for (const auto one : all)
        for (const auto other : all) {
            if (!(one < other)) continue;
            const auto [a, b] = read([&](db::Session& s) {
                return std::pair(*customers::find(s, world.salon.id, one), *customers::find(s, world.salon.id, other));
            });
            if (const auto points = score(person_of(a), person_of(b)).points; points >= kShown)
                expected.emplace(one, other, points);
        }
    for (const auto& pair : found()) got.emplace(pair.first, pair.second, pair.score.points);
    EXPECT_EQ(got, expected);
}

INSTANTIATE_TEST_SUITE_P(Engines, DuplicateSearch, testing::ValuesIn(support::engines()), support::engine_name);

}  // namespace
}  // namespace duplicates
