// Hours of a day as people type them, "9-12, 13:30-17", and the one form in which they are printed,
// "09:00-12:00, 13:30-17:00". Pure.
//
// - A time is 9, 9:30, 9.30, 0930, 9h30, 9am or 24; openings stand behind a comma, a semicolon or a space.
// - Nothing, a dash or a word for closed in one of the five languages: no hours.
// - What ends before it begins goes past midnight if it begins at noon or later and ends by 06:00: 22-02. Any other is
//   most often a slip (9-5), and has to be marked: 20-08+1 ends at eight of the next day.
#pragma once

#include "availability/availability.h"

#include <string>
#include <string_view>
#include <vector>

namespace staff {

inline constexpr std::size_t kHoursTextMax = 200;  // bytes
inline constexpr std::size_t kOpeningsMax = 12;    // of a day

// Sorted by begin, apart or touching, as openings of availability.h; their location is none.
// Errors: invalid hours.unreadable {part}, hours.no_time {time}, hours.backwards {part, marked}, hours.no_length
// {part}, hours.overlap {one, other}, hours.too_many {max}, hours.too_long.
Result<std::vector<availability::Hours>> parse_hours(std::string_view text);

// One time of day as in hours, before 24:00; nullopt for anything else.
std::optional<Minutes> parse_time_of_day(std::string_view text);

// Parsed again it gives the same hours, if these are sorted and do not overlap. Empty: no hours. Of a break past
// midnight its times of day.
std::string hours_text(const std::vector<availability::Hours>& hours);
std::string hours_text(const availability::Hours& hours);

// Breaks as they are typed, "0:30-1", belong to the openings that they lie in: to one past midnight as 24:30. What lies
// in none stays as it is.
std::vector<availability::Hours> settle_breaks(std::vector<availability::Hours> breaks,
                                               const std::vector<availability::Hours>& openings);

}  // namespace staff
