// Settings > Sign-in: by which providers customers may sign in (FEATURES 1.8), what to enter there and what to enter
// here, and whether it works. Every handler stands behind a guard of app/routes.cpp, which names the permission.
#pragma once

#include "office/frame/page.h"

namespace office {

void register_ways_in(activity::Registry& registry);

Response ways_in(const Page& page);        // GET  /settings/sign-in
Response new_way_in(const Page& page);     // GET  /settings/sign-in/new ?kind
Response add_way_in(const Page& page);     // POST
Response way_in(const Page& page);         // GET  /settings/sign-in/{id}
Response save_way_in(const Page& page);    // POST
Response try_way_in(const Page& page);     // POST /settings/sign-in/{id}/test
Response remove_way_in(const Page& page);  // POST /settings/sign-in/{id}/removal

}  // namespace office
