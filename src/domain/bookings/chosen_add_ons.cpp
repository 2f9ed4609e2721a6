#include "bookings/chosen_add_ons.h"

#include <nlohmann/json.hpp>

namespace bookings {

std::string text_of(const std::vector<ChosenAddOn>& add_ons) {
    if (add_ons.empty()) return {};
    auto out = nlohmann::json::array();
    for (const auto& each : add_ons) {
        nlohmann::json name{{"", each.name.fallback}};
        for (const auto& [tag, translation] : each.name.translations) name[tag] = translation;
        out.push_back({{"id", base::to_text(each.id)},
                       {"name", name},
                       {"minutes", each.duration.count()},
                       {"price", each.price.amount}});
    }
    return out.dump();
}

std::vector<ChosenAddOn> add_ons_of(std::string_view text, const std::string& currency) {
    std::vector<ChosenAddOn> out;
    if (text.empty()) return out;
    for (const auto& each : nlohmann::json::parse(text)) {
        auto& add_on = out.emplace_back();
        add_on.id = base::parse_id<AddOnId>(each.at("id").get<std::string>()).value();
        add_on.duration = Minutes{each.at("minutes").get<std::int64_t>()};
        add_on.price = {each.at("price").get<std::int64_t>(), currency};
        for (const auto& [tag, name] : each.at("name").items())
            (tag.empty() ? add_on.name.fallback : add_on.name.translations[tag]) = name.get<std::string>();
    }
    return out;
}

}  // namespace bookings
