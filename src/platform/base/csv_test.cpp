#include "base/csv.h"

#include <gtest/gtest.h>

namespace base {
namespace {

TEST(Csv, QuotesWhatNeedsIt) {
    EXPECT_EQ(csv_cell("Mira Lind"), "Mira Lind");
    EXPECT_EQ(csv_cell("Lind, Mira"), "\"Lind, Mira\"");
    EXPECT_EQ(csv_cell("the \"good\" one"), "\"the \"\"good\"\" one\"");
    EXPECT_EQ(csv_cell("two\nlines"), "\"two\nlines\"");
}

TEST(Csv, HasNothingThatASpreadsheetWouldWorkOut) {
    EXPECT_EQ(csv_cell("=1+1"), "'=1+1");
    EXPECT_EQ(csv_cell("+47 911"), "'+47 911");
    EXPECT_EQ(csv_cell("@SUM(A1)"), "'@SUM(A1)");
    EXPECT_EQ(csv_cell("-2+3"), "'-2+3");
    EXPECT_EQ(csv_cell("\tx"), "'\tx");
    EXPECT_EQ(csv_cell("=HYPERLINK(\"x\",\"y\")"), "\"'=HYPERLINK(\"\"x\"\",\"\"y\"\")\"");
    EXPECT_EQ(csv_cell("-12.50"), "-12.50") << "a number stays one";
}

TEST(Csv, EndsItsLinesAsTheStandardSays) {
    Csv csv;
    csv.row({"a", "b"});
    csv.row({"1", ""});
    EXPECT_EQ(csv.text(), "\xEF\xBB\xBF"
                          "a,b\r\n1,\r\n");
}

}  // namespace
}  // namespace base
