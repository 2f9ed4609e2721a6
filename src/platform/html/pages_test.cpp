#include "html/html.h"

#include <gtest/gtest.h>

namespace html {
namespace {

// One page made of these templates; the first is rendered.
std::string rendered(std::vector<embedded::File> templates, const Values& values,
                     i18n::Language language = i18n::Language::en) {
    const Pages pages(templates, true);
    auto name = std::string(templates.front().name);
    name.erase(name.find("/views"), 6);
    name.erase(name.rfind('.'));
    return pages.render(name, language, values);
}

std::string rendered(std::string_view text, const Values& values) {
    return rendered({{"a/views/b.html", text}}, values);
}

constexpr std::string_view kNasty = "\"><script>alert('x')</script>&";

TEST(Pages, EscapeTextAndAttributes) {
    Values values;
    values.set("V", kNasty);
    const auto out = rendered(R"(<p title="{{V}}">{{V}}</p>)", values);
    EXPECT_EQ(out.find("<script"), out.npos) << out;
    EXPECT_EQ(out.find("\">\"", 10), out.npos) << out;
    EXPECT_NE(out.find("&lt;script&gt;"), out.npos) << out;
}

TEST(Pages, LetNoScriptIntoALink) {
    Values values;
    values.set("V", "javascript:alert(1)");
    EXPECT_EQ(rendered(R"(<a href="{{V}}">x</a>)", values), R"(<a href="#">x</a>)");
}

TEST(Pages, KeepAnAddressInALink) {
    Values values;
    values.set("V", "/lind/times?service=1&day=2026-12-11");
    EXPECT_EQ(rendered(R"(<a href="{{V}}">x</a>)", values),
              R"(<a href="/lind/times?service=1&amp;day=2026-12-11">x</a>)");
}

TEST(Pages, KeepAQueryValueInOnePiece) {
    Values values;
    values.set("V", "a b&c=d");
    EXPECT_EQ(rendered(R"(<a href="/x?q={{V:u}}">x</a>)", values), R"(<a href="/x?q=a+b%26c%3Dd">x</a>)");
}

TEST(Pages, KeepTheLinesOfATextarea) {
    Values values;
    values.set("V", "one\ntwo\r\n</textarea><b>");
    EXPECT_EQ(rendered("<textarea>\n{{V:p}}</textarea>", values),
              "<textarea>\none\ntwo\r\n&lt;/textarea&gt;&lt;b&gt;</textarea>");
}

TEST(Pages, KeepJsonInAnAttribute) {
    Values values;
    values.set("V", R"({"a":"<b> & 'c'"})");
    EXPECT_EQ(rendered(R"(<i data-x="{{V}}"></i>)", values),
              "<i data-x=\"{&quot;a&quot;:&quot;&lt;b&gt; &amp; &#39;c&#39;&quot;}\"></i>");
}

TEST(Pages, EscapeInIncludedTemplatesToo) {
    Values values;
    Values part;
    part.set("V", kNasty);
    values.include("PART", "a/part", std::move(part));
    const auto out =
        rendered({{"a/views/whole.html", "<div>{{>PART}}</div>"}, {"a/views/part.html", "<p>{{V}}</p>"}}, values);
    EXPECT_EQ(out.find("<script"), out.npos) << out;
    EXPECT_TRUE(out.starts_with("<div><p>&quot;&gt;")) << out;
}

TEST(Pages, RepeatSectionsInOrderAndHideThoseNotShown) {
    Values values;
    for (const auto* name : {"Mira", "Jonas"}) values.add("ROW").set("NAME", name).show_if(name[0] == 'M', "FIRST");
    EXPECT_EQ(rendered("{{#ROW}}{{#FIRST}}*{{/FIRST}}{{NAME}} {{/ROW}}{{#NONE}}none{{/NONE}}", values), "*Mira Jonas ");
}

TEST(Pages, ShowGlobalsInsideIncludes) {
    Values values;
    values.set_global("G", "seen");
    values.include("PART", "a/part", Values());
    EXPECT_EQ(rendered({{"a/views/whole.html", "{{>PART}}"}, {"a/views/part.html", "{{G}}"}}, values), "seen");
}

TEST(Pages, SpeakTheLanguageAskedFor) {
    const std::vector<embedded::File> templates{{"a/views/b.html", "<h1>[[When suits you?]]</h1>"}};
    EXPECT_EQ(rendered(templates, {}, i18n::Language::en), "<h1>When suits you?</h1>");
    EXPECT_EQ(rendered(templates, {}, i18n::Language::nl), "<h1>Wanneer komt het je uit?</h1>");
}

TEST(Pages, EscapeTheirWords) {
    EXPECT_EQ(rendered("<p title=\"[[a \"b\"]]\">[[R&D <b>]]</p>", {}),
              "<p title=\"a &quot;b&quot;\">R&amp;D &lt;b&gt;</p>");
    EXPECT_EQ(rendered("[[place|Here & now]]", {}), "Here &amp; now");
}

TEST(Pages, RefuseTemplatesThatAreBroken) {
    const auto load = [](std::string_view text) {
        const std::vector<embedded::File> templates{{"a/views/b.html", text}};
        const Pages pages(templates, false);
    };
    for (const auto* text :
         {"{{#OPEN}}", "{{/CLOSED}}", "{{#A}}{{#B}}{{/A}}{{/B}}", "{{NAME", "[[words", "[[{{NAME}}]]"})
        EXPECT_THROW(load(text), std::runtime_error) << text;
    EXPECT_NO_THROW(load("{{#A}}{{#B}}{{NAME:p}}{{/B}}{{/A}}{{!a remark}}"));
}

TEST(Pages, NameTheTemplateThatIsBroken) {
    const std::vector<embedded::File> templates{{"salon/views/door.html", "{{#OPEN}}"}};
    try {
        const Pages pages(templates, false);
        FAIL();
    } catch (const std::runtime_error& error) {
        EXPECT_NE(std::string(error.what()).find("salon/door"), std::string::npos) << error.what();
    }
}

TEST(StrictPages, RefuseAMarkerThatNothingSets) {
    EXPECT_THROW(rendered("{{NAME}}", {}), std::logic_error);
    Values row;
    row.add("ROW").set("NAME", "Mira");
    EXPECT_THROW(rendered("{{#ROW}}{{NAME}} {{AGE}}{{/ROW}}", row), std::logic_error);
    EXPECT_NO_THROW(rendered("{{#HIDDEN}}{{NAME}}{{/HIDDEN}}", {}));
}

TEST(StrictPages, RefuseSectionsAndIncludesThatTheTemplateLacks) {
    Values section;
    section.show("TYPO");
    EXPECT_THROW(rendered("{{#ROW}}{{/ROW}}", section), std::logic_error);
    Values include;
    include.include("TYPO", "a/b", Values());
    EXPECT_THROW(rendered("{{>PART}}", include), std::logic_error);
}

TEST(StrictPages, DoNotLendAPagesValuesToItsIncludes) {
    Values values;
    values.set("NAME", "Mira");
    values.include("PART", "a/part", Values());
    EXPECT_THROW(rendered({{"a/views/whole.html", "{{NAME}}{{>PART}}"}, {"a/views/part.html", "{{NAME}}"}}, values),
                 std::logic_error);
}

TEST(Pages, RenderForManyThreadsAtOnce) {
    const std::vector<embedded::File> templates{{"a/views/b.html", "{{#ROW}}{{NAME}},{{/ROW}}[[Morning]]"}};
    const Pages pages(templates, true);
    std::vector<std::thread> threads;
    std::atomic<int> wrong = 0;
    for (int i = 0; i < 4; ++i)
        threads.emplace_back([&, i] {
            for (int n = 0; n < 100; ++n) {
                Values values;
                values.add("ROW").set("NAME", i);
                values.add("ROW").set("NAME", n);
                wrong += pages.render("a/b", i18n::Language::pt_br, values) != fmt::format("{},{},Manhã", i, n);
            }
        });
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(wrong, 0);
}

}  // namespace
}  // namespace html
