// The appointments of the coming days, and the page of one with what staff may do with it.
#include "activity/activity_log.h"
#include "booking_page/shown.h"
#include "bookings/allowed.h"
#include "bookings/pending.h"
#include "bookings/words.h"
#include "office/calendar/one_booking.h"
#include "office/frame/form.h"
#include "office/frame/history.h"
#include "office/frame/menu.h"
#include "office/frame/registered.h"

#include <algorithm>

namespace office {
namespace {

using bookings::Booking;
using bookings::Status;

constexpr int kDays = 3, kRows = 200;

std::string day_name(const Page& page, Day day) {
    const auto today = page.zone().day(page.now);
    const auto date = i18n::long_date(page.language, day, static_cast<int>(std::chrono::year_month_day{today}.year()));
    if (day == today) return i18n::words(page.language, "Today, {day}", {{"day", date}});
    if (day == today + std::chrono::days{1}) return i18n::words(page.language, "Tomorrow, {day}", {{"day", date}});
    return date;
}

std::string person(const Booking& booking) { return base::full_name(booking.name, booking.surname); }

std::string service_name(const Page& page, const Booking& booking) {
    return page.text(booking_page::service_of(page, booking).name);
}

void fill_status(html::Values& row, const Page& page, const Booking& booking) {
    row.set("STATUS", bookings::status_name(page.language, booking.status))
        .set("STATUS_CLASS", to_text(booking.status));
}

using Notes = std::map<CustomerId, std::string>;

// Important notes of those who come; a few dozen rows.
Notes important_notes(db::Session& session, const Page& page, const std::vector<Booking>& list) {
    Notes out;
    for (const auto& booking : list) {
        if (out.contains(booking.customer_id)) continue;
        const auto customer = customers::find(session, page.id(), booking.customer_id);
        out[booking.customer_id] = customer ? customer->important_note : std::string();
    }
    return out;
}

void fill_row(html::Values& row, const Page& page, const Booking& booking, const Notes& notes) {
    row.set("URL", fmt::format("{}/bookings/{}", page.home(), base::to_text(booking.id)));
    row.set("FROM", i18n::time_of_day(page.language, page.zone().wall(booking.time.begin)));
    row.set("TO", i18n::time_of_day(page.language, page.zone().wall(booking.time.end)));
    row.set("PERSON", person(booking)).set("SERVICE", service_name(page, booking));
    row.set("PROVIDER", booking_page::provider_name(page, booking));
    if (const auto names = bookings::add_on_names(page.language, booking); !names.empty())
        row.add("WITH").set("PLUS", names);
    fill_status(row, page, booking);
    row.show_if(bookings::is_given_up(booking.status), "GONE");
    row.show_if(booking.name_differs, "NAME_DIFFERS").show_if(booking.paid_at.has_value(), "PAID");
    if (const auto note = notes.find(booking.customer_id); note != notes.end() && !note->second.empty())
        row.add("IMPORTANT").set("IMPORTANT_TEXT", note->second);
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

// Of a list that goes on from the page before, a day without any is not a free one.
void fill_days(html::Values& values, const Page& page, Day from, const bookings::Listed& found, const Notes& notes) {
    const auto& list = found.bookings;
    for (int n = 0; n < kDays; ++n) {
        const auto day = from + std::chrono::days{n};
        std::vector<const Booking*> of_day;
        // What began before the first day and is still going on then stands with the first day.
        for (const auto& booking : list)
            if (std::max(page.zone().day(booking.time.begin), from) == day) of_day.push_back(&booking);
        if (of_day.empty() && (n > 0 || found.earlier)) continue;
        auto& section = values.add("DAY").set("DAY_NAME", day_name(page, day)).set("DAY_ID", base::to_text(day));
        if (of_day.empty()) section.show("DAY_FREE");
        if (of_day.empty()) continue;
        // Where the day is cut, nobody has counted it.
        const auto booked = static_cast<std::int64_t>(of_day.size());
        if (!(found.earlier && of_day.front() == &list.front()) && !(found.more && of_day.back() == &list.back()))
            section.add("DAY_COUNT")
                .set("DAY_COUNT_TEXT", i18n::count(page.language, "{n} appointment", "{n} appointments", booked));
        include_rows(section, page, day, of_day, notes);
    }
}

// "99+" where more than those were counted.
std::optional<MenuCount> waiting_count(const Page& page) {
    const auto count = page.environment.database.read(
        [&](db::Session& session) { return bookings::count_pending(session, page.id(), page.only_provider()); });
    if (count == 0) return std::nullopt;
    const bool all = count < bookings::kMostPendingCounted;
    return MenuCount{all ? std::to_string(count) : fmt::format("{}+", bookings::kMostPendingCounted - 1),
                     all ? i18n::count(page.language, "{n} waits for approval", "{n} wait for approval", count)
                         : i18n::words(page.language, "very many wait for approval")};
}

std::string waiting_path(const Page& page) { return page.home() + "?waiting=yes"; }

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
        values.set("ALL_URL", page.home()).show_if(list.bookings.empty(), "NONE");
        values.show_if(page.only_provider().has_value(), "OWN_ONLY");
        std::map<Day, std::vector<const Booking*>> days;
        for (const auto& booking : list.bookings) days[page.zone().day(booking.time.begin)].push_back(&booking);
        for (const auto& [day, of_day] : days) {
            auto& section = values.add("DAY").set("DAY_NAME", day_name(page, day)).set("DAY_ID", base::to_text(day));
            include_rows(section, page, day, of_day, notes);
        }
        if (list.more)
            values.add("MORE").set(
                "MORE_URL", fmt::format("{}&after={}", waiting_path(page), base::to_text(list.bookings.back().id)));
    });
}

