// The form of an event: what is stored or was typed.
#pragma once

#include "events/event.h"
#include "office/frame/form.h"
#include "office/frame/settings.h"

namespace office_events {

using office::Field;
using office::Form;
using office::Page;
using pages::Wrong;

std::string events_path(const Page& page, std::string_view rest = {});
std::string event_path(const Page& page, EventId id, std::string_view rest = {});

struct EventForm {
    events::Draft draft{};
    std::map<std::string, std::string> typed{};  // what was sent, by field; empty: as stored
    std::int64_t version = 0;
    std::vector<Instant> starts{};  // of a new event
    events::Dating dating{};
    Wrong wrong{};

    std::string value(const std::string& field, std::string stored) const;
};

EventForm new_form(const Page& page);
EventForm stored_form(const Page& page, const events::Draft& draft, std::int64_t version);
// What was sent for that event, or for a new one.
EventForm read_form(const Page& page, const events::Draft& stored);
void take_errors(const Page& page, EventForm& form, const Error& error);

// All fields; `is_new`: with those of its first dates.
std::vector<Field> fields(const Page& page, const EventForm& form, bool is_new);

// Dates as fields: date_1, date_2, ... Those that were typed are read; what is none is left in `wrong`.
inline constexpr int kDateRows = 4;
std::vector<Field> date_fields(const Page& page, const std::map<std::string, std::string>& typed);
std::vector<Instant> read_dates(const Page& page, Wrong& wrong);
// "2026-12-04T14:45", as a browser sends it, on the business's wall. Errors: invalid time.invalid; event.no_such_hour.
Result<Instant> parse_wall(const Page& page, std::string_view typed);
std::string wall_text(const Page& page, Instant at);
// Where the form showed its hours by another clock than that of now, `wrong` says so.
void note_zone(const Page& page, Wrong& wrong);

// Whether dates may lie outside the leader's hours: asked only of who may.
std::vector<Field> outside_fields(const Page& page, bool on);
bool outside_ticked(const Page& page);

// What is wrong with a date, in a sentence that names it.
std::string dating_sentence(const Page& page, const Error& error);

}  // namespace office_events
