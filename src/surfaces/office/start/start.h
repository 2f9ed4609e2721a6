// A business's first days: the steps from an empty back office to a page on which people book, each saved by itself,
// and what is left to do afterwards.
#pragma once

#include "pages/environment.h"

namespace office {

void register_start(activity::Registry& registry);

using http::Request;
using http::Response;
using pages::Environment;

Response start(const Request& request, Environment& environment);              // GET  /start
Response put_aside(const Request& request, Environment& environment);          // POST /start/tasks
Response finish_start(const Request& request, Environment& environment);       // POST /start/end
Response start_hours(const Request& request, Environment& environment);        // GET  /start/hours
Response save_hours(const Request& request, Environment& environment);         // POST
Response start_services(const Request& request, Environment& environment);     // GET  /start/services
Response save_services(const Request& request, Environment& environment);      // POST
Response start_people(const Request& request, Environment& environment);       // GET  /start/people
Response save_people(const Request& request, Environment& environment);        // POST
Response start_look(const Request& request, Environment& environment);         // GET  /start/look
Response save_look(const Request& request, Environment& environment);          // POST
Response start_live(const Request& request, Environment& environment);         // GET  /start/live
Response end_live(const Request& request, Environment& environment);           // POST
Response make_test_booking(const Request& request, Environment& environment);  // POST /start/live/test
Response take_back_test(const Request& request, Environment& environment);     // POST /start/live/test/removal

}  // namespace office
