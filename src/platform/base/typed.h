// What people type into a form, and how their names are said.
#pragma once

#include <string>
#include <string_view>

namespace base {

// Normalised (base/text.h); empty where it has characters that nobody types.
std::string typed_text(std::string_view typed);
// The same on one line: tabs and line breaks are spaces.
std::string typed_line(std::string_view typed);
std::string on_one_line(std::string text);

// "Anna Berg"; a person without a surname is said by the name alone.
std::string full_name(std::string_view name, std::string_view surname);

}  // namespace base
