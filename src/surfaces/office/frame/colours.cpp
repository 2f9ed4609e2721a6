#include "office/frame/colours.h"

#include <algorithm>

namespace office {

std::string colour_name(i18n::Language language, std::string_view colour) {
    if (colour.empty()) return i18n::words(language, "no colour");
    constexpr std::array kNames{N_("Teal"), N_("Blue"),   N_("Violet"), N_("Pink"),
                                N_("Red"),  N_("Orange"), N_("Green"),  N_("Grey")};
    static_assert(kNames.size() == businesses::kPalette.size());
    const auto found = std::ranges::find(businesses::kPalette, colour);
    if (found == businesses::kPalette.end()) return std::string(colour);
    return i18n::words(language, kNames.at(static_cast<std::size_t>(found - businesses::kPalette.begin())));
}

}  // namespace office