Response list_page(const Page& page) {
    if (page.request.query.has("waiting")) return waiting_page(page);
    const auto today = page.zone().day(page.now);
    auto from = base::parse_day(page.request.query.get("from")).value_or(today);
    if (from < today - std::chrono::years{20} || from > today + std::chrono::years{20}) from = today;
    const Span span{page.zone().span(from).begin, page.zone().span(from + std::chrono::days{kDays - 1}).end};
    const auto after = base::parse_id<BookingId>(page.request.query.get("after"));
    const auto [list, notes] = page.environment.database.snapshot([&](db::Session& session) {
        auto found = bookings::list_between(session, page.id(), span, page.only_provider(), after, kRows);
        auto important = important_notes(session, page, found.bookings);
        return std::pair(std::move(found), std::move(important));
    });
    const auto title = i18n::words(page.language, "Appointments");
    return render(page, {"office/calendar/appointments", title, "appointments"}, [&](html::Values& values) {
        include_done(values, page);
        const auto at = [&](Day day) { return page.home() + "?from=" + base::to_text(day); };
        values.set("EARLIER_URL", at(from - std::chrono::days{kDays})).set("TODAY_URL", page.home());
        values.set("LATER_URL", at(from + std::chrono::days{kDays})).set("ACTION", page.home());
        values.set("FROM_DAY", base::to_text(from));
        values.show_if(from == today, "IS_TODAY");
        if (page.only_provider()) values.show("OWN_ONLY");
        if (page.may(bookings::kManageBookings)) values.add("NEW").set("NEW_URL", page.home() + "/bookings/new");
        if (const auto waiting = waiting_count(page))
            values.add("WAITING").set("WAITING_URL", waiting_path(page)).set("WAITING_TEXT", waiting->words);
        fill_days(values, page, from, list, notes);
        if (list.more)
            values.add("MORE").set("MORE_URL",
                                   fmt::format("{}&after={}", at(from), base::to_text(list.bookings.back().id)));
    });
}

