#include "office/today/today.h"

#include "booking_page/shown.h"
#include "bookings/cancelled.h"
#include "bookings/pending.h"
#include "bookings/words.h"
#include "customers/walk.h"
#include "daybook/day_notes.h"
#include "notify/message.h"
#include "office/frame/customer_record.h"
#include "office/frame/menu.h"
#include "office/frame/registered.h"
#include "office/today/gaps.h"
#include "waiting/waiting.h"

#include <algorithm>

namespace office {
namespace {

using bookings::Booking;
using bookings::Status;
using customers::Customer;
using std::chrono::days;

constexpr std::size_t kNext = 6, kWaiting = 5, kGaps = 6, kCancelled = 5, kBirthdays = 6, kSuited = 2;
constexpr int kNotes = 20, kWeekRead = 100, kFailedRead = 20;
constexpr days kAWeek{7};

// What the page shows, read in one look.
struct Shown {
    std::vector<Booking> next, waiting, cancelled;
    int waiting_count = 0;
    record::ImportantNotes important;  // of whoever booked these
    struct Free {
        Gap gap;
        // Of the waiting list, who would fit.
        struct Person {
            waiting::Suited suited;
            Customer customer;
        };
        std::vector<Person> people{};
    };
    std::vector<Free> gaps;
    struct Birthday {
        Customer customer;
        Day day;
        std::optional<Booking> comes{};  // this week
    };
    std::vector<Birthday> birthdays;
    std::vector<notify::Message> failed;
    std::vector<daybook::DayNote> notes;
};

// The next time the date comes round, from `today` on; 29 February is then the 28th.
Day next_birthday(Day born, Day today) {
    const std::chrono::year_month_day date{born};
    for (auto year = std::chrono::year_month_day{today}.year();; ++year) {
        const auto here = year / date.month() / date.day();
        const Day day = here.ok() ? Day{here} : Day{year / date.month() / std::chrono::last};
        if (day >= today) return day;
    }
}

// All of today, and of the days that follow those who come this week anyhow.
std::vector<Shown::Birthday> birthdays_of(db::Session& session, const Page& page, const std::vector<Booking>& week) {
    const auto today = page.zone().day(page.now);
    std::vector<Shown::Birthday> out;
    const auto add = [&](CustomerId id, std::optional<Booking> comes) {
        const auto known = std::ranges::find(out, id, [](const auto& each) { return each.customer.id; });
        if (known != out.end()) return;
        auto customer = customers::find(session, page.id(), id);
        if (!customer || customer->anonymised || !customer->date_of_birth) return;
        const auto day = next_birthday(*customer->date_of_birth, today);
        if (day < today + kAWeek) out.push_back({*std::move(customer), day, std::move(comes)});
    };
    for (const auto& booking : week)
        if (!bookings::is_given_up(booking.status)) add(booking.customer_id, booking);
    for (const auto id : customers::born_on(session, page.id(), today)) {
        if (out.size() >= kBirthdays) break;
        add(id, {});
    }
    std::ranges::stable_sort(out, {}, &Shown::Birthday::day);
    if (out.size() > kBirthdays) out.erase(out.begin() + kBirthdays, out.end());
    return out;
}

// Nothing of the calendar where there is none.
bool has_calendar(const Page& page) { return menu_path(page, "appointments").has_value(); }

bool has_waiting_list(const Page& page) {
    return page.business().has(waiting::kModule) && page.may(waiting::kManageWaiting) &&
           menu_path(page, "waiting").has_value();
}

std::vector<Shown::Free> free_of(db::Session& session, const Page& page, std::optional<ProviderId> only) {
    std::vector<Shown::Free> out;
    const bool asks = has_waiting_list(page);
    for (auto& gap : find_gaps(session, page, only, kGaps)) {
        auto& free = out.emplace_back(Shown::Free{gap});
        if (!asks) continue;
        for (auto& each : waiting::who_suits(session, *page.snapshot, page.environment.free_times, gap.provider_id,
                                             gap.span, page.now, kSuited))
            if (auto customer = customers::find(session, page.id(), each.entry.customer_id))
                free.people.push_back({std::move(each), *std::move(customer)});
    }
    return out;
}

std::vector<notify::Message> failed_of(db::Session& session, const Page& page) {
    std::vector<notify::Message> out;
    notify::MessageFilter filter{};
    filter.limit = kFailedRead;
    for (const auto state : {notify::State::failed, notify::State::refused}) {
        filter.state = state;
        for (auto& message : notify::list_messages(session, page.id(), filter))
            if (message.created_at > page.now - kAWeek) out.push_back(std::move(message));
    }
    return out;
}

bool has_messages(const Page& page) {
    return page.may(customers::kManageCustomers) && menu_path(page, "messages").has_value();
}

Shown read_shown(const Page& page) {
    const auto only = page.only_provider();
    const auto today = page.zone().day(page.now);
    return page.environment.database.snapshot([&](db::Session& session) {
        Shown out;
        if (has_messages(page)) out.failed = failed_of(session, page);
        if (!has_calendar(page)) return out;
        for (auto& note : daybook::list_notes(session, page.id(), today, today, kNotes))
            if (!only || !note.provider || note.provider == only) out.notes.push_back(std::move(note));
        const Span week{page.now, page.zone().span(today + kAWeek - days{1}).end};
        const auto coming = bookings::list_between(session, page.id(), week, only, std::nullopt, kWeekRead).bookings;
        for (const auto& booking : coming)
            if (bookings::is_live(booking.status) && out.next.size() < kNext) out.next.push_back(booking);
        out.waiting = bookings::list_pending(session, page.id(), only, std::nullopt, kWaiting).bookings;
        out.waiting_count = bookings::count_pending(session, page.id(), only);
        auto shown = out.next;
        shown.insert(shown.end(), out.waiting.begin(), out.waiting.end());
        out.important = record::important_notes(session, page, shown);
        const auto since = page.zone().span(today - days{1}).begin;
        out.cancelled = bookings::list_cancelled(session, page.id(), only, since, page.now, kCancelled);
        out.gaps = free_of(session, page, only);
        if (page.may(customers::kManageCustomers) && menu_path(page, "customers"))
            out.birthdays = birthdays_of(session, page, coming);
        return out;
    });
}

std::string waiting_path(const Page& page) { return page.home() + "/calendar/waiting"; }

std::string day_name(const Page& page, Day day) {
    const auto today = page.zone().day(page.now);
    if (day == today) return i18n::words(page.language, "Today");
    if (day == today + days{1}) return i18n::words(page.language, "Tomorrow");
    return i18n::short_date(page.language, day);
}

std::string clock(const Page& page, Instant at) { return i18n::time_of_day(page.language, page.zone().wall(at)); }

void fill_booking(html::Values& row, const Page& page, const Booking& booking) {
    row.set("URL", fmt::format("{}/bookings/{}", page.home(), base::to_text(booking.id)));
    row.set("DAY", day_name(page, page.zone().day(booking.time.begin)));
    row.set("FROM", clock(page, booking.time.begin)).set("TO", clock(page, booking.time.end));
    const auto name = bookings::who_comes(booking);
    row.set("PERSON", name.empty() ? i18n::words(page.language, "No name") : name);
    row.set("SERVICE", page.text(booking_page::service_of(page, booking).name));
    row.set("PROVIDER", booking_page::provider_name(page, booking));
    row.set("STATUS", bookings::status_name(page.language, booking.status))
        .set("STATUS_CLASS", to_text(booking.status));
}

void fill_next(html::Values& values, const Page& page, const Shown& shown) {
    for (const auto& booking : shown.next) {
        auto& row = values.add("NEXT");
        fill_booking(row, page, booking);
        record::include_important(row, shown.important, booking.customer_id);
        row.show_if(booking.time.begin <= page.now, "NOW").show_if(booking.status == Status::pending, "PENDING");
    }
    values.show_if(shown.next.empty(), "NO_NEXT");
}

void fill_waiting(html::Values& values, const Page& page, const Shown& shown) {
    if (shown.waiting.empty()) return;
    auto& block = values.add("WAITING");
    for (const auto& booking : shown.waiting) {
        auto& row = block.add("REQUEST");
        fill_booking(row, page, booking);
        record::include_important(row, shown.important, booking.customer_id);
        if (!has_calendar(page) || !page.may(bookings::kManageBookings)) continue;
        row.add("ANSWERS")
            .set("ANSWER_ACTION", fmt::format("{}/bookings/{}/status", page.home(), base::to_text(booking.id)))
            .set("ANSWER_TOKEN", form_token(page))
            .set("BACK", page.home());
    }
    if (shown.waiting_count > static_cast<int>(shown.waiting.size()))
        block.add("ALL_WAITING").set("WAITING_URL", waiting_path(page));
}

void fill_gaps(html::Values& values, const Page& page, const Shown& shown) {
    for (const auto& [gap, people] : shown.gaps) {
        auto& row = values.add("GAP").set("DAY", day_name(page, page.zone().day(gap.span.begin)));
        row.set("FROM", clock(page, gap.span.begin));
        const auto* provider = page.snapshot->provider(gap.provider_id);
        row.set("PROVIDER", provider ? provider->name : "");
        const auto length = std::chrono::duration_cast<Minutes>(gap.span.end - gap.span.begin);
        row.set("UNTIL",
                i18n::words(page.language, "until {time}, {length}",
                            {{"time", clock(page, gap.span.end)}, {"length", i18n::duration(page.language, length)}}));
        if (page.may(bookings::kManageBookings))
            row.add("BOOK").set("BOOK_URL", fmt::format("{}/bookings/new?day={}&service={}&provider={}&start={}",
                                                        page.home(), base::to_text(page.zone().day(gap.span.begin)),
                                                        base::to_text(gap.service_id), base::to_text(gap.provider_id),
                                                        base::percent_encoded(base::to_text(gap.span.begin))));
        else
            row.show("NO_BOOK");
        if (people.empty()) continue;
        auto& waits = row.add("WAITS");
        for (const auto& [suited, customer] : people)
            waits.add("PERSON")
                .set("PERSON_URL", fmt::format("{}/{}", *menu_path(page, "waiting"), base::to_text(suited.entry.id)))
                .set("PERSON_NAME", shown_name(page, customer))
                .set("PERSON_AT", clock(page, suited.start));
    }
    values.show_if(shown.gaps.empty(), "NO_GAPS");
}

void fill_birthdays(html::Values& values, const Page& page, const Shown& shown) {
    if (shown.birthdays.empty()) return;
    auto& block = values.add("BIRTHDAYS");
    for (const auto& each : shown.birthdays) {
        auto& row = block.add("BIRTHDAY").set("DAY", day_name(page, each.day));
        row.set("NAME", shown_name(page, each.customer));
        row.set("URL", fmt::format("{}/customers/{}", page.home(), base::to_text(each.customer.id)));
        if (each.comes)
            row.add("COMES").set("COMES_TEXT",
                                 i18n::words(page.language, "comes {day} at {time}",
                                             {{"day", day_name(page, page.zone().day(each.comes->time.begin))},
                                              {"time", clock(page, each.comes->time.begin)}}));
    }
}

void fill_failed(html::Values& values, const Page& page, const Shown& shown) {
    if (shown.failed.empty()) return;
    values.add("FAILED")
        .set("FAILED_URL",
             fmt::format("{}?state={}", *menu_path(page, "messages"), to_text(shown.failed.front().state)))
        .set("FAILED_TEXT", i18n::count(page.language, "{n} message of this week did not arrive",
                                        "{n} messages of this week did not arrive", std::ssize(shown.failed)));
}

void fill_set_up(html::Values& values, const Page& page) {
    for (const auto* each : pages::by_place<MenuEntry>(page))
        if (each->key == "start" && page.may(each->permission) && (!each->is_shown || each->is_shown(page)))
            values.add("SET_UP").set("SET_UP_URL", page.home() + std::string(each->path));
}

Response today_page(const Page& page) {
    const auto shown = read_shown(page);
    const auto title = i18n::words(page.language, "Today");
    return render(
        page, {.view = "office/today/today", .title = title, .section = "today", .live = true},
        [&](html::Values& values) {
            include_done(values, page);
            values.set("DATE", i18n::long_date(page.language, page.zone().day(page.now), 0));
            values.set("CALENDAR_URL", menu_path(page, "appointments").value_or(page.home()));
            if (has_calendar(page) && page.may(bookings::kManageBookings))
                values.add("NEW").set("NEW_URL", page.home() + "/bookings/new");
            values.show_if(page.only_provider().has_value(), "OWN_ONLY");
            fill_set_up(values, page);
            if (!shown.notes.empty()) {
                auto& notes = values.add("NOTES");
                notes.set("NOTES_URL",
                          fmt::format("{}/days/{}", page.home(), base::to_text(page.zone().day(page.now))));
                for (const auto& note : shown.notes) {
                    auto& row = notes.add("NOTE").set("NOTE_TEXT", note.text);
                    if (const auto* provider = note.provider ? page.snapshot->provider(*note.provider) : nullptr)
                        row.add("OF").set("OF_TEXT", provider->name);
                }
            }
            fill_next(values, page, shown);
            fill_waiting(values, page, shown);
            fill_gaps(values, page, shown);
            for (const auto& booking : shown.cancelled) {
                auto& row = values.add("CANCELLED");
                fill_booking(row, page, booking);
            }
            values.show_if(shown.cancelled.empty(), "NO_CANCELLED");
            fill_birthdays(values, page, shown);
            fill_failed(values, page, shown);
        });
}

}  // namespace

Response today(const Page& page) { return today_page(page); }

void register_today(activity::Registry& registry) {
    registry.add(MenuEntry{8, "today", "", N_("Today"), "M4 11l8-7 8 7v9h-5v-6H9v6H4z", bookings::kSeeOwnBookings});
}

}  // namespace office
