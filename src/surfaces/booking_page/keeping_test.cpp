// A visitor of a business that keeps chosen times: choosing one holds it, and nobody else gets it while they type.
#include "booking_page/keeping.h"
#include "booking_page/booking_public.h"
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
    return text.substr(begin, text.find_first_of("\"&;", begin) - begin);
}
bool shows(const http::Response& page, std::string_view text) { return page.body->find(text) != std::string::npos; }
std::string header(const http::Response& response, std::string_view name) {
    for (const auto& [key, value] : response.headers)
        if (key == name) return value;
    return {};
}

class Keeping : public testing::TestWithParam<db::Engine> {
protected:
    static const html::Pages& all_pages() {
        static const html::Pages pages;
        return pages;
    }
    Keeping() { keep_for(10); }

    void keep_for(int minutes) {
        world.db().write([&](db::Tx& tx) {
            auto settings = businesses::find(tx, world.salon.id)->customer;
            settings.hold_minutes = minutes;
            CHECK(businesses::set_customer_settings(tx, world.salon.id, settings));
        });
    }
    http::Request request(http::Method method, const std::string& target) const {
        http::Request out;
        out.method = method;
        out.target = target;
        out.params = {{"business", "studio-lind"}};
        out.headers = {{"accept-language", "en"}};
        if (!cookie.empty()) out.headers.emplace_back("cookie", cookie);
        out.origin = "https://book.example.org";
        const auto question = target.find('?');
        if (question != target.npos) out.query = http::parse_form(target.substr(question + 1)).value();
        return out;
    }
    using Handler = pages::test::Handler;
    http::Response get(const Handler& handler, const std::string& target) {
        return handler(request(http::Method::get, target), environment);
    }
    http::Response post(const Handler& handler, const std::string& target, Pairs form) {
        auto made = request(http::Method::post, target);
        made.form = http::Form(std::move(form));
        return handler(made, environment);
    }
    std::string times_path(std::string_view when) const {
        return fmt::format("/studio-lind/book?service={}&provider={}&day={}", base::to_text(world.salon.cut),
                           base::to_text(world.salon.mira), base::to_text(world.salon.zone.day(world.at(when))));
    }
    static Pairs hidden_fields(const std::string& page, std::string_view form) {
        Pairs out;
        constexpr std::string_view kHidden = "type=\"hidden\" name=\"";
        const auto begin = page.find(form), end = page.find("</form>", begin);
        for (auto at = page.find(kHidden, begin); at < end; at = page.find(kHidden, at + 1))
            out.emplace_back(after(page, kHidden, at), after(page, "value=\"", at));
        return out;
    }
    // As the browser does when the time is pressed. Keeps the cookie.
    http::Response choose_time(std::string_view when) {
        const auto page = get(choose, times_path(when));
        auto form = hidden_fields(*page.body, "id=\"tb-keep\"");
        EXPECT_FALSE(form.empty());
        const auto start = fmt::format("name=\"start\" value=\"{}", start_text(when));
        EXPECT_TRUE(shows(page, start)) << when;
        form.emplace_back("start", start_text(when));
        auto answer = post(keep_time, "/studio-lind/book", std::move(form));
        if (const auto set = header(answer, "Set-Cookie"); !set.empty()) cookie = set.substr(0, set.find(';'));
        return answer;
    }
    std::string start_text(std::string_view when) const { return to_text(Start{world.at(when), world.salon.mira}); }
    http::Response book(const http::Response& details) {
        auto form = hidden_fields(*details.body, "class=\"tb-details\"");
        for (const auto& [name, value] : Pairs{{"name", "Anna"},
                                               {"surname", "Berg"},
                                               {"email", "anna@example.com"},
                                               {"note", "with a fringe"},
                                               {"consent", "yes"}})
            form.emplace_back(name, value);
        return post(create, "/studio-lind/bookings", std::move(form));
    }
    int rows(const std::string& table) {
        return world.db().read(
            [&](db::Session& s) { return s.value<int>(fmt::format("select count(*) from {}", table)).value(); });
    }

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
    std::string cookie;  // of the visitor
};
INSTANTIATE_TEST_SUITE_P(Engines, Keeping, testing::ValuesIn(support::engines()), support::engine_name);

TEST_P(Keeping, IsOffUnlessTheBusinessWantsIt) {
    keep_for(0);
    const auto page = get(choose, times_path("tue 10:00"));
    EXPECT_FALSE(shows(page, "tb-keep"));
    EXPECT_TRUE(shows(page, "&amp;start="));
    const auto answer = post(keep_time, "/studio-lind/book",
                             {{"service", base::to_text(world.salon.cut)}, {"start", start_text("tue 10:00")}});
    EXPECT_EQ(answer.status, 303);
    EXPECT_EQ(header(answer, "Set-Cookie"), "");
    EXPECT_EQ(rows("holds"), 0);
}

