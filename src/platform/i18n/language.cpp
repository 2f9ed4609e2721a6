#include "i18n/i18n.h"

namespace i18n {

const LanguageFacts& facts_of(Language language) {
#define TIMEBOK_LANGUAGE_FACTS(name, ...) {__VA_ARGS__},
    static constexpr LanguageFacts kFacts[] = {TIMEBOK_LANGUAGES(TIMEBOK_LANGUAGE_FACTS)};
#undef TIMEBOK_LANGUAGE_FACTS
    return kFacts[static_cast<std::size_t>(language)];
}

std::string_view tag(Language language) { return facts_of(language).tag; }
std::string_view native_name(Language language) { return facts_of(language).native_name; }

std::optional<Language> parse_language(std::string_view text) {
    auto first = " " + std::string(text.substr(0, text.find_first_of("-_"))) + " ";
    for (char& c : first) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    for (const auto language : languages)
        if ((" " + std::string(facts_of(language).meant) + " ").contains(first)) return language;
    return std::nullopt;
}

}  // namespace i18n
