// What imports keep of customers (personal/personal.h).
#pragma once

#include "activity/activity.h"

namespace imports {

void add_personal(activity::Registry& registry);

}  // namespace imports
