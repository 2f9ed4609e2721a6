// The colours by which staff mark what is theirs: services, labels.
#pragma once

#include <array>
#include <string_view>

namespace businesses {

// They are told apart, and readable on light and dark.
inline constexpr std::array<std::string_view, 8> kPalette{"#0f766e", "#1d4ed8", "#7c3aed", "#be185d",
                                                          "#b91c1c", "#c2410c", "#4d7c0f", "#475569"};

}  // namespace businesses
