// What a business offers, as its owners and managers set it up: services and their categories, add-ons, extra fields,
// rooms and equipment, locations (FEATURES 3.1, 3.3 to 3.6). Every handler stands behind a guard of app/routes.cpp,
// which names the permission.
#pragma once

#include "office/frame/page.h"

namespace office {

void register_services(activity::Registry& registry);

Response services(const Page& page);          // GET  /services
Response add_service(const Page& page);       // POST /services
Response move_service(const Page& page);      // POST /services/order
Response add_category(const Page& page);      // POST /services/categories
Response change_category(const Page& page);   // POST /services/categories/{id}
Response service(const Page& page);           // GET  /services/{id}
Response save_service(const Page& page);      // POST /services/{id}
Response do_service(const Page& page);        // POST /services/{id}/action
Response add_ons(const Page& page);           // GET  /services/add-ons
Response add_add_on(const Page& page);        // POST /services/add-ons
Response move_add_on(const Page& page);       // POST /services/add-ons/order
Response add_on(const Page& page);            // GET  /services/add-ons/{id}
Response save_add_on(const Page& page);       // POST /services/add-ons/{id}
Response delete_add_on(const Page& page);     // POST /services/add-ons/{id}/action
Response extra_fields(const Page& page);      // GET  /services/fields
Response add_extra_field(const Page& page);   // POST /services/fields
Response move_extra_field(const Page& page);  // POST /services/fields/order
Response extra_field(const Page& page);       // GET  /services/fields/{id}
Response save_extra_field(const Page& page);  // POST /services/fields/{id}
Response do_extra_field(const Page& page);    // POST /services/fields/{id}/action
Response rooms(const Page& page);             // GET  /services/rooms
Response add_room(const Page& page);          // POST /services/rooms
Response move_room(const Page& page);         // POST /services/rooms/order
Response room(const Page& page);              // GET  /services/rooms/{id}
Response save_room(const Page& page);         // POST /services/rooms/{id}
Response delete_room(const Page& page);       // POST /services/rooms/{id}/action
Response locations(const Page& page);         // GET  /services/locations
Response add_location(const Page& page);      // POST /services/locations
Response move_location(const Page& page);     // POST /services/locations/order
Response location(const Page& page);          // GET  /services/locations/{id}
Response save_location(const Page& page);     // POST /services/locations/{id}
Response delete_location(const Page& page);   // POST /services/locations/{id}/action

}  // namespace office
