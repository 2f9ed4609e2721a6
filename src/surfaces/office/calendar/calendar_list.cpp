#include "office/calendar/calendar_list.h"

#include "booking_page/shown.h"
#include "bookings/pending.h"
#include "bookings/words.h"
#include "office/calendar/booking_view.h"
#include "office/calendar/calendar_data.h"
#include "office/frame/customer_record.h"
#include "office/frame/menu.h"

#include <algorithm>

namespace office {
namespace {

using bookings::Booking;

constexpr int kRows = 200;

std::string day_name(const Page& page, Day day) {
    const auto today = page.zone().day(page.now);
    const auto date = i18n::long_date(page.language, day, static_cast<int>(std::chrono::year_month_day{today}.year()));
    if (day == today) return i18n::words(page.language, "Today, {day}", {{"day", date}});
    if (day == today + std::chrono::days{1}) return i18n::words(page.language, "Tomorrow, {day}", {{"day", date}});
    return date;
}

void fill_status(html::Values& row, const Page& page, const Booking& booking) {
    row.set("STATUS", bookings::status_name(page.language, booking.status))
        .set("STATUS_CLASS", to_text(booking.status));
}

using record::important_notes;
using Notes = record::ImportantNotes;

void fill_row(html::Values& row, const Page& page, const Booking& booking, const Notes& notes) {
    row.set("URL", booking_path(page, booking));
    row.set("FROM", i18n::time_of_day(page.language, page.zone().wall(booking.time.begin)));
    row.set("TO", i18n::time_of_day(page.language, page.zone().wall(booking.time.end)));
    row.set("PERSON", person(booking)).set("SERVICE", service_name(page, booking));
    row.set("PROVIDER", booking_page::provider_name(page, booking));
    if (const auto names = bookings::add_on_names(page.language, booking); !names.empty())
        row.add("WITH").set("PLUS", names);
    fill_status(row, page, booking);
    row.show_if(bookings::is_given_up(booking.status), "GONE");
    row.show_if(booking.name_differs, "NAME_DIFFERS").show_if(booking.paid_at.has_value(), "PAID");
    record::include_important(row, notes, booking.customer_id);
}

// Those of a day, under {{>ROWS}}.
void include_rows(html::Values& values, const Page& page, Day day, const std::vector<const Booking*>& of_day,
                  const Notes& notes) {
    html::Values rows;
    for (const auto* booking : of_day) {
        auto& row = rows.add("ROW");
        fill_row(row, page, *booking, notes);
        const auto began = page.zone().day(booking->time.begin);
        if (began == day) continue;
        const auto date = i18n::short_date(page.language, began);
        row.add("BEGAN").set("BEGAN_TEXT", i18n::words(page.language, "began on {day}", {{"day", date}}));
    }
    values.include("ROWS", "office/calendar/rows", std::move(rows));
}

// A part of the list with a heading of its own: a day or, of one day, a provider.
struct Part {
    Day day;
    std::string id, heading;
    std::vector<const Booking*> rows{};
    bool cut = false;  // there may be more of it on another page
};

// What began before the first day and is still going on then stands with the first day.
std::vector<Part> by_day(const Page& page, const Showing& shown, const bookings::Listed& found) {
    std::vector<Part> out;
    for (auto day = shown.first; day <= shown.last; day += std::chrono::days{1}) {
        Part part{day, base::to_text(day), day_name(page, day)};
        for (const auto& booking : found.bookings) {
            if (std::max(page.zone().day(booking.time.begin), shown.first) != day) continue;
            part.cut = part.cut || (found.earlier && &booking == &found.bookings.front()) ||
                       (found.more && &booking == &found.bookings.back());
            if (passes(shown, booking.provider_id, booking.service_id, booking.location_id, booking.status))
                part.rows.push_back(&booking);
        }
        // Of a list that goes on from the page before, a day without any is not a free one.
        if (part.rows.empty() && (day != shown.first || found.earlier)) continue;
        out.push_back(std::move(part));
    }
    return out;
}

std::vector<Part> by_provider(const Page& page, const Showing& shown, const bookings::Listed& found) {
    std::vector<Part> out;
    const auto columns = shown_providers(page, shown);
    for (const auto& provider : page.snapshot->providers) {
        Part part{shown.first, base::to_text(provider.id), provider.name};
        for (const auto& booking : found.bookings)
            if (booking.provider_id == provider.id &&
                passes(shown, booking.provider_id, booking.service_id, booking.location_id, booking.status))
                part.rows.push_back(&booking);
        part.cut = found.earlier || found.more;
        // Who cannot be booked any more may still have appointments.
        if (!part.rows.empty() || std::ranges::find(columns, &provider) != columns.end())
            out.push_back(std::move(part));
    }
    return out;
}

// What visitors hold of it, which is no appointment yet.
void fill_held(html::Values& section, const Page& page, const Part& part, const Showing& shown,
               const std::vector<bookings::Hold>& holds) {
    for (const auto& hold : holds) {
        const bool is_here = shown.view == View::day ? part.id == base::to_text(hold.provider_id)
                                                     : page.zone().day(hold.time.begin) == part.day;
        if (!is_here) continue;
        const auto* provider = page.snapshot->provider(hold.provider_id);
        section.add("HELD")
            .set("HELD_FROM", i18n::time_of_day(page.language, page.zone().wall(hold.time.begin)))
            .set("HELD_TO", i18n::time_of_day(page.language, page.zone().wall(hold.time.end)))
            .set("HELD_TEXT", held_text(page, hold))
            .set("HELD_BY", provider ? provider->name : std::string())
            .show_if(is_offer(hold), "OFFER");
    }
}

// Groups in which nobody has a place yet, with the way to their lists.
void fill_empty_groups(html::Values& section, const Page& page, const Part& part, const Showing& shown,
                       const std::vector<bookings::Session>& groups) {
    const auto lists = menu_path(page, "groups");
    for (const auto& group : groups) {
        const bool is_here = shown.view == View::day ? part.id == base::to_text(group.provider_id)
                                                     : page.zone().day(group.time.begin) == part.day;
        if (!is_here || shown.status || group.seats.taken > 0) continue;
        if (shown.service && *shown.service != group.service_id) continue;
        const auto* service = page.snapshot->service(group.service_id);
        const auto* provider = page.snapshot->provider(group.provider_id);
        auto& row = section.add("EMPTY_GROUP");
        row.set("GROUP_FROM", i18n::time_of_day(page.language, page.zone().wall(group.time.begin)));
        row.set("GROUP_TO", i18n::time_of_day(page.language, page.zone().wall(group.time.end)));
        row.set("GROUP_LEFT", i18n::count(page.language, "{n} place left", "{n} places left", group.seats.left()));
        row.set("GROUP_BY", provider ? provider->name : std::string());
        auto& name = row.add(lists ? "LISTED" : "NAMED").set("GROUP_NAME", service ? page.text(service->name) : "");
        if (lists) name.set("GROUP_URL", fmt::format("{}/{}", *lists, base::to_text(group.id)));
    }
}

std::string waiting_path(const Page& page) { return page.home() + "/calendar/waiting"; }

// Whatever day they are on, since each holds a time that a customer asks for.
Response waiting_page(const Page& page) {
    const auto after = base::parse_id<BookingId>(page.request.query.get("after"));
    const auto [list, notes] = page.environment.database.snapshot([&](db::Session& session) {
        auto found = bookings::list_pending(session, page.id(), page.only_provider(), after, kRows);
        auto important = important_notes(session, page, found.bookings);
        return std::pair(std::move(found), std::move(important));
    });
    const auto title = i18n::words(page.language, "Waiting for approval");
    return render(page, {"office/calendar/waiting", title, "appointments"}, [&](html::Values& values) {
        include_done(values, page);
        values.set("ALL_URL", page.home() + "/calendar").show_if(list.bookings.empty(), "NONE");
        values.show_if(page.only_provider().has_value(), "OWN_ONLY");
        std::map<Day, std::vector<const Booking*>> days;
        for (const auto& booking : list.bookings) days[page.zone().day(booking.time.begin)].push_back(&booking);
        for (const auto& [day, of_day] : days) {
            auto& section = values.add("DAY").set("DAY_NAME", day_name(page, day)).set("DAY_ID", base::to_text(day));
            include_rows(section, page, day, of_day, notes);
        }
        if (list.more)
            values.add("MORE").set(
                "MORE_URL", fmt::format("{}?after={}", waiting_path(page), base::to_text(list.bookings.back().id)));
    });
}

}  // namespace

void include_agenda(html::Values& values, const Page& page, const Showing& shown) {
    const auto& zone = page.zone();
    const Span span{zone.span(shown.first).begin, zone.span(shown.last).end};
    const auto after = base::parse_id<BookingId>(page.request.query.get("after"));
    auto only = page.only_provider();
    if (!only && shown.providers.size() == 1) only = shown.providers.front();
    const auto [list, notes, holds, groups] = page.environment.database.snapshot([&](db::Session& session) {
        auto found = bookings::list_between(session, page.id(), span, only, after, kRows);
        auto important = important_notes(session, page, found.bookings);
        return std::tuple(std::move(found), std::move(important), bookings::list_holds(session, page.id(), span, only),
                          bookings::list_sessions(session, page.id(), span, only, kRows));
    });
    html::Values out;
    const bool of_one_day = shown.view == View::day;
    for (const auto& part : of_one_day ? by_provider(page, shown, list) : by_day(page, shown, list)) {
        auto& section = out.add("DAY").set("DAY_NAME", part.heading).set("DAY_ID", part.id);
        if (of_one_day) section.add("ON").set("ON_DAY", day_name(page, part.day));
        if (part.rows.empty()) section.show("DAY_FREE");
        fill_held(section, page, part, shown, holds);
        fill_empty_groups(section, page, part, shown, groups);
        if (!part.rows.empty() && !part.cut)
            section.add("DAY_COUNT")
                .set("DAY_COUNT_TEXT", i18n::count(page.language, "{n} appointment", "{n} appointments",
                                                   static_cast<std::int64_t>(part.rows.size())));
        if (!part.rows.empty()) include_rows(section.add("SOME"), page, part.day, part.rows, notes);
    }
    if (list.more)
        out.add("MORE").set(
            "MORE_URL", fmt::format("{}&after={}", calendar_path(page, shown), base::to_text(list.bookings.back().id)));
    values.include("AGENDA", "office/calendar/agenda", std::move(out));
}

std::optional<MenuCount> waiting_count(const Page& page) {
    const auto count = page.environment.database.read(
        [&](db::Session& session) { return bookings::count_pending(session, page.id(), page.only_provider()); });
    if (count == 0) return std::nullopt;
    const bool all = count < bookings::kMostPendingCounted;
    return MenuCount{all ? std::to_string(count) : fmt::format("{}+", bookings::kMostPendingCounted - 1),
                     all ? i18n::count(page.language, "{n} waits for approval", "{n} wait for approval", count)
                         : i18n::words(page.language, "very many wait for approval")};
}

Response waiting_appointments(const Page& page) { return waiting_page(page); }

}  // namespace office
