#include "http/json.h"
#include "support/seed.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include <random>

namespace http {
namespace {

std::string code_of(std::string_view text, JsonLimits limits = {}) {
    const auto parsed = parse_json(text, limits);
    return parsed ? "" : parsed.error().code;
}

TEST(ParseJson, ReadsWhatIsJson) {
    const auto parsed = parse_json(R"({"a":{"b":[1,2.5,true,null,"\u00e6\ud83d\ude00"]},"c":{}})");
    ASSERT_TRUE(parsed);
    EXPECT_EQ(*parsed, nlohmann::json::parse(R"({"a":{"b":[1,2.5,true,null,"æ😀"]},"c":{}})"));
}

TEST(ParseJson, RefusesWhatIsNot) {
    for (const std::string_view text : {"",
                                        " ",
                                        "{",
                                        "}",
                                        "{\"a\":1,}",
                                        "[1 2]",
                                        "{} {}",
                                        "{'a':1}",
                                        "nul",
                                        "\"a",
                                        "01",
                                        "1e999",
                                        "-1e999",
                                        "NaN",
                                        "\"\t\"",
                                        "\"\\ud800\"",
                                        "\"\\udc00\\ud800\"",
                                        "\"\xff\"",
                                        "\"\xed\xa0\x80\"",
                                        "{\"a\":1}//x",
                                        "{a:1}"})
        EXPECT_EQ(code_of(text), "json.invalid") << text;
    EXPECT_EQ(code_of(std::string_view("{}\0", 3)), "json.invalid");
    EXPECT_EQ(code_of(std::string_view("{}\0{", 4)), "json.invalid");
    EXPECT_EQ(code_of(std::string_view("\"a\0b\"", 5)), "json.invalid");
}

TEST(ParseJson, SaysWhereItStoppedReading) {
    const auto parsed = parse_json(R"({"a":tru})");
    ASSERT_FALSE(parsed);
    EXPECT_EQ(parsed.error().parameters.at(0), std::pair(std::string("position"), std::string("9")));
}

TEST(ParseJson, HoldsItsLimits) {
    EXPECT_EQ(code_of(R"("1234567")", {.bytes = 9}), "");
    EXPECT_EQ(code_of(R"("12345678")", {.bytes = 9}), "json.too_large");
    EXPECT_EQ(code_of("[[{}]]", {.depth = 3}), "");
    EXPECT_EQ(code_of("[[{\"a\":[]}]]", {.depth = 3}), "json.too_deep");
    EXPECT_EQ(code_of(std::string(60'000, '[')), "json.too_deep");
}

TEST(ParseJson, RefusesAMemberThatIsThereTwice) {
    const auto parsed = parse_json(R"({"a":1,"customer":{"name":"x","name":"y"}})");
    ASSERT_FALSE(parsed);
    ASSERT_EQ(parsed.error().fields.size(), 1u);
    EXPECT_EQ(parsed.error().fields[0].field, "customer.name");
    EXPECT_EQ(parsed.error().fields[0].code, "field.duplicate");
    EXPECT_EQ(code_of(R"({"a":1,"\u0061":2})"), "fields.invalid");
    EXPECT_EQ(code_of(R"([{"a":1},{"a":1}])"), "");
}

TEST(ParseJson, GivesADocumentOrAReasonForAnyBytes) {
    const support::Seed seed(20270329);
    std::mt19937 random(seed.value);
    const std::string_view pieces[] = {"{",   "}",    "[", "]", ":",  ",",    "\"a\"", "\"",
                                       "\\u", "d800", "1", "-", "e9", "null", " ",     "\xff"};
    int read = 0;
    for (int round = 0; round < 20'000; ++round) {
        std::string text;
        for (auto n = random() % 12; n > 0; --n) text += pieces[random() % std::size(pieces)];
        const auto parsed = parse_json(text);
        read += parsed ? 1 : 0;
        // Stricter than the library, and only where it says so.
        const bool understood = parsed || parsed.error().code != "json.invalid";
        EXPECT_EQ(understood, nlohmann::json::accept(text)) << text;
    }
    EXPECT_GT(read, 100);
}

TEST(IsJson, LooksAtTheTypeAlone) {
    EXPECT_TRUE(is_json("application/json"));
    EXPECT_TRUE(is_json("Application/JSON ; charset=utf-8"));
    EXPECT_FALSE(is_json(""));
    EXPECT_FALSE(is_json("text/json"));
    EXPECT_FALSE(is_json("application/json-patch"));
}

// "field code" of each error.
std::vector<std::string> found(FieldErrors&& errors) {
    std::vector<std::string> out;
    const auto refusal = std::move(errors).refusal();
    for (const auto& field : refusal.error().fields) out.push_back(field.field + " " + field.code);
    return out;
}

TEST(JsonObject, GivesTextNormalised) {
    const auto body = *parse_json(R"({"name":"  A\u030ase ","note":"","phone":null})");
    FieldErrors errors;
    JsonObject object(body, errors);
    EXPECT_EQ(object.required_text("name", 3), "Åse");
    EXPECT_EQ(object.text("note", 10), std::nullopt);
    EXPECT_EQ(object.text("phone", 10), std::nullopt);
    EXPECT_EQ(object.text("absent", 10), std::nullopt);
    object.refuse_others();
    EXPECT_TRUE(errors.empty());
}

TEST(JsonObject, NamesEveryWrongMemberByItsPath) {
    const auto body = *parse_json(
        R"({"id":7,"customer":{"name":" ","surname":"\u0000","email":"12345","extra":[]},"list":[],"other":{}})");
    FieldErrors errors;
    JsonObject object(body, errors);
    EXPECT_FALSE(object.required_text("id", 10));
    EXPECT_FALSE(object.required_text("start", 10));
    auto customer = object.object("customer");
    EXPECT_FALSE(customer.required_text("name", 10));
    EXPECT_FALSE(customer.required_text("surname", 10));
    EXPECT_FALSE(customer.required_text("email", 4));
    customer.refuse_others();
    auto list = object.object("list");
    EXPECT_FALSE(list.required_text("within", 10));
    list.refuse_others();
    auto missing = object.object("missing");
    EXPECT_FALSE(missing.required_text("within", 10));
    missing.refuse_others();
    object.refuse_others();
    EXPECT_EQ(found(std::move(errors)),
              (std::vector<std::string>{"id field.type", "start field.required", "customer.name field.required",
                                        "customer.surname field.not_clean", "customer.email field.too_long",
                                        "customer.extra field.unknown", "list field.type", "missing field.required",
                                        "other field.unknown"}));
}

TEST(JsonObject, GivesWholeNumbersWithinTheirRange) {
    const auto body =
        nlohmann::json::parse(R"({"days": [1, 7], "high": [8], "huge": [18446744073709551615], "low": [-1],
                                      "half": [1.5], "text": ["1"], "many": [1, 2, 3], "one": 1})");
    FieldErrors errors;
    JsonObject object(body, errors);
    const auto read = [&](std::string_view name) { return object.integers(name, 2, 1, 7); };
    EXPECT_EQ(read("days"), (std::vector<int>{1, 7}));
    EXPECT_EQ(read("none"), std::vector<int>());
    for (const auto* name : {"high", "huge", "low", "half", "text", "many", "one"}) EXPECT_TRUE(read(name).empty());
    object.refuse_others();
    const auto refused = std::move(errors).refusal().error().fields;
    std::vector<std::string> codes;
    for (const auto& each : refused) codes.push_back(each.code);
    EXPECT_EQ(codes, (std::vector<std::string>{"field.invalid", "field.invalid", "field.invalid", "field.type",
                                               "field.type", "field.too_many", "field.type"}));
}

TEST(JsonObject, TakesLineBreaksOnlyWhereTheyBelong) {
    const auto body = *parse_json(R"({"name":"a\nb","note":"a\nb"})");
    FieldErrors errors;
    JsonObject object(body, errors);
    EXPECT_FALSE(object.text("name", 10));
    EXPECT_EQ(object.text("note", 10, true), "a\nb");
    EXPECT_EQ(found(std::move(errors)), (std::vector<std::string>{"name field.not_clean"}));
}

TEST(FieldErrors, KeepsNoMoreThanAnAnswerShouldRepeat) {
    nlohmann::json body;
    for (int i = 0; i < 1000; ++i) body[std::to_string(i) + std::string(500, 'x')] = i;
    FieldErrors errors;
    JsonObject(body, errors).refuse_others();
    const auto names = found(std::move(errors));
    EXPECT_EQ(names.size(), FieldErrors::kMost);
    EXPECT_LT(names.at(0).size(), 120u);
}

}  // namespace
}  // namespace http
