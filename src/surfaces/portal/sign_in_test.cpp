#include "businesses/standing.h"
#include "portal/test_house.h"

#include <regex>

namespace portal::test {
namespace {

using accounts::Purpose;

class SignIn : public Portal {};
INSTANTIATE_TEST_SUITE_P(Engines, SignIn, testing::ValuesIn(support::engines()), support::engine_name);

// A page without what differs from one showing to the next.
std::string bare(const http::Response& page, const std::string& email) {
    auto text = main_of(page);
    const auto forget = [&](const std::string& what) {
        for (auto at = text.find(what); !what.empty() && at != text.npos; at = text.find(what))
            text.erase(at, what.size());
    };
    forget(email);
    // Each form has one, the passkey's a challenge besides.
    static const std::regex kTokens(R"re((name="token" value|data-challenge)="[^"]*")re");
    return std::regex_replace(text, kTokens, "$1");
}

TEST_P(SignIn, LeadsToTheAppointmentsAndKeepsTheSessionFromScripts) {
    make_account(world.anna);
    const auto entered = sign_in(browser, "Anna@Example.com");
    EXPECT_EQ(entered.status, 303);
    EXPECT_EQ(header(entered, "Location"), "/studio-lind/my");
    EXPECT_EQ(header(entered, "Cache-Control"), "no-store");
    const auto cookie = header(entered, "Set-Cookie");
    EXPECT_TRUE(cookie.starts_with("tb_customer="));
    for (const auto* part : {"; Path=/studio-lind;", "; SameSite=Lax", "; HttpOnly", "; Secure", "; Max-Age=7776000"})
        EXPECT_NE(cookie.find(part), cookie.npos) << part << " in " << cookie;
    EXPECT_TRUE(shows(browser.get(appointments, "/studio-lind/my"), "No appointments yet"));
}

TEST_P(SignIn, SaysTheSameOfAWrongPasswordAndAnUnknownAddress) {
    make_account(world.anna);
    make_account(world.ben, false);
    const auto wrong = sign_in(browser, "anna@example.com", "not the password");
    const auto unknown = sign_in(browser, "nobody@example.com", "not the password");
    const auto without = sign_in(browser, "ben@example.com", "not the password");
    EXPECT_EQ(wrong.status, 422);
    EXPECT_EQ(unknown.status, 422);
    EXPECT_TRUE(shows(wrong, "The e-mail address or the password is not right."));
    EXPECT_EQ(bare(wrong, "anna@example.com"), bare(unknown, "nobody@example.com"));
    EXPECT_EQ(bare(wrong, "anna@example.com"), bare(without, "ben@example.com"));
    EXPECT_FALSE(browser.is_signed_in());
}

TEST_P(SignIn, ComesBackWithWhatWasTypedBesideWhatIsMissing) {
    const auto page = browser.get(sign_in_form, "/studio-lind/sign-in");
    EXPECT_EQ(page.status, 200);
    EXPECT_EQ(header(page, "Cache-Control"), "no-store");
    const auto wrong = browser.submit(portal::sign_in, page, {{"email", "anna@"}, {"password", ""}});
    EXPECT_EQ(wrong.status, 422);
    EXPECT_TRUE(shows(wrong, "value=\"anna@\""));
    EXPECT_TRUE(shows(wrong, "id=\"tb-email-wrong\""));
    EXPECT_TRUE(shows(wrong, "id=\"tb-password-wrong\""));
    EXPECT_EQ(count(main_of(wrong), " autofocus"), 1);
    EXPECT_LT(main_of(wrong).find(" autofocus"), main_of(wrong).find("id=\"tb-password\""));
    EXPECT_FALSE(shows(wrong, "correct horse"));
}

TEST_P(SignIn, NeedsOurForm) {
    make_account(world.anna);
    for (const auto* token : {"", "a.b.c"}) {
        const auto page =
            browser.post(portal::sign_in, "/studio-lind/sign-in",
                         {{"email", "anna@example.com"}, {"password", std::string(kPassword)}, {"token", token}});
        EXPECT_EQ(page.status, 422);
        EXPECT_TRUE(shows(page, "This page was open for a long time."));
        EXPECT_TRUE(shows(page, "value=\"anna@example.com\""));
    }
    EXPECT_FALSE(browser.is_signed_in());
}

TEST_P(SignIn, EveryDoorComesBackWithWhatWasTypedOnceItsFormHasExpired) {
    make_account(world.anna);
    for (const auto& form : {portal::sign_in, ask_link, forgot, register_one}) {
        const auto page = browser.post(form, "/studio-lind/x", {{"email", "anna@example.com"}, {"token", "a.b.c"}});
        EXPECT_EQ(page.status, 422);
        EXPECT_TRUE(shows(page, "This page was open for a long time."));
        EXPECT_TRUE(shows(page, "value=\"anna@example.com\""));
    }
    EXPECT_EQ(activities_of("access_link.asked"), 0);
}

TEST_P(SignIn, GoesOnToPagesOfThisBusinessOnly) {
    make_account(world.anna);
    const std::vector<std::pair<std::string, std::string>> cases{
        {"/studio-lind/my/profile", "/studio-lind/my/profile"},
        {"/studio-lind/book?service=X&day=2026-12-01", "/studio-lind/book?service=X&day=2026-12-01"},
        {"https://elsewhere.example/", "/studio-lind/my"},
        {"//elsewhere.example/studio-lind/", "/studio-lind/my"},
        {"/\\elsewhere.example", "/studio-lind/my"},
        {"/studio-lind/\\elsewhere.example", "/studio-lind/my"},
        {"/studio-lind//elsewhere.example", "/studio-lind/my"},
        {"/studio-lind/../salong-nord/my", "/studio-lind/my"},
        {"/salong-nord/my", "/studio-lind/my"},
        {"/studio-lindx/my", "/studio-lind/my"},
        {"studio-lind/my", "/studio-lind/my"},
        {"/studio-lind/my profile", "/studio-lind/my"},
        {"/studio-lind/m\xc3\xb8", "/studio-lind/my"},
        {"javascript:alert(1)", "/studio-lind/my"},
        {"/studio-lind/" + std::string(1000, 'a'), "/studio-lind/my"},
        {"", "/studio-lind/my"}};
    for (const auto& [next, where] : cases) {
        Browser fresh(environment);
        EXPECT_EQ(header(sign_in(fresh, "anna@example.com", kPassword, next), "Location"), where) << next;
        // The same for somebody who is signed in already.
        const auto again = fresh.get(sign_in_form, "/studio-lind/sign-in?next=" + base::percent_encoded(next));
        EXPECT_EQ(header(again, "Location"), where) << next;
    }
}

constexpr std::string_view kChosen = "/studio-lind/book?service=X&provider=any&start=20261201T090000Z";

std::string asking_for(std::string_view page) {
    return fmt::format("/studio-lind/{}?next={}", page, base::percent_encoded(kChosen));
}
// What the form in `page` would send as `next`.
std::string next_in(const http::Response& page) {
    auto next = after(main_of(page), "name=\"next\" value=\"");
    for (auto at = next.find("&amp;"); at != next.npos; at = next.find("&amp;")) next.replace(at, 5, "&");
    return next;
}

TEST_P(SignIn, AChosenTimeIsThereAgainAfterAMailedLinkInAnyBrowser) {
    const auto anna = make_account(world.anna, false).account;
    const auto page = browser.get(sign_in_form, asking_for("sign-in"));
    EXPECT_EQ(next_in(page), kChosen);
    const auto asked = browser.submit(ask_link, page, {{"email", "Anna@Example.com"}, {"next", next_in(page)}});
    EXPECT_EQ(header(asked, "Location"), "/studio-lind/sign-in?sent=1");
    const auto enter = [&](Browser& in) {
        const auto token = link(Purpose::access, anna);
        const auto door = in.get(access_form, "/studio-lind/access/" + token, {{"token", token}});
        return header(in.submit(access, door, {}, {{"token", token}}), "Location");
    };
    Browser other(environment), third(environment);
    EXPECT_EQ(enter(other), kChosen);
    EXPECT_EQ(enter(third), "/studio-lind/my") << "once";
}

TEST_P(SignIn, AChosenTimeOutlivesAForgottenPassword) {
    const auto anna = make_account(world.anna).account;
    const auto page = browser.get(sign_in_form, asking_for("sign-in"));
    EXPECT_TRUE(shows(page, "/studio-lind/forgot-password?next=%2Fstudio-lind%2Fbook%3F"));
    const auto form = browser.get(forgot_form, asking_for("forgot-password"));
    browser.submit(forgot, form, {{"email", "anna@example.com"}, {"next", next_in(form)}});
    const auto token = link(Purpose::password, anna);
    const auto choose = browser.get(password_form, "/studio-lind/password/" + token, {{"token", token}});
    const auto chosen =
        browser.submit(password, choose, {{"password", "four quiet green kettles"}}, {{"token", token}});
    EXPECT_EQ(header(chosen, "Location"), kChosen);
}

TEST_P(SignIn, AChosenTimeOutlivesTheConfirmationOfARegistrationInAnotherBrowser) {
    for (const bool same_browser : {true, false}) {
        Browser registering(environment), other(environment);
        const auto email = same_browser ? "cara@example.com" : "carl@example.com";
        const auto page = registering.get(register_form, asking_for("register"));
        EXPECT_EQ(next_in(page), kChosen);
        EXPECT_TRUE(shows(page, "/studio-lind/sign-in?next=%2Fstudio-lind%2Fbook%3F"));
        ASSERT_EQ(header(registering.submit(register_one, page,
                                            {{"name", "Cara"},
                                             {"surname", "Lund"},
                                             {"email", email},
                                             {"password", "four quiet green kettles"},
                                             {"consent", "yes"},
                                             {"next", next_in(page)}}),
                         "Location"),
                  "/studio-lind/register?sent=1");
        const auto token = world.db().write([&](db::Tx& tx) {
            const auto id = tx.value<std::int64_t>("select id from registrations where email_key = :email", email);
            return accounts::make_link(tx, world.clock, salon(), Purpose::registration, id.value(), email);
        });
        auto& confirming = same_browser ? registering : other;
        const auto form = confirming.get(confirm_form, "/studio-lind/registration/" + token, {{"token", token}});
        const auto entered = header(confirming.submit(confirm, form, {}, {{"token", token}}), "Location");
        if (same_browser) {
            EXPECT_EQ(entered, kChosen);
            continue;
        }
        // First the password that was dropped, then on to the time.
        EXPECT_EQ(entered, "/studio-lind/my/security?choose=other-browser&next=" + base::percent_encoded(kChosen));
        const auto choose = confirming.get(security_form, entered);
        EXPECT_EQ(next_in(choose), kChosen);
        EXPECT_EQ(header(confirming.submit(change_password, choose,
                                           {{"password", "four quiet green kettles"}, {"next", next_in(choose)}}),
                         "Location"),
                  kChosen);
    }
}

TEST_P(SignIn, AMailedLinkGoesOnToPagesOfThisBusinessOnly) {
    const auto anna = make_account(world.anna, false).account;
    for (const auto* next : {"https://elsewhere.example/", "/salong-nord/my", "//elsewhere.example"}) {
        const auto page = browser.get(sign_in_form, "/studio-lind/sign-in");
        browser.submit(ask_link, page, {{"email", "anna@example.com"}, {"next", next}});
        const auto token = link(Purpose::access, anna);
        const auto door = browser.get(access_form, "/studio-lind/access/" + token, {{"token", token}});
        EXPECT_EQ(header(browser.submit(access, door, {}, {{"token", token}}), "Location"), "/studio-lind/my") << next;
    }
}

TEST_P(SignIn, AsksWhoeverIsNotSignedInAndComesBack) {
    const auto page = browser.get(profile_form, "/studio-lind/my/profile?x=1");
    EXPECT_EQ(page.status, 303);
    EXPECT_EQ(header(page, "Location"), "/studio-lind/sign-in?next=%2Fstudio-lind%2Fmy%2Fprofile%3Fx%3D1");
    const auto post = browser.post(profile, "/studio-lind/my/profile", {{"name", "Eve"}});
    EXPECT_EQ(header(post, "Location"), "/studio-lind/sign-in?next=%2Fstudio-lind%2Fmy");
}

TEST_P(SignIn, GivesANewSessionEachTimeAndEndsTheOldOne) {
    make_account(world.anna);
    browser.cookies["tb_customer"] = "a-session-that-somebody-else-chose";
    sign_in(browser, "anna@example.com");
    const auto first = browser.cookies["tb_customer"];
    EXPECT_NE(first, "a-session-that-somebody-else-chose");
    const auto token = link(Purpose::access, make_account(world.anna, false).account);
    const auto page = browser.get(access_form, "/studio-lind/access/" + token, {{"token", token}});
    ASSERT_EQ(browser.submit(access, page, {}, {{"token", token}}).status, 303);
    EXPECT_NE(browser.cookies["tb_customer"], first);
    Browser thief(environment);
    thief.cookies["tb_customer"] = first;
    EXPECT_EQ(thief.get(appointments, "/studio-lind/my").status, 303);
}

TEST_P(SignIn, MailsALinkToKnownAddressesAndTellsNobodyWhichTheyAre) {
    make_account(world.anna);
    const auto ask = [&](const std::string& email) {
        const auto page = browser.get(sign_in_form, "/studio-lind/sign-in");
        return browser.submit(ask_link, page, {{"email", email}});
    };
    const auto known = ask("anna@example.com"), unknown = ask("nobody@example.com");
    EXPECT_EQ(known.status, 303);
    EXPECT_EQ(unknown.status, 303);
    EXPECT_EQ(header(known, "Location"), "/studio-lind/sign-in?sent=1");
    EXPECT_EQ(known.headers, unknown.headers);
    EXPECT_EQ(activities_of("access_link.asked"), 1);
    EXPECT_TRUE(shows(browser.get(sign_in_form, "/studio-lind/sign-in?sent=1"), "If Studio Lind knows the address"));
}

TEST_P(SignIn, AnAccessLinkShowsAButtonAndSignsInOnce) {
    const auto login = make_account(world.anna, false);
    const auto token = link(Purpose::access, login.account);
    const Pairs params{{"token", token}};
    const auto path = "/studio-lind/access/" + token;
    for (int scan = 0; scan < 3; ++scan) {
        const auto page = browser.get(access_form, path, params);
        EXPECT_EQ(page.status, 200);
        EXPECT_EQ(header(page, "Referrer-Policy"), "no-referrer");
        EXPECT_TRUE(header(page, "Set-Cookie").empty());
    }
    const auto page = browser.get(access_form, path, params);
    EXPECT_EQ(browser.post(access, path, {}, params).status, 422);
    const auto entered = browser.submit(access, page, {}, params);
    EXPECT_EQ(entered.status, 303);
    EXPECT_TRUE(browser.is_signed_in());

    Browser other(environment);
    const auto dead = other.get(access_form, path, params);
    EXPECT_EQ(dead.status, 404);
    EXPECT_TRUE(shows(dead, "This link no longer works"));
    EXPECT_TRUE(shows(dead, "action=\"/studio-lind/sign-in/link\""));
    EXPECT_EQ(other.submit(access, dead, {}, params).status, 404);
    EXPECT_FALSE(other.is_signed_in());
}

TEST_P(SignIn, AnOldLinkOrOneOfAnotherKindOrBusinessOpensNothing) {
    const auto login = make_account(world.anna);
    const auto old = link(Purpose::access, login.account);
    world.clock.advance(accounts::kAccessLinkLifetime + Seconds{1});
    const auto password_link = link(Purpose::password, login.account);
    for (const auto& token : {old, password_link, std::string("nonsense"), std::string()}) {
        const auto page = browser.get(access_form, "/studio-lind/access/x", {{"token", token}});
        EXPECT_EQ(page.status, 404);
        EXPECT_EQ(browser.submit(access, page, {}, {{"token", token}}).status, 404);
    }
    Browser neighbour(environment, "salong-nord");
    const auto live = link(Purpose::access, login.account);
    EXPECT_EQ(neighbour.get(access_form, "/salong-nord/access/x", {{"token", live}}).status, 404);
}

TEST_P(SignIn, AForgottenPasswordIsReplacedByLink) {
    const auto login = make_account(world.anna);
    const auto form = browser.get(forgot_form, "/studio-lind/forgot-password");
    EXPECT_EQ(header(browser.submit(forgot, form, {{"email", "anna@example.com"}}), "Location"),
              "/studio-lind/forgot-password?sent=1");
    EXPECT_EQ(activities_of("password_reset.asked"), 1);

    const auto token = link(Purpose::password, login.account);
    const Pairs params{{"token", token}};
    const auto page = browser.get(password_form, "/studio-lind/password/x", params);
    EXPECT_EQ(page.status, 200);
    for (const auto& [weak, text] : Pairs{{"", "Fill this in."},
                                          {"short", "at least 8 characters"},
                                          {"password1", "easy to guess"},
                                          {"studio lind", "easy to guess"}}) {
        const auto wrong = browser.submit(portal::password, page, {{"password", weak}}, params);
        EXPECT_EQ(wrong.status, 422) << weak;
        EXPECT_TRUE(shows(wrong, text)) << weak;
    }
    Browser elsewhere(environment);
    sign_in(elsewhere, "anna@example.com");
    EXPECT_EQ(browser.submit(portal::password, page, {{"password", "seven quiet green boats"}}, params).status, 303);
    EXPECT_TRUE(shows(browser.get(appointments, "/studio-lind/my?password=1"), "Your password is set"));
    EXPECT_EQ(elsewhere.get(appointments, "/studio-lind/my").status, 303);
    EXPECT_EQ(browser.submit(portal::password, page, {{"password", "seven quiet green boats"}}, params).status, 404);
    Browser again(environment);
    EXPECT_EQ(sign_in(again, "anna@example.com", "seven quiet green boats").status, 303);
}

TEST_P(SignIn, OffersTheWaysThatTheBusinessHas) {
    make_account(world.anna);
    settings([](auto& now) { now.password_sign_in = false; });
    auto page = browser.get(sign_in_form, "/studio-lind/sign-in");
    EXPECT_FALSE(shows(page, "type=\"password\""));
    EXPECT_TRUE(shows(page, "action=\"/studio-lind/sign-in/link\""));
    EXPECT_EQ(
        browser.submit(portal::sign_in, page, {{"email", "anna@example.com"}, {"password", std::string(kPassword)}})
            .status,
        404);
    EXPECT_EQ(browser.get(forgot_form, "/studio-lind/forgot-password").status, 404);

    settings([](auto& now) {
        now.password_sign_in = true;
        now.access_link_sign_in = false;
    });
    page = browser.get(sign_in_form, "/studio-lind/sign-in");
    EXPECT_FALSE(shows(page, "/sign-in/link"));
    EXPECT_EQ(browser.submit(ask_link, page, {{"email", "anna@example.com"}}).status, 404);
    EXPECT_EQ(activities_of("access_link.asked"), 0);
}

TEST_P(SignIn, WithoutLoginsThereIsNothing) {
    make_account(world.anna);
    settings([](auto& now) { now.logins = businesses::Logins::off; });
    for (const auto& handler : std::vector<Handler>{sign_in_form, portal::sign_in, ask_link, register_form,
                                                    register_one, appointments, profile_form, feed})
        EXPECT_EQ(browser.get(handler, "/studio-lind/x", {{"token", "x"}, {"id", "x"}}).status, 404);
}

TEST_P(SignIn, SigningOutEndsTheSession) {
    enter();
    const auto session = browser.cookies["tb_customer"];
    EXPECT_EQ(browser.post(sign_out, "/studio-lind/sign-out", {{"token", "x"}}).status, 422);
    EXPECT_TRUE(browser.is_signed_in());
    const auto page = browser.get(appointments, "/studio-lind/my");
    const auto token =
        after(*page.body, "/sign-out\" hx-boost=\"false\"><input type=\"hidden\" name=\"token\" value=\"");
    const auto out = browser.post(sign_out, "/studio-lind/sign-out", {{"token", token}});
    EXPECT_EQ(header(out, "Location"), "/studio-lind/sign-in?out=1");
    EXPECT_FALSE(browser.is_signed_in());
    browser.cookies["tb_customer"] = session;
    EXPECT_EQ(browser.get(appointments, "/studio-lind/my").status, 303);
}

TEST_P(SignIn, OfTheWholeInstallationAsksEachBusinessThatKnowsTheAddress) {
    make_account(world.anna);
    world.db().write([&](db::Tx& tx) {
        const auto customer = customers::join(tx, world.clinic.id, world.clock, world.anna).customer.id;
        accounts::ensure(tx, environment.accounts_context(), world.clinic.id, customer, {});
    });
    Browser visitor(environment, "");
    const auto page = visitor.get(everywhere_form, "/sign-in");
    EXPECT_EQ(page.status, 200);
    const auto known = visitor.submit(everywhere, page, {{"email", "anna@example.com"}, {"links", "yes"}});
    const auto unknown = visitor.submit(everywhere, page, {{"email", "nobody@example.com"}, {"links", "yes"}});
    EXPECT_EQ(header(known, "Location"), "/sign-in?sent=1");
    EXPECT_EQ(known.headers, unknown.headers);
    const auto asked = world.db().read([&](db::Session& session) {
        return session.value<int>("select count(*) from activities where type = 'access_link.asked'").value();
    });
    EXPECT_EQ(asked, 2);
    EXPECT_EQ(visitor.submit(everywhere, page, {{"email", "anna@"}}).status, 422);
    EXPECT_EQ(visitor.post(everywhere, "/sign-in", {{"email", "anna@example.com"}}).status, 422);
}

TEST_P(SignIn, OfTheWholeInstallationTakesThePassword) {
    make_account(world.anna);
    Browser visitor(environment, "");
    const auto page = visitor.get(everywhere_form, "/sign-in");
    const auto wrong = visitor.submit(everywhere, page, {{"email", "anna@example.com"}, {"password", "not hers"}});
    const auto unknown = visitor.submit(everywhere, page, {{"email", "nobody@example.com"}, {"password", "not hers"}});
    EXPECT_EQ(wrong.status, 422);
    EXPECT_EQ(unknown.status, 422);
    EXPECT_TRUE(shows(wrong, "The e-mail address or the password is not right."));
    EXPECT_TRUE(shows(unknown, "The e-mail address or the password is not right."));
    const auto entered =
        visitor.submit(everywhere, page, {{"email", "anna@example.com"}, {"password", std::string(kPassword)}});
    EXPECT_EQ(header(entered, "Location"), "/studio-lind/my");
    EXPECT_TRUE(header(entered, "Set-Cookie").contains("Path=/studio-lind"));
}

TEST_P(SignIn, OfTheWholeInstallationLetsThePersonChooseWhereThePasswordIsRightAtSeveral) {
    make_account(world.anna);
    world.db().write([&](db::Tx& tx) {
        const auto context = environment.accounts_context();
        const auto customer = customers::join(tx, world.clinic.id, world.clock, world.anna).customer;
        const auto account = accounts::ensure(tx, context, world.clinic.id, customer, {}).value();
        const auto hash = accounts::Hasher::cheap().hash(kPassword).value();
        accounts::set_password(tx, context, world.clinic.id, account, hash, {});
    });
    Browser visitor(environment, "");
    const auto page = visitor.get(everywhere_form, "/sign-in");
    const auto entered =
        visitor.submit(everywhere, page, {{"email", "anna@example.com"}, {"password", std::string(kPassword)}});
    EXPECT_EQ(entered.status, 200);
    EXPECT_TRUE(shows(entered, "/studio-lind/my"));
    EXPECT_TRUE(shows(entered, world.clinic.slug + "/my"));
}

TEST_P(SignIn, OfTheWholeInstallationIsClosedWhereTheBusinessIsSuspended) {
    make_account(world.anna);
    world.db().write([&](db::Tx& tx) { businesses::suspend(tx, salon(), world.clock.now(), ""); });
    Browser visitor(environment, "");
    const auto page = visitor.get(everywhere_form, "/sign-in");
    const auto entered =
        visitor.submit(everywhere, page, {{"email", "anna@example.com"}, {"password", std::string(kPassword)}});
    EXPECT_EQ(entered.status, 422);
    EXPECT_FALSE(shows(visitor.get(register_somewhere, "/register?q=studio-lind"), "/studio-lind/register"));
}

TEST_P(SignIn, TheInstallationsRegistrationFindsListedBusinessesByNameAndOthersByTheirAddressAlone) {
    Browser visitor(environment, "");
    world.db().write([&](db::Tx& tx) {
        tx.execute("update businesses set listed = case when id = :id then 1 else 0 end", salon());
    });
    const auto asked = [&](const std::string& q) {
        return visitor.get(register_somewhere, "/register?q=" + base::percent_encoded(q));
    };
    EXPECT_TRUE(shows(asked("lind"), "/studio-lind/register"));
    EXPECT_FALSE(shows(asked(world.clinic.slug.substr(0, 3)), world.clinic.slug + "/register"));
    EXPECT_TRUE(shows(asked(world.clinic.slug), world.clinic.slug + "/register"));
    EXPECT_TRUE(shows(asked("100%_!"), "None is found."));
    EXPECT_TRUE(shows(visitor.get(forgot_somewhere, "/forgot-password"), "/studio-lind/forgot-password"));
}

Pairs cara() {
    return {{"name", "Cara"},         {"surname", "Lund"},     {"email", "cara@example.com"},
            {"phone", "22 33 44 55"}, {"phone_country", "SE"}, {"password", "seven quiet green boats"},
            {"consent", "yes"}};
}

class Register : public Portal {
protected:
    std::string registration_link(std::string_view key = "cara@example.com") {
        return world.db().write([&](db::Tx& tx) {
            const auto id = tx.value<std::int64_t>("select id from registrations where email_key = :key", key).value();
            return accounts::make_link(tx, world.clock, salon(), Purpose::registration, id, key);
        });
    }
    int customers_in_all() {
        return world.db().read([](db::Session& s) { return s.value<int>("select count(*) from customers").value(); });
    }
};
INSTANTIATE_TEST_SUITE_P(Engines, Register, testing::ValuesIn(support::engines()), support::engine_name);

TEST_P(Register, MakesTheCustomerOnlyWhenTheAddressIsConfirmed) {
    const auto form = browser.get(register_form, "/studio-lind/register");
    EXPECT_TRUE(shows(form, "<option value=\"NO\" selected>Norway +47</option>"));
    const auto sent = browser.submit(register_one, form, cara());
    EXPECT_EQ(header(sent, "Location"), "/studio-lind/register?sent=1");
    EXPECT_EQ(customers_in_all(), 0);
    EXPECT_EQ(activities_of("registration.asked"), 1);

    const auto token = registration_link();
    const auto page = browser.get(confirm_form, "/studio-lind/registration/x", {{"token", token}});
    EXPECT_EQ(page.status, 200);
    EXPECT_EQ(customers_in_all(), 0);
    EXPECT_EQ(browser.submit(confirm, page, {}, {{"token", token}}).status, 303);
    EXPECT_TRUE(shows(browser.get(appointments, "/studio-lind/my?welcome=1"), "Your account is ready."));
    const auto profile = browser.get(profile_form, "/studio-lind/my/profile");
    EXPECT_TRUE(shows(profile, "value=\"Lund\""));
    EXPECT_TRUE(shows(profile, "<option value=\"SE\" selected>"));
    EXPECT_EQ(browser.get(confirm_form, "/studio-lind/registration/x", {{"token", token}}).status, 404);
    Browser later(environment);
    EXPECT_EQ(sign_in(later, "cara@example.com", "seven quiet green boats").status, 303);
}

TEST_P(Register, SaysInAnotherBrowserWhyThePasswordDoesNotCount) {
    browser.submit(register_one, browser.get(register_form, "/studio-lind/register"), cara());
    const auto token = registration_link();
    Browser phone(environment);
    const auto page = phone.get(confirm_form, "/studio-lind/registration/x", {{"token", token}});
    const auto confirmed = phone.submit(confirm, page, {}, {{"token", token}});
    EXPECT_EQ(header(confirmed, "Location"), "/studio-lind/my/security?choose=other-browser");
    const auto choose = phone.get(security_form, header(confirmed, "Location"));
    EXPECT_TRUE(shows(choose, "You opened the link in another browser than the one in which you registered."));
    EXPECT_TRUE(shows(choose, "Choose a password"));
    EXPECT_EQ(phone.submit(change_password, choose, {{"password", "seven quiet green boats"}}).status, 303);
    EXPECT_FALSE(shows(phone.get(security_form, header(confirmed, "Location")), "another browser"))
        << "there is one now";
}

// Where third parties' cookies are blocked, only a partitioned one lets the frame be known again when the link is used
// in it.
TEST_P(Register, KeepsTheDeviceOfAnEmbeddedPageApartForEachSite) {
    const auto sent_by = [&](Browser& who, bool embedded) {
        const auto form = who.get(register_form, "/studio-lind/register");
        auto made = who.request(http::Method::post, "/studio-lind/register", {});
        auto fields = cara();
        fields.emplace_back("token", Browser::token_of(form));
        made.form = http::Form(std::move(fields));
        if (embedded) made.headers.emplace_back("sec-fetch-dest", "iframe");
        const auto answer = who.send(register_one, made);
        EXPECT_EQ(answer.status, 303);
        const auto cookie = header(answer, "Set-Cookie");
        EXPECT_TRUE(cookie.starts_with("tb_device=")) << cookie;
        return cookie;
    };
    Browser framed(environment), plain(environment);
    const auto in_frame = sent_by(framed, true);
    for (const auto* part : {"SameSite=None", "Partitioned", "Secure", "HttpOnly", "Path=/studio-lind"})
        EXPECT_NE(in_frame.find(part), in_frame.npos) << part << " in " << in_frame;
    // The password that was typed counts, since the frame that confirms is the one that registered.
    const auto token = registration_link();
    const auto page = framed.get(confirm_form, "/studio-lind/registration/x", {{"token", token}});
    EXPECT_EQ(framed.submit(confirm, page, {}, {{"token", token}}).status, 303);
    Browser later(environment);
    EXPECT_EQ(sign_in(later, "cara@example.com", "seven quiet green boats").status, 303);

    const auto on_its_own = sent_by(plain, false);
    EXPECT_NE(on_its_own.find("SameSite=Lax"), on_its_own.npos) << on_its_own;
    EXPECT_EQ(on_its_own.find("Partitioned"), on_its_own.npos) << on_its_own;
}

TEST_P(Register, SaysWhatIsWrongBesideEachField) {
    const auto form = browser.get(register_form, "/studio-lind/register");
    const auto wrong = browser.submit(register_one, form,
                                      {{"name", " "},
                                       {"surname", std::string(101, 'x')},
                                       {"email", "cara@"},
                                       {"phone", "12"},
                                       {"phone_country", "??"},
                                       {"password", "passwor"}});
    EXPECT_EQ(wrong.status, 422);
    for (const auto* field : {"name", "surname", "email", "phone", "password", "consent"})
        EXPECT_TRUE(shows(wrong, fmt::format("id=\"tb-{}-wrong\"", field))) << field;
    EXPECT_EQ(count(main_of(wrong), " autofocus"), 1);
    EXPECT_TRUE(shows(wrong, "value=\"cara@\""));
    EXPECT_FALSE(shows(wrong, "value=\"passwor\""));
    EXPECT_EQ(activities_of("registration.asked"), 0);
}

TEST_P(Register, AnswersTheSameForAnAddressThatIsKnown) {
    make_account(world.anna);
    auto known = cara();
    known[2].second = "anna@example.com";
    Browser first(environment), second(environment);
    const auto a = first.submit(register_one, first.get(register_form, "/studio-lind/register"), known);
    const auto b = second.submit(register_one, second.get(register_form, "/studio-lind/register"), cara());
    EXPECT_EQ(a.status, b.status);
    EXPECT_EQ(header(a, "Location"), header(b, "Location"));
    EXPECT_EQ(a.headers.size(), b.headers.size());
}

TEST_P(Register, AsksForWhatTheBusinessWants) {
    settings([](auto& now) {
        now.surname_field = businesses::FieldRule::hidden;
        now.phone_field = businesses::FieldRule::required;
        now.access_link_sign_in = false;
    });
    const auto form = browser.get(register_form, "/studio-lind/register");
    EXPECT_FALSE(shows(form, "name=\"surname\""));
    const auto wrong =
        browser.submit(register_one, form, {{"name", "Cara"}, {"email", "cara@example.com"}, {"consent", "1"}});
    EXPECT_TRUE(shows(wrong, "id=\"tb-phone-wrong\""));
    EXPECT_TRUE(shows(wrong, "id=\"tb-password-wrong\""));
}

}  // namespace
}  // namespace portal::test
