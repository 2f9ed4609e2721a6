// What the customer record adds to what is told of a customer and erased (personal/personal.h).
#pragma once

namespace activity {
class Registry;
}

namespace customers {

void add_personal(activity::Registry& registry);

}  // namespace customers
