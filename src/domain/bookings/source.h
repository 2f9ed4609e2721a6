// Where a booking came from, for reports.
#pragma once

#include <string_view>

namespace bookings {

// By a customer on the booking page, on the same inside another site, by a service's secret link, by the API; by staff.
// Of bookings from before it was kept, and of doors that do not say, it is unknown.
enum class Source { unknown, page, embed, link, api, staff };
std::string_view to_text(Source source);  // unknown: empty
Source parse_source(std::string_view text);

}  // namespace bookings
