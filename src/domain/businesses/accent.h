// A business's accent colour, made readable: text on it and the colour as text keep WCAG 2.2's contrast of 4.5:1
// (success criterion 1.4.3), in light and in dark.
#pragma once

#include <string>
#include <string_view>

namespace businesses {

// Of two colours "#rrggbb", 1 to 21 (WCAG 2.2, "contrast ratio").
double contrast(std::string_view a, std::string_view b);

struct Accent {
    std::string colour;  // "#rrggbb"
    std::string ink;     // of text upon it
};
// As close to `colour` as the contrast allows.
Accent light_accent(std::string_view colour);
Accent dark_accent(std::string_view colour);

// The style sheet that gives our pages a business's colour.
std::string brand_css(std::string_view colour);

}  // namespace businesses
