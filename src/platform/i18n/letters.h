// Letters of every alphabet, by ICU.
#pragma once

#include <string>
#include <string_view>

namespace i18n {

// "Ærlig" -> "ÆRLIG", the same in every language that the program writes.
std::string upper_case(std::string_view text);
std::string lower_case(std::string_view text);

}  // namespace i18n
