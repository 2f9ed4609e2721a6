// Customers as staff see them: the list, the page of each with everything about them (FEATURES 4, 5.13 to 5.24). Every
// handler stands behind a guard of app/routes.cpp, which names the permission.
#pragma once

#include "pages/environment.h"

namespace office {

using http::Request;
using http::Response;
using pages::Environment;

Response customers(const Request& request, Environment& environment);          // GET  /customers ?q&order&page
Response new_customer(const Request& request, Environment& environment);       // GET  /customers/new
Response create_customer(const Request& request, Environment& environment);    // POST /customers/new
Response customer(const Request& request, Environment& environment);           // GET  /customers/{id}
Response customer_picture(const Request& request, Environment& environment);   // GET  /customers/{id}/picture
Response customer_details(const Request& request, Environment& environment);   // GET  /customers/{id}/details
Response update_customer(const Request& request, Environment& environment);    // POST /customers/{id}/details
Response customer_log(const Request& request, Environment& environment);       // GET  /customers/{id}/changes
Response customer_messages(const Request& request, Environment& environment);  // GET  /customers/{id}/messages
Response customer_access(const Request& request, Environment& environment);    // POST /customers/{id}/access
Response decide_erasure(const Request& request, Environment& environment);     // POST /customers/{id}/erasure

// 2.11, the file with everything stored about the customer.
Response customer_data(const Request& request, Environment& environment);      // GET  /customers/{id}/data
Response ask_customer_data(const Request& request, Environment& environment);  // POST
Response stop_customer_data(const Request& request,
                            Environment& environment);  // POST /customers/{id}/data/{archive}/stop
Response customer_data_file(const Request& request,
                            Environment& environment);  // GET  /customers/{id}/data/{archive}/archive.zip

// 2.11 for all customers at once; the owner's alone.
Response everybody_data(const Request& request, Environment& environment);       // GET  /customers/data
Response ask_everybody_data(const Request& request, Environment& environment);   // POST
Response stop_everybody_data(const Request& request, Environment& environment);  // POST /customers/data/{archive}/stop
Response everybody_data_file(const Request& request,
                             Environment& environment);  // GET  /customers/data/{archive}/archive.zip

}  // namespace office
