// Somebody sits at a browser that was left open, or holds what used to open an account, and tries to keep it for good:
// against a running server, as a browser would.
#include "accounts/customer_access.h"
#include "accounts/staff_manage.h"
#include "app/test_house.h"

namespace app::test {
namespace {

using namespace std::chrono_literals;
using businesses::Role;
using http::test::Answer;
using Fields = std::vector<std::pair<std::string, std::string>>;

constexpr const char *kPassword = "correct horse battery staple", *kEvil = "gravel under seven moons";

class Takeover : public testing::TestWithParam<db::Engine> {
protected:
    Site site{GetParam()};
    const std::string hash = accounts::Hasher::cheap().hash(kPassword).value();
    const accounts::Context context{site.world.clock, site.registry};

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
    static Ask get(std::string target) { return {"GET", std::move(target), {}, {}}; }
    static std::string cookie(const Answer& answer, std::string_view name) {
        const auto mark = fmt::format("Set-Cookie: {}=", name);
        const auto found = answer.head.find(mark);
        if (found == std::string::npos) return {};
        const auto begin = found + mark.size();
        return answer.head.substr(begin, answer.head.find(';', begin) - begin);
    }

    struct Environment {
        StaffId id;
        std::string session, token;
    };
    StaffId hire(std::string_view name, Role role) {
        const auto email = fmt::format("{}@example.com", name);
        return write([&](db::Tx& tx) {
            const auto id = accounts::staff::add(tx, context, salon(), name, email, role, {}).value();
            CHECK(accounts::staff::set_login(tx, context, salon(), id, *base::parse_email(email), hash, {}));
            return id;
        });
    }
    Answer sign_in_staff(std::string_view name, std::string_view password = kPassword) {
        const auto token =
            site.app.environment().tokens.make("office.sign-in:" + site.world.salon.slug, "", site.world.clock.now());
        return site.ask(form_post(
            at("/office/sign-in"),
            {{"email", fmt::format("{}@example.com", name)}, {"password", std::string(password)}, {"token", token}}));
    }
    // Signed in, and left alone.
    Environment open_desk(std::string_view name, StaffId id) {
        Environment out{id, cookie(sign_in_staff(name), "tb_staff"), {}};
        const auto who = read(
            [&](db::Session& s) { return accounts::staff::find_signed_in(s, site.world.clock, salon(), out.session); });
        CHECK(who);
        out.token =
            site.app.environment().tokens.make("office", base::to_text(who->session_id), site.world.clock.now());
        return out;
    }
    Answer post(const Environment& environment, std::string_view rest, Fields fields) {
        fields.emplace_back("token", environment.token);
        return site.ask(
            form_post(at(fmt::format("/office{}", rest)), fields).with("Cookie", "tb_staff=" + environment.session));
    }
    std::string member(StaffId id) const { return "/people/" + base::to_text(id); }
    std::optional<accounts::staff::Member> stored(StaffId id) {
        return read([&](db::Session& s) { return accounts::staff::find(s, salon(), id); });
    }

