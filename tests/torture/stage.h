// What is fought over: small businesses with one morning each.
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
    std::vector<catalog::Service> others{};  // that are not booked by themselves: an event's
};

// Of the first house holds expire within a second or two, in the others they outlive the fight. In the last of these,
// and in the studio behind it, no staff put theirs over others, who may do so over a hold too: whoever holds a time
// there gets it.
inline constexpr std::size_t kHouseOfShortHolds = 0, kHouseOfSureHolds = 2;

// A salon (buffers, a service that waits for approval), a clinic (a room, two scanners) and a single chair.
std::vector<House> open_houses(db::Database& database);

// One provider's morning, for which people wait; not among those above.
House open_queue_house(db::Database& database);

// Where more than one appointment is wanted at once: a class with places, an event with tickets, series and visits.
struct Studio {
    House house;
    std::string event;                  // as addresses name it
    std::vector<AppointmentId> dates;   // of the event
    std::vector<std::string> regulars;  // the customers who have series
};
Studio open_studio(db::Database& database);

// Takes the constraints and triggers against double booking away.
void drop_constraints(db::Database& database);
// The same of the one that has more places taken than an appointment has.
void drop_seats_constraint(db::Database& database);

}  // namespace torture
