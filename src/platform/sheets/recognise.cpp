#include "sheets/recognise.h"

#include <algorithm>
#include <map>

namespace sheets {
namespace {

constexpr std::size_t kLookedAt = std::size_t{64} << 10U;
constexpr int kRowsLookedAt = 50;
constexpr std::string_view kUtf8Mark = "\xEF\xBB\xBF", kLittleMark = "\xFF\xFE", kBigMark = "\xFE\xFF";

bool holds(std::string_view bytes, std::string_view what) { return bytes.find(what) != bytes.npos; }

// As the directory of an OLE file names its streams.
std::string wide(std::string_view text) {
    std::string out;
    for (const char c : text) (out += c) += '\0';
    return out;
}

std::string lower_beginning(std::string_view bytes) {
    auto start = bytes.starts_with(kUtf8Mark) ? bytes.substr(kUtf8Mark.size()) : bytes;
    start.remove_prefix(std::min(start.find_first_not_of(" \t\r\n"), start.size()));
    std::string out(start.substr(0, 200));
    std::ranges::transform(out, out.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return out;
}

// UTF-16 without a mark: every other byte of plain letters is zero.
std::optional<Encoding> unmarked_utf16(std::string_view bytes) {
    const auto part = bytes.substr(0, 4096);
    std::size_t even = 0, odd = 0;
    for (std::size_t i = 0; i < part.size(); ++i)
        if (part[i] == '\0') ++(i % 2 == 0 ? even : odd);
    const auto many = part.size() / 4;
    if (part.size() < 4) return std::nullopt;
    if (odd > many && even * 10 < odd) return Encoding::utf16le;
    if (even > many && odd * 10 < even) return Encoding::utf16be;
    return std::nullopt;
}

// Text in UTF-8 that was cut off or pieced together has some bytes that are no letters of it; in text of Windows-1252
// hardly any letters above ASCII are letters of UTF-8.
bool is_rather_utf8(std::string_view bytes) {
    std::size_t letters = 0, broken = 0;
    for (std::size_t at = 0; at < bytes.size();) {
        if (static_cast<unsigned char>(bytes[at]) < 0x80) {
            ++at;
            continue;
        }
        std::size_t length = 2;
        while (length <= 4 && !is_valid_utf8(bytes.substr(at, length))) ++length;
        if (length <= 4) {
            ++letters;
            at += length;
        } else {
            ++broken;
            ++at;
        }
    }
    return broken == 0 || letters > broken;
}

Dialect marked(std::string_view bytes) {
    if (bytes.starts_with(kUtf8Mark)) return {.encoding = Encoding::utf8, .skip = kUtf8Mark.size()};
    if (bytes.starts_with(kLittleMark)) return {.encoding = Encoding::utf16le, .skip = 2};
    if (bytes.starts_with(kBigMark)) return {.encoding = Encoding::utf16be, .skip = 2};
    if (const auto utf16 = unmarked_utf16(bytes)) return {.encoding = *utf16};
    return {.encoding = is_rather_utf8(bytes) ? Encoding::utf8 : Encoding::windows1252};
}

// How well the first rows hang together with a delimiter: rows that have as many cells as most, then how many.
std::pair<std::size_t, std::size_t> fit(std::string_view bytes, const Dialect& dialect) {
    CsvReader reader(bytes.substr(0, dialect.skip + kLookedAt), dialect);
    std::map<std::size_t, std::size_t> rows;
    for (int i = 0; i < kRowsLookedAt; ++i) {
        const auto record = reader.next();
        if (!record || !*record) break;
        if ((*record)->cells.size() > 1) ++rows[(*record)->cells.size()];
    }
    if (rows.empty()) return {0, 0};
    const auto most = std::ranges::max_element(rows, {}, [](const auto& each) { return each.second; });
    return {most->second, most->first};
}

// Of "sep=;" in the first row.
std::optional<char> named_delimiter(std::string_view bytes, Dialect& dialect) {
    const std::size_t width = dialect.encoding == Encoding::utf16le || dialect.encoding == Encoding::utf16be ? 2 : 1;
    const std::size_t low = dialect.encoding == Encoding::utf16be ? 1 : 0;
    const auto letter = [&](std::size_t n) {
        const auto at = dialect.skip + n * width + low;
        return at < bytes.size() ? bytes[at] : '\0';
    };
    for (std::size_t n = 0; n < 4; ++n)
        if (letter(n) != "sep="[n]) return std::nullopt;
    const char delimiter = letter(4);
    std::size_t end = 5;
    if (letter(end) == '\r') ++end;
    if (letter(end) == '\n') ++end;
    if (kDelimiters.find(delimiter) == kDelimiters.npos || end == 5) return std::nullopt;
    dialect.skip += end * width;
    dialect.rows = 1;
    return delimiter;
}

}  // namespace

Kind kind_of(std::string_view bytes) {
    if (bytes.empty() || bytes == kUtf8Mark) return Kind::empty;
    if (bytes.starts_with("PK\x03\x04")) {
        if (holds(bytes.substr(0, 200), "mimetypeapplication/vnd.oasis.opendocument")) return Kind::open_document;
        return holds(bytes, "xl/workbook") ? Kind::workbook : Kind::archive;
    }
    if (bytes.starts_with("\xD0\xCF\x11\xE0"))
        return holds(bytes, wide("EncryptedPackage")) ? Kind::locked_workbook : Kind::old_workbook;
    if (bytes.starts_with("%PDF-")) return Kind::pdf;
    const auto start = lower_beginning(bytes);
    if (start.starts_with("begin:vcard")) return Kind::contacts;
    for (const auto* tag : {"<!doctype html", "<html", "<table", "<?xml", "<meta"})
        if (start.starts_with(tag)) return Kind::web_page;
    if (bytes.starts_with(kLittleMark) || bytes.starts_with(kBigMark) || unmarked_utf16(bytes)) return Kind::text;
    const auto part = bytes.substr(0, kLookedAt);
    const auto odd = std::ranges::count_if(part, [](char c) {
        return static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\r' && c != '\n' && c != '\f' && c != '\v';
    });
    return static_cast<std::size_t>(odd) * 20 > part.size() ? Kind::other : Kind::text;
}

Dialect dialect_of(std::string_view bytes) {
    auto out = marked(bytes);
    if (const auto named = named_delimiter(bytes, out)) {
        out.delimiter = *named;
        return out;
    }
    std::pair<std::size_t, std::size_t> best{0, 0};
    for (const char delimiter : kDelimiters) {
        auto tried = out;
        tried.delimiter = delimiter;
        if (const auto fits = fit(bytes, tried); fits > best) {
            best = fits;
            out.delimiter = delimiter;
        }
    }
    return out;
}

}  // namespace sheets
