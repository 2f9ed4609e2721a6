#include "booking_page/booking_public.h"
#include "booking_page/opening.h"
#include "pages/brand.h"
#include "pages/test_handler.h"
#include "support/world.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace booking_page {
namespace {

using nlohmann::json;
using pages::Environment;
using pages::test::Handler;

const html::Pages& all_pages() {
    static const html::Pages pages;
    return pages;
}

// The first page as a visitor meets it, without the wire.
class Start : public testing::TestWithParam<db::Engine> {
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
                            bookings::Snapshots(),
                            bookings::FreeTimes()};

    http::Request request(const std::string& target) const {
        http::Request out;
        out.method = http::Method::get;
        out.target = target;
        out.params = {{"business", "studio-lind"}};
        out.headers = {{"accept-language", "en"}};
        out.origin = "https://book.example.org";
        const auto question = target.find('?');
        if (question != target.npos) out.query = http::parse_form(target.substr(question + 1)).value();
        return out;
    }
    std::string page(const std::string& query = {}) {
        const auto response = Handler(services)(request("/studio-lind" + query), environment);
        EXPECT_EQ(response.status, 200);
        return *response.body;
    }
    std::string with(ProviderId provider) const { return "?provider=" + base::to_text(provider); }
    gallery::PictureId put(const gallery::Subject& subject) {
        return world.db()
            .write([&](db::Tx& tx) {
                return gallery::set(tx, {world.clock, world.registry}, world.salon.id, subject,
                                    {{640, 480, "image/webp", "large"}, {320, 240, "image/jpeg", "small"}}, {});
            })
            .value();
    }
    void add_services(int n) {
        world.db().write([&](db::Tx& tx) {
            for (int i = 0; i < n; ++i) {
                catalog::Service draft;
                draft.name.fallback = fmt::format("Føning {}", i);
                draft.providers = {world.salon.mira};
                catalog::add_service(tx, world.salon.id, draft);
            }
        });
    }
    static bool has(const std::string& page, std::string_view text) { return page.find(text) != page.npos; }
};
INSTANTIATE_TEST_SUITE_P(Engines, Start, testing::ValuesIn(support::engines()), support::engine_name);

TEST_P(Start, SaysTheNextFreeTimeAndFollowsEveryBooking) {
    EXPECT_TRUE(has(page(with(world.salon.mira)), "Next: today 09:00"));
    ASSERT_TRUE(world.book(world.anna, world.salon.cut, world.salon.mira, "mon 09:15"));

    EXPECT_TRUE(has(page(with(world.salon.mira)), "Next: today 10:00"));
    EXPECT_TRUE(has(page(), "Next: today 09:00")) << "with jonas";
    world.clock.advance(std::chrono::minutes{3});
    EXPECT_TRUE(has(page(), "Next: today 09:15")) << "time passes";
}

TEST_P(Start, IsKeptUntilSomethingItSaysChanges) {
    const auto first = Handler(services)(request("/studio-lind"), environment).body;
    EXPECT_EQ(Handler(services)(request("/studio-lind"), environment).body, first);
    ASSERT_TRUE(world.book(world.anna, world.salon.cut, world.salon.mira, "tue 10:00"));
    EXPECT_NE(Handler(services)(request("/studio-lind"), environment).body, first);
}

TEST_P(Start, SaysWhetherTheBusinessIsOpen) {
    EXPECT_TRUE(has(page(), "Open until 17:00"));
    world.clock.set(world.at("tue 20:00"));
    EXPECT_TRUE(has(page(), "Closed now, opens tomorrow 09:00"));
    world.clock.set(world.at("sat 12:00"));
    EXPECT_TRUE(has(page(), "Closed now, opens Monday 09:00"));
}

TEST_P(Start, TellsTheOpeningHoursThatWereSet) {
    const availability::Hours evening{std::chrono::hours{18}, std::chrono::hours{26}};
    world.db().write([&](db::Tx& tx) {
        return staff::set_opening_hours(tx, {world.clock, world.registry}, world.salon.id, {}, {{1, evening}}, {});
    });
    EXPECT_TRUE(has(page(), "Closed now, opens today 18:00"));
    world.clock.set(world.at("tue 01:00"));
    EXPECT_TRUE(has(page(), "Open until 02:00"));
}

TEST_P(Start, ShowsPicturesWithTheirSizeUnderAnAddressThatTellsThemApart) {
    EXPECT_TRUE(has(page(), "tb-cover-drawn")) << "it looks finished without pictures";
    EXPECT_FALSE(has(page(), "tb-offer-picture"));
    const auto cover = put({}), cut = put({.service_id = world.salon.cut}),
               mira = put({.provider_id = world.salon.mira});

    const auto shown = page();
    for (const auto id : {cover, cut})
        EXPECT_TRUE(has(shown, fmt::format("/studio-lind/pictures/{}-320 320w", base::to_text(id))));
    EXPECT_TRUE(has(shown, fmt::format("src=\"/studio-lind/pictures/{}-320\"", base::to_text(mira))));
    EXPECT_TRUE(has(shown, "width=\"640\""));
    EXPECT_TRUE(has(shown, "height=\"480\""));
    EXPECT_TRUE(has(shown, "tb-tile")) << "the service without a picture";
    EXPECT_TRUE(has(
        shown, fmt::format("content=\"https://book.example.org/studio-lind/pictures/{}-640\"", base::to_text(cover))));

    auto asked = request("/studio-lind/pictures/x");
    const auto get = [&](std::string_view name) {
        asked.params = {{"business", "studio-lind"}, {"picture", std::string(name)}};
        return Handler(pages::gallery_picture)(asked, environment);
    };
    const auto sent = get(base::to_text(cut) + "-320");
    EXPECT_EQ(sent.status, 200);
    EXPECT_EQ(sent.type, "image/jpeg");
    EXPECT_EQ(*sent.body, "small");
    for (const auto& wrong : {base::to_text(cut), base::to_text(cut) + "-321", base::to_text(cut) + "-",
                              std::string("-"), std::string("x-320")})
        EXPECT_EQ(get(wrong).status, 404) << wrong;
    asked.params = {{"business", "salong-nord"}, {"picture", base::to_text(cut) + "-320"}};
    EXPECT_EQ(Handler(pages::gallery_picture)(asked, environment).status, 404) << "another business's";
}

