#include "office/frame/test_office.h"
#include "office/settings/settings_pages.h"

namespace office::test {
namespace {

class EmbedSettings : public OfficeTest {
protected:
    const std::string at = "/settings/embedding";

    EmbedSettings() { as_owner(); }
    http::Response shown(const std::string& query = "") { return get(embed_settings, office(at + query)); }
    // What stands in a read-only field, to be copied from there.
    static std::string snippet(const http::Response& page, const std::string& id) {
        const auto field = page.body->find("id=\"" + id + "\"");
        const auto begin = page.body->find('>', field) + 1;
        auto out = unescaped(page.body->substr(begin, page.body->find("</textarea>", begin) - begin));
        return out.starts_with("\n") ? out.substr(1) : out;
    }
};

TEST_P(EmbedSettings, NameTheSitesAndThePageThatMailsLeadTo) {
    EXPECT_TRUE(shows(shown(), "No site may show it yet."));
    auto typed = form_of(*shown().body, office(at));
    typed = with(with(typed, "embed_origins", "https://salon.example\r\n  http://127.0.0.1:8081"), "panel_address",
                 "https://salon.example/my-page");
    EXPECT_EQ(post(save_embed_settings, office(at), typed).status, 303);
    const auto settings = stored().customer;
    EXPECT_EQ(settings.embed_origins, (std::vector<std::string>{"https://salon.example", "http://127.0.0.1:8081"}));
    EXPECT_EQ(settings.panel_address, "https://salon.example/my-page");
    EXPECT_FALSE(shows(shown(), "No site may show it yet."));
}

TEST_P(EmbedSettings, KnowThatAPlainFrameOpensNoMailedLink) {
    auto typed = with(form_of(*shown().body, office(at)), "panel_address", "https://salon.example/my-page");
    EXPECT_FALSE(shows(shown(), "else the links in mails go nowhere")) << "no page of one's own";
    ASSERT_EQ(post(save_embed_settings, office(at), typed).status, 303);
    EXPECT_TRUE(stored().customer.panel_by_script);
    EXPECT_TRUE(shows(shown(), "else the links in mails go nowhere"));

    typed = with(form_of(*shown().body, office(at)), "panel_by", "frame");
    ASSERT_EQ(post(save_embed_settings, office(at), typed).status, 303);
    EXPECT_FALSE(stored().customer.panel_by_script);
    EXPECT_FALSE(shows(shown(), "else the links in mails go nowhere"));
    EXPECT_TRUE(shows(shown(), "value=\"frame\" checked"));
}

TEST_P(EmbedSettings, RefuseWhatIsNoSite) {
    const auto typed = form_of(*shown().body, office(at));
    for (const auto* wrong : {"https://salon.example\nnot-a-site", "https://salon.example/page", "*", "'self'"}) {
        const auto refused = post(save_embed_settings, office(at), with(typed, "embed_origins", wrong));
        EXPECT_EQ(refused.status, 422) << wrong;
        EXPECT_TRUE(shows(refused, "aria-invalid"));
    }
    EXPECT_EQ(post(save_embed_settings, office(at), with(typed, "panel_address", "javascript:alert(1)")).status, 422);
    EXPECT_TRUE(stored().customer.embed_origins.empty());
}

TEST_P(EmbedSettings, MakeTheSnippetForWhatIsChosen) {
    const auto cut = base::to_text(world.salon.cut), mira = base::to_text(world.salon.mira);
    auto page = shown();
    EXPECT_NE(snippet(page, "tb-script").find("data-business=\"studio-lind\" data-show=\"booking\""),
              std::string::npos);
    EXPECT_TRUE(snippet(page, "tb-address").ends_with("/studio-lind"));
    EXPECT_EQ(snippet(page, "tb-script").find("data-service"), std::string::npos);

    page = shown("?show=booking&service=" + cut + "&provider=" + mira + "&language=nb");
    EXPECT_NE(snippet(page, "tb-script").find("data-service=\"" + cut + "\" data-provider=\"" + mira + "\""),
              std::string::npos);
    EXPECT_TRUE(
        snippet(page, "tb-address").ends_with("/studio-lind/book?service=" + cut + "&provider=" + mira + "&lang=nb"));

    page = shown("?show=panel&service=" + cut);
    EXPECT_NE(snippet(page, "tb-script").find("data-show=\"panel\""), std::string::npos);
    EXPECT_TRUE(snippet(page, "tb-address").ends_with("/studio-lind/my"));
    // What nobody offers is left out.
    page = shown("?show=booking&service=" + mira + "&provider=" + cut + "&language=%22%3E");
    EXPECT_TRUE(snippet(page, "tb-address").ends_with("/studio-lind"));
}

INSTANTIATE_TEST_SUITE_P(Engines, EmbedSettings, testing::ValuesIn(support::engines()), support::engine_name);

}  // namespace
}  // namespace office::test
