// What an author of templates may forget: words outside of the catalogue, elements that do not close.
#include "base/embedded.h"

#include <gtest/gtest.h>

#include <regex>

namespace embedded {
std::span<const File> views();
}

namespace html {
namespace {

std::string without(std::string text, const char* pattern) { return std::regex_replace(text, std::regex(pattern), ""); }

// HTML alone, with one variant of every section.
std::string markup(std::string_view file) { return without(std::string(file), R"(\{\{[^}]*\}\}|<!--[\s\S]*?-->)"); }

bool has_letters(const std::string& text) {
    return std::ranges::any_of(text, [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c < 0; });
}

// Names of products need no translation.
bool is_name(std::string_view text) {
    constexpr std::array<std::string_view, 3> kNames{"Timebok", "Google", "Outlook"};
    return std::ranges::find(kNames, text) != kNames.end();
}

std::string trimmed(const std::string& text) { return without(text, R"(^[\s()]+|[\s()]+$)"); }

// Literal words that a visitor would read in English whatever the page's language.
std::vector<std::string> untranslated(std::string_view file) {
    const auto text = without(markup(file), R"(\[\[[^\]]*\]\]|&#?\w+;)");
    std::vector<std::string> out;
    const auto note = [&](const std::string& words) {
        if (has_letters(words) && !is_name(trimmed(words))) out.push_back(trimmed(words));
    };
    const std::regex attribute(
        R"re(\s(?:alt|title|placeholder|abbr|label|data-text|data-sending|aria-\w*label)="([^"]*)")re");
    for (std::sregex_iterator it(text.begin(), text.end(), attribute), end; it != end; ++it) note((*it)[1]);
    const std::regex between(R"((?:^|>)([^<>]+)(?:<|$))");
    const auto bare = std::regex_replace(text, std::regex(R"(<[^<>]*>)"), "<>");
    for (std::sregex_iterator it(bare.begin(), bare.end(), between), end; it != end; ++it) note((*it)[1]);
    return out;
}

bool is_void(const std::string& name) {
    static const std::set<std::string> names{"area",  "br",   "col",  "embed", "hr",     "img",
                                             "input", "link", "meta", "path",  "source", "wbr"};
    return names.contains(name);
}

// Empty when every element closes in its place and every attribute's quotes do too.
std::string imbalance(std::string_view file) {
    const auto text = markup(file);
    std::vector<std::string> open;
    const std::regex tag(R"re(<(/?)([a-zA-Z][\w-]*)((?:\s+[\w:-]+(?:="[^"<>]*")?)*)\s*(/?)>|<(?!!doctype))re");
    for (std::sregex_iterator it(text.begin(), text.end(), tag), end; it != end; ++it) {
        const auto name = (*it)[2].str();
        if (name.empty())
            return "a tag that is not well formed: " + text.substr(static_cast<std::size_t>(it->position()), 60);
        if (is_void(name) || (*it)[4].length() > 0) continue;
        if ((*it)[1].length() == 0) {
            open.push_back(name);
        } else if (open.empty() || open.back() != name) {
            return "</" + name + "> closes " + (open.empty() ? "nothing" : "<" + open.back() + ">");
        } else {
            open.pop_back();
        }
    }
    return open.empty() ? "" : "<" + open.back() + "> stays open";
}

TEST(Views, HoldNoWordsOutsideOfTheCatalogue) {
    ASSERT_FALSE(embedded::views().empty());
    for (const auto& file : embedded::views())
        for (const auto& words : untranslated(file.content))
            ADD_FAILURE() << file.name << ": put [[ ]] around: " << words;
}

TEST(Views, CloseWhatTheyOpen) {
    for (const auto& file : embedded::views()) EXPECT_EQ(imbalance(file.content), "") << file.name;
}

TEST(Views, KeepTheLinesOfTextareas) {
    const std::regex area(R"(<textarea[^>]*>\s*\{\{(\w+)\}\})");
    for (const auto& file : embedded::views()) {
        const std::string text(file.content);
        EXPECT_FALSE(std::regex_search(text, area)) << file.name << ": write {{NAME:p}} in a textarea";
    }
}

TEST(Views, AreEmbeddedWithoutTheirLayout) {
    const std::regex verbatim(R"(<textarea[\s\S]*?</textarea>)");
    for (const auto& file : embedded::views()) {
        const auto text = std::regex_replace(std::string(file.content), verbatim, "");
        EXPECT_EQ(text.find_first_of("\n\t"), text.npos) << file.name;
        EXPECT_EQ(text.find("BI_SPACE"), text.npos) << file.name;
    }
}

TEST(Views, TrustNoValueAsHtml) {
    for (const auto& file : embedded::views()) {
        EXPECT_EQ(file.content.find(":none}}"), file.content.npos) << file.name;
        EXPECT_EQ(file.content.find("javascript:"), file.content.npos) << file.name;
    }
}

TEST(Untranslated, FindsBareTextAndAttributes) {
    EXPECT_EQ(untranslated("<p>Hello {{NAME}}</p>"), std::vector<std::string>{"Hello"});
    EXPECT_EQ(untranslated("<img alt=\"A dog\">"), std::vector<std::string>{"A dog"});
    EXPECT_EQ(untranslated("<a aria-label=\"Next\" href=\"x\">&middot;</a>"), std::vector<std::string>{"Next"});
    EXPECT_TRUE(untranslated("<p class=\"x\">[[Hello]], {{NAME}} (12) &middot; <b>Google</b></p>").empty());
}

TEST(Imbalance, FindsOpenElementsAndQuotes) {
    EXPECT_EQ(imbalance("<p>{{#A}}<b>x</b>{{/A}}<br></p>"), "");
    EXPECT_EQ(imbalance("<p><b>x</p>"), "</p> closes <b>");
    EXPECT_EQ(imbalance("<div>"), "<div> stays open");
    EXPECT_EQ(imbalance("</div>"), "</div> closes nothing");
    EXPECT_NE(imbalance("<a href=\"{{X}}>x</a>"), "");
}

}  // namespace
}  // namespace html
