#include "base/typed.h"

#include "base/text.h"

#include <algorithm>

namespace base {

std::string typed_text(std::string_view typed) { return is_clean_text(typed) ? normalised(typed) : std::string(); }

std::string typed_line(std::string_view typed) { return on_one_line(typed_text(typed)); }

std::string on_one_line(std::string text) {
    std::ranges::replace_if(
        text, [](char c) { return c == '\n' || c == '\r' || c == '\t'; }, ' ');
    return text;
}

std::string full_name(std::string_view name, std::string_view surname) {
    std::string out(name);
    if (!surname.empty()) out.append(" ").append(surname);
    return out;
}

}  // namespace base
