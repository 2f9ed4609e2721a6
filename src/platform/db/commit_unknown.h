#pragma once

#include "db/db.h"

namespace db {

// The connection was lost in the middle of a commit: nobody can know whether it was saved.
struct CommitUnknown : Unavailable {
    using Unavailable::Unavailable;
};

}  // namespace db
