// Whether all that was promised holds: the rows as they are, against what every client was told. Nothing here trusts
// a constraint; it reads the tables and counts.
#pragma once

#include "torture/fight.h"

#include <cstdint>
#include <string>
#include <vector>

namespace db {
class Database;
}

namespace torture {

struct Check {
    std::string name;
    std::int64_t looked_at = 0;
    std::int64_t wrong = 0;
    std::vector<std::string> examples;  // the first that are wrong

    void fail(std::string example);
};

// With every server stopped.
std::vector<Check> check_all(db::Database& database, const std::vector<House>& houses,
                             const std::vector<Journal>& journals);

}  // namespace torture
