// The calendar of the back office. The server draws the list of the shown days; the script draws the calendar in its
// place, of the same address (calendar_data.h).
#include "activity/telling.h"
#include "bookings/pending.h"
#include "bookings/words.h"
#include "daybook/day_notes.h"
#include "html/html.h"
#include "office/calendar/booking_view.h"
#include "office/calendar/calendar_data.h"
#include "office/calendar/calendar_list.h"
#include "office/frame/form.h"
#include "office/frame/menu.h"
#include "waiting/waiting.h"

#include <algorithm>

namespace office {
namespace {

using std::chrono::days;

constexpr int kWaitingShown = 5, kNotesShown = 30;

std::string view_name(i18n::Language language, View view) {
    switch (view) {
        case View::day: return i18n::words_in(language, "calendar", "Day");
        case View::rooms: return i18n::words(language, "Rooms");
        case View::week: return i18n::words_in(language, "calendar", "Week");
        case View::month: return i18n::words_in(language, "calendar", "Month");
        case View::list: return i18n::words_in(language, "calendar", "List");
    }
    return {};
}

std::string title_of(const Page& page, const Showing& shown) {
    const auto year = static_cast<int>(std::chrono::year_month_day{page.zone().day(page.now)}.year());
    if (shown.view == View::list) return i18n::words(page.language, "Appointments");
    if (shown.view == View::month) return i18n::month_name(page.language, shown.first);
    if (shown.view == View::week)
        return i18n::words(page.language, "{first} to {last}",
                           {{"first", i18n::short_date(page.language, shown.first)},
                            {"last", i18n::short_date(page.language, shown.last)}});
    return i18n::long_date(page.language, shown.day, year);
}

Day before(const Showing& shown) {
    if (shown.view == View::month) return shown.first - days{1};
    return shown.day - (shown.last - shown.first + days{1});
}
Day after(const Showing& shown) {
    return shown.view == View::month ? shown.last + days{1} : shown.day + (shown.last - shown.first + days{1});
}

void fill_head(html::Values& values, const Page& page, const Showing& shown) {
    const auto today = page.zone().day(page.now);
    values.set("BEFORE_URL", calendar_path(page, shown, before(shown)));
    values.set("TODAY_URL", calendar_path(page, shown, today));
    values.set("AFTER_URL", calendar_path(page, shown, after(shown)));
    values.show_if(shown.first <= today && today <= shown.last, "IS_TODAY");
    for (const auto view : {View::day, View::rooms, View::week, View::month, View::list}) {
        if (view == View::rooms && page.snapshot->resources.empty()) continue;
        values.add("VIEW")
            .set("VIEW_URL", calendar_path(page, shown, view))
            .set("VIEW_TEXT", view_name(page.language, view))
            .show_if(view == shown.view, "VIEW_ON");
    }
    if (page.may(bookings::kManageBookings))
        values.add("NEW").set("NEW_URL", fmt::format("{}/bookings/new?day={}", page.home(), base::to_text(shown.day)));
    values.show_if(page.only_provider().has_value(), "OWN_ONLY");
}

void add_option(html::Values& select, const std::string& value, const std::string& text, bool on) {
    select.add("OPTION").set("OPTION_VALUE", value).set("OPTION_TEXT", text).show_if(on, "OPTION_ON");
}

html::Values& add_select(html::Values& values, std::string_view name, const std::string& label) {
    return values.add("SELECT").set("SELECT_NAME", name).set("SELECT_LABEL", label);
}

void fill_filters(html::Values& values, const Page& page, const Showing& shown) {
    const auto& snapshot = *page.snapshot;
    const auto language = page.language;
    values.set("ACTION", page.home() + "/calendar").set("VIEW_NAME", to_text(shown.view));
    values.set("DAY", base::to_text(shown.day)).show_if(shown.filters() && !page.only_provider(), "FILTERED");
    values.set("PLAIN_URL", calendar_path(page, Showing{.view = shown.view, .day = shown.day}));
    if (!page.only_provider() && snapshot.providers.size() > 1) {
        auto& people = values.add("PEOPLE");
        for (const auto& provider : snapshot.providers) {
            const bool is_on = std::ranges::find(shown.providers, provider.id) != shown.providers.end();
            if (!provider.bookable && !is_on) continue;
            people.add("PERSON")
                .set("PERSON_ID", base::to_text(provider.id))
                .set("PERSON_NAME", provider.name)
                .show_if(is_on, "PERSON_ON");
        }
    }
    if (snapshot.locations.size() > 1) {
        auto& select = add_select(values, "location", i18n::words(language, "Location"));
        add_option(select, "", i18n::words(language, "Every location"), !shown.location);
        for (const auto& location : snapshot.locations)
            add_option(select, base::to_text(location.id), location.name, shown.location == location.id);
    }
    auto& services = add_select(values, "service", i18n::words(language, "Service"));
    add_option(services, "", i18n::words(language, "Every service"), !shown.service);
    for (const auto& service : snapshot.services)
        if (service.active)
            add_option(services, base::to_text(service.id), page.text(service.name), shown.service == service.id);
    auto& statuses = add_select(values, "status", i18n::words(language, "Status"));
    add_option(statuses, "", i18n::words(language, "All but cancelled ones"), !shown.status);
    using bookings::Status;
    for (const auto status :
         {Status::pending, Status::approved, Status::completed, Status::no_show, Status::cancelled, Status::declined})
        add_option(statuses, std::string(to_text(status)), bookings::status_name(language, status),
                   shown.status == status);
    auto& colours = add_select(values, "colour", i18n::words(language, "Colours by"));
    add_option(colours, "service", i18n::words(language, "Service"), shown.colour == Colour::service);
    add_option(colours, "provider", i18n::words(language, "Provider"), shown.colour == Colour::provider);
    add_option(colours, "status", i18n::words(language, "Status"), shown.colour == Colour::status);
    values.show_if(shown.dense, "DENSE");
    if (page.may(bookings::kManageBookings))
        values.add("DELETED").set("DELETED_URL", page.home() + "/bookings/deleted");
}

// Besides the calendar: what waits for an answer, whatever day it is on.
void fill_waiting(html::Values& values, const Page& page, const Showing& shown) {
    const auto count = waiting_count(page);
    if (!count) return;
    const auto list = page.environment.database.read([&](db::Session& session) {
        return bookings::list_pending(session, page.id(), page.only_provider(), {}, kWaitingShown);
    });
    auto& rail = values.add("WAITING").set("ALL_WAITING_URL", page.home() + "/calendar/waiting");
    rail.set("ALL_WAITING_TEXT", count->words);
    for (const auto& booking : list.bookings) {
        auto& one = rail.add("ONE").set("WHO", person(booking)).set("WHAT", service_name(page, booking));
        one.set("WHEN", pages::moment(page, booking.time.begin)).set("URL", booking_path(page, booking));
        const auto* provider = page.snapshot->provider(booking.provider_id);
        one.set("WITH_WHOM", provider ? provider->name : "");
        if (!page.may(bookings::kManageBookings)) continue;
        one.add("ANSWER")
            .set("ANSWER_URL", booking_path(page, booking, "/status"))
            .set("TOKEN", form_token(page))
            .set("BACK", calendar_path(page, shown));
    }
}

// Who is on the waiting list for the shown days.
void fill_queue(html::Values& values, const Page& page, const Showing& shown) {
    const auto queue = menu_path(page, "waiting");
    if (!queue || !page.may(waiting::kManageWaiting) || !page.business().has(waiting::kModule)) return;
    if (shown.view == View::month) return;
    const auto count = page.environment.database.read(
        [&](db::Session& session) { return waiting::count_for(session, page.id(), shown.first, shown.last); });
    if (count == 0) return;
    const bool one_day = shown.first == shown.last;
    values.add("QUEUE")
        .set("QUEUE_URL", *queue)
        .set("QUEUE_TEXT", one_day ? i18n::count(page.language, "{n} person waits for a time on this day",
                                                 "{n} people wait for a time on this day", count)
                                   : i18n::count(page.language, "{n} person waits for a time on these days",
                                                 "{n} people wait for a time on these days", count));
}

// What staff noted about the shown days; who sees their own appointments only, what is for everybody or for them.
void fill_notes(html::Values& values, const Page& page, const Showing& shown) {
    // The notes are a feature of their own.
    const auto& logs = page.environment.registry.all<activity::Log>();
    if (shown.view == View::month || std::ranges::find(logs, "day_notes", &activity::Log::name) == logs.end()) return;
    auto notes = page.environment.database.read([&](db::Session& session) {
        return daybook::list_notes(session, page.id(), shown.first, shown.last, kNotesShown);
    });
    const auto only = page.only_provider();
    std::erase_if(notes, [&](const daybook::DayNote& note) {
        if (only && note.provider && note.provider != only) return true;
        return shown.location && note.location && note.location != shown.location;
    });
    auto& rail = values.add("NOTES");
    rail.set("NOTES_URL", fmt::format("{}/days/{}", page.home(), base::to_text(shown.day)));
    for (const auto& note : notes) {
        auto& one = rail.add("NOTE").set("NOTE_TEXT", note.text);
        if (shown.view != View::day && shown.view != View::rooms)
            one.add("NOTE_ON").set("NOTE_DAY", i18n::short_date(page.language, note.day));
        const auto* provider = note.provider ? page.snapshot->provider(*note.provider) : nullptr;
        if (provider) one.add("NOTE_FOR").set("NOTE_WHO", provider->name);
    }
}

void fill_dialogs(html::Values& values, const Page& page) {
    if (!page.may(bookings::kManageBookings)) return;
    auto& dialogs = values.add("DIALOGS").set("NEW_ACTION", page.home() + "/bookings/new");
    for (const auto& provider : page.snapshot->providers)
        if (provider.bookable)
            dialogs.add("GIVER").set("GIVER_ID", base::to_text(provider.id)).set("GIVER_NAME", provider.name);
    for (const auto& service : page.snapshot->services)
        if (service.active && !page.snapshot->providers_of(service).empty()) {
            auto& one = dialogs.add("SERVICE").set("SERVICE_ID", base::to_text(service.id));
            one.set("SERVICE_NAME", fmt::format("{}, {}", page.text(service.name), pages::length_of(page, service)));
            std::string givers;
            for (const auto* giver : page.snapshot->providers_of(service))
                givers += (givers.empty() ? "" : " ") + base::to_text(giver->id);
            one.set("GIVERS", givers);
        }
    if (const auto hours = menu_path(page, "hours"); hours && page.may(staff::kManageHours))
        dialogs.add("BLOCK").set("BLOCK_URL", *hours + "/time-off");
    dialogs.show_if(page.may(bookings::kOutsideHours), "MAY_OUTSIDE");
    dialogs.show_if(page.may(bookings::kOverbooking), "MAY_OVERBOOK");
}

Response calendar_page(const Page& page, const Showing& shown) {
    Frame frame{"office/calendar/calendar", title_of(page, shown), "appointments"};
    frame.live = true;
    auto response = render(page, frame, [&](html::Values& values) {
        include_done(values, page);
        values.set("CSS", html::asset("office-calendar.css")).set("JS", html::asset("office-calendar.js"));
        fill_head(values, page, shown);
        fill_filters(values, page, shown);
        include_agenda(values, page, shown);
        fill_queue(values, page, shown);
        fill_waiting(values, page, shown);
        fill_notes(values, page, shown);
        values.show_if(shown.view == View::list, "IS_LIST");
        if (shown.view == View::list) return;
        auto& drawn = values.add("DRAWN").set("DRAWN_VIEW", to_text(shown.view));
        const auto query = calendar_path(page, shown);
        drawn.set("DATA_URL", page.home() + "/calendar/data" + query.substr(query.find('?')));
        drawn.set("HOME", page.home()).set("TOKEN", form_token(page)).set("HERE", query);
        drawn.set("FIRST", base::to_text(shown.first)).set("LAST", base::to_text(shown.last));
        drawn.set("TODAY", base::to_text(page.zone().day(page.now))).set("COLOUR", to_text(shown.colour));
        drawn.set("LANGUAGE", i18n::tag(page.language)).set("DENSITY", shown.dense ? "dense" : "calm");
        drawn.set("WEEK_BEGINS", i18n::week_starts_on_sunday(page.language) ? "0" : "1");
        drawn.set("LIST_URL", calendar_path(page, shown, View::list)).set("CHOSEN", shown.chosen ? "yes" : "no");
        drawn.set("MAY_MOVE", page.may(bookings::kManageBookings) ? "yes" : "no");
        fill_dialogs(drawn, page);
    });
    if (shown.chosen) keep_shown(response, page, shown);
    return response;
}

}  // namespace

Response calendar(const Page& page) { return calendar_page(page, read_shown(page)); }

void register_calendar(activity::Registry& registry) {
    registry.add(MenuEntry{10, "appointments", "/calendar", N_("Calendar"), "M5 6h14v14H5zM5 10h14M9 3v4M15 3v4",
                           bookings::kSeeOwnBookings, nullptr, waiting_count});
}

}  // namespace office
