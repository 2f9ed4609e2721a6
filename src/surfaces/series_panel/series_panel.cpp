#include "series_panel/series_panel.h"

#include "accounts/own_sign_in.h"
#include "booking_page/details_form.h"
#include "booking_page/offered.h"
#include "booking_page/shown.h"
#include "booking_page/start_link.h"
#include "bookings/words.h"
#include "http/http.h"
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

using Fields = std::vector<std::pair<std::string, std::string>>;

struct Choice {
    std::optional<Booking> booking{};  // that is repeated; none: what they have chosen on the booking page
    Fields fields{};                   // which that is, as the forms send it
    std::string back{};
    series::Plan plan{};
    Span time{};  // of the first
    int most = 0;
    series_table::RuleForm typed{};
    bool shows_table = false;
};

int most_of(const Page& page, ServiceId service) {
    return page.environment.database.read(
        [&](db::Session& session) { return series::most_by_customers(session, page.business().id, service); });
}

std::optional<Choice> read_existing(const Visit& visit, const http::Form& form) {
    const auto& page = visit.page;
    const auto id = base::parse_id<BookingId>(form.get("booking"));
    if (!id) return std::nullopt;
    const auto booking = page.environment.database.read([&](db::Session& session) -> std::optional<Booking> {
        auto found = bookings::find(session, visit.business(), *id);
        const bool can_be =
            found && bookings::is_live(found->status) && !series::find_of(session, visit.business(), *id);
        return can_be ? std::move(found) : std::nullopt;
    });
    if (!booking || !is_theirs(visit, booking->customer_id)) return std::nullopt;
    Choice out{.booking = *booking,
               .fields = {{"booking", base::to_text(booking->id)}},
               .back = visit.path("/appointments/" + base::to_text(booking->id)),
               .plan = {.service_id = booking->service_id,
                        .provider_id = booking->provider_id,
                        .location_id = booking->location_id,
                        .customer = booking->customer_id},
               .time = booking->time};
    for (const auto& add_on : booking->add_ons) out.plan.add_ons.push_back(add_on.id);
    return out;
}

// As the address of the details says it, whose start is the first of the series.
std::optional<Choice> read_chosen(const Visit& visit, const http::Form& form) {
    const auto& page = visit.page;
    const auto service = booking_page::read_service(form, *page.snapshot);
    if (!service) return std::nullopt;
    const auto root = booking_page::root_of(pages::home_path(page), **service);
    auto chosen = booking_page::read_choice(form, *page.snapshot, **service, root, page.zone().day(page.now));
    if (!chosen || !chosen->start || !chosen->has_place() || !chosen->link.empty()) return std::nullopt;
    chosen->start->at = pages::as_shown(page, form, chosen->start->at);
    const auto offered = booking_page::offer_to(page, **service, form);
    offered.put_into(*chosen);
    const auto wished = page.snapshot->wished(*offered.service, chosen->add_ons);
    if (!wished) return std::nullopt;
    const auto taker = chosen->taker();
    const auto start = chosen->start->at;
    Choice out{.back = chosen->path(),
               .plan = {.service_id = (*service)->id,
                        .provider_id = chosen->provider_id,
                        .location_id = chosen->location_id,
                        .customer = offered.customer,
                        .add_ons = chosen->add_ons},
               .time = {start, start + (taker ? wished->service.duration_with(*taker) : wished->service.duration)}};
    if (const auto query = http::parse_form(out.back.substr(out.back.find('?') + 1)))
        for (const auto& [name, value] : query->pairs()) out.fields.emplace_back(name, value);
    return out;
}

// Nullopt: no such appointment of theirs, or it cannot be repeated by themselves.
std::optional<Choice> read_choice(const Visit& visit, const http::Form& form) {
    const auto& page = visit.page;
    auto out = form.has("booking") ? read_existing(visit, form) : read_chosen(visit, form);
    if (!out) return std::nullopt;
    out->most = most_of(page, out->plan.service_id);
    if (out->most == 0) return std::nullopt;
    auto& plan = out->plan;
    plan.first = page.zone().day(out->time.begin);
    plan.time_of_day = std::chrono::floor<Minutes>(page.zone().wall(out->time.begin) - WallTime{plan.first});
    out->typed.times = std::to_string(std::min(out->most, 10));
    out->shows_table = form.get(kShow) == "yes";
    if (out->shows_table) out->typed = series_table::read_rule(page, form, plan.first, out->most);
    // The appointment that is repeated is one of its dates.
    if (auto& rule = out->typed.rule; rule.weekdays != 0) rule.weekdays |= base::weekday_bit(plan.first);
    plan.rule = out->typed.rule;
    return out;
}

