#include "businesses/accent.h"
#include "support/seed.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <random>

namespace businesses {
namespace {

TEST(Accent, ContrastIsThatOfTheStandard) {
    EXPECT_NEAR(contrast("#000000", "#ffffff"), 21.0, 0.001);
    EXPECT_NEAR(contrast("#767676", "#ffffff"), 4.54, 0.01);
    EXPECT_DOUBLE_EQ(contrast("#0f766e", "#0f766e"), 1.0);
}

TEST(Accent, AColourThatReadsWellIsLeftAlone) { EXPECT_EQ(light_accent("#0f766e").colour, "#0f766e"); }

TEST(Accent, AnyColourBecomesReadableInLightAndInDark) {
    const support::Seed seed(7);
    std::mt19937 random(seed.value);
    for (int i = 0; i < 500; ++i) {
        const auto colour = fmt::format("#{:06x}", random() & 0xffffffu);
        const auto light = light_accent(colour), dark = dark_accent(colour);
        EXPECT_GE(contrast(light.colour, light.ink), 4.5) << colour;
        EXPECT_GE(contrast(light.colour, "#f6f7f6"), 4.5) << colour;
        EXPECT_GE(contrast(light.colour, "#ffffff"), 4.5) << colour;
        EXPECT_GE(contrast(dark.colour, dark.ink), 4.5) << colour;
        EXPECT_GE(contrast(dark.colour, "#11161b"), 4.5) << colour;
        EXPECT_GE(contrast(dark.colour, "#1a2128"), 4.5) << colour;
    }
}

TEST(Accent, TheStyleSheetHasBothThemes) {
    const auto css = brand_css("#facc15");
    EXPECT_NE(css.find(":root{--tb-accent:" + light_accent("#facc15").colour), css.npos) << css;
    EXPECT_NE(css.find("prefers-color-scheme:dark"), css.npos);
    EXPECT_NE(css.find("--tb-accent:" + dark_accent("#facc15").colour), css.npos) << css;
}

}  // namespace
}  // namespace businesses
