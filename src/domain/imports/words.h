// Imports as staff read of them.
#pragma once

#include "imports/imports.h"

namespace imports {

// "E-mail: This does not look like an e-mail address.", a sentence for each.
std::string told(i18n::Language language, const std::vector<Column>& columns, const Problem& problem);
std::string told(i18n::Language language, const std::vector<Column>& columns, const std::vector<Problem>& problems);
// What rows have in common that have this problem.
std::string kind_words(i18n::Language language, std::string_view code);
// The name of a column, or its letters where it has none: "Column C".
std::string column_name(i18n::Language language, const std::vector<Column>& columns, std::size_t column);

// No more than about so many bytes of a cell, whole letters.
std::string beginning(std::string_view cell, std::size_t bytes);

}  // namespace imports
