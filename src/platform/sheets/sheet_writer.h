// Tables written for spreadsheets: as an Excel workbook (ECMA-376) and as CSV (RFC 4180, in UTF-8). What is in memory
// does not grow with the number of rows.
#pragma once

#include "base/base.h"

#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace work {
class File;
}

namespace sheets {

struct Number {
    std::string text;  // "-12.5"
};
// Nothing; a text, which stays one even where it looks like a number or a formula; a number; a day.
using Cell = std::variant<std::monostate, std::string, Number, Day>;
using Row = std::vector<Cell>;

// At most so many rows are on one sheet; then another follows, with the same heading.
inline constexpr int kMostRowsOfSheet = 1'048'575;

class XlsxWriter {
public:
    // `sheet`: its name, cut to what Excel takes. Throws std::runtime_error where the disk is full, say.
    XlsxWriter(std::string_view sheet, std::vector<std::string> heading, int rows_of_sheet = kMostRowsOfSheet);
    ~XlsxWriter();
    XlsxWriter(const XlsxWriter&) = delete;
    XlsxWriter& operator=(const XlsxWriter&) = delete;

    void add(const Row& row);
    // The workbook; nothing is added after it.
    std::shared_ptr<const work::File> finish();

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

// What a CSV begins with, so that Excel reads it as UTF-8.
inline constexpr std::string_view kCsvMark = "\xEF\xBB\xBF";
// A line with its end. A text that a spreadsheet would take for a formula gets an apostrophe before it (CWE-1236);
// phone numbers and numbers, which are none, do not. Days are as ISO 8601 has them.
std::string csv_line(const Row& row, char separator);

}  // namespace sheets
