// What bookings add to what is told of a customer and erased (personal/personal.h).
#pragma once

namespace activity {
class Registry;
}

namespace bookings {

void add_personal(activity::Registry& registry);

}  // namespace bookings
