#include "base/typed.h"

#include <gtest/gtest.h>

namespace base {
namespace {

TEST(Typed, TextIsTrimmedAndHasNothingThatNobodyTypes) {
    EXPECT_EQ(typed_text("  two\nlines \t"), "two\nlines");
    EXPECT_EQ(typed_text(std::string_view("a\0b", 3)), "");
    EXPECT_EQ(typed_text("\xff"), "");
}

TEST(Typed, LinesHaveNoBreaks) {
    EXPECT_EQ(typed_line(" Storgata 1\r\n0155\tOslo "), "Storgata 1  0155 Oslo");
    EXPECT_EQ(typed_line("A\x1b"), "");
}

TEST(Typed, NamesAreSaidWithTheSurnameWhereThereIsOne) {
    EXPECT_EQ(full_name("Anna", "Berg"), "Anna Berg");
    EXPECT_EQ(full_name("Anna", ""), "Anna");
    EXPECT_EQ(full_name("", ""), "");
}

}  // namespace
}  // namespace base
