// Customers for programs that hold a key which opens them (docs/api.md): all that staff see and change of a record.
#pragma once

#include "api/key_visit.h"

namespace api {

http::Response list_customers(const KeyVisit& visit);    // GET   /customers ?search&label&order&descending&after&limit
http::Response show_customer(const KeyVisit& visit);     // GET   /customers/{customer}
http::Response create_customer(const KeyVisit& visit);   // POST  /customers
http::Response update_customer(const KeyVisit& visit);   // PATCH /customers/{customer}, with If-Match
http::Response upsert_customers(const KeyVisit& visit);  // POST  /customers/batch

}  // namespace api
