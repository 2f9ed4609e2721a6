#include "onboarding/onboarding.h"

#include "businesses/business.h"
#include "customers/customer.h"
#include "db/catalogue.h"
#include "onboarding/opening.h"
#include "onboarding/ready_services.h"
#include "privacy/archive.h"
#include "support/world.h"

#include <gtest/gtest.h>

namespace onboarding {
namespace {

constexpr activity::Actor kOwner{activity::ActorKind::staff, 1};

class Onboarding : public testing::TestWithParam<db::Engine> {
protected:
    std::shared_ptr<const bookings::Snapshot> snapshot(const support::House& house) {
        return world.db().read([&](db::Session& session) { return world.snapshots.find(session, house.slug); });
    }
    Result<bookings::Booking> try_it(std::string_view email) {
        const auto here = snapshot(world.salon);
        const auto place = world.db().read(
            [&](db::Session& session) { return first_free(session, *here, free_times, world.clock.now()); });
        EXPECT_TRUE(place);
        if (!place) return conflict("booking.time_taken");
        const customers::Details owner{"Mira", "Lind", base::parse_email(email).value(), {}, "nb"};
        return world.db().write(
            [&](db::Tx& tx) { return make_test_booking(tx, world.context(), world.salon.id, *place, owner, kOwner); });
    }
    void take_back() {
        ASSERT_TRUE(world.db().write(
            [&](db::Tx& tx) { return take_back_test_booking(tx, world.context(), world.salon.id, kOwner); }));
    }
    std::optional<customers::Customer> customer(CustomerId id) {
        return world.db().read([&](db::Session& session) { return customers::find(session, world.salon.id, id); });
    }
    // How many rows each table has.
    std::map<std::string, std::int64_t> rows() {
        return world.db().read([](db::Session& session) {
            std::map<std::string, std::int64_t> out;
            for (const auto& table : db::detail::list_tables(session))
                out[table.name] = session.value<std::int64_t>("select count(*) from " + table.name).value();
            return out;
        });
    }
    bool is_there(BookingId id) {
        return world.db()
            .read([&](db::Session& session) { return bookings::find(session, world.salon.id, id); })
            .has_value();
    }
    Done done() {
        return world.db().read([&](db::Session& session) { return list_done(session, world.salon.id); });
    }

