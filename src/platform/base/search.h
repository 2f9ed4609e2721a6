// Words as a search compares them: without case, accents and punctuation, so that people need not know how a name is
// written exactly.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace base {

// The words of the text, which has to be clean (is_clean_text), in letters and digits only: case and accents folded,
// "ø", "ı", "ß" and the like in plain letters. "Ann-Marie Işık" -> ann, marie, isik.
std::vector<std::string> search_words(std::string_view text);
// The words as a key: a space before each, and those that punctuation alone takes apart once more in one piece.
// "O'Brien" -> " o brien obrien".
std::string search_key(std::string_view text);

}  // namespace base
