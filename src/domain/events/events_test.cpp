// An event is booked date by date, as often as there are places, and what is cancelled of it is cancelled for all.
#include "activity/activity_log.h"
#include "bookings/identity.h"
#include "catalog/offer.h"
#include "db/db.h"
#include "events/event.h"
#include "support/world.h"

#include <gtest/gtest.h>

namespace events {
namespace {

using namespace std::chrono_literals;
using std::chrono::days;

constexpr activity::Actor kSystem{}, kVisitor{activity::ActorKind::visitor, 0};

#define EXPECT_REFUSED(result, code_) \
    do { \
        const auto& result_ = (result); \
        ASSERT_FALSE(result_); \
        EXPECT_EQ(result_.error().code, code_); \
    } while (false)

struct Events : testing::TestWithParam<db::Engine> {
    Events() { subscribe(world.registry); }

    template <class Verb>
    auto write(const Verb& verb) {
        return world.db().write([&](db::Tx& tx) { return verb(tx, world.context()); });
    }
    template <class Read>
    auto read(const Read& body) {
        return world.db().read(body);
    }
    Draft workshop() {
        Draft out;
        out.name.fallback = "Braiding for beginners";
        out.description.fallback = "Bring a friend and a brush.";
        out.leader = salon.mira;
        out.duration = 120min;
        out.price_amount = 45000;
        out.capacity = 4;
        return out;
    }
    Result<Event> try_create(const Draft& draft, const std::vector<Instant>& starts, const Dating& dating = {}) {
        return write(
            [&](db::Tx& tx, const Context& c) { return create(tx, c, salon.id, draft, starts, dating, kSystem); });
    }
    Event made(const Draft& draft, const std::vector<std::string>& starts = {"tue 14:00"}) {
        std::vector<Instant> at;
        for (const auto& each : starts) at.push_back(world.at(each));
        return try_create(draft, at).value();
    }
    Event published(const Draft& draft, const std::vector<std::string>& starts = {"tue 14:00"}) {
        const auto event = made(draft, starts);
        return publish_it(event.id).value();
    }
    Result<Event> publish_it(EventId id) {
        return write([&](db::Tx& tx, const Context& c) { return publish(tx, c, salon.id, id, kSystem); });
    }
    Result<Event> change_it(const Event& event, const Draft& draft) {
        return write([&](db::Tx& tx, const Context& c) {
            return change(tx, c, salon.id, event.id, draft, event.version, {}, kSystem);
        });
    }
    Result<std::vector<bookings::Made>> order(const Event& event, const std::vector<std::string>& attendees,
                                              std::size_t date = 0, const std::string& key = {}) {
        bookings::Wish wish;
        wish.details = world.anna;
        wish.consent = true;
        wish.actor = kVisitor;
        wish.key = key;
        const auto dates = coming(event);
        return write([&](db::Tx& tx, const Context& c) {
            return book(tx, c, salon.id, {event.id, dates.at(date).id, wish, attendees}, Rules::customer);
        });
    }
    std::vector<Session> coming(const Event& event) {
        return read([&](db::Session& s) { return coming_dates(s, salon.id, event.service_id, world.clock.now()); });
    }
    Event now(EventId id) {
        return read([&](db::Session& s) { return find(s, salon.id, id); }).value();
    }
    catalog::Service service(const Event& event) {
        return read([&](db::Session& s) { return catalog::find_service(s, salon.id, event.service_id, "NOK"); })
            .value();
    }
    std::shared_ptr<const bookings::Snapshot> snapshot() {
        return read([&](db::Session& s) { return world.snapshots.find(s, salon.slug); });
    }
    std::vector<EventId> shown() {
        const auto offered = snapshot();
        std::vector<EventId> out;
        for (const auto& each : read([&](db::Session& s) { return list_shown(s, *offered, world.clock.now()); }))
            out.push_back(each.event.id);
        return out;
    }
    std::vector<std::string> told(EventId id) {
        std::vector<std::string> out;
        for (const auto& each : read([&](db::Session& s) { return activity::list(s, salon.id, id.value); }))
            out.push_back(each.type);
        return out;
    }
    std::vector<Span> mira() { return world.diary(salon.mira); }

