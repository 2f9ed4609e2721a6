// What logins add to what is told of a customer and erased (personal/personal.h).
#pragma once

namespace activity {
class Registry;
}

namespace accounts {

void add_personal(activity::Registry& registry);

}  // namespace accounts