std::string action_name(i18n::Language language, Status status) {
    switch (status) {
        case Status::approved: return i18n::words(language, "Approve");
        case Status::declined: return i18n::words(language, "Decline");
        case Status::cancelled: return i18n::words(language, "Cancel the appointment");
        case Status::completed: return i18n::words(language, "Mark as completed");
        case Status::no_show: return i18n::words(language, "Mark as missed");
        case Status::pending: return i18n::words(language, "Back to awaiting approval");
    }
    return {};
}

// Giving up a time cannot be undone, since it may be another's a second later; so it takes two steps.
bool is_final(Status status) { return bookings::is_given_up(status); }

void fill_paid(html::Values& actions, const Page& page, const Booking& booking) {
    const bool paid = !booking.paid_at;
    if (!bookings::staff_may_set_paid(booking, paid)) return;
    Form form{.action = booking_path(page, booking, "/payment"), .token = form_token(page)};
    form.weight = Form::Weight::plain;
    form.hidden = {{"paid", paid ? "yes" : "no"}};
    form.submit = paid ? i18n::words(page.language, "Mark as paid") : i18n::words(page.language, "Mark as not paid");
    include_form(actions.add("ACTION_ONE"), "ACTION_FORM", page, form);
}

void fill_actions(html::Values& values, const Page& page, const Booking& booking) {
    if (!page.may(bookings::kManageBookings)) return;
    const auto changes = bookings::staff_changes(booking, page.now);
    bool first = true;
    auto& actions = values.add("ACTIONS");
    actions.set("AGAIN_URL", fmt::format("{}/bookings/new?service={}&provider={}&customer={}", page.home(),
                                         base::to_text(booking.service_id), base::to_text(booking.provider_id),
                                         base::to_text(booking.customer_id)));
    if (bookings::is_live(booking.status)) actions.add("MOVE").set("MOVE_URL", booking_path(page, booking, "/move"));
    for (const auto status : changes) {
        Form form{.action = booking_path(page, booking, "/status"), .token = form_token(page)};
        form.hidden = {{"status", std::string(to_text(status))}};
        form.submit = action_name(page.language, status);
        if (is_final(status)) {
            auto& final_one = actions.add("FINAL").set("FINAL_NAME", form.submit);
            form.weight = Form::Weight::danger;
            include_form(final_one, "FINAL_FORM", page, form);
            continue;
        }
        form.weight = first ? Form::Weight::primary : Form::Weight::plain;
        first = false;
        include_form(actions.add("ACTION_ONE"), "ACTION_FORM", page, form);
    }
    fill_paid(actions, page, booking);
}

void fill_customer(html::Values& values, const Page& page, const Booking& booking) {
    const auto customer = page.environment.database.read(
        [&](db::Session& session) { return customers::find(session, page.id(), booking.customer_id); });
    if (!customer) return;
    if (!customer->important_note.empty()) values.add("IMPORTANT").set("IMPORTANT_TEXT", customer->important_note);
    if (booking.name_differs)
        values.add("NAME_DIFFERS")
            .set("NAME_DIFFERS_TEXT", i18n::words(page.language, "The customer of this address is stored as {name}.",
                                                  {{"name", customer->full_name()}}));
    if (page.may(customers::kManageCustomers))
        values.add("CUSTOMER")
            .set("CUSTOMER_URL", fmt::format("{}/customers/{}", page.home(), base::to_text(customer->id)));
}

