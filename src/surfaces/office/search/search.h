// Everything that a member of the staff may see, found from one field (FEATURES 8.16).
#pragma once

#include "office/frame/page.h"

namespace office {

void register_search(activity::Registry& registry);

Response search(const Page& page);        // GET /search ?q
Response search_found(const Page& page);  // GET /search/found ?q: a part of a page

}  // namespace office
