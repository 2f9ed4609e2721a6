// Groups in the back office (FEATURES 3.5): what comes, a new one or one a week, and the page of each with its check-in
// list. Every handler stands behind a guard of app/routes.cpp, which names the permission.
#pragma once

#include "office/frame/page.h"

namespace office {

void register_groups(activity::Registry& registry);

Response groups(const Page& page);  // GET  /groups: of the weeks that come
Response new_group(
    const Page& page);  // GET  /groups/new ?service&provider&day&time: the form; with &weeks= what is free
Response add_groups(const Page& page);      // POST /groups/new: the form, with a start for each that is to be made
Response group(const Page& page);           // GET  /groups/{id}, of an appointment
Response check_in(const Page& page);        // POST /groups/{id}/check-in: booking, status=completed|no_show
Response change_group(const Page& page);    // POST /groups/{id}/places: capacity, minimum, version
Response move_group(const Page& page);      // POST /groups/{id}/time: day, time, seen
Response group_list(const Page& page);      // GET  /groups/{id}/list: the check-in list on paper
Response group_message(const Page& page);   // GET  /groups/{id}/message: to all who have a place
Response write_to_group(const Page& page);  // POST /groups/{id}/message: subject, text, key
Response end_group(const Page& page);       // POST /groups/{id}/cancellation

}  // namespace office
