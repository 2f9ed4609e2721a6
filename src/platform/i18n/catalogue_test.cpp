// Every sentence of the program is there in every language, with its placeholders, and nothing more.
#include "base/embedded.h"
#include "i18n/i18n.h"
#include "i18n/messages.h"

#include <gtest/gtest.h>

#include <regex>

namespace embedded {
std::span<const File> views();
std::span<const File> locales();
}  // namespace embedded

namespace i18n {
namespace {

// Those with a catalogue: all but English, the language of the msgids.
std::vector<std::string> translated() {
    std::vector<std::string> out;
    for (const auto language : languages)
        if (language != Language::en) out.emplace_back(facts_of(language).locale);
    return out;
}

struct Entry {
    std::string context, id, plural;
    std::vector<std::string> texts;
};

std::string file(std::string_view name) {
    for (const auto& each : embedded::locales())
        if (each.name == name) return std::string(each.content);
    throw std::runtime_error("no file " + std::string(name));
}

std::vector<std::string> lines(const std::string& text) {
    std::vector<std::string> out(1);
    for (const char c : text)
        if (c == '\n')
            out.emplace_back();
        else
            out.back() += c;
    return out;
}

std::string unquoted(const std::string& line) {
    const auto first = line.find('"') + 1;
    return std::regex_replace(line.substr(first, line.rfind('"') - first), std::regex(R"(\\(.))"), "$1");
}

// The entries of a .po file by context and msgid; its header has an empty msgid.
std::map<std::string, Entry> entries(std::string_view name) {
    std::map<std::string, Entry> out;
    Entry entry;
    std::string* last = nullptr;
    const auto keep = [&] {
        if (!entry.id.empty()) out[entry.context + "|" + entry.id] = entry;
        entry = {};
        last = nullptr;
    };
    for (const auto& line : lines(file(name))) {
        if (line.empty())
            keep();
        else if (line.starts_with("#, fuzzy"))
            ADD_FAILURE() << name << ": an entry is fuzzy";
        else if (line.starts_with("msgctxt "))
            *(last = &entry.context) = unquoted(line);
        else if (line.starts_with("msgid_plural "))
            *(last = &entry.plural) = unquoted(line);
        else if (line.starts_with("msgid "))
            *(last = &entry.id) = unquoted(line);
        else if (line.starts_with("msgstr"))
            last = &entry.texts.emplace_back(unquoted(line));
        else if (line.starts_with("\"") && last)
            *last += unquoted(line);
    }
    keep();
    return out;
}

std::multiset<std::string> placeholders(const std::string& text) {
    std::multiset<std::string> out;
    const std::regex placeholder(R"(\{\w+\})");
    for (std::sregex_iterator it(text.begin(), text.end(), placeholder), end; it != end; ++it) out.insert(it->str());
    return out;
}

std::set<std::string> allowed_to_be_english() {
    std::set<std::string> out;
    for (auto& line : lines(file("same-as-english.txt")))
        if (!line.empty() && line.front() != '#') out.insert(line);
    return out;
}

template <class Check>
void for_each_translation(Check check) {
    for (const auto& language : translated())
        for (const auto& [key, entry] : entries(std::string(language) + ".po"))
            for (std::size_t i = 0; i < entry.texts.size(); ++i)
                check(std::string(language), i == 0 ? entry.id : entry.plural, entry.texts[i]);
}

std::set<std::string> keys(const std::map<std::string, Entry>& all) {
    std::set<std::string> out;
    for (const auto& [key, entry] : all) out.insert(key);
    return out;
}

TEST(Catalogues, HoldTheSentencesOfTheProgramAndNoOthers) {
    const auto wanted = keys(entries("timebok.pot"));
    ASSERT_GT(wanted.size(), 100u);
    for (const auto& language : translated()) EXPECT_EQ(keys(entries(language + ".po")), wanted) << language;
}

TEST(Catalogues, TranslateEverything) {
    for_each_translation([](const std::string& language, const std::string& id, const std::string& text) {
        EXPECT_FALSE(text.empty()) << language << " lacks: " << id;
    });
    for (const auto& language : translated())
        for (const auto& [key, entry] : entries(std::string(language) + ".po"))
            EXPECT_EQ(entry.texts.size(), entry.plural.empty() ? 1u : 2u) << language << ": " << key;
}

TEST(Catalogues, KeepEnglishOnlyWhereItIsAlsoTheLanguages) {
    auto allowed = allowed_to_be_english();
    std::set<std::string> used;
    for_each_translation([&](const std::string& language, const std::string& id, const std::string& text) {
        if (text != id) return;
        const auto line = language + " " + id;
        EXPECT_TRUE(allowed.contains(line))
            << "not translated, or to be listed in locales/same-as-english.txt: " << line;
        used.insert(line);
    });
    for (const auto& line : allowed)
        EXPECT_TRUE(used.contains(line)) << "locales/same-as-english.txt need not list: " << line;
}

TEST(Catalogues, KeepPlaceholders) {
    for_each_translation([](const std::string& language, const std::string& id, const std::string& text) {
        EXPECT_EQ(placeholders(text), placeholders(id)) << language << ": " << text;
    });
}

TEST(Catalogues, EndSentencesAsTheEnglishDoes) {
    const auto ending = [](const std::string& text) {
        return text.empty() || std::string_view(".?:").find(text.back()) == std::string_view::npos ? ' ' : text.back();
    };
    for_each_translation([&](const std::string& language, const std::string& id, const std::string& text) {
        if (id.ends_with(" min") || id.ends_with(" hr")) return;  // abbreviations
        EXPECT_EQ(ending(text), ending(id)) << language << ": " << text;
    });
}

TEST(Catalogues, HoldNeitherMarkupNorTemplateCode) {
    for_each_translation([](const std::string& language, const std::string&, const std::string& text) {
        for (const auto* code : {"{{", "}}", "[[", "]]", "<", ">"})
            EXPECT_EQ(text.find(code), text.npos) << language << ": " << text;
    });
}

TEST(Catalogues, HoldTheWordsOfEveryTemplate) {
    const auto known = keys(entries("timebok.pot"));
    const std::regex words(R"(\[\[(?:([^|\]]+)\|)?([^\]]+)\]\])");
    for (const auto& view : embedded::views()) {
        const std::string text(view.content);
        for (std::sregex_iterator it(text.begin(), text.end(), words), end; it != end; ++it)
            EXPECT_TRUE(known.contains((*it)[1].str() + "|" + (*it)[2].str()))
                << view.name << ": run bin/messages for " << it->str();
    }
}

TEST(Catalogues, HoldTheSentenceOfEveryMessageCode) {
    const auto known = keys(entries("timebok.pot"));
    for (const auto& [code, text] : message_codes())
        EXPECT_TRUE(known.contains("|" + std::string(text))) << "run bin/messages for " << code;
}

TEST(MessageCodes, AreListedOnce) {
    std::set<std::string_view> seen;
    for (const auto& [code, text] : message_codes()) EXPECT_TRUE(seen.insert(code).second) << code;
}

}  // namespace
}  // namespace i18n
