// Moves a whole installation to another database, between the engines above all (FEATURES 8.8).
//
// Every table is read from the engine's catalogue and copied in pieces by its primary key, parents first, so that the
// target's constraints and triggers hold all the time; a trigger may refuse a row but has to leave other rows alone.
// How far it came stands in the target's table `moving`, written with each piece, until everything is there and was
// compared: the same move begun again goes on from there, and until then no program serves the target.
//
// Not copied: `schema_migrations`, which the target has from its own migrations, and `processes`, who uses a database
// now.
#pragma once

#include "db/db.h"

#include <cstdint>
#include <functional>
#include <string>

namespace db {

struct MoveStep {
    enum class Phase { copying, comparing };
    Phase phase;
    std::int64_t rows_done;  // of this phase, those of earlier runs included
    std::int64_t rows;
};
// Called after each piece; false breaks the move off, to be gone on with later.
using MoveWatch = std::function<bool(const MoveStep&)>;

struct Moved {
    bool whole;  // false: broken off
    std::int64_t tables, rows;
};

// Everything is compared as the source is at the end: row counts, and a sum over the hashes of all rows that is the
// same on both engines. Throws Unavailable, saying what to do: the source is not up to date, or served, or holds what
// the target cannot; the target is served, has rows, or has another version of the schema; the two differ after the
// copy. The source is never written to.
Moved move(Database& source, Database& target, const MoveWatch& watch);

// Throws Unavailable when a move to this database has begun and is not done, saying how to go on.
void require_whole(Database& database);

}  // namespace db
