// The month calendar with a day's times, which booking and moving a booking share.
#pragma once

#include "booking_page/choice.h"
#include "pages/page.h"

namespace booking_page {

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
};
// Without a day or month in the choice: those of `present`, else the first that have a free time.
// Errors: invalid page.date_out_of_range.
Result<Times> ask_times(const pages::Page& page, const catalog::Service& service, const bookings::Wanted& wanted,
                        const Choice& choice, const std::optional<bookings::FreeStart>& present = {});

// Fills {{>CALENDAR}}. `choice` makes the links.
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