TEST_P(Keeping, AChosenTimeIsHeldUntilItIsBooked) {
    const auto chosen = choose_time("tue 10:00");
    ASSERT_EQ(chosen.status, 303);
    EXPECT_EQ(rows("holds"), 1);
    const auto details = get(choose, header(chosen, "Location"));
    EXPECT_EQ(details.status, 200);
    EXPECT_TRUE(shows(details, "We keep this time for you until 09:10."));
    const auto own = std::exchange(cookie, "");
    const auto others = get(choose, times_path("tue 10:00"));
    EXPECT_FALSE(shows(others, start_text("tue 10:00")));
    const auto by_link = get(choose, header(chosen, "Location"));
    EXPECT_EQ(by_link.status, 409);
    cookie = own;
    EXPECT_TRUE(shows(get(choose, times_path("tue 10:00")), start_text("tue 10:00"))) << "theirs, when they go back";
    const auto booked = book(details);
    EXPECT_EQ(booked.status, 303);
    EXPECT_EQ(rows("holds"), 0);
    EXPECT_EQ(rows("appointments"), 1);
}

TEST_P(Keeping, LookingHoldsNothing) {
    get(choose, times_path("tue 10:00"));
    const auto details = get(choose, times_path("tue 10:00") + "&start=" + base::to_text(world.at("tue 10:00")));
    EXPECT_EQ(details.status, 200);
    EXPECT_FALSE(shows(details, "tb-kept"));
    EXPECT_EQ(rows("holds"), 0);
    EXPECT_EQ(book(details).status, 303) << "who came by a link books as ever";
}

TEST_P(Keeping, AnotherTimeTakesItsPlace) {
    choose_time("tue 10:00");
    const auto first = cookie;
    const auto second = choose_time("tue 10:30");
    EXPECT_EQ(cookie, first);
    ASSERT_EQ(second.status, 303);
    EXPECT_EQ(rows("holds"), 1);
    EXPECT_TRUE(shows(get(choose, header(second, "Location")), "We keep this time for you"));
}

TEST_P(Keeping, WhatSomebodyElseHoldsIsToldWithItsEnd) {
    const auto page = get(choose, times_path("tue 10:00"));
    auto form = hidden_fields(*page.body, "id=\"tb-keep\"");
    form.emplace_back("start", start_text("tue 10:15"));
    choose_time("tue 10:00");
    cookie.clear();
    const auto late = post(keep_time, "/studio-lind/book", std::move(form));
    EXPECT_EQ(late.status, 409);
    EXPECT_TRUE(shows(late, "Somebody is booking this time at the moment, and it is kept for them until 09:10."));
    EXPECT_EQ(header(late, "Set-Cookie"), "");
    EXPECT_EQ(rows("holds"), 1);
}

TEST_P(Keeping, WhenItIsOverAndTakenTheTimeIsAskedForAgainWithEverythingTyped) {
    const auto details = get(choose, header(choose_time("tue 10:00"), "Location"));
    world.clock.advance(10min);
    ASSERT_TRUE(world.book(world.ben, world.salon.cut, world.salon.mira, "tue 10:00"));
    const auto asked = book(details);
    EXPECT_EQ(asked.status, 409);
    EXPECT_TRUE(shows(asked, "with a fringe"));
    EXPECT_TRUE(shows(asked, "Choose another time"));
    EXPECT_FALSE(shows(asked, "tb-kept"));
    EXPECT_EQ(rows("bookings"), 1);
}

TEST_P(Keeping, WhenItIsOverAndStillFreeItIsTheirs) {
    const auto details = get(choose, header(choose_time("tue 10:00"), "Location"));
    world.clock.advance(1h);
    EXPECT_EQ(get(choose, times_path("tue 10:00")).status, 200) << "the calendar, for whose cookie is left over";
    EXPECT_EQ(book(details).status, 303);
}

TEST_P(Keeping, ACookieThatIsNotOursHoldsNothing) {
    const auto chosen = choose_time("tue 10:00");
    const auto own = cookie;
    for (const auto& forged : {own.substr(0, own.size() - 1), own.substr(0, own.find('.')), std::string("tb_kept=a.b"),
                               std::string("tb_kept=")}) {
        cookie = forged;
        EXPECT_FALSE(shows(get(choose, header(chosen, "Location")), "We keep this time")) << forged;
    }
    cookie = own;
    const auto details = get(choose, header(chosen, "Location"));
    cookie = own.substr(0, own.size() - 1);
    EXPECT_EQ(book(details).status, 409);
}

TEST_P(Keeping, WithoutAFormOfOursItGoesOnAndHoldsNothing) {
    const auto answer = post(keep_time, "/studio-lind/book",
                             {{"service", base::to_text(world.salon.cut)},
                              {"provider", base::to_text(world.salon.mira)},
                              {"start", start_text("tue 10:00")},
                              {"token", "made up"}});
    EXPECT_EQ(answer.status, 303);
    EXPECT_EQ(get(choose, header(answer, "Location")).status, 200);
    EXPECT_EQ(rows("holds"), 0);
}

}  // namespace
}  // namespace booking_page
