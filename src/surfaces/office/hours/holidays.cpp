// The public holidays of the business's country, to be ticked: each becomes a day on which everyone is off.
#include "staff/holidays.h"
#include "office/hours/hours_page.h"

#include <algorithm>

namespace office {
namespace {

int this_year(const Page& page) {
    return static_cast<int>(std::chrono::year_month_day{page.zone().day(page.now)}.year());
}

// The year asked for, from this one on; else the next.
int year_asked(const Page& page, const http::Form& form) {
    const auto year = pages::whole_number<int>(form.get("year")).value_or(0);
    const auto now = this_year(page);
    return year >= now && year <= now + 3 ? year : now + 1;
}

bool is_closed(const Page& page, Day day) {
    const auto& providers = page.snapshot->providers;
    if (providers.empty()) return false;
    return std::ranges::any_of(page.snapshot->schedule(providers.front().id).holidays,
                               [day](const availability::Days& each) { return availability::covers(each, day); });
}

// What was ticked and how the names were typed, by the holidays' numbers.
struct Typed {
    std::set<std::size_t> on{};
    std::vector<std::string> names{};
    Wrong wrong{};
    bookings::LeftOut left_out{};
};

Response holidays_page(const Page& page, int year, const Typed& typed) {
    const auto status = typed.left_out.count > 0 ? 409 : typed.wrong.page_status();
    const auto list = staff::list_holidays(page.business().country, year);
    const auto title = i18n::words(page.language, "Public holidays {year}", {{"year", std::to_string(year)}});
    return render(page, {"office/hours/holidays", title, "hours", status}, [&](html::Values& values) {
        values.set("BACK_URL", hours_path(page, "/time-off"));
        pages::fill_notice(values, typed.wrong);
        include_left_out(values, page, typed.left_out);
        for (int each = this_year(page); each <= this_year(page) + 3; ++each)
            values.add("YEAR")
                .set("YEAR_URL", hours_path(page, fmt::format("/holidays?year={}", each)))
                .set("YEAR_TEXT", std::to_string(each))
                .show_if(each == year, "YEAR_HERE");
        values.show_if(list.empty(), "UNKNOWN");
        if (list.empty()) return;
        auto& form = values.add("FORM").set("ACTION", hours_path(page, "/holidays")).set("TOKEN", form_token(page));
        form.set("YEAR_VALUE", year);
        for (std::size_t n = 0; n < list.size(); ++n) {
            auto& row = form.add("HOLIDAY").set("NUMBER", static_cast<std::int64_t>(n));
            row.set("DAY", i18n::long_date(page.language, list[n].day, year));
            row.set("NAME", n < typed.names.size() ? typed.names[n] : list[n].name);
            row.show_if(typed.on.contains(n), "ON").show_if(is_closed(page, list[n].day), "CLOSED");
        }
        form.show_if(typed.left_out.count > 0, "ANYWAY").show_if(typed.left_out.count == 0, "PLAIN");
    });
}

Planned with_holidays(const Page& page, const std::vector<staff::TimeOff>& chosen) {
    Planned out;
    for (const auto& provider : page.snapshot->providers) {
        auto& planned = out.emplace_back(provider.id, page.snapshot->schedule(provider.id)).second;
        for (const auto& each : chosen) planned.holidays.push_back(each.days);
    }
    return out;
}

Result<void> add_all(db::Tx& tx, const Page& page, const std::vector<staff::TimeOff>& chosen) {
    for (const auto& each : chosen)
        if (auto added = staff::add_time_off(tx, hours_context(page), page.id(), each, page.actor()); !added)
            return std::unexpected(added.error());
    return {};
}

}  // namespace

Response holidays(const Page& page) {
    if (page.only_provider()) return nothing_here(page);
    return holidays_page(page, year_asked(page, page.request.query), {});
}

Response add_holidays(const Page& page) {
    if (page.only_provider()) return nothing_here(page);
    const auto year = year_asked(page, page.request.form);
    const auto list = staff::list_holidays(page.business().country, year);
    Typed typed;
    std::vector<staff::TimeOff> chosen;
    for (std::size_t n = 0; n < list.size(); ++n) {
        typed.names.push_back(line(page.request.form, fmt::format("name_{}", n)));
        if (!ticked(page.request.form, fmt::format("on_{}", n))) continue;
        typed.on.insert(n);
        chosen.push_back({.days = {list[n].day, list[n].day}, .reason = typed.names.back()});
    }
    if (chosen.empty()) {
        typed.wrong.notice = i18n::words(page.language, "Tick the days on which you are closed.");
        return holidays_page(page, year, typed);
    }
    if (!ticked(page.request.form, "anyway")) {
        typed.left_out = find_left_out(page, with_holidays(page, chosen));
        if (typed.left_out.count > 0) return holidays_page(page, year, typed);
    }
    const auto added = page.environment.database.write([&](db::Tx& tx) { return add_all(tx, page, chosen); });
    if (added) return back_to(hours_path(page, "/time-off"), "added");
    typed.wrong = {{}, pages::sentence(page, added.error()), http::status_of(added.error().fault)};
    return holidays_page(page, year, typed);
}

}  // namespace office
