// Every route, asked rightfully and as every other kind of visitor. The walk is made from the table of routes: a route
// without an entry in kRecipes fails it.
#include "app/test_house.h"

#include <nlohmann/json.hpp>

namespace app::test {
namespace {

using namespace std::chrono_literals;
using http::test::Answer;

constexpr std::string_view kMetricsToken = "metrics-token-of-the-operators";
constexpr std::string_view kPng = "\x89PNG\r\n\x1a\n";

// Who asks, and what they know. Each getter notes that it was used, so that the walk knows what of the request can be
// someone else's.
class Visitor {
public:
    std::string slug_, token_, booking_, service_, provider_, start_, form_token_;
    const std::string& slug() const { return use("slug", slug_); }
    const std::string& token() const { return use("token", token_); }
    const std::string& booking() const { return use("booking", booking_); }
    const std::string& service() const { return use("service", service_); }
    const std::string& provider() const { return use("provider", provider_); }
    const std::string& start() const { return use("start", start_); }
    const std::string& form_token() const { return use("form_token", form_token_); }
    bool used(std::string_view field) const { return used_.contains(field); }

private:
    const std::string& use(std::string_view field, const std::string& value) const {
        used_.insert(field);
        return value;
    }
    mutable std::set<std::string_view> used_;
};

using Recipe = Ask (*)(const Visitor&);

Ask get(std::string target) { return {"GET", std::move(target), {}, {}}; }
Ask managed(const Visitor& who, std::string_view rest = "") {
    return get(fmt::format("/{}/bookings/{}{}", who.slug(), who.token(), rest));
}
Ask by_bearer(const Visitor& who, Ask ask) { return ask.with("Authorization", "Bearer " + who.token()); }
std::string api_booking(const Visitor& who, std::string_view rest = "") {
    return fmt::format("/api/v1/{}/bookings/{}{}", who.slug(), who.booking(), rest);
}

Ask book_by_form(const Visitor& who) {
    return form_post(fmt::format("/{}/bookings", who.slug()), {{"service", who.service()},
                                                               {"provider", who.provider()},
                                                               {"start", who.start()},
                                                               {"token", who.form_token()},
                                                               {"key", "a-key-of-this-form-only"},
                                                               {"name", "Cara"},
                                                               {"surname", "Lund"},
                                                               {"email", "cara@example.com"},
                                                               {"consent", "1"}});
}

Ask book_by_api(const Visitor& who) {
    const nlohmann::json body{{"service", who.service()},
                              {"provider", who.provider()},
                              {"start", who.start()},
                              {"customer", {{"name", "Cara"}, {"surname", "Lund"}, {"email", "cara@example.com"}}}};
    return json_post(fmt::format("/api/v1/{}/bookings", who.slug()), body.dump());
}

const std::map<std::string, Recipe> kRecipes{
    {"GET /", [](const Visitor&) { return get("/"); }},
    {"GET /{business}", [](const Visitor& who) { return get("/" + who.slug()); }},
    {"GET /{business}/book",
     [](const Visitor& who) {
         return get(fmt::format("/{}/book?service={}&provider={}", who.slug(), who.service(), who.provider()));
     }},
    {"POST /{business}/bookings", book_by_form},
    {"GET /{business}/bookings/{token}", [](const Visitor& who) { return managed(who); }},
    {"GET /{business}/bookings/{token}/calendar.ics", [](const Visitor& who) { return managed(who, "/calendar.ics"); }},
    {"GET /{business}/bookings/{token}/reschedule",
     [](const Visitor& who) { return managed(who, "/reschedule?provider=" + who.provider()); }},
    {"POST /{business}/bookings/{token}/reschedule",
     [](const Visitor& who) {
         return form_post(fmt::format("/{}/bookings/{}/reschedule", who.slug(), who.token()),
                          {{"provider", who.provider()}, {"start", who.start()}});
     }},
    {"GET /{business}/bookings/{token}/cancellation", [](const Visitor& who) { return managed(who, "/cancellation"); }},
    {"POST /{business}/bookings/{token}/cancellation",
     [](const Visitor& who) {
         return form_post(fmt::format("/{}/bookings/{}/cancellation", who.slug(), who.token()), {});
     }},
    {"GET /{business}/brand.css", [](const Visitor& who) { return get(fmt::format("/{}/brand.css", who.slug())); }},
    {"GET /{business}/logo", [](const Visitor& who) { return get(fmt::format("/{}/logo", who.slug())); }},

    {"GET /api/v1/businesses", [](const Visitor&) { return get("/api/v1/businesses"); }},
    {"GET /api/v1/{business}/services",
     [](const Visitor& who) { return get(fmt::format("/api/v1/{}/services", who.slug())); }},
    {"GET /api/v1/{business}/providers",
     [](const Visitor& who) { return get(fmt::format("/api/v1/{}/providers?service={}", who.slug(), who.service())); }},
    {"GET /api/v1/{business}/slots",
     [](const Visitor& who) {
         return get(fmt::format("/api/v1/{}/slots?service={}&provider={}&from=2026-12-01&to=2026-12-02", who.slug(),
                                who.service(), who.provider()));
     }},
    {"POST /api/v1/{business}/bookings", book_by_api},
    {"GET /api/v1/{business}/bookings/{id}", [](const Visitor& who) { return by_bearer(who, get(api_booking(who))); }},
    {"POST /api/v1/{business}/bookings/{id}/reschedule",
     [](const Visitor& who) {
         const nlohmann::json body{{"start", who.start()}, {"provider", who.provider()}};
         return by_bearer(who, json_post(api_booking(who, "/reschedule"), body.dump()));
     }},
    {"POST /api/v1/{business}/bookings/{id}/cancellation",
     [](const Visitor& who) { return by_bearer(who, json_post(api_booking(who, "/cancellation"), "{}")); }},
    {"GET /api/v1/openapi.json", [](const Visitor&) { return get("/api/v1/openapi.json"); }},

    {"GET /assets/{file}", [](const Visitor&) { return get(html::asset("app.css")); }},
    {"GET /robots.txt", [](const Visitor&) { return get("/robots.txt"); }},
    {"GET /healthz", [](const Visitor&) { return get("/healthz"); }},
    {"GET /metrics", [](const Visitor&) { return get("/metrics"); }},
};

std::string name_of(const Route& route) { return fmt::format("{} {}", to_text(route.method), route.pattern); }
bool is_success(int status) { return (status >= 200 && status < 300) || status == 303 || status == 304; }

class GuardWalk : public testing::TestWithParam<db::Engine> {
protected:
    GuardWalk()
        : site(GetParam(), {"--rate-limits", "off", "--trusted-proxies", "127.0.0.1", "--metrics-token",
                            std::string(kMetricsToken)}) {
        site.world.fresh->write([&](db::Tx& tx) {
            for (const support::House* house :
                 {static_cast<support::House*>(&site.world.salon), static_cast<support::House*>(&site.world.neighbour)})
                businesses::set_logo(tx, house->id, "image/png", kPng);
        });
    }

