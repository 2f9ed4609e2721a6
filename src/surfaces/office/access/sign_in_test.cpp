#include "accounts/staff_link.h"
#include "office/access/access.h"
#include "office/calendar/calendar.h"
#include "office/frame/test_office.h"

#include <liboath/oath.h>

namespace office::test {
namespace {

class StaffSignIn : public OfficeTest {
protected:
    // What the app on the phone shows.
    std::string code_of(std::string key) const {
        std::erase(key, ' ');
        key.append((8 - key.size() % 8) % 8, '=');
        char* bytes = nullptr;
        std::size_t size = 0;
        EXPECT_EQ(oath_base32_decode(key.data(), key.size(), &bytes, &size), OATH_OK);
        std::array<char, 7> out{};
        oath_totp_generate(bytes, size, world.clock.now().time_since_epoch().count(), 30, 0, 6, out.data());
        std::free(bytes);
        return out.data();
    }
    std::string key_in(const std::string& page) const {
        for (const auto& [name, value] : form_of(page, office("/security/codes/confirmation")))
            if (name == "key") return value;
        return {};
    }
    http::Response begin_codes(const std::string& password) {
        const auto account = get(office::security, office("/security"));
        return post(begin_totp, office("/security/codes"),
                    with(form_of(*account.body, office("/security/codes")), "totp_password", password));
    }
    // Returns the page that shows the recovery codes.
    http::Response set_up_codes(std::string* key = nullptr) {
        const auto setup = begin_codes(std::string(kPassword));
        const auto found = key_in(*setup.body);
        if (key) *key = found;
        return post(confirm_totp, office("/security/codes/confirmation"),
                    with(form_of(*setup.body, office("/security/codes/confirmation")), "code", code_of(found)));
    }
};

TEST_P(StaffSignIn, OpensTheOfficeAndComesBackToWhatWasAskedFor) {
    const auto answer = sign_in_as("mira@example.com", kPassword, "?next=/studio-lind/office/customers");
    EXPECT_EQ(answer.status, 303);
    EXPECT_EQ(header(answer, "Location"), "/studio-lind/office/customers");
    EXPECT_NE(header(answer, "Set-Cookie").find("Path=/studio-lind/office"), std::string::npos);
    EXPECT_NE(header(answer, "Set-Cookie").find("HttpOnly"), std::string::npos);

    const auto page = get(calendar, office("/calendar?view=list"));
    EXPECT_EQ(page.status, 200);
    EXPECT_TRUE(shows(page, "Mira Lind"));
    EXPECT_TRUE(shows(page, "href=\"/studio-lind/office/workflows\""));
}

TEST_P(StaffSignIn, LeadsToNoOtherSite) {
    for (const auto* next :
         {"https://evil.example", "//evil.example", "/studio-lind/office//evil.example", "/studio-lind/office\\evil",
          "/studio-lind", "/salong-nord/office", "/studio-lind/officer"})
        EXPECT_EQ(header(sign_in_as("mira@example.com", kPassword, "?next=" + base::percent_encoded(next)), "Location"),
                  "/studio-lind/office")
            << next;
}

TEST_P(StaffSignIn, RefusesAWrongPasswordAndAnUnknownAddressAlike) {
    const auto wrong = sign_in_as("mira@example.com", "not the password");
    const auto unknown = sign_in_as("nobody@example.com");
    EXPECT_EQ(wrong.status, 422);
    EXPECT_EQ(unknown.status, 422);
    EXPECT_TRUE(shows(wrong, "value=\"mira@example.com\""));
    EXPECT_TRUE(session.empty());
    EXPECT_FALSE(shows(wrong, "not the password"));
}

TEST_P(StaffSignIn, IsNotLockedForTheirOwnBrowserByAStrangersAttempts) {
    const auto device = cookie(sign_in_as("mira@example.com"), "tb_device");
    ASSERT_FALSE(device.empty());
    for (int i = 0; i < 10; ++i) (void)sign_in_as("mira@example.com", "not the password");
    EXPECT_EQ(sign_in_as("mira@example.com").status, 429);
    auto page = get(office::sign_in_form, office("/sign-in"));
    auto form = form_of(*page.body, office("/sign-in"));
    auto made = request(http::Method::post, office("/sign-in"));
    for (auto& [name, value] : made.headers)
        if (name == "cookie") value += "; tb_device=" + device;
    made.form = http::Form(with(with(form, "email", "mira@example.com"), "password", std::string(kPassword)));
    EXPECT_EQ(Handler(office::sign_in)(made, environment).status, 303);
}

TEST_P(StaffSignIn, SendsWhoeverIsNotSignedInToTheDoor) {
    session = "";
    for (const auto& handler :
         std::vector<Handler>{calendar, customers, booking_page_settings, workflows, office::security}) {
        const auto answer = get(handler, office());
        EXPECT_EQ(answer.status, 303);
        EXPECT_TRUE(header(answer, "Location").starts_with("/studio-lind/office/sign-in"));
    }
}

TEST_P(StaffSignIn, EndsWithTheButton) {
    as_owner();
    const auto page = get(calendar, office("/calendar?view=list"));
    const auto left = post(sign_out, office("/sign-out"), form_of(*page.body, office("/sign-out")));
    EXPECT_EQ(left.status, 303);
    EXPECT_EQ(get(calendar, office("/calendar?view=list")).status, 303);  // the old cookie opens nothing
}

TEST_P(StaffSignIn, IsNoneOfTheCustomersAndTheOtherWayRound) {
    as_owner();
    const auto staff_session = session;
    const auto anna = world.db().write([&](db::Tx& tx) {
        const auto joined = customers::join(tx, business(), world.clock, world.anna);
        return *accounts::ensure(tx, context(), business(), joined.customer.id, {});
    });
    const auto hash = environment.hasher.hash("a quiet lake in autumn").value();
    world.db().write([&](db::Tx& tx) { accounts::set_password(tx, context(), business(), anna, hash, {}); });
    const auto signed_in = accounts::sign_in(world.db(), context(), environment.hasher, business(), world.anna.email,
                                             "a quiet lake in autumn", {});
    ASSERT_TRUE(signed_in);
    session = signed_in->session_token;
    EXPECT_EQ(get(calendar, office("/calendar?view=list")).status, 303);
    world.db().read([&](db::Session& reading) {
        EXPECT_FALSE(accounts::find_signed_in(reading, world.clock, business(), staff_session));
    });
}

TEST_P(StaffSignIn, HoldsForOneBusinessOnly) {
    as_owner();
    slug = "salong-nord";
    EXPECT_EQ(get(calendar, office("/calendar?view=list")).status, 303);
}

TEST_P(StaffSignIn, AsksForACodeOnceItIsSetUp) {
    as_owner();
    std::string key;
    const auto codes = set_up_codes(&key);
    ASSERT_EQ(codes.status, 200);
    const auto at = codes.body->find("<li>", codes.body->find("tb-codes"));
    const auto recovery = codes.body->substr(at + 4, codes.body->find("</li>", at) - at - 4);

    world.clock.advance(std::chrono::minutes{5});
    EXPECT_EQ(header(sign_in_as("mira@example.com"), "Location"),
              "/studio-lind/office/code?next=" + base::percent_encoded("/studio-lind/office"));
    EXPECT_EQ(get(customers, office("/customers")).status, 303);
    EXPECT_EQ(get(office::security, office("/security")).status, 303);  // its codes could be taken away there

    const auto door = get(code_form, office("/code"));
    const auto form = form_of(*door.body, office("/code"));
    EXPECT_EQ(post(give_code, office("/code"), with(form, "code", "000000")).status, 422);
    EXPECT_EQ(post(give_code, office("/code"), with(form, "code", code_of(key))).status, 303);
    EXPECT_EQ(get(customers, office("/customers")).status, 200);

    sign_in_as("mira@example.com");
    const auto again = form_of(*get(code_form, office("/code")).body, office("/code"));
    EXPECT_EQ(post(give_code, office("/code"), with(again, "code", recovery)).status, 303);
    EXPECT_EQ(get(customers, office("/customers")).status, 200);
    sign_in_as("mira@example.com");
    const auto third = form_of(*get(code_form, office("/code")).body, office("/code"));
    EXPECT_EQ(post(give_code, office("/code"), with(third, "code", recovery)).status, 422);  // it worked once
}

TEST_P(StaffSignIn, ShowsThePictureAndTheLinkForTheApp) {
    as_owner();
    const auto setup = begin_codes(std::string(kPassword));
    EXPECT_TRUE(shows(setup, "<svg class=\"tb-qr\""));
    EXPECT_TRUE(shows(setup, "href=\"otpauth://totp/"));
    EXPECT_TRUE(shows(setup, "secret=" + key_in(*setup.body)));
}

TEST_P(StaffSignIn, SetsCodesUpOnlyForWhoKnowsThePassword) {
    as_owner();
    for (const auto* wrong : {"", "not the password"}) {
        const auto refused = begin_codes(wrong);
        EXPECT_EQ(refused.status, 422);
        EXPECT_TRUE(shows(refused, "aria-invalid=\"true\""));
        EXPECT_FALSE(shows(refused, "otpauth://"));
    }
    world.db().read([&](db::Session& reading) {
        EXPECT_EQ(reading.value<int>("select count(*) from staff_logins where totp_pending is not null"), 0);
    });
    EXPECT_TRUE(shows(begin_codes(std::string(kPassword)), "otpauth://"));
}

TEST_P(StaffSignIn, LetsThoseWhoseRoleNeedsCodesOnlySetThemUp) {
    world.db().write([&](db::Tx& tx) {
        businesses::CustomerSettings settings;
        settings.totp_roles = {businesses::Role::owner};
        return businesses::set_customer_settings(tx, business(), settings);
    });
    EXPECT_EQ(header(sign_in_as("mira@example.com"), "Location"), "/studio-lind/office/security");
    EXPECT_EQ(get(customers, office("/customers")).status, 303);
    EXPECT_EQ(set_up_codes().status, 200);
    EXPECT_EQ(get(customers, office("/customers")).status, 200);
}

TEST_P(StaffSignIn, ChangesThePasswordOnlyWithTheOldOne) {
    as_owner();
    const auto page = get(office::security, office("/security"));
    const auto form = with(form_of(*page.body, office("/security")), "password", "seven swans in a row");
    const auto wrong = post(change_password, office("/security"), with(form, "current_password", "guessed"));
    EXPECT_EQ(wrong.status, 422);
    EXPECT_TRUE(shows(wrong, "aria-invalid=\"true\""));
    EXPECT_EQ(post(change_password, office("/security"), with(form, "current_password", std::string(kPassword))).status,
              303);
    EXPECT_EQ(sign_in_as("mira@example.com").status, 422);
    EXPECT_EQ(sign_in_as("mira@example.com", "seven swans in a row").status, 303);
}

TEST_P(StaffSignIn, TakesCodesAwayAndChangesThePasswordOnlyWithACode) {
    as_owner();
    std::string key;
    set_up_codes(&key);
    world.clock.advance(std::chrono::minutes{1});
    const auto page = get(office::security, office("/security"));
    EXPECT_TRUE(shows(page, "name=\"totp_code\""));
    const auto off =
        with(form_of(*page.body, office("/security/codes/removal")), "totp_password", std::string(kPassword));
    EXPECT_EQ(post(remove_totp, office("/security/codes/removal"), off).status, 422) << "the phone is not at hand";
    EXPECT_EQ(post(begin_totp, office("/security/codes"), off).status, 422) << "nor is it exchanged";
    const auto change = with(with(form_of(*page.body, office("/security")), "current_password", std::string(kPassword)),
                             "password", "seven swans in a row");
    const auto refused = post(change_password, office("/security"), change);
    EXPECT_EQ(refused.status, 422);
    EXPECT_TRUE(shows(refused, "Write the code that your app shows now, too."));
    EXPECT_EQ(post(change_password, office("/security"), with(change, "current_code", code_of(key))).status, 303);
    world.clock.advance(std::chrono::minutes{1});
    EXPECT_EQ(post(remove_totp, office("/security/codes/removal"),
                   with(with(off, "totp_password", "seven swans in a row"), "totp_code", code_of(key)))
                  .status,
              303);
}

TEST_P(StaffSignIn, ListsTheBrowsersAndEndsOneOfThem) {
    as_owner();
    const auto elsewhere = session;
    auto page = get(office::security, office("/security"));
    EXPECT_TRUE(shows(page, "this one"));
    EXPECT_FALSE(shows(page, "Sign out everywhere else")) << "there is no other";
    as_owner();
    page = get(office::security, office("/security"));
    EXPECT_TRUE(shows(page, "Sign out everywhere else"));
    std::optional<StaffSessionId> other;
    world.db().read([&](db::Session& reading) {
        other = accounts::staff::find_signed_in(reading, world.clock, business(), elsewhere)->session_id;
    });
    const auto action = office("/security/sessions/" + base::to_text(*other) + "/end");
    const auto form = form_of(*page.body, action);
    EXPECT_EQ(post(end_one_session, action, {}, base::to_text(*other)).status, 422);
    EXPECT_EQ(post(end_one_session, action, form, "nonsense").status, 404);
    EXPECT_EQ(header(post(end_one_session, action, form, base::to_text(*other)), "Location"),
              office("/security?done=session"));
    EXPECT_EQ(post(end_one_session, action, form, base::to_text(*other)).status, 404);
    EXPECT_EQ(get(office::security, office("/security")).status, 200);
    session = elsewhere;
    EXPECT_EQ(get(office::security, office("/security")).status, 303);
}

TEST_P(StaffSignIn, TakesNoFormOfAnotherSession) {
    as_owner();
    const auto page = get(new_customer, office("/customers/new"));
    const auto form = with(form_of(*page.body, office("/customers/new")), "name", "Eve");
    as_owner();
    EXPECT_EQ(post(create_customer, office("/customers/new"), form).status, 422);
    world.db().read([&](db::Session& reading) {
        EXPECT_TRUE(customers::list(reading, business(), {.search = "Eve"}).customers.empty());
    });
}

class ForgottenPassword : public StaffSignIn {
protected:
    http::Response ask_for(const std::string& email) {
        const auto page = get(forgot_form, office("/forgot-password"));
        return post(forgot, office("/forgot-password"),
                    with(form_of(*page.body, office("/forgot-password")), "email", email));
    }
    std::string link() {
        return world.db().write(
            [&](db::Tx& tx) { return accounts::staff::make_link(tx, world.clock, business(), owner); });
    }
    http::Request at_link(http::Method method, const std::string& token) const {
        auto out = request(method, office("/password/" + token));
        out.params.emplace_back("token", token);
        return out;
    }
    http::Response open(const std::string& token) {
        return Handler(new_password_form)(at_link(http::Method::get, token), environment);
    }
    http::Response choose(const std::string& token, const std::string& password, const Pairs& form) {
        auto made = at_link(http::Method::post, token);
        made.form = http::Form(with(form, "password", password));
        return Handler(new_password)(made, environment);
    }
    int activities_of(std::string_view type) {
        return world.db()
            .read([&](db::Session& s) {
                return s.value<int>("select count(*) from activities where type = :type", type);
            })
            .value();
    }
};
INSTANTIATE_TEST_SUITE_P(Engines, ForgottenPassword, testing::ValuesIn(support::engines()), support::engine_name);

TEST_P(ForgottenPassword, IsReplacedByAMailedLinkOnce) {
    as_owner();
    const auto before = session;
    session = "";
    EXPECT_TRUE(shows(get(office::sign_in_form, office("/sign-in")), "href=\"/studio-lind/office/forgot-password\""));
    EXPECT_EQ(header(ask_for("Mira@example.com"), "Location"), office("/forgot-password?sent=1"));
    EXPECT_EQ(activities_of("staff.password_asked"), 1);
    EXPECT_TRUE(shows(get(forgot_form, office("/forgot-password?sent=1")), "It works once, for 30 minutes."));

    const auto token = link();
    const auto page = open(token);
    EXPECT_EQ(page.status, 200);
    EXPECT_TRUE(shows(page, "mira@example.com"));
    EXPECT_TRUE(shows(page, "autocomplete=\"new-password\""));
    EXPECT_EQ(header(page, "Cache-Control"), "no-store");
    EXPECT_EQ(open(token).status, 200) << "looking, as mail scanners do, does not use it up";
    const auto form = form_of(*page.body, office("/password/" + token));
    const auto weak = choose(token, "password", form);
    EXPECT_EQ(weak.status, 422);
    EXPECT_TRUE(shows(weak, "aria-invalid=\"true\""));
    EXPECT_EQ(choose(token, "seven swans in a row", {}).status, 422) << "without the form's token";
    const auto set = choose(token, "seven swans in a row", form);
    EXPECT_EQ(header(set, "Location"), office("/sign-in?changed=1"));
    EXPECT_TRUE(cookie(set, "tb_staff").empty()) << "nobody is signed in by it";
    EXPECT_TRUE(shows(get(office::sign_in_form, office("/sign-in?changed=1")), "Your new password is set."));
    EXPECT_EQ(choose(token, "eight swans in a row", form).status, 404);
    EXPECT_EQ(open(token).status, 404);
    EXPECT_TRUE(shows(open(token), "This link no longer works"));

    session = before;
    EXPECT_EQ(get(calendar, office("/calendar?view=list")).status, 303) << "whoever was signed in is out";
    EXPECT_EQ(sign_in_as("mira@example.com").status, 422);
    EXPECT_EQ(sign_in_as("mira@example.com", "seven swans in a row").status, 303);
}

TEST_P(ForgottenPassword, IsAskedForInTheSameWayByWhoeverItIs) {
    const auto known = ask_for("mira@example.com"), unknown = ask_for("nobody@example.com");
    EXPECT_EQ(known.status, unknown.status);
    EXPECT_EQ(known.headers, unknown.headers);
    EXPECT_EQ(activities_of("staff.password_asked"), 1);
    EXPECT_EQ(ask_for("mira@").status, 422);
    EXPECT_TRUE(shows(ask_for("mira@"), "value=\"mira@\""));
    EXPECT_EQ(post(forgot, office("/forgot-password"), {{"email", "mira@example.com"}}).status, 422);
    for (int i = 0; i < 28; ++i) ask_for("nobody@example.com");
    EXPECT_EQ(ask_for("somebody@example.com").status, 429);
    EXPECT_EQ(activities_of("staff.password_asked"), 1);
}

TEST_P(ForgottenPassword, StillAsksForACode) {
    as_owner();
    set_up_codes();
    const auto token = link();
    const auto form = form_of(*open(token).body, office("/password/" + token));
    EXPECT_EQ(choose(token, "seven swans in a row", form).status, 303);
    EXPECT_EQ(get(security, office("/security")).status, 303);
    EXPECT_TRUE(header(sign_in_as("mira@example.com", "seven swans in a row"), "Location")
                    .starts_with("/studio-lind/office/code"));
    EXPECT_EQ(get(customers, office("/customers")).status, 303);
}

TEST_P(ForgottenPassword, IsOfOneBusiness) {
    const auto token = link();
    slug = "salong-nord";
    EXPECT_EQ(open(token).status, 404);
    const auto page = get(forgot_form, office("/forgot-password"));
    const auto form = form_of(*page.body, office("/forgot-password"));
    EXPECT_EQ(choose(token, "seven swans in a row", form).status, 404);
    slug = "studio-lind";
    EXPECT_EQ(open(token).status, 200);
}

INSTANTIATE_TEST_SUITE_P(Engines, StaffSignIn, testing::ValuesIn(support::engines()), support::engine_name);

class SetUp : public OfficeTest {
protected:
    std::string code;

