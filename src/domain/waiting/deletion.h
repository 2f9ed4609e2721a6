// What deleting a customer (personal/deletion.h) and merging two (personal/merge.h) mean to the waiting list. Nobody is
// deleted who is on it: they would be offered times.
#pragma once

namespace activity {
class Registry;
}

namespace waiting {

// Forbids conflict customer.waits.
void add_deletion(activity::Registry& registry);
// Forbids conflict customer.both_offered, where both have been offered the same time.
void add_merging(activity::Registry& registry);

}  // namespace waiting
