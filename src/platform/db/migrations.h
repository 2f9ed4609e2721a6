// Schema changes from any list of files; db.h has those of the program.
#pragma once

#include "base/embedded.h"
#include "db/db.h"

#include <span>
#include <string>
#include <vector>

namespace db {

// As migrate(Database&) and pending_migrations(Database&), but half-moved databases are let pass. `without rowid` at
// the end of a table is left out on PostgreSQL, so that one text serves both engines.
std::vector<std::string> migrate(Database& database, std::span<const embedded::File> files);
std::vector<std::string> pending_migrations(Database& database, std::span<const embedded::File> files);
std::span<const embedded::File> program_migrations();

}  // namespace db
