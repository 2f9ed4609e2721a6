#include "base/csv.h"

#include <algorithm>

namespace base {
namespace {

// "-12" and "+47 911" too, but not what is a number alone.
bool is_formula(std::string_view value) {
    if (value.empty() || std::string_view("=+-@\t\r\n").find(value.front()) == std::string_view::npos) return false;
    return value.front() != '-' || value.size() == 1 ||
           value.find_first_not_of("0123456789.", 1) != std::string_view::npos;
}

}  // namespace

std::string csv_cell(std::string_view value) {
    std::string out;
    const auto text = is_formula(value) ? "'" + std::string(value) : std::string(value);
    if (text.find_first_of(",;\"\r\n") == std::string::npos) return text;
    out = "\"";
    for (const char c : text) {
        if (c == '"') out += '"';
        out += c;
    }
    return out + '"';
}

void Csv::row(const std::vector<std::string>& cells) {
    for (std::size_t i = 0; i < cells.size(); ++i) {
        if (i > 0) text_ += ',';
        text_ += csv_cell(cells[i]);
    }
    text_ += "\r\n";
}

}  // namespace base
