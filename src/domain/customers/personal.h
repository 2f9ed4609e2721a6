// What the customer record adds to what is told of a customer and erased (personal/personal.h).
#pragma once

namespace customers {

void add_personal();

}  // namespace customers
