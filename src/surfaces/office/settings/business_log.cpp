// Settings > Changes: what was changed in the business itself, and by whom (FEATURES 5.24).
#include "activity/activity_log.h"
#include "office/frame/business_history.h"
#include "office/frame/history.h"
#include "office/settings/settings.h"
#include "office/settings/settings_pages.h"

namespace office {
namespace {

constexpr int kRows = 25;

Response log_page(const Page& page) {
    const auto& query = page.request.query;
    const auto kind = parse_change_kind(query.get("kind"));
    const auto before = base::parse_id<ActivityId>(query.get("before"));
    // One more than is shown tells whether there are older ones.
    auto activities = page.environment.database.read([&](db::Session& session) {
        return activity::list_of_types(session, page.id(), types_of(kind), before, kRows + 1);
    });
    const bool more = activities.size() > kRows;
    if (more) activities.pop_back();
    const auto path = page.home() + "/settings/changes";
    const auto title = i18n::words(page.language, "Settings");
    return render(page, {"office/settings/settings_changes", title, Section::settings}, [&](html::Values& values) {
        include_settings_head(values, page, SettingsTab::changes);
        include_history(values, page, activities);
        values.set("ACTION", path);
        for (const auto each : kChangeKinds)
            values.add("KIND")
                .set("KIND_VALUE", to_text(each))
                .set("KIND_TEXT", name_of(page.language, each))
                .show_if(kind == each, "KIND_ON");
        if (!more) return;
        auto older = fmt::format("{}?before={}", path, base::to_text(activities.back().id));
        if (kind) older += fmt::format("&kind={}", to_text(*kind));
        values.add("MORE").set("MORE_URL", older);
    });
}

}  // namespace

Response business_log(const Request& request, Environment& environment) {
    return as_staff(request, environment, log_page);
}

}  // namespace office
