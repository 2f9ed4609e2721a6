#include "series_panel/series_panel.h"

#include "booking_page/shown.h"
#include "bookings/words.h"
#include "pages/booking_ways.h"
#include "pages/shown_in.h"
#include "portal/parts.h"
#include "series/words.h"
#include "series_table/rule_form.h"
#include "series_table/table.h"

#include <algorithm>

namespace series_panel {
namespace {

using bookings::Booking;
using bookings::Rules;
using http::Response;
using pages::Page;
using pages::Secrecy;
using pages::Wrong;
using portal::Visit;
using series::Part;
using series::Reach;
using series::Series;

constexpr std::string_view kShow = "table";

std::vector<CustomerId> people_of(const Visit& visit) {
    return visit.page.environment.database.read([&](db::Session& session) {
        return portal::ids_of(accounts::list_people(session, visit.business(), visit.who.account_id));
    });
}
bool is_theirs(const Visit& visit, CustomerId customer) {
    const auto people = people_of(visit);
    return std::ranges::find(people, customer) != people.end();
}

Response nothing_here(const Visit& visit) {
    return pages::explain(visit.page, 404, i18n::message(visit.page.language, "series.unknown"),
                          pages::WayOn{visit.path(), i18n::words(visit.page.language, "All appointments")},
                          Secrecy::personal);
}

std::string rule_text(const Page& page, const Series& series) {
    return series::rule_in_words(page.language, series.rule, series.first, series.time_of_day);
}
std::string service_name(const Page& page, ServiceId id) {
    const auto* service = page.snapshot->service(id);
    return service ? page.text(service->name) : std::string();
}

// ---- Repeating an appointment

struct Choice {
    Booking booking;
    int most = 0;
    Day first{};
    Minutes time_of_day{};
    series_table::RuleForm typed{};
    bool shows_table = false;
};

// Nullopt: no such appointment of theirs, or it cannot be repeated by themselves.
std::optional<Choice> read_choice(const Visit& visit, const http::Form& form) {
    const auto& page = visit.page;
    const auto id = base::parse_id<BookingId>(form.get("booking"));
    if (!id) return std::nullopt;
    int most = 0;
    const auto booking = page.environment.database.read([&](db::Session& session) -> std::optional<Booking> {
        auto found = bookings::find(session, visit.business(), *id);
        if (!found || !bookings::is_live(found->status) || series::find_of(session, visit.business(), *id))
            return std::nullopt;
        most = series::most_by_customers(session, visit.business(), found->service_id);
        return found;
    });
    if (!booking || most == 0 || !is_theirs(visit, booking->customer_id)) return std::nullopt;
    Choice out{.booking = *booking, .most = most};
    out.first = page.zone().day(booking->time.begin);
    out.time_of_day = std::chrono::floor<Minutes>(page.zone().wall(booking->time.begin) - WallTime{out.first});
    out.typed.times = std::to_string(std::min(most, 10));
    out.shows_table = form.get(kShow) == "yes";
    if (out.shows_table) out.typed = series_table::read_rule(page, form, out.first, most);
    // The appointment that is repeated is one of its dates.
    if (auto& rule = out.typed.rule; rule.weekdays != 0) rule.weekdays |= base::weekday_bit(out.first);
    return out;
}

series::Plan plan_of(const Choice& choice) {
    series::Plan out{.service_id = choice.booking.service_id,
                     .provider_id = choice.booking.provider_id,
                     .location_id = choice.booking.location_id,
                     .customer = choice.booking.customer_id,
                     .rule = choice.typed.rule,
                     .first = choice.first,
                     .time_of_day = choice.time_of_day};
    for (const auto& add_on : choice.booking.add_ons) out.add_ons.push_back(add_on.id);
    return out;
}

std::vector<series::Row> rows_of(const Page& page, const Choice& choice) {
    return page.environment.database.read([&](db::Session& session) {
        return series::preview({session, *page.snapshot, page.environment.free_times, page.now}, plan_of(choice),
                               Rules::customer, 2);
    });
}

struct Again {
    Wrong wrong{};
    const series_table::Sent* sent = nullptr;
};

void fill_table(html::Values& values, const Visit& visit, const Choice& choice, const Again& again) {
    const auto& page = visit.page;
    const auto rows = rows_of(page, choice);
    auto& table = values.add("TABLE").set("TOKEN", pages::form_token(page)).set("ACTION", visit.path("/series/new"));
    auto kept = series_table::kept_of(choice.typed);
    kept.emplace_back("booking", base::to_text(choice.booking.id));
    kept.emplace_back(kShow, "yes");
    kept.push_back(pages::shown_in_field(page));
    for (const auto& [name, value] : kept) table.add("HIDDEN").set("HIDDEN_NAME", name).set("HIDDEN_VALUE", value);
    series_table::include(table, page,
                          {.rows = rows,
                           .rule = choice.typed.rule,
                           .first = choice.first,
                           .time_of_day = choice.time_of_day,
                           .sent = again.sent,
                           .leave_out = i18n::words(page.language, "Leave this date out")});
}

Response draw_plan(const Visit& visit, const Choice& choice, const Again& again) {
    const auto& page = visit.page;
    const auto title = i18n::words(page.language, "Repeat the appointment");
    auto wrong = again.wrong;
    wrong.fields = choice.typed.wrong;
    return pages::render(
        page, {"series_panel/plan", title, wrong.page_status(), Secrecy::personal, visit.path("/series/new")},
        [&](html::Values& values) {
            portal::include_tabs(values, page, "");
            pages::fill_notice(values, again.wrong);
            values.set("BACK_URL", visit.path("/appointments/" + base::to_text(choice.booking.id)));
            values.set("SERVICE", service_name(page, choice.booking.service_id));
            values.set("FROM", pages::when(page, choice.booking.time));
            values.set("ACTION", visit.path("/series/new")).set("BOOKING", base::to_text(choice.booking.id));
            portal::include_fields(values, page,
                                   series_table::rule_fields(page, choice.typed, choice.first, choice.most), wrong);
            if (choice.shows_table && choice.typed.wrong.empty()) fill_table(values, visit, choice, again);
        });
}

Response book_again(const Visit& visit, const Wrong& wrong) {
    const auto choice = read_choice(visit, visit.page.request.form);
    if (!choice) return nothing_here(visit);
    const auto sent = series_table::read(visit.page, visit.page.request.form);
    return draw_plan(visit, *choice, {wrong, &sent});
}

bookings::Wish wish_of(const Visit& visit, const Choice& choice) {
    const auto& booking = choice.booking;
    bookings::Wish out{.service_id = booking.service_id,
                       .provider_id = booking.provider_id,
                       .starts_at = {},
                       .location_id = booking.location_id,
                       .details = {booking.name, booking.surname, {}, booking.phone, booking.language},
                       .note = {},
                       .visitor_zone = booking.visitor_zone,
                       .customer = booking.customer_id,
                       .actor = visit.actor()};
    out.answers_later = true;
    if (const auto email = base::parse_email(booking.email)) out.details.email = *email;
    for (const auto& add_on : booking.add_ons) out.add_ons.push_back(add_on.id);
    return out;
}

// ---- What belongs together

struct Own {
    Series series;
    std::vector<Part> parts;
};

std::optional<Own> find_own(const Visit& visit) {
    const auto id = base::parse_id<SeriesId>(visit.page.request.param("id"));
    if (!id) return std::nullopt;
    auto found = visit.page.environment.database.read([&](db::Session& session) -> std::optional<Own> {
        const auto series = series::find(session, visit.business(), *id);
        if (!series) return std::nullopt;
        return Own{*series, series::list_parts(session, visit.business(), *id)};
    });
    if (!found || !is_theirs(visit, found->series.customer_id)) return std::nullopt;
    std::erase_if(found->parts, [](const Part& part) { return part.booking.hidden_at.has_value(); });
    return found;
}

bool is_coming(const Page& page, const Part& part) {
    return bookings::is_live(part.booking.status) && part.booking.time.begin > page.now;
}

Response draw_own(const Visit& visit, const Own& own, const Wrong& wrong) {
    const auto& page = visit.page;
    const auto title =
        i18n::words(page.language, "Series: {service}", {{"service", service_name(page, own.series.service_id)}});
    const auto path = visit.path("/series/" + base::to_text(own.series.id));
    return pages::render(
        page, {"series_panel/series", title, wrong.page_status(), Secrecy::personal, path}, [&](html::Values& values) {
            portal::include_tabs(values, page, "");
            const auto& query = page.request.query;
            std::string done;
            if (query.has("booked")) done = i18n::words(page.language, "Your appointments are booked");
            if (query.has("cancelled")) done = i18n::words(page.language, "The appointments are cancelled.");
            pages::fill_notice(values, wrong, done);
            values.set("HEADING", title).set("RULE_TEXT", rule_text(page, own.series)).set("BACK_URL", visit.path());
            for (const auto& part : own.parts) {
                const auto& booking = part.booking;
                auto& row = values.add("PART").set("PART_WHEN", pages::when(page, booking.time));
                row.set("PART_URL", visit.path("/appointments/" + base::to_text(booking.id)));
                row.set("STATUS", bookings::status_name(page.language, booking.status));
                row.set("STATUS_CLASS", to_text(booking.status)).show_if(part.is_exception(), "EXCEPTION");
            }
            auto coming = own.parts;
            if (std::ranges::any_of(coming, [](const Part& part) { return bookings::is_live(part.booking.status); }))
                values.add("CALENDAR")
                    .set("ICS_URL", path + "/calendar.ics")
                    .set("ICS_NAME", page.business().slug + ".ics");
            std::erase_if(coming, [&](const Part& part) { return !is_coming(page, part); });
            if (coming.empty()) return;
            auto& form = values.add("CANCELLING").set("ACTION", path + "/cancellation");
            form.set("TOKEN", pages::form_token(page));
            const auto from = base::parse_id<BookingId>(query.get("from"));
            for (const auto& part : coming)
                form.add("FROM")
                    .set("FROM_ID", base::to_text(part.booking.id))
                    .set("FROM_WHEN", pages::when(page, part.booking.time))
                    .show_if(from == part.booking.id, "FROM_ON");
        });
}

Response cancel_again(const Visit& visit, const Wrong& wrong) {
    const auto own = find_own(visit);
    return own ? draw_own(visit, *own, wrong) : nothing_here(visit);
}

// ---- From an appointment

std::optional<pages::WayOn> way_of(const Page& page, const Booking& booking) {
    const auto home = fmt::format("/{}/my/series", page.business().slug);
    return page.environment.database.read([&](db::Session& session) -> std::optional<pages::WayOn> {
        if (const auto series = series::find_of(session, page.business().id, booking.id))
            return pages::WayOn{
                fmt::format("{}/{}?from={}", home, base::to_text(series->id), base::to_text(booking.id)),
                i18n::words(page.language, "All of the series")};
        if (!bookings::is_live(booking.status) ||
            series::most_by_customers(session, page.business().id, booking.service_id) == 0)
            return std::nullopt;
        return pages::WayOn{fmt::format("{}/new?booking={}", home, base::to_text(booking.id)),
                            i18n::words(page.language, "Repeat")};
    });
}

// ---- In the list of appointments

std::map<BookingId, pages::OwnBookingGroup> groups_of(const Page& page, const std::vector<BookingId>& bookings) {
    std::map<BookingId, pages::OwnBookingGroup> out;
    page.environment.database.read([&](db::Session& session) {
        std::map<SeriesId, std::optional<Series>> all;
        for (const auto& [booking, id] : series::list_series_of(session, page.business().id, bookings)) {
            auto [found, is_new] = all.try_emplace(id);
            if (is_new) found->second = series::find(session, page.business().id, id);
            if (!found->second) continue;
            out[booking] = {base::to_text(id), rule_text(page, *found->second),
                            pages::WayOn{fmt::format("/{}/my/series/{}?from={}", page.business().slug,
                                                     base::to_text(id), base::to_text(booking)),
                                         i18n::words(page.language, "All of the series")}};
        }
    });
    return out;
}

}  // namespace

Response plan(const Visit& visit) {
    const auto choice = read_choice(visit, visit.page.request.query);
    return choice ? draw_plan(visit, *choice, {}) : nothing_here(visit);
}

const pages::FormHandler<Visit> book(book_again, [](const Visit& visit) -> Response {
    const auto& page = visit.page;
    const auto choice = read_choice(visit, page.request.form);
    if (!choice) return nothing_here(visit);
    const auto sent = series_table::read(page, page.request.form);
    Again again{.sent = &sent};
    if (!choice->shows_table || !choice->typed.wrong.empty()) return draw_plan(visit, *choice, {});
    if (pages::is_shown_otherwise(page, page.request.form)) {
        again.wrong = pages::wrong_of(page, pages::shown_otherwise(page));
        return draw_plan(visit, *choice, again);
    }
    const auto rows = rows_of(page, *choice);
    if (!series_table::is_complete(rows, sent)) {
        again.wrong.notice = i18n::words(page.language, "Choose what happens with each date that is not free.");
        return draw_plan(visit, *choice, again);
    }
    series::Draft draft{.wish = wish_of(visit, *choice),
                        .rule = choice->typed.rule,
                        .first = choice->first,
                        .time_of_day = choice->time_of_day,
                        .chosen = {},
                        .existing = choice->booking.id};
    for (const auto& row : rows)
        if (const auto decided = sent.decided.find(row.position); decided != sent.decided.end() && decided->second.at)
            draft.chosen.push_back({row.position, decided->second.at->start, decided->second.at->provider_id});
    const auto made = page.environment.database.write([&](db::Tx& tx) {
        return series::add(tx, pages::context_of(page, page.request.form), visit.business(), draft, Rules::customer);
    });
    if (made) return portal::go_to(visit.path(fmt::format("/series/{}?booked=1", base::to_text(made->series.id))));
    again.wrong = pages::wrong_of(page, made.error());
    if (bookings::is_time_gone(made.error()))
        again.wrong.notice = i18n::words(page.language, "Nothing was booked: one of the times is gone meanwhile. The "
                                                        "table below shows how it is now.");
    return draw_plan(visit, *choice, again);
});

Response show(const Visit& visit) { return cancel_again(visit, {}); }

Response calendar(const Visit& visit) {
    const auto own = find_own(visit);
    if (!own || own->parts.empty()) return nothing_here(visit);
    std::vector<bookings::CalendarEntry> entries;
    for (const auto& part : own->parts)
        entries.push_back(booking_page::calendar_entry(
            visit.page, part.booking, visit.path("/appointments/" + base::to_text(part.booking.id)), true));
    return booking_page::calendar_answer(visit.page, bookings::calendar_file(entries));
}

const pages::FormHandler<Visit> cancel(cancel_again, [](const Visit& visit) -> Response {
    const auto& page = visit.page;
    const auto own = find_own(visit);
    const auto from = base::parse_id<BookingId>(page.request.form.get("from"));
    if (!own || !from ||
        std::ranges::find(own->parts, *from, [](const Part& part) { return part.booking.id; }) == own->parts.end())
        return nothing_here(visit);
    const auto reach = series::parse_reach(page.request.form.get("reach")).value_or(Reach::this_one);
    const auto cancelled = page.environment.database.write([&](db::Tx& tx) {
        return series::cancel(tx, page.environment.context(), visit.business(),
                              {.from = *from, .reach = reach, .exceptions = reach == Reach::all}, visit.actor(),
                              Rules::customer);
    });
    if (!cancelled) return draw_own(visit, *own, pages::wrong_of(page, cancelled.error()));
    return portal::go_to(visit.path(fmt::format("/series/{}?cancelled=1", base::to_text(own->series.id))));
});

void register_pages(activity::Registry& registry) {
    registry.add(pages::OwnBookingWay{10, way_of});
    registry.add(pages::OwnBookingGroups{10, groups_of});
}

}  // namespace series_panel
