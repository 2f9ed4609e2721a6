// What merging two customers means to their logins (personal/merge.h). The survivor has one login: their own, or else
// the other one's, which then is theirs. Where both have one, that of the other one ends: somebody who made up a second
// customer of that name and phone must not come to the first one's appointments by a merge. Whom the other one looked
// after the survivor looks after, and who looked after the other one looks after the survivor.
#pragma once

namespace activity {
class Registry;
}

namespace accounts {

void add_merging(activity::Registry& registry);

}  // namespace accounts
