// The activities of logins, of customers and of staff.
#pragma once

#include "activity/telling.h"

namespace accounts {

std::vector<activity::Type> activity_types();

}  // namespace accounts
