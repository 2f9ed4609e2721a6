#include "imports/settings.h"

#include <nlohmann/json.hpp>

namespace imports {

using nlohmann::json;

std::string_view to_text(Existing existing) {
    switch (existing) {
        case Existing::skip: return "skip";
        case Existing::fill: return "fill";
        case Existing::overwrite: return "overwrite";
    }
    CHECK(false);
}

std::optional<Existing> parse_existing(std::string_view text) {
    for (const auto each : {Existing::skip, Existing::fill, Existing::overwrite})
        if (to_text(each) == text) return each;
    return std::nullopt;
}

std::string_view to_text(Access access) {
    switch (access) {
        case Access::usual: return "usual";
        case Access::refused: return "refused";
        case Access::mailed: return "mailed";
    }
    CHECK(false);
}

std::optional<Access> parse_access(std::string_view text) {
    for (const auto each : {Access::usual, Access::refused, Access::mailed})
        if (to_text(each) == text) return each;
    return std::nullopt;
}

json to_json(const Settings& settings) {
    return {{"targets", settings.targets},
            {"has_header", settings.has_header},
            {"existing", to_text(settings.existing)},
            {"access", to_text(settings.access)},
            {"label", settings.label},
            {"skips_cells", settings.skips_cells},
            {"dates", to_text(settings.dates)}};
}

Settings settings_of(const json& json) {
    Settings out;
    out.targets = json.value("targets", std::vector<std::string>());
    out.has_header = json.value("has_header", true);
    out.existing = parse_existing(json.value("existing", "")).value_or(Existing::skip);
    out.access = parse_access(json.value("access", "")).value_or(Access::usual);
    out.label = json.value("label", "");
    out.skips_cells = json.value("skips_cells", false);
    out.dates = parse_date_order(json.value("dates", ""));
    return out;
}

json to_json(const std::vector<Column>& columns) {
    auto out = json::array();
    for (const auto& column : columns)
        out.push_back({{"name", column.name}, {"dates", to_text(column.dates)}, {"samples", column.samples}});
    return out;
}

std::vector<Column> columns_of(const json& json) {
    std::vector<Column> out;
    for (const auto& each : json)
        out.push_back({each.at("name").get<std::string>(), parse_date_order(each.at("dates").get<std::string>()),
                       each.at("samples").get<std::vector<std::string>>()});
    return out;
}

}  // namespace imports
