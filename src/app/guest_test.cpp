// What guests can do to those whose addresses they type, and what they can learn of them, over real sockets.
#include "bookings/guest.h"
#include "app/test_house.h"
#include "pages/page.h"

#include <nlohmann/json.hpp>

namespace app::test {
namespace {

using http::test::Answer;
using nlohmann::json;

class Guests : public testing::TestWithParam<db::Engine> {
protected:
    Site site{GetParam()};
    support::World& world = site.world;

    std::string slug() const { return world.salon.slug; }
    Answer api(std::string_view email, std::string_view name, std::string_view when) {
        const json body{{"service", base::to_text(world.salon.cut)},
                        {"provider", base::to_text(world.salon.mira)},
                        {"start", base::to_text(world.at(when), world.salon.zone)},
                        {"customer", {{"name", name}, {"surname", "Hansen"}, {"email", email}}}};
        return site.ask(json_post(fmt::format("/api/v1/{}/bookings", slug()), body.dump()));
    }
    Answer page(std::string_view email, std::string_view name, std::string_view when, const std::string& session = {},
                const std::string& cookie = {}) {
        const std::vector<std::pair<std::string, std::string>> form{
            {"service", base::to_text(world.salon.cut)},
            {"provider", base::to_text(world.salon.mira)},
            {"start", base::to_text(world.at(when))},
            {"token", site.app.environment().tokens.make("portal:" + slug(), session, world.clock.now())},
            {"key", base::new_token()},
            {"name", std::string(name)},
            {"surname", "Hansen"},
            {"email", std::string(email)},
            {"consent", "yes"}};
        auto ask = form_post("/" + slug() + "/bookings", form);
        if (!cookie.empty()) ask = ask.with("Cookie", fmt::format("{}={}", pages::kCustomerCookie, cookie));
        return site.ask(ask);
    }
    template <class Change>
    void settings(const Change& change) {
        world.db().write([&](db::Tx& tx) {
            auto settings = businesses::find(tx, world.salon.id)->customer;
            change(settings);
            CHECK(businesses::set_customer_settings(tx, world.salon.id, settings));
        });
    }
    static std::string code(const Answer& answer) { return json::parse(answer.body).value("code", ""); }
};
INSTANTIATE_TEST_SUITE_P(Engines, Guests, testing::ValuesIn(support::engines()), support::engine_name);

TEST_P(Guests, LockNobodyOutOfTheirAccountByBookingUnderTheirAddress) {
    settings([](auto& s) { s.open_bookings_max = 3; });
    for (const auto* when : {"tue 10:00", "wed 10:00", "thu 10:00"})
        ASSERT_EQ(api("bob@example.com", "Bob", when).status, 201);
    EXPECT_EQ(code(api("bob@example.com", "Bob", "fri 10:00")), "booking.too_many_open");
    const auto bob = world.db().write([&](db::Tx& tx) {
        const accounts::Context context{world.clock, site.registry};
        const auto account = accounts::find_by_email(tx, world.salon.id, base::parse_email("bob@example.com").value());
        const auto link = accounts::make_link(tx, world.clock, world.salon.id, accounts::Purpose::access,
                                              account->id.value, "bob@example.com");
        return accounts::sign_in_by_link(tx, context, world.salon.id, link, {}).value();
    });
    const auto session = base::to_text(bob.session_id);
    for (const auto* when : {"tue 13:00", "wed 13:00", "thu 13:00"})
        EXPECT_EQ(page("", "Bob", when, session, bob.session_token).status, 303) << when;
    EXPECT_EQ(page("", "Bob", "fri 13:00", session, bob.session_token).status, 429) << "his own limit holds";
    EXPECT_EQ(world.diary(world.salon.mira).size(), 6u);
}

TEST_P(Guests, AreLedToSigningInByAPanelLinkWhoseTimeIsOver) {
    const auto booked = world.book(world.anna, world.salon.cut, world.salon.mira, "tue 10:00").value().booking;
    const auto token = world.db().write(
        [&](db::Tx& tx) { return bookings::make_panel_link(tx, world.clock, world.salon.id, booked.id); });
    const auto link = fmt::format("/{}/bookings/{}", slug(), token);
    EXPECT_EQ(site.ask({.target = link}).status, 200);
    world.clock.advance(bookings::kPanelLinkLifetime);
    const auto led = site.ask({.target = link});
    EXPECT_EQ(led.status, 303);
    const auto path = fmt::format("/{}/my/appointments/{}", slug(), base::to_text(booked.id));
    const auto target = fmt::format("/{}/sign-in?next={}&old-link=1", slug(), base::percent_encoded(path));
    EXPECT_EQ(led.header("Location"), target);
    EXPECT_NE(site.ask(Ask{.target = target}.with("Accept-Language", "en")).body.find("for 30 days"),
              std::string::npos);
    EXPECT_EQ(site.ask({.target = link + "/cancellation"}).status, 303);
    settings([](auto& s) { s.logins = businesses::Logins::off; });
    EXPECT_EQ(site.ask({.target = link}).status, 404) << "where nobody signs in";
}

TEST_P(Guests, LearnOfATakenTimeNothingAboutWhoIsKnown) {
    ASSERT_EQ(api("bob@example.com", "Bob", "tue 10:00").status, 201);
    settings([](auto& s) {
        s.name_check = businesses::NameCheck::refuse;
        s.open_bookings_max = 1;
    });
    const auto before = site.contents();
    const auto known = api("bob@example.com", "Bob", "tue 10:00");
    const auto misnamed = api("bob@example.com", "Mallory", "tue 10:00");
    const auto unknown = api("nobody@example.com", "Mallory", "tue 10:00");
    EXPECT_EQ(code(known), "booking.time_taken");
    EXPECT_EQ(misnamed.status, known.status);
    EXPECT_EQ(misnamed.body, known.body);
    EXPECT_EQ(unknown.status, known.status);
    EXPECT_EQ(unknown.body, known.body);
    for (const auto* email : {"bob@example.com", "nobody@example.com"})
        EXPECT_EQ(page(email, "Mallory", "tue 10:00").status, 409) << email;
    auto after = site.contents();
    after["sign_in_attempts"] = before.at("sign_in_attempts");
    EXPECT_EQ(changed(before, after), "");
}

TEST_P(Guests, MayNotGuessNamesForLong) {
    ASSERT_EQ(api("bob@example.com", "Bob", "tue 10:00").status, 201);
    settings([](auto& s) { s.name_check = businesses::NameCheck::refuse; });
    for (int i = 0; i < 10; ++i)
        ASSERT_EQ(code(api("bob@example.com", fmt::format("Mallory {}", i), "wed 10:00")), "booking.name_differs") << i;
    const auto over = api("bob@example.com", "Bob", "wed 10:00");
    EXPECT_EQ(over.status, 429);
    EXPECT_EQ(code(over), "account.too_many_attempts");
    EXPECT_EQ(page("bob@example.com", "Bob", "wed 10:00").status, 429);
    EXPECT_EQ(api("anna@example.com", "Anna", "wed 10:00").status, 201) << "of other addresses";
    world.clock.advance(std::chrono::hours{1});
    EXPECT_EQ(api("bob@example.com", "Bob", "thu 10:00").status, 201);
}

// Making a customer takes less than that; the bench measures that nothing is left to see.
TEST_P(Guests, AreAnsweredNoSoonerThanAfterATimeThatIsTheSameForAll) {
    const auto took = [&](std::string_view email, std::string_view when) {
        const auto began = std::chrono::steady_clock::now();
        api(email, "Bob", when);
        return std::chrono::steady_clock::now() - began;
    };
    EXPECT_GE(took("bob@example.com", "tue 10:00"), bookings::SameTime::kLeast) << "new";
    EXPECT_GE(took("bob@example.com", "wed 10:00"), bookings::SameTime::kLeast) << "known";
    EXPECT_GE(took("bob@example.com", "wed 10:00"), bookings::SameTime::kLeast) << "taken";
}

}  // namespace
}  // namespace app::test
