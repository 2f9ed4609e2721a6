// The team: who works here, what customers read of them, what each may do and how they sign in. Every handler stands
// behind a guard of app/routes.cpp, which names the permission.
#pragma once

#include "office/frame/page.h"

namespace office {

void register_people(activity::Registry& registry);

Response people(const Page& page);               // GET  /people
Response add_person(const Page& page);           // POST /people/new
Response save_code_roles(const Page& page);      // POST /people/codes, who needs codes
Response permissions(const Page& page);          // GET  /people/permissions
Response save_permissions(const Page& page);     // POST
Response person(const Page& page);               // GET  /people/{id}
Response save_person(const Page& page);          // POST, `do` says what
Response person_appointments(const Page& page);  // POST /people/{id}/appointments

}  // namespace office
