// What merging two customers into one means to the features that know something of them (duplicates/merge.h). Whatever
// hangs on the one who goes moves to the one who stays, and back again when the merge is undone.
#pragma once

#include "activity/activity.h"
#include "base/base.h"

#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

namespace personal {

struct Merging {
    const Clock& clock;
    const activity::Registry& registry;
    BusinessId business;
    CustomerId survivor, other;  // who stays, who goes
    activity::Actor actor;
};

// A table with a column `customer_id`. Where its rows stay with who goes: why.
struct MergedTable {
    std::string name, stays_why{};
};

struct MergePart {
    std::string name;  // of what it keeps
    std::vector<MergedTable> tables;
    // Why the two cannot be merged now; nullopt: no reason known here.
    std::function<std::optional<Error>(db::Session&, const Merging&)> forbids{};
    // Returns what takes it back, as JSON. Empty: there was nothing.
    std::function<std::string(db::Tx&, const Merging&)> move{};
    // What is the survivor's no more stays where it is by now.
    std::function<void(db::Tx&, const Merging&, const std::string& moved)> take_back{};
};

// Registered by the features; moved in this order, and back in the same one.
inline const std::vector<MergePart>& merge_parts(const activity::Registry& registry) {
    return registry.all<MergePart>();
}

// A part of tables whose rows have an id and whose customer may be any: all of them move.
MergePart rows_move(std::string name, std::vector<std::string> tables);

// For parts of their own: the rows with an id of that table for which the condition holds; and back.
nlohmann::json move_rows(db::Tx& tx, const Merging& merging, std::string_view table, std::string_view condition = {});
void take_rows_back(db::Tx& tx, const Merging& merging, std::string_view table, const nlohmann::json& ids);

}  // namespace personal
