#include "privacy/everybody.h"

#include "accounts/account.h"
#include "activity/jobs.h"
#include "notify/personal.h"
#include "privacy/erasure.h"
#include "privacy/test_zip.h"
#include "support/world.h"
#include "work/file.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace privacy::everybody {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;
using Unpacked = std::map<std::string, std::string>;

const html::Pages& all_pages() {
    static const html::Pages pages;
    return pages;
}

class Everybody : public testing::TestWithParam<db::Engine> {
protected:
    Everybody() {
        notify::add_personal(world.registry);
        privacy::subscribe(world.registry, world.clock, all_pages());
        subscribe(world.registry, world.clock, all_pages());
        anna = world.book(world.anna, world.salon.cut, world.salon.mira, "tue 10:00").value().booking.customer_id;
        ben = world.book(world.ben, world.salon.cut, world.salon.jonas, "tue 10:00").value().booking.customer_id;
        stranger =
            world.book(world.ben, world.neighbour.trim, world.neighbour.eva, "tue 14:00").value().booking.customer_id;
        world.run_jobs();
    }

    Context context() { return {world.clock, world.registry}; }
    static constexpr activity::Actor owner{activity::ActorKind::staff, 7};

    ArchiveId ask(BusinessId business = {}) {
        return world.db().write([&](db::Tx& tx) {
            return everybody::ask(tx, context(), business ? business : world.salon.id, i18n::Language::nb, owner);
        });
    }
    bool stop(ArchiveId id, BusinessId business = {}) {
        return world.db().write([&](db::Tx& tx) {
            return everybody::stop(tx, context(), business ? business : world.salon.id, id, owner);
        });
    }
    std::optional<Archive> newest() {
        return world.db().read(
            [&](db::Session& session) { return everybody::newest(session, world.clock, world.salon.id); });
    }
    std::shared_ptr<const work::File> file(ArchiveId id, BusinessId business = {}) {
        return everybody::file(world.db(), world.clock, all_pages(), business ? business : world.salon.id, id);
    }
    Unpacked content(ArchiveId id, BusinessId business = {}) {
        const auto written = file(id, business);
        return written ? unpacked(written->read(0, written->size())) : Unpacked();
    }
    Unpacked folder(const Unpacked& all, CustomerId customer) {
        const auto prefix = "customers/" + base::to_text(customer) + "/";
        Unpacked out;
        for (const auto& [name, text] : all)
            if (name.starts_with(prefix)) out[name.substr(prefix.size())] = text;
        return out;
    }
    // Further customers with a name each, and an account.
    void add(int count) {
        world.db().write([&](db::Tx& tx) {
            for (int i = 0; i < count; ++i) {
                auto details = world.anna;
                details.name = fmt::format("N{:03}", i);
                details.surname = fmt::format("Zed{:03}", count - i);
                details.email = *base::parse_email(fmt::format("n{}@example.com", i));
                const auto id = customers::join(tx, world.salon.id, world.clock, details).customer.id;
                accounts::ensure(tx, {world.clock, world.registry}, world.salon.id, id, {});
            }
        });
    }
    void make_one_piece() { activity::run_due(world.db(), world.registry, world.clock, 1); }
    void erase(CustomerId customer) {
        world.db().write([&](db::Tx& tx) {
            privacy::erase(tx, {world.clock, world.registry}, world.salon.id, customer, owner);
        });
    }
    std::int64_t count(const std::string& what) {
        return world.db().read(
            [&](db::Session& session) { return session.value<std::int64_t>("select count(*) from " + what).value(); });
    }

    support::World world{GetParam()};
    CustomerId anna, ben, stranger;
};

INSTANTIATE_TEST_SUITE_P(Engines, Everybody, testing::ValuesIn(support::engines()), support::engine_name);

TEST_P(Everybody, HasAFolderForEachWithWhatTheirOwnArchiveHolds) {
    // Asking for one's own is recorded, so those come first.
    std::map<CustomerId, ArchiveId> own;
    world.db().write([&](db::Tx& tx) {
        customers::set_picture(tx, {world.clock, world.registry}, world.salon.id, anna,
                               {"image/png", "picture of Anna", world.clock.now()}, {});
        for (const auto customer : {anna, ben}) {
            const auto language = i18n::parse_language(customers::find(tx, world.salon.id, customer)->language).value();
            own[customer] = privacy::ask(tx, context(), world.salon.id, customer, language, {}).value();
        }
    });
    world.run_jobs();
    const auto id = ask();
    world.run_jobs();
    ASSERT_EQ(newest()->state, State::ready);
    const auto all = content(id);
    for (const auto customer : {anna, ben}) {
        const auto alone = world.db().read([&](db::Session& session) {
            return unpacked(privacy::content(session, world.clock, world.salon.id, customer, own.at(customer)).value());
        });
        EXPECT_EQ(folder(all, customer), alone);
        EXPECT_GE(alone.size(), 6u);
        EXPECT_NE(all.at("index.html").find("customers/" + base::to_text(customer) + "/index.html"), std::string::npos);
    }
    EXPECT_EQ(folder(all, anna).at("picture.png"), "picture of Anna");
    EXPECT_EQ(all.size(), 1 + folder(all, anna).size() + folder(all, ben).size()) << "there is something else";
}

