// What is told of bookings in change logs.
#pragma once

#include "activity/telling.h"

namespace bookings {

std::vector<activity::Type> activity_types();
// "status": the statuses of a booking.
activity::Names status_names();

}  // namespace bookings