// Of what is repeated the first is there already.
std::vector<series::Row> rows_of(const Page& page, const Choice& choice) {
    return page.environment.database.read([&](db::Session& session) {
        return series::preview({session, *page.snapshot, page.environment.free_times, page.now}, choice.plan,
                               Rules::customer, choice.booking ? 2 : 1);
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
    std::ranges::copy(choice.fields, std::back_inserter(kept));
    kept.emplace_back(kShow, "yes");
    kept.push_back(pages::shown_in_field(page));
    for (const auto& [name, value] : kept) table.add("HIDDEN").set("HIDDEN_NAME", name).set("HIDDEN_VALUE", value);
    series_table::include(table, page,
                          {.rows = rows,
                           .rule = choice.plan.rule,
                           .first = choice.plan.first,
                           .time_of_day = choice.plan.time_of_day,
                           .sent = again.sent,
                           .leave_out = i18n::words(page.language, "Leave this date out")});
    if (choice.booking) return;
    // Whoever repeats an appointment has agreed when it was made.
    booking_page::Typed typed;
    typed.consent = pages::ticked(page.request.form, "consent");
    typed.errors = again.wrong.fields;
    const auto filler = booking_page::filler_of(page);
    booking_page::include_consent(table.add("AGREEING"), page, {filler, typed, choice.back},
                                  again.wrong.find("consent") ? "consent" : "");
}

Response draw_plan(const Visit& visit, const Choice& choice, const Again& again) {
    const auto& page = visit.page;
    const auto title = i18n::words(page.language, "Repeat the appointment");
    auto wrong = again.wrong;
    if (!choice.typed.wrong.empty()) wrong.fields = choice.typed.wrong;
    return pages::render(
        page, {"series_panel/plan", title, wrong.page_status(), Secrecy::personal, visit.path("/series/new")},
        [&](html::Values& values) {
            portal::include_tabs(values, page, "");
            pages::fill_notice(values, again.wrong);
            values.set("BACK_URL", choice.back).set("SERVICE", service_name(page, choice.plan.service_id));
            values.set("FROM", pages::when(page, choice.time)).set("ACTION", visit.path("/series/new"));
            for (const auto& [name, value] : choice.fields)
                values.add("WHAT").set("HIDDEN_NAME", name).set("HIDDEN_VALUE", value);
            portal::include_fields(
                values, page, series_table::rule_fields(page, choice.typed, choice.plan.first, choice.most), wrong);
            if (choice.shows_table && choice.typed.wrong.empty()) fill_table(values, visit, choice, again);
        });
}

Response book_again(const Visit& visit, const Wrong& wrong) {
    const auto choice = read_choice(visit, visit.page.request.form);
    if (!choice) return nothing_here(visit);
    const auto sent = series_table::read(visit.page, visit.page.request.form);
    return draw_plan(visit, *choice, {wrong, &sent});
}

// With the details of the appointment that is repeated, or of the profile; `wrong`: what has to be agreed first.
bookings::Wish wish_of(const Visit& visit, const Choice& choice, Wrong& wrong) {
    const auto& page = visit.page;
    const auto& plan = choice.plan;
    bookings::Wish out{.service_id = plan.service_id,
                       .provider_id = plan.provider_id,
                       .starts_at = {},
                       .location_id = plan.location_id,
                       .note = {},
                       .visitor_zone = {},
                       .customer = plan.customer,
                       .actor = visit.actor(),
                       .add_ons = plan.add_ons};
    out.answers_later = true;
    if (const auto& booking = choice.booking) {
        out.details = {booking->name, booking->surname, {}, booking->phone, booking->language};
        out.visitor_zone = booking->visitor_zone;
        if (const auto email = base::parse_email(booking->email)) out.details.email = *email;
        return out;
    }
    const auto filler = booking_page::filler_of(page);
    const auto profile = page.environment.database.read(
        [&](db::Session& session) { return customers::find(session, visit.business(), *plan.customer); });
    if (profile)
        out.details = {profile->name, profile->surname, {}, profile->phone, std::string(i18n::tag(page.language))};
    if (const auto email = base::parse_email(visit.who.email)) out.details.email = *email;
    out.source = bookings::Source::page;
    out.consent = out.actor.in_person() && !filler.consent;
    out.earlier_consent = filler.consent;
    if (out.consent && !pages::ticked(page.request.form, "consent")) wrong.add("consent", "field.consent");
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
    series::Draft draft{.wish = wish_of(visit, *choice, again.wrong),
                        .rule = choice->plan.rule,
                        .first = choice->plan.first,
                        .time_of_day = choice->plan.time_of_day,
                        .chosen = {},
                        .existing = choice->booking ? std::optional(choice->booking->id) : std::nullopt};
    if (again.wrong.any()) return draw_plan(visit, *choice, again);
    for (const auto& row : rows)
        if (const auto decided = sent.decided.find(row.position); decided != sent.decided.end() && decided->second.at)
            draft.chosen.push_back({row.position, decided->second.at->start, decided->second.at->provider_id});
    const auto made = page.environment.database.write([&](db::Tx& tx) -> Result<series::Made> {
        auto done =
            series::add(tx, pages::context_of(page, page.request.form), visit.business(), draft, Rules::customer);
        if (done && draft.wish.consent)
            if (const auto noted = accounts::note_own_consent(tx, visit.business(), visit.who, page.now); !noted)
                return std::unexpected(noted.error());
        return done;
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

namespace {

// From the details of an appointment that is about to be booked. Whoever is not signed in is led there first: what
// belongs together is looked after in the panel.
std::optional<pages::WayOn> way_of_choice(const Page& page, const booking_page::Choice& choice) {
    if (!page.business().has(accounts::kCustomerPanel) || !pages::has_logins(page) || !choice.link.empty() ||
        most_of(page, choice.service_id) == 0)
        return std::nullopt;
    const auto path = choice.path();
    return pages::WayOn{fmt::format("{}/my/series/new{}", pages::home_path(page), path.substr(path.find('?'))),
                        i18n::words(page.language, "Repeat")};
}

}  // namespace

void register_pages(activity::Registry& registry) {
    registry.add(booking_page::DetailsWay{10, way_of_choice});
    registry.add(pages::OwnBookingWay{10, way_of});
    registry.add(pages::OwnBookingGroups{10, groups_of});
}

}  // namespace series_panel
