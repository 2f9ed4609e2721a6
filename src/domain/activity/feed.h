// Everything that happened in a business, in the order of its ids, for whoever follows it from outside.
#pragma once

#include "activity/activity.h"

namespace activity {

// At most `limit` behind `after`; 0 begins at the first. An id is taken before the commit, so one may still come in
// before those that are there: whoever goes on from the last waits until it has settled.
std::vector<Recorded> list_after(db::Session& session, BusinessId business, ActivityId after, int limit);

}  // namespace activity
