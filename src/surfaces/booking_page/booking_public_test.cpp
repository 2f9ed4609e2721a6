#include "booking_page/booking_public.h"
#include "pages/brand.h"
#include "pages/error_page.h"

#include "accounts/account.h"
#include "bookings/identity.h"
#include "catalog/add_ons.h"
#include "catalog/customer_terms.h"
#include "catalog/extra_field_editing.h"
#include "customers/custom_values.h"
#include "pages/test_handler.h"
#include "support/world.h"

#include <gtest/gtest.h>

#include <string>

namespace booking_page {

using namespace bookings;
using namespace pages;
namespace {

const html::Pages& all_pages() {
    static const html::Pages pages;
    return pages;
}

using namespace std::chrono_literals;
using Pairs = std::vector<std::pair<std::string, std::string>>;

// What stands between `mark` and the next quotation mark or ampersand; empty when it is not there.
std::string after(const std::string& text, std::string_view mark, std::size_t from = 0) {
    const auto at = text.find(mark, from);
    if (at == text.npos) return {};
    const auto begin = at + mark.size();
    return text.substr(begin, text.find_first_of("\"&", begin) - begin);
}

// The pages as a visitor meets them, without the wire.
class BookingPage : public testing::TestWithParam<db::Engine> {
protected:
    support::World world{GetParam()};
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
    std::string language = "en";
    std::string slug = "studio-lind";
    std::string token;   // of a manage link
    std::string cookie;  // of a customer who is signed in
    std::string sent;    // the cookie of the form that was sent last

    http::Request request(http::Method method, const std::string& target) const {
        http::Request out;
        out.method = method;
        out.target = target;
        if (!slug.empty()) out.params = {{"business", slug}, {"token", token}};
        out.headers = {{"accept-language", language}};
        out.headers.emplace_back("cookie", fmt::format("{}={}; tb_sent={}", kCustomerCookie, cookie, sent));
        out.origin = "https://book.example.org";
        out.id = "request-1";
        const auto question = target.find('?');
        if (question != target.npos) out.query = http::parse_form(target.substr(question + 1)).value();
        return out;
    }
    // For what is behind a link, its booking is found.
    struct Handler : pages::test::Handler {
        using pages::test::Handler::Handler;
        Handler(HandlerOf<LinkVisit> handler)
            : pages::test::Handler(of_page([=](const Page& page) {
                  const auto token = page.request.param("token");
                  const auto booking = page.environment.database.read(
                      [&](db::Session& s) { return find_by_token(s, page.business().id, token, page.now); });
                  return booking ? handler({page, *booking}) : explain(page, 404, "No such link");
              })) {}
    };
    http::Response get(const Handler& handler, const std::string& target) {
        return handler(request(http::Method::get, target), environment);
    }
    http::Response post(const Handler& handler, const std::string& target, Pairs form) {
        auto made = request(http::Method::post, target);
        made.form = http::Form(std::move(form));
        return handler(made, environment);
    }

    std::string book_path(const std::string& rest = {}) const {
        return "/studio-lind/book?service=" + base::to_text(world.salon.cut) + rest;
    }
    std::string details_path(std::string_view when) const {
        return book_path("&provider=" + base::to_text(world.salon.mira) + "&start=" + base::to_text(world.at(when)));
    }
    // What a browser would send of the form in `page`, filled in by a careful visitor.
    Pairs filled(const std::string& page) const {
        Pairs out;
        constexpr std::string_view kHidden = "type=\"hidden\" name=\"";
        // What stands above is the frame's: the sign-out form of who is signed in.
        for (auto at = page.find(kHidden, page.find("<main")); at != page.npos; at = page.find(kHidden, at + 1))
            out.emplace_back(after(page, kHidden, at), after(page, "value=\"", at));
        for (const auto& [name, value] : Pairs{{"name", "Anna"},
                                               {"surname", "Berg"},
                                               {"email", "anna@example.com"},
                                               {"phone", "412 34 567"},
                                               {"note", "line one\nline <two>"},
                                               {"consent", "yes"}})
            out.emplace_back(name, value);
        return out;
    }
    // Books in the browser; `token` is then that of the manage link.
    void book_by_hand(std::string_view when) {
        const auto page = get(choose, details_path(when));
        const auto made = post(create, "/studio-lind/bookings", filled(*page.body));
        ASSERT_EQ(made.status, 303) << *made.body;
        follow(made);
    }
    void follow(const http::Response& made) {
        const auto location = header(made, "Location");
        const auto begin = std::string("/studio-lind/bookings/").size();
        token = location.substr(begin, location.find_first_of("/?", begin) - begin);
    }
    template <class Change>
    void settings(const Change& change) {
        world.db().write([&](db::Tx& tx) {
            auto settings = businesses::find(tx, world.salon.id)->customer;
            change(settings);
            CHECK(businesses::set_customer_settings(tx, world.salon.id, settings));
        });
    }
    // Whoever holds anna's account is here; it is made by a booking on Friday.
    accounts::Account sign_in() {
        const auto customer =
            world.book(world.anna, world.salon.cut, world.salon.jonas, "fri 16:00")->booking.customer_id;
        return world.db().write([&](db::Tx& tx) {
            const auto account = accounts::find_by_customer(tx, world.salon.id, customer).value();
            const auto link = accounts::make_link(tx, world.clock, world.salon.id, accounts::Purpose::access,
                                                  account.id.value, world.anna.email.key);
            cookie =
                accounts::sign_in_by_link(tx, environment.accounts_context(), world.salon.id, link, {})->session_token;
            return account;
        });
    }
    void agree(CustomerId with, const catalog::CustomerTerms& terms) {
        const auto agreed = world.db().write([&](db::Tx& tx) {
            return catalog::change_customer_terms(tx, {world.clock, world.registry}, world.salon.id, with,
                                                  {{world.salon.cut, terms}}, {});
        });
        ASSERT_TRUE(agreed);
    }
    std::optional<Booking> booking() {
        return world.db().read(
            [&](db::Session& s) { return find_by_token(s, world.salon.id, token, world.clock.now()); });
    }
    std::string manage_path(const std::string& rest = {}) const { return "/studio-lind/bookings/" + token + rest; }

