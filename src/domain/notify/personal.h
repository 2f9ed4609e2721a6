// What messages add to what is told of a customer and erased (personal/personal.h).
#pragma once

namespace notify {

void add_personal();

}  // namespace notify
