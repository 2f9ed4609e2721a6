// Which customers a list shows by where they came from (customers/list.h).
#pragma once

#include "bookings/source.h"
#include "customers/list.h"

namespace bookings {

// Whose first booking came that way; of unknown: who has not booked, or did before that was recorded.
const customers::Condition& came_by(Source source);

}  // namespace bookings