TEST_P(Start, LeadsFromAPersonToWhatTheyGive) {
    const auto everyone = page();
    EXPECT_TRUE(has(everyone, "href=\"/studio-lind" + with(world.salon.mira) + "\""));
    const auto mira = page(with(world.salon.mira));
    EXPECT_TRUE(has(mira, "Show the services of everyone"));
    EXPECT_TRUE(has(mira, fmt::format("/book?service={}&amp;provider={}", base::to_text(world.salon.cut),
                                      base::to_text(world.salon.mira))));
    EXPECT_TRUE(has(page("?provider=nobody"), "tb-team")) << "who is not there is not asked for";
}

TEST_P(Start, TellsOfAPersonWhereTheyAreAlone) {
    world.db().write([&](db::Tx& tx) {
        tx.execute("update providers set about = :about where business_id = :business and id = :id",
                   std::string("Cuts since 1999 <b>"), world.salon.id, world.salon.mira);
        businesses::touch(tx, world.salon.id);
    });
    EXPECT_FALSE(has(page(), "Cuts since 1999"));
    EXPECT_TRUE(has(page(with(world.salon.mira)), "Cuts since 1999 &lt;b&gt;"));
}

TEST_P(Start, IsSearchedFromTwelveServicesOn) {
    add_services(9);
    EXPECT_FALSE(has(page(), "role=\"search\""));
    add_services(1);
    EXPECT_TRUE(has(page(), "role=\"search\""));
    const auto found = page("?q=fon+7");
    EXPECT_TRUE(has(found, "1 service found"));
    EXPECT_TRUE(has(found, "\">Føning 7<"));
    EXPECT_FALSE(has(found, "\">Føning 6<"));
    const auto none = page("?q=%3Cscript%3E");
    EXPECT_TRUE(has(none, "0 services found"));
    EXPECT_FALSE(has(none, "<script>"));
}

TEST_P(Start, TellsSearchEnginesWhatItIs) {
    world.db().write([&](db::Tx& tx) {
        tx.execute("update businesses set tagline = :tagline where id = :id", std::string("Hair </script> & care"),
                   world.salon.id);
        businesses::touch(tx, world.salon.id);
    });
    const auto shown = page("?lang=en");
    EXPECT_TRUE(has(shown, "<link rel=\"canonical\" href=\"https://book.example.org/studio-lind?lang=en\">"));
    EXPECT_TRUE(has(shown, "hreflang=\"nb\" href=\"https://book.example.org/studio-lind\""));
    EXPECT_TRUE(has(shown, "<meta property=\"og:title\""));

    constexpr std::string_view kBegin = "<script type=\"application/ld+json\">";
    const auto begin = shown.find(kBegin) + kBegin.size();
    const auto data = json::parse(shown.substr(begin, shown.find("</script>", begin) - begin));
    EXPECT_EQ(data.at("@type"), "LocalBusiness");
    EXPECT_TRUE(data.at("description").get<std::string>().starts_with("Hair </script> & care"));
    EXPECT_EQ(data.at("makesOffer").size(), 2u);
    EXPECT_EQ(data.at("makesOffer").at(0).at("price"), "690.00");
    EXPECT_EQ(data.at("openingHoursSpecification").at(0).at("opens"), "09:00");

    const auto map = Handler(sitemap)(request("/sitemap.xml"), environment);
    EXPECT_EQ(map.status, 200);
    EXPECT_TRUE(map.type.starts_with("application/xml"));
}

TEST(OpenNow, JoinsWhatTouchesAndGoesPastMidnight) {
    const auto at = [](int hour) {
        return base::parse_instant("2026-11-30T00:00:00Z").value() + std::chrono::hours{hour};
    };
    const Day monday = base::parse_day("2026-11-30").value();
    const std::vector<OpenDay> days{{monday - std::chrono::days{1}, {{at(-4), at(1)}}},
                                    {monday, {{at(9), at(12)}, {at(12), at(17)}}}};
    EXPECT_EQ(open_now(days, at(0)).until, at(1));
    EXPECT_EQ(open_now(days, at(1)).until, std::nullopt);
    EXPECT_EQ(open_now(days, at(1)).next, at(9));
    EXPECT_EQ(open_now(days, at(10)).until, at(17));
    EXPECT_EQ(open_now(days, at(17)).next, std::nullopt);
}

}  // namespace
}  // namespace booking_page
