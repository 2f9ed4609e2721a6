// A customer's appointments and what they may do with each: one function decides (bookings/allowed.h), and what it
// refuses is said here with its reason and what to do instead.
#include "booking_page/moving.h"
#include "booking_page/shown.h"
#include "booking_page/time_step.h"
#include "booking_page/visit_moving.h"
#include "bookings/allowed.h"
#include "bookings/visit.h"
#include "bookings/without.h"
#include "bookings/words.h"
#include "events/event.h"
#include "i18n/names.h"
#include "pages/booking_ways.h"
#include "portal/parts.h"

#include <algorithm>
#include <map>
#include <set>

namespace portal {
namespace {

using bookings::Allowed;
using bookings::Booking;
using bookings::Rules;
using bookings::Status;
using html::Values;
using http::Request;
using http::Response;
using pages::Secrecy;

constexpr int kUpcomingAPage = 50, kPastAPage = 10, kMostInFeed = 200;
constexpr Seconds kFeedBack = std::chrono::days{90};

Allowed allowed(const Page& page, const Booking& booking) {
    return bookings::what_may(page.business(), booking, bookings::is_bookable(*page.snapshot, booking.service_id),
                              page.now, bookings::Way::panel);
}

std::string path_of(const Visit& visit, const Booking& booking) {
    return visit.path("/appointments/" + base::to_text(booking.id));
}

std::string again_path(const Page& page, const Booking& booking) {
    auto out = fmt::format("{}/book?service={}", pages::home_path(page), base::to_text(booking.service_id));
    const auto givers = page.snapshot->providers_of(booking_page::service_of(page, booking));
    if (std::ranges::any_of(givers, [&](const auto* each) { return each->id == booking.provider_id; }))
        out += "&provider=" + base::to_text(booking.provider_id);
    return out;
}

bool may_book_again(const Page& page, const Booking& booking) {
    return allowed(page, booking).book_again && page.snapshot->may_choose(booking_page::service_of(page, booking));
}

std::string name_of(const accounts::Person& person) { return base::full_name(person.name, person.surname); }

// Whose appointment it is, where the account looks after several.
std::string whose(const std::vector<accounts::Person>& people, CustomerId id) {
    if (people.size() < 2) return {};
    const auto found = std::ranges::find(people, id, &accounts::Person::id);
    return found == people.end() ? std::string() : name_of(*found);
}

// Each reason once: what may be neither moved nor cancelled for the same one says it once.
std::vector<std::string> reasons(const Page& page, const Allowed& may) {
    std::vector<std::string> out;
    const auto add = [&](const Result<void>& one) {
        if (one) return;
        auto text = pages::sentence(page, one.error());
        if (std::ranges::find(out, text) == out.end()) out.push_back(std::move(text));
    };
    add(may.reschedule);
    add(may.cancel);
    return out;
}

std::string title_of(const Page& page, const Booking& booking) {
    const auto& service = page.text(booking_page::service_of(page, booking).name);
    const auto provider = booking_page::provider_name(page, booking);
    if (provider.empty()) return service;
    return i18n::words(page.language, "{service} with {name}", {{"service", service}, {"name", provider}});
}

std::string place_text(const Page& page, const Booking& booking) {
    if (!booking_page::service_of(page, booking).meeting_url.empty()) return i18n::words(page.language, "online");
    // One of several is told by its name, the only one by its street; the appointment's own page says it all.
    const auto* provider = page.snapshot->provider(booking.provider_id);
    const auto* location = page.snapshot->location(booking.location_id);
    if (!location && provider) location = page.snapshot->location(provider->location_id);
    if (location && page.snapshot->locations.size() > 1) return location->name;
    const auto& address = location ? location->address : page.business().address;
    return address.substr(0, address.find(','));
}

std::string duration_of(const Page& page, const Booking& booking) {
    return i18n::duration(page.language, std::chrono::duration_cast<Minutes>(booking.time.end - booking.time.begin));
}

std::string hours_of(const Page& page, const Booking& booking) {
    return i18n::words(page.language, "{from} to {to}",
                       {{"from", i18n::time_of_day(page.language, page.zone().wall(booking.time.begin))},
                        {"to", i18n::time_of_day(page.language, page.zone().wall(booking.time.end))}});
}

// "14:45 to 15:30, 45 min · Torggata 12 · 690 kr · for Emma Berg"
std::string facts_of(const Page& page, const Booking& booking, std::string when, const std::string& whose) {
    auto out = std::move(when) + ", " + duration_of(page, booking);
    const auto add = [&](const std::string& text) {
        if (!text.empty()) out += " · " + text;
    };
    add(place_text(page, booking));
    add(pages::agreed_price(page, booking));
    if (!whose.empty()) add(i18n::words(page.language, "for {name}", {{"name", whose}}));
    return out;
}

// What goes as planned needs no badge.
void fill_status(Values& row, const Page& page, const Booking& booking) {
    if (booking.status == Status::approved || booking.status == Status::completed) return;
    row.add("ROW_STATUS")
        .set("STATUS_CLASS", to_text(booking.status))
        .set("STATUS", bookings::status_name(page.language, booking.status));
}

// The way to the booking page, where there is one.
void offer_booking(Values& values, const Page& page) {
    if (page.business().has(bookings::kBookingPage)) values.add("BOOK").set("BOOK_URL", pages::home_path(page));
}

// The way to the rest of a list: {{#LATER}} with its address, for one.
void lead_on(Values& list, const Visit& visit, std::string_view section, std::string_view where,
             const Booking& booking) {
    list.add(section).set(fmt::format("{}_URL", section),
                          fmt::format("{}?{}={}", visit.path(), where, base::to_text(booking.id)));
}

void fill_leaf(Values& row, const Page& page, Instant at) {
    const auto day = page.zone().day(at);
    row.set("ROW_MONTH", i18n::month_brief(page.language, day));
    row.set("ROW_DAY", static_cast<std::int64_t>(static_cast<unsigned>(std::chrono::year_month_day{day}.day())));
    row.set("ROW_WEEKDAY", i18n::weekday_brief(page.language, day));
    row.set("ROW_DATE", i18n::long_date(page.language, day));
}

void fill_call(Values& row, const Page& page, bool may_all) {
    const auto& phone = page.business().phone;
    if (!may_all && !phone.empty())
        row.add("ROW_CALL").set("CALL_TEXT", i18n::words(page.language, "Call {phone}.", {{"phone", phone}}));
}

void fill_row(Values& row, const Visit& visit, const Booking& booking, const std::vector<accounts::Person>& people) {
    const auto& page = visit.page;
    const auto may = allowed(page, booking);
    const auto path = path_of(visit, booking);
    row.set("ROW_URL", path).set("ROW_TITLE", title_of(page, booking));
    fill_leaf(row, page, booking.time.begin);
    row.set("ROW_FACTS", facts_of(page, booking, hours_of(page, booking), whose(people, booking.customer_id)));
    fill_status(row, page, booking);
    const auto& meeting = booking_page::service_of(page, booking).meeting_url;
    if (may.join_meeting && !meeting.empty()) row.add("ROW_JOIN").set("JOIN_URL", meeting);
    if (may.reschedule) row.add("ROW_MOVE").set("MOVE_URL", path + "/reschedule");
    if (may.cancel) row.add("ROW_CANCEL").set("CANCEL_URL", path + "/cancellation");
    for (const auto& text : reasons(page, may)) row.add("ROW_WHY").set("WHY_TEXT", text);
    fill_call(row, page, may.reschedule && may.cancel);
}

// "14:45 to 15:30 · for Ida · 690 kr"
std::string part_facts(const Page& page, const Booking& part, const std::vector<Booking>& parts) {
    auto out = hours_of(page, part);
    if (const auto person = bookings::person_of(part, parts); !person.empty())
        out += " · " + i18n::words(page.language, "for {name}", {{"name", person}});
    return out + " · " + pages::agreed_price(page, part);
}

// One card for all parts of a visit, each with a page of its own.
void fill_visit_row(Values& row, const Visit& visit, const std::vector<Booking>& parts) {
    const auto& page = visit.page;
    const auto whole = booking_page::whole_of(page, parts, bookings::Way::panel);
    const auto path = path_of(visit, parts.front());
    auto until = parts.front().time.end;
    for (const auto& part : parts) until = std::max(until, part.time.end);
    row.set("ROW_URL", path).set("ROW_TITLE", booking_page::service_names(page, parts));
    fill_leaf(row, page, parts.front().time.begin);
    row.set(
        "ROW_FACTS",
        fmt::format("{} · {}",
                    i18n::words(page.language, "{from} to {to}",
                                {{"from", i18n::time_of_day(page.language, page.zone().wall(parts.front().time.begin))},
                                 {"to", i18n::time_of_day(page.language, page.zone().wall(until))}}),
                    booking_page::agreed_total(page, parts)));
    auto& list = row.add("ROW_PARTS");
    for (const auto& part : parts) {
        auto& item = list.add("ROW_PART");
        item.set("PART_URL", path_of(visit, part)).set("PART_TITLE", title_of(page, part));
        item.set("PART_FACTS", part_facts(page, part, parts));
        fill_status(item, page, part);
    }
    if (whole.may_move) row.add("ROW_MOVE").set("MOVE_URL", path + "/visit/reschedule");
    if (whole.may_cancel) row.add("ROW_CANCEL").set("CANCEL_URL", path + "/visit/cancellation");
    for (const auto& text : whole.reasons) row.add("ROW_WHY").set("WHY_TEXT", text);
    fill_call(row, page, whole.reasons.empty());
}

// Those of the list that are parts of the booking's visit, itself among them.
std::vector<Booking> listed_beside(const std::vector<Booking>& listed, const Booking& booking) {
    std::vector<Booking> out;
    for (const auto& each : listed)
        if (booking.visit_part > 0 && each.visit_id == booking.visit_id) out.push_back(each);
    return out;
}

// What is told as one in the place of its first, by that one's id; `behind`: those that are told there.
struct Grouped {
    struct Group {
        pages::OwnBookingGroup about;
        std::vector<Booking> others{};
    };
    std::map<BookingId, Group> by_first{};
    std::set<BookingId> behind{};
};

Grouped grouped(const Page& page, const std::vector<Booking>& bookings) {
    std::vector<BookingId> ids;
    for (const auto& booking : bookings) ids.push_back(booking.id);
    std::map<BookingId, pages::OwnBookingGroup> known;
    for (const auto* each : pages::by_place<pages::OwnBookingGroups>(page)) known.merge(each->groups(page, ids));
    Grouped out;
    std::map<std::string, BookingId> first;
    for (const auto& booking : bookings) {
        const auto found = known.find(booking.id);
        if (found == known.end()) continue;
        const auto [place, is_first] = first.try_emplace(found->second.key, booking.id);
        if (is_first) continue;
        auto& group = out.by_first.try_emplace(place->second, Grouped::Group{known.at(place->second)}).first->second;
        group.others.push_back(booking);
        out.behind.insert(booking.id);
    }
    return out;
}

void fill_group(Values& row, const Visit& visit, const Grouped::Group& group) {
    const auto& page = visit.page;
    auto& more = row.add("ROW_GROUP").set("GROUP_ABOUT", group.about.about);
    more.set("GROUP_MORE", i18n::count(page.language, "and {n} more date", "and {n} more dates",
                                       static_cast<std::int64_t>(group.others.size())));
    more.set("GROUP_URL", group.about.all.path).set("GROUP_ALL", group.about.all.words);
    for (const auto& booking : group.others) {
        auto& date = more.add("DATE").set("DATE_URL", path_of(visit, booking));
        date.set("DATE_WHEN", pages::when(page, booking.time));
        if (booking.status != Status::approved)
            date.add("DATE_STATUS")
                .set("DATE_STATUS_CLASS", to_text(booking.status))
                .set("DATE_STATUS_NAME", bookings::status_name(page.language, booking.status));
    }
}

void fill_upcoming(Values& values, const Visit& visit, const bookings::Listed& upcoming,
                   const std::vector<accounts::Person>& people) {
    auto& list = values.add("UPCOMING");
    offer_booking(list, visit.page);
    if (upcoming.earlier) lead_on(list, visit, "SOONER", "coming_before", upcoming.bookings.front());
    if (upcoming.more) lead_on(list, visit, "LATER", "coming_after", upcoming.bookings.back());
    const auto groups = grouped(visit.page, upcoming.bookings);
    std::set<VisitId> shown;
    for (const auto& booking : upcoming.bookings) {
        if (groups.behind.contains(booking.id)) continue;
        const auto parts = listed_beside(upcoming.bookings, booking);
        if (parts.size() > 1) {
            if (shown.insert(booking.visit_id).second) fill_visit_row(list.add("ROW"), visit, parts);
            continue;
        }
        auto& row = list.add("ROW");
        fill_row(row, visit, booking, people);
        if (const auto group = groups.by_first.find(booking.id); group != groups.by_first.end())
            fill_group(row, visit, group->second);
    }
}

void fill_past(Values& values, const Visit& visit, const bookings::Listed& past,
               const std::vector<accounts::Person>& people) {
    const auto& page = visit.page;
    auto& list = values.add("PAST");
    const auto this_year = static_cast<int>(std::chrono::year_month_day{page.zone().day(page.now)}.year());
    for (const auto& booking : past.bookings) {
        auto& row = list.add("ROW");
        row.set("ROW_URL", path_of(visit, booking)).set("ROW_TITLE", title_of(page, booking));
        const auto day = i18n::long_date(page.language, page.zone().day(booking.time.begin), this_year);
        row.set("ROW_FACTS",
                facts_of(page, booking, day + ", " + hours_of(page, booking), whose(people, booking.customer_id)));
        fill_status(row, page, booking);
        if (may_book_again(page, booking)) row.add("ROW_AGAIN").set("AGAIN_URL", again_path(page, booking));
    }
    if (past.more) lead_on(list, visit, "OLDER", "after", past.bookings.back());
    if (past.earlier) lead_on(list, visit, "NEWER", "before", past.bookings.front());
}

// Tickets for events, where the business's panel shows appointments only.
bookings::Without left_out_of(const Page& page) {
    bookings::Without out;
    if (!page.business().has(events::kInPanel))
        for (const auto& service : page.snapshot->event_services) out.insert(service.id);
    return out;
}

bookings::From read_from(const Request& request, std::string_view after, std::string_view before) {
    bookings::From out{.after = base::parse_id<BookingId>(request.query.get(after))};
    if (!out.after) out.before = base::parse_id<BookingId>(request.query.get(before));
    return out;
}

std::string list_done(const Visit& visit) {
    const auto& query = visit.page.request.query;
    const auto language = visit.page.language;
    if (query.has("hidden")) return i18n::words(language, "The appointment is no longer shown here.");
    if (query.has("welcome")) return i18n::words(language, "Welcome. Your account is ready.");
    if (query.has("password")) return i18n::words(language, "Your password is set, and you are signed in.");
    return {};
}

// Somebody else's is as unknown as one that never was.
std::optional<Booking> find_own(const Visit& visit) {
    const auto& page = visit.page;
    const auto id = base::parse_id<BookingId>(page.request.param("id"));
    if (!id) return std::nullopt;
    return page.environment.database.read([&](db::Session& session) {
        auto booking = bookings::find(session, visit.business(), *id);
        if (booking && !accounts::looks_after(session, visit.business(), visit.who.account_id, booking->customer_id))
            booking.reset();
        return booking;
    });
}

Response unknown(const Visit& visit) {
    const auto& page = visit.page;
    return pages::explain(page, 404, i18n::message(page.language, "booking.unknown"),
                          pages::WayOn{visit.path(), i18n::words(page.language, "My appointments")}, Secrecy::personal);
}

Response with_booking(const Visit& visit, const std::function<Response(const Booking&)>& body) {
    const auto booking = find_own(visit);
    return booking ? body(*booking) : unknown(visit);
}

std::string just_done(const Visit& visit, const Booking& booking) {
    const auto& query = visit.page.request.query;
    const auto language = visit.page.language;
    if (query.has("cancelled") && booking.status == Status::cancelled)
        return i18n::words(language, "The appointment is cancelled.");
    if (query.has("moved") && bookings::is_live(booking.status))
        return i18n::words(language, "The appointment is moved.");
    if (query.has("visit_cancelled") && booking.status == Status::cancelled)
        return i18n::words(language, "The visit is cancelled.");
    if (query.has("visit_moved") && bookings::is_live(booking.status))
        return i18n::words(language, "The visit is moved.");
    if (query.has("changed")) return i18n::words(language, "The appointment is changed.");
    return {};
}

// What the button that sets a status says.
std::string change_name(i18n::Language language, Status status) {
    switch (status) {
        case Status::approved: return i18n::words(language, "Confirm that I come");
        case Status::declined: return i18n::words(language, "Decline the appointment");
        default: return bookings::status_name(language, status);
    }
}

void fill_changes(Values& values, const Visit& visit, const Booking& booking, const Allowed& may) {
    const auto& page = visit.page;
    const auto path = path_of(visit, booking);
    if (bookings::is_live(booking.status)) {
        auto& changes = values.add("CHANGES");
        if (may.reschedule) changes.add("MOVE").set("MOVE_URL", path + "/reschedule");
        for (const auto& [status, fine] : may.changes)
            if (fine && status != Status::cancelled)
                changes.add("CHANGE")
                    .set("CHANGE_URL", path + "/status")
                    .set("TOKEN", form_token(page))
                    .set("CHANGE_STATUS", to_text(status))
                    .set("CHANGE_NAME", change_name(page.language, status));
        if (may.cancel) changes.add("CANCEL").set("CANCEL_URL", path + "/cancellation");
        for (const auto& text : reasons(page, may)) changes.add("WHY").set("WHY_TEXT", text);
        if (!may.reschedule || !may.cancel) pages::include_contact(changes, page);
    }
    if (may_book_again(page, booking)) values.add("AGAIN").set("AGAIN_URL", again_path(page, booking));
    for (const auto* each : pages::by_place<pages::OwnBookingWay>(page))
        if (const auto way = each->way(page, booking))
            values.add("WAY").set("WAY_URL", way->path).set("WAY_NAME", way->words);
    if (may.hide && !booking.hidden_at)
        values.add("HIDE").set("HIDE_URL", path + "/hiding").set("TOKEN", form_token(page));
}

// Of the visit that it is a part of, those that the account looks after too.
std::vector<Booking> parts_of(const Visit& visit, const Booking& booking) {
    if (booking.visit_part == 0) return {};
    const auto& page = visit.page;
    return page.environment.database.read([&](db::Session& session) {
        const auto people = ids_of(accounts::list_people(session, visit.business(), visit.who.account_id));
        auto out = bookings::parts_beside(session, booking);
        std::erase_if(out,
                      [&](const Booking& part) { return std::ranges::find(people, part.customer_id) == people.end(); });
        return out;
    });
}

void fill_whole(Values& values, const Visit& visit, const Booking& booking) {
    const auto parts = parts_of(visit, booking);
    if (parts.size() < 2) return;
    const auto whole = booking_page::whole_of(visit.page, parts, bookings::Way::panel);
    auto& section = values.add("WHOLE");
    booking_page::fill_visit(section, visit.page, parts, [&](const Booking& part) { return path_of(visit, part); });
    const auto path = path_of(visit, booking);
    if (whole.live.size() < 2) return;
    if (whole.may_move) section.add("MOVE_ALL").set("MOVE_ALL_URL", path + "/visit/reschedule");
    if (whole.may_cancel) section.add("CANCEL_ALL").set("CANCEL_ALL_URL", path + "/visit/cancellation");
}

void fill_calendars(Values& values, const Visit& visit, const Booking& booking) {
    if (!bookings::is_live(booking.status)) return;
    const auto& page = visit.page;
    const auto path = path_of(visit, booking);
    const auto entry = booking_page::calendar_entry(page, booking, path, false);
    values.add("CALENDARS")
        .set("ICS_URL", path + "/calendar.ics")
        .set("ICS_NAME", page.business().slug + ".ics")
        .set("GOOGLE_URL", bookings::google_calendar_url(entry))
        .set("OUTLOOK_URL", bookings::outlook_calendar_url(entry));
}

void fill_appointment(Values& values, const Visit& visit, const Booking& booking) {
    const auto& page = visit.page;
    const auto& service = booking_page::service_of(page, booking);
    const auto may = allowed(page, booking);
    values.set("SERVICE_NAME", page.text(service.name)).set("BACK_URL", visit.path());
    values.set("STATUS", bookings::status_name(page.language, booking.status));
    values.set("STATUS_CLASS", to_text(booking.status));
    if (booking.status == Status::pending)
        values.add("EXPLAINED")
            .set("STATUS_TEXT",
                 i18n::words(page.language, "The time is kept for you. {name} will look at it and let you know.",
                             {{"name", page.name()}}));
    if (booking.status == Status::declined)
        values.add("EXPLAINED")
            .set("STATUS_TEXT",
                 i18n::words(page.language, "{name} could not confirm this appointment.", {{"name", page.name()}}));
    pages::include_facts(values, page,
                         {booking.time, booking_page::provider_name(page, booking),
                          booking_page::place_of(page, booking), may.join_meeting ? service.meeting_url : std::string(),
                          !service.meeting_url.empty(), pages::agreed_price(page, booking), booking.visitor_zone,
                          page.snapshot->location(booking.location_id), pages::add_on_lines(page, booking.add_ons)});
    values.set("DURATION", duration_of(page, booking));
    values.set("PERSON", bookings::who_comes(booking));
    if (!booking.note.empty()) values.add("NOTE").set("NOTE_TEXT", booking.note);
    const auto answers = page.environment.database.read(
        [&](db::Session& session) { return bookings::list_answers(session, visit.business(), booking.id); });
    pages::include_answers(values, page, answers, path_of(visit, booking) + "/files");
    fill_changes(values, visit, booking, may);
    fill_whole(values, visit, booking);
    fill_calendars(values, visit, booking);
}

Response appointment_page(const Visit& visit, const Booking& booking, const Wrong& wrong) {
    const auto& page = visit.page;
    const auto title = i18n::words(page.language, "Your appointment");
    return pages::render(page,
                         {"portal/appointment", title, wrong.page_status(), Secrecy::personal, path_of(visit, booking)},
                         [&](Values& values) {
                             include_tabs(values, page, "");
                             fill_notice(values, wrong, just_done(visit, booking));
                             fill_appointment(values, visit, booking);
                         });
}

Response appointment_again(const Visit& visit, const Wrong& wrong) {
    return with_booking(visit, [&](const Booking& booking) { return appointment_page(visit, booking, wrong); });
}

// The appointment as it is now, with the reason why it was not changed.
Response refuse(const Visit& visit, const Booking& booking, const Error& error) {
    const auto now = find_own(visit);
    Wrong wrong;
    wrong.notice = pages::sentence(visit.page, error);
    wrong.status = http::status_of(error.fault);
    return appointment_page(visit, now.value_or(booking), wrong);
}

// Does it, and shows the appointment with what was done; `verb` as an id in the address.
template <class Verb>
Response change(const Visit& visit, const Booking& booking, std::string_view done, Verb verb) {
    auto& page = visit.page;
    const auto changed =
        page.environment.database.write([&](db::Tx& tx) { return verb(tx, page.environment.context()); });
    if (!changed) return refuse(visit, booking, changed.error());
    return go_to(fmt::format("{}?{}=1", path_of(visit, booking), done));
}

booking_page::Moving moving(const Visit& visit, const Booking& booking) {
    return {visit.page, booking, path_of(visit, booking), form_token(visit.page), Secrecy::personal};
}

}  // namespace

Response appointments(const Visit& visit) {
    const auto& page = visit.page;
    const auto past_from = read_from(page.request, "after", "before");
    const auto coming_from = read_from(page.request, "coming_after", "coming_before");
    const auto without = left_out_of(page);
    std::vector<accounts::Person> people;
    bookings::Lists lists;
    page.environment.database.snapshot([&](db::Session& session) {
        people = accounts::list_people(session, visit.business(), visit.who.account_id);
        lists = bookings::lists_of_customers(session, visit.business(), ids_of(people), page.now, kUpcomingAPage,
                                             past_from, kPastAPage, without);
        if (coming_from.after || coming_from.before)
            lists.upcoming =
                bookings::list_of_customers(session, visit.business(), ids_of(people), bookings::Which::upcoming,
                                            page.now, coming_from, kUpcomingAPage, without);
    });
    const auto& [upcoming, past] = lists;
    const auto title = i18n::words(page.language, "My appointments");
    return pages::render(page, {"portal/appointments", title, 200, Secrecy::personal}, [&](Values& values) {
        include_tabs(values, page, "");
        fill_notice(values, {}, list_done(visit));
        const auto& welcome = page.text(page.business().customer.panel_welcome);
        if (!welcome.empty()) values.add("WELCOME").set("WELCOME_TEXT", welcome);
        const bool nothing = past.bookings.empty();
        if (upcoming.bookings.empty()) offer_booking(values.add(nothing ? "NOTHING" : "NONE_COMING"), page);
        if (!upcoming.bookings.empty()) fill_upcoming(values, visit, upcoming, people);
        if (!past.bookings.empty()) fill_past(values, visit, past, people);
    });
}

Response appointment(const Visit& visit) { return appointment_again(visit, {}); }

Response reschedule_form(const Visit& visit) {
    return with_booking(visit, [&](const Booking& booking) {
        const auto may = allowed(visit.page, booking).reschedule;
        if (!may) return refuse(visit, booking, may.error());
        return booking_page::moving_page(moving(visit, booking), visit.page.request.query);
    });
}

const FormHandler<Visit> reschedule(appointment_again, [](const Visit& visit) -> Response {
    return with_booking(visit, [&](const Booking& booking) {
        const auto& page = visit.page;
        const auto& form = page.request.form;
        auto moved = booking_page::move(moving(visit, booking), form, visit.actor());
        if (!moved) return refuse(visit, booking, moved.error());
        return *moved ? **std::move(moved) : go_to(path_of(visit, booking) + "?moved=1");
    });
});

Response cancellation_form(const Visit& visit) {
    return with_booking(visit, [&](const Booking& booking) {
        const auto& page = visit.page;
        if (const auto may = allowed(page, booking).cancel; !may) return refuse(visit, booking, may.error());
        const auto title = i18n::words(page.language, "Cancel this appointment?");
        return pages::render(page, {"portal/cancellation", title, 200, Secrecy::personal}, [&](Values& values) {
            include_tabs(values, page, "");
            const auto path = path_of(visit, booking);
            values.set("BACK_URL", path).set("ACTION", path + "/cancellation").set("TOKEN", form_token(page));
            values.set("SERVICE_NAME", page.text(booking_page::service_of(page, booking).name));
            values.set("WHEN_TEXT", booking_page::with_provider(page, booking.time, booking.provider_id));
            pages::fill_own_time(values, page, booking.time, booking.visitor_zone, "WHEN_OWN");
            const auto& policy = page.text(page.business().cancellation_policy);
            if (!policy.empty()) values.add("POLICY").set("POLICY_TEXT", policy);
        });
    });
}

const FormHandler<Visit> cancel(appointment_again, [](const Visit& visit) -> Response {
    return with_booking(visit, [&](const Booking& booking) {
        return change(visit, booking, "cancelled", [&](db::Tx& tx, const bookings::Context& context) {
            return bookings::cancel(tx, context, visit.business(), booking.id, visit.actor(), Rules::customer);
        });
    });
});

namespace {

// What the parts that are live are asked to do together; one that is alone does it on its own page.
Response with_whole(const Visit& visit, std::string_view alone,
                    const std::function<Response(const Booking&, const booking_page::WholeVisit&)>& body) {
    return with_booking(visit, [&](const Booking& booking) {
        const auto whole = booking_page::whole_of(visit.page, parts_of(visit, booking), bookings::Way::panel);
        return whole.live.size() > 1 ? body(booking, whole)
                                     : go_to(fmt::format("{}{}", path_of(visit, booking), alone));
    });
}

booking_page::VisitMoving moving_all(const Visit& visit, const Booking& booking,
                                     const booking_page::WholeVisit& whole) {
    const auto path = path_of(visit, booking);
    return {visit.page, whole.live, path, path + "/visit", form_token(visit.page), Secrecy::personal};
}

Response whole_not_now(const Visit& visit, const Booking& booking, const booking_page::WholeVisit& whole) {
    Wrong wrong;
    wrong.status = 409;
    wrong.notice = whole.reasons.empty()
                       ? i18n::words(visit.page.language, "Each part can be moved and cancelled by itself.")
                       : whole.reasons.front();
    return appointment_page(visit, booking, wrong);
}

}  // namespace

Response reschedule_visit_form(const Visit& visit) {
    return with_whole(visit, "/reschedule", [&](const Booking& booking, const booking_page::WholeVisit& whole) {
        if (!whole.may_move) return whole_not_now(visit, booking, whole);
        return booking_page::moving_page(moving_all(visit, booking, whole), visit.page.request.query);
    });
}

const FormHandler<Visit> reschedule_visit(appointment_again, [](const Visit& visit) -> Response {
    return with_whole(visit, "/reschedule", [&](const Booking& booking, const booking_page::WholeVisit& whole) {
        if (!whole.may_move) return whole_not_now(visit, booking, whole);
        auto moved = booking_page::move(moving_all(visit, booking, whole), visit.page.request.form, visit.actor());
        if (!moved) return refuse(visit, booking, moved.error());
        return *moved ? **std::move(moved) : go_to(path_of(visit, booking) + "?visit_moved=1");
    });
});

Response visit_cancellation_form(const Visit& visit) {
    return with_whole(visit, "/cancellation", [&](const Booking& booking, const booking_page::WholeVisit& whole) {
        if (!whole.may_cancel) return whole_not_now(visit, booking, whole);
        return booking_page::cancellation_page(moving_all(visit, booking, whole));
    });
}

const FormHandler<Visit> cancel_visit(appointment_again, [](const Visit& visit) -> Response {
    return with_whole(visit, "/cancellation", [&](const Booking& booking, const booking_page::WholeVisit&) {
        return change(visit, booking, "visit_cancelled", [&](db::Tx& tx, const bookings::Context& context) {
            return bookings::cancel_visit(tx, context, visit.business(), booking.visit_id, visit.actor(),
                                          Rules::customer, bookings::Telling::at_once, &booking);
        });
    });
});

const FormHandler<Visit> change_status(appointment_again, [](const Visit& visit) -> Response {
    return with_booking(visit, [&](const Booking& booking) {
        const auto status = bookings::parse_status(visit.page.request.form.get("status"));
        if (!status) return refuse(visit, booking, {Fault::invalid, "booking.change_not_offered", {}, {}});
        const auto done = *status == Status::cancelled ? "cancelled" : "changed";
        return change(visit, booking, done, [&](db::Tx& tx, const bookings::Context& context) {
            return bookings::change_status(tx, context, visit.business(), booking.id, *status, visit.actor(),
                                           Rules::customer);
        });
    });
});

const FormHandler<Visit> hide(appointment_again, [](const Visit& visit) -> Response {
    return with_booking(visit, [&](const Booking& booking) {
        const auto& page = visit.page;
        const auto hidden = page.environment.database.write([&](db::Tx& tx) {
            return bookings::hide(tx, page.environment.context(), visit.business(), booking.id, visit.actor());
        });
        if (!hidden) return refuse(visit, booking, hidden.error());
        return go_to(visit.path("?hidden=1"));
    });
});

Response answer_file(const Visit& visit) {
    return with_booking(visit, [&](const Booking& booking) { return pages::stored_file(visit.page, booking); });
}

Response calendar_file(const Visit& visit) {
    return with_booking(visit, [&](const Booking& booking) {
        return booking_page::calendar_answer(visit.page, bookings::calendar_file(booking_page::calendar_entry(
                                                             visit.page, booking, path_of(visit, booking), true)));
    });
}

Response feed(const Page& page) {
    const auto business = page.business().id;
    std::optional<AccountId> account;
    std::vector<Booking> shown;
    page.environment.database.read([&](db::Session& session) {
        account = accounts::find_feed(session, business, page.request.param("token"));
        if (!account) return;
        const auto people = ids_of(accounts::list_people(session, business, *account));
        const auto list = [&](bookings::Which which) {
            return bookings::list_of_customers(session, business, people, which, page.now, {}, kMostInFeed).bookings;
        };
        shown = list(bookings::Which::upcoming);
        for (auto& booking : list(bookings::Which::past))
            if (booking.time.end > page.now - kFeedBack) shown.push_back(std::move(booking));
    });
    if (!account)
        return pages::explain(page, 404, i18n::message(page.language, "page.not_found"), pages::start_again(page),
                              Secrecy::manage);
    accounts::note_feed_use(page.environment.database, page.environment.clock, business, *account);
    std::vector<bookings::CalendarEntry> entries;
    for (const auto& booking : shown)
        entries.push_back(booking_page::calendar_entry(
            page, booking, fmt::format("{}/my/appointments/{}", pages::home_path(page), base::to_text(booking.id)),
            true));
    return booking_page::calendar_answer(page, bookings::calendar_feed(entries, page.name()));
}

}  // namespace portal
