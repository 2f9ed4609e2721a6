#include "catalog/extra_field_options.h"

#include <nlohmann/json.hpp>

namespace catalog::store {

using nlohmann::json;

std::string text_of(const std::vector<ExtraField::Option>& options) {
    auto out = json::array();
    for (const auto& option : options) {
        json name{{"", option.name.fallback}};
        for (const auto& [tag, translation] : option.name.translations) name[tag] = translation;
        out.push_back({{"key", option.key}, {"name", name}});
    }
    return out.dump();
}

std::vector<ExtraField::Option> options_of(std::string_view text) {
    std::vector<ExtraField::Option> out;
    if (text == "[]") return out;
    for (const auto& each : json::parse(text)) {
        auto& option = out.emplace_back();
        option.key = each.at("key").get<std::string>();
        for (const auto& [tag, name] : each.at("name").items())
            (tag.empty() ? option.name.fallback : option.name.translations[tag]) = name.get<std::string>();
    }
    return out;
}

}  // namespace catalog::store
