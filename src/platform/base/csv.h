// Tables for spreadsheets (RFC 4180): UTF-8 with its mark, so that they are read as such, and CRLF. A cell that a
// spreadsheet would take for a formula begins with an apostrophe instead.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace base {

class Csv {
public:
    void row(const std::vector<std::string>& cells);
    const std::string& text() const { return text_; }

private:
    std::string text_ = "\xEF\xBB\xBF";
};

std::string csv_cell(std::string_view value);

}  // namespace base
