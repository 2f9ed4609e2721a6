// What a file is that somebody sent as a table, told by its bytes and never by its name.
#pragma once

#include "sheets/csv_reader.h"

namespace sheets {

enum class Kind {
    text,             // perhaps CSV
    workbook,         // .xlsx
    old_workbook,     // .xls, whatever it is called
    locked_workbook,  // .xlsx behind a password
    open_document,    // .ods
    web_page,         // HTML, which some programs call .xls
    contacts,         // vCard
    pdf,
    archive,  // any other ZIP
    empty,
    other,  // no text
};
Kind kind_of(std::string_view bytes);

// How the text is to be read: the encoding by its mark, by its bytes where it has none, and the delimiter with which
// most of the first rows have equally many cells. A first row "sep=;", as Excel writes it, is obeyed and left out.
Dialect dialect_of(std::string_view bytes);

}  // namespace sheets
