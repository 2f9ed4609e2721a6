// What staff changed in the business itself, in plain words: settings, staff, workflows and templates.
#pragma once

#include "office/frame/page.h"

#include <nlohmann/json_fwd.hpp>

#include <span>

namespace office {

enum class ChangeKind { settings, staff, workflows, templates };
inline constexpr ChangeKind kChangeKinds[] = {ChangeKind::settings, ChangeKind::staff, ChangeKind::workflows,
                                              ChangeKind::templates};
std::string_view to_text(ChangeKind kind);
std::optional<ChangeKind> parse_change_kind(std::string_view text);
std::string name_of(i18n::Language language, ChangeKind kind);
// The types of activities that are such changes; of all kinds without one. That somebody signed in changes nothing.
std::span<const std::string_view> types_of(std::optional<ChangeKind> kind);

// Whose ids stand in the activities, asked for once for a whole page of them.
struct HistoryNames {
    std::map<std::int64_t, std::string> staff, workflows, templates;
};
HistoryNames find_names(const Page& page, const std::vector<activity::Recorded>& activities);

struct ShownChange {
    std::string field;
    std::optional<std::string> before;
    std::string after;
    bool is_phone = false;
};
struct ShownActivity {
    std::string what, about;  // "A workflow was changed", "Reminder"; about is empty for settings
    std::vector<ShownChange> changes;
};
// For a field that no words are known for, such as one of a later version: "some_field" -> "some field".
std::string plain_name(std::string_view field);
std::string plain_value(i18n::Language language, const nlohmann::json& value);
// Nullopt for an activity that is none of the business's own.
std::optional<ShownActivity> shown_activity(const Page& page, const HistoryNames& names,
                                            const activity::Recorded& activity, const nlohmann::json& data);

}  // namespace office
