// An event in the back office: its form, its dates, its picture, and what is done with the whole.
#include "bookings/session.h"
#include "catalog/offer.h"
#include "gallery/gallery.h"
#include "office/events/event_form.h"
#include "office/events/event_office.h"
#include "office/frame/menu.h"
#include "pages/brand.h"
#include "pages/shown_in.h"
#include "pictures/picture.h"

#include <algorithm>

namespace office_events {
namespace {

using bookings::Session;
using bookings::Telling;
using events::Event;
using events::State;

struct Stored {
    Event event;
    catalog::Service service;
    std::vector<Session> dates{};  // by start, those that are over too
};

std::optional<Stored> find_stored(const Page& page) {
    const auto id = base::parse_id<EventId>(page.request.param("id"));
    if (!id) return std::nullopt;
    return page.environment.database.snapshot([&](db::Session& session) -> std::optional<Stored> {
        auto event = events::find(session, page.id(), *id);
        if (!event) return std::nullopt;
        auto service = catalog::find_service(session, page.id(), event->service_id, page.business().currency);
        CHECK(service);
        auto dates = events::dates_of(session, page.id(), event->service_id);
        return Stored{*std::move(event), *std::move(service), std::move(dates)};
    });
}

template <class Verb>
auto write(const Page& page, const Verb& verb) {
    return page.environment.database.write(
        [&](db::Tx& tx) { return verb(tx, pages::context_of(page, page.request.form), page.id(), page.actor()); });
}

Response back_to(const Page& page, EventId id, std::string_view done) {
    return office::back_to(event_path(page, id), done);
}

// What was typed about one date, or about dates that are added, with what is wrong with it.
struct TypedDate {
    std::optional<AppointmentId> date{};  // none: dates that are added
    std::map<std::string, std::string> typed{};
    Wrong wrong{};
};

// ---- The dates

std::string date_path(const Page& page, EventId event, AppointmentId date, std::string_view rest = {}) {
    return event_path(page, event, fmt::format("/dates/{}{}", base::to_text(date), rest));
}

std::string places_text(const Page& page, const Session& date) {
    return i18n::words(page.language, "{taken} of {n} places taken",
                       {{"taken", i18n::number(page.language, date.seats.taken)},
                        {"n", i18n::number(page.language, date.seats.capacity)}});
}

Form date_form(const Page& page, const Stored& stored, const Session& date, const TypedDate& typed) {
    const auto key = base::to_text(date.id);
    const bool is_it = typed.date == date.id;
    const auto value = [&](const std::string& name, std::string otherwise) {
        const auto found = typed.typed.find(name);
        return is_it && found != typed.typed.end() ? found->second : std::move(otherwise);
    };
    Form form{.action = date_path(page, stored.event.id, date.id), .token = office::form_token(page)};
    form.submit = i18n::words(page.language, "Save");
    form.weight = Form::Weight::plain;
    form.hidden = {{"version", std::to_string(date.version)}, pages::shown_in_field(page)};
    form.fields = {{.name = "start_" + key,
                    .label = i18n::words(page.language, "Day and time"),
                    .value = value("start_" + key, wall_text(page, date.time.begin)),
                    .type = "datetime-local",
                    .limit = 16,
                    .required = true},
                   {.name = "places_" + key,
                    .label = i18n::words(page.language, "Places"),
                    .value = value("places_" + key, std::to_string(date.seats.capacity)),
                    .limit = 4,
                    .required = true}};
    if (page.may(bookings::kOutsideHours))
        form.fields.push_back({.kind = Field::Kind::toggle,
                               .name = "outside_" + key,
                               .label = i18n::words(page.language, "Also outside the leader's working hours"),
                               .value = "yes"});
    if (date.seats.taken > 0)
        form.fields.push_back({.kind = Field::Kind::toggle,
                               .name = "tell_" + key,
                               .label = i18n::words(page.language, "Tell those who have booked"),
                               .value = "yes"});
    if (is_it) form.wrong = typed.wrong;
    return form;
}

void fill_dates(html::Values& values, const Page& page, const Stored& stored, const TypedDate& typed) {
    const bool can_change = stored.event.state != State::cancelled;
    if (stored.dates.empty()) values.show("NO_DATES");
    if (!stored.dates.empty()) {
        auto& list = values.add("DATES");
        for (const auto& date : stored.dates) {
            auto& row = list.add("DATE").set("WHEN", pages::when(page, date.time));
            row.set("PLACES", places_text(page, date));
            const bool is_over = date.time.begin <= page.now;
            row.show_if(is_over, "OVER");
            if (const auto groups = office::menu_path(page, "groups"); groups && page.may(bookings::kSeeOwnBookings))
                row.add("PEOPLE").set("PEOPLE_URL", fmt::format("{}/{}", *groups, base::to_text(date.id)));
            if (is_over || !can_change) continue;
            auto& change =
                row.add("CHANGE").set("CANCEL_URL", date_path(page, stored.event.id, date.id, "/cancellation"));
            change.show_if(typed.date == date.id && typed.wrong.any(), "OPEN");
            office::include_form(change, "DATE_FORM", page, date_form(page, stored, date, typed));
        }
    }
    if (!can_change) return;
    Form form{.action = event_path(page, stored.event.id, "/dates"), .token = office::form_token(page)};
    form.submit = i18n::words(page.language, "Add the dates");
    form.weight = Form::Weight::plain;
    form.hidden = {pages::shown_in_field(page)};
    form.fields = date_fields(page, typed.date ? std::map<std::string, std::string>{} : typed.typed);
    const auto places = typed.typed.find("places");
    form.fields.push_back(
        {.name = "places",
         .label = i18n::words(page.language, "Places of each"),
         .value = !typed.date && places != typed.typed.end() ? places->second : std::to_string(stored.service.capacity),
         .limit = 4,
         .required = true});
    for (auto& each : outside_fields(page, true)) form.fields.push_back(std::move(each));
    if (!typed.date) form.wrong = typed.wrong;
    auto& adding = values.add("ADDING");
    adding.show_if(stored.dates.empty() || (!typed.date && typed.wrong.any()), "OPEN");
    office::include_form(adding, "ADD_FORM", page, form);
}

// ---- The rest of the page

void fill_picture(html::Values& values, const Page& page, const Stored& stored, const Error* refused) {
    auto& out = values.add("PICTURE").set("PICTURE_TOKEN", office::form_token(page));
    out.set("PICTURE_ACTION", event_path(page, stored.event.id, "/picture"));
    if (const auto* picture = page.snapshot->picture({.service_id = stored.service.id})) {
        const auto& size = picture->sizes.back();
        out.add("SHOWN")
            .set("PICTURE_URL", pages::picture_path(page.business(), *picture, 320))
            .set("PICTURE_WIDTH", std::int64_t{size.width})
            .set("PICTURE_HEIGHT", std::int64_t{size.height});
        out.add("REMOVAL")
            .set("REMOVAL_ACTION", event_path(page, stored.event.id, "/picture/removal"))
            .set("REMOVAL_TOKEN", office::form_token(page));
    }
    if (refused) {
        out.show("BAD");
        out.add("PICTURE_WRONG").set("PICTURE_WRONG_TEXT", pages::sentence(page, *refused));
    }
}

Form action_form(const Page& page, const Stored& stored, std::string what, std::string submit, Form::Weight weight) {
    Form form{.action = event_path(page, stored.event.id, "/action"), .token = office::form_token(page)};
    form.hidden = {{"do", std::move(what)}};
    form.submit = std::move(submit);
    form.weight = weight;
    return form;
}

void fill_state(html::Values& values, const Page& page, const Stored& stored) {
    const auto language = page.language;
    const auto& event = stored.event;
    values.set("DUPLICATE_URL", event_path(page, event.id, "/duplicate"));
    if (event.state == State::cancelled) return void(values.show("CANCELLED"));
    const bool any_booked = std::ranges::any_of(stored.dates, [](const Session& date) { return date.seats.taken > 0; });
    if (event.state == State::draft)
        office::include_form(
            values.add("DRAFT"), "PUBLISH_FORM", page,
            action_form(page, stored, "publish", i18n::words(language, "Publish"), Form::Weight::primary));
    else
        office::include_form(
            values.add("PUBLISHED"), "WITHDRAW_FORM", page,
            action_form(page, stored, "withdraw", i18n::words(language, "Make it a draft again"), Form::Weight::plain));
    if (event.state == State::published || any_booked)
        values.add("CANCELLATION").set("CANCELLATION_URL", event_path(page, event.id, "/cancellation"));
    if (!any_booked)
        office::include_form(
            values.add("DELETION"), "DELETE_FORM", page,
            action_form(page, stored, "delete", i18n::words(language, "Delete the event"), Form::Weight::danger));
    const bool shown = event.state == State::published && page.business().has(bookings::kBookingPage);
    if (!shown) return;
    auto path = fmt::format("{}/events/{}", pages::home_path(page), base::to_text(event.id));
    const bool is_private = event.who_may_book == catalog::WhoMayBook::link;
    if (is_private) path += "?link=" + stored.service.link_key;
    values.add("SEE").set("SEE_URL", path);
    values.add("LINK").set("LINK_URL", page.request.origin + path).show_if(is_private, "PRIVATE");
}

struct Shown {
    EventForm form;
    TypedDate date{};
    const Error* picture = nullptr;
};

int status_of(const Shown& shown) {
    if (shown.form.wrong.any()) return shown.form.wrong.page_status();
    if (shown.date.wrong.any()) return shown.date.wrong.page_status();
    return shown.picture ? http::status_of(shown.picture->fault) : 200;
}

Response event_page(const Page& page, const Stored& stored, const Shown& shown) {
    const auto& title = page.text(stored.service.name);
    return office::render(page, {"office/events/event", title, "events", status_of(shown)}, [&](html::Values& values) {
        office::include_done(values, page);
        values.set("LIST_URL", events_path(page));
        pages::fill_notice(values, {{}, shown.form.wrong.notice});
        fill_state(values, page, stored);
        fill_dates(values, page, stored, shown.date);
        fill_picture(values, page, stored, shown.picture);
        if (stored.event.state == State::cancelled) return;
        Form form{.action = event_path(page, stored.event.id), .token = office::form_token(page)};
        form.submit = i18n::words(page.language, "Save");
        form.fields = fields(page, shown.form, false);
        form.hidden = {{"version", std::to_string(shown.form.version)}, pages::shown_in_field(page)};
        form.wrong = {shown.form.wrong.fields, {}};
        office::include_form(values.add("WHAT"), "FORM", page, form);
    });
}

Shown as_stored(const Page& page, const Stored& stored) {
    return {.form = stored_form(page, events::draft_of(stored.event, stored.service), stored.event.version)};
}

Response refused(const Page& page, const Stored& stored, const Error& error) {
    auto shown = as_stored(page, stored);
    shown.form.wrong = {{}, dating_sentence(page, error), http::status_of(error.fault)};
    return event_page(page, stored, shown);
}

std::map<std::string, std::string> typed_fields(const Page& page) {
    std::map<std::string, std::string> out;
    for (const auto& [name, value] : page.request.form.pairs())
        out.emplace(name, office::line(page.request.form, name));
    return out;
}

// What is wrong with the fields of a date, by the names that they have in its form.
Wrong wrong_of_date(const Page& page, const Error& error, const std::string& start, const std::string& places) {
    if (error.code != "form.invalid") return {{}, dating_sentence(page, error), http::status_of(error.fault)};
    Wrong out;
    for (const auto& each : error.fields) out.add(each.field == "capacity" ? places : start, each);
    return out;
}

Response new_page(const Page& page, const EventForm& typed) {
    const auto title = i18n::words(page.language, "New event");
    return office::render(
        page, {"office/events/new", title, "events", typed.wrong.page_status()}, [&](html::Values& values) {
            values.set("LIST_URL", events_path(page));
            const bool nobody = std::ranges::none_of(page.snapshot->providers, &staff::Provider::bookable);
            if (nobody) {
                auto& none = values.add("NOBODY");
                if (const auto people = office::menu_path(page, "people"))
                    none.add("PEOPLE").set("PEOPLE_URL", *people);
                return;
            }
            Form form{.action = events_path(page, "/new"), .token = office::form_token(page)};
            form.submit = i18n::words(page.language, "Save as a draft");
            form.hidden = {pages::shown_in_field(page)};
            form.fields = fields(page, typed, true);
            form.wrong = typed.wrong;
            office::include_form(values.add("WHAT"), "FORM", page, form);
        });
}

// ---- Questions before something is cancelled

struct Question {
    std::string title, action, submit;
    std::vector<Session> dates{};
};

Response ask(const Page& page, const Stored& stored, const Question& question, const Wrong& wrong = {}) {
    return office::render(
        page, {"office/events/cancellation", question.title, "events", wrong.page_status()}, [&](html::Values& values) {
            values.set("EVENT_URL", event_path(page, stored.event.id)).set("EVENT", page.text(stored.service.name));
            int taken = 0;
            for (const auto& date : question.dates) {
                values.add("DATE").set("WHEN", pages::when(page, date.time)).set("PLACES", places_text(page, date));
                taken += date.seats.taken;
            }
            values.set("TAKEN", taken == 0 ? i18n::words(page.language, "Nobody has booked.")
                                           : i18n::count(page.language, "{n} booking is cancelled with it.",
                                                         "{n} bookings are cancelled with it.", taken));
            Form form{.action = question.action, .token = office::form_token(page)};
            form.submit = question.submit;
            form.weight = Form::Weight::danger;
            form.wrong = wrong;
            if (taken > 0)
                form.fields.push_back({.kind = Field::Kind::toggle,
                                       .name = "tell",
                                       .label = i18n::words(page.language, "Tell those who have booked"),
                                       .value = "yes"});
            office::include_form(values, "FORM", page, form);
        });
}

Telling telling_of(const Page& page, std::string_view field = "tell") {
    return office::ticked(page.request.form, field) ? Telling::at_once : Telling::nobody;
}

Question about_event(const Page& page, const Stored& stored) {
    Question out{i18n::words(page.language, "Cancel the event?"), event_path(page, stored.event.id, "/cancellation"),
                 i18n::words(page.language, "Cancel the event")};
    for (const auto& date : stored.dates)
        if (date.time.begin > page.now) out.dates.push_back(date);
    return out;
}

std::optional<Question> about_date(const Page& page, const Stored& stored) {
    const auto id = base::parse_id<AppointmentId>(page.request.param("date"));
    const auto found = id ? std::ranges::find(stored.dates, *id, &Session::id) : stored.dates.end();
    if (found == stored.dates.end() || found->time.begin <= page.now) return std::nullopt;
    return Question{i18n::words(page.language, "Cancel this date?"),
                    date_path(page, stored.event.id, *id, "/cancellation"),
                    i18n::words(page.language, "Cancel this date"),
                    {*found}};
}

Response duplicate_page(const Page& page, const Stored& stored, const std::map<std::string, std::string>& typed = {},
                        const Wrong& wrong = {}) {
    const auto title = i18n::words(page.language, "Duplicate the event");
    return office::render(
        page, {"office/events/duplicate", title, "events", wrong.page_status()}, [&](html::Values& values) {
            values.set("EVENT_URL", event_path(page, stored.event.id));
            values.set("EVENT", page.text(stored.service.name));
            Form form{.action = event_path(page, stored.event.id, "/duplicate"), .token = office::form_token(page)};
            form.submit = i18n::words(page.language, "Duplicate");
            form.hidden = {pages::shown_in_field(page)};
            form.fields = date_fields(page, typed);
            for (auto& each : outside_fields(page, true)) form.fields.push_back(std::move(each));
            form.wrong = wrong;
            office::include_form(values, "FORM", page, form);
        });
}

}  // namespace

Response new_event(const Page& page) { return new_page(page, new_form(page)); }

Response add_event(const Page& page) {
    auto typed = read_form(page, {});
    note_zone(page, typed.wrong);
    if (typed.wrong.any()) return new_page(page, typed);
    const auto made = write(page, [&](db::Tx& tx, const auto& context, BusinessId business, activity::Actor actor) {
        return events::create(tx, context, business, typed.draft, typed.starts, typed.dating, actor);
    });
    if (made) return back_to(page, made->id, "added");
    take_errors(page, typed, made.error());
    return new_page(page, typed);
}

Response event(const Page& page) {
    const auto stored = find_stored(page);
    return stored ? event_page(page, *stored, as_stored(page, *stored)) : office::nothing_here(page);
}

Response save_event(const Page& page) {
    const auto stored = find_stored(page);
    if (!stored) return office::nothing_here(page);
    auto typed = read_form(page, events::draft_of(stored->event, stored->service));
    note_zone(page, typed.wrong);
    if (typed.wrong.any()) return event_page(page, *stored, {.form = typed});
    const auto saved = write(page, [&](db::Tx& tx, const auto& context, BusinessId business, activity::Actor actor) {
        return events::change(tx, context, business, stored->event.id, typed.draft, typed.version, typed.dating, actor);
    });
    if (saved) return back_to(page, stored->event.id, "saved");
    take_errors(page, typed, saved.error());
    // What was typed stands in the form, which saves over the newest version.
    if (saved.error().code == "event.changed_meanwhile") typed.version = stored->event.version;
    return event_page(page, *stored, {.form = std::move(typed)});
}

Response act(const Page& page) {
    const auto stored = find_stored(page);
    const auto what = page.request.form.get("do");
    if (!stored || (what != "publish" && what != "withdraw" && what != "delete")) return office::nothing_here(page);
    const auto done =
        write(page, [&](db::Tx& tx, const auto& context, BusinessId business, activity::Actor actor) -> Result<void> {
            const auto id = stored->event.id;
            if (what == "delete") return events::remove(tx, context, business, id, actor);
            const auto set = what == "publish" ? events::publish(tx, context, business, id, actor)
                                               : events::withdraw(tx, context, business, id, actor);
            return set ? Result<void>{} : std::unexpected(set.error());
        });
    if (!done) return refused(page, *stored, done.error());
    if (what == "delete") return office::back_to(events_path(page), "removed");
    return back_to(page, stored->event.id, "saved");
}

Response add_dates(const Page& page) {
    const auto stored = find_stored(page);
    if (!stored) return office::nothing_here(page);
    auto shown = as_stored(page, *stored);
    shown.date.typed = typed_fields(page);
    const auto starts = read_dates(page, shown.date.wrong);
    if (starts.empty() && !shown.date.wrong.any()) shown.date.wrong.add("date_1", "field.required");
    note_zone(page, shown.date.wrong);
    if (shown.date.wrong.any()) return event_page(page, *stored, shown);
    const auto places = pages::whole_number<int>(office::line(page.request.form, "places")).value_or(-1);
    const events::Dating dating{.outside_hours = outside_ticked(page)};
    const auto added = write(page, [&](db::Tx& tx, const auto& context, BusinessId business, activity::Actor actor) {
        return events::add_dates(tx, context, business, stored->event.id, starts, places, dating, actor);
    });
    if (added) return back_to(page, stored->event.id, "added");
    shown.date.wrong = wrong_of_date(page, added.error(), "date_1", "places");
    return event_page(page, *stored, shown);
}

Response change_date(const Page& page) {
    const auto stored = find_stored(page);
    const auto id = base::parse_id<AppointmentId>(page.request.param("date"));
    if (!stored || !id) return office::nothing_here(page);
    const auto key = base::to_text(*id);
    const auto& sent = page.request.form;
    auto shown = as_stored(page, *stored);
    shown.date = {.date = *id, .typed = typed_fields(page)};
    const auto start = parse_wall(page, office::line(sent, "start_" + key));
    if (!start) shown.date.wrong.add("start_" + key, start.error());
    note_zone(page, shown.date.wrong);
    if (shown.date.wrong.any()) return event_page(page, *stored, shown);
    const events::DateChange change{
        .starts_at = *start,
        .capacity = pages::whole_number<int>(office::line(sent, "places_" + key)).value_or(-1),
        .version = pages::whole_number<int>(sent.get("version"))};
    const events::Dating dating{
        .outside_hours = page.may(bookings::kOutsideHours) && office::ticked(sent, "outside_" + key),
        .telling = telling_of(page, "tell_" + key)};
    const auto changed = write(page, [&](db::Tx& tx, const auto& context, BusinessId business, activity::Actor actor) {
        return events::change_date(tx, context, business, stored->event.id, *id, change, dating, actor);
    });
    if (changed) return back_to(page, stored->event.id, "saved");
    if (changed.error().fault == base::Fault::not_found) return refused(page, *stored, changed.error());
    shown.date.wrong = wrong_of_date(page, changed.error(), "start_" + key, "places_" + key);
    return event_page(page, *stored, shown);
}

Response date_cancellation(const Page& page) {
    const auto stored = find_stored(page);
    const auto question = stored ? about_date(page, *stored) : std::nullopt;
    return question ? ask(page, *stored, *question) : office::nothing_here(page);
}

Response cancel_date(const Page& page) {
    const auto stored = find_stored(page);
    const auto question = stored ? about_date(page, *stored) : std::nullopt;
    if (!question) return office::nothing_here(page);
    const auto done = write(page, [&](db::Tx& tx, const auto& context, BusinessId business, activity::Actor actor) {
        return events::cancel_date(tx, context, business, stored->event.id, question->dates.front().id, actor,
                                   telling_of(page));
    });
    if (!done) return ask(page, *stored, *question, pages::wrong_of(page, done.error()));
    return back_to(page, stored->event.id, "saved");
}

Response event_cancellation(const Page& page) {
    const auto stored = find_stored(page);
    return stored ? ask(page, *stored, about_event(page, *stored)) : office::nothing_here(page);
}

Response cancel_event(const Page& page) {
    const auto stored = find_stored(page);
    if (!stored) return office::nothing_here(page);
    const auto done = write(page, [&](db::Tx& tx, const auto& context, BusinessId business, activity::Actor actor) {
        return events::cancel(tx, context, business, stored->event.id, actor, telling_of(page));
    });
    if (!done) return ask(page, *stored, about_event(page, *stored), pages::wrong_of(page, done.error()));
    return back_to(page, stored->event.id, "saved");
}

Response duplicate_form(const Page& page) {
    const auto stored = find_stored(page);
    return stored ? duplicate_page(page, *stored) : office::nothing_here(page);
}

Response duplicate(const Page& page) {
    const auto stored = find_stored(page);
    if (!stored) return office::nothing_here(page);
    Wrong wrong;
    const auto starts = read_dates(page, wrong);
    note_zone(page, wrong);
    const events::Dating dating{.outside_hours = outside_ticked(page)};
    if (wrong.any()) return duplicate_page(page, *stored, typed_fields(page), wrong);
    const auto made = write(page, [&](db::Tx& tx, const auto& context, BusinessId business, activity::Actor actor) {
        return events::duplicate(tx, context, business, stored->event.id, starts, dating, actor);
    });
    if (made) return back_to(page, made->id, "added");
    wrong = {{}, dating_sentence(page, made.error()), http::status_of(made.error().fault)};
    return duplicate_page(page, *stored, typed_fields(page), wrong);
}

Response set_picture(const Page& page, const std::vector<http::Part>& parts) {
    const auto stored = find_stored(page);
    if (!stored) return office::nothing_here(page);
    const auto* file = http::find_file(parts, "picture");
    const auto drawn =
        pictures::photo(page.environment.pool, file ? file->content : std::string_view(), pictures::Shape::service);
    auto shown = as_stored(page, *stored);
    if (!drawn) shown.picture = &drawn.error();
    if (!drawn) return event_page(page, *stored, shown);
    const auto set = page.environment.database.write([&](db::Tx& tx) {
        return gallery::set(tx, {page.environment.clock, page.environment.registry}, page.id(),
                            {.service_id = stored->service.id}, *drawn, page.actor());
    });
    return set ? back_to(page, stored->event.id, "saved") : office::nothing_here(page);
}

Response remove_picture(const Page& page) {
    const auto stored = find_stored(page);
    if (!stored) return office::nothing_here(page);
    page.environment.database.write([&](db::Tx& tx) {
        gallery::remove(tx, {page.environment.clock, page.environment.registry}, page.id(),
                        {.service_id = stored->service.id}, page.actor());
    });
    return back_to(page, stored->event.id, "removed");
}

}  // namespace office_events
