// What the verbs that change the offer share: how they check, tell and order. For this folder alone.
#pragma once

#include "businesses/checking.h"
#include "catalog/offer.h"
#include "db/db.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace catalog {

nlohmann::json json_of(const businesses::Text& text);
nlohmann::json json_of(const Money& money);
template <class Id>
nlohmann::json json_of(std::optional<Id> id) {
    return id ? nlohmann::json(std::to_string(id->value)) : nlohmann::json("");
}
template <class Id>
nlohmann::json json_of(const std::vector<Id>& ids) {
    auto out = nlohmann::json::array();
    for (const auto id : ids) out.push_back(std::to_string(id.value));
    return out;
}

// Leaves what differs.
void keep_changes(nlohmann::json& before, nlohmann::json& after);
// Under the name that it has.
void record(db::Tx& tx, const activity::Context& context, BusinessId business, std::string_view type,
            std::int64_t subject, activity::Actor actor, const businesses::Text& name, nlohmann::json data);

void check_name(businesses::Checking& check, businesses::Text& name);
void check_price(businesses::Checking& check, std::string_view field, std::int64_t amount);
std::string currency_of(db::Session& session, BusinessId business);

// Each once, by id.
template <class Id>
void sort_ids(std::vector<Id>& ids) {
    std::ranges::sort(ids);
    const auto [repeated, end] = std::ranges::unique(ids);
    ids.erase(repeated, end);
}

// Conflict service.part_gone: a provider, room, location, category or service was taken away meanwhile, so the foreign
// keys refuse it.
template <class Write>
Result<void> with_parts(const Write& write) try {
    write();
    return {};
} catch (const db::ConstraintViolation&) {
    return base::conflict("service.part_gone");
}

// The one moved to its place among the others: before the one at `to`, or at the end.
template <class Item>
void place(std::vector<Item>& items, std::size_t moved, typename std::vector<Item>::difference_type to) {
    const auto from = items.begin() + static_cast<std::ptrdiff_t>(moved);
    const auto target = items.begin() + to;
    if (target > from)
        std::rotate(from, from + 1, target);
    else
        std::rotate(target, from, from + 1);
}

}  // namespace catalog
