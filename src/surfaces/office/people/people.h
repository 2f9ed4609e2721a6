// The team: who works here, what customers read of them, what each may do and how they sign in. Every handler stands
// behind a guard of app/routes.cpp, which names the permission.
#pragma once

#include "pages/environment.h"

namespace office {

void register_people(activity::Registry& registry);

using http::Request;
using http::Response;
using pages::Environment;

Response people(const Request& request, Environment& environment);               // GET  /people
Response add_person(const Request& request, Environment& environment);           // POST /people/new
Response save_code_roles(const Request& request, Environment& environment);      // POST /people/codes, who needs codes
Response permissions(const Request& request, Environment& environment);          // GET  /people/permissions
Response save_permissions(const Request& request, Environment& environment);     // POST
Response person(const Request& request, Environment& environment);               // GET  /people/{id}
Response save_person(const Request& request, Environment& environment);          // POST, `do` says what
Response person_appointments(const Request& request, Environment& environment);  // POST /people/{id}/appointments

}  // namespace office
