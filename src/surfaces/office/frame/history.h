// What happened, in plain words: the change log of a customer, an appointment or the business (FEATURES 5.24).
#pragma once

#include "office/frame/page.h"

namespace office {

// In the order in which they are given, with who did it and what was before and after, under {{>HISTORY}}.
void include_history(html::Values& values, const Page& page, const std::vector<activity::Recorded>& activities);

}  // namespace office