TEST_P(Everybody, OfAnotherBusinessIsNeverInside) {
    const auto id = ask(), theirs = ask(world.neighbour.id);
    world.run_jobs();
    EXPECT_TRUE(folder(content(id), stranger).empty());
    const auto all = content(theirs, world.neighbour.id);
    EXPECT_FALSE(folder(all, stranger).empty());
    for (const auto& [name, text] : all) EXPECT_EQ(text.find("Studio Lind"), std::string::npos) << name;
    EXPECT_EQ(file(id, world.neighbour.id), nullptr);
    EXPECT_EQ(file(theirs), nullptr);
}

TEST_P(Everybody, IsListedByNameAndNamesAreNoMarkup) {
    add(12);
    world.db().write(
        [&](db::Tx& tx) { tx.execute("update customers set name = '<b>Ben', surname = '' where id = :id", ben); });
    const auto id = ask();
    world.run_jobs();
    const auto index = content(id).at("index.html");
    EXPECT_EQ(index.find("<b>"), std::string::npos);
    EXPECT_NE(index.find("&lt;b&gt;Ben"), std::string::npos);
    EXPECT_NE(index.find("Studio Lind"), std::string::npos);
    EXPECT_EQ(index.find("%list%"), std::string::npos);
    std::vector<std::size_t> places;
    for (const auto* name : {"Berg, Anna", "Zed001, N011", "Zed002, N010", "Zed012, N000"})
        places.push_back(index.find(name));
    EXPECT_TRUE(std::ranges::is_sorted(places)) << index;
    EXPECT_NE(places.back(), std::string::npos) << index;
}

TEST_P(Everybody, ProgressCountsCustomersAndNothingIsHandedOutBeforeTheEnd) {
    add(2 * kPerPiece - 1);  // and two
    const auto id = ask();
    for (const int done : {0, kPerPiece, 2 * kPerPiece, 2 * kPerPiece + 1}) {
        EXPECT_EQ(newest()->state, State::making);
        EXPECT_EQ(newest()->done, done);
        EXPECT_EQ(newest()->all, 2 * kPerPiece + 1);
        EXPECT_EQ(file(id), nullptr);
        // Who comes later is not in it.
        if (done == kPerPiece) add(2 * kPerPiece + 5);
        make_one_piece();
    }
    EXPECT_EQ(newest()->state, State::ready);
    EXPECT_EQ(count("everybody_folders"), 2 * kPerPiece + 1);
    EXPECT_TRUE(file(id));
}

// As after a SIGKILL: what was leased comes back when its lease has run out.
TEST_P(Everybody, GoesOnAfterAProcessDiedBetweenAndInPieces) {
    add(3 * kPerPiece);
    ask();
    make_one_piece();
    world.db().write([&](db::Tx& tx) {
        tx.execute("update jobs set state = 'leased', leased_until = :until, attempts = 1 where state = 'waiting'",
                   world.clock.now() + activity::kLease);
    });
    make_one_piece();
    EXPECT_EQ(newest()->done, kPerPiece);
    world.clock.advance(activity::kLease);
    world.run_jobs();
    EXPECT_EQ(newest()->state, State::ready);
    EXPECT_EQ(count("everybody_folders"), 3 * kPerPiece + 2);
}

TEST_P(Everybody, AskingAgainWhileOneIsMadeOrFreshGivesTheSame) {
    const auto first = ask();
    make_one_piece();
    EXPECT_EQ(ask(), first);
    world.run_jobs();
    EXPECT_EQ(ask(), first);
    world.clock.advance(61min);
    const auto second = ask();
    EXPECT_NE(second, first);
    EXPECT_EQ(file(first), nullptr) << "a newer one has taken its place";
    forget_old(world.db(), world.clock.now());
    world.run_jobs();
    EXPECT_EQ(newest()->id, second);
    EXPECT_EQ(count("everybody_archives"), 1);
}