    std::string when(std::string_view time) const {
        constexpr std::array<std::string_view, 5> days{"mon", "tue", "wed", "thu", "fri"};
        return fmt::format("{}+{} {}", days[round % 5], 1 + round / 5, time);
    }
    bookings::Made booked(const customers::Details& who, ServiceId service, ProviderId provider) {
        return site.world.book(who, service, provider, when("10:00")).value();
    }

    // New bookings for each route, since a rightful request may end them.
    void start_round() {
        auto& world = site.world;
        const auto make = [&](const customers::Details& who, const support::House& house, ServiceId service,
                              ProviderId provider) {
            const auto made = booked(who, service, provider);
            Visitor out;
            out.slug_ = house.slug;
            out.token_ = made.manage_token;
            out.booking_ = base::to_text(made.booking.id);
            out.service_ = base::to_text(service);
            out.provider_ = base::to_text(provider);
            out.start_ = base::to_text(world.at(when("14:00"), house.zone), house.zone);
            out.form_token_ = site.app.desk().tokens.make("book:" + house.slug, "", world.clock.now());
            return out;
        };
        mine = make(world.anna, world.salon, world.salon.cut, world.salon.mira);
        theirs = make(world.ben, world.salon, world.salon.cut, world.salon.jonas);
        foreign = make(world.ben, world.neighbour, world.neighbour.trim, world.neighbour.eva);
        ++round;
        before = site.contents();
    }

