// The month calendar with a day's times, which booking and moving a booking share.
#pragma once

#include "booking_page/choice.h"
#include "pages/page.h"

#include <functional>

namespace booking_page {

// Where the free days and times of a calendar come from.
struct FreeSource {
    std::function<std::vector<Day>(Day first, Day last)> days;
    std::function<std::vector<bookings::FreeStart>(Day)> list;
    std::function<std::optional<Day>(Day from)> first_day;
};

struct Times {
    Day month;        // first day of the shown month
    Day today, last;  // the days that can be booked, both included
    std::vector<Day> free_days;
    std::vector<Day> near_days;  // the free ones from the week before the shown one to the week after it
    std::optional<Day> day;      // the chosen one, else the month's first free one
    std::vector<bookings::FreeStart> starts;
    std::optional<bookings::FreeStart>
        present;  // of the appointment that is moved, which stays so until that is confirmed
    // The token of the form by which a time is chosen that is then kept; none: times are links.
    std::optional<std::string> keep_token{};
    std::optional<Day> next;  // when nothing is free on `day` or in the month: the next day that has something
    // Of visits, as `starts`: what the address says of each, and what stands below it. Empty: they are of one service.
    struct Visit {
        std::string start, note;
    };
    std::vector<Visit> visits{};
};
// Without a day or month in the choice: those of `present`, else the first that have a free time.
// Errors: invalid page.date_out_of_range.
Result<Times> ask_times(const pages::Page& page, const catalog::Service& service, const bookings::Wanted& wanted,
                        const Choice& choice, const std::optional<bookings::FreeStart>& present = {});

// The same from any source; `last`: the last day that can be booked.
Result<Times> ask_times(const pages::Page& page, Day last, const FreeSource& source, const Choice& choice,
                        const std::optional<bookings::FreeStart>& present = {});

// What stands around the days and times.
struct CalendarWords {
    std::string title, facts, note;
    std::string keep_action{};                         // of the form that keeps a time
    std::function<void(html::Values&)> keep_fields{};  // under its {{>CHOICE_FIELDS}}
    std::optional<pages::WayOn> more{};                // to put another service to it
    bool may_wait = false;
};
// Fills {{>CALENDAR}}. `choice` makes the links.
void include_calendar(html::Values& values, const pages::Page& page, const CalendarWords& words, const Choice& choice,
                      const Times& times);
void include_calendar(html::Values& values, const pages::Page& page, const catalog::Service& service,
                      const Choice& choice, const Times& times);

// Fills {{>CHOICE_FIELDS}}: what was chosen so far, but the time, as hidden fields of a form.
void include_choice(html::Values& values, const Choice& choice);

// The free starts nearest to the one that went, as radio buttons under {{>CHOICES_LIST}}.
void include_nearest(html::Values& values, const pages::Page& page, const catalog::Service& service,
                     const std::vector<bookings::FreeStart>& nearest);

// The appointment, as long as it is with that provider.
inline Span span_of(const catalog::Service& service, Instant start, std::optional<ProviderId> provider) {
    return {start, start + (provider ? service.duration_with(*provider) : service.duration)};
}

}  // namespace booking_page
