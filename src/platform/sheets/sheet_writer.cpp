#include "sheets/sheet_writer.h"

#include "work/file.h"

#include <fmt/format.h>
#include <xlsxwriter.h>

#include <algorithm>
#include <filesystem>
#include <stdexcept>

namespace sheets {
namespace {

constexpr std::size_t kCopiedAtOnce = 256 * 1024;
constexpr double kColumnWidth = 20;      // of letters
constexpr std::uint8_t kShortDate = 14;  // of Excel's own formats: as the reader's country writes a day
constexpr std::size_t kLongestSheetName = 31, kLongestCell = 32'767;

void check(lxw_error error) {
    if (error != LXW_NO_ERROR)
        throw std::runtime_error(fmt::format("a workbook cannot be written: {}", lxw_strerror(error)));
}

// No letter is cut through.
std::string cut(std::string_view text, std::size_t letters) {
    std::size_t at = 0;
    for (std::size_t count = 0; at < text.size(); ++at)
        if ((static_cast<unsigned char>(text[at]) & 0xC0U) != 0x80U && count++ == letters) break;
    return std::string(text.substr(0, at));
}

// Excel takes none of these in the name of a sheet.
std::string sheet_name(std::string_view name, int number) {
    std::string out(name);
    std::erase_if(out, [](char c) { return std::string_view("[]:*?/\\'").find(c) != std::string_view::npos; });
    const auto end = number > 1 ? fmt::format(" {}", number) : std::string();
    return cut(out, kLongestSheetName - end.size()) + end;
}

bool is_number(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) {
        return (c >= '0' && c <= '9') || std::string_view(" .,()-+").find(c) != std::string_view::npos;
    });
}

bool looks_like_formula(std::string_view text) {
    return !text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos &&
           !((text.front() == '+' || text.front() == '-') && text.find_first_of("0123456789") == 1 &&
             is_number(text.substr(1)) && text.find_first_of("+-", 1) == std::string_view::npos);
}

std::string in_quotes(std::string_view text, char separator) {
    const char special[] = {separator, '"', '\n', '\r', '\t', 0};
    const bool has_outer_space = text.starts_with(' ') || text.ends_with(' ');
    if (!has_outer_space && text.find_first_of(special) == std::string_view::npos) return std::string(text);
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"') out += '"';
        out += c;
    }
    return out + '"';
}

std::string csv_text(const Cell& cell) {
    if (const auto* text = std::get_if<std::string>(&cell)) return looks_like_formula(*text) ? "'" + *text : *text;
    if (const auto* number = std::get_if<Number>(&cell)) return number->text;
    if (const auto* day = std::get_if<Day>(&cell)) return base::to_text(*day);
    return {};
}

}  // namespace

struct XlsxWriter::Impl {
    // The library writes to a name: that of a file which has none.
    work::File written;
    std::string path = fmt::format("/proc/self/fd/{}", written.descriptor());
    std::string folder = std::filesystem::temp_directory_path().string();
    lxw_workbook* book = nullptr;
    lxw_worksheet* sheet = nullptr;
    lxw_format *bold = nullptr, *date = nullptr;
    std::string name;
    std::vector<std::string> heading;
    int rows_of_sheet, sheets = 0, row = 0;

    Impl(std::string_view called, std::vector<std::string> columns, int most)
        : name(called), heading(std::move(columns)), rows_of_sheet(most) {
        lxw_workbook_options options{.constant_memory = 1, .tmpdir = folder.data(), .use_zip64 = 1};
        book = workbook_new_opt(path.c_str(), &options);
        if (!book) throw std::runtime_error("a workbook cannot be begun");
        bold = workbook_add_format(book);
        format_set_bold(bold);
        date = workbook_add_format(book);
        format_set_num_format_index(date, kShortDate);
        format_set_align(date, LXW_ALIGN_LEFT);
        begin_sheet();
    }
    ~Impl() {
        if (book) lxw_workbook_free(book);
    }

    void begin_sheet() {
        sheet = workbook_add_worksheet(book, sheet_name(name, ++sheets).c_str());
        if (!sheet) throw std::runtime_error("a sheet cannot be begun");
        const auto columns = static_cast<lxw_col_t>(heading.size());
        if (columns > 0)
            check(worksheet_set_column(sheet, 0, static_cast<lxw_col_t>(columns - 1), kColumnWidth, nullptr));
        worksheet_freeze_panes(sheet, 1, 0);
        for (lxw_col_t column = 0; column < columns; ++column)
            check(worksheet_write_string(sheet, 0, column, heading[column].c_str(), bold));
        row = 0;
    }

    void write(lxw_row_t at, lxw_col_t column, const Cell& cell) const {
        if (const auto* text = std::get_if<std::string>(&cell)) {
            if (!text->empty())
                check(worksheet_write_string(sheet, at, column, cut(*text, kLongestCell).c_str(), nullptr));
        } else if (const auto* number = std::get_if<Number>(&cell)) {
            check(worksheet_write_number(sheet, at, column, std::strtod(number->text.c_str(), nullptr), nullptr));
        } else if (const auto* day = std::get_if<Day>(&cell)) {
            const std::chrono::year_month_day written_day{*day};
            lxw_datetime when{.year = static_cast<int>(written_day.year()),
                              .month = static_cast<int>(static_cast<unsigned>(written_day.month())),
                              .day = static_cast<int>(static_cast<unsigned>(written_day.day())),
                              .hour = 0,
                              .min = 0,
                              .sec = 0};
            check(worksheet_write_datetime(sheet, at, column, &when, date));
        }
    }
};

XlsxWriter::XlsxWriter(std::string_view sheet, std::vector<std::string> heading, int rows_of_sheet)
    : impl_(std::make_unique<Impl>(sheet, std::move(heading), rows_of_sheet)) {}
XlsxWriter::~XlsxWriter() = default;

void XlsxWriter::add(const Row& row) {
    CHECK(impl_->book);
    if (impl_->row == impl_->rows_of_sheet) impl_->begin_sheet();
    ++impl_->row;
    for (std::size_t column = 0; column < row.size(); ++column)
        impl_->write(static_cast<lxw_row_t>(impl_->row), static_cast<lxw_col_t>(column), row[column]);
}

std::shared_ptr<const work::File> XlsxWriter::finish() {
    // It frees the workbook, whatever became of it.
    check(workbook_close(std::exchange(impl_->book, nullptr)));
    auto out = std::make_shared<work::File>();
    for (std::uint64_t at = 0;;) {
        const auto piece = impl_->written.read(at, kCopiedAtOnce);
        if (piece.empty()) break;
        out->append(piece);
        at += piece.size();
    }
    out->flush();
    return out;
}

std::string csv_line(const Row& row, char separator) {
    std::string out;
    for (std::size_t column = 0; column < row.size(); ++column) {
        if (column > 0) out += separator;
        out += in_quotes(csv_text(row[column]), separator);
    }
    return out + "\r\n";
}

}  // namespace sheets
