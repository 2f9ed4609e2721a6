// Events as programs ask for them: what is announced, and tickets for it.
#include "api/event_api.h"

#include "api/test_api.h"
#include "db/db.h"
#include "events/event.h"

namespace api {
namespace {

using namespace std::chrono_literals;
using catalog::WhoMayBook;

class EventApi : public ApiTest {
protected:
    EventApi() { events::subscribe(world.registry); }
    template <class Verb>
    auto write(const Verb& verb) {
        return world.db().write([&](db::Tx& tx) { return verb(tx, environment.context()); });
    }
    events::Event announced(std::string name, const std::vector<std::string>& starts,
                            WhoMayBook who = WhoMayBook::everybody, int capacity = 4) {
        events::Draft draft;
        draft.name = {"Fletting", {{"en", std::move(name)}}};
        draft.leader = world.salon.mira;
        draft.duration = 60min;
        draft.price_amount = 45000;
        draft.capacity = capacity;
        draft.who_may_book = who;
        draft.venue = "Town hall";
        std::vector<Instant> at;
        for (const auto& each : starts) at.push_back(world.at(each));
        return write([&](db::Tx& tx, const Context& c) {
            const auto made = events::create(tx, c, world.salon.id, draft, at, {}, {}).value();
            return events::publish(tx, c, world.salon.id, made.id, {}).value();
        });
    }
    std::string link_of(const events::Event& event) {
        return world.db()
            .read([&](db::Session& session) { return environment.snapshots.find(session, "studio-lind"); })
            ->service(event.service_id)
            ->link_key;
    }
    Answer all(std::string_view query = "") {
        return get(list_events, "studio-lind", query, {{"accept-language", "en"}});
    }
    Answer one(const std::string& id, std::string_view query = "", std::string_view slug = "studio-lind") {
        http::Request request;
        request.params = {{"business", std::string(slug)}, {"event", id}};
        request.query = *http::parse_form(query);
        return ask(show_event, std::move(request));
    }
    json date_of(const events::Event& event, std::size_t n = 0) {
        return one(base::to_text(event.id), "link=" + link_of(event)).body.at("dates").at(n);
    }
    json order(const events::Event& event, std::vector<std::string> attendees = {}, std::size_t date = 0) {
        json out{{"date", date_of(event, date).at("id")},
                 {"customer", {{"name", "Anna"}, {"surname", "Berg"}, {"email", "anna@example.com"}}}};
        if (!attendees.empty()) out["attendees"] = std::move(attendees);
        return out;
    }
    Answer book(const events::Event& event, const json& body, Headers headers = {}) {
        return post(book_tickets, "studio-lind", fmt::format("events/{}/tickets", base::to_text(event.id)), body.dump(),
                    std::move(headers));
    }
};

INSTANTIATE_TEST_SUITE_P(Engines, EventApi, testing::ValuesIn(support::engines()), support::engine_name);

TEST_P(EventApi, TellsWhatIsAnnouncedByItsNextDate) {
    EXPECT_EQ(all().body, json::parse(R"({"time_zone": "Europe/Oslo", "events": []})"));
    announced("Braiding", {"thu 14:00"});
    announced("Colours", {"wed 14:00", "fri 14:00"});
    announced("For friends", {"wed 10:00"}, WhoMayBook::link);
    const auto told = all();
    ASSERT_EQ(told.status, 200);
    EXPECT_EQ(header(told.raw, "Access-Control-Allow-Origin"), "*");
    EXPECT_EQ(header(told.raw, "Content-Language"), "en");
    const auto& events = told.body.at("events");
    ASSERT_EQ(events.size(), 2u);
    EXPECT_EQ(events[0].at("name"), "Colours");
    EXPECT_EQ(events[1].at("name"), "Braiding");
    EXPECT_EQ(events[0].at("venue"), "Town hall");
    EXPECT_EQ(events[0].at("price"), (json{{"amount", 45000}, {"currency", "NOK"}}));
    EXPECT_EQ(events[0].at("url"),
              "https://book.example.org/studio-lind/events/" + events[0].at("id").get<std::string>());
    ASSERT_EQ(events[0].at("dates").size(), 2u);
    const auto& date = events[0].at("dates").at(0);
    EXPECT_EQ(date.at("start"), "2026-12-02T14:00:00+01:00");
    EXPECT_EQ(date.at("places"), 4);
    EXPECT_EQ(date.at("places_left"), 4);
    EXPECT_EQ(one(events[0].at("id").get<std::string>()).body.at("dates"), events[0].at("dates"));
}

TEST_P(EventApi, GoesOnBehindThePageBefore) {
    for (int i = 0; i < 51; ++i) announced(fmt::format("No. {}", i), {fmt::format("thu+{} 14:00", i)});
    const auto first = all();
    ASSERT_EQ(first.body.at("events").size(), 50u);
    const auto rest = all("after=" + first.body.at("next").get<std::string>());
    ASSERT_EQ(rest.body.at("events").size(), 1u);
    EXPECT_EQ(rest.body.at("events").at(0).at("name"), "No. 50");
    EXPECT_FALSE(rest.body.contains("next"));
    EXPECT_EQ(errors_of(all("after=yesterday").body), (Errors{"after field.invalid"}));
    EXPECT_EQ(errors_of(all("after=1-x").body), (Errors{"after field.invalid"}));
}

TEST_P(EventApi, ShowsAPrivateOneToThoseWhoHaveItsLink) {
    const auto event = announced("For friends", {"wed 10:00"}, WhoMayBook::link);
    const auto id = base::to_text(event.id);
    EXPECT_EQ(one(id).body.at("code"), "event.unknown");
    EXPECT_EQ(one(id, "link=guessed").status, 404);
    const auto opened = one(id, "link=" + link_of(event));
    EXPECT_EQ(opened.status, 200);
    EXPECT_TRUE(opened.body.at("url").get<std::string>().ends_with("?link=" + link_of(event)));
    EXPECT_EQ(one(id, "link=" + link_of(event), "salong-nord").status, 404);
    EXPECT_EQ(one("nonsense").status, 404);

    auto body = order(event);
    EXPECT_EQ(book(event, body).body.at("code"), "event.unknown");
    body["link"] = "guessed";
    EXPECT_EQ(book(event, body).status, 404);
    body["link"] = link_of(event);
    EXPECT_EQ(book(event, body).status, 201);
}

TEST_P(EventApi, BooksATicketForEachWhoComes) {
    const auto event = announced("Braiding", {"thu 14:00"});
    const auto made = book(event, order(event, {"Anna Berg", "Dag Lund"}));
    ASSERT_EQ(made.status, 201) << made.body;
    const auto& tickets = made.body.at("bookings");
    ASSERT_EQ(tickets.size(), 2u);
    EXPECT_EQ(tickets[0].at("attendee"), nullptr);
    EXPECT_EQ(tickets[1].at("attendee"), "Dag Lund");
    EXPECT_EQ(date_of(event).at("places_left"), 2);
    const auto shown = show(tickets[1].at("id").get<std::string>(), tickets[1].at("manage_token").get<std::string>());
    EXPECT_EQ(shown.body.at("event"), base::to_text(event.id));
    EXPECT_EQ(shown.body.at("visit"), made.body.at("visit"));
}

TEST_P(EventApi, BooksOnceForOneKey) {
    const auto event = announced("Braiding", {"thu 14:00"});
    const Headers key{{"idempotency-key", "one"}};
    const auto first = book(event, order(event), key), second = book(event, order(event), key);
    EXPECT_EQ(first.status, 201);
    EXPECT_EQ(second.body, first.body);
    EXPECT_EQ(header(second.raw, "Idempotent-Replay"), "true");
    EXPECT_EQ(date_of(event).at("places_left"), 3);
}

TEST_P(EventApi, BooksNoneWhereThereAreFewerPlaces) {
    const auto event = announced("Braiding", {"thu 14:00"}, WhoMayBook::everybody, 2);
    const auto few = book(event, order(event, {"Anna Berg", "Dag Lund", "Eli Lund"}));
    EXPECT_EQ(few.status, 409);
    EXPECT_EQ(few.body.at("code"), "event.few_places");
    EXPECT_EQ(few.body.at("places_left"), 2);
    EXPECT_EQ(bookings(), 0);
    EXPECT_EQ(book(event, order(event, {"Anna Berg", "Dag Lund"})).status, 201);
    const auto none = book(event, order(event));
    EXPECT_EQ(none.body.at("code"), "event.sold_out");
    EXPECT_EQ(none.body.at("places_left"), 0);
}

TEST_P(EventApi, BlamesWhatIsWrong) {
    const auto event = announced("Braiding", {"thu 14:00"});
    auto body = order(event);
    body["date"] = "x";
    body["tickets"] = 2;
    EXPECT_EQ(errors_of(book(event, body).body), (Errors{"date field.invalid", "tickets field.unknown"}));
    body = order(event);
    body["date"] = base::to_text(AppointmentId{1});
    EXPECT_EQ(errors_of(book(event, body).body), (Errors{"date event.date_unknown"}));
    body = order(event, std::vector<std::string>(21, "Dag Lund"));
    EXPECT_EQ(errors_of(book(event, body).body), (Errors{"attendees field.too_many"}));
    const auto later = write([&](db::Tx& tx, const Context& c) {
        auto draft =
            events::draft_of(event, *environment.snapshots.current(tx, world.salon.id)->service(event.service_id));
        draft.booked_from = world.at("wed 10:00");
        return events::change(tx, c, world.salon.id, event.id, draft, event.version, {}, {}).value();
    });
    EXPECT_EQ(one(base::to_text(event.id)).body.at("booked_from"), "2026-12-02T10:00:00+01:00");
    EXPECT_EQ(errors_of(book(later, order(later)).body), (Errors{"date booking.not_yet"}));
    EXPECT_EQ(bookings(), 0);
}

TEST_P(EventApi, MovesATicketToAnotherDateOfTheEvent) {
    const auto event = announced("Braiding", {"thu 14:00", "fri 14:00"});
    const auto made = book(event, order(event)).body.at("bookings").at(0);
    const auto no_date = reschedule(made, {{"start", "2026-12-04T10:00:00+01:00"}});
    EXPECT_EQ(no_date.status, 409);
    EXPECT_EQ(no_date.body.at("nearest").at(0).at("start"), "2026-12-04T14:00:00+01:00");
    const auto moved = reschedule(made, {{"start", date_of(event, 1).at("start")}});
    ASSERT_EQ(moved.status, 200) << moved.body;
    EXPECT_EQ(moved.body.at("start"), "2026-12-04T14:00:00+01:00");
    EXPECT_EQ(date_of(event, 0).at("places_left"), 4);
    EXPECT_EQ(date_of(event, 1).at("places_left"), 3);
    EXPECT_EQ(cancel(made).status, 200);
    EXPECT_EQ(date_of(event, 1).at("places_left"), 4);
}

TEST_P(EventApi, SaysThatACancelledOneDoesNotTakePlace) {
    const auto event = announced("Braiding", {"thu 14:00"});
    const auto body = order(event);
    write([&](db::Tx& tx, const Context& c) {
        return events::cancel(tx, c, world.salon.id, event.id, {}, events::Telling::nobody).value();
    });
    EXPECT_EQ(all().body.at("events").size(), 0u);
    const auto told = one(base::to_text(event.id));
    EXPECT_EQ(told.body.at("cancelled"), true);
    EXPECT_EQ(told.body.at("dates").size(), 0u);
    EXPECT_EQ(book(event, body).status, 404);
}

}  // namespace
}  // namespace api