    support::World world{GetParam()};
    support::Salon& salon = world.salon;
};

TEST_P(Events, TakeTheirLeadersTimeAsDraftsAlready) {
    const auto event = made(workshop(), {"tue 14:00", "wed 14:00"});

    EXPECT_EQ(event.state, State::draft);
    EXPECT_EQ(coming(event).size(), 2u);
    EXPECT_EQ(mira(), (std::vector<Span>{{world.at("tue 14:00"), world.at("tue 16:00")},
                                         {world.at("wed 14:00"), world.at("wed 16:00")}}));
    EXPECT_EQ(told(event.id), (std::vector<std::string>{"event.created"}));
    EXPECT_REFUSED(order(event, {}), "event.unknown");
}

TEST_P(Events, StandInNoListOfServices) {
    const auto event = published(workshop());

    const auto all = snapshot();
    EXPECT_EQ(std::ranges::find(all->services, event.service_id, &catalog::Service::id), all->services.end());
    ASSERT_TRUE(all->service(event.service_id));
    EXPECT_FALSE(all->may_choose(*all->service(event.service_id)));
    for (const auto* each : all->bookable_services()) EXPECT_NE(each->id, event.service_id);
    const auto refused = write([&](db::Tx& tx, const Context& c) {
        return catalog::delete_service(tx, {c.clock, c.registry}, salon.id, event.service_id, kSystem);
    });
    EXPECT_REFUSED(refused, "service.unknown");
    auto typed = service(event);
    typed.name.fallback = "Something else";
    const auto changed = write([&](db::Tx& tx, const Context& c) {
        return catalog::change_service(tx, {c.clock, c.registry}, salon.id, typed, kSystem);
    });
    EXPECT_REFUSED(changed, "service.unknown");
    EXPECT_EQ(service(event).name.fallback, "Braiding for beginners");
}

TEST_P(Events, AreBookedTicketByTicketEachWithItsName) {
    const auto event = published(workshop());

    const auto tickets = order(event, {world.anna.name + " " + world.anna.surname, "Kari Nordmann", "Ola Nordmann"});

    ASSERT_TRUE(tickets);
    ASSERT_EQ(tickets->size(), 3u);
    EXPECT_EQ((*tickets)[0].booking.attendee, "");
    EXPECT_EQ((*tickets)[1].booking.attendee, "Kari Nordmann");
    EXPECT_EQ((*tickets)[2].booking.attendee, "Ola Nordmann");
    for (const auto& each : *tickets) {
        EXPECT_EQ(each.booking.customer_id, tickets->front().booking.customer_id);
        EXPECT_EQ(each.booking.name, world.anna.name);
        EXPECT_EQ(each.booking.visit_id, tickets->front().booking.visit_id);
        EXPECT_EQ(each.booking.appointment_id, tickets->front().booking.appointment_id);
        EXPECT_EQ(each.booking.price, (Money{45000, "NOK"}));
    }
    EXPECT_EQ(coming(event).front().seats, (bookings::Seats{4, 3}));
}

TEST_P(Events, AreBookedAsAWholeOrNotAtAll) {
    const auto event = published(workshop());
    ASSERT_TRUE(order(event, {"A", "B"}));

    const auto refused = order(event, {"C", "D", "E"});

    EXPECT_REFUSED(refused, "event.few_places");
    EXPECT_EQ(refused.error().parameters, (std::vector<std::pair<std::string, std::string>>{{"left", "2"}}));
    EXPECT_EQ(coming(event).front().seats.taken, 2);
    ASSERT_TRUE(order(event, {"C", "D"}));
    EXPECT_REFUSED(order(event, {"E"}), "event.sold_out");
    EXPECT_REFUSED(order(event, std::vector<std::string>(kMostTickets + 1, "F")), "event.tickets");
}

TEST_P(Events, FreeThePlaceOfOneTicketAlone) {
    const auto event = published(workshop());
    const auto tickets = order(event, {"A", "B", "C"}).value();

    ASSERT_TRUE(write([&](db::Tx& tx, const Context& c) {
        return bookings::cancel(tx, c, salon.id, tickets[1].booking.id, kSystem, Rules::staff);
    }));

    EXPECT_EQ(coming(event).front().seats.taken, 2);
    EXPECT_EQ(world.status_of(tickets[0].booking.id), bookings::Status::approved);
    EXPECT_EQ(world.status_of(tickets[2].booking.id), bookings::Status::approved);
}

TEST_P(Events, AreCancelledWithAllWhoBooked) {
    const auto event = published(workshop(), {"tue 14:00", "wed 14:00"});
    const auto first = order(event, {"A", "B"}, 0).value();
    const auto second = order(event, {"C"}, 1).value();

    const auto cancelled = write(
        [&](db::Tx& tx, const Context& c) { return cancel(tx, c, salon.id, event.id, kSystem, Telling::at_once); });

    ASSERT_TRUE(cancelled);
    EXPECT_EQ(cancelled->size(), 3u);
    for (const auto& each : {first[0], first[1], second[0]})
        EXPECT_EQ(world.status_of(each.booking.id), bookings::Status::cancelled);
    EXPECT_TRUE(mira().empty());
    EXPECT_EQ(now(event.id).state, State::cancelled);
    EXPECT_EQ(told(event.id), (std::vector<std::string>{"event.created", "event.published", "event.cancelled"}));
    EXPECT_REFUSED(publish_it(event.id), "event.cancelled");
    const auto again = write(
        [&](db::Tx& tx, const Context& c) { return cancel(tx, c, salon.id, event.id, kSystem, Telling::at_once); });
    ASSERT_TRUE(again);
    EXPECT_TRUE(again->empty());
    EXPECT_EQ(told(event.id).size(), 3u);
}

TEST_P(Events, AreNotDeletedOnceSomebodyHasBooked) {
    const auto event = published(workshop());
    ASSERT_TRUE(order(event, {}));
    const auto remove_it = [&](EventId id) {
        return write([&](db::Tx& tx, const Context& c) { return remove(tx, c, salon.id, id, kSystem); });
    };

    EXPECT_REFUSED(remove_it(event.id), "event.has_bookings");
    EXPECT_EQ(coming(event).size(), 1u);

    const auto other = made(workshop(), {"thu 14:00"});
    ASSERT_TRUE(remove_it(other.id));
    EXPECT_FALSE(read([&](db::Session& s) { return find(s, salon.id, other.id); }));
    EXPECT_TRUE(coming(other).empty());
    EXPECT_EQ(mira().size(), 1u);
    EXPECT_REFUSED(remove_it(other.id), "event.unknown");
}

TEST_P(Events, TakeTheirDatesAlongWhenTheyChange) {
    const auto event = published(workshop());
    const auto ticket = order(event, {}).value().front().booking;
    auto draft = workshop();
    draft.leader = salon.jonas;
    draft.duration = 60min;
    draft.name.fallback = "Braiding";

    const auto changed = change_it(event, draft);

    ASSERT_TRUE(changed);
    EXPECT_EQ(changed->version, event.version + 1);
    EXPECT_TRUE(mira().empty());
    EXPECT_EQ(world.diary(salon.jonas), (std::vector<Span>{{world.at("tue 14:00"), world.at("tue 15:00")}}));
    const auto moved = read([&](db::Session& s) { return bookings::find(s, salon.id, ticket.id); }).value();
    EXPECT_EQ(moved.provider_id, salon.jonas);
    EXPECT_EQ(moved.time.end, world.at("tue 15:00"));
    EXPECT_REFUSED(change_it(event, draft), "event.changed_meanwhile");
    // The same again says nothing new.
    EXPECT_EQ(change_it(*changed, draft).value().version, changed->version);
    EXPECT_EQ(told(event.id), (std::vector<std::string>{"event.created", "event.published", "event.changed"}));
}

TEST_P(Events, ChangeADateByItself) {
    const auto event = published(workshop(), {"tue 14:00", "wed 14:00"});
    const auto ticket = order(event, {"A", "B"}).value().front().booking;
    const auto date = coming(event).front();
    const auto change_one = [&](const DateChange& change) {
        return write([&](db::Tx& tx, const Context& c) {
            return change_date(tx, c, salon.id, event.id, date.id, change, {}, kSystem);
        });
    };

    EXPECT_REFUSED(change_one({.capacity = 1}), "session.places_taken");
    const auto changed = change_one({.starts_at = world.at("thu 10:00"), .capacity = 30});

    ASSERT_TRUE(changed);
    EXPECT_EQ(changed->seats, (bookings::Seats{30, 2}));
    EXPECT_EQ(changed->time, (Span{world.at("thu 10:00"), world.at("thu 12:00")}));
    EXPECT_EQ(read([&](db::Session& s) { return bookings::find(s, salon.id, ticket.id); }).value().time.begin,
              world.at("thu 10:00"));
    EXPECT_REFUSED(change_one({.starts_at = world.at("wed 13:00")}), "booking.time_taken");
}

TEST_P(Events, AreBookedWithinTheirTimeAlone) {
    auto draft = workshop();
    draft.booked_from = world.clock.now() + 2h;
    draft.booked_until = world.clock.now() + 4h;
    const auto event = published(draft, {"fri 14:00"});

    EXPECT_REFUSED(order(event, {}), "booking.not_yet");
    world.clock.advance(3h);
    EXPECT_TRUE(order(event, {}));
    world.clock.advance(1h);
    EXPECT_REFUSED(order(event, {}), "booking.over_by");
}

TEST_P(Events, OfALinkAreBookedByItAlone) {
    auto draft = workshop();
    draft.who_may_book = catalog::WhoMayBook::link;
    const auto event = published(draft);
    const auto key = service(event).link_key;
    ASSERT_FALSE(key.empty());

    EXPECT_REFUSED(order(event, {}), "event.unknown");
    EXPECT_REFUSED(order(event, {}, 0, "guessed"), "event.unknown");
    EXPECT_TRUE(order(event, {}, 0, key));
    EXPECT_TRUE(shown().empty());
    // The link that people have goes on working when the event is published anew.
    ASSERT_TRUE(write([&](db::Tx& tx, const Context& c) { return withdraw(tx, c, salon.id, event.id, kSystem); }));
    EXPECT_REFUSED(order(event, {}, 0, key), "event.unknown");
    ASSERT_TRUE(publish_it(event.id));
    EXPECT_EQ(service(event).link_key, key);
}

TEST_P(Events, AreShownByTheirNextDate) {
    const auto later = published(workshop(), {"thu 14:00"});
    const auto sooner = published(workshop(), {"tue 14:00", "fri 14:00"});
    made(workshop(), {"wed 14:00"});

    EXPECT_EQ(shown(), (std::vector<EventId>{sooner.id, later.id}));
    world.clock.set(world.at("tue 18:00"));
    EXPECT_EQ(shown(), (std::vector<EventId>{later.id, sooner.id}));
}

TEST_P(Events, AreDuplicatedToOtherDates) {
    auto draft = workshop();
    draft.booked_until = world.at("mon+1 08:00");
    const auto event = published(draft);
    const auto copy = write([&](db::Tx& tx, const Context& c) {
        return duplicate(tx, c, salon.id, event.id, {world.at("thu 14:00")}, {}, kSystem);
    });

    ASSERT_TRUE(copy);
    EXPECT_EQ(copy->state, State::draft);
    auto expected = draft_of(event, service(event));
    expected.booked_until.reset();
    const auto is = draft_of(*copy, service(*copy));
    EXPECT_EQ(is.name.fallback, expected.name.fallback);
    EXPECT_EQ(is.description.fallback, expected.description.fallback);
    EXPECT_EQ(is.leader, expected.leader);
    EXPECT_EQ(is.price_amount, expected.price_amount);
    EXPECT_EQ(is.booked_until, std::nullopt);
    ASSERT_EQ(coming(*copy).size(), 1u);
    EXPECT_EQ(coming(*copy).front().time.begin, world.at("thu 14:00"));
    EXPECT_EQ(coming(event).size(), 1u);
}

TEST_P(Events, AreOverAfterTheirLastDate) {
    const auto event = published(workshop(), {"tue 14:00", "wed 14:00"});
    world.clock.set(world.at("tue 18:00"));
    mark_over(world.db(), world.clock.now());
    EXPECT_FALSE(now(event.id).over_at);

    world.clock.set(world.at("wed 18:00"));
    mark_over(world.db(), world.clock.now());
    EXPECT_TRUE(now(event.id).over_at);
    EXPECT_EQ(read([&](db::Session& s) { return list_over(s, salon.id, {}, 10); }).size(), 1u);
    EXPECT_TRUE(read([&](db::Session& s) { return list_open(s, salon.id); }).empty());

    // Until it gets another one.
    ASSERT_TRUE(write([&](db::Tx& tx, const Context& c) {
        return add_dates(tx, c, salon.id, event.id, {world.at("fri 14:00")}, 7, {}, kSystem);
    }));
    EXPECT_FALSE(now(event.id).over_at);
    EXPECT_EQ(coming(event).front().seats.capacity, 7);
}

TEST_P(Events, NeedALeaderATextAndTimeThatIsFree) {
    const auto field = [&](const Draft& draft) {
        const auto refused = try_create(draft, {});
        if (refused) return std::string("made");
        if (refused.error().fields.empty()) return refused.error().code;
        return refused.error().fields.front().field + " " + refused.error().fields.front().code;
    };
    auto draft = workshop();
    draft.leader.reset();
    EXPECT_EQ(field(draft), "leader field.required");
    draft.leader = world.clinic.ada;
    EXPECT_EQ(field(draft), "leader field.invalid");
    draft = workshop();
    draft.name.fallback = " ";
    EXPECT_EQ(field(draft), "name field.required");
    draft = workshop();
    draft.capacity = 0;
    EXPECT_EQ(field(draft), "capacity field.number_between");
    draft = workshop();
    draft.who_may_book = catalog::WhoMayBook::staff;
    EXPECT_EQ(field(draft), "who_may_book field.invalid");
    draft = workshop();
    draft.booked_from = draft.booked_until = world.at("tue 10:00");
    EXPECT_EQ(field(draft), "booked_until event.window");

    ASSERT_TRUE(world.book(world.ben, salon.cut, salon.mira, "tue 14:15"));
    EXPECT_REFUSED(try_create(workshop(), {world.at("wed 14:00"), world.at("tue 14:00")}), "booking.time_taken");
    EXPECT_REFUSED(try_create(workshop(), {world.at("sat 14:00")}), "booking.outside_hours");
    EXPECT_TRUE(try_create(workshop(), {world.at("sat 14:00")}, {.outside_hours = true}));
    EXPECT_EQ(read([&](db::Session& s) { return list_open(s, salon.id); }).size(), 1u);
    EXPECT_REFUSED(publish_it(made(workshop(), {}).id), "event.no_dates");
}

TEST_P(Events, AreTheirBusinesssAlone) {
    const auto event = published(workshop());
    const auto& other = world.neighbour.id;

    EXPECT_FALSE(read([&](db::Session& s) { return find(s, other, event.id); }));
    EXPECT_REFUSED(
        write([&](db::Tx& tx, const Context& c) { return cancel(tx, c, other, event.id, kSystem, Telling::nobody); }),
        "event.unknown");
    EXPECT_REFUSED(write([&](db::Tx& tx, const Context& c) {
                       return cancel_date(tx, c, salon.id, event.id, AppointmentId{1}, kSystem, Telling::nobody);
                   }),
                   "event.date_unknown");
    EXPECT_EQ(now(event.id).state, State::published);
}

TEST_P(Events, TakeNoHourThatWasMeantByTheClockOfAnotherZone) {
    const auto event = published(workshop());
    const auto date = coming(event).front();
    ASSERT_TRUE(write([&](db::Tx& tx, const Context& c) {
        return bookings::change_identity(
            tx, c, salon.id, [](businesses::Business& business) { business.zone = Zone::find("Asia/Tokyo").value(); },
            kSystem);
    }));
    auto context = world.context();
    context.shown_in = "Europe/Oslo";
    const auto by_page = [&](const auto& verb) { return world.db().write([&](db::Tx& tx) { return verb(tx); }); };
    EXPECT_REFUSED(by_page([&](db::Tx& tx) { return create(tx, context, salon.id, workshop(), {}, {}, kSystem); }),
                   "booking.zone_changed");
    auto draft = workshop();
    draft.booked_from = world.at("mon 12:00");
    EXPECT_REFUSED(
        by_page([&](db::Tx& tx) { return change(tx, context, salon.id, event.id, draft, event.version, {}, kSystem); }),
        "booking.zone_changed");
    EXPECT_REFUSED(by_page([&](db::Tx& tx) {
                       return add_dates(tx, context, salon.id, event.id, {world.at("fri 14:00")}, 4, {}, kSystem);
                   }),
                   "booking.zone_changed");
    EXPECT_REFUSED(by_page([&](db::Tx& tx) {
                       return change_date(tx, context, salon.id, event.id, date.id,
                                          {.starts_at = date.time.begin + 1h, .version = date.version}, {}, kSystem);
                   }),
                   "booking.zone_changed");
    EXPECT_REFUSED(by_page([&](db::Tx& tx) {
                       return duplicate(tx, context, salon.id, event.id, {world.at("fri 14:00")}, {}, kSystem);
                   }),
                   "booking.zone_changed");
    EXPECT_EQ(told(event.id), (std::vector<std::string>{"event.created", "event.published"}));
    EXPECT_EQ(coming(event).size(), 1u);
    EXPECT_EQ(mira().size(), 1u);
}

INSTANTIATE_TEST_SUITE_P(Engines, Events, testing::ValuesIn(support::engines()), support::engine_name);

}  // namespace
}  // namespace events
