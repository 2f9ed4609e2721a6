// What a column of a file of customers can become, and which of it the column is by its name.
#pragma once

#include "i18n/i18n.h"
#include "imports/settings.h"

namespace imports {

// Besides the fields of the record, by their names in customers/fields.h.
inline constexpr std::string_view kFullName = "full_name";  // first and last name in one
inline constexpr std::string_view kLabels = "labels";       // names, with commas, semicolons or bars between them

struct Target {
    std::string key;
    std::string words;     // as staff read it
    bool several = false;  // more than one column may become it
};
// The whole list, in the order of the customer's form: what a business has besides the fields of the record is added
// here, and read where reading.cpp puts a cell into its place.
std::vector<Target> targets(i18n::Language language);

// Of each column, by the names that the record's fields have in all languages, those of other products' exports, and
// what is in the cells; "": not known.
std::vector<std::string> guessed_targets(const std::vector<Column>& columns);

// Whether the first row holds names rather than somebody's data.
bool looks_like_header(const std::vector<std::string>& first_row);

// Of the names of the columns, whatever their case and punctuation; without the two that failed_rows() adds.
std::string fingerprint_of(const std::vector<Column>& columns);

// The columns that a file of failed rows has besides its own.
std::string row_column(i18n::Language language);
std::string why_column(i18n::Language language);

// A name as it is compared: its letters and digits alone.
std::string compared(std::string_view name);

}  // namespace imports
