#include "i18n/i18n.h"

#include <gtest/gtest.h>

namespace i18n {
namespace {

TEST(Words, AreTheMsgidInEnglishAndTranslatedElsewhere) {
    EXPECT_EQ(words(Language::en, "When suits you?"), "When suits you?");
    EXPECT_EQ(words(Language::nb, "When suits you?"), "Når passer det for deg?");
    EXPECT_EQ(words(Language::da, "When suits you?"), "Hvornår passer det dig?");
    EXPECT_EQ(words(Language::nl, "When suits you?"), "Wanneer komt het je uit?");
    EXPECT_EQ(words(Language::pt_br, "When suits you?"), "Quando é bom para você?");
}

TEST(Words, OfAnUnknownSentenceAreTheSentence) {
    EXPECT_EQ(words(Language::nb, "Nobody wrote this."), "Nobody wrote this.");
    EXPECT_EQ(words_in(Language::nb, "nowhere", "When suits you?"), "When suits you?");
}

TEST(Words, FillTheirParametersOnceAndKeepOtherBraces) {
    EXPECT_EQ(words(Language::nb, "{day} at {time}", {{"day", "{time}"}, {"time", "12:00"}}), "{time} kl. 12:00");
    EXPECT_EQ(words(Language::en, "{a} and {b", {{"a", "1"}, {"b", "2"}}), "1 and {b");
    EXPECT_EQ(words(Language::en, "{missing} stays", {{"a", "1"}}), "{missing} stays");
    EXPECT_EQ(words(Language::en, "{a}{a}", {{"a", ""}}), "");
}

TEST(Count, ChoosesThePluralFormOfTheLanguage) {
    const auto times = [](Language language, std::int64_t n) { return count(language, "{n} time", "{n} times", n); };
    EXPECT_EQ(times(Language::en, 0), "0 times");
    EXPECT_EQ(times(Language::en, 1), "1 time");
    EXPECT_EQ(times(Language::nb, 1), "1 tid");
    EXPECT_EQ(times(Language::nb, 2), "2 tider");
    EXPECT_EQ(times(Language::pt_br, 0), "0 horário");
    EXPECT_EQ(times(Language::pt_br, 5), "5 horários");
}

TEST(Count, WritesTheNumberAsTheLanguageDoes) {
    const auto times = [](Language language) { return count(language, "{n} time", "{n} times", 12'345); };
    EXPECT_EQ(times(Language::en), "12,345 times");
    EXPECT_EQ(times(Language::nb), "12\u00a0345 tider");
    EXPECT_EQ(times(Language::da), "12.345 tider");
}

TEST(Count, TakesParametersBesideTheNumber) {
    EXPECT_EQ(count(Language::nl, "{n} time with {name}", "{n} times with {name}", 2, {{"name", "Mira"}}),
              "2 tijden bij Mira");
}

TEST(Message, IsTheSentenceOfItsCode) {
    EXPECT_EQ(message(Language::en, "field.too_long", {{"limit", "80"}}),
              "This is too long. Use at most 80 characters.");
    EXPECT_EQ(message(Language::da, "field.required"), "Udfyld dette.");
}

TEST(Message, WithoutASentenceIsAProgrammersMistake) {
    EXPECT_THROW(static_cast<void>(message(Language::en, "field.unheard_of")), std::logic_error);
}

TEST(ParseLanguage, TakesTagsWithRegionsAndOldNames) {
    EXPECT_EQ(parse_language("pt-BR"), Language::pt_br);
    EXPECT_EQ(parse_language("PT_br"), Language::pt_br);
    EXPECT_EQ(parse_language("nb-NO"), Language::nb);
    EXPECT_EQ(parse_language("no"), Language::nb);
    EXPECT_EQ(parse_language("en-US"), Language::en);
    for (const auto language : languages) EXPECT_EQ(parse_language(tag(language)), language);
}

TEST(ParseLanguage, KnowsNoOthers) {
    for (const auto* text : {"", "-", "sv", "english", "n", "nbx-NO"}) EXPECT_FALSE(parse_language(text)) << text;
}

}  // namespace
}  // namespace i18n
