#include "http/openapi.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace http {
namespace {

constexpr ApiDoc list_doc{.operation = "listThings",
                          .summary = "Things",
                          .description = "",
                          .parameters = R"([{"name":"from","in":"query","required":true,"schema":{"type":"string"}}])",
                          .request = "",
                          .responses = R"({"200":{"description":"ok","schema":{"$ref":"#/components/schemas/Thing"}},
                                           "404":{"description":"none","schema":{"$ref":"#/components/schemas/Problem"}}})"};
constexpr ApiDoc make_doc{.operation = "makeThing",
                          .summary = "Make one",
                          .description = "At once.",
                          .parameters = "",
                          .request = R"({"schema":{"type":"object"},"example":{"a":1}})",
                          .responses = R"({"201":{"description":"made"}})",
                          .bearer = true};

nlohmann::json document() {
    const DocumentedRoute routes[] = {{Method::get, "/api/{business}/things/{id}", &list_doc},
                                      {Method::post, "/api/{business}/things/{id}", &make_doc}};
    return nlohmann::json::parse(
        openapi({.title = "Things",
                 .version = "1",
                 .description = "",
                 .schemas = R"({"Thing":{"type":"object"},"Problem":{"type":"object"}})",
                 .path_parameters = R"({"business":{"description":"b","schema":{"type":"string"}},
                                                                 "id":{"description":"i","schema":{"type":"string"}}})",
                 .bearer = "The token"},
                routes));
}

TEST(OpenApi, PutsTheMethodsOfOnePatternUnderOnePath) {
    const auto paths = document().at("paths");
    EXPECT_EQ(paths.size(), 1u);
    EXPECT_EQ(paths.at("/api/{business}/things/{id}").at("get").at("operationId"), "listThings");
    EXPECT_EQ(paths.at("/api/{business}/things/{id}").at("post").at("operationId"), "makeThing");
}

TEST(OpenApi, TakesPathParametersFromThePattern) {
    const auto get = document().at("/paths/~1api~1{business}~1things~1{id}/get"_json_pointer);
    std::vector<std::string> names;
    for (const auto& parameter : get.at("parameters"))
        names.push_back(parameter.at("in").get<std::string>() + " " + parameter.at("name").get<std::string>());
    EXPECT_EQ(names, (std::vector<std::string>{"path business", "path id", "query from"}));
    EXPECT_EQ(get.at("parameters").at(0).at("required"), true);
}

TEST(OpenApi, SaysProblemsAreProblems) {
    const auto responses = document().at("/paths/~1api~1{business}~1things~1{id}/get/responses"_json_pointer);
    EXPECT_TRUE(responses.at("200").at("content").contains("application/json"));
    EXPECT_TRUE(responses.at("404").at("content").contains("application/problem+json"));
}

TEST(OpenApi, DescribesTheBodyAndTheTokenWhereTheyAreWanted) {
    const auto made = document().at("/paths/~1api~1{business}~1things~1{id}/post"_json_pointer);
    EXPECT_EQ(made.at("/requestBody/content/application~1json/example/a"_json_pointer), 1);
    EXPECT_TRUE(made.at("security").at(0).contains("bearer"));
    EXPECT_FALSE(made.at("responses").at("201").contains("content"));
    const auto read = document().at("/paths/~1api~1{business}~1things~1{id}/get"_json_pointer);
    EXPECT_FALSE(read.contains("security"));
    EXPECT_FALSE(read.contains("requestBody"));
}

}  // namespace
}  // namespace http
