// What the statements of a connection would cost on a large installation.
#pragma once

#include "db/db.h"

#include <string>
#include <vector>

namespace support {

// The statements that this connection has run and that walk through a whole table which grows with customers and
// bookings, or through all that one business has in it, each with the step of its plan. None on PostgreSQL, which
// chooses by what the tables hold.
std::vector<std::string> table_scans(db::Session& session);

}  // namespace support
