// Copies of a SQLite database. PostgreSQL has its own tools (docs/operating.md).
#pragma once

#include "db/db.h"

namespace db {

// Copies the database to a new file while others read and write it. The copy is whole or not there at all.
// Throws Unavailable: `file` exists, no room, not a SQLite database.
void backup(const std::string& url, const std::string& file);

// Puts the copy in the place of the database. Throws Unavailable and changes nothing when the copy is damaged or newer
// than this program, or while a program still serves the database.
void restore(const std::string& file, const std::string& url);

}  // namespace db
