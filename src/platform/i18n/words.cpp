#include "base/embedded.h"
#include "i18n/i18n.h"

#include <boost/locale/gnu_gettext.hpp>
#include <boost/locale/message.hpp>
#include <locale>

namespace embedded {
std::span<const File> catalogues();
}

namespace i18n {
namespace {

namespace bl = boost::locale;

// Messages only: no standard facet of the process is touched.
std::locale with_catalogue(Language language) {
    if (language == Language::en) return std::locale::classic();
    bl::gnu_gettext::messages_info info;
    const std::string_view locale = facts_of(language).locale;
    info.language = locale.substr(0, locale.find('_'));
    if (locale.contains('_')) info.country = locale.substr(locale.find('_') + 1);
    info.encoding = "UTF-8";
    info.domains.emplace_back("timebok");
    info.paths.emplace_back("");
    info.callback = [language](const std::string&, const std::string&) {
        const auto wanted = std::string(facts_of(language).locale) + ".mo";
        for (const auto& file : embedded::catalogues())
            if (file.name == wanted) return std::vector<char>(file.content.begin(), file.content.end());
        throw std::runtime_error("no catalogue " + wanted);
    };
    return {std::locale::classic(), bl::gnu_gettext::create_messages_facet<char>(info)};
}

const std::locale& locale_of(Language language) {
    static const auto all = [] {
        std::vector<std::locale> out;
        for (const auto each : languages) out.push_back(with_catalogue(each));
        return out;
    }();
    return all[static_cast<std::size_t>(language)];
}

// In one pass, so that braces in a value stay as they are.
std::string filled(std::string_view text, const Parameters& parameters) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const auto open = std::min(text.find('{', at), text.size());
        out += text.substr(at, open - at);
        const auto close = text.find('}', open);
        if (close == text.npos) return out.append(text.substr(open));
        const auto name = text.substr(open + 1, close - open - 1);
        const auto found = std::ranges::find(parameters, name, &Parameters::value_type::first);
        out += found == parameters.end() ? text.substr(open, close + 1 - open) : std::string_view(found->second);
        at = close + 1;
    }
    return out;
}

}  // namespace

std::string words(Language language, std::string_view msgid, const Parameters& parameters) {
    return filled(bl::gettext(std::string(msgid).c_str(), locale_of(language)), parameters);
}

std::string words_in(Language language, std::string_view context, std::string_view msgid,
                     const Parameters& parameters) {
    return filled(bl::pgettext(std::string(context).c_str(), std::string(msgid).c_str(), locale_of(language)),
                  parameters);
}

std::string count(Language language, std::string_view one, std::string_view many, std::int64_t n,
                  const Parameters& parameters) {
    auto with_n = parameters;
    with_n.emplace_back("n", number(language, n));
    const auto number = static_cast<int>(std::min<std::int64_t>(n, 1'000'000));
    return filled(bl::ngettext(std::string(one).c_str(), std::string(many).c_str(), number, locale_of(language)),
                  with_n);
}

}  // namespace i18n
