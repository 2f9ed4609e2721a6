// The page of a series, and moving and cancelling several of it.
#include "office/series/series_pages.h"

#include "booking_page/shown.h"
#include "bookings/words.h"
#include "customers/walk_in.h"
#include "notify/workflow.h"
#include "office/frame/booking_parts.h"
#include "office/frame/customer_record.h"
#include "office/frame/form.h"
#include "office/frame/registered.h"
#include "pages/shown_in.h"
#include "series/words.h"
#include "series_table/table.h"

#include <algorithm>

namespace office {
namespace {

using bookings::Booking;
using series::Part;
using series::Reach;
using series::Series;
using Kind = Field::Kind;
using std::chrono::days;

constexpr int kMostOfCustomer = 50;

struct Read {
    Series series;
    std::vector<Part> parts;
};

std::string path(const Page& page, SeriesId id, std::string_view rest = {}) {
    return fmt::format("{}/series/{}{}", page.home(), base::to_text(id), rest);
}
std::string booking_path(const Page& page, BookingId id) {
    return fmt::format("{}/bookings/{}", page.home(), base::to_text(id));
}

std::optional<Read> find_series(const Page& page) {
    const auto id = base::parse_id<SeriesId>(page.request.param("id"));
    if (!id) return std::nullopt;
    return page.environment.database.read([&](db::Session& session) -> std::optional<Read> {
        auto found = series::find(session, page.id(), *id);
        if (!found) return std::nullopt;
        return Read{*found, series::list_parts(session, page.id(), *id)};
    });
}

std::string service_name(const Page& page, const Series& series) {
    const auto* service = page.snapshot->service(series.service_id);
    return service ? page.text(service->name) : std::string();
}
std::string rule_text(const Page& page, const Series& series) {
    return series::rule_in_words(page.language, series.rule, series.first, series.time_of_day);
}
std::string with_provider(const Page& page, const Booking& booking) {
    const auto name = booking_page::provider_name(page, booking);
    const auto at = pages::when(page, booking.time);
    return name.empty() ? at : i18n::words(page.language, "{time}, with {name}", {{"time", at}, {"name", name}});
}

bool is_coming(const Page& page, const Part& part) {
    return bookings::is_live(part.booking.status) && part.booking.time.begin > page.now;
}
const Part* first_coming(const Page& page, const std::vector<Part>& parts) {
    const auto found = std::ranges::find_if(parts, [&](const Part& part) { return is_coming(page, part); });
    return found == parts.end() ? nullptr : &*found;
}

std::string change_url(const Page& page, SeriesId id, std::string_view what, BookingId from, Reach reach) {
    return path(page, id, fmt::format("/{}?from={}&reach={}", what, base::to_text(from), series::to_text(reach)));
}

void fill_parts(html::Values& values, const Page& page, const std::vector<Part>& parts) {
    for (const auto& part : parts) {
        const auto& booking = part.booking;
        auto& row = values.add("PART").set("PART_URL", booking_path(page, booking.id));
        row.set("PART_NUMBER", part.position).set("PART_WHEN", with_provider(page, booking));
        row.set("STATUS", bookings::status_name(page.language, booking.status));
        row.set("STATUS_CLASS", to_text(booking.status)).show_if(part.is_exception(), "EXCEPTION");
    }
}

// ---- What is asked of several

struct Change {
    Read read;
    const Part* from;
    Reach reach;
    series::Reached reached;
};

std::optional<Change> read_change(const Page& page, const http::Form& form) {
    auto found = find_series(page);
    const auto from = base::parse_id<BookingId>(form.get("from"));
    const auto reach = series::parse_reach(form.get("reach")).value_or(Reach::following);
    if (!found || !from) return std::nullopt;
    auto reached = series::reached(found->parts, *from, reach, page.now);
    Change out{*std::move(found), nullptr, reach, std::move(reached)};
    const auto part = std::ranges::find(out.read.parts, *from, [](const Part& each) { return each.booking.id; });
    if (part == out.read.parts.end()) return std::nullopt;
    out.from = &*part;
    return out;
}

Field reach_field(const Page& page, Reach reach) {
    const auto language = page.language;
    Field out{.kind = Kind::choice, .name = "reach", .label = i18n::words(language, "Which of them")};
    out.value = series::to_text(reach);
    out.options = {{"this_one", i18n::words(language, "Only this one")},
                   {"following", i18n::words(language, "This one and those behind it")},
                   {"all", i18n::words(language, "All that are to come")}};
    return out;
}

bool hears(const Page& page, const std::vector<Part>& parts, std::string_view trigger) {
    return std::ranges::any_of(parts, [](const Part& part) { return !part.booking.email.empty(); }) &&
           page.environment.database.read(
               [&](db::Session& session) { return notify::is_answered(session, page.id(), trigger); });
}
Field tell_field(const Page& page, bool again) {
    return {.kind = Kind::toggle,
            .name = "tell",
            .label = i18n::words(page.language, "Tell the customer by one mail"),
            .value = again ? std::string(page.request.form.get("tell")) : "yes"};
}
bool tells(const Page& page) {
    return page.request.form.get("asked_to_tell") != "yes" || page.request.form.get("tell") == "yes";
}

// ---- Cancelling

Response draw_cancelling(const Page& page, const Change& change, const Wrong& wrong = {}) {
    const auto title = i18n::words(page.language, "Cancel appointments of the series");
    return render(
        page, {"office/series/cancel", title, "appointments", wrong.page_status()}, [&](html::Values& values) {
            pages::fill_notice(values, wrong);
            values.set("BACK_URL", path(page, change.read.series.id));
            values.set("SERVICE", service_name(page, change.read.series))
                .set("RULE_TEXT", rule_text(page, change.read.series));
            auto& how = values.add("HOW").set("ACTION", path(page, change.read.series.id, "/cancellation"));
            how.set("FROM", base::to_text(change.from->booking.id));
            bool focused = false;
            include_fields(how, "REACH_FIELDS", page, {reach_field(page, change.reach)}, {}, focused);
            if (change.reached.parts.empty()) return void(values.show("NOTHING"));
            auto& some = values.add("SOME");
            some.set("COUNT", i18n::count(page.language, "{n} appointment will be cancelled:",
                                          "{n} appointments will be cancelled:", std::ssize(change.reached.parts)));
            fill_parts(some, page, change.reached.parts);
            Form form{.action = path(page, change.read.series.id, "/cancellation"), .token = form_token(page)};
            form.hidden = {{"from", base::to_text(change.from->booking.id)},
                           {"reach", std::string(series::to_text(change.reach))}};
            form.submit = i18n::words(page.language, "Cancel these appointments");
            form.weight = Form::Weight::danger;
            if (!change.reached.exceptions.empty()) {
                auto& kept = some.add("KEPT");
                fill_parts(kept, page, change.reached.exceptions);
                form.fields.push_back(
                    {.kind = Kind::toggle,
                     .name = "exceptions",
                     .label = i18n::words(page.language, "Cancel those that were moved by themselves too"),
                     .value = std::string(page.request.form.get("exceptions"))});
            }
            const auto trigger = change.reached.parts.size() > 1 ? "series_cancelled" : "cancelled";
            if (hears(page, change.reached.parts, trigger)) {
                form.hidden.emplace_back("asked_to_tell", "yes");
                form.fields.push_back(tell_field(page, wrong.any()));
            }
            include_form(some, "CANCEL_FORM", page, form);
        });
}

// ---- Moving

struct Target {
    Day day{};
    Minutes time_of_day{};
    std::optional<ProviderId> provider{};  // none: each keeps its own
    std::string day_typed{}, time_typed{};
    bool shows_table = false;
    Wrong wrong{};
};

std::optional<Minutes> parse_time(std::string_view text) {
    if (text.size() != 5 || text[2] != ':') return std::nullopt;
    const auto hours = pages::whole_number<int>(text.substr(0, 2)), minutes = pages::whole_number<int>(text.substr(3));
    if (!hours || !minutes || *hours < 0 || *hours > 23 || *minutes < 0 || *minutes > 59) return std::nullopt;
    return Minutes{*hours * 60 + *minutes};
}
std::string time_text(Minutes time) { return fmt::format("{:02}:{:02}", time.count() / 60, time.count() % 60); }

Target read_target(const Page& page, const Change& change, const http::Form& form) {
    const auto wall = page.zone().wall(change.from->planned_at);
    Target out;
    out.day = std::chrono::floor<days>(wall);
    out.time_of_day = std::chrono::floor<Minutes>(wall - out.day);
    out.day_typed = base::to_text(out.day);
    out.time_typed = time_text(out.time_of_day);
    out.shows_table = form.get("table") == "yes";
    if (!out.shows_table) return out;
    out.day_typed = line(form, "day");
    out.time_typed = line(form, "time");
    const auto day = base::parse_day(out.day_typed);
    const auto time = parse_time(out.time_typed);
    if (day && *day < out.day + days{366} && *day > out.day - days{366})
        out.day = *day;
    else
        out.wrong.fields.push_back({"day", "field.invalid", {}});
    if (time)
        out.time_of_day = *time;
    else
        out.wrong.fields.push_back({"time", "field.invalid", {}});
    const auto provider = base::parse_id<ProviderId>(form.get("provider"));
    if (provider && page.snapshot->provider(*provider)) out.provider = provider;
    return out;
}

series::Shift shift_of(const Page& page, const Change& change, const Target& target) {
    const auto from = page.zone().wall(change.from->planned_at);
    return {.by = WallTime{target.day} + target.time_of_day - from, .provider_id = target.provider};
}

std::vector<Field> target_fields(const Page& page, const Change& change, const Target& target) {
    const auto language = page.language;
    Field provider{.kind = Kind::select, .name = "provider", .label = i18n::words(language, "With")};
    provider.options = {{"", i18n::words(language, "As before")}};
    if (const auto* service = page.snapshot->service(change.read.series.service_id))
        for (const auto* each : page.snapshot->providers_of(*service))
            provider.options.push_back({base::to_text(each->id), each->name});
    provider.value = target.provider ? base::to_text(*target.provider) : "";
    return {
        reach_field(page, change.reach),
        {.name = "day",
         .label = i18n::words(language, "The first of them goes to this day"),
         .hint = i18n::words(language, "All others move by as much."),
         .value = target.day_typed,
         .type = "date",
         .limit = 10},
        {.name = "time", .label = i18n::words(language, "At"), .value = target.time_typed, .type = "time", .limit = 5},
        provider};
}

std::vector<std::pair<std::string, std::string>> kept_of(const Page& page, const Change& change, const Target& target) {
    return {pages::shown_in_field(page),
            {"from", base::to_text(change.from->booking.id)},
            {"reach", std::string(series::to_text(change.reach))},
            {"day", target.day_typed},
            {"time", target.time_typed},
            {"provider", target.provider ? base::to_text(*target.provider) : ""},
            {"table", "yes"}};
}

std::vector<series::Row> rows_of(const Page& page, const Change& change, const Target& target) {
    return page.environment.database.read([&](db::Session& session) {
        return series::preview_move({session, *page.snapshot, page.environment.free_times, page.now}, change.reached,
                                    shift_of(page, change, target));
    });
}

struct Again {
    Wrong wrong{};
    const series_table::Sent* sent = nullptr;
};

Response draw_moving(const Page& page, const Change& change, const Target& target, const Again& again = {}) {
    const auto title = i18n::words(page.language, "Move appointments of the series");
    const auto status = target.wrong.any() ? target.wrong.status : again.wrong.page_status();
    return render(page, {"office/series/move", title, "appointments", status}, [&](html::Values& values) {
        pages::fill_notice(values, again.wrong);
        const auto action = path(page, change.read.series.id, "/move");
        values.set("BACK_URL", path(page, change.read.series.id));
        values.set("SERVICE", service_name(page, change.read.series))
            .set("RULE_TEXT", rule_text(page, change.read.series));
        auto& how = values.add("HOW").set("ACTION", action).set("FROM", base::to_text(change.from->booking.id));
        how.set("SHOWN_IN", pages::shown_in_field(page).second);
        bool focused = false;
        include_fields(how, "TARGET_FIELDS", page, target_fields(page, change, target), target.wrong, focused);
        if (change.reached.parts.empty()) return void(values.show("NOTHING"));
        if (!change.reached.exceptions.empty()) fill_parts(values.add("KEPT"), page, change.reached.exceptions);
        if (!target.shows_table || target.wrong.any()) return;
        const auto rows = rows_of(page, change, target);
        auto& table = values.add("TABLE").set("ACTION", action).set("TOKEN", form_token(page));
        for (const auto& [name, value] : kept_of(page, change, target))
            table.add("HIDDEN").set("HIDDEN_NAME", name).set("HIDDEN_VALUE", value);
        for (const auto& part : change.reached.parts)
            table.add("HIDDEN")
                .set("HIDDEN_NAME", fmt::format("version_{}", part.position))
                .set("HIDDEN_VALUE", std::to_string(part.booking.version));
        series_table::include(table, page,
                              {.rows = rows,
                               .rule = change.read.series.rule,
                               .first = change.read.series.first,
                               .time_of_day = target.time_of_day,
                               .sent = again.sent,
                               .leave_out = i18n::words(page.language, "Leave it where it is"),
                               .outside_hours = page.may(bookings::kOutsideHours)});
        std::vector<Field> fields;
        if (hears(page, change.reached.parts, rows.size() > 1 ? "series_moved" : "rescheduled")) {
            table.add("HIDDEN").set("HIDDEN_NAME", "asked_to_tell").set("HIDDEN_VALUE", "yes");
            fields.push_back(tell_field(page, again.sent != nullptr));
        }
        include_fields(table, "TELL_FIELDS", page, fields, {}, focused);
    });
}

std::vector<series::Moving::To> to_of(const Page& page, const Change& change, const series_table::Sent& sent) {
    std::vector<series::Moving::To> out;
    for (const auto& part : change.reached.parts) {
        const auto decided = sent.decided.find(part.position);
        const auto version = pages::whole_number<int>(page.request.form.get(fmt::format("version_{}", part.position)));
        if (decided == sent.decided.end() || !decided->second.at || !version) continue;
        const auto& [at, outside] = decided->second;
        out.push_back({part.booking.id, *version, at->start, at->provider_id, outside});
    }
    return out;
}

// ---- On other pages

std::optional<BookingSection::Shown> section_of(const Page& page, const Booking& booking) {
    if (!page.may(bookings::kManageBookings)) return std::nullopt;
    const auto found = page.environment.database.read([&](db::Session& session) -> std::optional<Read> {
        const auto of = series::find_of(session, page.id(), booking.id);
        if (!of) return std::nullopt;
        return Read{*of, series::list_parts(session, page.id(), of->id)};
    });
    if (!found) return std::nullopt;
    const auto here = std::ranges::find(found->parts, booking.id, [](const Part& part) { return part.booking.id; });
    if (here == found->parts.end()) return std::nullopt;
    BookingSection::Shown out;
    out.heading = i18n::words(page.language, "Series");
    const auto number = here - found->parts.begin();
    out.text = i18n::words(page.language, "{number} of {count}. {rule}",
                           {{"number", std::to_string(number + 1)},
                            {"count", std::to_string(found->parts.size())},
                            {"rule", rule_text(page, found->series)}});
    const auto from = std::max<std::ptrdiff_t>(number - 2, 0);
    for (auto i = from; i < std::min(from + 5, std::ssize(found->parts)); ++i) {
        const auto& part = found->parts[static_cast<std::size_t>(i)];
        out.rows.push_back({fmt::format("{}. {}", part.position, with_provider(page, part.booking)),
                            booking_path(page, part.booking.id), part.booking.id == booking.id});
    }
    out.doings.push_back({i18n::words(page.language, "All of the series"), path(page, found->series.id)});
    if (!is_coming(page, *here)) return out;
    out.doings.push_back({i18n::words(page.language, "Move this and the following"),
                          change_url(page, found->series.id, "move", booking.id, Reach::following)});
    out.doings.push_back({i18n::words(page.language, "Cancel this and the following"),
                          change_url(page, found->series.id, "cancellation", booking.id, Reach::following)});
    return out;
}

std::optional<PartLink> repeat_of(const Page& page, const Booking& booking) {
    if (!page.may(bookings::kManageBookings) || !bookings::is_live(booking.status)) return std::nullopt;
    const bool stands_alone = page.environment.database.read([&](db::Session& session) {
        return !series::find_of(session, page.id(), booking.id) &&
               !customers::is_walk_in(session, page.id(), booking.customer_id);
    });
    if (!stands_alone) return std::nullopt;
    return PartLink{i18n::words(page.language, "Repeat"),
                    fmt::format("{}/series/new?booking={}", page.home(), base::to_text(booking.id))};
}

}  // namespace

Response series_page(const Page& page) {
    const auto found = find_series(page);
    if (!found) return nothing_here(page);
    const auto& [series, parts] = *found;
    const auto customer = page.environment.database.read(
        [&](db::Session& session) { return customers::find(session, page.id(), series.customer_id); });
    const auto title = i18n::words(page.language, "Series: {service}", {{"service", service_name(page, series)}});
    return render(page, {"office/series/series", title, "appointments"}, [&](html::Values& values) {
        include_done(values, page);
        if (customer) {
            auto& who = values.add("CUSTOMER").set("CUSTOMER_NAME", shown_name(page, *customer));
            who.show_if(!page.may(customers::kManageCustomers), "ONLY_NAMED");
            if (page.may(customers::kManageCustomers))
                who.add("LEADS").set("CUSTOMER_URL", record::path(page, *customer));
        }
        values.set("RULE_TEXT", rule_text(page, series));
        values.set("COUNT", i18n::count(page.language, "{n} appointment", "{n} appointments", std::ssize(parts)));
        fill_parts(values, page, parts);
        values.show_if(parts.empty(), "EMPTY");
        if (static_cast<int>(series::dates(series.rule, series.first).size()) < series::kMostDates)
            values.add("EXTEND").set("EXTEND_URL",
                                     fmt::format("{}/series/new?series={}", page.home(), base::to_text(series.id)));
        const auto* first = first_coming(page, parts);
        if (!first) return;
        values.add("CHANGE")
            .set("MOVE_URL", change_url(page, series.id, "move", first->booking.id, Reach::all))
            .set("CANCEL_URL", change_url(page, series.id, "cancellation", first->booking.id, Reach::all));
    });
}

Response series_cancelling(const Page& page) {
    const auto change = read_change(page, page.request.query);
    return change ? draw_cancelling(page, *change) : nothing_here(page);
}

Response cancel_series(const Page& page) {
    const auto change = read_change(page, page.request.form);
    if (!change) return nothing_here(page);
    const auto cancelled = page.environment.database.write([&](db::Tx& tx) {
        return series::cancel(tx, page.environment.context(), page.id(),
                              {.from = change->from->booking.id,
                               .reach = change->reach,
                               .exceptions = page.request.form.get("exceptions") == "yes",
                               .tell = tells(page)},
                              page.actor(), bookings::Rules::staff);
    });
    if (!cancelled) return draw_cancelling(page, *change, pages::wrong_of(page, cancelled.error()));
    return back_to(path(page, change->read.series.id), "status");
}

Response series_moving(const Page& page) {
    const auto change = read_change(page, page.request.query);
    if (!change) return nothing_here(page);
    Again again;
    if (pages::is_shown_otherwise(page, page.request.query))
        again.wrong = pages::wrong_of(page, pages::shown_otherwise(page));
    return draw_moving(page, *change, read_target(page, *change, page.request.query), again);
}

Response move_series(const Page& page) {
    const auto change = read_change(page, page.request.form);
    if (!change) return nothing_here(page);
    const auto target = read_target(page, *change, page.request.form);
    if (target.wrong.any() || !target.shows_table) return draw_moving(page, *change, target);
    const auto sent = series_table::read(page, page.request.form);
    Again again{.sent = &sent};
    if (pages::is_shown_otherwise(page, page.request.form)) {
        again.wrong = pages::wrong_of(page, pages::shown_otherwise(page));
        return draw_moving(page, *change, target, again);
    }
    if (!series_table::is_complete(rows_of(page, *change, target), sent)) {
        again.wrong.notice = i18n::words(page.language, "Choose what happens with each date that is not free.");
        return draw_moving(page, *change, target, again);
    }
    const auto moved = page.environment.database.write([&](db::Tx& tx) {
        return series::move(tx, pages::context_of(page, page.request.form), page.id(),
                            {.from = change->from->booking.id,
                             .reach = change->reach,
                             .shift = shift_of(page, *change, target),
                             .to = to_of(page, *change, sent),
                             .tell = tells(page)},
                            page.actor());
    });
    if (moved) return back_to(path(page, change->read.series.id), "moved");
    again.wrong = pages::wrong_of(page, moved.error());
    again.wrong.status = 409;
    if (bookings::is_time_gone(moved.error()) || moved.error().code == "booking.outside_hours")
        again.wrong.notice = i18n::words(page.language, "Nothing was moved: one of the times is gone meanwhile. The "
                                                        "table below shows how it is now.");
    return draw_moving(page, *change, target, again);
}

Response series_of_customer(const Page& page) {
    return record::of_customer(page, [&](const Page&, const customers::Customer& found) {
        const auto all = page.environment.database.read([&](db::Session& session) {
            std::vector<Read> out;
            for (auto& series : series::list_of_customers(session, page.id(), {found.id}, kMostOfCustomer)) {
                auto parts = series::list_parts(session, page.id(), series.id);
                out.push_back({std::move(series), std::move(parts)});
            }
            return out;
        });
        const Frame frame{"office/series/customer", shown_name(page, found), "customers"};
        return render(page, frame, [&](html::Values& values) {
            record::include_head(values, page, found, "series");
            if (all.empty()) return void(values.show("NONE"));
            auto& some = values.add("SOME");
            for (const auto& [series, parts] : all) {
                const auto coming =
                    std::ranges::count_if(parts, [&](const Part& part) { return is_coming(page, part); });
                some.add("ROW")
                    .set("URL", path(page, series.id))
                    .set("SERVICE", service_name(page, series))
                    .set("RULE_TEXT", rule_text(page, series))
                    .set("COUNT", i18n::count(page.language, "{coming} of {n} appointment still to come",
                                              "{coming} of {n} appointments still to come", std::ssize(parts),
                                              {{"coming", i18n::number(page.language, coming)}}));
            }
        });
    });
}

namespace {

Form offer_form(const Page& page, ServiceId service) {
    const auto most = page.environment.database.read(
        [&](db::Session& session) { return series::most_by_customers(session, page.id(), service); });
    Form out{.action = fmt::format("{}/services/{}/series", page.home(), base::to_text(service)),
             .token = form_token(page)};
    out.submit = i18n::words(page.language, "Save");
    out.weight = Form::Weight::plain;
    out.fields = {{.name = "series_max",
                   .label = i18n::words(page.language, "Appointments of a series at most"),
                   .hint = i18n::words(page.language, "2 to 104. Empty: customers book no series of it."),
                   .value = most > 0 ? std::to_string(most) : "",
                   .type = "number",
                   .limit = 3}};
    return out;
}

}  // namespace

Response save_series_offer(const Page& page) {
    const auto id = base::parse_id<ServiceId>(page.request.param("id"));
    if (!id || !page.snapshot->service(*id)) return nothing_here(page);
    const auto typed = line(page.request.form, "series_max");
    const auto most = typed.empty() ? 0 : pages::whole_number<int>(typed).value_or(-1);
    const auto saved = page.environment.database.write([&](db::Tx& tx) {
        return series::set_most_by_customers(tx, page.environment.context(), page.id(), *id, most, page.actor());
    });
    const auto back = fmt::format("{}/services/{}", page.home(), base::to_text(*id));
    if (saved) return back_to(back, "saved");
    const auto wrong = pages::wrong_of(page, saved.error());
    return explain(page, wrong.status,
                   wrong.fields.empty() ? wrong.notice : pages::sentence(page, wrong.fields.front()),
                   {back, i18n::words(page.language, "Back to the service")});
}

void register_series(activity::Registry& registry) {
    registry.add(
        ServiceCard{10, "series", N_("Series by customers"),
                    N_("Customers who are signed in may repeat an appointment of this service by themselves: they "
                       "see what each date meets, and book all of them at once."),
                    offer_form});
    registry.add(CustomerTab{20, "series", N_("Series")});
    registry.add(BookingSection{10, section_of});
    registry.add(BookingDoing{10, repeat_of});
    registry.add(NewAppointmentWay{10, "/series/new", N_("Repeat")});
}

}  // namespace office
