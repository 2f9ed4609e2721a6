// Visitors of the booking pages who hold a time while they type: they book what they hold, hold another, or leave it.
#pragma once

#include "torture/fight.h"

namespace db {
class Database;
}

namespace torture {

struct HoldFight {
    int visitors = 16;
    std::chrono::steady_clock::time_point until;
    std::uint64_t seed = 0;
    std::size_t first_number = 0;  // they are clients as others, numbered from here on
};
// Returns when all are done; the servers run on.
std::vector<Journal> run_holders(const HoldFight& fight, const std::vector<House>& houses, const Servers& servers,
                                 db::Database& database);

}  // namespace torture