Response booking_page(const Page& page, const Booking& booking) {
    constexpr int kChanges = 100;
    const auto [history, answers] = page.environment.database.read([&](db::Session& session) {
        return std::pair(activity::list_latest(session, page.id(), booking.id.value, {}, kChanges),
                         bookings::list_answers(session, page.id(), booking.id));
    });
    const auto title = service_name(page, booking);
    return render(page, {"office/calendar/appointment", title, "appointments"}, [&](html::Values& values) {
        include_done(values, page);
        const auto day = page.zone().day(booking.time.begin);
        values.set("BACK_URL", page.home() + "?from=" + base::to_text(day));
        fill_status(values, page, booking);
        values.set("WHEN", pages::when(page, booking.time)).set("PROVIDER", booking_page::provider_name(page, booking));
        const auto place = booking_page::place_of(page, booking);
        if (!place.empty()) values.add("PLACE").set("PLACE_TEXT", place);
        values.set("PRICE", pages::agreed_price(page, booking)).show_if(booking.paid_at.has_value(), "PAID");
        values.set("PERSON", person(booking));
        if (!booking.email.empty()) values.add("MAIL").set("MAIL_TEXT", booking.email);
        if (!booking.phone.empty())
            values.add("PHONE")
                .set("PHONE_DIAL", booking.phone)
                .set("PHONE_TEXT", base::phone_for_reading(booking.phone));
        if (!booking.note.empty()) values.add("NOTE").set("NOTE_TEXT", booking.note);
        if (!booking.add_ons.empty()) {
            auto& add_ons = values.add("ADD_ONS");
            for (const auto& line : pages::add_on_lines(page, booking.add_ons))
                add_ons.add("ADD_ON").set("ADD_ON_TEXT", line);
        }
        pages::include_answers(values, page, answers, booking_path(page, booking, "/files"));
        fill_customer(values, page, booking);
        fill_actions(values, page, booking);
        include_history(values, page, history);
    });
}

}  // namespace

std::optional<Booking> find_booking(const Page& page) {
    const auto id = base::parse_id<BookingId>(page.request.param("id"));
    if (!id) return std::nullopt;
    auto found =
        page.environment.database.read([&](db::Session& session) { return bookings::find(session, page.id(), *id); });
    if (found && page.only_provider() && found->provider_id != *page.only_provider()) return std::nullopt;
    return found;
}

std::string booking_path(const Page& page, const Booking& booking, std::string_view rest) {
    return fmt::format("{}/bookings/{}{}", page.home(), base::to_text(booking.id), rest);
}

Response refuse_change(const Page& page, const Booking& booking, const Error& error) {
    return refuse(page, error, {booking_path(page, booking), i18n::words(page.language, "Back to the appointment")});
}

Response appointments(const Request& request, Environment& environment) {
    return as_staff(request, environment, list_page);
}

Response appointment(const Request& request, Environment& environment) {
    return as_staff(request, environment, [](const Page& page) {
        const auto booking = find_booking(page);
        return booking ? booking_page(page, *booking) : nothing_here(page);
    });
}

Response appointment_file(const Request& request, Environment& environment) {
    return as_staff(request, environment, [](const Page& page) {
        const auto booking = find_booking(page);
        return booking ? pages::stored_file(page, *booking) : nothing_here(page);
    });
}

Response set_appointment_status(const Request& request, Environment& environment) {
    return posted(request, environment, [&](const Page& page) {
        const auto booking = find_booking(page);
        const auto status = bookings::parse_status(request.form.get("status"));
        if (!booking || !status) return nothing_here(page);
        const auto changed = environment.database.write([&](db::Tx& tx) {
            return bookings::change_status(tx, environment.context(), page.id(), booking->id, *status, page.actor(),
                                           bookings::Rules::staff);
        });
        return changed ? back_to(booking_path(page, *booking), "status")
                       : refuse_change(page, *booking, changed.error());
    });
}

Response set_appointment_paid(const Request& request, Environment& environment) {
    return posted(request, environment, [&](const Page& page) {
        const auto booking = find_booking(page);
        if (!booking) return nothing_here(page);
        const bool paid = request.form.get("paid") == "yes";
        const auto changed = environment.database.write([&](db::Tx& tx) {
            return bookings::set_paid(tx, environment.context(), page.id(), booking->id, paid, page.actor());
        });
        return changed ? back_to(booking_path(page, *booking), "saved")
                       : refuse_change(page, *booking, changed.error());
    });
}

void register_calendar(activity::Registry& registry) {
    registry.add(MenuEntry{10, "appointments", "", N_("Appointments"), "M5 6h14v14H5zM5 10h14M9 3v4M15 3v4",
                           bookings::kSeeOwnBookings, nullptr, waiting_count});
}

}  // namespace office
