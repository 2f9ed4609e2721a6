// What is told of workflows, templates and messages in change logs.
#pragma once

#include "activity/telling.h"
#include "notify/condition.h"

namespace notify {

void add_activities(activity::Registry& registry);

// What a fact may be, where that is the same for every business: value and words.
std::vector<std::pair<std::string, std::string>> fixed_values(i18n::Language language, Fact fact);

}  // namespace notify
