// What bookings add to what is told of a customer and erased (personal/personal.h).
#pragma once

namespace bookings {

void add_personal();

}  // namespace bookings
