// Events as the staff make them (FEATURES 3.5): the list, an event with its dates, cancelling and duplicating. Every
// handler stands behind a guard of app/routes.cpp, which names module and permission. A GET changes nothing.
#pragma once

#include "http/multipart.h"
#include "office/frame/page.h"

namespace office_events {

using http::Response;

// The module and the entry of the menu.
void register_pages(activity::Registry& registry);

Response list(const office::Page& page);                // GET  /events?show&after
Response new_event(const office::Page& page);           // GET  /events/new
Response add_event(const office::Page& page);           // POST /events/new
Response event(const office::Page& page);               // GET  /events/{id}
Response save_event(const office::Page& page);          // POST /events/{id}
Response act(const office::Page& page);                 // POST /events/{id}/action
Response add_dates(const office::Page& page);           // POST /events/{id}/dates
Response change_date(const office::Page& page);         // POST /events/{id}/dates/{date}
Response date_cancellation(const office::Page& page);   // GET  /events/{id}/dates/{date}/cancellation
Response cancel_date(const office::Page& page);         // POST /events/{id}/dates/{date}/cancellation
Response event_cancellation(const office::Page& page);  // GET  /events/{id}/cancellation
Response cancel_event(const office::Page& page);        // POST /events/{id}/cancellation
Response duplicate_form(const office::Page& page);      // GET  /events/{id}/duplicate
Response duplicate(const office::Page& page);           // POST /events/{id}/duplicate
Response remove_picture(const office::Page& page);      // POST /events/{id}/picture/removal
// POST /events/{id}/picture
Response set_picture(const office::Page& page, const std::vector<http::Part>& parts);

}  // namespace office_events