TEST_P(Everybody, OneThatIsStoppedIsGoneAndMakesNothingMore) {
    add(3 * kPerPiece);
    const auto id = ask();
    make_one_piece();
    EXPECT_FALSE(stop(id, world.neighbour.id));
    EXPECT_TRUE(stop(id));
    EXPECT_FALSE(stop(id));
    world.run_jobs();
    EXPECT_FALSE(newest());
    EXPECT_EQ(file(id), nullptr);
    forget_old(world.db(), world.clock.now());
    EXPECT_EQ(count("everybody_folders"), 0);
    EXPECT_EQ(count("everybody_archives"), 0);
    ask();
    world.run_jobs();
    EXPECT_FALSE(stop(newest()->id)) << "it is ready";
    EXPECT_EQ(newest()->state, State::ready);
}

TEST_P(Everybody, IsThereForADayAndThenForgottenInSmallSteps) {
    add(150);
    const auto id = ask();
    world.run_jobs();
    world.clock.advance(kArchiveLifetime - 1s);
    forget_old(world.db(), world.clock.now());
    EXPECT_TRUE(file(id));
    world.clock.advance(1s);
    EXPECT_EQ(file(id), nullptr);
    EXPECT_FALSE(newest());
    forget_old(world.db(), world.clock.now());
    EXPECT_EQ(count("everybody_folders"), 0);
    EXPECT_EQ(count("everybody_archives"), 0);
}

TEST_P(Everybody, WhoeverIsErasedGoesOutOfIt) {
    add(2 * kPerPiece);
    const auto id = ask();
    make_one_piece();
    erase(anna);  // done already
    const auto last = world.db().read([&](db::Session& session) {
        return session.value<CustomerId>("select max(id) from customers where business_id = :business", world.salon.id);
    });
    erase(*last);  // not yet
    world.run_jobs();
    ASSERT_EQ(newest()->state, State::ready);
    EXPECT_EQ(newest()->done, newest()->all);
    auto all = content(id);
    EXPECT_TRUE(folder(all, anna).empty());
    EXPECT_TRUE(folder(all, *last).empty());
    EXPECT_FALSE(folder(all, ben).empty());
    erase(ben);  // out of one that is ready
    all = content(id);
    EXPECT_TRUE(folder(all, ben).empty());
    EXPECT_EQ(count("everybody_folders"), 2 * kPerPiece - 1);
    for (const auto& [name, text] : all)
        for (const auto& gone : {world.anna.email.text, world.ben.email.text})
            EXPECT_EQ(text.find(gone), std::string::npos) << name;
}

TEST_P(Everybody, HoldsNoSecret) {
    std::vector<std::string> secrets;
    const auto hash = accounts::Hasher::cheap().hash("heron under the long bridge").value();
    world.db().write([&](db::Tx& tx) {
        const auto account = accounts::find_by_customer(tx, world.salon.id, anna).value();
        accounts::set_password(tx, {world.clock, world.registry}, world.salon.id, account.id, hash, {});
        const auto link = [&] {
            return accounts::make_link(tx, world.clock, world.salon.id, accounts::Purpose::access, account.id.value,
                                       world.anna.email.key);
        };
        const auto used = link(), live = link();
        const auto entered =
            accounts::sign_in_by_link(tx, {world.clock, world.registry}, world.salon.id, used, {}).value();
        secrets = {hash,
                   used,
                   live,
                   base::hash(live),
                   entered.session_token,
                   base::hash(entered.session_token),
                   accounts::make_feed(tx, world.clock, world.salon.id, account.id)};
    });
    const auto id = ask();
    world.run_jobs();
    for (const auto& [name, text] : content(id))
        for (const auto& secret : secrets) EXPECT_EQ(text.find(secret), std::string::npos) << name << " has a secret";
}

TEST_P(Everybody, AskingAndStoppingAreRecordedWithWhoDidIt) {
    const auto id = ask();
    EXPECT_TRUE(stop(id));
    const auto recorded = world.db().read(
        [&](db::Session& session) { return activity::list(session, world.salon.id, world.salon.id.value); });
    std::vector<std::string> types;
    for (const auto& activity : recorded)
        if (activity.type.starts_with("archive.")) {
            types.push_back(activity.type);
            EXPECT_EQ(activity.actor, "staff");
            EXPECT_EQ(activity.actor_id, owner.id);
        }
    EXPECT_EQ(types, (std::vector<std::string>{"archive.everybody_asked", "archive.everybody_stopped"}));
}

TEST_P(Everybody, OfABusinessWithoutCustomersIsAnEmptyList) {
    const auto id = ask(world.clinic.id);
    world.run_jobs();
    const auto all = content(id, world.clinic.id);
    EXPECT_EQ(all.size(), 1u);
    EXPECT_NE(all.at("index.html").find("Fjord Clinic"), std::string::npos);
}

}  // namespace
}  // namespace privacy::everybody
