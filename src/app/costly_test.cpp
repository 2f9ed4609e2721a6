// Small requests that are meant to cost much: each is answered soon, and the server stays small and free for others.
#include "app/test_house.h"
#include "support/busy.h"
#include "support/pictures.h"

#include "accounts/staff_account.h"
#include "notify/workflow.h"

#include <sys/resource.h>

#include <fstream>

namespace app::test {
namespace {

using namespace std::chrono_literals;
using http::test::Answer;
using Fields = std::vector<std::pair<std::string, std::string>>;

// The most memory that this process, in which the server runs, has ever held.
std::size_t most_memory() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<std::size_t>(usage.ru_maxrss) * 1024;
}

class Costly : public testing::TestWithParam<db::Engine> {
protected:
    std::string slug() const { return site.world.salon.slug; }
    std::string token(std::string_view purpose, const std::string& session = {}) {
        return site.app.environment().tokens.make(purpose, session, site.world.clock.now());
    }

    // An answer that came soon, from a server that did not grow.
    Answer soon(const Ask& ask) {
        const auto before = most_memory();
        const auto began = std::chrono::steady_clock::now();
        const auto answer = site.ask(ask.with("Accept-Language", "en"));
        EXPECT_LT(std::chrono::steady_clock::now() - began, 3s);
        EXPECT_LT(most_memory() - before, std::size_t{64} << 20U);
        EXPECT_EQ(site.ask({"GET", "/" + slug(), {}, {}}).status, 200);
        return answer;
    }

    struct Customer {
        std::string cookie, token;
    };
    Customer customer() {
        site.world.anna.language = "en";
        const auto made = site.world.book(site.world.anna, site.world.salon.cut, site.world.salon.mira, "fri 16:00");
        const auto in = site.world.fresh->write([&](db::Tx& tx) {
            const auto account =
                accounts::find_by_customer(tx, site.world.salon.id, made.value().booking.customer_id).value();
            const auto link = accounts::make_link(tx, site.world.clock, site.world.salon.id, accounts::Purpose::access,
                                                  account.id.value, site.world.anna.email.key);
            return accounts::sign_in_by_link(tx, context(), site.world.salon.id, link, {}).value();
        });
        return {"tb_customer=" + in.session_token, token("portal:" + slug(), base::to_text(in.session_id))};
    }
    Answer upload(const Customer& who, const std::string& picture) {
        const auto body = "--edge\r\nContent-Disposition: form-data; name=\"token\"\r\n\r\n" + who.token +
                          "\r\n--edge\r\nContent-Disposition: form-data; name=\"picture\"; filename=\"me\"\r\n\r\n" +
                          picture + "\r\n--edge--\r\n";
        return soon({"POST",
                     "/" + slug() + "/my/picture",
                     {{"Content-Type", "multipart/form-data; boundary=edge"}, {"Cookie", who.cookie}},
                     body});
    }

    Answer enroll(const std::string& password, bool consents, const std::string& email = "cara@example.com") {
        Fields fields{{"token", token("portal:" + slug())},
                      {"name", "Cara"},
                      {"surname", "Lund"},
                      {"email", email},
                      {"phone", "+4741234567"},
                      {"password", password}};
        if (consents) fields.emplace_back("consent", "1");
        return soon(form_post("/" + slug() + "/register", fields));
    }

    accounts::Context context() const { return {site.world.clock, site.registry}; }

