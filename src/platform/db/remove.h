// Takes away everything that belongs to one thing, whatever the tables are.
#pragma once

#include "db/db.h"

#include <initializer_list>

namespace db {

struct ColumnIs {
    std::string_view column;
    std::int64_t value;
};
// Every row in which all of these hold, of every table that has all of these columns; what points to others goes before
// them. Returns how many.
std::int64_t remove_rows(Tx& tx, std::initializer_list<ColumnIs> where);

}  // namespace db
