#include "exports/filter_text.h"

#include "accounts/listed.h"
#include "bookings/listed.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace exports {
namespace {

using customers::Condition;
using customers::Filter;
using customers::Within;
using nlohmann::json;

const std::vector<std::pair<std::string, const Condition*>>& conditions() {
    static const auto all = [] {
        std::vector<std::pair<std::string, const Condition*>> out{{"may_sign_in", &accounts::kMaySignIn},
                                                                  {"may_not_sign_in", &accounts::kMayNotSignIn},
                                                                  {"consented", &accounts::kConsented},
                                                                  {"not_consented", &accounts::kNotConsented}};
        using bookings::Source;
        for (const auto source :
             {Source::unknown, Source::page, Source::embed, Source::link, Source::api, Source::staff})
            out.emplace_back(fmt::format("came_by_{}", bookings::to_text(source)), &bookings::came_by(source));
        return out;
    }();
    return all;
}

json json_of(const std::optional<Instant>& at) { return at ? json(at->time_since_epoch().count()) : json(); }
std::optional<Instant> instant_of(const json& value) {
    if (value.is_null()) return std::nullopt;
    return Instant{Seconds{value.get<std::int64_t>()}};
}
json json_of(const Within& within) { return json::array({json_of(within.from), json_of(within.before)}); }
Within within_of(const json& value) { return {instant_of(value.at(0)), instant_of(value.at(1))}; }

}  // namespace

json json_of(const Filter& filter) {
    auto others = json::array();
    for (const auto* condition : filter.others) {
        const auto known = std::ranges::find(conditions(), condition, [](const auto& each) { return each.second; });
        CHECK(known != conditions().end());
        others.push_back(known->first);
    }
    return {{"search", filter.search},
            {"label", filter.label ? json(filter.label->value) : json()},
            {"standing", filter.standing ? json(static_cast<int>(*filter.standing)) : json()},
            {"last_visit", json_of(filter.last_visit)},
            {"next_visit", json_of(filter.next_visit)},
            {"created", json_of(filter.created)},
            {"not_since", json_of(filter.not_since)},
            {"refused_address", filter.refused_address},
            {"birth_month", filter.birth_month ? json(*filter.birth_month) : json()},
            {"language", filter.language},
            {"others", std::move(others)}};
}

Filter filter_of(const json& data) {
    Filter out;
    out.search = data.at("search").get<std::string>();
    if (!data.at("label").is_null()) out.label = LabelId{data.at("label").get<std::int64_t>()};
    if (!data.at("standing").is_null()) out.standing = static_cast<customers::Standing>(data.at("standing").get<int>());
    out.last_visit = within_of(data.at("last_visit"));
    out.next_visit = within_of(data.at("next_visit"));
    out.created = within_of(data.at("created"));
    out.not_since = instant_of(data.at("not_since"));
    out.refused_address = data.at("refused_address").get<bool>();
    if (!data.at("birth_month").is_null()) out.birth_month = data.at("birth_month").get<int>();
    out.language = data.at("language").get<std::string>();
    for (const auto& name : data.at("others")) {
        const auto known =
            std::ranges::find(conditions(), name.get<std::string>(), &std::pair<std::string, const Condition*>::first);
        CHECK(known != conditions().end());
        out.others.push_back(known->second);
    }
    return out;
}

}  // namespace exports
