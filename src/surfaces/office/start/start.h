// A business's first days: the steps from an empty back office to a page on which people book, each saved by itself,
// and what is left to do afterwards.
#pragma once

#include "office/frame/page.h"

namespace office {

void register_start(activity::Registry& registry);

Response start(const Page& page);                                            // GET  /start
Response put_aside(const Page& page);                                        // POST /start/tasks
Response finish_start(const Page& page);                                     // POST /start/end
Response start_hours(const Page& page);                                      // GET  /start/hours
Response save_hours(const Page& page);                                       // POST
Response start_services(const Page& page);                                   // GET  /start/services
Response save_services(const Page& page);                                    // POST
Response start_people(const Page& page);                                     // GET  /start/people
Response save_people(const Page& page);                                      // POST
Response start_look(const Page& page);                                       // GET  /start/look
Response save_look(const Page& page, const std::vector<http::Part>& parts);  // POST
Response start_live(const Page& page);                                       // GET  /start/live
Response end_live(const Page& page);                                         // POST
Response make_test_booking(const Page& page);                                // POST /start/live/test
Response take_back_test(const Page& page);                                   // POST /start/live/test/removal

}  // namespace office
