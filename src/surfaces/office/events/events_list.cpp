// The list of events: those to come, the drafts and those that are over.
#include "events/event.h"
#include "office/events/event_form.h"
#include "office/events/event_office.h"
#include "office/frame/registered.h"

#include <algorithm>

namespace office_events {
namespace {

using events::Dated;
using events::Event;
using events::State;

constexpr int kRows = 50;

enum class Show { coming, drafts, past };

Show show_of(const Page& page) {
    const auto typed = page.request.query.get("show");
    if (typed == "drafts") return Show::drafts;
    return typed == "past" ? Show::past : Show::coming;
}

// Its coming dates, or of what has none all of them.
Dated dated(db::Session& session, const Page& page, Event event) {
    auto dates = events::coming_dates(session, page.id(), event.service_id, page.now);
    if (dates.empty()) dates = events::dates_of(session, page.id(), event.service_id);
    return {std::move(event), std::move(dates)};
}

bool is_past(const Page& page, const Dated& each) {
    if (each.event.over_at || each.event.state == State::cancelled) return true;
    return !each.dates.empty() && each.dates.back().time.end <= page.now;
}

Show place_of(const Page& page, const Dated& each) {
    if (each.event.state == State::draft) return Show::drafts;
    return is_past(page, each) ? Show::past : Show::coming;
}

struct Rows {
    std::vector<Dated> rows;
    std::optional<EventId> more{};  // behind that one
};

Rows read_rows(const Page& page, Show show) {
    const auto after = base::parse_id<EventId>(page.request.query.get("after"));
    return page.environment.database.snapshot([&](db::Session& session) {
        Rows out;
        if (!after)
            for (auto& event : events::list_open(session, page.id())) {
                auto each = dated(session, page, std::move(event));
                if (place_of(page, each) == show) out.rows.push_back(std::move(each));
            }
        std::ranges::stable_sort(out.rows, {}, [](const Dated& each) {
            return each.dates.empty() ? Instant{} : each.dates.front().time.begin;
        });
        if (show != Show::past) return out;
        std::ranges::reverse(out.rows);
        auto over = events::list_over(session, page.id(), after, kRows + 1);
        if (over.size() > kRows) {
            over.resize(kRows);
            out.more = over.back().id;
        }
        for (auto& event : over) out.rows.push_back(dated(session, page, std::move(event)));
        return out;
    });
}

void fill_row(html::Values& row, const Page& page, const Dated& each) {
    const auto* service = page.snapshot->service(each.event.service_id);
    CHECK(service);
    row.set("URL", event_path(page, each.event.id)).set("NAME", page.text(service->name));
    row.show_if(each.event.state == State::cancelled, "CANCELLED");
    row.show_if(each.event.who_may_book == catalog::WhoMayBook::link, "PRIVATE");
    if (each.dates.empty()) return void(row.show("NO_DATES"));
    int capacity = 0, taken = 0;
    for (const auto& date : each.dates) {
        capacity += date.seats.capacity;
        taken += date.seats.taken;
    }
    auto& dates = row.add("DATED").set("WHEN", pages::when(page, each.dates.front().time));
    if (each.dates.size() > 1)
        dates.add("MORE_DATES")
            .set("MORE_DATES_TEXT", i18n::count(page.language, "and {n} more date", "and {n} more dates",
                                                static_cast<std::int64_t>(each.dates.size()) - 1));
    dates.set("TAKEN", i18n::words(page.language, "{taken} of {n} places taken",
                                   {{"taken", i18n::number(page.language, taken)},
                                    {"n", i18n::number(page.language, capacity)}}));
}

void fill_tabs(html::Values& values, const Page& page, Show shown) {
    const auto add = [&](Show show, const std::string& text, std::string_view query) {
        values.add("TAB")
            .set("TAB_URL", events_path(page, query))
            .set("TAB_TEXT", text)
            .show_if(show == shown, "TAB_HERE");
    };
    add(Show::coming, i18n::words(page.language, "To come"), "");
    add(Show::drafts, i18n::words(page.language, "Drafts"), "?show=drafts");
    add(Show::past, i18n::words(page.language, "Over"), "?show=past");
}

}  // namespace

Response list(const Page& page) {
    const auto show = show_of(page);
    const auto found = read_rows(page, show);
    const auto title = i18n::words(page.language, "Events");
    return office::render(page, {"office/events/events", title, "events"}, [&](html::Values& values) {
        office::include_done(values, page);
        values.set("NEW_URL", events_path(page, "/new"));
        if (page.business().has(bookings::kBookingPage))
            values.add("SEE").set("SEE_URL", pages::home_path(page) + "/events");
        fill_tabs(values, page, show);
        if (found.rows.empty())
            values.show(show == Show::coming ? "NONE" : show == Show::drafts ? "NO_DRAFTS" : "NONE_OVER");
        if (found.rows.empty()) return;
        auto& some = values.add("SOME");
        for (const auto& each : found.rows) fill_row(some.add("ROW"), page, each);
        if (found.more)
            some.add("MORE").set("MORE_URL", events_path(page, "?show=past&after=" + base::to_text(*found.more)));
    });
}

void register_pages(activity::Registry& registry) {
    registry.add(events::kModule);
    registry.add(office::MenuEntry{14, "events", "/events", N_("Events"),
                                   "M4 5h16v15H4zM8 3v4M16 3v4M4 10h16M12 12.5l1 2 2.2.3-1.6 1.5.4 2.2-2-1-2 1 "
                                   ".4-2.2-1.6-1.5 2.2-.3z",
                                   events::kManageEvents,
                                   [](const Page& page) { return page.business().has(events::kModule); }});
}

}  // namespace office_events
