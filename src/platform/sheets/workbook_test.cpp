#include "sheets/workbook.h"

#include "sheets/csv_reader.h"

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wold-style-cast"
#include <zip.h>
#pragma GCC diagnostic pop

#include <gtest/gtest.h>

#include <map>

namespace sheets {
namespace {

using Row = std::vector<std::string>;
using Rows = std::vector<Row>;
using Parts = std::map<std::string, std::string>;

std::string zipped(const Parts& parts) {
    zip_error_t error;
    zip_error_init(&error);
    auto* source = zip_source_buffer_create(nullptr, 0, 0, &error);
    zip_source_keep(source);
    auto* zip = zip_open_from_source(source, ZIP_TRUNCATE, &error);
    for (const auto& [name, content] : parts)
        zip_file_add(zip, name.c_str(), zip_source_buffer(zip, content.data(), content.size(), 0), 0);
    zip_close(zip);
    zip_source_open(source);
    zip_source_seek(source, 0, SEEK_END);
    std::string out(static_cast<std::size_t>(zip_source_tell(source)), '\0');
    zip_source_seek(source, 0, SEEK_SET);
    zip_source_read(source, out.data(), out.size());
    zip_source_close(source);
    zip_source_free(source);
    return out;
}

Parts book(const std::string& rows) {
    return {{"xl/workbook.xml", R"(<workbook><sheets><sheet name="Hidden" r:id="r2" state="hidden"/>)"
                                R"(<sheet name="Customers" r:id="r1"/></sheets></workbook>)"},
            {"xl/_rels/workbook.xml.rels", R"(<Relationships><Relationship Id="r2" Target="worksheets/none.xml"/>)"
                                           R"(<Relationship Id="r1" Target="worksheets/sheet1.xml"/></Relationships>)"},
            {"xl/styles.xml", R"(<styleSheet><numFmts><numFmt numFmtId="170" formatCode="[$-409]d\ mmm\ yyyy"/>)"
                              R"(<numFmt numFmtId="171" formatCode="0.0 &quot;days&quot;"/></numFmts>)"
                              R"(<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>)"
                              R"(<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="170"/>)"
                              R"(<xf numFmtId="171"/><xf numFmtId="22"/></cellXfs></styleSheet>)"},
            {"xl/sharedStrings.xml",
             R"(<sst><si><t>Name</t></si><si><r><t>An</t></r><r><t xml:space="preserve">na </t></r>)"
             R"(<rPh sb="0" eb="1"><t>said</t></rPh></si></sst>)"},
            {"xl/worksheets/sheet1.xml", "<worksheet><sheetData>" + rows + "</sheetData><x/></worksheet>"}};
}

Rows rows_of(const Parts& parts) {
    const auto text = parse_workbook(zipped(parts));
    EXPECT_TRUE(text) << text.error().code;
    Rows out;
    if (!text) return out;
    CsvReader reader(*text, {});
    while (auto record = reader.next().value()) out.push_back(record->cells);
    return out;
}
std::string refusal(const std::string& bytes) {
    const auto text = parse_workbook(bytes);
    return text ? std::string() : text.error().code;
}

TEST(Workbook, IsReadCellByCell) {
    EXPECT_EQ(rows_of(book(
                  R"(<row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1" t="inlineStr"><is><t>E-mail</t></is></c></row>)"
                  R"(<row r="3"><c r="A3" t="s"><v>1</v></c><c r="B3"><v></v></c>)"
                  R"(<c r="C3" t="str"><f>A1&amp;"x"</f><v>a "b", c</v></c><c r="D3" t="b"><v>1</v></c></row>)"
                  R"(<row><c t="inlineStr"><is><t>next</t></is></c><c><v>7</v></c></row>)")),
              (Rows{{"Name", "", "E-mail"}, {}, {"Anna ", "", "a \"b\", c", "TRUE"}, {"next", "7"}}));
}

TEST(Workbook, SaysDaysAndNumbersAsPeopleWriteThem) {
    const auto parts = book(R"(<row r="1"><c r="A1" s="1"><v>46360</v></c><c r="B1" s="2"><v>1</v></c>)"
                            R"(<c r="C1" s="3"><v>2.5</v></c><c r="D1" s="4"><v>46360.4375</v></c>)"
                            R"(<c r="E1"><v>4.741234567E9</v></c><c r="F1"><v>46360</v></c></row>)");
    EXPECT_EQ(rows_of(parts), (Rows{{"2026-12-04", "1900-01-01", "2.5", "2026-12-04 10:30", "4741234567", "46360"}}));
    auto from_1904 = parts;
    from_1904["xl/workbook.xml"].insert(10, R"(<workbookPr date1904="1"/>)");
    EXPECT_EQ(rows_of(from_1904).front().front(), "2030-12-05");
}

TEST(Workbook, IsRefusedWhenItIsNotAsItShouldBe) {
    const auto whole = zipped(book(R"(<row r="1"><c r="A1"><v>1</v></c></row>)"));
    EXPECT_EQ(refusal(whole), "");
    EXPECT_EQ(refusal(whole.substr(0, whole.size() / 2)), "sheet.damaged");
    EXPECT_EQ(refusal("PK\x03\x04 nothing"), "sheet.damaged");
    const auto of = [](const std::string& rows) { return refusal(zipped(book(rows))); };
    EXPECT_EQ(of(R"(<row r="1"><c r="A1" t="s"><v>99</v></c></row>)"), "sheet.damaged") << "no such text";
    EXPECT_EQ(of(R"(<row r="1"><c r="A1" t="s"><v>-1</v></c></row>)"), "sheet.damaged");
    EXPECT_EQ(of(R"(<row r="2"/><row r="1"/>)"), "sheet.damaged") << "backwards";
    EXPECT_EQ(of(R"(<row r="99999999"/>)"), "sheet.damaged");
    EXPECT_EQ(of(R"(<row r="1"><c r="ZZZ1"><v>1</v></c></row>)"), "sheet.too_many_columns");
    EXPECT_EQ(of(R"(<row r="1"><c)"), "sheet.damaged");
    auto with_doctype = book("");
    with_doctype["xl/worksheets/sheet1.xml"] =
        R"(<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><worksheet><sheetData><row><c t="str"><v>&b;</v></c></row></sheetData></worksheet>)";
    EXPECT_EQ(refusal(zipped(with_doctype)), "sheet.damaged");
}

TEST(Workbook, DoesNotUnpackWithoutEnd) {
    // Zeros pack to a thousandth.
    auto bomb = book("");
    bomb["xl/sharedStrings.xml"] = "<sst><si><t>" + std::string(kMostShared + 1, 'x') + "</t></si></sst>";
    EXPECT_EQ(refusal(zipped(bomb)), "sheet.too_large");
    auto long_cell = book(R"(<row r="1"><c r="A1" t="str"><v>)" + std::string(1U << 20U, 'x') + "</v></c></row>");
    EXPECT_EQ(refusal(zipped(long_cell)), "sheet.too_large");
}

TEST(Workbook, IsReadInAProcessOfItsOwn) {
    const auto made = text_of_workbook(zipped(book(R"(<row r="1"><c r="A1" t="s"><v>0</v></c></row>)")));
    ASSERT_TRUE(made) << made.error().code;
    EXPECT_EQ(*made, "\"Name\"\n");
    EXPECT_EQ(text_of_workbook("nothing").error().code, "sheet.damaged");
}

}  // namespace
}  // namespace sheets
