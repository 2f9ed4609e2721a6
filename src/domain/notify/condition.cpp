#include "notify/condition.h"

#include <array>
#include <nlohmann/json.hpp>

namespace notify {
namespace {

using nlohmann::json;

constexpr std::array<std::pair<Fact, std::string_view>, 8> kFacts{{{Fact::service, "service"},
                                                                   {Fact::provider, "provider"},
                                                                   {Fact::location, "location"},
                                                                   {Fact::status, "status"},
                                                                   {Fact::language, "language"},
                                                                   {Fact::customer, "customer"},
                                                                   {Fact::made_by, "made_by"},
                                                                   {Fact::label, "label"}}};

}  // namespace

std::string_view to_text(Fact fact) {
    return std::ranges::find(kFacts, fact, &decltype(kFacts)::value_type::first)->second;
}

std::optional<Fact> parse_fact(std::string_view text) {
    const auto found = std::ranges::find(kFacts, text, &decltype(kFacts)::value_type::second);
    return found == kFacts.end() ? std::nullopt : std::optional(found->first);
}

std::string name_of(i18n::Language language, Fact fact) {
    switch (fact) {
        case Fact::service: return i18n::words(language, "The service");
        case Fact::provider: return i18n::words(language, "Who gives the service");
        case Fact::location: return i18n::words(language, "The location");
        case Fact::status: return i18n::words(language, "The status");
        case Fact::language: return i18n::words(language, "The customer's language");
        case Fact::customer: return i18n::words(language, "The customer");
        case Fact::made_by: return i18n::words(language, "Who booked");
        case Fact::label: return i18n::words(language, "The customer's labels");
    }
    CHECK(false);
}

std::vector<Fact> facts_of(const Trigger& trigger) {
    if (trigger.about == About::registration) return {Fact::language};
    if (trigger.about != About::booking) return {Fact::language, Fact::label};
    std::vector<Fact> out;
    for (const auto& [fact, text] : kFacts) out.push_back(fact);
    return out;
}

std::string to_json(const std::vector<Condition>& conditions) {
    auto out = json::array();
    for (const auto& each : conditions)
        out.push_back({{"fact", to_text(each.fact)}, {"is", each.is}, {"values", each.values}});
    return out.dump();
}

std::vector<Condition> conditions_of(std::string_view text) {
    std::vector<Condition> out;
    for (const auto& each : json::parse(text)) {
        const auto fact = parse_fact(each.at("fact").get<std::string>());
        CHECK(fact);
        out.push_back({*fact, each.at("is").get<bool>(), each.at("values").get<std::vector<std::string>>()});
    }
    return out;
}

}  // namespace notify
