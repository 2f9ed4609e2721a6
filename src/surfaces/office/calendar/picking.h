// Choosing a time by staff's rules, of a day's free times or typed: what the pages that make and move an appointment
// share.
#pragma once

#include "bookings/free_times.h"
#include "office/frame/page.h"

namespace office {

// What the address of such a page or its form says. What cannot be read is as if it had not been said.
struct Picked {
    Day day{};
    std::optional<Instant> start{};
    std::string typed{};            // a time of day that could not be read
    bool outside_hours = false;     // meant, though nobody is at work then
    bool by_another_clock = false;  // the start was shown in another time zone; it is that hour by the clock of now
};
// `otherwise`: the day where none is said.
Picked read_picked(const Page& page, const http::Form& form, Day otherwise);

// The free times of a day, and where it has none the first day after it that has.
struct FreeDay {
    std::vector<bookings::FreeStart> times;
    std::optional<Day> next{};
};
FreeDay find_free(const Page& page, const bookings::Wanted& wanted, Day day);

using Kept = std::vector<std::pair<std::string, std::string>>;
// A time that is offered, with what is said of it.
struct OfferedTime {
    Instant start;
    std::vector<std::string> words{};  // line by line
    Kept fields{};                     // that it carries on besides the start
};
struct OfferedDay {
    std::vector<OfferedTime> times{};
    std::optional<Day> next{};
    bool wide = false;  // what is said of each is long
};
// Of a service for groups with how many places each has left.
OfferedDay offered(const Page& page, const FreeDay& free, const catalog::Service& service);

// Under {{>TIMES}}: the free times as links to the page at `action`, and a form for another time of the day. `kept` are
// the fields that both carry on, ids all of them.
void include_times(html::Values& values, const Page& page, const Picked& picked, const OfferedDay& free,
                   const std::string& action, const Kept& kept);

}  // namespace office