    static std::string header(const http::Response& response, std::string_view name) {
        std::string out;
        for (const auto& [key, value] : response.headers)
            if (key == name) out = value;
        return out;
    }
};

Pairs with(Pairs form, const std::string& name, const std::string& value) {
    std::erase_if(form, [&](const auto& pair) { return pair.first == name; });
    form.emplace_back(name, value);
    return form;
}

std::string get_value(const Pairs& form, std::string_view name) {
    for (const auto& [key, value] : form)
        if (key == name) return value;
    return {};
}

testing::AssertionResult shows(const http::Response& response, std::string_view text) {
    if (response.body->find(text) != std::string::npos) return testing::AssertionSuccess();
    const auto main = response.body->find("<main");
    return testing::AssertionFailure() << "no \"" << text << "\" in "
                                       << response.body->substr(main == std::string::npos ? 0 : main);
}

int count(const std::string& text, std::string_view part) {
    int n = 0;
    for (auto at = text.find(part); at != text.npos; at = text.find(part, at + 1)) ++n;
    return n;
}

TEST_P(BookingPage, ListsTheBusinessesThatWantIt) {
    slug = "";
    const auto page = get(home, "/");
    EXPECT_EQ(page.status, 200);
    EXPECT_TRUE(shows(page, "href=\"/studio-lind\""));
    EXPECT_TRUE(shows(page, "Fjord Clinic"));
}

TEST_P(BookingPage, ShowsServicesInTheVisitorsLanguageWithPrice) {
    auto page = get(services, "/studio-lind");
    EXPECT_TRUE(shows(page, "Haircut"));
    EXPECT_TRUE(shows(page, "45 min"));
    EXPECT_TRUE(shows(page, "690"));
    language = "nb";
    page = get(services, "/studio-lind");
    EXPECT_TRUE(shows(page, "Klipp"));
    EXPECT_TRUE(shows(page, "lang=\"nb\""));
}

TEST_P(BookingPage, SaysInWhichLanguageATaglineStandsThatIsNotTranslated) {
    const auto say = [&](const businesses::Text& tagline) {
        world.db().write([&](db::Tx& tx) {
            return businesses::set_branding(tx, world.salon.id, {"#0f766e", tagline, {}, "", "", "", ""});
        });
    };
    say({"Vi tar oss tid", {}});
    EXPECT_TRUE(shows(get(services, "/studio-lind"), "lang=\"nb\">Vi tar oss tid<"));
    say({"Vi tar oss tid", {{"en", "We take our time"}}});
    EXPECT_TRUE(shows(get(services, "/studio-lind"), "lang=\"en\">We take our time<"));
}

TEST_P(BookingPage, ServicesAreRenderedOncePerVersionAndLanguage) {
    const auto first = get(services, "/studio-lind?utm=evil");
    const auto second = get(services, "/studio-lind");
    EXPECT_EQ(first.body, second.body);
    EXPECT_FALSE(shows(second, "evil"));
    ASSERT_TRUE(second.gzip);
    EXPECT_FALSE(header(second, "ETag").empty());
    EXPECT_EQ(header(second, "Cache-Control"), "no-cache");

    world.db().write([&](db::Tx& tx) {
        catalog::Service draft;
        draft.name.fallback = "Beard";
        draft.providers = {world.salon.mira};
        catalog::add_service(tx, world.salon.id, draft);
    });
    const auto third = get(services, "/studio-lind");
    EXPECT_TRUE(shows(third, "Beard"));
    EXPECT_NE(header(third, "ETag"), header(second, "ETag"));
}

TEST_P(BookingPage, SaysWhatAServiceCostsInTheWayThatStaffChose) {
    const auto shown = [&](catalog::PriceKind kind) {
        world.change(world.salon.cut, [&](catalog::Service& service) { service.price_kind = kind; });
        return get(services, "/studio-lind");
    };
    using enum catalog::PriceKind;
    EXPECT_FALSE(shows(shown(fixed), "from kr"));
    EXPECT_TRUE(shows(shown(from), "from kr"));
    EXPECT_TRUE(shows(shown(free), "Free of charge"));
    EXPECT_TRUE(shows(shown(on_request), "Price on request"));
    book_by_hand("tue 10:00");
    EXPECT_EQ(booking()->price.amount, 0);
    const auto page = get(show, manage_path());
    EXPECT_TRUE(shows(page, "Price on request"));
    EXPECT_FALSE(shows(page, "Free of charge"));
}

TEST_P(BookingPage, TakesAProvidersOwnLengthAndPrice) {
    world.change(world.salon.cut, [&](catalog::Service& service) { service.own = {{world.salon.mira, 60min, 89000}}; });
    const auto list = get(services, "/studio-lind");
    EXPECT_TRUE(shows(list, "45 min to 1 hr"));
    EXPECT_TRUE(shows(list, "from kr"));
    const auto details = get(choose, details_path("tue 10:00"));
    EXPECT_TRUE(shows(details, "10:00 to 11:00"));
    EXPECT_TRUE(shows(details, "890"));
    book_by_hand("tue 10:00");
    EXPECT_EQ(booking()->time.end - booking()->time.begin, Seconds{60min});
    EXPECT_EQ(booking()->price.amount, 89000);
}

TEST_P(BookingPage, TellsTheWayToALocation) {
    world.db().write([&](db::Tx& tx) {
        staff::Location harbour{{},          "Harbour", "Quay 1", 1, "+4722334455", "https://maps.example/harbour",
                                "Ring twice"};
        tx.execute("update providers set location_id = :location where business_id = :business and id = :id",
                   staff::add_location(tx, world.salon.id, harbour), world.salon.id, world.salon.mira);
        businesses::touch(tx, world.salon.id);
    });
    book_by_hand("tue 10:00");
    const auto page = get(show, manage_path());
    EXPECT_TRUE(shows(page, "Harbour, Quay 1"));
    EXPECT_TRUE(shows(page, "href=\"https://maps.example/harbour\""));
    EXPECT_TRUE(shows(page, "href=\"tel:+4722334455\""));
    EXPECT_TRUE(shows(page, "Ring twice"));
}

TEST_P(BookingPage, OpensAServiceByItsSecretLinkAlone) {
    const auto hidden =
        world.change(world.salon.cut, [](catalog::Service& each) { each.who_may_book = catalog::WhoMayBook::link; });
    EXPECT_FALSE(shows(get(services, "/studio-lind"), "Haircut"));
    EXPECT_EQ(get(choose, book_path()).status, 404);
    EXPECT_EQ(get(choose, book_path("&link=guessed")).status, 404);

    const auto link = "&link=" + hidden.link_key;
    const auto start = get(choose, book_path(link));
    EXPECT_EQ(start.status, 200);
    EXPECT_TRUE(shows(start, hidden.link_key)) << "every step leads on with the key";
    const auto details = get(choose, details_path("tue 10:00") + link);
    ASSERT_EQ(details.status, 200);
    auto form = filled(*details.body);
    EXPECT_EQ(post(create, "/studio-lind/bookings", form).status, 303);
    std::erase_if(form, [](const auto& pair) { return pair.first == "link"; });
    EXPECT_EQ(post(create, "/studio-lind/bookings", form).status, 404);
}

TEST_P(BookingPage, AsksToSignInForAServiceOfThoseWhoAreSignedIn) {
    world.change(world.salon.cut,
                 [](catalog::Service& service) { service.who_may_book = catalog::WhoMayBook::signed_in; });
    EXPECT_TRUE(shows(get(choose, details_path("tue 10:00")), "Sign in to book"));
    cookie.clear();
    world.change(world.salon.cut,
                 [](catalog::Service& service) { service.who_may_book = catalog::WhoMayBook::everybody; });
    sign_in();
    world.change(world.salon.cut,
                 [](catalog::Service& service) { service.who_may_book = catalog::WhoMayBook::signed_in; });
    EXPECT_FALSE(shows(get(choose, details_path("tue 10:00")), "Sign in to book"));
}

TEST_P(BookingPage, KeepsALanguageChosenByHand) {
    const auto page = get(services, "/studio-lind?lang=nb");
    EXPECT_TRUE(shows(page, "Klipp"));
    EXPECT_NE(header(page, "Set-Cookie").find("tb_language=nb"), std::string::npos);
    EXPECT_TRUE(header(get(services, "/studio-lind?lang=da"), "Set-Cookie").empty());  // not one of theirs
    auto later = request(http::Method::get, "/studio-lind");
    later.headers.emplace_back("cookie", "tb_language=nb");
    EXPECT_TRUE(shows(Handler(services)(later, environment), "Klipp"));
}

TEST_P(BookingPage, AsksForTheProviderAndOffersAnyoneFirst) {
    const auto page = get(choose, book_path());
    EXPECT_EQ(page.status, 200);
    EXPECT_LT(page.body->find("Anyone who is free"), page.body->find("Mira"));
    EXPECT_TRUE(shows(page, "provider=any"));
}

TEST_P(BookingPage, DoesNotAskWhenOnlyOneGivesTheService) {
    slug = "salong-nord";
    const auto page = get(choose, "/salong-nord/book?service=" + base::to_text(world.neighbour.trim));
    EXPECT_TRUE(shows(page, "tb-month"));
    EXPECT_FALSE(shows(page, "Anyone who is free"));
}

TEST_P(BookingPage, AsksWhereBeforeWithWhomWhereThereIsAChoice) {
    const auto [harbour, hill] = world.db().write([&](db::Tx& tx) {
        const auto& salon = world.salon;
        const auto a = staff::add_location(tx, salon.id, {{}, "Harbour", "Quay 1", 1});
        const auto b = staff::add_location(tx, salon.id, {{}, "Hill", "Top 2", 2});
        const auto from = std::chrono::hours{9}, to = std::chrono::hours{17};
        staff::set_weekly_hours(tx, salon.id, salon.mira, {{2, {from, to, a}}, {4, {from, to, b}}}, {}).value();
        staff::set_weekly_hours(tx, salon.id, salon.jonas, {{3, {from, to, a}}}, {}).value();
        return std::pair(a, b);
    });
    const auto where = get(choose, book_path());
    EXPECT_TRUE(shows(where, "<h1 class=\"mb-4\">Where?</h1>"));
    EXPECT_TRUE(shows(where, "Quay 1"));
    EXPECT_FALSE(shows(where, "Anyone who is free"));

    const auto at_harbour = "&location=" + base::to_text(harbour), at_hill = "&location=" + base::to_text(hill);
    const auto with_whom = get(choose, book_path(at_harbour));
    EXPECT_TRUE(shows(with_whom, "Anyone who is free"));
    EXPECT_TRUE(shows(with_whom, "Jonas"));
    // On the hill it is Mira only, on Thursdays.
    const auto when = get(choose, book_path(at_hill));
    EXPECT_TRUE(shows(when, "aria-label=\"Thursday 3 December, free times\""));
    EXPECT_FALSE(shows(when, "aria-label=\"Tuesday 1 December, free times\""));

    const auto form = get(choose, book_path(at_hill + "&start=" + base::to_text(world.at("thu 10:00"))));
    EXPECT_TRUE(shows(form, "Hill, Top 2"));
    const auto made = post(create, "/studio-lind/bookings", filled(*form.body));
    ASSERT_EQ(made.status, 303) << *made.body;
    follow(made);
    EXPECT_EQ(booking()->location_id, hill);
    EXPECT_TRUE(shows(get(show, manage_path()), "Hill, Top 2"));
    // Moving it keeps to the hill.
    const auto moving = get(reschedule_form, manage_path("/reschedule"));
    EXPECT_TRUE(shows(moving, "aria-label=\"Thursday 10 December, free times\""));
    EXPECT_FALSE(shows(moving, "aria-label=\"Tuesday 8 December, free times\""));

    EXPECT_EQ(get(choose, book_path("&location=" + base::to_text(world.salon.mira))).status, 404);
    auto without = filled(*form.body);
    std::erase_if(without, [](const auto& pair) { return pair.first == "location"; });
    EXPECT_EQ(post(create, "/studio-lind/bookings", without).status, 404);
}

TEST_P(BookingPage, PreselectsTheFirstFreeDayAndMarksFreeOnes) {
    const auto page = get(choose, book_path("&provider=" + base::to_text(world.salon.mira)));
    EXPECT_EQ(page.status, 200);
    EXPECT_TRUE(shows(page, "November 2026"));
    EXPECT_TRUE(shows(page, "aria-current=\"date\">30</a>"));
    EXPECT_TRUE(shows(page, "<span class=\"visually-hidden\">Monday 30 November, free times</span>"));
    EXPECT_TRUE(shows(page, "<span class=\"tb-day\">28</span>"));  // past
    EXPECT_TRUE(shows(page, "Times in Oslo."));
    EXPECT_TRUE(shows(page, ">09:00</time>"));
    EXPECT_TRUE(shows(page, "Morning"));
    EXPECT_FALSE(shows(page, "Evening"));
    EXPECT_FALSE(shows(page, "Previous month"));
    EXPECT_TRUE(shows(page, "Next month"));
}

TEST_P(BookingPage, AnyNamesWhoTakesEachTime) {
    ASSERT_TRUE(world.book(world.ben, world.salon.cut, world.salon.mira, "tue 10:00"));
    const auto page = get(choose, book_path("&provider=any&day=2026-12-01"));
    EXPECT_TRUE(shows(page, "start=20261201T090000Z&amp;with=" + base::to_text(world.salon.jonas)));
    EXPECT_TRUE(shows(page, "<span class=\"tb-with\">Jonas</span>"));
}

TEST_P(BookingPage, SaysWhenTheNextFreeDayIs) {
    const auto page = get(choose, book_path("&provider=" + base::to_text(world.salon.mira) + "&day=2026-12-05"));
    EXPECT_EQ(page.status, 200);
    EXPECT_TRUE(shows(page, "Nothing is free on this day."));
    EXPECT_TRUE(shows(page, "Next free: Monday 7 December"));
}

TEST_P(BookingPage, EndsKindlyWhereNothingIsFree) {
    world.db()
        .write([&](db::Tx& tx) {
            return staff::add_days_off(tx, world.salon.id, std::nullopt,
                                       {*base::parse_day("2026-11-01"), *base::parse_day("2028-01-01")}, "");
        })
        .value();
    const auto page = get(choose, book_path("&provider=any"));
    EXPECT_EQ(page.status, 200);
    EXPECT_TRUE(shows(page, "There is no free time right now"));
}

TEST_P(BookingPage, AnswersNonsenseWithAWayOn) {
    const std::string mira = base::to_text(world.salon.mira), eva = base::to_text(world.neighbour.eva);
    const std::vector<std::pair<std::string, int>> cases = {
        {"/studio-lind/book", 404},
        {"/studio-lind/book?service=x", 404},
        {"/studio-lind/book?service=" + base::to_text(world.neighbour.trim), 404},
        {book_path("&provider=" + eva), 404},
        {book_path("&provider=nobody"), 404},
        {book_path("&provider=any&day=2026-02-30"), 422},
        {book_path("&provider=any&month=2026-13"), 422},
        {book_path("&provider=any&month=9999-12"), 422},
        {book_path("&provider=any&month=0001-01"), 422},
        {book_path("&provider=any&day=2020-01-01"), 422},
        {book_path("&provider=any&day=9999-12-31"), 422},
        {book_path("&provider=any&start=yesterday"), 422},
        {book_path("&provider=any&start=2020-01-01T09:00:00Z"), 422},
        {book_path("&provider=any&start=9999-12-31T23:59:59Z"), 422},
        {book_path("&provider=any&start=2026-12-01T09:00:00Z&with=" + eva), 404},
        {book_path("&provider=" + mira + "&start=2026-12-01T09:07:00Z"), 409},
    };
    for (const auto& [path, status] : cases) {
        const auto page = get(choose, path);
        EXPECT_EQ(page.status, status) << path;
        EXPECT_TRUE(shows(page, "href=\"/studio-lind")) << path;
    }
}

TEST_P(BookingPage, AnUnknownBusinessIsNotFoundOnEveryPage) {
    slug = "nobody";
    token = "x";
    for (const auto& handler : std::vector<Handler>{services, choose, create, show, calendar_file, reschedule_form,
                                                    reschedule, cancellation_form, cancel, brand_css, logo})
        EXPECT_EQ(handler(request(http::Method::get, "/nobody"), environment).status, 404);
}

TEST_P(BookingPage, ShowsWhatIsBookedBesideTheForm) {
    const auto page = get(choose, details_path("tue 10:00"));
    EXPECT_EQ(page.status, 200);
    EXPECT_TRUE(shows(page, "Tuesday 1 December, 10:00 to 10:45"));
    EXPECT_TRUE(shows(page, "Mira"));
    EXPECT_TRUE(shows(page, "autocomplete=\"given-name\""));
    EXPECT_TRUE(shows(page, "Confirm the booking"));
    EXPECT_EQ(header(page, "Cache-Control"), "no-store");
}

TEST_P(BookingPage, BooksAndLeadsToThePageOfTheBooking) {
    book_by_hand("tue 10:00");
    EXPECT_EQ(world.diary(world.salon.mira).size(), 1u);
    const auto page = get(show, manage_path("?new=1"));
    EXPECT_EQ(page.status, 200);
    EXPECT_TRUE(shows(page, "Your appointment is booked."));
    EXPECT_TRUE(shows(page, "Haircut"));
    EXPECT_TRUE(shows(page, "Anna Berg"));
    EXPECT_TRUE(shows(page, "line one\nline &lt;two&gt;"));
    EXPECT_EQ(header(page, "Referrer-Policy"), "no-referrer");
    EXPECT_EQ(header(page, "Cache-Control"), "no-store");
    EXPECT_NE(header(page, "X-Robots-Tag").find("noindex"), std::string::npos);
}

TEST_P(BookingPage, AsksForCustomFieldsAndNoGuestChangesWhatIsKnown) {
    using customers::CustomField;
    const auto size = world.db().write([&](db::Tx& tx) {
        const CustomField field{
            .kind = CustomField::Kind::number, .label = {"Shoe size", {}}, .required = true, .asked_online = true};
        const customers::Context context{world.clock, world.registry};
        customers::create_custom_field(tx, context, world.salon.id, {.label = {"Inner", {}}}, {}).value();
        return customers::create_custom_field(tx, context, world.salon.id, field, {}).value();
    });
    const auto name = "custom_" + base::to_text(size);
    const auto values = [&] {
        return world.db().read([&](db::Session& s) {
            const auto anna = customers::find_by_email(s, world.salon.id, "anna@example.com");
            return anna ? customers::custom_values_of(s, world.salon.id, anna->id) : customers::CustomValues{};
        });
    };
    auto page = get(choose, details_path("tue 10:00"));
    EXPECT_TRUE(shows(page, "Shoe size"));
    EXPECT_EQ(page.body->find("Inner"), std::string::npos);
    const auto missing = post(create, "/studio-lind/bookings", filled(*page.body));
    EXPECT_EQ(missing.status, 422);
    EXPECT_TRUE(shows(missing, "Fill this in."));
    ASSERT_EQ(post(create, "/studio-lind/bookings", with(filled(*page.body), name, "42")).status, 303);
    EXPECT_EQ(values(), (customers::CustomValues{{size, "42"}}));

    // A stranger types the same address.
    page = get(choose, details_path("tue 11:00"));
    ASSERT_EQ(post(create, "/studio-lind/bookings", with(filled(*page.body), name, "13")).status, 303);
    EXPECT_EQ(values(), (customers::CustomValues{{size, "42"}}));

    // Whoever is signed in is not asked again, and what is sent all the same is not taken.
    sign_in();
    page = get(choose, details_path("wed 13:00"));
    EXPECT_EQ(page.body->find("Shoe size"), std::string::npos);
    ASSERT_EQ(post(create, "/studio-lind/bookings", with(filled(*page.body), name, "12")).status, 303);
    EXPECT_EQ(values(), (customers::CustomValues{{size, "42"}}));
}

TEST_P(BookingPage, ABookingThatNeedsApprovalSaysSo) {
    const auto path = "/studio-lind/book?service=" + base::to_text(world.salon.colour) +
                      "&provider=any&start=" + base::to_text(world.at("wed 10:00"));
    const auto form = get(choose, path);
    EXPECT_TRUE(shows(form, "Ask for this time"));
    follow(post(create, "/studio-lind/bookings", filled(*form.body)));
    const auto page = get(show, manage_path());
    EXPECT_TRUE(shows(page, "awaiting approval"));
    EXPECT_TRUE(shows(page, "The time is kept for you."));
}

TEST_P(BookingPage, SendingTheFormTwiceBooksOnce) {
    const auto form = filled(*get(choose, details_path("tue 10:00")).body);
    const auto first = post(create, "/studio-lind/bookings", form);
    const auto second = post(create, "/studio-lind/bookings", form);
    EXPECT_EQ(first.status, 303);
    EXPECT_EQ(second.status, 303);
    EXPECT_EQ(header(first, "Location"), header(second, "Location"));
    EXPECT_EQ(world.diary(world.salon.mira).size(), 1u);
}

TEST_P(BookingPage, SendingTheFormAgainWithAnotherTimeAsksOnceMore) {
    const auto form = filled(*get(choose, details_path("tue 10:00")).body);
    ASSERT_EQ(post(create, "/studio-lind/bookings", form).status, 303);
    const auto changed = with(form, "start", base::to_text(world.at("tue 14:00")));
    const auto page = post(create, "/studio-lind/bookings", changed);
    EXPECT_EQ(page.status, 422);
    EXPECT_TRUE(shows(page, "This form was already sent."));
    EXPECT_EQ(post(create, "/studio-lind/bookings", filled(*page.body)).status, 303);
    EXPECT_EQ(world.diary(world.salon.mira).size(), 2u);
}

TEST_P(BookingPage, AMistakeComesBackBesideItsFieldWithEverythingTyped) {
    auto form = filled(*get(choose, details_path("tue 10:00")).body);
    form = with(with(with(form, "email", "anna@"), "surname", "  "), "phone", "\"><script>");
    std::erase_if(form, [](const auto& pair) { return pair.first == "consent"; });
    const auto page = post(create, "/studio-lind/bookings", form);
    EXPECT_EQ(page.status, 422);
    EXPECT_TRUE(shows(page, "4 things are missing or wrong"));
    EXPECT_TRUE(shows(page, "value=\"Anna\""));
    EXPECT_TRUE(shows(page, "value=\"anna@\""));
    EXPECT_TRUE(shows(page, "line one\nline &lt;two&gt;"));
    EXPECT_FALSE(shows(page, "\"><script>"));
    EXPECT_TRUE(shows(page, "aria-describedby=\"tb-email-wrong\""));
    EXPECT_TRUE(shows(page, "id=\"tb-email-wrong\""));
    EXPECT_TRUE(shows(page, "id=\"tb-consent-wrong\""));
    EXPECT_EQ(count(*page.body, " autofocus"), 1);
    EXPECT_EQ(get_value(filled(*page.body), "key"), get_value(form, "key"));
    EXPECT_TRUE(world.diary(world.salon.mira).empty());
}

TEST_P(BookingPage, TooLongIsSaidWithItsLimit) {
    auto form = filled(*get(choose, details_path("tue 10:00")).body);
    const auto page = post(create, "/studio-lind/bookings", with(form, "note", std::string(1001, 'x')));
    EXPECT_EQ(page.status, 422);
    EXPECT_TRUE(shows(page, "1000"));
    std::string wide;
    for (int i = 0; i < 1000; ++i) wide += "ø";
    EXPECT_EQ(post(create, "/studio-lind/bookings", with(form, "note", wide)).status, 303);
}

TEST_P(BookingPage, APageThatWasOpenTooLongKeepsWhatWasTyped) {
    const auto form = filled(*get(choose, details_path("fri 10:00")).body);
    world.clock.advance(std::chrono::hours{13});
    const auto page = post(create, "/studio-lind/bookings", form);
    EXPECT_EQ(page.status, 422);
    EXPECT_TRUE(shows(page, "This page was open for a long time."));
    EXPECT_TRUE(shows(page, "value=\"anna@example.com\""));
    EXPECT_EQ(post(create, "/studio-lind/bookings", filled(*page.body)).status, 303);
}

TEST_P(BookingPage, ATokenOfAnotherBusinessIsNotTaken) {
    const auto form = filled(*get(choose, details_path("tue 10:00")).body);
    const auto page = post(create, "/studio-lind/bookings",
                           with(form, "token", tokens.make("portal:salong-nord", "", world.clock.now())));
    EXPECT_EQ(page.status, 422);
    EXPECT_TRUE(world.diary(world.salon.mira).empty());
}

TEST_P(BookingPage, ATimeThatWentMeanwhileOffersTheNearestWithEverythingTyped) {
    const auto form = filled(*get(choose, details_path("tue 10:00")).body);
    ASSERT_TRUE(world.book(world.ben, world.salon.cut, world.salon.mira, "tue 10:00"));

    const auto page = post(create, "/studio-lind/bookings", form);

    EXPECT_EQ(page.status, 409);
    EXPECT_TRUE(shows(page, "This time was just taken."));
    EXPECT_TRUE(shows(page, "value=\"anna@example.com\""));
    EXPECT_TRUE(shows(page, "line one"));
    EXPECT_EQ(count(*page.body, "type=\"radio\""), 6);
    EXPECT_EQ(count(*page.body, "type=\"hidden\" name=\"start\""), 0);

    const auto none = post(create, "/studio-lind/bookings", filled(*page.body));
    EXPECT_EQ(none.status, 422);
    EXPECT_TRUE(shows(none, "Choose one of the times."));
    EXPECT_EQ(count(*none.body, "type=\"radio\""), 6);

    const auto nearest = after(*page.body, "type=\"radio\" name=\"start\" value=\"");
    ASSERT_FALSE(nearest.empty());
    const auto again = post(create, "/studio-lind/bookings", with(filled(*page.body), "start", nearest));
    EXPECT_EQ(again.status, 303);
    EXPECT_EQ(world.diary(world.salon.mira).size(), 2u);
}

TEST_P(BookingPage, AnyBooksWhomThePageNamed) {
    const auto path = book_path("&provider=any&day=2026-12-01");
    const auto times = get(choose, path);
    const auto with_id = after(*times.body, "start=20261201T090000Z&amp;with=");
    ASSERT_TRUE(base::parse_id<ProviderId>(with_id));
    const auto named = *base::parse_id<ProviderId>(with_id);
    const auto form = get(choose, book_path("&provider=any&start=20261201T090000Z&with=" + with_id));
    EXPECT_TRUE(shows(form, named == world.salon.mira ? "Mira" : "Jonas"));
    ASSERT_EQ(post(create, "/studio-lind/bookings", filled(*form.body)).status, 303);
    EXPECT_EQ(world.diary(named).size(), 1u);
}

TEST_P(BookingPage, AVisitorElsewhereIsToldTheirOwnTime) {
    const auto form = filled(*get(choose, details_path("tue 10:00")).body);
    follow(post(create, "/studio-lind/bookings", with(form, "visitor_zone", "Asia/Tokyo")));
    EXPECT_TRUE(shows(get(show, manage_path()), "For you in Tokyo: Tuesday 1 December, 18:00 to 18:45"));
    const auto again = filled(*get(choose, details_path("tue 12:30")).body);
    follow(post(create, "/studio-lind/bookings", with(again, "visitor_zone", "Europe/Nowhere")));
    EXPECT_FALSE(shows(get(show, manage_path()), ">For you in"));
}

TEST_P(BookingPage, NothingIsBookedOrMovedByTheClockOfAnotherZone) {
    book_by_hand("fri 10:00");
    const auto form = filled(*get(choose, details_path("tue 14:00")).body);
    const auto moving =
        filled(*get(reschedule_form, manage_path("/reschedule?start=" + base::to_text(world.at("fri 14:00")))).body);
    const auto booked = world.diary(world.salon.mira);
    ASSERT_TRUE(world.db().write([&](db::Tx& tx) {
        return change_identity(
            tx, world.context(), world.salon.id,
            [](businesses::Business& business) { business.zone = Zone::find("Europe/London").value(); }, {});
    }));
    const auto refused = post(create, "/studio-lind/bookings", form);
    EXPECT_EQ(refused.status, 409);
    EXPECT_TRUE(shows(refused, "by the clock in London"));
    EXPECT_TRUE(shows(refused, "value=\"Anna\"")) << "what was typed stays";
    EXPECT_TRUE(shows(refused, "name=\"start\"")) << "with times to choose from";
    const auto stays = post(reschedule, manage_path("/reschedule"), moving);
    EXPECT_EQ(stays.status, 409);
    EXPECT_TRUE(shows(stays, "by the clock in London"));
    EXPECT_EQ(world.diary(world.salon.mira), booked);
    const auto start = after(*refused.body, "name=\"start\" value=\"");
    EXPECT_EQ(post(create, "/studio-lind/bookings", with(filled(*refused.body), "start", start)).status, 303);
}

TEST_P(BookingPage, AStoredProfileIsNeverShown) {
    ASSERT_TRUE(world.book(world.anna, world.salon.cut, world.salon.jonas, "wed 10:00"));
    auto form = filled(*get(choose, details_path("tue 10:00")).body);
    follow(post(create, "/studio-lind/bookings", with(with(form, "name", "Mallory"), "phone", "")));
    const auto page = get(show, manage_path());
    EXPECT_TRUE(shows(page, "Mallory Berg"));
    EXPECT_FALSE(shows(page, "+4741234567"));
}

TEST_P(BookingPage, LookingChangesNothing) {
    book_by_hand("fri 10:00");
    const auto before = world.diary(world.salon.mira);
    for (const auto handler : {show, calendar_file, reschedule_form, cancellation_form})
        EXPECT_EQ(get(handler, manage_path()).status, 200);
    EXPECT_EQ(world.diary(world.salon.mira), before);
}

TEST_P(BookingPage, MovesThroughTheSameCalendar) {
    book_by_hand("fri 10:00");
    const auto calendar = get(reschedule_form, manage_path("/reschedule?day=2026-12-04"));
    EXPECT_TRUE(shows(calendar, ">10:15</time>"));  // its own time does not stand in its way
    EXPECT_TRUE(shows(calendar, "provider=any"));
    const auto start = base::to_text(world.at("fri 10:15"));
    const auto confirm = get(reschedule_form, manage_path("/reschedule?start=" + start));
    EXPECT_TRUE(shows(confirm, "Friday 4 December, 10:00 to 10:45, with Mira"));
    EXPECT_TRUE(shows(confirm, "Friday 4 December, 10:15 to 11:00, with Mira"));
    const auto moved = post(reschedule, manage_path("/reschedule"), filled(*confirm.body));
    EXPECT_EQ(moved.status, 303);
    EXPECT_EQ(world.diary(world.salon.mira).front().begin, world.at("fri 10:15"));
    EXPECT_TRUE(shows(get(show, manage_path("?moved=1")), "The appointment is moved."));
}

TEST_P(BookingPage, MovingToATimeThatWentOffersTheNearest) {
    book_by_hand("fri 10:00");
    const auto confirm = get(reschedule_form, manage_path("/reschedule?start=" + base::to_text(world.at("fri 14:00"))));
    ASSERT_TRUE(world.book(world.ben, world.salon.cut, world.salon.mira, "fri 14:00"));
    const auto page = post(reschedule, manage_path("/reschedule"), filled(*confirm.body));
    EXPECT_EQ(page.status, 409);
    EXPECT_EQ(count(*page.body, "type=\"radio\""), 6);
    EXPECT_EQ(post(reschedule, manage_path("/reschedule"), filled(*page.body)).status, 422);
    EXPECT_EQ(world.diary(world.salon.mira).front().begin, world.at("fri 10:00"));
}

TEST_P(BookingPage, CancelsByPostAndOffersToBookAgain) {
    book_by_hand("fri 10:00");
    EXPECT_TRUE(shows(get(cancellation_form, manage_path("/cancellation")), "Cancel this appointment?"));
    EXPECT_EQ(post(cancel, manage_path("/cancellation"), {}).status, 303);
    EXPECT_TRUE(world.diary(world.salon.mira).empty());
    const auto page = get(show, manage_path("?cancelled=1"));
    EXPECT_TRUE(shows(page, "The appointment is cancelled."));
    EXPECT_TRUE(shows(page, "Book again"));
    EXPECT_FALSE(shows(page, "/reschedule"));
    EXPECT_EQ(post(cancel, manage_path("/cancellation"), {}).status, 303);
    EXPECT_EQ(get(reschedule_form, manage_path("/reschedule")).status, 409);
}

TEST_P(BookingPage, SaysWhyItIsTooLateAndChangesNothing) {
    book_by_hand("fri 10:00");
    world.clock.set(world.at("fri 09:00"));
    const auto page = get(show, manage_path());
    EXPECT_TRUE(shows(page, "It was possible to move this appointment online until Thursday 3 December at 10:00."));
    EXPECT_FALSE(shows(page, "/reschedule\""));
    EXPECT_EQ(get(reschedule_form, manage_path("/reschedule")).status, 409);
    EXPECT_EQ(get(cancellation_form, manage_path("/cancellation")).status, 409);
    EXPECT_EQ(post(cancel, manage_path("/cancellation"), {}).status, 409);
    EXPECT_EQ(world.diary(world.salon.mira).size(), 1u);
}

TEST_P(BookingPage, TheLinkOfOnePartShowsTheWholeVisit) {
    auto second = world.wish(world.anna, world.salon.cut, world.salon.jonas, "fri 12:30");
    second.attendee = "Ida";
    const auto made =
        world.db()
            .write([&](db::Tx& tx) {
                return book_all(tx, world.context(), world.salon.id,
                                {world.wish(world.anna, world.salon.colour, world.salon.mira, "fri 10:00"), second},
                                {.one_visit = true}, Rules::customer);
            })
            .value();
    token = made[0].manage_token;
    const auto page = get(show, manage_path());
    EXPECT_TRUE(shows(page, "Your visit"));
    EXPECT_TRUE(shows(page, "Ida"));
    EXPECT_TRUE(shows(page, manage_path("/visit/reschedule")));
    const auto there = manage_path("~" + base::to_text(made[1].booking.id));
    EXPECT_TRUE(shows(page, "href=\"" + there + "\""));
    const auto file = get(calendar_file, manage_path("/calendar.ics"));
    EXPECT_EQ(count(*file.body, "BEGIN:VEVENT"), 2);

    token += "~" + base::to_text(made[1].booking.id);
    const auto part = get(show, manage_path());
    EXPECT_TRUE(shows(part, "Who comes"));
    EXPECT_TRUE(shows(part, "Your whole visit"));
    EXPECT_EQ(count(*part.body, "<strong class=\"d-block\" aria-current=\"true\">"), 1);
    EXPECT_EQ(post(cancel, manage_path("/cancellation"), {}).status, 303);
    EXPECT_EQ(world.status_of(made[1].booking.id), Status::cancelled);
    EXPECT_EQ(world.status_of(made[0].booking.id), Status::pending) << "the other part stays";
}

TEST_P(BookingPage, AnUnknownLinkIsNotFound) {
    token = std::string(32, 'a');
    for (const auto handler : {show, calendar_file, reschedule_form, cancellation_form, reschedule, cancel})
        EXPECT_EQ(get(handler, manage_path()).status, 404);
}

TEST_P(BookingPage, ALinkOfAnotherBusinessIsNotFound) {
    book_by_hand("fri 10:00");
    slug = "salong-nord";
    EXPECT_EQ(get(show, manage_path()).status, 404);
}

TEST_P(BookingPage, TheCalendarFileHasTheBookingInItsZone) {
    book_by_hand("fri 10:00");
    const auto file = get(calendar_file, manage_path("/calendar.ics"));
    EXPECT_EQ(file.type, "text/calendar; charset=utf-8; method=PUBLISH");
    EXPECT_TRUE(shows(file, "DTSTART;TZID=Europe/Oslo:20261204T100000\r\n"));
    EXPECT_TRUE(shows(file, "@book.example.org"));
    EXPECT_TRUE(shows(file, "SEQUENCE:0"));
}

TEST_P(BookingPage, BrandAndLogoAreKeptForAYearUnderTheirVersion) {
    const auto snapshot =
        world.db().read([&](db::Session& session) { return environment.snapshots.find(session, slug); });
    const auto css = get(brand_css, fmt::format("/studio-lind/brand.css?v={}", snapshot->business.version));
    EXPECT_EQ(css.status, 200);
    EXPECT_TRUE(shows(css, "--tb-accent:#0f766e"));
    EXPECT_NE(header(css, "Cache-Control").find("immutable"), std::string::npos);
    EXPECT_EQ(header(get(brand_css, "/studio-lind/brand.css"), "Cache-Control"), "public, no-cache");
    EXPECT_EQ(get(logo, "/studio-lind/logo").status, 404);

    world.db().write([&](db::Tx& tx) { businesses::set_logo(tx, world.salon.id, "image/png", "\x89PNG"); });
    const auto picture = get(logo, "/studio-lind/logo");
    EXPECT_EQ(picture.status, 200);
    EXPECT_EQ(picture.type, "image/png");
    EXPECT_EQ(header(picture, "X-Content-Type-Options"), "nosniff");
}

TEST_P(BookingPage, EveryPageHasAStrictPolicyAndNothingInline) {
    book_by_hand("fri 10:00");
    const std::vector<http::Response> all = {
        get(services, "/studio-lind"),
        get(choose, book_path()),
        get(choose, book_path("&provider=any")),
        get(choose, details_path("tue 10:00")),
        get(show, manage_path()),
        get(reschedule_form, manage_path("/reschedule")),
        get(cancellation_form, manage_path()),
        error_page(request(http::Method::get, "/studio-lind/x"), environment, 404)};
    for (const auto& page : all) {
        EXPECT_NE(header(page, "Content-Security-Policy").find("default-src 'none'"), std::string::npos);
        EXPECT_FALSE(shows(page, " style=\""));
        EXPECT_FALSE(shows(page, "<script>"));
        EXPECT_FALSE(shows(page, " onclick"));
        EXPECT_EQ(count(*page.body, "<h1"), 1);
    }
}

TEST_P(BookingPage, ErrorPagesNameTheRequestWhereTheFaultIsOurs) {
    const auto page = error_page(request(http::Method::get, "/studio-lind"), environment, 500);
    EXPECT_EQ(page.status, 500);
    EXPECT_TRUE(shows(page, "request-1"));
    EXPECT_TRUE(shows(page, "href=\"/studio-lind\""));
}

TEST_P(BookingPage, SwitchedOffItSaysSoAndLeadsNobodyInACircle) {
    world.db().write([&](db::Tx& tx) { businesses::set_module(tx, world.salon.id, "booking_page", false); });
    const auto closed = error_page(request(http::Method::get, "/studio-lind?lang=en"), environment, 404);
    EXPECT_EQ(closed.status, 404);
    EXPECT_TRUE(shows(closed, "No booking online"));
    EXPECT_FALSE(shows(closed, "See all services"));
    const auto other = error_page(request(http::Method::get, "/studio-lind/x?lang=en"), environment, 404);
    EXPECT_TRUE(shows(other, "This page does not exist"));
    EXPECT_FALSE(shows(other, "See all services"));
}

TEST_P(BookingPage, AsksOnlyForWhatTheBusinessWants) {
    settings([](auto& s) {
        s.surname_field = businesses::FieldRule::optional;
        s.phone_field = businesses::FieldRule::hidden;
        s.note_field = businesses::FieldRule::required;
    });
    const auto page = get(choose, details_path("tue 10:00"));
    EXPECT_FALSE(shows(page, "name=\"phone\""));
    const auto form = with(filled(*page.body), "surname", "");
    const auto refused = post(create, "/studio-lind/bookings", with(form, "note", ""));
    EXPECT_EQ(refused.status, 422);
    EXPECT_TRUE(shows(refused, "tb-note-wrong"));
    EXPECT_FALSE(shows(refused, "tb-surname-wrong"));
    follow(post(create, "/studio-lind/bookings", form));
    ASSERT_TRUE(booking());
    EXPECT_EQ(booking()->phone, "") << "what is not asked for is not read";
    EXPECT_EQ(booking()->surname, "");
}

TEST_P(BookingPage, ThePhoneExampleIsOfTheBusinessesCountry) {
    const auto form = filled(*get(choose, details_path("tue 10:00")).body);
    const auto page = post(create, "/studio-lind/bookings", with(form, "phone", "nobody"));
    EXPECT_EQ(page.status, 422);
    EXPECT_TRUE(shows(page, "such as +47 "));
}

TEST_P(BookingPage, WhoIsSignedInIsKnownAndAskedForNoAddress) {
    const auto account = sign_in();
    const auto page = get(choose, details_path("tue 10:00"));
    EXPECT_TRUE(shows(page, "value=\"Anna\""));
    EXPECT_TRUE(shows(page, "value=\"+47 412 34 567\""));
    EXPECT_TRUE(shows(page, "<div>anna@example.com</div>"));
    EXPECT_FALSE(shows(page, "name=\"email\""));
    EXPECT_FALSE(shows(page, "/studio-lind/register"));
    EXPECT_EQ(header(page, "Cache-Control"), "no-store");
    follow(post(create, "/studio-lind/bookings", with(filled(*page.body), "email", "ben@example.com")));
    ASSERT_TRUE(booking());
    EXPECT_EQ(booking()->customer_id, account.customer_id);
    EXPECT_EQ(booking()->email, "anna@example.com") << "whatever was sent";
    cookie.clear();
    const auto stale = post(create, "/studio-lind/bookings", filled(*page.body));
    EXPECT_EQ(stale.status, 422) << "a form of a session is nothing without it";
}

TEST_P(BookingPage, BooksForSomebodyTheAccountLooksAfterAndNobodyElse) {
    const auto account = sign_in();
    const auto child = world.db().write([&](db::Tx& tx) {
        return accounts::add_dependant(tx, environment.accounts_context(), world.salon.id, account.id, "Ida", "Berg",
                                       "nb");
    });
    const auto stranger = world.book(world.ben, world.salon.cut, world.salon.jonas, "thu 16:00")->booking.customer_id;
    const auto page = get(choose, details_path("tue 10:00"));
    EXPECT_TRUE(shows(page, "Ida Berg"));
    EXPECT_FALSE(shows(page, "name=\"surname\""));
    const auto form = filled(*page.body);
    const auto refused = post(create, "/studio-lind/bookings", with(form, "customer", base::to_text(stranger)));
    EXPECT_EQ(refused.status, 422);
    EXPECT_TRUE(world.diary(world.salon.mira).empty());
    follow(post(create, "/studio-lind/bookings", with(form, "customer", base::to_text(*child))));
    ASSERT_TRUE(booking());
    EXPECT_EQ(booking()->customer_id, *child);
    EXPECT_EQ(booking()->name, "Ida");
    EXPECT_EQ(booking()->email, "anna@example.com");
}

TEST_P(BookingPage, WhoIsSignedInSeesAndBooksWhatWasAgreedWithThemAndNobodyElseDoes) {
    const auto times = book_path("&provider=" + base::to_text(world.salon.mira) + "&day=2026-12-01");
    const auto last = "start=20261201T151500Z";  // 16:15, the last for 45 minutes
    EXPECT_TRUE(shows(get(services, "/studio-lind"), "kr\u00a0690"));
    EXPECT_TRUE(shows(get(choose, times), last));

    const auto account = sign_in();
    agree(account.customer_id, {Minutes{90}, 45000});
    const auto start = get(services, "/studio-lind");
    EXPECT_TRUE(shows(start, "450\u00a0kr"));
    EXPECT_TRUE(shows(start, "1 t 30 min"));
    EXPECT_FALSE(shows(get(choose, times), last));
    EXPECT_EQ(get(choose, details_path("tue 16:15")).status, 409);
    const auto details = get(choose, details_path("tue 10:00"));
    EXPECT_TRUE(shows(details, "450\u00a0kr"));
    EXPECT_TRUE(shows(details, "11:30"));

    const auto session = std::exchange(cookie, "");
    EXPECT_TRUE(shows(get(services, "/studio-lind"), "kr\u00a0690")) << "a stranger";
    EXPECT_FALSE(shows(get(services, "/studio-lind"), "kr\u00a0450"));
    EXPECT_TRUE(shows(get(choose, times), last));
    EXPECT_TRUE(shows(get(choose, times + "&for=" + base::to_text(account.customer_id)), last));
    EXPECT_TRUE(
        shows(get(choose, details_path("tue 10:00") + "&for=" + base::to_text(account.customer_id)), "kr\u00a0690"));

    cookie = session;
    follow(post(create, "/studio-lind/bookings", filled(*details.body)));
    ASSERT_TRUE(booking());
    EXPECT_EQ(booking()->price, (Money{45000, "NOK"}));
    EXPECT_EQ(booking()->time.end - booking()->time.begin, Seconds{Minutes{90}});
}

TEST_P(BookingPage, WhatWasAgreedForWhomTheAccountLooksAfterIsShownBeforeItIsBooked) {
    const auto account = sign_in();
    const auto child = *world.db().write([&](db::Tx& tx) {
        return accounts::add_dependant(tx, environment.accounts_context(), world.salon.id, account.id, "Ida", "Berg",
                                       "nb");
    });
    agree(child, {Minutes{30}, 20000});
    const auto page = get(choose, details_path("tue 10:00"));
    EXPECT_TRUE(shows(page, "690\u00a0kr"));
    const auto asked =
        post(create, "/studio-lind/bookings", with(filled(*page.body), "customer", base::to_text(child)));
    EXPECT_EQ(asked.status, 409);
    EXPECT_TRUE(shows(asked, "For Ida: 30 min, 200\u00a0kr."));
    EXPECT_TRUE(world.diary(world.salon.mira).empty());
    follow(post(create, "/studio-lind/bookings", with(filled(*asked.body), "customer", base::to_text(child))));
    ASSERT_TRUE(booking());
    EXPECT_EQ(booking()->customer_id, child);
    EXPECT_EQ(booking()->price.amount, 20000);
    EXPECT_EQ(booking()->time.end - booking()->time.begin, Seconds{Minutes{30}});

    const auto for_child = details_path("wed 10:00") + "&for=" + base::to_text(child);
    EXPECT_TRUE(shows(get(choose, for_child), "200\u00a0kr"));
    const auto stranger = world.book(world.ben, world.salon.cut, world.salon.jonas, "thu 16:00")->booking.customer_id;
    agree(stranger, {{}, 100});
    EXPECT_TRUE(shows(get(choose, details_path("wed 10:00") + "&for=" + base::to_text(stranger)), "690\u00a0kr"))
        << "whom the account does not look after";
}

TEST_P(BookingPage, AnotherTimeIsOfferedWhereTheOneChosenIsTooShortForWhomItIsBooked) {
    const auto account = sign_in();
    const auto child = *world.db().write([&](db::Tx& tx) {
        return accounts::add_dependant(tx, environment.accounts_context(), world.salon.id, account.id, "Ida", "Berg",
                                       "nb");
    });
    agree(child, {Minutes{120}, {}});
    const auto page = get(choose, details_path("tue 16:15"));
    const auto asked =
        post(create, "/studio-lind/bookings", with(filled(*page.body), "customer", base::to_text(child)));
    EXPECT_EQ(asked.status, 409);
    EXPECT_TRUE(shows(asked, "20261201T140000Z")) << "15:00, the last for two hours";
    EXPECT_FALSE(shows(asked, "20261201T151500Z\" checked"));
    EXPECT_TRUE(world.diary(world.salon.mira).empty());
}

TEST_P(BookingPage, WhereLoginsAreRequiredAGuestIsLedToThemWithTheTimeKept) {
    const auto form = filled(*get(choose, details_path("tue 10:00")).body);
    settings([](auto& s) { s.logins = businesses::Logins::required; });
    const auto page = get(choose, details_path("tue 10:00"));
    EXPECT_EQ(page.status, 200);
    EXPECT_FALSE(shows(page, "name=\"email\""));
    EXPECT_TRUE(shows(page, "href=\"/studio-lind/sign-in?next=%2Fstudio-lind%2Fbook%3Fservice%3D"));
    EXPECT_TRUE(shows(page, "href=\"/studio-lind/register?next=%2Fstudio-lind%2Fbook%3Fservice%3D"));
    EXPECT_TRUE(shows(page, "start%3D20261201T090000Z"));
    EXPECT_EQ(post(create, "/studio-lind/bookings", form).status, 403);
    EXPECT_TRUE(world.diary(world.salon.mira).empty());
    settings([](auto& s) { s.logins = businesses::Logins::optional; });
    sign_in();
    settings([](auto& s) { s.logins = businesses::Logins::required; });
    book_by_hand("tue 10:00");
    EXPECT_EQ(world.diary(world.salon.mira).size(), 1u);
}

TEST_P(BookingPage, AGuestIsOfferedToSignInOnlyWhereThereAreLogins) {
    EXPECT_TRUE(shows(get(choose, details_path("tue 10:00")), "/studio-lind/sign-in?next=%2Fstudio-lind%2Fbook"));
    settings([](auto& s) { s.logins = businesses::Logins::off; });
    EXPECT_FALSE(shows(get(choose, details_path("tue 10:00")), "/studio-lind/sign-in"));
}

TEST_P(BookingPage, AnotherNameIsRefusedKindlyWithoutTellingTheStoredOne) {
    ASSERT_TRUE(world.book(world.anna, world.salon.cut, world.salon.jonas, "wed 10:00"));
    settings([](auto& s) { s.name_check = businesses::NameCheck::refuse; });
    const auto form = filled(*get(choose, details_path("tue 10:00")).body);
    const auto page = post(create, "/studio-lind/bookings", with(with(form, "name", "Mallory"), "surname", "Moe"));
    EXPECT_EQ(page.status, 422);
    EXPECT_TRUE(shows(page, "do not belong together"));
    EXPECT_TRUE(shows(page, "value=\"Mallory\""));
    EXPECT_FALSE(shows(page, "Anna"));
    EXPECT_FALSE(shows(page, "Berg"));
    EXPECT_TRUE(world.diary(world.salon.mira).empty());
}

TEST_P(BookingPage, TooManyOpenOnesAreRefusedInAPageThatSaysSo) {
    settings([](auto& s) { s.open_bookings_max = 1; });
    book_by_hand("tue 10:00");
    const auto form = filled(*get(choose, details_path("wed 10:00")).body);
    const auto page = post(create, "/studio-lind/bookings", form);
    EXPECT_EQ(page.status, 429);
    EXPECT_TRUE(shows(page, "You already have as many open appointments as can be booked online at a time: 1."));
}

TEST_P(BookingPage, ARefusedFormStillOffersTheOtherLanguages) {
    const auto form = filled(*get(choose, details_path("tue 10:00")).body);
    const auto page = post(create, "/studio-lind/bookings", with(form, "name", ""));
    EXPECT_EQ(page.status, 422);
    EXPECT_TRUE(shows(page, "href=\"/studio-lind/book?service="));
    EXPECT_TRUE(shows(page, "lang=nb\" hreflang=\"nb\""));
}

TEST_P(BookingPage, MovingSaysThatTheAppointmentStaysAndTellsTheVisitorsOwnTime) {
    const auto form = filled(*get(choose, details_path("tue 10:00")).body);
    follow(post(create, "/studio-lind/bookings", with(form, "visitor_zone", "Asia/Tokyo")));
    const auto calendar = get(reschedule_form, manage_path("/reschedule"));
    EXPECT_TRUE(shows(calendar, "Your appointment stays as it is until you confirm."));
    EXPECT_FALSE(shows(calendar, "Nothing is booked before you confirm"));
    const auto confirm = get(reschedule_form, manage_path("/reschedule?start=20261202T090000Z"));
    EXPECT_TRUE(shows(confirm, "For you in Tokyo: Wednesday 2 December, 18:00 to 18:45"));
    EXPECT_TRUE(shows(get(cancellation_form, manage_path("/cancellation")),
                      "For you in Tokyo: Tuesday 1 December, 18:00 to 18:45"));
}

TEST_P(BookingPage, ALinkThatIsNotEnoughLeadsToSigningIn) {
    book_by_hand("fri 10:00");
    settings([](auto& s) { s.mail_cancel = false; });
    const auto page = get(show, manage_path());
    EXPECT_TRUE(shows(page, manage_path("/reschedule")));
    EXPECT_FALSE(shows(page, manage_path("/cancellation")));
    EXPECT_FALSE(shows(page, "whoever has it can see, move and cancel"));
    EXPECT_TRUE(
        shows(page, "/studio-lind/sign-in?next=%2Fstudio-lind%2Fmy%2Fappointments%2F" + base::to_text(booking()->id)));
    EXPECT_EQ(post(cancel, manage_path("/cancellation"), {}).status, 409);
    EXPECT_EQ(world.status_of(booking()->id), Status::approved);
}

TEST_P(BookingPage, APaidOneSaysWhatToDoInstead) {
    book_by_hand("fri 10:00");
    settings([](auto& s) {
        s.paid_cancel = businesses::PaidRule::never;
        s.paid_text = {"Ring oss.", {{"en", "Call us and we find a way."}}};
    });
    const auto id = booking()->id;
    ASSERT_TRUE(world.db().write([&](db::Tx& tx) {
        return set_paid(tx, world.context(), world.salon.id, id, true, {activity::ActorKind::staff, 1});
    }));
    const auto page = get(show, manage_path());
    EXPECT_TRUE(shows(page, "This appointment is paid, so it cannot be changed online. Call us and we find a way."));
    EXPECT_TRUE(shows(page, manage_path("/reschedule"))) << "it may still be moved";
}

TEST_P(BookingPage, GoingBackAfterConfirmingSaysThatItIsYours) {
    const auto form = filled(*get(choose, details_path("tue 10:00")).body);
    const auto made = post(create, "/studio-lind/bookings", form);
    follow(made);
    for (const auto& [name, value] : made.headers)
        if (name == "Set-Cookie" && value.starts_with("tb_sent=")) {
            sent = value.substr(8, value.find(';') - 8);
            EXPECT_NE(value.find("Path=/studio-lind/book;"), value.npos) << value;
            EXPECT_NE(value.find("HttpOnly"), value.npos) << value;
        }
    const auto own = [&](const http::Response& page) {
        EXPECT_TRUE(shows(page, "You booked this"));
        EXPECT_TRUE(shows(page, "Tuesday 1 December, 10:00 to 10:45: this time is yours."));
        EXPECT_TRUE(shows(page, manage_path()));
        EXPECT_FALSE(shows(page, "just taken"));
        EXPECT_EQ(header(page, "Cache-Control"), "no-store");
    };
    own(get(choose, details_path("tue 10:00")));
    own(get(choose, book_path("&provider=any&start=" + base::to_text(world.at("tue 10:00")) +
                              "&with=" + base::to_text(world.salon.mira))));
    own(post(create, "/studio-lind/bookings", with(form, "note", "another note")));
    EXPECT_FALSE(shows(get(choose, details_path("tue 10:15")), "You booked this"));
    const auto mine = std::exchange(sent, std::string(32, 'a'));
    EXPECT_TRUE(shows(get(choose, details_path("tue 10:00")), "just taken")) << "in another browser";
    sent = mine;
    ASSERT_EQ(post(cancel, manage_path("/cancellation"), {}).status, 303);
    EXPECT_FALSE(shows(get(choose, details_path("tue 10:00")), "You booked this")) << "it is free again";
}

TEST_P(BookingPage, ALostTimeIsNowhereToldAsChosen) {
    const auto form = filled(*get(choose, details_path("tue 10:00")).body);
    ASSERT_TRUE(world.book(world.ben, world.salon.cut, world.salon.mira, "tue 10:00"));
    const auto page = post(create, "/studio-lind/bookings", form);
    EXPECT_EQ(page.status, 409);
    EXPECT_FALSE(shows(page, "Tuesday 1 December at 10:00"));
    EXPECT_FALSE(shows(page, "Tuesday 1 December, 10:00 to 10:45"));
    EXPECT_TRUE(shows(page, "<span data-chosen-time>Not chosen yet</span>"));
    EXPECT_TRUE(shows(page, "Mira"));
    EXPECT_FALSE(shows(page, "cancelled online until"));
    auto again = with(with(filled(*page.body), "start", base::to_text(world.at("wed 10:00"))), "name", "");
    std::erase_if(again, [](const auto& pair) { return pair.first == "gone"; });
    const auto chosen = post(create, "/studio-lind/bookings", again);
    EXPECT_EQ(chosen.status, 422);
    EXPECT_TRUE(shows(chosen, "Wednesday 2 December at 10:00"));
    EXPECT_TRUE(shows(chosen, "Wednesday 2 December, 10:00 to 10:45"));
}

TEST_P(BookingPage, SaysUntilWhenTheChosenTimeCanBeChanged) {
    constexpr std::string_view kUntil =
        "This appointment can be moved or cancelled online until Wednesday 2 December at 10:00.";
    EXPECT_TRUE(shows(get(choose, details_path("thu 10:00")), kUntil));
    book_by_hand("thu 10:00");
    EXPECT_TRUE(shows(get(show, manage_path("?new=1")), kUntil));
    EXPECT_TRUE(shows(get(show, manage_path()), "whoever has it can see, move and cancel"));
}

TEST_P(BookingPage, WarnsBeforeConfirmingThatItIsTooLateToChange) {
    world.clock.set(world.at("mon 11:00"));
    constexpr std::string_view kSoon = "This appointment begins so soon that it cannot be moved or cancelled online.";
    const auto form = get(choose, details_path("tue 10:00"));
    EXPECT_TRUE(shows(form, kSoon));
    EXPECT_TRUE(shows(form, "alert-warning mb-2\" id=\"tb-changing\""));
    EXPECT_FALSE(shows(form, "online until"));
    book_by_hand("tue 10:00");
    const auto page = get(show, manage_path("?new=1"));
    EXPECT_TRUE(shows(page, kSoon));
    EXPECT_FALSE(shows(page, "It was possible"));
    EXPECT_FALSE(shows(page, "move and cancel"));
    EXPECT_TRUE(shows(page, "whoever has it can see this appointment."));
}

TEST_P(BookingPage, SaysOfEachWhatItsOwnRuleAllows) {
    world.db().write([&](db::Tx& tx) {
        businesses::set_change_rules(tx, world.salon.id, {businesses::Rule::never, {}}, {businesses::Rule::always, {}});
    });
    EXPECT_TRUE(shows(get(choose, details_path("tue 10:00")),
                      "It cannot be moved online. It can be cancelled online until Tuesday 1 December at 10:00."));
}

TEST_P(BookingPage, MovingOpensAroundThePresentTimeAndMarksIt) {
    book_by_hand("tue+5 10:00");
    const auto page = get(reschedule_form, manage_path("/reschedule"));
    EXPECT_TRUE(shows(page, "January 2027"));
    EXPECT_TRUE(shows(page, "<h2 class=\"h3 mb-1\" id=\"tb-day-name\">Tuesday 5 January 2027</h2>"));
    EXPECT_TRUE(shows(page, "Tuesday 5 January, free times, your present day"));
    EXPECT_TRUE(shows(page, "<span class=\"btn tb-present\"><time datetime=\"2027-01-05T09:00:00Z\">10:00</time>"
                            "<span class=\"tb-with\">your present time</span></span>"));
    EXPECT_FALSE(shows(page, "start=20270105T090000Z"));
    EXPECT_TRUE(shows(page, "start=20270105T091500Z"));
    const auto other_day = get(reschedule_form, manage_path("/reschedule?day=2027-01-06"));
    EXPECT_TRUE(shows(other_day, ">Wednesday 6 January 2027</h2>"));
    EXPECT_FALSE(shows(other_day, "your present time"));
}

// What a browser's script fills in is there from the zone told at booking until it has looked at its own.
TEST_P(BookingPage, TheOwnTimeIsOfTheBrowserThatLooks) {
    const auto form = filled(*get(choose, details_path("tue 10:00")).body);
    follow(post(create, "/studio-lind/bookings", with(form, "visitor_zone", "Asia/Tokyo")));
    for (const auto& page : {get(show, manage_path()), get(cancellation_form, manage_path("/cancellation")),
                             get(reschedule_form, manage_path("/reschedule?start=20261201T091500Z"))}) {
        EXPECT_TRUE(shows(page, "data-zone=\"Europe/Oslo\" data-instant=\"2026-12-01T09:"));
        EXPECT_TRUE(shows(page, "data-text=\"Times in Oslo. For you in {city}: {date}, {time}\">"
                                "Times in Oslo. For you in Tokyo: Tuesday"));
    }
}

TEST_P(BookingPage, AsksWhoeverIsSignedInForConsentOnce) {
    sign_in();
    const auto first = filled(*get(choose, details_path("tue 10:00")).body);
    auto without = first;
    std::erase_if(without, [](const auto& pair) { return pair.first == "consent"; });
    EXPECT_EQ(post(create, "/studio-lind/bookings", without).status, 422);
    ASSERT_EQ(post(create, "/studio-lind/bookings", first).status, 303);
    world.clock.advance(std::chrono::hours{1});
    const auto page = get(choose, details_path("wed 10:00"));
    EXPECT_FALSE(shows(page, "name=\"consent\""));
    EXPECT_TRUE(shows(page, "Du samtykket mandag 30. november til at Studio Lind kan ta vare på opplysningene dine."));
    auto second = filled(*page.body);
    std::erase_if(second, [](const auto& pair) { return pair.first == "consent"; });
    ASSERT_EQ(post(create, "/studio-lind/bookings", second).status, 303);
    world.db().read([&](db::Session& s) {
        EXPECT_EQ(s.value<int>("select count(distinct consent_at) from bookings where customer_verified = 1"), 1);
        EXPECT_EQ(s.value<int>("select count(*) from bookings where customer_verified = 1 and consent_at is null"), 0);
    });
    cookie.clear();
    EXPECT_TRUE(shows(get(choose, details_path("thu 10:00")), "name=\"consent\"")) << "guests are asked each time";
}

INSTANTIATE_TEST_SUITE_P(Engines, BookingPage, testing::ValuesIn(support::engines()), support::engine_name);

// What a business offers and asks besides.
struct Extras {
    AddOnId treatment, beard;
    catalog::ExtraFieldId allergies, which, picture;
};

class BookingExtras : public BookingPage {
protected:
    BookingExtras() {
        const activity::Context context{world.clock, world.registry};
        const auto id = world.salon.id;
        world.db().write([&](db::Tx& tx) {
            const auto add_on = [&](std::string name, Minutes duration, std::int64_t price) {
                return catalog::create_add_on(tx, context, id,
                                              {.id = {},
                                               .name = {name, {{"en", name + " in English"}}},
                                               .duration = duration,
                                               .price = {price, ""},
                                               .services = {world.salon.cut}},
                                              {})
                    .value();
            };
            extras.treatment = add_on("Kur", 20min, 25000);
            extras.beard = add_on("Skjegg", 0min, 0);
            const auto field = [&](catalog::ExtraField::Kind kind, std::string label,
                                   std::optional<catalog::ExtraField::Condition> condition = {}) {
                catalog::ExtraField draft;
                draft.kind = kind;
                draft.label = {label, {{"en", label + " in English"}}};
                draft.required = kind != catalog::ExtraField::Kind::file;
                draft.condition = std::move(condition);
                return catalog::create_extra_field(tx, context, id, draft, {}).value();
            };
            extras.allergies = field(catalog::ExtraField::Kind::yes_no, "Allergi");
            extras.which = field(catalog::ExtraField::Kind::text, "Hvilken",
                                 catalog::ExtraField::Condition{extras.allergies, "yes"});
            extras.picture = field(catalog::ExtraField::Kind::file, "Bilde");
        });
    }
    static std::string field(catalog::ExtraFieldId id) { return "field_" + base::to_text(id); }
    std::string with_treatment(const std::string& rest) const {
        return book_path("&extras=" + base::to_text(extras.treatment) + "&provider=" + base::to_text(world.salon.mira) +
                         rest);
    }
    std::string start(std::string_view when) const { return "&start=" + base::to_text(world.at(when)); }
    // As a browser sends a form that may hold files.
    http::Response post_parts(const Pairs& form, const std::string& file) {
        auto made = request(http::Method::post, "/studio-lind/bookings");
        made.headers.emplace_back("content-type", "multipart/form-data; boundary=edge");
        for (const auto& [name, value] : form)
            made.body +=
                fmt::format("--edge\r\nContent-Disposition: form-data; name=\"{}\"\r\n\r\n{}\r\n", name, value);
        made.body += fmt::format("--edge\r\nContent-Disposition: form-data; name=\"{}\"; filename=\"a/me.pdf\"\r\n"
                                 "Content-Type: application/pdf\r\n\r\n{}\r\n--edge--\r\n",
                                 field(extras.picture), file);
        return Handler(create)(made, environment);
    }

