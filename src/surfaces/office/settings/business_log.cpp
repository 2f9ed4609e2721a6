// Settings > Changes: what was changed in the business itself, and by whom (FEATURES 5.24).
#include "activity/activity_log.h"
#include "activity/telling.h"
#include "office/frame/history.h"
#include "office/frame/registered.h"
#include "office/frame/settings.h"
#include "office/settings/settings_fields.h"
#include "office/settings/settings_pages.h"

namespace office {
namespace {

constexpr int kRows = 25;

Response log_page(const Page& page) {
    const auto& query = page.request.query;
    const auto& registry = page.environment.registry;
    const auto& logs = registry.all<activity::Log>();
    const auto asked = std::ranges::find(logs, query.get("kind"), &activity::Log::name);
    const auto kind = asked == logs.end() ? std::nullopt : std::optional<std::string_view>(asked->name);
    const auto types = activity::types_of(registry, kind);
    const auto before = base::parse_id<ActivityId>(query.get("before"));
    // One more than is shown tells whether there are older ones.
    auto activities = page.environment.database.read(
        [&](db::Session& session) { return activity::list_of_types(session, page.id(), types, before, kRows + 1); });
    const bool more = activities.size() > kRows;
    if (more) activities.pop_back();
    const auto path = page.home() + "/settings/changes";
    const auto title = i18n::words(page.language, "Settings");
    return render(page, {"office/settings/settings_changes", title, "settings"}, [&](html::Values& values) {
        include_settings_head(values, page, "changes");
        include_history(values, page, activities);
        values.set("ACTION", path);
        for (const auto& each : logs)
            values.add("KIND")
                .set("KIND_VALUE", each.name)
                .set("KIND_TEXT", i18n::words(page.language, each.words))
                .show_if(kind == each.name, "KIND_ON");
        if (!more) return;
        auto older = fmt::format("{}?before={}", path, base::to_text(activities.back().id));
        if (kind) older += fmt::format("&kind={}", *kind);
        values.add("MORE").set("MORE_URL", older);
    });
}

}  // namespace

Response business_log(const Page& page) { return log_page(page); }

void register_settings(activity::Registry& registry) {
    registry.add(SettingsPage{5, "business", N_("Business"), businesses::kManageSettings, {}, business_fields});
    registry.add(SettingsPage{40, "branding", N_("Appearance"), businesses::kManageSettings, {}, branding_fields});
    registry.add(SettingsPage{60, "modules", N_("Modules"), businesses::kManageSettings, {}, module_fields});
    registry.add(StartTask{30, "policy", N_("Say what holds when somebody cannot come"),
                           N_("Customers read it before they book and before they cancel."), "/settings/branding",
                           businesses::kManageSettings,
                           [](const Page& page) { return !page.business().cancellation_policy.fallback.empty(); }});
    registry.add(SettingsPage{70, "changes", N_("Changes"), businesses::kManageSettings});
}

}  // namespace office
