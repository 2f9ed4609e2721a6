// What goes wrong with several appointments, or several people, at once (groups, events, series, visits, holds, the
// waiting list): each is said in words, nothing is lost and nothing is half-saved.
#include "accounts/account.h"
#include "accounts/staff_account.h"
#include "app/test_house.h"
#include "bookings/hold.h"
#include "bookings/identity.h"
#include "bookings/session.h"
#include "events/event.h"
#include "series/series.h"
#include "series/words.h"
#include "waiting/waiting.h"

#include <algorithm>

namespace app::test {
namespace {

using namespace std::chrono_literals;
using http::test::Answer;
using support::walk::Fields;

struct Together : testing::TestWithParam<db::Engine> {
    Site site{GetParam(), {"--rate-limits", "off"}};
    support::World& world = site.world;
    const support::Salon& salon = world.salon;
    std::string session, staff_token;
    std::map<std::string, std::string> before;

    bookings::Context context() { return {world.clock, site.registry, world.snapshots}; }
    template <class Verb>
    auto write(const Verb& verb) {
        return world.db().write([&](db::Tx& tx) { return verb(tx, context()); });
    }

    Together() {
        const auto id = write([&](db::Tx& tx, const bookings::Context& c) {
            const accounts::Context context{c.clock, c.registry};
            const auto owner = accounts::staff::add(tx, context, salon.id, "Olga Lind", "olga@example.com",
                                                    businesses::Role::owner, {})
                                   .value();
            session = accounts::staff::sign_in_without_password(tx, context, salon.id, owner, {})->session_token;
            return accounts::staff::find_signed_in(tx, c.clock, salon.id, session)->session_id;
        });
        staff_token = site.app.environment().tokens.make("office", base::to_text(id), world.clock.now());
    }

