// Who books what, and when, over the months around today: thought out in memory with the program's own availability,
// so that every step of it can really be taken.
#pragma once

#include "demo/shop.h"

namespace demo {

struct Planned {
    std::size_t customer;
    ServiceId service_id;
    ProviderId provider_id;
    Instant made_at;
    Instant first_start;  // what is booked
    Instant start;        // where it ends up; another one when it was moved
    std::optional<Instant> moved_at;
    std::optional<Instant> cancelled_at;
    std::string note;
    std::vector<catalog::AddOnId> add_ons{};
};

// From that day to two months from now.
std::vector<Planned> make_plan(const Shop& shop, const bookings::Snapshot& snapshot, Instant now, Day from,
                               Random& random);

}  // namespace demo
