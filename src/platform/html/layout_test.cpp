#include "html/layout.h"

#include <gtest/gtest.h>

namespace html {
namespace {

bool has(const std::string& page, std::string_view part) { return page.find(part) != page.npos; }

std::string framed(const Shell& shell, i18n::Language language = i18n::Language::nb) {
    static const Pages pages;
    Values main;
    main.set("HEADING", "Nobody is here").set("TEXT", "Try the first page.");
    return page(pages, language, shell, "html/error", std::move(main));
}

Shell salon() {
    Shell shell;
    shell.title = "Studio <Lind>";
    shell.business_name = "Studio lind & co";
    shell.home_url = "/lind";
    shell.address = "Torggata 12, Oslo";
    shell.brand_css_url = "/lind/brand.css";
    shell.languages = {{i18n::Language::en, "/lind?lang=en"}, {i18n::Language::nb, "/lind?lang=nb"}};
    return shell;
}

TEST(Layout, NamesTheBusinessAndItsAddress) {
    const auto page = framed(salon());
    EXPECT_TRUE(has(page, "<title>Studio &lt;Lind&gt;</title>"));
    EXPECT_TRUE(has(page, "Studio lind &amp; co"));
    EXPECT_TRUE(has(page, "Torggata 12, Oslo"));
    EXPECT_TRUE(has(page, "href=\"/lind/brand.css\""));
    EXPECT_TRUE(has(page, ">SL</span>"));
    EXPECT_FALSE(has(page, "<img"));
}

TEST(Layout, ShowsALogoInsteadOfInitials) {
    auto shell = salon();
    shell.logo_url = "/lind/logo.svg";
    const auto page = framed(shell);
    EXPECT_TRUE(has(page, "src=\"/lind/logo.svg\""));
    EXPECT_FALSE(has(page, ">SL</span>"));
}

TEST(Layout, SaysItsLanguageAndOffersOthers) {
    const auto page = framed(salon());
    EXPECT_TRUE(has(page, "<html lang=\"nb\">"));
    EXPECT_TRUE(has(page, "Hopp til innholdet"));
    EXPECT_TRUE(has(page, "hreflang=\"en\" lang=\"en\">English</a>"));
    EXPECT_TRUE(has(page, "lang=\"nb\" aria-current=\"true\">"));
}

TEST(Layout, HasNoMenuForOneLanguage) {
    auto shell = salon();
    shell.languages.pop_back();
    EXPECT_FALSE(has(framed(shell), "hreflang"));
}

TEST(Layout, LinksBuiltFilesThatExist) {
    const auto page = framed(salon());
    for (const auto* name : {"app.css", "app.js"}) {
        EXPECT_TRUE(has(page, asset(name))) << name;
        EXPECT_NE(find_asset(asset(name).substr(std::string_view("/assets/").size())), nullptr) << name;
    }
}

TEST(Layout, HidesPrivatePagesFromSearchEngines) {
    auto shell = salon();
    EXPECT_FALSE(has(framed(shell), "noindex"));
    shell.noindex = true;
    EXPECT_TRUE(has(framed(shell), "<meta name=\"robots\" content=\"noindex\">"));
}

TEST(Layout, ConfiguresHtmxWithoutEvaluation) {
    const auto page = framed(salon());
    EXPECT_TRUE(has(page, "&quot;allowEval&quot;:false"));
    EXPECT_TRUE(has(page, "&quot;historyCacheSize&quot;:0"));
}

TEST(Layout, StandsWithoutABusiness) {
    Shell shell;
    shell.title = "Timebok";
    const auto page = framed(shell, i18n::Language::en);
    EXPECT_TRUE(has(page, "Nobody is here"));
    EXPECT_FALSE(has(page, "tb-brand-name"));
}

TEST(Assets, AreCompressedAndNamedByTheirContent) {
    const auto& address = asset("app.css");
    const auto* css = find_asset(address.substr(std::string_view("/assets/").size()));
    ASSERT_NE(css, nullptr);
    EXPECT_EQ(css->type, "text/css; charset=utf-8");
    EXPECT_LT(css->gzip->size(), css->content->size());
    EXPECT_TRUE(css->gzip->starts_with("\x1f\x8b"));
    EXPECT_EQ(find_asset("app.css"), nullptr);
    EXPECT_EQ(find_asset("../app.css"), nullptr);
}

TEST(Assets, CostAFirstVisitLittle) {
    const auto size = [](std::string_view name) { return find_asset(asset(name).substr(8))->gzip->size(); };
    EXPECT_LT(size("app.css"), 30'000u);
    EXPECT_LT(size("app.js"), 40'000u);
}

}  // namespace
}  // namespace html