    std::string id(auto of) const { return base::to_text(of); }
    // "20261201T080000Z", as the addresses of the booking page have it.
    static std::string short_text(Instant at) {
        auto out = base::to_text(at);
        std::erase_if(out, [](char c) { return c == '-' || c == ':'; });
        return out;
    }
    Answer by_staff(const std::string& path, Fields fields) {
        fields.emplace_back("token", staff_token);
        return site.ask(form_post("/studio-lind/office" + path, fields).with("Cookie", "tb_staff=" + session));
    }
    Answer by_visitor(const std::string& path, Fields fields) {
        fields.emplace_back("token", site.app.environment().tokens.make("portal:studio-lind", "", world.clock.now()));
        return site.ask(form_post("/studio-lind" + path, fields).with("Accept-Language", "en"));
    }
    static Fields visitor(Fields more) {
        Fields out{{"key", "a-key-of-this-form-only"},
                   {"name", "Cara"},
                   {"surname", "Lund"},
                   {"email", "cara@example.com"},
                   {"consent", "yes"}};
        out.insert(out.end(), more.begin(), more.end());
        return out;
    }
    void note_what_is_there() { before = site.contents(); }
    // In words, and as if it had not been asked.
    void expect_refused(const Answer& answer, int status, std::string_view words) {
        EXPECT_EQ(answer.status, status) << answer.body;
        EXPECT_NE(answer.body.find(words), std::string::npos) << words << " in " << answer.body;
        EXPECT_EQ(changed(before, site.contents()), "");
    }
    int count(const std::string& what) {
        return world.db().read([&](db::Session& s) { return s.value<int>("select count(*) from " + what).value(); });
    }
    // With four places on Wednesday at 14:00.
    std::pair<EventId, AppointmentId> announce() {
        events::Draft draft;
        draft.name.fallback = "Workshop";
        draft.leader = salon.mira;
        draft.capacity = 4;
        return write([&](db::Tx& tx, const bookings::Context& c) {
            const auto made = events::create(tx, c, salon.id, draft, {world.at("wed 14:00")}, {}, {}).value();
            const auto event = events::publish(tx, c, salon.id, made.id, {}).value();
            return std::pair(event.id, events::dates_of(tx, salon.id, event.service_id).front().id);
        });
    }
    Answer order(const std::pair<EventId, AppointmentId>& of, int tickets,
                 std::string key = "a-key-of-this-form-only") {
        auto fields = visitor({{"date", id(of.second)}, {"tickets", std::to_string(tickets)}});
        fields.front().second = std::move(key);
        for (int i = 2; i <= tickets; ++i) fields.emplace_back(fmt::format("attendee_{}", i), fmt::format("Dag {}", i));
        return by_visitor("/events/" + id(of.first) + "/tickets", std::move(fields));
    }
};
INSTANTIATE_TEST_SUITE_P(Engines, Together, testing::ValuesIn(support::engines()), support::engine_name);

TEST_P(Together, ASeriesWhoseSeventeenthDateDoesNotExistAsksWhatBecomesOfIt) {
    const auto customer = world.book(world.anna, salon.cut, salon.jonas, "fri 16:00").value().booking.customer_id;
    // Sundays at 02:30, until the clocks go forward.
    const auto first = world.at("sun 02:30");
    Fields fields{{"service", id(salon.cut)},
                  {"provider", id(salon.mira)},
                  {"start", base::to_text(first)},
                  {"customer", id(customer)},
                  {"table", "yes"},
                  {"unit", "week"},
                  {"every", "1"},
                  {"times", "17"}};
    for (int i = 0; i < 16; ++i)
        fields.emplace_back(
            fmt::format("row_{}", i + 1),
            fmt::format("{}.{}.outside", base::to_text(first + i * std::chrono::days{7}), id(salon.mira)));
    note_what_is_there();
    const auto asked = by_staff("/series/new", fields);
    expect_refused(asked, 422, "Choose what happens with each date that is not free.");
    EXPECT_NE(asked.body.find(series::state_in_words(i18n::Language::en, series::State::no_such_hour)),
              std::string::npos)
        << asked.body;
    fields.emplace_back("row_17", "out");
    EXPECT_EQ(by_staff("/series/new", fields).status, 303);
    EXPECT_EQ(count("series_bookings"), 16);
}

TEST_P(Together, AGroupIsNotLoweredBelowItsBookings) {
    world.change(salon.cut, [](catalog::Service& service) { service.capacity = 3; });
    const auto group = world.book(world.anna, salon.cut, salon.mira, "tue 10:00").value().booking.appointment_id;
    world.book(world.ben, salon.cut, salon.mira, "tue 10:00").value();
    note_what_is_there();
    expect_refused(by_staff("/groups/" + id(group) + "/places", {{"capacity", "1"}}), 409, "2");
}

TEST_P(Together, AnEventWithBookingsIsNotDeletedAndSellsNoMoreTicketsThanThereAre) {
    const auto event = announce();
    note_what_is_there();
    expect_refused(order(event, 5), 409, "4");
    ASSERT_EQ(order(event, 3).status, 303);
    EXPECT_EQ(count("bookings"), 3);
    note_what_is_there();
    expect_refused(order(event, 2, "another-key-of-this-form"), 409, "1");
    const auto message = i18n::message(i18n::Language::en, "event.has_bookings");
    expect_refused(by_staff("/events/" + id(event.first) + "/action", {{"do", "delete"}}), 409,
                   message.substr(0, message.find('\'')));
}

TEST_P(Together, AnOfferIsAcceptedOnceInTimeAndByWhomItWasMadeTo) {
    const auto day = salon.zone.day(world.at("tue 10:00"));
    const auto offer = [&](std::string_view name, std::string_view when) {
        return write([&](db::Tx& tx, const bookings::Context& c) {
            const customers::Details details{std::string(name), "Berg",
                                             base::parse_email(fmt::format("{}@example.com", name)).value(), "", "en"};
            const auto who = customers::join(tx, salon.id, c.clock, details).customer.id;
            const waiting::Wish wish{.service = salon.cut, .first_day = day, .last_day = day};
            const auto entry =
                waiting::join(tx, c, salon.id, wish, {.customer = who}, waiting::Rules::staff).value().id;
            const auto made =
                waiting::offer(tx, c, salon.id, entry, world.at(when), salon.mira, {activity::ActorKind::system, 0})
                    .value();
            return std::pair(waiting::make_link(tx, c.clock, salon.id, entry), made.id);
        });
    };
    const auto accept = [&](const std::string& token, WaitingOfferId of) {
        return by_visitor(fmt::format("/waiting/{}/offers/{}/acceptance", token, id(of)), {});
    };
    const auto dag = offer("dag", "tue 10:00"), eli = offer("eli", "tue 11:00");
    note_what_is_there();
    expect_refused(accept(eli.first, dag.second), 404, "<h1");
    EXPECT_EQ(accept(dag.first, dag.second).status, 303);
    EXPECT_EQ(count("bookings"), 1);
    note_what_is_there();
    expect_refused(accept(dag.first, dag.second), 409,
                   i18n::message(i18n::Language::en, "waiting.offer_accepted").substr(0, 10));
    world.clock.advance(24h);
    const auto late = accept(eli.first, eli.second);
    EXPECT_EQ(late.status, 409) << late.body;
    EXPECT_EQ(count("bookings"), 1);
}

TEST_P(Together, AVisitOfWhichOnePartIsGoneIsNotBookedInPart) {
    const auto parts = fmt::format("{0}.w{1}-{0}.w{2}", id(salon.cut), id(salon.mira), id(salon.jonas));
    const auto start = fmt::format("{}.{}-{}.{}", short_text(world.at("tue 10:00")), id(salon.mira),
                                   short_text(world.at("tue 10:45")), id(salon.jonas));
    world.book(world.ben, salon.cut, salon.jonas, "tue 11:00").value();
    note_what_is_there();
    const auto refused =
        by_visitor("/visits", visitor({{"parts", parts}, {"start", start}, {"note", "with a fringe"}}));
    expect_refused(refused, 409, "This time was just taken.");
    EXPECT_NE(refused.body.find("with a fringe"), std::string::npos) << "what was typed is there";
}

TEST_P(Together, AHoldOfAClosedBrowserIsInTheWayUntilItRunsOut) {
    write([&](db::Tx& tx, const bookings::Context& c) {
        auto settings = businesses::find(tx, salon.id)->customer;
        settings.hold_minutes = 5;
        CHECK(businesses::set_customer_settings(tx, salon.id, settings));
        businesses::touch(tx, salon.id);
        const bookings::HoldWish wish{.service_id = salon.cut,
                                      .provider_id = salon.mira,
                                      .starts_at = world.at("tue 10:00"),
                                      .visitor = "a browser that was closed"};
        return bookings::hold(tx, c, salon.id, wish).value().id;
    });
    const auto form = visitor(
        {{"service", id(salon.cut)}, {"provider", id(salon.mira)}, {"start", base::to_text(world.at("tue 10:15"))}});
    note_what_is_there();
    expect_refused(by_visitor("/bookings", form), 409, "kept for them until");
    world.clock.advance(5min);
    EXPECT_EQ(by_visitor("/bookings", form).status, 303);
    EXPECT_EQ(count("holds"), 0);
}

TEST_P(Together, ATimeThatWasTypedByTheClockOfAnotherZoneIsShownAgainAndNotBooked) {
    Fields fields{{"service", id(salon.cut)},
                  {"provider", id(salon.mira)},
                  {"start", base::to_text(world.at("wed 11:00"))},
                  {"shown_in", "Europe/Oslo"},
                  {"name", "Ida"},
                  {"note", "with a fringe"},
                  {"key", "a-key-of-this-form-only"}};
    const auto event = announce();
    ASSERT_TRUE(write([&](db::Tx& tx, const bookings::Context& c) {
        return bookings::change_identity(
            tx, c, salon.id,
            [](businesses::Business& business) { business.zone = Zone::find("Europe/London").value(); }, {});
    }));
    note_what_is_there();
    const auto send = [&] {
        fields.emplace_back("token", staff_token);
        std::string body;
        for (const auto& [name, value] : fields)
            body += fmt::format("--edge\r\nContent-Disposition: form-data; name=\"{}\"\r\n\r\n{}\r\n", name, value);
        return site.ask(support::walk::Ask{"POST",
                                           "/studio-lind/office/bookings/new",
                                           {{"Content-Type", "multipart/form-data; boundary=edge"}},
                                           body + "--edge--\r\n"}
                            .with("Cookie", "tb_staff=" + session));
    };
    const auto refused = send();
    expect_refused(refused, 409, "by the clock in London");
    EXPECT_NE(refused.body.find("with a fringe"), std::string::npos);
    EXPECT_NE(refused.body.find("11:00"), std::string::npos) << "the hour that was typed";
    expect_refused(by_staff("/events/" + id(event.first) + "/dates",
                            {{"date_1", "2026-12-11T14:00"}, {"places", "4"}, {"shown_in", "Europe/Oslo"}}),
                   409, "by the clock in London");
    auto ticket = visitor({{"date", id(event.second)}, {"tickets", "1"}, {"shown_in", "Europe/Oslo"}});
    expect_refused(by_visitor("/events/" + id(event.first) + "/tickets", ticket), 409, "by the clock in London");
}

// A customer who is signed in books a series of what they have chosen on the booking page: its table first, then all.
TEST_P(Together, ASeriesIsBookedFromTheBookingPageByWhoIsSignedIn) {
    const auto customer = world.book(world.anna, salon.cut, salon.jonas, "fri 16:00").value().booking.customer_id;
    std::string own, token;
    write([&](db::Tx& tx, const bookings::Context& c) {
        const accounts::Context context{c.clock, c.registry};
        const auto account = accounts::find_by_customer(tx, salon.id, customer).value();
        const auto link = accounts::make_link(tx, c.clock, salon.id, accounts::Purpose::access, account.id.value,
                                              world.anna.email.key);
        own = accounts::sign_in_by_link(tx, context, salon.id, link, {})->session_token;
        const auto id = accounts::find_signed_in(tx, c.clock, salon.id, own)->session_id;
        token = site.app.environment().tokens.make("portal:studio-lind", base::to_text(id), c.clock.now());
        return series::set_most_by_customers(tx, c, salon.id, salon.cut, 3, {}).has_value();
    });
    const auto signed_in = [&](const Ask& ask) { return site.ask(ask.with("Cookie", "tb_customer=" + own)); };
    const auto first = world.at("tue 10:00");
    const auto what = fmt::format("service={}&provider={}&start={}", id(salon.cut), id(salon.mira), short_text(first));
    const auto details = signed_in({.target = "/studio-lind/book?" + what});
    EXPECT_NE(details.body.find("/studio-lind/my/series/new?service="), std::string::npos) << details.body;
    EXPECT_EQ(site.ask({.target = "/studio-lind/my/series/new?" + what}).status, 303) << "to sign in";
    const auto table =
        signed_in({.target = "/studio-lind/my/series/new?" + what + "&table=yes&unit=week&every=1&times=3"});
    EXPECT_EQ(table.status, 200);
    EXPECT_NE(table.body.find("name=\"row_3\""), std::string::npos) << table.body;
    Fields fields{{"service", id(salon.cut)},
                  {"provider", id(salon.mira)},
                  {"start", short_text(first)},
                  {"table", "yes"},
                  {"unit", "week"},
                  {"every", "1"},
                  {"times", "3"},
                  {"token", token}};
    for (int i = 0; i < 3; ++i)
        fields.emplace_back(fmt::format("row_{}", i + 1),
                            fmt::format("{}.{}", base::to_text(first + i * std::chrono::days{7}), id(salon.mira)));
    note_what_is_there();
    expect_refused(signed_in(form_post("/studio-lind/my/series/new", fields)), 422, "consent");
    fields.emplace_back("consent", "yes");
    const auto made = signed_in(form_post("/studio-lind/my/series/new", fields));
    EXPECT_EQ(made.status, 303) << made.body;
    EXPECT_EQ(count("series_bookings"), 3);
    EXPECT_EQ(count("bookings"), 4);
}

}  // namespace
}  // namespace app::test