    SetUp() {
        world.db().write([&](db::Tx& tx) { tx.execute("delete from staff_logins"); });
        code = world.db().write([&](db::Tx& tx) { return *accounts::staff::make_setup_code(tx, environment.secret); });
    }
    http::Response give(const std::string& typed) {
        const auto page = get(setup_form, "/setup");
        return post(setup, "/setup", with(form_of(*page.body, "/setup"), "code", typed));
    }
    Pairs owner_form() {
        auto form = form_of(*give(code).body, "/setup");
        form = with(with(form, "owner", "Kari Nord"), "email", "kari@example.com");
        form = with(with(form, "password", std::string(kPassword)), "business", "new");
        return with(with(form, "name", "Kari's"), "slug", "karis");
    }
};

TEST_P(SetUp, NeedsTheCodeOfTheConsole) {
    const auto wrong = give("AAAA-AAAA-AAAA");
    EXPECT_EQ(wrong.status, 422);
    EXPECT_FALSE(shows(wrong, "name=\"owner\""));
    EXPECT_TRUE(shows(give(code), "name=\"owner\""));
    EXPECT_TRUE(shows(give(code), "name=\"owner\""));  // asking does not use it up
}

TEST_P(SetUp, MakesABusinessWithItsOwnerSignedIn) {
    const auto made = post(setup, "/setup", owner_form());
    ASSERT_EQ(made.status, 303) << *made.body;
    EXPECT_EQ(header(made, "Location"), "/karis/office/start") << "where nobody can book yet, and what is missing";
    session = cookie(made, "tb_staff");
    slug = "karis";
    EXPECT_EQ(get(calendar, "/karis/office/calendar?view=list").status, 200);
    const auto business = world.db().read([](db::Session& reading) { return *businesses::find(reading, "karis"); });
    EXPECT_EQ(business.zone.name(), "Europe/Oslo");
    EXPECT_EQ(business.currency, "NOK");
    EXPECT_EQ(business.email, "") << "how the owner signs in is nobody else's business";
    EXPECT_EQ(get(setup_form, "/setup").status, 409);
    EXPECT_EQ(post(setup, "/setup", {}).status, 409);
}

TEST_P(SetUp, SaysWhileItIsTypedWhetherTheAddressCanBeHad) {
    const auto said = [&](const std::string& query) { return get(check_setup_address, "/setup/address?" + query); };
    EXPECT_TRUE(shows(said("name=Kari%27s+Hair"), "/kari-s-hair can be yours.")) << "made from the name";
    EXPECT_TRUE(shows(said("name=Kari%27s+Hair&slug=Karis"), "/karis can be yours."));
    EXPECT_TRUE(shows(said("slug=studio-lind"), "tb-error"));
    EXPECT_TRUE(shows(said("slug=api"), "tb-error"));
    const auto made = post(setup, "/setup", with(owner_form(), "slug", ""));
    EXPECT_EQ(header(made, "Location"), "/kari-s/office/start");
    EXPECT_EQ(said("slug=karis").status, 409) << "the set-up is over";
}

TEST_P(SetUp, ShowsCustomersTheAddressThatIsMeantForThem) {
    EXPECT_EQ(post(setup, "/setup", with(owner_form(), "contact", "hello@")).status, 422);
    EXPECT_EQ(post(setup, "/setup", with(owner_form(), "contact", "hello@karis.example")).status, 303);
    const auto business = world.db().read([](db::Session& reading) { return *businesses::find(reading, "karis"); });
    EXPECT_EQ(business.email, "hello@karis.example");
}

TEST_P(SetUp, ChoosesNoBusinessForTheOwner) {
    const auto page = give(code);
    EXPECT_TRUE(shows(page, "Which business is yours?"));
    EXPECT_EQ(page.body->find(" checked>", page.body->find("name=\"business\"")), page.body->npos);
    const auto form = without(owner_form(), "business");
    auto answer = post(setup, "/setup", form);
    EXPECT_EQ(answer.status, 422);
    EXPECT_TRUE(shows(answer, "Choose one of these."));
    EXPECT_EQ(post(setup, "/setup", with(form, "business", "none")).status, 422);
    EXPECT_EQ(world.db().read([](db::Session& reading) { return businesses::find(reading, "karis").has_value(); }),
              false);
}

TEST_P(SetUp, MakesTheOwnerOfABusinessThatIsThere) {
    const auto form = with(owner_form(), "business", base::to_text(business()));
    const auto made = post(setup, "/setup", form);
    ASSERT_EQ(made.status, 303);
    session = cookie(made, "tb_staff");
    EXPECT_EQ(get(calendar, office("/calendar?view=list")).status, 200);
}

TEST_P(SetUp, SaysWhatIsWrongAndKeepsWhatWasTyped) {
    auto form = with(with(owner_form(), "slug", "studio-lind"), "zone", "Europe/Bergen");
    auto answer = post(setup, "/setup", form);
    EXPECT_EQ(answer.status, 422);
    EXPECT_TRUE(shows(answer, "value=\"Kari Nord\""));
    EXPECT_TRUE(shows(answer, "value=\"Europe/Bergen\""));
    answer = post(setup, "/setup", with(form, "zone", ""));
    EXPECT_EQ(answer.status, 409);
    EXPECT_TRUE(shows(answer, "This address is in use already."));
    EXPECT_EQ(post(setup, "/setup", with(with(form, "zone", ""), "slug", "karis")).status, 303);
}

TEST_P(SetUp, ComesBackOnceItHasExpiredAsFarAsTheCodeAllows) {
    const auto expired = with(owner_form(), "token", "a.b.c");
    const auto again = post(setup, "/setup", expired);
    EXPECT_EQ(again.status, 422);
    EXPECT_TRUE(shows(again, "This page was open for a long time."));
    EXPECT_TRUE(shows(again, "value=\"Kari Nord\""));
    EXPECT_FALSE(shows(post(setup, "/setup", with(expired, "code", "AAAA-AAAA-AAAA")), "name=\"owner\""));
    EXPECT_EQ(get(setup_form, "/setup").status, 200) << "nothing was made";
}

INSTANTIATE_TEST_SUITE_P(Engines, SetUp, testing::ValuesIn(support::engines()), support::engine_name);

}  // namespace
}  // namespace office::test
