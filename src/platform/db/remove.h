// Takes away everything that belongs to one thing, whatever the tables are.
#pragma once

#include "db/db.h"

namespace db {

// Every row whose `column` is `value`, of every table that has such a column; what points to others goes before them.
// Returns how many.
std::int64_t remove_rows(Tx& tx, std::string_view column, std::int64_t value);

}  // namespace db
