// Customers as staff see them: the list, the page of each with everything about them (FEATURES 4, 5.13 to 5.24). Every
// handler stands behind a guard of app/routes.cpp, which names the permission.
#pragma once

#include "pages/environment.h"

namespace office {

void register_customers(activity::Registry& registry);

using http::Request;
using http::Response;
using pages::Environment;

Response customers(const Request& request, Environment& environment);            // GET  /customers ?q&order&page
Response new_customer(const Request& request, Environment& environment);         // GET  /customers/new
Response create_customer(const Request& request, Environment& environment);      // POST /customers/new
Response customer(const Request& request, Environment& environment);             // GET  /customers/{id}
Response customer_picture(const Request& request, Environment& environment);     // GET  /customers/{id}/picture
Response customer_details(const Request& request, Environment& environment);     // GET  /customers/{id}/details
Response update_customer(const Request& request, Environment& environment);      // POST /customers/{id}/details
Response customer_log(const Request& request, Environment& environment);         // GET  /customers/{id}/changes
Response customer_terms(const Request& request, Environment& environment);       // GET  /customers/{id}/terms
Response save_customer_terms(const Request& request, Environment& environment);  // POST
Response customer_access(const Request& request, Environment& environment);      // POST /customers/{id}/access
Response decide_erasure(const Request& request, Environment& environment);       // POST /customers/{id}/erasure

}  // namespace office
