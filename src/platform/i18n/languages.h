// The languages of the program, a line each. Besides its line a language needs its catalogue, locales/NAME.po, named
// like its locale, which bin/messages keeps and the build finds by itself.
#pragma once

#include <cstdint>
#include <string_view>

// LANGUAGE(name in code, tag (BCP 47), what it calls itself, locale of ICU, first parts of tags that mean it)
// English is written as in Britain: 24 hours, Monday first, the day before the month. It is the language of the msgids
// and has no catalogue.
#define TIMEBOK_LANGUAGES(LANGUAGE) \
    LANGUAGE(en, "en", "English", "en_GB", "en") \
    LANGUAGE(nb, "nb", "Norsk", "nb", "nb no nn") \
    LANGUAGE(da, "da", "Dansk", "da", "da") \
    LANGUAGE(nl, "nl", "Nederlands", "nl", "nl") \
    LANGUAGE(pt_br, "pt-BR", "Português", "pt_BR", "pt")

namespace i18n {

#define TIMEBOK_LANGUAGE_NAME(name, ...) name,
enum class Language : std::uint8_t { TIMEBOK_LANGUAGES(TIMEBOK_LANGUAGE_NAME) };
#undef TIMEBOK_LANGUAGE_NAME

#define TIMEBOK_LANGUAGE_VALUE(name, ...) Language::name,
inline constexpr Language languages[] = {TIMEBOK_LANGUAGES(TIMEBOK_LANGUAGE_VALUE)};
#undef TIMEBOK_LANGUAGE_VALUE

struct LanguageFacts {
    std::string_view tag, native_name;
    const char* locale;      // ICU's, and the name of its catalogue
    std::string_view meant;  // the first parts of tags that mean it, with spaces between them
};
const LanguageFacts& facts_of(Language language);

}  // namespace i18n
