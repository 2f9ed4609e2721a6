// What bookings say where a customer is to be deleted (personal/deletion.h): not while any lie ahead; what is over
// stays in the books. And where two are merged (personal/merge.h): all of them are the survivor's.
#pragma once

namespace activity {
class Registry;
}

namespace bookings {

// Forbids conflict customer.has_bookings_ahead.
void add_deletion(activity::Registry& registry);
void add_merging(activity::Registry& registry);

}  // namespace bookings
