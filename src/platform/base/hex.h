// Bytes as lower-case hexadecimal digits.
#pragma once

#include <string>
#include <string_view>

namespace base {

std::string hex(std::string_view bytes);
// `digits` came from hex(): lower case, an even number of them.
std::string from_hex(std::string_view digits);

}  // namespace base