    Extras extras;
};
INSTANTIATE_TEST_SUITE_P(Engines, BookingExtras, testing::ValuesIn(support::engines()), support::engine_name);

TEST_P(BookingExtras, AreChosenBeforeTheTimesAndStandInTheAddress) {
    const auto step = get(choose, book_path());
    EXPECT_TRUE(shows(step, "Anything else?"));
    EXPECT_TRUE(shows(step, "Kur in English"));
    EXPECT_TRUE(shows(step, "20 min · kr\u00a0250"));
    EXPECT_TRUE(shows(step, "Step 2 of 5"));
    const auto submitted = get(choose, book_path("&extras=form&extra=" + base::to_text(extras.beard) +
                                                 "&extra=" + base::to_text(extras.treatment)));
    EXPECT_EQ(submitted.status, 303);
    EXPECT_EQ(header(submitted, "Location"),
              book_path("&extras=" + base::to_text(extras.treatment) + "." + base::to_text(extras.beard)));
    const auto provider = get(choose, header(submitted, "Location"));
    EXPECT_TRUE(shows(provider, "With whom?"));
    EXPECT_TRUE(shows(provider, "2 extras"));
    EXPECT_TRUE(shows(provider, "1 hr 5 min"));
    const auto back = get(choose, book_path("&ticked=" + base::to_text(extras.treatment)));
    EXPECT_EQ(count(*back.body, " checked"), 1);
    const auto none = get(choose, book_path("&extras=form"));
    EXPECT_EQ(header(none, "Location"), book_path("&extras=none"));
    EXPECT_EQ(get(choose, book_path("&extras=" + base::to_text(world.salon.mira))).status, 404);
}

TEST_P(BookingExtras, AreNoStepOfAServiceThatHasNone) {
    EXPECT_TRUE(shows(get(choose, "/studio-lind/book?service=" + base::to_text(world.salon.colour)), "With whom?"));
}

TEST_P(BookingExtras, OfferOnlyTimesInWhichAllOfItFits) {
    const auto late = "start=20261201T151500Z";  // 16:15, the last for 45 minutes
    EXPECT_TRUE(shows(
        get(choose, book_path("&extras=none&provider=" + base::to_text(world.salon.mira) + "&day=2026-12-01")), late));
    EXPECT_FALSE(shows(get(choose, with_treatment("&day=2026-12-01")), late));
    EXPECT_EQ(get(choose, with_treatment(start("tue 16:15"))).status, 409);
}

TEST_P(BookingExtras, AreBookedAndShownWithTheirPrices) {
    const auto page = get(choose, with_treatment(start("tue 10:00")));
    EXPECT_TRUE(shows(page, "Kur in English, 20 min · kr\u00a0250"));
    EXPECT_TRUE(shows(page, "kr\u00a0940"));
    EXPECT_TRUE(shows(page, "10:00 to 11:05"));
    auto form = with(filled(*page.body), field(extras.allergies), "no");
    EXPECT_EQ(get_value(form, "extras"), base::to_text(extras.treatment));
    const auto made = post(create, "/studio-lind/bookings", form);
    ASSERT_EQ(made.status, 303) << *made.body;
    follow(made);
    ASSERT_EQ(booking()->add_ons.size(), 1u);
    EXPECT_EQ(booking()->price.amount, 94000);
    const auto shown = get(show, manage_path());
    EXPECT_TRUE(shows(shown, "Kur in English, 20 min · kr\u00a0250"));
    EXPECT_TRUE(shows(shown, "Allergi in English"));
    EXPECT_FALSE(shows(shown, "Hvilken in English"));
    EXPECT_TRUE(shows(get(calendar_file, manage_path("/calendar.ics")), "Extras: Kur in English"));
}

TEST_P(BookingExtras, ThatAreMissingAreAskedForWhereTheirFieldIsShown) {
    const auto page = get(choose, with_treatment(start("tue 10:00")));
    EXPECT_TRUE(shows(page, "data-shown-by=\"" + field(extras.allergies)));
    EXPECT_TRUE(shows(page, "Only if the answer to this is Yes: Allergi in English"));
    const auto refused =
        post(create, "/studio-lind/bookings", with(filled(*page.body), field(extras.allergies), "yes"));
    EXPECT_EQ(refused.status, 422);
    EXPECT_TRUE(shows(refused, "Hvilken in English</a>: Fill this in."));
    EXPECT_TRUE(shows(refused, "value=\"yes\" checked"));
    EXPECT_TRUE(world.diary(world.salon.mira).empty());
    auto form = with(filled(*refused.body), field(extras.allergies), "yes");
    form = with(std::move(form), field(extras.which), "nuts & <b>");
    follow(post(create, "/studio-lind/bookings", form));
    EXPECT_TRUE(shows(get(show, manage_path()), "nuts &amp; &lt;b&gt;"));
}

TEST_P(BookingExtras, TakeAFileThatOnlyWhoMaySeeTheBookingGetsAsAnAttachment) {
    const auto page = get(choose, with_treatment(start("tue 10:00")));
    EXPECT_TRUE(shows(page, "enctype=\"multipart/form-data\""));
    auto form = with(filled(*page.body), field(extras.allergies), "no");
    const auto refused = post_parts(form, "<html>");
    EXPECT_EQ(refused.status, 422);
    EXPECT_TRUE(shows(refused, "Choose a picture (JPEG, PNG or WebP) or a PDF."));
    EXPECT_TRUE(shows(refused, "Choose the file once more."));
    const auto made = post_parts(with(std::move(form), "key", get_value(filled(*refused.body), "key")), "%PDF-1.7 me");
    ASSERT_EQ(made.status, 303) << *made.body;
    follow(made);
    EXPECT_TRUE(shows(get(show, manage_path()), "me.pdf"));
    const auto file = [&](const std::string& id) {
        auto asked = request(http::Method::get, manage_path("/files/" + id));
        asked.params.emplace_back("field", id);
        return Handler(answer_file)(asked, environment);
    };
    const auto answer = file(base::to_text(extras.picture));
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.type, "application/pdf");
    EXPECT_EQ(*answer.body, "%PDF-1.7 me");
    EXPECT_EQ(header(answer, "Content-Disposition"), "attachment; filename=\"me.pdf\"; filename*=UTF-8''me.pdf");
    EXPECT_EQ(header(answer, "Cache-Control"), "no-store");
    EXPECT_EQ(file(base::to_text(extras.which)).status, 404);
    EXPECT_EQ(file("nonsense").status, 404);
}

}  // namespace
}  // namespace booking_page
