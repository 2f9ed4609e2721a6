#include "office/frame/history.h"

#include "activity/telling.h"

namespace office {
namespace {

void fill_change(html::Values& row, const activity::Change& shown) {
    auto& change = row.add("CHANGE").set("FIELD", shown.field);
    // A number as it is read, and dialled where it is one.
    const auto fill = [&](html::Values& to, const std::string& name, const std::string& text) {
        to.set(name, shown.is_phone ? base::phone_for_reading(text) : text);
        if (shown.is_phone && text.starts_with('+')) to.add(name + "_CALL").set(name + "_DIAL", text);
    };
    fill(change, "AFTER", shown.after);
    if (shown.before) fill(change.add("HAS_BEFORE"), "BEFORE", *shown.before);
}

}  // namespace

void include_history(html::Values& values, const Page& page, const std::vector<activity::Recorded>& activities) {
    const auto& registry = page.environment.registry;
    std::vector<activity::Told> told;
    page.environment.database.read([&](db::Session& session) {
        const activity::Reader reader(session, registry, page.id(), page.language, page.zone(),
                                      page.business().languages);
        for (const auto& activity : activities) told.push_back(activity::tell(registry, reader, activity));
    });
    html::Values log;
    log.show_if(told.empty(), "NOTHING");
    for (const auto& each : told) {
        auto& row = log.add("EVENT").set("AT", moment_with_year(page, each.at)).set("WHO", each.who);
        row.set("WHAT", each.what);
        if (!each.about.empty()) row.add("ABOUT").set("ABOUT_TEXT", each.about);
        for (const auto& change : each.changes) fill_change(row, change);
    }
    values.include("HISTORY", "office/frame/history", std::move(log));
}

}  // namespace office