    // What holds for every answer.
    Answer ask(const Ask& ask) {
        const auto answer = site.ask(ask);
        EXPECT_GE(answer.status, 200) << ask.bytes().substr(0, 400);
        EXPECT_LT(answer.status, 500) << ask.bytes().substr(0, 400) << answer.body;
        EXPECT_EQ(answer.count("X-Content-Type-Options"), 1u) << answer.head;
        EXPECT_EQ(answer.count("X-Request-Id"), 1u) << answer.head;
        return answer;
    }
    void expect_nothing_changed() { EXPECT_EQ(changed(before, site.contents()), ""); }
    Answer refused(const Ask& wrong) {
        const auto answer = ask(wrong);
        EXPECT_GE(answer.status, 400) << wrong.bytes().substr(0, 400);
        EXPECT_NE(answer.body, "");
        EXPECT_EQ(answer.body.find("anna@example.com"), std::string::npos);
        EXPECT_EQ(answer.body.find("ben@example.com"), std::string::npos);
        EXPECT_EQ(answer.body.find("Berg"), std::string::npos);
        expect_nothing_changed();
        return answer;
    }

    Site site;
    std::size_t round = 0;
    Visitor mine, theirs, foreign;
    std::map<std::string, std::string> before;
};

INSTANTIATE_TEST_SUITE_P(Engines, GuardWalk, testing::ValuesIn(support::engines()), support::engine_name);

// One thing of the rightful visitor's is someone else's, or nobody's.
struct Swap {
    std::string_view name, field;
    std::function<void(Visitor&)> apply;
};

std::vector<Swap> swaps(const Visitor& theirs, const Visitor& foreign) {
    return {
        {"another business's address", "slug", [&](Visitor& who) { who.slug_ = foreign.slug_; }},
        {"no such business", "slug", [](Visitor& who) { who.slug_ = "nobody-here"; }},
        {"another business's token", "token", [&](Visitor& who) { who.token_ = foreign.token_; }},
        {"a random token", "token", [](Visitor& who) { who.token_ = base::new_token(); }},
        {"an empty token", "token", [](Visitor& who) { who.token_.clear(); }},
        {"a token of 10 kB", "token", [](Visitor& who) { who.token_ = std::string(10'000, 'a'); }},
        {"a token with something after it", "token", [](Visitor& who) { who.token_ += "a"; }},
        {"another customer's booking", "booking", [&](Visitor& who) { who.booking_ = theirs.booking_; }},
        {"another business's booking", "booking", [&](Visitor& who) { who.booking_ = foreign.booking_; }},
        {"no booking's id", "booking", [](Visitor& who) { who.booking_ = "nonsense"; }},
        {"another business's service", "service", [&](Visitor& who) { who.service_ = foreign.service_; }},
        {"a provider in the place of a service", "service", [](Visitor& who) { who.service_ = who.provider_; }},
        {"another business's provider", "provider", [&](Visitor& who) { who.provider_ = foreign.provider_; }},
        {"no provider's id", "provider", [](Visitor& who) { who.provider_ = "nonsense"; }},
        {"another form's token", "form_token", [&](Visitor& who) { who.form_token_ = foreign.form_token_; }},
        {"no form token", "form_token", [](Visitor& who) { who.form_token_.clear(); }},
        {"nonsense for a form token", "form_token", [](Visitor& who) { who.form_token_ = "a.b.c"; }},
    };
}

TEST_P(GuardWalk, EveryRouteHasARightfulRequest) {
    std::set<std::string> routes;
    for (const auto& route : site.app.routes()) {
        routes.insert(name_of(route));
        EXPECT_TRUE(kRecipes.contains(name_of(route))) << name_of(route) << " has no entry in kRecipes";
    }
    for (const auto& [name, recipe] : kRecipes) EXPECT_TRUE(routes.contains(name)) << name << " is no route";
}

TEST_P(GuardWalk, ARightfulRequestIsServedAndOnlyAPostChangesAnything) {
    for (const auto& route : site.app.routes()) {
        SCOPED_TRACE(name_of(route));
        start_round();
        const auto answer = ask(kRecipes.at(name_of(route))(mine));
        EXPECT_TRUE(is_success(answer.status)) << answer.status << answer.body;
        EXPECT_EQ(changed(before, site.contents()).empty(), route.method == http::Method::get) << answer.body;
    }
}

TEST_P(GuardWalk, NothingOfSomebodyElseOpensARoute) {
    for (const auto& route : site.app.routes()) {
        SCOPED_TRACE(name_of(route));
        start_round();
        const auto recipe = kRecipes.at(name_of(route));
        const auto rightful = recipe(mine);
        for (const auto& swap : swaps(theirs, foreign)) {
            if (!mine.used(swap.field)) continue;
            // The look and the services of another business are open to all.
            if (swap.name == "another business's address" && !mine.used("token") && !mine.used("service")) continue;
            SCOPED_TRACE(swap.name);
            auto who = mine;
            swap.apply(who);
            refused(recipe(who));
        }
        // With all that somebody else has, apart from the address of the business.
        if (mine.used("token") && mine.used("booking")) {
            auto who = mine;
            who.token_ = theirs.token_;
            refused(recipe(who));
        }
    }
}

TEST_P(GuardWalk, WithoutItsTokenABookingIsClosed) {
    for (const auto& route : site.app.routes()) {
        if (route.policy.guard != Guard::manage_bearer) continue;
        SCOPED_TRACE(name_of(route));
        start_round();
        auto ask = kRecipes.at(name_of(route))(mine);
        std::erase_if(ask.headers, [](const auto& header) { return header.first == "Authorization"; });
        for (const auto& wrong :
             {ask, ask.with("Authorization", ""), ask.with("Authorization", "Bearer"),
              ask.with("Authorization", "Bearer "), ask.with("Authorization", mine.token_),
              ask.with("Authorization", "Basic " + mine.token_), ask.with("Cookie", "token=" + mine.token_)}) {
            const auto answer = refused(wrong);
            EXPECT_EQ(answer.status, 401);
            EXPECT_EQ(answer.header("WWW-Authenticate"), "Bearer");
        }
    }
}

TEST_P(GuardWalk, AManageLinkShowsItsOwnBookingOnly) {
    for (const auto& route : site.app.routes()) {
        if (route.policy.guard != Guard::manage_link || route.method != http::Method::get) continue;
        SCOPED_TRACE(name_of(route));
        start_round();
        const auto answer = ask(kRecipes.at(name_of(route))(theirs));
        EXPECT_EQ(answer.status, 200);
        EXPECT_EQ(answer.body.find("anna@example.com"), std::string::npos);
        EXPECT_EQ(answer.body.find("Berg"), std::string::npos);
        EXPECT_EQ(answer.header("Cache-Control"), "no-store");
        EXPECT_EQ(answer.header("Referrer-Policy"), "no-referrer");
    }
}

TEST_P(GuardWalk, AModuleThatIsSwitchedOffIsNotThere) {
    const auto set = [&](businesses::Module module, std::string_view sql) {
        site.world.fresh->write([&](db::Tx& tx) {
            tx.execute(sql, site.world.salon.id, std::string(to_text(module)));
            businesses::touch(tx, site.world.salon.id);
        });
    };
    for (const auto& route : site.app.routes()) {
        if (!route.policy.module) {
            EXPECT_TRUE(route.policy.guard == Guard::everyone || route.policy.guard == Guard::operators);
            continue;
        }
        SCOPED_TRACE(name_of(route));
        start_round();
        const auto rightful = kRecipes.at(name_of(route))(mine);
        set(*route.policy.module, "insert into switched_off_modules (business_id, module) values (:business, :module)");
        before = site.contents();
        EXPECT_EQ(refused(rightful).status, 404);
        set(*route.policy.module,
            "delete from switched_off_modules where business_id = :business and module = :module");
        EXPECT_TRUE(is_success(ask(rightful).status));
    }
}

TEST_P(GuardWalk, AFormFromAnotherSiteIsRefused) {
    for (const auto& route : site.app.routes()) {
        if (route.method == http::Method::get || route.policy.surface != Surface::page) continue;
        SCOPED_TRACE(name_of(route));
        start_round();
        const auto rightful = kRecipes.at(name_of(route))(mine);
        for (const auto& [name, value] :
             std::vector<std::pair<std::string, std::string>>{{"Origin", "https://evil.example"},
                                                              {"Origin", "null"},
                                                              {"Origin", "https://book.example.evil.example"},
                                                              {"Origin", "http://book.example:81"},
                                                              {"Sec-Fetch-Site", "cross-site"},
                                                              {"Sec-Fetch-Site", "same-site"},
                                                              {"Sec-Fetch-Site", "nonsense"}}) {
            SCOPED_TRACE(name + ": " + value);
            EXPECT_EQ(refused(rightful.with(name, value)).status, 403);
        }
        const auto answer = ask(rightful.with("Origin", "http://book.example").with("Sec-Fetch-Site", "same-origin"));
        EXPECT_EQ(answer.status, 303) << answer.body;
    }
}

TEST_P(GuardWalk, AFormThatWasOpenTooLongIsSentAgain) {
    start_round();
    const auto stale = book_by_form(mine);
    site.world.clock.advance(13h);
    const auto answer = ask(stale);
    EXPECT_EQ(answer.status, 422);
    EXPECT_NE(answer.body.find("cara@example.com"), std::string::npos) << "what was typed is kept";
    expect_nothing_changed();
}

TEST_P(GuardWalk, OtherMethodsAreRefusedAndToldWhichOnesThereAre) {
    http::Matcher matcher;
    const auto& routes = site.app.routes();
    for (std::size_t i = 0; i < routes.size(); ++i) matcher.add(routes[i].method, routes[i].pattern, i);
    start_round();
    for (const auto& route : routes) {
        SCOPED_TRACE(name_of(route));
        auto ask = kRecipes.at(name_of(route))(mine);
        for (const auto method :
             {http::Method::get, http::Method::post, http::Method::put, http::Method::patch, http::Method::del}) {
            const auto path = std::string_view(ask.target).substr(0, ask.target.find('?'));
            const auto match = matcher.match(method, path);
            if (match.index) continue;
            ask.method = to_text(method);
            const auto answer = refused(ask);
            EXPECT_EQ(answer.status, 405);
            EXPECT_EQ(answer.header("Allow"), http::allow_header(match.allowed));
        }
        ask.method = "OPTIONS";
        EXPECT_EQ(this->ask(ask).status, 204);
        ask.method = "BREW";
        EXPECT_EQ(site.ask(ask).status, 501);
        expect_nothing_changed();
    }
}

TEST_P(GuardWalk, HeadAnswersAsGetWithoutABody) {
    start_round();
    for (const auto& route : site.app.routes()) {
        if (route.method != http::Method::get) continue;
        SCOPED_TRACE(name_of(route));
        auto request = kRecipes.at(name_of(route))(mine);
        const auto get = ask(request);
        request.method = "HEAD";
        http::test::Client client(site.server.port());
        client.send(request.with("Connection", "close").bytes());
        const auto answer = client.receive(true);
        ASSERT_TRUE(answer);
        EXPECT_EQ(answer->status, get.status);
        EXPECT_EQ(answer->header("Content-Type"), get.header("Content-Type"));
        EXPECT_TRUE(client.closed()) << "a body came";
    }
    expect_nothing_changed();
}

TEST_P(GuardWalk, TheOperatorsRoutesAnswerOperatorsOnly) {
    for (const auto& route : site.app.routes()) {
        if (route.policy.guard != Guard::operators) continue;
        SCOPED_TRACE(name_of(route));
        start_round();
        const auto here = kRecipes.at(name_of(route))(mine);
        const auto away = here.with("X-Forwarded-For", "203.0.113.9");
        EXPECT_EQ(ask(here).status, 200);
        for (const auto& wrong :
             {away, here.with("X-Forwarded-For", "127.0.0.1, 203.0.113.9"), here.with("Forwarded", "for=203.0.113.9"),
              away.with("Authorization", "Bearer "), away.with("Authorization", "Bearer nonsense"),
              away.with("Authorization", "Bearer " + std::string(kMetricsToken) + "x"),
              away.with("Authorization", std::string(kMetricsToken))})
            EXPECT_EQ(refused(wrong).status, 403);
        EXPECT_EQ(ask(away.with("Authorization", "Bearer " + std::string(kMetricsToken))).status, 200);
    }
}

TEST_P(GuardWalk, TheSchemeOfATokenIsReadInAnyCase) {
    start_round();
    auto ask = get(api_booking(mine));
    EXPECT_EQ(this->ask(ask.with("Authorization", "bearer " + mine.token_)).status, 200);
    EXPECT_EQ(this->ask(ask.with("Authorization", "BEARER " + mine.token_)).status, 200);
}

TEST_P(GuardWalk, ABookingsIdIsReadInAnyCase) {
    start_round();
    auto lower = mine;
    for (char& c : lower.booking_) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    EXPECT_EQ(ask(by_bearer(lower, get(api_booking(lower)))).status, 200);
}

TEST(RateLimits, TellAnEagerMachineToWait) {
    Site site(db::Engine::sqlite, {});
    const auto& salon = site.world.salon;
    const auto post = form_post("/" + salon.slug + "/bookings", {});
    for (int i = 0; i < 60; ++i) ASSERT_EQ(site.ask(post).status, 404) << i;
    const auto answer = site.ask(post);
    EXPECT_EQ(answer.status, 429);
    EXPECT_EQ(answer.header("Retry-After"), "1");
    EXPECT_EQ(site.ask(get("/" + salon.slug)).status, 200) << "another route has a limit of its own";
    site.world.clock.advance(1s);
    EXPECT_EQ(site.ask(post).status, 404);
}

}  // namespace
}  // namespace app::test
