#include "businesses/accent.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>

namespace businesses {
namespace {

using Colour = std::array<double, 3>;  // 0..255 each

constexpr double kEnough = 4.5;
// What the accent stands on as text (web/style.css): the page's ground, cards, and a card tinted with a little of it.
struct Theme {
    std::string_view end;  // the accent's shades lead there
    std::string_view ground, surface;
};
constexpr Theme kLight{"#000000", "#f6f7f6", "#ffffff"};
constexpr Theme kDark{"#ffffff", "#11161b", "#1a2128"};
constexpr double kTint = 0.09;
constexpr std::string_view kWhite = "#ffffff";
constexpr std::string_view kDarkInk = "#0b0f14";

Colour parse(std::string_view text) {
    Colour out{};
    for (std::size_t i = 0; i < out.size(); ++i) {
        unsigned part = 0;
        std::from_chars(text.data() + 1 + 2 * i, text.data() + 3 + 2 * i, part, 16);
        out[i] = part;
    }
    return out;
}

std::string to_text(const Colour& colour) {
    return fmt::format("#{:02x}{:02x}{:02x}", std::lround(colour[0]), std::lround(colour[1]), std::lround(colour[2]));
}

double luminance(const Colour& colour) {
    const auto linear = [](double part) {
        part /= 255;
        return part <= 0.04045 ? part / 12.92 : std::pow((part + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(colour[0]) + 0.7152 * linear(colour[1]) + 0.0722 * linear(colour[2]);
}

std::string mixed(std::string_view colour, std::string_view with, double share) {
    auto out = parse(colour);
    const auto other = parse(with);
    for (std::size_t i = 0; i < out.size(); ++i) out[i] += (other[i] - out[i]) * share;
    return to_text(out);
}

bool is_readable(std::string_view shade, const Theme& theme) {
    return contrast(shade, theme.ground) >= kEnough && contrast(shade, theme.surface) >= kEnough &&
           contrast(shade, mixed(theme.surface, shade, kTint)) >= kEnough;
}

// The first shade on the way to the theme's end that can be read.
std::string readable(std::string_view colour, const Theme& theme) {
    constexpr int kSteps = 50;
    for (int step = 0; step < kSteps; ++step) {
        auto shade = mixed(colour, theme.end, static_cast<double>(step) / kSteps);
        if (is_readable(shade, theme)) return shade;
    }
    return std::string(theme.end);
}

}  // namespace

double contrast(std::string_view a, std::string_view b) {
    const auto [dark, light] = std::minmax({luminance(parse(a)), luminance(parse(b))});
    return (light + 0.05) / (dark + 0.05);
}

// What can be read on white carries white text.
Accent light_accent(std::string_view colour) { return {readable(colour, kLight), std::string(kWhite)}; }

// What can be read on a dark ground carries an ink as dark.
Accent dark_accent(std::string_view colour) { return {readable(colour, kDark), std::string(kDarkInk)}; }

std::string brand_css(std::string_view colour) {
    const auto light = light_accent(colour);
    const auto dark = dark_accent(colour);
    return fmt::format(":root{{--tb-accent:{};--tb-accent-ink:{}}}\n"
                       "@media (prefers-color-scheme:dark){{:root{{--tb-accent:{};--tb-accent-ink:{}}}}}\n",
                       light.colour, light.ink, dark.colour, dark.ink);
}

}  // namespace businesses
