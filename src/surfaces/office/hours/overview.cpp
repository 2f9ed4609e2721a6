// The week at a glance: who works when, and when the business says that it is open.
#include "office/hours/hours_page.h"

#include <algorithm>

namespace office {
namespace {

using std::chrono::days;

void fill_person(html::Values& row, const Page& page, const staff::Provider& provider, Day monday) {
    row.set("URL", hours_path(page, "/people/" + base::to_text(provider.id))).set("NAME", provider.name);
    const auto& schedule = page.snapshot->schedule(provider.id);
    row.show_if(schedule.hours.empty(), "NO_HOURS").show_if(!provider.bookable, "NOT_BOOKABLE");
    for (int n = 0; n < 7; ++n) fill_day_hours(row.add("CELL"), page, schedule, monday + days{n});
}

// "Monday  09:00-17:00" of the business, or of one of its locations.
void fill_opening(html::Values& values, const Page& page, const staff::Location* location) {
    const auto id = location ? std::optional(location->id) : std::nullopt;
    const auto week = staff::starting_week(page.snapshot->opening_hours, id);
    auto& place = values.add("OPENING");
    const auto query = location ? "?location=" + base::to_text(location->id) : std::string();
    place.set("OPENING_URL", hours_path(page, "/opening" + query));
    if (location) place.add("OPENING_NAME").set("OPENING_NAME_TEXT", location->name);
    if (week.hours.empty()) {
        place.show("OPENING_NONE");
        return;
    }
    auto& rows = place.add("OPENING_DAYS");
    for (int weekday = 1; weekday <= 7; ++weekday) {
        std::vector<availability::Hours> of_day;
        for (const auto& each : week.hours)
            if (each.weekday == weekday) of_day.push_back(each.hours);
        auto& row = rows.add("OPENING_DAY");
        row.set("OPENING_WEEKDAY", i18n::weekday_long(page.language, availability::kSomeMonday + days{weekday - 1}));
        row.set("OPENING_HOURS", of_day.empty() ? i18n::words(page.language, "closed") : staff::hours_text(of_day));
    }
}

Response overview(const Page& page) {
    const auto today = page.zone().day(page.now);
    auto monday = monday_of(base::parse_day(page.request.query.get("week")).value_or(today));
    if (monday < today - std::chrono::years{3} || monday > today + std::chrono::years{3}) monday = monday_of(today);
    const auto title = i18n::words(page.language, "Hours");
    return render(page, {"office/hours/overview", title, "hours"}, [&](html::Values& values) {
        include_done(values, page);
        const auto at = [&](Day day) { return hours_path(page, "?week=" + base::to_text(day)); };
        values.set("EARLIER_URL", at(monday - days{7})).set("LATER_URL", at(monday + days{7}));
        values.set("NOW_URL", hours_path(page));
        values.set("WEEK_TEXT",
                   i18n::words(page.language, "Week of {day}", {{"day", i18n::long_date(page.language, monday, 0)}}));
        values.set("TIME_OFF_URL", hours_path(page, "/time-off")).set("WHY_URL", hours_path(page, "/why"));
        if (!page.only_provider()) {
            fill_opening(values, page, nullptr);
            if (page.snapshot->locations.size() > 1)
                for (const auto& location : page.snapshot->locations) fill_opening(values, page, &location);
        }
        const auto people = changeable_providers(page);
        values.show_if(people.empty(), "NOBODY");
        if (people.empty()) return;
        auto& table = values.add("PEOPLE").show_if(monday == monday_of(today), "IS_NOW");
        for (int n = 0; n < 7; ++n)
            table.add("COLUMN").set("COLUMN_TEXT", i18n::short_date(page.language, monday + days{n}));
        for (const auto* provider : people) fill_person(table.add("PERSON"), page, *provider, monday);
    });
}

// The opening hours as they were typed, with what is wrong.
struct Typed {
    std::array<std::string, 7> lines;
    Wrong wrong{};
    bool people_follow = true;
};

// Their names, where anybody works whenever it is open.
std::string who_follow(const Page& page) {
    const auto ids = page.environment.database.read(
        [&](db::Session& session) { return staff::list_who_follow(session, page.id(), page.snapshot->opening_hours); });
    std::string out;
    for (const auto id : ids)
        if (const auto* provider = page.snapshot->provider(id)) out += (out.empty() ? "" : ", ") + provider->name;
    return out;
}

std::optional<LocationId> location_asked(const Page& page, const http::Form& form) {
    const auto* location = page.snapshot->location(base::parse_id<LocationId>(form.get("location")));
    return location ? std::optional(location->id) : std::nullopt;
}

std::string weekday_name(const Page& page, int weekday) {
    return i18n::weekday_long(page.language, availability::kSomeMonday + days{weekday - 1});
}

Response opening_page(const Page& page, std::optional<LocationId> location, const Typed& typed) {
    const auto* place = page.snapshot->location(location);
    const auto title = place ? i18n::words(page.language, "Opening hours: {place}", {{"place", place->name}})
                             : i18n::words(page.language, "Opening hours");
    Form form{.action = hours_path(page, "/opening"), .token = form_token(page)};
    form.submit = i18n::words(page.language, "Save");
    form.wrong = typed.wrong;
    if (location) form.hidden = {{"location", base::to_text(*location)}};
    for (int weekday = 1; weekday <= 7; ++weekday)
        form.fields.push_back({.name = fmt::format("hours_{}", weekday),
                               .label = weekday_name(page, weekday),
                               .value = typed.lines[static_cast<std::size_t>(weekday - 1)]});
    if (const auto names = who_follow(page); !names.empty())
        form.fields.push_back({.kind = Field::Kind::toggle,
                               .name = "people_follow",
                               .label = i18n::words(page.language, "Also change the hours of who works just like this"),
                               .hint = names,
                               .value = typed.people_follow ? "yes" : ""});
    return render(page, {"office/hours/opening", title, "hours", typed.wrong.page_status()}, [&](html::Values& values) {
        values.set("BACK_URL", hours_path(page));
        include_form(values, "FORM", page, form);
    });
}

// Where coming appointments would lie outside what the followers would work: nobody's hours change by the way then.
std::string why_not_follow(const Page& page, std::optional<LocationId> location,
                           const std::vector<staff::OpeningHours>& hours) {
    auto now = page.snapshot->opening_hours;
    std::erase_if(now, [&](const auto& each) { return each.hours.location == location; });
    for (auto each : hours) {
        each.hours.location = location;
        now.push_back(each);
    }
    const auto followers = page.environment.database.read(
        [&](db::Session& session) { return staff::list_who_follow(session, page.id(), page.snapshot->opening_hours); });
    Planned planned;
    for (const auto id : followers) {
        auto schedule = page.snapshot->schedule(id);
        const auto* provider = page.snapshot->provider(id);
        schedule.hours = staff::starting_week(now, provider ? provider->location_id : std::nullopt).hours;
        planned.emplace_back(id, std::move(schedule));
    }
    const auto count = planned.empty() ? 0 : find_left_out(page, planned).count;
    if (count == 0) return {};
    return i18n::count(
        page.language,
        "{n} coming appointment would lie outside these hours. Change the hours of each person on their "
        "own page, which shows it, or leave the last line empty.",
        "{n} coming appointments would lie outside these hours. Change the hours of each person on their "
        "own page, which shows them, or leave the last line empty.",
        count);
}

}  // namespace

Response hours(const Page& page) { return overview(page); }

Response opening_hours(const Page& page) {
    if (page.only_provider()) return nothing_here(page);
    const auto location = location_asked(page, page.request.query);
    Typed typed;
    for (int weekday = 1; weekday <= 7; ++weekday) {
        std::vector<availability::Hours> of_day;
        for (const auto& each : page.snapshot->opening_hours)
            if (each.weekday == weekday && each.hours.location == location) of_day.push_back(each.hours);
        typed.lines[static_cast<std::size_t>(weekday - 1)] = staff::hours_text(of_day);
    }
    return opening_page(page, location, typed);
}

Response save_opening_hours(const Page& page) {
    if (page.only_provider()) return nothing_here(page);
    const auto location = location_asked(page, page.request.form);
    Typed typed;
    std::vector<staff::OpeningHours> hours;
    for (int weekday = 1; weekday <= 7; ++weekday) {
        const auto name = fmt::format("hours_{}", weekday);
        auto& text = typed.lines[static_cast<std::size_t>(weekday - 1)] = line(page.request.form, name);
        const auto read = staff::parse_hours(text);
        if (!read) {
            typed.wrong.add(name, read.error());
            continue;
        }
        for (const auto& each : *read) hours.push_back({weekday, each});
    }
    typed.people_follow = ticked(page.request.form, "people_follow");
    if (typed.wrong.any()) return opening_page(page, location, typed);
    if (typed.people_follow) typed.wrong = {{}, why_not_follow(page, location, hours), 409};
    if (typed.wrong.any()) return opening_page(page, location, typed);
    const auto verb = typed.people_follow ? staff::set_opening_hours_and_followers : staff::set_opening_hours;
    const auto saved = page.environment.database.write(
        [&](db::Tx& tx) { return verb(tx, hours_context(page), page.id(), location, hours, page.actor()); });
    if (saved) return back_to(hours_path(page), "saved");
    typed.wrong = pages::wrong_of(page, saved.error());
    return opening_page(page, location, typed);
}

}  // namespace office
