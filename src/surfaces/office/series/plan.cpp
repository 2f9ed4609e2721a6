// Repeating an appointment, or going on with a series: how often, the table of dates, and booking all of them.
#include "booking_page/shown.h"
#include "customers/details.h"
#include "customers/quick.h"
#include "customers/walk_in.h"
#include "notify/workflow.h"
#include "office/frame/customer_record.h"
#include "office/frame/form.h"
#include "office/frame/menu.h"
#include "office/series/series_pages.h"

#include "pages/shown_in.h"
#include "series/words.h"
#include "series_table/rule_form.h"
#include "series_table/table.h"

#include <algorithm>

namespace office {
namespace {

using bookings::Booking;
using bookings::Rules;
using customers::Customer;
using Kind = Field::Kind;
using series::Rule;

constexpr int kFound = 8;
constexpr std::string_view kShow = "table";

// What the addresses of the pages and the form hold.
struct Choice {
    const catalog::Service* service = nullptr;
    std::optional<ProviderId> provider{};
    std::vector<bookings::AddOnId> add_ons{};
    std::optional<Customer> customer{};
    std::optional<Booking> existing{};         // that is repeated
    std::optional<series::Series> extended{};  // that is gone on with
    int behind = 0;                            // its last position
    series_table::RuleForm typed{};
    Rule rule{};
    Day first{};
    Minutes time_of_day{};
    bool shows_table = false;
    Wrong wrong{};
};

std::string path(const Page& page) { return page.home() + "/series/new"; }

std::string field_of(bookings::AddOnId id) { return "add_on_" + base::to_text(id); }

std::optional<Customer> find_customer(const Page& page, CustomerId id) {
    auto found = page.environment.database.read([&](db::Session& session) -> std::optional<Customer> {
        if (customers::is_walk_in(session, page.id(), id)) return std::nullopt;
        return customers::find(session, page.id(), id);
    });
    return found && !found->anonymised ? std::move(found) : std::nullopt;
}

void begin_at(const Page& page, Choice& out, Instant start) {
    out.first = page.zone().day(start);
    out.time_of_day = std::chrono::floor<Minutes>(page.zone().wall(start) - WallTime{out.first});
}

// Nothing of a series that is gone on with can be chosen but how many come behind it.
bool read_extended(const Page& page, const http::Form& form, Choice& out) {
    const auto id = base::parse_id<SeriesId>(form.get("series"));
    if (!id) return false;
    const auto parts = page.environment.database.read([&](db::Session& session) {
        out.extended = series::find(session, page.id(), *id);
        return out.extended ? series::list_parts(session, page.id(), *id) : std::vector<series::Part>();
    });
    if (!out.extended) return false;
    out.service = page.snapshot->service(out.extended->service_id);
    out.customer = find_customer(page, out.extended->customer_id);
    out.rule = out.extended->rule;
    out.first = out.extended->first;
    out.time_of_day = out.extended->time_of_day;
    out.behind = static_cast<int>(series::dates(out.rule, out.first).size());
    if (!parts.empty()) {
        out.behind = std::max(out.behind, parts.back().position);
        out.provider = parts.back().provider_id;
        for (const auto& add_on : parts.back().booking.add_ons) out.add_ons.push_back(add_on.id);
    }
    return true;
}

bool read_existing(const Page& page, const http::Form& form, Choice& out) {
    const auto id = base::parse_id<BookingId>(form.get("booking"));
    if (!id) return false;
    out.existing =
        page.environment.database.read([&](db::Session& session) { return bookings::find(session, page.id(), *id); });
    if (!out.existing || !bookings::is_live(out.existing->status)) return false;
    out.service = page.snapshot->service(out.existing->service_id);
    out.provider = out.existing->provider_id;
    for (const auto& add_on : out.existing->add_ons) out.add_ons.push_back(add_on.id);
    out.customer = find_customer(page, out.existing->customer_id);
    begin_at(page, out, out.existing->time.begin);
    return true;
}

bool read_new(const Page& page, const http::Form& form, Choice& out) {
    const auto service = base::parse_id<ServiceId>(form.get("service"));
    const auto start = base::parse_instant(form.get("start"));
    if (!service || !start) return false;
    out.service = page.snapshot->service(*service);
    if (!out.service) return false;
    if (!form.get("provider").empty()) {
        out.provider = base::parse_id<ProviderId>(form.get("provider"));
        const auto givers = page.snapshot->providers_of(*out.service);
        if (!out.provider || std::ranges::find(givers, *out.provider, &staff::Provider::id) == givers.end())
            return false;
    }
    for (const auto* add_on : page.snapshot->add_ons_of(*out.service))
        if (form.get(field_of(add_on->id)) == "yes") out.add_ons.push_back(add_on->id);
    if (!form.get("customer").empty()) {
        const auto id = base::parse_id<CustomerId>(form.get("customer"));
        if (id && page.may(customers::kManageCustomers)) out.customer = find_customer(page, *id);
        if (!out.customer) return false;
    }
    begin_at(page, out, pages::as_shown(page, form, *start));
    return true;
}

void read_more(const http::Form& form, Choice& out) {
    const auto most = std::max(series::kMostDates - out.behind, 1);
    out.typed.times = line(form, "times");
    out.rule.until.reset();
    const auto times = pages::whole_number<int>(out.typed.times);
    out.rule.times = out.behind + std::clamp(times.value_or(1), 1, most);
    if (!times || *times < 1 || *times > most)
        out.wrong.fields.push_back({"times", "field.number_between", {{"from", "1"}, {"to", std::to_string(most)}}});
}

// Nullopt: there is nothing to repeat.
std::optional<Choice> read_choice(const Page& page, const http::Form& form) {
    Choice out;
    const bool any = form.get("series").empty()
                         ? form.get("booking").empty() ? read_new(page, form, out) : read_existing(page, form, out)
                         : read_extended(page, form, out);
    if (!any || !out.service) return std::nullopt;
    out.shows_table = form.get(kShow) == "yes";
    if (!out.shows_table) return out;
    if (out.extended) {
        read_more(form, out);
        return out;
    }
    out.typed = series_table::read_rule(page, form, out.first, series::kMostDates);
    out.rule = out.typed.rule;
    out.wrong.fields = out.typed.wrong;
    return out;
}

using Kept = std::vector<std::pair<std::string, std::string>>;

// What is repeated, without how often.
Kept what_of(const Page& page, const Choice& choice) {
    if (choice.extended) return {{"series", base::to_text(choice.extended->id)}, pages::shown_in_field(page)};
    if (choice.existing) return {{"booking", base::to_text(choice.existing->id)}, pages::shown_in_field(page)};
    Kept out{pages::shown_in_field(page),
             {"service", base::to_text(choice.service->id)},
             {"provider", choice.provider ? base::to_text(*choice.provider) : ""},
             {"start", base::to_text(series::on_the_clock(page.zone(), choice.first, choice.time_of_day).start)}};
    for (const auto id : choice.add_ons) out.emplace_back(field_of(id), "yes");
    if (choice.customer) out.emplace_back("customer", base::to_text(choice.customer->id));
    return out;
}

Kept how_often(const Choice& choice) {
    auto out = choice.extended ? Kept{{"times", choice.typed.times}} : series_table::kept_of(choice.typed);
    out.emplace_back(kShow, "yes");
    return out;
}

std::string query_of(const Kept& kept) {
    std::string out;
    for (const auto& [name, value] : kept)
        out += fmt::format("{}{}={}", out.empty() ? "?" : "&", name, base::percent_encoded(value));
    return out;
}

std::vector<Field> rule_fields(const Page& page, const Choice& choice) {
    if (!choice.extended) return series_table::rule_fields(page, choice.typed, choice.first, series::kMostDates);
    return {{.name = "times",
             .label = i18n::words(page.language, "How many more"),
             .value = choice.typed.times,
             .type = "number",
             .limit = 3,
             .required = true}};
}

series::Plan plan_of(const Choice& choice) {
    return {.service_id = choice.service->id,
            .provider_id = choice.provider,
            .customer = choice.customer ? std::optional(choice.customer->id) : std::nullopt,
            .add_ons = choice.add_ons,
            .rule = choice.rule,
            .first = choice.first,
            .time_of_day = choice.time_of_day};
}

// Of what is repeated the first is there already.
int first_asked(const Choice& choice) { return choice.extended ? choice.behind + 1 : choice.existing ? 2 : 1; }

std::vector<series::Row> rows_of(const Page& page, const Choice& choice) {
    return page.environment.database.read([&](db::Session& session) {
        return series::preview({session, *page.snapshot, page.environment.free_times, page.now}, plan_of(choice),
                               Rules::staff, first_asked(choice));
    });
}

bool hears(const Page& page, const Choice& choice) {
    return choice.customer && choice.customer->email && page.environment.database.read([&](db::Session& session) {
        return notify::is_answered(session, page.id(), "series_booked");
    });
}

std::vector<Field> note_fields(const Page& page, const Choice& choice) {
    const auto& form = page.request.form;
    std::vector<Field> out;
    if (!choice.extended)
        out = {{.kind = Kind::area,
                .name = "note",
                .label = i18n::words(page.language, "Note"),
                .hint = i18n::words(page.language, "The customer sees it too."),
                .value = text(form, "note"),
                .limit = customers::kLongestNote},
               {.kind = Kind::area,
                .name = "internal_note",
                .label = i18n::words(page.language, "Internal note"),
                .hint = i18n::words(page.language, "For the staff alone."),
                .value = text(form, "internal_note"),
                .limit = bookings::kLongestInternalNote}};
    if (hears(page, choice))
        out.push_back({.kind = Kind::toggle,
                       .name = "tell",
                       .label = i18n::words(page.language, "Tell the customer by one mail"),
                       .value = form.get("asked_to_tell").empty() ? "yes" : std::string(form.get("tell"))});
    return out;
}

// The customer has to be known before the dates are booked.
void fill_search(html::Values& values, const Page& page, const Choice& choice) {
    auto kept = what_of(page, choice);
    std::ranges::move(how_often(choice), std::back_inserter(kept));
    auto& search = values.add("SEARCH").set("ACTION", path(page));
    for (const auto& [name, value] : kept) search.add("HIDDEN").set("HIDDEN_NAME", name).set("HIDDEN_VALUE", value);
    const auto typed = line(page.request.query, "q");
    search.set("TYPED", typed);
    if (typed.empty() || !page.may(customers::kManageCustomers)) return;
    const auto found = page.environment.database.read(
        [&](db::Session& session) { return customers::find_quickly(session, page.business(), typed, kFound); });
    if (found.empty()) return void(search.show("NOBODY"));
    auto& list = search.add("FOUND");
    for (const auto& customer : found)
        list.add("ONE")
            .set("ONE_URL", fmt::format("{}{}&customer={}", path(page), query_of(kept), base::to_text(customer.id)))
            .set("ONE_NAME", shown_name(page, customer))
            .set("ONE_EMAIL", customer.email.value_or(""));
}

struct Again {
    Wrong wrong{};
    const series_table::Sent* sent = nullptr;
};

void fill_table(html::Values& values, const Page& page, const Choice& choice, const Again& again) {
    const auto rows = rows_of(page, choice);
    auto& table = values.add("TABLE").set("ACTION", path(page)).set("TOKEN", form_token(page));
    auto kept = what_of(page, choice);
    std::ranges::move(how_often(choice), std::back_inserter(kept));
    if (hears(page, choice)) kept.emplace_back("asked_to_tell", "yes");
    for (const auto& [name, value] : kept) table.add("HIDDEN").set("HIDDEN_NAME", name).set("HIDDEN_VALUE", value);
    const auto free = std::ranges::count(rows, series::State::free, &series::Row::state);
    table.set("SUM", i18n::count(page.language, "{free} of {n} date is free.", "{free} of {n} dates are free.",
                                 std::ssize(rows), {{"free", i18n::number(page.language, free)}}));
    series_table::include(table, page,
                          {.rows = rows,
                           .rule = choice.rule,
                           .first = choice.first,
                           .time_of_day = choice.time_of_day,
                           .sent = again.sent,
                           .leave_out = i18n::words(page.language, "Leave this date out"),
                           .outside_hours = page.may(bookings::kOutsideHours)});
    bool focused = false;
    include_fields(table, "NOTE_FIELDS", page, note_fields(page, choice), again.wrong, focused);
}

// Where the appointment stands that is repeated; of a new one, where it was begun.
std::string back_path(const Page& page, const Choice& choice) {
    if (choice.existing) return fmt::format("{}/bookings/{}", page.home(), base::to_text(choice.existing->id));
    if (choice.extended) return fmt::format("{}/series/{}", page.home(), base::to_text(choice.extended->id));
    if (!menu_path(page, "appointments")) return page.home();
    return page.home() + "/bookings/new" + query_of(what_of(page, choice));
}

Response draw(const Page& page, const Choice& choice, const Again& again = {}) {
    const auto title = choice.extended ? i18n::words(page.language, "Extend the series")
                                       : i18n::words(page.language, "Repeat the appointment");
    const auto status = choice.wrong.any() ? choice.wrong.status : again.wrong.page_status();
    return render(page, {"office/series/plan", title, "appointments", status}, [&](html::Values& values) {
        pages::fill_notice(values, again.wrong);
        values.set("BACK_URL", back_path(page, choice));
        values.set("SERVICE", page.text(choice.service->name));
        const auto* provider = choice.provider ? page.snapshot->provider(*choice.provider) : nullptr;
        values.set("WITH_NAME", provider ? provider->name : i18n::words(page.language, "whoever is free"));
        values.set("FROM",
                   pages::moment(page, series::on_the_clock(page.zone(), choice.first, choice.time_of_day).start));
        if (choice.customer) values.add("CUSTOMER").set("CUSTOMER_NAME", shown_name(page, *choice.customer));
        if (choice.shows_table && !choice.wrong.any())
            values.add("RULE").set("RULE_TEXT",
                                   series::rule_in_words(page.language, choice.rule, choice.first, choice.time_of_day));
        auto& form = values.add("HOW").set("ACTION", path(page));
        for (const auto& [name, value] : what_of(page, choice))
            form.add("HIDDEN").set("HIDDEN_NAME", name).set("HIDDEN_VALUE", value);
        form.add("HIDDEN").set("HIDDEN_NAME", kShow).set("HIDDEN_VALUE", "yes");
        bool focused = false;
        include_fields(form, "RULE_FIELDS", page, rule_fields(page, choice), choice.wrong, focused);
        form.show_if(!choice.shows_table, "FIRST");
        form.show_if(choice.shows_table, "ANEW");
        if (!choice.shows_table || choice.wrong.any()) return;
        if (choice.customer)
            fill_table(values, page, choice, again);
        else
            fill_search(values, page, choice);
    });
}

bookings::Wish wish_of(const Page& page, const Choice& choice) {
    const auto& customer = *choice.customer;
    const auto& form = page.request.form;
    customers::Details details{customer.name, customer.surname, {}, customer.phone, customer.language};
    if (details.language.empty()) details.language = page.business().languages.front();
    if (customer.email)
        if (const auto email = base::parse_email(*customer.email)) details.email = *email;
    const bool quiet = form.get("asked_to_tell") == "yes" && form.get("tell") != "yes";
    return {.service_id = choice.service->id,
            .provider_id = choice.provider,
            .starts_at = {},
            .details = std::move(details),
            .note = text(form, "note"),
            .visitor_zone = page.zone().name(),
            .customer = customer.id,
            .actor = page.actor(),
            .add_ons = choice.add_ons,
            .internal_note = text(form, "internal_note"),
            .telling = quiet ? bookings::Telling::nobody : bookings::Telling::at_once};
}

std::vector<series::Chosen> chosen_of(const series_table::Sent& sent, const std::vector<series::Row>& rows) {
    std::vector<series::Chosen> out;
    for (const auto& row : rows) {
        const auto decided = sent.decided.find(row.position);
        if (decided == sent.decided.end() || !decided->second.at) continue;
        const auto& [at, outside] = decided->second;
        out.push_back({row.position, at->start, at->provider_id, outside});
    }
    return out;
}

// What a verb refused about one of the dates is in the table that comes back.
bool is_about_a_date(const Error& error) {
    return bookings::is_time_gone(error) || error.code == "booking.outside_hours" || error.code == "series.choice";
}

}  // namespace

Response plan_series(const Page& page) {
    const auto choice = read_choice(page, page.request.query);
    if (!choice) return nothing_here(page);
    if (pages::is_shown_otherwise(page, page.request.query))
        return draw(page, *choice, {.wrong = pages::wrong_of(page, pages::shown_otherwise(page))});
    return draw(page, *choice);
}

Response make_series(const Page& page) {
    auto choice = read_choice(page, page.request.form);
    if (!choice) return nothing_here(page);
    if (choice->wrong.any() || !choice->shows_table || !choice->customer) return draw(page, *choice);
    const auto sent = series_table::read(page, page.request.form);
    Again again{.sent = &sent};
    if (pages::is_shown_otherwise(page, page.request.form)) {
        again.wrong = pages::wrong_of(page, pages::shown_otherwise(page));
        return draw(page, *choice, again);
    }
    customers::FieldCheck check(again.wrong.fields);
    auto wish = wish_of(page, *choice);
    wish.note = check.text("note", wish.note, customers::kLongestNote);
    wish.internal_note = check.text("internal_note", wish.internal_note, bookings::kLongestInternalNote);
    if (again.wrong.any()) return draw(page, *choice, again);
    const auto rows = rows_of(page, *choice);
    if (!series_table::is_complete(rows, sent)) {
        again.wrong.notice = i18n::words(page.language, "Choose what happens with each date that is not free.");
        return draw(page, *choice, again);
    }
    const series::Draft draft{.wish = wish,
                              .rule = choice->rule,
                              .first = choice->first,
                              .time_of_day = choice->time_of_day,
                              .chosen = chosen_of(sent, rows),
                              .existing = choice->existing ? std::optional(choice->existing->id) : std::nullopt};
    const auto made = page.environment.database.write([&](db::Tx& tx) {
        const auto context = pages::context_of(page, page.request.form);
        if (choice->extended)
            return series::extend(tx, context, page.id(), choice->extended->id, {draft.rule, draft.wish, draft.chosen},
                                  Rules::staff);
        return series::add(tx, context, page.id(), draft, Rules::staff);
    });
    if (made) return back_to(fmt::format("{}/series/{}", page.home(), base::to_text(made->series.id)), "booked");
    again.wrong = pages::wrong_of(page, made.error());
    if (is_about_a_date(made.error())) {
        again.wrong.status = 409;
        again.wrong.notice = i18n::words(page.language, "Nothing was booked: one of the times is gone meanwhile. The "
                                                        "table below shows how it is now.");
    }
    return draw(page, *choice, again);
}

}  // namespace office
