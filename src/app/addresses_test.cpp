// Addresses that are written otherwise, lead nowhere, or are asked for after the session has ended: of a running
// server.
#include "accounts/staff_manage.h"
#include "app/test_house.h"
#include "businesses/settings.h"

namespace app::test {
namespace {

class Addresses : public testing::TestWithParam<db::Engine> {
protected:
    Site site{GetParam()};

    http::test::Answer get(const std::string& target, const std::string& cookies = {}) {
        Ask ask{.method = "GET", .target = target};
        return site.ask(cookies.empty() ? ask : ask.with("Cookie", cookies));
    }
    accounts::Context context() { return {site.world.clock, site.registry}; }

    // The cookie of a new member of the staff.
    std::string staff(businesses::Role role) {
        using namespace accounts::staff;
        const std::string email = "jonas@example.com", password = "heron under the long bridge";
        auto& environment = site.app.environment();
        const auto hash = environment.hasher.hash(password).value();
        site.database.write([&](db::Tx& tx) {
            const auto id = add(tx, context(), site.world.salon.id, "Jonas Vik", email, role, {}).value();
            CHECK(set_login(tx, context(), site.world.salon.id, id, *base::parse_email(email), hash, {}));
        });
        return "tb_staff=" + accounts::staff::sign_in(site.database, context(), environment.hasher, site.world.salon.id,
                                                      *base::parse_email(email), password, {})
                                 .value()
                                 .session_token;
    }
    // A customer's cookie, their id, and the form token of their session.
    struct Inside {
        std::string cookie, token, customer;
    };
    Inside customer() {
        return site.database.write([&](db::Tx& tx) {
            const auto who = customers::join(tx, site.world.salon.id, site.world.clock, site.world.anna).customer.id;
            const auto account = accounts::ensure(tx, context(), site.world.salon.id, who, {}).value();
            const auto link = accounts::make_link(tx, site.world.clock, site.world.salon.id, accounts::Purpose::access,
                                                  account.value, "anna@example.com");
            const auto in = accounts::sign_in_by_link(tx, context(), site.world.salon.id, link, {}).value();
            return Inside{"tb_customer=" + in.session_token,
                          site.app.environment().tokens.make("portal:studio-lind", base::to_text(in.session_id),
                                                             site.world.clock.now()),
                          base::to_text(who)};
        });
    }
    static bool shows(const http::test::Answer& answer, std::string_view text) {
        return answer.body.find(text) != std::string::npos;
    }
};
INSTANTIATE_TEST_SUITE_P(Engines, Addresses, testing::ValuesIn(support::engines()), support::engine_name);

TEST_P(Addresses, OfAnySpellingLeadToTheOneThatIsMeant) {
    for (const auto& [asked, meant] : std::vector<std::pair<std::string, std::string>>{
             {"/studio-lind/", "/studio-lind"},
             {"/Studio-Lind", "/studio-lind"},
             {"/STUDIO_LIND//", "/studio-lind"},
             {"//studio-lind", "/studio-lind"},
             {"/studio%20Lind/", "/studio-lind"},
             {"/Studio-Lind/sign-in?next=%2Fstudio-lind%2Fmy&lang=nb",
              "/studio-lind/sign-in?next=%2Fstudio-lind%2Fmy&lang=nb"},
             {"/studio-lind/office/sign-in/", "/studio-lind/office/sign-in"},
             {"/sign-in/", "/sign-in"},
             {"//", "/"}}) {
        const auto answer = get(asked);
        EXPECT_EQ(answer.status, 308) << asked;
        EXPECT_EQ(answer.header("Location"), meant) << asked;
        EXPECT_EQ(site.ask(Ask{.method = "HEAD", .target = asked}).status, 308) << asked;
        EXPECT_NE(get(meant).status, 308) << meant;
    }
}

TEST_P(Addresses, ThatMeanNothingLeadNowhere) {
    for (const std::string asked :
         {"/studio-lindt", "/nobody/", "/evil.example/", "//evil.example", "//evil.example/studio-lind",
          "/studio-lind/nothing/", "/studio-lind/%2e%2e/", "/studio-lind/office/nothing"})
        EXPECT_EQ(get(asked).status, 404) << asked;
    EXPECT_EQ(get("/%ff/").status, 400);
    EXPECT_NE(get("/\\evil.example/").status, 308);
    EXPECT_EQ(site.ask(form_post("/Studio-Lind/bookings", {})).status, 404) << "what is sent is not sent elsewhere";
    EXPECT_EQ(get("/api/v1/Studio-Lind/services").status, 404);
}

TEST_P(Addresses, ThatLeadNowhereKeepTheFrameAroundThem) {
    const auto page = get("/studio-lind/nothing/here?lang=en");
    EXPECT_EQ(page.status, 404);
    EXPECT_TRUE(shows(page, "href=\"/studio-lind\"")) << page.body;
    EXPECT_TRUE(shows(page, "Studio Lind"));
    EXPECT_TRUE(shows(get("/studio-lind/nothing", customer().cookie), "/studio-lind/sign-out"))
        << "whoever is signed in still is";

    EXPECT_TRUE(shows(get("/studio-lind/office/nothing?lang=en"), "Back office"));
    const auto office = get("/studio-lind/office/nothing?lang=en", staff(businesses::Role::owner));
    EXPECT_EQ(office.status, 404);
    EXPECT_TRUE(shows(office, "/studio-lind/office/customers")) << "the menu";
    EXPECT_TRUE(shows(get("/nothing/here?lang=en"), "This page does not exist"));
}

TEST_P(Addresses, ThatABusinessHadBeforeLeadToTheOneOfToday) {
    site.database.write([&](db::Tx& tx) {
        CHECK(businesses::change_slug(tx, {site.world.clock, site.registry}, site.world.salon.id, "lind-hair", {}));
    });
    for (const auto& [asked, meant] : std::vector<std::pair<std::string, std::string>>{
             {"/studio-lind", "/lind-hair"},
             {"/Studio-Lind/sign-in?lang=nb", "/lind-hair/sign-in?lang=nb"},
             {"/studio-lind/office/sign-in", "/lind-hair/office/sign-in"}}) {
        const auto answer = get(asked);
        EXPECT_EQ(answer.status, 308) << asked;
        EXPECT_EQ(answer.header("Location"), meant);
        EXPECT_EQ(get(meant).status, 200) << meant;
    }
    EXPECT_EQ(site.ask(form_post("/studio-lind/bookings", {})).status, 404) << "what is sent is not sent elsewhere";
}

TEST_P(Addresses, OpenAndCloseWithSinglePermissions) {
    const auto cookie = staff(businesses::Role::provider);
    const auto asked = "/studio-lind/office/customers?lang=en";
    EXPECT_EQ(get(asked, cookie).status, 403);
    const auto permit = [&](const char* name, bool granted) {
        site.database.write([&](db::Tx& tx) {
            for (const auto& member : accounts::staff::list(tx, site.world.salon.id))
                if (member.email == "jonas@example.com" && member.has_login)
                    CHECK(accounts::staff::set_permissions(tx, context(), site.world.salon.id, member.id,
                                                           {{name, granted}}, {}));
        });
    };
    permit("manage_customers", true);
    EXPECT_EQ(get(asked, cookie).status, 200) << "from the next request on";
    permit("manage_customers", false);
    EXPECT_EQ(get(asked, cookie).status, 403);
}

TEST_P(Addresses, ThatARoleMayNotOpenSaySoInTheOffice) {
    site.database.write([&](db::Tx& tx) {
        using namespace accounts::staff;
        const auto id =
            add(tx, context(), site.world.salon.id, "Olga Lind", "olga@example.com", businesses::Role::owner, {})
                .value();
        CHECK(set_login(tx, context(), site.world.salon.id, id, *base::parse_email("olga@example.com"), "hash", {}));
    });
    const auto refused = get("/studio-lind/office/customers?lang=en", staff(businesses::Role::provider));
    EXPECT_EQ(refused.status, 403);
    EXPECT_TRUE(shows(refused, "Your role does not allow this.")) << refused.body;
    EXPECT_TRUE(shows(refused, "Who can give you the permission: Olga Lind."));
    EXPECT_TRUE(shows(refused, "/studio-lind/office/sign-out")) << "the frame of the office";
    EXPECT_FALSE(shows(refused, "did not come from our own page"));
}

TEST_P(Addresses, OfTheStartPageLeadIn) {
    const auto start = get("/?lang=en");
    EXPECT_TRUE(shows(start, "href=\"/sign-in\""));
    EXPECT_TRUE(shows(start, "class=\"tb-avatar\"")) << "letters, where there is no logo";
    const std::string png = "\x89PNG\r\n\x1a\nlogo";
    site.database.write([&](db::Tx& tx) { businesses::set_logo(tx, site.world.salon.id, "image/png", png); });
    EXPECT_TRUE(shows(get("/"), "src=\"/studio-lind/logo?v="));
}

TEST_P(Addresses, AfterTheSessionEndedKeepWhatWasTyped) {
    const auto inside = customer();
    const auto send = [&](const std::string& name) {
        return site.ask(form_post("/studio-lind/my/profile", {{"token", inside.token},
                                                              {"whose", inside.customer},
                                                              {"name", name},
                                                              {"surname", "Berg"},
                                                              {"email", "anna@example.com"},
                                                              {"current_password", "not to be kept"},
                                                              {"phone", ""}})
                            .with("Cookie", inside.cookie));
    };
    site.database.write([&](db::Tx& tx) { tx.execute("delete from account_sessions"); });
    const auto turned = send("Annelise");
    ASSERT_EQ(turned.status, 303);
    EXPECT_EQ(turned.header("Location"), "/studio-lind/sign-in?next=%2Fstudio-lind%2Fmy%2Fprofile&expired=1");
    const auto cookie = turned.header("Set-Cookie");
    ASSERT_TRUE(cookie.starts_with("tb_typed=")) << cookie;
    EXPECT_EQ(cookie.find("Annelise"), std::string::npos);
    const auto kept = cookie.substr(0, cookie.find(';'));
    EXPECT_TRUE(shows(get(turned.header("Location") + "&lang=en", kept), "what you typed is still there"));

    const auto again = customer();
    const auto page = get("/studio-lind/my/profile?lang=en", again.cookie + "; " + kept);
    EXPECT_EQ(page.status, 200);
    EXPECT_TRUE(shows(page, "value=\"Annelise\""));
    EXPECT_TRUE(shows(page, "Look at it once more and save it."));
    EXPECT_FALSE(shows(page, "not to be kept"));
    EXPECT_TRUE(page.head.contains("\r\nSet-Cookie: tb_typed=;")) << page.head;
    EXPECT_FALSE(shows(get("/studio-lind/my/people", again.cookie + "; " + kept), "Annelise")) << "another page";

    EXPECT_EQ(send(std::string(3000, 'x')).header("Set-Cookie"), "") << "too much for a cookie";
    EXPECT_TRUE(shows(get(turned.header("Location") + "&lang=en"), "nothing was changed"));
}

TEST_P(Addresses, AfterTheSessionEndedShowNobodyElsesWords) {
    const auto anna = customer();
    site.database.write([&](db::Tx& tx) { tx.execute("delete from account_sessions"); });
    const auto turned = site.ask(
        form_post("/studio-lind/my/people", {{"token", anna.token}, {"whose", "somebody-else"}, {"name", "Annelise"}})
            .with("Cookie", anna.cookie));
    const auto cookie = turned.header("Set-Cookie");
    const auto kept = cookie.substr(0, cookie.find(';'));
    EXPECT_FALSE(shows(get("/studio-lind/my/people", customer().cookie + "; " + kept), "Annelise"));
    EXPECT_EQ(get("/studio-lind/my/people", customer().cookie + "; tb_typed=0123abcd").status, 200) << "forged";
}

}  // namespace
}  // namespace app::test