    support::World world{GetParam()};
    bookings::FreeTimes free_times;
};

TEST_P(Onboarding, StepsAreLeftAndTakenUpAgainInTheirOrder) {
    EXPECT_EQ(next_step(done()), Step::hours);
    world.db().write([&](db::Tx& tx) {
        set_done(tx, world.clock, world.salon.id, to_text(Step::hours));
        set_done(tx, world.clock, world.salon.id, to_text(Step::people));
        set_done(tx, world.clock, world.salon.id, to_text(Step::people));
        set_done(tx, world.clock, world.neighbour.id, to_text(Step::services));
    });
    EXPECT_EQ(next_step(done()), Step::services) << "another business's steps are its own";
    EXPECT_FALSE(is_finished(done()));
    world.db().write([&](db::Tx& tx) {
        for (const auto step : kSteps) set_done(tx, world.clock, world.salon.id, to_text(step));
        set_done(tx, world.clock, world.salon.id, kFinished);
    });
    EXPECT_EQ(next_step(done()), std::nullopt);
    EXPECT_TRUE(is_finished(done()));
}

TEST_P(Onboarding, SaysWhatKeepsCustomersFromBooking) {
    const Day today = world.salon.zone.day(world.clock.now());
    EXPECT_TRUE(missing(*snapshot(world.salon), today).empty());

    auto here = *snapshot(world.salon);
    const auto schedules = here.schedules;
    here.schedules.clear();
    EXPECT_EQ(missing(here, today), (std::vector{Missing::hours}));
    here.schedules = schedules;
    for (auto& [provider, schedule] : here.schedules)
        for (auto& hours : schedule.hours) hours.valid_to = today - std::chrono::days{1};
    EXPECT_EQ(missing(here, today), (std::vector{Missing::hours})) << "they are over";
    here.schedules = schedules;
    for (auto& service : here.services) service.providers.clear();
    EXPECT_EQ(missing(here, today), (std::vector{Missing::givers}));
    for (auto& service : here.services) service.active = false;
    EXPECT_EQ(missing(here, today), (std::vector{Missing::services, Missing::givers}));
    EXPECT_EQ(missing({}, today), (std::vector{Missing::services, Missing::givers, Missing::hours}));
}

TEST_P(Onboarding, ATestBookingTakesTheFirstFreeTimeAndLeavesNothingBehind) {
    const auto before = rows();
    const auto made = try_it("mira@example.com");
    ASSERT_TRUE(made) << made.error().code;
    EXPECT_EQ(made->time.begin, world.clock.now());
    EXPECT_EQ(made->status, bookings::Status::approved);
    EXPECT_EQ(try_it("mira@example.com").value().id, made->id) << "there is one at a time";

    take_back();
    EXPECT_EQ(rows(), before);
    EXPECT_TRUE(world.diary(made->provider_id).empty());
    take_back();
    EXPECT_EQ(rows(), before);
    world.run_jobs();
    EXPECT_NE(try_it("mira@example.com").value().id, made->id) << "and it may be done again";
}

TEST_P(Onboarding, ACustomerWhoWasThereBeforeStaysWhenTheTestBookingIsTakenBack) {
    const auto before = world.book(world.anna, world.salon.cut, world.salon.mira, "wed 10:00").value().booking;
    const auto made = try_it(world.anna.email.text);
    ASSERT_TRUE(made);
    EXPECT_EQ(made->customer_id, before.customer_id);
    take_back();
    EXPECT_FALSE(is_there(made->id));
    EXPECT_EQ(world.status_of(before.id), bookings::Status::approved);
    EXPECT_FALSE(customer(before.customer_id)->anonymised);
}

TEST_P(Onboarding, WhoBooksAfterTheTestBookingStaysACustomerWhenItIsTakenBack) {
    const auto made = try_it(world.anna.email.text).value();
    const auto after = world.book(world.anna, world.salon.cut, world.salon.mira, "wed 10:00").value().booking;
    ASSERT_EQ(after.customer_id, made.customer_id);
    take_back();
    EXPECT_FALSE(is_there(made.id));
    EXPECT_EQ(world.status_of(after.id), bookings::Status::approved);
    EXPECT_FALSE(customer(after.customer_id)->anonymised);
}

TEST_P(Onboarding, ATestBookingThatIsOverIsTakenBackAsWell) {
    const auto before = rows();
    ASSERT_TRUE(try_it("mira@example.com"));
    world.run_jobs();
    world.clock.advance(std::chrono::days{2});
    take_back();
    EXPECT_EQ(rows(), before);
}

class Opens : public Onboarding {
protected:
    Opening opening() {
        Opening out;
        out.name = "Kari Hair";
        out.slug = "kari-hair";
        out.country = "DK";
        out.language = "da";
        out.owner = "Kari";
        out.email = base::parse_email("kari@example.com").value();
        return out;
    }
    Result<Opened> open(const Opening& opening) {
        return world.db().write([&](db::Tx& tx) { return open_business(tx, {world.clock, world.registry}, opening); });
    }
    std::vector<std::string> wrong(const Opening& opening) {
        const auto opened = open(opening);
        std::vector<std::string> out;
        if (!opened)
            for (const auto& field : opened.error().fields) out.push_back(field.field);
        return out;
    }
};

TEST_P(Opens, ABusinessAsItsCountryHasItWhereNothingElseIsSaid) {
    const auto opened = open(opening());
    ASSERT_TRUE(opened);
    const auto made = *world.db().read([&](db::Session& session) { return businesses::find(session, opened->id); });
    EXPECT_EQ(made.zone.name(), "Europe/Copenhagen");
    EXPECT_EQ(made.currency, "DKK");
    EXPECT_EQ(made.languages, (std::vector<std::string>{"da"}));
    EXPECT_EQ(made.email, "") << "how the owner signs in is nobody else's business";
    const auto owner = *world.db().read(
        [&](db::Session& session) { return accounts::staff::find(session, opened->id, opened->owner); });
    EXPECT_EQ(owner.role, businesses::Role::owner);
    EXPECT_FALSE(owner.has_login);
}

TEST_P(Opens, ABusinessAsItIsSaid) {
    auto said = opening();
    said.zone = "Europe/Oslo";
    said.currency = "EUR";
    said.others = {"en", "da"};
    said.contact = "hello@kari.example";
    const auto opened = open(said);
    ASSERT_TRUE(opened);
    const auto made = *world.db().read([&](db::Session& session) { return businesses::find(session, opened->id); });
    EXPECT_EQ(made.zone.name(), "Europe/Oslo");
    EXPECT_EQ(made.currency, "EUR");
    EXPECT_EQ(made.languages, (std::vector<std::string>{"da", "en"}));
    EXPECT_EQ(made.email, "hello@kari.example");
}

TEST_P(Opens, NothingWhereAnythingIsWrongAndNamesTheFields) {
    auto said = opening();
    said.owner.clear();
    said.zone = "Europe/Bergen";
    said.contact = "hello@";
    EXPECT_EQ(wrong(said), (std::vector<std::string>{"owner", "zone", "contact"}));
    said = opening();
    said.colour = "blue";
    EXPECT_EQ(wrong(said), (std::vector<std::string>{"colour"}));
    said = opening();
    said.slug = world.salon.slug;
    EXPECT_EQ(wrong(said), (std::vector<std::string>{"slug"}));
    EXPECT_FALSE(world.db().read([](db::Session& session) { return businesses::find(session, "kari-hair"); }));
}

TEST(ReadyServices, AreThereInEveryLanguageForEveryKindButTheLast) {
    for (const auto kind : businesses::kKinds) {
        EXPECT_EQ(ready_services(kind).empty(), kind == "other") << kind;
        for (const auto& service : ready_services(kind)) {
            const auto name = in_languages(service.name, {"nb", "da", "nl", "pt-BR", "en"});
            EXPECT_EQ(name.translations.size(), 4u) << service.name;
            EXPECT_EQ(name.in("en"), service.name);
            EXPECT_EQ(name.fallback, name.in("nb"));
            EXPECT_GT(service.duration, Minutes{0});
        }
    }
    EXPECT_TRUE(ready_services("bakery").empty());
}

INSTANTIATE_TEST_SUITE_P(Engines, Opens, testing::ValuesIn(support::engines()), support::engine_name);
INSTANTIATE_TEST_SUITE_P(Engines, Onboarding, testing::ValuesIn(support::engines()), support::engine_name);

}  // namespace
}  // namespace onboarding
