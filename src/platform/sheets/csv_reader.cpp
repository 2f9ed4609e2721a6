#include "sheets/csv_reader.h"

#include <array>

namespace sheets {
namespace {

constexpr std::size_t kBlock = std::size_t{64} << 10U;
constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

void append_utf8(std::string& out, char32_t c) {
    const auto put = [&](char32_t byte) { out += static_cast<char>(byte); };
    if (c < 0x80) {
        put(c);
    } else if (c < 0x800) {
        put(0xC0 | (c >> 6U));
        put(0x80 | (c & 0x3FU));
    } else if (c < 0x10000) {
        put(0xE0 | (c >> 12U));
        put(0x80 | ((c >> 6U) & 0x3FU));
        put(0x80 | (c & 0x3FU));
    } else {
        put(0xF0 | (c >> 18U));
        put(0x80 | ((c >> 12U) & 0x3FU));
        put(0x80 | ((c >> 6U) & 0x3FU));
        put(0x80 | (c & 0x3FU));
    }
}

// Windows-1252 from 0x80 to 0x9F; U+FFFD where it has no letter.
constexpr std::array<char16_t, 32> kWindows{0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                            0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0xFFFD, 0x017D, 0xFFFD,
                                            0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                            0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0xFFFD, 0x017E, 0x0178};

std::size_t decode_windows(std::string_view bytes, std::string& out) {
    const auto part = bytes.substr(0, kBlock);
    for (const char c : part) {
        const auto byte = static_cast<unsigned char>(c);
        append_utf8(out, byte >= 0x80 && byte < 0xA0 ? kWindows[byte - 0x80U] : byte);
    }
    return part.size();
}

std::size_t decode_utf16(std::string_view bytes, bool big, std::string& out) {
    const auto unit = [&](std::size_t at) {
        const auto first = static_cast<unsigned char>(bytes[at]), second = static_cast<unsigned char>(bytes[at + 1]);
        return static_cast<char16_t>(big ? first << 8U | second : second << 8U | first);
    };
    std::size_t at = 0;
    while (at + 1 < bytes.size() && at < kBlock) {
        const char16_t first = unit(at);
        at += 2;
        if (first < 0xD800 || first > 0xDFFF) {
            append_utf8(out, first);
            continue;
        }
        const char16_t second = first < 0xDC00 && at + 1 < bytes.size() ? unit(at) : u'\0';
        if (second < 0xDC00 || second > 0xDFFF) {
            out += kReplacement;
            continue;
        }
        at += 2;
        append_utf8(out, 0x10000U + ((first & 0x3FFU) << 10U | (second & 0x3FFU)));
    }
    if (at + 1 == bytes.size()) {
        out += kReplacement;
        ++at;
    }
    return at;
}

// How many bytes the letter at the front has; 0: it is none.
std::size_t letter_length(std::string_view text) {
    const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(text[at]); };
    const auto follows = [&](std::size_t at, unsigned low = 0x80, unsigned high = 0xBF) {
        return at < text.size() && byte(at) >= low && byte(at) <= high;
    };
    const unsigned first = byte(0);
    if (first < 0x80) return 1;
    if (first < 0xC2) return 0;
    if (first < 0xE0) return follows(1) ? 2 : 0;
    if (first < 0xF0) return follows(1, first == 0xE0 ? 0xA0 : 0x80, first == 0xED ? 0x9F : 0xBF) && follows(2) ? 3 : 0;
    if (first > 0xF4) return 0;
    return follows(1, first == 0xF0 ? 0x90 : 0x80, first == 0xF4 ? 0x8F : 0xBF) && follows(2) && follows(3) ? 4 : 0;
}

}  // namespace

bool is_valid_utf8(std::string_view text) {
    while (!text.empty()) {
        const auto length = letter_length(text);
        if (length == 0) return false;
        text.remove_prefix(length);
    }
    return true;
}

