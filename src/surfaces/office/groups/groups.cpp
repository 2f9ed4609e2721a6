// What groups come, and the page of one: who is in it, checking in, its places, its time, its end.
#include "office/groups/groups.h"

#include "bookings/allowed.h"
#include "bookings/session.h"
#include "bookings/words.h"
#include "office/frame/customer_record.h"
#include "office/frame/form.h"
#include "office/frame/menu.h"
#include "office/frame/registered.h"
#include "office/groups/group_page.h"
#include "pages/shown_in.h"

#include <algorithm>

namespace office {
namespace {

using bookings::Appointment;
using bookings::Booking;
using bookings::Session;
using bookings::Status;
using Kind = Field::Kind;

constexpr std::chrono::days kShown{60};
constexpr int kRows = 300;

std::string name_of(const Page& page, ServiceId id) {
    const auto* service = page.snapshot->service(id);
    return service ? page.text(service->name) : std::string();
}

std::string provider_of(const Page& page, ProviderId id) {
    const auto* provider = page.snapshot->provider(id);
    return provider ? provider->name : std::string();
}

std::string booked_of(const Page& page, const bookings::Seats& seats) {
    return i18n::words(page.language, "{n} of {max} booked",
                       {{"n", std::to_string(seats.taken)}, {"max", std::to_string(seats.capacity)}});
}

// ---- One

// With the way to the booking, where the calendar is there.
void fill_name(html::Values& row, const Page& page, const Booking& booking) {
    const auto name = person_of(page, booking);
    if (!menu_path(page, "appointments")) return void(row.add("PLAIN").set("NAME", name));
    row.add("LINKED")
        .set("NAME", name)
        .set("URL", fmt::format("{}/bookings/{}", page.home(), base::to_text(booking.id)));
}

void fill_person(html::Values& row, const Page& page, const Group& group, const Booking& booking,
                 const record::ImportantNotes& notes) {
    row.set("STATUS", bookings::status_name(page.language, booking.status));
    row.set("STATUS_CLASS", to_text(booking.status));
    fill_name(row, page, booking);
    record::include_important(row, notes, booking.customer_id);
    if (!booking.phone.empty()) row.add("PHONE").set("PHONE_TEXT", booking.phone);
    if (!booking.note.empty()) row.add("NOTE").set("NOTE_TEXT", booking.note);
    if (!booking.internal_note.empty()) row.add("OWN_NOTE").set("OWN_NOTE_TEXT", booking.internal_note);
    row.show(booking.paid_at ? "PAID" : "UNPAID");
    if (!page.may(bookings::kManageBookings) || booking.status == Status::pending) return;
    const auto button = [&](Status status, std::string_view section) {
        if (booking.status == status || !bookings::staff_may_set(booking, status, page.now)) return;
        row.add(section)
            .set("ACTION", group_path(page, group.appointment.id, "/check-in"))
            .set("TOKEN", form_token(page))
            .set("BOOKING", base::to_text(booking.id))
            .set("BUTTON_NAME", person_of(page, booking));
    };
    button(Status::completed, "CAME");
    button(Status::no_show, "MISSED");
}

std::string place_name(const Page& page, const Group& group) {
    const auto* location = page.snapshot->location(group.appointment.location_id);
    return location ? location->name : std::string();
}

Form places_form(const Page& page, const Group& group, const Wrong& wrong) {
    const auto& sent = page.request.form;
    const auto value = [&](std::string_view name, int stored) {
        return wrong.any() && sent.has(name) ? line(sent, name) : std::to_string(stored);
    };
    Form form{.action = group_path(page, group.appointment.id, "/places"), .token = form_token(page)};
    form.submit = i18n::words(page.language, "Save");
    form.weight = Form::Weight::plain;
    form.wrong = wrong;
    form.fields.push_back({.name = "capacity",
                           .label = i18n::words(page.language, "Places"),
                           .value = value("capacity", group.appointment.seats.capacity),
                           .limit = 4,
                           .required = true});
    if (!group.session) return form;
    form.fields.push_back(minimum_field(page, value("minimum", group.session->minimum)));
    form.hidden = {{"version", std::to_string(group.session->version)}};
    return form;
}

Form time_form(const Page& page, const Group& group, const Wrong& wrong) {
    const auto& sent = page.request.form;
    const auto wall = page.zone().wall(group.appointment.time.begin);
    const bool typed = wrong.any() && sent.has("day");
    Form form{.action = group_path(page, group.appointment.id, "/time"), .token = form_token(page)};
    form.submit = i18n::words(page.language, "Move the whole group");
    form.weight = Form::Weight::plain;
    form.wrong = wrong;
    form.fields = {
        day_field(page, typed ? line(sent, "day") : base::to_text(page.zone().day(group.appointment.time.begin))),
        time_field(page, typed ? line(sent, "time") : clock_text(wall))};
    form.fields.push_back(outside_field(page));
    std::string seen;
    for (const auto& booking : group.bookings)
        if (!bookings::is_given_up(booking.status))
            seen += fmt::format("{}{}-{}", seen.empty() ? "" : " ", base::to_text(booking.id), booking.version);
    form.hidden = {{"seen", seen}, pages::shown_in_field(page)};
    return form;
}

Response group_page(const Page& page, const Group& group, const GroupWrong& wrong = {}) {
    const auto& [appointment, session, all] = group;
    const bool stands = appointment.live && appointment.time.end > page.now;
    const bool manages = page.may(bookings::kManageBookings);
    const auto status = std::max({wrong.places.page_status(), wrong.time.page_status(), wrong.whole.page_status()});
    return render(
        page, {"office/groups/group", name_of(page, appointment.service_id), "groups", status},
        [&](html::Values& values) {
            include_done(values, page);
            pages::fill_notice(values, wrong.whole);
            values.set("LIST_URL", page.home() + "/groups").set("WHEN", pages::when(page, appointment.time));
            fill_head(values, page, group);
            if (session && session->cancelled_at) values.show("ENDED");
            if (session && session->minimum > 0 && appointment.live) {
                const auto at = appointment.time.begin - session->decided_before;
                values.add("MINIMUM").set(
                    "MINIMUM_TEXT",
                    session->decided
                        ? i18n::words(page.language, "It takes place.")
                        : i18n::words(page.language,
                                      "If fewer than {n} are booked {when}, it is cancelled and everybody is told.",
                                      {{"n", std::to_string(session->minimum)}, {"when", pages::moment(page, at)}}));
            }
            std::vector<const Booking*> in, gone;
            for (const auto& booking : all) (bookings::is_given_up(booking.status) ? gone : in).push_back(&booking);
            if (in.empty()) values.show("NOBODY");
            if (!in.empty()) {
                auto& list = values.add("PEOPLE");
                const auto notes = page.environment.database.read(
                    [&](db::Session& reading) { return record::important_notes(reading, page, all); });
                for (const auto* booking : in) fill_person(list.add("ROW"), page, group, *booking, notes);
            }
            if (!gone.empty()) {
                auto& list = values.add("GONE");
                for (const auto* booking : gone) fill_name(list.add("GONE_ROW"), page, *booking);
            }
            if (!in.empty()) values.add("PAPER").set("PAPER_URL", group_path(page, appointment.id, "/list"));
            if (!in.empty() && manages && appointment.live && menu_path(page, "messages"))
                values.add("WRITE").set("WRITE_URL", group_path(page, appointment.id, "/message"));
            if (!stands || !manages) return;
            auto& more = values.add("MANAGE");
            if (appointment.seats.left() > 0 && menu_path(page, "appointments"))
                more.add("ADD").set("ADD_URL", fmt::format("{}/bookings/new?service={}&provider={}&start={}",
                                                           page.home(), base::to_text(appointment.service_id),
                                                           base::to_text(appointment.provider_id),
                                                           base::to_text(appointment.time.begin)));
            include_form(more, "PLACES_FORM", page, places_form(page, group, wrong.places));
            include_form(more, "TIME_FORM", page, time_form(page, group, wrong.time));
            Form end{.action = group_path(page, appointment.id, "/cancellation"), .token = form_token(page)};
            end.weight = Form::Weight::danger;
            end.submit = i18n::words(page.language, "Cancel the whole group");
            include_form(more, "END_FORM", page, end);
        });
}

bookings::Seen read_seen(std::string_view text) {
    bookings::Seen out;
    while (!text.empty()) {
        const auto each = text.substr(0, text.find(' '));
        text.remove_prefix(std::min(text.size(), each.size() + 1));
        const auto dash = each.find('-');
        if (dash == each.npos) continue;
        const auto id = base::parse_id<BookingId>(each.substr(0, dash));
        const auto version = pages::whole_number<int>(each.substr(dash + 1));
        if (id && version) out.emplace(*id, *version);
    }
    return out;
}

}  // namespace

std::optional<Group> find_group(const Page& page) {
    const auto id = base::parse_id<AppointmentId>(page.request.param("id"));
    if (!id) return std::nullopt;
    auto found = page.environment.database.snapshot([&](db::Session& session) -> std::optional<Group> {
        auto appointment = bookings::find_appointment(session, page.id(), *id);
        if (!appointment) return std::nullopt;
        return Group{*appointment, bookings::find_session(session, page.id(), *id),
                     bookings::list_of_appointment(session, page.id(), *id)};
    });
    if (!found) return std::nullopt;
    const bool shares = found->session || found->appointment.seats.capacity > 1;
    const auto only = page.only_provider();
    if (!shares || (only && found->appointment.provider_id != *only)) return std::nullopt;
    return found;
}

std::string group_name(const Page& page, const Group& group) { return name_of(page, group.appointment.service_id); }

void fill_head(html::Values& values, const Page& page, const Group& group) {
    values.set("WITH_NAME", provider_of(page, group.appointment.provider_id));
    if (const auto place = place_name(page, group); !place.empty()) values.add("AT").set("AT_NAME", place);
    values.set("BOOKED", booked_of(page, group.appointment.seats));
}

std::string group_path(const Page& page, AppointmentId id, std::string_view rest) {
    return fmt::format("{}/groups/{}{}", page.home(), base::to_text(id), rest);
}

std::string person_of(const Page& page, const Booking& booking) {
    const auto name = bookings::who_comes(booking);
    return name.empty() ? i18n::words(page.language, "without a name") : name;
}

Response groups(const Page& page) {
    const auto sessions = page.environment.database.read([&](db::Session& session) {
        return bookings::list_sessions(session, page.id(), {page.now - std::chrono::hours{12}, page.now + kShown},
                                       page.only_provider(), kRows);
    });
    const auto title = i18n::words(page.language, "Groups");
    return render(page, {"office/groups/groups", title, "groups"}, [&](html::Values& values) {
        include_done(values, page);
        if (page.may(bookings::kManageBookings)) values.add("MAKE").set("NEW_URL", page.home() + "/groups/new");
        if (sessions.empty()) return void(values.show("NONE"));
        html::Values* day_list = nullptr;
        std::optional<Day> day;
        for (const auto& each : sessions) {
            const auto on = page.zone().day(each.time.begin);
            if (day != on) {
                day = on;
                day_list = &values.add("DAY").set("DAY_NAME", i18n::long_date(page.language, on));
            }
            auto& row = day_list->add("ROW").set("URL", group_path(page, each.id));
            row.set("TIME", i18n::time_of_day(page.language, page.zone().wall(each.time.begin)));
            row.set("SERVICE", name_of(page, each.service_id)).set("WITH_NAME", provider_of(page, each.provider_id));
            row.set("BOOKED", booked_of(page, each.seats));
            if (each.minimum > each.seats.taken && !each.decided)
                row.add("FEW").set("FEW_TEXT", i18n::words(page.language, "at least {n} needed",
                                                           {{"n", std::to_string(each.minimum)}}));
            row.show_if(each.seats.left() == 0, "FULL");
        }
    });
}

Response group(const Page& page) {
    const auto found = find_group(page);
    return found ? group_page(page, *found) : nothing_here(page);
}

Response check_in(const Page& page) {
    const auto found = find_group(page);
    const auto id = base::parse_id<BookingId>(page.request.form.get("booking"));
    const auto status = bookings::parse_status(page.request.form.get("status"));
    if (!found || !id || !status || (*status != Status::completed && *status != Status::no_show))
        return nothing_here(page);
    if (std::ranges::find(found->bookings, *id, &Booking::id) == found->bookings.end()) return nothing_here(page);
    const auto changed = page.environment.database.write([&](db::Tx& tx) {
        return bookings::change_status(tx, page.environment.context(), page.id(), *id, *status, page.actor(),
                                       bookings::Rules::staff);
    });
    if (!changed) return group_page(page, *found, {.whole = pages::wrong_of(page, changed.error())});
    return back_to(group_path(page, found->appointment.id), "status");
}

Response change_group(const Page& page) {
    const auto found = find_group(page);
    if (!found) return nothing_here(page);
    const auto& form = page.request.form;
    const auto id = found->appointment.id;
    const auto capacity = pages::whole_number<int>(line(form, "capacity")).value_or(-1);
    const auto changed = page.environment.database.write([&](db::Tx& tx) -> Result<void> {
        const auto context = page.environment.context();
        if (!found->session) {
            auto done = bookings::change_places(tx, context, page.id(), id, capacity, page.actor());
            if (!done) return std::unexpected(std::move(done.error()));
            return {};
        }
        const bookings::SessionChange to{capacity, pages::whole_number<int>(line(form, "minimum")).value_or(-1),
                                         pages::whole_number<int>(line(form, "version")).value_or(0)};
        auto done = bookings::change_session(tx, context, page.id(), id, to, page.actor());
        if (!done) return std::unexpected(std::move(done.error()));
        return {};
    });
    if (changed) return back_to(group_path(page, id), "saved");
    return group_page(page, *found, {.places = pages::wrong_of(page, changed.error())});
}

Response move_group(const Page& page) {
    const auto found = find_group(page);
    if (!found) return nothing_here(page);
    const auto& form = page.request.form;
    if (pages::is_shown_otherwise(page, form))
        return group_page(page, *found, {.time = pages::wrong_of(page, pages::shown_otherwise(page))});
    const auto start = read_start(page, form);
    if (!start) return group_page(page, *found, {.time = start_wrong(form)});
    bookings::Move move{.starts_at = *start};
    move.outside_hours = ticked(form, "outside_hours");
    move.seen = read_seen(form.get("seen"));
    const auto moved = page.environment.database.write([&](db::Tx& tx) {
        return bookings::move_appointment(tx, pages::context_of(page, form), page.id(), found->appointment.id, move,
                                          page.actor());
    });
    if (moved) return back_to(group_path(page, found->appointment.id), "saved");
    auto wrong = pages::wrong_of(page, moved.error());
    return group_page(page, *found, {.time = std::move(wrong)});
}

Response end_group(const Page& page) {
    const auto found = find_group(page);
    if (!found) return nothing_here(page);
    const auto ended = page.environment.database.write([&](db::Tx& tx) {
        return bookings::cancel_appointment(tx, page.environment.context(), page.id(), found->appointment.id,
                                            page.actor());
    });
    if (!ended) return group_page(page, *found, {.whole = pages::wrong_of(page, ended.error())});
    return back_to(page.home() + "/groups", "saved");
}

void register_groups(activity::Registry& registry) {
    registry.add(MenuEntry{
        11, "groups", "/groups", N_("Groups"),
        "M9 7a3 3 0 1 0 0 6a3 3 0 1 0 0-6M3 20c0-3 3-5 6-5s6 2 6 5M16 7a3 3 0 0 1 0 6M17 15c3 0 4 2 4 5",
        bookings::kSeeOwnBookings, [](const Page& page) {
            return std::ranges::any_of(page.snapshot->services,
                                       [](const auto& service) { return service.active && service.is_for_groups(); });
        }});
}

}  // namespace office
