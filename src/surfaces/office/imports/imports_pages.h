// Importing customers from a file (FEATURES 4.4): the file, what its columns are, what would come of it, how far it is,
// and what came of it. Every handler stands behind a guard of app/routes.cpp, which names the permission.
#pragma once

#include "office/frame/page.h"

namespace office {

// The link below the list of customers.
void register_imports(activity::Registry& registry);

Response imports(const Page& page);                                                 // GET  /customers/imports
Response take_import_file(const Page& page, const std::vector<http::Part>& parts);  // POST: a file
Response import_page(const Page& page);         // GET  /customers/imports/{id} ?columns=yes: what they are, once more
Response check_import(const Page& page);        // POST /customers/imports/{id}/check
Response begin_import(const Page& page);        // POST /customers/imports/{id}/import
Response stop_import(const Page& page);         // POST /customers/imports/{id}/stop
Response undo_import(const Page& page);         // POST /customers/imports/{id}/undo
Response forget_import(const Page& page);       // POST /customers/imports/{id}/removal
Response import_failed_rows(const Page& page);  // GET  /customers/imports/{id}/failed.csv

}  // namespace office
