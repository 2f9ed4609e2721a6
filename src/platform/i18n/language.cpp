#include "i18n/i18n.h"

namespace i18n {

std::string_view tag(Language language) {
    constexpr std::array<std::string_view, 5> kTags{"en", "nb", "da", "nl", "pt-BR"};
    return kTags[static_cast<std::size_t>(language)];
}

std::string_view native_name(Language language) {
    constexpr std::array<std::string_view, 5> kNames{"English", "Norsk", "Dansk", "Nederlands", "Português"};
    return kNames[static_cast<std::size_t>(language)];
}

std::optional<Language> parse_language(std::string_view text) {
    std::string lower(text);
    for (char& c : lower) c = c == '_' ? '-' : c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    const auto base = lower.substr(0, lower.find('-'));
    for (const auto& [name, language] :
         std::initializer_list<std::pair<std::string_view, Language>>{{"en", Language::en},
                                                                      {"nb", Language::nb},
                                                                      {"no", Language::nb},
                                                                      {"nn", Language::nb},
                                                                      {"da", Language::da},
                                                                      {"nl", Language::nl},
                                                                      {"pt", Language::pt_br}})
        if (base == name) return language;
    return std::nullopt;
}

}  // namespace i18n
