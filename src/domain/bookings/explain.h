// Why a time is, or is not, offered to customers: every rule in order, with its value (FEATURES 3.7).
#pragma once

#include "availability/explain.h"
#include "bookings/booking.h"

namespace bookings {

// In the order in which they are looked at; those of availability::Rule from `hours` on.
enum class Rule {
    service,   // it is switched on, and can be had with the add-ons
    provider,  // customers may choose the provider
    gives,     // who gives the service
    location,  // it is offered where it was asked for
    notice,
    horizon,
    group,  // a group of the service begins then with a place left; asked only where that decides
    day,    // no day off, and no holiday
    hours,
    place,
    end,
    pause,
    blocked,
    grid,
    taken,
    resource,
};
struct Reason {
    Rule rule;
    bool holds = true;
    // As of availability::Finding; of notice and horizon all that may be booked; of day the whole day; of group the one
    // that begins then, whether it has a place left or not.
    Span span{};
    std::optional<Booking> booking{};      // of taken: the one that is in the way
    std::optional<Instant> held_until{};   // of taken: it is a hold
    std::optional<ResourceId> resource{};  // of resource
};
struct Explanation {
    bool offered = false;  // exactly if FreeTimes::list has that start of the provider, by the customers' rules
    availability::Source source{};
    std::vector<availability::Opening> openings{};  // of the day
    std::vector<Reason> reasons{};
};

// A start of a provider.
struct Slot {
    ServiceId service_id;
    ProviderId provider_id;
    std::optional<LocationId> location_id{};  // none: wherever it is offered
    Instant starts_at;
    std::optional<CustomerId> customer{};  // whose own length of the service holds; none: a visitor
    std::vector<AddOnId> add_ons{};        // chosen with it
};
// Starts that are refused for one reason.
struct RefusedStarts {
    Span starts;                           // half-open
    Rule rule;                             // gives, day, hours, place, end, pause, blocked, taken or resource
    std::optional<ResourceId> resource{};  // of resource
    friend bool operator==(const RefusedStarts&, const RefusedStarts&) = default;
};
// Where a booking shall go.
struct Dropping {
    const Booking& booking;
    ProviderId provider_id;
    std::optional<Minutes> duration{};  // none: as long as it is (tailored.h)
    bool whole = false;                 // with all who are in its appointment (move_appointment)
    // Appointments that go elsewhere at the same time: they do not stand in the way.
    std::vector<AppointmentId> leaving{};
};
// By staff's rules: all starts within `starts` that `reschedule` would refuse, sorted and apart, told by the first rule
// that refuses. Of what may be asked for all the same, gives and resource are never granted, taken is overbooking, and
// the others are outside the hours.
std::vector<RefusedStarts> explain_staff(db::Session& session, const Snapshot& snapshot, const Dropping& dropping,
                                         Span starts, Instant now);

// The service and the provider are of the snapshot's business.
Explanation explain(db::Session& session, const Snapshot& snapshot, const Slot& slot, Instant now);

}  // namespace bookings
