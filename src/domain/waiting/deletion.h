// Nobody is deleted who is on the waiting list: they would be offered times (personal/deletion.h).
#pragma once

namespace activity {
class Registry;
}

namespace waiting {

// Forbids conflict customer.waits.
void add_deletion(activity::Registry& registry);

}  // namespace waiting
