#include "http/openapi.h"

#include <nlohmann/json.hpp>

#include <set>

namespace http {
namespace {

using Json = nlohmann::ordered_json;

Json parsed(std::string_view text) {
    auto value = Json::parse(text, nullptr, false);
    CHECK(!value.is_discarded());
    return value;
}

std::string key_of(Method method) {
    switch (method) {
        case Method::get: return "get";
        case Method::post: return "post";
        case Method::put: return "put";
        case Method::patch: return "patch";
        case Method::del: return "delete";
        case Method::options: return "options";
    }
    return "get";
}

Json content(const Json& described, std::string_view type) {
    Json out = Json::object();
    if (!described.contains("schema")) return out;
    auto& media = out[std::string(type)];
    media["schema"] = described["schema"];
    if (described.contains("example")) media["example"] = described["example"];
    return out;
}

void add_path_parameters(Json& parameters, std::string_view pattern, const Json& described) {
    while (true) {
        const auto open = pattern.find('{');
        if (open == std::string_view::npos) return;
        const auto close = pattern.find('}', open);
        CHECK(close != std::string_view::npos);
        const std::string name(pattern.substr(open + 1, close - open - 1));
        CHECK(described.contains(name));
        Json parameter = {{"name", name}, {"in", "path"}, {"required", true}};
        parameter.update(described[name]);
        parameters.push_back(std::move(parameter));
        pattern.remove_prefix(close);
    }
}

Json responses(std::string_view text) {
    Json out = Json::object();
    const auto all = parsed(text);
    for (const auto& [status, described] : all.items()) {
        auto& response = out[status];
        response["description"] = described.at("description");
        if (described.contains("headers")) response["headers"] = described["headers"];
        const auto type = described.contains("type") ? described["type"].get<std::string>()
                          : status.starts_with('2')  ? "application/json"
                                                     : "application/problem+json";
        if (auto media = content(described, type); !media.empty()) response["content"] = std::move(media);
    }
    return out;
}

Json operation(const DocumentedRoute& route, const Json& path_parameters) {
    const auto& doc = *route.doc;
    Json out;
    out["operationId"] = doc.operation;
    out["summary"] = doc.summary;
    if (!doc.description.empty()) out["description"] = doc.description;
    Json parameters = Json::array();
    add_path_parameters(parameters, route.pattern, path_parameters);
    const auto others = parsed(doc.parameters.empty() ? "[]" : doc.parameters);
    parameters.insert(parameters.end(), others.begin(), others.end());
    if (!parameters.empty()) out["parameters"] = std::move(parameters);
    if (!doc.request.empty()) {
        const auto described = parsed(doc.request);
        out["requestBody"] = {{"required", described.value("required", true)},
                              {"content", content(described, "application/json")}};
    }
    out["responses"] = responses(doc.responses);
    if (doc.bearer) out["security"] = Json::array({{{"bearer", Json::array()}}});
    return out;
}

}  // namespace

std::string openapi(const ApiInfo& info, std::span<const DocumentedRoute> routes) {
    Json document;
    document["openapi"] = "3.1.0";
    document["info"] = {{"title", info.title}, {"version", info.version}, {"description", info.description}};
    document["servers"] = Json::array({{{"url", "/"}}});
    const auto path_parameters = parsed(info.path_parameters);
    auto& paths = document["paths"] = Json::object();
    std::set<std::string_view> operations;
    for (const auto& route : routes) {
        CHECK(operations.insert(route.doc->operation).second);
        paths[std::string(route.pattern)][key_of(route.method)] = operation(route, path_parameters);
    }
    document["components"]["schemas"] = parsed(info.schemas);
    document["components"]["securitySchemes"]["bearer"] = {
        {"type", "http"}, {"scheme", "bearer"}, {"description", info.bearer}};
    return document.dump(2);
}

}  // namespace http
