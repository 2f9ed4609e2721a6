// Tables of text that strangers send (RFC 4180 and what programs make of it), read one row at a time: whatever the file
// holds, no more than one row of it is held besides the bytes that are given.
//
// Rows end with CRLF, LF or CR. A quotation mark that does not begin a cell is a letter of it. What follows a closing
// one is taken as it stands, and the row is marked, so that it can be told.
#pragma once

#include "base/base.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sheets {

enum class Encoding { utf8, utf16le, utf16be, windows1252 };

struct Dialect {
    Encoding encoding = Encoding::utf8;
    char delimiter = ',';   // one of kDelimiters
    std::size_t skip = 0;   // bytes before the first row: the mark of the encoding, or a row that names the delimiter
    std::int64_t rows = 0;  // that are skipped with them
};
inline constexpr std::string_view kDelimiters = ",;\t|";

struct Limits {
    std::size_t record = std::size_t{256} << 10U;  // bytes of one row, in UTF-8
    std::size_t columns = 500;
    std::int64_t rows = 1'000'000;
};

struct Record {
    std::int64_t row = 0;            // as a spreadsheet counts it, from 1; empty rows count
    std::vector<std::string> cells;  // UTF-8; none: an empty row
    bool stray_quote = false;        // something stands between a closing quotation mark and the end of its cell
    bool broken_text = false;        // some bytes are no letters of the encoding; U+FFFD stands for them
};

class CsvReader {
public:
    // `bytes` outlive the reader.
    CsvReader(std::string_view bytes, const Dialect& dialect, const Limits& limits = {});

    // Nullopt behind the last row. Nothing can be read behind an error. Errors: invalid sheet.zero_byte {row},
    // sheet.long_row {row, limit}, sheet.too_many_columns {row, max}, sheet.too_many_rows {max}, sheet.cut_off {row}: a
    // cell that begins there has no end.
    Result<std::optional<Record>> next();

private:
    enum class At { cell_start, plain, quoted, quote_in_quoted, after_quote };

    bool fill();
    Result<bool> take(char c, Record& record);
    void end_cell(Record& record);
    std::unexpected<Error> refuse_row(std::string_view code, std::string_view name = {}, std::size_t value = 0) const;

    std::string_view bytes_;
    Dialect dialect_;
    Limits limits_;
    std::string decoded_;     // of what is not UTF-8
    std::string_view block_;  // what is read next
    std::int64_t row_;
    std::string cell_;
    std::size_t record_bytes_ = 0;
    At at_ = At::cell_start;
    bool after_cr_ = false, any_ = false;
};

// Broken UTF-8 with U+FFFD in its place.
std::string repaired(std::string_view text);
bool is_valid_utf8(std::string_view text);

}  // namespace sheets
