#include "html/browser.h"

#include <array>

namespace html {
namespace {

struct Mark {
    std::string_view sign, name;
};

// The first that fits; most browsers also say that they are others.
constexpr std::array<Mark, 9> kBrowsers{{{"Edg", "Edge"},
                                         {"OPR/", "Opera"},
                                         {"Vivaldi/", "Vivaldi"},
                                         {"SamsungBrowser/", "Samsung Internet"},
                                         {"Firefox/", "Firefox"},
                                         {"FxiOS/", "Firefox"},
                                         {"CriOS/", "Chrome"},
                                         {"Chrome/", "Chrome"},
                                         {"Safari/", "Safari"}}};
constexpr std::array<Mark, 7> kSystems{{{"iPhone", "iPhone"},
                                        {"iPad", "iPad"},
                                        {"Android", "Android"},
                                        {"Windows", "Windows"},
                                        {"CrOS", "ChromeOS"},
                                        {"Mac OS X", "Mac"},
                                        {"Linux", "Linux"}}};

template <std::size_t N>
std::string_view first_of(const std::array<Mark, N>& marks, std::string_view text) {
    for (const auto& mark : marks)
        if (text.find(mark.sign) != text.npos) return mark.name;
    return {};
}

}  // namespace

std::string browser_name(i18n::Language language, std::string_view user_agent) {
    const auto browser = first_of(kBrowsers, user_agent), system = first_of(kSystems, user_agent);
    if (browser.empty() && system.empty()) return i18n::words(language, "An unknown browser");
    if (browser.empty()) return i18n::words(language, "A browser on {system}", {{"system", std::string(system)}});
    if (system.empty()) return std::string(browser);
    return i18n::words(language, "{browser} on {system}",
                       {{"browser", std::string(browser)}, {"system", std::string(system)}});
}

}  // namespace html
