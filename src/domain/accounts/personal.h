// What logins add to what is told of a customer and erased (personal/personal.h).
#pragma once

namespace accounts {

void add_personal();

}  // namespace accounts
