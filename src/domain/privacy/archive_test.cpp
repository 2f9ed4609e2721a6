#include "privacy/archive.h"

#include "accounts/account.h"
#include "activity/jobs.h"
#include "privacy/test_zip.h"
#include "support/world.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace privacy {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;

const html::Pages& all_pages() {
    static const html::Pages pages;
    return pages;
}

class Archives : public testing::TestWithParam<db::Engine> {
protected:
    Archives() {
        subscribe(world.registry, world.clock, all_pages());
        booked = world.book(world.anna, world.salon.cut, world.salon.mira, "tue 10:00").value().booking;
        const auto other = world.book(world.ben, world.salon.cut, world.salon.jonas, "tue 10:00").value().booking;
        anna = booked.customer_id;
        ben = other.customer_id;
    }

    ArchiveId ask(CustomerId customer) {
        return world.db().write([&](db::Tx& tx) {
            return privacy::ask(tx, {world.clock, world.registry}, world.salon.id, customer, i18n::Language::nb,
                                {activity::ActorKind::customer, customer.value})
                .value();
        });
    }
    std::optional<Archive> newest(CustomerId customer) {
        return world.db().read(
            [&](db::Session& session) { return privacy::newest(session, world.clock, world.salon.id, customer); });
    }
    std::optional<std::string> content(CustomerId customer, ArchiveId id, std::optional<BusinessId> business = {}) {
        return world.db().read([&](db::Session& session) {
            return privacy::content(session, world.clock, business.value_or(world.salon.id), customer, id);
        });
    }
    // One piece; a job that it wants is due at the next call.
    void make_one_piece() { activity::run_due(world.db(), world.registry, world.clock, 1); }

    support::World world{GetParam()};
    bookings::Booking booked;
    CustomerId anna, ben;
};

INSTANTIATE_TEST_SUITE_P(Engines, Archives, testing::ValuesIn(support::engines()), support::engine_name);

TEST_P(Archives, HoldsEverythingStoredAboutACustomerAndNothingOfAnother) {
    const auto id = ask(anna);
    world.run_jobs();
    ASSERT_EQ(newest(anna)->state, State::ready);
    const auto packed = content(anna, id);
    ASSERT_TRUE(packed);
    EXPECT_EQ(newest(anna)->bytes, packed->size());

    auto files = unpacked(*packed);
    EXPECT_EQ(json::parse(files.at("profile.json"))["email"], world.anna.email.text);
    const auto bookings = json::parse(files.at("bookings.json"));
    ASSERT_EQ(bookings.size(), 1u);
    EXPECT_EQ(bookings[0]["id"], base::to_text(booked.id));
    EXPECT_EQ(bookings[0]["provider"], "Mira");
    EXPECT_EQ(bookings[0]["starts_at"], base::to_text(booked.time.begin, world.salon.zone));
    EXPECT_EQ(json::parse(files.at("account.json"))["email"], world.anna.email.text);
    EXPECT_FALSE(json::parse(files.at("changes.json")).empty());
    EXPECT_NE(files.at("index.html").find("Studio Lind"), std::string::npos);
    EXPECT_NE(files.at("index.html").find(world.anna.email.text), std::string::npos);
    for (const auto& [name, text] : files)
        EXPECT_EQ(text.find(world.ben.email.text), std::string::npos) << name << " tells of somebody else";
}

TEST_P(Archives, WhatSomebodyTypedIsNoMarkupInThePage) {
    world.db().write([&](db::Tx& tx) {
        tx.execute("update customers set note = :note where id = :id", "<script>alert(1)</script>", anna);
    });
    const auto id = ask(anna);
    world.run_jobs();
    const auto files = unpacked(content(anna, id).value());
    EXPECT_EQ(files.at("index.html").find("<script"), std::string::npos);
    EXPECT_EQ(json::parse(files.at("profile.json"))["note"], "<script>alert(1)</script>");
}

TEST_P(Archives, ProgressShowsPieceByPieceAndNothingIsHandedOutBeforeTheEnd) {
    const auto id = ask(anna);
    const int all = newest(anna)->stages;
    for (int done = 0; done < all; ++done) {
        EXPECT_EQ(newest(anna)->stage, done);
        EXPECT_EQ(newest(anna)->state, State::making);
        EXPECT_FALSE(content(anna, id));
        make_one_piece();
    }
    EXPECT_EQ(newest(anna)->state, State::ready);
    EXPECT_TRUE(content(anna, id));
}

TEST_P(Archives, AskingAgainWhileOneIsMadeOrFreshGivesTheSame) {
    const auto first = ask(anna);
    make_one_piece();
    EXPECT_EQ(ask(anna), first);
    world.run_jobs();
    EXPECT_EQ(ask(anna), first);
    world.clock.advance(61min);
    EXPECT_NE(ask(anna), first);
}

TEST_P(Archives, OneThatIsStoppedIsGoneAndMakesNothingMore) {
    const auto id = ask(anna);
    make_one_piece();
    const auto stop = [&](CustomerId who) {
        return world.db().write([&](db::Tx& tx) {
            return privacy::stop(tx, {world.clock, world.registry}, world.salon.id, who, id);
        });
    };
    EXPECT_FALSE(stop(ben)) << "another customer's";
    EXPECT_TRUE(stop(anna));
    EXPECT_FALSE(stop(anna));
    world.run_jobs();
    EXPECT_FALSE(newest(anna));
    EXPECT_FALSE(content(anna, id));
    EXPECT_EQ(world.db().read([](db::Session& session) {
        return session.value<std::int64_t>("select count(*) from archive_pieces").value();
    }),
              0);
}

TEST_P(Archives, IsTheCustomersOwnForADayAndThenForgotten) {
    const auto id = ask(anna);
    world.run_jobs();
    EXPECT_FALSE(content(ben, id));
    EXPECT_FALSE(content(anna, id, world.neighbour.id));
    world.clock.advance(kArchiveLifetime - 1s);
    EXPECT_TRUE(content(anna, id));
    world.clock.advance(1s);
    EXPECT_FALSE(content(anna, id));
    EXPECT_FALSE(newest(anna));
    forget_old(world.db(), world.clock.now());
    EXPECT_EQ(world.db().read([](db::Session& session) {
        return session.value<std::int64_t>("select count(*) from archives").value();
    }),
              0);
}

TEST_P(Archives, OneThatAProgramWithOtherPartsBeganIsBegunAnew) {
    const auto id = ask(anna);
    make_one_piece();
    make_one_piece();
    world.db().write(
        [](db::Tx& tx) { tx.execute("update jobs set pieces_all = pieces_all + 1 where kind = 'archive.piece'"); });
    make_one_piece();
    EXPECT_EQ(newest(anna)->stage, 0);
    world.run_jobs();
    EXPECT_EQ(newest(anna)->state, State::ready);
    EXPECT_EQ(newest(anna)->stage, newest(anna)->stages);
    EXPECT_TRUE(content(anna, id));
}

}  // namespace
}  // namespace privacy