    Site site{GetParam()};
};

INSTANTIATE_TEST_SUITE_P(Engines, Costly, testing::ValuesIn(support::engines()), support::engine_name);

TEST_P(Costly, PicturesThatUnfoldAreRefused) {
    const auto who = customer();
    const auto narrow = support::grey_png(1, 20'000), scanned = support::scanned_jpeg(5'000, 5'000, 6'000);
    EXPECT_LT(narrow.size(), 200u);
    for (const auto& [picture, sentence] :
         Fields{{narrow, "Choose one of at least 16 pixels on each side."},
                {support::grey_png(20, 20'000), "Cut it so that its longer side is at most 8 times the shorter one."},
                {scanned, "This picture takes too long to open."}}) {
        const auto answer = upload(who, picture);
        EXPECT_EQ(answer.status, 422);
        EXPECT_NE(answer.body.find(sentence), std::string::npos) << answer.body;
    }
    EXPECT_EQ(upload(who, support::grey_png(7'000, 7'000)).status, 303) << "a large one that is none of these";
}

TEST_P(Costly, PasswordsAreJudgedLast) {
    std::string digits;
    for (int i = 0; i < 100; ++i) digits += "21";
    const auto refused = enroll(digits, true);
    EXPECT_EQ(refused.status, 422);
    EXPECT_NE(refused.body.find("This is easy to guess."), std::string::npos) << refused.body;
    EXPECT_EQ(enroll("mango violin tractor sunday " + std::string(150, 'x'), true, "long@example.com").status, 303);

    // Whoever is refused for something else, or asks too often, is answered while all who judge passwords are busy.
    auto& pool = site.app.environment().pool;
    const support::Busy first(pool, work::Kind::quick), second(pool, work::Kind::quick);
    EXPECT_EQ(enroll(digits, false).status, 422);
    EXPECT_EQ(enroll(digits, true, "not an address").status, 422);
    for (int i = 0; i < 28; ++i) EXPECT_EQ(enroll("", true, fmt::format("cara{}@example.com", i)).status, 303);
    EXPECT_EQ(enroll(digits, true, "last@example.com").status, 429);
}

TEST_P(Costly, TemplatesThatUnfoldAreNotPreviewed) {
    auto& world = site.world;
    const auto who = [&] {
        const auto email = base::parse_email("olga@example.com").value();
        const auto hash = accounts::Hasher::cheap().hash("heron under the long bridge").value();
        world.fresh->write([&](db::Tx& tx) {
            notify::install_defaults(tx, world.clock, businesses::find(tx, world.salon.id).value());
            const auto id =
                accounts::staff::add(tx, context(), world.salon.id, "Olga", email.text, businesses::Role::owner, {});
            ASSERT_TRUE(accounts::staff::set_login(tx, context(), world.salon.id, id.value(), email, hash, {}));
        });
        return accounts::staff::sign_in(*world.fresh, context(), accounts::Hasher::cheap(), world.salon.id, email,
                                        "heron under the long bridge", {});
    }();
    ASSERT_TRUE(who);
    const auto [session, used] = world.fresh->read([&](db::Session& reading) {
        return std::pair(
            accounts::staff::find_signed_in(reading, world.clock, world.salon.id, who->session_token)->session_id,
            notify::list_templates(reading, world.salon.id).front());
    });
    CustomerId customer;
    for (const auto* when : {"tue 10:00", "wed 10:00", "thu 10:00", "fri 10:00", "tue+1 10:00", "wed+1 10:00"})
        customer = world.book(world.anna, world.salon.cut, world.salon.mira, when).value().booking.customer_id;

    const auto send = [&](std::string_view where, const std::string& html) {
        return soon(form_post(fmt::format("/{}/office/templates/{}{}", slug(), base::to_text(used.id), where),
                              {{"token", token("office", base::to_text(session))},
                               {"language", "en"},
                               {"version", std::to_string(used.version)},
                               {"customer", base::to_text(customer)},
                               {"subject", "Hello"},
                               {"html", html}})
                        .with("Cookie", "tb_staff=" + who->session_token));
    };
    std::string value = "{{starts_at | date";
    for (int i = 0; i < 60; ++i) value += i % 2 ? "|upper" : "|lower";
    std::string loops = value + "}}";
    for (int i = 0; i < 4; ++i) loops = "{{#each upcoming_bookings}}" + loops + "{{/each}}";
    EXPECT_NE(send("/preview", loops).body.find("takes too long to fill in"), std::string::npos);
    EXPECT_NE(send("/preview", "<p>{{service}}</p>").body.find("Haircut"), std::string::npos);

    const auto picture = send("", "<p>Hello</p>\n<img src=\"https://elsewhere.example/t?u={{access_link}}\">");
    EXPECT_EQ(picture.status, 422);
    EXPECT_NE(picture.body.find("Line 2: access_link opens something private to whoever has it."), std::string::npos)
        << picture.body;
    EXPECT_EQ(send("", "<p>Hello</p>\n<a href=\"{{access_link}}\">Sign in</a>").status, 303);
}

}  // namespace
}  // namespace app::test
