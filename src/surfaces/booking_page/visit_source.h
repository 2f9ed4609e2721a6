// The days and times of a visit for a calendar, from memory.
#pragma once

#include "booking_page/time_step.h"
#include "bookings/visit_free.h"

namespace booking_page {

class VisitSource {
public:
    // `last`: the last day that can be booked.
    VisitSource(const pages::Page& page, db::Session& session, const bookings::VisitWanted& wanted, Day last)
        : page_(page), session_(session), wanted_(wanted), last_(last) {}

    // `found`: gets the visits of the day that is listed, as the starts.
    FreeSource of_calendar(std::vector<bookings::VisitTimes>& found) const;
    // Those that begin nearest to it, at most so many, by start.
    std::vector<bookings::VisitTimes> nearest(Instant wish, std::size_t most) const;

private:
    std::vector<bookings::VisitTimes> list(Day first, Day last, std::size_t most) const;
    std::optional<Day> first_day(Day from) const;

    const pages::Page& page_;
    db::Session& session_;
    const bookings::VisitWanted& wanted_;
    Day last_;
};

}  // namespace booking_page
