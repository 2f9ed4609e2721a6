// The free times of a visit of several services, from memory (free_times.h): what visit_times.h finds among the starts
// of each.
#pragma once

#include "bookings/free_times.h"
#include "bookings/visit_times.h"

namespace bookings {

struct VisitWanted {
    struct Part {
        ServiceId service_id;
        std::optional<ProviderId> provider_id{};  // none: whoever is free
        std::size_t person = 0;                   // who gets it, counted from 0 without gaps
    };
    std::vector<Part> parts{};  // at most kMostVisitParts, for at most kMostVisitPeople
    bool in_order = true;       // what one person gets comes in the order given
    bool side_by_side = true;   // of several people
    Minutes longest_gap{15};
    std::optional<LocationId> location_id{};  // all of it there; none: wherever each is offered
    Rules rules = Rules::customer;
    std::optional<CustomerId> customer{};  // as in Wanted
};

// Of each start the best visit, by start, at most `limit`; first..last as in FreeTimes::list. Empty where a part cannot
// be booked.
std::vector<VisitTimes> list_visits(db::Session& session, const Snapshot& snapshot, FreeTimes& free_times,
                                    const VisitWanted& wanted, Day first, Day last, Instant now, std::size_t limit);

}  // namespace bookings