    struct Customer {
        CustomerId id;
        AccountId account;
        std::string session, token, feed, manage;
        BookingId booking;
    };
    Customer anna() {
        const auto made =
            site.world.book(site.world.anna, site.world.salon.cut, site.world.salon.mira, "tue 10:00").value();
        Customer out{};
        out.id = made.booking.customer_id;
        out.manage = made.manage_token;
        out.booking = made.booking.id;
        write([&](db::Tx& tx) {
            out.account = accounts::find_by_customer(tx, salon(), out.id)->id;
            tx.execute("update accounts set email_confirmed_at = 1");
            accounts::set_password(tx, context, salon(), out.account, hash, {});
            out.feed = accounts::make_feed(tx, site.world.clock, salon(), out.account);
        });
        sign_in(out);
        return out;
    }
    void sign_in(Customer& who) {
        const auto door =
            site.app.environment().tokens.make("portal:" + site.world.salon.slug, "", site.world.clock.now());
        who.session = cookie(
            site.ask(form_post(at("/sign-in"),
                               {{"email", site.world.anna.email.text}, {"password", kPassword}, {"token", door}})),
            "tb_customer");
        const auto visitor =
            read([&](db::Session& s) { return accounts::find_signed_in(s, site.world.clock, salon(), who.session); });
        CHECK(visitor);
        who.token = site.app.environment().tokens.make("portal:" + site.world.salon.slug,
                                                       base::to_text(visitor->session_id), site.world.clock.now());
    }
    Answer look(const Customer& who, std::string_view rest) {
        return site.ask(get(at(fmt::format("/my{}", rest))).with("Cookie", "tb_customer=" + who.session));
    }
    Answer post(const Customer& who, std::string_view rest, Fields fields = {}) {
        fields.emplace_back("token", who.token);
        return site.ask(form_post(at(fmt::format("/my{}", rest)), fields).with("Cookie", "tb_customer=" + who.session));
    }
    int read_feed(const Customer& who) {
        return site.ask(get(at("/calendar/" + who.feed + "/appointments.ics"))).status;
    }
    int open_link(const Customer& who) { return site.ask(get(at("/bookings/" + who.manage))).status; }
};
INSTANTIATE_TEST_SUITE_P(Engines, Takeover, testing::ValuesIn(support::engines()), support::engine_name);

TEST_P(Takeover, OfAnOwnersLoginFailsWithoutThePassword) {
    const auto mira = hire("mira", Role::owner), olga = hire("olga", Role::owner), eve = hire("eve", Role::manager);
    const auto environment = open_desk("mira", mira);
    const Fields login{{"do", "login"}, {"email", "evil@example.com"}, {"password", kEvil}};
    for (const auto victim : {mira, olga}) {
        EXPECT_EQ(post(environment, member(victim), login).status, 422);
        for (const auto* act : {"codes", "removal"})
            EXPECT_EQ(post(environment, member(victim), {{"do", act}}).status, 422) << act;
        EXPECT_EQ(post(environment, member(victim), {{"do", "role"}, {"role", "provider"}}).status, 422);
    }
    EXPECT_EQ(post(environment, member(eve), {{"do", "role"}, {"role", "owner"}}).status, 422) << "an accomplice";
    EXPECT_EQ(stored(mira)->email, "mira@example.com");
    EXPECT_EQ(stored(olga)->email, "olga@example.com");
    EXPECT_EQ(stored(eve)->role, Role::manager);

    // Guessing ends soon, for all doors together.
    auto guess = login;
    guess.emplace_back("login_password", "guessed");
    for (int i = 0; i < 10; ++i) EXPECT_EQ(post(environment, member(mira), guess).status, 422);
    guess.back().second = kPassword;
    EXPECT_EQ(post(environment, member(mira), guess).status, 429);
    EXPECT_EQ(
        post(environment, "/security", {{"current_password", kPassword}, {"password", "another long pass phrase"}})
            .status,
        429);
    EXPECT_EQ(stored(mira)->email, "mira@example.com");
    site.world.clock.advance(15min);
    EXPECT_EQ(post(environment, member(mira), guess).status, 303) << "who knows it may";
    EXPECT_EQ(stored(mira)->email, "evil@example.com");
}

TEST_P(Takeover, OfAnOwnerByAManagerFailsAtEveryDoor) {
    const auto mira = hire("mira", Role::owner), eve = hire("eve", Role::manager);
    const auto environment = open_desk("eve", eve);
    const auto with_password = [](const std::string& act, Fields fields) {
        fields.emplace_back("do", act);
        fields.emplace_back(act + "_password", kPassword);
        return fields;
    };
    EXPECT_EQ(
        post(environment, member(mira), with_password("login", {{"email", "evil@example.com"}, {"password", kEvil}}))
            .status,
        403);
    EXPECT_EQ(post(environment, member(mira), with_password("codes", {})).status, 403);
    EXPECT_EQ(post(environment, member(mira), with_password("removal", {})).status, 403);
    EXPECT_EQ(post(environment, member(mira), with_password("role", {{"role", "provider"}})).status, 403);
    EXPECT_EQ(post(environment, member(eve), with_password("role", {{"role", "owner"}})).status, 403);
    EXPECT_EQ(
        post(environment, "/people/new", {{"name", "Eve"}, {"email", "eve2@example.com"}, {"role", "owner"}}).status,
        403);
    EXPECT_TRUE(stored(mira)->has_login);
    EXPECT_EQ(stored(mira)->role, Role::owner);
    EXPECT_EQ(stored(eve)->role, Role::manager);
}

TEST_P(Takeover, OfOwnersSecondFactorDutyFailsForAManager) {
    const auto mira = hire("mira", Role::owner), eve = hire("eve", Role::manager);
    write([&](db::Tx& tx) {
        CHECK(accounts::staff::set_totp_roles(tx, context, salon(), {Role::owner, Role::receptionist}, {}));
    });
    const auto roles = [&] {
        return read([&](db::Session& s) { return businesses::find(s, salon())->customer.totp_roles; });
    };
    const auto environment = open_desk("eve", eve);
    post(environment, "/people/codes", {});
    EXPECT_EQ(roles(), std::set<Role>{Role::owner}) << "only what is hers to say";
    write([&](db::Tx& tx) { CHECK(accounts::staff::set_totp_roles(tx, context, salon(), {}, {})); });
    post(environment, "/people/codes", {{"totp_roles_owner", "yes"}});
    EXPECT_EQ(roles(), std::set<Role>{});
    EXPECT_EQ(post(open_desk("mira", mira), "/people/codes", {{"totp_roles_owner", "yes"}}).status, 303);
    EXPECT_EQ(roles(), std::set<Role>{Role::owner});
}

TEST_P(Takeover, ByAFormerAddressEndsWhereStaffChangeIt) {
    auto victim = anna();
    EXPECT_EQ(look(victim, "").status, 200);
    EXPECT_EQ(read_feed(victim), 200);
    const auto link = write([&](db::Tx& tx) {
        return accounts::make_link(tx, site.world.clock, salon(), accounts::Purpose::access, victim.account.value,
                                   site.world.anna.email.key);
    });
    const auto environment = open_desk("rita", hire("rita", Role::receptionist));
    const auto customer = read([&](db::Session& s) { return *customers::find(s, salon(), victim.id); });
    EXPECT_EQ(post(environment, fmt::format("/customers/{}/details", base::to_text(victim.id)),
                   {{"name", customer.name},
                    {"surname", customer.surname},
                    {"email", "anna@new.example"},
                    {"language", "en"},
                    {"reminder", "email"},
                    {"allowed", "yes"},
                    {"version", std::to_string(customer.version)}})
                  .status,
              303);
    EXPECT_EQ(look(victim, "").status, 303) << "the session is over";
    EXPECT_EQ(read_feed(victim), 404);
    EXPECT_EQ(site.ask(get(at("/access/" + link))).status, 404);
    const auto door = site.app.environment().tokens.make("portal:" + site.world.salon.slug, "", site.world.clock.now());
    EXPECT_EQ(
        site.ask(form_post(at("/sign-in"), {{"email", "anna@new.example"}, {"password", kPassword}, {"token", door}}))
            .status,
        422)
        << "and so is the password";
    const auto account = read([&](db::Session& s) { return *accounts::find(s, salon(), victim.account); });
    EXPECT_FALSE(account.email_confirmed);
    EXPECT_FALSE(account.has_password);
}

TEST_P(Takeover, ByACalendarAddressEndsWithTheSessions) {
    auto victim = anna();
    EXPECT_EQ(read_feed(victim), 200);
    EXPECT_EQ(
        post(victim, "/security", {{"current_password", kPassword}, {"password", "another long pass phrase"}}).status,
        303);
    EXPECT_EQ(read_feed(victim), 404);
    victim.feed = write([&](db::Tx& tx) { return accounts::make_feed(tx, site.world.clock, salon(), victim.account); });
    EXPECT_EQ(read_feed(victim), 200);
    EXPECT_EQ(post(victim, "/sessions/end").status, 303);
    EXPECT_EQ(read_feed(victim), 404);
}

TEST_P(Takeover, ByAMailedLinkIsSeenAndStoppedInThePanel) {
    const auto victim = anna();
    const auto mailed =
        write([&](db::Tx& tx) { return bookings::make_manage_link(tx, site.world.clock, salon(), victim.booking); });
    EXPECT_EQ(open_link(victim), 200);
    site.world.clock.advance(1h);
    EXPECT_EQ(open_link(victim), 200);
    auto page = look(victim, "/security").body;
    const auto end = fmt::format("/my/links/{}/end", base::to_text(victim.booking));
    EXPECT_NE(page.find(end), std::string::npos);
    const auto links = page.substr(page.find("id=\"tb-links\""));
    EXPECT_NE(links.find("Sist brukt: I dag klokken "), std::string::npos) << links;

    // Not somebody else's.
    const auto other =
        site.world.book(site.world.ben, site.world.salon.cut, site.world.salon.mira, "wed 10:00").value();
    EXPECT_EQ(post(victim, fmt::format("/links/{}/end", base::to_text(other.booking.id))).status, 404);
    EXPECT_EQ(site.ask(get(at("/bookings/" + other.manage_token))).status, 200);

    EXPECT_EQ(post(victim, fmt::format("/links/{}/end", base::to_text(victim.booking))).status, 303);
    EXPECT_EQ(open_link(victim), 404);
    EXPECT_EQ(site.ask(get(at("/bookings/" + mailed))).status, 404);
    EXPECT_EQ(post(victim, fmt::format("/links/{}/end", base::to_text(victim.booking))).status, 404) << "none is left";
    EXPECT_EQ(look(victim, "/security").body.find(end), std::string::npos);
    const auto later =
        write([&](db::Tx& tx) { return bookings::make_manage_link(tx, site.world.clock, salon(), victim.booking); });
    EXPECT_EQ(site.ask(get(at("/bookings/" + later))).status, 200) << "the next mail's";
    EXPECT_EQ(post(victim, "/links/end").status, 303);
    EXPECT_EQ(site.ask(get(at("/bookings/" + later))).status, 404);
    EXPECT_EQ(site.ask(get(at("/bookings/" + other.manage_token))).status, 200);
}

// A session ends 90 days after its last use, and so does the browser's cookie.
TEST_P(Takeover, IsNoneWhereTheHolderStaysSignedIn) {
    auto holder = anna();
    EXPECT_EQ(cookie(look(holder, ""), "tb_customer"), "") << "just signed in";
    site.world.clock.advance(std::chrono::days{89});
    const auto moved = look(holder, "/profile");
    EXPECT_EQ(moved.status, 200);
    EXPECT_EQ(cookie(moved, "tb_customer"), holder.session);
    EXPECT_NE(moved.head.find(fmt::format("Max-Age={}", accounts::kSessionLifetime.count())), std::string::npos)
        << moved.head;
    EXPECT_EQ(moved.header("Cache-Control"), "no-store");
    EXPECT_EQ(cookie(look(holder, "/profile"), "tb_customer"), "") << "once an hour is enough";
    site.world.clock.advance(std::chrono::days{89});
    const auto id = read([&](db::Session& s) {
        return accounts::find_signed_in(s, site.world.clock, salon(), holder.session)->session_id;
    });
    const auto token = site.app.environment().tokens.make("portal:" + site.world.salon.slug, base::to_text(id),
                                                          site.world.clock.now());
    const auto left =
        site.ask(form_post(at("/sign-out"), {{"token", token}}).with("Cookie", "tb_customer=" + holder.session));
    EXPECT_EQ(left.status, 303);
    EXPECT_NE(left.head.find("tb_customer=;"), std::string::npos) << left.head;
    EXPECT_EQ(cookie(left, "tb_customer"), "") << "not given back by the same answer";
}

}  // namespace
}  // namespace app::test
