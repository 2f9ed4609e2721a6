// A quick login in a browser (FEATURES 5.1): what staff see and do by it, and what those try who want more of it.
#include "accounts/quick_login.h"
#include "accounts/staff_manage.h"
#include "activity/activity_log.h"
#include "app/test_house.h"

namespace app::test {
namespace {

using namespace std::chrono_literals;
using businesses::Role;
using http::test::Answer;
using Fields = std::vector<std::pair<std::string, std::string>>;
using support::walk::get;

class QuickLoginPages : public testing::TestWithParam<db::Engine> {
protected:
    QuickLoginPages() {
        booking =
            site.world.book(site.world.anna, site.world.salon.cut, site.world.salon.mira, "thu 10:00").value().booking;
        anna = booking.customer_id;
        owner = hire("Olga", Role::owner);
        office = session_of(owner);
    }

    Site site{GetParam()};
    const accounts::Context context{site.world.clock, site.registry};
    bookings::Booking booking{};
    CustomerId anna{};
    StaffId owner{};
    std::string office;  // the owner's session

    BusinessId salon() const { return site.world.salon.id; }
    std::string at(std::string_view rest) const { return fmt::format("/{}{}", site.world.salon.slug, rest); }
    template <class F>
    auto write(F&& body) {
        return site.world.fresh->write(std::forward<F>(body));
    }
    template <class F>
    auto read(F&& body) {
        return site.world.fresh->read(std::forward<F>(body));
    }
    static std::string cookie(const Answer& answer, std::string_view name) {
        const auto mark = fmt::format("Set-Cookie: {}=", name);
        const auto found = answer.head.find(mark);
        if (found == std::string::npos) return {};
        const auto begin = found + mark.size();
        return answer.head.substr(begin, answer.head.find(';', begin) - begin);
    }
    StaffId hire(std::string_view name, Role role) {
        return write([&](db::Tx& tx) {
            return accounts::staff::add(tx, context, salon(), name, fmt::format("{}@example.com", name), role, {})
                .value();
        });
    }
    std::string session_of(StaffId id) {
        return write([&](db::Tx& tx) {
            return accounts::staff::sign_in_without_password(tx, context, salon(), id, {}).value().session_token;
        });
    }
    std::string customer_path(CustomerId id) const { return at("/office/customers/" + base::to_text(id)); }
    std::string token(std::string_view purpose, std::string_view session) {
        return site.app.environment().tokens.make(purpose, session, site.world.clock.now());
    }
    Answer begin(const std::string& session, CustomerId customer, std::string_view reason = "Cannot find the form") {
        const auto who = read(
            [&](db::Session& s) { return accounts::staff::find_signed_in(s, site.world.clock, salon(), session); });
        const auto form = who ? token("office", base::to_text(who->session_id)) : std::string();
        return site.ask(
            form_post(customer_path(customer) + "/quick-login", {{"reason", std::string(reason)}, {"token", form}})
                .with("Cookie", "tb_staff=" + session));
    }
    // The token of a quick login as the owner has begun it.
    std::string begun() {
        const auto answer = begin(office, anna);
        EXPECT_EQ(answer.status, 303);
        EXPECT_EQ(answer.header("Location"), at("/my"));
        const auto quick = cookie(answer, "tb_quick");
        EXPECT_FALSE(quick.empty());
        EXPECT_EQ(cookie(answer, "tb_customer"), "");
        return quick;
    }
    static std::string in_english(const std::string& cookies) {
        return cookies + (cookies.empty() ? "" : "; ") + "tb_language=en";
    }
    Answer look(std::string_view rest, const std::string& cookies) {
        return site.ask(get(at(rest)).with("Cookie", in_english(cookies)));
    }
    std::optional<accounts::SignedIn> visitor(const std::string& session) {
        return read([&](db::Session& s) { return accounts::find_signed_in(s, site.world.clock, salon(), session); });
    }
    // A form of the panel, sent as whoever has that session.
    Answer send(std::string_view rest, const std::string& session, const std::string& cookies, Fields fields = {}) {
        const auto who = visitor(session);
        fields.emplace_back("token",
                            token("portal:" + site.world.salon.slug, who ? base::to_text(who->session_id) : ""));
        return site.ask(form_post(at(rest), fields).with("Cookie", in_english(cookies)));
    }
    static bool shows(const Answer& answer, std::string_view text) {
        return answer.body.find(text) != std::string::npos;
    }
    static constexpr std::string_view kBanner = "you look at these pages as";
    static constexpr std::string_view kOver = "Your quick login has ended.";
    static constexpr std::string_view kAlone = "Only the customer can do this";
};
INSTANTIATE_TEST_SUITE_P(Engines, QuickLoginPages, testing::ValuesIn(support::engines()), support::engine_name);

TEST_P(QuickLoginPages, ShowsTheCustomersPagesUnderABanner) {
    const auto quick = "tb_quick=" + begun();
    for (const auto* page : {"/my", "", "/my/profile", "/my/people", "/book?service=x"}) {
        const auto answer = look(page, quick);
        EXPECT_TRUE(shows(answer, kBanner)) << page;
        EXPECT_TRUE(shows(answer, "Olga")) << page;
        EXPECT_EQ(answer.header("Cache-Control"), "no-store") << page;
    }
    EXPECT_FALSE(shows(look("", ""), kBanner)) << "the page that everybody gets";
}

TEST_P(QuickLoginPages, AreNotBegunByGetNorFromElsewhereNorWithoutTheForm) {
    const auto path = customer_path(anna) + "/quick-login";
    EXPECT_EQ(site.ask(get(path).with("Cookie", "tb_staff=" + office)).status, 405);
    const auto bare = form_post(path, {{"reason", "x"}}).with("Cookie", "tb_staff=" + office);
    EXPECT_EQ(cookie(site.ask(bare), "tb_quick"), "");
    EXPECT_EQ(site.ask(bare.with("Sec-Fetch-Site", "cross-site")).status, 403);
    EXPECT_EQ(begin(session_of(hire("Mona", Role::manager)), anna).status, 403);
    EXPECT_EQ(begin("no session", anna).status, 303);
    const auto without = begin(office, anna, "");
    EXPECT_EQ(without.status, 422);
    EXPECT_EQ(cookie(without, "tb_quick"), "");
}

TEST_P(QuickLoginPages, NeverLookAsACustomerOfAnotherBusiness) {
    const auto other = site.world.book(site.world.ben, site.world.neighbour.trim, site.world.neighbour.eva, "thu 10:00")
                           .value()
                           .booking.customer_id;
    EXPECT_EQ(begin(office, other).status, 404);
    const auto quick = begun();
    const auto elsewhere =
        site.ask(get(fmt::format("/{}/my", site.world.neighbour.slug)).with("Cookie", "tb_quick=" + quick));
    EXPECT_EQ(elsewhere.status, 303);
}

TEST_P(QuickLoginPages, DoWithBothNamesWhatTheCustomerMayDo) {
    const auto quick = begun();
    const auto cancelled =
        send(fmt::format("/my/appointments/{}/cancellation", base::to_text(booking.id)), quick, "tb_quick=" + quick);
    EXPECT_EQ(cancelled.status, 303) << cancelled.body;
    EXPECT_EQ(site.world.status_of(booking.id), bookings::Status::cancelled);
    const auto log = read([&](db::Session& s) { return activity::list(s, salon(), booking.id.value); });
    EXPECT_EQ(log.back().type, "booking.cancelled");
    EXPECT_EQ(log.back().actor, "customer");
    EXPECT_EQ(log.back().actor_id, anna.value);
    EXPECT_EQ(log.back().by_staff, owner.value);
    const auto history = look("/office/bookings/" + base::to_text(booking.id), "tb_staff=" + office);
    EXPECT_TRUE(shows(history, "Olga, signed in as the customer"));
}

TEST_P(QuickLoginPages, RefuseWithWordsWhatOnlyTheCustomerMayDo) {
    const auto quick = begun();
    const auto cookies = "tb_quick=" + quick;
    for (const auto* page : {"/my/security", "/my/data"}) {
        const auto answer = look(page, cookies);
        EXPECT_EQ(answer.status, 403) << page;
        EXPECT_TRUE(shows(answer, kAlone)) << page;
    }
    for (const auto* path : {"/my/security", "/my/sessions/end", "/my/calendar", "/my/calendar/removal",
                             "/my/links/end", "/my/erasure", "/my/erasure/withdrawal", "/my/data"}) {
        const auto answer = send(path, quick, cookies, {{"password", "another long pass phrase"}});
        EXPECT_EQ(answer.status, 403) << path;
        EXPECT_TRUE(shows(answer, kAlone)) << path;
    }
    const auto profile =
        send("/my/profile", quick, cookies, {{"name", "Anna"}, {"surname", "Berg"}, {"email", "olga@example.com"}});
    EXPECT_EQ(profile.status, 422);
    EXPECT_TRUE(shows(profile, kAlone));
}

TEST_P(QuickLoginPages, EndByTheirButtonAndAreNotTakenUpAgain) {
    const auto quick = begun();
    const auto session = base::to_text(visitor(quick)->session_id);
    const auto end = [&](const std::string& form) {
        return site.ask(form_post(at("/quick-login/end"), {{"token", form}}).with("Cookie", "tb_quick=" + quick));
    };
    EXPECT_EQ(end("forged").status, 422);
    EXPECT_TRUE(visitor(quick));
    const auto ended = end(token("portal:" + site.world.salon.slug, session));
    EXPECT_EQ(ended.status, 303);
    EXPECT_EQ(ended.header("Location"), customer_path(anna));
    // The cookie is replayed.
    EXPECT_FALSE(visitor(quick));
    EXPECT_EQ(look("/my", "tb_quick=" + quick).status, 303);
    EXPECT_EQ(send("/my/people", quick, "tb_quick=" + quick, {{"name", "Eve"}}).status, 303);
}

TEST_P(QuickLoginPages, SayThatTheyAreOverAndSignNobodyElseInMeanwhile) {
    const auto quick = begun();
    const auto own = write([&](db::Tx& tx) {
        const auto account = accounts::find_by_customer(tx, salon(), anna).value();
        const auto link = accounts::make_link(tx, site.world.clock, salon(), accounts::Purpose::access,
                                              account.id.value, account.email);
        return accounts::sign_in_by_link(tx, context, salon(), link, {}).value().session_token;
    });
    site.world.clock.advance(31min);
    const auto cookies = fmt::format("tb_customer={}; tb_quick={}", own, quick);
    EXPECT_EQ(look("/my", cookies).status, 303) << "not as the other session of this browser";
    const auto told = look("/sign-in", cookies);
    EXPECT_TRUE(shows(told, kOver));
    EXPECT_NE(told.head.find("Set-Cookie: tb_quick=;"), std::string::npos);
    EXPECT_FALSE(shows(told, kBanner));
    EXPECT_TRUE(shows(look("", cookies), kOver)) << "on the page that everybody gets, too";
    EXPECT_EQ(look("/my", "tb_customer=" + own).status, 200);
}

TEST_P(QuickLoginPages, DoNothingByAFormOfAnotherTabsSession) {
    const auto own = write([&](db::Tx& tx) {
        const auto account = accounts::find_by_customer(tx, salon(), anna).value();
        const auto link = accounts::make_link(tx, site.world.clock, salon(), accounts::Purpose::access,
                                              account.id.value, account.email);
        return accounts::sign_in_by_link(tx, context, salon(), link, {}).value().session_token;
    });
    // The form was drawn in another tab, before the quick login began in this browser.
    const auto quick = begun();
    const auto answer = send("/my/people", own, fmt::format("tb_customer={}; tb_quick={}", own, quick),
                             {{"name", "Eve"}, {"surname", "Berg"}});
    EXPECT_NE(answer.status, 303);
    const auto account = read([&](db::Session& s) { return accounts::find_by_customer(s, salon(), anna)->id; });
    EXPECT_EQ(read([&](db::Session& s) { return accounts::list_people(s, salon(), account); }).size(), 1u);
}

// Neither kind of session is one of the other by being put into its cookie.
TEST_P(QuickLoginPages, LetInByTheirOwnCookieAlone) {
    const auto quick = begun();
    EXPECT_EQ(look("/my", "tb_customer=" + quick).status, 303);
    const auto own = write([&](db::Tx& tx) {
        const auto account = accounts::find_by_customer(tx, salon(), anna).value();
        const auto link = accounts::make_link(tx, site.world.clock, salon(), accounts::Purpose::access,
                                              account.id.value, account.email);
        return accounts::sign_in_by_link(tx, context, salon(), link, {}).value().session_token;
    });
    EXPECT_EQ(look("/my", "tb_quick=" + own).status, 303);
    // A cookie that somebody planted is not taken up by the next quick login.
    const auto planted = std::string(32, 'a');
    const auto who =
        read([&](db::Session& s) { return accounts::staff::find_signed_in(s, site.world.clock, salon(), office); });
    const auto answer =
        site.ask(form_post(customer_path(anna) + "/quick-login",
                           {{"reason", "x"}, {"token", token("office", base::to_text(who->session_id))}})
                     .with("Cookie", fmt::format("tb_staff={}; tb_quick={}", office, planted)));
    EXPECT_NE(cookie(answer, "tb_quick"), planted);
    EXPECT_FALSE(visitor(planted));
}

TEST_P(QuickLoginPages, EndWithTheStaffMembersSignOut) {
    const auto quick = begun();
    write([&](db::Tx& tx) { accounts::staff::end_sessions(tx, salon(), owner); });
    EXPECT_EQ(look("/my", "tb_quick=" + quick).status, 303);
}

TEST_P(QuickLoginPages, AskForNoConsentAndKeepNone) {
    const auto quick = begun();
    const auto start = base::to_text(site.world.at("fri 10:00"), site.world.salon.zone);
    const auto form = look(fmt::format("/book?service={}&provider={}&start={}", base::to_text(site.world.salon.cut),
                                       base::to_text(site.world.salon.mira), base::percent_encoded(start)),
                           "tb_quick=" + quick);
    EXPECT_EQ(form.status, 200);
    EXPECT_FALSE(shows(form, "name=\"consent\""));
    EXPECT_FALSE(read([&](db::Session& s) {
        return accounts::find_consent(s, salon(), accounts::find_by_customer(s, salon(), anna)->id);
    }));
}

TEST_P(QuickLoginPages, StandInTheLogOfTheBusiness) {
    begun();
    const auto log = look("/office/settings/changes?kind=quick_logins", "tb_staff=" + office);
    EXPECT_TRUE(shows(log, "Quick login as a customer"));
    EXPECT_TRUE(shows(log, "Cannot find the form"));
    EXPECT_TRUE(shows(log, "Olga"));
    EXPECT_TRUE(shows(look("/office/customers/" + base::to_text(anna) + "/changes", "tb_staff=" + office),
                      "Quick login as a customer"));
}

}  // namespace
}  // namespace app::test
