// Customers who are there twice (FEATURES 4.5, 5.6): found, looked at side by side, merged, and that undone. Every
// handler stands behind a guard of app/routes.cpp, which names the permission.
#pragma once

#include "office/frame/page.h"

namespace office {

void register_duplicates(activity::Registry& registry);

Response duplicates(const Page& page);              // GET  /customers/duplicates ?after
Response search_duplicates(const Page& page);       // POST /customers/duplicates
Response stop_search(const Page& page);             // POST /customers/duplicates/stop
Response duplicates_of_customer(const Page& page);  // GET  /customers/{id}/duplicates ?q
Response compare_customers(const Page& page);       // GET  /customers/{id}/duplicates/{other}: who stays is {id}
Response merge_customers(const Page& page);         // POST
Response tell_apart(const Page& page);              // POST /customers/{id}/duplicates/{other}/difference
Response take_back_told_apart(const Page& page);    // POST /customers/{id}/duplicates/{other}/difference/removal
Response undo_merge(const Page& page);              // POST /customers/{id}/merges/{other}/removal

}  // namespace office
