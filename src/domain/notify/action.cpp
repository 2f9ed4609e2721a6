#include "notify/action.h"

#include <algorithm>

namespace notify {
namespace {

std::vector<std::unique_ptr<const ActionKind>>& all_kinds() {
    static auto all = [] {
        std::vector<std::unique_ptr<const ActionKind>> out;
        out.push_back(message_action());
        return out;
    }();
    return all;
}

}  // namespace

void add_action_kind(std::unique_ptr<const ActionKind> kind) {
    CHECK(!find_action_kind(kind->name()));
    all_kinds().push_back(std::move(kind));
}

const ActionKind* find_action_kind(std::string_view name) {
    const auto& all = all_kinds();
    const auto found = std::ranges::find_if(all, [&](const auto& each) { return each->name() == name; });
    return found == all.end() ? nullptr : found->get();
}

}  // namespace notify
