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
        std::vector<AddOnId> add_ons{};           // as in Wanted
        std::optional<CustomerId> customer{};     // as in Wanted, where it is another than the visit's
        // Its appointment, where the visit is moved, and what the visitor holds for it: both as in Wanted. The time of
        // none of the parts is in the way of another.
        std::optional<AppointmentId> moving{}, held{};
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
// The days of them on which one begins, sorted.
std::vector<Day> list_visit_days(db::Session& session, const Snapshot& snapshot, FreeTimes& free_times,
                                 const VisitWanted& wanted, Day first, Day last, Instant now);

// Whether each part can be had just so, by itself; `places` as the parts. Whether they go with each other was asked
// when they were found, and is asked again under the lock.
bool is_free(db::Session& session, const Snapshot& snapshot, FreeTimes& free_times, const VisitWanted& wanted,
             const std::vector<VisitTimes::Place>& places, Instant now);

// The service of a part, as long and as dear as it is for that customer, with its add-ons. Errors: not_found
// service.not_offered; those of Snapshot::wished.
Result<Wished> wished_part(db::Session& session, const Snapshot& snapshot, const VisitWanted& wanted,
                           const VisitWanted::Part& part);

}  // namespace bookings
