// What a business offers, as its owners and managers set it up: services and their categories, add-ons, extra fields,
// rooms and equipment, locations (FEATURES 3.1, 3.3 to 3.6). Every handler stands behind a guard of app/routes.cpp,
// which names the permission.
#pragma once

#include "pages/environment.h"

namespace office {

void register_services(activity::Registry& registry);

using http::Request;
using http::Response;
using pages::Environment;

Response services(const Request& request, Environment& environment);          // GET  /services
Response add_service(const Request& request, Environment& environment);       // POST /services
Response move_service(const Request& request, Environment& environment);      // POST /services/order
Response add_category(const Request& request, Environment& environment);      // POST /services/categories
Response change_category(const Request& request, Environment& environment);   // POST /services/categories/{id}
Response service(const Request& request, Environment& environment);           // GET  /services/{id}
Response save_service(const Request& request, Environment& environment);      // POST /services/{id}
Response do_service(const Request& request, Environment& environment);        // POST /services/{id}/action
Response add_ons(const Request& request, Environment& environment);           // GET  /services/add-ons
Response add_add_on(const Request& request, Environment& environment);        // POST /services/add-ons
Response move_add_on(const Request& request, Environment& environment);       // POST /services/add-ons/order
Response add_on(const Request& request, Environment& environment);            // GET  /services/add-ons/{id}
Response save_add_on(const Request& request, Environment& environment);       // POST /services/add-ons/{id}
Response delete_add_on(const Request& request, Environment& environment);     // POST /services/add-ons/{id}/action
Response extra_fields(const Request& request, Environment& environment);      // GET  /services/fields
Response add_extra_field(const Request& request, Environment& environment);   // POST /services/fields
Response move_extra_field(const Request& request, Environment& environment);  // POST /services/fields/order
Response extra_field(const Request& request, Environment& environment);       // GET  /services/fields/{id}
Response save_extra_field(const Request& request, Environment& environment);  // POST /services/fields/{id}
Response do_extra_field(const Request& request, Environment& environment);    // POST /services/fields/{id}/action
Response rooms(const Request& request, Environment& environment);             // GET  /services/rooms
Response add_room(const Request& request, Environment& environment);          // POST /services/rooms
Response move_room(const Request& request, Environment& environment);         // POST /services/rooms/order
Response room(const Request& request, Environment& environment);              // GET  /services/rooms/{id}
Response save_room(const Request& request, Environment& environment);         // POST /services/rooms/{id}
Response delete_room(const Request& request, Environment& environment);       // POST /services/rooms/{id}/action
Response locations(const Request& request, Environment& environment);         // GET  /services/locations
Response add_location(const Request& request, Environment& environment);      // POST /services/locations
Response move_location(const Request& request, Environment& environment);     // POST /services/locations/order
Response location(const Request& request, Environment& environment);          // GET  /services/locations/{id}
Response save_location(const Request& request, Environment& environment);     // POST /services/locations/{id}
Response delete_location(const Request& request, Environment& environment);   // POST /services/locations/{id}/action

}  // namespace office
