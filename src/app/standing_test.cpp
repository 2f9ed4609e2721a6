// What the operator's word about a business means over the wire: a host name of its own, and what is left of it while
// it is suspended.
#include "businesses/standing.h"
#include "accounts/staff_account.h"
#include "app/test_house.h"

#include <thread>

namespace app::test {
namespace {

class Standing : public testing::TestWithParam<db::Engine> {
protected:
    Site site{GetParam()};

    http::test::Answer at(std::string_view host, std::string_view target, std::string_view headers = {},
                          std::string_view method = "GET") {
        http::test::Client client(site.server.port());
        const auto* length = method == "POST" ? "Content-Length: 0\r\n" : "";
        client.send(fmt::format("{} {} HTTP/1.1\r\nHost: {}\r\n{}{}\r\n", method, target, host, headers, length));
        return client.receive(false).value_or(http::test::Answer{});
    }
    void give_host(std::string_view host) {
        site.database.write([&](db::Tx& tx) { businesses::set_host(tx, site.world.salon.id, host).value(); });
        std::this_thread::sleep_for(kHostsKept + std::chrono::milliseconds{50});
    }
    void suspend() {
        site.database.write([&](db::Tx& tx) {
            businesses::suspend(tx, site.world.salon.id, site.world.clock.now(), "The bill of March");
        });
    }
    // The cookie of a new member of the staff.
    std::string staff(businesses::Role role) {
        using namespace accounts::staff;
        const accounts::Context context{site.world.clock, site.registry};
        const auto email = base::parse_email(fmt::format("{}@example.com", to_text(role))).value();
        return "tb_staff=" + site.database.write([&](db::Tx& tx) {
            const auto id = add(tx, context, site.world.salon.id, "Olga", email.text, role, {}).value();
            return sign_in_without_password(tx, context, site.world.salon.id, id, {}).value().session_token;
        });
    }
};
INSTANTIATE_TEST_SUITE_P(Engines, Standing, testing::ValuesIn(support::engines()), support::engine_name);

TEST_P(Standing, AtItsOwnHostABusinessIsThereAndNothingElse) {
    give_host("book.salon.example");
    const auto home = at("book.salon.example", "/");
    EXPECT_EQ(home.status, 303);
    EXPECT_EQ(home.header("Location"), "/studio-lind");
    const auto page = at("Book.Salon.Example:8080", "/studio-lind");
    EXPECT_EQ(page.status, 200);
    EXPECT_TRUE(page.body.contains("http://book.salon.example")) << "its canonical address";
    EXPECT_EQ(at("book.salon.example", "/api/v1/studio-lind/services").status, 200);
    EXPECT_EQ(at("book.salon.example", "/studio-lind/office/sign-in").status, 200);
    EXPECT_EQ(at("book.salon.example", html::asset("app.css")).status, 200);
    for (const auto* other : {"/salong-nord", "/salong-nord/office/sign-in", "/api/v1/salong-nord/services",
                              "/api/v1/businesses", "/operator/sign-in", "/operator", "/sign-in", "/register", "/setup",
                              "/demo", "/sitemap.xml", "/metrics", "/operator/tls-ask?domain=x.example"}) {
        const auto answer = at("book.salon.example", other);
        EXPECT_EQ(answer.status, 404) << other;
        EXPECT_FALSE(answer.body.contains("Salong Nord")) << other;
    }
}

TEST_P(Standing, AnyOtherHostIsTheInstallations) {
    give_host("book.salon.example");
    EXPECT_EQ(at("elsewhere.example", "/salong-nord").status, 200);
    EXPECT_EQ(at("book.salon.example.evil.example", "/salong-nord").status, 200);
    const auto page = at("elsewhere.example", "/studio-lind");
    EXPECT_EQ(page.status, 200);
    EXPECT_TRUE(page.body.contains("http://book.salon.example/studio-lind")) << "its canonical address";
    give_host("");
    EXPECT_EQ(at("book.salon.example", "/salong-nord").status, 200);
}

TEST_P(Standing, AFormOfAnotherHostIsRefusedAtItsOwn) {
    give_host("book.salon.example");
    EXPECT_EQ(at("book.salon.example", "/studio-lind/sign-in", "Origin: http://elsewhere.example\r\n", "POST").status,
              403);
    EXPECT_NE(at("book.salon.example", "/studio-lind/sign-in", "Origin: http://book.salon.example\r\n", "POST").status,
              403);
}

TEST_P(Standing, SaysWhichHostsGetACertificate) {
    give_host("book.salon.example");
    const auto asked = [&](const std::string& domain) {
        return at("127.0.0.1", "/operator/tls-ask?domain=" + domain).status;
    };
    EXPECT_EQ(asked("book.salon.example"), 200);
    EXPECT_EQ(asked("BOOK.salon.example"), 200);
    EXPECT_EQ(asked("evil.example"), 404);
    EXPECT_EQ(asked(""), 404);
    EXPECT_EQ(at("127.0.0.1", "/operator/tls-ask?domain=book.salon.example", "X-Forwarded-For: 203.0.113.9\r\n").status,
              403);
}

TEST_P(Standing, WhileSuspendedStaffReadWhyAndOwnersFetchTheirData) {
    const auto owner = staff(businesses::Role::owner), provider = staff(businesses::Role::provider);
    suspend();
    const auto get = [&](const std::string& target, const std::string& cookie) {
        return at("book.example", target, "Cookie: " + cookie + "\r\n");
    };
    for (const auto& who : {owner, provider}) {
        const auto page = get("/studio-lind/office", who);
        EXPECT_EQ(page.status, 403);
        EXPECT_TRUE(page.body.contains("The bill of March"));
        EXPECT_EQ(page.body.contains("/studio-lind/office/customers/data"), who == owner);
    }
    EXPECT_EQ(get("/studio-lind/office/customers/data", owner).status, 200);
    EXPECT_EQ(get("/studio-lind/office/customers", owner).status, 403);
    EXPECT_EQ(get("/studio-lind/office/security", provider).status, 200);
    const auto visitor = get("/studio-lind", "none=1");
    EXPECT_EQ(visitor.status, 503);
    EXPECT_FALSE(visitor.body.contains("The bill of March"));
    EXPECT_EQ(get("/salong-nord", "none=1").status, 200);
}

}  // namespace
}  // namespace app::test
