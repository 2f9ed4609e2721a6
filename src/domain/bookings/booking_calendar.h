// A booking for the visitor's own calendar: a file (RFC 5545) and links that fill in a web calendar's form.
#pragma once

#include "bookings/booking.h"

namespace bookings {

struct CalendarEntry {
    BookingId id;
    std::string host;  // ours; with the id it is the UID, which never changes
    std::string title, place, description;
    std::string organizer, organizer_name;  // a URI, which PUBLISH asks for (RFC 5546 3.2.1): "mailto:..."
    std::string url;                        // of the page where the booking is managed
    Span time;
    Zone zone = Zone::utc();
    Status status = Status::approved;
    int sequence = 0;
    Instant changed_at;
};

// One VEVENT with METHOD PUBLISH and the VTIMEZONE that it needs. A cancelled booking says so under the same UID with a
// higher SEQUENCE, so that the calendar takes it back.
std::string calendar_file(const CalendarEntry& entry);
// The same of several in one zone, of which there is one at least.
std::string calendar_file(const std::vector<CalendarEntry>& entries);
// A calendar that is asked for again and again (FEATURES 2.13): all of them under one name, in UTC.
std::string calendar_feed(const std::vector<CalendarEntry>& entries, const std::string& name);

std::string google_calendar_url(const CalendarEntry& entry);
std::string outlook_calendar_url(const CalendarEntry& entry);

}  // namespace bookings
