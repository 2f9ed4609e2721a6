#include "sheets/csv_reader.h"

#include "sheets/recognise.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

namespace sheets {
namespace {

using Row = std::vector<std::string>;
using Rows = std::vector<Row>;

Rows rows_of(std::string_view text, const Dialect& dialect = {}, const Limits& limits = {}) {
    Rows out;
    CsvReader reader(text, dialect, limits);
    while (true) {
        auto record = reader.next();
        EXPECT_TRUE(record) << record.error().code;
        if (!record || !*record) return out;
        out.push_back((*record)->cells);
    }
}
Rows recognised(std::string_view text) { return rows_of(text, dialect_of(text)); }

// The code of the refusal and its row.
std::pair<std::string, std::string> refusal(std::string_view text, const Limits& limits = {}) {
    CsvReader reader(text, dialect_of(text), limits);
    while (true) {
        auto record = reader.next();
        if (!record) {
            for (const auto& [name, value] : record.error().parameters)
                if (name == "row") return {record.error().code, value};
            return {record.error().code, ""};
        }
        if (!*record) return {};
    }
}

std::string utf16(std::u16string_view text, bool big) {
    std::string out;
    for (const char16_t unit : text) {
        const char high = static_cast<char>(unit >> 8U), low = static_cast<char>(unit & 0xFFU);
        out += big ? high : low;
        out += big ? low : high;
    }
    return out;
}

TEST(CsvReader, ReadsWhatTheStandardDescribes) {
    EXPECT_EQ(rows_of("a,b,c\r\n1,2,3\r\n"), (Rows{{"a", "b", "c"}, {"1", "2", "3"}}));
    EXPECT_EQ(rows_of("a,b,c\n1,2,3"), (Rows{{"a", "b", "c"}, {"1", "2", "3"}})) << "no end of the last row";
    EXPECT_EQ(rows_of("a\r1\r2"), (Rows{{"a"}, {"1"}, {"2"}}));
    EXPECT_EQ(rows_of("first,last\nJohn,\"120 any st., Anytown, WW\""),
              (Rows{{"first", "last"}, {"John", "120 any st., Anytown, WW"}}));
    EXPECT_EQ(rows_of("a,b\n1,\"ha \"\"ha\"\" ha\"\n3,\"\"\"\""),
              (Rows{{"a", "b"}, {"1", "ha \"ha\" ha"}, {"3", "\""}}));
    EXPECT_EQ(rows_of("a,b\n1,\"\"\n2,3"), (Rows{{"a", "b"}, {"1", ""}, {"2", "3"}}));
    EXPECT_EQ(rows_of("a,b\n\"Once upon\nan age\",\"x\r\ny\"\n"), (Rows{{"a", "b"}, {"Once upon\nan age", "x\r\ny"}}));
    EXPECT_EQ(rows_of("k,v\n1,\"{\"\"type\"\": \"\"Point\"\", \"\"at\"\": [1.0, 0.5]}\""),
              (Rows{{"k", "v"}, {"1", R"({"type": "Point", "at": [1.0, 0.5]})"}}));
    EXPECT_EQ(rows_of("a,\n,\n"), (Rows{{"a", ""}, {"", ""}}));
    EXPECT_EQ(rows_of(""), Rows{});
    EXPECT_EQ(rows_of("\n\na\n"), (Rows{{}, {}, {"a"}})) << "empty rows count";
    EXPECT_EQ(rows_of("\"\"\n"), (Rows{{""}}));
}

TEST(CsvReader, TakesRaggedRowsAsTheyAre) {
    EXPECT_EQ(rows_of("a,b\n1\n1,2,3\n"), (Rows{{"a", "b"}, {"1"}, {"1", "2", "3"}}));
}

TEST(CsvReader, MarksRowsWithQuotationMarksInTheMiddle) {
    EXPECT_EQ(rows_of("5\" pipe,x\n"), (Rows{{"5\" pipe", "x"}}));
    CsvReader reader("\"Anna\" Berg,2\n3,4\n", {});
    const auto first = reader.next().value().value();
    EXPECT_EQ(first.cells, (Row{"Anna Berg", "2"}));
    EXPECT_TRUE(first.stray_quote);
    const auto second = reader.next().value().value();
    EXPECT_FALSE(second.stray_quote);
    EXPECT_EQ(second.row, 2);
}

TEST(CsvReader, ReadsTheEncodingsThatProgramsWrite) {
    const Rows wanted{{"Næme", "Ærlig – €"}, {"Åse 😀", "2"}};
    const std::string plain = "Næme;Ærlig – €\nÅse 😀;2\n";
    EXPECT_EQ(recognised(plain), wanted);
    EXPECT_EQ(recognised("\xEF\xBB\xBF" + plain), wanted);
    const std::u16string wide = u"Næme;Ærlig – €\nÅse 😀;2\n";
    EXPECT_EQ(recognised("\xFF\xFE" + utf16(wide, false)), wanted);
    EXPECT_EQ(recognised("\xFE\xFF" + utf16(wide, true)), wanted);
    EXPECT_EQ(recognised(utf16(wide, false)), wanted) << "without a mark";
    EXPECT_EQ(recognised("N\xE6me;\xC6rlig \x96 \x80\n\xC5se;2\n"), (Rows{{"Næme", "Ærlig – €"}, {"Åse", "2"}}));
}

TEST(CsvReader, TellsOfBrokenLetters) {
    const auto broken = [](std::string_view text) {
        CsvReader reader(text, dialect_of(text));
        std::vector<bool> out;
        while (auto record = reader.next().value()) out.push_back(record->broken_text);
        return out;
    };
    EXPECT_EQ(broken("\xEF\xBB\xBF\"a\",b\n\xED\xA0\x80,2\n"), (std::vector{false, true})) << "half a surrogate";
    EXPECT_EQ(broken("\xFF\xFE" + utf16(u"a,b\n\xD83D,2\nx,y", false)), (std::vector{false, true, false}));
    EXPECT_EQ(broken("æøå,æøå\næøå,x\xC3"), (std::vector{false, true})) << "cut off in the middle of a letter";
    EXPECT_EQ(broken("\xFF\xFE" + utf16(u"a,b", false) + "x"), std::vector{true}) << "half a unit";
}

TEST(CsvReader, FindsTheDelimiter) {
    EXPECT_EQ(recognised("a;b;c\n1,5;2;3\n"), (Rows{{"a", "b", "c"}, {"1,5", "2", "3"}}));
    EXPECT_EQ(recognised("a\tb\n1, 2\t3\n"), (Rows{{"a", "b"}, {"1, 2", "3"}}));
    EXPECT_EQ(recognised("a|b\n1|2\n"), (Rows{{"a", "b"}, {"1", "2"}}));
    EXPECT_EQ(recognised("a,b\n\"1;2;3\",4\n"), (Rows{{"a", "b"}, {"1;2;3", "4"}}));
    EXPECT_EQ(recognised("alone\nanna@example.com\n"), (Rows{{"alone"}, {"anna@example.com"}}));
    const std::string named = "sep=|\r\na,x|b\n1|2\n";
    EXPECT_EQ(recognised(named), (Rows{{"a,x", "b"}, {"1", "2"}}));
    CsvReader reader(named, dialect_of(named));
    EXPECT_EQ(reader.next().value()->row, 2) << "as Excel counts";
    EXPECT_EQ(recognised("\xFF\xFE" + utf16(u"sep=;\na,b;c\n", false)), (Rows{{"a,b", "c"}}));
}

TEST(CsvReader, RefusesWithTheRowWhatNoTableHas) {
    using Refusal = std::pair<std::string, std::string>;
    EXPECT_EQ(refusal(std::string("a,b\n1,\0\n", 8)), (Refusal{"sheet.zero_byte", "2"}));
    EXPECT_EQ(refusal("a,b\n1,\"2\n3,4\n"), (Refusal{"sheet.cut_off", "2"}));
    EXPECT_EQ(refusal("a,b\n" + std::string(10'000'000, 'x')), (Refusal{"sheet.long_row", "2"}));
    EXPECT_EQ(refusal("a,b\n" + std::string(1'000'000, ',')), (Refusal{"sheet.too_many_columns", "2"}));
    EXPECT_EQ(refusal("a,b\n" + std::string(600, ',')), (Refusal{"sheet.too_many_columns", "2"}));
    EXPECT_EQ(refusal("1\n2\n3\n4\n", {.rows = 3}), (Refusal{"sheet.too_many_rows", ""}));
    EXPECT_EQ(refusal("1\n2\n3\n", {.rows = 3}), Refusal{});
}

// What is written by the standard is read as it was.
RC_GTEST_PROP(CsvReaderProperty, ReadsBackWhatWasWritten, ()) {
    const char delimiter = *rc::gen::elementOf(std::string(kDelimiters));
    const auto letter = rc::gen::elementOf(std::string("ab ;,\t|\"\r\n\xC3\xA6"));
    Rows rows;
    std::string text;
    for (int r = *rc::gen::inRange(1, 6); r > 0; --r) {
        Row row;
        for (int c = *rc::gen::inRange(1, 5); c > 0; --c) {
            auto cell = repaired(*rc::gen::container<std::string>(letter));
            if (!row.empty()) text += delimiter;
            text += '"';
            for (const char each : cell) text += each == '"' ? std::string("\"\"") : std::string(1, each);
            text += '"';
            row.push_back(std::move(cell));
        }
        text += *rc::gen::elementOf(std::vector<std::string>{"\n", "\r\n", "\r"});
        // An end by CR alone would be one with a row that begins with LF, which none does: all begin with a mark.
        rows.push_back(std::move(row));
    }
    RC_ASSERT(rows_of(text, {.delimiter = delimiter}) == rows);
}

TEST(Recognise, TellsWhatAFileIs) {
    EXPECT_EQ(kind_of(""), Kind::empty);
    EXPECT_EQ(kind_of("a,b\n"), Kind::text);
    EXPECT_EQ(kind_of("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 anything"), Kind::old_workbook);
    std::string locked = "\xD0\xCF\x11\xE0";
    for (const char c : std::string("EncryptedPackage")) (locked += c) += '\0';
    EXPECT_EQ(kind_of(locked), Kind::locked_workbook);
    EXPECT_EQ(kind_of("PK\x03\x04 ... xl/workbook.xml"), Kind::workbook);
    EXPECT_EQ(kind_of("PK\x03\x04 ... word/document.xml"), Kind::archive);
    EXPECT_EQ(kind_of("PK\x03\x04....mimetypeapplication/vnd.oasis.opendocument.spreadsheet"), Kind::open_document);
    EXPECT_EQ(kind_of("%PDF-1.7"), Kind::pdf);
    EXPECT_EQ(kind_of("\n <HTML><table>"), Kind::web_page);
    EXPECT_EQ(kind_of("BEGIN:VCARD\nVERSION:3.0"), Kind::contacts);
    EXPECT_EQ(kind_of(std::string(100, '\x01')), Kind::other);
    EXPECT_EQ(kind_of("\x89PNG\r\n\x1a\n" + std::string(60, '\x02')), Kind::other);
}

}  // namespace
}  // namespace sheets
