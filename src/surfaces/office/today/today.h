// The start page of the back office: what is next, and what waits for a person. A provider sees their own.
#pragma once

#include "office/frame/page.h"

namespace office {

void register_today(activity::Registry& registry);

Response today(const Page& page);  // GET /

}  // namespace office
