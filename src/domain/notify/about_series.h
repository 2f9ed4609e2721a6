// The adaptor of series (adaptor.h). Internal to the domain.
#pragma once

#include "notify/adaptor.h"

namespace notify {

std::unique_ptr<const Adaptor> about_series();

// A part of the facts: what the calendar file of the mail has, where that is more than the booking and its visit.
struct InCalendar {
    std::vector<bookings::Booking> bookings;
};

}  // namespace notify
