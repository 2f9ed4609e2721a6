// A visitor who books several services in one go, without the wire.
#include "booking_page/booking_public.h"
#include "booking_page/visit_choice.h"
#include "bookings/hold.h"
#include "bookings/visit.h"
#include "catalog/customer_terms.h"
#include "pages/brand.h"
#include "pages/test_handler.h"
#include "support/world.h"

#include <gtest/gtest.h>

namespace booking_page {

using namespace bookings;
using namespace pages;
namespace {

using namespace std::chrono_literals;
using Pairs = std::vector<std::pair<std::string, std::string>>;

std::string after(const std::string& text, std::string_view mark, std::size_t from = 0) {
    const auto at = text.find(mark, from);
    if (at == text.npos) return {};
    const auto begin = at + mark.size();
    return text.substr(begin, text.find_first_of("\"", begin) - begin);
}
bool shows(const http::Response& page, std::string_view text) { return page.body->find(text) != std::string::npos; }
int count(const std::string& text, std::string_view what) {
    int out = 0;
    for (auto at = text.find(what); at != text.npos; at = text.find(what, at + 1)) ++out;
    return out;
}
std::string header(const http::Response& response, std::string_view name) {
    for (const auto& [key, value] : response.headers)
        if (key == name) return value;
    return {};
}

class VisitPages : public testing::TestWithParam<db::Engine> {
protected:
    static const html::Pages& all_pages() {
        static const html::Pages pages;
        return pages;
    }
    support::World world{GetParam()};
    support::Salon& salon = world.salon;
    http::FormTokens tokens{"form secret"};
    Environment environment{world.db(),
                            world.clock,
                            world.registry,
                            all_pages(),
                            tokens,
                            accounts::Hasher::cheap(),
                            accounts::Hasher::cheap().pool(),
                            "secret",
                            Snapshots(),
                            FreeTimes()};
    std::string cookie, token;

