// Moving all that was booked together: each part keeps its provider, its length and its distance from the first.
#include "booking_page/shown.h"
#include "bookings/explain.h"
#include "bookings/visit.h"
#include "office/calendar/booking_view.h"
#include "office/calendar/picking.h"
#include "office/calendar/visit_parts.h"
#include "pages/shown_in.h"

#include <algorithm>

namespace office {
namespace {

using bookings::Booking;

constexpr Minutes kStep{15};
constexpr int kLaterDays = 14;  // where a free time is looked for after the day chosen

struct Visit {
    Booking booking;             // whose page it is
    std::vector<Booking> parts;  // that move, by start

    Instant begin() const { return parts.front().time.begin; }
    Span moved(const Booking& part, Instant start) const {
        const auto by = start - begin();
        return {part.time.begin + by, part.time.end + by};
    }
};

std::optional<Visit> find_visit(const Page& page) {
    const auto booking = find_booking(page);
    if (!booking || booking->visit_part == 0) return std::nullopt;
    return Visit{*booking, live_parts(page, parts_of_visit(page, *booking))};
}

std::string path_of(const Page& page, const Visit& visit) { return booking_path(page, visit.booking, "/visit/move"); }

// The starts of the first part on that day at which staff's rules refuse none of them.
std::vector<OfferedTime> free_starts(const Page& page, const Visit& visit, Day day) {
    std::vector<AppointmentId> leaving;
    for (const auto& part : visit.parts)
        if (part.seats.taken == 1 && !part.stands) leaving.push_back(part.appointment_id);
    const auto on = page.zone().span(day);
    std::set<Instant> starts;
    for (auto at = on.begin; at < on.end; at += kStep)
        if (at > page.now && at != visit.begin()) starts.insert(at);
    if (starts.empty()) return {};
    page.environment.database.read([&](db::Session& session) {
        for (const auto& part : visit.parts) {
            const auto away = part.time.begin - visit.begin();
            const bookings::Dropping dropping{.booking = part, .provider_id = part.provider_id, .leaving = leaving};
            const auto refused =
                bookings::explain_staff(session, *page.snapshot, dropping, {on.begin + away, on.end + away}, page.now);
            const auto is_refused = [&](Instant at) {
                return std::ranges::any_of(
                    refused, [&](const auto& each) { return each.starts.begin <= at && at < each.starts.end; });
            };
            std::erase_if(starts, [&](Instant start) { return is_refused(start + away); });
        }
    });
    std::vector<OfferedTime> out;
    for (const auto start : starts) out.push_back({.start = start});
    return out;
}

OfferedDay free_on(const Page& page, const Visit& visit, Day day) {
    OfferedDay out{.times = free_starts(page, visit, day)};
    if (!out.times.empty()) return out;
    for (int i = 1; i <= kLaterDays && !out.next; ++i)
        if (const auto later = day + std::chrono::days{i}; !free_starts(page, visit, later).empty()) out.next = later;
    return out;
}

// Each part as it is, and where the visit moves to then.
void fill_parts(html::Values& values, const Page& page, const Visit& visit, std::optional<Instant> start) {
    for (const auto& part : visit.parts) {
        auto& row = values.add("PART").set("PART_NAME", service_name(page, part));
        row.set("PART_WITH", booking_page::provider_name(page, part)).set("NOW_TEXT", pages::when(page, part.time));
        if (start) row.add("THEN").set("THEN_TEXT", pages::when(page, visit.moved(part, *start)));
        row.show_if(!start, "STAYS");
    }
}

Response choose(const Page& page, const Visit& visit, const Picked& picked, const std::string& notice = {},
                int status = 200) {
    const auto title = i18n::words(page.language, "Move all that was booked together");
    return render(page, {"office/calendar/visit_move", title, "appointments", status}, [&](html::Values& values) {
        values.set("BACK_URL", booking_path(page, visit.booking));
        values.set("BACK_NAME", i18n::words(page.language, "Back to the appointment"));
        if (!notice.empty()) values.add("NOTICE").set("NOTICE_TEXT", notice);
        fill_parts(values, page, visit, {});
        auto& form = values.add("CHOOSE").set("ACTION", path_of(page, visit)).set("DAY", base::to_text(picked.day));
        include_times(form, page, picked, free_on(page, visit, picked.day), path_of(page, visit), {});
    });
}

// Why it comes back, and what may make it go.
struct Again {
    std::string notice{};
    int status = 200;
    bool outside_hours = false, why_over = false;
    std::vector<FieldError> fields{};
};

Response confirm(const Page& page, const Visit& visit, const Picked& picked, const Again& again = {}) {
    const auto title = i18n::words(page.language, "Move all that was booked together");
    const Frame frame{"office/calendar/visit_move", title, "appointments", again.status};
    return render(page, frame, [&](html::Values& values) {
        const auto day = fmt::format("{}?day={}", path_of(page, visit), base::to_text(picked.day));
        values.set("BACK_URL", day).set("BACK_NAME", i18n::words(page.language, "Choose another time"));
        if (!again.notice.empty()) values.add("NOTICE").set("NOTICE_TEXT", again.notice);
        fill_parts(values, page, visit, picked.start);
        auto& sure = values.add("CONFIRM").set("MAIL_TEXT", moved_mail_text(page, {visit.booking}));
        sure.set("KEEP_URL", booking_path(page, visit.booking));
        Form form{.action = path_of(page, visit), .token = form_token(page)};
        form.hidden = {{"start", base::to_text(*picked.start)},
                       {"seen", to_text(seen_of(visit.parts))},
                       pages::shown_in_field(page)};
        form.submit = i18n::words(page.language, "Move all of it");
        form.wrong.fields = again.fields;
        if (again.outside_hours) {
            form.hidden.emplace_back("outside_hours", "yes");
            form.submit = i18n::words(page.language, "Move it outside the hours");
        }
        if (again.why_over) {
            form.fields.push_back(why_over_field(page, line(page.request.form, "overbooking")));
            form.submit = i18n::words(page.language, "Move it over the other one");
        }
        if (auto telling = telling_field(page, {visit.booking}, "rescheduled")) {
            if (again.status != 200) telling->value = page.request.form.get(telling->name);
            form.fields.push_back(*std::move(telling));
            form.hidden.emplace_back("asked_to_tell", "rescheduled");
        }
        include_form(sure, "MOVE_FORM", page, form);
    });
}

// With the part that it is about.
std::string about(const Page& page, const Visit& visit, const Error& error, const std::string& words) {
    for (const auto& [name, value] : error.parameters)
        if (name == "part")
            for (const auto& part : visit.parts)
                if (std::to_string(part.visit_part) == value)
                    return fmt::format("{}: {}", service_name(page, part), words);
    return words;
}

Response refuse_move(const Page& page, const Visit& visit, const Picked& picked, const Error& error) {
    const auto& form = page.request.form;
    Again again{.status = http::status_of(error.fault),
                .outside_hours = form.get("outside_hours") == "yes",
                .why_over = !form.get("overbooking").empty()};
    const auto say = [&](const std::string& words) { return about(page, visit, error, words); };
    if (error.code == "booking.time_taken") {
        if (!page.may(bookings::kOverbooking))
            return choose(page, visit, picked,
                          say(i18n::words(page.language, "Another appointment is in the way then. Choose another time, "
                                                         "or another provider.")),
                          409);
        again.why_over = true;
        again.notice = say(i18n::words(page.language, "Another appointment is in the way then. You may put this one "
                                                      "over it, if you say why."));
    } else if (error.code == "booking.outside_hours" && page.may(bookings::kOutsideHours)) {
        again.outside_hours = true;
        again.notice = say(i18n::words(page.language, "The provider is not at work then, or has a break. You may move "
                                                      "it there all the same."));
    } else if (error.code.starts_with("booking.outside_hours")) {
        return choose(page, visit, picked,
                      say(i18n::words(page.language, "The provider is not at work then, or has a break. Choose another "
                                                     "time, or ask an owner or a manager to move it there.")),
                      409);
    } else if (error.code == "form.invalid") {
        again.fields = error.fields;
    } else if (error.code == "booking.changed_meanwhile") {
        again.notice = say(i18n::message(page.language, error.code));
    } else if (error.code == "booking.zone_changed") {
        again.notice = pages::sentence(page, error);
    } else {
        return refuse_change(page, visit.booking, error);
    }
    return confirm(page, visit, picked, again);
}

Picked read_wish(const Page& page, const Visit& visit, const http::Form& form) {
    return read_picked(page, form, std::max(page.zone().day(page.now), page.zone().day(visit.begin())));
}

}  // namespace

Response visit_moving_form(const Page& page) {
    const auto visit = find_visit(page);
    if (!visit) return nothing_here(page);
    if (visit->parts.empty())
        return refuse_change(page, visit->booking, {Fault::conflict, "booking.changed_meanwhile", {}, {}});
    const auto picked = read_wish(page, *visit, page.request.query);
    if (picked.start && picked.by_another_clock) return refuse_move(page, *visit, picked, pages::shown_otherwise(page));
    if (picked.start) return confirm(page, *visit, picked);
    if (picked.typed.empty()) return choose(page, *visit, picked);
    return choose(page, *visit, picked, i18n::words(page.language, "This is no time of day. Write it as 14:05."), 422);
}

Response move_visit(const Page& page) {
    const auto visit = find_visit(page);
    if (!visit) return nothing_here(page);
    const auto& form = page.request.form;
    const Error changed{Fault::conflict, "booking.changed_meanwhile", {}, {}};
    if (visit->parts.empty()) return refuse_change(page, visit->booking, changed);
    const auto picked = read_wish(page, *visit, form);
    if (!picked.start) return choose(page, *visit, picked, i18n::message(page.language, "field.choose_time"), 422);
    const auto seen = read_seen(form.get("seen"));
    if (seen != seen_of(visit->parts)) return refuse_move(page, *visit, picked, changed);
    std::map<BookingId, bookings::Move> moves;
    for (const auto& part : visit->parts)
        moves[part.id] = {.starts_at = visit->moved(part, *picked.start).begin,
                          .provider_id = part.provider_id,
                          .outside_hours = picked.outside_hours,
                          .version = seen.at(part.id),
                          .overbooking = line(form, "overbooking"),
                          .telling = read_telling(form)};
    const auto moved = page.environment.database.write([&](db::Tx& tx) {
        return bookings::move_visit(tx, pages::context_of(page, form), page.id(), visit->booking.visit_id, moves,
                                    page.actor(), bookings::Rules::staff);
    });
    return moved ? back_to(booking_path(page, visit->booking), "moved")
                 : refuse_move(page, *visit, picked, moved.error());
}

}  // namespace office