std::string repaired(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        const auto length = letter_length(text);
        out += length == 0 ? kReplacement : text.substr(0, length);
        text.remove_prefix(std::max<std::size_t>(length, 1));
    }
    return out;
}

CsvReader::CsvReader(std::string_view bytes, const Dialect& dialect, const Limits& limits)
    : bytes_(bytes.substr(std::min(dialect.skip, bytes.size()))),
      dialect_(dialect),
      limits_(limits),
      row_(dialect.rows) {}

bool CsvReader::fill() {
    if (bytes_.empty()) return false;
    if (dialect_.encoding == Encoding::utf8) {
        block_ = bytes_.substr(0, kBlock);
        bytes_.remove_prefix(block_.size());
        return true;
    }
    decoded_.clear();
    bytes_.remove_prefix(dialect_.encoding == Encoding::windows1252
                             ? decode_windows(bytes_, decoded_)
                             : decode_utf16(bytes_, dialect_.encoding == Encoding::utf16be, decoded_));
    block_ = decoded_;
    return true;
}

std::unexpected<Error> CsvReader::refuse_row(std::string_view code, std::string_view name, std::size_t value) const {
    std::vector<std::pair<std::string, std::string>> parameters{{"row", std::to_string(row_)}};
    if (!name.empty()) parameters.emplace_back(name, std::to_string(value));
    return invalid(std::string(code), std::move(parameters));
}

void CsvReader::end_cell(Record& record) {
    if (dialect_.encoding == Encoding::utf8 && !is_valid_utf8(cell_)) cell_ = repaired(cell_);
    if (cell_.find(kReplacement) != std::string::npos) record.broken_text = true;
    record.cells.push_back(std::move(cell_));
    cell_.clear();
    at_ = At::cell_start;
}

// True: the row is over.
Result<bool> CsvReader::take(char c, Record& record) {
    if (c == '\0') return refuse_row("sheet.zero_byte");
    if (++record_bytes_ > limits_.record) return refuse_row("sheet.long_row", "limit", limits_.record);
    if (at_ == At::quoted) {
        if (c == '"')
            at_ = At::quote_in_quoted;
        else
            cell_ += c;
        return false;
    }
    if (at_ == At::quote_in_quoted && c == '"') {
        cell_ += c;
        at_ = At::quoted;
        return false;
    }
    if (c == dialect_.delimiter) {
        end_cell(record);
        any_ = true;
        if (record.cells.size() >= limits_.columns) return refuse_row("sheet.too_many_columns", "max", limits_.columns);
        return false;
    }
    if (c == '\r' || c == '\n') {
        after_cr_ = c == '\r';
        if (any_) end_cell(record);
        at_ = At::cell_start;
        return true;
    }
    any_ = true;
    if (at_ == At::cell_start && c == '"') {
        at_ = At::quoted;
        return false;
    }
    if (at_ == At::quote_in_quoted) {
        record.stray_quote = true;
        at_ = At::after_quote;
    } else if (at_ == At::cell_start) {
        at_ = At::plain;
    }
    cell_ += c;
    return false;
}

Result<std::optional<Record>> CsvReader::next() {
    Record record;
    any_ = false;
    record_bytes_ = 0;
    bool began = false;
    while (true) {
        if (block_.empty() && !fill()) break;
        const char c = block_.front();
        if (after_cr_ && c == '\n' && !began) {
            block_.remove_prefix(1);
            after_cr_ = false;
            continue;
        }
        after_cr_ = false;
        if (!began) {
            began = true;
            record.row = ++row_;
            if (row_ > limits_.rows) return invalid("sheet.too_many_rows", {{"max", std::to_string(limits_.rows)}});
        }
        block_.remove_prefix(1);
        auto over = take(c, record);
        if (!over) return std::unexpected(std::move(over.error()));
        if (*over) return record;
    }
    if (!began) return std::nullopt;
    if (at_ == At::quoted) return refuse_row("sheet.cut_off");
    if (any_) end_cell(record);
    return record;
}

}  // namespace sheets
