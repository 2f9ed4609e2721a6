// Long work, such as an archive of everything about all customers, as a job that is done piece by piece
// (Registry::handle_pieces): each piece in one transaction with how far the work is, so that a piece is there once
// whatever dies; leased and tried again as other jobs are, with attempts counted anew for each piece. Known by the
// activity that asked for it. What the work needs to go on from one piece to the next, the feature keeps in its own
// tables.
#pragma once

#include "activity/activity.h"

namespace activity {

enum class Standing { under_way, done, stopped, failed };  // failed: dead after its last attempt, for the operator
struct Work {
    Standing standing = Standing::under_way;
    int done = 0, all = 0;
};
// Nullopt: there is none, or it ended more than a week ago.
std::optional<Work> find_work(db::Session& session, BusinessId business, ActivityId asked_by, std::string_view kind);

// No piece is done any more; one that is being done is rolled back. False when it has ended before.
bool stop_work(db::Tx& tx, const Clock& clock, BusinessId business, ActivityId asked_by, std::string_view kind);

}  // namespace activity
