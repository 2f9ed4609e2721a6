// Text of others for places that hold one line: headers, logs.
#pragma once

#include <string>
#include <string_view>

namespace mail {

// Valid UTF-8 without control characters and line separators: each of those becomes a space, each broken byte U+FFFD.
// Several spaces are one, and those at both ends go.
std::string one_line(std::string_view text);

}  // namespace mail
