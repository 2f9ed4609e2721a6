#include "sheets/sheet_writer.h"

#include "work/file.h"

#include <gtest/gtest.h>
#include <zip.h>

#include <map>

namespace sheets {
namespace {

// The files of a workbook, by a library that did not write it.
std::map<std::string, std::string> unzipped(const work::File& file) {
    const auto bytes = file.read(0, static_cast<std::size_t>(file.size()));
    zip_error_t error;
    auto* const source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
    auto* const archive = zip_open_from_source(source, ZIP_RDONLY, &error);
    std::map<std::string, std::string> out;
    if (!archive) return out;
    for (zip_int64_t n = 0; n < zip_get_num_entries(archive, 0); ++n) {
        const std::string name = zip_get_name(archive, static_cast<zip_uint64_t>(n), 0);
        auto* const entry = zip_fopen_index(archive, static_cast<zip_uint64_t>(n), 0);
        std::string text, piece(65536, '\0');
        for (zip_int64_t read = 0; (read = zip_fread(entry, piece.data(), piece.size())) > 0;)
            text.append(piece, 0, static_cast<std::size_t>(read));
        zip_fclose(entry);
        out[name] = text;
    }
    zip_close(archive);
    return out;
}

int count(const std::string& text, std::string_view part) {
    int n = 0;
    for (auto at = text.find(part); at != text.npos; at = text.find(part, at + 1)) ++n;
    return n;
}

TEST(CsvLine, QuotesWhatNeedsItAndKeepsFormulasTexts) {
    const auto line = [](const std::string& text) { return csv_line({text}, ','); };
    EXPECT_EQ(csv_line({std::string("Anna"), {}, Number{"-12.5"}, base::parse_day("2027-03-29").value()}, ','),
              "Anna,,-12.5,2027-03-29\r\n");
    EXPECT_EQ(line("a,b"), "\"a,b\"\r\n");
    EXPECT_EQ(csv_line({std::string("a,b"), std::string("a;b")}, ';'), "a,b;\"a;b\"\r\n");
    EXPECT_EQ(line("say \"hi\""), "\"say \"\"hi\"\"\"\r\n");
    EXPECT_EQ(line("one\ntwo"), "\"one\ntwo\"\r\n");
    for (const auto* text :
         {"=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-2+3", "+1-1", "-", "+", "+ 1", "\t=1", "--1"}) {
        const auto out = line(text);
        EXPECT_TRUE(out.starts_with("'") || out.starts_with("\"'")) << out;
    }
    EXPECT_EQ(line("+4741234567"), "+4741234567\r\n");
    EXPECT_EQ(line("-5"), "-5\r\n");
}

TEST(XlsxWriter, WritesTextsNumbersAndDaysAsWhatTheyAre) {
    XlsxWriter writer("Customers: all/of [them]", {"Name", "Phone", "Size", "Born"});
    writer.add(
        {std::string("Anna <&>"), std::string("+4741234567"), Number{"42.5"}, base::parse_day("1990-05-17").value()});
    writer.add({std::string("=1+1"), {}, {}, {}});
    const auto files = unzipped(*writer.finish());
    const auto& sheet = files.at("xl/worksheets/sheet1.xml");
    EXPECT_NE(sheet.find("<t>Anna &lt;&amp;&gt;</t>"), std::string::npos) << sheet;
    EXPECT_NE(sheet.find("<t>+4741234567</t>"), std::string::npos);
    EXPECT_NE(sheet.find("<v>42.5</v>"), std::string::npos);
    EXPECT_NE(sheet.find("<v>33010</v>"), std::string::npos) << "the day's number since 1900";
    EXPECT_NE(sheet.find("<t>=1+1</t>"), std::string::npos);
    EXPECT_EQ(count(sheet, "<f>"), 0) << "no formula";
    EXPECT_NE(files.at("xl/workbook.xml").find("name=\"Customers allof them\""), std::string::npos);
}

TEST(XlsxWriter, GoesOnOnAnotherSheet) {
    XlsxWriter writer("Customers", {"Name"}, 2);
    for (int n = 0; n < 5; ++n) writer.add({fmt::format("Customer {}", n)});
    const auto files = unzipped(*writer.finish());
    EXPECT_EQ(count(files.at("xl/worksheets/sheet1.xml"), "<row "), 3);
    EXPECT_EQ(count(files.at("xl/worksheets/sheet3.xml"), "<row "), 2);
    EXPECT_NE(files.at("xl/workbook.xml").find("name=\"Customers 3\""), std::string::npos);
}

TEST(XlsxWriter, HoldsManyRows) {
    XlsxWriter writer("Customers", {"A", "B"});
    for (int n = 0; n < 20'000; ++n) writer.add({fmt::format("Customer {}", n), Number{std::to_string(n)}});
    const auto files = unzipped(*writer.finish());
    EXPECT_EQ(count(files.at("xl/worksheets/sheet1.xml"), "<row "), 20'001);
}

TEST(XlsxWriter, MayBeLeftUnfinished) {
    XlsxWriter writer("Customers", {"Name"});
    writer.add({std::string("Anna")});
}

}  // namespace
}  // namespace sheets
