#include "http/multipart.h"
#include "support/seed.h"

#include <gtest/gtest.h>

#include <random>

namespace http {
namespace {

const std::string kType = "multipart/form-data; boundary=----WebKitFormBoundaryAbc";
const std::string kLine = "------WebKitFormBoundaryAbc";

std::string body(const std::string& head, const std::string& content) {
    return kLine + "\r\n" + head + "\r\n\r\n" + content + "\r\n" + kLine + "--\r\n";
}
std::string field(const std::string& content) {
    return body("Content-Disposition: form-data; name=\"token\"", content);
}

TEST(Multipart, ReadsFieldsAndFilesAsABrowserSendsThem) {
    const auto text = kLine + "\r\nContent-Disposition: form-data; name=\"token\"\r\n\r\nabc\r\n" + kLine +
                      "\r\nContent-Disposition: form-data; name=\"picture\"; filename=\"bl\xc3\xa5 %22x%22.png\"\r\n"
                      "Content-Type: image/PNG\r\n\r\n\x89PNG\r\n\x1a\n--\r\n" +
                      kLine + "--\r\n";
    const auto parts = parse_multipart(kType, text);
    ASSERT_TRUE(parts);
    ASSERT_EQ(parts->size(), 2u);
    EXPECT_EQ(parts->at(0).name, "token");
    EXPECT_EQ(parts->at(0).content, "abc");
    EXPECT_FALSE(parts->at(0).filename);
    EXPECT_EQ(parts->at(1).filename, "bl\xc3\xa5 \"x\".png");
    EXPECT_EQ(parts->at(1).type, "image/png");
    EXPECT_EQ(parts->at(1).content, "\x89PNG\r\n\x1a\n--");
    EXPECT_EQ(fields_of(*parts).get("token"), "abc");
    EXPECT_FALSE(fields_of(*parts).has("picture"));
    EXPECT_EQ(find_file(*parts, "picture"), &parts->at(1));
    EXPECT_EQ(find_file(*parts, "token"), nullptr);
}

TEST(Multipart, AFileThatWasNotChosenIsNone) {
    const auto text = body("Content-Disposition: form-data; name=\"picture\"; filename=\"\"\r\nContent-Type: a/b", "");
    const auto parts = parse_multipart(kType, text);
    ASSERT_TRUE(parts);
    EXPECT_EQ(find_file(*parts, "picture"), nullptr);
}

TEST(Multipart, TakesAQuotedBoundaryAndAnEmptyForm) {
    EXPECT_TRUE(parse_multipart("Multipart/Form-Data; charset=utf-8; boundary=\"a b\"", "--a b--"));
    EXPECT_TRUE(parse_multipart(kType, field("")));
}

TEST(Multipart, RefusesWhatTheStandardDoesNotKnow) {
    for (const auto* type : {"", "multipart/form-data", "multipart/mixed; boundary=a",
                             "multipart/form-data; boundary=", "multipart/form-data; boundary=\"a",
                             "multipart/form-data; boundary=a; boundary=b", "multipart/form-data; boundary=\"a \"",
                             "multipart/form-data; boundary=\"a\x01\"", "multipart/form-data boundary=a"})
        EXPECT_FALSE(parse_multipart(type, "--a--")) << type;
    EXPECT_FALSE(
        parse_multipart("multipart/form-data; boundary=" + std::string(71, 'a'), "--" + std::string(71, 'a') + "--"));
    for (const auto& text :
         {std::string(), kLine, kLine + "\r\n", "x" + field("abc"), field("abc") + "x",
          body("Content-Disposition: form-data", "abc"), body("Content-Disposition: form-data; name=\"\"", "abc"),
          body("Content-Disposition: form-data; name=\"a\"; name=\"b\"", "abc"), body("Content-Type: a/b", "abc"),
          body("Content-Disposition: attachment; name=\"a\"", "abc"), body("nonsense", "abc"),
          body("Content-Disposition: form-data; name=\"a\xff\"", "abc"),
          body("Content-Disposition: form-data; name=\"a\x01\"", "abc"),
          body("Content-Disposition: form-data; name=\"" + std::string(3000, 'a') + "\"", "abc"),
          kLine + "\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nabc"})
        EXPECT_FALSE(parse_multipart(kType, text)) << text;
}

TEST(Multipart, BoundsTheNumberOfParts) {
    const auto part = kLine + "\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb\r\n";
    std::string text;
    for (std::size_t i = 0; i < kMostParts; ++i) text += part;
    EXPECT_TRUE(parse_multipart(kType, text + kLine + "--\r\n"));
    EXPECT_FALSE(parse_multipart(kType, text + part + kLine + "--\r\n"));
}

TEST(Multipart, LeavesUncleanTextOutOfTheForm) {
    const auto text = field("a\xff");
    const auto parts = parse_multipart(kType, text);
    ASSERT_TRUE(parts);
    EXPECT_FALSE(fields_of(*parts).has("token"));
}

TEST(Multipart, NeverReadsOutsideOfTheBody) {
    const support::Seed seed(20261122);
    std::mt19937_64 random(seed.value);
    const auto whole = kLine +
                       "\r\nContent-Disposition: form-data; name=\"p\"; filename=\"x\"\r\nContent-Type: image/png\r\n"
                       "\r\nabc\r\n" +
                       field("def");
    const std::vector<std::string> pieces{"\r\n", "--", kLine, "\"", ";", "=", ":", "name=", "\r\n\r\n", "\xff", "%22"};
    int read = 0;
    for (int round = 0; round < 20'000; ++round) {
        auto text = whole;
        auto type = kType;
        for (auto left = random() % 4; left > 0; --left) {
            auto& target = random() % 5 == 0 ? type : text;
            const auto at = random() % (target.size() + 1);
            if (random() % 2)
                target.insert(at, pieces[random() % pieces.size()]);
            else
                target.erase(at, random() % 8);
        }
        const auto parts = parse_multipart(type, text);
        if (!parts) continue;
        ++read;
        for (const auto& part : *parts) {
            ASSERT_FALSE(part.name.empty());
            ASSERT_TRUE(part.content.data() >= text.data() &&
                        part.content.data() + part.content.size() <= text.data() + text.size());
        }
    }
    EXPECT_GT(read, 1000);
}

}  // namespace
}  // namespace http
