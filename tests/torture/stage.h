// What is fought over: three small businesses with one morning each.
#pragma once

#include "base/base.h"
#include "catalog/catalog.h"

#include <chrono>
#include <string>
#include <vector>

namespace db {
class Database;
}

namespace torture {

using Moment = std::chrono::steady_clock::time_point;

struct Offered {
    catalog::Service service;
    std::vector<Instant> starts;  // all that the empty morning has
};

struct House {
    BusinessId id;
    std::string slug;
    Zone zone = Zone::utc();
    Day day;  // the morning's
    std::vector<Offered> services;
};

// Of the first house holds expire within a second or two, in the others they outlive the fight. In the last no staff
// put theirs over others, who may do so over a hold too: whoever holds a time there gets it.
inline constexpr std::size_t kHouseOfShortHolds = 0, kHouseOfSureHolds = 2;

// A salon (buffers, a service that waits for approval), a clinic (a room, two scanners) and a single chair.
std::vector<House> open_houses(db::Database& database);

// One provider's morning, for which people wait; not among those above.
House open_queue_house(db::Database& database);

// Takes the constraints and triggers against double booking away.
void drop_constraints(db::Database& database);

}  // namespace torture
