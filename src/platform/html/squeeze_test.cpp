// What becomes of a template between src/**/views and the program: the build's own tool, run on small templates.
#include "base/result.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace html {
namespace {

namespace fs = std::filesystem;

class Squeeze : public testing::Test {
protected:
    std::string squeezed(std::string_view text) const {
        std::ofstream(folder_ / "written.html", std::ios::binary) << text;
        const auto command = fmt::format("'{}' '{}' '{}' '{}/out' written.html", TIMEBOK_NODE, TIMEBOK_SQUEEZE,
                                         folder_.string(), folder_.string());
        EXPECT_EQ(std::system(command.c_str()), 0) << command;
        std::ifstream in(folder_ / "out" / "written.html", std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }

    Squeeze() {
        auto name = (fs::temp_directory_path() / "timebok-squeeze-XXXXXX").string();
        CHECK(mkdtemp(name.data()));
        folder_ = name;
    }
    ~Squeeze() override { fs::remove_all(folder_); }

private:
    fs::path folder_;
};

TEST_F(Squeeze, TakesTheLineEndsBesideTagsAndMarkers) {
    EXPECT_EQ(squeezed("{{#ROWS}}\n"
                       "<ul>\n"
                       "    {{#ROW}}\n"
                       "    <li>\n"
                       "        {{NAME}}\n"
                       "        {{>DATES}}\n"
                       "        [[Move]]\n"
                       "    </li>\n"
                       "    {{/ROW}}\n"
                       "</ul>\n"
                       "{{/ROWS}}\n"),
              "{{#ROWS}}<ul>{{#ROW}}<li>{{NAME}}{{>DATES}}[[Move]]</li>{{/ROW}}</ul>{{/ROWS}}");
}

TEST_F(Squeeze, MakesALineEndBetweenWordsOneSpace) {
    EXPECT_EQ(squeezed("<p>\n    [[A sentence that goes\n    over\r\n    lines.]]\n    [[Another.]]\n</p>\n"),
              "<p>[[A sentence that goes over lines.]] [[Another.]]</p>");
}

TEST_F(Squeeze, KeepsTheSpacesWithinALine) {
    constexpr std::string_view kLine = "<b>[[Note:]]</b> <i>{{NOTE}}</i> &middot; {{A}}  {{B}}{{#C}} <u>(x)</u>{{/C}}";
    EXPECT_EQ(squeezed(kLine), kLine);
}

TEST_F(Squeeze, WritesASpaceThatIsNamed) {
    EXPECT_EQ(squeezed("<b>[[Note:]]</b>{{BI_SPACE}}\n<i>{{NOTE}}</i>\n{{#C}}{{BI_SPACE}}\n<u>x</u>\n{{/C}}\n"),
              "<b>[[Note:]]</b> <i>{{NOTE}}</i>{{#C}} <u>x</u>{{/C}}");
}

TEST_F(Squeeze, PutsOneSpaceBetweenAttributes) {
    EXPECT_EQ(squeezed("<input class=\"a{{#BAD}} b{{/BAD}}\"\n        name=\"c\"\n        required>\n"),
              "<input class=\"a{{#BAD}} b{{/BAD}}\" name=\"c\" required>");
    EXPECT_EQ(squeezed("<path\n    d=\"M1 2\n    L3 4\"\n/>"), "<path d=\"M1 2 L3 4\"/>");
}

TEST_F(Squeeze, LeavesNoSpaceWhereAnAttributeIsNotShown) {
    EXPECT_EQ(squeezed("<input name=\"a\"\n"
                       "        {{#BAD}}\n"
                       "        aria-invalid=\"true\"\n"
                       "        aria-describedby=\"b\"\n"
                       "        {{/BAD}}\n"
                       "        {{#FOCUS}} autofocus{{/FOCUS}}\n"
                       "        id=\"c\"\n"
                       ">"),
              "<input name=\"a\"{{#BAD}} aria-invalid=\"true\" aria-describedby=\"b\"{{/BAD}}"
              "{{#FOCUS}} autofocus{{/FOCUS}} id=\"c\">");
}

TEST_F(Squeeze, SeesNoTagInAValueOrAMarker) {
    EXPECT_EQ(
        squeezed("<a title=\"1 > 2\"\n    {{>ATTRIBUTES}}\n    href=\"{{URL}}\">\n    [[If 1 < 2\n    or 3]]\n</a>"),
        "<a title=\"1 > 2\"{{>ATTRIBUTES}} href=\"{{URL}}\">[[If 1 < 2 or 3]]</a>");
}

TEST_F(Squeeze, ChangesNothingInTextareasAndPre) {
    EXPECT_EQ(squeezed("<div>\n"
                       "    <textarea\n"
                       "            rows=\"3\">\n"
                       "  {{TEXT:p}}\n"
                       "\n"
                       "</textarea>\n"
                       "    <pre>\n"
                       " a\n"
                       " <b>c</b>\n"
                       "</pre>\n"
                       "</div>\n"),
              "<div><textarea rows=\"3\">\n  {{TEXT:p}}\n\n</textarea><pre>\n a\n <b>c</b>\n</pre></div>");
}

}  // namespace
}  // namespace html
