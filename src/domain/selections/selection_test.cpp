#include "selections/selection.h"

#include "activity/jobs.h"
#include "activity/pieces.h"
#include "customers/deletion.h"
#include "customers/labels.h"
#include "privacy/archive.h"
#include "support/world.h"

#include <gtest/gtest.h>

namespace selections {
namespace {

class Selections : public testing::TestWithParam<db::Engine> {
protected:
    Selections() {
        subscribe(world.registry, world.clock);
        world.db().write([&](db::Tx& tx) {
            label = customers::create_label(tx, context(), business(), {.id = {}, .name = "Gold"}, owner).value();
            stranger = customers::join(tx, world.neighbour.id, world.clock, world.ben).customer.id;
        });
    }
    BusinessId business() const { return world.salon.id; }
    Context context() { return {world.clock, world.registry}; }
    static constexpr activity::Actor owner{activity::ActorKind::staff, 1};

    std::vector<CustomerId> add(int count) {
        return world.db().write([&](db::Tx& tx) {
            std::vector<CustomerId> out;
            for (int n = 0; n < count; ++n) {
                customers::Changes changes;
                changes.name = fmt::format("Customer {:03}", n);
                changes.language = "nb";
                out.push_back(customers::create(tx, context(), business(), "NO", changes, owner).value());
            }
            return out;
        });
    }
    Result<SelectionId> begin(const Wanted& wanted) {
        return world.db().write(
            [&](db::Tx& tx) { return selections::begin(tx, context(), business(), wanted, owner); });
    }
    Result<SelectionId> undo(SelectionId id) {
        return world.db().write([&](db::Tx& tx) { return selections::undo(tx, context(), business(), id, owner); });
    }
    bool stop(SelectionId id) {
        return world.db().write([&](db::Tx& tx) { return selections::stop(tx, context(), business(), id, owner); });
    }
    Selection find(SelectionId id) {
        return world.db().read([&](db::Session& session) { return *selections::find(session, business(), id); });
    }
    std::vector<Refused> refused(SelectionId id) {
        return world.db().read([&](db::Session& session) { return list_refused(session, business(), id, 100); });
    }
    std::int64_t count(const customers::Filter& filter = {}) {
        return world.db().read(
            [&](db::Session& session) { return customers::count_listed(session, business(), filter); });
    }
    void run(int times = 20) {
        for (int n = 0; n < times; ++n) activity::run_due(world.db(), world.registry, world.clock, 1);
    }

    support::World world{GetParam()};
    LabelId label;
    CustomerId stranger;
};

TEST_P(Selections, DoAFewAtOnceAndAreUndoneOnce) {
    const auto all = add(5);
    const auto id = begin({.customers = {all[0], all[1], all[1], stranger}}).value();
    const auto done = find(id);
    EXPECT_EQ(done.state, State::done);
    EXPECT_EQ(done.count, 2) << "each once, and nobody of another business";
    EXPECT_EQ(done.done, 2);
    EXPECT_EQ(count(), 3);
    const auto back = undo(id).value();
    EXPECT_EQ(find(back).done, 2);
    EXPECT_EQ(find(id).undone_by, back);
    EXPECT_EQ(count(), 5);
    EXPECT_EQ(undo(id).error().code, "selection.not_undoable");
    EXPECT_EQ(undo(back).error().code, "selection.not_undoable");
}

TEST_P(Selections, SayWhomTheyCouldNotDelete) {
    const auto all = add(1);
    const auto busy = world.book(world.anna, world.salon.cut, world.salon.mira, "tue 10:00")->booking.customer_id;
    const auto id = begin({.customers = {all[0], busy}}).value();
    EXPECT_EQ(find(id).done, 1);
    EXPECT_EQ(find(id).refused, 1);
    ASSERT_EQ(refused(id).size(), 1u);
    EXPECT_EQ(refused(id)[0].customer, busy);
    EXPECT_EQ(refused(id)[0].why, "customer.has_bookings_ahead");
    EXPECT_TRUE(undo(id));
    EXPECT_EQ(count(), 2);
}

TEST_P(Selections, OfManyAreDoneInPiecesWithProgress) {
    const auto all = add(70);
    const auto id = begin({.doing = Doing::label, .label = label, .customers = all}).value();
    EXPECT_EQ(find(id).state, State::doing);
    EXPECT_EQ(find(id).done, 0);
    run(1);
    EXPECT_EQ(find(id).done, kPerPiece);
    EXPECT_EQ(undo(id).error().code, "selection.not_undoable");
    run();
    EXPECT_EQ(find(id).state, State::done);
    EXPECT_EQ(find(id).done, 70);
    EXPECT_EQ(count({.label = label}), 70);
    begin({.doing = Doing::unlabel, .label = label, .customers = {all[0], all[1]}}).value();
    EXPECT_EQ(count({.label = label}), 68);
}

TEST_P(Selections, StopWhereTheyAreAndKeepWhatIsDone) {
    const auto id = begin({.customers = add(70)}).value();
    run(1);
    EXPECT_TRUE(stop(id));
    EXPECT_FALSE(stop(id));
    run();
    EXPECT_EQ(find(id).state, State::stopped);
    EXPECT_EQ(find(id).done, kPerPiece);
    EXPECT_EQ(count(), 70 - kPerPiece);
    EXPECT_TRUE(undo(id));
    EXPECT_EQ(count(), 70);
}

TEST_P(Selections, RefuseNobodyTooManyAndLabelsOfOthers) {
    EXPECT_EQ(begin({.customers = {}}).error().code, "selection.empty");
    EXPECT_EQ(begin({.customers = {stranger}}).error().code, "selection.empty");
    EXPECT_EQ(begin({.customers = std::vector<CustomerId>(kMostSelected + 1, stranger)}).error().code,
              "selection.too_many");
    EXPECT_EQ(begin({.doing = Doing::label, .customers = add(1)}).error().code, "label.unknown");
    EXPECT_FALSE(world.db().read(
        [&](db::Session& session) { return selections::find(session, world.neighbour.id, SelectionId{1}); }));
}

TEST_P(Selections, AreForgottenOnceNothingCanBeUndone) {
    const auto id = begin({.doing = Doing::label, .label = label, .customers = add(3)}).value();
    forget_old(world.db(), world.clock.now());
    EXPECT_EQ(find(id).done, 3);
    forget_old(world.db(), world.clock.now() + kRemembered);
    EXPECT_FALSE(world.db().read([&](db::Session& session) { return selections::find(session, business(), id); }));
}

TEST_P(Selections, FollowTheListsOrderThroughAllOfIt) {
    const auto all = add(30);
    for (const auto by : {customers::SortedBy::name, customers::SortedBy::email, customers::SortedBy::created})
        for (const bool descending : {false, true}) {
            const auto listed = world.db().read([&](db::Session& session) {
                std::vector<CustomerId> out;
                for (const auto& each :
                     customers::list_page(session, business(), {.by = by, .descending = descending, .limit = 100})
                         .customers)
                    out.push_back(each.id);
                return out;
            });
            const auto walked = world.db().read([&](db::Session& session) {
                std::vector<CustomerId> out;
                std::string mark;
                do {
                    const auto part = customers::list_ids(session, business(), {}, by, descending, mark, 7);
                    out.insert(out.end(), part.ids.begin(), part.ids.end());
                    mark = part.mark;
                } while (!mark.empty());
                return out;
            });
            EXPECT_EQ(walked, listed);
        }
}

INSTANTIATE_TEST_SUITE_P(Engines, Selections, testing::ValuesIn(support::engines()), support::engine_name);

}  // namespace
}  // namespace selections
