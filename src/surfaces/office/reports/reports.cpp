#include "office/reports/reports.h"

#include "base/csv.h"
#include "bookings/words.h"
#include "i18n/names.h"
#include "office/frame/registered.h"
#include "office/reports/asked.h"
#include "office/reports/chart.h"

#include <algorithm>

namespace office {
namespace {

using reports::Figures;
using reports::Report;
using reports::Totals;

std::string path(const Page& page, std::string_view rest = {}) {
    return fmt::format("{}/reports{}", page.home(), rest);
}

std::string money(const Page& page, std::int64_t amount) {
    return i18n::money(page.language, {amount, page.business().currency});
}

std::string busy_part(const Page& page, Seconds busy, Seconds working) {
    return percent_text(page.language, percent(busy.count(), working.count()));
}

// ---- What is asked for ----

void fill_asked(html::Values& values, const Page& page, const AskedReport& asked) {
    values.set("ACTION", path(page)).set("FIRST_DAY", base::to_text(asked.asked.period.first));
    values.set("LAST_DAY", base::to_text(asked.asked.period.last));
    if (asked.wrong) {
        values.add("WRONG").set("WRONG_TEXT", pages::sentence(page, *asked.wrong));
        values.show("BAD_DAYS");
    }
    for (const auto named : reports::kNamed)
        values.add("NAMED")
            .set("OPTION_ID", to_text(named))
            .set("OPTION_TEXT", name_of(page.language, named))
            .show_if(asked.named == named, "OPTION_ON");
    values.show_if(!asked.named, "BY_DAYS");
    const auto add = [&](html::Values& group, std::string_view id, std::string_view name, bool on) {
        group.add("OPTION").set("OPTION_ID", id).set("OPTION_TEXT", name).show_if(on, "OPTION_ON");
    };
    auto& people = values.add("FILTER").set("FILTER_NAME", "provider");
    people.set("FILTER_LABEL", i18n::words(page.language, "With"))
        .set("FILTER_ALL", i18n::words(page.language, "Everybody"));
    for (const auto& each : page.snapshot->providers)
        add(people, base::to_text(each.id), each.name, each.id == asked.asked.provider);
    if (page.snapshot->locations.size() > 1) {
        auto& places = values.add("FILTER").set("FILTER_NAME", "location");
        places.set("FILTER_LABEL", i18n::words(page.language, "Location"));
        places.set("FILTER_ALL", i18n::words(page.language, "All locations"));
        for (const auto& each : page.snapshot->locations)
            add(places, base::to_text(each.id), each.name, each.id == asked.asked.location);
    }
    auto& services = values.add("FILTER").set("FILTER_NAME", "service");
    services.set("FILTER_LABEL", i18n::words(page.language, "Service"));
    services.set("FILTER_ALL", i18n::words(page.language, "All services"));
    for (const auto& each : page.snapshot->services)
        add(services, base::to_text(each.id), page.text(each.name), each.id == asked.asked.service);
}

// ---- The numbers on top ----

struct Compared {
    reports::Period before, a_year_before;
    Totals then, a_year_ago;
};

// "+12%", "-3%"; empty where there was nothing to compare with.
std::string change(const Page& page, std::int64_t now, std::int64_t then) {
    const auto by = percent(now - then, then);
    if (!by) return {};
    auto text = percent_text(page.language, std::abs(*by));
    if (*by == 0) return i18n::words(page.language, "as many");
    return (*by > 0 ? "+" : "\u2212") + text;
}

struct Number {
    std::string name;
    std::int64_t now, then, a_year_ago;
    std::string (*shown)(const Page&, std::int64_t);
    std::string about{};
};

std::string as_count(const Page& page, std::int64_t n) { return i18n::number(page.language, n); }
std::string as_percent(const Page& page, std::int64_t n) {
    return percent_text(page.language, n < 0 ? std::nullopt : std::optional(n));
}

void add_number(html::Values& values, const Page& page, const Number& number) {
    auto& tile = values.add("TILE").set("TILE_NAME", number.name).set("TILE_NUMBER", number.shown(page, number.now));
    if (!number.about.empty()) tile.add("TILE_ABOUT").set("TILE_ABOUT_TEXT", number.about);
    const auto compare = [&](std::string_view section, std::int64_t then) {
        auto& row = tile.add(section).set("THEN", number.shown(page, then));
        const auto by = number.shown == as_percent ? std::string() : change(page, number.now, then);
        if (!by.empty()) row.add("CHANGE").set("CHANGE_TEXT", by);
    };
    compare("BEFORE", number.then);
    compare("YEAR", number.a_year_ago);
}

void fill_numbers(html::Values& values, const Page& page, const Report& report, const Compared& compared) {
    const auto& now = report.totals;
    const auto& then = compared.then;
    const auto& ago = compared.a_year_ago;
    const auto language = page.language;
    values.set("COMPARED_TEXT", i18n::words(language, "Before: {before}. A year ago: {year}.",
                                            {{"before", name_of(language, compared.before)},
                                             {"year", name_of(language, compared.a_year_before)}}));
    const auto add = [&](const Number& number) { add_number(values, page, number); };
    add({i18n::words(language, "Appointments"), now.booked, then.booked, ago.booked, as_count});
    add({i18n::words(language, "Revenue"), now.revenue, then.revenue, ago.revenue, money,
         i18n::words(language, "at the prices agreed")});
    const auto occupancy = [](const Totals& of) { return percent(of.busy.count(), of.working.count()).value_or(-1); };
    add({i18n::words(language, "Occupancy"), occupancy(now), occupancy(then), occupancy(ago), as_percent,
         i18n::words(language, "of the working hours")});
    add({i18n::words(language, "New customers"), now.fresh, then.fresh, ago.fresh, as_count});
    add({i18n::words(language, "Returning customers"), now.returning(), then.returning(), ago.returning(), as_count});
    add({i18n::words(language, "Missed"), now.no_shows, then.no_shows, ago.no_shows, as_count});
    add({i18n::words(language, "Cancelled"), now.cancelled, then.cancelled, ago.cancelled, as_count});
    if (page.business().has(waiting::kModule))
        add({i18n::words(language, "From the waiting list"), now.from_waiting, then.from_waiting, ago.from_waiting,
             as_count,
             i18n::words(language, "{amount} of the revenue", {{"amount", money(page, now.from_waiting_revenue)}})});
}

// ---- Charts and tables ----

void fill_figures(html::Values& row, const Page& page, const Figures& figures) {
    row.set("BOOKED", figures.booked).set("REVENUE", money(page, figures.revenue));
    row.set("MISSED", figures.no_shows).set("CANCELLED", figures.cancelled);
}

std::string heading_of_parts(const Page& page, reports::Step step) {
    switch (step) {
        case reports::Step::day: return i18n::words(page.language, "Day");
        case reports::Step::week: return i18n::words(page.language, "Week");
        case reports::Step::month: return i18n::words(page.language, "Month");
    }
    return {};
}

// The best part, in words, for who does not see the chart.
std::string about_chart(const Page& page, const Report& report, std::int64_t Figures::*what,
                        std::string (*shown)(const Page&, std::int64_t)) {
    const auto best = std::ranges::max_element(report.parts, {}, [&](const auto& part) { return part.figures.*what; });
    return i18n::words(page.language, "Most, {n}: {when}. The table below has every number.",
                       {{"n", shown(page, best->figures.*what)}, {"when", part_name(page.language, best->period)}});
}

void fill_charts(html::Values& values, const Page& page, const Report& report) {
    Chart booked{.id = "tb-booked", .title = i18n::words(page.language, "Appointments")};
    booked.about = about_chart(page, report, &Figures::booked, as_count);
    booked.scale = as_count;
    Chart revenue{.id = "tb-revenue", .title = i18n::words(page.language, "Revenue")};
    revenue.about = about_chart(page, report, &Figures::revenue, money);
    revenue.scale = money;
    for (const auto& part : report.parts) {
        const auto name = part_name(page.language, part.period);
        booked.columns.push_back({name, part.figures.booked, part.figures.cancelled});
        revenue.columns.push_back({name, part.figures.revenue});
    }
    include_chart(values, "BOOKED_CHART", page, booked);
    include_chart(values, "REVENUE_CHART", page, revenue);
    values.set("PART_HEADING", heading_of_parts(page, reports::step_of(report.period)));
    for (const auto& part : report.parts)
        fill_figures(values.add("PART").set("PART_NAME", part_name(page.language, part.period)), page, part.figures);
}

void fill_tables(html::Values& values, const Page& page, const Report& report) {
    for (const auto& each : report.providers) {
        auto& row = values.add("PERSON").set("PERSON_NAME", provider_name(page, each.id));
        fill_figures(row, page, each.figures);
        row.set("BUSY", busy_part(page, each.figures.busy, each.figures.working));
    }
    auto* group = report.services.empty() ? nullptr : &values.add("SERVICES");
    for (const auto& each : report.services) {
        auto& row = group->add("SERVICE").set("SERVICE_NAME", service_name(page, each.id));
        fill_figures(row, page, each.figures);
        row.set("BUSY", busy_part(page, each.figures.busy, each.figures.working));
    }
    values.show_if(report.services.empty(), "NO_SERVICES");
    group = report.sources.empty() ? nullptr : &values.add("SOURCES");
    for (const auto& each : report.sources)
        group->add("SOURCE")
            .set("SOURCE_NAME", bookings::source_name(page.language, each.source))
            .set("BOOKED", each.booked)
            .set("PART", percent_text(page.language, percent(each.booked, report.totals.booked)))
            .set("REVENUE", money(page, each.revenue));
    values.show_if(report.sources.empty(), "NO_SOURCES");
    group = report.leads.empty() ? nullptr : &values.add("LEADS");
    for (const auto& [lead, number] : report.leads)
        group->add("LEAD").set("LEAD_NAME", name_of(page.language, lead)).set("LEAD_NUMBER", number);
    values.show_if(report.leads.empty(), "NO_LEADS");
    for (const auto& [currency, amount] : report.other_currencies)
        values.add("OTHER").set("OTHER_TEXT",
                                i18n::words(page.language, "Besides, {amount} in another currency.",
                                            {{"amount", i18n::money(page.language, {amount, currency})}}));
}

// Six shades; what is over the working hours has the darkest.
std::string shade(Seconds busy, Seconds working) {
    if (working == Seconds{0}) return busy > Seconds{0} ? "tb-heat-5" : "tb-heat-none";
    return fmt::format("tb-heat-{}",
                       std::clamp<std::int64_t>((busy.count() * 5 + working.count() - 1) / working.count(), 0, 5));
}

// The hours from the first to the last in which anybody works.
void fill_week(html::Values& values, const Page& page, const Report& report) {
    const auto is_used = [&](std::size_t hour) {
        return std::ranges::any_of(report.week, [&](const auto& of_day) {
            return of_day.at(hour).busy > Seconds{0} || of_day.at(hour).working > Seconds{0};
        });
    };
    std::size_t first = 0, end = 24;
    while (first < end && !is_used(first)) ++first;
    while (end > first && !is_used(end - 1)) --end;
    if (first == end) return;
    auto& table = values.add("WEEK");
    for (std::size_t weekday = 0; weekday < 7; ++weekday) {
        const auto day = availability::kSomeMonday + std::chrono::days{weekday};
        table.add("WEEKDAY")
            .set("WEEKDAY_NAME", i18n::weekday_long(page.language, day))
            .set("WEEKDAY_SHORT", i18n::weekday_short(page.language, day));
    }
    for (auto hour = first; hour < end; ++hour) {
        auto& row = table.add("HOUR").set("HOUR_NAME",
                                          i18n::time_of_day(page.language, WallTime{Day{}} + std::chrono::hours{hour}));
        for (const auto& of_day : report.week) {
            const auto& [busy, working] = of_day.at(hour);
            const bool none = working == Seconds{0} && busy == Seconds{0};
            row.add("CELL")
                .set("SHADE", shade(busy, working))
                .set("CELL_TEXT", none                    ? ""
                                  : working == Seconds{0} ? "+"
                                                          : busy_part(page, busy, working));
        }
    }
}

Response report_page(const Page& page) {
    const auto asked = read_report(page);
    const auto title = i18n::words(page.language, "Reports");
    const int status = asked.wrong ? 422 : 200;
    if (asked.wrong)
        return render(page, {"office/reports/reports", title, "reports", status},
                      [&](html::Values& values) { fill_asked(values, page, asked); });
    auto beside = asked.asked;
    Compared compared{reports::before(asked.asked.period), reports::a_year_before(asked.asked.period), {}, {}};
    const auto report = page.environment.database.snapshot([&](db::Session& session) {
        beside.period = compared.before;
        compared.then = reports::totals(session, *page.snapshot, beside);
        const bool same = compared.a_year_before == compared.before;
        beside.period = compared.a_year_before;
        compared.a_year_ago = same ? compared.then : reports::totals(session, *page.snapshot, beside);
        return reports::make(session, *page.snapshot, asked.asked);
    });
    return render(page, {"office/reports/reports", title, "reports"}, [&](html::Values& values) {
        fill_asked(values, page, asked);
        auto& told = values.add("REPORT").set("DAYS", name_of(page.language, report.period));
        const auto table = [&](std::string_view name) {
            return fmt::format("{}?table={}&{}", path(page, "/table.csv"), name, query_of(asked));
        };
        told.set("PARTS_URL", table("periods")).set("PEOPLE_URL", table("people"));
        told.set("SERVICES_URL", table("services")).set("SOURCES_URL", table("sources"));
        told.set("HOURS_URL", table("hours"));
        fill_numbers(told, page, report, compared);
        fill_charts(told, page, report);
        fill_tables(told, page, report);
        fill_week(told, page, report);
    });
}

// ---- To take away ----

using Row = std::vector<std::string>;

std::string plain(const Page& page, std::int64_t amount) {
    return i18n::plain_amount({amount, page.business().currency});
}
std::string hours_of(Seconds length) { return fmt::format("{:.2f}", static_cast<double>(length.count()) / 3600); }

Row with(Row names, const Page& page, const Figures& figures) {
    for (const auto number : {figures.booked, figures.cancelled, figures.declined, figures.no_shows})
        names.push_back(std::to_string(number));
    names.push_back(plain(page, figures.revenue));
    return names;
}

Row headings(const Page& page, Row names) {
    const auto language = page.language;
    for (const auto* words : {N_("Appointments"), N_("Cancelled"), N_("Declined"), N_("Missed")})
        names.push_back(i18n::words(language, words));
    names.push_back(fmt::format("{} ({})", i18n::words(language, "Revenue"), page.business().currency));
    return names;
}

Row with_hours(Row row, const Figures& figures) {
    row.push_back(hours_of(figures.busy));
    row.push_back(hours_of(figures.working));
    return row;
}

Row with_hours(Row row, const Page& page) {
    row.push_back(i18n::words(page.language, "Hours booked"));
    row.push_back(i18n::words(page.language, "Working hours"));
    return row;
}

void add_periods(base::Csv& csv, const Page& page, const Report& report) {
    csv.row(headings(page, {i18n::words(page.language, "From"), i18n::words(page.language, "To")}));
    for (const auto& part : report.parts)
        csv.row(with({base::to_text(part.period.first), base::to_text(part.period.last)}, page, part.figures));
}

void add_people(base::Csv& csv, const Page& page, const Report& report) {
    csv.row(with_hours(headings(page, {i18n::words(page.language, "Name")}), page));
    for (const auto& each : report.providers)
        csv.row(with_hours(with({provider_name(page, each.id)}, page, each.figures), each.figures));
}

void add_services(base::Csv& csv, const Page& page, const Report& report) {
    csv.row(with_hours(headings(page, {i18n::words(page.language, "Service")}), page));
    for (const auto& each : report.services)
        csv.row(with_hours(with({service_name(page, each.id)}, page, each.figures), each.figures));
}

void add_sources(base::Csv& csv, const Page& page, const Report& report) {
    csv.row({i18n::words(page.language, "Booked by way of"), i18n::words(page.language, "Appointments"),
             fmt::format("{} ({})", i18n::words(page.language, "Revenue"), page.business().currency)});
    for (const auto& each : report.sources)
        csv.row({bookings::source_name(page.language, each.source), std::to_string(each.booked),
                 plain(page, each.revenue)});
}

void add_hours(base::Csv& csv, const Page& page, const Report& report) {
    csv.row(with_hours(Row{i18n::words(page.language, "Day"), i18n::words(page.language, "Time")}, page));
    for (std::size_t weekday = 0; weekday < 7; ++weekday)
        for (std::size_t hour = 0; hour < 24; ++hour) {
            const auto& [busy, working] = report.week.at(weekday).at(hour);
            if (busy == Seconds{0} && working == Seconds{0}) continue;
            csv.row({i18n::weekday_long(page.language, availability::kSomeMonday + std::chrono::days{weekday}),
                     fmt::format("{:02}:00", hour), hours_of(busy), hours_of(working)});
        }
}

struct Table {
    std::string_view name;
    void (*add)(base::Csv&, const Page&, const Report&);
};
constexpr Table kTables[] = {{"periods", add_periods},
                             {"people", add_people},
                             {"services", add_services},
                             {"sources", add_sources},
                             {"hours", add_hours}};

Response table_file(const Page& page) {
    const auto asked = read_report(page);
    const auto table = std::ranges::find(kTables, page.request.query.get("table"), &Table::name);
    if (table == std::end(kTables)) return nothing_here(page);
    if (asked.wrong) return report_page(page);
    const auto report = page.environment.database.snapshot(
        [&](db::Session& session) { return reports::make(session, *page.snapshot, asked.asked); });
    base::Csv csv;
    table->add(csv, page, report);
    auto response = http::text(csv.text());
    response.type = "text/csv; charset=utf-8";
    response.set("Cache-Control", "no-store");
    response.set("Content-Disposition",
                 fmt::format("attachment; filename=\"{}-{}-{}-{}.csv\"", page.business().slug, table->name,
                             base::to_text(report.period.first), base::to_text(report.period.last)));
    return response;
}

}  // namespace

Response reports(const Page& page) { return report_page(page); }

Response report_table(const Page& page) { return table_file(page); }

void register_reports(activity::Registry& registry) {
    registry.add(reports::kModule);
    registry.add(MenuEntry{50, "reports", "/reports", N_("Reports"),
                           "M4 20V11h4v9zM10 20V4h4v16zM16 20V8h4v12zM3 20h18", reports::kSeeReports,
                           [](const Page& page) { return page.business().has(reports::kModule); }});
}

}  // namespace office
