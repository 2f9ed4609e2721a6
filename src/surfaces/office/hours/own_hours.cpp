// A provider's own week and time off, for who may not change hours: to read.
#include "office/hours/hours_page.h"

#include <algorithm>

namespace office {
namespace {

using std::chrono::days;

constexpr int kShown = 100;

void fill_week(html::Values& values, const Page& page, const availability::Schedule& schedule, Day monday) {
    const auto today = page.zone().day(page.now);
    for (int n = 0; n < 7; ++n) {
        const auto day = monday + days{n};
        auto& row = values.add("DAY").set("DAY_NAME", i18n::weekday_long(page.language, day));
        row.show_if(day == today, "TODAY");
        fill_day_hours(row, page, schedule, day);
    }
}

// The person's own and everybody's.
void fill_time_off(html::Values& values, const Page& page, ProviderId provider) {
    auto list = page.environment.database.read([&](db::Session& session) {
        return staff::list_time_off(session, page.id(), page.zone().day(page.now), kShown);
    });
    std::erase_if(list, [&](const staff::TimeOff& each) { return each.provider && *each.provider != provider; });
    values.show_if(list.empty(), "NOTHING_OFF");
    if (list.empty()) return;
    auto& rows = values.add("OFF");
    for (const auto& each : list) {
        auto& row = rows.add("OFF_ROW").set("DAYS", days_text(page, each.days));
        if (each.hours) row.add("OFF_HOURS").set("OFF_HOURS_TEXT", staff::hours_text(*each.hours));
        auto why = each.provider ? std::string() : i18n::words(page.language, "The business is closed");
        if (!each.reason.empty()) why += (why.empty() ? "" : " \u00b7 ") + each.reason;
        row.set("WHY", why).show_if(each.days.yearly, "YEARLY");
    }
}

void fill_special(html::Values& values, const Page& page, const availability::Schedule& schedule) {
    auto special = schedule.special_days;
    std::erase_if(special, [&](const auto& each) { return each.day < page.zone().day(page.now); });
    std::ranges::sort(special, {}, &availability::SpecialDay::day);
    if (special.empty()) return;
    auto& rows = values.add("SPECIAL");
    for (const auto& each : special)
        rows.add("SPECIAL_ROW")
            .set("SPECIAL_DAY", days_text(page, {each.day, each.day}))
            .set("SPECIAL_HOURS", staff::hours_text(each.hours));
}

Response own_week(const Page& page) {
    if (page.may(staff::kManageHours)) return http::see_other(hours_path(page));
    if (!has_own_hours(page)) return nothing_here(page);
    const ProviderId self{page.who.id.value};
    const auto& schedule = page.snapshot->schedule(self);
    const auto today = page.zone().day(page.now);
    auto monday = monday_of(base::parse_day(page.request.query.get("week")).value_or(today));
    if (monday < today - std::chrono::years{3} || monday > today + std::chrono::years{3}) monday = monday_of(today);
    const auto title = i18n::words(page.language, "My hours");
    return render(page, {"office/hours/own", title, "own-hours"}, [&](html::Values& values) {
        const auto own = page.home() + "/own-hours";
        const auto at = [&](Day day) { return own + "?week=" + base::to_text(day); };
        values.set("EARLIER_URL", at(monday - days{7})).set("LATER_URL", at(monday + days{7})).set("NOW_URL", own);
        values.set("WEEK_TEXT",
                   i18n::words(page.language, "Week of {day}", {{"day", i18n::long_date(page.language, monday, 0)}}));
        values.show_if(monday == monday_of(today), "IS_NOW");
        values.show_if(schedule.hours.empty(), "NO_HOURS");
        fill_week(values, page, schedule, monday);
        fill_time_off(values, page, self);
        fill_special(values, page, schedule);
    });
}

}  // namespace

Response own_hours(const Page& page) { return own_week(page); }

}  // namespace office
