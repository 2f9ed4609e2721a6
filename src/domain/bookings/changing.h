// Until when an appointment may be moved and cancelled online, in words: what the form says before it is booked, the
// page that confirms it, and the mail.
#pragma once

#include "bookings/booking.h"
#include "i18n/i18n.h"

namespace bookings {

struct Changing {
    std::string text;   // "This appointment can be moved or cancelled online until Thursday 10 December at 14:45."
    bool over = false;  // neither is possible at that time any more, though the business allows it earlier
};

// By the business's rules for a booking of that status and time, seen from `now`.
Changing changing(const businesses::Business& business, i18n::Language language, const Booking& booking, Instant now);
// Before it is booked.
Changing changing(const businesses::Business& business, i18n::Language language, const catalog::Service& service,
                  Instant start, Instant now);
// The same with the business's own words on it, as one text; empty: nothing to say.
std::string with_policy(const Changing& changing, const businesses::Business& business, i18n::Language language);

// "Thursday 10 December at 14:45"
std::string moment(i18n::Language language, const Zone& zone, Instant at, Instant now);

}  // namespace bookings