    http::Request request(http::Method method, const std::string& target) const {
        http::Request out;
        out.method = method;
        out.target = target;
        out.params = {{"business", "studio-lind"}, {"token", token}};
        out.headers = {{"accept-language", "en"}};
        if (!cookie.empty()) out.headers.emplace_back("cookie", cookie);
        out.origin = "https://book.example.org";
        const auto question = target.find('?');
        if (question != target.npos) out.query = http::parse_form(target.substr(question + 1)).value();
        return out;
    }
    struct Handler : pages::test::Handler {
        using pages::test::Handler::Handler;
        Handler(HandlerOf<LinkVisit> handler)
            : pages::test::Handler(of_page([=](const Page& page) {
                  const auto booking = page.environment.database.read([&](db::Session& s) {
                      return find_by_token(s, page.business().id, page.request.param("token"), page.now);
                  });
                  return booking ? handler({page, *booking}) : explain(page, 404, "No such link");
              })) {}
    };
    http::Response get(const Handler& handler, const std::string& target) {
        return handler(request(http::Method::get, target), environment);
    }
    http::Response post(const Handler& handler, const std::string& target, Pairs form) {
        auto made = request(http::Method::post, target);
        made.form = http::Form(std::move(form));
        auto answer = handler(made, environment);
        if (const auto set = header(answer, "Set-Cookie"); set.starts_with("tb_kept"))
            cookie = set.substr(0, set.find(';'));
        return answer;
    }
    static Pairs hidden_fields(const std::string& page, std::string_view form) {
        Pairs out;
        constexpr std::string_view kHidden = "type=\"hidden\" name=\"";
        const auto begin = page.find(form), end = page.find("</form>", begin);
        for (auto at = page.find(kHidden, begin); at < end; at = page.find(kHidden, at + 1))
            out.emplace_back(after(page, kHidden, at), after(page, "value=\"", at));
        return out;
    }
    // What a careful visitor sends of the form of the details.
    static Pairs filled(const http::Response& details, const Pairs& more = {}) {
        auto form = hidden_fields(*details.body, "class=\"tb-details\"");
        for (const auto& [name, value] : Pairs{{"name", "Anna"},
                                               {"surname", "Berg"},
                                               {"email", "anna@example.com"},
                                               {"note", "with a fringe"},
                                               {"consent", "yes"}})
            form.emplace_back(name, value);
        form.insert(form.end(), more.begin(), more.end());
        return form;
    }
    std::string id(auto what) const { return base::to_text(what); }
    // Cut and colour, whoever is free.
    std::string two() const { return id(salon.cut) + "-" + id(salon.colour); }
    std::string times_path(const std::string& parts, std::string_view day, const std::string& rest = {}) const {
        return fmt::format("/studio-lind/visit/times?parts={}{}&day={}", parts, rest,
                           base::to_text(salon.zone.day(world.at(day))));
    }
    // Of the first time that the page offers.
    static std::string first_start(const http::Response& times) {
        const auto link = after(*times.body, "&amp;start=");
        return link.empty() ? after(*times.body, "name=\"start\" value=\"") : link;
    }
    // The details of the first visit of that day.
    http::Response details_of(const std::string& parts, std::string_view day, const std::string& rest = {}) {
        const auto times = get(visit_times, times_path(parts, day, rest));
        EXPECT_EQ(times.status, 200) << *times.body;
        return get(visit_times,
                   fmt::format("/studio-lind/visit/times?parts={}{}&start={}", parts, rest, first_start(times)));
    }
    std::string manage_path(const std::string& rest = {}) const { return "/studio-lind/bookings/" + token + rest; }
    std::vector<Booking> booked() {
        return world.db().read([&](db::Session& s) {
            const auto found = find_by_token(s, salon.id, token, world.clock.now());
            return found ? list_of_visit(s, salon.id, found->visit_id) : std::vector<Booking>();
        });
    }
    void follow(const http::Response& made) {
        const auto to = header(made, "Location");
        constexpr std::string_view kBookings = "/bookings/";
        const auto begin = to.find(kBookings) + kBookings.size();
        token = to.substr(begin, to.find('?') - begin);
    }
    int rows(const std::string& table) {
        return world.db().read(
            [&](db::Session& s) { return s.value<int>(fmt::format("select count(*) from {}", table)).value(); });
    }
    void switch_off_visits() {
        world.db().write([&](db::Tx& tx) {
            tx.execute("insert into switched_off_modules (business_id, module) values (:business, 'visits')", salon.id);
            businesses::touch(tx, salon.id);
        });
    }
    void set(const std::function<void(businesses::CustomerSettings&)>& change) {
        world.db().write([&](db::Tx& tx) {
            auto settings = businesses::find(tx, salon.id)->customer;
            change(settings);
            CHECK(businesses::set_customer_settings(tx, salon.id, settings));
        });
    }
};
INSTANTIATE_TEST_SUITE_P(Engines, VisitPages, testing::ValuesIn(support::engines()), support::engine_name);

TEST_P(VisitPages, BeginFromTheFirstServiceWhereTheBusinessWantsIt) {
    const auto path = fmt::format("/studio-lind/book?service={}&provider={}", id(salon.cut), id(salon.mira));
    const auto link = fmt::format("/studio-lind/visit?parts={}.w{}", id(salon.cut), id(salon.mira));
    EXPECT_TRUE(shows(get(choose, path), link));
    EXPECT_TRUE(shows(get(choose, "/studio-lind/book?service=" + id(salon.cut)), "Add another service"));
    const auto page = get(choose_visit, link);
    EXPECT_EQ(page.status, 200);
    EXPECT_TRUE(shows(page, "Your visit"));
    EXPECT_TRUE(shows(page, fmt::format("<option value=\"{}\" selected>Mira", id(salon.mira))));

    switch_off_visits();
    EXPECT_FALSE(shows(get(choose, path), "/visit?"));
}

TEST_P(VisitPages, ArePutTogetherWithoutScripts) {
    const auto form = [&](const std::string& parts, const std::string& rest) {
        return header(get(choose_visit, fmt::format("/studio-lind/visit?form=1&parts={}{}", parts, rest)), "Location");
    };
    EXPECT_EQ(form(id(salon.cut), "&people=1&more=" + id(salon.colour)), "/studio-lind/visit?parts=" + two());
    EXPECT_EQ(form(two(), "&remove=0"), "/studio-lind/visit?parts=" + id(salon.colour));
    EXPECT_EQ(form(two(), fmt::format("&with_1={}&order=given", id(salon.jonas))),
              fmt::format("/studio-lind/visit?parts={}.w{}&order=given", two(), id(salon.jonas)));
    EXPECT_EQ(form(id(salon.cut), "&people=1&along=1"),
              fmt::format("/studio-lind/visit?parts={}&people=2", id(salon.cut)));
    EXPECT_EQ(form(id(salon.cut), "&people=2&more=" + id(salon.cut)),
              fmt::format("/studio-lind/visit?parts={0}-{0}.n2", id(salon.cut)))
        << "whoever has come along has nothing yet";
    EXPECT_EQ(form(two(), "&with_0=any&person_1=2&people=2&beside=no"),
              fmt::format("/studio-lind/visit?parts={}.n2&beside=no", two()));
    std::string many = id(salon.cut);
    for (std::size_t i = 1; i < kMostVisitParts; ++i) many += "-" + id(salon.cut);
    EXPECT_EQ(get(choose_visit, fmt::format("/studio-lind/visit?form=1&parts={}&more={}", many, id(salon.cut))).status,
              422);
    EXPECT_TRUE(shows(get(choose_visit, "/studio-lind/visit?parts=" + many), "No more than 8 services"));
    for (const auto* bad : {"parts=x", "parts=.", "parts=0C5S2V3T4W6XY", "parts=0C5S2V3T4W6XY.q"})
        EXPECT_EQ(get(choose_visit, fmt::format("/studio-lind/visit?{}", bad)).status, 404) << bad;
    EXPECT_EQ(get(choose_visit, "/studio-lind/visit").status, 200);
}

TEST_P(VisitPages, TakeAllPartsInOneGo) {
    const auto details = details_of(two(), "tue 12:00");
    ASSERT_EQ(details.status, 200);
    EXPECT_TRUE(shows(details, "kr"));
    const auto made = post(create_visit, "/studio-lind/visits", filled(details));
    ASSERT_EQ(made.status, 303) << *made.body;
    follow(made);
    const auto parts = booked();
    ASSERT_EQ(parts.size(), 2u);
    EXPECT_EQ(parts[0].service_id, salon.cut);
    EXPECT_EQ(parts[1].service_id, salon.colour);
    EXPECT_EQ(parts[0].status, Status::approved);
    EXPECT_EQ(parts[1].status, Status::pending) << "each by the rules of its service";
    EXPECT_EQ(parts[0].customer_id, parts[1].customer_id);
    EXPECT_EQ(parts[0].note, "with a fringe");
    const auto gap = parts[0].time.begin < parts[1].time.begin ? parts[1].time.begin - parts[0].time.end
                                                               : parts[0].time.begin - parts[1].time.end;
    EXPECT_GE(gap, 0min);
    EXPECT_LE(gap, 15min);
    // A second submit of the same form does nothing again.
    EXPECT_EQ(header(post(create_visit, "/studio-lind/visits", filled(details)), "Location"), header(made, "Location"));
    EXPECT_EQ(rows("bookings"), 2);
}

TEST_P(VisitPages, LoseNothingThatWasTypedWhenATimeIsGone) {
    const auto details = details_of(two(), "tue 12:00");
    const auto start = parse_start(first_start(get(visit_times, times_path(two(), "tue 12:00"))).substr(0, 30)).value();
    auto form = filled(details);
    ASSERT_TRUE(world.book(world.ben, salon.cut, *start.provider_id, "tue 09:00"));
    const auto page = post(create_visit, "/studio-lind/visits", form);
    ASSERT_EQ(page.status, 409) << *page.body;
    EXPECT_TRUE(shows(page, "This time was just taken."));
    EXPECT_TRUE(shows(page, "with a fringe"));
    EXPECT_TRUE(shows(page, "anna@example.com"));
    EXPECT_EQ(count(*page.body, "type=\"radio\" name=\"start\""), 6);
    EXPECT_EQ(rows("bookings"), 1) << "all or none";
    EXPECT_EQ(post(create_visit, "/studio-lind/visits", filled(page)).status, 422) << "another time has to be chosen";
    const auto made = post(create_visit, "/studio-lind/visits",
                           filled(page, {{"start", after(*page.body, "name=\"start\" value=\"")}}));
    EXPECT_EQ(made.status, 303) << *made.body;
    EXPECT_EQ(rows("bookings"), 3);
}

TEST_P(VisitPages, SayAtOnceWhereATimeIsGone) {
    const auto times = get(visit_times, times_path(two(), "tue 12:00"));
    ASSERT_TRUE(world.book(world.ben, salon.cut, salon.mira, "tue 09:00"));
    ASSERT_TRUE(world.book(world.ben, salon.cut, salon.jonas, "tue 09:00"));
    const auto page =
        get(visit_times, fmt::format("/studio-lind/visit/times?parts={}&start={}", two(), first_start(times)));
    EXPECT_EQ(page.status, 409);
    EXPECT_TRUE(shows(page, "This time was just taken."));
    EXPECT_EQ(get(visit_times, fmt::format("/studio-lind/visit/times?parts={}&start=20261201T080000Z", two())).status,
              422)
        << "a start of each part, with whom";
    const auto start = to_text(Start{world.at("tue 09:00"), world.neighbour.eva});
    EXPECT_EQ(get(visit_times, fmt::format("/studio-lind/visit/times?parts={}&start={}", id(salon.cut), start)).status,
              404)
        << "nobody here";
}

TEST_P(VisitPages, AreForSeveralPeopleSideBySideOrOneAfterTheOther) {
    const auto family = fmt::format("{0}-{0}.n2", id(salon.cut));
    const auto details = details_of(family, "tue 12:00");
    EXPECT_TRUE(shows(details, "Name of person 2"));
    const auto missing = post(create_visit, "/studio-lind/visits", filled(details));
    EXPECT_EQ(missing.status, 422);
    EXPECT_TRUE(shows(missing, "href=\"#tb-attendee_2\""));
    EXPECT_EQ(rows("bookings"), 0);
    const auto made = post(create_visit, "/studio-lind/visits", filled(missing, {{"attendee_2", "Ida"}}));
    ASSERT_EQ(made.status, 303) << *made.body;
    follow(made);
    auto parts = booked();
    ASSERT_EQ(parts.size(), 2u);
    EXPECT_EQ(parts[0].attendee, "");
    EXPECT_EQ(parts[1].attendee, "Ida");
    EXPECT_EQ(parts[0].time.begin, parts[1].time.begin);
    EXPECT_NE(parts[0].provider_id, parts[1].provider_id);

    const auto later = details_of(family, "wed 12:00", "&beside=no");
    const auto after_each_other = post(create_visit, "/studio-lind/visits", filled(later, {{"attendee_2", "Ida"}}));
    ASSERT_EQ(after_each_other.status, 303) << *after_each_other.body;
    follow(after_each_other);
    parts = booked();
    ASSERT_EQ(parts.size(), 2u);
    EXPECT_EQ(parts[1].time.begin, parts[0].time.end);
}

// Anna is signed in and looks after Ida.
struct FamilyVisit : VisitPages {
    CustomerId anna = world.book(world.anna, salon.cut, salon.jonas, "fri 16:00")->booking.customer_id;
    CustomerId ida = world.db().write([&](db::Tx& tx) {
        const auto account = accounts::find_by_customer(tx, salon.id, anna).value();
        const auto link = accounts::make_link(tx, world.clock, salon.id, accounts::Purpose::access, account.id.value,
                                              world.anna.email.key);
        const auto context = environment.accounts_context();
        cookie = "tb_customer=" + accounts::sign_in_by_link(tx, context, salon.id, link, {})->session_token;
        return accounts::add_dependant(tx, context, salon.id, account.id, "Ida", "Berg", "nb").value();
    });
    std::string family = fmt::format("{0}-{0}.n2", id(salon.cut));

    http::Response send(const http::Response& page, const Pairs& more = {}) {
        return post(create_visit, "/studio-lind/visits", filled(page, more));
    }
    void agree(CustomerId with, const catalog::CustomerTerms& terms) {
        ASSERT_TRUE(world.db().write([&](db::Tx& tx) {
            return catalog::change_customer_terms(tx, {world.clock, world.registry}, salon.id, with,
                                                  {{salon.cut, terms}}, {});
        }));
    }
};
INSTANTIATE_TEST_SUITE_P(Engines, FamilyVisit, testing::ValuesIn(support::engines()), support::engine_name);

TEST_P(FamilyVisit, IsForThoseWhomTheAccountLooksAfterWithoutTypingTheirNames) {
    const auto details = details_of(family, "tue 12:00");
    EXPECT_TRUE(shows(details, "name=\"companion_2\""));
    EXPECT_TRUE(shows(details, "Ida Berg"));
    const auto made = send(details, {{"companion_2", id(ida)}});
    ASSERT_EQ(made.status, 303) << *made.body;
    follow(made);
    const auto parts = booked();
    ASSERT_EQ(parts.size(), 2u);
    EXPECT_EQ(parts[0].customer_id, anna);
    EXPECT_EQ(parts[1].customer_id, ida);
    EXPECT_EQ(parts[1].name, "Ida");
    EXPECT_EQ(parts[1].attendee, "");
    EXPECT_EQ(parts[1].email, "anna@example.com");
    EXPECT_EQ(parts[0].time.begin, parts[1].time.begin);
    EXPECT_EQ(person_of(parts[1], parts), "Ida Berg");
    const auto page = get(show, manage_path());
    EXPECT_TRUE(shows(page, "Ida Berg")) << "the page of one part tells of both";
    const auto moved = get(reschedule_visit_form, manage_path("/visit/reschedule"));
    EXPECT_EQ(moved.status, 200);
}

TEST_P(FamilyVisit, TakesANameOfSomebodyElseAndNobodyTwice) {
    const auto details = details_of(family, "tue 12:00");
    const auto nobody = send(details);
    EXPECT_EQ(nobody.status, 422);
    EXPECT_TRUE(shows(nobody, "href=\"#tb-attendee_2\""));
    for (const auto twice : {anna, base::make_id<CustomerId>()}) {
        const auto refused = send(details, {{"companion_2", id(twice)}});
        EXPECT_EQ(refused.status, 422);
        EXPECT_TRUE(shows(refused, "href=\"#tb-companion_2\""));
    }
    const auto stranger = world.book(world.ben, salon.cut, salon.jonas, "thu 16:00")->booking.customer_id;
    EXPECT_EQ(send(details, {{"companion_2", id(stranger)}}).status, 422);
    const auto both = send(details, {{"customer", id(ida)}, {"companion_2", id(ida)}});
    EXPECT_EQ(both.status, 422);
    const auto before = rows("bookings");
    const auto made = send(details, {{"attendee_2", "Grandma"}});
    ASSERT_EQ(made.status, 303) << *made.body;
    follow(made);
    EXPECT_EQ(rows("bookings"), before + 2);
    EXPECT_EQ(booked()[1].attendee, "Grandma");
    EXPECT_EQ(booked()[1].customer_id, anna);
}

TEST_P(FamilyVisit, ShowsWhatWasAgreedForOneOfThemBeforeItIsBooked) {
    agree(ida, {Minutes{30}, 20000});
    const auto before = rows("bookings");
    const auto asked = send(details_of(family, "tue 12:00"), {{"companion_2", id(ida)}});
    EXPECT_EQ(asked.status, 409);
    EXPECT_TRUE(shows(asked, "name=\"others\" value=\"" + id(ida) + "\""));
    EXPECT_EQ(rows("bookings"), before);
    const auto made = send(asked, {{"companion_2", id(ida)}});
    ASSERT_EQ(made.status, 303) << *made.body;
    follow(made);
    const auto parts = booked();
    ASSERT_EQ(parts.size(), 2u);
    EXPECT_EQ(parts[0].price.amount, 69000);
    EXPECT_EQ(parts[1].price.amount, 20000);
    EXPECT_EQ(parts[1].time.end - parts[1].time.begin, Seconds{Minutes{30}});
    const auto stranger = world.book(world.ben, salon.cut, salon.jonas, "thu 16:00")->booking.customer_id;
    EXPECT_FALSE(shows(details_of(family, "wed 12:00", "&others=" + id(stranger)), "name=\"others\""));
}

TEST_P(VisitPages, KeepTheTimesOfAllPartsWhileDetailsAreTyped) {
    set([](auto& settings) { settings.hold_minutes = 10; });
    const auto parts = fmt::format("{0}.w{1}-{2}.w{1}", id(salon.cut), id(salon.mira), id(salon.colour));
    const auto times = get(visit_times, times_path(parts, "tue 12:00"));
    auto form = hidden_fields(*times.body, "id=\"tb-keep\"");
    form.emplace_back("start", first_start(times));
    const auto kept = post(keep_visit, "/studio-lind/visit/times", form);
    ASSERT_EQ(kept.status, 303) << *kept.body;
    EXPECT_EQ(rows("holds"), 2);
    // The same again keeps them no longer and takes nothing more.
    EXPECT_EQ(post(keep_visit, "/studio-lind/visit/times", form).status, 303);
    EXPECT_EQ(rows("holds"), 2);
    const auto details = get(visit_times, header(kept, "Location"));
    EXPECT_EQ(details.status, 200);
    EXPECT_TRUE(shows(details, "We keep this time for you until"));
    EXPECT_EQ(world.book(world.ben, salon.cut, salon.mira, "tue 09:00").error().code, "booking.time_held");
    const auto made = post(create_visit, "/studio-lind/visits", filled(details));
    ASSERT_EQ(made.status, 303) << *made.body;
    EXPECT_EQ(rows("holds"), 0);
    EXPECT_EQ(rows("bookings"), 2);
}

TEST_P(VisitPages, GiveBackWhatWasKeptOfAllPartsForAnotherTime) {
    set([](auto& settings) { settings.hold_minutes = 10; });
    const auto parts = fmt::format("{0}.w{1}-{2}.w{1}", id(salon.cut), id(salon.mira), id(salon.colour));
    for (const auto* day : {"tue 12:00", "wed 12:00"}) {
        const auto times = get(visit_times, times_path(parts, day));
        auto form = hidden_fields(*times.body, "id=\"tb-keep\"");
        form.emplace_back("start", first_start(times));
        ASSERT_EQ(post(keep_visit, "/studio-lind/visit/times", form).status, 303);
    }
    EXPECT_EQ(rows("holds"), 2);
    EXPECT_TRUE(world.book(world.ben, salon.cut, salon.mira, "tue 09:00"));
    // One service after that: the second part is given back too.
    const auto times = get(choose, fmt::format("/studio-lind/book?service={}&provider={}&day={}", id(salon.cut),
                                               id(salon.mira), base::to_text(salon.zone.day(world.at("wed 12:00")))));
    auto form = hidden_fields(*times.body, "id=\"tb-keep\"");
    form.emplace_back("start", first_start(times));
    ASSERT_EQ(post(keep_time, "/studio-lind/book", form).status, 303);
    EXPECT_EQ(rows("holds"), 1);
}

TEST_P(VisitPages, AreMovedAsAWholeByTheLinkOfAllParts) {
    follow(post(create_visit, "/studio-lind/visits", filled(details_of(two(), "tue 12:00"))));
    const auto before = booked();
    ASSERT_EQ(before.size(), 2u);
    const auto page = get(show, manage_path());
    EXPECT_TRUE(shows(page, "Your visit"));
    EXPECT_TRUE(shows(page, manage_path("/visit/reschedule")));
    EXPECT_EQ(count(*page.body, fmt::format("{}~", manage_path())), 2) << "each part has its own page";
    const auto day = base::to_text(salon.zone.day(world.at("thu 12:00")));
    const auto times = get(reschedule_visit_form, manage_path("/visit/reschedule?day=" + day));
    ASSERT_EQ(times.status, 200);
    const auto confirm = get(reschedule_visit_form, manage_path("/visit/reschedule?start=" + first_start(times)));
    EXPECT_TRUE(shows(confirm, "Move your visit?"));
    const auto moved = post(reschedule_visit, manage_path("/visit/reschedule"),
                            hidden_fields(*confirm.body, "action=\"" + manage_path("/visit/reschedule")));
    ASSERT_EQ(moved.status, 303) << *moved.body;
    for (const auto& part : booked()) EXPECT_EQ(salon.zone.day(part.time.begin), salon.zone.day(world.at("thu 12:00")));
    EXPECT_TRUE(shows(get(show, manage_path("?moved=1")), "The visit is moved."));
}

TEST_P(VisitPages, OfferTheNearestWhereTheNewTimeIsGone) {
    follow(post(create_visit, "/studio-lind/visits", filled(details_of(two(), "tue 12:00"))));
    const auto day = base::to_text(salon.zone.day(world.at("thu 12:00")));
    const auto times = get(reschedule_visit_form, manage_path("/visit/reschedule?day=" + day));
    const auto start = first_start(times);
    for (const auto provider : {salon.mira, salon.jonas})
        ASSERT_TRUE(world.book(world.ben, salon.colour, provider, "thu 09:00"));
    EXPECT_EQ(get(reschedule_visit_form, manage_path("/visit/reschedule?start=" + start)).status, 409);
    const auto page = post(reschedule_visit, manage_path("/visit/reschedule"), {{"start", start}});
    EXPECT_EQ(page.status, 409);
    EXPECT_EQ(count(*page.body, "type=\"radio\" name=\"start\""), 6);
    EXPECT_EQ(post(reschedule_visit, manage_path("/visit/reschedule"), {{"gone", start}}).status, 422);
    for (const auto& part : booked()) EXPECT_EQ(salon.zone.day(part.time.begin), salon.zone.day(world.at("tue 12:00")));
}

TEST_P(VisitPages, AreCancelledInPartAndAsAWhole) {
    const auto three = two() + "-" + id(salon.cut);
    follow(post(create_visit, "/studio-lind/visits", filled(details_of(three, "tue 12:00"))));
    ASSERT_EQ(booked().size(), 3u);
    const auto whole = token;
    token = token_of_part(whole, booked()[1]);
    EXPECT_EQ(header(post(cancel, manage_path("/cancellation"), {}), "Location"), manage_path("?cancelled=1"));
    token = whole;
    EXPECT_TRUE(shows(get(visit_cancellation_form, manage_path("/visit/cancellation")), "Cancel the whole visit?"));
    EXPECT_EQ(post(cancel_visit, manage_path("/visit/cancellation"), {}).status, 303);
    for (const auto& part : booked()) EXPECT_EQ(part.status, Status::cancelled);
    EXPECT_TRUE(shows(get(show, manage_path("?cancelled=1")), "The visit is cancelled."));
}

TEST_P(VisitPages, ChangeNothingWhereOnePartMayNot) {
    follow(post(create_visit, "/studio-lind/visits", filled(details_of(two(), "tue 12:00"))));
    world.db().write([&](db::Tx& tx) {
        tx.execute("update businesses set cancel_rule = 'before', cancel_minutes = 120, version = version + 1 "
                   "where id = :id",
                   salon.id);
    });
    world.clock.set(world.at("tue 08:00"));
    const auto page = get(show, manage_path());
    EXPECT_FALSE(shows(page, "/visit/cancellation"));
    EXPECT_EQ(get(visit_cancellation_form, manage_path("/visit/cancellation")).status, 409);
    EXPECT_EQ(post(cancel_visit, manage_path("/visit/cancellation"), {}).status, 409);
    for (const auto& part : booked()) EXPECT_TRUE(is_live(part.status));
}

}  // namespace
}  // namespace booking_page
